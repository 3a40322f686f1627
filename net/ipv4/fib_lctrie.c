/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* See fib_lctrie.h. */
#include "net/ipv4/fib_lctrie.h"

#include <errno.h>

/* Percent of children in use after doubling, or now: when to do it. The root may be larger. */
#define DOUBLE_ABOVE 50
#define DOUBLE_ABOVE_ROOT 30
#define HALVE_BELOW 25
#define HALVE_BELOW_ROOT 15

#define STEPS_MAX 10 /* of doubling and halving one node at a time */

static void resize(struct lc_trie *t, struct lc_node *n);

/* ---- nodes ---- */

static struct lc_node *node_new(struct lc_trie *t, u32 key, u32 pos, u32 bits)
{
	struct lc_node *n;

	n = kzalloc(t->mem, sizeof(*n) + (bits ? sizeof(n->child[0]) << bits : 0));
	if (!n) {
		t->failed = true;
		return NULL;
	}
	n->key = pos + bits < 32 ? key >> (pos + bits) << (pos + bits) : 0;
	if (!bits)
		n->key = key;
	n->pos = pos;
	n->bits = bits;
	n->empty = bits ? 1u << bits : 0;
	list_add(&n->all, &t->nodes);
	return n;
}

static void node_free(struct lc_trie *t, struct lc_node *n)
{
	list_del(&n->all);
	kfree(t->mem, n);
}

static bool is_full(const struct lc_node *parent, const struct lc_node *n)
{
	return n && n->bits && n->pos + n->bits == parent->pos;
}

/* Where @key goes in @n; past its children when the bits that @n skips differ. */
static u32 slot_of(const struct lc_node *n, u32 key)
{
	return (key ^ n->key) >> n->pos;
}

static void set_child(struct lc_node *p, u32 i, struct lc_node *n)
{
	struct lc_node *old = p->child[i];

	p->empty += (old != NULL) - (n != NULL);
	p->full += is_full(p, n) - is_full(p, old);
	p->child[i] = n;
	if (n)
		n->parent = p;
}

/* Put @n where @key leads from @parent; NULL is above the root. */
static void hang(struct lc_trie *t, struct lc_node *parent, u32 key, struct lc_node *n)
{
	if (parent) {
		set_child(parent, slot_of(parent, key), n);
		return;
	}
	t->root = n;
	if (n)
		n->parent = NULL;
}

/* ---- sizes ---- */

static bool should_double(const struct lc_node *n)
{
	u64 used = lc_children(n) - n->empty + n->full;
	u32 limit = n->parent ? DOUBLE_ABOVE : DOUBLE_ABOVE_ROOT;

	return used > 1 && n->pos && 100 * used >= 2ull * lc_children(n) * limit;
}

static bool should_halve(const struct lc_node *n)
{
	u64 used = lc_children(n) - n->empty;
	u32 limit = n->parent ? HALVE_BELOW : HALVE_BELOW_ROOT;

	return used > 1 && n->bits > 1 && 100 * used < (u64)lc_children(n) * limit;
}

/* @n takes the place of @old; then its full children are looked at again. */
static struct lc_node *replace(struct lc_trie *t, struct lc_node *old, struct lc_node *n)
{
	hang(t, old->parent, n->key, n);
	node_free(t, old);
	for (u32 i = lc_children(n); i-- && !t->failed;)
		if (is_full(n, n->child[i]))
			resize(t, n->child[i]);
	return n;
}

/* @inner has more than two children: make two of it, each with half of them, under @n. */
static void split(struct lc_trie *t, struct lc_node *n, u32 i, struct lc_node *inner)
{
	struct lc_node *low = node_new(t, inner->key, inner->pos, inner->bits - 1);
	struct lc_node *high = node_new(t, inner->key | 1u << n->pos, inner->pos, inner->bits - 1);
	u32 half = lc_children(inner) / 2;

	if (t->failed)
		return;
	for (u32 j = 0; j < half; j++) {
		set_child(low, j, inner->child[j]);
		set_child(high, j, inner->child[half + j]);
	}
	set_child(n, 2 * i, low);
	set_child(n, 2 * i + 1, high);
}

