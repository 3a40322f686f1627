// SPDX-License-Identifier: LGPL-2.1-or-later
/*
 * Contender: ranges, in the manner of DXR. The upper 18 bits of an address choose a chunk; a
 * chunk is one leaf, or a sorted array of ranges that is searched by halves.
 *
 *   chunk[2^18] -> leaf
 *               -> block: starts[n] (16 bits each), leaves[n]
 *
 * A change makes the chunks it lies in anew out of the table: one for /18 and longer, up to 2^18
 * for the default route. The arrays are small allocations of their own.
 */
#include "fib_candidates.h"

#include "net/ipv4/fib_trie.h"

#define CHUNK_BITS 18
#define REST_BITS (32 - CHUNK_BITS)
#define REST_MASK ((1u << REST_BITS) - 1)

struct block {
	u32 n;
	u32 leaf[]; /* n of them, then n u16 starts */
};

struct dxr {
	struct fib_tree *truth;
	size_t bytes;
	struct {
		struct block *b;
		u32 leaf;
	} chunk[1 << CHUNK_BITS];
};

static u16 *starts(const struct block *b)
{
	return (u16 *)&b->leaf[b->n];
}

/* Ranges of a chunk being made; a stack of the prefixes that are open. */
struct maker {
	u32 n;
	u16 start[1 << REST_BITS];
	u32 leaf[1 << REST_BITS];
};

static void range(struct maker *m, u32 start, u32 leaf)
{
	if (m->n && m->start[m->n - 1] == start)
		m->n--;
	if (m->n && m->leaf[m->n - 1] == leaf)
		return;
	m->start[m->n] = start;
	m->leaf[m->n++] = leaf;
}

struct open {
	u32 end; /* last address inside, within the chunk */
	u32 leaf;
};

/* End what ends before @start. */
static u32 close_until(struct maker *m, struct open *open, u32 depth, u32 start)
{
	while (depth > 1 && open[depth - 1].end < start) {
		u32 end = open[--depth].end;

		while (depth > 1 && open[depth - 1].end == end)
			depth--;
		if (end < REST_MASK)
			range(m, end + 1, open[depth - 1].leaf);
	}
	return depth;
}

/* Entries of one address come longest first: collect them, to open the shortest first. */
static void make_ranges(struct dxr *c, u32 chunk, struct maker *m)
{
	u32 base = chunk << REST_BITS, depth = 1;
	const struct fib_entry *e = fib_tree_cover(c->truth, base, CHUNK_BITS, 0);
	struct open open[34] = { { REST_MASK, e ? fib_leaf(fib_entry_plen(e), e->info) : 0 } };
	struct fib_iter it;

	m->n = 0;
	range(m, 0, open[0].leaf);
	fib_tree_lower_bound(c->truth, fib_key(base, 32, 255), 0, &it);
	e = fib_iter_get(&it);
	while (e && fib_entry_addr(e) >> REST_BITS == chunk) {
		u32 start = fib_entry_addr(e) & REST_MASK, addr = fib_entry_addr(e), n = 0;
		struct fib_entry same[33];

		for (; e && fib_entry_addr(e) == addr; e = fib_iter_next(&it))
			if (fib_entry_plen(e) > CHUNK_BITS &&
			    (!n || fib_entry_plen(&same[n - 1]) != fib_entry_plen(e)))
				same[n++] = *e;
		depth = close_until(m, open, depth, start);
		while (n--) {
			u32 plen = fib_entry_plen(&same[n]);

			open[depth++] = (struct open) { start + (1u << (32 - plen)) - 1,
							fib_leaf(plen, same[n].info) };
			range(m, start, open[depth - 1].leaf);
		}
	}
	close_until(m, open, depth, REST_MASK + 1);
}

static size_t block_size(u32 n)
{
	return sizeof(struct block) + n * (sizeof(u32) + sizeof(u16));
}

static int make_chunk(struct dxr *c, u32 chunk, struct maker *m)
{
	struct block *old = c->chunk[chunk].b, *b = NULL;

	make_ranges(c, chunk, m);
	if (m->n > 1) {
		b = kmalloc(c->truth->mem, block_size(m->n));
		if (!b)
			return -ENOMEM;
		b->n = m->n;
		memcpy(b->leaf, m->leaf, m->n * sizeof(u32));
		memcpy(starts(b), m->start, m->n * sizeof(u16));
		c->bytes += block_size(m->n) + 16;
	}
	if (old)
		c->bytes -= block_size(old->n) + 16;
	kfree(c->truth->mem, old);
	c->chunk[chunk].b = b;
	c->chunk[chunk].leaf = m->leaf[0];
	return 0;
}

static int dxr_change(void *arg, const struct fib_entry *e)
{
	static struct maker m;
	struct dxr *c = arg;
	u32 first = fib_entry_addr(e) >> REST_BITS, plen = fib_entry_plen(e);
	u32 n = plen < CHUNK_BITS ? 1u << (CHUNK_BITS - plen) : 1;

	for (u32 i = first; i < first + n; i++)
		if (make_chunk(c, i, &m))
			return -ENOMEM;
	return 0;
}

static void dxr_free(void *arg)
{
	struct dxr *c = arg;
	struct kmem *mem = c->truth->mem;

	for (u32 i = 0; i < 1u << CHUNK_BITS; i++)
		kfree(mem, c->chunk[i].b);
	kfree(mem, c);
}

static void *dxr_build(struct fib_tree *truth)
{
	struct dxr *c = kzalloc(truth->mem, sizeof(*c));
	struct fib_entry all = { fib_key(0, 0, 0), 0, 0 };

	if (!c)
		return NULL;
	c->truth = truth;
	c->bytes = sizeof(*c);
	if (!dxr_change(c, &all))
		return c;
	dxr_free(c);
	return NULL;
}

static inline u32 find(const struct block *b, u32 rest)
{
	const u16 *s = starts(b);
	u32 lo = 0, n = b->n;

	while (n > 1) {
		u32 half = n / 2;

		lo += s[lo + half] <= rest ? half : 0;
		n -= half;
	}
	return b->leaf[lo];
}

static u32 dxr_lookup(const void *arg, u32 addr)
{
	const struct dxr *c = arg;
	const struct block *b = c->chunk[addr >> REST_BITS].b;

	return b ? find(b, addr & REST_MASK) : c->chunk[addr >> REST_BITS].leaf;
}

static void dxr_lookup_many(const void *arg, const u32 *addr, u32 *ret, u32 n)
{
	const struct dxr *c = arg;

	for (u32 done = 0, some; done < n; done += some) {
		const struct block *b[16];

		some = min(n - done, 16u);
		for (u32 i = 0; i < some; i++) {
			b[i] = c->chunk[addr[done + i] >> REST_BITS].b;
			__builtin_prefetch(b[i]);
		}
		for (u32 i = 0; i < some; i++)
			if (b[i])
				__builtin_prefetch(&starts(b[i])[b[i]->n / 2]);
		for (u32 i = 0; i < some; i++)
			ret[done + i] = b[i] ? find(b[i], addr[done + i] & REST_MASK)
					     : c->chunk[addr[done + i] >> REST_BITS].leaf;
	}
}

static size_t dxr_bytes(const void *c)
{
	return ((const struct dxr *)c)->bytes;
}

const struct fib_candidate fib_candidate_dxr = {
	.name = "ranges (DXR)",
	.build = dxr_build,
	.free = dxr_free,
	.insert = dxr_change,
	.remove = dxr_change,
	.lookup = dxr_lookup,
	.lookup_many = dxr_lookup_many,
	.bytes = dxr_bytes,
};
