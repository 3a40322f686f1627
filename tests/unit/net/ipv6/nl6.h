/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * What the tests of IPv6 share: a kernel on the virtual clock with one veth pair, short requests
 * for addresses and routes, and dumps as text.
 *
 *   v1 (2) <--> v0 (3), both up, fe80::ff:fe00:2 and fe80::ff:fe00:1 detected
 */
#ifndef KERNLET_TESTS_NL6_H
#define KERNLET_TESTS_NL6_H

#include "unit.h"

#include "util.h"

#include <arpa/inet.h>
#include <errno.h>
#include <linux/if_addr.h>
#include <linux/if_link.h>
#include <linux/veth.h>
#include <net/if.h>
#include <stdio.h>

#define SECOND 1000000000ull

struct nl6 {
	struct unit u;
	int fd; /* requests */
	int events; /* addresses and routes of IPv6, or -1 */
};

static inline void addr6(const char *text, unsigned char a[16])
{
	assert_int_equal(inet_pton(AF_INET6, text, a), 1);
}

static inline int set_link(struct nl6 *n, int index, bool up)
{
	struct ifinfomsg ifm = { .ifi_index = index, .ifi_flags = up, .ifi_change = IFF_UP };
	struct req r;

	req_init(&r, RTM_NEWLINK, 0, &ifm, sizeof(ifm));
	return u_request(&n->u, n->fd, &r);
}

static inline int add_veth(struct nl6 *n)
{
	struct ifinfomsg ifm = { 0 };
	unsigned char mac[6] = { 2, 0, 0, 0, 0, 1 };
	struct rtattr *info, *data, *peer;
	struct req r;

	req_init(&r, RTM_NEWLINK, NLM_F_CREATE | NLM_F_EXCL, &ifm, sizeof(ifm));
	req_str(&r, IFLA_IFNAME, "v0");
	req_attr(&r, IFLA_ADDRESS, mac, 6);
	info = req_nest(&r, IFLA_LINKINFO);
	req_str(&r, IFLA_INFO_KIND, "veth");
	data = req_nest(&r, IFLA_INFO_DATA);
	peer = req_attr(&r, VETH_INFO_PEER, &ifm, sizeof(ifm));
	req_str(&r, IFLA_IFNAME, "v1");
	mac[5] = 2;
	req_attr(&r, IFLA_ADDRESS, mac, 6);
	req_nest_end(&r, peer);
	req_nest_end(&r, data);
	req_nest_end(&r, info);
	return u_request(&n->u, n->fd, &r);
}

static inline int nl6_setup(void **state)
{
	struct kernlet_config cfg = { .size = sizeof(cfg),
				      .clock = KERNLET_CLOCK_VIRTUAL,
				      .seed = 1 };
	struct nl6 *n = calloc(1, sizeof(*n));

	*state = n;
	if (u_boot(&n->u, &cfg))
		return -1;
	n->fd = u_socket(&n->u, NETLINK_ROUTE);
	n->events = -1;
	u_setopt(&n->u, n->fd, 270, NETLINK_EXT_ACK, 1);
	if (add_veth(n) || set_link(n, 1, true) || set_link(n, 3, true) || set_link(n, 2, true))
		return -1;
	kernlet_advance(n->u.k, 3 * SECOND);
	return 0;
}

static inline int nl6_teardown(void **state)
{
	struct nl6 *n = *state;
	struct kernlet_stats s;

	kernlet_task_exit(n->u.t);
	kernlet_get_stats(n->u.k, &s);
	kernlet_shutdown(n->u.k);
	free(n);
	return s.tasks || s.files || s.sockets;
}

#define NL6_TEST(fn) cmocka_unit_test_setup_teardown(fn, nl6_setup, nl6_teardown)

static inline void listen_events(struct nl6 *n)
{
	n->events = u_socket(&n->u, NETLINK_ROUTE);
	u_bind(&n->u, n->events, 0, RTMGRP_IPV6_IFADDR | RTMGRP_IPV6_ROUTE);
}

/* ---- as text ---- */

static inline void text_prefix(char *out, size_t size, const struct rtattr *a, int plen)
{
	char s[INET6_ADDRSTRLEN] = "::";

	if (a)
		inet_ntop(AF_INET6, RTA_DATA(a), s, sizeof(s));
	snprintf(out, size, "%s/%d", s, plen);
}

