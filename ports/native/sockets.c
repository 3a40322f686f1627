/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The host's socketpair behind each socket of ours.
 *
 *   kernel: sk_receive_queue --data_ready--> [K ==== host's queue ====> G] :program
 *                            ring of what is in flight
 *   kernel: sock_sendmsg <------ drain ----- [K <==== write(2) ======== G]
 *
 * The host's queue is what programs see; the ring remembers, oldest first, what lies in it. As
 * programs read without our knowing, the ring is brought up to date by asking the host how many
 * bytes K is still charged for (SIOCOUTQ): the charge for a message depends on its length alone,
 * so it is measured once for each size. What the host's queue cannot take stays in
 * sk_receive_queue until K is writable again.
 */
#include "net/netlink/af_netlink.h"
#include "ports/native/native.h"

#include <fcntl.h>
#include <linux/sockios.h>
#include <stdlib.h>
#include <sys/epoll.h>
#include <sys/ioctl.h>
#include <unistd.h>

#define HOST_ROOM (8 << 20)
#define WATCH_IN (EPOLLIN | EPOLLRDHUP)

static struct native *native_of(struct sock *sk)
{
	return sk->kernel->port_data;
}

struct native_sock *native_sock_find(struct native *n, u64 cookie)
{
	struct native_sock *ns;

	htable_for_each_possible (&n->socks, ns, by_cookie, hash_u64(cookie))
		if (ns->cookie == cookie)
			return ns;
	return NULL;
}

/* ---- what the host charges ---- */

static u32 charged(int fd)
{
	int v = 0;

	return ioctl(fd, SIOCOUTQ, &v) ? 0 : v;
}

static u32 measure(struct native *n, const void *data, u32 len)
{
	u32 v;

	if (n->probe[0] < 0 && socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, n->probe))
		return 0;
	send(n->probe[0], data, len, MSG_DONTWAIT | MSG_NOSIGNAL);
	v = charged(n->probe[0]);
	recv(n->probe[1], NULL, 0, MSG_DONTWAIT | MSG_TRUNC);
	return v;
}

static u32 host_size_of(struct native *n, const struct sk_buff *skb)
{
	u32 class = (skb->len + 63) / 64;

	if (class >= HOST_SIZES)
		return measure(n, skb->data, skb->len);
	if (!n->host_size[class])
		n->host_size[class] = measure(n, skb->data, skb->len);
	return n->host_size[class];
}

/* ---- the ring ---- */

static struct native_inflight *ring_head(struct native_sock *ns)
{
	return &ns->ring[ns->first & (ns->cap - 1)];
}

/* Make room for one more. False: no memory. */
static bool ring_reserve(struct native *n, struct native_sock *ns)
{
	u32 cap = ns->cap ? 2 * ns->cap : 8;
	struct native_inflight *r;

	if (ns->n < ns->cap)
		return true;
	r = kcalloc(&n->k->mem, cap, sizeof(*r));
	if (!r)
		return false;
	for (u32 i = 0; i < ns->n; i++)
		r[i] = ns->ring[(ns->first + i) & (ns->cap - 1)];
	kfree(&n->k->mem, ns->ring);
	ns->ring = r;
	ns->first = 0;
	ns->cap = cap;
	return true;
}

static struct sk_buff *ring_pop(struct native_sock *ns)
{
	struct native_inflight *e = ring_head(ns);

	ns->first++;
	ns->n--;
	ns->host_sum -= e->host_size;
	return e->skb;
}

/* Forget what the program has read by itself. */
static void ring_sync(struct native_sock *ns)
{
	struct sock *sk = ns->sk;
	u32 left;

	if (!ns->n)
		return;
	left = charged(ns->watch.fd);
	while (ns->n && ns->host_sum > left) {
		struct sk_buff *skb = ring_pop(ns);

		sk->sk_rmem_alloc -= min(skb->truesize, sk->sk_rmem_alloc);
		kfree_skb(skb);
	}
}

static void want_out(struct native *n, struct native_sock *ns, bool want)
{
	if (ns->want_out == want)
		return;
	ns->want_out = want;
	native_watch_mod(n, &ns->watch, WATCH_IN | (want ? EPOLLOUT | EPOLLET : 0));
}

