/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* net/ipv6/route*.c, ip6_fib.c: what a request does to a table, and what is told of it. */
#include "nl6.h"

static char text[1 << 20], before[1 << 20];

static int setup(void **state)
{
	struct nl6 *n;

	if (nl6_setup(state))
		return -1;
	n = *state;
	if (add_addr(n, "2001:db8::1", 64, 3, IFA_F_NODAD))
		return -1;
	kernlet_advance(n->u.k, SECOND);
	return 0;
}

#define R_TEST(fn) cmocka_unit_test_setup_teardown(fn, setup, nl6_teardown)

static void check(struct nl6 *n, int err, int want, const char *msg)
{
	assert_int_equal(err, want);
	assert_string_equal(u_extack(&n->u), msg);
}

static void add_append_replace_delete(void **state)
{
	struct nl6 *n = *state;

	listen_events(n);
	assert_int_equal(NEW(n, ADD_FLAGS, "2001:db8:9::", 48, .dev = 3), 0);
	expect_event(n, "+route 2001:db8:9::/48 table 254 metric 1024 dev 3 hops 0 type 1");
	assert_int_equal(NEW(n, ADD_FLAGS, "2001:db8:9::", 48, .dev = 3), -EEXIST);
	assert_int_equal(NEW(n, APPEND_FLAGS, "2001:db8:9::", 48, .dev = 3), -EEXIST);
	assert_int_equal(NEW(n, APPEND_FLAGS, "2001:db8:9::", 48, { "2001:db8::9" }), 0);
	expect_event(n, "+route 2001:db8:9::/48 table 254 metric 1024 dev 3 hops 0 type 1");
	assert_int_equal(NEW(n, APPEND_FLAGS, "2001:db8:9::", 48, { "2001:db8::a" }), 0);
	expect_event(n, "+route 2001:db8:9::/48 table 254 metric 1024 dev 0 hops 2 type 1");
	assert_int_equal(NEW(n, REPLACE_FLAGS, "2001:db8:9::", 48, { "2001:db8::b" }), 0);
	expect_event(n, "+route 2001:db8:9::/48 table 254 metric 1024 dev 3 hops 0 type 1");
	assert_int_equal(DEL(n, "2001:db8:9::", 48, { "2001:db8::a" }), -ESRCH);
	assert_int_equal(DEL(n, "2001:db8:9::", 48, .metric = 7), -ESRCH);
	assert_int_equal(DEL(n, "2001:db8:9::", 48, { "2001:db8::b" }), 0);
	expect_event(n, "-route 2001:db8:9::/48 table 254 metric 1024 dev 3 hops 0 type 1");
	assert_int_equal(DEL(n, "2001:db8:9::", 48), 0);
	expect_event(n, "-route 2001:db8:9::/48 table 254 metric 1024 dev 3 hops 0 type 1");
	assert_int_equal(DEL(n, "2001:db8:9::", 48), -ESRCH);
	expect_event(n, NULL);
}

static void several_hops_are_one_route(void **state)
{
	struct nl6 *n = *state;

	listen_events(n);
	assert_int_equal(NEW(n, ADD_FLAGS, "2001:db8:b::", 48, { "2001:db8::b", "2001:db8::c" }),
			 0);
	expect_event(n, "+route 2001:db8:b::/48 table 254 metric 1024 dev 0 hops 2 type 1");
	assert_int_equal(NEW(n, APPEND_FLAGS, "2001:db8:b::", 48, { "2001:db8::d", "2001:db8::e" }),
			 0);
	expect_event(n, "+route 2001:db8:b::/48 table 254 metric 1024 dev 0 hops 4 type 1");
	/* The second hop is there already: the first one of the request is taken back. */
	assert_int_equal(NEW(n, APPEND_FLAGS, "2001:db8:b::", 48, { "2001:db8::f", "2001:db8::b" }),
			 -EEXIST);
	expect_event(n, "+route 2001:db8:b::/48 table 254 metric 1024 dev 0 hops 5 type 1");
	expect_event(n, "-route 2001:db8:b::/48 table 254 metric 1024 dev 3 hops 0 type 1");
	assert_int_equal(NEW(n, ADD_FLAGS, "2001:db8:b::", 48, { "2001:db8::b", "2001:db8::c" }),
			 -EEXIST);
	assert_int_equal(NEW(n, ADD_FLAGS, "2001:db8:c::", 48, { "2001:db8::b", "2001:db8::b" }),
			 -EEXIST);
	assert_int_equal(
		NEW(n, REPLACE_FLAGS, "2001:db8:b::", 48, { "2001:db8::1b", "2001:db8::1c" }), 0);
	expect_event(n, "+route 2001:db8:b::/48 table 254 metric 1024 dev 0 hops 2 type 1");
	assert_int_equal(DEL(n, "2001:db8:b::", 48), 0);
	expect_event(n, "-route 2001:db8:b::/48 table 254 metric 1024 dev 0 hops 2 type 1");
	expect_event(n, NULL);
}

