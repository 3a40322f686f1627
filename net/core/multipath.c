/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* See multipath.h. */
#include "net/core/multipath.h"

#include "lib/siphash.h"
#include "net/ipv4/netns_ipv4.h"

#define KEYS_IPV4_LEN 48
#define KEYS_IPV6_LEN 72

/** Both directions look alike: the smaller address and the smaller port come first. */
static void consistentify(struct flow_keys *k, int family)
{
	struct in6_addr src6 = k->v6.src;
	__be32 src4 = k->v4.src;
	__be16 sport = k->sport;

	if (family == AF_INET && k->v4.dst < src4) {
		k->v4.src = k->v4.dst;
		k->v4.dst = src4;
	} else if (family == AF_INET6 && memcmp(&k->v6.dst, &src6, sizeof(src6)) < 0) {
		k->v6.src = k->v6.dst;
		k->v6.dst = src6;
	}
	if (k->dport < sport) {
		k->sport = k->dport;
		k->dport = sport;
	}
}

u32 fib_multipath_hash_from_keys(struct net *net, struct flow_keys *keys, int family)
{
	u64 seed = net->ipv4->sysctl_fib_multipath_hash_seed;
	u64 key;
	u32 hash;

	if (!seed)
		seed = net->ipv4->fib_multipath_rand_seed;
	key = seed << 32 | seed;
	consistentify(keys, family);
	hash = siphash(keys, family == AF_INET ? KEYS_IPV4_LEN : KEYS_IPV6_LEN, key, key);
	return hash ? hash : 1;
}
