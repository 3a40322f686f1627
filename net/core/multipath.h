/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Which hop of many a flow takes: the same number for the same flow and seed as in Linux, so that
 * what is seen here holds there.
 *
 *   flow -> struct flow_keys, by policy -> SipHash under the seed -> 31 bits
 *   0 ............. upper bound of hop 0 ....... of hop 1 ............. 2^31 - 1
 *
 * A hop's share of the 31 bits is its weight's of all living hops' weights.
 */
#ifndef KERNLET_NET_CORE_MULTIPATH_H
#define KERNLET_NET_CORE_MULTIPATH_H

#include "net/core/net_namespace.h"
#include "net/net.h"

/** net.ipv4.fib_multipath_hash_policy and its IPv6 twin. */
enum { HASH_POLICY_L3, HASH_POLICY_L4, HASH_POLICY_INNER, HASH_POLICY_FIELDS };

/** Bits of fib_multipath_hash_fields. The inner ones need a packet that carries another. */
#define HASH_FIELD_SRC_IP BIT(0)
#define HASH_FIELD_DST_IP BIT(1)
#define HASH_FIELD_IP_PROTO BIT(2)
#define HASH_FIELD_FLOWLABEL BIT(3)
#define HASH_FIELD_SRC_PORT BIT(4)
#define HASH_FIELD_DST_PORT BIT(5)
#define HASH_FIELD_OUTER_MASK 0x3fu

/** What is hashed, byte for byte; fields that a policy leaves out are zero. */
struct flow_keys {
	__be16 n_proto;
	u8 ip_proto, padding;
	__be32 flow_label;
	u32 vlan[4];
	__be32 keyid;
	__be16 sport, dport;
	u32 icmp;
	union {
		struct {
			__be32 src, dst;
		} v4;
		struct {
			struct in6_addr src, dst;
		} v6;
	};
	u32 end;
};

/**
 * Hash @keys, whose addresses are of @family, under the namespace's seed. The two directions of a
 * connection give one value. 32 bits, never 0.
 */
u32 fib_multipath_hash_from_keys(struct net *net, struct flow_keys *keys, int family);
/**
 * The end of a hop's share of 0..2^31-1, inclusive: @sum is the weight of the living hops up to
 * and with it, @total (not 0) that of all.
 */
static inline s32 fib_multipath_upper_bound(u64 sum, u64 total)
{
	return (s32)(((sum << 31) + total / 2) / total - 1);
}

#endif
