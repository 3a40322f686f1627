/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The number formats of /proc/sys, as proc_dointvec(), proc_douintvec(), proc_dostring() and
 * their kin define them:
 *
 *   - white space (blank, tab, newline) before and between numbers; base 10, 0x.. or 0..
 *   - a number that runs into anything else, or nothing at all, is -EINVAL
 *   - signed kinds take as many numbers as given, up to the size of the vector, and report how
 *     many bytes they used; unsigned kinds take one and use up everything
 *   - a write that does not start at offset 0 is taken and ignored (sysctl_writes_strict), except
 *     that strings continue there
 */
#include "lib/jiffies.h"
#include "kernel/sysctl_value.h"

#include <limits.h>

#define NUMBER_MAX 22 /* longest number looked at, with its end */
#define TEXT_MAX 4095 /* of one write, in numbers: PAGE_SIZE - 1 */

struct number {
	bool neg;
	u64 v;
};

/* What is left of the text being parsed. */
struct cursor {
	const char *p;
	size_t left;
};

static bool is_space(char c)
{
	return c == ' ' || (c >= '\t' && c <= '\r') || (unsigned char)c == 0xa0;
}

static void skip_spaces(struct cursor *c)
{
	while (c->left && is_space(*c->p)) {
		c->p++;
		c->left--;
	}
}

static int digit_of(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	c |= 0x20;
	return c >= 'a' && c <= 'f' ? c - 'a' + 10 : 16;
}

/* Digits of one number in the base that its prefix tells. Bytes used, -EINVAL or -ERANGE. */
static int parse_digits(const char *s, u64 *ret_v)
{
	const char *p = s;
	u64 v = 0;
	int base = 10, digits = 0;

	if (p[0] == '0') {
		base = 8;
		if ((p[1] | 0x20) == 'x' && digit_of(p[2]) < 16) {
			base = 16;
			p += 2;
		}
	}
	for (; digit_of(*p) < base; p++, digits++)
		if (__builtin_mul_overflow(v, (u64)base, &v) ||
		    __builtin_add_overflow(v, (u64)digit_of(*p), &v))
			return -ERANGE;
	if (!digits)
		return -EINVAL;
	*ret_v = v;
	return p - s;
}

/* One number and advance; it must end at white space or at the end of the text. */
static int parse_number(struct cursor *c, struct number *ret)
{
	char tmp[NUMBER_MAX] = { 0 };
	size_t len = min(c->left, (size_t)NUMBER_MAX - 1);
	int used, neg;

	if (!c->left)
		return -EINVAL;
	memcpy(tmp, c->p, len);
	neg = tmp[0] == '-' && c->left > 1;
	if (digit_of(tmp[neg]) > 9)
		return -EINVAL;
	used = parse_digits(tmp + neg, &ret->v);
	if (used < 0)
		return -EINVAL;
	used += neg;
	if (used == NUMBER_MAX - 1)
		return -EINVAL;
	if ((size_t)used < c->left && !memchr(" \t\n", tmp[used], 3))
		return -EINVAL;
	ret->neg = neg;
	c->p += used;
	c->left -= used;
	return 0;
}

static size_t element_size(u8 kind)
{
	switch (kind) {
	case SYSCTL_U8:
	case SYSCTL_BOOL:
		return 1;
	case SYSCTL_ULONG:
		return sizeof(unsigned long);
	default:
		return 4;
	}
}

static u32 elements(const struct ctl_table *row)
{
	return row->n ? row->n : 1;
}

size_t sysctl_value_size(const struct ctl_table *row)
{
	if (row->kind == SYSCTL_STRING)
		return row->size;
	return row->kind == SYSCTL_CUSTOM ? 0 : elements(row) * element_size(row->kind);
}

static bool is_unsigned(u8 kind)
{
	return kind == SYSCTL_UINT || kind == SYSCTL_UINT_MINMAX || kind == SYSCTL_U8;
}

/* ---- showing ---- */

/* Sign and size are told apart, so that what rounds to nothing can be "-0". */
static void show_time(const struct ctl_table *row, s32 jiffies, struct seq_file *m)
{
	u64 j = jiffies < 0 ? -(s64)jiffies : jiffies;

	if (row->kind == SYSCTL_JIFFIES)
		j /= HZ;
	else if (row->kind == SYSCTL_MS_JIFFIES)
		j = jiffies_to_msecs(j);
	else
		j = jiffies_to_clock_t(j);
	seq_printf(m, "%s%llu", jiffies < 0 ? "-" : "", (unsigned long long)j);
}

static void show_element(const struct ctl_table *row, const void *p, struct seq_file *m)
{
	switch (row->kind) {
	case SYSCTL_U8:
	case SYSCTL_BOOL:
		seq_printf(m, "%u", *(const u8 *)p);
		break;
	case SYSCTL_UINT:
	case SYSCTL_UINT_MINMAX:
		seq_printf(m, "%u", *(const u32 *)p);
		break;
	case SYSCTL_ULONG:
		seq_printf(m, "%lu", *(const unsigned long *)p);
		break;
	case SYSCTL_JIFFIES:
	case SYSCTL_MS_JIFFIES:
	case SYSCTL_USERHZ_JIFFIES:
		show_time(row, *(const s32 *)p, m);
		break;
	default:
		seq_printf(m, "%d", *(const s32 *)p);
	}
}

