/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* See siphash.h. */
#include "lib/siphash.h"

#include <string.h>

struct state {
	u64 a, b, c, d;
};

static u64 rol64(u64 v, u32 by)
{
	return v << by | v >> (64 - by);
}

static void rounds(struct state *s, u32 n)
{
	while (n--) {
		s->a += s->b;
		s->c += s->d;
		s->b = rol64(s->b, 13) ^ s->a;
		s->d = rol64(s->d, 16) ^ s->c;
		s->a = rol64(s->a, 32);
		s->c += s->b;
		s->a += s->d;
		s->b = rol64(s->b, 17) ^ s->c;
		s->d = rol64(s->d, 21) ^ s->a;
		s->c = rol64(s->c, 32);
	}
}

static void absorb(struct state *s, u64 word)
{
	s->d ^= word;
	rounds(s, 2);
	s->a ^= word;
}

u64 siphash(const void *data, size_t n, u64 k0, u64 k1)
{
	struct state s = { k0 ^ 0x736f6d6570736575, k1 ^ 0x646f72616e646f6d,
			   k0 ^ 0x6c7967656e657261, k1 ^ 0x7465646279746573 };
	const u8 *p = data;
	u64 word, last = (u64)n << 56;

	for (; n >= sizeof(word); n -= sizeof(word), p += sizeof(word)) {
		memcpy(&word, p, sizeof(word));
		absorb(&s, le64toh(word));
	}
	while (n--)
		last |= (u64)p[n] << 8 * n;
	absorb(&s, last);
	s.c ^= 0xff;
	rounds(&s, 4);
	return s.a ^ s.b ^ s.c ^ s.d;
}

static u32 rol32(u32 v, u32 by)
{
	return v << by | v >> (32 - by);
}

u32 jhash_2words(u32 a, u32 b, u32 initval)
{
	u32 init = initval + 0xdeadbeef + (2 << 2), c = init;

	a += init;
	b += init;
	c = (c ^ b) - rol32(b, 14);
	a = (a ^ c) - rol32(c, 11);
	b = (b ^ a) - rol32(a, 25);
	c = (c ^ b) - rol32(b, 16);
	a = (a ^ c) - rol32(c, 4);
	b = (b ^ a) - rol32(a, 14);
	return (c ^ b) - rol32(b, 24);
}
