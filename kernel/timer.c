/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Timers: a binary heap by (when, seq). See timer.h.
 *
 *   heap[0] is due first; timer.pos = its index + 1
 */
#include "kernel/kernel.h"

#include <time.h>

static bool before(const struct timer *a, const struct timer *b)
{
	return a->when != b->when ? a->when < b->when : a->seq < b->seq;
}

static void place(struct timer_base *b, u32 i, struct timer *t)
{
	b->heap[i] = t;
	t->pos = i + 1;
}

static void sift_up(struct timer_base *b, u32 i, struct timer *t)
{
	for (; i && before(t, b->heap[(i - 1) / 2]); i = (i - 1) / 2)
		place(b, i, b->heap[(i - 1) / 2]);
	place(b, i, t);
}

static void sift_down(struct timer_base *b, u32 i, struct timer *t)
{
	for (u32 c; (c = 2 * i + 1) < b->n; i = c) {
		if (c + 1 < b->n && before(b->heap[c + 1], b->heap[c]))
			c++;
		if (!before(b->heap[c], t))
			break;
		place(b, i, b->heap[c]);
	}
	place(b, i, t);
}

static void heap_remove(struct timer_base *b, struct timer *t)
{
	u32 i = t->pos - 1;
	struct timer *last = b->heap[--b->n];

	t->pos = 0;
	if (last == t)
		return;
	if (i && before(last, b->heap[(i - 1) / 2]))
		sift_up(b, i, last);
	else
		sift_down(b, i, last);
}

u64 timers_next(const struct kernel *k)
{
	return k->timers.n ? k->timers.heap[0]->when : ~0ull;
}

static void tell_port(struct kernel *k, u64 was)
{
	if (k->port->timer_armed && timers_next(k) != was)
		k->port->timer_armed(k, timers_next(k));
}

int timer_mod(struct kernel *k, struct timer *t, u64 when)
{
	struct timer_base *b = &k->timers;
	u64 was = timers_next(k);

	if (t->pos) {
		heap_remove(b, t);
	} else if (b->n == b->cap) {
		u32 cap = b->cap ? b->cap * 2 : 8;
		struct timer **heap = krealloc(&k->mem, b->heap, cap * sizeof(*heap));

		if (!heap)
			return -ENOMEM;
		b->heap = heap;
		b->cap = cap;
	}
	t->when = when;
	t->seq = b->seq++;
	sift_up(b, b->n++, t);
	tell_port(k, was);
	return 0;
}

bool timer_del(struct kernel *k, struct timer *t)
{
	u64 was = timers_next(k);

	if (!t->pos)
		return false;
	heap_remove(&k->timers, t);
	tell_port(k, was);
	return true;
}

u32 timers_run(struct kernel *k)
{
	u64 now = ktime_get(k), last_seq = k->timers.seq;
	u32 fired = 0;

	/* A timer that re-arms itself for now waits for the next run: no endless loop. */
	while (k->timers.n && k->timers.heap[0]->when <= now && k->timers.heap[0]->seq < last_seq) {
		struct timer *t = k->timers.heap[0];

		heap_remove(&k->timers, t);
		t->fn(k, t);
		fired++;
	}
	if (k->port->timer_armed)
		k->port->timer_armed(k, timers_next(k));
	return fired;
}

u64 ktime_get(struct kernel *k)
{
	return k->port->clock_ns(k, CLOCK_MONOTONIC);
}

u64 ktime_get_real(struct kernel *k)
{
	return k->port->clock_ns(k, CLOCK_REALTIME);
}

u32 ktime_clock_t(struct kernel *k)
{
	return ktime_get(k) / (NSEC_PER_SEC / USER_HZ);
}

void get_random_bytes(struct kernel *k, void *buf, size_t n)
{
	k->port->get_random(k, buf, n);
}

u32 get_random_u32(struct kernel *k)
{
	u32 v;

	get_random_bytes(k, &v, sizeof(v));
	return v;
}
