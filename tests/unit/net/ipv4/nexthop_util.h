/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Requests about nexthop objects for unit tests: d0 (2), up, with 10.0.0.1/24 and 2001:db8::1/64.
 */
#ifndef KERNLET_TESTS_NEXTHOP_UTIL_H
#define KERNLET_TESTS_NEXTHOP_UTIL_H

#include "ipv4_util.h"

#include "uapi/nexthop_more.h"

#define LO 1

static inline struct nhmsg *nh_init(struct req *r, int type, int flags, int family, uint32_t id)
{
	struct nhmsg m = { .nh_family = family };

	req_init(r, type, flags, &m, sizeof(m));
	if (id)
		req_u32(r, NHA_ID, id);
	return NLMSG_DATA(&r->n);
}

static inline void nh_gw6(struct req *r, const char *gw)
{
	struct in6_addr a;

	assert_int_equal(inet_pton(AF_INET6, gw, &a), 1);
	req_attr(r, NHA_GATEWAY, &a, sizeof(a));
}

/* One way out by d0. @gw NULL: none; with a colon: IPv6. */
static inline int nh_single(struct unit *u, int fd, int flags, uint32_t id, const char *gw)
{
	bool v6 = gw && strchr(gw, ':');
	struct req r;

	nh_init(&r, RTM_NEWNEXTHOP, flags, v6 ? AF_INET6 : AF_INET, id);
	if (v6)
		nh_gw6(&r, gw);
	else if (gw)
		req_u32(&r, NHA_GATEWAY, ip4(gw));
	req_u32(&r, NHA_OIF, D0);
	return u_request(u, fd, &r);
}

static inline int nh_flag(struct unit *u, int fd, uint32_t id, int family, int flag)
{
	struct req r;

	nh_init(&r, RTM_NEWNEXTHOP, CREATE, family, id);
	req_attr(&r, flag, NULL, 0);
	return u_request(u, fd, &r);
}

/* A group of @a and @b (0: of @a alone), each of weight @weight. */
static inline void nh_group_init(struct req *r, int flags, uint32_t id, uint32_t a, uint32_t b,
				 uint32_t weight)
{
	struct knexthop_grp g[2] = { { a, weight - 1, (weight - 1) >> 8, 0 },
				     { b, weight - 1, (weight - 1) >> 8, 0 } };

	nh_init(r, RTM_NEWNEXTHOP, flags, AF_UNSPEC, id);
	req_attr(r, NHA_GROUP, g, b ? sizeof(g) : sizeof(g[0]));
}

static inline int nh_group(struct unit *u, int fd, int flags, uint32_t id, uint32_t a, uint32_t b)
{
	struct req r;

	nh_group_init(&r, flags, id, a, b, 1);
	return u_request(u, fd, &r);
}

/* Of nexthops 1 .. @n. @buckets 0: not said. Timers in hundredths of a second. */
static inline int nh_resilient(struct unit *u, int fd, int flags, uint32_t id, uint32_t n,
			       uint16_t buckets, uint32_t idle, uint32_t unbalanced)
{
	uint16_t type = NEXTHOP_GRP_TYPE_RES;
	struct knexthop_grp g[8] = { 0 };
	struct rtattr *nest;
	struct req r;

	for (uint32_t i = 0; i < n; i++)
		g[i].id = i + 1;
	nh_init(&r, RTM_NEWNEXTHOP, flags, AF_UNSPEC, id);
	req_attr(&r, NHA_GROUP, g, n * sizeof(g[0]));
	req_attr(&r, NHA_GROUP_TYPE, &type, sizeof(type));
	nest = req_nest(&r, NHA_RES_GROUP | NLA_F_NESTED);
	if (buckets)
		req_attr(&r, NHA_RES_GROUP_BUCKETS, &buckets, sizeof(buckets));
	req_u32(&r, NHA_RES_GROUP_IDLE_TIMER, idle);
	req_u32(&r, NHA_RES_GROUP_UNBALANCED_TIMER, unbalanced);
	req_nest_end(&r, nest);
	return u_request(u, fd, &r);
}

/* Which gateway a route get of @dst names, by its last byte, or a negative errno. */
static inline int nh_get_gateway(struct unit *u, int fd, const char *dst)
{
	struct rtmsg m = { .rtm_family = AF_INET, .rtm_dst_len = 32 };
	const struct nlmsghdr *n = (const struct nlmsghdr *)u->buf;
	const struct rtattr *a;
	struct req r;

	req_init(&r, RTM_GETROUTE, 0, &m, sizeof(m));
	req_u32(&r, RTA_DST, ip4(dst));
	assert_int_equal(u_send(u, fd, &r), 0);
	assert_true(u_recv(u, fd) > 0);
	if (n->nlmsg_type == NLMSG_ERROR)
		return ((struct nlmsgerr *)NLMSG_DATA(n))->error;
	a = u_attr(n, sizeof(struct rtmsg), RTA_GATEWAY);
	return a ? ((uint8_t *)RTA_DATA(a))[3] : 0;
}

/* A socket that is told of nexthops. */
static inline int nh_listen(struct unit *u)
{
	int mon = u_socket(u, NETLINK_ROUTE);

	assert_int_equal(u_bind(u, mon, 0, 0), 0);
	assert_int_equal(u_setopt(u, mon, SOL_NETLINK, NETLINK_ADD_MEMBERSHIP, RTNLGRP_NEXTHOP), 0);
	return mon;
}

static inline int nh_del(struct unit *u, int fd, uint32_t id)
{
	struct req r;

	nh_init(&r, RTM_DELNEXTHOP, 0, AF_UNSPEC, id);
	return u_request(u, fd, &r);
}

/* A route of @family by nexthop @id. */
static inline int nh_route(struct unit *u, int fd, int type, int flags, int family, const char *dst,
			   int plen, uint32_t id)
{
	struct rtmsg m = { .rtm_family = family,
			   .rtm_dst_len = plen,
			   .rtm_table = RT_TABLE_MAIN,
			   .rtm_protocol = RTPROT_BOOT,
			   .rtm_type = RTN_UNICAST };
	unsigned char a[16];
	struct req r;

	assert_int_equal(inet_pton(family, dst, a), 1);
	req_init(&r, type, flags, &m, sizeof(m));
	req_attr(&r, RTA_DST, a, family == AF_INET ? 4 : 16);
	req_u32(&r, RTA_NH_ID, id);
	return u_request(u, fd, &r);
}

static inline int nh_setup(struct unit *u)
{
	struct ifaddrmsg m = { .ifa_family = AF_INET6,
			       .ifa_prefixlen = 64,
			       .ifa_flags = IFA_F_NODAD,
			       .ifa_index = D0 };
	struct in6_addr a;
	int fd = v4_socket(u);
	struct req r;

	assert_int_equal(v4_link(u, fd, LO, 1), 0);
	v4_dummy(u, fd);
	assert_int_equal(v4_addr(u, fd, RTM_NEWADDR, CREATE, "10.0.0.1", 24), 0);
	inet_pton(AF_INET6, "2001:db8::1", &a);
	req_init(&r, RTM_NEWADDR, CREATE, &m, sizeof(m));
	req_attr(&r, IFA_LOCAL, &a, sizeof(a));
	assert_int_equal(u_request(u, fd, &r), 0);
	return fd;
}

#endif
