/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Properties of routing tables of both families, on random routes:
 *
 *   a dump sent into an empty kernel, message by message, gives the same dump there;
 *   deleting what a dump names leaves what was there before, and all memory comes back.
 *
 *   d0 (2) 10.0.1.1/24 2001:db8:1::1/64      d1 (3) 10.0.2.1/24 2001:db8:2::1/64
 *
 * Routes that the kernel makes itself are on both sides already. Gateways are neighbours, so that
 * the order of a dump is one in which routes can be added; tables do not share a low byte, since
 * their order is then that of their making. In IPv6 a route with a gateway never
 * meets one without at one metric, since a dump passes over what stands between two hops.
 */
#include "unit.h"

#include "util.h"

#include <errno.h>
#include <linux/if.h>
#include <linux/if_addr.h>
#include <linux/if_link.h>

#define APPEND (NLM_F_CREATE | NLM_F_APPEND)
#define PICK(pool) (pool)[rnd(sizeof(pool) / sizeof((pool)[0]))]
#define ROUTES 600

static uint64_t rng;

static uint32_t rnd(uint32_t n)
{
	rng = rng * 6364136223846793005ull + 1442695040888963407ull;
	return (uint32_t)(rng >> 33) % n;
}

struct world {
	struct unit u;
	int fd, family;
};

/* ---- two equal worlds ---- */

static void add_dummy(struct world *w, const char *name)
{
	struct ifinfomsg ifm = { .ifi_flags = IFF_UP, .ifi_change = IFF_UP };
	struct rtattr *nest;
	struct req r;

	req_init(&r, RTM_NEWLINK, NLM_F_CREATE, &ifm, sizeof(ifm));
	req_str(&r, IFLA_IFNAME, name);
	nest = req_nest(&r, IFLA_LINKINFO);
	req_str(&r, IFLA_INFO_KIND, "dummy");
	req_nest_end(&r, nest);
	assert_int_equal(u_request(&w->u, w->fd, &r), 0);
}

/* The @host-th address of the network of device @dev; returns its length. */
static size_t neighbour(int family, int dev, int host, uint8_t *a)
{
	static const uint8_t v6[16] = { 0x20, 1, 0xd, 0xb8 };

	if (family == AF_INET) {
		a[0] = 10;
		a[1] = 0;
		a[2] = dev - 1;
		a[3] = host;
		return 4;
	}
	memcpy(a, v6, 16);
	a[5] = dev - 1;
	a[15] = host;
	return 16;
}

static void add_address(struct world *w, int family, int dev)
{
	struct ifaddrmsg m = { .ifa_family = family,
			       .ifa_prefixlen = family == AF_INET ? 24 : 64,
			       .ifa_flags = IFA_F_NODAD,
			       .ifa_index = dev };
	uint8_t a[16];
	size_t len = neighbour(family, dev, 1, a);
	struct req r;

	req_init(&r, RTM_NEWADDR, NLM_F_CREATE, &m, sizeof(m));
	req_attr(&r, IFA_LOCAL, a, len);
	assert_int_equal(u_request(&w->u, w->fd, &r), 0);
}

static void world_make(struct world *w, int family)
{
	struct kernlet_config cfg = { .size = sizeof(cfg),
				      .clock = KERNLET_CLOCK_VIRTUAL,
				      .seed = 1 };

	*w = (struct world) { .family = family };
	assert_int_equal(u_boot(&w->u, &cfg), 0);
	w->fd = u_socket(&w->u, NETLINK_ROUTE);
	add_dummy(w, "d0");
	add_dummy(w, "d1");
	for (int dev = 2; dev <= 3; dev++) {
		add_address(w, AF_INET, dev);
		add_address(w, AF_INET6, dev);
	}
	kernlet_advance(w->u.k, 3000000000u);
}

static void world_end(struct world *w)
{
	kernlet_task_exit(w->u.t);
	kernlet_shutdown(w->u.k);
}

/* ---- random routes ---- */

static void put_gateway(struct req *r, int family, int dev)
{
	uint8_t a[16];
	size_t len = neighbour(family, dev, 2 + rnd(4), a);

	req_attr(r, RTA_GATEWAY, a, len);
}

static void put_hops(struct req *r, int family)
{
	struct rtattr *nest = req_nest(r, RTA_MULTIPATH);

	for (int i = 2 + rnd(3); i--;) {
		struct rtnexthop *h = (void *)((char *)r + r->n.nlmsg_len);
		int dev = 2 + rnd(2);

		*h = (struct rtnexthop) { .rtnh_hops = rnd(256), .rtnh_ifindex = dev };
		if (!rnd(5))
			h->rtnh_flags = RTNH_F_ONLINK;
		r->n.nlmsg_len += sizeof(*h);
		put_gateway(r, family, dev);
		if (family == AF_INET && !rnd(4))
			req_u32(r, RTA_FLOW, 1 + rnd(3));
		h->rtnh_len = (char *)r + r->n.nlmsg_len - (char *)h;
	}
	req_nest_end(r, nest);
}

