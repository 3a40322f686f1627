/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * /proc/net/route: the main table as route(8) reads it, and the header that is left of the route
 * cache. Lines are padded to 127 columns, so that programs can seek by line.
 */
#include "kernel/proc.h"
#include "net/ipv4/inetdevice.h"
#include "net/ipv4/ip_fib.h"

#include <linux/route.h>

#define LINE_WIDTH 127

static u32 route_flags(const struct fib_entry *e, const struct fib_info *fi)
{
	u8 type = fib_entry_type(e);
	u32 flags = RTF_UP;

	if (type == RTN_UNREACHABLE || type == RTN_PROHIBIT)
		flags |= RTF_REJECT;
	/* Of an IPv6 gateway, Linux looks at the first four bytes. */
	if (fib_info_num_path(fi) && fib_info_nh(fi, 0)->gw.family && fib_info_nh(fi, 0)->gw.ipv4)
		flags |= RTF_GATEWAY;
	if (fib_entry_plen(e) == 32)
		flags |= RTF_HOST;
	return flags;
}

static u32 metric(const struct fib_info *fi, int which)
{
	return fi->metrics ? fi->metrics[which - 1] : 0;
}

static void show_route(struct seq_file *m, const struct fib_entry *e, const struct fib_info *fi)
{
	const struct fib_nh *nh = fib_info_num_path(fi) ? fib_info_nh(fi, 0) : NULL;
	u32 advmss = metric(fi, RTAX_ADVMSS);
	size_t start = m->count;

	if (fib_entry_type(e) == RTN_BROADCAST || fib_entry_type(e) == RTN_MULTICAST)
		return;
	seq_printf(m, "%s\t%08X\t%08X\t%04X\t%d\t%u\t%d\t%08X\t%d\t%u\t%u",
		   nh && nh->dev ? nh->dev->name : "*", htobe32(fib_entry_addr(e)),
		   nh && nh->gw.family == AF_INET ? nh->gw.ipv4 : 0, route_flags(e, fi), 0, 0,
		   (int)e->prio, htobe32(plen_to_mask(fib_entry_plen(e))),
		   advmss ? (int)advmss + 40 : 0, metric(fi, RTAX_WINDOW),
		   metric(fi, RTAX_RTT) >> 3);
	seq_pad_to(m, start + LINE_WIDTH, '\n');
}

static void route_show(struct seq_file *m, struct net *net)
{
	struct fib_table *tb = fib_get_table(net, RT_TABLE_MAIN);
	const struct fib_entry *e;
	struct fib_iter it;

	if (!tb)
		return;
	seq_printf(m, "%-127s\n",
		   "Iface\tDestination\tGateway \tFlags\tRefCnt\tUse\tMetric\tMask\t"
		   "\tMTU\tWindow\tIRTT");
	fib_tree_lower_bound(&tb->tree, 0, 0, &it);
	for (e = fib_iter_get(&it); e; e = fib_iter_next(&it))
		show_route(m, e, fib_entry_info(net, e));
}

static void rt_cache_show(struct seq_file *m, struct net *net)
{
	seq_printf(m, "%-127s\n",
		   "Iface\tDestination\tGateway \tFlags\t\tRefCnt\tUse\tMetric\t"
		   "Source\t\tMTU\tWindow\tIRTT\tTOS\tHHRef\tHHUptod\tSpecDst");
}

static const struct proc_net_row fib_proc_rows[] = {
	{ "route", route_show },
	{ "rt_cache", rt_cache_show },
};

static int fib_proc_init(struct kernel *k)
{
	return proc_net_register(k, fib_proc_rows, ARRAY_SIZE(fib_proc_rows));
}

static void fib_proc_exit(struct kernel *k)
{
	proc_net_unregister(k, fib_proc_rows);
}

const struct net_proto fib_proc_proto = {
	.name = "fib-proc",
	.init_func = fib_proc_init,
	.exit_func = fib_proc_exit,
};
