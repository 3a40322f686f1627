/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * ioctl(2) on sockets: SIOC* requests about devices, and the layouts of their arguments on
 * x86-64 and i386.
 */
#ifndef KERNLET_NET_CORE_DEV_IOCTL_H
#define KERNLET_NET_CORE_DEV_IOCTL_H

#include "kernel/task.h"
#include "net/net.h"

struct net;
struct net_device;

/** struct ifreq takes 40 bytes on x86-64 and 32 on i386; their first 32 agree but for pointers. */
struct kifreq {
	struct ifreq ifr;
	uptr data; /* ifr_data, as a guest address */
};

static inline u32 ifreq_size(const struct task *t)
{
	return t->abi == ABI_I386 ? 32 : sizeof(struct ifreq);
}

/** 0 or -EFAULT. */
int get_user_ifreq(struct task *t, struct kifreq *ifr, uptr arg) __must_check;
int put_user_ifreq(struct task *t, const struct kifreq *ifr, uptr arg) __must_check;

/** One SIOC* request about devices. 0 or a negative errno; -ENOTTY: not one of them. */
int dev_ioctl(struct task *t, struct net *net, u32 cmd, uptr arg);
/** SIOCETHTOOL: @data names a struct that begins with an ETHTOOL_* command. */
int dev_ethtool(struct task *t, struct net *net, const char *name, uptr data);

/* What sock_ioctl() hands over to other rooms. */
/** net/8021q: SIOCGIFVLAN, SIOCSIFVLAN. */
int vlan_ioctl(struct task *t, struct net *net, uptr arg);
/** net/bridge: SIOCGIFBR, SIOCSIFBR, SIOCBRADDBR, SIOCBRDELBR. */
int br_ioctl(struct task *t, struct net *net, u32 cmd, uptr arg);

#endif
