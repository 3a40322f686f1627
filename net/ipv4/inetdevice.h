/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * IPv4 addresses of devices.
 *
 *   dev->ip_ptr -> in_device -> ifa_list:  primary .. primary | secondary .. secondary
 *                            \-> subnets:  (network, mask) -> its addresses, the primary first
 *
 * Primaries stand in order of falling scope number, then age; secondaries in order of age. An
 * address is secondary while an older one of the same subnet is on the device. Adding, finding
 * and removing cost the same with ten thousand addresses as with one.
 */
#ifndef KERNLET_NET_IPV4_INETDEVICE_H
#define KERNLET_NET_IPV4_INETDEVICE_H

#include <linux/netconf.h>

#include "net/core/dev.h"
#include "net/core/rtnetlink.h"
#include "net/ipv4/netns_ipv4.h"
#include "net/socket.h"

struct in_device {
	struct net_device *dev;
	struct list_head ifa_list;
	struct in_ifaddr *last_primary; /* NULL: none */
	struct htable subnets;
	struct list_head mc_list; /* igmp.h */
	u32 mc_count;
	bool dead;
	struct ipv4_devconf cnf;
};

/** Addresses of one device that share network and mask. */
struct ifa_subnet {
	struct hnode node; /* in_device.subnets */
	struct list_head members; /* in_ifaddr.in_subnet: the primary first */
	__be32 network, mask;
};

struct in_ifaddr {
	struct list_head node; /* in_device.ifa_list */
	struct list_head in_subnet;
	struct hnode by_local, by_dev; /* netns_ipv4 */
	struct ifa_subnet *subnet;
	struct in_device *ifa_dev;
	__be32 ifa_local, ifa_address, ifa_mask, ifa_broadcast;
	u32 ifa_rt_priority;
	u32 ifa_flags;
	u8 ifa_scope, ifa_prefixlen, ifa_proto;
	char ifa_label[IFNAMSIZ];
	u32 ifa_valid_lft, ifa_preferred_lft; /* seconds; INFINITY_LIFE_TIME */
	u64 ifa_cstamp, ifa_tstamp; /* ns: created, changed */
};

#define INFINITY_LIFE_TIME 0xffffffffu

static inline struct in_device *__in_dev_get(const struct net_device *dev)
{
	return dev->ip_ptr;
}
static inline bool inet_ifa_match(__be32 addr, const struct in_ifaddr *ifa)
{
	return !((addr ^ ifa->ifa_address) & ifa->ifa_mask);
}
static inline __be32 inet_make_mask(int len)
{
	return len ? htobe32(~0u << (32 - len)) : 0;
}
static inline int inet_mask_len(__be32 mask)
{
	return mask ? 32 - __builtin_ctz(be32toh(mask)) : 0;
}
static inline bool bad_mask(__be32 mask, __be32 addr)
{
	u32 hmask = ~be32toh(mask);

	return (addr & ~mask) || (hmask & (hmask + 1));
}
/** Linux has given out the rest of 0.0.0.0/8 since 5.3. */
static inline bool ipv4_is_zeronet(__be32 a)
{
	return !a;
}
static inline bool ipv4_is_loopback(__be32 a)
{
	return be32toh(a) >> 24 == 127;
}
static inline bool ipv4_is_multicast(__be32 a)
{
	return be32toh(a) >> 28 == 0xe;
}
static inline bool ipv4_is_lbcast(__be32 a)
{
	return a == 0xffffffffu;
}

/* A setting of a device, with the namespace's "all" or'ed, and'ed or maxed in, as Linux does. */
#define IN_DEV_CONF_GET(in_dev, attr) IPV4_DEVCONF((in_dev)->cnf, attr)
#define IN_DEV_ORCONF(in_dev, attr) \
	(IPV4_DEVCONF_ALL((in_dev)->dev->net, attr) || IN_DEV_CONF_GET(in_dev, attr))
#define IN_DEV_ANDCONF(in_dev, attr) \
	(IPV4_DEVCONF_ALL((in_dev)->dev->net, attr) && IN_DEV_CONF_GET(in_dev, attr))
