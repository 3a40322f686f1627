/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Tables of IPv6 routes: insertion and removal with Linux's meaning of the request's flags, and
 * walks in the order of its dumps. See ip6_fib.h.
 *
 * A change first does what can fail (a place in the tree), then the rest, which cannot.
 */
#include "net/ipv6/ip6_fib.h"

#include "net/ipv4/nexthop.h"
#include "net/ipv6/route.h"

static struct kmem *mem_of(const struct fib6_table *t)
{
	return t->dst.mem;
}

/* ---- tables ---- */

struct fib6_table *fib6_get_table(const struct net *net, u32 id)
{
	struct fib6_table *t;

	if (!id)
		id = RT6_TABLE_MAIN;
	htable_for_each_possible (&net->ipv6->fib_by_id, t, by_id, hash_u32(id))
		if (t->id == id)
			return t;
	return NULL;
}

/* Linux walks 256 buckets by number, and in a bucket the newest table first. */
static u64 dump_position(const struct netns_ipv6 *n, u32 id)
{
	return (u64)(id & 255) << 32 | (0xffffffffu - n->fib_tables.n);
}

struct fib6_table *fib6_new_table(struct net *net, u32 id)
{
	struct netns_ipv6 *n = net->ipv6;
	struct kmem *mem = &net->kernel->mem;
	struct fib6_table *t = fib6_get_table(net, id);
	u64 position;

	if (t)
		return t;
	t = kzalloc(mem, sizeof(*t));
	if (!t)
		return NULL;
	t->id = id ? id : RT6_TABLE_MAIN;
	t->dst.mem = mem;
	position = dump_position(n, t->id);
	if (idvec_insert(&n->fib_tables, mem, position, t))
		goto free_table;
	if (htable_insert(&n->fib_by_id, &t->by_id, hash_u32(t->id)))
		goto remove_table;
	return t;

remove_table:
	idvec_remove(&n->fib_tables, position);
free_table:
	kfree(mem, t);
	return NULL;
}

int fib6_net_init(struct net *net)
{
	struct netns_ipv6 *n = net->ipv6;

	htable_init(&n->fib_by_id, &net->kernel->mem);
	htable_init(&n->metas, &net->kernel->mem);
	INIT_LIST_HEAD(&n->expiring);
	n->main = fib6_new_table(net, RT6_TABLE_MAIN);
	n->local = fib6_new_table(net, RT6_TABLE_LOCAL);
	return n->main && n->local ? 0 : -ENOMEM;
}

static int delete_any(struct fib6_info *rt, void *arg)
{
	return FIB6_CLEAN_DEL;
}

void fib6_net_exit(struct net *net)
{
	struct netns_ipv6 *n = net->ipv6;
	struct fib6_table *t;
	u32 i;

	fib6_clean_all(net, delete_any, NULL, true);
	idvec_for_each_from (&n->fib_tables, i, t, 0)
		kfree(&net->kernel->mem, t);
	idvec_destroy(&n->fib_tables, &net->kernel->mem);
	htable_destroy(&n->fib_by_id);
	htable_destroy(&n->metas);
	kfree(&net->kernel->mem, n->way);
}

/* ---- routes ---- */

static struct fib6_src_info *src_info(struct fib6_info *rt)
{
	return container_of(rt, struct fib6_src_info, i);
}

struct fib6_info *fib6_info_alloc(struct netns_ipv6 *n, struct fib6_meta *meta,
				  const struct in6_addr *dst, u32 plen, u32 metric)
{
	bool sourced = meta->k.src_plen;
	struct kmem *mem = &n->net->kernel->mem;
	struct fib6_nh_info *by_nexthop;
	struct fib6_info *rt;

	if (meta->k.nh) {
		by_nexthop = kzalloc(mem, sizeof(*by_nexthop));
		rt = by_nexthop ? &by_nexthop->i : NULL;
	} else {
		rt = kzalloc(mem, sourced ? sizeof(struct fib6_src_info) : sizeof(*rt));
	}
	if (!rt)
		return NULL;
	ipv6_addr_prefix(&rt->p.addr, dst, plen);
	rt->p.plen = plen;
	rt->p.bits[0] = 1;
	rt->metric = metric;
	rt->meta = meta;
	if (sourced) {
		src_info(rt)->src.addr = meta->k.src;
		src_info(rt)->src.plen = meta->k.src_plen;
	}
	return rt;
}

