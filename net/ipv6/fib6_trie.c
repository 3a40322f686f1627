/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The tree of IPv6 prefixes. See fib6_trie.h.
 *
 * A ref is a pointer to a node, or to an item with bit 0 set. Nodes keep no key: the prefix of a
 * node is that of any item below it, cut to node->bit. Every node holds at least two of: left
 * child, right child, item. So a tree of n items has less than n nodes.
 */
#include "net/ipv6/fib6_trie.h"

#include "net/ipv6/ipv6.h"

/*
 * 24 bytes, not 32: there is one for nearly every route of a large table. No machine gives
 * programs addresses of more than 56 bits.
 */
struct node {
	uintptr_t child[2];
	u64 item_addr : 56; /* the prefix of exactly @bit bits; may be NULL */
	u64 bit : 8; /* children differ here */
};

static inline struct fib6_pfx *node_item(const struct node *n)
{
	return (struct fib6_pfx *)(uintptr_t)n->item_addr;
}

static inline void node_set_item(struct node *n, struct fib6_pfx *item)
{
	n->item_addr = (uintptr_t)item;
}

static bool is_item(uintptr_t ref)
{
	return ref & 1;
}

static struct fib6_pfx *ref_item(uintptr_t ref)
{
	return (struct fib6_pfx *)(ref & ~(uintptr_t)1);
}

static uintptr_t item_ref(const struct fib6_pfx *p)
{
	return (uintptr_t)p | 1;
}

static struct node *ref_node(uintptr_t ref)
{
	return (struct node *)ref;
}

static u32 ref_bits(uintptr_t ref)
{
	return is_item(ref) ? ref_item(ref)->plen : ref_node(ref)->bit;
}

static u32 addr_bit(const struct in6_addr *a, u32 n)
{
	return a->s6_addr[n >> 3] >> (7 - (n & 7)) & 1;
}

/* Any item below @ref. */
static const struct fib6_pfx *sample(uintptr_t ref)
{
	while (!is_item(ref)) {
		const struct node *n = ref_node(ref);

		if (node_item(n))
			return node_item(n);
		ref = n->child[0] ? n->child[0] : n->child[1];
	}
	return ref_item(ref);
}

/* Bits that @addr/@plen shares with the closest item; 0 in an empty tree. */
static u32 common_bits(const struct fib6_trie *t, const struct in6_addr *addr, u32 plen)
{
	const struct fib6_pfx *near;
	uintptr_t ref = t->root;
	u32 common;

	if (!ref)
		return 0;
	while (!is_item(ref) && ref_node(ref)->bit < plen) {
		uintptr_t next = ref_node(ref)->child[addr_bit(addr, ref_node(ref)->bit)];

		if (!next)
			break;
		ref = next;
	}
	near = sample(ref);
	common = ipv6_addr_diff(addr, &near->addr);
	return min(common, min(plen, (u32)near->plen));
}

static struct node *node_new(struct fib6_trie *t, u32 bit)
{
	struct node *n = kzalloc(t->mem, sizeof(*n));

	if (n) {
		n->bit = bit;
		t->n_nodes++;
	}
	return n;
}

/* A new node of @bit bits above *@slot, with @item in it or beside it. */
static int split(struct fib6_trie *t, uintptr_t *slot, u32 bit, struct fib6_pfx *item)
{
	struct node *n = node_new(t, bit);

	if (!n)
		return -ENOMEM;
	if (is_item(*slot) && ref_item(*slot)->plen == bit)
		node_set_item(n, ref_item(*slot));
	else
		n->child[addr_bit(&sample(*slot)->addr, bit)] = *slot;
	if (item->plen == bit)
		node_set_item(n, item);
	else
		n->child[addr_bit(&item->addr, bit)] = item_ref(item);
	*slot = (uintptr_t)n;
	return 0;
}

static int node_hang(struct node *n, struct fib6_pfx *item)
{
	if (item->plen != n->bit) {
		n->child[addr_bit(&item->addr, n->bit)] = item_ref(item);
		return 0;
	}
	if (node_item(n))
		return -EEXIST;
	node_set_item(n, item);
	return 0;
}

