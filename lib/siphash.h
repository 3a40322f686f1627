/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Keyed hashes whose values programs can see: SipHash-2-4 (Aumasson, Bernstein 2012) and Bob
 * Jenkins' lookup3 of two words. Tables inside a kernel use lib/htable.h's hashes, which are
 * cheaper.
 */
#ifndef KERNLET_LIB_SIPHASH_H
#define KERNLET_LIB_SIPHASH_H

#include "lib/types.h"

/** SipHash-2-4 of @n bytes at @data under the 128-bit key @k0, @k1 (in host order). */
u64 siphash(const void *data, size_t n, u64 k0, u64 k1);
/** lookup3 of two words. */
u32 jhash_2words(u32 a, u32 b, u32 initval);

#endif
