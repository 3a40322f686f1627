// SPDX-License-Identifier: LGPL-2.1-or-later
/*
 * Frames on a program's stack for its signal handlers, as Linux/386 builds them, and the two calls
 * that take them down again.
 *
 *   higher   coprocessor (112 bytes of FSAVE, 512 of FXSAVE), on 64 bytes
 *            sigframe: return address, signo, sigcontext, room, upper mask, code
 *       or   rt_sigframe: return address, signo, &info, &ucontext, siginfo, ucontext, code
 *   lower    esp of the handler: (esp + 4) on 16 bytes, as after a call
 */
#include "ports/i386/machine.h"

#include <signal.h>

#define GUEST_SA_RESTORER 0x04000000u
#define EFLAGS_TF 0x100u
#define EFLAGS_DF 0x400u
#define EFLAGS_USER 0x00050dd5u /* what sigreturn may set: AC RF OF DF TF SF ZF AF PF CF */
#define FXSR_MAGIC 0x0000u

struct sigcontext32 {
	u32 gs, fs, es, ds, edi, esi, ebp, esp, ebx, edx, ecx, eax;
	u32 trapno, err, eip, cs, eflags, esp_at_signal, ss, fpstate, oldmask, cr2;
};

struct fpstate32 {
	u32 cw, sw, tag, ipoff, cssel, dataoff, datasel;
	u8 st[8][10];
	u16 status, magic;
	u8 fxsave[512];
};

struct sigframe32 {
	u32 pretcode, sig;
	struct sigcontext32 sc;
	struct fpstate32 unused;
	u32 extramask;
	u8 code[8];
};

struct ucontext32 {
	u32 flags, link;
	u32 ss_sp, ss_flags, ss_size;
	struct sigcontext32 sc;
	u32 mask[2];
};

struct rt_sigframe32 {
	u32 pretcode, sig, pinfo, puc;
	struct guest_siginfo info;
	struct ucontext32 uc;
	u8 code[8];
};

_Static_assert(sizeof(struct sigcontext32) == 88, "sigcontext of the 386");
_Static_assert(sizeof(struct fpstate32) == 624, "fpstate of the 386");
_Static_assert(sizeof(struct guest_siginfo) == 128, "siginfo of the 386");

/* popl %eax; movl $__NR_sigreturn, %eax; int $0x80 */
static const u8 return_code[8] = { 0x58, 0xb8, 119, 0, 0, 0, 0xcd, 0x80 };
/* movl $__NR_rt_sigreturn, %eax; int $0x80 */
static const u8 rt_return_code[8] = { 0xb8, 173, 0, 0, 0, 0xcd, 0x80, 0 };

/* ---- building ---- */

static void need_segments(struct thread *t)
{
	if (t->segs_loaded)
		return;
	cpu_get_segments(t->process->mm->cpu, &t->regs);
	t->segs_loaded = true;
}

static void fill_fpstate(struct thread *t, struct fpstate32 *f)
{
	memset(f, 0, sizeof(*f));
	cpu_fxsave(t->process->mm->cpu, f->fxsave);
	f->cw = 0xffff0000u | get_u16(f->fxsave);
	f->sw = 0xffff0000u | get_u16(f->fxsave + 2);
	f->tag = 0xffff0000u;
	for (u32 i = 0; i < 8; i++)
		f->tag |= f->fxsave[4] & 1 << i ? 0 : 3u << 2 * i;
	f->datasel = 0xffff0000u;
	for (u32 i = 0; i < 8; i++)
		memcpy(f->st[i], f->fxsave + 32 + 16 * i, 10);
	f->status = (u16)f->sw;
	f->magic = FXSR_MAGIC;
}

static void fill_sigcontext(struct thread *t, struct sigcontext32 *sc, u32 fpstate, u64 oldmask)
{
	const struct pt_regs *r = &t->regs;

	*sc = (struct sigcontext32) {
		.gs = r->gs,
		.fs = r->fs,
		.es = r->es,
		.ds = r->ds,
		.edi = r->edi,
		.esi = r->esi,
		.ebp = r->ebp,
		.esp = r->esp,
		.ebx = r->ebx,
		.edx = r->edx,
		.ecx = r->ecx,
		.eax = r->eax,
		.trapno = t->trapno,
		.err = t->error_code,
		.eip = r->eip,
		.cs = r->cs,
		.eflags = r->eflags,
		.esp_at_signal = r->esp,
		.ss = r->ss,
		.fpstate = fpstate,
		.oldmask = (u32)oldmask,
		.cr2 = t->cr2,
	};
}