static void put_metrics(struct req *r)
{
	static const uint8_t types[] = { RTAX_MTU,	RTAX_WINDOW,   RTAX_RTT,   RTAX_HOPLIMIT,
					 RTAX_INITCWND, RTAX_FEATURES, RTAX_LOCK,  RTAX_QUICKACK,
					 RTAX_ADVMSS,	RTAX_RTO_MIN,  RTAX_RTTVAR };
	struct rtattr *nest = req_nest(r, RTA_METRICS);

	for (int i = 1 + rnd(4); i--;) {
		int type = PICK(types);

		req_u32(r, type, type == RTAX_FEATURES ? 1 : 1 + rnd(200));
	}
	if (!rnd(3))
		req_str(r, RTAX_CC_ALGO, "cubic");
	req_nest_end(r, nest);
}

/* Gateways must not resolve by a default route, which a dump may name behind theirs. */
static void put_destination(struct req *r, struct rtmsg *m, bool by_device)
{
	static const uint8_t lens[][6] = { { 8, 12, 16, 24, 32, 0 }, { 32, 40, 48, 64, 128, 0 } };
	bool v4 = m->rtm_family == AF_INET;
	uint8_t a[16] = { 0x20, 2, rnd(4) << 4, rnd(3) };

	m->rtm_dst_len = lens[!v4][rnd(6 - by_device)];
	for (int bit = m->rtm_dst_len; bit < 128; bit++)
		a[bit / 8] &= ~(0x80 >> bit % 8);
	if (m->rtm_dst_len)
		req_attr(r, RTA_DST, a, v4 ? 4 : 16);
}

/* Where to: @kind 0 a device, 1 a gateway, 2 hops. */
static void put_way(struct req *r, struct rtmsg *m, int kind)
{
	int dev = 2 + rnd(2);

	if (kind == 2) {
		put_hops(r, m->rtm_family);
		return;
	}
	if (kind == 1) {
		put_gateway(r, m->rtm_family, dev);
		m->rtm_flags = rnd(4) ? 0 : RTNH_F_ONLINK;
	}
	if (kind == 0 || m->rtm_flags || rnd(2))
		req_u32(r, RTA_OIF, dev);
	m->rtm_scope = kind || m->rtm_family == AF_INET6 ? RT_SCOPE_UNIVERSE : RT_SCOPE_LINK;
}

static void put_rest(struct req *r, const struct rtmsg *m)
{
	static const uint8_t prefs[] = { 0, 1, 3 };
	uint8_t a[16];
	size_t len = neighbour(m->rtm_family, 2, 1, a);

	if (!rnd(4))
		req_attr(r, RTA_PREFSRC, a, len);
	if (!rnd(3))
		put_metrics(r);
	if (m->rtm_family == AF_INET6 && !rnd(3))
		req_attr(r, RTA_PREF, &PICK(prefs), 1);
	if (m->rtm_family == AF_INET && !rnd(6))
		req_u32(r, RTA_FLOW, 1 + rnd(3));
}

static void random_route(struct req *r, int family)
{
	static const uint8_t errors[] = { RTN_BLACKHOLE, RTN_UNREACHABLE, RTN_PROHIBIT, RTN_THROW };
	static const uint8_t protocols[] = { RTPROT_BOOT, RTPROT_STATIC, RTPROT_BIRD };
	static const uint32_t tables[] = { RT_TABLE_MAIN, RT_TABLE_MAIN, 100, 1000, 300 };
	struct rtmsg *m = NLMSG_DATA(&r->n);
	int kind = rnd(4);

	req_init(r, RTM_NEWROUTE, rnd(2) ? APPEND : NLM_F_CREATE | NLM_F_EXCL, NULL, sizeof(*m));
	m->rtm_family = family;
	m->rtm_type = kind == 3 ? PICK(errors) : RTN_UNICAST;
	m->rtm_protocol = PICK(protocols);
	if (family == AF_INET)
		m->rtm_tos = rnd(4) ? 0 : 4 << rnd(3);
	put_destination(r, m, !kind);
	req_u32(r, RTA_TABLE, PICK(tables));
	req_u32(r, RTA_PRIORITY, 10 * rnd(3) + 1 + (kind == 1 || kind == 2));
	if (kind != 3)
		put_way(r, m, kind);
	put_rest(r, m);
}

