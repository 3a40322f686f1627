// SPDX-License-Identifier: LGPL-2.1-or-later
/*
 * Nexthop objects and routes by them: the same random requests to both kernels, with every answer,
 * every notification and whole dumps compared byte for byte.
 *
 * Ids come from a small pool: 1 to 7 are mostly single, 8 to 12 mostly groups, so that requests
 * meet. No packet asks for a route here: the host keeps what it found with the hop, for all routes
 * that share it, and not every 6.18 survives it.
 */
#include "stage.h"

#include <arpa/inet.h>
#include <linux/if_addr.h>
#include <linux/nexthop.h>
#include <linux/rtnetlink.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/syscall.h>

enum { OP_FLAGS = 14, GROUP_STATS, HW_STATS_ENABLE, HW_STATS_USED };

static const int devs[] = { 3, 3, 3, 3, 2, 2, 1, 0, 99 };
static const char *const gateways4[] = { "10.0.0.2",  "10.0.0.3",  "10.0.0.2", "10.0.1.2",
					 "10.0.0.1",  "99.0.0.1",  "0.0.0.0",  "224.0.0.1",
					 "127.0.0.1", "10.0.0.255" };
static const char *const gateways6[] = {
	"fe80::2",     "fe80::3", "2001:db8::2", "2001:db8::9",
	"2001:db8::1", "::",	  "ff02::1",	 "2001:db8:77::1"
};
static bool stats;

static uint32_t some_id(void)
{
	return one_in(30) ? rnd(3) * 1000 : 1 + rnd(12);
}

static void put_id(struct req *r, uint32_t id)
{
	if (!one_in(25))
		u32(r, NHA_ID, id);
}

/* ---- objects ---- */

static void gateway(struct req *r, uint8_t family)
{
	uint8_t a[16];

	if (family == AF_INET6) {
		inet_pton(AF_INET6, PICK(gateways6), a);
		attr(r, NHA_GATEWAY, a, one_in(40) ? 4 : 16);
	} else {
		inet_pton(AF_INET, PICK(gateways4), a);
		attr(r, NHA_GATEWAY, a, one_in(40) ? 16 : 4);
	}
}

/* Attributes that rarely belong where they are. */
static void stray(struct req *r)
{
	static const uint16_t two = 1;

	switch (rnd(9)) {
	case 0:
		attr(r, NHA_BLACKHOLE, NULL, 0);
		break;
	case 1:
		attr(r, NHA_FDB, NULL, 0);
		break;
	case 2:
		attr(r, NHA_GROUP_TYPE, &two, 2);
		break;
	case 3:
		attr(r, NHA_ENCAP_TYPE, &two, 2);
		break;
	case 4:
		attr(r, NHA_ENCAP | NLA_F_NESTED, NULL, 0);
		break;
	case 5:
		u32(r, HW_STATS_ENABLE, rnd(3));
		break;
	case 6:
		attr(r, NHA_GROUPS, NULL, 0);
		break;
	case 7:
		u32(r, OP_FLAGS, rnd(8));
		break;
	default:
		attr(r, NHA_RES_GROUP | NLA_F_NESTED, NULL, 0);
	}
}

static void single(struct req *r)
{
	static const uint8_t families[] = { AF_INET, AF_INET, AF_INET, AF_INET6, AF_INET6 };
	struct nhmsg *m = start(r, RTM_NEWNEXTHOP, modify_flags(), sizeof(*m));
	uint32_t dice = rnd(12);

	m->nh_family = one_in(40) ? rnd(12) : PICK(families);
	m->nh_protocol = one_in(4) ? rnd(200) : 0;
	m->nh_flags = one_in(8) ? RTNH_F_ONLINK : one_in(60) ? rnd(256) : 0;
	m->nh_scope = one_in(80);
	put_id(r, one_in(8) ? some_id() : 1 + rnd(7));
	if (dice < 2) {
		attr(r, NHA_BLACKHOLE, NULL, 0);
	} else if (dice < 4) {
		attr(r, NHA_FDB, NULL, 0);
		if (!one_in(4))
			gateway(r, m->nh_family);
	} else {
		int dev = PICK(devs);

		if (!one_in(30))
			u32(r, NHA_OIF, dev);
		/* Releases differ in whether loopback's gateway is looked at. */
		if (!one_in(5) && (dev != 1 || m->nh_family == AF_INET))
			gateway(r, m->nh_family);
	}
	if (one_in(20))
		stray(r);
}

