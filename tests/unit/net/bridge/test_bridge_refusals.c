/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * What bridges and vlans refuse, and what they say then.
 *
 *   d0 (2)   br0 (3) vlan_filtering <- p0 (5) ==== p1 (4)   d0.5 (6) on d0   br1 (7)
 */
#include "rows.h"

#include <linux/if.h>
#include <linux/if_bridge.h>

#define NEW (NLM_F_CREATE | NLM_F_EXCL)
#define DUMP NLM_F_DUMP
#define L(i) "b0 b0 w0 d" #i " d0 d0"
#define LB(i) "b7 b0 w0 d" #i " d0 d0"
#define V(i) "b7 b0 w0 d" #i
#define BR "18{1='bridge' 2{"
#define VL "18{1='vlan' 2{"

static const struct row stage[] = {
	{ RTM_NEWLINK, NEW, L(0), "3='d0' 18{1='dummy'}", 0, NULL },
	{ RTM_NEWLINK, NEW, L(0), "3='br0' 18{1='bridge' 2{7=b1}}", 0, NULL },
	{ RTM_NEWLINK, NEW, L(0), "3='p0' 10=d3 18{1='veth'}", 0, NULL },
	{ RTM_NEWLINK, NEW, L(0), "3='d0.5' 5=d2 18{1='vlan' 2{1=w5}}", 0, NULL },
	{ RTM_NEWLINK, NEW, L(0), "3='br1' 18{1='bridge'}", 0, NULL },
	{ RTM_NEWLINK, 0, "b0 b0 w0 d3 d1 d1", "", 0, NULL },
};

/* clang-format off */
static const struct row bridges[] = {
	{ RTM_NEWLINK, NEW, L(0), "3='x' 1=x0011 18{1='bridge'}", -EINVAL, NULL },
	{ RTM_NEWLINK, NEW, L(0), "3='x' 1=x010000000001 18{1='bridge'}", -EADDRNOTAVAIL, NULL },
	{ RTM_NEWLINK, 0, L(3), BR "1=d1}}", 0, NULL },
	{ RTM_NEWLINK, 0, L(3), BR "2=d1}}", -ERANGE, NULL },
	{ RTM_NEWLINK, 0, L(3), BR "3=d1}}", -ERANGE, NULL },
	{ RTM_NEWLINK, 0, L(3), BR "9=w5}}", -EINVAL, NULL },
	{ RTM_NEWLINK, 0, L(3), BR "20=x0102}}", -EINVAL, NULL },
	{ RTM_NEWLINK, 0, L(3), BR "20=x020000000001}}", -EINVAL, NULL },
	{ RTM_NEWLINK, 0, L(3), BR "8=w1234}}", -EPROTONOSUPPORT, NULL },
	{ RTM_NEWLINK, 0, L(3), BR "39=w1001}}", -EINVAL, NULL },
	{ RTM_NEWLINK, 0, L(3), BR "22=b9}}", -EINVAL, NULL },
	{ RTM_NEWLINK, 0, L(3), BR "43=b9}}", -EINVAL, NULL },
	{ RTM_NEWLINK, 0, L(3), BR "44=b9}}", -EINVAL, NULL },
	{ RTM_NEWLINK, 0, L(7), BR "46=x0200000002000000}}", -EINVAL, "bridge: Cannot enable multicast vlan "
								      "snooping with vlan filtering disabled" },
	{ RTM_SETLINK, 0, L(1), "10=d3", -EINVAL, NULL },
	{ RTM_NEWLINK, 0, L(5), "18{4='bridge' 5{1=b9}}", -EINVAL, NULL },
	{ RTM_NEWLINK, 0, L(5), "18{4='bridge' 5{3=d0}}", -ERANGE, NULL },
	{ RTM_NEWLINK, 0, L(5), "18{4='bridge' 5{2=wff}}", -ERANGE, NULL },
	{ RTM_NEWLINK, 0, L(5), "18{4='bridge' 5{31=w2}}", -EINVAL, NULL },
	{ RTM_NEWLINK, 0, L(5), "18{4='bridge' 5{34=d63}}", -ENOENT, NULL },
	{ RTM_NEWLINK, 0, L(5), "18{4='bridge' 5{41=b1}}", -EINVAL, "Attribute failed policy validation" },
	{ RTM_SETLINK, 0, LB(5), "26{2{0=x}}", -EINVAL, "bridge: Vlan id is invalid" },
	{ RTM_SETLINK, 0, LB(5), "26{2{2=x00000000}}", -EINVAL, NULL },
	{ RTM_SETLINK, 0, LB(5), "26{2=x0000ff0f}", -EINVAL, "bridge: Vlan id is invalid" },
	{ RTM_SETLINK, 0, LB(5), "26{2=x00000000}", -EINVAL, "bridge: Vlan id is invalid" },
	{ RTM_SETLINK, 0, LB(5), "26{2=x10000500}", 0, NULL },
	{ RTM_SETLINK, 0, LB(5), "26{2=x08000900 2=x10000500}", -EINVAL, "bridge: End vlan id is less than or equal to start vlan id" },
	{ RTM_DELLINK, 0, LB(5), "26{2=x00000900}", 0, NULL },
	{ RTM_DELLINK, 0, LB(3), "26{2=x00000900}", -EOPNOTSUPP, NULL },
	{ RTM_SETLINK, 0, LB(5), "12=x", -EINVAL, NULL },
	{ RTM_SETLINK, 0, LB(5), "12=b9", -EINVAL, NULL },
	{ RTM_DELLINK, 0, L(3), "10=d1", 0, NULL },
};

