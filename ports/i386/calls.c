// SPDX-License-Identifier: LGPL-2.1-or-later
/*
 * Calls about the process itself and the machine: identity, limits, segments, clocks, the host of
 * small ones that every C library makes when it starts.
 */
#include "ports/i386/machine.h"

#include <fcntl.h>
#include <linux/prctl.h>
#include <sched.h>
#include <sys/resource.h>
#include <sys/utsname.h>
#include <time.h>
#include <unistd.h>

/* ---- identity ---- */

static void identity_changed(struct process *p)
{
	struct thread *t;

	list_for_each_entry (t, &p->threads, node) {
		t->task->uid = p->euid;
		t->task->gid = p->egid;
		t->task->cap_effective = p->euid ? 0 : ~0ull;
	}
}

static bool may_become(const struct process *p, u32 id, bool group)
{
	if (id == ~0u || !p->euid)
		return true;
	return group ? id == p->gid || id == p->egid || id == p->sgid
		     : id == p->uid || id == p->euid || id == p->suid;
}

static void set_unless_minus(u32 *id, u32 v)
{
	if (v != ~0u)
		*id = v;
}

static long do_setres(struct task *t, u32 r, u32 e, u32 s, bool group)
{
	struct process *p = process_of(t);

	if (!may_become(p, r, group) || !may_become(p, e, group) || !may_become(p, s, group))
		return -EPERM;
	set_unless_minus(group ? &p->gid : &p->uid, r);
	set_unless_minus(group ? &p->egid : &p->euid, e);
	set_unless_minus(group ? &p->sgid : &p->suid, s);
	identity_changed(p);
	return 0;
}

static long do_setid(struct task *t, u32 id, bool group)
{
	struct process *p = process_of(t);

	if (id == ~0u)
		return -EINVAL;
	return p->euid ? do_setres(t, ~0u, id, ~0u, group) : do_setres(t, id, id, id, group);
}

static u32 wide(u32 id16)
{
	return (id16 & 0xffff) == 0xffff ? ~0u : id16 & 0xffff;
}

SYSCALL_DEFINE1(i386_setuid, u32, id)
{
	return do_setid(t, wide(id), false);
}

SYSCALL_DEFINE1(i386_setgid, u32, id)
{
	return do_setid(t, wide(id), true);
}

SYSCALL_DEFINE1(i386_setuid32, u32, id)
{
	return do_setid(t, id, false);
}

SYSCALL_DEFINE1(i386_setgid32, u32, id)
{
	return do_setid(t, id, true);
}

SYSCALL_DEFINE2(i386_setreuid32, u32, r, u32, e)
{
	return do_setres(t, r, e, r == ~0u ? ~0u : e, false);
}

SYSCALL_DEFINE2(i386_setregid32, u32, r, u32, e)
{
	return do_setres(t, r, e, r == ~0u ? ~0u : e, true);
}

SYSCALL_DEFINE3(i386_setresuid32, u32, r, u32, e, u32, s)
{
	return do_setres(t, r, e, s, false);
}

SYSCALL_DEFINE3(i386_setresgid32, u32, r, u32, e, u32, s)
{
	return do_setres(t, r, e, s, true);
}

static long put_three(struct task *t, uptr a, u32 x, uptr b, u32 y, uptr c, u32 z)
{
	return put_user(t, a, x) || put_user(t, b, y) || put_user(t, c, z) ? -EFAULT : 0;
}

SYSCALL_DEFINE3(i386_getresuid32, uptr, r, uptr, e, uptr, s)
{
	const struct process *p = process_of(t);

	return put_three(t, r, p->uid, e, p->euid, s, p->suid);
}

SYSCALL_DEFINE3(i386_getresgid32, uptr, r, uptr, e, uptr, s)
{
	const struct process *p = process_of(t);

	return put_three(t, r, p->gid, e, p->egid, s, p->sgid);
}

/* No supplementary groups. */
SYSCALL_DEFINE2(i386_getgroups, int, n, uptr, to)
{
	return n < 0 ? -EINVAL : 0;
}

SYSCALL_DEFINE1(i386_umask, u32, mask)
{
	struct process *p = process_of(t);
	u32 old = p->umask;

	p->umask = mask & 0777;
	return old;
}

/* ---- names ---- */

struct oldold_utsname {
	char field[5][9];
};

