/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The tick. Our clock counts nanoseconds; but programs see how Linux rounds the times that they
 * set to its ticks, at the 250 Hz of the usual distribution kernels: 31.25 s of a bridge read
 * back as 31.24 s, 1 ms of a neighbour table as 4 ms. Settings that Linux keeps in jiffies are
 * kept in jiffies here, and converted by these functions only.
 */
#ifndef KERNLET_LIB_JIFFIES_H
#define KERNLET_LIB_JIFFIES_H

#include "lib/types.h"

#define HZ 250
/** Linux's USER_HZ: what clock_t means to a program. */
#define USER_HZ 100
#define NSEC_PER_TICK (NSEC_PER_SEC / HZ)
#define MSEC_PER_TICK (1000u / HZ)

static inline u64 jiffies_to_ns(u64 j)
{
	return j * NSEC_PER_TICK;
}

/** Rounded up to whole ticks. What is negative as an int is no time but "as long as can be". */
static inline u64 msecs_to_jiffies(u32 ms)
{
	return (s32)ms < 0 ? INT64_MAX / 2 : ((u64)ms + MSEC_PER_TICK - 1) / MSEC_PER_TICK;
}

static inline u32 jiffies_to_msecs(u64 j)
{
	return (u32)(j * MSEC_PER_TICK);
}

/** Rounded down, from and to hundredths of a second. */
static inline u64 clock_t_to_jiffies(u64 t)
{
	return t >= UINT64_MAX / HZ * USER_HZ ? UINT64_MAX : t * HZ / USER_HZ;
}

static inline u64 jiffies_to_clock_t(u64 j)
{
	return j * USER_HZ / HZ;
}

#endif
