/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * IPv6's rules: selectors by source, destination, DSCP and flow label, and what a rule does with
 * its table. While nobody changed them, lookups go to local and main directly.
 */
#include "net/core/fib_rules.h"
#include "net/ipv6/addrconf.h"
#include "net/ipv6/route.h"

#define FLOWLABEL_MASK htobe32(0x000fffff)
#define DSCP_MASK 0xfc

struct fib6_rule {
	struct fib_rule common;
	struct in6_addr src, dst;
	u8 src_len, dst_len;
	u8 dscp; /* in its upper six bits */
	u8 dscp_mask; /* with dscp_full */
	bool dscp_full; /* by FRA_DSCP: zero counts too */
	__be32 flowlabel, flowlabel_mask;
};

struct rule_flow {
	struct flowi6 *fl6;
	int flags;
	int oif; /* of a search for a route; of a packet it is in @fl6 */
};

static struct fib6_rule *rule6(const struct fib_rule *r)
{
	return (struct fib6_rule *)r;
}

/* ---- lookups ---- */

/* True: @t settles it. */
static bool look_in(struct net *net, struct fib6_table *t, struct flowi6 *fl6, int flags,
		    struct fib6_result *res)
{
	int oif = flags & RT6_LOOKUP_F_INPUT ? fl6->iif : fl6->oif;
	struct fib6_info *rt = ip6_pol_route(net, t, fl6, oif, flags);

	if (!rt)
		return false;
	res->f6i = rt;
	res->error = rt->meta->k.flags & RTF_REJECT ? ip6_rt_type_to_error(rt->meta->k.type) : 0;
	return res->error != -EAGAIN;
}

/* As above for who wants the route itself: one that throws or rejects settles it too. */
static bool find_in(struct net *net, struct fib6_table *t, const struct rule_flow *f,
		    struct fib6_result *res)
{
	res->f6i = fib6_table_lookup(net, t, f->oif, f->fl6, f->flags);
	return res->f6i;
}

static bool rule_match(const struct fib_rule *rule, const void *flow)
{
	const struct fib6_rule *r = rule6(rule);
	const struct rule_flow *f = flow;
	u8 dscp = be32toh(f->fl6->flowlabel) >> 20 & DSCP_MASK;

	if (!ipv6_prefix_equal(&f->fl6->daddr, &r->dst, r->dst_len))
		return false;
	if (r->src_len) {
		if (f->flags & RT6_LOOKUP_F_HAS_SADDR) {
			if (!ipv6_prefix_equal(&f->fl6->saddr, &r->src, r->src_len))
				return false;
		} else if (!(rule->flags & FIB_RULE_FIND_SADDR)) {
			return false;
		}
	}
	if (r->dscp_full ? (r->dscp ^ dscp) & r->dscp_mask : r->dscp && r->dscp != dscp)
		return false;
	return !((r->flowlabel ^ f->fl6->flowlabel) & r->flowlabel_mask);
}

/* Test word @i of a prefix, if it reaches so far. */
static void probe_word(struct fib_rule_probe *p, u32 word, const struct in6_addr *a, u32 plen,
		       u32 i)
{
	u32 bits = plen > i * 32 ? min(plen - i * 32, 32u) : 0;

	if (bits)
		fib_rule_probe_add(p, word + i, ~0u << (32 - bits), be32toh(a->s6_addr32[i]), 0);
}

/* The last words of prefixes tell most rules apart, then the class, then all other words. */
static void rule_probe(const struct fib_rule *rule, struct fib_rule_probe *p)
{
	const struct fib6_rule *r = rule6(rule);
	u32 src_len = rule->flags & FIB_RULE_FIND_SADDR ? 0 : r->src_len;
	u32 class_mask = be32toh(r->flowlabel_mask);

	probe_word(p, FIB_WORD_SRC, &r->src, src_len, src_len ? (src_len - 1) / 32 : 0);
	probe_word(p, FIB_WORD_DST, &r->dst, r->dst_len, r->dst_len ? (r->dst_len - 1) / 32 : 0);
	if (r->dscp_full)
		class_mask |= (u32)r->dscp_mask << 20;
	else if (r->dscp)
		class_mask |= (u32)DSCP_MASK << 20;
	fib_rule_probe_add(p, FIB_WORD_CLASS, class_mask,
			   (u32)r->dscp << 20 | be32toh(r->flowlabel), 0);
	for (u32 i = 0; i < 3; i++) {
		probe_word(p, FIB_WORD_SRC, &r->src, src_len, i);
		probe_word(p, FIB_WORD_DST, &r->dst, r->dst_len, i);
	}
}

