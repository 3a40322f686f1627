/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Nexthop objects: what is refused and how, what replacing and removing do to groups and routes,
 * what is told.
 */
#include "unit.h"

#include "nexthop_util.h"

/* ---- refusals ------------------------------------------------------------------------------ */

struct refusal {
	const char *text;
	int err;
	void (*build)(struct req *r);
};

#define NEW(r, family, id) nh_init(r, RTM_NEWNEXTHOP, CREATE, family, id)

static void no_family(struct req *r)
{
	NEW(r, AF_UNSPEC, 9);
	req_u32(r, NHA_OIF, D0);
}
static void bad_scope(struct req *r)
{
	NEW(r, AF_INET, 9)->nh_scope = 1;
}
static void bad_flags(struct req *r)
{
	NEW(r, AF_INET, 9)->nh_flags = RTNH_F_DEAD;
}
static void no_device(struct req *r)
{
	NEW(r, AF_INET, 9);
}
static void unknown_device(struct req *r)
{
	NEW(r, AF_INET, 9);
	req_u32(r, NHA_OIF, 77);
}
static void device_down(struct req *r)
{
	NEW(r, AF_INET, 9);
	req_u32(r, NHA_OIF, 3);
}
static void short_gateway(struct req *r)
{
	NEW(r, AF_INET, 9);
	req_u32(r, NHA_OIF, D0);
	req_attr(r, NHA_GATEWAY, "xy", 2);
}
static void onlink_alone(struct req *r)
{
	NEW(r, AF_INET, 9)->nh_flags = RTNH_F_ONLINK;
	req_u32(r, NHA_OIF, D0);
}
static void gateway_far(struct req *r)
{
	NEW(r, AF_INET, 9);
	req_u32(r, NHA_OIF, D0);
	req_u32(r, NHA_GATEWAY, ip4("99.0.0.1"));
}
static void gateway_is_ours(struct req *r)
{
	NEW(r, AF_INET6, 9);
	req_u32(r, NHA_OIF, D0);
	nh_gw6(r, "2001:db8::1");
}
static void blackhole_gateway(struct req *r)
{
	NEW(r, AF_INET, 9);
	req_attr(r, NHA_BLACKHOLE, NULL, 0);
	req_u32(r, NHA_GATEWAY, ip4("10.0.0.2"));
}
static void fdb_device(struct req *r)
{
	NEW(r, AF_INET, 9);
	req_attr(r, NHA_FDB, NULL, 0);
	req_u32(r, NHA_OIF, D0);
}
static void fdb_onlink(struct req *r)
{
	NEW(r, AF_INET, 9)->nh_flags = RTNH_F_ONLINK;
	req_attr(r, NHA_FDB, NULL, 0);
}
static void encap_alone(struct req *r)
{
	uint16_t type = 1;

	NEW(r, AF_INET, 9);
	req_u32(r, NHA_OIF, D0);
	req_attr(r, NHA_ENCAP_TYPE, &type, sizeof(type));
}
static void encap_untyped(struct req *r)
{
	NEW(r, AF_INET, 9);
	req_u32(r, NHA_OIF, D0);
	req_attr(r, NHA_ENCAP | NLA_F_NESTED, NULL, 0);
}
static void stats_of_one(struct req *r)
{
	NEW(r, AF_INET, 9);
	req_u32(r, NHA_OIF, D0);
	req_u32(r, KNHA_HW_STATS_ENABLE, 1);
}
static void replace_any(struct req *r)
{
	nh_init(r, RTM_NEWNEXTHOP, REPLACE, AF_INET, 0);
	req_u32(r, NHA_OIF, D0);
}
static void replace_none(struct req *r)
{
	nh_init(r, RTM_NEWNEXTHOP, NLM_F_REPLACE, AF_INET, 9);
	req_u32(r, NHA_OIF, D0);
}
static void exists(struct req *r)
{
	NEW(r, AF_INET, 1);
	req_u32(r, NHA_OIF, D0);
}

