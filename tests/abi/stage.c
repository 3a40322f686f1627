// SPDX-License-Identifier: LGPL-2.1-or-later
/* Random rtnetlink requests, asked and written down: see stage.h. */
#include "stage.h"

#include <fcntl.h>
#include <linux/if.h>
#include <linux/if_addr.h>
#include <linux/if_link.h>
#include <linux/in_route.h>
#include <linux/nexthop.h>
#include <linux/rtnetlink.h>
#include <linux/veth.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

static uint64_t rng;

void rnd_start(uint64_t seed)
{
	const char *other = getenv("ABI_SEED");

	/* ABI_SEED: other rounds than the usual ones. */
	rng = seed + 1000 * (other ? strtoull(other, NULL, 0) : 0);
}

uint32_t rnd(uint32_t n)
{
	rng = rng * 6364136223846793005ull + 1442695040888963407ull;
	return (uint32_t)(rng >> 33) % n;
}

int one_in(uint32_t n)
{
	return !rnd(n);
}

int modify_flags(void)
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

/* ---- requests ---- */

void *start(struct req *r, int type, int flags, size_t header)
{
	memset(r, 0, sizeof(*r));
	r->n.nlmsg_len = NLMSG_LENGTH(header);
	r->n.nlmsg_type = type;
	r->n.nlmsg_flags = NLM_F_REQUEST | flags;
	r->n.nlmsg_seq = 77;
	return NLMSG_DATA(&r->n);
}

struct nlattr *attr(struct req *r, int type, const void *data, size_t n)
{
	struct nlattr *x = (void *)((char *)r + NLMSG_ALIGN(r->n.nlmsg_len));

	x->nla_type = type;
	x->nla_len = NLA_HDRLEN + n;
	if (n && data)
		memcpy(x + 1, data, n);
	r->n.nlmsg_len = NLMSG_ALIGN(r->n.nlmsg_len) + NLA_HDRLEN + NLA_ALIGN(n);
	return x;
}

void u32(struct req *r, int type, uint32_t v)
{
	attr(r, type, &v, sizeof(v));
}

void end(struct req *r, struct nlattr *nest)
{
	nest->nla_len = (char *)r + r->n.nlmsg_len - (char *)nest;
}

static void metric_cc(struct req *r)
{
	static const char *const names[] = { "cubic", "cubic", "reno",
					     "none",  "",      "seventeen-letters" };
	const char *name = PICK(names);

	/* With its zero byte or without. */
	attr(r, RTAX_CC_ALGO, name, strlen(name) + !one_in(4));
}

void metrics(struct req *r)
{
	struct nlattr *nest = attr(r, RTA_METRICS, NULL, 0);

	for (int i = rnd(5); i--;) {
		int type = one_in(20) ? PICK(((int[]) { 0, 18, 19, 40 }))
				      : (int)(1 + rnd(RTAX_MAX));
		uint32_t v = one_in(3) ? rnd(0x100000) : rnd(300);

		if (type == RTAX_FEATURES && !one_in(6))
			v = PICK(((uint32_t[]) { 0, 1, 1, 2, 8, 16, 17, 31 }));
		if (type == RTAX_CC_ALGO)
			metric_cc(r);
		else if (one_in(30))
			attr(r, type, "abcdefgh", PICK(((int[]) { 0, 1, 2, 3, 5, 8 })));
		else
			u32(r, one_in(40) ? type | NLA_F_NESTED : type, v);
	}
	end(r, nest);
}

/* What routes of this family do not know, or only requests of another type. */
void strangers(struct req *r)
{
	static const int types[] = {
		RTA_IIF,   RTA_CACHEINFO,     RTA_MARK,	 RTA_UID, RTA_NEWDST,
		RTA_PREF,  RTA_TTL_PROPAGATE, RTA_SPORT, 31,	  RTA_EXPIRES,
		RTA_DPORT, RTA_IP_PROTO,      RTA_PAD,	 32,	  RTA_MFC_STATS
	};
	uint32_t v[2] = { rnd(4), 0 };

	attr(r, PICK(types), v, PICK(((int[]) { 1, 2, 4, 4, 4, 8 })));
}

/* Lengths and types go wrong, or the end is missing. */
void damage(struct req *r)
{
	uint32_t len = r->n.nlmsg_len;
	struct nlattr *x;
	int header = r->n.nlmsg_type == RTM_NEWADDR || r->n.nlmsg_type == RTM_DELADDR ? 8 : 12;

	if (one_in(3)) {
		r->n.nlmsg_len = NLMSG_HDRLEN + rnd(len - NLMSG_HDRLEN + 1);
		return;
	}
	if (len < (uint32_t)(NLMSG_HDRLEN + header + NLA_HDRLEN))
		return;
	x = (void *)((char *)r + NLMSG_HDRLEN + header);
	for (int i = rnd(3); i--;) {
		struct nlattr *next = (void *)((char *)x + NLA_ALIGN(x->nla_len));

		if ((char *)next + NLA_HDRLEN <= (char *)r + len)
			x = next;
	}
	if (one_in(2))
		x->nla_len = one_in(4) ? rnd(65536) : rnd(24);
	else
		x->nla_type ^= one_in(3) ? 0x8000 >> rnd(2) : 0;
}

