// SPDX-License-Identifier: LGPL-2.1-or-later
/* Bridges: ports, states over time, the forwarding database, VLANs, and running out of memory. */
#include "unit.h"

#include "util.h"

#include <errno.h>
#include <linux/if.h>
#include <linux/if_bridge.h>
#include <linux/if_link.h>
#include <linux/neighbour.h>
#include <stdio.h>

#define SEC 1000000000ull

/*
 *   br0 (2) --- v0 (4) === v1 (3)
 */
struct net {
	struct unit *u;
	int fd;
};

static int make(struct net *n, const char *name, const char *kind)
{
	struct ifinfomsg ifm = { 0 };
	struct rtattr *nest;
	struct req r;

	req_init(&r, RTM_NEWLINK, NLM_F_CREATE | NLM_F_EXCL, &ifm, sizeof(ifm));
	req_str(&r, IFLA_IFNAME, name);
	nest = req_nest(&r, IFLA_LINKINFO);
	req_str(&r, IFLA_INFO_KIND, kind);
	req_nest_end(&r, nest);
	return u_request(n->u, n->fd, &r);
}

static int set_up(struct net *n, int index, bool up)
{
	struct ifinfomsg ifm = { .ifi_index = index, .ifi_flags = up, .ifi_change = IFF_UP };
	struct req r;

	req_init(&r, RTM_NEWLINK, 0, &ifm, sizeof(ifm));
	return u_request(n->u, n->fd, &r);
}

static int set_u32(struct net *n, int index, int attr, unsigned v)
{
	struct ifinfomsg ifm = { .ifi_index = index };
	struct req r;

	req_init(&r, RTM_NEWLINK, 0, &ifm, sizeof(ifm));
	req_u32(&r, attr, v);
	return u_request(n->u, n->fd, &r);
}

static int set_master(struct net *n, int index, int master)
{
	return set_u32(n, index, IFLA_MASTER, master);
}

static int set_option(struct net *n, int index, int attr, unsigned v, size_t len)
{
	struct ifinfomsg ifm = { .ifi_index = index };
	struct rtattr *nest, *data;
	struct req r;

	req_init(&r, RTM_NEWLINK, 0, &ifm, sizeof(ifm));
	nest = req_nest(&r, IFLA_LINKINFO);
	req_str(&r, IFLA_INFO_KIND, "bridge");
	data = req_nest(&r, IFLA_INFO_DATA);
	req_attr(&r, attr, &v, len);
	req_nest_end(&r, data);
	req_nest_end(&r, nest);
	return u_request(n->u, n->fd, &r);
}

static int del_link(struct net *n, int index)
{
	struct ifinfomsg ifm = { .ifi_index = index };
	struct req r;

	req_init(&r, RTM_DELLINK, 0, &ifm, sizeof(ifm));
	return u_request(n->u, n->fd, &r);
}

static void begin(struct net *n, struct unit *u)
{
	*n = (struct net) { .u = u, .fd = u_socket(u, NETLINK_ROUTE) };
	u_setopt(u, n->fd, SOL_NETLINK, NETLINK_EXT_ACK, 1);
	assert_int_equal(make(n, "br0", "bridge"), 0);
	assert_int_equal(make(n, "v0", "veth"), 0);
	assert_int_equal(set_up(n, 3, true), 0);
	assert_int_equal(set_up(n, 4, true), 0);
	assert_int_equal(set_up(n, 2, true), 0);
}

/* RTM_GETLINK of @index into u->buf. */
static const struct nlmsghdr *get_link(struct net *n, int index)
{
	struct ifinfomsg ifm = { .ifi_index = index };
	struct req r;

	req_init(&r, RTM_GETLINK, 0, &ifm, sizeof(ifm));
	u_send(n->u, n->fd, &r);
	assert_true(u_recv(n->u, n->fd) > 0);
	return (const void *)n->u->buf;
}