/* "+addr 2001:db8::1/64 3 tentative" or "-route 2001:db8::/64 3 m256 t254 ..." */
static inline void text_message(const struct nlmsghdr *m, char *out, size_t size)
{
	char pfx[64];

	if (m->nlmsg_type == RTM_NEWADDR || m->nlmsg_type == RTM_DELADDR) {
		const struct ifaddrmsg *ifm = NLMSG_DATA(m);
		const struct rtattr *a = u_attr(m, sizeof(*ifm), IFA_LOCAL);
		const struct rtattr *f = u_attr(m, sizeof(*ifm), IFA_FLAGS);

		a = a ? a : u_attr(m, sizeof(*ifm), IFA_ADDRESS);
		text_prefix(pfx, sizeof(pfx), a, ifm->ifa_prefixlen);
		snprintf(out, size, "%caddr %s dev %u flags %x",
			 m->nlmsg_type == RTM_NEWADDR ? '+' : '-', pfx, ifm->ifa_index,
			 *(unsigned *)RTA_DATA(f));
	} else if (m->nlmsg_type == RTM_NEWROUTE || m->nlmsg_type == RTM_DELROUTE) {
		const struct rtmsg *rtm = NLMSG_DATA(m);
		const struct rtattr *oif = u_attr(m, sizeof(*rtm), RTA_OIF);
		const struct rtattr *mp = u_attr(m, sizeof(*rtm), RTA_MULTIPATH);
		int hops = 0;

		for (const struct rtnexthop *h = mp ? RTA_DATA(mp) : NULL;
		     h && (char *)h < (char *)mp + mp->rta_len; h = RTNH_NEXT(h))
			hops++;
		text_prefix(pfx, sizeof(pfx), u_attr(m, sizeof(*rtm), RTA_DST), rtm->rtm_dst_len);
		snprintf(out, size, "%croute %s table %u metric %u dev %d hops %d type %d",
			 m->nlmsg_type == RTM_NEWROUTE ? '+' : '-', pfx,
			 *(unsigned *)RTA_DATA(u_attr(m, sizeof(*rtm), RTA_TABLE)),
			 *(unsigned *)RTA_DATA(u_attr(m, sizeof(*rtm), RTA_PRIORITY)),
			 oif ? *(int *)RTA_DATA(oif) : 0, hops, rtm->rtm_type);
	} else {
		snprintf(out, size, "type %d", m->nlmsg_type);
	}
}

/* The next event must say @want; NULL: there must be none. */
static inline void expect_event(struct nl6 *n, const char *want)
{
	char got[256];
	long len = u_recv(&n->u, n->events);

	if (len <= 0) {
		if (want)
			fail_msg("no event, wanted: %s", want);
		return;
	}
	text_message((const void *)n->u.buf, got, sizeof(got));
	if (!want)
		fail_msg("unexpected event: %s", got);
	assert_string_equal(got, want);
}

/* All routes (RTM_GETROUTE) or addresses (RTM_GETADDR), one a line, in the order of the dump. */
static inline void dump_text(struct nl6 *n, int type, char *out, size_t size)
{
	struct rtmsg rtm = { .rtm_family = AF_INET6 };
	struct ifaddrmsg ifm = { .ifa_family = AF_INET6 };
	size_t used = 0;
	struct req r;
	long len;

	req_init(&r, type, NLM_F_DUMP, type == RTM_GETADDR ? (void *)&ifm : (void *)&rtm,
		 type == RTM_GETADDR ? sizeof(ifm) : sizeof(rtm));
	assert_int_equal(u_send(&n->u, n->fd, &r), 0);
	out[0] = 0;
	while ((len = u_recv(&n->u, n->fd)) > 0) {
		const struct nlmsghdr *m = (const void *)n->u.buf;

		for (; NLMSG_OK(m, len); m = NLMSG_NEXT(m, len)) {
			if (m->nlmsg_type == NLMSG_DONE)
				return;
			text_message(m, out + used, size - used - 2);
			used += strlen(out + used);
			out[used++] = '\n';
			out[used] = 0;
			assert_true(used < size - 256);
		}
	}
}

/* ---- requests ---- */

