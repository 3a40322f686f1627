// SPDX-License-Identifier: LGPL-2.1-or-later
/*
 * Vectors, gates, priorities and signals of a 386. See traps.h.
 *
 *   setup_idt  -> 256 x ignore_int
 *   trap_init  -> 0..19, 0x80        (the handlers' table is below)
 *   init_IRQ   -> 0x20 timer
 */
#include "kernel/traps.h"

#include <asm-generic/siginfo.h>
#include <asm-generic/signal.h>

/* ---- handlers ---- */

static const struct trap_handler ignore_int = { .name = "ignore_int", .action = TRAP_IGNORE };

/* Shorthands for the table; SI_KERNEL is what Linux gives where no address is to be told. */
#define FAULT(_name, _signo, _code, ...)                                                           \
	{                                                                                          \
		.name = #_name, .class = TRAP_CLASS_FAULT, .action = TRAP_SIGNAL, .signo = _signo, \
		.si_code = _code, __VA_ARGS__                                                      \
	}

/* clang-format off */
static const struct trap_handler handlers[] = {
	[TRAP_DE] = FAULT(divide_error, SIGFPE, FPE_INTDIV, .at_eip = true),
	[TRAP_DB] = { "debug", TRAP_CLASS_TRAP, TRAP_SIGNAL, false, SIGTRAP, TRAP_BRKPT, true },
	[TRAP_NMI] = { "nmi", TRAP_CLASS_NMI, TRAP_NOTE },
	[TRAP_BP] = { "int3", TRAP_CLASS_PROGRAMMED, TRAP_SIGNAL, false, SIGTRAP, SI_KERNEL },
	[TRAP_OF] = { "overflow", TRAP_CLASS_PROGRAMMED, TRAP_SIGNAL, false, SIGSEGV, SI_KERNEL },
	[TRAP_BR] = FAULT(bounds, SIGSEGV, SI_KERNEL),
	[TRAP_UD] = FAULT(invalid_op, SIGILL, ILL_ILLOPN, .at_eip = true),
	[TRAP_NM] = { "device_not_available", TRAP_CLASS_FAULT, TRAP_MATH },
	[TRAP_DF] = { "double_fault", TRAP_CLASS_ABORT, TRAP_DIE, true },
	[TRAP_OLD_MF] = { "coprocessor_segment_overrun", TRAP_CLASS_ABORT, TRAP_SIGNAL, false, SIGFPE,
			  SI_KERNEL },
	[TRAP_TS] = FAULT(invalid_TSS, SIGSEGV, SI_KERNEL, .has_error = true),
	[TRAP_NP] = FAULT(segment_not_present, SIGBUS, SI_KERNEL, .has_error = true),
	[TRAP_SS] = FAULT(stack_segment, SIGBUS, SI_KERNEL, .has_error = true),
	[TRAP_GP] = FAULT(general_protection, SIGSEGV, SI_KERNEL, .has_error = true),
	[TRAP_PF] = { "page_fault", TRAP_CLASS_FAULT, TRAP_PAGE, true, SIGSEGV, SEGV_MAPERR },
	[TRAP_MF] = FAULT(coprocessor_error, SIGFPE, 0, .at_eip = true),
	[TRAP_AC] = FAULT(alignment_check, SIGBUS, BUS_ADRALN, .has_error = true),
	[TRAP_MC] = { "machine_check", TRAP_CLASS_ABORT, TRAP_DIE },
	[TRAP_XF] = FAULT(simd_coprocessor_error, SIGFPE, 0, .at_eip = true),
};
/* clang-format on */

static const struct trap_handler timer_interrupt = {
	.name = "timer_interrupt",
	.class = TRAP_CLASS_INTERRUPT,
	.action = TRAP_TIMER,
};
static const struct trap_handler system_call = {
	.name = "system_call",
	.class = TRAP_CLASS_PROGRAMMED,
	.action = TRAP_SYSCALL,
};

/* ---- gates ---- */

