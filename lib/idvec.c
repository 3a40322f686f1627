/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* See idvec.h. */
#include "lib/idvec.h"

u32 idvec_lower_bound(const struct idvec *v, u64 id)
{
	u32 lo = 0, hi = v->n;

	if (!hi || v->e[hi - 1].id < id)
		return hi;
	while (lo < hi) {
		u32 mid = lo + (hi - lo) / 2;

		if (v->e[mid].id < id)
			lo = mid + 1;
		else
			hi = mid;
	}
	return lo;
}

/* Room for one more: what removal left free in front is taken back before the block grows. */
static int make_room(struct idvec *v, struct kmem *m)
{
	struct idvec_entry *base = v->e ? v->e - v->head : NULL;
	u32 cap = v->cap ? v->cap * 2 : 4;

	if (v->head + v->n < v->cap)
		return 0;
	if (v->head > v->cap / 2) {
		memmove(base, v->e, v->n * sizeof(*base));
		v->e = base;
		v->head = 0;
		return 0;
	}
	base = krealloc(m, v->cap ? base : NULL, cap * sizeof(*base));
	if (!base)
		return -ENOMEM;
	v->e = base + v->head;
	v->cap = cap;
	return 0;
}

int idvec_insert(struct idvec *v, struct kmem *m, u64 id, void *ptr)
{
	u32 at = idvec_lower_bound(v, id);

	if (at < v->n && v->e[at].id == id)
		return -EEXIST;
	if (make_room(v, m))
		return -ENOMEM;
	memmove(&v->e[at + 1], &v->e[at], (v->n - at) * sizeof(*v->e));
	v->e[at] = (struct idvec_entry) { id, ptr };
	v->n++;
	return 0;
}

void *idvec_find(const struct idvec *v, u64 id)
{
	u32 at = idvec_lower_bound(v, id);

	return at < v->n && v->e[at].id == id ? v->e[at].ptr : NULL;
}

void *idvec_remove(struct idvec *v, u64 id)
{
	u32 at = idvec_lower_bound(v, id);
	void *ptr;

	if (at >= v->n || v->e[at].id != id)
		return NULL;
	ptr = v->e[at].ptr;
	v->n--;
	if (at < v->n / 2) {
		memmove(v->e + 1, v->e, at * sizeof(*v->e));
		v->e++;
		v->head++;
	} else {
		memmove(&v->e[at], &v->e[at + 1], (v->n - at) * sizeof(*v->e));
	}
	return ptr;
}

void idvec_destroy(struct idvec *v, struct kmem *m)
{
	kfree(m, v->cap ? v->e - v->head : NULL);
	*v = (struct idvec) { 0 };
}
