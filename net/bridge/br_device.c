/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The bridge's own device: made with a random address, takes the smallest of its ports' ones
 * unless it was given one, and the smallest of their MTUs unless that was set.
 */
#include "net/bridge/br_private.h"

static int br_dev_init(struct net_device *dev)
{
	struct net_bridge *br = netdev_priv(dev);

	htable_init(&br->fdb_hash, &dev->kernel->mem);
	htable_init(&br->mdb_hash, &dev->kernel->mem);
	return br_vlan_init(br);
}

static void br_dev_uninit(struct net_device *dev)
{
	struct net_bridge *br = netdev_priv(dev);

	br_fdb_delete_by_port(br, NULL, 0, true);
	br_mdb_flush(br);
	br_vlan_flush(br);
	htable_destroy(&br->fdb_hash);
}

static int br_dev_open(struct net_device *dev)
{
	br_stp_enable_bridge(netdev_priv(dev));
	br_multicast_open(netdev_priv(dev));
	return 0;
}

static int br_dev_stop(struct net_device *dev)
{
	br_stp_disable_bridge(netdev_priv(dev));
	br_multicast_stop(netdev_priv(dev));
	return 0;
}

static int br_set_mac_address(struct net_device *dev, const void *addr)
{
	if (!is_valid_ether_addr(addr))
		return -EADDRNOTAVAIL;
	if (dev->reg_state != NETREG_REGISTERED)
		return -EBUSY;
	if (memcmp(dev->dev_addr, addr, ETH_ALEN))
		br_stp_change_bridge_id(netdev_priv(dev), addr);
	return 0;
}

static int br_change_mtu(struct net_device *dev, int new_mtu)
{
	dev->mtu = new_mtu;
	br_opt_toggle(netdev_priv(dev), BROPT_MTU_SET_BY_USER, true);
	return 0;
}

static void br_dev_change_rx_flags(struct net_device *dev, int change)
{
	if (change & IFF_PROMISC)
		br_manage_promisc(netdev_priv(dev));
}

/* Nothing to tell a filter that there is none of; but who asks may add addresses. */
static void br_dev_set_rx_mode(struct net_device *dev)
{
}

static int br_add_slave(struct net_device *dev, struct net_device *slave,
			struct netlink_ext_ack *extack)
{
	return br_add_if(netdev_priv(dev), slave, extack);
}

static int br_del_slave(struct net_device *dev, struct net_device *slave)
{
	return br_del_if(netdev_priv(dev), slave);
}

void br_features_changed(struct net_bridge *br)
{
	call_netdevice_notifiers(NETDEV_FEAT_CHANGE, br->dev);
}

static const struct net_device_ops br_netdev_ops = {
	.ndo_init = br_dev_init,
	.ndo_uninit = br_dev_uninit,
	.ndo_open = br_dev_open,
	.ndo_stop = br_dev_stop,
	.ndo_set_mac_address = br_set_mac_address,
	.ndo_change_mtu = br_change_mtu,
	.ndo_change_rx_flags = br_dev_change_rx_flags,
	.ndo_set_rx_mode = br_dev_set_rx_mode,
	.ndo_add_slave = br_add_slave,
	.ndo_del_slave = br_del_slave,
	.ndo_fdb_add = br_fdb_add,
	.ndo_fdb_del = br_fdb_delete,
	.ndo_fdb_del_bulk = br_fdb_delete_bulk,
	.ndo_fdb_dump = br_fdb_dump,
	.ndo_fdb_get = br_fdb_get,
	.ndo_bridge_getlink = br_getlink,
	.ndo_bridge_setlink = br_setlink,
	.ndo_bridge_dellink = br_dellink,
};

void br_dev_setup(struct net_device *dev)
{
	static const u8 group_addr[ETH_ALEN] = { 0x01, 0x80, 0xc2, 0x00, 0x00, 0x00 };
	struct net_bridge *br = netdev_priv(dev);

	eth_hw_addr_random(dev);
	ether_setup(dev);
	dev->netdev_ops = &br_netdev_ops;
	dev->priv_flags = IFF_EBRIDGE_PRIV | IFF_NO_QUEUE_PRIV;
	dev->needs_no_queue = true;
	dev->netns_immutable = true;
	dev->max_mtu = 65535;
	br->dev = dev;
	INIT_LIST_HEAD(&br->port_list);
	INIT_LIST_HEAD(&br->fdb_list);
	INIT_LIST_HEAD(&br->fdb_own);
	INIT_LIST_HEAD(&br->mdb_list);
	br->bridge_id.prio[0] = 0x80;
	memcpy(br->group_addr, group_addr, ETH_ALEN);
	br->designated_root = br->bridge_id;
	br->bridge_max_age = br->max_age = 20 * HZ;
	br->bridge_hello_time = br->hello_time = 2 * HZ;
	br->bridge_forward_delay = br->forward_delay = 15 * HZ;
	br->ageing_time = 300 * HZ;
	br_stp_timer_init(br);
	br_multicast_init(br);
}
