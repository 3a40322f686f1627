// SPDX-License-Identifier: LGPL-2.1-or-later
/*
 * Rules of both families and what lookups make of them: random rules, routes of one hop and of
 * many, settings of multipath, and RTM_GETROUTE with every selector, on both kernels.
 *
 *   lo (1) 10.9.9.9    v1 (2) 10.0.1.1/24 ==== v0 (3) 10.0.0.1/24
 *
 * IPv6 has the same addresses behind 2001:db8::. The hash's seed is set, so that both kernels
 * must choose the same hop of many.
 */
#include "stage.h"

#include <arpa/inet.h>
#include <linux/fib_rules.h>
#include <linux/if.h>
#include <linux/if_addr.h>
#include <linux/if_link.h>
#include <linux/neighbour.h>
#include <linux/rtnetlink.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

/* Newer than Debian's headers. */
enum { DSCP = 25, FLOWLABEL, FLOWLABEL_MASK, SPORT_MASK, DPORT_MASK, DSCP_MASK };
#define RTA_FLOWLABEL 31

static int family;
static unsigned alen; /* bytes of an address */

/* ---- requests ---- */

static void u8(struct req *r, int type, uint8_t v)
{
	attr(r, type, &v, sizeof(v));
}

static void u16(struct req *r, int type, uint16_t v)
{
	attr(r, type, &v, sizeof(v));
}

static void set(struct abi *a, const char *name, unsigned value)
{
	char path[128], text[16];

	snprintf(text, sizeof(text), "%u\n", value);
	snprintf(path, sizeof(path), "/proc/sys/net/ipv%d/%s", family == AF_INET ? 4 : 6, name);
	note(a, "%s = %u", name, value);
	write_sysctl(a, path, text);
}

/* ---- random values ---- */

struct address {
	uint8_t b[16];
};

static const int devs[] = { 3, 3, 3, 2, 2, 2, 1, 99 };
static const uint32_t tables[] = { 254, 254, 254, 255, 253, 100, 100, 101, 1000, 0 };

/* 10.0.net.host and 2001:db8:net::host */
static struct address at(unsigned net, unsigned host)
{
	struct address x;

	if (family == AF_INET)
		x = (struct address) { { 10, 0, net, host } };
	else
		x = (struct address) { { 0x20, 1, 0xd, 0xb8, [5] = net, [15] = host } };
	return x;
}

static struct address addr(void)
{
	static const char *const odd4[] = { "0.0.0.0",	 "255.255.255.255", "127.0.0.1",
					    "224.0.0.1", "225.2.3.4",	    "10.0.0.255",
					    "0.1.2.3",	 "127.9.9.9",	    "240.0.0.1" };
	static const char *const odd6[] = {
		"::",	   "::1",     "ff02::1", "ff05::2", "::ffff:1.2.3.4", "fe80::1",
		"fe80::2", "ff0e::1", "fec0::1", "fc00::1", "2001:db8:2::"
	};
	struct address x;

	if (!one_in(12))
		return at(one_in(3) ? 9 : rnd(4), one_in(8) ? 9 : rnd(6));
	if (family == AF_INET)
		inet_pton(family, PICK(odd4), &x);
	else
		inet_pton(family, PICK(odd6), &x);
	return x;
}

static uint8_t len(void)
{
	static const uint8_t lens4[] = { 24, 24, 16, 8, 30, 31, 32, 32, 0, 33 };
	static const uint8_t lens6[] = { 48, 48, 64, 32, 127, 128, 128, 0, 129 };

	return family == AF_INET ? PICK(lens4) : PICK(lens6);
}

/* No multicast: the host keeps what it found at the hop and hands it to unicast lookups too. */
static struct address prefix(unsigned bits)
{
	struct address x = addr();

	if (x.b[0] >= 224 && family == AF_INET)
		x = at(0, 0);

	if (!one_in(40))
		for (unsigned i = bits; i < alen * 8; i++)
			x.b[i / 8] &= ~(0x80 >> i % 8);
	return x;
}

static void put(struct req *r, int type, struct address x)
{
	attr(r, type, &x, one_in(100) ? alen - 1 : alen);
}

static struct address gateway(void)
{
	return at(rnd(2), 2 + rnd(6));
}

