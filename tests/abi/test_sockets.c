// SPDX-License-Identifier: LGPL-2.1-or-later
/* Sockets and netlink as programs see them: options, names, sending, receiving, accounting. */
#include "abi.h"

#include <linux/filter.h>
#include <linux/netlink.h>
#include <string.h>
#include <poll.h>
#include <stdio.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>

#define C(nr, b, c, d, e, f, g) \
	abi_call(a, nr, (long)(b), (long)(c), (long)(d), (long)(e), (long)(f), (long)(g))

static int sock_of(struct abi *a, int protocol)
{
	return C(__NR_socket, AF_NETLINK, SOCK_RAW, protocol, 0, 0, 0);
}

/* The socket whose options are looked at: of another family when that is set. */
static int other[3];

static int option_sock(struct abi *a)
{
	if (other[0])
		return C(__NR_socket, other[0], other[1], other[2], 0, 0, 0);
	return sock_of(a, NETLINK_USERSOCK);
}

/* Portids chosen at random are equal in kind only. */
static const char *kind_of(struct abi *a, uint32_t portid)
{
	static char s[32];

	if ((int32_t)portid < -4096)
		return "random";
	if (portid == (uint32_t)abi_pid(a))
		return "pid";
	snprintf(s, sizeof(s), "%u", portid);
	return s;
}

static void note_name(struct abi *a, int fd, int nr)
{
	struct sockaddr_nl n = { 0 };
	socklen_t len = sizeof(n);
	long ret = C(nr, fd, &n, &len, 0, 0, 0);

	note(a, "name %ld len %u family %d pid %s groups %x", ret, len, n.nl_family,
	     kind_of(a, n.nl_pid), n.nl_groups);
}

/* Descriptors are all alike. */
static long refusal(long ret)
{
	return ret < 0 ? ret : 0;
}

static void sockets(struct abi *a)
{
	for (int family = -1; family < 50; family++)
		if (family < 0 || family > 45)
			note(a, "family %d: %ld", family,
			     C(__NR_socket, family, SOCK_RAW, 0, 0, 0, 0));
	for (int type = -1; type < 16; type++)
		note(a, "type %d: %ld", type,
		     refusal(C(__NR_socket, AF_NETLINK, type, 2, 0, 0, 0)));
	for (int p = -2; p < 40; p++)
		if (p < 0 || p == 1 || p == 2 || p == 3 || p == 8 || p == 17 || p > 22)
			note(a, "protocol %d: %ld", p,

			     refusal(C(__NR_socket, AF_NETLINK, SOCK_DGRAM, p, 0, 0, 0)));
	note(a, "flags %ld", C(__NR_socket, AF_NETLINK, SOCK_RAW | 0x1000, 2, 0, 0, 0));
}

static void get_all(struct abi *a, int fd, int level, int top)
{
	static const int lens[] = { 0, 2, 4, 8, 12, 16, 36, 64, 128, -1 };

	for (int opt = 0; opt < top; opt++) {
		if (level == SOL_SOCKET && (opt == SO_COOKIE || opt == SO_NETNS_COOKIE))
			continue;
		for (size_t i = 0; i < sizeof(lens) / sizeof(lens[0]); i++) {
			unsigned char v[160];
			int len = lens[i];
			char what[64];
			long ret;

			memset(v, 0xaa, sizeof(v));
			ret = C(__NR_getsockopt, fd, level, opt, v, &len, 0);
			snprintf(what, sizeof(what), "get %d/%d len %d: %ld %d", level, opt,
				 lens[i], ret, len);
			note_bytes(a, what, v, 64);
		}
	}
}

static void get_options(struct abi *a)
{
	int fd = option_sock(a);

	get_all(a, fd, SOL_SOCKET, 90);
	get_all(a, fd, SOL_NETLINK, 20);
	get_all(a, fd, 6, 3);
	note(a, "fault %ld", C(__NR_getsockopt, fd, SOL_SOCKET, SO_TYPE, 8, &fd, 0));
	note(a, "fault %ld", C(__NR_getsockopt, fd, SOL_SOCKET, SO_TYPE, &fd, 8, 0));
}

