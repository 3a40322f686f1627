/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * IPv4 routing: door, meaning and structure.
 *
 *   fib_frontend.c   messages, ioctls, what addresses and devices do to routes
 *   fib_semantics.c  fib_info: next hops and what routes share; validation
 *   fib_message.c    a route as a message
 *   fib_table.c      one table: insert, delete, flush, dump
 *   fib_lookup.c     which route answers
 *   fib_compiled.c   the lookup compiled: when, and kept up to date
 *   fib_tree.c       the ordered structure (knows nothing of the above)
 *   fib_trie.c       the compiled structure (neither)
 *   fib_rules4.c     which table, by rules
 *   fib_default.c    which of several default routes
 *   multipath.c      which hop of many
 *   route.c          where what we send goes
 *   route_input.c    what becomes of what comes in
 *   route_get.c      RTM_GETROUTE of one destination
 */
#ifndef KERNLET_NET_IPV4_IP_FIB_H
#define KERNLET_NET_IPV4_IP_FIB_H

#include "net/core/dev.h"
#include "net/core/lwtunnel.h"
#include "net/core/rtnetlink.h"
#include "net/ipv4/ipv6_stub.h"
#include "net/ipv4/fib_tree.h"
#include "net/ipv4/netns_ipv4.h"
#include "net/ipv4/nexthop.h"

struct in_ifaddr;
struct fib_rule;
struct fib_trie;
struct fib_added_list;

#define LOOPBACK_IFINDEX 1
#define INET_DSCP_MASK 0xfc

/** Who asked, for notifications. */
struct nl_info {
	const struct nlmsghdr *nlh; /* may be NULL */
	struct net *net;
	u32 portid;
	bool skip_notify;
};

struct fib_gw {
	u8 family; /* AF_INET, AF_INET6; 0: none */
	union {
		__be32 ipv4;
		struct in6_addr ipv6;
	};
};

/** A request for a route, parsed. Attribute pointers lead into the request. */
struct fib_config {
	u8 dst_len, tos, protocol, scope, type;
	u32 table;
	__be32 dst, prefsrc;
	struct fib_gw gw;
	s32 oif;
	u32 flags, priority;
	const struct nlattr *mx; /* first of RTA_METRICS' attributes */
	int mx_len;
	const struct rtnexthop *mp; /* RTA_MULTIPATH */
	int mp_len;
	u32 flow, nlflags, nh_id;
	struct nlattr *encap;
	u16 encap_type;
	struct nl_info nlinfo;
	struct fib_added_list *added; /* record a new route here instead of announcing it */
};

/** One next hop. */
struct fib_nh {
	struct list_head in_dev; /* fib_group of dev's index; self-linked without one */
	struct fib_info *parent;
	struct net_device *dev; /* NULL: routes of error types */
	s32 oif;
	u32 flags; /* RTNH_F_* */
	u8 scope;
	struct fib_gw gw;
	struct lwtunnel_state *lws; /* counted; NULL: none */
	u32 weight, tclassid;
	s32 upper_bound; /* of its share of the multipath hash; -1: none */
};

struct fib_info {
	struct hnode hash;
	struct list_head in_prefsrc;
	struct list_head in_nexthop; /* nexthop.fi_list */
	struct nexthop *nexthop; /* counted; then there is no nh[] */
	struct net *net;
	u32 id;
	u32 treeref; /* routes that use it */
	u32 flags; /* RTNH_F_DEAD, RTNH_F_LINKDOWN, RTM_F_* as asked */
	u32 tb_id;
	__be32 prefsrc;
	u8 protocol, scope, type;
	bool pfsrc_removed;
	bool nh_updated; /* its nexthop was replaced: to be told */
	u32 *metrics; /* RTAX_MAX values, owned; NULL: none given */
	u32 nhs;
	struct fib_nh nh[];
};

