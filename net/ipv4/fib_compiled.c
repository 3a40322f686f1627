/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * When a table has its compiled lookup (fib_trie.h), and how that follows the table.
 *
 * It is a cache: built when lookups have cost about what building costs, dropped when changes
 * without lookups have, when the table is flushed, when it is fragmented or larger than it may be,
 * and when there is no memory for a change. Whoever finds it missing asks the table itself.
 *
 * credit, while there is none: lookups less changes; at a 16th of the table it is built
 *         while there is:      changes left until it goes; lookups give new ones
 *
 * The leaf of a prefix names the fib_info of its first route, if no TOS is to be compared for it;
 * else 0, "ask the table". Alternatives of the same prefix are the table's too.
 */
#include "net/ipv4/fib_trie.h"
#include "net/ipv4/ip_fib.h"

#define FEW 256 /* a table of fewer routes is quick enough by itself */
#define MAX_BYTES 28 /* a route: with the table's own, less than 48 even when fragmented */

void fib_compiled_drop(struct fib_table *tb)
{
	fib_trie_free(tb->trie);
	tb->trie = NULL;
	tb->credit = 0;
}

static u32 price(const struct fib_table *tb)
{
	return tb->tree.count / 16 + FEW / 4;
}

static bool too_large(const struct fib_table *tb)
{
	return fib_trie_bytes(tb->trie) > (size_t)tb->tree.count * MAX_BYTES + 65536;
}

static u32 leaf_value(const struct fib_entry *e)
{
	return fib_entry_tos(e) || e->info > FIB_TRIE_VALUE_MAX ? 0 : e->info;
}

static int add_all(struct fib_table *tb, struct fib_trie_builder *b)
{
	u64 last = ~0ull;
	struct fib_iter it;
	int err = 0;

	fib_tree_lower_bound(&tb->tree, 0, 0, &it);
	for (struct fib_entry *e = fib_iter_get(&it); e && !err; e = fib_iter_next(&it)) {
		if (e->key >> 26 != last)
			err = fib_trie_build_add(b, fib_entry_addr(e), fib_entry_plen(e),
						 leaf_value(e));
		last = e->key >> 26;
		/* Scattered long prefixes can make it many times larger than the table. */
		if (too_large(tb))
			err = -EFBIG;
	}
	return err;
}

static int build_as(struct fib_table *tb, bool wide)
{
	struct fib_trie_builder *b;
	int err, err2;

	tb->trie = fib_trie_new(tb->tree.mem, tb->tree.count, wide);
	if (!tb->trie)
		return -ENOMEM;
	b = fib_trie_build_start(tb->trie);
	if (!b)
		return -ENOMEM;
	err = add_all(tb, b);
	err2 = fib_trie_build_end(b);
	return err ? err : err2;
}

/** What cannot be had now is tried again when the table has been asked as often again. */
static void build(struct fib_table *tb)
{
	int err = build_as(tb, false);

	if (err == -E2BIG) {
		fib_compiled_drop(tb);
		err = build_as(tb, true);
	}
	if (err) {
		fib_compiled_drop(tb);
		/* It would be too large again. */
		tb->no_trie_below = err == -EFBIG ? tb->tree.count + tb->tree.count / 2 : 0;
		return;
	}
	fib_trie_trim(tb->trie);
	tb->built_count = tb->tree.count;
	tb->credit = price(tb);
}

bool fib_compiled_lookup(struct fib_table *tb, u32 addr, u32 *ret_leaf)
{
	if (tb->trie) {
		tb->credit = min(tb->credit + 2, price(tb));
	} else {
		if (tb->tree.count < max((u32)FEW, tb->no_trie_below) || ++tb->credit < price(tb))
			return false;
		build(tb);
		if (!tb->trie)
			return false;
	}
	*ret_leaf = fib_trie_lookup(tb->trie, addr);
	return true;
}

/** The leaf of the longest prefix in @tb of @min to @max bits that contains @addr. */
static u32 cover(struct fib_table *tb, u32 addr, int max, int min)
{
	const struct fib_entry *e = fib_tree_cover(&tb->tree, addr, max, min);

	return e ? fib_leaf(fib_entry_plen(e), leaf_value(e)) : 0;
}

static bool outlived(const struct fib_table *tb)
{
	return !tb->credit || fib_trie_is_sparse(tb->trie) || too_large(tb) ||
	       tb->tree.count > tb->built_count * 4 || tb->tree.count < tb->built_count / 4;
}

void fib_compiled_change(struct fib_table *tb, u32 addr, u8 plen)
{
	u32 leaf;

	tb->credit -= tb->credit > 0;
	if (!tb->trie)
		return;
	if (outlived(tb)) {
		fib_compiled_drop(tb);
		return;
	}
	leaf = cover(tb, addr, plen, plen);
	if (!leaf)
		fib_trie_remove(tb->trie, addr, plen,
				cover(tb, addr, plen - 1, fib_trie_level(tb->trie, plen)));
	else if (fib_trie_insert(tb->trie, addr, plen, fib_leaf_value(leaf)))
		fib_compiled_drop(tb);
}
