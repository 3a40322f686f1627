// SPDX-License-Identifier: LGPL-2.1-or-later
/*
 * Requests that look right: where fuzz_netlink throws bytes, this one builds messages, so that
 * the rooms behind rtnetlink and nlctrl are reached, not only their doors.
 *
 * One input is one kernel's life, read as a list of requests by take():
 *
 *   u8 type (counted from 16), u8 flags, u8 failing allocation, u8 how, 8 bytes of family header
 *   (repeated), then attributes { u8 type, u8 kind of value, value } until kind says stop
 *
 * With 0x40 in how the rest is read as the making of one route, rule, nexthop, address or link
 * change (see shaped_request), whose gateways resolve.
 *
 * Names and indexes are mostly of devices that exist. Nothing may crash, hang or leak.
 */
#include <linux/if.h>
#include <linux/if_addr.h>
#include <linux/if_link.h>
#include <linux/netlink.h>
#include <linux/rtnetlink.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/syscall.h>

#include "kernlet.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

struct input {
	const uint8_t *p;
	size_t n;
};

struct req {
	struct nlmsghdr n;
	char body[4000];
};

static uint8_t take(struct input *in)
{
	if (!in->n)
		return 0;
	in->n--;
	return *in->p++;
}

static void take_bytes(struct input *in, void *dst, size_t n)
{
	for (size_t i = 0; i < n; i++)
		((uint8_t *)dst)[i] = take(in);
}

static struct rtattr *put(struct req *r, int type, const void *data, size_t len)
{
	struct rtattr *a = (void *)((char *)r + NLMSG_ALIGN(r->n.nlmsg_len));

	if (NLMSG_ALIGN(r->n.nlmsg_len) + RTA_SPACE(len) > sizeof(*r))
		return NULL;
	a->rta_type = type;
	a->rta_len = RTA_LENGTH(len);
	if (len)
		memcpy(RTA_DATA(a), data, len);
	r->n.nlmsg_len = NLMSG_ALIGN(r->n.nlmsg_len) + RTA_SPACE(len);
	return a;
}

static const char *const words[] = {
	"lo",	"d0",	  "d1",	  "v0",	    "v1",  "br0", "dummy",
	"veth", "bridge", "vlan", "nlctrl", "x%d", "",	  "a-name-that-is-too-long-for-it"
};
static const uint32_t numbers[] = { 0,		1,	    2,		3,	    4,
				    5,		254,	    255,	256,	    1500,
				    0x7fffffff, 0xffffffff, 0x0100000a, 0x0000007f, 0x010000e0,
				    1000,	65535,	    24 };

enum {
	KIND_STOP,
	KIND_WORD,
	KIND_NUMBER,
	KIND_U8,
	KIND_U16,
	KIND_BYTES,
	KIND_MAC,
	KIND_IN6,
	KIND_NEST,
	KIND_UNNEST,
	KIND_LYING,
	KIND_U64,
	KIND_EMPTY,
	KIND_MAX
};

static void put_value(struct req *r, struct input *in, int type, int kind)
{
	static const uint8_t mac[6] = { 2, 0, 0, 0, 0, 1 };
	uint8_t b[64] = { 0x20, 1, 0xd, 0xb8 };
	uint32_t v = numbers[take(in) % (sizeof(numbers) / sizeof(numbers[0]))];
	const char *w = words[take(in) % (sizeof(words) / sizeof(words[0]))];
	struct rtattr *a;

	switch (kind) {
	case KIND_WORD:
		put(r, type, w, strlen(w) + 1);
		break;
	case KIND_U8:
		put(r, type, &v, 1);
		break;
	case KIND_U16:
		put(r, type, &v, 2);
		break;
	case KIND_BYTES:
		take_bytes(in, b, sizeof(b));
		put(r, type, b, b[0] % sizeof(b));
		break;
	case KIND_MAC:
		put(r, type, mac, 6);
		break;
	case KIND_IN6:
		b[15] = v;
		put(r, type, b, 16);
		break;
	case KIND_LYING:
		a = put(r, type, b, 8);
		if (a)
			a->rta_len = take(in);
		break;
	case KIND_U64:
		memcpy(b, &v, 4);
		put(r, type, b, 8);
		break;
	case KIND_EMPTY:
		put(r, type, NULL, 0);
		break;
	default:
		put(r, type, &v, 4);
	}
}

