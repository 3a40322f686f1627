/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Nexthops and buckets as messages, their notifications, and what routes show of the nexthop they
 * go by.
 */
#include "net/ipv4/nexthop_internal.h"

#define TO_CLOCK(ns) ((ns) / (NSEC_PER_SEC / USER_HZ))

static u64 now(const struct nexthop *nh)
{
	return ktime_get(nh->net->kernel);
}

/* ---- one nexthop --------------------------------------------------------------------------- */

static int put_resilient(struct sk_buff *skb, const struct nexthop *nh)
{
	const struct nh_res_table *t = nh->group->res;
	u64 unbalanced = nh_res_table_is_balanced(t) ? 0 : now(nh) - t->unbalanced_since;
	struct nlattr *nest = nla_nest_start(skb, NHA_RES_GROUP);

	if (!nest || nla_put_u16(skb, NHA_RES_GROUP_BUCKETS, t->n) ||
	    nla_put_u32(skb, NHA_RES_GROUP_IDLE_TIMER, TO_CLOCK(t->idle_timer)) ||
	    nla_put_u32(skb, NHA_RES_GROUP_UNBALANCED_TIMER, TO_CLOCK(t->unbalanced_timer)) ||
	    nla_put_u64_64bit(skb, NHA_RES_GROUP_UNBALANCED_TIME, TO_CLOCK(unbalanced),
			      NHA_RES_GROUP_PAD))
		return -EMSGSIZE;
	nla_nest_end(skb, nest);
	return 0;
}

/** An integer of 4 bytes when they are enough, else of 8. */
static int put_uint(struct sk_buff *skb, int type, u64 v)
{
	return v == (u32)v ? nla_put_u32(skb, type, v) : nla_put(skb, type, sizeof(v), &v);
}

static int put_stats_entry(struct sk_buff *skb, const struct nh_grp_entry *e, u32 op_flags)
{
	struct nlattr *nest = nla_nest_start(skb, KNHA_GROUP_STATS_ENTRY);

	if (!nest || nla_put_u32(skb, KNHA_GROUP_STATS_ENTRY_ID, nexthop_id(e->nh)) ||
	    put_uint(skb, KNHA_GROUP_STATS_ENTRY_PACKETS, e->packets))
		return -EMSGSIZE;
	if (op_flags & KNHA_OP_FLAG_DUMP_HW_STATS &&
	    put_uint(skb, KNHA_GROUP_STATS_ENTRY_PACKETS_HW, 0))
		return -EMSGSIZE;
	nla_nest_end(skb, nest);
	return 0;
}

/** There is no hardware, so none of it is used. */
static int put_stats(struct sk_buff *skb, const struct nh_group *g, u32 op_flags)
{
	struct nlattr *nest;

	/* Twice: once of the group, once of its statistics. */
	if (nla_put_u32(skb, KNHA_HW_STATS_ENABLE, g->hw_stats) ||
	    nla_put_u32(skb, KNHA_HW_STATS_ENABLE, g->hw_stats))
		return -EMSGSIZE;
	if (g->hw_stats && op_flags & KNHA_OP_FLAG_DUMP_HW_STATS &&
	    nla_put_u32(skb, KNHA_HW_STATS_USED, 0))
		return -EMSGSIZE;
	nest = nla_nest_start(skb, KNHA_GROUP_STATS);
	if (!nest)
		return -EMSGSIZE;
	for (u32 i = 0; i < g->n; i++)
		if (put_stats_entry(skb, &g->e[i], op_flags))
			return -EMSGSIZE;
	nla_nest_end(skb, nest);
	return 0;
}

