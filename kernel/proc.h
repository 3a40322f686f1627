/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The files that show a kernel's network: /proc/net, /proc/sys and /sys/class/net.
 *
 *   proc_read(req, "/proc/net/route") -> tree "/proc/net" -> row "route" -> show(m, net)
 *
 * A tree answers for one place of the file system. Nothing is stored: texts are made when they
 * are read, for the namespace that asks. Paths are absolute and already clean (no ".", "..",
 * double or trailing slashes); the port resolves links such as /proc/self before it asks.
 */
#ifndef KERNLET_KERNEL_PROC_H
#define KERNLET_KERNEL_PROC_H

#include "kernel/seq_file.h"
#include "lib/types.h"

struct file;
struct kernel;
struct net;

/** Who asks, and which namespace he sees. */
struct proc_req {
	struct kernel *kernel;
	struct net *net;
	u64 caps; /* bit n = capability n */
	u32 uid, gid;
};

enum proc_kind { PROC_FILE, PROC_DIR, PROC_LINK };

struct proc_stat {
	enum proc_kind kind;
	u32 mode; /* permission bits */
	u64 ino; /* stable for a path, not 0 */
	u32 size; /* as stat(2) shows it: 0 in /proc, 4096 in /sys */
};

typedef void (*proc_emit_fn)(void *arg, const char *name, enum proc_kind kind);

/** One tree. @path is what follows the prefix, without a leading slash: "" is the top. */
struct proc_tree {
	const char *prefix; /* "/proc/net" */
	/** 0, -ENOENT or -ENOTDIR. */
	int (*stat)(const struct proc_req *r, const char *path, struct proc_stat *st);
	/** May a file be opened with the rwx bits @want? 0 or -EACCES. NULL: st->mode decides. */
	int (*may_open)(const struct proc_req *r, const char *path, u32 want);
	/** Only for directories. */
	int (*readdir)(const struct proc_req *r, const char *path, proc_emit_fn emit, void *arg);
	int (*read)(const struct proc_req *r, const char *path, struct seq_file *m);
	/** Bytes taken or a negative errno; @buf is NUL-terminated too. NULL: nothing is writable. */
	long (*write)(const struct proc_req *r, const char *path, const char *buf, size_t n,
		      s64 pos);
	/** The target of a link. NULL: there are none. */
	int (*readlink)(const struct proc_req *r, const char *path, struct seq_file *m);
	/** Open what a link leads to, when that is no path (namespaces). NULL: -ENOENT. */
	int (*open_link)(const struct proc_req *r, const char *path, struct file **ret_f);
};

/** Add @tree (const, static). 0 or -ENOMEM. */
int proc_register_tree(struct kernel *k, const struct proc_tree *tree) __must_check;
void proc_unregister_tree(struct kernel *k, const struct proc_tree *tree);

/* ---- what ports ask ---- */

/** Does a tree answer for @path (there or not)? The cheap question, to be asked first. */
bool proc_covers(struct kernel *k, const char *path);
/** 0, -ENOENT, -ENOTDIR, -ENAMETOOLONG. */
int proc_stat(const struct proc_req *r, const char *path, struct proc_stat *st);
/** May @r open @path with @acc (O_RDONLY, O_WRONLY, O_RDWR)? 0, -EACCES, -EISDIR, or as proc_stat(). */
int proc_may_open(const struct proc_req *r, const char *path, int acc);
/** Each name in a directory, but "." and "..". 0, -ENOTDIR or as proc_stat(). */
int proc_readdir(const struct proc_req *r, const char *path, proc_emit_fn emit, void *arg);
/** The whole text of a file, into @m (set up by seq_init). 0, -EISDIR, -EINVAL, -EPERM, -ENOMEM ... */
int proc_read(const struct proc_req *r, const char *path, struct seq_file *m);
/** write(2) of @n bytes at @pos. Bytes taken or a negative errno. */
long proc_write(const struct proc_req *r, const char *path, const void *buf, size_t n, s64 pos);
/** The text of a link. 0, -EINVAL (no link) or as proc_stat(). */
int proc_readlink(const struct proc_req *r, const char *path, struct seq_file *m);

/** Open what a link leads to: a new file in *@ret_f. -ENOENT or what the tree says. */
int proc_open_link(const struct proc_req *r, const char *path, struct file **ret_f);

/* ---- /proc/net ---- */

struct proc_net_row {
	const char *name; /* "route", "stat/rt_cache"; a '/' makes the directory */
	void (*show)(struct seq_file *m, struct net *net);
	u16 mode; /* 0: 0444 */
};

/** Hand over a table (const, static). 0 or -ENOMEM. */
int proc_net_register(struct kernel *k, const struct proc_net_row *rows, u32 n) __must_check;
void proc_net_unregister(struct kernel *k, const struct proc_net_row *rows);

int proc_init(struct kernel *k);
void proc_exit(struct kernel *k);

#endif
