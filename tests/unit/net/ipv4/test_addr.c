/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* RTM_*ADDR: refusals with their texts, secondaries, lifetimes, thousands on one device. */
#include "unit.h"

#include "ipv4_util.h"

static int stage(struct unit *u)
{
	int fd = v4_socket(u);

	v4_dummy(u, fd);
	return fd;
}

static void expect(struct unit *u, int fd, struct req *r, int err, const char *text)
{
	assert_int_equal(u_request(u, fd, r), err);
	assert_string_equal(u_extack(u), text);
}

static struct ifaddrmsg *ifa(struct req *r)
{
	return NLMSG_DATA(&r->n);
}

static void refusals(void **state)
{
	struct ifa_cacheinfo none = { 0 }, odd = { 10, 5, 0, 0 };
	struct unit *u = *state;
	int fd = stage(u);
	struct ifaddrmsg m;
	struct req r;

	addr_init(&r, RTM_NEWADDR, CREATE, "10.0.0.1", 33);
	expect(u, fd, &r, -EINVAL, "ipv4: Invalid prefix length");
	addr_init(&r, RTM_NEWADDR, CREATE, "10.0.0.1", 24);
	ifa(&r)->ifa_index = 99;
	expect(u, fd, &r, -ENODEV, "ipv4: Device not found");
	m = *ifa(&r);
	m.ifa_index = D0;
	req_init(&r, RTM_NEWADDR, CREATE, &m, sizeof(m));
	expect(u, fd, &r, -EINVAL, "ipv4: Local address is not supplied");
	addr_init(&r, RTM_NEWADDR, CREATE, "10.0.0.1", 24);
	req_attr(&r, IFA_CACHEINFO, &none, sizeof(none));
	expect(u, fd, &r, -EINVAL, "ipv4: address lifetime invalid");
	addr_init(&r, RTM_NEWADDR, CREATE, "10.0.0.1", 24);
	req_attr(&r, IFA_CACHEINFO, &odd, sizeof(odd));
	expect(u, fd, &r, -EINVAL, "ipv4: address lifetime invalid");
	assert_int_equal(v4_addr(u, fd, RTM_NEWADDR, CREATE, "10.0.0.1", 24), 0);
	addr_init(&r, RTM_NEWADDR, CREATE, "10.0.0.1", 24);
	expect(u, fd, &r, -EEXIST, "ipv4: Address already assigned");
	addr_init(&r, RTM_NEWADDR, CREATE, "10.0.0.2", 24);
	ifa(&r)->ifa_scope = RT_SCOPE_LINK;
	expect(u, fd, &r, -EINVAL, "ipv4: Invalid scope value");
	addr_init(&r, RTM_DELADDR, 0, "10.0.0.3", 24);
	expect(u, fd, &r, -EADDRNOTAVAIL, "ipv4: Address not found");
	addr_init(&r, RTM_DELADDR, 0, "10.0.0.1", 24);
	ifa(&r)->ifa_index = 99;
	expect(u, fd, &r, -ENODEV, "ipv4: Device not found");
}

/* "a p|s p|s ...": last byte of each address of d0, primary or secondary. */
static const char *list(struct unit *u, int fd)
{
	static char dump[1 << 16], text[256];
	size_t len = v4_dump(u, fd, RTM_GETADDR, sizeof(struct ifaddrmsg), dump);
	char *to = text;

	text[0] = 0;
	for (size_t at = 0; at < len;) {
		struct ifaddrmsg *m = (void *)(dump + at);
		struct rtattr *a = IFA_RTA(m);
		int rem = len - at - sizeof(*m);
		uint32_t local = 0;

		for (; RTA_OK(a, rem); a = RTA_NEXT(a, rem)) {
			if (a->rta_type == IFA_LOCAL)
				memcpy(&local, RTA_DATA(a), 4);
			if (a->rta_type == IFA_CACHEINFO)
				break;
		}
		at = (char *)a - dump + RTA_ALIGN(a->rta_len);
		if (m->ifa_index == D0)
			to += sprintf(to, "%d%c ", ntohl(local) & 255,
				      m->ifa_flags & IFA_F_SECONDARY ? 's' : 'p');
	}
	return text;
}

