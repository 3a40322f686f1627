// SPDX-License-Identifier: LGPL-2.1-or-later
/*
 * Dumps on a protocol of the test's own: its kernel socket answers type 16 with a table of
 * numbers, so that every turn of a dump can be provoked.
 */
#include "util.h"

#include "kernel/kernel.h"
#include "net/netlink/af_netlink.h"
#include "ports/embed/embed.h"

#define PROTOCOL 20
#define GET 16

static struct {
	u32 n; /* rows in the table */
	u32 seq; /* its generation */
	int fail_at, fail_with; /* the row that cannot be told */
	const char *text;
	u32 started, ended;
	int refuse_start;
	u32 min_alloc;
} table;

struct cursor {
	u32 row;
};

static int dump_start(struct netlink_callback *cb)
{
	table.started++;
	if (table.refuse_start)
		NL_SET_ERR_MSG(cb->extack, "not now");
	return table.refuse_start;
}

static int dump(struct sk_buff *skb, struct netlink_callback *cb)
{
	struct cursor *c = NL_CB_CTX(cb, struct cursor);
	struct nlmsghdr *nlh;

	cb->seq = table.seq;
	for (; c->row < table.n; c->row++) {
		if (table.fail_with && (int)c->row == table.fail_at) {
			NL_SET_ERR_MSG(cb->extack, table.text);
			return table.fail_with;
		}
		nlh = nlmsg_put(skb, NETLINK_CB(cb->skb).portid, cb->nlh->nlmsg_seq, 17, 84,
				NLM_F_MULTI);
		if (!nlh)
			return skb->len;
		memcpy(nlmsg_data(nlh), &c->row, sizeof(c->row));
		nl_dump_check_consistent(cb, nlh);
	}
	return 0;
}

static int dump_done(struct netlink_callback *cb)
{
	table.ended++;
	return 0;
}

static int handle(struct sk_buff *skb, struct nlmsghdr *nlh, struct netlink_ext_ack *extack)
{
	struct netlink_dump_control c = { .start = dump_start,
					  .dump = dump,
					  .done = dump_done,
					  .extack = extack,
					  .min_dump_alloc = table.min_alloc };

	return nlh->nlmsg_type == GET ? netlink_dump_start(skb->sk, skb, nlh, &c) : -EOPNOTSUPP;
}

static void input(struct sk_buff *skb)
{
	netlink_rcv_skb(skb, handle);
}

static struct sock *kernel_sock;

static int setup(void **state)
{
	const struct netlink_kernel_cfg cfg = { .input = input };
	int ret = u_setup(state);
	struct unit *u = *state;

	memset(&table, 0, sizeof(table));
	table.seq = 1;
	kernel_sock = netlink_kernel_create(u->k->kernel->init_net, PROTOCOL, &cfg);
	return ret || !kernel_sock;
}

static int teardown(void **state)
{
	struct unit *u = *state;

	kernlet_task_exit(u->t);
	u->t = NULL;
	netlink_kernel_release(kernel_sock);
	if (table.ended > table.started)
		return 1;
	return u_teardown(state);
}

static long ask(struct unit *u, int fd, int flags)
{
	struct req r;

	req_init(&r, GET, NLM_F_DUMP | flags, NULL, 0);
	return u_send(u, fd, &r);
}

static long recv_room(struct unit *u, int fd, size_t room)
{
	u->len = 0;
	long n = u_call(u, __NR_recvfrom, fd, (long)u->buf, room, MSG_DONTWAIT, 0, 0);

	if (n > 0)
		u->len = n;
	return n;
}

