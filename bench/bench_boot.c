/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* An empty kernel beside an empty network namespace: create, memory, tear down. */
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "kernlet.h"
#include "nl.h"

/* A namespace lives as long as something is in it: a chain of unshare() keeps just one. */
static void on_host(int n)
{
	double start = nl_now();

	for (int i = 0; i < n; i++)
		if (unshare(CLONE_NEWNET)) {
			perror("bench: unshare");
			exit(1);
		}
	nl_figure("boot and shutdown of an empty kernel", (nl_now() - start) * 1e6 / n, "us");
}

static void on_kernlet(int n)
{
	struct kernlet **k = calloc(n, sizeof(*k));
	struct kernlet_stats st;
	double start = nl_now();

	for (int i = 0; i < n; i++)
		if (kernlet_boot(NULL, &k[i])) {
			fprintf(stderr, "bench: no boot\n");
			exit(1);
		}
	nl_figure("boot of an empty kernel", (nl_now() - start) * 1e6 / n, "us");
	kernlet_get_stats(k[0], &st);
	nl_figure("memory of an empty kernel", st.mem_used / 1024.0, "KiB");
	for (int i = 0; i < n; i++)
		kernlet_shutdown(k[i]);
	nl_figure("boot and shutdown of an empty kernel", (nl_now() - start) * 1e6 / n, "us");
	free(k);
}

void bench(int scale)
{
	if (nl_on_host)
		on_host(4 * scale);
	else
		on_kernlet(50 * scale);
}
