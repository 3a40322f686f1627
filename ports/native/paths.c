/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Calls that name a path: which of them lead to us.
 *
 * The check is made for every open and stat of a program, so what nearly all of them are (an
 * absolute path elsewhere) is told by a look at its first letters. Links of the host's file
 * system are not followed, but for those that every Linux has (/proc/self, /proc/net).
 */
#include "ports/native/paths.h"

#include "net/core/net_namespace.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/openat2.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/sysmacros.h>
#include <unistd.h>

struct path_row {
	const char *name;
	s8 dirfd; /* index of the argument; -1: none, the current directory */
	u8 path; /* index of the argument */
	u8 op; /* enum path_op */
};

/* clang-format off */
static const struct path_row rows[] = {
	{ "open", -1, 0, PATH_OPEN },		{ "openat", 0, 1, PATH_OPEN },
	{ "openat2", 0, 1, PATH_OPENAT2 },	{ "stat", -1, 0, PATH_STAT },
	{ "lstat", -1, 0, PATH_LSTAT },		{ "newfstatat", 0, 1, PATH_STATAT },
	{ "stat64", -1, 0, PATH_STAT64 },	{ "lstat64", -1, 0, PATH_LSTAT64 },
	{ "fstatat64", 0, 1, PATH_STATAT64 },	{ "statx", 0, 1, PATH_STATX },
	{ "access", -1, 0, PATH_ACCESS },	{ "faccessat", 0, 1, PATH_ACCESS },
	{ "faccessat2", 0, 1, PATH_ACCESS },	{ "readlink", -1, 0, PATH_READLINK },
	{ "readlinkat", 0, 1, PATH_READLINK },
};

/* Trapped whatever their arguments are; newfstatat and statx by rule (filter.c). */
const char *const native_path_names[] = {
	"open", "openat", "openat2", "stat", "lstat", "stat64", "lstat64", "fstatat64", "access",
	"faccessat", "faccessat2", "readlink", "readlinkat", NULL,
};
/* clang-format on */

/* ---- from what the program says to a clean absolute path ---- */

static bool starts(const char *s, const char *prefix)
{
	return !strncmp(s, prefix, strlen(prefix));
}

/* @path is @dir or below it: what follows ("" or "/..."); else NULL. */
static const char *below(const char *path, const char *dir)
{
	size_t n = strlen(dir);

	return !strncmp(path, dir, n) && (!path[n] || path[n] == '/') ? path + n : NULL;
}

/* The first letters of all places that are ours. */
static bool may_be_ours(const char *path)
{
	return starts(path, "/proc") || starts(path, "/sys") || starts(path, "/run") ||
	       starts(path, "/var/run") || path[1] == '.' || path[1] == '/' || strstr(path, "/..");
}

/* Append @rel to the clean path @out, taking "." and ".." as names say. False: too long. */
static bool join(char *out, const char *rel)
{
	size_t len = strlen(out);

	while (*rel) {
		size_t n = strcspn(rel, "/");

		if (n == 2 && rel[0] == '.' && rel[1] == '.') {
			while (len && out[--len] != '/')
				;
		} else if (n && !(n == 1 && rel[0] == '.')) {
			if (len + n + 2 > PATH_MAX)
				return false;
			out[len++] = '/';
			memcpy(out + len, rel, n);
			len += n;
		}
		rel += n;
		rel += strspn(rel, "/");
		out[len] = '\0';
	}
	return true;
}

/* Where relative paths of the caller start. False: it cannot be told. */
static bool base_of(struct native_call *c, int dirfd, char *out)
{
	char link[64];
	ssize_t n;

	if (dirfd == AT_FDCWD)
		snprintf(link, sizeof(link), "/proc/%d/cwd", c->tid);
	else
		snprintf(link, sizeof(link), "/proc/%d/fd/%d", c->tid, dirfd);
	n = readlink(link, out, PATH_MAX - 1);
	if (n <= 0 || out[0] != '/')
		return false;
	out[n] = '\0';
	return true;
}

/* ---- from a clean path to a place ---- */

