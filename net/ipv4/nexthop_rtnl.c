/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * RTM_NEWNEXTHOP and RTM_DELNEXTHOP: what is asked, checked in Linux's order. First all that can
 * be told from the message alone, then what depends on devices and other nexthops.
 */
#include "net/ipv4/nexthop_internal.h"

#define NEW_MAX KNHA_HW_STATS_ENABLE
#define RES_DEFAULT_IDLE_TIMER (120 * NSEC_PER_SEC)

static const struct nla_policy nh_policy_new[NEW_MAX + 1] = {
	[NHA_ID] = { .type = NLA_U32 },
	[NHA_GROUP] = { .type = NLA_BINARY },
	[NHA_GROUP_TYPE] = { .type = NLA_U16 },
	[NHA_BLACKHOLE] = { .type = NLA_FLAG },
	[NHA_OIF] = { .type = NLA_U32 },
	[NHA_GATEWAY] = { .type = NLA_BINARY },
	[NHA_ENCAP_TYPE] = { .type = NLA_U16 },
	[NHA_ENCAP] = { .type = NLA_NESTED },
	[NHA_FDB] = { .type = NLA_FLAG },
	[NHA_RES_GROUP] = { .type = NLA_NESTED },
	[KNHA_HW_STATS_ENABLE] = NLA_POLICY_MAX(NLA_U32, 1),
};

static const struct nla_policy nh_res_policy_new[] = {
	[NHA_RES_GROUP_BUCKETS] = { .type = NLA_U16 },
	[NHA_RES_GROUP_IDLE_TIMER] = { .type = NLA_U32 },
	[NHA_RES_GROUP_UNBALANCED_TIMER] = { .type = NLA_U32 },
};

static const struct nla_policy nh_policy_del[] = {
	[NHA_ID] = { .type = NLA_U32 },
};

static int refuse(struct netlink_ext_ack *extack, const char *msg)
{
	NL_SET_ERR_MSG(extack, msg);
	return -EINVAL;
}

/* ---- groups -------------------------------------------------------------------------------- */

static struct knexthop_grp member(const struct nh_config *cfg, u32 i)
{
	struct knexthop_grp g;

	memcpy(&g, &cfg->grp[i], sizeof(g));
	return g;
}

static int check_members(const struct nh_config *cfg, struct netlink_ext_ack *extack)
{
	for (u32 i = 0; i < cfg->grp_n; i++) {
		struct knexthop_grp g = member(cfg, i);

		if (g.resvd2)
			return refuse(extack, "Reserved field in nexthop_grp must be 0");
		/* 65535 asked for is one more, which is too many. */
		if (!knexthop_grp_weight(&g))
			return refuse(extack, "Invalid value for weight");
		for (u32 j = i + 1; j < cfg->grp_n; j++)
			if (member(cfg, j).id == g.id)
				return refuse(extack,
					      "Nexthop id can not be used twice in a group");
	}
	return 0;
}

static int check_group_attrs(struct nlattr **tb, const struct nh_config *cfg,
			     struct netlink_ext_ack *extack)
{
	for (u32 i = NHA_GROUP_TYPE + 1; i <= NEW_MAX; i++) {
		if (!tb[i] || i == KNHA_HW_STATS_ENABLE || i == NHA_FDB ||
		    (i == NHA_RES_GROUP && cfg->grp_type == NEXTHOP_GRP_TYPE_RES))
			continue;
		return refuse(extack, "No other attributes can be set in nexthop groups");
	}
	return 0;
}

/** A duration in hundredths of a second, or none. */
static bool get_timer(const struct nlattr *a, u64 fallback, u64 *ret_ns)
{
	*ret_ns = a ? nla_get_u32(a) * (NSEC_PER_SEC / USER_HZ) : fallback;
	return a;
}

static int parse_resilient(const struct nlattr *a, struct nh_config *cfg,
			   struct netlink_ext_ack *extack)
{
	struct nlattr *tb[ARRAY_SIZE(nh_res_policy_new)] = { NULL };
	int err = a ? nla_parse_nested(tb, ARRAY_SIZE(tb) - 1, a, nh_res_policy_new, extack) : 0;

