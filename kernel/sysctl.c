/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The tree "/proc/sys/net": it finds a path in the registered directories and guards reads and
 * writes; the texts are sysctl_value.c's.
 *
 *   "ipv4/conf/eth0/forwarding"
 *     '-- ctl_dir --' '-name-' '-- row --'
 */
#include "kernel/sysctl.h"

#include "kernel/kernel.h"
#include "kernel/sysctl_value.h"

#include <linux/capability.h>

#define SYSCTL_ROOT "net" /* every ctl_dir.path begins so; the rest of /proc/sys is the host's */
#define OLD_VALUE_MAX 256 /* bytes kept for ctl_table.changed */

struct sysctl_core {
	const struct ctl_dir **dirs;
	u32 n;
};

int register_sysctl(struct kernel *k, const struct ctl_dir *dir)
{
	struct sysctl_core *core = k->sysctl;
	const struct ctl_dir **dirs;

	dirs = krealloc(&k->mem, core->dirs, (core->n + 1) * sizeof(*dirs));
	if (!dirs)
		return -ENOMEM;
	core->dirs = dirs;
	core->dirs[core->n++] = dir;
	return 0;
}

void unregister_sysctl(struct kernel *k, const struct ctl_dir *dir)
{
	struct sysctl_core *core = k->sysctl;

	for (u32 i = 0; i < core->n; i++) {
		if (core->dirs[i] != dir)
			continue;
		memmove(&core->dirs[i], &core->dirs[i + 1],
			(core->n - i - 1) * sizeof(*core->dirs));
		core->n--;
		return;
	}
}

/* ---- finding ---- */

/* What @dir is called below the tree's prefix: "net/ipv4" -> "ipv4", "net" -> "". */
static const char *dir_path(const struct ctl_dir *dir)
{
	const char *p = dir->path + strlen(SYSCTL_ROOT);

	return *p == '/' ? p + 1 : p;
}

/* When @path is @base or lies below it: what follows ("" for @base itself); else NULL. */
static const char *path_below(const char *path, const char *base)
{
	size_t n = strlen(base);

	if (!n)
		return path;
	if (strncmp(path, base, n))
		return NULL;
	if (!path[n])
		return path + n;
	return path[n] == '/' ? path + n + 1 : NULL;
}

static bool row_exists(const struct ctl_table *row, const struct proc_req *r)
{
	return !(row->flags & SYSCTL_F_INIT_NET) || r->net == r->kernel->init_net;
}

static u32 row_mode(const struct ctl_table *row, const struct proc_req *r)
{
	if (row->flags & SYSCTL_F_RO_OTHERS && r->net != r->kernel->init_net)
		return row->mode & 0444;
	return row->mode;
}

static const struct ctl_table *find_row(const struct ctl_dir *dir, const char *name,
					const struct proc_req *r)
{
	for (u32 i = 0; i < dir->n; i++)
		if (!strcmp(dir->rows[i].procname, name) && row_exists(&dir->rows[i], r))
			return &dir->rows[i];
	return NULL;
}

/* Where a path led to inside one ctl_dir. */
struct place {
	bool is_dir;
	struct ctl_req file; /* row set: a file */
	char name[256]; /* behind file.name */
};

/* Resolve @rest inside @dir; false: it has no such thing. */
static bool dir_lookup(const struct ctl_dir *dir, const struct proc_req *r, const char *rest,
		       struct place *at)
{
	const struct ctl_table *row;
	void *object = NULL;

	if (dir->find) {
		const char *slash = strchrnul(rest, '/');
		size_t n = slash - rest;

		if (!n)
			return at->is_dir = true;
		if (n >= sizeof(at->name))
			return false;
		memcpy(at->name, rest, n);
		at->name[n] = '\0';
		object = dir->find(r->net, at->name);
		if (!object)
			return false;
		rest = *slash ? slash + 1 : slash;
	} else if (dir->object) {
		object = dir->object(r->net);
		if (!object)
			return false;
	}
	if (!*rest)
		return at->is_dir = true;
	row = find_row(dir, rest, r);
	if (!row)
		return false;
	at->file = (struct ctl_req) { .who = r,
				      .net = r->net,
				      .row = row,
				      .object = object,
				      .name = dir->find ? at->name : NULL,
				      .data = object ? (char *)object + row->offset : NULL };
	return true;
}

/* 0 with a file or a directory in @at, or -ENOENT. */
static int lookup(const struct proc_req *r, const char *path, struct place *at)
{
	const struct sysctl_core *core = r->kernel->sysctl;

	at->is_dir = !*path;
	at->file.row = NULL;
	for (u32 i = 0; i < core->n; i++) {
		const char *base = dir_path(core->dirs[i]);
		const char *rest = path_below(path, base);

		if (rest && dir_lookup(core->dirs[i], r, rest, at) && at->file.row)
			return 0;
		if (!rest && path_below(base, path))
			at->is_dir = true;
	}
	return at->is_dir ? 0 : -ENOENT;
}

static int lookup_file(const struct proc_req *r, const char *path, struct place *at)
{
	int err = lookup(r, path, at);

	if (err)
		return err;
	return at->file.row ? 0 : -EISDIR;
}

/* ---- the tree ---- */

static int sysctl_stat(const struct proc_req *r, const char *path, struct proc_stat *st)
{
	struct place at;
	int err = lookup(r, path, &at);

	if (err)
		return err;
	st->kind = at.file.row ? PROC_FILE : PROC_DIR;
	st->mode = at.file.row ? row_mode(at.file.row, r) : 0555;
	return 0;
}

