/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * net/core/fib_rules.c and both families' rules against a model that is too simple to be wrong: an
 * array of rules asked one by one. Random rules come and go in random order; random flows are
 * asked for, and each rule answers with an error of its own, so the answer tells which one did.
 */
#include "unit.h"

#include "util.h"

#include <errno.h>
#include <linux/fib_rules.h>
#include <linux/if.h>
#include <stdlib.h>

#define RULES_MAX 400
#define PREFS 60

struct flow {
	uint8_t src[16], dst[16];
	uint32_t mark, uid;
	uint16_t sport, dport;
	uint8_t tos, proto;
};

struct model_rule {
	uint32_t pref, serial;
	uint8_t src[16], dst[16];
	uint8_t src_len, dst_len, tos, proto, action;
	uint32_t mark, mask, uid[2];
	uint16_t sport[2], dport[2];
	bool invert, iif_lo, iif_other, goes_to;
	uint32_t target;
};

static struct model_rule model[RULES_MAX];
static unsigned model_n, alen;
static int family;
static uint64_t rng;

static uint32_t rnd(uint32_t n)
{
	rng = rng * 6364136223846793005ull + 1442695040888963407ull;
	return (uint32_t)(rng >> 33) % n;
}

/* Few addresses, which differ in their last word, in their first or in both. */
static void random_addr(uint8_t *a)
{
	memset(a, 0, 16);
	a[0] = family == AF_INET ? 20 : 0x20;
	a[1] = rnd(3);
	a[alen - 2] = rnd(2);
	a[alen - 1] = 1 + rnd(4);
}

static struct flow random_flow(void)
{
	struct flow f = { .mark = rnd(4),
			  .uid = rnd(5),
			  .sport = rnd(5),
			  .dport = rnd(5),
			  .tos = rnd(3) * 8,
			  .proto = rnd(2) ? 6 : 17 };

	random_addr(f.dst);
	return f;
}

static struct model_rule random_rule(uint32_t serial)
{
	static const uint8_t actions[] = { FR_ACT_BLACKHOLE, FR_ACT_UNREACHABLE, FR_ACT_PROHIBIT,
					   FR_ACT_NOP };
	struct model_rule r = { .pref = 1 + rnd(PREFS),
				.serial = serial,
				.action = actions[rnd(4)] };

	if (!rnd(3)) {
		random_addr(r.src);
		r.src_len = 1 + rnd(alen * 8);
	}
	if (rnd(3)) {
		random_addr(r.dst);
		r.dst_len = 1 + rnd(alen * 8);
	}
	if (!rnd(3)) {
		r.mark = rnd(4);
		r.mask = rnd(4);
	}
	if (!rnd(4)) {
		r.uid[0] = rnd(3);
		r.uid[1] = r.uid[0] + rnd(3);
	} else {
		r.uid[1] = ~0u;
	}
	if (!rnd(4)) {
		r.sport[0] = 1 + rnd(3);
		r.sport[1] = r.sport[0] + rnd(2);
	}
	if (!rnd(4)) {
		r.dport[0] = 1 + rnd(3);
		r.dport[1] = r.dport[0] + rnd(2);
	}
	r.tos = rnd(4) ? 0 : rnd(3) * 8;
	r.proto = rnd(4) ? 0 : 6;
	r.invert = !rnd(8);
	r.iif_lo = !rnd(8);
	r.iif_other = !r.iif_lo && !rnd(8);
	if (!rnd(8)) {
		r.goes_to = true;
		r.action = FR_ACT_GOTO;
		r.target = r.pref + 1 + rnd(10);
	}
	return r;
}

/* ---- the model ---- */

static bool in_prefix(const uint8_t *a, const uint8_t *p, unsigned len)
{
	for (unsigned i = 0; i < len; i++)
		if ((a[i / 8] ^ p[i / 8]) & 0x80 >> i % 8)
			return false;
	return true;
}

static bool in_ports(uint16_t port, const uint16_t *range)
{
	return !range[0] || (port >= range[0] && port <= range[1]);
}

static bool model_match(const struct model_rule *r, const struct flow *f)
{
	bool given = false, hit;

	for (unsigned i = 0; i < alen; i++)
		given |= f->src[i];
	hit = in_prefix(f->dst, r->dst, r->dst_len) && in_prefix(f->src, r->src, r->src_len) &&
	      (family == AF_INET || given || !r->src_len) && !((f->mark ^ r->mark) & r->mask) &&
	      f->uid >= r->uid[0] && f->uid <= r->uid[1] && in_ports(f->sport, r->sport) &&
	      in_ports(f->dport, r->dport) && (!r->tos || r->tos == f->tos) &&
	      (!r->proto || r->proto == f->proto) && !r->iif_other;
	return r->invert ? !hit : hit;
}

static const struct model_rule *model_next(uint32_t pref, uint32_t serial)
{
	const struct model_rule *best = NULL;

	for (unsigned i = 0; i < model_n; i++) {
		const struct model_rule *r = &model[i];

		if (r->pref < pref || (r->pref == pref && r->serial < serial))
			continue;
		if (!best || r->pref < best->pref ||
		    (r->pref == best->pref && r->serial < best->serial))
			best = r;
	}
	return best;
}

