/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * What a program pays: bench/run starts this under `kernlet run` and as it is. A system call that
 * kernlet leaves alone, and a request with its acknowledgement.
 */
#include <sys/syscall.h>
#include <unistd.h>

#include "nl.h"

void bench(int scale)
{
	int n = 20000 * scale, requests = 200 * scale, fd;
	double start = nl_now();

	for (int i = 0; i < n; i++)
		syscall(SYS_getppid);
	nl_figure("untouched system call", (nl_now() - start) * 1e9 / n, "ns");

	fd = nl_open(NETLINK_ROUTE, 0, 0);
	start = nl_now();
	for (int i = 0; i < requests; i++) {
		struct nl_req r;
		struct ifinfomsg *m = nl_start(&r, RTM_NEWLINK, 0, sizeof(*m));

		m->ifi_index = 1;
		nl_must(fd, &r, "empty change");
	}
	nl_figure("request with ack, native", (nl_now() - start) * 1e6 / requests, "us");
	nl_close(fd);
}
