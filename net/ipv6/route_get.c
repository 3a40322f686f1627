/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * RTM_GETROUTE of IPv6: one lookup (doit), or all routes (dumpit).
 *
 * A dump remembers where it was as prefixes, not as a place in the tree, so any change may happen
 * between two parts of it.
 */
#include "net/ipv4/nexthop.h"
#include "net/ipv6/addrconf.h"
#include "net/ipv6/route.h"

/* ---- one ---- */

static int check_get_header(const struct rtmsg *rtm, struct netlink_ext_ack *extack)
{
	if ((rtm->rtm_src_len && rtm->rtm_src_len != 128) ||
	    (rtm->rtm_dst_len && rtm->rtm_dst_len != 128) || rtm->rtm_table || rtm->rtm_protocol ||
	    rtm->rtm_scope || rtm->rtm_type) {
		NL_SET_ERR_MSG(extack, "ipv6: Invalid values in header for get route request");
		return -EINVAL;
	}
	if (rtm->rtm_flags & ~RTM_F_FIB_MATCH) {
		NL_SET_ERR_MSG(extack, "ipv6: Invalid flags for get route request");
		return -EINVAL;
	}
	return 0;
}

static int check_get_attrs(const struct rtmsg *rtm, struct nlattr **tb,
			   struct netlink_ext_ack *extack)
{
	static const u32 known = BIT(RTA_SRC) | BIT(RTA_DST) | BIT(RTA_IIF) | BIT(RTA_OIF) |
				 BIT(RTA_MARK) | BIT(RTA_UID) | BIT(RTA_SPORT) | BIT(RTA_DPORT) |
				 BIT(RTA_IP_PROTO) | BIT(KRTA_FLOWLABEL);

	if ((tb[RTA_SRC] && !rtm->rtm_src_len) || (tb[RTA_DST] && !rtm->rtm_dst_len)) {
		NL_SET_ERR_MSG(extack, "ipv6: rtm_src_len and rtm_dst_len must be 128 for IPv6");
		return -EINVAL;
	}
	for (u32 i = 0; i <= KRTA_MAX; i++)
		if (tb[i] && !(known & BIT(i))) {
			NL_SET_ERR_MSG(extack, "ipv6: Unsupported attribute in get route request");
			return -EINVAL;
		}
	return 0;
}

static int check_flowlabel(struct nlattr **tb, struct netlink_ext_ack *extack)
{
	const struct nlattr *a = tb[KRTA_FLOWLABEL];

	if (a && nla_get_be32(a) & ~htobe32(0x000fffff)) {
		NL_SET_ERR_MSG_ATTR(extack, a, "Invalid flow label");
		return -EINVAL;
	}
	return 0;
}

static int parse_get(struct sk_buff *skb, const struct nlmsghdr *nlh, struct nlattr **tb,
		     struct netlink_ext_ack *extack)
{
	const struct rtmsg *rtm = nlmsg_data(nlh);
	int err;

	if (nlmsg_len(nlh) < (int)sizeof(*rtm)) {
		NL_SET_ERR_MSG(extack, "ipv6: Invalid header for get route request");
		return -EINVAL;
	}
	if (!netlink_strict_get_check(skb))
		return nlmsg_parse_deprecated(nlh, sizeof(*rtm), tb, KRTA_MAX, rtm_ipv6_policy,
					      extack);
	err = check_get_header(rtm, extack);
	if (!err)
		err = nlmsg_parse_deprecated_strict(nlh, sizeof(*rtm), tb, KRTA_MAX,
						    rtm_ipv6_policy, extack);
	if (!err)
		err = check_get_attrs(rtm, tb, extack);
	return err ? err : check_flowlabel(tb, extack);
}

static int get_address(struct in6_addr *a, const struct nlattr *attr)
{
	if (!attr)
		return 0;
	if (nla_len(attr) < (int)sizeof(*a))
		return -EINVAL;
	*a = nla_get_in6_addr(attr);
	return 0;
}

