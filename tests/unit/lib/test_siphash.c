/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* lib/siphash.c: the vectors that SipHash's authors published, and lookup3 of two words. */
#include "unit.h"

#include "lib/siphash.h"

static void published_vectors(void **state)
{
	/* Key 00 01 .. 0f; the first n bytes of 00 01 02 .. */
	static const struct {
		u32 n;
		u64 hash;
	} vectors[] = {
		{ 0, 0x726fdb47dd0e0e31 },  { 1, 0x74f839c593dc67fd },	{ 7, 0xab0200f58b01d137 },
		{ 8, 0x93f5f5799a932462 },  { 15, 0xa129ca6149be45e5 }, { 16, 0x3f2acc7f57c29bdb },
		{ 63, 0x958a324ceb064572 },
	};
	u8 text[64];

	for (u32 i = 0; i < sizeof(text); i++)
		text[i] = i;
	for (u32 i = 0; i < ARRAY_SIZE(vectors); i++)
		assert_true(siphash(text, vectors[i].n, 0x0706050403020100, 0x0f0e0d0c0b0a0908) ==
			    vectors[i].hash);
}

static void unaligned_text(void **state)
{
	u8 a[33] = { 0 }, b[34] = { 0 };

	for (u32 i = 0; i < 33; i++)
		a[i] = b[i + 1] = i * 7;
	assert_true(siphash(a, 33, 1, 2) == siphash(b + 1, 33, 1, 2));
}

/* Both words count, in their order, and so does the start. */
static void two_words(void **state)
{
	u32 h = jhash_2words(1, 2, 0);

	assert_int_equal(h, jhash_2words(1, 2, 0));
	assert_int_not_equal(h, jhash_2words(2, 1, 0));
	assert_int_not_equal(h, jhash_2words(1, 3, 0));
	assert_int_not_equal(h, jhash_2words(1, 2, 1));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(published_vectors),
		cmocka_unit_test(unaligned_text),
		cmocka_unit_test(two_words),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