void fib6_info_release(struct netns_ipv6 *n, struct fib6_info *rt)
{
	void *block = rt;

	if (!rt || --rt->p.bits[0])
		return;
	if (rt->meta->k.nh)
		block = container_of(rt, struct fib6_nh_info, i);
	fib6_meta_put(n, rt->meta);
	kfree(&n->net->kernel->mem, block);
}

bool rt6_duplicate_nexthop(const struct fib6_info *a, const struct fib6_info *b)
{
	const struct fib6_key *x = &a->meta->k, *y = &b->meta->k;

	if (x->nh || y->nh)
		return x->nh == y->nh;
	return x->dev == y->dev && ipv6_addr_equal(&x->gw, &y->gw) && x->lws == y->lws;
}

/* ---- places: the chain of routes of one destination and source ---- */

static struct fib6_fork *as_fork(struct fib6_pfx *p)
{
	return p && p->kind == FIB6_FORK ? container_of(p, struct fib6_fork, p) : NULL;
}

/* The routes for any source at @p. */
static struct fib6_info *item_chain(struct fib6_pfx *p)
{
	struct fib6_fork *f = as_fork(p);

	return f ? f->leaf : p ? container_of(p, struct fib6_info, p) : NULL;
}

static struct fib6_info *src_chain(struct fib6_pfx *p)
{
	return p ? &container_of(p, struct fib6_src_info, src)->i : NULL;
}

struct fib6_info *fib6_locate(const struct fib6_table *t, const struct in6_addr *dst, u32 dplen,
			      const struct in6_addr *src, u32 splen)
{
	struct fib6_pfx *p = fib6_trie_find(&t->dst, dst, dplen);
	struct fib6_fork *f = as_fork(p);

	if (!splen)
		return item_chain(p);
	return f ? src_chain(fib6_trie_find(&f->src, src, splen)) : NULL;
}

bool fib6_has_sources(const struct fib6_table *t, const struct in6_addr *dst, u32 dplen)
{
	return as_fork(fib6_trie_find(&t->dst, dst, dplen));
}

struct fib6_info *fib6_first(const struct fib6_info *rt)
{
	const struct fib6_key *k = &rt->meta->k;

	return fib6_locate(k->table, &rt->p.addr, rt->p.plen, &k->src, k->src_plen);
}

/* A fork without source routes is none; without any routes it goes. */
static void fork_shrink(struct fib6_table *t, struct fib6_fork *f)
{
	if (f->src.root)
		return;
	if (f->leaf)
		fib6_trie_replace(&t->dst, &f->leaf->p);
	else
		fib6_trie_del(&t->dst, &f->p.addr, f->p.plen);
	kfree(mem_of(t), f);
}

static struct fib6_fork *fork_make(struct fib6_table *t, const struct fib6_info *rt)
{
	struct fib6_pfx *p = fib6_trie_find(&t->dst, &rt->p.addr, rt->p.plen);
	struct fib6_fork *f = as_fork(p);

	if (f)
		return f;
	f = kzalloc(mem_of(t), sizeof(*f));
	if (!f)
		return NULL;
	f->p.addr = rt->p.addr;
	f->p.plen = rt->p.plen;
	f->p.kind = FIB6_FORK;
	f->leaf = item_chain(p);
	f->src.mem = mem_of(t);
	if (p) {
		fib6_trie_replace(&t->dst, &f->p);
	} else if (fib6_trie_add(&t->dst, &f->p)) {
		kfree(mem_of(t), f);
		return NULL;
	}
	return f;
}