	if (err)
		return err;
	if (tb[NHA_RES_GROUP_BUCKETS]) {
		cfg->res_buckets = nla_get_u16(tb[NHA_RES_GROUP_BUCKETS]);
		cfg->has_buckets = true;
		if (!cfg->res_buckets)
			return refuse(extack, "Number of buckets needs to be non-0");
	}
	cfg->has_idle =
		get_timer(tb[NHA_RES_GROUP_IDLE_TIMER], RES_DEFAULT_IDLE_TIMER, &cfg->idle_timer);
	cfg->has_unbalanced =
		get_timer(tb[NHA_RES_GROUP_UNBALANCED_TIMER], 0, &cfg->unbalanced_timer);
	return 0;
}

static int parse_group(struct nlattr **tb, struct nh_config *cfg, struct netlink_ext_ack *extack)
{
	u32 len = nla_len(tb[NHA_GROUP]);
	int err;

	if (cfg->family != AF_UNSPEC)
		return refuse(extack, "Invalid family for group");
	cfg->grp_type = NEXTHOP_GRP_TYPE_MPATH;
	if (tb[NHA_GROUP_TYPE])
		cfg->grp_type = nla_get_u16(tb[NHA_GROUP_TYPE]);
	if (cfg->grp_type > NEXTHOP_GRP_TYPE_MAX)
		return refuse(extack, "Invalid group type");
	if (!len || len % sizeof(struct knexthop_grp))
		return refuse(extack, "Invalid length for nexthop group attribute");
	cfg->grp = nla_data(tb[NHA_GROUP]);
	cfg->grp_n = len / sizeof(struct knexthop_grp);
	err = check_members(cfg, extack);
	if (!err)
		err = check_group_attrs(tb, cfg, extack);
	if (!err && cfg->grp_type == NEXTHOP_GRP_TYPE_RES)
		err = parse_resilient(tb[NHA_RES_GROUP], cfg, extack);
	cfg->hw_stats = tb[KNHA_HW_STATS_ENABLE] && nla_get_u32(tb[KNHA_HW_STATS_ENABLE]);
	return err;
}

/* ---- single nexthops ----------------------------------------------------------------------- */

static int parse_fdb(const struct nhmsg *nhm, struct nlattr **tb, struct nh_config *cfg,
		     struct netlink_ext_ack *extack)
{
	if (!tb[NHA_FDB])
		return 0;
	if (tb[NHA_OIF] || tb[NHA_BLACKHOLE] || tb[NHA_ENCAP] || tb[NHA_ENCAP_TYPE])
		return refuse(extack, "Fdb attribute can not be used with encap, oif or blackhole");
	if (nhm->nh_flags)
		return refuse(extack, "Unsupported nexthop flags in ancillary header");
	cfg->fdb = true;
	return 0;
}

static int parse_blackhole(struct nlattr **tb, struct nh_config *cfg,
			   struct netlink_ext_ack *extack)
{
	if (tb[NHA_GATEWAY] || tb[NHA_OIF] || tb[NHA_ENCAP] || tb[NHA_ENCAP_TYPE] || tb[NHA_FDB])
		return refuse(
			extack,
			"Blackhole attribute can not be used with gateway, oif, encap or fdb");
	cfg->blackhole = true;
	return 0;
}

static int parse_gateway(const struct nlattr *a, struct nh_config *cfg,
			 struct netlink_ext_ack *extack)
{
	static const struct in6_addr any;

	if (!a) {
		if (cfg->flags & RTNH_F_ONLINK)
			return refuse(extack,
				      "ONLINK flag can not be set for nexthop without a gateway");
		return 0;
	}
	if (cfg->family == AF_INET) {
		if (nla_len(a) != sizeof(__be32))
			return refuse(extack, "Invalid gateway");
		cfg->gw.ipv4 = nla_get_be32(a);
		cfg->gw.family = cfg->gw.ipv4 ? AF_INET : 0;
		return 0;
	}
	if (cfg->family != AF_INET6)
		return refuse(extack, "Unknown address family for gateway");
	if (nla_len(a) != sizeof(struct in6_addr))
		return refuse(extack, "Invalid gateway");
	cfg->gw.ipv6 = nla_get_in6_addr(a);
	cfg->gw.family = memcmp(&cfg->gw.ipv6, &any, sizeof(any)) ? AF_INET6 : 0;
	return 0;
}

