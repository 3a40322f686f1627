/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Which route of a table answers: the longest prefix whose TOS, scope and hops fit.
 *
 *   fib_lookup -> rules -> fib_table_lookup -> compiled lookup -> its route fits: that is it
 *                                           -> ordered table: all that cover the address, in turn
 *
 * Until the first rule is added, Linux keeps "local" and "main" in one structure and looks both up
 * at once: the longest prefix of either wins, and a local one among equals. So do we, with a walk
 * over both.
 */
#include "net/ipv4/fib_trie.h"
#include "net/ipv4/inetdevice.h"
#include "net/ipv4/ip_fib.h"

/* ---- lookup -------------------------------------------------------------------------------- */

bool ip_ignore_linkdown(const struct net_device *dev)
{
	struct in_device *in_dev = __in_dev_get(dev);

	return in_dev && IN_DEV_ORCONF(in_dev, IGNORE_ROUTES_WITH_LINKDOWN);
}

static bool good_hop(const struct fib_nh *nh, const struct flowi4 *fl, u32 flags)
{
	if (nh->flags & RTNH_F_DEAD)
		return false;
	if (nh->flags & RTNH_F_LINKDOWN && !(flags & FIB_LOOKUP_IGNORE_LINKSTATE) && nh->dev &&
	    ip_ignore_linkdown(nh->dev))
		return false;
	return !fl->oif || fl->oif == nh->oif;
}

/** Its nexthop object has no way for the packet: Linux tries no other route of the address. */
#define MISSED_ADDRESS 2

/**
 * Does @e answer @fl? 0 with @res filled, 1 when not, MISSED_ADDRESS, or the error that its type
 * stands for.
 */
static int try_entry(struct fib_table *tb, const struct fib_entry *e, const struct flowi4 *fl,
		     struct fib_result *res, u32 flags)
{
	struct fib_info *fi = fib_entry_info(tb->net, e);
	u8 tos = fib_entry_tos(e);

	/* Only three bits of a packet's TOS choose a route, as in Linux. */
	if (tos && tos != (fl->tos & 0x1c))
		return 1;
	if (fi->scope < fl->scope)
		return 1;
	if (fib_props[fib_entry_type(e)].error)
		return fib_props[fib_entry_type(e)].error;
	if (fi->flags & RTNH_F_DEAD)
		return 1;
	if (fi->nexthop && nexthop_is_blackhole(fi->nexthop))
		return fib_props[RTN_BLACKHOLE].error;
	for (u32 i = 0; i < fib_info_num_path(fi); i++) {
		struct fib_nh *nh = fib_info_nh(fi, i);

		if (!good_hop(nh, fl, flags))
			continue;
		*res = (struct fib_result) {
			.prefix = fib_entry_addr(e),
			.prefixlen = fib_entry_plen(e),
			.nh_sel = i,
			.type = fib_entry_type(e),
			.scope = fi->scope,
			.tos = tos,
			.priority = e->prio,
			.nh = nh,
			.fi = fi,
			.table = tb,
		};
		return 0;
	}
	return fi->nexthop ? MISSED_ADDRESS : 1;
}

/** The address whose other routes are passed over. */
struct missed {
	bool any;
	u32 addr;
};

static int try_unless(struct missed *missed, struct fib_table *tb, const struct fib_entry *e,
		      const struct flowi4 *fl, struct fib_result *res, u32 flags)
{
	int err;

	if (missed->any && fib_entry_addr(e) == missed->addr)
		return 1;
	err = try_entry(tb, e, fl, res, flags);
	if (err == MISSED_ADDRESS)
		*missed = (struct missed) { true, fib_entry_addr(e) };
	return err;
}

/** Does the route that the compiled lookup found answer @fl? 1: ask the table. */
static int try_leaf(struct fib_table *tb, u32 leaf, const struct flowi4 *fl, struct fib_result *res,
		    u32 flags)
{
	u8 plen = fib_leaf_plen(leaf);
	u32 addr = be32toh(fl->daddr) & plen_to_mask(plen);
	struct fib_entry e = { fib_key(addr, plen, 0), 0, fib_leaf_value(leaf) };
	int err;

	if (!e.info)
		return 1;
	e.key |= fib_entry_info(tb->net, &e)->type;
	err = try_entry(tb, &e, fl, res, flags);
	if (!err)
		res->compiled_in = tb;
	return err;
}

u32 fib_result_priority(const struct fib_result *res)
{
	const struct fib_entry *e;

	if (!res->compiled_in)
		return res->priority;
	e = fib_tree_cover(&res->compiled_in->tree, res->prefix, res->prefixlen, res->prefixlen);
	return e ? e->prio : 0;
}

