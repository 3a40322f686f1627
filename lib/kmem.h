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

/** Usable bytes of a block (kmem_block_alloc). */
#define KMEM_BLOCK 752
#define KMEM_SPARE_MAX 16

struct kmem {
	size_t used; /* bytes held now, counted as the host's allocator rounds them */
	size_t peak; /* highest `used` so far */
	size_t limit; /* 0: no limit */
	u64 count; /* allocations asked for so far */
	u64 fail_from; /* first allocation (counted from 1) that fails; 0: none */
	u64 fail_len; /* how many fail from there on */
	u32 block_cost; /* what one block counts for in `used` */
	u32 n_spare, spare_max;
	void *spare[KMEM_SPARE_MAX]; /* blocks given back: nobody's, and not counted */
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

/**
 * Memory for what lives for one call, messages above all: KMEM_BLOCK bytes, not zeroed. The last
 * few given back are kept for the next. Counted, limited and made to fail like all else.
 */
void *kmem_block_alloc(struct kmem *m) __must_check;
void kmem_block_free(struct kmem *m, void *p);
/** Give the spare blocks back to the host. */
void kmem_destroy(struct kmem *m);

#endif
