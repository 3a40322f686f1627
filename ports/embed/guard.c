/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Copies that survive bad addresses.
 *
 *   guarded_copy: set a return point -> memcpy -> clear it
 *   SIGSEGV:      return point set on this thread? jump there: EFAULT
 *                 else: not ours, hand it to whoever had the signal before
 *
 * The handler is the one thing of this library that belongs to the process and not to a kernel.
 */
#include "ports/embed/embed.h"

#include <pthread.h>
#include <setjmp.h>
#include <signal.h>

static _Thread_local jmp_buf return_point;
static _Thread_local volatile sig_atomic_t guarded;

static struct sigaction previous[2]; /* of SIGSEGV, SIGBUS; written once */

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
	if (guarded) {
		guarded = 0;
		_longjmp(return_point, 1);
	}
	pass_on(sig, info, uc);
}

static void install(void)
{
	struct sigaction sa = { .sa_sigaction = on_fault, .sa_flags = SA_SIGINFO | SA_NODEFER };

	sigemptyset(&sa.sa_mask);
	sigaction(SIGSEGV, &sa, &previous[0]);
	sigaction(SIGBUS, &sa, &previous[1]);
}

void guard_install(void)
{
	static pthread_once_t once = PTHREAD_ONCE_INIT;

	pthread_once(&once, install);
}

int guarded_copy(void *dst, const void *src, size_t n)
{
	if (_setjmp(return_point))
		return -EFAULT;
	guarded = 1;
	memcpy(dst, src, n);
	guarded = 0;
	return 0;
}