static int parse_encap(struct nlattr **tb, struct nh_config *cfg, struct netlink_ext_ack *extack)
{
	if (!tb[NHA_ENCAP])
		return tb[NHA_ENCAP_TYPE] ? refuse(extack, "LWT encapsulation attribute is missing")
					  : 0;
	if (!tb[NHA_ENCAP_TYPE])
		return refuse(extack, "LWT encapsulation type is missing");
	cfg->encap = tb[NHA_ENCAP];
	cfg->encap_type = nla_get_u16(tb[NHA_ENCAP_TYPE]);
	return lwtunnel_valid_encap_type(cfg->encap_type, extack);
}

static int parse_single(struct nlattr **tb, struct nh_config *cfg, struct netlink_ext_ack *extack)
{
	int err;

	if (tb[NHA_BLACKHOLE])
		return parse_blackhole(tb, cfg, extack);
	if (!cfg->fdb && !tb[NHA_OIF])
		return refuse(extack,
			      "Device attribute required for non-blackhole and non-fdb nexthops");
	err = parse_gateway(tb[NHA_GATEWAY], cfg, extack);
	if (!err)
		err = parse_encap(tb, cfg, extack);
	if (!err && tb[KNHA_HW_STATS_ENABLE])
		return refuse(extack,
			      "Cannot enable nexthop hardware statistics for non-group nexthops");
	return err;
}

static int rtm_to_nh_config(struct sk_buff *skb, struct nlmsghdr *nlh, struct nlattr **tb,
			    struct nh_config *cfg, struct netlink_ext_ack *extack)
{
	const struct nhmsg *nhm = nlmsg_data(nlh);
	int err;

	if (nhm->resvd || nhm->nh_scope)
		return refuse(extack, "Invalid values in ancillary header");
	if (nhm->nh_flags & ~RTNH_F_ONLINK)
		return refuse(extack, "Invalid nexthop flags in ancillary header");
	if (nhm->nh_family != AF_INET && nhm->nh_family != AF_INET6 &&
	    !(nhm->nh_family == AF_UNSPEC && tb[NHA_GROUP]))
		return refuse(extack, "Invalid address family");
	*cfg = (struct nh_config) {
		.id = tb[NHA_ID] ? nla_get_u32(tb[NHA_ID]) : 0,
		.flags = nhm->nh_flags,
		.nlflags = nlh->nlmsg_flags,
		.family = nhm->nh_family,
		.protocol = nhm->nh_protocol,
		.nl = { .nlh = nlh, .net = sock_net(skb->sk), .portid = NETLINK_CB(skb).portid },
	};
	err = parse_fdb(nhm, tb, cfg, extack);
	if (err)
		return err;
	return tb[NHA_GROUP] ? parse_group(tb, cfg, extack) : parse_single(tb, cfg, extack);
}

/* ---- what else there is -------------------------------------------------------------------- */

static int check_fdb_member(const struct nh_info *nhi, u8 *family, struct netlink_ext_ack *extack)
{
	if (!nhi->fdb)
		return refuse(extack, "FDB nexthop group can only have fdb nexthops");
	if (*family != AF_UNSPEC && *family != nhi->family)
		return refuse(extack, "FDB nexthop group cannot have mixed family nexthops");
	*family = nhi->family;
	return 0;
}

static int check_member(const struct nh_config *cfg, const struct nexthop *nh, u8 *family,
			struct netlink_ext_ack *extack)
{
	if (nh->is_group)
		return refuse(extack,
			      nh->group->resilient
				      ? "Resilient group can not be a nexthop within a group"
				      : "Hash-threshold group can not be a nexthop within a group");
	if (nh->info->reject && cfg->grp_n > 1)
		return refuse(extack,
			      "Blackhole nexthop can not be used in a group with more than 1 path");
	if (cfg->fdb)
		return check_fdb_member(nh->info, family, extack);
	if (nh->info->fdb)
		return refuse(extack, "Non FDB nexthop group cannot have fdb nexthops");
	return 0;
}

static int check_group(struct net *net, const struct nh_config *cfg, struct netlink_ext_ack *extack)
{
	u8 family = AF_UNSPEC;
	int err;

	for (u32 i = 0; i < cfg->grp_n; i++) {
		const struct nexthop *nh = nexthop_find_by_id(net, member(cfg, i).id);

		if (!nh)
			return refuse(extack, "Invalid nexthop id");
		err = check_member(cfg, nh, &family, extack);
		if (err)
			return err;
	}
	return 0;
}

