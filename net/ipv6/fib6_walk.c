/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Walks over the routes of a table in the order of Linux's dumps, and what is done to all routes
 * of all tables: cleaning, expiry.
 *
 * At a destination that has source routes, those come first, then the longer destinations inside
 * it, then its own routes for any source.
 */
#include "net/ipv6/ip6_fib.h"

void fib6_iter_start(struct fib6_iter *it, const struct fib6_table *t)
{
	it->table = t;
	it->fork = NULL;
	fib6_walk_start(&it->w, &t->dst);
}

static struct fib6_fork *fork_at(const struct fib6_table *t, const struct fib6_cursor *c)
{
	struct fib6_pfx *p = fib6_trie_find(&t->dst, &c->dst, c->dplen);

	return p && p->kind == FIB6_FORK ? container_of(p, struct fib6_fork, p) : NULL;
}

static void seek_in_sources(struct fib6_iter *it, const struct fib6_cursor *c)
{
	struct fib6_pfx *p;

	fib6_walk_seek(&it->w, &it->table->dst, &c->dst, c->dplen, FIB6_PRE);
	it->fork = fork_at(it->table, c);
	if (!it->fork)
		return;
	fib6_walk_next(&it->w, &p);
	fib6_walk_seek(&it->sub, &it->fork->src, &c->src, c->splen, FIB6_POST);
	if (fib6_trie_find(&it->fork->src, &c->src, c->splen))
		fib6_walk_next(&it->sub, &p);
}

void fib6_iter_seek_after(struct fib6_iter *it, const struct fib6_table *t,
			  const struct fib6_cursor *c)
{
	struct fib6_pfx *p;

	fib6_iter_start(it, t);
	if (!c->begun)
		return;
	if (c->in_sources) {
		seek_in_sources(it, c);
		return;
	}
	fib6_walk_seek(&it->w, &t->dst, &c->dst, c->dplen, FIB6_POST);
	if (fib6_trie_find(&t->dst, &c->dst, c->dplen))
		fib6_walk_next(&it->w, &p);
}

static void cursor_set(struct fib6_cursor *c, const struct fib6_pfx *dst,
		       const struct fib6_pfx *src)
{
	memset(c, 0, sizeof(*c));
	c->begun = true;
	c->dst = dst->addr;
	c->dplen = dst->plen;
	if (src) {
		c->in_sources = true;
		c->src = src->addr;
		c->splen = src->plen;
	}
}

/* Next chain of the fork in hand; NULL when it is through. */
static struct fib6_info *next_source(struct fib6_iter *it, struct fib6_cursor *c)
{
	enum fib6_visit visit;
	struct fib6_pfx *p;

	while ((visit = fib6_walk_next(&it->sub, &p)) != FIB6_END)
		if (visit == FIB6_POST) {
			cursor_set(c, &it->fork->p, p);
			return &container_of(p, struct fib6_src_info, src)->i;
		}
	it->fork = NULL;
	return NULL;
}

struct fib6_info *fib6_iter_next(struct fib6_iter *it, struct fib6_cursor *c)
{
	enum fib6_visit visit;
	struct fib6_info *rt;
	struct fib6_pfx *p;

	for (;;) {
		if (it->fork) {
			rt = next_source(it, c);
			if (rt)
				return rt;
		}
		visit = fib6_walk_next(&it->w, &p);
		if (visit == FIB6_END)
			return NULL;
		if (visit == FIB6_PRE) {
			if (p->kind != FIB6_FORK)
				continue;
			it->fork = container_of(p, struct fib6_fork, p);
			fib6_walk_start(&it->sub, &it->fork->src);
			continue;
		}
		rt = p->kind == FIB6_FORK ? container_of(p, struct fib6_fork, p)->leaf
					  : container_of(p, struct fib6_info, p);
		if (rt) {
			cursor_set(c, p, NULL);
			return rt;
		}
	}
}

/* ---- all routes of all tables ---- */

#define BATCH 128

struct cleaner {
	int (*fn)(struct fib6_info *rt, void *arg);
	void *arg;
	u32 n;
	struct fib6_info *doomed[BATCH];
};

/* Ask for every route of a chain. False: the batch is full, come again. */
static bool clean_chain(struct cleaner *cl, struct fib6_info *rt)
{
	struct fib6_info *first, *last;

	for (; rt; rt = rt->next) {
		switch (cl->fn(rt, cl->arg)) {
		case FIB6_CLEAN_DEL:
			if (cl->n == BATCH)
				return false;
			cl->doomed[cl->n++] = rt;
			break;
		case FIB6_CLEAN_SKIP:
			if (fib6_siblings(rt, &first, &last))
				rt = last;
			break;
		}
	}
	return true;
}

static void clean_table(struct net *net, const struct fib6_table *t, struct cleaner *cl)
{
	struct nl_info info = { .net = net };
	struct fib6_cursor done = { .begun = false }, here;
	struct fib6_info *rt;
	struct fib6_iter it;
	bool more;

	do {
		more = false;
		cl->n = 0;
		fib6_iter_seek_after(&it, t, &done);
		while ((rt = fib6_iter_next(&it, &here))) {
			more = !clean_chain(cl, rt);
			if (more)
				break;
			done = here;
		}
		for (u32 i = 0; i < cl->n; i++)
			fib6_del(cl->doomed[i], &info);
	} while (more);
}

void fib6_clean_all(struct net *net, int (*fn)(struct fib6_info *rt, void *arg), void *arg,
		    bool skip_notify)
{
	bool silent = skip_notify || !rtnl_has_listeners(net, RTNLGRP_IPV6_ROUTE);
	struct cleaner cl = { .fn = fn, .arg = arg };
	struct fib6_table *t;
	u32 i;

	idvec_for_each_from (&net->ipv6->fib_tables, i, t, 0)
		if (silent)
			fib6_sift_table(net->ipv6, t, fn, arg);
		else
			clean_table(net, t, &cl);
}

/* ---- expiry ---- */

static int expire(struct fib6_info *rt, void *arg)
{
	u64 now = *(u64 *)arg;

	return rt->meta->expires && now > rt->meta->expires ? FIB6_CLEAN_DEL : 0;
}

void fib6_run_gc(struct net *net)
{
	struct netns_ipv6 *n = net->ipv6;
	u64 now = ktime_get(net->kernel);

	if (!list_empty(&n->expiring))
		fib6_clean_all(net, expire, &now, false);
	timer_del(net->kernel, &n->gc);
	if (!list_empty(&n->expiring))
		(void)!fib6_start_gc(n);
}

int fib6_start_gc(struct netns_ipv6 *n)
{
	u64 interval = jiffies_to_ns(max(n->sysctl.gc_interval, 1));
	struct kernel *k = n->net->kernel;

	if (timer_pending(&n->gc))
		return 0;
	return timer_mod(k, &n->gc, ktime_get(k) + interval);
}