static void multipath(struct req *r)
{
	struct nlattr *nest = attr(r, RTA_MULTIPATH, NULL, 0);

	for (int i = 2 + rnd(5); i--;) {
		struct rtnexthop h = { .rtnh_hops = one_in(3) ? rnd(256) : rnd(4) };
		unsigned at = r->n.nlmsg_len;

		memcpy((char *)r + at, &h, sizeof(h));
		r->n.nlmsg_len += sizeof(h);
		if (one_in(6) && family == AF_INET)
			h.rtnh_ifindex = 2 + rnd(2);
		else
			put(r, RTA_GATEWAY, gateway());
		h.rtnh_len = r->n.nlmsg_len - at;
		memcpy((char *)r + at, &h, sizeof(h));
	}
	end(r, nest);
}

static void table(struct req *r, uint8_t *in_header)
{
	if (one_in(3))
		u32(r, RTA_TABLE, PICK(tables));
	else
		*in_header = PICK(tables);
}

static void route(struct req *r)
{
	static const uint8_t types[] = { 1, 1, 1, 1, 1, 1, 1, 2, 3, 4, 6, 7, 8, 9 };
	bool del = one_in(3);
	struct rtmsg *m = start(r, del ? RTM_DELROUTE : RTM_NEWROUTE,
				del ? NLM_F_ACK : modify_flags(), sizeof(*m));

	m->rtm_family = family;
	m->rtm_dst_len = len();
	m->rtm_type = PICK(types);
	m->rtm_protocol = one_in(4) ? 4 : 3;
	m->rtm_scope = one_in(6) ? 253 : 0;
	if (family == AF_INET && one_in(8))
		m->rtm_tos = PICK(((uint8_t[]) { 4, 8, 16, 0x1c }));
	table(r, &m->rtm_table);
	put(r, RTA_DST, prefix(m->rtm_dst_len));
	if (one_in(3))
		u32(r, RTA_PRIORITY, rnd(3) * 100);
	if (family == AF_INET6 && one_in(12)) {
		m->rtm_src_len = len();
		put(r, RTA_SRC, prefix(m->rtm_src_len));
	}
	if (m->rtm_type > 5)
		return;
	if (one_in(3)) {
		multipath(r);
	} else {
		if (!one_in(3))
			put(r, RTA_GATEWAY, gateway());
		if (one_in(2))
			u32(r, RTA_OIF, PICK(devs));
	}
	if (one_in(8))
		put(r, RTA_PREFSRC, at(rnd(2), one_in(4) ? 9 : 1));
}

static void flow(struct req *r)
{
	if (one_in(4))
		u8(r, RTA_IP_PROTO, PICK(((uint8_t[]) { 6, 17, 1, 58, 99 })));
	if (one_in(3))
		u16(r, RTA_SPORT, htons(PICK(((uint16_t[]) { 0, 1, 2, 53, 80, 8080 }))));
	if (one_in(3))
		u16(r, RTA_DPORT, htons(PICK(((uint16_t[]) { 0, 1, 2, 53, 80, 8080 }))));
	if (one_in(4))
		u32(r, RTA_MARK, rnd(4));
	if (one_in(5))
		u32(r, RTA_UID, one_in(5) ? ~0u : rnd(4));
	if (family == AF_INET6 && one_in(4))
		u32(r, RTA_FLOWLABEL, htonl(one_in(20) ? 0x100000 : rnd(4)));
}

static void get_route(struct req *r)
{
	static const uint32_t flags[] = {
		RTM_F_LOOKUP_TABLE, RTM_F_FIB_MATCH, RTM_F_FIB_MATCH | RTM_F_LOOKUP_TABLE,
		RTM_F_NOTIFY,	    RTM_F_CLONED,    4
	};
	struct rtmsg *m = start(r, RTM_GETROUTE, NLM_F_ACK, sizeof(*m));
	bool full = !one_in(10);

	m->rtm_family = family;
	if (one_in(3))
		m->rtm_flags = PICK(flags);
	if (one_in(6))
		m->rtm_tos = PICK(((uint8_t[]) { 4, 8, 16, 3, 0x1c, 0x20, 0xfc, 0xff }));
	if (!one_in(40)) {
		put(r, RTA_DST, addr());
		m->rtm_dst_len = full ? alen * 8 : rnd(130);
	}
	if (one_in(3)) {
		put(r, RTA_SRC, one_in(2) ? at(rnd(2), 1) : addr());
		m->rtm_src_len = full ? alen * 8 : 0;
	}
	if (one_in(8))
		u32(r, RTA_OIF, PICK(devs));
	if (one_in(4))
		u32(r, RTA_IIF, PICK(devs));
	flow(r);
	if (one_in(60))
		u32(r, RTA_PRIORITY, 1);
	if (one_in(60))
		m->rtm_table = 254;
}

