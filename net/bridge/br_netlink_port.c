/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * A port in messages: IFLA_BRPORT_* inside IFLA_INFO_SLAVE_DATA and IFLA_PROTINFO, and the links of
 * family AF_BRIDGE: what `bridge link` and `bridge vlan` read and write.
 */
#include "net/bridge/br_private.h"

#ifndef RTEXT_FILTER_MST
#define RTEXT_FILTER_MST (1 << 7)
#endif
#define FILTER_VLANS (RTEXT_FILTER_BRVLAN | RTEXT_FILTER_BRVLAN_COMPRESSED)
#define FILTER_AF_SPEC                                                                         \
	(FILTER_VLANS | RTEXT_FILTER_MRP | RTEXT_FILTER_CFM_CONFIG | RTEXT_FILTER_CFM_STATUS | \
	 RTEXT_FILTER_MST)

/* ---- IFLA_BRPORT_* ---- */

static int put_flag(struct sk_buff *skb, int type, const struct net_bridge_port *p, u32 flag)
{
	return nla_put_u8(skb, type, !!(p->flags & flag));
}

static const struct {
	u8 type;
	u32 flag;
} flags_first[] = {
	{ IFLA_BRPORT_MODE, BR_HAIRPIN_MODE },
	{ IFLA_BRPORT_GUARD, BR_BPDU_GUARD },
	{ IFLA_BRPORT_PROTECT, BR_ROOT_BLOCK },
	{ IFLA_BRPORT_FAST_LEAVE, BR_MULTICAST_FAST_LEAVE },
	{ IFLA_BRPORT_MCAST_TO_UCAST, BR_MULTICAST_TO_UNICAST },
	{ IFLA_BRPORT_LEARNING, BR_LEARNING },
	{ IFLA_BRPORT_UNICAST_FLOOD, BR_FLOOD },
	{ IFLA_BRPORT_MCAST_FLOOD, BR_MCAST_FLOOD },
	{ IFLA_BRPORT_BCAST_FLOOD, BR_BCAST_FLOOD },
	{ IFLA_BRPORT_PROXYARP, BR_PROXYARP },
	{ IFLA_BRPORT_PROXYARP_WIFI, BR_PROXYARP_WIFI },
};

static int put_stp(struct sk_buff *skb, const struct net_bridge_port *p)
{
	if (nla_put(skb, IFLA_BRPORT_ROOT_ID, sizeof(p->designated_root), &p->designated_root) ||
	    nla_put(skb, IFLA_BRPORT_BRIDGE_ID, sizeof(p->designated_bridge),
		    &p->designated_bridge) ||
	    nla_put_u16(skb, IFLA_BRPORT_DESIGNATED_PORT, p->designated_port) ||
	    nla_put_u16(skb, IFLA_BRPORT_DESIGNATED_COST, p->designated_cost) ||
	    nla_put_u16(skb, IFLA_BRPORT_ID, p->port_id) ||
	    nla_put_u16(skb, IFLA_BRPORT_NO, p->port_no) ||
	    nla_put_u8(skb, IFLA_BRPORT_TOPOLOGY_CHANGE_ACK, p->topology_change_ack) ||
	    nla_put_u8(skb, IFLA_BRPORT_CONFIG_PENDING, p->config_pending))
		return -EMSGSIZE;
	return 0;
}

/* MRP is no part of this kernel: its two flags are always off. */
static int put_flags_second(struct sk_buff *skb, const struct net_bridge_port *p)
{
	if (put_flag(skb, IFLA_BRPORT_VLAN_TUNNEL, p, BR_VLAN_TUNNEL) ||
	    nla_put_u16(skb, IFLA_BRPORT_GROUP_FWD_MASK, p->group_fwd_mask) ||
	    put_flag(skb, IFLA_BRPORT_NEIGH_SUPPRESS, p, BR_NEIGH_SUPPRESS) ||
	    nla_put_u8(skb, IFLA_BRPORT_MRP_RING_OPEN, 0) ||
	    nla_put_u8(skb, IFLA_BRPORT_MRP_IN_OPEN, 0) ||
	    put_flag(skb, IFLA_BRPORT_ISOLATED, p, BR_ISOLATED) ||
	    put_flag(skb, IFLA_BRPORT_LOCKED, p, BR_PORT_LOCKED) ||
	    put_flag(skb, IFLA_BRPORT_MAB_6_18, p, BR_PORT_MAB) ||
	    put_flag(skb, IFLA_BRPORT_NEIGH_VLAN_SUPPRESS_6_18, p, BR_NEIGH_VLAN_SUPPRESS))
		return -EMSGSIZE;
	return 0;
}

