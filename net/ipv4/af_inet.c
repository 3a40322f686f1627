/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* See af_inet.h. */
#include <linux/capability.h>
#include <linux/sockios.h>
#include <asm/ioctls.h>
#include <fcntl.h>
#include <poll.h>

#include "kernel/task.h"
#include "kernel/uaccess.h"
#include "net/core/dev_ioctl.h"
#include "net/ipv4/af_inet.h"
#include "net/ipv4/arp.h"
#include "net/ipv4/igmp.h"
#include "net/ipv4/inetdevice.h"
#include "net/ipv4/ip_fib.h"

#define SOCK_BINDADDR_LOCK 4
#define SOCK_BINDPORT_LOCK 8
#define IPPROTO_LIMIT 263 /* IPPROTO_MAX of 6.18 */

static bool is_stream(const struct socket *sock)
{
	return sock->type == SOCK_STREAM;
}

static bool is_raw(const struct socket *sock)
{
	return sock->type == SOCK_RAW;
}

static bool is_ping(const struct socket *sock)
{
	return sock->type == SOCK_DGRAM && sock->sk->sk_protocol == IPPROTO_ICMP;
}

/* ---- names --------------------------------------------------------------------------------- */

static int get_sin(struct sockaddr_in *sin, const struct sockaddr *a, int len)
{
	if (len < (int)sizeof(*sin))
		return -EINVAL;
	memcpy(sin, a, sizeof(*sin));
	return 0;
}

static bool freely_bound(const struct inet_sock *is)
{
	if (is->sk.net->ipv4->sysctl_ip_nonlocal_bind)
		return true;
	for (u32 i = 0; i < is->n_opts; i++)
		if (is->opts[i].level == IPPROTO_IP && is->opts[i].value &&
		    (is->opts[i].name == IP_FREEBIND || is->opts[i].name == IP_TRANSPARENT))
			return true;
	return false;
}

static int check_bind_addr(const struct inet_sock *is, __be32 addr, u8 *ret_type)
{
	u8 type = *ret_type = inet_addr_type(is->sk.net, addr);

	if (freely_bound(is) || !addr || type == RTN_LOCAL || type == RTN_MULTICAST ||
	    type == RTN_BROADCAST)
		return 0;
	return -EADDRNOTAVAIL;
}

static int bind_raw(struct socket *sock, const struct sockaddr_in *sin)
{
	struct inet_sock *is = inet_sk(sock->sk);
	u8 type;
	int err;

	if (sin->sin_family != AF_INET)
		return -EINVAL;
	err = check_bind_addr(is, sin->sin_addr.s_addr, &type);
	if (err)
		return err;
	is->rcv_saddr = is->saddr = sin->sin_addr.s_addr;
	if (type == RTN_MULTICAST || type == RTN_BROADCAST)
		is->saddr = 0;
	return 0;
}

static int bind_port(struct task *t, struct inet_sock *is, const struct sockaddr_in *sin, u8 type)
{
	u16 port = be16toh(sin->sin_port);
	int err;

	if (port && port < is->sk.net->ipv4->sysctl_ip_unprivileged_port_start &&
	    !capable(t, CAP_NET_BIND_SERVICE))
		return -EACCES;
	if (is->num)
		return -EINVAL;
	is->rcv_saddr = is->saddr = sin->sin_addr.s_addr;
	if (type == RTN_MULTICAST || type == RTN_BROADCAST)
		is->saddr = 0;
	err = inet_get_port(is, port);
	if (err) {
		is->saddr = is->rcv_saddr = 0;
		return err;
	}
	if (is->rcv_saddr)
		is->user_locks |= SOCK_BINDADDR_LOCK;
	if (port)
		is->user_locks |= SOCK_BINDPORT_LOCK;
	is->daddr = 0;
	is->dport = 0;
	return 0;
}

static int inet_bind(struct task *t, struct socket *sock, const struct sockaddr *a, int len)
{
	struct inet_sock *is = inet_sk(sock->sk);
	struct sockaddr_in sin;
	int err = get_sin(&sin, a, len);
	u8 type;

	if (err)
		return err;
	if (is_raw(sock))
		return bind_raw(sock, &sin);
	if (sin.sin_family != AF_INET &&
	    (sin.sin_family != AF_UNSPEC || sin.sin_addr.s_addr || is_ping(sock)))
		return -EAFNOSUPPORT;
	err = check_bind_addr(is, sin.sin_addr.s_addr, &type);
	return err ? err : bind_port(t, is, &sin, type);
}