static void set_all(struct abi *a, int level, int top)
{
	static const long vals[] = { 0, 1, -1, 2, 7, 1000, 100000000, 1l << 33 | 1 };
	static const int lens[] = { 0, 3, 4, 8, 16, -1 };

	for (int opt = 0; opt < top; opt++) {
		for (size_t i = 0; i < sizeof(vals) / sizeof(vals[0]); i++) {
			for (size_t j = 0; j < sizeof(lens) / sizeof(lens[0]); j++) {
				long v[4] = { vals[i], vals[i] };
				unsigned char out[16] = { 0 };
				int fd = option_sock(a), len = sizeof(out);
				char what[80];
				long ret, got = -1;

				/* Low descriptors are the harness's own on the host. */
				if ((opt == SO_ATTACH_BPF || opt == SO_ATTACH_REUSEPORT_EBPF) &&
				    (int)v[0] < 3)
					v[0] = 99;
				ret = C(__NR_setsockopt, fd, level, opt, v, lens[j], 0);

				if (opt != SO_COOKIE && opt != SO_NETNS_COOKIE)
					got = C(__NR_getsockopt, fd, level, opt, out, &len, 0);
				snprintf(what, sizeof(what), "set %d/%d %ld len %d: %ld get %ld %d",
					 level, opt, vals[i], lens[j], ret, got, len);
				note_bytes(a, what, out, sizeof(out));
				C(__NR_close, fd, 0, 0, 0, 0, 0);
			}
		}
	}
}

static void set_options(struct abi *a)
{
	set_all(a, SOL_SOCKET, 90);
	set_all(a, SOL_NETLINK, 16);
	set_all(a, 6, 2);
}

static void options_of(struct abi *a, int family, int type, int protocol)
{
	int fd;

	other[0] = family;
	other[1] = type;
	other[2] = protocol;
	fd = option_sock(a);
	note(a, "family %d type %d: %s", family, type, fd < 0 ? "none" : "there");
	get_all(a, fd, SOL_SOCKET, 90);
	set_all(a, SOL_SOCKET, 90);
	note(a, "no such level %ld", C(__NR_setsockopt, fd, 999, 1, &fd, 4, 0));
}

static void udp_options(struct abi *a)
{
	options_of(a, AF_INET, SOCK_DGRAM, 0);
}

static void tcp_options(struct abi *a)
{
	options_of(a, AF_INET, SOCK_STREAM, 0);
}

static void raw_options(struct abi *a)
{
	options_of(a, AF_INET, SOCK_RAW, 1);
}

static void udp6_options(struct abi *a)
{
	options_of(a, AF_INET6, SOCK_DGRAM, 0);
}

static void packet_options(struct abi *a)
{
	options_of(a, AF_PACKET, SOCK_RAW, 0);
}

static void set_options_unprivileged(struct abi *a)
{
	abi_drop_privileges(a);
	set_options(a);
}

static void set_twice(struct abi *a)
{
	static const int opts[] = { SO_TIMESTAMP, SO_TIMESTAMPNS, 63, 64, 29 };
	int one = 1, zero = 0;

	for (size_t i = 0; i < 5; i++)
		for (size_t j = 0; j < 5; j++)
			for (int last = 0; last < 2; last++) {
				int fd = sock_of(a, NETLINK_USERSOCK);

				C(__NR_setsockopt, fd, SOL_SOCKET, opts[i], &one, 4, 0);
				C(__NR_setsockopt, fd, SOL_SOCKET, opts[j], last ? &one : &zero, 4,
				  0);
				for (size_t k = 0; k < 5; k++) {
					int v = -1, len = 4;

					C(__NR_getsockopt, fd, SOL_SOCKET, opts[k], &v, &len, 0);
					note(a, "%d then %d=%d: %d is %d", opts[i], opts[j], last,
					     opts[k], v);
				}
				C(__NR_close, fd, 0, 0, 0, 0, 0);
			}
}

static void names_with(struct abi *a)
{
	for (int pid = 0; pid < 3; pid++) {
		for (int groups = 0; groups < 4; groups++) {
			int fd = sock_of(a, NETLINK_USERSOCK);
			struct sockaddr_nl n = { AF_NETLINK, 5, pid * 70,
						 groups ? 1u << (groups * 9) : 0 };
			struct sockaddr_nl m = { AF_NETLINK, 0, 70, 1 };

			note(a, "bind %ld", C(__NR_bind, fd, &n, sizeof(n), 0, 0, 0));
			note_name(a, fd, __NR_getsockname);
			note(a, "again %ld", C(__NR_bind, fd, &m, sizeof(m), 0, 0, 0));
			note_name(a, fd, __NR_getsockname);
			note(a, "connect %ld", C(__NR_connect, fd, &n, sizeof(n), 0, 0, 0));
			note_name(a, fd, __NR_getpeername);
			note(a, "short %ld %ld %ld", C(__NR_connect, fd, &n, 1, 0, 0, 0),
			     C(__NR_connect, fd, &n, 2, 0, 0, 0),
			     C(__NR_connect, fd, &n, 11, 0, 0, 0));
			m.nl_family = AF_UNSPEC;
			note(a, "unspec %ld", C(__NR_connect, fd, &m, 2, 0, 0, 0));
			note_name(a, fd, __NR_getpeername);
			m.nl_family = AF_INET;
			note(a, "inet %ld %ld", C(__NR_connect, fd, &m, 12, 0, 0, 0),
			     C(__NR_bind, fd, &m, 12, 0, 0, 0));
		}
	}
}

