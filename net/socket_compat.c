// SPDX-License-Identifier: LGPL-2.1-or-later
/*
 * What i386 does differently: one call for all of sockets, and 32-bit layouts of message headers
 * and control messages.
 *
 *            name namelen iov iovlen control controllen flags | size, in a vector
 *   x86-64      0       8  16     24      32         40    48 |   56   64
 *   i386        0       4   8     12      16         20    24 |   28   32
 */
#include "net/socket_internal.h"

#include "kernel/syscall.h"
#include "net/core/sock.h"

/* Subcalls, as <linux/net.h> numbers them (which cannot be included beside <sys/socket.h>). */
enum {
	SYS_SOCKET = 1,
	SYS_BIND,
	SYS_CONNECT,
	SYS_LISTEN,
	SYS_ACCEPT,
	SYS_GETSOCKNAME,
	SYS_GETPEERNAME,
	SYS_SOCKETPAIR,
	SYS_SEND,
	SYS_RECV,
	SYS_SENDTO,
	SYS_RECVFROM,
	SYS_SHUTDOWN,
	SYS_SETSOCKOPT,
	SYS_GETSOCKOPT,
	SYS_SENDMSG,
	SYS_RECVMSG,
	SYS_ACCEPT4,
	SYS_RECVMMSG,
	SYS_SENDMMSG,
};

static const struct msghdr_layout layouts[ABI_MAX] = {
	[ABI_X86_64] = { .size = 56, .mmsg_size = 64, .namelen = 8, .controllen = 40, .flags = 48 },
	[ABI_I386] = { .size = 28, .mmsg_size = 32, .namelen = 4, .controllen = 20, .flags = 24 },
};

const struct msghdr_layout *msghdr_layout(const struct task *t)
{
	return &layouts[t->abi];
}

int msghdr_read(struct task *t, uptr umsg, struct user_msghdr *m)
{
	u64 w[7];
	u32 h[7];

	if (t->abi == ABI_I386) {
		if (copy_from_user(t, h, umsg, sizeof(h)))
			return -EFAULT;
		*m = (struct user_msghdr) { .name = h[0],
					    .namelen = h[1],
					    .iov = h[2],
					    .iovlen = h[3],
					    .control = h[4],
					    .controllen = h[5],
					    .flags = h[6] };
		return 0;
	}
	if (copy_from_user(t, w, umsg, sizeof(w)))
		return -EFAULT;
	*m = (struct user_msghdr) { .name = w[0],
				    .namelen = (s32)w[1],
				    .iov = w[2],
				    .iovlen = w[3],
				    .control = w[4],
				    .controllen = w[5],
				    .flags = (u32)w[6] };
	return 0;
}

struct compat_cmsghdr {
	u32 cmsg_len;
	s32 cmsg_level, cmsg_type;
};

/* Bytes that the control messages in @from take in our layout, or -EINVAL. */
static long widened_size(const u8 *from, u32 len)
{
	struct compat_cmsghdr c;
	u32 total = 0, step;

	while (len >= sizeof(c)) {
		memcpy(&c, from, sizeof(c));
		if (c.cmsg_len < sizeof(c) || c.cmsg_len > len)
			return -EINVAL;
		total += CMSG_SPACE(c.cmsg_len - sizeof(c));
		step = min(ALIGN_UP(c.cmsg_len, 4), len);
		from += step;
		len -= step;
	}
	return total ? (long)total : -EINVAL;
}

static void widen(const u8 *from, u32 len, u8 *to)
{
	struct compat_cmsghdr c;
	u32 step, payload;

	while (len >= sizeof(c)) {
		struct cmsghdr *k = (struct cmsghdr *)to;

		memcpy(&c, from, sizeof(c));
		payload = c.cmsg_len - sizeof(c);
		k->cmsg_len = CMSG_LEN(payload);
		k->cmsg_level = c.cmsg_level;
		k->cmsg_type = c.cmsg_type;
		memcpy(CMSG_DATA(k), from + sizeof(c), payload);
		to += CMSG_SPACE(payload);
		step = min(ALIGN_UP(c.cmsg_len, 4), len);
		from += step;
		len -= step;
	}
}

