/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Tunnels of routes: what is asked is what a dump shows, equal tunnels are one, each refusal has
 * its errno and text, and no failing allocation loses or keeps anything.
 */
#include "link_util.h"

#include "net/core/net_namespace.h"
#include "ports/embed/embed.h"

#include <linux/lwtunnel.h>
#include <linux/mpls_iptunnel.h>
#include <linux/seg6_iptunnel.h>
#include <linux/seg6_local.h>

static int lo_up(struct unit *u)
{
	int fd = u_socket(u, NETLINK_ROUTE), on = 1;
	struct req r;

	u_setopt(u, fd, SOL_NETLINK, NETLINK_EXT_ACK, on);
	assert_int_equal(l_add_veth(u, fd, "v0", "v1"), 0);
	l_init(&r, RTM_NEWLINK, 0, 0, "v0");
	l_header(&r)->ifi_flags = l_header(&r)->ifi_change = IFF_UP;
	assert_int_equal(u_request(u, fd, &r), 0);
	return fd;
}

static uint32_t states(struct unit *u)
{
	return u->k->kernel->init_net->lwtunnels.n;
}

struct encap {
	uint16_t type;
	uint16_t len;
	uint8_t data[96]; /* what stands in RTA_ENCAP */
};

#define A(len, type) (len) & 255, (len) >> 8, (type), 0

static const uint8_t prefix[16] = { 0x20, 0x01, 0x0d, 0xb8, 1 };

static void route_init(struct req *r, int type, int family, const struct encap *e)
{
	struct rtmsg rtm = { .rtm_family = family,
			     .rtm_dst_len = family == AF_INET ? 24 : 64,
			     .rtm_table = RT_TABLE_MAIN,
			     .rtm_scope = family == AF_INET ? RT_SCOPE_LINK : RT_SCOPE_UNIVERSE,
			     .rtm_protocol = RTPROT_BOOT,
			     .rtm_type = RTN_UNICAST };

	req_init(r, type, type == RTM_NEWROUTE ? CREATE : 0, &rtm, sizeof(rtm));
	req_attr(r, RTA_DST, prefix, family == AF_INET ? 4 : 16);
	if (family == AF_INET)
		((uint8_t *)r)[sizeof(struct nlmsghdr) + sizeof(rtm) + 4 + 3] = 0;
	req_attr(r, RTA_OIF, &(uint32_t) { 3 }, 4); /* v0 comes after its peer */
	if (!e)
		return;
	req_attr(r, RTA_ENCAP, e->data, e->len)->rta_type |= NLA_F_NESTED;
	req_attr(r, RTA_ENCAP_TYPE, &e->type, 2);
}

static int add(struct unit *u, int fd, int family, const struct encap *e)
{
	struct req r;

	route_init(&r, RTM_NEWROUTE, family, e);
	return u_request(u, fd, &r);
}

static int del(struct unit *u, int fd, int family, const struct encap *e)
{
	struct req r;

	route_init(&r, RTM_DELROUTE, family, e);
	return u_request(u, fd, &r);
}

/* Ask for the route itself and hold its tunnel against @e. */
static void assert_shown(struct unit *u, int fd, int family, const struct encap *e)
{
	struct rtmsg rtm = { .rtm_family = family,
			     .rtm_dst_len = family == AF_INET ? 32 : 128,
			     .rtm_flags = RTM_F_FIB_MATCH };
	const struct nlmsghdr *n = (const struct nlmsghdr *)u->buf;
	const struct rtattr *a;
	struct req r;

	req_init(&r, RTM_GETROUTE, 0, &rtm, sizeof(rtm));
	req_attr(&r, RTA_DST, prefix, family == AF_INET ? 4 : 16);
	assert_int_equal(u_send(u, fd, &r), 0);
	assert_true(u_recv(u, fd) > 0);
	assert_int_equal(n->nlmsg_type, RTM_NEWROUTE);
	a = u_attr(n, sizeof(rtm), RTA_ENCAP_TYPE);
	assert_non_null(a);
	assert_int_equal(*(const uint16_t *)RTA_DATA(a), e->type);
	a = u_attr(n, sizeof(rtm), RTA_ENCAP);
	assert_non_null(a);
	assert_int_equal(a->rta_type, RTA_ENCAP);
	assert_int_equal(RTA_PAYLOAD(a), e->len);
	assert_memory_equal(RTA_DATA(a), e->data, e->len);
}