static int autobind(struct inet_sock *is)
{
	return is->num ? 0 : inet_get_port(is, 0);
}

static int disconnect(struct socket *sock)
{
	struct inet_sock *is = inet_sk(sock->sk);

	sock->state = SS_UNCONNECTED;
	is->daddr = 0;
	is->dport = 0;
	if (!(is->user_locks & SOCK_BINDADDR_LOCK))
		is->saddr = is->rcv_saddr = 0;
	if (!(is->user_locks & SOCK_BINDPORT_LOCK) && !is_raw(sock))
		inet_put_port(is);
	return 0;
}

/** The way to @sin; a source is chosen when the socket has none. */
static int route_to(struct task *t, struct inet_sock *is, const struct sockaddr_in *sin,
		    struct flowi4 *fl, struct rtable *rt)
{
	*fl = (struct flowi4) {
		.daddr = sin->sin_addr.s_addr,
		.saddr = is->saddr,
		.oif = is->sk.sk_bound_dev_if,
		.iif = LOOPBACK_IFINDEX,
		.mark = is->sk.sk_mark,
		.uid = t->uid,
		.proto = is->sk.sk_protocol,
		.sport = is->sport,
		.dport = sin->sin_port,
	};
	return ip_route_output(is->sk.net, fl, rt);
}

static int connect_dgram(struct task *t, struct socket *sock, const struct sockaddr_in *sin)
{
	struct inet_sock *is = inet_sk(sock->sk);
	struct flowi4 fl;
	struct rtable rt;
	int err;

	if (sin->sin_family != AF_INET)
		return -EAFNOSUPPORT;
	err = route_to(t, is, sin, &fl, &rt);
	if (err)
		return err;
	if (rt.flags & 0x10000000 && !(is->sk.sk_flags & SK_BROADCAST))
		return -EACCES;
	if (!is->saddr)
		is->saddr = fl.saddr;
	if (!is->rcv_saddr)
		is->rcv_saddr = fl.saddr;
	is->daddr = fl.daddr;
	is->dport = sin->sin_port;
	sock->state = SS_CONNECTED;
	return 0;
}

static int connect_stream(struct task *t, struct socket *sock, const struct sockaddr_in *sin)
{
	struct flowi4 fl;
	struct rtable rt;
	int err;

	if (sin->sin_family != AF_INET)
		return -EAFNOSUPPORT;
	if (inet_sk(sock->sk)->listening)
		return -EISCONN;
	err = route_to(t, inet_sk(sock->sk), sin, &fl, &rt);
	if (err)
		return err;
	/* There is a way, but nothing goes over it yet. */
	return -ENETUNREACH;
}

static int inet_connect(struct task *t, struct socket *sock, const struct sockaddr *a, int len,
			int flags)
{
	struct sockaddr_in sin;
	int err;

	if (len < (int)sizeof(sin.sin_family))
		return -EINVAL;
	if (a->sa_family == AF_UNSPEC)
		return disconnect(sock);
	err = get_sin(&sin, a, len);
	if (err)
		return err;
	if (is_stream(sock))
		return connect_stream(t, sock, &sin);
	err = is_raw(sock) ? 0 : autobind(inet_sk(sock->sk));
	return err ? (err == -EADDRINUSE ? -EAGAIN : err) : connect_dgram(t, sock, &sin);
}

static int inet_getname(struct task *t, struct socket *sock, struct sockaddr_storage *a, int peer)
{
	const struct inet_sock *is = inet_sk(sock->sk);
	struct sockaddr_in sin = { .sin_family = AF_INET };

	if (peer) {
		if (sock->state != SS_CONNECTED)
			return -ENOTCONN;
		sin.sin_port = is->dport;
		sin.sin_addr.s_addr = is->daddr;
	} else {
		sin.sin_port = is->sport;
		sin.sin_addr.s_addr = is->rcv_saddr ? is->rcv_saddr : is->saddr;
	}
	memcpy(a, &sin, sizeof(sin));
	return sizeof(sin);
}

/* ---- traffic ------------------------------------------------------------------------------- */

