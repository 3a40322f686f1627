/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Timers on the port's clock, and the time of day.
 *
 * A timer is a node in a binary heap ordered by (when, arming order), so equal times fire in
 * the order they were set: runs are repeatable. Arming reserves memory; that is the one failure.
 */
#ifndef KERNLET_KERNEL_TIMER_H
#define KERNLET_KERNEL_TIMER_H

#include "lib/jiffies.h"
#include "lib/types.h"

struct kernel;

struct timer {
	void (*fn)(struct kernel *k, struct timer *t);
	u64 when; /* ns, monotonic */
	u64 seq; /* arming order */
	u32 pos; /* index in the heap + 1; 0: not armed */
};

struct timer_base {
	struct timer **heap;
	u32 n, cap;
	u64 seq;
};

static inline void timer_setup(struct timer *t, void (*fn)(struct kernel *k, struct timer *t))
{
	*t = (struct timer) { .fn = fn };
}

static inline bool timer_pending(const struct timer *t)
{
	return t->pos != 0;
}

/** Arm @t (or move it) to @when. 0 or -ENOMEM. A moved timer never fails. */
int timer_mod(struct kernel *k, struct timer *t, u64 when) __must_check;
/** Disarm; harmless when not armed. True when it was armed. */
bool timer_del(struct kernel *k, struct timer *t);
/** Fire all that is due now. Returns how many fired. */
u32 timers_run(struct kernel *k);
/** When the earliest timer is due, or ~0. */
u64 timers_next(const struct kernel *k);

u64 ktime_get(struct kernel *k); /* ns, monotonic */
u64 ktime_get_real(struct kernel *k); /* ns since 1970 */
/** Hundredths of a second since boot: what IFA_CACHEINFO and friends carry. */
u32 ktime_clock_t(struct kernel *k);

void get_random_bytes(struct kernel *k, void *buf, size_t n);
u32 get_random_u32(struct kernel *k);

#endif
