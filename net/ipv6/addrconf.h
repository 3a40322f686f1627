/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * IPv6 on a device: its addresses, groups and settings.
 *
 *   dev->ip6_ptr -> inet6_dev -> addr_list: inet6_ifaddr ... (widest scope first, newest first)
 *                             -> mc_list:   ifmcaddr6 ...    (newest first)
 *                             -> ac_list:   ifacaddr6 ...    (newest first)
 *   net->ipv6->addrs: every address by its value
 *
 * An address goes PREDAD -> DAD -> POSTDAD as its timer runs; while it is tentative it has no
 * local route. Files: addrconf.c (life of both), addrconf_notify.c (device events), dad.c,
 * addrconf_time.c (lifetimes), addrconf_rtnl.c (RTM_*ADDR), mcast.c (groups, anycast),
 * addrconf_devconf.c (settings, netconf), addrconf_link.c (part of links).
 */
#ifndef KERNLET_NET_IPV6_ADDRCONF_H
#define KERNLET_NET_IPV6_ADDRCONF_H

#include "net/core/rtnetlink.h"
#include "net/ipv6/ipv6.h"

#include <linux/netconf.h>

struct fib6_info;
struct task;

#define INFINITY_LIFE_TIME 0xffffffffu

/* Flags of RAs, as IFLA_INET6_FLAGS shows them (if_flags). */
#define IF_RA_OTHERCONF 0x80
#define IF_RA_MANAGED 0x40
#define IF_RA_RCVD 0x20
#define IF_RS_SENT 0x10
#define IF_READY 0x80000000u

/* IFA_PROTO of addresses that the kernel made. */
#ifndef IFAPROT_KERNEL_LO
#define IFAPROT_UNSPEC 0
#define IFAPROT_KERNEL_LO 1
#define IFAPROT_KERNEL_RA 2
#define IFAPROT_KERNEL_LL 3
#endif

enum inet6_ifaddr_state {
	INET6_IFADDR_STATE_PREDAD,
	INET6_IFADDR_STATE_DAD,
	INET6_IFADDR_STATE_POSTDAD,
	INET6_IFADDR_STATE_ERRDAD,
	INET6_IFADDR_STATE_DEAD,
};

struct inet6_dev {
	struct net_device *dev;
	struct list_head addr_list, mc_list, ac_list;
	struct htable groups; /* ifmcaddr6 of mc_list */
	u32 if_flags;
	bool mc_pending; /* a group may lack its link-layer filter: ipv6_mc_up() */
	bool dead;
	u32 nh_flags; /* RTNH_F_DEAD, RTNH_F_LINKDOWN of routes by this device */
	u32 n_fib; /* kinds of routes (fib6_meta) by this device */
	u32 ra_mtu;
	struct in6_addr token;
	u64 tstamp; /* ns, of the last change */
	struct ipv6_devconf cnf;
};

/** The addresses of one prefix on one device, which share its route. */
struct ifa6_prefix {
	struct hnode hash; /* netns_ipv6.prefixes */
	struct list_head members; /* inet6_ifaddr.in_prefix */
	const struct inet6_dev *idev;
	struct in6_addr addr;
	u8 plen;
};

struct inet6_ifaddr {
	struct hnode hash; /* netns_ipv6.addrs */
	struct list_head node; /* inet6_dev.addr_list */
	struct list_head timed; /* netns_ipv6.timed, when a lifetime is finite */
	struct list_head in_prefix; /* ifa6_prefix.members */
	struct ifa6_prefix *prefix;
	struct inet6_dev *idev;
	struct in6_addr addr, peer_addr;
	u8 prefix_len, ifa_proto;
	u8 state; /* enum inet6_ifaddr_state */
	u8 dad_probes; /* still to be sent */
	u8 stable_privacy_retry;
	u16 scope; /* IPV6_ADDR_LINKLOCAL ... of the address type */
	u32 flags; /* IFA_F_* */
	u32 rt_priority;
	u32 valid_lft, prefered_lft; /* seconds from tstamp */
	u64 cstamp, tstamp; /* ns: created, updated */
	struct timer dad;
	struct fib6_info *rt; /* the local route, in its table or waiting for that */
};