/** All fib_infos (or next hops) with one preferred source (or device). */
struct fib_group {
	struct hnode node;
	u32 key;
	u32 maybe; /* RTNH_F_DEAD, RTNH_F_LINKDOWN: a hop here may have it; else none has */
	struct list_head members;
};

struct fib_table {
	struct hnode node; /* netns_ipv4.fib_tables */
	struct fib_table *next; /* older table with the same low 8 bits */
	struct net *net;
	u32 id;
	u32 num_default; /* routes of length 0 */
	u32 default_info; /* fib_info of the first of several: whose default_order is kept */
	s32 default_order; /* which of them a search for a living gateway ended with */
	struct fib_tree tree;
	/* fib_compiled.c */
	struct fib_trie *trie; /* NULL: not compiled */
	u32 credit, built_count, no_trie_below;
};

/** What a lookup asks. */
struct flowi4 {
	s32 oif, iif;
	u32 mark;
	u8 tos, scope, proto;
	__be32 saddr, daddr;
	__be16 sport, dport;
	u32 uid;
	u64 tun_id;
	bool is_packet; /* a datagram at hand (route get, input), not what a socket means to send */
};

struct fib_result {
	u32 prefix; /* host order */
	u8 prefixlen, nh_sel, type, scope, tos;
	u32 priority; /* fib_result_priority() tells */
	u32 tclassid;
	struct fib_nh *nh;
	struct fib_info *fi;
	struct fib_table *table;
	struct fib_table *compiled_in; /* found by its compiled lookup: priority is not known */
	struct fib_rule *rule;
};

#define FIB_LOOKUP_IGNORE_LINKSTATE BIT(1)

struct fib_prop {
	int error;
	u8 scope;
};
extern const struct fib_prop fib_props[RTN_MAX + 1];

/** Ways out, be they its own or those of its nexthop object. */
static inline u32 fib_info_num_path(const struct fib_info *fi)
{
	return fi->nexthop ? nexthop_num_path(fi->nexthop) : fi->nhs;
}
static inline struct fib_nh *fib_info_nh(const struct fib_info *fi, u32 i)
{
	return fi->nexthop ? nexthop_hop(fi->nexthop, i) : (struct fib_nh *)&fi->nh[i];
}

static inline struct fib_info *fib_entry_info(const struct net *net, const struct fib_entry *e)
{
	return net->ipv4->fib_infos.by_id[e->info];
}

/* fib_semantics.c */
void fib_infos_init(struct net *net);
/** Free the indexes; there are no fib_infos any more. */
void fib_infos_exit(struct net *net);
/**
 * The shared description that @cfg asks for, checked, with a reference. 0, -EINVAL, -ENODEV,
 * -ENETDOWN, -ENETUNREACH, -ENOBUFS, -ENOMEM; the ext-ack says why.
 */
int fib_create_info(struct fib_config *cfg, struct fib_info **ret_fi,
		    struct netlink_ext_ack *extack) __must_check;
void fib_release_info(struct fib_info *fi);
/** Does @fi (of a route with metric @prio) have the hops @cfg names? 0 yes, 1 no, or -EINVAL. */
int fib_nh_match(const struct fib_config *cfg, const struct fib_info *fi, u32 prio,
		 struct netlink_ext_ack *extack);
bool fib_metrics_match(const struct fib_config *cfg, const struct fib_info *fi);
bool fib_info_uses_dev(const struct fib_info *fi, const struct net_device *dev);
int fib_gw_from_via(struct fib_gw *gw, const struct nlattr *nla, struct netlink_ext_ack *extack);
/** Routes whose gateways resolve through @prefix/@plen may resolve differently from now on. */
void fib_memo_touch(struct net *net, u32 prefix, u8 plen);
void fib_memo_flush(struct net *net);
/** An address went: how many fib_infos of the main table died with it. */
int fib_sync_down_addr(struct net_device *dev, __be32 local);
/** A device went down (NETDEV_DOWN, _UNREGISTER) or lost its carrier (_CHANGE). */
int fib_sync_down_dev(struct net_device *dev, unsigned long event, bool force);
int fib_sync_up(struct net_device *dev, u32 nh_flags);

