/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Nexthop objects: ways out that have a number of their own, shared by routes of both families.
 *
 *   net->nexthop --idtree--> nexthop 1 -> nh_info { device, gateway }  <-- net_device.nexthops
 *                            nexthop 2 -> nh_info
 *                            nexthop 9 -> nh_group { 1 x weight, 2 x weight [, nh_res_table] }
 *                              ^ fi_list: IPv4 fib_infos     f6i_list: IPv6 routes
 *
 * A route by a nexthop holds a reference and hangs in one of its lists. A group holds references to
 * its members, whose grp_list leads back to it. Replacing swaps what is behind the number, so
 * routes and groups follow without being touched.
 *
 *   nexthop.c           objects, their end, devices
 *   nexthop_group.c     groups, balance, choice of a path
 *   nexthop_resilient.c buckets of resilient groups and their migration
 *   nexthop_replace.c   insert and replace, with what they ask of dependants
 *   nexthop_rtnl.c      RTM_NEWNEXTHOP, RTM_DELNEXTHOP
 *   nexthop_dump.c      RTM_GETNEXTHOP, RTM_GETNEXTHOPBUCKET
 *   nexthop_fill.c      messages
 *
 * This header is what routes need; nexthop_internal.h is for the files above.
 */
#ifndef KERNLET_NET_IPV4_NEXTHOP_H
#define KERNLET_NET_IPV4_NEXTHOP_H

#include "lib/idtree.h"
#include "lib/list.h"
#include "net/netlink/attr.h"

struct fib_nh;
struct lwtunnel_state;
struct net;
struct net_device;
struct nh_group;
struct nh_info;

struct nexthop {
	struct idtree_node by_id; /* netns_nexthop.tree */
	struct net *net;
	u32 refs;
	u32 flags; /* RTNH_F_* */
	u8 protocol;
	bool is_group;
	struct list_head fi_list; /* struct fib_info.in_nexthop, the newest first */
	struct list_head f6i_list; /* struct fib6_nh_info.in_nexthop, the newest first */
	struct list_head grp_list; /* struct nh_grp_entry.in_nh: groups that it is in */
	union {
		struct nh_info *info;
		struct nh_group *group;
	};
};

static inline u32 nexthop_id(const struct nexthop *nh)
{
	return nh->by_id.id;
}
/** NULL: none. No reference is taken. */
struct nexthop *nexthop_find_by_id(const struct net *net, u32 id);
static inline void nexthop_get(struct nexthop *nh)
{
	nh->refs++;
}
void nexthop_put(struct nexthop *nh);

/** Members of a group; 1 for any other. */
u32 nexthop_num_path(const struct nexthop *nh);
/** A group, be it of one member. */
static inline bool nexthop_is_multipath(const struct nexthop *nh)
{
	return nh->is_group;
}
/** Also a group whose only member is one. */
bool nexthop_is_blackhole(const struct nexthop *nh);
/** The @i-th way out, of either family. */
struct fib_nh *nexthop_hop(const struct nexthop *nh, u32 i);
/** The member that @hash falls to (and its packets counted), or @nh itself when it is no group. */
struct nexthop *nexthop_select_path(struct nexthop *nh, u32 hash);
/** The share of @hash in a group: its way out and, in *@ret_i, which one that is. */
struct fib_nh *nexthop_select_hop(struct nexthop *nh, u32 hash, u32 *ret_i);
bool nexthop_uses_dev(const struct nexthop *nh, const struct net_device *dev);

/** May an IPv4 route of @scope use @nh? 0 or -EINVAL with the ext-ack's text. */
int fib_check_nexthop(const struct nexthop *nh, u8 scope, struct netlink_ext_ack *extack);
/** May an IPv6 route? 0 or -EINVAL. */
int fib6_check_nexthop(const struct nexthop *nh, struct netlink_ext_ack *extack);

/** The way out of an IPv6 nexthop, or of a group's first member, for those who know no fib_nh. */
struct nh_way6 {
	struct net_device *dev;
	const struct in6_addr *gw; /* NULL: none */
	u32 flags; /* RTNH_F_* */
	bool reject;
	const struct lwtunnel_state *lws;
};
struct nh_way6 nexthop_way6(const struct nexthop *nh, u32 i);

/**
 * Gateway, device and encapsulation of @nh as attributes of a route of @rt_family: RTA_MULTIPATH
 * when @multipath, else of its only way out, whose flags are or'ed into *@flags. 0 or -EMSGSIZE.
 */
int nexthop_fill_route(struct sk_buff *skb, const struct nexthop *nh, u8 rt_family, bool multipath,
		       u8 *flags) __must_check;
/** Room that these attributes take at most. */
u32 nexthop_route_size(const struct nexthop *nh);

#endif