struct ifmcaddr6 {
	struct hnode hash; /* inet6_dev.groups */
	struct list_head node; /* inet6_dev.mc_list */
	struct inet6_dev *idev;
	struct in6_addr addr;
	u32 users;
	bool dev_mc; /* dev_mc_add() was done */
	u64 cstamp;
};

struct ifacaddr6 {
	struct list_head node; /* inet6_dev.ac_list */
	struct inet6_dev *idev;
	struct in6_addr addr;
	struct fib6_info *rt;
	u32 users;
	u64 cstamp, tstamp;
};

struct ifa6_config {
	const struct in6_addr *pfx, *peer_pfx;
	u32 plen;
	u8 ifa_proto;
	u32 rt_priority, ifa_flags;
	u32 preferred_lft, valid_lft;
	u16 scope;
};

static inline struct inet6_dev *__in6_dev_get(const struct net_device *dev)
{
	return dev ? dev->ip6_ptr : NULL;
}
static inline struct net *idev_net(const struct inet6_dev *idev)
{
	return idev->dev->net;
}
/** Is a route without carrier as good as none here? */
static inline bool ip6_ignore_linkdown(const struct net_device *dev)
{
	const struct inet6_dev *idev = __in6_dev_get(dev);

	return idev && cnf6(idev->cnf, IGNORE_ROUTES_WITH_LINKDOWN);
}

/* ---- addrconf.c ---- */

/** Every device is made with room for its IPv6 state; called at boot. */
void addrconf_parts_reserve(struct kernel *k);
/** The device's inet6_dev, made when it is missing. NULL with *@ret_err: -ENOMEM, -EINVAL (MTU). */
struct inet6_dev *ipv6_find_idev(struct net_device *dev, int *ret_err);
/** As above, and with the route of multicasts. NULL also when IPv6 is disabled there. */
struct inet6_dev *addrconf_add_dev(struct net_device *dev, int *ret_err);
/** 0 with *@ret_ifp, -EADDRNOTAVAIL, -ENODEV, -EACCES, -EEXIST, -ENOBUFS. */
int ipv6_add_addr(struct inet6_dev *idev, const struct ifa6_config *cfg,
		  struct netlink_ext_ack *extack, struct inet6_ifaddr **ret_ifp) __must_check;
/** Take @ifp off its device with all that follows from it, and free it. */
void ipv6_del_addr(struct inet6_ifaddr *ifp);
void inet6_ifa_free(struct inet6_ifaddr *ifp);
/** @event: RTM_NEWADDR, RTM_DELADDR, or 0: changed (told as RTM_NEWADDR); routes follow. */
void ipv6_ifa_notify(int event, struct inet6_ifaddr *ifp);
struct inet6_ifaddr *ipv6_get_ifaddr(struct net *net, const struct in6_addr *addr,
				     const struct net_device *dev, bool strict);
/** Is @addr ours (on @dev, or anywhere when that is NULL or @skip_dev), without @banned_flags? */
bool ipv6_chk_addr_and_flags(struct net *net, const struct in6_addr *addr,
			     const struct net_device *dev, bool skip_dev, bool strict,
			     u32 banned_flags);
bool ipv6_chk_addr(struct net *net, const struct in6_addr *addr, const struct net_device *dev,
		   bool strict);
bool ipv6_chk_prefix(const struct in6_addr *addr, const struct net_device *dev);
int ipv6_get_lladdr(struct net_device *dev, struct in6_addr *addr, u32 banned_flags);
/** Route of the prefix of an address. @expires: ns from now, 0 none. */
void addrconf_prefix_route(const struct in6_addr *pfx, u32 plen, u32 metric, struct net_device *dev,
			   u64 expires, u32 flags);
struct fib6_info *addrconf_get_prefix_route(const struct in6_addr *pfx, u32 plen,
					    const struct net_device *dev, u32 flags, u32 noflags,
					    bool no_gw);
