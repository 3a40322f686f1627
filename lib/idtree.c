/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* See idtree.h. */
#include "lib/idtree.h"

#include "lib/htable.h"

/** Is @a above @b in the heap? The hash is a bijection's half, so ties are settled by the id. */
static bool above(const struct idtree_node *a, const struct idtree_node *b)
{
	u32 x = hash_u32(a->id), y = hash_u32(b->id);

	return x > y || (x == y && a->id > b->id);
}

struct idtree_node *idtree_find(const struct idtree *t, u32 id)
{
	struct idtree_node *p = t->root;

	while (p && p->id != id)
		p = id < p->id ? p->left : p->right;
	return p;
}

struct idtree_node *idtree_lower_bound(const struct idtree *t, u32 id)
{
	struct idtree_node *p = t->root, *best = NULL;

	while (p) {
		if (p->id < id) {
			p = p->right;
		} else {
			best = p;
			p = p->left;
		}
	}
	return best;
}

/** Cut @p into what is below @id and what is above it. */
static void split(struct idtree_node *p, u32 id, struct idtree_node **low,
		  struct idtree_node **high)
{
	while (p) {
		if (p->id < id) {
			*low = p;
			low = &p->right;
			p = p->right;
		} else {
			*high = p;
			high = &p->left;
			p = p->left;
		}
	}
	*low = *high = NULL;
}

void idtree_insert(struct idtree *t, struct idtree_node *n)
{
	struct idtree_node **pp = &t->root;

	while (*pp && above(*pp, n))
		pp = n->id < (*pp)->id ? &(*pp)->left : &(*pp)->right;
	split(*pp, n->id, &n->left, &n->right);
	*pp = n;
	t->n++;
}

void idtree_remove(struct idtree *t, struct idtree_node *n)
{
	struct idtree_node **pp = &t->root, *a = n->left, *b = n->right;

	while (*pp != n)
		pp = n->id < (*pp)->id ? &(*pp)->left : &(*pp)->right;
	/* All of @a is below all of @b: weave them by height. */
	while (a && b) {
		if (above(a, b)) {
			*pp = a;
			pp = &a->right;
			a = a->right;
		} else {
			*pp = b;
			pp = &b->left;
			b = b->left;
		}
	}
	*pp = a ? a : b;
	t->n--;
}
