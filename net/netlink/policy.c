// SPDX-License-Identifier: LGPL-2.1-or-later
/*
 * Attribute policies: parsing and validation, strict or lenient.
 *
 * Rules: the checks of one attribute come in Linux's order, since the first that fails decides
 * which error and which text a program sees. Lenient parsing skips what it does not know; what
 * each NL_VALIDATE_* bit adds is at its one use.
 */
#include "net/netlink/attr.h"

#define MAX_POLICY_DEPTH 10

/* Exact payload of the fixed-width types; other lengths are refused when strict. */
static const u8 exact_len[NLA_PTYPE_MAX + 1] = {
	[NLA_U8] = 1,  [NLA_U16] = 2, [NLA_U32] = 4, [NLA_U64] = 8,  [NLA_S8] = 1,
	[NLA_S16] = 2, [NLA_S32] = 4, [NLA_S64] = 8, [NLA_BE16] = 2, [NLA_BE32] = 4,
};

/* Least payload of a type whose policy names none. */
static const u8 least_len[NLA_PTYPE_MAX + 1] = {
	[NLA_U8] = 1,  [NLA_U16] = 2, [NLA_U32] = 4, [NLA_U64] = 8,  [NLA_MSECS] = 8, [NLA_S8] = 1,
	[NLA_S16] = 2, [NLA_S32] = 4, [NLA_S64] = 8, [NLA_BE16] = 2, [NLA_BE32] = 4,
};

/* What one descent into nests carries along. */
struct parse {
	u32 validate;
	u32 depth;
	struct netlink_ext_ack *extack;
};

static int parse_attrs(struct nlattr **tb, int maxtype, const struct nlattr *head, int len,
		       const struct nla_policy *policy, struct parse p);

/* ---- ranges ---- */

static u64 type_max_unsigned(u8 type)
{
	switch (type) {
	case NLA_U8:
		return UINT8_MAX;
	case NLA_U16:
	case NLA_BE16:
	case NLA_BINARY:
		return UINT16_MAX;
	case NLA_U32:
	case NLA_BE32:
		return UINT32_MAX;
	default:
		return UINT64_MAX;
	}
}

void nla_get_range_unsigned(const struct nla_policy *pt, struct netlink_range_validation *range)
{
	*range = (struct netlink_range_validation) { 0, type_max_unsigned(pt->type) };
	switch (pt->validation_type) {
	case NLA_VALIDATE_RANGE:
	case NLA_VALIDATE_RANGE_WARN_TOO_LONG:
		range->min = pt->min;
		range->max = pt->max;
		break;
	case NLA_VALIDATE_RANGE_PTR:
		*range = *pt->range;
		break;
	case NLA_VALIDATE_MIN:
		range->min = pt->min;
		break;
	case NLA_VALIDATE_MAX:
		range->max = pt->max;
		break;
	}
}

static s64 type_max_signed(u8 type)
{
	switch (type) {
	case NLA_S8:
		return INT8_MAX;
	case NLA_S16:
		return INT16_MAX;
	case NLA_S32:
		return INT32_MAX;
	default:
		return INT64_MAX;
	}
}

void nla_get_range_signed(const struct nla_policy *pt,
			  struct netlink_range_validation_signed *range)
{
	s64 most = type_max_signed(pt->type);

	*range = (struct netlink_range_validation_signed) { -most - 1, most };
	switch (pt->validation_type) {
	case NLA_VALIDATE_RANGE:
		range->min = pt->min;
		range->max = pt->max;
		break;
	case NLA_VALIDATE_RANGE_PTR:
		*range = *pt->range_signed;
		break;
	case NLA_VALIDATE_MIN:
		range->min = pt->min;
		break;
	case NLA_VALIDATE_MAX:
		range->max = pt->max;
		break;
	}
}

/* The number in an attribute of an unsigned type; of NLA_BINARY, its length. */
static u64 value_unsigned(const struct nla_policy *pt, const struct nlattr *nla)
{
	switch (pt->type) {
	case NLA_U8:
		return nla_get_u8(nla);
	case NLA_U16:
		return nla_get_u16(nla);
	case NLA_U32:
		return nla_get_u32(nla);
	case NLA_BE16:
		return be16toh(nla_get_be16(nla));
	case NLA_BE32:
		return be32toh(nla_get_be32(nla));
	case NLA_UINT:
		return nla_len(nla) == sizeof(u32) ? nla_get_u32(nla) : nla_get_u64(nla);
	case NLA_BINARY:
		return nla_len(nla);
	default:
		return nla_get_u64(nla);
	}
}

