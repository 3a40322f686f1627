/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* RTM_*ROUTE and RTM_*RULE: refusals with their texts, and what one route's life does to others. */
#include "unit.h"

#include "ipv4_util.h"

static int stage(struct unit *u)
{
	int fd = v4_socket(u);

	v4_dummy(u, fd);
	assert_int_equal(v4_addr(u, fd, RTM_NEWADDR, CREATE, "10.0.0.1", 24), 0);
	return fd;
}

static void expect(struct unit *u, int fd, struct req *r, int err, const char *text)
{
	assert_int_equal(u_request(u, fd, r), err);
	assert_string_equal(u_extack(u), text);
}

static struct rtmsg *rtm(struct req *r)
{
	return NLMSG_DATA(&r->n);
}

static void gateway_refusals(void **state)
{
	struct unit *u = *state;
	int fd = stage(u);
	struct req r;

	route_init(&r, RTM_NEWROUTE, CREATE, "20.0.0.0", 8, "99.0.0.1");
	expect(u, fd, &r, -ENETUNREACH, "Nexthop has invalid gateway");
	route_init(&r, RTM_NEWROUTE, CREATE, "20.0.0.0", 8, "10.0.0.255");
	expect(u, fd, &r, -EINVAL, "Nexthop has invalid gateway");
	route_init(&r, RTM_NEWROUTE, CREATE, "20.0.0.0", 8, "99.0.0.1")->rtm_flags = RTNH_F_ONLINK;
	expect(u, fd, &r, -ENODEV, "Nexthop device required for onlink");
	req_u32(&r, RTA_OIF, D0);
	expect(u, fd, &r, 0, "");
	route_init(&r, RTM_NEWROUTE, CREATE, "21.0.0.0", 8, "10.0.0.2")->rtm_scope = RT_SCOPE_HOST;
	expect(u, fd, &r, -EINVAL, "Route with host scope can not have a gateway");
	route_init(&r, RTM_NEWROUTE, CREATE, "21.0.0.0", 8, "10.0.0.2");
	req_u32(&r, RTA_PREFSRC, ip4("10.0.0.77"));
	expect(u, fd, &r, -EINVAL, "Invalid prefsrc address");
	route_init(&r, RTM_NEWROUTE, CREATE, "21.0.0.0", 8, "10.0.0.2");
	req_attr(&r, RTA_VIA, "\2\0\12\0\0\2", 6);
	expect(u, fd, &r, -EINVAL, "Nexthop configuration can not contain both GATEWAY and VIA");
	assert_int_equal(v4_link(u, fd, D0, 0), 0);
	route_init(&r, RTM_NEWROUTE, CREATE, "21.0.0.0", 8, NULL);
	expect(u, fd, &r, -ENETDOWN, "Device for nexthop is not up");
}

