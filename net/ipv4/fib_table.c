/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Tables of routes: found by number, changed, flushed. fib_lookup.c looks them up.
 */
#include "net/ipv4/inetdevice.h"
#include "net/ipv4/ip_fib.h"

/* ---- tables -------------------------------------------------------------------------------- */

void fib_tables_init(struct net *net)
{
	htable_init(&net->ipv4->fib_tables, &net->kernel->mem);
}

static bool release_all(const struct fib_entry *e, void *arg)
{
	fib_release_info(fib_entry_info(arg, e));
	return false;
}

void fib_tables_exit(struct net *net)
{
	struct netns_ipv4 *n = net->ipv4;
	struct kmem *m = &net->kernel->mem;

	for (u32 i = 0; i < n->fib_buckets.n; i++) {
		struct fib_table *tb = n->fib_buckets.e[i].ptr, *next;

		for (; tb; tb = next) {
			next = tb->next;
			fib_compiled_drop(tb);
			fib_tree_filter(&tb->tree, release_all, net);
			kfree(m, tb);
		}
	}
	idvec_destroy(&n->fib_buckets, m);
	htable_destroy(&n->fib_tables);
	n->fib_main = n->fib_default = n->fib_local = NULL;
}

struct fib_table *fib_get_table(struct net *net, u32 id)
{
	struct fib_table *tb;

	if (!id || id == RT_TABLE_MAIN)
		return net->ipv4->fib_main;
	htable_for_each_possible (&net->ipv4->fib_tables, tb, node, hash_u32(id))
		if (tb->id == id)
			return tb;
	return NULL;
}

static void remember_table(struct netns_ipv4 *n, struct fib_table *tb)
{
	if (tb->id == RT_TABLE_MAIN)
		n->fib_main = tb;
	else if (tb->id == RT_TABLE_DEFAULT)
		n->fib_default = tb;
	else if (tb->id == RT_TABLE_LOCAL)
		n->fib_local = tb;
}

struct fib_table *fib_new_table(struct net *net, u32 id)
{
	struct netns_ipv4 *n = net->ipv4;
	struct kmem *m = &net->kernel->mem;
	struct fib_table *tb = fib_get_table(net, id);
	u32 bucket, i;

	if (tb)
		return tb;
	if (!id)
		id = RT_TABLE_MAIN;
	/* They are one structure at first: who makes "local" makes "main". */
	if (id == RT_TABLE_LOCAL && !n->fib_has_custom_rules && !fib_new_table(net, RT_TABLE_MAIN))
		return NULL;
	tb = kzalloc(m, sizeof(*tb));
	if (!tb)
		return NULL;
	tb->id = id;
	tb->net = net;
	fib_tree_init(&tb->tree, m);
	if (htable_insert(&n->fib_tables, &tb->node, hash_u32(id)))
		goto free_table;
	bucket = (id & 255) + 1;
	tb->next = idvec_find(&n->fib_buckets, bucket);
	if (!tb->next) {
		if (idvec_insert(&n->fib_buckets, m, bucket, tb))
			goto unhash;
	} else {
		i = idvec_lower_bound(&n->fib_buckets, bucket);
		n->fib_buckets.e[i].ptr = tb;
	}
	remember_table(n, tb);
	return tb;

unhash:
	htable_remove(&n->fib_tables, &tb->node);
free_table:
	kfree(m, tb);
	return NULL;
}

/* ---- insertion ----------------------------------------------------------------------------- */

static int check_prefix(const struct fib_config *cfg, struct netlink_ext_ack *extack)
{
	if (cfg->dst_len > 32) {
		NL_SET_ERR_MSG(extack, "Invalid prefix length");
		return -EINVAL;
	}
	if (be32toh(cfg->dst) & ~plen_to_mask(cfg->dst_len)) {
		NL_SET_ERR_MSG(extack, "Invalid prefix for given prefix length");
		return -EINVAL;
	}
	return 0;
}

static void table_changed(struct fib_table *tb, const struct fib_entry *e)
{
	tb->net->ipv4->fib_seq++;
	fib_memo_touch(tb->net, fib_entry_addr(e), fib_entry_plen(e));
	fib_compiled_change(tb, fib_entry_addr(e), fib_entry_plen(e));
}

static bool same_slot(const struct fib_entry *a, const struct fib_entry *b)
{
	return a && fib_key_eq(a->key, b->key) && a->prio == b->prio;
}

/** Is the very same route among those with @e's prefix, TOS and metric? @it: before the first. */
static bool has_twin(struct fib_iter it, const struct fib_entry *e, bool *ret_first)
{
	struct fib_entry *p;

	*ret_first = true;
	for (p = fib_iter_get(&it); same_slot(p, e); p = fib_iter_next(&it)) {
		if (p->info == e->info && fib_entry_type(p) == fib_entry_type(e))
			return true;
		*ret_first = false;
	}
	return false;
}

