/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The level-compressed trie that Linux would hold for a set of addresses. Routes live elsewhere
 * (fib_tree.h); this is built to be shown, in /proc/net/fib_trie and fib_triestat, and thrown away.
 *
 *        +-- key/plen bits          a node branches on `bits` bits of the key from `pos` upwards
 *       /   |    |   \              and has as many children, some empty; a child that branches
 *    leaf  node  .  leaf            right below, skipping no bit, is "full"
 *
 * A node doubles while it would stay well filled and halves when it has become too empty. Its size
 * lies between the two limits, so the shape depends on the order in which addresses came and went.
 * Here they come in ascending order: a trie that was filled otherwise may differ in the sizes of
 * nodes, never in its leaves.
 */
#ifndef KERNLET_NET_IPV4_FIB_LCTRIE_H
#define KERNLET_NET_IPV4_FIB_LCTRIE_H

#include "lib/kmem.h"
#include "lib/list.h"

struct lc_node {
	struct list_head all; /* lc_trie.nodes */
	struct lc_node *parent; /* NULL: the root */
	u32 key; /* host order; bits below pos + bits are zero */
	u8 pos, bits; /* bits 0: a leaf */
	u32 full, empty; /* children */
	struct lc_node *child[]; /* 1 << bits */
};

struct lc_trie {
	struct kmem *mem;
	struct list_head nodes;
	struct lc_node *root;
	bool failed; /* memory ended: only fit to be destroyed */
};

void lc_trie_init(struct lc_trie *t, struct kmem *mem);
void lc_trie_destroy(struct lc_trie *t);
/** Add @key, which must not be there. 0 or -ENOMEM, and the trie is only fit to be destroyed. */
int lc_trie_insert(struct lc_trie *t, u32 key) __must_check;

static inline u32 lc_children(const struct lc_node *n)
{
	return 1u << n->bits;
}

#endif
