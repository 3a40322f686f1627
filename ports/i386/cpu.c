// SPDX-License-Identifier: LGPL-2.1-or-later
/*
 * The processor: a Unicorn engine set up as Linux sets up a 386.
 *
 *   0xc0000000  GDT, descriptors of GDT and IDT, boot code and its stack
 *   0xc0001000  page directory          0xc0002000  IDT
 *   0xc0400000  page tables, one after the other: the entry of a page is pte[address >> 12]
 *   0xffffe000  one page that programs may read; emulation "ends" behind it
 *
 * Unicorn 2.0 checks page tables but maps every address to itself, so guest address, physical
 * address and offset in the engine's 4 GiB are one, and an address space is an engine. What it
 * leaves to be done here, found by experiment:
 *  - it never clears the record of the exception in flight, so that the second one would be a
 *    double fault, and it tells no error code. Both lie in a saved context; where, a first fault
 *    with a known error code shows (calibrate()).
 *  - IN, OUT, SYSENTER and SYSCALL of a program would be carried out; they are hooked.
 *  - INT 1 is an invalid opcode to it.
 */
#include "ports/i386/machine.h"

#include <stdlib.h>
#include <sys/mman.h>
#include <unicorn/unicorn.h>

#define KERNEL_BASE TASK_SIZE
#define GDT_BASE KERNEL_BASE
#define GDT_SIZE 0x100
#define PSEUDO_GDT 0x800
#define PSEUDO_IDT 0x808
#define BOOT_CODE 0xa00
#define PAGE_DIR 0x1000
#define IDT_OFFSET 0x2000
#define PAGE_TABLES 0xc0400000u
#define USER_PAGE 0xffffe000u
#define PROBE (USER_PAGE + 0x800)
#define UNTIL (USER_PAGE + PAGE_SIZE) /* never a program's address */
#define ADDRESS_SPACE (1ull << 32)
#define PROBE_SELECTOR 0x1211 /* beyond the GDT: error code 0x1210 */

struct cpu {
	uc_engine *uc;
	struct machine *machine;
	u8 *ram;
	struct thread *loaded; /* whose registers the engine holds */
	uc_context *scratch, *fresh;
	u32 off_error, off_flight; /* in a saved context; 0: not known yet */
	bool probed;
	bool served; /* the trap that ended emulation has been seen to */
};

struct cpu_context {
	uc_context *x;
};

/* ---- set-up ---- */

/* clang-format off */
static const u8 boot_code[] = {
	0x0f, 0x01, 0x15, 0x00, 0x08, 0x00, 0xc0,	/* lgdt 0xc0000800 */
	0x0f, 0x01, 0x1d, 0x08, 0x08, 0x00, 0xc0,	/* lidt 0xc0000808 */
	0xb8, 0x00, 0x06, 0x00, 0x00,			/* mov $OSFXSR|OSXMMEXCPT, %eax */
	0x0f, 0x22, 0xe0,				/* mov %eax, %cr4 */
	0xb8, 0x00, 0x10, 0x00, 0xc0,			/* mov $0xc0001000, %eax */
	0x0f, 0x22, 0xd8,				/* mov %eax, %cr3 */
	0xb8, 0x33, 0x00, 0x05, 0x80,			/* mov $PG|AM|WP|NE|ET|MP|PE, %eax */
	0x0f, 0x22, 0xc0,				/* mov %eax, %cr0 */
	0xea, 0x2d, 0x0a, 0x00, 0xc0, 0x60, 0x00,	/* ljmp $0x60, $1f */
	0xb8, 0x68, 0x00, 0x00, 0x00,			/* 1: mov $0x68, %eax */
	0x8e, 0xd0,					/* mov %eax, %ss */
	0xbc, 0x00, 0x10, 0x00, 0xc0,			/* mov $0xc0001000, %esp */
	0xb8, 0x7b, 0x00, 0x00, 0x00,			/* mov $0x7b, %eax */
	0x8e, 0xd8, 0x8e, 0xc0,				/* mov %eax, %ds; mov %eax, %es */
	0x31, 0xc0,					/* xor %eax, %eax */
	0x8e, 0xe0, 0x8e, 0xe8,				/* mov %eax, %fs; mov %eax, %gs */
	0x0f, 0x00, 0xd0,				/* lldt %ax */
	0xdb, 0xe3,					/* fninit */
	0x6a, 0x7b, 0x6a, 0x00,				/* push $0x7b; push $0 */
	0x68, 0x02, 0x02, 0x00, 0x00,			/* push $IF|1 */
	0x6a, 0x73,					/* push $0x73 */
	0x68, 0x00, 0xe8, 0xff, 0xff,			/* push $PROBE */
	0xcf,						/* iret */
};
static const u8 probe_code[] = {
	0xb8, 0x11, 0x12, 0x00, 0x00,			/* mov $PROBE_SELECTOR, %eax */
	0x8e, 0xe8,					/* mov %eax, %gs */
};
/* clang-format on */