static int check_device(struct net *net, const struct nlattr *oif, struct nh_config *cfg,
			struct netlink_ext_ack *extack)
{
	struct net_device *dev;

	if (!oif)
		return 0;
	cfg->oif = nla_get_s32(oif);
	dev = dev_get_by_index(net, cfg->oif);
	if (!dev)
		return refuse(extack, "Invalid device index");
	if (!(dev->flags & IFF_UP)) {
		NL_SET_ERR_MSG(extack, "Nexthop device is not up");
		return -ENETDOWN;
	}
	if (!netif_carrier_ok(dev)) {
		NL_SET_ERR_MSG(extack, "Carrier for nexthop device is down");
		return -ENETDOWN;
	}
	return 0;
}

/* ---- doit ---------------------------------------------------------------------------------- */

/** The number after the last one given that is free; 0: none is. */
static u32 find_unused_id(struct net *net)
{
	u32 *last = &net->nexthop->last_id_allocated, start = *last;

	while (++*last != start)
		if (!nexthop_find_by_id(net, *last))
			return *last;
	return 0;
}

static int nexthop_add(struct net *net, struct nh_config *cfg, struct netlink_ext_ack *extack)
{
	struct nexthop *nh;
	int err;

	if (!cfg->id) {
		cfg->id = find_unused_id(net);
		if (!cfg->id)
			return refuse(extack, "No unused id");
	}
	err = nexthop_create(net, cfg, &nh, extack);
	if (err)
		return err;
	err = insert_nexthop(nh, cfg, extack);
	if (err) {
		__remove_nexthop(nh, NULL);
		nexthop_put(nh);
	}
	return err;
}

int rtm_new_nexthop(struct sk_buff *skb, struct nlmsghdr *nlh, struct netlink_ext_ack *extack)
{
	struct net *net = sock_net(skb->sk);
	struct nlattr *tb[NEW_MAX + 1];
	struct nh_config cfg;
	int err = nlmsg_parse(nlh, sizeof(struct nhmsg), tb, NEW_MAX, nh_policy_new, extack);

	if (!err)
		err = rtm_to_nh_config(skb, nlh, tb, &cfg, extack);
	if (err)
		return err;
	if (cfg.nlflags & NLM_F_REPLACE && !cfg.id)
		return refuse(extack, "Replace requires nexthop id");
	err = cfg.grp ? check_group(net, &cfg, extack)
		      : check_device(net, tb[NHA_OIF], &cfg, extack);
	return err ? err : nexthop_add(net, &cfg, extack);
}

int nh_valid_get_del_req(const struct nlmsghdr *nlh, struct nlattr **tb, u32 *ret_id,
			 struct netlink_ext_ack *extack)
{
	const struct nhmsg *nhm = nlmsg_data(nlh);

	if (nhm->nh_protocol || nhm->resvd || nhm->nh_scope || nhm->nh_flags)
		return refuse(extack, "Invalid values in header");
	if (!tb[NHA_ID])
		return refuse(extack, "Nexthop id is missing");
	*ret_id = nla_get_u32(tb[NHA_ID]);
	return *ret_id ? 0 : refuse(extack, "Invalid nexthop id");
}

int rtm_del_nexthop(struct sk_buff *skb, struct nlmsghdr *nlh, struct netlink_ext_ack *extack)
{
	struct nl_info info = { .nlh = nlh,
				.net = sock_net(skb->sk),
				.portid = NETLINK_CB(skb).portid };
	struct nlattr *tb[ARRAY_SIZE(nh_policy_del)];
	struct nexthop *nh;
	int err;
	u32 id;

	err = nlmsg_parse(nlh, sizeof(struct nhmsg), tb, ARRAY_SIZE(tb) - 1, nh_policy_del, extack);
	if (!err)
		err = nh_valid_get_del_req(nlh, tb, &id, extack);
	if (err)
		return err;
	nh = nexthop_find_by_id(info.net, id);
	if (!nh)
		return -ENOENT;
	remove_nexthop(nh, &info);
	return 0;
}
