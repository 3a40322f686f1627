/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Link kind "bridge": IFLA_BR_* in requests and answers.
 *
 * A request is applied attribute by attribute, in Linux's order; one that is refused leaves what
 * came before it applied, as on Linux.
 */
#include "net/bridge/br_private.h"

/* clang-format off */
static const struct nla_policy br_policy[IFLA_BR_MAX_6_18 + 1] = {
	[IFLA_BR_UNSPEC]                     = { .strict_start_type = IFLA_BR_FDB_N_LEARNED_6_18 },
	[IFLA_BR_FORWARD_DELAY]              = { .type = NLA_U32 },
	[IFLA_BR_HELLO_TIME]                 = { .type = NLA_U32 },
	[IFLA_BR_MAX_AGE]                    = { .type = NLA_U32 },
	[IFLA_BR_AGEING_TIME]                = { .type = NLA_U32 },
	[IFLA_BR_STP_STATE]                  = { .type = NLA_U32 },
	[IFLA_BR_PRIORITY]                   = { .type = NLA_U16 },
	[IFLA_BR_VLAN_FILTERING]             = { .type = NLA_U8 },
	[IFLA_BR_VLAN_PROTOCOL]              = { .type = NLA_U16 },
	[IFLA_BR_GROUP_FWD_MASK]             = { .type = NLA_U16 },
	[IFLA_BR_GROUP_ADDR]                 = { .type = NLA_BINARY, .len = ETH_ALEN },
	[IFLA_BR_MCAST_ROUTER]               = { .type = NLA_U8 },
	[IFLA_BR_MCAST_SNOOPING]             = { .type = NLA_U8 },
	[IFLA_BR_MCAST_QUERY_USE_IFADDR]     = { .type = NLA_U8 },
	[IFLA_BR_MCAST_QUERIER]              = { .type = NLA_U8 },
	[IFLA_BR_MCAST_HASH_ELASTICITY]      = { .type = NLA_U32 },
	[IFLA_BR_MCAST_HASH_MAX]             = { .type = NLA_U32 },
	[IFLA_BR_MCAST_LAST_MEMBER_CNT]      = { .type = NLA_U32 },
	[IFLA_BR_MCAST_STARTUP_QUERY_CNT]    = { .type = NLA_U32 },
	[IFLA_BR_MCAST_LAST_MEMBER_INTVL]    = { .type = NLA_U64 },
	[IFLA_BR_MCAST_MEMBERSHIP_INTVL]     = { .type = NLA_U64 },
	[IFLA_BR_MCAST_QUERIER_INTVL]        = { .type = NLA_U64 },
	[IFLA_BR_MCAST_QUERY_INTVL]          = { .type = NLA_U64 },
	[IFLA_BR_MCAST_QUERY_RESPONSE_INTVL] = { .type = NLA_U64 },
	[IFLA_BR_MCAST_STARTUP_QUERY_INTVL]  = { .type = NLA_U64 },
	[IFLA_BR_NF_CALL_IPTABLES]           = { .type = NLA_U8 },
	[IFLA_BR_NF_CALL_IP6TABLES]          = { .type = NLA_U8 },
	[IFLA_BR_NF_CALL_ARPTABLES]          = { .type = NLA_U8 },
	[IFLA_BR_VLAN_DEFAULT_PVID]          = { .type = NLA_U16 },
	[IFLA_BR_VLAN_STATS_ENABLED]         = { .type = NLA_U8 },
	[IFLA_BR_MCAST_STATS_ENABLED]        = { .type = NLA_U8 },
	[IFLA_BR_MCAST_IGMP_VERSION]         = { .type = NLA_U8 },
	[IFLA_BR_MCAST_MLD_VERSION]          = { .type = NLA_U8 },
	[IFLA_BR_VLAN_STATS_PER_PORT]        = { .type = NLA_U8 },
	[IFLA_BR_MULTI_BOOLOPT]              = NLA_POLICY_EXACT_LEN(sizeof(struct br_boolopt_multi)),
	[IFLA_BR_FDB_N_LEARNED_6_18]         = { .type = NLA_REJECT },
	[IFLA_BR_FDB_MAX_LEARNED_6_18]       = { .type = NLA_U32 },
};
/* clang-format on */

/* ---- requests ---- */