static const struct rtattr *inside(const struct rtattr *nest, int type)
{
	const struct rtattr *a = RTA_DATA(nest);
	int len = RTA_PAYLOAD(nest);

	for (; RTA_OK(a, len); a = RTA_NEXT(a, len))
		if ((a->rta_type & NLA_TYPE_MASK) == type)
			return a;
	return NULL;
}

static int port_state(struct net *n, int index)
{
	const struct nlmsghdr *h = get_link(n, index);
	const struct rtattr *info = u_attr(h, sizeof(struct ifinfomsg), IFLA_LINKINFO);
	const struct rtattr *data = inside(info, IFLA_INFO_SLAVE_DATA);

	return data ? *(unsigned char *)RTA_DATA(inside(data, IFLA_BRPORT_STATE)) : -1;
}

static unsigned flags_of(struct net *n, int index)
{
	return ((const struct ifinfomsg *)NLMSG_DATA(get_link(n, index)))->ifi_flags;
}

static void test_ports_come_and_go(void **state)
{
	struct net n;

	begin(&n, *state);
	assert_int_equal(set_master(&n, 4, 2), 0);
	assert_int_equal(port_state(&n, 4), BR_STATE_FORWARDING);
	assert_true(flags_of(&n, 2) & IFF_RUNNING);
	assert_int_equal(set_up(&n, 3, false), 0);
	assert_int_equal(port_state(&n, 4), BR_STATE_DISABLED);
	assert_false(flags_of(&n, 2) & IFF_RUNNING);
	assert_int_equal(set_up(&n, 3, true), 0);
	assert_int_equal(port_state(&n, 4), BR_STATE_FORWARDING);
	assert_int_equal(set_master(&n, 4, 0), 0);
	assert_int_equal(port_state(&n, 4), -1);
	assert_int_equal(set_master(&n, 4, 2), 0);
	assert_int_equal(del_link(&n, 4), 0);
	assert_int_equal(del_link(&n, 2), 0);
}

static void test_refused_ports(void **state)
{
	struct net n;

	begin(&n, *state);
	assert_int_equal(make(&n, "br1", "bridge"), 0);
	assert_int_equal(set_master(&n, 5, 2), -ELOOP);
	assert_string_equal(u_extack(n.u), "Can not enslave a bridge to a bridge");
	assert_int_equal(set_master(&n, 2, 2), -ELOOP);
	assert_int_equal(set_master(&n, 1, 2), -EINVAL);
}

static void test_mtu_follows_ports(void **state)
{
	struct net n;
	const struct rtattr *mtu;

	begin(&n, *state);
	assert_int_equal(set_u32(&n, 4, IFLA_MTU, 1400), 0);
	assert_int_equal(set_master(&n, 4, 2), 0);
	mtu = u_attr(get_link(&n, 2), sizeof(struct ifinfomsg), IFLA_MTU);
	assert_int_equal(*(unsigned *)RTA_DATA(mtu), 1400);
	assert_int_equal(set_u32(&n, 2, IFLA_MTU, 1300), 0);
	assert_int_equal(set_u32(&n, 4, IFLA_MTU, 1350), 0);
	mtu = u_attr(get_link(&n, 2), sizeof(struct ifinfomsg), IFLA_MTU);
	assert_int_equal(*(unsigned *)RTA_DATA(mtu), 1300);
}

static void test_stp_takes_its_time(void **state)
{
	struct net n;

	begin(&n, *state);
	assert_int_equal(set_option(&n, 2, IFLA_BR_STP_STATE, 1, 4), 0);
	assert_int_equal(set_option(&n, 2, IFLA_BR_FORWARD_DELAY, 100, 4), -ERANGE);
	assert_int_equal(set_option(&n, 2, IFLA_BR_FORWARD_DELAY, 400, 4), 0);
	assert_int_equal(set_master(&n, 4, 2), 0);
	assert_int_equal(port_state(&n, 4), BR_STATE_LISTENING);
	assert_false(flags_of(&n, 2) & IFF_RUNNING);
	kernlet_advance(n.u->k, 4 * SEC + 1);
	assert_int_equal(port_state(&n, 4), BR_STATE_LEARNING);
	kernlet_advance(n.u->k, 4 * SEC + 1);
	assert_int_equal(port_state(&n, 4), BR_STATE_FORWARDING);
	assert_true(flags_of(&n, 2) & IFF_RUNNING);
}