static void resilient(struct req *r)
{
	static const uint16_t type = NEXTHOP_GRP_TYPE_RES, sizes[] = { 4, 4, 4, 4, 8, 1, 0 };
	struct nlattr *nest;
	uint16_t n = PICK(sizes);

	attr(r, NHA_GROUP_TYPE, &type, 2);
	if (one_in(6))
		return;
	nest = attr(r, NHA_RES_GROUP | (one_in(30) ? 0 : NLA_F_NESTED), NULL, 0);
	if (!one_in(6))
		attr(r, NHA_RES_GROUP_BUCKETS, &n, 2);
	if (one_in(3))
		u32(r, NHA_RES_GROUP_IDLE_TIMER, 10000 + 2 * rnd(50));
	if (one_in(3))
		u32(r, NHA_RES_GROUP_UNBALANCED_TIMER, 20000 + 2 * rnd(50));
	if (one_in(30))
		u32(r, NHA_RES_GROUP_UNBALANCED_TIME, 1);
	end(r, nest);
}

static void group(struct req *r)
{
	static const uint8_t weights[] = { 0, 0, 0, 1, 2, 99, 254, 255 };
	struct nhmsg *m = start(r, RTM_NEWNEXTHOP, modify_flags(), sizeof(*m));
	struct nexthop_grp g[4];
	uint32_t n = 1 + rnd(3), first = rnd(7);

	memset(g, 0, sizeof(g));
	for (uint32_t i = 0; i < n; i++) {
		g[i].id = one_in(12) ? some_id() : 1 + (first + i) % 7;
		g[i].weight = PICK(weights);
		((uint8_t *)&g[i])[5] = one_in(8) ? PICK(weights) : 0;
		g[i].resvd2 = one_in(60);
	}
	m->nh_family = one_in(40) ? AF_INET : 0;
	m->nh_protocol = one_in(4) ? rnd(200) : 0;
	put_id(r, one_in(10) ? some_id() : 8 + rnd(5));
	attr(r, NHA_GROUP, g, n * 8 - one_in(50));
	if (one_in(3))
		resilient(r);
	if (one_in(8))
		attr(r, NHA_FDB, NULL, 0);
	if (one_in(8))
		u32(r, HW_STATS_ENABLE, rnd(2));
	if (one_in(25))
		stray(r);
}

static void forget(struct req *r)
{
	struct nhmsg *m = start(r, RTM_DELNEXTHOP, NLM_F_ACK, sizeof(*m));

	m->nh_protocol = one_in(60);
	put_id(r, some_id());
	if (one_in(40))
		stray(r);
}

static void get(struct req *r)
{
	struct nhmsg *m = start(r, RTM_GETNEXTHOP, NLM_F_ACK, sizeof(*m));

	m->nh_protocol = one_in(60);
	put_id(r, some_id());
	if (stats && one_in(2))
		u32(r, OP_FLAGS, one_in(20) ? rnd(8) : 1 + 2 * rnd(2));
	if (one_in(40))
		stray(r);
}

static void bucket(struct req *r)
{
	struct nhmsg *m =
		start(r, RTM_GETNEXTHOPBUCKET, one_in(2) ? NLM_F_DUMP : NLM_F_ACK, sizeof(*m));
	uint16_t index = rnd(6);
	struct nlattr *nest;

	if (!one_in(3))
		u32(r, NHA_ID, one_in(4) ? some_id() : 8 + rnd(5));
	if (one_in(6))
		u32(r, NHA_OIF, PICK(devs));
	if (one_in(10))
		return;
	nest = attr(r, NHA_RES_BUCKET | (one_in(30) ? 0 : NLA_F_NESTED), NULL, 0);
	if (!one_in(6) && m->nh_family == 0 && !(r->n.nlmsg_flags & NLM_F_ROOT))
		attr(r, NHA_RES_BUCKET_INDEX, &index, 2);
	if (one_in(3) && r->n.nlmsg_flags & NLM_F_ROOT)
		u32(r, NHA_RES_BUCKET_NH_ID, rnd(8));
	end(r, nest);
}

