/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * How the buckets of resilient groups move when members come and go: a virtual clock, and routes
 * asked for so that buckets are in use.
 */
#include "unit.h"

#include "nexthop_util.h"

#define SECOND 1000000000ull
#define GROUP 11

/* How many of the buckets of the group belong to @id. */
static uint32_t buckets_of(struct unit *u, int fd, uint32_t id)
{
	const struct nlmsghdr *n;
	struct rtattr *nest;
	uint32_t count = 0;
	struct req r;
	long got;

	nh_init(&r, RTM_GETNEXTHOPBUCKET, NLM_F_DUMP, AF_UNSPEC, GROUP);
	nest = req_nest(&r, NHA_RES_BUCKET | NLA_F_NESTED);
	req_u32(&r, NHA_RES_BUCKET_NH_ID, id);
	req_nest_end(&r, nest);
	assert_int_equal(u_send(u, fd, &r), 0);
	while ((got = u_recv(u, fd)) > 0)
		for (n = (const void *)u->buf; NLMSG_OK(n, (unsigned long)got);
		     n = NLMSG_NEXT(n, got)) {
			if (n->nlmsg_type == NLMSG_DONE)
				return count;
			assert_int_equal(n->nlmsg_type, RTM_NEWNEXTHOPBUCKET);
			count++;
		}
	fail_msg("the dump did not end");
	return 0;
}

static void assert_buckets(struct unit *u, int fd, uint32_t one, uint32_t two, uint32_t three)
{
	assert_int_equal(buckets_of(u, fd, 1), one);
	assert_int_equal(buckets_of(u, fd, 2), two);
	assert_int_equal(buckets_of(u, fd, 3), three);
}

static int virtual_setup(void **state)
{
	struct kernlet_config cfg = { .size = sizeof(cfg), .clock = KERNLET_CLOCK_VIRTUAL };
	struct unit *u = calloc(1, sizeof(*u));

	*state = u;
	return u_boot(u, &cfg);
}

/* Nexthops 1 to 3, a group of the first two with 8 buckets, and a route by it. */
static int setup(struct unit *u, uint32_t idle, uint32_t unbalanced)
{
	int fd = nh_setup(u);

	assert_int_equal(nh_single(u, fd, CREATE, 1, "10.0.0.2"), 0);
	assert_int_equal(nh_single(u, fd, CREATE, 2, "10.0.0.3"), 0);
	assert_int_equal(nh_single(u, fd, CREATE, 3, "10.0.0.4"), 0);
	assert_int_equal(nh_resilient(u, fd, CREATE, GROUP, 2, 8, idle, unbalanced), 0);
	assert_int_equal(nh_route(u, fd, RTM_NEWROUTE, CREATE, AF_INET, "1.0.0.0", 8, GROUP), 0);
	assert_buckets(u, fd, 4, 4, 0);
	return fd;
}

/* Have every bucket used a second after it got its place. */
static void use_all(struct unit *u, int fd)
{
	char dst[32];

	kernlet_advance(u->k, SECOND);
	for (int i = 0; i < 200; i++) {
		snprintf(dst, sizeof(dst), "1.0.%d.1", i);
		assert_true(nh_get_gateway(u, fd, dst) >= 2);
	}
}

/* Nothing uses them: they move at once, and the request's own message is the only one. */
static void test_unused(void **state)
{
	struct unit *u = *state;
	int fd = setup(u, 500, 0), mon = nh_listen(u);

	assert_int_equal(nh_resilient(u, fd, REPLACE, GROUP, 3, 0, 500, 0), 0);
	assert_buckets(u, fd, 3, 2, 3);
	assert_true(u_recv(u, mon) > 0);
	assert_int_equal(u_recv(u, mon), -EAGAIN);
}

/* Buckets in use move when they fall idle, each with a message. */
static void test_idle(void **state)
{
	struct unit *u = *state;
	int fd = setup(u, 500, 0), mon;

	use_all(u, fd);
	assert_int_equal(nh_resilient(u, fd, REPLACE, GROUP, 3, 0, 500, 0), 0);
	assert_buckets(u, fd, 4, 4, 0);
	mon = nh_listen(u);
	kernlet_advance(u->k, 4 * SECOND);
	assert_buckets(u, fd, 4, 4, 0);
	kernlet_advance(u->k, 2 * SECOND);
	assert_buckets(u, fd, 3, 2, 3);
	for (int i = 0; i < 3; i++) {
		assert_true(u_recv(u, mon) > 0);
		assert_int_equal(((struct nlmsghdr *)u->buf)->nlmsg_type, RTM_NEWNEXTHOPBUCKET);
		assert_int_equal(((struct nlmsghdr *)u->buf)->nlmsg_flags, NLM_F_REPLACE);
	}
	assert_int_equal(u_recv(u, mon), -EAGAIN);
}

/* After the unbalanced timer they move although they are in use. */
static void test_forced(void **state)
{
	struct unit *u = *state;
	int fd = setup(u, 10000, 300);

	use_all(u, fd);
	assert_int_equal(nh_resilient(u, fd, REPLACE, GROUP, 3, 8, 10000, 300), 0);
	kernlet_advance(u->k, 2 * SECOND);
	assert_buckets(u, fd, 4, 4, 0);
	kernlet_advance(u->k, 2 * SECOND);
	assert_buckets(u, fd, 3, 2, 3);
}

/* The buckets of a member that goes have to move, used or not; the others stay. */
static void test_removed(void **state)
{
	struct unit *u = *state;
	int fd = setup(u, 10000, 0);

	use_all(u, fd);
	assert_int_equal(nh_del(u, fd, 1), 0);
	assert_buckets(u, fd, 0, 8, 0);
	assert_int_equal(nh_del(u, fd, 2), 0);
	assert_int_equal(nh_del(u, fd, GROUP), -ENOENT);
}

#define V_TEST(fn) cmocka_unit_test_setup_teardown(fn, virtual_setup, u_teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		V_TEST(test_unused),
		V_TEST(test_idle),
		V_TEST(test_forced),
		V_TEST(test_removed),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
