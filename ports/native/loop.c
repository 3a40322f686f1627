/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The one loop of a kernel process: listeners, sockets, ends of processes, timers, signals.
 *
 *   epoll --> watch.fn(watch) ... --> calls that were woken --> free what died --> epoll
 *
 * An object may end while events that name it are still in the batch: native_unwatch() clears
 * its function and native_free_later() keeps its memory until the batch is done.
 */
#include "ports/native/native.h"

#include <errno.h>
#include <linux/seccomp.h>
#include <sys/epoll.h>
#include <sys/ioctl.h>
#include <unistd.h>

#ifndef SECCOMP_USER_NOTIF_FD_SYNC_WAKE_UP
#define SECCOMP_USER_NOTIF_FD_SYNC_WAKE_UP (1ul << 0)
#define SECCOMP_IOCTL_NOTIF_SET_FLAGS SECCOMP_IOW(4, __u64)
#endif

int native_watch_add(struct native *n, struct native_watch *w, u32 events)
{
	struct epoll_event ev = { .events = events, .data.ptr = w };

	return epoll_ctl(n->epfd, EPOLL_CTL_ADD, w->fd, &ev) ? -errno : 0;
}

void native_watch_mod(struct native *n, struct native_watch *w, u32 events)
{
	struct epoll_event ev = { .events = events, .data.ptr = w };

	epoll_ctl(n->epfd, EPOLL_CTL_MOD, w->fd, &ev);
}

void native_unwatch(struct native *n, struct native_watch *w)
{
	w->fn = NULL;
	if (w->fd < 0)
		return;
	epoll_ctl(n->epfd, EPOLL_CTL_DEL, w->fd, NULL);
	close(w->fd);
	w->fd = -1;
}

void native_free_later(struct native *n, struct native_watch *w)
{
	w->fn = NULL;
	w->next_dead = n->dead;
	n->dead = w;
}

static void free_dead(struct native *n)
{
	struct native_watch *w;

	while ((w = n->dead)) {
		n->dead = w->next_dead;
		kfree(&n->k->mem, w);
	}
}

/* Calls that came by @l and still wait: their programs are gone. */
static void forget_parked(struct native *n, struct native_listener *l)
{
	struct native_task *nt, *next;

	list_for_each_entry_safe (nt, next, &n->parked, park_node) {
		if (nt->call.tr != &l->tr)
			continue;
		native_unpark(n, nt);
		native_call_done(&nt->call);
	}
}

static void listener_free(struct native *n, struct native_listener *l)
{
	forget_parked(n, l);
	list_del(&l->node);
	if (l->trace)
		fclose(l->trace);
	native_unwatch(n, &l->watch);
	native_free_later(n, &l->watch);
}

static void listener_event(struct native *n, struct native_watch *w, u32 events)
{
	if (events & EPOLLIN)
		native_notify(n, w, events);
	else if (events & (EPOLLHUP | EPOLLERR))
		listener_free(n, container_of(w, struct native_listener, watch));
}

int native_attach(struct native *n, int fd, s32 pid, u32 flags, FILE *trace)
{
	struct native_listener *l = kzalloc(&n->k->mem, sizeof(*l));
	int err;

	if (!l) {
		close(fd);
		if (trace)
			fclose(trace);
		return -ENOMEM;
	}
	/* Both sides take turns: run the program where we ran. Refused before Linux 6.6; then slower. */
	ioctl(fd, SECCOMP_IOCTL_NOTIF_SET_FLAGS, SECCOMP_USER_NOTIF_FD_SYNC_WAKE_UP);
	l->watch = (struct native_watch) { .fn = listener_event, .fd = fd };
	l->tr = (struct transport) { .ops = &trap_transport, .fd = fd };
	l->flags = flags;
	l->trace = trace;
	list_add_tail(&l->node, &n->listeners);
	err = native_netns_adopt(n, pid);
	if (!err)
		err = native_watch_add(n, &l->watch, EPOLLIN);
	if (err)
		listener_free(n, l);
	return err;
}

void native_loop_once(struct native *n, int timeout_ms)
{
	struct epoll_event ev[64];
	int nr = epoll_wait(n->epfd, ev, ARRAY_SIZE(ev), timeout_ms);

	/* What programs wrote natively, and who ended, comes before the calls that followed it. */
	for (int i = 0; i < nr; i++) {
		struct native_watch *w = ev[i].data.ptr;

		if (w->fn && w->fn != listener_event)
			w->fn(n, w, ev[i].events);
	}
	for (int i = 0; i < nr; i++) {
		struct native_watch *w = ev[i].data.ptr;

		if (w->fn == listener_event)
			w->fn(n, w, ev[i].events);
	}
	native_run_woken(n);
	free_dead(n);
}

void native_loop(struct native *n)
{
	while (!n->stop)
		native_loop_once(n, -1);
}

void native_loop_end(struct native *n)
{
	struct native_listener *l, *next;

	list_for_each_entry_safe (l, next, &n->listeners, node)
		listener_free(n, l);
	free_dead(n);
}