static int put_group(struct sk_buff *skb, const struct nexthop *nh, u32 op_flags)
{
	const struct nh_group *g = nh->group;
	struct nlattr *a;

	if ((g->fdb && nla_put_flag(skb, NHA_FDB)) ||
	    nla_put_u16(skb, NHA_GROUP_TYPE,
			g->resilient ? NEXTHOP_GRP_TYPE_RES : NEXTHOP_GRP_TYPE_MPATH))
		return -EMSGSIZE;
	a = nla_reserve(skb, NHA_GROUP, g->n * sizeof(struct knexthop_grp));
	if (!a)
		return -EMSGSIZE;
	for (u32 i = 0; i < g->n; i++) {
		u16 weight = g->e[i].weight - 1;
		struct knexthop_grp m = { nexthop_id(g->e[i].nh), weight, weight >> 8, 0 };

		memcpy((u8 *)nla_data(a) + i * sizeof(m), &m, sizeof(m));
	}
	if ((g->resilient && put_resilient(skb, nh)) ||
	    (op_flags & KNHA_OP_FLAG_DUMP_STATS && put_stats(skb, g, op_flags)))
		return -EMSGSIZE;
	return nla_put_u32(skb, KNHA_OP_FLAGS, KNHA_OP_FLAG_RESP_GRP_RESVD_0);
}

static int put_single(struct sk_buff *skb, const struct nh_info *nhi, struct nhmsg *nhm)
{
	const struct fib_nh *hop = &nhi->hop;

	nhm->nh_family = nhi->family;
	if (nhi->reject)
		return nla_put_flag(skb, NHA_BLACKHOLE);
	if (nhi->fdb ? nla_put_flag(skb, NHA_FDB)
		     : hop->dev && nla_put_u32(skb, NHA_OIF, hop->dev->ifindex))
		return -EMSGSIZE;
	nhm->nh_scope = hop->scope;
	if (hop->gw.family == AF_INET && nla_put_in_addr(skb, NHA_GATEWAY, hop->gw.ipv4))
		return -EMSGSIZE;
	if (hop->gw.family == AF_INET6 && nla_put_in6_addr(skb, NHA_GATEWAY, &hop->gw.ipv6))
		return -EMSGSIZE;
	return lwtunnel_fill_encap(skb, hop->lws, NHA_ENCAP, NHA_ENCAP_TYPE);
}

int nh_fill_node(struct sk_buff *skb, const struct nexthop *nh, int event, u32 portid, u32 seq,
		 u32 nlflags, u32 op_flags)
{
	struct nlmsghdr *nlh = nlmsg_put(skb, portid, seq, event, sizeof(struct nhmsg), nlflags);
	struct nhmsg *nhm;

	if (!nlh)
		return -EMSGSIZE;
	nhm = nlmsg_data(nlh);
	nhm->nh_flags = nh->flags;
	nhm->nh_protocol = nh->protocol;
	if (nla_put_u32(skb, NHA_ID, nexthop_id(nh)) ||
	    (nh->is_group ? put_group(skb, nh, op_flags) : put_single(skb, nh->info, nhm))) {
		nlmsg_cancel(skb, nlh);
		return -EMSGSIZE;
	}
	nlmsg_end(skb, nlh);
	return 0;
}

static u32 node_size(const struct nexthop *nh)
{
	u32 size = NLMSG_ALIGN(sizeof(struct nhmsg)) + nla_total_size(4);

	if (!nh->is_group)
		return size + nla_total_size(4) + nla_total_size(16) +
		       lwtunnel_get_encap_size(nh->info->hop.lws);
	size += nla_total_size(0) + nla_total_size(2) + nla_total_size(4) +
		nla_total_size(nh->group->n * sizeof(struct knexthop_grp));
	return nh->group->resilient ? size + nla_total_size(0) + nla_total_size(2) +
					      2 * nla_total_size(4) + nla_total_size_64bit(8)
				    : size;
}

void nexthop_notify(int event, const struct nexthop *nh, const struct nl_info *info)
{
	u32 flags = info->nlh ? info->nlh->nlmsg_flags : 0;
	u32 seq = info->nlh ? info->nlh->nlmsg_seq : 0;
	struct sk_buff *skb;

	if (!(flags & NLM_F_ECHO) && !rtnl_has_listeners(nh->net, RTNLGRP_NEXTHOP))
		return;
	skb = nlmsg_new(nh->net->kernel, node_size(nh));
	if (!skb || nh_fill_node(skb, nh, event, info->portid, seq, flags, 0)) {
		kfree_skb(skb);
		rtnl_set_sk_err(nh->net, RTNLGRP_NEXTHOP, -ENOBUFS);
		return;
	}
	rtnl_notify(skb, nh->net, info->portid, RTNLGRP_NEXTHOP, info->nlh);
}

