/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Ordered map from a positive id to a pointer, as one sorted array: the order of dumps.
 *
 * Find is a binary search; appending the highest id (what nearly every caller does) is O(1);
 * inserting in the middle moves the tail, removing the shorter side (16 bytes an entry).
 */
#ifndef KERNLET_LIB_IDVEC_H
#define KERNLET_LIB_IDVEC_H

#include "lib/kmem.h"

struct idvec_entry {
	u64 id;
	void *ptr;
};

struct idvec {
	struct idvec_entry *e;
	u32 n, cap;
	u32 head; /* entries that removal left free before e[0]; they count in cap */
};

/** 0, -EEXIST or -ENOMEM. */
int idvec_insert(struct idvec *v, struct kmem *m, u64 id, void *ptr) __must_check;
void *idvec_find(const struct idvec *v, u64 id);
/** The pointer that was there, or NULL. */
void *idvec_remove(struct idvec *v, u64 id);
/** Index of the first entry with id >= @id; v->n when there is none. */
u32 idvec_lower_bound(const struct idvec *v, u64 id);
void idvec_destroy(struct idvec *v, struct kmem *m);

/** Visit all entries from @from on in ascending order: `i` is a u32 index, `p` the pointer. */
#define idvec_for_each_from(v, i, p, from) \
	for ((i) = idvec_lower_bound(v, from); (i) < (v)->n && ((p) = (v)->e[i].ptr, 1); (i)++)

#endif
