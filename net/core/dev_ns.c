/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Devices and namespaces: moving one to another namespace, and what becomes of the devices of a
 * namespace that ends.
 *
 * A move looks like unregistering in the old namespace and registering in the new one, with the
 * device itself alive all the time. Everything that can fail comes before the first step.
 */
#include "net/core/dev_internal.h"

#include "net/core/rtnetlink.h"

#include <stdio.h>

struct move {
	char name[IFNAMSIZ]; /* in the new namespace */
	int ifindex;
};

/* Name and number that @dev will have in @net. */
static int move_plan(struct net_device *dev, struct net *net, const char *pat, int want_ifindex,
		     struct move *m, struct netlink_ext_ack *extack)
{
	struct netdev_name_node *alt;
	int err;

	memcpy(m->name, dev->name, sizeof(m->name));
	if (netdev_name_in_use(net, dev->name)) {
		if (!pat) {
			NL_SET_ERR_MSG(
				extack,
				"An interface with the same name exists in the target netns");
			return -EEXIST;
		}
		err = dev_prep_valid_name(net, pat, m->name, EEXIST);
		if (err < 0) {
			NL_SET_ERR_MSG_FMT(
				extack,
				"Unable to use '%s' for the new interface name in the target netns",
				pat);
			return err;
		}
	}
	list_for_each_entry (alt, &dev->altnames, list) {
		if (!netdev_name_in_use(net, alt->name))
			continue;
		NL_SET_ERR_MSG_FMT(extack,
				   "An interface with the altname %s exists in the target netns",
				   alt->name);
		return -EEXIST;
	}
	err = dev_index_choose(net, want_ifindex ? want_ifindex : dev->ifindex);
	if (err == -EBUSY && !want_ifindex)
		err = dev_index_choose(net, 0);
	if (err < 0) {
		NL_SET_ERR_MSG_FMT(extack, "The ifindex %d is not available in the target netns",
				   want_ifindex);
		return err;
	}
	m->ifindex = err;
	return 0;
}

/* Make sure that the new namespace's tables will take @dev, so that nothing can fail later. */
static int move_reserve(struct net *net, int ifindex)
{
	struct kmem *mem = &net->kernel->mem;
	struct hnode dummy;
	int err = idvec_insert(&net->dev_by_index, mem, ifindex, NULL);

	if (err)
		return err;
	idvec_remove(&net->dev_by_index, ifindex);
	err = htable_insert(&net->dev_name, &dummy, 0);
	if (!err)
		htable_remove(&net->dev_name, &dummy);
	return err;
}

static void announce_departure(struct net_device *dev, struct net *net, int new_ifindex)
{
	int nsid = peernet2id_alloc(dev->net, net);

	rtmsg_ifinfo_newnet(dev, nsid, new_ifindex);
}

int dev_change_net_namespace(struct net_device *dev, struct net *net, const char *pat,
			     int new_ifindex, struct netlink_ext_ack *extack)
{
	struct move m = { .name = "" };
	int err;

	if (dev->netns_immutable) {
		NL_SET_ERR_MSG(extack, "The interface netns is immutable");
		return -EINVAL;
	}
	if (dev->reg_state != NETREG_REGISTERED) {
		NL_SET_ERR_MSG(extack, "The interface isn't registered yet");
		return -EINVAL;
	}
	if (net_eq(dev->net, net))
		return 0;
	err = move_plan(dev, net, pat, new_ifindex, &m, extack);
	if (!err)
		err = move_reserve(net, m.ifindex);
	if (err)
		return err;
	dev_close(dev);
	unlist_netdevice(dev);
	dev_shutdown(dev);
	call_netdevice_notifiers(NETDEV_UNREGISTER, dev);
	announce_departure(dev, net, m.ifindex);
	dev_uc_flush(dev);
	dev_mc_flush(dev);
	if (m.ifindex != dev->ifindex && !new_ifindex)
		net->ifindex_last = m.ifindex;
	dev->net = net;
	dev->ifindex = m.ifindex;
	memcpy(dev->name, m.name, sizeof(dev->name));
	err = list_netdevice(dev); /* reserved above */
	call_netdevice_notifiers(NETDEV_REGISTER, dev);
	rtmsg_ifinfo(RTM_NEWLINK, dev, ~0u, 0, NULL);
	return err;
}

/* Devices that belong to a machine rather than to a namespace go home to init_net. */
static void refund_devices(struct net *net)
{
	struct net *home = net->kernel->init_net;
	u32 i = 0;

	while (net != home && i < net->dev_by_index.n) {
		struct net_device *dev = net->dev_by_index.e[i].ptr;
		char name[IFNAMSIZ];

		if (dev->netns_immutable ||
		    (dev->rtnl_link_ops && !dev->rtnl_link_ops->netns_refund)) {
			i++;
			continue;
		}
		snprintf(name, sizeof(name), "dev%d", dev->ifindex);
		if (netdev_name_in_use(home, name))
			snprintf(name, sizeof(name), "dev%%d");
		if (dev_change_net_namespace(dev, home, name, 0, NULL))
			i++; /* no memory: it goes with the others */
	}
}

void default_device_exit(struct net *net)
{
	struct list_head kill = LIST_HEAD_INIT(kill);

	rtnl_lock(net->kernel);
	if (!net->kernel->dying)
		refund_devices(net);
	for (u32 i = net->dev_by_index.n; i-- > 0;) {
		rtnl_link_kill(net->dev_by_index.e[i].ptr, &kill);
	}
	unregister_netdevice_many(&kill);
	rtnl_unlock(net->kernel);
}