/* fib_metrics.c */
/** Parse @cfg->mx into a new array of RTAX_MAX values, or NULL when there is none. */
int fib_metrics_create(struct kernel *k, const struct fib_config *cfg, u32 **ret_metrics,
		       struct netlink_ext_ack *extack) __must_check;

/* fib_message.c */
/** What of a route is not in its fib_info. */
struct fib_rt_info {
	u32 tb_id;
	u32 dst; /* host order */
	u8 dst_len, tos, type;
	u32 priority;
};
/** Gateway, encapsulation and with @oif the device of one hop, whose flags are or'ed into *@flags. */
int fib_nexthop_info(struct sk_buff *skb, const struct fib_nh *nh, u8 rt_family, u8 *flags,
		     bool oif) __must_check;
/** One hop inside RTA_MULTIPATH. */
int fib_add_nexthop(struct sk_buff *skb, const struct fib_nh *nh, u32 weight,
		    u8 rt_family) __must_check;
int fib_dump_info(struct sk_buff *skb, u32 portid, u32 seq, int event, const struct fib_rt_info *r,
		  const struct fib_info *fi, u32 flags) __must_check;
void rtmsg_fib(int event, struct fib_table *tb, const struct fib_entry *e,
	       const struct nl_info *info, u32 nlm_flags);
static inline struct fib_rt_info fib_rt_info(u32 tb_id, const struct fib_entry *e)
{
	return (struct fib_rt_info) {
		tb_id,	fib_entry_addr(e), fib_entry_plen(e), fib_entry_tos(e), fib_entry_type(e),
		e->prio
	};
}

/* fib_table.c */
struct fib_table *fib_get_table(struct net *net, u32 id);
/** Found or made; NULL: no memory. */
struct fib_table *fib_new_table(struct net *net, u32 id);
void fib_tables_init(struct net *net);
void fib_tables_exit(struct net *net);
int fib_table_insert(struct fib_table *tb, struct fib_config *cfg,
		     struct netlink_ext_ack *extack) __must_check;
int fib_table_delete(struct fib_table *tb, struct fib_config *cfg,
		     struct netlink_ext_ack *extack) __must_check;
/** Drop dead routes of every table; @announce those that lost their preferred source. */
void fib_flush(struct net *net, bool announce);
/** RTM_NEWROUTE of all routes whose fib_info is marked nh_updated. */
void fib_info_notify_update(struct net *net, const struct nl_info *info);

/* fib_compiled.c */
/**
 * Ask the compiled lookup of @tb, building it when that pays: the leaf of the longest prefix that
 * contains @addr (fib_trie.h), of value 0 when the table must be asked about it. False: there is
 * no compiled lookup.
 */
bool fib_compiled_lookup(struct fib_table *tb, u32 addr, u32 *ret_leaf);
/** Routes of @addr/@plen came or went. */
void fib_compiled_change(struct fib_table *tb, u32 addr, u8 plen);
void fib_compiled_drop(struct fib_table *tb);

/* fib_lookup.c */
/** 0 with @res filled, -EAGAIN (nothing here), or what the route's type says. */
int fib_table_lookup(struct fib_table *tb, const struct flowi4 *fl, struct fib_result *res,
		     u32 flags);
/** Through the rules. 0, -ENETUNREACH, -EHOSTUNREACH, -EACCES, -EINVAL. */
int fib_lookup(struct net *net, const struct flowi4 *fl, struct fib_result *res, u32 flags);
/** The metric of the route found, while the table has not changed. */
u32 fib_result_priority(const struct fib_result *res);
u8 inet_addr_type_table(struct net *net, __be32 addr, u32 tb_id);
static inline u8 inet_addr_type(struct net *net, __be32 addr)
{
	return inet_addr_type_table(net, addr, RT_TABLE_LOCAL);
}
u8 inet_addr_type_dev(struct net *net, const struct net_device *dev, __be32 addr);
bool ip_ignore_linkdown(const struct net_device *dev);

