/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The compiled longest-prefix match. See fib_trie.h.
 *
 * A node at depth d (bits above it) has the prefixes of d + 1 to d + 6 bits; 64 slots. To change
 * one, it is unpacked to an image, changed there, and packed again, into another block if its
 * size changed: that costs the same for any prefix. Whatever refers to it is its parent alone.
 *
 * Leaves are held as codes: length + 1 in the low six bits, above them the value, or its number
 * in the dictionary.
 */
#include "net/ipv4/fib_trie.h"

#define STRIDE 6
#define SLOTS 64
#define TOP_BITS 8
#define IS_NODE (1u << 31) /* in root: a node, no leaf */
#define SMALL_ROOT 12
#define BIG_ROOT 18
#define BIG_FROM 65536 /* prefixes that are worth the big root */
#define MANY 24 /* lookups under way at a time */
#define MAX_LEVELS 4 /* of nodes on the way to a /32 */

struct node {
	u64 kids, runs; /* bit 0 of runs is always set */
	u32 fallback;
	u32 class; /* size of the block */
	u32 ref[]; /* of the kids; then the leaves, u16 or u32 */
};

/** A node unpacked. */
struct image {
	u32 leaf[SLOTS];
	u32 kid[SLOTS]; /* 0: none */
	u32 fallback;
};

/* ---- blocks ------------------------------------------------------------------------------ */

/* In units of 8 bytes; the last holds the largest node there can be. */
static const u8 class_units[FIB_TRIE_CLASSES] = { 4,  5,  6,  7,  8,  9,  10, 11, 12, 13, 14, 15,
						  16, 18, 20, 22, 24, 28, 32, 36, 40, 48, 56, 68 };

static u32 class_of(u32 bytes)
{
	u32 c = 0;

	while (class_units[c] * 8u < bytes)
		c++;
	return c;
}

static inline struct node *node_at(const struct fib_trie *t, u32 at)
{
	return (struct node *)&t->units[at];
}

static int grow(struct fib_trie *t)
{
	u64 cap = t->cap + t->cap / 4 + class_units[FIB_TRIE_CLASSES - 1];
	u64 *units = cap < IS_NODE ? krealloc(t->mem, t->units, cap * sizeof(*units)) : NULL;

	if (!units)
		return -ENOMEM;
	t->units = units;
	t->cap = cap;
	return 0;
}

/** A block of size @c: where it begins, or 0 when there is no memory (nothing begins at 0). */
static u32 block_get(struct fib_trie *t, u32 c)
{
	u32 at = t->free[c];

	if (at) {
		t->free[c] = t->units[at];
		t->n_free -= class_units[c];
		return at;
	}
	if (t->n + class_units[c] > t->cap && grow(t))
		return 0;
	at = t->n;
	t->n += class_units[c];
	return at;
}

static void block_put(struct fib_trie *t, u32 at, u32 c)
{
	t->units[at] = t->free[c];
	t->free[c] = at;
	t->n_free += class_units[c];
}

/* ---- life -------------------------------------------------------------------------------- */

struct fib_trie *fib_trie_new(struct kmem *mem, u32 n, bool wide)
{
	struct fib_trie *t = kzalloc(mem, sizeof(*t));

	if (!t)
		return NULL;
	t->mem = mem;
	t->root_bits = n >= BIG_FROM ? BIG_ROOT : SMALL_ROOT;
	t->root = kcalloc(mem, 1u << t->root_bits, sizeof(*t->root));
	if (!wide)
		t->dict = kzalloc(mem, sizeof(*t->dict));
	t->n = 1;
	if (t->root && (wide || t->dict))
		return t;
	fib_trie_free(t);
	return NULL;
}

void fib_trie_free(struct fib_trie *t)
{
	if (!t)
		return;
	kfree(t->mem, t->root);
	kfree(t->mem, t->dict);
	kfree(t->mem, t->units);
	kfree(t->mem, t);
}

size_t fib_trie_bytes(const struct fib_trie *t)
{
	return sizeof(*t) + (sizeof(u32) << t->root_bits) + (t->dict ? sizeof(*t->dict) : 0) +
	       (size_t)t->cap * sizeof(*t->units);
}

