// SPDX-License-Identifier: LGPL-2.1-or-later
/* The i386 side: socketcall, and the layouts of headers, vectors, control messages and times. */
#include "util.h"

#include <errno.h>
#include <sys/mman.h>

/* What the program sees: everything below 4 GiB. */
struct low {
	uint32_t args[6];
	struct sockaddr_nl a, b;
	uint32_t len;
	uint32_t iov[3][2];
	uint32_t msg[7];
	uint32_t mmsg[3][8];
	uint32_t cmsg[16];
	int32_t val[4];
	uint32_t fprog[2];
	struct {
		uint16_t code;
		uint8_t jt, jf;
		uint32_t k;
	} insn[2];
	char data[3][64];
};

static struct low *low;

enum {
	SOCKET = 1,
	BIND,
	CONNECT,
	LISTEN,
	ACCEPT,
	GETSOCKNAME,
	GETPEERNAME,
	SOCKETPAIR,
	SEND,
	RECV,
	SENDTO,
	RECVFROM,
	SHUTDOWN,
	SETSOCKOPT,
	GETSOCKOPT,
	SENDMSG,
	RECVMSG,
	ACCEPT4,
	RECVMMSG,
	SENDMMSG
};

#define AT(member) ((uint32_t)(uintptr_t)&low->member)

static int setup(void **state)
{
	low = mmap(NULL, sizeof(*low), PROT_READ | PROT_WRITE,
		   MAP_PRIVATE | MAP_ANONYMOUS | MAP_32BIT, -1, 0);
	return low == MAP_FAILED || u_setup(state);
}

static int teardown(void **state)
{
	munmap(low, sizeof(*low));
	return u_teardown(state);
}

static long call32(struct unit *u, long nr, uint32_t a, uint32_t b, uint32_t c, uint32_t d,
		   uint32_t e)
{
	uint64_t args[6] = { a, b, c, d, e, 0 };

	kernlet_catch_faults();
	return kernlet_syscall_abi(u->t, KERNLET_I386, nr, args);
}

static long sc(struct unit *u, int call, uint32_t a, uint32_t b, uint32_t c, uint32_t d, uint32_t e,
	       uint32_t f)
{
	uint32_t args[6] = { a, b, c, d, e, f };

	memcpy(low->args, args, sizeof(args));
	return call32(u, 102, call, AT(args), 0, 0, 0);
}

static int bound(struct unit *u, uint32_t portid)
{
	int fd = sc(u, SOCKET, AF_NETLINK, SOCK_RAW, NETLINK_USERSOCK, 0, 0, 0);

	assert_true(fd >= 0);
	low->a = (struct sockaddr_nl) { .nl_family = AF_NETLINK, .nl_pid = portid };
	assert_int_equal(sc(u, BIND, fd, AT(a), sizeof(low->a), 0, 0, 0), 0);
	return fd;
}

static void test_all_subcalls(void **state)
{
	struct unit *u = *state;
	int x = bound(u, 100), y = bound(u, 200);

	low->len = sizeof(low->b);
	assert_int_equal(sc(u, GETSOCKNAME, x, AT(b), AT(len), 0, 0, 0), 0);
	assert_int_equal(low->b.nl_pid, 100);
	low->a.nl_pid = 200;
	assert_int_equal(sc(u, CONNECT, x, AT(a), sizeof(low->a), 0, 0, 0), 0);
	assert_int_equal(sc(u, GETPEERNAME, x, AT(b), AT(len), 0, 0, 0), 0);
	assert_int_equal(low->b.nl_pid, 200);
	assert_int_equal(sc(u, SEND, x, AT(data), 10, 0, 0, 0), 10);
	assert_int_equal(sc(u, RECV, y, AT(data[1]), 64, MSG_DONTWAIT, 0, 0), 10);
	assert_int_equal(sc(u, SENDTO, x, AT(data), 11, 0, AT(a), sizeof(low->a)), 11);
	low->len = sizeof(low->b);
	assert_int_equal(sc(u, RECVFROM, y, AT(data[1]), 64, MSG_DONTWAIT, AT(b), AT(len)), 11);
	assert_int_equal(low->b.nl_pid, 100);
	assert_int_equal(sc(u, LISTEN, x, 1, 0, 0, 0, 0), -EOPNOTSUPP);
	assert_int_equal(sc(u, ACCEPT, x, 0, 0, 0, 0, 0), -EOPNOTSUPP);
	assert_int_equal(sc(u, ACCEPT4, x, 0, 0, 0, 0, 0), -EOPNOTSUPP);
	assert_int_equal(sc(u, SHUTDOWN, x, 1, 0, 0, 0, 0), -EOPNOTSUPP);
	assert_int_equal(sc(u, SOCKETPAIR, AF_NETLINK, SOCK_RAW, 2, AT(val), 0, 0), -EOPNOTSUPP);
	assert_int_equal(sc(u, 0, 0, 0, 0, 0, 0, 0), -EINVAL);
	assert_int_equal(sc(u, 21, 0, 0, 0, 0, 0, 0), -EINVAL);
	assert_int_equal(call32(u, 102, SOCKET, 16, 0, 0, 0), -EFAULT);
}

