/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * What of an IPv6 flow is hashed to choose its hop, by net.ipv6.fib_multipath_hash_policy. The
 * hash itself and its seed (one for both families) are net/core/multipath.h's.
 */
#include "net/core/multipath.h"
#include "net/ipv6/route.h"

static u32 hash_fields(struct net *net, const struct flow_keys *all)
{
	u32 fields = net->ipv6->sysctl.fib_multipath_hash_fields;
	struct flow_keys keys = { .n_proto = 0 };

	if (!(fields & HASH_FIELD_OUTER_MASK))
		return 0;
	if (fields & HASH_FIELD_SRC_IP)
		keys.v6.src = all->v6.src;
	if (fields & HASH_FIELD_DST_IP)
		keys.v6.dst = all->v6.dst;
	if (fields & HASH_FIELD_IP_PROTO)
		keys.ip_proto = all->ip_proto;
	if (fields & HASH_FIELD_FLOWLABEL)
		keys.flow_label = all->flow_label;
	if (fields & HASH_FIELD_SRC_PORT)
		keys.sport = all->sport;
	if (fields & HASH_FIELD_DST_PORT)
		keys.dport = all->dport;
	return fib_multipath_hash_from_keys(net, &keys, AF_INET6);
}

u32 rt6_multipath_hash(struct net *net, const struct flowi6 *fl6)
{
	u32 policy = net->ipv6->sysctl.fib_multipath_hash_policy;
	struct flow_keys keys = { .ip_proto = fl6->proto };

	keys.v6.src = fl6->saddr;
	keys.v6.dst = fl6->daddr;
	if (policy != HASH_POLICY_L4)
		keys.flow_label = fl6->flowlabel & htobe32(0x000fffff);
	if (policy == HASH_POLICY_L4 || policy == HASH_POLICY_FIELDS) {
		keys.sport = fl6->sport;
		keys.dport = fl6->dport;
	}
	return (policy == HASH_POLICY_FIELDS
			? hash_fields(net, &keys)
			: fib_multipath_hash_from_keys(net, &keys, AF_INET6)) >>
	       1;
}
