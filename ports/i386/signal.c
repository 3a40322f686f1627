// SPDX-License-Identifier: LGPL-2.1-or-later
/*
 * Signals: sending, masks, default actions, delivery on the way back to the program.
 *
 *   signal_send -> pending (of thread or process) -> a thread that takes it is interrupted
 *   signal_deliver: the next one -> stop, end, or a frame on the stack (sigframe.c)
 */
#include "ports/i386/machine.h"

#include <signal.h>
#include <stdlib.h>

#define GUEST_SIG_DFL 0
#define GUEST_SIG_IGN 1
#define SIG_BIT(n) (1ull << ((n)-1))
#define UNBLOCKABLE (SIG_BIT(SIGKILL) | SIG_BIT(SIGSTOP))
#define STOPPING (SIG_BIT(SIGSTOP) | SIG_BIT(SIGTSTP) | SIG_BIT(SIGTTIN) | SIG_BIT(SIGTTOU))
#define IGNORED (SIG_BIT(SIGCHLD) | SIG_BIT(SIGCONT) | SIG_BIT(SIGURG) | SIG_BIT(SIGWINCH))
/* Those a program causes by what it does come first. */
#define SYNCHRONOUS                                                                \
	(SIG_BIT(SIGSEGV) | SIG_BIT(SIGBUS) | SIG_BIT(SIGILL) | SIG_BIT(SIGTRAP) | \
	 SIG_BIT(SIGFPE) | SIG_BIT(SIGSYS))

/* ---- pending ---- */

void sigpending_init(struct sigpending *p)
{
	p->set = 0;
	INIT_LIST_HEAD(&p->queue);
}

void sigpending_free(struct machine *m, struct sigpending *p)
{
	while (!list_empty(&p->queue)) {
		struct sigqueue *q = list_first_entry(&p->queue, struct sigqueue, node);

		list_del(&q->node);
		kfree(&m->kernel->mem, q);
	}
	p->set = 0;
}

static void drop_signals(struct machine *m, struct sigpending *p, u64 which)
{
	struct sigqueue *q, *n;

	p->set &= ~which;
	list_for_each_entry_safe (q, n, &p->queue, node) {
		if (!(which & SIG_BIT(q->info.signo)))
			continue;
		list_del(&q->node);
		kfree(&m->kernel->mem, q);
	}
}

/* Of a classic signal one is remembered; real-time ones queue. */
static int add_pending(struct machine *m, struct sigpending *p, const struct guest_siginfo *info)
{
	struct sigqueue *q;

	if (info->signo < 32 && p->set & SIG_BIT(info->signo))
		return 0;
	q = kmalloc(&m->kernel->mem, sizeof(*q));
	if (!q && info->signo >= 32)
		return -EAGAIN;
	p->set |= SIG_BIT(info->signo);
	if (!q)
		return 0;
	q->info = *info;
	list_add_tail(&q->node, &p->queue);
	return 0;
}

static bool take_pending(struct machine *m, struct sigpending *p, u64 allowed,
			 struct guest_siginfo *ret_info)
{
	u64 set = p->set & allowed;
	struct sigqueue *q, *n;
	bool found = false, more = false;
	int sig;

	if (!set)
		return false;
	sig = __builtin_ctzll(set & SYNCHRONOUS ? set & SYNCHRONOUS : set) + 1;
	*ret_info = (struct guest_siginfo) { .signo = sig };
	list_for_each_entry_safe (q, n, &p->queue, node) {
		if (q->info.signo != sig)
			continue;
		if (found) {
			more = true;
			break;
		}
		found = true;
		*ret_info = q->info;
		list_del(&q->node);
		kfree(&m->kernel->mem, q);
	}
	if (!more)
		p->set &= ~SIG_BIT(sig);
	return true;
}

bool signal_is_pending(const struct thread *t)
{
	return (t->pending.set | t->process->shared.set) & ~t->blocked;
}

/* ---- sending ---- */

static bool is_ignored(const struct process *p, int sig)
{
	u32 h = p->sighand->action[sig - 1].handler;

	return h == GUEST_SIG_IGN || (h == GUEST_SIG_DFL && IGNORED & SIG_BIT(sig));
}

static bool is_blocked_everywhere(const struct process *p, const struct thread *to, int sig)
{
	const struct thread *t;

	if (to)
		return to->blocked & SIG_BIT(sig);
	list_for_each_entry (t, &p->threads, node)
		if (!(t->blocked & SIG_BIT(sig)))
			return false;
	return true;
}

