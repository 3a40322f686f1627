// SPDX-License-Identifier: LGPL-2.1-or-later
/*
 * Calls on paths and on open host files: directories, names, rights, times. hoststat.c has status.
 *
 * A path is opened below the root folder first (O_PATH), and what is asked is asked of that.
 */
#include "ports/i386/hostfs.h"

#include <fcntl.h>
#include <linux/stat.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <sys/statfs.h>
#include <sys/syscall.h>
#include <unistd.h>

static int get_name(struct task *t, uptr from, char path[PATH_MAX])
{
	long n = strncpy_from_user(t, path, from, PATH_MAX);

	return n < 0 ? (int)n : 0;
}

int host_open_path(struct task *t, int dirfd, uptr name, int at_flags)
{
	char path[PATH_MAX];
	struct file *f;
	int err = get_name(t, name, path), fd;

	if (err)
		return err;
	if (*path || !(at_flags & AT_EMPTY_PATH))
		return host_open(t, dirfd, path,
				 O_PATH | (at_flags & AT_SYMLINK_NOFOLLOW ? O_NOFOLLOW : 0), 0);
	if (dirfd == AT_FDCWD)
		return host_open_full(process_of(t)->machine, process_of(t)->cwd, O_PATH, 0);
	f = fget(t, dirfd);
	if (!f)
		return -EBADF;
	fd = host_file_fd(f) < 0 ? -EBADF : fcntl(host_file_fd(f), F_DUPFD_CLOEXEC, 3);
	file_put(f);
	return fd;
}

/* ---- directories ---- */

struct host_dirent {
	u64 ino;
	s64 off;
	u16 reclen;
	u8 type;
	char name[];
};

#define DIRENT64_HEAD 19

static struct file *get_dir(struct task *t, int fd, long *ret_err)
{
	struct file *f = fget(t, fd);

	*ret_err = -EBADF;
	if (f && host_file_fd(f) < 0) {
		*ret_err = -ENOTDIR;
		file_put(f);
		f = NULL;
	}
	return f;
}

SYSCALL_DEFINE3(i386_getdents64, int, fd, uptr, to, u32, size)
{
	long ret;
	struct file *f = get_dir(t, fd, &ret);
	u32 want = min(size, 32768u);
	void *buf;

	if (!f)
		return ret;
	buf = malloc(want + 1);
	ret = buf ? host_result((int)syscall(SYS_getdents64, host_file_fd(f), buf, want)) : -ENOMEM;
	if (ret > 0 && copy_to_user(t, to, buf, (size_t)ret))
		ret = -EFAULT;
	free(buf);
	file_put(f);
	return ret;
}

/* One entry as the 386's first getdents() has it: the type is its last byte. */
static u32 narrow(const struct host_dirent *d, u8 *out)
{
	u32 len = (u32)strlen(d->name), rec = (10 + len + 2 + 3) & ~3u;
	u32 head[2] = { (u32)d->ino, (u32)d->off };
	u16 rec16 = (u16)rec;

	memset(out, 0, rec);
	memcpy(out, head, 8);
	memcpy(out + 8, &rec16, 2);
	memcpy(out + 10, d->name, len);
	out[rec - 1] = d->type;
	return rec;
}

/* Entries are never longer than the host's, so what fits there fits here. */
SYSCALL_DEFINE3(i386_getdents, int, fd, uptr, to, u32, size)
{
	u8 buf[8192], out[280];
	u32 done = 0, want = min(size, (u32)sizeof(buf));
	long ret;
	struct file *f = get_dir(t, fd, &ret);

	if (!f)
		return ret;
	ret = host_result((int)syscall(SYS_getdents64, host_file_fd(f), buf, want));
	for (long at = 0; ret > 0 && at < ret;) {
		const struct host_dirent *d = (const struct host_dirent *)(buf + at);
		u32 n = narrow(d, out);

		if (copy_to_user(t, to + done, out, n)) {
			ret = -EFAULT;
			break;
		}
		done += n;
		at += d->reclen;
	}
	file_put(f);
	return ret <= 0 ? ret : (long)done;
}

