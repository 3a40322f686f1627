// SPDX-License-Identifier: LGPL-2.1-or-later
/*
 * "nlctrl": which generic netlink families there are, their commands and groups, and the
 * policies of their attributes.
 *
 * A policy dump numbers every policy that can be reached from the wanted commands, tells for
 * each command which one it uses, and then describes them, one attribute a message.
 */
#include "net/netlink/genetlink_internal.h"

#define CTRL_VERSION 2

/* ---- families ---- */

static u32 flags_of_cmd(const struct genl_family *f, u8 cmd)
{
	u32 flags = 0;

	for (u32 i = 0; i < f->n_ops; i++) {
		if (f->ops[i].cmd != cmd)
			continue;
		flags |= f->ops[i].flags;
		if (f->ops[i].policy)
			flags |= GENL_CMD_CAP_HASPOL;
	}
	return flags;
}

/* Is row @i the first of its command? */
static bool first_of_cmd(const struct genl_family *f, u32 i)
{
	return genl_find_op(f, f->ops[i].cmd, 0xff) == &f->ops[i];
}

static int put_ops(struct sk_buff *skb, const struct genl_family *f)
{
	struct nlattr *ops, *op;
	u32 n = 0;

	if (!f->n_ops)
		return 0;
	ops = nla_nest_start_noflag(skb, CTRL_ATTR_OPS);
	if (!ops)
		return -EMSGSIZE;
	for (u32 i = 0; i < f->n_ops; i++) {
		if (!first_of_cmd(f, i))
			continue;
		op = nla_nest_start_noflag(skb, ++n);
		if (!op || nla_put_u32(skb, CTRL_ATTR_OP_ID, f->ops[i].cmd) ||
		    nla_put_u32(skb, CTRL_ATTR_OP_FLAGS, flags_of_cmd(f, f->ops[i].cmd)))
			return -EMSGSIZE;
		nla_nest_end(skb, op);
	}
	nla_nest_end(skb, ops);
	return 0;
}

static int put_groups(struct sk_buff *skb, const struct genl_registered *r)
{
	struct nlattr *groups, *group;

	if (!r->family->n_mcgrps)
		return 0;
	groups = nla_nest_start_noflag(skb, CTRL_ATTR_MCAST_GROUPS);
	if (!groups)
		return -EMSGSIZE;
	for (u32 i = 0; i < r->family->n_mcgrps; i++) {
		group = nla_nest_start_noflag(skb, i + 1);
		if (!group || nla_put_u32(skb, CTRL_ATTR_MCAST_GRP_ID, r->mcgrp_offset + i) ||
		    nla_put_string(skb, CTRL_ATTR_MCAST_GRP_NAME, r->family->mcgrps[i].name))
			return -EMSGSIZE;
		nla_nest_end(skb, group);
	}
	nla_nest_end(skb, groups);
	return 0;
}

static int fill_family(struct sk_buff *skb, const struct genl_registered *r, u32 portid, u32 seq,
		       u32 flags)
{
	void *hdr = genlmsg_put(skb, portid, seq, GENL_ID_CTRL, &genl_ctrl_family, flags,
				CTRL_CMD_NEWFAMILY);

	if (!hdr)
		return -EMSGSIZE;
	if (nla_put_string(skb, CTRL_ATTR_FAMILY_NAME, r->family->name) ||
	    nla_put_u16(skb, CTRL_ATTR_FAMILY_ID, r->id) ||
	    nla_put_u32(skb, CTRL_ATTR_VERSION, r->family->version) ||
	    nla_put_u32(skb, CTRL_ATTR_HDRSIZE, r->family->hdrsize) ||
	    nla_put_u32(skb, CTRL_ATTR_MAXATTR, r->family->maxattr) || put_ops(skb, r->family) ||
	    put_groups(skb, r)) {
		genlmsg_cancel(skb, &genl_ctrl_family, hdr);
		return -EMSGSIZE;
	}
	genlmsg_end(skb, &genl_ctrl_family, hdr);
	return 0;
}

