// SPDX-License-Identifier: LGPL-2.1-or-later
/*
 * Processes and threads: fork, vfork, clone, exit, wait, groups and sessions.
 *
 * A process that ended stays a zombie until its parent has asked; who has no parent left belongs
 * to the first program, and is forgotten when nobody can ask for it.
 */
#include "ports/i386/machine.h"

#include <linux/wait.h>
#include <sched.h>
#include <signal.h>
#include <stdlib.h>

#ifndef CLONE_PIDFD
#define CLONE_PIDFD 0x00001000
#endif

#define WNOHANG_ 1

struct process *process_find(struct machine *m, s32 pid)
{
	struct process *p;

	list_for_each_entry (p, &m->processes, node)
		if (p->pid == pid)
			return p;
	return NULL;
}

struct thread *thread_find(struct machine *m, s32 tid)
{
	struct task *t = task_find(m->kernel, tid);

	return t ? thread_of(t) : NULL;
}

static s32 new_pid(struct machine *m)
{
	do
		m->last_pid = m->last_pid >= 32767 ? 300 : m->last_pid + 1;
	while (task_find(m->kernel, m->last_pid) || process_find(m, m->last_pid));
	return m->last_pid;
}

/* ---- threads ---- */

static struct thread *thread_create(struct process *p, s32 tid, struct task *share_files)
{
	struct machine *m = p->machine;
	struct thread *t = kzalloc(&m->kernel->mem, sizeof(*t));
	struct task_config tc = { .pid = tid,
				  .tgid = p->pid,
				  .ppid = p->parent ? p->parent->pid : 0,
				  .uid = p->euid,
				  .gid = p->egid,
				  .caps = p->euid ? 0 : ~0ull,
				  .share_files = share_files };

	if (!t)
		return NULL;
	t->process = p;
	INIT_LIST_HEAD(&t->run);
	sigpending_init(&t->pending);
	init_waitqueue_head(&t->futex_wait);
	t->task = task_create(m->kernel, &tc);
	if (!t->task)
		goto free_thread;
	t->context = cpu_context_create(p->mm->cpu);
	if (!t->context)
		goto destroy_task;
	t->task->port_data = t;
	list_add_tail(&t->node, &p->threads);
	p->n_threads++;
	return t;

destroy_task:
	task_destroy(t->task);
free_thread:
	kfree(&m->kernel->mem, t);
	return NULL;
}

static void notify_parent(struct process *p, s32 code, u32 status)
{
	struct guest_siginfo info = { .signo = p->exit_signal, .code = code };

	if (!p->parent)
		return;
	wake_up(&p->parent->child_wait);
	if (!p->exit_signal)
		return;
	info.fields[0] = p->pid;
	info.fields[1] = p->uid;
	info.fields[2] = status;
	signal_send(p->parent, NULL, &info);
}

static bool child_is_ignored(const struct process *parent)
{
	const struct sigaction32 *sa = &parent->sighand->action[SIGCHLD - 1];

	return sa->handler == 1 || sa->flags & SA_NOCLDWAIT;
}

static void reparent(struct process *p)
{
	struct machine *m = p->machine;
	struct process *c;

	list_for_each_entry (c, &m->processes, node) {
		struct thread *t;

		if (c->parent != p)
			continue;
		c->parent = m->init == p ? NULL : m->init;
		list_for_each_entry (t, &c->threads, node)
			t->task->ppid = c->parent ? c->parent->pid : 0;
		if (c->zombie && c->parent)
			wake_up(&c->parent->child_wait);
	}
}

static void become_zombie(struct process *p)
{
	bool signaled = p->exit_status & 0x7f;
	bool forget = p->parent && p->exit_signal == SIGCHLD && child_is_ignored(p->parent);

	p->zombie = true;
	timer_del(p->machine->kernel, &p->alarm);
	process_release_vfork(p);
	mm_put(p->mm);
	p->mm = NULL;
	reparent(p);
	notify_parent(p, signaled ? (p->exit_status & 0x80 ? CLD_DUMPED : CLD_KILLED) : CLD_EXITED,
		      signaled ? p->exit_status & 0x7f : p->exit_status >> 8);
	if ((!p->parent && p != p->machine->init) || forget)
		process_free(p);
}

