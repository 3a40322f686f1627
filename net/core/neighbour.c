/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * One neighbour: its life, its state machine and its timer.
 *
 *   NONE -> INCOMPLETE -> REACHABLE -> STALE -> DELAY -> PROBE -> REACHABLE | FAILED
 *              |  asked in vain                            |
 *              +-> FAILED                                  +-> STALE (externally validated)
 *   PERMANENT, NOARP: only a program changes them.
 *
 * Rules: an entry whose state is in NUD_IN_TIMER has its timer armed unless a program put it into
 * INCOMPLETE by hand; arming comes before the state changes, so a lack of memory changes nothing.
 * Every change that a program may see is announced once, after it is complete.
 */
#include "net/core/neighbour.h"

#include "net/core/rtnetlink.h"

#define MIN_STEP (HZ / 100 * NSEC_PER_TICK) /* no timer runs faster */

static s64 now_ns(const struct neighbour *n)
{
	return ktime_get(n->tbl->kernel);
}

static u32 key_hash(const struct neigh_table *tbl, const void *key, const struct net_device *dev)
{
	return hash_bytes(key, tbl->ops->key_len, (u32)dev->ifindex * 0x9e3779b1u);
}

static struct neighbour *find(struct neigh_table *tbl, const void *key, struct net_device *dev)
{
	struct neighbour *n;
	u32 h = key_hash(tbl, key, dev);

	htable_for_each_possible (&dev_net(dev)->neigh->hash[tbl->index], n, hash, h) {
		if (n->dev == dev && !memcmp(n->primary_key, key, tbl->ops->key_len))
			return n;
	}
	return NULL;
}

struct neighbour *neigh_lookup(struct neigh_table *tbl, const void *key, struct net_device *dev)
{
	struct neighbour *n = find(tbl, key, dev);

	tbl->stats.lookups++;
	if (n) {
		tbl->stats.hits++;
		neigh_hold(n);
	}
	return n;
}

/* ---- life ---- */

static void destroy(struct neighbour *n)
{
	struct neigh_table *tbl = n->tbl;

	tbl->stats.destroys++;
	tbl->entries--;
	skb_queue_purge(tbl->kernel, &n->queue);
	if (n->parms)
		neigh_parms_put(n->parms);
	kfree(&tbl->kernel->mem, n);
}

void neigh_release(struct neighbour *n)
{
	if (--n->refcnt == 0)
		destroy(n);
}

static void neigh_timer_handler(struct kernel *k, struct timer *t);

static struct neighbour *neigh_alloc(struct neigh_table *tbl, const void *key,
				     struct net_device *dev, u32 flags)
{
	struct neighbour *n = kzalloc(&tbl->kernel->mem, sizeof(*n));

	if (!n)
		return NULL;
	n->tbl = tbl;
	n->dev = dev;
	n->flags = flags;
	n->refcnt = 1;
	n->dead = true;
	n->used = n->updated = now_ns(n);
	INIT_LIST_HEAD(&n->dev_list);
	INIT_LIST_HEAD(&n->gc_list);
	INIT_LIST_HEAD(&n->managed_list);
	timer_setup(&n->timer, neigh_timer_handler);
	memcpy(n->primary_key, key, tbl->ops->key_len);
	tbl->stats.allocs++;
	tbl->entries++;
	return n;
}

/* Give @n its parameters and what its family knows of the address. */
static int construct(struct neighbour *n)
{
	struct neigh_parms *p = neigh_parms_of(n->tbl, n->dev);

	if (!p || p->dead)
		return -EINVAL;
	p->refcnt++;
	n->parms = p;
	n->confirmed = n->used - 2 * (s64)jiffies_to_ns(NEIGH_VAR(p, BASE_REACHABLE_TIME));
	return n->tbl->ops->constructor(n);
}

