// SPDX-License-Identifier: LGPL-2.1-or-later
/*
 * Netlink sockets: making, naming and closing them, sending and receiving. See af_netlink.h.
 *
 * A socket has a portid once it is bound: what bind() asks for, or by itself the process id of
 * its program, or when that is taken a random negative number. The kernel's own socket of each
 * protocol and namespace has portid 0.
 */
#include "net/netlink/netlink_internal.h"

#include <linux/capability.h>

/* Portids of our own choice lie at or below this. */
#define ROVER_TOP (-4096)
/** Dumps never fill more than this much of a receive buffer, however large it is. */
#define MAX_DUMP_ROOM (32768 - 320)
/** task->progress: the broadcast half of a send is done. */
#define BROADCAST_DONE (1ull << 63)

/* ---- the table ---- */

static u32 port_hash(const struct net *net, u32 portid)
{
	return hash_u64((u64)(uintptr_t)net ^ (u64)portid << 20 ^ portid);
}

struct netlink_sock *netlink_lookup(struct net *net, int protocol, u32 portid)
{
	struct netlink_table *table = &net->kernel->netlink->table[protocol];
	struct netlink_sock *nlk;

	if (!portid)
		return net->nl->kernel_sock[protocol];
	htable_for_each_possible (&table->hash, nlk, node, port_hash(net, portid))
		if (nlk->portid == portid && nlk->sk.net == net)
			return nlk;
	return NULL;
}

static int netlink_insert(struct netlink_sock *nlk, u32 portid)
{
	struct netlink_table *table = netlink_table_of(&nlk->sk);
	int err;

	/* A refused name shows in getsockname() all the same, as on Linux. */
	nlk->portid = portid;
	if (netlink_lookup(nlk->sk.net, nlk->sk.sk_protocol, portid))
		return -EADDRINUSE;
	err = htable_insert(&table->hash, &nlk->node, port_hash(nlk->sk.net, portid));
	if (err)
		return err;
	nlk->bound = true;
	return 0;
}

int netlink_autobind(struct task *t, struct netlink_sock *nlk)
{
	s32 portid = t->tgid, rover = ROVER_TOP;

	while (netlink_lookup(nlk->sk.net, nlk->sk.sk_protocol, portid)) {
		if (rover == ROVER_TOP)
			rover = INT32_MIN +
				(s32)(get_random_u32(t->kernel) % (u32)(ROVER_TOP - INT32_MIN));
		else if (rover > ROVER_TOP)
			rover = ROVER_TOP - 1;
		portid = rover;
		rover = rover == INT32_MIN ? ROVER_TOP - 1 : rover - 1;
	}
	return netlink_insert(nlk, portid);
}

u32 netlink_portid(const struct sock *sk)
{
	return nlk_sk(sk)->portid;
}

/* ---- life ---- */

static void netlink_sock_destruct(struct sock *sk)
{
	struct netlink_sock *nlk = nlk_sk(sk);

	netlink_dump_stop(nlk);
	kfree(&sk->kernel->mem, nlk->groups);
}

static struct netlink_sock *netlink_alloc(struct net *net, int type, int protocol, bool kern)
{
	struct sock *sk =
		sk_alloc(net, sizeof(struct netlink_sock), AF_NETLINK, type, protocol, kern);

	if (!sk)
		return NULL;
	sk->sk_destruct = netlink_sock_destruct;
	init_waitqueue_head(&nlk_sk(sk)->wait);
	return nlk_sk(sk);
}

static int netlink_create(struct net *net, struct task *t, struct socket *sock, int protocol,
			  bool kern)
{
	struct netlink_sock *nlk;

	if (sock->type != SOCK_RAW && sock->type != SOCK_DGRAM)
		return -ESOCKTNOSUPPORT;
	if (protocol < 0 || protocol >= MAX_LINKS ||
	    !net->kernel->netlink->table[protocol].registered)
		return -EPROTONOSUPPORT;
	nlk = netlink_alloc(net, sock->type, protocol, kern);
	if (!nlk)
		return -ENOMEM;
	nlk->opener_caps = t ? t->cap_effective : ~0ull;
	nlk->sk.sk_socket = sock;
	sock->sk = &nlk->sk;
	sock->ops = &netlink_ops;
	return 0;
}

static void unbind_groups(struct netlink_sock *nlk)
{
	const struct netlink_table *table = netlink_table_of(&nlk->sk);

	for (u32 g = 1; table->unbind && g <= nlk->ngroups; g++)
		if (netlink_in_group(nlk, g))
			table->unbind(nlk->sk.net, g);
}

