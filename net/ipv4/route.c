/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Where does a datagram go? Routes of what we would send (ip_route_output) and of what we would
 * receive on a device (route_input), and RTM_GETROUTE that asks either.
 */
#include "net/core/tcp_cong.h"
#include "net/ipv4/inetdevice.h"
#include "net/ipv4/ip_fib.h"

#include <linux/in_route.h>

/* ---- output -------------------------------------------------------------------------------- */

static bool is_local_multicast(__be32 a)
{
	return be32toh(a) >> 8 == 0xe00000;
}

static bool is_member(const struct in_device *in_dev, __be32 group)
{
	/* All hosts is the one group that every device joins. */
	return group == htobe32(0xe0000001) && in_dev->dev->flags & IFF_UP;
}

/** Spread flows over the hops of a multipath route: by addresses, as policy 0 says. */
static void select_multipath(struct fib_result *res, const struct flowi4 *fl)
{
	s32 h = hash_u64((u64)fl->saddr << 32 | fl->daddr) >> 1;

	for (u32 i = 0; i < res->fi->nhs; i++) {
		struct fib_nh *nh = &res->fi->nh[i];

		if (nh->flags & RTNH_F_DEAD || nh->upper_bound < 0 || h > nh->upper_bound)
			continue;
		res->nh_sel = i;
		res->nh = nh;
		return;
	}
}