/* Even older: one entry a call. */
SYSCALL_DEFINE3(i386_readdir, int, fd, uptr, to, u32, count)
{
	u8 buf[512], out[280];
	const struct host_dirent *d = (const struct host_dirent *)buf;
	u16 len;
	long ret;
	struct file *f = get_dir(t, fd, &ret);

	if (!f)
		return ret;
	ret = host_result((int)syscall(SYS_getdents64, host_file_fd(f), buf, sizeof(buf)));
	if (ret > 0) {
		lseek(host_file_fd(f), (off_t)d->off, SEEK_SET);
		narrow(d, out);
		len = (u16)strlen(d->name);
		memcpy(out + 8, &len, 2);
		ret = copy_to_user(t, to, out, 10 + len + 1u) ? -EFAULT : 1;
	}
	file_put(f);
	return ret;
}

/* The host says where a directory really is, seen from the root folder. */
static long enter_dir(struct task *t, int fd)
{
	struct process *p = process_of(t);
	char link[64], path[PATH_MAX], root[PATH_MAX];
	struct stat s;
	ssize_t n, r;
	long ret = -ENOTDIR;

	if (fstat(fd, &s) || !S_ISDIR(s.st_mode))
		goto close_fd;
	ret = -EACCES;
	if (faccessat(fd, ".", X_OK, AT_EACCESS))
		goto close_fd;
	snprintf(link, sizeof(link), "/proc/self/fd/%d", fd);
	n = readlink(link, path, sizeof(path) - 1);
	snprintf(link, sizeof(link), "/proc/self/fd/%d", p->machine->root_fd);
	r = readlink(link, root, sizeof(root) - 1);
	ret = -ENOENT;
	if (n <= 0 || r <= 0)
		goto close_fd;
	path[n] = root[r] = 0;
	if (r == 1)
		r = 0;
	snprintf(p->cwd, sizeof(p->cwd), "%s", n > r ? path + r : "/");
	ret = 0;
close_fd:
	close(fd);
	return ret;
}

SYSCALL_DEFINE1(i386_chdir, uptr, name)
{
	int fd = host_open_path(t, AT_FDCWD, name, 0);

	return fd < 0 ? fd : enter_dir(t, fd);
}

SYSCALL_DEFINE1(i386_fchdir, int, dir)
{
	struct file *f = fget(t, dir);
	int fd;

	if (!f)
		return -EBADF;
	fd = host_file_fd(f) < 0 ? -ENOTDIR : fcntl(host_file_fd(f), F_DUPFD_CLOEXEC, 3);
	file_put(f);
	return fd < 0 ? fd : enter_dir(t, fd);
}

SYSCALL_DEFINE2(i386_getcwd, uptr, to, u32, size)
{
	const char *cwd = process_of(t)->cwd;
	u32 n = (u32)strlen(cwd) + 1;

	if (n > size)
		return -ERANGE;
	return copy_to_user(t, to, cwd, n) ? -EFAULT : (long)n;
}

/* ---- names ---- */

typedef int (*name_fn)(int dir, const char *last, u32 a, u32 b);

static long with_parent(struct task *t, int dirfd, uptr name, name_fn fn, u32 a, u32 b)
{
	char path[PATH_MAX], last[NAME_MAX + 1];
	int err = get_name(t, name, path), dir;
	long ret;

	if (err)
		return err;
	dir = host_open_parent(t, dirfd, path, last);
	if (dir < 0)
		return dir;
	ret = host_result(fn(dir, last, a, b));
	close(dir);
	return ret;
}

static int name_unlink(int dir, const char *last, u32 flags, u32 b)
{
	return unlinkat(dir, last, (int)flags);
}

static int name_mkdir(int dir, const char *last, u32 mode, u32 b)
{
	return mkdirat(dir, last, mode);
}

static int name_mknod(int dir, const char *last, u32 mode, u32 dev)
{
	return mknodat(dir, last, mode, dev);
}

SYSCALL_DEFINE1(i386_unlink, uptr, name)
{
	return with_parent(t, AT_FDCWD, name, name_unlink, 0, 0);
}

SYSCALL_DEFINE1(i386_rmdir, uptr, name)
{
	return with_parent(t, AT_FDCWD, name, name_unlink, AT_REMOVEDIR, 0);
}

SYSCALL_DEFINE3(i386_unlinkat, int, dirfd, uptr, name, u32, flags)
{
	if (flags & ~(u32)AT_REMOVEDIR)
		return -EINVAL;
	return with_parent(t, dirfd, name, name_unlink, flags, 0);
}

