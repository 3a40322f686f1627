/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * RTM_NEWLINK, SETLINK, DELLINK, GETLINK and the alternative names: what is done, what is refused
 * and how, and what is announced. Everything expected was read from Linux 6.18.
 */
#include "unit.h"

#include "link_util.h"

#define assert_refused(u, err, errno_, text)            \
	do {                                            \
		assert_int_equal(err, errno_);          \
		assert_string_equal(u_extack(u), text); \
	} while (0)

static void loopback_is_there(void **state)
{
	struct unit *u = *state;
	int fd = l_socket(u);
	const struct nlmsghdr *n = l_get(u, fd, "lo", NULL);
	const struct ifinfomsg *ifm;

	assert_non_null(n);
	ifm = NLMSG_DATA(n);
	assert_int_equal(ifm->ifi_index, 1);
	assert_int_equal(ifm->ifi_type, 772);
	assert_int_equal(ifm->ifi_flags, IFF_LOOPBACK);
	assert_int_equal(l_u32(n, IFLA_MTU), 65536);
	assert_int_equal(l_u8(n, IFLA_OPERSTATE), IF_OPER_DOWN);
	assert_string_equal(l_str(n, IFLA_QDISC), "noop");
	assert_null(l_attr(n, IFLA_LINKINFO));
	assert_int_equal(l_del(u, fd, "lo"), -EOPNOTSUPP);
	assert_int_equal(l_flags(u, fd, "lo", IFF_UP, IFF_UP), 0);
	n = l_get(u, fd, "lo", NULL);
	ifm = NLMSG_DATA(n);
	assert_int_equal(ifm->ifi_flags, IFF_LOOPBACK | IFF_UP | IFF_RUNNING | 1 << 16);
	assert_int_equal(l_u8(n, IFLA_OPERSTATE), IF_OPER_UNKNOWN);
	assert_string_equal(l_str(n, IFLA_QDISC), "noqueue");
}

/* The order of attributes is part of what programs compare. */
static void attributes_in_linux_order(void **state)
{
	static const int expected[] = {
		3,  13, 16, 17, 67, 4,	50, 51, 27, 30, 61, 31, 40, 41, 58, 63, 64, 59, 60, 66,
		32, 33, 35, 47, 48, 68, 69, 39, 1,  2,	23, 7,	43, 18, 5,  6,	26, 14, 62, 65,
	};
	struct unit *u = *state;
	int fd = l_socket(u);
	const struct nlmsghdr *n;
	const struct rtattr *a;
	size_t i = 0;
	int len;

	assert_int_equal(l_add_veth(u, fd, "v0", "v1"), 0);
	n = l_get(u, fd, "v0", NULL);
	a = IFLA_RTA((char *)NLMSG_DATA(n));
	len = n->nlmsg_len - NLMSG_SPACE(sizeof(struct ifinfomsg));
	for (; RTA_OK(a, len); a = RTA_NEXT(a, len))
		assert_int_equal(a->rta_type & NLA_TYPE_MASK, expected[i++]);
	assert_int_equal(i, sizeof(expected) / sizeof(*expected));
}

static void lookups_that_fail(void **state)
{
	struct unit *u = *state;
	int fd = l_socket(u), err = 0;
	struct req r;

	assert_null(l_get(u, fd, "none", &err));
	assert_int_equal(err, -ENODEV);
	l_init(&r, RTM_GETLINK, 0, 0, NULL);
	assert_int_equal(u_request(u, fd, &r), -EINVAL);
	l_init(&r, RTM_GETLINK, 0, 77, NULL);
	assert_int_equal(u_request(u, fd, &r), -ENODEV);
	req_init(&r, RTM_GETLINK, 0, NULL, 4);
	assert_refused(u, u_request(u, fd, &r), -EINVAL, "Invalid header for get link");
	assert_int_equal(l_del(u, fd, "none"), -ENODEV);
	l_init(&r, RTM_DELLINK, 0, 0, NULL);
	assert_int_equal(u_request(u, fd, &r), -EINVAL);
	assert_int_equal(l_set_u32(u, fd, "none", IFLA_MTU, 1500), -ENODEV);
	l_init(&r, RTM_SETLINK, 0, 0, NULL);
	assert_int_equal(u_request(u, fd, &r), -EINVAL);
}

