/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Guest memory through the port, and iterators over it. See uaccess.h. */
#include "kernel/uaccess.h"

#include "kernel/kernel.h"

/** Most bytes one read or write moves (MAX_RW_COUNT of Linux: INT_MAX rounded down to a page). */
#define MAX_RW_COUNT 0x7ffff000u

int copy_from_user(struct task *t, void *dst, uptr src, size_t n)
{
	struct user_iov v = { src, n };

	return n ? t->kernel->port->copy_from_user(t, dst, &v, 1) : 0;
}

int copy_to_user(struct task *t, uptr dst, const void *src, size_t n)
{
	struct user_iov v = { dst, n };

	return n ? t->kernel->port->copy_to_user(t, &v, 1, src) : 0;
}

/* Reads up to the end of a page at a time: a string may end right before unmapped memory. */
long strncpy_from_user(struct task *t, char *dst, uptr src, size_t n)
{
	const bool page = t->kernel->port->page_reads;
	size_t done = 0;

	while (done < n) {
		size_t chunk = min(n - done, page ? (size_t)(4096 - ((src + done) & 4095)) : 1);
		char *end;

		if (copy_from_user(t, dst + done, src + done, chunk))
			return -EFAULT;
		end = memchr(dst + done, 0, chunk);
		if (end)
			return end - dst;
		done += chunk;
	}
	return -ENAMETOOLONG;
}

void iov_iter_user(struct iov_iter *it, uptr base, u64 len)
{
	it->one = (struct user_iov) { base, min(len, (u64)MAX_RW_COUNT) };
	it->iov = &it->one;
	it->n = 1;
	it->count = it->one.len;
	it->kbuf = NULL;
}

void iov_iter_kernel(struct iov_iter *it, void *buf, u64 len)
{
	*it = (struct iov_iter) { .kbuf = buf, .count = len };
}

u32 user_ptr_size(const struct task *t)
{
	return t->abi == ABI_I386 ? 4 : 8;
}

int get_user_long(struct task *t, u64 *ret_v, uptr src)
{
	u64 v64;
	u32 v32;

	if (user_ptr_size(t) == 8) {
		if (get_user(t, v64, src))
			return -EFAULT;
		*ret_v = v64;
		return 0;
	}
	if (get_user(t, v32, src))
		return -EFAULT;
	*ret_v = v32;
	return 0;
}

/* Widen i386 pairs in place, from the back, since they are half the size. */
static void widen(struct user_iov *v, u32 nr)
{
	const u8 *raw = (const u8 *)v;

	for (u32 i = nr; i-- > 0;) {
		u32 base = get_u32(raw + i * 8), len = get_u32(raw + i * 8 + 4);

		v[i] = (struct user_iov) { base, len };
	}
}

/* Check lengths as Linux: negative is EINVAL, the sum is capped. */
static int sum_up(struct user_iov *v, u32 nr, bool compat, u64 *ret_total)
{
	u64 total = 0;

	for (u32 i = 0; i < nr; i++) {
		if (compat ? (s32)v[i].len < 0 : (s64)v[i].len < 0)
			return -EINVAL;
		v[i].len = min(v[i].len, MAX_RW_COUNT - total);
		total += v[i].len;
	}
	*ret_total = total;
	return 0;
}

int import_iovec(struct task *t, uptr vec, u32 nr, struct iov_iter *it, void **heap)
{
	u32 elem = 2 * user_ptr_size(t);
	struct user_iov *v = &it->one;
	int err;

	*heap = NULL;
	if (nr > UIO_MAXIOV)
		return -EMSGSIZE;
	if (nr > 1) {
		v = kmalloc(&t->kernel->mem, nr * sizeof(*v));
		if (!v)
			return -ENOMEM;
	}
	err = copy_from_user(t, v, vec, (size_t)nr * elem);
	if (!err && elem == 8)
		widen(v, nr);
	if (!err)
		err = sum_up(v, nr, elem == 8, &it->count);
	if (err) {
		if (v != &it->one)
			kfree(&t->kernel->mem, v);
		return err;
	}
	if (v != &it->one)
		*heap = v;
	it->iov = v;
	it->n = nr;
	it->kbuf = NULL;
	return 0;
}

static void iter_advance(struct iov_iter *it, size_t n)
{
	it->count -= n;
	if (it->kbuf) {
		it->kbuf += n;
		return;
	}
	while (n) {
		size_t step = min((u64)n, it->iov->len);

		it->iov->base += step;
		it->iov->len -= step;
		n -= step;
		if (!it->iov->len && it->n > 1) {
			it->iov++;
			it->n--;
		}
	}
}

/* How many pieces cover @n bytes; the last is cut to fit and its old length kept in *ret_cut. */
static u32 pieces_for(struct iov_iter *it, size_t n, u64 *ret_cut)
{
	u32 i = 0;

	while (i + 1 < it->n && n > it->iov[i].len)
		n -= it->iov[i++].len;
	*ret_cut = it->iov[i].len;
	it->iov[i].len = n;
	return i + 1;
}

int copy_from_iter(struct task *t, void *dst, size_t n, struct iov_iter *it)
{
	u64 cut;
	u32 nr;
	int err;

	if (!n)
		return 0;
	if (it->kbuf) {
		memcpy(dst, it->kbuf, n);
		iter_advance(it, n);
		return 0;
	}
	nr = pieces_for(it, n, &cut);
	err = t->kernel->port->copy_from_user(t, dst, it->iov, nr);
	it->iov[nr - 1].len = cut;
	if (!err)
		iter_advance(it, n);
	return err;
}

int copy_to_iter(struct task *t, const void *src, size_t n, struct iov_iter *it)
{
	u64 cut;
	u32 nr;
	int err;

	if (!n)
		return 0;
	if (it->kbuf) {
		memcpy(it->kbuf, src, n);
		iter_advance(it, n);
		return 0;
	}
	nr = pieces_for(it, n, &cut);
	err = t->kernel->port->copy_to_user(t, it->iov, nr, src);
	it->iov[nr - 1].len = cut;
	if (!err)
		iter_advance(it, n);
	return err;
}
