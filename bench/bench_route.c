/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * IPv4 routes, a million of them as the Internet has them (prefixes.h), through 16 gateways:
 *
 *   add, one message a call and 64 a call; memory; dump; get of random addresses inside random
 *   routes; memory with the compiled lookup; delete, one and 64 a call; link down.
 *
 * And the same with 10,000, several times over: "growth" is what one operation costs with a
 * million as against that.
 */
#include <arpa/inet.h>
#include <linux/if.h>
#include <stdlib.h>
#include <string.h>

#include "nl.h"
#include "prefixes.h"

#define SMALL 10000u
#define SMALL_ROUNDS 10

struct table {
	int fd, index;
	struct prefix *p;
	uint32_t n;
};

/* Seconds an operation. */
struct costs {
	double add, get, dump, del;
};

static void route(struct nl_req *r, const struct table *t, int type, int flags, uint32_t i)
{
	uint32_t dst = htonl(t->p[i].addr), gw = htonl(0x0a000002 + t->p[i].hop);
	struct rtmsg *m = nl_start(r, type, flags, sizeof(*m));

	m->rtm_family = AF_INET;
	m->rtm_dst_len = t->p[i].plen;
	m->rtm_table = RT_TABLE_MAIN;
	m->rtm_protocol = RTPROT_BGP;
	m->rtm_type = RTN_UNICAST;
	nl_put(r, RTA_DST, &dst, sizeof(dst));
	nl_put(r, RTA_GATEWAY, &gw, sizeof(gw));
	nl_put_u32(r, RTA_OIF, t->index);
}

static double change(const struct table *t, int type, int flags)
{
	double start = nl_now();
	struct nl_req r;

	for (uint32_t i = 0; i < t->n; i++) {
		route(&r, t, type, flags, i);
		nl_must(t->fd, &r, "route");
	}
	return (nl_now() - start) / t->n;
}

/* 64 messages a call, the last of them with an acknowledgement; a refusal of any ends it all. */
static double change_64(const struct table *t, int type, int flags)
{
	double start = nl_now();
	struct nl_batch b = { .n = 0 };
	struct nl_req r;

	for (uint32_t i = 0; i < t->n; i++) {
		route(&r, t, type, flags, i);
		nl_batch_add(t->fd, &b, &r);
	}
	nl_batch_flush(t->fd, &b);
	return (nl_now() - start) / t->n;
}

static double add(const struct table *t)
{
	return change(t, RTM_NEWROUTE, NLM_F_CREATE | NLM_F_EXCL);
}

static double del(const struct table *t)
{
	return change(t, RTM_DELROUTE, 0);
}

static double dump(const struct table *t)
{
	double start = nl_now();
	uint64_t seen = nl_dump(t->fd, RTM_GETROUTE, AF_INET, sizeof(struct rtmsg));

	return (nl_now() - start) / seen;
}

/* Random addresses inside random routes, drawn beforehand. */
static uint32_t *draw(const struct table *t, uint32_t times)
{
	uint32_t *dst = malloc(times * sizeof(*dst));
	uint64_t rng = 1;

	for (uint32_t i = 0; dst && i < times; i++) {
		uint64_t v = bench_random(&rng);
		const struct prefix *p = &t->p[(v >> 32) * t->n >> 32];

		dst[i] = htonl(p->addr | (p->plen < 32 ? (uint32_t)v >> p->plen : 0));
	}
	return dst;
}

static double get(const struct table *t, uint32_t times)
{
	uint32_t *dst = draw(t, times);
	char buf[4096];
	struct nl_req r;
	double start = nl_now();

	for (uint32_t i = 0; dst && i < times; i++) {
		struct rtmsg *m = nl_start(&r, RTM_GETROUTE, 0, sizeof(*m));

		m->rtm_family = AF_INET;
		m->rtm_dst_len = 32;
		nl_put(&r, RTA_DST, &dst[i], sizeof(dst[i]));
		nl_send(t->fd, &r, r.n.nlmsg_len);
		nl_recv(t->fd, buf, sizeof(buf), 0);
	}
	start = nl_now() - start;
	free(dst);
	return start / times;
}