static void refusals(void **state)
{
	struct nl6 *n = *state;

	check(n, NEW(n, NLM_F_REPLACE, "2001:db8:a::", 48, .dev = 3), -ENOENT,
	      "Can not replace route - no match found");
	check(n, NEW(n, ADD_FLAGS, "2001:db8:a::", 48, { "2001:db8:77::1" }), -EHOSTUNREACH, "");
	check(n, NEW(n, ADD_FLAGS, "2001:db8:a::", 48, { "2001:db8::1" }), -EINVAL,
	      "Gateway can not be a local address");
	check(n, NEW(n, ADD_FLAGS, "2001:db8:a::", 48, { "fe80::5" }), -EINVAL,
	      "Egress device not specified");
	check(n, NEW(n, ADD_FLAGS, "2001:db8:a::", 48, { "ff02::5" }, .dev = 3), -EINVAL,
	      "Invalid gateway address");
	check(n, NEW(n, ADD_FLAGS, "2001:db8:a::", 48, { "fe80::5" }, .dev = 1), -EINVAL,
	      "Egress device can not be loopback device for this route");
	check(n, NEW(n, ADD_FLAGS, "2001:db8:a::", 129, .dev = 3), -EINVAL, "");
	check(n, NEW(n, ADD_FLAGS, "2001:db8:a::", 48, .dev = 77), -ENODEV, "");
	check(n, NEW(n, ADD_FLAGS, "2001:db8:a::", 48, .dev = 3, .prefsrc = "2001:db8::77"),
	      -EINVAL, "Invalid source address");
	check(n, DEL(n, "2001:db8:a::", 48, .table = 33), -ESRCH, "FIB table does not exist");
	assert_int_equal(set_link(n, 3, false), 0);
	check(n, NEW(n, ADD_FLAGS, "2001:db8:a::", 48, .dev = 3), -ENETDOWN,
	      "Nexthop device is not up");
}

static int get(struct nl6 *n, const char *dst, const char *src, char *out, size_t size)
{
	struct rtmsg rtm = { .rtm_family = AF_INET6, .rtm_dst_len = 128 };
	const struct nlmsghdr *m = (const void *)n->u.buf;
	unsigned char a[16];
	struct req r;

	req_init(&r, RTM_GETROUTE, 0, &rtm, sizeof(rtm));
	addr6(dst, a);
	req_attr(&r, RTA_DST, a, 16);
	if (src) {
		addr6(src, a);
		req_attr(&r, RTA_SRC, a, 16);
	}
	assert_int_equal(u_send(&n->u, n->fd, &r), 0);
	assert_true(u_recv(&n->u, n->fd) > 0);
	if (m->nlmsg_type == NLMSG_ERROR)
		return ((const struct nlmsgerr *)NLMSG_DATA(m))->error;
	inet_ntop(AF_INET6, RTA_DATA(u_attr(m, sizeof(rtm), RTA_PREFSRC)), out, size);
	return *(int *)RTA_DATA(u_attr(m, sizeof(rtm), RTA_OIF));
}

