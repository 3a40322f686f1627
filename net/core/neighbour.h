/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Neighbours: who answers to a network address on a link (ARP for IPv4, ND for IPv6).
 *
 *   kernel->neigh -> tables[ARP|ND] -> parms (defaults), gc_list, managed_list, counters
 *   net->neigh    -> hash[ARP|ND]   -> neighbour (dev, key) ; proxies
 *   net_device    -> neigh_parms[ARP|ND] -> parms of the device, its neighbours
 *
 * An entry is looked up by (device, key) in its namespace's hash. References: one of the hash, one
 * of an armed timer, one of each user; programs see refcnt - 1 in NDA_CACHEINFO, so each is
 * counted as Linux does. A dead entry is out of the hash and only waits for its users.
 *
 * Files: neighbour.c (one entry: states, timer, update), neigh_table.c (tables, collection, flush,
 * proxies), neigh_rtnl.c (RTM_*NEIGH), neigh_param.c (RTM_*NEIGHTBL, values of sysctls).
 */
#ifndef KERNLET_NET_CORE_NEIGHBOUR_H
#define KERNLET_NET_CORE_NEIGHBOUR_H

#include "net/core/dev.h"

struct netlink_ext_ack;

enum { NEIGH_ARP_TABLE, NEIGH_ND_TABLE, NEIGH_NR_TABLES };

#define NUD_IN_TIMER (NUD_INCOMPLETE | NUD_REACHABLE | NUD_DELAY | NUD_PROBE)
#define NUD_VALID (NUD_PERMANENT | NUD_NOARP | NUD_REACHABLE | NUD_PROBE | NUD_STALE | NUD_DELAY)
#define NUD_CONNECTED (NUD_PERMANENT | NUD_NOARP | NUD_REACHABLE)

/* neighbour.flags: NTF_* in the low byte, NTF_EXT_* above it. */
#define NTF_EXT_SHIFT 8
#define NTF_OLD_MASK 0xffu
#define NTF_EXT_MASK (NTF_EXT_MANAGED | NTF_EXT_EXT_VALIDATED)
#define NTF_MANAGED (NTF_EXT_MANAGED << NTF_EXT_SHIFT)
#define NTF_EXT_VALIDATED (NTF_EXT_EXT_VALIDATED << NTF_EXT_SHIFT)

#define NEIGH_KEY_MAX 16

/** Parameters of a device on a table; times in milliseconds. */
enum neigh_var {
	NEIGH_VAR_MCAST_PROBES,
	NEIGH_VAR_UCAST_PROBES,
	NEIGH_VAR_APP_PROBES,
	NEIGH_VAR_MCAST_REPROBES,
	NEIGH_VAR_RETRANS_TIME,
	NEIGH_VAR_BASE_REACHABLE_TIME,
	NEIGH_VAR_DELAY_PROBE_TIME,
	NEIGH_VAR_INTERVAL_PROBE_TIME_MS,
	NEIGH_VAR_GC_STALETIME,
	NEIGH_VAR_QUEUE_LEN_BYTES,
	NEIGH_VAR_PROXY_QLEN,
	NEIGH_VAR_ANYCAST_DELAY,
	NEIGH_VAR_PROXY_DELAY,
	NEIGH_VAR_LOCKTIME,
	NEIGH_VAR_DATA_MAX,
};

struct neigh_parms {
	struct neigh_table *tbl;
	struct net_device *dev; /* NULL: the table's defaults */
	struct list_head list; /* neigh_table.parms_list, newest first */
	struct list_head neighs; /* neighbour.dev_list, newest first */
	u32 refcnt; /* 1 + neighbours that use it */
	bool dead; /* the device let go of it */
	u32 reachable_time; /* jiffies, random around BASE_REACHABLE_TIME */
	u32 data_state; /* bit n: data[n] was set for this device */
	u32 data[NEIGH_VAR_DATA_MAX];
};
#define NEIGH_VAR(p, attr) ((p)->data[NEIGH_VAR_##attr])

struct neighbour;

/** How entries of one kind of device reach the wire; set by the table's constructor. */
struct neigh_ops {
	/** Ask the network; @skb is the packet that waits, or NULL. NULL: nobody asks. */
	void (*solicit)(struct neighbour *n, struct sk_buff *skb);
	/** Resolution failed: takes over @skb. NULL: it is dropped. */
	void (*error_report)(struct neighbour *n, struct sk_buff *skb);
	/** Resolution succeeded: takes over @skb. NULL: it is dropped. */
	void (*output)(struct neighbour *n, struct sk_buff *skb);
};

