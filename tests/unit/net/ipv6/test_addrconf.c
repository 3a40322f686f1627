/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* net/ipv6/addrconf*.c, dad.c: addresses, what follows from them, and when. */
#include "nl6.h"

static char text[65536], before[65536];

static void link_local_addresses_come_by_themselves(void **state)
{
	struct nl6 *n = *state;

	dump_text(n, RTM_GETADDR, text, sizeof(text));
	assert_string_equal(text, "+addr ::1/128 dev 1 flags 80\n"
				  "+addr fe80::ff:fe00:2/64 dev 2 flags 80\n"
				  "+addr fe80::ff:fe00:1/64 dev 3 flags 80\n");
	dump_text(n, RTM_GETROUTE, text, sizeof(text));
	assert_string_equal(text,
			    "+route fe80::/64 table 254 metric 256 dev 2 hops 0 type 1\n"
			    "+route fe80::/64 table 254 metric 256 dev 3 hops 0 type 1\n"
			    "+route ::1/128 table 255 metric 0 dev 1 hops 0 type 2\n"
			    "+route fe80::ff:fe00:1/128 table 255 metric 0 dev 3 hops 0 type 2\n"
			    "+route fe80::ff:fe00:2/128 table 255 metric 0 dev 2 hops 0 type 2\n"
			    "+route ff00::/8 table 255 metric 256 dev 2 hops 0 type 5\n"
			    "+route ff00::/8 table 255 metric 256 dev 3 hops 0 type 5\n");
}

static void detection_takes_its_time(void **state)
{
	struct nl6 *n = *state;

	listen_events(n);
	assert_int_equal(add_addr(n, "2001:db8::1", 64, 3, 0), 0);
	expect_event(n, "+route 2001:db8::/64 table 254 metric 256 dev 3 hops 0 type 1");
	expect_event(n, "+addr 2001:db8::1/64 dev 3 flags c0");
	/* Up to a second at random, then one question and a second for the answer. */
	kernlet_advance(n->u.k, SECOND - 1);
	expect_event(n, NULL);
	kernlet_advance(n->u.k, SECOND + 1);
	expect_event(n, "+addr 2001:db8::1/64 dev 3 flags 80");
	expect_event(n, "+route 2001:db8::1/128 table 255 metric 0 dev 3 hops 0 type 2");
	expect_event(n, NULL);
}

static void nodad_skips_it(void **state)
{
	struct nl6 *n = *state;

	listen_events(n);
	assert_int_equal(add_addr(n, "2001:db8::1", 64, 3, IFA_F_NODAD), 0);
	kernlet_advance(n->u.k, 1);
	expect_event(n, "+route 2001:db8::/64 table 254 metric 256 dev 3 hops 0 type 1");
	expect_event(n, "+addr 2001:db8::1/64 dev 3 flags 82");
	expect_event(n, "+route 2001:db8::1/128 table 255 metric 0 dev 3 hops 0 type 2");
	expect_event(n, NULL);
}

static void lifetimes_end(void **state)
{
	struct nl6 *n = *state;

	assert_int_equal(
		change_addr(n, RTM_NEWADDR, ADD_FLAGS, "2001:db8::1", 64, 3, IFA_F_NODAD, 10, 20),
		0);
	kernlet_advance(n->u.k, SECOND);
	listen_events(n);
	kernlet_advance(n->u.k, 8 * SECOND);
	expect_event(n, NULL);
	kernlet_advance(n->u.k, 3 * SECOND);
	expect_event(n, "+addr 2001:db8::1/64 dev 3 flags 22");
	kernlet_advance(n->u.k, 7 * SECOND);
	expect_event(n, NULL);
	kernlet_advance(n->u.k, 4 * SECOND);
	expect_event(n, "-addr 2001:db8::1/64 dev 3 flags 22");
	expect_event(n, "-route 2001:db8::1/128 table 255 metric 0 dev 3 hops 0 type 2");
	/* The prefix route has an end of its own, found by the collector later. */
	expect_event(n, NULL);
	kernlet_advance(n->u.k, 60 * SECOND);
	expect_event(n, "-route 2001:db8::/64 table 254 metric 256 dev 3 hops 0 type 1");
}

static void check(struct nl6 *n, int err, int want, const char *msg)
{
	assert_int_equal(err, want);
	assert_string_equal(u_extack(&n->u), msg);
}

static void refusals(void **state)
{
	struct nl6 *n = *state;

	check(n, add_addr(n, "::", 64, 3, 0), -EADDRNOTAVAIL, "ipv6: Invalid address");
	check(n, add_addr(n, "::1", 128, 3, 0), -EADDRNOTAVAIL,
	      "ipv6: Cannot assign loopback address on this device");
	check(n, add_addr(n, "ff02::5", 128, 3, 0), -EADDRNOTAVAIL,
	      "ipv6: Cannot assign multicast address without \"IFA_F_MCAUTOJOIN\" flag");
	check(n, add_addr(n, "2001:db8::1", 129, 3, 0), -EINVAL, "ipv6: Invalid prefix length");
	check(n, add_addr(n, "2001:db8::1", 64, 99, 0), -ENODEV,
	      "ipv6: Unable to find the interface");
	check(n, add_addr(n, "2001:db8::1", 65, 3, IFA_F_MANAGETEMPADDR), -EINVAL,
	      "ipv6: address with \"mngtmpaddr\" flag must have a prefix length of 64");
	check(n, change_addr(n, RTM_NEWADDR, ADD_FLAGS, "2001:db8::1", 64, 3, 0, 20, 10), -EINVAL,
	      "ipv6: address lifetime invalid");
	assert_int_equal(add_addr(n, "2001:db8::1", 64, 3, 0), 0);
	check(n, add_addr(n, "2001:db8::1", 64, 3, 0), -EEXIST, "ipv6: address already assigned");
	check(n, change_addr(n, RTM_DELADDR, 0, "2001:db8::1", 65, 3, 0, 0, 0), -EADDRNOTAVAIL,
	      "ipv6: address not found");
	check(n, change_addr(n, RTM_DELADDR, 0, "2001:db8::2", 64, 3, 0, 0, 0), -EADDRNOTAVAIL,
	      "ipv6: address not found");
	check(n, change_addr(n, RTM_DELADDR, 0, "2001:db8::1", 64, 99, 0, 0, 0), -ENODEV,
	      "ipv6: Unable to find the interface");
}

