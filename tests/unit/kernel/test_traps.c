/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Vectors: gates as trap_init() sets them, order of service, closed gates, signals. */
#include <stdarg.h>
#include <setjmp.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "kernel/traps.h"

#include <signal.h>
#include <string.h>

static struct idt booted(void)
{
	struct idt idt;

	idt_boot(&idt);
	return idt;
}

static void setup_fills_all_with_the_ignoring_handler(void **state)
{
	struct idt idt;

	setup_idt(&idt);
	for (u32 v = 0; v < NR_VECTORS; v++) {
		assert_string_equal(idt.gate[v].handler->name, "ignore_int");
		assert_int_equal(idt.gate[v].handler->action, TRAP_IGNORE);
		assert_int_equal(idt.gate[v].kind, GATE_INTERRUPT);
		assert_int_equal(idt.gate[v].dpl, 0);
	}
}

static void gates_are_of_the_right_kind(void **state)
{
	static const char *const names[] = {
		"divide_error",
		"debug",
		"nmi",
		"int3",
		"overflow",
		"bounds",
		"invalid_op",
		"device_not_available",
		"double_fault",
		"coprocessor_segment_overrun",
		"invalid_TSS",
		"segment_not_present",
		"stack_segment",
		"general_protection",
		"page_fault",
		"ignore_int",
		"coprocessor_error",
		"alignment_check",
		"machine_check",
		"simd_coprocessor_error",
	};
	struct idt idt = booted();

	for (u32 v = 0; v < ARRAY_SIZE(names); v++)
		assert_string_equal(idt.gate[v].handler->name, names[v]);
	for (u32 v = 0; v < NR_VECTORS; v++) {
		bool open = v == TRAP_BP || v == TRAP_OF || v == TRAP_BR || v == SYSCALL_VECTOR;

		assert_int_equal(idt.gate[v].dpl, open ? 3 : 0);
		assert_int_equal(idt.gate[v].kind == GATE_TASK, v == TRAP_DF);
	}
	assert_int_equal(idt.gate[TRAP_PF].kind, GATE_INTERRUPT);
	assert_int_equal(idt.gate[TRAP_GP].kind, GATE_TRAP);
	assert_int_equal(idt.gate[TIMER_VECTOR].handler->action, TRAP_TIMER);
	assert_int_equal(idt.gate[SYSCALL_VECTOR].handler->action, TRAP_SYSCALL);
}

static void error_codes_are_pushed_where_the_manual_says(void **state)
{
	struct idt idt = booted();

	for (u32 v = 0; v < NR_VECTORS; v++) {
		struct trap t = { .vector = v, .source = TRAP_FROM_FAULT, .error_code = 0x1234 };
		bool has = v == 8 || (v >= 10 && v <= 14) || v == 17;

		trap_enter(&idt, &t, 3);
		assert_int_equal(t.vector, v);
		assert_int_equal(t.error_code, has ? 0x1234 : 0);
	}
}

static void a_closed_gate_is_a_general_protection_fault(void **state)
{
	struct idt idt = booted();

	for (u32 v = 0; v < NR_VECTORS; v++) {
		struct trap t = {
			.vector = v, .source = TRAP_FROM_PROGRAM, .eip = 8, .next_eip = 10
		};
		const struct gate *g = trap_enter(&idt, &t, 3);

		if (idt.gate[v].dpl == 3) {
			assert_ptr_equal(g, &idt.gate[v]);
			assert_int_equal(trap_return_eip(g, &t), 10);
			continue;
		}
		assert_ptr_equal(g, &idt.gate[TRAP_GP]);
		assert_int_equal(t.vector, TRAP_GP);
		assert_int_equal(t.error_code, v * 8 + 2);
		assert_int_equal(trap_return_eip(g, &t), 8);
	}
	/* The kernel itself may. */
	struct trap t = { .vector = TRAP_DE, .source = TRAP_FROM_PROGRAM };

	assert_ptr_equal(trap_enter(&idt, &t, 0), &idt.gate[TRAP_DE]);
}

static void post(struct trap_queue *q, u8 vector, u8 source)
{
	struct trap t = { .vector = vector, .source = source };

	trap_post(q, &t);
}

static void expect(struct trap_queue *q, u32 eflags, int vector)
{
	struct trap t;

	if (vector < 0) {
		assert_false(trap_take(q, eflags, &t));
		return;
	}
	assert_true(trap_take(q, eflags, &t));
	assert_int_equal(t.vector, vector);
}

