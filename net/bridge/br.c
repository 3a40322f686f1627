/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The bridge as a whole: what it does when its ports (or itself) change, its boolean options, and
 * how it comes up with the kernel.
 */
#include "net/bridge/br_private.h"

#include "net/socket.h"

/* ---- events ---- */

static int bridge_event(struct net_device *dev, unsigned long event)
{
	struct net_bridge *br = netdev_priv(dev);

	if (event == NETDEV_REGISTER)
		br_fdb_change_mac_address(br, dev->dev_addr);
	/* A bridge that was not deleted by its own kind still lets go of its ports. */
	while (event == NETDEV_UNREGISTER && !list_empty(&br->port_list))
		br_del_if(br, list_first_entry(&br->port_list, struct net_bridge_port, list)->dev);
	return br_vlan_bridge_event(dev, event);
}

static void port_address_changed(struct net_bridge_port *p)
{
	br_fdb_changeaddr(p, p->dev->dev_addr);
	if (br_stp_recalculate_bridge_id(p->br))
		call_netdevice_notifiers(NETDEV_CHANGEADDR, p->br->dev);
}

static int pre_change_address(struct net_bridge_port *p, const struct netdev_notifier_info *info)
{
	struct netdev_notifier_info up = { .dev = p->br->dev,
					   .extack = info->extack,
					   .pre_addr = info->pre_addr };

	if (p->br->dev->addr_assign_type == NET_ADDR_SET)
		return 0;
	return call_netdevice_notifiers_info(NETDEV_PRE_CHANGEADDR, &up);
}

/* Returns whether the change was announced already. */
static bool port_event(struct net_bridge_port *p, unsigned long event)
{
	struct net_bridge *br = p->br;
	bool notified = false;

	switch (event) {
	case NETDEV_CHANGEMTU:
		br_mtu_auto_adjust(br);
		break;
	case NETDEV_CHANGEADDR:
		port_address_changed(p);
		break;
	case NETDEV_CHANGE:
		br_port_carrier_check(p, &notified);
		break;
	case NETDEV_DOWN:
		if (netif_running(br->dev)) {
			br_stp_disable_port(p);
			notified = true;
		}
		break;
	case NETDEV_UP:
		if (netif_running(br->dev) && netif_oper_up(p->dev)) {
			br_stp_enable_port(p);
			notified = true;
		}
		break;
	case NETDEV_RESEND_IGMP:
		call_netdevice_notifiers(event, br->dev);
		break;
	}
	return notified;
}

static bool refreshes_tree(unsigned long event)
{
	return event == NETDEV_CHANGEADDR || event == NETDEV_UP || event == NETDEV_CHANGE ||
	       event == NETDEV_DOWN;
}

static int br_device_event(struct kernel *k, unsigned long event, struct netdev_notifier_info *info)
{
	struct net_device *dev = info->dev;
	struct net_bridge_port *p;
	int err;

	if (netif_is_bridge_master(dev)) {
		err = bridge_event(dev, event);
		if (err)
			return err;
	}
	if (is_vlan_dev(dev) && netif_is_bridge_master(vlan_dev_priv(dev)->real_dev) &&
	    (event == NETDEV_CHANGE || event == NETDEV_UP))
		br_vlan_update_bound(netdev_priv(vlan_dev_priv(dev)->real_dev));
	p = br_port_get(dev);
	if (!p)
		return 0;
	if (event == NETDEV_PRE_CHANGEADDR)
		return pre_change_address(p, info);
	if (event == NETDEV_PRE_TYPE_CHANGE)
		return -EBUSY;
	if (event == NETDEV_UNREGISTER) {
		br_del_if(p->br, dev);
		return 0;
	}
	if (!port_event(p, event) && refreshes_tree(event))
		br_ifinfo_notify(RTM_NEWLINK, NULL, p);
	if (event == NETDEV_CHANGE || event == NETDEV_UP || event == NETDEV_DOWN)
		br_vlan_update_bound(p->br);
	return 0;
}

/* ---- boolean options ---- */

static const u32 boolopts[BR_BOOLOPT_MAX_6_18] = {
	[BR_BOOLOPT_NO_LL_LEARN] = BROPT_NO_LL_LEARN,
	[BR_BOOLOPT_MCAST_VLAN_SNOOPING] = BROPT_MCAST_VLAN_SNOOPING_ENABLED,
	[BR_BOOLOPT_MST_ENABLE] = BROPT_MST_ENABLED,
	[BR_BOOLOPT_MDB_OFFLOAD_FAIL_NOTIFICATION_6_18] = BROPT_MDB_OFFLOAD_FAIL_NOTIFICATION,
	[BR_BOOLOPT_FDB_LOCAL_VLAN_0_6_18] = BROPT_FDB_LOCAL_VLAN_0,
};

