/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * /proc/net/arp: the IPv4 neighbours of a namespace, device by device, oldest first, and the
 * addresses that we answer for. Neighbours that need no resolving are left out, as on Linux.
 */
#include "kernel/proc.h"
#include "net/core/neighbour.h"
#include "net/socket.h"

#include <linux/if_arp.h>
#include <stdio.h>

#define HBUFFER_LEN 30

static void format_ip(char *out, const u8 *a)
{
	sprintf(out, "%u.%u.%u.%u", a[0], a[1], a[2], a[3]);
}

static void show_row(struct seq_file *m, const u8 *key, const struct net_device *dev, u32 flags,
		     const char *hw)
{
	char ip[16];

	format_ip(ip, key);
	seq_printf(m, "%-16s 0x%-10x0x%-10x%-17s     *        %s\n", ip, dev ? dev->type : 0, flags,
		   hw, dev ? dev->name : "*");
}

static void show_neighbour(struct seq_file *m, const struct neighbour *n)
{
	char hw[HBUFFER_LEN] = "";
	u32 flags = 0, k = 0;

	if (!(n->nud_state & ~NUD_NOARP))
		return;
	if (n->nud_state & NUD_PERMANENT)
		flags = ATF_PERM | ATF_COM;
	else if (n->nud_state & NUD_VALID)
		flags = ATF_COM;
	for (u32 i = 0; i < n->dev->addr_len && k < HBUFFER_LEN - 3; i++)
		k += sprintf(hw + k, i ? ":%02x" : "%02x", n->ha[i]);
	show_row(m, n->primary_key, n->dev, flags, hw);
}

static void show_proxies(struct seq_file *m, const struct netns_neigh *nn)
{
	const struct pneigh_entry *p;

	for (u32 i = 0; i <= PNEIGH_HASHMASK; i++)
		list_for_each_entry (p, &nn->proxies[NEIGH_ARP_TABLE][i], list)
			show_row(m, p->key, p->dev, ATF_PUBL | ATF_PERM, "00:00:00:00:00:00");
}

static void arp_show(struct seq_file *m, struct net *net)
{
	const struct net_device *dev;
	const struct neighbour *n;
	u32 i;

	seq_puts(m, "IP address       HW type     Flags       "
		    "HW address            Mask     Device\n");
	for_each_netdev (net, i, dev) {
		const struct neigh_parms *p = dev->neigh_parms[NEIGH_ARP_TABLE];

		if (p)
			list_for_each_entry_reverse (n, &p->neighs, dev_list)
				show_neighbour(m, n);
	}
	if (net->neigh)
		show_proxies(m, net->neigh);
}

static const struct proc_net_row arp_proc_rows[] = {
	{ "arp", arp_show },
};

static int arp_proc_init(struct kernel *k)
{
	return proc_net_register(k, arp_proc_rows, ARRAY_SIZE(arp_proc_rows));
}

static void arp_proc_exit(struct kernel *k)
{
	proc_net_unregister(k, arp_proc_rows);
}

const struct net_proto arp_proc_proto = {
	.name = "arp-proc",
	.init_func = arp_proc_init,
	.exit_func = arp_proc_exit,
};