void cleanup_prefix_route(struct inet6_ifaddr *ifp, u64 expires, bool del_rt, bool del_peer);
/** May the prefix route of @ifp go with it? *@expires: else until when it must stay (ns from now). */
enum cleanup_prefix_rt_t { CLEANUP_PREFIX_RT_NOP, CLEANUP_PREFIX_RT_DEL, CLEANUP_PREFIX_RT_EXPIRE };
enum cleanup_prefix_rt_t check_cleanup_prefix_route(struct inet6_ifaddr *ifp, u64 *expires);
void ipv6_addr_timed_update(struct inet6_ifaddr *ifp);

/* ---- addrconf_notify.c ---- */

/** Is the device fit to send: operational, and with a queue? */
bool addrconf_link_ready(const struct net_device *dev);
int addrconf_notify(struct kernel *k, unsigned long event, struct netdev_notifier_info *info);
void addrconf_ifdown(struct net_device *dev, bool unregister);
/** As if the device had just come up (disable_ipv6 cleared ...). */
void addrconf_device_up(struct net_device *dev);
/** Give the device its link-local address as its addr_gen_mode says. */
void addrconf_addr_gen(struct inet6_dev *idev, bool prefix_route);
int ipv6_generate_eui64(u8 *eui, const struct net_device *dev);
void addrconf_add_linklocal(struct inet6_dev *idev, const struct in6_addr *addr, u32 flags);
void addrconf_init_auto_addrs(struct net_device *dev);

/* ---- stable_addr.c ---- */

/** Fill the lower half of @addr. 0, or -1 without a secret or after too many tries. */
int ipv6_generate_stable_address(struct in6_addr *addr, u8 dad_count, struct inet6_dev *idev);

/* ---- sysctl_net_ipv6.c ---- */

int ipv6_sysctl_register(struct kernel *k) __must_check;
void ipv6_sysctl_unregister(struct kernel *k);

/* ---- dad.c ---- */

/** Begin duplicate address detection (or skip it, for addresses that need none). */
void addrconf_dad_start(struct inet6_ifaddr *ifp);
void addrconf_dad_run(struct inet6_dev *idev, bool restart);
void addrconf_dad_stop(struct inet6_ifaddr *ifp, bool failed);
/** The local route enters its table, if it can. */
void addrconf_ins_local_route(struct inet6_ifaddr *ifp);
/** Reserve the timer, at creation of the address. 0 or -ENOMEM. */
int addrconf_dad_init(struct inet6_ifaddr *ifp) __must_check;
void addrconf_del_dad_work(struct inet6_ifaddr *ifp);
/** Somebody else has @ifp's address: as when his answer to our question comes. */
void addrconf_dad_failure(struct inet6_ifaddr *ifp);

/* ---- addrconf_time.c ---- */

void addrconf_verify(struct net *net);
void addrconf_verify_timer(struct kernel *k, struct timer *t);

/* ---- addrconf_rtnl.c ---- */

void inet6_ifa_notify(int event, struct inet6_ifaddr *ifp);
int inet6_rtm_newaddr(struct sk_buff *skb, struct nlmsghdr *nlh, struct netlink_ext_ack *extack);
int inet6_rtm_deladdr(struct sk_buff *skb, struct nlmsghdr *nlh, struct netlink_ext_ack *extack);
int inet6_rtm_getaddr(struct sk_buff *skb, struct nlmsghdr *nlh, struct netlink_ext_ack *extack);
int inet6_dump_ifaddr(struct sk_buff *skb, struct netlink_callback *cb);
/** What a dump of addresses, groups or anycast addresses asks for. */
struct inet6_dump_req {
	struct net *target; /* first the reader's own; another one is held */
	s32 netnsid; /* of @target as the reader names it; -1: its own */
	int ifindex; /* 0: all devices */
	u32 flags; /* NLM_F_* of each entry */
};
/** Check a strict dump's header and attributes. 0, or -EINVAL with the ext-ack's text. */
int inet6_valid_dump_req(struct netlink_callback *cb, struct inet6_dump_req *q);
int inet6_dump_ifmcaddr(struct sk_buff *skb, struct netlink_callback *cb);
int inet6_dump_ifacaddr(struct sk_buff *skb, struct netlink_callback *cb);
int inet6_addr_add(struct net *net, int ifindex, struct ifa6_config *cfg,
		   struct netlink_ext_ack *extack);