static int br_validate(struct nlattr **tb, struct nlattr **data, struct netlink_ext_ack *extack)
{
	__be16 proto;

	if (tb[IFLA_ADDRESS]) {
		if (nla_len(tb[IFLA_ADDRESS]) != ETH_ALEN)
			return -EINVAL;
		if (!is_valid_ether_addr(nla_data(tb[IFLA_ADDRESS])))
			return -EADDRNOTAVAIL;
	}
	if (!data)
		return 0;
	if (data[IFLA_BR_VLAN_PROTOCOL]) {
		proto = nla_get_be16(data[IFLA_BR_VLAN_PROTOCOL]);
		if (proto != htobe16(ETH_P_8021Q) && proto != htobe16(ETH_P_8021AD))
			return -EPROTONOSUPPORT;
	}
	if (data[IFLA_BR_VLAN_DEFAULT_PVID] &&
	    nla_get_u16(data[IFLA_BR_VLAN_DEFAULT_PVID]) >= VLAN_VID_MASK)
		return -EINVAL;
	return 0;
}

static int change_stp(struct net_bridge *br, struct nlattr **data)
{
	int err = 0;

	if (data[IFLA_BR_FORWARD_DELAY])
		err = br_set_forward_delay(br, nla_get_u32(data[IFLA_BR_FORWARD_DELAY]));
	if (!err && data[IFLA_BR_HELLO_TIME])
		err = br_set_hello_time(br, nla_get_u32(data[IFLA_BR_HELLO_TIME]));
	if (!err && data[IFLA_BR_MAX_AGE])
		err = br_set_max_age(br, nla_get_u32(data[IFLA_BR_MAX_AGE]));
	if (err)
		return err;
	if (data[IFLA_BR_AGEING_TIME])
		br_set_ageing_time(br, nla_get_u32(data[IFLA_BR_AGEING_TIME]));
	if (data[IFLA_BR_STP_STATE])
		br_stp_set_enabled(br, nla_get_u32(data[IFLA_BR_STP_STATE]));
	if (data[IFLA_BR_PRIORITY])
		br_stp_set_bridge_priority(br, nla_get_u16(data[IFLA_BR_PRIORITY]));
	return 0;
}

static int change_vlan(struct net_bridge *br, struct nlattr **data, struct netlink_ext_ack *extack)
{
	int err = 0;

	if (data[IFLA_BR_VLAN_FILTERING])
		br_vlan_filter_toggle(br, nla_get_u8(data[IFLA_BR_VLAN_FILTERING]));
	if (data[IFLA_BR_VLAN_PROTOCOL])
		br_vlan_set_proto(br, nla_get_be16(data[IFLA_BR_VLAN_PROTOCOL]));
	if (data[IFLA_BR_VLAN_DEFAULT_PVID])
		err = br_vlan_set_default_pvid(br, nla_get_u16(data[IFLA_BR_VLAN_DEFAULT_PVID]),
					       extack);
	if (!err && data[IFLA_BR_VLAN_STATS_ENABLED])
		err = br_vlan_set_stats(br, nla_get_u8(data[IFLA_BR_VLAN_STATS_ENABLED]));
	if (!err && data[IFLA_BR_VLAN_STATS_PER_PORT])
		err = br_vlan_set_stats_per_port(br, nla_get_u8(data[IFLA_BR_VLAN_STATS_PER_PORT]));
	return err;
}

static int change_group(struct net_bridge *br, struct nlattr **data)
{
	static const u8 link_local[5] = { 0x01, 0x80, 0xc2, 0x00, 0x00 };
	const u8 *addr;
	u16 mask;

	if (data[IFLA_BR_GROUP_FWD_MASK]) {
		mask = nla_get_u16(data[IFLA_BR_GROUP_FWD_MASK]);
		if (mask & 7) /* STP, pause and LACP are never forwarded */
			return -EINVAL;
		br->group_fwd_mask = mask;
	}
	if (data[IFLA_BR_GROUP_ADDR]) {
		if (nla_len(data[IFLA_BR_GROUP_ADDR]) != ETH_ALEN)
			return -EINVAL;
		addr = nla_data(data[IFLA_BR_GROUP_ADDR]);
		if (memcmp(addr, link_local, sizeof(link_local)) || addr[5] & 0xf0 ||
		    (addr[5] >= 1 && addr[5] <= 3))
			return -EINVAL;
		memcpy(br->group_addr, addr, ETH_ALEN);
		br_opt_toggle(br, BROPT_GROUP_ADDR_SET, true);
	}
	if (data[IFLA_BR_FDB_FLUSH]) {
		struct net_bridge_fdb_flush_desc desc = { .flags_mask = BR_FDB_STATIC };

		br_fdb_flush(br, &desc);
	}
	return 0;
}