static void put_attrs(struct req *r, struct input *in)
{
	struct rtattr *nest[6];
	int depth = 0;

	for (int i = 0; i < 60 && in->n; i++) {
		int type = take(in), kind = take(in) % KIND_MAX;

		if (kind == KIND_STOP)
			break;
		if (kind == KIND_NEST && depth < 6) {
			nest[depth] = put(r, type, NULL, 0);
			depth += nest[depth] != NULL;
		} else if (kind == KIND_UNNEST && depth) {
			depth--;
			nest[depth]->rta_len = (char *)r + r->n.nlmsg_len - (char *)nest[depth];
		} else {
			put_value(r, in, type & 0x7f, kind);
		}
	}
	while (depth--)
		nest[depth]->rta_len = (char *)r + r->n.nlmsg_len - (char *)nest[depth];
}

static size_t header_size(int type)
{
	switch ((type - 16) & ~3) {
	case RTM_NEWADDR - 16:
		return sizeof(struct ifaddrmsg);
	case RTM_NEWROUTE - 16:
	case RTM_NEWRULE - 16:
		return sizeof(struct rtmsg);
	case 28 - 16: /* neighbours */
		return 12;
	case RTM_NEWNSID - 16:
		return 4;
	default:
		return sizeof(struct ifinfomsg);
	}
}

/* ---- routes and what they lean on ---- */

#define PICK(in, pool) (pool)[take(in) % (sizeof(pool) / sizeof((pool)[0]))]

/* One of eight neighbours on d0. */
static void put_neighbour(struct req *r, struct input *in, int type, int family)
{
	uint8_t v4[4] = { 10, 0, 0, take(in) % 8 };
	uint8_t v6[16] = { 0x20, 1, 0xd, 0xb8, [15] = v4[3] };

	put(r, type, family == AF_INET ? v4 : v6, family == AF_INET ? 4 : 16);
}

static void put_prefix(struct req *r, struct input *in, struct rtmsg *m)
{
	static const uint8_t lens[] = { 0, 16, 16, 24, 24, 24, 32, 64, 129 };
	uint8_t b[16] = { 0x20, take(in) & 1, take(in) & 1 };

	m->rtm_dst_len = PICK(in, lens);
	for (int bit = m->rtm_dst_len; bit < 128; bit++)
		b[bit / 8] &= ~(0x80 >> bit % 8);
	if (m->rtm_dst_len)
		put(r, RTA_DST, b, m->rtm_family == AF_INET ? 4 : 16);
}

static void put_metrics(struct req *r, struct input *in)
{
	struct rtattr *nest = put(r, RTA_METRICS, NULL, 0);

	for (int i = take(in) % 4; nest && i--;) {
		int type = take(in) % 20;
		uint32_t v = take(in);

		if (type == RTAX_CC_ALGO)
			put(r, type, v & 1 ? "cubic" : "nosuch", 6);
		else
			put(r, type, &v, 4);
	}
	if (nest)
		nest->rta_len = (char *)r + r->n.nlmsg_len - (char *)nest;
}

static void put_hops(struct req *r, struct input *in, int family)
{
	struct rtattr *nest = put(r, RTA_MULTIPATH, NULL, 0);

	for (int i = take(in) % 5; nest && i--;) {
		struct rtnexthop *h = (void *)((char *)r + r->n.nlmsg_len);
		uint8_t what = take(in);

		if (r->n.nlmsg_len + 100 > sizeof(*r))
			break;
		*h = (struct rtnexthop) { .rtnh_hops = take(in), .rtnh_ifindex = what & 3 };
		h->rtnh_flags = what & 4 ? RTNH_F_ONLINK : 0;
		r->n.nlmsg_len += sizeof(*h);
		if (what & 0x38)
			put_neighbour(r, in, RTA_GATEWAY, family);
		h->rtnh_len = what > 250 ? take(in) : (char *)r + r->n.nlmsg_len - (char *)h;
	}
	if (nest)
		nest->rta_len = (char *)r + r->n.nlmsg_len - (char *)nest;
}

