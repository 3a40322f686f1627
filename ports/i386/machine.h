/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The 386 machine: programs for Linux/386 on an emulated processor, no use of the host's.
 *
 *   struct machine
 *     | processes (tree, wait) ---- process ---- mm ---- cpu (one Unicorn engine an address space)
 *     | run queue              \--- thread (one struct task, one processor context)
 *
 *   thread runs --trap--> trap_queue --> gate (kernel/traps.c) --+--> system call: gate_enter()
 *        ^                                                       +--> page fault: mm_fault()
 *        +-- signals delivered, next thread chosen <-------------+--> signal, timer ...
 *
 * One host thread runs all of it, one guest thread at a time, until its slice is over, it waits
 * or it ends. Ownership: the machine owns processes; a process owns its threads and, while it
 * lives, one reference on its mm; threads own their task and context.
 */
#ifndef KERNLET_PORTS_I386_MACHINE_H
#define KERNLET_PORTS_I386_MACHINE_H

#include "kernel/file.h"
#include "kernel/kernel.h"
#include "kernel/syscall.h"
#include "kernel/traps.h"
#include "kernel/uaccess.h"

#include <stdio.h>

#define PAGE_SIZE 4096u
#define PAGE_MASK (~(PAGE_SIZE - 1))
/* The classic split: 3 GiB for the program, the rest for the kernel. */
#define TASK_SIZE 0xc0000000u
#define STACK_TOP TASK_SIZE

/* Selectors, as in Linux's GDT for the 386. */
#define GDT_TLS_MIN 6
#define GDT_TLS_ENTRIES 3
#define USER_CS 0x73
#define USER_DS 0x7b

/** The one frame in which a program's registers are saved. */
struct pt_regs {
	u32 ebx, ecx, edx, esi, edi, ebp, eax;
	u32 ds, es, fs, gs;
	u32 orig_eax; /* number of the call, ~0 outside of one */
	u32 eip, cs, eflags, esp, ss;
};

struct cpu;
struct cpu_context;
struct machine;
struct process;
struct thread;

/* ---- cpu.c: the processor ---- */

/** Can this build run programs? 0, or -ENOSYS where it was built without Unicorn. */
int cpu_available(void);
/** A processor with 4 GiB of its own around it; *@ret_ram is where they lie on the host. */
struct cpu *cpu_create(struct machine *m, u8 **ret_ram) __must_check;
void cpu_destroy(struct cpu *c);
/** Registers of a thread that runs on none: fresh, with @eip and @esp. NULL: no memory. */
struct cpu_context *cpu_context_create(struct cpu *c) __must_check;
/** What the processor holds now, into @x. */
void cpu_context_save(struct cpu *c, struct cpu_context *x);
void cpu_context_free(struct cpu_context *x);
/** Run @t until machine->stop; traps go to machine_trap(). */
void cpu_run(struct cpu *c, struct thread *t);
/** @t ends: its registers are not to be saved. */
void cpu_forget_thread(struct cpu *c, struct thread *t);
/** Segment registers into @r (the general ones are there), and those of @r into the processor. */
void cpu_get_segments(struct cpu *c, struct pt_regs *r);
void cpu_set_segments(struct cpu *c, const struct pt_regs *r);
/** Put @t's thread-local segments where its selectors find them. */
void cpu_load_tls(struct cpu *c, const struct thread *t);
/** Permissions have been taken away: forget translations. */
void cpu_flush_tlb(struct cpu *c);
/** The bytes of present pages have been changed by us: forget code made from them. */
void cpu_forget_code(struct cpu *c, u32 start, u32 len);
/** What a coprocessor error's signal depends on. */
void cpu_get_fpu_state(struct cpu *c, struct trap_state *st);
/** The coprocessor's image as FXSAVE writes it (512 bytes), and back. */
void cpu_fxsave(struct cpu *c, u8 image[512]);
void cpu_fxrstor(struct cpu *c, const u8 image[512]);
/** A coprocessor as FNINIT leaves it. */
void cpu_fpu_init(struct cpu *c);

/* ---- mm.c: address spaces ---- */

#define PTE_PRESENT 1u
#define PTE_WRITE 2u
#define PTE_USER 4u
#define PTE_DIRTY 0x40u

struct vma {
	u32 start, end; /* bytes; end is outside */
	u32 prot; /* PROT_* */
	bool shared, grows_down;
	struct file *file; /* referenced; NULL: anonymous */
	u64 offset; /* of start in file, bytes */
};