bool fib_trie_is_sparse(const struct fib_trie *t)
{
	return t->n_free > t->n / 2 + 4096;
}

void fib_trie_trim(struct fib_trie *t)
{
	u32 cap = t->n + t->n / 64;
	u64 *units = t->units && cap < t->cap
			     ? krealloc(t->mem, t->units, (size_t)cap * sizeof(*units))
			     : NULL;

	if (!units)
		return;
	t->units = units;
	t->cap = cap;
}

/* ---- codes ------------------------------------------------------------------------------- */

/** Where @value is in the dictionary, or the empty place where it would be. */
static u16 *dict_find(struct fib_trie_dict *d, u32 value)
{
	for (u32 h = value * 2654435761u >> 21;; h++) {
		u16 *slot = &d->hash[h % FIB_TRIE_DICT_HASH];

		if (!*slot || d->value[*slot - 1] == value)
			return slot;
	}
}

/** The code of a leaf; 0: the dictionary is full. */
static u32 encode(struct fib_trie *t, u32 leaf)
{
	struct fib_trie_dict *d = t->dict;
	u16 *slot;

	if (!d)
		return leaf;
	slot = dict_find(d, fib_leaf_value(leaf));
	if (!*slot) {
		if (d->n == FIB_TRIE_DICT)
			return 0;
		d->value[d->n] = fib_leaf_value(leaf);
		*slot = ++d->n;
	}
	return (*slot - 1u) << 6 | (leaf & 63);
}

static inline u32 decode(const struct fib_trie *t, u32 code)
{
	return t->dict && code ? t->dict->value[code >> 6] << 6 | (code & 63) : code;
}

/* ---- nodes ------------------------------------------------------------------------------- */

static inline u32 slot_of(u32 addr, u32 depth)
{
	return (u64)addr << 32 << depth >> (64 - STRIDE);
}

static inline bool has_kid(const struct node *n, u32 slot)
{
	return n->kids >> slot & 1;
}

/** The number of the leaf or kid of @slot: bits of @map up to and with it, less one. */
static inline u32 rank(u64 map, u32 slot)
{
	return __builtin_popcountll(map << (63 - slot)) - 1;
}

static inline u32 *kid_ref(struct node *n, u32 slot)
{
	return &n->ref[rank(n->kids, slot)];
}

static inline const void *leaves_of(const struct node *n)
{
	return &n->ref[__builtin_popcountll(n->kids)];
}

static inline u32 leaf_at(const void *leaves, u32 i, bool wide)
{
	return wide ? ((const u32 *)leaves)[i] : ((const u16 *)leaves)[i];
}

static void unpack(const struct fib_trie *t, u32 at, struct image *im)
{
	struct node *n = node_at(t, at);
	const void *leaves = leaves_of(n);

	im->fallback = n->fallback;
	memset(im->kid, 0, sizeof(im->kid));
	for (u64 left = n->kids; left; left &= left - 1)
		im->kid[__builtin_ctzll(left)] = *kid_ref(n, __builtin_ctzll(left));
	for (u64 left = n->runs, i = 0; left; left &= left - 1, i++) {
		u64 rest = left & (left - 1);
		u32 end = rest ? __builtin_ctzll(rest) : SLOTS;
		u32 code = leaf_at(leaves, i, !t->dict);

		for (u32 slot = __builtin_ctzll(left); slot < end; slot++)
			im->leaf[slot] = code;
	}
}

static void fill(const struct fib_trie *t, struct node *n, const struct image *im)
{
	u32 i = 0, *ref = n->ref;
	u16 *narrow;

	n->fallback = im->fallback;
	for (u64 left = n->kids; left; left &= left - 1)
		*ref++ = im->kid[__builtin_ctzll(left)];
	narrow = (u16 *)ref;
	for (u64 left = n->runs; left; left &= left - 1, i++)
		if (t->dict)
			narrow[i] = im->leaf[__builtin_ctzll(left)];
		else
			ref[i] = im->leaf[__builtin_ctzll(left)];
}

