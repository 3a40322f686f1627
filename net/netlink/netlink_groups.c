// SPDX-License-Identifier: LGPL-2.1-or-later
/*
 * Multicast groups: who is subscribed to what.
 *
 *   netlink_sock.groups    bit n-1: this socket is in group n
 *   net->nl->group[proto]  one vector of sockets a group: what a broadcast walks
 *   table.all_nsid         sockets that want other namespaces' messages too
 *
 * Both sides always agree. A vector never shrinks before the namespace ends.
 */
#include "net/netlink/netlink_internal.h"

#define LONG_BITS (8 * (u32)sizeof(long))
#define GROUP_BYTES(n) (ALIGN_UP((u32)(n), LONG_BITS) / 8)

int netlink_realloc_groups(struct netlink_sock *nlk)
{
	const struct netlink_table *table = netlink_table_of(&nlk->sk);
	u32 old = GROUP_BYTES(nlk->ngroups), new = GROUP_BYTES(table->groups);
	unsigned long *p;

	if (!table->registered)
		return -ENOENT;
	if (nlk->ngroups >= table->groups)
		return 0;
	p = krealloc(&nlk->sk.kernel->mem, nlk->groups, new);
	if (!p)
		return -ENOMEM;
	memset((u8 *)p + old, 0, new - old);
	nlk->groups = p;
	nlk->ngroups = table->groups;
	return 0;
}

/* The vector of @group, made when missing. NULL: no memory. */
static struct netlink_members *members_of(struct net *net, int protocol, u32 group)
{
	struct netns_netlink *nl = net->nl;
	struct kmem *mem = &net->kernel->mem;
	u32 old = nl->n_group[protocol], new = max(group, 32u);
	struct netlink_members *m = nl->group[protocol];

	if (group > old) {
		m = krealloc(mem, m, new * sizeof(*m));
		if (!m)
			return NULL;
		memset(m + old, 0, (new - old) * sizeof(*m));
		nl->group[protocol] = m;
		nl->n_group[protocol] = new;
	}
	return &m[group - 1];
}

static int vector_add(struct kmem *mem, struct netlink_sock ***v, u32 *n, u32 *cap,
		      struct netlink_sock *nlk)
{
	u32 c = *cap ? *cap * 2 : 4;
	struct netlink_sock **p = *v;

	if (*n == *cap) {
		p = krealloc(mem, p, c * sizeof(*p));
		if (!p)
			return -ENOMEM;
		*v = p;
		*cap = c;
	}
	p[(*n)++] = nlk;
	return 0;
}

static void vector_remove(struct netlink_sock **v, u32 *n, struct netlink_sock *nlk)
{
	for (u32 i = *n; i-- > 0;) {
		if (v[i] != nlk)
			continue;
		memmove(v + i, v + i + 1, (--*n - i) * sizeof(*v));
		return;
	}
}

int netlink_set_membership(struct netlink_sock *nlk, u32 group, bool member)
{
	struct sock *sk = &nlk->sk;
	u32 bit = group - 1;
	struct netlink_members *m;
	int err;

	if (netlink_in_group(nlk, group) == member)
		return 0;
	m = members_of(sk->net, sk->sk_protocol, group);
	if (!m)
		return -ENOMEM;
	if (member) {
		err = vector_add(&sk->kernel->mem, &m->sk, &m->n, &m->cap, nlk);
		if (err)
			return err;
	} else {
		vector_remove(m->sk, &m->n, nlk);
	}
	nlk->groups[bit / LONG_BITS] ^= 1ul << (bit % LONG_BITS);
	nlk->subscriptions += member ? 1 : -1;
	return 0;
}

int netlink_set_mask(struct netlink_sock *nlk, u32 mask)
{
	u32 old = nlk->groups ? nlk->groups[0] : 0;
	u32 group;
	int err;

	for (group = 1; group <= 32; group++) {
		if (!((old ^ mask) & netlink_group_mask(group)))
			continue;
		err = netlink_set_membership(nlk, group, mask & netlink_group_mask(group));
		if (err)
			goto undo;
	}
	return 0;
undo:
	while (--group)
		if ((old ^ mask) & netlink_group_mask(group))
			(void)!netlink_set_membership(nlk, group, old & netlink_group_mask(group));
	return err;
}

int netlink_set_all_nsid(struct netlink_sock *nlk, bool on)
{
	struct netlink_table *table = netlink_table_of(&nlk->sk);
	int err = 0;

	if (!(nlk->flags & NETLINK_F_LISTEN_ALL_NSID) == !on)
		return 0;
	if (on)
		err = vector_add(&nlk->sk.kernel->mem, &table->all_nsid, &table->n_all_nsid,
				 &table->cap_all_nsid, nlk);
	else
		vector_remove(table->all_nsid, &table->n_all_nsid, nlk);
	if (!err)
		nlk->flags ^= NETLINK_F_LISTEN_ALL_NSID;
	return err;
}

void netlink_leave_all(struct netlink_sock *nlk)
{
	(void)!netlink_set_all_nsid(nlk, false);
	for (u32 g = 1; nlk->subscriptions && g <= nlk->ngroups; g++)
		if (netlink_in_group(nlk, g))
			(void)!netlink_set_membership(nlk, g, false);
}

bool netlink_has_listeners(struct sock *sk, u32 group)
{
	const struct netns_netlink *nl = sk->net->nl;
	const struct netlink_table *table = netlink_table_of(sk);
	int protocol = sk->sk_protocol;

	if (group - 1 < nl->n_group[protocol] && nl->group[protocol][group - 1].n)
		return true;
	for (u32 i = 0; i < table->n_all_nsid; i++)
		if (netlink_in_group(table->all_nsid[i], group))
			return true;
	return false;
}

int netlink_change_ngroups(struct sock *kern_sk, u32 groups)
{
	netlink_table_of(kern_sk)->groups = max(groups, 32u);
	return 0;
}

void netlink_clear_multicast_users(struct sock *kern_sk, u32 group)
{
	struct net *net;

	for_each_net (net, kern_sk->kernel) {
		struct netns_netlink *nl = net->nl;
		struct netlink_members *m;

		if (!nl || group - 1 >= nl->n_group[kern_sk->sk_protocol])
			continue;
		m = &nl->group[kern_sk->sk_protocol][group - 1];
		while (m->n)
			(void)!netlink_set_membership(m->sk[m->n - 1], group, false);
	}
}
