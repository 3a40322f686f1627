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

/** Set by net/ipv6 when it comes up. */
struct ipv6_stub {
	/** Check @gw through *@oif (0: any); fills *@oif and *@ret_dev. Errors and texts as fib6_nh_init. */
	int (*check_gw)(struct net *net, const struct in6_addr *gw, u32 table, u32 flags, s32 *oif,
			struct net_device **ret_dev, struct netlink_ext_ack *extack);
};
struct inet_core {
	const struct ipv6_stub *ipv6_stub; /* NULL: no IPv6 */
};

#endif
