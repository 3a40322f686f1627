/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Timers: order, moving, deleting, re-arming from inside, against a naive model; memory. */
#include <stdarg.h>
#include <setjmp.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "kernel/kernel.h"

#include <stdlib.h>

/* A port with nothing but a clock that the test moves. */
static u64 now;

static u64 test_clock(struct kernel *k, int clockid)
{
	(void)k;
	(void)clockid;
	return now;
}

static u64 armed_at;

static void test_armed(struct kernel *k, u64 when)
{
	(void)k;
	armed_at = when;
}

static const struct port_ops ops = { .clock_ns = test_clock, .timer_armed = test_armed };

struct probe {
	struct timer timer;
	int id;
	u64 period;
};

static int fired[4096];
static u32 n_fired;

static void on_fire(struct kernel *k, struct timer *t)
{
	struct probe *p = container_of(t, struct probe, timer);

	fired[n_fired++] = p->id;
	if (p->period)
		assert_int_equal(timer_mod(k, t, t->when + p->period), 0);
}

static void boot(struct kernel *k)
{
	memset(k, 0, sizeof(*k));
	kmem_init(&k->mem, 0);
	k->port = &ops;
	n_fired = 0;
	now = 0;
	armed_at = ~0ull;
}

static void fires_in_order_of_time_then_arming(void **state)
{
	struct probe p[4] = { 0 };
	struct kernel k;
	u64 when[4] = { 30, 10, 30, 20 };
	int want[4] = { 1, 3, 0, 2 };

	(void)state;
	boot(&k);
	for (int i = 0; i < 4; i++) {
		timer_setup(&p[i].timer, on_fire);
		p[i].id = i;
		assert_int_equal(timer_mod(&k, &p[i].timer, when[i]), 0);
	}
	assert_int_equal(armed_at, 10);
	now = 9;
	assert_int_equal(timers_run(&k), 0);
	now = 30;
	assert_int_equal(timers_run(&k), 4);
	assert_memory_equal(fired, want, sizeof(want));
	assert_int_equal(timers_next(&k), ~0ull);
	kfree(&k.mem, k.timers.heap);
	assert_int_equal(k.mem.used, 0);
}

static void a_timer_that_rearms_for_now_does_not_starve(void **state)
{
	struct probe p = { .id = 7, .period = 0 };
	struct kernel k;

	(void)state;
	boot(&k);
	timer_setup(&p.timer, on_fire);
	p.period = 1;
	assert_int_equal(timer_mod(&k, &p.timer, 1), 0);
	now = 100;
	assert_int_equal(timers_run(&k), 1);
	assert_true(timer_pending(&p.timer));
	assert_true(timer_del(&k, &p.timer));
	assert_false(timer_del(&k, &p.timer));
	kfree(&k.mem, k.timers.heap);
}

static void random_operations_agree_with_a_model(void **state)
{
	enum { N = 200 };
	static struct probe p[N];
	bool armed[N] = { false };
	struct kernel k;

	(void)state;
	boot(&k);
	srand(1);
	for (int i = 0; i < N; i++) {
		timer_setup(&p[i].timer, on_fire);
		p[i].id = i;
		p[i].period = 0;
	}
	for (int step = 0; step < 20000; step++) {
		int i = rand() % N;

		if (rand() % 3) {
			assert_int_equal(timer_mod(&k, &p[i].timer, now + 1 + rand() % 50), 0);
			armed[i] = true;
		} else {
			assert_int_equal(timer_del(&k, &p[i].timer), armed[i]);
			armed[i] = false;
		}
		if (rand() % 10)
			continue;
		now += rand() % 10;
		n_fired = 0;
		timers_run(&k);
		for (u32 f = 0; f < n_fired; f++) {
			assert_true(armed[fired[f]]);
			armed[fired[f]] = false;
			if (f)
				assert_true(p[fired[f - 1]].timer.when <= p[fired[f]].timer.when);
		}
		for (int j = 0; j < N; j++)
			assert_int_equal(armed[j], timer_pending(&p[j].timer));
	}
	kfree(&k.mem, k.timers.heap);
}

static void no_memory_leaves_the_timer_unarmed(void **state)
{
	struct probe p = { 0 };
	struct kernel k;

	(void)state;
	boot(&k);
	timer_setup(&p.timer, on_fire);
	kmem_fail(&k.mem, 1, 1);
	assert_int_equal(timer_mod(&k, &p.timer, 5), -ENOMEM);
	assert_false(timer_pending(&p.timer));
	assert_int_equal(timer_mod(&k, &p.timer, 5), 0);
	kmem_fail(&k.mem, 1, 1000);
	assert_int_equal(timer_mod(&k, &p.timer, 6), 0); /* moving needs no memory */
	kfree(&k.mem, k.timers.heap);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(fires_in_order_of_time_then_arming),
		cmocka_unit_test(a_timer_that_rearms_for_now_does_not_starve),
		cmocka_unit_test(random_operations_agree_with_a_model),
		cmocka_unit_test(no_memory_leaves_the_timer_unarmed),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
