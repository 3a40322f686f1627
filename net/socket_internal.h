/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What the files of net/socket*.c share: from a descriptor to a socket, addresses in and out. */
#ifndef KERNLET_NET_SOCKET_INTERNAL_H
#define KERNLET_NET_SOCKET_INTERNAL_H

#include "net/socket.h"

/** The socket of @fd with *@ret_file referenced, or NULL with -EBADF or -ENOTSOCK in *@err. */
struct socket *sockfd_get(struct task *t, int fd, struct file **ret_file, int *err) __must_check;

/** 0, -EINVAL (length) or -EFAULT. Nothing is read when @len is 0. */
int move_addr_to_kernel(struct task *t, uptr uaddr, int len,
			struct sockaddr_storage *kaddr) __must_check;
/** Store @klen bytes at @uaddr, cut to the program's length at @ulen, which then tells @klen. */
int move_addr_to_user(struct task *t, const struct sockaddr_storage *kaddr, int klen, uptr uaddr,
		      uptr ulen) __must_check;

/* socket.c: what socket(2) and its kin do, for socketcall too. */
long do_socket(struct task *t, int family, int type, int protocol);
long do_socketpair(struct task *t, int family, int type, int protocol, uptr usockvec);
long do_bind(struct task *t, int fd, uptr addr, int len);
long do_listen(struct task *t, int fd, int backlog);
long do_accept(struct task *t, int fd, uptr addr, uptr len, int flags);
long do_connect(struct task *t, int fd, uptr addr, int len);
long do_getname(struct task *t, int fd, uptr addr, uptr len, int peer);
long do_shutdown(struct task *t, int fd, int how);
long do_setsockopt(struct task *t, int fd, int level, int name, uptr val, int len);
long do_getsockopt(struct task *t, int fd, int level, int name, uptr val, uptr len);

/* socket_msg.c */
long do_sendto(struct task *t, int fd, uptr buf, u64 len, u32 flags, uptr addr, int addr_len);
long do_recvfrom(struct task *t, int fd, uptr buf, u64 len, u32 flags, uptr addr, uptr addr_len);
long do_sendmsg(struct task *t, int fd, uptr msg, u32 flags);
long do_recvmsg(struct task *t, int fd, uptr msg, u32 flags);
long do_sendmmsg(struct task *t, int fd, uptr vec, u32 n, u32 flags);
/** @time64: the timespec at @timeout has 64-bit halves even on i386. */
long do_recvmmsg(struct task *t, int fd, uptr vec, u32 n, u32 flags, uptr timeout, bool time64);

/** As a program's struct msghdr: both layouts widened. */
struct user_msghdr {
	uptr name, iov, control;
	s32 namelen;
	u64 iovlen, controllen;
	u32 flags;
};

/* socket_compat.c: layouts of i386. */
struct msghdr_layout {
	u8 size; /* of struct msghdr */
	u8 mmsg_size; /* of struct mmsghdr; msg_len is right behind the msghdr */
	u8 namelen, controllen, flags; /* offsets that receives write to */
};
const struct msghdr_layout *msghdr_layout(const struct task *t);
int msghdr_read(struct task *t, uptr umsg, struct user_msghdr *m) __must_check;
/** Widen the i386 control messages at @from into *@ret_buf (allocated). */
int cmsg_from_compat(struct task *t, uptr from, u32 len, void **ret_buf, u32 *ret_len) __must_check;

/** Flags of the kernel itself, which a program cannot set. */
#define MSG_INTERNAL_SENDMSG_FLAGS (0x20000 | 0x80000 | 0x100000 | 0x8000000)

#endif
