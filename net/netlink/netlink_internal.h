/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * What the files of af_netlink share.
 *
 *   kernel->netlink->table[protocol]   groups, flags, sockets of all namespaces by (net, portid)
 *   net->nl->group[protocol]           subscribers: one vector of sockets a group
 */
#ifndef KERNLET_NET_NETLINK_INTERNAL_H
#define KERNLET_NET_NETLINK_INTERNAL_H

#include "net/netlink/af_netlink.h"

#define MAX_LINKS 32

/* netlink_sock.flags: what setsockopt assigns. */
#define NETLINK_F_RECV_PKTINFO BIT(1)
#define NETLINK_F_BROADCAST_SEND_ERROR BIT(2)
#define NETLINK_F_RECV_NO_ENOBUFS BIT(3)
#define NETLINK_F_LISTEN_ALL_NSID BIT(4)
#define NETLINK_F_CAP_ACK BIT(5)
#define NETLINK_F_EXT_ACK BIT(6)
#define NETLINK_F_STRICT_CHK BIT(7)

/* netlink_skb_parms.flags */
#define NETLINK_SKB_DST BIT(3) /* the sender named the destination */

struct netlink_sock {
	struct sock sk;
	u32 portid;
	u32 flags;
	bool bound, connected, congested;
	struct hnode node; /* in the table's hash, while bound */
	u32 dst_portid, dst_group; /* connect() */
	u64 opener_caps; /* of whoever made the socket */
	u32 subscriptions;
	u32 ngroups; /* bits in groups[] */
	unsigned long *groups;
	size_t max_recvmsg_len;
	struct wait_queue_head wait; /* senders that wait for room here */

	/* The dump that runs. */
	bool cb_running;
	s32 dump_done_errno;
	struct netlink_callback cb;

	/* Kernel sockets. */
	void (*netlink_rcv)(struct sk_buff *skb);
};

struct netlink_table {
	struct htable hash; /* netlink_sock.node by net and portid */
	u32 groups;
	u32 flags; /* NL_CFG_F_* */
	u32 registered; /* kernel sockets, or 1 when a protocol has none */
	int (*bind)(struct net *net, struct task *t, int group);
	void (*unbind)(struct net *net, int group);
	struct netlink_sock **all_nsid; /* subscribers that listen to other namespaces */
	u32 n_all_nsid, cap_all_nsid;
};

struct netlink_core {
	struct netlink_table table[MAX_LINKS];
};

/* Subscribers of one group in one namespace, oldest first. */
struct netlink_members {
	struct netlink_sock **sk;
	u32 n, cap;
};

struct netns_netlink {
	struct netlink_sock *kernel_sock[MAX_LINKS]; /* portid 0, by protocol */
	struct netlink_members *group[MAX_LINKS]; /* NULL until somebody subscribes */
	u32 n_group[MAX_LINKS];
};

static inline struct netlink_sock *nlk_sk(const struct sock *sk)
{
	return container_of(sk, struct netlink_sock, sk);
}

static inline struct netlink_table *netlink_table_of(const struct sock *sk)
{
	return &sk->kernel->netlink->table[sk->sk_protocol];
}

static inline bool netlink_is_kernel(const struct sock *sk)
{
	return sk->sk_flags & SK_KERN;
}

static inline u32 netlink_group_mask(u32 group)
{
	return group && group <= 32 ? 1u << (group - 1) : 0;
}

static inline bool netlink_in_group(const struct netlink_sock *nlk, u32 group)
{
	u32 bit = group - 1;

	return bit < nlk->ngroups &&
	       (nlk->groups[bit / (8 * sizeof(long))] >> (bit % (8 * sizeof(long))) & 1);
}

/* af_netlink.c */
extern const struct proto_ops netlink_ops;
struct netlink_sock *netlink_lookup(struct net *net, int protocol, u32 portid);
int netlink_autobind(struct task *t, struct netlink_sock *nlk) __must_check;
bool netlink_allowed(const struct task *t, const struct sock *sk, u32 flag);

/* netlink_groups.c */
int netlink_realloc_groups(struct netlink_sock *nlk) __must_check;
/** Join or leave; joining can fail with -ENOMEM. No-op when it is so already. */
int netlink_set_membership(struct netlink_sock *nlk, u32 group, bool member) __must_check;
int netlink_set_all_nsid(struct netlink_sock *nlk, bool on) __must_check;
void netlink_leave_all(struct netlink_sock *nlk);
/** Make the first 32 groups equal to @mask. 0, -ENOMEM (then nothing changed). */
int netlink_set_mask(struct netlink_sock *nlk, u32 mask) __must_check;

/* netlink_opts.c */
int netlink_setsockopt(struct task *t, struct socket *sock, int level, int name, uptr val, int len);
int netlink_getsockopt(struct task *t, struct socket *sock, int level, int name, uptr val,
		       uptr len);

/* netlink_deliver.c */
/** As netlink_unicast(), on behalf of @t (may be NULL: never waits); -EPARK keeps nothing. */
int netlink_unicast_task(struct task *t, struct sock *ssk, struct sk_buff *skb, u32 portid,
			 bool nonblock) __must_check;
/** Queue @skb, charged and announced; what netlink's own answers use. Takes @skb over. */
int netlink_sendskb(struct netlink_sock *nlk, struct sk_buff *skb) __must_check;
void netlink_overrun(struct netlink_sock *nlk);
/** Let the filter of @sk judge: NULL when it drops (@skb is freed then), else what to queue. */
struct sk_buff *netlink_filter(struct sock *sk, struct sk_buff *skb) __must_check;

/* netlink_rcv.c */
size_t netlink_ack_tlv_len(const struct netlink_sock *nlk, int err,
			   const struct netlink_ext_ack *extack);
void netlink_ack_tlv_fill(struct sk_buff *skb, const struct nlmsghdr *nlh, int err,
			  const struct netlink_ext_ack *extack);

/* netlink_dump.c */
/** Produce the next part of the dump that runs on @nlk. 0 or a negative errno. */
int netlink_dump(struct netlink_sock *nlk) __must_check;
/** End the dump, if one runs: done() is called and the request freed. */
void netlink_dump_stop(struct netlink_sock *nlk);

#endif
