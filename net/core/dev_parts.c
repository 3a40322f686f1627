/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * What every device needs of the rooms above (its IPv4 and IPv6 state, neighbour parameters, first
 * groups) comes with the device, in one piece of memory:
 *
 *   net_device | priv | part | part | part |  room left  |
 *                      parts_at            + parts_used
 *
 * Rooms say at boot how much they will want (dev_parts_reserve). A part given back is taken again
 * only when it was the last one; what finds no room is memory of its own.
 */
#include "net/core/dev_internal.h"

#define PART_ALIGN 8u

static u32 part_size(size_t n)
{
	return (n + PART_ALIGN - 1) & ~(size_t)(PART_ALIGN - 1);
}

static u8 *parts(struct net_device *dev)
{
	return (u8 *)dev + dev->parts_at;
}

void dev_parts_reserve(struct kernel *k, size_t n)
{
	k->netdev->parts_room += part_size(n);
}

void *dev_part_alloc(struct net_device *dev, size_t n)
{
	u32 size = part_size(n);
	u8 *p = parts(dev) + dev->parts_used;

	if (size > (u32)dev->parts_room - dev->parts_used)
		return kzalloc(&dev->kernel->mem, n);
	/* What was in use before is not zero any more. */
	if (dev->parts_used < dev->parts_high)
		memset(p, 0, size);
	dev->parts_used += size;
	dev->parts_high = max(dev->parts_high, dev->parts_used);
	return p;
}

void dev_part_free(struct net_device *dev, void *part, size_t n)
{
	u8 *p = part;

	if (p < parts(dev) || p >= parts(dev) + dev->parts_room)
		kfree(&dev->kernel->mem, part);
	else if (p + part_size(n) == parts(dev) + dev->parts_used)
		dev->parts_used -= part_size(n);
}