static int put_timer(struct sk_buff *skb, int type, const struct net_bridge_port *p,
		     const struct timer *t)
{
	return nla_put_u64_64bit(skb, type, br_timer_value(p->br, t), IFLA_BRPORT_PAD);
}

static int put_multicast(struct sk_buff *skb, const struct net_bridge_port *p)
{
	if (nla_put_u8(skb, IFLA_BRPORT_MULTICAST_ROUTER, p->multicast_router) ||
	    nla_put_u32(skb, IFLA_BRPORT_MCAST_EHT_HOSTS_LIMIT, p->multicast_eht_hosts_limit) ||
	    nla_put_u32(skb, IFLA_BRPORT_MCAST_EHT_HOSTS_CNT, 0) ||
	    nla_put_u32(skb, IFLA_BRPORT_MCAST_N_GROUPS_6_18, p->mdb_n_entries) ||
	    nla_put_u32(skb, IFLA_BRPORT_MCAST_MAX_GROUPS_6_18, p->mdb_max_entries))
		return -EMSGSIZE;
	return 0;
}

int br_port_fill_attrs(struct sk_buff *skb, const struct net_bridge_port *p)
{
	if (nla_put_u8(skb, IFLA_BRPORT_STATE, p->state) ||
	    nla_put_u16(skb, IFLA_BRPORT_PRIORITY, p->priority) ||
	    nla_put_u32(skb, IFLA_BRPORT_COST, p->path_cost))
		return -EMSGSIZE;
	for (u32 i = 0; i < ARRAY_SIZE(flags_first); i++) {
		if (put_flag(skb, flags_first[i].type, p, flags_first[i].flag))
			return -EMSGSIZE;
	}
	if (put_stp(skb, p) || put_flags_second(skb, p) ||
	    put_timer(skb, IFLA_BRPORT_MESSAGE_AGE_TIMER, p, &p->message_age_timer) ||
	    put_timer(skb, IFLA_BRPORT_FORWARD_DELAY_TIMER, p, &p->forward_delay_timer) ||
	    put_timer(skb, IFLA_BRPORT_HOLD_TIMER, p, &p->hold_timer) || put_multicast(skb, p))
		return -EMSGSIZE;
	if (p->backup_port &&
	    nla_put_u32(skb, IFLA_BRPORT_BACKUP_PORT, p->backup_port->dev->ifindex))
		return -EMSGSIZE;
	if (p->backup_nhid && nla_put_u32(skb, IFLA_BRPORT_BACKUP_NHID_6_18, p->backup_nhid))
		return -EMSGSIZE;
	return 0;
}

/* ---- changing a port ---- */

