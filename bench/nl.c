/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* See nl.h: one transport for two kernels, and the few messages that the benchmarks share. */
#include "nl.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "kernlet.h"

bool nl_on_host;
static struct kernlet *kernel;
static struct kernlet_task *task;
static uint32_t seq;

static void die(const char *what, long err)
{
	fprintf(stderr, "bench: %s: %s\n", what, strerror(err < 0 ? -err : errno));
	exit(1);
}

static long result(long ret)
{
	return ret < 0 ? -errno : ret;
}

static void set_buffer(int fd, int size)
{
	int err;

	if (nl_on_host)
		err = setsockopt(fd, SOL_SOCKET, SO_RCVBUFFORCE, &size, sizeof(size));
	else
		err = kernlet_setsockopt(task, fd, SOL_SOCKET, SO_RCVBUFFORCE, &size, sizeof(size));
	if (err < 0)
		die("SO_RCVBUFFORCE", -1 * errno);
}

int nl_open(int protocol, uint32_t groups, int rcvbuf)
{
	struct sockaddr_nl sa = { .nl_family = AF_NETLINK, .nl_groups = groups };
	int fd, err;

	if (nl_on_host)
		fd = socket(AF_NETLINK, SOCK_RAW, protocol);
	else
		fd = kernlet_socket(task, AF_NETLINK, SOCK_RAW, protocol);
	if (fd < 0)
		die("socket", -errno);
	if (nl_on_host)
		err = bind(fd, (void *)&sa, sizeof(sa));
	else
		err = kernlet_bind(task, fd, &sa, sizeof(sa));
	if (err < 0)
		die("bind", -errno);
	if (rcvbuf)
		set_buffer(fd, rcvbuf);
	return fd;
}

void nl_close(int fd)
{
	if (nl_on_host)
		close(fd);
	else
		kernlet_close(task, fd);
}

long nl_send(int fd, const void *buf, size_t n)
{
	return result(nl_on_host ? send(fd, buf, n, 0) : kernlet_send(task, fd, buf, n, 0));
}

long nl_multicast(int fd, uint32_t groups, const void *buf, size_t n)
{
	struct sockaddr_nl to = { .nl_family = AF_NETLINK, .nl_groups = groups };

	return result(nl_on_host ? sendto(fd, buf, n, 0, (void *)&to, sizeof(to))
				 : kernlet_sendto(task, fd, buf, n, 0, &to, sizeof(to)));
}

long nl_recv(int fd, void *buf, size_t n, int flags)
{
	return result(nl_on_host ? recv(fd, buf, n, flags) : kernlet_recv(task, fd, buf, n, flags));
}

/* ---- messages ---- */

void *nl_start(struct nl_req *r, int type, int flags, size_t size)
{
	memset(&r->n, 0, sizeof(r->n) + NLMSG_ALIGN(size));
	r->n.nlmsg_len = NLMSG_LENGTH(size);
	r->n.nlmsg_type = type;
	r->n.nlmsg_flags = NLM_F_REQUEST | flags;
	return r->body;
}

void nl_put(struct nl_req *r, int type, const void *data, size_t len)
{
	struct rtattr *a = (void *)((char *)r + NLMSG_ALIGN(r->n.nlmsg_len));

	if (NLMSG_ALIGN(r->n.nlmsg_len) + RTA_SPACE(len) > sizeof(*r))
		die("request too large", -EMSGSIZE);
	a->rta_type = type;
	a->rta_len = RTA_LENGTH(len);
	if (len)
		memcpy(RTA_DATA(a), data, len);
	r->n.nlmsg_len = NLMSG_ALIGN(r->n.nlmsg_len) + RTA_ALIGN(a->rta_len);
}

void nl_put_u32(struct nl_req *r, int type, uint32_t v)
{
	nl_put(r, type, &v, sizeof(v));
}

void nl_put_str(struct nl_req *r, int type, const char *s)
{
	nl_put(r, type, s, strlen(s) + 1);
}

