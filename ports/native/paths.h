/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Paths of programs that lead into kernlet: /proc/net and its kin, /proc/sys/net, /sys/class/net.
 *
 *   call --paths.c--> vpath --vfiles.c--> texts, directories, settings  (kernel/proc)
 *
 * All other calls are left to the host.
 */
#ifndef KERNLET_NATIVE_PATHS_H
#define KERNLET_NATIVE_PATHS_H

#include "kernel/proc.h"
#include "ports/native/native.h"

#include <limits.h>
#include <sys/stat.h>

struct net;

/** Where a path leads. */
struct vpath {
	struct net *net; /* the namespace that is shown; not counted */
	bool slash; /* it ended with a slash: must be a directory */
	char path[PATH_MAX]; /* as kernel/proc knows it: "/proc/net/route" */
};

/** What one call asks of a path. */
enum path_op {
	PATH_OPEN,
	PATH_OPENAT2,
	PATH_STAT,
	PATH_LSTAT,
	PATH_STATAT,
	PATH_STAT64,
	PATH_LSTAT64,
	PATH_STATAT64,
	PATH_STATX,
	PATH_ACCESS,
	PATH_READLINK,
};

/** One call being answered. */
struct path_call {
	struct native *n;
	struct native_call *c;
	enum path_op op;
	const u64 *a; /* the arguments behind the path */
	struct vpath v;
};

/** Find where @path (of the caller, relative to @dirfd) leads. False: not to us. */
bool vpath_resolve(struct native *n, struct native_call *c, int dirfd, const char *path,
		   struct vpath *v);
static inline struct proc_req vpath_req(const struct native_call *c, struct net *net)
{
	const struct task *t = c->task->task;

	return (struct proc_req) { .kernel = t->kernel,
				   .net = net,
				   .caps = t->cap_effective,
				   .uid = t->uid,
				   .gid = t->gid };
}
/** End the call with @ret; always true, for `return path_answer(...)`. */
bool path_answer(struct native_call *c, long ret);
/** End it with a descriptor for our @fd, which is closed. @flags: O_CLOEXEC among others. */
bool path_give(struct native_call *c, int fd, int flags);
/** The open flags of an open or openat2 call; negative errno. */
int path_open_flags(const struct path_call *pc, int *ret_flags) __must_check;
/** End a stat call of any layout with @st. */
bool path_answer_stat(struct path_call *pc, const struct stat *st);

/** Is the link at the end of the path itself meant (lstat and its kin)? */
bool path_is_nofollow(const struct path_call *pc);

/* vfiles.c: kernel/proc shown as files of the host's */
bool vfile_call(struct path_call *pc);
/** When @host lies in our private tree: the path it mirrors and its namespace. */
bool vfiles_unmirror(struct native *n, const char *host, const char **ret_path, u64 *ret_ino);
/** Take what programs wrote to settings. */
void vfiles_drain(struct native *n);
void vfiles_end(struct native *n);

#endif