static void set_descriptor(u8 *gdt, u32 index, u8 access)
{
	static const u8 flat[8] = { 0xff, 0xff, 0, 0, 0, 0, 0xcf, 0 };

	memcpy(gdt + index * 8, flat, 8);
	gdt[index * 8 + 5] = access;
}

static void set_pseudo(u8 *at, u16 limit, u32 base)
{
	memcpy(at, &limit, 2);
	memcpy(at + 2, &base, 4);
}

static void lay_out(struct cpu *c)
{
	u8 *k = c->ram + KERNEL_BASE;
	u32 *dir = (u32 *)(k + PAGE_DIR), *pte = (u32 *)(c->ram + PAGE_TABLES);

	set_descriptor(k, 12, 0x9b);
	set_descriptor(k, 13, 0x93);
	set_descriptor(k, 14, 0xfb);
	set_descriptor(k, 15, 0xf3);
	set_pseudo(k + PSEUDO_GDT, GDT_SIZE - 1, GDT_BASE);
	set_pseudo(k + PSEUDO_IDT, NR_VECTORS * 8 - 1, KERNEL_BASE + IDT_OFFSET);
	for (u32 v = 0; v < NR_VECTORS; v++)
		gate_descriptor(&c->machine->idt.gate[v], KERNEL_BASE, 0x60,
				k + IDT_OFFSET + v * 8);
	memcpy(k + BOOT_CODE, boot_code, sizeof(boot_code));
	memcpy(c->ram + PROBE, probe_code, sizeof(probe_code));
	for (u32 i = 0; i < 1024; i++)
		dir[i] = (PAGE_TABLES + i * PAGE_SIZE) | PTE_PRESENT | PTE_WRITE | PTE_USER;
	pte[KERNEL_BASE >> 12] = KERNEL_BASE | PTE_PRESENT | PTE_WRITE;
	pte[(KERNEL_BASE + IDT_OFFSET) >> 12] = (KERNEL_BASE + IDT_OFFSET) | PTE_PRESENT;
	pte[USER_PAGE >> 12] = USER_PAGE | PTE_PRESENT | PTE_USER;
}

/*
 * The probe has faulted with error code 0x1210 as a general protection fault: find both in the
 * saved context. The exception in flight lies within the 256 bytes behind the error code.
 */
static bool calibrate(struct cpu *c)
{
	const u8 *x = (const u8 *)c->scratch;
	size_t size = uc_context_size(c->uc);

	for (size_t i = 0; i + 8 <= size; i += 4) {
		if (get_u32(x + i) != (PROBE_SELECTOR & ~3u & 0xffff) || get_u32(x + i + 4))
			continue;
		for (size_t j = i + 8; j + 4 <= size && j < i + 256; j += 4) {
			if (get_u32(x + j) != TRAP_GP)
				continue;
			c->off_error = i;
			c->off_flight = j;
			return true;
		}
	}
	return false;
}

/* ---- traps ---- */

static u32 read_reg(struct cpu *c, int reg)
{
	u32 v = 0;

	uc_reg_read(c->uc, reg, &v);
	return v;
}

static const int regs_ids[] = { UC_X86_REG_EBX,	   UC_X86_REG_ECX, UC_X86_REG_EDX, UC_X86_REG_ESI,
				UC_X86_REG_EDI,	   UC_X86_REG_EBP, UC_X86_REG_EAX, UC_X86_REG_EIP,
				UC_X86_REG_EFLAGS, UC_X86_REG_ESP };

static void regs_pointers(struct pt_regs *r, void *p[ARRAY_SIZE(regs_ids)])
{
	void *all[] = { &r->ebx, &r->ecx, &r->edx, &r->esi,    &r->edi,
			&r->ebp, &r->eax, &r->eip, &r->eflags, &r->esp };

	memcpy(p, all, sizeof(all));
}