static void replace_entry(struct fib_table *tb, struct fib_entry *old, const struct fib_entry *e,
			  const struct fib_config *cfg)
{
	struct fib_info *drop = fib_entry_info(tb->net, old);

	*old = *e;
	table_changed(tb, e);
	rtmsg_fib(RTM_NEWROUTE, tb, e, &cfg->nlinfo, NLM_F_REPLACE);
	fib_release_info(drop);
}

static int add_entry(struct fib_table *tb, struct fib_iter *it, const struct fib_entry *e,
		     const struct fib_config *cfg, u32 nlflags)
{
	if (!(cfg->nlflags & NLM_F_CREATE))
		return -ENOENT;
	if (fib_tree_insert(it, e))
		return -ENOBUFS;
	tb->num_default += !fib_entry_plen(e);
	table_changed(tb, e);
	if (cfg->added)
		cfg->added->r[cfg->added->n++] =
			(struct fib_added) { tb, *e, nlflags | NLM_F_CREATE };
	else
		rtmsg_fib(RTM_NEWROUTE, tb, e, &cfg->nlinfo, nlflags | NLM_F_CREATE);
	return 0;
}

/**
 * There are routes with @e's prefix, TOS and metric, the first at @it. -EEXIST; or 0 with
 * *@ret_drop: does the caller still own the reference that @e carries?
 */
static int insert_beside(struct fib_table *tb, struct fib_iter *it, const struct fib_entry *e,
			 const struct fib_config *cfg, bool *ret_drop)
{
	bool twin_is_first, twin;
	u32 nlflags = 0;

	*ret_drop = true;
	if (cfg->nlflags & NLM_F_EXCL)
		return -EEXIST;
	twin = has_twin(*it, e, &twin_is_first);
	if (cfg->nlflags & NLM_F_REPLACE) {
		if (twin)
			return twin_is_first ? 0 : -EEXIST;
		replace_entry(tb, fib_iter_get(it), e, cfg);
		*ret_drop = false;
		return 0;
	}
	if (twin)
		return -EEXIST;
	if (cfg->nlflags & NLM_F_APPEND) {
		fib_tree_upper_bound(&tb->tree, e->key, e->prio, it);
		nlflags = NLM_F_APPEND;
	}
	*ret_drop = false;
	return add_entry(tb, it, e, cfg, nlflags);
}

int fib_table_insert(struct fib_table *tb, struct fib_config *cfg, struct netlink_ext_ack *extack)
{
	struct fib_entry e, *first;
	struct fib_info *fi;
	struct fib_iter it;
	bool drop = false;
	int err;

	err = check_prefix(cfg, extack);
	if (!err)
		err = fib_create_info(cfg, &fi, extack);
	if (err)
		return err;
	e = (struct fib_entry) {
		fib_key(be32toh(cfg->dst), cfg->dst_len, cfg->tos) | cfg->type,
		cfg->priority,
		fi->id,
	};
	fib_tree_lower_bound(&tb->tree, e.key, e.prio, &it);
	first = fib_iter_get(&it);
	if (same_slot(first, &e))
		err = insert_beside(tb, &it, &e, cfg, &drop);
	else
		err = add_entry(tb, &it, &e, cfg, NLM_F_EXCL);
	if (err || drop)
		fib_release_info(fi);
	return err;
}

/* ---- deletion ------------------------------------------------------------------------------ */

static bool delete_matches(const struct fib_config *cfg, const struct fib_entry *e,
			   const struct fib_info *fi, struct netlink_ext_ack *extack)
{
	return (!cfg->type || fib_entry_type(e) == cfg->type) &&
	       (cfg->scope == RT_SCOPE_NOWHERE || fi->scope == cfg->scope) &&
	       (!cfg->prefsrc || fi->prefsrc == cfg->prefsrc) &&
	       (!cfg->protocol || fi->protocol == cfg->protocol) &&
	       fib_nh_match(cfg, fi, e->prio, extack) == 0 && fib_metrics_match(cfg, fi);
}

int fib_table_delete(struct fib_table *tb, struct fib_config *cfg, struct netlink_ext_ack *extack)
{
	u64 key = fib_key(be32toh(cfg->dst), min(cfg->dst_len, (u8)32), cfg->tos);
	struct fib_iter it;
	struct fib_entry *p, gone;
	int err = check_prefix(cfg, extack);

	if (err)
		return err;
	fib_tree_lower_bound(&tb->tree, key, cfg->priority, &it);
	for (p = fib_iter_get(&it); p && fib_key_eq(p->key, key); p = fib_iter_next(&it)) {
		struct fib_info *fi = fib_entry_info(tb->net, p);

		if (!delete_matches(cfg, p, fi, extack))
			continue;
		rtmsg_fib(RTM_DELROUTE, tb, p, &cfg->nlinfo, 0);
		gone = *p;
		fib_tree_remove(&it);
		tb->num_default -= !cfg->dst_len;
		table_changed(tb, &gone);
		fib_release_info(fi);
		return 0;
	}
	return -ESRCH;
}