static void secondaries_go_with_their_primary(void **state)
{
	struct unit *u = *state;
	int fd = stage(u);

	assert_int_equal(v4_addr(u, fd, RTM_NEWADDR, CREATE, "10.0.0.1", 24), 0);
	assert_int_equal(v4_addr(u, fd, RTM_NEWADDR, CREATE, "10.0.0.2", 24), 0);
	assert_int_equal(v4_addr(u, fd, RTM_NEWADDR, CREATE, "10.0.1.3", 24), 0);
	assert_int_equal(v4_addr(u, fd, RTM_NEWADDR, CREATE, "10.0.0.4", 24), 0);
	assert_string_equal(list(u, fd), "1p 3p 2s 4s ");
	assert_int_equal(v4_addr(u, fd, RTM_DELADDR, 0, "10.0.0.2", 24), 0);
	assert_string_equal(list(u, fd), "1p 3p 4s ");
	assert_int_equal(v4_addr(u, fd, RTM_DELADDR, 0, "10.0.0.1", 24), 0);
	assert_string_equal(list(u, fd), "3p ");
}

static void scopes_order_primaries(void **state)
{
	static const struct {
		const char *ip;
		int scope;
	} a[] = { { "10.0.1.1", 0 }, { "10.0.2.2", 254 }, { "10.0.3.3", 253 }, { "10.0.4.4", 0 } };
	struct unit *u = *state;
	int fd = stage(u);
	struct req r;

	for (size_t i = 0; i < sizeof(a) / sizeof(a[0]); i++) {
		addr_init(&r, RTM_NEWADDR, CREATE, a[i].ip, 24);
		ifa(&r)->ifa_scope = a[i].scope;
		assert_int_equal(u_request(u, fd, &r), 0);
	}
	assert_string_equal(list(u, fd), "2p 3p 1p 4p ");
}

static void lifetimes_end(void **state)
{
	struct kernlet_config cfg = { .size = sizeof(cfg), .clock = KERNLET_CLOCK_VIRTUAL };
	struct ifa_cacheinfo ci = { .ifa_prefered = 5, .ifa_valid = 10 };
	struct unit u = { .seq = 0 };
	struct req r;
	int fd, mon;

	assert_int_equal(u_boot(&u, &cfg), 0);
	fd = stage(&u);
	addr_init(&r, RTM_NEWADDR, CREATE, "10.0.0.1", 24);
	req_attr(&r, IFA_CACHEINFO, &ci, sizeof(ci));
	assert_int_equal(u_request(&u, fd, &r), 0);
	assert_int_equal(v4_addr(&u, fd, RTM_NEWADDR, CREATE, "10.0.1.2", 24), 0);
	mon = u_socket(&u, NETLINK_ROUTE);
	assert_int_equal(u_bind(&u, mon, 0, RTMGRP_IPV4_IFADDR), 0);
	kernlet_advance(u.k, 4900000000ull);
	assert_int_equal(u_recv(&u, mon), -EAGAIN);
	kernlet_advance(u.k, 200000000ull);
	assert_true(u_recv(&u, mon) > 0);
	assert_int_equal(((struct nlmsghdr *)u.buf)->nlmsg_type, RTM_NEWADDR);
	assert_int_equal(((struct ifaddrmsg *)NLMSG_DATA((struct nlmsghdr *)u.buf))->ifa_flags,
			 IFA_F_DEPRECATED);
	kernlet_advance(u.k, 5000000000ull);
	assert_true(u_recv(&u, mon) > 0);
	assert_int_equal(((struct nlmsghdr *)u.buf)->nlmsg_type, RTM_DELADDR);
	assert_string_equal(list(&u, fd), "2p ");
	kernlet_task_exit(u.t);
	kernlet_shutdown(u.k);
}

static void thousands_in_one_subnet(void **state)
{
	struct unit *u = *state;
	int fd = stage(u);
	char ip[32];

	for (int i = 1; i <= 5000; i++) {
		snprintf(ip, sizeof(ip), "10.0.%d.%d", i >> 8, i & 255);
		assert_int_equal(v4_addr(u, fd, RTM_NEWADDR, CREATE, ip, 16), 0);
	}
	for (int i = 5000; i > 0; i--) {
		snprintf(ip, sizeof(ip), "10.0.%d.%d", i >> 8, i & 255);
		assert_int_equal(v4_addr(u, fd, RTM_DELADDR, 0, ip, 16), 0);
	}
	assert_string_equal(list(u, fd), "");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		U_TEST(refusals),
		U_TEST(secondaries_go_with_their_primary),
		U_TEST(scopes_order_primaries),
		cmocka_unit_test(lifetimes_end),
		U_TEST(thousands_in_one_subnet),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
