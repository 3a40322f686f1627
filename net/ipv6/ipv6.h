/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * What the rooms of IPv6 share: addresses and their types, settings per device, and the part of a
 * namespace that belongs to IPv6.
 *
 *   net->ipv6 -> all, dflt (devconf)     dev->ip6_ptr -> cnf, addresses, groups (addrconf.h)
 *             -> tables (ip6_fib.h)
 *
 * Addresses are struct in6_addr in network order and may be unaligned in messages; here they are
 * always aligned copies.
 */
#ifndef KERNLET_NET_IPV6_IPV6_H
#define KERNLET_NET_IPV6_IPV6_H

#include "kernel/kernel.h"
#include "net/core/dev.h"
#include "net/core/net_namespace.h"
#include "net/net.h"

#include <linux/ipv6.h>

/* ---- settings ---- */

/** DEVCONF_FORCE_FORWARDING of 6.17: the headers of Debian 12 end before it. */
#define DEVCONF6_FORCE_FORWARDING 59
#define DEVCONF6_MAX 60

/** net.ipv6.conf.X: what IFLA_INET6_CONF shows, by DEVCONF_*; times in jiffies. */
struct ipv6_devconf {
	s32 v[DEVCONF6_MAX];
	s32 extra[3]; /* regen_min_advance, ra_honor_pio_life, ra_honor_pio_pflag */
	bool secret_set; /* stable_secret was written */
	struct in6_addr secret;
};
/** A setting as an lvalue: cnf6(idev->cnf, FORWARDING). */
#define cnf6(cnf, name) ((cnf).v[DEVCONF_##name])

/** net.ipv6.route.* and friends, in the unit that /proc/sys shows unless said. */
struct ipv6_sysctl {
	s32 flush_delay, max_size, gc_thresh;
	s32 gc_min_interval, gc_timeout, gc_interval, mtu_expires; /* jiffies */
	s32 gc_elasticity, min_advmss, skip_notify_on_dev_down;
	s32 bindv6only, anycast_src_echo_reply, auto_flowlabels, flowlabel_consistency;
	s32 flowlabel_reflect, flowlabel_state_ranges, fwmark_reflect, idgen_delay, idgen_retries;
	s32 ip_nonlocal_bind, fib_multipath_hash_policy, fib_multipath_hash_fields;
	s32 fib_notify_on_flag_change, max_dst_opts_number, max_hbh_opts_number;
	s32 max_dst_opts_length, max_hbh_opts_length, seg6_flowlabel;
};

struct fib6_table;
struct fib_rules_ops;
struct addrlabel6;

struct fib6_way;

struct netns_ipv6 {
	struct fib6_way *way; /* route_nexthop.c; NULL until a route by a nexthop comes */
	struct net *net;
	struct ipv6_devconf all, dflt;
	struct ipv6_sysctl sysctl;

	/* addrconf.c */
	struct htable addrs; /* struct inet6_ifaddr by address */
	struct htable prefixes; /* struct ifa6_prefix by device and prefix */
	u32 addr_genid; /* changes with every address: dumps compare it */
	struct list_head timed; /* addresses with a lifetime */
	struct timer verify; /* next lifetime to end */

	/* ip6_fib.c */
	struct htable fib_by_id; /* struct fib6_table */
	struct idvec fib_tables; /* in the order of dumps */
	struct fib6_table *main, *local;
	struct htable metas; /* struct fib6_meta, shared by equal routes */
	u32 fib_seq; /* changes with every route */
	u32 n_routes, n_src_routes;
	struct fib_rules_ops *rules_ops;
	bool fib_has_custom_rules; /* somebody changed them */
	struct list_head expiring; /* struct fib6_meta with a deadline */
	struct timer gc; /* looks for expired routes */

	struct htable bound_ports; /* af_inet6.c */

	/* addrlabel.c */
	struct addrlabel6 *labels; /* sorted as Linux keeps them */
	u32 n_labels, label_seq;
};

/* ---- addresses ---- */

#define IPV6_ADDR_ANY 0x0000u
#define IPV6_ADDR_UNICAST 0x0001u
#define IPV6_ADDR_MULTICAST 0x0002u
#define IPV6_ADDR_LOOPBACK 0x0010u
#define IPV6_ADDR_LINKLOCAL 0x0020u
#define IPV6_ADDR_SITELOCAL 0x0040u
#define IPV6_ADDR_COMPATv4 0x0080u
#define IPV6_ADDR_SCOPE_MASK 0x00f0u
#define IPV6_ADDR_MAPPED 0x1000u

#define IPV6_ADDR_SCOPE_NODELOCAL 0x01
#define IPV6_ADDR_SCOPE_LINKLOCAL 0x02
#define IPV6_ADDR_SCOPE_SITELOCAL 0x05
#define IPV6_ADDR_SCOPE_GLOBAL 0x0e

/** What kind of address: IPV6_ADDR_*; the scope's RFC 4007 number in bits 16 and up. */
u32 ipv6_addr_type_scope(const struct in6_addr *a);
static inline u32 ipv6_addr_type(const struct in6_addr *a)
{
	return ipv6_addr_type_scope(a) & 0xffff;
}
static inline u32 ipv6_addr_src_scope(const struct in6_addr *a)
{
	return ipv6_addr_type_scope(a) >> 16;
}
/** RT_SCOPE_* that a message shows for an address of @type. */
static inline u8 ipv6_rt_scope(u32 type)
{
	return type & IPV6_ADDR_LINKLOCAL   ? RT_SCOPE_LINK
	       : type & IPV6_ADDR_LOOPBACK  ? RT_SCOPE_HOST
	       : type & IPV6_ADDR_SITELOCAL ? RT_SCOPE_SITE
					    : RT_SCOPE_UNIVERSE;
}
static inline bool ipv6_addr_equal(const struct in6_addr *a, const struct in6_addr *b)
{
	return !memcmp(a, b, sizeof(*a));
}
static inline bool ipv6_addr_any(const struct in6_addr *a)
{
	return !(get_u64(a) | get_u64((const u8 *)a + 8));
}
static inline bool ipv6_addr_is_multicast(const struct in6_addr *a)
{
	return a->s6_addr[0] == 0xff;
}
/** How many leading bits are the same: 0..128. */
u32 ipv6_addr_diff(const struct in6_addr *a, const struct in6_addr *b);
static inline bool ipv6_prefix_equal(const struct in6_addr *a, const struct in6_addr *b, u32 plen)
{
	return !plen || ipv6_addr_diff(a, b) >= plen;
}
/** @pfx = @a with all but the first @plen bits cleared. */
void ipv6_addr_prefix(struct in6_addr *pfx, const struct in6_addr *a, u32 plen);
/** Text to address, white space behind it allowed. False: it is none. */
bool ipv6_addr_parse(const char *s, struct in6_addr *a);
/** ff02::1:ffXX:XXXX of @a. */
void addrconf_addr_solict_mult(const struct in6_addr *a, struct in6_addr *solicited);
static inline u32 ipv6_addr_hash(const struct in6_addr *a)
{
	return hash_u64(get_u64(a) * 0x9e3779b97f4a7c15ull ^ get_u64((const u8 *)a + 8));
}

#define IPV6_MIN_MTU 1280

#endif