static void the_highest_priority_is_served_first(void **state)
{
	struct trap_queue q = { 0 };

	/* Posted in the opposite order. */
	post(&q, TIMER_VECTOR, TRAP_FROM_INTR);
	post(&q, TRAP_NMI, TRAP_FROM_NMI);
	post(&q, TRAP_DB, TRAP_FROM_DEBUG_NEXT);
	post(&q, TRAP_DB, TRAP_FROM_DEBUG);
	post(&q, TRAP_BP, TRAP_FROM_PROGRAM);
	post(&q, TRAP_GP, TRAP_FROM_FAULT);
	expect(&q, EFLAGS_IF, TRAP_GP);
	/* The other exceptions are found again by their instruction; interrupts are not lost. */
	expect(&q, EFLAGS_IF, TRAP_NMI);
	expect(&q, EFLAGS_IF, TIMER_VECTOR);
	expect(&q, EFLAGS_IF, -1);
}

static void each_source_gives_way_to_the_one_above(void **state)
{
	static const struct {
		u8 vector, source;
	} order[] = {
		{ TRAP_PF, TRAP_FROM_FAULT }, { TRAP_OF, TRAP_FROM_PROGRAM },
		{ TRAP_DB, TRAP_FROM_DEBUG }, { TRAP_DB, TRAP_FROM_DEBUG_NEXT },
		{ TRAP_NMI, TRAP_FROM_NMI },  { 0x21, TRAP_FROM_INTR },
	};

	for (u32 high = 0; high < ARRAY_SIZE(order); high++) {
		for (u32 low = high + 1; low < ARRAY_SIZE(order); low++) {
			struct trap_queue q = { 0 };
			struct trap t;

			post(&q, order[low].vector, order[low].source);
			post(&q, order[high].vector, order[high].source);
			assert_true(trap_take(&q, EFLAGS_IF, &t));
			assert_int_equal(t.source, order[high].source);
		}
	}
}

static void interrupts_respect_the_flag_and_nmi_does_not(void **state)
{
	struct trap_queue q = { 0 };

	post(&q, 0x2e, TRAP_FROM_INTR);
	post(&q, TIMER_VECTOR, TRAP_FROM_INTR);
	expect(&q, 0, -1);
	post(&q, TRAP_NMI, TRAP_FROM_NMI);
	expect(&q, 0, TRAP_NMI);
	/* One NMI at a time, until IRET. */
	post(&q, TRAP_NMI, TRAP_FROM_NMI);
	expect(&q, 0, -1);
	expect(&q, EFLAGS_IF, TIMER_VECTOR);
	trap_nmi_done(&q);
	expect(&q, 0, TRAP_NMI);
	expect(&q, EFLAGS_IF, 0x2e);
	expect(&q, EFLAGS_IF, -1);
}

static bool signal_for(const struct trap *in, const struct trap_state *st, struct trap_signal *s)
{
	struct idt idt = booted();
	struct trap t = *in;
	const struct gate *g = trap_enter(&idt, &t, 3);

	return trap_signal(g->handler, &t, st, s);
}

static void each_exception_gives_its_signal(void **state)
{
	static const struct {
		u8 vector;
		int signo, code;
		bool at_eip;
	} want[] = {
		{ TRAP_DE, SIGFPE, FPE_INTDIV, true },	   { TRAP_DB, SIGTRAP, TRAP_BRKPT, true },
		{ TRAP_BP, SIGTRAP, SI_KERNEL, false },	   { TRAP_OF, SIGSEGV, SI_KERNEL, false },
		{ TRAP_BR, SIGSEGV, SI_KERNEL, false },	   { TRAP_UD, SIGILL, ILL_ILLOPN, true },
		{ TRAP_OLD_MF, SIGFPE, SI_KERNEL, false }, { TRAP_TS, SIGSEGV, SI_KERNEL, false },
		{ TRAP_NP, SIGBUS, SI_KERNEL, false },	   { TRAP_SS, SIGBUS, SI_KERNEL, false },
		{ TRAP_GP, SIGSEGV, SI_KERNEL, false },	   { TRAP_AC, SIGBUS, BUS_ADRALN, false },
	};
	const struct trap_state st = { 0 };

	for (u32 i = 0; i < ARRAY_SIZE(want); i++) {
		struct trap t = { .vector = want[i].vector, .eip = 0x8048000 };
		struct trap_signal s;

		assert_true(signal_for(&t, &st, &s));
		assert_int_equal(s.signo, want[i].signo);
		assert_int_equal(s.si_code, want[i].code);
		assert_int_equal(s.addr, want[i].at_eip ? 0x8048000 : 0);
		assert_int_equal(s.trapno, want[i].vector);
	}
}

