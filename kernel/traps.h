/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The 256 vectors of a 386: which gate each has, what is taken first, what a program gets.
 *
 *   processor, `int n`, IRQ, NMI --> trap_queue --(priority, IF)--> trap_enter --> gate
 *                                                                                  |
 *                        signal <--- trap_signal <--- handler <--------------------+
 *
 * Pure logic: no processor, no task, no memory. ports/i386 posts what its processor reports and
 * acts on the handler's kind; unit tests do the same without one. The processor's side follows
 * the 80386 Programmer's Reference Manual, chapter 9, the kernel's Linux's trap_init().
 */
#ifndef KERNLET_KERNEL_TRAPS_H
#define KERNLET_KERNEL_TRAPS_H

#include "lib/types.h"

#define NR_VECTORS 256
#define FIRST_EXTERNAL_VECTOR 0x20
#define TIMER_VECTOR FIRST_EXTERNAL_VECTOR /* IRQ0 */
#define SYSCALL_VECTOR 0x80

enum trap_vector {
	TRAP_DE,
	TRAP_DB,
	TRAP_NMI,
	TRAP_BP,
	TRAP_OF,
	TRAP_BR,
	TRAP_UD,
	TRAP_NM,
	TRAP_DF,
	TRAP_OLD_MF,
	TRAP_TS,
	TRAP_NP,
	TRAP_SS,
	TRAP_GP,
	TRAP_PF,
	TRAP_SPURIOUS, /* reserved by Intel: keeps the ignoring handler */
	TRAP_MF,
	TRAP_AC,
	TRAP_MC,
	TRAP_XF,
};

/* Of the descriptor: what entering does to the interrupt flag, and whether it switches tasks. */
enum gate_kind { GATE_INTERRUPT, GATE_TRAP, GATE_TASK };

/* What the processor calls it. */
enum trap_class {
	TRAP_CLASS_NONE, /* nothing is expected here */
	TRAP_CLASS_FAULT, /* EIP: the instruction, which can be restarted */
	TRAP_CLASS_TRAP, /* EIP: the next instruction */
	TRAP_CLASS_ABORT, /* EIP says nothing */
	TRAP_CLASS_PROGRAMMED, /* INT n, INT 3, INTO; EIP: the next instruction */
	TRAP_CLASS_INTERRUPT, /* maskable, from outside */
	TRAP_CLASS_NMI,
};

/* Where an event came from; the order is the 386's priority, highest first. */
enum trap_source {
	TRAP_FROM_FAULT, /* detected by the processor, but debug faults */
	TRAP_FROM_PROGRAM, /* INT n, INT 3, INTO */
	TRAP_FROM_DEBUG, /* debug trap of this instruction */
	TRAP_FROM_DEBUG_NEXT, /* debug fault of the next one */
	TRAP_FROM_NMI,
	TRAP_FROM_INTR, /* maskable */
	TRAP_SOURCES,
};

/** One event at the processor. */
struct trap {
	u8 vector;
	u8 source; /* enum trap_source */
	u32 error_code;
	u32 address; /* CR2 of a page fault */
	u32 eip; /* of the instruction */
	u32 next_eip; /* of the one after it, where the source is a program or a trap */
};

/* What the port does when a gate has been entered. */
enum trap_action {
	TRAP_IGNORE, /* say "unknown interrupt" and go on */
	TRAP_SIGNAL, /* trap_signal() tells which */
	TRAP_PAGE, /* map the page, else the signal */
	TRAP_MATH, /* give the task its coprocessor */
	TRAP_TIMER,
	TRAP_SYSCALL,
	TRAP_NOTE, /* NMI: count it */
	TRAP_DIE, /* the machine cannot go on */
};

struct trap_handler {
	const char *name; /* Linux's own */
	u8 class; /* enum trap_class */
	u8 action; /* enum trap_action */
	bool has_error; /* the processor pushes an error code */
	u8 signo; /* 0: none */
	s16 si_code; /* where it does not depend on anything */
	bool at_eip; /* si_addr is the instruction's address; else 0, or CR2 */
};

struct gate {
	const struct trap_handler *handler;
	u8 kind; /* enum gate_kind */
	u8 dpl; /* outermost ring whose INT n may use it */
};

struct idt {
	struct gate gate[NR_VECTORS];
};

/** All 256 vectors to the handler that ignores, as interrupt gates of ring 0. */
void setup_idt(struct idt *idt);
/** Vectors 0 to 19 (but the reserved 15), and the system call's. */
void trap_init(struct idt *idt);
/** IRQ0 to the timer. */
void init_IRQ(struct idt *idt);
/** The three above in Linux's order of boot. */
void idt_boot(struct idt *idt);
/** The descriptor as a 386 reads it, for a handler at @offset in the code segment @selector. */
void gate_descriptor(const struct gate *g, u32 offset, u16 selector, u8 ret_desc[8]);

/* ---- pending events ---- */

struct trap_queue {
	u32 waiting; /* bit n: source n has one in slot[n] */
	bool nmi_masked; /* one is being served: the next waits for IRET */
	struct trap slot[TRAP_FROM_INTR];
	u64 irr[NR_VECTORS / 64]; /* maskable interrupts asked for */
};

#define EFLAGS_IF 0x200

/** Something happened. Of NMI and of each interrupt one is remembered, as by the hardware. */
void trap_post(struct trap_queue *q, const struct trap *t);
/**
 * Take the event that the 386 serves first. Maskable interrupts wait for @eflags' IF, the lowest
 * vector first. Exceptions of lower priority are dropped, since the instruction that is restarted
 * finds them again; NMI and interrupts stay. False: there is nothing to take.
 */
bool trap_take(struct trap_queue *q, u32 eflags, struct trap *ret_t);
/** IRET after a non-maskable interrupt: the next may come. */
void trap_nmi_done(struct trap_queue *q);

/**
 * Enter the gate for @t from ring @cpl. A programmed exception whose gate is closed to that ring
 * becomes a general protection fault in place (error code vector * 8 + 2, EIP at the
 * instruction). Returns the gate entered.
 */
const struct gate *trap_enter(const struct idt *idt, struct trap *t, u8 cpl);
/** Where a program goes on (and what is saved as EIP) after @t through @g. */
u32 trap_return_eip(const struct gate *g, const struct trap *t);

/* ---- signals ---- */

/** What Linux tells a program: siginfo, and trapno/err/cr2 of its sigcontext. */
struct trap_signal {
	s32 signo;
	s32 si_code;
	u32 addr; /* si_addr */
	u32 trapno, error_code, cr2;
};

/* What a signal may depend on besides the event. */
struct trap_state {
	u16 fpu_control, fpu_status;
	u32 mxcsr;
	bool single_step; /* DR6.BS */
	s32 page_si_code; /* SEGV_MAPERR, SEGV_ACCERR, or BUS_ADRERR with @page_bus */
	bool page_bus;
};

/** The signal for @t in handler @h. False: none is sent. */
bool trap_signal(const struct trap_handler *h, const struct trap *t, const struct trap_state *st,
		 struct trap_signal *ret_s);

#endif