static void interrupt_thread(struct thread *t)
{
	task_interrupt(t->task);
	if (!t->task->parked && !t->process->stopped)
		thread_wake(t);
}

static void interrupt_someone(struct process *p, struct thread *to, int sig)
{
	struct thread *t;

	if (to) {
		if (!(to->blocked & SIG_BIT(sig)))
			interrupt_thread(to);
		return;
	}
	list_for_each_entry (t, &p->threads, node) {
		if (t->blocked & SIG_BIT(sig) || t->dead)
			continue;
		interrupt_thread(t);
		return;
	}
}

/* SIGCONT and the stopping ones cancel each other, whatever is done with them. */
static void cancel_opposites(struct process *p, int sig)
{
	u64 which = sig == SIGCONT ? STOPPING : STOPPING & SIG_BIT(sig) ? SIG_BIT(SIGCONT) : 0;
	struct thread *t;

	if (!which)
		return;
	drop_signals(p->machine, &p->shared, which);
	list_for_each_entry (t, &p->threads, node)
		drop_signals(p->machine, &t->pending, which);
}

int signal_send(struct process *p, struct thread *to, const struct guest_siginfo *info)
{
	int sig = info->signo, err;

	if (p->zombie || p->exiting)
		return 0;
	cancel_opposites(p, sig);
	if (sig == SIGCONT)
		process_continue(p);
	if (sig == SIGKILL) {
		process_exit(p, SIGKILL);
		return 0;
	}
	if (is_ignored(p, sig) && !is_blocked_everywhere(p, to, sig))
		return 0;
	err = add_pending(p->machine, to ? &to->pending : &p->shared, info);
	if (!err)
		interrupt_someone(p, to, sig);
	return err;
}

void signal_force(struct thread *t, const struct guest_siginfo *info)
{
	struct sigaction32 *sa = &t->process->sighand->action[info->signo - 1];

	if (t->blocked & SIG_BIT(info->signo) || sa->handler == GUEST_SIG_IGN) {
		sa->handler = GUEST_SIG_DFL;
		t->blocked &= ~SIG_BIT(info->signo);
	}
	add_pending(t->process->machine, &t->pending, info);
}

/* ---- delivery ---- */

/* A call that was interrupted: -EINTR, or entered again. */
static void end_interrupted_call(struct thread *t, const struct sigaction32 *sa)
{
	if (!t->restarting)
		return;
	t->restarting = false;
	t->regs_dirty = true;
	if (sa && !(sa->flags & SA_RESTART)) {
		t->regs.eax = (u32)-EINTR;
		return;
	}
	t->regs.eax = t->regs.orig_eax;
	t->regs.eip -= 2;
}

static void do_default(struct thread *t, int sig)
{
	u64 bit = SIG_BIT(sig);

	if (IGNORED & bit)
		return;
	if (STOPPING & bit)
		process_stop(t->process, sig);
	else
		process_exit(t->process, (u32)sig);
}

static void do_handler(struct thread *t, const struct guest_siginfo *info)
{
	struct sigaction32 *p = &t->process->sighand->action[info->signo - 1], sa = *p;
	u64 oldmask = t->mask_saved ? t->saved_mask : t->blocked;

	t->mask_saved = false;
	end_interrupted_call(t, &sa);
	if (!sigframe_push(t, info->signo, &sa, info, oldmask)) {
		process_exit(t->process, SIGSEGV);
		return;
	}
	if (sa.flags & SA_RESETHAND)
		p->handler = GUEST_SIG_DFL;
	t->blocked |= sa.mask;
	if (!(sa.flags & SA_NODEFER))
		t->blocked |= SIG_BIT(info->signo);
	t->blocked &= ~UNBLOCKABLE;
}

void signal_deliver(struct thread *t)
{
	struct process *p = t->process;
	struct guest_siginfo info;

	while (!t->dead && !p->stopped &&
	       (take_pending(p->machine, &t->pending, ~t->blocked, &info) ||
		take_pending(p->machine, &p->shared, ~t->blocked, &info))) {
		u32 handler = p->sighand->action[info.signo - 1].handler;

		if (handler == GUEST_SIG_IGN)
			continue;
		if (handler != GUEST_SIG_DFL) {
			do_handler(t, &info);
			return;
		}
		do_default(t, info.signo);
	}
	if (t->dead || p->stopped)
		return;
	end_interrupted_call(t, NULL);
	if (t->mask_saved) {
		t->blocked = t->saved_mask;
		t->mask_saved = false;
	}
}

