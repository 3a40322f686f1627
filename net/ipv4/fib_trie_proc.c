/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * /proc/net/fib_trie and /proc/net/fib_triestat: the tables as Linux's tries of addresses
 * (fib_lctrie.h), with each address's prefixes below it.
 *
 * Until a rule is added, Linux keeps the tables local and main in one trie and shows it for both.
 */
#include "kernel/proc.h"
#include "net/ipv4/fib_lctrie.h"
#include "net/ipv4/ip_fib.h"
#include "net/socket.h"

/* Bytes of Linux's own structures on x86-64, which the statistics add up. */
#define LEAF_BYTES 48
#define NODE_BYTES 40
#define ALIAS_BYTES 56
#define POINTER_BYTES 8

/* What one trie holds: a table, or main and local together. */
struct view {
	struct net *net;
	struct fib_table *tb[2]; /* local before main; NULL: none */
	struct fib_iter at[2];
};

static struct view view_of(struct net *net, u32 id)
{
	bool both = !net->ipv4->fib_has_custom_rules &&
		    (id == RT_TABLE_LOCAL || id == RT_TABLE_MAIN);
	struct view v = { .net = net };

	v.tb[0] = fib_get_table(net, both ? RT_TABLE_LOCAL : id);
	v.tb[1] = both ? fib_get_table(net, RT_TABLE_MAIN) : NULL;
	return v;
}

static void view_rewind(struct view *v)
{
	for (u32 i = 0; i < ARRAY_SIZE(v->tb); i++)
		if (v->tb[i])
			fib_tree_lower_bound(&v->tb[i]->tree, 0, 0, &v->at[i]);
}

static const struct fib_entry *peek(struct view *v, u32 i)
{
	return v->tb[i] ? fib_iter_get(&v->at[i]) : NULL;
}

/* By address, then the longest prefix, then table by table. NULL: the end. */
static const struct fib_entry *view_next(struct view *v)
{
	const struct fib_entry *a = peek(v, 0), *b = peek(v, 1);
	bool second = b && (!a || b->key >> 26 < a->key >> 26);

	if (!a && !b)
		return NULL;
	fib_iter_next(&v->at[second]);
	return second ? b : a;
}

static int build(struct view *v, struct lc_trie *t)
{
	const struct fib_entry *e;
	u64 last = ~0ull;
	int err = 0;

	lc_trie_init(t, &v->net->kernel->mem);
	view_rewind(v);
	while (!err && (e = view_next(v))) {
		if (fib_entry_addr(e) != last)
			err = lc_trie_insert(t, fib_entry_addr(e));
		last = fib_entry_addr(e);
	}
	return err;
}

/* ---- the tables there are ---- */

static void table_title(struct seq_file *m, u32 id)
{
	if (id == RT_TABLE_LOCAL)
		seq_puts(m, "Local:\n");
	else if (id == RT_TABLE_MAIN)
		seq_puts(m, "Main:\n");
	else
		seq_printf(m, "Id %d:\n", (int)id);
}

typedef void (*show_fn)(struct seq_file *m, struct view *v, struct lc_trie *t, u32 id);

static void show_table(struct seq_file *m, struct net *net, u32 id, show_fn show)
{
	struct view v = view_of(net, id);
	struct lc_trie t;
	int err = build(&v, &t);

	if (err)
		m->err = err;
	else
		show(m, &v, &t, id);
	lc_trie_destroy(&t);
}

static void for_each_table(struct seq_file *m, struct net *net, show_fn show)
{
	const struct idvec *b = &net->ipv4->fib_buckets;

	for (u32 i = 0; i < b->n; i++)
		for (struct fib_table *tb = b->e[i].ptr; tb; tb = tb->next)
			show_table(m, net, tb->id, show);
}

/* ---- fib_trie ---- */

static const char *const type_names[RTN_MAX + 1] = {
	"UNSPEC",    "UNICAST",	    "LOCAL",	"BROADCAST", "ANYCAST", "MULTICAST",
	"BLACKHOLE", "UNREACHABLE", "PROHIBIT", "THROW",     "NAT",	"XRESOLVE",
};

static void indent(struct seq_file *m, u32 depth)
{
	while (depth--)
		seq_puts(m, "   ");
}

static void show_addr(struct seq_file *m, u32 a)
{
	seq_printf(m, "%u.%u.%u.%u", a >> 24, a >> 16 & 255, a >> 8 & 255, a & 255);
}

static void show_scope(struct seq_file *m, u8 scope)
{
	static const struct {
		u8 scope;
		const char *name;
	} names[] = {
		{ RT_SCOPE_UNIVERSE, "universe" }, { RT_SCOPE_SITE, "site" },
		{ RT_SCOPE_LINK, "link" },	   { RT_SCOPE_HOST, "host" },
		{ RT_SCOPE_NOWHERE, "nowhere" },
	};

	for (u32 i = 0; i < ARRAY_SIZE(names); i++)
		if (names[i].scope == scope) {
			seq_puts(m, names[i].name);
			return;
		}
	seq_printf(m, "scope=%u", scope);
}

