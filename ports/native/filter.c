/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The seccomp filter: which calls of a program come to us.
 *
 *   arch -> number -> nothing said of it: the host executes it, at no cost (the host caches that)
 *                  -> trapped always, or by its arguments (rules[] below)
 *
 * Numbers come from kernel/syscalls.tbl. Only registers are looked at, which a program cannot
 * change under us. What could reach the host's network by a side door answers ENOSYS.
 */
#include "ports/native/native.h"

#include <linux/audit.h>
#include <fcntl.h>
#include <linux/filter.h>
#include <linux/prctl.h>
#include <linux/sched.h>
#include <linux/seccomp.h>

struct prog {
	struct sock_filter *f;
	u32 n;
};

#define ARG_LOW(i) (offsetof(struct seccomp_data, args) + (i)*8)
#define ARG_HIGH(i) (ARG_LOW(i) + 4)
#define DENY(err) (SECCOMP_RET_ERRNO | (err))
#define X32_BIT 0x40000000
#define SOCKCALL_RECV 10

int syscall_number(enum abi abi, const char *name)
{
	for (u32 i = 0; i < syscall_desc_count; i++)
		if (!strcmp(syscall_descs[i].name, name))
			return syscall_descs[i].nr[abi];
	return -1;
}

static void emit(struct prog *p, u16 code, u32 k, u8 jt, u8 jf)
{
	if (p->n < FILTER_MAX)
		p->f[p->n] = (struct sock_filter) { code, jt, jf, k };
	p->n++;
}

static void load(struct prog *p, u32 offset)
{
	emit(p, BPF_LD | BPF_W | BPF_ABS, offset, 0, 0);
}

static void ret(struct prog *p, u32 action)
{
	emit(p, BPF_RET | BPF_K, action, 0, 0);
}

/* if (A == v) return action */
static void ret_if_equal(struct prog *p, u32 v, u32 action)
{
	emit(p, BPF_JMP | BPF_JEQ | BPF_K, v, 0, 1);
	ret(p, action);
}

/* if (lo <= A && A <= hi) return action */
static void ret_if_between(struct prog *p, u32 lo, u32 hi, u32 action)
{
	emit(p, BPF_JMP | BPF_JGE | BPF_K, lo, 0, 2);
	emit(p, BPF_JMP | BPF_JGT | BPF_K, hi, 1, 0);
	ret(p, action);
}

/* Families that never touch a network are the host's; SOCK_PACKET hides a packet socket. */
static void rule_socket(struct prog *p, u32 flags)
{
	if (flags & NATIVE_INET_HOST) {
		load(p, ARG_LOW(1));
		emit(p, BPF_ALU | BPF_AND | BPF_K, 0xf, 0, 0);
		ret_if_equal(p, SOCK_PACKET, SECCOMP_RET_USER_NOTIF);
	}
	load(p, ARG_LOW(0));
	ret_if_equal(p, AF_UNIX, SECCOMP_RET_ALLOW);
	ret_if_equal(p, AF_ALG, SECCOMP_RET_ALLOW);
	ret_if_equal(p, AF_VSOCK, SECCOMP_RET_ALLOW);
	if (flags & NATIVE_INET_HOST) {
		ret_if_equal(p, AF_INET, SECCOMP_RET_ALLOW);
		ret_if_equal(p, AF_INET6, SECCOMP_RET_ALLOW);
	}
	ret(p, SECCOMP_RET_USER_NOTIF);
}

static void rule_socketpair(struct prog *p, u32 flags)
{
	load(p, ARG_LOW(0));
	ret_if_equal(p, AF_UNIX, SECCOMP_RET_ALLOW);
	ret(p, SECCOMP_RET_USER_NOTIF);
}

/* Without an address to fill, the host's answer on G is exactly right. */
static void rule_recvfrom(struct prog *p, u32 flags)
{
	load(p, ARG_HIGH(4));
	emit(p, BPF_JMP | BPF_JEQ | BPF_K, 0, 0, 3);
	load(p, ARG_LOW(4));
	ret_if_equal(p, 0, SECCOMP_RET_ALLOW);
	ret(p, SECCOMP_RET_USER_NOTIF);
}

