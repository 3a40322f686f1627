/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The door of rtnetlink: who may ask what, and what becomes of messages that nobody answers. */
#include "unit.h"

#include "link_util.h"

#include <linux/capability.h>

static int request_type(struct unit *u, int fd, int type, int flags, uint8_t family)
{
	struct ifinfomsg ifm = { .ifi_family = family };
	struct req r;

	req_init(&r, type, flags, &ifm, sizeof(ifm));
	return u_request(u, fd, &r);
}

static void unknown_types(void **state)
{
	struct unit *u = *state;
	int fd = l_socket(u);

	assert_int_equal(request_type(u, fd, RTM_MAX + 1, 0, 0), -EOPNOTSUPP);
	assert_int_equal(request_type(u, fd, 0xffff, 0, 0), -EOPNOTSUPP);
	assert_int_equal(request_type(u, fd, RTM_GETDCB + 1, 0, 0), -EOPNOTSUPP);
	/* No dump where there is only one answer, and no single answer to a dump-only type. */
	assert_int_equal(request_type(u, fd, RTM_GETADDR, 0, 0), -EOPNOTSUPP);
}

static void unknown_families_fall_back(void **state)
{
	struct unit *u = *state;
	int fd = l_socket(u);
	struct ifinfomsg ifm = { .ifi_family = 200, .ifi_index = 1 };
	struct req r;

	req_init(&r, RTM_GETLINK, 0, &ifm, sizeof(ifm));
	assert_int_equal(u_request(u, fd, &r), 0);
}

static void too_short_is_ignored(void **state)
{
	struct unit *u = *state;
	int fd = l_socket(u);
	struct req r;

	req_init(&r, RTM_NEWLINK, 0, NULL, 0);
	assert_int_equal(u_request(u, fd, &r), 0);
}

static void bulk_delete(void **state)
{
	struct unit *u = *state;
	int fd = l_socket(u);

	assert_int_equal(request_type(u, fd, RTM_DELLINK, NLM_F_BULK, 0), -EOPNOTSUPP);
	assert_string_equal(u_extack(u), "Bulk delete is not supported");
}

/* Without CAP_NET_ADMIN everything can be read and nothing changed. */
static void the_unprivileged(void **state)
{
	struct unit *u = *state;
	struct kernlet_task_config cfg = { .size = sizeof(cfg),
					   .pid = 50,
					   .caps_dropped = 1ull << CAP_NET_ADMIN };
	struct kernlet_task *root = u->t, *user;
	struct sockaddr_nl reports = { .nl_family = AF_NETLINK,
				       .nl_groups = 1u << (RTNLGRP_IPV4_MROUTE_R - 1) };
	int fd;

	assert_int_equal(kernlet_task_create(u->k, &cfg, &user), 0);
	u->t = user;
	fd = u_socket(u, NETLINK_ROUTE);
	assert_string_equal(l_list(u, fd), "1:lo ");
	assert_int_equal(l_add_dummy(u, fd, "d0"), -EPERM);
	assert_int_equal(l_flags(u, fd, "lo", IFF_UP, IFF_UP), -EPERM);
	assert_int_equal(l_del(u, fd, "lo"), -EPERM);
	assert_int_equal(l_set_u32(u, fd, "lo", IFLA_MTU, 9), -EPERM);
	fd = l_monitor(u);
	fd = u_socket(u, NETLINK_ROUTE);
	assert_int_equal(u_call(u, __NR_bind, fd, (long)&reports, sizeof(reports), 0, 0, 0),
			 -EPERM);
	assert_int_equal(
		u_setopt(u, fd, SOL_NETLINK, NETLINK_ADD_MEMBERSHIP, RTNLGRP_IPV6_MROUTE_R),
		-EPERM);
	kernlet_task_exit(user);
	u->t = root;
}

static void groups_end_at_39(void **state)
{
	struct unit *u = *state;
	int fd = u_socket(u, NETLINK_ROUTE);

	assert_int_equal(u_setopt(u, fd, SOL_NETLINK, NETLINK_ADD_MEMBERSHIP, 39), 0);
	assert_int_equal(u_setopt(u, fd, SOL_NETLINK, NETLINK_ADD_MEMBERSHIP, 40), -EINVAL);
}

static void stats(void **state)
{
	struct unit *u = *state;
	int fd = l_socket(u);
	struct if_stats_msg m = { .ifindex = 1 };
	struct req r;

	req_init(&r, RTM_GETSTATS, 0, &m, sizeof(m));
	assert_int_equal(u_request(u, fd, &r), -EINVAL);
	assert_string_equal(u_extack(u), "Filter mask must be set for stats get");
	m.filter_mask = IFLA_STATS_FILTER_BIT(IFLA_STATS_LINK_64);
	req_init(&r, RTM_GETSTATS, 0, &m, sizeof(m));
	assert_int_equal(u_send(u, fd, &r), 0);
	assert_true(u_recv(u, fd) > 0);
	assert_int_equal(
		RTA_PAYLOAD(u_attr((struct nlmsghdr *)u->buf, sizeof(m), IFLA_STATS_LINK_64)),
		sizeof(struct rtnl_link_stats64));
	m.ifindex = 9;
	req_init(&r, RTM_GETSTATS, 0, &m, sizeof(m));
	assert_int_equal(u_request(u, fd, &r), -ENODEV);
	req_init(&r, RTM_GETSTATS, 0, &m, 4);
	assert_int_equal(u_request(u, fd, &r), -EINVAL);
	assert_string_equal(u_extack(u), "Invalid header for stats dump");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		U_TEST(unknown_types),
		U_TEST(unknown_families_fall_back),
		U_TEST(too_short_is_ignored),
		U_TEST(bulk_delete),
		U_TEST(the_unprivileged),
		U_TEST(groups_end_at_39),
		U_TEST(stats),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
