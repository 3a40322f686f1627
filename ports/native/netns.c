/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Network namespaces: each of ours is marked by one of the host's, which is empty.
 *
 *   host: /proc/TID/ns/net -> inode 4026532301 --entry--> struct net
 *
 * Programs unshare, clone, setns and bind-mount namespaces on the host itself, in the user
 * namespace that --root gives them, so inheritance, /proc/PID/ns/net, descriptors and `ip netns`
 * are exact without our doing; the host's namespaces stay unused. We look the inode up when a
 * task is new or has called setns or unshare, and make a struct net for one not seen before.
 *
 * The other direction, the end of a namespace, is not told: after each event that may have been
 * the end of one (a process ended, umount) we look for whoever still refers to it: a process, a
 * mount, a descriptor. We hold no reference on the host's, or it would never end.
 */
#include "ports/native/native.h"

#include <dirent.h>
#include <fcntl.h>
#include <linux/nsfs.h>
#include <sched.h>
#include <stdlib.h>
#include <sys/epoll.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <sys/timerfd.h>
#include <sys/wait.h>
#include <unistd.h>

#define LATER_NS (20 * NSEC_PER_MSEC)

struct netns_entry {
	struct hnode by_ino;
	u64 ino;
	struct net *net; /* one reference */
	bool seen; /* during a sweep */
	bool mounted; /* at the last sweep, and nothing was unmounted since: it has not ended */
};

const char *const native_ns_names[] = { "setns", "unshare", "mount", "umount2", "umount", NULL };

static u64 ino_of_path(const char *path)
{
	struct stat st;

	return stat(path, &st) ? 0 : st.st_ino;
}

static u64 ino_of_task(s32 tid)
{
	char path[48];

	snprintf(path, sizeof(path), "/proc/%d/ns/net", tid);
	return ino_of_path(path);
}

static struct netns_entry *find(struct native *n, u64 ino)
{
	struct netns_entry *e;

	htable_for_each_possible (&n->netns, e, by_ino, hash_u64(ino))
		if (e->ino == ino)
			return e;
	return NULL;
}

/* Takes over a reference of @net, also on failure. */
static struct netns_entry *add(struct native *n, u64 ino, struct net *net)
{
	struct netns_entry *e = kzalloc(&n->k->mem, sizeof(*e));

	if (e) {
		e->ino = ino;
		e->net = net;
		if (!htable_insert(&n->netns, &e->by_ino, hash_u64(ino)))
			return e;
	}
	kfree(&n->k->mem, e);
	net_put(net);
	return NULL;
}

static void drop(struct native *n, struct netns_entry *e)
{
	htable_remove(&n->netns, &e->by_ino);
	net_put(e->net);
	kfree(&n->k->mem, e);
}

/* The namespace marked by @ino, made when it is new; NULL: the host's own, or no memory. */
static struct net *net_of(struct native *n, u64 ino)
{
	struct netns_entry *e = find(n, ino);
	struct net *net;

	if (!e && ino && ino != n->host_netns && !net_create(n->k, &net))
		e = add(n, ino, net);
	return e ? e->net : NULL;
}

int native_netns_adopt(struct native *n, s32 pid)
{
	u64 ino = ino_of_task(pid);

	if (!ino || find(n, ino))
		return 0;
	return add(n, ino, net_get(n->k->init_net)) ? 0 : -ENOMEM;
}

void native_netns_refresh(struct native_task *nt)
{
	u64 ino = ino_of_task(nt->tid);
	struct net *net = net_of(nt->native, ino);

	nt->netns = ino ? ino : 1;
	if (net && net != nt->task->net)
		task_set_net(nt->task, net);
}

/* ---- what requests name ---- */

struct net *native_net_by_pid(struct task *t, s32 pid)
{
	struct native *n = t ? ((struct native_task *)t->port_data)->native : NULL;
	struct net *net = n && pid > 0 ? net_of(n, ino_of_task(pid)) : NULL;

	return net ? net_get(net) : NULL;
}

struct net *native_net_by_fd(struct task *t, int fd)
{
	struct native_task *nt = t->port_data;
	int ours = native_grab_fd(nt, fd);
	struct net *net = NULL;
	struct stat st;

