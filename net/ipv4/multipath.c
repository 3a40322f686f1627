/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Which hop of a multipath route, and which source address, when the asker left it open. The hash
 * and its seed are net/core/multipath.h's.
 */
#include "net/core/multipath.h"

#include "lib/siphash.h"
#include "net/core/neighbour.h"
#include "net/ipv4/inetdevice.h"
#include "net/ipv4/ip_fib.h"

/* ---- the hash ------------------------------------------------------------------------------ */

/** Of the fields that the setting names. */
static u32 hash_fields(struct net *net, const struct flow_keys *all)
{
	u32 fields = net->ipv4->sysctl_fib_multipath_hash_fields;
	struct flow_keys keys = { .n_proto = 0 };

	if (!(fields & HASH_FIELD_OUTER_MASK))
		return 0;
	if (fields & HASH_FIELD_SRC_IP)
		keys.v4.src = all->v4.src;
	if (fields & HASH_FIELD_DST_IP)
		keys.v4.dst = all->v4.dst;
	if (fields & HASH_FIELD_IP_PROTO)
		keys.ip_proto = all->ip_proto;
	if (fields & HASH_FIELD_SRC_PORT)
		keys.sport = all->sport;
	if (fields & HASH_FIELD_DST_PORT)
		keys.dport = all->dport;
	return fib_multipath_hash_from_keys(net, &keys, AF_INET);
}

u32 fib_multipath_hash(struct net *net, const struct flowi4 *fl)
{
	struct flow_keys l3 = { .v4 = { fl->saddr, fl->daddr } }, l4 = l3;
	u32 hash;

	l4.ip_proto = fl->proto;
	/* Where there is a packet, it is asked; and one of ICMP has no ports. */
	if (!fl->is_packet || fl->proto != IPPROTO_ICMP) {
		l4.sport = fl->sport;
		l4.dport = fl->dport;
	}
	switch (net->ipv4->sysctl_fib_multipath_hash_policy) {
	case HASH_POLICY_L4:
		hash = fib_multipath_hash_from_keys(net, &l4, AF_INET);
		break;
	case HASH_POLICY_FIELDS:
		hash = hash_fields(net, &l4);
		/* A packet's has a second half, of what it carries inside: nothing here. */
		if (fl->is_packet)
			hash = jhash_2words(hash, 0, 0);
		break;
	default:
		hash = fib_multipath_hash_from_keys(net, &l3, AF_INET);
	}
	return hash >> 1;
}

/* ---- the hop ------------------------------------------------------------------------------- */

static struct neighbour *find_gateway(const struct fib_nh *nh)
{
	struct kernel *k = nh->dev->net->kernel;

	if (nh->gw.family == AF_INET)
		return neigh_lookup(neigh_tbl(k, NEIGH_ARP_TABLE), &nh->gw.ipv4, nh->dev);
	if (nh->gw.family == AF_INET6)
		return neigh_lookup(neigh_tbl(k, NEIGH_ND_TABLE), &nh->gw.ipv6, nh->dev);
	return NULL;
}

/** Is the gateway of @nh not known to be out of reach? */
static bool answers(const struct fib_nh *nh)
{
	struct neighbour *n = nh->scope == RT_SCOPE_LINK ? find_gateway(nh) : NULL;
	bool valid = !n || n->nud_state & NUD_VALID;

	if (n)
		neigh_release(n);
	return valid;
}

static __be32 hop_saddr(const struct fib_info *fi, const struct fib_nh *nh)
{
	return inet_select_addr(nh->dev, nh->gw.family ? nh->gw.ipv4 : 0, fi->scope);
}

/** How well a hop fits: its own source address counts most, then whose share the hash is in. */
static int fitness(const struct fib_info *fi, const struct fib_nh *nh, s32 hash, __be32 saddr)
{
	return (saddr && hop_saddr(fi, nh) == saddr ? 2 : 0) + (hash <= nh->upper_bound);
}

void fib_select_multipath(struct fib_result *res, u32 hash, __be32 saddr)
{
	struct fib_info *fi = res->fi;
	bool use_neigh = fi->net->ipv4->sysctl_fib_multipath_use_neigh;
	int best = -1, most = saddr ? 3 : 1;
	u32 hop;

	if (fi->nexthop) {
		res->nh = nexthop_select_hop(fi->nexthop, hash, &hop);
		res->nh_sel = hop;
		return;
	}

	for (u32 i = 0; i < fi->nhs && best < most; i++) {
		struct fib_nh *nh = &fi->nh[i];
		int fit;

		if (nh->upper_bound == -1 || (use_neigh && !answers(nh)))
			continue;
		fit = fitness(fi, nh, hash, saddr);
		if (fit <= best)
			continue;
		best = fit;
		res->nh_sel = i;
		res->nh = nh;
	}
}

static __be32 result_prefsrc(const struct fib_result *res)
{
	return res->fi->prefsrc ? res->fi->prefsrc : hop_saddr(res->fi, res->nh);
}

void fib_select_path(struct net *net, struct fib_result *res, struct flowi4 *fl)
{
	if (!fl->oif && fib_info_num_path(res->fi) > 1)
		fib_select_multipath(res, fib_multipath_hash(net, fl), fl->saddr);
	else if (!fl->oif && !res->prefixlen && res->table->num_default > 1 &&
		 res->type == RTN_UNICAST)
		fib_select_default(fl, res);
	if (!fl->saddr)
		fl->saddr = result_prefsrc(res);
}
