/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Netlink messages and attributes: a builder that cannot overflow and a parser that cannot read
 * past the end.
 *
 *   nlmsghdr | family header | nlattr value pad | nlattr { nlattr value pad ... } ...
 *
 * Builder: every nla_put* / nlmsg_put returns -EMSGSIZE (or NULL) and leaves the skb as it was
 * when there is no room. Parser: policy arrays say what is allowed; a refusal sets the ext-ack's
 * message, offending attribute and policy, as Linux does, in the same order of checks.
 */
#ifndef KERNLET_NET_NETLINK_ATTR_H
#define KERNLET_NET_NETLINK_ATTR_H

/* clang-format off */

#include "net/core/skbuff.h"
#include "net/net.h"

/* ---- ext-ack ---------------------------------------------------------------------------- */

#define NETLINK_MAX_COOKIE_LEN 20
#define NETLINK_MAX_FMTMSG_LEN 80

struct nla_policy;

struct netlink_ext_ack {
	const char *_msg;
	const struct nlattr *bad_attr;
	const struct nla_policy *policy;
	const struct nlattr *miss_nest;
	u16 miss_type;
	u8 cookie[NETLINK_MAX_COOKIE_LEN];
	u8 cookie_len;
	char _msg_buf[NETLINK_MAX_FMTMSG_LEN];
};

#define NL_SET_ERR_MSG(extack, msg)              \
	do {                                     \
		struct netlink_ext_ack *_e = (extack); \
		if (_e)                          \
			_e->_msg = (msg);        \
	} while (0)
#define NL_SET_BAD_ATTR_POLICY(extack, attr, pol)      \
	do {                                           \
		struct netlink_ext_ack *_e = (extack); \
		if (_e) {                              \
			_e->bad_attr = (attr);         \
			_e->policy = (pol);            \
		}                                      \
	} while (0)
#define NL_SET_BAD_ATTR(extack, attr) NL_SET_BAD_ATTR_POLICY(extack, attr, NULL)
#define NL_SET_ERR_MSG_ATTR_POL(extack, attr, pol, msg) \
	do {                                            \
		struct netlink_ext_ack *_e2 = (extack); \
		NL_SET_ERR_MSG(_e2, msg);               \
		NL_SET_BAD_ATTR_POLICY(_e2, attr, pol); \
	} while (0)
#define NL_SET_ERR_MSG_ATTR(extack, attr, msg) NL_SET_ERR_MSG_ATTR_POL(extack, attr, NULL, msg)
#define NL_SET_ERR_ATTR_MISS(extack, nest, type)       \
	do {                                           \
		struct netlink_ext_ack *_e = (extack); \
		if (_e) {                              \
			_e->miss_nest = (nest);        \
			_e->miss_type = (type);        \
		}                                      \
	} while (0)
#define NL_REQ_ATTR_CHECK(extack, nest, tb, type)                       \
	({                                                              \
		bool _missing = !(tb)[type];                            \
		if (_missing)                                           \
			NL_SET_ERR_ATTR_MISS(extack, nest, type);       \
		_missing;                                               \
	})
/** printf-style message, kept in the ext-ack itself. */
void nl_set_err_msg_fmt(struct netlink_ext_ack *extack, const char *fmt, ...) __printf(2, 3);
#define NL_SET_ERR_MSG_FMT(extack, ...) nl_set_err_msg_fmt(extack, __VA_ARGS__)

/* ---- messages --------------------------------------------------------------------------- */

/** Room of an skb that fills one page; what a request for one gives to its messages. */
#define NLMSG_GOODSIZE (4096 - 320)
#define NLMSG_DEFAULT_SIZE (NLMSG_GOODSIZE - NLMSG_HDRLEN)

static inline void *nlmsg_data(const struct nlmsghdr *nlh)
{
	return (u8 *)nlh + NLMSG_HDRLEN;
}
static inline int nlmsg_len(const struct nlmsghdr *nlh)
{
	return (int)nlh->nlmsg_len - NLMSG_HDRLEN;
}
static inline struct nlattr *nlmsg_attrdata(const struct nlmsghdr *nlh, int hdrlen)
{
	return (struct nlattr *)((u8 *)nlmsg_data(nlh) + NLMSG_ALIGN(hdrlen));
}
static inline int nlmsg_attrlen(const struct nlmsghdr *nlh, int hdrlen)
{
	return nlmsg_len(nlh) - (int)NLMSG_ALIGN(hdrlen);
}
static inline bool nlmsg_ok(const struct nlmsghdr *nlh, int remaining)
{
	return remaining >= (int)sizeof(*nlh) && nlh->nlmsg_len >= sizeof(*nlh) &&
	       nlh->nlmsg_len <= (u32)remaining;
}
static inline u32 nlmsg_total_size(u32 payload)
{
	return NLMSG_ALIGN(NLMSG_HDRLEN + payload);
}