/* ---- asking ---- */

int open_socket(struct abi *a, uint32_t groups, bool strict)
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

/* The value of @type inside the nest @outer. */
static void zero_nested(struct nlmsghdr *n, size_t header, int outer, int type)
{
	struct rtattr *x = (void *)((char *)NLMSG_DATA(n) + NLMSG_ALIGN(header)), *y;
	int rem = (int)n->nlmsg_len - (int)NLMSG_SPACE(header);

	for (; RTA_OK(x, rem); x = RTA_NEXT(x, rem)) {
		int len = RTA_PAYLOAD(x);

		if ((x->rta_type & NLA_TYPE_MASK) != outer)
			continue;
		for (y = RTA_DATA(x); RTA_OK(y, len); y = RTA_NEXT(y, len))
			if (y->rta_type == type)
				memset(RTA_DATA(y), 0, RTA_PAYLOAD(y));
	}
}

/*
 * Ages and time stamps, and how many hold a route that was looked up, are not compared; nor is who
 * once asked to be told about it, which the host keeps with the hop for all who come later.
 */
static void mask(struct nlmsghdr *n)
{
	const uint8_t *family = NLMSG_DATA(n);

	switch (n->nlmsg_type) {
	case RTM_NEWADDR:
	case RTM_DELADDR:
	case RTM_GETMULTICAST:
	case RTM_GETANYCAST:
		zero_in(n, sizeof(struct ifaddrmsg), IFA_CACHEINFO, 0, 16);
		break;
	case RTM_NEWNEXTHOPBUCKET:
		zero_nested(n, sizeof(struct nhmsg), NHA_RES_BUCKET, NHA_RES_BUCKET_IDLE_TIME);
		break;
	case RTM_NEWNEXTHOP:
	case RTM_DELNEXTHOP:
		zero_nested(n, sizeof(struct nhmsg), NHA_RES_GROUP, NHA_RES_GROUP_UNBALANCED_TIME);
		break;
	case RTM_NEWROUTE:
	case RTM_DELROUTE:
		((struct rtmsg *)NLMSG_DATA(n))->rtm_flags &= ~(RTM_F_NOTIFY | RTCF_NOTIFY);
		zero_in(n, sizeof(struct rtmsg), RTA_CACHEINFO, 0, *family == AF_INET6 ? 12 : 8);
		break;
	}
}

/* One line a message: where a datagram ends is the dump's own business. */
void read_all(struct abi *a, int fd, const char *what)
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

void ask(struct abi *a, int fd, int mon, struct req *r)
{
	note_bytes(a, "request", r, r->n.nlmsg_len);
	C(__NR_sendto, fd, r, r->n.nlmsg_len, 0, 0, 0);
	/* The host completes IPv6 addresses in a work queue. */
	if (r->n.nlmsg_type == RTM_NEWADDR && *r->body == AF_INET6)
		abi_pause(a, 10);
	read_all(a, fd, "  <");
	read_all(a, mon, "  !");
}

/* ---- the links ---- */

static void set_up(struct abi *a, int fd, int index, bool up)
{
	struct req r;
	struct ifinfomsg *i = start(&r, RTM_NEWLINK, NLM_F_ACK, sizeof(*i));

	i->ifi_index = index;
	i->ifi_change = IFF_UP;
	i->ifi_flags = up ? IFF_UP : 0;
	note_bytes(a, "request", &r, r.n.nlmsg_len);
	C(__NR_sendto, fd, &r, r.n.nlmsg_len, 0, 0, 0);
}

static void settle(struct abi *a, int fd, int mon)
{
	abi_pause(a, 1200);
	read_all(a, fd, "  <");
	read_all(a, mon, "  !");
}

void link_up(struct abi *a, int fd, int mon, int index, bool up)
{
	set_up(a, fd, index, up);
	settle(a, fd, mon);
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

void write_sysctl(struct abi *a, const char *path, const char *value)
{
	int fd = C(__NR_openat, AT_FDCWD, path, O_WRONLY, 0, 0, 0);

	if (fd < 0 || C(__NR_write, fd, value, strlen(value), 0, 0, 0) < 0)
		note(a, "cannot write %s", path);
	C(__NR_close, fd, 0, 0, 0, 0, 0);
}

void stage(struct abi *a, int fd, int mon)
{
	veth(a, fd);
	for (int index = 1; index <= 3; index++)
		set_up(a, fd, index, true);
	settle(a, fd, mon);
}
