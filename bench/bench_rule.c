/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* 10,000 rules of rising priority: add, dump, delete. */
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
	nl_close(fd);
}