/* In the form in which they are shown, so that they come back as they are. */
static const struct {
	struct encap e;
	bool v4, v6;
} served[] = {
	{ { LWTUNNEL_ENCAP_MPLS, 8, { A(8, MPLS_IPTUNNEL_DST), 0, 6, 0x41, 0 } }, true, true },
	{ { LWTUNNEL_ENCAP_MPLS,
	    20,
	    { A(12, MPLS_IPTUNNEL_DST), 0, 6, 0x40, 0, 0, 7, 0x41, 0, A(5, MPLS_IPTUNNEL_TTL),
	      9 } },
	  true,
	  true },
	{ { LWTUNNEL_ENCAP_IP,
	    52,
	    { A(12, LWTUNNEL_IP_ID),
	      0,
	      0,
	      0,
	      0,
	      0,
	      0,
	      0,
	      7,
	      A(8, LWTUNNEL_IP_DST),
	      1,
	      2,
	      3,
	      4,
	      A(8, LWTUNNEL_IP_SRC),
	      5,
	      6,
	      7,
	      8,
	      A(5, LWTUNNEL_IP_TOS),
	      4,
	      0,
	      0,
	      0,
	      A(5, LWTUNNEL_IP_TTL),
	      64,
	      0,
	      0,
	      0,
	      A(6, LWTUNNEL_IP_FLAGS),
	      0,
	      5 } },
	  true,
	  true },
	{ { LWTUNNEL_ENCAP_SEG6,
	    32,
	    { A(32, SEG6_IPTUNNEL_SRH), SEG6_IPTUN_MODE_ENCAP, 0, 0, 0, 0, 2, 4, 0, 0, 0, 0, 0,
	      0x20, 1 } },
	  true,
	  true },
	{ { LWTUNNEL_ENCAP_SEG6_LOCAL, 8, { A(8, SEG6_LOCAL_ACTION), 1 } }, false, true },
	{ { LWTUNNEL_ENCAP_SEG6_LOCAL,
	    16,
	    { A(8, SEG6_LOCAL_ACTION), 3, 0, 0, 0, A(8, SEG6_LOCAL_TABLE), 99 } },
	  false,
	  true },
};

static void is_shown_as_asked(void **state)
{
	struct unit *u = *state;
	int fd = lo_up(u);

	for (size_t i = 0; i < sizeof(served) / sizeof(*served); i++) {
		const struct encap *e = &served[i].e;

		if (served[i].v4) {
			assert_int_equal(add(u, fd, AF_INET, e), 0);
			assert_shown(u, fd, AF_INET, e);
			assert_int_equal(states(u), 1);
			assert_int_equal(del(u, fd, AF_INET, e), 0);
		}
		if (served[i].v6) {
			assert_int_equal(add(u, fd, AF_INET6, e), 0);
			assert_shown(u, fd, AF_INET6, e);
			assert_int_equal(states(u), 1);
			assert_int_equal(del(u, fd, AF_INET6, e), 0);
		}
		assert_int_equal(states(u), 0);
	}
}

