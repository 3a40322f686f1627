/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Calls that name a path: the hook for the virtual files of /proc/net, /proc/sys/net and
 * /sys/class/net.
 *
 * A name in native_path_names[] makes the filter trap that call and notify.c bring it here. The
 * handler reads the path with copy_from_user(c->task->task, ...), asks kernel/proc.h, and either
 * answers (c->tr->ops->give_fd or ->answer, then true) or leaves the call to the host (false).
 */
#include "ports/native/native.h"

const char *const native_path_names[] = { NULL };

bool native_path_call(struct native *n, struct native_call *c, const char *name)
{
	return false;
}
