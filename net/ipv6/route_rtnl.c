/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * RTM_NEWROUTE and RTM_DELROUTE of IPv6: policy, decoding, routes of several hops.
 *
 * A multipath route is not one object but siblings: routes of the same prefix and metric that all
 * have a gateway. They are added one by one, silently, and told in one message at the end.
 */
#include "net/ipv4/nexthop.h"
#include "net/ipv6/addrconf.h"
#include "net/ipv6/route.h"

#include <linux/icmpv6.h>

const struct nla_policy rtm_ipv6_policy[KRTA_MAX + 1] = {
	[RTA_UNSPEC] = { .strict_start_type = RTA_DPORT + 1 },
	[RTA_GATEWAY] = { .len = sizeof(struct in6_addr) },
	[RTA_PREFSRC] = { .len = sizeof(struct in6_addr) },
	[RTA_OIF] = { .type = NLA_U32 },
	[RTA_IIF] = { .type = NLA_U32 },
	[RTA_PRIORITY] = { .type = NLA_U32 },
	[RTA_METRICS] = { .type = NLA_NESTED },
	[RTA_MULTIPATH] = { .len = sizeof(struct rtnexthop) },
	[RTA_PREF] = { .type = NLA_U8 },
	[RTA_ENCAP_TYPE] = { .type = NLA_U16 },
	[RTA_ENCAP] = { .type = NLA_NESTED },
	[RTA_EXPIRES] = { .type = NLA_U32 },
	[RTA_UID] = { .type = NLA_U32 },
	[RTA_MARK] = { .type = NLA_U32 },
	[RTA_TABLE] = { .type = NLA_U32 },
	[RTA_IP_PROTO] = { .type = NLA_U8 },
	[RTA_SPORT] = { .type = NLA_U16 },
	[RTA_DPORT] = { .type = NLA_U16 },
	[RTA_NH_ID] = { .type = NLA_U32 },
	[KRTA_FLOWLABEL] = { .type = NLA_BE32 },
};

/* ---- decoding ---- */

static bool rtnh_ok(const struct rtnexthop *rtnh, int remaining)
{
	return remaining >= (int)sizeof(*rtnh) && rtnh->rtnh_len >= sizeof(*rtnh) &&
	       rtnh->rtnh_len <= remaining;
}

static const struct rtnexthop *rtnh_next(const struct rtnexthop *rtnh, int *remaining)
{
	int total = NLA_ALIGN(rtnh->rtnh_len);

	*remaining -= total;
	return (const void *)((const u8 *)rtnh + total);
}

static const struct nlattr *rtnh_find(const struct rtnexthop *rtnh, int type)
{
	return nla_find((const struct nlattr *)(rtnh + 1), rtnh->rtnh_len - (int)sizeof(*rtnh),
			type);
}

static int check_hop(const struct fib6_config *cfg, const struct rtnexthop *rtnh, bool newroute,
		     struct netlink_ext_ack *extack)
{
	const struct nlattr *gw = rtnh_find(rtnh, RTA_GATEWAY);
	bool has_gateway = gw || cfg->flags & RTF_GATEWAY;

	if (gw && nla_len(gw) < (int)sizeof(cfg->gateway)) {
		NL_SET_ERR_MSG(extack, "Invalid IPv6 address in RTA_GATEWAY");
		return -EINVAL;
	}
	if (newroute && (cfg->nh_id || !has_gateway)) {
		NL_SET_ERR_MSG(
			extack,
			"Device only routes can not be added for IPv6 using the multipath API.");
		return -EINVAL;
	}
	return 0;
}

static int check_multipath(struct fib6_config *cfg, const struct nlattr *attr, bool newroute,
			   struct netlink_ext_ack *extack)
{
	const struct rtnexthop *rtnh = nla_data(attr);
	int remaining = nla_len(attr), err;

	cfg->mp = rtnh;
	cfg->mp_len = remaining;
	if (!rtnh_ok(rtnh, remaining)) {
		NL_SET_ERR_MSG(extack, "Invalid nexthop configuration - no valid nexthops");
		return -EINVAL;
	}
	for (; rtnh_ok(rtnh, remaining); rtnh = rtnh_next(rtnh, &remaining)) {
		err = check_hop(cfg, rtnh, newroute, extack);
		if (err)
			return err;
	}
	return lwtunnel_valid_encap_type_attr(cfg->mp, cfg->mp_len, extack);
}

