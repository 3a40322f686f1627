/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The trap: calls come by seccomp user notification. See transport.h.
 *
 * The listener blocks in NOTIF_RECV when nothing waits, so receive() is only called when the
 * loop saw it readable.
 */
#include "ports/native/native.h"

#include <errno.h>
#include <linux/audit.h>
#include <linux/seccomp.h>
#include <sys/ioctl.h>

static int trap_receive(struct transport *tr, struct native_call *c)
{
	struct seccomp_notif req = { 0 };

	if (ioctl(tr->fd, SECCOMP_IOCTL_NOTIF_RECV, &req))
		return errno == ENOENT || errno == EINTR || errno == EAGAIN ? -EAGAIN : -EIO;
	c->tr = tr;
	c->id = req.id;
	c->tid = req.pid;
	c->nr = req.data.nr;
	c->abi = req.data.arch == AUDIT_ARCH_I386 ? ABI_I386 : ABI_X86_64;
	memcpy(c->args, req.data.args, sizeof(c->args));
	return 0;
}

static int respond(struct native_call *c, struct seccomp_notif_resp *resp)
{
	c->answered = true;
	resp->id = c->id;
	return ioctl(c->tr->fd, SECCOMP_IOCTL_NOTIF_SEND, resp) ? -errno : 0;
}

static int trap_answer(struct native_call *c, long ret)
{
	struct seccomp_notif_resp resp = { 0 };

	if (ret < 0)
		resp.error = ret;
	else
		resp.val = ret;
	return respond(c, &resp);
}

static int trap_pass(struct native_call *c)
{
	struct seccomp_notif_resp resp = { .flags = SECCOMP_USER_NOTIF_FLAG_CONTINUE };

	return respond(c, &resp);
}

static int add(struct native_call *c, int fd, int flags, u32 how)
{
	struct seccomp_notif_addfd req = {
		.id = c->id, .srcfd = fd, .newfd_flags = flags, .flags = how
	};
	int ret = ioctl(c->tr->fd, SECCOMP_IOCTL_NOTIF_ADDFD, &req);

	return ret < 0 ? -errno : ret;
}

static int trap_give_fd(struct native_call *c, int fd, int flags)
{
	int ret = add(c, fd, flags, SECCOMP_ADDFD_FLAG_SEND);

	c->answered = ret >= 0;
	return ret;
}

static int trap_add_fd(struct native_call *c, int fd, int flags)
{
	return add(c, fd, flags, 0);
}

static bool trap_alive(struct native_call *c)
{
	return !ioctl(c->tr->fd, SECCOMP_IOCTL_NOTIF_ID_VALID, &c->id);
}

const struct transport_ops trap_transport = {
	.name = "trap",
	.receive = trap_receive,
	.answer = trap_answer,
	.pass = trap_pass,
	.give_fd = trap_give_fd,
	.add_fd = trap_add_fd,
	.alive = trap_alive,
};