static int fdb(struct net *n, int type, int flags, int mac, int ndm_flags, int ndm_state, int vid)
{
	struct ndmsg ndm = { .ndm_family = AF_BRIDGE,
			     .ndm_ifindex = 4,
			     .ndm_flags = ndm_flags,
			     .ndm_state = ndm_state };
	unsigned char addr[6] = { 2, 0, 0, 0, 0, mac };
	unsigned short v = vid;
	struct req r;

	req_init(&r, type, flags, &ndm, sizeof(ndm));
	if (mac)
		req_attr(&r, NDA_LLADDR, addr, 6);
	if (vid)
		req_attr(&r, NDA_VLAN, &v, 2);
	return u_request(n->u, n->fd, &r);
}

static int count_fdb(struct net *n)
{
	struct ifinfomsg ifm = { .ifi_family = AF_BRIDGE, .ifi_index = 4 };
	int count = 0, left;
	struct req r;

	req_init(&r, RTM_GETNEIGH, NLM_F_DUMP, &ifm, sizeof(ifm));
	assert_int_equal(u_send(n->u, n->fd, &r), 0);
	for (;;) {
		const struct nlmsghdr *h = (const void *)n->u->buf;

		left = u_recv(n->u, n->fd);
		assert_true(left > 0);
		for (; NLMSG_OK(h, left); h = NLMSG_NEXT(h, left)) {
			if (h->nlmsg_type == NLMSG_DONE)
				return count;
			/* only what the bridge holds */
			count += u_attr(h, sizeof(struct ndmsg), NDA_MASTER) != NULL;
		}
	}
}

#define EXCL (NLM_F_CREATE | NLM_F_EXCL)

static void test_fdb(void **state)
{
	struct net n;

	begin(&n, *state);
	assert_int_equal(fdb(&n, RTM_NEWNEIGH, EXCL, 1, NTF_MASTER, NUD_NOARP, 0), -EOPNOTSUPP);
	assert_int_equal(set_master(&n, 4, 2), 0);
	assert_int_equal(count_fdb(&n), 2); /* v0's own address: without VLAN and on VLAN 1 */
	assert_int_equal(fdb(&n, RTM_NEWNEIGH, 0, 1, NTF_MASTER, NUD_NOARP, 0), -ENOENT);
	assert_int_equal(fdb(&n, RTM_NEWNEIGH, EXCL, 1, NTF_MASTER, NUD_NOARP, 0), 0);
	assert_int_equal(count_fdb(&n), 4);
	assert_int_equal(fdb(&n, RTM_NEWNEIGH, EXCL, 1, NTF_MASTER, NUD_NOARP, 0), -EEXIST);
	assert_int_equal(fdb(&n, RTM_NEWNEIGH, EXCL, 2, NTF_MASTER, NUD_NOARP, 7), -EINVAL);
	assert_int_equal(fdb(&n, RTM_NEWNEIGH, EXCL, 2, NTF_MASTER, NUD_NOARP, 4095), -EINVAL);
	assert_string_equal(u_extack(n.u), "invalid vlan id");
	assert_int_equal(fdb(&n, RTM_NEWNEIGH, EXCL, 0, NTF_MASTER, NUD_NOARP, 0), -EINVAL);
	assert_string_equal(u_extack(n.u), "invalid address");
	assert_int_equal(fdb(&n, RTM_DELNEIGH, 0, 9, NTF_MASTER, 0, 0), -ENOENT);
	assert_int_equal(fdb(&n, RTM_DELNEIGH, 0, 1, NTF_MASTER, 0, 0), 0);
	assert_int_equal(count_fdb(&n), 2);
	assert_int_equal(fdb(&n, RTM_NEWNEIGH, EXCL, 3, NTF_MASTER, NUD_REACHABLE, 0), 0);
	assert_int_equal(fdb(&n, RTM_NEWNEIGH, EXCL, 4, NTF_MASTER, NUD_NOARP, 0), 0);
	assert_int_equal(count_fdb(&n), 6);
	kernlet_advance(n.u->k, 301 * SEC); /* what was not seen for so long goes */
	assert_int_equal(count_fdb(&n), 4);
	assert_int_equal(fdb(&n, RTM_DELNEIGH, NLM_F_BULK, 0, NTF_MASTER, 0, 0), 0);
	assert_int_equal(count_fdb(&n), 0);
}

