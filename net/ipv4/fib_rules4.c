/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * IPv4's rules: selectors by source, destination and TOS, and what a rule does with its table.
 */
#include "net/core/fib_rules.h"
#include "net/ipv4/inetdevice.h"
#include "net/ipv4/ip_fib.h"

struct fib4_rule {
	struct fib_rule common;
	u8 src_len, dst_len;
	u8 tos; /* DSCP in its upper six bits */
	u8 dscp_mask; /* with dscp_full */
	bool dscp_full; /* by FRA_DSCP: all six bits count */
	__be32 src, srcmask, dst, dstmask;
	u32 tclassid;
};

static struct fib4_rule *rule4(const struct fib_rule *r)
{
	return (struct fib4_rule *)r;
}

static bool fib4_rule_match(const struct fib_rule *rule, const void *flow)
{
	const struct fib4_rule *r = rule4(rule);
	const struct flowi4 *fl = flow;

	if ((fl->daddr ^ r->dst) & r->dstmask || (fl->saddr ^ r->src) & r->srcmask)
		return false;
	if (r->dscp_full)
		return !((r->tos ^ fl->tos) & r->dscp_mask);
	return !r->tos || r->tos == (fl->tos & 0x1c);
}

static void fib4_rule_probe(const struct fib_rule *rule, struct fib_rule_probe *p)
{
	const struct fib4_rule *r = rule4(rule);

	fib_rule_probe_add(p, FIB_WORD_SRC, be32toh(r->srcmask), be32toh(r->src), 0);
	fib_rule_probe_add(p, FIB_WORD_DST, be32toh(r->dstmask), be32toh(r->dst), 0);
	fib_rule_probe_add(p, FIB_WORD_CLASS,
			   r->dscp_full ? r->dscp_mask
			   : r->tos	? 0x1c
					: 0,
			   r->tos, 0);
}

static int fib4_rule_action(struct fib_rule *rule, const void *flow, void *result, u32 flags)
{
	struct fib_table *tb;

	switch (rule->action) {
	case FR_ACT_TO_TBL:
		tb = fib_get_table(rule->ops->net, rule->table);
		return tb ? fib_table_lookup(tb, flow, result, flags) : -EAGAIN;
	case FR_ACT_UNREACHABLE:
		return -ENETUNREACH;
	case FR_ACT_PROHIBIT:
		return -EACCES;
	}
	return -EINVAL;
}

static bool fib4_rule_suppress(struct fib_rule *rule, void *result)
{
	const struct fib_result *res = result;

	if (res->prefixlen <= rule->suppress_prefixlen)
		return true;
	return rule->suppress_ifgroup != -1 && res->nh->dev &&
	       res->nh->dev->group == rule->suppress_ifgroup;
}

int fib4_rules_lookup(struct net *net, const struct flowi4 *fl, struct fib_result *res, u32 flags)
{
	struct flowi_common common = {
		.iif = fl->iif,
		.oif = fl->oif,
		.mark = fl->mark,
		.uid = fl->uid,
		.proto = fl->proto,
		.sport = fl->sport,
		.dport = fl->dport,
		.tun_id = fl->tun_id,
		.word = { [FIB_WORD_CLASS] = fl->tos,
			  [FIB_WORD_SRC] = be32toh(fl->saddr),
			  [FIB_WORD_DST] = be32toh(fl->daddr) },
	};
	struct fib_rule *rule = NULL;
	int err = fib_rules_lookup(net->ipv4->rules_ops, &common, fl, res, flags, &rule);

	if (rule) {
		res->rule = rule;
		res->tclassid = rule4(rule)->tclassid;
	}
	return err == -ESRCH ? -ENETUNREACH : err;
}

static int refuse(struct netlink_ext_ack *extack, const char *msg)
{
	NL_SET_ERR_MSG(extack, msg);
	return -EINVAL;
}

static int refuse_attr(struct netlink_ext_ack *extack, const struct nlattr *a, const char *msg)
{
	NL_SET_ERR_MSG_ATTR(extack, a, msg);
	return -EINVAL;
}

static int take_dscp(struct fib4_rule *r, struct nlattr **tb, struct netlink_ext_ack *extack)
{
	if (tb[KFRA_DSCP]) {
		if (r->tos)
			return refuse(extack, "Cannot specify both TOS and DSCP");
		r->tos = nla_get_u8(tb[KFRA_DSCP]) << 2;
		r->dscp_mask = INET_DSCP_MASK;
		r->dscp_full = true;
	}
	if (tb[KFRA_DSCP_MASK]) {
		u8 mask = nla_get_u8(tb[KFRA_DSCP_MASK]) << 2;

		if (!tb[KFRA_DSCP])
			return refuse_attr(extack, tb[KFRA_DSCP_MASK],
					   "Cannot specify DSCP mask without DSCP value");
		if (r->tos & ~mask)
			return refuse_attr(extack, tb[KFRA_DSCP_MASK], "Invalid DSCP mask");
		r->dscp_mask = mask;
	}
	return 0;
}

/** The first table number that is free, made. */
static int empty_table(struct net *net, u32 *ret_id)
{
	for (u32 id = 1; id; id++) {
		if (fib_get_table(net, id))
			continue;
		if (!fib_new_table(net, id))
			return -ENOBUFS;
		*ret_id = id;
		return 0;
	}
	return -ENOBUFS;
}

/** Must a packet that came in be looked into for this rule? Nothing comes in by the loopback. */
static bool looks_inside(const struct fib_rule *r)
{
	return r->iifindex != LOOPBACK_IFINDEX && (r->ip_proto || r->sport.start || r->dport.start);
}