struct rtattr *nl_nest(struct nl_req *r, int type)
{
	struct rtattr *a = (void *)((char *)r + NLMSG_ALIGN(r->n.nlmsg_len));

	nl_put(r, type | NLA_F_NESTED, NULL, 0);
	return a;
}

void nl_nest_end(struct nl_req *r, struct rtattr *nest)
{
	nest->rta_len = (char *)r + r->n.nlmsg_len - (char *)nest;
}

int nl_request(int fd, struct nl_req *r)
{
	char buf[2048];
	const struct nlmsghdr *h = (const void *)buf;
	long n;

	r->n.nlmsg_flags |= NLM_F_ACK;
	r->n.nlmsg_seq = ++seq;
	n = nl_send(fd, r, r->n.nlmsg_len);
	if (n < 0)
		return n;
	do {
		n = nl_recv(fd, buf, sizeof(buf), 0);
		if (n < 0)
			return n;
	} while (h->nlmsg_seq != seq);
	if (h->nlmsg_type != NLMSG_ERROR)
		return -EPROTO;
	return ((const struct nlmsgerr *)NLMSG_DATA(h))->error;
}

void nl_must(int fd, struct nl_req *r, const char *what)
{
	int err = nl_request(fd, r);

	if (err)
		die(what, err);
}

void nl_batch_add(int fd, struct nl_batch *b, const struct nl_req *r)
{
	struct nlmsghdr *h = (void *)(b->buf + b->len);

	memcpy(h, r, r->n.nlmsg_len);
	h->nlmsg_seq = ++seq;
	b->len += NLMSG_ALIGN(r->n.nlmsg_len);
	if (++b->n < 64)
		return;
	h->nlmsg_flags |= NLM_F_ACK;
	nl_batch_flush(fd, b);
}

void nl_batch_flush(int fd, struct nl_batch *b)
{
	char buf[2048];
	const struct nlmsghdr *h = (const void *)buf;
	long n = b->n ? nl_send(fd, b->buf, b->len) : 0;

	/* A short batch has no acknowledgement to wait for. */
	if (n > 0 && b->n == 64)
		n = nl_recv(fd, buf, sizeof(buf), 0);
	else if (n > 0 && nl_recv(fd, buf, sizeof(buf), MSG_DONTWAIT) > 0)
		n = -EPROTO;
	if (n < 0)
		die("batch", n);
	if (b->n == 64 && ((const struct nlmsgerr *)NLMSG_DATA(h))->error)
		die("batch", ((const struct nlmsgerr *)NLMSG_DATA(h))->error);
	b->n = b->len = 0;
}

uint64_t nl_dump(int fd, int type, int family, size_t header)
{
	static char buf[65536];
	struct nl_req r;
	uint64_t count = 0;
	long n;

	*(char *)nl_start(&r, type, NLM_F_DUMP, header) = family;
	r.n.nlmsg_seq = ++seq;
	if (nl_send(fd, &r, r.n.nlmsg_len) < 0)
		die("dump", -errno);
	for (;;) {
		n = nl_recv(fd, buf, sizeof(buf), 0);
		if (n <= 0)
			die("dump", n);
		for (struct nlmsghdr *h = (void *)buf; NLMSG_OK(h, n); h = NLMSG_NEXT(h, n)) {
			if (h->nlmsg_type == NLMSG_DONE)
				return count;
			if (h->nlmsg_type == NLMSG_ERROR)
				die("dump", ((struct nlmsgerr *)NLMSG_DATA(h))->error);
			count++;
		}
	}
}

/* ---- ready-made requests ---- */

void nl_link_up(int fd, int index)
{
	struct nl_req r;
	struct ifinfomsg *i = nl_start(&r, RTM_NEWLINK, 0, sizeof(*i));

	i->ifi_index = index;
	i->ifi_flags = i->ifi_change = IFF_UP;
	nl_must(fd, &r, "link up");
}

