/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * A task is one thread of a program that calls the kernel. Threads of one program share a tgid
 * and a files table; each task has its own network namespace (Go programs rely on that).
 *
 *   kernel->tasks --> task --> files (shared, counted)
 *                          \-> net   (counted)
 */
#ifndef KERNLET_KERNEL_TASK_H
#define KERNLET_KERNEL_TASK_H

#include "kernel/port.h"
#include "kernel/timer.h"
#include "kernel/wait.h"
#include "lib/htable.h"
#include "lib/list.h"

struct files;
struct kernel;
struct net;

/* Internal returns, as in Linux: the port turns them into a restart or -EINTR. */
#define ERESTARTSYS 512

enum abi {
	ABI_X86_64,
	ABI_I386,
	ABI_MAX,
};

struct wait_entry {
	struct list_head in_queue; /* on wait_queue_head.waiters */
	struct list_head in_task; /* on task.waits */
	struct task *task;
};

struct task {
	struct kernel *kernel;
	struct list_head node; /* on kernel.tasks */
	struct hnode by_pid; /* in kernel.pids */
	s32 pid; /* thread id, as its program sees it */
	s32 tgid; /* process id, as its program sees it */
	s32 ppid;
	u32 uid, gid;
	u64 cap_effective; /* bit n = capability n (linux/capability.h) */
	char comm[16];
	enum abi abi; /* of the call now running */
	struct files *files;
	struct net *net;
	void *port_data; /* the port's own */

	/* The parked call. */
	bool parked;
	bool woken; /* port told, not yet re-dispatched */
	bool interrupted; /* by a signal */
	bool in_progress; /* progress/deadline below belong to the call now running */
	u64 deadline; /* ns; WAIT_FOREVER: none */
	u64 progress; /* what a resumable handler (recvmmsg) keeps across parks */
	u64 call_end; /* ns: when such a handler as a whole is over */
	struct timer timeout;
	struct list_head waits;
	struct wait_entry wait[2]; /* most calls wait on one queue; more are allocated */
	u32 nr;
	u64 args[6];
};

struct task_config {
	s32 pid, tgid, ppid;
	u32 uid, gid;
	u64 caps;
	const char *comm;
	struct task *share_files; /* thread of this one; NULL: a table of its own */
	struct net *net; /* NULL: init_net */
};

/** NULL when memory is short or the pid is taken. */
struct task *task_create(struct kernel *k, const struct task_config *cfg) __must_check;
/** End @t: leave all wait queues, drop files and namespace. NULL is harmless. */
void task_destroy(struct task *t);
struct task *task_find(struct kernel *k, s32 pid);
/** A signal came for @t: its parked call is dispatched again and sees it. */
void task_interrupt(struct task *t);
/** Take @t off every wait queue and timer (the gate calls it before each dispatch). */
void task_unpark(struct task *t);
/** The deadline of a parked call passed (what task.timeout fires). */
void task_timeout_fired(struct kernel *k, struct timer *timer);
/** Move @t to @net (counted). */
void task_set_net(struct task *t, struct net *net);

static inline bool capable(const struct task *t, int cap)
{
	return t->cap_effective & (1ull << cap);
}

#endif