static void ports(struct req *r, int type, int mask_type)
{
	struct fib_rule_port_range p = { rnd(4), 2 + rnd(4) };

	if (one_in(3))
		p.start = p.end = PICK(((uint16_t[]) { 53, 80, 8080, 0 }));
	attr(r, type, &p, one_in(40) ? 3 : sizeof(p));
	if (one_in(3))
		u16(r, mask_type, PICK(((uint16_t[]) { 0xffff, 0x51, 0xfff0, 0 })));
}

static void selectors(struct req *r, struct fib_rule_hdr *h)
{
	struct fib_rule_uid_range uids = { rnd(3), one_in(20) ? ~0u : rnd(5) };
	uint64_t tun_id = rnd(2) * 256;

	if (one_in(4))
		u32(r, FRA_FWMARK, rnd(4));
	if (one_in(6))
		u32(r, FRA_FWMASK, rnd(4));
	if (one_in(8))
		attr(r, FRA_UID_RANGE, &uids, one_in(40) ? 7 : sizeof(uids));
	if (one_in(6))
		u8(r, FRA_IP_PROTO, PICK(((uint8_t[]) { 6, 17, 1, 0 })));
	if (one_in(6))
		ports(r, FRA_SPORT_RANGE, SPORT_MASK);
	if (one_in(6))
		ports(r, FRA_DPORT_RANGE, DPORT_MASK);
	if (one_in(50))
		u16(r, SPORT_MASK, 7);
	if (one_in(20))
		u8(r, FRA_L3MDEV, rnd(3));
	if (one_in(15))
		attr(r, FRA_TUN_ID, &tun_id, one_in(9) ? 4 : 8);
	if (one_in(30))
		u32(r, FRA_FLOW, rnd(2));
	if (one_in(8)) {
		h->tos = one_in(4) ? 8 : 0;
		u8(r, DSCP, one_in(20) ? 64 : rnd(4));
		if (one_in(2))
			u8(r, DSCP_MASK, PICK(((uint8_t[]) { 63, 3, 1, 64, 0 })));
	}
	if (one_in(40))
		u8(r, DSCP_MASK, 1);
	if (one_in(family == AF_INET6 ? 6 : 40)) {
		u32(r, FLOWLABEL, htonl(rnd(4)));
		if (!one_in(4))
			u32(r, FLOWLABEL_MASK, htonl(one_in(8) ? 0x100000 : rnd(4)));
	}
}

static void rule(struct req *r)
{
	static const uint8_t actions[] = { 1, 1, 1, 1, 1, 1, 2, 2, 3, 6, 7, 8, 0, 9, 200 };
	static const uint32_t flags[] = { FIB_RULE_INVERT, FIB_RULE_FIND_SADDR, FIB_RULE_PERMANENT,
					  0x80000000, FIB_RULE_UNRESOLVED };
	bool del = one_in(3);
	struct fib_rule_hdr *h = start(r, del ? RTM_DELRULE : RTM_NEWRULE,
				       del ? NLM_F_ACK : modify_flags(), sizeof(*h));

	h->family = one_in(100) ? 99 : family;
	h->action = del && one_in(2) ? 0 : PICK(actions);
	h->flags = one_in(6) ? PICK(flags) : 0;
	h->tos = one_in(8) ? PICK(((uint8_t[]) { 4, 8, 16, 0x20, 1, 0xfc })) : 0;
	if (!del || one_in(2))
		table(r, &h->table);
	if (!one_in(4))
		u32(r, FRA_PRIORITY, one_in(20) ? 32766 : rnd(12));
	if (one_in(3)) {
		h->src_len = len();
		put(r, FRA_SRC, addr());
	}
	if (one_in(3)) {
		h->dst_len = len();
		put(r, FRA_DST, addr());
	}
	if (one_in(8))
		attr(r, FRA_IIFNAME, PICK(((const char *[]) { "lo", "v0", "nosuch" })), 3);
	if (one_in(8))
		attr(r, FRA_OIFNAME, PICK(((const char *[]) { "lo", "v1", "nosuch" })), 3);
	if (h->action == 2 ? !one_in(8) : one_in(50))
		u32(r, FRA_GOTO, rnd(14));
	if (one_in(8))
		u32(r, FRA_SUPPRESS_PREFIXLEN, rnd(family == AF_INET ? 30 : 80));
	if (one_in(8))
		u32(r, FRA_SUPPRESS_IFGROUP, rnd(3));
	if (one_in(12))
		u8(r, FRA_PROTOCOL, 4);
	selectors(r, h);
}

