/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The bridge: a device that owns ports and forwards between them.
 *
 *   net_bridge (netdev_priv) -> port_list -> net_bridge_port -> dev (dev->br_port points back)
 *      |  fdb_hash, fdb_list -> net_bridge_fdb_entry (address, vlan) -> port, or NULL: itself
 *      +- vlgrp -> net_bridge_vlan (master entries)      port->vlgrp -> net_bridge_vlan
 *
 * Files: br.c (events, options), br_device.c (the device), br_if.c (ports come and go), br_stp.c
 * (port states and ids), br_stp_timer.c, br_netlink.c (the link kind), br_netlink_port.c (ports in
 * messages), br_fdb.c and br_fdb_netlink.c (addresses), br_multicast.c,
 * br_mdb.c and br_mdb_netlink.c (groups), br_vlan.c and br_vlan_netlink.c (VLANs).
 *
 * Times are in jiffies (lib/jiffies.h), as Linux keeps them.
 */
#ifndef KERNLET_NET_BRIDGE_BR_PRIVATE_H
#define KERNLET_NET_BRIDGE_BR_PRIVATE_H

#include <linux/if_bridge.h>

#include "net/8021q/vlan.h"
#include "net/core/dev.h"
#include "net/core/rtnetlink.h"
#include "uapi/bridge_more.h"

#define BR_MAX_PORTS 1024
#define BR_PORT_BITS 10
#define BR_MAX_PORT_PRIORITY 63
#define BR_MAX_PATH_COST 65535

/* net_bridge_port.flags */
#define BR_HAIRPIN_MODE BIT(0)
#define BR_BPDU_GUARD BIT(1)
#define BR_ROOT_BLOCK BIT(2)
#define BR_MULTICAST_FAST_LEAVE BIT(3)
#define BR_ADMIN_COST BIT(4)
#define BR_LEARNING BIT(5)
#define BR_FLOOD BIT(6)
#define BR_AUTO_MASK (BR_FLOOD | BR_LEARNING)
#define BR_PROMISC BIT(7)
#define BR_PROXYARP BIT(8)
#define BR_PROXYARP_WIFI BIT(10)
#define BR_MCAST_FLOOD BIT(11)
#define BR_MULTICAST_TO_UNICAST BIT(12)
#define BR_VLAN_TUNNEL BIT(13)
#define BR_BCAST_FLOOD BIT(14)
#define BR_NEIGH_SUPPRESS BIT(15)
#define BR_ISOLATED BIT(16)
#define BR_PORT_LOCKED BIT(21)
#define BR_PORT_MAB BIT(22)
#define BR_NEIGH_VLAN_SUPPRESS BIT(23)

/* net_bridge_fdb_entry.flags */
#define BR_FDB_LOCAL BIT(0)
#define BR_FDB_STATIC BIT(1)
#define BR_FDB_STICKY BIT(2)
#define BR_FDB_ADDED_BY_USER BIT(3)
#define BR_FDB_ADDED_BY_EXT_LEARN BIT(4)
#define BR_FDB_OFFLOADED BIT(5)
#define BR_FDB_NOTIFY BIT(6)
#define BR_FDB_NOTIFY_INACTIVE BIT(7)
#define BR_FDB_LOCKED BIT(8)
#define BR_FDB_DYNAMIC_LEARNED BIT(9)

/* net_bridge.options */
#define BROPT_VLAN_ENABLED BIT(0)
#define BROPT_GROUP_ADDR_SET BIT(1)
#define BROPT_MULTICAST_ENABLED BIT(2)
#define BROPT_MULTICAST_QUERY_USE_IFADDR BIT(3)
#define BROPT_MULTICAST_STATS_ENABLED BIT(4)
#define BROPT_NF_CALL_IPTABLES BIT(5)
#define BROPT_NF_CALL_IP6TABLES BIT(6)
#define BROPT_NF_CALL_ARPTABLES BIT(7)
#define BROPT_VLAN_STATS_ENABLED BIT(8)
#define BROPT_VLAN_STATS_PER_PORT BIT(9)
#define BROPT_MTU_SET_BY_USER BIT(10)
#define BROPT_NO_LL_LEARN BIT(11)
#define BROPT_MCAST_VLAN_SNOOPING_ENABLED BIT(12)
#define BROPT_MST_ENABLED BIT(13)
#define BROPT_MDB_OFFLOAD_FAIL_NOTIFICATION BIT(14)
#define BROPT_FDB_LOCAL_VLAN_0 BIT(15)

