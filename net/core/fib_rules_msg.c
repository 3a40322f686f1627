/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * RTM_NEWRULE, RTM_DELRULE, RTM_GETRULE for every family that has rules.
 */
#include "net/core/dev.h"
#include "net/core/fib_rules_internal.h"

static const struct nla_policy fib_rule_policy[KFRA_MAX + 1] = {
	[FRA_UNSPEC] = { .strict_start_type = FRA_DPORT_RANGE + 1 },
	[FRA_IIFNAME] = { .type = NLA_STRING, .len = IFNAMSIZ - 1 },
	[FRA_OIFNAME] = { .type = NLA_STRING, .len = IFNAMSIZ - 1 },
	[FRA_PRIORITY] = { .type = NLA_U32 },
	[FRA_FWMARK] = { .type = NLA_U32 },
	[FRA_FLOW] = { .type = NLA_U32 },
	[FRA_TUN_ID] = { .type = NLA_U64 },
	[FRA_FWMASK] = { .type = NLA_U32 },
	[FRA_TABLE] = { .type = NLA_U32 },
	[FRA_SUPPRESS_PREFIXLEN] = { .type = NLA_U32 },
	[FRA_SUPPRESS_IFGROUP] = { .type = NLA_U32 },
	[FRA_GOTO] = { .type = NLA_U32 },
	[FRA_L3MDEV] = { .type = NLA_U8 },
	[FRA_UID_RANGE] = { .len = sizeof(struct fib_rule_uid_range) },
	[FRA_PROTOCOL] = { .type = NLA_U8 },
	[FRA_IP_PROTO] = { .type = NLA_U8 },
	[FRA_SPORT_RANGE] = { .len = sizeof(struct fib_rule_port_range) },
	[FRA_DPORT_RANGE] = { .len = sizeof(struct fib_rule_port_range) },
	[KFRA_DSCP] = NLA_POLICY_MAX(NLA_U8, 63),
	[KFRA_FLOWLABEL] = { .type = NLA_BE32 },
	[KFRA_FLOWLABEL_MASK] = { .type = NLA_BE32 },
	[KFRA_SPORT_MASK] = { .type = NLA_U16 },
	[KFRA_DPORT_MASK] = { .type = NLA_U16 },
	[KFRA_DSCP_MASK] = NLA_POLICY_MASK(NLA_U8, 63),
};

static int refuse(struct netlink_ext_ack *extack, const char *msg)
{
	NL_SET_ERR_MSG(extack, msg);
	return -EINVAL;
}

static struct fib_rules_ops *find_ops(struct net *net, int family)
{
	struct fib_rules_ops *ops;

	list_for_each_entry (ops, &net->rules->ops, node)
		if (ops->family == family)
			return ops;
	return NULL;
}

/* ---- a rule as a message ------------------------------------------------------------------- */

static int put_ports(struct sk_buff *skb, int type, int mask_type, const struct fib_rule_port *p)
{
	struct fib_rule_port_range range = { p->start, p->end };

	if (!p->start)
		return 0;
	if (nla_put(skb, type, sizeof(range), &range))
		return -EMSGSIZE;
	return p->mask ? nla_put_u16(skb, mask_type, p->mask) : 0;
}

static int put_name(struct sk_buff *skb, int type, const char *name, s32 ifindex, u32 detached,
		    struct fib_rule_hdr *frh)
{
	if (!name[0])
		return 0;
	if (ifindex == -1)
		frh->flags |= detached;
	return nla_put_string(skb, type, name);
}

static int put_selectors(struct sk_buff *skb, const struct fib_rule *r)
{
	struct fib_rule_uid_range uids = { r->uid_start, r->uid_end };

	if ((r->pref && nla_put_u32(skb, FRA_PRIORITY, r->pref)) ||
	    (r->mark && nla_put_u32(skb, FRA_FWMARK, r->mark)) ||
	    ((r->mark_mask || r->mark) && nla_put_u32(skb, FRA_FWMASK, r->mark_mask)) ||
	    (r->target && nla_put_u32(skb, FRA_GOTO, r->target)) ||
	    (r->tun_id && nla_put_64bit(skb, FRA_TUN_ID, 8, &r->tun_id, FRA_PAD)) ||
	    (r->l3mdev && nla_put_u8(skb, FRA_L3MDEV, r->l3mdev)) ||
	    (r->uid_set && nla_put(skb, FRA_UID_RANGE, sizeof(uids), &uids)) ||
	    put_ports(skb, FRA_SPORT_RANGE, KFRA_SPORT_MASK, &r->sport) ||
	    put_ports(skb, FRA_DPORT_RANGE, KFRA_DPORT_MASK, &r->dport) ||
	    (r->ip_proto && nla_put_u8(skb, FRA_IP_PROTO, r->ip_proto)) ||
	    (r->suppress_ifgroup != -1 &&
	     nla_put_s32(skb, FRA_SUPPRESS_IFGROUP, r->suppress_ifgroup)))
		return -EMSGSIZE;
	return 0;
}

