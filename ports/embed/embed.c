/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The embed port: boot, tasks, calls, time. See include/kernlet.h, which is the contract.
 *
 *   kernlet_syscall -> gate_enter -> -EPARK? let time pass, gate_redispatch, again
 */
#include "ports/embed/embed.h"

#include "kernel/syscall.h"

#include <stdlib.h>
#include <sys/random.h>
#include <time.h>

#define YEAR_2000_NS (946684800ull * NSEC_PER_SEC)

/* ---- what the port owes the kernel ---- */

/* Guest addresses are our own; the top bit tells the kernel half, which no program may name. */
static bool bad_range(const struct user_iov *v)
{
	return v->base >> 63 || v->base + v->len < v->base;
}

static int embed_copy_from_user(struct task *t, void *dst, const struct user_iov *src, u32 n)
{
	(void)t;
	for (u32 i = 0; i < n; i++) {
		if (!src[i].len)
			continue;
		if (bad_range(&src[i]) ||
		    guarded_copy(dst, (const void *)(uintptr_t)src[i].base, src[i].len))
			return -EFAULT;
		dst = (u8 *)dst + src[i].len;
	}
	return 0;
}

static int embed_copy_to_user(struct task *t, const struct user_iov *dst, u32 n, const void *src)
{
	(void)t;
	for (u32 i = 0; i < n; i++) {
		if (!dst[i].len)
			continue;
		if (bad_range(&dst[i]) ||
		    guarded_copy((void *)(uintptr_t)dst[i].base, src, dst[i].len))
			return -EFAULT;
		src = (const u8 *)src + dst[i].len;
	}
	return 0;
}

static u64 host_clock(int clockid)
{
	struct timespec ts;

	clock_gettime(clockid, &ts);
	return ts.tv_sec * NSEC_PER_SEC + ts.tv_nsec;
}

static u64 embed_clock_ns(struct kernel *k, int clockid)
{
	struct kernlet *e = k->port_data;

	if (!e->virtual_clock)
		return host_clock(clockid);
	return clockid == CLOCK_REALTIME ? e->now + e->real_minus_mono : e->now;
}

static u64 splitmix64(u64 *state)
{
	u64 z = *state += 0x9e3779b97f4a7c15ull;

	z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9ull;
	z = (z ^ z >> 27) * 0x94d049bb133111ebull;
	return z ^ z >> 31;
}

static void embed_get_random(struct kernel *k, void *buf, size_t n)
{
	struct kernlet *e = k->port_data;
	u8 *p = buf;

	for (; n;) {
		u64 v = splitmix64(&e->rng);
		size_t step = min(n, sizeof(v));

		memcpy(p, &v, step);
		p += step;
		n -= step;
	}
}

/* A woken task is seen by its `woken` mark; whoever waits for it looks there. */
static void embed_wake(struct task *t)
{
	(void)t;
}

static const struct port_ops embed_ops = {
	.name = "embed",
	.copy_from_user = embed_copy_from_user,
	.copy_to_user = embed_copy_to_user,
	.clock_ns = embed_clock_ns,
	.get_random = embed_get_random,
	.wake = embed_wake,
};

/* ---- kernels ---- */

/* The caller's struct may be older and shorter than ours, never longer. */
static int read_config(void *dst, size_t dst_size, const void *src)
{
	size_t size;

	if (!src)
		return 0;
	memcpy(&size, src, sizeof(size));
	if (size < sizeof(size) || size > dst_size)
		return -EINVAL;
	memcpy(dst, src, size);
	return 0;
}

static void seed(struct kernlet *e, u64 given)
{
	e->rng = given;
	if (!given && getrandom(&e->rng, sizeof(e->rng), 0) != sizeof(e->rng))
		e->rng = host_clock(CLOCK_MONOTONIC) ^ (uintptr_t)e;
}

int kernlet_boot(const struct kernlet_config *cfg, struct kernlet **ret_k)
{
	struct kernlet_config c = { 0 };
	struct kernel_config kc;
	struct kernlet *e;
	int err = read_config(&c, sizeof(c), cfg);

	if (err || (c.hostname && strlen(c.hostname) > 64))
		return -EINVAL;
	guard_install();
	e = calloc(1, sizeof(*e));
	if (!e)
		return -ENOMEM;
	e->virtual_clock = c.clock == KERNLET_CLOCK_VIRTUAL;
	e->now = c.start_ns ? c.start_ns : NSEC_PER_SEC;
	e->real_minus_mono = (c.start_real_ns ? c.start_real_ns : YEAR_2000_NS) - e->now;
	seed(e, c.seed);
	kc = (struct kernel_config) { .port = &embed_ops,
				      .port_data = e,
				      .mem_limit = c.mem_limit,
				      .seed = c.seed,
				      .classic_netlink = c.classic_netlink,
				      .no_spare_memory = SANITIZED,
				      .hostname = c.hostname };
	err = kernel_create(&kc, &e->kernel);
	if (err) {
		free(e);
		return err;
	}
	*ret_k = e;
	return 0;
}

void kernlet_catch_faults(void)
{
	guard_install();
}

void kernlet_shutdown(struct kernlet *e)
{
	if (!e)
		return;
	kernel_destroy(e->kernel);
	free(e);
}

uint64_t kernlet_now(struct kernlet *e, int clockid)
{
	return embed_clock_ns(e->kernel, clockid);
}

