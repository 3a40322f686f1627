// SPDX-License-Identifier: LGPL-2.1-or-later
/*
 * Control messages at the socket level: the credentials of senders. Passing descriptors is a
 * matter of AF_UNIX, which is the host's; other families refuse it, as on Linux.
 */
#include "net/core/sock.h"

#include <linux/capability.h>

/* Not all of the system's headers have the newest ones. */
#define SCM_CREDENTIALS_TYPE 2
#define SCM_RIGHTS_TYPE 1

static int claim_creds(struct task *t, const struct cmsghdr *c, struct scm_creds *creds)
{
	struct ucred u;

	if (c->cmsg_len != CMSG_LEN(sizeof(u)))
		return -EINVAL;
	memcpy(&u, CMSG_DATA(c), sizeof(u));
	if ((u.pid != t->tgid && !capable(t, CAP_SYS_ADMIN)) ||
	    (u.uid != t->uid && !capable(t, CAP_SETUID)) ||
	    (u.gid != t->gid && !capable(t, CAP_SETGID)))
		return -EPERM;
	if (u.pid != t->tgid && !task_find(t->kernel, u.pid))
		return -ESRCH;
	creds->pid = u.pid;
	creds->uid = u.uid;
	creds->gid = u.gid;
	return 0;
}

int scm_send(struct task *t, struct kmsghdr *m, struct scm_creds *creds)
{
	const u8 *p = m->control, *end;
	int err;

	*creds = (struct scm_creds) { t->tgid, t->uid, t->gid, t->cap_effective };
	if (!p)
		return 0;
	end = p + m->controllen;
	while (end - p >= (ptrdiff_t)sizeof(struct cmsghdr)) {
		const struct cmsghdr *c = (const struct cmsghdr *)p;

		if (c->cmsg_len < sizeof(*c) || c->cmsg_len > (size_t)(end - p))
			return -EINVAL;
		if (c->cmsg_level == SOL_SOCKET) {
			err = c->cmsg_type == SCM_CREDENTIALS_TYPE ? claim_creds(t, c, creds)
								   : -EINVAL;
			if (err)
				return err;
		}
		if (CMSG_ALIGN(c->cmsg_len) >= (size_t)(end - p))
			break;
		p += CMSG_ALIGN(c->cmsg_len);
	}
	return 0;
}

int scm_recv(struct task *t, const struct sock *sk, struct kmsghdr *m,
	     const struct scm_creds *creds)
{
	struct ucred u = { creds->pid, creds->uid, creds->gid };

	if (!m->control_user) {
		if (sk->sk_flags & (SK_PASSCRED | SK_PASSPIDFD))
			m->flags |= MSG_CTRUNC;
		return 0;
	}
	if (sk->sk_flags & SK_PASSCRED)
		return put_cmsg(t, m, SOL_SOCKET, SCM_CREDENTIALS_TYPE, sizeof(u), &u);
	return 0;
}

/* i386 has 32-bit lengths: 12 bytes of header, data aligned to 4. */
struct compat_cmsghdr {
	u32 cmsg_len;
	s32 cmsg_level, cmsg_type;
};

int put_cmsg(struct task *t, struct kmsghdr *m, int level, int type, int len, const void *data)
{
	bool compat = t->abi == ABI_I386;
	struct compat_cmsghdr h32 = { sizeof(h32) + len, level, type };
	struct cmsghdr h = { .cmsg_len = sizeof(h) + len, .cmsg_level = level, .cmsg_type = type };
	u32 hdr = compat ? sizeof(h32) : sizeof(h);
	u32 align = compat ? 4 : sizeof(long), n = hdr + len;

	if (!m->control_user || m->controllen < hdr) {
		m->flags |= MSG_CTRUNC;
		return 0;
	}
	if (m->controllen < n) {
		m->flags |= MSG_CTRUNC;
		n = m->controllen;
		h32.cmsg_len = n;
		h.cmsg_len = n;
	}
	if (copy_to_user(t, m->control_user, compat ? (void *)&h32 : (void *)&h, hdr) ||
	    copy_to_user(t, m->control_user + hdr, data, n - hdr))
		return -EFAULT;
	n = min(ALIGN_UP(hdr + (u32)len, align), m->controllen);
	m->control_user += n;
	m->controllen -= n;
	return 0;
}