struct sk_buff *nlmsg_new(struct kernel *k, u32 payload) __must_check;
/**
 * A message that is to be charged as one of NLMSG_DEFAULT_SIZE, with room for some 500 bytes: it
 * costs a tenth. Fall back to nlmsg_new() when filling it says -EMSGSIZE.
 */
struct sk_buff *nlmsg_new_small(struct kernel *k) __must_check;
static inline void nlmsg_free(struct sk_buff *skb)
{
	kfree_skb(skb);
}
/** Begin a message with a zeroed header of @payload bytes behind it; NULL: no room. */
struct nlmsghdr *nlmsg_put(struct sk_buff *skb, u32 portid, u32 seq, int type, int payload,
			   int flags) __must_check;
static inline void nlmsg_end(struct sk_buff *skb, struct nlmsghdr *nlh)
{
	nlh->nlmsg_len = skb_tail_pointer(skb) - (u8 *)nlh;
}
static inline void nlmsg_trim(struct sk_buff *skb, const void *mark)
{
	if (mark)
		skb_trim(skb, (const u8 *)mark - skb->data);
}
static inline void nlmsg_cancel(struct sk_buff *skb, struct nlmsghdr *nlh)
{
	nlmsg_trim(skb, nlh);
}

/* ---- attributes: reading ---------------------------------------------------------------- */

static inline int nla_total_size(int payload)
{
	return NLA_ALIGN(NLA_HDRLEN + payload);
}
static inline int nla_total_size_64bit(int payload)
{
	return nla_total_size(payload);
}
static inline int nla_type(const struct nlattr *a)
{
	return a->nla_type & NLA_TYPE_MASK;
}
static inline void *nla_data(const struct nlattr *a)
{
	return (u8 *)a + NLA_HDRLEN;
}
static inline int nla_len(const struct nlattr *a)
{
	return a->nla_len - NLA_HDRLEN;
}
static inline bool nla_ok(const struct nlattr *a, int rem)
{
	return rem >= (int)sizeof(*a) && a->nla_len >= sizeof(*a) && a->nla_len <= rem;
}
static inline struct nlattr *nla_next(const struct nlattr *a, int *rem)
{
	int total = NLA_ALIGN(a->nla_len);

	*rem -= total;
	return (struct nlattr *)((u8 *)a + total);
}
#define nla_for_each_attr(pos, head, len, rem) \
	for ((pos) = (head), (rem) = (len); nla_ok(pos, rem); (pos) = nla_next(pos, &(rem)))
#define nla_for_each_nested(pos, nla, rem) nla_for_each_attr(pos, nla_data(nla), nla_len(nla), rem)
#define nlmsg_for_each_attr(pos, nlh, hdrlen, rem) \
	nla_for_each_attr(pos, nlmsg_attrdata(nlh, hdrlen), nlmsg_attrlen(nlh, hdrlen), rem)

static inline u8 nla_get_u8(const struct nlattr *a)
{
	return *(u8 *)nla_data(a);
}
static inline u16 nla_get_u16(const struct nlattr *a)
{
	return get_u16(nla_data(a));
}
static inline __be16 nla_get_be16(const struct nlattr *a)
{
	return get_u16(nla_data(a));
}
static inline u32 nla_get_u32(const struct nlattr *a)
{
	return get_u32(nla_data(a));
}
static inline s32 nla_get_s32(const struct nlattr *a)
{
	return (s32)get_u32(nla_data(a));
}
static inline __be32 nla_get_be32(const struct nlattr *a)
{
	return get_u32(nla_data(a));
}
static inline __be32 nla_get_in_addr(const struct nlattr *a)
{
	return get_u32(nla_data(a));
}
static inline u64 nla_get_u64(const struct nlattr *a)
{
	return get_u64(nla_data(a));
}
static inline struct in6_addr nla_get_in6_addr(const struct nlattr *a)
{
	struct in6_addr v;

	memcpy(&v, nla_data(a), sizeof(v));
	return v;
}
static inline bool nla_get_flag(const struct nlattr *a)
{
	return a != NULL;
}
struct nlattr *nla_find(const struct nlattr *head, int len, int type);
/** strcmp with an attribute that need not be NUL-terminated. */
int nla_strcmp(const struct nlattr *a, const char *s);
/** Copy at most @dstsize bytes with a NUL; returns the length or -E2BIG when cut. */
long nla_strscpy(char *dst, const struct nlattr *a, size_t dstsize);
/** Copy min(@n, payload) bytes. Returns the number copied. */
int nla_memcpy(void *dst, const struct nlattr *a, int n);