static int vlan(struct net *n, int type, int index, const struct bridge_vlan_info *info, int count)
{
	struct ifinfomsg ifm = { .ifi_family = AF_BRIDGE, .ifi_index = index };
	struct rtattr *nest;
	struct req r;

	req_init(&r, type, 0, &ifm, sizeof(ifm));
	nest = req_nest(&r, IFLA_AF_SPEC);
	for (int i = 0; i < count; i++)
		req_attr(&r, IFLA_BRIDGE_VLAN_INFO, &info[i], sizeof(info[i]));
	req_nest_end(&r, nest);
	return u_request(n->u, n->fd, &r);
}

static void test_vlans(void **state)
{
	const struct bridge_vlan_info range[] = {
		{ BRIDGE_VLAN_INFO_RANGE_BEGIN, 10 },
		{ BRIDGE_VLAN_INFO_RANGE_END, 20 },
	};
	const struct bridge_vlan_info bad = { 0, 4095 }, lone_end = {
		BRIDGE_VLAN_INFO_PVID | BRIDGE_VLAN_INFO_RANGE_BEGIN, 5
	};
	struct net n;
	int before;

	begin(&n, *state);
	assert_int_equal(set_master(&n, 4, 2), 0);
	before = count_fdb(&n);
	assert_int_equal(vlan(&n, RTM_SETLINK, 4, range, 2), 0);
	assert_int_equal(count_fdb(&n), before + 11);
	assert_int_equal(fdb(&n, RTM_NEWNEIGH, EXCL, 1, NTF_MASTER, NUD_NOARP, 15), 0);
	assert_int_equal(vlan(&n, RTM_SETLINK, 4, &bad, 1), -EINVAL);
	assert_string_equal(u_extack(n.u), "bridge: Vlan id is invalid");
	assert_int_equal(vlan(&n, RTM_SETLINK, 4, &lone_end, 1), -EINVAL);
	assert_string_equal(u_extack(n.u), "bridge: Pvid isn't allowed in a range");
	assert_int_equal(vlan(&n, RTM_DELLINK, 4, range, 2), 0);
	/* The port's address on each of them goes; the static entry is its maker's. */
	assert_int_equal(count_fdb(&n), before + 1);
	assert_int_equal(set_option(&n, 2, IFLA_BR_VLAN_DEFAULT_PVID, 5, 2), 0);
	assert_int_equal(set_option(&n, 2, IFLA_BR_VLAN_DEFAULT_PVID, 4095, 2), -EINVAL);
	assert_int_equal(set_option(&n, 2, IFLA_BR_VLAN_FILTERING, 1, 1), 0);
	assert_int_equal(set_option(&n, 2, IFLA_BR_VLAN_PROTOCOL, 0x1234, 2), -EPROTONOSUPPORT);
}