static u32 header_flags(const struct rtmsg *rtm)
{
	u32 flags = RTF_UP | (rtm->rtm_flags & RTNH_F_ONLINK);

	switch (rtm->rtm_type) {
	case RTN_UNREACHABLE:
	case RTN_BLACKHOLE:
	case RTN_PROHIBIT:
	case RTN_THROW:
		flags |= RTF_REJECT;
		break;
	case RTN_LOCAL:
		flags |= RTF_LOCAL;
		break;
	}
	return rtm->rtm_flags & RTM_F_CLONED ? flags | RTF_CACHE : flags;
}

/* An address of @plen bits, which may be cut after its last byte. */
static int get_prefix(struct in6_addr *a, const struct nlattr *attr, u32 plen)
{
	int bytes = (plen + 7) / 8;

	if (!attr)
		return 0;
	if (nla_len(attr) < bytes)
		return -EINVAL;
	nla_memcpy(a, attr, min(bytes, (int)sizeof(*a)));
	return 0;
}

static int decode_nexthop(struct nlattr **tb, struct fib6_config *cfg,
			  struct netlink_ext_ack *extack)
{
	if (tb[RTA_NH_ID]) {
		if (tb[RTA_GATEWAY] || tb[RTA_OIF] || tb[RTA_MULTIPATH] || tb[RTA_ENCAP]) {
			NL_SET_ERR_MSG(
				extack,
				"Nexthop specification and nexthop id are mutually exclusive");
			return -EINVAL;
		}
		cfg->nh_id = nla_get_u32(tb[RTA_NH_ID]);
	}
	if (tb[RTA_GATEWAY]) {
		cfg->gateway = nla_get_in6_addr(tb[RTA_GATEWAY]);
		cfg->flags |= RTF_GATEWAY;
	}
	if (tb[RTA_VIA]) {
		NL_SET_ERR_MSG(extack, "IPv6 does not support RTA_VIA attribute");
		return -EINVAL;
	}
	return 0;
}

static void decode_plain(struct nlattr **tb, struct fib6_config *cfg)
{
	if (tb[RTA_PREFSRC])
		cfg->prefsrc = nla_get_in6_addr(tb[RTA_PREFSRC]);
	if (tb[RTA_OIF])
		cfg->ifindex = nla_get_u32(tb[RTA_OIF]);
	if (tb[RTA_PRIORITY])
		cfg->metric = nla_get_u32(tb[RTA_PRIORITY]);
	if (tb[RTA_METRICS]) {
		cfg->mx = nla_data(tb[RTA_METRICS]);
		cfg->mx_len = nla_len(tb[RTA_METRICS]);
	}
	if (tb[RTA_TABLE])
		cfg->table = nla_get_u32(tb[RTA_TABLE]);
}

static void decode_pref_expires(struct nlattr **tb, struct fib6_config *cfg)
{
	u32 seconds, pref;

	if (tb[RTA_PREF]) {
		pref = nla_get_u8(tb[RTA_PREF]);
		if (pref != ICMPV6_ROUTER_PREF_LOW && pref != ICMPV6_ROUTER_PREF_HIGH)
			pref = ICMPV6_ROUTER_PREF_MEDIUM;
		cfg->flags |= RTF_PREF(pref);
	}
	if (tb[RTA_EXPIRES]) {
		seconds = nla_get_u32(tb[RTA_EXPIRES]);
		if (seconds != INFINITY_LIFE_TIME) {
			cfg->expires = seconds * NSEC_PER_SEC;
			cfg->flags |= RTF_EXPIRES;
		}
	}
}

static int decode_encap(struct nlattr **tb, struct fib6_config *cfg, struct netlink_ext_ack *extack)
{
	cfg->encap = tb[RTA_ENCAP];
	if (!tb[RTA_ENCAP_TYPE])
		return 0;
	cfg->encap_type = nla_get_u16(tb[RTA_ENCAP_TYPE]);
	return lwtunnel_valid_encap_type(cfg->encap_type, extack);
}

