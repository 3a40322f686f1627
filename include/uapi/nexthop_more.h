/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Numbers of Linux 6.18's nexthop objects that the headers of Debian 12 (6.1) do not have yet.
 */
#ifndef KERNLET_UAPI_NEXTHOP_MORE_H
#define KERNLET_UAPI_NEXTHOP_MORE_H

#include <linux/nexthop.h>

/* enum NHA_* past NHA_RES_BUCKET. */
#define KNHA_OP_FLAGS 14 /* u32, NHA_OP_FLAG_* */
#define KNHA_GROUP_STATS 15 /* nest of KNHA_GROUP_STATS_ENTRY */
#define KNHA_HW_STATS_ENABLE 16 /* u32: does the group collect what hardware counts? */
#define KNHA_HW_STATS_USED 17 /* u32: does any hardware count? */

/* NHA_OP_FLAGS: what a request wants, and what an answer has. */
#define KNHA_OP_FLAG_DUMP_STATS (1u << 0)
#define KNHA_OP_FLAG_DUMP_HW_STATS (1u << 1)
#define KNHA_OP_FLAG_RESP_GRP_RESVD_0 (1u << 31) /* reserved fields of NHA_GROUP are 0 */

/* Inside NHA_GROUP_STATS, and inside each of its entries. */
#define KNHA_GROUP_STATS_ENTRY 1
#define KNHA_GROUP_STATS_ENTRY_ID 1
#define KNHA_GROUP_STATS_ENTRY_PACKETS 2
#define KNHA_GROUP_STATS_ENTRY_PACKETS_HW 3

/** struct nexthop_grp, whose first reserved byte became the weight's upper half (6.12). */
struct knexthop_grp {
	__u32 id;
	__u8 weight, weight_high; /* both: weight - 1 */
	__u16 resvd2;
};

#endif
