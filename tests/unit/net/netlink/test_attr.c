// SPDX-License-Identifier: LGPL-2.1-or-later
/* Building messages, and validating attributes: every check, strict and lenient, and its text. */
#include "unit.h"

#include "kernel/kernel.h"
#include "net/netlink/attr.h"

static struct kernel k;

static struct sk_buff *new_skb(u32 size)
{
	struct sk_buff *skb;

	kmem_destroy(&k.mem);
	kmem_init(&k.mem, 0);
	skb = alloc_skb(&k, size);
	assert_non_null(skb);
	return skb;
}

static void test_builder_stops_at_the_end(void **state)
{
	for (u32 size = 0; size < 80; size++) {
		struct sk_buff *skb = new_skb(size);
		struct nlmsghdr *nlh = nlmsg_put(skb, 7, 8, 30, 5, NLM_F_MULTI);
		u32 before;

		if (size < 24) {
			assert_null(nlh);
			assert_int_equal(skb->len, 0);
			kfree_skb(skb);
			continue;
		}
		assert_int_equal(nlh->nlmsg_len, 21);
		assert_int_equal(skb->len, 24);
		while (!nla_put_string(skb, 3, "abcdef"))
			;
		before = skb->len;
		assert_int_equal(nla_put(skb, 1, 200, nlh), -EMSGSIZE);
		assert_null(nla_reserve(skb, 1, 200));
		assert_int_equal(skb->len, before);
		assert_true(skb->tail <= skb->end);
		kfree_skb(skb);
	}
	assert_int_equal(k.mem.used, 0);
}

static void test_nests(void **state)
{
	struct sk_buff *skb = new_skb(200);
	struct nlmsghdr *nlh = nlmsg_put(skb, 0, 0, 20, 0, 0);
	struct nlattr *a = nla_nest_start(skb, 4), *b;

	assert_int_equal(nla_put_u8(skb, 1, 9), 0);
	b = nla_nest_start_noflag(skb, 5);
	assert_int_equal(nla_put_u32(skb, 2, 0x12345678), 0);
	nla_nest_end(skb, b);
	nla_nest_end(skb, a);
	nlmsg_end(skb, nlh);
	assert_int_equal(nlh->nlmsg_len, 16 + 4 + 8 + 4 + 8);
	assert_int_equal(a->nla_type, 4 | NLA_F_NESTED);
	assert_int_equal(a->nla_len, 24);
	assert_int_equal(nla_get_u32(nla_find(nla_data(b), nla_len(b), 2)), 0x12345678);
	assert_null(nla_find(nla_data(b), nla_len(b), 3));
	nla_nest_cancel(skb, a);
	assert_int_equal(skb->len, 16);
	kfree_skb(skb);
}

static void test_strings(void **state)
{
	struct sk_buff *skb = new_skb(200);
	struct nlattr *a = nla_reserve(skb, 1, 5);
	char out[8];

	memcpy(nla_data(a), "ab\0\0\0", 5);
	assert_int_equal(nla_strcmp(a, "ab"), 0);
	assert_int_not_equal(nla_strcmp(a, "abc"), 0);
	assert_int_not_equal(nla_strcmp(a, "a"), 0);
	memcpy(nla_data(a), "abcde", 5);
	assert_int_equal(nla_strscpy(out, a, sizeof(out)), 5);
	assert_string_equal(out, "abcde");
	assert_int_equal(nla_strscpy(out, a, 4), -E2BIG);
	assert_string_equal(out, "abc");
	assert_int_equal(nla_strscpy(out, a, 0), -E2BIG);
	assert_int_equal(nla_memcpy(out, a, 3), 3);
	kfree_skb(skb);
}

/* ---- validation ---- */

static const struct nla_policy inner[] = { [1] = { .type = NLA_U32 } };
static const struct netlink_range_validation ten = { 10, 20 };
static const struct netlink_range_validation_signed around = { -5, 5 };

static int odd_only(const struct nlattr *attr, struct netlink_ext_ack *extack)
{
	if (nla_get_u8(attr) & 1)
		return 0;
	NL_SET_ERR_MSG_ATTR(extack, attr, "even");
	return -EDOM;
}