static bool on_altstack(const struct thread *t, u32 esp)
{
	return t->alt_size && esp > t->alt_sp && esp - t->alt_sp <= t->alt_size;
}

/* Where a frame of @size bytes goes, and the coprocessor's state above it. */
static u32 place_frame(const struct thread *t, const struct sigaction32 *sa, u32 size,
		       u32 *ret_fpstate)
{
	u32 sp = t->regs.esp;

	if (sa->flags & SA_ONSTACK && t->alt_size && !on_altstack(t, sp))
		sp = t->alt_sp + t->alt_size;
	sp = (sp - (u32)sizeof(struct fpstate32)) & ~63u;
	*ret_fpstate = sp;
	return ((sp - size + 4) & ~15u) - 4;
}

static bool push_classic(struct thread *t, int sig, const struct sigaction32 *sa, u32 sp,
			 u32 fpstate, u64 oldmask)
{
	struct sigframe32 f = { .sig = (u32)sig, .extramask = (u32)(oldmask >> 32) };

	fill_sigcontext(t, &f.sc, fpstate, oldmask);
	memcpy(f.code, return_code, sizeof(f.code));
	f.pretcode = sa->flags & GUEST_SA_RESTORER ? sa->restorer
						   : sp + (u32)offsetof(struct sigframe32, code);
	return !mm_write(t->process->mm, sp, &f, sizeof(f));
}

static bool push_rt(struct thread *t, int sig, const struct sigaction32 *sa,
		    const struct guest_siginfo *info, u32 sp, u32 fpstate, u64 oldmask)
{
	struct rt_sigframe32 f = {
		.sig = (u32)sig,
		.pinfo = sp + (u32)offsetof(struct rt_sigframe32, info),
		.puc = sp + (u32)offsetof(struct rt_sigframe32, uc),
		.info = *info,
		.uc = { .ss_sp = t->alt_sp,
			.ss_flags = !t->alt_size		  ? SS_DISABLE
				    : on_altstack(t, t->regs.esp) ? SS_ONSTACK
								  : 0,
			.ss_size = t->alt_size,
			.mask = { (u32)oldmask, (u32)(oldmask >> 32) } },
	};

	fill_sigcontext(t, &f.uc.sc, fpstate, oldmask);
	memcpy(f.code, rt_return_code, sizeof(f.code));
	f.pretcode = sa->flags & GUEST_SA_RESTORER ? sa->restorer
						   : sp + (u32)offsetof(struct rt_sigframe32, code);
	return !mm_write(t->process->mm, sp, &f, sizeof(f));
}

bool sigframe_push(struct thread *t, int sig, const struct sigaction32 *sa,
		   const struct guest_siginfo *info, u64 oldmask)
{
	bool rt = sa->flags & SA_SIGINFO, ok;
	u32 fpstate, sp;
	struct fpstate32 fp;

	need_segments(t);
	sp = place_frame(t, sa, rt ? sizeof(struct rt_sigframe32) : sizeof(struct sigframe32),
			 &fpstate);
	fill_fpstate(t, &fp);
	ok = !mm_write(t->process->mm, fpstate, &fp, sizeof(fp));
	if (ok && rt)
		ok = push_rt(t, sig, sa, info, sp, fpstate, oldmask);
	else if (ok)
		ok = push_classic(t, sig, sa, sp, fpstate, oldmask);
	if (!ok)
		return false;
	t->regs.esp = sp;
	t->regs.eip = sa->handler;
	t->regs.eax = (u32)sig;
	t->regs.edx = rt ? sp + (u32)offsetof(struct rt_sigframe32, info) : 0;
	t->regs.ecx = rt ? sp + (u32)offsetof(struct rt_sigframe32, uc) : 0;
	t->regs.eflags &= ~(EFLAGS_TF | EFLAGS_DF);
	t->regs.ds = t->regs.es = USER_DS;
	t->regs_dirty = t->segs_dirty = true;
	return true;
}

