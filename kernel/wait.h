/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Waiting. A call that cannot go on puts its task on one or more wait queues and returns the
 * park code; when a queue wakes, the deadline passes or a signal comes, the gate dispatches the
 * same call again with the same arguments. No stack is kept.
 *
 *   handler:  while nothing to do:  return park(t, &wq, timeout, on_timeout);
 *
 * The deadline is fixed the first time a call parks and survives re-dispatch.
 */
#ifndef KERNLET_KERNEL_WAIT_H
#define KERNLET_KERNEL_WAIT_H

#include "lib/list.h"

struct task;

/** What a handler returns to say "not yet"; never seen by a program. */
#define EPARK 4096

#define WAIT_FOREVER (~0ull)

struct wait_queue_head {
	struct list_head waiters;
	/** A port or an epoll that wants to know of every wake-up; may be NULL. */
	void (*notify)(struct wait_queue_head *wq);
};

void init_waitqueue_head(struct wait_queue_head *wq);
/** Make every waiting task runnable. O(waiters). */
void wake_up(struct wait_queue_head *wq);
/** The queue is about to be freed: make every waiting task runnable and let go of it. */
void wait_queue_destroy(struct wait_queue_head *wq);
static inline bool wq_has_sleeper(const struct wait_queue_head *wq)
{
	return !list_empty(&wq->waiters);
}

/**
 * Queue @t on @wq without parking yet (poll does so for many queues, then calls park() with
 * @wq NULL). 0 or -ENOMEM.
 */
int wait_add(struct task *t, struct wait_queue_head *wq) __must_check;

/**
 * Park the current call of @t.
 *
 * @wq: queue to wait on besides those added; may be NULL
 * @timeout_ns: how long at most from the first park of this call on, or WAIT_FOREVER
 * @on_timeout: what to return once that time is over (say -EAGAIN, or 0)
 *
 * Returns -EPARK (return that from the handler), @on_timeout, -ENOMEM, -ERESTARTSYS (signal,
 * no timeout) or -EINTR (signal, with a timeout).
 */
int park(struct task *t, struct wait_queue_head *wq, u64 timeout_ns, int on_timeout) __must_check;

#endif
