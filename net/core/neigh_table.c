/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Neighbour tables: their making, the parameters of each device, collection of what nobody uses,
 * flushing with devices, and proxies.
 *
 * Counters and thresholds belong to the kernel as a whole, the entries to their namespace. The
 * periodic work of Linux (collection, fresh random reachable times) is accounted when somebody
 * looks (neigh_table_age); a timer runs only while there is enough to collect, so that an idle
 * kernel is never woken.
 */
#include "net/core/neighbour.h"

#include "net/core/rtnetlink.h"
#include "net/socket.h"

#define GC_RECENT (5 * (s64)NSEC_PER_SEC) /* forced collection spares what changed since */
#define RAND_EVERY (300 * (s64)NSEC_PER_SEC)

static s64 now_ns(const struct neigh_table *tbl)
{
	return ktime_get(tbl->kernel);
}

u32 neigh_rand_reach_time(struct kernel *k, u32 base)
{
	return base ? get_random_u32(k) % base + base / 2 : 0;
}

struct neigh_table *neigh_find_table(const struct kernel *k, int family)
{
	for (int i = 0; i < NEIGH_NR_TABLES; i++) {
		struct neigh_table *tbl = neigh_tbl(k, i);

		if (tbl && tbl->ops->family == family)
			return tbl;
	}
	return NULL;
}

/* ---- periodic work ---- */

static s64 gc_period(const struct neigh_table *tbl)
{
	return max((s64)jiffies_to_ns(NEIGH_VAR(&tbl->parms, BASE_REACHABLE_TIME) / 2),
		   (s64)NSEC_PER_MSEC);
}

void neigh_table_age(struct neigh_table *tbl)
{
	struct kernel *k = tbl->kernel;
	s64 now = now_ns(tbl), due = now - tbl->last_gc;
	struct neigh_parms *p;

	if (due >= gc_period(tbl)) {
		s64 runs = due / gc_period(tbl);

		tbl->stats.periodic_gc_runs += runs;
		tbl->last_gc += runs * gc_period(tbl);
	}
	if (now <= tbl->last_rand + RAND_EVERY)
		return;
	tbl->last_rand = now;
	list_for_each_entry (p, &tbl->parms_list, list)
		p->reachable_time = neigh_rand_reach_time(k, NEIGH_VAR(p, BASE_REACHABLE_TIME));
}

static bool collectable(struct neighbour *n, s64 now)
{
	if (n->nud_state & (NUD_PERMANENT | NUD_IN_TIMER) ||
	    n->flags & (NTF_EXT_LEARNED | NTF_EXT_VALIDATED))
		return false;
	if (n->used < n->confirmed)
		n->used = n->confirmed;
	return n->refcnt == 1 &&
	       (n->nud_state == NUD_FAILED ||
		now >= n->used + (s64)jiffies_to_ns(NEIGH_VAR(n->parms, GC_STALETIME)) ||
		now < n->used);
}

static void gc_run(struct kernel *k, struct timer *t)
{
	struct neigh_table *tbl = container_of(t, struct neigh_table, gc_timer);
	s64 now = now_ns(tbl);
	struct neigh_parms *p;
	struct neighbour *n, *next;

	neigh_table_age(tbl);
	if (tbl->entries >= tbl->gc_thresh1) {
		list_for_each_entry (p, &tbl->parms_list, list) {
			list_for_each_entry_safe (n, next, &p->neighs, dev_list) {
				if (collectable(n, now))
					neigh_remove_one(n);
			}
		}
	}
	neigh_table_kick(tbl);
}

static void managed_run(struct kernel *k, struct timer *t)
{
	struct neigh_table *tbl = container_of(t, struct neigh_table, managed_timer);
	struct neighbour *n, *next;

	list_for_each_entry_safe (n, next, &tbl->managed_list, managed_list)
		neigh_event_send_probe(n, NULL, false);
	neigh_table_kick(tbl);
}

static void arm_once(struct neigh_table *tbl, struct timer *t, s64 delay)
{
	/* Without memory for a timer there is no collection until the next change asks again. */
	if (!timer_pending(t))
		(void)!timer_mod(tbl->kernel, t, now_ns(tbl) + delay);
}