/* A VLAN device bound to the bridge has carrier while a port with its VLAN is up. */
static void test_bound_vlan_device(void **state)
{
	const struct bridge_vlan_info info = { 0, 7 };
	struct ifla_vlan_flags flags = { .flags = 0x10, .mask = 0x10 };
	struct ifinfomsg ifm = { .ifi_flags = 1, .ifi_change = 1 };
	unsigned short vid = 7;
	struct rtattr *nest, *data;
	struct net n;
	struct req r;

	begin(&n, *state);
	assert_int_equal(set_master(&n, 4, 2), 0);
	req_init(&r, RTM_NEWLINK, NLM_F_CREATE, &ifm, sizeof(ifm));
	req_str(&r, IFLA_IFNAME, "br0.7");
	req_u32(&r, IFLA_LINK, 2);
	nest = req_nest(&r, IFLA_LINKINFO);
	req_str(&r, IFLA_INFO_KIND, "vlan");
	data = req_nest(&r, IFLA_INFO_DATA);
	req_attr(&r, IFLA_VLAN_ID, &vid, 2);
	req_attr(&r, IFLA_VLAN_FLAGS, &flags, sizeof(flags));
	req_nest_end(&r, data);
	req_nest_end(&r, nest);
	assert_int_equal(u_request(n.u, n.fd, &r), 0);
	assert_false(flags_of(&n, 5) & IFF_RUNNING);
	assert_int_equal(vlan(&n, RTM_SETLINK, 4, &info, 1), 0);
	assert_true(flags_of(&n, 5) & IFF_RUNNING);
	assert_int_equal(set_up(&n, 3, false), 0);
	assert_false(flags_of(&n, 5) & IFF_RUNNING);
	assert_int_equal(set_up(&n, 3, true), 0);
	assert_true(flags_of(&n, 5) & IFF_RUNNING);
	assert_int_equal(vlan(&n, RTM_DELLINK, 4, &info, 1), 0);
	assert_false(flags_of(&n, 5) & IFF_RUNNING);
}

static int mdb(struct net *n, int type, int port, unsigned group, int entry_state)
{
	struct br_port_msg bpm = { .family = AF_BRIDGE, .ifindex = 2 };
	struct br_mdb_entry e = { .ifindex = port, .state = entry_state };
	struct req r;

	e.addr.proto = 0x0008; /* IPv4, in network order */
	e.addr.u.ip4 = __builtin_bswap32(group);
	req_init(&r, type, NLM_F_CREATE, &bpm, sizeof(bpm));
	req_attr(&r, MDBA_SET_ENTRY, &e, sizeof(e));
	return u_request(n->u, n->fd, &r);
}

static void test_mdb(void **state)
{
	struct kernlet_stats before, after;
	struct net n;

	begin(&n, *state);
	assert_int_equal(mdb(&n, RTM_NEWMDB, 4, 0xef010101, MDB_PERMANENT), -EINVAL);
	assert_string_equal(u_extack(n.u), "bridge: Net device is not a bridge port");
	assert_int_equal(set_master(&n, 4, 2), 0);
	assert_int_equal(mdb(&n, RTM_NEWMDB, 4, 0x0a010101, MDB_PERMANENT), -EINVAL);
	assert_string_equal(u_extack(n.u), "IPv4 entry group address is not multicast or 0.0.0.0");
	assert_int_equal(mdb(&n, RTM_NEWMDB, 4, 0xe0000001, MDB_PERMANENT), -EINVAL);
	assert_string_equal(u_extack(n.u), "IPv4 entry group address is local multicast");
	assert_int_equal(mdb(&n, RTM_NEWMDB, 4, 0xef010101, MDB_PERMANENT), 0);
	assert_int_equal(mdb(&n, RTM_NEWMDB, 4, 0xef010101, MDB_PERMANENT), -EEXIST);
	assert_int_equal(mdb(&n, RTM_NEWMDB, 2, 0xef010101, MDB_TEMPORARY), 0);
	assert_int_equal(mdb(&n, RTM_DELMDB, 4, 0xef010101, 0), 0);
	assert_int_equal(mdb(&n, RTM_DELMDB, 4, 0xef010101, 0), -EINVAL);
	assert_int_equal(mdb(&n, RTM_DELMDB, 2, 0xef010101, 0), 0);
	/* A temporary one goes by itself after the membership interval. */
	assert_int_equal(mdb(&n, RTM_NEWMDB, 4, 0xef010102, MDB_TEMPORARY), 0);
	kernlet_advance(n.u->k, 259 * SEC);
	assert_int_equal(mdb(&n, RTM_NEWMDB, 4, 0xef010102, MDB_TEMPORARY), -EEXIST);
	kernlet_advance(n.u->k, 2 * SEC);
	assert_int_equal(mdb(&n, RTM_NEWMDB, 4, 0xef010102, MDB_TEMPORARY), 0);
	/* No more groups than allowed, and none left behind when the port goes. */
	assert_int_equal(set_option(&n, 2, IFLA_BR_MCAST_HASH_MAX, 1, 4), 0);
	assert_int_equal(mdb(&n, RTM_NEWMDB, 4, 0xef010103, MDB_PERMANENT), -E2BIG);
	assert_int_equal(set_master(&n, 4, 0), 0);
	kernlet_get_stats(n.u->k, &before);
	assert_int_equal(set_option(&n, 2, IFLA_BR_MCAST_SNOOPING, 1, 1), 0);
	assert_int_equal(set_master(&n, 4, 2), 0);
	assert_int_equal(mdb(&n, RTM_NEWMDB, 4, 0xef010103, MDB_PERMANENT), 0);
	assert_int_equal(set_master(&n, 4, 0), 0);
	kernlet_get_stats(n.u->k, &after);
	assert_in_range(after.mem_used, 0, before.mem_used + 1024);
}