struct mm {
	struct machine *machine;
	struct cpu *cpu;
	u8 *ram; /* host address of guest address 0 */
	u32 *pte; /* one a page, as the processor sees them */
	u32 refs;
	struct vma *vma; /* sorted, disjoint */
	u32 n_vmas, cap_vmas;
	u32 start_brk, brk;
	u32 arg_start, arg_end;
	u64 total; /* bytes mapped */
};

struct mm *mm_create(struct machine *m) __must_check;
struct mm *mm_get(struct mm *mm);
void mm_put(struct mm *mm);
/** A copy for a child: the same mappings, the same bytes. NULL: no memory. */
struct mm *mm_fork(struct mm *mm) __must_check;
struct vma *mm_find(struct mm *mm, u32 addr);
/**
 * Map. @addr 0: anywhere. Returns the address or a negative errno. @file's reference stays the
 * caller's. Without MAP_FIXED @addr is a hint.
 */
s64 mm_map(struct mm *mm, u32 addr, u32 len, u32 prot, u32 flags, struct file *file, u64 offset);
int mm_unmap(struct mm *mm, u32 addr, u32 len);
/**
 * The processor, or a copy, touches @addr. 0 when it is mapped now; SEGV_MAPERR, SEGV_ACCERR or
 * -BUS_ADRERR (a page behind a file's end). @esp: of the program, for the stack to grow; 0: never.
 */
int mm_fault(struct mm *mm, u32 addr, bool write, u32 esp);
/** Copies of any length. 0 or -EFAULT. */
int mm_read(struct mm *mm, void *dst, u32 addr, u64 n) __must_check;
int mm_write(struct mm *mm, u32 addr, const void *src, u64 n) __must_check;

/* ---- signal.c ---- */

#define GUEST_NSIG 64

struct guest_siginfo {
	s32 signo, err, code;
	u32 fields[29]; /* as the program sees them */
};

struct sigqueue {
	struct list_head node;
	struct guest_siginfo info;
};

struct sigpending {
	u64 set; /* bit signo - 1 */
	struct list_head queue;
};

struct sigaction32 {
	u32 handler, flags, restorer;
	u64 mask;
};

struct sighand {
	u32 refs;
	struct sigaction32 action[GUEST_NSIG];
};

/** Send to a process (@to_thread NULL: any of its threads). 0 or -EAGAIN. */
int signal_send(struct process *p, struct thread *to_thread, const struct guest_siginfo *info);
/** A fault's signal: cannot be blocked or ignored by the program that causes it. */
void signal_force(struct thread *t, const struct guest_siginfo *info);
bool signal_is_pending(const struct thread *t);
/** On the way back to @t's program: deliver what waits; @ret: of the call that ended, if any. */
void signal_deliver(struct thread *t);
/** A waiting call of @t has a mask of its own; the old one comes back when it is over. */
void signal_wait_mask(struct thread *t, u64 mask);
void sigpending_init(struct sigpending *p);
void sigpending_free(struct machine *m, struct sigpending *p);
/** The handlers of a program that exec has replaced. */
void sighand_flush(struct sighand *h);
/** sigframe.c: build a frame for the handler of @sig. False: the stack cannot take it. */
bool sigframe_push(struct thread *t, int sig, const struct sigaction32 *sa,
		   const struct guest_siginfo *info, u64 oldmask);

/* ---- process.c ---- */

struct process {
	struct machine *machine;
	struct list_head node; /* on machine.processes */
	struct process *parent;
	s32 pid, pgid, sid;
	struct list_head threads;
	u32 n_threads;
	struct mm *mm;
	struct sighand *sighand;
	struct sigpending shared;
	struct wait_queue_head child_wait;
	bool zombie, stopped, stop_reported, continued, exiting, did_exec;
	s32 exit_signal;
	u32 exit_status; /* as wait() tells it */
	s32 stop_signal;
	char cwd[4096]; /* as the program sees it, clean */
	char exe[8192];
	u32 umask;
	u32 uid, euid, suid, gid, egid, sgid;
	u64 cpu_ns, child_cpu_ns, start_ns;
	struct timer alarm; /* ITIMER_REAL */
	u64 alarm_interval;
	u64 rlimit[16][2];
	struct thread *vfork_waiter; /* the parent's thread that waits for our exec or end */
};

