/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * See fib_tree.h. A B+ tree whose separators are lower bounds: everything under child i is not
 * less than sep[i], everything under child i - 1 not greater. sep[0] is never looked at. Removal
 * leaves separators as they are, for they stay true.
 *
 * Nodes are merged with a neighbour under the same parent when both together fill half a node,
 * so what is left after a flush does not keep the memory of what was there.
 */
#include "net/ipv4/fib_tree.h"

#define LEAF_CAP 64
#define LEAF_MIN_CAP 4
#define INNER_CAP 64

struct leaf {
	u32 n, cap;
	struct fib_entry e[];
};

struct inner {
	u32 n;
	u32 sep_prio[INNER_CAP];
	u64 sep_key[INNER_CAP]; /* shifted down by FIB_KEY_SHIFT */
	void *child[INNER_CAP];
};

void fib_tree_init(struct fib_tree *t, struct kmem *mem)
{
	*t = (struct fib_tree) { .mem = mem };
}

static void free_node(struct fib_tree *t, void *node, u32 height)
{
	if (height > 1) {
		struct inner *in = node;

		for (u32 i = 0; i < in->n; i++)
			free_node(t, in->child[i], height - 1);
	}
	kfree(t->mem, node);
}

void fib_tree_destroy(struct fib_tree *t)
{
	if (t->root)
		free_node(t, t->root, t->height);
	fib_tree_init(t, t->mem);
}

/* ---- search ------------------------------------------------------------------------------ */

/** Is (ak, ap) before (bk, bp)? With @or_equal: or the same. No branch: its outcome is random. */
static inline u32 before(u64 ak, u32 ap, u64 bk, u32 bp, u32 or_equal)
{
	return (ak < bk) | ((ak == bk) & ((ap < bp) | (or_equal & (ap == bp))));
}

/*
 * Both searches compare keys alone first, which is one load and one comparison a step, and look at
 * metrics only where the very key is found.
 */

/** How many entries stand before the bound. */
static inline u32 leaf_search(const struct leaf *l, u64 key, u32 prio, bool upper)
{
	const u64 whole = key << FIB_KEY_SHIFT;
	u32 lo = 0, n = l->n;

	while (n) {
		u32 half = (n + 1) / 2;

		lo += half & -(u32)(l->e[lo + half - 1].key < whole);
		n -= half;
	}
	if (lo == l->n || l->e[lo].key >> FIB_KEY_SHIFT != key)
		return lo;
	n = l->n - lo;
	while (n) {
		u32 half = (n + 1) / 2;
		const struct fib_entry *e = &l->e[lo + half - 1];

		lo += half & -before(e->key >> FIB_KEY_SHIFT, e->prio, key, prio, upper);
		n -= half;
	}
	return lo;
}

/** The child to look into: the last one whose separator stands before the bound, or the first. */
static inline u32 inner_search(const struct inner *in, u64 key, u32 prio, bool upper)
{
	u32 lo = 0, n = in->n - 1;

	while (n) {
		u32 half = (n + 1) / 2;

		lo += half & -(u32)(in->sep_key[lo + half] < key);
		n -= half;
	}
	if (lo + 1 == in->n || in->sep_key[lo + 1] != key)
		return lo;
	n = in->n - 1 - lo;
	while (n) {
		u32 half = (n + 1) / 2, i = lo + half;

		lo += half & -before(in->sep_key[i], in->sep_prio[i], key, prio, upper);
		n -= half;
	}
	return lo;
}

/** Fetch what a binary search may touch: one wait for memory instead of one a step. */
static inline void prefetch_range(const void *p, size_t n)
{
	for (size_t i = 0; i < n; i += 64)
		__builtin_prefetch((const char *)p + i);
}

static inline void descend(struct fib_tree *t, u64 key, u32 prio, bool upper, struct fib_iter *it)
{
	void *node = t->root;
	u32 d = 0;

	it->tree = t;
	it->depth = t->height;
	key >>= FIB_KEY_SHIFT;
	for (; d + 1 < t->height; d++) {
		struct inner *in = node;

		it->node[d] = in;
		it->idx[d] = inner_search(in, key, prio, upper);
		node = in->child[it->idx[d]];
		if (d + 2 < t->height)
			prefetch_range(((struct inner *)node)->sep_key, sizeof(in->sep_key));
		else
			prefetch_range(node,
				       sizeof(struct leaf) + LEAF_CAP * sizeof(struct fib_entry));
	}
	if (node) {
		it->node[d] = node;
		it->idx[d] = leaf_search(node, key, prio, upper);
	}
}

