/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* See kmem.h. The host's malloc does the work; malloc_usable_size(3) is the only book kept. */
#include "lib/kmem.h"

#include <malloc.h>
#include <stdlib.h>

void kmem_init(struct kmem *m, size_t limit)
{
	*m = (struct kmem) { .limit = limit, .spare_max = KMEM_SPARE_MAX };
}

void kmem_fail(struct kmem *m, u64 from, u64 len)
{
	m->fail_from = from ? m->count + from : 0;
	m->fail_len = len;
}

static bool may_alloc(struct kmem *m, size_t n)
{
	m->count++;
	if (unlikely(m->fail_from) && m->count >= m->fail_from &&
	    m->count - m->fail_from < m->fail_len)
		return false;
	return likely(!m->limit) || (n <= m->limit && m->used <= m->limit - n);
}

static void account(struct kmem *m, void *p)
{
	m->used += malloc_usable_size(p);
	if (m->used > m->peak)
		m->peak = m->used;
}

void *kmalloc(struct kmem *m, size_t n)
{
	void *p;

	if (!may_alloc(m, n))
		return NULL;
	p = malloc(n ? n : 1);
	if (p)
		account(m, p);
	return p;
}

void *kzalloc(struct kmem *m, size_t n)
{
	return kcalloc(m, 1, n);
}

void *kcalloc(struct kmem *m, size_t n, size_t size)
{
	size_t total;
	void *p;

	if (__builtin_mul_overflow(n, size, &total) || !may_alloc(m, total))
		return NULL;
	p = calloc(1, total ? total : 1);
	if (p)
		account(m, p);
	return p;
}

void *krealloc(struct kmem *m, void *p, size_t n)
{
	size_t old = p ? malloc_usable_size(p) : 0;
	void *q;

	if (!may_alloc(m, n > old ? n - old : 0))
		return NULL;
	q = realloc(p, n ? n : 1);
	if (!q)
		return NULL;
	m->used -= old;
	account(m, q);
	return q;
}

void *kmemdup(struct kmem *m, const void *src, size_t n)
{
	void *p = kmalloc(m, n);

	if (p)
		memcpy(p, src, n);
	return p;
}

char *kstrdup(struct kmem *m, const char *s)
{
	return kmemdup(m, s, strlen(s) + 1);
}

void kfree(struct kmem *m, void *p)
{
	if (!p)
		return;
	m->used -= malloc_usable_size(p);
	free(p);
}

void *kmem_block_alloc(struct kmem *m)
{
	void *p;

	if (!m->n_spare) {
		p = kmalloc(m, KMEM_BLOCK);
		if (p && !m->block_cost)
			m->block_cost = malloc_usable_size(p);
		return p;
	}
	if (!may_alloc(m, m->block_cost))
		return NULL;
	m->used += m->block_cost;
	if (m->used > m->peak)
		m->peak = m->used;
	return m->spare[--m->n_spare];
}

void kmem_block_free(struct kmem *m, void *p)
{
	if (m->n_spare >= m->spare_max || malloc_usable_size(p) != m->block_cost) {
		kfree(m, p);
		return;
	}
	m->used -= m->block_cost;
	m->spare[m->n_spare++] = p;
}

void kmem_destroy(struct kmem *m)
{
	while (m->n_spare)
		free(m->spare[--m->n_spare]);
}
