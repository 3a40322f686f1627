/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * sk_buff: one message, reference-counted and shared by every socket that receives it.
 *
 *   head        data            tail          end
 *   |<-headroom->|<---- len ---->|<- tailroom ->|
 *
 * A shared skb (refs > 1) is read-only. `truesize` is what Linux would charge a socket for it,
 * so SO_RCVBUF means to a program what it means on Linux; what we use ourselves is less.
 */
#ifndef KERNLET_NET_CORE_SKBUFF_H
#define KERNLET_NET_CORE_SKBUFF_H

#include "lib/kmem.h"
#include "lib/types.h"

struct kernel;
struct net;
struct net_device;
struct sock;

/** Who sent it, for SCM_CREDENTIALS and permission checks. */
struct scm_creds {
	s32 pid;
	u32 uid, gid;
	u64 caps; /* effective, of the sender when it sent */
};

/** Netlink's part of an skb (NETLINK_CB). */
struct netlink_skb_parms {
	u32 portid; /* sender; 0: kernel */
	u32 dst_group; /* 0: unicast */
	u32 flags;
	struct sock *sk; /* sending socket; only valid inside the input callback */
	struct scm_creds creds;
	struct net *net; /* namespace it came from, for NETLINK_LISTEN_ALL_NSID; may be NULL */
	s32 nsid; /* as the receiver numbers it; -1: same namespace */
	bool nsid_is_set;
};

struct sk_buff {
	struct kernel *kernel;
	struct sock *sk; /* socket it is being handled for (dumps, requests) */
	u32 refs;
	u32 len;
	u32 truesize;
	u8 *head, *data, *tail, *end;
	struct net_device *dev;
	__be16 protocol;
	u8 pkt_type; /* PACKET_HOST ... (linux/if_packet.h) */
	bool in_block; /* memory is a block of kmem.h */
	bool vmalloced; /* Linux would have it from vmalloc: it is never trimmed */
	struct netlink_skb_parms nlcb;
	u8 inl[]; /* the bytes */
};

#define NETLINK_CB(skb) ((skb)->nlcb)

/** An empty skb with @size bytes of tailroom; NULL when memory is short. */
struct sk_buff *alloc_skb(struct kernel *k, u32 size) __must_check;
/** Room of the largest skb that comes out of a spare block (kmem_block_alloc). */
#define SKB_BLOCK_ROOM (KMEM_BLOCK - (u32)sizeof(struct sk_buff))

static inline struct sk_buff *skb_get(struct sk_buff *skb)
{
	skb->refs++;
	return skb;
}
void __kfree_skb(struct sk_buff *skb);
/** Drop a reference. NULL is harmless. */
static inline void kfree_skb(struct sk_buff *skb)
{
	if (skb && !--skb->refs)
		__kfree_skb(skb);
}
/** A private copy with the same headroom and @tailroom bytes of room behind the data. */
struct sk_buff *skb_copy_expand(const struct sk_buff *skb, u32 tailroom) __must_check;
/** What Linux charges for a freshly allocated netlink skb of @size bytes of room. */
u32 skb_truesize(u32 size);
/**
 * Give up unused room before queueing, when it is large: what Linux charges for @skb and what it
 * really takes both shrink. Returns @skb, or what replaces it.
 */
struct sk_buff *skb_trim_room(struct sk_buff *skb) __must_check;

static inline u32 skb_tailroom(const struct sk_buff *skb)
{
	return skb->end - skb->tail;
}

/** Extend the data by @n bytes; the caller knows that they fit (skb_tailroom). */
static inline void *skb_put(struct sk_buff *skb, u32 n)
{
	void *p = skb->tail;

	skb->tail += n;
	skb->len += n;
	return p;
}

static inline void skb_reserve(struct sk_buff *skb, u32 n)
{
	skb->data += n;
	skb->tail += n;
}

static inline void *skb_push(struct sk_buff *skb, u32 n)
{
	skb->data -= n;
	skb->len += n;
	return skb->data;
}

static inline void *skb_pull(struct sk_buff *skb, u32 n)
{
	if (n > skb->len)
		return NULL;
	skb->len -= n;
	return skb->data += n;
}

/** Cut the data to @len bytes (no-op when shorter). */
static inline void skb_trim(struct sk_buff *skb, u32 len)
{
	if (skb->len > len) {
		skb->len = len;
		skb->tail = skb->data + len;
	}
}

static inline u8 *skb_tail_pointer(const struct sk_buff *skb)
{
	return skb->tail;
}

/* A FIFO of references: a ring that grows; pushing is the only thing that can fail. */
struct sk_buff_head {
	struct sk_buff **ring;
	u32 first, qlen, cap; /* cap is a power of two */
};

/** Make room for one more. 0 or -ENOMEM. */
int skb_queue_grow(struct kernel *k, struct sk_buff_head *q) __must_check;
static inline int __must_check skb_queue_tail(struct kernel *k, struct sk_buff_head *q,
					      struct sk_buff *skb)
{
	if (unlikely(q->qlen == q->cap) && skb_queue_grow(k, q))
		return -ENOMEM;
	q->ring[(q->first + q->qlen++) & (q->cap - 1)] = skb;
	return 0;
}
static inline struct sk_buff *skb_peek(const struct sk_buff_head *q)
{
	return q->qlen ? q->ring[q->first & (q->cap - 1)] : NULL;
}
static inline struct sk_buff *skb_dequeue(struct sk_buff_head *q)
{
	return q->qlen-- ? q->ring[q->first++ & (q->cap - 1)] : (q->qlen = 0, NULL);
}
void skb_queue_purge(struct kernel *k, struct sk_buff_head *q);

#endif
