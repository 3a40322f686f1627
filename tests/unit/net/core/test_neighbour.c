// SPDX-License-Identifier: LGPL-2.1-or-later
/* Neighbours through rtnetlink: rules of adding and deleting, states over time, dumps, proxies. */
#include "unit.h"

#include "util.h"

#include <errno.h>
#include <linux/if_link.h>
#include <linux/neighbour.h>

#define MS 1000000ull

struct nd {
	struct unit *u;
	int fd, ifindex;
};

static int link_request(struct unit *u, int fd, int type, int flags, const char *name, bool up)
{
	struct ifinfomsg ifm = { .ifi_flags = up ? 1 : 0, .ifi_change = up ? 1 : 0 };
	struct rtattr *nest;
	struct req r;

	req_init(&r, type, flags, &ifm, sizeof(ifm));
	req_str(&r, IFLA_IFNAME, name);
	if (flags & NLM_F_CREATE) {
		nest = req_nest(&r, IFLA_LINKINFO);
		req_str(&r, IFLA_INFO_KIND, "dummy");
		req_nest_end(&r, nest);
	}
	return u_request(u, fd, &r);
}

static void begin(struct nd *d, struct unit *u)
{
	*d = (struct nd) { .u = u, .fd = u_socket(u, NETLINK_ROUTE), .ifindex = 2 };
	assert_int_equal(link_request(u, d->fd, RTM_NEWLINK, NLM_F_CREATE | NLM_F_EXCL, "d0", true),
			 0);
	u_setopt(u, d->fd, SOL_NETLINK, NETLINK_EXT_ACK, 1);
}

static int neigh(struct nd *d, int type, int flags, unsigned ip, int mac, int state)
{
	struct ndmsg ndm = { .ndm_family = AF_INET, .ndm_ifindex = d->ifindex, .ndm_state = state };
	uint32_t dst = __builtin_bswap32(0x0a000000 + ip);
	unsigned char lladdr[6] = { 2, 0, 0, 0, 0, mac };
	struct req r;

	req_init(&r, type, flags, &ndm, sizeof(ndm));
	req_attr(&r, NDA_DST, &dst, 4);
	if (mac)
		req_attr(&r, NDA_LLADDR, lladdr, 6);
	return u_request(d->u, d->fd, &r);
}

/* The state of an entry as RTM_GETNEIGH shows it, or a negative errno. */
static int state_of(struct nd *d, unsigned ip)
{
	struct ndmsg ndm = { .ndm_family = AF_INET, .ndm_ifindex = d->ifindex };
	uint32_t dst = __builtin_bswap32(0x0a000000 + ip);
	const struct nlmsghdr *n = (const void *)d->u->buf;
	struct req r;

	req_init(&r, RTM_GETNEIGH, 0, &ndm, sizeof(ndm));
	req_attr(&r, NDA_DST, &dst, 4);
	assert_int_equal(u_send(d->u, d->fd, &r), 0);
	assert_true(u_recv(d->u, d->fd) > 0);
	if (n->nlmsg_type == NLMSG_ERROR)
		return ((const struct nlmsgerr *)NLMSG_DATA(n))->error;
	return ((const struct ndmsg *)NLMSG_DATA(n))->ndm_state;
}

#define NEW NLM_F_CREATE
#define EXCL (NLM_F_CREATE | NLM_F_EXCL)
#define REPL (NLM_F_CREATE | NLM_F_REPLACE)

static void test_add_and_delete(void **state)
{
	struct nd d;

	begin(&d, *state);
	assert_int_equal(neigh(&d, RTM_NEWNEIGH, 0, 1, 1, NUD_PERMANENT), -ENOENT);
	assert_int_equal(neigh(&d, RTM_NEWNEIGH, EXCL, 1, 1, NUD_PERMANENT), 0);
	assert_int_equal(neigh(&d, RTM_NEWNEIGH, EXCL, 1, 1, NUD_PERMANENT), -EEXIST);
	assert_int_equal(state_of(&d, 1), NUD_PERMANENT);
	assert_int_equal(neigh(&d, RTM_NEWNEIGH, REPL, 1, 2, NUD_STALE), 0);
	assert_int_equal(state_of(&d, 1), NUD_STALE);
	assert_int_equal(neigh(&d, RTM_DELNEIGH, 0, 1, 0, 0), 0);
	assert_int_equal(neigh(&d, RTM_DELNEIGH, 0, 1, 0, 0), -ENOENT);
	assert_int_equal(state_of(&d, 1), -ENOENT);
	assert_string_equal(u_extack(d.u), "Neighbour entry not found");
}

