/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Options of AF_INET sockets: checked as Linux does, kept, and told back. What an option would do
 * to packets has nothing to act on yet.
 */
#include <linux/capability.h>
#include <linux/tcp.h>
#include <linux/udp.h>

#include "kernel/task.h"
#include "kernel/uaccess.h"
#include "net/ipv4/af_inet.h"
#include "net/ipv4/igmp.h"

#define OPT_READ_ONLY BIT(0)
#define OPT_BOOL BIT(1) /* told back as 0 or 1 */

struct opt_desc {
	u16 level, name;
	s32 min, max, initial;
	u8 flags;
};

/* clang-format off */
static const struct opt_desc opt_descs[] = {
	{ IPPROTO_IP, IP_TOS, 0, 255, 0, 0 },
	{ IPPROTO_IP, IP_TTL, -1, 255, 64, 0 },
	{ IPPROTO_IP, IP_HDRINCL, INT32_MIN, INT32_MAX, 0, OPT_BOOL },
	{ IPPROTO_IP, IP_ROUTER_ALERT, INT32_MIN, INT32_MAX, 0, OPT_BOOL },
	{ IPPROTO_IP, IP_RECVOPTS, INT32_MIN, INT32_MAX, 0, OPT_BOOL },
	{ IPPROTO_IP, IP_RETOPTS, INT32_MIN, INT32_MAX, 0, OPT_BOOL },
	{ IPPROTO_IP, IP_PKTINFO, INT32_MIN, INT32_MAX, 0, OPT_BOOL },
	{ IPPROTO_IP, IP_MTU_DISCOVER, 0, 5, 1, 0 },
	{ IPPROTO_IP, IP_RECVERR, INT32_MIN, INT32_MAX, 0, OPT_BOOL },
	{ IPPROTO_IP, IP_RECVTTL, INT32_MIN, INT32_MAX, 0, OPT_BOOL },
	{ IPPROTO_IP, IP_RECVTOS, INT32_MIN, INT32_MAX, 0, OPT_BOOL },
	{ IPPROTO_IP, IP_FREEBIND, INT32_MIN, INT32_MAX, 0, OPT_BOOL },
	{ IPPROTO_IP, IP_TRANSPARENT, INT32_MIN, INT32_MAX, 0, OPT_BOOL },
	{ IPPROTO_IP, IP_RECVORIGDSTADDR, INT32_MIN, INT32_MAX, 0, OPT_BOOL },
	{ IPPROTO_IP, IP_MINTTL, 0, 255, 0, 0 },
	{ IPPROTO_IP, IP_NODEFRAG, INT32_MIN, INT32_MAX, 0, OPT_BOOL },
	{ IPPROTO_IP, IP_BIND_ADDRESS_NO_PORT, INT32_MIN, INT32_MAX, 0, OPT_BOOL },
	{ IPPROTO_IP, IP_MULTICAST_TTL, -1, 255, 1, 0 },
	{ IPPROTO_IP, IP_MULTICAST_LOOP, INT32_MIN, INT32_MAX, 1, OPT_BOOL },
	{ IPPROTO_IP, IP_MULTICAST_ALL, 0, 1, 1, 0 },
	{ IPPROTO_TCP, TCP_NODELAY, INT32_MIN, INT32_MAX, 0, OPT_BOOL },
	{ IPPROTO_TCP, TCP_MAXSEG, 0, 32767, 536, 0 },
	{ IPPROTO_TCP, TCP_CORK, INT32_MIN, INT32_MAX, 0, OPT_BOOL },
	{ IPPROTO_TCP, TCP_KEEPIDLE, 1, 32767, 7200, 0 },
	{ IPPROTO_TCP, TCP_KEEPINTVL, 1, 32767, 75, 0 },
	{ IPPROTO_TCP, TCP_KEEPCNT, 1, 127, 9, 0 },
	{ IPPROTO_TCP, TCP_SYNCNT, 1, 127, 6, 0 },
	{ IPPROTO_TCP, TCP_DEFER_ACCEPT, INT32_MIN, INT32_MAX, 0, 0 },
	{ IPPROTO_TCP, TCP_WINDOW_CLAMP, 0, INT32_MAX, 0, 0 },
	{ IPPROTO_TCP, TCP_QUICKACK, INT32_MIN, INT32_MAX, 1, OPT_BOOL },
	{ IPPROTO_TCP, TCP_USER_TIMEOUT, 0, INT32_MAX, 0, 0 },
	{ IPPROTO_TCP, TCP_FASTOPEN, 0, INT32_MAX, 0, 0 },
	{ IPPROTO_UDP, UDP_CORK, INT32_MIN, INT32_MAX, 0, OPT_BOOL },
};
/* clang-format on */