static void group_family(struct req *r)
{
	nh_group_init(r, CREATE, 9, 1, 0, 1);
	((struct nhmsg *)NLMSG_DATA(&r->n))->nh_family = AF_INET;
}
static void group_type(struct req *r)
{
	uint16_t type = 2;

	nh_group_init(r, CREATE, 9, 1, 0, 1);
	req_attr(r, NHA_GROUP_TYPE, &type, sizeof(type));
}
static void group_empty(struct req *r)
{
	NEW(r, AF_UNSPEC, 9);
	req_attr(r, NHA_GROUP, NULL, 0);
}
static void group_reserved(struct req *r)
{
	struct knexthop_grp g = { 1, 0, 0, 1 };

	NEW(r, AF_UNSPEC, 9);
	req_attr(r, NHA_GROUP, &g, sizeof(g));
}
static void group_heavy(struct req *r)
{
	nh_group_init(r, CREATE, 9, 1, 0, 65536);
}
static void group_twice(struct req *r)
{
	nh_group_init(r, CREATE, 9, 1, 1, 1);
}
static void group_device(struct req *r)
{
	nh_group_init(r, CREATE, 9, 1, 0, 1);
	req_u32(r, NHA_OIF, D0);
}
static void group_unknown(struct req *r)
{
	nh_group_init(r, CREATE, 9, 1, 99, 1);
}
static void group_nested(struct req *r)
{
	nh_group_init(r, CREATE, 9, 10, 0, 1);
}
static void group_nested_res(struct req *r)
{
	nh_group_init(r, CREATE, 9, 11, 0, 1);
}
static void group_blackhole(struct req *r)
{
	nh_group_init(r, CREATE, 9, 1, 3, 1);
}
static void group_fdb_in(struct req *r)
{
	nh_group_init(r, CREATE, 9, 4, 0, 1);
}
static void group_fdb_of_others(struct req *r)
{
	nh_group_init(r, CREATE, 9, 1, 0, 1);
	req_attr(r, NHA_FDB, NULL, 0);
}
static void group_fdb_mixed(struct req *r)
{
	nh_group_init(r, CREATE, 9, 4, 5, 1);
	req_attr(r, NHA_FDB, NULL, 0);
}
static void res_no_buckets(struct req *r)
{
	uint16_t type = NEXTHOP_GRP_TYPE_RES;

	nh_group_init(r, CREATE, 9, 1, 0, 1);
	req_attr(r, NHA_GROUP_TYPE, &type, sizeof(type));
}
static void res_zero_buckets(struct req *r)
{
	uint16_t zero = 0;
	struct rtattr *nest;

	res_no_buckets(r);
	nest = req_nest(r, NHA_RES_GROUP | NLA_F_NESTED);
	req_attr(r, NHA_RES_GROUP_BUCKETS, &zero, sizeof(zero));
	req_nest_end(r, nest);
}

static void del_header(struct req *r)
{
	nh_init(r, RTM_DELNEXTHOP, 0, AF_UNSPEC, 1)->nh_protocol = 1;
}
static void del_nothing(struct req *r)
{
	nh_init(r, RTM_DELNEXTHOP, 0, AF_UNSPEC, 0);
}
static void del_zero(struct req *r)
{
	nh_init(r, RTM_DELNEXTHOP, 0, AF_UNSPEC, 0);
	req_u32(r, NHA_ID, 0);
}
static void del_unknown(struct req *r)
{
	nh_init(r, RTM_DELNEXTHOP, 0, AF_UNSPEC, 99);
}
static void get_unknown(struct req *r)
{
	nh_init(r, RTM_GETNEXTHOP, 0, AF_UNSPEC, 99);
}
static void get_op_flags(struct req *r)
{
	nh_init(r, RTM_GETNEXTHOP, 0, AF_UNSPEC, 1);
	req_u32(r, KNHA_OP_FLAGS, 4);
}
static void bucket_init(struct req *r, uint32_t id, uint16_t index)
{
	struct rtattr *nest;

	nh_init(r, RTM_GETNEXTHOPBUCKET, 0, AF_UNSPEC, id);
	nest = req_nest(r, NHA_RES_BUCKET | NLA_F_NESTED);
	if (index != 0xffff)
		req_attr(r, NHA_RES_BUCKET_INDEX, &index, sizeof(index));
	req_nest_end(r, nest);
}
static void bucket_missing(struct req *r)
{
	nh_init(r, RTM_GETNEXTHOPBUCKET, 0, AF_UNSPEC, 11);
}
static void bucket_no_index(struct req *r)
{
	bucket_init(r, 11, 0xffff);
}
static void bucket_single(struct req *r)
{
	bucket_init(r, 1, 0);
}
static void bucket_hash(struct req *r)
{
	bucket_init(r, 10, 0);
}
static void bucket_past_end(struct req *r)
{
	bucket_init(r, 11, 4);
}

