// SPDX-License-Identifier: LGPL-2.1-or-later
/* Requests and their answers, byte for byte: framing, acknowledgements, ext-acks, dumps, nlctrl. */
#include "abi.h"

#include <linux/genetlink.h>
#include <linux/if_link.h>
#include <linux/netlink.h>
#include <linux/rtnetlink.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/syscall.h>

#define C(nr, b, c, d, e, f, g) \
	abi_call(a, nr, (long)(b), (long)(c), (long)(d), (long)(e), (long)(f), (long)(g))

static int open_socket(struct abi *a, int protocol, bool cap, bool ext, bool strict)
{
	struct sockaddr_nl n = { AF_NETLINK, 0, 4711, 0 };
	int fd = C(__NR_socket, AF_NETLINK, SOCK_RAW, protocol, 0, 0, 0), one = 1;

	C(__NR_bind, fd, &n, sizeof(n), 0, 0, 0);
	if (cap)
		C(__NR_setsockopt, fd, SOL_NETLINK, NETLINK_CAP_ACK, &one, 4, 0);
	if (ext)
		C(__NR_setsockopt, fd, SOL_NETLINK, NETLINK_EXT_ACK, &one, 4, 0);
	if (strict)
		C(__NR_setsockopt, fd, SOL_NETLINK, NETLINK_GET_STRICT_CHK, &one, 4, 0);
	return fd;
}

/* All that waits, whole: one line a datagram. @room: of each receive. */
static void read_all(struct abi *a, int fd, size_t room)
{
	static unsigned char buf[70000];
	long n;

	while ((n = C(__NR_recvfrom, fd, buf, room, MSG_DONTWAIT | MSG_TRUNC, 0, 0)) > 0)
		note_bytes(a, "  <", buf, (size_t)n < room ? (size_t)n : room);
	note(a, "  end %ld", n);
}

static long send_raw(struct abi *a, int fd, const void *p, size_t n)
{
	return C(__NR_sendto, fd, p, n, 0, 0, 0);
}

static void ask(struct abi *a, int fd, const void *p, size_t n)
{
	note(a, "send %ld", send_raw(a, fd, p, n));
	read_all(a, fd, 65536);
}

struct req {
	struct nlmsghdr n;
	unsigned char body[2000];
};

static void start(struct req *r, int type, int flags, size_t header)
{
	memset(r, 0, sizeof(*r));
	r->n.nlmsg_len = NLMSG_LENGTH(header);
	r->n.nlmsg_type = type;
	r->n.nlmsg_flags = flags;
	r->n.nlmsg_seq = 77;
	r->n.nlmsg_pid = 5;
}

static void attr(struct req *r, int type, int len, const void *data, size_t n)
{
	struct nlattr *x = (void *)((char *)r + NLMSG_ALIGN(r->n.nlmsg_len));

	x->nla_type = type;
	x->nla_len = len;
	memcpy(x + 1, data, n);
	r->n.nlmsg_len = NLMSG_ALIGN(r->n.nlmsg_len) + NLA_HDRLEN + NLA_ALIGN(n);
}

static void framing(struct abi *a)
{
	static const int lens[] = { 0, 1, 15, 16, 17, 20, 31, 32, 33, 48, 100, 65535, -1 };
	int fd = open_socket(a, NETLINK_ROUTE, false, true, false);
	struct req r[3];
	unsigned char two[64];

	for (size_t i = 0; i < sizeof(lens) / sizeof(lens[0]); i++) {
		for (int type = 0; type < 6; type++) {
			start(&r[0], type, NLM_F_REQUEST | NLM_F_ACK, 16);
			r[0].n.nlmsg_len = lens[i];
			note(a, "type %d len %d", type, lens[i]);
			ask(a, fd, &r[0], 40);
			ask(a, fd, &r[0], 16);
			ask(a, fd, &r[0], 15);
		}
	}
	for (int flags = 0; flags < 16; flags++) {
		start(&r[0], 3, flags, 0);
		start(&r[1], 0x7fff, flags, 4);
		note(a, "flags %x", flags);
		ask(a, fd, &r[0], 16);
		ask(a, fd, &r[1], 20);
		memcpy(two, &r[0], 16);
		memcpy(two + 16, &r[1], 20);
		memcpy(two + 36, &r[0], 16);
		ask(a, fd, two, 52);
		ask(a, fd, two, 50);
		ask(a, fd, two, 36);
	}
}

