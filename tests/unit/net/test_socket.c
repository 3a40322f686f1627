// SPDX-License-Identifier: LGPL-2.1-or-later
/* Sockets in general: making, naming, and the order in which a bad call is refused. */
#include "unit.h"

#include "util.h"

#include <errno.h>

static void test_socket_refusals(void **state)
{
	struct unit *u = *state;

	assert_int_equal(u_call(u, __NR_socket, 999, SOCK_RAW, 0, 0, 0, 0), -EAFNOSUPPORT);
	assert_int_equal(u_call(u, __NR_socket, -1, SOCK_RAW, 0, 0, 0, 0), -EAFNOSUPPORT);
	assert_int_equal(u_call(u, __NR_socket, AF_NETLINK, 11, 0, 0, 0, 0), -EINVAL);
	assert_int_equal(u_call(u, __NR_socket, AF_NETLINK, 0x100 | SOCK_RAW, 0, 0, 0, 0), -EINVAL);
	assert_int_equal(u_call(u, __NR_socket, AF_NETLINK, SOCK_STREAM, 0, 0, 0, 0),
			 -ESOCKTNOSUPPORT);
	assert_int_equal(u_call(u, __NR_socket, AF_NETLINK, SOCK_RAW, 32, 0, 0, 0),
			 -EPROTONOSUPPORT);
	assert_int_equal(u_call(u, __NR_socket, AF_NETLINK, SOCK_RAW, -1, 0, 0, 0),
			 -EPROTONOSUPPORT);
}

static void test_bad_descriptors(void **state)
{
	struct unit *u = *state;
	struct sockaddr_nl a = { .nl_family = AF_NETLINK };

	assert_int_equal(u_call(u, __NR_bind, 77, (long)&a, sizeof(a), 0, 0, 0), -EBADF);
	assert_int_equal(u_call(u, __NR_listen, -1, 1, 0, 0, 0, 0), -EBADF);
	assert_int_equal(u_call(u, __NR_sendto, 77, 0, 0, 0, 0, 0), -EBADF);
	assert_int_equal(u_call(u, __NR_accept4, 77, 0, 0, 0x7fffffff, 0, 0), -EBADF);
}

static void test_lacking_operations(void **state)
{
	struct unit *u = *state;
	int fd = u_socket(u, NETLINK_USERSOCK), sv[2];

	assert_int_equal(u_call(u, __NR_listen, fd, 1, 0, 0, 0, 0), -EOPNOTSUPP);
	assert_int_equal(u_call(u, __NR_accept, fd, 0, 0, 0, 0, 0), -EOPNOTSUPP);
	assert_int_equal(u_call(u, __NR_accept4, fd, 0, 0, 0x7fffffff, 0, 0), -EINVAL);
	assert_int_equal(u_call(u, __NR_shutdown, fd, 1, 0, 0, 0, 0), -EOPNOTSUPP);
	assert_int_equal(
		u_call(u, __NR_socketpair, AF_NETLINK, SOCK_RAW, NETLINK_USERSOCK, (long)sv, 0, 0),
		-EOPNOTSUPP);
	assert_int_equal(
		u_call(u, __NR_socketpair, AF_NETLINK, SOCK_RAW, NETLINK_USERSOCK, 16, 0, 0),
		-EFAULT);
}

static void test_bind_and_names(void **state)
{
	struct unit *u = *state;
	int fd = u_socket(u, NETLINK_USERSOCK), fd2 = u_socket(u, NETLINK_USERSOCK);
	struct sockaddr_nl a = { .nl_family = AF_NETLINK };
	socklen_t len = sizeof(a);

	assert_int_equal(u_call(u, __NR_bind, fd, (long)&a, 11, 0, 0, 0), -EINVAL);
	assert_int_equal(u_call(u, __NR_bind, fd, 8, sizeof(a), 0, 0, 0), -EFAULT);
	assert_int_equal(u_call(u, __NR_bind, fd, (long)&a, 129, 0, 0, 0), -EINVAL);
	assert_int_equal(u_call(u, __NR_bind, fd, (long)&a, sizeof(a), 0, 0, 0), 0);
	assert_int_equal(u_call(u, __NR_getsockname, fd, (long)&a, (long)&len, 0, 0, 0), 0);
	assert_int_equal(a.nl_pid, 1);
	assert_int_equal(len, 12);
	assert_int_equal(u_call(u, __NR_bind, fd2, (long)&a, sizeof(a), 0, 0, 0), -EADDRINUSE);
	a.nl_pid = 0;
	assert_int_equal(u_call(u, __NR_bind, fd2, (long)&a, sizeof(a), 0, 0, 0), 0);
	assert_int_equal(u_call(u, __NR_getsockname, fd2, (long)&a, (long)&len, 0, 0, 0), 0);
	assert_in_range((uint32_t) - (int32_t)a.nl_pid, 4097, 0x80000000u);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		U_TEST(test_socket_refusals),
		U_TEST(test_bad_descriptors),
		U_TEST(test_lacking_operations),
		U_TEST(test_bind_and_names),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