/* Would the packet carry a source that the rule is for? */
static bool source_fits(struct fib_rule *rule, const struct rule_flow *f, struct fib6_info *rt)
{
	const struct fib6_rule *r = rule6(rule);
	struct net *net = rule->ops->net;
	struct in6_addr saddr;

	if (!(rule->flags & FIB_RULE_FIND_SADDR) || !r->src_len ||
	    f->flags & RT6_LOOKUP_F_HAS_SADDR)
		return true;
	if (ipv6_dev_get_saddr(net, rt->meta->k.dev, &f->fl6->daddr, 0, &saddr) ||
	    !ipv6_prefix_equal(&saddr, &r->src, r->src_len))
		return false;
	f->fl6->saddr = saddr;
	return true;
}

static int rule_action(struct fib_rule *rule, const void *flow, void *result, u32 flags)
{
	const struct rule_flow *f = flow;
	struct fib6_result *res = result;
	struct fib6_table *t;

	if (rule->action != FR_ACT_TO_TBL) {
		res->f6i = NULL;
		res->error = rule->action == FR_ACT_UNREACHABLE ? -ENETUNREACH
			     : rule->action == FR_ACT_PROHIBIT	? -EACCES
								: -EINVAL;
		return res->error;
	}
	t = fib6_get_table(rule->ops->net, rule->table);
	if (!t ||
	    !(res->is_route ? find_in(rule->ops->net, t, f, res)
			    : look_in(rule->ops->net, t, f->fl6, f->flags, res)) ||
	    !source_fits(rule, f, res->f6i))
		return -EAGAIN;
	return res->error;
}

/* A search for a route, not for a packet's way, is not suppressed: Linux forgets it. */
static bool rule_suppress(struct fib_rule *rule, void *result)
{
	const struct fib6_result *res = result;
	const struct net_device *dev;

	if (!res->f6i || res->is_route)
		return false;
	if (res->f6i->p.plen <= rule->suppress_prefixlen)
		return true;
	dev = res->f6i->meta->k.dev;
	return rule->suppress_ifgroup != -1 && dev && dev->group == rule->suppress_ifgroup;
}

static void lookup_custom(struct net *net, const struct rule_flow *flow, struct fib6_result *res)
{
	const struct flowi6 *fl6 = flow->fl6;
	struct flowi_common common = { .iif = fl6->iif,
				       .oif = fl6->oif,
				       .mark = fl6->mark,
				       .uid = fl6->uid,
				       .proto = fl6->proto,
				       .sport = fl6->sport,
				       .dport = fl6->dport };
	struct fib_rule *rule;

	common.word[FIB_WORD_CLASS] = be32toh(fl6->flowlabel);
	for (u32 i = 0; i < 4; i++) {
		common.word[FIB_WORD_SRC + i] = be32toh(fl6->saddr.s6_addr32[i]);
		common.word[FIB_WORD_DST + i] = be32toh(fl6->daddr.s6_addr32[i]);
	}
	if (fib_rules_lookup(net->ipv6->rules_ops, &common, flow, res, 0, &rule) == -ESRCH)
		*res = (struct fib6_result) { .error = -ENETUNREACH };
}

void fib6_rule_lookup(struct net *net, struct flowi6 *fl6, int flags, struct fib6_result *res)
{
	struct rule_flow flow = { .fl6 = fl6, .flags = flags };
	struct netns_ipv6 *n = net->ipv6;

	*res = (struct fib6_result) { .f6i = NULL };
	if (n->fib_has_custom_rules) {
		lookup_custom(net, &flow, res);
		return;
	}
	if (look_in(net, n->local, fl6, flags, res) || look_in(net, n->main, fl6, flags, res))
		return;
	*res = (struct fib6_result) { .error = -ENETUNREACH };
}

