// SPDX-License-Identifier: LGPL-2.1-or-later
/*
 * Sending and receiving: sendto, recvfrom, sendmsg, recvmsg, sendmmsg, recvmmsg.
 *
 * A call that must wait is dispatched again from its start: sendmmsg and recvmmsg keep in
 * task->progress how many messages are done. Bit 63 belongs to the family's sendmsg: what of one
 * message is done already (netlink: its broadcast half).
 */
#include "net/socket_internal.h"

#include "kernel/syscall.h"
#include "net/core/sock.h"

#include <fcntl.h>
#include <limits.h>

#define PROGRESS_COUNT 0xffffffffull
#define SMALL_CONTROL 64

long sock_sendmsg(struct task *t, struct socket *sock, struct kmsghdr *m)
{
	return sock->ops->sendmsg(t, sock, m, m->iter.count);
}

long sock_recvmsg(struct task *t, struct socket *sock, struct kmsghdr *m, int flags)
{
	return sock->ops->recvmsg(t, sock, m, m->iter.count, flags);
}

static u32 wait_flags(const struct file *f, u32 flags)
{
	return f->f_flags & O_NONBLOCK ? flags | MSG_DONTWAIT : flags;
}

long do_sendto(struct task *t, int fd, uptr buf, u64 len, u32 flags, uptr addr, int addr_len)
{
	struct sockaddr_storage ss;
	struct kmsghdr m = { .nonblock = false };
	struct file *f;
	int err;
	long ret;
	struct socket *sock = sockfd_get(t, fd, &f, &err);

	if (!sock)
		return err;
	m.name = NULL;
	m.namelen = 0;
	m.control = NULL;
	m.controllen = 0;
	m.control_user = 0;
	if (addr) {
		ret = move_addr_to_kernel(t, addr, addr_len, &ss);
		if (ret)
			goto put_file;
		m.name = &ss;
		m.namelen = addr_len;
	}
	iov_iter_user(&m.iter, buf, len);
	m.flags = wait_flags(f, flags & ~MSG_INTERNAL_SENDMSG_FLAGS);
	ret = sock_sendmsg(t, sock, &m);
put_file:
	file_put(f);
	return ret;
}

long do_recvfrom(struct task *t, int fd, uptr buf, u64 len, u32 flags, uptr addr, uptr addr_len)
{
	struct sockaddr_storage ss;
	struct kmsghdr m = { .name = addr ? &ss : NULL };
	struct file *f;
	int err;
	long ret;
	struct socket *sock = sockfd_get(t, fd, &f, &err);

	if (!sock)
		return err;
	iov_iter_user(&m.iter, buf, len);
	ret = sock_recvmsg(t, sock, &m, wait_flags(f, flags));
	if (ret >= 0 && addr) {
		err = move_addr_to_user(t, &ss, m.namelen, addr, addr_len);
		if (err)
			ret = err;
	}
	file_put(f);
	return ret;
}

/* ---- sendmsg ---- */

/* The program's control messages as m->control: in @small when they fit, else allocated. */
static int control_in(struct task *t, const struct user_msghdr *u, struct kmsghdr *m, u8 *small)
{
	if (u->controllen > INT_MAX)
		return -ENOBUFS;
	m->controllen = u->controllen;
	if (!m->controllen)
		return 0;
	if (t->abi == ABI_I386)
		return cmsg_from_compat(t, u->control, m->controllen, &m->control, &m->controllen);
	if (m->controllen > SK_OPTMEM_MAX)
		return -ENOBUFS;
	m->control = small;
	if (m->controllen > SMALL_CONTROL) {
		m->control = kmalloc(&t->kernel->mem, m->controllen);
		if (!m->control)
			return -ENOBUFS;
	}
	return copy_from_user(t, m->control, u->control, m->controllen);
}

/* The name of a message, as __copy_msghdr treats it: too long is cut, negative refused. */
static int name_in(struct task *t, const struct user_msghdr *u, struct kmsghdr *m,
		   struct sockaddr_storage *ss)
{
	int len = u->name ? u->namelen : 0;
	int err;

	if (len < 0)
		return -EINVAL;
	len = min(len, (int)sizeof(*ss));
	m->name = NULL;
	m->namelen = 0;
	if (!len)
		return 0;
	err = move_addr_to_kernel(t, u->name, len, ss);
	m->name = ss;
	m->namelen = len;
	return err;
}

