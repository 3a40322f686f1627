/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Routes that follow addresses and devices by themselves.
 *
 * Whether a hop is dead or without carrier is no property of the route: it stands with the device
 * (inet6_dev.nh_flags), so that a carrier change costs nothing per route.
 */
#include "net/ipv6/addrconf.h"
#include "net/ipv6/route.h"

int addrconf_f6i_alloc(struct net *net, struct inet6_dev *idev, const struct in6_addr *addr,
		       bool anycast, struct fib6_info **ret_rt)
{
	struct fib6_config cfg = {
		.table = RT6_TABLE_LOCAL,
		.ifindex = idev->dev->ifindex,
		.flags = RTF_UP | RTF_NONEXTHOP | (anycast ? RTF_ANYCAST : RTF_LOCAL),
		.type = anycast ? RTN_ANYCAST : RTN_LOCAL,
		.dst = *addr,
		.dst_len = 128,
		.protocol = RTPROT_KERNEL,
		.nl.net = net,
		.ignore_dev_down = true,
	};

	return ip6_route_info_create(&cfg, NULL, 1, ret_rt);
}

/* ---- devices ---- */

struct down {
	const struct net_device *dev;
	unsigned long event;
};

static u32 dead_hops(const struct fib6_info *first, const struct net_device *dev, bool *ret_uses)
{
	u32 dead = 0;

	for (; first; first = fib6_next_sibling(first)) {
		bool here = first->meta->k.dev == dev;

		*ret_uses |= here;
		dead += here || (__in6_dev_get(first->meta->k.dev) &&
				 first->meta->k.dev->ip6_ptr->nh_flags & RTNH_F_DEAD);
	}
	return dead;
}

/* A multipath route goes when its last living hop goes. */
static int down_multipath(struct fib6_info *rt, struct fib6_info *first, u32 hops,
			  const struct net_device *dev)
{
	bool uses = false;
	u32 dead = dead_hops(first, dev, &uses);

	if (!uses || dead < hops)
		return FIB6_CLEAN_SKIP;
	for (; first; first = fib6_next_sibling(first))
		first->p.bits[1] |= FIB6_FLUSH;
	return FIB6_CLEAN_DEL;
}

static int ifdown_route(struct fib6_info *rt, void *arg)
{
	const struct down *d = arg;
	struct fib6_info *first, *last;
	u32 siblings;

	if (rt->meta->k.nh)
		return 0;
	if (d->event == NETDEV_UNREGISTER)
		return rt->meta->k.dev == d->dev ? FIB6_CLEAN_DEL : 0;
	if (rt->p.bits[1] & FIB6_FLUSH)
		return FIB6_CLEAN_DEL;
	siblings = fib6_siblings(rt, &first, &last);
	if (!siblings)
		return rt->meta->k.dev == d->dev ? FIB6_CLEAN_DEL : 0;
	return down_multipath(rt, first, siblings + 1, d->dev);
}

void rt6_sync_down_dev(struct net_device *dev, unsigned long event)
{
	struct inet6_dev *idev = __in6_dev_get(dev);
	struct netns_ipv6 *n = dev->net->ipv6;
	struct down d = { .dev = dev, .event = event };

	if (event == NETDEV_CHANGE) {
		if (idev)
			idev->nh_flags |= RTNH_F_LINKDOWN;
		return;
	}
	if (!idev || idev->n_fib)
		fib6_clean_all(dev->net, ifdown_route, &d, n->sysctl.skip_notify_on_dev_down);
	if (idev && event == NETDEV_DOWN)
		idev->nh_flags |= RTNH_F_DEAD;
}

void rt6_disable_ip(struct net_device *dev, unsigned long event)
{
	rt6_sync_down_dev(dev, event);
}

void rt6_sync_up(struct net_device *dev, u32 nh_flags)
{
	struct inet6_dev *idev = __in6_dev_get(dev);

	if (!idev)
		return;
	if (nh_flags & RTNH_F_DEAD && netif_carrier_ok(dev))
		nh_flags |= RTNH_F_LINKDOWN;
	else if (nh_flags & RTNH_F_DEAD)
		idev->nh_flags |= RTNH_F_LINKDOWN;
	idev->nh_flags &= ~nh_flags;
}

/* ---- changes of what routes share ---- */

void rt6_mtu_change(struct net_device *dev, u32 mtu)
{
	struct inet6_dev *idev = __in6_dev_get(dev);
	struct fib6_meta *m;
	struct hnode *node;
	u32 i;

	if (!idev || !idev->n_fib)
		return;
	htable_for_each (&dev->net->ipv6->metas, i, node) {
		m = container_of(node, struct fib6_meta, hash);
		if (m->k.dev != dev || !m->metrics || m->metrics[RTAX_LOCK - 1] & BIT(RTAX_MTU))
			continue;
		if (m->metrics[RTAX_MTU - 1] >= mtu ||
		    m->metrics[RTAX_MTU - 1] == (u32)cnf6(idev->cnf, MTU6))
			m->metrics[RTAX_MTU - 1] = mtu;
	}
}

/* Another device may still have the address, and then it goes on serving. */
static void forget_prefsrc(struct fib6_meta *m, const struct inet6_ifaddr *ifp)
{
	if (m->k.dev && m->k.has_prefsrc && ipv6_addr_equal(&m->k.prefsrc, &ifp->addr) &&
	    !ipv6_chk_addr(m->k.dev->net, &ifp->addr, m->k.dev, false))
		m->k.has_prefsrc = 0;
}

void rt6_remove_prefsrc(struct inet6_ifaddr *ifp)
{
	struct netns_ipv6 *n = idev_net(ifp->idev)->ipv6;
	struct fib6_meta *m;
	struct hnode *node;
	u32 i;

	htable_for_each (&n->metas, i, node)
		forget_prefsrc(container_of(node, struct fib6_meta, hash), ifp);
	list_for_each_entry (m, &n->expiring, expiring)
		forget_prefsrc(m, ifp);
}

static int purge_router(struct fib6_info *rt, void *arg)
{
	const struct inet6_dev *idev = __in6_dev_get(rt->meta->k.dev);

	if (rt->meta->k.flags & (RTF_DEFAULT | RTF_ADDRCONF) &&
	    (!idev || cnf6(idev->cnf, ACCEPT_RA) != 2))
		return FIB6_CLEAN_DEL;
	return 0;
}

void rt6_purge_dflt_routers(struct net *net)
{
	fib6_clean_all(net, purge_router, NULL, false);
}