int fib6_trie_add(struct fib6_trie *t, struct fib6_pfx *item)
{
	u32 common = common_bits(t, &item->addr, item->plen);
	uintptr_t *slot = &t->root;
	int err = 0;

	while (*slot && !is_item(*slot) && ref_node(*slot)->bit < common)
		slot = &ref_node(*slot)->child[addr_bit(&item->addr, ref_node(*slot)->bit)];
	if (!*slot)
		*slot = item_ref(item);
	else if (ref_bits(*slot) > common || (is_item(*slot) && item->plen > common))
		err = split(t, slot, common, item);
	else if (is_item(*slot))
		err = -EEXIST;
	else
		err = node_hang(ref_node(*slot), item);
	t->n += !err;
	return err;
}

/* The slot whose ref has the bits of the prefix, or ends the way to it. */
static uintptr_t *find_slot(struct fib6_trie *t, const struct in6_addr *addr, u32 plen,
			    uintptr_t **ret_parent)
{
	uintptr_t *slot = &t->root, *parent = NULL;

	while (*slot && !is_item(*slot) && ref_node(*slot)->bit < plen) {
		parent = slot;
		slot = &ref_node(*slot)->child[addr_bit(addr, ref_node(*slot)->bit)];
	}
	if (ret_parent)
		*ret_parent = parent;
	return slot;
}

static struct fib6_pfx *slot_item(uintptr_t ref, const struct in6_addr *addr, u32 plen)
{
	struct fib6_pfx *p;

	if (!ref || ref_bits(ref) != plen)
		return NULL;
	p = is_item(ref) ? ref_item(ref) : node_item(ref_node(ref));
	return p && ipv6_addr_equal(&p->addr, addr) ? p : NULL;
}

struct fib6_pfx *fib6_trie_find(const struct fib6_trie *t, const struct in6_addr *addr, u32 plen)
{
	return slot_item(*find_slot((struct fib6_trie *)t, addr, plen, NULL), addr, plen);
}

bool fib6_trie_branches(const struct fib6_trie *t, const struct in6_addr *addr, u32 plen)
{
	uintptr_t ref = *find_slot((struct fib6_trie *)t, addr, plen, NULL);

	return ref && !is_item(ref) && ref_bits(ref) == plen && !node_item(ref_node(ref)) &&
	       ipv6_prefix_equal(&sample(ref)->addr, addr, plen);
}

void fib6_trie_replace(struct fib6_trie *t, struct fib6_pfx *item)
{
	uintptr_t *slot = find_slot(t, &item->addr, item->plen, NULL);

	if (is_item(*slot))
		*slot = item_ref(item);
	else
		node_set_item(ref_node(*slot), item);
}

/* A node that holds one thing only is replaced by that thing. */
static void collapse(struct fib6_trie *t, uintptr_t *slot)
{
	struct node *n = ref_node(*slot);

	if (!!n->child[0] + !!n->child[1] + !!node_item(n) > 1)
		return;
	*slot = node_item(n) ? item_ref(node_item(n)) : n->child[0] ? n->child[0] : n->child[1];
	kfree(t->mem, n);
	t->n_nodes--;
}

struct fib6_pfx *fib6_trie_del(struct fib6_trie *t, const struct in6_addr *addr, u32 plen)
{
	uintptr_t *parent, *slot = find_slot(t, addr, plen, &parent);
	struct fib6_pfx *p = slot_item(*slot, addr, plen);

	if (!p)
		return NULL;
	if (is_item(*slot)) {
		*slot = 0;
		if (parent)
			collapse(t, parent);
	} else {
		node_set_item(ref_node(*slot), NULL);
		collapse(t, slot);
	}
	t->n--;
	return p;
}

static void filter_ref(struct fib6_trie *t, uintptr_t *slot,
		       struct fib6_pfx *(*sift)(struct fib6_pfx *p, void *arg), void *arg)
{
	struct fib6_pfx *p;
	struct node *n;

