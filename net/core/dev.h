/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Network devices: registry, names, flags, carrier and the notifier chain.
 *
 *   alloc_netdev -> (setup, netdev_priv) -> register_netdevice -> UP/DOWN ... -> unregister -> free
 *
 * The names and order of notifications are Linux's; rooms that react to devices (addresses,
 * routes, neighbours, bridges) register one notifier each, called in order of registration.
 */
#ifndef KERNLET_NET_CORE_DEV_H
#define KERNLET_NET_CORE_DEV_H

/* clang-format off */

#include "net/core/net_namespace.h"
#include "net/netlink/attr.h"

struct net_device;
struct netlink_callback;
struct rtnl_link_ops;

#define MAX_ADDR_LEN 32

struct net_device_ops {
	int (*ndo_init)(struct net_device *dev);	/* inside register_netdevice */
	void (*ndo_uninit)(struct net_device *dev);
	int (*ndo_open)(struct net_device *dev);
	int (*ndo_stop)(struct net_device *dev);
	/** May the device go up with its address? eth_validate_addr, or NULL: always. */
	int (*ndo_validate_addr)(struct net_device *dev);
	/** Takes over @skb. NULL: dropped. (The packet path.) */
	int (*ndo_start_xmit)(struct sk_buff *skb, struct net_device *dev);
	/** Usually eth_mac_addr. NULL: -EOPNOTSUPP. */
	int (*ndo_set_mac_address)(struct net_device *dev, const void *addr);
	int (*ndo_change_mtu)(struct net_device *dev, int new_mtu);
	void (*ndo_change_rx_flags)(struct net_device *dev, int flags);
	void (*ndo_set_rx_mode)(struct net_device *dev);
	void (*ndo_get_stats64)(const struct net_device *dev, struct rtnl_link_stats64 *s);
	int (*ndo_add_slave)(struct net_device *dev, struct net_device *slave,
			     struct netlink_ext_ack *extack);
	int (*ndo_del_slave)(struct net_device *dev, struct net_device *slave);
	int (*ndo_get_iflink)(const struct net_device *dev);
	int (*ndo_change_carrier)(struct net_device *dev, bool on);
	int (*ndo_fix_operstate)(struct net_device *dev);
	int (*ndo_vlan_rx_add_vid)(struct net_device *dev, __be16 proto, u16 vid);
	int (*ndo_vlan_rx_kill_vid)(struct net_device *dev, __be16 proto, u16 vid);
	/* Forwarding database of masters (bridge): see net/bridge. */
	int (*ndo_fdb_add)(struct ndmsg *ndm, struct nlattr **tb, struct net_device *dev,
			   const u8 *addr, u16 vid, u16 nlh_flags, bool *notified,
			   struct netlink_ext_ack *extack);
	int (*ndo_fdb_del)(struct ndmsg *ndm, struct nlattr **tb, struct net_device *dev,
			   const u8 *addr, u16 vid, bool *notified, struct netlink_ext_ack *extack);
	int (*ndo_fdb_del_bulk)(struct nlmsghdr *nlh, struct net_device *dev,
				struct netlink_ext_ack *extack);
	/** @idx counts entries; those below struct ndo_fdb_dump_context's fdb_idx were sent before. */
	int (*ndo_fdb_dump)(struct sk_buff *skb, struct netlink_callback *cb,
			    struct net_device *dev, struct net_device *filter_dev, int *idx);
	int (*ndo_fdb_get)(struct sk_buff *skb, struct nlattr **tb, struct net_device *dev,
			   const u8 *addr, u16 vid, u32 portid, u32 seq,
			   struct netlink_ext_ack *extack);
	/** Mbit/s; NULL: the device does not tell. */
	int (*ndo_get_speed)(const struct net_device *dev);
	int (*ndo_bridge_getlink)(struct sk_buff *skb, u32 portid, u32 seq, struct net_device *dev,
				  u32 filter_mask, int nlflags);
	int (*ndo_bridge_setlink)(struct net_device *dev, struct nlmsghdr *nlh, u16 flags,
				  struct netlink_ext_ack *extack);
	int (*ndo_bridge_dellink)(struct net_device *dev, struct nlmsghdr *nlh, u16 flags);
};

enum netdev_reg_state { NETREG_UNINITIALIZED, NETREG_REGISTERED, NETREG_UNREGISTERING, NETREG_UNREGISTERED };

