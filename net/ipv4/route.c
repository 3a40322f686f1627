/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Where does a datagram of ours go? The source is checked, a device that was asked for, the rules
 * and tables are searched, a hop and a source address chosen.
 */
#include "net/ipv4/igmp.h"
#include "net/ipv4/inetdevice.h"
#include "net/ipv4/ip_fib.h"

#include <linux/in_route.h>

static bool is_local_multicast(__be32 a)
{
	return be32toh(a) >> 8 == 0xe00000;
}

/** The hop's class, its halves completed from the rule's. */
static u32 class_tag(u32 hop, u32 rule)
{
	if (!(hop & 0xffff))
		hop |= rule & 0xffff;
	if (!(hop & 0xffff0000))
		hop |= rule & 0xffff0000;
	return hop;
}

void rt_set_nexthop(struct rtable *rt, const struct fib_result *res)
{
	u32 hop = 0;

	if (rt->fi) {
		if (res->nh->gw.family && res->nh->scope == RT_SCOPE_LINK)
			rt->gw = res->nh->gw;
		hop = res->nh->tclassid;
		rt->lws = res->nh->lws;
	}
	rt->tclassid = class_tag(hop, res->tclassid);
}

static int make_output(struct rtable *rt, struct flowi4 *fl, s32 orig_oif)
{
	struct in_device *in_dev = __in_dev_get(rt->dev);
	bool loop = rt->dev->flags & IFF_LOOPBACK;
	u8 type = rt->res.type;

	if (!in_dev)
		return -EINVAL;
	if (!IN_DEV_ORCONF(in_dev, ROUTE_LOCALNET) && ipv4_is_loopback(fl->saddr) && !loop)
		return -EINVAL;
	rt->fi = rt->res.fi;
	if (ipv4_is_lbcast(fl->daddr)) {
		type = RTN_BROADCAST;
		rt->fi = NULL;
	} else if (ipv4_is_multicast(fl->daddr)) {
		type = RTN_MULTICAST;
	} else if (ipv4_is_zeronet(fl->daddr)) {
		return -EINVAL;
	}
	if (loop)
		rt->flags |= RTCF_LOCAL;
	if (type == RTN_BROADCAST) {
		rt->flags |= RTCF_BROADCAST | RTCF_LOCAL;
	} else if (type == RTN_MULTICAST) {
		rt->flags |= RTCF_MULTICAST;
		if (ip_check_mc(in_dev, fl->daddr))
			rt->flags |= RTCF_LOCAL;
		else
			rt->flags &= ~RTCF_LOCAL;
		/* Without a multicast route of its own it leaves by the default route's device. */
		if (rt->fi && rt->res.prefixlen < 4)
			rt->fi = NULL;
	}
	/* What is bound to a device that is not where it goes is not kept for others. */
	rt->cached = rt->fi && !(type == RTN_LOCAL && orig_oif && orig_oif != rt->dev->ifindex);
	rt->type = type;
	rt_set_nexthop(rt, &rt->res);
	return 0;
}

/** The device that has @addr: as its own, or by a local route. */
static struct net_device *ip_dev_find(struct net *net, __be32 addr)
{
	struct in_ifaddr *ifa = inet_lookup_ifaddr(net, addr);
	struct flowi4 fl = { .daddr = addr };
	struct fib_result res;

	if (ifa)
		return ifa->ifa_dev->dev;
	if (net->ipv4->fib_local && !fib_table_lookup(net->ipv4->fib_local, &fl, &res, 0) &&
	    res.type == RTN_LOCAL)
		return res.nh->dev;
	return NULL;
}

/** A source was given. 1: the route is decided (the device is set), 0: go on, or an error. */
static int check_source(struct net *net, struct flowi4 *fl, struct rtable *rt)
{
	struct net_device *dev;

	if (ipv4_is_multicast(fl->saddr) || ipv4_is_lbcast(fl->saddr))
		return -EINVAL;
	dev = ip_dev_find(net, fl->saddr);
	if (!dev)
		return -ENETUNREACH;
	if (fl->oif || (!ipv4_is_multicast(fl->daddr) && !ipv4_is_lbcast(fl->daddr)))
		return 0;
	rt->dev = dev;
	fl->oif = dev->ifindex;
	return 1;
}

/** A device was given. As check_source(). */
static int check_oif(struct net *net, struct flowi4 *fl, struct rtable *rt)
{
	rt->dev = dev_get_by_index(net, fl->oif);
	if (!rt->dev)
		return -ENODEV;
	if (!(rt->dev->flags & IFF_UP) || !__in_dev_get(rt->dev))
		return -ENETUNREACH;
	if (is_local_multicast(fl->daddr) || ipv4_is_lbcast(fl->daddr) ||
	    fl->proto == IPPROTO_IGMP) {
		if (!fl->saddr)
			fl->saddr = inet_select_addr(rt->dev, 0, RT_SCOPE_LINK);
		return 1;
	}
	if (!fl->saddr && ipv4_is_multicast(fl->daddr))
		fl->saddr = inet_select_addr(rt->dev, 0, fl->scope);
	else if (!fl->saddr && !fl->daddr)
		fl->saddr = inet_select_addr(rt->dev, 0, RT_SCOPE_HOST);
	return 0;
}

static void to_loopback(struct net *net, struct flowi4 *fl, struct rtable *rt)
{
	fl->daddr = fl->saddr;
	if (!fl->daddr)
		fl->daddr = fl->saddr = htobe32(INADDR_LOOPBACK);
	rt->dev = net->loopback_dev;
	fl->oif = LOOPBACK_IFINDEX;
	rt->res.type = RTN_LOCAL;
	rt->flags |= RTCF_LOCAL;
}

static int lookup_output(struct net *net, struct flowi4 *fl, struct rtable *rt, s32 *orig_oif)
{
	struct fib_result *res = &rt->res;
	int err = fib_lookup(net, fl, res, 0);

	if (err) {
		res->fi = NULL;
		res->table = NULL;
		if (!fl->oif)
			return err;
		/* A device was named, so take the destination for a neighbour on it. */
		if (!fl->saddr)
			fl->saddr = inet_select_addr(rt->dev, 0, RT_SCOPE_LINK);
		res->type = RTN_UNICAST;
		return 0;
	}
	if (res->type == RTN_LOCAL) {
		if (!fl->saddr)
			fl->saddr = res->fi->prefsrc ? res->fi->prefsrc : fl->daddr;
		rt->dev = net->loopback_dev;
		*orig_oif = res->nh->oif;
		fl->oif = rt->dev->ifindex;
		rt->flags |= RTCF_LOCAL;
		return 0;
	}
	fib_select_path(net, res, fl);
	rt->dev = res->nh->dev;
	return 0;
}

int ip_route_output(struct net *net, struct flowi4 *fl, struct rtable *rt)
{
	s32 orig_oif = fl->oif;
	int err = 0;

	*rt = (struct rtable) { 0 };
	if (fl->saddr)
		err = check_source(net, fl, rt);
	if (!err && fl->oif)
		err = check_oif(net, fl, rt);
	if (err < 0)
		return err;
	if (!err) {
		if (!fl->daddr)
			to_loopback(net, fl, rt);
		else
			err = lookup_output(net, fl, rt, &orig_oif);
		if (err)
			return err;
	}
	return make_output(rt, fl, orig_oif);
}