/**
 * Pack @im into the block of node @at (0: none yet), or into another one of the right size: where
 * it is then, or 0 when there is no memory. If it takes no more room than before, it always fits.
 */
static u32 pack(struct fib_trie *t, u32 at, const struct image *im)
{
	u64 kids = 0, runs = 1;
	u32 class, old = at;

	for (u32 i = 0; i < SLOTS; i++)
		kids |= (u64)(im->kid[i] != 0) << i;
	for (u32 i = 1; i < SLOTS; i++)
		runs |= (u64)(im->leaf[i] != im->leaf[i - 1]) << i;
	class = class_of(sizeof(struct node) + __builtin_popcountll(kids) * sizeof(u32) +
			 __builtin_popcountll(runs) * (t->dict ? sizeof(u16) : sizeof(u32)));
	if (!old || node_at(t, old)->class != class) {
		u32 better = block_get(t, class);

		if (better)
			at = better;
		else if (!old || node_at(t, old)->class < class)
			return 0;
		else
			class = node_at(t, old)->class;
	}
	if (old && at != old)
		block_put(t, old, node_at(t, old)->class);
	*node_at(t, at) = (struct node) { .kids = kids, .runs = runs, .class = class };
	fill(t, node_at(t, at), im);
	return at;
}

/* ---- change ------------------------------------------------------------------------------ */

/** What a change does to the leaves in its range: those of @min to @max bits become @code. */
struct change {
	u32 addr;
	u8 plen;
	u32 min, max; /* as in a code: length + 1, 0 for none */
	u32 code;
};

static inline u32 changed(const struct change *c, u32 old)
{
	return (old & 63) - c->min <= c->max - c->min ? c->code : old;
}

static void change_top(struct fib_trie *t, const struct change *c)
{
	u32 first = c->addr >> (32 - TOP_BITS), n = 1u << (TOP_BITS - c->plen);

	for (u32 i = first; i < first + n; i++)
		t->top[i] = changed(c, t->top[i]);
}

static u32 *root_slot(const struct fib_trie *t, u32 addr)
{
	return &t->root[addr >> (32 - t->root_bits)];
}

static void change_root(struct fib_trie *t, const struct change *c)
{
	u32 n = 1u << (t->root_bits - c->plen), *slot = root_slot(t, c->addr);

	for (u32 i = 0; i < n; i++) {
		u32 *leaf = &slot[i];

		if (*leaf & IS_NODE)
			leaf = &node_at(t, *leaf & ~IS_NODE)->fallback;
		*leaf = changed(c, *leaf);
	}
}

/** Do it in @im, a node at @depth; true: there is something left in it. */
static bool change_image(struct image *im, u32 depth, const struct change *c)
{
	u32 first = slot_of(c->addr, depth), n = 1u << (depth + STRIDE - c->plen), any = 0;

	for (u32 i = first; i < first + n; i++)
		im->leaf[i] = changed(c, im->leaf[i]);
	for (u32 i = 0; i < SLOTS; i++)
		any |= im->leaf[i] | im->kid[i];
	return any;
}

/** The kids below the change fall back to what is in @im now. */
static void tell_kids(struct fib_trie *t, const struct image *im, u32 depth, const struct change *c)
{
	u32 first = slot_of(c->addr, depth), n = 1u << (depth + STRIDE - c->plen);

	for (u32 i = first; i < first + n; i++)
		if (im->kid[i])
			node_at(t, im->kid[i])->fallback = im->leaf[i];
}

/** The nodes that exist on the way to where a prefix belongs. */
struct way {
	u32 addr;
	u32 want, have; /* levels; have <= want */
	u32 at[MAX_LEVELS];
};

static u32 depth_of(const struct fib_trie *t, u32 level)
{
	return t->root_bits + level * STRIDE;
}

static struct way find_way(const struct fib_trie *t, u32 addr, u8 plen)
{
	struct way w = { .addr = addr, .want = (plen - t->root_bits - 1) / STRIDE + 1 };
	u32 e = *root_slot(t, addr);

