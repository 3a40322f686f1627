/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Link settings of a device, for ethtool and /sys/class/net/<dev>/{speed,duplex}. */
#ifndef KERNLET_NET_CORE_NET_SYSFS_H
#define KERNLET_NET_CORE_NET_SYSFS_H

#include "lib/types.h"

struct net_device;

struct dev_link_settings {
	s32 speed; /* Mbit/s, or SPEED_UNKNOWN */
	u8 duplex; /* DUPLEX_* */
	u8 port; /* PORT_* */
	u8 autoneg;
};

/** 0, or -EOPNOTSUPP for kinds that tell nothing. */
int dev_get_link_settings(const struct net_device *dev, struct dev_link_settings *s);

#endif
