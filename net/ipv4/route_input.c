/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * What would become of a datagram that comes in: delivered here, forwarded, or refused as a
 * martian. The source must be one that could have come from where it came (rp_filter).
 */
#include "net/ipv4/igmp.h"
#include "net/ipv4/inetdevice.h"
#include "net/ipv4/ip_fib.h"

#include <linux/in_route.h>

/** What rules see of @packet: its protocol and ports only when some rule asks for them. */
static struct flowi4 lookup_flow(const struct net *net, const struct flowi4 *packet)
{
	struct flowi4 fl = *packet;

	fl.oif = 0;
	fl.uid = 0;
	if (!net->ipv4->fib_rules_require_fldissect) {
		fl.proto = 0;
		fl.sport = fl.dport = 0;
	}
	return fl;
}

/** The way back to where @packet came from; @oif is where it goes, 0: nowhere else. */
static struct flowi4 reverse_flow(const struct in_device *in_dev, const struct flowi4 *packet,
				  s32 oif)
{
	struct flowi4 fl = lookup_flow(in_dev->dev->net, packet), back = fl;

	back.daddr = fl.saddr;
	back.saddr = fl.daddr;
	back.dport = fl.sport;
	back.sport = fl.dport;
	back.iif = oif ? oif : LOOPBACK_IFINDEX;
	if (!IN_DEV_ORCONF(in_dev, SRC_VMARK))
		back.mark = 0;
	return back;
}

/** Reverse path. 0 or 1 (the source is on link): fine; -EINVAL: a martian. */
static int reverse_check(struct in_device *in_dev, const struct flowi4 *packet, s32 oif, int rpf)
{
	struct net *net = in_dev->dev->net;
	struct flowi4 back = reverse_flow(in_dev, packet, oif);
	struct fib_result res;

	if (!fib_lookup(net, &back, &res, 0)) {
		if (res.type != RTN_UNICAST &&
		    (res.type != RTN_LOCAL || !IN_DEV_ORCONF(in_dev, ACCEPT_LOCAL)))
			return -EINVAL;
		if (fib_info_uses_dev(res.fi, in_dev->dev) ||
		    (res.type == RTN_LOCAL && in_dev->dev == net->loopback_dev))
			return res.nh->scope >= RT_SCOPE_HOST;
		if (!list_empty(&in_dev->ifa_list)) {
			if (rpf == 1)
				return -EINVAL;
			back.oif = in_dev->dev->ifindex;
			return !fib_lookup(net, &back, &res, FIB_LOOKUP_IGNORE_LINKSTATE) &&
			       res.type == RTN_UNICAST && res.nh->scope >= RT_SCOPE_HOST;
		}
	}
	return rpf ? -EINVAL : 0;
}

static int validate_source(struct in_device *in_dev, const struct flowi4 *fl, s32 oif)
{
	struct net *net = in_dev->dev->net;
	int rpf = IN_DEV_MAXCONF(in_dev, RP_FILTER);

	if (!rpf && !net->ipv4->fib_num_tclassid_users &&
	    (in_dev->dev->ifindex != oif || !IN_DEV_ORCONF(in_dev, SEND_REDIRECTS))) {
		if (IN_DEV_ORCONF(in_dev, ACCEPT_LOCAL))
			return 0;
		if (!net->ipv4->fib_has_custom_rules && !net->ipv4->fib_has_custom_local)
			return inet_lookup_ifaddr(net, fl->saddr) ? -EINVAL : 0;
	}
	return reverse_check(in_dev, fl, oif, rpf);
}

static int input_local(struct net *net, struct rtable *rt, u32 flags, u8 type)
{
	rt->dev = net->loopback_dev;
	rt->flags = flags | RTCF_LOCAL;
	rt->type = type;
	return 0;
}

static int input_broadcast(struct in_device *in_dev, const struct flowi4 *fl, struct rtable *rt)
{
	struct flowi4 no_dst = *fl;

	no_dst.daddr = 0;
	if (!ipv4_is_zeronet(fl->saddr) && validate_source(in_dev, &no_dst, 0) < 0)
		return -EINVAL;
	return input_local(in_dev->dev->net, rt, RTCF_BROADCAST, RTN_BROADCAST);
}