static const struct refusal refusals[] = {
	{ "Invalid address family", -EINVAL, no_family },
	{ "Invalid values in ancillary header", -EINVAL, bad_scope },
	{ "Invalid nexthop flags in ancillary header", -EINVAL, bad_flags },
	{ "Device attribute required for non-blackhole and non-fdb nexthops", -EINVAL, no_device },
	{ "Invalid device index", -EINVAL, unknown_device },
	{ "Nexthop device is not up", -ENETDOWN, device_down },
	{ "Invalid gateway", -EINVAL, short_gateway },
	{ "ONLINK flag can not be set for nexthop without a gateway", -EINVAL, onlink_alone },
	{ "Nexthop has invalid gateway", -ENETUNREACH, gateway_far },
	{ "Gateway can not be a local address", -EINVAL, gateway_is_ours },
	{ "Blackhole attribute can not be used with gateway, oif, encap or fdb", -EINVAL,
	  blackhole_gateway },
	{ "Fdb attribute can not be used with encap, oif or blackhole", -EINVAL, fdb_device },
	{ "Unsupported nexthop flags in ancillary header", -EINVAL, fdb_onlink },
	{ "LWT encapsulation attribute is missing", -EINVAL, encap_alone },
	{ "LWT encapsulation type is missing", -EINVAL, encap_untyped },
	{ "Cannot enable nexthop hardware statistics for non-group nexthops", -EINVAL,
	  stats_of_one },
	{ "Replace requires nexthop id", -EINVAL, replace_any },
	{ "Replace specified without create and no entry exists", -ENOENT, replace_none },
	{ "", -EEXIST, exists },
	{ "Invalid family for group", -EINVAL, group_family },
	{ "Invalid group type", -EINVAL, group_type },
	{ "Invalid length for nexthop group attribute", -EINVAL, group_empty },
	{ "Reserved field in nexthop_grp must be 0", -EINVAL, group_reserved },
	{ "Invalid value for weight", -EINVAL, group_heavy },
	{ "Nexthop id can not be used twice in a group", -EINVAL, group_twice },
	{ "No other attributes can be set in nexthop groups", -EINVAL, group_device },
	{ "Invalid nexthop id", -EINVAL, group_unknown },
	{ "Hash-threshold group can not be a nexthop within a group", -EINVAL, group_nested },
	{ "Resilient group can not be a nexthop within a group", -EINVAL, group_nested_res },
	{ "Blackhole nexthop can not be used in a group with more than 1 path", -EINVAL,
	  group_blackhole },
	{ "Non FDB nexthop group cannot have fdb nexthops", -EINVAL, group_fdb_in },
	{ "FDB nexthop group can only have fdb nexthops", -EINVAL, group_fdb_of_others },
	{ "FDB nexthop group cannot have mixed family nexthops", -EINVAL, group_fdb_mixed },
	{ "Number of buckets not specified for nexthop group insertion", -EINVAL, res_no_buckets },
	{ "Number of buckets needs to be non-0", -EINVAL, res_zero_buckets },
	{ "Invalid values in header", -EINVAL, del_header },
	{ "Nexthop id is missing", -EINVAL, del_nothing },
	{ "Invalid nexthop id", -EINVAL, del_zero },
	{ "", -ENOENT, del_unknown },
	{ "", -ENOENT, get_unknown },
	{ "reserved bit set", -EINVAL, get_op_flags },
	{ "Bucket information is missing", -EINVAL, bucket_missing },
	{ "Bucket index is missing", -EINVAL, bucket_no_index },
	{ "Not a nexthop group", -EINVAL, bucket_single },
	{ "Nexthop group not of type resilient", -EINVAL, bucket_hash },
	{ "Bucket index out of bounds", -ENOENT, bucket_past_end },
};

