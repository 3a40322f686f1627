/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The gate: the one place where every system call enters.
 *
 *   port -> gate_enter -> sys_call_table[abi][nr] -> handler
 *                      <- result | negative errno | -EPARK (then gate_redispatch later)
 *
 * Handlers are written SYSCALL_DEFINE3(bind, int, fd, uptr, addr, int, len) { ... }; they see
 * `struct task *t` and their typed arguments. A row in kernel/syscalls.tbl makes a handler
 * reachable; tools/gen-syscalls makes the tables, prototypes and trampolines.
 */
#ifndef KERNLET_KERNEL_SYSCALL_H
#define KERNLET_KERNEL_SYSCALL_H

#include "kernel/task.h"
#include "lib/types.h"

typedef long (*sys_call_fn)(struct task *t, const u64 *a);

enum syscall_server {
	SERVED_NONE, /* answers ENOSYS, as Linux does */
	SERVED_HOST, /* a host call that kernlet leaves alone; ENOSYS where there is no host */
	SERVED_KERNEL,
};

/** What the native port's filter does with it (kernel/syscalls.tbl, column trap). */
enum syscall_trap { TRAP_NONE, TRAP_ALL, TRAP_RULE };

struct syscall_desc {
	const char *name;
	const char *entry; /* "sys_bind", or NULL */
	const char *since; /* first version, "" where none is on record */
	const char *until; /* first version without it, "" while it is there */
	const char *note;
	s16 nr[ABI_MAX]; /* -1: no such call on this machine */
	u8 server; /* enum syscall_server */
	u8 trap; /* enum syscall_trap */
	u8 nargs;
	const char *args; /* kinds, for traces: "fd,ptr,int" */
};

/* Generated from kernel/syscalls.tbl. */
extern const struct syscall_desc syscall_descs[];
extern const u32 syscall_desc_count;
extern const sys_call_fn *const sys_call_table[ABI_MAX];
extern const u32 nr_syscalls[ABI_MAX];
const struct syscall_desc *syscall_describe(enum abi abi, u32 nr);

/**
 * Enter the kernel with a new call. Returns the result, a negative errno (also -ERESTARTSYS),
 * or -EPARK: then the port's wake() tells when to call gate_redispatch().
 * @t must not have a parked call.
 */
long gate_enter(struct task *t, enum abi abi, u32 nr, const u64 args[6]);
/** Dispatch the parked call of @t again; returns as gate_enter(). */
long gate_redispatch(struct task *t);
/** Forget the parked call of @t (its program is gone or gave it up). */
void gate_cancel(struct task *t);

#define SC_DECL1(t1, n1) t1 n1
#define SC_DECL2(t1, n1, ...) t1 n1, SC_DECL1(__VA_ARGS__)
#define SC_DECL3(t1, n1, ...) t1 n1, SC_DECL2(__VA_ARGS__)
#define SC_DECL4(t1, n1, ...) t1 n1, SC_DECL3(__VA_ARGS__)
#define SC_DECL5(t1, n1, ...) t1 n1, SC_DECL4(__VA_ARGS__)
#define SC_DECL6(t1, n1, ...) t1 n1, SC_DECL5(__VA_ARGS__)

#define SC_CAST1(i, t1, n1) (t1) a[i]
#define SC_CAST2(i, t1, n1, ...) (t1) a[i], SC_CAST1(i + 1, __VA_ARGS__)
#define SC_CAST3(i, t1, n1, ...) (t1) a[i], SC_CAST2(i + 1, __VA_ARGS__)
#define SC_CAST4(i, t1, n1, ...) (t1) a[i], SC_CAST3(i + 1, __VA_ARGS__)
#define SC_CAST5(i, t1, n1, ...) (t1) a[i], SC_CAST4(i + 1, __VA_ARGS__)
#define SC_CAST6(i, t1, n1, ...) (t1) a[i], SC_CAST5(i + 1, __VA_ARGS__)

#define SYSCALL_DEFINEx(x, name, ...)                                       \
	static long do_sys_##name(struct task *t, SC_DECL##x(__VA_ARGS__)); \
	long sys_##name(struct task *t, const u64 *a);                      \
	long sys_##name(struct task *t, const u64 *a)                       \
	{                                                                   \
		return do_sys_##name(t, SC_CAST##x(0, __VA_ARGS__));        \
	}                                                                   \
	static long do_sys_##name(struct task *t, SC_DECL##x(__VA_ARGS__))

#define SYSCALL_DEFINE0(name)                          \
	long sys_##name(struct task *t, const u64 *a); \
	long sys_##name(struct task *t, __attribute__((unused)) const u64 *a)
#define SYSCALL_DEFINE1(name, ...) SYSCALL_DEFINEx(1, name, __VA_ARGS__)
#define SYSCALL_DEFINE2(name, ...) SYSCALL_DEFINEx(2, name, __VA_ARGS__)
#define SYSCALL_DEFINE3(name, ...) SYSCALL_DEFINEx(3, name, __VA_ARGS__)
#define SYSCALL_DEFINE4(name, ...) SYSCALL_DEFINEx(4, name, __VA_ARGS__)
#define SYSCALL_DEFINE5(name, ...) SYSCALL_DEFINEx(5, name, __VA_ARGS__)
#define SYSCALL_DEFINE6(name, ...) SYSCALL_DEFINEx(6, name, __VA_ARGS__)

#endif
