/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * RTM_GETNEXTHOP and RTM_GETNEXTHOPBUCKET: one, or all that a filter lets through, by number.
 * A dump remembers the number it stopped at, so anything may change between two parts of it.
 */
#include "net/ipv4/nexthop_internal.h"

#define OP_FLAGS_DUMP_ALL (KNHA_OP_FLAG_DUMP_STATS | KNHA_OP_FLAG_DUMP_HW_STATS)

static const struct nla_policy nh_policy_get[KNHA_OP_FLAGS + 1] = {
	[NHA_ID] = { .type = NLA_U32 },
	[KNHA_OP_FLAGS] = NLA_POLICY_MASK(NLA_U32, OP_FLAGS_DUMP_ALL),
};

static const struct nla_policy nh_policy_dump[KNHA_OP_FLAGS + 1] = {
	[NHA_OIF] = { .type = NLA_U32 },
	[NHA_GROUPS] = { .type = NLA_FLAG },
	[NHA_MASTER] = { .type = NLA_U32 },
	[NHA_FDB] = { .type = NLA_FLAG },
	[KNHA_OP_FLAGS] = NLA_POLICY_MASK(NLA_U32, OP_FLAGS_DUMP_ALL),
};

static const struct nla_policy nh_policy_dump_bucket[] = {
	[NHA_ID] = { .type = NLA_U32 },
	[NHA_OIF] = { .type = NLA_U32 },
	[NHA_MASTER] = { .type = NLA_U32 },
	[NHA_RES_BUCKET] = { .type = NLA_NESTED },
};

static const struct nla_policy res_bucket_policy_dump[] = {
	[NHA_RES_BUCKET_NH_ID] = { .type = NLA_U32 },
};

static const struct nla_policy nh_policy_get_bucket[] = {
	[NHA_ID] = { .type = NLA_U32 },
	[NHA_RES_BUCKET] = { .type = NLA_NESTED },
};

static const struct nla_policy res_bucket_policy_get[] = {
	[NHA_RES_BUCKET_INDEX] = { .type = NLA_U16 },
};

static int refuse(struct netlink_ext_ack *extack, const char *msg)
{
	NL_SET_ERR_MSG(extack, msg);
	return -EINVAL;
}

static u32 get_op_flags(struct nlattr **tb)
{
	return tb[KNHA_OP_FLAGS] ? nla_get_u32(tb[KNHA_OP_FLAGS]) : 0;
}

/* ---- one ----------------------------------------------------------------------------------- */

int rtm_get_nexthop(struct sk_buff *in_skb, struct nlmsghdr *nlh, struct netlink_ext_ack *extack)
{
	struct net *net = sock_net(in_skb->sk);
	u32 portid = NETLINK_CB(in_skb).portid, id;
	struct nlattr *tb[ARRAY_SIZE(nh_policy_get)];
	const struct nexthop *nh;
	struct sk_buff *skb;
	int err;

	err = nlmsg_parse(nlh, sizeof(struct nhmsg), tb, ARRAY_SIZE(tb) - 1, nh_policy_get, extack);
	if (!err)
		err = nh_valid_get_del_req(nlh, tb, &id, extack);
	if (err)
		return err;
	skb = nlmsg_new(net->kernel, NLMSG_GOODSIZE);
	if (!skb)
		return -ENOBUFS;
	nh = nexthop_find_by_id(net, id);
	err = nh ? nh_fill_node(skb, nh, RTM_NEWNEXTHOP, portid, nlh->nlmsg_seq, 0,
				get_op_flags(tb))
		 : -ENOENT;
	if (err) {
		nlmsg_free(skb);
		return err;
	}
	return rtnl_unicast(skb, net, portid);
}

/* ---- filters ------------------------------------------------------------------------------- */

struct nh_filter {
	u32 nh_id, bucket_nh_id, op_flags;
	u32 dev_idx, master_idx;
	bool groups;
	u8 family;
};

static bool filtered(const struct nexthop *nh, const struct nh_filter *f)
{
	const struct net_device *dev;

	if (f->groups && !nh->is_group)
		return true;
	if (!f->dev_idx && !f->master_idx && !f->family)
		return false;
	if (nh->is_group)
		return true;
	if (f->family && nh->info->family != f->family)
		return true;
	dev = nh->info->hop.dev;
	if (f->dev_idx && (!dev || (u32)dev->ifindex != f->dev_idx))
		return true;
	return f->master_idx &&
	       (!dev || !dev->master || (u32)dev->master->ifindex != f->master_idx);
}