static void test_refusals(void **state)
{
	struct ndmsg ndm = { .ndm_family = AF_INET, .ndm_ifindex = 2 };
	uint32_t dst = 1;
	struct nd d;
	struct req r;

	begin(&d, *state);
	req_init(&r, RTM_NEWNEIGH, NEW, &ndm, sizeof(ndm));
	assert_int_equal(u_request(d.u, d.fd, &r), -EINVAL);
	assert_string_equal(u_extack(d.u), "Network address not specified");
	req_attr(&r, NDA_DST, &dst, 3);
	assert_int_equal(u_request(d.u, d.fd, &r), -EINVAL);
	assert_string_equal(u_extack(d.u), "Invalid network address");
	ndm.ndm_ifindex = 77;
	req_init(&r, RTM_NEWNEIGH, NEW, &ndm, sizeof(ndm));
	req_attr(&r, NDA_DST, &dst, 4);
	assert_int_equal(u_request(d.u, d.fd, &r), -ENODEV);
	ndm.ndm_ifindex = 0;
	req_init(&r, RTM_NEWNEIGH, NEW, &ndm, sizeof(ndm));
	req_attr(&r, NDA_DST, &dst, 4);
	assert_int_equal(u_request(d.u, d.fd, &r), -EINVAL);
	assert_string_equal(u_extack(d.u), "Device not specified");
	ndm.ndm_ifindex = 2;
	ndm.ndm_family = 77;
	req_init(&r, RTM_NEWNEIGH, NEW, &ndm, sizeof(ndm));
	req_attr(&r, NDA_DST, &dst, 4);
	assert_int_equal(u_request(d.u, d.fd, &r), -EAFNOSUPPORT);
	ndm.ndm_family = AF_INET;
	req_init(&r, RTM_NEWNEIGH, NEW, &ndm, sizeof(ndm));
	req_attr(&r, NDA_DST, &dst, 4);
	req_attr(&r, NDA_LLADDR, "abc", 3);
	assert_int_equal(u_request(d.u, d.fd, &r), -EINVAL);
	assert_string_equal(u_extack(d.u), "Invalid link address");
}

/* Without any address of ours every other one is a broadcast, as on Linux. */
static void add_address(struct nd *d)
{
	struct ifaddrmsg ifa = { .ifa_family = AF_INET, .ifa_prefixlen = 32, .ifa_index = 2 };
	uint32_t addr = 0x010200c0;
	struct req r;

	req_init(&r, RTM_NEWADDR, NLM_F_CREATE | NLM_F_EXCL, &ifa, sizeof(ifa));
	req_attr(&r, IFA_LOCAL, &addr, 4);
	assert_int_equal(u_request(d->u, d->fd, &r), 0);
}

/* A real link layer, where addresses must be known: dummy devices are NOARP, veth is not. */
static void make_veth(struct nd *d)
{
	struct ifinfomsg ifm = { .ifi_flags = 1, .ifi_change = 1 };
	struct rtattr *nest;
	struct req r;

	req_init(&r, RTM_NEWLINK, NLM_F_CREATE | NLM_F_EXCL, &ifm, sizeof(ifm));
	req_str(&r, IFLA_IFNAME, "v0");
	nest = req_nest(&r, IFLA_LINKINFO);
	req_str(&r, IFLA_INFO_KIND, "veth");
	req_nest_end(&r, nest);
	assert_int_equal(u_request(d->u, d->fd, &r), 0);
	d->ifindex = 4;
	add_address(d);
}

static int setup_virtual(void **state)
{
	struct kernlet_config cfg = { .size = sizeof(cfg),
				      .clock = KERNLET_CLOCK_VIRTUAL,
				      .seed = 1 };
	struct unit *u = calloc(1, sizeof(*u));

	*state = u;
	return u_boot(u, &cfg);
}