SYSCALL_DEFINE1(i386_oldolduname, uptr, to)
{
	struct oldold_utsname u = { 0 };

	if (!to)
		return -EFAULT;
	memcpy(u.field[0], "Linux", 6);
	memcpy(u.field[1], t->kernel->hostname, 8);
	memcpy(u.field[2], KERNLET_RELEASE, 8);
	memcpy(u.field[3], "#1 SMP PREEMPT_DYNAMIC kernlet", 8);
	memcpy(u.field[4], "i686", 5);
	return copy_to_user(t, to, &u, sizeof(u));
}

SYSCALL_DEFINE1(i386_olduname, uptr, to)
{
	char u[5][65] = { "Linux", "", KERNLET_RELEASE, "#1 SMP PREEMPT_DYNAMIC kernlet", "i686" };

	memcpy(u[1], t->kernel->hostname, 65);
	return copy_to_user(t, to, u, sizeof(u));
}

/* ---- limits and use ---- */

#define N_LIMITS 16

static u32 narrow_limit(u64 v, u32 infinite)
{
	return v > infinite ? infinite : (u32)v;
}

static long get_limit(struct task *t, u32 which, uptr to, u32 infinite)
{
	const struct process *p = process_of(t);
	u32 v[2];

	if (which >= N_LIMITS)
		return -EINVAL;
	v[0] = narrow_limit(p->rlimit[which][0], infinite);
	v[1] = narrow_limit(p->rlimit[which][1], infinite);
	return copy_to_user(t, to, v, sizeof(v));
}

/* The first getrlimit() ends at 31 bits. */
SYSCALL_DEFINE2(i386_getrlimit, u32, which, uptr, to)
{
	return get_limit(t, which, to, 0x7fffffff);
}

SYSCALL_DEFINE2(i386_ugetrlimit, u32, which, uptr, to)
{
	return get_limit(t, which, to, ~0u);
}

static long set_limit(struct process *p, u32 which, u64 soft, u64 hard)
{
	if (which >= N_LIMITS || soft > hard)
		return -EINVAL;
	if (hard > p->rlimit[which][1] && p->euid)
		return -EPERM;
	p->rlimit[which][0] = soft;
	p->rlimit[which][1] = hard;
	return 0;
}

SYSCALL_DEFINE2(i386_setrlimit, u32, which, uptr, from)
{
	u32 v[2];

	if (copy_from_user(t, v, from, sizeof(v)))
		return -EFAULT;
	return set_limit(process_of(t), which, v[0] == ~0u ? ~0ull : v[0],
			 v[1] == ~0u ? ~0ull : v[1]);
}

SYSCALL_DEFINE4(i386_prlimit64, int, pid, u32, which, uptr, new, uptr, old)
{
	struct process *p = pid ? process_find(process_of(t)->machine, pid) : process_of(t);
	u64 v[2], was[2];
	long ret = 0;

	if (which >= N_LIMITS)
		return -EINVAL;
	if (new &&copy_from_user(t, v, new, sizeof(v)))
		return -EFAULT;
	if (!p)
		return -ESRCH;
	memcpy(was, p->rlimit[which], sizeof(was));
	if (new)
		ret = set_limit(p, which, v[0], v[1]);
	return ret ? ret : old ? copy_to_user(t, old, was, sizeof(was)) : 0;
}

static u32 ticks(u64 ns)
{
	return (u32)(ns / (NSEC_PER_SEC / USER_HZ));
}

SYSCALL_DEFINE1(i386_times, uptr, to)
{
	const struct process *p = process_of(t);
	const u32 v[4] = { ticks(p->cpu_ns), 0, ticks(p->child_cpu_ns), 0 };

	if (to && copy_to_user(t, to, v, sizeof(v)))
		return -EFAULT;
	return (s32)ticks(ktime_get(t->kernel));
}

struct sysinfo_386 {
	s32 uptime;
	u32 loads[3], totalram, freeram, sharedram, bufferram, totalswap, freeswap;
	u16 procs, pad;
	u32 totalhigh, freehigh, mem_unit;
	u8 pad2[8];
};

_Static_assert(sizeof(struct sysinfo_386) == 64, "sysinfo of the 386");