enum {
	U8 = 1,
	U16,
	U32,
	U64,
	STR,
	STR4,
	FLAG,
	MSECS,
	NEST,
	ARRAY,
	NUL,
	NUL3,
	BIN,
	BIN4,
	EXACT,
	WARN,
	S8T,
	RANGE,
	MINS,
	MAXS,
	MASK,
	FN,
	BITF,
	REJ,
	REJMSG,
	PTR,
	SPTR,
	UINT,
	SINT,
	UNS,
	BE16,
	MINLEN,
	LAST
};

static const struct nla_policy policy[LAST] = {
	[U8] = { .type = NLA_U8 },
	[U16] = { .type = NLA_U16 },
	[U32] = { .type = NLA_U32 },
	[U64] = { .type = NLA_U64 },
	[STR] = { .type = NLA_STRING },
	[STR4] = { .type = NLA_STRING, .len = 4 },
	[FLAG] = { .type = NLA_FLAG },
	[MSECS] = { .type = NLA_MSECS },
	[NEST] = NLA_POLICY_NESTED(inner),
	[ARRAY] = NLA_POLICY_NESTED_ARRAY(inner),
	[NUL] = { .type = NLA_NUL_STRING },
	[NUL3] = { .type = NLA_NUL_STRING, .len = 3 },
	[BIN] = { .type = NLA_BINARY },
	[BIN4] = { .type = NLA_BINARY, .len = 4 },
	[EXACT] = NLA_POLICY_EXACT_LEN(6),
	[WARN] = NLA_POLICY_EXACT_LEN_WARN(6),
	[S8T] = { .type = NLA_S8 },
	[RANGE] = NLA_POLICY_RANGE(NLA_U8, 3, 5),
	[MINS] = NLA_POLICY_MIN(NLA_S16, -2),
	[MAXS] = NLA_POLICY_MAX(NLA_U32, 9),
	[MASK] = NLA_POLICY_MASK(NLA_U8, 0xf),
	[FN] = NLA_POLICY_VALIDATE_FN(NLA_U8, odd_only),
	[BITF] = NLA_POLICY_BITFIELD32(3),
	[REJ] = { .type = NLA_REJECT },
	[REJMSG] = NLA_POLICY_REJECT("not that one"),
	[PTR] = NLA_POLICY_FULL_RANGE(NLA_U64, &ten),
	[SPTR] = { .type = NLA_S64,
		   .validation_type = NLA_VALIDATE_RANGE_PTR,
		   .range_signed = &around },
	[UINT] = { .type = NLA_UINT },
	[SINT] = { .type = NLA_SINT },
	[UNS] = { .type = NLA_UNSPEC, .len = 2 },
	[BE16] = NLA_POLICY_MAX(NLA_BE16, 7),
	[MINLEN] = NLA_POLICY_MIN_LEN(3),
};

#define FAILED "Attribute failed policy validation"
#define BADLEN "invalid attribute length"

struct check {
	int type, len;
	u64 value;
	int lenient, strict; /* what comes out */
	const char *lenient_msg, *strict_msg;
};