/* The first route of a place that has none. */
static int place_add(struct fib6_table *t, struct fib6_info *rt)
{
	struct fib6_fork *f;

	if (rt->meta->k.src_plen) {
		f = fork_make(t, rt);
		if (!f)
			return -ENOMEM;
		if (!fib6_trie_add(&f->src, &src_info(rt)->src))
			return 0;
		fork_shrink(t, f);
		return -ENOMEM;
	}
	f = as_fork(fib6_trie_find(&t->dst, &rt->p.addr, rt->p.plen));
	if (!f)
		return fib6_trie_add(&t->dst, &rt->p);
	f->leaf = rt;
	return 0;
}

/* @rt's place now begins with @head, or is empty when that is NULL. */
static void place_set(struct fib6_table *t, struct fib6_info *rt, struct fib6_info *head)
{
	struct fib6_fork *f = as_fork(fib6_trie_find(&t->dst, &rt->p.addr, rt->p.plen));

	if (rt->meta->k.src_plen) {
		if (head)
			fib6_trie_replace(&f->src, &src_info(head)->src);
		else
			fib6_trie_del(&f->src, &rt->meta->k.src, rt->meta->k.src_plen);
		fork_shrink(t, f);
	} else if (f) {
		f->leaf = head;
	} else if (head) {
		fib6_trie_replace(&t->dst, &head->p);
	} else {
		fib6_trie_del(&t->dst, &rt->p.addr, rt->p.plen);
	}
}

static void account(struct netns_ipv6 *n, struct fib6_info *rt, int by)
{
	struct nexthop *nh = rt->meta->k.nh;

	if (nh && by > 0)
		list_add(&container_of(rt, struct fib6_nh_info, i)->in_nexthop, &nh->f6i_list);
	else if (nh)
		list_del(&container_of(rt, struct fib6_nh_info, i)->in_nexthop);
	n->n_routes += by;
	n->fib_seq++;
	if (rt->meta->k.src_plen) {
		n->n_src_routes += by;
		rt->meta->k.table->n_src += by;
	}
}

static void mark_linked(struct netns_ipv6 *n, struct fib6_info *rt)
{
	rt->p.bits[1] |= FIB6_LINKED;
	fib6_info_hold(rt);
	account(n, rt, 1);
}

/* Take @rt, which follows @prev (NULL: nothing), out; the table's reference stays the caller's. */
static void unlink_after(struct netns_ipv6 *n, struct fib6_info *prev, struct fib6_info *rt)
{
	if (prev)
		prev->next = rt->next;
	else
		place_set(rt->meta->k.table, rt, rt->next);
	rt->next = NULL;
	rt->p.bits[1] &= ~FIB6_LINKED;
	account(n, rt, -1);
}

/* ---- siblings ---- */

u32 fib6_siblings(const struct fib6_info *rt, struct fib6_info **ret_first,
		  struct fib6_info **ret_last)
{
	struct fib6_info *it;
	u32 n = 0;

	if (!(rt->p.bits[1] & FIB6_MULTI) || !(rt->p.bits[1] & FIB6_LINKED))
		return 0;
	for (it = fib6_first(rt); it && it->metric <= rt->metric; it = it->next) {
		if (!fib6_is_sibling(it, rt))
			continue;
		if (!n++)
			*ret_first = it;
		*ret_last = it;
	}
	return n ? n - 1 : 0;
}

struct fib6_info *fib6_next_sibling(const struct fib6_info *rt)
{
	struct fib6_info *it;

	for (it = rt->next; it && it->metric == rt->metric; it = it->next)
		if (fib6_is_sibling(it, rt))
			return it;
	return NULL;
}

static void mark_siblings(struct fib6_info *head, struct fib6_info *rt)
{
	rt->p.bits[1] |= FIB6_MULTI;
	for (; head && head->metric <= rt->metric; head = head->next)
		if (fib6_is_sibling(head, rt))
			head->p.bits[1] |= FIB6_MULTI;
}

/* ---- insertion ---- */

/* Where a new route goes. */
struct spot {
	struct fib6_info *head, *prev, *at; /* between prev and at */
	bool found; /* at is to be replaced */
	bool siblings;
	u16 nlflags;
};

/* The route is there already: only its deadline may change. */
static int refresh_duplicate(struct netns_ipv6 *n, struct fib6_info *old, struct fib6_info *rt)
{
	if (old->meta->k.flags & RTF_EXPIRES && fib6_set_expires(n, old, rt->meta->expires))
		return -ENOMEM;
	return -EEXIST;
}