/** An extra name (IFLA_ALT_IFNAME). */
struct netdev_name_node {
	struct hnode hash;		/* net->dev_name */
	struct list_head list;		/* dev->altnames */
	struct net_device *dev;
	const char *name;		/* dev->name, or owned when in altnames */
};

struct net_device {
	struct net *net;
	struct kernel *kernel;
	char name[IFNAMSIZ];
	struct netdev_name_node name_node;
	struct list_head altnames;
	char *ifalias;			/* owned; NULL: none */
	s32 ifindex;
	s32 group;
	u8 name_assign_type;		/* NET_NAME_* */
	u8 addr_assign_type;		/* NET_ADDR_* (linux/netdevice.h) */
	enum netdev_reg_state reg_state;

	u16 type;			/* ARPHRD_* */
	u16 hard_header_len, needed_headroom, needed_tailroom;
	u8 addr_len;
	u8 dev_addr[MAX_ADDR_LEN], broadcast[MAX_ADDR_LEN], perm_addr[MAX_ADDR_LEN];
	u32 mtu, min_mtu, max_mtu;
	u32 flags;			/* IFF_* a program sees, without RUNNING/LOWER_UP/DORMANT */
	u32 gflags;
	u32 priv_flags;			/* IFF_*_PRIV below */
	u8 operstate;			/* IF_OPER_* */
	u8 link_mode;			/* IF_LINK_MODE_* */
	bool carrier_ok, dormant;
	bool proto_down;
	bool netns_immutable;		/* loopback, bridges: cannot move (IFLA_NETNS_IMMUTABLE) */
	bool dismantle;
	u32 carrier_up_count, carrier_down_count;
	u32 promiscuity, allmulti;
	u32 tx_queue_len;
	u32 num_tx_queues, num_rx_queues, real_num_tx_queues, real_num_rx_queues;
	u32 gso_max_size, gso_max_segs, tso_max_size, tso_max_segs, gro_max_size;
	u32 gso_ipv4_max_size, gro_ipv4_max_size;
	const char *qdisc;		/* name in IFLA_QDISC: "noop", "noqueue", "pfifo_fast" ... */
	bool needs_no_queue;		/* IFF_NO_QUEUE: "noqueue" once up */

	const struct net_device_ops *netdev_ops;
	const struct rtnl_link_ops *rtnl_link_ops;
	bool rtnl_link_initialized;
	bool keep_after_unregister;	/* register_netdevice() failed: its caller frees */
	void (*priv_destructor)(struct net_device *dev);

	struct net_device *master;	/* counted by list */
	struct list_head lower;		/* of a master: its slaves' master_node */
	struct list_head master_node;
	struct list_head unreg_list;	/* on the caller's list while it is unregistered */
	struct list_head close_list;
	struct list_head lw_node;	/* carrier changed, not yet acted on: link_watch.c */
	struct list_head adj_upper;	/* netdev_adjacent: devices on top that are no master */
	struct list_head adj_lower;	/* and below */
	bool uc_promisc;		/* promiscuous because uc_list is not empty */
	/** Devices stacked on this one (vlans): their owner keeps the list; see vlan.c. */
	struct list_head upper_vlans;
	struct list_head nexthops; /* nh_info of net/ipv4/nexthop.c that leave by this one */

	struct list_head mc_list, uc_list;	/* link-layer addresses wanted: dev_addr_lists.c */
	struct htable hw_addrs;		/* netdev_hw_addr of both lists */

	/* Slots of the families. */
	struct in_device *ip_ptr;
	struct inet6_dev *ip6_ptr;
	struct neigh_parms *neigh_parms[2];	/* ARP, ND: net/core/neighbour.h */
	struct vlan_info *vlan_info;	/* devices stacked on this one: net/8021q */
	void *br_port;			/* struct net_bridge_port */
	void *ml_priv;
	u16 parts_at, parts_room, parts_used, parts_high;	/* dev_parts.c: bytes */
	u8 priv[] __attribute__((aligned(8)));
};

/* priv_flags */
#define IFF_EBRIDGE_PRIV BIT(0)
#define IFF_BRIDGE_PORT_PRIV BIT(1)
#define IFF_802_1Q_VLAN_PRIV BIT(2)
#define IFF_LIVE_ADDR_CHANGE_PRIV BIT(3)
#define IFF_NO_QUEUE_PRIV BIT(4)
#define IFF_UNICAST_FLT_PRIV BIT(5)
#define IFF_CHANGE_PROTO_DOWN_PRIV BIT(6)

