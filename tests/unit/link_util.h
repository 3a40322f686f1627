/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* For tests about links: requests in a few words, and what a dump or a notification says. */
#ifndef KERNLET_TESTS_LINK_UTIL_H
#define KERNLET_TESTS_LINK_UTIL_H

#include "util.h"

#include <errno.h>
#include <linux/if.h>
#include <linux/if_link.h>
#include <linux/veth.h>
#include <stdio.h>

#define CREATE (NLM_F_CREATE | NLM_F_EXCL)

/* A request about the link of that number (0: none) and name (NULL: none). */
static inline void l_init(struct req *r, int type, int flags, int index, const char *name)
{
	struct ifinfomsg ifm = { .ifi_index = index };

	req_init(r, type, flags, &ifm, sizeof(ifm));
	if (name)
		req_str(r, IFLA_IFNAME, name);
}

static inline struct ifinfomsg *l_header(struct req *r)
{
	return NLMSG_DATA(&r->n);
}

static inline void l_kind(struct req *r, const char *kind)
{
	struct rtattr *info = req_nest(r, IFLA_LINKINFO);

	req_attr(r, IFLA_INFO_KIND, kind, strlen(kind));
	req_nest_end(r, info);
}

/* IFLA_LINKINFO of a veth whose other end is @peer. */
static inline void l_veth(struct req *r, const char *peer, int peer_index)
{
	struct ifinfomsg ifm = { .ifi_index = peer_index };
	struct rtattr *info = req_nest(r, IFLA_LINKINFO), *data, *end;

	req_attr(r, IFLA_INFO_KIND, "veth", 4);
	data = req_nest(r, IFLA_INFO_DATA);
	end = req_attr(r, VETH_INFO_PEER, &ifm, sizeof(ifm));
	req_str(r, IFLA_IFNAME, peer);
	req_nest_end(r, end);
	req_nest_end(r, data);
	req_nest_end(r, info);
}

static inline int l_add_veth(struct unit *u, int fd, const char *name, const char *peer)
{
	struct req r;

	l_init(&r, RTM_NEWLINK, CREATE, 0, name);
	l_veth(&r, peer, 0);
	return u_request(u, fd, &r);
}

static inline int l_add_dummy(struct unit *u, int fd, const char *name)
{
	struct req r;

	l_init(&r, RTM_NEWLINK, CREATE, 0, name);
	l_kind(&r, "dummy");
	return u_request(u, fd, &r);
}

static inline int l_del(struct unit *u, int fd, const char *name)
{
	struct req r;

	l_init(&r, RTM_DELLINK, 0, 0, name);
	return u_request(u, fd, &r);
}

static inline int l_flags(struct unit *u, int fd, const char *name, unsigned flags, unsigned change)
{
	struct req r;

	l_init(&r, RTM_NEWLINK, 0, 0, name);
	l_header(&r)->ifi_flags = flags;
	l_header(&r)->ifi_change = change;
	return u_request(u, fd, &r);
}

static inline int l_set_u32(struct unit *u, int fd, const char *name, int type, uint32_t v)
{
	struct req r;

	l_init(&r, RTM_SETLINK, 0, 0, name);
	req_u32(&r, type, v);
	return u_request(u, fd, &r);
}

/* RTM_GETLINK of one link into u->buf: the message, or NULL (then *@ret_err, when wanted). */
static inline const struct nlmsghdr *l_get(struct unit *u, int fd, const char *name, int *ret_err)
{
	const struct nlmsghdr *n = (const struct nlmsghdr *)u->buf;
	struct req r;

	l_init(&r, RTM_GETLINK, 0, 0, name);
	assert_int_equal(u_send(u, fd, &r), 0);
	assert_true(u_recv(u, fd) > 0);
	if (n->nlmsg_type == RTM_NEWLINK)
		return n;
	if (ret_err)
		*ret_err = ((const struct nlmsgerr *)NLMSG_DATA(n))->error;
	return NULL;
}

static inline const struct rtattr *l_attr(const struct nlmsghdr *n, int type)
{
	return u_attr(n, sizeof(struct ifinfomsg), type);
}

static inline uint32_t l_u32(const struct nlmsghdr *n, int type)
{
	const struct rtattr *a = l_attr(n, type);
	uint32_t v;

	assert_non_null(a);
	memcpy(&v, RTA_DATA(a), sizeof(v));
	return v;
}

static inline uint8_t l_u8(const struct nlmsghdr *n, int type)
{
	const struct rtattr *a = l_attr(n, type);

	assert_non_null(a);
	return *(uint8_t *)RTA_DATA(a);
}

static inline const char *l_str(const struct nlmsghdr *n, int type)
{
	const struct rtattr *a = l_attr(n, type);

	return a ? RTA_DATA(a) : "";
}

/* What is left on a monitor as words, one message each: "NEW v0 ch0x1 op6 " ... */
static inline const char *l_news(struct unit *u, int mon)
{
	static char text[8192];
	size_t at = 0;

	text[0] = '\0';
	while (u_recv(u, mon) > 0) {
		const struct nlmsghdr *n = (const struct nlmsghdr *)u->buf;
		const struct ifinfomsg *ifm = NLMSG_DATA(n);

		if (n->nlmsg_type != RTM_NEWLINK && n->nlmsg_type != RTM_DELLINK)
			continue;
		at += snprintf(text + at, sizeof(text) - at, "%s %s ch%#x op%u\n",
			       n->nlmsg_type == RTM_NEWLINK ? "NEW" : "DEL", l_str(n, IFLA_IFNAME),
			       ifm->ifi_change, l_u8(n, IFLA_OPERSTATE));
		assert_true(at < sizeof(text));
	}
	return text;
}

/* All links as "1:lo 2:v1 " in the order of the dump. */
static inline const char *l_list(struct unit *u, int fd)
{
	static char text[65536];
	struct req r;
	size_t at = 0;

	text[0] = '\0';
	l_init(&r, RTM_GETLINK, NLM_F_DUMP, 0, NULL);
	assert_int_equal(u_send(u, fd, &r), 0);
	while (u_recv(u, fd) > 0) {
		const struct nlmsghdr *n = (const struct nlmsghdr *)u->buf;
		int left = u->len;

		for (; NLMSG_OK(n, (unsigned int)left); n = NLMSG_NEXT(n, left)) {
			const struct ifinfomsg *ifm = NLMSG_DATA(n);

			if (n->nlmsg_type != RTM_NEWLINK)
				return text;
			at += snprintf(text + at, sizeof(text) - at, "%d:%s ", ifm->ifi_index,
				       l_str(n, IFLA_IFNAME));
			assert_true(at < sizeof(text));
		}
	}
	return text;
}

static inline int l_monitor(struct unit *u)
{
	int fd = u_socket(u, NETLINK_ROUTE);

	assert_int_equal(u_bind(u, fd, 0, RTMGRP_LINK), 0);
	return fd;
}

/* A requester that sees ext-acks. */
static inline int l_socket(struct unit *u)
{
	int fd = u_socket(u, NETLINK_ROUTE);

	assert_int_equal(u_setopt(u, fd, SOL_NETLINK, NETLINK_EXT_ACK, 1), 0);
	return fd;
}

#endif