static void strict_checks(void **state)
{
	struct unit *u = *state;
	const struct nlmsghdr *n;
	int fd = l_socket(u);
	struct req r;

	assert_int_equal(u_setopt(u, fd, SOL_NETLINK, NETLINK_GET_STRICT_CHK, 1), 0);
	l_init(&r, RTM_GETLINK, NLM_F_DUMP, 3, NULL);
	assert_int_equal(u_send(u, fd, &r), 0);
	assert_true(u_recv(u, fd) > 0);
	n = (const struct nlmsghdr *)u->buf;
	assert_int_equal(n->nlmsg_type, NLMSG_DONE);
	assert_int_equal(*(int *)NLMSG_DATA(n), -EINVAL);
	assert_string_equal(RTA_DATA(u_attr(n, sizeof(int), NLMSGERR_ATTR_MSG)),
			    "Filter by device index not supported for link dumps");
	l_init(&r, RTM_GETLINK, 0, 1, NULL);
	l_header(&r)->ifi_flags = 1;
	assert_refused(u, u_request(u, fd, &r), -EINVAL,
		       "Invalid values in header for get link request");
	l_init(&r, RTM_GETLINK, 0, 1, NULL);
	req_u32(&r, IFLA_MTU, 5);
	assert_refused(u, u_request(u, fd, &r), -EINVAL,
		       "Unsupported attribute in get link request");
}

static void creation_refused(void **state)
{
	struct unit *u = *state;
	int fd = l_socket(u);
	struct req r;

	l_init(&r, RTM_NEWLINK, CREATE, 0, "x");
	l_kind(&r, "nosuch");
	assert_refused(u, u_request(u, fd, &r), -EOPNOTSUPP, "Unknown device type");
	l_init(&r, RTM_NEWLINK, CREATE, 0, "x");
	assert_refused(u, u_request(u, fd, &r), -EOPNOTSUPP, "Unknown device type");
	l_init(&r, RTM_NEWLINK, 0, 0, "x");
	l_kind(&r, "dummy");
	assert_int_equal(u_request(u, fd, &r), -ENODEV);
	l_init(&r, RTM_NEWLINK, CREATE, -3, "x");
	l_kind(&r, "dummy");
	assert_refused(u, u_request(u, fd, &r), -EINVAL, "ifindex can't be negative");
	l_init(&r, RTM_NEWLINK, CREATE, 0, "x");
	req_u32(&r, IFLA_NUM_TX_QUEUES, 0);
	l_kind(&r, "dummy");
	assert_refused(u, u_request(u, fd, &r), -EINVAL, "Invalid number of transmit queues");
	l_init(&r, RTM_NEWLINK, CREATE, 0, "x");
	req_u32(&r, IFLA_NUM_RX_QUEUES, 5000);
	l_kind(&r, "dummy");
	assert_refused(u, u_request(u, fd, &r), -EINVAL, "Invalid number of receive queues");
	l_init(&r, RTM_NEWLINK, CREATE, 0, "x");
	req_u32(&r, IFLA_MASTER, 1);
	l_kind(&r, "dummy");
	assert_int_equal(u_request(u, fd, &r), -EOPNOTSUPP);
	assert_int_equal(l_add_dummy(u, fd, "lo"), -EEXIST);
	assert_string_equal(l_list(u, fd), "1:lo ");
}

