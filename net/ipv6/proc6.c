/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * IPv6 in /proc/net: if_inet6, igmp6, anycast6, ipv6_route and the socket tables. Devices come in order of their index;
 * Linux shows addresses in the order of a hash that differs from boot to boot.
 */
#include "kernel/proc.h"
#include "net/ipv4/inet_proc.h"
#include "net/ipv4/nexthop.h"
#include "net/ipv6/addrconf.h"
#include "net/ipv6/af_inet6.h"
#include "net/ipv6/ip6_fib.h"
#include "net/socket.h"

#include <linux/if_arp.h>

/* Flags of a group as Linux keeps them. */
#define MAF_LOADED 0x04
#define MAF_NOREPORT 0x08

static void put_addr(struct seq_file *m, const struct in6_addr *a)
{
	for (int i = 0; i < 16; i++)
		seq_printf(m, "%02x", a->s6_addr[i]);
}

static void if6_show(struct seq_file *m, struct net *net)
{
	const struct inet6_ifaddr *ifp;
	const struct net_device *dev;
	u32 i;

	for_each_netdev (net, i, dev) {
		const struct inet6_dev *idev = __in6_dev_get(dev);

		if (!idev)
			continue;
		list_for_each_entry (ifp, &idev->addr_list, node) {
			put_addr(m, &ifp->addr);
			seq_printf(m, " %02x %02x %02x %02x %8s\n", dev->ifindex, ifp->prefix_len,
				   ifp->scope, (u8)ifp->flags, dev->name);
		}
	}
}

/* A group of the node or of the interface is reported to nobody, nor is that of all nodes. */
static u32 group_flags(const struct ifmcaddr6 *mc)
{
	static const struct in6_addr all_nodes = { { { 0xff, 2, [15] = 1 } } };
	u8 scope = mc->addr.s6_addr[1] & 0xf;
	u32 flags = 0;

	if (scope < 2 || !memcmp(&mc->addr, &all_nodes, sizeof(all_nodes)))
		flags |= MAF_NOREPORT;
	if (scope >= 2 && (mc->dev_mc || mc->idev->dev->type != ARPHRD_ETHER))
		flags |= MAF_LOADED;
	return flags;
}

static void igmp6_show(struct seq_file *m, struct net *net)
{
	const struct net_device *dev;
	const struct ifmcaddr6 *mc;
	u32 i;

	for_each_netdev (net, i, dev) {
		const struct inet6_dev *idev = __in6_dev_get(dev);

		if (!idev)
			continue;
		list_for_each_entry (mc, &idev->mc_list, node) {
			seq_printf(m, "%-4d %-15s ", dev->ifindex, dev->name);
			put_addr(m, &mc->addr);
			seq_printf(m, " %5d %08X %d\n", (int)mc->users, group_flags(mc), 0);
		}
	}
}

static void anycast6_show(struct seq_file *m, struct net *net)
{
	const struct net_device *dev;
	const struct ifacaddr6 *ac;
	u32 i;

	for_each_netdev (net, i, dev) {
		const struct inet6_dev *idev = __in6_dev_get(dev);

		if (!idev)
			continue;
		list_for_each_entry (ac, &idev->ac_list, node) {
			seq_printf(m, "%-4d %-15s ", dev->ifindex, dev->name);
			put_addr(m, &ac->addr);
			seq_printf(m, " %5d\n", (int)ac->users);
		}
	}
}

/* ---- routes ---- */

static void route_show(struct seq_file *m, const struct fib6_info *rt)
{
	static const struct in6_addr none;
	const struct fib6_key *k = &rt->meta->k;
	struct nh_way6 hop = { k->dev, k->has_gw ? &k->gw : NULL, 0, false, NULL };

	if (k->nh)
		hop = nexthop_way6(k->nh, 0);
	put_addr(m, &rt->p.addr);
	seq_printf(m, " %02x ", rt->p.plen);
	put_addr(m, &k->src);
	seq_printf(m, " %02x ", k->src_plen);
	put_addr(m, hop.gw ? hop.gw : &none);
	seq_printf(m, " %08x %08x %08x %08x %8s\n", rt->metric, rt->p.bits[0], 0,
		   k->flags | (hop.gw ? RTF_GATEWAY : 0), hop.dev ? hop.dev->name : "");
}

/* A table without a default route ends in one that refuses. */
static void null_route_show(struct seq_file *m)
{
	static const struct in6_addr none;

	put_addr(m, &none);
	seq_puts(m, " 00 ");
	put_addr(m, &none);
	seq_puts(m, " 00 ");
	put_addr(m, &none);
	seq_printf(m, " %08x %08x %08x %08x %8s\n", ~0u, 1, 0, RTF_REJECT | RTF_NONEXTHOP, "lo");
}