/* The host's packet filters, multicast routing and virtual servers hide behind inet options. */
static void rule_sockopt(struct prog *p, u32 flags)
{
	load(p, ARG_LOW(1));
	if (flags & NATIVE_INET_HOST) {
		emit(p, BPF_JMP | BPF_JEQ | BPF_K, IPPROTO_IP, 0, 4);
		load(p, ARG_LOW(2));
		emit(p, BPF_JMP | BPF_JGE | BPF_K, 64, 0, 1);
		ret(p, DENY(ENOPROTOOPT));
		ret(p, SECCOMP_RET_ALLOW);
		emit(p, BPF_JMP | BPF_JEQ | BPF_K, IPPROTO_IPV6, 0, 7);
		load(p, ARG_LOW(2));
		ret_if_between(p, 64, 65, DENY(ENOPROTOOPT));
		emit(p, BPF_JMP | BPF_JGE | BPF_K, 200, 0, 1);
		ret(p, DENY(ENOPROTOOPT));
		ret(p, SECCOMP_RET_ALLOW);
		ret_if_equal(p, SOL_SOCKET, SECCOMP_RET_USER_NOTIF);
		ret_if_equal(p, SOL_NETLINK, SECCOMP_RET_USER_NOTIF);
		ret_if_equal(p, SOL_PACKET, SECCOMP_RET_USER_NOTIF);
		ret(p, SECCOMP_RET_ALLOW);
	}
	ret(p, SECCOMP_RET_USER_NOTIF);
}

/* SIOC* from SIOCADDRT on, wireless ones with them; TUNSET* would make a device of the host's. */
static void rule_ioctl(struct prog *p, u32 flags)
{
	load(p, ARG_LOW(1));
	ret_if_between(p, 0x890b, 0x8bff, SECCOMP_RET_USER_NOTIF);
	emit(p, BPF_ALU | BPF_AND | BPF_K, 0xffff, 0, 0);
	ret_if_between(p, 0x54c8, 0x54ff, DENY(EBADFD));
	ret(p, SECCOMP_RET_ALLOW);
}

/* fstat in disguise, what nearly all of these are: a descriptor and an empty path. */
static void allow_empty_path(struct prog *p, u32 flags_arg)
{
	load(p, ARG_LOW(flags_arg));
	ret_if_equal(p, AT_EMPTY_PATH, SECCOMP_RET_ALLOW);
	ret(p, SECCOMP_RET_USER_NOTIF);
}

static void rule_newfstatat(struct prog *p, u32 flags)
{
	allow_empty_path(p, 3);
}

static void rule_statx(struct prog *p, u32 flags)
{
	allow_empty_path(p, 2);
}

/* A program that hid its memory (PR_SET_DUMPABLE 0) could not be served: it is told it did. */
static void rule_prctl(struct prog *p, u32 flags)
{
	load(p, ARG_LOW(0));
	emit(p, BPF_JMP | BPF_JEQ | BPF_K, PR_SET_DUMPABLE, 0, 3);
	load(p, ARG_LOW(1));
	ret_if_equal(p, 0, DENY(0));
	ret(p, flags & NATIVE_ROOT ? SECCOMP_RET_USER_NOTIF : SECCOMP_RET_ALLOW);
}

struct rule {
	const char *name;
	void (*rule)(struct prog *p, u32 flags);
};

static const struct rule rules[] = {
	{ "newfstatat", rule_newfstatat }, { "recvfrom", rule_recvfrom },
	{ "ioctl", rule_ioctl },	   { "statx", rule_statx },
	{ "prctl", rule_prctl },	   { "socket", rule_socket },
	{ "socketpair", rule_socketpair }, { "setsockopt", rule_sockopt },
	{ "getsockopt", rule_sockopt },
};