static int publish(struct neighbour *n, bool exempt_from_gc)
{
	struct neigh_table *tbl = n->tbl;
	struct htable *hash = &dev_net(n->dev)->neigh->hash[tbl->index];
	u32 mask = hash->mask;

	htable_insert(hash, &n->hash, key_hash(tbl, n->primary_key, n->dev));
	if (hash->mask != mask)
		tbl->stats.hash_grows++;
	n->dead = false;
	list_add(&n->dev_list, &n->parms->neighs);
	if (!exempt_from_gc) {
		list_add_tail(&n->gc_list, &tbl->gc_list);
		tbl->gc_entries++;
	}
	if (n->flags & NTF_MANAGED)
		list_add_tail(&n->managed_list, &tbl->managed_list);
	neigh_table_kick(tbl);
	return 0;
}

int neigh_create(struct neigh_table *tbl, const void *key, struct net_device *dev, u32 flags,
		 bool exempt_from_gc, struct neighbour **ret_n)
{
	struct neighbour *n, *old;
	int err;

	if (!exempt_from_gc && !neigh_table_reserve(tbl))
		return -ENOBUFS;
	n = neigh_alloc(tbl, key, dev, flags);
	if (!n)
		return -ENOBUFS;
	err = construct(n);
	if (err)
		goto release;
	/* Our caller found none; but the constructor may have changed the key. */
	old = memcmp(n->primary_key, key, tbl->ops->key_len) ? find(tbl, n->primary_key, dev)
							     : NULL;
	if (old) {
		neigh_release(n);
		n = old;
	} else {
		err = publish(n, exempt_from_gc);
		if (err)
			goto release;
	}
	neigh_hold(n);
	*ret_n = n;
	return 0;
release:
	neigh_release(n);
	return err;
}

struct neighbour *__neigh_lookup(struct neigh_table *tbl, const void *key, struct net_device *dev,
				 bool creat)
{
	struct neighbour *n = neigh_lookup(tbl, key, dev);

	if (n || !creat)
		return n;
	if (neigh_create(tbl, key, dev, 0, dev->flags & IFF_LOOPBACK, &n))
		return NULL;
	return n;
}

static void unlink_dead(struct neighbour *n)
{
	htable_remove(&dev_net(n->dev)->neigh->hash[n->tbl->index], &n->hash);
	list_del(&n->dev_list);
	n->dead = true;
	if (!list_empty(&n->gc_list)) {
		list_del(&n->gc_list);
		n->tbl->gc_entries--;
	}
	list_del(&n->managed_list);
}

static void announce_and_release(struct neighbour *n)
{
	neigh_notify(n, RTM_DELNEIGH, 0);
	neigh_release(n);
}

bool neigh_remove_one(struct neighbour *n)
{
	if (n->refcnt != 1)
		return false;
	unlink_dead(n);
	announce_and_release(n);
	return true;
}

/* ---- the timer ---- */

static int arm(struct neighbour *n, s64 when)
{
	bool pending = timer_pending(&n->timer);

	if (timer_mod(n->tbl->kernel, &n->timer, when))
		return -ENOMEM;
	if (!pending)
		neigh_hold(n);
	if (n->used < n->confirmed)
		n->used = n->confirmed;
	return 0;
}

static void disarm(struct neighbour *n)
{
	if (timer_del(n->tbl->kernel, &n->timer))
		neigh_release(n);
}

void neigh_flush_one(struct neighbour *n)
{
	disarm(n);
	unlink_dead(n);
	if (n->refcnt != 1) {
		/* Somebody still holds it: leave it harmless until he lets go. */
		skb_queue_purge(n->tbl->kernel, &n->queue);
		n->queue_bytes = 0;
		n->nud_state = n->nud_state & NUD_VALID ? NUD_NOARP : NUD_NONE;
	}
	announce_and_release(n);
}