static bool at_right_edge(const struct fib_iter *it)
{
	for (u32 d = 0; d + 1 < it->depth; d++)
		if (it->idx[d] + 1 != ((struct inner *)it->node[d])->n)
			return false;
	return true;
}

/** Nodes come, go or move: the remembered way may lead nowhere. */
static inline void forget_last(struct fib_tree *t)
{
	t->last.depth = 0;
}

/** An entry went into the leaf at the end of @it, with no node changed. */
static void remember_last(struct fib_iter *it)
{
	struct fib_path *p = &it->tree->last;
	u32 d = it->depth - 1;

	if (p->depth == it->depth && p->node[d] == it->node[d])
		return;
	p->depth = it->depth;
	memcpy(p->idx, it->idx, it->depth * sizeof(p->idx[0]));
	memcpy(p->node, it->node, it->depth * sizeof(p->node[0]));
	it->tree->last_is_rightmost = at_right_edge(it);
}

/** A lower bound by the remembered leaf, if it is sure to lie there. */
static inline bool near_last(struct fib_tree *t, u64 key, u32 prio, struct fib_iter *it)
{
	const struct fib_path *p = &t->last;
	const struct leaf *l;
	u32 d = p->depth - 1;

	if (!p->depth)
		return false;
	l = p->node[d];
	key >>= FIB_KEY_SHIFT;
	if (l->e[0].key >> FIB_KEY_SHIFT >= key ||
	    (!t->last_is_rightmost && l->e[l->n - 1].key >> FIB_KEY_SHIFT <= key))
		return false;
	it->tree = t;
	it->depth = p->depth;
	memcpy(it->idx, p->idx, p->depth * sizeof(p->idx[0]));
	memcpy(it->node, p->node, p->depth * sizeof(p->node[0]));
	it->idx[d] = leaf_search(l, key, prio, false);
	return true;
}

void fib_tree_lower_bound(struct fib_tree *t, u64 key, u32 prio, struct fib_iter *it)
{
	if (near_last(t, key, prio, it))
		return;
	descend(t, key, prio, false, it);
}

void fib_tree_upper_bound(struct fib_tree *t, u64 key, u32 prio, struct fib_iter *it)
{
	descend(t, key, prio, true, it);
}

/* ---- walking ----------------------------------------------------------------------------- */

/** Step to the first entry of the next leaf (@forward) or the last of the one before. */
static bool step_leaf(struct fib_iter *it, bool forward)
{
	u32 last = it->depth - 1, d = last;
	struct inner *in;

	do {
		if (!d)
			return false;
		d--;
		in = it->node[d];
	} while (forward ? it->idx[d] + 1 >= in->n : it->idx[d] == 0);
	it->idx[d] += forward ? 1 : -1;
	for (; d < last; d++) {
		void *node = ((struct inner *)it->node[d])->child[it->idx[d]];
		u32 n = d + 1 == last ? ((struct leaf *)node)->n : ((struct inner *)node)->n;

		it->node[d + 1] = node;
		it->idx[d + 1] = forward ? 0 : n - 1;
	}
	return true;
}

struct fib_entry *fib_iter_get(struct fib_iter *it)
{
	u32 d = it->depth - 1;
	struct leaf *l;

	if (!it->depth)
		return NULL;
	l = it->node[d];
	if (it->idx[d] >= l->n) {
		if (!step_leaf(it, true))
			return NULL;
		l = it->node[d];
	}
	return &l->e[it->idx[d]];
}

struct fib_entry *fib_iter_next(struct fib_iter *it)
{
	if (!it->depth)
		return NULL;
	it->idx[it->depth - 1]++;
	return fib_iter_get(it);
}

struct fib_entry *fib_iter_prev(struct fib_iter *it)
{
	u32 d = it->depth - 1;

	if (!it->depth)
		return NULL;
	if (it->idx[d])
		it->idx[d]--;
	else if (!step_leaf(it, false))
		return NULL;
	return &((struct leaf *)it->node[d])->e[it->idx[d]];
}

/* ---- insertion --------------------------------------------------------------------------- */

static struct leaf *leaf_alloc(struct fib_tree *t, struct leaf *old, u32 cap)
{
	struct leaf *l = krealloc(t->mem, old, sizeof(*l) + cap * sizeof(l->e[0]));

	if (!l)
		return NULL;
	if (!old)
		l->n = 0;
	l->cap = cap;
	return l;
}

