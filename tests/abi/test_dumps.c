// SPDX-License-Identifier: LGPL-2.1-or-later
/*
 * Dumps and what may be asked of them: random headers, attributes and lengths for every type that
 * lists something, with and without strict checking, on both kernels.
 *
 * What differs by nature is left out of the comparison: of a link only its header is compared,
 * and entries that carry clocks are cut before them.
 */
#include "stage.h"

#include <arpa/inet.h>
#include <linux/fib_rules.h>
#include <linux/if.h>
#include <linux/if_addr.h>
#include <linux/if_addrlabel.h>
#include <linux/if_link.h>
#include <linux/neighbour.h>
#include <linux/netconf.h>
#include <linux/rtnetlink.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

static const uint8_t families[] = { 2, 2, 2, 10, 10, 10, 0, 0, 99, 7 };
static const uint32_t indexes[] = { 1, 2, 3, 3, 0, 99 };

/* ---- answers ---- */

static void note_message(struct abi *a, struct nlmsghdr *m)
{
	size_t n = m->nlmsg_len;

	/* How long a link or a neighbour is in bytes depends on what is left out. */
	if (m->nlmsg_type == RTM_NEWLINK || m->nlmsg_type == RTM_NEWNEIGH ||
	    m->nlmsg_type == RTM_NEWNEIGHTBL) {
		m->nlmsg_len = 0;
		n = NLMSG_HDRLEN + (m->nlmsg_type == RTM_NEWLINK    ? sizeof(struct ifinfomsg)
				    : m->nlmsg_type == RTM_NEWNEIGH ? sizeof(struct ndmsg)
								    : 4);
	}
	note_bytes(a, "  <", m, n);
	m->nlmsg_len = m->nlmsg_len ? m->nlmsg_len : n;
}

static void cut_clocks(struct nlmsghdr *m)
{
	size_t at = m->nlmsg_type == RTM_NEWROUTE ? sizeof(struct rtmsg) : sizeof(struct ifaddrmsg);
	int want = m->nlmsg_type == RTM_NEWROUTE ? RTA_CACHEINFO : IFA_CACHEINFO;
	struct rtattr *x = (void *)((char *)NLMSG_DATA(m) + NLMSG_ALIGN(at));
	int rem = (int)m->nlmsg_len - (int)NLMSG_SPACE(at);

	if (m->nlmsg_type != RTM_NEWROUTE && m->nlmsg_type != RTM_NEWADDR &&
	    m->nlmsg_type != RTM_GETMULTICAST && m->nlmsg_type != RTM_GETANYCAST)
		return;
	for (; RTA_OK(x, rem); x = RTA_NEXT(x, rem))
		if (x->rta_type == want)
			memset(RTA_DATA(x), 0, RTA_PAYLOAD(x));
}

static void answers(struct abi *a, int fd)
{
	static unsigned char buf[70000];
	long n;

	while ((n = C(__NR_recvfrom, fd, buf, sizeof(buf), MSG_DONTWAIT, 0, 0)) > 0) {
		struct nlmsghdr *m = (void *)buf;

		while (NLMSG_OK(m, (unsigned long)n)) {
			struct nlmsghdr *next = (void *)((char *)m + NLMSG_ALIGN(m->nlmsg_len));

			n -= (char *)next - (char *)m;
			cut_clocks(m);
			note_message(a, m);
			m = next;
		}
	}
	if (n != -11)
		note(a, "  end %ld", n);
}

/* ---- requests ---- */

static void addresses(struct req *r, int type)
{
	struct ifaddrmsg *m = start(r, type, NLM_F_DUMP, sizeof(*m));

	m->ifa_family = PICK(families);
	m->ifa_index = one_in(2) ? PICK(indexes) : 0;
	if (one_in(12))
		m->ifa_prefixlen = 24;
	if (one_in(12))
		m->ifa_flags = 1;
	if (one_in(12))
		m->ifa_scope = 1;
	if (one_in(6))
		u32(r, one_in(2) ? IFA_FLAGS : IFA_TARGET_NETNSID, one_in(2) ? 0 : 7);
}