static inline int change_addr(struct nl6 *n, int type, int flags, const char *text, int plen,
			      int dev, unsigned ifa_flags, unsigned preferred, unsigned valid)
{
	struct ifaddrmsg ifm = { .ifa_family = AF_INET6, .ifa_prefixlen = plen, .ifa_index = dev };
	struct ifa_cacheinfo ci = { .ifa_prefered = preferred, .ifa_valid = valid };
	unsigned char a[16];
	struct req r;

	addr6(text, a);
	req_init(&r, type, flags, &ifm, sizeof(ifm));
	req_attr(&r, IFA_LOCAL, a, 16);
	req_u32(&r, IFA_FLAGS, ifa_flags);
	if (valid)
		req_attr(&r, IFA_CACHEINFO, &ci, sizeof(ci));
	return u_request(&n->u, n->fd, &r);
}

static inline int add_addr(struct nl6 *n, const char *text, int plen, int dev, unsigned ifa_flags)
{
	return change_addr(n, RTM_NEWADDR, NLM_F_CREATE | NLM_F_EXCL, text, plen, dev, ifa_flags, 0,
			   0);
}

struct route {
	const char *dst;
	int plen;
	const char *gw[4]; /* more than one: multipath */
	int dev, metric, table, type;
	const char *src, *prefsrc;
	int src_len;
	unsigned expires;
};

static inline void put_hops(struct req *r, const struct route *rt)
{
	struct rtattr *mp = req_nest(r, RTA_MULTIPATH);
	unsigned char a[16];

	for (int i = 0; i < 4 && rt->gw[i]; i++) {
		struct rtnexthop *h = (void *)((char *)r + r->n.nlmsg_len);

		*h = (struct rtnexthop) { .rtnh_ifindex = rt->dev };
		r->n.nlmsg_len += sizeof(*h);
		addr6(rt->gw[i], a);
		req_attr(r, RTA_GATEWAY, a, 16);
		h->rtnh_len = (char *)r + r->n.nlmsg_len - (char *)h;
	}
	req_nest_end(r, mp);
}

static inline int change_route(struct nl6 *n, int type, int flags, const struct route *rt)
{
	struct rtmsg rtm = { .rtm_family = AF_INET6,
			     .rtm_dst_len = rt->plen,
			     .rtm_src_len = rt->src_len,
			     .rtm_table = rt->table ? rt->table : RT_TABLE_MAIN,
			     .rtm_protocol = type == RTM_NEWROUTE ? RTPROT_BOOT : 0,
			     .rtm_type = rt->type		? rt->type
					 : type == RTM_NEWROUTE ? RTN_UNICAST
								: 0 };
	unsigned char a[16];
	struct req r;

	req_init(&r, type, flags, &rtm, sizeof(rtm));
	addr6(rt->dst, a);
	req_attr(&r, RTA_DST, a, 16);
	if (rt->src) {
		addr6(rt->src, a);
		req_attr(&r, RTA_SRC, a, 16);
	}
	if (rt->prefsrc) {
		addr6(rt->prefsrc, a);
		req_attr(&r, RTA_PREFSRC, a, 16);
	}
	if (rt->gw[0] && rt->gw[1]) {
		put_hops(&r, rt);
	} else {
		if (rt->gw[0]) {
			addr6(rt->gw[0], a);
			req_attr(&r, RTA_GATEWAY, a, 16);
		}
		if (rt->dev)
			req_u32(&r, RTA_OIF, rt->dev);
	}
	if (rt->metric)
		req_u32(&r, RTA_PRIORITY, rt->metric);
	if (rt->expires)
		req_u32(&r, RTA_EXPIRES, rt->expires);
	return u_request(&n->u, n->fd, &r);
}

#define NEW(n, flags, ...) change_route(n, RTM_NEWROUTE, flags, &(struct route) { __VA_ARGS__ })
#define DEL(n, ...) change_route(n, RTM_DELROUTE, 0, &(struct route) { __VA_ARGS__ })
#define ADD_FLAGS (NLM_F_CREATE | NLM_F_EXCL)
#define REPLACE_FLAGS (NLM_F_CREATE | NLM_F_REPLACE)
#define APPEND_FLAGS (NLM_F_CREATE | NLM_F_APPEND)

#endif