void sysctl_value_show(const struct ctl_table *row, const void *data, struct seq_file *m)
{
	size_t size = element_size(row->kind);

	if (row->kind == SYSCTL_STRING) {
		seq_write(m, data, strnlen(data, row->size));
	} else {
		for (u32 i = 0; i < elements(row); i++) {
			if (i)
				seq_putc(m, '\t');
			show_element(row, (const char *)data + i * size, m);
		}
	}
	seq_putc(m, '\n');
}

/* ---- storing ---- */

/* @x as a signed 32-bit number, or -EINVAL. */
static int to_s32(const struct number *x, s64 *ret)
{
	if (x->v > (u64)INT_MAX + x->neg)
		return -EINVAL;
	*ret = x->neg ? -(s64)x->v : (s64)x->v;
	return 0;
}

/* As Linux rounds, and where it lets a value pass that no longer fits. */
static int to_jiffies(const struct ctl_table *row, const struct number *x, s32 *ret)
{
	u64 v = x->neg ? -x->v : x->v, jiffies;

	switch (row->kind) {
	case SYSCTL_JIFFIES:
		if (x->v > INT_MAX / HZ)
			return -EINVAL;
		jiffies = v * HZ;
		break;
	case SYSCTL_MS_JIFFIES:
		jiffies = msecs_to_jiffies(v);
		if (jiffies > INT_MAX)
			return -EINVAL;
		break;
	default:
		if (x->v > INT64_MAX / HZ * USER_HZ)
			return -EINVAL;
		jiffies = clock_t_to_jiffies(v);
	}
	*ret = (s32)jiffies;
	return 0;
}

static int store_signed(const struct ctl_table *row, s32 *p, const struct number *x)
{
	s64 v;

	if (to_s32(x, &v))
		return -EINVAL;
	if (row->kind == SYSCTL_INT_MINMAX && (v < row->min || v > row->max))
		return -EINVAL;
	*p = (s32)v;
	return 0;
}

static int store_unsigned(const struct ctl_table *row, void *p, const struct number *x)
{
	u64 top = row->kind == SYSCTL_U8 ? 255 : UINT_MAX;
	u64 low = row->kind == SYSCTL_UINT ? 0 : (u64)row->min;

	if (row->kind != SYSCTL_UINT && (row->max || row->kind == SYSCTL_UINT_MINMAX))
		top = min(top, (u64)row->max);
	if (x->neg || x->v > top || x->v < low)
		return -EINVAL;
	if (row->kind == SYSCTL_U8)
		*(u8 *)p = (u8)x->v;
	else
		*(u32 *)p = (u32)x->v;
	return 0;
}

static int store_element(const struct ctl_table *row, void *p, const struct number *x)
{
	s64 v;

	if (is_unsigned(row->kind))
		return store_unsigned(row, p, x);
	if (row->kind == SYSCTL_ULONG) {
		if (x->neg)
			return 0;
		if (x->v < (u64)row->min || (row->max && x->v > (u64)row->max))
			return -EINVAL;
		*(unsigned long *)p = x->v;
		return 0;
	}
	if (row->kind == SYSCTL_BOOL) {
		if (to_s32(x, &v))
			return -EINVAL;
		*(bool *)p = v != 0;
		return 0;
	}
	if (row->kind == SYSCTL_JIFFIES || row->kind == SYSCTL_MS_JIFFIES ||
	    row->kind == SYSCTL_USERHZ_JIFFIES)
		return to_jiffies(row, x, p);
	return store_signed(row, p, x);
}

/* Unsigned kinds: one number; what follows it is not looked at. */
static long store_one(const struct ctl_table *row, void *data, const char *buf, size_t n)
{
	struct cursor c = { buf, min(n, (size_t)TEXT_MAX) };
	struct number x;
	int err;

	skip_spaces(&c);
	err = parse_number(&c, &x);
	if (!err)
		err = store_element(row, data, &x);
	return err ? err : (long)n;
}

static long store_vector(const struct ctl_table *row, void *data, const char *buf, size_t n)
{
	size_t size = element_size(row->kind);
	struct cursor c = { buf, min(n, (size_t)TEXT_MAX) };
	struct number x;
	u32 i;
	int err = 0;

	for (i = 0; c.left && i < elements(row); i++) {
		skip_spaces(&c);
		if (!c.left)
			break;
		err = parse_number(&c, &x);
		if (!err)
			err = store_element(row, (char *)data + i * size, &x);
		if (err)
			return err;
	}
	skip_spaces(&c);
	if (!i)
		return -EINVAL;
	return c.p - buf;
}

static long store_string(const struct ctl_table *row, char *data, const char *buf, size_t n,
			 s64 pos)
{
	size_t len = strnlen(data, row->size - 1u);

	if (pos < 0 || (u64)pos > len)
		return (long)n;
	len = (size_t)pos;
	for (size_t i = 0; i < n && len < row->size - 1u; i++) {
		if (!buf[i] || buf[i] == '\n')
			break;
		data[len++] = buf[i];
	}
	data[len] = '\0';
	return (long)n;
}

long sysctl_value_store(const struct ctl_table *row, void *data, const char *buf, size_t n, s64 pos)
{
	if (row->kind == SYSCTL_STRING)
		return store_string(row, data, buf, n, pos);
	if (pos || !n)
		return (long)n;
	return is_unsigned(row->kind) ? store_one(row, data, buf, n)
				      : store_vector(row, data, buf, n);
}
