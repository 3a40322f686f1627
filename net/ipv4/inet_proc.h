/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What the socket tables of IPv4 and IPv6 in /proc/net share. */
#ifndef KERNLET_NET_IPV4_INET_PROC_H
#define KERNLET_NET_IPV4_INET_PROC_H

#include "kernel/seq_file.h"
#include "net/core/sock.h"

/** In place of a protocol: raw sockets of any. */
#define INET_SEQ_RAW (-1)

/** From the state to the pointer: the columns after both addresses. */
void inet_seq_tail(struct seq_file *m, struct sock *sk, int state, int refs);
int inet_seq_state(const struct sock *sk, bool listening, bool connected);
/** Does the table of @protocol hold @sk, which listens, or has the port @num? */
bool inet_seq_shows(const struct sock *sk, int protocol, bool listening, u16 num);

#endif