enum { BR_NO_STP, BR_KERNEL_STP, BR_USER_STP };

/** As ifla_bridge_id: compared as 8 bytes. */
struct bridge_id {
	u8 prio[2];
	u8 addr[ETH_ALEN];
};

struct net_bridge_vlan_group {
	struct idvec vlans; /* vid + 1 -> net_bridge_vlan */
	u16 num_vlans; /* those that are in use, not mere contexts */
	u16 pvid;
	u8 pvid_state;
};

struct net_bridge_vlan {
	u16 vid;
	u16 flags; /* BRIDGE_VLAN_INFO_* */
	u8 state; /* BR_STATE_* */
	bool mcast_router_set;
	u8 mcast_router;
	bool neigh_suppress;
	u32 refcnt; /* master: one when BRENTRY, one a port */
	struct net_bridge *br; /* of a master entry */
	struct net_bridge_port *port; /* of a port's entry */
	struct net_bridge_vlan *brvlan; /* of a port's entry: its master */
};

struct net_bridge_fdb_entry {
	struct hnode hash; /* net_bridge.fdb_hash */
	struct list_head list; /* net_bridge.fdb_list, newest first */
	struct list_head dst_list; /* of @dst: its fdb_own, newest first */
	struct net_bridge_port *dst; /* NULL: the bridge itself; see fdb_set_dst() */
	u8 addr[ETH_ALEN];
	u16 vlan_id;
	u32 flags; /* BR_FDB_* */
	u64 updated, used; /* ns, monotonic */
};

/** A multicast group on a VLAN. proto 0: a link-layer address. Compared by its bytes. */
struct br_ip {
	union {
		__be32 ip4;
		struct in6_addr ip6;
		u8 mac_addr[ETH_ALEN];
	} u;
	__be16 proto;
	u16 vid;
};

struct net_bridge_mdb_entry {
	struct hnode hash; /* net_bridge.mdb_hash */
	struct list_head list; /* net_bridge.mdb_list, newest first */
	struct list_head ports; /* net_bridge_port_group.list, newest first */
	struct net_bridge *br;
	struct br_ip group;
	bool host_joined; /* the bridge itself wants it */
};

struct net_bridge_port_group {
	struct list_head list;
	struct net_bridge_mdb_entry *mp;
	struct net_bridge_port *port;
	bool permanent;
	u8 rt_protocol; /* RTPROT_*: who put it there */
	struct timer timer; /* of a temporary one */
};

struct net_bridge_port {
	struct net_bridge *br;
	struct net_device *dev;
	struct list_head list; /* net_bridge.port_list, newest first */
	struct list_head fdb_own; /* net_bridge_fdb_entry.dst_list: addresses behind this port */
	u32 flags;
	struct net_bridge_vlan_group *vlgrp;
	struct net_bridge_port *backup_port;
	u32 backup_nhid;
	u32 backup_redirected_cnt; /* ports that name this one as backup */

	u8 priority, state;
	u16 port_no;
	bool topology_change_ack, config_pending;
	u16 port_id, designated_port;
	struct bridge_id designated_root, designated_bridge;
	u32 path_cost, designated_cost;
	struct timer forward_delay_timer, hold_timer, message_age_timer;

	u8 multicast_router; /* MDB_RTR_TYPE_* */
	u32 multicast_eht_hosts_limit;
	u32 mdb_n_entries, mdb_max_entries;
	u16 group_fwd_mask;
	struct bridge_stp_xstats stp_xstats;
};

