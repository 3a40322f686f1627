// SPDX-License-Identifier: LGPL-2.1-or-later
/*
 * IPv6 addresses, routes, rules, labels and settings: the same random requests to both kernels,
 * with every answer, every notification and, now and then, whole dumps compared byte for byte.
 *
 * Values come from small pools, so that requests meet: the same prefixes, gateways that resolve
 * or do not, tables that exist or do not. Addresses come without
 * detection, whose delay is random.
 */
#include "stage.h"

#include <arpa/inet.h>
#include <linux/fib_rules.h>
#include <linux/if_addr.h>
#include <linux/if_addrlabel.h>
#include <linux/netconf.h>
#include <linux/netlink.h>
#include <linux/rtnetlink.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>

/* ---- random values ---- */

struct a6 {
	uint8_t b[16];
};

static const uint8_t lens[] = { 64, 64, 64, 64, 48, 32, 65, 126, 127, 128, 128, 0, 129 };
static const int devs[] = { 3, 3, 3, 2, 2, 1, 0, 99 };
static const uint32_t tables[] = { 254, 254, 254, 255, 253, 100, 1000, 0, 356 };

static struct a6 addr(void)
{
	static const char *const odd[] = {
		"::",	     "::1",	"ff02::1", "ff05::2", "::ffff:1.2.3.4",
		"::1.2.3.4", "fec0::1", "fc00::1"
	};
	struct a6 a = { { 0x20, 1, 0xd, 0xb8, [5] = rnd(4), [7] = rnd(2), [15] = rnd(8) } };

	if (one_in(6))
		a = (struct a6) { { 0xfe, 0x80, [15] = 1 + rnd(4) } };
	else if (one_in(25))
		inet_pton(AF_INET6, PICK(odd), &a);
	return a;
}

static struct a6 prefix(uint8_t len)
{
	struct a6 a = addr();

	if (!one_in(30))
		for (int i = len; i < 128; i++)
			a.b[i / 8] &= ~(0x80 >> i % 8);
	return a;
}

static void put(struct req *r, int type, struct a6 a)
{
	attr(r, type, &a, one_in(60) ? 15 : 16);
}

static void address(struct req *r)
{
	static const uint32_t flags[] = {
		0, 0, IFA_F_NOPREFIXROUTE, IFA_F_HOMEADDRESS, IFA_F_MANAGETEMPADDR, IFA_F_SECONDARY
	};
	bool del = one_in(3);
	struct ifaddrmsg *m = start(r, del ? RTM_DELADDR : RTM_NEWADDR,
				    del ? NLM_F_ACK : modify_flags(), sizeof(*m));
	struct a6 local = addr();

	m->ifa_family = AF_INET6;
	m->ifa_prefixlen = PICK(lens);
	m->ifa_index = PICK(devs);
	if (!one_in(20))
		put(r, IFA_LOCAL, local);
	if (!one_in(4))
		put(r, IFA_ADDRESS, one_in(5) ? addr() : local);
	u32(r, IFA_FLAGS, IFA_F_NODAD | PICK(flags));
	if (one_in(8))
		u32(r, IFA_RT_PRIORITY, rnd(3) * 10);
	if (one_in(8))
		attr(r, IFA_PROTO, "\2", 1);
	if (one_in(10)) {
		struct ifa_cacheinfo ci = { one_in(3) ? 0 : 5000, one_in(3) ? 400 : 9000, 0, 0 };

		attr(r, IFA_CACHEINFO, &ci, one_in(10) ? 7 : sizeof(ci));
	}
}