struct neighbour {
	struct hnode hash; /* netns_neigh.hash */
	struct list_head dev_list; /* neigh_parms.neighs */
	struct list_head gc_list; /* neigh_table.gc_list; empty: exempt */
	struct list_head managed_list; /* neigh_table.managed_list; empty: not managed */
	struct neigh_table *tbl;
	struct neigh_parms *parms; /* counted */
	struct net_device *dev;
	const struct neigh_ops *ops;
	struct timer timer; /* armed: owns a reference */
	s64 used, confirmed, updated; /* ns, monotonic; confirmed may lie before boot */
	struct sk_buff_head queue; /* packets that wait for the address */
	u32 queue_bytes;
	u32 refcnt;
	u32 flags; /* NTF_*, NTF_EXT_* << NTF_EXT_SHIFT */
	u32 probes; /* questions asked since the state began */
	u8 nud_state; /* NUD_* */
	u8 type; /* RTN_* */
	u8 protocol; /* RTPROT_*: who installed it */
	bool dead;
	u8 ha[MAX_ADDR_LEN]; /* link-layer address, dev->addr_len bytes */
	u8 primary_key[NEIGH_KEY_MAX];
};

/** An address that we answer for. */
struct pneigh_entry {
	struct list_head list; /* netns_neigh.proxies bucket, newest first */
	struct neigh_table *tbl;
	struct net_device *dev; /* NULL: on every device */
	u32 flags;
	u8 protocol;
	bool permanent;
	u8 key[NEIGH_KEY_MAX];
};

/** What a family's table is; const, static. */
struct neigh_table_ops {
	int family;
	u8 key_len;
	u16 entry_size; /* what Linux shows in ndt_config */
	const char *id; /* NDTA_NAME */
	u32 data[NEIGH_VAR_DATA_MAX]; /* default parameters */
	u32 min_mtu; /* devices below it do not speak this family */
	/** Fill type, nud_state, ha, ops, and perhaps change the key. 0 or a negative errno. */
	int (*constructor)(struct neighbour *n);
	/** May entries be added by hand on @dev? NULL: yes. */
	bool (*allow_add)(const struct net_device *dev, struct netlink_ext_ack *extack);
	bool (*is_multicast)(const u8 *key);
	int (*pconstructor)(struct pneigh_entry *n);
	void (*pdestructor)(struct pneigh_entry *n);
};

struct neigh_stats {
	u64 allocs, destroys, hash_grows, res_failed, lookups, hits, rcv_probes_mcast,
		rcv_probes_ucast, periodic_gc_runs, forced_gc_runs, table_fulls;
};

struct neigh_table {
	const struct neigh_table_ops *ops;
	struct kernel *kernel;
	u8 index; /* NEIGH_*_TABLE */
	struct neigh_parms parms; /* defaults */
	struct list_head parms_list; /* all, the defaults last */
	struct list_head gc_list; /* oldest first */
	struct list_head managed_list;
	struct timer gc_timer; /* armed while there are gc_thresh1 entries */
	struct timer managed_timer; /* armed while managed_list is not empty */
	u32 entries, gc_entries; /* in the whole kernel, as the thresholds are */
	u32 gc_interval; /* jiffies */
	u32 gc_thresh1, gc_thresh2, gc_thresh3;
	s64 last_flush, last_rand; /* ns */
	s64 last_gc; /* ns; when the periodic collection was last accounted */
	struct neigh_stats stats;
};

/** Of the kernel: kernel->neigh. */
struct neigh_core {
	struct neigh_table *tables[NEIGH_NR_TABLES];
};

#define PNEIGH_HASHMASK 0xf

/** Of a namespace: net->neigh. */
struct netns_neigh {
	struct htable hash[NEIGH_NR_TABLES];
	struct list_head proxies[NEIGH_NR_TABLES][PNEIGH_HASHMASK + 1];
};

/* neigh_update() */
#define NEIGH_UPDATE_F_OVERRIDE BIT(0) /* replace a different address */
#define NEIGH_UPDATE_F_WEAK_OVERRIDE BIT(1) /* doubt a different address, keep it */
#define NEIGH_UPDATE_F_OVERRIDE_ISROUTER BIT(2)
#define NEIGH_UPDATE_F_USE BIT(3)
#define NEIGH_UPDATE_F_MANAGED BIT(4)
#define NEIGH_UPDATE_F_EXT_LEARNED BIT(5)
#define NEIGH_UPDATE_F_ISROUTER BIT(6)
#define NEIGH_UPDATE_F_EXT_VALIDATED BIT(7)
#define NEIGH_UPDATE_F_ADMIN BIT(31) /* a program asked */

static inline struct neigh_table *neigh_tbl(const struct kernel *k, int index)
{
	return k->neigh ? k->neigh->tables[index] : NULL;
}

/* ---- neighbour.c ---- */

/** The entry with a reference, or NULL. */
struct neighbour *neigh_lookup(struct neigh_table *tbl, const void *key,
			       struct net_device *dev) __must_check;
/**
 * Make the entry of @key on @dev, which neigh_lookup() did not find; the caller gets a reference.
 * Where the family maps many keys to one entry, it may be one that was there.
 * @flags: NTF_* it starts with; @exempt_from_gc: never collected, not counted to the thresholds.
 * -ENOBUFS (table full, no memory), -EINVAL (the device does not speak the family).
 */