/* ---- silent additions --------------------------------------------------------------------- */

void fib_added_announce(const struct fib_added_list *l)
{
	for (u32 i = 0; i < l->n; i++)
		rtmsg_fib(RTM_NEWROUTE, l->r[i].tb, &l->r[i].e,
			  &(struct nl_info) { .net = l->r[i].tb->net }, l->r[i].nlflags);
}

static void take_out(const struct fib_added *a)
{
	struct fib_iter it;
	struct fib_entry *p;

	fib_tree_lower_bound(&a->tb->tree, a->e.key, a->e.prio, &it);
	for (p = fib_iter_get(&it); same_slot(p, &a->e); p = fib_iter_next(&it)) {
		if (p->info != a->e.info)
			continue;
		fib_tree_remove(&it);
		a->tb->num_default -= !fib_entry_plen(&a->e);
		table_changed(a->tb, &a->e);
		fib_release_info(a->tb->net->ipv4->fib_infos.by_id[a->e.info]);
		return;
	}
}

void fib_added_undo(const struct fib_added_list *l)
{
	for (u32 i = l->n; i--;)
		take_out(&l->r[i]);
}

/* ---- flushing ------------------------------------------------------------------------------ */

static bool dead(const struct fib_table *tb, const struct fib_entry *e)
{
	return fib_entry_info(tb->net, e)->flags & RTNH_F_DEAD;
}

static bool keep_living(const struct fib_entry *e, void *arg)
{
	struct fib_table *tb = arg;

	if (!dead(tb, e))
		return true;
	tb->num_default -= !fib_entry_plen(e);
	fib_release_info(fib_entry_info(tb->net, e));
	return false;
}

/** Tell of the routes that @wanted picks: from the highest address down, in order at each. */
static void announce(struct fib_table *tb, bool (*wanted)(const struct fib_info *fi), int event,
		     const struct nl_info *info, u32 nlflags)
{
	struct fib_iter it, first;
	struct fib_entry *e;

	fib_tree_upper_bound(&tb->tree, ~0ull, ~0u, &it);
	for (e = fib_iter_prev(&it); e;) {
		u32 addr = fib_entry_addr(e);
		bool any = false;

		do {
			any |= wanted(fib_entry_info(tb->net, e));
			first = it;
			e = fib_iter_prev(&it);
		} while (e && fib_entry_addr(e) == addr);
		if (!any)
			continue;
		for (struct fib_entry *p = fib_iter_get(&first); p && fib_entry_addr(p) == addr;
		     p = fib_iter_next(&first))
			if (wanted(fib_entry_info(tb->net, p)))
				rtmsg_fib(event, tb, p, info, nlflags);
	}
}

/** The only purged routes that are told of. */
static bool lost_prefsrc(const struct fib_info *fi)
{
	return fi->flags & RTNH_F_DEAD && fi->pfsrc_removed;
}

static bool nexthop_updated(const struct fib_info *fi)
{
	return fi->nh_updated;
}

void fib_info_notify_update(struct net *net, const struct nl_info *info)
{
	bool echo = info->nlh && info->nlh->nlmsg_flags & NLM_F_ECHO;
	struct netns_ipv4 *n = net->ipv4;

	if (!echo && !rtnl_has_listeners(net, RTNLGRP_IPV4_ROUTE))
		return;
	for (u32 i = 0; i < n->fib_buckets.n; i++)
		for (struct fib_table *tb = n->fib_buckets.e[i].ptr; tb; tb = tb->next)
			announce(tb, nexthop_updated, RTM_NEWROUTE, info, NLM_F_REPLACE);
}

void fib_flush(struct net *net, bool tell)
{
	struct netns_ipv4 *n = net->ipv4;
	struct nl_info info = { .net = net };
	u32 count;

	for (u32 i = 0; i < n->fib_buckets.n; i++)
		for (struct fib_table *tb = n->fib_buckets.e[i].ptr; tb; tb = tb->next) {
			if (tell && rtnl_has_listeners(net, RTNLGRP_IPV4_ROUTE))
				announce(tb, lost_prefsrc, RTM_DELROUTE, &info, 0);
			count = tb->tree.count;
			fib_tree_filter(&tb->tree, keep_living, tb);
			if (tb->tree.count != count)
				fib_compiled_drop(tb);
		}
	n->fib_seq++;
	fib_memo_flush(net);
}
