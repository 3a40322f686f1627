/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * A program's memory, by process_vm_readv and process_vm_writev.
 *
 * A call reads a header here, an iovec there, mostly on one page of its stack: the first small
 * read of a page fetches the page whole, and what follows in the same call is answered from the
 * copy. So data is read once, and what was checked is what is used, whatever other threads do.
 * Our own small writes are collected and go out together before the call is answered, in order;
 * should one fail then, the call returns -EFAULT.
 */
#include "ports/native/native.h"

#include <sys/uio.h>

#define PAGE 4096ull

static struct native_task *of(struct task *t)
{
	return t->port_data;
}

static struct page_copy *page_of(struct native_task *nt)
{
	return &nt->native->page;
}

void native_mem_forget(struct native *n)
{
	n->page.len = 0;
	n->pending.failed = false;
}

#define BATCH 64

/* Move @nr pieces between @local (one run of bytes) and the program. */
static int transfer(struct native_task *nt, u8 *local, const struct user_iov *v, u32 nr, bool write)
{
	while (nr) {
		u32 now = min(nr, (u32)BATCH);
		struct iovec remote[BATCH], here = { local, 0 };
		ssize_t done;

		for (u32 i = 0; i < now; i++) {
			remote[i] = (struct iovec) { (void *)v[i].base, v[i].len };
			here.iov_len += v[i].len;
		}
		done = write ? process_vm_writev(nt->tid, &here, 1, remote, now, 0)
			     : process_vm_readv(nt->tid, &here, 1, remote, now, 0);
		if (done != (ssize_t)here.iov_len)
			return -EFAULT;
		local += here.iov_len;
		v += now;
		nr -= now;
	}
	return 0;
}

/* ---- writes wait for the end of the call, so that they go out together ---- */

int native_mem_flush(struct native *n)
{
	struct pending_writes *p = &n->pending;
	u32 nr = p->n;

	p->n = p->used = 0;
	if (nr && transfer(p->task, p->data, p->iov, nr, true))
		p->failed = true;
	return p->failed ? -EFAULT : 0;
}

/* ---- the page that was looked at last ---- */

/* Bring the page around @addr into the copy. False: not readable. */
static bool fetch(struct native_task *nt, uptr addr)
{
	struct page_copy *p = page_of(nt);
	uptr base = addr & ~(PAGE - 1);
	struct iovec to = { p->data, PAGE }, from = { (void *)base, PAGE };

	if (process_vm_readv(nt->tid, &to, 1, &from, 1, 0) != (ssize_t)PAGE)
		return false;
	p->base = base;
	p->len = PAGE;
	p->task = nt;
	return true;
}

/* Is [@addr, @addr + @n) in the copy? */
static bool is_copied(struct native_task *nt, uptr addr, size_t n)
{
	struct page_copy *p = page_of(nt);

	return p->len && p->task == nt && addr >= p->base && addr - p->base <= PAGE &&
	       n <= PAGE - (addr - p->base);
}

static bool from_copy(struct native_task *nt, void *dst, uptr addr, size_t n)
{
	struct page_copy *p = page_of(nt);

	if (!is_copied(nt, addr, n)) {
		if (n > PAGE / 2 || (addr & (PAGE - 1)) + n > PAGE)
			return false;
		if (native_mem_flush(nt->native) || !fetch(nt, addr))
			return false;
	}
	memcpy(dst, p->data + (addr - p->base), n);
	return true;
}

/* What is written must be read again later: keep the copy true, or drop it. */
static void update_copy(struct native_task *nt, const struct user_iov *dst, u32 n, const u8 *src)
{
	struct page_copy *p = page_of(nt);

	for (u32 i = 0; i < n; src += dst[i++].len) {
		uptr start = dst[i].base, end = start + dst[i].len;

		if (is_copied(nt, start, dst[i].len))
			memcpy(p->data + (start - p->base), src, dst[i].len);
		else if (start < p->base + PAGE && end > p->base)
			p->len = 0;
	}
}

static bool put_off(struct native_task *nt, const struct user_iov *dst, u32 n, const u8 *src)
{
	struct pending_writes *p = &nt->native->pending;
	u64 total = 0;

	for (u32 i = 0; i < n; i++)
		total += dst[i].len;
	if (!nt->native->call || nt->native->call->task != nt ||
	    total > sizeof(p->data) - p->used || n > ARRAY_SIZE(p->iov) - p->n)
		return false;
	p->task = nt;
	memcpy(p->data + p->used, src, total);
	memcpy(p->iov + p->n, dst, n * sizeof(*dst));
	p->used += total;
	p->n += n;
	return true;
}

int native_copy_from_user(struct task *t, void *dst, const struct user_iov *src, u32 n)
{
	struct native_task *nt = of(t);

	if (n == 1 && from_copy(nt, dst, src->base, src->len))
		return 0;
	if (native_mem_flush(nt->native))
		return -EFAULT;
	return transfer(nt, dst, src, n, false);
}

int native_copy_to_user(struct task *t, const struct user_iov *dst, u32 n, const void *src)
{
	struct native_task *nt = of(t);

	update_copy(nt, dst, n, src);
	if (put_off(nt, dst, n, src))
		return 0;
	if (native_mem_flush(nt->native))
		return -EFAULT;
	return transfer(nt, (u8 *)src, dst, n, true);
}