static int get_proto(u8 *proto, const struct nlattr *attr, struct netlink_ext_ack *extack)
{
	if (!attr)
		return 0;
	*proto = nla_get_u8(attr);
	switch (*proto) {
	case IPPROTO_TCP:
	case IPPROTO_UDP:
	case IPPROTO_ICMPV6:
		return 0;
	}
	NL_SET_ERR_MSG(extack, "Unsupported ip proto");
	return -EOPNOTSUPP;
}

static u32 attr_u32(const struct nlattr *attr)
{
	return attr ? nla_get_u32(attr) : 0;
}

static int fill_flow(const struct sk_buff *skb, const struct rtmsg *rtm, struct nlattr **tb,
		     struct flowi6 *fl6, struct netlink_ext_ack *extack)
{
	fl6->tos = rtm->rtm_tos;
	fl6->flowlabel = htobe32((u32)rtm->rtm_tos << 20);
	if (tb[KRTA_FLOWLABEL])
		fl6->flowlabel |= nla_get_be32(tb[KRTA_FLOWLABEL]) & htobe32(0x000fffff);
	if (get_address(&fl6->saddr, tb[RTA_SRC]) || get_address(&fl6->daddr, tb[RTA_DST]))
		return -EINVAL;
	fl6->iif = attr_u32(tb[RTA_IIF]);
	fl6->oif = attr_u32(tb[RTA_OIF]);
	fl6->mark = attr_u32(tb[RTA_MARK]);
	fl6->uid = tb[RTA_UID] ? nla_get_u32(tb[RTA_UID]) : fl6->iif ? ~0u : skb->nlcb.creds.uid;
	fl6->sport = tb[RTA_SPORT] ? nla_get_be16(tb[RTA_SPORT]) : 0;
	fl6->dport = tb[RTA_DPORT] ? nla_get_be16(tb[RTA_DPORT]) : 0;
	return get_proto(&fl6->proto, tb[RTA_IP_PROTO], extack);
}

static int find_route(struct net *net, struct flowi6 *fl6, int iif, struct fib6_result *res)
{
	if (!iif) {
		ip6_route_output(net, fl6, false, res);
	} else {
		if (!dev_get_by_index(net, iif))
			return -ENODEV;
		fl6->oif = 0;
		ip6_route_input_lookup(net, fl6, res);
	}
	return res->error;
}

int inet6_rtm_getroute(struct sk_buff *in_skb, struct nlmsghdr *nlh, struct netlink_ext_ack *extack)
{
	struct net *net = sock_net(in_skb->sk);
	u32 portid = NETLINK_CB(in_skb).portid;
	struct nlattr *tb[KRTA_MAX + 1];
	const struct rtmsg *rtm = nlmsg_data(nlh);
	struct fib6_result res = { .f6i = NULL };
	struct flowi6 fl6 = { .oif = 0 };
	struct rt6_fill f = { .event = RTM_NEWROUTE, .portid = portid, .seq = nlh->nlmsg_seq };
	struct sk_buff *skb;
	int err = parse_get(in_skb, nlh, tb, extack);

	if (!err)
		err = fill_flow(in_skb, rtm, tb, &fl6, extack);
	f.iif = fl6.iif;
	if (!err)
		err = find_route(net, &fl6, f.iif, &res);
	if (err)
		return err;
	skb = nlmsg_new(net->kernel, NLMSG_DEFAULT_SIZE);
	if (!skb)
		return -ENOBUFS;
	f.fl6 = rtm->rtm_flags & RTM_F_FIB_MATCH ? NULL : &fl6;
	err = rt6_fill_node(net, skb, res.f6i, &f);
	if (err) {
		nlmsg_free(skb);
		return err;
	}
	return rtnl_unicast(skb, net, portid);
}

/* ---- all ---- */

struct filter {
	bool set, routes, strict;
	u8 protocol, type;
	u32 flags, table_id; /* RTM_F_*; 0: all tables */
	const struct net_device *dev;
};