/* clang-format off */
const struct nla_policy br_port_policy[IFLA_BRPORT_MAX_6_18 + 1] = {
	[IFLA_BRPORT_UNSPEC]           = { .strict_start_type = IFLA_BRPORT_MCAST_EHT_HOSTS_LIMIT + 1 },
	[IFLA_BRPORT_STATE]            = { .type = NLA_U8 },
	[IFLA_BRPORT_COST]             = { .type = NLA_U32 },
	[IFLA_BRPORT_PRIORITY]         = { .type = NLA_U16 },
	[IFLA_BRPORT_MODE]             = { .type = NLA_U8 },
	[IFLA_BRPORT_GUARD]            = { .type = NLA_U8 },
	[IFLA_BRPORT_PROTECT]          = { .type = NLA_U8 },
	[IFLA_BRPORT_FAST_LEAVE]       = { .type = NLA_U8 },
	[IFLA_BRPORT_LEARNING]         = { .type = NLA_U8 },
	[IFLA_BRPORT_UNICAST_FLOOD]    = { .type = NLA_U8 },
	[IFLA_BRPORT_PROXYARP]         = { .type = NLA_U8 },
	[IFLA_BRPORT_PROXYARP_WIFI]    = { .type = NLA_U8 },
	[IFLA_BRPORT_MULTICAST_ROUTER] = { .type = NLA_U8 },
	[IFLA_BRPORT_MCAST_TO_UCAST]   = { .type = NLA_U8 },
	[IFLA_BRPORT_MCAST_FLOOD]      = { .type = NLA_U8 },
	[IFLA_BRPORT_BCAST_FLOOD]      = { .type = NLA_U8 },
	[IFLA_BRPORT_VLAN_TUNNEL]      = { .type = NLA_U8 },
	[IFLA_BRPORT_GROUP_FWD_MASK]   = { .type = NLA_U16 },
	[IFLA_BRPORT_NEIGH_SUPPRESS]   = { .type = NLA_U8 },
	[IFLA_BRPORT_ISOLATED]         = { .type = NLA_U8 },
	[IFLA_BRPORT_LOCKED]           = { .type = NLA_U8 },
	[IFLA_BRPORT_MAB_6_18]         = { .type = NLA_U8 },
	[IFLA_BRPORT_BACKUP_PORT]      = { .type = NLA_U32 },
	[IFLA_BRPORT_MCAST_EHT_HOSTS_LIMIT]    = { .type = NLA_U32 },
	[IFLA_BRPORT_MCAST_N_GROUPS_6_18]      = { .type = NLA_REJECT },
	[IFLA_BRPORT_MCAST_MAX_GROUPS_6_18]    = { .type = NLA_U32 },
	[IFLA_BRPORT_NEIGH_VLAN_SUPPRESS_6_18] = NLA_POLICY_MAX(NLA_U8, 1),
	[IFLA_BRPORT_BACKUP_NHID_6_18]         = { .type = NLA_U32 },
};
/* clang-format on */

static void set_port_flag(struct net_bridge_port *p, struct nlattr **tb, int type, u32 flag)
{
	if (tb[type])
		p->flags = nla_get_u8(tb[type]) ? p->flags | flag : p->flags & ~flag;
}

static int set_port_flags(struct net_bridge_port *p, struct nlattr **tb,
			  struct netlink_ext_ack *extack)
{
	u32 old = p->flags;

	for (u32 i = 0; i < ARRAY_SIZE(flags_first); i++)
		set_port_flag(p, tb, flags_first[i].type, flags_first[i].flag);
	set_port_flag(p, tb, IFLA_BRPORT_VLAN_TUNNEL, BR_VLAN_TUNNEL);
	set_port_flag(p, tb, IFLA_BRPORT_NEIGH_SUPPRESS, BR_NEIGH_SUPPRESS);
	set_port_flag(p, tb, IFLA_BRPORT_ISOLATED, BR_ISOLATED);
	set_port_flag(p, tb, IFLA_BRPORT_LOCKED, BR_PORT_LOCKED);
	set_port_flag(p, tb, IFLA_BRPORT_MAB_6_18, BR_PORT_MAB);
	set_port_flag(p, tb, IFLA_BRPORT_NEIGH_VLAN_SUPPRESS_6_18, BR_NEIGH_VLAN_SUPPRESS);
	if (p->flags & BR_PORT_MAB && (~p->flags & (BR_PORT_LOCKED | BR_LEARNING))) {
		NL_SET_ERR_MSG(extack, "Bridge port must be locked and have learning enabled when "
				       "MAB is enabled");
		p->flags = old;
		return -EINVAL;
	}
	if (old & ~p->flags & BR_PORT_MAB) {
		struct net_bridge_fdb_flush_desc desc = { .flags = BR_FDB_LOCKED,
							  .flags_mask = BR_FDB_LOCKED,
							  .port_ifindex = p->dev->ifindex };

		br_fdb_flush(p->br, &desc);
	}
	br_port_flags_change(p, old ^ p->flags);
	return 0;
}