/* Read the dump to its end: rows seen in order from 0 on; *intr: any message said so. */
static u32 read_dump(struct unit *u, int fd, size_t room, bool *intr, s32 *result, u32 *datagrams)
{
	u32 rows = 0;

	*intr = false;
	*datagrams = 0;
	for (;;) {
		struct nlmsghdr *h = (void *)u->buf;
		long left = recv_room(u, fd, room);

		assert_true(left > 0);
		++*datagrams;
		for (; NLMSG_OK(h, left); h = NLMSG_NEXT(h, left)) {
			assert_true(h->nlmsg_flags & NLM_F_MULTI);
			*intr |= !!(h->nlmsg_flags & NLM_F_DUMP_INTR);
			if (h->nlmsg_type == NLMSG_DONE) {
				*result = *(s32 *)NLMSG_DATA(h);
				return rows;
			}
			assert_int_equal(*(u32 *)NLMSG_DATA(h), rows);
			rows++;
		}
	}
}

static void test_sizes_follow_the_reader(void **state)
{
	struct unit *u = *state;
	static const struct {
		size_t room;
		u32 first, later; /* messages of 100 bytes a datagram */
	} want[] = { { 4096, 37, 40 }, { 8192, 37, 81 }, { 16384, 37, 163 }, { 65536, 37, 324 } };

	table.n = 1000;
	for (size_t i = 0; i < ARRAY_SIZE(want); i++) {
		int fd = u_socket(u, PROTOCOL);
		u32 rows = 0;

		assert_int_equal(ask(u, fd, 0), 0);
		/* Two parts are made before the first read is known: one at once, one after it. */
		assert_int_equal(recv_room(u, fd, want[i].room), want[i].first * 100);
		rows = want[i].first;
		assert_int_equal(recv_room(u, fd, want[i].room), want[i].later * 100);
		rows += want[i].later;
		assert_int_equal(*(u32 *)NLMSG_DATA(u->buf), want[i].first);
		(void)rows;
		kernlet_close(u->t, fd);
	}
	assert_int_equal(table.started, 4);
	assert_int_equal(table.ended, 4);
}

static void test_whole_and_lazy(void **state)
{
	struct unit *u = *state;
	int fd = u_socket(u, PROTOCOL);
	struct kernlet_stats before, during;
	bool intr;
	s32 result;
	u32 parts;

	table.n = 20000;
	kernlet_get_stats(u->k, &before);
	assert_int_equal(ask(u, fd, NLM_F_ACK), 0);
	kernlet_get_stats(u->k, &during);
	assert_in_range(during.mem_used - before.mem_used, 1, 16384);
	assert_int_equal(read_dump(u, fd, 32768, &intr, &result, &parts), 20000);
	assert_false(intr);
	assert_int_equal(result, 0);
	assert_in_range(parts, 62, 64);
	assert_int_equal(u_recv(u, fd), -EAGAIN);
	assert_int_equal(table.ended, 1);
}

static void test_change_underneath(void **state)
{
	struct unit *u = *state;
	int fd = u_socket(u, PROTOCOL);
	bool intr;
	s32 result;
	u32 parts;

	table.n = 100;
	assert_int_equal(ask(u, fd, 0), 0);
	table.seq++;
	assert_int_equal(read_dump(u, fd, 8192, &intr, &result, &parts), 100);
	assert_true(intr);
	assert_int_equal(ask(u, fd, 0), 0);
	assert_int_equal(read_dump(u, fd, 8192, &intr, &result, &parts), 100);
	assert_false(intr);
}

static void test_busy(void **state)
{
	struct unit *u = *state;
	int fd = u_socket(u, PROTOCOL);
	const struct nlmsghdr *h = (void *)u->buf;
	bool intr;
	s32 result;
	u32 parts;

	table.n = 1000;
	assert_int_equal(ask(u, fd, 0), 0);
	assert_int_equal(ask(u, fd, 0), 0);
	assert_int_equal(u_recv(u, fd), 3700);
	assert_true(u_recv(u, fd) > 0);
	assert_int_equal(h->nlmsg_type, NLMSG_ERROR);
	assert_int_equal(*(s32 *)NLMSG_DATA(h), -EBUSY);
	assert_int_equal(table.started, 1);
	kernlet_close(u->t, fd);
	assert_int_equal(table.ended, 1);
	(void)intr, (void)result, (void)parts;
}