static void dump(struct req *r)
{
	struct nhmsg *m = start(r, RTM_GETNEXTHOP, NLM_F_DUMP, sizeof(*m));

	m->nh_family = one_in(3) ? PICK(((uint8_t[]) { AF_INET, AF_INET6, 99 })) : 0;
	m->nh_flags = one_in(60);
	if (one_in(4))
		u32(r, NHA_OIF, PICK(devs));
	if (one_in(5))
		attr(r, NHA_GROUPS, NULL, 0);
	if (one_in(5))
		attr(r, NHA_FDB, NULL, 0);
	if (one_in(10))
		u32(r, NHA_MASTER, one_in(5) ? ~0u : (uint32_t)PICK(devs));
	if (stats && one_in(4))
		u32(r, OP_FLAGS, rnd(4));
	if (one_in(40))
		put_id(r, 1);
}

/* ---- routes ---- */

static void put_metrics(struct req *r)
{
	struct nlattr *nest = attr(r, RTA_METRICS, NULL, 0);

	u32(r, RTAX_MTU, 1300 + rnd(3));
	end(r, nest);
}

static void route4(struct req *r)
{
	static const uint8_t types[] = { 1, 1, 1, 1, 1, 1, 1, 2, 3, 5, 6, 7, 8, 9 };
	static const uint8_t scopes[] = { 0, 0, 0, 0, 253, 254, 200 };
	bool del = one_in(3);
	struct rtmsg *m = start(r, del ? RTM_DELROUTE : RTM_NEWROUTE,
				del ? NLM_F_ACK : modify_flags(), sizeof(*m));
	uint32_t dst = htonl(0x01000000 | rnd(4) << 16), gw = htonl(0x0a000002);

	m->rtm_family = AF_INET;
	m->rtm_dst_len = one_in(4) ? 24 : 16;
	m->rtm_table = one_in(5) ? 100 : 254;
	m->rtm_type = del && one_in(2) ? 0 : PICK(types);
	m->rtm_scope = del && one_in(2) ? 255 : PICK(scopes);
	m->rtm_protocol = one_in(3) ? 4 : 3;
	attr(r, RTA_DST, &dst, 4);
	if (one_in(4))
		u32(r, RTA_PRIORITY, rnd(2) * 100);
	if (!one_in(4))
		u32(r, RTA_NH_ID, some_id());
	if (one_in(6))
		attr(r, RTA_GATEWAY, &gw, 4);
	if (one_in(12))
		u32(r, RTA_OIF, PICK(devs));
	if (one_in(5))
		put_metrics(r);
	if (one_in(20))
		attr(r, RTA_PREFSRC, "\12\0\0\1", 4);
}

static void route6(struct req *r)
{
	bool del = one_in(3);
	struct rtmsg *m = start(r, del ? RTM_DELROUTE : RTM_NEWROUTE,
				del ? NLM_F_ACK : modify_flags(), sizeof(*m));
	uint8_t dst[16] = { 0x20, 2, rnd(4) }, gw[16];

	inet_pton(AF_INET6, "fe80::2", gw);
	m->rtm_family = AF_INET6;
	m->rtm_dst_len = one_in(4) ? 32 : 24;
	m->rtm_table = one_in(5) ? 100 : 254;
	m->rtm_type = one_in(6) ? PICK(((uint8_t[]) { 2, 6, 7, 8 })) : 1;
	m->rtm_protocol = one_in(3) ? 4 : 3;
	attr(r, RTA_DST, dst, 16);
	if (one_in(4))
		u32(r, RTA_PRIORITY, 100 + rnd(2));
	if (!one_in(4))
		u32(r, RTA_NH_ID, some_id());
	if (one_in(6)) {
		attr(r, RTA_GATEWAY, gw, 16);
		u32(r, RTA_OIF, 3);
	}
	if (one_in(30)) {
		attr(r, RTA_SRC, gw, 16);
		m->rtm_src_len = 64;
	}
	if (one_in(5))
		put_metrics(r);
}