/* LWTUNNEL_IP_OPTS of kind @kind, its attributes @attrs: asked with the flag of nests, shown without. */
static void check_opts(struct unit *u, int fd, uint8_t kind, uint8_t flag, const uint8_t *attrs,
		       uint16_t len)
{
	struct encap e = { LWTUNNEL_ENCAP_IP, 8, { A(8, LWTUNNEL_IP_DST), 1, 2, 3, 4 } };
	struct rtmsg rtm = { .rtm_family = AF_INET,
			     .rtm_dst_len = 32,
			     .rtm_flags = RTM_F_FIB_MATCH };
	const uint8_t heads[] = { A(8 + len, LWTUNNEL_IP_OPTS), A(4 + len, kind) };
	const struct rtattr *a;
	struct req r;

	memcpy(e.data + e.len, heads, 8);
	memcpy(e.data + e.len + 8, attrs, len);
	e.data[e.len + 3] = e.data[e.len + 7] = NLA_F_NESTED >> 8;
	e.len += 8 + len;
	assert_int_equal(add(u, fd, AF_INET, &e), 0);
	req_init(&r, RTM_GETROUTE, 0, &rtm, sizeof(rtm));
	req_attr(&r, RTA_DST, prefix, 4);
	assert_int_equal(u_send(u, fd, &r), 0);
	assert_true(u_recv(u, fd) > 0);
	a = u_attr((const struct nlmsghdr *)u->buf, sizeof(rtm), RTA_ENCAP);
	assert_non_null(a);
	assert_true(RTA_PAYLOAD(a) == 52 + 8u + len);
	assert_int_equal(((const uint8_t *)RTA_DATA(a))[48], flag);
	assert_memory_equal((const uint8_t *)RTA_DATA(a) + 52, heads, 8);
	assert_memory_equal((const uint8_t *)RTA_DATA(a) + 60, attrs, len);
	assert_int_equal(del(u, fd, AF_INET, NULL), 0);
	assert_int_equal(states(u), 0);
}

static void options_are_kept(void **state)
{
	static const uint8_t geneve[] = { A(6, 1), 1, 2,       0, 0, A(5, 2), 3, 0,
					  0,	   0, A(8, 3), 1, 2, 3,	      4 };
	static const uint8_t vxlan[] = { A(8, 1), 7, 0, 8, 0 };
	static const uint8_t erspan[] = { A(5, 1), 1, 0, 0, 0, A(8, 2), 0, 0, 0, 9 };
	struct unit *u = *state;
	int fd = lo_up(u);

	check_opts(u, fd, LWTUNNEL_IP_OPTS_GENEVE, 0x08, geneve, sizeof(geneve));
	check_opts(u, fd, LWTUNNEL_IP_OPTS_VXLAN, 0x10, vxlan, sizeof(vxlan));
	check_opts(u, fd, LWTUNNEL_IP_OPTS_ERSPAN, 0x40, erspan, sizeof(erspan));
}

static void equal_tunnels_are_one(void **state)
{
	struct unit *u = *state;
	const struct encap *one = &served[0].e, *other = &served[1].e;
	int fd = lo_up(u);

	assert_int_equal(add(u, fd, AF_INET, one), 0);
	assert_int_equal(add(u, fd, AF_INET6, one), 0);
	assert_int_equal(states(u), 1);
	assert_int_equal(del(u, fd, AF_INET, other), -ESRCH);
	assert_int_equal(states(u), 1);
	assert_int_equal(del(u, fd, AF_INET, one), 0);
	assert_int_equal(states(u), 1);
	/* IPv6 does not look at the tunnel of what it deletes. */
	assert_int_equal(del(u, fd, AF_INET6, other), 0);
	assert_int_equal(states(u), 0);
}