#define NET_ADDR_PERM 0
#define NET_ADDR_RANDOM 1
#define NET_ADDR_STOLEN 2
#define NET_ADDR_SET 3

static inline void *netdev_priv(const struct net_device *dev)
{
	return (void *)dev->priv;
}
static inline struct net *dev_net(const struct net_device *dev)
{
	return dev->net;
}
static inline bool netif_running(const struct net_device *dev)
{
	return dev->flags & IFF_UP;
}
static inline bool netif_carrier_ok(const struct net_device *dev)
{
	return dev->carrier_ok;
}
static inline bool netif_oper_up(const struct net_device *dev)
{
	return dev->operstate == IF_OPER_UP || dev->operstate == IF_OPER_UNKNOWN;
}

/* ---- notifier chain ---- */

enum netdev_cmd {
	NETDEV_UP = 1,
	NETDEV_DOWN,
	NETDEV_REBOOT,
	NETDEV_CHANGE,
	NETDEV_REGISTER,
	NETDEV_UNREGISTER,
	NETDEV_CHANGEMTU,
	NETDEV_CHANGEADDR,
	NETDEV_PRE_CHANGEADDR,
	NETDEV_GOING_DOWN,
	NETDEV_CHANGENAME,
	NETDEV_FEAT_CHANGE,
	NETDEV_PRE_UP,
	NETDEV_PRE_TYPE_CHANGE,
	NETDEV_POST_TYPE_CHANGE,
	NETDEV_POST_INIT,
	NETDEV_PRE_UNINIT,
	NETDEV_RELEASE,
	NETDEV_NOTIFY_PEERS,
	NETDEV_JOIN,
	NETDEV_CHANGEUPPER,
	NETDEV_RESEND_IGMP,
	NETDEV_PRECHANGEMTU,
	NETDEV_CHANGEINFODATA,
	NETDEV_PRECHANGEUPPER,
	NETDEV_CHANGE_TX_QUEUE_LEN,
	NETDEV_PRE_CHANGENAME_UNUSED,
};

struct netdev_notifier_info {
	struct net_device *dev;
	struct netlink_ext_ack *extack;
	u32 flags_changed;		/* NETDEV_CHANGE */
	const void *pre_addr;		/* NETDEV_PRE_CHANGEADDR */
	u32 mtu;			/* NETDEV_PRECHANGEMTU */
	struct net_device *upper;	/* NETDEV_*CHANGEUPPER */
	bool linking;
};

/** Returns 0 or a negative errno, which stops the chain where the event can be refused. */
typedef int (*netdev_notifier_fn)(struct kernel *k, unsigned long event,
				  struct netdev_notifier_info *info);
/** 0 or -ENOMEM. Lower @priority is called later; equal ones in order of registration. */
int register_netdevice_notifier(struct kernel *k, netdev_notifier_fn fn, int priority) __must_check;
void unregister_netdevice_notifier(struct kernel *k, netdev_notifier_fn fn);
int call_netdevice_notifiers(unsigned long event, struct net_device *dev);
int call_netdevice_notifiers_info(unsigned long event, struct netdev_notifier_info *info);

/* ---- life ---- */

/** @name may contain one %d. One queue each way, unless the caller changes it. NULL: no memory. */
struct net_device *alloc_netdev(struct net *net, size_t priv_size, const char *name,
				u8 name_assign_type, void (*setup)(struct net_device *dev))
	__must_check;
struct net_device *alloc_netdev_mqs(struct net *net, size_t priv_size, const char *name,
				    u8 name_assign_type, void (*setup)(struct net_device *dev),
				    u32 txqs, u32 rxqs) __must_check;
/** Every device is made with room for a part of @n bytes from now on; called at boot. */
void dev_parts_reserve(struct kernel *k, size_t n);
/** Memory that a room keeps for @dev, zeroed: of the device's own while it lasts. NULL: none. */
void *dev_part_alloc(struct net_device *dev, size_t n) __must_check;
/** Give back @part of @n bytes, before @dev itself is freed. */
void dev_part_free(struct net_device *dev, void *part, size_t n);
/** Never registered, or unregistered: free it. */
void free_netdev(struct net_device *dev);
void ether_setup(struct net_device *dev);
void eth_hw_addr_random(struct net_device *dev);
/** ndo_set_mac_address of Ethernet kinds. -EBUSY (up, no live change), -EADDRNOTAVAIL. */
int eth_mac_addr(struct net_device *dev, const void *addr);
int eth_validate_addr(struct net_device *dev);
bool is_valid_ether_addr(const u8 *addr);

