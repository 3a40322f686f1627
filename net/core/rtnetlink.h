/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * rtnetlink: the dispatch table [family][message type] of doit and dumpit, and what every room
 * that speaks NETLINK_ROUTE needs: notifications, link kinds, address-family parts of links.
 *
 * Files: rtnetlink.c (dispatch), rtnl_link.c (RTM_*LINK), rtnl_fill.c (one link as a message).
 */
#ifndef KERNLET_NET_CORE_RTNETLINK_H
#define KERNLET_NET_CORE_RTNETLINK_H

/* clang-format off */

#include "net/netlink/af_netlink.h"

struct net_device;
struct rtnl_link_stats64;

typedef int (*rtnl_doit_func)(struct sk_buff *skb, struct nlmsghdr *nlh,
			      struct netlink_ext_ack *extack);
typedef int (*rtnl_dumpit_func)(struct sk_buff *skb, struct netlink_callback *cb);

#define RTNL_FLAG_BULK_DEL_SUPPORTED BIT(1)
#define RTNL_FLAG_DUMP_UNLOCKED BIT(2)
#define RTNL_FLAG_DUMP_SPLIT_NLM_DONE BIT(3)

struct rtnl_msg_handler {
	int protocol;		/* PF_UNSPEC, PF_INET ... */
	int msgtype;		/* RTM_* */
	rtnl_doit_func doit;
	rtnl_dumpit_func dumpit;
	u32 flags;
};

/** Hand over a table (const, static). 0 or -ENOMEM; on failure nothing is registered. */
int rtnl_register_many(struct kernel *k, const struct rtnl_msg_handler *h, u32 n) __must_check;
void rtnl_unregister_many(struct kernel *k, const struct rtnl_msg_handler *h, u32 n);

/**
 * Work on devices from outside rtnetlink (ioctls, timers, sysctls) goes between these; they nest.
 * The outermost rtnl_unlock() acts on carrier changes (link_watch.c).
 */
void rtnl_lock(struct kernel *k);
void rtnl_unlock(struct kernel *k);

/** Kernel socket of NETLINK_ROUTE in @net. */
struct sock *net_rtnl(const struct net *net);
/** Multicast @skb (taken over) to @group, echo to the requester of @nlh when it asked so. */
void rtnl_notify(struct sk_buff *skb, struct net *net, u32 portid, u32 group,
		 const struct nlmsghdr *nlh);
/** A notification could not be built: tell the subscribers (-ENOBUFS). */
void rtnl_set_sk_err(struct net *net, u32 group, int err);
int rtnl_unicast(struct sk_buff *skb, struct net *net, u32 portid);
static inline bool rtnl_has_listeners(const struct net *net, u32 group)
{
	return netlink_has_listeners(net_rtnl(net), group);
}

/** RTM_NEWNSID / RTM_DELNSID to RTNLGRP_NSID of @net (nsid.c). */
void rtnl_net_notifyid(struct net *net, int cmd, int id, u32 portid, const struct nlmsghdr *nlh);

/* ---- link kinds (drivers/net, one ops each) ---- */

struct rtnl_newlink_params {
	struct net *src_net;		/* where the request came from */
	struct net *peer_net;		/* of the attribute ops->peer_type, else link_net */
	struct net *link_net;		/* IFLA_LINK_NETNSID, else src_net */
	struct nlattr **tb;		/* IFLA_* */
	struct nlattr **data;		/* IFLA_INFO_DATA, parsed by ops->policy */
	const struct nlmsghdr *nlh;
	u32 portid;
};

struct rtnl_link_ops {
	struct list_head node;		/* unused in const tables; see rtnl_link_register */
	const char *kind;
	size_t priv_size;		/* bytes behind the net_device: netdev_priv() */
	u16 maxtype;			/* of IFLA_INFO_DATA */
	const struct nla_policy *policy;
	u16 slave_maxtype;		/* of IFLA_INFO_SLAVE_DATA, when this kind is a master */
	const struct nla_policy *slave_policy;
	u16 peer_type;			/* IFLA_INFO_DATA attribute with a nested link (VETH_INFO_PEER) */
	bool netns_refund;		/* moves back to init_net when its namespace ends */
	void (*setup)(struct net_device *dev);
	int (*validate)(struct nlattr **tb, struct nlattr **data, struct netlink_ext_ack *extack);
	/** NULL: register_netdevice() is enough. */
	int (*newlink)(struct net_device *dev, struct rtnl_newlink_params *p,
		       struct netlink_ext_ack *extack);
	int (*changelink)(struct net_device *dev, struct nlattr **tb, struct nlattr **data,
			  struct netlink_ext_ack *extack);
	/**
	 * Queue the device(s) for unregistering on @head (list of net_device.unreg_list).
	 * NULL: unregister_netdevice_queue().
	 */
	void (*dellink)(struct net_device *dev, struct list_head *head);
	/** Fill IFLA_INFO_DATA. -EMSGSIZE. */
	int (*fill_info)(struct sk_buff *skb, const struct net_device *dev);
	int (*fill_xstats)(struct sk_buff *skb, const struct net_device *dev);
	u32 (*get_num_queues)(const struct kernel *k); /* NULL: 1 */
	int (*slave_changelink)(struct net_device *dev, struct net_device *slave,
				struct nlattr **tb, struct nlattr **data,
				struct netlink_ext_ack *extack);
	int (*fill_slave_info)(struct sk_buff *skb, const struct net_device *dev,
			       const struct net_device *slave);
	/** Namespace of the other end, for IFLA_LINK_NETNSID. NULL: the device's own. */
	struct net *(*get_link_net)(const struct net_device *dev);
};

