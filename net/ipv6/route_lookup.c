/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Which route a packet takes: longest prefix, source prefix, metric, device, preference, hop.
 *
 *   rules -> table -> destinations that contain it, longest first
 *                        -> its source prefixes, longest first, then routes for any source
 *                             -> best score of the lowest metric -> hop of a multipath route
 */
#include "net/core/multipath.h"
#include "net/core/neighbour.h"
#include "net/ipv4/nexthop.h"
#include "net/ipv6/addrconf.h"
#include "net/ipv6/route.h"

int ip6_rt_type_to_error(u8 type)
{
	static const s16 errors[RTN_MAX + 1] = {
		[RTN_BLACKHOLE] = -EINVAL, [RTN_UNREACHABLE] = -EHOSTUNREACH,
		[RTN_PROHIBIT] = -EACCES,  [RTN_THROW] = -EAGAIN,
		[RTN_NAT] = -EINVAL,	   [RTN_XRESOLVE] = -EINVAL,
	};

	return type <= RTN_MAX ? errors[type] : 0;
}

/* ---- the best of a chain ---- */

#define EXTRACT_PREF(flags) ((flags) >> 27 & 3)

/* Did the gateway of @rt fail to answer? */
static bool is_silent(struct net *net, const struct fib6_info *rt)
{
	const struct fib6_key *k = &rt->meta->k;
	struct neighbour *n;
	bool failed;

	if (!k->has_gw || k->flags & RTF_NONEXTHOP)
		return false;
	n = neigh_lookup(neigh_tbl(net->kernel, NEIGH_ND_TABLE), &k->gw, k->dev);
	if (!n)
		return false;
	failed = n->nud_state & NUD_FAILED;
	neigh_release(n);
	return failed;
}

/* Negative: not to be used at all. */
static int score(struct net *net, const struct fib6_info *rt, int oif, int strict)
{
	const struct fib6_meta *m = rt->meta;
	u32 nh_flags = fib6_nh_flags(rt);
	int s = !oif || (m->k.dev && m->k.dev->ifindex == oif) ? 2 : 0;

	if (m->expires && ktime_get(net->kernel) > m->expires)
		return -1;
	if (nh_flags & RTNH_F_DEAD &&
	    !(strict & RT6_LOOKUP_F_IGNORE_LINKSTATE && nh_flags & RTNH_F_LINKDOWN))
		return -1;
	if (!s && strict & RT6_LOOKUP_F_IFACE)
		return -1;
	if (strict & RT6_LOOKUP_F_REACHABLE && is_silent(net, rt))
		return -1;
	/* 1 low, 2 medium, 3 high */
	return s | (EXTRACT_PREF(m->k.flags) ^ 2) << 2;
}

/* As above of the first way out of a nexthop object that beats @most: *@ret_way. */
static int score_nexthop(struct net *net, const struct fib6_info *rt, int oif, int strict, int most,
			 u32 *ret_way)
{
	for (u32 i = 0; i < nexthop_num_path(rt->meta->k.nh); i++) {
		int s = score(net, fib6_way_of(net, rt, i), oif, strict);

		if (s <= most)
			continue;
		*ret_way = i;
		return s;
	}
	return -1;
}

/* The best of lowest metric that can be used; failing that, the best of all others. */
static struct fib6_info *select_route(struct net *net, struct fib6_info *head, int oif, int strict)
{
	struct fib6_info *best = NULL, *it;
	int most = -1;
	u32 way = 0;

	for (it = head; it; it = it->next) {
		int s;

		if (best && it->metric != head->metric && best->metric == head->metric)
			break;
		if (it->meta->k.nh && nexthop_is_blackhole(it->meta->k.nh))
			return fib6_way_of(net, it, 0);
		s = it->meta->k.nh ? score_nexthop(net, it, oif, strict, most, &way)
				   : score(net, it, oif, strict);
		if (s > most) {
			most = s;
			best = it;
		}
	}
	return best && best->meta->k.nh ? fib6_way_of(net, best, way) : best;
}

/* ---- the best of a table ---- */

static struct fib6_info *select_source(struct net *net, const struct fib6_fork *f,
				       const struct flowi6 *fl6, int oif, int strict,
				       bool *ret_matched)
{
	struct fib6_pfx *found[129];
	struct fib6_info *rt = NULL;
	u32 n = fib6_trie_match(&f->src, &fl6->saddr, found);

	*ret_matched = n;
	while (!rt && n--)
		rt = select_route(net, &container_of(found[n], struct fib6_src_info, src)->i, oif,
				  strict);
	return rt;
}

/*
 * A destination with source routes none of which fit is passed over, its routes for any source
 * included, unless it is the default or the search already went up from a longer one: so does
 * Linux.
 */
