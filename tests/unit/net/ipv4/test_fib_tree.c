/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * net/ipv4/fib_tree.c against a model that is too simple to be wrong: one sorted array, searched
 * from end to end. Random operations on a small pool of prefixes, so that entries collide.
 */
#include "unit.h"

#include "net/ipv4/fib_tree.h"

#define MODEL_MAX 4096

static struct fib_entry model[MODEL_MAX];
static u32 model_n;
static u64 rng = 1;

static u32 rnd(u32 n)
{
	rng = rng * 6364136223846793005ull + 1442695040888963407ull;
	return (u32)(rng >> 33) % n;
}

static int cmp(const struct fib_entry *a, u64 key, u32 prio)
{
	u64 x = a->key >> FIB_KEY_SHIFT, y = key >> FIB_KEY_SHIFT;

	return x != y ? (x < y ? -1 : 1) : a->prio != prio ? (a->prio < prio ? -1 : 1) : 0;
}

static struct fib_entry random_entry(u32 spread)
{
	static const u8 plens[] = { 0, 8, 9, 16, 20, 22, 24, 24, 24, 31, 32, 32 };
	u8 plen = plens[rnd(ARRAY_SIZE(plens))];
	u32 addr = (rnd(4) << 30 | rnd(spread) << 8 | rnd(4)) & plen_to_mask(plen);

	return (struct fib_entry) { fib_key(addr, plen, rnd(8) ? 0 : rnd(3) * 4) | rnd(12),
				    rnd(3) ? 0 : rnd(3), rnd(1000) };
}

static void model_insert(const struct fib_entry *e, bool append)
{
	u32 i = 0;

	while (i < model_n && cmp(&model[i], e->key, e->prio) < (append ? 1 : 0))
		i++;
	memmove(&model[i + 1], &model[i], (model_n - i) * sizeof(*e));
	model[i] = *e;
	model_n++;
}

static bool model_remove(const struct fib_entry *e)
{
	for (u32 i = 0; i < model_n; i++)
		if (!cmp(&model[i], e->key, e->prio)) {
			model_n--;
			memmove(&model[i], &model[i + 1], (model_n - i) * sizeof(*e));
			return true;
		}
	return false;
}

static void assert_same(struct fib_tree *t)
{
	struct fib_iter it;
	struct fib_entry *e;
	u32 i = 0;

	assert_int_equal(t->count, model_n);
	fib_tree_lower_bound(t, 0, 0, &it);
	for (e = fib_iter_get(&it); e; e = fib_iter_next(&it), i++)
		assert_memory_equal(e, &model[i], sizeof(*e));
	assert_int_equal(i, model_n);
	fib_tree_upper_bound(t, ~0ull, ~0u, &it);
	while ((e = fib_iter_prev(&it)))
		assert_memory_equal(e, &model[--i], sizeof(*e));
	assert_int_equal(i, 0);
}

static void assert_same_matches(struct fib_tree *t, u32 addr)
{
	static struct fib_entry want[MODEL_MAX];
	const struct fib_entry *e;
	struct fib_match m;
	u32 n = 0, i = 0;

	for (u8 slen = 0; slen <= 32; slen++)
		for (u32 j = 0; j < model_n; j++)
			if (fib_entry_slen(&model[j]) == slen &&
			    !((fib_entry_addr(&model[j]) ^ addr) & plen_to_mask(32 - slen)))
				want[n++] = model[j];
	for (e = fib_match_first(t, addr, &m); e; e = fib_match_next(&m), i++) {
		assert_true(i < n);
		assert_memory_equal(e, &want[i], sizeof(*e));
	}
	assert_int_equal(i, n);
}

static void insert(struct fib_tree *t, const struct fib_entry *e, bool append)
{
	struct fib_iter it;

	if (append)
		fib_tree_upper_bound(t, e->key, e->prio, &it);
	else
		fib_tree_lower_bound(t, e->key, e->prio, &it);
	/* Looking at what is there may step into the next leaf. */
	if (rnd(2))
		fib_iter_get(&it);
	assert_int_equal(fib_tree_insert(&it, e), 0);
	model_insert(e, append);
}

static void remove_one(struct fib_tree *t, const struct fib_entry *e)
{
	struct fib_iter it;
	struct fib_entry *at;

	fib_tree_lower_bound(t, e->key, e->prio, &it);
	at = fib_iter_get(&it);
	assert_int_equal(at && !cmp(at, e->key, e->prio), model_remove(e));
	if (at && !cmp(at, e->key, e->prio))
		fib_tree_remove(&it);
}

