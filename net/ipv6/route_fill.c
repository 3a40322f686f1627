/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * One IPv6 route as a message, and the notifications made of it.
 */
#include "net/ipv4/netns_ipv4.h"
#include "net/ipv4/nexthop.h"
#include "net/ipv6/addrconf.h"
#include "net/ipv6/route.h"

/* What the hops of @rt add to a message: nests, gateways but one, tunnels. */
static size_t hops_size(struct fib6_info *rt)
{
	size_t hop = nla_total_size(0) + NLA_ALIGN(sizeof(struct rtnexthop)) + nla_total_size(16);
	struct fib6_info *it, *last;
	size_t size = 0;

	if (rt->meta->k.nh)
		return nexthop_route_size(rt->meta->k.nh);
	if (!fib6_siblings(rt, &it, &last))
		return lwtunnel_get_encap_size(rt->meta->k.lws);
	for (; it; it = fib6_next_sibling(it))
		size += hop + lwtunnel_get_encap_size(it->meta->k.lws);
	return size;
}

size_t rt6_nlmsg_size(struct fib6_info *rt)
{
	return NLMSG_ALIGN(sizeof(struct rtmsg)) + 4 * nla_total_size(16) + 4 * nla_total_size(4) +
	       RTAX_MAX * nla_total_size(4) + nla_total_size(sizeof(struct rta_cacheinfo)) +
	       nla_total_size(16) + nla_total_size(1) + hops_size(rt);
}

static int put_hop(struct sk_buff *skb, const struct fib6_info *rt)
{
	const struct fib6_key *k = &rt->meta->k;
	struct rtnexthop *rtnh;

	if (skb_tailroom(skb) < NLA_ALIGN(sizeof(*rtnh)))
		return -EMSGSIZE;
	rtnh = skb_put(skb, NLA_ALIGN(sizeof(*rtnh)));
	rtnh->rtnh_hops = k->weight - 1;
	rtnh->rtnh_ifindex = k->dev->ifindex;
	rtnh->rtnh_flags = fib6_nh_flags(rt);
	if (nla_put_in6_addr(skb, RTA_GATEWAY, &k->gw) ||
	    lwtunnel_fill_encap(skb, k->lws, RTA_ENCAP, RTA_ENCAP_TYPE))
		return -EMSGSIZE;
	rtnh->rtnh_len = skb_tail_pointer(skb) - (u8 *)rtnh;
	return 0;
}

/* The hops of @rt's route, beginning with @rt and going round. */
static int put_multipath(struct sk_buff *skb, struct fib6_info *rt, struct fib6_info *first)
{
	struct nlattr *mp = nla_nest_start_noflag(skb, RTA_MULTIPATH);
	struct fib6_info *it;

	if (!mp)
		return -EMSGSIZE;
	for (it = rt; it; it = fib6_next_sibling(it))
		if (put_hop(skb, it))
			return -EMSGSIZE;
	for (it = first; it != rt; it = fib6_next_sibling(it))
		if (put_hop(skb, it))
			return -EMSGSIZE;
	nla_nest_end(skb, mp);
	return 0;
}

/* The nexthop object's number and, for programs that know none, what it is. */
static int put_object(struct net *net, struct sk_buff *skb, const struct nexthop *nh,
		      struct rtmsg *rtm)
{
	u8 flags = 0;

	if (nla_put_u32(skb, RTA_NH_ID, nexthop_id(nh)))
		return -EMSGSIZE;
	if (nexthop_is_blackhole(nh))
		rtm->rtm_type = RTN_BLACKHOLE;
	if (net->ipv4->sysctl_nexthop_compat_mode &&
	    nexthop_fill_route(skb, nh, AF_INET6, nexthop_is_multipath(nh), &flags))
		return -EMSGSIZE;
	rtm->rtm_flags |= flags;
	return 0;
}

/* Where it leads: @dev when a packet asked, else the hop or the hops. */
static int put_way(struct net *net, struct sk_buff *skb, struct fib6_info *rt,
		   const struct rt6_fill *f, const struct net_device *dev, struct rtmsg *rtm)
{
	const struct fib6_key *k = &rt->meta->k;
	struct fib6_info *first, *last;

	if (!f->fl6 && k->nh)
		return put_object(net, skb, k->nh, rtm);
	if (!f->fl6 && fib6_siblings(rt, &first, &last))
		return put_multipath(skb, rt, first);
	if (!f->fl6)
		rtm->rtm_flags |= (u8)fib6_nh_flags(rt);
	if (k->has_gw && nla_put_in6_addr(skb, RTA_GATEWAY, &k->gw))
		return -EMSGSIZE;
	if (dev && nla_put_u32(skb, RTA_OIF, dev->ifindex))
		return -EMSGSIZE;
	return lwtunnel_fill_encap(skb, k->lws, RTA_ENCAP, RTA_ENCAP_TYPE);
}