/* clang-format off */
static const struct check checks[] = {
	{ U8, 1, 5, 0, 0 }, { U8, 0, 0, -ERANGE, -EINVAL, FAILED, BADLEN }, { U8, 4, 5, 0, -EINVAL, NULL, BADLEN },
	{ U16, 2, 5, 0, 0 }, { U16, 1, 0, -ERANGE, -EINVAL, FAILED, BADLEN },
	{ U32, 4, 5, 0, 0 }, { U32, 3, 0, -ERANGE, -EINVAL, FAILED, BADLEN }, { U32, 8, 0, 0, -EINVAL, NULL, BADLEN },
	{ U64, 8, 5, 0, 0 }, { U64, 7, 0, -ERANGE, -EINVAL, FAILED, BADLEN },
	{ STR, 3, 0x636261, 0, 0 }, { STR, 0, 0, -ERANGE, -ERANGE, FAILED, FAILED },
	{ STR4, 4, 0x64636261, 0, 0 }, { STR4, 5, 0x64636261, 0, 0 }, { STR4, 5, 0x6564636261, -ERANGE, -ERANGE, FAILED, FAILED },
	{ FLAG, 0, 0, 0, 0 }, { FLAG, 1, 0, -ERANGE, -ERANGE, FAILED, FAILED },
	{ MSECS, 8, 0, 0, 0 }, { MSECS, 7, 0, -ERANGE, -ERANGE, FAILED, FAILED },
	{ NUL, 3, 0x6261, 0, 0 }, { NUL, 2, 0x6261, -EINVAL, -EINVAL, FAILED, FAILED }, { NUL, 0, 0, -EINVAL, -EINVAL, FAILED, FAILED },
	{ NUL3, 4, 0x636261, 0, 0 }, { NUL3, 5, 0x64636261, -EINVAL, -EINVAL, FAILED, FAILED },
	{ BIN, 0, 0, 0, 0 }, { BIN4, 4, 0, 0, 0 }, { BIN4, 5, 0, -ERANGE, -ERANGE, FAILED, FAILED },
	{ EXACT, 6, 0, 0, 0 }, { EXACT, 5, 0, -ERANGE, -ERANGE, "binary attribute size out of range", "binary attribute size out of range" },
	{ EXACT, 7, 0, -ERANGE, -ERANGE, "binary attribute size out of range", "binary attribute size out of range" },
	{ WARN, 7, 0, 0, -EINVAL, NULL, BADLEN }, { WARN, 5, 0, -ERANGE, -ERANGE, "binary attribute size out of range", "binary attribute size out of range" },
	{ S8T, 1, 0xff, 0, 0 },
	{ RANGE, 1, 2, -ERANGE, -ERANGE, "integer out of range", "integer out of range" }, { RANGE, 1, 3, 0, 0 }, { RANGE, 1, 5, 0, 0 },
	{ RANGE, 1, 6, -ERANGE, -ERANGE, "integer out of range", "integer out of range" },
	{ MINS, 2, 0xfffe, 0, 0 }, { MINS, 2, 0xfffd, -ERANGE, -ERANGE, "integer out of range", "integer out of range" },
	{ MAXS, 4, 9, 0, 0 }, { MAXS, 4, 10, -ERANGE, -ERANGE, "integer out of range", "integer out of range" },
	{ MASK, 1, 0xf, 0, 0 }, { MASK, 1, 0x10, -EINVAL, -EINVAL, "reserved bit set", "reserved bit set" },
	{ FN, 1, 1, 0, 0 }, { FN, 1, 2, -EDOM, -EDOM, "even", "even" },
	{ BITF, 8, 0x0000000300000003, 0, 0 }, { BITF, 8, 0x0000000400000000, -EINVAL, -EINVAL, FAILED, FAILED },
	{ BITF, 8, 0x0000000100000002, -EINVAL, -EINVAL, FAILED, FAILED }, { BITF, 4, 0, -ERANGE, -ERANGE, FAILED, FAILED },
	{ REJ, 4, 0, -EINVAL, -EINVAL, FAILED, FAILED }, { REJMSG, 4, 0, -EINVAL, -EINVAL, "not that one", "not that one" },
	{ PTR, 8, 10, 0, 0 }, { PTR, 8, 21, -ERANGE, -ERANGE, "integer out of range", "integer out of range" },
	{ SPTR, 8, (u64)-5, 0, 0 }, { SPTR, 8, (u64)-6, -ERANGE, -ERANGE, "integer out of range", "integer out of range" },
	{ UINT, 4, 1, 0, 0 }, { UINT, 8, 1, 0, 0 }, { UINT, 2, 1, -EINVAL, -EINVAL, BADLEN, BADLEN }, { SINT, 5, 1, -EINVAL, -EINVAL, BADLEN, BADLEN },
	{ UNS, 2, 0, 0, -EINVAL, NULL, "Unsupported attribute" }, { UNS, 1, 0, -ERANGE, -EINVAL, FAILED, "Unsupported attribute" },
	{ BE16, 2, 0x0700, 0, 0 }, { BE16, 2, 0x0800, -ERANGE, -ERANGE, "integer out of range", "integer out of range" },
	{ MINLEN, 3, 0, 0, 0 }, { MINLEN, 2, 0, -ERANGE, -ERANGE, "binary attribute size out of range", "binary attribute size out of range" },
	{ NEST, 0, 0, 0, -EINVAL, NULL, "NLA_F_NESTED is missing" }, { NEST, 2, 0, -ERANGE, -EINVAL, FAILED, "NLA_F_NESTED is missing" },
	{ LAST, 4, 0, 0, -EINVAL, NULL, "Unknown attribute type" }, { 0, 4, 0, 0, -EINVAL, NULL, "Unknown attribute type" },
};
/* clang-format on */