SYSCALL_DEFINE1(i386_sysinfo, uptr, to)
{
	struct sysinfo_386 s = { .totalram = 0x40000,
				 .freeram = 0x40000,
				 .procs = (u16)t->kernel->n_tasks,
				 .mem_unit = PAGE_SIZE };

	s.uptime = (s32)((ktime_get(t->kernel) - t->kernel->boot_ns) / NSEC_PER_SEC);
	return copy_to_user(t, to, &s, sizeof(s));
}

/* ---- segments ---- */

struct user_desc {
	s32 entry;
	u32 base, limit, flags;
};

#define DESC_32BIT 1u
#define DESC_CONTENTS 6u
#define DESC_READ_ONLY 8u
#define DESC_PAGES 16u
#define DESC_NOT_PRESENT 32u
#define DESC_USEABLE 64u

static bool is_empty(const struct user_desc *d)
{
	return !d->base && !d->limit && d->flags == (DESC_READ_ONLY | DESC_NOT_PRESENT);
}

static void pack(const struct user_desc *d, u8 out[8])
{
	memset(out, 0, 8);
	if (is_empty(d))
		return;
	out[0] = (u8)d->limit;
	out[1] = (u8)(d->limit >> 8);
	out[2] = (u8)d->base;
	out[3] = (u8)(d->base >> 8);
	out[4] = (u8)(d->base >> 16);
	out[5] = 0x71 | (d->flags & DESC_READ_ONLY ? 0 : 2) | (d->flags & DESC_CONTENTS) << 1 |
		 (d->flags & DESC_NOT_PRESENT ? 0 : 0x80);
	out[6] = (d->limit >> 16 & 15) | (d->flags & DESC_USEABLE ? 0x10 : 0) |
		 (d->flags & DESC_32BIT ? 0x40 : 0) | (d->flags & DESC_PAGES ? 0x80 : 0);
	out[7] = (u8)(d->base >> 24);
}

static int set_tls(struct thread *t, struct thread *asker, u32 from, bool allocate)
{
	static const u8 none[8];
	struct user_desc d;
	s32 i;

	if (copy_from_user(asker->task, &d, from, sizeof(d)))
		return -EFAULT;
	if (d.flags & DESC_CONTENTS & ~2u && !is_empty(&d)) /* data only */
		return -EINVAL;
	if (d.entry == -1 && allocate) {
		for (i = 0; i < GDT_TLS_ENTRIES && memcmp(t->tls[i], none, 8); i++)
			;
		if (i == GDT_TLS_ENTRIES)
			return -ESRCH;
		d.entry = i + GDT_TLS_MIN;
		if (put_user(asker->task, from, d.entry))
			return -EFAULT;
	}
	i = d.entry - GDT_TLS_MIN;
	if (i < 0 || i >= GDT_TLS_ENTRIES)
		return -EINVAL;
	pack(&d, t->tls[i]);
	return 0;
}

int thread_set_tls(struct thread *c, struct thread *t, u32 desc)
{
	return set_tls(c, t, desc, false);
}

SYSCALL_DEFINE1(i386_set_thread_area, u32, desc)
{
	struct thread *th = thread_of(t);
	int err = set_tls(th, th, desc, true);

	if (!err)
		cpu_load_tls(th->process->mm->cpu, th);
	return err;
}

SYSCALL_DEFINE1(i386_get_thread_area, u32, desc)
{
	const struct thread *th = thread_of(t);
	struct user_desc d;
	const u8 *p;

	if (get_user(t, d.entry, desc))
		return -EFAULT;
	if (d.entry < GDT_TLS_MIN || d.entry >= GDT_TLS_MIN + GDT_TLS_ENTRIES)
		return -EINVAL;
	p = th->tls[d.entry - GDT_TLS_MIN];
	d.base = p[2] | (u32)p[3] << 8 | (u32)p[4] << 16 | (u32)p[7] << 24;
	d.limit = p[0] | (u32)p[1] << 8 | (u32)(p[6] & 15) << 16;
	d.flags = (p[6] & 0x40 ? DESC_32BIT : 0) | (p[5] >> 1 & DESC_CONTENTS) |
		  (p[5] & 2 ? 0 : DESC_READ_ONLY) | (p[6] & 0x80 ? DESC_PAGES : 0) |
		  (p[5] & 0x80 ? 0 : DESC_NOT_PRESENT) | (p[6] & 0x10 ? DESC_USEABLE : 0);
	return copy_to_user(t, desc, &d, sizeof(d));
}

