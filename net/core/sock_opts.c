/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * SOL_SOCKET: what every socket can be told. What it can be asked is in sock_getopts.c.
 *
 * Options that are one bit of sk_flags are rows of a table; the others have a function or a case.
 * Values, limits and the order of checks are Linux's, as are the options it knows and refuses
 * for our families (EOPNOTSUPP against ENOPROTOOPT).
 */
#include "net/core/sock_opts.h"

#include "net/core/dev.h"
#include "net/core/net_core.h"

#include <limits.h>
#include <linux/capability.h>
#include <time.h>

#define TXTIME_FLAGS 3
/** Half of what net.ipv4.tcp_rmem allows. */
#define TCP_RCVLOWAT_MAX (16 << 20)
#define USEC_PER_SEC 1000000

/* Options that just set and show a bit. */
static const struct {
	u8 opt;
	u32 flag;
} flag_opts[] = {
	{ SO_REUSEADDR, SK_REUSEADDR }, { SO_DONTROUTE, SK_DONTROUTE },
	{ SO_BROADCAST, SK_BROADCAST }, { SO_KEEPALIVE, SK_KEEPOPEN },
	{ SO_OOBINLINE, SK_OOBINLINE }, { SO_NO_CHECK, SK_NO_CHECK },
	{ SO_RXQ_OVFL, SK_RXQ_OVFL },	{ SO_WIFI_STATUS, SK_WIFI_STATUS },
	{ SO_NOFCS, SK_NOFCS },		{ SO_SELECT_ERR_QUEUE, SK_SELECT_ERR_QUEUE },
	{ SO_RCVMARK, SK_RCVMARK },	{ OPT_RCVPRIORITY, SK_RCVPRIORITY },
};

u32 sock_opt_flag(int optname)
{
	for (u32 i = 0; i < ARRAY_SIZE(flag_opts); i++)
		if (flag_opts[i].opt == optname)
			return flag_opts[i].flag;
	return 0;
}

static void assign_flag(struct sock *sk, u32 flag, bool on)
{
	if (on)
		sk->sk_flags |= flag;
	else
		sk->sk_flags &= ~flag;
}

/* ---- time ---- */

static int timeout_in(struct task *t, uptr optval, int optlen, bool old, s64 *sec, s64 *usec)
{
	s32 half[2];
	s64 whole[2];

	if (old && t->abi == ABI_I386) {
		if (optlen < (int)sizeof(half))
			return -EINVAL;
		if (copy_from_user(t, half, optval, sizeof(half)))
			return -EFAULT;
		*sec = half[0];
		*usec = half[1];
		return 0;
	}
	if (optlen < (int)sizeof(whole))
		return -EINVAL;
	if (copy_from_user(t, whole, optval, sizeof(whole)))
		return -EFAULT;
	*sec = whole[0];
	*usec = whole[1];
	return 0;
}

static int set_timeout(struct task *t, u64 *timeo, uptr optval, int optlen, bool old)
{
	s64 sec, usec;
	int err = timeout_in(t, optval, optlen, old, &sec, &usec);

	if (err)
		return err;
	if (usec < 0 || usec >= USEC_PER_SEC)
		return -EDOM;
	if (sec < 0)
		*timeo = 0;
	else if ((!sec && !usec) || sec >= LONG_MAX / (s64)NSEC_PER_SEC - 1)
		*timeo = WAIT_FOREVER;
	else
		*timeo = sec * NSEC_PER_SEC + ((u64)usec * NSEC_PER_USEC + NSEC_PER_TICK - 1) /
						      NSEC_PER_TICK * NSEC_PER_TICK;
	return 0;
}

static void set_timestamp(struct sock *sk, int optname, bool on)
{
	bool ns = optname == SO_TIMESTAMPNS_OLD || optname == SO_TIMESTAMPNS_NEW;

	if (!on) {
		assign_flag(sk, SK_TIMESTAMP | SK_TIMESTAMPNS, false);
		return;
	}
	assign_flag(sk, SK_TSTAMP_NEW,
		    optname == SO_TIMESTAMP_NEW || optname == SO_TIMESTAMPNS_NEW);
	assign_flag(sk, SK_TIMESTAMPNS, ns);
	assign_flag(sk, SK_TIMESTAMP, true);
}

/* Flags that SO_TIMESTAMPING knows: SOF_TIMESTAMPING_MASK of 6.18. */
#define TSFLAGS_MASK ((1u << 19) - 1)
#define TSFLAG_OPT_ID BIT(7)
#define TSFLAG_OPT_ID_TCP BIT(16)

