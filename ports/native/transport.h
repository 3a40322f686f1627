/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The road between programs and the kernel process: how one call comes in and one answer goes
 * out. Today there is the trap (trap.c: seccomp user notification); a shared ring may stand
 * beside it, since nothing above this header knows which one a call came by.
 *
 *   program --call--> transport --receive()--> native_call --> gate --> answer()/pass()/give_fd()
 *
 * Rules: each received call is answered once, by one of the three; until then its program waits.
 * All three return 0, or -ENOENT when the program no longer waits (killed, or gave the call up).
 */
#ifndef KERNLET_NATIVE_TRANSPORT_H
#define KERNLET_NATIVE_TRANSPORT_H

#include "kernel/task.h"

struct native_call;
struct transport;

struct transport_ops {
	const char *name;
	/** The next waiting call into @c. 0, -EAGAIN (none after all) or -EIO (transport is dead). */
	int (*receive)(struct transport *tr, struct native_call *c);
	/** End @c with @ret, a result or a negative errno (-ERESTARTSYS: the host restarts it). */
	int (*answer)(struct native_call *c, long ret);
	/** Let the host execute @c as it is. */
	int (*pass)(struct native_call *c);
	/** End @c with a new descriptor for our @fd; @flags: O_CLOEXEC or 0. It, or a negative errno. */
	int (*give_fd)(struct native_call *c, int fd, int flags);
	/** As give_fd(), but @c is not ended. */
	int (*add_fd)(struct native_call *c, int fd, int flags);
	/** Does the program still wait for @c? */
	bool (*alive)(struct native_call *c);
};

struct transport {
	const struct transport_ops *ops;
	int fd; /* readable when a call waits, hung up when no program is left */
};

extern const struct transport_ops trap_transport;

#endif
