// SPDX-License-Identifier: LGPL-2.1-or-later
/*
 * Delivery: one message to one socket, or one buffer to all subscribers of a group.
 *
 * A socket may hold messages worth its SO_RCVBUF, and one more when it is empty. What does not
 * fit: a waiting sender waits, the others get EAGAIN; a receiver that misses a broadcast or an
 * answer of the kernel is told with ENOBUFS once, and stays congested until it has read all.
 */
#include "net/netlink/netlink_internal.h"

#include <linux/capability.h>

void netlink_overrun(struct netlink_sock *nlk)
{
	if (!(nlk->flags & NETLINK_F_RECV_NO_ENOBUFS) && !nlk->congested) {
		nlk->congested = true;
		sk_error_report(&nlk->sk, ENOBUFS);
	}
	nlk->sk.sk_drops++;
}

static bool has_room(struct netlink_sock *nlk, const struct sk_buff *skb)
{
	u32 rmem;

	if (nlk->congested)
		return false;
	if (nlk->sk.sk_rmem_alloc + skb->truesize <= (u32)nlk->sk.sk_rcvbuf)
		return true;
	rmem = sk_rmem(&nlk->sk);
	return !rmem || rmem + skb->truesize <= (u32)nlk->sk.sk_rcvbuf;
}

int netlink_sendskb(struct netlink_sock *nlk, struct sk_buff *skb)
{
	int len = skb->len;

	if (sock_queue_rcv(&nlk->sk, skb)) {
		kfree_skb(skb);
		netlink_overrun(nlk);
		return -ENOBUFS;
	}
	return len;
}

struct sk_buff *netlink_filter(struct sock *sk, struct sk_buff *skb)
{
	struct sk_buff *cut = NULL;
	u32 keep;

	if (likely(!sk->sk_filter))
		return skb;
	keep = sk_filter_run(sk, skb);
	if (keep >= skb->len)
		return skb;
	if (keep && skb->refs > 1)
		cut = skb_copy_expand(skb, 0);
	else if (keep)
		cut = skb_get(skb);
	kfree_skb(skb);
	if (cut)
		skb_trim(cut, keep);
	return cut;
}

/* ---- one receiver ---- */

/* Whom a message from @ssk to @portid reaches; NULL: nobody, or one that talks to others only. */
static struct netlink_sock *find_receiver(struct sock *ssk, u32 portid)
{
	struct netlink_sock *nlk = netlink_lookup(ssk->net, ssk->sk_protocol, portid);

	if (nlk && nlk->connected && nlk->dst_portid != nlk_sk(ssk)->portid)
		return NULL;
	return nlk;
}

static int unicast_kernel(struct netlink_sock *nlk, struct sk_buff *skb, struct sock *ssk)
{
	int ret = skb->len;

	if (!nlk->netlink_rcv) {
		kfree_skb(skb);
		return -ECONNREFUSED;
	}
	skb->sk = &nlk->sk;
	NETLINK_CB(skb).sk = ssk;
	nlk->netlink_rcv(skb);
	kfree_skb(skb);
	return ret;
}

/* @skb did not fit: wait, or give up. */
static int wait_for_room(struct task *t, struct netlink_sock *nlk, struct sk_buff *skb,
			 struct sock *ssk, bool nonblock)
{
	kfree_skb(skb);
	if (t && !nonblock && ssk->sk_sndtimeo)
		return park(t, &nlk->wait, ssk->sk_sndtimeo, -EAGAIN);
	if (netlink_is_kernel(ssk))
		netlink_overrun(nlk);
	return -EAGAIN;
}

int netlink_unicast_task(struct task *t, struct sock *ssk, struct sk_buff *skb, u32 portid,
			 bool nonblock)
{
	struct netlink_sock *nlk = find_receiver(ssk, portid);
	u32 len = skb->len;

	if (!nlk) {
		kfree_skb(skb);
		return -ECONNREFUSED;
	}
	if (netlink_is_kernel(&nlk->sk))
		return unicast_kernel(nlk, skb, ssk);
	skb = skb_trim_room(skb);
	skb = netlink_filter(&nlk->sk, skb);
	if (!skb)
		return len;
	if (unlikely(!has_room(nlk, skb)))
		return wait_for_room(t, nlk, skb, ssk, nonblock);
	return netlink_sendskb(nlk, skb);
}

int netlink_unicast(struct sock *ssk, struct sk_buff *skb, u32 portid, bool nonblock)
{
	return netlink_unicast_task(NULL, ssk, skb, portid, nonblock);
}

/* ---- all subscribers ---- */

struct broadcast {
	struct sock *ssk;
	struct sk_buff *skb;
	u32 portid, group; /* not to @portid */
	bool delivered, delivery_failure;
};

