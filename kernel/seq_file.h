/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * A growing text: what the files of /proc, /proc/sys and /sys are made of.
 *
 * Writers never check: the first allocation that fails is remembered and turns the whole text
 * into -ENOMEM at the end (seq_error). The text is not NUL-terminated; `count` is its length.
 */
#ifndef KERNLET_KERNEL_SEQ_FILE_H
#define KERNLET_KERNEL_SEQ_FILE_H

#include "lib/kmem.h"

struct net;

struct seq_file {
	struct kmem *mem;
	char *buf;
	size_t count, size;
	int err; /* 0 or -ENOMEM */
};

void seq_init(struct seq_file *m, struct kmem *mem);
void seq_free(struct seq_file *m);
void seq_printf(struct seq_file *m, const char *fmt, ...) __printf(2, 3);
void seq_putc(struct seq_file *m, char c);
void seq_puts(struct seq_file *m, const char *s);
void seq_write(struct seq_file *m, const void *p, size_t n);
/** Append spaces until the text is @len bytes long, then @c when it is not 0 (as Linux's). */
void seq_pad_to(struct seq_file *m, size_t len, char c);
/** 0, or what went wrong while writing. */
static inline int seq_error(const struct seq_file *m)
{
	return m->err;
}

#endif
