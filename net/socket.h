/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * struct socket: the program's half of a socket, the table of families, and of protocols that
 * bring themselves up at boot.
 *
 *   socket(2) -> sock_create -> net_families[family]->create -> sock->ops = &netlink_ops
 */
#ifndef KERNLET_NET_SOCKET_H
#define KERNLET_NET_SOCKET_H

#include "kernel/file.h"
#include "kernel/kernel.h"
#include "kernel/uaccess.h"
#include "net/net.h"

struct net;
struct sock;
struct socket;

enum socket_state { SS_UNCONNECTED = 1, SS_CONNECTING, SS_CONNECTED };

/** One send or receive, already copied in: addresses are ours, data is in the iterator. */
struct kmsghdr {
	struct sockaddr_storage *name; /* NULL: none given / none wanted */
	int namelen;
	struct iov_iter iter;
	/* Control: for sends a kernel copy; for receives guest memory, filled by put_cmsg. */
	void *control;
	uptr control_user;
	u32 controllen;
	u32 flags; /* in: MSG_*; receive out: MSG_TRUNC ... */
	bool nonblock;
};

struct proto_ops {
	int family;
	int (*release)(struct kernel *k, struct socket *sock);
	int (*bind)(struct task *t, struct socket *sock, const struct sockaddr *a, int len);
	int (*connect)(struct task *t, struct socket *sock, const struct sockaddr *a, int len,
		       int flags);
	int (*socketpair)(struct task *t, struct socket *a, struct socket *b);
	int (*accept)(struct task *t, struct socket *sock, struct socket *newsock, int flags);
	/** Fill @a; returns its length or a negative errno. */
	int (*getname)(struct task *t, struct socket *sock, struct sockaddr_storage *a, int peer);
	u32 (*poll)(struct task *t, struct socket *sock);
	int (*ioctl)(struct task *t, struct socket *sock, u32 cmd, uptr arg);
	int (*listen)(struct task *t, struct socket *sock, int backlog);
	int (*shutdown)(struct task *t, struct socket *sock, int how);
	int (*setsockopt)(struct task *t, struct socket *sock, int level, int name, uptr val,
			  int len);
	int (*getsockopt)(struct task *t, struct socket *sock, int level, int name, uptr val,
			  uptr len);
	long (*sendmsg)(struct task *t, struct socket *sock, struct kmsghdr *m, u64 len);
	long (*recvmsg)(struct task *t, struct socket *sock, struct kmsghdr *m, u64 len, int flags);
};

struct socket {
	enum socket_state state;
	s16 type;
	const struct proto_ops *ops;
	struct file *file; /* not counted: the file owns us */
	struct sock *sk;
	struct kernel *kernel;
};

struct net_proto_family {
	int family;
	/** Give @sock its ops and sk. @kern: made by the kernel itself. */
	int (*create)(struct net *net, struct task *t, struct socket *sock, int protocol,
		      bool kern);
};

/** One row of protocols[]: what proto_init() brings up, in order, and takes down in reverse. */
struct net_proto {
	const char *name;
	int (*init_func)(struct kernel *k);
	void (*exit_func)(struct kernel *k);
	const struct pernet_operations *pernet; /* may be NULL */
};
extern const struct net_proto *const protocols[]; /* net/protocols.c; ends with NULL */

/** 0, -ENOBUFS (family out of range) or -EEXIST. */
int sock_register(struct kernel *k, const struct net_proto_family *ops) __must_check;
void sock_unregister(struct kernel *k, int family);

/** As socket(2). -EAFNOSUPPORT, -EINVAL (type), -ESOCKTNOSUPPORT, -EPROTONOSUPPORT, -ENOMEM ... */
int sock_create(struct net *net, struct task *t, int family, int type, int protocol, bool kern,
		struct socket **ret_sock) __must_check;
void sock_release(struct socket *sock);

/** The socket behind @f, or NULL (ENOTSOCK). */
struct socket *sock_from_file(struct file *f);
extern const struct file_operations socket_file_ops;

/**
 * What an operation needs of a program's control messages (net/core/scm.c).
 * scm_send: the sender's credentials into *@creds, after checking what it claims in @m. 0, -EINVAL,
 * -EPERM or -ESRCH. scm_recv: credentials for a socket that has SO_PASSCRED set. 0 or -EFAULT.
 */
struct scm_creds;
int scm_send(struct task *t, struct kmsghdr *m, struct scm_creds *creds) __must_check;
int scm_recv(struct task *t, const struct sock *sk, struct kmsghdr *m,
	     const struct scm_creds *creds) __must_check;

/** Append a control message to a receive; sets MSG_CTRUNC in @m when it does not fit. */
int put_cmsg(struct task *t, struct kmsghdr *m, int level, int type, int len,
	     const void *data) __must_check;

/** For ports: send what a program wrote natively, or receive, without going through the gate. */
long sock_sendmsg(struct task *t, struct socket *sock, struct kmsghdr *m);
long sock_recvmsg(struct task *t, struct socket *sock, struct kmsghdr *m, int flags);

/** SIOC* ioctls every socket answers (net/core/dev_ioctl.c). -ENOIOCTLCMD: not one of them. */
#define ENOIOCTLCMD 515
int sock_ioctl(struct task *t, struct socket *sock, u32 cmd, uptr arg);

#endif