static int check_header(const struct rtmsg *rtm, struct nlattr **tb, struct netlink_ext_ack *extack)
{
	if (rtm->rtm_tos) {
		NL_SET_ERR_MSG(extack, "Invalid dsfield (tos): option not available for IPv6");
		return -EINVAL;
	}
	if (tb[KRTA_FLOWLABEL]) {
		NL_SET_ERR_MSG_ATTR(extack, tb[KRTA_FLOWLABEL],
				    "Flow label cannot be specified for this operation");
		return -EINVAL;
	}
	return 0;
}

static int rtm_to_fib6_config(struct sk_buff *skb, struct nlmsghdr *nlh, struct fib6_config *cfg,
			      bool newroute, struct netlink_ext_ack *extack)
{
	struct nlattr *tb[KRTA_MAX + 1];
	const struct rtmsg *rtm = nlmsg_data(nlh);
	int err = nlmsg_parse_deprecated(nlh, sizeof(*rtm), tb, KRTA_MAX, rtm_ipv6_policy, extack);

	if (err < 0)
		return err;
	err = check_header(rtm, tb, extack);
	if (err)
		return err;
	*cfg = (struct fib6_config) {
		.table = rtm->rtm_table,
		.dst_len = rtm->rtm_dst_len,
		.src_len = rtm->rtm_src_len,
		.flags = header_flags(rtm),
		.protocol = rtm->rtm_protocol,
		.type = rtm->rtm_type,
		.nl = { .net = sock_net(skb->sk), .nlh = nlh, .portid = NETLINK_CB(skb).portid },
	};
	err = decode_nexthop(tb, cfg, extack);
	if (!err)
		err = get_prefix(&cfg->dst, tb[RTA_DST], cfg->dst_len);
	if (!err)
		err = get_prefix(&cfg->src, tb[RTA_SRC], cfg->src_len);
	if (err)
		return err;
	decode_plain(tb, cfg);
	if (tb[RTA_MULTIPATH]) {
		err = check_multipath(cfg, tb[RTA_MULTIPATH], newroute, extack);
		if (err)
			return err;
	}
	decode_pref_expires(tb, cfg);
	return decode_encap(tb, cfg, extack);
}

/* ---- several hops ---- */

struct hop {
	struct fib6_info *rt;
	struct fib6_config cfg;
};

static void hop_config(const struct fib6_config *cfg, const struct rtnexthop *rtnh,
		       struct fib6_config *hop)
{
	const struct nlattr *gw = rtnh_find(rtnh, RTA_GATEWAY), *type;

	*hop = *cfg;
	if (rtnh->rtnh_ifindex)
		hop->ifindex = rtnh->rtnh_ifindex;
	if (gw) {
		hop->gateway = nla_get_in6_addr(gw);
		hop->flags |= RTF_GATEWAY;
	}
	hop->encap = rtnh_find(rtnh, RTA_ENCAP);
	type = rtnh_find(rtnh, RTA_ENCAP_TYPE);
	if (type)
		hop->encap_type = nla_get_u16(type);
	hop->flags |= rtnh->rtnh_flags & RTNH_F_ONLINK;
}

static u32 count_hops(const struct fib6_config *cfg)
{
	const struct rtnexthop *rtnh = cfg->mp;
	int remaining = cfg->mp_len;
	u32 n = 0;

	for (; rtnh_ok(rtnh, remaining); rtnh = rtnh_next(rtnh, &remaining))
		n++;
	return n;
}

static bool is_duplicate(const struct hop *hops, u32 n, const struct fib6_info *rt)
{
	for (u32 i = 0; i < n; i++)
		if (rt6_duplicate_nexthop(hops[i].rt, rt))
			return true;
	return false;
}

static int make_hops(const struct fib6_config *cfg, struct hop *hops, u32 n,
		     struct netlink_ext_ack *extack)
{
	const struct rtnexthop *rtnh = cfg->mp;
	int remaining = cfg->mp_len, err;

	for (u32 i = 0; i < n; i++, rtnh = rtnh_next(rtnh, &remaining)) {
		struct hop *h = &hops[i];

		hop_config(cfg, rtnh, &h->cfg);
		err = ip6_route_info_create(&h->cfg, extack, rtnh->rtnh_hops + 1, &h->rt);
		if (err)
			return err;
		if (is_duplicate(hops, i, h->rt))
			return -EEXIST;
	}
	return 0;
}

