/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Memory runs out at each allocation of a request about IPv6 routes in turn, and of what links and
 * addresses do to routes. What dumps show afterwards is either all of what was asked or nothing,
 * asking again then works, and nothing is lost.
 */
#include "nl6.h"

struct scenario {
	const char *name;
	void (*prepare)(struct nl6 *n);
	int (*act)(struct nl6 *n);
	void (*undo)(struct nl6 *n);
};

#define DST "2001:db8:9::", 48
#define GW(x) "2001:db8::" #x

static void nothing(struct nl6 *n)
{
}

static void clear(struct nl6 *n)
{
	while (!DEL(n, DST))
		;
	while (!DEL(n, DST, .table = 1000))
		;
	while (!DEL(n, DST, .src = "2001:db8:5::", .src_len = 48))
		;
}

static void one(struct nl6 *n)
{
	assert_int_equal(NEW(n, ADD_FLAGS, DST, { GW(2) }), 0);
}

static void hops(struct nl6 *n)
{
	assert_int_equal(NEW(n, ADD_FLAGS, DST, { GW(2), GW(3), GW(4) }), 0);
}

static int add(struct nl6 *n)
{
	return NEW(n, ADD_FLAGS, DST, { GW(2) }, .table = 1000, .prefsrc = GW(1), .metric = 7);
}

static int add_expiring(struct nl6 *n)
{
	return NEW(n, ADD_FLAGS, DST, .dev = 3, .expires = 100000);
}

static int add_from(struct nl6 *n)
{
	return NEW(n, ADD_FLAGS, DST, .dev = 3, .src = "2001:db8:5::", .src_len = 48);
}

static int add_hops(struct nl6 *n)
{
	return NEW(n, ADD_FLAGS, DST, { GW(2), GW(3), GW(4) });
}

static int replace(struct nl6 *n)
{
	return NEW(n, REPLACE_FLAGS, DST, { GW(5) }, .prefsrc = GW(1));
}

static int replace_hops(struct nl6 *n)
{
	return NEW(n, REPLACE_FLAGS, DST, { GW(5), GW(6), GW(7) });
}

static int append(struct nl6 *n)
{
	return NEW(n, APPEND_FLAGS, DST, { GW(8) });
}

static int remove_route(struct nl6 *n)
{
	return DEL(n, DST);
}

static int delete_one_hop(struct nl6 *n)
{
	return DEL(n, DST, { GW(3) });
}

/* ---- what links and addresses do ---- */

static void address(struct nl6 *n)
{
	int err = add_addr(n, GW(1), 64, 3, IFA_F_NODAD);

	assert_true(!err || err == -EEXIST);
	kernlet_advance(n->u.k, SECOND);
}

static void routes_on_link(struct nl6 *n)
{
	address(n);
	hops(n);
	assert_int_equal(NEW(n, ADD_FLAGS, DST, .dev = 3, .metric = 5, .prefsrc = GW(1)), 0);
	assert_int_equal(add(n), 0);
}

static int down(struct nl6 *n)
{
	return set_link(n, 3, false);
}

static void up(struct nl6 *n)
{
	assert_int_equal(set_link(n, 3, true), 0);
	kernlet_advance(n->u.k, 3 * SECOND);
	address(n);
	clear(n);
}

static int remove_address(struct nl6 *n)
{
	return change_addr(n, RTM_DELADDR, 0, GW(1), 64, 3, 0, 0, 0);
}

static void restore_address(struct nl6 *n)
{
	address(n);
	clear(n);
}

static const struct scenario scenarios[] = {
	{ "add", nothing, add, clear },
	{ "add one that expires", nothing, add_expiring, clear },
	{ "add from a source", nothing, add_from, clear },
	{ "add hops", nothing, add_hops, clear },
	{ "replace", one, replace, clear },
	{ "replace hops by one", hops, replace, clear },
	{ "replace one by hops", one, replace_hops, clear },
	{ "replace hops", hops, replace_hops, clear },
	{ "append", one, append, clear },
	{ "append to hops", hops, append, clear },
	{ "delete", one, remove_route, nothing },
	{ "delete hops", hops, remove_route, nothing },
	{ "delete one of the hops", hops, delete_one_hop, clear },
	{ "link down", routes_on_link, down, up },
	{ "remove address", routes_on_link, remove_address, restore_address },
};

/* ---- rounds ---- */

static char before[1 << 16], after[1 << 16], want[1 << 16];

static void state_text(struct nl6 *n, char *out)
{
	dump_text(n, RTM_GETADDR, out, sizeof(after) / 2);
	dump_text(n, RTM_GETROUTE, out + strlen(out), sizeof(after) / 2);
}

static void drain(struct nl6 *n)
{
	while (u_recv(&n->u, n->events) != -EAGAIN)
		;
	while (u_recv(&n->u, n->fd) != -EAGAIN)
		;
}

/* With the @i-th allocation failing. True while the request has that many. */
static bool round_of(struct nl6 *n, const struct scenario *sc, uint64_t i)
{
	struct kernlet_stats s0, s1;
	int err;

	sc->prepare(n);
	drain(n);
	state_text(n, before);
	kernlet_get_stats(n->u.k, &s0);
	kernlet_fail_alloc(n->u.k, i, 1);
	err = sc->act(n);
	kernlet_fail_alloc(n->u.k, 0, 0);
	kernlet_get_stats(n->u.k, &s1);
	drain(n);
	state_text(n, after);
	if (!i) {
		assert_int_equal(err, 0);
		strcpy(want, after);
	} else if (err && !strcmp(before, after)) {
		if (sc->act(n))
			fail_msg("%s: refused after failure %lu", sc->name, (unsigned long)i);
		state_text(n, after);
	}
	if (strcmp(after, want))
		fail_msg("%s: half done by failure %lu:\n%s---- wanted:\n%s", sc->name,
			 (unsigned long)i, after, want);
	sc->undo(n);
	drain(n);
	return i <= s1.allocations - s0.allocations;
}

static bool failure(const struct scenario *sc, uint64_t i)
{
	struct kernlet_stats early = { 0 }, late;
	void *state;
	bool more = false;
	struct nl6 *n;

	assert_int_equal(nl6_setup(&state), 0);
	n = state;
	address(n);
	listen_events(n);
	for (int round = 0; round < 8; round++) {
		more = round_of(n, sc, i);
		if (round == 3)
			kernlet_get_stats(n->u.k, &early);
	}
	kernlet_get_stats(n->u.k, &late);
	if (late.mem_used > early.mem_used + 128)
		fail_msg("%s: %zu bytes lost by failure %lu", sc->name,
			 (size_t)(late.mem_used - early.mem_used), (unsigned long)i);
	assert_int_equal(nl6_teardown(&state), 0);
	return more;
}

static void whole_or_not_at_all(void **state)
{
	for (size_t s = 0; s < sizeof(scenarios) / sizeof(*scenarios); s++) {
		uint64_t i = 0;

		while (failure(&scenarios[s], i))
			i++;
		assert_true(i > 1);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(whole_or_not_at_all) };

	return cmocka_run_group_tests(tests, NULL, NULL);
}