void thread_reap(struct thread *t)
{
	struct process *p = t->process;
	struct machine *m = p->machine;

	if (p->mm)
		cpu_forget_thread(p->mm->cpu, t);
	list_del(&t->run);
	list_del(&t->node);
	p->n_threads--;
	futex_thread_exit(t);
	gate_cancel(t->task);
	wait_queue_destroy(&t->futex_wait);
	sigpending_free(m, &t->pending);
	cpu_context_free(t->context);
	task_destroy(t->task);
	kfree(&m->kernel->mem, t);
	if (!p->n_threads && !p->zombie)
		become_zombie(p);
}

void process_free(struct process *p)
{
	struct machine *m = p->machine;
	struct process *c;

	list_for_each_entry (c, &m->processes, node)
		if (c->parent == p)
			c->parent = NULL;
	list_del(&p->node);
	timer_del(m->kernel, &p->alarm);
	wait_queue_destroy(&p->child_wait);
	sigpending_free(m, &p->shared);
	if (!--p->sighand->refs)
		kfree(&m->kernel->mem, p->sighand);
	mm_put(p->mm);
	kfree(&m->kernel->mem, p);
}

void process_exit(struct process *p, u32 status)
{
	struct thread *t;

	if (p->exiting || p->zombie)
		return;
	p->exiting = true;
	p->stopped = false;
	p->exit_status = status;
	list_for_each_entry (t, &p->threads, node) {
		t->dead = true;
		thread_wake(t);
	}
}

void process_release_vfork(struct process *p)
{
	struct thread *w = p->vfork_waiter;

	p->vfork_waiter = NULL;
	if (w)
		wake_up(&w->futex_wait);
}

void process_stop(struct process *p, int sig)
{
	if (p->stopped)
		return;
	p->stopped = true;
	p->stop_reported = false;
	p->stop_signal = sig;
	if (p->parent && !(p->parent->sighand->action[SIGCHLD - 1].flags & SA_NOCLDSTOP))
		notify_parent(p, CLD_STOPPED, sig);
	else if (p->parent)
		wake_up(&p->parent->child_wait);
}

void process_continue(struct process *p)
{
	struct thread *t;

	if (!p->stopped)
		return;
	p->stopped = false;
	p->continued = true;
	list_for_each_entry (t, &p->threads, node)
		if (!t->task->parked || t->task->woken)
			thread_wake(t);
	notify_parent(p, CLD_CONTINUED, SIGCONT);
}

/* ---- creation ---- */

static void alarm_fired(struct kernel *k, struct timer *timer)
{
	struct process *p = container_of(timer, struct process, alarm);
	const struct guest_siginfo info = { .signo = SIGALRM, .code = SI_KERNEL };

	signal_send(p, NULL, &info);
	if (p->alarm_interval && timer_mod(k, timer, ktime_get(k) + p->alarm_interval))
		p->alarm_interval = 0;
}

static struct process *process_alloc(struct machine *m)
{
	struct process *p = kzalloc(&m->kernel->mem, sizeof(*p));

	if (!p)
		return NULL;
	p->machine = m;
	p->exit_signal = SIGCHLD;
	INIT_LIST_HEAD(&p->threads);
	init_waitqueue_head(&p->child_wait);
	sigpending_init(&p->shared);
	timer_setup(&p->alarm, alarm_fired);
	p->start_ns = machine_now(m);
	list_add_tail(&p->node, &m->processes);
	return p;
}