static void names(struct abi *a)
{
	struct sockaddr_nl n = { AF_NETLINK, 0, 0, 0 };
	int fd = sock_of(a, NETLINK_USERSOCK);

	note(a, "bind %ld %ld %ld %ld %ld", C(__NR_bind, fd, &n, 0, 0, 0, 0),
	     C(__NR_bind, fd, &n, 11, 0, 0, 0), C(__NR_bind, fd, &n, -1, 0, 0, 0),
	     C(__NR_bind, fd, &n, 200, 0, 0, 0), C(__NR_bind, fd, 8, 12, 0, 0, 0));
	note(a, "connect %ld %ld %ld", C(__NR_connect, fd, &n, -1, 0, 0, 0),
	     C(__NR_connect, fd, &n, 200, 0, 0, 0), C(__NR_connect, fd, 8, 12, 0, 0, 0));
	note(a, "names %ld %ld", C(__NR_getsockname, fd, 8, &fd, 0, 0, 0),
	     C(__NR_getsockname, fd, &n, 8, 0, 0, 0));
	names_with(a);
}

static void names_unprivileged(struct abi *a)
{
	abi_drop_privileges(a);
	names_with(a);
}

static void lacking(struct abi *a)
{
	int fd = sock_of(a, NETLINK_USERSOCK), sv[2] = { -1, -1 };
	char b[64];
	int len = 4;

	note(a, "listen %ld accept %ld %ld %ld shutdown %ld", C(__NR_listen, fd, 1, 0, 0, 0, 0),
	     C(__NR_accept, fd, 0, 0, 0, 0, 0), C(__NR_accept4, fd, 0, 0, 0x77, 0, 0),
	     C(__NR_accept4, 99, 0, 0, 0x77, 0, 0), C(__NR_shutdown, fd, 1, 0, 0, 0, 0));
	note(a, "pair %ld %ld %ld", C(__NR_socketpair, AF_NETLINK, SOCK_RAW, 2, sv, 0, 0),
	     C(__NR_socketpair, AF_NETLINK, SOCK_STREAM, 2, sv, 0, 0),
	     C(__NR_socketpair, AF_NETLINK, SOCK_RAW, 2, 8, 0, 0));
	note(a, "oob %ld %ld", C(__NR_sendto, fd, b, 20, MSG_OOB, 0, 0),
	     C(__NR_recvfrom, fd, b, 20, MSG_OOB | MSG_DONTWAIT, 0, 0));
	note(a, "empty %ld", C(__NR_sendto, fd, b, 0, 0, 0, 0));
	note(a, "bad fds %ld %ld %ld %ld %ld %ld", C(__NR_sendto, 99, b, 1, 0, 0, 0),
	     C(__NR_recvfrom, 99, b, 1, 0, 0, 0), C(__NR_sendmsg, 99, 8, 0, 0, 0, 0),
	     C(__NR_recvmsg, 99, 8, 0, 0, 0, 0), C(__NR_getsockopt, 99, 1, 1, b, &len, 0),
	     C(__NR_setsockopt, 99, 1, 1, b, -1, 0));
	note(a, "read %ld write %ld", C(__NR_read, fd, b, 0, 0, 0, 0),
	     C(__NR_write, fd, b, 0, 0, 0, 0));
	note(a, "nobody %ld", C(__NR_sendto, fd, b, 20, 0, 0, 0));
	note(a, "mmsg %ld %ld", C(__NR_recvmmsg, fd, 8, 1, MSG_DONTWAIT, 0, 0),
	     C(__NR_sendmmsg, fd, 8, 1, 0, 0, 0));
}

static long send_to(struct abi *a, int fd, uint32_t pid, uint32_t groups, const void *p, size_t n,
		    int flags)
{
	struct sockaddr_nl d = { AF_NETLINK, 0, pid, groups };

	return C(__NR_sendto, fd, p, n, flags, &d, sizeof(d));
}

