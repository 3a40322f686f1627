/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * What a port owes the kernel: a program's memory, time, chance, descriptors and signals.
 *
 * A port is how tasks reach a kernel (ports/embed, ports/native ...). It calls the gate
 * (kernel/syscall.h) and answers these operations. The kernel calls no host function itself
 * except the C library's string, memory and math ones.
 */
#ifndef KERNLET_KERNEL_PORT_H
#define KERNLET_KERNEL_PORT_H

#include "lib/types.h"

struct file;
struct kernel;
struct net;
struct sk_buff;
struct sock;
struct task;

/** One piece of guest memory. */
struct user_iov {
	uptr base;
	u64 len;
};

struct port_ops {
	const char *name;

	/**
	 * Read guest memory: @n pieces, gathered into @dst. 0, or -EFAULT when any byte of it is
	 * not readable (then @dst may be partly written).
	 */
	int (*copy_from_user)(struct task *t, void *dst, const struct user_iov *src, u32 n);
	/** May strings be read by the page, that is past their end? Else byte by byte. */
	bool page_reads;
	/** Write guest memory: @src scattered over @n pieces. 0, or -EFAULT (then part may be written). */
	int (*copy_to_user)(struct task *t, const struct user_iov *dst, u32 n, const void *src);

	/** Nanoseconds of CLOCK_MONOTONIC / CLOCK_REALTIME as the kernel's programs shall see them. */
	u64 (*clock_ns)(struct kernel *k, int clockid);
	/** Fill @buf with randomness (from the boot seed when there is one). */
	void (*get_random)(struct kernel *k, void *buf, size_t n);

	/** A parked task may go on: call gate_redispatch(@t) soon, not from inside this. */
	void (*wake)(struct task *t);
	/** The earliest timer changed: call timers_run(@k) at @when (ns, monotonic; ~0 = none). May be NULL. */
	void (*timer_armed)(struct kernel *k, u64 when);
	/** Has the host a signal for the parked task @t? NULL: signals come by task_interrupt(). */
	bool (*signal_pending)(struct task *t);

	/**
	 * Descriptors, for ports whose programs' fd tables live on the host; NULL in all three
	 * means kernel/file.c's own tables. fget takes a reference; -EBADF is a NULL return.
	 * fd_install gives the program a descriptor for @f (it takes over the caller's
	 * reference on success only) and returns it or a negative errno.
	 */
	struct file *(*fget)(struct task *t, int fd);
	int (*fd_install)(struct task *t, struct file *f, int flags);
	int (*fd_close)(struct task *t, int fd);

	/**
	 * Of a machine with no host around its programs (ports/i386): the i386 calls that it serves
	 * itself by number, from the rows of kernel/syscalls.tbl whose server is the host; and how
	 * many there are. NULL: none.
	 */
	long (*const *calls)(struct task *t, const u64 *args);
	const u32 *nr_calls;
	/**
	 * Files besides the kernel's own trees: open gives the program a descriptor, readlink
	 * fills @buf (not terminated). Both: a negative errno. NULL: there are none.
	 */
	long (*open)(struct task *t, int dirfd, const char *path, int flags, u32 mode);
	long (*readlink)(struct task *t, int dirfd, const char *path, char *buf, size_t size);
	/** Signals of @t are masked by the set at guest address @set until its call is over. May be NULL. */
	int (*set_sigmask)(struct task *t, uptr set);

	/**
	 * Network namespaces by what the program @t names them: referenced, or NULL. Both NULL: the
	 * kernel's own tasks and descriptors (net/core/nsfs.c).
	 */
	struct net *(*net_by_pid)(struct task *t, s32 pid);
	struct net *(*net_by_fd)(struct task *t, int fd);

	/**
	 * Receive queues that live outside the kernel (net/core/sock.h, "transport"); NULL in all
	 * means the queue in memory. See sk_transport_* there for the contract.
	 */
	void (*sk_attach)(struct sock *sk);
	void (*sk_data_ready)(struct sock *sk);
	struct sk_buff *(*sk_dequeue)(struct sock *sk, bool peek);
	void (*sk_pending)(struct sock *sk);
	void (*sk_detach)(struct sock *sk);
};

#endif