static struct fib6_info *lookup(struct net *net, const struct fib6_table *t, int oif,
				const struct flowi6 *fl6, int strict)
{
	struct fib6_pfx *found[129];
	u32 n = fib6_trie_match(&t->dst, &fl6->daddr, found);
	bool started = false, matched;
	struct fib6_info *rt, *leaf;

	while (n--) {
		leaf = container_of(found[n], struct fib6_info, p);
		if (found[n]->kind == FIB6_FORK) {
			const struct fib6_fork *f = container_of(found[n], struct fib6_fork, p);

			rt = select_source(net, f, fl6, oif, strict, &matched);
			if (rt)
				return rt;
			if (!matched && !started && found[n]->plen)
				continue;
			leaf = f->leaf;
		}
		started = true;
		rt = leaf ? select_route(net, leaf, oif, strict) : NULL;
		if (rt)
			return rt;
	}
	return NULL;
}

struct fib6_info *fib6_table_lookup(struct net *net, const struct fib6_table *t, int oif,
				    const struct flowi6 *fl6, int strict)
{
	struct fib6_info *rt = lookup(net, t, oif, fl6, strict);

	/* Better a gateway that was silent than none. */
	if (!rt && strict & RT6_LOOKUP_F_REACHABLE)
		rt = lookup(net, t, oif, fl6, strict & ~RT6_LOOKUP_F_REACHABLE);
	return rt;
}

/* ---- hops ---- */

static u64 living_weight(const struct fib6_info *it)
{
	u64 total = 0;

	for (; it; it = fib6_next_sibling(it))
		if (!fib6_nh_dead(it))
			total += it->meta->k.weight;
	return total;
}

/* A group's member by the packet's hash; a device that was asked for does not matter any more. */
static struct fib6_info *select_member(struct net *net, struct fib6_info *rt,
				       const struct flowi6 *fl6)
{
	struct nexthop *nh = rt->meta->k.nh;
	u32 i;

	if (!nexthop_is_multipath(nh))
		return rt;
	nexthop_select_hop(nh, rt6_multipath_hash(net, fl6), &i);
	return fib6_way_of(net, rt, i);
}

/* Each living hop has the share of hashes that its weight is of all weights. */
static struct fib6_info *select_hop(struct net *net, struct fib6_info *rt, const struct flowi6 *fl6,
				    int oif, int strict)
{
	struct fib6_info *first, *last, *it;
	u64 total, sum = 0;
	s32 hash;

	if (rt->meta->k.nh)
		return select_member(net, rt, fl6);
	if (!fib6_siblings(rt, &first, &last))
		return rt;
	total = living_weight(first);
	hash = rt6_multipath_hash(net, fl6);
	for (it = first; it && total; it = fib6_next_sibling(it)) {
		if (fib6_nh_dead(it))
			continue;
		sum += it->meta->k.weight;
		if (hash <= fib_multipath_upper_bound(sum, total))
			return score(net, it, oif, strict) < 0 ? rt : it;
	}
	return rt;
}

struct fib6_info *ip6_pol_route(struct net *net, struct fib6_table *t, const struct flowi6 *fl6,
				int oif, int flags)
{
	int strict = flags & (RT6_LOOKUP_F_IFACE | RT6_LOOKUP_F_IGNORE_LINKSTATE);
	struct fib6_info *rt;

	/* A host avoids gateways that do not answer; a router does not ask. */
	if (!cnf6(net->ipv6->all, FORWARDING))
		strict |= RT6_LOOKUP_F_REACHABLE;
	rt = fib6_table_lookup(net, t, oif, fl6, strict);
	return rt ? select_hop(net, rt, fl6, oif, strict) : NULL;
}

struct net_device *ip6_rt_dev(struct net *net, const struct fib6_info *rt)
{
	return rt->meta->k.flags & (RTF_LOCAL | RTF_ANYCAST) ? net->loopback_dev : rt->meta->k.dev;
}

/* ---- entrances ---- */

static bool needs_device(const struct in6_addr *daddr)
{
	return ipv6_addr_type(daddr) &
	       (IPV6_ADDR_MULTICAST | IPV6_ADDR_LINKLOCAL | IPV6_ADDR_LOOPBACK);
}

void ip6_route_output(struct net *net, struct flowi6 *fl6, bool sk_bound, struct fib6_result *res)
{
	bool any_src = ipv6_addr_any(&fl6->saddr);
	int flags = any_src ? 0 : RT6_LOOKUP_F_HAS_SADDR;

	fl6->iif = net->loopback_dev ? net->loopback_dev->ifindex : 1;
	if (sk_bound || needs_device(&fl6->daddr) || (fl6->oif && any_src))
		flags |= RT6_LOOKUP_F_IFACE;
	fib6_rule_lookup(net, fl6, flags, res);
}

void ip6_route_input_lookup(struct net *net, struct flowi6 *fl6, struct fib6_result *res)
{
	int flags = ipv6_addr_any(&fl6->saddr) ? 0 : RT6_LOOKUP_F_HAS_SADDR;

	if (needs_device(&fl6->daddr))
		flags |= RT6_LOOKUP_F_IFACE;
	fib6_rule_lookup(net, fl6, flags | RT6_LOOKUP_F_INPUT, res);
}
