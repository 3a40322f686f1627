/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Options of AF_INET6 sockets: checked as Linux does, kept, and told back. Joining a group really
 * joins it on the device; what the other options would do to packets has nothing to act on yet.
 */
#include "net/ipv6/addrconf.h"
#include "net/ipv6/af_inet6.h"

#include <linux/icmpv6.h>
#include <linux/tcp.h>
#include <linux/udp.h>

#define OPT_BOOL BIT(0) /* told back as 0 or 1 */
#define ANY INT32_MIN, INT32_MAX

struct opt_desc {
	u16 level, name;
	s32 min, max, initial;
	u8 flags;
};

/* clang-format off */
static const struct opt_desc opt_descs[] = {
	{ IPPROTO_IPV6, IPV6_V6ONLY, ANY, 0, OPT_BOOL },
	{ IPPROTO_IPV6, IPV6_UNICAST_HOPS, -1, 255, 64, 0 },
	{ IPPROTO_IPV6, IPV6_MULTICAST_HOPS, -1, 255, 1, 0 },
	{ IPPROTO_IPV6, IPV6_MULTICAST_LOOP, 0, 1, 1, 0 },
	{ IPPROTO_IPV6, IPV6_MULTICAST_IF, 0, INT32_MAX, 0, 0 },
	{ IPPROTO_IPV6, IPV6_MULTICAST_ALL, 0, 1, 1, 0 },
	{ IPPROTO_IPV6, IPV6_UNICAST_IF, ANY, 0, 0 },
	{ IPPROTO_IPV6, IPV6_MTU_DISCOVER, 0, 5, 1, 0 },
	{ IPPROTO_IPV6, IPV6_MTU, 0, INT32_MAX, 0, 0 },
	{ IPPROTO_IPV6, IPV6_RECVERR, ANY, 0, OPT_BOOL },
	{ IPPROTO_IPV6, IPV6_RECVPKTINFO, ANY, 0, OPT_BOOL },
	{ IPPROTO_IPV6, IPV6_2292PKTINFO, ANY, 0, OPT_BOOL },
	{ IPPROTO_IPV6, IPV6_RECVHOPLIMIT, ANY, 0, OPT_BOOL },
	{ IPPROTO_IPV6, IPV6_2292HOPLIMIT, ANY, 0, OPT_BOOL },
	{ IPPROTO_IPV6, IPV6_RECVTCLASS, ANY, 0, OPT_BOOL },
	{ IPPROTO_IPV6, IPV6_RECVRTHDR, ANY, 0, OPT_BOOL },
	{ IPPROTO_IPV6, IPV6_RECVHOPOPTS, ANY, 0, OPT_BOOL },
	{ IPPROTO_IPV6, IPV6_RECVDSTOPTS, ANY, 0, OPT_BOOL },
	{ IPPROTO_IPV6, IPV6_RECVPATHMTU, ANY, 0, OPT_BOOL },
	{ IPPROTO_IPV6, IPV6_TCLASS, -1, 255, 0, 0 },
	{ IPPROTO_IPV6, IPV6_DONTFRAG, ANY, 0, OPT_BOOL },
	{ IPPROTO_IPV6, IPV6_AUTOFLOWLABEL, ANY, 1, OPT_BOOL },
	{ IPPROTO_IPV6, IPV6_FREEBIND, ANY, 0, OPT_BOOL },
	{ IPPROTO_IPV6, IPV6_TRANSPARENT, ANY, 0, OPT_BOOL },
	{ IPPROTO_IPV6, IPV6_MINHOPCOUNT, 0, 255, 0, 0 },
	{ IPPROTO_IPV6, IPV6_ROUTER_ALERT, ANY, 0, 0 },
	{ IPPROTO_IPV6, IPV6_CHECKSUM, ANY, -1, 0 },
	{ IPPROTO_IPV6, IPV6_HDRINCL, ANY, 0, OPT_BOOL },
	{ IPPROTO_IPV6, IPV6_ADDR_PREFERENCES, ANY, 0x30, 0 },
	{ IPPROTO_RAW, IPV6_CHECKSUM, ANY, -1, 0 },
	{ IPPROTO_TCP, TCP_NODELAY, ANY, 0, OPT_BOOL },
	{ IPPROTO_TCP, TCP_MAXSEG, 0, 32767, 536, 0 },
	{ IPPROTO_TCP, TCP_CORK, ANY, 0, OPT_BOOL },
	{ IPPROTO_TCP, TCP_KEEPIDLE, 1, 32767, 7200, 0 },
	{ IPPROTO_TCP, TCP_KEEPINTVL, 1, 32767, 75, 0 },
	{ IPPROTO_TCP, TCP_KEEPCNT, 1, 127, 9, 0 },
	{ IPPROTO_TCP, TCP_DEFER_ACCEPT, ANY, 0, 0 },
	{ IPPROTO_TCP, TCP_USER_TIMEOUT, 0, INT32_MAX, 0, 0 },
	{ IPPROTO_UDP, UDP_CORK, ANY, 0, OPT_BOOL },
};
/* clang-format on */