	if (ours < 0)
		return NULL;
	if (ioctl(ours, NS_GET_NSTYPE) == CLONE_NEWNET && !fstat(ours, &st))
		net = net_of(nt->native, st.st_ino);
	close(ours);
	return net ? net_get(net) : NULL;
}

/* ---- who still refers to a namespace ---- */

static void see(struct native *n, u64 ino, bool mounted)
{
	struct netns_entry *e = ino ? find(n, ino) : NULL;

	if (e)
		e->seen = true;
	if (e && mounted)
		e->mounted = true;
}

/* "net:[4026532301]" anywhere in @text. */
static void see_names(struct native *n, const char *text, bool mounted)
{
	for (const char *p = text; (p = strstr(p, "net:[")); p++)
		see(n, strtoull(p + 5, NULL, 10), mounted);
}

static void see_lines(struct native *n, FILE *f)
{
	char *line = NULL;
	size_t size = 0;

	while (getline(&line, &size, f) > 0)
		see_names(n, line, true);
	free(line);
	fclose(f);
}

/* False: not readable, so nothing is known of its mounts. */
static bool see_mounts(struct native *n, s32 pid)
{
	char path[48];
	FILE *f;

	snprintf(path, sizeof(path), "/proc/%d/mountinfo", pid);
	f = fopen(path, "re");
	if (f)
		see_lines(n, f);
	return f;
}

/* In a child: our own descriptors of the namespaces lead there, and tell its mounts to @out. */
static void __attribute__((noreturn)) tell_kept_mounts(struct native *n, int out)
{
	char text[4096];
	ssize_t len;
	int in;

	if ((n->kept_user >= 0 && setns(n->kept_user, CLONE_NEWUSER)) ||
	    setns(n->kept_mnt, CLONE_NEWNS))
		_exit(1);
	in = open("/proc/self/mountinfo", O_RDONLY);
	while (in >= 0 && (len = read(in, text, sizeof(text))) > 0)
		if (write(out, text, len) != len)
			break;
	_exit(0);
}

/* The mounts of the namespace that a kernel keeps for its programs while none of them runs. */
static void see_kept_mounts(struct native *n)
{
	int p[2];
	pid_t pid;
	FILE *f;

	if (pipe2(p, O_CLOEXEC))
		return;
	pid = fork();
	if (!pid)
		tell_kept_mounts(n, p[1]);
	close(p[1]);
	f = fdopen(p[0], "r");
	if (f)
		see_lines(n, f);
	else
		close(p[0]);
	if (pid > 0)
		waitpid(pid, NULL, 0);
}

static u64 kept_mounts(struct native *n)
{
	struct stat st;

	return n->kept_mnt < 0 || fstat(n->kept_mnt, &st) ? 0 : st.st_ino;
}

static void see_descriptors(struct native *n, s32 pid)
{
	char path[48], target[64];
	struct dirent *e;
	DIR *d;

	snprintf(path, sizeof(path), "/proc/%d/fd", pid);
	d = opendir(path);
	while (d && (e = readdir(d))) {
		ssize_t len = readlinkat(dirfd(d), e->d_name, target, sizeof(target) - 1);

		target[max(len, (ssize_t)0)] = 0;
		see_names(n, target, false);
	}
	if (d)
		closedir(d);
}

static void see_threads(struct native *n, s32 pid)
{
	char path[48];
	struct dirent *e;
	DIR *d;

	snprintf(path, sizeof(path), "/proc/%d/task", pid);
	d = opendir(path);
	while (d && (e = readdir(d)))
		if (atoi(e->d_name) > 0)
			see(n, ino_of_task(atoi(e->d_name)), false);
	if (d)
		closedir(d);
}

static bool all_seen(struct native *n)
{
	struct hnode *h;
	u32 i;

	htable_for_each (&n->netns, i, h)
		if (!container_of(h, struct netns_entry, by_ino)->seen)
			return false;
	return true;
}