/* 1, 2 single; 3 blackhole; 4, 5 fdb of either family; 10 group; 11 resilient. A device 3, down. */
static int setup_all(struct unit *u)
{
	struct ifinfomsg ifm = { 0 };
	int fd = nh_setup(u);
	struct rtattr *nest;
	struct req r;

	req_init(&r, RTM_NEWLINK, CREATE, &ifm, sizeof(ifm));
	nest = req_nest(&r, IFLA_LINKINFO);
	req_str(&r, IFLA_INFO_KIND, "dummy");
	req_nest_end(&r, nest);
	assert_int_equal(u_request(u, fd, &r), 0);
	assert_int_equal(nh_single(u, fd, CREATE, 1, "10.0.0.2"), 0);
	assert_int_equal(nh_single(u, fd, CREATE, 2, "10.0.0.3"), 0);
	assert_int_equal(nh_flag(u, fd, 3, AF_INET, NHA_BLACKHOLE), 0);
	assert_int_equal(nh_flag(u, fd, 4, AF_INET, NHA_FDB), 0);
	assert_int_equal(nh_flag(u, fd, 5, AF_INET6, NHA_FDB), 0);
	assert_int_equal(nh_group(u, fd, CREATE, 10, 1, 2), 0);
	assert_int_equal(nh_resilient(u, fd, CREATE, 11, 2, 4, 100, 0), 0);
	return fd;
}

static void test_refusals(void **state)
{
	struct unit *u = *state;
	int fd = setup_all(u);
	struct req r;

	for (size_t i = 0; i < sizeof(refusals) / sizeof(refusals[0]); i++) {
		refusals[i].build(&r);
		assert_int_equal(u_request(u, fd, &r), refusals[i].err);
		assert_string_equal(u_extack(u), refusals[i].text);
	}
}

static void test_replace_refusals(void **state)
{
	struct unit *u = *state;
	int fd = setup_all(u);
	struct req r;

	assert_int_equal(nh_group(u, fd, REPLACE, 1, 2, 0), -EINVAL);
	assert_string_equal(u_extack(u), "Can not replace a nexthop with a nexthop group.");
	assert_int_equal(nh_single(u, fd, REPLACE, 10, "10.0.0.9"), -EINVAL);
	assert_string_equal(u_extack(u), "Can not replace a nexthop group with a nexthop.");
	assert_int_equal(nh_group(u, fd, REPLACE, 11, 1, 2), -EINVAL);
	assert_string_equal(u_extack(u),
			    "Can not replace a nexthop group with one of a different type.");
	assert_int_equal(nh_resilient(u, fd, REPLACE, 11, 2, 5, 1, 1), -EINVAL);
	assert_string_equal(u_extack(u),
			    "Can not change number of buckets of a resilient nexthop group.");
	nh_init(&r, RTM_NEWNEXTHOP, REPLACE, AF_INET, 1);
	req_attr(&r, NHA_BLACKHOLE, NULL, 0);
	assert_int_equal(u_request(u, fd, &r), -EINVAL);
	assert_string_equal(
		u_extack(u),
		"Blackhole nexthop can not be a member of a group with more than one path");
	nh_init(&r, RTM_NEWNEXTHOP, REPLACE, AF_INET, 1);
	req_attr(&r, NHA_FDB, NULL, 0);
	assert_int_equal(u_request(u, fd, &r), -EINVAL);
	assert_string_equal(u_extack(u), "Cannot change nexthop FDB status while in a group");
}