static int netlink_release(struct kernel *k, struct socket *sock)
{
	struct netlink_sock *nlk = nlk_sk(sock->sk);

	if (nlk->bound)
		htable_remove(&netlink_table_of(&nlk->sk)->hash, &nlk->node);
	nlk->bound = false;
	unbind_groups(nlk);
	netlink_leave_all(nlk);
	nlk->sk.sk_flags |= SK_DEAD;
	nlk->sk.sk_socket = NULL;
	sock->sk = NULL;
	wait_queue_destroy(&nlk->wait);
	netlink_dump_stop(nlk);
	sock_put(&nlk->sk);
	return 0;
}

struct sock *netlink_kernel_create(struct net *net, int protocol,
				   const struct netlink_kernel_cfg *cfg)
{
	struct netlink_table *table;
	struct netlink_sock *nlk;

	if (protocol < 0 || protocol >= MAX_LINKS)
		return NULL;
	table = &net->kernel->netlink->table[protocol];
	nlk = netlink_alloc(net, SOCK_DGRAM, protocol, true);
	if (!nlk)
		return NULL;
	nlk->netlink_rcv = cfg ? cfg->input : NULL;
	if (netlink_insert(nlk, 0)) {
		sock_put(&nlk->sk);
		return NULL;
	}
	net->nl->kernel_sock[protocol] = nlk;
	if (!table->registered++ && cfg) {
		table->groups = max(cfg->groups, 32u);
		table->flags = cfg->flags;
		table->bind = cfg->bind;
		table->unbind = cfg->unbind;
	}
	table->groups = max(table->groups, 32u);
	return &nlk->sk;
}

void netlink_kernel_release(struct sock *sk)
{
	struct netlink_table *table;

	if (!sk)
		return;
	table = netlink_table_of(sk);
	sk->net->nl->kernel_sock[sk->sk_protocol] = NULL;
	htable_remove(&table->hash, &nlk_sk(sk)->node);
	table->registered--;
	sock_put(sk);
}

/* ---- privileges ---- */

bool netlink_allowed(const struct task *t, const struct sock *sk, u32 flag)
{
	return (netlink_table_of(sk)->flags & flag) || capable(t, CAP_NET_ADMIN);
}

bool netlink_capable(const struct sk_buff *skb, int cap)
{
	const struct netlink_skb_parms *cb = &NETLINK_CB(skb);
	bool opener = (cb->flags & NETLINK_SKB_DST) || !cb->sk ||
		      (nlk_sk(cb->sk)->opener_caps >> cap & 1);

	return opener && (cb->creds.caps >> cap & 1);
}

bool netlink_strict_get_check(const struct sk_buff *skb)
{
	return NETLINK_CB(skb).sk && nlk_sk(NETLINK_CB(skb).sk)->flags & NETLINK_F_STRICT_CHK;
}

/* ---- names ---- */

static void undo_bind(struct netlink_sock *nlk, u32 mask)
{
	const struct netlink_table *table = netlink_table_of(&nlk->sk);

	for (u32 g = 1; table->unbind && g <= 32; g++)
		if (mask & netlink_group_mask(g))
			table->unbind(nlk->sk.net, g);
}

/* Ask the protocol for each group; what it refuses ends it, with the others given back. */
static int bind_groups(struct task *t, struct netlink_sock *nlk, u32 mask)
{
	const struct netlink_table *table = netlink_table_of(&nlk->sk);
	int err;

	for (u32 g = 1; table->bind && g <= 32; g++) {
		if (!(mask & netlink_group_mask(g)))
			continue;
		err = table->bind(nlk->sk.net, t, g);
		if (err) {
			undo_bind(nlk, mask & (netlink_group_mask(g) - 1));
			return err;
		}
	}
	return 0;
}

static int netlink_bind(struct task *t, struct socket *sock, const struct sockaddr *addr, int len)
{
	const struct sockaddr_nl *a = (const struct sockaddr_nl *)addr;
	struct netlink_sock *nlk = nlk_sk(sock->sk);
	u32 groups;
	int err;

	if (len < (int)sizeof(*a) || a->nl_family != AF_NETLINK)
		return -EINVAL;
	groups = a->nl_groups;
	if (groups) {
		if (!netlink_allowed(t, &nlk->sk, NL_CFG_F_NONROOT_RECV))
			return -EPERM;
		err = netlink_realloc_groups(nlk);
		if (err)
			return err;
	}
	if (nlk->ngroups < 32)
		groups &= (1u << nlk->ngroups) - 1;
	if (nlk->bound && a->nl_pid != nlk->portid)
		return -EINVAL;
	err = bind_groups(t, nlk, groups);
	if (err)
		return err;
	if (!nlk->bound)
		err = a->nl_pid ? netlink_insert(nlk, a->nl_pid) : netlink_autobind(t, nlk);
	if (!err && (groups || (nlk->groups && (u32)nlk->groups[0])))
		err = netlink_set_mask(nlk, groups);
	if (err)
		undo_bind(nlk, groups);
	return err;
}

