/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The routes of one table, in the order of Linux's dumps: the structure alone. It knows neither
 * messages nor devices; docs/fib.md says why it is a B+ tree.
 *
 *   inner:  sep child | sep child | ...        up to 64 children
 *              |
 *   leaf:   entry entry entry ...              up to 64 entries of 16 bytes
 *
 * Order: address ascending, then longest prefix first, then higher TOS first, then lower metric
 * first, then as inserted. Entries may be equal in all of that; where a new one goes among its
 * equals is the caller's choice (fib_tree_lower_bound or fib_tree_upper_bound).
 *
 * Only insertion allocates, all of it before anything is changed. A table of up to 64 routes is
 * one leaf that doubles as it fills; an empty one owns no memory.
 */
#ifndef KERNLET_NET_IPV4_FIB_TREE_H
#define KERNLET_NET_IPV4_FIB_TREE_H

#include "lib/kmem.h"

/**
 * key, from the top: address (32 bits, host order), 32 - prefix length (6), 255 - TOS (8),
 * and 18 bits that are not compared: route type (4), unused (14).
 */
struct fib_entry {
	u64 key;
	u32 prio; /* the metric */
	u32 info; /* number of the shared struct fib_info */
};

#define FIB_KEY_SHIFT 18

static inline u64 fib_key(u32 addr, u8 plen, u8 tos)
{
	return (u64)addr << 32 | (u64)(32 - plen) << 26 | (u64)(u8)(255 - tos) << FIB_KEY_SHIFT;
}
static inline u32 fib_entry_addr(const struct fib_entry *e)
{
	return e->key >> 32;
}
static inline u8 fib_entry_slen(const struct fib_entry *e)
{
	return e->key >> 26 & 0x3f;
}
static inline u8 fib_entry_plen(const struct fib_entry *e)
{
	return 32 - fib_entry_slen(e);
}
static inline u8 fib_entry_tos(const struct fib_entry *e)
{
	return 255 - (u8)(e->key >> FIB_KEY_SHIFT);
}
static inline u8 fib_entry_type(const struct fib_entry *e)
{
	return e->key & 0xf;
}
/** Same prefix and TOS? */
static inline bool fib_key_eq(u64 a, u64 b)
{
	return a >> FIB_KEY_SHIFT == b >> FIB_KEY_SHIFT;
}
static inline u32 plen_to_mask(u8 plen)
{
	return plen ? ~0u << (32 - plen) : 0;
}

#define FIB_TREE_DEPTH 12

/** The way to a leaf: the children taken. */
struct fib_path {
	u32 depth; /* levels in use; 0: none */
	u32 idx[FIB_TREE_DEPTH];
	void *node[FIB_TREE_DEPTH];
};

struct fib_tree {
	struct kmem *mem;
	void *root; /* leaf when height is 1; NULL when empty */
	u32 height; /* levels */
	u32 count; /* entries */
	u64 changes; /* insertions and removals so far */
	/* The leaf that took the last insertion: the next one is likely to be near. */
	struct fib_path last;
	bool last_is_rightmost;
};

/** A place in the tree; any insertion or removal other than through it makes it stale. */
struct fib_iter {
	struct fib_tree *tree;
	u32 depth; /* levels in use; 0: empty tree */
	u32 idx[FIB_TREE_DEPTH];
	void *node[FIB_TREE_DEPTH];
};

void fib_tree_init(struct fib_tree *t, struct kmem *mem);
/** Free all nodes. What the entries' infos refer to is the caller's. */
void fib_tree_destroy(struct fib_tree *t);

/** Before the first entry that is not less than (@key, @prio). */
void fib_tree_lower_bound(struct fib_tree *t, u64 key, u32 prio, struct fib_iter *it);
/** Behind the last entry that is not greater than (@key, @prio). */
void fib_tree_upper_bound(struct fib_tree *t, u64 key, u32 prio, struct fib_iter *it);
/** The entry at @it, or NULL at the end. Its info, type bits may be changed in place. */
struct fib_entry *fib_iter_get(struct fib_iter *it);
/** The next entry, or NULL. */
struct fib_entry *fib_iter_next(struct fib_iter *it);
/** The entry before @it, or NULL. */
struct fib_entry *fib_iter_prev(struct fib_iter *it);

/** Insert @e before @it, which must be where the order wants it; @it is stale then. 0 or -ENOMEM. */
int fib_tree_insert(struct fib_iter *it, const struct fib_entry *e) __must_check;
/** Remove the entry at @it (there must be one); @it is stale then. Cannot fail. */
void fib_tree_remove(struct fib_iter *it);
/** Keep only the entries for which @keep says so; it is called once for each, in order. */
void fib_tree_filter(struct fib_tree *t, bool (*keep)(const struct fib_entry *e, void *arg),
		     void *arg);

/**
 * Longest-prefix match, step by step: all entries that cover @addr, the longest prefix first.
 *
 *   for (e = fib_match_first(t, addr, &m); e && !good(e); e = fib_match_next(&m)) ;
 */
struct fib_match {
	struct fib_iter it;
	u32 addr;
};
const struct fib_entry *fib_match_first(struct fib_tree *t, u32 addr, struct fib_match *m);
const struct fib_entry *fib_match_next(struct fib_match *m);
/** The first entry of the longest prefix of @min to @max bits that contains @addr, or NULL. */
const struct fib_entry *fib_tree_cover(struct fib_tree *t, u32 addr, int max, int min);

#endif