static int fill_rule(struct sk_buff *skb, const struct fib_rule *r, u32 portid, u32 seq, int event,
		     u32 flags)
{
	struct nlmsghdr *nlh =
		nlmsg_put(skb, portid, seq, event, sizeof(struct fib_rule_hdr), flags);
	struct fib_rule_hdr *frh;

	if (!nlh)
		return -EMSGSIZE;
	frh = nlmsg_data(nlh);
	frh->family = r->ops->family;
	frh->table = r->table < 256 ? r->table : RT_TABLE_COMPAT;
	frh->action = r->action;
	frh->flags = r->flags;
	if (r->action == FR_ACT_GOTO && !r->ctarget)
		frh->flags |= FIB_RULE_UNRESOLVED;
	if (nla_put_u32(skb, FRA_TABLE, r->table) ||
	    nla_put_s32(skb, FRA_SUPPRESS_PREFIXLEN, r->suppress_prefixlen) ||
	    nla_put_u8(skb, FRA_PROTOCOL, r->proto) ||
	    put_name(skb, FRA_IIFNAME, r->iifname, r->iifindex, FIB_RULE_IIF_DETACHED, frh) ||
	    put_name(skb, FRA_OIFNAME, r->oifname, r->oifindex, FIB_RULE_OIF_DETACHED, frh) ||
	    put_selectors(skb, r) || r->ops->fill(r, skb, frh)) {
		nlmsg_cancel(skb, nlh);
		return -EMSGSIZE;
	}
	nlmsg_end(skb, nlh);
	return 0;
}

static void notify_change(struct fib_rule *r, int event, const struct nlmsghdr *nlh, u32 portid)
{
	struct net *net = r->ops->net;
	struct sk_buff *skb;

	if (!(nlh->nlmsg_flags & NLM_F_ECHO) && !rtnl_has_listeners(net, r->ops->nlgroup))
		return;
	skb = nlmsg_new(net->kernel, 512);
	if (!skb || fill_rule(skb, r, portid, nlh->nlmsg_seq, event, 0)) {
		kfree_skb(skb);
		rtnl_set_sk_err(net, r->ops->nlgroup, -ENOBUFS);
		return;
	}
	rtnl_notify(skb, net, portid, r->ops->nlgroup, nlh);
}

/* ---- a message as a rule ------------------------------------------------------------------- */

struct request {
	struct net *net;
	struct fib_rules_ops *ops;
	const struct fib_rule_hdr *frh;
	struct nlattr *tb[KFRA_MAX + 1];
	bool user_pref;
};

static int check_addr(const struct request *q, int type, u8 len, const char *msg,
		      struct netlink_ext_ack *extack)
{
	if (len && (!q->tb[type] || len > q->ops->addr_size * 8 ||
		    nla_len(q->tb[type]) != (int)q->ops->addr_size))
		return refuse(extack, msg);
	return 0;
}

static int parse_request(struct sk_buff *skb, struct nlmsghdr *nlh, struct request *q,
			 struct netlink_ext_ack *extack)
{
	int err;

	*q = (struct request) { .net = sock_net(skb->sk), .frh = nlmsg_data(nlh) };
	if (nlmsg_len(nlh) < (int)sizeof(*q->frh))
		return refuse(extack, "Invalid msg length");
	q->ops = find_ops(q->net, q->frh->family);
	if (!q->ops) {
		NL_SET_ERR_MSG(extack, "Rule family not supported");
		return -EAFNOSUPPORT;
	}
	err = nlmsg_parse_deprecated(nlh, sizeof(*q->frh), q->tb, KFRA_MAX, fib_rule_policy,
				     extack);
	if (err) {
		NL_SET_ERR_MSG(extack, "Error parsing msg");
		return err;
	}
	err = check_addr(q, FRA_SRC, q->frh->src_len, "Invalid source address", extack);
	return err ? err : check_addr(q, FRA_DST, q->frh->dst_len, "Invalid dst address", extack);
}

