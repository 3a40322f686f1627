// SPDX-License-Identifier: LGPL-2.1-or-later
/*
 * Two contenders that are the product's own: the ordered table searched by itself, and the
 * popcount-compressed multibit trie.
 */
#include "fib_candidates.h"

#include "net/ipv4/fib_trie.h"

static u32 leaf_of(const struct fib_entry *e)
{
	return e ? fib_leaf(fib_entry_plen(e), e->info) : 0;
}

/* ---- the ordered table ---- */

static void *tree_build(struct fib_tree *truth)
{
	return truth;
}

static void tree_free(void *c)
{
	(void)c;
}

static int tree_change(void *c, const struct fib_entry *e)
{
	(void)c;
	(void)e;
	return 0;
}

static u32 tree_lookup(const void *c, u32 addr)
{
	struct fib_match m;

	return leaf_of(fib_match_first((struct fib_tree *)c, addr, &m));
}

static void tree_lookup_many(const void *c, const u32 *addr, u32 *ret, u32 n)
{
	for (u32 i = 0; i < n; i++)
		ret[i] = tree_lookup(c, addr[i]);
}

static size_t tree_bytes(const void *c)
{
	return ((const struct fib_tree *)c)->mem->used;
}

const struct fib_candidate fib_candidate_tree = {
	.name = "B+ tree alone",
	.build = tree_build,
	.free = tree_free,
	.insert = tree_change,
	.remove = tree_change,
	.lookup = tree_lookup,
	.lookup_many = tree_lookup_many,
	.bytes = tree_bytes,
};

/* ---- the trie ---- */

struct popcount {
	struct fib_tree *truth;
	struct fib_trie *trie;
};

static int popcount_insert(void *arg, const struct fib_entry *e)
{
	struct popcount *c = arg;

	return fib_trie_insert(c->trie, fib_entry_addr(e), fib_entry_plen(e), e->info);
}

static int popcount_remove(void *arg, const struct fib_entry *e)
{
	struct popcount *c = arg;
	u8 plen = fib_entry_plen(e);
	const struct fib_entry *cover = fib_tree_cover(c->truth, fib_entry_addr(e), plen - 1,
						       fib_trie_level(c->trie, plen));

	fib_trie_remove(c->trie, fib_entry_addr(e), plen, leaf_of(cover));
	return 0;
}

static void popcount_free(void *arg)
{
	struct popcount *c = arg;
	struct kmem *mem = c->truth->mem;

	fib_trie_free(c->trie);
	kfree(mem, c);
}

static int fill(struct popcount *c)
{
	struct fib_trie_builder *b = fib_trie_build_start(c->trie);
	struct fib_iter it;
	int err = 0, err2;

	if (!b)
		return -ENOMEM;
	fib_tree_lower_bound(c->truth, 0, 0, &it);
	for (struct fib_entry *e = fib_iter_get(&it); !err && e; e = fib_iter_next(&it))
		err = fib_trie_build_add(b, fib_entry_addr(e), fib_entry_plen(e), e->info);
	err2 = fib_trie_build_end(b);
	fib_trie_trim(c->trie);
	return err ? err : err2;
}

static void *popcount_build(struct fib_tree *truth)
{
	struct popcount *c = kzalloc(truth->mem, sizeof(*c));

	if (!c)
		return NULL;
	c->truth = truth;
	c->trie = fib_trie_new(truth->mem, truth->count, false);
	if (c->trie && !fill(c))
		return c;
	popcount_free(c);
	return NULL;
}

static u32 popcount_lookup(const void *c, u32 addr)
{
	return fib_trie_lookup(((const struct popcount *)c)->trie, addr);
}

static void popcount_lookup_many(const void *c, const u32 *addr, u32 *ret, u32 n)
{
	fib_trie_lookup_many(((const struct popcount *)c)->trie, addr, ret, n);
}

static size_t popcount_bytes(const void *c)
{
	return fib_trie_bytes(((const struct popcount *)c)->trie);
}

const struct fib_candidate fib_candidate_popcount = {
	.name = "popcount trie",
	.build = popcount_build,
	.free = popcount_free,
	.insert = popcount_insert,
	.remove = popcount_remove,
	.lookup = popcount_lookup,
	.lookup_many = popcount_lookup_many,
	.bytes = popcount_bytes,
};
