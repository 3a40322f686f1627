/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Memory runs out at each allocation of a request about nexthop objects, or about a route by one.
 * What dumps show afterwards is either all of what was asked or nothing, and nothing is lost.
 */
#include "unit.h"

#include "nexthop_util.h"

struct scenario {
	const char *name;
	int (*act)(struct unit *u, int fd);
	void (*undo)(struct unit *u, int fd);
};

static void del_20(struct unit *u, int fd)
{
	assert_int_equal(nh_del(u, fd, 20), 0);
}

static int add_v4(struct unit *u, int fd)
{
	return nh_single(u, fd, CREATE, 20, "10.0.0.20");
}

static int add_v6(struct unit *u, int fd)
{
	return nh_single(u, fd, CREATE, 20, "fe80::20");
}

static int add_blackhole(struct unit *u, int fd)
{
	return nh_flag(u, fd, 20, AF_INET6, NHA_BLACKHOLE);
}

static int add_group(struct unit *u, int fd)
{
	return nh_group(u, fd, CREATE, 20, 1, 2);
}

static int add_resilient(struct unit *u, int fd)
{
	return nh_resilient(u, fd, CREATE, 20, 2, 16, 100, 0);
}

static int replace_single(struct unit *u, int fd)
{
	return nh_single(u, fd, REPLACE, 1, "10.0.0.99");
}

static void restore_single(struct unit *u, int fd)
{
	assert_int_equal(nh_single(u, fd, REPLACE, 1, "10.0.0.2"), 0);
}

static int replace_group(struct unit *u, int fd)
{
	return nh_group(u, fd, REPLACE, 10, 2, 1);
}

static void restore_group(struct unit *u, int fd)
{
	assert_int_equal(nh_group(u, fd, REPLACE, 10, 1, 2), 0);
}

static int replace_resilient(struct unit *u, int fd)
{
	return nh_resilient(u, fd, REPLACE, 11, 3, 8, 200, 0);
}

static void restore_resilient(struct unit *u, int fd)
{
	assert_int_equal(nh_resilient(u, fd, REPLACE, 11, 2, 8, 100, 0), 0);
}

static int delete_in_groups(struct unit *u, int fd)
{
	return nh_del(u, fd, 2);
}

static void restore_in_groups(struct unit *u, int fd)
{
	assert_int_equal(nh_single(u, fd, CREATE, 2, "10.0.0.3"), 0);
	restore_group(u, fd);
	restore_resilient(u, fd);
}

static int add_route4(struct unit *u, int fd)
{
	return nh_route(u, fd, RTM_NEWROUTE, CREATE, AF_INET, "9.0.0.0", 8, 10);
}

static void del_route4(struct unit *u, int fd)
{
	assert_int_equal(nh_route(u, fd, RTM_DELROUTE, 0, AF_INET, "9.0.0.0", 8, 10), 0);
}

static int add_route6(struct unit *u, int fd)
{
	return nh_route(u, fd, RTM_NEWROUTE, CREATE, AF_INET6, "2009::", 16, 6);
}

static void del_route6(struct unit *u, int fd)
{
	assert_int_equal(nh_route(u, fd, RTM_DELROUTE, 0, AF_INET6, "2009::", 16, 6), 0);
}

static const struct scenario scenarios[] = {
	{ "add IPv4", add_v4, del_20 },
	{ "add IPv6", add_v6, del_20 },
	{ "add blackhole", add_blackhole, del_20 },
	{ "add group", add_group, del_20 },
	{ "add resilient group", add_resilient, del_20 },
	{ "replace", replace_single, restore_single },
	{ "replace group", replace_group, restore_group },
	{ "replace resilient group", replace_resilient, restore_resilient },
	{ "delete from groups", delete_in_groups, restore_in_groups },
	{ "IPv4 route", add_route4, del_route4 },
	{ "IPv6 route", add_route6, del_route6 },
};

static char before[1 << 16], after[1 << 16], want[1 << 16];
static size_t want_len;

static void drain(struct unit *u, int mon)
{
	while (u_recv(u, mon) != -EAGAIN)
		;
}

