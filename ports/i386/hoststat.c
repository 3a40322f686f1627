// SPDX-License-Identifier: LGPL-2.1-or-later
/*
 * Status of files and file systems, in each layout that the 386 ever had: oldstat, stat, stat64,
 * statx, statfs, statfs64.
 */
#include "ports/i386/hostfs.h"

#include <fcntl.h>
#include <linux/stat.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <sys/statfs.h>
#include <sys/syscall.h>
#include <unistd.h>

int statx(int dirfd, const char *path, int flags, unsigned mask, struct statx *buf);

struct stat64_386 {
	u64 dev;
	u8 pad0[4];
	u32 ino32, mode, nlink, uid, gid;
	u64 rdev;
	u8 pad3[4];
	s64 size;
	u32 blksize;
	u64 blocks;
	u32 atime, atime_nsec, mtime, mtime_nsec, ctime, ctime_nsec;
	u64 ino;
} __attribute__((packed));

struct stat_386 {
	u32 dev, ino;
	u16 mode, nlink, uid, gid;
	u32 rdev, size, blksize, blocks;
	u32 atime, atime_nsec, mtime, mtime_nsec, ctime, ctime_nsec, unused[2];
};

struct oldstat_386 {
	u16 dev, ino, mode, nlink, uid, gid, rdev;
	u16 pad;
	u32 size, atime, mtime, ctime;
};

_Static_assert(sizeof(struct stat64_386) == 96, "stat64 of the 386");
_Static_assert(sizeof(struct stat_386) == 64, "stat of the 386");
_Static_assert(sizeof(struct oldstat_386) == 32, "the first stat");

enum stat_layout { STAT_OLD, STAT_NEW, STAT_64 };

static u16 id16(u32 id)
{
	return id > 0xffff ? 65534 : (u16)id;
}

static long put_stat64(struct task *t, uptr to, const struct stat *s)
{
	const struct stat64_386 out = {
		.dev = s->st_dev,
		.ino32 = (u32)s->st_ino,
		.mode = s->st_mode,
		.nlink = (u32)s->st_nlink,
		.uid = s->st_uid,
		.gid = s->st_gid,
		.rdev = s->st_rdev,
		.size = s->st_size,
		.blksize = (u32)s->st_blksize,
		.blocks = (u64)s->st_blocks,
		.atime = (u32)s->st_atim.tv_sec,
		.atime_nsec = (u32)s->st_atim.tv_nsec,
		.mtime = (u32)s->st_mtim.tv_sec,
		.mtime_nsec = (u32)s->st_mtim.tv_nsec,
		.ctime = (u32)s->st_ctim.tv_sec,
		.ctime_nsec = (u32)s->st_ctim.tv_nsec,
		.ino = s->st_ino,
	};

	return copy_to_user(t, to, &out, sizeof(out));
}

static long put_stat(struct task *t, uptr to, const struct stat *s)
{
	const struct stat_386 out = {
		.dev = (u32)s->st_dev,
		.ino = (u32)s->st_ino,
		.mode = (u16)s->st_mode,
		.nlink = (u16)s->st_nlink,
		.uid = id16(s->st_uid),
		.gid = id16(s->st_gid),
		.rdev = (u32)s->st_rdev,
		.size = (u32)s->st_size,
		.blksize = (u32)s->st_blksize,
		.blocks = (u32)s->st_blocks,
		.atime = (u32)s->st_atim.tv_sec,
		.atime_nsec = (u32)s->st_atim.tv_nsec,
		.mtime = (u32)s->st_mtim.tv_sec,
		.mtime_nsec = (u32)s->st_mtim.tv_nsec,
		.ctime = (u32)s->st_ctim.tv_sec,
		.ctime_nsec = (u32)s->st_ctim.tv_nsec,
	};

	if (s->st_size > INT32_MAX || s->st_ino >> 32)
		return -EOVERFLOW;
	return copy_to_user(t, to, &out, sizeof(out));
}