/* ---- attributes: writing ---------------------------------------------------------------- */

struct nlattr *nla_reserve(struct sk_buff *skb, int type, int len) __must_check;
int nla_put(struct sk_buff *skb, int type, int len, const void *data) __must_check;
static inline int __must_check nla_put_u8(struct sk_buff *skb, int type, u8 v)
{
	return nla_put(skb, type, sizeof(v), &v);
}
static inline int __must_check nla_put_u16(struct sk_buff *skb, int type, u16 v)
{
	return nla_put(skb, type, sizeof(v), &v);
}
static inline int __must_check nla_put_be16(struct sk_buff *skb, int type, __be16 v)
{
	return nla_put(skb, type, sizeof(v), &v);
}
static inline int __must_check nla_put_u32(struct sk_buff *skb, int type, u32 v)
{
	return nla_put(skb, type, sizeof(v), &v);
}
static inline int __must_check nla_put_s32(struct sk_buff *skb, int type, s32 v)
{
	return nla_put(skb, type, sizeof(v), &v);
}
static inline int __must_check nla_put_be32(struct sk_buff *skb, int type, __be32 v)
{
	return nla_put(skb, type, sizeof(v), &v);
}
static inline int __must_check nla_put_in_addr(struct sk_buff *skb, int type, __be32 v)
{
	return nla_put(skb, type, sizeof(v), &v);
}
static inline int __must_check nla_put_in6_addr(struct sk_buff *skb, int type,
						const struct in6_addr *v)
{
	return nla_put(skb, type, sizeof(*v), v);
}
/** On x86-64 and i386 Linux pads nothing before 64-bit values, nor do we; @pad names the pad type. */
static inline int __must_check nla_put_u64_64bit(struct sk_buff *skb, int type, u64 v, int pad)
{
	(void)pad;
	return nla_put(skb, type, sizeof(v), &v);
}
static inline int __must_check nla_put_64bit(struct sk_buff *skb, int type, int len,
					     const void *data, int pad)
{
	(void)pad;
	return nla_put(skb, type, len, data);
}
static inline int __must_check nla_put_flag(struct sk_buff *skb, int type)
{
	return nla_put(skb, type, 0, NULL);
}
/** The string with its NUL. */
int nla_put_string(struct sk_buff *skb, int type, const char *s) __must_check;

/** Begin a nest; _noflag leaves NLA_F_NESTED out (as most of rtnetlink does). NULL: no room. */
struct nlattr *nla_nest_start(struct sk_buff *skb, int type) __must_check;
struct nlattr *nla_nest_start_noflag(struct sk_buff *skb, int type) __must_check;
static inline void nla_nest_end(struct sk_buff *skb, struct nlattr *start)
{
	start->nla_len = skb_tail_pointer(skb) - (u8 *)start;
}
static inline void nla_nest_cancel(struct sk_buff *skb, struct nlattr *start)
{
	nlmsg_trim(skb, start);
}

/* ---- policies and validation ------------------------------------------------------------- */

enum nla_ptype {
	NLA_UNSPEC,
	NLA_U8,
	NLA_U16,
	NLA_U32,
	NLA_U64,
	NLA_STRING,
	NLA_FLAG,
	NLA_MSECS,
	NLA_NESTED,
	NLA_NESTED_ARRAY,
	NLA_NUL_STRING,
	NLA_BINARY,
	NLA_S8,
	NLA_S16,
	NLA_S32,
	NLA_S64,
	NLA_BITFIELD32,
	NLA_REJECT,
	NLA_BE16,
	NLA_BE32,
	NLA_SINT,
	NLA_UINT,
	NLA_PTYPE_MAX = NLA_UINT,
};