static void default_limits(struct process *p)
{
	for (u32 i = 0; i < ARRAY_SIZE(p->rlimit); i++)
		p->rlimit[i][0] = p->rlimit[i][1] = ~0ull;
	p->rlimit[3][0] = 8u << 20; /* RLIMIT_STACK */
	p->rlimit[4][0] = 0; /* RLIMIT_CORE */
	p->rlimit[7][0] = 1024; /* RLIMIT_NOFILE */
	p->rlimit[7][1] = MAX_FDS;
}

struct process *process_init(struct machine *m)
{
	struct process *p = process_alloc(m);

	if (!p)
		return NULL;
	p->sighand = kzalloc(&m->kernel->mem, sizeof(*p->sighand));
	p->mm = p->sighand ? mm_create(m) : NULL;
	if (!p->mm)
		goto free_process;
	p->sighand->refs = 1;
	p->pid = p->pgid = p->sid = new_pid(m);
	p->umask = 022;
	host_init_cwd(p);
	if (!m->root)
		host_identity(p);
	default_limits(p);
	if (!thread_create(p, p->pid, NULL))
		goto free_process;
	return p;

free_process:
	list_del(&p->node);
	mm_put(p->mm);
	kfree(&m->kernel->mem, p->sighand);
	kfree(&m->kernel->mem, p);
	return NULL;
}

static void inherit(struct process *c, const struct process *p)
{
	memcpy(c->exe, p->exe, sizeof(c->exe));
	memcpy(c->cwd, p->cwd, sizeof(c->cwd));
	memcpy(c->rlimit, p->rlimit, sizeof(c->rlimit));
	c->pgid = p->pgid;
	c->sid = p->sid;
	c->umask = p->umask;
	c->uid = p->uid;
	c->euid = p->euid;
	c->suid = p->suid;
	c->gid = p->gid;
	c->egid = p->egid;
	c->sgid = p->sgid;
}

static struct process *process_copy(struct thread *t, u32 flags)
{
	struct process *p = t->process, *c = process_alloc(p->machine);

	if (!c)
		return NULL;
	inherit(c, p);
	c->parent = flags & CLONE_PARENT && p->parent ? p->parent : p;
	c->exit_signal = (s32)(flags & CSIGNAL);
	if (flags & CLONE_SIGHAND) {
		c->sighand = p->sighand;
		c->sighand->refs++;
	} else {
		c->sighand = kmalloc(&p->machine->kernel->mem, sizeof(*c->sighand));
		if (!c->sighand)
			goto free_process;
		*c->sighand = *p->sighand;
		c->sighand->refs = 1;
	}
	c->mm = flags & CLONE_VM ? mm_get(p->mm) : mm_fork(p->mm);
	if (!c->mm)
		goto put_sighand;
	return c;

put_sighand:
	if (!--c->sighand->refs)
		kfree(&p->machine->kernel->mem, c->sighand);
free_process:
	list_del(&c->node);
	kfree(&p->machine->kernel->mem, c);
	return NULL;
}

/* The child's registers: the parent's, but for the result and the stack. */
static void copy_registers(struct thread *c, struct thread *t, u32 stack)
{
	if (!t->segs_loaded) {
		cpu_get_segments(t->process->mm->cpu, &t->regs);
		t->segs_loaded = true;
	}
	cpu_context_save(t->process->mm->cpu, c->context);
	c->regs = t->regs;
	c->regs.eax = 0;
	c->regs.orig_eax = ~0u;
	if (stack)
		c->regs.esp = stack;
	c->regs_dirty = true;
	c->blocked = t->blocked;
	memcpy(c->tls, t->tls, sizeof(c->tls));
	memcpy(c->task->comm, t->task->comm, sizeof(c->task->comm));
	if (c->process == t->process)
		return;
	c->alt_sp = t->alt_sp;
	c->alt_size = t->alt_size;
}