/* "/<pid>..." behind "/proc", or "/self...": the number, 0 when it is none; @p moves behind it. */
static s32 pid_in_path(const struct native_call *c, const char **p)
{
	const char *s = *p;
	char *end;
	long pid;

	if (below(s, "/self")) {
		*p = s + strlen("/self");
		return c->tid;
	}
	if (below(s, "/thread-self")) {
		*p = s + strlen("/thread-self");
		return c->tid;
	}
	if (s[0] != '/' || s[1] < '1' || s[1] > '9')
		return 0;
	pid = strtol(s + 1, &end, 10);
	if ((*end && *end != '/') || pid > INT_MAX)
		return 0;
	*p = end;
	return (s32)pid;
}

/* "/proc/PID/net/..." is that process's; false also for the rest of /proc, which is the host's. */
static bool place_process(struct native *n, struct native_call *c, struct vpath *v)
{
	const char *p = v->path + strlen("/proc"), *rest;
	s32 pid = pid_in_path(c, &p);
	struct net *net;

	if (!pid)
		return false;
	if (below(p, "/task")) {
		p += strlen("/task");
		pid = pid_in_path(c, &p);
	}
	rest = below(p, "/net");
	if (!pid || !rest)
		return false;
	if (pid != c->tid) {
		if (kill(pid, 0) && errno == ESRCH)
			return false;
		/* Processes that are not ours (pid 1, say) live in our first namespace, not the host's. */
		net = native_net_by_pid(c->task->task, pid);
		v->net = net ? net : n->k->init_net;
		net_put(net); /* its process holds it */
	}
	memmove(v->path + strlen("/proc"), rest - strlen("/net"),
		strlen(rest) + strlen("/net") + 1);
	return true;
}

static bool is_ours(struct native *n, struct native_call *c, struct vpath *v)
{
	return below(v->path, "/sys/class/net") || below(v->path, "/sys/devices/virtual/net") ||
	       below(v->path, "/proc/net") || below(v->path, "/proc/sys/net") ||
	       (starts(v->path, "/proc/") && place_process(n, c, v));
}

/* AF_UNIX sockets are the host's, and so is their table. */
static bool place(struct native *n, struct native_call *c, struct vpath *v)
{
	return is_ours(n, c, v) && strcmp(v->path, "/proc/net/unix");
}

static struct net *net_by_ino(struct kernel *k, u64 ino)
{
	struct net *net;

	for_each_net (net, k)
		if (net->ino == ino)
			return net;
	return NULL;
}

bool vpath_resolve(struct native *n, struct native_call *c, int dirfd, const char *path,
		   struct vpath *v)
{
	char base[PATH_MAX];
	const char *mirrored;
	size_t len = strlen(path);
	u64 ino = 0;

	if (!len || (path[0] == '/' && !may_be_ours(path)))
		return false;
	v->net = c->task->task->net;
	v->path[0] = '\0';
	v->slash = path[len - 1] == '/';
	if (path[0] != '/') {
		if (!base_of(c, dirfd, base))
			return false;
		if (!vfiles_unmirror(n, base, &mirrored, &ino))
			mirrored = base;
		if (!join(v->path, mirrored))
			return false;
	}
	if (!join(v->path, path))
		return false;
	if (ino)
		v->net = net_by_ino(n->k, ino); /* of the directory that it starts at */
	return v->net && place(n, c, v);
}

/* ---- answers ---- */

bool path_answer(struct native_call *c, long ret)
{
	if (unlikely(c->trace))
		native_trace(c, ret);
	if (!c->answered)
		c->tr->ops->answer(c, ret);
	native_call_done(c);
	return true;
}

bool path_give(struct native_call *c, int fd, int flags)
{
	int ret;

	if (fd < 0)
		return path_answer(c, fd);
	ret = c->tr->ops->give_fd(c, fd, flags & O_CLOEXEC);
	close(fd);
	return path_answer(c, ret);
}

int path_open_flags(const struct path_call *pc, int *ret_flags)
{
	struct open_how how = { 0 };

	if (pc->op == PATH_OPEN) {
		*ret_flags = (int)pc->a[0];
		return 0;
	}
	if (pc->a[1] < sizeof(how))
		return -EINVAL;
	if (copy_from_user(pc->c->task->task, &how, pc->a[0], sizeof(how)))
		return -EFAULT;
	*ret_flags = (int)how.flags;
	return 0;
}