static bool any_vlans(const struct net_bridge *br)
{
	const struct net_bridge_port *p;

	if (br->vlgrp->vlans.n)
		return true;
	list_for_each_entry (p, &br->port_list, list) {
		if (p->vlgrp->vlans.n)
			return true;
	}
	return false;
}

/* May @opt change to @on? Does what else the change asks for. */
static int boolopt_prepare(struct net_bridge *br, u32 opt, bool on, struct netlink_ext_ack *extack)
{
	switch (opt) {
	case BR_BOOLOPT_MCAST_VLAN_SNOOPING:
		if (on && !br_opt_get(br, BROPT_VLAN_ENABLED)) {
			NL_SET_ERR_MSG(extack, "bridge: Cannot enable multicast vlan snooping "
					       "with vlan filtering disabled");
			return -EINVAL;
		}
		return 0;
	case BR_BOOLOPT_MST_ENABLE:
		if (any_vlans(br)) {
			NL_SET_ERR_MSG(extack, "MST mode can't be changed while VLANs exist");
			return -EBUSY;
		}
		return 0;
	case BR_BOOLOPT_FDB_LOCAL_VLAN_0_6_18:
		return br_fdb_toggle_local_vlan_0(br, on, extack);
	}
	return 0;
}

int br_boolopt_multi_toggle(struct net_bridge *br, const struct br_boolopt_multi *bm,
			    struct netlink_ext_ack *extack)
{
	u32 mask = bm->optmask, unknown = mask >> BR_BOOLOPT_MAX_6_18;
	int err;

	if (unknown) {
		NL_SET_ERR_MSG_FMT(extack, "bridge: Unknown boolean option %d",
				   BR_BOOLOPT_MAX_6_18 + __builtin_ctz(unknown));
		return -EINVAL;
	}
	for (u32 opt = 0; opt < BR_BOOLOPT_MAX_6_18; opt++) {
		bool on = bm->optval & BIT(opt);

		if (!(mask & BIT(opt)) || br_opt_get(br, boolopts[opt]) == on)
			continue;
		err = boolopt_prepare(br, opt, on, extack);
		if (err)
			return err;
		br_opt_toggle(br, boolopts[opt], on);
	}
	return 0;
}

void br_boolopt_multi_get(const struct net_bridge *br, struct br_boolopt_multi *bm)
{
	*bm = (struct br_boolopt_multi) { .optmask = BIT(BR_BOOLOPT_MAX_6_18) - 1 };
	for (u32 opt = 0; opt < BR_BOOLOPT_MAX_6_18; opt++) {
		if (br_opt_get(br, boolopts[opt]))
			bm->optval |= BIT(opt);
	}
}

/* ---- life ---- */

static void br_exit(struct kernel *k)
{
	rtnl_link_unregister(k, &br_link_ops);
	br_mdb_rtnl_uninit(k);
	br_vlan_rtnl_uninit(k);
	rtnl_fdb_exit(k);
	rtnl_bridge_exit(k);
	unregister_netdevice_notifier(k, br_device_event);
}

static int br_init(struct kernel *k)
{
	int err = register_netdevice_notifier(k, br_device_event, 0);

	if (err)
		return err;
	err = rtnl_bridge_init(k);
	if (err)
		goto unregister_notifier;
	err = rtnl_fdb_init(k);
	if (err)
		goto exit_bridge;
	err = br_vlan_rtnl_init(k);
	if (err)
		goto exit_fdb;
	err = br_mdb_rtnl_init(k);
	if (err)
		goto uninit_vlan;
	err = rtnl_link_register(k, &br_link_ops);
	if (err)
		goto uninit_mdb;
	return 0;
uninit_mdb:
	br_mdb_rtnl_uninit(k);
uninit_vlan:
	br_vlan_rtnl_uninit(k);
exit_fdb:
	rtnl_fdb_exit(k);
exit_bridge:
	rtnl_bridge_exit(k);
unregister_notifier:
	unregister_netdevice_notifier(k, br_device_event);
	return err;
}

const struct net_proto bridge_proto = {
	.name = "bridge",
	.init_func = br_init,
	.exit_func = br_exit,
};