static void test_message_headers(void **state)
{
	struct unit *u = *state;
	int x = bound(u, 100), y = bound(u, 200);
	uint32_t msg[7] = { AT(a), sizeof(low->a), AT(iov), 2, 0, 0, 0 };

	low->a.nl_pid = 200;
	strcpy(low->data[0], "hello ");
	strcpy(low->data[1], "world");
	memcpy(low->iov, (uint32_t[3][2]) { { AT(data[0]), 6 }, { AT(data[1]), 6 } }, 16);
	memcpy(low->msg, msg, sizeof(msg));
	assert_int_equal(sc(u, SENDMSG, x, AT(msg), 0, 0, 0, 0), 12);
	low->val[0] = 1;
	assert_int_equal(sc(u, SETSOCKOPT, y, SOL_SOCKET, SO_PASSCRED, AT(val), 4, 0), 0);
	assert_int_equal(sc(u, SETSOCKOPT, y, SOL_NETLINK, NETLINK_PKTINFO, AT(val), 4, 0), 0);
	memcpy(low->iov, (uint32_t[3][2]) { { AT(data[2]), 64 } }, 8);
	memcpy(low->msg, (uint32_t[7]) { AT(b), 99, AT(iov), 1, AT(cmsg), sizeof(low->cmsg), 0 },
	       28);
	assert_int_equal(sc(u, RECVMSG, y, AT(msg), MSG_DONTWAIT, 0, 0, 0), 12);
	assert_string_equal(low->data[2], "hello world");
	assert_int_equal(low->b.nl_pid, 100);
	assert_int_equal(low->msg[1], 12);
	/* Two control messages: 12 bytes of header each, aligned to 4. */
	assert_int_equal(low->msg[5], 16 + 24);
	assert_int_equal(low->cmsg[0], 16);
	assert_int_equal(low->cmsg[1], SOL_NETLINK);
	assert_int_equal(low->cmsg[4], 24);
	assert_int_equal(low->cmsg[5], SOL_SOCKET);
	assert_int_equal(low->cmsg[7], 1);
}

static void test_control_sent(void **state)
{
	struct unit *u = *state;
	int x = bound(u, 100);

	bound(u, 200);
	low->a.nl_pid = 200;
	memcpy(low->iov, (uint32_t[3][2]) { { AT(data[0]), 6 } }, 8);
	memcpy(low->msg, (uint32_t[7]) { AT(a), 12, AT(iov), 1, AT(cmsg), 24, 0 }, 28);
	memcpy(low->cmsg, (uint32_t[6]) { 24, SOL_SOCKET, 2, 1, 0, 0 }, 24);
	assert_int_equal(sc(u, SENDMSG, x, AT(msg), 0, 0, 0, 0), 6);
	low->cmsg[3] = 999;
	assert_int_equal(sc(u, SENDMSG, x, AT(msg), 0, 0, 0, 0), -ESRCH);
	low->cmsg[2] = 1;
	assert_int_equal(sc(u, SENDMSG, x, AT(msg), 0, 0, 0, 0), -EINVAL);
	for (uint32_t len = 0; len < 40; len++) {
		low->cmsg[0] = len;
		low->cmsg[1] = SOL_NETLINK;
		assert_int_equal(sc(u, SENDMSG, x, AT(msg), 0, 0, 0, 0),
				 len <= 12 || len > 24 ? -EINVAL : 6);
	}
	low->msg[5] = 0x80000000u;
	assert_int_equal(sc(u, SENDMSG, x, AT(msg), 0, 0, 0, 0), -ENOBUFS);
	low->msg[5] = 11;
	assert_int_equal(sc(u, SENDMSG, x, AT(msg), 0, 0, 0, 0), -EINVAL);
}