/* Move messages from the kernel's queue into the host's, as far as they fit. */
static void push(struct native *n, struct native_sock *ns)
{
	struct sk_buff_head *q = &ns->sk->sk_receive_queue;
	struct sk_buff *skb;

	while ((skb = skb_peek(q))) {
		u32 size = host_size_of(n, skb);

		if (!ring_reserve(n, ns))
			break;
		if (send(ns->watch.fd, skb->data, skb->len, MSG_DONTWAIT | MSG_NOSIGNAL) < 0)
			break;
		skb_dequeue(q);
		ns->ring[(ns->first + ns->n++) & (ns->cap - 1)] =
			(struct native_inflight) { skb, size };
		ns->host_sum += size;
	}
	want_out(n, ns,
		 q->qlen || netlink_dump_waits(ns->sk) ||
			 ns->sk->sk_rmem_alloc > (u32)ns->sk->sk_rcvbuf / 4);
}

void native_sk_data_ready(struct sock *sk)
{
	struct native_sock *ns = sk->port_data;

	if (ns)
		push(native_of(sk), ns);
}

void native_sk_pending(struct sock *sk)
{
	if (sk->port_data)
		ring_sync(sk->port_data);
}

struct sk_buff *native_sk_dequeue(struct sock *sk, bool peek)
{
	struct native *n = native_of(sk);
	struct native_sock *ns = sk->port_data;
	struct native_call *c = n->call;

	if (!ns || !c || c->sock != ns)
		return NULL;
	if (sk->sk_receive_queue.qlen)
		push(n, ns);
	if (peek || ns->n > 1)
		ring_sync(ns);
	if (!ns->n)
		return NULL;
	if (peek)
		return skb_get(ring_head(ns)->skb);
	/* Another thread may have read it this instant: then there is nothing, as on Linux. */
	if (recv(c->gfd, NULL, 0, MSG_DONTWAIT | MSG_TRUNC) < 0) {
		ring_sync(ns);
		return NULL;
	}
	return ring_pop(ns);
}

/* ---- what programs write ---- */

struct drained {
	ssize_t len;
	s32 pid;
};

static void close_received(const struct cmsghdr *cm)
{
	const int *fds = (const int *)CMSG_DATA(cm);

	for (u32 i = 0; i < (cm->cmsg_len - CMSG_LEN(0)) / sizeof(int); i++)
		close(fds[i]);
}

static struct drained receive(struct native *n, int k)
{
	char control[256] __attribute__((aligned(8)));
	struct iovec iov = { n->scratch, NATIVE_MSG_MAX };
	struct msghdr m = { .msg_iov = &iov,
			    .msg_iovlen = 1,
			    .msg_control = control,
			    .msg_controllen = sizeof(control) };
	struct drained d = { .len = recvmsg(k, &m, MSG_DONTWAIT | MSG_CMSG_CLOEXEC) };
	struct cmsghdr *cm = d.len > 0 ? CMSG_FIRSTHDR(&m) : NULL;

	for (; cm; cm = CMSG_NXTHDR(&m, cm)) {
		if (cm->cmsg_level == SOL_SOCKET && cm->cmsg_type == SCM_CREDENTIALS)
			memcpy(&d.pid, CMSG_DATA(cm), sizeof(d.pid));
		else if (cm->cmsg_level == SOL_SOCKET && cm->cmsg_type == SCM_RIGHTS)
			close_received(cm);
	}
	return d;
}

static void deliver(struct native *n, struct native_sock *ns, struct drained *d)
{
	struct native_task *nt = d->pid ? native_task_get(n, d->pid, ns->flags) : NULL;
	struct kmsghdr m = { .nonblock = true, .flags = MSG_DONTWAIT };

	/* A writer that is gone already has nobody to be told. */
	if (!nt || !ns->sk->sk_socket)
		return;
	n->stats.drained++;
	iov_iter_kernel(&m.iter, n->scratch, d->len);
	sock_sendmsg(nt->task, ns->sk->sk_socket, &m);
}

void native_sock_drain(struct native *n, struct native_sock *ns)
{
	struct drained d;

	if (!n->scratch)
		n->scratch = malloc(NATIVE_MSG_MAX);
	while (n->scratch && (d = receive(n, ns->watch.fd)).len > 0)
		deliver(n, ns, &d);
}

static void sock_event(struct native *n, struct native_watch *w, u32 events)
{
	struct native_sock *ns = container_of(w, struct native_sock, watch);
	struct sock *sk = ns->sk;

	if (events & EPOLLIN)
		native_sock_drain(n, ns);
	if (events & (EPOLLHUP | EPOLLERR)) {
		struct file *f = ns->file;

		ns->file = NULL;
		if (f)
			file_put(f);
		return;
	}
	if (events & EPOLLOUT) {
		ring_sync(ns);
		push(n, ns);
		if (sk->sk_family == AF_NETLINK)
			netlink_rx_space(sk);
	}
}