static int netlink_connect(struct task *t, struct socket *sock, const struct sockaddr *addr,
			   int len, int flags)
{
	const struct sockaddr_nl *a = (const struct sockaddr_nl *)addr;
	struct netlink_sock *nlk = nlk_sk(sock->sk);
	int err;

	if (len < (int)sizeof(addr->sa_family))
		return -EINVAL;
	if (addr->sa_family == AF_UNSPEC) {
		nlk->connected = false;
		nlk->dst_portid = nlk->dst_group = 0;
		return 0;
	}
	if (addr->sa_family != AF_NETLINK || len < (int)sizeof(*a))
		return -EINVAL;
	if ((a->nl_groups || a->nl_pid) && !netlink_allowed(t, &nlk->sk, NL_CFG_F_NONROOT_SEND))
		return -EPERM;
	err = nlk->bound ? 0 : netlink_autobind(t, nlk);
	if (err)
		return err;
	nlk->connected = true;
	nlk->dst_portid = a->nl_pid;
	nlk->dst_group = __builtin_ffs(a->nl_groups);
	return 0;
}

static int netlink_getname(struct task *t, struct socket *sock, struct sockaddr_storage *ss,
			   int peer)
{
	struct netlink_sock *nlk = nlk_sk(sock->sk);
	struct sockaddr_nl a = { .nl_family = AF_NETLINK };

	if (peer) {
		a.nl_pid = nlk->dst_portid;
		a.nl_groups = netlink_group_mask(nlk->dst_group);
	} else {
		a.nl_pid = nlk->portid;
		a.nl_groups = nlk->groups ? nlk->groups[0] : 0;
	}
	memcpy(ss, &a, sizeof(a));
	return sizeof(a);
}

static int netlink_ioctl(struct task *t, struct socket *sock, u32 cmd, uptr arg)
{
	return -ENOIOCTLCMD;
}

/* ---- sending ---- */

/* Where a message goes: the name it carries, or what connect() said. */
static int pick_destination(struct task *t, struct netlink_sock *nlk, const struct kmsghdr *m,
			    struct netlink_skb_parms *cb, u32 *portid)
{
	const struct sockaddr_nl *a = (const struct sockaddr_nl *)m->name;

	if (!m->namelen) {
		*portid = nlk->dst_portid;
		cb->dst_group = nlk->dst_group;
		return 0;
	}
	if (m->namelen < (int)sizeof(*a) || a->nl_family != AF_NETLINK)
		return -EINVAL;
	*portid = a->nl_pid;
	cb->dst_group = __builtin_ffs(a->nl_groups);
	if ((cb->dst_group || *portid) && !netlink_allowed(t, &nlk->sk, NL_CFG_F_NONROOT_SEND))
		return -EPERM;
	cb->flags |= NETLINK_SKB_DST;
	return 0;
}

/* Linux has large unicast messages from vmalloc, which charges whole cache lines only. */
static struct sk_buff *alloc_for_send(struct kernel *k, u32 len, bool broadcast)
{
	struct sk_buff *skb = alloc_skb(k, len);

	if (skb && len > NLMSG_GOODSIZE && !broadcast) {
		skb->vmalloced = true;
		skb->truesize = ALIGN_UP(len, 64) + 320 + 256;
	}
	return skb;
}