static int bound(struct abi *a, uint32_t pid, uint32_t groups)
{
	struct sockaddr_nl n = { AF_NETLINK, 0, pid, groups };
	int fd = sock_of(a, NETLINK_USERSOCK);
	long ret = C(__NR_bind, fd, &n, sizeof(n), 0, 0, 0);

	if (ret)
		note(a, "bind %ld", ret);
	return fd;
}

static void recv_and_note(struct abi *a, int fd, size_t room, int flags)
{
	static unsigned char buf[70000];
	unsigned char ctl[128];
	struct sockaddr_nl n = { 0 };
	struct iovec v = { buf, room };
	struct msghdr m = { &n, sizeof(n), &v, 1, ctl, sizeof(ctl), 0 };
	long ret;

	memset(ctl, 0, sizeof(ctl));
	memset(buf, 0xee, 32);
	ret = C(__NR_recvmsg, fd, &m, flags | MSG_DONTWAIT, 0, 0, 0);
	note(a, "recv %zu/%x: %ld flags %x namelen %d pid %s groups %x", room, flags, ret,
	     m.msg_flags, m.msg_namelen, kind_of(a, n.nl_pid), n.nl_groups);
	note_bytes(a, "  data", buf, 16);
	note_bytes(a, "  ctl", ctl, m.msg_controllen);
}

static void note_memory(struct abi *a, int fd)
{
	uint32_t v[9] = { 0 };
	int len = sizeof(v);

	C(__NR_getsockopt, fd, SOL_SOCKET, SO_MEMINFO, v, &len, 0);
	note_bytes(a, "  mem", v, len);
}

static void unicast(struct abi *a)
{
	int x = bound(a, 1000, 0), y = bound(a, 2000, 0), one = 1;
	char b[100] = "hello netlink, this is some data";
	struct pollfd p = { y, POLLIN | POLLOUT, 0 };

	note(a, "send %ld", send_to(a, x, 2000, 0, b, 40, 0));
	note_memory(a, y);
	note(a, "poll %ld %x", C(__NR_poll, &p, 1, 0, 0, 0, 0), p.revents);
	recv_and_note(a, y, 100, MSG_PEEK);
	recv_and_note(a, y, 10, MSG_PEEK);
	recv_and_note(a, y, 10, MSG_PEEK | MSG_TRUNC);
	recv_and_note(a, y, 10, MSG_TRUNC);
	recv_and_note(a, y, 10, 0);
	note(a, "poll %ld %x", C(__NR_poll, &p, 1, 0, 0, 0, 0), p.revents);
	C(__NR_setsockopt, y, SOL_SOCKET, SO_PASSCRED, &one, 4, 0);
	C(__NR_setsockopt, y, SOL_NETLINK, NETLINK_PKTINFO, &one, 4, 0);
	note(a, "send %ld", send_to(a, x, 2000, 0, b, 40, 0));
	recv_and_note(a, y, 100, 0);
	note(a, "to nobody %ld", send_to(a, x, 3000, 0, b, 40, 0));
	note(a, "to self %ld", send_to(a, x, 1000, 0, b, 40, 0));
	recv_and_note(a, x, 100, 0);
	note(a, "group %ld", send_to(a, x, 2000, 1, b, 40, 0));
	recv_and_note(a, y, 100, 0);
	note(a, "fault %ld", send_to(a, x, 2000, 0, (void *)8, 40, 0));
	note(a, "recv fault %ld", C(__NR_recvfrom, y, 8, 40, MSG_DONTWAIT, 0, 0));
	note(a, "send %ld", send_to(a, x, 2000, 0, b, 40, 0));
	note(a, "recv fault %ld", C(__NR_recvfrom, y, 8, 40, MSG_DONTWAIT, 0, 0));
	recv_and_note(a, y, 100, 0);
}

static void connected(struct abi *a)
{
	int x = bound(a, 1000, 0), y = bound(a, 2000, 0), z = bound(a, 3000, 0);
	struct sockaddr_nl to = { AF_NETLINK, 0, 2000, 0 };
	char b[100] = "data";

	note(a, "connect %ld", C(__NR_connect, x, &to, sizeof(to), 0, 0, 0));
	note(a, "send %ld", C(__NR_sendto, x, b, 20, 0, 0, 0));
	note(a, "write %ld", C(__NR_write, x, b, 20, 0, 0, 0));
	note(a, "from other %ld", send_to(a, z, 1000, 0, b, 20, 0));
	note(a, "from peer %ld", send_to(a, y, 1000, 0, b, 20, 0));
	recv_and_note(a, x, 100, 0);
	recv_and_note(a, y, 100, 0);
	note(a, "read %ld", C(__NR_read, y, b, 100, 0, 0, 0));
}

