/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Ordered map from a u32 to what a node is embedded in, as a treap: a search tree by id that is
 * also a heap by a hash of the id. So its shape depends on nothing but the ids in it, and its
 * depth is logarithmic whatever their order. Nothing allocates, so nothing fails.
 *
 * Use it where ids come in any order and in great numbers; lib/idvec.h where they mostly ascend.
 */
#ifndef KERNLET_LIB_IDTREE_H
#define KERNLET_LIB_IDTREE_H

#include "lib/types.h"

struct idtree_node {
	struct idtree_node *left, *right;
	u32 id;
};

struct idtree {
	struct idtree_node *root; /* NULL: empty */
	u32 n;
};

/** NULL: none. */
struct idtree_node *idtree_find(const struct idtree *t, u32 id);
/** The node with the lowest id >= @id, or NULL. */
struct idtree_node *idtree_lower_bound(const struct idtree *t, u32 id);
/** Enter @n by its id, which must not be there yet. */
void idtree_insert(struct idtree *t, struct idtree_node *n);
/** Take out @n, which must be there. */
void idtree_remove(struct idtree *t, struct idtree_node *n);

/** The node after the one with @id, or NULL. */
static inline struct idtree_node *idtree_next(const struct idtree *t, u32 id)
{
	return id == ~0u ? NULL : idtree_lower_bound(t, id + 1);
}

#endif
