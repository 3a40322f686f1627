/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Which hop of many: shares follow weights, a seed gives one choice for good, and each policy
 * looks at what it should. That the choice is Linux's own is what tests/abi/test_rules.c finds out.
 */
#include "unit.h"

#include "ipv4_util.h"

#include <fcntl.h>
#include <sys/syscall.h>

#define HOPS 3
static const uint8_t weights[HOPS] = { 1, 2, 5 };

static void setting(struct unit *u, const char *name, const char *value)
{
	char path[128];
	long fd;

	snprintf(path, sizeof(path), "/proc/sys/net/ipv4/%s", name);
	fd = u_call(u, SYS_openat, AT_FDCWD, u_path(path), O_WRONLY, 0, 0, 0);
	assert_true(fd >= 0);
	assert_int_equal(u_call(u, SYS_write, fd, (long)value, strlen(value), 0, 0, 0),
			 (long)strlen(value));
	u_call(u, SYS_close, fd, 0, 0, 0, 0, 0);
}

/* 10.0.0.2, .3 and .4 lead to everywhere. */
static int stage(struct unit *u)
{
	struct rtmsg m = { .rtm_family = AF_INET,
			   .rtm_table = RT_TABLE_MAIN,
			   .rtm_protocol = RTPROT_BOOT,
			   .rtm_type = RTN_UNICAST };
	int fd = v4_socket(u);
	struct rtattr *nest;
	struct req r;

	v4_dummy(u, fd);
	assert_int_equal(v4_addr(u, fd, RTM_NEWADDR, CREATE, "10.0.0.1", 24), 0);
	req_init(&r, RTM_NEWROUTE, CREATE, &m, sizeof(m));
	nest = req_nest(&r, RTA_MULTIPATH);
	for (int i = 0; i < HOPS; i++) {
		struct rtnexthop *h = (void *)((char *)&r.n + NLMSG_ALIGN(r.n.nlmsg_len));

		*h = (struct rtnexthop) { .rtnh_hops = weights[i] - 1 };
		r.n.nlmsg_len += sizeof(*h);
		req_u32(&r, RTA_GATEWAY, htonl(0x0a000002 + i));
		h->rtnh_len = sizeof(*h) + 8;
	}
	req_nest_end(&r, nest);
	assert_int_equal(u_request(u, fd, &r), 0);
	setting(u, "fib_multipath_hash_seed", "42");
	return fd;
}

/* The hop of a flow: 0 to HOPS - 1. */
static int hop(struct unit *u, int fd, uint32_t dst, uint16_t sport, uint16_t dport)
{
	struct rtmsg m = { .rtm_family = AF_INET, .rtm_dst_len = 32 };
	const struct nlmsghdr *n = (const void *)u->buf;
	const struct rtattr *gw;
	struct req r;

	req_init(&r, RTM_GETROUTE, 0, &m, sizeof(m));
	req_u32(&r, RTA_DST, htonl(dst));
	sport = htons(sport);
	dport = htons(dport);
	req_attr(&r, RTA_SPORT, &sport, 2);
	req_attr(&r, RTA_DPORT, &dport, 2);
	assert_int_equal(u_send(u, fd, &r), 0);
	assert_true(u_recv(u, fd) > 0);
	assert_int_equal(n->nlmsg_type, RTM_NEWROUTE);
	gw = u_attr(n, sizeof(m), RTA_GATEWAY);
	assert_non_null(gw);
	return ntohl(*(uint32_t *)RTA_DATA(gw)) - 0x0a000002;
}

static void shares_follow_weights(void **state)
{
	struct unit *u = *state;
	int fd = stage(u), seen[HOPS] = { 0 }, n = 8000;

	for (int i = 0; i < n; i++)
		seen[hop(u, fd, 0x14000000 + i * 77, 0, 0)]++;
	for (int i = 0; i < HOPS; i++)
		assert_in_range(seen[i], n * weights[i] / 8 * 9 / 10, n * weights[i] / 8 * 11 / 10);
}

static int differences(struct unit *u, int fd, bool by_port)
{
	int first = hop(u, fd, 0x14000001, 1, 1), n = 0;

	for (int i = 2; i < 60; i++)
		n += hop(u, fd, 0x14000001, by_port ? i : 1, 1) != first;
	return n;
}

static void policies_look_at_their_fields(void **state)
{
	struct unit *u = *state;
	int fd = stage(u);

	assert_int_equal(differences(u, fd, true), 0);
	setting(u, "fib_multipath_hash_policy", "1");
	assert_int_not_equal(differences(u, fd, true), 0);
	assert_int_equal(differences(u, fd, false), 0);
	setting(u, "fib_multipath_hash_policy", "2");
	assert_int_equal(differences(u, fd, true), 0);
	setting(u, "fib_multipath_hash_policy", "3");
	assert_int_equal(differences(u, fd, true), 0);
	setting(u, "fib_multipath_hash_fields", "16");
	assert_int_not_equal(differences(u, fd, true), 0);
	/* Only what is inside another packet: nothing here. */
	setting(u, "fib_multipath_hash_fields", "64");
	assert_int_equal(differences(u, fd, true), 0);
}

static void seeds_choose_for_good(void **state)
{
	struct unit *u = *state;
	int fd = stage(u), before[64], changed = 0;

	for (int i = 0; i < 64; i++)
		before[i] = hop(u, fd, 0x14000000 + i, 0, 0);
	setting(u, "fib_multipath_hash_seed", "43");
	for (int i = 0; i < 64; i++)
		changed += hop(u, fd, 0x14000000 + i, 0, 0) != before[i];
	assert_int_not_equal(changed, 0);
	setting(u, "fib_multipath_hash_seed", "42");
	for (int i = 0; i < 64; i++)
		assert_int_equal(hop(u, fd, 0x14000000 + i, 0, 0), before[i]);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(shares_follow_weights, u_setup, u_teardown),
		cmocka_unit_test_setup_teardown(policies_look_at_their_fields, u_setup, u_teardown),
		cmocka_unit_test_setup_teardown(seeds_choose_for_good, u_setup, u_teardown),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