static void one_check(const struct check *c, u32 validate, int want, const char *msg)
{
	struct {
		struct nlattr a;
		u8 data[16];
	} m = { { NLA_HDRLEN + c->len, c->type }, { 0 } };
	struct nlattr *tb[LAST];
	struct netlink_ext_ack e = { 0 };
	int ret;

	memcpy(m.data, &c->value, sizeof(c->value));
	ret = __nla_parse(tb, LAST - 1, &m.a, NLA_HDRLEN + c->len, policy, validate, &e);
	if (ret != want || strcmp(e._msg ? e._msg : "", msg ? msg : ""))
		fail_msg("type %d len %d value %llx: %d \"%s\", wanted %d \"%s\"", c->type, c->len,
			 (unsigned long long)c->value, ret, e._msg, want, msg);
	if (ret) {
		assert_ptr_equal(e.bad_attr, &m.a);
		if (msg && strcmp(msg, "Unknown attribute type") && strcmp(msg, "not that one") &&
		    strcmp(msg, "reserved bit set") && strcmp(msg, "even") &&
		    strcmp(msg, "Unsupported attribute"))
			assert_ptr_equal(e.policy, &policy[c->type]);
	} else if (c->type && c->type < LAST) {
		assert_ptr_equal(tb[c->type], &m.a);
	}
	/* Without an ext-ack nothing is written anywhere. */
	assert_int_equal(
		__nla_parse(tb, LAST - 1, &m.a, NLA_HDRLEN + c->len, policy, validate, NULL), want);
}

static void test_each_check(void **state)
{
	for (size_t i = 0; i < ARRAY_SIZE(checks); i++) {
		one_check(&checks[i], NL_VALIDATE_LIBERAL, checks[i].lenient,
			  checks[i].lenient_msg);
		one_check(&checks[i], NL_VALIDATE_STRICT, checks[i].strict, checks[i].strict_msg);
	}
}

static void test_nested_refusals(void **state)
{
	struct sk_buff *skb = new_skb(200);
	struct nlattr *nest = nla_nest_start(skb, NEST), *a = nla_reserve(skb, 1, 2);
	struct netlink_ext_ack e = { 0 };
	struct nlattr *tb[2];

	nla_nest_end(skb, nest);
	assert_int_equal(__nla_validate(nest, skb->len, LAST - 1, policy, NL_VALIDATE_STRICT, &e),
			 -EINVAL);
	assert_ptr_equal(e.bad_attr, a);
	assert_string_equal(e._msg, BADLEN);
	nest->nla_type = NEST;
	assert_int_equal(nla_parse_nested(tb, 1, nest, inner, &e), -EINVAL);
	assert_string_equal(e._msg, "NLA_F_NESTED is missing");
	nest->nla_type = U32 | NLA_F_NESTED;
	assert_int_equal(__nla_validate(nest, skb->len, LAST - 1, policy, NL_VALIDATE_NESTED, &e),
			 -EINVAL);
	assert_string_equal(e._msg, "NLA_F_NESTED not expected");
	nest->nla_type = ARRAY | NLA_F_NESTED;
	assert_int_equal(__nla_validate(nest, skb->len, LAST - 1, policy, NL_VALIDATE_STRICT, &e),
			 -ERANGE);
	assert_string_equal(e._msg, "Array element too short");
	kfree_skb(skb);
}

static const struct nla_policy endless[] = {
	[1] = { .type = NLA_NESTED, .nested_policy = endless, .len = 1 }
};

