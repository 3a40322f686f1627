/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * AF_INET sockets without a packet path: names, ports and options are real, traffic is refused
 * with ENETUNREACH. Programs use them for ioctls, for probing ports and for finding out which
 * source address leads to a destination (connect a UDP socket, getsockname).
 */
#ifndef KERNLET_NET_IPV4_AF_INET_H
#define KERNLET_NET_IPV4_AF_INET_H

#include "net/core/sock.h"
#include "net/ipv4/netns_ipv4.h"

/** An option that is kept as one int; kernlet has nothing that acts on it. */
struct inet_opt {
	u16 level, name;
	s32 value;
};

struct inet_sock {
	struct sock sk;
	struct hnode bound; /* netns_ipv4.bound_ports, while num is not 0 */
	bool hashed;
	bool listening;
	u8 user_locks; /* SOCK_BIND*_LOCK */
	u16 num; /* local port, host order; protocol of raw sockets */
	__be32 saddr, rcv_saddr, daddr;
	__be16 sport, dport;
	struct list_head mc_list; /* igmp.c: groups it has joined */
	u32 n_opts;
	struct inet_opt *opts; /* owned */
};

static inline struct inet_sock *inet_sk(const struct sock *sk)
{
	return (struct inet_sock *)sk;
}

/* af_inet.c */
int inet_family_register(struct kernel *k) __must_check;
void inet_family_unregister(struct kernel *k);

/* inet_ports.c */
/**
 * Give @is the port @port (host order; 0: any free one). 0, -EADDRINUSE, -EACCES is the caller's
 * to check, -ENOMEM.
 */
int inet_get_port(struct inet_sock *is, u16 port) __must_check;
void inet_put_port(struct inet_sock *is);

/* inet_opts.c: SOL_IP, SOL_TCP, SOL_UDP, SOL_RAW */
int inet_setsockopt(struct task *t, struct socket *sock, int level, int name, uptr val, int len);
int inet_getsockopt(struct task *t, struct socket *sock, int level, int name, uptr val, uptr len);

/* sysctl_net_ipv4.c */
int ipv4_sysctl_register(struct kernel *k) __must_check;
void ipv4_sysctl_unregister(struct kernel *k);

/** ioctls about addresses, routes and queues; packet sockets answer them too. */
int inet_ioctl(struct task *t, struct socket *sock, u32 cmd, uptr arg);

#endif