static int fib4_rule_configure(struct fib_rule *rule, const struct fib_rule_hdr *frh,
			       struct nlattr **tb, struct netlink_ext_ack *extack)
{
	struct net *net = rule->ops->net;
	struct fib4_rule *r = rule4(rule);
	int err;

	if (tb[KFRA_FLOWLABEL] || tb[KFRA_FLOWLABEL_MASK])
		return refuse(extack, "Flow label cannot be specified for IPv4 FIB rules");
	if (frh->tos & ~INET_DSCP_MASK)
		return refuse(extack, "Invalid dsfield (tos): ECN bits must be 0");
	if (frh->tos & ~0x1e)
		return refuse(extack, "Invalid tos");
	r->tos = frh->tos;
	err = take_dscp(r, tb, extack);
	if (err)
		return err;
	if (!rule->table && !rule->l3mdev && rule->action == FR_ACT_TO_TBL) {
		err = empty_table(net, &rule->table);
		if (err)
			return err;
	}
	r->src_len = frh->src_len;
	r->dst_len = frh->dst_len;
	r->srcmask = inet_make_mask(r->src_len);
	r->dstmask = inet_make_mask(r->dst_len);
	if (r->src_len)
		r->src = nla_get_in_addr(tb[FRA_SRC]);
	if (r->dst_len)
		r->dst = nla_get_in_addr(tb[FRA_DST]);
	if (tb[FRA_FLOW])
		r->tclassid = nla_get_u32(tb[FRA_FLOW]);
	net->ipv4->fib_num_tclassid_users += !!r->tclassid;
	net->ipv4->fib_rules_require_fldissect += looks_inside(rule);
	net->ipv4->fib_has_custom_rules = true;
	fib_memo_flush(net);
	return 0;
}

static void fib4_rule_deleted(struct fib_rule *rule)
{
	struct net *net = rule->ops->net;

	net->ipv4->fib_num_tclassid_users -= !!rule4(rule)->tclassid;
	if (net->ipv4->fib_rules_require_fldissect)
		net->ipv4->fib_rules_require_fldissect -= looks_inside(rule);
	net->ipv4->fib_has_custom_rules = true;
	fib_memo_flush(net);
}

static bool fib4_rule_compare(const struct fib_rule *rule, const struct fib_rule_hdr *frh,
			      struct nlattr **tb)
{
	const struct fib4_rule *r = rule4(rule);

	if ((frh->src_len && r->src_len != frh->src_len) ||
	    (frh->dst_len && r->dst_len != frh->dst_len) ||
	    (frh->tos && (r->dscp_full || r->tos != frh->tos)))
		return false;
	if (tb[KFRA_DSCP] && (!r->dscp_full || r->tos != nla_get_u8(tb[KFRA_DSCP]) << 2))
		return false;
	if (tb[KFRA_DSCP_MASK] && r->dscp_mask != nla_get_u8(tb[KFRA_DSCP_MASK]) << 2)
		return false;
	if (tb[FRA_FLOW] && r->tclassid != nla_get_u32(tb[FRA_FLOW]))
		return false;
	if (frh->src_len && r->src != nla_get_in_addr(tb[FRA_SRC]))
		return false;
	return !frh->dst_len || r->dst == nla_get_in_addr(tb[FRA_DST]);
}

static int fib4_rule_fill(const struct fib_rule *rule, struct sk_buff *skb,
			  struct fib_rule_hdr *frh)
{
	const struct fib4_rule *r = rule4(rule);

	frh->dst_len = r->dst_len;
	frh->src_len = r->src_len;
	frh->tos = r->dscp_full ? 0 : r->tos;
	if ((r->dscp_full && (nla_put_u8(skb, KFRA_DSCP, r->tos >> 2) ||
			      nla_put_u8(skb, KFRA_DSCP_MASK, r->dscp_mask >> 2))) ||
	    (r->dst_len && nla_put_in_addr(skb, FRA_DST, r->dst)) ||
	    (r->src_len && nla_put_in_addr(skb, FRA_SRC, r->src)) ||
	    (r->tclassid && nla_put_u32(skb, FRA_FLOW, r->tclassid)))
		return -EMSGSIZE;
	return 0;
}

static const struct fib_rules_ops fib4_rules_ops = {
	.family = AF_INET,
	.rule_size = sizeof(struct fib4_rule),
	.addr_size = sizeof(__be32),
	.nlgroup = RTNLGRP_IPV4_RULE,
	.match = fib4_rule_match,
	.probe = fib4_rule_probe,
	.action = fib4_rule_action,
	.suppress = fib4_rule_suppress,
	.configure = fib4_rule_configure,
	.deleted = fib4_rule_deleted,
	.compare = fib4_rule_compare,
	.fill = fib4_rule_fill,
};

int fib4_rules_init(struct net *net)
{
	struct fib_rules_ops *ops;
	int err = fib_rules_register(&fib4_rules_ops, net, &ops);

	if (err)
		return err;
	if (fib_default_rule_add(ops, 0, RT_TABLE_LOCAL) ||
	    fib_default_rule_add(ops, 0x7ffe, RT_TABLE_MAIN) ||
	    fib_default_rule_add(ops, 0x7fff, RT_TABLE_DEFAULT)) {
		fib_rules_unregister(ops);
		return -ENOMEM;
	}
	net->ipv4->rules_ops = ops;
	return 0;
}

void fib4_rules_exit(struct net *net)
{
	fib_rules_unregister(net->ipv4->rules_ops);
	net->ipv4->rules_ops = NULL;
}
