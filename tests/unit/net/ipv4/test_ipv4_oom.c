/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Memory runs out at each allocation of a request about addresses, routes or rules in turn. What
 * dumps show afterwards is either all of what was asked or nothing, and nothing is lost.
 */
#include "unit.h"

#include "ipv4_util.h"

#include <linux/lwtunnel.h>

struct scenario {
	const char *name;
	void (*prepare)(struct unit *u, int fd);
	int (*act)(struct unit *u, int fd);
	void (*undo)(struct unit *u, int fd);
};

static void nothing(struct unit *u, int fd)
{
}

static int add_addr(struct unit *u, int fd)
{
	struct req r;

	addr_init(&r, RTM_NEWADDR, CREATE, "10.0.1.1", 24);
	req_u32(&r, IFA_BROADCAST, ip4("10.0.1.255"));
	return u_request(u, fd, &r);
}

static void del_addr(struct unit *u, int fd)
{
	assert_int_equal(v4_addr(u, fd, RTM_DELADDR, 0, "10.0.1.1", 24), 0);
}

static int add_secondary(struct unit *u, int fd)
{
	return v4_addr(u, fd, RTM_NEWADDR, CREATE, "10.0.0.7", 24);
}

static void del_secondary(struct unit *u, int fd)
{
	assert_int_equal(v4_addr(u, fd, RTM_DELADDR, 0, "10.0.0.7", 24), 0);
}

static int metric_addr(struct unit *u, int fd)
{
	struct req r;

	addr_init(&r, RTM_NEWADDR, REPLACE, "10.0.0.1", 24);
	req_u32(&r, IFA_RT_PRIORITY, 7);
	return u_request(u, fd, &r);
}

static void plain_addr(struct unit *u, int fd)
{
	assert_int_equal(v4_addr(u, fd, RTM_NEWADDR, REPLACE, "10.0.0.1", 24), 0);
}

static void one_addr(struct unit *u, int fd)
{
	assert_int_equal(add_addr(u, fd), 0);
}

static int act_del_addr(struct unit *u, int fd)
{
	return v4_addr(u, fd, RTM_DELADDR, 0, "10.0.1.1", 24);
}

static int add_route(struct unit *u, int fd)
{
	struct rtattr *nest;
	struct req r;

	route_init(&r, RTM_NEWROUTE, CREATE, "20.0.0.0", 8, "10.0.0.9");
	req_u32(&r, RTA_TABLE, 1000);
	req_u32(&r, RTA_PREFSRC, ip4("10.0.0.1"));
	nest = req_nest(&r, RTA_METRICS);
	req_u32(&r, RTAX_MTU, 1400);
	req_nest_end(&r, nest);
	return u_request(u, fd, &r);
}

static void del_route(struct unit *u, int fd)
{
	struct req r;

	route_init(&r, RTM_DELROUTE, 0, "20.0.0.0", 8, "10.0.0.9");
	req_u32(&r, RTA_TABLE, 1000);
	assert_int_equal(u_request(u, fd, &r), 0);
}

static void one_route(struct unit *u, int fd)
{
	assert_int_equal(v4_route(u, fd, RTM_NEWROUTE, CREATE, "30.0.0.0", 8, "10.0.0.9"), 0);
}

static int replace_route(struct unit *u, int fd)
{
	return v4_route(u, fd, RTM_NEWROUTE, REPLACE, "30.0.0.0", 8, "10.0.0.8");
}

static int append_route(struct unit *u, int fd)
{
	return v4_route(u, fd, RTM_NEWROUTE, APPEND, "30.0.0.0", 8, "10.0.0.8");
}

/* 30.0.0.0/8 through a tunnel: RTA_ENCAP of kind ip with key @id. */
static int tunnel_route(struct unit *u, int fd, int flags, uint64_t id)
{
	struct rtattr *nest;
	struct req r;

	route_init(&r, RTM_NEWROUTE, flags, "30.0.0.0", 8, "10.0.0.9");
	nest = req_nest(&r, RTA_ENCAP);
	req_attr(&r, LWTUNNEL_IP_ID, &id, sizeof(id));
	req_nest_end(&r, nest);
	req_attr(&r, RTA_ENCAP_TYPE, &(uint16_t) { LWTUNNEL_ENCAP_IP }, sizeof(uint16_t));
	return u_request(u, fd, &r);
}

