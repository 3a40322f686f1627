/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Carrier and operational state (RFC 2863).
 *
 *   netif_carrier_on/off --> queue --> linkwatch_run_queue: operstate, NETDEV_CHANGE, RTM_NEWLINK
 *
 * Linux acts on a carrier change from a work queue that needs the rtnl lock, so programs see the
 * change of flags first and that of the operational state after it. The queue here runs when the
 * outermost rtnl_unlock() does, which gives the same order, every time.
 */
#include "net/core/dev_internal.h"

#include "net/core/rtnetlink.h"

static u8 default_operstate(const struct net_device *dev)
{
	const struct net_device *peer;
	int iflink;

	if (netif_carrier_ok(dev))
		return dev->dormant ? IF_OPER_DORMANT : IF_OPER_UP;
	iflink = dev_get_iflink(dev);
	peer = iflink == dev->ifindex ? NULL : dev_get_by_index(dev->net, iflink);
	if (!peer || netif_carrier_ok(peer))
		return IF_OPER_DOWN;
	return IF_OPER_LOWERLAYERDOWN;
}

static void rfc2863_policy(struct net_device *dev)
{
	u8 operstate = default_operstate(dev);

	if (operstate == dev->operstate)
		return;
	if (operstate == IF_OPER_UP && dev->link_mode == IF_LINK_MODE_TESTING)
		operstate = IF_OPER_TESTING;
	if (operstate == IF_OPER_UP && dev->link_mode == IF_LINK_MODE_DORMANT)
		operstate = IF_OPER_DORMANT;
	dev->operstate = operstate;
}

void linkwatch_init_dev(struct net_device *dev)
{
	if (!netif_carrier_ok(dev) || dev->dormant)
		rfc2863_policy(dev);
}

void linkwatch_fire_event(struct net_device *dev)
{
	struct netdev_core *core = dev->kernel->netdev;

	if (list_empty(&dev->lw_node))
		list_add_tail(&dev->lw_node, &core->linkwatch);
	if (!core->rtnl_depth)
		linkwatch_run_queue(dev->kernel);
}

void linkwatch_forget(struct net_device *dev)
{
	list_del(&dev->lw_node);
}

static void linkwatch_do_dev(struct net_device *dev)
{
	list_del(&dev->lw_node);
	rfc2863_policy(dev);
	if (!(dev->flags & IFF_UP))
		return;
	if (netif_carrier_ok(dev))
		dev_activate(dev);
	netdev_state_change(dev);
}

void linkwatch_sync_dev(struct net_device *dev)
{
	if (!list_empty(&dev->lw_node))
		linkwatch_do_dev(dev);
}

void linkwatch_run_queue(struct kernel *k)
{
	struct netdev_core *core = k->netdev;

	if (core->linkwatch_running)
		return;
	core->linkwatch_running = true;
	while (!list_empty(&core->linkwatch))
		linkwatch_do_dev(list_first_entry(&core->linkwatch, struct net_device, lw_node));
	core->linkwatch_running = false;
}

void rtnl_lock(struct kernel *k)
{
	k->netdev->rtnl_depth++;
}

void rtnl_unlock(struct kernel *k)
{
	struct netdev_core *core = k->netdev;

	if (core->rtnl_depth == 1 && !list_empty(&core->linkwatch))
		linkwatch_run_queue(k);
	core->rtnl_depth--;
}

void netif_carrier_on(struct net_device *dev)
{
	if (dev->carrier_ok)
		return;
	dev->carrier_ok = true;
	if (dev->reg_state == NETREG_UNINITIALIZED)
		return;
	dev->carrier_up_count++;
	linkwatch_fire_event(dev);
}

void netif_carrier_off(struct net_device *dev)
{
	if (!dev->carrier_ok)
		return;
	dev->carrier_ok = false;
	if (dev->reg_state == NETREG_UNINITIALIZED)
		return;
	dev->carrier_down_count++;
	linkwatch_fire_event(dev);
}

static void set_dormant(struct net_device *dev, bool on)
{
	if (dev->dormant == on)
		return;
	dev->dormant = on;
	if (dev->reg_state != NETREG_UNINITIALIZED)
		linkwatch_fire_event(dev);
}

void netif_dormant_on(struct net_device *dev)
{
	set_dormant(dev, true);
}

void netif_dormant_off(struct net_device *dev)
{
	set_dormant(dev, false);
}

void netif_stacked_transfer_operstate(const struct net_device *rootdev, struct net_device *dev)
{
	set_dormant(dev, rootdev->operstate == IF_OPER_DORMANT);
	if (netif_carrier_ok(rootdev))
		netif_carrier_on(dev);
	else
		netif_carrier_off(dev);
}

void netdev_state_change(struct net_device *dev)
{
	struct netdev_notifier_info info = { .dev = dev };

	if (!(dev->flags & IFF_UP))
		return;
	call_netdevice_notifiers_info(NETDEV_CHANGE, &info);
	rtmsg_ifinfo(RTM_NEWLINK, dev, 0, 0, NULL);
}
