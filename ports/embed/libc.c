/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The libc half: what a C library does around a system call. A result from -4095 to -1 becomes
 * errno and -1 (the convention of every Linux libc); all else passes unchanged.
 */
#include "kernlet.h"

#include <asm/unistd.h>
#include <errno.h>

#define A(x) ((long)(x))

long kernlet_libc_result(long ret)
{
	if (ret < 0 && ret >= -4095) {
		errno = -ret;
		return -1;
	}
	return ret;
}

long kernlet_call(struct kernlet_task *t, long nr, long a1, long a2, long a3, long a4, long a5,
		  long a6)
{
	return kernlet_libc_result(kernlet_syscall(t, nr, a1, a2, a3, a4, a5, a6));
}

int kernlet_socket(struct kernlet_task *t, int domain, int type, int protocol)
{
	return kernlet_call(t, __NR_socket, domain, type, protocol, 0, 0, 0);
}

int kernlet_socketpair(struct kernlet_task *t, int domain, int type, int protocol, int sv[2])
{
	return kernlet_call(t, __NR_socketpair, domain, type, protocol, A(sv), 0, 0);
}

int kernlet_bind(struct kernlet_task *t, int fd, const void *addr, socklen_t len)
{
	return kernlet_call(t, __NR_bind, fd, A(addr), len, 0, 0, 0);
}

int kernlet_connect(struct kernlet_task *t, int fd, const void *addr, socklen_t len)
{
	return kernlet_call(t, __NR_connect, fd, A(addr), len, 0, 0, 0);
}

int kernlet_listen(struct kernlet_task *t, int fd, int backlog)
{
	return kernlet_call(t, __NR_listen, fd, backlog, 0, 0, 0, 0);
}

int kernlet_accept4(struct kernlet_task *t, int fd, void *addr, socklen_t *len, int flags)
{
	return kernlet_call(t, __NR_accept4, fd, A(addr), A(len), flags, 0, 0);
}

int kernlet_getsockname(struct kernlet_task *t, int fd, void *addr, socklen_t *len)
{
	return kernlet_call(t, __NR_getsockname, fd, A(addr), A(len), 0, 0, 0);
}

int kernlet_getpeername(struct kernlet_task *t, int fd, void *addr, socklen_t *len)
{
	return kernlet_call(t, __NR_getpeername, fd, A(addr), A(len), 0, 0, 0);
}

ssize_t kernlet_sendto(struct kernlet_task *t, int fd, const void *buf, size_t n, int flags,
		       const void *addr, socklen_t len)
{
	return kernlet_call(t, __NR_sendto, fd, A(buf), n, flags, A(addr), len);
}

ssize_t kernlet_recvfrom(struct kernlet_task *t, int fd, void *buf, size_t n, int flags, void *addr,
			 socklen_t *len)
{
	return kernlet_call(t, __NR_recvfrom, fd, A(buf), n, flags, A(addr), A(len));
}

ssize_t kernlet_send(struct kernlet_task *t, int fd, const void *buf, size_t n, int flags)
{
	return kernlet_sendto(t, fd, buf, n, flags, NULL, 0);
}

ssize_t kernlet_recv(struct kernlet_task *t, int fd, void *buf, size_t n, int flags)
{
	return kernlet_recvfrom(t, fd, buf, n, flags, NULL, NULL);
}

ssize_t kernlet_sendmsg(struct kernlet_task *t, int fd, const struct msghdr *m, int flags)
{
	return kernlet_call(t, __NR_sendmsg, fd, A(m), flags, 0, 0, 0);
}

ssize_t kernlet_recvmsg(struct kernlet_task *t, int fd, struct msghdr *m, int flags)
{
	return kernlet_call(t, __NR_recvmsg, fd, A(m), flags, 0, 0, 0);
}

int kernlet_sendmmsg(struct kernlet_task *t, int fd, struct mmsghdr *v, unsigned n, int flags)
{
	return kernlet_call(t, __NR_sendmmsg, fd, A(v), n, flags, 0, 0);
}

int kernlet_recvmmsg(struct kernlet_task *t, int fd, struct mmsghdr *v, unsigned n, int flags,
		     void *timeout)
{
	return kernlet_call(t, __NR_recvmmsg, fd, A(v), n, flags, A(timeout), 0);
}

int kernlet_shutdown_socket(struct kernlet_task *t, int fd, int how)
{
	return kernlet_call(t, __NR_shutdown, fd, how, 0, 0, 0, 0);
}

int kernlet_setsockopt(struct kernlet_task *t, int fd, int level, int name, const void *val,
		       socklen_t len)
{
	return kernlet_call(t, __NR_setsockopt, fd, level, name, A(val), len, 0);
}

int kernlet_getsockopt(struct kernlet_task *t, int fd, int level, int name, void *val,
		       socklen_t *len)
{
	return kernlet_call(t, __NR_getsockopt, fd, level, name, A(val), A(len), 0);
}

ssize_t kernlet_read(struct kernlet_task *t, int fd, void *buf, size_t n)
{
	return kernlet_call(t, __NR_read, fd, A(buf), n, 0, 0, 0);
}

ssize_t kernlet_write(struct kernlet_task *t, int fd, const void *buf, size_t n)
{
	return kernlet_call(t, __NR_write, fd, A(buf), n, 0, 0, 0);
}

int kernlet_close(struct kernlet_task *t, int fd)
{
	return kernlet_call(t, __NR_close, fd, 0, 0, 0, 0, 0);
}

int kernlet_dup(struct kernlet_task *t, int fd)
{
	return kernlet_call(t, __NR_dup, fd, 0, 0, 0, 0, 0);
}

int kernlet_fcntl(struct kernlet_task *t, int fd, int cmd, long arg)
{
	return kernlet_call(t, __NR_fcntl, fd, cmd, arg, 0, 0, 0);
}

int kernlet_ioctl(struct kernlet_task *t, int fd, unsigned long cmd, void *arg)
{
	return kernlet_call(t, __NR_ioctl, fd, cmd, A(arg), 0, 0, 0);
}

int kernlet_poll(struct kernlet_task *t, struct pollfd *fds, unsigned n, int timeout_ms)
{
	return kernlet_call(t, __NR_poll, A(fds), n, timeout_ms, 0, 0, 0);
}