static int apply_clone_tids(struct thread *t, struct thread *c, u32 flags, u32 ptid, u32 ctid)
{
	s32 tid = c->task->pid;

	if (flags & CLONE_PARENT_SETTID && put_user(t->task, ptid, tid))
		return -EFAULT;
	if (flags & CLONE_CHILD_SETTID &&
	    mm_write(c->process->mm, ctid, &tid, sizeof(tid))) /* the child's memory */
		return 0;
	if (flags & CLONE_CHILD_CLEARTID)
		c->clear_child_tid = ctid;
	return 0;
}

static bool flags_make_sense(u32 flags)
{
	if (flags & CLONE_THREAD && !(flags & CLONE_SIGHAND))
		return false;
	if (flags & CLONE_SIGHAND && !(flags & CLONE_VM))
		return false;
	return !(flags & (CLONE_NEWNS | CLONE_NEWPID | CLONE_NEWUSER | CLONE_NEWIPC | CLONE_NEWUTS |
			  CLONE_NEWCGROUP | CLONE_PIDFD));
}

static struct thread *new_thread(struct thread *t, u32 flags)
{
	struct process *p = t->process;
	struct thread *c;
	s32 tid = new_pid(p->machine);

	if (flags & CLONE_THREAD)
		return thread_create(p, tid, flags & CLONE_FILES ? t->task : NULL);
	p = process_copy(t, flags);
	if (!p)
		return NULL;
	p->pid = tid;
	c = thread_create(p, tid, flags & CLONE_FILES ? t->task : NULL);
	if (!c)
		process_free(p);
	return c;
}

/* A table of its own, with the same files. */
static int copy_files(struct thread *c, struct thread *t)
{
	struct files *fs = files_dup(t->task->kernel, t->task->files);

	if (!fs)
		return -ENOMEM;
	files_put(t->task->kernel, c->task->files);
	c->task->files = fs;
	return 0;
}

static long do_clone(struct thread *t, u32 flags, u32 stack, u32 ptid, u32 tls, u32 ctid)
{
	struct thread *c;
	int err = 0;
	s32 tid;

	/* A vfork() waits once; its second dispatch is the end of that. */
	if (t->task->in_progress && t->task->progress) {
		struct process *p = process_find(t->process->machine, (s32)t->task->progress);

		if (p && p->vfork_waiter == t)
			return park(t->task, &t->futex_wait, WAIT_FOREVER, 0) == -EPARK
				       ? -EPARK
				       : (long)t->task->progress;
		return (long)t->task->progress;
	}
	if (!flags_make_sense(flags))
		return -EINVAL;
	c = new_thread(t, flags);
	if (!c)
		return -EAGAIN;
	copy_registers(c, t, stack);
	if (!(flags & CLONE_FILES))
		err = copy_files(c, t);
	task_set_net(c->task, t->task->net);
	if (!err && flags & CLONE_SETTLS)
		err = thread_set_tls(c, t, tls);
	if (!err)
		err = apply_clone_tids(t, c, flags, ptid, ctid);
	if (err) {
		struct process *p = c->process;

		p->parent = p == t->process ? p->parent : NULL;
		thread_reap(c);
		return err;
	}
	tid = c->task->pid;
	thread_wake(c);
	if (flags & CLONE_VFORK) {
		c->process->vfork_waiter = t;
		t->task->progress = (u64)tid;
		return park(t->task, &t->futex_wait, WAIT_FOREVER, 0) == -EPARK ? -EPARK : tid;
	}
	return tid;
}

SYSCALL_DEFINE0(i386_fork)
{
	return do_clone(thread_of(t), SIGCHLD, 0, 0, 0, 0);
}

SYSCALL_DEFINE0(i386_vfork)
{
	return do_clone(thread_of(t), CLONE_VFORK | CLONE_VM | SIGCHLD, 0, 0, 0, 0);
}

SYSCALL_DEFINE5(i386_clone, u32, flags, u32, stack, u32, ptid, u32, tls, u32, ctid)
{
	return do_clone(thread_of(t), flags, stack, ptid, tls, ctid);
}