/* All nexthops, and all routes of both families. */
static size_t state_of(struct unit *u, int fd, char *to)
{
	static const uint8_t route6[sizeof(struct rtmsg)] = { AF_INET6 };
	size_t len = v4_dump(u, fd, RTM_GETROUTE, sizeof(struct rtmsg), to);
	const struct nlmsghdr *n;
	struct req r;
	long got;

	for (int i = 0; i < 2; i++) {
		if (i)
			req_init(&r, RTM_GETROUTE, NLM_F_DUMP, route6, sizeof(route6));
		else
			nh_init(&r, RTM_GETNEXTHOP, NLM_F_DUMP, AF_UNSPEC, 0);
		assert_int_equal(u_send(u, fd, &r), 0);
		while ((got = u_recv(u, fd)) > 0)
			for (n = (const void *)u->buf;
			     NLMSG_OK(n, (unsigned long)got) && n->nlmsg_type != NLMSG_DONE;
			     n = NLMSG_NEXT(n, got)) {
				memcpy(to + len, NLMSG_DATA(n), n->nlmsg_len - NLMSG_HDRLEN);
				len += n->nlmsg_len - NLMSG_HDRLEN;
			}
	}
	return len;
}

/* With the @n-th allocation failing. True while the request has that many. */
static bool round_of(struct unit *u, int fd, int mon, const struct scenario *sc, uint64_t n)
{
	size_t blen = state_of(u, fd, before), alen;
	struct kernlet_stats s0, s1;
	int err;

	kernlet_get_stats(u->k, &s0);
	kernlet_fail_alloc(u->k, n, 1);
	err = sc->act(u, fd);
	kernlet_fail_alloc(u->k, 0, 0);
	kernlet_get_stats(u->k, &s1);
	drain(u, fd);
	drain(u, mon);
	alen = state_of(u, fd, after);
	if (!n) {
		assert_int_equal(err, 0);
		memcpy(want, after, alen);
		want_len = alen;
	} else if (err && alen == blen && !memcmp(before, after, alen)) {
		if (sc->act(u, fd))
			fail_msg("%s: refused after failure %lu", sc->name, (unsigned long)n);
		alen = state_of(u, fd, after);
	}
	if (alen != want_len || memcmp(after, want, alen))
		fail_msg("%s: half done by failure %lu", sc->name, (unsigned long)n);
	sc->undo(u, fd);
	drain(u, mon);
	return n <= s1.allocations - s0.allocations;
}

static int prepare(struct unit *u)
{
	int fd = nh_setup(u);

	assert_int_equal(nh_single(u, fd, CREATE, 1, "10.0.0.2"), 0);
	assert_int_equal(nh_single(u, fd, CREATE, 2, "10.0.0.3"), 0);
	assert_int_equal(nh_single(u, fd, CREATE, 3, "10.0.0.4"), 0);
	assert_int_equal(nh_single(u, fd, CREATE, 6, "fe80::1"), 0);
	assert_int_equal(nh_group(u, fd, CREATE, 10, 1, 2), 0);
	assert_int_equal(nh_resilient(u, fd, CREATE, 11, 2, 8, 100, 0), 0);
	assert_int_equal(nh_route(u, fd, RTM_NEWROUTE, CREATE, AF_INET, "1.0.0.0", 8, 10), 0);
	assert_int_equal(nh_route(u, fd, RTM_NEWROUTE, CREATE, AF_INET, "2.0.0.0", 8, 1), 0);
	return fd;
}

static bool failure(const struct scenario *sc, uint64_t n)
{
	struct kernlet_config cfg = { .size = sizeof(cfg),
				      .seed = 1,
				      .clock = KERNLET_CLOCK_VIRTUAL };
	struct kernlet_stats early = { 0 }, late;
	struct unit u = { .seq = 0 };
	bool more = false;
	int fd, mon;

	assert_int_equal(u_boot(&u, &cfg), 0);
	fd = prepare(&u);
	mon = nh_listen(&u);
	for (int i = 0; i < 8; i++) {
		more = round_of(&u, fd, mon, sc, n);
		if (i == 3)
			kernlet_get_stats(u.k, &early);
	}
	kernlet_get_stats(u.k, &late);
	if (late.mem_used > early.mem_used + 128)
		fail_msg("%s: %zu bytes lost by failure %lu", sc->name,
			 (size_t)(late.mem_used - early.mem_used), (unsigned long)n);
	kernlet_task_exit(u.t);
	kernlet_shutdown(u.k);
	return more;
}

static void test_oom(void **state)
{
	for (size_t i = 0; i < sizeof(scenarios) / sizeof(scenarios[0]); i++)
		for (uint64_t n = 0; failure(&scenarios[i], n); n++)
			;
}

int main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(test_oom) };

	return cmocka_run_group_tests(tests, NULL, NULL);
}