static const struct opt_desc *find_desc(int level, int name)
{
	for (u32 i = 0; i < ARRAY_SIZE(opt_descs); i++)
		if (opt_descs[i].level == level && opt_descs[i].name == name)
			return &opt_descs[i];
	return NULL;
}

static struct inet_opt *find_opt(const struct inet_sock *is, int level, int name)
{
	for (u32 i = 0; i < is->n_opts; i++)
		if (is->opts[i].level == level && is->opts[i].name == name)
			return &is->opts[i];
	return NULL;
}

/** Does the socket know options of @level at all? */
static bool level_fits(const struct sock *sk, int level)
{
	return level == IPPROTO_IP || level == sk->sk_protocol;
}

static int keep_opt(struct inet_sock *is, int level, int name, s32 value)
{
	struct inet_opt *o = find_opt(is, level, name);

	if (!o) {
		o = krealloc(&is->sk.kernel->mem, is->opts, (is->n_opts + 1) * sizeof(*o));
		if (!o)
			return -ENOMEM;
		is->opts = o;
		o += is->n_opts++;
		o->level = level;
		o->name = name;
	}
	o->value = value;
	return 0;
}

int inet_setsockopt(struct task *t, struct socket *sock, int level, int name, uptr val, int len)
{
	const struct opt_desc *d = find_desc(level, name);
	s32 v = 0;
	u8 byte;

	if (level == IPPROTO_IP && sock->sk->sk_family == AF_INET &&
	    (name == IP_ADD_MEMBERSHIP || name == IP_DROP_MEMBERSHIP))
		return ip_mc_setsockopt(t, inet_sk(sock->sk), name, val, len);
	if (!level_fits(sock->sk, level) || !d)
		return -ENOPROTOOPT;
	if (name == IP_TRANSPARENT && level == IPPROTO_IP && !capable(t, CAP_NET_ADMIN) &&
	    !capable(t, CAP_NET_RAW))
		return -EPERM;
	if (len >= (int)sizeof(v)) {
		if (get_user(t, v, val))
			return -EFAULT;
	} else if (len >= 1 && level == IPPROTO_IP) {
		if (get_user(t, byte, val))
			return -EFAULT;
		v = byte;
	} else {
		return -EINVAL;
	}
	if (v < d->min || v > d->max)
		return -EINVAL;
	return keep_opt(inet_sk(sock->sk), level, name, d->flags & OPT_BOOL ? !!v : v);
}

static int return_opt(struct task *t, int level, uptr val, uptr lenp, s32 v)
{
	u8 byte = v;
	s32 len;

	if (get_user(t, len, lenp))
		return -EFAULT;
	if (len < 0)
		return -EINVAL;
	if (level == IPPROTO_IP && len > 0 && len < (s32)sizeof(v) && v >= 0 && v <= 255)
		return sock_opt_return(t, val, lenp, &byte, 1);
	return sock_opt_return(t, val, lenp, &v, sizeof(v));
}

int inet_getsockopt(struct task *t, struct socket *sock, int level, int name, uptr val, uptr lenp)
{
	const struct opt_desc *d = find_desc(level, name);
	const struct inet_opt *o = find_opt(inet_sk(sock->sk), level, name);
	s32 v;

	if (!level_fits(sock->sk, level) || !d)
		return -ENOPROTOOPT;
	v = o ? o->value : d->initial;
	if (level == IPPROTO_IP && (name == IP_TTL) && v == -1)
		v = sock->sk->net->ipv4->sysctl_ip_default_ttl;
	return return_opt(t, level, val, lenp, v);
}