static void test_failure_in_the_middle(void **state)
{
	struct unit *u = *state;
	int fd = u_socket(u, PROTOCOL);
	const struct nlmsghdr *h = (void *)u->buf;

	u_setopt(u, fd, SOL_NETLINK, NETLINK_EXT_ACK, 1);
	table.n = 10;
	table.fail_at = 3;
	table.fail_with = -ESTALE;
	table.text = "row 3 is bad";
	assert_int_equal(ask(u, fd, 0), 0);
	assert_int_equal(u_recv(u, fd), 300 + 20 + 20);
	h = (void *)(u->buf + 300);
	assert_int_equal(h->nlmsg_type, NLMSG_DONE);
	assert_int_equal(h->nlmsg_flags, NLM_F_MULTI | NLM_F_ACK_TLVS);
	assert_int_equal(*(s32 *)NLMSG_DATA(h), -ESTALE);
	assert_string_equal((char *)NLMSG_DATA(h) + 8, "row 3 is bad");
	assert_int_equal(table.ended, 1);
}

static void test_refused_start(void **state)
{
	struct unit *u = *state;
	int fd = u_socket(u, PROTOCOL);

	u_setopt(u, fd, SOL_NETLINK, NETLINK_EXT_ACK, 1);
	table.refuse_start = -EUCLEAN;
	assert_int_equal(ask(u, fd, 0), 0);
	assert_true(u_recv(u, fd) > 0);
	assert_int_equal(((struct nlmsgerr *)NLMSG_DATA(u->buf))->error, -EUCLEAN);
	assert_string_equal(u_extack(u), "not now");
	assert_int_equal(table.ended, 0);
	table.refuse_start = 0;
	table.n = 1;
	assert_int_equal(ask(u, fd, 0), 0);
	assert_int_equal(u_recv(u, fd), 120);
	assert_int_equal(table.ended, 1);
}

static void test_full_receiver(void **state)
{
	struct unit *u = *state;
	int fd = u_socket(u, PROTOCOL);
	bool intr;
	s32 result;
	u32 parts;

	/* With the smallest buffer one part fits only when nothing waits. */
	u_setopt(u, fd, SOL_SOCKET, SO_RCVBUF, 1);
	table.n = 200;
	assert_int_equal(ask(u, fd, 0), 0);
	assert_int_equal(read_dump(u, fd, 8192, &intr, &result, &parts), 200);
	table.min_alloc = 12000;
	assert_int_equal(ask(u, fd, 0), 0);
	assert_int_equal(u_recv(u, fd), 12000);
}

static void test_no_memory(void **state)
{
	struct unit *u = *state;
	int fd = u_socket(u, PROTOCOL);
	struct kernlet_stats s0, s1;
	long ret;

	table.n = 300;
	ask(u, fd, 0);
	while (u_recv(u, fd) > 0)
		;
	kernlet_get_stats(u->k, &s0);
	for (int at = 1; at < 12; at++) {
		kernlet_fail_alloc(u->k, at, 1);
		ask(u, fd, 0);
		while ((ret = u_recv(u, fd)) > 0 || ret == -ENOBUFS)
			;
		kernlet_fail_alloc(u->k, 0, 0);
		/* A dump that failed can be asked for again once its rest is read. */
		while ((ret = u_recv(u, fd)) > 0)
			;
		assert_int_equal(ret, -EAGAIN);
		kernlet_close(u->t, fd);
		fd = u_socket(u, PROTOCOL);
		ask(u, fd, 0);
		while (u_recv(u, fd) > 0)
			;
		kernlet_get_stats(u->k, &s1);
		/* malloc may round the same request up a little further another time. */
		assert_in_range(s1.mem_used, s0.mem_used - 64, s0.mem_used + 64);
		assert_int_equal(table.started, table.ended);
	}
}

#define TEST(fn) cmocka_unit_test_setup_teardown(fn, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_sizes_follow_the_reader), TEST(test_whole_and_lazy),
		TEST(test_change_underneath),	    TEST(test_busy),
		TEST(test_failure_in_the_middle),   TEST(test_refused_start),
		TEST(test_full_receiver),	    TEST(test_no_memory),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
