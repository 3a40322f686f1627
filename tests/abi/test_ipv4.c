// SPDX-License-Identifier: LGPL-2.1-or-later
/*
 * IPv4 addresses, routes, rules and settings: the same random requests to both kernels, with
 * every answer, every notification and, now and then, whole dumps compared byte for byte.
 *
 * Values come from small pools, so that requests meet: the same prefixes, gateways that resolve
 * or do not, tables that exist or do not. See stage.h for the links.
 */
#include "stage.h"

#include <arpa/inet.h>
#include <linux/fib_rules.h>
#include <linux/if_addr.h>
#include <linux/netconf.h>
#include <linux/netlink.h>
#include <linux/rtnetlink.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>

/* ---- random values ---- */

static const uint8_t lens[] = { 24, 24, 24, 16, 8, 25, 31, 32, 32, 0, 30, 33 };
static const int devs[] = { 3, 3, 3, 2, 2, 1, 0, 99 };
static const uint32_t tables[] = { 254, 254, 254, 255, 253, 100, 1000, 0, 356 };
static const uint32_t odd[] = { 0, ~0u, 0x7f000001, 0xe0000001, 0xe1020304 };

static uint32_t addr(void)
{
	if (one_in(40))
		return htonl(odd[rnd(5)]);
	return htonl(0x0a000000 | rnd(4) << 8 | rnd(8));
}

static uint32_t prefix(uint8_t len)
{
	uint32_t m = len >= 32 ? ~0u : len ? ~0u << (32 - len) : 0;

	return one_in(30) ? addr() : addr() & htonl(m);
}

static void address(struct req *r)
{
	static const uint32_t flags[] = {
		0, 0, 0, IFA_F_NOPREFIXROUTE, IFA_F_SECONDARY, IFA_F_NODAD
	};
	bool del = one_in(3);
	struct ifaddrmsg *m = start(r, del ? RTM_DELADDR : RTM_NEWADDR,
				    del ? NLM_F_ACK : modify_flags(), sizeof(*m));
	uint32_t local = addr();

	m->ifa_family = AF_INET;
	m->ifa_prefixlen = PICK(lens);
	m->ifa_index = PICK(devs);
	m->ifa_scope = one_in(6) ? PICK(((uint8_t[]) { 253, 254, 200 })) : 0;
	if (!one_in(20))
		attr(r, IFA_LOCAL, &local, 4);
	if (!one_in(4)) {
		uint32_t peer = one_in(5) ? addr() : local;

		attr(r, IFA_ADDRESS, &peer, 4);
	}
	if (one_in(4)) {
		uint32_t brd = one_in(2) ? addr() : local | htonl(0xff);

		attr(r, IFA_BROADCAST, &brd, 4);
	}
	if (one_in(8))
		attr(r, IFA_LABEL, "v0:x", 5);
	if (one_in(6))
		u32(r, IFA_FLAGS, PICK(flags));
	if (one_in(8))
		u32(r, IFA_RT_PRIORITY, rnd(3) * 10);
	if (one_in(8))
		attr(r, IFA_PROTO, "\2", 1);
	if (one_in(10)) {
		struct ifa_cacheinfo ci = { 5000, one_in(3) ? 400 : 9000, 0, 0 };

		attr(r, IFA_CACHEINFO, &ci, one_in(10) ? 7 : sizeof(ci));
	}
}

/* Link-local mostly: no other can be reached here without RTNH_F_ONLINK. */
static void gateway6(struct req *r)
{
	struct {
		uint16_t family;
		uint8_t addr[16];
	} __attribute__((packed)) via = { AF_INET6, { 0xfe, 0x80, [15] = 1 + rnd(3) } };

	if (one_in(4))
		via.addr[0] = PICK(((uint8_t[]) { 0xff, 0x20, 0 }));
	attr(r, RTA_VIA, &via, one_in(10) ? rnd(18) : sizeof(via));
}

static void gateway(struct req *r)
{
	uint32_t gw = addr();
	struct {
		uint16_t family;
		uint8_t addr[4];
	} __attribute__((packed)) via = { AF_INET, { 10, 0, 0, 2 } };

	if (!one_in(6)) {
		attr(r, RTA_GATEWAY, &gw, 4);
	} else if (one_in(2)) {
		gateway6(r);
	} else {
		if (one_in(4))
			via.family = 77;
		attr(r, RTA_VIA, &via, one_in(5) ? 1 + rnd(6) : sizeof(via));
	}
}

