/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Memory runs out at each allocation of a request in turn. The request either happens whole or
 * not at all, and afterwards nothing more is held than if memory had never been short.
 */
#include "unit.h"

#include "link_util.h"

/* One scenario: get ready, the request under test, and the way back. */
struct scenario {
	const char *name;
	void (*prepare)(struct unit *u, int fd);
	int (*act)(struct unit *u, int fd);
	void (*undo)(struct unit *u, int fd);
	/* Links before and after. */
	const char *before, *after;
};

static void nothing(struct unit *u, int fd)
{
}

static int add_veth(struct unit *u, int fd)
{
	return l_add_veth(u, fd, "v0", "v1");
}

static int add_veth_up(struct unit *u, int fd)
{
	struct req r;

	l_init(&r, RTM_NEWLINK, CREATE | NLM_F_ECHO, 0, "v0");
	l_header(&r)->ifi_flags = l_header(&r)->ifi_change = IFF_UP;
	req_attr(&r, IFLA_IFALIAS, "wire", 4);
	l_veth(&r, "v1", 0);
	return u_request(u, fd, &r);
}

static int add_dummy_named(struct unit *u, int fd)
{
	struct req r;

	l_init(&r, RTM_NEWLINK, CREATE, 0, "q%d");
	l_kind(&r, "dummy");
	return u_request(u, fd, &r);
}

static void del_q0(struct unit *u, int fd)
{
	assert_int_equal(l_del(u, fd, "q0"), 0);
}

static void del_v0(struct unit *u, int fd)
{
	assert_int_equal(l_del(u, fd, "v0"), 0);
}

static void two_up(struct unit *u, int fd)
{
	assert_int_equal(l_add_veth(u, fd, "v0", "v1"), 0);
	assert_int_equal(l_flags(u, fd, "v0", IFF_UP, IFF_UP), 0);
	assert_int_equal(l_flags(u, fd, "v1", IFF_UP, IFF_UP), 0);
}

static int del_veth(struct unit *u, int fd)
{
	return l_del(u, fd, "v0");
}

static int index_of_v0;

static void two_down(struct unit *u, int fd)
{
	const struct ifinfomsg *ifm;

	assert_int_equal(l_add_veth(u, fd, "v0", "v1"), 0);
	ifm = NLMSG_DATA(l_get(u, fd, "v0", NULL));
	index_of_v0 = ifm->ifi_index;
}

static int rename_v0(struct unit *u, int fd)
{
	struct req r;

	l_init(&r, RTM_SETLINK, 0, index_of_v0, "w0");
	return u_request(u, fd, &r);
}

static void del_w0(struct unit *u, int fd)
{
	assert_int_equal(l_del(u, fd, "w0"), 0);
}

/* ---- names besides the main one ---- */

static int altname(struct unit *u, int fd, int type)
{
	struct rtattr *list;
	struct req r;

	l_init(&r, type, 0, index_of_v0, NULL);
	list = req_nest(&r, IFLA_PROP_LIST | NLA_F_NESTED);
	req_str(&r, IFLA_ALT_IFNAME, "another-name-of-the-wire");
	req_nest_end(&r, list);
	return u_request(u, fd, &r);
}

static int add_altname(struct unit *u, int fd)
{
	int err = altname(u, fd, RTM_NEWLINKPROP);

	/* The acknowledgement may have been what failed. */
	return err == -EEXIST ? 0 : err;
}

static int set_alias(struct unit *u, int fd)
{
	struct req r;

	l_init(&r, RTM_SETLINK, 0, 0, "v0");
	req_attr(&r, IFLA_IFALIAS, "a wire", 6);
	return u_request(u, fd, &r);
}

/* ---- a bridge ---- */

static int index_of(struct unit *u, int fd, const char *name)
{
	return ((const struct ifinfomsg *)NLMSG_DATA(l_get(u, fd, name, NULL)))->ifi_index;
}

static int index_of_br0;

static void bridge_and_wire(struct unit *u, int fd)
{
	struct req r;

	l_init(&r, RTM_NEWLINK, CREATE, 0, "br0");
	l_kind(&r, "bridge");
	assert_int_equal(u_request(u, fd, &r), 0);
	index_of_br0 = index_of(u, fd, "br0");
	two_down(u, fd);
}

static int enslave(struct unit *u, int fd)
{
	return l_set_u32(u, fd, "v0", IFLA_MASTER, index_of_br0);
}

static void del_bridge_and_wire(struct unit *u, int fd)
{
	assert_int_equal(l_u32(l_get(u, fd, "v0", NULL), IFLA_MASTER), index_of_br0);
	assert_int_equal(l_del(u, fd, "br0"), 0);
	del_v0(u, fd);
}

/* ---- another namespace ---- */

static long ns_of(struct unit *u)
{
	return u_call(u, __NR_open, u_path("/proc/self/ns/net"), 0, 0, 0, 0, 0);
}

static long home_ns, away_ns;

