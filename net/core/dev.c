/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The life of network devices: made, registered, unregistered, freed.
 *
 *   alloc_netdev -> setup() -> register_netdevice -> unregister_netdevice_many (frees)
 *                                     |
 *              net->dev_by_index (sorted: the order of dumps), net->dev_name (hash)
 *
 * Notifications and their order are Linux's. Unregistering needs no memory, so it never fails.
 */
#include "net/core/dev_internal.h"

#include "net/core/rtnetlink.h"
#include "net/socket.h"

#include <linux/netdevice.h>

#define GSO_LEGACY_MAX_SIZE 65536
#define GSO_MAX_SEGS 65535
#define DEFAULT_TX_QUEUE_LEN 1000
#define IFINDEX_MAX INT32_MAX

/* ---- made and freed ---- */

static void dev_init_fields(struct net_device *dev, u32 txqs, u32 rxqs)
{
	INIT_LIST_HEAD(&dev->altnames);
	INIT_LIST_HEAD(&dev->lower);
	INIT_LIST_HEAD(&dev->master_node);
	INIT_LIST_HEAD(&dev->unreg_list);
	INIT_LIST_HEAD(&dev->close_list);
	INIT_LIST_HEAD(&dev->lw_node);
	INIT_LIST_HEAD(&dev->adj_upper);
	INIT_LIST_HEAD(&dev->adj_lower);
	INIT_LIST_HEAD(&dev->upper_vlans);
	INIT_LIST_HEAD(&dev->nexthops);
	INIT_LIST_HEAD(&dev->mc_list);
	INIT_LIST_HEAD(&dev->uc_list);
	htable_init(&dev->hw_addrs, &dev->kernel->mem);
	dev->gso_max_size = dev->gro_max_size = GSO_LEGACY_MAX_SIZE;
	dev->gso_ipv4_max_size = dev->gro_ipv4_max_size = GSO_LEGACY_MAX_SIZE;
	dev->tso_max_size = GSO_LEGACY_MAX_SIZE;
	dev->gso_max_segs = dev->tso_max_segs = GSO_MAX_SEGS;
	dev->num_tx_queues = dev->real_num_tx_queues = txqs;
	dev->num_rx_queues = dev->real_num_rx_queues = rxqs;
	dev->carrier_ok = true;
	dev->qdisc = "noop";
}

struct net_device *alloc_netdev_mqs(struct net *net, size_t priv_size, const char *name,
				    u8 name_assign_type, void (*setup)(struct net_device *dev),
				    u32 txqs, u32 rxqs)
{
	u32 at = (sizeof(struct net_device) + priv_size + 7) & ~7u;
	u32 room = net->kernel->netdev->parts_room;
	struct net_device *dev = kzalloc(&net->kernel->mem, at + room);

	if (!dev)
		return NULL;
	dev->parts_at = at;
	dev->parts_room = room;
	dev->net = net;
	dev->kernel = net->kernel;
	dev_init_fields(dev, txqs, rxqs);
	setup(dev);
	if (!dev->tx_queue_len) {
		dev->needs_no_queue = true;
		dev->tx_queue_len = DEFAULT_TX_QUEUE_LEN;
	}
	strncpy(dev->name, name, sizeof(dev->name) - 1);
	dev->name_assign_type = name_assign_type;
	return dev;
}

struct net_device *alloc_netdev(struct net *net, size_t priv_size, const char *name,
				u8 name_assign_type, void (*setup)(struct net_device *dev))
{
	return alloc_netdev_mqs(net, priv_size, name, name_assign_type, setup, 1, 1);
}

void free_netdev(struct net_device *dev)
{
	struct kmem *m = &dev->kernel->mem;

	linkwatch_forget(dev);
	dev_uc_flush(dev);
	dev_mc_flush(dev);
	htable_destroy(&dev->hw_addrs);
	kfree(m, dev->ifalias);
	kfree(m, dev);
}

/* ---- tables ---- */

struct net_device *dev_get_by_index(const struct net *net, int ifindex)
{
	return ifindex > 0 ? idvec_find(&net->dev_by_index, ifindex) : NULL;
}

int dev_index_choose(const struct net *net, int want)
{
	int i;

	if (want)
		return dev_get_by_index(net, want) ? -EBUSY : want;
	/* On from the last one, round the corner when the numbers are used up. */
	i = net->ifindex_last;
	do
		i = i < IFINDEX_MAX ? i + 1 : 1;
	while (dev_get_by_index(net, i));
	return i;
}

int list_netdevice(struct net_device *dev)
{
	struct net *net = dev->net;
	int err = idvec_insert(&net->dev_by_index, &dev->kernel->mem, dev->ifindex, dev);

	if (err)
		return err;
	err = netdev_names_add(dev);
	if (err) {
		idvec_remove(&net->dev_by_index, dev->ifindex);
		return err;
	}
	net->dev_base_seq += net->dev_base_seq == UINT32_MAX ? 2 : 1;
	return 0;
}

