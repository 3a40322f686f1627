/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* ARP's side of the neighbour tables: see net/ipv4/arp.c and net/core/neighbour.h. */
#ifndef KERNLET_NET_IPV4_ARP_H
#define KERNLET_NET_IPV4_ARP_H

#include "net/core/neighbour.h"

struct net_proto;
struct task;

/**
 * SIOCSARP, SIOCDARP, SIOCGARP, for AF_INET sockets. @arg points to a struct arpreq.
 * -EFAULT, -EPERM (no CAP_NET_ADMIN), -EPFNOSUPPORT, -EINVAL, -ENODEV, -ENXIO (no such entry).
 */
int arp_ioctl(struct task *t, struct net *net, u32 cmd, uptr arg);

extern const struct net_proto arp_proto;

#endif