static void save_regs(struct cpu *c, struct thread *t)
{
	void *p[ARRAY_SIZE(regs_ids)];

	regs_pointers(&t->regs, p);
	uc_reg_read_batch(c->uc, (int *)regs_ids, p, ARRAY_SIZE(regs_ids));
	t->regs.orig_eax = ~0u;
	t->regs_dirty = t->eax_dirty = t->segs_loaded = t->segs_dirty = false;
}

static void restore_regs(struct cpu *c, struct thread *t)
{
	void *p[ARRAY_SIZE(regs_ids)];

	regs_pointers(&t->regs, p);
	uc_reg_write_batch(c->uc, (int *)regs_ids, p, ARRAY_SIZE(regs_ids));
	if (t->segs_dirty)
		cpu_set_segments(c, &t->regs);
	t->regs_dirty = t->segs_dirty = t->eax_dirty = false;
}

/* What the saved context knows of the exception; then it is no longer in flight. */
static void end_exception(struct cpu *c, u32 *ret_error, bool *ret_programmed)
{
	u8 *x = (u8 *)c->scratch;
	const u32 none = ~0u;

	uc_context_save(c->uc, c->scratch);
	*ret_error = get_u32(x + c->off_error);
	*ret_programmed = get_u32(x + c->off_error + 4);
	memcpy(x + c->off_flight, &none, 4);
	uc_context_restore(c->uc, c->scratch);
}

/* Length of the INT that ended right before @eip. */
static u32 int_length(struct cpu *c, u32 eip, u8 vector)
{
	return eip >= 2 && c->ram[eip - 2] == 0xcd && c->ram[eip - 1] == vector ? 2 : 1;
}

/* Serve @trap; when registers other than EAX change, or someone else shall run, leave the engine. */
static void serve(struct cpu *c, struct trap *trap)
{
	struct thread *t = c->loaded;

	machine_trap(c->machine, trap);
	c->served = true;
	if (t->regs_dirty || c->machine->stop)
		uc_emu_stop(c->uc);
	else if (t->eax_dirty)
		uc_reg_write(c->uc, UC_X86_REG_EAX, &t->regs.eax);
	t->eax_dirty &= t->regs_dirty || c->machine->stop;
}

static void serve_exception(struct cpu *c, u8 vector)
{
	struct thread *t = c->loaded;
	struct trap trap = { .vector = vector, .source = TRAP_FROM_FAULT };
	bool programmed;

	end_exception(c, &trap.error_code, &programmed);
	save_regs(c, t);
	trap.eip = trap.next_eip = t->regs.eip;
	if (programmed) {
		trap.source = TRAP_FROM_PROGRAM;
		trap.eip -= int_length(c, trap.next_eip, vector);
	} else if (vector == TRAP_DB) {
		trap.source = TRAP_FROM_DEBUG;
	} else if (vector == TRAP_PF) {
		trap.address = read_reg(c, UC_X86_REG_CR2);
	}
	serve(c, &trap);
}

static void on_interrupt(uc_engine *uc, u32 vector, void *data)
{
	struct cpu *c = data;

	if (unlikely(!c->probed)) {
		uc_context_save(uc, c->scratch);
		uc_emu_stop(uc);
		return;
	}
	if (vector != SYSCALL_VECTOR) {
		serve_exception(c, vector);
		return;
	}
	save_regs(c, c->loaded);
	serve(c, &(struct trap) { .vector = SYSCALL_VECTOR,
				  .source = TRAP_FROM_PROGRAM,
				  .eip = c->loaded->regs.eip - 2,
				  .next_eip = c->loaded->regs.eip });
}

/* Unicorn tells vector 6 by a hook of its own, INT 1 (0xf1) among them, and INT n with n = 6. */
static bool on_invalid(uc_engine *uc, void *data)
{
	struct cpu *c = data;
	struct thread *t = c->loaded;
	struct trap trap = { .vector = TRAP_UD, .source = TRAP_FROM_FAULT };
	bool programmed;

	if (!c->probed)
		return false;
	end_exception(c, &trap.error_code, &programmed);
	save_regs(c, t);
	trap.eip = trap.next_eip = t->regs.eip;
	if (programmed) {
		/* Its EIP was set back; the flag that tells so is of the last INT, so look twice. */
		bool is_int = c->ram[trap.eip] == 0xcd && c->ram[trap.eip + 1] == TRAP_UD;

		if (is_int) {
			trap.source = TRAP_FROM_PROGRAM;
			trap.next_eip = trap.eip + 2;
		}
	}
	if (trap.source == TRAP_FROM_FAULT && mm_fault(t->process->mm, trap.eip, false, 0) == 0 &&
	    c->ram[trap.eip] == 0xf1) {
		trap.vector = TRAP_DB;
		trap.source = TRAP_FROM_DEBUG;
		trap.next_eip = trap.eip + 1;
	}
	serve(c, &trap);
	uc_emu_stop(uc);
	return false;
}