int cmsg_from_compat(struct task *t, uptr from, u32 len, void **ret_buf, u32 *ret_len)
{
	struct kmem *mem = &t->kernel->mem;
	u8 *raw, *wide;
	long size;
	int err;

	if (len > SK_OPTMEM_MAX)
		return -ENOBUFS;
	raw = kmalloc(mem, len);
	if (!raw)
		return -ENOBUFS;
	err = copy_from_user(t, raw, from, len);
	if (err)
		goto free_raw;
	size = widened_size(raw, len);
	err = size < 0 ? size : -ENOBUFS;
	wide = size < 0 ? NULL : kzalloc(mem, size);
	if (!wide)
		goto free_raw;
	widen(raw, len, wide);
	*ret_buf = wide;
	*ret_len = size;
	err = 0;
free_raw:
	kfree(mem, raw);
	return err;
}

/* ---- socketcall ---- */

/* How many 32-bit arguments each subcall has in memory; 0: no such call. */
static const u8 n_args[SYS_SENDMMSG + 1] = {
	[SYS_SOCKET] = 3,   [SYS_BIND] = 3,	   [SYS_CONNECT] = 3,	  [SYS_LISTEN] = 2,
	[SYS_ACCEPT] = 3,   [SYS_GETSOCKNAME] = 3, [SYS_GETPEERNAME] = 3, [SYS_SOCKETPAIR] = 4,
	[SYS_SEND] = 4,	    [SYS_RECV] = 4,	   [SYS_SENDTO] = 6,	  [SYS_RECVFROM] = 6,
	[SYS_SHUTDOWN] = 2, [SYS_SETSOCKOPT] = 5,  [SYS_GETSOCKOPT] = 5,  [SYS_SENDMSG] = 3,
	[SYS_RECVMSG] = 3,  [SYS_ACCEPT4] = 4,	   [SYS_RECVMMSG] = 5,	  [SYS_SENDMMSG] = 4,
};

static long socketcall_data(struct task *t, int call, const u32 *a)
{
	switch (call) {
	case SYS_SEND:
		return do_sendto(t, a[0], a[1], a[2], a[3], 0, 0);
	case SYS_SENDTO:
		return do_sendto(t, a[0], a[1], a[2], a[3], a[4], a[5]);
	case SYS_RECV:
		return do_recvfrom(t, a[0], a[1], a[2], a[3], 0, 0);
	case SYS_RECVFROM:
		return do_recvfrom(t, a[0], a[1], a[2], a[3], a[4], a[5]);
	case SYS_SENDMSG:
		return do_sendmsg(t, a[0], a[1], a[2]);
	case SYS_SENDMMSG:
		return do_sendmmsg(t, a[0], a[1], a[2], a[3]);
	case SYS_RECVMSG:
		return do_recvmsg(t, a[0], a[1], a[2]);
	default:
		return do_recvmmsg(t, a[0], a[1], a[2], a[3], a[4], false);
	}
}

SYSCALL_DEFINE2(socketcall, int, call, uptr, args)
{
	u32 a[6];

	if (call < SYS_SOCKET || call > SYS_SENDMMSG)
		return -EINVAL;
	if (copy_from_user(t, a, args, n_args[call] * sizeof(a[0])))
		return -EFAULT;
	switch (call) {
	case SYS_SOCKET:
		return do_socket(t, a[0], a[1], a[2]);
	case SYS_BIND:
		return do_bind(t, a[0], a[1], a[2]);
	case SYS_CONNECT:
		return do_connect(t, a[0], a[1], a[2]);
	case SYS_LISTEN:
		return do_listen(t, a[0], a[1]);
	case SYS_ACCEPT:
		return do_accept(t, a[0], a[1], a[2], 0);
	case SYS_ACCEPT4:
		return do_accept(t, a[0], a[1], a[2], a[3]);
	case SYS_GETSOCKNAME:
		return do_getname(t, a[0], a[1], a[2], 0);
	case SYS_GETPEERNAME:
		return do_getname(t, a[0], a[1], a[2], 1);
	case SYS_SOCKETPAIR:
		return do_socketpair(t, a[0], a[1], a[2], a[3]);
	case SYS_SHUTDOWN:
		return do_shutdown(t, a[0], a[1]);
	case SYS_SETSOCKOPT:
		return do_setsockopt(t, a[0], a[1], a[2], a[3], a[4]);
	case SYS_GETSOCKOPT:
		return do_getsockopt(t, a[0], a[1], a[2], a[3], a[4]);
	default:
		return socketcall_data(t, call, a);
	}
}