static int get_index(const struct nlattr *a, u32 *ret_idx, const char *msg,
		     struct netlink_ext_ack *extack)
{
	if (!a)
		return 0;
	*ret_idx = nla_get_u32(a);
	return *ret_idx > INT32_MAX ? refuse(extack, msg) : 0;
}

static int get_nhid(const struct nlattr *a, u32 *ret_id, struct netlink_ext_ack *extack)
{
	if (!a)
		return 0;
	*ret_id = nla_get_u32(a);
	return *ret_id ? 0 : refuse(extack, "Invalid nexthop id");
}

static int valid_dump_req(const struct nlmsghdr *nlh, struct nlattr **tb, struct nh_filter *f,
			  struct netlink_ext_ack *extack)
{
	const struct nhmsg *nhm = nlmsg_data(nlh);
	int err = get_index(tb[NHA_OIF], &f->dev_idx, "Invalid device index", extack);

	if (!err)
		err = get_index(tb[NHA_MASTER], &f->master_idx, "Invalid master device index",
				extack);
	if (err)
		return err;
	f->groups = tb[NHA_GROUPS];
	f->family = nhm->nh_family;
	if (nhm->nh_protocol || nhm->resvd || nhm->nh_scope || nhm->nh_flags)
		return refuse(extack, "Invalid values in header for nexthop dump request");
	return 0;
}

/* ---- all ----------------------------------------------------------------------------------- */

struct nh_dump_ctx {
	u32 id; /* where to go on */
	u32 bucket; /* of that one */
	bool done;
};

/** The next one to show at or after ctx->id, or NULL. */
static const struct nexthop *dump_next(const struct net *net, struct nh_dump_ctx *ctx)
{
	struct idtree_node *n = ctx->done ? NULL : idtree_lower_bound(&net->nexthop->tree, ctx->id);

	if (!n) {
		ctx->done = true;
		return NULL;
	}
	ctx->id = n->id;
	return container_of(n, struct nexthop, by_id);
}

static void dump_advance(struct nh_dump_ctx *ctx)
{
	ctx->bucket = 0;
	if (!++ctx->id)
		ctx->done = true;
}

static int dump_end(struct sk_buff *skb, struct netlink_callback *cb, const struct net *net,
		    int err)
{
	cb->seq = net->nexthop->seq;
	nl_dump_check_consistent(cb, (struct nlmsghdr *)skb->data);
	return err;
}

int rtm_dump_nexthop(struct sk_buff *skb, struct netlink_callback *cb)
{
	struct nh_dump_ctx *ctx = NL_CB_CTX(cb, struct nh_dump_ctx);
	struct nlattr *tb[ARRAY_SIZE(nh_policy_dump)];
	struct net *net = sock_net(cb->skb->sk);
	struct nh_filter f = { 0 };
	const struct nexthop *nh;
	int err = nlmsg_parse(cb->nlh, sizeof(struct nhmsg), tb, ARRAY_SIZE(tb) - 1, nh_policy_dump,
			      cb->extack);

	if (!err)
		err = valid_dump_req(cb->nlh, tb, &f, cb->extack);
	if (err)
		return err;
	f.op_flags = get_op_flags(tb);
	for (; !err && (nh = dump_next(net, ctx));) {
		if (!filtered(nh, &f))
			err = nh_fill_node(skb, nh, RTM_NEWNEXTHOP, NETLINK_CB(cb->skb).portid,
					   cb->nlh->nlmsg_seq, NLM_F_MULTI, f.op_flags);
		if (!err)
			dump_advance(ctx);
	}
	return dump_end(skb, cb, net, err);
}

/* ---- buckets ------------------------------------------------------------------------------- */

static int find_resilient(struct net *net, u32 id, const struct nexthop **ret_nh,
			  struct netlink_ext_ack *extack)
{
	*ret_nh = nexthop_find_by_id(net, id);
	if (!*ret_nh)
		return -ENOENT;
	if (!(*ret_nh)->is_group)
		return refuse(extack, "Not a nexthop group");
	if (!(*ret_nh)->group->resilient)
		return refuse(extack, "Nexthop group not of type resilient");
	return 0;
}