/**
 * Enter @dev into its namespace: name (a %d is filled in), number, NETDEV_REGISTER, RTM_NEWLINK
 * (unless its kind announces it later: rtnl_configure_link). On failure the caller still owns it.
 * -EINVAL (name), -EEXIST, -ENFILE (no free number for %d), -EBUSY (ifindex), -ENOMEM, or what a
 * notifier or ndo_init said.
 */
int register_netdevice(struct net_device *dev) __must_check;
/** Have @dev unregistered with the others on @head; at once when @head is NULL. */
void unregister_netdevice_queue(struct net_device *dev, struct list_head *head);
/** Unregister and free every device queued on @head. */
void unregister_netdevice_many(struct list_head *head);
static inline void unregister_netdevice(struct net_device *dev)
{
	unregister_netdevice_queue(dev, NULL);
}

/** NULL: none. O(log n). */
struct net_device *dev_get_by_index(const struct net *net, int ifindex);
/** By name or altname; NULL: none. O(1). */
struct net_device *dev_get_by_name(const struct net *net, const char *name);
#define for_each_netdev(net, i, dev) idvec_for_each_from(&(net)->dev_by_index, i, dev, 0)

/** Not empty, "." or "..", at most 15 bytes without '/', ':' and white space. */
bool dev_valid_name(const char *name);
/** -EINVAL, -EEXIST, -ENFILE, or what a notifier said (then the old name is back). */
int dev_change_name(struct net_device *dev, const char *newname);
/** @len bytes, 0 to remove it. Returns @len, -EINVAL (too long) or -ENOMEM. */
int dev_set_alias(struct net_device *dev, const char *alias, size_t len);
/** -EEXIST, -ENOMEM. */
int netdev_name_node_alt_create(struct net_device *dev, const char *name);
/** -ENOENT, -EINVAL (the main name, or another device's). */
int netdev_name_node_alt_destroy(struct net_device *dev, const char *name);

/** Up, with RTM_NEWLINK and NETDEV_UP; 0 when it is. What NETDEV_PRE_UP or ndo_open refuse with. */
int dev_open(struct net_device *dev, struct netlink_ext_ack *extack);
/** Down: NETDEV_GOING_DOWN, ndo_stop, RTM_NEWLINK, NETDEV_DOWN. 0. */
int dev_close(struct net_device *dev);
/** What a program sees: IFF_RUNNING, IFF_LOWER_UP, IFF_DORMANT computed as Linux does. */
u32 dev_get_flags(const struct net_device *dev);
/** As SIOCSIFFLAGS: what a program may change of IFF_*; one RTM_NEWLINK tells all of it. */
int dev_change_flags(struct net_device *dev, u32 flags, struct netlink_ext_ack *extack);
/** -EINVAL ("mtu less than device minimum" ...), or what a notifier or the kind said. */
int dev_set_mtu_ext(struct net_device *dev, int mtu, struct netlink_ext_ack *extack);
/** @addr: dev->addr_len bytes. -EOPNOTSUPP, -EBUSY, -EADDRNOTAVAIL, or a notifier's refusal. */
int dev_set_mac_address(struct net_device *dev, const void *addr, struct netlink_ext_ack *extack);
/** @inc more users of a mode (negative: fewer). -EOVERFLOW. */
int dev_set_promiscuity(struct net_device *dev, int inc);
int dev_set_allmulti(struct net_device *dev, int inc);
/** -ERANGE (more than 32 bits), or a notifier's refusal. */
int dev_change_tx_queue_len(struct net_device *dev, unsigned long n);
/** By hand, where the kind allows it: -EOPNOTSUPP. */
int dev_change_carrier(struct net_device *dev, bool on);
int dev_change_proto_down(struct net_device *dev, bool on);
/**
 * Move @dev to @net. @pat: name to take when its own is taken there, or NULL; @new_ifindex: 0 keeps
 * the number when it is free. -EINVAL (immutable), -EEXIST, -EBUSY, -ENOMEM, each with its text; a
 * failure changes nothing.
 */
