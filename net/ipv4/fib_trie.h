/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Longest-prefix match, compiled: a multibit trie compressed by counting bits. It stands beside
 * the ordered table (fib_tree.h), which stays the truth; docs/fib.md compares it with others.
 *
 *   top[256]            prefixes /0 to /8
 *   root[2^12 or 2^18]  prefixes up to that length; or a node below:
 *
 *   node: | kids | runs | fallback | ref ref .. | leaf leaf leaf leaf .. |      the next six bits
 *            |      |       |                      longest prefix that begins inside this node
 *            |      |       the leaf of its slot in the parent, or 0
 *            |      64 bits, one a slot: where the leaf changes; counting them finds it
 *            64 bits, one a slot: where a node lies below; counting them finds its ref
 *
 * Leaves are pushed down to the slots of their own node and not further: a lookup takes the last
 * leaf it passed. So a change makes one node anew and touches the fallbacks of its kids, or at
 * most 512 slots of root or 256 of top, whatever the table holds.
 *
 * A leaf is two bytes: length and the number of a value in a dictionary; four bytes, with the
 * value itself, when there are too many different ones ("wide"). Nodes are blocks of a few
 * sizes out of one array. Only insertion needs memory.
 */
#ifndef KERNLET_NET_IPV4_FIB_TRIE_H
#define KERNLET_NET_IPV4_FIB_TRIE_H

#include "lib/kmem.h"

#define FIB_TRIE_VALUE_MAX ((1u << 25) - 1)
#define FIB_TRIE_CLASSES 24
#define FIB_TRIE_DICT 1023 /* different values of a trie that is not wide */
#define FIB_TRIE_DICT_HASH 2048

/** What a lookup finds: prefix length and value; 0: nothing. */
static inline u32 fib_leaf(u8 plen, u32 value)
{
	return value << 6 | (plen + 1u);
}
static inline u8 fib_leaf_plen(u32 leaf)
{
	return (leaf & 63) - 1;
}
static inline u32 fib_leaf_value(u32 leaf)
{
	return leaf >> 6;
}

struct fib_trie_dict {
	u32 n;
	u32 value[FIB_TRIE_DICT + 1];
	u16 hash[FIB_TRIE_DICT_HASH]; /* index + 1 into value, 0: none */
};

struct fib_trie {
	struct kmem *mem;
	u32 *root;
	u8 root_bits; /* 12 or 18 */
	struct fib_trie_dict *dict; /* NULL: wide */
	/* Nodes: one array of 8-byte units, carved into blocks. */
	u64 *units;
	u32 n, cap; /* units ever handed out; room */
	u32 n_free; /* units in free blocks */
	u32 free[FIB_TRIE_CLASSES]; /* first free block of each size, linked; 0: none */
	u32 top[256];
};

/** An empty one, with a root fit for @n prefixes. NULL: no memory. */
struct fib_trie *fib_trie_new(struct kmem *mem, u32 n, bool wide) __must_check;
void fib_trie_free(struct fib_trie *t);

/**
 * Set the value (0..FIB_TRIE_VALUE_MAX) of @addr/@plen, new or not; @addr in host order, no bits
 * past @plen. 0, -ENOMEM, or -E2BIG: too many different values for one that is not wide; lookups
 * are then answered as before.
 */
int fib_trie_insert(struct fib_trie *t, u32 addr, u8 plen, u32 value) __must_check;
/**
 * Fill an empty one from prefixes in the order of fib_tree.h (address ascending, longest first):
 * several times faster, and with no room wasted.
 *
 *   b = fib_trie_build_start(t); while (...) fib_trie_build_add(b, ...); fib_trie_build_end(b);
 */
struct fib_trie_builder;
/** NULL: no memory. */
struct fib_trie_builder *fib_trie_build_start(struct fib_trie *t) __must_check;
/** As fib_trie_insert(); after a failure only fib_trie_build_end() and fib_trie_free() may follow. */
int fib_trie_build_add(struct fib_trie_builder *b, u32 addr, u8 plen, u32 value) __must_check;
/** Frees @b. 0 or -ENOMEM: the trie is not usable. */
int fib_trie_build_end(struct fib_trie_builder *b) __must_check;

/**
 * The shortest length that fib_trie_remove() of a prefix of @plen bits may have to fall back to;
 * a shorter one is found by itself.
 */
u8 fib_trie_level(const struct fib_trie *t, u8 plen);
/**
 * Take out @addr/@plen. @cover: the leaf of the longest prefix that contains it and has at least
 * fib_trie_level() bits, or 0; it must have been inserted before. Cannot fail.
 */
void fib_trie_remove(struct fib_trie *t, u32 addr, u8 plen, u32 cover);

/** The leaf of the longest prefix that contains @addr, or 0. */
u32 fib_trie_lookup(const struct fib_trie *t, u32 addr);
/** The same for @n addresses, several at a time, so that they wait for memory together. */
void fib_trie_lookup_many(const struct fib_trie *t, const u32 *addr, u32 *ret_leaf, u32 n);

/** Bytes of memory held. */
size_t fib_trie_bytes(const struct fib_trie *t);
/** Give back room that is not used. */
void fib_trie_trim(struct fib_trie *t);
/** Is so much of it free blocks that building it anew would pay? */
bool fib_trie_is_sparse(const struct fib_trie *t);

#endif