static int put_addresses(struct net *net, struct sk_buff *skb, struct fib6_info *rt,
			 const struct rt6_fill *f, struct rtmsg *rtm)
{
	const struct fib6_key *k = &rt->meta->k;
	struct in6_addr saddr;

	if (f->fl6) {
		rtm->rtm_dst_len = rtm->rtm_src_len = 128;
		if (nla_put_in6_addr(skb, RTA_DST, &f->fl6->daddr) ||
		    nla_put_in6_addr(skb, RTA_SRC, &f->fl6->saddr))
			return -EMSGSIZE;
	} else if ((rtm->rtm_dst_len && nla_put_in6_addr(skb, RTA_DST, &rt->p.addr)) ||
		   (rtm->rtm_src_len && nla_put_in6_addr(skb, RTA_SRC, &k->src))) {
		return -EMSGSIZE;
	}
	/* Multicast forwarding would know; there is none, and Linux says so with this error. */
	if (f->iif && ipv6_addr_is_multicast(&rt->p.addr))
		return -EMSGSIZE;
	if (f->iif) {
		if (nla_put_u32(skb, RTA_IIF, f->iif))
			return -EMSGSIZE;
	} else if (f->fl6 && !ip6_route_get_saddr(net, rt, &f->fl6->daddr, 0, &saddr)) {
		if (nla_put_in6_addr(skb, RTA_PREFSRC, &saddr))
			return -EMSGSIZE;
	}
	return k->has_prefsrc ? nla_put_in6_addr(skb, RTA_PREFSRC, &k->prefsrc) : 0;
}

static int put_cache(struct sk_buff *skb, struct net *net, const struct fib6_info *rt,
		     const struct rt6_fill *f)
{
	struct rta_cacheinfo ci = { .rta_clntref = f->fl6 ? 2 : 0 };
	u64 now, when = rt->meta->expires;
	u64 clocks;

	if (when && !f->fl6 && rt->p.bits[1] & FIB6_LINKED) {
		now = ktime_get(net->kernel);
		clocks = (when > now ? when - now : now - when) / (NSEC_PER_SEC / USER_HZ);
		clocks = min(clocks, (u64)INT32_MAX);
		ci.rta_expires = when > now ? (s32)clocks : -(s32)clocks;
	}
	return nla_put(skb, RTA_CACHEINFO, sizeof(ci), &ci);
}

int rt6_fill_node(struct net *net, struct sk_buff *skb, struct fib6_info *rt,
		  const struct rt6_fill *f)
{
	const struct fib6_key *k = &rt->meta->k;
	struct nlmsghdr *nlh =
		nlmsg_put(skb, f->portid, f->seq, f->event, sizeof(struct rtmsg), f->flags);
	struct rtmsg *rtm;

	if (!nlh)
		return -EMSGSIZE;
	rtm = nlmsg_data(nlh);
	*rtm = (struct rtmsg) {
		.rtm_family = AF_INET6,
		.rtm_dst_len = rt->p.plen,
		.rtm_src_len = k->src_plen,
		.rtm_table = k->table->id < 256 ? k->table->id : RT_TABLE_COMPAT,
		.rtm_type = k->type,
		.rtm_scope = RT_SCOPE_UNIVERSE,
		.rtm_protocol = k->protocol,
	};
	if (nla_put_u32(skb, RTA_TABLE, k->table->id) || put_addresses(net, skb, rt, f, rtm) ||
	    (rt->meta->metrics && rtnetlink_put_metrics(skb, rt->meta->metrics)) ||
	    nla_put_u32(skb, RTA_PRIORITY, rt->metric) ||
	    put_way(net, skb, rt, f, f->fl6 ? ip6_rt_dev(net, rt) : k->dev, rtm) ||
	    put_cache(skb, net, rt, f) || nla_put_u8(skb, RTA_PREF, k->flags >> 27 & 3)) {
		nlmsg_cancel(skb, nlh);
		return -EMSGSIZE;
	}
	nlmsg_end(skb, nlh);
	return 0;
}

void inet6_rt_notify(int event, struct fib6_info *rt, const struct nl_info *info, u16 nlm_flags)
{
	struct net *net = info->net;
	struct rt6_fill f = { .event = event,
			      .portid = info->portid,
			      .seq = info->nlh ? info->nlh->nlmsg_seq : 0,
			      .flags = nlm_flags };
	bool echo = info->nlh && info->nlh->nlmsg_flags & NLM_F_ECHO;
	struct sk_buff *skb;

	if (!echo && !rtnl_has_listeners(net, RTNLGRP_IPV6_ROUTE))
		return;
	skb = nlmsg_new(net->kernel, rt6_nlmsg_size(rt));
	if (!skb || rt6_fill_node(net, skb, rt, &f)) {
		if (skb)
			nlmsg_free(skb);
		rtnl_set_sk_err(net, RTNLGRP_IPV6_ROUTE, -ENOBUFS);
		return;
	}
	rtnl_notify(skb, net, info->portid, RTNLGRP_IPV6_ROUTE, info->nlh);
}
