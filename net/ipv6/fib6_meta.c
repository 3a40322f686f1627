/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * What routes have in common, stored once: equal keys and metrics give the same counted object.
 * A route that expires has one of its own, for the deadline.
 */
#include "net/ipv4/nexthop.h"
#include "net/ipv6/addrconf.h"
#include "net/ipv6/ip6_fib.h"

#define METRICS_BYTES (RTAX_MAX * sizeof(u32))

static u32 meta_hash(const struct fib6_key *k, const u32 *metrics)
{
	u32 h = hash_bytes(k, sizeof(*k), 0);

	return metrics ? hash_bytes(metrics, METRICS_BYTES, h) : h;
}

static bool metrics_equal(const u32 *a, const u32 *b)
{
	return a && b ? !memcmp(a, b, METRICS_BYTES) : a == b;
}

static struct fib6_meta *meta_find(struct netns_ipv6 *n, const struct fib6_key *k,
				   const u32 *metrics, u32 h)
{
	struct fib6_meta *m;

	htable_for_each_possible (&n->metas, m, hash, h)
		if (!memcmp(&m->k, k, sizeof(*k)) && metrics_equal(m->metrics, metrics))
			return m;
	return NULL;
}

static void count_on_device(const struct fib6_key *k, int by)
{
	if (k->dev && k->dev->ip6_ptr)
		k->dev->ip6_ptr->n_fib += by;
}

struct fib6_meta *fib6_meta_get(struct netns_ipv6 *n, const struct fib6_key *k, u32 *metrics,
				u64 expires)
{
	struct kmem *mem = &n->net->kernel->mem;
	u32 h = meta_hash(k, metrics);
	struct fib6_meta *m = expires ? NULL : meta_find(n, k, metrics, h);

	if (m) {
		kfree(mem, metrics);
		lwtstate_put(n->net, k->lws);
		m->refs++;
		return m;
	}
	m = kzalloc(mem, sizeof(*m));
	if (!m)
		goto free_metrics;
	if (!expires && htable_insert(&n->metas, &m->hash, h))
		goto free_meta;
	if (k->nh)
		nexthop_get(k->nh);
	m->refs = 1;
	m->shared = !expires;
	m->k = *k;
	m->metrics = metrics;
	m->expires = expires;
	INIT_LIST_HEAD(&m->expiring);
	if (expires)
		list_add_tail(&m->expiring, &n->expiring);
	count_on_device(k, 1);
	return m;

free_meta:
	kfree(mem, m);
free_metrics:
	kfree(mem, metrics);
	lwtstate_put(n->net, k->lws);
	return NULL;
}

void fib6_meta_put(struct netns_ipv6 *n, struct fib6_meta *m)
{
	if (--m->refs)
		return;
	count_on_device(&m->k, -1);
	if (m->shared)
		htable_remove(&n->metas, &m->hash);
	list_del(&m->expiring);
	if (m->k.nh)
		nexthop_put(m->k.nh);
	lwtstate_put(n->net, m->k.lws);
	kfree(&n->net->kernel->mem, m->metrics);
	kfree(&n->net->kernel->mem, m);
}

/* A copy of @m for one route alone. */
static struct fib6_meta *meta_clone(struct netns_ipv6 *n, const struct fib6_meta *m, u64 expires)
{
	u32 *metrics = NULL;

	if (m->metrics) {
		metrics = kmemdup(&n->net->kernel->mem, m->metrics, METRICS_BYTES);
		if (!metrics)
			return NULL;
	}
	lwtstate_get(m->k.lws);
	return fib6_meta_get(n, &m->k, metrics, expires);
}

int fib6_set_expires(struct netns_ipv6 *n, struct fib6_info *rt, u64 when)
{
	struct fib6_meta *m = rt->meta;

	if (m->shared && when) {
		m = meta_clone(n, m, when);
		if (!m)
			return -ENOMEM;
		fib6_meta_put(n, rt->meta);
		rt->meta = m;
	}
	if (m->shared)
		return 0;
	m->expires = when;
	list_del(&m->expiring);
	if (when)
		list_add_tail(&m->expiring, &n->expiring);
	m->k.flags = when ? m->k.flags | RTF_EXPIRES : m->k.flags & ~RTF_EXPIRES;
	return 0;
}