static void links(struct req *r)
{
	static const uint16_t types[] = { IFLA_EXT_MASK, IFLA_MASTER, IFLA_TARGET_NETNSID,
					  IFLA_MTU };
	struct ifinfomsg *m = start(r, RTM_GETLINK, NLM_F_DUMP, sizeof(*m));
	struct nlattr *nest;

	m->ifi_family = one_in(2) ? 0 : PICK(families);
	if (m->ifi_family == 7)
		m->ifi_family = 0;
	if (one_in(10))
		m->ifi_index = PICK(indexes);
	if (one_in(12))
		m->ifi_flags = 1;
	if (one_in(12))
		m->ifi_change = ~0u;
	if (one_in(4))
		u32(r, PICK(types), rnd(10));
	if (one_in(4)) {
		nest = attr(r, IFLA_LINKINFO, NULL, 0);
		attr(r, IFLA_INFO_KIND, one_in(2) ? "veth" : "none", 5);
		end(r, nest);
	}
}

static void neighbours(struct req *r)
{
	static const uint16_t types[] = { NDA_IFINDEX, NDA_MASTER, NDA_DST, NDA_PROTOCOL };
	struct ndmsg *m = start(r, RTM_GETNEIGH, NLM_F_DUMP, sizeof(*m));

	do
		m->ndm_family = PICK(families);
	while (m->ndm_family == 7);
	if (one_in(6))
		m->ndm_flags = one_in(2) ? NTF_PROXY : NTF_USE;
	if (one_in(12))
		m->ndm_state = 2;
	if (one_in(12))
		m->ndm_ifindex = 3;
	if (one_in(12))
		m->ndm_type = 1;
	if (one_in(3))
		u32(r, PICK(types), PICK(indexes));
}

static void routes(struct req *r)
{
	static const uint32_t tables[] = { 254, 255, 253, 100, 101, 1000, 0 };
	struct rtmsg *m = start(r, RTM_GETROUTE, NLM_F_DUMP, sizeof(*m));

	do
		m->rtm_family = PICK(families);
	while (m->rtm_family == 7);
	if (one_in(3))
		u32(r, RTA_TABLE, PICK(tables));
	if (one_in(5))
		m->rtm_table = PICK(tables);
	if (one_in(3))
		u32(r, RTA_OIF, PICK(indexes));
	if (one_in(4))
		m->rtm_protocol = 2 + rnd(3);
	if (one_in(4))
		m->rtm_type = 1 + rnd(9);
	if (one_in(8))
		m->rtm_flags = PICK(((uint32_t[]) { RTM_F_CLONED, RTM_F_PREFIX, 4, 0x600 }));
	if (one_in(12))
		u32(r, one_in(2) ? RTA_PRIORITY : RTA_DST, 1);
	if (one_in(20))
		m->rtm_tos = 4;
	if (one_in(20))
		m->rtm_scope = 253;
}

static void others(struct req *r)
{
	static const int types[] = { RTM_GETNETCONF, RTM_GETADDRLABEL, RTM_GETNEIGHTBL,
				     RTM_GETRULE };
	int type = PICK(types);
	uint8_t *h = start(r, type, NLM_F_DUMP,
			   type == RTM_GETNETCONF     ? sizeof(struct netconfmsg)
			   : type == RTM_GETADDRLABEL ? sizeof(struct ifaddrlblmsg)
			   : type == RTM_GETNEIGHTBL  ? sizeof(struct ndtmsg)
						      : sizeof(struct fib_rule_hdr));

	/* Rules of multicast routing are in the host's list of all families, and not in ours. */
	do
		h[0] = PICK(families);
	while (h[0] == 7 || (!h[0] && type == RTM_GETRULE));
	if (one_in(6))
		h[1 + rnd(3)] = 1;
	if (one_in(8))
		u32(r, 1 + rnd(4), PICK(indexes));
}

