/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* 10,000 rules of rising priority: add, dump, delete; and what a lookup pays to pass 1,000. */
#include <linux/fib_rules.h>

#include "nl.h"

#define LOOKUPS 10000

static void rule(int fd, int type, int flags, uint32_t i)
{
	struct nl_req r;
	struct fib_rule_hdr *h = nl_start(&r, type, flags, sizeof(*h));

	h->family = AF_INET;
	h->action = FR_ACT_TO_TBL;
	h->table = 100;
	nl_put_u32(&r, FRA_PRIORITY, 1000 + i);
	nl_put_u32(&r, FRA_FWMARK, i);
	nl_must(fd, &r, "rule");
}

/* Microseconds for the route to somewhere that has none: all rules are tried. */
static double lookup(int fd)
{
	uint32_t dst = 0x010200c0; /* 192.0.2.1 */
	double start = nl_now();
	char buf[1024];
	struct nl_req r;

	for (int i = 0; i < LOOKUPS; i++) {
		struct rtmsg *m = nl_start(&r, RTM_GETROUTE, 0, sizeof(*m));

		m->rtm_family = AF_INET;
		m->rtm_dst_len = 32;
		nl_put(&r, RTA_DST, &dst, sizeof(dst));
		nl_send(fd, &r, r.n.nlmsg_len);
		nl_recv(fd, buf, sizeof(buf), 0);
	}
	return (nl_now() - start) / LOOKUPS * 1e6;
}

static double add(int fd, int from, int to)
{
	double start = nl_now();

	for (int i = from; i < to; i++)
		rule(fd, RTM_NEWRULE, NLM_F_CREATE | NLM_F_EXCL, i);
	return nl_now() - start;
}

void bench(int scale)
{
	int fd = nl_open(NETLINK_ROUTE, 0, 0), n = 100 * scale, tenth = n / 10;
	double none = lookup(fd), start, first, middle, last;
	uint64_t seen;

	first = add(fd, 0, tenth);
	nl_figure("lookup cost of 1,000 rules", lookup(fd) - none, "us");
	middle = add(fd, tenth, n - tenth);
	last = add(fd, n - tenth, n);
	nl_figure("rule add, 10,000", n / (first + middle + last), "1/s");
	nl_figure("rule add, the last 1,000 of them", tenth / last, "1/s");
	nl_figure("growth of rule add", last / first, "times");
	start = nl_now();
	seen = nl_dump(fd, RTM_GETRULE, AF_INET, sizeof(struct fib_rule_hdr));
	nl_figure("rule dump", seen / (nl_now() - start), "1/s");
	start = nl_now();
	for (int i = 0; i < n; i++)
		rule(fd, RTM_DELRULE, 0, i);
	nl_figure("rule delete", n / (nl_now() - start), "1/s");
	nl_close(fd);
}