/* Among routes of @rt's metric; returns 1 when the search is over, or a negative errno. */
static int same_metric(struct netns_ipv6 *n, struct fib6_info *rt, const struct nl_info *info,
		       struct spot *s, struct spot *fallback)
{
	bool multi = rt6_qualify_for_ecmp(rt);

	if (info->nlh && info->nlh->nlmsg_flags & NLM_F_EXCL)
		return -EEXIST;
	s->nlflags &= ~NLM_F_EXCL;
	if (info->nlh && info->nlh->nlmsg_flags & NLM_F_REPLACE) {
		if (multi == rt6_qualify_for_ecmp(s->at)) {
			s->found = true;
			return 1;
		}
		if (!fallback->at)
			*fallback = *s;
		return 0;
	}
	if (rt6_duplicate_nexthop(s->at, rt))
		return refresh_duplicate(n, s->at, rt);
	s->siblings |= multi && rt6_qualify_for_ecmp(s->at);
	return 0;
}

static int find_spot(struct netns_ipv6 *n, struct fib6_info *rt, const struct nl_info *info,
		     struct spot *s)
{
	struct spot fallback = { .at = NULL };
	int err;

	for (s->at = s->head; s->at && s->at->metric <= rt->metric; s->at = s->at->next) {
		if (s->at->metric == rt->metric) {
			err = same_metric(n, rt, info, s, &fallback);
			if (err)
				return err > 0 ? 0 : err;
		}
		s->prev = s->at;
	}
	if (fallback.at) {
		s->prev = fallback.prev;
		s->at = fallback.at;
		s->found = true;
	}
	return 0;
}

static int link_new(struct netns_ipv6 *n, struct fib6_info *rt, struct spot *s)
{
	struct fib6_table *t = rt->meta->k.table;
	int err;

	if (s->prev) {
		s->prev->next = rt;
	} else if (s->head) {
		place_set(t, rt, rt);
	} else {
		err = place_add(t, rt);
		if (err)
			return err;
	}
	rt->next = s->at;
	mark_linked(n, rt);
	if (s->siblings)
		mark_siblings(s->prev ? s->head : rt, rt);
	return 0;
}

/* The other hops of a multipath route whose first one was replaced by @rt. */
static void purge_hops(struct netns_ipv6 *n, struct fib6_info *rt)
{
	struct fib6_info *prev = rt, *it;

	while ((it = prev->next) && it->metric <= rt->metric) {
		if (!rt6_qualify_for_ecmp(it)) {
			prev = it;
			continue;
		}
		unlink_after(n, prev, it);
		fib6_info_release(n, it);
	}
}

static void replace_old(struct netns_ipv6 *n, struct fib6_info *rt, struct spot *s)
{
	struct fib6_info *old = s->at, *first, *last;
	u32 siblings = fib6_siblings(old, &first, &last);

	rt->next = old->next;
	if (s->prev)
		s->prev->next = rt;
	else
		place_set(rt->meta->k.table, rt, rt);
	mark_linked(n, rt);
	account(n, old, -1);
	old->next = NULL;
	old->p.bits[1] &= ~FIB6_LINKED;
	fib6_info_release(n, old);
	if (siblings)
		purge_hops(n, rt);
}

/* Linux has a node there, though no route; then it says nothing more than ENOENT. */
static bool is_bare_node(const struct fib6_info *rt)
{
	const struct fib6_key *k = &rt->meta->k;
	const struct fib6_fork *f;

	if (!k->src_plen)
		return !rt->p.plen || fib6_trie_branches(&k->table->dst, &rt->p.addr, rt->p.plen) ||
		       fib6_has_sources(k->table, &rt->p.addr, rt->p.plen);
	f = as_fork(fib6_trie_find(&k->table->dst, &rt->p.addr, rt->p.plen));
	return f && fib6_trie_branches(&f->src, &k->src, k->src_plen);
}