struct dump_ctx {
	u64 next_table; /* key in fib_tables */
	struct fib6_cursor at; /* last chain that is through */
	u32 in_chain; /* routes of the next chain that are through */
	bool done;
};

static int check_dump_header(const struct rtmsg *rtm, struct filter *f,
			     struct netlink_ext_ack *extack)
{
	if (rtm->rtm_dst_len || rtm->rtm_src_len || rtm->rtm_tos || rtm->rtm_scope) {
		NL_SET_ERR_MSG(extack, "Invalid values in header for FIB dump request");
		return -EINVAL;
	}
	if (rtm->rtm_flags & ~(RTM_F_CLONED | RTM_F_PREFIX)) {
		NL_SET_ERR_MSG(extack, "Invalid flags for FIB dump request");
		return -EINVAL;
	}
	f->strict = true;
	f->routes = !(rtm->rtm_flags & RTM_F_CLONED);
	f->flags = rtm->rtm_flags;
	f->protocol = rtm->rtm_protocol;
	f->type = rtm->rtm_type;
	f->table_id = rtm->rtm_table;
	return 0;
}

static int dump_filter_attr(struct net *net, int type, const struct nlattr *a, struct filter *f,
			    struct netlink_ext_ack *extack)
{
	switch (type) {
	case RTA_TABLE:
		f->table_id = nla_get_u32(a);
		return 0;
	case RTA_OIF:
		f->dev = dev_get_by_index(net, nla_get_u32(a));
		return f->dev ? 0 : -ENODEV;
	}
	NL_SET_ERR_MSG(extack, "Unsupported attribute in dump request");
	return -EINVAL;
}

static int strict_filter(struct net *net, struct netlink_callback *cb, struct filter *f)
{
	const struct rtmsg *rtm = nlmsg_data(cb->nlh);
	struct nlattr *tb[KRTA_MAX + 1];
	int err;

	if (nlmsg_len(cb->nlh) < (int)sizeof(*rtm)) {
		NL_SET_ERR_MSG(cb->extack, "Invalid header for FIB dump request");
		return -EINVAL;
	}
	err = check_dump_header(rtm, f, cb->extack);
	if (!err)
		err = nlmsg_parse_deprecated_strict(cb->nlh, sizeof(*rtm), tb, KRTA_MAX,
						    rtm_ipv6_policy, cb->extack);
	for (int i = 0; !err && i <= KRTA_MAX; i++)
		if (tb[i])
			err = dump_filter_attr(net, i, tb[i], f, cb->extack);
	if (err)
		return err;
	f->set = rtm->rtm_flags || f->protocol || f->type || f->table_id || f->dev;
	if (f->set)
		cb->answer_flags = NLM_F_DUMP_FILTERED;
	return 0;
}

static int get_filter(struct net *net, struct netlink_callback *cb, struct filter *f)
{
	*f = (struct filter) { .routes = true };
	if (cb->strict_check)
		return strict_filter(net, cb, f);
	if (nlmsg_len(cb->nlh) >= (int)sizeof(struct rtmsg)) {
		const struct rtmsg *rtm = nlmsg_data(cb->nlh);

		f->flags = rtm->rtm_flags & RTM_F_PREFIX;
	}
	return 0;
}

static bool uses_dev(const struct fib6_info *rt, const struct net_device *dev)
{
	struct fib6_info *first, *last;

	if (rt->meta->k.nh)
		return nexthop_uses_dev(rt->meta->k.nh, dev);
	if (rt->meta->k.dev == dev)
		return true;
	if (fib6_siblings(rt, &first, &last))
		for (; first; first = fib6_next_sibling(first))
			if (first->meta->k.dev == dev)
				return true;
	return false;
}

static bool wanted(const struct fib6_info *rt, const struct filter *f)
{
	const struct fib6_key *k = &rt->meta->k;

	if (!f->routes || (f->flags & RTM_F_PREFIX && !(k->flags & RTF_PREFIX_RT)))
		return false;
	if (!f->set)
		return true;
	return (!f->type || k->type == f->type) && (!f->protocol || k->protocol == f->protocol) &&
	       (!f->dev || uses_dev(rt, f->dev));
}