static void unknown_types(struct abi *a)
{
	struct req r;

	for (int how = 0; how < 8; how++) {
		int fd = open_socket(a, NETLINK_ROUTE, how & 1, how & 2, how & 4);

		for (int type = 16; type < 200; type += 1) {
			if (type < 124)
				continue;
			start(&r, type, NLM_F_REQUEST, 20);
			note(a, "how %d type %d", how, type);
			ask(a, fd, &r, r.n.nlmsg_len);
			r.n.nlmsg_flags |= NLM_F_DUMP;
			ask(a, fd, &r, r.n.nlmsg_len);
		}
		C(__NR_close, fd, 0, 0, 0, 0, 0);
	}
}

static void refusals(struct abi *a)
{
	static const int lens[] = { 0, 3, 4, 5, 6, 8, 12, 200, 65535 };
	unsigned char data[16] = { 1, 0, 0, 0, 'a', 'b', 'c' };
	struct req r;

	for (int how = 0; how < 4; how++) {
		int fd = open_socket(a, NETLINK_ROUTE, how & 1, how & 2, false);

		for (int type = 1; type < 60; type += 3) {
			/* Pids and descriptors of the harness are its own matter. */
			if (type == IFLA_NET_NS_PID || type == IFLA_NET_NS_FD)
				continue;
			for (size_t i = 0; i < sizeof(lens) / sizeof(lens[0]); i++) {
				start(&r, RTM_SETLINK, NLM_F_REQUEST, sizeof(struct ifinfomsg));
				((struct ifinfomsg *)r.body)->ifi_index = 9999;
				attr(&r, type, lens[i], data, 8);
				note(a, "how %d attr %d len %d", how, type, lens[i]);
				ask(a, fd, &r, r.n.nlmsg_len);
			}
		}
		C(__NR_close, fd, 0, 0, 0, 0, 0);
	}
}

static void strict_gets(struct abi *a)
{
	int fd = open_socket(a, NETLINK_ROUTE, false, true, true);
	unsigned char data[16] = { 1 };
	struct req r;

	for (int type = 0; type < 70; type++) {
		start(&r, RTM_GETLINK, NLM_F_REQUEST | NLM_F_DUMP, sizeof(struct ifinfomsg));
		attr(&r, type, 8, data, 4);
		note(a, "attr %d", type);
		note(a, "send %ld", send_raw(a, fd, &r, r.n.nlmsg_len));
		/* What a link looks like is another test's matter. */
		unsigned char buf[32768];
		long n;

		while ((n = C(__NR_recvfrom, fd, buf, sizeof(buf), MSG_DONTWAIT, 0, 0)) > 0) {
			struct nlmsghdr *h = (void *)buf;

			note(a, "type %d flags %x", h->nlmsg_type, h->nlmsg_flags);
			if (h->nlmsg_type < 16)
				note_bytes(a, " <", buf, n);
		}
	}
	start(&r, RTM_GETLINK, NLM_F_REQUEST | NLM_F_DUMP, sizeof(struct ifinfomsg));
	((struct ifinfomsg *)r.body)->ifi_index = 1;
	ask(a, fd, &r, r.n.nlmsg_len);
	start(&r, RTM_GETLINK, NLM_F_REQUEST | NLM_F_DUMP, 4);
	ask(a, fd, &r, r.n.nlmsg_len);
}

static void second_dump(struct abi *a)
{
	int fd = open_socket(a, NETLINK_ROUTE, false, true, false), small = 0;
	struct req r;

	C(__NR_setsockopt, fd, SOL_SOCKET, SO_RCVBUF, &small, 4, 0);
	start(&r, RTM_GETLINK, NLM_F_REQUEST | NLM_F_DUMP, sizeof(struct ifinfomsg));
	for (int i = 0; i < 3; i++)
		note(a, "send %ld", send_raw(a, fd, &r, r.n.nlmsg_len));
	for (int i = 0; i < 6; i++) {
		unsigned char buf[8192];
		long n = C(__NR_recvfrom, fd, buf, sizeof(buf), MSG_DONTWAIT, 0, 0);

		note(a, "recv %d type %d", n > 0,
		     n > 0 ? ((struct nlmsghdr *)buf)->nlmsg_type : (int)n);
	}
}