/*
 * The host counts routes with a realm down some time after they went, and while there are any it
 * looks closer at sources: so no realms where inputs are looked up.
 */
static bool realms;

static void multipath(struct req *r)
{
	struct nlattr *nest = attr(r, RTA_MULTIPATH, NULL, 0);

	for (int i = one_in(10) ? 0 : 1 + rnd(3); i--;) {
		struct rtnexthop h = { .rtnh_hops = rnd(4),
				       .rtnh_ifindex = one_in(3) ? PICK(devs) : 0,
				       .rtnh_flags = one_in(10) ? rnd(256) : 0 };
		unsigned at = r->n.nlmsg_len;

		memcpy((char *)r + at, &h, sizeof(h));
		r->n.nlmsg_len += sizeof(h);
		if (!one_in(6))
			gateway(r);
		if (one_in(8) && realms)
			u32(r, RTA_FLOW, rnd(3));
		h.rtnh_len = one_in(30) ? rnd(40) : r->n.nlmsg_len - at;
		memcpy((char *)r + at, &h, sizeof(h));
	}
	end(r, nest);
}

static void route_selectors(struct req *r, struct rtmsg *m)
{
	static const uint8_t tos[] = { 0, 0, 0, 0, 0, 0, 4, 8, 16, 1, 0xfc };
	static const uint8_t types[] = { 1, 1, 1, 1, 1, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 0 };
	static const uint8_t scopes[] = { 0, 0, 0, 253, 253, 254, 255, 200 };
	static const uint8_t protocols[] = { 3, 3, 4, 2, 0, 186 };

	m->rtm_family = AF_INET;
	m->rtm_dst_len = PICK(lens);
	m->rtm_tos = PICK(tos);
	m->rtm_type = PICK(types);
	m->rtm_scope = PICK(scopes);
	m->rtm_protocol = PICK(protocols);
	if (one_in(3))
		u32(r, RTA_TABLE, PICK(tables));
	else
		m->rtm_table = PICK(tables);
	if (one_in(12))
		m->rtm_flags = PICK(
			((uint32_t[]) { RTNH_F_ONLINK, RTNH_F_ONLINK, RTNH_F_DEAD, RTNH_F_LINKDOWN,
					RTNH_F_PERVASIVE, RTNH_F_OFFLOAD, RTNH_F_TRAP,
					RTNH_F_UNRESOLVED, 0x100, RTM_F_CLONED, RTM_F_NOTIFY }));
	if (m->rtm_dst_len || one_in(5)) {
		uint32_t dst = prefix(m->rtm_dst_len);

		attr(r, RTA_DST, &dst, 4);
	}
	if (one_in(3))
		u32(r, RTA_PRIORITY, rnd(3) * 100);
}

static void route(struct req *r)
{
	bool del = one_in(3);
	struct rtmsg *m = start(r, del ? RTM_DELROUTE : RTM_NEWROUTE,
				del ? NLM_F_ACK : modify_flags(), sizeof(*m));

	route_selectors(r, m);
	if (m->rtm_type > 5 && !one_in(4)) {
		m->rtm_scope = 0;
		return;
	}
	if (one_in(2))
		u32(r, RTA_OIF, PICK(devs));
	if (one_in(2))
		gateway(r);
	if (one_in(6))
		multipath(r);
	if (one_in(8)) {
		uint32_t src = addr();

		attr(r, RTA_PREFSRC, &src, 4);
	}
	if (one_in(6))
		metrics(r);
	if (one_in(15) && realms)
		u32(r, RTA_FLOW, rnd(3));
	if (one_in(40))
		u32(r, RTA_NH_ID, rnd(3));
	if (one_in(30))
		strangers(r);
}

