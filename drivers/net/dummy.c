/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * dummy: an interface that swallows what it is given. Its carrier can be switched by hand.
 */
#include "net/core/dev.h"
#include "net/core/rtnetlink.h"
#include "net/socket.h"

#define TSO_MAX_SIZE (8 * 65535)

static int dummy_change_carrier(struct net_device *dev, bool on)
{
	if (on)
		netif_carrier_on(dev);
	else
		netif_carrier_off(dev);
	return 0;
}

/* Nothing to tell a filter that there is none of; but who asks may add addresses. */
static void dummy_set_rx_mode(struct net_device *dev)
{
}

static const struct net_device_ops dummy_netdev_ops = {
	.ndo_set_rx_mode = dummy_set_rx_mode,
	.ndo_validate_addr = eth_validate_addr,
	.ndo_set_mac_address = eth_mac_addr,
	.ndo_change_carrier = dummy_change_carrier,
};

static void dummy_setup(struct net_device *dev)
{
	ether_setup(dev);
	dev->netdev_ops = &dummy_netdev_ops;
	dev->flags |= IFF_NOARP;
	dev->flags &= ~IFF_MULTICAST;
	dev->priv_flags |= IFF_LIVE_ADDR_CHANGE_PRIV;
	dev->needs_no_queue = true;
	dev->min_mtu = dev->max_mtu = 0;
	dev->tso_max_size = TSO_MAX_SIZE;
	eth_hw_addr_random(dev);
}

static int dummy_validate(struct nlattr **tb, struct nlattr **data, struct netlink_ext_ack *extack)
{
	if (!tb[IFLA_ADDRESS])
		return 0;
	if (nla_len(tb[IFLA_ADDRESS]) != ETH_ALEN)
		return -EINVAL;
	return is_valid_ether_addr(nla_data(tb[IFLA_ADDRESS])) ? 0 : -EADDRNOTAVAIL;
}

static const struct rtnl_link_ops dummy_link_ops = {
	.kind = "dummy",
	.setup = dummy_setup,
	.validate = dummy_validate,
};

static int dummy_init(struct kernel *k)
{
	return rtnl_link_register(k, &dummy_link_ops);
}

static void dummy_exit(struct kernel *k)
{
	rtnl_link_unregister(k, &dummy_link_ops);
}

const struct net_proto dummy_proto = {
	.name = "dummy",
	.init_func = dummy_init,
	.exit_func = dummy_exit,
};