static void put_route_attr(struct req *r, struct input *in, int family)
{
	static const uint8_t small[] = { RTA_OIF,      RTA_OIF,	    RTA_PRIORITY,
					 RTA_PRIORITY, RTA_TABLE,   RTA_FLOW,
					 RTA_MARK,     RTA_EXPIRES, 30 /* RTA_NH_ID */ };
	uint32_t v;

	switch (take(in) % 8) {
	case 0:
	case 1:
		put_neighbour(r, in, RTA_GATEWAY, family);
		break;
	case 2:
		put_hops(r, in, family);
		break;
	case 3:
		put_metrics(r, in);
		break;
	case 4:
		put_neighbour(r, in, take(in) & 1 ? RTA_PREFSRC : RTA_SRC, family);
		break;
	case 5:
		v = take(in);
		put(r, take(in) & 1 ? RTA_PREF : 26 /* RTA_TTL_PROPAGATE */, &v, 1);
		break;
	default:
		v = take(in) % 6;
		put(r, PICK(in, small), &v, 4);
	}
}

static void shape_route(struct req *r, struct input *in, int family)
{
	static const uint8_t types[] = { RTM_NEWROUTE, RTM_NEWROUTE, RTM_NEWROUTE, RTM_DELROUTE,
					 RTM_GETROUTE };
	static const uint8_t kinds[] = { 1, 1, 1, 1, 1, 1, 1, 2, 6, 7, 9, 0, 13 };
	static const uint8_t scopes[] = { 0, 0, 0, 0, 253, 254 };
	struct rtmsg *m = (void *)r->body;

	r->n.nlmsg_len = NLMSG_LENGTH(sizeof(*m));
	r->n.nlmsg_type = PICK(in, types);
	m->rtm_family = family;
	m->rtm_type = PICK(in, kinds);
	m->rtm_scope = PICK(in, scopes);
	m->rtm_protocol = take(in) % 5;
	m->rtm_table = take(in) & 3 ? RT_TABLE_MAIN : take(in);
	m->rtm_flags = take(in) > 230 ? RTNH_F_ONLINK : 0;
	m->rtm_src_len = family == AF_INET6 && take(in) > 240 ? 64 : 0;
	put_prefix(r, in, m);
	for (int i = take(in) % 7; i--;)
		put_route_attr(r, in, family);
}

static void shape_address(struct req *r, struct input *in, int family)
{
	struct ifaddrmsg *m = (void *)r->body;
	uint32_t nodad = IFA_F_NODAD;

	r->n.nlmsg_len = NLMSG_LENGTH(sizeof(*m));
	r->n.nlmsg_type = take(in) & 1 ? RTM_NEWADDR : RTM_DELADDR;
	*m = (struct ifaddrmsg) { .ifa_family = family,
				  .ifa_prefixlen = family == AF_INET ? 24 : 64,
				  .ifa_index = 2 + take(in) % 3 };
	put_neighbour(r, in, IFA_LOCAL, family);
	put(r, IFA_FLAGS, &nodad, 4);
}

static void shape_link(struct req *r, struct input *in)
{
	struct ifinfomsg *m = (void *)r->body;

	r->n.nlmsg_len = NLMSG_LENGTH(sizeof(*m));
	r->n.nlmsg_type = take(in) > 250 ? RTM_DELLINK : RTM_NEWLINK;
	*m = (struct ifinfomsg) { .ifi_index = 1 + take(in) % 5,
				  .ifi_change = IFF_UP,
				  .ifi_flags = take(in) & 1 ? IFF_UP : 0 };
}

