/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The native port: unmodified programs on a kernel of ours, on a Linux host.
 *
 *   program thread --trap--> listener --> notify.c --> gate --> answer
 *        |  G                                            |
 *        +---- host socketpair ------------------------- K   (sockets.c: one a kernlet socket)
 *
 * One process holds one kernel and serves all of its programs in one loop (loop.c). It keeps no
 * mirror of any descriptor table: which of our sockets a descriptor means is asked of the host
 * for each call. Programs read and poll their end G of the pair at the host's speed.
 *
 * Ownership: struct native owns all else. A native_proc is alive while its process is (a pidfd
 * tells its end); it owns its native_tasks, and each of those one struct task. A native_sock
 * belongs to its struct sock and holds the program's reference on the struct file until the
 * last copy of G is closed (HUP on K).
 */
#ifndef KERNLET_NATIVE_NATIVE_H
#define KERNLET_NATIVE_NATIVE_H

#include "kernel/kernel.h"
#include "kernel/syscall.h"
#include "net/core/sock.h"
#include "ports/native/transport.h"

#include <sched.h>
#include <stdio.h>
#include <sys/types.h>

struct native;
struct native_sock;
struct native_task;

/** What one attachment (one `run` or `exec`) asked for; its programs inherit it. */
#define NATIVE_INET_HOST BIT(0) /* inet sockets are the host's, but for their SIOC* ioctls */
#define NATIVE_ROOT BIT(1) /* the programs believe that they are root */
#define NATIVE_DROP_NET_ADMIN BIT(2) /* not privileged towards our netlink */
#define NATIVE_USERNS BIT(3) /* they live in a user namespace where they are root */
#define NATIVE_UTS BIT(5) /* the kernel has a host name of its own, which they see */
#define NATIVE_NETNS BIT(4) /* they live in a network namespace of the host's that is empty */
#define NATIVE_NO_NETNS BIT(6) /* nor can they make one: the host would not answer */

/**
 * Something the loop waits for. Embedded in its object; native_unwatch() takes it out, and the
 * object's memory stays until the events of this round are over (native_free_later).
 */
struct native_watch {
	void (*fn)(struct native *n, struct native_watch *w, u32 events);
	int fd;
	struct native_watch *next_dead;
};

/** Programs that came by one filter. */
struct native_listener {
	struct native_watch watch;
	struct list_head node;
	struct transport tr;
	u32 flags; /* NATIVE_* */
	FILE *trace; /* NULL: none */
};

struct native_proc {
	struct native_watch watch; /* pidfd */
	struct hnode by_tgid;
	struct list_head tasks;
	s32 tgid; /* the host's number */
	u32 n_tasks, sweep_at; /* look for ended threads when n_tasks gets there */
	struct native_ident *ident; /* ident.c: who it believes to be, or NULL */
};

/** One call of one program, from receipt to answer. */
struct native_call {
	struct transport *tr;
	struct native_task *task;
	u64 id; /* the transport's */
	s32 tid; /* the host's */
	u32 nr;
	enum abi abi;
	u64 args[6];
	u32 flags; /* NATIVE_* of its listener */
	FILE *trace; /* of its listener, or NULL */
	bool answered;
	s32 fd; /* the descriptor that was looked up, or -1 */
	int gfd; /* our copy of its G, or -1 */
	struct native_sock *sock; /* the socket behind it */
	struct file *file; /* one reference, held as long as the call runs */
};

struct native_task {
	struct hnode by_tid;
	struct list_head node; /* on proc->tasks */
	struct list_head run_node; /* on native.runnable */
	struct list_head park_node; /* on native.parked */
	struct native *native;
	struct native_proc *proc;
	struct task *task;
	s32 tid;
	u64 netns; /* inode of the host's network namespace it is in; 0: not known */
	struct native_call call; /* the one now running, or parked */
	u8 d_seen; /* looks in a row that saw a signal (park.c) */
};

/** A message that lies in the host's queue between K and G; we keep it for what it says of itself. */
struct native_inflight {
	struct sk_buff *skb;
	u32 host_size; /* as the host charges K for it */
};

struct native_sock {
	struct native_watch watch; /* K */
	struct hnode by_cookie;
	struct sock *sk;
	struct file *file; /* the program's reference; NULL before fd_install */
	int gfd; /* G, until it was handed over; then -1 */
	u64 cookie; /* G's */
	bool want_out; /* EPOLLOUT is asked for */
	struct native_inflight *ring; /* oldest first */
	u32 first, n, cap; /* cap is a power of two */
	u32 host_sum; /* of host_size */
	u32 flags; /* NATIVE_* of the program that made it */
};