static u32 masked(struct task *t, u32 mode)
{
	return mode & ~process_of(t)->umask;
}

SYSCALL_DEFINE2(i386_mkdir, uptr, name, u32, mode)
{
	return with_parent(t, AT_FDCWD, name, name_mkdir, masked(t, mode), 0);
}

SYSCALL_DEFINE3(i386_mkdirat, int, dirfd, uptr, name, u32, mode)
{
	return with_parent(t, dirfd, name, name_mkdir, masked(t, mode), 0);
}

SYSCALL_DEFINE3(i386_mknod, uptr, name, u32, mode, u32, dev)
{
	return with_parent(t, AT_FDCWD, name, name_mknod, masked(t, mode), dev);
}

SYSCALL_DEFINE4(i386_mknodat, int, dirfd, uptr, name, u32, mode, u32, dev)
{
	return with_parent(t, dirfd, name, name_mknod, masked(t, mode), dev);
}

/* Both ends of a rename or link. */
static long two_names(struct task *t, int fd1, uptr name1, int fd2, uptr name2, bool link,
		      u32 flags)
{
	char path[PATH_MAX], from[NAME_MAX + 1], to[NAME_MAX + 1];
	int err = get_name(t, name1, path), dir1, dir2;
	long ret;

	if (err)
		return err;
	dir1 = host_open_parent(t, fd1, path, from);
	if (dir1 < 0)
		return dir1;
	ret = get_name(t, name2, path);
	if (ret)
		goto close_first;
	ret = dir2 = host_open_parent(t, fd2, path, to);
	if (dir2 < 0)
		goto close_first;
	ret = host_result(link ? linkat(dir1, from, dir2, to, 0)
			       : renameat2(dir1, from, dir2, to, flags));
	close(dir2);
close_first:
	close(dir1);
	return ret;
}

SYSCALL_DEFINE2(i386_rename, uptr, from, uptr, to)
{
	return two_names(t, AT_FDCWD, from, AT_FDCWD, to, false, 0);
}

SYSCALL_DEFINE4(i386_renameat, int, fd1, uptr, from, int, fd2, uptr, to)
{
	return two_names(t, fd1, from, fd2, to, false, 0);
}

SYSCALL_DEFINE5(i386_renameat2, int, fd1, uptr, from, int, fd2, uptr, to, u32, flags)
{
	return two_names(t, fd1, from, fd2, to, false, flags);
}

SYSCALL_DEFINE2(i386_link, uptr, from, uptr, to)
{
	return two_names(t, AT_FDCWD, from, AT_FDCWD, to, true, 0);
}

static long do_symlink(struct task *t, uptr target, int dirfd, uptr name)
{
	char text[PATH_MAX], path[PATH_MAX], last[NAME_MAX + 1];
	int err = get_name(t, target, text), dir;
	long ret;

	if (!err)
		err = get_name(t, name, path);
	if (err)
		return err;
	dir = host_open_parent(t, dirfd, path, last);
	if (dir < 0)
		return dir;
	ret = host_result(symlinkat(text, dir, last));
	close(dir);
	return ret;
}

SYSCALL_DEFINE2(i386_symlink, uptr, target, uptr, name)
{
	return do_symlink(t, target, AT_FDCWD, name);
}

SYSCALL_DEFINE3(i386_symlinkat, uptr, target, int, dirfd, uptr, name)
{
	return do_symlink(t, target, dirfd, name);
}

long i386_readlink(struct task *t, int dirfd, const char *path, char *buf, size_t size)
{
	int fd;
	ssize_t n;

	if (!strcmp(path, "/proc/self/exe")) {
		n = (ssize_t)min(strlen(process_of(t)->exe), size);
		memcpy(buf, process_of(t)->exe, (size_t)n);
		return n;
	}
	fd = host_open(t, dirfd, path, O_PATH | O_NOFOLLOW, 0);
	if (fd < 0)
		return fd;
	n = readlinkat(fd, "", buf, size);
	if (n < 0)
		n = errno == ENOENT ? -EINVAL : -errno;
	close(fd);
	return n;
}