static void existing_link(void **state)
{
	struct unit *u = *state;
	int fd = l_socket(u);
	struct req r;

	assert_int_equal(l_add_dummy(u, fd, "d0"), 0);
	assert_int_equal(l_add_dummy(u, fd, "d0"), -EEXIST);
	l_init(&r, RTM_NEWLINK, NLM_F_CREATE | NLM_F_REPLACE, 0, "d0");
	l_kind(&r, "dummy");
	assert_int_equal(u_request(u, fd, &r), -EOPNOTSUPP);
	l_init(&r, RTM_NEWLINK, NLM_F_CREATE, 0, "d0");
	l_kind(&r, "dummy");
	assert_int_equal(u_request(u, fd, &r), 0);
}

static void names(void **state)
{
	static const char *const bad[] = { "", ".", "..", "a/b", "a:b", "a b", "a%s", "a%d%d" };
	struct unit *u = *state;
	int fd = l_socket(u);

	for (size_t i = 0; i < sizeof(bad) / sizeof(*bad); i++)
		assert_int_equal(l_add_dummy(u, fd, bad[i]), -EINVAL);
	assert_int_equal(l_add_dummy(u, fd, "sixteen-letters-"), -ERANGE);
	assert_int_equal(l_add_dummy(u, fd, "q%d"), 0);
	assert_int_equal(l_add_dummy(u, fd, "q%d"), 0);
	assert_int_equal(l_add_dummy(u, fd, "q2"), 0);
	assert_int_equal(l_add_dummy(u, fd, "q%d"), 0);
	assert_string_equal(l_list(u, fd), "1:lo 2:q0 3:q1 4:q2 5:q3 ");
	/* The lowest free number comes first again. */
	assert_int_equal(l_del(u, fd, "q1"), 0);
	assert_int_equal(l_add_dummy(u, fd, "q%d"), 0);
	assert_int_equal(l_add_dummy(u, fd, "q%d"), 0);
	assert_string_equal(l_list(u, fd), "1:lo 2:q0 4:q2 5:q3 6:q1 7:q4 ");
}

static void numbers(void **state)
{
	struct unit *u = *state;
	int fd = l_socket(u);
	struct req r;

	l_init(&r, RTM_NEWLINK, CREATE, 100, "d100");
	l_kind(&r, "dummy");
	assert_int_equal(u_request(u, fd, &r), 0);
	l_init(&r, RTM_NEWLINK, NLM_F_CREATE, 100, "other");
	l_kind(&r, "dummy");
	assert_int_equal(u_request(u, fd, &r), 0); /* that is a rename */
	assert_int_equal(l_add_dummy(u, fd, "d2"), 0);
	assert_string_equal(l_list(u, fd), "1:lo 2:d2 100:other ");
}

static void mtu_bounds(void **state)
{
	struct unit *u = *state;
	int fd = l_socket(u);

	assert_int_equal(l_add_veth(u, fd, "v0", "v1"), 0);
	assert_refused(u, l_set_u32(u, fd, "v0", IFLA_MTU, 67), -EINVAL,
		       "mtu less than device minimum");
	assert_refused(u, l_set_u32(u, fd, "v0", IFLA_MTU, 65536), -EINVAL,
		       "mtu greater than device maximum");
	assert_int_equal(l_set_u32(u, fd, "v0", IFLA_MTU, 65535), 0);
	assert_int_equal(l_set_u32(u, fd, "v0", IFLA_MTU, 68), 0);
	assert_int_equal(l_u32(l_get(u, fd, "v0", NULL), IFLA_MTU), 68);
}

static void addresses(void **state)
{
	static const uint8_t good[] = { 2, 0x11, 0, 0, 0, 1 }, group[] = { 1, 0x11, 0, 0, 0, 1 };
	struct unit *u = *state;
	int fd = l_socket(u);
	struct req r;

	assert_int_equal(l_add_dummy(u, fd, "d0"), 0);
	l_init(&r, RTM_SETLINK, 0, 0, "d0");
	req_attr(&r, IFLA_ADDRESS, good, 6);
	assert_int_equal(u_request(u, fd, &r), 0);
	assert_memory_equal(RTA_DATA(l_attr(l_get(u, fd, "d0", NULL), IFLA_ADDRESS)), good, 6);
	l_init(&r, RTM_SETLINK, 0, 0, "d0");
	req_attr(&r, IFLA_ADDRESS, group, 6);
	assert_int_equal(u_request(u, fd, &r), -EADDRNOTAVAIL);
	l_init(&r, RTM_SETLINK, 0, 0, "d0");
	req_attr(&r, IFLA_ADDRESS, good, 5);
	assert_int_equal(u_request(u, fd, &r), -EINVAL);
	l_init(&r, RTM_NEWLINK, CREATE, 0, "d1");
	req_attr(&r, IFLA_ADDRESS, group, 6);
	l_kind(&r, "dummy");
	assert_int_equal(u_request(u, fd, &r), -EADDRNOTAVAIL);
}

