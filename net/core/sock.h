/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * struct sock: the protocol's half of a socket: buffers, error, options; and sock_no_*, the
 * answers of families that lack an operation.
 *
 * Transport. Received messages wait in sk_receive_queue. A port may keep them elsewhere (the
 * native port hands them to the host, so that poll, read and epoll work natively): then
 * sk_data_ready() moves them there, sk_dequeue() fetches one back, and sk_pending() brings
 * sk_rmem_alloc up to date, since programs may read behind our back.
 */
#ifndef KERNLET_NET_CORE_SOCK_H
#define KERNLET_NET_CORE_SOCK_H

#include "kernel/kernel.h"
#include "kernel/wait.h"
#include "net/core/net_namespace.h"
#include "net/core/skbuff.h"
#include "net/socket.h"

struct sock {
	struct kernel *kernel;
	struct net *net;		/* counted, except for kernel sockets */
	struct socket *sk_socket;	/* NULL once the program has closed it */
	u32 refs;
	u16 sk_family, sk_type;
	s32 sk_protocol;
	u32 sk_rmem_alloc;		/* truesize of what waits */
	s32 sk_rcvbuf, sk_sndbuf;	/* as getsockopt shows them: twice what was asked */
	s32 sk_err;			/* positive errno for the next call, or 0 */
	u64 sk_rcvtimeo, sk_sndtimeo;	/* ns, WAIT_FOREVER: none */
	s32 sk_rcvlowat;
	u32 sk_mark, sk_priority;
	s32 sk_bound_dev_if;
	u32 sk_flags;			/* SK_* */
	u8 sk_shutdown;
	u64 sk_cookie;
	struct wait_queue_head sk_wq;	/* readers, writers, pollers */
	struct sk_buff_head sk_receive_queue;
	struct sk_filter *sk_filter;	/* classic BPF program, or NULL */
	struct scm_creds sk_peercred;
	void (*sk_destruct)(struct sock *sk);
	void *port_data;
};

#define SK_PASSCRED BIT(0)
#define SK_REUSEADDR BIT(1)
#define SK_BROADCAST BIT(2)
#define SK_DEBUG BIT(3)
#define SK_TIMESTAMP BIT(4)
#define SK_KEEPOPEN BIT(5)
#define SK_OOBINLINE BIT(6)
#define SK_DONTROUTE BIT(7)
#define SK_LINGER BIT(8)
#define SK_REUSEPORT BIT(9)
#define SK_TIMESTAMPNS BIT(10)
#define SK_RXQ_OVFL BIT(11)
#define SK_KERN BIT(12) /* made by the kernel itself */

/** net.core.{r,w}mem_{default,max} of Linux. */
#define SK_RMEM_DEFAULT 212992
#define SK_RMEM_MAX 212992
#define SOCK_MIN_RCVBUF 2304
#define SOCK_MIN_SNDBUF 4608

/** Allocate @size zeroed bytes that begin with a struct sock, with one reference. NULL: no memory. */
struct sock *sk_alloc(struct net *net, size_t size, int family, int type, int protocol,
		      bool kern) __must_check;
static inline void sock_hold(struct sock *sk)
{
	sk->refs++;
}
void sock_put(struct sock *sk);
static inline struct net *sock_net(const struct sock *sk)
{
	return sk->net;
}

/** Charge and queue @skb (takes over a reference), wake readers. -ENOMEM leaves @skb alone. */
int sock_queue_rcv(struct sock *sk, struct sk_buff *skb) __must_check;
/** Next message or NULL; uncharges unless @peek. The caller owns a reference. */
struct sk_buff *sock_dequeue_rcv(struct sock *sk, bool peek) __must_check;
/** Charged bytes that really still wait. */
u32 sk_rmem(struct sock *sk);
/** Take and clear the pending error as a negative errno, or 0. */
int sock_error(struct sock *sk);
void sk_error_report(struct sock *sk, int err);
/** Does the attached filter accept @skb? Returns bytes to keep, 0 to drop. */
u32 sk_filter_run(const struct sock *sk, const struct sk_buff *skb);

/** SOL_SOCKET. Values come from and go to guest memory. */
int sock_setsockopt(struct task *t, struct socket *sock, int optname, uptr optval, int optlen);
int sock_getsockopt(struct task *t, struct socket *sock, int optname, uptr optval, uptr optlen);
/** Write an option value as getsockopt does: cut to the program's length, length updated. */
int sock_opt_return(struct task *t, uptr optval, uptr optlen, const void *v, int len) __must_check;

int sock_no_bind(struct task *t, struct socket *sock, const struct sockaddr *a, int len);
int sock_no_connect(struct task *t, struct socket *sock, const struct sockaddr *a, int len, int flags);
int sock_no_socketpair(struct task *t, struct socket *a, struct socket *b);
int sock_no_accept(struct task *t, struct socket *sock, struct socket *newsock, int flags);
int sock_no_getname(struct task *t, struct socket *sock, struct sockaddr_storage *a, int peer);
int sock_no_ioctl(struct task *t, struct socket *sock, u32 cmd, uptr arg);
int sock_no_listen(struct task *t, struct socket *sock, int backlog);
int sock_no_shutdown(struct task *t, struct socket *sock, int how);
long sock_no_sendmsg(struct task *t, struct socket *sock, struct kmsghdr *m, u64 len);
long sock_no_recvmsg(struct task *t, struct socket *sock, struct kmsghdr *m, u64 len, int flags);

#endif
