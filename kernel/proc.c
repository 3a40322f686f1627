/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Which tree answers for a path, permissions of the ordinary kind, and the tree "/proc/net", whose
 * files are rows that the rooms hand over.
 */
#include "kernel/proc.h"

#include "kernel/kernel.h"
#include "lib/htable.h"

#include <fcntl.h>
#include <linux/capability.h>

#define WRITE_MAX (4u << 20) /* of one write; more is -ENOMEM (KMALLOC_MAX_SIZE) */

struct net_table {
	const struct proc_net_row *rows;
	u32 n;
};

struct proc_core {
	const struct proc_tree **trees;
	u32 n_trees;
	struct net_table *tables; /* of /proc/net */
	u32 n_tables;
};

int proc_register_tree(struct kernel *k, const struct proc_tree *tree)
{
	struct proc_core *core = k->proc;
	const struct proc_tree **trees;

	trees = krealloc(&k->mem, core->trees, (core->n_trees + 1) * sizeof(*trees));
	if (!trees)
		return -ENOMEM;
	core->trees = trees;
	core->trees[core->n_trees++] = tree;
	return 0;
}

void proc_unregister_tree(struct kernel *k, const struct proc_tree *tree)
{
	struct proc_core *core = k->proc;

	for (u32 i = 0; i < core->n_trees; i++) {
		if (core->trees[i] != tree)
			continue;
		core->trees[i] = core->trees[--core->n_trees];
		return;
	}
}

/* The tree for @path and what it calls the rest of it; NULL: none. */
static const struct proc_tree *tree_of(struct kernel *k, const char *path, const char **ret_rest)
{
	const struct proc_core *core = k->proc;

	for (u32 i = 0; i < core->n_trees; i++) {
		size_t n = strlen(core->trees[i]->prefix);

		if (strncmp(path, core->trees[i]->prefix, n) || (path[n] && path[n] != '/'))
			continue;
		*ret_rest = path[n] ? path + n + 1 : path + n;
		return core->trees[i];
	}
	return NULL;
}

bool proc_covers(struct kernel *k, const char *path)
{
	const char *rest;

	return tree_of(k, path, &rest) != NULL;
}

int proc_stat(const struct proc_req *r, const char *path, struct proc_stat *st)
{
	const char *rest;
	const struct proc_tree *tree = tree_of(r->kernel, path, &rest);

	if (!tree)
		return -ENOENT;
	*st = (struct proc_stat) { .ino = hash_bytes(path, strlen(path), 0) | BIT_ULL(32) };
	return tree->stat(r, rest, st);
}

/* The ordinary rule: everything belongs to root:root, and CAP_DAC_OVERRIDE passes. */
static int mode_allows(const struct proc_req *r, u32 mode, u32 want)
{
	if (r->caps & BIT_ULL(CAP_DAC_OVERRIDE))
		return 0;
	if (!r->uid)
		mode >>= 6;
	else if (!r->gid)
		mode >>= 3;
	return (mode & want) == want ? 0 : -EACCES;
}

int proc_may_open(const struct proc_req *r, const char *path, int acc)
{
	static const u8 wants[] = { [O_RDONLY] = 4, [O_WRONLY] = 2, [O_RDWR] = 6, [3] = 6 };
	u32 want = wants[acc & O_ACCMODE];
	const struct proc_tree *tree;
	struct proc_stat st;
	const char *rest = "";
	int err = proc_stat(r, path, &st);

	if (err)
		return err;
	if (st.kind == PROC_DIR && want != 4)
		return -EISDIR;
	tree = tree_of(r->kernel, path, &rest);
	if (tree && st.kind == PROC_FILE && tree->may_open)
		return tree->may_open(r, rest, want);
	return mode_allows(r, st.mode, want);
}

int proc_readdir(const struct proc_req *r, const char *path, proc_emit_fn emit, void *arg)
{
	struct proc_stat st;
	const char *rest = "";
	int err = proc_stat(r, path, &st);

	if (err)
		return err;
	if (st.kind != PROC_DIR)
		return -ENOTDIR;
	return tree_of(r->kernel, path, &rest)->readdir(r, rest, emit, arg);
}

int proc_read(const struct proc_req *r, const char *path, struct seq_file *m)
{
	struct proc_stat st;
	const char *rest = "";
	int err = proc_stat(r, path, &st);

	if (err)
		return err;
	if (st.kind != PROC_FILE)
		return st.kind == PROC_DIR ? -EISDIR : -EINVAL;
	err = tree_of(r->kernel, path, &rest)->read(r, rest, m);
	return err ? err : seq_error(m);
}