	if (!*slot)
		return;
	if (is_item(*slot)) {
		p = sift(ref_item(*slot), arg);
		*slot = p ? item_ref(p) : 0;
		t->n -= !p;
		return;
	}
	n = ref_node(*slot);
	filter_ref(t, &n->child[0], sift, arg);
	filter_ref(t, &n->child[1], sift, arg);
	if (node_item(n)) {
		p = sift(node_item(n), arg);
		node_set_item(n, p);
		t->n -= !p;
	}
	collapse(t, slot);
}

void fib6_trie_filter(struct fib6_trie *t, struct fib6_pfx *(*sift)(struct fib6_pfx *p, void *arg),
		      void *arg)
{
	filter_ref(t, &t->root, sift, arg);
}

u32 fib6_trie_match(const struct fib6_trie *t, const struct in6_addr *addr,
		    struct fib6_pfx *found[129])
{
	uintptr_t ref = t->root;
	u32 n = 0;

	for (; ref && !is_item(ref);
	     ref = ref_node(ref)->child[addr_bit(addr, ref_node(ref)->bit)]) {
		struct fib6_pfx *p = node_item(ref_node(ref));

		if (p) {
			if (!ipv6_prefix_equal(&p->addr, addr, p->plen))
				return n;
			found[n++] = p;
		}
	}
	if (ref && ipv6_prefix_equal(&ref_item(ref)->addr, addr, ref_item(ref)->plen))
		found[n++] = ref_item(ref);
	return n;
}

struct fib6_pfx *fib6_trie_lookup(const struct fib6_trie *t, const struct in6_addr *addr)
{
	struct fib6_pfx *found[129];
	u32 n = fib6_trie_match(t, addr, found);

	return n ? found[n - 1] : NULL;
}

/* ---- walks ---- */

enum { BEFORE, LEFT, RIGHT, AFTER };

static void push(struct fib6_walk *w, uintptr_t ref, u8 state)
{
	if (!ref)
		return;
	w->stack[w->depth].ref = ref;
	w->stack[w->depth++].state = state;
}

void fib6_walk_start(struct fib6_walk *w, const struct fib6_trie *t)
{
	w->depth = 0;
	push(w, t->root, BEFORE);
}

enum fib6_visit fib6_walk_next(struct fib6_walk *w, struct fib6_pfx **ret_item)
{
	while (w->depth) {
		uintptr_t ref = w->stack[w->depth - 1].ref;
		u8 *state = &w->stack[w->depth - 1].state, was = *state;

		*ret_item = is_item(ref) ? ref_item(ref) : node_item(ref_node(ref));
		if (was == AFTER) {
			w->depth--;
			if (*ret_item)
				return FIB6_POST;
			continue;
		}
		*state = is_item(ref) ? AFTER : was + 1;
		if (was != BEFORE)
			push(w, ref_node(ref)->child[was - LEFT], BEFORE);
		else if (*ret_item)
			return FIB6_PRE;
	}
	return FIB6_END;
}

void fib6_walk_seek(struct fib6_walk *w, const struct fib6_trie *t, const struct in6_addr *addr,
		    u32 plen, enum fib6_visit visit)
{
	u32 common = common_bits(t, addr, plen);
	uintptr_t ref = t->root;
	u32 dir;

	w->depth = 0;
	/* Everything that contains the prefix: its own first visit is over. */
	while (ref && ref_bits(ref) <= common && ref_bits(ref) < plen) {
		if (is_item(ref)) {
			push(w, ref, AFTER);
			return;
		}
		dir = addr_bit(addr, ref_node(ref)->bit);
		push(w, ref, dir ? AFTER : RIGHT);
		ref = ref_node(ref)->child[dir];
	}
	if (!ref)
		return;
	if (ref_bits(ref) == plen && common == plen)
		push(w, ref, visit == FIB6_PRE ? BEFORE : AFTER);
	else if (common == plen ? visit == FIB6_PRE : !addr_bit(addr, common))
		push(w, ref, BEFORE);
}