static void neighbour(struct req *r)
{
	struct ndmsg *m =
		start(r, RTM_NEWNEIGH, NLM_F_ACK | NLM_F_CREATE | NLM_F_REPLACE, sizeof(*m));
	struct address x = gateway();

	m->ndm_family = family;
	m->ndm_ifindex = 2 + rnd(2);
	m->ndm_state = PICK(((uint16_t[]) { NUD_PERMANENT, NUD_NOARP, NUD_FAILED }));
	attr(r, NDA_DST, &x, alen);
	attr(r, NDA_LLADDR, "\2\0\0\0\0\1", 6);
}

/* ---- dumps ---- */

static void dump_rules(struct req *r)
{
	struct fib_rule_hdr *h = start(r, RTM_GETRULE, NLM_F_DUMP, sizeof(*h));

	h->family = family;
	switch (rnd(24)) {
	case 0:
		h->table = 1;
		break;
	case 1:
		h->flags = 1;
		break;
	case 2:
		u32(r, FRA_TABLE, 1);
		break;
	case 3:
		h->family = 99;
		break;
	case 4:
		r->n.nlmsg_len -= rnd(12);
	}
}

static void dump_routes(struct req *r)
{
	struct rtmsg *m = start(r, RTM_GETROUTE, NLM_F_DUMP, sizeof(*m));

	m->rtm_family = family;
	if (one_in(3))
		table(r, &m->rtm_table);
	if (one_in(3))
		u32(r, RTA_OIF, PICK(devs));
	if (one_in(4))
		m->rtm_protocol = 3 + rnd(2);
	if (one_in(4))
		m->rtm_type = 1 + rnd(9);
	if (one_in(12))
		m->rtm_flags = PICK(((uint32_t[]) { RTM_F_CLONED, RTM_F_PREFIX, 4 }));
	if (one_in(30))
		u32(r, one_in(2) ? RTA_PRIORITY : RTA_DST, 1);
	if (one_in(40))
		m->rtm_tos = 4;
	if (one_in(40))
		r->n.nlmsg_len -= rnd(12);
}

/* ---- scenarios ---- */

static void furnish(struct abi *a, int fd)
{
	static const struct {
		int dev;
		uint8_t net, host, len4, len6;
	} own[] = { { 3, 0, 1, 24, 64 }, { 2, 1, 1, 24, 64 }, { 1, 9, 9, 32, 128 } };
	struct req r;

	for (unsigned i = 0; i < N(own); i++) {
		struct address x = at(own[i].net, own[i].host);
		struct ifinfomsg *l = start(&r, RTM_NEWLINK, NLM_F_ACK, sizeof(*l));
		struct ifaddrmsg *m;

		l->ifi_index = own[i].dev;
		u32(&r, IFLA_GROUP, own[i].dev - 1);
		C(__NR_sendto, fd, &r, r.n.nlmsg_len, 0, 0, 0);
		m = start(&r, RTM_NEWADDR, NLM_F_ACK, sizeof(*m));
		m->ifa_family = family;
		m->ifa_prefixlen = family == AF_INET ? own[i].len4 : own[i].len6;
		m->ifa_index = own[i].dev;
		m->ifa_flags = IFA_F_NODAD;
		attr(&r, IFA_LOCAL, &x, alen);
		C(__NR_sendto, fd, &r, r.n.nlmsg_len, 0, 0, 0);
	}
	abi_pause(a, 50);
	read_all(a, fd, "  <");
}