static long put_oldstat(struct task *t, uptr to, const struct stat *s)
{
	const struct oldstat_386 out = {
		.dev = (u16)s->st_dev,
		.ino = (u16)s->st_ino,
		.mode = (u16)s->st_mode,
		.nlink = (u16)s->st_nlink,
		.uid = id16(s->st_uid),
		.gid = id16(s->st_gid),
		.rdev = (u16)s->st_rdev,
		.size = (u32)s->st_size,
		.atime = (u32)s->st_atim.tv_sec,
		.mtime = (u32)s->st_mtim.tv_sec,
		.ctime = (u32)s->st_ctim.tv_sec,
	};

	if (s->st_size > INT32_MAX || s->st_ino > 0xffff)
		return -EOVERFLOW;
	return copy_to_user(t, to, &out, sizeof(out));
}

static long put_any_stat(struct task *t, uptr to, const struct stat *s, enum stat_layout layout)
{
	switch (layout) {
	case STAT_64:
		return put_stat64(t, to, s);
	case STAT_NEW:
		return put_stat(t, to, s);
	default:
		return put_oldstat(t, to, s);
	}
}

static long do_stat(struct task *t, int dirfd, uptr name, uptr to, int at_flags,
		    enum stat_layout layout)
{
	int fd = host_open_path(t, dirfd, name, at_flags);
	struct stat s;
	long ret;

	if (fd < 0)
		return fd;
	ret = host_result(fstat(fd, &s));
	close(fd);
	return ret ? ret : put_any_stat(t, to, &s, layout);
}

/* What is no file of the host's is told as a socket would be. */
static long do_fstat(struct task *t, int fd, uptr to, enum stat_layout layout)
{
	struct stat s = { .st_mode = S_IFSOCK | 0777, .st_nlink = 1, .st_blksize = PAGE_SIZE };
	struct file *f = fget(t, fd);
	long ret = 0;

	if (!f)
		return -EBADF;
	if (host_file_fd(f) >= 0)
		ret = host_result(fstat(host_file_fd(f), &s));
	else if (strcmp(f->f_op->name, "socket"))
		s.st_mode = S_IFREG | 0444;
	file_put(f);
	return ret ? ret : put_any_stat(t, to, &s, layout);
}

SYSCALL_DEFINE2(i386_stat64, uptr, name, uptr, to)
{
	return do_stat(t, AT_FDCWD, name, to, 0, STAT_64);
}

SYSCALL_DEFINE2(i386_lstat64, uptr, name, uptr, to)
{
	return do_stat(t, AT_FDCWD, name, to, AT_SYMLINK_NOFOLLOW, STAT_64);
}

SYSCALL_DEFINE2(i386_fstat64, int, fd, uptr, to)
{
	return do_fstat(t, fd, to, STAT_64);
}

#define AT_STAT_FLAGS (AT_SYMLINK_NOFOLLOW | AT_NO_AUTOMOUNT | AT_EMPTY_PATH)

SYSCALL_DEFINE4(i386_fstatat64, int, dirfd, uptr, name, uptr, to, int, flags)
{
	if (flags & ~AT_STAT_FLAGS)
		return -EINVAL;
	return do_stat(t, dirfd, name, to, flags, STAT_64);
}

SYSCALL_DEFINE2(i386_newstat, uptr, name, uptr, to)
{
	return do_stat(t, AT_FDCWD, name, to, 0, STAT_NEW);
}

SYSCALL_DEFINE2(i386_newlstat, uptr, name, uptr, to)
{
	return do_stat(t, AT_FDCWD, name, to, AT_SYMLINK_NOFOLLOW, STAT_NEW);
}

SYSCALL_DEFINE2(i386_newfstat, int, fd, uptr, to)
{
	return do_fstat(t, fd, to, STAT_NEW);
}

SYSCALL_DEFINE2(i386_oldstat, uptr, name, uptr, to)
{
	return do_stat(t, AT_FDCWD, name, to, 0, STAT_OLD);
}

SYSCALL_DEFINE2(i386_oldlstat, uptr, name, uptr, to)
{
	return do_stat(t, AT_FDCWD, name, to, AT_SYMLINK_NOFOLLOW, STAT_OLD);
}

