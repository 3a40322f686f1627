// SPDX-License-Identifier: LGPL-2.1-or-later
/* See prefixes.h. */
#include "prefixes.h"

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Prefixes per 10,000, by length. */
static const uint16_t internet[33] = {
	[8] = 1,     [9] = 0,	 [10] = 1,    [11] = 1,	  [12] = 4,   [13] = 8,	  [14] = 15,
	[15] = 25,   [16] = 140, [17] = 90,   [18] = 150, [19] = 280, [20] = 460, [21] = 520,
	[22] = 1100, [23] = 980, [24] = 5965, [25] = 30,  [26] = 30,  [27] = 30,  [28] = 30,
	[29] = 40,   [30] = 30,	 [31] = 10,   [32] = 60,
};
static const uint16_t long_only[33] = {
	[25] = 1250, [26] = 1250, [27] = 1250, [28] = 1250,
	[29] = 1250, [30] = 1250, [31] = 1250, [32] = 1250,
};
static const uint16_t hosts_only[33] = { [32] = 10000 };

/* What has been made so far, to make nothing twice. */
struct maker {
	struct prefix *p;
	uint32_t n, mask;
	uint32_t *seen; /* index + 1 */
	uint64_t rng;
};

uint64_t bench_random(uint64_t *state)
{
	uint64_t z = *state += 0x9e3779b97f4a7c15ull;

	z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9ull;
	z = (z ^ z >> 27) * 0x94d049bb133111ebull;
	return z ^ z >> 31;
}

static uint32_t below(struct maker *m, uint32_t n)
{
	return (bench_random(&m->rng) >> 32) * n >> 32;
}

static void *must_alloc(size_t n, size_t size)
{
	void *p = calloc(n, size);

	if (p)
		return p;
	perror("bench");
	exit(1);
}

static uint32_t mask_of(uint8_t plen)
{
	return plen ? ~0u << (32 - plen) : 0;
}

/* Take it, unless it is there already or not to be had. */
static bool take(struct maker *m, uint32_t addr, uint8_t plen, uint8_t hop)
{
	uint32_t h, first = addr >> 24;

	if (first == 0 || first == 10 || first == 127 || first >= 224)
		return false;
	addr &= mask_of(plen);
	h = (addr * 2654435761u ^ plen * 0x85ebca6bu) >> 3;
	for (;; h++) {
		uint32_t at = m->seen[h & m->mask];

		if (!at)
			break;
		if (m->p[at - 1].addr == addr && m->p[at - 1].plen == plen)
			return false;
	}
	m->p[m->n] = (struct prefix) { addr, plen, hop };
	m->seen[h & m->mask] = ++m->n;
	return true;
}

static uint8_t pick_length(struct maker *m, const uint16_t *share)
{
	uint32_t r = below(m, 10000), plen = 0;

	while (plen < 32 && r >= share[plen])
		r -= share[plen++];
	return plen;
}

static void make_one(struct maker *m, const uint16_t *share, bool clustered)
{
	uint8_t plen = pick_length(m, share), hop = below(m, PREFIX_HOPS);
	uint32_t addr = bench_random(&m->rng);

	if (clustered && m->n && below(m, 8)) {
		const struct prefix *near = &m->p[below(m, m->n)];

		addr = near->addr + ((int32_t)below(m, 17) - 8) * (1u << (32 - plen));
		if (below(m, 10) < 9)
			hop = near->hop;
	}
	take(m, addr, plen, hop);
}

/* All prefixes around one address, as far as there is room. */
static void make_chain(struct maker *m, uint32_t n)
{
	uint32_t addr = bench_random(&m->rng);

	for (uint8_t plen = 8; plen <= 32 && m->n < n; plen++)
		take(m, addr, plen, below(m, PREFIX_HOPS));
}

struct prefix *prefixes_make(enum prefix_mix mix, uint32_t n)
{
	static const uint16_t *const shares[] = { internet, hosts_only, NULL, long_only };
	struct maker m = { .mask = 1024, .rng = 42 };