/* ---- taking down ---- */

static bool restore_sigcontext(struct thread *t, const struct sigcontext32 *sc)
{
	struct pt_regs *r = &t->regs;
	struct fpstate32 fp;

	if (sc->fpstate) {
		if (mm_read(t->process->mm, &fp, sc->fpstate, sizeof(fp)))
			return false;
		cpu_fxrstor(t->process->mm->cpu, fp.fxsave);
	} else {
		cpu_fpu_init(t->process->mm->cpu);
	}
	need_segments(t);
	r->gs = sc->gs & 0xffff;
	r->fs = sc->fs & 0xffff;
	r->es = sc->es & 0xffff;
	r->ds = sc->ds & 0xffff;
	r->edi = sc->edi;
	r->esi = sc->esi;
	r->ebp = sc->ebp;
	r->esp = sc->esp;
	r->ebx = sc->ebx;
	r->edx = sc->edx;
	r->ecx = sc->ecx;
	r->eax = sc->eax;
	r->eip = sc->eip;
	r->eflags = (r->eflags & ~EFLAGS_USER) | (sc->eflags & EFLAGS_USER);
	r->orig_eax = ~0u;
	t->regs_dirty = t->segs_dirty = true;
	return true;
}

/* The call's own end: no result is to be put into eax. */
static long returned(struct thread *t, const struct sigcontext32 *sc, u64 mask)
{
	const struct guest_siginfo bad = { .signo = SIGSEGV, .code = SI_KERNEL };

	if (!sc || !restore_sigcontext(t, sc)) {
		signal_force(t, &bad);
		return 0;
	}
	t->blocked = mask & ~(1ull << (SIGKILL - 1) | 1ull << (SIGSTOP - 1));
	t->in_call = false;
	t->restarting = false;
	return 0;
}

SYSCALL_DEFINE0(i386_sigreturn)
{
	struct thread *th = thread_of(t);
	u32 sp = th->regs.esp - 8;
	struct sigframe32 f;

	/* The return address and, by the code that calls this, the number are off the stack. */
	if (copy_from_user(t, &f, sp, sizeof(f)))
		return returned(th, NULL, 0);
	return returned(th, &f.sc, f.sc.oldmask | (u64)f.extramask << 32);
}

SYSCALL_DEFINE0(i386_rt_sigreturn)
{
	struct thread *th = thread_of(t);
	struct rt_sigframe32 f;

	if (copy_from_user(t, &f, th->regs.esp - 4, sizeof(f)))
		return returned(th, NULL, 0);
	th->alt_sp = f.uc.ss_sp;
	th->alt_size = f.uc.ss_flags & SS_DISABLE ? 0 : f.uc.ss_size;
	return returned(th, &f.uc.sc, f.uc.mask[0] | (u64)f.uc.mask[1] << 32);
}

#define MIN_ALTSTACK 2048

SYSCALL_DEFINE2(i386_sigaltstack, uptr, new, uptr, old)
{
	struct thread *th = thread_of(t);
	bool on = on_altstack(th, th->regs.esp);
	u32 was[3] = { th->alt_sp, !th->alt_size ? SS_DISABLE : on ? SS_ONSTACK : 0, th->alt_size };
	u32 v[3];

	if (new) {
		if (copy_from_user(t, v, new, sizeof(v)))
			return -EFAULT;
		if (on)
			return -EPERM;
		if (v[1] & ~(u32)(SS_DISABLE | SS_ONSTACK | 1u << 31))
			return -EINVAL;
		if (!(v[1] & SS_DISABLE) && v[2] < MIN_ALTSTACK)
			return -ENOMEM;
		th->alt_sp = v[1] & SS_DISABLE ? 0 : v[0];
		th->alt_size = v[1] & SS_DISABLE ? 0 : v[2];
	}
	return old ? copy_to_user(t, old, was, sizeof(was)) : 0;
}