static void accounting(struct abi *a)
{
	static char b[200000];
	static const int sizes[] = {
		1,    16,   100,  384,	385,  448,  640,  704,	 705,	1000,
		2000, 3000, 3776, 3777, 3800, 4096, 8000, 20000, 60000, 100000
	};
	static const int bufs[] = { 0, 1, 3000, 10000, 100000, 106496, 300000 };

	for (size_t i = 0; i < sizeof(bufs) / sizeof(bufs[0]); i++) {
		for (size_t j = 0; j < sizeof(sizes) / sizeof(sizes[0]); j++) {
			int x = bound(a, 1000, 0), y = bound(a, 2000, 1), n = 0;
			int buf = bufs[i];
			long ret;

			if (buf)
				C(__NR_setsockopt, y, SOL_SOCKET, SO_RCVBUF, &buf, 4, 0);
			while ((ret = send_to(a, x, 2000, 0, b, sizes[j], MSG_DONTWAIT)) > 0 &&
			       n < 1000)
				n++;
			note(a, "rcvbuf %d size %d: %d then %ld", buf, sizes[j], n, ret);
			note_memory(a, y);
			n = 0;
			while (C(__NR_recvfrom, y, b, 10, MSG_DONTWAIT, 0, 0) >= 0)
				n++;
			ret = n;
			n = 0;
			while (send_to(a, x, 0, 1, b, sizes[j], MSG_DONTWAIT) > -200 && n < 300)
				n++;
			note_memory(a, y);
			note(a, "read %ld; multicast %ld %ld", ret,
			     C(__NR_recvfrom, y, b, 10, MSG_DONTWAIT, 0, 0),
			     C(__NR_recvfrom, y, b, 10, MSG_DONTWAIT, 0, 0));
			C(__NR_close, x, 0, 0, 0, 0, 0);
			C(__NR_close, y, 0, 0, 0, 0, 0);
		}
	}
}

static void multicast(struct abi *a)
{
	int x = bound(a, 1000, 0), y = bound(a, 2000, 3), z = bound(a, 3000, 0x80000000u);
	int g = 32, no = 33, one = 1;
	unsigned char list[64];
	int len = sizeof(list);
	char b[40] = "to all";

	note(a, "send %ld", send_to(a, x, 0, 1, b, 20, 0));
	recv_and_note(a, y, 100, 0);
	recv_and_note(a, z, 100, 0);
	note(a, "send %ld", send_to(a, x, 0, 0x80000000u, b, 20, 0));
	recv_and_note(a, z, 100, 0);
	note(a, "send two %ld", send_to(a, x, 3000, 2, b, 20, 0));
	recv_and_note(a, y, 100, 0);
	recv_and_note(a, z, 100, 0);
	note(a, "own %ld", send_to(a, y, 0, 1, b, 20, 0));
	recv_and_note(a, y, 100, 0);
	note(a, "add %ld %ld", C(__NR_setsockopt, y, SOL_NETLINK, NETLINK_ADD_MEMBERSHIP, &g, 4, 0),
	     C(__NR_setsockopt, y, SOL_NETLINK, NETLINK_ADD_MEMBERSHIP, &no, 4, 0));
	note_name(a, y, __NR_getsockname);
	note(a, "list %ld",
	     C(__NR_getsockopt, y, SOL_NETLINK, NETLINK_LIST_MEMBERSHIPS, list, &len, 0));
	note_bytes(a, "list", list, len);
	note(a, "drop %ld",
	     C(__NR_setsockopt, y, SOL_NETLINK, NETLINK_DROP_MEMBERSHIP, &one, 4, 0));
	note_name(a, y, __NR_getsockname);
	note(a, "send %ld", send_to(a, x, 0, 1, b, 20, 0));
	recv_and_note(a, y, 100, 0);
	C(__NR_setsockopt, y, SOL_NETLINK, NETLINK_PKTINFO, &one, 4, 0);
	note(a, "send %ld", send_to(a, x, 0, 2, b, 20, 0));
	recv_and_note(a, y, 100, 0);
}