struct thread {
	struct process *process;
	struct list_head node; /* on process.threads */
	struct list_head run; /* on machine.run_queue, when runnable */
	struct task *task;
	struct cpu_context *context;
	struct pt_regs regs; /* as last saved; valid inside of a trap */
	bool eax_dirty; /* that one alone: the result of a call */
	bool regs_dirty, segs_loaded, segs_dirty;
	bool in_call; /* a system call is under way or parked */
	bool restarting; /* the call is to be entered again after signals */
	bool dead;
	u64 blocked, saved_mask; /* signals */
	bool mask_saved; /* saved_mask is to come back */
	bool forced_frame; /* a signal could not be delivered once already */
	struct sigpending pending;
	u32 alt_sp, alt_size, alt_flags;
	u32 trapno, error_code, cr2; /* for sigcontext */
	u32 clear_child_tid, robust_list;
	u8 tls[GDT_TLS_ENTRIES][8]; /* descriptors */
	/* futex.c */
	struct list_head futex_node;
	struct wait_queue_head futex_wait;
	u64 futex_key[2];
	u32 futex_bits;
	bool futex_queued, futex_woken;
};

static inline struct thread *thread_of(struct task *t)
{
	return t->port_data;
}

static inline struct process *process_of(struct task *t)
{
	return thread_of(t)->process;
}

struct process *process_find(struct machine *m, s32 pid);
struct thread *thread_find(struct machine *m, s32 tid);
/** The first program's process, not running yet. */
struct process *process_init(struct machine *m) __must_check;
/** End all of @p with @status (as wait() tells it); threads end when they are next looked at. */
void process_exit(struct process *p, u32 status);
void process_free(struct process *p);
/** Bury a thread: the last one makes its process a zombie. */
void thread_reap(struct thread *t);
/** Stop @p, or let it go on. */
void process_stop(struct process *p, int sig);
void process_continue(struct process *p);
/** The parent that waits in vfork() may go on. */
void process_release_vfork(struct process *p);

/** Where CLONE_SETTLS of @t's call wants @c's segment: user_desc at @desc. */
int thread_set_tls(struct thread *c, struct thread *t, u32 desc);

/* ---- exec.c ---- */

/** Replace the program of @t. 0 or a negative errno, then nothing has changed. */
int exec_program(struct thread *t, const char *path, char *const *argv, char *const *envp);

/* ---- hostfs.c: files of the host ---- */

extern const struct file_operations host_file_ops;
/** Take over the descriptor @fd of the host's. NULL: no memory (then @fd is closed). */
struct file *host_file_create(struct kernel *k, int fd, u32 flags) __must_check;
/** Where the first program starts: the host's directory, or the root folder. */
void host_init_cwd(struct process *p);
/** Whose identity it has: the user's who runs us. */
void host_identity(struct process *p);
/** The host's descriptor of @f, or -1. */
int host_file_fd(const struct file *f);
/**
 * Open @path as the process @p names it (relative to @dirfd's file or its directory). A
 * descriptor of the host's, or a negative errno. Never leaves the root folder.
 */
int host_open(struct task *t, int dirfd, const char *path, int flags, u32 mode);
/** Sleep until a file that someone waits for is ready, at most to @when (ns; ~0: forever). */
void host_wait(struct machine *m, u64 when);

/* ---- futex.c ---- */
int futex_wake_at(struct thread *t, u32 addr, u32 n);
void futex_thread_exit(struct thread *t);

/* ---- machine.c ---- */

struct machine_config {
	struct kernel_config kernel; /* port and port_data are set by us */
	const char *rootfs; /* NULL: the host's own root */
	u64 seed;
	bool seeded; /* virtual time, slices by count: runs repeat */
	bool trace, root;
	char *const *argv;
	char *const *envp;
};

struct machine {
	struct kernel *kernel;
	struct idt idt;
	struct trap_queue events;
	struct list_head processes, run_queue, futexes;
	struct list_head host_files; /* those someone waits for */
	struct thread *current;
	struct mm *left_mm; /* exec has left it, its processor is still on the way out */
	struct process *init;
	int root_fd; /* O_PATH of the root folder, or -1 */
	s32 last_pid;
	u64 rng, now, real_minus_mono; /* virtual clock */
	bool seeded, trace, need_resched, stop, root;
	u64 slice_end, blocks;
	volatile bool ticked;
	u64 fault_count, unknown_interrupts, nmis;
};

/** Boot, run the program of @cfg and all its children. An exit status as a shell's. */
int machine_main(const struct machine_config *cfg, char *error, size_t size);
/** The processor reports @t: serve it. */
void machine_trap(struct machine *m, struct trap *t);
/** The program counter went where nothing is. */
void machine_lost(struct machine *m);
void thread_wake(struct thread *t);
void thread_sleep(struct thread *t);
u64 machine_now(struct machine *m);

/** Generated from kernel/syscalls.tbl: the calls that the host serves elsewhere. */
extern const sys_call_fn i386_call_table[];
extern const u32 nr_i386_calls;

/* tick.c: the timer interrupt, on or off. */
void machine_set_tick(struct machine *m, bool on);

/* trace.c */
void machine_trace(struct thread *t, long ret);

#endif