static s32 name_index(struct net *net, char name[IFNAMSIZ], const struct nlattr *a)
{
	struct net_device *dev;

	if (!a)
		return 0;
	nla_strscpy(name, a, IFNAMSIZ);
	dev = dev_get_by_name(net, name);
	return dev ? dev->ifindex : -1;
}

static u32 default_pref(const struct fib_rules_ops *ops)
{
	u32 second = fib_rules_count(ops) > 1 ? fib_rule_at(ops, 1)->pref : 0;

	return second ? second - 1 : 0;
}

static int refuse_attr(struct netlink_ext_ack *extack, const struct nlattr *a, const char *msg)
{
	NL_SET_ERR_MSG_ATTR(extack, a, msg);
	return -EINVAL;
}

static int take_port_mask(struct fib_rule_port *p, const struct nlattr *mask,
			  struct netlink_ext_ack *extack)
{
	if (!p->start)
		return refuse_attr(extack, mask, "Cannot specify port mask without port value");
	if (p->start != p->end)
		return refuse_attr(extack, mask, "Cannot specify port mask for port range");
	if (p->start & ~nla_get_u16(mask))
		return refuse_attr(extack, mask, "Invalid port mask");
	p->mask = nla_get_u16(mask);
	return 0;
}

static int take_ports(struct fib_rule_port *p, const struct nlattr *a, const struct nlattr *mask,
		      const char *bad_range, struct netlink_ext_ack *extack)
{
	struct fib_rule_port_range range;

	if (a) {
		memcpy(&range, nla_data(a), sizeof(range));
		if (!range.start || !range.end || range.start > range.end)
			return refuse(extack, bad_range);
		p->start = range.start;
		p->end = range.end;
		if (range.start == range.end)
			p->mask = 0xffff;
	}
	return mask ? take_port_mask(p, mask, extack) : 0;
}

static int take_uids(struct fib_rule *r, const struct nlattr *a, struct netlink_ext_ack *extack)
{
	struct fib_rule_uid_range range = { 0, ~0u };

	if (a) {
		memcpy(&range, nla_data(a), sizeof(range));
		if (range.start == ~0u || range.end == ~0u || range.start > range.end)
			return refuse(extack, "Invalid uid range");
		r->uid_set = true;
	}
	r->uid_start = range.start;
	r->uid_end = range.end;
	return 0;
}

static int take_goto(struct fib_rule *r, const struct nlattr *a, struct netlink_ext_ack *extack)
{
	if (!a)
		return r->action == FR_ACT_GOTO
			       ? refuse(extack, "Missing goto target for action goto")
			       : 0;
	if (r->action != FR_ACT_GOTO)
		return refuse(extack, "Unexpected goto");
	r->target = nla_get_u32(a);
	return 0;
}

static void take_plain(struct fib_rule *r, struct request *q)
{
	struct nlattr **tb = q->tb;

	q->user_pref = tb[FRA_PRIORITY];
	r->pref = tb[FRA_PRIORITY] ? nla_get_u32(tb[FRA_PRIORITY]) : default_pref(q->ops);
	r->proto = tb[FRA_PROTOCOL] ? nla_get_u8(tb[FRA_PROTOCOL]) : RTPROT_UNSPEC;
	r->iifindex = name_index(q->net, r->iifname, tb[FRA_IIFNAME]);
	r->oifindex = name_index(q->net, r->oifname, tb[FRA_OIFNAME]);
	if (tb[FRA_FWMARK]) {
		r->mark = nla_get_u32(tb[FRA_FWMARK]);
		r->mark_mask = r->mark ? ~0u : 0;
	}
	if (tb[FRA_FWMASK])
		r->mark_mask = nla_get_u32(tb[FRA_FWMASK]);
	if (tb[FRA_TUN_ID])
		r->tun_id = nla_get_u64(tb[FRA_TUN_ID]);
	r->action = q->frh->action;
	r->flags = q->frh->flags;
	r->table = tb[FRA_TABLE] ? nla_get_u32(tb[FRA_TABLE]) : q->frh->table;
	r->suppress_prefixlen = tb[FRA_SUPPRESS_PREFIXLEN] ? nla_get_s32(tb[FRA_SUPPRESS_PREFIXLEN])
							   : -1;
	r->suppress_ifgroup = tb[FRA_SUPPRESS_IFGROUP] ? nla_get_s32(tb[FRA_SUPPRESS_IFGROUP]) : -1;
	if (tb[FRA_IP_PROTO])
		r->ip_proto = nla_get_u8(tb[FRA_IP_PROTO]);
}