static void lookups(void **state)
{
	struct nl6 *n = *state;
	char src[64];

	assert_int_equal(NEW(n, ADD_FLAGS, "2001:db8:e::", 48, .type = RTN_BLACKHOLE), 0);
	assert_int_equal(NEW(n, ADD_FLAGS, "2001:db8:f::", 48, .type = RTN_UNREACHABLE), 0);
	assert_int_equal(NEW(n, ADD_FLAGS, "2001:db8:f:1::", 64, .type = RTN_PROHIBIT), 0);
	assert_int_equal(NEW(n, ADD_FLAGS, "2001:db8:f:2::", 64, .type = RTN_THROW), 0);
	assert_int_equal(NEW(n, ADD_FLAGS, "2001:db8:10::", 48, { "fe80::6" }, .dev = 3,
			     .src = "2001:db8:33::", .src_len = 64),
			 0);
	assert_int_equal(get(n, "2001:db8::5", NULL, src, sizeof(src)), 3);
	assert_string_equal(src, "2001:db8::1");
	assert_int_equal(get(n, "2001:db8::1", NULL, src, sizeof(src)), 1);
	assert_int_equal(get(n, "fe80::5", NULL, src, sizeof(src)), 2);
	assert_string_equal(src, "fe80::ff:fe00:2");
	assert_int_equal(get(n, "2001:db8:e::1", NULL, src, sizeof(src)), -EINVAL);
	assert_int_equal(get(n, "2001:db8:f::1", NULL, src, sizeof(src)), -EHOSTUNREACH);
	assert_int_equal(get(n, "2001:db8:f:1::1", NULL, src, sizeof(src)), -EACCES);
	assert_int_equal(get(n, "2001:db8:f:2::1", NULL, src, sizeof(src)), -ENETUNREACH);
	assert_int_equal(get(n, "2001:db8:99::1", NULL, src, sizeof(src)), -ENETUNREACH);
	assert_int_equal(get(n, "2001:db8:10::1", NULL, src, sizeof(src)), -ENETUNREACH);
	assert_int_equal(get(n, "2001:db8:10::1", "2001:db8:33::5", src, sizeof(src)), 3);
	assert_int_equal(NEW(n, ADD_FLAGS, "::", 0, { "fe80::9" }, .dev = 2), 0);
	assert_int_equal(get(n, "2001:db8:99::1", NULL, src, sizeof(src)), 2);
}

static void a_multipath_route_lives_as_long_as_one_hop(void **state)
{
	struct nl6 *n = *state;

	assert_int_equal(NEW(n, ADD_FLAGS, "2001:db8:21::", 48, { "fe80::5" }, .dev = 3), 0);
	assert_int_equal(NEW(n, APPEND_FLAGS, "2001:db8:21::", 48, { "fe80::6" }, .dev = 2), 0);
	assert_int_equal(set_link(n, 2, false), 0);
	dump_text(n, RTM_GETROUTE, text, sizeof(text));
	assert_non_null(strstr(text, "2001:db8:21::/48 table 254 metric 1024 dev 0 hops 2"));
	assert_int_equal(set_link(n, 3, false), 0);
	dump_text(n, RTM_GETROUTE, text, sizeof(text));
	assert_null(strstr(text, "2001:db8:21::/48"));
}

static void expired_routes_are_collected(void **state)
{
	struct nl6 *n = *state;

	assert_int_equal(NEW(n, ADD_FLAGS, "2001:db8:21::", 48, .dev = 3, .expires = 10), 0);
	kernlet_advance(n->u.k, 20 * SECOND);
	dump_text(n, RTM_GETROUTE, text, sizeof(text));
	assert_non_null(strstr(text, "2001:db8:21::/48"));
	kernlet_advance(n->u.k, 20 * SECOND);
	dump_text(n, RTM_GETROUTE, text, sizeof(text));
	assert_null(strstr(text, "2001:db8:21::/48"));
}

