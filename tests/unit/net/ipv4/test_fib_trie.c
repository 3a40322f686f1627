/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * net/ipv4/fib_trie.c against a model that is too simple to be wrong: one array of prefixes,
 * searched from end to end; and the ordered table that it stands beside, which is what a change
 * falls back on.
 *
 * KERNLET_TEST_OPS=N: so many random operations instead of some 100,000 (CI takes millions).
 */
#include "unit.h"

#include "net/ipv4/fib_tree.h"
#include "net/ipv4/fib_trie.h"

#define MODEL_MAX 512

static struct {
	u32 addr, value;
	u8 plen;
} model[MODEL_MAX];
static u32 model_n;
static u64 rng;

static u32 rnd(u32 n)
{
	rng = rng * 6364136223846793005ull + 1442695040888963407ull;
	return (u32)(rng >> 33) % n;
}

static u32 operations(void)
{
	const char *s = getenv("KERNLET_TEST_OPS");

	return s ? strtoul(s, NULL, 0) : 100000;
}

/** What a test works on: the trie, its memory, the ordered table. */
struct pair {
	struct kmem mem;
	struct fib_tree tree;
	struct fib_trie *trie;
	bool wide;
};

static void pair_init(struct pair *p, u32 size, bool wide)
{
	kmem_init(&p->mem, 0);
	fib_tree_init(&p->tree, &p->mem);
	p->trie = fib_trie_new(&p->mem, size, wide);
	p->wide = wide;
	model_n = 0;
	assert_non_null(p->trie);
}

static void pair_exit(struct pair *p)
{
	fib_trie_free(p->trie);
	fib_tree_destroy(&p->tree);
	assert_int_equal(p->mem.used, 0);
}

static u32 model_find(u32 addr, u8 plen)
{
	u32 i = 0;

	while (i < model_n && (model[i].addr != addr || model[i].plen != plen))
		i++;
	return i;
}

static u32 model_lookup(u32 addr, u32 min, u32 max)
{
	u32 best = 0;

	for (u32 i = 0; i < model_n; i++)
		if (!((model[i].addr ^ addr) & plen_to_mask(model[i].plen)) &&
		    model[i].plen >= min && model[i].plen <= max &&
		    model[i].plen >= (best ? fib_leaf_plen(best) : 0))
			best = fib_leaf(model[i].plen, model[i].value);
	return best;
}

static void assert_lookups(const struct pair *p, const u32 *addr, u32 n)
{
	u32 got[64];

	fib_trie_lookup_many(p->trie, addr, got, n);
	for (u32 i = 0; i < n; i++) {
		u32 want = model_lookup(addr[i], 0, 32);

		assert_int_equal(fib_trie_lookup(p->trie, addr[i]), want);
		assert_int_equal(got[i], want);
	}
}

/** At both edges of a prefix and right outside, and anywhere. */
static void assert_around(const struct pair *p, u32 addr, u8 plen)
{
	u32 last = addr | ~plen_to_mask(plen);
	u32 at[] = { addr, last, addr - 1, last + 1, addr + rnd(1u << 31), rnd(1u << 31) * 2 };

	assert_lookups(p, at, ARRAY_SIZE(at));
}

static void put_in_tree(struct pair *p, u32 addr, u8 plen, u32 value)
{
	struct fib_entry e = { fib_key(addr, plen, 0), 0, value }, *old;
	struct fib_iter it;

	fib_tree_lower_bound(&p->tree, e.key, 0, &it);
	old = fib_iter_get(&it);
	if (old && old->key == e.key)
		old->info = value;
	else
		assert_int_equal(fib_tree_insert(&it, &e), 0);
}

static void take_from_tree(struct pair *p, u32 addr, u8 plen)
{
	struct fib_iter it;

	fib_tree_lower_bound(&p->tree, fib_key(addr, plen, 0), 0, &it);
	assert_non_null(fib_iter_get(&it));
	fib_tree_remove(&it);
}

static void insert(struct pair *p, u32 addr, u8 plen, u32 value)
{
	u32 i = model_find(addr, plen);

	assert_int_equal(fib_trie_insert(p->trie, addr, plen, value), 0);
	put_in_tree(p, addr, plen, value);
	model[i].addr = addr;
	model[i].plen = plen;
	model[i].value = value;
	model_n = max(model_n, i + 1);
}

/** The longest prefix above, from the ordered table, which must agree with the model. */
static u32 cover_of(struct pair *p, u32 addr, u8 plen)
{
	int min = fib_trie_level(p->trie, plen);
	const struct fib_entry *e = fib_tree_cover(&p->tree, addr, plen - 1, min);
	u32 cover = e ? fib_leaf(fib_entry_plen(e), e->info) : 0;

	assert_int_equal(cover, plen ? model_lookup(addr, min, plen - 1) : 0);
	return cover;
}

static void remove_nth(struct pair *p, u32 i)
{
	u32 addr = model[i].addr;
	u8 plen = model[i].plen;

	take_from_tree(p, addr, plen);
	model[i] = model[--model_n];
	fib_trie_remove(p->trie, addr, plen, cover_of(p, addr, plen));
	assert_around(p, addr, plen);
}

static u32 random_prefix(u8 *ret_plen, u32 spread)
{
	static const u8 plens[] = { 0,	4,  8,	9,  11, 12, 13, 16, 18, 19, 20,
				    22, 23, 24, 24, 24, 25, 28, 30, 31, 32, 32 };
	u8 plen = rnd(4) ? plens[rnd(ARRAY_SIZE(plens))] : rnd(33);

	*ret_plen = plen;
	return (rnd(2) << 31 | rnd(spread) << 6 | rnd(64)) & plen_to_mask(plen);
}

