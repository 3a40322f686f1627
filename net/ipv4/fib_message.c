/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * A route as a message, and its notification on RTNLGRP_IPV4_ROUTE.
 */
#include "net/core/tcp_cong.h"
#include "net/ipv4/inetdevice.h"
#include "net/ipv4/ip_fib.h"

int fib_nexthop_info(struct sk_buff *skb, const struct fib_nh *nh, u8 rt_family, u8 *flags,
		     bool oif)
{
	if (nh->flags & RTNH_F_DEAD)
		*flags |= RTNH_F_DEAD;
	if (nh->flags & RTNH_F_LINKDOWN) {
		*flags |= RTNH_F_LINKDOWN;
		if (nh->dev && ip_ignore_linkdown(nh->dev))
			*flags |= RTNH_F_DEAD;
	}
	if (nh->gw.family == AF_INET && nla_put_in_addr(skb, RTA_GATEWAY, nh->gw.ipv4))
		return -EMSGSIZE;
	if (nh->gw.family == AF_INET6 && rt_family == AF_INET6 &&
	    nla_put_in6_addr(skb, RTA_GATEWAY, &nh->gw.ipv6))
		return -EMSGSIZE;
	if (nh->gw.family == AF_INET6 && rt_family == AF_INET) {
		struct nlattr *a = nla_reserve(skb, RTA_VIA, 2 + sizeof(struct in6_addr));
		u16 family = AF_INET6;

		if (!a)
			return -EMSGSIZE;
		memcpy(nla_data(a), &family, 2);
		memcpy((u8 *)nla_data(a) + 2, &nh->gw.ipv6, sizeof(struct in6_addr));
	}
	*flags |= nh->flags & (RTNH_F_ONLINK | RTNH_F_OFFLOAD | RTNH_F_TRAP);
	if (oif && nh->dev && nla_put_u32(skb, RTA_OIF, nh->dev->ifindex))
		return -EMSGSIZE;
	return lwtunnel_fill_encap(skb, nh->lws, RTA_ENCAP, RTA_ENCAP_TYPE);
}

int fib_add_nexthop(struct sk_buff *skb, const struct fib_nh *nh, u32 weight, u8 rt_family)
{
	struct rtnexthop *rtnh;
	u8 flags = 0;

	if (skb_tailroom(skb) < sizeof(*rtnh))
		return -EMSGSIZE;
	rtnh = skb_put(skb, sizeof(*rtnh));
	rtnh->rtnh_hops = weight - 1;
	rtnh->rtnh_ifindex = nh->dev ? nh->dev->ifindex : 0;
	if (fib_nexthop_info(skb, nh, rt_family, &flags, false))
		return -EMSGSIZE;
	rtnh->rtnh_flags = flags;
	if (nh->tclassid && nla_put_u32(skb, RTA_FLOW, nh->tclassid))
		return -EMSGSIZE;
	rtnh->rtnh_len = skb_tail_pointer(skb) - (u8 *)rtnh;
	return 0;
}

static int put_multipath(struct sk_buff *skb, const struct fib_info *fi)
{
	struct nlattr *mp = nla_nest_start_noflag(skb, RTA_MULTIPATH);

	if (!mp)
		return -EMSGSIZE;
	for (u32 i = 0; i < fi->nhs; i++) {
		if (fib_add_nexthop(skb, &fi->nh[i], fi->nh[i].weight, AF_INET))
			return -EMSGSIZE;
	}
	nla_nest_end(skb, mp);
	return 0;
}

/** The nexthop object's number and, for programs that know none, what it is. */
static int put_object(struct sk_buff *skb, const struct fib_info *fi, struct rtmsg *rtm)
{
	bool multipath = nexthop_num_path(fi->nexthop) > 1;
	u8 flags = 0;

	if (nla_put_u32(skb, RTA_NH_ID, nexthop_id(fi->nexthop)))
		return -EMSGSIZE;
	if (nexthop_is_blackhole(fi->nexthop))
		rtm->rtm_type = RTN_BLACKHOLE;
	if (!fi->net->ipv4->sysctl_nexthop_compat_mode)
		return 0;
	if (nexthop_fill_route(skb, fi->nexthop, AF_INET, multipath, &flags))
		return -EMSGSIZE;
	if (!multipath)
		rtm->rtm_flags = flags;
	return 0;
}

