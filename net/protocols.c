/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * protocols[]: everything that brings itself up in a kernel and in each of its namespaces, in
 * this order; it goes down in reverse. proto_init() in net/socket.c walks it.
 *
 * A room adds itself with one line here and one `const struct net_proto x_proto` of its own. The
 * names are declared here and nowhere else, so that net/ includes nothing of drivers/.
 */
#include "net/socket.h"

/* clang-format off */
#define PROTOCOLS(X)        \
	X(sysctl_core_proto) \
	X(netlink_proto)    \
	X(netdev_proto)     \
	X(packet_proto)     \
	X(dev_proc_proto)   \
	X(netlink_proc_proto) \
	X(net_sysfs_proto)  \
	X(nsfs_proto)       \
	X(rtnetlink_proto)  \
	X(genetlink_proto)  \
	X(dummy_proto)      \
	X(veth_proto)       \
	X(neigh_proto)      \
	X(fib_rules_proto)  \
	X(lwtunnel_proto)   \
	X(nexthop_proto)    \
	X(ipv4_proto)       \
	X(arp_proto)        \
	X(arp_proc_proto)   \
	X(ndisc_tbl_proto)  \
	X(inet6_proto)      \
	X(ipv6_proc_proto)  \
	X(vlan_proto)       \
	X(fib_netlink_proto) \
	X(fib_proc_proto)   \
	X(fib_trie_proc_proto) \
	X(ipv4_settings_proto) \
	X(ipv6_settings_proto) \
	X(inet_proc_proto)  \
	X(snmp_proc_proto)  \
	X(snmp6_proc_proto) \
	X(igmp_proto)       \
	X(bridge_proto)     \
	X(loopback_proto)
/* clang-format on */

#define DECLARE(name) extern const struct net_proto name;
PROTOCOLS(DECLARE)

#define ROW(name) &name,
const struct net_proto *const protocols[] = { PROTOCOLS(ROW) NULL };