static void field_refusals(void **state)
{
	struct unit *u = *state;
	int fd = stage(u);
	struct rtattr *nest;
	struct req r;

	route_init(&r, RTM_NEWROUTE, CREATE, "20.0.0.0", 33, NULL);
	expect(u, fd, &r, -EINVAL, "Invalid prefix length");
	route_init(&r, RTM_NEWROUTE, CREATE, "20.0.0.1", 8, NULL);
	expect(u, fd, &r, -EINVAL, "Invalid prefix for given prefix length");
	route_init(&r, RTM_NEWROUTE, CREATE, "20.0.0.0", 8, NULL)->rtm_tos = 3;
	expect(u, fd, &r, -EINVAL, "Invalid dsfield (tos): ECN bits must be 0");
	route_init(&r, RTM_NEWROUTE, CREATE, "20.0.0.0", 8, NULL)->rtm_type = 77;
	expect(u, fd, &r, -EINVAL, "Invalid route type");
	route_init(&r, RTM_NEWROUTE, CREATE, "20.0.0.0", 8, NULL)->rtm_type = RTN_UNREACHABLE;
	expect(u, fd, &r, -EINVAL,
	       "Gateway, device and multipath can not be specified for this route type");
	route_init(&r, RTM_NEWROUTE, CREATE, "20.0.0.0", 8, NULL)->rtm_flags = RTNH_F_DEAD;
	expect(u, fd, &r, -EINVAL, "Invalid rtm_flags - can not contain DEAD or LINKDOWN");
	route_init(&r, RTM_NEWROUTE, CREATE, "20.0.0.0", 8, NULL)->rtm_scope = RT_SCOPE_NOWHERE;
	expect(u, fd, &r, -EINVAL, "Invalid scope");
	route_init(&r, RTM_NEWROUTE, CREATE, "20.0.0.0", 8, NULL);
	nest = req_nest(&r, RTA_METRICS);
	req_attr(&r, RTAX_CC_ALGO, "none", 5);
	req_nest_end(&r, nest);
	expect(u, fd, &r, -EINVAL, "Unknown tcp congestion algorithm");
	route_init(&r, RTM_NEWROUTE, CREATE, "20.0.0.0", 8, NULL);
	nest = req_nest(&r, RTA_METRICS);
	req_u32(&r, 60, 1);
	req_nest_end(&r, nest);
	expect(u, fd, &r, -EINVAL, "Invalid metric type");
	route_init(&r, RTM_DELROUTE, 0, "20.0.0.0", 8, NULL);
	req_u32(&r, RTA_TABLE, 4242);
	expect(u, fd, &r, -ESRCH, "FIB table does not exist");
	route_init(&r, RTM_DELROUTE, 0, "20.0.0.0", 8, NULL);
	expect(u, fd, &r, -ESRCH, "");
	route_init(&r, RTM_NEWROUTE, NLM_F_REPLACE, "20.0.0.0", 8, NULL);
	expect(u, fd, &r, -ENOENT, "");
}

/* The NLM flags of the notification that @flags lead to. */
static int announced(struct unit *u, int fd, int mon, int flags, const char *gw)
{
	if (v4_route(u, fd, RTM_NEWROUTE, flags, "30.0.0.0", 8, gw))
		return -1;
	return u_recv(u, mon) > 0 ? ((struct nlmsghdr *)u->buf)->nlmsg_flags : -2;
}

static void flags_of_notifications(void **state)
{
	struct unit *u = *state;
	int fd = stage(u), mon = u_socket(u, NETLINK_ROUTE);

	assert_int_equal(u_bind(u, mon, 0, RTMGRP_IPV4_ROUTE), 0);
	assert_int_equal(announced(u, fd, mon, CREATE, "10.0.0.2"), NLM_F_CREATE | NLM_F_EXCL);
	assert_int_equal(announced(u, fd, mon, CREATE, "10.0.0.3"), -1);
	assert_int_equal(announced(u, fd, mon, APPEND, "10.0.0.3"), NLM_F_CREATE | NLM_F_APPEND);
	assert_int_equal(announced(u, fd, mon, NLM_F_CREATE, "10.0.0.4"), NLM_F_CREATE);
	assert_int_equal(announced(u, fd, mon, REPLACE, "10.0.0.5"), NLM_F_REPLACE);
	/* The same again: there already, so nothing happens. */
	assert_int_equal(announced(u, fd, mon, REPLACE, "10.0.0.5"), -2);
}

static size_t routes(struct unit *u, int fd)
{
	static char dump[1 << 20];

	return v4_dump(u, fd, RTM_GETROUTE, sizeof(struct rtmsg), dump);
}

static void link_down_takes_routes_along(void **state)
{
	struct unit *u = *state;
	int fd = stage(u);
	size_t bare = routes(u, fd);
	char ip[32];

	for (int i = 0; i < 2000; i++) {
		snprintf(ip, sizeof(ip), "20.%d.%d.0", i >> 8, i & 255);
		assert_int_equal(v4_route(u, fd, RTM_NEWROUTE, CREATE, ip, 24, "10.0.0.2"), 0);
	}
	assert_true(routes(u, fd) > bare + 2000 * 40);
	assert_int_equal(v4_link(u, fd, D0, 0), 0);
	assert_true(routes(u, fd) < bare);
	assert_int_equal(v4_link(u, fd, D0, 1), 0);
	assert_int_equal(routes(u, fd), bare);
}

