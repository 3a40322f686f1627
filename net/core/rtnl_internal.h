/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * What the files of the rtnetlink room share among themselves.
 */
#ifndef KERNLET_NET_CORE_RTNL_INTERNAL_H
#define KERNLET_NET_CORE_RTNL_INTERNAL_H

#include "net/core/dev.h"
#include "net/core/rtnetlink.h"

#define RTNL_LINK_OPS_MAX 64
#define RTNL_AF_OPS_MAX 8

/* kernel->rtnl */
struct rtnl_core {
	/* [family] -> handlers by message type less RTM_BASE; NULL: none of that family. */
	const struct rtnl_msg_handler **handlers[RTNL_FAMILY_MAX + 1];
	const struct rtnl_link_ops *link_ops[RTNL_LINK_OPS_MAX];
	const struct rtnl_af_ops *af_ops[RTNL_AF_OPS_MAX];
	u32 n_link_ops, n_af_ops;
};

/* rtnetlink.c */
const struct rtnl_link_ops *rtnl_link_ops_get(const struct kernel *k, const char *kind);
const struct rtnl_af_ops *rtnl_af_lookup(const struct kernel *k, int family);
int rtnl_dump_all(struct sk_buff *skb, struct netlink_callback *cb);

/* rtnl_fill.c */
struct link_fill {
	struct net *src_net; /* whose numbers of namespaces to use; NULL: the device's */
	int type; /* RTM_NEWLINK, RTM_DELLINK */
	u32 portid, seq;
	u32 change, flags;
	u32 ext_filter_mask;
	u32 event; /* IFLA_EVENT_* */
	const int *new_nsid;
	int new_ifindex;
	int tgt_netnsid; /* -1: none */
};
/** One link as a message. 0, or -EMSGSIZE with @skb as it was. */
int rtnl_fill_ifinfo(struct sk_buff *skb, struct net_device *dev, const struct link_fill *f);
/** No less than what rtnl_fill_ifinfo() needs. */
size_t if_nlmsg_size(const struct net_device *dev, u32 ext_filter_mask);

/* rtnl_get.c */
int rtnl_getlink(struct sk_buff *skb, struct nlmsghdr *nlh, struct netlink_ext_ack *extack);
int rtnl_dump_ifinfo(struct sk_buff *skb, struct netlink_callback *cb);

/* rtnl_newlink.c */
int rtnl_newlink(struct sk_buff *skb, struct nlmsghdr *nlh, struct netlink_ext_ack *extack);

/* rtnl_setlink.c */
/** What a change wants announced: nothing yet, at least a warning on failure, NETDEV_CHANGE. */
#define DO_SETLINK_MODIFIED 0x01
#define DO_SETLINK_NOTIFY 0x03
int rtnl_setlink(struct sk_buff *skb, struct nlmsghdr *nlh, struct netlink_ext_ack *extack);
int do_setlink(struct net_device *dev, struct net *tgt_net, const struct ifinfomsg *ifm,
	       struct nlattr **tb, int status, struct netlink_ext_ack *extack);
int do_set_master(struct net_device *dev, int ifindex, struct netlink_ext_ack *extack);
int validate_linkmsg(struct net_device *dev, struct nlattr **tb, struct netlink_ext_ack *extack);
u32 rtnl_dev_combine_flags(const struct net_device *dev, const struct ifinfomsg *ifm);
void rtnl_set_operstate(struct net_device *dev, u8 transition);

/* rtnl_link.c */
int rtnl_dellink(struct sk_buff *skb, struct nlmsghdr *nlh, struct netlink_ext_ack *extack);
int rtnl_newlinkprop(struct sk_buff *skb, struct nlmsghdr *nlh, struct netlink_ext_ack *extack);
int rtnl_dellinkprop(struct sk_buff *skb, struct nlmsghdr *nlh, struct netlink_ext_ack *extack);
/** The device that IFLA_IFNAME or IFLA_ALT_IFNAME names, or NULL. */
struct net_device *rtnl_dev_get(struct net *net, struct nlattr **tb);
int rtnl_ensure_unique_netns(struct nlattr **tb, struct netlink_ext_ack *extack, bool nsid_only);
/** The namespace a request names (IFLA_TARGET_NETNSID, IFLA_NET_NS_*), else its own; referenced. */
int rtnl_link_get_net(struct sk_buff *skb, struct nlattr **tb, struct net **ret_net);
/** The namespace that the requester of @skb numbers @id; referenced. */
int rtnl_get_net_ns_capable(struct sock *sk, int id, struct net **ret_net);

/* nsid.c */
int rtnl_net_newid(struct sk_buff *skb, struct nlmsghdr *nlh, struct netlink_ext_ack *extack);
int rtnl_net_getid(struct sk_buff *skb, struct nlmsghdr *nlh, struct netlink_ext_ack *extack);
int rtnl_net_dumpid(struct sk_buff *skb, struct netlink_callback *cb);

/* rtnl_stats.c */
int rtnl_stats_get(struct sk_buff *skb, struct nlmsghdr *nlh, struct netlink_ext_ack *extack);
int rtnl_stats_dump(struct sk_buff *skb, struct netlink_callback *cb);

#endif
