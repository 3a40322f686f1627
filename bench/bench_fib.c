// SPDX-License-Identifier: LGPL-2.1-or-later
/*
 * Which structure finds the longest prefix best? Every contender (fib_candidates.h) with every
 * mix of prefixes (prefixes.h): bytes a route, time to build, time of a change, lookups a second.
 *
 *     bench_fib [PERCENT [MIX]]     100: a million prefixes
 *
 * Lookups are of 262,144 addresses drawn beforehand, all of which hit: "anywhere", random ones
 * of the whole address space that have a route, as the published figures are taken; "in routes",
 * inside random routes, where short and long ones are as likely, which is harder.
 * "Many" asks for 4,096 at a time, of which a structure may have several under way; "one" makes
 * each wait for the answer before. The figure is the median of all such batches, since others use
 * the machine too. Every contender's answers are held against the table's own.
 */
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "fib_candidates.h"
#include "prefixes.h"

#define ADDRESSES (1u << 18)
#define AT_ONCE 4096u
#define BATCHES (ADDRESSES / AT_ONCE * 4)

static const struct fib_candidate *const candidates[] = {
	&fib_candidate_tree,
	&fib_candidate_patricia,
	&fib_candidate_popcount,
	&fib_candidate_dxr,
};

static uint32_t address[ADDRESSES], answer[ADDRESSES];

static double now(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_MONOTONIC, &ts);
	return ts.tv_sec + ts.tv_nsec / 1e9;
}

static void must(bool ok, const char *what)
{
	if (ok)
		return;
	fprintf(stderr, "bench_fib: %s\n", what);
	exit(1);
}

static struct fib_entry entry_of(const struct prefix *p)
{
	return (struct fib_entry) { fib_key(p->addr, p->plen, 0) | 1, 0, p->hop + 1 };
}

static void truth_add(struct fib_tree *t, const struct fib_entry *e)
{
	struct fib_iter it;

	fib_tree_lower_bound(t, e->key, e->prio, &it);
	must(!fib_tree_insert(&it, e), "no memory");
}

static void truth_remove(struct fib_tree *t, const struct fib_entry *e)
{
	struct fib_iter it;

	fib_tree_lower_bound(t, e->key, e->prio, &it);
	fib_tree_remove(&it);
}

static void draw_in_routes(const struct prefix *p, uint32_t n)
{
	uint64_t rng = 99;

	for (uint32_t i = 0; i < ADDRESSES; i++) {
		uint64_t v = bench_random(&rng);
		const struct prefix *q = &p[(v >> 32) * n >> 32];

		address[i] = q->addr | (q->plen < 32 ? (uint32_t)v >> q->plen : 0);
	}
}

static void draw_anywhere(struct fib_tree *truth)
{
	uint64_t rng = 99;
	struct fib_match m;

	for (uint32_t i = 0, tries = 0; i < ADDRESSES; tries++) {
		address[i] = bench_random(&rng);
		/* Where nearly nothing is covered, some that miss must do. */
		if (fib_match_first(truth, address[i], &m) || tries > 40 * ADDRESSES)
			i++;
	}
}

static int compare(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;

	return (x > y) - (x < y);
}

/* Seconds a batch, in the middle of all of them. */
static double median_batch(const struct fib_candidate *f, const void *c,
			   void (*run)(const struct fib_candidate *f, const void *c, uint32_t at))
{
	static double took[BATCHES];

	for (uint32_t i = 0; i < BATCHES; i++) {
		double start = now();

		run(f, c, i * AT_ONCE % ADDRESSES);
		took[i] = now() - start;
	}
	qsort(took, BATCHES, sizeof(took[0]), compare);
	return took[BATCHES / 2];
}

static void run_many(const struct fib_candidate *f, const void *c, uint32_t at)
{
	f->lookup_many(c, &address[at], &answer[at], AT_ONCE);
}

static void run_one(const struct fib_candidate *f, const void *c, uint32_t at)
{
	uint32_t last = 0;

	/* Bit 31 of an answer is never set, but the processor must wait to know. */
	for (uint32_t i = at; i < at + AT_ONCE; i++)
		last = f->lookup(c, address[i] ^ last >> 31);
	answer[at] = last;
}

/* What removing and putting back a tenth of the prefixes costs: ns, the median. */
struct change_cost {
	double remove, insert, table;
	double slow; /* us: only one change in a thousand takes longer */
};

