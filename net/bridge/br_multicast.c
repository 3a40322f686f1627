/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Multicast snooping: its settings, and the groups that a snooping bridge is a member of (all
 * snoopers: 224.0.0.106 and ff02::6a). Queries and reports wait for the packet path.
 */
#include "net/bridge/br_private.h"

#include "net/ipv4/igmp.h"
#include "net/ipv6/addrconf.h"

static const struct in6_addr all_snoopers6 = { .s6_addr = { 0xff, 0x02, [15] = 0x6a } };
#define ALL_SNOOPERS4 htobe32(0xe000006a)

void br_multicast_init(struct net_bridge *br)
{
	br->mcast = (struct br_multicast_conf) {
		.router = MDB_RTR_TYPE_TEMP_QUERY,
		.igmp_version = 2,
		.mld_version = 1,
		.hash_max = 4096,
		.last_member_count = 2,
		.startup_query_count = 2,
		.last_member_interval = HZ,
		.membership_interval = 260 * HZ,
		.querier_interval = 255 * HZ,
		.query_interval = 125 * HZ,
		.query_response_interval = 10 * HZ,
		.startup_query_interval = 125 * HZ / 4,
	};
	br_opt_toggle(br, BROPT_MULTICAST_ENABLED, true);
}

/* Without memory the bridge stays out of a group: it only meets fewer queriers. */
static void join_snoopers(struct net_bridge *br)
{
	struct in_device *in_dev = __in_dev_get(br->dev);

	if (br->snoopers_joined)
		return;
	br->snoopers_joined = true;
	if (in_dev)
		(void)!ip_mc_inc_group(in_dev, ALL_SNOOPERS4);
	if (br->dev->ip6_ptr)
		(void)!__ipv6_dev_mc_inc(br->dev->ip6_ptr, &all_snoopers6);
}

static void leave_snoopers(struct net_bridge *br)
{
	struct in_device *in_dev = __in_dev_get(br->dev);

	if (!br->snoopers_joined)
		return;
	br->snoopers_joined = false;
	if (in_dev)
		ip_mc_dec_group(in_dev, ALL_SNOOPERS4);
	if (br->dev->ip6_ptr)
		__ipv6_dev_mc_dec(br->dev->ip6_ptr, &all_snoopers6);
}

void br_multicast_open(struct net_bridge *br)
{
	if (br_opt_get(br, BROPT_MULTICAST_ENABLED))
		join_snoopers(br);
}

void br_multicast_stop(struct net_bridge *br)
{
	leave_snoopers(br);
}

void br_multicast_toggle(struct net_bridge *br, bool on)
{
	if (br_opt_get(br, BROPT_MULTICAST_ENABLED) == on)
		return;
	br_opt_toggle(br, BROPT_MULTICAST_ENABLED, on);
	if (!on)
		leave_snoopers(br);
	else if (netif_running(br->dev))
		join_snoopers(br);
}
