/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Bridges as brctl makes them: SIOCBRADDBR and SIOCBRDELBR with a name, and the older SIOCGIFBR
 * and SIOCSIFBR with a command and its arguments. Ports come and go by SIOCBRADDIF, SIOCBRDELIF
 * (net/core/dev_ioctl.c).
 */
#include "kernel/uaccess.h"
#include "net/bridge/br_private.h"
#include "net/core/dev_ioctl.h"
#include "net/core/rtnetlink.h"

#include <linux/capability.h>
#include <linux/if_bridge.h>
#include <linux/sockios.h>

#define MAX_INDICES 2048

static int br_add_bridge(struct net *net, const char *name)
{
	struct net_device *dev =
		alloc_netdev(net, sizeof(struct net_bridge), name, NET_NAME_UNKNOWN, br_dev_setup);
	int err;

	if (!dev)
		return -ENOMEM;
	dev->rtnl_link_ops = &br_link_ops;
	err = register_netdevice(dev);
	if (err)
		free_netdev(dev);
	return err;
}

static int br_del_bridge(struct net *net, const char *name)
{
	struct net_device *dev = dev_get_by_name(net, name);

	if (!dev)
		return -ENXIO;
	if (!netif_is_bridge_master(dev))
		return -EPERM;
	if (netif_running(dev))
		return -EBUSY;
	br_dev_delete(dev, NULL);
	return 0;
}

/* Add or delete the bridge whose name stands at @from. */
static int change_bridge(struct task *t, struct net *net, uptr from, bool add)
{
	char name[IFNAMSIZ];
	int err;

	if (!capable(t, CAP_NET_ADMIN))
		return -EPERM;
	if (copy_from_user(t, name, from, sizeof(name)))
		return -EFAULT;
	name[IFNAMSIZ - 1] = '\0';
	rtnl_lock(t->kernel);
	err = add ? br_add_bridge(net, name) : br_del_bridge(net, name);
	rtnl_unlock(t->kernel);
	return err;
}

/* The numbers of at most @max bridges at guest address @to. How many, or -EFAULT. */
static int get_bridges(struct task *t, struct net *net, uptr to, u64 max)
{
	const struct net_device *dev;
	s32 n = 0;
	u32 i;

	for_each_netdev (net, i, dev) {
		if ((u64)n >= max || !netif_is_bridge_master(dev))
			continue;
		if (put_user(t, to + (u64)n * sizeof(s32), (s32)dev->ifindex))
			return -EFAULT;
		n++;
	}
	return n;
}

static int old_deviceless(struct task *t, struct net *net, uptr arg)
{
	u32 size = user_ptr_size(t);
	u64 args[3];

	for (u32 i = 0; i < ARRAY_SIZE(args); i++)
		if (get_user_long(t, &args[i], arg + i * size))
			return -EFAULT;
	switch (args[0]) {
	case BRCTL_GET_VERSION:
		return BRCTL_VERSION;
	case BRCTL_GET_BRIDGES:
		if (args[2] >= MAX_INDICES)
			return -ENOMEM;
		return get_bridges(t, net, args[1], args[2]);
	case BRCTL_ADD_BRIDGE:
	case BRCTL_DEL_BRIDGE:
		return change_bridge(t, net, args[1], args[0] == BRCTL_ADD_BRIDGE);
	default:
		return -EOPNOTSUPP;
	}
}

int br_ioctl(struct task *t, struct net *net, u32 cmd, uptr arg)
{
	if (cmd == SIOCBRADDBR || cmd == SIOCBRDELBR)
		return change_bridge(t, net, arg, cmd == SIOCBRADDBR);
	return old_deviceless(t, net, arg);
}
