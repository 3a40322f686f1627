/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Namespaces inside a kernel: making and entering them, devices that move between them and what
 * becomes of those when one ends, and the numbers they give each other.
 *
 *   home (namespace 0)            away (namespace 1)
 *     v0 ------------------------- v1
 */
#include "unit.h"

#include "link_util.h"

#include <fcntl.h>
#include <linux/net_namespace.h>
#include <sched.h>

struct place {
	int ns, fd, mon;
};

static struct place here(struct unit *u)
{
	struct place p = { .ns = u_call(u, __NR_open, u_path("/proc/self/ns/net"), O_RDONLY, 0, 0,
					0, 0) };
	const int nsid = RTNLGRP_NSID;

	assert_true(p.ns >= 0);
	p.fd = l_socket(u);
	p.mon = l_monitor(u);
	assert_int_equal(u_setopt(u, p.mon, SOL_NETLINK, NETLINK_ADD_MEMBERSHIP, nsid), 0);
	return p;
}

static struct place new_place(struct unit *u)
{
	assert_int_equal(u_call(u, __NR_unshare, CLONE_NEWNET, 0, 0, 0, 0, 0), 0);
	return here(u);
}

static void enter(struct unit *u, const struct place *p)
{
	assert_int_equal(u_call(u, __NR_setns, p->ns, CLONE_NEWNET, 0, 0, 0, 0), 0);
}

static void leave_behind(struct unit *u, const struct place *p)
{
	u_call(u, __NR_close, p->fd, 0, 0, 0, 0, 0);
	u_call(u, __NR_close, p->mon, 0, 0, 0, 0, 0);
	u_call(u, __NR_close, p->ns, 0, 0, 0, 0, 0);
}

static int move(struct unit *u, int fd, const char *name, const struct place *to)
{
	return l_set_u32(u, fd, name, IFLA_NET_NS_FD, to->ns);
}

static uint32_t namespaces(struct unit *u)
{
	struct kernlet_stats s;

	kernlet_get_stats(u->k, &s);
	return s.namespaces;
}

static void calls(void **state)
{
	struct unit *u = *state;
	struct kernlet_task_config cfg = { .size = sizeof(cfg), .caps_dropped = ~0ull };
	struct kernlet_task *root = u->t, *user;
	struct place home = here(u), away = new_place(u);

	assert_int_equal(namespaces(u), 2);
	assert_string_equal(l_list(u, away.fd), "1:lo ");
	assert_int_equal(u_call(u, __NR_setns, 999, 0, 0, 0, 0, 0), -EBADF);
	assert_int_equal(u_call(u, __NR_setns, home.fd, 0, 0, 0, 0, 0), -EINVAL);
	assert_int_equal(u_call(u, __NR_setns, home.ns, CLONE_NEWUTS, 0, 0, 0, 0), -EINVAL);
	enter(u, &home);
	leave_behind(u, &away);
	assert_int_equal(namespaces(u), 1);
	assert_int_equal(kernlet_task_create(u->k, &cfg, &user), 0);
	u->t = user;
	assert_int_equal(u_call(u, __NR_unshare, CLONE_NEWNET, 0, 0, 0, 0, 0), -EPERM);
	assert_int_equal(u_call(u, __NR_unshare, 0, 0, 0, 0, 0, 0), 0);
	u->t = root;
	kernlet_task_exit(user);
}

static void a_wire_between(void **state)
{
	struct unit *u = *state;
	struct place home = here(u), away = new_place(u);
	const struct nlmsghdr *n;

	enter(u, &home);
	assert_int_equal(l_add_veth(u, home.fd, "v0", "v1"), 0);
	l_news(u, home.mon);
	assert_int_equal(move(u, home.fd, "v1", &away), 0);
	assert_string_equal(l_news(u, home.mon), "DEL v1 ch0xffffffff op2\n");
	assert_string_equal(l_news(u, away.mon), "NEW v1 ch0xffffffff op2\n");
	assert_string_equal(l_list(u, home.fd), "1:lo 3:v0 ");
	assert_string_equal(l_list(u, away.fd), "1:lo 2:v1 ");
	n = l_get(u, home.fd, "v0", NULL);
	assert_int_equal(l_u32(n, IFLA_LINK_NETNSID), 0);
	assert_int_equal(l_u32(n, IFLA_LINK), 2);
	/* The namespace ends: the wire goes whole. */
	leave_behind(u, &away);
	assert_string_equal(l_list(u, home.fd), "1:lo ");
	assert_int_equal(namespaces(u), 1);
}