/* Tell of the whole route: for an append, from its first hop on. */
static void mpath_notify(struct fib6_info *first, struct fib6_info *last,
			 const struct nl_info *info, u16 nlflags)
{
	struct fib6_info *head, *tail;

	if (nlflags & NLM_F_APPEND && last && fib6_siblings(last, &head, &tail))
		first = head;
	if (first)
		inet6_rt_notify(RTM_NEWROUTE, first, info, nlflags);
}

/* Add hop by hop; on failure those before it are taken out again, each with its message. */
static int insert_hops(struct fib6_config *cfg, struct hop *hops, u32 n,
		       struct netlink_ext_ack *extack)
{
	struct nlmsghdr *nlh = cfg->nl.nlh;
	bool replace = nlh->nlmsg_flags & NLM_F_REPLACE;
	u16 nlflags = (replace ? NLM_F_REPLACE : NLM_F_CREATE) | (nlh->nlmsg_flags & NLM_F_APPEND);
	struct nl_info quiet = cfg->nl;
	int err = 0;
	u32 i;

	quiet.skip_notify = true;
	for (i = 0; i < n; i++) {
		err = fib6_add(hops[i].rt, &quiet, extack);
		if (err)
			break;
		/* The first hop met what was there; the others join it. */
		nlh->nlmsg_flags &= ~(NLM_F_EXCL | NLM_F_REPLACE);
		nlh->nlmsg_flags |= NLM_F_CREATE;
	}
	if (i)
		mpath_notify(hops[0].rt, hops[i - 1].rt, &cfg->nl, nlflags);
	if (!err)
		return 0;
	if (replace && i)
		NL_SET_ERR_MSG(
			extack,
			"IPv6: multipath route replace failed (check consistency of installed routes)");
	for (u32 j = 0; j < i; j++)
		ip6_route_del(&hops[j].cfg, extack);
	return err;
}

static int multipath_add(struct fib6_config *cfg, struct netlink_ext_ack *extack)
{
	struct kmem *mem = &cfg->nl.net->kernel->mem;
	u32 n = count_hops(cfg);
	struct hop *hops = kcalloc(mem, n, sizeof(*hops));
	int err;

	if (!hops)
		return -ENOMEM;
	err = make_hops(cfg, hops, n, extack);
	if (!err)
		err = insert_hops(cfg, hops, n, extack);
	for (u32 i = 0; i < n; i++)
		fib6_info_release(cfg->nl.net->ipv6, hops[i].rt);
	kfree(mem, hops);
	return err;
}

static int multipath_del(struct fib6_config *cfg, struct netlink_ext_ack *extack)
{
	const struct rtnexthop *rtnh = cfg->mp;
	int remaining = cfg->mp_len, err, last_err = 0;
	struct fib6_config hop;

	for (; rtnh_ok(rtnh, remaining); rtnh = rtnh_next(rtnh, &remaining)) {
		hop_config(cfg, rtnh, &hop);
		err = ip6_route_del(&hop, extack);
		if (err)
			last_err = err;
	}
	return last_err;
}

/* ---- doit ---- */

int inet6_rtm_delroute(struct sk_buff *skb, struct nlmsghdr *nlh, struct netlink_ext_ack *extack)
{
	struct fib6_config cfg;
	int err = rtm_to_fib6_config(skb, nlh, &cfg, false, extack);

	if (err < 0)
		return err;
	if (cfg.nh_id && !nexthop_find_by_id(cfg.nl.net, cfg.nh_id)) {
		NL_SET_ERR_MSG(extack, "Nexthop id does not exist");
		return -EINVAL;
	}
	if (cfg.mp)
		return multipath_del(&cfg, extack);
	cfg.delete_all_nh = true;
	return ip6_route_del(&cfg, extack);
}

int inet6_rtm_newroute(struct sk_buff *skb, struct nlmsghdr *nlh, struct netlink_ext_ack *extack)
{
	struct fib6_config cfg;
	int err = rtm_to_fib6_config(skb, nlh, &cfg, true, extack);

	if (err < 0)
		return err;
	if (!cfg.metric)
		cfg.metric = IP6_RT_PRIO_USER;
	return cfg.mp ? multipath_add(&cfg, extack) : ip6_route_add(&cfg, extack);
}
