/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Open files and descriptor tables.
 *
 *   task -> files -> fd[3] -> file -> f_op, private_data
 *
 * file_get/file_put count references; the last put calls f_op->release. With a port that keeps
 * descriptors on the host, fget() asks the port and the tables here stay empty.
 */
#ifndef KERNLET_KERNEL_FILE_H
#define KERNLET_KERNEL_FILE_H

#include "kernel/uaccess.h"
#include "kernel/wait.h"

struct file;
struct kernel;
struct task;

/** Where poll() collects: f_op->poll adds its wait queue when @t is not NULL, and returns the mask. */
struct file_operations {
	const char *name;
	long (*read)(struct task *t, struct file *f, struct iov_iter *to, s64 *pos);
	long (*write)(struct task *t, struct file *f, struct iov_iter *from, s64 *pos);
	/** POLLIN... mask now; waits on @t's behalf (wait_add) unless @t is NULL. */
	u32 (*poll)(struct task *t, struct file *f);
	long (*ioctl)(struct task *t, struct file *f, u32 cmd, uptr arg);
	/** The new position, or a negative errno. NULL: -ESPIPE. */
	s64 (*llseek)(struct file *f, s64 offset, int whence);
	void (*release)(struct kernel *k, struct file *f);
};

struct file {
	struct kernel *kernel;
	const struct file_operations *f_op;
	void *private_data;
	u32 refs;
	u32 f_flags; /* O_NONBLOCK, O_ACCMODE */
	s64 pos;
	void *port_data;
};

#define MAX_FDS 65536

struct files *files_create(struct kernel *k) __must_check;
struct files *files_get(struct files *fs);
void files_put(struct kernel *k, struct files *fs);
/** A table of its own with the same files (fork). NULL when memory is short. */
struct files *files_dup(struct kernel *k, const struct files *fs) __must_check;
/** Close what @t's program has marked so (exec). */
void files_close_on_exec(struct task *t);

/** A file with one reference, owned by the caller; NULL when memory is short. */
struct file *file_alloc(struct kernel *k, const struct file_operations *ops, void *priv,
			u32 flags) __must_check;
static inline struct file *file_get(struct file *f)
{
	f->refs++;
	return f;
}
void file_put(struct file *f);

/** The file behind @fd with a reference taken, or NULL (EBADF). */
struct file *fget(struct task *t, int fd) __must_check;
/**
 * Give @t a descriptor for @f, whose reference it takes over on success.
 * @flags: O_CLOEXEC or 0. Returns the descriptor, -EMFILE or -ENOMEM.
 */
int fd_install(struct task *t, struct file *f, int flags) __must_check;
/** 0 or -EBADF. */
int fd_close(struct task *t, int fd);

#endif