static void set_gate(struct idt *idt, u8 vector, const struct trap_handler *h, u8 kind, u8 dpl)
{
	idt->gate[vector] = (struct gate) { .handler = h, .kind = kind, .dpl = dpl };
}

static void set_intr_gate(struct idt *idt, u8 vector, const struct trap_handler *h)
{
	set_gate(idt, vector, h, GATE_INTERRUPT, 0);
}

static void set_trap_gate(struct idt *idt, u8 vector, const struct trap_handler *h)
{
	set_gate(idt, vector, h, GATE_TRAP, 0);
}

/* Open to programs. */
static void set_system_gate(struct idt *idt, u8 vector, const struct trap_handler *h)
{
	set_gate(idt, vector, h, GATE_TRAP, 3);
}

static void set_system_intr_gate(struct idt *idt, u8 vector, const struct trap_handler *h)
{
	set_gate(idt, vector, h, GATE_INTERRUPT, 3);
}

static void set_task_gate(struct idt *idt, u8 vector, const struct trap_handler *h)
{
	set_gate(idt, vector, h, GATE_TASK, 0);
}

void setup_idt(struct idt *idt)
{
	for (u32 v = 0; v < NR_VECTORS; v++)
		set_intr_gate(idt, v, &ignore_int);
}

void trap_init(struct idt *idt)
{
	set_trap_gate(idt, TRAP_DE, &handlers[TRAP_DE]);
	set_intr_gate(idt, TRAP_DB, &handlers[TRAP_DB]);
	set_intr_gate(idt, TRAP_NMI, &handlers[TRAP_NMI]);
	set_system_intr_gate(idt, TRAP_BP, &handlers[TRAP_BP]);
	set_system_gate(idt, TRAP_OF, &handlers[TRAP_OF]);
	set_system_gate(idt, TRAP_BR, &handlers[TRAP_BR]);
	set_trap_gate(idt, TRAP_UD, &handlers[TRAP_UD]);
	set_trap_gate(idt, TRAP_NM, &handlers[TRAP_NM]);
	set_task_gate(idt, TRAP_DF, &handlers[TRAP_DF]);
	for (u32 v = TRAP_OLD_MF; v <= TRAP_GP; v++)
		set_trap_gate(idt, v, &handlers[v]);
	/* An interrupt gate, so that CR2 is read before anything else can fault. */
	set_intr_gate(idt, TRAP_PF, &handlers[TRAP_PF]);
	for (u32 v = TRAP_MF; v <= TRAP_XF; v++)
		set_trap_gate(idt, v, &handlers[v]);
	set_system_gate(idt, SYSCALL_VECTOR, &system_call);
}

void init_IRQ(struct idt *idt)
{
	set_intr_gate(idt, TIMER_VECTOR, &timer_interrupt);
}

void idt_boot(struct idt *idt)
{
	setup_idt(idt);
	trap_init(idt);
	init_IRQ(idt);
}

/* Type nibbles of the manual's figure 9-3: task 5, 386 interrupt 14, 386 trap 15. */
void gate_descriptor(const struct gate *g, u32 offset, u16 selector, u8 ret_desc[8])
{
	static const u8 types[] = { [GATE_INTERRUPT] = 14, [GATE_TRAP] = 15, [GATE_TASK] = 5 };
	u32 at = g->kind == GATE_TASK ? 0 : offset;

	ret_desc[0] = at;
	ret_desc[1] = at >> 8;
	ret_desc[2] = selector;
	ret_desc[3] = selector >> 8;
	ret_desc[4] = 0;
	ret_desc[5] = 0x80 | g->dpl << 5 | types[g->kind]; /* present */
	ret_desc[6] = at >> 16;
	ret_desc[7] = at >> 24;
}

/* ---- pending events ---- */

void trap_post(struct trap_queue *q, const struct trap *t)
{
	if (t->source == TRAP_FROM_INTR) {
		q->irr[t->vector / 64] |= 1ull << t->vector % 64;
		return;
	}
	q->waiting |= BIT(t->source);
	q->slot[t->source] = *t;
}