/** Grow to @size, hover, shrink to nothing, checking on the way. */
static void churn(struct fib_tree *t, u32 ops, u32 size, u32 spread)
{
	for (u32 i = 0; i < ops; i++) {
		struct fib_entry e = random_entry(spread);
		u32 goal = i < ops / 2 ? size : size * (ops - i) / ops * 2;

		if (model_n < goal && (rnd(3) || !model_n)) {
			insert(t, &e, rnd(2));
		} else {
			e = model[rnd(model_n ? model_n : 1)];
			if (model_n)
				remove_one(t, &e);
		}
		if (i % 997 == 0)
			assert_same(t);
		if (i % 31 == 0)
			assert_same_matches(t, random_entry(spread).key >> 32 | rnd(2));
	}
}

static void random_operations(void **state)
{
	static const u32 sizes[] = { 3, 60, 70, 500, 4000 };
	struct kmem mem;
	struct fib_tree t;

	kmem_init(&mem, 0);
	for (u32 i = 0; i < ARRAY_SIZE(sizes); i++) {
		fib_tree_init(&t, &mem);
		model_n = 0;
		churn(&t, 10000, sizes[i], 1 << (4 + 2 * i));
		while (model_n) {
			struct fib_entry e = model[rnd(model_n)];

			remove_one(&t, &e);
		}
		assert_same(&t);
		assert_int_equal(mem.used, 0);
	}
}

static bool keep_some(const struct fib_entry *e, void *arg)
{
	return e->info % *(u32 *)arg == 0;
}

static void filter_keeps_order(void **state)
{
	static const u32 mods[] = { 1, 2, 7, 100, 5000 };
	struct kmem mem;
	struct fib_tree t;

	kmem_init(&mem, 0);
	for (u32 i = 0; i < ARRAY_SIZE(mods); i++) {
		u32 n = 0, mod = mods[i];

		fib_tree_init(&t, &mem);
		model_n = 0;
		while (model_n < 3000) {
			struct fib_entry e = random_entry(1 << 16);

			e.info++;
			insert(&t, &e, true);
		}
		fib_tree_filter(&t, keep_some, &mod);
		for (u32 j = 0; j < model_n; j++)
			if (model[j].info % mod == 0)
				model[n++] = model[j];
		model_n = n;
		assert_same(&t);
		while (model_n < 3000) {
			struct fib_entry e = random_entry(1 << 16);

			insert(&t, &e, true);
		}
		assert_same(&t);
		fib_tree_destroy(&t);
		assert_int_equal(mem.used, 0);
	}
}

static void ascending_load_is_dense(void **state)
{
	struct kmem mem;
	struct fib_tree t;
	u32 n = 100000;

	kmem_init(&mem, 0);
	fib_tree_init(&t, &mem);
	for (u32 i = 0; i < n; i++) {
		struct fib_entry e = { fib_key(i << 8, 24, 0), 0, 1 };
		struct fib_iter it;

		fib_tree_upper_bound(&t, e.key, e.prio, &it);
		assert_int_equal(fib_tree_insert(&it, &e), 0);
	}
	assert_true(mem.used < n * 17);
	fib_tree_destroy(&t);
	assert_int_equal(mem.used, 0);
}

static void no_memory_changes_nothing(void **state)
{
	struct kmem mem;
	struct fib_tree t;
	u32 failed = 0;

	kmem_init(&mem, 0);
	fib_tree_init(&t, &mem);
	model_n = 0;
	while (model_n < 4000) {
		struct fib_entry e = random_entry(1 << 16);
		struct fib_iter it;
		int err = -ENOMEM;

		for (u32 nth = 1; err; nth++) {
			fib_tree_lower_bound(&t, e.key, e.prio, &it);
			kmem_fail(&mem, nth, 1);
			err = fib_tree_insert(&it, &e);
			failed += !!err;
			if (err && failed % 16 == 0)
				assert_same(&t);
		}
		kmem_fail(&mem, 0, 0);
		model_insert(&e, false);
	}
	assert_true(failed > 50);
	assert_same(&t);
	fib_tree_destroy(&t);
	assert_int_equal(mem.used, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(random_operations),
		cmocka_unit_test(filter_keeps_order),
		cmocka_unit_test(ascending_load_is_dense),
		cmocka_unit_test(no_memory_changes_nothing),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
