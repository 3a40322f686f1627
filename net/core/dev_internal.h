/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * What the files of the device room share among themselves, and with nobody else.
 */
#ifndef KERNLET_NET_CORE_DEV_INTERNAL_H
#define KERNLET_NET_CORE_DEV_INTERNAL_H

#include "net/core/dev.h"

struct netdev_notifier {
	struct list_head node;
	netdev_notifier_fn fn;
	int priority;
};

/* kernel->netdev */
struct netdev_core {
	struct list_head notifiers; /* highest priority first */
	struct list_head linkwatch; /* net_device.lw_node: carrier changed */
	u32 parts_room; /* bytes that rooms reserved in every device: dev_parts.c */
	u32 rtnl_depth; /* rtnl_lock() calls not yet undone */
	bool linkwatch_running;
};

/* @upper stands on @lower and is not its master. */
struct netdev_adjacent {
	struct list_head in_upper; /* lower->adj_upper */
	struct list_head in_lower; /* upper->adj_lower */
	struct net_device *lower, *upper;
};

/* dev_names.c */
int dev_prep_valid_name(struct net *net, const char *want, char *out, int dup_errno);
bool netdev_name_in_use(const struct net *net, const char *name);
int netdev_names_add(struct net_device *dev) __must_check;
void netdev_names_del(struct net_device *dev);
void netdev_altnames_flush(struct net_device *dev);

/* dev.c */
/** A free ifindex (@want 0), or @want itself. -EBUSY when it is taken. */
int dev_index_choose(const struct net *net, int want);
/** Enter and leave the tables of @dev->net. Entering fails only with -ENOMEM. */
int list_netdevice(struct net_device *dev) __must_check;
void unlist_netdevice(struct net_device *dev);
void dev_shutdown(struct net_device *dev);
/** Up when down, down when up, telling only the notifiers that come before the change. */
int dev_toggle_up(struct net_device *dev, struct netlink_ext_ack *extack);

/* link_watch.c */
void linkwatch_init_dev(struct net_device *dev);
void linkwatch_forget(struct net_device *dev);

/* dev_upper.c */
void netdev_adjacent_flush(struct net_device *dev);

/* dev_ns.c */
void default_device_exit(struct net *net);

#endif