static void test_states_over_time(void **state)
{
	struct nd d;

	begin(&d, *state);
	make_veth(&d);
	assert_int_equal(neigh(&d, RTM_NEWNEIGH, NEW, 1, 0, NUD_REACHABLE), -EINVAL);
	assert_string_equal(u_extack(d.u), "No link layer address given");
	assert_int_equal(neigh(&d, RTM_NEWNEIGH, REPL, 2, 1, NUD_REACHABLE), 0);
	assert_int_equal(neigh(&d, RTM_NEWNEIGH, REPL, 3, 1, NUD_DELAY), 0);
	assert_int_equal(state_of(&d, 2), NUD_REACHABLE);
	kernlet_advance(d.u->k, 20 * MS);
	assert_int_equal(state_of(&d, 3), NUD_PROBE);
	kernlet_advance(d.u->k, 10000 * MS);
	assert_int_equal(state_of(&d, 3), NUD_FAILED);
	kernlet_advance(d.u->k, 46000 * MS);
	assert_int_equal(state_of(&d, 2), NUD_STALE);
}

static void test_use_starts_resolution(void **state)
{
	struct ndmsg ndm = { .ndm_family = AF_INET, .ndm_flags = NTF_USE };
	uint32_t dst = __builtin_bswap32(0x0a000005);
	struct nd d;
	struct req r;

	begin(&d, *state);
	make_veth(&d);
	ndm.ndm_ifindex = d.ifindex;
	req_init(&r, RTM_NEWNEIGH, NEW, &ndm, sizeof(ndm));
	req_attr(&r, NDA_DST, &dst, 4);
	assert_int_equal(u_request(d.u, d.fd, &r), 0);
	assert_int_equal(state_of(&d, 5), NUD_INCOMPLETE);
	kernlet_advance(d.u->k, 4000 * MS);
	assert_int_equal(state_of(&d, 5), NUD_FAILED);
}

static int count_dump(struct nd *d, struct req *r)
{
	int n = 0;

	r->n.nlmsg_flags |= NLM_F_DUMP;
	assert_int_equal(u_send(d->u, d->fd, r), 0);
	for (;;) {
		const struct nlmsghdr *h = (const void *)d->u->buf;
		int left = u_recv(d->u, d->fd);

		assert_true(left > 0);
		for (; NLMSG_OK(h, (unsigned int)left); h = NLMSG_NEXT(h, left)) {
			if (h->nlmsg_type == NLMSG_DONE)
				return n;
			assert_int_equal(h->nlmsg_type, RTM_NEWNEIGH);
			n++;
		}
	}
}

static void test_dump_many(void **state)
{
	struct ndmsg ndm = { .ndm_family = AF_INET };
	struct nd d;
	struct req r;

	begin(&d, *state);
	for (int i = 1; i <= 2000; i++)
		assert_int_equal(neigh(&d, RTM_NEWNEIGH, EXCL, i, 1, NUD_PERMANENT), 0);
	req_init(&r, RTM_GETNEIGH, 0, &ndm, sizeof(ndm));
	assert_int_equal(count_dump(&d, &r), 2000);
	req_init(&r, RTM_GETNEIGH, 0, &ndm, sizeof(ndm));
	req_u32(&r, NDA_IFINDEX, 1);
	assert_int_equal(count_dump(&d, &r), 0);
}

/* 1024 collectable entries fill the table; permanent ones do not count. */
static void test_table_full(void **state)
{
	struct nd d;
	int i;

	begin(&d, *state);
	make_veth(&d);
	for (i = 1; i <= 1024; i++)
		assert_int_equal(neigh(&d, RTM_NEWNEIGH, EXCL, i, 1, NUD_STALE), 0);
	assert_int_equal(neigh(&d, RTM_NEWNEIGH, EXCL, i, 1, NUD_STALE), -ENOBUFS);
	assert_int_equal(neigh(&d, RTM_NEWNEIGH, EXCL, i, 1, NUD_PERMANENT), 0);
	kernlet_advance(d.u->k, 6000 * MS);
	assert_int_equal(neigh(&d, RTM_NEWNEIGH, EXCL, i + 1, 1, NUD_STALE), 0);
}

static void test_down_flushes(void **state)
{
	struct ifinfomsg ifm = { .ifi_index = 2, .ifi_change = 1 };
	struct nd d;
	struct req r;

	begin(&d, *state);
	assert_int_equal(neigh(&d, RTM_NEWNEIGH, EXCL, 1, 1, NUD_PERMANENT), 0);
	req_init(&r, RTM_NEWLINK, 0, &ifm, sizeof(ifm));
	assert_int_equal(u_request(d.u, d.fd, &r), 0);
	assert_int_equal(state_of(&d, 1), -ENOENT);
}