static void multipath(struct req *r)
{
	struct nlattr *nest = attr(r, RTA_MULTIPATH, NULL, 0);

	for (int i = one_in(10) ? 0 : 1 + rnd(3); i--;) {
		struct rtnexthop h = { .rtnh_hops = rnd(4),
				       .rtnh_ifindex = one_in(2) ? PICK(devs) : 0,
				       .rtnh_flags = one_in(10) ? rnd(256) : 0 };
		unsigned at = r->n.nlmsg_len;

		memcpy((char *)r + at, &h, sizeof(h));
		r->n.nlmsg_len += sizeof(h);
		if (!one_in(10))
			put(r, RTA_GATEWAY, addr());
		h.rtnh_len = one_in(30) ? rnd(40) : r->n.nlmsg_len - at;
		memcpy((char *)r + at, &h, sizeof(h));
	}
	end(r, nest);
}

static void route_selectors(struct req *r, struct rtmsg *m)
{
	static const uint8_t types[] = { 1, 1, 1, 1, 1, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 0 };
	static const uint8_t protocols[] = { 3, 3, 4, 2, 0, 186 };

	m->rtm_family = AF_INET6;
	m->rtm_dst_len = PICK(lens);
	m->rtm_tos = one_in(60) ? 4 : 0;
	m->rtm_type = PICK(types);
	m->rtm_protocol = PICK(protocols);
	if (one_in(3))
		u32(r, RTA_TABLE, PICK(tables));
	else
		m->rtm_table = PICK(tables);
	if (one_in(15))
		m->rtm_flags = PICK(((uint32_t[]) {
			RTNH_F_ONLINK, RTNH_F_ONLINK, RTNH_F_DEAD, RTNH_F_LINKDOWN,
			RTNH_F_PERVASIVE, RTNH_F_OFFLOAD, 0x100, RTM_F_CLONED, RTM_F_PREFIX }));
	if (m->rtm_dst_len || one_in(5))
		put(r, RTA_DST, prefix(m->rtm_dst_len));
	if (one_in(8)) {
		m->rtm_src_len = PICK(lens);
		put(r, RTA_SRC, prefix(m->rtm_src_len));
	}
	if (one_in(2))
		u32(r, RTA_PRIORITY, rnd(3) * 100);
}

static void route(struct req *r)
{
	bool del = one_in(3);
	struct rtmsg *m = start(r, del ? RTM_DELROUTE : RTM_NEWROUTE,
				del ? NLM_F_ACK : modify_flags(), sizeof(*m));

	route_selectors(r, m);
	if (!one_in(3))
		u32(r, RTA_OIF, PICK(devs));
	if (one_in(2))
		put(r, RTA_GATEWAY, addr());
	if (one_in(6))
		multipath(r);
	if (one_in(8))
		put(r, RTA_PREFSRC, addr());
	if (one_in(6))
		metrics(r);
	if (one_in(8))
		u32(r, RTA_EXPIRES, one_in(3) ? ~0u : 100000);
	if (one_in(8))
		attr(r, RTA_PREF, PICK(((const char *[]) { "\0", "\1", "\2", "\3" })), 1);
	if (one_in(40))
		u32(r, RTA_NH_ID, rnd(3));
	if (one_in(30))
		strangers(r);
	if (one_in(40))
		attr(r, RTA_VIA, "\2\0abcd", 6);
}

static void get_route(struct req *r)
{
	struct rtmsg *m = start(r, RTM_GETROUTE, NLM_F_ACK, sizeof(*m));

	m->rtm_family = AF_INET6;
	if (one_in(4))
		m->rtm_flags = PICK(((uint32_t[]) { RTM_F_FIB_MATCH, RTM_F_FIB_MATCH, 4 }));
	if (!one_in(30)) {
		put(r, RTA_DST, addr());
		m->rtm_dst_len = one_in(30) ? rnd(130) : 128;
	}
	if (one_in(4)) {
		put(r, RTA_SRC, addr());
		m->rtm_src_len = one_in(10) ? 0 : 128;
	}
	if (one_in(4))
		u32(r, RTA_OIF, PICK(devs));
	if (one_in(5))
		u32(r, RTA_IIF, PICK(devs));
	if (one_in(8))
		u32(r, RTA_MARK, rnd(4));
	if (one_in(10))
		u32(r, RTA_UID, rnd(3));
	if (one_in(10))
		attr(r, RTA_IP_PROTO, PICK(((const char *[]) { "\6", "\x11", "\x3a", "\x63" })), 1);
	if (one_in(30))
		u32(r, RTA_PRIORITY, 1);
}

