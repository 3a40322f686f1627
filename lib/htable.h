/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Intrusive hash table that doubles as it fills.
 *
 *   b[hash & mask] -> hnode -> hnode -> NULL
 *
 * The caller hashes and compares; the table links, the newest of a chain first. A table of up to
 * HTABLE_SMALL nodes is one chain and owns no memory, so that every device can have its own.
 * Growth that cannot have memory is skipped (chains get longer): an insert never fails.
 */
#ifndef KERNLET_LIB_HTABLE_H
#define KERNLET_LIB_HTABLE_H

#include "lib/kmem.h"

#define HTABLE_SMALL 8

struct hnode {
	struct hnode *next;
	u32 hash;
};

struct htable {
	struct kmem *mem;
	struct hnode **b; /* NULL while all is in `small` */
	struct hnode *small;
	u32 mask; /* buckets - 1 */
	u32 n; /* nodes */
};

void htable_init(struct htable *t, struct kmem *mem);
/** Free the buckets; the nodes belong to the caller. */
void htable_destroy(struct htable *t);
/** Never fails; the result is 0. */
int htable_insert(struct htable *t, struct hnode *n, u32 hash);
void htable_remove(struct htable *t, struct hnode *n);

/** The chain of bucket @i, 0 to t->mask. */
static inline struct hnode *htable_bucket(const struct htable *t, u32 i)
{
	return t->b ? t->b[i] : t->small;
}

static inline struct hnode *htable_first(const struct htable *t, u32 hash)
{
	return htable_bucket(t, hash & t->mask);
}

/** Visit the nodes whose hash may be @h; the body compares keys. */
#define htable_for_each_possible(t, p, member, h)                                        \
	for (struct hnode *_n = htable_first(t, h);                                      \
	     _n && ((p) = container_of(_n, __typeof__(*(p)), member), 1); _n = _n->next) \
		if (_n->hash == (h))

/** Visit all nodes, in no particular order; the body must not insert or remove. */
#define htable_for_each(t, i, n)               \
	for ((i) = 0; (i) <= (t)->mask; (i)++) \
		for ((n) = htable_bucket(t, i); (n); (n) = (n)->next)

/* Hashes: well mixed, not secret. */
static inline u32 hash_u64(u64 v)
{
	v ^= v >> 32;
	v *= 0x9e3779b97f4a7c15ull;
	v ^= v >> 29;
	v *= 0xbf58476d1ce4e5b9ull;
	return (u32)(v >> 32);
}

static inline u32 hash_u32(u32 v)
{
	return hash_u64(v);
}

u32 hash_bytes(const void *p, size_t n, u32 seed);

#endif
