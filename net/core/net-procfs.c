/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * /proc/net files of the device layer: dev, dev_mcast, psched; and those that are empty tables
 * until sockets of their kind carry traffic. Column widths are Linux's.
 */
#include "kernel/proc.h"
#include "net/core/dev.h"
#include "net/socket.h"

typedef unsigned long long ull;

static void dev_show_one(struct seq_file *m, const struct net_device *dev)
{
	struct rtnl_link_stats64 s = { 0 };

	dev_get_stats(dev, &s);
	seq_printf(
		m, "%6s: %7llu %7llu %4llu %4llu %4llu %5llu %10llu %9llu ", dev->name,
		(ull)s.rx_bytes, (ull)s.rx_packets, (ull)s.rx_errors,
		(ull)(s.rx_dropped + s.rx_missed_errors), (ull)s.rx_fifo_errors,
		(ull)(s.rx_length_errors + s.rx_over_errors + s.rx_crc_errors + s.rx_frame_errors),
		(ull)s.rx_compressed, (ull)s.multicast);
	seq_printf(m, "%8llu %7llu %4llu %4llu %4llu %5llu %7llu %10llu\n", (ull)s.tx_bytes,
		   (ull)s.tx_packets, (ull)s.tx_errors, (ull)s.tx_dropped, (ull)s.tx_fifo_errors,
		   (ull)s.collisions,
		   (ull)(s.tx_carrier_errors + s.tx_aborted_errors + s.tx_window_errors +
			 s.tx_heartbeat_errors),
		   (ull)s.tx_compressed);
}

static void dev_show(struct seq_file *m, struct net *net)
{
	const struct net_device *dev;
	u32 i;

	seq_puts(m, "Inter-|   Receive                                                "
		    "|  Transmit\n"
		    " face |bytes    packets errs drop fifo frame compressed multicast"
		    "|bytes    packets errs drop fifo colls carrier compressed\n");
	for_each_netdev (net, i, dev)
		dev_show_one(m, dev);
}

static void dev_mcast_show(struct seq_file *m, struct net *net)
{
	const struct netdev_hw_addr *ha;
	const struct net_device *dev;
	u32 i;

	for_each_netdev (net, i, dev) {
		list_for_each_entry (ha, &dev->mc_list, list) {
			seq_printf(m, "%-4d %-15s %-5d %-5d ", dev->ifindex, dev->name,
				   (int)ha->refcount, ha->global);
			for (u32 j = 0; j < dev->addr_len; j++)
				seq_printf(m, "%02x", ha->addr[j]);
			seq_putc(m, '\n');
		}
	}
}

/* Nanoseconds a tick of the scheduler's clock, its shift, ticks and nanoseconds a second. */
static void psched_show(struct seq_file *m, struct net *net)
{
	seq_printf(m, "%08x %08x %08x %08x\n", (u32)NSEC_PER_USEC, 64, 1000000, (u32)NSEC_PER_SEC);
}

static const struct proc_net_row dev_proc_rows[] = {
	{ "dev", dev_show },
	{ "dev_mcast", dev_mcast_show },
	{ "psched", psched_show },
};

static int dev_proc_init(struct kernel *k)
{
	return proc_net_register(k, dev_proc_rows, ARRAY_SIZE(dev_proc_rows));
}

static void dev_proc_exit(struct kernel *k)
{
	proc_net_unregister(k, dev_proc_rows);
}

const struct net_proto dev_proc_proto = {
	.name = "dev-proc",
	.init_func = dev_proc_init,
	.exit_func = dev_proc_exit,
};