static void page_faults_tell_address_and_reason(void **state)
{
	struct trap t = { .vector = TRAP_PF, .error_code = 6, .address = 0x1234, .eip = 0x8048000 };
	struct trap_state st = { .page_si_code = SEGV_ACCERR };
	struct trap_signal s;

	assert_true(signal_for(&t, &st, &s));
	assert_int_equal(s.signo, SIGSEGV);
	assert_int_equal(s.si_code, SEGV_ACCERR);
	assert_int_equal(s.addr, 0x1234);
	assert_int_equal(s.cr2, 0x1234);
	assert_int_equal(s.error_code, 6);
	st = (struct trap_state) { .page_si_code = BUS_ADRERR, .page_bus = true };
	assert_true(signal_for(&t, &st, &s));
	assert_int_equal(s.signo, SIGBUS);
}

static void coprocessor_errors_tell_what_was_unmasked(void **state)
{
	static const struct {
		u16 control, status;
		int code;
	} want[] = {
		{ 0x37e, 0x01, FPE_FLTINV }, { 0x37b, 0x04, FPE_FLTDIV },
		{ 0x377, 0x08, FPE_FLTOVF }, { 0x36f, 0x10, FPE_FLTUND },
		{ 0x35f, 0x20, FPE_FLTRES }, { 0x37f, 0x3f, 0 },
		{ 0x300, 0x24, FPE_FLTDIV },
	};

	for (u32 i = 0; i < ARRAY_SIZE(want); i++) {
		struct trap t = { .vector = TRAP_MF };
		struct trap_state st = { .fpu_control = want[i].control,
					 .fpu_status = want[i].status };
		struct trap_signal s;

		assert_int_equal(signal_for(&t, &st, &s), want[i].code != 0);
		if (want[i].code)
			assert_int_equal(s.si_code, want[i].code);
		t.vector = TRAP_XF;
		st.mxcsr = (u32)want[i].control << 7 | want[i].status;
		assert_int_equal(signal_for(&t, &st, &s), want[i].code != 0);
		if (want[i].code)
			assert_int_equal(s.si_code, want[i].code);
	}
}

static void single_steps_and_nmi(void **state)
{
	struct trap t = { .vector = TRAP_DB, .source = TRAP_FROM_DEBUG, .eip = 1, .next_eip = 2 };
	struct trap_state st = { .single_step = true };
	struct trap_signal s;

	assert_true(signal_for(&t, &st, &s));
	assert_int_equal(s.si_code, TRAP_TRACE);
	assert_int_equal(s.addr, 2);
	t = (struct trap) { .vector = TRAP_NMI, .source = TRAP_FROM_NMI };
	assert_false(signal_for(&t, &st, &s));
	t = (struct trap) { .vector = TRAP_NM };
	assert_false(signal_for(&t, &st, &s));
}

static void descriptors_are_what_a_386_reads(void **state)
{
	static const u8 syscall[8] = { 0x78, 0x56, 0x60, 0, 0, 0xef, 0x34, 0xc0 };
	static const u8 page[8] = { 0x78, 0x56, 0x60, 0, 0, 0x8e, 0x34, 0xc0 };
	static const u8 task[8] = { 0, 0, 0xf8, 0, 0, 0x85, 0, 0 };
	struct idt idt = booted();
	u8 d[8];

	gate_descriptor(&idt.gate[SYSCALL_VECTOR], 0xc0345678, 0x60, d);
	assert_memory_equal(d, syscall, 8);
	gate_descriptor(&idt.gate[TRAP_PF], 0xc0345678, 0x60, d);
	assert_memory_equal(d, page, 8);
	gate_descriptor(&idt.gate[TRAP_DF], 0xc0345678, 0xf8, d);
	assert_memory_equal(d, task, 8);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(setup_fills_all_with_the_ignoring_handler),
		cmocka_unit_test(gates_are_of_the_right_kind),
		cmocka_unit_test(error_codes_are_pushed_where_the_manual_says),
		cmocka_unit_test(a_closed_gate_is_a_general_protection_fault),
		cmocka_unit_test(the_highest_priority_is_served_first),
		cmocka_unit_test(each_source_gives_way_to_the_one_above),
		cmocka_unit_test(interrupts_respect_the_flag_and_nmi_does_not),
		cmocka_unit_test(each_exception_gives_its_signal),
		cmocka_unit_test(page_faults_tell_address_and_reason),
		cmocka_unit_test(coprocessor_errors_tell_what_was_unmasked),
		cmocka_unit_test(single_steps_and_nmi),
		cmocka_unit_test(descriptors_are_what_a_386_reads),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
