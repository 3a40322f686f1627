/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * poll, ppoll, select and pselect6 for ports whose descriptors live in kernel/file.c.
 *
 * One pass asks every file for its mask; when none is ready, a second pass puts the task on all
 * the files' queues and parks. A wake-up dispatches the call again from the start.
 */
#include "kernel/file.h"
#include "kernel/kernel.h"
#include "kernel/syscall.h"

#include <poll.h>

static u32 poll_fd(struct task *t, int fd, u32 events, bool wait)
{
	struct file *f = fget(t, fd);
	u32 mask;

	if (!f)
		return POLLNVAL;
	mask = f->f_op->poll ? f->f_op->poll(wait ? t : NULL, f) : POLLIN | POLLOUT;
	file_put(f);
	return mask & (events | POLLERR | POLLHUP);
}

static u32 poll_pass(struct task *t, struct pollfd *p, u32 n, bool wait)
{
	u32 ready = 0;

	for (u32 i = 0; i < n; i++) {
		p[i].revents = p[i].fd < 0 ? 0 : poll_fd(t, p[i].fd, (u16)p[i].events, wait);
		ready += p[i].revents != 0;
	}
	return ready;
}

static long do_poll(struct task *t, uptr fds, u32 n, u64 timeout_ns)
{
	struct pollfd *p;
	long ret;

	if (n > MAX_FDS)
		return -EINVAL;
	p = kmalloc(&t->kernel->mem, n * sizeof(*p));
	if (!p)
		return -ENOMEM;
	ret = copy_from_user(t, p, fds, n * sizeof(*p));
	if (ret)
		goto free_fds;
	ret = poll_pass(t, p, n, false);
	if (!ret && timeout_ns) {
		poll_pass(t, p, n, true);
		ret = park(t, NULL, timeout_ns, 0);
		if (ret == -ERESTARTSYS)
			ret = -EINTR;
	}
	for (u32 i = 0; ret >= 0 && i < n; i++)
		if (put_user(t, fds + i * sizeof(*p) + offsetof(struct pollfd, revents),
			     p[i].revents))
			ret = -EFAULT;
free_fds:
	kfree(&t->kernel->mem, p);
	return ret;
}

SYSCALL_DEFINE3(poll, uptr, fds, u32, n, int, timeout_ms)
{
	return do_poll(t, fds, n, timeout_ms < 0 ? WAIT_FOREVER : timeout_ms * NSEC_PER_MSEC);
}

/* A timespec or timeval at @from (0: forever) as ns. @frac_ns: ns in one unit of its second half. */
static int get_timeout(struct task *t, uptr from, u64 frac_ns, u64 *ret_ns)
{
	u32 size = user_ptr_size(t);
	u64 sec, frac;

	*ret_ns = WAIT_FOREVER;
	if (!from)
		return 0;
	if (get_user_long(t, &sec, from) || get_user_long(t, &frac, from + size))
		return -EFAULT;
	if ((size == 8 ? (s64)sec < 0 : (s32)sec < 0))
		return -EINVAL;
	if (frac_ns == 1 ? frac >= NSEC_PER_SEC : (size == 8 ? (s64)frac < 0 : (s32)frac < 0))
		return -EINVAL;
	if (sec < WAIT_FOREVER / NSEC_PER_SEC / 4)
		*ret_ns = sec * NSEC_PER_SEC + frac * frac_ns;
	return 0;
}

SYSCALL_DEFINE5(ppoll, uptr, fds, u32, n, uptr, ts, uptr, sigmask, u64, sigsetsize)
{
	u64 ns;
	int err;

	/* Signals belong to the port. */
	if (sigmask && sigsetsize != 8)
		return -EINVAL;
	err = get_timeout(t, ts, 1, &ns);
	if (!err && sigmask && t->kernel->port->set_sigmask)
		err = t->kernel->port->set_sigmask(t, sigmask);
	return err ? err : do_poll(t, fds, n, ns);
}

/* ---- select ---- */

#define SELECT_MAX 1024
#define SET_BYTES (SELECT_MAX / 8)

struct fd_sets {
	u8 in[3][SET_BYTES], out[3][SET_BYTES];
};

#define POLLIN_SET (POLLRDNORM | POLLRDBAND | POLLIN | POLLHUP | POLLERR)
#define POLLOUT_SET (POLLWRBAND | POLLWRNORM | POLLOUT | POLLERR)
#define POLLEX_SET POLLPRI

static bool set_has(const u8 *set, int fd)
{
	return set[fd / 8] & (1 << fd % 8);
}

/* One pass over all sets: number of bits set in ->out, or -EBADF. */
static long select_pass(struct task *t, struct fd_sets *s, int n, bool wait)
{
	static const u32 wanted[3] = { POLLIN_SET, POLLOUT_SET, POLLEX_SET };
	long ready = 0;

	memset(s->out, 0, sizeof(s->out));
	for (int fd = 0; fd < n; fd++) {
		u32 mask;

		if (!set_has(s->in[0], fd) && !set_has(s->in[1], fd) && !set_has(s->in[2], fd))
			continue;
		mask = poll_fd(t, fd, POLLIN_SET | POLLOUT_SET | POLLEX_SET, wait);
		if (mask & POLLNVAL)
			return -EBADF;
		for (int i = 0; i < 3; i++) {
			if (!set_has(s->in[i], fd) || !(mask & wanted[i]))
				continue;
			s->out[i][fd / 8] |= 1 << fd % 8;
			ready++;
		}
	}
	return ready;
}

static long do_select(struct task *t, int n, const uptr sets[3], u64 timeout_ns)
{
	struct fd_sets s = { 0 };
	u32 word = user_ptr_size(t), bytes;
	long ret;

	if (n < 0)
		return -EINVAL;
	n = min(n, SELECT_MAX);
	bytes = ALIGN_UP((u32)n, word * 8) / 8;
	for (int i = 0; i < 3; i++)
		if (sets[i] && copy_from_user(t, s.in[i], sets[i], bytes))
			return -EFAULT;
	ret = select_pass(t, &s, n, false);
	if (!ret && timeout_ns) {
		select_pass(t, &s, n, true);
		ret = park(t, NULL, timeout_ns, 0);
		if (ret == -ERESTARTSYS)
			ret = -EINTR;
	}
	for (int i = 0; ret >= 0 && i < 3; i++)
		if (sets[i] && copy_to_user(t, sets[i], s.out[i], bytes))
			return -EFAULT;
	return ret;
}

SYSCALL_DEFINE5(select, int, n, uptr, in, uptr, out, uptr, ex, uptr, tv)
{
	u64 ns;
	int err = get_timeout(t, tv, NSEC_PER_USEC, &ns);

	return err ? err : do_select(t, n, (uptr[]) { in, out, ex }, ns);
}

SYSCALL_DEFINE6(pselect6, int, n, uptr, in, uptr, out, uptr, ex, uptr, ts, uptr, sig)
{
	u64 ns;
	int err = get_timeout(t, ts, 1, &ns);

	(void)sig; /* see ppoll */
	return err ? err : do_select(t, n, (uptr[]) { in, out, ex }, ns);
}