struct br_multicast_conf {
	u8 router, querier, igmp_version, mld_version;
	u32 hash_max, last_member_count, startup_query_count;
	u64 last_member_interval, membership_interval, querier_interval, query_interval,
		query_response_interval, startup_query_interval; /* jiffies */
};

struct net_bridge {
	struct net_device *dev;
	struct list_head port_list;
	u32 options; /* BROPT_* */
	struct htable fdb_hash;
	struct list_head fdb_list;
	struct list_head fdb_own; /* entries of the bridge itself */
	u32 fdb_n_learned, fdb_max_learned;
	struct net_bridge_vlan_group *vlgrp;
	__be16 vlan_proto;
	u16 default_pvid;

	struct bridge_id designated_root, bridge_id;
	u32 root_path_cost;
	u16 root_port;
	u8 topology_change, topology_change_detected;
	u32 max_age, hello_time, forward_delay, ageing_time; /* jiffies; what the root says */
	u32 bridge_max_age, bridge_hello_time, bridge_forward_delay; /* what we would say */
	u8 group_addr[ETH_ALEN];
	u16 group_fwd_mask;
	u8 stp_enabled; /* BR_*_STP */
	u32 auto_cnt; /* ports that learn or flood */
	u32 picky_cnt; /* ports that are not promiscuous: they want to be told addresses */
	struct timer hello_timer, tcn_timer, topology_change_timer, gc_timer;
	struct br_multicast_conf mcast;
	struct htable mdb_hash;
	struct list_head mdb_list;
	bool snoopers_joined; /* in the groups where queriers meet */
};

static inline bool netif_is_bridge_master(const struct net_device *dev)
{
	return dev->priv_flags & IFF_EBRIDGE_PRIV;
}
static inline bool netif_is_bridge_port(const struct net_device *dev)
{
	return dev->priv_flags & IFF_BRIDGE_PORT_PRIV;
}
static inline struct net_bridge_port *br_port_get(const struct net_device *dev)
{
	return netif_is_bridge_port(dev) ? dev->br_port : NULL;
}
static inline bool br_opt_get(const struct net_bridge *br, u32 opt)
{
	return br->options & opt;
}
static inline void br_opt_toggle(struct net_bridge *br, u32 opt, bool on)
{
	br->options = on ? br->options | opt : br->options & ~opt;
}
/* ---- br.c ---- */

int br_boolopt_multi_toggle(struct net_bridge *br, const struct br_boolopt_multi *bm,
			    struct netlink_ext_ack *extack);
void br_boolopt_multi_get(const struct net_bridge *br, struct br_boolopt_multi *bm);

/* ---- br_device.c ---- */

void br_dev_setup(struct net_device *dev);
/** Features follow the first and last port: NETDEV_FEAT_CHANGE. */
void br_features_changed(struct net_bridge *br);

/* ---- br_if.c ---- */

int br_add_if(struct net_bridge *br, struct net_device *dev, struct netlink_ext_ack *extack);
int br_del_if(struct net_bridge *br, struct net_device *dev);
void br_dev_delete(struct net_device *dev, struct list_head *head);
void br_port_carrier_check(struct net_bridge_port *p, bool *notified);
void br_mtu_auto_adjust(struct net_bridge *br);
void br_manage_promisc(struct net_bridge *br);
void br_port_flags_change(struct net_bridge_port *p, u32 mask);
/** @backup NULL: none. -ENOENT (no port), -EINVAL (of another bridge, or @p itself). */
int nbp_backup_change(struct net_bridge_port *p, struct net_device *backup);

/* ---- br_stp.c ---- */