/* RTM_NEWNEXTHOP and RTM_DELNEXTHOP: NHA_ID, _GROUP, _BLACKHOLE, _OIF, _GATEWAY. */
static void shape_nexthop(struct req *r, struct input *in, int family)
{
	uint32_t id = 1 + take(in) % 5, oif = 2 + take(in) % 2;
	uint8_t group[16] = { 1 + take(in) % 5, [4] = take(in), [8] = 1 + take(in) % 5 };

	r->n.nlmsg_len = NLMSG_LENGTH(8);
	r->n.nlmsg_type = 104 + (take(in) % 4 == 0);
	put(r, 1, &id, 4);
	if (r->n.nlmsg_type == 105)
		return;
	switch (take(in) % 4) {
	case 0:
		put(r, 2, group, take(in) & 1 ? 8 : 16);
		return;
	case 1:
		put(r, 4, NULL, 0);
		break;
	default:
		put(r, 5, &oif, 4);
		put_neighbour(r, in, 6, family);
	}
	r->body[0] = family;
}

static void shape_rule(struct req *r, struct input *in, int family)
{
	uint32_t v = take(in) % 8;

	r->n.nlmsg_len = NLMSG_LENGTH(sizeof(struct rtmsg));
	r->n.nlmsg_type = take(in) & 1 ? RTM_NEWRULE : RTM_DELRULE;
	r->body[0] = family;
	r->body[4] = take(in); /* table */
	r->body[7] = 1 + take(in) % 8; /* action */
	put(r, 6 /* FRA_PRIORITY */, &v, 4);
	put(r, 4 /* FRA_GOTO */ + take(in) % 14, &v, 4);
}

static void shaped_request(struct req *r, struct input *in, int family)
{
	memset(r->body, 0, 16);
	switch (take(in) % 10) {
	case 0:
		shape_address(r, in, family);
		break;
	case 1:
		shape_link(r, in);
		break;
	case 2:
		shape_nexthop(r, in, family);
		break;
	case 3:
		shape_rule(r, in, family);
		break;
	default:
		shape_route(r, in, family);
	}
}

static void drain(struct kernlet_task *t, int fd)
{
	static char buf[32768];

	for (int i = 0; i < 50; i++)
		if (kernlet_recv(t, fd, buf, sizeof(buf), MSG_DONTWAIT) < 0)
			return;
}

static void one_request(struct kernlet *k, struct kernlet_task *t, int fd, struct input *in)
{
	static struct req r;
	int type = 16 + take(in) % 110, flags = take(in), fail = take(in), how = take(in);
	size_t hdr = header_size(type);
	uint8_t *copy;

	memset(&r, 0, sizeof(r));
	r.n.nlmsg_len = NLMSG_LENGTH(hdr);
	r.n.nlmsg_type = type;
	r.n.nlmsg_flags = NLM_F_REQUEST | (flags & 7) | (flags & 0xf8) << 5;
	take_bytes(in, r.body, hdr < 12 ? hdr : 12);
	/* A family that exists and an index that may. */
	r.body[0] = how & 1 ? AF_INET : how & 2 ? AF_INET6 : how & 4 ? AF_BRIDGE : r.body[0] & 0x1f;
	if (hdr >= 8 && how & 8) {
		uint32_t index = (uint8_t)r.body[4] % 8;

		memcpy(r.body + 4, &index, 4);
	}
	if (how & 0x40)
		shaped_request(&r, in, how & 1 ? AF_INET : AF_INET6);
	else
		put_attrs(&r, in);
	copy = malloc(r.n.nlmsg_len); /* its own block, so that a read past its end is seen */
	memcpy(copy, &r, r.n.nlmsg_len);
	kernlet_fail_alloc(k, fail, fail < 100 && fail ? 1 : 0);
	kernlet_send(t, fd, copy, r.n.nlmsg_len, MSG_DONTWAIT);
	kernlet_fail_alloc(k, 0, 0);
	free(copy);
	if (how & 0x10)
		drain(t, fd);
	if (how & 0x20)
		kernlet_advance(k, 1000000000u);
}

