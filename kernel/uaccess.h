/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The only way to a program's memory. Every function returns 0 or -EFAULT and must be checked.
 * Data is copied once: what was checked is what is used.
 */
#ifndef KERNLET_KERNEL_UACCESS_H
#define KERNLET_KERNEL_UACCESS_H

#include "kernel/port.h"
#include "lib/types.h"

struct task;

int copy_from_user(struct task *t, void *dst, uptr src, size_t n) __must_check;
int copy_to_user(struct task *t, uptr dst, const void *src, size_t n) __must_check;
/** Copy a C string of at most @n - 1 bytes: its length, -EFAULT, or -ENAMETOOLONG. */
long strncpy_from_user(struct task *t, char *dst, uptr src, size_t n) __must_check;

#define get_user(t, dst, src) copy_from_user(t, &(dst), src, sizeof(dst))
#define put_user(t, dst, val)                          \
	({                                             \
		__typeof__(val) _v = (val);            \
		copy_to_user(t, dst, &_v, sizeof(_v)); \
	})

/** Most pieces that one call may name (UIO_MAXIOV). */
#define UIO_MAXIOV 1024

/**
 * A list of guest pieces that is consumed from the front; or, with @kbuf set, plain kernel
 * memory (for messages that do not come from a task, such as those a port drained).
 */
struct iov_iter {
	struct user_iov *iov; /* the caller's array */
	u32 n;
	u64 count; /* bytes left */
	u8 *kbuf;
	struct user_iov one; /* room for the common case */
};

void iov_iter_user(struct iov_iter *it, uptr base, u64 len);
void iov_iter_kernel(struct iov_iter *it, void *buf, u64 len);
/**
 * Take over a guest iovec array of @abi's layout. @heap: set to memory that the caller frees
 * with kfree(&t->kernel->mem, ...), or NULL. 0, -EFAULT, -EINVAL (length overflow), -EMSGSIZE
 * (@nr > UIO_MAXIOV) or -ENOMEM. The total is capped at MAX_RW_COUNT as in Linux.
 */
int import_iovec(struct task *t, uptr vec, u32 nr, struct iov_iter *it, void **heap) __must_check;
/** Copy the next @n bytes and advance. -EFAULT changes nothing in @it. @n <= it->count. */
int copy_from_iter(struct task *t, void *dst, size_t n, struct iov_iter *it) __must_check;
int copy_to_iter(struct task *t, const void *src, size_t n, struct iov_iter *it) __must_check;

/** Pointer size of the running call's ABI: 4 or 8. */
u32 user_ptr_size(const struct task *t);
/** Read a pointer-sized (or long) unsigned number at @src. */
int get_user_long(struct task *t, u64 *ret_v, uptr src) __must_check;

#endif