static void table_show(struct seq_file *m, const struct fib6_table *table)
{
	struct fib6_cursor c = { .begun = false };
	struct fib6_iter it;
	struct fib6_info *rt;
	bool has_default = false;

	fib6_iter_start(&it, table);
	while ((rt = fib6_iter_next(&it, &c))) {
		has_default |= !rt->p.plen && !rt->meta->k.src_plen;
		for (; rt; rt = rt->next)
			route_show(m, rt);
	}
	if (!has_default)
		null_route_show(m);
}

static void ipv6_route_show(struct seq_file *m, struct net *net)
{
	const struct fib6_table *table;
	u32 i;

	idvec_for_each_from (&net->ipv6->fib_tables, i, table, 0)
		table_show(m, table);
}

/* ---- sockets ---- */

/* As four words, each in the host's byte order. */
static void put_words(struct seq_file *m, const struct in6_addr *a)
{
	for (int i = 0; i < 4; i++)
		seq_printf(m, "%08X", a->s6_addr32[i]);
}

static bool shows(const struct sock *sk, int protocol)
{
	return sk->sk_family == AF_INET6 &&
	       inet_seq_shows(sk, protocol, inet6_sk(sk)->listening, inet6_sk(sk)->num);
}

static void show_sockets(struct seq_file *m, struct net *net, int protocol, int width)
{
	struct sock *sk;
	u32 slot = 0;

	seq_puts(m, "  sl  local_address                         "
		    "remote_address                        "
		    "st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode");
	seq_puts(m, protocol == IPPROTO_TCP ? "\n" : " ref pointer drops\n");
	list_for_each_entry (sk, &net->socks, sk_node) {
		struct inet6_sock *is = inet6_sk(sk);

		if (!shows(sk, protocol))
			continue;
		seq_printf(m, "%*u: ", width, slot++);
		put_words(m, &is->rcv_saddr);
		seq_printf(m, ":%04X ", is->num);
		put_words(m, &is->daddr);
		seq_printf(m, ":%04X", be16toh(is->dport));
		inet_seq_tail(m, sk, inet_seq_state(sk, is->listening, is->dport != 0),
			      is->listening ? 1 : 2);
		seq_puts(m, protocol == IPPROTO_TCP ? " 100 0 0 10 0\n" : " 0\n");
	}
}

static void tcp6_show(struct seq_file *m, struct net *net)
{
	show_sockets(m, net, IPPROTO_TCP, 4);
}

static void udp6_show(struct seq_file *m, struct net *net)
{
	show_sockets(m, net, IPPROTO_UDP, 5);
}

static void udplite6_show(struct seq_file *m, struct net *net)
{
	show_sockets(m, net, IPPROTO_UDPLITE, 5);
}

static void raw6_show(struct seq_file *m, struct net *net)
{
	show_sockets(m, net, INET_SEQ_RAW, 4);
}

static void sockstat6_show(struct seq_file *m, struct net *net)
{
	u32 listening = 0, udp = 0, raw = 0;
	struct sock *sk;

	list_for_each_entry (sk, &net->socks, sk_node) {
		listening += shows(sk, IPPROTO_TCP);
		udp += shows(sk, IPPROTO_UDP);
		raw += shows(sk, INET_SEQ_RAW);
	}
	seq_printf(m, "TCP6: inuse %u\nUDP6: inuse %u\nUDPLITE6: inuse 0\nRAW6: inuse %u\n",
		   listening, udp, raw);
	seq_puts(m, "FRAG6: inuse 0 memory 0\n");
}

static const struct proc_net_row ipv6_proc_rows[] = {
	{ "tcp6", tcp6_show },	 { "udp6", udp6_show },		  { "udplite6", udplite6_show },
	{ "raw6", raw6_show },	 { "sockstat6", sockstat6_show }, { "if_inet6", if6_show },
	{ "igmp6", igmp6_show }, { "anycast6", anycast6_show },	  { "ipv6_route", ipv6_route_show },
};

static int ipv6_proc_init(struct kernel *k)
{
	return proc_net_register(k, ipv6_proc_rows, ARRAY_SIZE(ipv6_proc_rows));
}

static void ipv6_proc_exit(struct kernel *k)
{
	proc_net_unregister(k, ipv6_proc_rows);
}

const struct net_proto ipv6_proc_proto = {
	.name = "ipv6-proc",
	.init_func = ipv6_proc_init,
	.exit_func = ipv6_proc_exit,
};
