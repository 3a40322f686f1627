/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Lifetimes of addresses: preferred, then deprecated, then gone (RFC 4862). One timer a
 * namespace; only addresses with an end are looked at.
 *
 * Linux works in whole seconds with a little fuzz, and looks no more often than once a second.
 */
#include "net/ipv6/addrconf.h"

#define CHECK_FREQUENCY (120 * NSEC_PER_SEC)
#define FUZZ (NSEC_PER_SEC / 4)
#define FUZZ_MINUS (NSEC_PER_SEC / 50)
#define FUZZ_MAX NSEC_PER_SEC

static bool ends(u32 lft)
{
	return lft != INFINITY_LIFE_TIME;
}

static u64 end_of(const struct inet6_ifaddr *ifp, u32 lft)
{
	return ifp->tstamp + lft * NSEC_PER_SEC;
}

/* Look at one address, which may go. */
static void verify_addr(struct inet6_ifaddr *ifp, u64 now, u64 *next)
{
	u64 age = (now - ifp->tstamp + FUZZ_MINUS) / NSEC_PER_SEC;

	if (ends(ifp->valid_lft) && age >= ifp->valid_lft) {
		ipv6_del_addr(ifp);
		return;
	}
	if (!ends(ifp->prefered_lft))
		return;
	if (age < ifp->prefered_lft) {
		*next = min(*next, end_of(ifp, ifp->prefered_lft));
		return;
	}
	if (ends(ifp->valid_lft))
		*next = min(*next, end_of(ifp, ifp->valid_lft));
	if (!(ifp->flags & IFA_F_DEPRECATED)) {
		ifp->flags |= IFA_F_DEPRECATED;
		ipv6_ifa_notify(0, ifp);
	}
}

static u64 round_up_second(u64 t)
{
	return (t + NSEC_PER_SEC - 1) / NSEC_PER_SEC * NSEC_PER_SEC;
}

void addrconf_verify(struct net *net)
{
	struct netns_ipv6 *n = net->ipv6;
	u64 now = ktime_get(net->kernel), next = now + CHECK_FREQUENCY, rounded;
	struct inet6_ifaddr *ifp, *after;

	timer_del(net->kernel, &n->verify);
	list_for_each_entry_safe (ifp, after, &n->timed, timed)
		verify_addr(ifp, now, &next);
	if (list_empty(&n->timed))
		return;
	rounded = round_up_second(next);
	if (rounded < next + FUZZ)
		next = rounded;
	/* Its slot was freed above, or in the timer that calls us: this cannot fail but at first. */
	(void)!timer_mod(net->kernel, &n->verify, max(next, now + FUZZ_MAX));
}

void addrconf_verify_timer(struct kernel *k, struct timer *t)
{
	addrconf_verify(container_of(t, struct netns_ipv6, verify)->net);
}
