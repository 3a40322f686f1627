/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Packet sockets (packet(7)): one list a namespace, devices tell them when they go up or down.
 */
#ifndef KERNLET_NET_PACKET_AF_PACKET_H
#define KERNLET_NET_PACKET_AF_PACKET_H

/* clang-format off */

#include "net/core/sock.h"

#include <linux/if_packet.h>

#ifndef PACKET_VNET_HDR_SZ /* Linux 6.5 */
#define PACKET_VNET_HDR_SZ 24
#endif

struct netns_packet {
	struct list_head sklist;	/* packet_sock.node, oldest first */
};

/** One PACKET_ADD_MEMBERSHIP, counted. */
struct packet_mclist {
	struct list_head node;
	s32 ifindex;
	u32 count;
	u16 type, alen;
	u8 addr[32];
};

struct packet_sock {
	struct sock sk;
	struct list_head node;
	struct list_head mclist;
	__be16 num;		/* protocol wanted */
	s32 ifindex;		/* 0: all devices; -1: the device is gone */
	bool running;		/* would receive now */
	u32 tp_packets, tp_drops;
	/* Options, as getsockopt shows them. */
	s32 tp_version, copy_thresh, tp_reserve, tp_loss, tp_tstamp, tx_has_off;
	s32 auxdata, origdev, vnet_hdr, vnet_hdr_sz, qdisc_bypass, ignore_outgoing;
};

static inline struct packet_sock *pkt_sk(const struct socket *sock)
{
	return (struct packet_sock *)sock->sk;
}

/* packet_opt.c */
int packet_setsockopt(struct task *t, struct socket *sock, int level, int name, uptr val, int len);
int packet_getsockopt(struct task *t, struct socket *sock, int level, int name, uptr val,
		      uptr len);
/** Give back every membership of @po, or those on device @ifindex when it is not 0. */
void packet_flush_mclist(struct packet_sock *po, int ifindex);

#endif