int neigh_create(struct neigh_table *tbl, const void *key, struct net_device *dev, u32 flags,
		 bool exempt_from_gc, struct neighbour **ret_n) __must_check;
/** As Linux's: find, or when @creat make, the entry; NULL when there is none. */
struct neighbour *__neigh_lookup(struct neigh_table *tbl, const void *key, struct net_device *dev,
				 bool creat) __must_check;
static inline void neigh_hold(struct neighbour *n)
{
	n->refcnt++;
}
void neigh_release(struct neighbour *n);
/**
 * Change state and address. @lladdr: NULL when not known. @new: NUD_*. @flags: NEIGH_UPDATE_F_*.
 * 0, -EPERM (dead, or permanent and not ADMIN), -EINVAL (no address), -ENOMEM (nothing changed).
 */
int neigh_update(struct neighbour *n, const u8 *lladdr, u8 new, u32 flags, u32 portid,
		 struct netlink_ext_ack *extack);
/**
 * Somebody wants to send: start resolution where needed. @skb (taken over when 1 is returned; may
 * be NULL) waits for the answer. 0: the address is known, send. 1: not now.
 */
int neigh_event_send(struct neighbour *n, struct sk_buff *skb);
int neigh_event_send_probe(struct neighbour *n, struct sk_buff *skb, bool immediate_ok);
/** Take @n out of the hash unless somebody else uses it; announces RTM_DELNEIGH. */
bool neigh_remove_one(struct neighbour *n);
/** Take @n out of the hash whoever uses it. */
void neigh_flush_one(struct neighbour *n);
/** A solicitation came in from @saddr: learn it. The caller gets a reference, or NULL. */
struct neighbour *neigh_event_ns(struct neigh_table *tbl, const u8 *lladdr, const void *saddr,
				 struct net_device *dev) __must_check;

/* ---- neigh_table.c ---- */

/** Bring up / down the table of a family. 0 or -ENOMEM. */
int neigh_table_init(struct kernel *k, int index, const struct neigh_table_ops *ops) __must_check;
void neigh_table_clear(struct kernel *k, int index);
struct neigh_table *neigh_find_table(const struct kernel *k, int family);
/** Periodic work that is due: random reachable times, counters. Cheap; call before looking. */
void neigh_table_age(struct neigh_table *tbl);
/** Make room for one more collectable entry. False: the table is full. */
bool neigh_table_reserve(struct neigh_table *tbl);
/** Arm the timers that the table's contents ask for. */
void neigh_table_kick(struct neigh_table *tbl);

/** Device events, as arp.c and ndisc_tbl.c hand them on. 0 or -ENOMEM (NETDEV_REGISTER). */
int neigh_netdev_event(struct neigh_table *tbl, unsigned long event,
		       const struct netdev_notifier_info *info);
/** All entries and proxies of @dev go (down), only the learned ones (no carrier, address). */
void neigh_ifdown(struct neigh_table *tbl, struct net_device *dev);
void neigh_carrier_down(struct neigh_table *tbl, struct net_device *dev);
void neigh_changeaddr(struct neigh_table *tbl, struct net_device *dev);

u32 neigh_rand_reach_time(struct kernel *k, u32 base);
void neigh_parms_put(struct neigh_parms *p);
static inline struct neigh_parms *neigh_parms_of(const struct neigh_table *tbl,
						 const struct net_device *dev)
{
	return dev->neigh_parms[tbl->index];
}

struct pneigh_entry *pneigh_lookup(struct neigh_table *tbl, struct net *net, const void *key,
				   struct net_device *dev);
/** Make or change a proxy. @dev NULL: on every device. 0 or -ENOBUFS. */
int pneigh_create(struct neigh_table *tbl, struct net *net, const void *key, struct net_device *dev,
		  u32 flags, u8 protocol, bool permanent);
/** 0 or -ENOENT. */
int pneigh_delete(struct neigh_table *tbl, struct net *net, const void *key,
		  struct net_device *dev);

extern const struct net_proto neigh_proto;

/* ---- neigh_rtnl.c ---- */

/** Announce @n on RTNLGRP_NEIGH: @type RTM_NEWNEIGH / DELNEIGH / GETNEIGH (with NLM_F_REQUEST). */
void neigh_notify(struct neighbour *n, int type, int flags);
/** Ask a user-space resolver (app_solicit). */
static inline void neigh_app_ns(struct neighbour *n)
{
	neigh_notify(n, RTM_GETNEIGH, NLM_F_REQUEST);
}
extern const struct nla_policy nda_policy[NDA_MAX + 1];
int neigh_rtnl_init(struct kernel *k) __must_check;
void neigh_rtnl_exit(struct kernel *k);

/* ---- neigh_param.c ---- */

int neigh_param_init(struct kernel *k) __must_check;
void neigh_param_exit(struct kernel *k);

/** The parameters behind a directory of neigh/: @dev NULL is "default" (init_net only), or NULL. */
struct neigh_parms *neigh_parms_find(struct neigh_table *tbl, struct net *net,
				     const struct net_device *dev);

#endif