/** 0, -EEXIST or -ENOMEM. The ops stay the caller's (const, static). */
int rtnl_link_register(struct kernel *k, const struct rtnl_link_ops *ops) __must_check;
void rtnl_link_unregister(struct kernel *k, const struct rtnl_link_ops *ops);

/** Parts of a link that belong to a family: IFLA_AF_SPEC (inet, inet6) and IFLA_PROTINFO (bridge). */
struct rtnl_af_ops {
	int family;
	size_t (*get_link_af_size)(const struct net_device *dev, u32 ext_filter_mask);
	/** -ENODATA: nothing to show for this device (the nest is cancelled). */
	int (*fill_link_af)(struct sk_buff *skb, const struct net_device *dev, u32 ext_filter_mask);
	int (*validate_link_af)(const struct net_device *dev, const struct nlattr *attr,
				struct netlink_ext_ack *extack);
	int (*set_link_af)(struct net_device *dev, const struct nlattr *attr,
			   struct netlink_ext_ack *extack);
};
int rtnl_af_register(struct kernel *k, const struct rtnl_af_ops *ops) __must_check;

/** Link created or changed: RTM_NEWLINK to RTNLGRP_LINK (plus echo). */
void rtmsg_ifinfo(int type, struct net_device *dev, u32 change, u32 portid,
		  const struct nlmsghdr *nlh);
/** Build the message only (for RTM_DELLINK: before the device goes). NULL: no memory / nobody listens. */
struct sk_buff *rtmsg_ifinfo_build_skb(int type, struct net_device *dev, u32 change, u32 event,
				       u32 portid, u32 seq);
/** RTM_NEWLINK because of a notifier event (some of them show in IFLA_EVENT). */
void rtmsg_ifinfo_event(struct net_device *dev, unsigned long event);
/** @dev leaves its namespace for the one that its old one calls @new_nsid: RTM_DELLINK. */
void rtmsg_ifinfo_newnet(struct net_device *dev, int new_nsid, int new_ifindex);
void rtmsg_ifinfo_send(struct sk_buff *skb, struct net_device *dev, u32 portid,
		       const struct nlmsghdr *nlh);

/** Queue @dev, and what its kind takes along, for unregistering on @head. */
void rtnl_link_kill(struct net_device *dev, struct list_head *head);
/** Make a device of @ops in @net (not yet registered); name may contain %d. */
struct net_device *rtnl_create_link(struct net *net, const char *ifname, u8 name_assign_type,
				    const struct rtnl_link_ops *ops, struct nlattr **tb,
				    struct netlink_ext_ack *extack, int *ret_err) __must_check;
/** A nested link (VETH_INFO_PEER): ifinfomsg and attributes. "ifindex can't be negative": -EINVAL. */
int rtnl_nla_parse_ifinfomsg(struct nlattr **tb, const struct nlattr *nla,
			     struct netlink_ext_ack *extack) __must_check;
/** After newlink: apply ifi_flags/ifi_change and announce. */
int rtnl_configure_link(struct net_device *dev, const struct ifinfomsg *ifm, u32 portid,
			const struct nlmsghdr *nlh);
extern const struct nla_policy ifla_policy[KIFLA_MAX + 1];

/* ---- forwarding databases and AF_BRIDGE links: rtnl_fdb.c, rtnl_bridge.c ---- */

/** Cursor of a dump of forwarding entries: NL_CB_CTX(cb, struct ndo_fdb_dump_context). */
struct ndo_fdb_dump_context {
	u64 ifindex;
	u64 fdb_idx;
};
/** What a device's own address filters hold, for devices without a database. 0 or -EMSGSIZE. */
int ndo_dflt_fdb_dump(struct sk_buff *skb, struct netlink_callback *cb, struct net_device *dev,
		      struct net_device *filter_dev, int *idx);
/** Handlers of PF_BRIDGE: RTM_*NEIGH; RTM_GETLINK, SETLINK, DELLINK. 0 or -ENOMEM. */
int rtnl_fdb_init(struct kernel *k) __must_check;
void rtnl_fdb_exit(struct kernel *k);
int rtnl_bridge_init(struct kernel *k) __must_check;
void rtnl_bridge_exit(struct kernel *k);

/** RTA_* and RTAX_FEATURE_* of 6.18: the headers of Debian 12 end before. */
#define KRTA_FLOWLABEL 31
#define KRTA_MAX 31
#define KRTAX_FEATURE_TCP_USEC_TS 0x10
#define KRTAX_FEATURE_MASK (RTAX_FEATURE_MASK | KRTAX_FEATURE_TCP_USEC_TS)

/** RTAX_* metrics as a nest: only non-zero ones; congestion control and features included. */
int rtnetlink_put_metrics(struct sk_buff *skb, const u32 *metrics) __must_check;
/** RTA_CACHEINFO as Linux fills it. @expires: ns from now, 0 none. */
int rtnl_put_cacheinfo(struct sk_buff *skb, u32 id, s64 expires, u32 error) __must_check;

int rtnetlink_init(struct kernel *k);
void rtnetlink_exit(struct kernel *k);
extern const struct pernet_operations rtnetlink_pernet;

#endif
