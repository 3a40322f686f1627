// SPDX-License-Identifier: LGPL-2.1-or-later
/*
 * The door of all sockets: bringing the protocols up, the table of families, files that are
 * sockets, and the calls that make, name and end them. Sending and receiving is in socket_msg.c,
 * what i386 does differently in socket_compat.c.
 *
 * The order of checks in each call is Linux's: which errno a program sees when several things
 * are wrong depends on it.
 */
#include "net/socket_internal.h"

#include "kernel/init.h"
#include "kernel/syscall.h"
#include "net/core/net_namespace.h"
#include "net/core/sock.h"

#include <fcntl.h>

#define SOCK_TYPE_BITS 0xf
#define SOCK_TYPE_MAX 11
/** AF_MAX of the release that we answer as: families from here on are out of range. */
#define LINUX_NPROTO 46
#define SOMAXCONN_DEFAULT 4096

/* ---- boot ---- */

static void protocols_exit(struct kernel *k, u32 n)
{
	while (n-- > 0)
		if (protocols[n]->exit_func)
			protocols[n]->exit_func(k);
}

static u32 count_protocols(void)
{
	u32 n = 0;

	while (protocols[n])
		n++;
	return n;
}

static int proto_init(struct kernel *k)
{
	int err;

	for (u32 i = 0; protocols[i]; i++) {
		err = protocols[i]->init_func ? protocols[i]->init_func(k) : 0;
		if (err) {
			protocols_exit(k, i);
			return err;
		}
	}
	return 0;
}

static void ref_net(struct net *net)
{
	net_get(net);
}

int sock_init(struct kernel *k)
{
	struct net *net;
	int err = proto_init(k);

	if (err)
		return err;
	k->net_ref = ref_net;
	k->net_unref = net_put;
	err = net_create(k, &net);
	if (err)
		protocols_exit(k, count_protocols());
	return err;
}

void sock_exit(struct kernel *k)
{
	net_put(k->init_net);
	protocols_exit(k, count_protocols());
}

/* ---- families ---- */

int sock_register(struct kernel *k, const struct net_proto_family *ops)
{
	if (ops->family < 0 || ops->family >= NPROTO)
		return -ENOBUFS;
	if (k->net_families[ops->family])
		return -EEXIST;
	k->net_families[ops->family] = ops;
	return 0;
}

void sock_unregister(struct kernel *k, int family)
{
	k->net_families[family] = NULL;
}

int sock_create(struct net *net, struct task *t, int family, int type, int protocol, bool kern,
		struct socket **ret_sock)
{
	struct kernel *k = net->kernel;
	struct socket *sock;
	int err;

	if (family < 0 || family >= LINUX_NPROTO)
		return -EAFNOSUPPORT;
	if (type < 0 || type >= SOCK_TYPE_MAX)
		return -EINVAL;
	if (family == AF_INET && type == SOCK_PACKET)
		family = AF_PACKET;
	if (!k->net_families[family])
		return -EAFNOSUPPORT;
	sock = kzalloc(&k->mem, sizeof(*sock));
	if (!sock)
		return -ENFILE;
	sock->type = type;
	sock->state = SS_UNCONNECTED;
	sock->kernel = k;
	err = k->net_families[family]->create(net, t, sock, protocol, kern);
	if (err) {
		kfree(&k->mem, sock);
		return err;
	}
	if (t)
		sock->sk->sk_uid = t->uid;
	if (!kern && k->port->sk_attach)
		k->port->sk_attach(sock->sk);
	*ret_sock = sock;
	return 0;
}

void sock_release(struct socket *sock)
{
	struct kernel *k = sock->kernel;

	if (sock->sk && !(sock->sk->sk_flags & SK_KERN) && k->port->sk_detach)
		k->port->sk_detach(sock->sk);
	if (sock->ops)
		sock->ops->release(k, sock);
	kfree(&k->mem, sock);
}

/* ---- sockets as files ---- */

