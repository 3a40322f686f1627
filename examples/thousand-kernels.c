/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Boot many kernels in one process, give each a network of its own, and ask two of them.
 *
 *     cc -o thousand-kernels thousand-kernels.c $(pkg-config --cflags --libs kernlet)
 *     ./thousand-kernels [HOW-MANY]
 */
#include <arpa/inet.h>
#include <errno.h>
#include <kernlet.h>
#include <linux/if.h>
#include <linux/netlink.h>
#include <linux/rtnetlink.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

struct machine {
	struct kernlet *kernel;
	struct kernlet_task *task;
	int fd;
};

/* One request with its acknowledgement: 0 or a negative errno. */
static int request(struct machine *m, struct nlmsghdr *n)
{
	char buf[4096];
	const struct nlmsghdr *h = (const void *)buf;

	n->nlmsg_flags |= NLM_F_REQUEST | NLM_F_ACK;
	if (kernlet_send(m->task, m->fd, n, n->nlmsg_len, 0) < 0)
		return -errno;
	if (kernlet_recv(m->task, m->fd, buf, sizeof(buf), 0) < 0)
		return -errno;
	return ((const struct nlmsgerr *)NLMSG_DATA(h))->error;
}

static void put(struct nlmsghdr *n, int type, const void *data, size_t len)
{
	struct rtattr *a = (void *)((char *)n + NLMSG_ALIGN(n->nlmsg_len));

	a->rta_type = type;
	a->rta_len = RTA_LENGTH(len);
	memcpy(RTA_DATA(a), data, len);
	n->nlmsg_len = NLMSG_ALIGN(n->nlmsg_len) + RTA_ALIGN(a->rta_len);
}

static int boot(struct machine *m)
{
	int err = kernlet_boot(NULL, &m->kernel);

	if (err)
		return err;
	err = kernlet_task_create(m->kernel, NULL, &m->task);
	if (err)
		return err;
	m->fd = kernlet_socket(m->task, AF_NETLINK, SOCK_RAW, NETLINK_ROUTE);
	return m->fd < 0 ? -errno : 0;
}

static int set_up(struct machine *m, unsigned number)
{
	struct {
		struct nlmsghdr n;
		struct ifinfomsg i;
	} up = { .n.nlmsg_len = sizeof(up),
		 .n.nlmsg_type = RTM_NEWLINK,
		 .i.ifi_index = 1,
		 .i.ifi_flags = IFF_UP,
		 .i.ifi_change = IFF_UP };
	struct {
		struct nlmsghdr n;
		struct ifaddrmsg a;
		char room[64];
	} addr = { .n.nlmsg_len = NLMSG_LENGTH(sizeof(addr.a)),
		   .n.nlmsg_type = RTM_NEWADDR,
		   .n.nlmsg_flags = NLM_F_CREATE | NLM_F_EXCL,
		   .a.ifa_family = AF_INET,
		   .a.ifa_prefixlen = 32,
		   .a.ifa_index = 1 };
	uint32_t ip = htonl(0x0a000000 + number);
	int err = request(m, &up.n);

	if (err)
		return err;
	put(&addr.n, IFA_LOCAL, &ip, sizeof(ip));
	put(&addr.n, IFA_ADDRESS, &ip, sizeof(ip));
	return request(m, &addr.n);
}

/* The address that this kernel, and no other, knows besides 127.0.0.1. */
static uint32_t own_address(struct machine *m)
{
	struct {
		struct nlmsghdr n;
		struct ifaddrmsg a;
	} req = { .n.nlmsg_len = sizeof(req),
		  .n.nlmsg_type = RTM_GETADDR,
		  .n.nlmsg_flags = NLM_F_REQUEST | NLM_F_DUMP,
		  .a.ifa_family = AF_INET };
	char buf[16384];
	uint32_t found = 0;
	int n;

	kernlet_send(m->task, m->fd, &req, sizeof(req), 0);
	while ((n = kernlet_recv(m->task, m->fd, buf, sizeof(buf), 0)) > 0) {
		for (struct nlmsghdr *h = (void *)buf; NLMSG_OK(h, (unsigned)n);
		     h = NLMSG_NEXT(h, n)) {
			struct ifaddrmsg *a = NLMSG_DATA(h);
			int len = IFA_PAYLOAD(h);

			if (h->nlmsg_type != RTM_NEWADDR)
				return found;
			for (struct rtattr *r = IFA_RTA(a); RTA_OK(r, len); r = RTA_NEXT(r, len))
				if (r->rta_type == IFA_LOCAL)
					memcpy(&found, RTA_DATA(r), sizeof(found));
		}
	}
	return found;
}

static double now(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_MONOTONIC, &ts);
	return ts.tv_sec + ts.tv_nsec / 1e9;
}

int main(int argc, char **argv)
{
	unsigned count = argc > 1 ? strtoul(argv[1], NULL, 0) : 1000;
	struct machine *m = calloc(count ? count : 1, sizeof(*m));
	struct kernlet_stats stats;
	double start = now();
	char text[INET_ADDRSTRLEN];

	if (!m || !count)
		return 1;
	for (unsigned i = 0; i < count; i++) {
		int err = boot(&m[i]);

		if (!err)
			err = set_up(&m[i], i);
		if (err) {
			fprintf(stderr, "kernel %u: %s\n", i, strerror(-err));
			return 1;
		}
	}
	kernlet_get_stats(m[0].kernel, &stats);
	printf("%u kernels, each with an address of its own: %.1f us and %zu KiB each\n", count,
	       (now() - start) * 1e6 / count, stats.mem_used / 1024);
	for (unsigned i = 0; i<count; i += count> 1 ? count - 1 : 1) {
		uint32_t ip = own_address(&m[i]);

		if (ip != htonl(0x0a000000 + i))
			return 1;
		printf("kernel %u knows %s\n", i, inet_ntop(AF_INET, &ip, text, sizeof(text)));
	}
	for (unsigned i = 0; i < count; i++)
		kernlet_shutdown(m[i].kernel);
	free(m);
	return 0;
}