static int add_tunnel(struct unit *u, int fd)
{
	return tunnel_route(u, fd, CREATE, 1);
}

static void one_tunnel(struct unit *u, int fd)
{
	assert_int_equal(add_tunnel(u, fd), 0);
}

static int replace_tunnel(struct unit *u, int fd)
{
	return tunnel_route(u, fd, REPLACE, 2);
}

static void del_30(struct unit *u, int fd)
{
	struct req r;

	do {
		struct rtmsg *m = route_init(&r, RTM_DELROUTE, 0, "30.0.0.0", 8, NULL);

		m->rtm_scope = RT_SCOPE_NOWHERE;
	} while (!u_request(u, fd, &r));
}

static int add_rule(struct unit *u, int fd)
{
	return v4_rule(u, fd, RTM_NEWRULE, CREATE, 100, 77);
}

static void del_rule(struct unit *u, int fd)
{
	assert_int_equal(v4_rule(u, fd, RTM_DELRULE, 0, 100, 77), 0);
}

static void one_rule(struct unit *u, int fd)
{
	assert_int_equal(add_rule(u, fd), 0);
}

static int delete_rule(struct unit *u, int fd)
{
	return v4_rule(u, fd, RTM_DELRULE, 0, 100, 77);
}

static int delete_30_by_gw(struct unit *u, int fd)
{
	return v4_route(u, fd, RTM_DELROUTE, 0, "30.0.0.0", 8, "10.0.0.9");
}

/* ---- several hops, and what links and addresses do to routes ---- */

static int hops_30(struct unit *u, int fd, int flags, const char *second)
{
	struct rtattr *nest;
	struct req r;

	route_init(&r, RTM_NEWROUTE, flags, "30.0.0.0", 8, "10.0.0.9");
	r.n.nlmsg_len -= RTA_SPACE(4); /* no gateway of its own */
	nest = req_nest(&r, RTA_MULTIPATH);
	for (int i = 0; i < 2; i++) {
		struct rtnexthop *h = (void *)((char *)&r + r.n.nlmsg_len);

		*h = (struct rtnexthop) { .rtnh_hops = i };
		r.n.nlmsg_len += sizeof(*h);
		req_u32(&r, RTA_GATEWAY, ip4(i ? second : "10.0.0.9"));
		req_u32(&r, RTA_FLOW, 5 + i);
		h->rtnh_len = (char *)&r + r.n.nlmsg_len - (char *)h;
	}
	req_nest_end(&r, nest);
	return u_request(u, fd, &r);
}

static int add_hops(struct unit *u, int fd)
{
	return hops_30(u, fd, CREATE, "10.0.0.8");
}

static void some_hops(struct unit *u, int fd)
{
	assert_int_equal(add_hops(u, fd), 0);
}

static int replace_by_hops(struct unit *u, int fd)
{
	return hops_30(u, fd, REPLACE, "10.0.0.7");
}

static void preferring(struct unit *u, int fd)
{
	struct req r;

	one_addr(u, fd);
	one_route(u, fd);
	route_init(&r, RTM_NEWROUTE, APPEND, "30.0.0.0", 8, "10.0.0.9");
	req_u32(&r, RTA_PREFSRC, ip4("10.0.1.1"));
	assert_int_equal(u_request(u, fd, &r), 0);
	assert_int_equal(hops_30(u, fd, APPEND, "10.0.0.6"), 0);
}

static int down(struct unit *u, int fd)
{
	return v4_link(u, fd, D0, 0);
}

static void up(struct unit *u, int fd)
{
	assert_int_equal(v4_link(u, fd, D0, 1), 0);
	del_addr(u, fd);
	del_30(u, fd);
}