static bool take_interrupt(struct trap_queue *q, struct trap *ret_t)
{
	for (u32 i = 0; i < ARRAY_SIZE(q->irr); i++) {
		u32 bit;

		if (!q->irr[i])
			continue;
		bit = __builtin_ctzll(q->irr[i]);
		q->irr[i] &= ~(1ull << bit);
		*ret_t = (struct trap) { .vector = i * 64 + bit, .source = TRAP_FROM_INTR };
		return true;
	}
	return false;
}

bool trap_take(struct trap_queue *q, u32 eflags, struct trap *ret_t)
{
	for (u32 s = 0; s < TRAP_FROM_NMI; s++) {
		if (!(q->waiting & BIT(s)))
			continue;
		*ret_t = q->slot[s];
		q->waiting &= BIT(TRAP_FROM_NMI);
		return true;
	}
	if (q->waiting & BIT(TRAP_FROM_NMI) && !q->nmi_masked) {
		*ret_t = q->slot[TRAP_FROM_NMI];
		q->waiting = 0;
		q->nmi_masked = true;
		return true;
	}
	return eflags & EFLAGS_IF && take_interrupt(q, ret_t);
}

void trap_nmi_done(struct trap_queue *q)
{
	q->nmi_masked = false;
}

#define ERROR_IDT 2 /* of an error code: the index is one of the IDT */

const struct gate *trap_enter(const struct idt *idt, struct trap *t, u8 cpl)
{
	const struct gate *g = &idt->gate[t->vector];

	if (t->source == TRAP_FROM_PROGRAM && g->dpl < cpl) {
		t->error_code = t->vector * 8 + ERROR_IDT;
		t->vector = TRAP_GP;
		t->source = TRAP_FROM_FAULT;
		g = &idt->gate[TRAP_GP];
	}
	if (!g->handler->has_error)
		t->error_code = 0;
	return g;
}

u32 trap_return_eip(const struct gate *g, const struct trap *t)
{
	if (t->source == TRAP_FROM_PROGRAM || t->source == TRAP_FROM_DEBUG)
		return t->next_eip;
	return t->eip;
}

/* ---- signals ---- */

/* The exceptions that are unmasked and have happened, one bit each as in the status word. */
static s32 fpu_si_code(u32 raised)
{
	if (raised & 0x01)
		return FPE_FLTINV;
	if (raised & 0x04)
		return FPE_FLTDIV;
	if (raised & 0x08)
		return FPE_FLTOVF;
	if (raised & 0x12) /* denormal operand, underflow */
		return FPE_FLTUND;
	if (raised & 0x20)
		return FPE_FLTRES;
	return 0;
}

static s32 code_of(const struct trap_handler *h, const struct trap *t, const struct trap_state *st)
{
	switch (t->vector) {
	case TRAP_DB:
		return st->single_step ? TRAP_TRACE : TRAP_BRKPT;
	case TRAP_PF:
		return st->page_si_code;
	case TRAP_MF:
		return fpu_si_code(st->fpu_status & ~st->fpu_control & 0x3f);
	case TRAP_XF:
		return fpu_si_code(~(st->mxcsr >> 7) & st->mxcsr & 0x3f);
	default:
		return h->si_code;
	}
}

bool trap_signal(const struct trap_handler *h, const struct trap *t, const struct trap_state *st,
		 struct trap_signal *ret_s)
{
	s32 code = code_of(h, t, st);

	if (!h->signo || !code) /* a coprocessor error that is over already */
		return false;
	*ret_s = (struct trap_signal) {
		.signo = t->vector == TRAP_PF && st->page_bus ? SIGBUS : h->signo,
		.si_code = code,
		.trapno = t->vector,
		.error_code = t->error_code,
	};
	if (t->vector == TRAP_PF)
		ret_s->addr = ret_s->cr2 = t->address;
	else if (h->at_eip)
		ret_s->addr = t->source == TRAP_FROM_DEBUG ? t->next_eip : t->eip;
	return true;
}