static const struct row vlan_entries[] = {
	{ RTM_NEWVLAN, 0, "b7", "", -EINVAL, "Invalid header length" },
	{ RTM_NEWVLAN, 0, V(63), "32769{1=x00000500}", -ENODEV, NULL },
	{ RTM_NEWVLAN, 0, V(2), "32769{1=x00000500}", -EINVAL, "bridge: The device is not a valid bridge or bridge port" },
	{ RTM_NEWVLAN, 0, V(5), "", -EINVAL, "bridge: No vlans found to process" },
	{ RTM_NEWVLAN, 0, V(5), "32769{}", -EINVAL, "bridge: Missing vlan entry info" },
	{ RTM_NEWVLAN, 0, V(5), "32769{1=x0000ff0f}", -EINVAL, "bridge: Vlan id is invalid" },
	{ RTM_NEWVLAN, 0, V(5), "32769{1=x08000500}", -EINVAL, "bridge: Old-style vlan ranges are not allowed when using RTM vlan calls" },
	{ RTM_NEWVLAN, 0, V(5), "32769{1=x00000500 2=w4}", -EINVAL, "bridge: End vlan id is less than or equal to start vlan id" },
	{ RTM_NEWVLAN, 0, V(5), "32769{1=x02000500 2=w9}", -EINVAL, "bridge: Pvid isn't allowed in a range" },
	{ RTM_NEWVLAN, 0, V(5), "32769{1=x00000500}", 0, NULL },
	{ RTM_NEWVLAN, 0, V(5), "32769{1=x40000500 3=b9}", -EINVAL, "bridge: Invalid vlan state" },
	{ RTM_NEWVLAN, 0, V(3), "32769{1=x40000500 3=b3}", -ENOENT, "bridge: Vlan range start doesn't exist, can't process options" },
	{ RTM_NEWVLAN, 0, V(5), "32769{1=x40000500 2=w9 3=b3}", -ENOENT, "bridge: Vlan range end doesn't exist, can't process options" },
	{ RTM_NEWVLAN, 0, V(5), "32769{1=x00000900}", 0, NULL },
	{ RTM_NEWVLAN, 0, V(5), "32769{1=x40000500 2=w9 3=b2}", -ENOENT, "bridge: Vlan in range doesn't exist, can't process options" },
	{ RTM_DELVLAN, 0, V(5), "32769{1=x00000900}", 0, NULL },
	{ RTM_GETVLAN, DUMP, V(63), "", -ENODEV, NULL },
	{ RTM_GETVLAN, DUMP, V(2), "", -EINVAL, NULL },
	{ RTM_GETVLAN, DUMP, V(0), "", 1, NULL },
	{ RTM_GETVLAN, DUMP, V(0), "1=d1", 1, NULL },
	{ RTM_GETVLAN, DUMP, "b7", "", -EINVAL, "Invalid header length" },
};