static long socket_read(struct task *t, struct file *f, struct iov_iter *to, s64 *pos)
{
	struct kmsghdr m = { .iter = *to };
	long ret;

	if (!to->count)
		return 0;
	if (to->iov == &to->one)
		m.iter.iov = &m.iter.one;
	ret = sock_recvmsg(t, f->private_data, &m, f->f_flags & O_NONBLOCK ? MSG_DONTWAIT : 0);
	return ret;
}

static long socket_write(struct task *t, struct file *f, struct iov_iter *from, s64 *pos)
{
	struct kmsghdr m = { .iter = *from };

	if (from->iov == &from->one)
		m.iter.iov = &m.iter.one;
	m.flags = f->f_flags & O_NONBLOCK ? MSG_DONTWAIT : 0;
	return sock_sendmsg(t, f->private_data, &m);
}

static u32 socket_poll(struct task *t, struct file *f)
{
	struct socket *sock = f->private_data;

	return sock->ops->poll ? sock->ops->poll(t, sock) : 0;
}

static long socket_ioctl(struct task *t, struct file *f, u32 cmd, uptr arg)
{
	struct socket *sock = f->private_data;
	int err = sock->ops->ioctl ? sock->ops->ioctl(t, sock, cmd, arg) : -ENOIOCTLCMD;

	if (err == -ENOIOCTLCMD)
		err = sock_ioctl(t, sock, cmd, arg);
	return err == -ENOIOCTLCMD ? -ENOTTY : err;
}

static void socket_release_file(struct kernel *k, struct file *f)
{
	sock_release(f->private_data);
}

struct socket *sock_from_file(struct file *f)
{
	return f->f_op == &socket_file_ops ? f->private_data : NULL;
}

struct socket *sockfd_get(struct task *t, int fd, struct file **ret_file, int *err)
{
	struct file *f = fget(t, fd);
	struct socket *sock;

	if (unlikely(!f)) {
		*err = -EBADF;
		return NULL;
	}
	sock = sock_from_file(f);
	if (unlikely(!sock)) {
		file_put(f);
		*err = -ENOTSOCK;
		return NULL;
	}
	*ret_file = f;
	return sock;
}

/* Give the program a descriptor for @sock, which this takes over whatever happens. */
static long sock_map_fd(struct task *t, struct socket *sock, int flags)
{
	struct file *f = file_alloc(t->kernel, &socket_file_ops, sock,
				    O_RDWR | (flags & SOCK_NONBLOCK ? O_NONBLOCK : 0));
	long fd;

	if (!f) {
		sock_release(sock);
		return -ENFILE;
	}
	sock->file = f;
	fd = fd_install(t, f, flags & SOCK_CLOEXEC ? O_CLOEXEC : 0);
	if (fd < 0)
		file_put(f);
	return fd;
}

/* ---- addresses ---- */

int move_addr_to_kernel(struct task *t, uptr uaddr, int len, struct sockaddr_storage *kaddr)
{
	if (len < 0 || len > (int)sizeof(*kaddr))
		return -EINVAL;
	return len ? copy_from_user(t, kaddr, uaddr, len) : 0;
}

int move_addr_to_user(struct task *t, const struct sockaddr_storage *kaddr, int klen, uptr uaddr,
		      uptr ulen)
{
	s32 len;

	if (get_user(t, len, ulen))
		return -EFAULT;
	if (len > klen)
		len = klen;
	if (len < 0)
		return -EINVAL;
	if (len && copy_to_user(t, uaddr, kaddr, len))
		return -EFAULT;
	return put_user(t, ulen, (s32)klen);
}

/* ---- the calls ---- */

static bool bad_type_flags(int type)
{
	return type & ~(SOCK_TYPE_BITS | SOCK_CLOEXEC | SOCK_NONBLOCK);
}

long do_socket(struct task *t, int family, int type, int protocol)
{
	struct socket *sock;
	int err;

	if (bad_type_flags(type))
		return -EINVAL;
	err = sock_create(t->net, t, family, type & SOCK_TYPE_BITS, protocol, false, &sock);
	return err ? err : sock_map_fd(t, sock, type);
}