/** The page of a program's memory that the call now running looked at last (mem.c). */
struct page_copy {
	struct native_task *task;
	uptr base;
	u32 len; /* 0: nothing */
	u8 data[4096];
};

/** What the call now running has written to its program, not sent yet (mem.c). */
struct pending_writes {
	struct native_task *task;
	u32 n, used;
	bool failed; /* some of it already */
	struct user_iov iov[16];
	u8 data[4096];
};

struct native;
typedef void (*native_route_fn)(struct native *n, struct native_call *c);
/** Above every call's number. */
#define NATIVE_NR_MAX 512

/** Biggest message that a program can write to G, and how many sizes of messages we tell apart. */
#define NATIVE_MSG_MAX (1u << 20)
#define HOST_SIZES 1024

struct native_stats {
	u64 calls, passed, served, parked, drained;
};

/** Where this process runs (sched.c). */
struct native_sched {
	cpu_set_t all; /* the CPUs that it was given */
	bool able, pinned;
	u32 calls; /* until the next look */
	u32 left; /* calls, while pinned */
	u32 rest; /* looks, before we pin again */
	u64 looked; /* when, ns */
	u64 roamed; /* ns for as many calls, when we were not pinned last */
};

struct native {
	struct kernel *k;
	int epfd;
	struct native_watch timer_watch, park_watch;
	struct htable procs, tasks, socks;
	struct list_head listeners, runnable, parked;
	struct native_call *call; /* in the gate now, or NULL */
	struct native_watch *dead;
	struct native_stats stats;
	native_route_fn route[ABI_MAX][NATIVE_NR_MAX];
	const struct syscall_desc *desc[ABI_MAX][NATIVE_NR_MAX];
	u8 *scratch; /* one message on its way */
	struct page_copy page;
	struct pending_writes pending;
	u32 host_size
		[HOST_SIZES]; /* sockets.c: what the host charges for a message of 64 n bytes */
	int probe[2]; /* a socketpair to find that out */
	struct native_watch netns_watch;
	struct htable netns; /* netns.c: the host's inode -> struct net */
	u64 host_netns; /* the inode of this process' own */
	bool netns_check; /* one may have ended */
	int kept_mnt, kept_user; /* namespaces that programs come to; -1: none. The command's */
	struct vfiles *vfiles; /* vfiles.c */
	struct file *ctl; /* ioctls on sockets that are the host's */
	struct native_sched sched;
	bool stop, seeded;
	u32 n_socks, n_procs;
};

/* native.c: set-up */
struct native_config {
	size_t mem_limit;
	u64 seed;
	bool seeded, classic_netlink;
	const char *hostname;
};
/** Boot a kernel with its port. 0 or a negative errno. */
int native_create(const struct native_config *cfg, struct native **ret_n) __must_check;
void native_destroy(struct native *n);
/** A socket in @net through which SIOC* ioctls on the host's sockets reach our devices, or NULL. */
struct file *native_ctl(struct native *n, struct net *net) __must_check;

/* loop.c */
int native_watch_add(struct native *n, struct native_watch *w, u32 events) __must_check;
void native_watch_mod(struct native *n, struct native_watch *w, u32 events);
/** Stop watching; closes w->fd. Harmless when it was not watched. */
void native_unwatch(struct native *n, struct native_watch *w);
/** Free the object that begins with @w once no event can name it. */
void native_free_later(struct native *n, struct native_watch *w);
/** Serve until native.stop. */
void native_loop(struct native *n);
/** One round: wait at most @timeout_ms (-1: for ever), serve what is there. */
void native_loop_once(struct native *n, int timeout_ms);
/** Drop all listeners (their programs get ENOSYS from then on). */
void native_loop_end(struct native *n);
/**
 * Take over the listener of process @pid, and where to trace, or NULL. 0 or a negative errno (both
 * are closed).
 */
int native_attach(struct native *n, int fd, s32 pid, u32 flags, FILE *trace) __must_check;

/* filter.c */
struct sock_fprog;
/** Room for every filter. */
#define FILTER_MAX 2048
/** Build the filter of @flags into @prog (FILTER_MAX rows). Number of rows. */
struct sock_filter;
u32 filter_build(struct sock_filter *prog, u32 flags);
/** Is @name in @names, which ends with NULL? */
bool native_listed(const char *const *names, const char *name);
/** The number of a call on @abi by its name, or -1. */
int syscall_number(enum abi abi, const char *name);