int inet6_addr_del(struct net *net, int ifindex, u32 ifa_flags, const struct in6_addr *pfx,
		   u32 plen, struct netlink_ext_ack *extack);
/** SIOCSIFADDR, SIOCDIFADDR with a struct in6_ifreq at @arg. */
int addrconf_add_ifaddr(struct net *net, struct task *t, uptr arg);
int addrconf_del_ifaddr(struct net *net, struct task *t, uptr arg);
/** Nanoseconds since boot in hundredths of a second. */
u32 ipv6_cstamp(struct kernel *k, u64 ns);
int put_cacheinfo(struct sk_buff *skb, struct kernel *k, u64 cstamp, u64 tstamp, u32 preferred,
		  u32 valid) __must_check;

/* ---- addrconf_mc_rtnl.c ---- */

void inet6_ifmcaddr_notify(const struct ifmcaddr6 *mc, int event);
void inet6_ifacaddr_notify(const struct ifacaddr6 *ac, int event);

/* ---- mcast.c ---- */

/** 0 or -ENOMEM. Joins are counted. */
int __ipv6_dev_mc_inc(struct inet6_dev *idev, const struct in6_addr *addr);
int __ipv6_dev_mc_dec(struct inet6_dev *idev, const struct in6_addr *addr);
void ipv6_mc_up(struct inet6_dev *idev);
void ipv6_mc_down(struct inet6_dev *idev);
void ipv6_mc_destroy_dev(struct inet6_dev *idev);
void addrconf_join_solict(struct net_device *dev, const struct in6_addr *addr);
void addrconf_leave_solict(struct inet6_dev *idev, const struct in6_addr *addr);
int __ipv6_dev_ac_inc(struct inet6_dev *idev, const struct in6_addr *addr);
int __ipv6_dev_ac_dec(struct inet6_dev *idev, const struct in6_addr *addr);
void ipv6_ac_destroy_dev(struct inet6_dev *idev);
void addrconf_join_anycast(struct inet6_ifaddr *ifp);
void addrconf_leave_anycast(struct inet6_ifaddr *ifp);

/* ---- addrconf_devconf.c ---- */

void ipv6_devconf_init(struct net *net);
void inet6_netconf_notify_devconf(struct net *net, int event, int type, int ifindex,
				  const struct ipv6_devconf *cnf);
/** What follows from a write to a setting: @cnf is "all", "default" or a device's. 0 or -EINVAL. */
int addrconf_forwarding_changed(struct net *net, struct ipv6_devconf *cnf, s32 old);
int addrconf_disable_changed(struct net *net, struct ipv6_devconf *cnf, s32 old);
int addrconf_proxy_ndp_changed(struct net *net, struct ipv6_devconf *cnf, s32 old);
int addrconf_linkdown_changed(struct net *net, struct ipv6_devconf *cnf, s32 old);
int addrconf_gen_mode_changed(struct net *net, struct ipv6_devconf *cnf, s32 old);
void addrconf_secret_set(struct net *net, struct ipv6_devconf *cnf);
/** Forwarding of a device changed: groups, anycast addresses. */
void dev_forward_change(struct inet6_dev *idev);
int inet6_netconf_get_devconf(struct sk_buff *in_skb, struct nlmsghdr *nlh,
			      struct netlink_ext_ack *extack);
int inet6_netconf_dump_devconf(struct sk_buff *skb, struct netlink_callback *cb);

/* ---- addrconf_link.c ---- */

extern const struct rtnl_af_ops inet6_af_ops;
/** RTM_NEWLINK of family AF_INET6 to RTNLGRP_IPV6_IFINFO. */
void inet6_ifinfo_notify(int event, struct inet6_dev *idev);
int inet6_dump_ifinfo(struct sk_buff *skb, struct netlink_callback *cb);

/* ---- addrlabel.c ---- */

#define IPV6_ADDR_LABEL_DEFAULT 0xffffffffu
int ipv6_addr_label_net_init(struct net *net);
void ipv6_addr_label_net_exit(struct net *net);
u32 ipv6_addr_label(struct net *net, const struct in6_addr *addr, u32 type, int ifindex);
extern const struct rtnl_msg_handler addrlabel_handlers[];
extern const u32 addrlabel_handler_count;

#endif
