/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Which task a call is of: host threads are met when they first call, and forgotten when their
 * process ends (its pidfd becomes readable) or, for threads, when a look shows that they ended.
 *
 *   tid -> native_task -> task (kernel)        tgid -> native_proc -> pidfd, tasks
 */
#include "ports/native/native.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/epoll.h>
#include <sys/syscall.h>
#include <unistd.h>

#ifndef PIDFD_THREAD
#define PIDFD_THREAD O_EXCL
#endif
#define SWEEP_FIRST 16

/** What /proc/TID/status tells. Pids as the program sees them, but for host_tgid. */
struct status {
	s32 host_tgid, host_ppid, pid, tgid;
	u32 uid, gid;
	char comm[16];
};

static const char *field(const char *text, const char *name)
{
	const char *p = strstr(text, name);

	return p ? p + strlen(name) : NULL;
}

static s32 first_number(const char *text, const char *name)
{
	const char *p = field(text, name);

	return p ? atoi(p) : 0;
}

/* The second of "real effective saved fs". */
static u32 second_number(const char *text, const char *name)
{
	const char *p = field(text, name);
	char *end;

	if (!p)
		return 0;
	strtoul(p, &end, 10);
	return strtoul(end, NULL, 10);
}

/* The last of a list that ends with its line: the innermost pid namespace's number. */
static s32 last_number(const char *text, const char *name)
{
	const char *p = field(text, name);
	s32 v = 0;

	while (p && *p && *p != '\n') {
		char *end;
		s32 next = strtol(p, &end, 10);

		if (end == p)
			break;
		v = next;
		p = end;
	}
	return v;
}

static int read_status(s32 tid, struct status *st)
{
	char path[48], text[4096];
	const char *name;
	ssize_t len;
	int fd;

	snprintf(path, sizeof(path), "/proc/%d/status", tid);
	fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		return -errno;
	len = read(fd, text, sizeof(text) - 1);
	close(fd);
	if (len <= 0)
		return -ESRCH;
	text[len] = 0;
	name = field(text, "Name:\t");
	snprintf(st->comm, sizeof(st->comm), "%.*s", name ? (int)strcspn(name, "\n") : 0,
		 name ? name : "");
	st->host_tgid = first_number(text, "\nTgid:");
	st->host_ppid = first_number(text, "\nPPid:");
	st->pid = last_number(text, "\nNSpid:");
	st->tgid = last_number(text, "\nNStgid:");
	st->uid = second_number(text, "\nUid:");
	st->gid = second_number(text, "\nGid:");
	return st->host_tgid ? 0 : -ESRCH;
}

void native_task_free(struct native *n, struct native_task *nt)
{
	native_unpark(n, nt);
	native_call_done(&nt->call);
	list_del(&nt->run_node);
	list_del(&nt->node);
	nt->proc->n_tasks--;
	native_netns_left(n, nt->netns);
	htable_remove(&n->tasks, &nt->by_tid);
	task_destroy(nt->task);
	kfree(&n->k->mem, nt);
}

void native_proc_free(struct native *n, struct native_proc *p)
{
	while (!list_empty(&p->tasks))
		native_task_free(n, list_first_entry(&p->tasks, struct native_task, node));
	htable_remove(&n->procs, &p->by_tgid);
	n->n_procs--;
	native_ident_free(n, p);
	native_unwatch(n, &p->watch);
	native_free_later(n, &p->watch);
}

static void proc_ended(struct native *n, struct native_watch *w, u32 events)
{
	native_proc_free(n, container_of(w, struct native_proc, watch));
}

static struct native_proc *proc_find(struct native *n, s32 tgid)
{
	struct native_proc *p;

	htable_for_each_possible (&n->procs, p, by_tgid, hash_u32(tgid))
		if (p->tgid == tgid)
			return p;
	return NULL;
}

static struct native_proc *proc_create(struct native *n, const struct status *st, u32 flags)
{
	struct native_proc *p = kzalloc(&n->k->mem, sizeof(*p));
	s32 tgid = st->host_tgid;

