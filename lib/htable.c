/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* See htable.h. */
#include "lib/htable.h"

#define FIRST_BUCKETS 8

void htable_init(struct htable *t, struct kmem *mem)
{
	*t = (struct htable) { .mem = mem };
}

void htable_destroy(struct htable *t)
{
	kfree(t->mem, t->b);
	t->b = NULL;
	t->n = t->mask = 0;
}

static void link_node(struct htable *t, struct hnode *n)
{
	struct hnode **b = &t->b[n->hash & t->mask];

	n->next = *b;
	*b = n;
}

static int resize(struct htable *t, u32 buckets)
{
	struct hnode **old = t->b, *n;
	u32 old_n = old ? t->mask + 1 : 0;
	struct hnode **b = kcalloc(t->mem, buckets, sizeof(*b));

	if (!b)
		return -ENOMEM;
	t->b = b;
	t->mask = buckets - 1;
	for (u32 i = 0; i < old_n; i++) {
		/* A chain splits in two, each in the order that it had. */
		struct hnode **tail[2] = { &b[i], &b[i + old_n] };

		for (n = old[i]; n; n = n->next) {
			struct hnode ***t2 = &tail[!!(n->hash & old_n)];

			**t2 = n;
			*t2 = &n->next;
		}
		*tail[0] = *tail[1] = NULL;
	}
	kfree(t->mem, old);
	return 0;
}

int htable_insert(struct htable *t, struct hnode *n, u32 hash)
{
	if (!t->b && resize(t, FIRST_BUCKETS))
		return -ENOMEM;
	if (t->n > t->mask && t->mask < (1u << 30))
		(void)!resize(t, (t->mask + 1) * 2);
	n->hash = hash;
	link_node(t, n);
	t->n++;
	return 0;
}

void htable_remove(struct htable *t, struct hnode *n)
{
	for (struct hnode **p = &t->b[n->hash & t->mask]; *p; p = &(*p)->next) {
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
