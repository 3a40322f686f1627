// SPDX-License-Identifier: LGPL-2.1-or-later
/*
 * Netlink sockets where the host cannot be asked: waiting, memory running out at every
 * allocation, classic numbering. What the host can answer is compared in tests/abi.
 */
#include "util.h"

#include <errno.h>
#include <time.h>

#define CLASSIC_FIREWALL 3
#define CLASSIC_ROUTE6 11
#define CLASSIC_TAPBASE 16

static int bound(struct unit *u, int protocol, uint32_t portid, uint32_t groups)
{
	int fd = u_socket(u, protocol);

	assert_int_equal(u_bind(u, fd, portid, groups), 0);
	return fd;
}

static long send_to(struct unit *u, int fd, uint32_t portid, uint32_t groups, size_t n)
{
	struct sockaddr_nl to = { .nl_family = AF_NETLINK, .nl_pid = portid, .nl_groups = groups };
	static char data[4096];

	return u_call(u, __NR_sendto, fd, (long)data, n, 0, (long)&to, sizeof(to));
}

/* ---- waiting ---- */

static long start(struct kernlet_task *t, long nr, long a, long b, long c, long d, long e, long f)
{
	uint64_t args[6] = { a, b, c, d, e, f };

	return kernlet_syscall_start(t, KERNLET_X86_64, nr, args);
}

static void test_receive_waits(void **state)
{
	struct unit *u = *state;
	int x = bound(u, NETLINK_USERSOCK, 100, 0), y = bound(u, NETLINK_USERSOCK, 200, 0);
	struct kernlet_task_config cfg = { .size = sizeof(cfg), .share_files = u->t };
	struct kernlet_task *reader;
	char buf[64];

	assert_int_equal(kernlet_task_create(u->k, &cfg, &reader), 0);
	assert_int_equal(start(reader, __NR_recvfrom, y, (long)buf, sizeof(buf), 0, 0, 0),
			 KERNLET_PARKED);
	assert_false(kernlet_task_runnable(reader));
	assert_int_equal(send_to(u, x, 200, 0, 20), 20);
	assert_true(kernlet_task_runnable(reader));
	assert_int_equal(kernlet_syscall_resume(reader), 20);
	assert_int_equal(start(reader, __NR_recvfrom, y, (long)buf, sizeof(buf), 0, 0, 0),
			 KERNLET_PARKED);
	kernlet_task_interrupt(reader);
	assert_int_equal(kernlet_syscall_resume(reader), -EINTR);
	assert_int_equal(start(reader, __NR_read, y, (long)buf, sizeof(buf), 0, 0, 0),
			 KERNLET_PARKED);
	kernlet_task_exit(reader);
}

static void test_receive_timeout(void **state)
{
	struct unit *u = calloc(1, sizeof(*u));
	struct kernlet_config cfg = { .size = sizeof(cfg), .clock = KERNLET_CLOCK_VIRTUAL };
	struct timeval tv = { 2, 500000 };
	uint64_t before;
	char buf[64];
	int fd;

	assert_int_equal(u_boot(u, &cfg), 0);
	fd = bound(u, NETLINK_USERSOCK, 0, 0);
	assert_int_equal(
		u_call(u, __NR_setsockopt, fd, SOL_SOCKET, SO_RCVTIMEO, (long)&tv, sizeof(tv), 0),
		0);
	before = kernlet_now(u->k, CLOCK_MONOTONIC);
	assert_int_equal(u_call(u, __NR_recvfrom, fd, (long)buf, sizeof(buf), 0, 0, 0), -EAGAIN);
	assert_int_equal(kernlet_now(u->k, CLOCK_MONOTONIC) - before, 2500000000ull);
	assert_int_equal(start(u->t, __NR_recvfrom, fd, (long)buf, sizeof(buf), 0, 0, 0),
			 KERNLET_PARKED);
	kernlet_task_interrupt(u->t);
	assert_int_equal(kernlet_syscall_resume(u->t), -EINTR);
	void *s = u;
	assert_int_equal(u_teardown(&s), 0);
}