static int inet_listen(struct task *t, struct socket *sock, int backlog)
{
	struct inet_sock *is = inet_sk(sock->sk);
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

/** Nothing ever arrives: wait for it. */
static int wait_for_nothing(struct task *t, struct socket *sock, bool nonblock)
{
	if (nonblock)
		return -EAGAIN;
	return park(t, &sock->sk->sk_wq, sock->sk->sk_rcvtimeo, -EAGAIN);
}

static int inet_accept(struct task *t, struct socket *sock, struct socket *newsock, int flags)
{
	if (!is_stream(sock))
		return -EOPNOTSUPP;
	if (!inet_sk(sock->sk)->listening)
		return -EINVAL;
	return wait_for_nothing(t, sock, flags & O_NONBLOCK);
}

static long inet_sendmsg(struct task *t, struct socket *sock, struct kmsghdr *m, u64 len)
{
	struct inet_sock *is = inet_sk(sock->sk);
	struct sockaddr_in sin = { .sin_family = AF_INET,
				   .sin_port = is->dport,
				   .sin_addr.s_addr = is->daddr };
	struct flowi4 fl;
	struct rtable rt;
	int err;

	if (is_stream(sock))
		return -EPIPE;
	if (len > 0xffff)
		return -EMSGSIZE;
	if (m->flags & MSG_OOB)
		return -EOPNOTSUPP;
	if (m->name) {
		if (m->namelen < (int)sizeof(sin))
			return -EINVAL;
		memcpy(&sin, m->name, sizeof(sin));
		if (sin.sin_family != AF_INET && sin.sin_family != AF_UNSPEC)
			return -EAFNOSUPPORT;
		if (!sin.sin_port && !is_raw(sock) && !is_ping(sock))
			return -EINVAL;
	} else if (sock->state != SS_CONNECTED) {
		return -EDESTADDRREQ;
	}
	err = is_raw(sock) ? 0 : autobind(is);
	if (!err)
		err = route_to(t, is, &sin, &fl, &rt);
	if (err)
		return err;
	return -ENETUNREACH;
}

static long inet_recvmsg(struct task *t, struct socket *sock, struct kmsghdr *m, u64 len, int flags)
{
	if (is_stream(sock) && sock->state != SS_CONNECTED)
		return -ENOTCONN;
	if (sock->sk->sk_shutdown & BIT(0))
		return 0;
	return wait_for_nothing(t, sock, m->nonblock || flags & MSG_DONTWAIT);
}

static u32 inet_poll(struct task *t, struct socket *sock)
{
	u32 mask = POLLOUT | POLLWRNORM | (is_stream(sock) ? 0 : POLLWRBAND);

	if (t && wait_add(t, &sock->sk->sk_wq))
		return POLLERR;
	if (is_stream(sock))
		return inet_sk(sock->sk)->listening ? 0 : POLLOUT | POLLWRNORM | POLLHUP;
	return mask;
}

static int inet_shutdown(struct task *t, struct socket *sock, int how)
{
	if (how < 0 || how > 2)
		return -EINVAL;
	if (sock->state != SS_CONNECTED && !inet_sk(sock->sk)->listening)
		return -ENOTCONN;
	sock->sk->sk_shutdown |= how + 1;
	wake_up(&sock->sk->sk_wq);
	return 0;
}

/* ---- ioctls -------------------------------------------------------------------------------- */

static int addr_ioctl(struct task *t, struct net *net, u32 cmd, uptr arg)
{
	struct kifreq ifr;
	int err;

	if (get_user_ifreq(t, &ifr, arg))
		return -EFAULT;
	rtnl_lock(net->kernel);
	err = devinet_ioctl(t, net, cmd, &ifr.ifr);
	rtnl_unlock(net->kernel);
	return err ? err : put_user_ifreq(t, &ifr, arg);
}

static bool names_alias(struct task *t, uptr arg)
{
	struct kifreq ifr;

	return !get_user_ifreq(t, &ifr, arg) && memchr(ifr.ifr.ifr_name, ':', IFNAMSIZ);
}

int inet_ioctl(struct task *t, struct socket *sock, u32 cmd, uptr arg)
{
	struct net *net = sock->sk->net;
	int err;

	switch (cmd) {
	case SIOCADDRT:
	case SIOCDELRT:
		rtnl_lock(net->kernel);
		err = ip_rt_ioctl(t, net, cmd, arg);
		rtnl_unlock(net->kernel);
		return err;
	case SIOCRTMSG:
		return -EINVAL;
	case SIOCDARP:
	case SIOCGARP:
	case SIOCSARP:
		rtnl_lock(net->kernel);
		err = arp_ioctl(t, net, cmd, arg);
		rtnl_unlock(net->kernel);
		return err;
	case SIOCGIFADDR:
	case SIOCGIFBRDADDR:
	case SIOCGIFNETMASK:
	case SIOCGIFDSTADDR:
	case SIOCSIFADDR:
	case SIOCSIFBRDADDR:
	case SIOCSIFNETMASK:
	case SIOCSIFDSTADDR:
		return addr_ioctl(t, net, cmd, arg);
	case SIOCSIFFLAGS:
		return names_alias(t, arg) ? addr_ioctl(t, net, cmd, arg) : -ENOIOCTLCMD;
	case SIOCINQ:
	case SIOCOUTQ:
		return put_user(t, arg, 0);
	}
	return -ENOIOCTLCMD;
}

/* ---- life ---------------------------------------------------------------------------------- */

static void inet_destruct(struct sock *sk)
{
	inet_put_port(inet_sk(sk));
	kfree(&sk->kernel->mem, inet_sk(sk)->opts);
}

static int inet_release(struct kernel *k, struct socket *sock)
{
	struct sock *sk = sock->sk;

	if (!sk)
		return 0;
	inet_put_port(inet_sk(sk));
	ip_mc_drop_socket(inet_sk(sk));
	sock->sk = NULL;
	sk->sk_socket = NULL;
	sock_put(sk);
	return 0;
}

static const struct proto_ops inet_ops = {
	.family = AF_INET,
	.release = inet_release,
	.bind = inet_bind,
	.connect = inet_connect,
	.socketpair = sock_no_socketpair,
	.accept = inet_accept,
	.getname = inet_getname,
	.poll = inet_poll,
	.ioctl = inet_ioctl,
	.listen = inet_listen,
	.shutdown = inet_shutdown,
	.setsockopt = inet_setsockopt,
	.getsockopt = inet_getsockopt,
	.sendmsg = inet_sendmsg,
	.recvmsg = inet_recvmsg,
};

/** May the caller open a ping socket? Its group must be in net.ipv4.ping_group_range. */
static int check_ping(struct net *net, struct task *t)
{
	const s32 *range = net->ipv4->sysctl_ping_group_range;

	if (t && (s64)t->gid >= range[0] && (s64)t->gid <= range[1])
		return 0;
	return -EACCES;
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
		if (*protocol == IPPROTO_ICMP)
			return kern ? 0 : check_ping(net, t);
		return *protocol == IPPROTO_UDP ? 0 : -EPROTONOSUPPORT;
	case SOCK_RAW:
		if (!*protocol)
			return -EPROTONOSUPPORT;
		return kern || capable(t, CAP_NET_RAW) ? 0 : -EPERM;
	}
	return -ESOCKTNOSUPPORT;
}

static int inet_create(struct net *net, struct task *t, struct socket *sock, int protocol,
		       bool kern)
{
	struct inet_sock *is;
	struct sock *sk;
	int err;

	if (protocol < 0 || protocol >= IPPROTO_LIMIT)
		return -EINVAL;
	err = pick_protocol(net, t, sock->type, &protocol, kern);
	if (err)
		return err;
	sk = sk_alloc(net, sizeof(*is), AF_INET, sock->type, protocol, kern);
	if (!sk)
		return -ENOBUFS;
	is = inet_sk(sk);
	INIT_LIST_HEAD(&is->mc_list);
	if (is_raw(sock)) {
		is->num = protocol;
		is->sport = htobe16(protocol);
	}
	sk->sk_destruct = inet_destruct;
	sk->sk_socket = sock;
	sock->sk = sk;
	sock->ops = &inet_ops;
	sock->state = SS_UNCONNECTED;
	return 0;
}

static const struct net_proto_family inet_family = { .family = AF_INET, .create = inet_create };

int inet_family_register(struct kernel *k)
{
	return sock_register(k, &inet_family);
}

void inet_family_unregister(struct kernel *k)
{
	sock_unregister(k, AF_INET);
}