static void overrun(struct abi *a)
{
	int x = bound(a, 1000, 0), y = bound(a, 2000, 1), small = 4000, one = 1, err, len = 4;
	struct pollfd p = { y, POLLIN, 0 };
	char b[1000] = "x";

	C(__NR_setsockopt, y, SOL_SOCKET, SO_RCVBUF, &small, 4, 0);
	for (int i = 0; i < 20; i++)
		note(a, "send %ld", send_to(a, x, 0, 1, b, sizeof(b), 0));
	note(a, "poll %ld %x", C(__NR_poll, &p, 1, 0, 0, 0, 0), p.revents);
	note_memory(a, y);
	recv_and_note(a, y, 100, 0);
	recv_and_note(a, y, 100, 0);
	note(a, "send %ld", send_to(a, x, 0, 1, b, sizeof(b), 0));
	note(a, "unicast %ld", send_to(a, x, 2000, 0, b, sizeof(b), MSG_DONTWAIT));
	for (int i = 0; i < 20; i++)
		recv_and_note(a, y, 100, 0);
	note(a, "send %ld", send_to(a, x, 0, 1, b, sizeof(b), 0));
	recv_and_note(a, y, 100, 0);
	C(__NR_setsockopt, y, SOL_NETLINK, NETLINK_NO_ENOBUFS, &one, 4, 0);
	for (int i = 0; i < 20; i++)
		send_to(a, x, 0, 1, b, sizeof(b), 0);
	C(__NR_getsockopt, y, SOL_SOCKET, SO_ERROR, &err, &len, 0);
	note(a, "error %d", err);
	for (int i = 0; i < 20; i++)
		recv_and_note(a, y, 100, 0);
}

static void unprivileged(struct abi *a)
{
	int x, y, g = 3, one = 1;
	struct sockaddr_nl n = { AF_NETLINK, 0, 0, 1 };
	char b[20] = "x";

	abi_drop_privileges(a);
	x = bound(a, 1000, 0);
	y = bound(a, 2000, 0);
	note(a, "send %ld %ld", send_to(a, x, 2000, 0, b, 20, 0), send_to(a, x, 0, 4, b, 20, 0));
	note(a, "bind %ld", C(__NR_bind, y, &n, sizeof(n), 0, 0, 0));
	note(a, "add %ld", C(__NR_setsockopt, y, SOL_NETLINK, NETLINK_ADD_MEMBERSHIP, &g, 4, 0));
	note(a, "nsid %ld",
	     C(__NR_setsockopt, y, SOL_NETLINK, NETLINK_LISTEN_ALL_NSID, &one, 4, 0));
	note(a, "connect %ld", C(__NR_connect, x, &n, sizeof(n), 0, 0, 0));
}

static long attach(struct abi *a, int fd, struct sock_filter *f, int n)
{
	struct sock_fprog p = { n, f };

	return C(__NR_setsockopt, fd, SOL_SOCKET, SO_ATTACH_FILTER, &p, sizeof(p), 0);
}

static void filters(struct abi *a)
{
	int x = bound(a, 1000, 0), y = bound(a, 2000, 0), one = 1, zero = 0, len;
	struct sock_filter pass_a[] = {
		{ 0x30, 0, 0, 0 }, { 0x15, 0, 1, 'a' }, { 0x06, 0, 0, 6 }, { 0x06, 0, 0, 0 }
	};
	struct sock_filter out[64];
	char b[40] = "abcdefghijklmnop";

	note(a, "attach %ld", attach(a, y, pass_a, 4));
	note(a, "send %ld", send_to(a, x, 2000, 0, b, 20, 0));
	recv_and_note(a, y, 100, 0);
	b[0] = 'x';
	note(a, "send %ld", send_to(a, x, 2000, 0, b, 20, 0));
	recv_and_note(a, y, 100, 0);
	for (int code = 0; code < 512; code++) {
		struct sock_filter f[] = { { code, 0, 0, 1 }, { 0x06, 0, 0, 0xffff } };
		struct sock_filter g[] = { { code, 0, 0, 0 }, { 0x06, 0, 0, 0xffff } };
		struct sock_filter h[] = { { code, 1, 0, 40 }, { 0x06, 0, 0, 0xffff } };
		struct sock_filter i[] = { { code, 0, 0, 0xfffff000u }, { 0x06, 0, 0, 0xffff } };

		note(a, "code %x: %ld %ld %ld %ld", code, attach(a, y, f, 2), attach(a, y, g, 2),
		     attach(a, y, h, 2), attach(a, y, i, 2));
	}
	note(a, "none %ld null %ld", attach(a, y, pass_a, 0), attach(a, y, NULL, 3));
	note(a, "no ret %ld", attach(a, y, pass_a, 2));
	note(a, "attach %ld", attach(a, y, pass_a, 4));
	for (len = 0; len < 6; len++) {
		int l = len;
		long ret = C(__NR_getsockopt, y, SOL_SOCKET, SO_GET_FILTER, out, &l, 0);

		note(a, "get filter %ld %d", ret, l);
	}
	note(a, "lock %ld %ld", C(__NR_setsockopt, y, SOL_SOCKET, SO_LOCK_FILTER, &one, 4, 0),
	     C(__NR_setsockopt, y, SOL_SOCKET, SO_LOCK_FILTER, &zero, 4, 0));
	note(a, "detach %ld attach %ld bad %ld",
	     C(__NR_setsockopt, y, SOL_SOCKET, SO_DETACH_FILTER, &zero, 4, 0),
	     attach(a, y, pass_a, 4), attach(a, y, pass_a, 0));
	note(a, "none %ld", C(__NR_setsockopt, x, SOL_SOCKET, SO_DETACH_FILTER, &zero, 4, 0));
}