static void the_prefix_route_leaves_with_its_last_address(void **state)
{
	struct nl6 *n = *state;

	assert_int_equal(add_addr(n, "2001:db8::1", 64, 3, IFA_F_NODAD), 0);
	assert_int_equal(add_addr(n, "2001:db8::2", 64, 3, IFA_F_NODAD), 0);
	kernlet_advance(n->u.k, 1);
	listen_events(n);
	assert_int_equal(change_addr(n, RTM_DELADDR, 0, "2001:db8::1", 64, 3, 0, 0, 0), 0);
	expect_event(n, "-addr 2001:db8::1/64 dev 3 flags 82");
	expect_event(n, "-route 2001:db8::1/128 table 255 metric 0 dev 3 hops 0 type 2");
	expect_event(n, NULL);
	assert_int_equal(change_addr(n, RTM_DELADDR, 0, "2001:db8::2", 64, 3, 0, 0, 0), 0);
	expect_event(n, "-addr 2001:db8::2/64 dev 3 flags 82");
	expect_event(n, "-route 2001:db8::2/128 table 255 metric 0 dev 3 hops 0 type 2");
	expect_event(n, "-route 2001:db8::/64 table 254 metric 256 dev 3 hops 0 type 1");
	expect_event(n, NULL);
}

static void down_takes_everything(void **state)
{
	struct nl6 *n = *state;

	assert_int_equal(add_addr(n, "2001:db8::1", 64, 3, IFA_F_NODAD), 0);
	kernlet_advance(n->u.k, 1);
	listen_events(n);
	assert_int_equal(set_link(n, 3, false), 0);
	expect_event(n, "-route 2001:db8::/64 table 254 metric 256 dev 3 hops 0 type 1");
	expect_event(n, "-route fe80::/64 table 254 metric 256 dev 3 hops 0 type 1");
	expect_event(n, "-route 2001:db8::1/128 table 255 metric 0 dev 3 hops 0 type 2");
	expect_event(n, "-route fe80::ff:fe00:1/128 table 255 metric 0 dev 3 hops 0 type 2");
	expect_event(n, "-route ff00::/8 table 255 metric 256 dev 3 hops 0 type 5");
	expect_event(n, "-addr 2001:db8::1/64 dev 3 flags 82");
	expect_event(n, "-addr fe80::ff:fe00:1/64 dev 3 flags 80");
	expect_event(n, NULL);
}

/* Whichever allocation fails: all or nothing, and afterwards it works. */
static void out_of_memory_changes_nothing(void **state)
{
	struct nl6 *n = *state;
	int err = -1;

	dump_text(n, RTM_GETADDR, before, sizeof(before));
	for (uint64_t i = 1; err; i++) {
		assert_true(i < 100);
		kernlet_fail_alloc(n->u.k, i, 1);
		err = add_addr(n, "2001:db8::1", 64, 3, IFA_F_NODAD);
		kernlet_fail_alloc(n->u.k, 0, 0);
		dump_text(n, RTM_GETADDR, text, sizeof(text));
		if (!strstr(text, "2001:db8::1"))
			assert_string_equal(text, before);
		else if (err)
			break; /* only the answer was lost */
	}
	kernlet_advance(n->u.k, SECOND);
	change_addr(n, RTM_DELADDR, 0, "2001:db8::1", 64, 3, 0, 0, 0);
	dump_text(n, RTM_GETADDR, text, sizeof(text));
	assert_string_equal(text, before);
}

static void ten_thousand_addresses(void **state)
{
	struct nl6 *n = *state;
	char a[64];

	for (int i = 0; i < 10000; i++) {
		snprintf(a, sizeof(a), "2001:db8:%x::%x", i / 100, i + 1);
		assert_int_equal(add_addr(n, a, 64, 3, IFA_F_NODAD), 0);
	}
	kernlet_advance(n->u.k, 1);
	for (int i = 0; i < 10000; i++) {
		snprintf(a, sizeof(a), "2001:db8:%x::%x", i / 100, i + 1);
		assert_int_equal(change_addr(n, RTM_DELADDR, 0, a, 64, 3, 0, 0, 0), 0);
	}
	link_local_addresses_come_by_themselves(state);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		NL6_TEST(link_local_addresses_come_by_themselves),
		NL6_TEST(detection_takes_its_time),
		NL6_TEST(nodad_skips_it),
		NL6_TEST(lifetimes_end),
		NL6_TEST(refusals),
		NL6_TEST(the_prefix_route_leaves_with_its_last_address),
		NL6_TEST(down_takes_everything),
		NL6_TEST(out_of_memory_changes_nothing),
		NL6_TEST(ten_thousand_addresses),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