static long netlink_sendmsg(struct task *t, struct socket *sock, struct kmsghdr *m, u64 len)
{
	struct netlink_sock *nlk = nlk_sk(sock->sk);
	struct netlink_skb_parms cb = { .flags = 0 };
	struct sk_buff *skb;
	u32 portid;
	int err;

	if (m->flags & MSG_OOB)
		return -EOPNOTSUPP;
	if (!len)
		return -ENODATA;
	err = scm_send(t, m, &cb.creds);
	if (!err)
		err = pick_destination(t, nlk, m, &cb, &portid);
	if (!err && !nlk->bound)
		err = netlink_autobind(t, nlk);
	if (err)
		return err;
	if ((s64)len > (s64)nlk->sk.sk_sndbuf - 32)
		return -EMSGSIZE;
	skb = alloc_for_send(t->kernel, len, cb.dst_group);
	if (!skb)
		return -ENOBUFS;
	cb.portid = nlk->portid;
	NETLINK_CB(skb) = cb;
	if (copy_from_iter(t, skb_put(skb, len), len, &m->iter)) {
		kfree_skb(skb);
		return -EFAULT;
	}
	if (cb.dst_group && !(t->progress & BROADCAST_DONE))
		netlink_broadcast(&nlk->sk, skb_get(skb), portid, cb.dst_group);
	err = netlink_unicast_task(t, &nlk->sk, skb, portid, m->flags & MSG_DONTWAIT);
	if (err == -EPARK)
		t->progress |= BROADCAST_DONE;
	else
		t->progress &= ~BROADCAST_DONE;
	return err;
}

/* ---- receiving ---- */

static void fill_name(struct kmsghdr *m, const struct netlink_skb_parms *cb)
{
	struct sockaddr_nl a = { .nl_family = AF_NETLINK,
				 .nl_pid = cb->portid,
				 .nl_groups = netlink_group_mask(cb->dst_group) };

	if (!m->name)
		return;
	memcpy(m->name, &a, sizeof(a));
	m->namelen = sizeof(a);
}

static int fill_control(struct task *t, struct netlink_sock *nlk, struct kmsghdr *m,
			const struct netlink_skb_parms *cb)
{
	struct nl_pktinfo info = { .group = cb->dst_group };
	s32 nsid = cb->nsid;
	int err = 0;

	if (nlk->flags & NETLINK_F_RECV_PKTINFO)
		err = put_cmsg(t, m, SOL_NETLINK, NETLINK_PKTINFO, sizeof(info), &info);
	if (!err && nlk->flags & NETLINK_F_LISTEN_ALL_NSID && cb->nsid_is_set)
		err = put_cmsg(t, m, SOL_NETLINK, NETLINK_LISTEN_ALL_NSID, sizeof(nsid), &nsid);
	return err ? err : scm_recv(t, &nlk->sk, m, &cb->creds);
}

/* Does nothing wait, here or where the port keeps it? */
static bool all_read(struct netlink_sock *nlk)
{
	if (nlk->sk.sk_receive_queue.qlen)
		return false;
	return !nlk->sk.kernel->port->sk_dequeue || !sk_rmem(&nlk->sk);
}

/* Senders that wait may go on. */
static void after_receive(struct netlink_sock *nlk)
{
	if (nlk->congested && all_read(nlk))
		nlk->congested = false;
	if (!nlk->congested && wq_has_sleeper(&nlk->wait))
		wake_up(&nlk->wait);
}

bool netlink_dump_waits(const struct sock *sk)
{
	return sk->sk_family == AF_NETLINK && ((const struct netlink_sock *)sk)->cb_running;
}

void netlink_rx_space(struct sock *sk)
{
	struct netlink_sock *nlk = nlk_sk(sk);
	int err;

	if (sk->sk_family != AF_NETLINK)
		return;
	if (nlk->cb_running && sk_rmem(sk) <= (u32)sk->sk_rcvbuf / 2) {
		err = netlink_dump(nlk);
		if (err)
			sk_error_report(sk, -err);
	}
	after_receive(nlk);
}

static long netlink_recvmsg(struct task *t, struct socket *sock, struct kmsghdr *m, u64 len,
			    int flags)
{
	struct netlink_sock *nlk = nlk_sk(sock->sk);
	struct sk_buff *skb;
	long copied;
	int err;

	if (flags & MSG_OOB)
		return -EOPNOTSUPP;
	err = skb_recv_datagram(t, &nlk->sk, flags, false, &skb);
	if (err) {
		if (err != -EPARK)
			after_receive(nlk);
		return err;
	}
	nlk->max_recvmsg_len = min(max(nlk->max_recvmsg_len, (size_t)len), (size_t)MAX_DUMP_ROOM);
	copied = skb->len;
	if (len < skb->len) {
		m->flags |= MSG_TRUNC;
		copied = len;
	}
	err = copy_to_iter(t, skb->data, copied, &m->iter);
	fill_name(m, &NETLINK_CB(skb));
	if (!err)
		err = fill_control(t, nlk, m, &NETLINK_CB(skb));
	if (flags & MSG_TRUNC)
		copied = skb->len;
	kfree_skb(skb);
	netlink_rx_space(&nlk->sk);
	return err ? err : copied;
}