void sighand_flush(struct sighand *h)
{
	for (u32 i = 0; i < GUEST_NSIG; i++) {
		u32 handler = h->action[i].handler == GUEST_SIG_IGN ? GUEST_SIG_IGN : 0;

		h->action[i] = (struct sigaction32) { .handler = handler };
	}
}

/* ---- actions ---- */

static long do_sigaction(struct task *t, int sig, const struct sigaction32 *new,
			 struct sigaction32 *old)
{
	struct process *p = process_of(t);
	struct sigaction32 *sa;
	struct thread *th;

	if (sig < 1 || sig > GUEST_NSIG || (new &&SIG_BIT(sig) & UNBLOCKABLE))
		return -EINVAL;
	sa = &p->sighand->action[sig - 1];
	*old = *sa;
	if (!new)
		return 0;
	*sa = *new;
	sa->mask &= ~UNBLOCKABLE;
	if (is_ignored(p, sig)) {
		drop_signals(p->machine, &p->shared, SIG_BIT(sig));
		list_for_each_entry (th, &p->threads, node)
			drop_signals(p->machine, &th->pending, SIG_BIT(sig));
	}
	return 0;
}

struct rt_sigaction_user {
	u32 handler, flags, restorer, mask[2];
};

SYSCALL_DEFINE4(i386_rt_sigaction, int, sig, uptr, act, uptr, oact, u32, size)
{
	struct rt_sigaction_user u;
	struct sigaction32 new, old;
	long ret;

	if (size != 8)
		return -EINVAL;
	if (act) {
		if (copy_from_user(t, &u, act, sizeof(u)))
			return -EFAULT;
		new = (struct sigaction32) { u.handler, u.flags, u.restorer,
					     u.mask[0] | (u64)u.mask[1] << 32 };
	}
	ret = do_sigaction(t, sig, act ? &new : NULL, &old);
	if (ret || !oact)
		return ret;
	u = (struct rt_sigaction_user) {
		old.handler, old.flags, old.restorer, { (u32)old.mask, (u32)(old.mask >> 32) }
	};
	return copy_to_user(t, oact, &u, sizeof(u));
}

/* The first sigaction(): 32 signals, the members in another order. */
SYSCALL_DEFINE3(i386_sigaction, int, sig, uptr, act, uptr, oact)
{
	u32 u[4]; /* handler, mask, flags, restorer */
	struct sigaction32 new, old;
	long ret;

	if (act) {
		if (copy_from_user(t, u, act, sizeof(u)))
			return -EFAULT;
		new = (struct sigaction32) { u[0], u[2], u[3], u[1] };
	}
	ret = do_sigaction(t, sig, act ? &new : NULL, &old);
	if (ret || !oact)
		return ret;
	u[0] = old.handler;
	u[1] = (u32)old.mask;
	u[2] = old.flags;
	u[3] = old.restorer;
	return copy_to_user(t, oact, u, sizeof(u));
}

SYSCALL_DEFINE2(i386_signal, int, sig, u32, handler)
{
	struct sigaction32 new = { handler, SA_RESETHAND | SA_NODEFER, 0, 0 }, old;
	long ret = do_sigaction(t, sig, &new, &old);

	return ret ? ret : (long)old.handler;
}

/* ---- masks ---- */

static long change_mask(struct thread *t, int how, u64 set)
{
	switch (how) {
	case SIG_BLOCK:
		t->blocked |= set;
		break;
	case SIG_UNBLOCK:
		t->blocked &= ~set;
		break;
	case SIG_SETMASK:
		t->blocked = set;
		break;
	default:
		return -EINVAL;
	}
	t->blocked &= ~UNBLOCKABLE;
	return 0;
}

SYSCALL_DEFINE4(i386_rt_sigprocmask, int, how, uptr, set, uptr, oset, u32, size)
{
	struct thread *th = thread_of(t);
	u64 old = th->blocked, new;
	long ret = 0;

	if (size != 8)
		return -EINVAL;
	if (set) {
		if (get_user(t, new, set))
			return -EFAULT;
		ret = change_mask(th, how, new);
	}
	if (!ret && oset)
		ret = put_user(t, oset, old);
	return ret;
}

