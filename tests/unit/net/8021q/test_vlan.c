// SPDX-License-Identifier: LGPL-2.1-or-later
/* VLAN devices: what is refused and how, and how they follow their real device. */
#include "unit.h"

#include "util.h"

#include <errno.h>
#include <stdio.h>
#include <linux/if.h>
#include <linux/if_link.h>

static int make_dummy(struct unit *u, int fd)
{
	struct ifinfomsg ifm = { .ifi_flags = IFF_UP, .ifi_change = IFF_UP };
	struct rtattr *nest;
	struct req r;

	req_init(&r, RTM_NEWLINK, NLM_F_CREATE | NLM_F_EXCL, &ifm, sizeof(ifm));
	req_str(&r, IFLA_IFNAME, "d0");
	nest = req_nest(&r, IFLA_LINKINFO);
	req_str(&r, IFLA_INFO_KIND, "dummy");
	req_nest_end(&r, nest);
	return u_request(u, fd, &r);
}

struct vlan {
	int link; /* 0: none */
	int id; /* -1: none */
	int proto;
	int mtu;
};

static int make_vlan(struct unit *u, int fd, const char *name, const struct vlan *v)
{
	struct ifinfomsg ifm = { 0 };
	struct rtattr *nest, *data;
	uint16_t id = v->id, proto = __builtin_bswap16(v->proto);
	struct req r;

	req_init(&r, RTM_NEWLINK, NLM_F_CREATE | NLM_F_EXCL, &ifm, sizeof(ifm));
	req_str(&r, IFLA_IFNAME, name);
	if (v->link)
		req_u32(&r, IFLA_LINK, v->link);
	if (v->mtu)
		req_u32(&r, IFLA_MTU, v->mtu);
	nest = req_nest(&r, IFLA_LINKINFO);
	req_str(&r, IFLA_INFO_KIND, "vlan");
	data = req_nest(&r, IFLA_INFO_DATA);
	if (v->id >= 0)
		req_attr(&r, IFLA_VLAN_ID, &id, 2);
	if (v->proto)
		req_attr(&r, IFLA_VLAN_PROTOCOL, &proto, 2);
	req_nest_end(&r, data);
	req_nest_end(&r, nest);
	return u_request(u, fd, &r);
}

static int set_flags(struct unit *u, int fd, int index, bool up)
{
	struct ifinfomsg ifm = { .ifi_index = index, .ifi_flags = up, .ifi_change = IFF_UP };
	struct req r;

	req_init(&r, RTM_NEWLINK, 0, &ifm, sizeof(ifm));
	return u_request(u, fd, &r);
}

static unsigned flags_of(struct unit *u, int fd, int index)
{
	struct ifinfomsg ifm = { .ifi_index = index };
	const struct nlmsghdr *n = (const void *)u->buf;
	struct req r;

	req_init(&r, RTM_GETLINK, 0, &ifm, sizeof(ifm));
	u_send(u, fd, &r);
	assert_true(u_recv(u, fd) > 0);
	assert_int_equal(n->nlmsg_type, RTM_NEWLINK);
	return ((const struct ifinfomsg *)NLMSG_DATA(n))->ifi_flags;
}

static int del_link(struct unit *u, int fd, int index)
{
	struct ifinfomsg ifm = { .ifi_index = index };
	struct req r;

	req_init(&r, RTM_DELLINK, 0, &ifm, sizeof(ifm));
	return u_request(u, fd, &r);
}