/* A sender waits for room, and what it sent to a group meanwhile is not sent again. */
static void test_send_waits(void **state)
{
	struct unit *u = *state;
	int x = bound(u, NETLINK_USERSOCK, 100, 0), y = bound(u, NETLINK_USERSOCK, 200, 0);
	int z = bound(u, NETLINK_USERSOCK, 300, 1);
	struct kernlet_task_config cfg = { .size = sizeof(cfg), .share_files = u->t };
	struct sockaddr_nl to = { .nl_family = AF_NETLINK, .nl_pid = 200, .nl_groups = 1 };
	struct kernlet_task *sender;
	char data[1000] = "";

	assert_int_equal(kernlet_task_create(u->k, &cfg, &sender), 0);
	u_setopt(u, y, SOL_SOCKET, SO_RCVBUF, 1);
	assert_int_equal(send_to(u, x, 200, 0, 1000), 1000);
	assert_int_equal(start(sender, __NR_sendto, x, (long)data, 1000, 0, (long)&to, sizeof(to)),
			 KERNLET_PARKED);
	assert_int_equal(u_recv(u, z), 1000);
	assert_false(kernlet_task_runnable(sender));
	assert_int_equal(u_recv(u, y), 1000);
	assert_true(kernlet_task_runnable(sender));
	assert_int_equal(kernlet_syscall_resume(sender), 1000);
	assert_int_equal(u_recv(u, z), -EAGAIN);
	assert_int_equal(u_recv(u, y), 1000);
	/* A receiver that closes leaves nobody to wait for. */
	assert_int_equal(send_to(u, x, 200, 0, 1000), 1000);
	assert_int_equal(start(sender, __NR_sendto, x, (long)data, 1000, 0, (long)&to, sizeof(to)),
			 KERNLET_PARKED);
	kernlet_close(u->t, y);
	assert_true(kernlet_task_runnable(sender));
	assert_int_equal(kernlet_syscall_resume(sender), -ECONNREFUSED);
	kernlet_task_exit(sender);
}

static void test_recvmmsg_waits(void **state)
{
	struct unit *u = *state;
	int x = bound(u, NETLINK_USERSOCK, 100, 0), y = bound(u, NETLINK_USERSOCK, 200, 0);
	struct kernlet_task_config cfg = { .size = sizeof(cfg), .share_files = u->t };
	struct kernlet_task *reader;
	char buf[3][32];
	struct iovec iov[3];
	struct mmsghdr m[3];

	for (int i = 0; i < 3; i++) {
		iov[i] = (struct iovec) { buf[i], sizeof(buf[i]) };
		m[i] = (struct mmsghdr) { .msg_hdr = { .msg_iov = &iov[i], .msg_iovlen = 1 } };
	}
	assert_int_equal(kernlet_task_create(u->k, &cfg, &reader), 0);
	assert_int_equal(start(reader, __NR_recvmmsg, y, (long)m, 3, 0, 0, 0), KERNLET_PARKED);
	send_to(u, x, 200, 0, 10);
	assert_int_equal(kernlet_syscall_resume(reader), KERNLET_PARKED);
	send_to(u, x, 200, 0, 11);
	send_to(u, x, 200, 0, 12);
	assert_int_equal(kernlet_syscall_resume(reader), 3);
	for (int i = 0; i < 3; i++)
		assert_int_equal(m[i].msg_len, 10 + i);
	assert_int_equal(start(reader, __NR_recvmmsg, y, (long)m, 3, MSG_WAITFORONE, 0, 0),
			 KERNLET_PARKED);
	send_to(u, x, 200, 0, 10);
	assert_int_equal(kernlet_syscall_resume(reader), 1);
	kernlet_task_exit(reader);
}

/* ---- memory ---- */