/* ---- clocks ---- */

static bool is_clock(int clk)
{
	return clk >= 0 && clk <= CLOCK_TAI && clk != 10;
}

SYSCALL_DEFINE2(i386_clock_getres, int, clk, uptr, to)
{
	const u32 v[2] = { 0, clk == CLOCK_REALTIME_COARSE || clk == CLOCK_MONOTONIC_COARSE
				      ? (u32)(NSEC_PER_SEC / HZ)
				      : 1 };

	if (!is_clock(clk))
		return -EINVAL;
	return to ? copy_to_user(t, to, v, sizeof(v)) : 0;
}

SYSCALL_DEFINE2(i386_clock_getres64, int, clk, uptr, to)
{
	const u64 v[2] = { 0, 1 };

	if (!is_clock(clk))
		return -EINVAL;
	return to ? copy_to_user(t, to, v, sizeof(v)) : 0;
}

static long sleep_until(struct task *t, int clk, int flags, s64 sec, s64 nsec, u64 *ret_left)
{
	u64 ns, now;
	long ret;

	*ret_left = 0;
	if (clk != CLOCK_REALTIME && clk != CLOCK_MONOTONIC && clk != CLOCK_BOOTTIME)
		return -EINVAL;
	if (sec < 0 || nsec < 0 || nsec >= (s64)NSEC_PER_SEC)
		return -EINVAL;
	ns = sec > (s64)(WAIT_FOREVER / NSEC_PER_SEC / 4) ? WAIT_FOREVER / 4
							  : (u64)sec * NSEC_PER_SEC + (u64)nsec;
	if (flags & TIMER_ABSTIME) {
		now = clk == CLOCK_REALTIME ? ktime_get_real(t->kernel) : ktime_get(t->kernel);
		ns = ns > now ? ns - now : 0;
	}
	ret = park(t, NULL, ns, 0);
	now = ktime_get(t->kernel);
	if (ret == -EINTR && t->deadline > now)
		*ret_left = t->deadline - now;
	return ret;
}

SYSCALL_DEFINE4(i386_clock_nanosleep, int, clk, int, flags, uptr, req, uptr, rem)
{
	s32 v[2];
	u64 left;
	long ret;

	if (copy_from_user(t, v, req, sizeof(v)))
		return -EFAULT;
	ret = sleep_until(t, clk, flags, v[0], v[1], &left);
	if (ret == -EINTR && rem && !(flags & TIMER_ABSTIME)) {
		v[0] = (s32)(left / NSEC_PER_SEC);
		v[1] = (s32)(left % NSEC_PER_SEC);
		if (copy_to_user(t, rem, v, sizeof(v)))
			return -EFAULT;
	}
	return ret;
}

SYSCALL_DEFINE4(i386_clock_nanosleep64, int, clk, int, flags, uptr, req, uptr, rem)
{
	s64 v[2];
	u64 left;
	long ret;

	if (copy_from_user(t, v, req, sizeof(v)))
		return -EFAULT;
	ret = sleep_until(t, clk, flags, v[0], (s32)v[1], &left);
	if (ret == -EINTR && rem && !(flags & TIMER_ABSTIME)) {
		v[0] = (s64)(left / NSEC_PER_SEC);
		v[1] = (s64)(left % NSEC_PER_SEC);
		if (copy_to_user(t, rem, v, sizeof(v)))
			return -EFAULT;
	}
	return ret;
}

static u64 alarm_left(struct process *p)
{
	u64 now = ktime_get(p->machine->kernel);

	if (!timer_pending(&p->alarm))
		return 0;
	return p->alarm.when > now ? p->alarm.when - now : 1000;
}

static int set_alarm(struct process *p, u64 ns, u64 interval)
{
	struct kernel *k = p->machine->kernel;

	p->alarm_interval = interval;
	timer_del(k, &p->alarm);
	return ns ? timer_mod(k, &p->alarm, ktime_get(k) + ns) : 0;
}

SYSCALL_DEFINE1(i386_alarm, u32, sec)
{
	struct process *p = process_of(t);
	u64 left = alarm_left(p);
	int err = set_alarm(p, sec * NSEC_PER_SEC, 0);

	if (err)
		return err;
	return (long)((left + NSEC_PER_SEC / 2) / NSEC_PER_SEC + (left && left < NSEC_PER_SEC / 2));
}