static int put_nexthops(struct sk_buff *skb, const struct fib_info *fi, struct rtmsg *rtm)
{
	u8 flags = 0;

	if (fi->nexthop)
		return put_object(skb, fi, rtm);
	if (fi->nhs != 1)
		return put_multipath(skb, fi);
	if (fib_nexthop_info(skb, &fi->nh[0], AF_INET, &flags, true))
		return -EMSGSIZE;
	rtm->rtm_flags = flags;
	if (fi->nh[0].tclassid)
		return nla_put_u32(skb, RTA_FLOW, fi->nh[0].tclassid);
	return 0;
}

int fib_dump_info(struct sk_buff *skb, u32 portid, u32 seq, int event, const struct fib_rt_info *r,
		  const struct fib_info *fi, u32 flags)
{
	struct nlmsghdr *nlh = nlmsg_put(skb, portid, seq, event, sizeof(struct rtmsg), flags);
	struct rtmsg *rtm;

	if (!nlh)
		return -EMSGSIZE;
	rtm = nlmsg_data(nlh);
	*rtm = (struct rtmsg) {
		.rtm_family = AF_INET,
		.rtm_dst_len = r->dst_len,
		.rtm_tos = r->tos,
		.rtm_table = r->tb_id < 256 ? r->tb_id : RT_TABLE_COMPAT,
		.rtm_protocol = fi->protocol,
		.rtm_scope = fi->scope,
		.rtm_type = r->type,
		.rtm_flags = fi->flags,
	};
	if (nla_put_u32(skb, RTA_TABLE, r->tb_id) ||
	    (r->dst_len && nla_put_in_addr(skb, RTA_DST, htobe32(r->dst))) ||
	    (r->priority && nla_put_u32(skb, RTA_PRIORITY, r->priority)) ||
	    (fi->metrics && rtnetlink_put_metrics(skb, fi->metrics)) ||
	    (fi->prefsrc && nla_put_in_addr(skb, RTA_PREFSRC, fi->prefsrc)) ||
	    put_nexthops(skb, fi, rtm)) {
		nlmsg_cancel(skb, nlh);
		return -EMSGSIZE;
	}
	nlmsg_end(skb, nlh);
	return 0;
}

static u32 route_msg_size(const struct fib_info *fi)
{
	u32 size = NLMSG_ALIGN(sizeof(struct rtmsg)) + 4 * nla_total_size(4) + nla_total_size(4);
	u32 hop = sizeof(struct rtnexthop) + nla_total_size(18) + nla_total_size(4) +
		  nla_total_size(4);

	if (fi->metrics)
		size += nla_total_size(RTAX_MAX * nla_total_size(TCP_CA_NAME_MAX));
	if (fi->nexthop)
		return size + nexthop_route_size(fi->nexthop);
	size += nla_total_size(fi->nhs * hop);
	for (u32 i = 0; i < fi->nhs; i++)
		size += lwtunnel_get_encap_size(fi->nh[i].lws);
	return size;
}

void rtmsg_fib(int event, struct fib_table *tb, const struct fib_entry *e,
	       const struct nl_info *info, u32 nlm_flags)
{
	bool echo = info->nlh && info->nlh->nlmsg_flags & NLM_F_ECHO;
	struct fib_rt_info r = fib_rt_info(tb->id, e);
	struct fib_info *fi = fib_entry_info(tb->net, e);
	u32 seq = info->nlh ? info->nlh->nlmsg_seq : 0;
	struct sk_buff *skb;

	if (info->skip_notify || (!echo && !rtnl_has_listeners(tb->net, RTNLGRP_IPV4_ROUTE)))
		return;
	skb = nlmsg_new(tb->net->kernel, route_msg_size(fi));
	if (!skb || fib_dump_info(skb, info->portid, seq, event, &r, fi, nlm_flags)) {
		kfree_skb(skb);
		rtnl_set_sk_err(tb->net, RTNLGRP_IPV4_ROUTE, -ENOBUFS);
		return;
	}
	rtnl_notify(skb, tb->net, info->portid, RTNLGRP_IPV4_ROUTE, info->nlh);
}