/** Who has no address yet may speak to the groups of its link only. */
static bool may_lack_source(const struct flowi4 *fl)
{
	return be32toh(fl->daddr) >> 8 == 0xe00000 || fl->proto == IPPROTO_IGMP;
}

static int input_multicast(struct in_device *in_dev, const struct flowi4 *fl, struct rtable *rt)
{
	struct flowi4 no_dst = *fl;

	no_dst.daddr = 0;
	if (!ip_check_mc(in_dev, fl->daddr) ||
	    (ipv4_is_loopback(fl->saddr) && !IN_DEV_ORCONF(in_dev, ROUTE_LOCALNET)))
		return -EINVAL;
	if (ipv4_is_zeronet(fl->saddr) ? !may_lack_source(fl)
				       : validate_source(in_dev, &no_dst, 0) < 0)
		return -EINVAL;
	return input_local(in_dev->dev->net, rt, RTCF_MULTICAST, RTN_MULTICAST);
}

static int input_forward(struct in_device *in_dev, const struct flowi4 *fl, struct rtable *rt)
{
	struct fib_result *res = &rt->res;
	int onlink;

	if (fib_info_num_path(res->fi) > 1)
		fib_select_multipath(res, fib_multipath_hash(in_dev->dev->net, fl), 0);
	if (!res->nh->dev || !__in_dev_get(res->nh->dev))
		return -EINVAL;
	onlink = validate_source(in_dev, fl, res->nh->oif);
	if (onlink < 0)
		return -EINVAL;
	rt->dev = res->nh->dev;
	rt->type = res->type;
	rt->fi = res->fi;
	rt_set_nexthop(rt, res);
	if (onlink && rt->dev == in_dev->dev && IN_DEV_ORCONF(in_dev, SEND_REDIRECTS) &&
	    IN_DEV_ORCONF(in_dev, SHARED_MEDIA))
		rt->flags |= RTCF_DOREDIRECT;
	return 0;
}

static bool martian(const struct in_device *in_dev, const struct flowi4 *fl)
{
	bool localnet = IN_DEV_ORCONF(in_dev, ROUTE_LOCALNET);

	if (ipv4_is_zeronet(fl->saddr) || ipv4_is_zeronet(fl->daddr))
		return true;
	if (ipv4_is_loopback(fl->daddr))
		return !localnet;
	return ipv4_is_loopback(fl->saddr) && !localnet;
}

int ip_route_input(struct net_device *dev, const struct flowi4 *fl, struct rtable *rt)
{
	struct in_device *in_dev = __in_dev_get(dev);
	struct flowi4 look = lookup_flow(dev->net, fl);
	struct fib_result *res = &rt->res;
	bool forward;
	int err;

	*rt = (struct rtable) { .is_input = true };
	if (!in_dev || ipv4_is_multicast(fl->saddr) || ipv4_is_lbcast(fl->saddr))
		return -EINVAL;
	if (ipv4_is_multicast(fl->daddr))
		return input_multicast(in_dev, fl, rt);
	if (ipv4_is_lbcast(fl->daddr) || (!fl->saddr && !fl->daddr))
		return input_broadcast(in_dev, fl, rt);
	if (martian(in_dev, fl))
		return -EINVAL;
	forward = IN_DEV_CONF_GET(in_dev, FORWARDING);
	err = fib_lookup(dev->net, &look, res, 0);
	if (err)
		return forward ? err : -EHOSTUNREACH;
	if (res->type == RTN_BROADCAST)
		return IN_DEV_ANDCONF(in_dev, BC_FORWARDING) && forward
			       ? input_forward(in_dev, fl, rt)
			       : input_broadcast(in_dev, fl, rt);
	if (res->type == RTN_LOCAL) {
		if (validate_source(in_dev, fl, 0) < 0)
			return -EINVAL;
		return input_local(dev->net, rt, 0, RTN_LOCAL);
	}
	if (!forward)
		return -EHOSTUNREACH;
	return res->type == RTN_UNICAST ? input_forward(in_dev, fl, rt) : -EINVAL;
}