static void set_opt(struct net_bridge *br, const struct nlattr *a, u32 opt)
{
	if (a)
		br_opt_toggle(br, opt, nla_get_u8(a));
}

static void set_interval(u64 *field, const struct nlattr *a, u64 least)
{
	if (a)
		*field = max((u64)clock_t_to_jiffies(nla_get_u64(a)), least);
}

static void set_count(u32 *field, const struct nlattr *a)
{
	if (a)
		*field = nla_get_u32(a);
}

static int set_version(u8 *field, const struct nlattr *a, u8 lo)
{
	u8 v = a ? nla_get_u8(a) : lo;

	if (v < lo || v > lo + 1)
		return -EINVAL;
	if (a)
		*field = v;
	return 0;
}

static int change_multicast(struct net_bridge *br, struct nlattr **data)
{
	struct br_multicast_conf *m = &br->mcast;

	if (data[IFLA_BR_MCAST_ROUTER]) {
		if (nla_get_u8(data[IFLA_BR_MCAST_ROUTER]) > MDB_RTR_TYPE_PERM)
			return -EINVAL;
		m->router = nla_get_u8(data[IFLA_BR_MCAST_ROUTER]);
	}
	if (data[IFLA_BR_MCAST_SNOOPING])
		br_multicast_toggle(br, nla_get_u8(data[IFLA_BR_MCAST_SNOOPING]));
	set_opt(br, data[IFLA_BR_MCAST_QUERY_USE_IFADDR], BROPT_MULTICAST_QUERY_USE_IFADDR);
	if (data[IFLA_BR_MCAST_QUERIER])
		m->querier = !!nla_get_u8(data[IFLA_BR_MCAST_QUERIER]);
	set_count(&m->hash_max, data[IFLA_BR_MCAST_HASH_MAX]);
	set_count(&m->last_member_count, data[IFLA_BR_MCAST_LAST_MEMBER_CNT]);
	set_count(&m->startup_query_count, data[IFLA_BR_MCAST_STARTUP_QUERY_CNT]);
	set_interval(&m->last_member_interval, data[IFLA_BR_MCAST_LAST_MEMBER_INTVL], 0);
	set_interval(&m->membership_interval, data[IFLA_BR_MCAST_MEMBERSHIP_INTVL], 0);
	set_interval(&m->querier_interval, data[IFLA_BR_MCAST_QUERIER_INTVL], 0);
	set_interval(&m->query_interval, data[IFLA_BR_MCAST_QUERY_INTVL], HZ);
	set_interval(&m->query_response_interval, data[IFLA_BR_MCAST_QUERY_RESPONSE_INTVL], 0);
	set_interval(&m->startup_query_interval, data[IFLA_BR_MCAST_STARTUP_QUERY_INTVL], HZ);
	set_opt(br, data[IFLA_BR_MCAST_STATS_ENABLED], BROPT_MULTICAST_STATS_ENABLED);
	if (set_version(&m->igmp_version, data[IFLA_BR_MCAST_IGMP_VERSION], 2) ||
	    set_version(&m->mld_version, data[IFLA_BR_MCAST_MLD_VERSION], 1))
		return -EINVAL;
	return 0;
}

static int br_changelink(struct net_device *dev, struct nlattr **tb, struct nlattr **data,
			 struct netlink_ext_ack *extack)
{
	struct net_bridge *br = netdev_priv(dev);
	struct br_boolopt_multi bm;
	int err;

	if (!data)
		return 0;
	err = change_stp(br, data);
	if (!err)
		err = change_vlan(br, data, extack);
	if (!err)
		err = change_group(br, data);
	if (!err)
		err = change_multicast(br, data);
	if (err)
		return err;
	set_opt(br, data[IFLA_BR_NF_CALL_IPTABLES], BROPT_NF_CALL_IPTABLES);
	set_opt(br, data[IFLA_BR_NF_CALL_IP6TABLES], BROPT_NF_CALL_IP6TABLES);
	set_opt(br, data[IFLA_BR_NF_CALL_ARPTABLES], BROPT_NF_CALL_ARPTABLES);
	if (data[IFLA_BR_MULTI_BOOLOPT]) {
		memcpy(&bm, nla_data(data[IFLA_BR_MULTI_BOOLOPT]), sizeof(bm));
		err = br_boolopt_multi_toggle(br, &bm, extack);
		if (err)
			return err;
	}
	set_count(&br->fdb_max_learned, data[IFLA_BR_FDB_MAX_LEARNED_6_18]);
	return 0;
}

static int br_dev_newlink(struct net_device *dev, struct rtnl_newlink_params *p,
			  struct netlink_ext_ack *extack)
{
	int err = register_netdevice(dev);