/* Branch on one bit more. What takes @old's place, or NULL: no memory. */
static struct lc_node *make_double(struct lc_trie *t, struct lc_node *old)
{
	struct lc_node *n = node_new(t, old->key, old->pos - 1, old->bits + 1), *inner;

	for (u32 i = lc_children(old); n && i-- && !t->failed;) {
		inner = old->child[i];
		if (!inner)
			continue;
		if (!is_full(old, inner)) {
			set_child(n, slot_of(n, inner->key), inner);
			continue;
		}
		if (inner->bits == 1) {
			set_child(n, 2 * i, inner->child[0]);
			set_child(n, 2 * i + 1, inner->child[1]);
		} else {
			split(t, n, i, inner);
		}
		node_free(t, inner);
	}
	return t->failed ? NULL : replace(t, old, n);
}

/* Branch on one bit less. As above. */
static struct lc_node *make_half(struct lc_trie *t, struct lc_node *old)
{
	struct lc_node *n = node_new(t, old->key, old->pos + 1, old->bits - 1);

	for (u32 i = 0; n && i < lc_children(old); i += 2) {
		struct lc_node *low = old->child[i], *high = old->child[i + 1], *pair;

		if (!low || !high) {
			set_child(n, i / 2, low ? low : high);
			continue;
		}
		pair = node_new(t, low->key, old->pos, 1);
		if (!pair)
			return NULL;
		set_child(pair, 0, low);
		set_child(pair, 1, high);
		set_child(n, i / 2, pair);
	}
	return n ? replace(t, old, n) : NULL;
}

/* One child or none is left: it needs no node above it. */
static void collapse(struct lc_trie *t, struct lc_node *n)
{
	struct lc_node *only = NULL;

	for (u32 i = 0; !only && i < lc_children(n); i++)
		only = n->child[i];
	hang(t, n->parent, n->key, only);
	node_free(t, n);
}

static void resize(struct lc_trie *t, struct lc_node *n)
{
	u32 steps = 0;

	for (; n && steps < STEPS_MAX && should_double(n); steps++)
		n = make_double(t, n);
	if (steps)
		return;
	for (; n && steps < STEPS_MAX && should_halve(n); steps++)
		n = make_half(t, n);
	if (n && lc_children(n) - n->empty < 2)
		collapse(t, n);
}

/* ---- the trie ---- */

void lc_trie_init(struct lc_trie *t, struct kmem *mem)
{
	*t = (struct lc_trie) { .mem = mem };
	INIT_LIST_HEAD(&t->nodes);
}

void lc_trie_destroy(struct lc_trie *t)
{
	struct lc_node *n, *next;

	list_for_each_entry_safe (n, next, &t->nodes, all)
		kfree(t->mem, n);
	lc_trie_init(t, t->mem);
}

/* Down to where @key belongs: its parent, and what is in its place there. */
static struct lc_node *descend(const struct lc_trie *t, u32 key, struct lc_node **ret_parent)
{
	struct lc_node *n = t->root;

	*ret_parent = NULL;
	while (n && n->bits && slot_of(n, key) < lc_children(n)) {
		*ret_parent = n;
		n = n->child[slot_of(n, key)];
	}
	return n;
}

int lc_trie_insert(struct lc_trie *t, u32 key)
{
	struct lc_node *parent, *there = descend(t, key, &parent), *fork, *up;
	struct lc_node *leaf = node_new(t, key, 0, 0);

	if (!leaf)
		return -ENOMEM;
	if (there) {
		fork = node_new(t, key, 31 - __builtin_clz(key ^ there->key), 1);
		if (!fork)
			return -ENOMEM;
		hang(t, parent, key, fork);
		set_child(fork, slot_of(fork, key) ^ 1, there);
		parent = fork;
	}
	hang(t, parent, key, leaf);
	for (; parent && !t->failed; parent = up) {
		up = parent->parent;
		resize(t, parent);
	}
	return t->failed ? -ENOMEM : 0;
}