	if (!(e & IS_NODE))
		return w;
	for (e &= ~IS_NODE;; e = *kid_ref(node_at(t, e), slot_of(addr, depth_of(t, w.have - 1)))) {
		w.at[w.have++] = e;
		if (w.have == w.want ||
		    !has_kid(node_at(t, e), slot_of(addr, depth_of(t, w.have - 1))))
			return w;
	}
}

/** The node of @level is @at now. */
static void set_ref(struct fib_trie *t, struct way *w, u32 level, u32 at)
{
	if (!level)
		*root_slot(t, w->addr) = at | IS_NODE;
	else
		*kid_ref(node_at(t, w->at[level - 1]), slot_of(w->addr, depth_of(t, level - 1))) =
			at;
	w->at[level] = at;
}

/** A leaf for a node that is there. */
static int insert_here(struct fib_trie *t, struct way *w, const struct change *c)
{
	u32 level = w->want - 1, depth = depth_of(t, level), at;
	struct image im;

	unpack(t, w->at[level], &im);
	change_image(&im, depth, c);
	at = pack(t, w->at[level], &im);
	if (!at)
		return -ENOMEM;
	set_ref(t, w, level, at);
	tell_kids(t, &im, depth, c);
	return 0;
}

/** The nodes that are missing on the way, from the lowest up, one hanging in the other. 0: no memory. */
static u32 make_chain(struct fib_trie *t, const struct way *w, const struct change *c, u32 fallback,
		      u32 made[MAX_LEVELS])
{
	u32 kid = 0;

	for (u32 level = w->want; level-- > w->have;) {
		struct image im = { .fallback = level == w->have ? fallback : 0 };

		if (kid)
			im.kid[slot_of(w->addr, depth_of(t, level))] = kid;
		else
			change_image(&im, depth_of(t, level), c);
		kid = pack(t, 0, &im);
		if (!kid)
			return 0;
		made[level] = kid;
	}
	return kid;
}

static void free_chain(struct fib_trie *t, const u32 made[MAX_LEVELS])
{
	for (u32 i = 0; i < MAX_LEVELS; i++)
		if (made[i])
			block_put(t, made[i], node_at(t, made[i])->class);
}

static int insert_below(struct fib_trie *t, struct way *w, const struct change *c)
{
	u32 made[MAX_LEVELS] = { 0 }, level = w->have - 1, at, kid, slot;
	struct image im;

	if (!w->have) {
		kid = make_chain(t, w, c, *root_slot(t, w->addr), made);
		if (!kid)
			goto free_chain;
		*root_slot(t, w->addr) = kid | IS_NODE;
		return 0;
	}
	slot = slot_of(w->addr, depth_of(t, level));
	unpack(t, w->at[level], &im);
	kid = make_chain(t, w, c, im.leaf[slot], made);
	if (!kid)
		goto free_chain;
	im.kid[slot] = kid;
	at = pack(t, w->at[level], &im);
	if (!at)
		goto free_chain;
	set_ref(t, w, level, at);
	return 0;

free_chain:
	free_chain(t, made);
	return -ENOMEM;
}

int fib_trie_insert(struct fib_trie *t, u32 addr, u8 plen, u32 value)
{
	/* It stands before what is as long or shorter, or nothing. */
	struct change c = { addr, plen, 0, plen + 1, encode(t, fib_leaf(plen, value)) };
	struct way w;

	if (!c.code)
		return -E2BIG;
	if (plen <= TOP_BITS) {
		change_top(t, &c);
		return 0;
	}
	if (plen <= t->root_bits) {
		change_root(t, &c);
		return 0;
	}
	w = find_way(t, addr, plen);
	return w.have == w.want ? insert_here(t, &w, &c) : insert_below(t, &w, &c);
}

u8 fib_trie_level(const struct fib_trie *t, u8 plen)
{
	if (plen <= TOP_BITS)
		return 0;
	if (plen <= t->root_bits)
		return TOP_BITS + 1;
	return plen - (plen - t->root_bits - 1) % STRIDE;
}

