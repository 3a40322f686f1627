/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* 10,000 IPv4 addresses on one device: add, dump, delete. The last tenth tells of growth. */
#include <arpa/inet.h>

#include "nl.h"

static void address(int fd, int type, int flags, int index, uint32_t i)
{
	uint32_t ip = htonl(0x0a000001 + (i << 8));
	struct nl_req r;
	struct ifaddrmsg *a = nl_start(&r, type, flags, sizeof(*a));

	a->ifa_family = AF_INET;
	a->ifa_prefixlen = 24;
	a->ifa_index = index;
	nl_put(&r, IFA_LOCAL, &ip, sizeof(ip));
	nl_put(&r, IFA_ADDRESS, &ip, sizeof(ip));
	nl_must(fd, &r, "address");
}

void bench(int scale)
{
	int fd = nl_open(NETLINK_ROUTE, 0, 0), n = 100 * scale, index;
	double start = nl_now(), last;
	uint64_t seen;

	nl_bridge_add(fd, "b0");
	index = nl_link_index(fd, "b0");
	nl_link_up(fd, index);
	last = start = nl_now();
	for (int i = 0; i < n; i++) {
		if (i == n - n / 10)
			last = nl_now();
		address(fd, RTM_NEWADDR, NLM_F_CREATE | NLM_F_EXCL, index, i);
	}
	nl_figure("address add, 10,000 on a device", n / (nl_now() - start), "1/s");
	nl_figure("address add, the last 1,000 of them", n / 10 / (nl_now() - last), "1/s");
	start = nl_now();
	seen = nl_dump(fd, RTM_GETADDR, AF_INET, sizeof(struct ifaddrmsg));
	nl_figure("address dump", seen / (nl_now() - start), "1/s");
	start = nl_now();
	for (int i = 0; i < n; i++)
		address(fd, RTM_DELADDR, 0, index, i);
	nl_figure("address delete", n / (nl_now() - start), "1/s");
	nl_close(fd);
}