static void request(struct req *r)
{
	switch (rnd(8)) {
	case 0:
		addresses(r, RTM_GETADDR);
		break;
	case 1:
		addresses(r, one_in(2) ? RTM_GETMULTICAST : RTM_GETANYCAST);
		break;
	case 2:
		links(r);
		break;
	case 3:
		neighbours(r);
		break;
	case 4:
	case 5:
		others(r);
		break;
	default:
		routes(r);
	}
	if (one_in(10))
		r->n.nlmsg_len -= rnd(r->n.nlmsg_len - NLMSG_HDRLEN + 1);
	else if (one_in(12))
		damage(r);
}

/* ---- the stage ---- */

static void add_route(struct abi *a, int fd, int family, uint32_t table, int type, int oif)
{
	static const uint8_t dst4[] = { 10, 9, 0, 0 }, dst6[16] = { 0x20, 1, 0xd, 0xb9 };
	struct req r;
	struct rtmsg *m = start(&r, RTM_NEWROUTE, NLM_F_CREATE | NLM_F_ACK, sizeof(*m));

	m->rtm_family = family;
	m->rtm_dst_len = family == AF_INET ? 16 : 32;
	m->rtm_type = type;
	m->rtm_protocol = 3 + table % 2;
	m->rtm_scope = oif && family == AF_INET ? 253 : 0;
	u32(&r, RTA_TABLE, table);
	attr(&r, RTA_DST, family == AF_INET ? dst4 : dst6, family == AF_INET ? 4 : 16);
	if (oif)
		u32(&r, RTA_OIF, oif);
	C(__NR_sendto, fd, &r, r.n.nlmsg_len, 0, 0, 0);
}

static void furnish(struct abi *a, int fd)
{
	static const uint8_t own4[] = { 10, 0, 0, 1 }, own6[16] = { 0x20, 1, 0xd, 0xb8, [15] = 1 };
	struct req r;

	for (int i = 0; i < 2; i++) {
		int family = i ? AF_INET6 : AF_INET;
		struct ifaddrmsg *m = start(&r, RTM_NEWADDR, NLM_F_ACK, sizeof(*m));

		m->ifa_family = family;
		m->ifa_prefixlen = i ? 64 : 24;
		m->ifa_index = 3;
		m->ifa_flags = IFA_F_NODAD;
		attr(&r, IFA_LOCAL, i ? own6 : own4, i ? 16 : 4);
		C(__NR_sendto, fd, &r, r.n.nlmsg_len, 0, 0, 0);
		abi_pause(a, 50);
		add_route(a, fd, family, 254, 1, 3);
		add_route(a, fd, family, 100, 1, 2);
		add_route(a, fd, family, 101, 7, 0);
		add_route(a, fd, family, 1000, 6, 0);
	}
	read_all(a, fd, "  <");
}

static void dumps(struct abi *a)
{
	int fd = open_socket(a, 0, false), strict = open_socket(a, 0, true);
	struct req r;

	rnd_start(1 + (getenv("ABI_SEED") ? strtoull(getenv("ABI_SEED"), NULL, 0) : 0));
	stage(a, fd, fd);
	furnish(a, fd);
	for (int i = 0; i < 3000; i++) {
		int on = one_in(3) ? fd : strict;

		request(&r);
		note_bytes(a, "request", &r, r.n.nlmsg_len);
		note(a, "  %s", on == fd ? "lenient" : "strict");
		C(__NR_sendto, on, &r, r.n.nlmsg_len, 0, 0, 0);
		answers(a, on);
	}
}

static const struct abi_scenario scenarios[] = { { "dumps", dumps } };

int main(int argc, char **argv)
{
	return abi_main(scenarios, N(scenarios), argc, argv);
}
