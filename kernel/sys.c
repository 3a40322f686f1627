/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Calls that answer from the task or the kernel alone: identity, names, time.
 */
#include "kernel/kernel.h"
#include "kernel/syscall.h"
#include "kernel/uaccess.h"

#include <linux/capability.h>
#include <linux/utsname.h>
#include <time.h>

SYSCALL_DEFINE0(getpid)
{
	return t->tgid;
}

SYSCALL_DEFINE0(gettid)
{
	return t->pid;
}

SYSCALL_DEFINE0(getppid)
{
	return t->ppid;
}

SYSCALL_DEFINE0(getuid)
{
	return t->uid;
}

SYSCALL_DEFINE0(getgid)
{
	return t->gid;
}

/* The release is the newest Linux we answer as; programs compare it. */
SYSCALL_DEFINE1(newuname, uptr, buf)
{
	struct new_utsname u = { .sysname = "Linux", .release = KERNLET_RELEASE };

	strcpy(u.version, KERNLET_UTS_VERSION);
	strcpy(u.machine, t->abi == ABI_I386 ? "i686" : "x86_64");
	memcpy(u.nodename, t->kernel->hostname, sizeof(u.nodename));
	memcpy(u.domainname, t->kernel->domainname, sizeof(u.domainname));
	return copy_to_user(t, buf, &u, sizeof(u));
}

static long set_name(struct task *t, char *field, uptr name, int len)
{
	char tmp[__NEW_UTS_LEN + 1] = "";

	if (!capable(t, CAP_SYS_ADMIN))
		return -EPERM;
	if (len < 0 || len > __NEW_UTS_LEN)
		return -EINVAL;
	if (copy_from_user(t, tmp, name, len))
		return -EFAULT;
	memcpy(field, tmp, sizeof(tmp));
	return 0;
}

SYSCALL_DEFINE2(sethostname, uptr, name, int, len)
{
	return set_name(t, t->kernel->hostname, name, len);
}

SYSCALL_DEFINE2(setdomainname, uptr, name, int, len)
{
	return set_name(t, t->kernel->domainname, name, len);
}

/* Seconds and a fraction in the running call's layout: two longs. */
static long put_time_pair(struct task *t, uptr to, u64 sec, u64 frac)
{
	u64 v64[2] = { sec, frac };
	u32 v32[2] = { sec, frac };

	if (user_ptr_size(t) == 8)
		return copy_to_user(t, to, v64, sizeof(v64));
	return copy_to_user(t, to, v32, sizeof(v32));
}

static bool clock_now(struct task *t, int clk, u64 *ret_ns)
{
	switch (clk) {
	case CLOCK_REALTIME:
	case CLOCK_REALTIME_COARSE:
		*ret_ns = ktime_get_real(t->kernel);
		return true;
	case CLOCK_MONOTONIC:
	case CLOCK_MONOTONIC_RAW:
	case CLOCK_MONOTONIC_COARSE:
	case CLOCK_BOOTTIME:
		*ret_ns = ktime_get(t->kernel);
		return true;
	}
	return false;
}

SYSCALL_DEFINE2(clock_gettime, int, clk, uptr, to)
{
	u64 ns;

	if (!clock_now(t, clk, &ns))
		return -EINVAL;
	return put_time_pair(t, to, ns / NSEC_PER_SEC, ns % NSEC_PER_SEC);
}

SYSCALL_DEFINE2(clock_gettime64, int, clk, uptr, to)
{
	u64 ns, v[2];

	if (!clock_now(t, clk, &ns))
		return -EINVAL;
	v[0] = ns / NSEC_PER_SEC;
	v[1] = ns % NSEC_PER_SEC;
	return copy_to_user(t, to, v, sizeof(v));
}

SYSCALL_DEFINE2(gettimeofday, uptr, tv, uptr, tz)
{
	u64 ns = ktime_get_real(t->kernel);
	u32 zone[2] = { 0, 0 };

	if (tv && put_time_pair(t, tv, ns / NSEC_PER_SEC, ns % NSEC_PER_SEC / NSEC_PER_USEC))
		return -EFAULT;
	return tz ? copy_to_user(t, tz, zone, sizeof(zone)) : 0;
}

SYSCALL_DEFINE1(time, uptr, to)
{
	u64 sec = ktime_get_real(t->kernel) / NSEC_PER_SEC;

	if (to && (user_ptr_size(t) == 8 ? put_user(t, to, sec) : put_user(t, to, (u32)sec)))
		return -EFAULT;
	return sec;
}

SYSCALL_DEFINE2(nanosleep, uptr, req, uptr, rem)
{
	u32 size = user_ptr_size(t);
	u64 sec, nsec;
	int err;

	if (get_user_long(t, &sec, req) || get_user_long(t, &nsec, req + size))
		return -EFAULT;
	if ((size == 8 ? (s64)sec < 0 : (s32)sec < 0) || nsec >= NSEC_PER_SEC)
		return -EINVAL;
	err = park(t, NULL,
		   sec > WAIT_FOREVER / NSEC_PER_SEC / 2 ? WAIT_FOREVER - 1
							 : sec * NSEC_PER_SEC + nsec,
		   0);
	if (err == -EINTR && rem) {
		u64 now = ktime_get(t->kernel), left = t->deadline > now ? t->deadline - now : 0;

		if (put_time_pair(t, rem, left / NSEC_PER_SEC, left % NSEC_PER_SEC))
			return -EFAULT;
	}
	return err;
}
