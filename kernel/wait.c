/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Wait queues and parking. See wait.h.
 *
 *   wq.waiters <-> wait_entry.in_queue      task.waits <-> wait_entry.in_task
 *
 * The two entries inside a task serve nearly every call; poll over many descriptors allocates.
 */
#include "kernel/kernel.h"

void init_waitqueue_head(struct wait_queue_head *wq)
{
	INIT_LIST_HEAD(&wq->waiters);
	wq->notify = NULL;
}

static void make_runnable(struct task *t)
{
	if (!t->parked || t->woken)
		return;
	t->woken = true;
	t->kernel->port->wake(t);
}

void wake_up(struct wait_queue_head *wq)
{
	struct wait_entry *e;

	list_for_each_entry (e, &wq->waiters, in_queue)
		make_runnable(e->task);
	if (wq->notify)
		wq->notify(wq);
}

void wait_queue_destroy(struct wait_queue_head *wq)
{
	struct wait_entry *e, *n;

	list_for_each_entry_safe (e, n, &wq->waiters, in_queue) {
		list_del(&e->in_queue); /* the entry stays with its task until that is unparked */
		make_runnable(e->task);
	}
}

static struct wait_entry *free_entry(struct task *t)
{
	for (u32 i = 0; i < ARRAY_SIZE(t->wait); i++)
		if (!t->wait[i].task)
			return &t->wait[i];
	return kmalloc(&t->kernel->mem, sizeof(struct wait_entry));
}

int wait_add(struct task *t, struct wait_queue_head *wq)
{
	struct wait_entry *e = free_entry(t);

	if (!e)
		return -ENOMEM;
	e->task = t;
	list_add_tail(&e->in_queue, &wq->waiters);
	list_add_tail(&e->in_task, &t->waits);
	return 0;
}

static bool is_embedded(struct task *t, struct wait_entry *e)
{
	return e >= t->wait && e < t->wait + ARRAY_SIZE(t->wait);
}

void task_unpark(struct task *t)
{
	struct wait_entry *e, *n;

	list_for_each_entry_safe (e, n, &t->waits, in_task) {
		list_del(&e->in_queue);
		list_del(&e->in_task);
		e->task = NULL;
		if (!is_embedded(t, e))
			kfree(&t->kernel->mem, e);
	}
	timer_del(t->kernel, &t->timeout);
	t->parked = false;
	t->woken = false;
}

void task_timeout_fired(struct kernel *k, struct timer *timer)
{
	(void)k;
	make_runnable(container_of(timer, struct task, timeout));
}

void task_interrupt(struct task *t)
{
	t->interrupted = true;
	make_runnable(t);
}

static u64 deadline_of(struct task *t, u64 timeout_ns)
{
	u64 now;

	if (timeout_ns == WAIT_FOREVER)
		return WAIT_FOREVER;
	now = ktime_get(t->kernel);
	return timeout_ns > WAIT_FOREVER - 1 - now ? WAIT_FOREVER : now + timeout_ns;
}

int park(struct task *t, struct wait_queue_head *wq, u64 timeout_ns, int on_timeout)
{
	int err = 0;

	if (!t->in_progress) {
		t->in_progress = true;
		t->deadline = deadline_of(t, timeout_ns);
	}
	if (t->deadline != WAIT_FOREVER && ktime_get(t->kernel) >= t->deadline)
		return on_timeout;
	if (t->interrupted)
		return timeout_ns == WAIT_FOREVER ? -ERESTARTSYS : -EINTR;
	if (wq)
		err = wait_add(t, wq);
	if (!err && t->deadline != WAIT_FOREVER)
		err = timer_mod(t->kernel, &t->timeout, t->deadline);
	return err ? err : -EPARK;
}
