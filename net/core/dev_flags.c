/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Changing what a device is like: flags, promiscuity, MTU, address, queue length, carrier.
 *
 * dev->flags is what the kernel keeps, dev->gflags what a program asked of promiscuity and
 * allmulti (others may want them too: those are counted), dev_get_flags() what a program sees.
 */
#include "net/core/dev_internal.h"

#include "net/core/rtnetlink.h"

/* What a program may switch by itself; IFF_UP, promiscuity and allmulti go their own ways. */
#define FLAGS_SETTABLE                                                                        \
	(IFF_DEBUG | IFF_NOTRAILERS | IFF_NOARP | IFF_DYNAMIC | IFF_MULTICAST | IFF_PORTSEL | \
	 IFF_AUTOMEDIA)
/* What only the kernel sets (IFF_VOLATILE of Linux). */
#define FLAGS_VOLATILE                                                                        \
	(IFF_LOOPBACK | IFF_POINTOPOINT | IFF_BROADCAST | IFF_ECHO | IFF_MASTER | IFF_SLAVE | \
	 IFF_RUNNING | IFF_LOWER_UP | IFF_DORMANT)

u32 dev_get_flags(const struct net_device *dev)
{
	u32 flags = dev->flags &
		    ~(IFF_PROMISC | IFF_ALLMULTI | IFF_RUNNING | IFF_LOWER_UP | IFF_DORMANT);

	flags |= dev->gflags & (IFF_PROMISC | IFF_ALLMULTI);
	if (!netif_running(dev))
		return flags;
	if (netif_oper_up(dev))
		flags |= IFF_RUNNING;
	if (netif_carrier_ok(dev))
		flags |= IFF_LOWER_UP;
	if (dev->dormant)
		flags |= IFF_DORMANT;
	return flags;
}

static void dev_change_rx_flags(struct net_device *dev, int flags)
{
	if (dev->netdev_ops->ndo_change_rx_flags)
		dev->netdev_ops->ndo_change_rx_flags(dev, flags);
}

/* Count @inc users of a mode up or down. -EOVERFLOW leaves all as it was. */
static int count_users(u32 *users, int inc)
{
	if (inc > 0 && *users + inc < *users)
		return -EOVERFLOW;
	*users += inc;
	return 0;
}

static int set_promiscuity(struct net_device *dev, int inc, bool notify)
{
	u32 old = dev->flags;
	int err = count_users(&dev->promiscuity, inc);

	if (err)
		return err;
	dev->flags = dev->promiscuity ? old | IFF_PROMISC : old & ~IFF_PROMISC;
	if (dev->flags != old)
		dev_change_rx_flags(dev, IFF_PROMISC);
	if (notify)
		__dev_notify_flags(dev, old, IFF_PROMISC, 0, NULL);
	return 0;
}

int dev_set_promiscuity(struct net_device *dev, int inc)
{
	u32 old = dev->flags;
	int err = set_promiscuity(dev, inc, true);

	if (!err && dev->flags != old)
		dev_set_rx_mode(dev);
	return err;
}

static int set_allmulti(struct net_device *dev, int inc, bool notify)
{
	u32 old = dev->flags, old_gflags = dev->gflags;
	int err = count_users(&dev->allmulti, inc);

	if (err)
		return err;
	dev->flags = dev->allmulti ? old | IFF_ALLMULTI : old & ~IFF_ALLMULTI;
	if (dev->flags == old)
		return 0;
	dev_change_rx_flags(dev, IFF_ALLMULTI);
	dev_set_rx_mode(dev);
	if (notify)
		__dev_notify_flags(dev, old, dev->gflags ^ old_gflags, 0, NULL);
	return 0;
}

int dev_set_allmulti(struct net_device *dev, int inc)
{
	return set_allmulti(dev, inc, true);
}

void dev_set_rx_mode(struct net_device *dev)
{
	if (!(dev->flags & IFF_UP))
		return;
	/* A device that cannot filter unicast addresses takes in everything when it has some. */
	if (!(dev->priv_flags & IFF_UNICAST_FLT_PRIV) &&
	    !list_empty(&dev->uc_list) != dev->uc_promisc) {
		dev->uc_promisc = !dev->uc_promisc;
		(void)set_promiscuity(dev, dev->uc_promisc ? 1 : -1, false);
	}
	if (dev->netdev_ops->ndo_set_rx_mode)
		dev->netdev_ops->ndo_set_rx_mode(dev);
}

int __dev_change_flags(struct net_device *dev, u32 flags, struct netlink_ext_ack *extack)
{
	u32 old = dev->flags, before;
	int err = 0;

	dev->flags = (flags & FLAGS_SETTABLE) |
		     (old & (IFF_UP | FLAGS_VOLATILE | IFF_PROMISC | IFF_ALLMULTI));
	if ((old ^ flags) & IFF_MULTICAST)
		dev_change_rx_flags(dev, IFF_MULTICAST);
	dev_set_rx_mode(dev);
	if ((old ^ flags) & IFF_UP)
		err = dev_toggle_up(dev, extack);
	if ((flags ^ dev->gflags) & IFF_PROMISC) {
		before = dev->flags;
		dev->gflags ^= IFF_PROMISC;
		if (!set_promiscuity(dev, flags & IFF_PROMISC ? 1 : -1, false) &&
		    dev->flags != before)
			dev_set_rx_mode(dev);
	}
	if ((flags ^ dev->gflags) & IFF_ALLMULTI) {
		dev->gflags ^= IFF_ALLMULTI;
		(void)set_allmulti(dev, flags & IFF_ALLMULTI ? 1 : -1, false);
	}
	return err;
}