enum { MULTIPATH = 1, INPUT = 2, RULES = 4 };

static void setting(struct abi *a, unsigned what)
{
	static const char *const input[] = { "rp_filter",     "accept_local",	"route_localnet",
					     "bc_forwarding", "src_valid_mark", "send_redirects" };
	char name[64];

	if (what & MULTIPATH) {
		switch (rnd(4)) {
		case 0:
			set(a, "fib_multipath_hash_policy", rnd(4));
			break;
		case 1:
			set(a, "fib_multipath_hash_fields", rnd(0x1000));
			break;
		case 2:
			if (family == AF_INET)
				set(a, "fib_multipath_use_neigh", rnd(2));
			break;
		case 3:
			if (family == AF_INET)
				set(a, "fib_multipath_hash_seed", 1 + rnd(100));
		}
	}
	if (what & INPUT) {
		snprintf(name, sizeof(name), "conf/%s/%s",
			 PICK(((const char *[]) { "all", "v0", "v1" })),
			 one_in(3) || family == AF_INET6 ? "forwarding" : PICK(input));
		set(a, name, rnd(strstr(name, "rp_filter") ? 3 : 2));
	}
}

static void play(struct abi *a, int fam, uint64_t seed, int steps, unsigned what)
{
	uint32_t groups = fam == AF_INET
				  ? 1 << (RTNLGRP_IPV4_ROUTE - 1) | 1 << (RTNLGRP_IPV4_RULE - 1)
				  : 1 << (RTNLGRP_IPV6_ROUTE - 1) | 1 << (RTNLGRP_IPV6_RULE - 1);
	int fd = open_socket(a, 0, false), strict = open_socket(a, 0, true), mon;
	struct req r;

	rnd_start(seed + (getenv("ABI_SEED") ? strtoull(getenv("ABI_SEED"), NULL, 0) : 0));
	family = AF_INET;
	set(a, "fib_multipath_hash_seed", 42);
	family = fam;
	alen = fam == AF_INET ? 4 : 16;
	stage(a, fd, fd);
	furnish(a, fd);
	mon = open_socket(a, groups, false);
	for (int i = 0; i < steps; i++) {
		uint32_t dice = rnd(100);

		if (dice < 2) {
			setting(a, what);
			read_all(a, mon, "  !");
			continue;
		}
		if (dice < 20)
			route(&r);
		else if (dice < 40 && what & RULES)
			rule(&r);
		else if (dice < 42 && what & MULTIPATH)
			neighbour(&r);
		else if (dice < 46)
			one_in(2) ? dump_rules(&r) : dump_routes(&r);
		else
			get_route(&r);
		ask(a, one_in(2) ? strict : fd, mon, &r);
	}
}

static void rules4(struct abi *a)
{
	play(a, AF_INET, 1, 3000, RULES);
}

static void multipath4(struct abi *a)
{
	play(a, AF_INET, 2, 3000, MULTIPATH);
}

static void input4(struct abi *a)
{
	play(a, AF_INET, 3, 3000, INPUT);
}

static void all4(struct abi *a)
{
	play(a, AF_INET, 4, 3000, RULES | MULTIPATH | INPUT);
}

static void rules6(struct abi *a)
{
	play(a, AF_INET6, 5, 3000, RULES);
}

static void multipath6(struct abi *a)
{
	play(a, AF_INET6, 6, 3000, MULTIPATH);
}

static void all6(struct abi *a)
{
	play(a, AF_INET6, 7, 3000, RULES | MULTIPATH | INPUT);
}

static const struct abi_scenario scenarios[] = {
	{ "rules4", rules4 }, { "multipath4", multipath4 }, { "input4", input4 }, { "all4", all4 },
	{ "rules6", rules6 }, { "multipath6", multipath6 }, { "all6", all6 },
};

int main(int argc, char **argv)
{
	return abi_main(scenarios, N(scenarios), argc, argv);
}
