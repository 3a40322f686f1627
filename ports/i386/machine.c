// SPDX-License-Identifier: LGPL-2.1-or-later
/*
 * The 386 machine: boot, traps, scheduling, and what the port owes the kernel. See machine.h.
 *
 *   loop: timers -> next thread of the run queue -> ret_from_sys_call -> cpu_run -> ...
 *         nobody can run: sleep until a timer or a file of the host's
 */
#include "ports/i386/hostfs.h"

#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/random.h>
#include <time.h>
#include <unistd.h>

#define SLICE_BLOCKS 200000 /* of a seeded machine, instead of a tick */
#define BLOCK_NS 10 /* what a block costs of its virtual time */
#define YEAR_2000_NS (946684800ull * NSEC_PER_SEC)

/* ---- port operations ---- */

static int i386_copy_from_user(struct task *t, void *dst, const struct user_iov *src, u32 n)
{
	for (u32 i = 0; i < n; i++) {
		if (!src[i].len)
			continue;
		if (src[i].base >> 32 || src[i].len >> 32 ||
		    mm_read(process_of(t)->mm, dst, (u32)src[i].base, src[i].len))
			return -EFAULT;
		dst = (u8 *)dst + src[i].len;
	}
	return 0;
}

static int i386_copy_to_user(struct task *t, const struct user_iov *dst, u32 n, const void *src)
{
	for (u32 i = 0; i < n; i++) {
		if (!dst[i].len)
			continue;
		if (dst[i].base >> 32 || dst[i].len >> 32 ||
		    mm_write(process_of(t)->mm, (u32)dst[i].base, src, dst[i].len))
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

static u64 i386_clock_ns(struct kernel *k, int clockid)
{
	struct machine *m = k->port_data;
	u64 now;

	if (!m->seeded)
		return host_clock(clockid);
	now = m->now + m->blocks * BLOCK_NS;
	return clockid == CLOCK_REALTIME ? now + m->real_minus_mono : now;
}

u64 machine_now(struct machine *m)
{
	return i386_clock_ns(m->kernel, CLOCK_MONOTONIC);
}

static u64 next_random(u64 *state)
{
	u64 z = *state += 0x9e3779b97f4a7c15ull;

	z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9ull;
	z = (z ^ z >> 27) * 0x94d049bb133111ebull;
	return z ^ z >> 31;
}

static void i386_get_random(struct kernel *k, void *buf, size_t n)
{
	struct machine *m = k->port_data;

	for (u8 *p = buf; n;) {
		u64 v = next_random(&m->rng);
		size_t step = min(n, sizeof(v));

		memcpy(p, &v, step);
		p += step;
		n -= step;
	}
}

static int i386_set_sigmask(struct task *t, uptr set)
{
	u64 mask;

	if (get_user(t, mask, set))
		return -EFAULT;
	signal_wait_mask(thread_of(t), mask);
	return 0;
}

static void i386_wake(struct task *t)
{
	thread_wake(thread_of(t));
}

static const struct port_ops i386_ops = {
	.name = "i386",
	.copy_from_user = i386_copy_from_user,
	.page_reads = true,
	.copy_to_user = i386_copy_to_user,
	.clock_ns = i386_clock_ns,
	.get_random = i386_get_random,
	.wake = i386_wake,
	.calls = i386_call_table,
	.open = i386_open,
	.readlink = i386_readlink,
	.set_sigmask = i386_set_sigmask,
	.nr_calls = &nr_i386_calls,
};

/* ---- the run queue ---- */

void thread_wake(struct thread *t)
{
	struct machine *m = t->process->machine;

	if (list_empty(&t->run))
		list_add_tail(&t->run, &m->run_queue);
}

void thread_sleep(struct thread *t)
{
	list_del(&t->run);
	INIT_LIST_HEAD(&t->run);
}

/* ---- traps ---- */

static void call_done(struct thread *t, long ret)
{
	struct machine *m = t->process->machine;

	if (m->trace)
		machine_trace(t, ret);
	t->in_call = false;
	t->regs.eax = (u32)ret;
	/* Signals decide whether such a call is entered again. */
	t->restarting = ret == -ERESTARTSYS;
}

/* eax is the one register that a call changes, unless it did more itself (sigreturn, exec). */
static void do_system_call(struct machine *m, struct thread *t)
{
	struct pt_regs *r = &t->regs;
	const u64 args[6] = { r->ebx, r->ecx, r->edx, r->esi, r->edi, r->ebp };
	long ret;

	r->orig_eax = r->eax;
	t->in_call = true;
	if (unlikely(signal_is_pending(t)))
		t->task->interrupted = true;
	ret = gate_enter(t->task, ABI_I386, r->orig_eax, args);
	if (t->dead)
		m->stop = true;
	else if (ret == -EPARK) {
		thread_sleep(t);
		m->stop = true;
	} else if (t->in_call) {
		call_done(t, ret);
		t->eax_dirty = true;
	}
}

static u32 page_error_code(const struct trap *t)
{
	/* As Linux tells it: faults in the kernel's half are always ones of protection. */
	return t->address >= TASK_SIZE ? t->error_code | 1 : t->error_code;
}

static void send_trap_signal(struct thread *t, const struct trap_handler *h,
			     const struct trap *trap, const struct trap_state *st)
{
	struct trap_signal s;
	struct guest_siginfo info = { 0 };

	if (!trap_signal(h, trap, st, &s))
		return;
	info.signo = s.signo;
	info.code = s.si_code;
	info.fields[0] = s.addr;
	t->trapno = s.trapno;
	t->error_code = s.error_code;
	if (trap->vector == TRAP_PF)
		t->cr2 = s.cr2;
	signal_force(t, &info);
}

static void do_page_fault(struct thread *t, const struct trap_handler *h, struct trap *trap)
{
	struct trap_state st = { 0 };
	int code = mm_fault(t->process->mm, trap->address, trap->error_code & 2, t->regs.esp);

	if (!code)
		return;
	st.page_bus = code < 0;
	st.page_si_code = code < 0 ? -code : code;
	trap->error_code = page_error_code(trap);
	send_trap_signal(t, h, trap, &st);
}

static void do_timer(struct machine *m)
{
	m->ticked = false;
	timers_run(m->kernel);
	host_wait(m, 0);
	m->slice_end = m->blocks + SLICE_BLOCKS;
	m->need_resched = true;
}

static void act(struct machine *m, const struct gate *g, struct trap *trap)
{
	struct thread *t = m->current;
	struct trap_state st = { .single_step = trap->source == TRAP_FROM_DEBUG &&
						t->regs.eflags & 0x100 };

	switch (g->handler->action) {
	case TRAP_SYSCALL:
		do_system_call(m, t);
		break;
	case TRAP_PAGE:
		do_page_fault(t, g->handler, trap);
		break;
	case TRAP_SIGNAL:
		if (trap->vector == TRAP_MF || trap->vector == TRAP_XF)
			cpu_get_fpu_state(t->process->mm->cpu, &st);
		send_trap_signal(t, g->handler, trap, &st);
		break;
	case TRAP_TIMER:
		do_timer(m);
		break;
	case TRAP_NOTE:
		m->nmis++;
		trap_nmi_done(&m->events);
		break;
	case TRAP_DIE:
		process_exit(t->process, SIGKILL);
		break;
	case TRAP_MATH: /* the coprocessor is never taken away */
		break;
	case TRAP_IGNORE:
		m->unknown_interrupts++;
		break;
	}
}

/* What every way back to a program passes: signals first, then others' turn. */
static void ret_from_sys_call(struct machine *m, struct thread *t)
{
	if (!t->dead && !t->in_call && (t->restarting || signal_is_pending(t) || t->mask_saved))
		signal_deliver(t);
	if (t->dead || t->process->stopped || list_empty(&t->run))
		m->stop = true;
	if (m->need_resched && m->run_queue.next->next != &m->run_queue)
		m->stop = true;
	m->need_resched = false;
}

void machine_trap(struct machine *m, struct trap *first)
{
	struct thread *t = m->current;
	struct trap trap;

	trap_post(&m->events, first);
	if (m->ticked && first->source != TRAP_FROM_INTR)
		trap_post(&m->events,
			  &(struct trap) { .vector = TIMER_VECTOR, .source = TRAP_FROM_INTR });
	while (trap_take(&m->events, t->regs.eflags | EFLAGS_IF, &trap)) {
		const struct gate *g;
		u32 eip;

		if (trap.source == TRAP_FROM_INTR)
			trap.eip = trap.next_eip = t->regs.eip;
		g = trap_enter(&m->idt, &trap, 3);
		eip = trap_return_eip(g, &trap);
		if (eip != t->regs.eip) {
			t->regs.eip = eip;
			t->regs_dirty = true;
		}
		act(m, g, &trap);
		if (m->stop || t->dead)
			break;
	}
	ret_from_sys_call(m, t);
}

void machine_lost(struct machine *m)
{
	struct trap t = { .vector = TRAP_GP,
			  .source = TRAP_FROM_FAULT,
			  .eip = m->current->regs.eip,
			  .next_eip = m->current->regs.eip };

	machine_trap(m, &t);
}

/* ---- scheduling ---- */

/* A parked call that may go on. */
static void resume_call(struct machine *m, struct thread *t)
{
	long ret = gate_redispatch(t->task);

	if (t->dead)
		return;
	if (ret == -EPARK)
		thread_sleep(t);
	else if (t->in_call)
		call_done(t, ret);
	t->regs_dirty = true;
}

static void run_thread(struct machine *m, struct thread *t)
{
	u64 start = machine_now(m);

	m->current = t;
	m->stop = false;
	if (t->in_call && t->task->parked)
		resume_call(m, t);
	if (!t->dead && !list_empty(&t->run))
		ret_from_sys_call(m, t);
	if (t->dead || list_empty(&t->run) || t->process->stopped)
		m->stop = true;
	if (!m->stop)
		cpu_run(t->process->mm->cpu, t);
	t->process->cpu_ns += machine_now(m) - start;
	mm_put(m->left_mm);
	m->left_mm = NULL;
	m->current = NULL;
	if (t->dead) {
		thread_reap(t);
	} else if (t->process->stopped) {
		thread_sleep(t);
	} else if (!list_empty(&t->run)) { /* to the end of the queue */
		thread_sleep(t);
		thread_wake(t);
	}
}

/* Nobody can run: let time pass. False: nothing will ever happen. */
static void idle(struct machine *m)
{
	u64 next = timers_next(m->kernel);

	if (m->seeded && next != ~0ull && next > machine_now(m))
		m->now += next - machine_now(m);
	host_wait(m, m->seeded && next != ~0ull ? 0 : next);
	timers_run(m->kernel);
}

static int loop(struct machine *m)
{
	machine_set_tick(m, true);
	while (!m->init->zombie) {
		u64 next = timers_next(m->kernel);

		if (next != ~0ull && next <= machine_now(m))
			timers_run(m->kernel);
		if (list_empty(&m->run_queue)) {
			idle(m);
			continue;
		}
		run_thread(m, list_first_entry(&m->run_queue, struct thread, run));
	}
	machine_set_tick(m, false);
	return m->init->exit_status & 0x7f ? 128 + (m->init->exit_status & 0x7f)
					   : m->init->exit_status >> 8 & 0xff;
}

/* ---- life ---- */

static struct machine *machine_create(const struct machine_config *cfg)
{
	struct machine *m = calloc(1, sizeof(*m));
	struct kernel_config kc = cfg->kernel;

	if (!m)
		return NULL;
	INIT_LIST_HEAD(&m->processes);
	INIT_LIST_HEAD(&m->run_queue);
	INIT_LIST_HEAD(&m->futexes);
	INIT_LIST_HEAD(&m->host_files);
	m->seeded = cfg->seeded;
	m->trace = cfg->trace;
	m->root = cfg->root;
	m->now = NSEC_PER_SEC;
	m->real_minus_mono = YEAR_2000_NS;
	m->last_pid = 99;
	m->slice_end = SLICE_BLOCKS;
	m->rng = cfg->seed;
	if (!cfg->seeded && getrandom(&m->rng, sizeof(m->rng), 0) != sizeof(m->rng))
		m->rng = host_clock(CLOCK_MONOTONIC);
	idt_boot(&m->idt);
	m->root_fd = open(cfg->rootfs ? cfg->rootfs : "/", O_PATH | O_DIRECTORY | O_CLOEXEC);
	if (m->root_fd < 0)
		goto free_machine;
	kc.port = &i386_ops;
	kc.port_data = m;
	if (kernel_create(&kc, &m->kernel))
		goto close_root;
	return m;

close_root:
	close(m->root_fd);
free_machine:
	free(m);
	return NULL;
}

static void machine_destroy(struct machine *m)
{
	while (!list_empty(&m->processes)) {
		struct process *p = list_first_entry(&m->processes, struct process, node);

		while (!list_empty(&p->threads))
			thread_reap(list_first_entry(&p->threads, struct thread, node));
		process_free(p);
	}
	mm_put(m->left_mm);
	kernel_destroy(m->kernel);
	close(m->root_fd);
	free(m);
}

static bool give_descriptor(struct machine *m, struct task *t, int fd)
{
	int flags = fcntl(fd, F_GETFL), copy;
	struct file *f;

	if (flags < 0)
		return true;
	copy = fcntl(fd, F_DUPFD_CLOEXEC, 3);
	f = copy < 0 ? NULL
		     : host_file_create(m->kernel, copy, (u32)flags & (O_ACCMODE | O_APPEND));
	if (!f)
		return false;
	if (fd_install(t, f, 0) < 0) {
		file_put(f);
		return false;
	}
	return true;
}

int machine_main(const struct machine_config *cfg, char *error, size_t size)
{
	struct machine *m = machine_create(cfg);
	struct thread *t;
	int err = -ENOMEM, code = 125;

	if (!m) {
		if (cfg->rootfs && access(cfg->rootfs, X_OK))
			snprintf(error, size, "--rootfs %s: %s", cfg->rootfs, strerror(errno));
		else
			snprintf(error, size, "there is no memory for the machine");
		return 125;
	}
	m->init = process_init(m);
	if (!m->init) {
		snprintf(error, size, "no processor: this Unicorn does not behave as it should");
		goto destroy;
	}
	t = list_first_entry(&m->init->threads, struct thread, node);
	for (int fd = 0; fd < 3; fd++)
		if (!give_descriptor(m, t->task, fd))
			goto destroy;
	err = exec_program(t, cfg->argv[0], cfg->argv, cfg->envp);
	if (err) {
		snprintf(error, size,
			 err == -ENOEXEC ? "%s is no program for the 386 (%s)" : "%s: %s",
			 cfg->argv[0], strerror(-err));
		code = err == -ENOENT ? 127 : 126;
		goto destroy;
	}
	thread_wake(t);
	code = loop(m);
destroy:
	machine_destroy(m);
	return code;
}