static double at_share(double *took, uint32_t n, double share)
{
	qsort(took, n, sizeof(*took), compare);
	return took[(uint32_t)((n - 1) * share)];
}

static struct change_cost measure_changes(const struct fib_candidate *f, void *c,
					  struct fib_tree *truth, const struct prefix *p,
					  uint32_t n)
{
	static double table[100000], change[100000];
	uint32_t times = n / 10 < 100000 ? n / 10 : 100000;
	struct change_cost cost = { 0 };
	double a, b;

	for (int insert = 0; insert < 2; insert++) {
		for (uint32_t i = 0; i < times; i++) {
			struct fib_entry e = entry_of(&p[i]);

			a = now();
			if (insert)
				truth_add(truth, &e);
			else
				truth_remove(truth, &e);
			b = now();
			must(!(insert ? f->insert : f->remove)(c, &e), "no memory");
			table[i] = b - a;
			change[i] = now() - b;
		}
		*(insert ? &cost.insert : &cost.remove) = at_share(change, times, 0.5) * 1e9;
		cost.table = at_share(table, times, 0.5) * 1e9;
		cost.slow = max(cost.slow, at_share(change, times, 0.999) * 1e6);
	}
	return cost;
}

static void check(const struct fib_candidate *f, struct fib_tree *truth, const void *c)
{
	f->lookup_many(c, address, answer, ADDRESSES);
	for (uint32_t i = 0; i < ADDRESSES; i++) {
		uint32_t right = candidates[0]->lookup(truth, address[i]);

		must(answer[i] == right && f->lookup(c, address[i]) == right, f->name);
	}
}

static void figure(const char *mix, const char *who, const char *what, double v, const char *unit)
{
	printf("%s, %s: %s\t%.6g\t%s\n", mix, who, what, v, unit);
	fflush(stdout);
}

static void measure_lookups(const struct fib_candidate *f, struct fib_tree *truth, const void *c,
			    const char *mix, const char *where)
{
	char what[64];

	check(f, truth, c);
	snprintf(what, sizeof(what), "lookups %s, many", where);
	figure(mix, f->name, what, AT_ONCE / median_batch(f, c, run_many) / 1e6, "M/s");
	snprintf(what, sizeof(what), "lookup %s, one", where);
	figure(mix, f->name, what, median_batch(f, c, run_one) / AT_ONCE * 1e9, "ns");
}

static void measure(const struct fib_candidate *f, struct fib_tree *truth, const struct prefix *p,
		    uint32_t n, const char *mix)
{
	double start = now(), built;
	void *c = f->build(truth);
	struct change_cost cost;

	must(c, "no memory");
	built = now() - start;
	figure(mix, f->name, "memory", (double)f->bytes(c) / n, "bytes/route");
	figure(mix, f->name, "build", built * 1e9 / n, "ns/route");
	draw_anywhere(truth);
	measure_lookups(f, truth, c, mix, "anywhere");
	draw_in_routes(p, n);
	measure_lookups(f, truth, c, mix, "in routes");
	cost = measure_changes(f, c, truth, p, n);
	check(f, truth, c);
	if (f == candidates[0]) {
		figure(mix, f->name, "change", cost.table, "ns");
	} else {
		figure(mix, f->name, "insert", cost.insert, "ns");
		figure(mix, f->name, "remove", cost.remove, "ns");
		figure(mix, f->name, "slowest change in a thousand", cost.slow, "us");
	}
	f->free(c);
}

static void measure_mix(enum prefix_mix mix, uint32_t n)
{
	struct prefix *p = prefixes_make(mix, n);
	struct fib_tree truth;
	struct kmem mem;

	kmem_init(&mem, 0);
	fib_tree_init(&truth, &mem);
	for (uint32_t i = 0; i < n; i++) {
		struct fib_entry e = entry_of(&p[i]);

		truth_add(&truth, &e);
	}
	prefixes_shuffle(p, n);
	for (size_t i = 0; i < ARRAY_SIZE(candidates); i++)
		measure(candidates[i], &truth, p, n, prefixes_name(mix));
	fib_tree_destroy(&truth);
	free(p);
}

int main(int argc, char **argv)
{
	uint32_t n = 10000u * (argc > 1 ? atoi(argv[1]) : 100);

	for (int mix = 0; mix < PREFIX_MIXES; mix++)
		if (argc < 3 || mix == atoi(argv[2]))
			measure_mix(mix, n);
	return 0;
}
