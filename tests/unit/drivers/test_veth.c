/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * veth: carrier and operational state of the pair, step by step, and how pairs come and go.
 *
 *   v0 --- v1
 */
#include "unit.h"

#include "link_util.h"

static unsigned flags_of(struct unit *u, int fd, const char *name)
{
	return ((const struct ifinfomsg *)NLMSG_DATA(l_get(u, fd, name, NULL)))->ifi_flags;
}

static void carrier_needs_both(void **state)
{
	struct unit *u = *state;
	int fd = l_socket(u), mon;
	const struct nlmsghdr *n;

	assert_int_equal(l_add_veth(u, fd, "v0", "v1"), 0);
	mon = l_monitor(u);
	assert_int_equal(l_flags(u, fd, "v0", IFF_UP, IFF_UP), 0);
	assert_string_equal(l_news(u, mon), "NEW v0 ch0x1 op3\n");
	assert_int_equal(l_flags(u, fd, "v1", IFF_UP, IFF_UP), 0);
	assert_string_equal(l_news(u, mon), "NEW v1 ch0x1 op3\nNEW v1 ch0 op6\nNEW v0 ch0 op6\n");
	assert_int_equal(flags_of(u, fd, "v0") & (IFF_RUNNING | 1 << 16), IFF_RUNNING | 1 << 16);
	assert_int_equal(l_flags(u, fd, "v0", 0, IFF_UP), 0);
	assert_string_equal(l_news(u, mon), "NEW v0 ch0x1 op2\nNEW v1 ch0 op3\n");
	n = l_get(u, fd, "v1", NULL);
	assert_int_equal(l_u8(n, IFLA_CARRIER), 0);
	assert_int_equal(l_u32(n, IFLA_CARRIER_CHANGES), 3);
	assert_int_equal(l_u32(n, IFLA_CARRIER_UP_COUNT), 1);
	assert_int_equal(l_u32(n, IFLA_CARRIER_DOWN_COUNT), 2);
	assert_int_equal(l_flags(u, fd, "v0", IFF_UP, IFF_UP), 0);
	assert_string_equal(l_news(u, mon), "NEW v0 ch0x1 op3\nNEW v0 ch0 op6\nNEW v1 ch0 op6\n");
}

static void pair_goes_together(void **state)
{
	struct unit *u = *state;
	int fd = l_socket(u), mon;

	assert_int_equal(l_add_veth(u, fd, "v0", "v1"), 0);
	assert_int_equal(l_u32(l_get(u, fd, "v0", NULL), IFLA_LINK), 2);
	assert_int_equal(l_u32(l_get(u, fd, "v1", NULL), IFLA_LINK), 3);
	mon = l_monitor(u);
	assert_int_equal(l_del(u, fd, "v1"), 0);
	assert_string_equal(l_news(u, mon), "DEL v1 ch0xffffffff op2\nDEL v0 ch0xffffffff op2\n");
	assert_string_equal(l_list(u, fd), "1:lo ");
}

static void names_of_the_pair(void **state)
{
	struct unit *u = *state;
	int fd = l_socket(u);
	struct req r;

	l_init(&r, RTM_NEWLINK, CREATE, 0, NULL);
	l_kind(&r, "veth");
	assert_int_equal(u_request(u, fd, &r), 0);
	assert_string_equal(l_list(u, fd), "1:lo 2:veth0 3:veth1 ");
	assert_int_equal(l_add_veth(u, fd, "v0", "veth0"), -EEXIST);
	assert_int_equal(l_add_veth(u, fd, "same", "same"), -EEXIST);
	assert_string_equal(l_list(u, fd), "1:lo 2:veth0 3:veth1 ");
	assert_int_equal(l_add_veth(u, fd, "x%d", "x%d"), 0);
	assert_non_null(l_get(u, fd, "x0", NULL));
	assert_non_null(l_get(u, fd, "x1", NULL));
}

static void numbers_of_the_pair(void **state)
{
	struct unit *u = *state;
	int fd = l_socket(u);
	struct req r;

	l_init(&r, RTM_NEWLINK, CREATE, 100, "i0");
	l_veth(&r, "i1", 200);
	assert_int_equal(u_request(u, fd, &r), 0);
	assert_string_equal(l_list(u, fd), "1:lo 100:i0 200:i1 ");
	l_init(&r, RTM_NEWLINK, CREATE, 0, "j0");
	l_veth(&r, "j1", -1);
	assert_int_equal(u_request(u, fd, &r), -EINVAL);
	assert_string_equal(u_extack(u), "ifindex can't be negative");
	/* The second number is taken: the first of the pair must go again. */
	l_init(&r, RTM_NEWLINK, CREATE, 0, "k0");
	l_veth(&r, "k1", 0);
	l_header(&r)->ifi_index = 300;
	assert_int_equal(u_request(u, fd, &r), 0);
	assert_string_equal(l_list(u, fd), "1:lo 2:k1 100:i0 200:i1 300:k0 ");
}

static void bounds(void **state)
{
	struct unit *u = *state;
	int fd = l_socket(u);
	struct req r;

	l_init(&r, RTM_NEWLINK, CREATE, 0, "m0");
	req_u32(&r, IFLA_MTU, 67);
	l_veth(&r, "m1", 0);
	assert_int_equal(u_request(u, fd, &r), -EINVAL);
	assert_int_equal(l_add_veth(u, fd, "m0", "m1"), 0);
	assert_int_equal(l_set_u32(u, fd, "m0", IFLA_CARRIER, 1), -EOPNOTSUPP);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		U_TEST(carrier_needs_both),
		U_TEST(pair_goes_together),
		U_TEST(names_of_the_pair),
		U_TEST(numbers_of_the_pair),
		U_TEST(bounds),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
