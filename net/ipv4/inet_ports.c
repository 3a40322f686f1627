/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Who has which port: a hash by (protocol, port); see af_inet.h. */
#include "net/ipv4/af_inet.h"

static u32 port_hash(const struct inet_sock *is, u16 port)
{
	return hash_u32((u32)is->sk.sk_protocol << 16 | port);
}

/** May two sockets of one protocol share a port? */
static bool conflict(const struct inet_sock *a, const struct inet_sock *b)
{
	const struct sock *x = &a->sk, *y = &b->sk;

	if (x->sk_bound_dev_if && y->sk_bound_dev_if && x->sk_bound_dev_if != y->sk_bound_dev_if)
		return false;
	if (a->rcv_saddr && b->rcv_saddr && a->rcv_saddr != b->rcv_saddr)
		return false;
	if (x->sk_flags & y->sk_flags & SK_REUSEPORT)
		return false;
	return !(x->sk_flags & y->sk_flags & SK_REUSEADDR) || a->listening || b->listening;
}

static bool port_free(const struct inet_sock *is, u16 port)
{
	const struct netns_ipv4 *n = is->sk.net->ipv4;
	struct inet_sock *other;

	htable_for_each_possible (&n->bound_ports, other, bound, port_hash(is, port))
		if (other->sk.sk_protocol == is->sk.sk_protocol && other->num == port &&
		    conflict(is, other))
			return false;
	return true;
}

/** The next free port of the local range, going round. 0: none. */
static u16 pick_port(const struct inet_sock *is)
{
	struct netns_ipv4 *n = is->sk.net->ipv4;
	u32 low = n->sysctl_ip_local_port_range[0];
	u32 count = n->sysctl_ip_local_port_range[1] - low + 1;

	if (!n->port_rover)
		n->port_rover = get_random_u32(is->sk.kernel) | 1;
	for (u32 i = 0; i < count; i++) {
		u16 port = low + n->port_rover++ % count;

		if (port_free(is, port))
			return port;
	}
	return 0;
}

int inet_get_port(struct inet_sock *is, u16 port)
{
	if (!port)
		port = pick_port(is);
	else if (!port_free(is, port))
		port = 0;
	if (!port)
		return -EADDRINUSE;
	if (htable_insert(&is->sk.net->ipv4->bound_ports, &is->bound, port_hash(is, port)))
		return -ENOMEM;
	is->hashed = true;
	is->num = port;
	is->sport = htobe16(port);
	return 0;
}

void inet_put_port(struct inet_sock *is)
{
	if (!is->hashed)
		return;
	htable_remove(&is->sk.net->ipv4->bound_ports, &is->bound);
	is->hashed = false;
	is->num = 0;
	is->sport = 0;
}
