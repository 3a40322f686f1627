/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Rules of IPv6: local, then main.
 */
#include "net/ipv6/route.h"

/* True: @t settles it. */
static bool look_in(struct net *net, struct fib6_table *t, struct flowi6 *fl6, int flags,
		    struct fib6_result *res)
{
	int oif = flags & RT6_LOOKUP_F_INPUT ? fl6->iif : fl6->oif;
	struct fib6_info *rt = ip6_pol_route(net, t, fl6, oif, flags);

	if (!rt)
		return false;
	res->f6i = rt;
	res->error = rt->meta->k.flags & RTF_REJECT ? ip6_rt_type_to_error(rt->meta->k.type) : 0;
	return res->error != -EAGAIN;
}

void fib6_rule_lookup(struct net *net, struct flowi6 *fl6, int flags, struct fib6_result *res)
{
	struct netns_ipv6 *n = net->ipv6;

	if (look_in(net, n->local, fl6, flags, res) || look_in(net, n->main, fl6, flags, res))
		return;
	*res = (struct fib6_result) { .error = -ENETUNREACH };
}
