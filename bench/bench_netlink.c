// SPDX-License-Identifier: LGPL-2.1-or-later
/*
 * What netlink itself costs: a request that nobody looks at with its acknowledgement, and one
 * message from a program to 64 others, read by all of them.
 */
#include "nl.h"

#define SUBSCRIBERS 64

static void pairs(int rounds)
{
	struct nlmsghdr noop = { .nlmsg_len = sizeof(noop),
				 .nlmsg_type = NLMSG_NOOP,
				 .nlmsg_flags = NLM_F_REQUEST | NLM_F_ACK };
	int fd = nl_open(NETLINK_ROUTE, 0, 0);
	char buf[256];
	double start = nl_now();

	for (int i = 0; i < rounds; i++) {
		noop.nlmsg_seq = i;
		if (nl_send(fd, &noop, sizeof(noop)) < 0 || nl_recv(fd, buf, sizeof(buf), 0) < 0)
			return;
	}
	nl_figure("request with ack", (nl_now() - start) / rounds * 1e9, "ns");
	nl_close(fd);
}

static void multicast(int rounds)
{
	struct nlmsghdr n = { .nlmsg_len = sizeof(n), .nlmsg_type = 100 };
	int fd = nl_open(NETLINK_USERSOCK, 0, 0), subs[SUBSCRIBERS];
	uint64_t messages = 0;
	char buf[256];
	double start;

	for (int i = 0; i < SUBSCRIBERS; i++)
		subs[i] = nl_open(NETLINK_USERSOCK, 1, 0);
	start = nl_now();
	for (int i = 0; i < rounds; i++) {
		for (int j = 0; j < 20; j++)
			nl_multicast(fd, 1, &n, sizeof(n));
		for (int s = 0; s < SUBSCRIBERS; s++)
			while (nl_recv(subs[s], buf, sizeof(buf), MSG_DONTWAIT) > 0)
				messages++;
	}
	nl_figure("multicast among programs", messages / (nl_now() - start), "messages/s");
	for (int i = 0; i < SUBSCRIBERS; i++)
		nl_close(subs[i]);
	nl_close(fd);
}

void bench(int scale)
{
	pairs(10000 * scale);
	multicast(20 * scale);
}
