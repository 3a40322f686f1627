/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The trie that /proc/net/fib_trie shows: its shape as Linux 6.18 showed it for the same
 * addresses, its counts and order for many random ones, and memory that ends at each allocation.
 */
#include "unit.h"

#include "net/ipv4/fib_lctrie.h"

#include <stdio.h>

static struct kmem mem;
static char text[4096];

static void draw(const struct lc_node *n, int depth)
{
	size_t at = strlen(text);

	snprintf(text + at, sizeof(text) - at, "%*s%08x", depth, "", n->key);
	at = strlen(text);
	if (n->bits)
		snprintf(text + at, sizeof(text) - at, "/%d %d %u %u", 32 - n->pos - n->bits,
			 n->bits, n->full, n->empty);
	strcat(text, "\n");
	for (uint32_t i = 0; n->bits && i < lc_children(n); i++)
		if (n->child[i])
			draw(n->child[i], depth + 1);
}

static void shape(void **state)
{
	static const uint32_t keys[] = { 0,	     0x7f000000, 0x7f000001, 0x7fffffff,
					 0xc0000200, 0xc0000202, 0xc00002ff };
	struct lc_trie t;

	kmem_init(&mem, 0);
	lc_trie_init(&t, &mem);
	for (size_t i = 0; i < sizeof(keys) / sizeof(*keys); i++)
		assert_int_equal(lc_trie_insert(&t, keys[i]), 0);
	text[0] = '\0';
	draw(t.root, 0);
	assert_string_equal(text, "00000000/0 3 0 5\n"
				  " 00000000\n"
				  " 7f000000/8 2 0 2\n"
				  "  7f000000/31 1 0 0\n"
				  "   7f000000\n"
				  "   7f000001\n"
				  "  7fffffff\n"
				  " c0000200/24 2 0 2\n"
				  "  c0000200/30 2 0 2\n"
				  "   c0000200\n"
				  "   c0000202\n"
				  "  c00002ff\n");
	lc_trie_destroy(&t);
	assert_int_equal(mem.used, 0);
}

static uint32_t leaves, last;

/* Every count right, every key where its bits lead, in ascending order. */
static void check(const struct lc_node *n)
{
	uint32_t full = 0, empty = 0;

	if (!n->bits) {
		assert_true(!leaves++ || n->key > last);
		last = n->key;
		return;
	}
	for (uint32_t i = 0; i < lc_children(n); i++) {
		const struct lc_node *c = n->child[i];

		empty += !c;
		full += c && c->bits && c->pos + c->bits == n->pos;
		if (!c)
			continue;
		assert_ptr_equal(c->parent, n);
		assert_int_equal((c->key ^ n->key) >> n->pos, i);
		check(c);
	}
	assert_int_equal(n->full, full);
	assert_int_equal(n->empty, empty);
	assert_true(lc_children(n) - empty > 1);
}

static uint32_t next_key(uint64_t *seed, uint32_t key)
{
	*seed = *seed * 6364136223846793005u + 1442695040888963407u;
	return key + 1 + (*seed >> 40) % (*seed >> 63 ? 3 : 2000000);
}

static void counts(void **state)
{
	for (uint64_t round = 1; round < 50; round++) {
		uint64_t seed = round;
		uint32_t key = 0, n = 0;
		struct lc_trie t;

		lc_trie_init(&t, &mem);
		for (; n < 600; n++, key = next_key(&seed, key))
			assert_int_equal(lc_trie_insert(&t, key), 0);
		leaves = 0;
		check(t.root);
		assert_int_equal(leaves, n);
		lc_trie_destroy(&t);
	}
	assert_int_equal(mem.used, 0);
}

static void memory_ends(void **state)
{
	for (uint64_t fail = 1; fail < 400; fail++) {
		uint64_t seed = 7;
		uint32_t key = 0;
		struct lc_trie t;
		int err = 0;

		lc_trie_init(&t, &mem);
		kmem_fail(&mem, fail, 1);
		for (uint32_t n = 0; n < 200 && !err; n++, key = next_key(&seed, key))
			err = lc_trie_insert(&t, key);
		kmem_fail(&mem, 0, 0);
		lc_trie_destroy(&t);
		assert_int_equal(mem.used, 0);
		assert_true(err);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(shape), cmocka_unit_test(counts),
					    cmocka_unit_test(memory_ends) };

	return cmocka_run_group_tests(tests, NULL, NULL);
}