static int set_timestamping(struct task *t, struct sock *sk, int optname, uptr optval, int optlen,
			    int val)
{
	s32 v[2] = { val, 0 };

	if (optlen == sizeof(v) && copy_from_user(t, v, optval, sizeof(v)))
		return -EFAULT;
	if ((u32)v[0] & ~TSFLAGS_MASK)
		return -EINVAL;
	if (v[0] & TSFLAG_OPT_ID_TCP && !(v[0] & TSFLAG_OPT_ID))
		return -EINVAL;
	/* Of a stream that is not connected nothing can be counted. */
	if (sk_is_tcp(sk) && v[0] & TSFLAG_OPT_ID && !(sk->sk_tsflags & TSFLAG_OPT_ID))
		return -EINVAL;
	sk->sk_tsflags = v[0];
	assign_flag(sk, SK_TSTAMP_NEW, optname == SO_TIMESTAMPING_NEW);
	return 0;
}

/* ---- devices ---- */

static int bind_to_index(struct task *t, struct sock *sk, int ifindex)
{
	if (sk->sk_bound_dev_if && !capable(t, CAP_NET_RAW))
		return -EPERM;
	if (ifindex < 0)
		return -EINVAL;
	sk->sk_bound_dev_if = ifindex;
	return 0;
}

static int bind_to_device(struct task *t, struct sock *sk, uptr optval, int optlen)
{
	char name[IFNAMSIZ] = "";
	struct net_device *dev;

	if (copy_from_user(t, name, optval, min(optlen, IFNAMSIZ - 1)))
		return -EFAULT;
	if (!name[0])
		return bind_to_index(t, sk, 0);
	dev = dev_get_by_name(sk->net, name);
	return dev ? bind_to_index(t, sk, dev->ifindex) : -ENODEV;
}

/* ---- setsockopt ---- */

static void set_rcvbuf(struct sock *sk, int val)
{
	val = min(val, INT_MAX / 2);
	sk->sk_userlocks |= 2;
	sk->sk_rcvbuf = max(val * 2, SOCK_MIN_RCVBUF);
}

static void set_sndbuf(struct sock *sk, int val)
{
	val = min(val, INT_MAX / 2);
	sk->sk_userlocks |= 1;
	sk->sk_sndbuf = max(val * 2, SOCK_MIN_SNDBUF);
	wake_up(&sk->sk_wq);
}

static int set_buffer(struct task *t, struct sock *sk, int optname, int val)
{
	bool force = optname == SO_RCVBUFFORCE || optname == SO_SNDBUFFORCE;
	const struct netns_core *core = net_core_of(t->kernel);

	if (force && !capable(t, CAP_NET_ADMIN))
		return -EPERM;
	if (force)
		val = max(val, 0);
	if (optname == SO_RCVBUF || optname == SO_RCVBUFFORCE)
		set_rcvbuf(sk, force ? val : (int)min((u32)val, (u32)core->sysctl_rmem_max));
	else
		set_sndbuf(sk, force ? val : (int)min((u32)val, (u32)core->sysctl_wmem_max));
	return 0;
}

static int set_linger(struct task *t, struct sock *sk, uptr optval, int optlen)
{
	struct linger l;

	if (optlen < (int)sizeof(l))
		return -EINVAL;
	if (copy_from_user(t, &l, optval, sizeof(l)))
		return -EFAULT;
	assign_flag(sk, SK_LINGER, l.l_onoff);
	if (l.l_onoff)
		sk->sk_lingertime = l.l_linger < 0 ? (s32)(LONG_MAX / HZ) : l.l_linger;
	return 0;
}

static int set_zerocopy(struct sock *sk, int val)
{
	if (!sk_is_tcp(sk) && !(sk_is_inet(sk) && sk->sk_type == SOCK_DGRAM))
		return -EOPNOTSUPP;
	if (val < 0 || val > 1)
		return -EINVAL;
	assign_flag(sk, SK_ZEROCOPY, val);
	return 0;
}

static int set_busy_poll(struct task *t, struct sock *sk, int optname, int val)
{
	if (optname == SO_BUSY_POLL) {
		if (val < 0)
			return -EINVAL;
		sk->sk_busy_poll = val;
	} else if (optname == SO_PREFER_BUSY_POLL) {
		if (val && !capable(t, CAP_NET_ADMIN))
			return -EPERM;
		assign_flag(sk, SK_PREFER_BUSY_POLL, val);
	} else {
		if (val > sk->sk_busy_poll_budget && !capable(t, CAP_NET_ADMIN))
			return -EPERM;
		if (val < 0 || val > UINT16_MAX)
			return -EINVAL;
		sk->sk_busy_poll_budget = val;
	}
	return 0;
}