/* Gateways are looked up once and remembered: what changes the answer must be noticed. */
static void remembered_gateways_follow_changes(void **state)
{
	struct unit *u = *state;
	int fd = stage(u);
	struct req r;

	assert_int_equal(v4_route(u, fd, RTM_NEWROUTE, CREATE, "20.0.0.0", 8, "10.0.0.9"), 0);
	route_init(&r, RTM_NEWROUTE, CREATE, "10.0.0.8", 29, NULL)->rtm_type = RTN_BLACKHOLE;
	r.n.nlmsg_len -= RTA_LENGTH(4);
	assert_int_equal(u_request(u, fd, &r), 0);
	assert_int_equal(v4_route(u, fd, RTM_NEWROUTE, CREATE, "21.0.0.0", 8, "10.0.0.9"), -EINVAL);
	route_init(&r, RTM_DELROUTE, 0, "10.0.0.8", 29, NULL)->rtm_type = RTN_BLACKHOLE;
	rtm(&r)->rtm_scope = RT_SCOPE_NOWHERE;
	r.n.nlmsg_len -= RTA_LENGTH(4);
	assert_int_equal(u_request(u, fd, &r), 0);
	assert_int_equal(v4_route(u, fd, RTM_NEWROUTE, CREATE, "21.0.0.0", 8, "10.0.0.9"), 0);
	assert_int_equal(v4_addr(u, fd, RTM_DELADDR, 0, "10.0.0.1", 24), 0);
	assert_int_equal(v4_route(u, fd, RTM_NEWROUTE, CREATE, "22.0.0.0", 8, "10.0.0.9"),
			 -ENETUNREACH);
}

static void rule_refusals(void **state)
{
	struct unit *u = *state;
	int fd = stage(u);
	struct req r;

	rule_init(&r, RTM_NEWRULE, CREATE, 5, 100)->family = 99;
	expect(u, fd, &r, -EAFNOSUPPORT, "Rule family not supported");
	rule_init(&r, RTM_NEWRULE, CREATE, 5, 100)->src_len = 8;
	expect(u, fd, &r, -EINVAL, "Invalid source address");
	rule_init(&r, RTM_NEWRULE, CREATE, 5, 0)->action = FR_ACT_GOTO;
	expect(u, fd, &r, -EINVAL, "Missing goto target for action goto");
	req_u32(&r, FRA_GOTO, 4);
	expect(u, fd, &r, -EINVAL, "Backward goto not supported");
	rule_init(&r, RTM_NEWRULE, CREATE, 5, 100)->tos = 1;
	expect(u, fd, &r, -EINVAL, "Invalid dsfield (tos): ECN bits must be 0");
	rule_init(&r, RTM_NEWRULE, CREATE, 5, 100);
	expect(u, fd, &r, 0, "");
	expect(u, fd, &r, -EEXIST, "");
	rule_init(&r, RTM_DELRULE, 0, 6, 100);
	expect(u, fd, &r, -ENOENT, "");
}

static void ten_thousand_rules(void **state)
{
	struct unit *u = *state;
	int fd = stage(u);

	for (int i = 0; i < 10000; i++)
		assert_int_equal(v4_rule(u, fd, RTM_NEWRULE, CREATE, 32000 - i, 100), 0);
	for (int i = 0; i < 10000; i++)
		assert_int_equal(v4_rule(u, fd, RTM_DELRULE, 0, 32000 - i, 100), 0);
	assert_int_equal(v4_rule(u, fd, RTM_DELRULE, 0, 32000, 100), -ENOENT);
}

