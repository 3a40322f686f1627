/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Copies that survive bad addresses.
 *
 *   x86-64:     copy in assembly; a fault between guard_copy and guard_copy_end resumes at
 *               guard_copy_fault, which returns 1. Costs nothing until something faults.
 *   elsewhere,  set a return point -> copy -> clear it; a fault jumps to the return point.
 *   and for
 *   sanitizers
 *
 * A fault anywhere else goes to whoever had the signal before. The handler is the one thing of
 * this library that belongs to the process and not to a kernel.
 */
#include "ports/embed/embed.h"

#include <pthread.h>
#include <setjmp.h>
#include <signal.h>
#include <ucontext.h>

#if defined(__x86_64__) && !SANITIZED

/* int guard_copy(void *dst, const void *src, size_t n): 0, or 1 after a fault. No stack is used. */
asm(".text\n"
    ".globl guard_copy, guard_copy_end, guard_copy_fault\n"
    ".hidden guard_copy, guard_copy_end, guard_copy_fault\n"
    ".type guard_copy, @function\n"
    "guard_copy:\n"
    "	jmp 6f\n"
    "7:	movups (%rsi), %xmm0\n"
    "	movups 16(%rsi), %xmm1\n"
    "	movups 32(%rsi), %xmm2\n"
    "	movups 48(%rsi), %xmm3\n"
    "	movups %xmm0, (%rdi)\n"
    "	movups %xmm1, 16(%rdi)\n"
    "	movups %xmm2, 32(%rdi)\n"
    "	movups %xmm3, 48(%rdi)\n"
    "	add $64, %rsi\n"
    "	add $64, %rdi\n"
    "	sub $64, %rdx\n"
    "6:	cmp $4096, %rdx\n"
    "	ja 3f\n"
    "	cmp $64, %rdx\n"
    "	jae 7b\n"
    "1:	sub $8, %rdx\n"
    "	jb 2f\n"
    "	mov (%rsi), %rax\n"
    "	mov %rax, (%rdi)\n"
    "	add $8, %rsi\n"
    "	add $8, %rdi\n"
    "	jmp 1b\n"
    "2:	test $4, %dl\n"
    "	jz 4f\n"
    "	mov (%rsi), %eax\n"
    "	mov %eax, (%rdi)\n"
    "	add $4, %rsi\n"
    "	add $4, %rdi\n"
    "4:	and $3, %edx\n"
    "3:	mov %rdx, %rcx\n"
    "	jrcxz 5f\n"
    "	rep movsb\n"
    "5:	xor %eax, %eax\n"
    "	ret\n"
    "guard_copy_end:\n"
    "guard_copy_fault:\n"
    "	mov $1, %eax\n"
    "	ret\n"
    ".size guard_copy, . - guard_copy\n");

int guard_copy(void *dst, const void *src, size_t n);
extern const char guard_copy_end[], guard_copy_fault[];

static bool resume_after(ucontext_t *uc)
{
	greg_t *rip = &uc->uc_mcontext.gregs[REG_RIP];

	if (*rip < (greg_t)guard_copy || *rip >= (greg_t)guard_copy_end)
		return false;
	*rip = (greg_t)guard_copy_fault;
	return true;
}

int guarded_copy(void *dst, const void *src, size_t n)
{
	return guard_copy(dst, src, n) ? -EFAULT : 0;
}

#else

static _Thread_local jmp_buf return_point;
static _Thread_local volatile sig_atomic_t guarded;

static bool resume_after(ucontext_t *uc)
{
	(void)uc;
	if (!guarded)
		return false;
	guarded = 0;
	_longjmp(return_point, 1);
}

/*
 * A program's memory is its own affair: strncpy_from_user() fetches past the end of a string,
 * which on Linux is no fault either, so sanitizers must not look at this one.
 */
__attribute__((no_sanitize("address", "undefined"))) static void
copy_bytes(volatile u8 *dst, const volatile u8 *src, size_t n)
{
	while (n--)
		*dst++ = *src++;
}

int guarded_copy(void *dst, const void *src, size_t n)
{
	if (!n)
		return 0;
	if (!dst || !src) /* memcpy may not even be asked */
		return -EFAULT;
	if (_setjmp(return_point))
		return -EFAULT;
	guarded = 1;
	copy_bytes(dst, src, n);
	guarded = 0;
	return 0;
}

#endif

static struct sigaction previous[2]; /* of SIGSEGV, SIGBUS */

static void pass_on(int sig, siginfo_t *info, void *uc)
{
	struct sigaction *old = &previous[sig == SIGBUS];

	if (old->sa_flags & SA_SIGINFO) {
		old->sa_sigaction(sig, info, uc);
	} else if (old->sa_handler != SIG_DFL && old->sa_handler != SIG_IGN) {
		old->sa_handler(sig);
	} else {
		/* Back to the default; the fault repeats and ends the process as it should. */
		signal(sig, SIG_DFL);
		if (info->si_code <= 0)
			raise(sig);
	}
}

static void on_fault(int sig, siginfo_t *info, void *uc)
{
	if (!resume_after(uc))
		pass_on(sig, info, uc);
}

/* Take @sig unless we have it; @slot remembers who had it. */
static void take(int sig, struct sigaction *slot)
{
	struct sigaction sa = { .sa_sigaction = on_fault, .sa_flags = SA_SIGINFO | SA_NODEFER };
	struct sigaction now;

	sigaction(sig, NULL, &now);
	if (now.sa_flags & SA_SIGINFO && now.sa_sigaction == on_fault)
		return;
	*slot = now;
	sigemptyset(&sa.sa_mask);
	sigaction(sig, &sa, NULL);
}

void guard_install(void)
{
	static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;

	pthread_mutex_lock(&lock);
	take(SIGSEGV, &previous[0]);
	take(SIGBUS, &previous[1]);
	pthread_mutex_unlock(&lock);
}
