/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The meaning of IPv6 routes: from what was asked (struct fib6_config) to a route in a table, the
 * routes that follow addresses and devices by themselves, lookups, and messages.
 *
 *   RTM_NEWROUTE -> fib6_config -> ip6_route_add -> fib6_info (checked) -> fib6_add (ip6_fib.c)
 *   address up   -> addrconf_*  ----^                                  \-> inet6_rt_notify
 */
#ifndef KERNLET_NET_IPV6_ROUTE_H
#define KERNLET_NET_IPV6_ROUTE_H

#include "net/ipv6/ip6_fib.h"

struct in6_rtmsg;
struct inet6_dev;
struct inet6_ifaddr;

struct fib6_config {
	u32 table, metric, nh_id;
	int dst_len, src_len, ifindex;
	u32 flags; /* RTF_* and RTNH_F_ONLINK */
	u8 protocol, type;
	bool delete_all_nh, ignore_dev_down;
	struct in6_addr dst, src, prefsrc, gateway;
	u64 expires; /* ns from now; with RTF_EXPIRES */
	const struct nlattr *mx; /* first metric */
	int mx_len;
	const struct rtnexthop *mp;
	int mp_len;
	u16 encap_type;
	const struct nlattr *encap;
	struct nl_info nl;
};

/* ---- route.c ---- */

/** A checked route of one reference, in no table yet. Negative errno with @extack's text. */
int ip6_route_info_create(struct fib6_config *cfg, struct netlink_ext_ack *extack, u32 weight,
			  struct fib6_info **ret_rt) __must_check;
int ip6_route_add(struct fib6_config *cfg, struct netlink_ext_ack *extack);
int ip6_route_del(struct fib6_config *cfg, struct netlink_ext_ack *extack);
int ip6_ins_rt(struct net *net, struct fib6_info *rt) __must_check;
int ip6_del_rt(struct net *net, struct fib6_info *rt, bool skip_notify);
/** What IPv4 asks of us: gateways of its routes (net/ipv4/ipv6_stub.h). */
extern const struct ipv6_stub ipv6_stub;
/** SIOCADDRT, SIOCDELRT. */
int ipv6_route_ioctl(struct net *net, u32 cmd, const struct in6_rtmsg *rtmsg);

/** RTNH_F_* of a hop as messages show them. */
u32 fib6_nh_flags(const struct fib6_info *rt);
/** Can no packet leave this way (dead, or no carrier and that counts)? */
bool fib6_nh_dead(const struct fib6_info *rt);

/* ---- route_auto.c: what follows addresses and devices ---- */

/** The local (or anycast) route of an address; not yet in its table. */
int addrconf_f6i_alloc(struct net *net, struct inet6_dev *idev, const struct in6_addr *addr,
		       bool anycast, struct fib6_info **ret_rt) __must_check;
/** Device @dev is gone (NETDEV_UNREGISTER), down (NETDEV_DOWN) or lost its carrier (NETDEV_CHANGE). */
void rt6_sync_down_dev(struct net_device *dev, unsigned long event);
void rt6_disable_ip(struct net_device *dev, unsigned long event);
/** Device @dev is up again (RTNH_F_DEAD) or has carrier again (RTNH_F_LINKDOWN). */
void rt6_sync_up(struct net_device *dev, u32 nh_flags);
void rt6_mtu_change(struct net_device *dev, u32 mtu);
void rt6_remove_prefsrc(struct inet6_ifaddr *ifp);
void rt6_purge_dflt_routers(struct net *net);

/* ---- route_nexthop.c: routes by nexthop objects ---- */

/** See that fib6_way_of() has room for its answer. 0 or -ENOMEM. */
int fib6_way_reserve(struct net *net) __must_check;
/**
 * @rt (by a nexthop object) as if it were a route by the @i-th way out of its object alone, as
 * Linux's copies for packets are. The answer is in no table, not counted, and stands until the
 * next call.
 */
struct fib6_info *fib6_way_of(struct net *net, const struct fib6_info *rt, u32 i);
/** What an object's end, and its change, do to routes: struct ipv6_stub. */
void fib6_nexthop_gone(struct net *net, struct nexthop *nh);
void fib6_nexthop_changed(struct net *net, struct nexthop *nh, struct nlmsghdr *nlh, u32 portid);

/* ---- route_lookup.c ---- */