static u32 max_probes(const struct neighbour *n)
{
	const struct neigh_parms *p = n->parms;

	return NEIGH_VAR(p, UCAST_PROBES) + NEIGH_VAR(p, APP_PROBES) +
	       (n->nud_state & NUD_PROBE ? NEIGH_VAR(p, MCAST_REPROBES)
					 : NEIGH_VAR(p, MCAST_PROBES));
}

static s64 retrans(const struct neighbour *n)
{
	return max((s64)jiffies_to_ns(NEIGH_VAR(n->parms, RETRANS_TIME)), (s64)MIN_STEP);
}

/* Nobody answered: what waited is reported back to its senders. */
static void invalidate(struct neighbour *n)
{
	struct sk_buff *skb;

	n->tbl->stats.res_failed++;
	n->updated = now_ns(n);
	while (n->nud_state == NUD_FAILED && (skb = skb_dequeue(&n->queue))) {
		if (n->ops && n->ops->error_report)
			n->ops->error_report(n, skb);
		else
			kfree_skb(skb);
	}
	skb_queue_purge(n->tbl->kernel, &n->queue);
	n->queue_bytes = 0;
}

static void probe(struct neighbour *n)
{
	struct sk_buff_head *q = &n->queue;
	struct sk_buff *last = q->qlen ? q->ring[(q->first + q->qlen - 1) & (q->cap - 1)] : NULL;

	if (last)
		skb_get(last);
	if (n->ops && n->ops->solicit)
		n->ops->solicit(n, last);
	n->probes++;
	kfree_skb(last);
}

static void set_state(struct neighbour *n, u8 state, s64 now)
{
	n->nud_state = state;
	n->updated = now;
}

/* REACHABLE's time is over: still confirmed, in use (DELAY) or forgotten (STALE). */
static s64 leave_reachable(struct neighbour *n, s64 now, bool *notify)
{
	s64 alive_until = n->confirmed + (s64)jiffies_to_ns(n->parms->reachable_time);
	s64 delay = (s64)jiffies_to_ns(NEIGH_VAR(n->parms, DELAY_PROBE_TIME));

	if (now <= alive_until)
		return alive_until;
	if (now <= n->used + delay) {
		set_state(n, NUD_DELAY, now);
		return now + delay;
	}
	set_state(n, NUD_STALE, now);
	*notify = true;
	return now;
}

/* DELAY's time is over: somebody confirmed it meanwhile, or we ask ourselves. */
static s64 leave_delay(struct neighbour *n, s64 now, bool *notify)
{
	*notify = true;
	if (now <= n->confirmed + (s64)jiffies_to_ns(NEIGH_VAR(n->parms, DELAY_PROBE_TIME))) {
		set_state(n, NUD_REACHABLE, now);
		return n->confirmed + (s64)jiffies_to_ns(n->parms->reachable_time);
	}
	set_state(n, NUD_PROBE, now);
	n->probes = 0;
	return now + retrans(n);
}

static void give_up(struct neighbour *n, s64 now)
{
	if (n->nud_state == NUD_PROBE && n->flags & NTF_EXT_VALIDATED) {
		set_state(n, NUD_STALE, now);
		return;
	}
	n->nud_state = NUD_FAILED;
	invalidate(n);
}

/* One step of the state machine. Returns whether the change is to be announced. */
static bool step(struct neighbour *n, s64 now)
{
	bool notify = false;
	s64 next;

	if (n->nud_state & NUD_REACHABLE)
		next = leave_reachable(n, now, &notify);
	else if (n->nud_state & NUD_DELAY)
		next = leave_delay(n, now, &notify);
	else
		next = now + retrans(n);
	if (n->nud_state & (NUD_INCOMPLETE | NUD_PROBE) && n->probes >= max_probes(n)) {
		give_up(n, now);
		return true;
	}
	if (n->nud_state & NUD_IN_TIMER && arm(n, max(next, now + (s64)MIN_STEP))) {
		/* No memory for the timer: what cannot be watched is not believed. */
		set_state(n, n->nud_state & NUD_VALID ? NUD_STALE : NUD_FAILED, now);
		return true;
	}
	if (n->nud_state & (NUD_INCOMPLETE | NUD_PROBE))
		probe(n);
	return notify;
}