/* The family that a request names, or NULL with the refusal in *err. */
static struct genl_registered *find_named(const struct genl_info *info, int *err)
{
	struct kernel *k = info->net->kernel;
	struct genl_registered *r = NULL;

	*err = -EINVAL;
	if (info->attrs[CTRL_ATTR_FAMILY_ID]) {
		r = genl_find(k, nla_get_u16(info->attrs[CTRL_ATTR_FAMILY_ID]));
		*err = -ENOENT;
	}
	if (info->attrs[CTRL_ATTR_FAMILY_NAME]) {
		r = genl_find_name(k, nla_data(info->attrs[CTRL_ATTR_FAMILY_NAME]));
		*err = -ENOENT;
	}
	if (r && !genl_visible(r, info->net)) {
		*err = -ENOENT;
		return NULL;
	}
	return r;
}

static int ctrl_getfamily(struct sk_buff *skb, struct genl_info *info)
{
	struct genl_registered *r;
	struct sk_buff *msg;
	int err;

	r = find_named(info, &err);
	if (!r)
		return err;
	msg = nlmsg_new(skb->kernel, NLMSG_DEFAULT_SIZE);
	if (!msg)
		return -ENOBUFS;
	err = fill_family(msg, r, info->snd_portid, info->snd_seq, 0);
	if (err) {
		kfree_skb(msg);
		return err;
	}
	return genlmsg_reply(msg, info);
}

struct family_cursor {
	u64 next_id;
};

static int ctrl_dumpfamily(struct sk_buff *skb, struct netlink_callback *cb)
{
	struct family_cursor *c = NL_CB_CTX(cb, struct family_cursor);
	struct genl_registered *r;
	u32 i;

	idvec_for_each_from (&skb->kernel->genl->families, i, r, c->next_id) {
		if (genl_visible(r, cb->skb->sk->net) &&
		    fill_family(skb, r, NETLINK_CB(cb->skb).portid, cb->nlh->nlmsg_seq,
				NLM_F_MULTI))
			return skb->len;
		c->next_id = r->id + 1;
	}
	return 0;
}

/* ---- policies ---- */

struct listed_policy {
	const struct nla_policy *policy;
	u32 maxtype;
};

struct policy_list {
	u32 n, cap;
	struct listed_policy *e;
};

struct policy_cursor {
	const struct genl_registered *r;
	struct policy_list list;
	bool single;
	u8 op;
	u32 next_row; /* of the family's ops; n_ops: all told */
	u32 policy, attr; /* next to describe */
};

static u32 policy_index(void *state, const struct nla_policy *policy, u32 maxtype)
{
	const struct policy_list *l = state;
	u32 i;

	for (i = 0; i < l->n; i++)
		if (l->e[i].policy == policy && l->e[i].maxtype == maxtype)
			break;
	return i;
}

static int list_add_policy(struct kernel *k, struct policy_list *l, const struct nla_policy *policy,
			   u32 maxtype)
{
	u32 cap = l->cap ? l->cap * 2 : 8;
	struct listed_policy *e;

	if (!policy || policy_index(l, policy, maxtype) < l->n)
		return 0;
	if (l->n == l->cap) {
		e = krealloc(&k->mem, l->e, cap * sizeof(*e));
		if (!e)
			return -ENOMEM;
		l->e = e;
		l->cap = cap;
	}
	l->e[l->n++] = (struct listed_policy) { policy, maxtype };
	return 0;
}

/* Everything nested in what is listed is listed, too, once. */
static int list_add_nested(struct kernel *k, struct policy_list *l)
{
	int err;

	for (u32 i = 0; i < l->n; i++) {
		for (u32 a = 0; a <= l->e[i].maxtype; a++) {
			const struct nla_policy *pt = &l->e[i].policy[a];

			if (pt->type != NLA_NESTED && pt->type != NLA_NESTED_ARRAY)
				continue;
			err = list_add_policy(k, l, pt->nested_policy, pt->len);
			if (err)
				return err;
		}
	}
	return 0;
}

