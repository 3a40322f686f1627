/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The compiled lookup as part of a kernel: two kernels get the same requests, in one of them the
 * compiled lookup is in place, in the other it is thrown away before each question. All answers
 * must be the same, bytes and errors.
 */
#include "unit.h"

#include "ipv4_util.h"

#include "net/ipv4/ip_fib.h"
#include "ports/embed/embed.h"

static u64 rng;

static u32 rnd(u32 n)
{
	rng = rng * 6364136223846793005ull + 1442695040888963407ull;
	return (u32)(rng >> 33) % n;
}

struct side {
	struct unit u;
	int fd;
};

static struct fib_table *main_table(struct side *s)
{
	return s->u.k->kernel->init_net->ipv4->fib_main;
}

static struct side *side_boot(void)
{
	struct kernlet_config cfg = { .size = sizeof(cfg), .seed = 1 };
	struct side *s = calloc(1, sizeof(*s));

	assert_non_null(s);
	assert_int_equal(u_boot(&s->u, &cfg), 0);
	s->fd = v4_socket(&s->u);
	v4_dummy(&s->u, s->fd);
	assert_int_equal(v4_addr(&s->u, s->fd, RTM_NEWADDR, CREATE, "10.0.0.1", 24), 0);
	return s;
}

static void side_end(struct side *s)
{
	kernlet_shutdown(s->u.k);
	free(s);
}

static void random_route(struct req *r)
{
	static const u8 types[] = { RTN_UNICAST,   RTN_UNICAST,	    RTN_UNICAST, RTN_UNICAST,
				    RTN_BLACKHOLE, RTN_UNREACHABLE, RTN_THROW };
	static const int flags[] = { CREATE, CREATE, APPEND, REPLACE, NLM_F_CREATE };
	u32 plen = 6 + rnd(27), dst = htonl((0x14000000 | rnd(1 << 16) << 7) & plen_to_mask(plen));
	struct rtmsg m = { .rtm_family = AF_INET,
			   .rtm_dst_len = plen,
			   .rtm_table = RT_TABLE_MAIN,
			   .rtm_protocol = RTPROT_BOOT,
			   .rtm_tos = rnd(6) ? 0 : rnd(3) * 4,
			   .rtm_type = types[rnd(ARRAY_SIZE(types))] };
	bool del = !rnd(3);

	req_init(r, del ? RTM_DELROUTE : RTM_NEWROUTE, del ? 0 : flags[rnd(ARRAY_SIZE(flags))], &m,
		 sizeof(m));
	req_u32(r, RTA_DST, dst);
	if (del)
		((struct rtmsg *)NLMSG_DATA(&r->n))->rtm_type = 0;
	else if (m.rtm_type == RTN_UNICAST)
		req_u32(r, RTA_GATEWAY, htonl(0x0a000002 + rnd(5)));
	if (!rnd(4))
		req_u32(r, RTA_PRIORITY, rnd(3));
}

static void random_question(struct req *r)
{
	struct rtmsg m = { .rtm_family = AF_INET,
			   .rtm_dst_len = 32,
			   .rtm_tos = rnd(3) ? 0 : rnd(3) * 4,
			   .rtm_flags = rnd(3) ? RTM_F_FIB_MATCH : RTM_F_LOOKUP_TABLE };

	req_init(r, RTM_GETROUTE, 0, &m, sizeof(m));
	req_u32(r, RTA_DST, htonl(rnd(20) ? 0x14000000 | rnd(1 << 23) : 0x0a000000 | rnd(300)));
}

static void ask(struct side *s, struct req r)
{
	assert_int_equal(u_send(&s->u, s->fd, &r), 0);
	assert_true(u_recv(&s->u, s->fd) > 0);
}

static void both_ask(struct side *a, struct side *b)
{
	struct req r;

	random_question(&r);
	a->u.seq = b->u.seq;
	ask(a, r);
	fib_compiled_drop(main_table(b));
	ask(b, r);
	assert_int_equal(a->u.len, b->u.len);
	/* The portid differs. */
	memcpy(a->u.buf + 12, b->u.buf + 12, 4);
	if (((struct nlmsghdr *)a->u.buf)->nlmsg_type == NLMSG_ERROR)
		memcpy(a->u.buf + 32, b->u.buf + 32, 4);
	assert_memory_equal(a->u.buf, b->u.buf, b->u.len);
}

static void both_do(struct side *a, struct side *b, struct req *r)
{
	int err = u_request(&a->u, a->fd, r);

	assert_int_equal(u_request(&b->u, b->fd, r), err);
}

static void down_and_up(struct side *s)
{
	assert_int_equal(v4_link(&s->u, s->fd, D0, 0), 0);
	assert_int_equal(v4_link(&s->u, s->fd, D0, 1), 0);
}

static void same_answers(void **state)
{
	struct side *a = side_boot(), *b = side_boot();
	u32 compiled = 0;
	struct req r;

	rng = 3;
	for (u32 i = 0; i < 30000; i++) {
		if (main_table(a)->tree.count < 1500 || rnd(2)) {
			random_route(&r);
			both_do(a, b, &r);
		}
		if (i % 9973 == 9972) {
			down_and_up(a);
			down_and_up(b);
		}
		both_ask(a, b);
		if (rnd(2))
			both_ask(a, b);
		compiled += main_table(a)->trie != NULL;
	}
	assert_true(compiled > 10000);
	side_end(a);
	side_end(b);
}

/** Ask until it is built or building failed, with allocation number @n failing. */
static bool build_with_failure(struct side *s, u64 n)
{
	struct kmem *mem = &s->u.k->kernel->mem;
	struct fib_table *tb = main_table(s);
	size_t used = mem->used;
	u64 count = mem->count;
	u32 leaf;

	kmem_fail(mem, n, 1);
	while (mem->count == count)
		fib_compiled_lookup(tb, 0x14000000, &leaf);
	kmem_fail(mem, 0, 0);
	assert_true(tb->trie || mem->used == used);
	return tb->trie;
}

/** Whichever allocation of building fails: nothing leaks, answers are right, and it is built later. */
static void no_memory(void **state)
{
	struct side *a = side_boot(), *b = side_boot();
	struct req r;
	u32 n = 0;

	rng = 9;
	while (main_table(a)->tree.count < 400) {
		random_route(&r);
		both_do(a, b, &r);
	}
	fib_compiled_drop(main_table(a));
	while (!build_with_failure(a, ++n))
		both_ask(a, b);
	assert_true(n > 5);
	for (u32 i = 0; i < 200; i++)
		both_ask(a, b);
	side_end(a);
	side_end(b);
}

/** Few routes have none; many have one when asked often; changes alone make it go. */
static void comes_and_goes(void **state)
{
	struct side *s = side_boot();
	struct req r;

	rng = 4;
	for (u32 i = 0; i < 1000; i++) {
		random_question(&r);
		ask(s, r);
	}
	assert_null(main_table(s)->trie);
	while (main_table(s)->tree.count < 1000) {
		random_route(&r);
		u_request(&s->u, s->fd, &r);
	}
	for (u32 i = 0; i < 200; i++) {
		random_question(&r);
		ask(s, r);
	}
	assert_non_null(main_table(s)->trie);
	/* Some changes ask themselves, for a gateway. */
	for (u32 i = 0; i < 5000 && main_table(s)->trie; i++) {
		random_route(&r);
		u_request(&s->u, s->fd, &r);
	}
	assert_null(main_table(s)->trie);
	side_end(s);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(same_answers),
		cmocka_unit_test(no_memory),
		cmocka_unit_test(comes_and_goes),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