static void altnames(void **state)
{
	struct unit *u = *state;
	int fd = l_socket(u), mon;
	struct rtattr *list;
	struct req r;

	assert_int_equal(l_add_dummy(u, fd, "d0"), 0);
	assert_int_equal(l_flags(u, fd, "d0", IFF_UP, IFF_UP), 0);
	mon = l_monitor(u);
	l_init(&r, RTM_NEWLINKPROP, 0, 2, NULL);
	list = req_nest(&r, IFLA_PROP_LIST | NLA_F_NESTED);
	req_str(&r, IFLA_ALT_IFNAME, "a-name-longer-than-fifteen-letters");
	req_nest_end(&r, list);
	assert_int_equal(u_request(u, fd, &r), 0);
	assert_string_equal(l_news(u, mon), "NEW d0 ch0 op0\n");
	assert_int_equal(u_request(u, fd, &r), -EEXIST);
	l_init(&r, RTM_GETLINK, 0, 0, NULL);
	req_str(&r, IFLA_ALT_IFNAME, "a-name-longer-than-fifteen-letters");
	assert_int_equal(u_send(u, fd, &r), 0);
	assert_true(u_recv(u, fd) > 0);
	list = (struct rtattr *)l_attr((struct nlmsghdr *)u->buf, IFLA_PROP_LIST);
	assert_non_null(list);
	assert_string_equal((char *)RTA_DATA(RTA_DATA(list)), "a-name-longer-than-fifteen-letters");
	l_init(&r, RTM_DELLINKPROP, 0, 2, NULL);
	list = req_nest(&r, IFLA_PROP_LIST | NLA_F_NESTED);
	req_str(&r, IFLA_ALT_IFNAME, "d0");
	req_nest_end(&r, list);
	assert_int_equal(u_request(u, fd, &r), -EINVAL);
	l_init(&r, RTM_DELLINKPROP, 0, 2, NULL);
	list = req_nest(&r, IFLA_PROP_LIST);
	req_str(&r, IFLA_ALT_IFNAME, "x");
	req_nest_end(&r, list);
	assert_refused(u, u_request(u, fd, &r), -EINVAL, "NLA_F_NESTED is missing");
	assert_int_equal(l_del(u, fd, "a-name-longer-t"), -ENODEV);
}

static void groups(void **state)
{
	struct unit *u = *state;
	int fd = l_socket(u);
	struct req r;

	assert_int_equal(l_add_dummy(u, fd, "d0"), 0);
	assert_int_equal(l_add_dummy(u, fd, "d1"), 0);
	assert_int_equal(l_add_dummy(u, fd, "d2"), 0);
	assert_int_equal(l_set_u32(u, fd, "d0", IFLA_GROUP, 7), 0);
	assert_int_equal(l_set_u32(u, fd, "d2", IFLA_GROUP, 7), 0);
	l_init(&r, RTM_NEWLINK, 0, 0, NULL);
	req_u32(&r, IFLA_GROUP, 7);
	req_u32(&r, IFLA_MTU, 900);
	assert_int_equal(u_request(u, fd, &r), 0);
	assert_int_equal(l_u32(l_get(u, fd, "d0", NULL), IFLA_MTU), 900);
	assert_int_equal(l_u32(l_get(u, fd, "d1", NULL), IFLA_MTU), 1500);
	l_init(&r, RTM_DELLINK, 0, 0, NULL);
	req_u32(&r, IFLA_GROUP, 0);
	assert_int_equal(u_request(u, fd, &r), -EPERM);
	l_init(&r, RTM_DELLINK, 0, 0, NULL);
	req_u32(&r, IFLA_GROUP, 8);
	assert_int_equal(u_request(u, fd, &r), -ENODEV);
	l_init(&r, RTM_DELLINK, 0, 0, NULL);
	req_u32(&r, IFLA_GROUP, 7);
	assert_int_equal(u_request(u, fd, &r), 0);
	assert_string_equal(l_list(u, fd), "1:lo 3:d1 ");
	assert_int_equal(l_set_u32(u, fd, "lo", IFLA_GROUP, 9), 0);
	l_init(&r, RTM_DELLINK, 0, 0, NULL);
	req_u32(&r, IFLA_GROUP, 9);
	assert_int_equal(u_request(u, fd, &r), -EOPNOTSUPP);
}