static void test_route_refusals(void **state)
{
	struct unit *u = *state;
	int fd = setup_all(u);

	assert_int_equal(nh_route(u, fd, RTM_NEWROUTE, CREATE, AF_INET, "1.0.0.0", 8, 99), -EINVAL);
	assert_string_equal(u_extack(u), "Nexthop id does not exist");
	assert_int_equal(nh_route(u, fd, RTM_NEWROUTE, CREATE, AF_INET, "1.0.0.0", 8, 4), -EINVAL);
	assert_string_equal(u_extack(u), "Route cannot point to a fdb nexthop");
	assert_int_equal(nh_route(u, fd, RTM_NEWROUTE, CREATE, AF_INET6, "2001::", 16, 1), -EINVAL);
	assert_string_equal(u_extack(u), "IPv6 routes can not use an IPv4 nexthop");
	assert_int_equal(nh_route(u, fd, RTM_NEWROUTE, CREATE, AF_INET6, "2001::", 16, 10),
			 -EINVAL);
	assert_string_equal(u_extack(u), "IPv6 routes can not use an IPv4 nexthop");
	assert_int_equal(nh_route(u, fd, RTM_NEWROUTE, CREATE, AF_INET6, "2001::", 16, 5), -EINVAL);
	assert_string_equal(u_extack(u), "Route cannot point to a fdb nexthop");
	assert_int_equal(nh_route(u, fd, RTM_DELROUTE, 0, AF_INET, "1.0.0.0", 8, 99), -EINVAL);
	assert_string_equal(u_extack(u), "Nexthop id does not exist");
}

/* ---- messages ------------------------------------------------------------------------------ */

static const struct nlmsghdr *get(struct unit *u, int fd, uint32_t id, uint32_t op_flags)
{
	struct req r;

	nh_init(&r, RTM_GETNEXTHOP, 0, AF_UNSPEC, id);
	if (op_flags)
		req_u32(&r, KNHA_OP_FLAGS, op_flags);
	assert_int_equal(u_send(u, fd, &r), 0);
	if (u_recv(u, fd) <= 0 || ((struct nlmsghdr *)u->buf)->nlmsg_type != RTM_NEWNEXTHOP)
		return NULL;
	return (const struct nlmsghdr *)u->buf;
}

/* The body of the message in u->buf, byte for byte. */
static void assert_body(struct unit *u, const void *want, size_t len)
{
	const struct nlmsghdr *n = (const struct nlmsghdr *)u->buf;

	assert_int_equal(n->nlmsg_len - NLMSG_HDRLEN, len);
	assert_memory_equal(NLMSG_DATA(n), want, len);
}

static void test_messages(void **state)
{
	static const uint8_t single[] = { AF_INET,     RT_SCOPE_LINK,
					  0,	       0,
					  0,	       0,
					  0,	       0, /* nhmsg */
					  8,	       0,
					  NHA_ID,      0,
					  1,	       0,
					  0,	       0, /**/
					  8,	       0,
					  NHA_OIF,     0,
					  D0,	       0,
					  0,	       0, /**/
					  8,	       0,
					  NHA_GATEWAY, 0,
					  10,	       0,
					  0,	       2 };
	static const uint8_t black[] = { AF_INET, 0, 0,
					 0,	  0, 0,
					 0,	  0, /**/
					 8,	  0, NHA_ID,
					 0,	  3, 0,
					 0,	  0, /**/
					 4,	  0, NHA_BLACKHOLE,
					 0 };
	static const uint8_t group[] = { 0,  0,	   0,
					 0,  0,	   0,
					 0,  0, /**/
					 8,  0,	   NHA_ID,
					 0,  12,   0,
					 0,  0, /**/
					 6,  0,	   NHA_GROUP_TYPE,
					 0,  0,	   0,
					 0,  0, /**/
					 20, 0,	   NHA_GROUP,
					 0,  1,	   0,
					 0,  0,	   0xe7,
					 3,  0,	   0, /**/
					 2,  0,	   0,
					 0,  0xe7, 3,
					 0,  0, /**/
					 8,  0,	   KNHA_OP_FLAGS,
					 0,  0,	   0,
					 0,  0x80 };
	struct unit *u = *state;
	int fd = setup_all(u);
	struct req r;

	assert_non_null(get(u, fd, 1, 0));
	assert_body(u, single, sizeof(single));
	assert_non_null(get(u, fd, 3, 0));
	assert_body(u, black, sizeof(black));
	nh_group_init(&r, CREATE, 12, 1, 2, 1000);
	assert_int_equal(u_request(u, fd, &r), 0);
	assert_non_null(get(u, fd, 12, 0));
	assert_body(u, group, sizeof(group));
}