/** The node of @level has nothing in it any more: it goes, and its parent if that was its last. */
static void prune(struct fib_trie *t, struct way *w, u32 level)
{
	for (;; level--) {
		u32 at = w->at[level], fallback = node_at(t, at)->fallback, any = 0;
		struct image im;

		block_put(t, at, node_at(t, at)->class);
		if (!level) {
			*root_slot(t, w->addr) = fallback;
			return;
		}
		unpack(t, w->at[level - 1], &im);
		im.kid[slot_of(w->addr, depth_of(t, level - 1))] = 0;
		for (u32 i = 0; i < SLOTS; i++)
			any |= im.kid[i] | im.leaf[i];
		if (any) {
			set_ref(t, w, level - 1, pack(t, w->at[level - 1], &im));
			return;
		}
	}
}

void fib_trie_remove(struct fib_trie *t, u32 addr, u8 plen, u32 cover)
{
	/* The cover's value is in the dictionary: it was inserted. */
	struct change c = { addr, plen, plen + 1, plen + 1, cover ? encode(t, cover) : 0 };
	u32 level;
	struct image im;
	struct way w;

	if (plen <= TOP_BITS) {
		change_top(t, &c);
		return;
	}
	if (plen <= t->root_bits) {
		change_root(t, &c);
		return;
	}
	w = find_way(t, addr, plen);
	if (w.have != w.want)
		return;
	level = w.want - 1;
	unpack(t, w.at[level], &im);
	if (!change_image(&im, depth_of(t, level), &c)) {
		prune(t, &w, level);
		return;
	}
	/* There are no more runs than before, so it fits. */
	set_ref(t, &w, level, pack(t, w.at[level], &im));
	tell_kids(t, &im, depth_of(t, level), &c);
}

/* ---- from a whole table ------------------------------------------------------------------ */

/**
 * The nodes on the way to the last prefix, as images, packed when the next one lies elsewhere.
 * Of two prefixes that begin together the longer comes first, so when a slot is left all that
 * covers it has been seen, and is what the kid in it falls back to.
 */
struct fib_trie_builder {
	struct fib_trie *t;
	u32 addr; /* of the last prefix */
	u32 open; /* images in use */
	int err;
	struct image im[MAX_LEVELS];
};

struct fib_trie_builder *fib_trie_build_start(struct fib_trie *t)
{
	struct fib_trie_builder *b = kzalloc(t->mem, sizeof(*b));

	if (b)
		b->t = t;
	return b;
}

/** Pack the lowest image and hang it where it belongs. */
static void close_image(struct fib_trie_builder *b)
{
	struct fib_trie *t = b->t;
	u32 level = --b->open, slot, at;

	if (!level) {
		b->im[0].fallback = *root_slot(t, b->addr);
		at = pack(t, 0, &b->im[0]);
		if (at)
			*root_slot(t, b->addr) = at | IS_NODE;
	} else {
		slot = slot_of(b->addr, depth_of(t, level - 1));
		b->im[level].fallback = b->im[level - 1].leaf[slot];
		at = pack(t, 0, &b->im[level]);
		b->im[level - 1].kid[slot] = at;
	}
	if (!at)
		b->err = -ENOMEM;
}

static void close_until(struct fib_trie_builder *b, u32 addr)
{
	while (b->open && (addr ^ b->addr) >> (32 - depth_of(b->t, b->open - 1)))
		close_image(b);
	b->addr = addr;
}

int fib_trie_build_add(struct fib_trie_builder *b, u32 addr, u8 plen, u32 value)
{
	struct fib_trie *t = b->t;
	struct change c = { addr, plen, 0, plen + 1, 0 };
	u32 want;

	close_until(b, addr);
	/* Slots of root that it covers are leaves as yet, the one with the open images too. */
	if (plen <= t->root_bits)
		return b->err ? b->err : fib_trie_insert(t, addr, plen, value);
	c.code = encode(t, fib_leaf(plen, value));
	if (!c.code)
		return -E2BIG;
	want = (plen - t->root_bits - 1) / STRIDE + 1;
	while (b->open < want)
		memset(&b->im[b->open++], 0, sizeof(b->im[0]));
	change_image(&b->im[want - 1], depth_of(t, want - 1), &c);
	return b->err;
}