struct fib6_info *fib6_lookup(struct net *net, int oif, struct flowi6 *fl6, int strict)
{
	struct rule_flow flow = { .fl6 = fl6, .flags = strict, .oif = oif };
	struct fib6_result res = { .is_route = true };
	struct netns_ipv6 *n = net->ipv6;

	if (n->fib_has_custom_rules)
		lookup_custom(net, &flow, &res);
	else if (!find_in(net, n->local, &flow, &res))
		find_in(net, n->main, &flow, &res);
	return res.f6i;
}

/* ---- messages ---- */

static int refuse(struct netlink_ext_ack *extack, const char *msg)
{
	NL_SET_ERR_MSG(extack, msg);
	return -EINVAL;
}

static int take_dscp(struct fib6_rule *r, struct nlattr **tb, struct netlink_ext_ack *extack)
{
	u8 mask;

	if (tb[KFRA_DSCP]) {
		if (r->dscp)
			return refuse(extack, "Cannot specify both TOS and DSCP");
		r->dscp = nla_get_u8(tb[KFRA_DSCP]) << 2;
		r->dscp_mask = DSCP_MASK;
		r->dscp_full = true;
	}
	if (!tb[KFRA_DSCP_MASK])
		return 0;
	if (!tb[KFRA_DSCP]) {
		NL_SET_ERR_MSG_ATTR(extack, tb[KFRA_DSCP_MASK],
				    "Cannot specify DSCP mask without DSCP value");
		return -EINVAL;
	}
	mask = nla_get_u8(tb[KFRA_DSCP_MASK]) << 2;
	if (r->dscp & ~mask) {
		NL_SET_ERR_MSG_ATTR(extack, tb[KFRA_DSCP_MASK], "Invalid DSCP mask");
		return -EINVAL;
	}
	r->dscp_mask = mask;
	return 0;
}

static int take_flowlabel(struct fib6_rule *r, struct nlattr **tb, struct netlink_ext_ack *extack)
{
	if (!tb[KFRA_FLOWLABEL] && !tb[KFRA_FLOWLABEL_MASK])
		return 0;
	if (NL_REQ_ATTR_CHECK(extack, NULL, tb, KFRA_FLOWLABEL) ||
	    NL_REQ_ATTR_CHECK(extack, NULL, tb, KFRA_FLOWLABEL_MASK))
		return -EINVAL;
	r->flowlabel = nla_get_be32(tb[KFRA_FLOWLABEL]);
	r->flowlabel_mask = nla_get_be32(tb[KFRA_FLOWLABEL_MASK]);
	if (r->flowlabel_mask & ~FLOWLABEL_MASK) {
		NL_SET_ERR_MSG_ATTR(extack, tb[KFRA_FLOWLABEL_MASK], "Invalid flow label mask");
		return -EINVAL;
	}
	if (r->flowlabel & ~r->flowlabel_mask) {
		NL_SET_ERR_MSG(extack, "Flow label and mask do not match");
		return -EINVAL;
	}
	return 0;
}

static int rule_configure(struct fib_rule *rule, const struct fib_rule_hdr *frh, struct nlattr **tb,
			  struct netlink_ext_ack *extack)
{
	struct net *net = rule->ops->net;
	struct fib6_rule *r = rule6(rule);
	int err;

	if (frh->tos & ~DSCP_MASK)
		return refuse(extack, "Invalid dsfield (tos): ECN bits must be 0");
	r->dscp = frh->tos;
	err = take_dscp(r, tb, extack);
	if (!err)
		err = take_flowlabel(r, tb, extack);
	if (err)
		return err;
	if (rule->action == FR_ACT_TO_TBL && !rule->l3mdev) {
		if (!rule->table)
			return refuse(extack, "Invalid table");
		if (!fib6_new_table(net, rule->table))
			return -ENOBUFS;
	}
	r->src_len = frh->src_len;
	r->dst_len = frh->dst_len;
	if (r->src_len)
		r->src = nla_get_in6_addr(tb[FRA_SRC]);
	if (r->dst_len)
		r->dst = nla_get_in6_addr(tb[FRA_DST]);
	net->ipv6->fib_has_custom_rules = true;
	return 0;
}