static void test_notifications(void **state)
{
	struct nd d;
	const struct nlmsghdr *n;
	int mon;

	begin(&d, *state);
	n = (const void *)d.u->buf;
	mon = u_socket(d.u, NETLINK_ROUTE);
	assert_int_equal(u_bind(d.u, mon, 0, RTMGRP_NEIGH), 0);
	neigh(&d, RTM_NEWNEIGH, EXCL, 1, 1, NUD_PERMANENT);
	assert_true(u_recv(d.u, mon) > 0);
	assert_int_equal(n->nlmsg_type, RTM_NEWNEIGH);
	neigh(&d, RTM_NEWNEIGH, REPL, 1, 1, NUD_PERMANENT);
	assert_int_equal(u_recv(d.u, mon), -EAGAIN);
	neigh(&d, RTM_DELNEIGH, 0, 1, 0, 0);
	assert_true(u_recv(d.u, mon) > 0);
	assert_int_equal(n->nlmsg_type, RTM_NEWNEIGH);
	assert_int_equal(((const struct ndmsg *)NLMSG_DATA(n))->ndm_state, NUD_FAILED);
	assert_true(u_recv(d.u, mon) > 0);
	assert_int_equal(n->nlmsg_type, RTM_DELNEIGH);
	assert_int_equal(u_recv(d.u, mon), -EAGAIN);
}

static void test_proxies(void **state)
{
	struct ndmsg ndm = { .ndm_family = AF_INET, .ndm_flags = NTF_PROXY, .ndm_ifindex = 2 };
	uint32_t dst = 5;
	struct nd d;
	struct req r;

	begin(&d, *state);
	req_init(&r, RTM_NEWNEIGH, NEW, &ndm, sizeof(ndm));
	req_attr(&r, NDA_DST, &dst, 4);
	assert_int_equal(u_request(d.u, d.fd, &r), 0);
	ndm.ndm_ifindex = 0;
	req_init(&r, RTM_GETNEIGH, 0, &ndm, sizeof(ndm));
	assert_int_equal(count_dump(&d, &r), 1);
	ndm.ndm_ifindex = 2;
	req_init(&r, RTM_DELNEIGH, 0, &ndm, sizeof(ndm));
	req_attr(&r, NDA_DST, &dst, 4);
	assert_int_equal(u_request(d.u, d.fd, &r), 0);
	assert_int_equal(u_request(d.u, d.fd, &r), -ENOENT);
}

/* Let each allocation of an add fail in turn: an error, nothing left behind, then success. */
static void test_no_memory(void **state)
{
	struct kernlet_stats before, after;
	int err = -1, failed = 0;
	struct nd d;

	begin(&d, *state);
	make_veth(&d);
	neigh(&d, RTM_NEWNEIGH, EXCL, 7, 1, NUD_REACHABLE); /* the tables exist from now on */
	neigh(&d, RTM_DELNEIGH, 0, 7, 0, 0);
	for (int i = 1; err && i < 50; i++) {
		kernlet_get_stats(d.u->k, &before);
		kernlet_fail_alloc(d.u->k, i, 1);
		err = neigh(&d, RTM_NEWNEIGH, EXCL, 7, 1, NUD_REACHABLE);
		kernlet_fail_alloc(d.u->k, 0, 0);
		while (u_recv(d.u, d.fd) > 0)
			;
		kernlet_get_stats(d.u->k, &after);
		if (err == -ENOBUFS || err == -ENOMEM) {
			failed++;
			if (state_of(&d, 7) != -ENOENT)
				neigh(&d, RTM_DELNEIGH, 0, 7, 0, 0);
		} else if (state_of(&d, 7) > 0) {
			err = 0; /* only the acknowledgement was lost */
		}
	}
	assert_int_equal(err, 0);
	assert_true(failed > 0);
	neigh(&d, RTM_DELNEIGH, 0, 7, 0, 0);
}

#define V_TEST(fn) cmocka_unit_test_setup_teardown(fn, setup_virtual, u_teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		U_TEST(test_add_and_delete),   U_TEST(test_refusals),
		V_TEST(test_states_over_time), V_TEST(test_use_starts_resolution),
		U_TEST(test_dump_many),	       V_TEST(test_table_full),
		U_TEST(test_down_flushes),     U_TEST(test_notifications),
		U_TEST(test_proxies),	       U_TEST(test_no_memory),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
