/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* See htable.h. */
#include "lib/htable.h"

#define FIRST_BUCKETS (2 * HTABLE_SMALL)

void htable_init(struct htable *t, struct kmem *mem)
{
	*t = (struct htable) { .mem = mem };
}

void htable_destroy(struct htable *t)
{
	kfree(t->mem, t->b);
	*t = (struct htable) { .mem = t->mem };
}

static struct hnode **chain_of(struct htable *t, u32 hash)
{
	return t->b ? &t->b[hash & t->mask] : &t->small;
}

static void link_node(struct htable *t, struct hnode *n)
{
	struct hnode **b = chain_of(t, n->hash);

	n->next = *b;
	*b = n;
}

/* The first buckets: what is newer is linked later, so that each chain keeps its order. */
static void spread(struct htable *t)
{
	struct hnode *oldest = NULL, *n, *next;

	for (n = t->small; n; n = next) {
		next = n->next;
		n->next = oldest;
		oldest = n;
	}
	t->small = NULL;
	for (n = oldest; n; n = next) {
		next = n->next;
		link_node(t, n);
	}
}

/* A chain splits in two, each in the order that it had. */
static void split(struct htable *t, struct hnode *chain, u32 i, u32 old_n)
{
	struct hnode **tail[2] = { &t->b[i], &t->b[i + old_n] };

	for (struct hnode *n = chain; n; n = n->next) {
		struct hnode ***t2 = &tail[!!(n->hash & old_n)];

		**t2 = n;
		*t2 = &n->next;
	}
	*tail[0] = *tail[1] = NULL;
}

static void grow(struct htable *t)
{
	u32 old_n = t->b ? t->mask + 1 : 0, buckets = old_n ? old_n * 2 : FIRST_BUCKETS;
	struct hnode **old = t->b, **b = kcalloc(t->mem, buckets, sizeof(*b));

	if (!b)
		return;
	t->b = b;
	t->mask = buckets - 1;
	if (!old)
		spread(t);
	for (u32 i = 0; i < old_n; i++)
		split(t, old[i], i, old_n);
	kfree(t->mem, old);
}

int htable_insert(struct htable *t, struct hnode *n, u32 hash)
{
	if (t->n >= (t->b ? t->mask + 1 : HTABLE_SMALL) && t->mask < (1u << 30))
		grow(t);
	n->hash = hash;
	link_node(t, n);
	t->n++;
	return 0;
}

void htable_remove(struct htable *t, struct hnode *n)
{
	for (struct hnode **p = chain_of(t, n->hash); *p; p = &(*p)->next) {
		if (*p == n) {
			*p = n->next;
			t->n--;
			return;
		}
	}
}

u32 hash_bytes(const void *p, size_t n, u32 seed)
{
	const u8 *b = p;
	u64 h = seed ^ (n * 0x9e3779b97f4a7c15ull);

	for (; n >= 8; n -= 8, b += 8)
		h = (h ^ get_u64(b)) * 0xff51afd7ed558ccdull, h ^= h >> 32;
	if (n) {
		u64 tail = 0;

		memcpy(&tail, b, n);
		h = (h ^ tail) * 0xff51afd7ed558ccdull;
	}
	return hash_u64(h);
}