/* br_mdb_entry: ifindex, state, flags, vid, address, protocol */
#define MDBE(i, vid, addr, proto) "1=x" i "0000" vid addr "000000000000000000000000" proto "0000"
static const struct row groups[] = {
	{ RTM_NEWMDB, NEW, V(0), "", -EINVAL, "Invalid ifindex" },
	{ RTM_NEWMDB, NEW, V(63), MDBE("05000000", "0000", "ef010101", "0800"), -ENODEV, "Device doesn't exist" },
	{ RTM_NEWMDB, NEW, V(2), MDBE("05000000", "0000", "ef010101", "0800"), -EOPNOTSUPP, "Device does not support MDB operations" },
	{ RTM_NEWMDB, NEW, V(3), "", -EINVAL, "Missing MDBA_SET_ENTRY attribute" },
	{ RTM_NEWMDB, NEW, V(3), "1=d5", -EINVAL, "Invalid attribute length" },
	{ RTM_NEWMDB, NEW, V(3), MDBE("63000000", "0000", "ef010101", "0800"), -ENODEV, "bridge: Port net device doesn't exist" },
	{ RTM_NEWMDB, NEW, V(3), MDBE("02000000", "0000", "ef010101", "0800"), -EINVAL, "bridge: Net device is not a bridge port" },
	{ RTM_NEWMDB, NEW, V(3), MDBE("00000000", "0000", "ef010101", "0800"), -EINVAL, "Zero entry ifindex is not allowed" },
	{ RTM_NEWMDB, NEW, V(3), MDBE("05000000", "0000", "0a010101", "0800"), -EINVAL, "IPv4 entry group address is not multicast or 0.0.0.0" },
	{ RTM_NEWMDB, NEW, V(3), MDBE("05000000", "0000", "e0000001", "0800"), -EINVAL, "IPv4 entry group address is local multicast" },
	{ RTM_NEWMDB, NEW, V(3), MDBE("05000000", "ff0f", "ef010101", "0800"), -EINVAL, "Invalid entry VLAN id" },
	{ RTM_NEWMDB, NEW, V(3), MDBE("05000000", "0000", "ef010101", "1234"), -EINVAL, "Unknown entry protocol" },
	{ RTM_DELMDB, 0, V(3), MDBE("05000000", "0000", "ef010109", "0800"), -EINVAL, NULL },
	{ RTM_NEWMDB, NEW, V(3), "1=x05000000010000" "00ef010102" "000000000000000000000000" "08000000", 0, NULL },
	{ RTM_GETMDB, 0, V(0), "", -EINVAL, "Invalid ifindex" },
	{ RTM_GETMDB, 0, V(3), "", -EINVAL, "Missing MDBA_GET_ENTRY attribute" },
	{ RTM_GETMDB, 0, V(3), "1=d5", -EINVAL, "Invalid attribute length" },
	{ RTM_GETMDB, 0, V(2), MDBE("00000000", "0000", "ef010102", "0800"), -EOPNOTSUPP, "Device does not support MDB operations" },
	{ RTM_GETMDB, 0, V(3), MDBE("05000000", "0000", "ef010102", "0800"), -EINVAL, "Entry ifindex cannot be specified" },
	{ RTM_GETMDB, 0, V(3), MDBE("00000000", "ff0f", "ef010102", "0800"), -EINVAL, "Invalid entry VLAN id" },
	{ RTM_GETMDB, 0, V(3), MDBE("00000000", "0000", "ef010102", "1234"), -EINVAL, "Unknown entry protocol" },
	{ RTM_GETMDB, 0, V(3), MDBE("00000000", "0000", "ef010109", "0800"), -ENOENT, "bridge: MDB entry not found" },
	{ RTM_GETMDB, 0, V(3), MDBE("00000000", "0100", "ef010102", "0800"), 0, NULL },
	{ RTM_GETMDB, 0, V(63), "", -ENODEV, "Device doesn't exist" },
	{ RTM_GETMDB, DUMP | STRICT, V(3), "", -EINVAL, "Filtering by device index is not supported for mdb dump request" },
	{ RTM_GETMDB, DUMP, V(0), "", 1, NULL },
};