static __be32 result_prefsrc(const struct fib_result *res)
{
	if (res->fi->prefsrc)
		return res->fi->prefsrc;
	return inet_select_addr(res->nh->dev, res->nh->gw.family ? res->nh->gw.ipv4 : 0,
				res->fi->scope);
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

static void set_nexthop(struct rtable *rt, const struct fib_result *res)
{
	u32 hop = 0;

	if (rt->fi) {
		if (res->nh->gw.family && res->nh->scope == RT_SCOPE_LINK)
			rt->gw = res->nh->gw;
		hop = res->nh->tclassid;
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
		if (is_member(in_dev, fl->daddr))
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
	set_nexthop(rt, &rt->res);
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
	if (!fl->oif && res->fi->nhs > 1)
		select_multipath(res, fl);
	if (!fl->saddr)
		fl->saddr = result_prefsrc(res);
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

/* ---- input --------------------------------------------------------------------------------- */

/** Reverse path. 0 or 1 (the source is on link): fine; -EINVAL: a martian. */
static int reverse_check(struct in_device *in_dev, const struct flowi4 *fl, s32 oif, int rpf)
{
	struct net *net = in_dev->dev->net;
	struct flowi4 back = {
		.daddr = fl->saddr,
		.saddr = fl->daddr,
		.tos = fl->tos,
		.iif = oif ? oif : LOOPBACK_IFINDEX,
		.mark = IN_DEV_ORCONF(in_dev, SRC_VMARK) ? fl->mark : 0,
		.uid = ~0u,
	};
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

static int input_multicast(struct in_device *in_dev, const struct flowi4 *fl, struct rtable *rt)
{
	struct flowi4 no_dst = *fl;

	no_dst.daddr = 0;
	if (!is_member(in_dev, fl->daddr) ||
	    (ipv4_is_loopback(fl->saddr) && !IN_DEV_ORCONF(in_dev, ROUTE_LOCALNET)))
		return -EINVAL;
	if (!ipv4_is_zeronet(fl->saddr) && validate_source(in_dev, &no_dst, 0) < 0)
		return -EINVAL;
	return input_local(in_dev->dev->net, rt, RTCF_MULTICAST, RTN_MULTICAST);
}

static int input_forward(struct in_device *in_dev, const struct flowi4 *fl, struct rtable *rt)
{
	struct fib_result *res = &rt->res;
	int onlink;

	if (res->fi->nhs > 1)
		select_multipath(res, fl);
	if (!res->nh->dev || !__in_dev_get(res->nh->dev))
		return -EINVAL;
	onlink = validate_source(in_dev, fl, res->nh->oif);
	if (onlink < 0)
		return -EINVAL;
	rt->dev = res->nh->dev;
	rt->type = res->type;
	rt->fi = res->fi;
	set_nexthop(rt, res);
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

static int route_input(struct net_device *dev, struct flowi4 *fl, struct rtable *rt)
{
	struct in_device *in_dev = __in_dev_get(dev);
	struct fib_result *res = &rt->res;
	bool forward;
	int err;

	*rt = (struct rtable) { .is_input = true };
	fl->oif = 0;
	if (!in_dev || ipv4_is_multicast(fl->saddr) || ipv4_is_lbcast(fl->saddr))
		return -EINVAL;
	if (ipv4_is_multicast(fl->daddr))
		return input_multicast(in_dev, fl, rt);
	if (ipv4_is_lbcast(fl->daddr) || (!fl->saddr && !fl->daddr))
		return input_broadcast(in_dev, fl, rt);
	if (martian(in_dev, fl))
		return -EINVAL;
	forward = IN_DEV_CONF_GET(in_dev, FORWARDING);
	err = fib_lookup(dev->net, fl, res, 0);
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

/* ---- RTM_GETROUTE -------------------------------------------------------------------------- */

struct get_request {
	struct flowi4 fl;
	__be32 dst, src;
	s32 iif;
	u32 flags; /* RTM_F_* */
};

static int refuse(struct netlink_ext_ack *extack, const char *msg)
{
	NL_SET_ERR_MSG(extack, msg);
	return -EINVAL;
}

static int parse_get(struct sk_buff *skb, const struct nlmsghdr *nlh, struct nlattr **tb,
		     struct netlink_ext_ack *extack)
{
	static const u64 allowed = BIT_ULL(RTA_IIF) | BIT_ULL(RTA_OIF) | BIT_ULL(RTA_SRC) |
				   BIT_ULL(RTA_DST) | BIT_ULL(RTA_IP_PROTO) | BIT_ULL(RTA_SPORT) |
				   BIT_ULL(RTA_DPORT) | BIT_ULL(RTA_MARK) | BIT_ULL(RTA_UID);
	const struct rtmsg *rtm = nlmsg_data(nlh);
	int err;

	if (nlmsg_len(nlh) < (int)sizeof(*rtm))
		return refuse(extack, "ipv4: Invalid header for route get request");
	if (!netlink_strict_get_check(skb))
		return nlmsg_parse_deprecated(nlh, sizeof(*rtm), tb, RTA_MAX, rtm_ipv4_policy,
					      extack);
	if ((rtm->rtm_src_len && rtm->rtm_src_len != 32) ||
	    (rtm->rtm_dst_len && rtm->rtm_dst_len != 32) || rtm->rtm_table || rtm->rtm_protocol ||
	    rtm->rtm_scope || rtm->rtm_type)
		return refuse(extack, "ipv4: Invalid values in header for route get request");
	if (rtm->rtm_flags & ~(RTM_F_NOTIFY | RTM_F_LOOKUP_TABLE | RTM_F_FIB_MATCH))
		return refuse(extack, "ipv4: Unsupported rtm_flags for route get request");
	err = nlmsg_parse_deprecated_strict(nlh, sizeof(*rtm), tb, RTA_MAX, rtm_ipv4_policy,
					    extack);
	if (err)
		return err;
	if ((tb[RTA_SRC] && !rtm->rtm_src_len) || (tb[RTA_DST] && !rtm->rtm_dst_len))
		return refuse(extack, "ipv4: rtm_src_len and rtm_dst_len must be 32 for IPv4");
	for (int i = 0; i <= RTA_MAX; i++)
		if (tb[i] && !(allowed & BIT_ULL(i)))
			return refuse(extack, "ipv4: Unsupported attribute in route get request");
	return 0;
}

static int get_proto(const struct nlattr *a, u8 *ret_proto, struct netlink_ext_ack *extack)
{
	*ret_proto = nla_get_u8(a);
	if (*ret_proto == IPPROTO_TCP || *ret_proto == IPPROTO_UDP || *ret_proto == IPPROTO_ICMP)
		return 0;
	NL_SET_ERR_MSG(extack, "Unsupported ip proto");
	return -EOPNOTSUPP;
}

static int get_request(struct sk_buff *skb, struct nlmsghdr *nlh, struct get_request *q,
		       struct netlink_ext_ack *extack)
{
	const struct rtmsg *rtm = nlmsg_data(nlh);
	struct nlattr *tb[RTA_MAX + 1];
	int err = parse_get(skb, nlh, tb, extack);

	if (err)
		return err;
	*q = (struct get_request) {
		.dst = tb[RTA_DST] ? nla_get_in_addr(tb[RTA_DST]) : 0,
		.src = tb[RTA_SRC] ? nla_get_in_addr(tb[RTA_SRC]) : 0,
		.iif = tb[RTA_IIF] ? nla_get_s32(tb[RTA_IIF]) : 0,
		.flags = rtm->rtm_flags,
	};
	q->fl = (struct flowi4) {
		.daddr = q->dst,
		.saddr = q->src,
		.tos = rtm->rtm_tos & INET_DSCP_MASK,
		.oif = tb[RTA_OIF] ? nla_get_s32(tb[RTA_OIF]) : 0,
		.iif = q->iif ? q->iif : LOOPBACK_IFINDEX,
		.mark = tb[RTA_MARK] ? nla_get_u32(tb[RTA_MARK]) : 0,
		.uid = tb[RTA_UID] ? nla_get_u32(tb[RTA_UID])
		       : q->iif	   ? ~0u
				   : NETLINK_CB(skb).creds.uid,
		.sport = tb[RTA_SPORT] ? nla_get_be16(tb[RTA_SPORT]) : 0,
		.dport = tb[RTA_DPORT] ? nla_get_be16(tb[RTA_DPORT]) : 0,
		.proto = IPPROTO_UDP,
	};
	return tb[RTA_IP_PROTO] ? get_proto(tb[RTA_IP_PROTO], &q->fl.proto, extack) : 0;
}

static int put_gateway(struct sk_buff *skb, const struct fib_gw *gw)
{
	struct nlattr *a;
	u16 family = AF_INET6;

	if (gw->family == AF_INET)
		return nla_put_in_addr(skb, RTA_GATEWAY, gw->ipv4);
	if (gw->family != AF_INET6)
		return 0;
	a = nla_reserve(skb, RTA_VIA, 2 + sizeof(gw->ipv6));
	if (!a)
		return -EMSGSIZE;
	memcpy(nla_data(a), &family, 2);
	memcpy((u8 *)nla_data(a) + 2, &gw->ipv6, sizeof(gw->ipv6));
	return 0;
}

static int put_route(struct sk_buff *skb, const struct get_request *q, const struct rtable *rt)
{
	/* Linux keeps what it found at the next hop, and shows that reference too. */
	const struct rta_cacheinfo ci = { .rta_clntref = rt->cached ? 2 : 1 };
	const struct flowi4 *fl = &q->fl;

	if (nla_put_in_addr(skb, RTA_DST, q->dst) ||
	    (q->src && nla_put_in_addr(skb, RTA_SRC, q->src)) ||
	    nla_put_u32(skb, RTA_OIF, rt->dev->ifindex) ||
	    (rt->tclassid && nla_put_u32(skb, RTA_FLOW, rt->tclassid)) ||
	    (!rt->is_input && fl->saddr != q->src &&
	     nla_put_in_addr(skb, RTA_PREFSRC, fl->saddr)) ||
	    put_gateway(skb, &rt->gw) ||
	    (rt->fi && rt->fi->metrics && rtnetlink_put_metrics(skb, rt->fi->metrics)) ||
	    (fl->mark && nla_put_u32(skb, RTA_MARK, fl->mark)) ||
	    (fl->uid != ~0u && nla_put_u32(skb, RTA_UID, fl->uid)) ||
	    (rt->is_input && nla_put_u32(skb, RTA_IIF, fl->iif)))
		return -EMSGSIZE;
	return nla_put(skb, RTA_CACHEINFO, sizeof(ci), &ci);
}

static int fill_route(struct sk_buff *skb, const struct get_request *q, const struct rtable *rt,
		      u32 table_id, u32 portid, u32 seq)
{
	struct nlmsghdr *nlh = nlmsg_put(skb, portid, seq, RTM_NEWROUTE, sizeof(struct rtmsg), 0);
	struct rtmsg *r;

	if (!nlh)
		return -EMSGSIZE;
	r = nlmsg_data(nlh);
	*r = (struct rtmsg) {
		.rtm_family = AF_INET,
		.rtm_dst_len = 32,
		.rtm_src_len = q->src ? 32 : 0,
		.rtm_tos = rt->res.tos,
		.rtm_table = table_id < 256 ? table_id : RT_TABLE_COMPAT,
		.rtm_type = rt->type,
		.rtm_scope = RT_SCOPE_UNIVERSE,
		.rtm_protocol = RTPROT_UNSPEC,
		.rtm_flags = (rt->flags & ~0xffffu) | RTM_F_CLONED,
	};
	if (q->flags & RTM_F_NOTIFY)
		r->rtm_flags |= RTM_F_NOTIFY | RTCF_NOTIFY;
	if (nla_put_u32(skb, RTA_TABLE, table_id) || put_route(skb, q, rt)) {
		nlmsg_cancel(skb, nlh);
		return -EMSGSIZE;
	}
	nlmsg_end(skb, nlh);
	return 0;
}

static int fill_match(struct sk_buff *skb, const struct rtable *rt, u32 table_id, u32 portid,
		      u32 seq)
{
	const struct fib_result *res = &rt->res;
	struct fib_rt_info r = { table_id, res->prefix, res->prefixlen,
				 res->tos, rt->type,	res->priority };

	if (!res->fi)
		return fib_props[res->type].error ? fib_props[res->type].error : -EHOSTUNREACH;
	return fib_dump_info(skb, portid, seq, RTM_NEWROUTE, &r, res->fi, 0);
}

int inet_rtm_getroute(struct sk_buff *skb, struct nlmsghdr *nlh, struct netlink_ext_ack *extack)
{
	struct net *net = sock_net(skb->sk);
	u32 portid = NETLINK_CB(skb).portid, table_id = RT_TABLE_MAIN;
	struct net_device *iif_dev = NULL;
	struct get_request q;
	struct sk_buff *answer;
	struct rtable rt;
	int err = get_request(skb, nlh, &q, extack);

	if (err)
		return err;
	if (q.iif) {
		iif_dev = dev_get_by_index(net, q.iif);
		err = iif_dev ? route_input(iif_dev, &q.fl, &rt) : -ENODEV;
	} else {
		err = ip_route_output(net, &q.fl, &rt);
	}
	if (err)
		return err;
	if (q.flags & RTM_F_LOOKUP_TABLE)
		table_id = rt.res.table ? rt.res.table->id : 0;
	answer = nlmsg_new(net->kernel, NLMSG_DEFAULT_SIZE);
	if (!answer)
		return -ENOBUFS;
	err = q.flags & RTM_F_FIB_MATCH
		      ? fill_match(answer, &rt, table_id, portid, nlh->nlmsg_seq)
		      : fill_route(answer, &q, &rt, table_id, portid, nlh->nlmsg_seq);
	if (err) {
		kfree_skb(answer);
		return err;
	}
	return rtnl_unicast(answer, net, portid);
}