void br_stp_enable_bridge(struct net_bridge *br);
void br_stp_disable_bridge(struct net_bridge *br);
void br_stp_enable_port(struct net_bridge_port *p);
void br_stp_disable_port(struct net_bridge_port *p);
void br_init_port(struct net_bridge_port *p);
void br_set_state(struct net_bridge_port *p, u8 state);
bool br_is_root_bridge(const struct net_bridge *br);
bool br_is_designated_port(const struct net_bridge_port *p);
bool br_is_designated_for_some_port(const struct net_bridge *br);
void br_port_state_selection(struct net_bridge *br);
void br_topology_change_detection(struct net_bridge *br);
void br_transmit_config(struct net_bridge_port *p);
void br_config_bpdu_generation(struct net_bridge *br);
bool br_stp_recalculate_bridge_id(struct net_bridge *br);
void br_stp_change_bridge_id(struct net_bridge *br, const u8 *addr);
void br_stp_set_bridge_priority(struct net_bridge *br, u16 newprio);
int br_stp_set_port_priority(struct net_bridge_port *p, u32 newprio);
int br_stp_set_path_cost(struct net_bridge_port *p, u32 cost);
void br_stp_set_enabled(struct net_bridge *br, u32 val);
int br_set_forward_delay(struct net_bridge *br, u32 val);
int br_set_hello_time(struct net_bridge *br, u32 val);
int br_set_max_age(struct net_bridge *br, u32 val);
void br_set_ageing_time(struct net_bridge *br, u32 val);

/* ---- br_stp_timer.c ---- */

void br_stp_timer_init(struct net_bridge *br);
void br_stp_port_timer_init(struct net_bridge_port *p);
void br_stp_port_timer_del(struct net_bridge_port *p);
/** (Re)start @t to fire in @delay jiffies. False: no memory, it will not fire. */
bool br_mod_timer(struct net_bridge *br, struct timer *t, u32 delay);
void br_del_timer(struct net_bridge *br, struct timer *t);
/** Hundredths of a second until @t fires, 0 when it is not armed. */
u64 br_timer_value(const struct net_bridge *br, const struct timer *t);

/* ---- br_netlink.c, br_netlink_port.c ---- */

extern const struct rtnl_link_ops br_link_ops;
extern const struct nla_policy br_port_policy[IFLA_BRPORT_MAX_6_18 + 1];
int br_port_fill_attrs(struct sk_buff *skb, const struct net_bridge_port *p);
int br_setport(struct net_bridge_port *p, struct nlattr **tb, struct netlink_ext_ack *extack);
/** RTM_NEWLINK / RTM_DELLINK of family AF_BRIDGE for @p, or for @br when @p is NULL. */
void br_ifinfo_notify(int event, const struct net_bridge *br, const struct net_bridge_port *p);
int br_getlink(struct sk_buff *skb, u32 portid, u32 seq, struct net_device *dev, u32 filter_mask,
	       int nlflags);
int br_setlink(struct net_device *dev, struct nlmsghdr *nlh, u16 flags,
	       struct netlink_ext_ack *extack);
int br_dellink(struct net_device *dev, struct nlmsghdr *nlh, u16 flags);
/** Apply one IFLA_BRIDGE_VLAN_INFO; @range holds the begin of a range between calls. */
int br_process_vlan_info(struct net_bridge *br, struct net_bridge_port *p, int cmd,
			 const struct bridge_vlan_info *cur, struct bridge_vlan_info *range,
			 bool *changed, struct netlink_ext_ack *extack);

/* ---- br_fdb.c ---- */

/** What br_fdb_flush() deletes; a zero field matches all. */
struct net_bridge_fdb_flush_desc {
	u32 flags, flags_mask;
	s32 port_ifindex;
	u16 vlan_id;
};

struct net_bridge_fdb_entry *br_fdb_find(const struct net_bridge *br, const u8 *addr, u16 vid);
/** The bridge's own address became @newaddr (dev_addr still has the old one). */
void br_fdb_change_mac_address(struct net_bridge *br, const u8 *newaddr);
void br_fdb_changeaddr(struct net_bridge_port *p, const u8 *newaddr);
int br_fdb_add_local(struct net_bridge *br, struct net_bridge_port *source, const u8 *addr,
		     u16 vid);
void br_fdb_find_delete_local(struct net_bridge *br, const struct net_bridge_port *p,
			      const u8 *addr, u16 vid);