enum nla_validation {
	NLA_VALIDATE_NONE,
	NLA_VALIDATE_RANGE,
	NLA_VALIDATE_RANGE_WARN_TOO_LONG,
	NLA_VALIDATE_MIN,
	NLA_VALIDATE_MAX,
	NLA_VALIDATE_MASK,
	NLA_VALIDATE_RANGE_PTR,
	NLA_VALIDATE_FUNCTION,
};

struct netlink_range_validation {
	u64 min, max;
};

struct netlink_range_validation_signed {
	s64 min, max;
};

struct nla_policy {
	u8 type;		/* enum nla_ptype */
	u8 validation_type;	/* enum nla_validation */
	u16 len;		/* maximum (strings, binary), minimum (unspec), maxtype (nested) */
	union {
		/* For policy[0] of a strict policy: attributes with a type below this are lenient. */
		u16 strict_start_type;
		u32 bitfield32_valid;
		u32 mask;
		const char *reject_message;
		const struct nla_policy *nested_policy;
		const struct netlink_range_validation *range;
		const struct netlink_range_validation_signed *range_signed;
		struct {
			s16 min, max;
		};
		int (*validate)(const struct nlattr *attr, struct netlink_ext_ack *extack);
	};
};

#define NLA_POLICY_NESTED(pol) \
	{ .type = NLA_NESTED, .nested_policy = pol, .len = ARRAY_SIZE(pol) - 1 }
#define NLA_POLICY_NESTED_ARRAY(pol) \
	{ .type = NLA_NESTED_ARRAY, .nested_policy = pol, .len = ARRAY_SIZE(pol) - 1 }
#define NLA_POLICY_RANGE(tp, _min, _max) \
	{ .type = tp, .validation_type = NLA_VALIDATE_RANGE, .min = _min, .max = _max }
#define NLA_POLICY_FULL_RANGE(tp, _range) \
	{ .type = tp, .validation_type = NLA_VALIDATE_RANGE_PTR, .range = _range }
#define NLA_POLICY_MIN(tp, _min) { .type = tp, .validation_type = NLA_VALIDATE_MIN, .min = _min }
#define NLA_POLICY_MAX(tp, _max) { .type = tp, .validation_type = NLA_VALIDATE_MAX, .max = _max }
#define NLA_POLICY_MASK(tp, _mask) \
	{ .type = tp, .validation_type = NLA_VALIDATE_MASK, .mask = _mask }
#define NLA_POLICY_VALIDATE_FN(tp, fn, ...) \
	{ .type = tp, .validation_type = NLA_VALIDATE_FUNCTION, .validate = fn, .len = __VA_ARGS__ + 0 }
#define NLA_POLICY_EXACT_LEN(_len) \
	{ .type = NLA_BINARY, .validation_type = NLA_VALIDATE_RANGE, .min = _len, .max = _len }
#define NLA_POLICY_EXACT_LEN_WARN(_len)                                               \
	{                                                                             \
		.type = NLA_BINARY, .validation_type = NLA_VALIDATE_RANGE_WARN_TOO_LONG, \
		.min = _len, .max = _len                                              \
	}
#define NLA_POLICY_MIN_LEN(_len) \
	{ .type = NLA_BINARY, .validation_type = NLA_VALIDATE_MIN, .min = _len }
#define NLA_POLICY_ETH_ADDR NLA_POLICY_EXACT_LEN(6)
#define NLA_POLICY_BITFIELD32(valid) { .type = NLA_BITFIELD32, .bitfield32_valid = valid }
#define NLA_POLICY_REJECT(msg) { .type = NLA_REJECT, .reject_message = msg }

#define NL_VALIDATE_LIBERAL 0
#define NL_VALIDATE_TRAILING BIT(0)
#define NL_VALIDATE_MAXTYPE BIT(1)
#define NL_VALIDATE_UNSPEC BIT(2)
#define NL_VALIDATE_STRICT_ATTRS BIT(3)
#define NL_VALIDATE_NESTED BIT(4)
#define NL_VALIDATE_DEPRECATED_STRICT (NL_VALIDATE_TRAILING | NL_VALIDATE_MAXTYPE)
#define NL_VALIDATE_STRICT                                                           \
	(NL_VALIDATE_TRAILING | NL_VALIDATE_MAXTYPE | NL_VALIDATE_UNSPEC |           \
	 NL_VALIDATE_STRICT_ATTRS | NL_VALIDATE_NESTED)