/* A program's life with a bit of everything. No result matters, only that nothing leaks. */
static void busy_life(struct kernlet *k)
{
	struct kernlet_task *t;
	struct sockaddr_nl a = { .nl_family = AF_NETLINK, .nl_groups = 5 };
	struct sock_filter {
		uint16_t code;
		uint8_t jt, jf;
		uint32_t k;
	} f = { 6, 0, 0, 100 };
	struct {
		uint16_t len;
		struct sock_filter *f;
	} prog = { 1, &f };
	struct req r;
	char buf[4096], ctl[200] = "";
	struct iovec iov[2] = { { &r, 20 }, { buf, 30 } };
	struct msghdr m = { &a, sizeof(a), iov, 2, ctl, 100, 0 };
	struct mmsghdr mm = { .msg_hdr = m };
	int fd[8], one = 1;

	if (kernlet_task_create(k, NULL, &t))
		return;
	for (int i = 0; i < 8; i++) {
		fd[i] = kernlet_socket(t, AF_NETLINK, SOCK_RAW,
				       i < 4 ? NETLINK_USERSOCK : NETLINK_GENERIC);
		kernlet_setsockopt(t, fd[i], SOL_NETLINK, NETLINK_EXT_ACK, &one, sizeof(one));
		kernlet_setsockopt(t, fd[i], SOL_NETLINK, NETLINK_LISTEN_ALL_NSID, &one,
				   sizeof(one));
		kernlet_bind(t, fd[i], &a, sizeof(a));
	}
	kernlet_setsockopt(t, fd[1], SOL_SOCKET, 26, &prog, sizeof(prog));
	kernlet_sendto(t, fd[0], buf, 200, MSG_DONTWAIT, &a, sizeof(a));
	m.msg_controllen = 0;
	kernlet_sendmsg(t, fd[0], &m, MSG_DONTWAIT);
	kernlet_sendmmsg(t, fd[0], &mm, 1, MSG_DONTWAIT);
	for (int type = 16; type < 18; type++) {
		req_init(&r, type, NLM_F_ACK, "\3\1\0", 4);
		req_str(&r, 2, "nlctrl");
		kernlet_send(t, fd[4], &r, r.n.nlmsg_len, 0);
		r.n.nlmsg_flags |= NLM_F_DUMP;
		kernlet_send(t, fd[5], &r, r.n.nlmsg_len, 0);
		((char *)NLMSG_DATA(&r.n))[0] = 10;
		kernlet_send(t, fd[6], &r, r.n.nlmsg_len, 0);
	}
	for (int i = 0; i < 7; i++)
		kernlet_recv(t, fd[i], buf, sizeof(buf), MSG_DONTWAIT);
	kernlet_task_exit(t);
}

static void test_memory_runs_out(void **state)
{
	struct unit *u = *state;
	struct kernlet_stats s0, s1;
	uint64_t count;

	busy_life(u->k);
	kernlet_get_stats(u->k, &s0);
	busy_life(u->k);
	kernlet_get_stats(u->k, &s1);
	count = s1.allocations - s0.allocations;
	assert_int_equal(s1.mem_used, s0.mem_used);
	assert_in_range(count, 40, 1000);
	for (uint64_t at = 1; at <= count; at++) {
		kernlet_fail_alloc(u->k, at, 1);
		busy_life(u->k);
		kernlet_fail_alloc(u->k, 0, 0);
		kernlet_get_stats(u->k, &s1);
		if (s1.mem_used != s0.mem_used || s1.sockets || s1.files)
			fail_msg("allocation %u: %zd bytes, %u sockets left", (unsigned)at,
				 (ssize_t)(s1.mem_used - s0.mem_used), s1.sockets);
	}
	/* And all that follows an allocation failing, too. */
	for (uint64_t at = 1; at <= count; at++) {
		kernlet_fail_alloc(u->k, at, 1 << 20);
		busy_life(u->k);
		kernlet_fail_alloc(u->k, 0, 0);
		kernlet_get_stats(u->k, &s1);
		assert_int_equal(s1.mem_used, s0.mem_used);
	}
}

static void test_boot_without_memory(void **state)
{
	struct kernlet_config cfg = { .size = sizeof(cfg) };
	struct kernlet *k;

	for (size_t limit = 256; limit < 65536; limit += 256) {
		cfg.mem_limit = limit;
		if (kernlet_boot(&cfg, &k))
			continue;
		kernlet_shutdown(k);
	}
}

static void test_broadcast_loses_nothing_silently(void **state)
{
	struct unit *u = *state;
	int x = bound(u, NETLINK_USERSOCK, 100, 0), y = bound(u, NETLINK_USERSOCK, 200, 1);

	/* The receiver's queue cannot grow: it is told, as for any overrun. */
	kernlet_fail_alloc(u->k, 2, 1);
	send_to(u, x, 0, 1, 100);
	kernlet_fail_alloc(u->k, 0, 0);
	assert_int_equal(u_recv(u, y), -ENOBUFS);
	assert_int_equal(u_recv(u, y), -EAGAIN);
	send_to(u, x, 0, 1, 100);
	assert_int_equal(u_recv(u, y), 100);
	kernlet_fail_alloc(u->k, 1, 1);
	assert_int_equal(send_to(u, x, 0, 1, 100), -ENOBUFS);
}