static const struct row vlans[] = {
	{ RTM_NEWLINK, NEW, L(0), "3='x' 18{1='vlan'}", -EINVAL, "8021q: VLAN properties not specified" },
	{ RTM_NEWLINK, NEW, L(0), "3='x' 5=d2 " VL "1=w1000}}", -ERANGE, "8021q: Invalid VLAN id" },
	{ RTM_NEWLINK, NEW, L(0), "3='x' 5=d2 " VL "1=w9 5=w1234}}", -EPROTONOSUPPORT, "8021q: Invalid VLAN protocol" },
	{ RTM_NEWLINK, NEW, L(0), "3='x' 5=d2 " VL "1=w9 2=x80000000ffffffff}}", -EINVAL, "8021q: Invalid VLAN flags" },
	{ RTM_NEWLINK, NEW, L(0), "3='x' " VL "1=w9}}", -EINVAL, "8021q: link not specified" },
	{ RTM_NEWLINK, NEW, L(0), "3='x' 5=d2 " VL "}}", -EINVAL, "8021q: VLAN id not specified" },
	{ RTM_NEWLINK, NEW, L(0), "3='x' 5=d63 " VL "1=w9}}", -ENODEV, "8021q: link does not exist" },
	{ RTM_NEWLINK, NEW, L(0), "3='x' 5=d2 " VL "1=w5}}", -EEXIST, "8021q: VLAN device already exists" },
	{ RTM_NEWLINK, NEW, L(0), "3='x' 5=d2 1=x0011 " VL "1=w9}}", -EINVAL, "8021q: Invalid link address" },
	{ RTM_NEWLINK, NEW, L(0), "3='x' 5=d2 1=x010000000001 " VL "1=w9}}", -EADDRNOTAVAIL, "8021q: Invalid link address" },
	{ RTM_NEWLINK, NEW, L(0), "3='x' 5=d2 " VL "1=w9 4{1=d1}}}", -ERANGE, "8021q: Invalid ingress VLAN QOS map" },
	{ RTM_NEWLINK, NEW, L(0), "3='x' 5=d2 " VL "1=w9 3{1=d1}}}", -ERANGE, "8021q: Invalid egress VLAN QOS map" },
	{ RTM_NEWLINK, NEW, L(0), "3='x' 5=d1 " VL "1=w9}}", -EOPNOTSUPP, "8021q: VLANs not supported on device" },
	{ RTM_SETLINK, 0, L(6), "4=dffff", -ERANGE, NULL },
};
/* clang-format on */

#define N_OF(rows) (sizeof(rows) / sizeof((rows)[0]))
#define PLAY(rows)                                     \
	static void rows##_are_refused(void **state)   \
	{                                              \
		rows_play(*state, stage, N_OF(stage)); \
		rows_play(*state, rows, N_OF(rows));   \
	}

PLAY(bridges)
PLAY(vlan_entries)
PLAY(groups)
PLAY(vlans)

int main(void)
{
	const struct CMUnitTest tests[] = {
		U_TEST(bridges_are_refused),
		U_TEST(vlan_entries_are_refused),
		U_TEST(groups_are_refused),
		U_TEST(vlans_are_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