static void deliver_failed(struct broadcast *b, struct netlink_sock *nlk)
{
	netlink_overrun(nlk);
	if (nlk->flags & NETLINK_F_BROADCAST_SEND_ERROR)
		b->delivery_failure = true;
}

/* A buffer of its own for a receiver that sees the message under a namespace's number. */
static struct sk_buff *number_source(struct broadcast *b, struct netlink_sock *nlk)
{
	int nsid = peernet2id(nlk->sk.net, b->ssk->net);
	struct sk_buff *skb;

	if (nsid < 0)
		return skb_get(b->skb);
	skb = skb_copy_expand(b->skb, 0);
	if (!skb)
		return NULL;
	skb->truesize = b->skb->truesize;
	NETLINK_CB(skb).nsid = nsid;
	NETLINK_CB(skb).nsid_is_set = true;
	return skb;
}

static void deliver_one(struct broadcast *b, struct netlink_sock *nlk)
{
	struct sk_buff *skb;

	if (&nlk->sk == b->ssk || nlk->portid == b->portid)
		return;
	if (unlikely(nlk->flags & NETLINK_F_LISTEN_ALL_NSID))
		skb = number_source(b, nlk);
	else
		skb = skb_get(b->skb);
	if (!skb) {
		deliver_failed(b, nlk);
		return;
	}
	skb = netlink_filter(&nlk->sk, skb);
	if (!skb)
		return;
	if (unlikely(!has_room(nlk, skb))) {
		kfree_skb(skb);
		deliver_failed(b, nlk);
	} else if (netlink_sendskb(nlk, skb) < 0) {
		b->delivery_failure |= !!(nlk->flags & NETLINK_F_BROADCAST_SEND_ERROR);
	} else {
		b->delivered = true;
	}
}

/* Does @nlk, in another namespace, hear of ours? */
static bool hears_other_net(const struct netlink_sock *nlk, const struct net *net, u32 group)
{
	return netlink_in_group(nlk, group) && nlk->sk.net != net &&
	       peernet2id(nlk->sk.net, net) >= 0 && (nlk->opener_caps >> CAP_NET_BROADCAST & 1);
}

int netlink_broadcast(struct sock *ssk, struct sk_buff *skb, u32 portid, u32 group)
{
	struct broadcast b = { .ssk = ssk, .portid = portid, .group = group };
	const struct netns_netlink *nl = ssk->net->nl;
	const struct netlink_table *table = netlink_table_of(ssk);
	int protocol = ssk->sk_protocol;

	NETLINK_CB(skb).dst_group = group;
	b.skb = skb_trim_room(skb);
	if (group - 1 < nl->n_group[protocol]) {
		const struct netlink_members *m = &nl->group[protocol][group - 1];

		for (u32 i = 0; i < m->n; i++) {
			if (i + 2 < m->n)
				__builtin_prefetch(m->sk[i + 2]);
			deliver_one(&b, m->sk[i]);
		}
	}
	for (u32 i = 0; i < table->n_all_nsid; i++)
		if (hears_other_net(table->all_nsid[i], ssk->net, group))
			deliver_one(&b, table->all_nsid[i]);
	kfree_skb(b.skb);
	if (b.delivery_failure)
		return -ENOBUFS;
	return b.delivered ? 0 : -ESRCH;
}

static void set_err_one(struct sock *ssk, struct netlink_sock *nlk, u32 portid, int code)
{
	if (&nlk->sk == ssk || nlk->portid == portid)
		return;
	if (code == ENOBUFS && nlk->flags & NETLINK_F_RECV_NO_ENOBUFS)
		return;
	sk_error_report(&nlk->sk, code);
}

void netlink_set_err(struct sock *ssk, u32 portid, u32 group, int err)
{
	const struct netns_netlink *nl = ssk->net->nl;
	const struct netlink_members *m;

	if (group - 1 >= nl->n_group[ssk->sk_protocol])
		return;
	m = &nl->group[ssk->sk_protocol][group - 1];
	for (u32 i = 0; i < m->n; i++)
		set_err_one(ssk, m->sk[i], portid, -err);
}

int nlmsg_notify(struct sock *sk, struct sk_buff *skb, u32 portid, u32 group, bool report)
{
	int err = 0, err2;

	if (group) {
		err = netlink_broadcast(sk, skb_get(skb), report ? portid : 0, group);
		if (err == -ESRCH)
			err = 0;
	}
	if (!report) {
		kfree_skb(skb);
		return err;
	}
	err2 = nlmsg_unicast(sk, skb, portid);
	return err ? err : err2;
}