static void leaf_put(struct leaf *l, u32 at, const struct fib_entry *e)
{
	memmove(&l->e[at + 1], &l->e[at], (l->n - at) * sizeof(*e));
	l->e[at] = *e;
	l->n++;
}

static void inner_put(struct inner *in, u32 at, void *child, u64 key, u32 prio)
{
	u32 tail = in->n - at;

	memmove(&in->sep_prio[at + 1], &in->sep_prio[at], tail * sizeof(in->sep_prio[0]));
	memmove(&in->sep_key[at + 1], &in->sep_key[at], tail * sizeof(in->sep_key[0]));
	memmove(&in->child[at + 1], &in->child[at], tail * sizeof(in->child[0]));
	in->sep_key[at] = key;
	in->sep_prio[at] = prio;
	in->child[at] = child;
	in->n++;
}

/** Nodes that splitting at @it will need, taken before anything changes. */
struct spare {
	void *node[FIB_TREE_DEPTH + 1];
	u32 n;
};

static int spare_fill(struct spare *s, struct fib_iter *it)
{
	struct fib_tree *t = it->tree;
	int d = it->depth - 2;
	u32 inners = 0;

	s->n = 0;
	while (d >= 0 && ((struct inner *)it->node[d])->n == INNER_CAP)
		inners++, d--;
	if (d < 0) {
		if (t->height == FIB_TREE_DEPTH)
			return -ENOMEM;
		inners++;
	}
	for (u32 i = 0; i < inners + 1; i++) {
		void *p = i < inners ? kmalloc(t->mem, sizeof(struct inner))
				     : (void *)leaf_alloc(t, NULL, LEAF_CAP);

		if (!p)
			goto free_spare;
		s->node[s->n++] = p;
	}
	return 0;

free_spare:
	while (s->n)
		kfree(t->mem, s->node[--s->n]);
	return -ENOMEM;
}

static void grow_root(struct fib_tree *t, struct spare *s, void *right, u64 key, u32 prio)
{
	struct inner *root = s->node[--s->n];

	root->n = 1;
	root->sep_key[0] = 0;
	root->sep_prio[0] = 0;
	root->child[0] = t->root;
	inner_put(root, 1, right, key, prio);
	t->root = root;
	t->height++;
}

/** Link @right, split off the node at level @d of @it, into the level above, splitting upwards. */
static void insert_up(struct fib_iter *it, int d, struct spare *s, void *right, u64 key, u32 prio)
{
	while (--d >= 0) {
		struct inner *in = it->node[d], *nin;
		u32 at = it->idx[d] + 1, half = INNER_CAP / 2;

		if (in->n < INNER_CAP) {
			inner_put(in, at, right, key, prio);
			return;
		}
		nin = s->node[--s->n];
		nin->n = in->n - half;
		memcpy(nin->sep_key, &in->sep_key[half], nin->n * sizeof(nin->sep_key[0]));
		memcpy(nin->sep_prio, &in->sep_prio[half], nin->n * sizeof(nin->sep_prio[0]));
		memcpy(nin->child, &in->child[half], nin->n * sizeof(nin->child[0]));
		in->n = half;
		if (at > half)
			inner_put(nin, at - half, right, key, prio);
		else
			inner_put(in, at, right, key, prio);
		right = nin;
		key = nin->sep_key[0];
		prio = nin->sep_prio[0];
	}
	grow_root(it->tree, s, right, key, prio);
}

/** @e becomes the first entry of its leaf: the separator that led here must not be greater. */
static void lower_separator(struct fib_iter *it, const struct fib_entry *e)
{
	u64 key = e->key >> FIB_KEY_SHIFT;

	for (u32 d = it->depth - 1; d-- > 0;) {
		struct inner *in = it->node[d];
		u32 i = it->idx[d];

		if (!i)
			continue;
		if (before(key, e->prio, in->sep_key[i], in->sep_prio[i], 0)) {
			in->sep_key[i] = key;
			in->sep_prio[i] = e->prio;
		}
		return;
	}
}

static int insert_split(struct fib_iter *it, const struct fib_entry *e)
{
	u32 d = it->depth - 1, at = it->idx[d], half;
	struct leaf *l = it->node[d], *r;
	struct spare s;

	if (spare_fill(&s, it))
		return -ENOMEM;
	forget_last(it->tree);
	if (!at)
		lower_separator(it, e);
	r = s.node[--s.n];
	/* Loading in ascending order fills leaves to the brim. */
	half = at == l->n && at_right_edge(it) ? l->n : l->n / 2;
	r->n = l->n - half;
	memcpy(r->e, &l->e[half], r->n * sizeof(r->e[0]));
	l->n = half;
	if (at > half || (at == half && !r->n))
		leaf_put(r, at - half, e);
	else
		leaf_put(l, at, e);
	insert_up(it, d, &s, r, r->e[0].key >> FIB_KEY_SHIFT, r->e[0].prio);
	return 0;
}