void neigh_table_kick(struct neigh_table *tbl)
{
	if (tbl->entries && tbl->entries >= tbl->gc_thresh1)
		arm_once(tbl, &tbl->gc_timer, gc_period(tbl));
	if (!list_empty(&tbl->managed_list))
		arm_once(tbl, &tbl->managed_timer,
			 (s64)jiffies_to_ns(NEIGH_VAR(&tbl->parms, INTERVAL_PROBE_TIME_MS)));
}

static u32 forced_gc(struct neigh_table *tbl)
{
	s64 want = (s64)tbl->gc_entries - tbl->gc_thresh2, now = now_ns(tbl);
	struct neighbour *n, *next;
	u32 shrunk = 0;

	tbl->stats.forced_gc_runs++;
	list_for_each_entry_safe (n, next, &tbl->gc_list, gc_list) {
		bool old = n->updated < now - GC_RECENT || n->updated > now;

		if (n->refcnt != 1)
			continue;
		if ((n->nud_state == NUD_FAILED || n->nud_state == NUD_NOARP || old ||
		     tbl->ops->is_multicast(n->primary_key)) &&
		    neigh_remove_one(n))
			shrunk++;
		if (shrunk >= want)
			break;
	}
	tbl->last_flush = now;
	return shrunk;
}

bool neigh_table_reserve(struct neigh_table *tbl)
{
	u32 have = tbl->gc_entries;

	if (have < tbl->gc_thresh3 &&
	    (have < tbl->gc_thresh2 || now_ns(tbl) <= tbl->last_flush + GC_RECENT))
		return true;
	if (forced_gc(tbl) || have < tbl->gc_thresh3)
		return true;
	tbl->stats.table_fulls++;
	return false;
}

/* ---- proxies ---- */

static struct list_head *pneigh_bucket(const struct neigh_table *tbl, struct net *net,
				       const void *key)
{
	u32 h = get_u32((const u8 *)key + tbl->ops->key_len - 4);

	h ^= h >> 16;
	h ^= h >> 8;
	h ^= h >> 4;
	return &net->neigh->proxies[tbl->index][h & PNEIGH_HASHMASK];
}

struct pneigh_entry *pneigh_lookup(struct neigh_table *tbl, struct net *net, const void *key,
				   struct net_device *dev)
{
	struct pneigh_entry *n;

	list_for_each_entry (n, pneigh_bucket(tbl, net, key), list) {
		if (!memcmp(n->key, key, tbl->ops->key_len) && (n->dev == dev || !n->dev))
			return n;
	}
	return NULL;
}

int pneigh_create(struct neigh_table *tbl, struct net *net, const void *key, struct net_device *dev,
		  u32 flags, u8 protocol, bool permanent)
{
	struct pneigh_entry *n = pneigh_lookup(tbl, net, key, dev);

	if (!n) {
		n = kzalloc(&tbl->kernel->mem, sizeof(*n));
		if (!n)
			return -ENOBUFS;
		n->tbl = tbl;
		n->dev = dev;
		memcpy(n->key, key, tbl->ops->key_len);
		if (tbl->ops->pconstructor && tbl->ops->pconstructor(n)) {
			kfree(&tbl->kernel->mem, n);
			return -ENOBUFS;
		}
		list_add(&n->list, pneigh_bucket(tbl, net, key));
	}
	n->flags = flags;
	n->permanent = permanent;
	n->protocol = protocol;
	return 0;
}

static void pneigh_destroy(struct pneigh_entry *n)
{
	list_del(&n->list);
	if (n->tbl->ops->pdestructor)
		n->tbl->ops->pdestructor(n);
	kfree(&n->tbl->kernel->mem, n);
}

int pneigh_delete(struct neigh_table *tbl, struct net *net, const void *key, struct net_device *dev)
{
	struct pneigh_entry *n;

	list_for_each_entry (n, pneigh_bucket(tbl, net, key), list) {
		if (n->dev == dev && !memcmp(n->key, key, tbl->ops->key_len)) {
			pneigh_destroy(n);
			return 0;
		}
	}
	return -ENOENT;
}