SYSCALL_DEFINE3(i386_sigprocmask, int, how, uptr, set, uptr, oset)
{
	struct thread *th = thread_of(t);
	u32 old = (u32)th->blocked, new;
	u64 high = th->blocked & ~0xffffffffull;
	long ret = 0;

	if (set) {
		if (get_user(t, new, set))
			return -EFAULT;
		ret = change_mask(th, how, how == SIG_SETMASK ? new | high : new);
	}
	if (!ret && oset)
		ret = put_user(t, oset, old);
	return ret;
}

SYSCALL_DEFINE0(i386_sgetmask)
{
	return (long)(u32)thread_of(t)->blocked;
}

SYSCALL_DEFINE1(i386_ssetmask, u32, mask)
{
	struct thread *th = thread_of(t);
	u32 old = (u32)th->blocked;

	th->blocked = mask & ~UNBLOCKABLE;
	return (long)old;
}

static u64 pending_of(const struct thread *t)
{
	return (t->pending.set | t->process->shared.set) & t->blocked;
}

SYSCALL_DEFINE2(i386_rt_sigpending, uptr, set, u32, size)
{
	u64 v = pending_of(thread_of(t));

	if (size > 8)
		return -EINVAL;
	return copy_to_user(t, set, &v, size);
}

SYSCALL_DEFINE1(i386_sigpending, uptr, set)
{
	return put_user(t, set, (u32)pending_of(thread_of(t)));
}

/* The mask of a call that waits; the one before comes back when the call is over. */
void signal_wait_mask(struct thread *t, u64 mask)
{
	if (!t->mask_saved) {
		t->saved_mask = t->blocked;
		t->mask_saved = true;
	}
	t->blocked = mask & ~UNBLOCKABLE;
	if (signal_is_pending(t))
		t->task->interrupted = true;
}

static long do_suspend(struct task *t, u64 mask)
{
	long ret;

	signal_wait_mask(thread_of(t), mask);
	ret = park(t, NULL, WAIT_FOREVER, 0);
	return ret == -ERESTARTSYS ? -EINTR : ret;
}

SYSCALL_DEFINE2(i386_rt_sigsuspend, uptr, set, u32, size)
{
	u64 mask;

	if (size != 8)
		return -EINVAL;
	if (get_user(t, mask, set))
		return -EFAULT;
	return do_suspend(t, mask);
}

SYSCALL_DEFINE3(i386_sigsuspend, u32, unused1, u32, unused2, u32, mask)
{
	return do_suspend(t, mask);
}

SYSCALL_DEFINE0(i386_pause)
{
	long ret = park(t, NULL, WAIT_FOREVER, 0);

	return ret == -ERESTARTSYS ? -EINTR : ret;
}

static long do_sigtimedwait(struct task *t, u64 set, uptr to, u64 timeout_ns)
{
	struct thread *th = thread_of(t);
	struct process *p = th->process;
	struct guest_siginfo info;
	long ret;

	set &= ~UNBLOCKABLE;
	if (!take_pending(p->machine, &th->pending, set, &info) &&
	    !take_pending(p->machine, &p->shared, set, &info)) {
		/* What is waited for wakes us although it is blocked. */
		signal_wait_mask(th, (th->mask_saved ? th->saved_mask : th->blocked) & ~set);
		if (signal_is_pending(th))
			return -EINTR;
		ret = timeout_ns ? park(t, NULL, timeout_ns, -EAGAIN) : -EAGAIN;
		return ret == -ERESTARTSYS ? -EINTR : ret;
	}
	if (th->mask_saved) {
		th->blocked = th->saved_mask;
		th->mask_saved = false;
	}
	if (to && copy_to_user(t, to, &info, sizeof(info)))
		return -EFAULT;
	return info.signo;
}

static int timeout_from(struct task *t, uptr ts, bool wide, u64 *ret_ns)
{
	u64 v64[2];
	u32 v32[2];

	*ret_ns = WAIT_FOREVER;
	if (!ts)
		return 0;
	if (wide ? copy_from_user(t, v64, ts, 16) : copy_from_user(t, v32, ts, 8))
		return -EFAULT;
	if (!wide) {
		v64[0] = (u64)(s64)(s32)v32[0];
		v64[1] = v32[1];
	} else {
		v64[1] &= 0xffffffff;
	}
	if ((s64)v64[0] < 0 || v64[1] >= NSEC_PER_SEC)
		return -EINVAL;
	if (v64[0] < WAIT_FOREVER / NSEC_PER_SEC / 4)
		*ret_ns = v64[0] * NSEC_PER_SEC + v64[1];
	return 0;
}