/** The tree is one leaf, and it is full or absent: double it. */
static int grow_leaf(struct fib_iter *it)
{
	struct fib_tree *t = it->tree;
	struct leaf *old = t->root, *l = leaf_alloc(t, old, old ? old->cap * 2 : LEAF_MIN_CAP);

	if (!l)
		return -ENOMEM;
	forget_last(t);
	if (!old) {
		it->depth = t->height = 1;
		it->idx[0] = 0;
	}
	t->root = it->node[0] = l;
	return 0;
}

int fib_tree_insert(struct fib_iter *it, const struct fib_entry *e)
{
	struct fib_tree *t = it->tree;
	struct leaf *l = it->depth ? it->node[it->depth - 1] : NULL;

	if (!l || (l->n == l->cap && l->cap < LEAF_CAP)) {
		if (grow_leaf(it))
			return -ENOMEM;
		l = t->root;
	}
	if (l->n == LEAF_CAP) {
		if (insert_split(it, e))
			return -ENOMEM;
	} else {
		if (!it->idx[it->depth - 1])
			lower_separator(it, e);
		leaf_put(l, it->idx[it->depth - 1], e);
		remember_last(it);
	}
	t->count++;
	t->changes++;
	return 0;
}

/* ---- removal ----------------------------------------------------------------------------- */

static void inner_drop(struct inner *in, u32 at)
{
	u32 tail = --in->n - at;

	memmove(&in->sep_prio[at], &in->sep_prio[at + 1], tail * sizeof(in->sep_prio[0]));
	memmove(&in->sep_key[at], &in->sep_key[at + 1], tail * sizeof(in->sep_key[0]));
	memmove(&in->child[at], &in->child[at + 1], tail * sizeof(in->child[0]));
}

/** Move all of child @at of @in (leaves when @leaves) into the one before it, if that leaves room. */
static bool merge_left(struct fib_tree *t, struct inner *in, u32 at, bool leaves, u32 limit)
{
	if (leaves) {
		struct leaf *a = in->child[at - 1], *b = in->child[at];

		if (a->n + b->n > limit)
			return false;
		memcpy(&a->e[a->n], b->e, b->n * sizeof(b->e[0]));
		a->n += b->n;
	} else {
		struct inner *a = in->child[at - 1], *b = in->child[at];

		if (a->n + b->n > limit)
			return false;
		b->sep_key[0] = in->sep_key[at];
		b->sep_prio[0] = in->sep_prio[at];
		memcpy(&a->sep_key[a->n], b->sep_key, b->n * sizeof(b->sep_key[0]));
		memcpy(&a->sep_prio[a->n], b->sep_prio, b->n * sizeof(b->sep_prio[0]));
		memcpy(&a->child[a->n], b->child, b->n * sizeof(b->child[0]));
		a->n += b->n;
	}
	kfree(t->mem, in->child[at]);
	inner_drop(in, at);
	return true;
}

/** Take away root nodes with a single child, and the last empty leaf. */
static void shrink_root(struct fib_tree *t)
{
	while (t->height > 1 && ((struct inner *)t->root)->n == 1) {
		struct inner *old = t->root;

		t->root = old->child[0];
		t->height--;
		kfree(t->mem, old);
	}
	if (!t->count && t->root) {
		kfree(t->mem, t->root);
		t->root = NULL;
		t->height = 0;
	}
}

static inline u32 node_size(void *node, bool is_leaf)
{
	return is_leaf ? ((struct leaf *)node)->n : ((struct inner *)node)->n;
}

/** The node at level @d of @it has lost something: merge or drop it, and go up while that did. */
static void fix_up(struct fib_iter *it, u32 d)
{
	struct fib_tree *t = it->tree;

	for (; d > 0; d--) {
		struct inner *in = it->node[d - 1];
		bool is_leaf = d == it->depth - 1;
		u32 at = it->idx[d - 1], n = node_size(it->node[d], is_leaf);

		if (n > LEAF_CAP / 4)
			return;
		if (!n) {
			kfree(t->mem, it->node[d]);
			inner_drop(in, at);
		} else if (!(at && merge_left(t, in, at, is_leaf, LEAF_CAP / 2)) &&
			   !(at + 1 < in->n && merge_left(t, in, at + 1, is_leaf, LEAF_CAP / 2))) {
			return;
		}
	}
}