static void rule(struct req *r)
{
	static const uint8_t actions[] = { 1, 1, 1, 1, 2, 3, 6, 7, 8, 0 };
	bool del = one_in(3);
	struct fib_rule_hdr *h = start(r, del ? RTM_DELRULE : RTM_NEWRULE,
				       del ? NLM_F_ACK : modify_flags(), sizeof(*h));

	h->family = AF_INET6;
	h->action = PICK(actions);
	h->table = PICK(tables);
	h->flags = one_in(8) ? FIB_RULE_INVERT : one_in(8) ? FIB_RULE_FIND_SADDR : 0;
	h->tos = one_in(8) ? PICK(((uint8_t[]) { 4, 8, 16, 32, 1 })) : 0;
	if (!one_in(4))
		u32(r, FRA_PRIORITY, one_in(10) ? 32766 : rnd(12));
	if (one_in(3)) {
		h->src_len = PICK(lens);
		put(r, FRA_SRC, addr());
	}
	if (one_in(4)) {
		h->dst_len = PICK(lens);
		put(r, FRA_DST, addr());
	}
	if (one_in(6))
		attr(r, FRA_IIFNAME, PICK(((const char *[]) { "lo", "v0", "nosuch" })), 3);
	if (one_in(6))
		attr(r, FRA_OIFNAME, PICK(((const char *[]) { "lo", "v1", "nosuch" })), 3);
	if (one_in(6))
		u32(r, FRA_FWMARK, rnd(4));
	if (one_in(6))
		u32(r, FRA_TABLE, PICK(tables));
	if (h->action == 2 ? !one_in(4) : one_in(30))
		u32(r, FRA_GOTO, rnd(14));
	if (one_in(10))
		u32(r, FRA_SUPPRESS_PREFIXLEN, rnd(80));
	if (one_in(10))
		u32(r, FRA_SUPPRESS_IFGROUP, rnd(3));
	if (one_in(10))
		attr(r, FRA_IP_PROTO, "\6", 1);
	if (one_in(12))
		attr(r, 25, "\4\0\0", 1);
	if (one_in(15))
		u32(r, 26, htonl(rnd(4)));
	if (one_in(15))
		u32(r, 27, htonl(one_in(4) ? 0x100000 : 0xf));
}

static void label(struct req *r)
{
	bool del = one_in(3);
	struct ifaddrlblmsg *m = start(r, del ? RTM_DELADDRLABEL : RTM_NEWADDRLABEL,
				       del ? NLM_F_ACK : modify_flags(), sizeof(*m));

	m->ifal_family = AF_INET6;
	m->ifal_prefixlen = one_in(8) ? 96 : PICK(lens);
	m->ifal_index = one_in(4) ? PICK(devs) : 0;
	if (!one_in(20))
		put(r, IFAL_ADDRESS, prefix(m->ifal_prefixlen));
	if (!one_in(20))
		u32(r, IFAL_LABEL, one_in(20) ? ~0u : rnd(5));
}

static void get_other(struct req *r)
{
	static const int indexes[] = { -1, -2, -3, 1, 2, 3, 99 };
	struct netconfmsg *c;
	struct ifaddrlblmsg *l;
	struct ifaddrmsg *m;

	switch (rnd(3)) {
	case 0:
		c = start(r, RTM_GETNETCONF, NLM_F_ACK, sizeof(*c));
		c->ncm_family = AF_INET6;
		if (!one_in(10))
			u32(r, NETCONFA_IFINDEX, PICK(indexes));
		if (one_in(10))
			u32(r, NETCONFA_FORWARDING, 1);
		break;
	case 1:
		l = start(r, RTM_GETADDRLABEL, NLM_F_ACK, sizeof(*l));
		l->ifal_family = AF_INET6;
		l->ifal_prefixlen = one_in(10) ? 64 : 128;
		put(r, IFAL_ADDRESS, addr());
		break;
	default:
		m = start(r, RTM_GETADDR, NLM_F_ACK, sizeof(*m));
		m->ifa_family = AF_INET6;
		m->ifa_index = one_in(2) ? PICK(devs) : 0;
		m->ifa_scope = one_in(20);
		put(r, IFA_ADDRESS, addr());
		if (one_in(20))
			u32(r, IFA_FLAGS, 1);
	}
}

