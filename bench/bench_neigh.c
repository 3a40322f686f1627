/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* 100,000 permanent neighbours on one device: add and dump. */
#include <arpa/inet.h>
#include <linux/neighbour.h>

#include "nl.h"

void bench(int scale)
{
	static const unsigned char mac[6] = { 2, 0, 0, 0, 0, 1 };
	int fd = nl_open(NETLINK_ROUTE, 0, 0), n = 1000 * scale, index;
	struct nl_req r;
	uint64_t seen;
	double start;

	nl_veth_add(fd, "v0", "v1");
	index = nl_link_index(fd, "v0");
	nl_link_up(fd, index);
	nl_link_up(fd, nl_link_index(fd, "v1"));
	start = nl_now();
	for (int i = 0; i < n; i++) {
		uint32_t ip = htonl(0x0a000001 + i);
		struct ndmsg *m = nl_start(&r, RTM_NEWNEIGH, NLM_F_CREATE | NLM_F_EXCL, sizeof(*m));

		m->ndm_family = AF_INET;
		m->ndm_ifindex = index;
		m->ndm_state = NUD_PERMANENT;
		nl_put(&r, NDA_DST, &ip, sizeof(ip));
		nl_put(&r, NDA_LLADDR, mac, sizeof(mac));
		nl_must(fd, &r, "neighbour add");
	}
	nl_figure("neighbour add", n / (nl_now() - start), "1/s");
	start = nl_now();
	seen = nl_dump(fd, RTM_GETNEIGH, AF_INET, sizeof(struct ndmsg));
	nl_figure("neighbour dump", seen / (nl_now() - start), "1/s");
	nl_close(fd);
}