static int set_port_state(struct net_bridge_port *p, u8 state)
{
	if (state > BR_STATE_BLOCKING)
		return -EINVAL;
	if (p->br->stp_enabled == BR_KERNEL_STP)
		return -EBUSY;
	if (!netif_running(p->dev) || (!netif_oper_up(p->dev) && state != BR_STATE_DISABLED))
		return -ENETDOWN;
	br_set_state(p, state);
	br_port_state_selection(p->br);
	return 0;
}

static int set_port_stp(struct net_bridge_port *p, struct nlattr **tb)
{
	int err = 0;

	if (tb[IFLA_BRPORT_COST])
		err = br_stp_set_path_cost(p, nla_get_u32(tb[IFLA_BRPORT_COST]));
	if (!err && tb[IFLA_BRPORT_PRIORITY])
		err = br_stp_set_port_priority(p, nla_get_u16(tb[IFLA_BRPORT_PRIORITY]));
	if (!err && tb[IFLA_BRPORT_STATE])
		err = set_port_state(p, nla_get_u8(tb[IFLA_BRPORT_STATE]));
	return err;
}

static int set_port_multicast(struct net_bridge_port *p, struct nlattr **tb)
{
	u32 limit;

	if (tb[IFLA_BRPORT_MULTICAST_ROUTER]) {
		u8 router = nla_get_u8(tb[IFLA_BRPORT_MULTICAST_ROUTER]);

		if (router > MDB_RTR_TYPE_TEMP)
			return -EINVAL;
		p->multicast_router = router;
	}
	if (tb[IFLA_BRPORT_MCAST_EHT_HOSTS_LIMIT]) {
		limit = nla_get_u32(tb[IFLA_BRPORT_MCAST_EHT_HOSTS_LIMIT]);
		if (!limit)
			return -EINVAL;
		p->multicast_eht_hosts_limit = limit;
	}
	if (tb[IFLA_BRPORT_MCAST_MAX_GROUPS_6_18])
		p->mdb_max_entries = nla_get_u32(tb[IFLA_BRPORT_MCAST_MAX_GROUPS_6_18]);
	return 0;
}

static int set_port_backup(struct net_bridge_port *p, struct nlattr **tb)
{
	struct net_device *dev = NULL;
	u32 ifindex;
	int err;

	if (tb[IFLA_BRPORT_BACKUP_PORT]) {
		ifindex = nla_get_u32(tb[IFLA_BRPORT_BACKUP_PORT]);
		if (ifindex) {
			dev = dev_get_by_index(dev_net(p->dev), ifindex);
			if (!dev)
				return -ENOENT;
		}
		err = nbp_backup_change(p, dev);
		if (err)
			return err;
	}
	if (tb[IFLA_BRPORT_BACKUP_NHID_6_18])
		p->backup_nhid = nla_get_u32(tb[IFLA_BRPORT_BACKUP_NHID_6_18]);
	return 0;
}

int br_setport(struct net_bridge_port *p, struct nlattr **tb, struct netlink_ext_ack *extack)
{
	int err = set_port_flags(p, tb, extack);

	if (err)
		return err;
	err = set_port_stp(p, tb);
	if (err)
		return err;
	if (tb[IFLA_BRPORT_FLUSH])
		br_fdb_delete_by_port(p->br, p, 0, false);
	err = set_port_multicast(p, tb);
	if (err)
		return err;
	if (tb[IFLA_BRPORT_GROUP_FWD_MASK]) {
		u16 mask = nla_get_u16(tb[IFLA_BRPORT_GROUP_FWD_MASK]);

		if (mask & BIT(1)) /* pause frames are never forwarded */
			return -EINVAL;
		p->group_fwd_mask = mask;
	}
	return set_port_backup(p, tb);
}

/* ---- links of family AF_BRIDGE ---- */

static int put_protinfo(struct sk_buff *skb, const struct net_bridge_port *p)
{
	struct nlattr *nest = nla_nest_start(skb, IFLA_PROTINFO);

	if (!nest || br_port_fill_attrs(skb, p))
		return -EMSGSIZE;
	nla_nest_end(skb, nest);
	return 0;
}

