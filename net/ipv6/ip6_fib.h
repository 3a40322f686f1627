/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The IPv6 forwarding tables: which routes there are, in which order.
 *
 *   net->ipv6->fib_tables -> fib6_table -> trie of destinations
 *        2001:db8::/32 -> fib6_info -> fib6_info ...     by metric; equal metrics with a gateway
 *        2001:db8:1::/48 -> fib6_fork                    are siblings (multipath)
 *                             |  \-> fib6_info ...
 *                             \-> trie of sources -> fib6_info ...
 *
 * What many routes have in common (device, gateway, protocol, metrics ...) stands once, in a
 * counted struct fib6_meta; a route itself is 40 bytes. A route is counted: one reference is the
 * table's, others belong to addresses and callers.
 *
 * Files: fib6_trie.c (structure), ip6_fib.c (tables, insert, delete), fib6_walk.c, fib6_meta.c.
 */
#ifndef KERNLET_NET_IPV6_IP6_FIB_H
#define KERNLET_NET_IPV6_IP6_FIB_H

#include "net/core/lwtunnel.h"
#include "net/core/rtnetlink.h"
#include "net/ipv6/fib6_trie.h"
#include "net/ipv6/ipv6.h"

#include <linux/ipv6_route.h>
#include <linux/route.h>

struct nexthop;

#define RT6_TABLE_MAIN RT_TABLE_MAIN
#define RT6_TABLE_LOCAL RT_TABLE_LOCAL

#define IP6_RT_PRIO_USER 1024
#define IP6_RT_PRIO_ADDRCONF 256

/* Flags of routes that a program does not see (linux/ipv6_route.h has the others). */
#define RTF_ANYCAST 0x00100000
#ifndef RTF_PCPU
#define RTF_PCPU 0x40000000
#endif
#define RTF_LOCAL 0x80000000

struct fib6_table {
	struct hnode by_id;
	u32 id;
	u32 n_src; /* routes with a source prefix */
	struct fib6_trie dst;
};

/** What routes share. Immutable while shared, except metrics' MTU, prefsrc (see route.c). */
struct fib6_meta {
	struct hnode hash; /* netns_ipv6.metas */
	struct list_head expiring; /* netns_ipv6.expiring, when expires is set */
	u32 refs;
	bool shared;
	u64 expires; /* ns, monotonic; 0: never */
	u32 *metrics; /* [RTAX_MAX], owned; NULL: none */
	/* From here on: compared as bytes. */
	struct fib6_key {
		struct fib6_table *table;
		struct net_device *dev; /* never NULL, except with nh */
		struct nexthop *nh; /* counted */
		struct lwtunnel_state *lws; /* counted; NULL: none */
		struct in6_addr gw, prefsrc, src;
		u32 flags; /* RTF_*; the preference is part of it */
		u32 nh_flags; /* RTNH_F_ONLINK; the others follow from the device */
		u16 weight; /* of multipath, 1.. */
		u8 type, protocol; /* RTN_*, RTPROT_* */
		u8 src_plen, has_gw, has_prefsrc, pad;
	} k;
};

/** One route. p.bits[0] counts references, p.bits[1] holds FIB6_*. */
struct fib6_info {
	struct fib6_pfx p; /* destination */
	u32 metric;
	struct fib6_info *next; /* same prefixes, by metric */
	struct fib6_meta *meta;
};
/** A route by a nexthop object hangs in its list while it is in a table. It has no source prefix. */
struct fib6_nh_info {
	struct list_head in_nexthop; /* nexthop.f6i_list */
	struct fib6_info i;
};
/** A route with a source prefix also hangs in the trie of sources. */
struct fib6_src_info {
	struct fib6_info i;
	struct fib6_pfx src;
};
#define FIB6_LINKED BIT(0) /* in its table */
#define FIB6_FLUSH BIT(1) /* multipath route whose hops are all dead */
#define FIB6_MULTI BIT(2) /* has, or once had, siblings */
#define FIB6_DOOMED BIT(3) /* about to go, in fib6_sift_table() */

/** Kinds of fib6_pfx in the trie of destinations. */
enum { FIB6_ROUTE, FIB6_FORK };

/** A destination with source routes. */
struct fib6_fork {
	struct fib6_pfx p;
	struct fib6_info *leaf; /* routes for any source; may be NULL */
	struct fib6_trie src;
};

struct nl_info {
	struct net *net;
	struct nlmsghdr *nlh; /* request that asked for it, or NULL */
	u32 portid;
	bool skip_notify;
};

/* ---- fib6_meta.c ---- */

/**
 * The shared object equal to @k and @metrics, counted. @metrics and the reference to @k->lws are
 * taken over, also on failure. NULL: no memory.
 */
struct fib6_meta *fib6_meta_get(struct netns_ipv6 *n, const struct fib6_key *k, u32 *metrics,
				u64 expires) __must_check;