struct flowi6 {
	int oif, iif;
	u32 mark;
	u32 uid;
	struct in6_addr daddr, saddr;
	u8 proto, tos;
	__be16 sport, dport;
	u32 flowlabel; /* network order, with the traffic class */
};

struct fib6_result {
	struct fib6_info *f6i; /* NULL: none */
	int error; /* what a packet would meet: 0 or negative errno */
	bool is_route; /* fib6_lookup() asks: for a route, not for a packet's way */
};

#define RT6_LOOKUP_F_IFACE 0x1
#define RT6_LOOKUP_F_REACHABLE 0x2
#define RT6_LOOKUP_F_HAS_SADDR 0x4
#define RT6_LOOKUP_F_IGNORE_LINKSTATE 0x40
#define RT6_LOOKUP_F_INPUT 0x1000 /* the packet came in: iif takes the place of oif */

/** Best route of one table, multipath hop chosen. NULL: none there. */
struct fib6_info *ip6_pol_route(struct net *net, struct fib6_table *t, const struct flowi6 *fl6,
				int oif, int flags);
/** Best match of one table without choosing among hops (gateway checks). */
struct fib6_info *fib6_table_lookup(struct net *net, const struct fib6_table *t, int oif,
				    const struct flowi6 *fl6, int strict);
/** Through rules and tables. res->error: 0, -ENETUNREACH, -EACCES ... */
void fib6_rule_lookup(struct net *net, struct flowi6 *fl6, int flags, struct fib6_result *res);
/** The route to fl6->daddr through rules and tables, whatever its type. NULL: none. */
struct fib6_info *fib6_lookup(struct net *net, int oif, struct flowi6 *fl6, int strict);
/** As a packet sent from here would find it (@sk_bound: its socket is bound to a device). */
void ip6_route_output(struct net *net, struct flowi6 *fl6, bool sk_bound, struct fib6_result *res);
/** As a packet that came in on fl6->iif would find it. */
void ip6_route_input_lookup(struct net *net, struct flowi6 *fl6, struct fib6_result *res);
/** Device that a packet of this route leaves by. */
struct net_device *ip6_rt_dev(struct net *net, const struct fib6_info *rt);
int ip6_rt_type_to_error(u8 type);

/* ---- multipath6.c ---- */

/** The number that chooses @fl6's hop: 0 to 2^31-1. */
u32 rt6_multipath_hash(struct net *net, const struct flowi6 *fl6);

/* ---- fib6_rules.c ---- */

int fib6_rules_net_init(struct net *net);
void fib6_rules_net_exit(struct net *net);

/* ---- saddr.c ---- */

/** Source address towards @daddr by @dev (may be NULL), RFC 6724. 0 or -EADDRNOTAVAIL. */
int ipv6_dev_get_saddr(struct net *net, const struct net_device *dev, const struct in6_addr *daddr,
		       u32 prefs, struct in6_addr *saddr);
int ip6_route_get_saddr(struct net *net, const struct fib6_info *rt, const struct in6_addr *daddr,
			u32 prefs, struct in6_addr *saddr);

/* ---- route_fill.c, route_rtnl.c, route_get.c ---- */

void inet6_rt_notify(int event, struct fib6_info *rt, const struct nl_info *info, u16 nlm_flags);
struct rt6_fill {
	int event;
	u32 portid, seq, flags;
	const struct flowi6 *fl6; /* of a route get, or NULL */
	int iif;
};
/** One route as a message. 0 or -EMSGSIZE. */
int rt6_fill_node(struct net *net, struct sk_buff *skb, struct fib6_info *rt,
		  const struct rt6_fill *f) __must_check;
size_t rt6_nlmsg_size(struct fib6_info *rt);
extern const struct nla_policy rtm_ipv6_policy[KRTA_MAX + 1];
int inet6_rtm_newroute(struct sk_buff *skb, struct nlmsghdr *nlh, struct netlink_ext_ack *extack);
int inet6_rtm_delroute(struct sk_buff *skb, struct nlmsghdr *nlh, struct netlink_ext_ack *extack);
int inet6_rtm_getroute(struct sk_buff *skb, struct nlmsghdr *nlh, struct netlink_ext_ack *extack);
int inet6_dump_fib(struct sk_buff *skb, struct netlink_callback *cb);

#endif