long proc_write(const struct proc_req *r, const char *path, const void *buf, size_t n, s64 pos)
{
	const struct proc_tree *tree;
	struct proc_stat st;
	const char *rest;
	char *copy;
	long ret = proc_stat(r, path, &st);

	if (ret)
		return ret;
	if (st.kind != PROC_FILE)
		return st.kind == PROC_DIR ? -EISDIR : -EINVAL;
	tree = tree_of(r->kernel, path, &rest);
	if (!tree->write)
		return -EIO;
	if (n >= WRITE_MAX)
		return -ENOMEM;
	copy = kmalloc(&r->kernel->mem, n + 1);
	if (!copy)
		return -ENOMEM;
	memcpy(copy, buf, n);
	copy[n] = '\0';
	ret = tree->write(r, rest, copy, n, pos);
	kfree(&r->kernel->mem, copy);
	return ret;
}

int proc_readlink(const struct proc_req *r, const char *path, struct seq_file *m)
{
	struct proc_stat st;
	const char *rest = "";
	int err = proc_stat(r, path, &st);

	if (err)
		return err;
	if (st.kind != PROC_LINK)
		return -EINVAL;
	err = tree_of(r->kernel, path, &rest)->readlink(r, rest, m);
	return err ? err : seq_error(m);
}

int proc_open_link(const struct proc_req *r, const char *path, struct file **ret_f)
{
	const char *rest;
	const struct proc_tree *tree = tree_of(r->kernel, path, &rest);

	return tree && tree->open_link ? tree->open_link(r, rest, ret_f) : -ENOENT;
}

/* ---- /proc/net ---- */

int proc_net_register(struct kernel *k, const struct proc_net_row *rows, u32 n)
{
	struct proc_core *core = k->proc;
	struct net_table *tables;

	tables = krealloc(&k->mem, core->tables, (core->n_tables + 1) * sizeof(*tables));
	if (!tables)
		return -ENOMEM;
	core->tables = tables;
	core->tables[core->n_tables++] = (struct net_table) { rows, n };
	return 0;
}

void proc_net_unregister(struct kernel *k, const struct proc_net_row *rows)
{
	struct proc_core *core = k->proc;

	for (u32 i = 0; i < core->n_tables; i++) {
		if (core->tables[i].rows != rows)
			continue;
		core->tables[i] = core->tables[--core->n_tables];
		return;
	}
}

#define for_each_net_row(core, i, j, row)                                                        \
	for ((i) = 0; (i) < (core)->n_tables; (i)++)                                             \
		for ((j) = 0; (j) < (core)->tables[i].n && ((row) = &(core)->tables[i].rows[j]); \
		     (j)++)

static const struct proc_net_row *net_row(const struct proc_core *core, const char *path)
{
	const struct proc_net_row *row;
	u32 i, j;

	for_each_net_row(core, i, j, row) if (!strcmp(row->name, path)) return row;
	return NULL;
}

/* Is @name in the directory @path? Then its own name there, else NULL. */
static const char *net_child(const char *name, const char *path)
{
	size_t n = strlen(path);

	if (!n)
		return name;
	return !strncmp(name, path, n) && name[n] == '/' ? name + n + 1 : NULL;
}

static int net_stat(const struct proc_req *r, const char *path, struct proc_stat *st)
{
	const struct proc_core *core = r->kernel->proc;
	const struct proc_net_row *row = net_row(core, path);
	u32 i, j;

	if (row) {
		st->kind = PROC_FILE;
		st->mode = row->mode ? row->mode : 0444;
		return 0;
	}
	st->kind = PROC_DIR;
	st->mode = 0555;
	if (!*path)
		return 0;
	for_each_net_row(core, i, j, row) if (net_child(row->name, path)) return 0;
	return -ENOENT;
}

static int net_readdir(const struct proc_req *r, const char *path, proc_emit_fn emit, void *arg)
{
	const struct proc_core *core = r->kernel->proc;
	const struct proc_net_row *row;
	char last[64] = "";
	u32 i, j;

	for_each_net_row(core, i, j, row)
	{
		const char *child = net_child(row->name, path), *slash;
		size_t n;

		if (!child)
			continue;
		slash = strchr(child, '/');
		if (!slash) {
			emit(arg, child, PROC_FILE);
			continue;
		}
		n = slash - child; /* rows of one directory stand together in their table */
		if (n >= sizeof(last) || (!strncmp(last, child, n) && !last[n]))
			continue;
		memcpy(last, child, n);
		last[n] = '\0';
		emit(arg, last, PROC_DIR);
	}
	return 0;
}

static int net_read(const struct proc_req *r, const char *path, struct seq_file *m)
{
	net_row(r->kernel->proc, path)->show(m, r->net);
	return 0;
}

static const struct proc_tree net_tree = {
	.prefix = "/proc/net",
	.stat = net_stat,
	.readdir = net_readdir,
	.read = net_read,
};

int proc_init(struct kernel *k)
{
	int err;

	k->proc = kzalloc(&k->mem, sizeof(*k->proc));
	if (!k->proc)
		return -ENOMEM;
	err = proc_register_tree(k, &net_tree);
	if (err)
		proc_exit(k);
	return err;
}

void proc_exit(struct kernel *k)
{
	if (!k->proc)
		return;
	kfree(&k->mem, k->proc->trees);
	kfree(&k->mem, k->proc->tables);
	kfree(&k->mem, k->proc);
	k->proc = NULL;
}
