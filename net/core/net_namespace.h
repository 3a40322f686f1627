/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Network namespaces. Each protocol keeps its part of a namespace behind one typed pointer here,
 * made and ended by its pernet_operations (net/protocols.c lists them in order).
 */
#ifndef KERNLET_NET_CORE_NET_NAMESPACE_H
#define KERNLET_NET_CORE_NET_NAMESPACE_H

/* clang-format off */

#include "kernel/kernel.h"
#include "lib/idvec.h"

#include <linux/net_namespace.h>

struct net_device;
struct sock;

struct net {
	struct kernel *kernel;
	struct list_head node;		/* kernel->net_list */
	u32 refs;
	u64 ino;			/* as /proc/self/ns/net shows it: 0xf0000000 + n, init_net 4026531840 */
	u64 cookie;
	struct idvec netns_ids;		/* nsid + 1 -> struct net * (peers we have numbered) */
	bool dead;
	void *port_data;

	/* net/core/dev.c */
	struct idvec dev_by_index;	/* dump order */
	struct htable dev_name;		/* names and altnames */
	struct net_device *loopback_dev;
	u32 dev_base_seq;		/* generation: dumps compare it (cb->seq) */
	s32 ifindex_last;		/* highest number given so far */
	struct {
		char prefix[16];	/* of a name pattern such as "veth%d" */
		u32 from;		/* numbers below are taken */
	} name_hint[4];
	u32 name_hint_next;

	/* Slots. Each room defines its own struct. */
	struct list_head socks;		/* sock.sk_node: those of programs, oldest first */
	struct netns_netlink *nl;
	struct sock *genl_sock;		/* NETLINK_GENERIC of the kernel */
	struct sock *rtnl;		/* kernel socket of NETLINK_ROUTE: net/core/rtnetlink.c */
	struct netns_ipv4 *ipv4;
	struct netns_ipv4_settings *ipv4_settings; /* net/ipv4/sysctl_settings.c */
	struct netns_ipv6 *ipv6;
	struct netns_ipv6_settings *ipv6_settings; /* net/ipv6/sysctl_settings6.c */
	struct netns_neigh *neigh;
	struct netns_rules *rules;	/* net/core/fib_rules.c */
	struct netns_nexthop *nexthop;
	struct htable lwtunnels;	/* net/core/lwtunnel.c */
	struct netns_core *core;	/* net.core sysctls, /proc/net of core */
	struct netns_sysctl *sysctl;
	struct netns_vlan *vlan;	/* net/8021q */
	struct netns_bridge *bridge;
	struct netns_packet *packet;
};

struct pernet_operations {
	const char *name;
	int (*init)(struct net *net);
	void (*exit)(struct net *net);		/* harmless after a failed init */
	/** Before any exit: give up devices and sockets (default device exit lives here). May be NULL. */
	void (*pre_exit)(struct net *net);
};

/** A new namespace with one reference: runs every pernet init. -ENOMEM or what an init returned. */
int net_create(struct kernel *k, struct net **ret_net) __must_check;
static inline struct net *net_get(struct net *net)
{
	net->refs++;
	return net;
}
/** Drop a reference; the last one ends the namespace and everything in it. NULL is harmless. */
void net_put(struct net *net);
static inline bool net_eq(const struct net *a, const struct net *b)
{
	return a == b;
}
#define for_each_net(net, k) list_for_each_entry(net, &(k)->net_list, node)

/** The number @net has given to @peer, or -1 (NETNSA_NSID_NOT_ASSIGNED). */
int peernet2id(const struct net *net, const struct net *peer);
/** As above, giving it the lowest free number when it has none; -ENOMEM -> -1. */
int peernet2id_alloc(struct net *net, struct net *peer);
/**
 * Number @peer: @want, or the lowest free one when @want is negative. Returns the number, -EEXIST
 * (@want is taken) or -ENOMEM. The caller announces it.
 */
int alloc_netid(struct net *net, struct net *peer, int want);
/** The namespace numbered @id by @net, with a reference, or NULL. */
struct net *get_net_ns_by_id(struct net *net, int id);

#endif