static void neigh_timer_handler(struct kernel *k, struct timer *t)
{
	struct neighbour *n = container_of(t, struct neighbour, timer);

	if (n->nud_state & NUD_IN_TIMER && step(n, now_ns(n)))
		neigh_notify(n, RTM_NEWNEIGH, 0);
	neigh_release(n); /* the reference of the timer that fired */
}

/* ---- sending ---- */

static int start_resolution(struct neighbour *n, bool immediate_ok)
{
	const struct neigh_parms *p = n->parms;
	s64 now = now_ns(n);

	if (!(NEIGH_VAR(p, MCAST_PROBES) + NEIGH_VAR(p, APP_PROBES))) {
		set_state(n, NUD_FAILED, now);
		return -EHOSTUNREACH;
	}
	if (arm(n, now + (immediate_ok ? retrans(n) : (s64)NSEC_PER_TICK)))
		return -ENOMEM;
	n->probes = NEIGH_VAR(p, UCAST_PROBES);
	set_state(n, NUD_INCOMPLETE, now);
	return 0;
}

/* Keep @skb until the address is known; the oldest ones make room. */
static void enqueue(struct neighbour *n, struct sk_buff *skb)
{
	struct sk_buff *old;

	while (n->queue_bytes + skb->truesize > NEIGH_VAR(n->parms, QUEUE_LEN_BYTES)) {
		old = skb_dequeue(&n->queue);
		if (!old)
			break;
		n->queue_bytes -= old->truesize;
		kfree_skb(old);
	}
	if (skb_queue_tail(n->tbl->kernel, &n->queue, skb))
		kfree_skb(skb);
	else
		n->queue_bytes += skb->truesize;
}

int neigh_event_send_probe(struct neighbour *n, struct sk_buff *skb, bool immediate_ok)
{
	bool ask = false;
	s64 now = now_ns(n);

	n->used = now;
	if (n->nud_state & (NUD_CONNECTED | NUD_DELAY | NUD_PROBE))
		return 0;
	if (n->dead) {
		if (n->nud_state & NUD_STALE)
			return 0;
		kfree_skb(skb);
		return 1;
	}
	if (n->nud_state & NUD_STALE) {
		if (!arm(n, now + (s64)jiffies_to_ns(NEIGH_VAR(n->parms, DELAY_PROBE_TIME))))
			set_state(n, NUD_DELAY, now);
		return 0;
	}
	if (!(n->nud_state & NUD_INCOMPLETE)) {
		if (start_resolution(n, immediate_ok)) {
			kfree_skb(skb);
			return 1;
		}
		ask = immediate_ok;
	}
	if (skb)
		enqueue(n, skb);
	if (ask)
		probe(n);
	return 1;
}

int neigh_event_send(struct neighbour *n, struct sk_buff *skb)
{
	return neigh_event_send_probe(n, skb, true);
}

static void send_queue(struct neighbour *n)
{
	struct sk_buff *skb;

	while (n->nud_state & NUD_VALID && (skb = skb_dequeue(&n->queue))) {
		if (n->ops && n->ops->output)
			n->ops->output(n, skb);
		else
			kfree_skb(skb);
	}
	skb_queue_purge(n->tbl->kernel, &n->queue);
	n->queue_bytes = 0;
}

/* ---- updates ---- */

/** What one neigh_update() has found out so far. */
struct update {
	struct neighbour *n;
	const u8 *lladdr; /* n->ha itself: unchanged */
	u8 from, to; /* NUD_* */
	u32 flags;
	bool notify, gc, managed, isrouter, resolved;
	struct netlink_ext_ack *extack;
};

static void toggle(struct update *u, u32 want, u32 bit, bool *effect)
{
	if (!((u->n->flags ^ want) & bit))
		return;
	u->n->flags ^= bit;
	u->notify = true;
	*effect = true;
}

