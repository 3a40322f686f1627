/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * One call of a program: received, routed, answered.
 *
 *   by number -> on a descriptor: one of ours? -> gate
 *                                 the host's?  -> pass
 *             -> socket, socketpair, socketcall, ioctl: look closer
 *             -> identity (ident.c), paths (openat.c)
 *
 * A call that the host may execute with arguments in memory that another thread changes must be
 * harmless whatever they become: so i386's socketcall(SOCKET) is never passed.
 */
#include "ports/native/paths.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/ioctl.h>
#include <unistd.h>

/* What socketcall's first argument names (linux/net.h, which net/socket.h excludes). */
enum { CALL_SOCKET = 1, CALL_SOCKETPAIR = 8, CALL_MAX = 20 };

void native_call_done(struct native_call *c)
{
	if (c->gfd >= 0)
		close(c->gfd);
	if (c->file)
		file_put(c->file);
	c->gfd = -1;
	c->fd = -1;
	c->sock = NULL;
	c->file = NULL;
}

/* Programs set O_NONBLOCK on G behind our back; it only matters when a call would wait. */
static bool is_nonblocking(struct native_call *c)
{
	return c->gfd >= 0 && fcntl(c->gfd, F_GETFL) & O_NONBLOCK;
}

bool native_lookup_fd(struct native_call *c, int fd)
{
	socklen_t len = sizeof(u64);
	u64 cookie;
	int g;

	if (c->file && c->fd == fd)
		return true;
	g = native_grab_fd(c->task, fd);
	if (g < 0)
		return false;
	if (getsockopt(g, SOL_SOCKET, SO_COOKIE, &cookie, &len))
		goto not_ours;
	c->sock = native_sock_find(c->task->native, cookie);
	if (!c->sock || !c->sock->file)
		goto not_ours;
	c->fd = fd;
	c->gfd = g;
	c->file = file_get(c->sock->file);
	return true;

not_ours:
	close(g);
	return false;
}

static void answer(struct native *n, struct native_call *c, long ret)
{
	if (unlikely(c->trace))
		native_trace(c, ret);
	if (!c->answered)
		c->tr->ops->answer(c, ret);
	native_call_done(c);
}

static void pass(struct native *n, struct native_call *c)
{
	n->stats.passed++;
	c->tr->ops->pass(c);
	native_call_done(c);
}

void native_finish(struct native *n, struct native_task *nt, long ret)
{
	if (ret == -EPARK && is_nonblocking(&nt->call)) {
		gate_cancel(nt->task);
		ret = -EAGAIN;
	}
	if (ret == -EPARK)
		native_park(n, nt);
	else
		answer(n, &nt->call, ret);
}

static long enter(struct native *n, struct native_call *c)
{
	long ret;

	n->stats.served++;
	n->call = c;
	ret = gate_enter(c->task->task, c->abi, c->nr, c->args);
	n->call = NULL;
	if (native_mem_flush(n) && ret >= 0)
		ret = -EFAULT;
	return ret;
}

static void to_gate(struct native *n, struct native_call *c)
{
	native_finish(n, c->task, enter(n, c));
}

static void route_fd(struct native *n, struct native_call *c)
{
	if (native_lookup_fd(c, c->args[0]))
		to_gate(n, c);
	else
		pass(n, c);
}

/* Timeouts count on G too, where reads block natively. */
static void mirror_timeout(struct native_call *c, int name)
{
	struct sock *sk = c->sock->sk;
	bool rcv = name == SO_RCVTIMEO_OLD || name == SO_RCVTIMEO_NEW;
	u64 ns = rcv ? sk->sk_rcvtimeo : sk->sk_sndtimeo;
	struct timeval tv = { 0 };

	if (ns != WAIT_FOREVER)
		tv = (struct timeval) { ns / NSEC_PER_SEC, ns % NSEC_PER_SEC / NSEC_PER_USEC };
	if (ns && ns < NSEC_PER_USEC)
		tv.tv_usec = 1;
	setsockopt(c->gfd, SOL_SOCKET, rcv ? SO_RCVTIMEO : SO_SNDTIMEO, &tv, sizeof(tv));
}

static bool is_timeout(u64 level, u64 name)
{
	return (int)level == SOL_SOCKET && (name == SO_RCVTIMEO_OLD || name == SO_SNDTIMEO_OLD ||
					    name == SO_RCVTIMEO_NEW || name == SO_SNDTIMEO_NEW);
}

static void route_setsockopt(struct native *n, struct native_call *c)
{
	long ret;

	if (!native_lookup_fd(c, c->args[0])) {
		pass(n, c);
		return;
	}
	ret = enter(n, c);
	if (!ret && is_timeout(c->args[1], c->args[2]))
		mirror_timeout(c, c->args[2]);
	native_finish(n, c->task, ret);
}

static bool is_host_family(int family, u32 flags)
{
	if (family == AF_INET || family == AF_INET6)
		return flags & NATIVE_INET_HOST;
	return family == AF_UNIX || family == AF_ALG || family == AF_VSOCK;
}

/* socket() through socketcall: its arguments lie in memory, so the host's own is made here. */
static long host_socket(struct native_call *c, const u32 *a)
{
	int fd = socket(a[0], a[1] | SOCK_CLOEXEC, a[2]);
	int ret;

	if (fd < 0)
		return -errno;
	ret = c->tr->ops->give_fd(c, fd, a[1] & SOCK_CLOEXEC);
	close(fd);
	return ret;
}