static int model_lookup(const struct flow *f)
{
	const struct model_rule *r = model_next(0, 0), *target;

	while (r) {
		if (model_match(r, f)) {
			if (r->action == FR_ACT_BLACKHOLE)
				return -EINVAL;
			if (r->action == FR_ACT_UNREACHABLE)
				return -ENETUNREACH;
			if (r->action == FR_ACT_PROHIBIT)
				return -EACCES;
			target = r->goes_to ? model_next(r->target, 0) : NULL;
			if (target && target->pref == r->target) {
				r = target;
				continue;
			}
		}
		r = model_next(r->pref, r->serial + 1);
	}
	return 0;
}

/* ---- the kernel ---- */

static void put_ports(struct req *r, int type, const uint16_t *ports)
{
	if (ports[0])
		req_attr(r, type, ports, 4);
}

static int change(struct unit *u, int fd, int type, const struct model_rule *m)
{
	struct fib_rule_hdr h = { .family = family,
				  .src_len = m->src_len,
				  .dst_len = m->dst_len,
				  .tos = m->tos,
				  .action = m->action,
				  .flags = m->invert ? FIB_RULE_INVERT : 0 };
	struct req r;

	req_init(&r, type, type == RTM_NEWRULE ? NLM_F_CREATE : 0, &h, sizeof(h));
	req_u32(&r, FRA_PRIORITY, m->pref);
	/* Names the rule, so that just this one can be deleted. */
	req_u32(&r, FRA_SUPPRESS_IFGROUP, m->serial);
	if (m->src_len)
		req_attr(&r, FRA_SRC, m->src, alen);
	if (m->dst_len)
		req_attr(&r, FRA_DST, m->dst, alen);
	if (m->mask || m->mark) {
		req_u32(&r, FRA_FWMARK, m->mark);
		req_u32(&r, FRA_FWMASK, m->mask);
	}
	if (m->uid[1] != ~0u)
		req_attr(&r, FRA_UID_RANGE, m->uid, sizeof(m->uid));
	put_ports(&r, FRA_SPORT_RANGE, m->sport);
	put_ports(&r, FRA_DPORT_RANGE, m->dport);
	if (m->proto)
		req_attr(&r, FRA_IP_PROTO, &m->proto, 1);
	if (m->iif_lo || m->iif_other)
		req_str(&r, FRA_IIFNAME, m->iif_lo ? "lo" : "other");
	if (m->goes_to)
		req_u32(&r, FRA_GOTO, m->target);
	return u_request(u, fd, &r);
}

/* Of rtnetlink's answers only the errno is of interest. */
static int lookup(struct unit *u, int fd, const struct flow *f)
{
	struct rtmsg m = { .rtm_family = family, .rtm_dst_len = alen * 8, .rtm_tos = f->tos };
	const struct nlmsghdr *n = (const void *)u->buf;
	uint16_t sport = htobe16(f->sport), dport = htobe16(f->dport);
	struct req r;

	req_init(&r, RTM_GETROUTE, 0, &m, sizeof(m));
	req_attr(&r, RTA_DST, f->dst, alen);
	req_u32(&r, RTA_MARK, f->mark);
	req_u32(&r, RTA_UID, f->uid);
	req_attr(&r, RTA_IP_PROTO, &f->proto, 1);
	req_attr(&r, RTA_SPORT, &sport, 2);
	req_attr(&r, RTA_DPORT, &dport, 2);
	assert_int_equal(u_send(u, fd, &r), 0);
	assert_true(u_recv(u, fd) > 0);
	return n->nlmsg_type == NLMSG_ERROR ? *(int *)NLMSG_DATA(n) : 0;
}

static void bring_up(struct unit *u, int fd)
{
	struct ifinfomsg i = { .ifi_index = 1, .ifi_flags = IFF_UP, .ifi_change = IFF_UP };
	struct rtmsg m = { .rtm_family = family,
			   .rtm_table = RT_TABLE_MAIN,
			   .rtm_protocol = RTPROT_BOOT,
			   .rtm_type = RTN_LOCAL,
			   .rtm_scope = family == AF_INET ? RT_SCOPE_HOST : 0 };
	struct req r;

	req_init(&r, RTM_NEWLINK, 0, &i, sizeof(i));
	assert_int_equal(u_request(u, fd, &r), 0);
	req_init(&r, RTM_NEWROUTE, NLM_F_CREATE, &m, sizeof(m));
	req_u32(&r, RTA_OIF, 1);
	assert_int_equal(u_request(u, fd, &r), 0);
}

static void against_model(struct unit *u, int fam)
{
	int fd = u_socket(u, NETLINK_ROUTE);

	family = fam;
	alen = fam == AF_INET ? 4 : 16;
	rng = fam;
	model_n = 0;
	bring_up(u, fd);
	for (uint32_t step = 1; step < 1200; step++) {
		struct flow f = random_flow();

		if (model_n && rnd(10) < (model_n < RULES_MAX / 2 ? 3 : 6)) {
			unsigned at = rnd(model_n);

			assert_int_equal(change(u, fd, RTM_DELRULE, &model[at]), 0);
			model[at] = model[--model_n];
		} else if (model_n < RULES_MAX) {
			model[model_n] = random_rule(step);
			assert_int_equal(change(u, fd, RTM_NEWRULE, &model[model_n]), 0);
			model_n++;
		}
		for (int i = 0; i < 5; i++, f = random_flow())
			assert_int_equal(lookup(u, fd, &f), model_lookup(&f));
	}
}

static void ipv4_against_model(void **state)
{
	against_model(*state, AF_INET);
}

static void ipv6_against_model(void **state)
{
	against_model(*state, AF_INET6);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(ipv4_against_model, u_setup, u_teardown),
		cmocka_unit_test_setup_teardown(ipv6_against_model, u_setup, u_teardown),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