static void moves_refused(void **state)
{
	struct unit *u = *state;
	struct place home = here(u), away = new_place(u);
	struct req r;

	assert_int_equal(l_add_dummy(u, away.fd, "d0"), 0);
	enter(u, &home);
	assert_int_equal(l_add_dummy(u, home.fd, "d0"), 0);
	assert_int_equal(move(u, home.fd, "lo", &away), -EINVAL);
	assert_string_equal(u_extack(u), "The interface netns is immutable");
	l_init(&r, RTM_SETLINK, 0, 2, NULL);
	req_u32(&r, IFLA_NET_NS_FD, away.ns);
	assert_int_equal(u_request(u, home.fd, &r), -EEXIST);
	assert_string_equal(u_extack(u),
			    "An interface with the same name exists in the target netns");
	assert_int_equal(l_set_u32(u, home.fd, "d0", IFLA_NET_NS_FD, 999), -EBADF);
	assert_int_equal(l_set_u32(u, home.fd, "d0", IFLA_NET_NS_FD, home.fd), -EINVAL);
	assert_int_equal(l_set_u32(u, home.fd, "d0", IFLA_NET_NS_PID, 999), -ESRCH);
	l_init(&r, RTM_SETLINK, 0, 0, "d0");
	req_u32(&r, IFLA_NET_NS_FD, away.ns);
	req_u32(&r, IFLA_NET_NS_PID, 1);
	assert_int_equal(u_request(u, home.fd, &r), -EINVAL);
	assert_string_equal(u_extack(u), "multiple netns identifying attributes specified");
	/* A new name and number make it possible; the old number 2 is taken there. */
	l_init(&r, RTM_SETLINK, 0, 2, "d1");
	req_u32(&r, IFLA_NET_NS_FD, away.ns);
	assert_int_equal(u_request(u, home.fd, &r), 0);
	assert_string_equal(l_list(u, away.fd), "1:lo 2:d0 3:d1 ");
	assert_string_equal(l_list(u, home.fd), "1:lo ");
}

static void made_elsewhere(void **state)
{
	struct unit *u = *state;
	struct place home = here(u), away = new_place(u);
	struct req r;

	enter(u, &home);
	l_init(&r, RTM_NEWLINK, CREATE, 0, "w0");
	req_u32(&r, IFLA_NET_NS_FD, away.ns);
	l_veth(&r, "w1", 0);
	assert_int_equal(u_request(u, home.fd, &r), 0);
	assert_string_equal(l_list(u, home.fd), "1:lo 2:w1 ");
	assert_string_equal(l_list(u, away.fd), "1:lo 2:w0 ");
	assert_int_equal(l_del(u, home.fd, "w1"), 0);
	assert_string_equal(l_list(u, away.fd), "1:lo ");
}

static int nsid_request(struct unit *u, int fd, int type, int nsid, int ns)
{
	struct rtgenmsg g = { .rtgen_family = AF_UNSPEC };
	struct req r;

	req_init(&r, type, 0, &g, sizeof(g));
	if (nsid != -2)
		req_u32(&r, NETNSA_NSID, nsid);
	if (ns >= 0)
		req_u32(&r, NETNSA_FD, ns);
	return u_request(u, fd, &r);
}

static void numbers(void **state)
{
	struct unit *u = *state;
	struct place home = here(u), away = new_place(u), far = new_place(u);
	const struct nlmsghdr *n = (const struct nlmsghdr *)u->buf;

	enter(u, &home);
	assert_int_equal(nsid_request(u, home.fd, RTM_NEWNSID, -2, away.ns), -EINVAL);
	assert_string_equal(u_extack(u), "nsid is missing");
	assert_int_equal(nsid_request(u, home.fd, RTM_NEWNSID, 5, -1), -EINVAL);
	assert_string_equal(u_extack(u), "Peer netns reference is missing");
	assert_int_equal(nsid_request(u, home.fd, RTM_NEWNSID, 5, 999), -EBADF);
	assert_string_equal(u_extack(u), "Peer netns reference is invalid");
	assert_int_equal(nsid_request(u, home.fd, RTM_NEWNSID, 5, away.ns), 0);
	assert_true(u_recv(u, home.mon) > 0);
	assert_int_equal(n->nlmsg_type, RTM_NEWNSID);
	assert_int_equal(nsid_request(u, home.fd, RTM_NEWNSID, 6, away.ns), -EEXIST);
	assert_string_equal(u_extack(u), "Peer netns already has a nsid assigned");
	assert_int_equal(nsid_request(u, home.fd, RTM_NEWNSID, 5, far.ns), -EEXIST);
	assert_string_equal(u_extack(u), "The specified nsid is already used");
	assert_int_equal(nsid_request(u, home.fd, RTM_GETNSID, 77, -1), -ENOENT);
	assert_int_equal(nsid_request(u, home.fd, RTM_GETNSID, 5, -1), 0);
	leave_behind(u, &away);
	assert_true(u_recv(u, home.mon) > 0);
	assert_int_equal(n->nlmsg_type, RTM_DELNSID);
	assert_int_equal(nsid_request(u, home.fd, RTM_GETNSID, 5, -1), -ENOENT);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		U_TEST(calls),		U_TEST(a_wire_between), U_TEST(moves_refused),
		U_TEST(made_elsewhere), U_TEST(numbers),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