static const struct opt_desc *find_desc(int level, int name)
{
	for (u32 i = 0; i < ARRAY_SIZE(opt_descs); i++)
		if (opt_descs[i].level == level && opt_descs[i].name == name)
			return &opt_descs[i];
	return NULL;
}

static struct inet6_opt *find_opt(const struct inet6_sock *is, int level, int name)
{
	for (u32 i = 0; i < is->n_opts; i++)
		if (is->opts[i].level == level && is->opts[i].name == name)
			return &is->opts[i];
	return NULL;
}

s32 inet6_opt_value(const struct inet6_sock *is, int level, int name)
{
	const struct inet6_opt *o = find_opt(is, level, name);
	const struct opt_desc *d = find_desc(level, name);

	if (o)
		return o->value;
	if (level == IPPROTO_IPV6 && name == IPV6_V6ONLY)
		return is->sk.net->ipv6->sysctl.bindv6only;
	return d ? d->initial : 0;
}

static int keep_opt(struct inet6_sock *is, int level, int name, s32 value)
{
	struct inet6_opt *o = find_opt(is, level, name);

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

/* ---- groups ---- */

static struct inet6_member *find_member(struct inet6_sock *is, const struct in6_addr *a,
					int ifindex)
{
	struct inet6_member *m;

	list_for_each_entry (m, &is->members, node)
		if ((!ifindex || m->ifindex == ifindex) && ipv6_addr_equal(&m->addr, a))
			return m;
	return NULL;
}

static int join_group(struct inet6_sock *is, const struct in6_addr *addr, int ifindex)
{
	struct net *net = is->sk.net;
	struct net_device *dev = ifindex ? dev_get_by_index(net, ifindex) : net->loopback_dev;
	struct inet6_member *m;
	int err;

	if (!ipv6_addr_is_multicast(addr))
		return -EINVAL;
	if (find_member(is, addr, ifindex))
		return -EADDRINUSE;
	if (!dev || !dev->ip6_ptr)
		return -ENODEV;
	m = kzalloc(&is->sk.kernel->mem, sizeof(*m));
	if (!m)
		return -ENOMEM;
	err = __ipv6_dev_mc_inc(dev->ip6_ptr, addr);
	if (err) {
		kfree(&is->sk.kernel->mem, m);
		return err;
	}
	m->addr = *addr;
	m->ifindex = dev->ifindex;
	list_add_tail(&m->node, &is->members);
	return 0;
}

static void drop_member(struct inet6_sock *is, struct inet6_member *m)
{
	struct net_device *dev = dev_get_by_index(is->sk.net, m->ifindex);

	if (dev && dev->ip6_ptr)
		__ipv6_dev_mc_dec(dev->ip6_ptr, &m->addr);
	list_del(&m->node);
	kfree(&is->sk.kernel->mem, m);
}

void inet6_members_free(struct inet6_sock *is)
{
	while (!list_empty(&is->members))
		drop_member(is, list_first_entry(&is->members, struct inet6_member, node));
}

static int set_membership(struct task *t, struct inet6_sock *is, int name, uptr val, int len)
{
	struct ipv6_mreq mreq;
	struct inet6_member *m;

	if (len < (int)sizeof(mreq))
		return -EINVAL;
	if (get_user(t, mreq, val))
		return -EFAULT;
	if (name == IPV6_ADD_MEMBERSHIP)
		return join_group(is, &mreq.ipv6mr_multiaddr, mreq.ipv6mr_ifindex);
	m = find_member(is, &mreq.ipv6mr_multiaddr, mreq.ipv6mr_ifindex);
	if (!m)
		return -EADDRNOTAVAIL;
	drop_member(is, m);
	return 0;
}

/* ---- the calls ---- */

static int set_icmp_filter(struct task *t, struct inet6_sock *is, uptr val, int len)
{
	if (is->sk.sk_type != SOCK_RAW || is->sk.sk_protocol != IPPROTO_ICMPV6)
		return -EOPNOTSUPP;
	return copy_from_user(t, is->icmp_filter, val, min(len, (int)sizeof(is->icmp_filter)));
}

static int check_value(const struct inet6_sock *is, const struct opt_desc *d, s32 v)
{
	if (v < d->min || v > d->max)
		return -EINVAL;
	if (d->name == IPV6_CHECKSUM && is->sk.sk_type != SOCK_RAW)
		return -ENOPROTOOPT;
	if (d->name == IPV6_CHECKSUM && (is->sk.sk_protocol == IPPROTO_ICMPV6 || (v > 0 && v & 1)))
		return -EINVAL;
	if (d->name == IPV6_V6ONLY && is->num && is->sk.sk_type != SOCK_RAW)
		return -EINVAL;
	if (d->name == IPV6_MULTICAST_IF && v && !dev_get_by_index(is->sk.net, v))
		return -ENODEV;
	return 0;
}

int inet6_setsockopt(struct task *t, struct socket *sock, int level, int name, uptr val, int len)
{
	struct inet6_sock *is = inet6_sk(sock->sk);
	const struct opt_desc *d;
	s32 v;
	int err;

	if (level == IPPROTO_ICMPV6 && name == ICMPV6_FILTER)
		return set_icmp_filter(t, is, val, len);
	if (level == IPPROTO_IPV6 && (name == IPV6_ADD_MEMBERSHIP || name == IPV6_DROP_MEMBERSHIP))
		return set_membership(t, is, name, val, len);
	d = find_desc(level, name);
	if (!d || (level != IPPROTO_IPV6 && level != IPPROTO_RAW && level != sock->sk->sk_protocol))
		return -ENOPROTOOPT;
	if (len < (int)sizeof(v))
		return -EINVAL;
	if (get_user(t, v, val))
		return -EFAULT;
	if (level != IPPROTO_IPV6 && level != IPPROTO_RAW)
		err = v < d->min || v > d->max ? -EINVAL : 0;
	else
		err = check_value(is, d, v);
	return err ? err : keep_opt(is, level, name, d->flags & OPT_BOOL ? !!v : v);
}

int inet6_getsockopt(struct task *t, struct socket *sock, int level, int name, uptr val, uptr lenp)
{
	struct inet6_sock *is = inet6_sk(sock->sk);
	s32 v, len;

	if (get_user(t, len, lenp))
		return -EFAULT;
	if (len < 0)
		return -EINVAL;
	if (level == IPPROTO_ICMPV6 && name == ICMPV6_FILTER)
		return sock_opt_return(t, val, lenp, is->icmp_filter, sizeof(is->icmp_filter));
	if (!find_desc(level, name) ||
	    (level != IPPROTO_IPV6 && level != IPPROTO_RAW && level != sock->sk->sk_protocol))
		return -ENOPROTOOPT;
	v = inet6_opt_value(is, level, name);
	if (level == IPPROTO_IPV6 && name == IPV6_UNICAST_HOPS && v == -1)
		v = cnf6(is->sk.net->ipv6->all, HOPLIMIT);
	return sock_opt_return(t, val, lenp, &v, sizeof(v));
}