static void timeval_of(u64 ns, u32 out[2])
{
	out[0] = (u32)(ns / NSEC_PER_SEC);
	out[1] = (u32)(ns % NSEC_PER_SEC / NSEC_PER_USEC);
}

SYSCALL_DEFINE2(i386_getitimer, int, which, uptr, to)
{
	struct process *p = process_of(t);
	u32 v[4] = { 0 };

	if (which < 0 || which > 2)
		return -EINVAL;
	if (!which) {
		timeval_of(p->alarm_interval, v);
		timeval_of(alarm_left(p), v + 2);
	}
	return copy_to_user(t, to, v, sizeof(v));
}

SYSCALL_DEFINE3(i386_setitimer, int, which, uptr, new, uptr, old)
{
	struct process *p = process_of(t);
	u32 was[4] = { 0 };
	s32 v[4] = { 0 };

	if (new &&copy_from_user(t, v, new, sizeof(v)))
		return -EFAULT;
	if (which < 0 || which > 2 || v[0] < 0 || v[2] < 0 || v[1] < 0 || v[3] < 0 ||
	    v[1] >= 1000000 || v[3] >= 1000000)
		return -EINVAL;
	if (which) /* of the processor's time: not kept */
		return -EINVAL;
	timeval_of(p->alarm_interval, was);
	timeval_of(alarm_left(p), was + 2);
	if (set_alarm(p, (u64)v[2] * NSEC_PER_SEC + (u64)v[3] * 1000,
		      (u64)v[0] * NSEC_PER_SEC + (u64)v[1] * 1000))
		return -ENOMEM;
	return old ? copy_to_user(t, old, was, sizeof(was)) : 0;
}

/* ---- scheduling ---- */

SYSCALL_DEFINE0(i386_sched_yield)
{
	process_of(t)->machine->need_resched = true;
	return 0;
}

/* One processor. */
SYSCALL_DEFINE3(i386_sched_getaffinity, int, pid, u32, size, uptr, to)
{
	const u32 mask = 1;

	if (size < 4 || size & 3)
		return -EINVAL;
	if (pid && !thread_find(process_of(t)->machine, pid))
		return -ESRCH;
	return copy_to_user(t, to, &mask, sizeof(mask)) ? -EFAULT : 4;
}

/* ---- the rest ---- */

SYSCALL_DEFINE3(i386_getrandom, uptr, to, u32, n, u32, flags)
{
	u8 buf[256];
	u32 done = 0;

	if (flags & ~7u || (flags & 6) == 6)
		return -EINVAL;
	n = min(n, 0x1ffffffu);
	while (done < n) {
		u32 step = min(n - done, (u32)sizeof(buf));

		get_random_bytes(t->kernel, buf, step);
		if (copy_to_user(t, to + done, buf, step))
			return done ? (long)done : -EFAULT;
		done += step;
	}
	return (long)done;
}

SYSCALL_DEFINE2(i386_prctl, int, op, uptr, arg)
{
	char name[16] = "";

	switch (op) {
	case PR_SET_NAME:
		if (strncpy_from_user(t, name, arg, sizeof(name)) == -EFAULT)
			return -EFAULT;
		name[15] = 0;
		memcpy(t->comm, name, sizeof(name));
		return 0;
	case PR_GET_NAME:
		return copy_to_user(t, arg, t->comm, sizeof(t->comm));
	case PR_GET_DUMPABLE:
		return 1;
	default:
		return -EINVAL;
	}
}

SYSCALL_DEFINE1(i386_personality, u32, persona)
{
	return persona == ~0u || !persona ? 0 : -EINVAL;
}

SYSCALL_DEFINE2(i386_set_robust_list, u32, head, u32, size)
{
	if (size != 12)
		return -EINVAL;
	thread_of(t)->robust_list = head;
	return 0;
}

SYSCALL_DEFINE3(i386_get_robust_list, int, pid, uptr, head, uptr, size)
{
	struct thread *th = pid ? thread_find(process_of(t)->machine, pid) : thread_of(t);

	if (!th)
		return -ESRCH;
	return put_user(t, size, 12u) || put_user(t, head, th->robust_list) ? -EFAULT : 0;
}

SYSCALL_DEFINE0(i386_sync)
{
	return 0; /* the host does that in its own time */
}