void br_fdb_delete_by_port(struct net_bridge *br, struct net_bridge_port *p, u16 vid, bool do_all);
void br_fdb_flush(struct net_bridge *br, const struct net_bridge_fdb_flush_desc *desc);
/** Learn (or refresh) @addr on @source. */
void br_fdb_update(struct net_bridge *br, struct net_bridge_port *source, const u8 *addr, u16 vid,
		   u32 flags);
int br_fdb_external_learn_add(struct net_bridge *br, struct net_bridge_port *p, const u8 *addr,
			      u16 vid);
int br_fdb_sync_static(struct net_bridge *br, struct net_bridge_port *p);
void br_fdb_unsync_static(struct net_bridge *br, struct net_bridge_port *p);
void br_fdb_gc(struct kernel *k, struct timer *t);
int br_fdb_toggle_local_vlan_0(struct net_bridge *br, bool on, struct netlink_ext_ack *extack);
/* for br_fdb_netlink.c */
struct net_bridge_fdb_entry *fdb_create(struct net_bridge *br, struct net_bridge_port *source,
					const u8 *addr, u16 vid, u32 flags);
void fdb_delete(struct net_bridge *br, struct net_bridge_fdb_entry *f);
/** @f is behind @dst now. */
void fdb_set_dst(struct net_bridge *br, struct net_bridge_fdb_entry *f,
		 struct net_bridge_port *dst);
/** The entries behind @p, or of the bridge itself. */
static inline struct list_head *fdb_own(struct net_bridge *br, struct net_bridge_port *p)
{
	return p ? &p->fdb_own : &br->fdb_own;
}
void fdb_add_hw_addr(struct net_bridge *br, const u8 *addr);
void fdb_del_hw_addr(struct net_bridge *br, const u8 *addr);
u8 fdb_to_nud(const struct net_bridge *br, const struct net_bridge_fdb_entry *f);
void fdb_user_owned(struct net_bridge *br, struct net_bridge_fdb_entry *f);

/* ---- br_fdb_netlink.c ---- */

void fdb_notify(struct net_bridge *br, const struct net_bridge_fdb_entry *f, int type);
int br_fdb_add(struct ndmsg *ndm, struct nlattr **tb, struct net_device *dev, const u8 *addr,
	       u16 vid, u16 nlh_flags, bool *notified, struct netlink_ext_ack *extack);
int br_fdb_delete(struct ndmsg *ndm, struct nlattr **tb, struct net_device *dev, const u8 *addr,
		  u16 vid, bool *notified, struct netlink_ext_ack *extack);
int br_fdb_delete_bulk(struct nlmsghdr *nlh, struct net_device *dev,
		       struct netlink_ext_ack *extack);
int br_fdb_dump(struct sk_buff *skb, struct netlink_callback *cb, struct net_device *dev,
		struct net_device *filter_dev, int *idx);
int br_fdb_get(struct sk_buff *skb, struct nlattr **tb, struct net_device *dev, const u8 *addr,
	       u16 vid, u32 portid, u32 seq, struct netlink_ext_ack *extack);

/* ---- br_multicast.c ---- */

void br_multicast_init(struct net_bridge *br);
void br_multicast_open(struct net_bridge *br);
void br_multicast_stop(struct net_bridge *br);
/** IFLA_BR_MCAST_SNOOPING. */
void br_multicast_toggle(struct net_bridge *br, bool on);

/* ---- br_mdb.c, br_mdb_netlink.c ---- */

/** One request to add or delete, for one VLAN. */
struct br_mdb_config {
	struct net_bridge_port *p; /* NULL: the bridge itself */
	struct br_ip group;
	u16 nlflags;
	bool permanent;
	u8 rt_protocol;
};

struct net_bridge_mdb_entry *br_mdb_find(const struct net_bridge *br, const struct br_ip *group);
/** 0, -EEXIST, -E2BIG, -ENOMEM. */
int br_mdb_add_one(struct net_bridge *br, const struct br_mdb_config *cfg,
		   struct netlink_ext_ack *extack);