static const struct {
	struct encap e;
	int family, err;
	const char *text;
} refused[] = {
	{ { 0, 0, { 0 } }, AF_INET, -EINVAL, "Unknown lwt encapsulation type" },
	{ { 99, 0, { 0 } }, AF_INET6, -EINVAL, "Unknown lwt encapsulation type" },
	{ { LWTUNNEL_ENCAP_ILA, 0, { 0 } },
	  AF_INET,
	  -EOPNOTSUPP,
	  "lwt encapsulation type not supported" },
	{ { LWTUNNEL_ENCAP_BPF, 0, { 0 } },
	  AF_INET6,
	  -EOPNOTSUPP,
	  "lwt encapsulation type not supported" },
	{ { LWTUNNEL_ENCAP_MPLS, 0, { 0 } },
	  AF_INET,
	  -EINVAL,
	  "MPLS_IPTUNNEL_DST attribute is missing" },
	{ { LWTUNNEL_ENCAP_MPLS, 8, { A(8, MPLS_IPTUNNEL_DST), 0, 6, 0x41, 1 } },
	  AF_INET,
	  -EINVAL,
	  "TTL in label must be 0" },
	{ { LWTUNNEL_ENCAP_MPLS, 8, { A(8, MPLS_IPTUNNEL_DST), 0, 6, 0x43, 0 } },
	  AF_INET,
	  -EINVAL,
	  "Traffic class in label must be 0" },
	{ { LWTUNNEL_ENCAP_MPLS, 8, { A(8, MPLS_IPTUNNEL_DST), 0, 6, 0x40, 0 } },
	  AF_INET,
	  -EINVAL,
	  "BOS bit must be set in first label" },
	{ { LWTUNNEL_ENCAP_MPLS, 12, { A(12, MPLS_IPTUNNEL_DST), 0, 6, 0x41, 0, 0, 6, 0x41, 0 } },
	  AF_INET6,
	  -EINVAL,
	  "BOS bit not set in first label" },
	{ { LWTUNNEL_ENCAP_MPLS, 8, { A(8, MPLS_IPTUNNEL_DST), 0, 0, 0x31, 0 } },
	  AF_INET,
	  -EINVAL,
	  "Implicit NULL Label (3) can not be used in encapsulation" },
	{ { LWTUNNEL_ENCAP_MPLS, 12, { A(10, MPLS_IPTUNNEL_DST), 0, 0, 0x31, 0, 0, 0 } },
	  AF_INET,
	  -EINVAL,
	  "Invalid length for labels attribute" },
	{ { LWTUNNEL_ENCAP_IP, 8, { A(7, LWTUNNEL_IP_DST), 1, 2, 3 } },
	  AF_INET,
	  -ERANGE,
	  "Attribute failed policy validation" },
	{ { LWTUNNEL_ENCAP_SEG6, 0, { 0 } }, AF_INET, -EINVAL, "" },
	/* Around a packet only in IPv4; a header whose length is not its own; a mode unknown. */
	{ { LWTUNNEL_ENCAP_SEG6, 32, { A(32, 1), SEG6_IPTUN_MODE_INLINE, 0, 0, 0, 0, 2, 4 } },
	  AF_INET,
	  -EINVAL,
	  "" },
	{ { LWTUNNEL_ENCAP_SEG6, 32, { A(32, 1), SEG6_IPTUN_MODE_ENCAP, 0, 0, 0, 0, 3, 4 } },
	  AF_INET,
	  -EINVAL,
	  "" },
	{ { LWTUNNEL_ENCAP_SEG6, 32, { A(32, 1), 7, 0, 0, 0, 0, 2, 4 } }, AF_INET, -EINVAL, "" },
	{ { LWTUNNEL_ENCAP_SEG6_LOCAL, 8, { A(8, SEG6_LOCAL_ACTION), 1 } }, AF_INET, -EINVAL, "" },
	{ { LWTUNNEL_ENCAP_SEG6_LOCAL, 8, { A(8, SEG6_LOCAL_ACTION), 7 } },
	  AF_INET6,
	  -EINVAL,
	  "table or vrftable must be specified" },
	{ { LWTUNNEL_ENCAP_SEG6_LOCAL, 8, { A(8, SEG6_LOCAL_ACTION), 13 } },
	  AF_INET6,
	  -EINVAL,
	  "" },
	{ { LWTUNNEL_ENCAP_SEG6_LOCAL, 8, { A(8, SEG6_LOCAL_ACTION), 5 } }, AF_INET6, -EINVAL, "" },
	{ { LWTUNNEL_ENCAP_SEG6_LOCAL,
	    20,
	    { A(8, SEG6_LOCAL_ACTION), 1, 0, 0, 0, A(12, SEG6_LOCAL_FLAVORS), A(8, 1), 4 } },
	  AF_INET6,
	  -EOPNOTSUPP,
	  "Unsupported Flavor operation(s)" },
};