static void furnish_address(struct kernlet_task *t, int fd, int family)
{
	static const uint8_t own = 1;
	struct input in = { &own, 1 };
	struct req r;

	memset(&r, 0, sizeof(r));
	shape_address(&r, &in, family); /* reads RTM_NEWADDR of neighbour 0 on the second device */
	r.n.nlmsg_flags = NLM_F_REQUEST | NLM_F_CREATE;
	((uint8_t *)&r)[NLMSG_LENGTH(sizeof(struct ifaddrmsg)) + (family == AF_INET ? 7 : 19)] = 1;
	kernlet_send(t, fd, &r, r.n.nlmsg_len, 0);
	drain(t, fd);
}

/* A small world to work on. */
static void furnish(struct kernlet_task *t, int fd)
{
	static const char *const kinds[][2] = { { "d0", "dummy" },
						{ "v0", "veth" },
						{ "br0", "bridge" } };
	struct req r;

	for (size_t i = 0; i < 3; i++) {
		struct rtattr *info;

		memset(&r, 0, sizeof(r));
		r.n.nlmsg_len = NLMSG_LENGTH(sizeof(struct ifinfomsg));
		r.n.nlmsg_type = RTM_NEWLINK;
		r.n.nlmsg_flags = NLM_F_REQUEST | NLM_F_CREATE;
		((struct ifinfomsg *)r.body)->ifi_flags = IFF_UP;
		((struct ifinfomsg *)r.body)->ifi_change = IFF_UP;
		put(&r, IFLA_IFNAME, kinds[i][0], 3);
		info = put(&r, IFLA_LINKINFO, NULL, 0);
		put(&r, IFLA_INFO_KIND, kinds[i][1], strlen(kinds[i][1]));
		info->rta_len = (char *)&r + r.n.nlmsg_len - (char *)info;
		kernlet_send(t, fd, &r, r.n.nlmsg_len, 0);
		drain(t, fd);
	}
	furnish_address(t, fd, AF_INET);
	furnish_address(t, fd, AF_INET6);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const struct kernlet_config cfg = { .size = sizeof(cfg),
					    .clock = KERNLET_CLOCK_VIRTUAL,
					    .seed = 1,
					    .mem_limit = 32u << 20 };
	struct sockaddr_nl all = { .nl_family = AF_NETLINK, .nl_groups = ~0u };
	struct input in = { data, size };
	struct kernlet_stats st;
	struct kernlet_task *t;
	struct kernlet *k;
	int fd, listener, one = 1;

	if (kernlet_boot(&cfg, &k) || kernlet_task_create(k, NULL, &t))
		abort();
	fd = kernlet_socket(t, AF_NETLINK, SOCK_RAW, NETLINK_ROUTE);
	listener = kernlet_socket(t, AF_NETLINK, SOCK_RAW, NETLINK_ROUTE);
	kernlet_bind(t, listener, &all, sizeof(all));
	kernlet_setsockopt(t, fd, SOL_NETLINK, NETLINK_EXT_ACK, &one, sizeof(one));
	if (take(&in) & 1)
		kernlet_setsockopt(t, fd, SOL_NETLINK, NETLINK_GET_STRICT_CHK, &one, sizeof(one));
	furnish(t, fd);
	for (int i = 0; i < 40 && in.n; i++)
		one_request(k, t, fd, &in);
	drain(t, fd);
	drain(t, listener);
	kernlet_advance(k, 3000000000u);
	kernlet_task_exit(t);
	kernlet_get_stats(k, &st);
	if (st.tasks || st.files)
		abort();
	kernlet_shutdown(k);
	return 0;
}

#ifndef WITH_LIBFUZZER
/* Without libFuzzer: @argv[1] inputs (default 300) of deterministic noise. */
int main(int argc, char **argv)
{
	static uint8_t buf[1024];
	uint64_t state = 88172645463325252ull;

	int lives = argc > 1 ? atoi(argv[1]) : 300;

	for (int i = 0; i < lives; i++) {
		for (size_t j = 0; j < sizeof(buf); j++) {
			state ^= state << 13;
			state ^= state >> 7;
			state ^= state << 17;
			buf[j] = state;
		}
		LLVMFuzzerTestOneInput(buf, sizeof(buf));
	}
	printf("1..1\nok 1 - %d lives of likely requests\n", lives);
	return 0;
}
#endif