void fib_tree_remove(struct fib_iter *it)
{
	struct fib_entry *e = fib_iter_get(it);
	struct fib_tree *t = it->tree;
	u32 d = it->depth - 1;
	struct leaf *l = it->node[d];

	memmove(e, e + 1, (l->n - it->idx[d] - 1) * sizeof(l->e[0]));
	l->n--;
	t->count--;
	t->changes++;
	forget_last(t);
	fix_up(it, d);
	shrink_root(t);
}

struct filter {
	struct fib_tree *t;
	bool (*keep)(const struct fib_entry *e, void *arg);
	void *arg;
};

static u32 filter_leaf(struct filter *f, struct leaf *l)
{
	u32 n = 0;

	for (u32 i = 0; i < l->n; i++)
		if (f->keep(&l->e[i], f->arg))
			l->e[n++] = l->e[i];
	f->t->count -= l->n - n;
	f->t->changes += l->n - n;
	return l->n = n;
}

/** Returns what is left in @node: entries or children. */
static u32 filter_node(struct filter *f, void *node, u32 height)
{
	struct inner *in = node;

	if (height == 1)
		return filter_leaf(f, node);
	for (u32 i = 0; i < in->n;) {
		if (!filter_node(f, in->child[i], height - 1)) {
			kfree(f->t->mem, in->child[i]);
			inner_drop(in, i);
		} else if (!i || !merge_left(f->t, in, i, height == 2, LEAF_CAP * 3 / 4)) {
			i++;
		}
	}
	return in->n;
}

void fib_tree_filter(struct fib_tree *t, bool (*keep)(const struct fib_entry *e, void *arg),
		     void *arg)
{
	struct filter f = { t, keep, arg };

	if (!t->root)
		return;
	forget_last(t);
	if (!filter_node(&f, t->root, t->height)) {
		kfree(t->mem, t->root);
		t->root = NULL;
		t->height = 0;
	}
	shrink_root(t);
}

/* ---- longest prefix ---------------------------------------------------------------------- */

/**
 * Addresses at or below @bound, highest first: does one of them have a prefix that covers
 * m->addr? What covers it and begins below address A must be A with low bits cleared, so each
 * miss clears at least one more bit: at most 32 searches.
 */
static const struct fib_entry *match_below(struct fib_match *m, u32 bound)
{
	struct fib_tree *t = m->it.tree;

	for (;;) {
		const struct fib_entry *e;
		u32 a, common;

		fib_tree_upper_bound(t, ~0ull >> 32 | (u64)bound << 32, ~0u, &m->it);
		e = fib_iter_prev(&m->it);
		if (!e)
			return NULL;
		a = fib_entry_addr(e);
		common = a == m->addr ? 32 : __builtin_clz(a ^ m->addr);
		if (fib_entry_plen(e) <= common) {
			u32 i = m->it.idx[m->it.depth - 1];

			if (i && fib_entry_addr(e - 1) != a)
				return e;
			/* The shortest prefix at this address covers it: find the longest that does. */
			fib_tree_lower_bound(t, fib_key(a, common, 255), 0, &m->it);
			return fib_iter_get(&m->it);
		}
		bound = m->addr & plen_to_mask(common);
		if (bound == a) {
			if (!a)
				return NULL;
			bound = a & (a - 1);
		}
	}
}

const struct fib_entry *fib_match_first(struct fib_tree *t, u32 addr, struct fib_match *m)
{
	m->it.tree = t;
	m->addr = addr;
	return t->root ? match_below(m, addr) : NULL;
}

const struct fib_entry *fib_match_next(struct fib_match *m)
{
	const struct fib_entry *e = fib_iter_get(&m->it);
	u32 a = fib_entry_addr(e);

	e = fib_iter_next(&m->it);
	if (e && fib_entry_addr(e) == a)
		return e;
	return a ? match_below(m, a & (a - 1)) : NULL;
}

const struct fib_entry *fib_tree_cover(struct fib_tree *t, u32 addr, int max, int min)
{
	for (int plen = max; plen >= min; plen--) {
		u64 key = fib_key(addr & plen_to_mask(plen), plen, 255);
		const struct fib_entry *e;
		struct fib_iter it;

		fib_tree_lower_bound(t, key, 0, &it);
		e = fib_iter_get(&it);
		if (e && e->key >> 26 == key >> 26)
			return e;
	}
	return NULL;
}