/* The source that a datagram to @dst would carry, as programs find it out. */
static uint32_t source_towards(struct unit *u, const char *dst)
{
	struct sockaddr_in sin = { .sin_family = AF_INET,
				   .sin_port = htons(9),
				   .sin_addr.s_addr = ip4(dst) };
	socklen_t len = sizeof(sin);
	int fd = u_call(u, __NR_socket, AF_INET, SOCK_DGRAM, 0, 0, 0, 0);
	long err = u_call(u, __NR_connect, fd, (long)&sin, sizeof(sin), 0, 0, 0);

	if (!err)
		err = u_call(u, __NR_getsockname, fd, (long)&sin, (long)&len, 0, 0, 0);
	u_call(u, __NR_close, fd, 0, 0, 0, 0, 0);
	return err ? (uint32_t)err : sin.sin_addr.s_addr;
}

static void sources_of_sockets(void **state)
{
	struct unit *u = *state;
	int fd = stage(u);

	assert_int_equal(source_towards(u, "10.0.0.77"), ip4("10.0.0.1"));
	assert_int_equal(source_towards(u, "127.0.0.1"), (uint32_t)-ENETUNREACH);
	assert_int_equal(v4_link(u, fd, 1, 1), 0);
	assert_int_equal(source_towards(u, "127.0.0.1"), ip4("127.0.0.1"));
	assert_int_equal(source_towards(u, "8.8.8.8"), (uint32_t)-ENETUNREACH);
	assert_int_equal(v4_route(u, fd, RTM_NEWROUTE, CREATE, "0.0.0.0", 0, "10.0.0.2"), 0);
	assert_int_equal(source_towards(u, "8.8.8.8"), ip4("10.0.0.1"));
}

/* Newer than the headers of Debian 12: a feature, and an attribute that is for IPv6 only. */
static void newer_than_headers(void **state)
{
	struct unit *u = *state;
	int fd = stage(u);
	struct rtattr *nest;
	struct req r;

	for (uint32_t feature = 0x10; feature <= 0x20; feature += 0x10) {
		route_init(&r, RTM_NEWROUTE, REPLACE, "20.0.0.0", 8, NULL);
		nest = req_nest(&r, RTA_METRICS);
		req_u32(&r, RTAX_FEATURES, feature);
		req_nest_end(&r, nest);
		expect(u, fd, &r, feature == 0x10 ? 0 : -EINVAL,
		       feature == 0x10 ? ""
				       : "Unknown flag set in feature mask in metrics attribute");
	}
	route_init(&r, RTM_NEWROUTE, CREATE, "21.0.0.0", 8, NULL);
	req_u32(&r, 31, 1);
	expect(u, fd, &r, -EINVAL, "Unsupported attribute");
}

/* A route that refuses in "main" does not keep "default" from being asked. */
static void default_after_refusal(void **state)
{
	struct unit *u = *state;
	int fd = stage(u);
	struct rtmsg *m;
	struct req r;

	m = route_init(&r, RTM_NEWROUTE, CREATE, "30.0.0.0", 8, NULL);
	m->rtm_table = RT_TABLE_DEFAULT;
	assert_int_equal(u_request(u, fd, &r), 0);
	m = route_init(&r, RTM_NEWROUTE, CREATE, "30.0.0.0", 16, NULL);
	m->rtm_type = RTN_PROHIBIT;
	m->rtm_scope = RT_SCOPE_UNIVERSE;
	r.n.nlmsg_len -= RTA_SPACE(4); /* no device */
	assert_int_equal(u_request(u, fd, &r), 0);
	assert_int_equal(source_towards(u, "30.0.0.1"), ip4("10.0.0.1"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		U_TEST(gateway_refusals),
		U_TEST(field_refusals),
		U_TEST(flags_of_notifications),
		U_TEST(link_down_takes_routes_along),
		U_TEST(remembered_gateways_follow_changes),
		U_TEST(rule_refusals),
		U_TEST(ten_thousand_rules),
		U_TEST(sources_of_sockets),
		U_TEST(newer_than_headers),
		U_TEST(default_after_refusal),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