static void test_refusals(void **state)
{
	static const struct {
		struct vlan v;
		int err;
		const char *text;
	} cases[] = {
		{ { 2, -1, 0, 0 }, -EINVAL, "8021q: VLAN id not specified" },
		{ { 0, 5, 0, 0 }, -EINVAL, "8021q: link not specified" },
		{ { 77, 5, 0, 0 }, -ENODEV, "8021q: link does not exist" },
		{ { 2, 4095, 0, 0 }, -ERANGE, "8021q: Invalid VLAN id" },
		{ { 2, 5, 0x1234, 0 }, -EPROTONOSUPPORT, "8021q: Invalid VLAN protocol" },
		{ { 1, 5, 0, 0 }, -EOPNOTSUPP, "8021q: VLANs not supported on device" },
		{ { 2, 5, 0, 1501 }, -EINVAL, "" },
		{ { 2, 5, 0, 0 }, 0, "" },
		{ { 2, 5, 0, 0 }, -EEXIST, "8021q: VLAN device already exists" },
		{ { 2, 5, 0x88a8, 0 }, 0, "" },
	};
	struct unit *u = *state;
	int fd = u_socket(u, NETLINK_ROUTE);
	char name[16];

	u_setopt(u, fd, SOL_NETLINK, NETLINK_EXT_ACK, 1);
	assert_int_equal(make_dummy(u, fd), 0);
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		snprintf(name, sizeof(name), "v%zu", i);
		assert_int_equal(make_vlan(u, fd, name, &cases[i].v), cases[i].err);
		assert_string_equal(u_extack(u), cases[i].text);
	}
}

static void test_follows_real_device(void **state)
{
	const struct vlan v = { 2, 5, 0, 0 };
	struct unit *u = *state;
	int fd = u_socket(u, NETLINK_ROUTE);

	make_dummy(u, fd);
	assert_int_equal(make_vlan(u, fd, "v0", &v), 0);
	assert_int_equal(set_flags(u, fd, 3, true), 0);
	assert_true(flags_of(u, fd, 3) & IFF_RUNNING);
	assert_int_equal(set_flags(u, fd, 2, false), 0);
	assert_false(flags_of(u, fd, 3) & IFF_UP);
	assert_int_equal(set_flags(u, fd, 3, true), -ENETDOWN);
	assert_int_equal(set_flags(u, fd, 2, true), 0);
	assert_true(flags_of(u, fd, 3) & IFF_UP);
	assert_int_equal(del_link(u, fd, 2), 0);
	assert_int_equal(del_link(u, fd, 3), -ENODEV);
}

static void test_stacked(void **state)
{
	struct vlan v = { 2, 1, 0, 0 };
	struct unit *u = *state;
	int fd = u_socket(u, NETLINK_ROUTE), err = 0, depth = 0;
	char name[16];

	make_dummy(u, fd);
	for (; !err && depth < 20; depth++, v.link++) {
		snprintf(name, sizeof(name), "v%d", depth);
		err = make_vlan(u, fd, name, &v);
	}
	assert_int_equal(err, -EMLINK);
	assert_int_equal(del_link(u, fd, 2), 0);
}

static void test_no_memory(void **state)
{
	const struct vlan v = { 2, 5, 0, 0 };
	struct unit *u = *state;
	int fd = u_socket(u, NETLINK_ROUTE), err = -1;
	struct kernlet_stats before, after;

	make_dummy(u, fd);
	assert_int_equal(make_vlan(u, fd, "v0", &v), 0);
	assert_int_equal(del_link(u, fd, 3), 0);
	kernlet_get_stats(u->k, &before);
	for (int i = 1; err && i < 100; i++) {
		kernlet_fail_alloc(u->k, i, 1);
		err = make_vlan(u, fd, "v0", &v);
		kernlet_fail_alloc(u->k, 0, 0);
		while (u_recv(u, fd) > 0)
			;
		if (err == -EEXIST) /* all but the acknowledgement had worked */
			err = 0;
	}
	assert_int_equal(err, 0);
	for (int i = 3; i < 100; i++)
		del_link(u, fd, i);
	kernlet_get_stats(u->k, &after);
	assert_in_range(after.mem_used, 0, before.mem_used + 4096);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		U_TEST(test_refusals),
		U_TEST(test_follows_real_device),
		U_TEST(test_stacked),
		U_TEST(test_no_memory),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