static void wire_and_place(struct unit *u, int fd)
{
	home_ns = ns_of(u);
	assert_int_equal(u_call(u, __NR_unshare, 0x40000000, 0, 0, 0, 0, 0), 0);
	away_ns = ns_of(u);
	assert_true(home_ns >= 0 && away_ns >= 0);
	assert_int_equal(u_call(u, __NR_setns, home_ns, 0, 0, 0, 0, 0), 0);
	two_down(u, fd);
}

static int move_away(struct unit *u, int fd)
{
	return l_set_u32(u, fd, "v0", IFLA_NET_NS_FD, away_ns);
}

static void end_of_place(struct unit *u, int fd)
{
	assert_int_equal(u_call(u, __NR_close, away_ns, 0, 0, 0, 0, 0), 0);
	assert_int_equal(u_call(u, __NR_close, home_ns, 0, 0, 0, 0, 0), 0);
	assert_string_equal(l_list(u, fd), "1:lo ");
}

static const struct scenario scenarios[] = {
	{ "veth", nothing, add_veth, del_v0, "lo ", "lo v1 v0 " },
	{ "veth up with alias", nothing, add_veth_up, del_v0, "lo ", "lo v1 v0 " },
	{ "dummy by pattern", nothing, add_dummy_named, del_q0, "lo ", "lo q0 " },
	{ "delete", two_up, del_veth, nothing, "lo v1 v0 ", "lo " },
	{ "rename", two_down, rename_v0, del_w0, "lo v1 v0 ", "lo v1 w0 " },
	{ "altname", two_down, add_altname, del_v0, "lo v1 v0 ", "lo v1 v0 " },
	{ "alias", two_down, set_alias, del_v0, "lo v1 v0 ", "lo v1 v0 " },
	{ "enslave", bridge_and_wire, enslave, del_bridge_and_wire, "lo br0 v1 v0 ",
	  "lo br0 v1 v0 " },
	{ "move", wire_and_place, move_away, end_of_place, "lo v1 v0 ", "lo v1 " },
};

/* The names of all links in order. */
static const char *names(struct unit *u, int fd)
{
	static char text[256];
	char list[256], *word, *save = NULL;

	snprintf(list, sizeof(list), "%s", l_list(u, fd));
	text[0] = '\0';
	for (word = strtok_r(list, " ", &save); word; word = strtok_r(NULL, " ", &save)) {
		strcat(text, strchr(word, ':') + 1);
		strcat(text, " ");
	}
	return text;
}

static size_t held(struct unit *u, int fd, int mon)
{
	struct kernlet_stats s;

	while (u_recv(u, fd) != -EAGAIN)
		;
	while (u_recv(u, mon) != -EAGAIN)
		;
	kernlet_get_stats(u->k, &s);
	return s.mem_used;
}

/* With the @n-th allocation failing. True while the request has that many. */
static bool round_of(struct unit *u, int fd, int mon, const struct scenario *sc, uint64_t n)
{
	struct kernlet_stats before, after;
	const char *now;
	int err;

	sc->prepare(u, fd);
	held(u, fd, mon);
	assert_string_equal(names(u, fd), sc->before);
	held(u, fd, mon);
	kernlet_get_stats(u->k, &before);
	kernlet_fail_alloc(u->k, n, 1);
	err = sc->act(u, fd);
	kernlet_fail_alloc(u->k, 0, 0);
	kernlet_get_stats(u->k, &after);
	held(u, fd, mon);
	now = names(u, fd);
	if (!err || strcmp(now, sc->before))
		assert_string_equal(now, sc->after);
	else if ((err = sc->act(u, fd)))
		fail_msg("%s: %d after failure %lu", sc->name, err, (unsigned long)n);
	sc->undo(u, fd);
	return n <= after.allocations - before.allocations;
}

/*
 * The same failure again and again must not add up. Tables grow by use and stay, and the host's
 * allocator rounds one time so and the next so: rounds before the first look, and some slack.
 */
static bool failure(const struct scenario *sc, uint64_t n)
{
	struct kernlet_config cfg = { .size = sizeof(cfg),
				      .seed = 1,
				      .clock = KERNLET_CLOCK_VIRTUAL };
	struct unit u = { .seq = 0 };
	size_t early = 0, late;
	bool more = false;
	int fd, mon;

	assert_int_equal(u_boot(&u, &cfg), 0);
	fd = l_socket(&u);
	mon = l_monitor(&u);
	for (int i = 0; i < 12; i++) {
		more = round_of(&u, fd, mon, sc, n);
		if (i == 3)
			early = held(&u, fd, mon);
	}
	late = held(&u, fd, mon);
	if (late > early + 128)
		fail_msg("%s: %zu bytes lost by failure %lu", sc->name, late - early,
			 (unsigned long)n);
	kernlet_task_exit(u.t);
	kernlet_shutdown(u.k);
	return more;
}

static void whole_or_not_at_all(void **state)
{
	for (size_t i = 0; i < sizeof(scenarios) / sizeof(*scenarios); i++) {
		uint64_t n = 1;

		while (failure(&scenarios[i], n))
			n++;
		assert_true(n > 2);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(whole_or_not_at_all) };

	return cmocka_run_group_tests(tests, NULL, NULL);
}