/**
 * Parse attributes into @tb[0..@maxtype] (all set to NULL first; the last of a type wins) and
 * validate against @policy (NULL: none). 0, -EINVAL, -ERANGE, -EOPNOTSUPP as Linux's
 * __nla_validate_parse, with @extack filled.
 */
int __nla_parse(struct nlattr **tb, int maxtype, const struct nlattr *head, int len,
		const struct nla_policy *policy, u32 validate, struct netlink_ext_ack *extack)
	__must_check;
int __nla_validate(const struct nlattr *head, int len, int maxtype, const struct nla_policy *policy,
		   u32 validate, struct netlink_ext_ack *extack) __must_check;
/** As above for a whole message behind a family header of @hdrlen bytes ("Invalid header length"). */
int __nlmsg_parse(const struct nlmsghdr *nlh, int hdrlen, struct nlattr **tb, int maxtype,
		  const struct nla_policy *policy, u32 validate, struct netlink_ext_ack *extack)
	__must_check;

static inline int __must_check nlmsg_parse(const struct nlmsghdr *nlh, int hdrlen,
					   struct nlattr **tb, int maxtype,
					   const struct nla_policy *policy,
					   struct netlink_ext_ack *extack)
{
	return __nlmsg_parse(nlh, hdrlen, tb, maxtype, policy, NL_VALIDATE_STRICT, extack);
}
static inline int __must_check nlmsg_parse_deprecated(const struct nlmsghdr *nlh, int hdrlen,
						      struct nlattr **tb, int maxtype,
						      const struct nla_policy *policy,
						      struct netlink_ext_ack *extack)
{
	return __nlmsg_parse(nlh, hdrlen, tb, maxtype, policy, NL_VALIDATE_LIBERAL, extack);
}
static inline int __must_check nlmsg_parse_deprecated_strict(const struct nlmsghdr *nlh, int hdrlen,
							     struct nlattr **tb, int maxtype,
							     const struct nla_policy *policy,
							     struct netlink_ext_ack *extack)
{
	return __nlmsg_parse(nlh, hdrlen, tb, maxtype, policy, NL_VALIDATE_DEPRECATED_STRICT,
			     extack);
}
static inline int __must_check nla_parse_deprecated(struct nlattr **tb, int maxtype,
						    const struct nlattr *head, int len,
						    const struct nla_policy *policy,
						    struct netlink_ext_ack *extack)
{
	return __nla_parse(tb, maxtype, head, len, policy, NL_VALIDATE_LIBERAL, extack);
}
/** A nest; "NLA_F_NESTED is missing" when it is not flagged. */
int nla_parse_nested(struct nlattr **tb, int maxtype, const struct nlattr *nla,
		     const struct nla_policy *policy, struct netlink_ext_ack *extack) __must_check;
static inline int __must_check nla_parse_nested_deprecated(struct nlattr **tb, int maxtype,
							   const struct nlattr *nla,
							   const struct nla_policy *policy,
							   struct netlink_ext_ack *extack)
{
	return __nla_parse(tb, maxtype, nla_data(nla), nla_len(nla), policy, NL_VALIDATE_LIBERAL,
			   extack);
}
/** The bounds that an integer or length must keep to: of its policy, else of its type. */
void nla_get_range_unsigned(const struct nla_policy *pt, struct netlink_range_validation *range);
void nla_get_range_signed(const struct nla_policy *pt, struct netlink_range_validation_signed *range);

/** Number of a nested policy in a dump of policies (CTRL_CMD_GETPOLICY). */
typedef u32 (*nla_policy_index_fn)(void *state, const struct nla_policy *policy, u32 maxtype);
/**
 * Describe one policy entry as nest @nestattr. @index (may be NULL) numbers nested policies.
 * 0, -ENODATA (nothing to say of such a type; nothing written) or -EMSGSIZE / -ENOBUFS.
 */
int netlink_policy_dump_write_attr(struct sk_buff *skb, const struct nla_policy *pt, int nestattr,
				   nla_policy_index_fn index, void *state) __must_check;
/** Upper bound of what the call above writes. */
int netlink_policy_dump_attr_size_estimate(const struct nla_policy *pt);

#endif