uint64_t kernlet_next_timer(struct kernlet *e)
{
	return timers_next(e->kernel);
}

unsigned kernlet_advance(struct kernlet *e, uint64_t ns)
{
	u64 end = e->now + ns, next;
	unsigned fired = 0;

	if (!e->virtual_clock)
		return timers_run(e->kernel);
	while ((next = timers_next(e->kernel)) <= end) {
		e->now = max(e->now, next);
		fired += timers_run(e->kernel);
	}
	e->now = end;
	return fired;
}

void kernlet_get_stats(const struct kernlet *e, struct kernlet_stats *ret)
{
	const struct kernel *k = e->kernel;

	*ret = (struct kernlet_stats) {
		.mem_used = k->mem.used,
		.mem_peak = k->mem.peak,
		.allocations = k->mem.count,
		.tasks = k->n_tasks,
		.files = k->n_files,
		.sockets = k->n_socks,
		.namespaces = k->n_nets,
	};
}

void kernlet_fail_alloc(struct kernlet *e, uint64_t from, uint64_t count)
{
	kmem_fail(&e->kernel->mem, from, count);
}

/* ---- tasks ---- */

int kernlet_task_create(struct kernlet *e, const struct kernlet_task_config *cfg,
			struct kernlet_task **ret_t)
{
	struct kernlet_task_config c = { 0 };
	struct task_config tc;
	struct task *t;

	if (read_config(&c, sizeof(c), cfg) || c.pid < 0 || c.tgid < 0)
		return -EINVAL;
	if (!c.pid)
		do
			c.pid = ++e->next_pid;
		while (task_find(e->kernel, c.pid));
	else if (task_find(e->kernel, c.pid))
		return -EEXIST;
	tc = (struct task_config) { .pid = c.pid,
				    .tgid = c.tgid,
				    .uid = c.uid,
				    .gid = c.gid,
				    .caps = ~c.caps_dropped,
				    .comm = c.comm ? c.comm : "task",
				    .share_files = c.share_files ? task_of(c.share_files) : NULL };
	t = task_create(e->kernel, &tc);
	if (!t)
		return -ENOMEM;
	*ret_t = (struct kernlet_task *)t;
	return 0;
}

void kernlet_task_exit(struct kernlet_task *t)
{
	task_destroy(t ? task_of(t) : NULL);
}

/* ---- calls ---- */

/* The coarse clock lags by a tick of the host, but costs a tenth: calls come by the million. */
static void run_due_timers(struct kernel *k)
{
	const struct kernlet *e = k->port_data;
	u64 next = timers_next(k);

	if (unlikely(next != ~0ull) &&
	    next <= (e->virtual_clock ? e->now : host_clock(CLOCK_MONOTONIC_COARSE)))
		timers_run(k);
}

/* Kernels count on the port to turn an interrupted call into something programs know. */
static long seen_by_program(long ret)
{
	return unlikely(ret == -ERESTARTSYS) ? -EINTR : ret;
}

/* Let time pass until the next timer. False: there is none. */
static bool pass_time(struct kernlet *e)
{
	u64 next = timers_next(e->kernel), now = ktime_get(e->kernel);

	if (next == ~0ull)
		return false;
	if (e->virtual_clock) {
		e->now = max(e->now, next);
	} else if (next > now) {
		struct timespec ts = { (next - now) / NSEC_PER_SEC, (next - now) % NSEC_PER_SEC };

		nanosleep(&ts, NULL);
	}
	timers_run(e->kernel);
	return true;
}

static long wait_for(struct task *t)
{
	long ret = -EPARK;

	while (ret == -EPARK) {
		if (t->woken) {
			ret = gate_redispatch(t);
		} else if (!pass_time(t->kernel->port_data)) {
			gate_cancel(t);
			return -EDEADLK;
		}
	}
	return ret;
}

long kernlet_syscall_abi(struct kernlet_task *kt, enum kernlet_abi abi, long nr,
			 const uint64_t args[6])
{
	long ret = kernlet_syscall_start(kt, abi, nr, args);

	return unlikely(ret == KERNLET_PARKED) ? seen_by_program(wait_for(task_of(kt))) : ret;
}

long kernlet_syscall(struct kernlet_task *t, long nr, long a1, long a2, long a3, long a4, long a5,
		     long a6)
{
	return kernlet_syscall_abi(t, KERNLET_X86_64, nr, (u64[]) { a1, a2, a3, a4, a5, a6 });
}

long kernlet_syscall_start(struct kernlet_task *kt, enum kernlet_abi abi, long nr,
			   const uint64_t args[6])
{
	struct task *t = task_of(kt);

	if (unlikely(t->parked))
		return -EBUSY;
	run_due_timers(t->kernel);
	if (nr < 0 || nr > UINT32_MAX)
		return -ENOSYS;
	return seen_by_program(
		gate_enter(t, abi == KERNLET_I386 ? ABI_I386 : ABI_X86_64, nr, args));
}

long kernlet_syscall_resume(struct kernlet_task *kt)
{
	struct task *t = task_of(kt);

	run_due_timers(t->kernel);
	if (!t->parked)
		return -EINVAL;
	return t->woken ? seen_by_program(gate_redispatch(t)) : KERNLET_PARKED;
}

bool kernlet_task_runnable(const struct kernlet_task *t)
{
	return ((const struct task *)t)->woken;
}

void kernlet_task_interrupt(struct kernlet_task *t)
{
	task_interrupt(task_of(t));
}
