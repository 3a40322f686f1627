/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* lib/idvec.c: the map stays sorted whatever the order of inserts, and refuses a second owner. */
#include "unit.h"

#include "lib/idvec.h"

static void stays_sorted(void **state)
{
	struct idvec v = { 0 };
	struct kmem mem;
	u64 last = 0;
	int vals[101];
	void *p;
	u32 i;

	kmem_init(&mem, 0);
	for (u32 k = 0; k < 101; k++) /* 101 is prime: every id 1..101 once, in a mixed order */
		assert_int_equal(idvec_insert(&v, &mem, 1 + k * 37 % 101, &vals[k * 37 % 101]), 0);
	assert_int_equal(v.n, 101);
	idvec_for_each_from (&v, i, p, 0) {
		assert_true(v.e[i].id > last);
		last = v.e[i].id;
		assert_ptr_equal(p, &vals[last - 1]);
	}
	assert_int_equal(idvec_insert(&v, &mem, 50, &vals[0]), -EEXIST);
	assert_ptr_equal(idvec_find(&v, 50), &vals[49]);
	assert_ptr_equal(idvec_remove(&v, 50), &vals[49]);
	assert_null(idvec_remove(&v, 50));
	assert_null(idvec_find(&v, 50));
	assert_int_equal(v.e[idvec_lower_bound(&v, 50)].id, 51);
	assert_int_equal(idvec_lower_bound(&v, 102), v.n);
	idvec_destroy(&v, &mem);
	assert_int_equal(mem.used, 0);
}

static void insert_without_memory_changes_nothing(void **state)
{
	struct idvec v = { 0 };
	struct kmem mem;
	int x;

	kmem_init(&mem, 0);
	kmem_fail(&mem, 1, 1);
	assert_int_equal(idvec_insert(&v, &mem, 1, &x), -ENOMEM);
	assert_int_equal(v.n, 0);
	assert_null(idvec_find(&v, 1));
	idvec_destroy(&v, &mem);
	assert_int_equal(mem.used, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(stays_sorted),
		cmocka_unit_test(insert_without_memory_changes_nothing),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
