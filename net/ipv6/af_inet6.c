/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* See af_inet6.h. */
#include "net/ipv6/af_inet6.h"

#include "kernel/task.h"
#include "kernel/uaccess.h"
#include "net/ipv4/netns_ipv4.h"
#include "net/ipv6/addrconf.h"
#include "net/ipv6/route.h"

#include <asm/ioctls.h>
#include <fcntl.h>
#include <linux/capability.h>
#include <linux/sockios.h>
#include <poll.h>

#define SOCK_BINDADDR_LOCK 4
#define SOCK_BINDPORT_LOCK 8
#define IPPROTO_LIMIT 263 /* IPPROTO_MAX of 6.18 */
#define SIN6_LEN_RFC2133 24

static bool is_stream(const struct socket *sock)
{
	return sock->type == SOCK_STREAM;
}

static bool is_raw(const struct socket *sock)
{
	return sock->type == SOCK_RAW;
}

/* ---- ports ---- */

static u32 port_hash(const struct inet6_sock *is, u16 port)
{
	return hash_u32((u32)is->sk.sk_protocol << 16 | port);
}

static bool conflict(const struct inet6_sock *a, const struct inet6_sock *b)
{
	const struct sock *x = &a->sk, *y = &b->sk;

	if (x->sk_bound_dev_if && y->sk_bound_dev_if && x->sk_bound_dev_if != y->sk_bound_dev_if)
		return false;
	if (!ipv6_addr_any(&a->rcv_saddr) && !ipv6_addr_any(&b->rcv_saddr) &&
	    !ipv6_addr_equal(&a->rcv_saddr, &b->rcv_saddr))
		return false;
	if (x->sk_flags & y->sk_flags & SK_REUSEPORT)
		return false;
	return !(x->sk_flags & y->sk_flags & SK_REUSEADDR) || a->listening || b->listening;
}

static bool port_free(const struct inet6_sock *is, u16 port)
{
	struct inet6_sock *other;

	htable_for_each_possible (&is->sk.net->ipv6->bound_ports, other, bound, port_hash(is, port))
		if (other->sk.sk_protocol == is->sk.sk_protocol && other->num == port &&
		    conflict(is, other))
			return false;
	return true;
}

/* The next free port of the local range (which both families share), going round. 0: none. */
static u16 pick_port(const struct inet6_sock *is)
{
	struct net *net = is->sk.net;
	u32 low = net->ipv4 ? net->ipv4->sysctl_ip_local_port_range[0] : 32768;
	u32 high = net->ipv4 ? net->ipv4->sysctl_ip_local_port_range[1] : 60999;
	u32 start = get_random_u32(net->kernel) % (high - low + 1);

	for (u32 i = 0; i <= high - low; i++) {
		u16 port = low + (start + i) % (high - low + 1);

		if (port_free(is, port))
			return port;
	}
	return 0;
}

static int get_port(struct inet6_sock *is, u16 port)
{
	if (!port)
		port = pick_port(is);
	else if (!port_free(is, port))
		port = 0;
	if (!port)
		return -EADDRINUSE;
	if (htable_insert(&is->sk.net->ipv6->bound_ports, &is->bound, port_hash(is, port)))
		return -ENOMEM;
	is->hashed = true;
	is->num = port;
	return 0;
}

static void put_port(struct inet6_sock *is)
{
	if (!is->hashed)
		return;
	htable_remove(&is->sk.net->ipv6->bound_ports, &is->bound);
	is->hashed = false;
	is->num = 0;
}

static int autobind(struct inet6_sock *is)
{
	return is->num ? 0 : get_port(is, 0);
}

/* ---- names ---- */

static int get_sin6(struct sockaddr_in6 *sin6, const void *a, int len)
{
	if (len < SIN6_LEN_RFC2133)
		return -EINVAL;
	memset(sin6, 0, sizeof(*sin6));
	memcpy(sin6, a, min(len, (int)sizeof(*sin6)));
	return 0;
}

static bool freely_bound(const struct inet6_sock *is)
{
	return is->sk.net->ipv6->sysctl.ip_nonlocal_bind ||
	       inet6_opt_value(is, IPPROTO_IPV6, IPV6_FREEBIND) ||
	       inet6_opt_value(is, IPPROTO_IPV6, IPV6_TRANSPARENT);
}