static void test_stats(void **state)
{
	struct unit *u = *state;
	int fd = setup_all(u);
	const struct nlmsghdr *n = get(u, fd, 10, KNHA_OP_FLAG_DUMP_STATS);
	const struct rtattr *a, *e;

	assert_non_null(n);
	a = u_attr(n, sizeof(struct nhmsg), KNHA_HW_STATS_ENABLE);
	assert_int_equal(*(uint32_t *)RTA_DATA(a), 0);
	a = u_attr(n, sizeof(struct nhmsg), KNHA_GROUP_STATS);
	assert_non_null(a);
	e = RTA_DATA(a);
	assert_int_equal(e->rta_type, KNHA_GROUP_STATS_ENTRY | NLA_F_NESTED);
	assert_int_equal(e->rta_len, 20);
	assert_null(u_attr(n, sizeof(struct nhmsg), KNHA_HW_STATS_USED));
}

/* Ids are given in order, past those that are taken. */
static void test_auto_id(void **state)
{
	struct unit *u = *state;
	int fd = nh_setup(u);

	assert_int_equal(nh_single(u, fd, CREATE, 2, "10.0.0.2"), 0);
	assert_int_equal(nh_single(u, fd, CREATE, 0, "10.0.0.3"), 0);
	assert_int_equal(nh_single(u, fd, CREATE, 0, "10.0.0.4"), 0);
	assert_non_null(get(u, fd, 1, 0));
	assert_non_null(get(u, fd, 3, 0));
	assert_null(get(u, fd, 4, 0));
}

/* How many messages a dump of @type with @attr set shows, and the ids of the first few. */
static uint32_t dump(struct unit *u, int fd, int family, int attr, uint32_t value, uint32_t *ids)
{
	const struct nlmsghdr *n;
	uint32_t count = 0;
	struct req r;
	long got;

	nh_init(&r, RTM_GETNEXTHOP, NLM_F_DUMP, family, 0);
	if (attr == NHA_GROUPS)
		req_attr(&r, attr, NULL, 0);
	else if (attr)
		req_u32(&r, attr, value);
	assert_int_equal(u_send(u, fd, &r), 0);
	while ((got = u_recv(u, fd)) > 0)
		for (n = (const void *)u->buf; NLMSG_OK(n, (unsigned long)got);
		     n = NLMSG_NEXT(n, got)) {
			if (n->nlmsg_type == NLMSG_DONE)
				return count;
			assert_int_equal(n->nlmsg_type, RTM_NEWNEXTHOP);
			memcpy(&ids[count++ % 32],
			       RTA_DATA(u_attr(n, sizeof(struct nhmsg), NHA_ID)), 4);
		}
	fail_msg("the dump did not end");
	return 0;
}