static void pneigh_flush(int index, struct net *net, const struct net_device *dev, bool skip_perm)
{
	struct pneigh_entry *n, *next;

	for (u32 h = 0; h <= PNEIGH_HASHMASK; h++) {
		list_for_each_entry_safe (n, next, &net->neigh->proxies[index][h], list) {
			if ((!dev || n->dev == dev) && !(skip_perm && n->permanent))
				pneigh_destroy(n);
		}
	}
}

/* ---- devices ---- */

static void flush_dev(struct neigh_table *tbl, struct net_device *dev, bool skip_perm)
{
	struct neigh_parms *p = neigh_parms_of(tbl, dev);
	struct neighbour *n, *next;

	if (!p)
		return;
	list_for_each_entry_safe (n, next, &p->neighs, dev_list) {
		if (!skip_perm || !(n->nud_state & NUD_PERMANENT || n->flags & NTF_EXT_VALIDATED))
			neigh_flush_one(n);
	}
}

void neigh_changeaddr(struct neigh_table *tbl, struct net_device *dev)
{
	flush_dev(tbl, dev, false);
}

void neigh_ifdown(struct neigh_table *tbl, struct net_device *dev)
{
	flush_dev(tbl, dev, false);
	pneigh_flush(tbl->index, dev_net(dev), dev, false);
}

void neigh_carrier_down(struct neigh_table *tbl, struct net_device *dev)
{
	flush_dev(tbl, dev, true);
	pneigh_flush(tbl->index, dev_net(dev), dev, true);
}

static int parms_alloc(struct neigh_table *tbl, struct net_device *dev)
{
	struct neigh_parms *p = dev_part_alloc(dev, sizeof(*p));

	if (!p)
		return -ENOMEM;
	*p = tbl->parms;
	p->refcnt = 1;
	p->dev = dev;
	p->data_state = 0;
	p->reachable_time = neigh_rand_reach_time(tbl->kernel, NEIGH_VAR(p, BASE_REACHABLE_TIME));
	INIT_LIST_HEAD(&p->neighs);
	list_add(&p->list, &tbl->parms_list);
	dev->neigh_parms[tbl->index] = p;
	return 0;
}

void neigh_parms_put(struct neigh_parms *p)
{
	if (--p->refcnt == 0)
		dev_part_free(p->dev, p, sizeof(*p));
}

static void parms_release(struct neigh_table *tbl, struct net_device *dev)
{
	struct neigh_parms *p = neigh_parms_of(tbl, dev);

	neigh_ifdown(tbl, dev);
	if (!p)
		return;
	dev->neigh_parms[tbl->index] = NULL;
	list_del(&p->list);
	p->dead = true;
	neigh_parms_put(p);
}

static int mtu_changed(struct neigh_table *tbl, struct net_device *dev)
{
	if (dev->mtu < tbl->ops->min_mtu)
		parms_release(tbl, dev);
	else if (!neigh_parms_of(tbl, dev))
		return parms_alloc(tbl, dev);
	return 0;
}

int neigh_netdev_event(struct neigh_table *tbl, unsigned long event,
		       const struct netdev_notifier_info *info)
{
	struct net_device *dev = info->dev;

	switch (event) {
	case NETDEV_REGISTER:
	case NETDEV_CHANGEMTU:
		return mtu_changed(tbl, dev);
	case NETDEV_UNREGISTER:
		parms_release(tbl, dev);
		break;
	case NETDEV_DOWN:
		neigh_ifdown(tbl, dev);
		break;
	case NETDEV_CHANGEADDR:
		neigh_changeaddr(tbl, dev);
		break;
	case NETDEV_CHANGE:
		if (info->flags_changed & IFF_NOARP)
			neigh_changeaddr(tbl, dev);
		if (!netif_carrier_ok(dev))
			neigh_carrier_down(tbl, dev);
		break;
	}
	return 0;
}

/* ---- tables ---- */

