/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Links come and go: veth pairs and bridges, one request each. */
#include <stdio.h>

#include "nl.h"

static void measure(int fd, int n, bool veth, const char *add, const char *del)
{
	char a[IFNAMSIZ], b[IFNAMSIZ];
	double start = nl_now();

	for (int i = 0; i < n; i++) {
		snprintf(a, sizeof(a), "a%d", i);
		snprintf(b, sizeof(b), "b%d", i);
		if (veth)
			nl_veth_add(fd, a, b);
		else
			nl_bridge_add(fd, a);
	}
	nl_figure(add, n / (nl_now() - start), "1/s");
	start = nl_now();
	for (int i = 0; i < n; i++) {
		snprintf(a, sizeof(a), "a%d", i);
		nl_link_del(fd, a);
	}
	nl_figure(del, n / (nl_now() - start), "1/s");
}

void bench(int scale)
{
	int fd = nl_open(NETLINK_ROUTE, 0, 0);
	int n = (nl_on_host ? 1 : 20) * scale; /* the host needs 20-30 ms for each deletion */

	if (n < 1)
		n = 1;
	measure(fd, n, true, "veth add", "veth delete");
	measure(fd, n, false, "bridge add", "bridge delete");
	nl_close(fd);
}
