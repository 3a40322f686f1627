/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * struct sock: the protocol's half of a socket: buffers, error, options; and sock_no_*, the
 * answers of families that lack an operation.
 *
 * Transport. Received messages wait in sk_receive_queue. A port may keep them elsewhere (the
 * native port hands them to the host, so that poll, read and epoll work natively):
 *
 *   sk_attach(sk)        a program's socket was made; set sk->port_data
 *   sk_data_ready(sk)    sk_receive_queue grew: skb_dequeue() what the port has room for; the port
 *                        owns the references, the bytes stay charged to sk_rmem_alloc
 *   sk_dequeue(sk, peek) the oldest message outside, with a reference for the caller, or NULL; it
 *                        is asked before sk_receive_queue, which holds younger ones
 *   sk_pending(sk)       programs read behind our back: subtract from sk_rmem_alloc the truesize
 *                        of what they took (what sk_dequeue returned is uncharged here, not there)
 *   netlink_rx_space(sk) the port calls this when there is room outside again
 *   sk_detach(sk)        the program has closed the socket
 */
#ifndef KERNLET_NET_CORE_SOCK_H
#define KERNLET_NET_CORE_SOCK_H

#include "kernel/kernel.h"
#include "kernel/wait.h"
#include "net/core/net_namespace.h"
#include "net/core/skbuff.h"
#include "net/socket.h"

struct sock {
	/* What every message touches. */
	struct kernel *kernel;
	struct net *net; /* counted, except for kernel sockets */
	struct list_head sk_node; /* net.socks, unless SK_KERN */
	u32 sk_uid; /* of who made it */
	struct socket *sk_socket; /* NULL once the program has closed it */
	struct sk_filter *sk_filter; /* classic BPF program, or NULL */
	u32 sk_rmem_alloc; /* truesize of what waits */
	s32 sk_rcvbuf; /* as getsockopt shows it: twice what was asked */
	u32 sk_flags; /* SK_* */
	s32 sk_err; /* positive errno for the next call, or 0 */
	s32 sk_protocol;
	u16 sk_family, sk_type;
	u32 refs;
	u8 sk_shutdown;
	struct sk_buff_head sk_receive_queue;
	struct wait_queue_head sk_wq; /* readers, writers, pollers */
	u64 sk_rcvtimeo, sk_sndtimeo; /* ns, WAIT_FOREVER: none */
	void *port_data;

	s32 sk_sndbuf; /* as sk_rcvbuf */
	u32 sk_drops; /* messages lost for want of room */
	struct scm_creds sk_peercred;
	void (*sk_destruct)(struct sock *sk);

	/* Options that are only remembered. */
	s32 sk_rcvlowat, sk_peek_off;
	bool sk_no_txrehash;
	u32 sk_mark, sk_priority;
	s32 sk_bound_dev_if;
	s32 sk_busy_poll, sk_busy_poll_budget;
	u64 sk_max_pacing_rate;
	u64 sk_cookie;
	u32 sk_tsflags; /* SO_TIMESTAMPING */
	u32 sk_bind_phc;
	s32 sk_lingertime; /* s */
	s32 sk_incoming_cpu;
	s32 sk_clockid, sk_txtime_flags; /* SO_TXTIME */
	u32 sk_omem_alloc; /* bytes of options: filters */
	u8 sk_userlocks; /* SO_BUF_LOCK */
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
#define SK_DEAD BIT(13) /* the program has closed it */
#define SK_FILTER_LOCKED BIT(14)
#define SK_NO_CHECK BIT(15)
#define SK_PASSSEC BIT(16)
#define SK_PASSPIDFD BIT(17)
#define SK_PASSRIGHTS BIT(18)
#define SK_WIFI_STATUS BIT(19)
#define SK_NOFCS BIT(20)
#define SK_SELECT_ERR_QUEUE BIT(21)
#define SK_RCVMARK BIT(22)
#define SK_RCVPRIORITY BIT(23)
#define SK_TSTAMP_NEW BIT(24) /* 64-bit times in SO_TIMESTAMP* */
#define SK_PREFER_BUSY_POLL BIT(25)
#define SK_ZEROCOPY BIT(26)

/** What net.core.{r,w}mem_{default,max} are at boot; what counts is struct netns_core. */
#define SK_RMEM_DEFAULT 212992
#define SK_RMEM_MAX (4 << 20)
#define SK_WMEM_DEFAULT 212992
#define SK_WMEM_MAX (4 << 20)
#define SK_OPTMEM_MAX 131072
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
/**
 * The wait of a receive: the next message (see sock_dequeue_rcv) in *@ret_skb, or an errno:
 * sk_err, -EAGAIN, or what park() says.
 */
int skb_recv_datagram(struct task *t, struct sock *sk, int flags, bool nonblock,
		      struct sk_buff **ret_skb) __must_check;
/** poll() of every socket that queues datagrams. */
u32 datagram_poll(struct task *t, struct socket *sock);
/** SO_COOKIE: the socket's number, given when it is first asked for. */
u64 sock_gen_cookie(struct sock *sk);
/** Take and clear the pending error as a negative errno, or 0. */
int sock_error(struct sock *sk);
void sk_error_report(struct sock *sk, int err);
/** Does the attached filter accept @skb? Returns bytes to keep, 0 to drop. */
u32 sk_filter_run(const struct sock *sk, const struct sk_buff *skb);
/** SO_ATTACH_FILTER with a struct sock_fprog at @optval. 0, -EINVAL, -EFAULT, -EPERM, -ENOMEM. */
int sk_attach_filter(struct task *t, struct sock *sk, uptr optval, int optlen) __must_check;
/** As above for a socket that is in no group of reusers: checked, then -EINVAL. */
int sk_refuse_reuseport_filter(struct task *t, struct sock *sk, uptr optval, int optlen);
/** 0, -ENOENT or -EPERM (locked). */
int sk_detach_filter(struct sock *sk);
/** The program as it was attached: its length in instructions. -EINVAL, -EFAULT. */
int sk_get_filter(struct task *t, const struct sock *sk, uptr optval, u32 len);
void sk_filter_free(struct sock *sk);

/** SOL_SOCKET. Values come from and go to guest memory. */
int sock_setsockopt(struct task *t, struct socket *sock, int optname, uptr optval, int optlen);
int sock_getsockopt(struct task *t, struct socket *sock, int optname, uptr optval, uptr optlen);
/** Write an option value as getsockopt does: cut to the program's length, length updated. */
int sock_opt_return(struct task *t, uptr optval, uptr optlen, const void *v, int len) __must_check;

int sock_no_bind(struct task *t, struct socket *sock, const struct sockaddr *a, int len);
int sock_no_connect(struct task *t, struct socket *sock, const struct sockaddr *a, int len,
		    int flags);
int sock_no_socketpair(struct task *t, struct socket *a, struct socket *b);
int sock_no_accept(struct task *t, struct socket *sock, struct socket *newsock, int flags);
int sock_no_getname(struct task *t, struct socket *sock, struct sockaddr_storage *a, int peer);
int sock_no_ioctl(struct task *t, struct socket *sock, u32 cmd, uptr arg);
int sock_no_listen(struct task *t, struct socket *sock, int backlog);
int sock_no_shutdown(struct task *t, struct socket *sock, int how);
long sock_no_sendmsg(struct task *t, struct socket *sock, struct kmsghdr *m, u64 len);
long sock_no_recvmsg(struct task *t, struct socket *sock, struct kmsghdr *m, u64 len, int flags);

#endif
