/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Structures that could find the longest prefix: the contenders of bench_fib, all behind one set
 * of calls. Each is given the ordered table as well (struct fib_tree), which exists anyway, and
 * may look up there what it must know for a change; the table is changed before it is called.
 */
#ifndef KERNLET_BENCH_FIB_CANDIDATES_H
#define KERNLET_BENCH_FIB_CANDIDATES_H

#include "net/ipv4/fib_tree.h"

struct fib_candidate {
	const char *name;
	/** From a whole table; NULL: no memory. */
	void *(*build)(struct fib_tree *truth);
	void (*free)(void *c);
	/** @e came to the table. 0 or -ENOMEM. */
	int (*insert)(void *c, const struct fib_entry *e);
	/** @e went. */
	int (*remove)(void *c, const struct fib_entry *e);
	/** Length of the longest match + 1, and its info above that (fib_trie.h); 0: none. */
	u32 (*lookup)(const void *c, u32 addr);
	void (*lookup_many)(const void *c, const u32 *addr, u32 *ret, u32 n);
	size_t (*bytes)(const void *c);
};

extern const struct fib_candidate fib_candidate_tree; /* the ordered table alone */
extern const struct fib_candidate fib_candidate_patricia; /* path-compressed binary trie */
extern const struct fib_candidate fib_candidate_dxr; /* ranges, binary search */
extern const struct fib_candidate fib_candidate_popcount; /* net/ipv4/fib_trie.c */

#endif