static int lookup_one(struct fib_table *tb, const struct flowi4 *fl, struct fib_result *res,
		      u32 flags)
{
	u32 addr = be32toh(fl->daddr), leaf;
	struct missed missed = { .any = false };
	const struct fib_entry *e;
	struct fib_match m;
	int err;

	if (fib_compiled_lookup(tb, addr, &leaf)) {
		if (!leaf)
			return -EAGAIN;
		err = try_leaf(tb, leaf, fl, res, flags);
		if (err <= 0)
			return err;
	}
	for (e = fib_match_first(&tb->tree, addr, &m); e; e = fib_match_next(&m)) {
		err = try_unless(&missed, tb, e, fl, res, flags);
		if (err <= 0)
			return err;
	}
	return -EAGAIN;
}

/** As lookup_merged(), with @b compiled: @leaf is what was found in it. 1: ask both tables. */
static int lookup_compiled(struct fib_table *a, struct fib_table *b, u32 leaf,
			   const struct flowi4 *fl, struct fib_result *res, u32 flags)
{
	const struct fib_entry *e;
	struct fib_match m;
	int err;

	for (e = fib_match_first(&a->tree, be32toh(fl->daddr), &m);
	     e && (!leaf || fib_entry_plen(e) >= fib_leaf_plen(leaf)); e = fib_match_next(&m)) {
		err = try_entry(a, e, fl, res, flags);
		if (err <= 0)
			return err;
		if (err == MISSED_ADDRESS)
			return 1;
	}
	return leaf ? try_leaf(b, leaf, fl, res, flags) : -EAGAIN;
}

/** Both tables as if they were one; @a's routes go first among those of one length. */
static int lookup_merged(struct fib_table *a, struct fib_table *b, const struct flowi4 *fl,
			 struct fib_result *res, u32 flags)
{
	u32 addr = be32toh(fl->daddr), leaf;
	const struct fib_entry *ea, *eb;
	struct missed missed = { .any = false };
	struct fib_match ma, mb;
	int err;

	if (fib_compiled_lookup(b, addr, &leaf)) {
		err = lookup_compiled(a, b, leaf, fl, res, flags);
		if (err <= 0)
			return err;
	}
	ea = fib_match_first(&a->tree, addr, &ma);
	eb = fib_match_first(&b->tree, addr, &mb);
	while (ea || eb) {
		bool first = ea && (!eb || fib_entry_slen(ea) <= fib_entry_slen(eb));

		err = try_unless(&missed, first ? a : b, first ? ea : eb, fl, res, flags);
		if (err <= 0)
			return err;
		if (first)
			ea = fib_match_next(&ma);
		else
			eb = fib_match_next(&mb);
	}
	return -EAGAIN;
}

int fib_table_lookup(struct fib_table *tb, const struct flowi4 *fl, struct fib_result *res,
		     u32 flags)
{
	struct netns_ipv4 *n = tb->net->ipv4;
	int err;

	if (!n->fib_has_custom_rules && n->fib_local && n->fib_main &&
	    (tb == n->fib_local || tb == n->fib_main))
		err = lookup_merged(n->fib_local, n->fib_main, fl, res, flags);
	else
		err = lookup_one(tb, fl, res, flags);
	/* Of the two merged tables, Linux names the one that was asked. */
	if (!err)
		res->table = tb;
	return err;
}

int fib_lookup(struct net *net, const struct flowi4 *fl, struct fib_result *res, u32 flags)
{
	struct netns_ipv4 *n = net->ipv4;
	int err = -ENETUNREACH;

	if (n->fib_has_custom_rules)
		return fib4_rules_lookup(net, fl, res, flags);
	if (n->fib_main || n->fib_local)
		err = fib_table_lookup(n->fib_main ? n->fib_main : n->fib_local, fl, res, flags);
	/* A route that refuses in "main" does not keep "default" from being asked, as in Linux. */
	if (err && n->fib_default)
		err = fib_table_lookup(n->fib_default, fl, res, flags);
	return err == -EAGAIN ? -ENETUNREACH : err;
}

static u8 addr_type(struct net *net, const struct net_device *dev, __be32 addr, u32 tb_id)
{
	struct flowi4 fl = { .daddr = addr };
	struct fib_result res;
	struct fib_table *tb;

	if (ipv4_is_zeronet(addr) || ipv4_is_lbcast(addr))
		return RTN_BROADCAST;
	if (ipv4_is_multicast(addr))
		return RTN_MULTICAST;
	tb = fib_get_table(net, tb_id);
	if (!tb)
		return RTN_BROADCAST;
	if (!fib_table_lookup(tb, &fl, &res, 0) && (!dev || dev == fib_info_nh(res.fi, 0)->dev))
		return res.type;
	return RTN_UNICAST;
}

u8 inet_addr_type_table(struct net *net, __be32 addr, u32 tb_id)
{
	return addr_type(net, NULL, addr, tb_id);
}

u8 inet_addr_type_dev(struct net *net, const struct net_device *dev, __be32 addr)
{
	return addr_type(net, NULL, addr, RT_TABLE_LOCAL);
}
