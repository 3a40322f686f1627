// SPDX-License-Identifier: LGPL-2.1-or-later
/*
 * The machine's timer interrupt: a signal of the host's every 10 ms that leaves a mark. The next
 * trap takes it, after what trapped. The engine itself is not stopped from here: Unicorn 2.0 loses
 * the program counter when it is stopped between two blocks. A program that computes without a
 * trap therefore keeps the processor; a seeded machine counts blocks and has no such limit.
 */
#include "ports/i386/machine.h"

#include <signal.h>
#include <sys/time.h>

#define TICK_US 10000

static struct machine *ticking; /* whom the host's signal means; one signal, one machine */

static void on_tick(int sig)
{
	(void)sig;
	if (ticking)
		ticking->ticked = true;
}

void machine_set_tick(struct machine *m, bool on)
{
	const struct itimerval it = { .it_interval.tv_usec = on ? TICK_US : 0,
				      .it_value.tv_usec = on ? TICK_US : 0 };
	const struct sigaction sa = { .sa_handler = on_tick, .sa_flags = SA_RESTART };

	if (m->seeded)
		return;
	ticking = on ? m : NULL;
	sigaction(SIGALRM, &sa, NULL);
	setitimer(ITIMER_REAL, &it, NULL);
}