static const struct scenario scenarios[] = {
	{ "add address", nothing, add_addr, del_addr },
	{ "add secondary", nothing, add_secondary, del_secondary },
	{ "change metric", nothing, metric_addr, plain_addr },
	{ "delete address", one_addr, act_del_addr, nothing },
	{ "add route", nothing, add_route, del_route },
	{ "replace route", one_route, replace_route, del_30 },
	{ "append route", one_route, append_route, del_30 },
	{ "add tunnel", nothing, add_tunnel, del_30 },
	{ "replace tunnel", one_tunnel, replace_tunnel, del_30 },
	{ "delete route", one_route, delete_30_by_gw, del_30 },
	{ "add hops", nothing, add_hops, del_30 },
	{ "replace one by hops", one_route, replace_by_hops, del_30 },
	{ "replace hops", some_hops, replace_by_hops, del_30 },
	{ "replace hops by one", some_hops, replace_route, del_30 },
	{ "link down", preferring, down, up },
	{ "delete a preferred address", preferring, act_del_addr, del_30 },
	{ "add rule", nothing, add_rule, del_rule },
	{ "delete rule", one_rule, delete_rule, nothing },
};

static char before[1 << 16], after[1 << 16], want[1 << 16];
static size_t want_len;

static void drain(struct unit *u, int mon)
{
	while (u_recv(u, mon) != -EAGAIN)
		;
}

static void assert_state(const struct scenario *sc, uint64_t n, const char *a, size_t alen,
			 const char *b, size_t blen)
{
	if (alen != blen || memcmp(a, b, alen))
		fail_msg("%s: half done by failure %lu", sc->name, (unsigned long)n);
}

/* With the @n-th allocation failing. True while the request has that many. */
static bool round_of(struct unit *u, int fd, int mon, const struct scenario *sc, uint64_t n)
{
	struct kernlet_stats s0, s1;
	size_t blen, alen;
	int err;

	sc->prepare(u, fd);
	drain(u, mon);
	blen = v4_state(u, fd, before);
	kernlet_get_stats(u->k, &s0);
	kernlet_fail_alloc(u->k, n, 1);
	err = sc->act(u, fd);
	kernlet_fail_alloc(u->k, 0, 0);
	kernlet_get_stats(u->k, &s1);
	drain(u, fd);
	drain(u, mon);
	alen = v4_state(u, fd, after);
	if (!n) {
		assert_int_equal(err, 0);
		memcpy(want, after, alen);
		want_len = alen;
	} else if (err && alen == blen && !memcmp(before, after, alen)) {
		if (sc->act(u, fd))
			fail_msg("%s: refused after failure %lu", sc->name, (unsigned long)n);
		alen = v4_state(u, fd, after);
	}
	assert_state(sc, n, after, alen, want, want_len);
	sc->undo(u, fd);
	drain(u, mon);
	return n <= s1.allocations - s0.allocations;
}

static bool failure(const struct scenario *sc, uint64_t n)
{
	struct kernlet_config cfg = { .size = sizeof(cfg),
				      .seed = 1,
				      .clock = KERNLET_CLOCK_VIRTUAL };
	struct kernlet_stats early = { 0 }, late;
	struct unit u = { .seq = 0 };
	bool more = false;
	int fd, mon;

	assert_int_equal(u_boot(&u, &cfg), 0);
	fd = v4_socket(&u);
	mon = u_socket(&u, NETLINK_ROUTE);
	assert_int_equal(
		u_bind(&u, mon, 0, RTMGRP_IPV4_IFADDR | RTMGRP_IPV4_ROUTE | RTMGRP_IPV4_RULE), 0);
	v4_dummy(&u, fd);
	assert_int_equal(v4_addr(&u, fd, RTM_NEWADDR, CREATE, "10.0.0.1", 24), 0);
	for (int i = 0; i < 10; i++) {
		more = round_of(&u, fd, mon, sc, n);
		if (i == 3)
			kernlet_get_stats(u.k, &early);
	}
	kernlet_get_stats(u.k, &late);
	if (late.mem_used > early.mem_used + 128)
		fail_msg("%s: %zu bytes lost by failure %lu", sc->name,
			 (size_t)(late.mem_used - early.mem_used), (unsigned long)n);
	kernlet_task_exit(u.t);
	kernlet_shutdown(u.k);
	return more;
}

static void whole_or_not_at_all(void **state)
{
	for (size_t i = 0; i < sizeof(scenarios) / sizeof(*scenarios); i++) {
		uint64_t n = 0;

		while (failure(&scenarios[i], n))
			n++;
		assert_true(n > 1);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(whole_or_not_at_all) };

	return cmocka_run_group_tests(tests, NULL, NULL);
}
