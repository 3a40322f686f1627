/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * RTM_GETROUTE of one destination: where a datagram that we send, or one that comes in by a
 * device, would go; or, with RTM_F_FIB_MATCH, the route that says so.
 */
#include "net/ipv4/inetdevice.h"
#include "net/ipv4/ip_fib.h"

#include <linux/in_route.h>

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
		return nlmsg_parse_deprecated(nlh, sizeof(*rtm), tb, KRTA_MAX, rtm_ipv4_policy,
					      extack);
	if ((rtm->rtm_src_len && rtm->rtm_src_len != 32) ||
	    (rtm->rtm_dst_len && rtm->rtm_dst_len != 32) || rtm->rtm_table || rtm->rtm_protocol ||
	    rtm->rtm_scope || rtm->rtm_type)
		return refuse(extack, "ipv4: Invalid values in header for route get request");
	if (rtm->rtm_flags & ~(RTM_F_NOTIFY | RTM_F_LOOKUP_TABLE | RTM_F_FIB_MATCH))
		return refuse(extack, "ipv4: Unsupported rtm_flags for route get request");
	err = nlmsg_parse_deprecated_strict(nlh, sizeof(*rtm), tb, KRTA_MAX, rtm_ipv4_policy,
					    extack);
	if (err)
		return err;
	if ((tb[RTA_SRC] && !rtm->rtm_src_len) || (tb[RTA_DST] && !rtm->rtm_dst_len))
		return refuse(extack, "ipv4: rtm_src_len and rtm_dst_len must be 32 for IPv4");
	for (int i = 0; i <= KRTA_MAX; i++)
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
	struct nlattr *tb[KRTA_MAX + 1];
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
		.is_packet = true,
	};
	err = tb[RTA_IP_PROTO] ? get_proto(tb[RTA_IP_PROTO], &q->fl.proto, extack) : 0;
	/* What comes in is looked up as a packet, and that has ports only in TCP and UDP. */
	if (q->iif && q->fl.proto == IPPROTO_ICMP)
		q->fl.sport = q->fl.dport = 0;
	return err;
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
	    lwtunnel_fill_encap(skb, rt->lws, RTA_ENCAP, RTA_ENCAP_TYPE) ||
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
				 res->tos, rt->type,	fib_result_priority(res) };

	if (!res->fi)
		return fib_props[res->type].error ? fib_props[res->type].error : -EHOSTUNREACH;
	return fib_dump_info(skb, portid, seq, RTM_NEWROUTE, &r, res->fi, 0);
}

static int fill_answer(struct sk_buff *skb, const struct get_request *q, const struct rtable *rt,
		       u32 table_id, u32 portid, u32 seq)
{
	if (!skb)
		return -ENOBUFS;
	return q->flags & RTM_F_FIB_MATCH ? fill_match(skb, rt, table_id, portid, seq)
					  : fill_route(skb, q, rt, table_id, portid, seq);
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
		err = iif_dev ? ip_route_input(iif_dev, &q.fl, &rt) : -ENODEV;
	} else {
		err = ip_route_output(net, &q.fl, &rt);
	}
	if (err)
		return err;
	if (q.flags & RTM_F_LOOKUP_TABLE)
		table_id = rt.res.table ? rt.res.table->id : 0;
	answer = nlmsg_new_small(net->kernel);
	err = fill_answer(answer, &q, &rt, table_id, portid, nlh->nlmsg_seq);
	if (err == -EMSGSIZE) {
		kfree_skb(answer);
		answer = nlmsg_new(net->kernel, NLMSG_DEFAULT_SIZE);
		err = fill_answer(answer, &q, &rt, table_id, portid, nlh->nlmsg_seq);
	}
	if (err) {
		kfree_skb(answer);
		return err;
	}
	return rtnl_unicast(answer, net, portid);
}