static int put_af_spec(struct sk_buff *skb, const struct net_bridge_vlan_group *vg, u32 filter)
{
	struct nlattr *nest = nla_nest_start_noflag(skb, IFLA_AF_SPEC);

	if (!nest)
		return -EMSGSIZE;
	if (filter & FILTER_VLANS && vg && vg->num_vlans &&
	    br_fill_ifvlaninfo(skb, vg, filter & RTEXT_FILTER_BRVLAN_COMPRESSED))
		return -EMSGSIZE;
	if (skb_tail_pointer(skb) - (u8 *)nest > NLA_HDRLEN)
		nla_nest_end(skb, nest);
	else
		nla_nest_cancel(skb, nest);
	return 0;
}

static int put_ifinfo(struct sk_buff *skb, const struct net_bridge *br,
		      const struct net_bridge_port *p, const struct net_device *dev, int event,
		      u32 filter)
{
	u8 operstate = netif_running(dev) ? dev->operstate : IF_OPER_DOWN;
	int link = dev_get_iflink(dev);

	if (nla_put_string(skb, IFLA_IFNAME, dev->name) ||
	    nla_put_u32(skb, IFLA_MASTER, br->dev->ifindex) ||
	    nla_put_u32(skb, IFLA_MTU, dev->mtu) || nla_put_u8(skb, IFLA_OPERSTATE, operstate))
		return -EMSGSIZE;
	if (dev->addr_len && nla_put(skb, IFLA_ADDRESS, dev->addr_len, dev->dev_addr))
		return -EMSGSIZE;
	if (dev->ifindex != link && nla_put_u32(skb, IFLA_LINK, link))
		return -EMSGSIZE;
	if (event == RTM_NEWLINK && p && put_protinfo(skb, p))
		return -EMSGSIZE;
	if (filter & FILTER_AF_SPEC)
		return put_af_spec(skb, p ? nbp_vlan_group(p) : br_vlan_group(br), filter);
	return 0;
}

static int br_fill_ifinfo(struct sk_buff *skb, const struct net_bridge_port *p, u32 portid, u32 seq,
			  int event, int flags, u32 filter, const struct net_device *dev)
{
	const struct net_bridge *br = p ? p->br : netdev_priv(dev);
	struct nlmsghdr *nlh = nlmsg_put(skb, portid, seq, event, sizeof(struct ifinfomsg), flags);
	struct ifinfomsg *hdr;

	if (!nlh)
		return -EMSGSIZE;
	hdr = nlmsg_data(nlh);
	hdr->ifi_family = AF_BRIDGE;
	hdr->ifi_type = dev->type;
	hdr->ifi_index = dev->ifindex;
	hdr->ifi_flags = dev_get_flags(dev);
	if (put_ifinfo(skb, br, p, dev, event, filter)) {
		nlmsg_cancel(skb, nlh);
		return -EMSGSIZE;
	}
	nlmsg_end(skb, nlh);
	return 0;
}

static u32 ifinfo_size(const struct net_bridge_vlan_group *vg)
{
	return 512 + (vg ? vg->num_vlans * nla_total_size(sizeof(struct bridge_vlan_info)) : 0);
}

void br_ifinfo_notify(int event, const struct net_bridge *br, const struct net_bridge_port *p)
{
	const struct net_device *dev = p ? p->dev : br->dev;
	struct net *net = dev_net(dev);
	struct sk_buff *skb;

	if (!rtnl_has_listeners(net, RTNLGRP_LINK))
		return;
	skb = nlmsg_new(net->kernel, ifinfo_size(p ? nbp_vlan_group(p) : br_vlan_group(br)));
	if (!skb || br_fill_ifinfo(skb, p, 0, 0, event, 0, RTEXT_FILTER_BRVLAN_COMPRESSED, dev)) {
		kfree_skb(skb);
		rtnl_set_sk_err(net, RTNLGRP_LINK, -ENOBUFS);
		return;
	}
	rtnl_notify(skb, net, 0, RTNLGRP_LINK, NULL);
}

int br_getlink(struct sk_buff *skb, u32 portid, u32 seq, struct net_device *dev, u32 filter_mask,
	       int nlflags)
{
	const struct net_bridge_port *p = br_port_get(dev);

	if (!p && !(filter_mask & (FILTER_AF_SPEC & ~RTEXT_FILTER_MST)))
		return 0;
	return br_fill_ifinfo(skb, p, portid, seq, RTM_NEWLINK, nlflags, filter_mask, dev);
}

