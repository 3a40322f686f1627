/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Starting a program behind the filter, on behalf of a kernel process or of a client of one.
 *
 *   us                          the program's process
 *   native_spawn() --fork-->    namespaces, filter, report
 *      take the listener  <---- "my listener is descriptor n"
 *      (hand it to a kernel)
 *   native_spawn_go() ------->  exec
 */
#ifndef KERNLET_NATIVE_SPAWN_H
#define KERNLET_NATIVE_SPAWN_H

#include "lib/types.h"

#include <signal.h>
#include <sys/resource.h>
#include <sys/types.h>

/** Where a start failed. */
enum spawn_stage { SPAWN_OK, SPAWN_FORK, SPAWN_FILTER, SPAWN_TAKE, SPAWN_REACH, SPAWN_EXEC };

/** Namespaces that the programs of one kernel share: descriptors in this order. */
enum { SPAWN_MNT, SPAWN_NET, SPAWN_USER, SPAWN_NS };

struct native_spawn {
	/* in */
	char *const *argv;
	u32 flags; /* NATIVE_*; out: what was had of NATIVE_USERNS and NATIVE_NETNS is added */
	pid_t pgrp; /* process group to join; 0: that of the caller */
	const struct rlimit *nofile; /* limit on descriptors of the program; NULL: the caller's */
	const sigset_t *sigmask; /* signal mask of the program */
	bool reset_signals; /* the caller changed dispositions: start from the defaults */
	const int
		*join; /* SPAWN_NS namespaces to enter instead of new ones, -1: none; may be NULL */
	const char *const *env; /* NAME=value to add; ends with NULL; may be NULL */
	/* out */
	bool host_stuck; /* the host's network did not answer: there are no namespaces of it */
	pid_t pid;
	int listener; /* ours from now on */
	enum spawn_stage failed;
	int sync;
};

/** 0, or a negative errno with ->failed set and nothing left running. */
int native_spawn(struct native_spawn *s) __must_check;
/** May this process look into @pid, which another one started? 0, -EPERM or -ESRCH. */
int native_spawn_reachable(pid_t pid) __must_check;
/** Let it exec. 0, or what execve said (-ENOENT ...); the process has ended then. */
int native_spawn_go(struct native_spawn *s) __must_check;
/**
 * The namespaces of @pid, which was started with the resulting @flags, into @fds (-1 for each that
 * is the host's). 0 or a negative errno.
 */
int native_spawn_namespaces(pid_t pid, u32 flags, int fds[SPAWN_NS]) __must_check;
/** What to tell the user about ->host_stuck, one sentence. */
extern const char native_host_stuck[];
/** One sentence on why a start failed and what to do; @err as returned above. */
void native_spawn_explain(const struct native_spawn *s, int err, char *text, size_t size);

#endif