#define IN_DEV_MAXCONF(in_dev, attr) \
	max(IPV4_DEVCONF_ALL((in_dev)->dev->net, attr), IN_DEV_CONF_GET(in_dev, attr))

/* devinet.c */
struct in_device *inetdev_by_index(struct net *net, int ifindex);
/** An address on any device (@net's oldest use of it last); NULL: none. */
struct in_ifaddr *inet_lookup_ifaddr(struct net *net, __be32 addr);
/** The first address @local of @in_dev behind @after (NULL: from the start) in no set order. */
struct in_ifaddr *inet_find_dev_addr(const struct in_device *in_dev, __be32 local,
				     const struct in_ifaddr *after);
/** Has @in_dev the address @local? */
bool inet_dev_has_addr(const struct in_device *in_dev, __be32 local);
/** The primary of @prefix/@mask on @in_dev, or NULL. */
struct in_ifaddr *inet_ifa_byprefix(const struct in_device *in_dev, __be32 prefix, __be32 mask);
/** The address to send from: of @dev towards @dst, of scope @scope at most; 0: none. */
__be32 inet_select_addr(const struct net_device *dev, __be32 dst, int scope);
/** May change @ifa's place: unlink, and on @destroy free, with all that follows from it. */
void inet_del_ifa(struct in_ifaddr *ifa, bool destroy, const struct nlmsghdr *nlh, u32 portid);
/** Takes over @ifa: on failure it is freed. 0, -EEXIST, -EINVAL, -ENOMEM. */
int inet_insert_ifa(struct in_ifaddr *ifa, const struct nlmsghdr *nlh, u32 portid,
		    struct netlink_ext_ack *extack) __must_check;
struct in_ifaddr *inet_alloc_ifa(struct in_device *in_dev) __must_check;
void inet_free_ifa(struct in_ifaddr *ifa);
/** Seconds from now on; INFINITY_LIFE_TIME. Sets the flags and stamps that follow. */
void inet_set_lifetime(struct in_ifaddr *ifa, u32 valid, u32 preferred);
void inet_arm_lifetime(struct in_ifaddr *ifa);
void inet_lifetimes_expire(struct kernel *k, struct timer *t);
int inetdev_event(struct kernel *k, unsigned long event, struct netdev_notifier_info *info);

/* devinet_msg.c: RTM_*ADDR */
void rtmsg_ifa(int event, struct in_ifaddr *ifa, const struct nlmsghdr *nlh, u32 portid);
extern const struct rtnl_msg_handler devinet_rtnl_handlers[];
extern const u32 devinet_rtnl_handler_count;

/* devinet_conf.c: settings and RTM_GETNETCONF */
void devinet_conf_init(struct net *net);
void inet_netconf_notify_devconf(struct net *net, int event, int type, int ifindex,
				 const struct ipv4_devconf *cnf);
/** Write one setting as its sysctl does: consequences and notifications included. */
void devinet_conf_set(struct net *net, struct ipv4_devconf *cnf, int attr, s32 value);
int devinet_conf_register(struct kernel *k) __must_check;
void devinet_conf_unregister(struct kernel *k);

/* devinet_ioctl.c */
/**
 * SIOC[GS]IF{ADDR,BRDADDR,DSTADDR,NETMASK} and SIOCSIFFLAGS of an alias. @ifr is read and, for
 * the G calls, filled. 0, -EPERM, -EINVAL, -ENODEV, -EADDRNOTAVAIL, -ENOBUFS, -EEXIST.
 */
int devinet_ioctl(struct task *t, struct net *net, u32 cmd, struct ifreq *ifr);
/**
 * One device's addresses for SIOCGIFCONF: as many whole struct ifreq of @size bytes as fit in @len
 * bytes at @buf (guest memory), or with @buf 0 the bytes that all would take; or -EFAULT.
 */
int inet_gifconf(struct task *t, struct net_device *dev, uptr buf, int len, int size);

#endif