	if (err)
		return err;
	if (p->tb[IFLA_ADDRESS])
		br_stp_change_bridge_id(netdev_priv(dev), nla_data(p->tb[IFLA_ADDRESS]));
	err = br_changelink(dev, p->tb, p->data, extack);
	if (err) {
		dev->keep_after_unregister = true; /* our caller frees what he could not make */
		br_dev_delete(dev, NULL);
	}
	return err;
}

static int br_port_slave_changelink(struct net_device *brdev, struct net_device *dev,
				    struct nlattr **tb, struct nlattr **data,
				    struct netlink_ext_ack *extack)
{
	return data ? br_setport(br_port_get(dev), data, extack) : 0;
}

/* ---- answers ---- */

static int put_timer(struct sk_buff *skb, int type, const struct net_bridge *br,
		     const struct timer *t)
{
	return nla_put_u64_64bit(skb, type, br_timer_value(br, t), IFLA_BR_PAD);
}

static int put_clock(struct sk_buff *skb, int type, u64 jiffies)
{
	return nla_put_u64_64bit(skb, type, jiffies_to_clock_t(jiffies), IFLA_BR_PAD);
}

static int put_opt(struct sk_buff *skb, int type, const struct net_bridge *br, u32 opt)
{
	return nla_put_u8(skb, type, br_opt_get(br, opt));
}

static int put_stp(struct sk_buff *skb, const struct net_bridge *br)
{
	u16 priority = br->bridge_id.prio[0] << 8 | br->bridge_id.prio[1];

	if (put_timer(skb, IFLA_BR_HELLO_TIMER, br, &br->hello_timer) ||
	    put_timer(skb, IFLA_BR_TCN_TIMER, br, &br->tcn_timer) ||
	    put_timer(skb, IFLA_BR_TOPOLOGY_CHANGE_TIMER, br, &br->topology_change_timer) ||
	    put_timer(skb, IFLA_BR_GC_TIMER, br, &br->gc_timer) ||
	    nla_put_u32(skb, IFLA_BR_FORWARD_DELAY, jiffies_to_clock_t(br->forward_delay)) ||
	    nla_put_u32(skb, IFLA_BR_HELLO_TIME, jiffies_to_clock_t(br->hello_time)) ||
	    nla_put_u32(skb, IFLA_BR_MAX_AGE, jiffies_to_clock_t(br->max_age)) ||
	    nla_put_u32(skb, IFLA_BR_AGEING_TIME, jiffies_to_clock_t(br->ageing_time)) ||
	    nla_put_u32(skb, IFLA_BR_STP_STATE, br->stp_enabled) ||
	    nla_put_u16(skb, IFLA_BR_PRIORITY, priority))
		return -EMSGSIZE;
	return 0;
}

static int put_ids(struct sk_buff *skb, const struct net_bridge *br)
{
	struct br_boolopt_multi bm;

	br_boolopt_multi_get(br, &bm);
	if (put_opt(skb, IFLA_BR_VLAN_FILTERING, br, BROPT_VLAN_ENABLED) ||
	    nla_put_u16(skb, IFLA_BR_GROUP_FWD_MASK, br->group_fwd_mask) ||
	    nla_put(skb, IFLA_BR_BRIDGE_ID, sizeof(br->bridge_id), &br->bridge_id) ||
	    nla_put(skb, IFLA_BR_ROOT_ID, sizeof(br->designated_root), &br->designated_root) ||
	    nla_put_u16(skb, IFLA_BR_ROOT_PORT, br->root_port) ||
	    nla_put_u32(skb, IFLA_BR_ROOT_PATH_COST, br->root_path_cost) ||
	    nla_put_u8(skb, IFLA_BR_TOPOLOGY_CHANGE, br->topology_change) ||
	    nla_put_u8(skb, IFLA_BR_TOPOLOGY_CHANGE_DETECTED, br->topology_change_detected) ||
	    nla_put(skb, IFLA_BR_GROUP_ADDR, ETH_ALEN, br->group_addr) ||
	    nla_put(skb, IFLA_BR_MULTI_BOOLOPT, sizeof(bm), &bm) ||
	    nla_put_u32(skb, IFLA_BR_FDB_N_LEARNED_6_18, br->fdb_n_learned) ||
	    nla_put_u32(skb, IFLA_BR_FDB_MAX_LEARNED_6_18, br->fdb_max_learned))
		return -EMSGSIZE;
	return 0;
}