static long send_one(struct task *t, struct socket *sock, struct file *f, uptr umsg, u32 flags)
{
	u8 small[SMALL_CONTROL] __attribute__((aligned(8)));
	struct kmem *mem = &t->kernel->mem;
	struct sockaddr_storage ss;
	struct user_msghdr u;
	struct kmsghdr m = { .flags = 0 };
	void *heap = NULL;
	long ret;

	if (msghdr_read(t, umsg, &u))
		return -EFAULT;
	ret = name_in(t, &u, &m, &ss);
	if (ret)
		return ret;
	if (u.iovlen > UIO_MAXIOV)
		return -EMSGSIZE;
	ret = import_iovec(t, u.iov, u.iovlen, &m.iter, &heap);
	if (ret)
		return ret;
	ret = control_in(t, &u, &m, small);
	if (ret)
		goto free_control;
	m.flags = wait_flags(f, flags & ~MSG_INTERNAL_SENDMSG_FLAGS);
	ret = sock_sendmsg(t, sock, &m);
free_control:
	if (m.control != small)
		kfree(mem, m.control);
	kfree(mem, heap);
	return ret;
}

long do_sendmsg(struct task *t, int fd, uptr msg, u32 flags)
{
	struct file *f;
	int err;
	long ret;
	struct socket *sock = sockfd_get(t, fd, &f, &err);

	if (!sock)
		return err;
	ret = send_one(t, sock, f, msg, flags);
	file_put(f);
	return ret;
}

/* The next message of a vector begins a wait of its own. */
static void next_message(struct task *t, u32 done)
{
	t->progress = done;
	t->in_progress = false;
}

long do_sendmmsg(struct task *t, int fd, uptr vec, u32 n, u32 flags)
{
	const struct msghdr_layout *l = msghdr_layout(t);
	u32 done = t->progress & PROGRESS_COUNT;
	struct file *f;
	int err = 0;
	long ret = 0;
	struct socket *sock = sockfd_get(t, fd, &f, &err);

	if (!sock)
		return err;
	n = min(n, (u32)UIO_MAXIOV);
	while (done < n) {
		uptr at = vec + (u64)done * l->mmsg_size;

		ret = send_one(t, sock, f, at, flags);
		if (ret >= 0 && put_user(t, at + l->size, (u32)ret))
			ret = -EFAULT;
		if (ret < 0)
			break;
		next_message(t, ++done);
	}
	file_put(f);
	if (ret == -EPARK)
		return ret;
	return done ? (long)done : ret;
}

/* ---- recvmsg ---- */

/* Name, flags and length of control data, once a message has been received. */
static int header_out(struct task *t, uptr umsg, const struct user_msghdr *u,
		      const struct kmsghdr *m)
{
	const struct msghdr_layout *l = msghdr_layout(t);
	u64 used = m->control_user - u->control;
	int err;

	if (u->name) {
		err = move_addr_to_user(t, m->name, m->namelen, u->name, umsg + l->namelen);
		if (err)
			return err;
	}
	if (put_user(t, umsg + l->flags, m->flags))
		return -EFAULT;
	if (user_ptr_size(t) == 4)
		return put_user(t, umsg + l->controllen, (u32)used);
	return put_user(t, umsg + l->controllen, used);
}

static long recv_one(struct task *t, struct socket *sock, uptr umsg, u32 flags, u32 *ret_flags)
{
	struct sockaddr_storage ss;
	struct user_msghdr u;
	struct kmsghdr m = { .name = &ss };
	void *heap = NULL;
	long ret;
	int err;

	if (msghdr_read(t, umsg, &u))
		return -EFAULT;
	if (u.name && u.namelen < 0)
		return -EINVAL;
	if (u.iovlen > UIO_MAXIOV)
		return -EMSGSIZE;
	ret = import_iovec(t, u.iov, u.iovlen, &m.iter, &heap);
	if (ret)
		return ret;
	m.control_user = u.control;
	m.controllen = min(u.controllen, (u64)UINT32_MAX);
	m.flags = flags & MSG_CMSG_CLOEXEC;
	ret = sock_recvmsg(t, sock, &m, flags);
	if (ret >= 0) {
		err = header_out(t, umsg, &u, &m);
		if (err)
			ret = err;
	}
	*ret_flags = m.flags;
	kfree(&t->kernel->mem, heap);
	return ret;
}

long do_recvmsg(struct task *t, int fd, uptr msg, u32 flags)
{
	struct file *f;
	u32 out;
	int err;
	long ret;
	struct socket *sock = sockfd_get(t, fd, &f, &err);

	if (!sock)
		return err;
	ret = recv_one(t, sock, msg, wait_flags(f, flags), &out);
	file_put(f);
	return ret;
}

/* ---- recvmmsg ---- */

static int timeout_in(struct task *t, uptr ts, bool time64, u64 *ret_ns)
{
	s64 sec, nsec;
	s32 half[2];
	s64 whole[2];

	if (t->abi == ABI_I386 && !time64) {
		if (copy_from_user(t, half, ts, sizeof(half)))
			return -EFAULT;
		sec = half[0];
		nsec = half[1];
	} else {
		if (copy_from_user(t, whole, ts, sizeof(whole)))
			return -EFAULT;
		sec = whole[0];
		nsec = t->abi == ABI_I386 ? (u32)whole[1] : whole[1];
	}
	if (sec < 0 || nsec < 0 || nsec >= (s64)NSEC_PER_SEC)
		return -EINVAL;
	*ret_ns = sec > (s64)(WAIT_FOREVER / NSEC_PER_SEC / 4) ? WAIT_FOREVER / 4
							       : sec * NSEC_PER_SEC + nsec;
	return 0;
}

