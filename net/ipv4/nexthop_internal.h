/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * What the files of nexthop objects share; see nexthop.h.
 */
#ifndef KERNLET_NET_IPV4_NEXTHOP_INTERNAL_H
#define KERNLET_NET_IPV4_NEXTHOP_INTERNAL_H

#include "net/ipv4/ip_fib.h"
#include "net/ipv4/nexthop.h"
#include "uapi/nexthop_more.h"

struct netns_nexthop {
	struct idtree tree; /* nexthop.by_id: the order of dumps */
	u32 last_id_allocated;
	u32 seq; /* generation, never 0 after a change: dumps compare it */
	bool batch; /* many end: their dead IPv4 routes are flushed at once, after them */
	bool have_dead; /* in a batch: there are some */
};

/** A way out. */
struct nh_info {
	struct list_head in_dev; /* net_device.nexthops; self-linked when it is for an fdb */
	struct nexthop *parent;
	u8 family;
	bool reject, fdb;
	struct fib_nh hop; /* of either family; belongs to no fib_info */
};

struct nh_grp_entry {
	struct list_head in_nh; /* nexthop.grp_list of @nh */
	struct list_head uw; /* resilient, wants more buckets: nh_res_table.underweight */
	struct nexthop *nh; /* counted */
	struct nexthop *parent; /* the group */
	u16 weight;
	u16 count, wants; /* resilient: buckets */
	s32 upper_bound; /* hash-threshold: of its share of the hash */
	u64 packets;
};

struct nh_res_bucket {
	u64 used, migrated; /* ns, monotonic; equal: not used since it moved here */
	u16 entry; /* of the group */
	bool occupied;
};

/**
 * Buckets of a resilient group. @upkeep is always armed (at the end of time while the table is
 * balanced), so that moving it cannot fail.
 */
struct nh_res_table {
	struct nexthop *nh; /* whose table it is */
	struct timer upkeep;
	struct list_head underweight; /* nh_grp_entry.uw */
	u64 idle_timer, unbalanced_timer; /* ns; unbalanced 0: never by force */
	u64 unbalanced_since;
	u32 n;
	struct nh_res_bucket bucket[];
};

struct nh_group {
	u16 n;
	bool resilient; /* else hash-threshold */
	bool fdb, has_v4;
	bool hw_stats,
		other_hw_stats; /* they change places when a member is removed: so in Linux */
	struct nh_res_table *res;
	struct nh_grp_entry e[];
};

/** A request, parsed. Pointers lead into it. */
struct nh_config {
	u32 id, flags, nlflags;
	u8 family, protocol;
	bool blackhole, fdb, hw_stats;
	s32 oif;
	struct fib_gw gw;
	const struct nlattr *encap;
	u16 encap_type;
	const struct knexthop_grp *grp; /* unaligned; NULL: no group */
	u16 grp_n, grp_type;
	u32 res_buckets;
	u64 idle_timer, unbalanced_timer; /* ns */
	bool has_buckets, has_idle, has_unbalanced;
	struct nl_info nl;
};

static inline u32 knexthop_grp_weight(const struct knexthop_grp *g)
{
	return (u16)((g->weight | g->weight_high << 8) + 1);
}

/* ---- nexthop.c ---- */

/** An object of one reference without anything behind it; NULL: no memory. */
struct nexthop *nexthop_alloc(struct net *net, const struct nh_config *cfg);
/** Make what @cfg asks for, not yet in the tree. */
int nexthop_create(struct net *net, struct nh_config *cfg, struct nexthop **ret_nh,
		   struct netlink_ext_ack *extack) __must_check;
void nh_base_seq_inc(struct net *net);
/** Out of the tree, with its routes, and out of its groups. Told when @info is given. */
void remove_nexthop(struct nexthop *nh, const struct nl_info *info);
/** As above for what is in no tree: never entered, or replaced. */
void __remove_nexthop(struct nexthop *nh, const struct nl_info *info);

/* ---- nexthop_group.c ---- */

int nexthop_create_group(struct net *net, const struct nh_config *cfg,
			 struct nexthop **ret_nh) __must_check;
void nexthop_group_free(struct net *net, struct nh_group *g);
void nh_hthr_group_rebalance(struct nh_group *g);
void nh_group_v4_update(struct nh_group *g);
/** @nh leaves all groups; those of which nothing is left go too. */
void remove_nexthop_from_groups(struct nexthop *nh, const struct nl_info *info);
/** @nh, a group, lets its members go. */
void remove_nexthop_group(struct nexthop *nh);

/* ---- nexthop_resilient.c ---- */

struct nh_res_table *nh_res_table_create(struct nexthop *nh,
					 const struct nh_config *cfg) __must_check;
void nh_res_table_free(struct kernel *k, struct nh_res_table *t);
/** The group is new: every bucket gets its entry. */
void nh_res_table_fill(struct nh_group *g);
/** Entry @i of @g is about to be taken out (the later ones move up). */
void nh_res_table_forget(struct nh_group *g, u32 i);
/** The members or weights of @g changed, and its buckets name the right entries. */
void nh_res_table_rebalance(struct nh_group *g);
/** The table of @oldg becomes that of @newg, whose own goes to @oldg. */
void nh_res_table_move(struct nh_group *oldg, struct nh_group *newg);
void nh_res_table_cancel_upkeep(struct nh_res_table *t);
u32 nh_res_select(struct nh_group *g, u32 hash);
static inline bool nh_res_table_is_balanced(const struct nh_res_table *t)
{
	return list_empty(&t->underweight);
}

/* ---- nexthop_replace.c ---- */

/** Enter @nh into the tree, or replace the one of its number; both are told. */
int insert_nexthop(struct nexthop *nh, struct nh_config *cfg,
		   struct netlink_ext_ack *extack) __must_check;

/* ---- nexthop_fill.c ---- */

int nh_fill_node(struct sk_buff *skb, const struct nexthop *nh, int event, u32 portid, u32 seq,
		 u32 nlflags, u32 op_flags) __must_check;
int nh_fill_res_bucket(struct sk_buff *skb, const struct nexthop *nh, u32 bucket, u32 portid,
		       u32 seq, u32 nlflags) __must_check;
void nexthop_notify(int event, const struct nexthop *nh, const struct nl_info *info);
void nexthop_bucket_notify(const struct nexthop *nh, u32 bucket);

/* ---- nexthop_rtnl.c, nexthop_dump.c ---- */

int rtm_new_nexthop(struct sk_buff *skb, struct nlmsghdr *nlh, struct netlink_ext_ack *extack);
int rtm_del_nexthop(struct sk_buff *skb, struct nlmsghdr *nlh, struct netlink_ext_ack *extack);
int rtm_get_nexthop(struct sk_buff *skb, struct nlmsghdr *nlh, struct netlink_ext_ack *extack);
int rtm_dump_nexthop(struct sk_buff *skb, struct netlink_callback *cb);
int rtm_get_nexthop_bucket(struct sk_buff *skb, struct nlmsghdr *nlh,
			   struct netlink_ext_ack *extack);
int rtm_dump_nexthop_bucket(struct sk_buff *skb, struct netlink_callback *cb);
/** A header that asks of one nexthop by number: *@ret_id. 0 or -EINVAL. */
int nh_valid_get_del_req(const struct nlmsghdr *nlh, struct nlattr **tb, u32 *ret_id,
			 struct netlink_ext_ack *extack) __must_check;

#endif
