/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Netlink sockets.
 *
 *   nl_table[protocol]: kernel socket (portid 0) | user sockets by (net, portid) | groups
 *
 * A message to portid 0 reaches the kernel socket's input callback at once, inside sendmsg; what
 * it answers is queued on the sender's socket. A broadcast costs its subscribers only, and all of
 * them share one buffer.
 */
#ifndef KERNLET_NET_NETLINK_AF_NETLINK_H
#define KERNLET_NET_NETLINK_AF_NETLINK_H

/* clang-format off */

#include "net/core/sock.h"
#include "net/netlink/attr.h"

struct netlink_callback;

struct netlink_kernel_cfg {
	u32 groups;		/* how many multicast groups */
	u32 flags;		/* NL_CFG_F_* */
	/** One datagram came. @skb stays the caller's. */
	void (*input)(struct sk_buff *skb);
	/** A socket joins / leaves @group. A refusal (-EPERM ...) goes to the program. */
	int (*bind)(struct net *net, struct task *t, int group);
	void (*unbind)(struct net *net, int group);
};

#define NL_CFG_F_NONROOT_RECV BIT(0)	/* joining groups needs no privilege */
#define NL_CFG_F_NONROOT_SEND BIT(1)	/* unicast to others needs no privilege */

/** Make the kernel's socket of a protocol in @net. NULL: number taken, out of range, or no memory. */
struct sock *netlink_kernel_create(struct net *net, int protocol,
				   const struct netlink_kernel_cfg *cfg) __must_check;
void netlink_kernel_release(struct sock *sk);

/** Is anybody subscribed to @group of the kernel socket @sk? Ask before building a message. */
bool netlink_has_listeners(struct sock *sk, u32 group);

/** Queue @skb (taken over) for @portid of @ssk's protocol. Bytes queued, or -ECONNREFUSED, -EAGAIN ... */
int netlink_unicast(struct sock *ssk, struct sk_buff *skb, u32 portid, bool nonblock);
/** @skb (taken over) for all of @group but @portid. 0, -ESRCH (nobody), -ENOBUFS (BROADCAST_ERROR). */
int netlink_broadcast(struct sock *ssk, struct sk_buff *skb, u32 portid, u32 group);
/** Set @err on every socket of @group: a notification was lost. */
void netlink_set_err(struct sock *ssk, u32 portid, u32 group, int err);

static inline int nlmsg_unicast(struct sock *sk, struct sk_buff *skb, u32 portid)
{
	int err = netlink_unicast(sk, skb, portid, true);

	return err > 0 ? 0 : err;
}
/** Multicast, plus a unicast copy to @portid when @report (NLM_F_ECHO). */
int nlmsg_notify(struct sock *sk, struct sk_buff *skb, u32 portid, u32 group, bool report);

/** Split a datagram into messages, call @cb for each request and answer with acks and errors. */
int netlink_rcv_skb(struct sk_buff *skb, int (*cb)(struct sk_buff *skb, struct nlmsghdr *nlh,
						   struct netlink_ext_ack *extack));
void netlink_ack(struct sk_buff *in_skb, struct nlmsghdr *nlh, int err,
		 const struct netlink_ext_ack *extack);

/** May the sender of @skb (and whoever opened its socket) use @cap? */
bool netlink_capable(const struct sk_buff *skb, int cap);
#define netlink_net_capable netlink_capable
/** Did the sender ask for NETLINK_GET_STRICT_CHK? */
bool netlink_strict_get_check(const struct sk_buff *skb);

/* ---- dumps ---- */

struct netlink_callback {
	struct sk_buff *skb;		/* the request */
	const struct nlmsghdr *nlh;	/* inside it */
	int (*dump)(struct sk_buff *skb, struct netlink_callback *cb);
	int (*done)(struct netlink_callback *cb);
	void *data;
	struct netlink_ext_ack *extack;
	u16 family;
	u16 answer_flags;
	u32 min_dump_alloc;
	u32 prev_seq, seq;	/* generation: set seq at the start of each pass */
	s32 flags;
	bool strict_check;
	union {
		u8 ctx[96];	/* a typed cursor: NL_CB_CTX(cb, struct my_ctx) */
		long args[12];
	};
};

/** The cursor of a dump as @type, zeroed when the dump starts. */
#define NL_CB_CTX(cb, type)                                                     \
	({                                                                      \
		_Static_assert(sizeof(type) <= sizeof((cb)->ctx), "cursor too big"); \
		(type *)(void *)(cb)->ctx;                                      \
	})

struct netlink_dump_control {
	int (*start)(struct netlink_callback *cb);
	int (*dump)(struct sk_buff *skb, struct netlink_callback *cb);
	int (*done)(struct netlink_callback *cb);
	void *data;
	u32 min_dump_alloc;
	s32 flags;		/* RTNL_FLAG_DUMP_SPLIT_NLM_DONE ... */
	struct netlink_ext_ack *extack;	/* for start() */
};

/**
 * Start a dump for the sender of @skb: the first part is queued now, the rest as it reads.
 * Returns -EINTR to tell netlink_rcv_skb that no ack is wanted, -EBUSY when one runs already.
 *
 * The dump callback fills @skb with whole messages and returns skb->len while there may be more
 * (a message that does not fit ends the pass), 0 when it is done, or a negative errno.
 */
int netlink_dump_start(struct sock *ssk, struct sk_buff *skb, const struct nlmsghdr *nlh,
		       const struct netlink_dump_control *control) __must_check;

/** Compare generations: sets NLM_F_DUMP_INTR in @nlh when the table changed under the dump. */
static inline void nl_dump_check_consistent(struct netlink_callback *cb, struct nlmsghdr *nlh)
{
	if (cb->prev_seq && cb->seq != cb->prev_seq)
		nlh->nlmsg_flags |= NLM_F_DUMP_INTR;
	cb->prev_seq = cb->seq;
}

/** For transports: room became free; continue a dump that waits for it. */
void netlink_rx_space(struct sock *sk);
/** For transports: does a dump on @sk wait for room? */
bool netlink_dump_waits(const struct sock *sk);

/** Portid of a netlink socket (0 before bind). */
u32 netlink_portid(const struct sock *sk);

/** Change how many groups a protocol has (never below 32). 0 or -ENOMEM. */
int netlink_change_ngroups(struct sock *kern_sk, u32 groups) __must_check;
/** @group of this protocol ends in all namespaces: nobody is subscribed any more. */
void netlink_clear_multicast_users(struct sock *kern_sk, u32 group);

/** One socket, for /proc/net/netlink and the like. */
struct netlink_sock_info {
	const struct sock *sk;
	u32 portid, groups;	/* the first 32 groups as a mask */
	bool cb_running;
	u32 locks;		/* references, as Linux counts them */
};
/** Call @fn for each socket of @net, protocol by protocol. */
void netlink_walk(struct net *net, void (*fn)(void *arg, const struct netlink_sock_info *i),
		  void *arg);

#endif
