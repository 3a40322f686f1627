/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Calls that wait. A parked call is a notification without an answer.
 *
 * The host does not say that a signal came for a program that waits for us. It shows: a thread
 * whose call we received sleeps interruptibly, state S, until a signal is there; then it sleeps
 * killably, state D, until we answer. So while calls are parked we look 100 times a second; D on
 * two looks in a row means a signal, and the kernel decides what the call returns. A call that
 * ends because its thread was killed is announced by nothing either: we ask.
 */
#include "ports/native/native.h"

#include <fcntl.h>
#include <sys/epoll.h>
#include <sys/timerfd.h>
#include <unistd.h>

#define LOOK_NS (10 * NSEC_PER_MSEC)
#define LOOKS_NEEDED 2
#define LOOKS_A_ROUND 64 /* thousands of waiting calls must not cost a CPU */

static void set_looking(struct native *n, bool on)
{
	struct timespec ts = { 0, on ? LOOK_NS : 0 };
	struct itimerspec its = { .it_interval = ts, .it_value = ts };

	timerfd_settime(n->park_watch.fd, 0, &its, NULL);
}

void native_park(struct native *n, struct native_task *nt)
{
	bool first = list_empty(&n->parked);

	n->stats.parked++;
	nt->d_seen = 0;
	if (list_empty(&nt->park_node))
		list_add_tail(&nt->park_node, &n->parked);
	if (first)
		set_looking(n, true);
}

static void leave(struct native *n, struct native_task *nt)
{
	list_del(&nt->park_node);
	if (list_empty(&n->parked))
		set_looking(n, false);
}

void native_unpark(struct native *n, struct native_task *nt)
{
	if (list_empty(&nt->park_node))
		return;
	leave(n, nt);
	list_del(&nt->run_node);
	gate_cancel(nt->task);
}

void native_wake(struct task *t)
{
	struct native_task *nt = t->port_data;

	if (list_empty(&nt->run_node))
		list_add_tail(&nt->run_node, &nt->native->runnable);
}

static void redispatch(struct native *n, struct native_task *nt)
{
	long ret;

	native_mem_forget(n);
	n->call = &nt->call;
	ret = gate_redispatch(nt->task);
	n->call = NULL;
	if (native_mem_flush(n) && ret >= 0)
		ret = -EFAULT;
	leave(n, nt);
	native_finish(n, nt, ret);
}

void native_run_woken(struct native *n)
{
	while (!list_empty(&n->runnable)) {
		struct native_task *nt =
			list_first_entry(&n->runnable, struct native_task, run_node);

		list_del(&nt->run_node);
		if (!list_empty(&nt->park_node))
			redispatch(n, nt);
	}
}

/* The letter behind ") " in /proc/TID/stat; 0 when the thread is gone. */
static char state_of(s32 tid)
{
	char path[48], text[256], *p;
	ssize_t len;
	int fd;

	snprintf(path, sizeof(path), "/proc/%d/stat", tid);
	fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		return 0;
	len = read(fd, text, sizeof(text) - 1);
	close(fd);
	if (len <= 0)
		return 0;
	text[len] = 0;
	p = strrchr(text, ')');
	return p && p[1] ? p[2] : 0;
}

static void look_at(struct native *n, struct native_task *nt)
{
	if (!nt->call.tr->ops->alive(&nt->call)) {
		native_unpark(n, nt);
		native_call_done(&nt->call);
		return;
	}
	if (state_of(nt->tid) != 'D') {
		nt->d_seen = 0;
		return;
	}
	if (++nt->d_seen == LOOKS_NEEDED)
		task_interrupt(nt->task);
}

static void look(struct native *n, struct native_watch *w, u32 events)
{
	struct list_head later;
	u64 ticks;

	if (read(w->fd, &ticks, sizeof(ticks)) < 0)
		return;
	/* Those that were looked at go to the end of the queue. */
	INIT_LIST_HEAD(&later);
	for (u32 i = 0; i < LOOKS_A_ROUND && !list_empty(&n->parked); i++) {
		struct native_task *nt =
			list_first_entry(&n->parked, struct native_task, park_node);

		list_move_tail(&nt->park_node, &later);
		look_at(n, nt);
	}
	list_splice_tail_init(&later, &n->parked);
	/* One that left meanwhile may have found n->parked empty. */
	if (!list_empty(&n->parked))
		set_looking(n, true);
}

int park_init(struct native *n)
{
	INIT_LIST_HEAD(&n->parked);
	INIT_LIST_HEAD(&n->runnable);
	n->park_watch.fn = look;
	n->park_watch.fd = timerfd_create(CLOCK_MONOTONIC, TFD_CLOEXEC | TFD_NONBLOCK);
	if (n->park_watch.fd < 0)
		return -errno;
	return native_watch_add(n, &n->park_watch, EPOLLIN);
}