static long map_pair(struct task *t, struct socket *a, struct socket *b, int flags, uptr usockvec)
{
	s32 fd[2];

	fd[0] = sock_map_fd(t, a, flags);
	if (fd[0] < 0) {
		sock_release(b);
		return fd[0];
	}
	fd[1] = sock_map_fd(t, b, flags);
	if (fd[1] < 0) {
		fd_close(t, fd[0]);
		return fd[1];
	}
	if (!copy_to_user(t, usockvec, fd, sizeof(fd)))
		return 0;
	fd_close(t, fd[0]);
	fd_close(t, fd[1]);
	return -EFAULT;
}

long do_socketpair(struct task *t, int family, int type, int protocol, uptr usockvec)
{
	struct socket *a, *b;
	s32 fd[2];
	int err;

	if (bad_type_flags(type))
		return -EINVAL;
	if (copy_from_user(t, fd, usockvec, sizeof(fd)) ||
	    copy_to_user(t, usockvec, fd, sizeof(fd)))
		return -EFAULT;
	err = sock_create(t->net, t, family, type & SOCK_TYPE_BITS, protocol, false, &a);
	if (err)
		return err;
	err = sock_create(t->net, t, family, type & SOCK_TYPE_BITS, protocol, false, &b);
	if (err)
		goto release_a;
	err = a->ops->socketpair(t, a, b);
	if (!err)
		return map_pair(t, a, b, type, usockvec);
	sock_release(b);
release_a:
	sock_release(a);
	return err;
}

long do_bind(struct task *t, int fd, uptr addr, int len)
{
	struct sockaddr_storage ss;
	struct file *f;
	int err;
	struct socket *sock = sockfd_get(t, fd, &f, &err);

	if (!sock)
		return err;
	err = move_addr_to_kernel(t, addr, len, &ss);
	if (!err)
		err = sock->ops->bind(t, sock, (struct sockaddr *)&ss, len);
	file_put(f);
	return err;
}

long do_listen(struct task *t, int fd, int backlog)
{
	struct file *f;
	int err;
	struct socket *sock = sockfd_get(t, fd, &f, &err);

	if (!sock)
		return err;
	if ((u32)backlog > SOMAXCONN_DEFAULT)
		backlog = SOMAXCONN_DEFAULT;
	err = sock->ops->listen(t, sock, backlog);
	file_put(f);
	return err;
}

static struct socket *alloc_like(struct socket *sock)
{
	struct socket *n = kzalloc(&sock->kernel->mem, sizeof(*n));

	if (!n)
		return NULL;
	n->type = sock->type;
	n->ops = sock->ops;
	n->state = SS_UNCONNECTED;
	n->kernel = sock->kernel;
	return n;
}

static long accept_on(struct task *t, struct socket *sock, uptr addr, uptr len, int flags)
{
	struct socket *n = alloc_like(sock);
	struct sockaddr_storage ss;
	int err;

	if (!n)
		return -ENFILE;
	err = sock->ops->accept(t, sock, n, flags);
	if (!err && addr) {
		err = n->ops->getname(t, n, &ss, 2);
		err = err < 0 ? -ECONNABORTED : move_addr_to_user(t, &ss, err, addr, len);
	}
	if (!err)
		return sock_map_fd(t, n, flags);
	if (n->sk)
		sock_release(n);
	else
		kfree(&t->kernel->mem, n);
	return err;
}

long do_accept(struct task *t, int fd, uptr addr, uptr len, int flags)
{
	struct file *f = fget(t, fd);
	struct socket *sock;
	long ret;

	if (!f)
		return -EBADF;
	sock = sock_from_file(f);
	if (flags & ~(SOCK_CLOEXEC | SOCK_NONBLOCK))
		ret = -EINVAL;
	else
		ret = sock ? accept_on(t, sock, addr, len, flags) : -ENOTSOCK;
	file_put(f);
	return ret;
}

long do_connect(struct task *t, int fd, uptr addr, int len)
{
	struct sockaddr_storage ss;
	struct file *f = fget(t, fd);
	struct socket *sock;
	int err;

	if (!f)
		return -EBADF;
	err = move_addr_to_kernel(t, addr, len, &ss);
	if (err)
		goto put_file;
	sock = sock_from_file(f);
	err = sock ? sock->ops->connect(t, sock, (struct sockaddr *)&ss, len, f->f_flags)
		   : -ENOTSOCK;
put_file:
	file_put(f);
	return err;
}