/* The routes of one chain, a multipath route once. -EMSGSIZE: no room, ctx says how far. */
static int dump_chain(struct net *net, struct sk_buff *skb, struct netlink_callback *cb,
		      const struct filter *f, struct dump_ctx *ctx, struct fib6_info *rt)
{
	struct rt6_fill fill = { .event = RTM_NEWROUTE,
				 .portid = NETLINK_CB(cb->skb).portid,
				 .seq = cb->nlh->nlmsg_seq,
				 .flags = NLM_F_MULTI |
					  (f->set || f->strict ? NLM_F_DUMP_FILTERED : 0) };
	struct fib6_info *first, *last;
	u32 i = 0;

	for (; rt; rt = rt->next, i++) {
		if (i >= ctx->in_chain && wanted(rt, f)) {
			struct nlmsghdr *nlh = (void *)skb_tail_pointer(skb);

			if (rt6_fill_node(net, skb, rt, &fill))
				return -EMSGSIZE;
			nl_dump_check_consistent(cb, nlh);
		}
		/* As Linux: what stands between the hops of a multipath route is passed over. */
		if (fib6_siblings(rt, &first, &last))
			for (; rt != last; rt = rt->next)
				i++;
		ctx->in_chain = max(ctx->in_chain, i + 1);
	}
	ctx->in_chain = 0;
	return 0;
}

static int dump_table(struct net *net, const struct fib6_table *t, struct sk_buff *skb,
		      struct netlink_callback *cb, const struct filter *f, struct dump_ctx *ctx)
{
	struct fib6_cursor here;
	struct fib6_info *rt;
	struct fib6_iter it;

	fib6_iter_seek_after(&it, t, &ctx->at);
	while ((rt = fib6_iter_next(&it, &here))) {
		if (dump_chain(net, skb, cb, f, ctx, rt))
			return -EMSGSIZE;
		ctx->at = here;
	}
	memset(&ctx->at, 0, sizeof(ctx->at));
	return 0;
}

static int dump_one_table(struct net *net, struct sk_buff *skb, struct netlink_callback *cb,
			  const struct filter *f, struct dump_ctx *ctx)
{
	const struct fib6_table *t = fib6_get_table(net, f->table_id);

	if (!t) {
		if (((const struct rtgenmsg *)nlmsg_data(cb->nlh))->rtgen_family != PF_INET6)
			return 0;
		NL_SET_ERR_MSG(cb->extack, "ipv6: FIB table does not exist");
		return -ENOENT;
	}
	return ctx->done ? 0 : dump_table(net, t, skb, cb, f, ctx);
}

static int dump_all_tables(struct net *net, struct sk_buff *skb, struct netlink_callback *cb,
			   const struct filter *f, struct dump_ctx *ctx)
{
	const struct idvec *tables = &net->ipv6->fib_tables;
	int err;

	for (u32 i = idvec_lower_bound(tables, ctx->next_table); i < tables->n; i++) {
		ctx->next_table = tables->e[i].id;
		err = dump_table(net, tables->e[i].ptr, skb, cb, f, ctx);
		if (err)
			return err;
		ctx->next_table++;
	}
	return 0;
}

int inet6_dump_fib(struct sk_buff *skb, struct netlink_callback *cb)
{
	struct dump_ctx *ctx = NL_CB_CTX(cb, struct dump_ctx);
	struct net *net = sock_net(cb->skb->sk);
	struct filter f;
	int err = get_filter(net, cb, &f);

	if (err)
		return err;
	cb->seq = net->ipv6->fib_seq + 1;
	err = f.table_id ? dump_one_table(net, skb, cb, &f, ctx)
			 : dump_all_tables(net, skb, cb, &f, ctx);
	if (!err)
		ctx->done = true;
	return err;
}