static void test_vectors(void **state)
{
	struct unit *u = *state;
	int x = bound(u, 100), y = bound(u, 200);
	uint32_t timeout[2] = { 1, 0 };

	low->a.nl_pid = 200;
	for (int i = 0; i < 3; i++) {
		memcpy(low->iov[i], (uint32_t[2]) { AT(data[i]), 10 + i }, 8);
		memcpy(low->mmsg[i], (uint32_t[8]) { AT(a), 12, AT(iov[i]), 1 }, 32);
	}
	assert_int_equal(sc(u, SENDMMSG, x, AT(mmsg), 3, 0, 0, 0), 3);
	for (int i = 0; i < 3; i++)
		assert_int_equal(low->mmsg[i][7], 10 + i);
	for (int i = 0; i < 3; i++)
		memcpy(low->mmsg[i], (uint32_t[8]) { 0, 0, AT(iov[i]), 1 }, 32);
	memcpy(low->val, timeout, sizeof(timeout));
	assert_int_equal(sc(u, RECVMMSG, y, AT(mmsg), 2, MSG_DONTWAIT, AT(val), 0), 2);
	assert_int_equal(low->mmsg[1][7], 11);
	assert_int_equal(low->val[0], 0);
	/* recvmmsg_time64: halves of 64 bits. */
	memcpy(low->val, (int32_t[4]) { 1, 0, 0, 0 }, 16);
	assert_int_equal(call32(u, 417, y, AT(mmsg), 2, MSG_DONTWAIT, AT(val)), 1);
	low->val[1] = -1;
	assert_int_equal(call32(u, 417, y, AT(mmsg), 2, MSG_DONTWAIT, AT(val)), -EINVAL);
}

static void test_option_layouts(void **state)
{
	struct unit *u = *state;
	int x = bound(u, 100);

	low->val[0] = 3;
	low->val[1] = 4000;
	assert_int_equal(sc(u, SETSOCKOPT, x, SOL_SOCKET, SO_RCVTIMEO_OLD, AT(val), 8, 0), 0);
	memset(low->val, 0xff, sizeof(low->val));
	low->len = 16;
	assert_int_equal(sc(u, GETSOCKOPT, x, SOL_SOCKET, SO_RCVTIMEO_OLD, AT(val), AT(len), 0), 0);
	assert_int_equal(low->len, 8);
	assert_int_equal(low->val[0], 3);
	assert_int_equal(low->val[1], 4000);
	low->len = 16;
	assert_int_equal(sc(u, GETSOCKOPT, x, SOL_SOCKET, SO_RCVTIMEO_NEW, AT(val), AT(len), 0), 0);
	assert_int_equal(low->len, 16);
	assert_int_equal(low->val[0], 3);
	assert_int_equal(low->val[2], 4000);
	low->insn[0].code = 6;
	low->insn[0].k = 3;
	low->fprog[0] = 1;
	low->fprog[1] = AT(insn);
	assert_int_equal(sc(u, SETSOCKOPT, x, SOL_SOCKET, SO_ATTACH_FILTER, AT(fprog), 8, 0), 0);
	assert_int_equal(sc(u, SETSOCKOPT, x, SOL_SOCKET, SO_ATTACH_FILTER, AT(fprog), 16, 0),
			 -EINVAL);
	low->a.nl_pid = 100;
	assert_int_equal(sc(u, SENDTO, x, AT(data), 11, 0, AT(a), sizeof(low->a)), 3);
	assert_int_equal(sc(u, RECV, x, AT(data), 11, MSG_DONTWAIT, 0, 0), 3);
}

/* The direct numbers of newer programs do the same. */
static void test_direct_calls(void **state)
{
	struct unit *u = *state;
	int fd = call32(u, 359, AF_NETLINK, SOCK_RAW, NETLINK_USERSOCK, 0, 0);

	assert_true(fd >= 0);
	low->a = (struct sockaddr_nl) { .nl_family = AF_NETLINK, .nl_pid = 9 };
	assert_int_equal(call32(u, 361, fd, AT(a), 12, 0, 0), 0);
	low->len = 12;
	assert_int_equal(call32(u, 367, fd, AT(b), AT(len), 0, 0), 0);
	assert_int_equal(low->b.nl_pid, 9);
	assert_int_equal(call32(u, 370, fd, 16, 0, 0, 0), -EFAULT);
	assert_int_equal(call32(u, 372, fd, 16, MSG_DONTWAIT, 0, 0), -EFAULT);
}

#define TEST(fn) cmocka_unit_test_setup_teardown(fn, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_all_subcalls), TEST(test_message_headers), TEST(test_control_sent),
		TEST(test_vectors),	 TEST(test_option_layouts),  TEST(test_direct_calls),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