static int take_rule(struct fib_rule *r, struct request *q, struct netlink_ext_ack *extack)
{
	struct nlattr **tb = q->tb;
	int err;

	take_plain(r, q);
	if (tb[FRA_L3MDEV]) {
		r->l3mdev = nla_get_u8(tb[FRA_L3MDEV]);
		if (r->l3mdev != 1)
			return refuse(extack, "Invalid l3mdev attribute");
	}
	err = take_goto(r, tb[FRA_GOTO], extack);
	if (err)
		return err;
	if (r->l3mdev && r->table)
		return refuse(extack, "l3mdev and table are mutually exclusive");
	err = take_uids(r, tb[FRA_UID_RANGE], extack);
	if (err)
		return err;
	err = take_ports(&r->sport, tb[FRA_SPORT_RANGE], tb[KFRA_SPORT_MASK], "Invalid sport range",
			 extack);
	if (err)
		return err;
	err = take_ports(&r->dport, tb[FRA_DPORT_RANGE], tb[KFRA_DPORT_MASK], "Invalid dport range",
			 extack);
	if (err)
		return err;
	if (tb[FRA_GOTO] && r->target <= r->pref)
		return refuse(extack, "Backward goto not supported");
	return 0;
}

static int rule_from_request(struct request *q, struct fib_rule **ret_rule,
			     struct netlink_ext_ack *extack)
{
	struct kmem *m = &q->net->kernel->mem;
	struct fib_rule *r = kzalloc(m, q->ops->rule_size);
	int err;

	if (!r)
		return -ENOMEM;
	r->ops = q->ops;
	err = take_rule(r, q, extack);
	if (err)
		kfree(m, r);
	else
		*ret_rule = r;
	return err;
}

/* ---- adding -------------------------------------------------------------------------------- */

static bool same_ports(const struct fib_rule_port *a, const struct fib_rule_port *b)
{
	return a->start == b->start && a->end == b->end && a->mask == b->mask;
}

static bool same_rule(const struct fib_rule *a, const struct fib_rule *b)
{
	return a->action == b->action && a->table == b->table &&
	       !memcmp(a->iifname, b->iifname, IFNAMSIZ) &&
	       !memcmp(a->oifname, b->oifname, IFNAMSIZ) && a->mark == b->mark &&
	       a->suppress_ifgroup == b->suppress_ifgroup &&
	       a->suppress_prefixlen == b->suppress_prefixlen && a->mark_mask == b->mark_mask &&
	       a->tun_id == b->tun_id && a->l3mdev == b->l3mdev && a->uid_start == b->uid_start &&
	       a->uid_end == b->uid_end && a->ip_proto == b->ip_proto && a->proto == b->proto &&
	       same_ports(&a->sport, &b->sport) && same_ports(&a->dport, &b->dport);
}

static bool rule_exists(const struct request *q, const struct fib_rule *rule)
{
	for (u32 i = fib_rules_upper_bound(q->ops, rule->pref); i--;) {
		struct fib_rule *r = fib_rule_at(q->ops, i);

		if (r->pref != rule->pref)
			return false;
		if (same_rule(r, rule) && q->ops->compare(r, q->frh, (struct nlattr **)q->tb))
			return true;
	}
	return false;
}

static struct fib_rule *first_of_pref(const struct fib_rules_ops *ops, u32 pref)
{
	u32 i = pref ? fib_rules_upper_bound(ops, pref - 1) : 0;
	struct fib_rule *r = i < ops->rules.n ? fib_rule_at(ops, i) : NULL;

	return r && r->pref == pref ? r : NULL;
}