static s64 value_signed(const struct nla_policy *pt, const struct nlattr *nla)
{
	switch (pt->type) {
	case NLA_S8:
		return (s8)nla_get_u8(nla);
	case NLA_S16:
		return (s16)nla_get_u16(nla);
	case NLA_S32:
		return nla_get_s32(nla);
	case NLA_SINT:
		return nla_len(nla) == sizeof(u32) ? nla_get_s32(nla) : (s64)nla_get_u64(nla);
	default:
		return (s64)nla_get_u64(nla);
	}
}

static int check_range_unsigned(const struct nla_policy *pt, const struct nlattr *nla,
				struct parse p)
{
	struct netlink_range_validation range;
	u64 v = value_unsigned(pt, nla);

	nla_get_range_unsigned(pt, &range);
	if (pt->validation_type == NLA_VALIDATE_RANGE_WARN_TOO_LONG && pt->type == NLA_BINARY &&
	    v > range.max) {
		if (!(p.validate & NL_VALIDATE_STRICT_ATTRS))
			return 0;
		NL_SET_ERR_MSG_ATTR_POL(p.extack, nla, pt, "invalid attribute length");
		return -EINVAL;
	}
	if (v >= range.min && v <= range.max)
		return 0;
	if (pt->type == NLA_BINARY)
		NL_SET_ERR_MSG_ATTR_POL(p.extack, nla, pt, "binary attribute size out of range");
	else
		NL_SET_ERR_MSG_ATTR_POL(p.extack, nla, pt, "integer out of range");
	return -ERANGE;
}

static int check_range_signed(const struct nla_policy *pt, const struct nlattr *nla, struct parse p)
{
	struct netlink_range_validation_signed range;
	s64 v = value_signed(pt, nla);

	nla_get_range_signed(pt, &range);
	if (v >= range.min && v <= range.max)
		return 0;
	NL_SET_ERR_MSG_ATTR_POL(p.extack, nla, pt, "integer out of range");
	return -ERANGE;
}

static int check_range(const struct nla_policy *pt, const struct nlattr *nla, struct parse p)
{
	switch (pt->type) {
	case NLA_U8:
	case NLA_U16:
	case NLA_U32:
	case NLA_U64:
	case NLA_UINT:
	case NLA_MSECS:
	case NLA_BINARY:
	case NLA_BE16:
	case NLA_BE32:
		return check_range_unsigned(pt, nla, p);
	case NLA_S8:
	case NLA_S16:
	case NLA_S32:
	case NLA_S64:
	case NLA_SINT:
		return check_range_signed(pt, nla, p);
	default:
		return -EINVAL;
	}
}

static int check_mask(const struct nla_policy *pt, const struct nlattr *nla, struct parse p)
{
	switch (pt->type) {
	case NLA_U8:
	case NLA_U16:
	case NLA_U32:
	case NLA_U64:
	case NLA_UINT:
		break;
	default:
		return -EINVAL;
	}
	if (!(value_unsigned(pt, nla) & ~(u64)pt->mask))
		return 0;
	NL_SET_ERR_MSG_ATTR(p.extack, nla, "reserved bit set");
	return -EINVAL;
}

/* ---- one attribute ---- */

static int check_flags_and_length(const struct nla_policy *pt, const struct nlattr *nla,
				  struct parse p)
{
	bool nest = pt->type == NLA_NESTED || pt->type == NLA_NESTED_ARRAY;
	bool flagged = nla->nla_type & NLA_F_NESTED;

	if (exact_len[pt->type] && nla_len(nla) != exact_len[pt->type] &&
	    p.validate & NL_VALIDATE_STRICT_ATTRS) {
		NL_SET_ERR_MSG_ATTR_POL(p.extack, nla, pt, "invalid attribute length");
		return -EINVAL;
	}
	if (!(p.validate & NL_VALIDATE_NESTED))
		return 0;
	if (nest && !flagged) {
		NL_SET_ERR_MSG_ATTR_POL(p.extack, nla, pt, "NLA_F_NESTED is missing");
		return -EINVAL;
	}
	if (!nest && pt->type != NLA_UNSPEC && flagged) {
		NL_SET_ERR_MSG_ATTR_POL(p.extack, nla, pt, "NLA_F_NESTED not expected");
		return -EINVAL;
	}
	return 0;
}

