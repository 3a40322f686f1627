/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* lib/kmem.c: limits, injected failures and the balance of the books. */
#include "unit.h"

#include "lib/kmem.h"

static void books_balance(void **state)
{
	struct kmem m;
	char *a, *b;

	kmem_init(&m, 0);
	a = kmalloc(&m, 100);
	b = kstrdup(&m, "kernlet");
	assert_non_null(a);
	assert_string_equal(b, "kernlet");
	assert_true(m.used >= 108);
	a = krealloc(&m, a, 5000);
	assert_non_null(a);
	assert_true(m.used >= 5008);
	kfree(&m, a);
	kfree(&m, b);
	kfree(&m, NULL);
	assert_int_equal(m.used, 0);
	assert_true(m.peak >= 5008);
}

static void limit_holds(void **state)
{
	struct kmem m;
	void *a, *b;

	kmem_init(&m, 1000);
	a = kmalloc(&m, 600);
	assert_non_null(a);
	assert_null(kmalloc(&m, 600));
	assert_null(krealloc(&m, a, 2000));
	kfree(&m, a);
	b = kmalloc(&m, 600);
	assert_non_null(b);
	kfree(&m, b);
	assert_null(kmalloc(&m, SIZE_MAX));
	assert_null(kcalloc(&m, SIZE_MAX / 2, 4));
	assert_int_equal(m.used, 0);
}

static void injected_failures_hit_the_asked_ones(void **state)
{
	struct kmem m;
	void *p;

	kmem_init(&m, 0);
	kmem_fail(&m, 2, 2);
	for (int i = 1; i <= 5; i++) {
		p = kzalloc(&m, 8);
		if (i == 2 || i == 3)
			assert_null(p);
		else
			assert_non_null(p);
		kfree(&m, p);
	}
	assert_int_equal(m.used, 0);
}

static void blocks_are_kept_but_not_counted(void **state)
{
	void *p[KMEM_SPARE_MAX + 2];
	struct kmem m;

	kmem_init(&m, 0);
	for (size_t i = 0; i < ARRAY_SIZE(p); i++)
		assert_non_null(p[i] = kmem_block_alloc(&m));
	assert_true(m.used >= ARRAY_SIZE(p) * KMEM_BLOCK);
	for (size_t i = 0; i < ARRAY_SIZE(p); i++)
		kmem_block_free(&m, p[i]);
	assert_int_equal(m.used, 0);
	assert_in_range(m.n_spare, 1, KMEM_SPARE_MAX);
	/* One that was kept is limited and made to fail as a new one. */
	kmem_fail(&m, 1, 1);
	assert_null(kmem_block_alloc(&m));
	m.limit = 100;
	assert_null(kmem_block_alloc(&m));
	assert_int_equal(m.used, 0);
	kmem_destroy(&m);
	assert_int_equal(m.n_spare, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(blocks_are_kept_but_not_counted),
		cmocka_unit_test(books_balance),
		cmocka_unit_test(limit_holds),
		cmocka_unit_test(injected_failures_hit_the_asked_ones),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
