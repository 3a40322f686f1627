/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * 200,000 IPv6 routes as the Internet has them (prefixes.h), through 16 gateways: add with the
 * acknowledgement, memory, dump, get of addresses inside random routes, delete, link down.
 */
#include <stdlib.h>
#include <string.h>

#include "nl.h"
#include "prefixes.h"

static void route(int fd, int index, int type, int flags, const struct prefix6 *p)
{
	uint8_t gw[16] = { 0xfe, 0x80, [15] = 2 + p->hop };
	struct nl_req r;
	struct rtmsg *m = nl_start(&r, type, flags, sizeof(*m));

	m->rtm_family = AF_INET6;
	m->rtm_dst_len = p->plen;
	m->rtm_table = RT_TABLE_MAIN;
	m->rtm_protocol = RTPROT_BGP;
	m->rtm_type = RTN_UNICAST;
	nl_put(&r, RTA_DST, p->addr, 16);
	nl_put(&r, RTA_GATEWAY, gw, sizeof(gw));
	nl_put_u32(&r, RTA_OIF, index);
	nl_must(fd, &r, "route");
}

static double change(int fd, int index, int type, int flags, const struct prefix6 *p, uint32_t n)
{
	double start = nl_now();

	for (uint32_t i = 0; i < n; i++)
		route(fd, index, type, flags, &p[i]);
	return n / (nl_now() - start);
}

static double get(int fd, const struct prefix6 *p, uint32_t n, uint32_t times)
{
	uint64_t rng = 1;
	char buf[4096];
	struct nl_req r;
	double start = nl_now();

	for (uint32_t i = 0; i < times; i++) {
		uint64_t v = bench_random(&rng);
		struct rtmsg *m = nl_start(&r, RTM_GETROUTE, 0, sizeof(*m));
		uint8_t dst[16];

		memcpy(dst, p[(v >> 32) * n >> 32].addr, sizeof(dst));
		dst[15] |= v;
		m->rtm_family = AF_INET6;
		m->rtm_dst_len = 128;
		nl_put(&r, RTA_DST, dst, sizeof(dst));
		nl_send(fd, &r, r.n.nlmsg_len);
		nl_recv(fd, buf, sizeof(buf), 0);
	}
	return times / (nl_now() - start);
}

static double link_down(int fd, int index)
{
	double start = nl_now();
	struct nl_req r;
	struct ifinfomsg *i = nl_start(&r, RTM_NEWLINK, 0, sizeof(*i));

	i->ifi_index = index;
	i->ifi_change = 1; /* IFF_UP */
	nl_must(fd, &r, "link down");
	return (nl_now() - start) * 1e3;
}

void bench(int scale)
{
	uint32_t n = 2000u * scale;
	struct prefix6 *p = prefixes6_make(n);
	int fd = nl_open(NETLINK_ROUTE, 0, 0), index;
	uint64_t before, seen;
	double start;

	nl_bridge_add(fd, "b0");
	index = nl_link_index(fd, "b0");
	nl_link_up(fd, index);
	before = nl_memory();
	nl_figure("IPv6 route add with ack",
		  change(fd, index, RTM_NEWROUTE, NLM_F_CREATE | NLM_F_EXCL, p, n), "1/s");
	nl_figure("memory per IPv6 route", (double)(nl_memory() - before) / n, "bytes");
	start = nl_now();
	seen = nl_dump(fd, RTM_GETROUTE, AF_INET6, sizeof(struct rtmsg));
	nl_figure("IPv6 route dump", seen / (nl_now() - start), "1/s");
	nl_figure("IPv6 route get", get(fd, p, n, n < 100000 ? 100000 : n), "1/s");
	nl_figure("IPv6 route delete with ack", change(fd, index, RTM_DELROUTE, 0, p, n), "1/s");
	change(fd, index, RTM_NEWROUTE, NLM_F_CREATE | NLM_F_EXCL, p, n);
	nl_figure("link down with all IPv6 routes on it", link_down(fd, index), "ms");
	nl_close(fd);
	free(p);
}