/* A link-local address says on which link. */
static int bind_link(struct inet6_sock *is, const struct sockaddr_in6 *sin6,
		     const struct net_device **ret_dev)
{
	*ret_dev = NULL;
	if (!(ipv6_addr_type(&sin6->sin6_addr) & IPV6_ADDR_LINKLOCAL))
		return 0;
	if (sin6->sin6_scope_id)
		is->sk.sk_bound_dev_if = sin6->sin6_scope_id;
	if (!is->sk.sk_bound_dev_if)
		return -EINVAL;
	*ret_dev = dev_get_by_index(is->sk.net, is->sk.sk_bound_dev_if);
	return *ret_dev ? 0 : -ENODEV;
}

static int check_bind_addr(struct inet6_sock *is, const struct sockaddr_in6 *sin6)
{
	u32 type = ipv6_addr_type(&sin6->sin6_addr);
	const struct net_device *dev;
	int err;

	if (type == IPV6_ADDR_ANY)
		return 0;
	if (type & IPV6_ADDR_MAPPED && inet6_opt_value(is, IPPROTO_IPV6, IPV6_V6ONLY))
		return -EINVAL;
	err = bind_link(is, sin6, &dev);
	if (err || type & (IPV6_ADDR_MULTICAST | IPV6_ADDR_MAPPED) || freely_bound(is))
		return err;
	return ipv6_chk_addr(is->sk.net, &sin6->sin6_addr, dev, false) ? 0 : -EADDRNOTAVAIL;
}

static int bind_port(struct task *t, struct inet6_sock *is, const struct sockaddr_in6 *sin6)
{
	u16 port = be16toh(sin6->sin6_port);
	s32 low = is->sk.net->ipv4 ? is->sk.net->ipv4->sysctl_ip_unprivileged_port_start : 1024;
	int err;

	if (port && port < low && !capable(t, CAP_NET_BIND_SERVICE))
		return -EACCES;
	if (is->num)
		return -EINVAL;
	err = check_bind_addr(is, sin6);
	if (err)
		return err;
	is->rcv_saddr = sin6->sin6_addr;
	err = get_port(is, port);
	if (err) {
		memset(&is->rcv_saddr, 0, sizeof(is->rcv_saddr));
		return err;
	}
	if (!ipv6_addr_any(&is->rcv_saddr))
		is->user_locks |= SOCK_BINDADDR_LOCK;
	if (port)
		is->user_locks |= SOCK_BINDPORT_LOCK;
	if (!ipv6_addr_is_multicast(&is->rcv_saddr))
		is->saddr = is->rcv_saddr;
	return 0;
}

static int inet6_bind(struct task *t, struct socket *sock, const struct sockaddr *a, int len)
{
	struct inet6_sock *is = inet6_sk(sock->sk);
	struct sockaddr_in6 sin6;
	int err = get_sin6(&sin6, a, len);

	if (err)
		return err;
	if (sin6.sin6_family != AF_INET6)
		return is_raw(sock) ? -EINVAL : -EAFNOSUPPORT;
	if (!is_raw(sock))
		return bind_port(t, is, &sin6);
	if (ipv6_addr_type(&sin6.sin6_addr) & IPV6_ADDR_MAPPED)
		return -EADDRNOTAVAIL;
	err = check_bind_addr(is, &sin6);
	if (err)
		return err;
	is->rcv_saddr = sin6.sin6_addr;
	if (!ipv6_addr_is_multicast(&is->rcv_saddr))
		is->saddr = is->rcv_saddr;
	return 0;
}

static int disconnect(struct socket *sock)
{
	struct inet6_sock *is = inet6_sk(sock->sk);

	sock->state = SS_UNCONNECTED;
	memset(&is->daddr, 0, sizeof(is->daddr));
	is->dport = 0;
	if (!(is->user_locks & SOCK_BINDADDR_LOCK)) {
		memset(&is->saddr, 0, sizeof(is->saddr));
		memset(&is->rcv_saddr, 0, sizeof(is->rcv_saddr));
	}
	if (!(is->user_locks & SOCK_BINDPORT_LOCK) && !is_raw(sock))
		put_port(is);
	return 0;
}

/* The way to @sin6, with a source when the socket has none. */
static int route_to(struct task *t, struct inet6_sock *is, const struct sockaddr_in6 *sin6,
		    struct flowi6 *fl6)
{
	u32 type = ipv6_addr_type(&sin6->sin6_addr);
	struct fib6_result res;
	int oif = is->sk.sk_bound_dev_if;

