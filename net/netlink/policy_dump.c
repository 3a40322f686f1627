/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * A policy described to a program: what an ext-ack says of a refused attribute, and what
 * CTRL_CMD_GETPOLICY says of every attribute.
 */
#include "net/netlink/attr.h"

/* The NL_ATTR_TYPE_* of each type that can be described. */
static const u8 described_as[NLA_PTYPE_MAX + 1] = {
	[NLA_U8] = NL_ATTR_TYPE_U8,
	[NLA_U16] = NL_ATTR_TYPE_U16,
	[NLA_U32] = NL_ATTR_TYPE_U32,
	[NLA_U64] = NL_ATTR_TYPE_U64,
	[NLA_STRING] = NL_ATTR_TYPE_STRING,
	[NLA_FLAG] = NL_ATTR_TYPE_FLAG,
	[NLA_MSECS] = NL_ATTR_TYPE_U64,
	[NLA_NESTED] = NL_ATTR_TYPE_NESTED,
	[NLA_NESTED_ARRAY] = NL_ATTR_TYPE_NESTED_ARRAY,
	[NLA_NUL_STRING] = NL_ATTR_TYPE_NUL_STRING,
	[NLA_BINARY] = NL_ATTR_TYPE_BINARY,
	[NLA_S8] = NL_ATTR_TYPE_S8,
	[NLA_S16] = NL_ATTR_TYPE_S16,
	[NLA_S32] = NL_ATTR_TYPE_S32,
	[NLA_S64] = NL_ATTR_TYPE_S64,
	[NLA_BITFIELD32] = NL_ATTR_TYPE_BITFIELD32,
	[NLA_SINT] = NL_ATTR_TYPE_BITFIELD32 + 1,
	[NLA_UINT] = NL_ATTR_TYPE_BITFIELD32 + 2,
};

static int describe_unsigned(struct sk_buff *skb, const struct nla_policy *pt)
{
	struct netlink_range_validation range;
	int err;

	if (pt->validation_type == NLA_VALIDATE_MASK)
		return nla_put_u64_64bit(skb, NL_POLICY_TYPE_ATTR_MASK, pt->mask,
					 NL_POLICY_TYPE_ATTR_PAD);
	nla_get_range_unsigned(pt, &range);
	err = nla_put_u64_64bit(skb, NL_POLICY_TYPE_ATTR_MIN_VALUE_U, range.min,
				NL_POLICY_TYPE_ATTR_PAD);
	return err ? err
		   : nla_put_u64_64bit(skb, NL_POLICY_TYPE_ATTR_MAX_VALUE_U, range.max,
				       NL_POLICY_TYPE_ATTR_PAD);
}

static int describe_signed(struct sk_buff *skb, const struct nla_policy *pt)
{
	struct netlink_range_validation_signed range;
	int err;

	nla_get_range_signed(pt, &range);
	err = nla_put_u64_64bit(skb, NL_POLICY_TYPE_ATTR_MIN_VALUE_S, range.min,
				NL_POLICY_TYPE_ATTR_PAD);
	return err ? err
		   : nla_put_u64_64bit(skb, NL_POLICY_TYPE_ATTR_MAX_VALUE_S, range.max,
				       NL_POLICY_TYPE_ATTR_PAD);
}

static int describe_bytes(struct sk_buff *skb, const struct nla_policy *pt)
{
	struct netlink_range_validation range;
	int err = 0;

	if (pt->validation_type != NLA_VALIDATE_RANGE &&
	    pt->validation_type != NLA_VALIDATE_RANGE_WARN_TOO_LONG)
		return pt->len ? nla_put_u32(skb, NL_POLICY_TYPE_ATTR_MAX_LENGTH, pt->len) : 0;
	nla_get_range_unsigned(pt, &range);
	if (range.min)
		err = nla_put_u32(skb, NL_POLICY_TYPE_ATTR_MIN_LENGTH, range.min);
	if (!err && range.max < UINT16_MAX)
		err = nla_put_u32(skb, NL_POLICY_TYPE_ATTR_MAX_LENGTH, range.max);
	return err;
}

static int describe_nest(struct sk_buff *skb, const struct nla_policy *pt,
			 nla_policy_index_fn index, void *state)
{
	int err;

	if (!index || !pt->nested_policy || !pt->len)
		return 0;
	err = nla_put_u32(skb, NL_POLICY_TYPE_ATTR_POLICY_IDX,
			  index(state, pt->nested_policy, pt->len));
	return err ? err : nla_put_u32(skb, NL_POLICY_TYPE_ATTR_POLICY_MAXTYPE, pt->len);
}

static int describe_limits(struct sk_buff *skb, const struct nla_policy *pt,
			   nla_policy_index_fn index, void *state)
{
	switch (pt->type) {
	case NLA_NESTED:
	case NLA_NESTED_ARRAY:
		return describe_nest(skb, pt, index, state);
	case NLA_U8:
	case NLA_U16:
	case NLA_U32:
	case NLA_U64:
	case NLA_UINT:
	case NLA_MSECS:
		return describe_unsigned(skb, pt);
	case NLA_S8:
	case NLA_S16:
	case NLA_S32:
	case NLA_S64:
	case NLA_SINT:
		return describe_signed(skb, pt);
	case NLA_BITFIELD32:
		return nla_put_u32(skb, NL_POLICY_TYPE_ATTR_BITFIELD32_MASK, pt->bitfield32_valid);
	case NLA_STRING:
	case NLA_NUL_STRING:
	case NLA_BINARY:
		return describe_bytes(skb, pt);
	default:
		return 0;
	}
}

int netlink_policy_dump_write_attr(struct sk_buff *skb, const struct nla_policy *pt, int nestattr,
				   nla_policy_index_fn index, void *state)
{
	struct nlattr *nest;
	int err;

	if (!described_as[pt->type])
		return -ENODATA;
	nest = nla_nest_start(skb, nestattr);
	if (!nest)
		return -ENOBUFS;
	err = describe_limits(skb, pt, index, state);
	if (!err)
		err = nla_put_u32(skb, NL_POLICY_TYPE_ATTR_TYPE, described_as[pt->type]);
	if (err)
		nla_nest_cancel(skb, nest);
	else
		nla_nest_end(skb, nest);
	return err;
}

int netlink_policy_dump_attr_size_estimate(const struct nla_policy *pt)
{
	if (!described_as[pt->type])
		return 0;
	/* The nest, the type, and two numbers of 64 bits at most. */
	return nla_total_size(0) + nla_total_size(sizeof(u32)) + 2 * nla_total_size(sizeof(u64));
}