/* A network administrator counts as the owner, whoever else he is; nothing overrides a mode. */
static int sysctl_may_open(const struct proc_req *r, const char *path, u32 want)
{
	struct place at;
	u32 mode;
	int err = lookup_file(r, path, &at);

	if (err)
		return err;
	mode = row_mode(at.file.row, r);
	if (r->caps & BIT_ULL(CAP_NET_ADMIN) || !r->uid)
		mode >>= 6;
	else if (!r->gid)
		mode >>= 3;
	return (mode & want) == want ? 0 : -EACCES;
}

static int sysctl_read(const struct proc_req *r, const char *path, struct seq_file *m)
{
	const struct ctl_table *row;
	struct place at;
	int err = lookup_file(r, path, &at);

	if (err)
		return err;
	if (sysctl_may_open(r, path, 4))
		return -EPERM;
	row = at.file.row;
	if (row->kind == SYSCTL_CUSTOM)
		return row->get ? row->get(&at.file, m) : -EINVAL;
	sysctl_value_show(row, at.file.data, m);
	return 0;
}

static long sysctl_write(const struct proc_req *r, const char *path, const char *buf, size_t n,
			 s64 pos)
{
	u8 old[OLD_VALUE_MAX];
	const struct ctl_table *row;
	struct place at;
	size_t size;
	long done;
	int err = lookup_file(r, path, &at);

	if (err)
		return err;
	if (sysctl_may_open(r, path, 2))
		return -EPERM;
	row = at.file.row;
	if (row->kind == SYSCTL_CUSTOM)
		return !row->set ? -EINVAL : pos ? (long)n : row->set(&at.file, buf, n);
	size = sysctl_value_size(row);
	if (!row->changed || size > sizeof(old))
		return sysctl_value_store(row, at.file.data, buf, n, pos);
	memcpy(old, at.file.data, size);
	done = sysctl_value_store(row, at.file.data, buf, n, pos);
	if (done < 0)
		return done;
	err = row->changed(&at.file, old);
	if (!err)
		return done;
	memcpy(at.file.data, old, size);
	return err;
}

/* The first component of @rest, which @dirs[i] adds to a listing, was added by an earlier one? */
static bool child_is_repeated(const struct sysctl_core *core, u32 upto, const char *path,
			      const char *child, size_t n)
{
	for (u32 i = 0; i < upto; i++) {
		const char *rest = path_below(dir_path(core->dirs[i]), path);

		if (rest && !strncmp(rest, child, n) && (!rest[n] || rest[n] == '/'))
			return true;
	}
	return false;
}

/* A fixed directory whose object this namespace lacks is not there. */
static bool dir_exists(const struct ctl_dir *dir, const struct proc_req *r)
{
	return dir->find || !dir->object || dir->object(r->net);
}

/* @path leads through @dir's own path: name the next step. */
static void emit_step(const struct sysctl_core *core, u32 i, const char *path, const char *rest,
		      proc_emit_fn emit, void *arg)
{
	size_t n = strchrnul(rest, '/') - rest;
	char name[64];

	if (!n || n >= sizeof(name) || child_is_repeated(core, i, path, rest, n))
		return;
	memcpy(name, rest, n);
	name[n] = '\0';
	emit(arg, name, PROC_DIR);
}

struct emit_dirs {
	proc_emit_fn emit;
	void *arg;
};

static void emit_dir(void *arg, const char *name)
{
	struct emit_dirs *to = arg;

	to->emit(to->arg, name, PROC_DIR);
}

/* Everything that @dir holds at @rest below it. */
static void emit_dir_at(const struct ctl_dir *dir, const struct proc_req *r, const char *rest,
			proc_emit_fn emit, void *arg)
{
	struct place at = { .is_dir = false };

	if (!dir_lookup(dir, r, rest, &at) || at.file.row)
		return;
	if (dir->find && !*rest) {
		dir->list(r->net, emit_dir, &(struct emit_dirs) { emit, arg });
		return;
	}
	for (u32 i = 0; i < dir->n; i++)
		if (row_exists(&dir->rows[i], r))
			emit(arg, dir->rows[i].procname, PROC_FILE);
}

static int sysctl_readdir(const struct proc_req *r, const char *path, proc_emit_fn emit, void *arg)
{
	const struct sysctl_core *core = r->kernel->sysctl;

	for (u32 i = 0; i < core->n; i++) {
		const char *base = dir_path(core->dirs[i]);
		const char *rest = path_below(path, base);

		if (rest)
			emit_dir_at(core->dirs[i], r, rest, emit, arg);
		else if ((rest = path_below(base, path)) && dir_exists(core->dirs[i], r))
			emit_step(core, i, path, rest, emit, arg);
	}
	return 0;
}

static const struct proc_tree sysctl_tree = {
	.prefix = "/proc/sys/net",
	.stat = sysctl_stat,
	.may_open = sysctl_may_open,
	.readdir = sysctl_readdir,
	.read = sysctl_read,
	.write = sysctl_write,
};

int sysctl_init(struct kernel *k)
{
	int err;

	k->sysctl = kzalloc(&k->mem, sizeof(*k->sysctl));
	if (!k->sysctl)
		return -ENOMEM;
	err = proc_register_tree(k, &sysctl_tree);
	if (err)
		sysctl_exit(k);
	return err;
}

void sysctl_exit(struct kernel *k)
{
	if (!k->sysctl)
		return;
	proc_unregister_tree(k, &sysctl_tree);
	kfree(&k->mem, k->sysctl->dirs);
	kfree(&k->mem, k->sysctl);
	k->sysctl = NULL;
}
