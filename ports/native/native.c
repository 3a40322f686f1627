/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Boot of a kernel whose programs are the host's processes: the port's operations, and the order
 * in which the parts of struct native come and go.
 */
#include "ports/native/paths.h"

#include <fcntl.h>
#include <stdlib.h>
#include <sys/epoll.h>
#include <sys/random.h>
#include <sys/timerfd.h>
#include <sys/utsname.h>
#include <time.h>
#include <unistd.h>

static u64 clock_ns(struct kernel *k, int clockid)
{
	struct timespec ts;

	clock_gettime(clockid, &ts);
	return ts.tv_sec * NSEC_PER_SEC + ts.tv_nsec;
}

/* splitmix64: the same boot seed gives the same numbers. */
static u64 next_random(u64 *state)
{
	u64 z = *state += 0x9e3779b97f4a7c15ull;

	z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9ull;
	z = (z ^ z >> 27) * 0x94d049bb133111ebull;
	return z ^ z >> 31;
}

static void get_random(struct kernel *k, void *buf, size_t n)
{
	struct native *nat = k->port_data;
	u8 *p = buf;

	if (!nat->seeded && getrandom(buf, n, 0) == (ssize_t)n)
		return;
	while (n) {
		u64 v = next_random(&k->rng);
		size_t step = min(n, sizeof(v));

		memcpy(p, &v, step);
		p += step;
		n -= step;
	}
}

static void timer_armed(struct kernel *k, u64 when)
{
	struct native *n = k->port_data;
	struct itimerspec its = { 0 };

	if (when != ~0ull) {
		when = max(when, (u64)1);
		its.it_value = (struct timespec) { when / NSEC_PER_SEC, when % NSEC_PER_SEC };
	}
	timerfd_settime(n->timer_watch.fd, TFD_TIMER_ABSTIME, &its, NULL);
}

static void timer_event(struct native *n, struct native_watch *w, u32 events)
{
	u64 ticks;

	if (read(w->fd, &ticks, sizeof(ticks)) > 0)
		timers_run(n->k);
}

static const struct port_ops native_port = {
	.name = "native",
	.copy_from_user = native_copy_from_user,
	.page_reads = true,
	.copy_to_user = native_copy_to_user,
	.clock_ns = clock_ns,
	.get_random = get_random,
	.wake = native_wake,
	.timer_armed = timer_armed,
	.fget = native_fget,
	.fd_install = native_fd_install,
	.fd_close = native_fd_close,
	.net_by_pid = native_net_by_pid,
	.net_by_fd = native_net_by_fd,
	.sk_attach = native_sk_attach,
	.sk_data_ready = native_sk_data_ready,
	.sk_dequeue = native_sk_dequeue,
	.sk_pending = native_sk_pending,
	.sk_detach = native_sk_detach,
};

static int timer_init(struct native *n)
{
	n->timer_watch.fn = timer_event;
	n->timer_watch.fd = timerfd_create(CLOCK_MONOTONIC, TFD_CLOEXEC | TFD_NONBLOCK);
	if (n->timer_watch.fd < 0)
		return -errno;
	return native_watch_add(n, &n->timer_watch, EPOLLIN);
}

struct file *native_ctl(struct native *n, struct net *net)
{
	struct socket *sock;
	struct file *f;

	if (net == n->k->init_net && n->ctl)
		return file_get(n->ctl);
	if (sock_create(net, NULL, AF_INET, SOCK_DGRAM, 0, true, &sock))
		return NULL;
	f = file_alloc(n->k, &socket_file_ops, sock, O_RDWR);
	if (f)
		sock->file = f;
	else
		sock_release(sock);
	return f;
}

static int boot(struct native *n, const struct native_config *cfg)
{
	struct utsname host;
	const char *host_name = uname(&host) ? NULL : host.nodename;
	const struct kernel_config kc = {
		.port = &native_port,
		.port_data = n,
		.mem_limit = cfg->mem_limit,
		.seed = cfg->seed,
		.classic_netlink = cfg->classic_netlink,
		.hostname = cfg->hostname ? cfg->hostname : host_name,
		.nr_cpus = sysconf(_SC_NPROCESSORS_CONF),
	};
	int err = kernel_create(&kc, &n->k);

	if (err)
		return err;
	htable_init(&n->procs, &n->k->mem);
	htable_init(&n->tasks, &n->k->mem);
	htable_init(&n->socks, &n->k->mem);
	n->ctl = native_ctl(n, n->k->init_net);
	return netns_init(n);
}

int native_create(const struct native_config *cfg, struct native **ret_n)
{
	struct native *n = calloc(1, sizeof(*n));
	int err;

	if (!n)
		return -ENOMEM;
	n->probe[0] = n->probe[1] = -1;
	n->kept_mnt = n->kept_user = -1;
	n->timer_watch.fd = n->park_watch.fd = n->netns_watch.fd = -1;
	n->seeded = cfg->seeded;
	INIT_LIST_HEAD(&n->listeners);
	native_routes_init(n);
	native_sched_init(n);
	n->epfd = epoll_create1(EPOLL_CLOEXEC);
	err = n->epfd < 0 ? -errno : 0;
	if (!err)
		err = park_init(n);
	if (!err)
		err = timer_init(n);
	if (!err)
		err = boot(n, cfg);
	if (err) {
		native_destroy(n);
		return err;
	}
	*ret_n = n;
	return 0;
}

static void end_programs(struct native *n)
{
	struct hnode *h;
	u32 i;

	native_loop_end(n);
again:
	htable_for_each (&n->procs, i, h) {
		native_proc_free(n, container_of(h, struct native_proc, by_tgid));
		goto again;
	}
	native_socks_end(n);
	vfiles_end(n);
	if (n->ctl)
		file_put(n->ctl);
	native_loop_end(n);
	netns_exit(n);
	htable_destroy(&n->procs);
	htable_destroy(&n->tasks);
	htable_destroy(&n->socks);
}

static void close_if_open(int fd)
{
	if (fd >= 0)
		close(fd);
}

void native_destroy(struct native *n)
{
	if (!n)
		return;
	if (n->k) {
		end_programs(n);
		kernel_destroy(n->k);
	}
	close_if_open(n->probe[0]);
	close_if_open(n->probe[1]);
	close_if_open(n->timer_watch.fd);
	close_if_open(n->park_watch.fd);
	close_if_open(n->epfd);
	free(n->scratch);
	free(n);
}