/* ---- out of memory ---- */

typedef int (*change_fn)(struct nl6 *n);

static int do_add(struct nl6 *n)
{
	return NEW(n, ADD_FLAGS, "2001:db8:41::", 48, { "2001:db8::9" }, .expires = 100);
}

static int do_add_source(struct nl6 *n)
{
	return NEW(n, ADD_FLAGS, "2001:db8:42::", 48, { "2001:db8::9" },
		   .src = "2001:db8:43::", .src_len = 48);
}

static int do_add_hops(struct nl6 *n)
{
	return NEW(n, ADD_FLAGS, "2001:db8:44::", 48,
		   { "2001:db8::9", "2001:db8::a", "2001:db8::b" });
}

static int do_replace(struct nl6 *n)
{
	return NEW(n, REPLACE_FLAGS, "2001:db8:40::", 48, { "2001:db8::9" });
}

static int do_delete(struct nl6 *n)
{
	return DEL(n, "2001:db8:40::", 48);
}

/* Let each allocation in turn fail: the table is as before, or as after, never in between. */
static void survive(struct nl6 *n, change_fn change)
{
	static char after[1 << 20];
	int err = -1;

	NEW(n, REPLACE_FLAGS, "2001:db8:40::", 48, { "2001:db8::5" });
	dump_text(n, RTM_GETROUTE, before, sizeof(before));
	for (uint64_t i = 1; err; i++) {
		assert_true(i < 200);
		kernlet_fail_alloc(n->u.k, i, 1);
		err = change(n);
		kernlet_fail_alloc(n->u.k, 0, 0);
		dump_text(n, RTM_GETROUTE, text, sizeof(text));
		if (err && strcmp(text, before))
			break; /* done, only the answer was lost */
	}
	memcpy(after, text, sizeof(after));
	change(n);
	dump_text(n, RTM_GETROUTE, text, sizeof(text));
	assert_string_equal(text, after);
}

static void out_of_memory(void **state)
{
	static const change_fn changes[] = { do_add, do_add_source, do_add_hops, do_replace,
					     do_delete };
	struct nl6 *n = *state;

	for (size_t i = 0; i < sizeof(changes) / sizeof(changes[0]); i++)
		survive(n, changes[i]);
}

static void nothing_leaks(void **state)
{
	struct nl6 *n = *state;
	struct kernlet_stats start, end;
	char dst[64];

	for (int round = 0; round < 2; round++) {
		kernlet_get_stats(n->u.k, &start);
		for (int i = 0; i < 500; i++) {
			snprintf(dst, sizeof(dst), "2001:db8:%x::", 0x100 + i);
			assert_int_equal(
				NEW(n, ADD_FLAGS, dst, 48, { "2001:db8::5" }, .metric = i + 1), 0);
			assert_int_equal(
				NEW(n, APPEND_FLAGS, dst, 48, { "2001:db8::6" }, .metric = i + 1),
				0);
			assert_int_equal(NEW(n, ADD_FLAGS, dst, 48, { "2001:db8::6" },
					     .src = "2001:db8::", .src_len = 32 + i % 64),
					 0);
		}
		for (int i = 0; i < 500; i++) {
			snprintf(dst, sizeof(dst), "2001:db8:%x::", 0x100 + i);
			assert_int_equal(DEL(n, dst, 48), 0);
			assert_int_equal(
				DEL(n, dst, 48, .src = "2001:db8::", .src_len = 32 + i % 64), 0);
		}
		kernlet_get_stats(n->u.k, &end);
	}
	/* Tables keep the size they grew to in the first round. */
	assert_int_equal(end.mem_used, start.mem_used);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		R_TEST(add_append_replace_delete),
		R_TEST(several_hops_are_one_route),
		R_TEST(refusals),
		R_TEST(lookups),
		R_TEST(a_multipath_route_lives_as_long_as_one_hop),
		R_TEST(expired_routes_are_collected),
		R_TEST(out_of_memory),
		R_TEST(nothing_leaks),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