static void dump_routes(struct req *r)
{
	struct rtmsg *m = start(r, RTM_GETROUTE, NLM_F_DUMP, sizeof(*m));

	m->rtm_family = one_in(2) ? AF_INET : AF_INET6;
	if (one_in(4))
		u32(r, RTA_OIF, PICK(devs));
}

/* ---- scenarios ---- */

static void add_address(struct abi *a, int fd, int dev, int family, const char *addr, int plen)
{
	struct req r;
	struct ifaddrmsg *m = start(&r, RTM_NEWADDR, NLM_F_ACK | NLM_F_CREATE, sizeof(*m));
	uint8_t ip[16];

	inet_pton(family, addr, ip);
	m->ifa_family = family;
	m->ifa_prefixlen = plen;
	m->ifa_flags = family == AF_INET6 ? IFA_F_NODAD : 0;
	m->ifa_index = dev;
	attr(&r, IFA_LOCAL, ip, family == AF_INET6 ? 16 : 4);
	ask(a, fd, fd, &r);
}

enum { ROUTES = 1, LINKS = 2, DAMAGE = 4, OBJECTS_ONLY = 8 };

static void step(struct abi *a, struct req *r, uint32_t dice, unsigned what)
{
	if (dice < 30)
		single(r);
	else if (dice < 48)
		group(r);
	else if (dice < 56)
		forget(r);
	else if (dice < 62)
		get(r);
	else if (dice < 68)
		bucket(r);
	else if (dice < 74 || what & OBJECTS_ONLY)
		dump(r);
	else if (dice < 84)
		route4(r);
	else if (dice < 91)
		route6(r);
	else
		dump_routes(r);
}

static void play(struct abi *a, uint64_t seed, int steps, unsigned what)
{
	uint32_t groups = 1u << (RTNLGRP_NEXTHOP - 1) | 1 << (RTNLGRP_IPV4_ROUTE - 1) |
			  1 << (RTNLGRP_IPV6_ROUTE - 1);
	int fd = open_socket(a, 0, false), strict = open_socket(a, 0, true);
	struct req r;
	int mon;

	rnd_start(seed);
	stage(a, fd, fd);
	write_sysctl(a, "/proc/sys/net/ipv4/nexthop_compat_mode", "1");
	add_address(a, fd, 3, AF_INET, "10.0.0.1", 24);
	add_address(a, fd, 2, AF_INET, "10.0.1.1", 24);
	add_address(a, fd, 3, AF_INET6, "2001:db8::1", 64);
	abi_pause(a, 100);
	mon = open_socket(a, groups, false);
	for (int i = 0; i < steps; i++) {
		if (what & LINKS && one_in(80)) {
			link_up(a, fd, mon, 2 + rnd(2), rnd(2));
			continue;
		}
		if (one_in(100))
			write_sysctl(a, "/proc/sys/net/ipv4/nexthop_compat_mode",
				     one_in(2) ? "0" : "1");
		step(a, &r, rnd(100), what);
		if (what & DAMAGE && one_in(2))
			damage(&r);
		ask(a, one_in(2) ? strict : fd, mon, &r);
	}
}

static void objects(struct abi *a)
{
	stats = true;
	play(a, 1, 2000, OBJECTS_ONLY);
	stats = false;
}

static void routes(struct abi *a)
{
	play(a, 2, 2000, ROUTES);
}

static void links(struct abi *a)
{
	play(a, 4, 1000, ROUTES | LINKS);
}

static void damaged(struct abi *a)
{
	play(a, 5, 2000, ROUTES | DAMAGE);
}

static const struct abi_scenario scenarios[] = {
	{ "objects", objects },
	{ "routes", routes },
	{ "links", links },
	{ "damaged", damaged },
};

int main(int argc, char **argv)
{
	return abi_main(scenarios, N(scenarios), argc, argv);
}