static void set_up(struct table *t)
{
	uint32_t ip = htonl(0x0a000001);
	struct ifaddrmsg *a;
	struct nl_req r;

	t->fd = nl_open(NETLINK_ROUTE, 0, 0);
	nl_bridge_add(t->fd, "b0");
	t->index = nl_link_index(t->fd, "b0");
	nl_link_up(t->fd, t->index);
	a = nl_start(&r, RTM_NEWADDR, NLM_F_CREATE | NLM_F_EXCL, sizeof(*a));
	a->ifa_family = AF_INET;
	a->ifa_prefixlen = 24;
	a->ifa_index = t->index;
	nl_put(&r, IFA_LOCAL, &ip, sizeof(ip));
	nl_put(&r, IFA_ADDRESS, &ip, sizeof(ip));
	nl_must(t->fd, &r, "address add");
}

static void link_down(const struct table *t)
{
	struct ifinfomsg *i;
	struct nl_req r;
	double start = nl_now();

	i = nl_start(&r, RTM_NEWLINK, 0, sizeof(*i));
	i->ifi_index = t->index;
	i->ifi_change = IFF_UP;
	nl_must(t->fd, &r, "link down");
	nl_figure("link down with all routes on it", (nl_now() - start) * 1e3, "ms");
}

/* The mean of several rounds with a small table. */
static struct costs small_table(struct table t)
{
	struct costs c = { 0 };

	t.n = t.n < SMALL ? t.n : SMALL;
	for (int i = 0; i < SMALL_ROUNDS; i++) {
		c.add += add(&t) / SMALL_ROUNDS;
		c.dump += dump(&t) / SMALL_ROUNDS;
		c.get += get(&t, t.n) / SMALL_ROUNDS;
		c.del += del(&t) / SMALL_ROUNDS;
	}
	return c;
}

static void growth(const struct costs *small, const struct costs *big)
{
	nl_figure("growth of add", big->add / small->add, "times");
	nl_figure("growth of get", big->get / small->get, "times");
	nl_figure("growth of dump", big->dump / small->dump, "times");
	nl_figure("growth of delete", big->del / small->del, "times");
}

void bench(int scale)
{
	struct table t = { .n = 10000u * scale };
	struct costs small, big;
	uint64_t before;
	double batched;

	t.p = prefixes_make(PREFIXES_INTERNET, t.n);
	set_up(&t);
	small = small_table(t);

	before = nl_memory();
	big.add = add(&t);
	nl_figure("route add with ack", 1 / big.add, "1/s");
	nl_figure("memory per route", (double)(nl_memory() - before) / t.n, "bytes");
	big.dump = dump(&t);
	nl_figure("route dump", 1 / big.dump, "1/s");
	get(&t, t.n / 10 + 10000);
	nl_figure("memory per route, lookup compiled", (double)(nl_memory() - before) / t.n,
		  "bytes");
	big.get = get(&t, t.n < 300000 ? 300000 : t.n);
	nl_figure("route get", 1 / big.get, "1/s");

	prefixes_shuffle(t.p, t.n);
	big.del = del(&t);
	nl_figure("route delete with ack", 1 / big.del, "1/s");
	batched = change_64(&t, RTM_NEWROUTE, NLM_F_CREATE | NLM_F_EXCL);
	nl_figure("route add, 64 a call", 1 / batched, "1/s");
	batched = change_64(&t, RTM_DELROUTE, 0);
	nl_figure("route delete, 64 a call", 1 / batched, "1/s");
	change_64(&t, RTM_NEWROUTE, NLM_F_CREATE | NLM_F_EXCL);
	link_down(&t);
	growth(&small, &big);
	nl_close(t.fd);
	free(t.p);
}