/** Grow to @size, hover, shrink to nothing, looking around each change. */
static void churn(struct pair *p, u32 ops, u32 size, u32 spread)
{
	for (u32 i = 0; i < ops || model_n; i++) {
		u32 addr;
		u8 plen;

		if (i < ops && (!model_n || (model_n < size && rnd(3)))) {
			addr = random_prefix(&plen, spread);
			insert(p, addr, plen, rnd(p->wide ? FIB_TRIE_VALUE_MAX : 900));
			assert_around(p, addr, plen);
		} else {
			remove_nth(p, rnd(model_n));
		}
	}
	for (u32 i = 0; i < 64; i++)
		assert_int_equal(fib_trie_lookup(p->trie, i << 26), 0);
	/* Everything in use was given back. */
	assert_int_equal(p->trie->n, p->trie->n_free + 1);
}

static void random_operations(void **state)
{
	static const u32 sizes[] = { 2, 20, 100, 400 }, spreads[] = { 3, 60, 5000, 1u << 24 };
	u32 each = operations() / 64;
	struct pair p;

	for (u32 i = 0; i < 64; i++) {
		rng = i;
		pair_init(&p, i & 16 ? 1000000 : 100, i & 32);
		churn(&p, each, sizes[i % 4], spreads[i / 4 % 4]);
		pair_exit(&p);
	}
}

/** What is built at once must not differ from what grew, also after changes. */
static void building(void **state)
{
	struct fib_trie_builder *b;
	struct fib_iter it;
	struct pair p;

	for (u32 round = 0; round < 40; round++) {
		rng = round;
		pair_init(&p, round & 1 ? 1000000 : 100, round & 2);
		while (model_n < 20u << (round % 5)) {
			u8 plen;
			u32 addr = random_prefix(&plen, round & 4 ? 60 : 5000);

			insert(&p, addr, plen, rnd(900));
		}
		fib_trie_free(p.trie);
		p.trie = fib_trie_new(&p.mem, round & 1 ? 1000000 : 100, p.wide);
		assert_non_null(p.trie);
		b = fib_trie_build_start(p.trie);
		assert_non_null(b);
		fib_tree_lower_bound(&p.tree, 0, 0, &it);
		for (struct fib_entry *e = fib_iter_get(&it); e; e = fib_iter_next(&it))
			assert_int_equal(fib_trie_build_add(b, fib_entry_addr(e), fib_entry_plen(e),
							    e->info),
					 0);
		assert_int_equal(fib_trie_build_end(b), 0);
		fib_trie_trim(p.trie);
		for (u32 i = 0; i < model_n; i++)
			assert_around(&p, model[i].addr, model[i].plen);
		churn(&p, 500, 200, 5000);
		pair_exit(&p);
	}
}

/** Each allocation of an insertion fails once: refused, all answers as before, then it works. */
static void no_memory(void **state)
{
	struct pair p;
	u32 failed = 0;

	rng = 5;
	pair_init(&p, 1000000, false);
	for (u32 i = 0; i < 400; i++) {
		u8 plen;
		u32 addr = random_prefix(&plen, 1u << 24), value = rnd(900), old;

		old = model_lookup(addr, 0, 32);
		/* All room taken: the next block must grow the array. */
		fib_trie_trim(p.trie);
		kmem_fail(&p.mem, 1, ~0ull);
		if (fib_trie_insert(p.trie, addr, plen, value)) {
			failed++;
			assert_int_equal(fib_trie_lookup(p.trie, addr), old);
			for (u32 j = 0; j < model_n; j += 16)
				assert_around(&p, model[j].addr, model[j].plen);
		}
		kmem_fail(&p.mem, 0, 0);
		insert(&p, addr, plen, value);
		assert_around(&p, addr, plen);
	}
	assert_true(failed > 100);
	/* Removal needs none. */
	kmem_fail(&p.mem, 1, ~0ull);
	while (model_n)
		remove_nth(&p, rnd(model_n));
	pair_exit(&p);
}

static void no_memory_for_a_new_one(void **state)
{
	struct kmem mem;
	struct fib_trie *t;
	u32 failed = 0;

	kmem_init(&mem, 0);
	for (u64 i = 1;; i++, failed++) {
		kmem_fail(&mem, i, 1);
		t = fib_trie_new(&mem, 100, false);
		if (t)
			break;
		assert_int_equal(mem.used, 0);
	}
	assert_int_equal(failed, 3);
	fib_trie_free(t);
	assert_int_equal(mem.used, 0);
}

/** One more value than the dictionary has room for. */
static void too_many_values(void **state)
{
	struct pair p;

	rng = 1;
	pair_init(&p, 100, false);
	for (u32 i = 0; i < FIB_TRIE_DICT; i++)
		assert_int_equal(fib_trie_insert(p.trie, i << 16, 24, i * 7919), 0);
	assert_int_equal(fib_trie_insert(p.trie, 0, 16, 5), -E2BIG);
	assert_int_equal(fib_trie_insert(p.trie, 0, 16, 7919), 0);
	for (u32 i = 0; i < FIB_TRIE_DICT; i++)
		assert_int_equal(fib_trie_lookup(p.trie, i << 16), fib_leaf(24, i * 7919));
	pair_exit(&p);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(random_operations), cmocka_unit_test(building),
		cmocka_unit_test(no_memory),	     cmocka_unit_test(no_memory_for_a_new_one),
		cmocka_unit_test(too_many_values),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