/* ---- one bucket ---------------------------------------------------------------------------- */

int nh_fill_res_bucket(struct sk_buff *skb, const struct nexthop *nh, u32 bucket, u32 portid,
		       u32 seq, u32 nlflags)
{
	const struct nh_res_bucket *b = &nh->group->res->bucket[bucket];
	struct nlmsghdr *nlh =
		nlmsg_put(skb, portid, seq, RTM_NEWNEXTHOPBUCKET, sizeof(struct nhmsg), nlflags);
	struct nlattr *nest;
	struct nhmsg *nhm;

	if (!nlh)
		return -EMSGSIZE;
	nhm = nlmsg_data(nlh);
	nhm->nh_protocol = nh->protocol;
	if (nla_put_u32(skb, NHA_ID, nexthop_id(nh)))
		goto cancel;
	nest = nla_nest_start(skb, NHA_RES_BUCKET);
	if (!nest || nla_put_u16(skb, NHA_RES_BUCKET_INDEX, bucket) ||
	    nla_put_u32(skb, NHA_RES_BUCKET_NH_ID, nexthop_id(nh->group->e[b->entry].nh)) ||
	    nla_put_u64_64bit(skb, NHA_RES_BUCKET_IDLE_TIME, TO_CLOCK(now(nh) - b->used),
			      NHA_RES_BUCKET_PAD))
		goto cancel;
	nla_nest_end(skb, nest);
	nlmsg_end(skb, nlh);
	return 0;

cancel:
	nlmsg_cancel(skb, nlh);
	return -EMSGSIZE;
}

void nexthop_bucket_notify(const struct nexthop *nh, u32 bucket)
{
	struct sk_buff *skb;

	if (!rtnl_has_listeners(nh->net, RTNLGRP_NEXTHOP))
		return;
	skb = nlmsg_new(nh->net->kernel, NLMSG_GOODSIZE);
	if (!skb || nh_fill_res_bucket(skb, nh, bucket, 0, 0, NLM_F_REPLACE)) {
		kfree_skb(skb);
		rtnl_set_sk_err(nh->net, RTNLGRP_NEXTHOP, -ENOBUFS);
		return;
	}
	rtnl_notify(skb, nh->net, 0, RTNLGRP_NEXTHOP, NULL);
}

/* ---- in routes ----------------------------------------------------------------------------- */

u32 nexthop_route_size(const struct nexthop *nh)
{
	u32 hop = NLA_ALIGN(sizeof(struct rtnexthop)) + nla_total_size(18) + nla_total_size(4);

	u32 size = nla_total_size(4) + nla_total_size(nexthop_num_path(nh) * hop);

	for (u32 i = 0; i < nexthop_num_path(nh); i++)
		size += lwtunnel_get_encap_size(nexthop_hop(nh, i)->lws);
	return size;
}

int nexthop_fill_route(struct sk_buff *skb, const struct nexthop *nh, u8 rt_family, bool multipath,
		       u8 *flags)
{
	struct nlattr *mp;

	if (!multipath)
		return fib_nexthop_info(skb, nexthop_hop(nh, 0), rt_family, flags, true);
	mp = nla_nest_start_noflag(skb, RTA_MULTIPATH);
	if (!mp)
		return -EMSGSIZE;
	for (u32 i = 0; i < nh->group->n; i++) {
		const struct nh_grp_entry *e = &nh->group->e[i];

		if (fib_add_nexthop(skb, &e->nh->info->hop, e->weight, rt_family))
			return -EMSGSIZE;
	}
	nla_nest_end(skb, mp);
	return 0;
}