/** @rule is on the list: jumps that waited for its preference have their target. */
static void resolve_gotos(struct fib_rules_ops *ops, struct fib_rule *rule)
{
	for (u32 i = 0; ops->unresolved && i < ops->rules.n; i++) {
		struct fib_rule *r = fib_rule_at(ops, i);

		if (r->action != FR_ACT_GOTO || r->target != rule->pref || r->ctarget || r == rule)
			continue;
		r->ctarget = rule;
		ops->unresolved--;
	}
}

static int fib_nl_newrule(struct sk_buff *skb, struct nlmsghdr *nlh, struct netlink_ext_ack *extack)
{
	struct request q;
	struct fib_rule *rule;
	int err = parse_request(skb, nlh, &q, extack);

	if (err)
		return err;
	err = rule_from_request(&q, &rule, extack);
	if (err)
		return err;
	if (nlh->nlmsg_flags & NLM_F_EXCL && rule_exists(&q, rule)) {
		err = -EEXIST;
		goto free_rule;
	}
	err = q.ops->configure(rule, q.frh, q.tb, extack);
	if (err)
		goto free_rule;
	err = fib_rules_insert(q.ops, rule);
	if (err)
		goto undo_configure;
	resolve_gotos(q.ops, rule);
	if (rule->action == FR_ACT_GOTO) {
		rule->ctarget = first_of_pref(q.ops, rule->target);
		q.ops->nr_goto++;
		q.ops->unresolved += !rule->ctarget;
	}
	q.ops->nr_named += rule->iifname[0] || rule->oifname[0];
	notify_change(rule, RTM_NEWRULE, nlh, NETLINK_CB(skb).portid);
	return 0;

undo_configure:
	if (q.ops->deleted)
		q.ops->deleted(rule);
free_rule:
	kfree(&q.net->kernel->mem, rule);
	return err;
}

/* ---- deleting ------------------------------------------------------------------------------ */

/** Does @r have everything that the request @want names? */
static bool rule_fits(const struct request *q, const struct fib_rule *r,
		      const struct fib_rule *want)
{
	return (!want->action || r->action == want->action) &&
	       (!want->table || r->table == want->table) &&
	       (!q->user_pref || r->pref == want->pref) &&
	       (!want->iifname[0] || !memcmp(r->iifname, want->iifname, IFNAMSIZ)) &&
	       (!want->oifname[0] || !memcmp(r->oifname, want->oifname, IFNAMSIZ)) &&
	       (!want->mark || r->mark == want->mark) &&
	       (want->suppress_ifgroup == -1 || r->suppress_ifgroup == want->suppress_ifgroup) &&
	       (want->suppress_prefixlen == -1 ||
		r->suppress_prefixlen == want->suppress_prefixlen) &&
	       (!want->mark_mask || r->mark_mask == want->mark_mask) &&
	       (!want->tun_id || r->tun_id == want->tun_id) &&
	       (!want->l3mdev || r->l3mdev == want->l3mdev) &&
	       (!want->uid_set ||
		(r->uid_start == want->uid_start && r->uid_end == want->uid_end)) &&
	       (!want->ip_proto || r->ip_proto == want->ip_proto) &&
	       (!want->proto || r->proto == want->proto) &&
	       (!want->sport.start || same_ports(&r->sport, &want->sport)) &&
	       (!want->dport.start || same_ports(&r->dport, &want->dport)) &&
	       q->ops->compare(r, q->frh, (struct nlattr **)q->tb);
}

static bool find_fitting(const struct request *q, const struct fib_rule *want, u32 *ret_at)
{
	u32 i = q->user_pref && want->pref ? fib_rules_upper_bound(q->ops, want->pref - 1) : 0;

	for (; i < q->ops->rules.n; i++) {
		struct fib_rule *r = fib_rule_at(q->ops, i);

		if (q->user_pref && r->pref > want->pref)
			break;
		if (rule_fits(q, r, want)) {
			*ret_at = i;
			return true;
		}
	}
	return false;
}

/** @rule left the list: jumps to it go to the next of the same preference, or nowhere. */
static void retarget_gotos(struct fib_rules_ops *ops, const struct fib_rule *rule)
{
	struct fib_rule *next = first_of_pref(ops, rule->pref);

	for (u32 i = 0; ops->nr_goto && i < ops->rules.n; i++) {
		struct fib_rule *r = fib_rule_at(ops, i);

		if (r->ctarget != rule)
			continue;
		r->ctarget = next;
		ops->unresolved += !next;
	}
}