void unlist_netdevice(struct net_device *dev)
{
	struct net *net = dev->net;

	idvec_remove(&net->dev_by_index, dev->ifindex);
	netdev_names_del(dev);
	net->dev_base_seq += net->dev_base_seq == UINT32_MAX ? 2 : 1;
}

/* ---- registering ---- */

/* What comes before the tables: name, number, the kind's own part. */
static int register_prepare(struct net_device *dev)
{
	bool own_index = !dev->ifindex;
	int err = dev_prep_valid_name(dev->net, dev->name, dev->name, EEXIST);

	if (err < 0)
		return err;
	if (dev->netdev_ops->ndo_init) {
		err = dev->netdev_ops->ndo_init(dev);
		if (err)
			return err > 0 ? -EIO : err;
	}
	err = dev_index_choose(dev->net, dev->ifindex);
	if (err > 0) {
		dev->ifindex = err;
		if (own_index)
			dev->net->ifindex_last = err;
		err = call_netdevice_notifiers(NETDEV_POST_INIT, dev);
	}
	if (err < 0 && dev->netdev_ops->ndo_uninit)
		dev->netdev_ops->ndo_uninit(dev);
	return err;
}

int register_netdevice(struct net_device *dev)
{
	int err = register_prepare(dev);

	if (err < 0)
		return err;
	err = list_netdevice(dev);
	if (err) {
		if (dev->netdev_ops->ndo_uninit)
			dev->netdev_ops->ndo_uninit(dev);
		return err;
	}
	dev->reg_state = NETREG_REGISTERED;
	linkwatch_init_dev(dev);
	if (dev->addr_assign_type == NET_ADDR_PERM)
		memcpy(dev->perm_addr, dev->dev_addr, dev->addr_len);
	err = call_netdevice_notifiers(NETDEV_REGISTER, dev);
	if (err) {
		dev->keep_after_unregister = true;
		unregister_netdevice(dev);
		return err;
	}
	if (!dev->rtnl_link_ops || dev->rtnl_link_initialized)
		rtmsg_ifinfo(RTM_NEWLINK, dev, ~0u, 0, NULL);
	return 0;
}

/* ---- up and down ---- */

void dev_activate(struct net_device *dev)
{
	if (!strcmp(dev->qdisc, "noop"))
		dev->qdisc = dev->needs_no_queue ? "noqueue" : "pfifo_fast";
}

void dev_shutdown(struct net_device *dev)
{
	dev->qdisc = "noop";
}

static int dev_do_open(struct net_device *dev, struct netlink_ext_ack *extack)
{
	struct netdev_notifier_info info = { .dev = dev, .extack = extack };
	const struct net_device_ops *ops = dev->netdev_ops;
	int err = call_netdevice_notifiers_info(NETDEV_PRE_UP, &info);

	if (!err && ops->ndo_validate_addr)
		err = ops->ndo_validate_addr(dev);
	if (!err && ops->ndo_open)
		err = ops->ndo_open(dev);
	if (err)
		return err;
	dev->flags |= IFF_UP;
	dev_set_rx_mode(dev);
	dev_activate(dev);
	return 0;
}

/* @head links close_list. Every device on it is up. */
static void dev_do_close_many(struct list_head *head)
{
	struct net_device *dev;

	list_for_each_entry (dev, head, close_list)
		call_netdevice_notifiers(NETDEV_GOING_DOWN, dev);
	list_for_each_entry (dev, head, close_list) {
		if (dev->netdev_ops->ndo_stop)
			dev->netdev_ops->ndo_stop(dev);
		dev->flags &= ~IFF_UP;
	}
}

static void dev_close_many(struct list_head *head)
{
	struct net_device *dev, *tmp;

	dev_do_close_many(head);
	list_for_each_entry_safe (dev, tmp, head, close_list) {
		rtmsg_ifinfo(RTM_NEWLINK, dev, IFF_UP | IFF_RUNNING, 0, NULL);
		call_netdevice_notifiers(NETDEV_DOWN, dev);
		list_del(&dev->close_list);
	}
}

int dev_open(struct net_device *dev, struct netlink_ext_ack *extack)
{
	int err;

	if (dev->flags & IFF_UP)
		return 0;
	err = dev_do_open(dev, extack);
	if (err)
		return err;
	rtmsg_ifinfo(RTM_NEWLINK, dev, IFF_UP | IFF_RUNNING, 0, NULL);
	call_netdevice_notifiers(NETDEV_UP, dev);
	return 0;
}

int dev_close(struct net_device *dev)
{
	struct list_head one = LIST_HEAD_INIT(one);

	if (!(dev->flags & IFF_UP))
		return 0;
	list_add_tail(&dev->close_list, &one);
	dev_close_many(&one);
	return 0;
}