static int set_priority_or_mark(struct task *t, struct sock *sk, int optname, int val)
{
	bool may = capable(t, CAP_NET_RAW) || capable(t, CAP_NET_ADMIN);

	if (optname == SO_PRIORITY) {
		if (!may && (val < 0 || val > 6))
			return -EPERM;
		sk->sk_priority = val;
		return 0;
	}
	if (!may)
		return -EPERM;
	sk->sk_mark = val;
	return 0;
}

static int set_pass(struct sock *sk, int optname, bool on)
{
	switch (optname) {
	case SO_PASSCRED:
		if (!sk_may_receive_scm(sk))
			return -EOPNOTSUPP;
		assign_flag(sk, SK_PASSCRED, on);
		return 0;
	case SO_PASSSEC:
		if (!sk_may_receive_scm(sk))
			return -EOPNOTSUPP;
		assign_flag(sk, SK_PASSSEC, on);
		return 0;
	default:
		return -EOPNOTSUPP;
	}
}

static int set_filter_lock(struct sock *sk, bool on)
{
	if (sk->sk_flags & SK_FILTER_LOCKED && !on)
		return -EPERM;
	assign_flag(sk, SK_FILTER_LOCKED, on);
	return 0;
}

/* No descriptor is an eBPF program here. */
static int refuse_program(struct task *t, int fd)
{
	struct file *f = fget(t, fd);

	if (!f)
		return -EBADF;
	file_put(f);
	return -EINVAL;
}

static int set_pacing_rate(struct task *t, struct sock *sk, uptr optval, int optlen, u32 val)
{
	u64 rate = val == ~0u ? ~0ull : val;

	if (user_ptr_size(t) == 8 && optlen >= (int)sizeof(rate) &&
	    copy_from_user(t, &rate, optval, sizeof(rate)))
		return -EFAULT;
	sk->sk_max_pacing_rate = rate;
	return 0;
}

static int set_txtime(struct task *t, struct sock *sk, uptr optval, int optlen)
{
	s32 v[2]; /* clock, flags */

	if (optlen != sizeof(v))
		return -EINVAL;
	if (copy_from_user(t, v, optval, sizeof(v)))
		return -EFAULT;
	if (v[1] & ~TXTIME_FLAGS)
		return -EINVAL;
	if (v[0] != CLOCK_MONOTONIC && !capable(t, CAP_NET_ADMIN))
		return -EPERM;
	if (v[0] != CLOCK_REALTIME && v[0] != CLOCK_MONOTONIC && v[0] != CLOCK_TAI)
		return -EINVAL;
	sk->sk_clockid = v[0];
	sk->sk_txtime_flags = v[1];
	return 0;
}

/* Options that Linux knows and never grants to sockets like ours. */
static int refuse_option(struct task *t, struct sock *sk, int optname, uptr optval, int optlen,
			 int val)
{
	switch (optname) {
	case SO_TYPE:
	case SO_PROTOCOL:
	case SO_DOMAIN:
	case SO_ERROR:
		return -ENOPROTOOPT;
	case SO_PEEK_OFF:
		if (!sk_can_peek_off(sk))
			return -EOPNOTSUPP;
		sk->sk_peek_off = val;
		return 0;
	case SO_TXREHASH:
		if (!sk_is_tcp(sk))
			return -EOPNOTSUPP;
		if (val < -1 || val > 1)
			return -EINVAL;
		sk->sk_no_txrehash = !val;
		return 0;
	case SO_ATTACH_BPF:
	case SO_ATTACH_REUSEPORT_EBPF:
		return optlen == sizeof(u32) ? refuse_program(t, val) : -EINVAL;
	case SO_ATTACH_REUSEPORT_CBPF:
		return sk_refuse_reuseport_filter(t, sk, optval, optlen);
	case SO_DETACH_REUSEPORT_BPF:
		return sk->sk_flags & SK_REUSEPORT ? -ENOENT : -EINVAL;
	case OPT_DEVMEM_DONTNEED:
		if (!sk_is_tcp(sk))
			return -EBADF;
		return !optlen || optlen % 8 || optlen > 8 * 128 ? -EINVAL : 0;
	case SO_TXTIME:
		return set_txtime(t, sk, optval, optlen);
	default:
		return -ENOPROTOOPT;
	}
}