static void test_dump(void **state)
{
	struct unit *u = *state;
	int fd = setup_all(u);
	uint32_t ids[32];

	assert_int_equal(nh_single(u, fd, CREATE, ~0u, "fe80::1"), 0);
	assert_int_equal(dump(u, fd, AF_UNSPEC, 0, 0, ids), 8);
	assert_int_equal(ids[0], 1);
	assert_int_equal(ids[5], 10);
	assert_int_equal(ids[7], ~0u);
	assert_int_equal(dump(u, fd, AF_INET, 0, 0, ids), 4);
	assert_int_equal(dump(u, fd, AF_INET6, 0, 0, ids), 2);
	assert_int_equal(dump(u, fd, AF_UNSPEC, NHA_GROUPS, 0, ids), 2);
	assert_int_equal(dump(u, fd, AF_UNSPEC, NHA_OIF, D0, ids), 3);
	assert_int_equal(dump(u, fd, AF_UNSPEC, NHA_OIF, LO, ids), 1);
	assert_int_equal(dump(u, fd, AF_UNSPEC, NHA_MASTER, D0, ids), 0);
}

/* A dump of many parts shows each once and in order, whatever comes and goes meanwhile. */
static void test_dump_parts(void **state)
{
	struct unit *u = *state;
	int fd = nh_setup(u);
	uint32_t ids[32];

	for (uint32_t i = 1; i <= 3000; i++)
		assert_int_equal(nh_single(u, fd, CREATE, i * 7919 % 65521, "10.0.0.2"), 0);
	assert_int_equal(dump(u, fd, AF_UNSPEC, 0, 0, ids), 3000);
}

/* ---- dependants ---------------------------------------------------------------------------- */

/* The next message told on @mon: its type, and for a nexthop its id. 0: none. */
static int told(struct unit *u, int mon, uint32_t *id)
{
	const struct nlmsghdr *n = (const struct nlmsghdr *)u->buf;
	bool nexthop;

	*id = 0;
	if (u_recv(u, mon) <= 0)
		return 0;
	nexthop = n->nlmsg_type == RTM_NEWNEXTHOP || n->nlmsg_type == RTM_DELNEXTHOP;
	memcpy(id,
	       RTA_DATA(nexthop ? u_attr(n, sizeof(struct nhmsg), NHA_ID)
				: u_attr(n, sizeof(struct rtmsg), RTA_NH_ID)),
	       4);
	return n->nlmsg_type;
}

static void assert_told(struct unit *u, int mon, int type, uint32_t id)
{
	uint32_t got;

	assert_int_equal(told(u, mon, &got), type);
	assert_int_equal(got, id);
}

static int listen_all(struct unit *u)
{
	int mon = u_socket(u, NETLINK_ROUTE);

	assert_int_equal(u_bind(u, mon, 0, RTMGRP_IPV4_ROUTE | RTMGRP_IPV6_ROUTE), 0);
	assert_int_equal(u_setopt(u, mon, SOL_NETLINK, NETLINK_ADD_MEMBERSHIP, RTNLGRP_NEXTHOP), 0);
	return mon;
}

/*
 * 1, 2 in group 10; routes by 1, by 10 (IPv4) and by 6 (IPv6). Replacing tells the object, then its
 * routes, then those of its groups; removing tells the object, IPv6 routes, and what is left of
 * groups.
 */