static int put_vlan(struct sk_buff *skb, const struct net_bridge *br)
{
	if (nla_put_be16(skb, IFLA_BR_VLAN_PROTOCOL, br->vlan_proto) ||
	    nla_put_u16(skb, IFLA_BR_VLAN_DEFAULT_PVID, br->default_pvid) ||
	    put_opt(skb, IFLA_BR_VLAN_STATS_ENABLED, br, BROPT_VLAN_STATS_ENABLED) ||
	    put_opt(skb, IFLA_BR_VLAN_STATS_PER_PORT, br, BROPT_VLAN_STATS_PER_PORT))
		return -EMSGSIZE;
	return 0;
}

static int put_multicast(struct sk_buff *skb, const struct net_bridge *br)
{
	const struct br_multicast_conf *m = &br->mcast;

	if (nla_put_u8(skb, IFLA_BR_MCAST_ROUTER, m->router) ||
	    put_opt(skb, IFLA_BR_MCAST_SNOOPING, br, BROPT_MULTICAST_ENABLED) ||
	    put_opt(skb, IFLA_BR_MCAST_QUERY_USE_IFADDR, br, BROPT_MULTICAST_QUERY_USE_IFADDR) ||
	    nla_put_u8(skb, IFLA_BR_MCAST_QUERIER, m->querier) ||
	    put_opt(skb, IFLA_BR_MCAST_STATS_ENABLED, br, BROPT_MULTICAST_STATS_ENABLED) ||
	    nla_put_u32(skb, IFLA_BR_MCAST_HASH_ELASTICITY, 16) || /* as all Linux since 5.0 */
	    nla_put_u32(skb, IFLA_BR_MCAST_HASH_MAX, m->hash_max) ||
	    nla_put_u32(skb, IFLA_BR_MCAST_LAST_MEMBER_CNT, m->last_member_count) ||
	    nla_put_u32(skb, IFLA_BR_MCAST_STARTUP_QUERY_CNT, m->startup_query_count) ||
	    nla_put_u8(skb, IFLA_BR_MCAST_IGMP_VERSION, m->igmp_version) ||
	    nla_put_u8(skb, IFLA_BR_MCAST_MLD_VERSION, m->mld_version) ||
	    put_clock(skb, IFLA_BR_MCAST_LAST_MEMBER_INTVL, m->last_member_interval) ||
	    put_clock(skb, IFLA_BR_MCAST_MEMBERSHIP_INTVL, m->membership_interval) ||
	    put_clock(skb, IFLA_BR_MCAST_QUERIER_INTVL, m->querier_interval) ||
	    put_clock(skb, IFLA_BR_MCAST_QUERY_INTVL, m->query_interval) ||
	    put_clock(skb, IFLA_BR_MCAST_QUERY_RESPONSE_INTVL, m->query_response_interval) ||
	    put_clock(skb, IFLA_BR_MCAST_STARTUP_QUERY_INTVL, m->startup_query_interval))
		return -EMSGSIZE;
	return 0;
}

static int br_fill_info(struct sk_buff *skb, const struct net_device *dev)
{
	const struct net_bridge *br = netdev_priv(dev);

	if (put_stp(skb, br) || put_ids(skb, br) || put_vlan(skb, br) || put_multicast(skb, br) ||
	    put_opt(skb, IFLA_BR_NF_CALL_IPTABLES, br, BROPT_NF_CALL_IPTABLES) ||
	    put_opt(skb, IFLA_BR_NF_CALL_IP6TABLES, br, BROPT_NF_CALL_IP6TABLES) ||
	    put_opt(skb, IFLA_BR_NF_CALL_ARPTABLES, br, BROPT_NF_CALL_ARPTABLES))
		return -EMSGSIZE;
	return 0;
}

static int br_port_fill_slave_info(struct sk_buff *skb, const struct net_device *brdev,
				   const struct net_device *dev)
{
	return br_port_fill_attrs(skb, br_port_get(dev));
}

const struct rtnl_link_ops br_link_ops = {
	.kind = "bridge",
	.priv_size = sizeof(struct net_bridge),
	.setup = br_dev_setup,
	.maxtype = IFLA_BR_MAX_6_18,
	.policy = br_policy,
	.validate = br_validate,
	.newlink = br_dev_newlink,
	.changelink = br_changelink,
	.dellink = br_dev_delete,
	.fill_info = br_fill_info,
	.slave_maxtype = IFLA_BRPORT_MAX_6_18,
	.slave_policy = br_port_policy,
	.slave_changelink = br_port_slave_changelink,
	.fill_slave_info = br_port_fill_slave_info,
};
