/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * What a program pays: bench/run starts this under `kernlet run` and as it is, in turns. System
 * calls that kernlet leaves alone, and a request with its acknowledgement; medians of rounds.
 *
 * Any seccomp filter costs each call some 15 ns before the host's cache of constant answers says
 * "allow", so the shortest call that there is shows the most of it: it has a figure of its own.
 */
#include <fcntl.h>
#include <poll.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "nl.h"

#define ROUNDS 15
#define MIX_CALLS 8

static int by_size(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;

	return x < y ? -1 : x > y;
}

/* The median time of @n turns of @fn, in seconds a turn. */
static double median(void (*fn)(int arg), int arg, int n)
{
	double t[ROUNDS];

	for (int r = 0; r < ROUNDS; r++) {
		double start = nl_now();

		for (int i = 0; i < n; i++)
			fn(arg);
		t[r] = (nl_now() - start) / n;
	}
	qsort(t, ROUNDS, sizeof(t[0]), by_size);
	return t[ROUNDS / 2];
}

static void shortest(int arg)
{
	syscall(SYS_getppid);
}

/* What programs do all day: MIX_CALLS calls. @fds: how a pipe's two ends fit into one number. */
static void mix(int fds)
{
	static char page[4096];
	int in = fds & 0xff, out = fds >> 8;
	struct pollfd p = { .fd = in, .events = POLLIN };
	char *m = mmap(NULL, sizeof(page), PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1,
		       0);

	if (m == MAP_FAILED || write(out, page, sizeof(page)) < 0 || poll(&p, 1, -1) != 1 ||
	    read(in, m, sizeof(page)) < 0)
		abort();
	munmap(m, sizeof(page));
	getppid();
	lseek(in, 0, SEEK_CUR);
	fcntl(in, F_GETFL);
}

static void request(int fd)
{
	struct nl_req r;
	struct ifinfomsg *m = nl_start(&r, RTM_NEWLINK, 0, sizeof(*m));

	m->ifi_index = 1;
	nl_must(fd, &r, "empty change");
}

void bench(int scale)
{
	int n = 200 * scale, fds[2], fd;

	if (pipe(fds))
		abort();
	nl_figure("untouched system calls",
		  median(mix, fds[0] | fds[1] << 8, n / 8) * 1e9 / MIX_CALLS, "ns");
	nl_figure("the shortest of them", median(shortest, 0, n) * 1e9, "ns");
	fd = nl_open(NETLINK_ROUTE, 0, 0);
	nl_figure("request with ack, native", median(request, fd, n / 10) * 1e6, "us");
	nl_close(fd);
}
