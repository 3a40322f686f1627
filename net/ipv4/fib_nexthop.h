/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The hops of a fib_info: parsed from a request, checked against devices and routes, balanced.
 * For fib_semantics.c and fib_nexthop.c only.
 */
#ifndef KERNLET_NET_IPV4_FIB_NEXTHOP_H
#define KERNLET_NET_IPV4_FIB_NEXTHOP_H

#include "net/ipv4/ip_fib.h"

static inline bool rtnh_ok(const struct rtnexthop *r, int rem)
{
	return rem >= (int)sizeof(*r) && r->rtnh_len >= sizeof(*r) && r->rtnh_len <= rem;
}
static inline const struct rtnexthop *rtnh_next(const struct rtnexthop *r, int *rem)
{
	int total = NLA_ALIGN(r->rtnh_len);

	*rem -= total;
	return (const struct rtnexthop *)((const u8 *)r + total);
}

/** How many hops RTA_MULTIPATH names; 0: malformed (the ext-ack says how). */
u32 fib_count_nexthops(const struct rtnexthop *rtnh, int rem, struct netlink_ext_ack *extack);
/** One hop of RTA_MULTIPATH (rtnh_ok) into @hop's gw, flow, encap, oif; the rest is zero. */
int fib_parse_hop(const struct rtnexthop *rtnh, struct fib_config *hop,
		  struct netlink_ext_ack *extack) __must_check;
int fib_nh_init(struct fib_nh *nh, const struct fib_config *cfg, u32 weight,
		struct netlink_ext_ack *extack) __must_check;
/** All hops of cfg->mp into @fi, which has room for as many. */
int fib_get_nhs(struct fib_info *fi, const struct fib_config *cfg,
		struct netlink_ext_ack *extack) __must_check;
/** Find @nh's device, scope and state; -EINVAL, -ENODEV, -ENETDOWN, -ENETUNREACH ... */
int fib_check_nh(struct net *net, struct fib_nh *nh, u32 table, u8 scope,
		 struct netlink_ext_ack *extack) __must_check;
/** Give each living hop its share of the hash range, by weight. */
void fib_rebalance(struct fib_info *fi);

#endif
