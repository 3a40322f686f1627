/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Each change of a device reaches 64 subscribers; each reads all of its copies. */
#include <stdlib.h>

#include "nl.h"

#define SUBSCRIBERS 64

static void change(int fd, int index, uint32_t mtu)
{
	struct nl_req r;
	struct ifinfomsg *i = nl_start(&r, RTM_NEWLINK, 0, sizeof(*i));

	i->ifi_index = index;
	nl_put_u32(&r, IFLA_MTU, mtu);
	nl_must(fd, &r, "mtu");
}

void bench(int scale)
{
	int fd = nl_open(NETLINK_ROUTE, 0, 0), subs[SUBSCRIBERS], rounds = 2 * scale;
	uint64_t messages = 0;
	double start, spent = 0;
	char buf[16384];

	nl_bridge_add(fd, "b0");
	for (int i = 0; i < SUBSCRIBERS; i++)
		subs[i] = nl_open(NETLINK_ROUTE, RTMGRP_LINK, 64 << 20);
	for (int i = 0; i < rounds; i++) {
		start = nl_now();
		for (int j = 0; j < 20; j++)
			change(fd, 2, 1000 + i % 100 * 2 + j % 2);
		for (int s = 0; s < SUBSCRIBERS; s++)
			while (nl_recv(subs[s], buf, sizeof(buf), MSG_DONTWAIT) > 0)
				messages++;
		spent += nl_now() - start;
	}
	nl_figure("fan-out to 64 subscribers", messages / spent, "messages/s");
	for (int i = 0; i < SUBSCRIBERS; i++)
		nl_close(subs[i]);
	nl_close(fd);
}