static void test_boolean_options(void **state)
{
	struct br_boolopt_multi bm = { .optval = 1 << 6, .optmask = 1 << 6 };
	struct ifinfomsg ifm = { .ifi_index = 2 };
	struct rtattr *nest, *data;
	struct net n;
	struct req r;

	begin(&n, *state);
	req_init(&r, RTM_NEWLINK, 0, &ifm, sizeof(ifm));
	nest = req_nest(&r, IFLA_LINKINFO);
	req_str(&r, IFLA_INFO_KIND, "bridge");
	data = req_nest(&r, IFLA_INFO_DATA);
	req_attr(&r, IFLA_BR_MULTI_BOOLOPT, &bm, sizeof(bm));
	req_nest_end(&r, data);
	req_nest_end(&r, nest);
	assert_int_equal(u_request(n.u, n.fd, &r), -EINVAL);
	assert_string_equal(u_extack(n.u), "bridge: Unknown boolean option 6");
}

/* Each allocation of "make a bridge, enslave, add a VLAN" fails once; all goes in the end. */
static void test_no_memory(void **state)
{
	const struct bridge_vlan_info info = { BRIDGE_VLAN_INFO_MASTER, 30 };
	struct kernlet_stats before, after;
	struct net n;

	begin(&n, *state);
	set_master(&n, 4, 2);
	set_master(&n, 4, 0);
	kernlet_get_stats(n.u->k, &before);
	for (int i = 1; i < 120; i++) {
		kernlet_fail_alloc(n.u->k, i, 1);
		set_master(&n, 4, 2);
		vlan(&n, RTM_SETLINK, 4, &info, 1);
		fdb(&n, RTM_NEWNEIGH, EXCL, 1, NTF_MASTER, NUD_NOARP, 0);
		kernlet_fail_alloc(n.u->k, 0, 0);
		while (u_recv(n.u, n.fd) > 0)
			;
		set_master(&n, 4, 0);
		while (u_recv(n.u, n.fd) > 0)
			;
	}
	assert_int_equal(set_master(&n, 4, 2), 0);
	assert_int_equal(port_state(&n, 4), BR_STATE_FORWARDING);
	assert_int_equal(set_master(&n, 4, 0), 0);
	kernlet_get_stats(n.u->k, &after);
	assert_in_range(after.mem_used, 0, before.mem_used + 4096);
}

