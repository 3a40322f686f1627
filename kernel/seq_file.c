/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* A growing text; see seq_file.h. Room is doubled, so a text of n bytes costs O(n). */
#include "kernel/seq_file.h"

#include <stdarg.h>
#include <stdio.h>

#define SEQ_FIRST_SIZE 512

void seq_init(struct seq_file *m, struct kmem *mem)
{
	*m = (struct seq_file) { .mem = mem };
}

void seq_free(struct seq_file *m)
{
	kfree(m->mem, m->buf);
	*m = (struct seq_file) { .mem = m->mem };
}

/* Room for @n more bytes. False: no memory, remembered in m->err. */
static bool seq_grow(struct seq_file *m, size_t n)
{
	size_t size = max(m->size, (size_t)SEQ_FIRST_SIZE);
	char *buf;

	if (m->err)
		return false;
	if (m->size - m->count >= n)
		return true;
	while (size - m->count < n)
		size *= 2;
	buf = krealloc(m->mem, m->buf, size);
	if (!buf) {
		m->err = -ENOMEM;
		return false;
	}
	m->buf = buf;
	m->size = size;
	return true;
}

void seq_write(struct seq_file *m, const void *p, size_t n)
{
	if (!n || !seq_grow(m, n))
		return;
	memcpy(m->buf + m->count, p, n);
	m->count += n;
}

void seq_puts(struct seq_file *m, const char *s)
{
	seq_write(m, s, strlen(s));
}

void seq_putc(struct seq_file *m, char c)
{
	seq_write(m, &c, 1);
}

void seq_printf(struct seq_file *m, const char *fmt, ...)
{
	size_t room;
	va_list ap;
	int n;

	if (!seq_grow(m, 1))
		return;
	room = m->size - m->count;
	va_start(ap, fmt);
	n = vsnprintf(m->buf + m->count, room, fmt, ap);
	va_end(ap);
	if (n >= 0 && (size_t)n >= room) {
		if (!seq_grow(m, (size_t)n + 1))
			return;
		va_start(ap, fmt);
		vsnprintf(m->buf + m->count, (size_t)n + 1, fmt, ap);
		va_end(ap);
	}
	m->count += n > 0 ? n : 0;
}

void seq_pad_to(struct seq_file *m, size_t len, char c)
{
	while (m->count < len && !m->err)
		seq_putc(m, ' ');
	if (c)
		seq_putc(m, c);
}
