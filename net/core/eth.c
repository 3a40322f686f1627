/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * What all Ethernet-like kinds have in common.
 */
#include "net/core/dev.h"

#include <linux/if_arp.h>

void ether_setup(struct net_device *dev)
{
	dev->type = ARPHRD_ETHER;
	dev->hard_header_len = ETH_HLEN;
	dev->mtu = dev->max_mtu = ETH_DATA_LEN;
	dev->min_mtu = ETH_MIN_MTU;
	dev->addr_len = ETH_ALEN;
	dev->tx_queue_len = 1000;
	dev->flags = IFF_BROADCAST | IFF_MULTICAST;
	memset(dev->broadcast, 0xff, ETH_ALEN);
}

bool is_valid_ether_addr(const u8 *addr)
{
	static const u8 zero[ETH_ALEN];

	return !(addr[0] & 1) && memcmp(addr, zero, ETH_ALEN);
}

void eth_hw_addr_random(struct net_device *dev)
{
	get_random_bytes(dev->kernel, dev->dev_addr, ETH_ALEN);
	dev->dev_addr[0] &= 0xfe; /* not a group ... */
	dev->dev_addr[0] |= 0x02; /* ... and given by no manufacturer */
	dev->addr_assign_type = NET_ADDR_RANDOM;
}

int eth_mac_addr(struct net_device *dev, const void *addr)
{
	if (!(dev->priv_flags & IFF_LIVE_ADDR_CHANGE_PRIV) && netif_running(dev))
		return -EBUSY;
	if (!is_valid_ether_addr(addr))
		return -EADDRNOTAVAIL;
	memcpy(dev->dev_addr, addr, ETH_ALEN);
	return 0;
}

int eth_validate_addr(struct net_device *dev)
{
	return is_valid_ether_addr(dev->dev_addr) ? 0 : -EADDRNOTAVAIL;
}
