/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* net/ipv6/fib6_trie.c against a naive model: a list of prefixes, sorted when it matters. */
#include "unit.h"

#include "net/ipv6/fib6_trie.h"
#include "net/ipv6/ipv6.h"

#define N 600

static struct fib6_pfx items[N];
static bool present[N];
static u32 seed = 1;

static u32 rnd(u32 n)
{
	seed = seed * 1664525 + 1013904223;
	return (seed >> 8) % n;
}

/* Few bits differ, so that prefixes nest and collide. */
static void random_prefix(struct fib6_pfx *p)
{
	static const u8 lens[] = { 0, 1, 3, 8, 9, 10, 16, 32, 33, 48, 64, 65, 127, 128 };
	struct in6_addr a = { 0 };

	for (int i = 0; i < 16; i++)
		a.s6_addr[i] = rnd(4) ? 0 : 1u << rnd(8);
	p->plen = lens[rnd(ARRAY_SIZE(lens))];
	ipv6_addr_prefix(&p->addr, &a, p->plen);
}

static int find(const struct fib6_pfx *p)
{
	for (int i = 0; i < N; i++)
		if (present[i] && items[i].plen == p->plen &&
		    ipv6_addr_equal(&items[i].addr, &p->addr))
			return i;
	return -1;
}

/* The order of dumps: inside before outside, else ascending. */
static int cmp(const void *a, const void *b)
{
	const struct fib6_pfx *x = *(struct fib6_pfx *const *)a, *y = *(struct fib6_pfx *const *)b;
	u32 shorter = min(x->plen, y->plen);

	if (ipv6_prefix_equal(&x->addr, &y->addr, shorter))
		return (int)y->plen - x->plen;
	return memcmp(&x->addr, &y->addr, 16);
}

static u32 sorted(struct fib6_pfx **v)
{
	u32 n = 0;

	for (int i = 0; i < N; i++)
		if (present[i])
			v[n++] = &items[i];
	qsort(v, n, sizeof(*v), cmp);
	return n;
}

static void check_walk(struct fib6_trie *t)
{
	static struct fib6_pfx *v[N];
	u32 n = sorted(v), i = 0;
	struct fib6_pfx *p, *q, *seen[N];
	enum fib6_visit visit;
	struct fib6_walk w;

	fib6_walk_start(&w, t);
	while ((visit = fib6_walk_next(&w, &p)) != FIB6_END)
		if (visit == FIB6_POST) {
			assert_true(i < n);
			assert_ptr_equal(p, v[i]);
			seen[i++] = p;
		}
	assert_int_equal(i, n);
	/* From every item, and from prefixes that are not there. */
	for (u32 j = 0; j < n; j++) {
		fib6_walk_seek(&w, t, &seen[j]->addr, seen[j]->plen, FIB6_POST);
		assert_int_equal(fib6_walk_next(&w, &q), FIB6_POST);
		assert_ptr_equal(q, seen[j]);
		fib6_walk_seek(&w, t, &seen[j]->addr, seen[j]->plen, FIB6_PRE);
		assert_int_equal(fib6_walk_next(&w, &q), FIB6_PRE);
		assert_ptr_equal(q, seen[j]);
	}
	for (u32 k = 0; k < 20; k++) {
		struct fib6_pfx x, *px = &x;

		random_prefix(&x);
		fib6_walk_seek(&w, t, &x.addr, x.plen, FIB6_POST);
		do
			visit = fib6_walk_next(&w, &q);
		while (visit == FIB6_PRE);
		for (i = 0; i < n && cmp(&v[i], &px) < 0; i++)
			;
		if (i == n)
			assert_int_equal(visit, FIB6_END);
		else
			assert_ptr_equal(q, v[i]);
	}
}

static void check_lookup(struct fib6_trie *t)
{
	struct fib6_pfx a, *best = NULL;

	random_prefix(&a);
	for (int i = 0; i < N; i++)
		if (present[i] && ipv6_prefix_equal(&items[i].addr, &a.addr, items[i].plen) &&
		    (!best || items[i].plen > best->plen))
			best = &items[i];
	assert_ptr_equal(fib6_trie_lookup(t, &a.addr), best);
}