int dev_change_net_namespace(struct net_device *dev, struct net *net, const char *pat,
			     int new_ifindex, struct netlink_ext_ack *extack);
/** Number of the device below or at the other end; its own when there is none. */
int dev_get_iflink(const struct net_device *dev);
void dev_get_stats(const struct net_device *dev, struct rtnl_link_stats64 *s);

/** Flags or carrier changed: NETDEV_CHANGE and RTM_NEWLINK. */
void netdev_state_change(struct net_device *dev);
void netif_carrier_on(struct net_device *dev);
void netif_carrier_off(struct net_device *dev);
/** Dormant state (IF_OPER_DORMANT), as 802.1X supplicants use it. */
void netif_dormant_on(struct net_device *dev);
void netif_dormant_off(struct net_device *dev);
/**
 * Act on carrier changes: operstate, NETDEV_CHANGE, RTM_NEWLINK. Linux does so from a work queue
 * that takes the rtnl lock, here it happens when the outermost rtnl_unlock() runs.
 */
void linkwatch_run_queue(struct kernel *k);
/** Have @dev's operstate worked out anew even where its carrier did not change (a new vlan). */
void linkwatch_fire_event(struct net_device *dev);
/** The same for one device, now: before its state is shown to somebody who asked for it alone. */
void linkwatch_sync_dev(struct net_device *dev);
/** Operstate and carrier of @dev follow @rootdev (vlan, macvlan). */
void netif_stacked_transfer_operstate(const struct net_device *rootdev, struct net_device *dev);

int netdev_master_upper_dev_link(struct net_device *dev, struct net_device *upper,
				 struct netlink_ext_ack *extack) __must_check;
/** @upper (a vlan) stands on @dev without owning it. -EBUSY (loop), -EEXIST, -EMLINK, -ENOMEM. */
int netdev_upper_dev_link(struct net_device *dev, struct net_device *upper,
			  struct netlink_ext_ack *extack) __must_check;
/** Undo either kind of linking. */
void netdev_upper_dev_unlink(struct net_device *dev, struct net_device *upper);
/** Is @upper somewhere above @dev? */
bool netdev_has_upper_dev(const struct net_device *dev, const struct net_device *upper);

/** Link-layer multicast / unicast filters, counted. 0, -ENOMEM or -ENOENT. */
int dev_mc_add(struct net_device *dev, const u8 *addr);
int dev_mc_del(struct net_device *dev, const u8 *addr);
/** As programs do by SIOCADDMULTI and SIOCDELMULTI: marked `global`. 0, -ENOMEM or -ENOENT. */
int dev_mc_add_global(struct net_device *dev, const u8 *addr);
int dev_mc_del_global(struct net_device *dev, const u8 *addr);
int dev_uc_add(struct net_device *dev, const u8 *addr);
int dev_uc_del(struct net_device *dev, const u8 *addr);
/** Forget all; dev_set_rx_mode() follows what the lists and flags want. */
void dev_mc_flush(struct net_device *dev);
void dev_uc_flush(struct net_device *dev);
void dev_set_rx_mode(struct net_device *dev);
struct netdev_hw_addr {
	struct list_head list;
	struct hnode hash;
	u8 addr[MAX_ADDR_LEN];
	u32 refcount;
	bool global, unicast;
};

/** Take @dev's part of the qdisc for granted: "noqueue" or the default one when it goes up. */
void dev_activate(struct net_device *dev);
/** RTM_NEWLINK for @gchanges, then NETDEV_UP/DOWN/CHANGE for what changed since @old_flags. */
void __dev_notify_flags(struct net_device *dev, u32 old_flags, u32 gchanges, u32 portid,
			const struct nlmsghdr *nlh);
int __dev_change_flags(struct net_device *dev, u32 flags, struct netlink_ext_ack *extack);
/** unregister_netdevice_many() on a program's request: RTM_DELLINK carries its port and number. */
void unregister_netdevice_many_notify(struct list_head *head, u32 portid,
				      const struct nlmsghdr *nlh);
int dev_validate_mtu(struct net_device *dev, int mtu, struct netlink_ext_ack *extack);

int netdev_init(struct kernel *k);
void netdev_exit(struct kernel *k);
extern const struct pernet_operations netdev_pernet;

#endif