/* ---- life ---- */

static int make_pair(struct native_sock *ns, int type)
{
	int sv[2], one = 1, room = HOST_ROOM;
	socklen_t len = sizeof(ns->cookie);

	if (socketpair(AF_UNIX, type | SOCK_CLOEXEC, 0, sv))
		return -errno;
	ns->watch.fd = sv[0];
	ns->gfd = sv[1];
	/* Room for all that fits into a receive buffer of usual size, as the host counts it. */
	if (setsockopt(sv[0], SOL_SOCKET, SO_SNDBUFFORCE, &room, sizeof(room)))
		setsockopt(sv[0], SOL_SOCKET, SO_SNDBUF, &room, sizeof(room));
	if (setsockopt(sv[0], SOL_SOCKET, SO_PASSCRED, &one, sizeof(one)) ||
	    getsockopt(sv[1], SOL_SOCKET, SO_COOKIE, &ns->cookie, &len))
		return -errno;
	return 0;
}

static void sock_free(struct native *n, struct native_sock *ns)
{
	if (ns->sk)
		ns->sk->port_data = NULL;
	while (ns->n)
		kfree_skb(ring_pop(ns));
	kfree(&n->k->mem, ns->ring);
	if (ns->gfd >= 0)
		close(ns->gfd);
	native_unwatch(n, &ns->watch);
	native_free_later(n, &ns->watch);
}

static int attach(struct native *n, struct sock *sk)
{
	struct native_sock *ns = kzalloc(&n->k->mem, sizeof(*ns));
	int err;

	if (!ns)
		return -ENOMEM;
	ns->watch.fd = ns->gfd = -1;
	ns->watch.fn = sock_event;
	err = make_pair(ns, sk->sk_type == SOCK_STREAM ? SOCK_STREAM : SOCK_SEQPACKET);
	if (!err)
		err = htable_insert(&n->socks, &ns->by_cookie, hash_u64(ns->cookie));
	if (err) {
		sock_free(n, ns);
		return err;
	}
	ns->sk = sk;
	ns->flags = n->call ? n->call->flags : 0;
	sk->port_data = ns;
	n->n_socks++;
	return 0;
}

void native_sk_attach(struct sock *sk)
{
	/* What fails here is tried again, and reported, by native_fd_install(). */
	if (!sk->port_data && attach(native_of(sk), sk))
		sk->port_data = NULL;
}

void native_sk_detach(struct sock *sk)
{
	struct native *n = native_of(sk);
	struct native_sock *ns = sk->port_data;

	if (!ns)
		return;
	htable_remove(&n->socks, &ns->by_cookie);
	n->n_socks--;
	sock_free(n, ns);
}

void native_socks_end(struct native *n)
{
	struct native_sock *ns;
	struct hnode *h;
	u32 i;

again:
	htable_for_each (&n->socks, i, h) {
		struct file *f;

		ns = container_of(h, struct native_sock, by_cookie);
		f = ns->file;
		ns->file = NULL;
		if (!f)
			continue;
		file_put(f);
		goto again;
	}
}

/* ---- descriptors ---- */

struct file *native_fget(struct task *t, int fd)
{
	struct native_task *nt = t->port_data;

	return native_lookup_fd(&nt->call, fd) ? file_get(nt->call.file) : NULL;
}

int native_fd_install(struct task *t, struct file *f, int flags)
{
	struct native_task *nt = t->port_data;
	struct native *n = nt->native;
	struct socket *sock = sock_from_file(f);
	struct native_sock *ns;
	int err, fd;

	if (!sock)
		return -EINVAL;
	if (!sock->sk->port_data) {
		err = attach(n, sock->sk);
		if (err)
			return err;
	}
	ns = sock->sk->port_data;
	if (f->f_flags & O_NONBLOCK)
		fcntl(ns->gfd, F_SETFL, O_RDWR | O_NONBLOCK);
	err = native_watch_add(n, &ns->watch, WATCH_IN);
	if (err)
		return err;
	if (native_mem_flush(n))
		return -EFAULT;
	fd = nt->call.tr->ops->give_fd(&nt->call, ns->gfd, flags & O_CLOEXEC);
	if (fd < 0)
		return fd;
	ns->file = f;
	close(ns->gfd);
	ns->gfd = -1;
	return fd;
}

/* Programs close by themselves; we learn it from K. */
int native_fd_close(struct task *t, int fd)
{
	return -ENOSYS;
}
