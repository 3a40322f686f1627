/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * What IPv4 asks of IPv6, which comes up after it and may be absent: gateways of its routes that
 * are IPv6 addresses (RTA_VIA, RFC 5549).
 */
#ifndef KERNLET_NET_IPV4_IPV6_STUB_H
#define KERNLET_NET_IPV4_IPV6_STUB_H

#include "net/netlink/attr.h"

struct net;
struct net_device;
struct nexthop;
struct lwtunnel_state;

/** The way out of an IPv6 nexthop object: what was asked, and what was found. */
struct nh6_way {
	s32 oif;
	u32 flags; /* RTNH_F_ONLINK; also RTNH_F_LINKDOWN when found */
	struct in6_addr gw;
	bool has_gw;
	bool reject; /* found: it would run in a circle, so nothing leaves this way */
	struct net_device *dev;
};

/** Set by net/ipv6 when it comes up. */
struct ipv6_stub {
	/** Check @gw through *@oif (0: any); fills *@oif and *@ret_dev. Errors and texts as fib6_nh_init. */
	int (*check_gw)(struct net *net, const struct in6_addr *gw, u32 table, u32 flags, s32 *oif,
			struct net_device **ret_dev, struct netlink_ext_ack *extack);
	/** Check @way as that of a route to everywhere; fills its dev. Errors as fib6_nh_init. */
	int (*nexthop_init)(struct net *net, struct nh6_way *way, struct netlink_ext_ack *extack);
	/** @nh is no more: delete the routes by it, the newest first, with a message each. */
	void (*nexthop_gone)(struct net *net, struct nexthop *nh);
	/** @nh leads elsewhere: tell RTM_NEWROUTE of the routes by it. @nlh asked, from @portid. */
	void (*nexthop_changed)(struct net *net, struct nexthop *nh, struct nlmsghdr *nlh,
				u32 portid);
};
struct inet_core {
	const struct ipv6_stub *ipv6_stub; /* NULL: no IPv6 */
};

#endif