static void add_random(struct world *w, uint64_t seed)
{
	int added = 0;
	struct req r;

	rng = seed;
	for (int i = 0; i < ROUTES; i++) {
		random_route(&r, w->family);
		added += !u_request(&w->u, w->fd, &r);
	}
	assert_true(added > ROUTES / 3);
}

/* ---- dumps ---- */

struct dump {
	size_t len;
	char buf[1 << 20];
};

static struct dump first, second, empty;

/* All routes, with what is different each time cleared in the headers. */
static void take_dump(struct world *w, struct dump *d)
{
	struct rtmsg m = { .rtm_family = w->family };
	struct req r;
	long got;

	d->len = 0;
	req_init(&r, RTM_GETROUTE, NLM_F_DUMP, &m, sizeof(m));
	assert_int_equal(u_send(&w->u, w->fd, &r), 0);
	while ((got = u_recv(&w->u, w->fd)) > 0) {
		struct nlmsghdr *n = (void *)w->u.buf;

		for (; NLMSG_OK(n, (unsigned long)got); n = NLMSG_NEXT(n, got)) {
			if (n->nlmsg_type == NLMSG_DONE)
				return;
			n->nlmsg_flags = n->nlmsg_pid = n->nlmsg_seq = 0;
			assert_true(d->len + n->nlmsg_len < sizeof(d->buf));
			memcpy(d->buf + d->len, n, n->nlmsg_len);
			d->len += NLMSG_ALIGN(n->nlmsg_len);
		}
	}
	fail_msg("the dump did not end");
}

static struct nlmsghdr *next_of(struct dump *d, struct nlmsghdr *n)
{
	n = n ? (void *)((char *)n + NLMSG_ALIGN(n->nlmsg_len)) : (void *)d->buf;
	return (char *)n < d->buf + d->len ? n : NULL;
}

/* Send a message of a dump back as a request. 0 or a negative errno. */
static int send_back(struct world *w, const struct nlmsghdr *n, int type, int flags)
{
	struct req r = { .n.nlmsg_len = 0 };

	memcpy(&r, n, n->nlmsg_len);
	r.n.nlmsg_type = type;
	r.n.nlmsg_flags = NLM_F_REQUEST | flags;
	return u_request(&w->u, w->fd, &r);
}

static bool by_kernel(const struct nlmsghdr *n)
{
	return ((const struct rtmsg *)NLMSG_DATA(n))->rtm_protocol == RTPROT_KERNEL;
}

static void assert_same(const struct dump *a, const struct dump *b)
{
	assert_int_equal(a->len, b->len);
	assert_memory_equal(a->buf, b->buf, a->len);
}

static void replays(int family, uint64_t seed)
{
	struct world a, b;
	struct nlmsghdr *n = NULL;

	world_make(&a, family);
	world_make(&b, family);
	add_random(&a, seed);
	take_dump(&a, &first);
	while ((n = next_of(&first, n)))
		if (!by_kernel(n))
			assert_int_equal(send_back(&b, n, RTM_NEWROUTE, APPEND), 0);
	take_dump(&b, &second);
	assert_same(&first, &second);
	world_end(&a);
	world_end(&b);
}

/* Among equals a request may name more than one route, so not every round hits all. */
static void delete_all(struct world *w)
{
	struct nlmsghdr *n;
	bool any = true;

	while (any) {
		any = false;
		take_dump(w, &first);
		for (n = NULL; (n = next_of(&first, n));)
			if (!by_kernel(n) && !send_back(w, n, RTM_DELROUTE, 0))
				any = true;
	}
}

static void comes_back(int family, uint64_t seed)
{
	struct kernlet_stats before, after;
	struct world w;

	world_make(&w, family);
	take_dump(&w, &empty);
	add_random(&w, seed);
	delete_all(&w);
	/* Tables stay once they are made, and indexes as large as they were. */
	kernlet_get_stats(w.u.k, &before);
	for (int i = 0; i < 2; i++) {
		add_random(&w, seed);
		delete_all(&w);
		take_dump(&w, &second);
		assert_same(&empty, &second);
		kernlet_get_stats(w.u.k, &after);
		assert_int_equal(after.mem_used, before.mem_used);
	}
	world_end(&w);
}

static void test_replay(void **state)
{
	for (uint64_t seed = 1; seed <= 5; seed++) {
		replays(AF_INET, seed);
		replays(AF_INET6, seed);
	}
}

static void test_comes_back(void **state)
{
	for (uint64_t seed = 1; seed <= 3; seed++) {
		comes_back(AF_INET, seed);
		comes_back(AF_INET6, seed);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(test_replay),
					    cmocka_unit_test(test_comes_back) };

	return cmocka_run_group_tests(tests, NULL, NULL);
}