/* Open or close without telling anybody yet: the caller announces all changes at once. */
int dev_toggle_up(struct net_device *dev, struct netlink_ext_ack *extack)
{
	struct list_head one = LIST_HEAD_INIT(one);

	if (!(dev->flags & IFF_UP))
		return dev_do_open(dev, extack);
	list_add_tail(&dev->close_list, &one);
	dev_do_close_many(&one);
	list_del(&dev->close_list);
	return 0;
}

/* ---- unregistering ---- */

void unregister_netdevice_queue(struct net_device *dev, struct list_head *head)
{
	struct list_head one = LIST_HEAD_INIT(one);

	/* Going already: an outer call has it on its list. */
	if (dev->reg_state == NETREG_UNREGISTERING)
		return;
	if (head) {
		list_move_tail(&dev->unreg_list, head);
		return;
	}
	list_add_tail(&dev->unreg_list, &one);
	unregister_netdevice_many(&one);
}

/* Close what is up and take all out of the tables. */
static void unregister_unlist(struct list_head *head)
{
	struct list_head up = LIST_HEAD_INIT(up);
	struct net_device *dev;

	list_for_each_entry (dev, head, unreg_list) {
		dev->dismantle = true;
		if (dev->flags & IFF_UP)
			list_add_tail(&dev->close_list, &up);
	}
	dev_close_many(&up);
	list_for_each_entry (dev, head, unreg_list) {
		unlist_netdevice(dev);
		dev->reg_state = NETREG_UNREGISTERING;
	}
}

static void unregister_one(struct net_device *dev, u32 portid, const struct nlmsghdr *nlh)
{
	struct sk_buff *skb = NULL;

	dev_shutdown(dev);
	call_netdevice_notifiers(NETDEV_UNREGISTER, dev);
	if (!dev->rtnl_link_ops || dev->rtnl_link_initialized)
		skb = rtmsg_ifinfo_build_skb(RTM_DELLINK, dev, ~0u, 0, portid,
					     nlh ? nlh->nlmsg_seq : 0);
	dev_uc_flush(dev);
	dev_mc_flush(dev);
	netdev_altnames_flush(dev);
	call_netdevice_notifiers(NETDEV_PRE_UNINIT, dev);
	if (dev->netdev_ops->ndo_uninit)
		dev->netdev_ops->ndo_uninit(dev);
	if (skb)
		rtmsg_ifinfo_send(skb, dev, portid, nlh);
	netdev_adjacent_flush(dev);
	linkwatch_forget(dev);
	dev->reg_state = NETREG_UNREGISTERED;
}

void unregister_netdevice_many_notify(struct list_head *head, u32 portid,
				      const struct nlmsghdr *nlh)
{
	struct net_device *dev, *tmp;

	/* Half-built devices were never in the tables: their makers free them. */
	list_for_each_entry_safe (dev, tmp, head, unreg_list)
		if (dev->reg_state != NETREG_REGISTERED)
			list_del(&dev->unreg_list);
	unregister_unlist(head);
	list_for_each_entry (dev, head, unreg_list)
		unregister_one(dev, portid, nlh);
	list_for_each_entry_safe (dev, tmp, head, unreg_list) {
		list_del(&dev->unreg_list);
		if (dev->priv_destructor)
			dev->priv_destructor(dev);
		if (!dev->keep_after_unregister)
			free_netdev(dev);
	}
}

void unregister_netdevice_many(struct list_head *head)
{
	unregister_netdevice_many_notify(head, 0, NULL);
}

/* ---- the room itself ---- */

int netdev_init(struct kernel *k)
{
	struct netdev_core *core = kzalloc(&k->mem, sizeof(*core));

	if (!core)
		return -ENOMEM;
	INIT_LIST_HEAD(&core->notifiers);
	INIT_LIST_HEAD(&core->linkwatch);
	k->netdev = core;
	return 0;
}

void netdev_exit(struct kernel *k)
{
	struct netdev_notifier *n, *tmp;

	if (!k->netdev)
		return;
	list_for_each_entry_safe (n, tmp, &k->netdev->notifiers, node) {
		list_del(&n->node);
		kfree(&k->mem, n);
	}
	kfree(&k->mem, k->netdev);
	k->netdev = NULL;
}

static int netdev_net_init(struct net *net)
{
	htable_init(&net->dev_name, &net->kernel->mem);
	net->dev_base_seq = 1;
	return 0;
}

static void netdev_net_exit(struct net *net)
{
	htable_destroy(&net->dev_name);
	idvec_destroy(&net->dev_by_index, &net->kernel->mem);
}

const struct pernet_operations netdev_pernet = {
	.name = "netdev",
	.init = netdev_net_init,
	.exit = netdev_net_exit,
	.pre_exit = default_device_exit,
};

const struct net_proto netdev_proto = {
	.name = "netdev",
	.init_func = netdev_init,
	.exit_func = netdev_exit,
	.pernet = &netdev_pernet,
};
