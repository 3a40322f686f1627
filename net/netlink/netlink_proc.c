/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * /proc/net/netlink: the bound sockets of a namespace, by protocol and portid. Where Linux shows
 * a (hidden) kernel address and an inode, sockets are told apart by their cookie.
 */
#include "kernel/proc.h"
#include "net/netlink/netlink_internal.h"

#include <stdlib.h>

static void show_one(struct seq_file *m, struct netlink_sock *nlk)
{
	unsigned long long cookie = sock_gen_cookie(&nlk->sk);

	seq_printf(m, "%016llx %-3d %-10u %08x %-8u %-8d %-5d %-8d %-8u %-8llu\n", cookie,
		   nlk->sk.sk_protocol, nlk->portid, nlk->ngroups ? (u32)nlk->groups[0] : 0,
		   sk_rmem(&nlk->sk), 0, nlk->cb_running, nlk->sk.refs + 1, nlk->sk.sk_drops,
		   cookie);
}

static int by_portid(const void *a, const void *b)
{
	const struct netlink_sock *x = *(struct netlink_sock *const *)a;
	const struct netlink_sock *y = *(struct netlink_sock *const *)b;

	return x->portid < y->portid ? -1 : x->portid > y->portid;
}

static void show_protocol(struct seq_file *m, struct net *net, struct netlink_table *table)
{
	struct netlink_sock **found;
	struct hnode *h;
	u32 i, n = 0;

	if (!table->hash.n)
		return;
	found = kcalloc(m->mem, table->hash.n, sizeof(struct netlink_sock *));
	if (!found) {
		m->err = -ENOMEM;
		return;
	}
	htable_for_each (&table->hash, i, h) {
		struct netlink_sock *nlk = container_of(h, struct netlink_sock, node);

		if (sock_net(&nlk->sk) == net)
			found[n++] = nlk;
	}
	qsort(found, n, sizeof(struct netlink_sock *), by_portid);
	for (i = 0; i < n; i++)
		show_one(m, found[i]);
	kfree(m->mem, found);
}

static void netlink_show(struct seq_file *m, struct net *net)
{
	seq_puts(m, "sk               Eth Pid        Groups   "
		    "Rmem     Wmem     Dump  Locks    Drops    Inode\n");
	for (u32 i = 0; i < MAX_LINKS; i++)
		show_protocol(m, net, &net->kernel->netlink->table[i]);
}

static const struct proc_net_row netlink_proc_rows[] = {
	{ "netlink", netlink_show },
};

static int netlink_proc_init(struct kernel *k)
{
	return proc_net_register(k, netlink_proc_rows, ARRAY_SIZE(netlink_proc_rows));
}

static void netlink_proc_exit(struct kernel *k)
{
	proc_net_unregister(k, netlink_proc_rows);
}

const struct net_proto netlink_proc_proto = {
	.name = "netlink-proc",
	.init_func = netlink_proc_init,
	.exit_func = netlink_proc_exit,
};
