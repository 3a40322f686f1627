/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Accounted allocation: every byte a kernel uses is drawn from its one `struct kmem`.
 *
 * Rules: an allocation that would pass the limit, or that failure injection picks, returns NULL
 * and changes nothing; the caller turns that into -ENOMEM or -ENOBUFS. kfree(NULL) is harmless.
 * What is freed must come from the same kmem. Not thread-safe: a kernel is single-threaded.
 */
#ifndef KERNLET_LIB_KMEM_H
#define KERNLET_LIB_KMEM_H

#include "lib/types.h"

struct kmem {
	size_t used; /* bytes held now, counted as the host's allocator rounds them */
	size_t peak; /* highest `used` so far */
	size_t limit; /* 0: no limit */
	u64 count; /* allocations asked for so far */
	u64 fail_from; /* first allocation (counted from 1) that fails; 0: none */
	u64 fail_len; /* how many fail from there on */
};

void kmem_init(struct kmem *m, size_t limit);
/** Let the allocations number @from .. @from + @len - 1 (counting from now on, 1 is next) fail. */
void kmem_fail(struct kmem *m, u64 from, u64 len);

void *kmalloc(struct kmem *m, size_t n) __must_check;
void *kzalloc(struct kmem *m, size_t n) __must_check;
/** @n objects of @size bytes, zeroed; NULL when the product overflows too. */
void *kcalloc(struct kmem *m, size_t n, size_t size) __must_check;
/** As realloc(3): on NULL the old block stays as it was. */
void *krealloc(struct kmem *m, void *p, size_t n) __must_check;
void *kmemdup(struct kmem *m, const void *src, size_t n) __must_check;
char *kstrdup(struct kmem *m, const char *s) __must_check;
void kfree(struct kmem *m, void *p);

#endif
