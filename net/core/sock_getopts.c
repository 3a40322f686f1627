/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * SOL_SOCKET: what every socket can be asked. See sock_opts.c, which sets these options.
 *
 * A value is made in a buffer of its own and then cut to the program's length. Most are one int,
 * out of a table of bits or of fields; wider ones have a case.
 */
#include "net/core/sock_opts.h"

#include "net/core/dev.h"

#define MEMINFO_VARS 9
/** SKF_AD_MAX: how many loads beside the packet filters know. */
#define BPF_EXTENSIONS 64

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

/* Options that show a bit which is not just set (sock_opts.c). */
static const struct {
	u8 opt;
	u32 flag;
} shown_bits[] = {
	{ SO_DEBUG, SK_DEBUG },
	{ SO_REUSEPORT, SK_REUSEPORT },
	{ SO_PREFER_BUSY_POLL, SK_PREFER_BUSY_POLL },
	{ SO_ZEROCOPY, SK_ZEROCOPY },
	{ SO_LOCK_FILTER, SK_FILTER_LOCKED },
};

#define FIELD(opt, member)                         \
	{                                          \
		opt, offsetof(struct sock, member) \
	}

/* Options that show a 32-bit field of the socket. */
static const struct {
	u8 opt;
	u16 offset;
} shown_fields[] = {
	FIELD(SO_SNDBUF, sk_sndbuf),
	FIELD(SO_RCVBUF, sk_rcvbuf),
	FIELD(SO_PROTOCOL, sk_protocol),
	FIELD(SO_PRIORITY, sk_priority),
	FIELD(SO_MARK, sk_mark),
	FIELD(SO_RCVLOWAT, sk_rcvlowat),
	FIELD(SO_BUSY_POLL, sk_busy_poll),
	FIELD(SO_INCOMING_CPU, sk_incoming_cpu),
	FIELD(SO_BINDTOIFINDEX, sk_bound_dev_if),
};

/* Looked up in the tables; false: in none of them. */
static bool show_from_tables(const struct sock *sk, int optname, s32 *v)
{
	u32 flag = sock_opt_flag(optname);

	for (u32 i = 0; i < ARRAY_SIZE(shown_bits); i++)
		if (shown_bits[i].opt == optname)
			flag = shown_bits[i].flag;
	if (flag) {
		*v = !!(sk->sk_flags & flag);
		return true;
	}
	for (u32 i = 0; i < ARRAY_SIZE(shown_fields); i++) {
		if (shown_fields[i].opt != optname)
			continue;
		memcpy(v, (const u8 *)sk + shown_fields[i].offset, sizeof(*v));
		return true;
	}
	return false;
}

/* Options whose value is one int; false when @optname is none of them. */
static bool show_int(struct sock *sk, int optname, s32 *v)
{
	switch (optname) {
	case SO_TYPE:
		*v = sk->sk_type;
		return true;
	case SO_DOMAIN:
		*v = sk->sk_family;
		return true;
	case SO_ERROR:
		*v = -sock_error(sk);
		return true;
	case OPT_SNDLOWAT:
		*v = 1;
		return true;
	case SO_BPF_EXTENSIONS:
		*v = BPF_EXTENSIONS;
		return true;
	case SO_BUF_LOCK:
		*v = sk->sk_userlocks & SO_BUF_LOCK_MASK;
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
		return show_from_tables(sk, optname, v);
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
		return sk_may_receive_scm(sk) ? (int)sizeof(s32) : -EOPNOTSUPP;
	case SO_PEERCRED:
		memcpy(v, &peer, sizeof(peer));
		return sizeof(peer);
	case SO_PEEK_OFF:
		*(s32 *)v = sk->sk_peek_off;
		return sk_can_peek_off(sk) ? (int)sizeof(s32) : -EOPNOTSUPP;
	case SO_TXREHASH:
		*(s32 *)v = !sk->sk_no_txrehash;
		return sk_is_tcp(sk) ? (int)sizeof(s32) : -EOPNOTSUPP;
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
	if (!show_int(sk, optname, (s32 *)v))
		n = show_wide(t, sock, optname, len, v);
	return n < 0 ? n : sock_opt_return(t, optval, optlen, v, n);
}