/** A route that was put in silently: enough to announce it or to take it out again. */
struct fib_added {
	struct fib_table *tb;
	struct fib_entry e;
	u32 nlflags;
};
/** What an address brings along. */
struct fib_added_list {
	u32 n;
	struct fib_added r[4];
};
void fib_added_announce(const struct fib_added_list *l);
void fib_added_undo(const struct fib_added_list *l);

/* fib_frontend.c */
void fib_add_ifaddr(struct in_ifaddr *ifa);
/** The same in silence: all of its routes, or none and -ENOMEM. */
int fib_add_ifaddr_quietly(struct in_ifaddr *ifa, struct fib_added_list *l) __must_check;
/** Take away what @ifa's routes were. @iprim: the primary that is being replaced, or NULL. */
void fib_del_ifaddr(struct in_ifaddr *ifa, struct in_ifaddr *iprim);
/** After the routes of @ifa came: its device's hops may live again. */
void fib_inetaddr_up(struct in_ifaddr *ifa);
/** @ifa is off its device's list by now. */
void fib_inetaddr_down(struct in_ifaddr *ifa);
/** 0 or -ENOMEM with nothing changed. */
int fib_modify_prefix_metric(struct in_ifaddr *ifa, u32 metric) __must_check;
int fib_netdev_event(struct kernel *k, unsigned long event, struct netdev_notifier_info *info);
/** SIOCADDRT, SIOCDELRT with a struct rtentry at @arg. */
int ip_rt_ioctl(struct task *t, struct net *net, u32 cmd, uptr arg);
extern const struct nla_policy rtm_ipv4_policy[KRTA_MAX + 1];
extern const struct rtnl_msg_handler fib_rtnl_handlers[];
extern const u32 fib_rtnl_handler_count;

/* fib_rules4.c */
int fib4_rules_init(struct net *net) __must_check;
void fib4_rules_exit(struct net *net);
int fib4_rules_lookup(struct net *net, const struct flowi4 *fl, struct fib_result *res, u32 flags);

/* fib_default.c */
/** Among several default routes like @res prefer one whose gateway is not known to be silent. */
void fib_select_default(const struct flowi4 *fl, struct fib_result *res);

/* multipath.c */
/** The number that chooses @fl's hop: 0 to 2^31-1. */
u32 fib_multipath_hash(struct net *net, const struct flowi4 *fl);
/** Choose a hop of @res, whose route has several, preferring one that sends from @saddr (0: any). */
void fib_select_multipath(struct fib_result *res, u32 hash, __be32 saddr);
/** Choose among hops and default routes where the asker left it open, and @fl->saddr if it is 0. */
void fib_select_path(struct net *net, struct fib_result *res, struct flowi4 *fl);

struct rtable {
	struct fib_info *fi; /* NULL: none (local without a route) */
	struct net_device *dev;
	u8 type;
	u32 flags; /* RTCF_* */
	struct fib_gw gw;
	const struct lwtunnel_state *lws; /* of the hop; not counted */
	u32 table;
	u32 tclassid;
	bool is_input, cached;
	struct fib_result res;
};

/* route.c */
/** Where would a datagram of ours go? Fills @fl->saddr and @fl->oif too. 0 or a negative errno. */
int ip_route_output(struct net *net, struct flowi4 *fl, struct rtable *rt);
/** Gateway and class of @rt from the hop chosen in @res. */
void rt_set_nexthop(struct rtable *rt, const struct fib_result *res);

/* route_input.c */
/** What becomes of the datagram @fl that comes in by @dev? 0, -EINVAL, -EHOSTUNREACH ... */
int ip_route_input(struct net_device *dev, const struct flowi4 *fl, struct rtable *rt);

/* route_get.c */
int inet_rtm_getroute(struct sk_buff *skb, struct nlmsghdr *nlh, struct netlink_ext_ack *extack);

#endif
