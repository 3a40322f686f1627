/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Files and paths of the host, shared by hostfs.c (files) and hostpath.c (calls on paths). */
#ifndef KERNLET_PORTS_I386_HOSTFS_H
#define KERNLET_PORTS_I386_HOSTFS_H

#include "ports/i386/machine.h"

#include <limits.h>
#include <signal.h>

/** The host's side of an open file. */
struct host_file {
	int fd;
	bool waits; /* may have to: not a regular file */
	bool is_socket;
	short poll_events; /* what its sleepers wait for; 0: to read */
	struct wait_queue_head wait;
	struct list_head node; /* on machine.host_files */
	char *path; /* of a directory, as the program sees it */
};

/** @path as an absolute one: -EBADF, -ENOTDIR (@dirfd), -ENAMETOOLONG. */
int host_full_path(struct task *t, int dirfd, const char *path, char out[PATH_MAX]);
/** Open an absolute path below the root folder. A descriptor or a negative errno. */
int host_open_full(struct machine *m, const char *full, int flags, u32 mode);
/**
 * An O_PATH descriptor for what the program's string @name means; with AT_EMPTY_PATH in @at_flags ""
 * is @dirfd's own file. The descriptor, or a negative errno.
 */
int host_open_path(struct task *t, int dirfd, uptr name, int at_flags);
/** What a host call returned, as a kernel's: @ret or the negative errno. */
static inline long host_result(int ret)
{
	return ret < 0 ? -errno : ret;
}
/** The directory of @path, and the name in it. A descriptor (O_PATH) or a negative errno. */
int host_open_parent(struct task *t, int dirfd, const char *path, char last[NAME_MAX + 1]);
/** Remember where a directory is. 0 or -ENOMEM. */
int host_file_set_path(struct kernel *k, struct file *f, const char *full);
/** Bytes from @addr on that may be touched, mapped now: at most @len. */
u64 mm_pin(struct mm *mm, u32 addr, u64 len, bool write);
/** The port's open: a descriptor of the guest's or a negative errno. */
long i386_open(struct task *t, int dirfd, const char *path, int flags, u32 mode);
/** The port's readlink: length or a negative errno. */
long i386_readlink(struct task *t, int dirfd, const char *path, char *buf, size_t size);

#endif
