/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The notifier chain of network devices.
 *
 * Rooms that react to devices register one function each; an event runs through all of them by
 * priority, equal ones in order of registration. Events that ask (may this happen?) end at the
 * first refusal; events that tell reach everybody.
 */
#include "net/core/dev_internal.h"

static bool event_may_be_refused(unsigned long event)
{
	switch (event) {
	case NETDEV_REGISTER:
	case NETDEV_POST_INIT:
	case NETDEV_PRE_UP:
	case NETDEV_CHANGENAME:
	case NETDEV_CHANGEMTU:
	case NETDEV_PRECHANGEMTU:
	case NETDEV_PRE_CHANGEADDR:
	case NETDEV_PRE_TYPE_CHANGE:
	case NETDEV_PRECHANGEUPPER:
	case NETDEV_CHANGEUPPER:
	case NETDEV_CHANGE_TX_QUEUE_LEN:
		return true;
	default:
		return false;
	}
}

int call_netdevice_notifiers_info(unsigned long event, struct netdev_notifier_info *info)
{
	struct kernel *k = info->dev->kernel;
	bool ask = event_may_be_refused(event);
	struct netdev_notifier *n;

	list_for_each_entry (n, &k->netdev->notifiers, node) {
		int err = n->fn(k, event, info);

		if (err < 0 && ask)
			return err;
	}
	return 0;
}

int call_netdevice_notifiers(unsigned long event, struct net_device *dev)
{
	struct netdev_notifier_info info = { .dev = dev };

	return call_netdevice_notifiers_info(event, &info);
}

/* A newcomer learns of the devices that are there already, as if it had always listened. */
static void replay(struct kernel *k, netdev_notifier_fn fn)
{
	struct net *net;

	for_each_net (net, k) {
		struct net_device *dev;
		u32 i;

		for_each_netdev (net, i, dev) {
			struct netdev_notifier_info info = { .dev = dev };

			fn(k, NETDEV_REGISTER, &info);
			if (dev->flags & IFF_UP)
				fn(k, NETDEV_UP, &info);
		}
	}
}

int register_netdevice_notifier(struct kernel *k, netdev_notifier_fn fn, int priority)
{
	struct list_head *head = &k->netdev->notifiers;
	struct netdev_notifier *n = kzalloc(&k->mem, sizeof(*n));
	struct netdev_notifier *at;

	if (!n)
		return -ENOMEM;
	n->fn = fn;
	n->priority = priority;
	list_for_each_entry (at, head, node)
		if (at->priority < priority)
			break;
	list_add_tail(&n->node, &at->node);
	replay(k, fn);
	return 0;
}

void unregister_netdevice_notifier(struct kernel *k, netdev_notifier_fn fn)
{
	struct netdev_notifier *n, *tmp;

	if (!k->netdev)
		return;
	list_for_each_entry_safe (n, tmp, &k->netdev->notifiers, node) {
		if (n->fn != fn)
			continue;
		list_del(&n->node);
		kfree(&k->mem, n);
	}
}