static void refusals(void **state)
{
	struct unit *u = *state;
	int fd = lo_up(u), err;

	for (size_t i = 0; i < sizeof(refused) / sizeof(*refused); i++) {
		err = add(u, fd, refused[i].family, &refused[i].e);
		if (err != refused[i].err || strcmp(u_extack(u), refused[i].text))
			fail_msg("row %zu: %d \"%s\"", i, err, u_extack(u));
		assert_int_equal(states(u), 0);
	}
}

/* A nest without its kind. */
static void kind_is_wanted(void **state)
{
	struct unit *u = *state;
	int fd = lo_up(u);
	struct req r;

	for (int family = AF_INET; family <= AF_INET6; family += AF_INET6 - AF_INET) {
		route_init(&r, RTM_NEWROUTE, family, NULL);
		req_attr(&r, RTA_ENCAP | NLA_F_NESTED, NULL, 0);
		assert_int_equal(u_request(u, fd, &r), -EINVAL);
		assert_string_equal(u_extack(u), "LWT encap type not specified");
	}
}

/* Forty hops with a tunnel each are announced in one message. */
static void many_hops_are_told(void **state)
{
	const struct encap *e = &served[3].e;
	struct unit *u = *state;
	int fd = lo_up(u), mon = u_socket(u, NETLINK_ROUTE);
	const struct nlmsghdr *n = (const struct nlmsghdr *)u->buf;
	struct rtnexthop hop = { .rtnh_ifindex = 3 };
	uint8_t gw[16] = { 0xfe, 0x80, [15] = 1 };
	struct rtattr *mp;
	struct req r;

	assert_int_equal(e->type, LWTUNNEL_ENCAP_SEG6);
	route_init(&r, RTM_NEWROUTE, AF_INET6, NULL);
	mp = req_nest(&r, RTA_MULTIPATH);
	for (int i = 0; i < 40; i++) {
		char *at = (char *)&r + r.n.nlmsg_len;

		r.n.nlmsg_len += sizeof(hop);
		gw[15]++;
		req_attr(&r, RTA_GATEWAY, gw, sizeof(gw));
		req_attr(&r, RTA_ENCAP, e->data, e->len);
		req_attr(&r, RTA_ENCAP_TYPE, &e->type, 2);
		hop.rtnh_len = (char *)&r + r.n.nlmsg_len - at;
		memcpy(at, &hop, sizeof(hop));
	}
	req_nest_end(&r, mp);
	assert_int_equal(u_bind(u, mon, 0, RTMGRP_IPV6_ROUTE), 0);
	assert_int_equal(u_request(u, fd, &r), 0);
	assert_true(u_recv(u, mon) > 40 * 60);
	assert_int_equal(n->nlmsg_type, RTM_NEWROUTE);
	assert_int_equal(states(u), 1);
}

static void memory_ends(void **state)
{
	struct unit *u = *state;
	int fd = lo_up(u), err;

	for (int family = AF_INET; family <= AF_INET6; family += AF_INET6 - AF_INET)
		for (uint64_t n = 1; n < 30; n++) {
			kernlet_fail_alloc(u->k, n, 1);
			err = add(u, fd, family, &served[0].e);
			kernlet_fail_alloc(u->k, 0, 0);
			while (u_recv(u, fd) > 0)
				;
			/* The failure may have been the acknowledgement's. */
			if (del(u, fd, family, &served[0].e))
				assert_true(err);
			assert_int_equal(states(u), 0);
		}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		U_TEST(is_shown_as_asked), U_TEST(options_are_kept), U_TEST(equal_tunnels_are_one),
		U_TEST(refusals),	   U_TEST(kind_is_wanted),   U_TEST(many_hops_are_told),
		U_TEST(memory_ends),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