static int timeout_out(struct task *t, uptr ts, bool time64, u64 left)
{
	s64 whole[2] = { left / NSEC_PER_SEC, left % NSEC_PER_SEC };
	s32 half[2] = { whole[0], whole[1] };

	if (t->abi == ABI_I386 && !time64)
		return copy_to_user(t, ts, half, sizeof(half));
	return copy_to_user(t, ts, whole, sizeof(whole));
}

/* Receive up to @n messages; *@done counts. The result is that of the last receive. */
static long recv_many(struct task *t, struct socket *sock, uptr vec, u32 n, u32 flags, bool timed,
		      u32 *done)
{
	const struct msghdr_layout *l = msghdr_layout(t);
	u32 out = 0;
	long ret = 0;

	while (*done < n) {
		uptr at = vec + (u64)*done * l->mmsg_size;
		u32 now = *done && (flags & MSG_WAITFORONE) ? MSG_DONTWAIT : 0;

		ret = recv_one(t, sock, at, (flags & ~MSG_WAITFORONE) | now, &out);
		if (ret >= 0 && put_user(t, at + l->size, (u32)ret))
			ret = -EFAULT;
		if (ret < 0)
			break;
		next_message(t, ++*done);
		ret = 0;
		if ((timed && ktime_get(t->kernel) >= t->call_end) || (out & MSG_OOB))
			break;
	}
	return ret;
}

long do_recvmmsg(struct task *t, int fd, uptr vec, u32 n, u32 flags, uptr timeout, bool time64)
{
	u32 done = t->progress & PROGRESS_COUNT;
	bool fresh = !done && !t->in_progress;
	u64 ns = 0, now;
	struct file *f;
	int err;
	long ret;
	struct socket *sock;

	if (timeout) {
		err = timeout_in(t, timeout, time64, &ns);
		if (err)
			return err;
	}
	if (fresh)
		t->call_end = ktime_get(t->kernel) + ns;
	sock = sockfd_get(t, fd, &f, &err);
	if (!sock)
		return err;
	ret = fresh && !(flags & MSG_ERRQUEUE) ? sock_error(sock->sk) : 0;
	if (!ret)
		ret = recv_many(t, sock, vec, n, wait_flags(f, flags), timeout, &done);
	/* What came after the first message is told by the next call. */
	if (ret < 0 && done && ret != -EAGAIN && ret != -EPARK && ret != -ERESTARTSYS)
		sock->sk->sk_err = -ret;
	file_put(f);
	if (ret == -EPARK || !done)
		return ret;
	now = ktime_get(t->kernel);
	if (timeout && timeout_out(t, timeout, time64, t->call_end > now ? t->call_end - now : 0))
		return -EFAULT;
	return done;
}

SYSCALL_DEFINE6(sendto, int, fd, uptr, buf, u64, len, u32, flags, uptr, addr, int, addr_len)
{
	return do_sendto(t, fd, buf, len, flags, addr, addr_len);
}

SYSCALL_DEFINE6(recvfrom, int, fd, uptr, buf, u64, len, u32, flags, uptr, addr, uptr, addr_len)
{
	return do_recvfrom(t, fd, buf, len, flags, addr, addr_len);
}

/* A program cannot say by itself that its layouts are those of another machine. */
#define MSG_CMSG_COMPAT 0x80000000u

SYSCALL_DEFINE3(sendmsg, int, fd, uptr, msg, u32, flags)
{
	return flags & MSG_CMSG_COMPAT && t->abi != ABI_I386 ? -EINVAL
							     : do_sendmsg(t, fd, msg, flags);
}

SYSCALL_DEFINE3(recvmsg, int, fd, uptr, msg, u32, flags)
{
	return flags & MSG_CMSG_COMPAT && t->abi != ABI_I386 ? -EINVAL
							     : do_recvmsg(t, fd, msg, flags);
}

SYSCALL_DEFINE4(sendmmsg, int, fd, uptr, vec, u32, n, u32, flags)
{
	return flags & MSG_CMSG_COMPAT && t->abi != ABI_I386 ? -EINVAL
							     : do_sendmmsg(t, fd, vec, n, flags);
}

SYSCALL_DEFINE5(recvmmsg, int, fd, uptr, vec, u32, n, u32, flags, uptr, timeout)
{
	if (flags & MSG_CMSG_COMPAT && t->abi != ABI_I386)
		return -EINVAL;
	return do_recvmmsg(t, fd, vec, n, flags, timeout, false);
}

SYSCALL_DEFINE5(recvmmsg_time64, int, fd, uptr, vec, u32, n, u32, flags, uptr, timeout)
{
	return do_recvmmsg(t, fd, vec, n, flags, timeout, true);
}