static void controller(struct abi *a)
{
	int fd = open_socket(a, NETLINK_GENERIC, false, true, false);
	struct genlmsghdr *g;
	unsigned short id = GENL_ID_CTRL, none = 999;
	unsigned int op = CTRL_CMD_GETPOLICY;
	struct req r;

	for (int cmd = 0; cmd < 14; cmd++) {
		for (int what = 0; what < 5; what++) {
			for (int flags = 0; flags < 3; flags++) {
				start(&r, GENL_ID_CTRL,
				      NLM_F_REQUEST | (flags ? NLM_F_DUMP : 0) |
					      (flags == 2 ? NLM_F_ACK : 0),
				      4);
				g = (void *)r.body;
				g->cmd = cmd;
				if (what == 1)
					attr(&r, CTRL_ATTR_FAMILY_ID, 6, &id, 2);
				if (what == 2)
					attr(&r, CTRL_ATTR_FAMILY_NAME, 11, "nlctrl", 7);
				if (what == 3)
					attr(&r, CTRL_ATTR_FAMILY_ID, 6, &none, 2);
				if (what == 4)
					attr(&r, CTRL_ATTR_FAMILY_NAME, 9, "none", 5);
				/* Other kernels have other families besides. */
				if (cmd == CTRL_CMD_GETFAMILY && flags)
					continue;
				note(a, "cmd %d what %d flags %d", cmd, what, flags);
				ask(a, fd, &r, r.n.nlmsg_len);
			}
		}
	}
	for (op = 0; op < 12; op++) {
		start(&r, GENL_ID_CTRL, NLM_F_REQUEST | NLM_F_DUMP, 4);
		g = (void *)r.body;
		g->cmd = CTRL_CMD_GETPOLICY;
		attr(&r, CTRL_ATTR_FAMILY_ID, 6, &id, 2);
		attr(&r, CTRL_ATTR_OP, 8, &op, 4);
		note(a, "policy of op %u", op);
		ask(a, fd, &r, r.n.nlmsg_len);
	}
	start(&r, GENL_ID_CTRL, NLM_F_REQUEST, 4);
	g = (void *)r.body;
	g->cmd = CTRL_CMD_GETFAMILY;
	g->reserved = 1;
	attr(&r, CTRL_ATTR_FAMILY_ID, 6, &id, 2);
	ask(a, fd, &r, r.n.nlmsg_len);
	g->cmd = 12;
	ask(a, fd, &r, r.n.nlmsg_len);
	g->reserved = 0;
	r.n.nlmsg_flags |= 0x400;
	ask(a, fd, &r, r.n.nlmsg_len);
	for (int len = 0; len < 30; len++) {
		start(&r, GENL_ID_CTRL, NLM_F_REQUEST, 4);
		((struct genlmsghdr *)r.body)->cmd = CTRL_CMD_GETFAMILY;
		attr(&r, CTRL_ATTR_FAMILY_NAME, len, "nlctrl\0xxxxxxxxxxxxxxxxxxxxx", 20);
		note(a, "name len %d", len);
		ask(a, fd, &r, r.n.nlmsg_len);
	}
	start(&r, 0x999, NLM_F_REQUEST, 4);
	ask(a, fd, &r, r.n.nlmsg_len);
	start(&r, GENL_ID_CTRL, NLM_F_REQUEST, 2);
	ask(a, fd, &r, r.n.nlmsg_len);
}

/* How a link dump of one device is cut into datagrams, for buffers of several sizes. */
static void dump_rooms(struct abi *a)
{
	static const size_t rooms[] = { 1, 100, 4096, 8192, 16384, 32768, 65536 };
	static unsigned char buf[65536];
	struct req r;

	for (size_t i = 0; i < sizeof(rooms) / sizeof(rooms[0]); i++) {
		int fd = open_socket(a, NETLINK_ROUTE, false, false, false);

		for (int round = 0; round < 2; round++) {
			unsigned int mem[9] = { 0 };
			int len = sizeof(mem);
			long n;

			start(&r, RTM_GETLINK, NLM_F_REQUEST | NLM_F_DUMP,
			      sizeof(struct ifinfomsg));
			note(a, "send %ld", send_raw(a, fd, &r, r.n.nlmsg_len));
			C(__NR_getsockopt, fd, SOL_SOCKET, SO_MEMINFO, mem, &len, 0);
			note(a, "room %zu round %d charged %u", rooms[i], round, mem[0]);
			while ((n = C(__NR_recvfrom, fd, buf, rooms[i], MSG_DONTWAIT, 0, 0)) >= 0)
				;
			note(a, "end %ld", n);
		}
		C(__NR_close, fd, 0, 0, 0, 0, 0);
	}
}

