/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The gate. See syscall.h.
 *
 *   gate_enter:      remember the call -> dispatch
 *   gate_redispatch: leave all wait queues -> dispatch the remembered call
 *   dispatch:        sys_call_table[abi][nr], or ENOSYS
 */
#include "kernel/syscall.h"

#include "kernel/kernel.h"

/* A call that a host would serve: the port's, where there is no host. */
static long dispatch_to_port(struct task *t)
{
	const struct port_ops *p = t->kernel->port;

	if (!p->calls || t->abi != ABI_I386 || t->nr >= *p->nr_calls || !p->calls[t->nr])
		return -ENOSYS;
	return p->calls[t->nr](t, t->args);
}

static long dispatch(struct task *t)
{
	sys_call_fn fn = t->nr < nr_syscalls[t->abi] ? sys_call_table[t->abi][t->nr] : NULL;
	long ret = likely(fn) ? fn(t, t->args) : dispatch_to_port(t);

	if (unlikely(ret == -EPARK)) {
		t->parked = true;
		return ret;
	}
	if (unlikely(!list_empty(&t->waits) || timer_pending(&t->timeout)))
		task_unpark(t);
	t->interrupted = false;
	return ret;
}

long gate_enter(struct task *t, enum abi abi, u32 nr, const u64 args[6])
{
	t->abi = abi;
	t->nr = nr;
	memcpy(t->args, args, sizeof(t->args));
	t->in_progress = false;
	t->progress = 0;
	return dispatch(t);
}

long gate_redispatch(struct task *t)
{
	task_unpark(t);
	return dispatch(t);
}

void gate_cancel(struct task *t)
{
	task_unpark(t);
	t->in_progress = false;
	t->interrupted = false;
}

const struct syscall_desc *syscall_describe(enum abi abi, u32 nr)
{
	for (u32 i = 0; i < syscall_desc_count; i++)
		if (syscall_descs[i].nr[abi] >= 0 && (u32)syscall_descs[i].nr[abi] == nr)
			return &syscall_descs[i];
	return NULL;
}