void netlink_walk(struct net *net, void (*fn)(void *arg, const struct netlink_sock_info *i),
		  void *arg)
{
	const struct netlink_core *core = net->kernel->netlink;

	for (u32 p = 0; p < MAX_LINKS; p++) {
		struct hnode *n;
		u32 i;

		htable_for_each (&core->table[p].hash, i, n) {
			struct netlink_sock *nlk = container_of(n, struct netlink_sock, node);
			struct netlink_sock_info info = {
				.sk = &nlk->sk,
				.portid = nlk->portid,
				.groups = nlk->groups ? nlk->groups[0] : 0,
				.cb_running = nlk->cb_running,
				.locks = nlk->sk.refs + 1,
			};

			if (nlk->sk.net == net)
				fn(arg, &info);
		}
	}
}

/* ---- up and down ---- */

static int netns_init(struct net *net)
{
	net->nl = kzalloc(&net->kernel->mem, sizeof(*net->nl));
	return net->nl ? 0 : -ENOMEM;
}

static void netns_exit(struct net *net)
{
	struct kmem *mem = &net->kernel->mem;

	if (!net->nl)
		return;
	for (u32 p = 0; p < MAX_LINKS; p++) {
		for (u32 g = 0; g < net->nl->n_group[p]; g++)
			kfree(mem, net->nl->group[p][g].sk);
		kfree(mem, net->nl->group[p]);
	}
	kfree(mem, net->nl);
	net->nl = NULL;
}

/* Protocols that programs use among themselves: there is no socket of the kernel. */
static void register_user_protocol(struct netlink_core *core, u32 protocol, u32 flags)
{
	core->table[protocol].registered = 1;
	core->table[protocol].groups = 32;
	core->table[protocol].flags = flags;
}

/* What Linux 2.2 called these numbers; ROUTE6 and the like were never more than names there. */
static const u8 classic_protocols[] = { 3, 8, 11, 13 };
#define CLASSIC_TAPBASE 16

static const struct net_proto_family netlink_family = {
	.family = AF_NETLINK,
	.create = netlink_create,
};

static void netlink_proto_exit(struct kernel *k)
{
	sock_unregister(k, AF_NETLINK);
	for (u32 p = 0; p < MAX_LINKS; p++) {
		htable_destroy(&k->netlink->table[p].hash);
		kfree(&k->mem, k->netlink->table[p].all_nsid);
	}
	kfree(&k->mem, k->netlink);
	k->netlink = NULL;
}

static int netlink_proto_init(struct kernel *k)
{
	int err;

	k->netlink = kzalloc(&k->mem, sizeof(*k->netlink));
	if (!k->netlink)
		return -ENOMEM;
	for (u32 p = 0; p < MAX_LINKS; p++)
		htable_init(&k->netlink->table[p].hash, &k->mem);
	register_user_protocol(k->netlink, NETLINK_USERSOCK, NL_CFG_F_NONROOT_SEND);
	if (k->cfg.classic_netlink) {
		for (u32 i = 0; i < ARRAY_SIZE(classic_protocols); i++)
			register_user_protocol(k->netlink, classic_protocols[i], 0);
		for (u32 p = CLASSIC_TAPBASE; p < MAX_LINKS; p++)
			register_user_protocol(k->netlink, p, 0);
	}
	err = sock_register(k, &netlink_family);
	if (err)
		netlink_proto_exit(k);
	return err;
}

const struct proto_ops netlink_ops = {
	.family = AF_NETLINK,
	.release = netlink_release,
	.bind = netlink_bind,
	.connect = netlink_connect,
	.socketpair = sock_no_socketpair,
	.accept = sock_no_accept,
	.getname = netlink_getname,
	.poll = datagram_poll,
	.ioctl = netlink_ioctl,
	.listen = sock_no_listen,
	.shutdown = sock_no_shutdown,
	.setsockopt = netlink_setsockopt,
	.getsockopt = netlink_getsockopt,
	.sendmsg = netlink_sendmsg,
	.recvmsg = netlink_recvmsg,
};

static const struct pernet_operations netlink_pernet = {
	.name = "netlink",
	.init = netns_init,
	.exit = netns_exit,
};

const struct net_proto netlink_proto = {
	.name = "NETLINK",
	.init_func = netlink_proto_init,
	.exit_func = netlink_proto_exit,
	.pernet = &netlink_pernet,
};
