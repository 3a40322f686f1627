/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * AF_INET6 sockets without a packet path: names, ports, groups and options are real, traffic is
 * refused with ENETUNREACH. Programs use them for ioctls and for finding out which source address
 * leads to a destination (connect a UDP socket, getsockname).
 */
#ifndef KERNLET_NET_IPV6_AF_INET6_H
#define KERNLET_NET_IPV6_AF_INET6_H

#include "net/core/sock.h"
#include "net/ipv6/ipv6.h"

/** An option that is kept as one int; kernlet has nothing that acts on it. */
struct inet6_opt {
	u16 level, name;
	s32 value;
};

/** A group that the socket joined. */
struct inet6_member {
	struct list_head node;
	struct in6_addr addr;
	int ifindex;
};

struct inet6_sock {
	struct sock sk;
	struct hnode bound; /* netns_ipv6.bound_ports, while hashed */
	bool hashed, listening;
	u8 user_locks; /* SOCK_BIND*_LOCK */
	u16 num; /* local port, host order; protocol of raw sockets */
	struct in6_addr saddr, rcv_saddr, daddr;
	__be16 dport;
	__be32 flowinfo;
	u32 scope_id;
	u32 n_opts;
	struct inet6_opt *opts; /* owned */
	struct list_head members;
	u32 icmp_filter[8]; /* ICMPV6_FILTER of raw sockets */
};

static inline struct inet6_sock *inet6_sk(const struct sock *sk)
{
	return (struct inet6_sock *)sk;
}

/* af_inet6.c */
int inet6_family_register(struct kernel *k) __must_check;
void inet6_family_unregister(struct kernel *k);

/* inet6_opts.c: SOL_IPV6, SOL_ICMPV6, SOL_TCP, SOL_UDP */
int inet6_setsockopt(struct task *t, struct socket *sock, int level, int name, uptr val, int len);
int inet6_getsockopt(struct task *t, struct socket *sock, int level, int name, uptr val, uptr lenp);
/** The value of an option that was set, else what it is from the start. */
s32 inet6_opt_value(const struct inet6_sock *is, int level, int name);
/** Leave all groups. */
void inet6_members_free(struct inet6_sock *is);

#endif