static void route_socketcall(struct native *n, struct native_call *c)
{
	u32 what = c->args[0], a[6];
	struct user_iov v = { c->args[1], what == CALL_SOCKET || what == CALL_SOCKETPAIR ? 12 : 4 };

	if (native_copy_from_user(c->task->task, a, &v, 1)) {
		answer(n, c, what && what <= CALL_MAX ? -EFAULT : -EINVAL);
		return;
	}
	if (what == CALL_SOCKET) {
		bool packet = (a[1] & 0xf) == SOCK_PACKET;

		if (!packet && is_host_family(a[0], c->flags))
			answer(n, c, host_socket(c, a));
		else
			to_gate(n, c);
	} else if (what == CALL_SOCKETPAIR) {
		if (a[0] == AF_UNIX)
			pass(n, c);
		else
			to_gate(n, c);
	} else if (what && what <= CALL_MAX && !native_lookup_fd(c, a[0])) {
		pass(n, c);
	} else {
		to_gate(n, c);
	}
}

/* SIOC* on a socket of the host's (AF_UNIX, say) still means our devices. */
static void ioctl_on_foreign(struct native *n, struct native_call *c)
{
	int g = native_grab_fd(c->task, c->args[0]);
	int type;
	socklen_t len = sizeof(type);
	bool is_socket;

	if (g < 0) {
		pass(n, c);
		return;
	}
	is_socket = !getsockopt(g, SOL_SOCKET, SO_TYPE, &type, &len);
	close(g);
	if (!is_socket) {
		pass(n, c);
		return;
	}
	c->fd = c->args[0];
	c->file = native_ctl(n, c->task->task->net);
	if (!c->file) {
		answer(n, c, -ENOMEM);
		return;
	}
	to_gate(n, c);
}

static void route_ioctl(struct native *n, struct native_call *c)
{
	if (native_lookup_fd(c, c->args[0]))
		to_gate(n, c);
	else
		ioctl_on_foreign(n, c);
}

static void route_ident(struct native *n, struct native_call *c)
{
	long ret;

	if (native_ident_call(n, c, n->desc[c->abi][c->nr]->name, &ret))
		answer(n, c, ret);
	else
		pass(n, c);
}

static void route_path(struct native *n, struct native_call *c)
{
	if (!native_path_call(n, c, n->desc[c->abi][c->nr]->name))
		pass(n, c);
}

static void route_uts(struct native *n, struct native_call *c)
{
	long ret;

	n->call = c;
	ret = native_uts_call(n, c, n->desc[c->abi][c->nr]->name);
	n->call = NULL;
	answer(n, c, native_mem_flush(n) ? -EFAULT : ret);
}

static void route_ns(struct native *n, struct native_call *c)
{
	long ret;

	if (native_ns_call(n, c, n->desc[c->abi][c->nr]->name, &ret))
		answer(n, c, ret);
	else
		pass(n, c);
}

static const struct {
	const char *name;
	native_route_fn fn;
} special[] = {
	{ "socket", to_gate },
	{ "socketpair", to_gate },
	{ "socketcall", route_socketcall },
	{ "ioctl", route_ioctl },
	{ "setsockopt", route_setsockopt },
	{ "newfstatat", route_path },
	{ "statx", route_path },
};

static native_route_fn route_of(const struct syscall_desc *d)
{
	for (u32 i = 0; i < ARRAY_SIZE(special); i++)
		if (!strcmp(special[i].name, d->name))
			return special[i].fn;
	if (native_listed(native_path_names, d->name))
		return route_path;
	if (native_listed(native_uts_names, d->name))
		return route_uts;
	if (native_listed(native_ns_names, d->name))
		return route_ns;
	if (native_listed(native_ident_names, d->name))
		return route_ident;
	if (d->trap == TRAP_NONE)
		return NULL;
	/* A call on a descriptor is ours when that is; others have no place on the host. */
	return !strncmp(d->args, "fd", 2) ? route_fd : to_gate;
}

void native_routes_init(struct native *n)
{
	for (u32 i = 0; i < syscall_desc_count; i++)
		for (int abi = 0; abi < ABI_MAX; abi++) {
			int nr = syscall_descs[i].nr[abi];

			if (nr < 0 || nr >= NATIVE_NR_MAX)
				continue;
			n->route[abi][nr] = route_of(&syscall_descs[i]);
			n->desc[abi][nr] = &syscall_descs[i];
		}
}

static void route(struct native *n, struct native_call *c)
{
	native_route_fn fn = c->nr < NATIVE_NR_MAX ? n->route[c->abi][c->nr] : NULL;

	if (fn)
		fn(n, c);
	else
		pass(n, c);
}

void native_notify(struct native *n, struct native_watch *w, u32 events)
{
	struct native_listener *l = container_of(w, struct native_listener, watch);
	struct native_call c = { .fd = -1, .gfd = -1, .flags = l->flags, .trace = l->trace };
	struct native_task *nt;

	if (l->tr.ops->receive(&l->tr, &c))
		return;
	n->stats.calls++;
	if (!--n->sched.calls)
		native_sched_look(n, c.tid);
	native_mem_forget(n);
	vfiles_drain(n);
	native_netns_sweep(n);
	nt = native_task_get(n, c.tid, l->flags);
	if (!nt) {
		answer(n, &c, -ENOMEM);
		return;
	}
	/* It gave up an earlier call to come here: that one was cancelled by a signal. */
	native_unpark(n, nt);
	native_call_done(&nt->call);
	nt->call = c;
	nt->call.task = nt;
	if (unlikely(!nt->netns))
		native_netns_refresh(nt);
	route(n, &nt->call);
}