/* One load of each kind at interesting places; the filter's result is what is delivered. */
static void filter_runs(struct abi *a)
{
	static const uint32_t ks[] = { 0,	   1,	       15,	   16,
				       17,	   19,	       20,	   0xfffff000,
				       0xfffff004, 0xfffff008, 0xfffff00c, 0xfffff010,
				       0xffe00000, 0xfff00000, 0xffffffff, 0x7fffffff };
	static const uint16_t codes[] = { 0x20, 0x28, 0x30, 0x40, 0x48, 0x50, 0xb1 };
	int x = bound(a, 1000, 0), y = bound(a, 2000, 0);
	unsigned char b[20];

	for (int i = 0; i < 20; i++)
		b[i] = i & 3 ? 0 : i + 1;
	for (size_t c = 0; c < 7; c++) {
		for (size_t k = 0; k < 16; k++) {
			struct sock_filter f[] = { { 0x01, 0, 0, 2 },
						   { codes[c], 0, 0, ks[k] },
						   { codes[c] == 0xb1 ? 0x87 : 0x54, 0, 0, 0xff },
						   { 0x54, 0, 0, 15 },
						   { 0x04, 0, 0, 1 },
						   { 0x16, 0, 0, 0 } };
			static unsigned char out[64];

			note(a, "attach %x %x: %ld", codes[c], ks[k], attach(a, y, f, 6));
			send_to(a, x, 2000, 0, b, 20, 0);
			note(a, "got %ld", C(__NR_recvfrom, y, out, 64, MSG_DONTWAIT, 0, 0));
		}
	}
}

