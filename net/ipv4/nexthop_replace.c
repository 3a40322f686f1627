/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * A nexthop enters its namespace, or takes the place of the one with its number.
 *
 * Replacing first asks whether all that depends on the old one (routes, groups, routes by these
 * groups) can live with the new one; then the two swap what is behind the number, and the new
 * object ends with what the old one was. After the questions nothing can fail.
 */
#include "net/ipv4/nexthop_internal.h"

static int refuse(struct netlink_ext_ack *extack, const char *msg)
{
	NL_SET_ERR_MSG(extack, msg);
	return -EINVAL;
}

/* ---- dependants ---------------------------------------------------------------------------- */

/** Can the routes by @old go by @new? */
static int check_routes(const struct nexthop *old, const struct nexthop *new,
			struct netlink_ext_ack *extack)
{
	struct fib_info *fi;
	int err;

	list_for_each_entry (fi, &old->fi_list, in_nexthop) {
		err = fib_check_nexthop(new, fi->scope, extack);
		if (err)
			return err;
	}
	return list_empty(&old->f6i_list) ? 0 : fib6_check_nexthop(new, extack);
}

static int check_dependants(const struct nexthop *old, const struct nexthop *new,
			    struct netlink_ext_ack *extack)
{
	int err = check_routes(old, new, extack);
	struct nh_grp_entry *e;

	if (err)
		return err;
	list_for_each_entry (e, &old->grp_list, in_nh) {
		if (!new->is_group &&new->info->reject && e->parent->group->n > 1)
			return refuse(
				extack,
				"Blackhole nexthop can not be a member of a group with more than one path");
		err = check_routes(e->parent, new, extack);
		if (err)
			return err;
	}
	return 0;
}

static void notify_routes(struct nexthop *nh, const struct nl_info *info)
{
	const struct ipv6_stub *stub = nh->net->kernel->inet->ipv6_stub;
	struct fib_info *fi;

	if (!list_empty(&nh->fi_list)) {
		list_for_each_entry (fi, &nh->fi_list, in_nexthop)
			fi->nh_updated = true;
		fib_info_notify_update(nh->net, info);
		list_for_each_entry (fi, &nh->fi_list, in_nexthop)
			fi->nh_updated = false;
	}
	if (!list_empty(&nh->f6i_list))
		stub->nexthop_changed(nh->net, nh, (struct nlmsghdr *)info->nlh, info->portid);
}

/** RTM_NEWROUTE of every route that @nh is behind, directly or by a group. */
static void notify_dependants(struct nexthop *nh, const struct nl_info *info)
{
	struct nh_grp_entry *e;

	notify_routes(nh, info);
	list_for_each_entry (e, &nh->grp_list, in_nh)
		notify_routes(e->parent, info);
}

/* ---- replacing ----------------------------------------------------------------------------- */

static void set_parent(struct nh_group *g, struct nexthop *parent)
{
	for (u32 i = 0; i < g->n; i++)
		g->e[i].parent = parent;
}

static int replace_group(struct nexthop *old, struct nexthop *new, const struct nh_config *cfg,
			 struct netlink_ext_ack *extack)
{
	struct nh_group *oldg = old->group, *newg;

	if (!new->is_group)
		return refuse(extack, "Can not replace a nexthop group with a nexthop.");
	newg = new->group;
	if (newg->resilient != oldg->resilient)
		return refuse(extack,
			      "Can not replace a nexthop group with one of a different type.");
	if (newg->resilient) {
		struct nh_res_table *t = oldg->res;

		if (cfg->has_buckets && cfg->res_buckets != t->n)
			return refuse(
				extack,
				"Can not change number of buckets of a resilient nexthop group.");
		if (cfg->has_idle)
			t->idle_timer = cfg->idle_timer;
		if (cfg->has_unbalanced)
			t->unbalanced_timer = cfg->unbalanced_timer;
		nh_res_table_move(oldg, newg);
	}
	set_parent(newg, old);
	set_parent(oldg, new);
	old->group = newg;
	new->group = oldg;
	return 0;
}

static int replace_single(struct nexthop *old, struct nexthop *new, struct netlink_ext_ack *extack)
{
	struct nh_info *oldi = old->info, *newi;
	struct nh_grp_entry *e;

	if (new->is_group)
		return refuse(extack, "Can not replace a nexthop with a nexthop group.");
	newi = new->info;
	if (!list_empty(&old->grp_list) && newi->fdb != oldi->fdb)
		return refuse(extack, "Cannot change nexthop FDB status while in a group");
	newi->parent = old;
	oldi->parent = new;
	old->protocol = new->protocol;
	old->flags = new->flags;
	old->info = newi;
	new->info = oldi;
	/* A group that gains an IPv4 member does not come to know of it: so does Linux. */
	if (oldi->family == AF_INET && newi->family == AF_INET6)
		list_for_each_entry (e, &old->grp_list, in_nh)
			nh_group_v4_update(e->parent->group);
	return 0;
}

static int replace(struct nexthop *old, struct nexthop *new, const struct nh_config *cfg,
		   struct netlink_ext_ack *extack)
{
	int err = check_dependants(old, new, extack);

	if (!err)
		err = old->is_group ? replace_group(old, new, cfg, extack)
				    : replace_single(old, new, extack);
	if (err)
		return err;
	/* Gateways that were resolved through routes by it may be elsewhere now. */
	fib_memo_flush(old->net);
	__remove_nexthop(new, NULL);
	nexthop_put(new);
	return 0;
}

/* ---- inserting ----------------------------------------------------------------------------- */

static int insert(struct nexthop *nh, const struct nh_config *cfg, struct netlink_ext_ack *extack)
{
	if (cfg->nlflags & NLM_F_REPLACE && !(cfg->nlflags & NLM_F_CREATE)) {
		NL_SET_ERR_MSG(extack, "Replace specified without create and no entry exists");
		return -ENOENT;
	}
	if (nh->is_group && nh->group->resilient) {
		if (!cfg->has_buckets)
			return refuse(
				extack,
				"Number of buckets not specified for nexthop group insertion");
		nh_res_table_fill(nh->group);
	}
	idtree_insert(&nh->net->nexthop->tree, &nh->by_id);
	return 0;
}

int insert_nexthop(struct nexthop *nh, struct nh_config *cfg, struct netlink_ext_ack *extack)
{
	struct net *net = nh->net;
	struct nexthop *old = nexthop_find_by_id(net, cfg->id);
	int err;

	if (!old)
		err = insert(nh, cfg, extack);
	else if (cfg->nlflags & NLM_F_REPLACE)
		err = replace(old, nh, cfg, extack);
	else
		err = -EEXIST;
	if (err)
		return err;
	nh_base_seq_inc(net);
	nexthop_notify(RTM_NEWNEXTHOP, old ? old : nh, &cfg->nl);
	if (old && net->ipv4->sysctl_nexthop_compat_mode)
		notify_dependants(old, &cfg->nl);
	return 0;
}
