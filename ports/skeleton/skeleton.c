/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The skeleton port: every operation is there and refuses. It is compiled with everything else,
 * so it proves that kernel/port.h is all that a port owes the kernel; a new port starts as a
 * copy of it (docs/howto/add-a-port.md).
 *
 * A kernel boots on it and answers calls that touch no program memory. Time stands still.
 */
#include "ports/skeleton/skeleton.h"

static int skeleton_copy_from_user(struct task *t, void *dst, const struct user_iov *src, u32 n)
{
	return -EFAULT;
}

static int skeleton_copy_to_user(struct task *t, const struct user_iov *dst, u32 n, const void *src)
{
	return -EFAULT;
}

static u64 skeleton_clock_ns(struct kernel *k, int clockid)
{
	return 0;
}

static void skeleton_get_random(struct kernel *k, void *buf, size_t n)
{
	memset(buf, 0, n);
}

static void skeleton_wake(struct task *t)
{
}

static void skeleton_timer_armed(struct kernel *k, u64 when)
{
}

static bool skeleton_signal_pending(struct task *t)
{
	return false;
}

static struct file *skeleton_fget(struct task *t, int fd)
{
	return NULL;
}

static int skeleton_fd_install(struct task *t, struct file *f, int flags)
{
	return -ENOSYS;
}

static int skeleton_fd_close(struct task *t, int fd)
{
	return -ENOSYS;
}

static long skeleton_open(struct task *t, int dirfd, const char *path, int flags, u32 mode)
{
	return -ENOSYS;
}

static long skeleton_readlink(struct task *t, int dirfd, const char *path, char *buf, size_t size)
{
	return -ENOSYS;
}

static int skeleton_set_sigmask(struct task *t, uptr set)
{
	return -ENOSYS;
}

const struct port_ops skeleton_ops = {
	.name = "skeleton",
	.copy_from_user = skeleton_copy_from_user,
	.copy_to_user = skeleton_copy_to_user,
	.clock_ns = skeleton_clock_ns,
	.get_random = skeleton_get_random,
	.wake = skeleton_wake,
	.timer_armed = skeleton_timer_armed,
	.signal_pending = skeleton_signal_pending,
	.fget = skeleton_fget,
	.fd_install = skeleton_fd_install,
	.fd_close = skeleton_fd_close,
	.open = skeleton_open,
	.readlink = skeleton_readlink,
	.set_sigmask = skeleton_set_sigmask,
};