/* Who asked the host for a namespace would wait for ever. */
static void rule_no_netns(struct prog *p, u32 flags)
{
	load(p, ARG_LOW(0));
	emit(p, BPF_JMP | BPF_JSET | BPF_K, CLONE_NEWNET, 0, 1);
	ret(p, DENY(EPERM));
	ret(p, SECCOMP_RET_ALLOW);
}

/* Side doors: descriptors and calls that would get around the filter. */
static const char *const refused[] = {
	"io_uring_setup",
	"io_uring_enter",
	"io_uring_register",
	"pidfd_getfd",
};

static void by_rule(struct prog *p, int nr, const struct rule *r, u32 flags)
{
	struct prog body = { .f = p->f + p->n + 1 };

	r->rule(&body, flags);
	emit(p, BPF_JMP | BPF_JEQ | BPF_K, nr, 0, body.n);
	p->n += body.n;
}

static bool has_rule(const struct syscall_desc *d)
{
	for (u32 i = 0; i < ARRAY_SIZE(rules); i++)
		if (!strcmp(rules[i].name, d->name))
			return true;
	return false;
}

bool native_listed(const char *const *names, const char *name)
{
	for (; *names; names++)
		if (!strcmp(*names, name))
			return true;
	return false;
}

static bool trapped(const struct syscall_desc *d, u32 flags)
{
	return d->trap == TRAP_ALL || native_listed(native_path_names, d->name) ||
	       native_listed(native_ns_names, d->name) ||
	       (flags & NATIVE_UTS && native_listed(native_uts_names, d->name)) ||
	       (flags & NATIVE_ROOT && native_listed(native_ident_names, d->name));
}

static void refuse_netns(struct prog *p, enum abi abi, u32 flags)
{
	static const struct rule rule = { NULL, rule_no_netns };

	by_rule(p, syscall_number(abi, "unshare"), &rule, flags);
	by_rule(p, syscall_number(abi, "clone"), &rule, flags);
	/* Its flags lie in memory; libraries fall back on clone. */
	ret_if_equal(p, syscall_number(abi, "clone3"), DENY(ENOSYS));
}

static void machine(struct prog *p, enum abi abi, u32 flags)
{
	load(p, offsetof(struct seccomp_data, nr));
	if (abi == ABI_X86_64) {
		emit(p, BPF_JMP | BPF_JGE | BPF_K, X32_BIT, 0, 1);
		ret(p, DENY(ENOSYS));
	}
	for (u32 i = 0; i < ARRAY_SIZE(refused); i++)
		ret_if_equal(p, syscall_number(abi, refused[i]), DENY(ENOSYS));
	if (flags & NATIVE_NO_NETNS)
		refuse_netns(p, abi, flags);
	/* Those first that the host may well execute itself: for them each comparison counts. */
	for (u32 i = 0; i < ARRAY_SIZE(rules); i++) {
		int nr = syscall_number(abi, rules[i].name);

		if (nr >= 0)
			by_rule(p, nr, &rules[i], flags);
	}
	for (u32 i = 0; i < syscall_desc_count; i++) {
		const struct syscall_desc *d = &syscall_descs[i];

		if (d->nr[abi] >= 0 && !has_rule(d) && trapped(d, flags))
			ret_if_equal(p, d->nr[abi], SECCOMP_RET_USER_NOTIF);
	}
	ret(p, SECCOMP_RET_ALLOW);
}

u32 filter_build(struct sock_filter *f, u32 flags)
{
	struct prog p = { .f = f };
	u32 jump;

	load(&p, offsetof(struct seccomp_data, arch));
	emit(&p, BPF_JMP | BPF_JEQ | BPF_K, AUDIT_ARCH_X86_64, 1, 0);
	jump = p.n;
	emit(&p, BPF_JMP | BPF_JA, 0, 0, 0);
	machine(&p, ABI_X86_64, flags);
	f[jump].k = p.n - jump - 1;
	emit(&p, BPF_JMP | BPF_JEQ | BPF_K, AUDIT_ARCH_I386, 1, 0);
	ret(&p, DENY(ENOSYS));
	machine(&p, ABI_I386, flags);
	return p.n;
}