/* ---- numbering ---- */

static void exchange(struct unit *u, int protocol)
{
	int x = bound(u, protocol, 100, 0), y = bound(u, protocol, 200, 2);

	assert_int_equal(send_to(u, x, 200, 0, 20), 20);
	assert_int_equal(u_recv(u, y), 20);
	assert_int_equal(send_to(u, x, 0, 2, 21), -ECONNREFUSED);
	assert_int_equal(u_recv(u, y), 21);
	kernlet_close(u->t, x);
	kernlet_close(u->t, y);
}

static void test_classic_numbers(void **state)
{
	struct kernlet_config cfg = { .size = sizeof(cfg), .classic_netlink = true };
	struct unit *u = calloc(1, sizeof(*u));
	static const int named[] = { CLASSIC_FIREWALL, 8, CLASSIC_ROUTE6, 13, NETLINK_USERSOCK };
	void *s = u;

	assert_int_equal(u_boot(u, &cfg), 0);
	for (size_t i = 0; i < sizeof(named) / sizeof(named[0]); i++)
		exchange(u, named[i]);
	for (int i = 0; i < 16; i++)
		exchange(u, CLASSIC_TAPBASE + i);
	assert_true(kernlet_socket(u->t, AF_NETLINK, SOCK_RAW, NETLINK_ROUTE) >= 0);
	assert_int_equal(u_teardown(&s), 0);
}

static void test_modern_numbers(void **state)
{
	struct unit *u = *state;
	static const int absent[] = { 3, 8, 11, 13, 17, 18, 19, 22, 23, 31, 32, 99 };

	for (size_t i = 0; i < sizeof(absent) / sizeof(absent[0]); i++)
		assert_int_equal(u_call(u, __NR_socket, AF_NETLINK, SOCK_RAW, absent[i], 0, 0, 0),
				 -EPROTONOSUPPORT);
	exchange(u, NETLINK_USERSOCK);
}

static void test_kernels_are_strangers(void **state)
{
	struct unit *u = *state;
	struct unit *v = calloc(1, sizeof(*v));
	int x = bound(u, NETLINK_USERSOCK, 100, 1), y;
	void *s = v;

	assert_int_equal(u_boot(v, NULL), 0);
	y = bound(v, NETLINK_USERSOCK, 100, 1);
	assert_int_equal(send_to(v, y, 0, 1, 20), -ECONNREFUSED);
	assert_int_equal(u_recv(u, x), -EAGAIN);
	assert_int_equal(u_teardown(&s), 0);
}

/* Many sockets: names stay unique and are found at once. */
static void test_thousands_of_sockets(void **state)
{
	struct unit *u = *state;
	struct sockaddr_nl a;
	socklen_t len = sizeof(a);
	int x = bound(u, NETLINK_USERSOCK, 77, 0), fd = -1;

	for (int i = 0; i < 5000; i++)
		fd = bound(u, NETLINK_USERSOCK, 0, 1);
	assert_int_equal(u_call(u, __NR_getsockname, fd, (long)&a, (long)&len, 0, 0, 0), 0);
	assert_int_equal(send_to(u, x, a.nl_pid, 0, 20), 20);
	assert_int_equal(u_recv(u, fd), 20);
	assert_int_equal(send_to(u, x, 0, 1, 30), -ECONNREFUSED);
	assert_int_equal(u_recv(u, fd), 30);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		U_TEST(test_receive_waits),
		cmocka_unit_test(test_receive_timeout),
		U_TEST(test_send_waits),
		U_TEST(test_recvmmsg_waits),
		U_TEST(test_memory_runs_out),
		cmocka_unit_test(test_boot_without_memory),
		U_TEST(test_broadcast_loses_nothing_silently),
		cmocka_unit_test(test_classic_numbers),
		U_TEST(test_modern_numbers),
		U_TEST(test_kernels_are_strangers),
		U_TEST(test_thousands_of_sockets),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
