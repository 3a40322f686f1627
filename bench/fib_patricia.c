// SPDX-License-Identifier: LGPL-2.1-or-later
/*
 * Contender: a path-compressed binary trie, the family of Linux's LC-trie and the BSDs' radix
 * tree. A node stands for a prefix, with or without a route; a node without one has two kids.
 * 20 bytes a node in one array, by number; free ones are linked.
 */
#include "fib_candidates.h"

#include "net/ipv4/fib_trie.h"

struct node {
	u32 addr;
	u32 leaf; /* 0: no route here */
	u32 kid[2];
	u32 plen;
};

struct patricia {
	struct kmem *mem;
	struct node *node; /* [0] unused */
	u32 n, cap, free;
	u32 root;
};

static u32 bit(u32 addr, u32 at)
{
	return at < 32 ? addr << at >> 31 : 0;
}

static u32 common(u32 a, u32 b, u32 limit)
{
	u32 same = a == b ? 32 : (u32)__builtin_clz(a ^ b);

	return min(same, limit);
}

static u32 node_new(struct patricia *c, u32 addr, u32 plen, u32 leaf)
{
	u32 at = c->free;

	if (at) {
		c->free = c->node[at].kid[0];
	} else {
		if (c->n == c->cap) {
			u32 cap = c->cap + c->cap / 4 + 64;
			struct node *p = krealloc(c->mem, c->node, cap * sizeof(*p));

			if (!p)
				return 0;
			c->node = p;
			c->cap = cap;
		}
		at = c->n++;
	}
	c->node[at] = (struct node) { addr & plen_to_mask(plen), leaf, { 0, 0 }, plen };
	return at;
}

static void node_free(struct patricia *c, u32 at)
{
	c->node[at].kid[0] = c->free;
	c->free = at;
}

/* The number where the kid of @parent on the way to @addr is kept. */
static u32 *link_of(struct patricia *c, u32 parent, u32 addr)
{
	return parent ? &c->node[parent].kid[bit(addr, c->node[parent].plen)] : &c->root;
}

static int patricia_insert(void *arg, const struct fib_entry *e)
{
	struct patricia *c = arg;
	u32 addr = fib_entry_addr(e), plen = fib_entry_plen(e), leaf = fib_leaf(plen, e->info);
	u32 parent = 0, at = c->root, same = 0, new, fork;

	while (at) {
		same = common(addr, c->node[at].addr, min(plen, c->node[at].plen));
		if (same < c->node[at].plen || c->node[at].plen == plen)
			break;
		parent = at;
		at = *link_of(c, at, addr);
	}
	if (at && same == plen && c->node[at].plen == plen) {
		c->node[at].leaf = leaf;
		return 0;
	}
	new = node_new(c, addr, plen, leaf);
	if (!new)
		return -ENOMEM;
	if (!at) {
		*link_of(c, parent, addr) = new;
	} else if (same == plen) {
		c->node[new].kid[bit(c->node[at].addr, plen)] = at;
		*link_of(c, parent, addr) = new;
	} else {
		fork = node_new(c, addr, same, 0);
		if (!fork)
			return -ENOMEM;
		c->node[fork].kid[bit(addr, same)] = new;
		c->node[fork].kid[bit(c->node[at].addr, same)] = at;
		*link_of(c, parent, addr) = fork;
	}
	return 0;
}

/* A node with no route and less than two kids goes. True: it did. */
static bool splice(struct patricia *c, u32 parent, u32 at)
{
	struct node *n = &c->node[at];

	if (n->leaf || (n->kid[0] && n->kid[1]))
		return false;
	*link_of(c, parent, n->addr) = n->kid[0] ? n->kid[0] : n->kid[1];
	node_free(c, at);
	return true;
}

static int patricia_remove(void *arg, const struct fib_entry *e)
{
	struct patricia *c = arg;
	u32 addr = fib_entry_addr(e), plen = fib_entry_plen(e), grand = 0, parent = 0, at = c->root;

	while (at && c->node[at].plen < plen) {
		grand = parent;
		parent = at;
		at = *link_of(c, at, addr);
	}
	if (!at || c->node[at].addr != addr || c->node[at].plen != plen)
		return -ESRCH;
	c->node[at].leaf = 0;
	if (splice(c, parent, at) && parent)
		splice(c, grand, parent);
	return 0;
}

static u32 patricia_lookup(const void *arg, u32 addr)
{
	const struct patricia *c = arg;
	u32 best = 0;

	for (u32 at = c->root; at;) {
		const struct node *n = &c->node[at];

		if ((n->addr ^ addr) & plen_to_mask(n->plen))
			break;
		best = n->leaf ? n->leaf : best;
		at = n->kid[bit(addr, n->plen)];
	}
	return best;
}

static void patricia_lookup_many(const void *c, const u32 *addr, u32 *ret, u32 n)
{
	for (u32 i = 0; i < n; i++)
		ret[i] = patricia_lookup(c, addr[i]);
}

static void patricia_free(void *arg)
{
	struct patricia *c = arg;
	struct kmem *mem = c->mem;

	kfree(mem, c->node);
	kfree(mem, c);
}

static void *patricia_build(struct fib_tree *truth)
{
	struct patricia *c = kzalloc(truth->mem, sizeof(*c));
	struct fib_iter it;

	if (!c)
		return NULL;
	c->mem = truth->mem;
	c->n = 1;
	c->cap = 0;
	c->node = kmalloc(c->mem, sizeof(*c->node));
	c->cap = !!c->node;
	fib_tree_lower_bound(truth, 0, 0, &it);
	for (struct fib_entry *e = fib_iter_get(&it); e; e = fib_iter_next(&it))
		if (patricia_insert(c, e)) {
			patricia_free(c);
			return NULL;
		}
	return c;
}

static size_t patricia_bytes(const void *arg)
{
	const struct patricia *c = arg;

	return sizeof(*c) + (size_t)c->cap * sizeof(*c->node);
}

const struct fib_candidate fib_candidate_patricia = {
	.name = "path-compressed trie",
	.build = patricia_build,
	.free = patricia_free,
	.insert = patricia_insert,
	.remove = patricia_remove,
	.lookup = patricia_lookup,
	.lookup_many = patricia_lookup_many,
	.bytes = patricia_bytes,
};