static void test_depth_is_limited(void **state)
{
	struct sk_buff *skb = new_skb(400);
	struct netlink_ext_ack e = { 0 };
	struct nlattr *n[12];

	for (int i = 0; i < 12; i++)
		n[i] = nla_nest_start(skb, 1);
	for (int i = 12; i-- > 0;)
		nla_nest_end(skb, n[i]);
	assert_int_equal(__nla_validate(n[0], skb->len, 1, endless, NL_VALIDATE_STRICT, &e),
			 -EINVAL);
	assert_string_equal(e._msg, "allowed policy recursion depth exceeded");
	assert_int_equal(__nla_validate(n[3], nla_len(n[2]), 1, endless, NL_VALIDATE_STRICT, &e),
			 0);
	kfree_skb(skb);
}

static void test_hostile_lengths(void **state)
{
	struct nlattr *tb[LAST];
	u8 *buf = malloc(64);

	/* The block is exactly as long as is said: a sanitizer sees any read past it. */
	for (u32 total = 0; total <= 24; total++) {
		for (u32 len = 0; len < 40; len++) {
			u8 *p = malloc(total ? total : 1);
			struct netlink_ext_ack e = { 0 };

			memset(p, 0, total);
			if (total >= 4)
				memcpy(p, (u16[]) { len, NUL }, 4);
			(void)!__nla_parse(tb, LAST - 1, (void *)p, total, policy,
					   NL_VALIDATE_STRICT, &e);
			free(p);
		}
	}
	free(buf);
}

static void test_leftover(void **state)
{
	struct netlink_ext_ack e = { 0 };
	struct nlattr *tb[LAST];
	u8 b[7] = { 5, 0, U8, 0, 1, 0, 0 };

	assert_int_equal(__nla_parse(tb, LAST - 1, (void *)b, 3, policy, NL_VALIDATE_LIBERAL, &e),
			 0);
	assert_string_equal(e._msg, "bytes leftover after parsing attributes");
	assert_int_equal(__nla_parse(tb, LAST - 1, (void *)b, 3, policy, NL_VALIDATE_STRICT, &e),
			 -EINVAL);
	e._msg = NULL;
	assert_int_equal(__nla_parse(tb, LAST - 1, (void *)b, 7, policy, NL_VALIDATE_STRICT, &e),
			 0);
	assert_null(e._msg);
}

static void test_policy_description(void **state)
{
	struct sk_buff *skb = new_skb(200);
	struct nlattr *a;

	assert_int_equal(netlink_policy_dump_write_attr(skb, &policy[RANGE], 9, NULL, NULL), 0);
	a = (struct nlattr *)skb->data;
	assert_int_equal(nla_type(a), 9);
	assert_int_equal(
		nla_get_u64(nla_find(nla_data(a), nla_len(a), NL_POLICY_TYPE_ATTR_MIN_VALUE_U)), 3);
	assert_int_equal(nla_get_u32(nla_find(nla_data(a), nla_len(a), NL_POLICY_TYPE_ATTR_TYPE)),
			 NL_ATTR_TYPE_U8);
	assert_int_equal(netlink_policy_dump_write_attr(skb, &policy[REJ], 9, NULL, NULL),
			 -ENODATA);
	for (int i = 1; i < LAST; i++) {
		u32 before;

		skb_trim(skb, 0);
		if (!netlink_policy_dump_write_attr(skb, &policy[i], 1, NULL, NULL))
			assert_true((int)skb->len <=
				    netlink_policy_dump_attr_size_estimate(&policy[i]));
		/* No room: nothing is left of it. */
		skb_trim(skb, 0);
		(void)!nla_reserve(skb, 1, 170);
		before = skb->len;
		if (netlink_policy_dump_write_attr(skb, &policy[i], 1, NULL, NULL))
			assert_int_equal(skb->len, before);
	}
	kfree_skb(skb);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_builder_stops_at_the_end),
		cmocka_unit_test(test_nests),
		cmocka_unit_test(test_strings),
		cmocka_unit_test(test_each_check),
		cmocka_unit_test(test_nested_refusals),
		cmocka_unit_test(test_depth_is_limited),
		cmocka_unit_test(test_hostile_lengths),
		cmocka_unit_test(test_leftover),
		cmocka_unit_test(test_policy_description),
	};

	int failed = cmocka_run_group_tests(tests, NULL, NULL);

	kmem_destroy(&k.mem);
	return failed;
}