static int valid_dump_bucket_req(const struct netlink_callback *cb, struct nh_filter *f)
{
	struct nlattr *res_tb[ARRAY_SIZE(res_bucket_policy_dump)];
	struct nlattr *tb[KNHA_OP_FLAGS + 1] = { NULL };
	/* No text for what the parser refuses. */
	int err = nlmsg_parse(cb->nlh, sizeof(struct nhmsg), tb,
			      ARRAY_SIZE(nh_policy_dump_bucket) - 1, nh_policy_dump_bucket, NULL);

	if (!err)
		err = get_nhid(tb[NHA_ID], &f->nh_id, cb->extack);
	if (!err && tb[NHA_RES_BUCKET]) {
		err = nla_parse_nested(res_tb, ARRAY_SIZE(res_tb) - 1, tb[NHA_RES_BUCKET],
				       res_bucket_policy_dump, cb->extack);
		if (!err)
			err = get_nhid(res_tb[NHA_RES_BUCKET_NH_ID], &f->bucket_nh_id, cb->extack);
	}
	return err ? err : valid_dump_req(cb->nlh, tb, f, cb->extack);
}

static int dump_buckets(struct sk_buff *skb, struct netlink_callback *cb, const struct nexthop *nh,
			struct nh_dump_ctx *ctx, const struct nh_filter *f)
{
	const struct nh_group *g = nh->group;

	for (; ctx->bucket < g->res->n; ctx->bucket++) {
		const struct nexthop *to = g->e[g->res->bucket[ctx->bucket].entry].nh;

		if (filtered(to, f) || (f->bucket_nh_id && f->bucket_nh_id != nexthop_id(to)))
			continue;
		if (nh_fill_res_bucket(skb, nh, ctx->bucket, NETLINK_CB(cb->skb).portid,
				       cb->nlh->nlmsg_seq, NLM_F_MULTI))
			return -EMSGSIZE;
	}
	return 0;
}

int rtm_dump_nexthop_bucket(struct sk_buff *skb, struct netlink_callback *cb)
{
	struct nh_dump_ctx *ctx = NL_CB_CTX(cb, struct nh_dump_ctx);
	struct net *net = sock_net(cb->skb->sk);
	struct nh_filter f = { 0 };
	const struct nexthop *nh;
	int err = valid_dump_bucket_req(cb, &f);

	if (err)
		return err;
	if (f.nh_id) {
		err = find_resilient(net, f.nh_id, &nh, cb->extack);
		if (err)
			return err;
		err = dump_buckets(skb, cb, nh, ctx, &f);
		return dump_end(skb, cb, net, err);
	}
	while (!err && (nh = dump_next(net, ctx))) {
		if (nh->is_group && nh->group->resilient)
			err = dump_buckets(skb, cb, nh, ctx, &f);
		if (!err)
			dump_advance(ctx);
	}
	return dump_end(skb, cb, net, err);
}

static int valid_get_bucket_req(const struct nlmsghdr *nlh, u32 *ret_id, u32 *ret_bucket,
				struct netlink_ext_ack *extack)
{
	struct nlattr *tb[ARRAY_SIZE(nh_policy_get_bucket)];
	struct nlattr *res_tb[ARRAY_SIZE(res_bucket_policy_get)];
	int err = nlmsg_parse(nlh, sizeof(struct nhmsg), tb, ARRAY_SIZE(tb) - 1,
			      nh_policy_get_bucket, extack);

	if (!err)
		err = nh_valid_get_del_req(nlh, tb, ret_id, extack);
	if (err)
		return err;
	if (!tb[NHA_RES_BUCKET])
		return refuse(extack, "Bucket information is missing");
	err = nla_parse_nested(res_tb, ARRAY_SIZE(res_tb) - 1, tb[NHA_RES_BUCKET],
			       res_bucket_policy_get, extack);
	if (err)
		return err;
	if (!res_tb[NHA_RES_BUCKET_INDEX])
		return refuse(extack, "Bucket index is missing");
	*ret_bucket = nla_get_u16(res_tb[NHA_RES_BUCKET_INDEX]);
	return 0;
}

int rtm_get_nexthop_bucket(struct sk_buff *in_skb, struct nlmsghdr *nlh,
			   struct netlink_ext_ack *extack)
{
	struct net *net = sock_net(in_skb->sk);
	u32 portid = NETLINK_CB(in_skb).portid, id, bucket;
	const struct nexthop *nh;
	struct sk_buff *skb;
	int err = valid_get_bucket_req(nlh, &id, &bucket, extack);

	if (!err)
		err = find_resilient(net, id, &nh, extack);
	if (err)
		return err;
	if (bucket >= nh->group->res->n) {
		NL_SET_ERR_MSG(extack, "Bucket index out of bounds");
		return -ENOENT;
	}
	skb = nlmsg_new(net->kernel, NLMSG_GOODSIZE);
	if (!skb)
		return -ENOBUFS;
	err = nh_fill_res_bucket(skb, nh, bucket, portid, nlh->nlmsg_seq, 0);
	if (err) {
		nlmsg_free(skb);
		return err;
	}
	return rtnl_unicast(skb, net, portid);
}
