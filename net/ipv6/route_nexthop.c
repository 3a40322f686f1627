/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * IPv6 routes by nexthop objects: what a packet sees of them, and what becomes of them when their
 * object ends or changes.
 *
 * A lookup that ends at such a route answers with a copy of it in which the chosen way out is
 * written as if it were the route's own, so that nobody behind the lookup need know of objects.
 */
#include "net/ipv4/netns_ipv4.h"
#include "net/ipv4/nexthop.h"
#include "net/ipv6/addrconf.h"
#include "net/ipv6/route.h"

struct fib6_way {
	struct fib6_info rt;
	struct fib6_meta meta;
};

int fib6_way_reserve(struct net *net)
{
	struct netns_ipv6 *n = net->ipv6;

	if (!n->way)
		n->way = kzalloc(&net->kernel->mem, sizeof(*n->way));
	return n->way ? 0 : -ENOMEM;
}

struct fib6_info *fib6_way_of(struct net *net, const struct fib6_info *rt, u32 i)
{
	struct nh_way6 hop = nexthop_way6(rt->meta->k.nh, i);
	struct fib6_way *w = net->ipv6->way;
	struct fib6_key *k = &w->meta.k;

	w->meta = *rt->meta;
	w->rt = *rt;
	w->rt.meta = &w->meta;
	w->rt.next = NULL;
	w->rt.p.bits[1] &= FIB6_LINKED;
	k->dev = hop.dev;
	k->nh_flags = hop.flags;
	k->lws = (struct lwtunnel_state *)hop.lws;
	k->has_gw = hop.gw != NULL;
	k->gw = hop.gw ? *hop.gw : (struct in6_addr) { 0 };
	if (hop.reject) {
		k->flags |= RTF_REJECT;
		k->type = RTN_BLACKHOLE;
	}
	return &w->rt;
}

/* ---- the object's fate ---- */

static struct fib6_info *first_route(const struct nexthop *nh)
{
	return &list_first_entry(&nh->f6i_list, struct fib6_nh_info, in_nexthop)->i;
}

void fib6_nexthop_gone(struct net *net, struct nexthop *nh)
{
	while (!list_empty(&nh->f6i_list))
		ip6_del_rt(net, first_route(nh), !net->ipv4->sysctl_nexthop_compat_mode);
}

void fib6_nexthop_changed(struct net *net, struct nexthop *nh, struct nlmsghdr *nlh, u32 portid)
{
	struct nl_info info = { .net = net, .nlh = nlh, .portid = portid };
	struct fib6_nh_info *r;

	list_for_each_entry (r, &nh->f6i_list, in_nexthop)
		inet6_rt_notify(RTM_NEWROUTE, &r->i, &info, NLM_F_REPLACE);
}