static void news_of_changes(void **state)
{
	struct unit *u = *state;
	int fd = l_socket(u), mon = l_monitor(u);
	struct req r;

	assert_int_equal(l_add_dummy(u, fd, "d0"), 0);
	assert_string_equal(l_news(u, mon), "NEW d0 ch0xffffffff op2\n");
	assert_int_equal(l_flags(u, fd, "d0", IFF_UP, IFF_UP), 0);
	assert_string_equal(l_news(u, mon), "NEW d0 ch0x1 op0\n");
	assert_int_equal(l_flags(u, fd, "d0", IFF_PROMISC, IFF_PROMISC), 0);
	assert_string_equal(l_news(u, mon), "NEW d0 ch0x100 op0\n");
	assert_int_equal(l_flags(u, fd, "d0", IFF_PROMISC, IFF_PROMISC), 0);
	assert_string_equal(l_news(u, mon), "");
	assert_int_equal(l_set_u32(u, fd, "d0", IFLA_MTU, 1400), 0);
	assert_string_equal(l_news(u, mon), "NEW d0 ch0 op0\n");
	assert_int_equal(l_set_u32(u, fd, "d0", IFLA_MTU, 1400), 0);
	assert_string_equal(l_news(u, mon), "");
	assert_int_equal(l_set_u32(u, fd, "d0", IFLA_TXQLEN, 9), 0);
	assert_string_equal(l_news(u, mon), "NEW d0 ch0 op0\n");
	l_init(&r, RTM_SETLINK, 0, 2, "e0");
	assert_int_equal(u_request(u, fd, &r), 0);
	assert_string_equal(l_news(u, mon), "NEW e0 ch0 op0\n");
	assert_int_equal(l_del(u, fd, "e0"), 0);
	assert_string_equal(l_news(u, mon), "NEW e0 ch0x41 op2\nDEL e0 ch0xffffffff op2\n");
}

/* The answer to an echo comes before the acknowledgement; nobody else gets it from there. */
static void echo(void **state)
{
	struct unit *u = *state;
	int fd = l_socket(u);
	const struct nlmsghdr *n = (const struct nlmsghdr *)u->buf;
	struct req r;

	l_init(&r, RTM_NEWLINK, CREATE | NLM_F_ECHO | NLM_F_ACK, 0, "d0");
	l_kind(&r, "dummy");
	assert_int_equal(u_send(u, fd, &r), 0);
	assert_true(u_recv(u, fd) > 0);
	assert_int_equal(n->nlmsg_type, RTM_NEWLINK);
	assert_int_equal(n->nlmsg_seq, u->seq);
	assert_true(u_recv(u, fd) > 0);
	assert_int_equal(n->nlmsg_type, NLMSG_ERROR);
	assert_int_equal(u_recv(u, fd), -EAGAIN);
}

