/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Where the kernel process runs. A program and its kernel take turns, so they are fastest on one
 * CPU: the answer to a call brings the program to ours (trap.c, loop.c), and while calls come in
 * a burst we stay on the program's. Every few thousand calls the host's scheduler is free to put
 * us elsewhere, and it is as soon as the burst is over. The program's own affinity is not touched.
 *
 *   roaming --64 calls within 2 ms--> pinned --4096 calls--> roaming
 *      ^--64 looks <-- half as fast as when roaming --'
 *
 * The latter happens on a machine that is busy with other things, where the host's scheduler
 * needs the freedom.
 */
#include "ports/native/native.h"

#include <fcntl.h>
#include <sched.h>
#include <sys/rseq.h>
#include <sys/syscall.h>
#include <unistd.h>

#define LOOK_CALLS 64 /* we look at the clock this often */
#define BURST_NS (2 * NSEC_PER_MSEC) /* that many calls in less time: a burst */
#define PIN_CALLS 4096
#define REST_LOOKS 64
#define STAT_CPU 39 /* field of /proc/TID/stat, from 1 */

/* The CPU that @tid ran on last, or -1. */
static int cpu_of(s32 tid)
{
	char path[48], text[1024], *p;
	ssize_t len;
	int fd, cpu;

	snprintf(path, sizeof(path), "/proc/%d/stat", tid);
	fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		return -1;
	len = read(fd, text, sizeof(text) - 1);
	close(fd);
	text[max(len, (ssize_t)0)] = '\0';
	p = strrchr(text, ')');
	for (int field = 2; p && field < STAT_CPU; field++)
		p = strchr(p + 1, ' ');
	return p && sscanf(p, "%d", &cpu) == 1 ? cpu : -1;
}

static void pin(struct native_sched *s, s32 tid)
{
	int cpu = cpu_of(tid);
	cpu_set_t one;

	if (cpu < 0 || cpu >= CPU_SETSIZE || !CPU_ISSET(cpu, &s->all))
		return;
	CPU_ZERO(&one);
	CPU_SET(cpu, &one);
	s->pinned = !sched_setaffinity(0, sizeof(one), &one);
	s->left = PIN_CALLS;
}

void native_sched_roam(struct native *n)
{
	if (n->sched.pinned)
		sched_setaffinity(0, sizeof(n->sched.all), &n->sched.all);
	n->sched.pinned = false;
}

void native_sched_look(struct native *n, s32 tid)
{
	struct native_sched *s = &n->sched;
	u64 now = ktime_get(n->k), took = now - s->looked;
	bool worse = s->pinned && took > 2 * s->roamed;

	s->looked = now;
	s->calls = LOOK_CALLS;
	if (!s->pinned) {
		s->roamed = took;
		if (s->rest)
			s->rest--;
		else if (took < BURST_NS && s->able)
			pin(s, tid);
	} else if (worse || s->left <= LOOK_CALLS) {
		native_sched_roam(n);
		s->rest = worse ? REST_LOOKS : 0;
	} else {
		s->left -= LOOK_CALLS;
	}
}

/*
 * The C library registers a record that the host keeps up to date whenever this thread is
 * scheduled again: twice a call, and nobody here reads it.
 */
static void leave_rseq(void)
{
#ifdef RSEQ_SIG
	char *area = (char *)__builtin_thread_pointer() + __rseq_offset;

	if (__rseq_size)
		syscall(SYS_rseq, area, 32, RSEQ_FLAG_UNREGISTER, RSEQ_SIG);
#endif
}

void native_sched_init(struct native *n)
{
	leave_rseq();
	n->sched.calls = LOOK_CALLS;
	n->sched.able = !sched_getaffinity(0, sizeof(n->sched.all), &n->sched.all);
}