static void delete_rule(struct fib_rules_ops *ops, u32 at, const struct nlmsghdr *nlh, u32 portid)
{
	struct fib_rule *r = fib_rule_at(ops, at);

	if (ops->deleted)
		ops->deleted(r);
	fib_rules_remove(ops, at);
	if (r->action == FR_ACT_GOTO) {
		ops->nr_goto--;
		ops->unresolved -= !r->ctarget;
	}
	ops->nr_named -= r->iifname[0] || r->oifname[0];
	retarget_gotos(ops, r);
	notify_change(r, RTM_DELRULE, nlh, portid);
	kfree(&ops->net->kernel->mem, r);
}

static int fib_nl_delrule(struct sk_buff *skb, struct nlmsghdr *nlh, struct netlink_ext_ack *extack)
{
	struct request q;
	struct fib_rule *want;
	u32 at;
	int err = parse_request(skb, nlh, &q, extack);

	if (err)
		return err;
	err = rule_from_request(&q, &want, extack);
	if (err)
		return err;
	if (!find_fitting(&q, want, &at))
		err = -ENOENT;
	else if (fib_rule_at(q.ops, at)->flags & FIB_RULE_PERMANENT)
		err = -EPERM;
	else
		delete_rule(q.ops, at, nlh, NETLINK_CB(skb).portid);
	kfree(&q.net->kernel->mem, want);
	return err;
}

/* ---- dumping ------------------------------------------------------------------------------- */

struct dump_ctx {
	u32 family, at; /* family 0: not begun */
};

static int check_dump(struct netlink_callback *cb)
{
	const struct fib_rule_hdr *frh = nlmsg_data(cb->nlh);

	if (nlmsg_len(cb->nlh) < (int)sizeof(*frh))
		return refuse(cb->extack, "Invalid header for fib rule dump request");
	if (frh->dst_len || frh->src_len || frh->tos || frh->table || frh->res1 || frh->res2 ||
	    frh->action || frh->flags)
		return refuse(cb->extack, "Invalid values in header for fib rule dump request");
	if (nlmsg_attrlen(cb->nlh, sizeof(*frh)))
		return refuse(cb->extack, "Invalid data after header in fib rule dump request");
	return 0;
}

static int dump_rules(struct sk_buff *skb, struct netlink_callback *cb, struct fib_rules_ops *ops,
		      struct dump_ctx *c)
{
	if (c->family != (u32)ops->family)
		*c = (struct dump_ctx) { ops->family, 0 };
	for (; c->at < ops->rules.n; c->at++)
		if (fill_rule(skb, fib_rule_at(ops, c->at), NETLINK_CB(cb->skb).portid,
			      cb->nlh->nlmsg_seq, RTM_NEWRULE, NLM_F_MULTI))
			return -EMSGSIZE;
	return 0;
}

static int fib_nl_dumprule(struct sk_buff *skb, struct netlink_callback *cb)
{
	struct dump_ctx *c = NL_CB_CTX(cb, struct dump_ctx);
	struct net *net = sock_net(cb->skb->sk);
	int family = nlmsg_len(cb->nlh) > 0 ? *(u8 *)nlmsg_data(cb->nlh) : AF_UNSPEC;
	struct fib_rules_ops *ops;
	bool begun = !c->family;

	if (cb->strict_check) {
		int err = check_dump(cb);

		if (err)
			return err;
	}
	if (family != AF_UNSPEC) {
		ops = find_ops(net, family);
		if (!ops)
			return -EAFNOSUPPORT;
		dump_rules(skb, cb, ops, c);
		return skb->len;
	}
	list_for_each_entry (ops, &net->rules->ops, node) {
		begun |= c->family == (u32)ops->family;
		if (begun && dump_rules(skb, cb, ops, c))
			break;
	}
	return skb->len;
}

const struct rtnl_msg_handler fib_rules_handlers[] = {
	{ PF_UNSPEC, RTM_NEWRULE, .doit = fib_nl_newrule },
	{ PF_UNSPEC, RTM_DELRULE, .doit = fib_nl_delrule },
	{ PF_UNSPEC, RTM_GETRULE, .dumpit = fib_nl_dumprule, .flags = RTNL_FLAG_DUMP_UNLOCKED },
};
const u32 fib_rules_handler_count = ARRAY_SIZE(fib_rules_handlers);