static long wait_for_signal(struct task *t, uptr set, uptr info, uptr ts, u32 size, bool wide)
{
	u64 mask, ns;
	int err;

	if (size != 8)
		return -EINVAL;
	if (get_user(t, mask, set))
		return -EFAULT;
	err = timeout_from(t, ts, wide, &ns);
	return err ? err : do_sigtimedwait(t, mask, info, ns);
}

SYSCALL_DEFINE4(i386_rt_sigtimedwait, uptr, set, uptr, info, uptr, ts, u32, size)
{
	return wait_for_signal(t, set, info, ts, size, false);
}

SYSCALL_DEFINE4(i386_rt_sigtimedwait64, uptr, set, uptr, info, uptr, ts, u32, size)
{
	return wait_for_signal(t, set, info, ts, size, true);
}

/* ---- kill ---- */

static bool may_kill(const struct process *from, const struct process *to)
{
	return !from->euid || from->euid == to->suid || from->euid == to->uid ||
	       from->uid == to->suid || from->uid == to->uid;
}

static long kill_one(struct task *t, struct process *to, struct thread *th, int sig, s32 code)
{
	struct process *from = process_of(t);
	struct guest_siginfo info = { .signo = sig, .code = code };

	if (!may_kill(from, to) && !(sig == SIGCONT && from->sid == to->sid))
		return -EPERM;
	info.fields[0] = from->pid;
	info.fields[1] = from->uid;
	return sig ? signal_send(to, th, &info) : 0;
}

static bool in_kill_range(const struct process *from, const struct process *to, s32 pid)
{
	if (pid == -1)
		return to != from && to != to->machine->init;
	return to->pgid == (pid ? -pid : from->pgid);
}

SYSCALL_DEFINE2(i386_kill, int, pid, int, sig)
{
	struct process *p = process_of(t), *to, *n;
	long ret = -ESRCH;

	if (sig < 0 || sig > GUEST_NSIG)
		return -EINVAL;
	if (pid > 0) {
		to = process_find(p->machine, pid);
		return to ? kill_one(t, to, NULL, sig, SI_USER) : -ESRCH;
	}
	if (pid == INT32_MIN)
		return -ESRCH;
	list_for_each_entry_safe (to, n, &p->machine->processes, node) {
		long err;

		if (!in_kill_range(p, to, pid))
			continue;
		err = kill_one(t, to, NULL, sig, SI_USER);
		if (ret)
			ret = err;
	}
	return ret;
}

static long do_tkill(struct task *t, int tgid, int tid, int sig)
{
	struct thread *to;

	if (tid <= 0 || sig < 0 || sig > GUEST_NSIG)
		return -EINVAL;
	to = thread_find(process_of(t)->machine, tid);
	if (!to || (tgid && to->process->pid != tgid))
		return -ESRCH;
	return kill_one(t, to->process, to, sig, SI_TKILL);
}

SYSCALL_DEFINE2(i386_tkill, int, tid, int, sig)
{
	return do_tkill(t, 0, tid, sig);
}

SYSCALL_DEFINE3(i386_tgkill, int, tgid, int, tid, int, sig)
{
	return tgid <= 0 ? -EINVAL : do_tkill(t, tgid, tid, sig);
}

static long do_queueinfo(struct task *t, int pid, int tid, int sig, uptr uinfo)
{
	struct guest_siginfo info;
	struct process *to;
	struct thread *th = NULL;

	if (copy_from_user(t, &info, uinfo, sizeof(info)))
		return -EFAULT;
	if (sig < 0 || sig > GUEST_NSIG)
		return -EINVAL;
	to = process_find(process_of(t)->machine, pid);
	if (tid)
		th = thread_find(process_of(t)->machine, tid);
	if ((info.code >= 0 || info.code == SI_TKILL) && pid != t->tgid)
		return -EPERM;
	if (!to || (tid && (!th || th->process != to)))
		return -ESRCH;
	info.signo = sig;
	return sig ? signal_send(to, th, &info) : 0;
}

SYSCALL_DEFINE3(i386_rt_sigqueueinfo, int, pid, int, sig, uptr, info)
{
	return do_queueinfo(t, pid, 0, sig, info);
}

SYSCALL_DEFINE4(i386_rt_tgsigqueueinfo, int, tgid, int, tid, int, sig, uptr, info)
{
	return tgid <= 0 || tid <= 0 ? -EINVAL : do_queueinfo(t, tgid, tid, sig, info);
}
