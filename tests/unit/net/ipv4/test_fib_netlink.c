/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* NETLINK_FIB_LOOKUP: what one table says of an address, and what is not answered. */
#include "unit.h"

#include "ipv4_util.h"

#include "net/ipv4/fib_netlink.h"

static const struct fib_result_nl *ask(struct unit *u, int fd, const char *ip, int table)
{
	struct fib_result_nl frn = { .fl_addr = ip4(ip), .tb_id_in = table, .nh_sel = 77 };
	const struct nlmsghdr *n = (const struct nlmsghdr *)u->buf;
	struct req r;

	req_init(&r, 0, 0, &frn, sizeof(frn));
	assert_int_equal(u_send(u, fd, &r), 0);
	assert_int_equal(u_recv(u, fd), NLMSG_LENGTH(sizeof(frn)));
	assert_int_equal(n->nlmsg_seq, u->seq);
	return NLMSG_DATA(n);
}

static int prepare(struct unit *u)
{
	int fd = v4_socket(u);

	v4_dummy(u, fd);
	assert_int_equal(v4_addr(u, fd, RTM_NEWADDR, CREATE, "10.0.0.1", 24), 0);
	assert_int_equal(v4_route(u, fd, RTM_NEWROUTE, CREATE, "30.0.0.0", 8, "10.0.0.9"), 0);
	return fd;
}

static void finds(void **state)
{
	struct unit *u = *state;
	const struct fib_result_nl *frn;
	int fd;

	prepare(u);
	fd = u_socket(u, NETLINK_FIB_LOOKUP);
	frn = ask(u, fd, "30.1.2.3", RT_TABLE_MAIN);
	assert_int_equal(frn->err, 0);
	assert_int_equal(frn->tb_id, RT_TABLE_MAIN);
	assert_int_equal(frn->prefixlen, 8);
	assert_int_equal(frn->nh_sel, 0);
	assert_int_equal(frn->type, RTN_UNICAST);
	assert_int_equal(frn->scope, RT_SCOPE_UNIVERSE);
	/* Until a rule is added, main and local are one. */
	frn = ask(u, fd, "10.0.0.1", RT_TABLE_MAIN);
	assert_int_equal(frn->err, 0);
	assert_int_equal(frn->type, RTN_LOCAL);
	assert_int_equal(frn->scope, RT_SCOPE_HOST);
}

static void does_not_find(void **state)
{
	struct unit *u = *state;
	const struct fib_result_nl *frn;
	int fd;

	prepare(u);
	fd = u_socket(u, NETLINK_FIB_LOOKUP);
	frn = ask(u, fd, "40.0.0.0", RT_TABLE_MAIN);
	assert_int_equal(frn->err, -EAGAIN);
	assert_int_equal(frn->tb_id, RT_TABLE_MAIN);
	assert_int_equal(frn->nh_sel, 77);
	frn = ask(u, fd, "40.0.0.0", 9);
	assert_int_equal(frn->err, -ENOENT);
	assert_int_equal(frn->tb_id, 0);
}

static void short_is_not_answered(void **state)
{
	struct unit *u = *state;
	struct fib_result_nl frn = { .tb_id_in = RT_TABLE_MAIN };
	int fd = u_socket(u, NETLINK_FIB_LOOKUP);
	struct req r;

	req_init(&r, 0, 0, &frn, sizeof(frn) - 1);
	assert_int_equal(u_send(u, fd, &r), 0);
	assert_int_equal(u_recv(u, fd), -EAGAIN);
	req_init(&r, 0, 0, &frn, sizeof(frn));
	kernlet_fail_alloc(u->k, 2, 1);
	u_send(u, fd, &r);
	kernlet_fail_alloc(u->k, 0, 0);
	u_recv(u, fd);
}

int main(void)
{
	const struct CMUnitTest tests[] = { U_TEST(finds), U_TEST(does_not_find),
					    U_TEST(short_is_not_answered) };

	return cmocka_run_group_tests(tests, NULL, NULL);
}
