// SPDX-License-Identifier: LGPL-2.1-or-later
/*
 * IPv6 addresses, routes, rules, labels and settings: the same random requests to both kernels,
 * with every answer, every notification and, now and then, whole dumps compared byte for byte.
 *
 *   lo (1)    v1 (2) ==== v0 (3)      no link-local addresses of their own
 *
 * Values come from small pools, so that requests meet: the same prefixes, gateways that resolve
 * or do not, tables that exist or do not. What is masked are time stamps. Addresses come without
 * detection, whose delay is random; Linux still completes them in a work queue, hence the pause.
 */
#include "abi.h"

#include <arpa/inet.h>
#include <linux/fib_rules.h>
#include <linux/if.h>
#include <linux/if_addr.h>
#include <linux/if_addrlabel.h>
#include <linux/if_link.h>
#include <linux/netconf.h>
#include <linux/netlink.h>
#include <linux/rtnetlink.h>
#include <linux/veth.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>

#define C(nr, b, c, d, e, f, g) \
	abi_call(a, nr, (long)(b), (long)(c), (long)(d), (long)(e), (long)(f), (long)(g))
#define N(x) (sizeof(x) / sizeof((x)[0]))
#define PICK(pool) (pool)[rnd(N(pool))]

struct req {
	struct nlmsghdr n;
	unsigned char body[2000];
};

static uint64_t rng;

static uint32_t rnd(uint32_t n)
{
	rng = rng * 6364136223846793005ull + 1442695040888963407ull;
	return (uint32_t)(rng >> 33) % n;
}

static int one_in(uint32_t n)
{
	return !rnd(n);
}

/* ---- requests ---- */

static void *start(struct req *r, int type, int flags, size_t header)
{
	memset(r, 0, sizeof(*r));
	r->n.nlmsg_len = NLMSG_LENGTH(header);
	r->n.nlmsg_type = type;
	r->n.nlmsg_flags = NLM_F_REQUEST | flags;
	r->n.nlmsg_seq = 77;
	return NLMSG_DATA(&r->n);
}

static struct nlattr *attr(struct req *r, int type, const void *data, size_t n)
{
	struct nlattr *x = (void *)((char *)r + NLMSG_ALIGN(r->n.nlmsg_len));

	x->nla_type = type;
	x->nla_len = NLA_HDRLEN + n;
	if (n && data)
		memcpy(x + 1, data, n);
	r->n.nlmsg_len = NLMSG_ALIGN(r->n.nlmsg_len) + NLA_HDRLEN + NLA_ALIGN(n);
	return x;
}

static void u32(struct req *r, int type, uint32_t v)
{
	attr(r, type, &v, sizeof(v));
}

static void end(struct req *r, struct nlattr *nest)
{
	nest->nla_len = (char *)r + r->n.nlmsg_len - (char *)nest;
}

static int open_socket(struct abi *a, uint32_t groups, bool strict)
{
	struct sockaddr_nl n = { AF_NETLINK, 0, groups ? 4712 : strict ? 4713 : 4711, groups };
	int fd = C(__NR_socket, AF_NETLINK, SOCK_RAW, NETLINK_ROUTE, 0, 0, 0), one = 1;

	C(__NR_bind, fd, &n, sizeof(n), 0, 0, 0);
	C(__NR_setsockopt, fd, SOL_NETLINK, NETLINK_EXT_ACK, &one, 4, 0);
	C(__NR_setsockopt, fd, SOL_NETLINK, NETLINK_CAP_ACK, &one, 4, 0);
	if (strict)
		C(__NR_setsockopt, fd, SOL_NETLINK, NETLINK_GET_STRICT_CHK, &one, 4, 0);
	return fd;
}

static void zero_in(struct nlmsghdr *n, size_t header, int type, size_t at, size_t len)
{
	struct rtattr *x = (void *)((char *)NLMSG_DATA(n) + NLMSG_ALIGN(header));
	int rem = (int)n->nlmsg_len - (int)NLMSG_SPACE(header);

	for (; RTA_OK(x, rem); x = RTA_NEXT(x, rem))
		if (x->rta_type == type)
			memset((char *)RTA_DATA(x) + at, 0, len);
}

/* Ages and time stamps, and how many hold a route that was looked up, are not compared. */
static void mask(struct nlmsghdr *n)
{
	switch (n->nlmsg_type) {
	case RTM_NEWADDR:
	case RTM_DELADDR:
	case RTM_GETMULTICAST:
	case RTM_GETANYCAST:
		zero_in(n, sizeof(struct ifaddrmsg), IFA_CACHEINFO, 0, 16);
		break;
	case RTM_NEWROUTE:
	case RTM_DELROUTE:
		zero_in(n, sizeof(struct rtmsg), RTA_CACHEINFO, 0, 12);
		break;
	}
}

/* One line a message: where a datagram ends is the dump's own business. */
static void read_all(struct abi *a, int fd, const char *what)
{
	static unsigned char buf[70000];
	long n;

	while ((n = C(__NR_recvfrom, fd, buf, sizeof(buf), MSG_DONTWAIT, 0, 0)) > 0) {
		struct nlmsghdr *m = (void *)buf;

		for (; NLMSG_OK(m, (unsigned long)n); m = NLMSG_NEXT(m, n)) {
			mask(m);
			note_bytes(a, what, m, m->nlmsg_len);
		}
	}
	if (n != -11)
		note(a, "  end %ld", n);
}

