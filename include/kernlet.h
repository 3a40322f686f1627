/* SPDX-License-Identifier: LGPL-2.1-or-later */
/**
 * kernlet.h - Linux-compatible kernels inside your process.
 *
 * Boot a kernel, make a task, and call it as a program calls Linux:
 *
 *     struct kernlet *k;
 *     struct kernlet_task *t;
 *
 *     kernlet_boot(NULL, &k);
 *     kernlet_task_create(k, NULL, &t);
 *     int fd = kernlet_socket(t, AF_NETLINK, SOCK_RAW, NETLINK_ROUTE);
 *     ...
 *     kernlet_shutdown(k);
 *
 * Rules. A kernel is single-threaded: at any moment one thread may be inside it; different
 * kernels may run on different threads and never see each other. Guest addresses are plain
 * addresses of this process; a bad one gives EFAULT: a boot installs a handler for SIGSEGV and
 * SIGBUS that passes on every fault that is not its own (see kernlet_catch_faults()). Nothing here opens host sockets or touches the host's network.
 *
 * Functions named kernlet_syscall* return what a kernel returns: a result or a negative errno.
 * Functions named like libc's return -1 and set errno, as libc's do.
 *
 * This interface is stable within a major version. New members are added to the end of the
 * config structs only; their first member says how large the caller's struct is.
 */
#ifndef KERNLET_H
#define KERNLET_H

#include <poll.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/socket.h>
#include <sys/types.h>

