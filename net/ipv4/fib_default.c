/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Several default routes of one metric: which gateway, when some are known not to answer.
 *
 *   default routes of the table, in order: 0, 1, 2 ...
 *   first one whose gateway is not known to be silent; else the last resort, and the table
 *   remembers it (fib_table.default_order), so that the next search tries another one
 */
#include "net/core/neighbour.h"
#include "net/ipv4/inetdevice.h"
#include "net/ipv4/ip_fib.h"

/* A search, as far as it came. */
struct search {
	const struct fib_table *tb;
	const struct flowi4 *fl;
	struct fib_info *found, *last_resort;
	int order, last_order; /* of @found, @last_resort; -1: none */
	int remembered; /* order that the last search ended with */
	u32 prio;
	u8 tos, scope;
};

/* May the gateway of s->found be taken to be silent? Keeps it in mind as a last resort. */
static bool looks_dead(struct search *s)
{
	const struct fib_nh *nh = fib_info_nh(s->found, 0);
	int index = nh->gw.family == AF_INET ? NEIGH_ARP_TABLE : NEIGH_ND_TABLE;
	const void *key = nh->gw.family == AF_INET ? (const void *)&nh->gw.ipv4 : &nh->gw.ipv6;
	struct neighbour *n = neigh_lookup(neigh_tbl(nh->dev->net->kernel, index), key, nh->dev);
	u8 state = n ? n->nud_state : NUD_REACHABLE;

	if (n)
		neigh_release(n);
	if (state == NUD_REACHABLE || (state & NUD_VALID && s->order != s->remembered))
		return false;
	if (state & NUD_VALID ||
	    (s->last_order < 0 && s->order > s->remembered && state != NUD_INCOMPLETE)) {
		s->last_resort = s->found;
		s->last_order = s->order;
	}
	return true;
}

enum verdict { PASS_OVER, CANDIDATE, NO_MORE };

static enum verdict judge(struct search *s, const struct fib_entry *e)
{
	struct fib_info *fi = fib_entry_info(s->tb->net, e);
	u8 tos = fib_entry_tos(e);
	const struct fib_nh *nh;

	if (tos && tos != (s->fl->tos & 0x1c))
		return PASS_OVER;
	if (e->prio > s->prio && tos == s->tos)
		return tos ? PASS_OVER : NO_MORE;
	if (fi->flags & RTNH_F_DEAD)
		return PASS_OVER;
	s->tos = tos;
	s->prio = e->prio;
	if (fi->scope != s->scope || fib_entry_type(e) != RTN_UNICAST)
		return PASS_OVER;
	nh = fib_info_nh(fi, 0);
	return nh->gw.family && nh->scope == RT_SCOPE_LINK ? CANDIDATE : PASS_OVER;
}

/* True: s->found is the one. */
static bool search(struct search *s, const struct fib_result *res)
{
	struct fib_table *tb = res->table;
	struct fib_entry *e;
	struct fib_iter it;

	fib_tree_lower_bound(&tb->tree, fib_key(0, 0, 0xff), 0, &it);
	for (e = fib_iter_get(&it); e && !fib_entry_addr(e) && !fib_entry_plen(e);
	     e = fib_iter_next(&it)) {
		enum verdict v = judge(s, e);

		if (v == NO_MORE)
			break;
		if (v == PASS_OVER)
			continue;
		if (!s->found) {
			if (fib_entry_info(tb->net, e) != res->fi)
				break;
			/* What is remembered belongs to the first. */
			s->remembered = tb->default_info == res->fi->id ? tb->default_order : -1;
		} else if (!looks_dead(s)) {
			return true;
		}
		s->found = fib_entry_info(tb->net, e);
		s->order++;
	}
	return s->order > 0 && !looks_dead(s);
}

void fib_select_default(const struct flowi4 *fl, struct fib_result *res)
{
	struct search s = { .tb = res->table,
			    .fl = fl,
			    .order = -1,
			    .last_order = -1,
			    .prio = res->priority,
			    .scope = res->scope };
	u32 first = res->fi->id;
	bool sure = search(&s, res);
	struct fib_info *chosen = sure ? s.found : s.last_resort;

	if (!s.found)
		return;
	res->table->default_info = first;
	res->table->default_order = sure ? s.order : s.last_order;
	if (chosen) {
		res->fi = chosen;
		res->nh = fib_info_nh(chosen, 0);
	}
}