/** 0 or -EINVAL (no such entry). */
int br_mdb_del_one(struct net_bridge *br, const struct br_mdb_config *cfg);
void br_mdb_del_pg(struct net_bridge_port_group *pg);
/** What @p joined goes: all of it, or all that is temporary. */
void br_mdb_flush_port(struct net_bridge_port *p, bool permanent_too);
void br_mdb_flush(struct net_bridge *br);
/** RTM_NEWMDB or RTM_DELMDB; @pg NULL: of the bridge itself. */
void br_mdb_notify(const struct net_bridge_mdb_entry *mp, const struct net_bridge_port_group *pg,
		   int type);
int br_mdb_rtnl_init(struct kernel *k) __must_check;
void br_mdb_rtnl_uninit(struct kernel *k);

/* ---- br_vlan.c ---- */

static inline struct net_bridge_vlan_group *br_vlan_group(const struct net_bridge *br)
{
	return br->vlgrp;
}
static inline struct net_bridge_vlan_group *nbp_vlan_group(const struct net_bridge_port *p)
{
	return p->vlgrp;
}
static inline bool br_vlan_is_master(const struct net_bridge_vlan *v)
{
	return v->flags & BRIDGE_VLAN_INFO_MASTER;
}
static inline bool br_vlan_is_brentry(const struct net_bridge_vlan *v)
{
	return v->flags & BRIDGE_VLAN_INFO_BRENTRY;
}
/** Is it more than a context that a master keeps for its ports? */
static inline bool br_vlan_should_use(const struct net_bridge_vlan *v)
{
	return !br_vlan_is_master(v) || br_vlan_is_brentry(v);
}
#define br_vlan_for_each(vg, i, v) idvec_for_each_from (&(vg)->vlans, i, v, 0)

struct net_bridge_vlan *br_vlan_find(const struct net_bridge_vlan_group *vg, u16 vid);
int br_vlan_init(struct net_bridge *br) __must_check;
int nbp_vlan_init(struct net_bridge_port *p, struct netlink_ext_ack *extack) __must_check;
void br_vlan_flush(struct net_bridge *br);
void nbp_vlan_flush(struct net_bridge_port *p);
int br_vlan_add(struct net_bridge *br, u16 vid, u16 flags, bool *changed,
		struct netlink_ext_ack *extack);
int br_vlan_delete(struct net_bridge *br, u16 vid);
int nbp_vlan_add(struct net_bridge_port *p, u16 vid, u16 flags, bool *changed,
		 struct netlink_ext_ack *extack);
int nbp_vlan_delete(struct net_bridge_port *p, u16 vid);
void br_vlan_filter_toggle(struct net_bridge *br, bool on);
void br_vlan_set_proto(struct net_bridge *br, __be16 proto);
int br_vlan_set_default_pvid(struct net_bridge *br, u16 pvid, struct netlink_ext_ack *extack);
int br_vlan_set_stats(struct net_bridge *br, u8 val);
int br_vlan_set_stats_per_port(struct net_bridge *br, u8 val);
int br_vlan_bridge_event(struct net_device *dev, unsigned long event);
/** Work out the carrier of the VLAN devices on @br that are bound to its ports. */
void br_vlan_update_bound(struct net_bridge *br);

/* ---- br_vlan_netlink.c ---- */

void br_vlan_notify(const struct net_bridge *br, const struct net_bridge_port *p, u16 vid,
		    u16 vid_range, int cmd);
bool br_vlan_valid_id(u16 vid, struct netlink_ext_ack *extack);
bool br_vlan_valid_range(const struct bridge_vlan_info *cur, const struct bridge_vlan_info *last,
			 struct netlink_ext_ack *extack);
/** IFLA_BRIDGE_VLAN_INFO of all VLANs. */
int br_fill_ifvlaninfo(struct sk_buff *skb, const struct net_bridge_vlan_group *vg,
		       bool compressed);
int br_vlan_rtnl_init(struct kernel *k) __must_check;
void br_vlan_rtnl_uninit(struct kernel *k);

#endif