	if (type & IPV6_ADDR_LINKLOCAL) {
		if (sin6->sin6_scope_id && oif && oif != (int)sin6->sin6_scope_id)
			return -EINVAL;
		oif = sin6->sin6_scope_id ? (int)sin6->sin6_scope_id : oif;
		if (!oif && type & IPV6_ADDR_MULTICAST)
			oif = inet6_opt_value(is, IPPROTO_IPV6, IPV6_MULTICAST_IF);
		if (!oif)
			return -EINVAL;
	}
	*fl6 = (struct flowi6) { .oif = oif,
				 .mark = is->sk.sk_mark,
				 .uid = t->uid,
				 .daddr = sin6->sin6_addr,
				 .saddr = is->saddr,
				 .proto = is->sk.sk_protocol,
				 .sport = htobe16(is->num),
				 .dport = sin6->sin6_port };
	if (type == IPV6_ADDR_ANY)
		fl6->daddr.s6_addr[15] = 1;
	if (type & IPV6_ADDR_MAPPED)
		return -ENETUNREACH;
	ip6_route_output(is->sk.net, fl6, is->sk.sk_bound_dev_if, &res);
	if (res.error)
		return res.error;
	if (!ipv6_addr_any(&fl6->saddr))
		return 0;
	return ip6_route_get_saddr(is->sk.net, res.f6i, &fl6->daddr, 0, &fl6->saddr);
}

static int connect_dgram(struct task *t, struct socket *sock, const struct sockaddr_in6 *sin6)
{
	struct inet6_sock *is = inet6_sk(sock->sk);
	struct flowi6 fl6;
	int err = is_raw(sock) ? 0 : autobind(is);

	if (err)
		return err == -EADDRINUSE ? -EAGAIN : err;
	err = route_to(t, is, sin6, &fl6);
	if (err)
		return err;
	if (ipv6_addr_any(&is->saddr))
		is->saddr = fl6.saddr;
	if (ipv6_addr_any(&is->rcv_saddr))
		is->rcv_saddr = fl6.saddr;
	/* A link-local peer binds the socket to its link. */
	if (ipv6_addr_type(&sin6->sin6_addr) & IPV6_ADDR_LINKLOCAL)
		is->sk.sk_bound_dev_if = fl6.oif;
	is->daddr = fl6.daddr;
	is->dport = sin6->sin6_port;
	is->scope_id = sin6->sin6_scope_id;
	is->flowinfo = sin6->sin6_flowinfo;
	sock->state = SS_CONNECTED;
	return 0;
}

static int inet6_connect(struct task *t, struct socket *sock, const struct sockaddr *a, int len,
			 int flags)
{
	struct sockaddr_in6 sin6;
	struct flowi6 fl6;
	int err;

	if (len < (int)sizeof(a->sa_family))
		return -EINVAL;
	if (a->sa_family == AF_UNSPEC)
		return disconnect(sock);
	err = get_sin6(&sin6, a, len);
	if (err)
		return err;
	if (sin6.sin6_family != AF_INET6)
		return -EAFNOSUPPORT;
	if (!is_stream(sock))
		return connect_dgram(t, sock, &sin6);
	if (inet6_sk(sock->sk)->listening)
		return -EISCONN;
	err = route_to(t, inet6_sk(sock->sk), &sin6, &fl6);
	/* There may be a way, but nothing goes over it yet. */
	return err ? err : -ENETUNREACH;
}

static int inet6_getname(struct task *t, struct socket *sock, struct sockaddr_storage *a, int peer)
{
	const struct inet6_sock *is = inet6_sk(sock->sk);
	struct sockaddr_in6 sin6 = { .sin6_family = AF_INET6 };

	if (peer) {
		if (sock->state != SS_CONNECTED)
			return -ENOTCONN;
		sin6.sin6_port = is->dport;
		sin6.sin6_addr = is->daddr;
	} else {
		sin6.sin6_port = htobe16(is->num);
		sin6.sin6_addr = ipv6_addr_any(&is->rcv_saddr) ? is->saddr : is->rcv_saddr;
	}
	if (ipv6_addr_type(&sin6.sin6_addr) & IPV6_ADDR_LINKLOCAL)
		sin6.sin6_scope_id = is->sk.sk_bound_dev_if ? (u32)is->sk.sk_bound_dev_if
							    : is->scope_id;
	memcpy(a, &sin6, sizeof(sin6));
	return sizeof(sin6);
}