bool path_is_nofollow(const struct path_call *pc)
{
	switch (pc->op) {
	case PATH_LSTAT:
	case PATH_LSTAT64:
		return true;
	case PATH_STATAT:
	case PATH_STATAT64:
		return pc->a[1] & AT_SYMLINK_NOFOLLOW;
	case PATH_STATX:
		return pc->a[0] & AT_SYMLINK_NOFOLLOW;
	default:
		return false;
	}
}

static long put_statx(struct task *t, uptr to, const struct stat *st)
{
	struct statx x = {
		.stx_mask = STATX_BASIC_STATS,
		.stx_blksize = st->st_blksize,
		.stx_nlink = st->st_nlink,
		.stx_mode = st->st_mode,
		.stx_ino = st->st_ino,
		.stx_size = st->st_size,
		.stx_atime.tv_sec = st->st_atim.tv_sec,
		.stx_mtime.tv_sec = st->st_mtim.tv_sec,
		.stx_ctime.tv_sec = st->st_ctim.tv_sec,
		.stx_dev_major = gnu_dev_major(st->st_dev),
		.stx_dev_minor = gnu_dev_minor(st->st_dev),
	};

	return copy_to_user(t, to, &x, sizeof(x));
}

/* struct stat64 of i386. */
static long put_stat64(struct task *t, uptr to, const struct stat *st)
{
	struct {
		u64 dev;
		u8 pad0[4];
		u32 ino32, mode, nlink, uid, gid;
		u64 rdev;
		u8 pad3[4];
		u32 size[2];
		u32 blksize, blocks[2];
		u32 atime, atime_ns, mtime, mtime_ns, ctime, ctime_ns;
		u32 ino[2];
	} __attribute__((packed)) s = {
		.dev = st->st_dev,
		.ino32 = (u32)st->st_ino,
		.mode = st->st_mode,
		.nlink = (u32)st->st_nlink,
		.size = { (u32)st->st_size },
		.blksize = (u32)st->st_blksize,
		.atime = (u32)st->st_atim.tv_sec,
		.mtime = (u32)st->st_mtim.tv_sec,
		.ctime = (u32)st->st_ctim.tv_sec,
		.ino = { (u32)st->st_ino, (u32)(st->st_ino >> 32) },
	};

	return copy_to_user(t, to, &s, sizeof(s));
}

bool path_answer_stat(struct path_call *pc, const struct stat *st)
{
	struct task *t = pc->c->task->task;
	long ret;

	if (pc->op == PATH_STATX)
		ret = put_statx(t, pc->a[2], st);
	else if (pc->op == PATH_STAT64 || pc->op == PATH_LSTAT64 || pc->op == PATH_STATAT64)
		ret = put_stat64(t, pc->a[0], st);
	else if (pc->c->abi == ABI_X86_64)
		ret = copy_to_user(t, pc->a[0], st, sizeof(*st));
	else
		ret = -EOVERFLOW; /* i386's first struct stat: nobody uses it */
	return path_answer(pc->c, ret);
}

/* ---- the door ---- */

static const struct path_row *find_row(const char *name)
{
	for (u32 i = 0; i < ARRAY_SIZE(rows); i++)
		if (!strcmp(rows[i].name, name))
			return &rows[i];
	return NULL;
}

bool native_path_call(struct native *n, struct native_call *c, const char *name)
{
	const struct path_row *row = find_row(name);
	struct path_call pc = { .n = n, .c = c };
	char path[PATH_MAX];
	int dirfd;

	if (!row)
		return false;
	if (strncpy_from_user(c->task->task, path, c->args[row->path], sizeof(path)) < 0)
		return false; /* the host says EFAULT or ENAMETOOLONG */
	dirfd = row->dirfd < 0 ? AT_FDCWD : (int)c->args[row->dirfd];
	if (!vpath_resolve(n, c, dirfd, path, &pc.v))
		return false;
	pc.op = row->op;
	pc.a = &c->args[row->path + 1];
	return vfile_call(&pc);
}
