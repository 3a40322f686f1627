/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * What setting (sock_opts.c) and showing (sock_getopts.c) socket options share: numbers that are
 * newer than some systems' headers, and which sockets an option is for.
 */
#ifndef KERNLET_NET_CORE_SOCK_OPTS_H
#define KERNLET_NET_CORE_SOCK_OPTS_H

#include "net/core/sock.h"

#include <asm/socket.h>

enum {
	OPT_PASSPIDFD = 76,
	OPT_PEERPIDFD = 77,
	OPT_DEVMEM_DONTNEED = 80,
	OPT_RCVPRIORITY = 82,
	OPT_PASSRIGHTS = 83,
	OPT_SNDLOWAT = 19,
};

#define SO_BUF_LOCK_MASK 3

/** The bit of sk_flags that @optname just sets and shows, or 0. */
u32 sock_opt_flag(int optname);

static inline bool sk_is_inet(const struct sock *sk)
{
	return sk->sk_family == AF_INET || sk->sk_family == AF_INET6;
}

static inline bool sk_is_tcp(const struct sock *sk)
{
	return sk_is_inet(sk) && sk->sk_type == SOCK_STREAM && sk->sk_protocol == IPPROTO_TCP;
}

/* Families that can peek at an offset. */
static inline bool sk_can_peek_off(const struct sock *sk)
{
	return sk_is_inet(sk) && (sk->sk_type == SOCK_DGRAM || sk->sk_type == SOCK_STREAM);
}

static inline bool sk_may_receive_scm(const struct sock *sk)
{
	return sk->sk_family == AF_NETLINK;
}

#endif
