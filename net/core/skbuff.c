// SPDX-License-Identifier: LGPL-2.1-or-later
/*
 * See skbuff.h. One allocation holds the head and the bytes; references are plain counts, since
 * a kernel is single-threaded.
 */
#include "net/core/skbuff.h"

#include "kernel/kernel.h"

/*
 * Linux's sizes on a 64-bit machine, which programs see through SO_RCVBUF and SO_MEMINFO: a head
 * of struct sk_buff in its cache, and behind the bytes a struct skb_shared_info; both and the
 * bytes rounded to cache lines, the sum of bytes and shared info rounded to what kmalloc gives.
 */
#define LINUX_SKB_HEAD 256
#define LINUX_SHINFO 320
#define LINUX_SMALL_HEAD 576
#define LINUX_CACHE_LINE 64

static u32 kmalloc_size_roundup(u32 n)
{
	u32 s = 1024;

	while (s < n)
		s <<= 1;
	return s;
}

/* Bytes that Linux really allocates for @size bytes of room and the shared info behind them. */
static u32 linux_head_size(u32 size)
{
	u32 n = ALIGN_UP(size, LINUX_CACHE_LINE) + LINUX_SHINFO;

	return n <= LINUX_SMALL_HEAD ? LINUX_SMALL_HEAD : kmalloc_size_roundup(n);
}

u32 skb_truesize(u32 size)
{
	return linux_head_size(size) + LINUX_SKB_HEAD;
}

struct sk_buff *alloc_skb(struct kernel *k, u32 size)
{
	bool in_block = size <= SKB_BLOCK_ROOM;
	struct sk_buff *skb = in_block ? kmem_block_alloc(&k->mem)
				       : kmalloc(&k->mem, sizeof(*skb) + size);

	if (!skb)
		return NULL;
	memset(skb, 0, offsetof(struct sk_buff, inl));
	skb->kernel = k;
	skb->refs = 1;
	skb->truesize = skb_truesize(size);
	skb->head = skb->data = skb->tail = skb->inl;
	skb->end = skb->head + size;
	skb->in_block = in_block;
	return skb;
}

void __kfree_skb(struct sk_buff *skb)
{
	if (skb->in_block)
		kmem_block_free(&skb->kernel->mem, skb);
	else
		kfree(&skb->kernel->mem, skb);
}

struct sk_buff *skb_copy_expand(const struct sk_buff *skb, u32 tailroom)
{
	u32 headroom = skb->data - skb->head;
	struct sk_buff *n = alloc_skb(skb->kernel, headroom + skb->len + tailroom);

	if (!n)
		return NULL;
	skb_reserve(n, headroom);
	memcpy(skb_put(n, skb->len), skb->data, skb->len);
	n->sk = skb->sk;
	n->dev = skb->dev;
	n->protocol = skb->protocol;
	n->pkt_type = skb->pkt_type;
	n->nlcb = skb->nlcb;
	return n;
}

/*
 * Give back the room behind the data when Linux would: when it is worth half of what the skb is
 * charged. Ours moves at most; nobody else may hold a reference.
 */
static struct sk_buff *skb_shrink(struct sk_buff *skb)
{
	u32 data = skb->data - skb->head, tail = skb->tail - skb->head;
	struct sk_buff *n = krealloc(&skb->kernel->mem, skb, sizeof(*skb) + tail);

	if (!n)
		return skb;
	n->head = n->inl;
	n->data = n->head + data;
	n->tail = n->end = n->head + tail;
	return n;
}

struct sk_buff *skb_trim_room(struct sk_buff *skb)
{
	u32 used = skb->tail - skb->head;
	u32 room = skb->truesize - LINUX_SKB_HEAD - LINUX_SHINFO;

	if (skb->vmalloced || room < used || (room - used) * 2 < skb->truesize)
		return skb;
	skb->truesize = skb_truesize(used);
	return skb->refs == 1 && !skb->in_block && skb->end - skb->tail > 256 ? skb_shrink(skb)
									      : skb;
}

/* ---- queues ---- */

int skb_queue_grow(struct kernel *k, struct sk_buff_head *q)
{
	u32 cap = q->cap ? q->cap * 2 : 8, i;
	struct sk_buff **ring = kmalloc(&k->mem, cap * sizeof(*ring));

	if (!ring)
		return -ENOMEM;
	for (i = 0; i < q->qlen; i++)
		ring[i] = q->ring[(q->first + i) & (q->cap - 1)];
	kfree(&k->mem, q->ring);
	q->ring = ring;
	q->cap = cap;
	q->first = 0;
	return 0;
}

void skb_queue_purge(struct kernel *k, struct sk_buff_head *q)
{
	struct sk_buff *skb;

	while ((skb = skb_dequeue(q)))
		kfree_skb(skb);
	kfree(&k->mem, q->ring);
	*q = (struct sk_buff_head) { 0 };
}