static void refuse(struct cpu *c, u8 vector)
{
	struct thread *t = c->loaded;

	if (!c->probed)
		return;
	save_regs(c, t);
	serve(c, &(struct trap) { .vector = vector,
				  .source = TRAP_FROM_FAULT,
				  .eip = t->regs.eip,
				  .next_eip = t->regs.eip });
	/* Writing EIP makes the engine leave behind this instruction. */
	t->regs_dirty = true;
	uc_reg_write(c->uc, UC_X86_REG_EIP, &t->regs.eip);
}

static u32 on_in(uc_engine *uc, u32 port, int size, void *data)
{
	refuse(data, TRAP_GP);
	return ((struct cpu *)data)->loaded->regs.eax;
}

static void on_out(uc_engine *uc, u32 port, int size, u32 value, void *data)
{
	refuse(data, TRAP_GP);
}

static void on_sys(uc_engine *uc, void *data)
{
	refuse(data, TRAP_UD);
}

static uc_err add_hooks(struct cpu *c)
{
	uc_hook h;
	uc_err err = uc_hook_add(c->uc, &h, UC_HOOK_INTR, (void *)on_interrupt, c, 1, 0);

	if (!err)
		err = uc_hook_add(c->uc, &h, UC_HOOK_INSN_INVALID, (void *)on_invalid, c, 1, 0);
	if (!err)
		err = uc_hook_add(c->uc, &h, UC_HOOK_INSN, (void *)on_in, c, 1, 0, UC_X86_INS_IN);
	if (!err)
		err = uc_hook_add(c->uc, &h, UC_HOOK_INSN, (void *)on_out, c, 1, 0, UC_X86_INS_OUT);
	if (!err)
		err = uc_hook_add(c->uc, &h, UC_HOOK_INSN, (void *)on_sys, c, 1, 0,
				  UC_X86_INS_SYSENTER);
	if (!err)
		err = uc_hook_add(c->uc, &h, UC_HOOK_INSN, (void *)on_sys, c, 1, 0,
				  UC_X86_INS_SYSCALL);
	return err;
}

static void on_block(uc_engine *uc, u64 address, u32 size, void *data)
{
	struct cpu *c = data;
	struct machine *m = c->machine;

	if (!c->probed || ++m->blocks < m->slice_end)
		return;
	m->ticked = true;
	uc_emu_stop(uc);
}

/* ---- life ---- */

int cpu_available(void)
{
	return 0;
}

/* Through the boot code to ring 3, where the probe faults. */
static bool boot(struct cpu *c)
{
	u8 *x = (u8 *)c->scratch;
	const u32 none = ~0u;

	uc_emu_start(c->uc, KERNEL_BASE + BOOT_CODE, UNTIL, 0, 0);
	if (read_reg(c, UC_X86_REG_CS) != USER_CS || !calibrate(c))
		return false;
	memcpy(x + c->off_flight, &none, 4);
	memset(x + c->off_error, 0, 4);
	memcpy((u8 *)c->fresh, x, uc_context_size(c->uc));
	uc_context_restore(c->uc, c->fresh);
	memset(c->ram + PROBE, 0, sizeof(probe_code));
	cpu_forget_code(c, PROBE, sizeof(probe_code));
	c->probed = true;
	return true;
}

struct cpu *cpu_create(struct machine *m, u8 **ret_ram)
{
	struct cpu *c = kzalloc(&m->kernel->mem, sizeof(*c));

