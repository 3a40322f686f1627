/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Requests about IPv4 for unit tests: one dummy device d0 (2), up, beside lo (1). */
#ifndef KERNLET_TESTS_IPV4_UTIL_H
#define KERNLET_TESTS_IPV4_UTIL_H

#include "util.h"

#include <arpa/inet.h>
#include <errno.h>
#include <linux/fib_rules.h>
#include <linux/if.h>
#include <linux/if_addr.h>
#include <linux/if_link.h>
#include <stdio.h>

#define CREATE (NLM_F_CREATE | NLM_F_EXCL)
#define REPLACE (NLM_F_CREATE | NLM_F_REPLACE)
#define APPEND (NLM_F_CREATE | NLM_F_APPEND)
#define D0 2

static inline uint32_t ip4(const char *s)
{
	return inet_addr(s);
}

static inline int v4_socket(struct unit *u)
{
	int fd = u_socket(u, NETLINK_ROUTE);

	assert_int_equal(u_bind(u, fd, 0, 0), 0);
	u_setopt(u, fd, SOL_NETLINK, NETLINK_EXT_ACK, 1);
	return fd;
}

static inline int v4_link(struct unit *u, int fd, int index, int up)
{
	struct ifinfomsg ifm = { .ifi_index = index,
				 .ifi_flags = up ? IFF_UP : 0,
				 .ifi_change = IFF_UP };
	struct req r;

	req_init(&r, RTM_NEWLINK, 0, &ifm, sizeof(ifm));
	return u_request(u, fd, &r);
}

static inline void v4_dummy(struct unit *u, int fd)
{
	struct ifinfomsg ifm = { 0 };
	struct rtattr *nest;
	struct req r;

	req_init(&r, RTM_NEWLINK, CREATE, &ifm, sizeof(ifm));
	req_str(&r, IFLA_IFNAME, "d0");
	nest = req_nest(&r, IFLA_LINKINFO);
	req_str(&r, IFLA_INFO_KIND, "dummy");
	req_nest_end(&r, nest);
	assert_int_equal(u_request(u, fd, &r), 0);
	assert_int_equal(v4_link(u, fd, D0, 1), 0);
}

static inline void addr_init(struct req *r, int type, int flags, const char *ip, int plen)
{
	struct ifaddrmsg m = { .ifa_family = AF_INET, .ifa_prefixlen = plen, .ifa_index = D0 };

	req_init(r, type, flags, &m, sizeof(m));
	req_u32(r, IFA_LOCAL, ip4(ip));
	req_u32(r, IFA_ADDRESS, ip4(ip));
}

static inline int v4_addr(struct unit *u, int fd, int type, int flags, const char *ip, int plen)
{
	struct req r;

	addr_init(&r, type, flags, ip, plen);
	return u_request(u, fd, &r);
}

/* @gw NULL: none, and the scope of what is on link. */
static inline struct rtmsg *route_init(struct req *r, int type, int flags, const char *dst,
				       int plen, const char *gw)
{
	struct rtmsg m = { .rtm_family = AF_INET,
			   .rtm_dst_len = plen,
			   .rtm_table = RT_TABLE_MAIN,
			   .rtm_protocol = RTPROT_BOOT,
			   .rtm_scope = gw ? RT_SCOPE_UNIVERSE : RT_SCOPE_LINK,
			   .rtm_type = RTN_UNICAST };

	req_init(r, type, flags, &m, sizeof(m));
	if (plen)
		req_u32(r, RTA_DST, ip4(dst));
	if (gw)
		req_u32(r, RTA_GATEWAY, ip4(gw));
	else
		req_u32(r, RTA_OIF, D0);
	return NLMSG_DATA(&r->n);
}

static inline int v4_route(struct unit *u, int fd, int type, int flags, const char *dst, int plen,
			   const char *gw)
{
	struct req r;

	route_init(&r, type, flags, dst, plen, gw);
	return u_request(u, fd, &r);
}

static inline struct fib_rule_hdr *rule_init(struct req *r, int type, int flags, uint32_t pref,
					     int table)
{
	struct fib_rule_hdr h = { .family = AF_INET, .action = FR_ACT_TO_TBL, .table = table };

	req_init(r, type, flags, &h, sizeof(h));
	req_u32(r, FRA_PRIORITY, pref);
	return NLMSG_DATA(&r->n);
}

static inline int v4_rule(struct unit *u, int fd, int type, int flags, uint32_t pref, int table)
{
	struct req r;

	rule_init(&r, type, flags, pref, table);
	return u_request(u, fd, &r);
}

/* Append a whole dump to @to, without what differs from one dump to the next. */
static inline size_t v4_dump(struct unit *u, int fd, int type, size_t header, char *to)
{
	static const char zero[16] = { AF_INET };
	const struct nlmsghdr *n;
	size_t len = 0;
	struct req r;
	long got;

	req_init(&r, type, NLM_F_DUMP, zero, header);
	assert_int_equal(u_send(u, fd, &r), 0);
	while ((got = u_recv(u, fd)) > 0) {
		for (n = (const void *)u->buf; NLMSG_OK(n, (unsigned long)got);
		     n = NLMSG_NEXT(n, got)) {
			if (n->nlmsg_type == NLMSG_DONE)
				return len;
			memcpy(to + len, NLMSG_DATA(n), n->nlmsg_len - NLMSG_HDRLEN);
			len += n->nlmsg_len - NLMSG_HDRLEN;
		}
	}
	fail_msg("a dump of type %d did not end", type);
	return 0;
}

/* All addresses, routes and rules; returns how many bytes they take. */
static inline size_t v4_state(struct unit *u, int fd, char *to)
{
	size_t len = v4_dump(u, fd, RTM_GETADDR, sizeof(struct ifaddrmsg), to);

	len += v4_dump(u, fd, RTM_GETROUTE, sizeof(struct rtmsg), to + len);
	return len + v4_dump(u, fd, RTM_GETRULE, sizeof(struct fib_rule_hdr), to + len);
}

#endif
