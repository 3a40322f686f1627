/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* lib/htable.c: nodes are found while the table grows, leave cleanly, and memory balances. */
#include "unit.h"

#include "lib/htable.h"

struct item {
	u32 key;
	struct hnode h;
};

static struct item *find(struct htable *t, u32 key)
{
	struct item *it;

	htable_for_each_possible (t, it, h, hash_u32(key))
		if (it->key == key)
			return it;
	return NULL;
}

static void finds_every_node_while_growing(void **state)
{
	static struct item items[5000];
	struct kmem mem;
	struct htable t;

	kmem_init(&mem, 0);
	htable_init(&t, &mem);
	assert_null(find(&t, 7));
	for (u32 i = 0; i < ARRAY_SIZE(items); i++) {
		items[i].key = i * 7;
		assert_int_equal(htable_insert(&t, &items[i].h, hash_u32(items[i].key)), 0);
	}
	assert_int_equal(t.n, ARRAY_SIZE(items));
	for (u32 i = 0; i < ARRAY_SIZE(items); i++)
		assert_ptr_equal(find(&t, i * 7), &items[i]);
	assert_null(find(&t, 1));

	for (u32 i = 0; i < ARRAY_SIZE(items); i += 2)
		htable_remove(&t, &items[i].h);
	for (u32 i = 0; i < ARRAY_SIZE(items); i++)
		assert_ptr_equal(find(&t, i * 7), i % 2 ? &items[i] : NULL);
	htable_destroy(&t);
	assert_int_equal(mem.used, 0);
}

static void inserts_do_without_memory(void **state)
{
	static struct item items[1000];
	struct kmem mem;
	struct htable t;

	kmem_init(&mem, 0);
	htable_init(&t, &mem);
	kmem_fail(&mem, 1, 1000);
	for (u32 i = 0; i < ARRAY_SIZE(items); i++) {
		items[i].key = i;
		assert_int_equal(htable_insert(&t, &items[i].h, hash_u32(i)), 0);
	}
	for (u32 i = 0; i < ARRAY_SIZE(items); i++)
		assert_ptr_equal(find(&t, i), &items[i]);
	htable_destroy(&t);
	assert_int_equal(mem.used, 0);
}

/* Small or large, freshly grown or not: equal hashes are visited newest first. */
static void the_newest_of_equals_comes_first(void **state)
{
	static struct item items[100];
	struct kmem mem;
	struct htable t;

	kmem_init(&mem, 0);
	htable_init(&t, &mem);
	for (u32 i = 0; i < ARRAY_SIZE(items); i++) {
		struct hnode *n;
		u32 want = i;

		items[i].key = i;
		htable_insert(&t, &items[i].h, i % 3);
		for (n = htable_first(&t, i % 3); n; n = n->next) {
			if (n->hash != i % 3)
				continue;
			assert_int_equal(container_of(n, struct item, h)->key, want);
			want -= 3;
		}
		assert_int_equal(want + 3, i % 3);
		assert_true(t.n > HTABLE_SMALL || !mem.used);
	}
	htable_destroy(&t);
	assert_int_equal(mem.used, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(finds_every_node_while_growing),
		cmocka_unit_test(inserts_do_without_memory),
		cmocka_unit_test(the_newest_of_equals_comes_first),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