static void rule_deleted(struct fib_rule *rule)
{
	rule->ops->net->ipv6->fib_has_custom_rules = true;
}

static bool same_addr(u8 len, const struct in6_addr *mine, const struct nlattr *attr)
{
	struct in6_addr theirs;

	if (!len || !attr)
		return !len;
	theirs = nla_get_in6_addr(attr);
	return ipv6_addr_equal(mine, &theirs);
}

static bool rule_compare(const struct fib_rule *rule, const struct fib_rule_hdr *frh,
			 struct nlattr **tb)
{
	const struct fib6_rule *r = rule6(rule);

	if ((frh->src_len && r->src_len != frh->src_len) ||
	    (frh->dst_len && r->dst_len != frh->dst_len) ||
	    (frh->tos && (r->dscp_full || r->dscp != frh->tos)))
		return false;
	if (tb[KFRA_DSCP] && (!r->dscp_full || r->dscp != nla_get_u8(tb[KFRA_DSCP]) << 2))
		return false;
	if (tb[KFRA_DSCP_MASK] && r->dscp_mask != nla_get_u8(tb[KFRA_DSCP_MASK]) << 2)
		return false;
	if (tb[KFRA_FLOWLABEL] && r->flowlabel != nla_get_be32(tb[KFRA_FLOWLABEL]))
		return false;
	if (tb[KFRA_FLOWLABEL_MASK] && r->flowlabel_mask != nla_get_be32(tb[KFRA_FLOWLABEL_MASK]))
		return false;
	return same_addr(frh->src_len, &r->src, tb[FRA_SRC]) &&
	       same_addr(frh->dst_len, &r->dst, tb[FRA_DST]);
}

static int rule_fill(const struct fib_rule *rule, struct sk_buff *skb, struct fib_rule_hdr *frh)
{
	const struct fib6_rule *r = rule6(rule);

	frh->dst_len = r->dst_len;
	frh->src_len = r->src_len;
	frh->tos = r->dscp_full ? 0 : r->dscp;
	if ((r->dscp_full && (nla_put_u8(skb, KFRA_DSCP, r->dscp >> 2) ||
			      nla_put_u8(skb, KFRA_DSCP_MASK, r->dscp_mask >> 2))) ||
	    (r->flowlabel_mask && (nla_put_be32(skb, KFRA_FLOWLABEL, r->flowlabel) ||
				   nla_put_be32(skb, KFRA_FLOWLABEL_MASK, r->flowlabel_mask))) ||
	    (r->dst_len && nla_put_in6_addr(skb, FRA_DST, &r->dst)) ||
	    (r->src_len && nla_put_in6_addr(skb, FRA_SRC, &r->src)))
		return -EMSGSIZE;
	return 0;
}

static const struct fib_rules_ops fib6_rules_ops = {
	.family = AF_INET6,
	.rule_size = sizeof(struct fib6_rule),
	.addr_size = sizeof(struct in6_addr),
	.nlgroup = RTNLGRP_IPV6_RULE,
	.match = rule_match,
	.probe = rule_probe,
	.action = rule_action,
	.suppress = rule_suppress,
	.configure = rule_configure,
	.deleted = rule_deleted,
	.compare = rule_compare,
	.fill = rule_fill,
};

int fib6_rules_net_init(struct net *net)
{
	struct fib_rules_ops *ops;
	int err = fib_rules_register(&fib6_rules_ops, net, &ops);

	if (err)
		return err;
	net->ipv6->rules_ops = ops;
	err = fib_default_rule_add(ops, 0, RT6_TABLE_LOCAL);
	return err ? err : fib_default_rule_add(ops, 0x7ffe, RT6_TABLE_MAIN);
}

void fib6_rules_net_exit(struct net *net)
{
	fib_rules_unregister(net->ipv6->rules_ops);
	net->ipv6->rules_ops = NULL;
}
