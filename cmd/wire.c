// SPDX-License-Identifier: LGPL-2.1-or-later
/* Messages between fronts and kernel processes, with descriptors. See cmd.h. */
#include "cmd/cmd.h"

#include <sys/socket.h>

int wire_send(int fd, const struct wire_msg *m, const int *fds, u32 nfds)
{
	size_t len = offsetof(struct wire_msg, text) + strnlen(m->text, sizeof(m->text) - 1) + 1;
	char control[CMSG_SPACE(WIRE_FDS * sizeof(int))] __attribute__((aligned(8))) = { 0 };
	struct iovec iov = { (void *)m, len };
	struct msghdr h = { .msg_iov = &iov, .msg_iovlen = 1 };

	if (nfds) {
		struct cmsghdr *c = (struct cmsghdr *)control;

		h.msg_control = control;
		h.msg_controllen = CMSG_SPACE(nfds * sizeof(int));
		c->cmsg_level = SOL_SOCKET;
		c->cmsg_type = SCM_RIGHTS;
		c->cmsg_len = CMSG_LEN(nfds * sizeof(int));
		memcpy(CMSG_DATA(c), fds, nfds * sizeof(int));
	}
	return sendmsg(fd, &h, MSG_NOSIGNAL) == (ssize_t)len ? 0 : -1;
}

int wire_recv(int fd, struct wire_msg *m, int fds[WIRE_FDS])
{
	char control[CMSG_SPACE(WIRE_FDS * sizeof(int))] __attribute__((aligned(8)));
	struct iovec iov = { m, sizeof(*m) };
	struct msghdr h = { .msg_iov = &iov,
			    .msg_iovlen = 1,
			    .msg_control = control,
			    .msg_controllen = sizeof(control) };
	ssize_t len = recvmsg(fd, &h, MSG_CMSG_CLOEXEC);
	struct cmsghdr *c;

	for (int i = 0; i < WIRE_FDS; i++)
		fds[i] = -1;
	if (len <= 0)
		return len;
	c = CMSG_FIRSTHDR(&h);
	if (c && c->cmsg_level == SOL_SOCKET && c->cmsg_type == SCM_RIGHTS)
		memcpy(fds, CMSG_DATA(c), min(c->cmsg_len - CMSG_LEN(0), WIRE_FDS * sizeof(int)));
	if (len < (ssize_t)offsetof(struct wire_msg, text))
		return -1;
	m->text[min((size_t)len - offsetof(struct wire_msg, text), sizeof(m->text) - 1)] = 0;
	return 1;
}
