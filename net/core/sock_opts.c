// SPDX-License-Identifier: LGPL-2.1-or-later
/*
 * SOL_SOCKET: what every socket can be asked and told. See sock.h.
 *
 * Options that are one bit of sk_flags are rows of a table; the others have a function or a case.
 * Values, limits and the order of checks are Linux's, as are the options it knows and refuses
 * for our families (EOPNOTSUPP against ENOPROTOOPT).
 */
#include "net/core/net_core.h"
#include "net/core/dev.h"
#include "net/core/sock.h"

#include <asm/socket.h>
#include <limits.h>
#include <linux/capability.h>
#include <time.h>

/* Newer than the headers of some systems. */
enum {
	OPT_PASSPIDFD = 76,
	OPT_PEERPIDFD = 77,
	OPT_DEVMEM_DONTNEED = 80,
	OPT_RCVPRIORITY = 82,
	OPT_PASSRIGHTS = 83,
	OPT_SNDLOWAT = 19,
};

#define MEMINFO_VARS 9
#define BUF_LOCK_MASK 3
#define TXTIME_FLAGS 3
/** Half of what net.ipv4.tcp_rmem allows. */
#define TCP_RCVLOWAT_MAX (16 << 20)
#define USEC_PER_SEC 1000000
/** Timeouts are kept in ticks of a distribution's kernel, 250 a second, rounded up. */
#define TICKS_PER_SEC 250
#define NSEC_PER_TICK (NSEC_PER_SEC / TICKS_PER_SEC)

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

static u32 flag_of(int optname)
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

static bool is_inet(const struct sock *sk)
{
	return sk->sk_family == AF_INET || sk->sk_family == AF_INET6;
}

static bool is_tcp(const struct sock *sk)
{
	return is_inet(sk) && sk->sk_type == SOCK_STREAM && sk->sk_protocol == IPPROTO_TCP;
}

/* Families that can peek at an offset. */
static bool can_peek_off(const struct sock *sk)
{
	return is_inet(sk) && (sk->sk_type == SOCK_DGRAM || sk->sk_type == SOCK_STREAM);
}