/* notify.c: one call */
void native_routes_init(struct native *n);
void native_notify(struct native *n, struct native_watch *w, u32 events);
/** Answer, or park; @ret is what the gate gave. */
void native_finish(struct native *n, struct native_task *nt, long ret);
/** Look up call->args' descriptor @fd. True: one of ours (call->sock, ->file, ->gfd are set). */
bool native_lookup_fd(struct native_call *c, int fd);
/** Drop what native_lookup_fd() took. */
void native_call_done(struct native_call *c);

/* tasks.c */
/** The task of host thread @tid, made when it is new; NULL: gone, or no memory. */
struct native_task *native_task_get(struct native *n, s32 tid, u32 flags);
void native_task_free(struct native *n, struct native_task *nt);
void native_proc_free(struct native *n, struct native_proc *p);
/** What @pid's descriptor @fd refers to, as a descriptor of ours; negative errno. */
int native_grab_fd(struct native_task *nt, int fd);

/* sockets.c: port_ops */
void native_sk_attach(struct sock *sk);
void native_sk_data_ready(struct sock *sk);
struct sk_buff *native_sk_dequeue(struct sock *sk, bool peek);
void native_sk_pending(struct sock *sk);
void native_sk_detach(struct sock *sk);
struct file *native_fget(struct task *t, int fd);
int native_fd_install(struct task *t, struct file *f, int flags);
int native_fd_close(struct task *t, int fd);
/** Hand what programs wrote with write(2) to the kernel. */
void native_sock_drain(struct native *n, struct native_sock *ns);
struct native_sock *native_sock_find(struct native *n, u64 cookie);
/** Close all sockets as if their programs had. */
void native_socks_end(struct native *n);

/* mem.c: port_ops, and helpers */
int native_copy_from_user(struct task *t, void *dst, const struct user_iov *src, u32 n);
int native_copy_to_user(struct task *t, const struct user_iov *dst, u32 n, const void *src);
/** Send what was put off. 0 or -EFAULT. */
int native_mem_flush(struct native *n) __must_check;
/** A new call begins: what was copied before counts no more. */
void native_mem_forget(struct native *n);

/* park.c */
void native_park(struct native *n, struct native_task *nt);
void native_unpark(struct native *n, struct native_task *nt);
void native_wake(struct task *t);
void native_run_woken(struct native *n);
int park_init(struct native *n);

/* ident.c: --root */
/** The calls that --root traps besides; ends with NULL. */
extern const char *const native_ident_names[];
/** Answer @c when it asks who the program is: true, with the answer in *@ret. False: the host's. */
bool native_ident_call(struct native *n, struct native_call *c, const char *name, long *ret);
/** Who a new process is: what its parent (NULL: not known, then root) was. 0 or -ENOMEM. */
int native_ident_create(struct native *n, struct native_proc *p,
			const struct native_proc *parent) __must_check;
/** Let the kernel see who @nt is. */
void native_ident_apply(struct native_task *nt, u32 flags);
void native_ident_free(struct native *n, struct native_proc *p);

/* paths.c: calls that name a path */
/** The calls that are trapped for their paths; ends with NULL. */
extern const char *const native_path_names[];
/** Answer @c when its path leads to us. True: it was answered. False: the host executes it. */
bool native_path_call(struct native *n, struct native_call *c, const char *name);

/* netns.c */
/** The calls that are trapped for namespaces; ends with NULL. */
extern const char *const native_ns_names[];
int netns_init(struct native *n) __must_check;
void netns_exit(struct native *n);
/** The host's namespace that @pid is in stands for the kernel's first. 0 or -ENOMEM. */
int native_netns_adopt(struct native *n, s32 pid) __must_check;
/** Put @nt's task into the namespace it is in on the host. */
void native_netns_refresh(struct native_task *nt);
/** A namespace may have ended: look, soon and before the next call. */
void native_netns_check(struct native *n);
/** A task has left the namespace @ino (0: one that we have not looked at). */
void native_netns_left(struct native *n, u64 ino);
void native_netns_sweep(struct native *n);
/** True: answered, with *@ret. */
bool native_ns_call(struct native *n, struct native_call *c, const char *name, long *ret);
struct net *native_net_by_pid(struct task *t, s32 pid);
struct net *native_net_by_fd(struct task *t, int fd);

/* uts.c */
/** The calls that are trapped for the host name; ends with NULL. */
extern const char *const native_uts_names[];
/** The answer of @c. */
long native_uts_call(struct native *n, struct native_call *c, const char *name);

/* sched.c */
void native_sched_init(struct native *n);
/** Some calls came, the last from @tid: run on its CPU while they come fast. */
void native_sched_look(struct native *n, s32 tid);
/** Let the host choose the CPU again; before programs are started, as they inherit it. */
void native_sched_roam(struct native *n);

/* trace.c */
void native_trace(struct native_call *c, long ret);

#endif