int nl_link_index(int fd, const char *name)
{
	char buf[8192];
	struct nl_req r;

	nl_start(&r, RTM_GETLINK, 0, sizeof(struct ifinfomsg));
	nl_put_str(&r, IFLA_IFNAME, name);
	if (nl_send(fd, &r, r.n.nlmsg_len) < 0 || nl_recv(fd, buf, sizeof(buf), 0) < 0)
		die(name, -errno);
	return ((struct ifinfomsg *)NLMSG_DATA((struct nlmsghdr *)buf))->ifi_index;
}

void nl_veth_add(int fd, const char *a, const char *b)
{
	struct rtattr *info, *data, *peer;
	struct ifinfomsg none = { 0 };
	struct nl_req r;

	nl_start(&r, RTM_NEWLINK, NLM_F_CREATE | NLM_F_EXCL, sizeof(none));
	nl_put_str(&r, IFLA_IFNAME, a);
	info = nl_nest(&r, IFLA_LINKINFO);
	nl_put_str(&r, IFLA_INFO_KIND, "veth");
	data = nl_nest(&r, IFLA_INFO_DATA);
	peer = nl_nest(&r, 1 /* VETH_INFO_PEER */);
	memcpy((char *)&r + r.n.nlmsg_len, &none, sizeof(none));
	r.n.nlmsg_len += sizeof(none);
	nl_put_str(&r, IFLA_IFNAME, b);
	nl_nest_end(&r, peer);
	nl_nest_end(&r, data);
	nl_nest_end(&r, info);
	nl_must(fd, &r, "veth add");
}

void nl_bridge_add(int fd, const char *name)
{
	struct rtattr *info;
	struct nl_req r;

	nl_start(&r, RTM_NEWLINK, NLM_F_CREATE | NLM_F_EXCL, sizeof(struct ifinfomsg));
	nl_put_str(&r, IFLA_IFNAME, name);
	info = nl_nest(&r, IFLA_LINKINFO);
	nl_put_str(&r, IFLA_INFO_KIND, "bridge");
	nl_nest_end(&r, info);
	nl_must(fd, &r, "bridge add");
}

void nl_link_del(int fd, const char *name)
{
	struct nl_req r;

	nl_start(&r, RTM_DELLINK, 0, sizeof(struct ifinfomsg));
	nl_put_str(&r, IFLA_IFNAME, name);
	nl_must(fd, &r, "link del");
}

/* ---- measuring ---- */

double nl_now(void)
{
	struct timespec ts;

	clock_gettime(getenv("BENCH_CPU") ? CLOCK_PROCESS_CPUTIME_ID : CLOCK_MONOTONIC, &ts);
	return ts.tv_sec + ts.tv_nsec / 1e9;
}

/* The host's only public book: everything its slab allocator holds. */
static uint64_t host_memory(void)
{
	FILE *f = fopen("/proc/meminfo", "r");
	unsigned long long kib = 0;
	char line[128];

	while (f && fgets(line, sizeof(line), f))
		if (sscanf(line, "Slab: %llu kB", &kib) == 1)
			break;
	if (f)
		fclose(f);
	return kib * 1024;
}

uint64_t nl_memory(void)
{
	struct kernlet_stats st;

	if (nl_on_host)
		return host_memory();
	kernlet_get_stats(kernel, &st);
	return st.mem_used;
}

void nl_figure(const char *name, double value, const char *unit)
{
	printf("%s\t%.6g\t%s\n", name, value, unit);
	fflush(stdout);
}

int main(int argc, char **argv)
{
	int err = 0;

	if (argc < 2 || (strcmp(argv[1], "host") && strcmp(argv[1], "kernlet"))) {
		fprintf(stderr, "usage: %s host|kernlet [PERCENT]\n", argv[0]);
		return 2;
	}
	nl_on_host = !strcmp(argv[1], "host");
	if (!nl_on_host)
		err = kernlet_boot(NULL, &kernel);
	if (!nl_on_host && !err)
		err = kernlet_task_create(kernel, NULL, &task);
	if (err)
		die("boot", err);
	bench(argc > 2 ? atoi(argv[2]) : 100);
	kernlet_shutdown(kernel);
	return 0;
}