/* ---- dumps ---- */

static void dump_routes(struct req *r)
{
	struct rtmsg *m = start(r, RTM_GETROUTE, NLM_F_DUMP, sizeof(*m));

	m->rtm_family = AF_INET6;
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

static void dump_members(struct req *r, int type)
{
	struct ifaddrmsg *m = start(r, type, NLM_F_DUMP, sizeof(*m));

	m->ifa_family = AF_INET6;
	m->ifa_index = one_in(2) ? PICK(devs) : 0;
	if (one_in(20))
		m->ifa_scope = 1;
	if (one_in(20))
		u32(r, IFA_FLAGS, 1);
}

static void dump(struct req *r)
{
	switch (rnd(7)) {
	case 0:
		dump_members(r, RTM_GETADDR);
		break;
	case 1:
		*(uint8_t *)start(r, RTM_GETRULE, NLM_F_DUMP, sizeof(struct fib_rule_hdr)) =
			AF_INET6;
		break;
	case 2:
		*(uint8_t *)start(r, RTM_GETNETCONF, NLM_F_DUMP, sizeof(struct netconfmsg)) =
			AF_INET6;
		break;
	case 3:
		*(uint8_t *)start(r, RTM_GETADDRLABEL, NLM_F_DUMP, sizeof(struct ifaddrlblmsg)) =
			AF_INET6;
		break;
	case 4:
		dump_members(r, one_in(4) ? RTM_GETANYCAST : RTM_GETMULTICAST);
		break;
	default:
		dump_routes(r);
	}
}

/* ---- scenarios ---- */

enum { ADDR = 1, ROUTE = 2, RULE = 4, LINKS = 8, LABEL = 16, DAMAGE = 32 };

static void play(struct abi *a, uint64_t seed, int steps, unsigned what)
{
	uint32_t groups = 1 << (RTNLGRP_IPV6_IFADDR - 1) | 1 << (RTNLGRP_IPV6_ROUTE - 1) |
			  1 << (RTNLGRP_IPV6_RULE - 1) | 1 << (RTNLGRP_IPV6_NETCONF - 1);
	int fd = open_socket(a, 0, false), strict = open_socket(a, 0, true);
	int mon = open_socket(a, groups, false);
	struct req r;

	rnd_start(seed);
	write_sysctl(a, "/proc/sys/net/ipv6/conf/default/accept_dad", "0");
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
		else if (dice < 85 && what & LABEL)
			label(&r);
		else if (dice < 90)
			get_other(&r);
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
	play(a, 1, 1500, ADDR | LABEL);
}

static void routes(struct abi *a)
{
	play(a, 2, 1500, ADDR | ROUTE);
}

static void rules(struct abi *a)
{
	play(a, 3, 1500, RULE | ROUTE | ADDR);
}

static void damaged(struct abi *a)
{
	play(a, 6, 2000, RULE | ROUTE | ADDR | LABEL | DAMAGE);
}

static void links(struct abi *a)
{
	play(a, 4, 800, RULE | ROUTE | ADDR | LINKS);
}

static const struct abi_scenario scenarios[] = {
	{ "addresses", addresses }, { "routes", routes }, { "rules", rules },
	{ "damaged", damaged },	    { "links", links },
};

int main(int argc, char **argv)
{
	return abi_main(scenarios, N(scenarios), argc, argv);
}