static int list_policies(struct kernel *k, struct policy_cursor *c)
{
	const struct genl_family *f = c->r->family;
	int err = 0;

	for (u32 i = 0; !err && i < f->n_ops; i++)
		if (!c->single || f->ops[i].cmd == c->op)
			err = list_add_policy(k, &c->list, f->ops[i].policy, f->ops[i].maxattr);
	if (!err)
		err = list_add_nested(k, &c->list);
	if (!err && !c->list.n)
		err = -ENODATA;
	if (err)
		kfree(&k->mem, c->list.e);
	return err;
}

static int ctrl_dumppolicy_start(struct netlink_callback *cb, const struct genl_info *info)
{
	struct policy_cursor *c = NL_CB_CTX(cb, struct policy_cursor);
	const struct nlattr *op = info->attrs[CTRL_ATTR_OP];
	int err;

	c->r = find_named(info, &err);
	if (!c->r)
		return err;
	if (op) {
		c->single = true;
		c->op = nla_get_u32(op);
		if (nla_get_u32(op) > 0xff || !genl_find_op(c->r->family, c->op, 0xff)) {
			NL_SET_BAD_ATTR(info->extack, op);
			return -ENOENT;
		}
	}
	return list_policies(info->net->kernel, c);
}

static int ctrl_dumppolicy_done(struct netlink_callback *cb)
{
	struct policy_cursor *c = NL_CB_CTX(cb, struct policy_cursor);

	kfree(&cb->skb->kernel->mem, c->list.e);
	return 0;
}

static void *begin_policy_message(struct sk_buff *skb, struct netlink_callback *cb)
{
	struct policy_cursor *c = NL_CB_CTX(cb, struct policy_cursor);
	void *hdr = genlmsg_put(skb, NETLINK_CB(cb->skb).portid, cb->nlh->nlmsg_seq, GENL_ID_CTRL,
				&genl_ctrl_family, NLM_F_MULTI, CTRL_CMD_GETPOLICY);

	if (hdr && nla_put_u16(skb, CTRL_ATTR_FAMILY_ID, c->r->id)) {
		genlmsg_cancel(skb, &genl_ctrl_family, hdr);
		return NULL;
	}
	return hdr;
}

static int put_index(struct sk_buff *skb, struct policy_cursor *c, u8 cmd, u8 how, int type)
{
	const struct genl_op *op = genl_find_op(c->r->family, cmd, how);

	if (!op || !op->policy)
		return 0;
	return nla_put_u32(skb, type, policy_index(&c->list, op->policy, op->maxattr));
}

/* Which policies the command of @cmd takes. */
static int put_op_policy(struct sk_buff *skb, struct netlink_callback *cb, u8 cmd)
{
	struct policy_cursor *c = NL_CB_CTX(cb, struct policy_cursor);
	void *hdr = begin_policy_message(skb, cb);
	struct nlattr *nest, *op;
	int type = cmd;

	if (!hdr)
		return -EMSGSIZE;
	nest = nla_nest_start(skb, CTRL_ATTR_OP_POLICY);
	/* Linux names the command only where it is one to do. */
	if (!genl_find_op(c->r->family, cmd, GENL_CMD_CAP_DO))
		type = 0;
	op = nest ? nla_nest_start(skb, type) : NULL;
	if (!op || put_index(skb, c, cmd, GENL_CMD_CAP_DO, CTRL_ATTR_POLICY_DO) ||
	    put_index(skb, c, cmd, GENL_CMD_CAP_DUMP, CTRL_ATTR_POLICY_DUMP)) {
		genlmsg_cancel(skb, &genl_ctrl_family, hdr);
		return -EMSGSIZE;
	}
	nla_nest_end(skb, op);
	nla_nest_end(skb, nest);
	genlmsg_end(skb, &genl_ctrl_family, hdr);
	return 0;
}

static void next_attr(struct policy_cursor *c)
{
	if (++c->attr <= c->list.e[c->policy].maxtype)
		return;
	c->attr = 0;
	c->policy++;
}