long do_getname(struct task *t, int fd, uptr addr, uptr len, int peer)
{
	struct sockaddr_storage ss;
	struct file *f;
	int ret;
	struct socket *sock = sockfd_get(t, fd, &f, &ret);

	if (!sock)
		return ret;
	ret = sock->ops->getname(t, sock, &ss, peer);
	if (ret >= 0)
		ret = move_addr_to_user(t, &ss, ret, addr, len);
	file_put(f);
	return ret;
}

long do_shutdown(struct task *t, int fd, int how)
{
	struct file *f;
	int err;
	struct socket *sock = sockfd_get(t, fd, &f, &err);

	if (!sock)
		return err;
	err = sock->ops->shutdown(t, sock, how);
	file_put(f);
	return err;
}

long do_setsockopt(struct task *t, int fd, int level, int name, uptr val, int len)
{
	struct file *f;
	int err;
	struct socket *sock = sockfd_get(t, fd, &f, &err);

	if (!sock)
		return err;
	if (len < 0)
		err = -EINVAL;
	else if (level == SOL_SOCKET)
		err = sock_setsockopt(t, sock, name, val, len);
	else
		err = sock->ops->setsockopt ? sock->ops->setsockopt(t, sock, level, name, val, len)
					    : -EOPNOTSUPP;
	file_put(f);
	return err;
}

long do_getsockopt(struct task *t, int fd, int level, int name, uptr val, uptr len)
{
	struct file *f;
	int err;
	struct socket *sock = sockfd_get(t, fd, &f, &err);

	if (!sock)
		return err;
	if (level == SOL_SOCKET)
		err = sock_getsockopt(t, sock, name, val, len);
	else
		err = sock->ops->getsockopt ? sock->ops->getsockopt(t, sock, level, name, val, len)
					    : -EOPNOTSUPP;
	file_put(f);
	return err;
}

SYSCALL_DEFINE3(socket, int, family, int, type, int, protocol)
{
	return do_socket(t, family, type, protocol);
}

SYSCALL_DEFINE4(socketpair, int, family, int, type, int, protocol, uptr, usockvec)
{
	return do_socketpair(t, family, type, protocol, usockvec);
}

SYSCALL_DEFINE3(bind, int, fd, uptr, addr, int, len)
{
	return do_bind(t, fd, addr, len);
}

SYSCALL_DEFINE2(listen, int, fd, int, backlog)
{
	return do_listen(t, fd, backlog);
}

SYSCALL_DEFINE4(accept4, int, fd, uptr, addr, uptr, len, int, flags)
{
	return do_accept(t, fd, addr, len, flags);
}

SYSCALL_DEFINE3(accept, int, fd, uptr, addr, uptr, len)
{
	return do_accept(t, fd, addr, len, 0);
}

SYSCALL_DEFINE3(connect, int, fd, uptr, addr, int, len)
{
	return do_connect(t, fd, addr, len);
}

SYSCALL_DEFINE3(getsockname, int, fd, uptr, addr, uptr, len)
{
	return do_getname(t, fd, addr, len, 0);
}

SYSCALL_DEFINE3(getpeername, int, fd, uptr, addr, uptr, len)
{
	return do_getname(t, fd, addr, len, 1);
}

SYSCALL_DEFINE2(shutdown, int, fd, int, how)
{
	return do_shutdown(t, fd, how);
}

SYSCALL_DEFINE5(setsockopt, int, fd, int, level, int, name, uptr, val, int, len)
{
	return do_setsockopt(t, fd, level, name, val, len);
}

SYSCALL_DEFINE5(getsockopt, int, fd, int, level, int, name, uptr, val, uptr, len)
{
	return do_getsockopt(t, fd, level, name, val, len);
}

const struct file_operations socket_file_ops = {
	.name = "socket",
	.read = socket_read,
	.write = socket_write,
	.poll = socket_poll,
	.ioctl = socket_ioctl,
	.release = socket_release_file,
};
