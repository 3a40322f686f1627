/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* A million IPv4 routes: add one by one with the acknowledgement, dump, look up, memory, delete. */
#include <arpa/inet.h>
#include <string.h>

#include "nl.h"

static void route(struct nl_req *r, int type, int flags, uint32_t i, int oif)
{
	uint32_t dst = htonl(0x0b000000 + (i << 4)), gw = htonl(0x0a000002);
	struct rtmsg *m = nl_start(r, type, flags, sizeof(*m));

	m->rtm_family = AF_INET;
	m->rtm_dst_len = 28;
	m->rtm_table = RT_TABLE_MAIN;
	m->rtm_protocol = RTPROT_STATIC;
	m->rtm_type = RTN_UNICAST;
	nl_put(r, RTA_DST, &dst, sizeof(dst));
	nl_put(r, RTA_GATEWAY, &gw, sizeof(gw));
	nl_put_u32(r, RTA_OIF, oif);
}

static int set_up(int fd)
{
	uint32_t ip = htonl(0x0a000001);
	struct ifaddrmsg *a;
	struct nl_req r;
	int index;

	nl_bridge_add(fd, "b0");
	index = nl_link_index(fd, "b0");
	nl_link_up(fd, index);
	a = nl_start(&r, RTM_NEWADDR, NLM_F_CREATE | NLM_F_EXCL, sizeof(*a));
	a->ifa_family = AF_INET;
	a->ifa_prefixlen = 24;
	a->ifa_index = index;
	nl_put(&r, IFA_LOCAL, &ip, sizeof(ip));
	nl_put(&r, IFA_ADDRESS, &ip, sizeof(ip));
	nl_must(fd, &r, "address add");
	return index;
}

static void lookups(int fd, uint32_t n)
{
	uint32_t times = n < 300000 ? n : 300000;
	char buf[4096];
	struct nl_req r;
	double start = nl_now();

	for (uint32_t i = 0; i < times; i++) {
		uint32_t dst = htonl(0x0b000000 + ((uint32_t)(i * 2654435761u) % n << 4) + 1);
		struct rtmsg *m = nl_start(&r, RTM_GETROUTE, 0, sizeof(*m));

		m->rtm_family = AF_INET;
		m->rtm_dst_len = 32;
		nl_put(&r, RTA_DST, &dst, sizeof(dst));
		nl_send(fd, &r, r.n.nlmsg_len);
		nl_recv(fd, buf, sizeof(buf), 0);
	}
	nl_figure("route get", times / (nl_now() - start), "1/s");
}

void bench(int scale)
{
	uint32_t n = 10000u * scale;
	int fd = nl_open(NETLINK_ROUTE, 0, 0), index = set_up(fd);
	uint64_t before = nl_memory(), seen;
	struct nl_req r;
	double start = nl_now();

	for (uint32_t i = 0; i < n; i++) {
		route(&r, RTM_NEWROUTE, NLM_F_CREATE | NLM_F_EXCL, i, index);
		nl_must(fd, &r, "route add");
	}
	nl_figure("route add with ack", n / (nl_now() - start), "1/s");
	nl_figure("memory per route", (double)(nl_memory() - before) / n, "bytes");

	start = nl_now();
	seen = nl_dump(fd, RTM_GETROUTE, AF_INET, sizeof(struct rtmsg));
	nl_figure("route dump", seen / (nl_now() - start), "1/s");
	lookups(fd, n);

	start = nl_now();
	for (uint32_t i = 0; i < n; i++) {
		route(&r, RTM_DELROUTE, 0, i, index);
		nl_must(fd, &r, "route delete");
	}
	nl_figure("route delete with ack", n / (nl_now() - start), "1/s");
	nl_close(fd);
}