	if (!p)
		return NULL;
	p->tgid = tgid;
	p->sweep_at = SWEEP_FIRST;
	INIT_LIST_HEAD(&p->tasks);
	p->watch.fn = proc_ended;
	if (flags & NATIVE_ROOT && native_ident_create(n, p, proc_find(n, st->host_ppid)))
		goto free_proc;
	p->watch.fd = syscall(SYS_pidfd_open, tgid, 0);
	if (p->watch.fd < 0)
		goto free_proc;
	if (htable_insert(&n->procs, &p->by_tgid, hash_u32(tgid)))
		goto close_pidfd;
	if (native_watch_add(n, &p->watch, EPOLLIN))
		goto remove;
	n->n_procs++;
	return p;

remove:
	htable_remove(&n->procs, &p->by_tgid);
close_pidfd:
	close(p->watch.fd);
free_proc:
	native_ident_free(n, p);
	kfree(&n->k->mem, p);
	return NULL;
}

/* Threads end without a word: forget those that are gone, so that a program may make many. */
static void sweep(struct native *n, struct native_proc *p)
{
	struct native_task *nt, *next;

	list_for_each_entry_safe (nt, next, &p->tasks, node)
		if (syscall(SYS_tgkill, p->tgid, nt->tid, 0) && errno == ESRCH)
			native_task_free(n, nt);
	p->sweep_at = max(2 * p->n_tasks, (u32)SWEEP_FIRST);
}

/* In a pid namespace two programs may know themselves by one number: then the host's is used. */
static struct task *make_task(struct native *n, const struct status *st, s32 tid, u32 flags)
{
	struct task_config cfg = {
		.pid = task_find(n->k, st->pid) ? tid : st->pid,
		.tgid = st->tgid,
		.ppid = st->host_ppid,
		.uid = st->uid,
		.gid = st->gid,
		.caps = flags & NATIVE_DROP_NET_ADMIN ? 0 : ~0ull,
		.comm = st->comm,
	};

	return task_create(n->k, &cfg);
}

static struct native_task *task_new(struct native *n, s32 tid, u32 flags)
{
	struct native_task *nt;
	struct native_proc *p;
	struct status st;

	if (read_status(tid, &st))
		return NULL;
	p = proc_find(n, st.host_tgid);
	if (!p)
		p = proc_create(n, &st, flags);
	if (!p)
		return NULL;
	if (p->n_tasks >= p->sweep_at)
		sweep(n, p);
	nt = kzalloc(&n->k->mem, sizeof(*nt));
	if (!nt)
		return NULL;
	nt->native = n;
	nt->proc = p;
	nt->tid = tid;
	nt->call.fd = nt->call.gfd = -1;
	INIT_LIST_HEAD(&nt->run_node);
	INIT_LIST_HEAD(&nt->park_node);
	nt->task = make_task(n, &st, tid, flags);
	if (!nt->task)
		goto free_nt;
	nt->task->port_data = nt;
	if (htable_insert(&n->tasks, &nt->by_tid, hash_u32(tid)))
		goto destroy_task;
	list_add_tail(&nt->node, &p->tasks);
	p->n_tasks++;
	native_ident_apply(nt, flags);
	return nt;

destroy_task:
	task_destroy(nt->task);
free_nt:
	kfree(&n->k->mem, nt);
	return NULL;
}

struct native_task *native_task_get(struct native *n, s32 tid, u32 flags)
{
	struct native_task *nt;

	htable_for_each_possible (&n->tasks, nt, by_tid, hash_u32(tid))
		if (nt->tid == tid)
			return nt;
	return task_new(n, tid, flags);
}

int native_grab_fd(struct native_task *nt, int fd)
{
	int ret = syscall(SYS_pidfd_getfd, nt->proc->watch.fd, fd, 0);
	int thread;

	if (ret >= 0 || errno != ESRCH || nt->tid == nt->proc->tgid)
		return ret < 0 ? -errno : ret;
	/* The first thread has ended, the others go on. */
	thread = syscall(SYS_pidfd_open, nt->tid, PIDFD_THREAD);
	if (thread < 0)
		return -errno;
	ret = syscall(SYS_pidfd_getfd, thread, fd, 0);
	ret = ret < 0 ? -errno : ret;
	close(thread);
	return ret;
}
