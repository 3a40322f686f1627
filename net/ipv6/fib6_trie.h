/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * An ordered map from IPv6 prefixes to items, as a path-compressed binary tree. No routing and no
 * netlink inside.
 *
 *        node (bit 12)                   an item hangs in a node when other prefixes lie below
 *       /        \                       it, else directly in its parent's slot: a prefix costs
 *   node (32)    [2001:db8::/32]         one node (24 bytes) at most, beside the caller's item
 *   /  |   \
 *  .. item  ..
 *
 * Items are embedded struct fib6_pfx and belong to the caller. Order of walks: longer prefixes
 * before the shorter ones that contain them, else ascending, which is the order of Linux's dumps
 * (left, right, then the node itself). Adding is the only thing that can fail.
 */
#ifndef KERNLET_NET_IPV6_FIB6_TRIE_H
#define KERNLET_NET_IPV6_FIB6_TRIE_H

#include "lib/kmem.h"

#include <linux/in6.h>

/** A prefix in the tree; @addr has no bits set past @plen. */
struct fib6_pfx {
	struct in6_addr addr;
	u8 plen;
	u8 kind, bits[2]; /* the owner's */
};

struct fib6_trie {
	struct kmem *mem;
	uintptr_t root; /* 0: empty */
	u32 n, n_nodes;
};

/** 0, -EEXIST or -ENOMEM (nothing changed). */
int fib6_trie_add(struct fib6_trie *t, struct fib6_pfx *item) __must_check;
/** Put @item in the place of the item of the same prefix, which must be there. */
void fib6_trie_replace(struct fib6_trie *t, struct fib6_pfx *item);
/** Take out the item of this very prefix; returns it, or NULL. */
struct fib6_pfx *fib6_trie_del(struct fib6_trie *t, const struct in6_addr *addr, u32 plen);
struct fib6_pfx *fib6_trie_find(const struct fib6_trie *t, const struct in6_addr *addr, u32 plen);
/** Does the tree branch at this very prefix, without an item there? */
bool fib6_trie_branches(const struct fib6_trie *t, const struct in6_addr *addr, u32 plen);
/** All items that contain @addr, shortest first; at most 129. Returns how many. */
u32 fib6_trie_match(const struct fib6_trie *t, const struct in6_addr *addr,
		    struct fib6_pfx *found[129]);
/** The longest prefix that contains @addr, or NULL. */
struct fib6_pfx *fib6_trie_lookup(const struct fib6_trie *t, const struct in6_addr *addr);

/**
 * Ask @sift about every item, longer prefixes before those that contain them: it returns what is
 * to stand in the item's place, of the same prefix (the item itself, mostly), or NULL for nothing.
 * What goes is @sift's to free. One pass; cannot fail.
 */
void fib6_trie_filter(struct fib6_trie *t, struct fib6_pfx *(*sift)(struct fib6_pfx *p, void *arg),
		      void *arg);

/** A walk. The tree must not change under it; seek again after a change. */
struct fib6_walk {
	u32 depth;
	struct {
		uintptr_t ref;
		u8 state;
	} stack[130];
};

enum fib6_visit { FIB6_END, FIB6_PRE, FIB6_POST };

void fib6_walk_start(struct fib6_walk *w, const struct fib6_trie *t);
/**
 * Go on to the next visit and set *@ret_item. Each item is visited twice: FIB6_PRE before all
 * prefixes inside it and FIB6_POST after them. FIB6_END: no more.
 */
enum fib6_visit fib6_walk_next(struct fib6_walk *w, struct fib6_pfx **ret_item);
/**
 * Place @w so that the next visit is @visit of the prefix @addr/@plen or, when there is no such
 * item, the first visit that would come after it.
 */
void fib6_walk_seek(struct fib6_walk *w, const struct fib6_trie *t, const struct in6_addr *addr,
		    u32 plen, enum fib6_visit visit);

#endif
