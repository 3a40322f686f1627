/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Resilient groups: a table of buckets, each of which names a member; a packet's hash names a
 * bucket. When members or weights change, buckets move from members with too many to those with
 * too few, one by one as they fall idle, so that flows keep their way as long as they can.
 *
 *   bucket  0  1  2  3  4  5  6  7
 *   entry   1  1  1  1  0  0  0  0      entry 0: wants 4, has 4    balanced
 *                                       after a change: wants 6, has 4   underweight
 *
 * A bucket that was not used since it moved counts as idle; so does one unused for idle_timer. After
 * unbalanced_timer buckets move whether idle or not.
 */
#include "net/ipv4/nexthop_internal.h"

#define UPKEEP_MINIMUM_INTERVAL (NSEC_PER_SEC / 2)

static void upkeep_expire(struct kernel *k, struct timer *t);

/* ---- life ---------------------------------------------------------------------------------- */

/** A timer that is armed already can be moved without memory. */
static void upkeep_at(struct nh_res_table *t, u64 when)
{
	(void)!timer_mod(t->nh->net->kernel, &t->upkeep, when);
}

struct nh_res_table *nh_res_table_create(struct nexthop *nh, const struct nh_config *cfg)
{
	struct kernel *k = nh->net->kernel;
	struct nh_res_table *t =
		kzalloc(&k->mem, sizeof(*t) + cfg->res_buckets * sizeof(t->bucket[0]));

	if (!t)
		return NULL;
	t->nh = nh;
	t->n = cfg->res_buckets;
	t->idle_timer = cfg->idle_timer;
	t->unbalanced_timer = cfg->unbalanced_timer;
	INIT_LIST_HEAD(&t->underweight);
	timer_setup(&t->upkeep, upkeep_expire);
	if (timer_mod(k, &t->upkeep, ~0ull)) {
		kfree(&k->mem, t);
		return NULL;
	}
	return t;
}

void nh_res_table_free(struct kernel *k, struct nh_res_table *t)
{
	if (!t)
		return;
	timer_del(k, &t->upkeep);
	kfree(&k->mem, t);
}

void nh_res_table_cancel_upkeep(struct nh_res_table *t)
{
	upkeep_at(t, ~0ull);
}

/* ---- buckets ------------------------------------------------------------------------------- */

static void bucket_unset(struct nh_group *g, struct nh_res_bucket *b)
{
	if (b->occupied)
		g->e[b->entry].count--;
	b->occupied = false;
}

/** Should @b leave its entry? *@deadline: when that may change, if earlier than what it holds. */
static bool should_migrate(const struct nh_group *g, const struct nh_res_bucket *b, u64 now,
			   u64 *deadline)
{
	const struct nh_res_table *t = g->res;
	u64 idle, forced;

	if (!b->occupied)
		return true;
	if (g->e[b->entry].count <= g->e[b->entry].wants)
		return false;
	idle = b->used == b->migrated ? now : b->used + t->idle_timer;
	if (now >= idle)
		return true;
	if (t->unbalanced_timer) {
		forced = t->unbalanced_since + t->unbalanced_timer;
		if (now > forced)
			return true;
		*deadline = min(*deadline, forced);
	}
	*deadline = min(*deadline, idle);
	return false;
}

static void migrate(struct nh_group *g, u32 i, u64 now, bool notify)
{
	struct nh_res_bucket *b = &g->res->bucket[i];
	struct nh_grp_entry *to;

	/* Where one has too many, another has too few. */
	if (list_empty(&g->res->underweight))
		return;
	to = list_first_entry(&g->res->underweight, struct nh_grp_entry, uw);
	bucket_unset(g, b);
	*b = (struct nh_res_bucket) { now, now, to - g->e, true };
	to->count++;
	if (notify)
		nexthop_bucket_notify(g->res->nh, i);
	if (to->count == to->wants)
		list_del(&to->uw);
}

static void upkeep(struct nh_group *g, bool notify)
{
	struct nh_res_table *t = g->res;
	u64 now = ktime_get(t->nh->net->kernel);
	u64 deadline = now + (t->unbalanced_timer ? t->unbalanced_timer : t->idle_timer);

	for (u32 i = 0; i < t->n; i++)
		if (should_migrate(g, &t->bucket[i], now, &deadline))
			migrate(g, i, now, notify);
	upkeep_at(t, nh_res_table_is_balanced(t) ? ~0ull
						 : max(deadline, now + UPKEEP_MINIMUM_INTERVAL));
}

static void upkeep_expire(struct kernel *k, struct timer *timer)
{
	struct nh_res_table *t = container_of(timer, struct nh_res_table, upkeep);

	/* It left the heap to fire, whose room for it is still there. */
	upkeep(t->nh->group, true);
}

/* ---- balance ------------------------------------------------------------------------------- */

/** How many buckets each entry wants, by weight; who has too few waits in line, the last first. */
static void want(struct nh_group *g)
{
	struct nh_res_table *t = g->res;
	u64 total = 0, w = 0, prev = 0;

	INIT_LIST_HEAD(&t->underweight);
	for (u32 i = 0; i < g->n; i++)
		total += g->e[i].weight;
	for (u32 i = 0; i < g->n; i++) {
		struct nh_grp_entry *e = &g->e[i];
		u64 bound;

		w += e->weight;
		bound = (t->n * w + total / 2) / total;
		e->wants = bound - prev;
		prev = bound;
		INIT_LIST_HEAD(&e->uw);
		if (e->count >= e->wants)
			continue;
		if (list_empty(&t->underweight))
			t->unbalanced_since = ktime_get(t->nh->net->kernel);
		list_add(&e->uw, &t->underweight);
	}
}

void nh_res_table_fill(struct nh_group *g)
{
	want(g);
	upkeep(g, false);
}

void nh_res_table_rebalance(struct nh_group *g)
{
	struct nh_res_table *t = g->res;
	bool was = !nh_res_table_is_balanced(t);
	u64 since = t->unbalanced_since;

	want(g);
	if (was && !nh_res_table_is_balanced(t))
		t->unbalanced_since = since;
	upkeep(g, false);
}

void nh_res_table_forget(struct nh_group *g, u32 entry)
{
	struct nh_res_table *t = g->res;

	for (u32 i = 0; i < t->n; i++) {
		struct nh_res_bucket *b = &t->bucket[i];

		if (b->occupied && b->entry == entry)
			bucket_unset(g, b);
		else if (b->entry > entry)
			b->entry--;
	}
}

static bool find_entry(const struct nh_group *g, const struct nexthop *nh, u16 *ret_entry)
{
	for (u32 i = 0; i < g->n; i++) {
		if (g->e[i].nh != nh)
			continue;
		*ret_entry = i;
		return true;
	}
	return false;
}

void nh_res_table_move(struct nh_group *oldg, struct nh_group *newg)
{
	struct nh_res_table *t = oldg->res;

	for (u32 i = 0; i < t->n; i++) {
		struct nh_res_bucket *b = &t->bucket[i];
		const struct nexthop *nh = oldg->e[b->entry].nh;

		bucket_unset(oldg, b);
		b->occupied = find_entry(newg, nh, &b->entry);
		if (b->occupied)
			newg->e[b->entry].count++;
	}
	oldg->res = newg->res;
	newg->res = t;
	nh_res_table_rebalance(newg);
}

/* ---- choice -------------------------------------------------------------------------------- */

u32 nh_res_select(struct nh_group *g, u32 hash)
{
	struct nh_res_bucket *b = &g->res->bucket[hash % g->res->n];

	b->used = ktime_get(g->res->nh->net->kernel);
	return b->entry;
}
