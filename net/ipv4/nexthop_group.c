/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Groups of nexthops: members by weight, and which of them a packet's hash falls to.
 *
 * A hash-threshold group gives each member the part of the 31-bit hash range that its weight is of
 * all weights. A member that is removed is taken out in place, so that no removal needs memory.
 */
#include "net/core/neighbour.h"
#include "net/ipv4/nexthop_internal.h"

/* ---- life ---------------------------------------------------------------------------------- */

static struct nh_group *group_alloc(struct net *net, const struct nh_config *cfg)
{
	struct nh_group *g =
		kzalloc(&net->kernel->mem, sizeof(*g) + cfg->grp_n * sizeof(struct nh_grp_entry));

	if (!g)
		return NULL;
	g->n = cfg->grp_n;
	g->fdb = cfg->fdb;
	g->hw_stats = cfg->hw_stats;
	g->resilient = cfg->grp_type == NEXTHOP_GRP_TYPE_RES;
	return g;
}

static void join(struct nexthop *group, u32 i, struct nexthop *member, u32 weight)
{
	struct nh_grp_entry *e = &group->group->e[i];

	nexthop_get(member);
	e->nh = member;
	e->parent = group;
	e->weight = weight;
	INIT_LIST_HEAD(&e->uw);
	list_add(&e->in_nh, &member->grp_list);
	if (member->info->family == AF_INET)
		group->group->has_v4 = true;
}

int nexthop_create_group(struct net *net, const struct nh_config *cfg, struct nexthop **ret_nh)
{
	struct nexthop *nh = nexthop_alloc(net, cfg);

	if (!nh)
		return -ENOMEM;
	nh->is_group = true;
	nh->group = group_alloc(net, cfg);
	if (!nh->group)
		goto free_nh;
	if (nh->group->resilient) {
		nh->group->res = nh_res_table_create(nh, cfg);
		if (!nh->group->res)
			goto free_group;
	}
	for (u32 i = 0; i < cfg->grp_n; i++) {
		struct knexthop_grp g;

		memcpy(&g, &cfg->grp[i], sizeof(g));
		join(nh, i, nexthop_find_by_id(net, g.id), knexthop_grp_weight(&g));
	}
	if (!nh->group->resilient)
		nh_hthr_group_rebalance(nh->group);
	*ret_nh = nh;
	return 0;

free_group:
	kfree(&net->kernel->mem, nh->group);
free_nh:
	kfree(&net->kernel->mem, nh);
	return -ENOMEM;
}

void nexthop_group_free(struct net *net, struct nh_group *g)
{
	for (u32 i = 0; i < g->n; i++)
		nexthop_put(g->e[i].nh);
	nh_res_table_free(net->kernel, g->res);
	kfree(&net->kernel->mem, g);
}

void nh_group_v4_update(struct nh_group *g)
{
	g->has_v4 = false;
	for (u32 i = 0; i < g->n; i++)
		if (g->e[i].nh->info->family == AF_INET)
			g->has_v4 = true;
}

/* ---- removal ------------------------------------------------------------------------------- */

static void take_out(struct nh_group *g, u32 i)
{
	bool hw_stats = g->hw_stats;

	g->hw_stats = g->other_hw_stats;
	g->other_hw_stats = hw_stats;
	if (g->resilient)
		nh_res_table_forget(g, i);
	for (u32 j = 0; j < g->n; j++)
		list_del(&g->e[j].in_nh);
	nexthop_put(g->e[i].nh);
	g->n--;
	memmove(&g->e[i], &g->e[i + 1], (g->n - i) * sizeof(g->e[0]));
	for (u32 j = 0; j < g->n; j++) {
		INIT_LIST_HEAD(&g->e[j].uw);
		list_add(&g->e[j].in_nh, &g->e[j].nh->grp_list);
	}
	nh_group_v4_update(g);
	if (g->resilient)
		nh_res_table_rebalance(g);
	else
		nh_hthr_group_rebalance(g);
}

void remove_nexthop_from_groups(struct nexthop *nh, const struct nl_info *info)
{
	/* Each turn takes at least the first out of the list. */
	while (!list_empty(&nh->grp_list)) {
		struct nh_grp_entry *e =
			list_first_entry(&nh->grp_list, struct nh_grp_entry, in_nh);
		struct nexthop *parent = e->parent;

		if (parent->group->n == 1) {
			remove_nexthop(parent, info);
			continue;
		}
		take_out(parent->group, e - parent->group->e);
		if (info)
			nexthop_notify(RTM_NEWNEXTHOP, parent, info);
	}
}

void remove_nexthop_group(struct nexthop *nh)
{
	for (u32 i = 0; i < nh->group->n; i++)
		list_del(&nh->group->e[i].in_nh);
	if (nh->group->resilient)
		nh_res_table_cancel_upkeep(nh->group->res);
}

/* ---- balance and choice -------------------------------------------------------------------- */

void nh_hthr_group_rebalance(struct nh_group *g)
{
	u64 total = 0, w = 0;

	for (u32 i = 0; i < g->n; i++)
		total += g->e[i].weight;
	for (u32 i = 0; i < g->n; i++) {
		w += g->e[i].weight;
		g->e[i].upper_bound = (s32)(((w << 31) + total / 2) / total - 1);
	}
}

/** Is the gateway, as a neighbour, not known to be out of reach? Groups always ask. */
static bool good_nh(const struct nh_info *nhi)
{
	struct kernel *k = nhi->parent->net->kernel;
	const struct fib_nh *hop = &nhi->hop;
	static const struct in6_addr any;
	struct neighbour *n;
	bool good;

	if (nhi->family == AF_INET)
		n = neigh_lookup(neigh_tbl(k, NEIGH_ARP_TABLE),
				 hop->gw.family ? (const void *)&hop->gw.ipv4 : &any, hop->dev);
	else
		n = neigh_lookup(neigh_tbl(k, NEIGH_ND_TABLE),
				 hop->gw.family ? &hop->gw.ipv6 : &any, hop->dev);
	if (!n)
		return true;
	good = n->nud_state & NUD_VALID;
	neigh_release(n);
	return good;
}

static u32 select_hthr(const struct nh_group *g, u32 hash)
{
	u32 first = g->n;

	for (u32 i = 0; i < g->n; i++) {
		if ((s32)hash > g->e[i].upper_bound)
			continue;
		if (g->fdb || good_nh(g->e[i].nh->info))
			return i;
		if (first == g->n)
			first = i;
	}
	return first < g->n ? first : 0;
}

static u32 select_entry(struct nh_group *g, u32 hash)
{
	u32 i = g->resilient ? nh_res_select(g, hash) : select_hthr(g, hash);

	g->e[i].packets++;
	return i;
}

struct nexthop *nexthop_select_path(struct nexthop *nh, u32 hash)
{
	return nh->is_group ? nh->group->e[select_entry(nh->group, hash)].nh : nh;
}

struct fib_nh *nexthop_select_hop(struct nexthop *nh, u32 hash, u32 *ret_i)
{
	*ret_i = nh->is_group ? select_entry(nh->group, hash) : 0;
	return nexthop_hop(nh, *ret_i);
}
