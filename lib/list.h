/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Intrusive doubly linked list. A head and a node are the same type; an empty list points to
 * itself. Removal leaves the node self-linked, so list_empty(&node) says "not queued".
 */
#ifndef KERNLET_LIB_LIST_H
#define KERNLET_LIB_LIST_H

#include "lib/types.h"

struct list_head {
	struct list_head *next, *prev;
};

#define LIST_HEAD_INIT(name)     \
	{                        \
		&(name), &(name) \
	}

static inline void INIT_LIST_HEAD(struct list_head *h)
{
	h->next = h->prev = h;
}

static inline bool list_empty(const struct list_head *h)
{
	return h->next == h;
}

static inline void list_insert_between(struct list_head *n, struct list_head *prev,
				       struct list_head *next)
{
	n->prev = prev;
	n->next = next;
	prev->next = n;
	next->prev = n;
}

/** Put @n at the front of @h (or right after the node @h). */
static inline void list_add(struct list_head *n, struct list_head *h)
{
	list_insert_between(n, h, h->next);
}

/** Put @n at the back of @h (or right before the node @h). */
static inline void list_add_tail(struct list_head *n, struct list_head *h)
{
	list_insert_between(n, h->prev, h);
}

/** Unlink @n; it is empty afterwards, so a second call is harmless. */
static inline void list_del(struct list_head *n)
{
	n->prev->next = n->next;
	n->next->prev = n->prev;
	INIT_LIST_HEAD(n);
}

static inline void list_move_tail(struct list_head *n, struct list_head *h)
{
	list_del(n);
	list_add_tail(n, h);
}

/** Move every node of @from to the back of @to; @from is empty afterwards. */
static inline void list_splice_tail_init(struct list_head *from, struct list_head *to)
{
	if (list_empty(from))
		return;
	from->next->prev = to->prev;
	to->prev->next = from->next;
	from->prev->next = to;
	to->prev = from->prev;
	INIT_LIST_HEAD(from);
}

#define list_entry(ptr, type, member) container_of(ptr, type, member)
#define list_first_entry(h, type, member) list_entry((h)->next, type, member)
#define list_last_entry(h, type, member) list_entry((h)->prev, type, member)
#define list_next_entry(p, member) list_entry((p)->member.next, __typeof__(*(p)), member)
#define list_prev_entry(p, member) list_entry((p)->member.prev, __typeof__(*(p)), member)
#define list_for_each_entry(p, h, member)                                            \
	for (p = list_first_entry(h, __typeof__(*(p)), member); &(p)->member != (h); \
	     p = list_next_entry(p, member))
#define list_for_each_entry_reverse(p, h, member)                                   \
	for (p = list_last_entry(h, __typeof__(*(p)), member); &(p)->member != (h); \
	     p = list_prev_entry(p, member))
/** The current node may be removed in the loop; no other one. */
#define list_for_each_entry_safe(p, n, h, member)                                               \
	for (p = list_first_entry(h, __typeof__(*(p)), member), n = list_next_entry(p, member); \
	     &(p)->member != (h); p = n, n = list_next_entry(n, member))

#endif
