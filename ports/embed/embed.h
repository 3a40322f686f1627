/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The embed port: a call is a function call, a guest address is an address of this process.
 * `struct kernlet` is the kernel with the port's clock and chance around it; `struct
 * kernlet_task` is a struct task by another name.
 */
#ifndef KERNLET_PORTS_EMBED_EMBED_H
#define KERNLET_PORTS_EMBED_EMBED_H

#include "kernel/kernel.h"
#include "kernlet.h"

#if defined(__has_feature)
#define SANITIZED __has_feature(address_sanitizer)
#elif defined(__SANITIZE_ADDRESS__)
#define SANITIZED 1
#else
#define SANITIZED 0
#endif

struct kernlet {
	struct kernel *kernel;
	bool virtual_clock;
	u64 now, real_minus_mono; /* virtual clock, ns */
	u64 rng; /* splitmix64 state */
	s32 next_pid;
};

static inline struct task *task_of(struct kernlet_task *t)
{
	return (struct task *)t;
}

/* guard.c: memory that may fault. 0 or -EFAULT. */
void guard_install(void);
int guarded_copy(void *dst, const void *src, size_t n);

#endif