void fib6_meta_put(struct netns_ipv6 *n, struct fib6_meta *meta);
/** Change the deadline of @rt alone (0: none). 0 or -ENOMEM. */
int fib6_set_expires(struct netns_ipv6 *n, struct fib6_info *rt, u64 when) __must_check;

/* ---- ip6_fib.c ---- */

int fib6_net_init(struct net *net);
void fib6_net_exit(struct net *net);
/** Table @id (0: main), or NULL when nobody made it yet. */
struct fib6_table *fib6_get_table(const struct net *net, u32 id);
/** As above, making it. NULL: no memory. */
struct fib6_table *fib6_new_table(struct net *net, u32 id);

/** A route of one reference, not in a table. Takes over the caller's reference to @meta on success. */
struct fib6_info *fib6_info_alloc(struct netns_ipv6 *n, struct fib6_meta *meta,
				  const struct in6_addr *dst, u32 plen, u32 metric) __must_check;
static inline struct fib6_info *fib6_info_hold(struct fib6_info *rt)
{
	rt->p.bits[0]++;
	return rt;
}
void fib6_info_release(struct netns_ipv6 *n, struct fib6_info *rt);

/**
 * Put @rt into its table (a reference of its own) as the flags of info->nlh say, and notify.
 * 0, -EEXIST, -ENOENT (replace of nothing, not allowed to create), -ENOMEM.
 */
int fib6_add(struct fib6_info *rt, struct nl_info *info,
	     struct netlink_ext_ack *extack) __must_check;
/** Take @rt out of its table and notify. 0 or -ENOENT. */
int fib6_del(struct fib6_info *rt, struct nl_info *info);

/** First route of exactly these prefixes (any metric), or NULL. */
struct fib6_info *fib6_locate(const struct fib6_table *t, const struct in6_addr *dst, u32 dplen,
			      const struct in6_addr *src, u32 splen);
/** Are there routes from some sources only to this very destination? */
bool fib6_has_sources(const struct fib6_table *t, const struct in6_addr *dst, u32 dplen);
/** First of the routes that stand where @rt stands. */
struct fib6_info *fib6_first(const struct fib6_info *rt);

/** May @rt be one hop of a multipath route? */
static inline bool rt6_qualify_for_ecmp(const struct fib6_info *rt)
{
	return !(rt->meta->k.flags & RTF_ADDRCONF) && !rt->meta->k.nh && rt->meta->k.has_gw;
}
static inline bool fib6_is_sibling(const struct fib6_info *a, const struct fib6_info *b)
{
	return a->metric == b->metric && rt6_qualify_for_ecmp(a) && rt6_qualify_for_ecmp(b);
}
/** How many other hops the multipath route of @rt has; *@ret_first, *@ret_last: its ends. */
u32 fib6_siblings(const struct fib6_info *rt, struct fib6_info **ret_first,
		  struct fib6_info **ret_last);
/** Visit the hops of @first's multipath route from @first on; @it is NULL after the last. */
struct fib6_info *fib6_next_sibling(const struct fib6_info *it);

/** Same device and gateway? */
bool rt6_duplicate_nexthop(const struct fib6_info *a, const struct fib6_info *b);

/* A place in a table between two routes: what a dump remembers. Zeroed: the beginning. */
struct fib6_cursor {
	struct in6_addr dst, src;
	u8 dplen, splen;
	bool in_sources; /* inside the trie of sources of dst/dplen */
	bool begun;
};
/** A walk over chains, in the order of dumps. The table must not change under it. */
struct fib6_iter {
	const struct fib6_table *table;
	struct fib6_walk w, sub;
	const struct fib6_fork *fork; /* being walked in @sub, or NULL */
};
void fib6_iter_start(struct fib6_iter *it, const struct fib6_table *t);
/** Place @it behind the chain at *@c (which need not exist any more). */
void fib6_iter_seek_after(struct fib6_iter *it, const struct fib6_table *t,
			  const struct fib6_cursor *c);
/** Next chain in the order of dumps; *@c names it. NULL: the end. */
struct fib6_info *fib6_iter_next(struct fib6_iter *it, struct fib6_cursor *c);

/** What fn wants: 0 keep, FIB6_CLEAN_DEL, FIB6_CLEAN_SKIP (go on behind the last sibling). */
#define FIB6_CLEAN_DEL (-1)
#define FIB6_CLEAN_SKIP (-2)
/**
 * Delete in one pass, and without a word, the routes of @t for which @fn says so (which changes no
 * table); fib6_clean_all() does the same, table by table, telling those who listen.
 */
void fib6_sift_table(struct netns_ipv6 *n, struct fib6_table *t,
		     int (*fn)(struct fib6_info *rt, void *arg), void *arg);
void fib6_clean_all(struct net *net, int (*fn)(struct fib6_info *rt, void *arg), void *arg,
		    bool skip_notify);

/** A route with a deadline comes: see that somebody will look at it. 0 or -ENOMEM. */
int fib6_start_gc(struct netns_ipv6 *n) __must_check;
/** Remove what has expired; look again one interval later while there is more. */
void fib6_run_gc(struct net *net);

#endif
