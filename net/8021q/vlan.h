/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * VLAN devices (802.1Q and 802.1ad): a tag on a real device as a device of its own.
 *
 *   real_dev->vlan_info -> devs[protocol, id] -> vlan device -> vlan_dev_priv -> real_dev
 *
 * vlan.c keeps the stack and lets the devices follow what happens to their real device,
 * vlan_dev.c is the device itself, vlan_netlink.c the link kind, vlan_ioctl.c the old ioctls.
 */
#ifndef KERNLET_NET_8021Q_VLAN_H
#define KERNLET_NET_8021Q_VLAN_H

#include <linux/if_vlan.h>

#include "net/core/rtnetlink.h"
#include "net/core/dev.h"

#define VLAN_HLEN 4
#define VLAN_VID_MASK 0x0fff
#define VLAN_N_VID 4096
#define VLAN_PRIO_SHIFT 13
#define VLAN_PRIO_MASK 0xe000
#define VLAN_FLAGS_ALL                                                                       \
	(VLAN_FLAG_REORDER_HDR | VLAN_FLAG_GVRP | VLAN_FLAG_LOOSE_BINDING | VLAN_FLAG_MVRP | \
	 VLAN_FLAG_BRIDGE_BINDING)

struct task;

/** Of a real device: the devices on top of it, by vlan_key(), so in order of protocol and id. */
struct vlan_info {
	struct idvec devs;
};

/** skb->priority -> 802.1p; kept for removal's sake even when the mapping is to 0. */
struct vlan_priority_map {
	struct vlan_priority_map *next;
	u32 priority;
	u16 vlan_qos; /* already shifted into the tag's place */
};

struct vlan_dev_priv {
	struct net_device *real_dev;
	__be16 vlan_proto;
	u16 vlan_id;
	u16 flags; /* VLAN_FLAG_* */
	u8 real_dev_addr[ETH_ALEN]; /* as it was last seen */
	u32 nr_ingress_mappings, nr_egress_mappings; /* to something else than 0 */
	u32 ingress_priority_map[8];
	struct vlan_priority_map *egress_priority_map[16];
	struct list_head mc_synced, uc_synced; /* addresses that the real device holds for us */
};

/** Of a namespace: net->vlan. */
struct netns_vlan {
	u32 name_type; /* VLAN_NAME_TYPE_*: how SIOCSIFVLAN names devices */
};

static inline struct vlan_dev_priv *vlan_dev_priv(const struct net_device *dev)
{
	return netdev_priv(dev);
}
static inline bool is_vlan_dev(const struct net_device *dev)
{
	return dev->priv_flags & IFF_802_1Q_VLAN_PRIV;
}

/* ---- vlan.c ---- */

/** The device of (@proto, @vid) on @real_dev, or NULL. */
struct net_device *vlan_find_dev(const struct net_device *real_dev, __be16 proto, u16 vid);
/** May (@proto, @vid) be put on @real_dev? -EOPNOTSUPP or -EEXIST. */
int vlan_check_real_dev(const struct net_device *real_dev, __be16 proto, u16 vid,
			struct netlink_ext_ack *extack);
/** Register @dev, whose vlan_dev_priv is filled. */
int register_vlan_dev(struct net_device *dev, struct netlink_ext_ack *extack) __must_check;
void unregister_vlan_dev(struct net_device *dev, struct list_head *head);
/** Operstate and carrier of @dev follow its real device, unless a bridge decides. */
void vlan_stacked_transfer_operstate(const struct net_device *real_dev, struct net_device *dev);

/* ---- vlan_dev.c ---- */

void vlan_setup(struct net_device *dev);
/** -EINVAL: unknown flags in @mask. */
int vlan_dev_change_flags(struct net_device *dev, u32 flags, u32 mask);
void vlan_dev_set_ingress_priority(struct net_device *dev, u32 skb_prio, u16 vlan_prio);
/** 0 or -ENOBUFS. */
int vlan_dev_set_egress_priority(struct net_device *dev, u32 skb_prio, u16 vlan_prio);
void vlan_dev_free_egress_priority(struct net_device *dev);
/** Take over the real device's address, if @dev never had one of its own. True when it did. */
bool vlan_dev_inherit_address(struct net_device *dev, struct net_device *real_dev);

/* ---- vlan_netlink.c ---- */

extern const struct rtnl_link_ops vlan_link_ops;

/* ---- vlan_ioctl.c ---- */

/** SIOCGIFVLAN, SIOCSIFVLAN. @arg points to a struct vlan_ioctl_args. 0 or a negative errno. */
int vlan_ioctl(struct task *t, struct net *net, uptr arg);

#endif