static void messages(struct abi *a)
{
	int x = bound(a, 1000, 0), y = bound(a, 2000, 0);
	struct sockaddr_nl d = { AF_NETLINK, 0, 2000, 0 };
	char b1[10] = "first", b2[20] = "second", in[40];
	struct iovec v[3] = { { b1, 10 }, { NULL, 0 }, { b2, 20 } };
	struct msghdr m = { &d, sizeof(d), v, 3, NULL, 0, 0 };
	struct iovec w[2] = { { in, 3 }, { in + 20, 10 } };
	struct msghdr r = { NULL, 0, w, 2, NULL, 0, 0x7777 };
	struct mmsghdr mm[3];
	char ctl[64];
	struct cmsghdr *c = (struct cmsghdr *)ctl;
	struct ucred me = { abi_pid(a), 0, 0 };

	note(a, "send %ld", C(__NR_sendmsg, x, &m, 0, 0, 0, 0));
	note(a, "recv %ld flags %x", C(__NR_recvmsg, y, &r, MSG_DONTWAIT, 0, 0, 0), r.msg_flags);
	m.msg_namelen = 11;
	note(a, "short name %ld", C(__NR_sendmsg, x, &m, 0, 0, 0, 0));
	m.msg_namelen = -1;
	note(a, "negative name %ld", C(__NR_sendmsg, x, &m, 0, 0, 0, 0));
	m.msg_namelen = 500;
	note(a, "long name %ld", C(__NR_sendmsg, x, &m, 0, 0, 0, 0));
	m.msg_namelen = sizeof(d);
	m.msg_iovlen = 1025;
	note(a, "many %ld", C(__NR_sendmsg, x, &m, 0, 0, 0, 0));
	m.msg_iovlen = 3;
	v[1].iov_len = -1;
	note(a, "negative %ld", C(__NR_sendmsg, x, &m, 0, 0, 0, 0));
	v[1].iov_len = 0;
	m.msg_iov = (void *)8;
	note(a, "bad iov %ld", C(__NR_sendmsg, x, &m, 0, 0, 0, 0));
	m.msg_iov = v;
	m.msg_control = ctl;
	m.msg_controllen = 1ul << 33;
	note(a, "huge control %ld", C(__NR_sendmsg, x, &m, 0, 0, 0, 0));
	m.msg_controllen = 1 << 20;
	note(a, "large control %ld", C(__NR_sendmsg, x, &m, 0, 0, 0, 0));
	for (int type = 0; type < 6; type++) {
		for (int len = 0; len < 40; len += 4) {
			memset(ctl, 0, sizeof(ctl));
			c->cmsg_level = SOL_SOCKET;
			c->cmsg_type = type;
			c->cmsg_len = len;
			memcpy(CMSG_DATA(c), &me, sizeof(me));
			m.msg_controllen = 32;
			note(a, "control %d %d: %ld", type, len,
			     C(__NR_sendmsg, x, &m, 0, 0, 0, 0));
		}
	}
	me.pid = 1;
	memset(ctl, 0, sizeof(ctl));
	c->cmsg_level = SOL_SOCKET;
	c->cmsg_type = 2;
	c->cmsg_len = CMSG_LEN(sizeof(me));
	memcpy(CMSG_DATA(c), &me, sizeof(me));
	m.msg_controllen = 999;
	m.msg_controllen = CMSG_SPACE(sizeof(me));
	me.pid = 0x7ffffff0;
	memcpy(CMSG_DATA(c), &me, sizeof(me));
	note(a, "other's creds %ld", C(__NR_sendmsg, x, &m, 0, 0, 0, 0));
	m.msg_control = NULL;
	m.msg_controllen = 0;
	while (C(__NR_recvfrom, y, in, 1, MSG_DONTWAIT, 0, 0) >= 0)
		;
	memset(mm, 0, sizeof(mm));
	for (int i = 0; i < 3; i++)
		mm[i].msg_hdr = m;
	mm[2].msg_hdr.msg_iov = (void *)8;
	note(a, "sendmmsg %ld lens %u %u %u", C(__NR_sendmmsg, x, mm, 3, 0, 0, 0), mm[0].msg_len,
	     mm[1].msg_len, mm[2].msg_len);
	for (int i = 0; i < 3; i++)
		mm[i].msg_hdr = r;
	note(a, "recvmmsg %ld lens %u %u", C(__NR_recvmmsg, y, mm, 3, MSG_DONTWAIT, 0, 0),
	     mm[0].msg_len, mm[1].msg_len);
	struct timespec ts = { 1, 1000000000 };
	note(a, "recvmmsg %ld", C(__NR_recvmmsg, y, mm, 3, MSG_DONTWAIT, &ts, 0));
	ts.tv_nsec = 0;
	note(a, "recvmmsg %ld", C(__NR_recvmmsg, y, mm, 3, MSG_DONTWAIT, &ts, 0));
	note(a, "recvmmsg %ld", C(__NR_recvmmsg, y, mm, 3, MSG_DONTWAIT, 8, 0));
}

static void many_sockets(struct abi *a)
{
	for (int i = 0; i < 5; i++) {
		int fd = bound(a, 0, 0);

		note_name(a, fd, __NR_getsockname);
	}
	int fd = sock_of(a, NETLINK_USERSOCK);
	char b[20] = "";

	note(a, "send binds %ld", C(__NR_sendto, fd, b, 20, 0, 0, 0));
	note_name(a, fd, __NR_getsockname);
	fd = sock_of(a, NETLINK_USERSOCK);
	note(a, "too large %ld", C(__NR_sendto, fd, b, 1 << 24, 0, 0, 0));
	note_name(a, fd, __NR_getsockname);
}

static const struct abi_scenario scenarios[] = {
	{ "sockets", sockets },
	{ "get-options", get_options },
	{ "set-options", set_options },
	{ "set-options-unprivileged", set_options_unprivileged },
	{ "set-twice", set_twice },
	{ "names", names },
	{ "names-unprivileged", names_unprivileged },
	{ "lacking", lacking },
	{ "unicast", unicast },
	{ "connected", connected },
	{ "accounting", accounting },
	{ "multicast", multicast },
	{ "overrun", overrun },
	{ "unprivileged", unprivileged },
	{ "filters", filters },
	{ "filter-runs", filter_runs },
	{ "messages", messages },
	{ "many-sockets", many_sockets },
	{ "udp-options", udp_options },
	{ "tcp-options", tcp_options },
	{ "raw-options", raw_options },
	{ "udp6-options", udp6_options },
	{ "packet-options", packet_options },
};

int main(int argc, char **argv)
{
	return abi_main(scenarios, sizeof(scenarios) / sizeof(scenarios[0]), argc, argv);
}