static void agrees_with_a_naive_model(void **state)
{
	struct fib6_pfx x;
	struct kmem mem;
	struct fib6_trie t = { .mem = &mem };
	u32 n = 0;

	kmem_init(&mem, 0);
	for (u32 step = 0; step < 30000; step++) {
		u32 i = rnd(N);
		int dup;

		if (present[i]) {
			assert_ptr_equal(fib6_trie_del(&t, &items[i].addr, items[i].plen),
					 &items[i]);
			present[i] = false;
			n--;
		} else {
			random_prefix(&x);
			dup = find(&x);
			items[i] = x;
			assert_int_equal(fib6_trie_add(&t, &items[i]), dup < 0 ? 0 : -EEXIST);
			present[i] = dup < 0;
			n += dup < 0;
		}
		random_prefix(&x);
		dup = find(&x);
		assert_ptr_equal(fib6_trie_find(&t, &x.addr, x.plen), dup < 0 ? NULL : &items[dup]);
		if (dup < 0)
			assert_null(fib6_trie_del(&t, &x.addr, x.plen));
		check_lookup(&t);
		assert_int_equal(t.n, n);
		assert_true(t.n_nodes <= (n ? n - 1 : 0));
		if (step % 1000 == 0)
			check_walk(&t);
	}
	for (int i = 0; i < N; i++)
		if (present[i])
			assert_non_null(fib6_trie_del(&t, &items[i].addr, items[i].plen));
	assert_int_equal(t.root, 0);
	assert_int_equal(mem.used, 0);
	memset(present, 0, sizeof(present));
}

/* Keeps about one in three; in their order. */
static struct fib6_pfx *sift(struct fib6_pfx *p, void *arg)
{
	struct fib6_pfx **before = arg;

	if (*before)
		assert_true(cmp(before, &p) < 0);
	*before = p;
	present[p - items] = !rnd(3);
	return present[p - items] ? p : NULL;
}

static void filters_in_one_pass(void **state)
{
	struct kmem mem;
	struct fib6_trie t = { .mem = &mem };

	kmem_init(&mem, 0);
	for (u32 round = 0; round < 300; round++) {
		struct fib6_pfx *before = NULL;
		u32 n = 0;

		for (int i = 0; i < N; i++) {
			if (present[i] || rnd(2))
				continue;
			random_prefix(&items[i]);
			present[i] = !fib6_trie_add(&t, &items[i]);
		}
		fib6_trie_filter(&t, sift, &before);
		for (int i = 0; i < N; i++)
			n += present[i];
		assert_int_equal(t.n, n);
		assert_true(t.n_nodes <= (n ? n - 1 : 0));
		check_walk(&t);
		for (int i = 0; i < 20; i++)
			check_lookup(&t);
	}
	for (int i = 0; i < N; i++)
		if (present[i])
			assert_non_null(fib6_trie_del(&t, &items[i].addr, items[i].plen));
	assert_int_equal(t.root, 0);
	assert_int_equal(mem.used, 0);
}

static void a_failed_add_changes_nothing(void **state)
{
	static struct fib6_pfx v[3];
	struct kmem mem;
	struct fib6_trie t = { .mem = &mem };

	kmem_init(&mem, 0);
	v[0].plen = v[1].plen = 128;
	v[1].addr.s6_addr[15] = 1;
	assert_int_equal(fib6_trie_add(&t, &v[0]), 0);
	kmem_fail(&mem, 1, 1);
	assert_int_equal(fib6_trie_add(&t, &v[1]), -ENOMEM);
	assert_int_equal(t.n, 1);
	assert_null(fib6_trie_find(&t, &v[1].addr, 128));
	assert_ptr_equal(fib6_trie_lookup(&t, &v[0].addr), &v[0]);
	assert_int_equal(fib6_trie_add(&t, &v[1]), 0);
	fib6_trie_del(&t, &v[0].addr, 128);
	fib6_trie_del(&t, &v[1].addr, 128);
	assert_int_equal(mem.used, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(agrees_with_a_naive_model),
		cmocka_unit_test(filters_in_one_pass),
		cmocka_unit_test(a_failed_add_changes_nothing),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