static int check_bitfield32(const struct nlattr *nla, u32 valid)
{
	struct nla_bitfield32 bf;

	if (nla_len(nla) != sizeof(bf))
		return -ERANGE;
	memcpy(&bf, nla_data(nla), sizeof(bf));
	return !valid || (bf.selector & ~valid) || (bf.value & ~valid) || (bf.value & ~bf.selector)
		       ? -EINVAL
		       : 0;
}

static int check_string(const struct nla_policy *pt, const struct nlattr *nla)
{
	int len = nla_len(nla), within;
	const char *s = nla_data(nla);

	if (pt->type == NLA_NUL_STRING) {
		within = pt->len ? min(len, (int)pt->len + 1) : len;
		if (!within || !memchr(s, '\0', within))
			return -EINVAL;
	}
	if (len < 1)
		return -ERANGE;
	if (!pt->len)
		return 0;
	return len - !s[len - 1] > pt->len ? -ERANGE : 0;
}

static int check_nest_array(const struct nla_policy *pt, const struct nlattr *nla, struct parse p)
{
	const struct nlattr *entry;
	int rem, err;

	nla_for_each_nested (entry, nla, rem) {
		if (!nla_len(entry))
			continue;
		if (nla_len(entry) < NLA_HDRLEN) {
			NL_SET_ERR_MSG_ATTR_POL(p.extack, entry, pt->nested_policy,
						"Array element too short");
			return -ERANGE;
		}
		err = parse_attrs(NULL, pt->len, nla_data(entry), nla_len(entry), pt->nested_policy,
				  p);
		if (err)
			return err;
	}
	return 0;
}

/* *@own is set when the refusal has a text of its own, or comes from deeper inside. */
static int check_nest(const struct nla_policy *pt, const struct nlattr *nla, struct parse p,
		      bool *own)
{
	if (!nla_len(nla))
		return 0;
	if (nla_len(nla) < NLA_HDRLEN)
		return -ERANGE;
	if (!pt->nested_policy)
		return 0;
	*own = true;
	p.depth++;
	if (pt->type == NLA_NESTED_ARRAY)
		return check_nest_array(pt, nla, p);
	return parse_attrs(NULL, pt->len, nla_data(nla), nla_len(nla), pt->nested_policy, p);
}

static int refuse(const struct nla_policy *pt, const struct nlattr *nla, struct parse p, bool *own)
{
	if (p.extack && pt->reject_message) {
		NL_SET_ERR_MSG_ATTR(p.extack, nla, pt->reject_message);
		*own = true;
	}
	return -EINVAL;
}

static int check_unspec(const struct nla_policy *pt, const struct nlattr *nla, struct parse p,
			bool *own)
{
	if (p.validate & NL_VALIDATE_UNSPEC) {
		NL_SET_ERR_MSG_ATTR(p.extack, nla, "Unsupported attribute");
		*own = true;
		return -EINVAL;
	}
	return nla_len(nla) < pt->len ? -ERANGE : 0;
}

static int check_varint(const struct nla_policy *pt, const struct nlattr *nla, struct parse p,
			bool *own)
{
	if (nla_len(nla) == sizeof(u32) || nla_len(nla) == sizeof(u64))
		return 0;
	NL_SET_ERR_MSG_ATTR_POL(p.extack, nla, pt, "invalid attribute length");
	*own = true;
	return -EINVAL;
}

static int check_type(const struct nla_policy *pt, const struct nlattr *nla, struct parse p,
		      bool *own)
{
	int len = nla_len(nla);

	switch (pt->type) {
	case NLA_REJECT:
		return refuse(pt, nla, p, own);
	case NLA_FLAG:
		return len ? -ERANGE : 0;
	case NLA_SINT:
	case NLA_UINT:
		return check_varint(pt, nla, p, own);
	case NLA_BITFIELD32:
		return check_bitfield32(nla, pt->bitfield32_valid);
	case NLA_NUL_STRING:
	case NLA_STRING:
		return check_string(pt, nla);
	case NLA_BINARY:
		return pt->len && len > pt->len ? -ERANGE : 0;
	case NLA_NESTED:
	case NLA_NESTED_ARRAY:
		return check_nest(pt, nla, p, own);
	case NLA_UNSPEC:
		return check_unspec(pt, nla, p, own);
	default:
		return len < (pt->len ? pt->len : least_len[pt->type]) ? -ERANGE : 0;
	}
}

