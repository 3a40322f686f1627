/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Multicast groups of devices (IPv4): who has joined what.
 *
 *   in_device.mc_list -> ip_mc_list (newest first), counted by its users
 *   inet_sock.mc_list -> ip_mc_socklist: what one socket has joined
 *
 * A group's link-layer address is on the device's filter while the device is up. No reports are
 * sent: there is no packet path.
 */
#ifndef KERNLET_NET_IPV4_IGMP_H
#define KERNLET_NET_IPV4_IGMP_H

#include "net/ipv4/inetdevice.h"

struct inet_sock;

struct ip_mc_list {
	struct list_head node; /* in_device.mc_list */
	__be32 multiaddr;
	u32 users;
	bool loaded; /* on the device's filter */
	u32 cstamp; /* hundredths of a second since boot */
};

/** Join or leave @group once more; joins are counted. 0 or -ENOMEM. */
int ip_mc_inc_group(struct in_device *in_dev, __be32 group) __must_check;
void ip_mc_dec_group(struct in_device *in_dev, __be32 group);
/** Has somebody joined @group on @in_dev? */
bool ip_check_mc(const struct in_device *in_dev, __be32 group);

/** The device goes up, down, or is torn down. */
void ip_mc_up(struct in_device *in_dev);
void ip_mc_down(struct in_device *in_dev);
void ip_mc_destroy_dev(struct in_device *in_dev);

/** IP_ADD_MEMBERSHIP, IP_DROP_MEMBERSHIP with a struct ip_mreqn (or ip_mreq) of @len bytes at @val. */
int ip_mc_setsockopt(struct task *t, struct inet_sock *is, int name, uptr val, int len);
/** The socket is closed. */
void ip_mc_drop_socket(struct inet_sock *is);

#endif