static void init_parms(struct neigh_table *tbl)
{
	struct neigh_parms *p = &tbl->parms;

	p->tbl = tbl;
	p->refcnt = 1;
	memcpy(p->data, tbl->ops->data, sizeof(p->data));
	p->reachable_time = neigh_rand_reach_time(tbl->kernel, NEIGH_VAR(p, BASE_REACHABLE_TIME));
	INIT_LIST_HEAD(&p->neighs);
	list_add(&p->list, &tbl->parms_list);
}

int neigh_table_init(struct kernel *k, int index, const struct neigh_table_ops *ops)
{
	struct neigh_table *tbl = kzalloc(&k->mem, sizeof(*tbl));

	if (!tbl)
		return -ENOMEM;
	dev_parts_reserve(k, sizeof(struct neigh_parms));
	tbl->ops = ops;
	tbl->kernel = k;
	tbl->index = index;
	tbl->gc_interval = 30 * HZ;
	tbl->gc_thresh1 = 128;
	tbl->gc_thresh2 = 512;
	tbl->gc_thresh3 = 1024;
	INIT_LIST_HEAD(&tbl->parms_list);
	INIT_LIST_HEAD(&tbl->gc_list);
	INIT_LIST_HEAD(&tbl->managed_list);
	init_parms(tbl);
	timer_setup(&tbl->gc_timer, gc_run);
	timer_setup(&tbl->managed_timer, managed_run);
	tbl->last_flush = now_ns(tbl);
	tbl->last_rand = tbl->last_flush + 20 * jiffies_to_ns(tbl->parms.reachable_time);
	tbl->last_gc =
		tbl->last_flush + (s64)jiffies_to_ns(tbl->parms.reachable_time) - gc_period(tbl);
	k->neigh->tables[index] = tbl;
	return 0;
}

void neigh_table_clear(struct kernel *k, int index)
{
	struct neigh_table *tbl = neigh_tbl(k, index);

	if (!tbl)
		return;
	timer_del(k, &tbl->gc_timer);
	timer_del(k, &tbl->managed_timer);
	k->neigh->tables[index] = NULL;
	kfree(&k->mem, tbl);
}

static int neigh_net_init(struct net *net)
{
	struct kmem *mem = &net->kernel->mem;
	struct netns_neigh *nn = kzalloc(mem, sizeof(*nn));

	if (!nn)
		return -ENOMEM;
	for (int i = 0; i < NEIGH_NR_TABLES; i++) {
		htable_init(&nn->hash[i], mem);
		for (u32 h = 0; h <= PNEIGH_HASHMASK; h++)
			INIT_LIST_HEAD(&nn->proxies[i][h]);
	}
	net->neigh = nn;
	return 0;
}

/* The devices are gone, and with them their entries; what is left are proxies on no device. */
static void neigh_net_exit(struct net *net)
{
	if (!net->neigh)
		return;
	for (int i = 0; i < NEIGH_NR_TABLES; i++) {
		pneigh_flush(i, net, NULL, false);
		htable_destroy(&net->neigh->hash[i]);
	}
	kfree(&net->kernel->mem, net->neigh);
	net->neigh = NULL;
}

static const struct pernet_operations neigh_pernet = {
	.name = "neigh",
	.init = neigh_net_init,
	.exit = neigh_net_exit,
};

static void neigh_exit(struct kernel *k)
{
	if (!k->neigh)
		return;
	neigh_param_exit(k);
	neigh_rtnl_exit(k);
	kfree(&k->mem, k->neigh);
	k->neigh = NULL;
}

static int neigh_init(struct kernel *k)
{
	int err = -ENOMEM;

	k->neigh = kzalloc(&k->mem, sizeof(*k->neigh));
	if (!k->neigh)
		return -ENOMEM;
	err = neigh_rtnl_init(k);
	if (err)
		goto free_core;
	err = neigh_param_init(k);
	if (err)
		goto exit_rtnl;
	return 0;
exit_rtnl:
	neigh_rtnl_exit(k);
free_core:
	kfree(&k->mem, k->neigh);
	k->neigh = NULL;
	return err;
}

const struct net_proto neigh_proto = {
	.name = "neigh",
	.init_func = neigh_init,
	.exit_func = neigh_exit,
	.pernet = &neigh_pernet,
};