void __dev_notify_flags(struct net_device *dev, u32 old_flags, u32 gchanges, u32 portid,
			const struct nlmsghdr *nlh)
{
	u32 changes = dev->flags ^ old_flags;

	if (gchanges)
		rtmsg_ifinfo(RTM_NEWLINK, dev, gchanges, portid, nlh);
	if (changes & IFF_UP)
		call_netdevice_notifiers(dev->flags & IFF_UP ? NETDEV_UP : NETDEV_DOWN, dev);
	changes &= ~(IFF_UP | IFF_PROMISC | IFF_ALLMULTI | FLAGS_VOLATILE);
	if ((dev->flags & IFF_UP) && changes) {
		struct netdev_notifier_info info = { .dev = dev, .flags_changed = changes };

		call_netdevice_notifiers_info(NETDEV_CHANGE, &info);
	}
}

int dev_change_flags(struct net_device *dev, u32 flags, struct netlink_ext_ack *extack)
{
	u32 old = dev->flags, old_gflags = dev->gflags;
	int err = __dev_change_flags(dev, flags, extack);

	if (err < 0)
		return err;
	__dev_notify_flags(dev, old, (old ^ dev->flags) | (old_gflags ^ dev->gflags), 0, NULL);
	return err;
}

int dev_validate_mtu(struct net_device *dev, int mtu, struct netlink_ext_ack *extack)
{
	if (mtu < 0 || (u32)mtu < dev->min_mtu) {
		NL_SET_ERR_MSG(extack, "mtu less than device minimum");
		return -EINVAL;
	}
	if (dev->max_mtu && (u32)mtu > dev->max_mtu) {
		NL_SET_ERR_MSG(extack, "mtu greater than device maximum");
		return -EINVAL;
	}
	return 0;
}

static int do_change_mtu(struct net_device *dev, int mtu)
{
	if (dev->netdev_ops->ndo_change_mtu)
		return dev->netdev_ops->ndo_change_mtu(dev, mtu);
	dev->mtu = mtu;
	return 0;
}

int dev_set_mtu_ext(struct net_device *dev, int mtu, struct netlink_ext_ack *extack)
{
	struct netdev_notifier_info info = { .dev = dev, .extack = extack, .mtu = mtu };
	u32 old = dev->mtu;
	int err;

	if ((u32)mtu == old)
		return 0;
	err = dev_validate_mtu(dev, mtu, extack);
	if (!err)
		err = call_netdevice_notifiers_info(NETDEV_PRECHANGEMTU, &info);
	if (!err)
		err = do_change_mtu(dev, mtu);
	if (err)
		return err;
	info.mtu = old;
	err = call_netdevice_notifiers_info(NETDEV_CHANGEMTU, &info);
	if (err) {
		/* Take it back, and tell those who have heard of it. */
		(void)do_change_mtu(dev, old);
		info.mtu = mtu;
		call_netdevice_notifiers_info(NETDEV_CHANGEMTU, &info);
	}
	return err;
}

int dev_set_mac_address(struct net_device *dev, const void *addr, struct netlink_ext_ack *extack)
{
	struct netdev_notifier_info info = { .dev = dev, .extack = extack, .pre_addr = addr };
	int err;

	if (!dev->netdev_ops->ndo_set_mac_address)
		return -EOPNOTSUPP;
	err = call_netdevice_notifiers_info(NETDEV_PRE_CHANGEADDR, &info);
	if (!err && memcmp(dev->dev_addr, addr, dev->addr_len))
		err = dev->netdev_ops->ndo_set_mac_address(dev, addr);
	if (err)
		return err;
	dev->addr_assign_type = NET_ADDR_SET;
	call_netdevice_notifiers(NETDEV_CHANGEADDR, dev);
	return 0;
}

int dev_change_tx_queue_len(struct net_device *dev, unsigned long n)
{
	u32 old = dev->tx_queue_len;
	int err;

	if (n != (u32)n)
		return -ERANGE;
	if (n == old)
		return 0;
	dev->tx_queue_len = n;
	err = call_netdevice_notifiers(NETDEV_CHANGE_TX_QUEUE_LEN, dev);
	if (err)
		dev->tx_queue_len = old;
	return err;
}

int dev_change_carrier(struct net_device *dev, bool on)
{
	if (!dev->netdev_ops->ndo_change_carrier)
		return -EOPNOTSUPP;
	return dev->netdev_ops->ndo_change_carrier(dev, on);
}

int dev_change_proto_down(struct net_device *dev, bool on)
{
	if (!(dev->priv_flags & IFF_CHANGE_PROTO_DOWN_PRIV))
		return -EOPNOTSUPP;
	if (on)
		netif_carrier_off(dev);
	else
		netif_carrier_on(dev);
	dev->proto_down = on;
	return 0;
}

int dev_get_iflink(const struct net_device *dev)
{
	return dev->netdev_ops->ndo_get_iflink ? dev->netdev_ops->ndo_get_iflink(dev)
					       : dev->ifindex;
}

void dev_get_stats(const struct net_device *dev, struct rtnl_link_stats64 *s)
{
	memset(s, 0, sizeof(*s));
	if (dev->netdev_ops->ndo_get_stats64)
		dev->netdev_ops->ndo_get_stats64(dev, s);
}