/* ---- traffic ---- */

static int inet6_listen(struct task *t, struct socket *sock, int backlog)
{
	struct inet6_sock *is = inet6_sk(sock->sk);
	int err;

	if (!is_stream(sock))
		return -EOPNOTSUPP;
	if (sock->state != SS_UNCONNECTED)
		return -EINVAL;
	err = autobind(is);
	if (!err)
		is->listening = true;
	return err;
}

/* Nothing ever arrives: wait for it. */
static int wait_for_nothing(struct task *t, struct socket *sock, bool nonblock)
{
	if (nonblock)
		return -EAGAIN;
	return park(t, &sock->sk->sk_wq, sock->sk->sk_rcvtimeo, -EAGAIN);
}

static int inet6_accept(struct task *t, struct socket *sock, struct socket *newsock, int flags)
{
	if (!is_stream(sock))
		return -EOPNOTSUPP;
	if (!inet6_sk(sock->sk)->listening)
		return -EINVAL;
	return wait_for_nothing(t, sock, flags & O_NONBLOCK);
}

static int destination(const struct socket *sock, const struct kmsghdr *m,
		       struct sockaddr_in6 *sin6)
{
	const struct inet6_sock *is = inet6_sk(sock->sk);
	int err;

	if (!m->name) {
		if (sock->state != SS_CONNECTED)
			return -EDESTADDRREQ;
		*sin6 = (struct sockaddr_in6) { .sin6_family = AF_INET6,
						.sin6_port = is->dport,
						.sin6_addr = is->daddr,
						.sin6_scope_id = is->scope_id };
		return 0;
	}
	err = get_sin6(sin6, m->name, m->namelen);
	if (err)
		return err;
	if (sin6->sin6_family != AF_INET6)
		return sin6->sin6_family ? -EAFNOSUPPORT : -EINVAL;
	return sin6->sin6_port || sock->type != SOCK_DGRAM ||
			       sock->sk->sk_protocol == IPPROTO_ICMPV6
		       ? 0
		       : -EINVAL;
}

static long inet6_sendmsg(struct task *t, struct socket *sock, struct kmsghdr *m, u64 len)
{
	struct inet6_sock *is = inet6_sk(sock->sk);
	struct sockaddr_in6 sin6;
	struct flowi6 fl6;
	int err;

	if (is_stream(sock))
		return -EPIPE;
	if (m->flags & MSG_OOB)
		return -EOPNOTSUPP;
	if (len > 0x7fffffff)
		return -EMSGSIZE;
	err = destination(sock, m, &sin6);
	if (!err && !is_raw(sock))
		err = autobind(is);
	if (!err)
		err = route_to(t, is, &sin6, &fl6);
	return err ? err : -ENETUNREACH;
}

static long inet6_recvmsg(struct task *t, struct socket *sock, struct kmsghdr *m, u64 len,
			  int flags)
{
	if (is_stream(sock) && sock->state != SS_CONNECTED)
		return -ENOTCONN;
	if (sock->sk->sk_shutdown & BIT(0))
		return 0;
	return wait_for_nothing(t, sock, m->nonblock || flags & MSG_DONTWAIT);
}

static u32 inet6_poll(struct task *t, struct socket *sock)
{
	if (t && wait_add(t, &sock->sk->sk_wq))
		return POLLERR;
	if (is_stream(sock))
		return inet6_sk(sock->sk)->listening ? 0 : POLLOUT | POLLWRNORM | POLLHUP;
	return POLLOUT | POLLWRNORM | POLLWRBAND;
}

static int inet6_shutdown(struct task *t, struct socket *sock, int how)
{
	if (how < 0 || how > 2)
		return -EINVAL;
	if (sock->state != SS_CONNECTED && !inet6_sk(sock->sk)->listening)
		return -ENOTCONN;
	sock->sk->sk_shutdown |= how + 1;
	wake_up(&sock->sk->sk_wq);
	return 0;
}

/* ---- ioctls ---- */

static int route_ioctl(struct task *t, struct net *net, u32 cmd, uptr arg)
{
	struct in6_rtmsg m;

	if (get_user(t, m, arg))
		return -EFAULT;
	return capable(t, CAP_NET_ADMIN) ? ipv6_route_ioctl(net, cmd, &m) : -EPERM;
}

