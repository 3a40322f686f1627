/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Link settings of a device, for ethtool and /sys/class/net/<dev>/{speed,duplex}; and the
 * directories that other rooms keep below a device's: bridge, brport.
 */
#ifndef KERNLET_NET_CORE_NET_SYSFS_H
#define KERNLET_NET_CORE_NET_SYSFS_H

#include "lib/types.h"

struct net_device;
struct seq_file;

struct dev_link_settings {
	s32 speed; /* Mbit/s, or SPEED_UNKNOWN */
	u8 duplex; /* DUPLEX_* */
	u8 port; /* PORT_* */
	u8 autoneg;
};

/** 0, or -EOPNOTSUPP for kinds that tell nothing. */
int dev_get_link_settings(const struct net_device *dev, struct dev_link_settings *s);

/** One file of such a directory. */
struct dev_sysfs_row {
	const char *name;
	u16 mode;
	void (*show)(const void *object, struct seq_file *m); /* NULL: write-only */
	int (*store)(void *object, unsigned long v); /* NULL: read-only */
};

/** A directory; const, static, listed in net-sysfs-group.c. */
struct dev_sysfs_group {
	const char *name;
	/** What the rows are about; NULL: @dev has no such directory. */
	void *(*object)(const struct net_device *dev);
	const struct dev_sysfs_row *rows;
	u32 n;
};

extern const struct dev_sysfs_group br_sysfs_group, br_port_sysfs_group; /* net/bridge */

/** The directories there are; ends with NULL. */
extern const struct dev_sysfs_group *const dev_sysfs_groups[];
/** The directory of @dev that @path ("bridge", "bridge/priority") leads into, or NULL. */
const struct dev_sysfs_group *dev_sysfs_group_find(const struct net_device *dev, const char *path);
/** The file of @g that @path names, or NULL. */
const struct dev_sysfs_row *dev_sysfs_row_find(const struct dev_sysfs_group *g, const char *path);

#endif
