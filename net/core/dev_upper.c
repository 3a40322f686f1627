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

static bool has_upper(const struct net_device *dev, const struct net_device *upper)
{
	struct netdev_adjacent *adj;

	if (dev->master && (dev->master == upper || has_upper(dev->master, upper)))
		return true;
	list_for_each_entry (adj, &dev->adj_upper, in_upper)
		if (adj->upper == upper || has_upper(adj->upper, upper))
			return true;
	return false;
}

/* A new device has nothing below it: no need to look through thousands of others. */
bool netdev_has_upper_dev(const struct net_device *dev, const struct net_device *upper)
{
	if (list_empty(&upper->lower) && list_empty(&upper->adj_lower))
		return false;
	return has_upper(dev, upper);
}

static u32 levels_above(const struct net_device *dev)
{
	u32 n = dev->master ? 1 + levels_above(dev->master) : 0;
	struct netdev_adjacent *adj;

	list_for_each_entry (adj, &dev->adj_upper, in_upper)
		n = max(n, 1 + levels_above(adj->upper));
	return n;
}

static u32 levels_below(const struct net_device *dev)
{
	struct netdev_adjacent *adj;
	struct net_device *slave;
	u32 n = 0;

	list_for_each_entry (slave, &dev->lower, master_node)
		n = max(n, 1 + levels_below(slave));
	list_for_each_entry (adj, &dev->adj_lower, in_lower)
		n = max(n, 1 + levels_below(adj->lower));
	return n;
}

/* By the list of @upper: a vlan stands on one device, which may carry thousands. */
static struct netdev_adjacent *adj_find(struct net_device *dev, struct net_device *upper)
{
	struct netdev_adjacent *adj;

	list_for_each_entry (adj, &upper->adj_lower, in_lower)
		if (adj->lower == dev)
			return adj;
	return NULL;
}

static struct netdev_adjacent *adj_add(struct net_device *dev, struct net_device *upper)
{
	struct netdev_adjacent *adj = kzalloc(&dev->kernel->mem, sizeof(*adj));

	if (!adj)
		return NULL;
	adj->lower = dev;
	adj->upper = upper;
	list_add_tail(&adj->in_upper, &dev->adj_upper);
	list_add_tail(&adj->in_lower, &upper->adj_lower);
	return adj;
}

static void adj_del(struct netdev_adjacent *adj)
{
	list_del(&adj->in_upper);
	list_del(&adj->in_lower);
	kfree(&adj->lower->kernel->mem, adj);
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
	struct netdev_adjacent *adj;

	if (err)
		return err;
	if (netdev_has_upper_dev(dev, upper))
		return -EEXIST;
	err = changeupper(dev, upper, NETDEV_PRECHANGEUPPER, true, extack);
	if (err)
		return err;
	adj = adj_add(dev, upper);
	if (!adj)
		return -ENOMEM;
	err = changeupper(dev, upper, NETDEV_CHANGEUPPER, true, extack);
	if (err)
		adj_del(adj);
	return err;
}

void netdev_upper_dev_unlink(struct net_device *dev, struct net_device *upper)
{
	struct netdev_adjacent *adj = adj_find(dev, upper);

	if (dev->master != upper && !adj)
		return;
	changeupper(dev, upper, NETDEV_PRECHANGEUPPER, false, NULL);
	if (dev->master == upper) {
		dev->master = NULL;
		list_del(&dev->master_node);
	} else {
		adj_del(adj);
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
	while (!list_empty(&dev->adj_upper))
		adj_del(list_first_entry(&dev->adj_upper, struct netdev_adjacent, in_upper));
	while (!list_empty(&dev->adj_lower))
		adj_del(list_first_entry(&dev->adj_lower, struct netdev_adjacent, in_lower));
}