SYSCALL_DEFINE4(i386_readlinkat, int, dirfd, uptr, name, uptr, to, int, size)
{
	char path[PATH_MAX], text[PATH_MAX];
	int err = get_name(t, name, path);
	long n;

	if (err)
		return err;
	if (size <= 0)
		return -EINVAL;
	n = i386_readlink(t, dirfd, path, text, min((size_t)size, sizeof(text)));
	return n > 0 && copy_to_user(t, to, text, (size_t)n) ? -EFAULT : n;
}

/* ---- rights, sizes, times ---- */

static long do_access(struct task *t, int dirfd, uptr name, u32 mode, int flags)
{
	int fd;
	long ret;

	if (mode & ~7u || flags & ~(AT_EACCESS | AT_SYMLINK_NOFOLLOW | AT_EMPTY_PATH))
		return -EINVAL;
	fd = host_open_path(t, dirfd, name, flags);
	if (fd < 0)
		return fd;
	ret = host_result((int)syscall(SYS_faccessat2, fd, "", mode, AT_EMPTY_PATH));
	close(fd);
	return ret;
}

SYSCALL_DEFINE2(i386_access, uptr, name, u32, mode)
{
	return do_access(t, AT_FDCWD, name, mode, 0);
}

SYSCALL_DEFINE3(i386_faccessat, int, dirfd, uptr, name, u32, mode)
{
	return do_access(t, dirfd, name, mode, 0);
}

SYSCALL_DEFINE4(i386_faccessat2, int, dirfd, uptr, name, u32, mode, int, flags)
{
	return do_access(t, dirfd, name, mode, flags);
}

/* chmod() and utimensat() take no O_PATH descriptor, but the path that leads to it. */
static void fd_path(char out[64], int fd)
{
	snprintf(out, 64, "/proc/self/fd/%d", fd);
}

static long do_chmod(struct task *t, int dirfd, uptr name, u32 mode)
{
	int fd = host_open_path(t, dirfd, name, 0);
	char path[64];
	long ret;

	if (fd < 0)
		return fd;
	fd_path(path, fd);
	ret = host_result(chmod(path, mode & 07777));
	close(fd);
	return ret;
}

SYSCALL_DEFINE2(i386_chmod, uptr, name, u32, mode)
{
	return do_chmod(t, AT_FDCWD, name, mode);
}

SYSCALL_DEFINE3(i386_fchmodat, int, dirfd, uptr, name, u32, mode)
{
	return do_chmod(t, dirfd, name, mode);
}

static long on_fd(struct task *t, int fd, int (*fn)(int, u64, u64), u64 a, u64 b)
{
	struct file *f = fget(t, fd);
	long ret;

	if (!f)
		return -EBADF;
	ret = host_file_fd(f) < 0 ? -EINVAL : host_result(fn(host_file_fd(f), a, b));
	file_put(f);
	return ret;
}

static int fd_chmod(int fd, u64 mode, u64 b)
{
	return fchmod(fd, (mode_t)mode & 07777);
}

static int fd_chown(int fd, u64 uid, u64 gid)
{
	return fchown(fd, (uid_t)uid, (gid_t)gid);
}

static int fd_truncate(int fd, u64 size, u64 b)
{
	return ftruncate(fd, (off_t)size);
}

static int fd_sync(int fd, u64 a, u64 b)
{
	return fsync(fd);
}

static int fd_flock(int fd, u64 op, u64 b)
{
	extern int flock(int, int);

	return flock(fd, (int)op | 4); /* LOCK_NB: we must not sleep */
}

SYSCALL_DEFINE2(i386_fchmod, int, fd, u32, mode)
{
	return on_fd(t, fd, fd_chmod, mode, 0);
}

SYSCALL_DEFINE3(i386_fchown32, int, fd, u32, uid, u32, gid)
{
	return on_fd(t, fd, fd_chown, uid, gid);
}

SYSCALL_DEFINE2(i386_ftruncate, int, fd, s32, size)
{
	return size < 0 ? -EINVAL : on_fd(t, fd, fd_truncate, (u64)size, 0);
}

SYSCALL_DEFINE3(i386_ftruncate64, int, fd, u32, low, u32, high)
{
	s64 size = (s64)((u64)high << 32 | low);

	return size < 0 ? -EINVAL : on_fd(t, fd, fd_truncate, (u64)size, 0);
}

SYSCALL_DEFINE1(i386_fsync, int, fd)
{
	return on_fd(t, fd, fd_sync, 0, 0);
}