#ifdef __cplusplus
extern "C" {
#endif

#define KERNLET_API __attribute__((visibility("default")))

/** Version of this header: major * 10000 + minor * 100 + patch. */
#define KERNLET_VERSION 100

struct kernlet;
struct kernlet_task;
struct mmsghdr;

/* ---- kernels ----------------------------------------------------------------------------- */

enum kernlet_clock {
	KERNLET_CLOCK_REAL,    /**< the host's clocks */
	KERNLET_CLOCK_VIRTUAL, /**< stands still; moved by kernlet_advance() and by waiting calls */
};

struct kernlet_config {
	size_t size;		  /**< sizeof(struct kernlet_config) */
	size_t mem_limit;	  /**< most bytes the kernel may hold; 0: no limit */
	enum kernlet_clock clock; /**< default: real */
	uint64_t start_ns;	  /**< virtual clock: CLOCK_MONOTONIC at boot; default 1 s */
	uint64_t start_real_ns;	  /**< virtual clock: CLOCK_REALTIME at boot; default 2000-01-01 */
	uint64_t seed;		  /**< randomness; 0: from the host, else the run is repeatable */
	bool classic_netlink;	  /**< NETLINK_* numbers of Linux 2.2 (see docs/compat.md) */
	const char *hostname;	  /**< at most 64 bytes; default "kernlet" */
};

/**
 * Boot a kernel. @cfg: NULL for all defaults.
 *
 * Returns 0 with *@ret_k set; -EINVAL (size or hostname too long), -ENOMEM (memory, or the
 * limit is too small to boot), and leaves *@ret_k alone then.
 */
KERNLET_API int kernlet_boot(const struct kernlet_config *cfg, struct kernlet **ret_k);

/**
 * Install the fault handlers again, where something has replaced them since the last boot (test
 * frameworks do). Without them a bad guest address ends the process instead of giving EFAULT.
 */
KERNLET_API void kernlet_catch_faults(void);

/** End a kernel with all its tasks and sockets. NULL is harmless. */
KERNLET_API void kernlet_shutdown(struct kernlet *k);

/** Current time, ns. @clockid: CLOCK_MONOTONIC or CLOCK_REALTIME. */
KERNLET_API uint64_t kernlet_now(struct kernlet *k, int clockid);

/**
 * Virtual clock: move it on by @ns, firing timers in order on the way. Real clock: fire what is
 * due (@ns is not used). Returns how many timers fired.
 */
KERNLET_API unsigned kernlet_advance(struct kernlet *k, uint64_t ns);

/** When the next timer is due, ns on CLOCK_MONOTONIC; UINT64_MAX: none is set. */
KERNLET_API uint64_t kernlet_next_timer(struct kernlet *k);

struct kernlet_stats {
	size_t mem_used, mem_peak; /**< bytes held now and at most */
	uint64_t allocations;	   /**< asked for since boot */
	uint32_t tasks, files, sockets, namespaces;
};

/** Fill *@ret with counters; what is left after all tasks ended is a leak. */
KERNLET_API void kernlet_get_stats(const struct kernlet *k, struct kernlet_stats *ret);

/**
 * Let memory run out: of the allocations that the kernel makes from now on, number @from (the
 * next one is 1) and the @count - 1 after it fail. @from 0 ends it.
 */
KERNLET_API void kernlet_fail_alloc(struct kernlet *k, uint64_t from, uint64_t count);

/* ---- tasks --------------------------------------------------------------------------------- */

struct kernlet_task_config {
	size_t size;			  /**< sizeof(struct kernlet_task_config) */
	int32_t pid;			  /**< 0: the next free one from 1 on */
	int32_t tgid;			  /**< 0: the pid; else the process this is a thread of */
	uint32_t uid, gid;		  /**< default 0 */
	uint64_t caps_dropped;		  /**< bit n: without capability n (linux/capability.h) */
	const char *comm;		  /**< at most 15 bytes; default "task" */
	struct kernlet_task *share_files; /**< use this task's descriptors; NULL: own table */
};

/**
 * A new task in the initial namespace. @cfg: NULL for a new process with all privileges.
 *
 * Returns 0 with *@ret_t set, -EINVAL (size, negative pid), -EEXIST (pid taken) or -ENOMEM.
 */
KERNLET_API int kernlet_task_create(struct kernlet *k, const struct kernlet_task_config *cfg,
				    struct kernlet_task **ret_t);

/** End a task: its descriptors close, a parked call is forgotten. NULL is harmless. */
KERNLET_API void kernlet_task_exit(struct kernlet_task *t);

/* ---- system calls -------------------------------------------------------------------------- */

/** Whose numbers and layouts a call uses. */
enum kernlet_abi { KERNLET_X86_64, KERNLET_I386 };

/**
 * Enter the kernel: @nr is a number of the x86-64 table (__NR_* of <asm/unistd.h>).
 *
 * A call that must wait lets time pass (real: sleeps; virtual: jumps to the next timer) until it
 * can go on. Returns the result or a negative errno: -ENOSYS for numbers not served, -EDEADLK
 * when the call waits and no timer is left that could ever wake it.
 */
KERNLET_API long kernlet_syscall(struct kernlet_task *t, long nr, long a1, long a2, long a3,
				 long a4, long a5, long a6);

/** As kernlet_syscall() with @abi's numbers; i386 addresses must lie below 4 GiB. */
KERNLET_API long kernlet_syscall_abi(struct kernlet_task *t, enum kernlet_abi abi, long nr,
				     const uint64_t args[6]);

/** What kernlet_syscall_start() and _resume() return while the call waits. */
#define KERNLET_PARKED (-4096L)

/** Enter without waiting: as kernlet_syscall_abi(), or KERNLET_PARKED. */
KERNLET_API long kernlet_syscall_start(struct kernlet_task *t, enum kernlet_abi abi, long nr,
				       const uint64_t args[6]);

/** Try the parked call again if something woke it. -EINVAL: no call is parked. */
KERNLET_API long kernlet_syscall_resume(struct kernlet_task *t);

/** True when resuming the parked call of @t would get on. */
KERNLET_API bool kernlet_task_runnable(const struct kernlet_task *t);

/** A signal for @t: its parked call ends with -EINTR at the next resume. */
KERNLET_API void kernlet_task_interrupt(struct kernlet_task *t);

/* ---- the libc half ------------------------------------------------------------------------- */

/** A kernel's return value as libc gives it: -1 with errno set for -4095..-1, else unchanged. */
KERNLET_API long kernlet_libc_result(long ret);

/** Any call by number of the x86-64 table, libc style (as syscall(2)). */
KERNLET_API long kernlet_call(struct kernlet_task *t, long nr, long a1, long a2, long a3, long a4,
			      long a5, long a6);

/* Each is its namesake of section 2 of the manual, on the kernel of @t. */
KERNLET_API int kernlet_socket(struct kernlet_task *t, int domain, int type, int protocol);
KERNLET_API int kernlet_socketpair(struct kernlet_task *t, int domain, int type, int protocol,
				   int sv[2]);
KERNLET_API int kernlet_bind(struct kernlet_task *t, int fd, const void *addr, socklen_t len);
KERNLET_API int kernlet_connect(struct kernlet_task *t, int fd, const void *addr, socklen_t len);
KERNLET_API int kernlet_listen(struct kernlet_task *t, int fd, int backlog);
KERNLET_API int kernlet_accept4(struct kernlet_task *t, int fd, void *addr, socklen_t *len,
				int flags);
KERNLET_API int kernlet_getsockname(struct kernlet_task *t, int fd, void *addr, socklen_t *len);
KERNLET_API int kernlet_getpeername(struct kernlet_task *t, int fd, void *addr, socklen_t *len);
KERNLET_API ssize_t kernlet_sendto(struct kernlet_task *t, int fd, const void *buf, size_t n,
				   int flags, const void *addr, socklen_t len);
KERNLET_API ssize_t kernlet_recvfrom(struct kernlet_task *t, int fd, void *buf, size_t n, int flags,
				     void *addr, socklen_t *len);
KERNLET_API ssize_t kernlet_send(struct kernlet_task *t, int fd, const void *buf, size_t n,
				 int flags);
KERNLET_API ssize_t kernlet_recv(struct kernlet_task *t, int fd, void *buf, size_t n, int flags);
KERNLET_API ssize_t kernlet_sendmsg(struct kernlet_task *t, int fd, const struct msghdr *m,
				    int flags);
KERNLET_API ssize_t kernlet_recvmsg(struct kernlet_task *t, int fd, struct msghdr *m, int flags);
KERNLET_API int kernlet_sendmmsg(struct kernlet_task *t, int fd, struct mmsghdr *v, unsigned n,
				 int flags);
KERNLET_API int kernlet_recvmmsg(struct kernlet_task *t, int fd, struct mmsghdr *v, unsigned n,
				 int flags, void *timeout);
KERNLET_API int kernlet_shutdown_socket(struct kernlet_task *t, int fd, int how);
KERNLET_API int kernlet_setsockopt(struct kernlet_task *t, int fd, int level, int name,
				   const void *val, socklen_t len);
KERNLET_API int kernlet_getsockopt(struct kernlet_task *t, int fd, int level, int name, void *val,
				   socklen_t *len);
KERNLET_API ssize_t kernlet_read(struct kernlet_task *t, int fd, void *buf, size_t n);
KERNLET_API ssize_t kernlet_write(struct kernlet_task *t, int fd, const void *buf, size_t n);
KERNLET_API int kernlet_close(struct kernlet_task *t, int fd);
KERNLET_API int kernlet_dup(struct kernlet_task *t, int fd);
KERNLET_API int kernlet_fcntl(struct kernlet_task *t, int fd, int cmd, long arg);
KERNLET_API int kernlet_ioctl(struct kernlet_task *t, int fd, unsigned long cmd, void *arg);
KERNLET_API int kernlet_poll(struct kernlet_task *t, struct pollfd *fds, unsigned n,
			     int timeout_ms);

#ifdef __cplusplus
}
#endif

#endif
