// SPDX-License-Identifier: LGPL-2.1-or-later
/* SOL_NETLINK options. See netlink(7). */
#include "net/netlink/netlink_internal.h"

#include <linux/capability.h>

#ifndef NETLINK_GET_STRICT_CHK
#define NETLINK_GET_STRICT_CHK 12
#endif

/* The bit that an option sets and shows, or 0. */
static u32 flag_of(int name)
{
	switch (name) {
	case NETLINK_PKTINFO:
		return NETLINK_F_RECV_PKTINFO;
	case NETLINK_BROADCAST_ERROR:
		return NETLINK_F_BROADCAST_SEND_ERROR;
	case NETLINK_NO_ENOBUFS:
		return NETLINK_F_RECV_NO_ENOBUFS;
	case NETLINK_LISTEN_ALL_NSID:
		return NETLINK_F_LISTEN_ALL_NSID;
	case NETLINK_CAP_ACK:
		return NETLINK_F_CAP_ACK;
	case NETLINK_EXT_ACK:
		return NETLINK_F_EXT_ACK;
	case NETLINK_GET_STRICT_CHK:
		return NETLINK_F_STRICT_CHK;
	default:
		return 0;
	}
}

static int set_group(struct task *t, struct netlink_sock *nlk, u32 group, bool join)
{
	const struct netlink_table *table = netlink_table_of(&nlk->sk);
	int err;

	if (!netlink_allowed(t, &nlk->sk, NL_CFG_F_NONROOT_RECV))
		return -EPERM;
	err = netlink_realloc_groups(nlk);
	if (err)
		return err;
	if (!group || group - 1 >= nlk->ngroups)
		return -EINVAL;
	if (join && table->bind) {
		err = table->bind(nlk->sk.net, t, group);
		if (err)
			return err;
	}
	err = netlink_set_membership(nlk, group, join);
	if ((err || !join) && table->unbind)
		table->unbind(nlk->sk.net, group);
	return err;
}

int netlink_setsockopt(struct task *t, struct socket *sock, int level, int name, uptr optval,
		       int len)
{
	struct netlink_sock *nlk = nlk_sk(sock->sk);
	u32 val = 0, flag;

	if (level != SOL_NETLINK)
		return -ENOPROTOOPT;
	if (len >= (int)sizeof(val) && get_user(t, val, optval))
		return -EFAULT;
	if (name == NETLINK_ADD_MEMBERSHIP || name == NETLINK_DROP_MEMBERSHIP)
		return set_group(t, nlk, val, name == NETLINK_ADD_MEMBERSHIP);
	if (name == NETLINK_LISTEN_ALL_NSID)
		return capable(t, CAP_NET_BROADCAST) ? netlink_set_all_nsid(nlk, val) : -EPERM;
	flag = flag_of(name);
	if (!flag)
		return -ENOPROTOOPT;
	nlk->flags = val ? nlk->flags | flag : nlk->flags & ~flag;
	if (flag == NETLINK_F_RECV_NO_ENOBUFS && val) {
		nlk->congested = false;
		wake_up(&nlk->wait);
	}
	return 0;
}

static int list_memberships(struct task *t, const struct netlink_sock *nlk, uptr optval,
			    uptr optlen, u32 len)
{
	u32 bytes = ALIGN_UP((nlk->ngroups + 7) / 8, 4);
	u32 n = min(len & ~3u, bytes);

	if (n && copy_to_user(t, optval, nlk->groups, n))
		return -EFAULT;
	return put_user(t, optlen, bytes);
}

int netlink_getsockopt(struct task *t, struct socket *sock, int level, int name, uptr optval,
		       uptr optlen)
{
	const struct netlink_sock *nlk = nlk_sk(sock->sk);
	u32 flag = flag_of(name);
	s32 len, val;

	if (level != SOL_NETLINK)
		return -ENOPROTOOPT;
	if (get_user(t, len, optlen))
		return -EFAULT;
	if (len < 0)
		return -EINVAL;
	if (name == NETLINK_LIST_MEMBERSHIPS)
		return list_memberships(t, nlk, optval, optlen, len);
	if (!flag)
		return -ENOPROTOOPT;
	if (len < (s32)sizeof(val))
		return -EINVAL;
	val = !!(nlk->flags & flag);
	if (put_user(t, optlen, (s32)sizeof(val)) || put_user(t, optval, val))
		return -EFAULT;
	return 0;
}