int fib6_add(struct fib6_info *rt, struct nl_info *info, struct netlink_ext_ack *extack)
{
	struct netns_ipv6 *n = info->net->ipv6;
	u16 flags = info->nlh ? info->nlh->nlmsg_flags : NLM_F_CREATE;
	struct spot s = { .head = fib6_first(rt), .nlflags = NLM_F_EXCL | (flags & NLM_F_APPEND) };
	int err;

	if (!s.head && !(flags & NLM_F_CREATE) && flags & NLM_F_REPLACE) {
		if (!is_bare_node(rt))
			NL_SET_ERR_MSG(extack, "Can not replace route - no match found");
		return -ENOENT;
	}
	err = find_spot(n, rt, info, &s);
	if (err)
		return err;
	if (s.found) {
		replace_old(n, rt, &s);
		s.nlflags = NLM_F_REPLACE;
	} else if (flags & NLM_F_REPLACE && !(flags & NLM_F_CREATE)) {
		return -ENOENT;
	} else {
		err = link_new(n, rt, &s);
		if (err)
			return err;
		s.nlflags |= NLM_F_CREATE;
	}
	if (!info->skip_notify)
		inet6_rt_notify(RTM_NEWROUTE, rt, info, s.nlflags);
	return 0;
}

int fib6_del(struct fib6_info *rt, struct nl_info *info)
{
	struct netns_ipv6 *n = info->net->ipv6;
	struct fib6_info *prev = NULL, *it;

	if (!(rt->p.bits[1] & FIB6_LINKED))
		return -ENOENT;
	for (it = fib6_first(rt); it != rt; it = it->next)
		prev = it;
	unlink_after(n, prev, rt);
	if (!info->skip_notify)
		inet6_rt_notify(RTM_DELROUTE, rt, info, 0);
	fib6_info_release(n, rt);
	return 0;
}

/* ---- many at once ---- */

struct sieve {
	struct netns_ipv6 *n;
	int (*fn)(struct fib6_info *rt, void *arg);
	void *arg;
};

/* @rt is in no chain any more. */
static void drop_unlinked(struct netns_ipv6 *n, struct fib6_info *rt)
{
	rt->next = NULL;
	rt->p.bits[1] &= ~(FIB6_LINKED | FIB6_DOOMED);
	account(n, rt, -1);
	fib6_info_release(n, rt);
}

/* Asks first and changes then: the answer may depend on what else is there. Returns what is left. */
static struct fib6_info *sift_chain(struct sieve *s, struct fib6_info *head)
{
	struct fib6_info *first, *last, *rt, **link = &head;

	for (rt = head; rt; rt = rt->next)
		switch (s->fn(rt, s->arg)) {
		case FIB6_CLEAN_DEL:
			rt->p.bits[1] |= FIB6_DOOMED;
			break;
		case FIB6_CLEAN_SKIP:
			if (fib6_siblings(rt, &first, &last))
				rt = last;
			break;
		}
	while ((rt = *link)) {
		if (!(rt->p.bits[1] & FIB6_DOOMED)) {
			link = &rt->next;
			continue;
		}
		*link = rt->next;
		drop_unlinked(s->n, rt);
	}
	return head;
}

static struct fib6_pfx *sift_source(struct fib6_pfx *p, void *arg)
{
	struct fib6_info *left = sift_chain(arg, src_chain(p));

	return left ? &src_info(left)->src : NULL;
}

static struct fib6_pfx *sift_place(struct fib6_pfx *p, void *arg)
{
	struct fib6_fork *f = as_fork(p);
	struct sieve *s = arg;
	struct fib6_info *left;

	if (f)
		fib6_trie_filter(&f->src, sift_source, arg);
	left = sift_chain(s, item_chain(p));
	if (!f)
		return left ? &left->p : NULL;
	if (f->src.root) {
		f->leaf = left;
		return p;
	}
	kfree(&s->n->net->kernel->mem, f);
	return left ? &left->p : NULL;
}

void fib6_sift_table(struct netns_ipv6 *n, struct fib6_table *t,
		     int (*fn)(struct fib6_info *rt, void *arg), void *arg)
{
	fib6_trie_filter(&t->dst, sift_place, &(struct sieve) { n, fn, arg });
}