static bool may_receive_scm(const struct sock *sk)
{
	return sk->sk_family == AF_NETLINK;
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

/* A timeout as a program's timeval; returns its size. */
static int show_timeout(const struct task *t, u64 timeo, bool old, void *v)
{
	u64 ns = timeo == WAIT_FOREVER ? 0 : timeo;
	s64 whole[2] = { ns / NSEC_PER_SEC, ns % NSEC_PER_SEC / NSEC_PER_USEC };
	s32 half[2] = { whole[0], whole[1] };

	if (old && t->abi == ABI_I386) {
		memcpy(v, half, sizeof(half));
		return sizeof(half);
	}
	memcpy(v, whole, sizeof(whole));
	return sizeof(whole);
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
	if (is_tcp(sk) && v[0] & TSFLAG_OPT_ID && !(sk->sk_tsflags & TSFLAG_OPT_ID))
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

static int show_bound_device(struct task *t, struct sock *sk, uptr optval, uptr optlen, int len)
{
	struct net_device *dev;

	if (!sk->sk_bound_dev_if)
		return put_user(t, optlen, 0);
	if (len < IFNAMSIZ)
		return -EINVAL;
	dev = dev_get_by_index(sk->net, sk->sk_bound_dev_if);
	if (!dev)
		return -ENODEV;
	len = strlen(dev->name) + 1;
	if (copy_to_user(t, optval, dev->name, len))
		return -EFAULT;
	return put_user(t, optlen, len);
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
		sk->sk_lingertime = l.l_linger < 0 ? (s32)(LONG_MAX / TICKS_PER_SEC) : l.l_linger;
	return 0;
}

static int set_zerocopy(struct sock *sk, int val)
{
	if (!is_tcp(sk) && !(is_inet(sk) && sk->sk_type == SOCK_DGRAM))
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
		if (!may_receive_scm(sk))
			return -EOPNOTSUPP;
		assign_flag(sk, SK_PASSCRED, on);
		return 0;
	case SO_PASSSEC:
		if (!may_receive_scm(sk))
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
		if (!can_peek_off(sk))
			return -EOPNOTSUPP;
		sk->sk_peek_off = val;
		return 0;
	case SO_TXREHASH:
		if (!is_tcp(sk))
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
		if (!is_tcp(sk))
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
		if (val && !is_inet(sk))
			return -EOPNOTSUPP;
		assign_flag(sk, SK_REUSEPORT, val);
		return 0;
	case SO_BSDCOMPAT:
	case SO_CNX_ADVICE:
		return 0;
	case SO_RCVLOWAT:
		val = val < 0 ? INT_MAX : val;
		if (is_tcp(sk))
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
		if (val & ~BUF_LOCK_MASK)
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
	u32 flag = flag_of(optname);
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

/* ---- getsockopt ---- */

int sock_opt_return(struct task *t, uptr optval, uptr optlen, const void *v, int len)
{
	s32 room;

	if (get_user(t, room, optlen))
		return -EFAULT;
	if (room < 0)
		return -EINVAL;
	len = min(len, room);
	if (copy_to_user(t, optval, v, len))
		return -EFAULT;
	return put_user(t, optlen, len);
}

static int show_timestamp(const struct sock *sk, int optname)
{
	bool new = sk->sk_flags &SK_TSTAMP_NEW;
	bool on = sk->sk_flags & SK_TIMESTAMP, ns = sk->sk_flags & SK_TIMESTAMPNS;

	switch (optname) {
	case SO_TIMESTAMP_OLD:
		return on && !new && !ns;
	case SO_TIMESTAMPNS_OLD:
		return ns && !new;
	case SO_TIMESTAMP_NEW:
		return on && new;
	default:
		return ns && new;
	}
}

u64 sock_gen_cookie(struct sock *sk)
{
	if (!sk->sk_cookie)
		sk->sk_cookie = ++sk->kernel->sock_cookies;
	return sk->sk_cookie;
}

/* Options whose value is one int; false when @optname is none of them. */
static bool show_int(struct sock *sk, int optname, s32 *v)
{
	switch (optname) {
	case SO_DEBUG:
		*v = !!(sk->sk_flags & SK_DEBUG);
		return true;
	case SO_REUSEPORT:
		*v = !!(sk->sk_flags & SK_REUSEPORT);
		return true;
	case SO_PREFER_BUSY_POLL:
		*v = !!(sk->sk_flags & SK_PREFER_BUSY_POLL);
		return true;
	case SO_ZEROCOPY:
		*v = !!(sk->sk_flags & SK_ZEROCOPY);
		return true;
	case SO_LOCK_FILTER:
		*v = !!(sk->sk_flags & SK_FILTER_LOCKED);
		return true;
	case SO_SNDBUF:
		*v = sk->sk_sndbuf;
		return true;
	case SO_RCVBUF:
		*v = sk->sk_rcvbuf;
		return true;
	case SO_TYPE:
		*v = sk->sk_type;
		return true;
	case SO_PROTOCOL:
		*v = sk->sk_protocol;
		return true;
	case SO_DOMAIN:
		*v = sk->sk_family;
		return true;
	case SO_ERROR:
		*v = -sock_error(sk);
		return true;
	case SO_PRIORITY:
		*v = sk->sk_priority;
		return true;
	case SO_MARK:
		*v = sk->sk_mark;
		return true;
	case SO_RCVLOWAT:
		*v = sk->sk_rcvlowat;
		return true;
	case OPT_SNDLOWAT:
		*v = 1;
		return true;
	case SO_BPF_EXTENSIONS:
		*v = 64;
		return true;
	case SO_BUSY_POLL:
		*v = sk->sk_busy_poll;
		return true;
	case SO_INCOMING_CPU:
		*v = sk->sk_incoming_cpu;
		return true;
	case SO_BINDTOIFINDEX:
		*v = sk->sk_bound_dev_if;
		return true;
	case SO_BUF_LOCK:
		*v = sk->sk_userlocks & BUF_LOCK_MASK;
		return true;
	case SO_TIMESTAMP_OLD:
	case SO_TIMESTAMP_NEW:
	case SO_TIMESTAMPNS_OLD:
	case SO_TIMESTAMPNS_NEW:
		*v = show_timestamp(sk, optname);
		return true;
	case SO_BSDCOMPAT:
	case SO_ACCEPTCONN:
	case SO_INCOMING_NAPI_ID:
	case SO_RESERVE_MEM:
		*v = 0;
		return true;
	default:
		return false;
	}
}

static int show_meminfo(struct sock *sk, u32 *v)
{
	memset(v, 0, MEMINFO_VARS * sizeof(*v));
	v[0] = sk_rmem(sk);
	v[1] = sk->sk_rcvbuf;
	v[3] = sk->sk_sndbuf;
	v[6] = sk->sk_omem_alloc;
	v[8] = sk->sk_drops;
	return MEMINFO_VARS * sizeof(*v);
}

static int show_pacing_rate(const struct task *t, const struct sock *sk, int len, void *v)
{
	u32 cut = min(sk->sk_max_pacing_rate, (u64)~0u);

	if (len < (int)sizeof(u64) || user_ptr_size(t) != 8) {
		memcpy(v, &cut, sizeof(cut));
		return sizeof(cut);
	}
	memcpy(v, &sk->sk_max_pacing_rate, sizeof(u64));
	return sizeof(u64);
}

static int show_timestamping(const struct sock *sk, int optname, u32 *v)
{
	bool same = optname == SO_TIMESTAMPING_OLD || sk->sk_flags & SK_TSTAMP_NEW;

	v[0] = same ? sk->sk_tsflags : 0;
	v[1] = same ? sk->sk_bind_phc : 0;
	return 2 * sizeof(*v);
}

static int show_name_of_peer(struct task *t, struct socket *sock, int len, void *v)
{
	struct sockaddr_storage ss;
	int n = sock->ops->getname(t, sock, &ss, 2);

	if (n < 0)
		return -ENOTCONN;
	if (n < len)
		return -EINVAL;
	memcpy(v, &ss, len);
	return len;
}

/* Options that Linux knows and refuses to sockets like ours. */
static int show_refused(const struct sock *sk, int optname)
{
	switch (optname) {
	case OPT_PASSPIDFD:
	case OPT_PASSRIGHTS:
		return -EOPNOTSUPP;
	case OPT_PEERPIDFD:
	case SO_PEERGROUPS:
		return -ENODATA;
	default:
		return -ENOPROTOOPT;
	}
}

/* A value that is more than an int into @v (zeroed): its size or a negative errno. */
static int show_wide(struct task *t, struct socket *sock, int optname, int len, void *v)
{
	struct sock *sk = sock->sk;
	struct linger l = { !!(sk->sk_flags & SK_LINGER), sk->sk_lingertime };
	struct ucred peer = { sk->sk_peercred.pid, sk->sk_peercred.uid, sk->sk_peercred.gid };

	switch (optname) {
	case SO_LINGER:
		memcpy(v, &l, sizeof(l));
		return sizeof(l);
	case SO_TIMESTAMPING_OLD:
	case SO_TIMESTAMPING_NEW:
		return show_timestamping(sk, optname, v);
	case SO_RCVTIMEO_OLD:
	case SO_RCVTIMEO_NEW:
		return show_timeout(t, sk->sk_rcvtimeo, optname == SO_RCVTIMEO_OLD, v);
	case SO_SNDTIMEO_OLD:
	case SO_SNDTIMEO_NEW:
		return show_timeout(t, sk->sk_sndtimeo, optname == SO_SNDTIMEO_OLD, v);
	case SO_PASSCRED:
	case SO_PASSSEC:
		*(s32 *)v = !!(sk->sk_flags & (optname == SO_PASSSEC ? SK_PASSSEC : SK_PASSCRED));
		return may_receive_scm(sk) ? (int)sizeof(s32) : -EOPNOTSUPP;
	case SO_PEERCRED:
		memcpy(v, &peer, sizeof(peer));
		return sizeof(peer);
	case SO_PEEK_OFF:
		*(s32 *)v = sk->sk_peek_off;
		return can_peek_off(sk) ? (int)sizeof(s32) : -EOPNOTSUPP;
	case SO_TXREHASH:
		*(s32 *)v = !sk->sk_no_txrehash;
		return is_tcp(sk) ? (int)sizeof(s32) : -EOPNOTSUPP;
	case SO_PEERNAME:
		return show_name_of_peer(t, sock, len, v);
	case SO_MAX_PACING_RATE:
		return show_pacing_rate(t, sk, len, v);
	case SO_MEMINFO:
		return show_meminfo(sk, v);
	case SO_COOKIE:
		*(u64 *)v = sock_gen_cookie(sk);
		return len < (int)sizeof(u64) ? -EINVAL : (int)sizeof(u64);
	case SO_NETNS_COOKIE:
		*(u64 *)v = sk->net->cookie;
		return len != sizeof(u64) ? -EINVAL : (int)sizeof(u64);
	case SO_TXTIME:
		memcpy(v, (s32[]) { sk->sk_clockid, sk->sk_txtime_flags }, 2 * sizeof(s32));
		return 2 * sizeof(s32);
	default:
		return show_refused(sk, optname);
	}
}

int sock_getsockopt(struct task *t, struct socket *sock, int optname, uptr optval, uptr optlen)
{
	u64 v[sizeof(struct sockaddr_storage) / sizeof(u64)] = { 0 };
	struct sock *sk = sock->sk;
	u32 flag = flag_of(optname);
	int n = sizeof(s32);
	s32 len;

	if (get_user(t, len, optlen))
		return -EFAULT;
	if (len < 0)
		return -EINVAL;
	if (optname == SO_BINDTODEVICE)
		return show_bound_device(t, sk, optval, optlen, len);
	if (optname == SO_GET_FILTER) {
		n = sk_get_filter(t, sk, optval, len);
		return n < 0 ? n : put_user(t, optlen, n);
	}
	if (flag)
		*(s32 *)v = !!(sk->sk_flags & flag);
	else if (!show_int(sk, optname, (s32 *)v))
		n = show_wide(t, sock, optname, len, v);
	return n < 0 ? n : sock_opt_return(t, optval, optlen, v, n);
}