static void test_told(void **state)
{
	struct unit *u = *state;
	int fd = nh_setup(u), mon;

	assert_int_equal(nh_single(u, fd, CREATE, 1, "10.0.0.2"), 0);
	assert_int_equal(nh_single(u, fd, CREATE, 2, "10.0.0.3"), 0);
	assert_int_equal(nh_single(u, fd, CREATE, 6, "fe80::1"), 0);
	assert_int_equal(nh_group(u, fd, CREATE, 10, 1, 2), 0);
	assert_int_equal(nh_route(u, fd, RTM_NEWROUTE, CREATE, AF_INET, "1.0.0.0", 8, 1), 0);
	assert_int_equal(nh_route(u, fd, RTM_NEWROUTE, CREATE, AF_INET, "2.0.0.0", 8, 10), 0);
	assert_int_equal(nh_route(u, fd, RTM_NEWROUTE, CREATE, AF_INET6, "2002::", 16, 6), 0);
	mon = listen_all(u);
	assert_int_equal(nh_single(u, fd, REPLACE, 1, "10.0.0.9"), 0);
	assert_told(u, mon, RTM_NEWNEXTHOP, 1);
	assert_told(u, mon, RTM_NEWROUTE, 1);
	assert_told(u, mon, RTM_NEWROUTE, 10);
	assert_told(u, mon, 0, 0);
	assert_int_equal(nh_del(u, fd, 1), 0);
	assert_told(u, mon, RTM_DELNEXTHOP, 1);
	assert_told(u, mon, RTM_NEWNEXTHOP, 10);
	assert_told(u, mon, 0, 0);
	assert_int_equal(nh_del(u, fd, 6), 0);
	assert_told(u, mon, RTM_DELNEXTHOP, 6);
	assert_told(u, mon, RTM_DELROUTE, 6);
	assert_int_equal(nh_del(u, fd, 2), 0);
	assert_told(u, mon, RTM_DELNEXTHOP, 2);
	assert_told(u, mon, RTM_DELNEXTHOP, 10);
	assert_told(u, mon, 0, 0);
	assert_int_equal(nh_route(u, fd, RTM_DELROUTE, 0, AF_INET, "2.0.0.0", 8, 10), -EINVAL);
}

/* A device that goes down takes its nexthops along, and these their groups and routes, silently. */
static void test_device_down(void **state)
{
	struct unit *u = *state;
	int fd = setup_all(u), mon;
	uint32_t ids[32];

	assert_int_equal(nh_route(u, fd, RTM_NEWROUTE, CREATE, AF_INET, "1.0.0.0", 8, 10), 0);
	assert_int_equal(nh_route(u, fd, RTM_NEWROUTE, CREATE, AF_INET, "2.0.0.0", 8, 11), 0);
	mon = nh_listen(u);
	assert_int_equal(v4_link(u, fd, D0, 0), 0);
	assert_told(u, mon, 0, 0);
	assert_int_equal(dump(u, fd, AF_UNSPEC, 0, 0, ids), 3);
	assert_int_equal(ids[0], 3);
	assert_int_equal(v4_link(u, fd, LO, 0), 0);
	assert_int_equal(dump(u, fd, AF_UNSPEC, 0, 0, ids), 3);
}

static void test_lookup(void **state)
{
	struct unit *u = *state;
	bool seen[4] = { false };
	int fd = setup_all(u);
	char dst[32];

	assert_int_equal(nh_route(u, fd, RTM_NEWROUTE, CREATE, AF_INET, "1.0.0.0", 8, 1), 0);
	assert_int_equal(nh_route(u, fd, RTM_NEWROUTE, CREATE, AF_INET, "2.0.0.0", 8, 10), 0);
	assert_int_equal(nh_route(u, fd, RTM_NEWROUTE, CREATE, AF_INET, "3.0.0.0", 8, 3), 0);
	assert_int_equal(nh_get_gateway(u, fd, "1.2.3.4"), 2);
	assert_int_equal(nh_single(u, fd, REPLACE, 1, "10.0.0.3"), 0);
	assert_int_equal(nh_get_gateway(u, fd, "1.2.3.4"), 3);
	assert_int_equal(nh_single(u, fd, REPLACE, 1, "10.0.0.2"), 0);
	for (int i = 0; i < 64; i++) {
		snprintf(dst, sizeof(dst), "2.0.%d.1", i);
		seen[nh_get_gateway(u, fd, dst) & 3] = true;
	}
	assert_true(seen[2] && seen[3] && !seen[0] && !seen[1]);
	assert_int_equal(nh_get_gateway(u, fd, "3.2.3.4"), -EINVAL);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		U_TEST(test_refusals),	     U_TEST(test_replace_refusals),
		U_TEST(test_route_refusals), U_TEST(test_messages),
		U_TEST(test_stats),	     U_TEST(test_auto_id),
		U_TEST(test_dump),	     U_TEST(test_dump_parts),
		U_TEST(test_told),	     U_TEST(test_device_down),
		U_TEST(test_lookup),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
