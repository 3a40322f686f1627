// SPDX-License-Identifier: LGPL-2.1-or-later
/*
 * The life of a struct sock, its receive queue and its waits. See sock.h, also for the contract
 * with ports that keep the queue elsewhere. SOL_SOCKET options are in sock_opts.c.
 */
#include "net/core/sock.h"
#include "net/core/net_core.h"

#include <poll.h>

/* The middle of net.ipv4.tcp_wmem and tcp_rmem. */
#define TCP_WMEM_DEFAULT 16384
#define TCP_RMEM_DEFAULT 131072

/* What raw and stream sockets of the internet families begin with. */
static void init_inet(struct sock *sk)
{
	if (sk->sk_type == SOCK_RAW)
		sk->sk_flags |= SK_REUSEADDR;
	if (sk->sk_type == SOCK_STREAM && sk->sk_protocol == IPPROTO_TCP) {
		sk->sk_sndbuf = TCP_WMEM_DEFAULT;
		sk->sk_rcvbuf = TCP_RMEM_DEFAULT;
	}
}

struct sock *sk_alloc(struct net *net, size_t size, int family, int type, int protocol, bool kern)
{
	struct sock *sk = kzalloc(&net->kernel->mem, size);

	if (!sk)
		return NULL;
	sk->kernel = net->kernel;
	sk->net = kern ? net : net_get(net);
	sk->refs = 1;
	sk->sk_family = family;
	sk->sk_type = type;
	sk->sk_protocol = protocol;
	sk->sk_rcvbuf = net_core_of(sk->kernel)->sysctl_rmem_default;
	sk->sk_sndbuf = net_core_of(sk->kernel)->sysctl_wmem_default;
	sk->sk_rcvtimeo = sk->sk_sndtimeo = WAIT_FOREVER;
	sk->sk_rcvlowat = 1;
	sk->sk_incoming_cpu = sk->sk_peek_off = -1;
	sk->sk_peercred = (struct scm_creds) { 0, -1, -1, 0 };
	sk->sk_max_pacing_rate = ~0ull;
	sk->sk_flags = (kern ? SK_KERN : 0) | SK_PASSRIGHTS;
	init_waitqueue_head(&sk->sk_wq);
	sk->kernel->n_socks += !kern;
	if (family == AF_INET || family == AF_INET6)
		init_inet(sk);
	INIT_LIST_HEAD(&sk->sk_node);
	if (!kern)
		list_add_tail(&sk->sk_node, &net->socks);
	return sk;
}

void sock_put(struct sock *sk)
{
	struct kernel *k = sk->kernel;

	if (--sk->refs)
		return;
	if (sk->sk_destruct)
		sk->sk_destruct(sk);
	wait_queue_destroy(&sk->sk_wq);
	skb_queue_purge(k, &sk->sk_receive_queue);
	sk_filter_free(sk);
	list_del(&sk->sk_node);
	if (!(sk->sk_flags & SK_KERN)) {
		k->n_socks--;
		net_put(sk->net);
	}
	kfree(&k->mem, sk);
}

/* ---- receive queue ---- */

int sock_queue_rcv(struct sock *sk, struct sk_buff *skb)
{
	int err = skb_queue_tail(sk->kernel, &sk->sk_receive_queue, skb);

	if (err)
		return err;
	sk->sk_rmem_alloc += skb->truesize;
	if (unlikely(sk->kernel->port->sk_data_ready))
		sk->kernel->port->sk_data_ready(sk);
	if (unlikely(wq_has_sleeper(&sk->sk_wq) || sk->sk_wq.notify))
		wake_up(&sk->sk_wq);
	return 0;
}

static struct sk_buff *dequeue_own(struct sock *sk, bool peek)
{
	struct sk_buff *skb;

	if (!peek)
		return skb_dequeue(&sk->sk_receive_queue);
	skb = skb_peek(&sk->sk_receive_queue);
	return skb ? skb_get(skb) : NULL;
}

struct sk_buff *sock_dequeue_rcv(struct sock *sk, bool peek)
{
	const struct port_ops *port = sk->kernel->port;
	struct sk_buff *skb = port->sk_dequeue ? port->sk_dequeue(sk, peek) : NULL;

	if (!skb)
		skb = dequeue_own(sk, peek);
	if (skb && !peek)
		sk->sk_rmem_alloc -= min(skb->truesize, sk->sk_rmem_alloc);
	return skb;
}

u32 sk_rmem(struct sock *sk)
{
	if (sk->kernel->port->sk_pending)
		sk->kernel->port->sk_pending(sk);
	return sk->sk_rmem_alloc;
}

int skb_recv_datagram(struct task *t, struct sock *sk, int flags, bool nonblock,
		      struct sk_buff **ret_skb)
{
	int err = sock_error(sk);

	if (err)
		return err;
	*ret_skb = sock_dequeue_rcv(sk, flags & MSG_PEEK);
	if (*ret_skb)
		return 0;
	if (nonblock || (flags & MSG_DONTWAIT) || !sk->sk_rcvtimeo)
		return -EAGAIN;
	return park(t, &sk->sk_wq, sk->sk_rcvtimeo, -EAGAIN);
}

u32 datagram_poll(struct task *t, struct socket *sock)
{
	struct sock *sk = sock->sk;
	u32 mask = POLLOUT | POLLWRNORM | POLLWRBAND;

	if (t && wait_add(t, &sk->sk_wq))
		return POLLERR;
	if (sk->sk_err)
		mask |= POLLERR;
	if (sk->sk_shutdown & 1)
		mask |= POLLRDHUP | POLLIN | POLLRDNORM;
	if (sk->sk_shutdown == 3)
		mask |= POLLHUP;
	if (sk->sk_receive_queue.qlen)
		mask |= POLLIN | POLLRDNORM;
	return mask;
}

int sock_error(struct sock *sk)
{
	int err = sk->sk_err;

	sk->sk_err = 0;
	return -err;
}

void sk_error_report(struct sock *sk, int err)
{
	sk->sk_err = err;
	wake_up(&sk->sk_wq);
}

/* ---- operations that a family lacks ---- */

int sock_no_bind(struct task *t, struct socket *sock, const struct sockaddr *a, int len)
{
	return -EOPNOTSUPP;
}

int sock_no_connect(struct task *t, struct socket *sock, const struct sockaddr *a, int len,
		    int flags)
{
	return -EOPNOTSUPP;
}

int sock_no_socketpair(struct task *t, struct socket *a, struct socket *b)
{
	return -EOPNOTSUPP;
}

int sock_no_accept(struct task *t, struct socket *sock, struct socket *newsock, int flags)
{
	return -EOPNOTSUPP;
}

int sock_no_getname(struct task *t, struct socket *sock, struct sockaddr_storage *a, int peer)
{
	return -EOPNOTSUPP;
}

int sock_no_ioctl(struct task *t, struct socket *sock, u32 cmd, uptr arg)
{
	return -EOPNOTSUPP;
}

int sock_no_listen(struct task *t, struct socket *sock, int backlog)
{
	return -EOPNOTSUPP;
}

int sock_no_shutdown(struct task *t, struct socket *sock, int how)
{
	return -EOPNOTSUPP;
}

long sock_no_sendmsg(struct task *t, struct socket *sock, struct kmsghdr *m, u64 len)
{
	return -EOPNOTSUPP;
}

long sock_no_recvmsg(struct task *t, struct socket *sock, struct kmsghdr *m, u64 len, int flags)
{
	return -EOPNOTSUPP;
}