/* Every process that we may look into; mounts once for each mount namespace. */
static bool see_processes(struct native *n)
{
	u64 mounts_read[16], kept = kept_mounts(n);
	u32 n_read = 0;
	DIR *d = opendir("/proc");
	struct dirent *e;

	while (d && (e = readdir(d))) {
		s32 pid = atoi(e->d_name);
		char path[48];
		bool known = false;
		u64 mnt;

		if (pid <= 0 || pid == getpid())
			continue;
		snprintf(path, sizeof(path), "/proc/%d/ns/mnt", pid);
		mnt = ino_of_path(path);
		if (!mnt)
			continue;
		see_threads(n, pid);
		see_descriptors(n, pid);
		for (u32 i = 0; i < n_read; i++)
			known |= mounts_read[i] == mnt;
		if (!known && see_mounts(n, pid) && n_read < ARRAY_SIZE(mounts_read))
			mounts_read[n_read++] = mnt;
		if (mnt == kept)
			kept = 0;
	}
	if (d)
		closedir(d);
	if (kept)
		see_kept_mounts(n);
	return n_read;
}

static void forget_unseen(struct native *n)
{
	struct hnode *h;
	u32 i;

again:
	htable_for_each (&n->netns, i, h) {
		struct netns_entry *e = container_of(h, struct netns_entry, by_ino);

		if (e->seen)
			continue;
		drop(n, e);
		goto again;
	}
}

static void sweep(struct native *n)
{
	struct hnode *h;
	u32 i;

	n->netns_check = false;
	/* The first namespace of a kernel ends with the kernel. */
	htable_for_each (&n->netns, i, h) {
		struct netns_entry *e = container_of(h, struct netns_entry, by_ino);

		e->seen = e->net == n->k->init_net;
		e->mounted = false;
	}
	if (!all_seen(n) && see_processes(n))
		forget_unseen(n);
}

void native_netns_check(struct native *n)
{
	struct itimerspec its = { .it_value.tv_nsec = LATER_NS };

	if (n->k->n_nets < 2)
		return;
	n->netns_check = true;
	timerfd_settime(n->netns_watch.fd, 0, &its, NULL);
}

void native_netns_left(struct native *n, u64 ino)
{
	struct netns_entry *e = ino ? find(n, ino) : NULL;

	/* 0: it went somewhere and ended before it called again. */
	if (!ino || (e && e->net != n->k->init_net && !e->mounted))
		native_netns_check(n);
}

static void forget_mounts(struct native *n)
{
	struct hnode *h;
	u32 i;

	htable_for_each (&n->netns, i, h)
		container_of(h, struct netns_entry, by_ino)->mounted = false;
}

void native_netns_sweep(struct native *n)
{
	if (n->netns_check)
		sweep(n);
}

static void later(struct native *n, struct native_watch *w, u32 events)
{
	u64 ticks;

	if (read(w->fd, &ticks, sizeof(ticks)) > 0)
		sweep(n);
}

/* ---- calls ---- */

/* A new /sys for a namespace: ours is the same for all, and answers by who asks. */
static bool mounts_sysfs(struct native_call *c)
{
	char type[16];

	return strncpy_from_user(c->task->task, type, c->args[2], sizeof(type)) > 0 &&
	       !strcmp(type, "sysfs");
}

bool native_ns_call(struct native *n, struct native_call *c, const char *name, long *ret)
{
	*ret = 0;
	if (!strcmp(name, "mount"))
		return mounts_sysfs(c);
	if (name[0] == 'u' && name[1] == 'm') {
		forget_mounts(n);
		native_netns_check(n);
		return false;
	}
	native_netns_left(n, c->task->netns);
	c->task->netns = 0;
	return false;
}

int netns_init(struct native *n)
{
	htable_init(&n->netns, &n->k->mem);
	n->host_netns = ino_of_path("/proc/self/ns/net");
	n->netns_watch.fn = later;
	n->netns_watch.fd = timerfd_create(CLOCK_MONOTONIC, TFD_CLOEXEC | TFD_NONBLOCK);
	if (n->netns_watch.fd < 0)
		return -errno;
	return native_watch_add(n, &n->netns_watch, EPOLLIN);
}

void netns_exit(struct native *n)
{
	struct hnode *h;
	u32 i;

	htable_for_each (&n->netns, i, h)
		container_of(h, struct netns_entry, by_ino)->seen = false;
	forget_unseen(n);
	htable_destroy(&n->netns);
	if (n->netns_watch.fd >= 0)
		close(n->netns_watch.fd);
}