SYSCALL_DEFINE2(i386_flock, int, fd, u32, op)
{
	return on_fd(t, fd, fd_flock, op, 0);
}

static long do_truncate(struct task *t, uptr name, s64 size)
{
	char path[PATH_MAX];
	int err = get_name(t, name, path), fd;
	long ret;

	if (size < 0)
		return -EINVAL;
	if (err)
		return err;
	fd = host_open(t, AT_FDCWD, path, O_WRONLY, 0);
	if (fd < 0)
		return fd;
	ret = host_result(ftruncate(fd, (off_t)size));
	close(fd);
	return ret;
}

SYSCALL_DEFINE2(i386_truncate, uptr, name, s32, size)
{
	return do_truncate(t, name, size);
}

SYSCALL_DEFINE3(i386_truncate64, uptr, name, u32, low, u32, high)
{
	return do_truncate(t, name, (s64)((u64)high << 32 | low));
}

static long do_chown(struct task *t, int dirfd, uptr name, u32 uid, u32 gid, int flags)
{
	int fd = host_open_path(t, dirfd, name, flags);
	long ret;

	if (fd < 0)
		return fd;
	ret = host_result(fchownat(fd, "", uid, gid, AT_EMPTY_PATH));
	close(fd);
	return ret;
}

SYSCALL_DEFINE3(i386_chown32, uptr, name, u32, uid, u32, gid)
{
	return do_chown(t, AT_FDCWD, name, uid, gid, 0);
}

SYSCALL_DEFINE3(i386_lchown32, uptr, name, u32, uid, u32, gid)
{
	return do_chown(t, AT_FDCWD, name, uid, gid, AT_SYMLINK_NOFOLLOW);
}

SYSCALL_DEFINE5(i386_fchownat, int, dirfd, uptr, name, u32, uid, u32, gid, int, flags)
{
	if (flags & ~(AT_SYMLINK_NOFOLLOW | AT_EMPTY_PATH))
		return -EINVAL;
	return do_chown(t, dirfd, name, uid, gid, flags);
}

static u32 id32(u32 id)
{
	return (id & 0xffff) == 0xffff ? ~0u : id & 0xffff;
}

SYSCALL_DEFINE3(i386_chown, uptr, name, u32, uid, u32, gid)
{
	return do_chown(t, AT_FDCWD, name, id32(uid), id32(gid), 0);
}

SYSCALL_DEFINE3(i386_lchown, uptr, name, u32, uid, u32, gid)
{
	return do_chown(t, AT_FDCWD, name, id32(uid), id32(gid), AT_SYMLINK_NOFOLLOW);
}

SYSCALL_DEFINE3(i386_fchown, int, fd, u32, uid, u32, gid)
{
	return on_fd(t, fd, fd_chown, id32(uid), id32(gid));
}

static long set_times(struct task *t, int dirfd, uptr name, const struct timespec ts[2], int flags)
{
	char path[64];
	int fd;
	long ret;

	if (!name) { /* the file of @dirfd itself */
		struct file *f = fget(t, dirfd);

		if (!f)
			return -EBADF;
		ret = host_result(futimens(host_file_fd(f), ts));
		file_put(f);
		return ret;
	}
	fd = host_open_path(t, dirfd, name, flags);
	if (fd < 0)
		return fd;
	fd_path(path, fd);
	ret = host_result(utimensat(AT_FDCWD, path, ts, 0));
	close(fd);
	return ret;
}

SYSCALL_DEFINE4(i386_utimensat, int, dirfd, uptr, name, uptr, times, int, flags)
{
	struct timespec ts[2];
	s32 v[4];

	if (times && copy_from_user(t, v, times, sizeof(v)))
		return -EFAULT;
	for (u32 i = 0; times && i < 2; i++)
		ts[i] = (struct timespec) { v[2 * i], v[2 * i + 1] };
	return set_times(t, dirfd, name, times ? ts : NULL, flags);
}

SYSCALL_DEFINE4(i386_utimensat64, int, dirfd, uptr, name, uptr, times, int, flags)
{
	struct timespec ts[2];
	s64 v[4];

	if (times && copy_from_user(t, v, times, sizeof(v)))
		return -EFAULT;
	for (u32 i = 0; times && i < 2; i++)
		ts[i] = (struct timespec) { v[2 * i], (s32)v[2 * i + 1] };
	return set_times(t, dirfd, name, times ? ts : NULL, flags);
}

