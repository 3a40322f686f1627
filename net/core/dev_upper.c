/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Devices on top of devices.
 *
 *   bridge        master: at most one; dev->master, and the master's list `lower`
 *     |
 *   veth -- vlan  others: any number; adj_upper of the lower, adj_lower of the upper device
 *
 * Linking asks (NETDEV_PRECHANGEUPPER) and then tells (NETDEV_CHANGEUPPER); a room that refuses
 * the second undoes the link.
 */
#include "net/core/dev_internal.h"

#define MAX_NEST_DEV 8

bool netdev_has_upper_dev(const struct net_device *dev, const struct net_device *upper)
{
	struct netdev_adjacent *adj;

	if (dev->master && (dev->master == upper || netdev_has_upper_dev(dev->master, upper)))
		return true;
	list_for_each_entry (adj, &dev->adj_upper, node)
		if (adj->dev == upper || netdev_has_upper_dev(adj->dev, upper))
			return true;
	return false;
}

static u32 levels_above(const struct net_device *dev)
{
	u32 n = dev->master ? 1 + levels_above(dev->master) : 0;
	struct netdev_adjacent *adj;

	list_for_each_entry (adj, &dev->adj_upper, node)
		n = max(n, 1 + levels_above(adj->dev));
	return n;
}

static u32 levels_below(const struct net_device *dev)
{
	struct netdev_adjacent *adj;
	struct net_device *slave;
	u32 n = 0;

	list_for_each_entry (slave, &dev->lower, master_node)
		n = max(n, 1 + levels_below(slave));
	list_for_each_entry (adj, &dev->adj_lower, node)
		n = max(n, 1 + levels_below(adj->dev));
	return n;
}

static struct netdev_adjacent *adj_find(struct list_head *list, const struct net_device *dev)
{
	struct netdev_adjacent *adj;

	list_for_each_entry (adj, list, node)
		if (adj->dev == dev)
			return adj;
	return NULL;
}

static int adj_add(struct list_head *list, struct net_device *dev)
{
	struct netdev_adjacent *adj = kzalloc(&dev->kernel->mem, sizeof(*adj));

	if (!adj)
		return -ENOMEM;
	adj->dev = dev;
	list_add_tail(&adj->node, list);
	return 0;
}

static void adj_del(struct list_head *list, struct net_device *dev)
{
	struct netdev_adjacent *adj = adj_find(list, dev);

	if (!adj)
		return;
	list_del(&adj->node);
	kfree(&dev->kernel->mem, adj);
}

static int changeupper(struct net_device *dev, struct net_device *upper, unsigned long event,
		       bool linking, struct netlink_ext_ack *extack)
{
	struct netdev_notifier_info info = {
		.dev = dev,
		.extack = extack,
		.upper = upper,
		.linking = linking,
	};

	return call_netdevice_notifiers_info(event, &info);
}

static int may_link(struct net_device *dev, struct net_device *upper)
{
	if (dev == upper || netdev_has_upper_dev(upper, dev))
		return -EBUSY;
	/* Each of the two counts itself. */
	if (levels_below(dev) + 1 + levels_above(upper) + 1 > MAX_NEST_DEV)
		return -EMLINK;
	return 0;
}

int netdev_master_upper_dev_link(struct net_device *dev, struct net_device *upper,
				 struct netlink_ext_ack *extack)
{
	int err = may_link(dev, upper);

	if (err)
		return err;
	if (dev->master)
		return dev->master == upper ? -EEXIST : -EBUSY;
	err = changeupper(dev, upper, NETDEV_PRECHANGEUPPER, true, extack);
	if (err)
		return err;
	dev->master = upper;
	list_add_tail(&dev->master_node, &upper->lower);
	err = changeupper(dev, upper, NETDEV_CHANGEUPPER, true, extack);
	if (err) {
		dev->master = NULL;
		list_del(&dev->master_node);
	}
	return err;
}

int netdev_upper_dev_link(struct net_device *dev, struct net_device *upper,
			  struct netlink_ext_ack *extack)
{
	int err = may_link(dev, upper);

	if (err)
		return err;
	if (netdev_has_upper_dev(dev, upper))
		return -EEXIST;
	err = changeupper(dev, upper, NETDEV_PRECHANGEUPPER, true, extack);
	if (!err)
		err = adj_add(&dev->adj_upper, upper);
	if (err)
		return err;
	err = adj_add(&upper->adj_lower, dev);
	if (err)
		goto unlink_upper;
	err = changeupper(dev, upper, NETDEV_CHANGEUPPER, true, extack);
	if (!err)
		return 0;
	adj_del(&upper->adj_lower, dev);
unlink_upper:
	adj_del(&dev->adj_upper, upper);
	return err;
}

void netdev_upper_dev_unlink(struct net_device *dev, struct net_device *upper)
{
	bool linked = dev->master == upper || adj_find(&dev->adj_upper, upper);

	if (!linked)
		return;
	changeupper(dev, upper, NETDEV_PRECHANGEUPPER, false, NULL);
	if (dev->master == upper) {
		dev->master = NULL;
		list_del(&dev->master_node);
	} else {
		adj_del(&dev->adj_upper, upper);
		adj_del(&upper->adj_lower, dev);
	}
	changeupper(dev, upper, NETDEV_CHANGEUPPER, false, NULL);
}

/* The device is gone from all tables: whatever its rooms left linked is cut silently. */
void netdev_adjacent_flush(struct net_device *dev)
{
	struct net_device *slave, *tmp;

	if (dev->master) {
		dev->master = NULL;
		list_del(&dev->master_node);
	}
	list_for_each_entry_safe (slave, tmp, &dev->lower, master_node) {
		slave->master = NULL;
		list_del(&slave->master_node);
	}
	while (!list_empty(&dev->adj_upper)) {
		struct net_device *u =
			list_first_entry(&dev->adj_upper, struct netdev_adjacent, node)->dev;

		adj_del(&u->adj_lower, dev);
		adj_del(&dev->adj_upper, u);
	}
	while (!list_empty(&dev->adj_lower)) {
		struct net_device *l =
			list_first_entry(&dev->adj_lower, struct netdev_adjacent, node)->dev;

		adj_del(&l->adj_upper, dev);
		adj_del(&dev->adj_lower, l);
	}
}