	while (m.mask < n * 2)
		m.mask *= 2;
	m.seen = must_alloc(m.mask--, sizeof(*m.seen));
	m.p = must_alloc(n + 1, sizeof(*m.p));
	while (m.n < n) {
		if (mix == PREFIXES_CHAINS)
			make_chain(&m, n);
		else
			make_one(&m, shares[mix], mix == PREFIXES_INTERNET);
	}
	free(m.seen);
	return m.p;
}

const char *prefixes_name(enum prefix_mix mix)
{
	static const char *const names[] = { "internet", "scattered /32", "nested chains",
					     "/25 and longer" };

	return names[mix];
}

void prefixes_shuffle(struct prefix *p, uint32_t n)
{
	uint64_t rng = 7;

	for (uint32_t i = n; i > 1; i--) {
		uint32_t j = (bench_random(&rng) >> 32) * i >> 32;
		struct prefix t = p[i - 1];

		p[i - 1] = p[j];
		p[j] = t;
	}
}

/* ---- IPv6 ---- */

static const uint16_t internet6[129] = {
	[20] = 10,  [24] = 20,	[28] = 60,  [29] = 420,	 [30] = 60,   [32] = 1280, [33] = 200,
	[34] = 150, [35] = 60,	[36] = 500, [38] = 120,	 [40] = 1000, [42] = 250,  [44] = 1150,
	[45] = 60,  [46] = 250, [47] = 200, [48] = 4000, [56] = 60,   [64] = 100,  [128] = 50,
};

static uint8_t pick_length6(uint64_t *rng)
{
	uint32_t r = (bench_random(rng) >> 32) * 10000 >> 32, plen = 20;

	while (plen < 128 && r >= internet6[plen])
		r -= internet6[plen++];
	return plen;
}

static int compare6(const void *a, const void *b)
{
	return memcmp(a, b, 17);
}

/* 2000::/3 and below it, bits past the length cleared; near @near or anywhere. */
static struct prefix6 random6(uint64_t *rng, const struct prefix6 *near)
{
	struct prefix6 p = { .plen = pick_length6(rng) };
	uint64_t hi = bench_random(rng) >> 3 | 1ull << 61, lo = 0;

	if (near) {
		uint32_t keep = near->plen < p.plen ? near->plen : p.plen;
		uint64_t old = 0;

		for (int i = 0; i < 8; i++)
			old = old << 8 | near->addr[i];
		keep = keep > 64 ? 64 : keep > 4 ? keep - 4 : keep;
		hi = (old & ~0ull << (64 - keep)) | (keep < 64 ? hi & ~0ull >> keep : 0);
	}
	if (p.plen < 64)
		hi &= ~0ull << (64 - p.plen);
	if (p.plen == 128)
		lo = bench_random(rng) & 0xffff;
	for (int i = 0; i < 8; i++) {
		p.addr[i] = hi >> (56 - i * 8);
		p.addr[8 + i] = lo >> (56 - i * 8);
	}
	p.hop = (bench_random(rng) >> 32) % PREFIX_HOPS;
	return p;
}

/* Made a little too many, sorted, freed of doubles, shuffled, cut. */
struct prefix6 *prefixes6_make(uint32_t n)
{
	uint32_t made = n + n / 4 + 100, kept = 0;
	struct prefix6 *p = must_alloc(made, sizeof(*p));
	uint64_t rng = 42;

	for (uint32_t i = 0; i < made; i++) {
		uint64_t r = bench_random(&rng);

		p[i] = random6(&rng, i && r % 4 ? &p[(r >> 8) % i] : NULL);
	}
	qsort(p, made, sizeof(*p), compare6);
	for (uint32_t i = 0; i < made; i++)
		if (!kept || memcmp(&p[kept - 1], &p[i], 17))
			p[kept++] = p[i];
	for (uint32_t i = kept; i > 1; i--) {
		uint32_t j = (bench_random(&rng) >> 32) * i >> 32;
		struct prefix6 t = p[i - 1];

		p[i - 1] = p[j];
		p[j] = t;
	}
	if (kept >= n)
		return p;
	fprintf(stderr, "bench: only %u IPv6 prefixes\n", kept);
	exit(1);
}