static void show_prefix(struct seq_file *m, struct net *net, const struct fib_entry *e, u32 depth)
{
	indent(m, depth);
	seq_printf(m, "  /%u ", fib_entry_plen(e));
	show_scope(m, fib_entry_info(net, e)->scope);
	seq_printf(m, " %s", type_names[fib_entry_type(e)]);
	if (fib_entry_tos(e))
		seq_printf(m, " tos=%u", fib_entry_tos(e));
	seq_putc(m, '\n');
}

/* @*ret_e: the first prefix not shown yet, which is one of the first leaf's below @n. */
static void show_node(struct seq_file *m, struct view *v, const struct lc_node *n, u32 depth,
		      const struct fib_entry **ret_e)
{
	indent(m, depth);
	if (!n->bits) {
		seq_puts(m, "  |-- ");
		show_addr(m, n->key);
		seq_putc(m, '\n');
		for (; *ret_e && fib_entry_addr(*ret_e) == n->key; *ret_e = view_next(v))
			show_prefix(m, v->net, *ret_e, depth + 1);
		return;
	}
	seq_puts(m, "  +-- ");
	show_addr(m, n->key);
	seq_printf(m, "/%u %u %u %u\n", 32 - n->pos - n->bits, n->bits, n->full, n->empty);
	for (u32 i = 0; i < lc_children(n); i++)
		if (n->child[i])
			show_node(m, v, n->child[i], depth + 1, ret_e);
}

static void show_trie(struct seq_file *m, struct view *v, struct lc_trie *t, u32 id)
{
	const struct fib_entry *e;

	if (!t->root)
		return;
	table_title(m, id);
	view_rewind(v);
	e = view_next(v);
	show_node(m, v, t->root, 0, &e);
}

static void fib_trie_show(struct seq_file *m, struct net *net)
{
	for_each_table(m, net, show_trie);
}

/* ---- fib_triestat ---- */

struct trie_stat {
	u32 depth_sum, depth_max, leaves, nodes, empty, prefixes;
	u32 of_bits[33]; /* nodes, by size */
};

static void count_node(struct trie_stat *s, const struct lc_node *n, u32 depth)
{
	if (!n->bits) {
		s->leaves++;
		s->depth_sum += depth;
		s->depth_max = max(s->depth_max, depth);
		return;
	}
	s->nodes++;
	s->of_bits[n->bits]++;
	s->empty += n->empty;
	for (u32 i = 0; i < lc_children(n); i++)
		if (n->child[i])
			count_node(s, n->child[i], depth + 1);
}

static void show_stat(struct seq_file *m, struct view *v, struct lc_trie *t, u32 id)
{
	struct trie_stat s = { 0 };
	u32 average, pointers = 0;
	u64 bytes;

	if (t->root)
		count_node(&s, t->root, 0);
	for (u32 i = 0; i < ARRAY_SIZE(v->tb); i++)
		s.prefixes += v->tb[i] ? v->tb[i]->tree.count : 0;
	average = s.leaves ? (u64)s.depth_sum * 100 / s.leaves : 0;
	table_title(m, id);
	seq_printf(m, "\tAver depth:     %u.%02u\n\tMax depth:      %u\n", average / 100,
		   average % 100, s.depth_max);
	seq_printf(m, "\tLeaves:         %u\n\tPrefixes:       %u\n", s.leaves, s.prefixes);
	seq_printf(m, "\tInternal nodes: %u\n\t", s.nodes);
	for (u32 i = 1; i < ARRAY_SIZE(s.of_bits) - 1; i++)
		if (s.of_bits[i]) {
			seq_printf(m, "  %u: %u", i, s.of_bits[i]);
			pointers += s.of_bits[i] << i;
		}
	bytes = (u64)s.leaves * LEAF_BYTES + (u64)s.prefixes * ALIAS_BYTES +
		(u64)s.nodes * NODE_BYTES + (u64)pointers * POINTER_BYTES;
	seq_printf(m, "\n\tPointers: %u\nNull ptrs: %u\n", pointers, s.empty);
	seq_printf(m, "Total size: %u  kB\n", (u32)((bytes + 1023) / 1024));
}

static void fib_triestat_show(struct seq_file *m, struct net *net)
{
	seq_printf(m, "Basic info: size of leaf: %d bytes, size of tnode: %d bytes.\n", LEAF_BYTES,
		   NODE_BYTES);
	for_each_table(m, net, show_stat);
}

static const struct proc_net_row rows[] = {
	{ "fib_trie", fib_trie_show },
	{ "fib_triestat", fib_triestat_show },
};

static int fib_trie_proc_init(struct kernel *k)
{
	return proc_net_register(k, rows, ARRAY_SIZE(rows));
}

static void fib_trie_proc_exit(struct kernel *k)
{
	proc_net_unregister(k, rows);
}

const struct net_proto fib_trie_proc_proto = {
	.name = "fib-trie-proc",
	.init_func = fib_trie_proc_init,
	.exit_func = fib_trie_proc_exit,
};
