/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * lo: the one device that every namespace has from birth to death. It belongs to no link kind, so
 * it can neither be made nor deleted nor moved.
 */
#include "net/core/dev.h"
#include "net/socket.h"

#include <linux/if_arp.h>
#include <linux/netdevice.h>

#define LOOPBACK_MTU (64 * 1024)
#define TSO_MAX_SIZE (8 * 65535)

static void loopback_uninit(struct net_device *dev)
{
	dev->net->loopback_dev = NULL;
}

static const struct net_device_ops loopback_ops = {
	.ndo_uninit = loopback_uninit,
	.ndo_set_mac_address = eth_mac_addr,
};

static void loopback_setup(struct net_device *dev)
{
	dev->mtu = LOOPBACK_MTU;
	dev->hard_header_len = ETH_HLEN;
	dev->addr_len = ETH_ALEN;
	dev->type = ARPHRD_LOOPBACK;
	dev->flags = IFF_LOOPBACK;
	dev->priv_flags = IFF_LIVE_ADDR_CHANGE_PRIV;
	dev->needs_no_queue = true;
	dev->netns_immutable = true;
	dev->tso_max_size = TSO_MAX_SIZE;
	dev->netdev_ops = &loopback_ops;
}

static int loopback_net_init(struct net *net)
{
	struct net_device *dev = alloc_netdev(net, 0, "lo", NET_NAME_PREDICTABLE, loopback_setup);
	int err;

	if (!dev)
		return -ENOMEM;
	err = register_netdevice(dev);
	if (err) {
		free_netdev(dev);
		return err;
	}
	net->loopback_dev = dev;
	return 0;
}

/* Usually gone already, with the other devices; still here when a later room failed to start. */
static void loopback_net_exit(struct net *net)
{
	if (net->loopback_dev)
		unregister_netdevice(net->loopback_dev);
}

static const struct pernet_operations loopback_pernet = {
	.name = "loopback",
	.init = loopback_net_init,
	.exit = loopback_net_exit,
};

const struct net_proto loopback_proto = {
	.name = "loopback",
	.pernet = &loopback_pernet,
};