static int check_value(const struct nla_policy *pt, const struct nlattr *nla, struct parse p)
{
	switch (pt->validation_type) {
	case NLA_VALIDATE_NONE:
		return 0;
	case NLA_VALIDATE_MASK:
		return check_mask(pt, nla, p);
	case NLA_VALIDATE_FUNCTION:
		return pt->validate ? pt->validate(nla, p.extack) : 0;
	default:
		return check_range(pt, nla, p);
	}
}

static int check_attr(const struct nlattr *nla, const struct nla_policy *policy, struct parse p)
{
	const struct nla_policy *pt = &policy[nla_type(nla)];
	bool own = false;
	int err;

	if (policy[0].strict_start_type && nla_type(nla) >= policy[0].strict_start_type)
		p.validate |= NL_VALIDATE_STRICT;
	err = check_flags_and_length(pt, nla, p);
	if (err)
		return err;
	err = check_type(pt, nla, p, &own);
	if (err && !own)
		NL_SET_ERR_MSG_ATTR_POL(p.extack, nla, pt, "Attribute failed policy validation");
	return err ? err : check_value(pt, nla, p);
}

/* ---- all attributes ---- */

static int parse_attrs(struct nlattr **tb, int maxtype, const struct nlattr *head, int len,
		       const struct nla_policy *policy, struct parse p)
{
	const struct nlattr *nla;
	int rem, err;

	if (p.depth >= MAX_POLICY_DEPTH) {
		NL_SET_ERR_MSG(p.extack, "allowed policy recursion depth exceeded");
		return -EINVAL;
	}
	if (tb)
		memset(tb, 0, sizeof(*tb) * (maxtype + 1));
	nla_for_each_attr (nla, head, len, rem) {
		int type = nla_type(nla);

		if (type == 0 || type > maxtype) {
			if (!(p.validate & NL_VALIDATE_MAXTYPE))
				continue;
			NL_SET_ERR_MSG_ATTR(p.extack, nla, "Unknown attribute type");
			return -EINVAL;
		}
		err = policy ? check_attr(nla, policy, p) : 0;
		if (err)
			return err;
		if (tb)
			tb[type] = (struct nlattr *)nla;
	}
	if (rem <= 0)
		return 0;
	NL_SET_ERR_MSG(p.extack, "bytes leftover after parsing attributes");
	return p.validate & NL_VALIDATE_TRAILING ? -EINVAL : 0;
}

int __nla_parse(struct nlattr **tb, int maxtype, const struct nlattr *head, int len,
		const struct nla_policy *policy, u32 validate, struct netlink_ext_ack *extack)
{
	return parse_attrs(tb, maxtype, head, len, policy,
			   (struct parse) { .validate = validate, .extack = extack });
}

int __nla_validate(const struct nlattr *head, int len, int maxtype, const struct nla_policy *policy,
		   u32 validate, struct netlink_ext_ack *extack)
{
	return __nla_parse(NULL, maxtype, head, len, policy, validate, extack);
}

int __nlmsg_parse(const struct nlmsghdr *nlh, int hdrlen, struct nlattr **tb, int maxtype,
		  const struct nla_policy *policy, u32 validate, struct netlink_ext_ack *extack)
{
	if (nlmsg_len(nlh) < hdrlen) {
		NL_SET_ERR_MSG(extack, "Invalid header length");
		return -EINVAL;
	}
	return __nla_parse(tb, maxtype, nlmsg_attrdata(nlh, hdrlen), nlmsg_attrlen(nlh, hdrlen),
			   policy, validate, extack);
}

int nla_parse_nested(struct nlattr **tb, int maxtype, const struct nlattr *nla,
		     const struct nla_policy *policy, struct netlink_ext_ack *extack)
{
	if (!(nla->nla_type & NLA_F_NESTED)) {
		NL_SET_ERR_MSG_ATTR(extack, nla, "NLA_F_NESTED is missing");
		return -EINVAL;
	}
	return __nla_parse(tb, maxtype, nla_data(nla), nla_len(nla), policy, NL_VALIDATE_STRICT,
			   extack);
}