static void update_flags(struct update *u)
{
	u32 want = 0;

	if (!(u->flags & NEIGH_UPDATE_F_ADMIN))
		return;
	want |= u->flags & NEIGH_UPDATE_F_EXT_LEARNED ? NTF_EXT_LEARNED : 0;
	want |= u->flags & NEIGH_UPDATE_F_MANAGED ? NTF_MANAGED : 0;
	want |= u->flags & NEIGH_UPDATE_F_EXT_VALIDATED ? NTF_EXT_VALIDATED : 0;
	toggle(u, want, NTF_EXT_LEARNED, &u->gc);
	toggle(u, want, NTF_MANAGED, &u->managed);
	toggle(u, want, NTF_EXT_VALIDATED, &u->gc);
}

/* The new state says that the address is not known. */
static int to_invalid(struct update *u)
{
	struct neighbour *n = u->n;

	if (u->from & NUD_IN_TIMER)
		disarm(n);
	n->nud_state = u->to;
	u->notify = u->from & NUD_VALID;
	if (u->from & (NUD_INCOMPLETE | NUD_PROBE) && u->to & NUD_FAILED) {
		invalidate(n);
		u->notify = true;
	}
	return 0;
}

/* Settle which address is meant; u->lladdr points to n->ha when it stays. */
static int choose_lladdr(struct update *u)
{
	struct neighbour *n = u->n;
	u8 alen = n->dev->addr_len;

	if (!alen || (u->lladdr && u->from & NUD_VALID && !memcmp(u->lladdr, n->ha, alen))) {
		u->lladdr = n->ha;
	} else if (!u->lladdr) {
		if (!(u->from & NUD_VALID)) {
			NL_SET_ERR_MSG(u->extack, "No link layer address given");
			return -EINVAL;
		}
		u->lladdr = n->ha;
	}
	return 0;
}

/* A valid entry keeps what it has where the caller may not override it. False: nothing to do. */
static bool reconcile(struct update *u)
{
	struct neighbour *n = u->n;

	if (!(u->from & NUD_VALID))
		return true;
	if (u->lladdr == n->ha || u->flags & NEIGH_UPDATE_F_OVERRIDE) {
		if (u->lladdr == n->ha && u->to == NUD_STALE && !(u->flags & NEIGH_UPDATE_F_ADMIN))
			u->to = u->from;
		return true;
	}
	u->isrouter = false;
	if (!(u->flags & NEIGH_UPDATE_F_WEAK_OVERRIDE) || !(u->from & NUD_CONNECTED))
		return false;
	u->lladdr = n->ha;
	u->to = NUD_STALE;
	return true;
}

static int change_state(struct update *u, s64 now)
{
	struct neighbour *n = u->n;

	if (u->to & NUD_REACHABLE)
		neigh_table_age(n->tbl);
	if (u->to & NUD_IN_TIMER) {
		s64 stay = u->to & NUD_REACHABLE ? (s64)jiffies_to_ns(n->parms->reachable_time)
						 : (s64)NSEC_PER_TICK;

		if (arm(n, now + stay))
			return -ENOMEM;
	} else if (u->from & NUD_IN_TIMER) {
		disarm(n);
	}
	if (u->to & NUD_PROBE)
		n->probes = 0;
	n->nud_state = u->to;
	u->notify = true;
	return 0;
}