SYSCALL_DEFINE2(i386_oldfstat, int, fd, uptr, to)
{
	return do_fstat(t, fd, to, STAT_OLD);
}

SYSCALL_DEFINE5(i386_statx, int, dirfd, uptr, name, int, flags, u32, mask, uptr, to)
{
	struct statx s;
	int fd;
	long ret;

	if (mask & STATX__RESERVED || (flags & AT_STATX_SYNC_TYPE) == AT_STATX_SYNC_TYPE ||
	    flags & ~(AT_STAT_FLAGS | AT_STATX_SYNC_TYPE))
		return -EINVAL;
	fd = host_open_path(t, dirfd, name, flags);
	if (fd < 0)
		return fd;
	ret = host_result(statx(fd, "", AT_EMPTY_PATH | (flags & AT_STATX_SYNC_TYPE), mask, &s));
	close(fd);
	return ret ? ret : copy_to_user(t, to, &s, sizeof(s));
}

/* ---- file systems ---- */

struct statfs64_386 {
	u32 type, bsize;
	u64 blocks, bfree, bavail, files, ffree;
	u32 fsid[2], namelen, frsize, flags, spare[4];
} __attribute__((packed));

struct statfs_386 {
	u32 type, bsize, blocks, bfree, bavail, files, ffree, fsid[2], namelen, frsize, flags,
		spare[4];
};

_Static_assert(sizeof(struct statfs64_386) == 84, "statfs64 of the 386");

static long put_statfs(struct task *t, int fd, uptr to, bool wide)
{
	struct statfs s;
	struct statfs64_386 w = { 0 };
	struct statfs_386 n = { 0 };

	if (fstatfs(fd, &s))
		return -errno;
	w.type = n.type = (u32)s.f_type;
	w.bsize = n.bsize = (u32)s.f_bsize;
	w.blocks = s.f_blocks;
	w.bfree = s.f_bfree;
	w.bavail = s.f_bavail;
	w.files = s.f_files;
	w.ffree = s.f_ffree;
	n.blocks = (u32)s.f_blocks;
	n.bfree = (u32)s.f_bfree;
	n.bavail = (u32)s.f_bavail;
	n.files = (u32)s.f_files;
	n.ffree = (u32)s.f_ffree;
	memcpy(w.fsid, &s.f_fsid, 8);
	memcpy(n.fsid, &s.f_fsid, 8);
	w.namelen = n.namelen = (u32)s.f_namelen;
	w.frsize = n.frsize = (u32)s.f_frsize;
	w.flags = n.flags = (u32)s.f_flags;
	return wide ? copy_to_user(t, to, &w, sizeof(w)) : copy_to_user(t, to, &n, sizeof(n));
}

static long statfs_path(struct task *t, uptr name, uptr to, bool wide)
{
	int fd = host_open_path(t, AT_FDCWD, name, 0);
	long ret;

	if (fd < 0)
		return fd;
	ret = put_statfs(t, fd, to, wide);
	close(fd);
	return ret;
}

static long statfs_fd(struct task *t, int fd, uptr to, bool wide)
{
	struct file *f = fget(t, fd);
	long ret;

	if (!f)
		return -EBADF;
	ret = host_file_fd(f) < 0 ? -ENOSYS : put_statfs(t, host_file_fd(f), to, wide);
	file_put(f);
	return ret;
}

SYSCALL_DEFINE2(i386_statfs, uptr, name, uptr, to)
{
	return statfs_path(t, name, to, false);
}

SYSCALL_DEFINE2(i386_fstatfs, int, fd, uptr, to)
{
	return statfs_fd(t, fd, to, false);
}

SYSCALL_DEFINE3(i386_statfs64, uptr, name, u32, size, uptr, to)
{
	return size != sizeof(struct statfs64_386) ? -EINVAL : statfs_path(t, name, to, true);
}

SYSCALL_DEFINE3(i386_fstatfs64, int, fd, u32, size, uptr, to)
{
	return size != sizeof(struct statfs64_386) ? -EINVAL : statfs_fd(t, fd, to, true);
}