SYSCALL_DEFINE2(i386_utime, uptr, name, uptr, times)
{
	struct timespec ts[2];
	s32 v[2];

	if (!name)
		return -EFAULT;
	if (times && copy_from_user(t, v, times, sizeof(v)))
		return -EFAULT;
	for (u32 i = 0; times && i < 2; i++)
		ts[i] = (struct timespec) { v[i], 0 };
	return set_times(t, AT_FDCWD, name, times ? ts : NULL, 0);
}

SYSCALL_DEFINE2(i386_utimes, uptr, name, uptr, times)
{
	struct timespec ts[2];
	s32 v[4];

	if (!name)
		return -EFAULT;
	if (times && copy_from_user(t, v, times, sizeof(v)))
		return -EFAULT;
	for (u32 i = 0; times && i < 2; i++) {
		if (v[2 * i + 1] < 0 || v[2 * i + 1] >= 1000000)
			return -EINVAL;
		ts[i] = (struct timespec) { v[2 * i], v[2 * i + 1] * 1000 };
	}
	return set_times(t, AT_FDCWD, name, times ? ts : NULL, 0);
}

/* ---- reading and writing elsewhere than at the position ---- */

static long at_position(struct task *t, int fd, uptr buf, u32 n, s64 pos, bool writing)
{
	struct file *f;
	u64 got;
	long ret;

	if (pos < 0)
		return -EINVAL;
	f = fget(t, fd);
	if (!f)
		return -EBADF;
	got = mm_pin(process_of(t)->mm, (u32)buf, min(n, 0x7ffff000u), !writing);
	if (host_file_fd(f) < 0)
		ret = -ESPIPE;
	else if (n && !got)
		ret = -EFAULT;
	else if (writing)
		ret = pwrite(host_file_fd(f), process_of(t)->mm->ram + buf, got, (off_t)pos);
	else
		ret = pread(host_file_fd(f), process_of(t)->mm->ram + buf, got, (off_t)pos);
	file_put(f);
	return ret == -1 ? -errno : ret;
}

SYSCALL_DEFINE5(i386_pread64, int, fd, uptr, buf, u32, n, u32, low, u32, high)
{
	return at_position(t, fd, buf, n, (s64)((u64)high << 32 | low), false);
}

SYSCALL_DEFINE5(i386_pwrite64, int, fd, uptr, buf, u32, n, u32, low, u32, high)
{
	return at_position(t, fd, buf, n, (s64)((u64)high << 32 | low), true);
}

SYSCALL_DEFINE2(i386_creat, uptr, name, u32, mode)
{
	char path[PATH_MAX];
	int err = get_name(t, name, path);

	return err ? err : i386_open(t, AT_FDCWD, path, O_CREAT | O_WRONLY | O_TRUNC, mode);
}

/* ---- pipes: the host's ---- */

static long do_pipe(struct task *t, uptr to, int flags)
{
	struct file *f;
	int host[2];
	s32 fd[2] = { -1, -1 };

	if (flags & ~(O_CLOEXEC | O_NONBLOCK | O_DIRECT))
		return -EINVAL;
	if (pipe2(host, O_CLOEXEC | (flags & O_DIRECT)))
		return -errno;
	for (u32 i = 0; i < 2; i++) {
		f = host_file_create(t->kernel, host[i],
				     (i ? O_WRONLY : O_RDONLY) | ((u32)flags & O_NONBLOCK));
		fd[i] = f ? fd_install(t, f, flags & O_CLOEXEC) : -ENOMEM;
		if (fd[i] < 0) {
			if (f)
				file_put(f);
			if (i)
				fd_close(t, fd[0]);
			else
				close(host[1]);
			return fd[i];
		}
	}
	if (!copy_to_user(t, to, fd, sizeof(fd)))
		return 0;
	fd_close(t, fd[0]);
	fd_close(t, fd[1]);
	return -EFAULT;
}

SYSCALL_DEFINE1(i386_pipe, uptr, to)
{
	return do_pipe(t, to, 0);
}

SYSCALL_DEFINE2(i386_pipe2, uptr, to, int, flags)
{
	return do_pipe(t, to, flags);
}