/* What comes out of @fd: kind of message, who it is from, and control data. */
static void note_received(struct abi *a, int fd)
{
	static unsigned char buf[32768];
	unsigned char ctl[128];
	struct sockaddr_nl n = { 0 };
	struct iovec v = { buf, sizeof(buf) };
	struct msghdr m = { &n, sizeof(n), &v, 1, ctl, sizeof(ctl), 0 };
	long ret = C(__NR_recvmsg, fd, &m, MSG_DONTWAIT, 0, 0, 0);

	note(a, "received type %ld groups %x",
	     ret > 0 ? (long)((struct nlmsghdr *)buf)->nlmsg_type : ret, n.nl_groups);
	if (ret > 0)
		note_bytes(a, "  ctl", ctl, m.msg_controllen);
}

static void lo_up(struct abi *a, int fd, bool up)
{
	struct req r;
	struct ifinfomsg *i = (void *)r.body;

	start(&r, RTM_NEWLINK, NLM_F_REQUEST | NLM_F_ACK, sizeof(*i));
	i->ifi_index = 1;
	i->ifi_change = 1;
	i->ifi_flags = up;
	note(a, "lo %d: %ld", up, send_raw(a, fd, &r, r.n.nlmsg_len));
	note_received(a, fd);
}

/* One socket hears of links in another namespace, once that has a number. */
static void all_namespaces(struct abi *a)
{
	int first = open_socket(a, NETLINK_ROUTE, false, false, false), second, listener, one = 1;
	struct sockaddr_nl links = { AF_NETLINK, 0, 99, 1 };
	unsigned int pid = abi_pid(a), nsid = 7;
	struct req r;

	listener = C(__NR_socket, AF_NETLINK, SOCK_RAW, NETLINK_ROUTE, 0, 0, 0);
	C(__NR_bind, listener, &links, sizeof(links), 0, 0, 0);
	note(a, "all %ld",
	     C(__NR_setsockopt, listener, SOL_NETLINK, NETLINK_LISTEN_ALL_NSID, &one, 4, 0));
	lo_up(a, first, true);
	note_received(a, listener);
	note(a, "unshare %ld", C(__NR_unshare, 0x40000000, 0, 0, 0, 0, 0));
	second = open_socket(a, NETLINK_ROUTE, false, false, false);
	lo_up(a, second, true);
	note_received(a, listener);
	start(&r, RTM_NEWNSID, NLM_F_REQUEST | NLM_F_ACK, sizeof(struct rtgenmsg));
	attr(&r, 2, 8, &pid, 4);
	attr(&r, 1, 8, &nsid, 4);
	note(a, "number it %ld", send_raw(a, first, &r, r.n.nlmsg_len));
	note_received(a, first);
	lo_up(a, second, false);
	note_received(a, listener);
	C(__NR_setsockopt, listener, SOL_NETLINK, NETLINK_PKTINFO, &one, 4, 0);
	lo_up(a, second, true);
	note_received(a, listener);
	lo_up(a, first, false);
	note_received(a, listener);
	one = 0;
	C(__NR_setsockopt, listener, SOL_NETLINK, NETLINK_LISTEN_ALL_NSID, &one, 4, 0);
	lo_up(a, second, false);
	note_received(a, listener);
	/* Same portid twice: namespaces do not share them. */
	note(a, "close %ld", C(__NR_close, first, 0, 0, 0, 0, 0));
	lo_up(a, second, true);
}

static const struct abi_scenario scenarios[] = {
	{ "framing", framing },		{ "unknown-types", unknown_types },
	{ "refusals", refusals },	{ "strict-gets", strict_gets },
	{ "second-dump", second_dump }, { "controller", controller },
	{ "dump-rooms", dump_rooms },	{ "all-namespaces", all_namespaces },
};

int main(int argc, char **argv)
{
	return abi_main(scenarios, sizeof(scenarios) / sizeof(scenarios[0]), argc, argv);
}