	if (!c)
		return NULL;
	c->machine = m;
	c->ram = mmap(NULL, ADDRESS_SPACE, PROT_READ | PROT_WRITE,
		      MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
	if (c->ram == MAP_FAILED)
		goto free_cpu;
	if (uc_open(UC_ARCH_X86, UC_MODE_32, &c->uc))
		goto unmap;
	if (uc_mem_map_ptr(c->uc, 0, ADDRESS_SPACE, UC_PROT_ALL, c->ram) || add_hooks(c) ||
	    uc_context_alloc(c->uc, &c->scratch))
		goto close_engine;
	if (uc_context_alloc(c->uc, &c->fresh))
		goto free_scratch;
	lay_out(c);
	if (!boot(c))
		goto free_fresh;
	if (m->seeded) {
		uc_hook h;

		if (uc_hook_add(c->uc, &h, UC_HOOK_BLOCK, (void *)on_block, c, 1, 0))
			goto free_fresh;
	}
	*ret_ram = c->ram;
	return c;

free_fresh:
	uc_context_free(c->fresh);
free_scratch:
	uc_context_free(c->scratch);
close_engine:
	uc_close(c->uc);
unmap:
	munmap(c->ram, ADDRESS_SPACE);
free_cpu:
	kfree(&m->kernel->mem, c);
	return NULL;
}

void cpu_destroy(struct cpu *c)
{
	uc_context_free(c->fresh);
	uc_context_free(c->scratch);
	uc_close(c->uc);
	munmap(c->ram, ADDRESS_SPACE);
	kfree(&c->machine->kernel->mem, c);
}

struct cpu_context *cpu_context_create(struct cpu *c)
{
	struct cpu_context *x = malloc(sizeof(*x));