/* What came before the refusal stays done, as on Linux. */
static void half_a_change(void **state)
{
	struct unit *u = *state;
	int fd = l_socket(u);
	struct req r;

	assert_int_equal(l_add_dummy(u, fd, "d0"), 0);
	l_init(&r, RTM_SETLINK, 0, 0, "d0");
	req_u32(&r, IFLA_MTU, 1300);
	req_u32(&r, IFLA_MASTER, 1);
	assert_int_equal(u_request(u, fd, &r), -EOPNOTSUPP);
	assert_int_equal(l_u32(l_get(u, fd, "d0", NULL), IFLA_MTU), 1300);
}

static void filtered_dumps(void **state)
{
	struct unit *u = *state;
	int fd = l_socket(u);
	struct req r;
	int seen = 0;

	assert_int_equal(l_add_dummy(u, fd, "d0"), 0);
	assert_int_equal(l_add_veth(u, fd, "v0", "v1"), 0);
	l_init(&r, RTM_GETLINK, NLM_F_DUMP, 0, NULL);
	l_kind(&r, "dummy");
	assert_int_equal(u_send(u, fd, &r), 0);
	while (u_recv(u, fd) > 0) {
		const struct nlmsghdr *n = (const struct nlmsghdr *)u->buf;

		if (n->nlmsg_type != RTM_NEWLINK)
			break;
		assert_int_equal(n->nlmsg_flags, NLM_F_MULTI | NLM_F_DUMP_FILTERED);
		assert_int_equal(u->len, n->nlmsg_len);
		assert_string_equal(l_str(n, IFLA_IFNAME), "d0");
		seen++;
	}
	assert_int_equal(seen, 1);
}

/* Devices on devices: eight levels at most. */
static void towers(void **state)
{
	struct unit *u = *state;
	int fd = l_socket(u), err = 0, i;
	struct rtattr *info, *data;
	char name[8];
	uint16_t vid;
	struct req r;

	assert_int_equal(l_add_dummy(u, fd, "n0"), 0);
	for (i = 1; !err && i < 12; i++) {
		snprintf(name, sizeof(name), "n%d", i);
		vid = i;
		l_init(&r, RTM_NEWLINK, CREATE, 0, name);
		req_u32(&r, IFLA_LINK, i + 1);
		info = req_nest(&r, IFLA_LINKINFO);
		req_attr(&r, IFLA_INFO_KIND, "vlan", 4);
		data = req_nest(&r, IFLA_INFO_DATA);
		req_attr(&r, IFLA_VLAN_ID, &vid, sizeof(vid));
		req_nest_end(&r, data);
		req_nest_end(&r, info);
		err = u_request(u, fd, &r);
	}
	assert_int_equal(err, -EMLINK);
	assert_int_equal(i, 9);
	/* The ground goes, and all that stands on it. */
	assert_int_equal(l_del(u, fd, "n0"), 0);
	assert_string_equal(l_list(u, fd), "1:lo ");
}

/* More links than fit one datagram, all in order and each once. */
static void long_dumps(void **state)
{
	struct unit *u = *state;
	int fd = l_socket(u), want = 1;
	char *save = NULL, *word, *list;

	for (int i = 0; i < 300; i++)
		assert_int_equal(l_add_dummy(u, fd, "dummy%d"), 0);
	list = strdup(l_list(u, fd));
	for (word = strtok_r(list, " ", &save); word; word = strtok_r(NULL, " ", &save))
		assert_int_equal(atoi(word), want++);
	assert_int_equal(want, 302);
	free(list);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		U_TEST(loopback_is_there),
		U_TEST(attributes_in_linux_order),
		U_TEST(lookups_that_fail),
		U_TEST(strict_checks),
		U_TEST(creation_refused),
		U_TEST(existing_link),
		U_TEST(names),
		U_TEST(numbers),
		U_TEST(mtu_bounds),
		U_TEST(addresses),
		U_TEST(altnames),
		U_TEST(groups),
		U_TEST(news_of_changes),
		U_TEST(echo),
		U_TEST(half_a_change),
		U_TEST(filtered_dumps),
		U_TEST(towers),
		U_TEST(long_dumps),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