/* ---- end ---- */

SYSCALL_DEFINE1(i386_exit, int, code)
{
	struct thread *th = thread_of(t);

	if (th->clear_child_tid) {
		if (!put_user(t, th->clear_child_tid, 0u))
			futex_wake_at(th, th->clear_child_tid, 1);
	}
	if (th->process->n_threads == 1)
		process_exit(th->process, (u32)(code & 0xff) << 8);
	th->dead = true;
	return 0;
}

SYSCALL_DEFINE1(i386_exit_group, int, code)
{
	process_exit(process_of(t), (u32)(code & 0xff) << 8);
	return 0;
}

/* ---- wait ---- */

static bool is_meant(const struct process *c, const struct process *p, s32 pid)
{
	if (c->parent != p)
		return false;
	if (pid > 0)
		return c->pid == pid;
	if (pid < -1)
		return c->pgid == -pid;
	return pid == -1 || c->pgid == p->pgid;
}

struct wait_result {
	s32 pid;
	u32 uid, status;
	s32 code;
	u64 cpu_ns;
};

/* Has @c something to tell? */
static bool look_at(struct process *c, u32 options, struct wait_result *r)
{
	*r = (struct wait_result) { .pid = c->pid, .uid = c->uid, .cpu_ns = c->cpu_ns };
	if (c->zombie && options & WEXITED) {
		r->status = c->exit_status;
		r->code = c->exit_status & 0x7f ? CLD_KILLED : CLD_EXITED;
		if (!(options & WNOWAIT)) {
			c->parent->child_cpu_ns += c->cpu_ns + c->child_cpu_ns;
			process_free(c);
		}
		return true;
	}
	if (c->stopped && !c->stop_reported && options & WUNTRACED) {
		r->status = (u32)c->stop_signal << 8 | 0x7f;
		r->code = CLD_STOPPED;
		c->stop_reported = !(options & WNOWAIT);
		return true;
	}
	if (c->continued && options & WCONTINUED) {
		r->status = 0xffff;
		r->code = CLD_CONTINUED;
		c->continued = !!(options & WNOWAIT);
		return true;
	}
	return false;
}

/* 1 with *@r, 0 (WNOHANG), -EPARK, -ECHILD or -ERESTARTSYS. */
static long do_wait(struct task *t, s32 pid, u32 options, struct wait_result *r)
{
	struct process *p = process_of(t), *c, *n;
	bool any = false;
	long err;

	list_for_each_entry_safe (c, n, &p->machine->processes, node) {
		if (!is_meant(c, p, pid))
			continue;
		any = true;
		if (look_at(c, options, r))
			return 1;
	}
	if (!any)
		return -ECHILD;
	if (options & WNOHANG)
		return 0;
	err = park(t, &p->child_wait, WAIT_FOREVER, 0);
	return err;
}

static long put_rusage(struct task *t, uptr to, u64 cpu_ns)
{
	u32 ru[18] = { (u32)(cpu_ns / NSEC_PER_SEC), (u32)(cpu_ns % NSEC_PER_SEC / NSEC_PER_USEC) };

	return copy_to_user(t, to, ru, sizeof(ru));
}

static long do_wait4(struct task *t, s32 pid, uptr status, u32 options, uptr rusage)
{
	struct wait_result r;
	long ret;

	if (options & ~(u32)(WNOHANG | WUNTRACED | WCONTINUED | __WNOTHREAD | __WCLONE | __WALL))
		return -EINVAL;
	if (pid == INT32_MIN)
		return -ESRCH;
	ret = do_wait(t, pid, options | WEXITED, &r);
	if (ret <= 0)
		return ret;
	if (status && put_user(t, status, r.status))
		return -EFAULT;
	if (rusage && put_rusage(t, rusage, r.cpu_ns))
		return -EFAULT;
	return r.pid;
}