static int set_rare(struct task *t, struct sock *sk, int optname, uptr optval, int optlen, int val)
{
	switch (optname) {
	case SO_DEBUG:
		if (val && !capable(t, CAP_NET_ADMIN))
			return -EACCES;
		assign_flag(sk, SK_DEBUG, val);
		return 0;
	case SO_REUSEPORT:
		if (val && !sk_is_inet(sk))
			return -EOPNOTSUPP;
		assign_flag(sk, SK_REUSEPORT, val);
		return 0;
	case SO_BSDCOMPAT:
	case SO_CNX_ADVICE:
		return 0;
	case SO_RCVLOWAT:
		val = val < 0 ? INT_MAX : val;
		if (sk_is_tcp(sk))
			val = min(val, TCP_RCVLOWAT_MAX);
		sk->sk_rcvlowat = val ? val : 1;
		return 0;
	case SO_MAX_PACING_RATE:
		return set_pacing_rate(t, sk, optval, optlen, val);
	case SO_INCOMING_CPU:
		sk->sk_incoming_cpu = val;
		return 0;
	case SO_ZEROCOPY:
		return set_zerocopy(sk, val);
	case SO_BINDTOIFINDEX:
		return bind_to_index(t, sk, val);
	case SO_BUF_LOCK:
		if (val & ~SO_BUF_LOCK_MASK)
			return -EINVAL;
		sk->sk_userlocks = val;
		return 0;
	case SO_RESERVE_MEM:
		return val < 0 ? -EINVAL : -EOPNOTSUPP;
	default:
		return refuse_option(t, sk, optname, optval, optlen, val);
	}
}

static int set_one(struct task *t, struct sock *sk, int optname, uptr optval, int optlen, int val)
{
	switch (optname) {
	case SO_RCVBUF:
	case SO_SNDBUF:
	case SO_RCVBUFFORCE:
	case SO_SNDBUFFORCE:
		return set_buffer(t, sk, optname, val);
	case SO_RCVTIMEO_OLD:
	case SO_RCVTIMEO_NEW:
		return set_timeout(t, &sk->sk_rcvtimeo, optval, optlen, optname == SO_RCVTIMEO_OLD);
	case SO_SNDTIMEO_OLD:
	case SO_SNDTIMEO_NEW:
		return set_timeout(t, &sk->sk_sndtimeo, optval, optlen, optname == SO_SNDTIMEO_OLD);
	case SO_PASSCRED:
	case SO_PASSSEC:
	case OPT_PASSPIDFD:
	case OPT_PASSRIGHTS:
		return set_pass(sk, optname, val);
	case SO_PRIORITY:
	case SO_MARK:
		return set_priority_or_mark(t, sk, optname, val);
	case SO_LINGER:
		return set_linger(t, sk, optval, optlen);
	case SO_TIMESTAMP_OLD:
	case SO_TIMESTAMP_NEW:
	case SO_TIMESTAMPNS_OLD:
	case SO_TIMESTAMPNS_NEW:
		set_timestamp(sk, optname, val);
		return 0;
	case SO_TIMESTAMPING_OLD:
	case SO_TIMESTAMPING_NEW:
		return set_timestamping(t, sk, optname, optval, optlen, val);
	case SO_ATTACH_FILTER:
		return sk_attach_filter(t, sk, optval, optlen);
	case SO_DETACH_FILTER:
		return sk_detach_filter(sk);
	case SO_LOCK_FILTER:
		return set_filter_lock(sk, val);
	case SO_BUSY_POLL:
	case SO_PREFER_BUSY_POLL:
	case SO_BUSY_POLL_BUDGET:
		return set_busy_poll(t, sk, optname, val);
	default:
		return set_rare(t, sk, optname, optval, optlen, val);
	}
}

int sock_setsockopt(struct task *t, struct socket *sock, int optname, uptr optval, int optlen)
{
	struct sock *sk = sock->sk;
	u32 flag = sock_opt_flag(optname);
	s32 val;

	if (optname == SO_BINDTODEVICE)
		return bind_to_device(t, sk, optval, optlen);
	if (optlen < (int)sizeof(val))
		return -EINVAL;
	if (get_user(t, val, optval))
		return -EFAULT;
	if (!flag)
		return set_one(t, sk, optname, optval, optlen, val);
	assign_flag(sk, flag, val);
	return 0;
}
