/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * What one network namespace keeps for IPv4: settings, addresses, tables, ports in use.
 */
#ifndef KERNLET_NET_IPV4_NETNS_IPV4_H
#define KERNLET_NET_IPV4_NETNS_IPV4_H

#include <linux/ip.h>

#include "kernel/timer.h"
#include "lib/htable.h"
#include "lib/idvec.h"
#include "net/core/net_namespace.h"

#define NET_IPV4_CONF_MAX IPV4_DEVCONF_MAX

/** Per-device settings; data[IPV4_DEVCONF_x - 1], as Linux numbers them. */
struct ipv4_devconf {
	s32 data[NET_IPV4_CONF_MAX];
	u64 state; /* bit i: data[i] was written, so "default" no longer reaches it */
};

struct fib_table;
struct fib_info;
struct fib_rules_ops;

#define FIB_MEMO 32

/**
 * Shared route descriptions, by number and by what they say; and the last requests that gave one,
 * so that the next route through the same gateway need not resolve it again (fib_semantics.c).
 */
struct fib_info_table {
	struct fib_info **by_id; /* [0] unused; free numbers are linked through it, tagged */
	u32 cap, free;
	u32 count;
	struct htable hash; /* fib_info.hash */
	struct htable by_prefsrc; /* fib_group of fib_info.in_prefsrc */
	struct htable by_dev; /* fib_group of fib_nh.in_dev */
	struct fib_memo *memo; /* FIB_MEMO of them, or NULL */
	u32 memo_gw[FIB_MEMO]; /* host order; what a changed route is held against */
};

struct netns_ipv4 {
	struct net *net;
	struct ipv4_devconf devconf_all, devconf_dflt;

	struct htable ifa_by_local; /* struct in_ifaddr.by_local */
	struct htable ifa_by_dev; /* struct in_ifaddr.by_dev: (device, local) */
	u32 dev_addr_genid; /* address dumps compare it */
	struct timer lifetimes; /* earliest change of an address's state */

	struct htable fib_tables; /* by number */
	struct idvec fib_buckets; /* number & 255 -> newest table there: dump order */
	struct fib_table *fib_main, *fib_default, *fib_local;
	struct fib_info_table fib_infos;
	struct sock *fibnl; /* NETLINK_FIB_LOOKUP of the kernel */
	struct fib_rules_ops *rules_ops;
	bool fib_has_custom_rules;
	bool fib_has_custom_local; /* a program added a local route */
	u32 fib_seq; /* changes to any table: route dumps compare it */
	u32 fib_num_tclassid_users;
	u32 fib_rules_require_fldissect; /* rules that look into what came in: at ports, protocol */

	struct htable bound_ports; /* inet_hashtables.c */

	/* net.ipv4.* */
	s32 sysctl_ip_default_ttl;
	s32 sysctl_ping_group_range[2];
	s32 sysctl_ip_nonlocal_bind;
	s32 sysctl_ip_local_port_range[2];
	s32 sysctl_ip_unprivileged_port_start;
	s32 sysctl_fib_multipath_use_neigh, sysctl_fib_multipath_hash_policy;
	u32 sysctl_fib_multipath_hash_fields;
	u32 sysctl_fib_multipath_hash_seed; /* 0: the random one */
	u32 fib_multipath_rand_seed;
	s32 sysctl_fib_notify_on_flag_change;
	s32 sysctl_fib_sync_mem;
	s32 sysctl_nexthop_compat_mode;
	s32 sysctl_fwmark_reflect;
	u32 port_rover;
};

#define IPV4_DEVCONF(cnf, attr) ((cnf).data[IPV4_DEVCONF_##attr - 1])
#define IPV4_DEVCONF_ALL(net, attr) IPV4_DEVCONF((net)->ipv4->devconf_all, attr)
#define IPV4_DEVCONF_DFLT(net, attr) IPV4_DEVCONF((net)->ipv4->devconf_dflt, attr)

#endif