SYSCALL_DEFINE4(i386_wait4, int, pid, uptr, status, u32, options, uptr, rusage)
{
	return do_wait4(t, pid, status, options, rusage);
}

SYSCALL_DEFINE3(i386_waitpid, int, pid, uptr, status, u32, options)
{
	return do_wait4(t, pid, status, options, 0);
}

SYSCALL_DEFINE5(i386_waitid, int, which, int, id, uptr, infop, u32, options, uptr, rusage)
{
	struct guest_siginfo info = { .signo = SIGCHLD };
	struct wait_result r;
	long ret;
	s32 pid = which == P_ALL ? -1 : which == P_PID ? id : -id;

	if (options & ~(u32)(WNOHANG | WNOWAIT | WEXITED | WSTOPPED | WCONTINUED | __WNOTHREAD |
			     __WCLONE | __WALL) ||
	    !(options & (WEXITED | WSTOPPED | WCONTINUED)) || which < P_ALL || which > P_PGID)
		return -EINVAL;
	if (which != P_ALL && (id < 0 || (which == P_PID && !id)))
		return -EINVAL;
	ret = do_wait(t, which == P_PGID && !id ? 0 : pid, options, &r);
	if (ret < 0)
		return ret;
	if (!ret) {
		memset(&info, 0, sizeof(info));
	} else {
		info.code = r.code;
		info.fields[0] = r.pid;
		info.fields[1] = r.uid;
		info.fields[2] = r.code == CLD_EXITED	? r.status >> 8 & 0xff
				 : r.code == CLD_KILLED ? r.status & 0x7f
							: r.status >> 8 & 0xff;
	}
	if (ret && rusage && put_rusage(t, rusage, r.cpu_ns))
		return -EFAULT;
	return infop ? copy_to_user(t, infop, &info, sizeof(info)) : 0;
}

SYSCALL_DEFINE2(i386_getrusage, int, who, uptr, to)
{
	struct process *p = process_of(t);

	if (who < -1 || who > 1)
		return -EINVAL;
	return put_rusage(t, to, who == -1 ? p->child_cpu_ns : p->cpu_ns);
}

/* ---- groups and sessions ---- */

SYSCALL_DEFINE2(i386_setpgid, int, pid, int, pgid)
{
	struct process *p = process_of(t), *c = pid ? process_find(p->machine, pid) : p, *g;
	bool found;

	if (pgid < 0)
		return -EINVAL;
	if (!pgid)
		pgid = pid ? pid : p->pid;
	if (!c || (c != p && c->parent != p))
		return -ESRCH;
	if (c != p && c->did_exec)
		return -EACCES;
	if (c->sid != p->sid || c->sid == c->pid)
		return -EPERM;
	found = pgid == c->pid;
	list_for_each_entry (g, &p->machine->processes, node)
		found |= g->pgid == pgid && g->sid == p->sid;
	if (!found)
		return -EPERM;
	c->pgid = pgid;
	return 0;
}

SYSCALL_DEFINE1(i386_getpgid, int, pid)
{
	struct process *p = pid ? process_find(process_of(t)->machine, pid) : process_of(t);

	return p ? p->pgid : -ESRCH;
}

SYSCALL_DEFINE0(i386_getpgrp)
{
	return process_of(t)->pgid;
}

SYSCALL_DEFINE1(i386_getsid, int, pid)
{
	struct process *p = pid ? process_find(process_of(t)->machine, pid) : process_of(t);

	return p ? p->sid : -ESRCH;
}

SYSCALL_DEFINE0(i386_setsid)
{
	struct process *p = process_of(t), *g;

	list_for_each_entry (g, &p->machine->processes, node)
		if (g->pgid == p->pid)
			return -EPERM;
	p->sid = p->pgid = p->pid;
	return p->sid;
}

SYSCALL_DEFINE1(i386_set_tid_address, u32, addr)
{
	thread_of(t)->clear_child_tid = addr;
	return t->pid;
}
