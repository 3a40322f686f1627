/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Which of our addresses a packet carries: the rules of RFC 6724 in order, each as a number that
 * two candidates are compared by. The first rule that differs decides; ties keep the earlier one.
 */
#include "net/ipv6/addrconf.h"
#include "net/ipv6/route.h"

#define IPV6_PREFER_SRC_TMP 0x0001
#define IPV6_PREFER_SRC_PUBLIC 0x0002

struct dst {
	const struct in6_addr *addr;
	int ifindex;
	u32 scope, label, prefs;
};

enum rule { LOCAL, SCOPE, PREFERRED, OIF, LABEL, PRIVACY, ORCHID, PREFIX, NOT_OPTIMISTIC, RULES };

static bool is_orchid(const struct in6_addr *a)
{
	return (be32toh(a->s6_addr32[0]) & 0xfffffff0) == 0x20010010;
}

/* Large enough, but no larger than needed. */
static int rate_scope(const struct inet6_ifaddr *ifp, const struct dst *dst)
{
	int scope = ipv6_addr_src_scope(&ifp->addr);

	return scope >= (int)dst->scope ? -scope : scope - 128;
}

static int rate_preferred(const struct inet6_ifaddr *ifp)
{
	const struct ipv6_devconf *all = &idev_net(ifp->idev)->ipv6->all, *cnf = &ifp->idev->cnf;
	u32 avoid = IFA_F_DEPRECATED;

	if (!((cnf6(*all, OPTIMISTIC_DAD) || cnf6(*cnf, OPTIMISTIC_DAD)) &&
	      (cnf6(*all, USE_OPTIMISTIC) || cnf6(*cnf, USE_OPTIMISTIC))))
		avoid |= IFA_F_OPTIMISTIC;
	return ipv6_addr_type(&ifp->addr) &
		       (IPV6_ADDR_MAPPED | IPV6_ADDR_COMPATv4 | IPV6_ADDR_LOOPBACK) ||
	       !(ifp->flags & avoid);
}

static int rate_privacy(const struct inet6_ifaddr *ifp, const struct dst *dst)
{
	bool temporary = cnf6(ifp->idev->cnf, USE_TEMPADDR) >= 2;

	if (dst->prefs & (IPV6_PREFER_SRC_PUBLIC | IPV6_PREFER_SRC_TMP))
		temporary = dst->prefs & IPV6_PREFER_SRC_TMP;
	return !(ifp->flags & IFA_F_TEMPORARY) ^ temporary;
}

static int rate(struct net *net, enum rule rule, const struct inet6_ifaddr *ifp,
		const struct dst *dst)
{
	int ifindex = ifp->idev->dev->ifindex;

	switch (rule) {
	case LOCAL:
		return ipv6_addr_equal(&ifp->addr, dst->addr);
	case SCOPE:
		return rate_scope(ifp, dst);
	case PREFERRED:
		return rate_preferred(ifp);
	case OIF:
		return !dst->ifindex || dst->ifindex == ifindex;
	case LABEL:
		return ipv6_addr_label(net, &ifp->addr, ipv6_addr_type(&ifp->addr), ifindex) ==
		       dst->label;
	case PRIVACY:
		return rate_privacy(ifp, dst);
	case ORCHID:
		return is_orchid(&ifp->addr) == is_orchid(dst->addr);
	case PREFIX:
		return min(ipv6_addr_diff(&ifp->addr, dst->addr), (u32)ifp->prefix_len);
	case NOT_OPTIMISTIC:
		return !(ifp->flags & IFA_F_OPTIMISTIC);
	case RULES:
		break;
	}
	return 0;
}

static bool is_better(struct net *net, const struct inet6_ifaddr *ifp,
		      const struct inet6_ifaddr *best, const struct dst *dst)
{
	if (!best)
		return true;
	for (enum rule r = LOCAL; r < RULES; r++) {
		int a = rate(net, r, ifp, dst), b = rate(net, r, best, dst);

		if (a != b)
			return a > b;
	}
	return false;
}

static const struct inet6_ifaddr *best_of(struct net *net, const struct inet6_dev *idev,
					  const struct dst *dst, const struct inet6_ifaddr *best)
{
	const struct inet6_ifaddr *ifp;

	if (!idev)
		return best;
	list_for_each_entry (ifp, &idev->addr_list, node) {
		if (ifp->flags & IFA_F_TENTATIVE && !(ifp->flags & IFA_F_OPTIMISTIC))
			continue;
		if (ipv6_addr_is_multicast(&ifp->addr))
			continue;
		if (is_better(net, ifp, best, dst))
			best = ifp;
	}
	return best;
}

int ipv6_dev_get_saddr(struct net *net, const struct net_device *dev, const struct in6_addr *daddr,
		       u32 prefs, struct in6_addr *saddr)
{
	u32 type = ipv6_addr_type(daddr);
	struct dst dst = { .addr = daddr,
			   .ifindex = dev ? dev->ifindex : 0,
			   .scope = ipv6_addr_src_scope(daddr),
			   .prefs = prefs };
	const struct inet6_dev *idev = __in6_dev_get(dev);
	const struct inet6_ifaddr *best = NULL;
	const struct net_device *it;
	u32 i;

	dst.label = ipv6_addr_label(net, daddr, type, dst.ifindex);
	if (dev && (type & IPV6_ADDR_MULTICAST || dst.scope <= IPV6_ADDR_SCOPE_LINKLOCAL ||
		    (idev && cnf6(idev->cnf, USE_OIF_ADDRS_ONLY)))) {
		best = best_of(net, idev, &dst, best);
	} else {
		for_each_netdev (net, i, it)
			best = best_of(net, it->ip6_ptr, &dst, best);
	}
	if (!best)
		return -EADDRNOTAVAIL;
	*saddr = best->addr;
	return 0;
}

int ip6_route_get_saddr(struct net *net, const struct fib6_info *rt, const struct in6_addr *daddr,
			u32 prefs, struct in6_addr *saddr)
{
	if (rt && rt->meta->k.has_prefsrc) {
		*saddr = rt->meta->k.prefsrc;
		return 0;
	}
	return ipv6_dev_get_saddr(net, rt ? rt->meta->k.dev : NULL, daddr, prefs, saddr);
}