int fib_trie_build_end(struct fib_trie_builder *b)
{
	int err;

	while (b->open)
		close_image(b);
	err = b->err;
	kfree(b->t->mem, b);
	return err;
}

/* ---- lookup ------------------------------------------------------------------------------ */

static inline u32 lookup(const struct fib_trie *t, u32 addr, bool wide)
{
	u32 best = t->top[addr >> (32 - TOP_BITS)], e = t->root[addr >> (32 - t->root_bits)];
	u64 bits = (u64)addr << 32 << t->root_bits;

	if (!(e & IS_NODE))
		return e ? e : best;
	e &= ~IS_NODE;
	for (;; bits <<= STRIDE) {
		struct node *n = node_at(t, e);
		u32 slot = bits >> (64 - STRIDE);

		best = n->fallback ? n->fallback : best;
		if (!has_kid(n, slot)) {
			e = leaf_at(leaves_of(n), rank(n->runs, slot), wide);
			return e ? e : best;
		}
		e = *kid_ref(n, slot);
	}
}

u32 fib_trie_lookup(const struct fib_trie *t, u32 addr)
{
	return decode(t, t->dict ? lookup(t, addr, false) : lookup(t, addr, true));
}

/** One lookup on its way: @at is the next node, or 0 when @best is the answer. */
struct going {
	u64 bits;
	u32 at, best;
};

static inline void start(const struct fib_trie *t, struct going *g, u32 addr)
{
	u32 e = t->root[addr >> (32 - t->root_bits)], top = t->top[addr >> (32 - TOP_BITS)];
	bool is_node = e & IS_NODE;

	g->bits = (u64)addr << 32 << t->root_bits;
	g->at = is_node ? e & ~IS_NODE : 0;
	g->best = is_node || !e ? top : e;
	__builtin_prefetch(&t->units[g->at]);
	__builtin_prefetch(&t->units[g->at + 5]);
}

static inline void step(const struct fib_trie *t, struct going *g, bool wide)
{
	struct node *n = node_at(t, g->at);
	u32 slot = g->bits >> (64 - STRIDE), code;

	g->best = n->fallback ? n->fallback : g->best;
	if (unlikely(has_kid(n, slot))) {
		g->at = *kid_ref(n, slot);
		g->bits <<= STRIDE;
		__builtin_prefetch(&t->units[g->at]);
		return;
	}
	code = leaf_at(leaves_of(n), rank(n->runs, slot), wide);
	g->best = code ? code : g->best;
	g->at = 0;
}

/** Those that are not at their end yet, closed up; the place of each in @of goes along. */
static inline u32 step_all(const struct fib_trie *t, struct going *g, u32 *of, u32 n, u32 *ret,
			   bool wide)
{
	u32 left = 0;

	for (u32 i = 0; i < n; i++) {
		step(t, &g[i], wide);
		ret[of[i]] = g[i].best;
		g[left] = g[i];
		of[left] = of[i];
		left += g[i].at != 0;
	}
	return left;
}

static inline void lookup_some(const struct fib_trie *t, const u32 *addr, u32 *ret, u32 n,
			       bool wide)
{
	struct going g[MANY];
	u32 of[MANY], left = 0;

	for (u32 i = 0; i < n; i++) {
		start(t, &g[left], addr[i]);
		ret[i] = g[left].best;
		of[left] = i;
		left += g[left].at != 0;
	}
	while (left)
		left = step_all(t, g, of, left, ret, wide);
	for (u32 i = 0; i < n; i++)
		ret[i] = decode(t, ret[i]);
}

void fib_trie_lookup_many(const struct fib_trie *t, const u32 *addr, u32 *ret_leaf, u32 n)
{
	for (u32 done = 0, some; done < n; done += some) {
		some = min(n - done, (u32)MANY);
		if (t->dict)
			lookup_some(t, &addr[done], &ret_leaf[done], some, false);
		else
			lookup_some(t, &addr[done], &ret_leaf[done], some, true);
	}
}