static void get_route(struct req *r)
{
	struct rtmsg *m = start(r, RTM_GETROUTE, NLM_F_ACK, sizeof(*m));
	uint32_t dst = addr(), src = addr();

	m->rtm_family = AF_INET;
	if (one_in(3))
		m->rtm_flags = PICK(((uint32_t[]) { RTM_F_LOOKUP_TABLE, RTM_F_FIB_MATCH,
						    RTM_F_FIB_MATCH | RTM_F_LOOKUP_TABLE, 4 }));
	if (one_in(8))
		m->rtm_tos = PICK(((uint8_t[]) { 4, 8, 16, 3 }));
	if (!one_in(30)) {
		attr(r, RTA_DST, &dst, 4);
		m->rtm_dst_len = one_in(30) ? rnd(40) : 32;
	}
	if (one_in(5)) {
		attr(r, RTA_SRC, &src, 4);
		m->rtm_src_len = one_in(10) ? 0 : 32;
	}
	if (one_in(5))
		u32(r, RTA_OIF, PICK(devs));
	if (one_in(5) && !realms)
		u32(r, RTA_IIF, PICK(devs));
	if (one_in(8))
		u32(r, RTA_MARK, rnd(4));
	if (one_in(10))
		u32(r, RTA_UID, rnd(3));
	if (one_in(10))
		attr(r, RTA_IP_PROTO, PICK(((const char *[]) { "\6", "\x11", "\1", "\x63" })), 1);
	if (one_in(30))
		u32(r, RTA_PRIORITY, 1);
}

static void rule(struct req *r)
{
	static const uint8_t actions[] = { 1, 1, 1, 1, 2, 3, 6, 7, 8, 0 };
	bool del = one_in(3);
	struct fib_rule_hdr *h = start(r, del ? RTM_DELRULE : RTM_NEWRULE,
				       del ? NLM_F_ACK : modify_flags(), sizeof(*h));
	uint32_t src = addr(), dst = addr();
	struct fib_rule_uid_range uids = { rnd(3), rnd(5) };
	struct fib_rule_port_range ports = { rnd(4), 2 + rnd(4) };

	h->family = one_in(60) ? 99 : AF_INET;
	h->action = PICK(actions);
	h->table = PICK(tables);
	h->flags = one_in(8) ? FIB_RULE_INVERT : 0;
	h->tos = one_in(8) ? PICK(((uint8_t[]) { 4, 8, 16, 32, 1 })) : 0;
	if (!one_in(4))
		u32(r, FRA_PRIORITY, one_in(10) ? 32766 : rnd(12));
	if (one_in(3)) {
		h->src_len = PICK(lens);
		attr(r, FRA_SRC, &src, one_in(20) ? 3 : 4);
	}
	if (one_in(4)) {
		h->dst_len = PICK(lens);
		attr(r, FRA_DST, &dst, 4);
	}
	if (one_in(6))
		attr(r, FRA_IIFNAME, PICK(((const char *[]) { "lo", "v0", "nosuch" })), 3);
	if (one_in(6))
		attr(r, FRA_OIFNAME, PICK(((const char *[]) { "lo", "v1", "nosuch" })), 3);
	if (one_in(6))
		u32(r, FRA_FWMARK, rnd(4));
	if (one_in(8))
		u32(r, FRA_FWMASK, rnd(4));
	if (one_in(6))
		u32(r, FRA_TABLE, PICK(tables));
	if (h->action == 2 ? !one_in(4) : one_in(30))
		u32(r, FRA_GOTO, rnd(14));
	if (one_in(10))
		u32(r, FRA_SUPPRESS_PREFIXLEN, rnd(30));
	if (one_in(10))
		u32(r, FRA_SUPPRESS_IFGROUP, rnd(3));
	if (one_in(10))
		attr(r, FRA_UID_RANGE, &uids, sizeof(uids));
	if (one_in(10))
		attr(r, FRA_IP_PROTO, "\6", 1);
	if (one_in(10))
		attr(r, FRA_SPORT_RANGE, &ports, sizeof(ports));
	if (one_in(10))
		attr(r, FRA_DPORT_RANGE, &ports, sizeof(ports));
	if (one_in(12))
		attr(r, FRA_PROTOCOL, "\4", 1);
	if (one_in(20))
		attr(r, FRA_L3MDEV, "\1", 1);
	if (one_in(20))
		u32(r, FRA_FLOW, rnd(3));
	if (one_in(15))
		attr(r, 25, "\4\0\0", 1);
}

static void netconf(struct req *r)
{
	static const int indexes[] = { -1, -2, -3, 1, 2, 3, 99 };
	struct netconfmsg *m = start(r, RTM_GETNETCONF, NLM_F_ACK, sizeof(*m));

	m->ncm_family = AF_INET;
	if (!one_in(10))
		u32(r, NETCONFA_IFINDEX, PICK(indexes));
	if (one_in(10))
		u32(r, NETCONFA_FORWARDING, 1);
}