static void ask(struct abi *a, int fd, int mon, struct req *r)
{
	note_bytes(a, "request", r, r->n.nlmsg_len);
	C(__NR_sendto, fd, r, r->n.nlmsg_len, 0, 0, 0);
	/* The host completes addresses in a work queue, and acts on carriers once a second. */
	if (r->n.nlmsg_type == RTM_NEWADDR)
		usleep(10000);
	if (r->n.nlmsg_type == RTM_NEWLINK)
		usleep(1200000);
	read_all(a, fd, "  <");
	read_all(a, mon, "  !");
}

/* ---- the stage ---- */

static void link_up(struct abi *a, int fd, int mon, int index, bool up)
{
	struct req r;
	struct ifinfomsg *i = start(&r, RTM_NEWLINK, NLM_F_ACK, sizeof(*i));

	i->ifi_index = index;
	i->ifi_change = IFF_UP;
	i->ifi_flags = up ? IFF_UP : 0;
	ask(a, fd, mon, &r);
}

static void veth(struct abi *a, int fd)
{
	struct req r;
	struct nlattr *info, *data, *peer, *spec, *inet6;
	struct ifinfomsg ifm = { 0 };
	uint8_t none = 1;

	start(&r, RTM_NEWLINK, NLM_F_ACK | NLM_F_CREATE | NLM_F_EXCL, sizeof(ifm));
	attr(&r, IFLA_IFNAME, "v0", 3);
	info = attr(&r, IFLA_LINKINFO, NULL, 0);
	attr(&r, IFLA_INFO_KIND, "veth", 4);
	data = attr(&r, IFLA_INFO_DATA, NULL, 0);
	peer = attr(&r, VETH_INFO_PEER, &ifm, sizeof(ifm));
	attr(&r, IFLA_IFNAME, "v1", 3);
	end(&r, peer);
	end(&r, data);
	end(&r, info);
	C(__NR_sendto, fd, &r, r.n.nlmsg_len, 0, 0, 0);
	for (int index = 2; index <= 3; index++) {
		struct ifinfomsg *i = start(&r, RTM_NEWLINK, NLM_F_ACK, sizeof(*i));

		i->ifi_index = index;
		spec = attr(&r, IFLA_AF_SPEC, NULL, 0);
		inet6 = attr(&r, AF_INET6, NULL, 0);
		attr(&r, IFLA_INET6_ADDR_GEN_MODE, &none, 1);
		end(&r, inet6);
		end(&r, spec);
		C(__NR_sendto, fd, &r, r.n.nlmsg_len, 0, 0, 0);
	}
	while (C(__NR_recvfrom, fd, &r, sizeof(r), MSG_DONTWAIT, 0, 0) > 0)
		;
}

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

static int modify_flags(void)
{
	static const int f[] = { NLM_F_CREATE | NLM_F_EXCL,
				 NLM_F_CREATE | NLM_F_EXCL,
				 NLM_F_CREATE,
				 NLM_F_CREATE | NLM_F_REPLACE,
				 NLM_F_CREATE | NLM_F_APPEND,
				 NLM_F_REPLACE,
				 0,
				 NLM_F_APPEND };
	return PICK(f) | NLM_F_ACK | (one_in(20) ? NLM_F_ECHO : 0);
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

static void metrics(struct req *r)
{
	struct nlattr *nest = attr(r, RTA_METRICS, NULL, 0);

	for (int i = rnd(4); i--;) {
		int type = one_in(20) ? 40 : 1 + rnd(RTAX_MAX);

		if (type == RTAX_CC_ALGO)
			attr(r, type, one_in(4) ? "none\0" : "cubic", one_in(4) ? 5 : 6);
		else if (one_in(30))
			attr(r, type, "abc", 3);
		else
			u32(r, type,
			    one_in(3)		    ? rnd(0x100000)
			    : type == RTAX_FEATURES ? 1
						    : rnd(300));
	}
	end(r, nest);
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
		m->rtm_flags = PICK(((uint32_t[]) { RTNH_F_ONLINK, RTNH_F_DEAD, 0x100 }));
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

enum { ADDR = 1, ROUTE = 2, RULE = 4, LINKS = 8, LABEL = 16 };

static void play(struct abi *a, uint64_t seed, int steps, unsigned what)
{
	uint32_t groups = 1 << (RTNLGRP_IPV6_IFADDR - 1) | 1 << (RTNLGRP_IPV6_ROUTE - 1) |
			  1 << (RTNLGRP_IPV6_RULE - 1) | 1 << (RTNLGRP_IPV6_NETCONF - 1);
	int fd = open_socket(a, 0, false), strict = open_socket(a, 0, true);
	int mon = open_socket(a, groups, false);
	struct req r;

	rng = seed;
	veth(a, fd);
	for (int i = 1; i <= 3; i++)
		link_up(a, fd, mon, i, true);
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

static void links(struct abi *a)
{
	play(a, 4, 800, RULE | ROUTE | ADDR | LINKS);
}

static const struct abi_scenario scenarios[] = {
	{ "addresses", addresses },
	{ "routes", routes },
	{ "rules", rules },
	{ "links", links },
};

int main(int argc, char **argv)
{
	return abi_main(scenarios, N(scenarios), argc, argv);
}