/* ---- RTM_SETLINK, RTM_DELLINK ---- */

static int process_af_spec(struct net_bridge *br, struct net_bridge_port *p,
			   const struct nlattr *spec, int cmd, bool *changed,
			   struct netlink_ext_ack *extack)
{
	struct bridge_vlan_info cur, range = { 0 };
	const struct nlattr *attr;
	int rem, err;

	nla_for_each_nested (attr, spec, rem) {
		switch (nla_type(attr)) {
		case IFLA_BRIDGE_VLAN_INFO:
			if (nla_len(attr) != sizeof(cur))
				return -EINVAL;
			memcpy(&cur, nla_data(attr), sizeof(cur));
			err = br_process_vlan_info(br, p, cmd, &cur, &range, changed, extack);
			if (err)
				return err;
			break;
		case IFLA_BRIDGE_VLAN_TUNNEL_INFO:
			return p && p->flags & BR_VLAN_TUNNEL ? -EOPNOTSUPP : -EINVAL;
		case IFLA_BRIDGE_MRP:
		case IFLA_BRIDGE_CFM:
			return -EOPNOTSUPP;
		case IFLA_BRIDGE_MST:
			NL_SET_ERR_MSG(extack, p ? "MST states can only be set through RTM_SETLINK"
						 : "MST states can only be set on bridge ports");
			return p && cmd == RTM_SETLINK ? -EOPNOTSUPP : -EINVAL;
		}
	}
	return 0;
}

static int process_protinfo(struct net_bridge_port *p, const struct nlattr *protinfo,
			    struct netlink_ext_ack *extack)
{
	struct nlattr *tb[IFLA_BRPORT_MAX_6_18 + 1];
	int err;

	if (!(protinfo->nla_type & NLA_F_NESTED)) /* a bare state, as old RSTP daemons send */
		return nla_len(protinfo) < 1 ? -EINVAL : set_port_state(p, nla_get_u8(protinfo));
	err = nla_parse_nested_deprecated(tb, IFLA_BRPORT_MAX_6_18, protinfo, br_port_policy, NULL);
	return err ? err : br_setport(p, tb, extack);
}

static const struct nlattr *find_attr(const struct nlmsghdr *nlh, int type)
{
	return nla_find(nlmsg_attrdata(nlh, sizeof(struct ifinfomsg)),
			nlmsg_attrlen(nlh, sizeof(struct ifinfomsg)), type);
}

int br_setlink(struct net_device *dev, struct nlmsghdr *nlh, u16 flags,
	       struct netlink_ext_ack *extack)
{
	const struct nlattr *protinfo = find_attr(nlh, IFLA_PROTINFO);
	const struct nlattr *spec = find_attr(nlh, IFLA_AF_SPEC);
	struct net_bridge_port *p = br_port_get(dev);
	struct net_bridge *br;
	bool changed = false;
	int err = 0;

	if (!protinfo && !spec)
		return 0;
	if (!p && (!spec || !netif_is_bridge_master(dev)))
		return -EINVAL;
	br = p ? p->br : netdev_priv(dev);
	if (p && protinfo) {
		err = process_protinfo(p, protinfo, extack);
		if (err)
			return err;
		changed = true;
	}
	if (spec)
		err = process_af_spec(br, p, spec, RTM_SETLINK, &changed, extack);
	if (changed)
		br_ifinfo_notify(RTM_NEWLINK, br, p);
	return err;
}

int br_dellink(struct net_device *dev, struct nlmsghdr *nlh, u16 flags)
{
	const struct nlattr *spec = find_attr(nlh, IFLA_AF_SPEC);
	struct net_bridge_port *p = br_port_get(dev);
	struct net_bridge *br;
	bool changed = false;
	int err;

	if (!spec)
		return 0;
	if (!p && !netif_is_bridge_master(dev))
		return -EINVAL;
	br = p ? p->br : netdev_priv(dev);
	err = process_af_spec(br, p, spec, RTM_DELLINK, &changed, NULL);
	if (changed) /* programs expect NEWLINK for VLANs that went */
		br_ifinfo_notify(RTM_NEWLINK, br, p);
	return err;
}