	if (!x)
		return NULL;
	if (uc_context_alloc(c->uc, &x->x)) {
		free(x);
		return NULL;
	}
	memcpy((u8 *)x->x, (u8 *)c->fresh, uc_context_size(c->uc));
	return x;
}

void cpu_context_save(struct cpu *c, struct cpu_context *x)
{
	uc_context_save(c->uc, x->x);
}

void cpu_context_free(struct cpu_context *x)
{
	if (!x)
		return;
	uc_context_free(x->x);
	free(x);
}

void cpu_forget_thread(struct cpu *c, struct thread *t)
{
	if (c->loaded == t)
		c->loaded = NULL;
}

static void load(struct cpu *c, struct thread *t)
{
	if (c->loaded == t)
		return;
	if (c->loaded)
		uc_context_save(c->uc, c->loaded->context->x);
	uc_context_restore(c->uc, t->context->x);
	c->loaded = t;
	cpu_load_tls(c, t);
	cpu_flush_tlb(c); /* of the ring it was saved in, too */
}

void cpu_run(struct cpu *c, struct thread *t)
{
	load(c, t);
	while (!c->machine->stop) {
		uc_err err;

		if (t->regs_dirty || t->eax_dirty)
			restore_regs(c, t);
		c->served = false;
		err = uc_emu_start(c->uc, read_reg(c, UC_X86_REG_EIP), UNTIL, 0, 0);
		if (c->served || c->machine->stop)
			continue;
		save_regs(c, t);
		if (c->machine->ticked) {
			machine_trap(c->machine, &(struct trap) { .vector = TIMER_VECTOR,
								  .source = TRAP_FROM_INTR,
								  .eip = t->regs.eip,
								  .next_eip = t->regs.eip });
		} else if (err || t->regs.eip == UNTIL) {
			machine_lost(c->machine);
		}
	}
}

/* ---- segments ---- */

void cpu_get_segments(struct cpu *c, struct pt_regs *r)
{
	r->cs = read_reg(c, UC_X86_REG_CS) & 0xffff;
	r->ss = read_reg(c, UC_X86_REG_SS) & 0xffff;
	r->ds = read_reg(c, UC_X86_REG_DS) & 0xffff;
	r->es = read_reg(c, UC_X86_REG_ES) & 0xffff;
	r->fs = read_reg(c, UC_X86_REG_FS) & 0xffff;
	r->gs = read_reg(c, UC_X86_REG_GS) & 0xffff;
}

/* Loading what the GDT does not have would be a fault with nobody to take it: 0 instead. */
static void set_segment(struct cpu *c, int reg, u32 selector)
{
	u32 v = selector & 0xffff, index = v >> 3;
	const u8 *d = c->ram + GDT_BASE + index * 8;

	if (v & 4 || index * 8 + 7 >= GDT_SIZE || !(d[5] & 0x80) || (d[5] & 0x70) != 0x70 ||
	    (v & 3) != 3)
		v = 0;
	uc_reg_write(c->uc, reg, &v);
}

/* CS and SS are a program's for ever: no frame can change the ring. */
void cpu_set_segments(struct cpu *c, const struct pt_regs *r)
{
	set_segment(c, UC_X86_REG_DS, r->ds);
	set_segment(c, UC_X86_REG_ES, r->es);
	set_segment(c, UC_X86_REG_FS, r->fs);
	set_segment(c, UC_X86_REG_GS, r->gs);
}

void cpu_load_tls(struct cpu *c, const struct thread *t)
{
	memcpy(c->ram + GDT_BASE + GDT_TLS_MIN * 8, t->tls, sizeof(t->tls));
}

/* ---- memory ---- */

void cpu_flush_tlb(struct cpu *c)
{
	u32 cr3 = KERNEL_BASE + PAGE_DIR;

	uc_reg_write(c->uc, UC_X86_REG_CR3, &cr3);
}

void cpu_forget_code(struct cpu *c, u32 start, u32 len)
{
	uc_ctl_remove_cache(c->uc, start, (u64)start + len);
}

/* ---- coprocessor ---- */

void cpu_get_fpu_state(struct cpu *c, struct trap_state *st)
{
	st->fpu_control = read_reg(c, UC_X86_REG_FPCW);
	st->fpu_status = read_reg(c, UC_X86_REG_FPSW);
	st->mxcsr = read_reg(c, UC_X86_REG_MXCSR);
}

/* The abridged tag byte of FXSAVE has a bit a register; Unicorn's word has two. */
static u8 abridge(u16 tags)
{
	u8 out = 0;

	for (u32 i = 0; i < 8; i++)
		if ((tags >> 2 * i & 3) != 3)
			out |= 1 << i;
	return out;
}

static u16 expand(u8 tags)
{
	u16 out = 0;

	for (u32 i = 0; i < 8; i++)
		if (!(tags & 1 << i))
			out |= 3 << 2 * i;
	return out;
}

void cpu_fxsave(struct cpu *c, u8 image[512])
{
	u16 cw = read_reg(c, UC_X86_REG_FPCW), sw = read_reg(c, UC_X86_REG_FPSW);
	u32 mxcsr = read_reg(c, UC_X86_REG_MXCSR), top = sw >> 11 & 7;

	memset(image, 0, 512);
	memcpy(image, &cw, 2);
	memcpy(image + 2, &sw, 2);
	image[4] = abridge(read_reg(c, UC_X86_REG_FPTAG));
	memcpy(image + 24, &mxcsr, 4);
	memset(image + 28, 0xff, 2); /* MXCSR's mask */
	for (u32 i = 0; i < 8; i++) {
		uc_reg_read(c->uc, UC_X86_REG_FP0 + ((top + i) & 7), image + 32 + 16 * i);
		uc_reg_read(c->uc, UC_X86_REG_XMM0 + i, image + 160 + 16 * i);
	}
}

void cpu_fxrstor(struct cpu *c, const u8 image[512])
{
	u32 cw = get_u16(image), sw = get_u16(image + 2), tags = expand(image[4]);
	u32 mxcsr = get_u32(image + 24) & 0xffff, top = sw >> 11 & 7;

	uc_reg_write(c->uc, UC_X86_REG_FPCW, &cw);
	uc_reg_write(c->uc, UC_X86_REG_FPSW, &sw);
	uc_reg_write(c->uc, UC_X86_REG_FPTAG, &tags);
	uc_reg_write(c->uc, UC_X86_REG_MXCSR, &mxcsr);
	for (u32 i = 0; i < 8; i++) {
		uc_reg_write(c->uc, UC_X86_REG_FP0 + ((top + i) & 7), image + 32 + 16 * i);
		uc_reg_write(c->uc, UC_X86_REG_XMM0 + i, image + 160 + 16 * i);
	}
}

void cpu_fpu_init(struct cpu *c)
{
	u32 cw = 0x37f, sw = 0, tags = 0xffff, mxcsr = 0x1f80;

	uc_reg_write(c->uc, UC_X86_REG_FPCW, &cw);
	uc_reg_write(c->uc, UC_X86_REG_FPSW, &sw);
	uc_reg_write(c->uc, UC_X86_REG_FPTAG, &tags);
	uc_reg_write(c->uc, UC_X86_REG_MXCSR, &mxcsr);
}