/* Describe the attribute under the cursor, unless there is nothing to say of it. */
static int put_attr(struct sk_buff *skb, struct netlink_callback *cb)
{
	struct policy_cursor *c = NL_CB_CTX(cb, struct policy_cursor);
	const struct nla_policy *pt = &c->list.e[c->policy].policy[c->attr];
	void *hdr = begin_policy_message(skb, cb);
	struct nlattr *outer = hdr ? nla_nest_start(skb, CTRL_ATTR_POLICY) : NULL;
	struct nlattr *inner = outer ? nla_nest_start(skb, c->policy) : NULL;
	int err = -EMSGSIZE;

	if (inner)
		err = netlink_policy_dump_write_attr(skb, pt, c->attr, policy_index, &c->list);
	if (err) {
		genlmsg_cancel(skb, &genl_ctrl_family, hdr);
		return err == -ENODATA ? 0 : err;
	}
	nla_nest_end(skb, inner);
	nla_nest_end(skb, outer);
	genlmsg_end(skb, &genl_ctrl_family, hdr);
	return 0;
}

static int ctrl_dumppolicy(struct sk_buff *skb, struct netlink_callback *cb)
{
	struct policy_cursor *c = NL_CB_CTX(cb, struct policy_cursor);
	const struct genl_family *f = c->r->family;

	for (; c->next_row < f->n_ops; c->next_row++) {
		u8 cmd = f->ops[c->next_row].cmd;

		if (!first_of_cmd(f, c->next_row) || (c->single && cmd != c->op))
			continue;
		if (put_op_policy(skb, cb, cmd))
			return skb->len;
	}
	while (c->policy < c->list.n) {
		if (put_attr(skb, cb))
			return skb->len;
		next_attr(c);
	}
	return skb->len;
}

/* ---- tables ---- */

static const struct nla_policy family_policy[] = {
	[CTRL_ATTR_FAMILY_ID] = { .type = NLA_U16 },
	[CTRL_ATTR_FAMILY_NAME] = { .type = NLA_NUL_STRING, .len = GENL_NAMSIZ - 1 },
};

static const struct nla_policy policy_policy[] = {
	[CTRL_ATTR_FAMILY_ID] = { .type = NLA_U16 },
	[CTRL_ATTR_FAMILY_NAME] = { .type = NLA_NUL_STRING, .len = GENL_NAMSIZ - 1 },
	[CTRL_ATTR_OP] = { .type = NLA_U32 },
};

static const struct genl_op ctrl_ops[] = {
	{
		.cmd = CTRL_CMD_GETFAMILY,
		.flags = GENL_CMD_CAP_DO,
		.validate = GENL_DONT_VALIDATE_STRICT,
		.policy = family_policy,
		.maxattr = ARRAY_SIZE(family_policy) - 1,
		.doit = ctrl_getfamily,
	},
	{
		.cmd = CTRL_CMD_GETFAMILY,
		.flags = GENL_CMD_CAP_DUMP,
		.validate = GENL_DONT_VALIDATE_DUMP,
		.policy = family_policy,
		.maxattr = ARRAY_SIZE(family_policy) - 1,
		.dumpit = ctrl_dumpfamily,
	},
	{
		.cmd = CTRL_CMD_GETPOLICY,
		.flags = GENL_CMD_CAP_DUMP,
		.policy = policy_policy,
		.maxattr = ARRAY_SIZE(policy_policy) - 1,
		.start = ctrl_dumppolicy_start,
		.dumpit = ctrl_dumppolicy,
		.done = ctrl_dumppolicy_done,
	},
};

static const struct genl_multicast_group ctrl_groups[] = {
	{ .name = "notify" },
};

const struct genl_family genl_ctrl_family = {
	.name = "nlctrl",
	.version = CTRL_VERSION,
	.netnsok = true,
	.resv_start_op = CTRL_CMD_GETPOLICY + 1,
	.fixed_id = GENL_ID_CTRL,
	.ops = ctrl_ops,
	.n_ops = ARRAY_SIZE(ctrl_ops),
	.mcgrps = ctrl_groups,
	.n_mcgrps = ARRAY_SIZE(ctrl_groups),
};