static int to_valid(struct update *u)
{
	struct neighbour *n = u->n;
	s64 now = now_ns(n), was_confirmed = n->confirmed, was_updated = n->updated;
	int err = choose_lladdr(u);

	if (err)
		return err;
	if (u->to & NUD_CONNECTED)
		n->confirmed = now;
	u->isrouter = u->flags & NEIGH_UPDATE_F_OVERRIDE_ISROUTER;
	if (!reconcile(u)) {
		u->to = u->from;
		return 0;
	}
	if (u->to != u->from || u->lladdr != n->ha)
		n->updated = now;
	if (u->to != u->from && change_state(u, now)) {
		n->confirmed = was_confirmed;
		n->updated = was_updated;
		return -ENOMEM;
	}
	if (u->lladdr != n->ha) {
		memcpy(n->ha, u->lladdr, n->dev->addr_len);
		if (!(u->to & NUD_CONNECTED))
			n->confirmed = now - 2 * (s64)jiffies_to_ns(
							 NEIGH_VAR(n->parms, BASE_REACHABLE_TIME));
		u->notify = true;
	}
	u->resolved = u->to != u->from && !(u->from & NUD_VALID);
	return 0;
}

static void update_is_router(struct update *u)
{
	u32 want = u->flags & NEIGH_UPDATE_F_ISROUTER ? NTF_ROUTER : 0;

	if ((u->n->flags ^ want) & NTF_ROUTER) {
		u->n->flags ^= NTF_ROUTER;
		u->notify = true;
	}
}

static void update_lists(struct update *u)
{
	struct neighbour *n = u->n;
	struct neigh_table *tbl = n->tbl;
	bool exempt = n->nud_state & NUD_PERMANENT ||
		      n->flags & (NTF_EXT_LEARNED | NTF_EXT_VALIDATED);

	if (n->dead)
		return;
	if (u->gc && exempt && !list_empty(&n->gc_list)) {
		list_del(&n->gc_list);
		tbl->gc_entries--;
	} else if (u->gc && !exempt && list_empty(&n->gc_list)) {
		list_add_tail(&n->gc_list, &tbl->gc_list);
		tbl->gc_entries++;
	}
	if (u->managed) {
		list_del(&n->managed_list);
		if (n->flags & NTF_MANAGED)
			list_add_tail(&n->managed_list, &tbl->managed_list);
	}
	neigh_table_kick(tbl);
}

static int apply(struct update *u)
{
	struct neighbour *n = u->n;

	if (n->dead) {
		NL_SET_ERR_MSG(u->extack, "Neighbor entry is now dead");
		u->to = u->from;
		return -EPERM;
	}
	if (!(u->flags & NEIGH_UPDATE_F_ADMIN) && u->from & (NUD_NOARP | NUD_PERMANENT))
		return -EPERM;
	update_flags(u);
	if (u->flags & (NEIGH_UPDATE_F_USE | NEIGH_UPDATE_F_MANAGED)) {
		u->to = n->nud_state = u->from & ~NUD_PERMANENT;
		return 0;
	}
	return u->to & NUD_VALID ? to_valid(u) : to_invalid(u);
}

int neigh_update(struct neighbour *n, const u8 *lladdr, u8 new, u32 flags, u32 portid,
		 struct netlink_ext_ack *extack)
{
	struct update u = { .n = n,
			    .lladdr = lladdr,
			    .from = n->nud_state,
			    .to = new,
			    .flags = flags,
			    .extack = extack };
	u32 was_flags = n->flags;
	int err = apply(&u);

	(void)portid;
	if (err == -ENOMEM) {
		n->flags = was_flags;
		return err;
	}
	if (u.isrouter)
		update_is_router(&u);
	if (u.resolved)
		send_queue(n);
	if ((u.to ^ u.from) & NUD_PERMANENT)
		u.gc = true;
	if (u.gc || u.managed)
		update_lists(&u);
	if (u.notify)
		neigh_notify(n, RTM_NEWNEIGH, 0);
	return err;
}

struct neighbour *neigh_event_ns(struct neigh_table *tbl, const u8 *lladdr, const void *saddr,
				 struct net_device *dev)
{
	struct neighbour *n = __neigh_lookup(tbl, saddr, dev, lladdr || !dev->addr_len);

	if (n)
		neigh_update(n, lladdr, NUD_STALE, NEIGH_UPDATE_F_OVERRIDE, 0, NULL);
	return n;
}