static int inet6_ioctl(struct task *t, struct socket *sock, u32 cmd, uptr arg)
{
	struct net *net = sock->sk->net;
	int err;

	rtnl_lock(net->kernel);
	switch (cmd) {
	case SIOCADDRT:
	case SIOCDELRT:
		err = route_ioctl(t, net, cmd, arg);
		break;
	case SIOCSIFADDR:
		err = addrconf_add_ifaddr(net, t, arg);
		break;
	case SIOCDIFADDR:
		err = addrconf_del_ifaddr(net, t, arg);
		break;
	case SIOCSIFDSTADDR: /* tunnels of the SIT driver, which is not there */
		err = -ENODEV;
		break;
	case SIOCINQ:
	case SIOCOUTQ:
		err = put_user(t, arg, 0);
		break;
	default:
		err = -ENOIOCTLCMD;
	}
	rtnl_unlock(net->kernel);
	return err;
}

/* ---- life ---- */

static void inet6_destruct(struct sock *sk)
{
	put_port(inet6_sk(sk));
	kfree(&sk->kernel->mem, inet6_sk(sk)->opts);
}

static int inet6_release(struct kernel *k, struct socket *sock)
{
	struct sock *sk = sock->sk;

	if (!sk)
		return 0;
	rtnl_lock(k);
	inet6_members_free(inet6_sk(sk));
	rtnl_unlock(k);
	put_port(inet6_sk(sk));
	sock->sk = NULL;
	sk->sk_socket = NULL;
	sock_put(sk);
	return 0;
}

static const struct proto_ops inet6_ops = {
	.family = AF_INET6,
	.release = inet6_release,
	.bind = inet6_bind,
	.connect = inet6_connect,
	.socketpair = sock_no_socketpair,
	.accept = inet6_accept,
	.getname = inet6_getname,
	.poll = inet6_poll,
	.ioctl = inet6_ioctl,
	.listen = inet6_listen,
	.shutdown = inet6_shutdown,
	.setsockopt = inet6_setsockopt,
	.getsockopt = inet6_getsockopt,
	.sendmsg = inet6_sendmsg,
	.recvmsg = inet6_recvmsg,
};

/* May the caller open a ping socket? Both families share the range of groups. */
static int check_ping(const struct net *net, const struct task *t)
{
	const s32 *range = net->ipv4 ? net->ipv4->sysctl_ping_group_range : NULL;

	return range && t && (s64)t->gid >= range[0] && (s64)t->gid <= range[1] ? 0 : -EACCES;
}

static int pick_protocol(struct net *net, struct task *t, int type, int *protocol, bool kern)
{
	switch (type) {
	case SOCK_STREAM:
		if (*protocol && *protocol != IPPROTO_TCP)
			return -EPROTONOSUPPORT;
		*protocol = IPPROTO_TCP;
		return 0;
	case SOCK_DGRAM:
		if (!*protocol)
			*protocol = IPPROTO_UDP;
		if (*protocol == IPPROTO_ICMPV6)
			return kern ? 0 : check_ping(net, t);
		return *protocol == IPPROTO_UDP ? 0 : -EPROTONOSUPPORT;
	case SOCK_RAW:
		if (!*protocol)
			return -EPROTONOSUPPORT;
		return kern || capable(t, CAP_NET_RAW) ? 0 : -EPERM;
	}
	return -ESOCKTNOSUPPORT;
}

static int inet6_create(struct net *net, struct task *t, struct socket *sock, int protocol,
			bool kern)
{
	struct inet6_sock *is;
	struct sock *sk;
	int err;

	if (protocol < 0 || protocol >= IPPROTO_LIMIT)
		return -EINVAL;
	err = pick_protocol(net, t, sock->type, &protocol, kern);
	if (err)
		return err;
	sk = sk_alloc(net, sizeof(*is), AF_INET6, sock->type, protocol, kern);
	if (!sk)
		return -ENOBUFS;
	is = inet6_sk(sk);
	INIT_LIST_HEAD(&is->members);
	if (is_raw(sock))
		is->num = protocol;
	sk->sk_destruct = inet6_destruct;
	sk->sk_socket = sock;
	sock->sk = sk;
	sock->ops = &inet6_ops;
	sock->state = SS_UNCONNECTED;
	return 0;
}

static const struct net_proto_family inet6_family = { .family = AF_INET6, .create = inet6_create };

int inet6_family_register(struct kernel *k)
{
	return sock_register(k, &inet6_family);
}

void inet6_family_unregister(struct kernel *k)
{
	sock_unregister(k, AF_INET6);
}
