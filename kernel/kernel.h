/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * `struct kernel`: all state of one running kernel. There are no mutable globals anywhere, so a
 * process can hold thousands, each on one thread at a time.
 *
 * Each subsystem above this room has one slot here, a pointer to a type that only it knows, set
 * by its initcall and cleared by its exit.
 */
#ifndef KERNLET_KERNEL_KERNEL_H
#define KERNLET_KERNEL_KERNEL_H

#include "kernel/port.h"
#include "kernel/task.h"
#include "kernel/timer.h"
#include "lib/htable.h"
#include "lib/kmem.h"
#include "lib/list.h"

/** uname -r. */
#define KERNLET_RELEASE "6.18.0-kernlet"
#define KERNLET_UTS_VERSION "#1 SMP PREEMPT_DYNAMIC kernlet"

#define NPROTO 64 /* address families: room for AF_MAX of every release so far */

struct net_proto_family;

struct kernel_config {
	const struct port_ops *port;
	void *port_data;
	size_t mem_limit; /* bytes; 0: none */
	u64 seed; /* of get_random_bytes() when the port has no source of its own */
	bool classic_netlink; /* NETLINK_* numbers of Linux 2.2 (FIREWALL 3, ROUTE6 11, TAPBASE 16 ...) */
	bool no_spare_memory; /* give every block back at once: sanitizers see more */
	const char *hostname; /* NULL: "kernlet" */
	u32 nr_cpus; /* queues of multi-queue devices; 0: one */
};

struct kernel {
	struct kmem mem;
	const struct port_ops *port;
	void *port_data;
	struct kernel_config cfg;
	u64 boot_ns; /* monotonic clock at boot */
	u64 rng; /* state of the seeded generator */
	char hostname[65], domainname[65];

	struct timer_base timers;
	struct list_head tasks;
	struct htable pids;
	u32 n_tasks, n_files, n_socks; /* alive now: leak counts of the tests */
	u32 inited; /* initcalls that ran */
	bool dying; /* kernel_destroy has begun */

	/* How this room counts namespaces, of which it knows nothing else (set by sock_init). */
	void (*net_ref)(struct net *net);
	void (*net_unref)(struct net *net);

	/* Slots of the rooms above. */
	const struct net_proto_family *net_families[NPROTO]; /* net/socket.c */
	struct net *init_net; /* net/core/net_namespace.c */
	struct list_head net_list; /* all namespaces, oldest first */
	u32 n_nets;
	u64 net_cookies; /* last one given to a namespace */
	u64 sock_cookies; /* last one given to a socket (SO_COOKIE) */
	struct netlink_core *netlink; /* net/netlink/af_netlink.c */
	struct rtnl_core *rtnl; /* net/core/rtnetlink.c */
	struct netdev_core *netdev; /* net/core/dev.c */
	struct sysctl_core *sysctl; /* kernel/sysctl.c */
	struct proc_core *proc; /* kernel/proc.c */
	struct genl_core *genl; /* net/netlink/genetlink.c */
	struct neigh_core *neigh; /* net/core/neighbour.h */
	struct inet_core *inet; /* net/ipv4 */
	struct inet6_core *inet6; /* net/ipv6 */
};

/** One step of boot; exit undoes it and sees only what init left (kernel/init.c has the list). */
struct initcall {
	const char *name;
	int (*init)(struct kernel *k);
	void (*exit)(struct kernel *k);
};

/** Boot. 0 with *ret_k set, or -ENOMEM / what a step returned, with everything undone. */
int kernel_create(const struct kernel_config *cfg, struct kernel **ret_k) __must_check;
/** Shut down: tasks, sockets, namespaces, subsystems, in reverse order of boot. NULL is harmless. */
void kernel_destroy(struct kernel *k);

#endif