static void test_no_memory_for_a_bridge(void **state)
{
	struct kernlet_stats before, after;
	struct net n;
	int err = -1;

	begin(&n, *state);
	assert_int_equal(make(&n, "br1", "bridge"), 0);
	assert_int_equal(del_link(&n, 5), 0);
	kernlet_get_stats(n.u->k, &before);
	for (int i = 1; err && i < 100; i++) {
		kernlet_fail_alloc(n.u->k, i, 1);
		err = make(&n, "br1", "bridge");
		kernlet_fail_alloc(n.u->k, 0, 0);
		while (u_recv(n.u, n.fd) > 0)
			;
		if (err == -EEXIST)
			err = 0;
	}
	assert_int_equal(err, 0);
	for (int i = 5; i < 120; i++)
		del_link(&n, i);
	kernlet_get_stats(n.u->k, &after);
	assert_in_range(after.mem_used, 0, before.mem_used + 4096);
}

/* A namespace ends with everything stacked in it: nothing of it may stay. */
static void test_namespace_ends(void **state)
{
	struct unit *u = *state;
	struct kernlet_stats before, after;
	struct kernlet_task *first = u->t;
	struct ndmsg ndm = { .ndm_family = AF_INET, .ndm_ifindex = 2, .ndm_state = NUD_REACHABLE };
	unsigned char mac[6] = { 2 };
	uint32_t dst = 0x0100000a;
	unsigned short vid = 5;
	struct rtattr *nest, *data;
	struct req r;

	for (int round = 0; round < 3; round++) {
		struct ifinfomsg ifm = { 0 };
		struct net n;

		if (round == 1)
			kernlet_get_stats(u->k, &before);
		assert_int_equal(kernlet_task_create(u->k, NULL, &u->t), 0);
		assert_int_equal(u_call(u, __NR_unshare, 0x40000000, 0, 0, 0, 0, 0), 0);
		begin(&n, u);
		assert_int_equal(set_master(&n, 4, 2), 0);
		req_init(&r, RTM_NEWLINK, NLM_F_CREATE, &ifm, sizeof(ifm));
		req_str(&r, IFLA_IFNAME, "br0.5");
		req_u32(&r, IFLA_LINK, 2);
		nest = req_nest(&r, IFLA_LINKINFO);
		req_str(&r, IFLA_INFO_KIND, "vlan");
		data = req_nest(&r, IFLA_INFO_DATA);
		req_attr(&r, IFLA_VLAN_ID, &vid, 2);
		req_nest_end(&r, data);
		req_nest_end(&r, nest);
		assert_int_equal(u_request(u, n.fd, &r), 0);
		req_init(&r, RTM_NEWNEIGH, NLM_F_CREATE, &ndm, sizeof(ndm));
		req_attr(&r, NDA_DST, &dst, 4);
		req_attr(&r, NDA_LLADDR, mac, 6);
		assert_int_equal(u_request(u, n.fd, &r), 0);
		kernlet_task_exit(u->t);
		u->t = first;
	}
	kernlet_get_stats(u->k, &after);
	assert_int_equal(after.namespaces, before.namespaces);
	assert_in_range(after.mem_used, 0, before.mem_used + 1024);
}

static int setup_virtual(void **state)
{
	struct kernlet_config cfg = { .size = sizeof(cfg),
				      .clock = KERNLET_CLOCK_VIRTUAL,
				      .seed = 1 };
	struct unit *u = calloc(1, sizeof(*u));

	*state = u;
	return u_boot(u, &cfg);
}

#define V_TEST(fn) cmocka_unit_test_setup_teardown(fn, setup_virtual, u_teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		V_TEST(test_ports_come_and_go),
		V_TEST(test_refused_ports),
		V_TEST(test_mtu_follows_ports),
		V_TEST(test_stp_takes_its_time),
		V_TEST(test_fdb),
		V_TEST(test_vlans),
		V_TEST(test_bound_vlan_device),
		V_TEST(test_mdb),
		V_TEST(test_boolean_options),
		V_TEST(test_namespace_ends),
		V_TEST(test_no_memory),
		V_TEST(test_no_memory_for_a_bridge),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
