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

int idvec_insert(struct idvec *v, struct kmem *m, u64 id, void *ptr)
{
	u32 at = idvec_lower_bound(v, id);

	if (at < v->n && v->e[at].id == id)
		return -EEXIST;
	if (v->n == v->cap) {
		u32 cap = v->cap ? v->cap * 2 : 4;
		struct idvec_entry *e = krealloc(m, v->e, cap * sizeof(*e));

		if (!e)
			return -ENOMEM;
		v->e = e;
		v->cap = cap;
	}
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
	memmove(&v->e[at], &v->e[at + 1], (v->n - at) * sizeof(*v->e));
	return ptr;
}

void idvec_destroy(struct idvec *v, struct kmem *m)
{
	kfree(m, v->e);
	*v = (struct idvec) { 0 };
}