/* ---- dumps ---- */

static void dump_routes(struct req *r)
{
	struct rtmsg *m = start(r, RTM_GETROUTE, NLM_F_DUMP, sizeof(*m));

	m->rtm_family = AF_INET;
	if (one_in(3))
		u32(r, RTA_TABLE, PICK(tables));
	if (one_in(3))
		u32(r, RTA_OIF, PICK(devs));
	if (one_in(6))
		m->rtm_protocol = 3;
	if (one_in(6))
		m->rtm_type = 1 + rnd(4);
	if (one_in(20))
		m->rtm_flags = PICK(((uint32_t[]) { RTM_F_CLONED, RTM_F_PREFIX, 4 }));
	if (one_in(40))
		u32(r, RTA_PRIORITY, 1);
	if (one_in(40))
		m->rtm_tos = 4;
}

static void dump(struct req *r)
{
	struct ifaddrmsg *m;

	switch (rnd(4)) {
	case 0:
		m = start(r, RTM_GETADDR, NLM_F_DUMP, sizeof(*m));
		m->ifa_family = AF_INET;
		m->ifa_index = one_in(2) ? PICK(devs) : 0;
		if (one_in(20))
			m->ifa_scope = 1;
		if (one_in(20))
			u32(r, IFA_FLAGS, 1);
		break;
	case 1:
		*(uint8_t *)start(r, RTM_GETRULE, NLM_F_DUMP, sizeof(struct fib_rule_hdr)) =
			AF_INET;
		break;
	case 2:
		*(uint8_t *)start(r, RTM_GETNETCONF, NLM_F_DUMP, sizeof(struct netconfmsg)) =
			AF_INET;
		break;
	default:
		dump_routes(r);
	}
}

/* ---- scenarios ---- */

enum { ADDR = 1, ROUTE = 2, RULE = 4, LINKS = 8, DAMAGE = 16 };

static void play(struct abi *a, uint64_t seed, int steps, unsigned what)
{
	uint32_t groups = 1 << (RTNLGRP_IPV4_IFADDR - 1) | 1 << (RTNLGRP_IPV4_ROUTE - 1) |
			  1 << (RTNLGRP_IPV4_RULE - 1) | 1 << (RTNLGRP_IPV4_NETCONF - 1);
	int fd = open_socket(a, 0, false), strict = open_socket(a, 0, true);
	int mon = open_socket(a, groups, false);
	struct req r;

	rnd_start(seed);
	stage(a, fd, mon);
	for (int i = 0; i < steps; i++) {
		uint32_t dice = rnd(100);

		if (dice < 20 && what & ADDR)
			address(&r);
		else if (dice < 60 && what & ROUTE)
			route(&r);
		else if (dice < 75)
			get_route(&r);
		else if (dice < 85 && what & RULE)
			rule(&r);
		else if (dice < 90)
			netconf(&r);
		else if (dice < 91 && what & LINKS) {
			link_up(a, fd, mon, 1 + rnd(3), rnd(2));
			continue;
		} else
			dump(&r);
		if (what & DAMAGE && one_in(2))
			damage(&r);
		ask(a, one_in(2) ? strict : fd, mon, &r);
	}
}

static void addresses(struct abi *a)
{
	play(a, 1, 1500, ADDR);
}

static void routes(struct abi *a)
{
	play(a, 2, 1500, ADDR | ROUTE);
}

static void classes(struct abi *a)
{
	realms = true;
	play(a, 5, 1500, RULE | ROUTE | ADDR);
	realms = false;
}

static void damaged(struct abi *a)
{
	play(a, 6, 3000, RULE | ROUTE | ADDR | DAMAGE);
}

static void rules(struct abi *a)
{
	play(a, 3, 1500, RULE | ROUTE | ADDR);
}

static void links(struct abi *a)
{
	play(a, 4, 800, RULE | ROUTE | ADDR | LINKS);
}

static const struct abi_scenario scenarios[] = {
	{ "addresses", addresses }, { "routes", routes },   { "rules", rules },
	{ "classes", classes },	    { "damaged", damaged }, { "links", links },
};

int main(int argc, char **argv)
{
	return abi_main(scenarios, N(scenarios), argc, argv);
}
