/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * 10,000 rules of rising priority: add, dump, delete; and what a route lookup pays for 1,000 rules
 * that do not match.
 */
#include <linux/fib_rules.h>

#include "nl.h"

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

/* us of one route lookup */
static double lookup_time(int fd, int n)
{
	static const uint8_t dst[] = { 127, 0, 0, 1 };
	double start = nl_now();
	char answer[1024];
	struct nl_req r;

	for (int i = 0; i < n; i++) {
		struct rtmsg *m = nl_start(&r, RTM_GETROUTE, 0, sizeof(*m));

		m->rtm_family = AF_INET;
		m->rtm_dst_len = 32;
		nl_put(&r, RTA_DST, dst, sizeof(dst));
		nl_send(fd, &r, r.n.nlmsg_len);
		nl_recv(fd, answer, sizeof(answer), 0);
	}
	return (nl_now() - start) / n * 1e6;
}

static void lookups(int fd, int scale)
{
	int n = 200 * scale, rules = 1000;
	double alone, behind;

	/* The first rule takes the local table out of main's: it belongs to both figures. */
	rule(fd, RTM_NEWRULE, NLM_F_CREATE | NLM_F_EXCL, 100000);
	alone = lookup_time(fd, n);
	for (int i = 0; i < rules; i++)
		rule(fd, RTM_NEWRULE, NLM_F_CREATE | NLM_F_EXCL, i + 1);
	behind = lookup_time(fd, n);
	nl_figure("1,000 rules that do not match", behind - alone, "us");
}

void bench(int scale)
{
	int fd = nl_open(NETLINK_ROUTE, 0, 0), n = 100 * scale;
	double start = nl_now(), last = start;
	uint64_t seen;

	for (int i = 0; i < n; i++) {
		if (i == n - n / 10)
			last = nl_now();
		rule(fd, RTM_NEWRULE, NLM_F_CREATE | NLM_F_EXCL, i);
	}
	nl_figure("rule add, 10,000", n / (nl_now() - start), "1/s");
	nl_figure("rule add, the last 1,000 of them", n / 10 / (nl_now() - last), "1/s");
	start = nl_now();
	seen = nl_dump(fd, RTM_GETRULE, AF_INET, sizeof(struct fib_rule_hdr));
	nl_figure("rule dump", seen / (nl_now() - start), "1/s");
	start = nl_now();
	for (int i = 0; i < n; i++)
		rule(fd, RTM_DELRULE, 0, i);
	nl_figure("rule delete", n / (nl_now() - start), "1/s");
	lookups(fd, scale);
	nl_close(fd);
}
