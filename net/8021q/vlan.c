/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The stack of VLAN devices on a real device, and how they follow it: up and down, carrier,
 * address, MTU, and its end.
 *
 * The registry is the real device's vlan_info, made with the first VLAN on it and freed with the
 * last one. VLANs are visited in order of protocol (802.1Q first) and id, as Linux does.
 */
#include "net/8021q/vlan.h"

#include "net/socket.h"

/* idvec ids start at 1; 802.1Q before 802.1ad. */
static u64 vlan_key(__be16 proto, u16 vid)
{
	return (proto == htobe16(ETH_P_8021AD) ? VLAN_N_VID : 0) + vid + 1;
}

struct net_device *vlan_find_dev(const struct net_device *real_dev, __be16 proto, u16 vid)
{
	const struct vlan_info *vi = real_dev->vlan_info;

	return vi ? idvec_find(&vi->devs, vlan_key(proto, vid)) : NULL;
}

int vlan_check_real_dev(const struct net_device *real_dev, __be16 proto, u16 vid,
			struct netlink_ext_ack *extack)
{
	if (real_dev->type != ARPHRD_ETHER || real_dev->flags & IFF_LOOPBACK) {
		NL_SET_ERR_MSG(extack, "8021q: VLANs not supported on device");
		return -EOPNOTSUPP;
	}
	if (vlan_find_dev(real_dev, proto, vid)) {
		NL_SET_ERR_MSG(extack, "8021q: VLAN device already exists");
		return -EEXIST;
	}
	return 0;
}

static void vlan_info_del(struct net_device *real_dev, u64 key)
{
	struct kmem *mem = &real_dev->kernel->mem;
	struct vlan_info *vi = real_dev->vlan_info;

	idvec_remove(&vi->devs, key);
	if (vi->devs.n)
		return;
	idvec_destroy(&vi->devs, mem);
	kfree(mem, vi);
	real_dev->vlan_info = NULL;
}

static int vlan_info_add(struct net_device *real_dev, u64 key, struct net_device *dev)
{
	struct kmem *mem = &real_dev->kernel->mem;

	if (!real_dev->vlan_info) {
		real_dev->vlan_info = kzalloc(mem, sizeof(*real_dev->vlan_info));
		if (!real_dev->vlan_info)
			return -ENOMEM;
	}
	if (idvec_insert(&real_dev->vlan_info->devs, mem, key, dev)) {
		if (!real_dev->vlan_info->devs.n)
			vlan_info_del(real_dev, key);
		return -ENOMEM;
	}
	return 0;
}

int register_vlan_dev(struct net_device *dev, struct netlink_ext_ack *extack)
{
	struct vlan_dev_priv *vlan = vlan_dev_priv(dev);
	struct net_device *real_dev = vlan->real_dev;
	u64 key = vlan_key(vlan->vlan_proto, vlan->vlan_id);
	int err = vlan_info_add(real_dev, key, dev);

	if (err)
		return err;
	err = register_netdevice(dev);
	if (err)
		goto del_info;
	err = netdev_upper_dev_link(real_dev, dev, extack);
	if (err)
		goto unregister;
	vlan_stacked_transfer_operstate(real_dev, dev);
	linkwatch_fire_event(dev);
	return 0;
unregister:
	dev->keep_after_unregister = true; /* our caller frees what he could not make */
	unregister_netdevice(dev);
del_info:
	vlan_info_del(real_dev, key);
	return err;
}

void unregister_vlan_dev(struct net_device *dev, struct list_head *head)
{
	struct vlan_dev_priv *vlan = vlan_dev_priv(dev);

	vlan_info_del(vlan->real_dev, vlan_key(vlan->vlan_proto, vlan->vlan_id));
	netdev_upper_dev_unlink(vlan->real_dev, dev);
	unregister_netdevice_queue(dev, head);
}

/* ---- following the real device ---- */

void vlan_stacked_transfer_operstate(const struct net_device *real_dev, struct net_device *dev)
{
	if (!(vlan_dev_priv(dev)->flags & VLAN_FLAG_BRIDGE_BINDING))
		netif_stacked_transfer_operstate(real_dev, dev);
}

static void sync_address(struct net_device *real_dev, struct net_device *dev)
{
	struct vlan_dev_priv *vlan = vlan_dev_priv(dev);
	bool was_same, is_same;

	if (!memcmp(vlan->real_dev_addr, real_dev->dev_addr, ETH_ALEN))
		return;
	if (!vlan_dev_inherit_address(dev, real_dev)) {
		was_same = !memcmp(dev->dev_addr, vlan->real_dev_addr, ETH_ALEN);
		is_same = !memcmp(dev->dev_addr, real_dev->dev_addr, ETH_ALEN);
		if (!was_same && is_same)
			dev_uc_del(real_dev, dev->dev_addr);
		if (was_same && !is_same)
			dev_uc_add(real_dev, dev->dev_addr);
	}
	memcpy(vlan->real_dev_addr, real_dev->dev_addr, ETH_ALEN);
}

static void follow_down(struct net_device *real_dev, struct net_device *dev)
{
	if (!netif_running(dev))
		return;
	if (!(vlan_dev_priv(dev)->flags & VLAN_FLAG_LOOSE_BINDING))
		dev_close(dev);
	vlan_stacked_transfer_operstate(real_dev, dev);
}

static void follow_up(struct net_device *real_dev, struct net_device *dev,
		      struct netlink_ext_ack *extack)
{
	if (netif_running(dev))
		return;
	if (!(vlan_dev_priv(dev)->flags & VLAN_FLAG_LOOSE_BINDING))
		dev_change_flags(dev, dev->flags | IFF_UP, extack);
	vlan_stacked_transfer_operstate(real_dev, dev);
}

/* Events that VLANs follow; a device with thousands of them is spared the others. */
static bool is_followed(unsigned long event)
{
	switch (event) {
	case NETDEV_CHANGE:
	case NETDEV_CHANGEADDR:
	case NETDEV_CHANGEMTU:
	case NETDEV_DOWN:
	case NETDEV_UP:
	case NETDEV_NOTIFY_PEERS:
	case NETDEV_RESEND_IGMP:
		return true;
	}
	return false;
}

static void follow(struct net_device *real_dev, struct net_device *dev, unsigned long event,
		   const struct netdev_notifier_info *info)
{
	switch (event) {
	case NETDEV_CHANGE:
		vlan_stacked_transfer_operstate(real_dev, dev);
		break;
	case NETDEV_CHANGEADDR:
		if (netif_running(dev))
			sync_address(real_dev, dev);
		break;
	case NETDEV_CHANGEMTU:
		if (dev->mtu > real_dev->mtu)
			dev_set_mtu_ext(dev, real_dev->mtu, NULL);
		break;
	case NETDEV_DOWN:
		follow_down(real_dev, dev);
		break;
	case NETDEV_UP:
		follow_up(real_dev, dev, info->extack);
		break;
	case NETDEV_NOTIFY_PEERS:
	case NETDEV_RESEND_IGMP:
		call_netdevice_notifiers(event, dev);
		break;
	}
}

static void unregister_stack(struct net_device *real_dev)
{
	struct list_head list = LIST_HEAD_INIT(list);

	while (real_dev->vlan_info)
		unregister_vlan_dev(real_dev->vlan_info->devs.e[0].ptr, &list);
	unregister_netdevice_many(&list);
}

static int vlan_device_event(struct kernel *k, unsigned long event,
			     struct netdev_notifier_info *info)
{
	struct net_device *real_dev = info->dev, *dev;
	u32 i;

	if (!real_dev->vlan_info)
		return 0;
	if (event == NETDEV_UNREGISTER) {
		/* A device that only moves to another namespace takes its VLANs' hold along. */
		if (real_dev->reg_state == NETREG_UNREGISTERING)
			unregister_stack(real_dev);
		return 0;
	}
	if (event == NETDEV_PRE_TYPE_CHANGE)
		return -EBUSY;
	if (!is_followed(event))
		return 0;
	idvec_for_each_from (&real_dev->vlan_info->devs, i, dev, 0)
		follow(real_dev, dev, event, info);
	return 0;
}

/* ---- life ---- */

static int vlan_net_init(struct net *net)
{
	net->vlan = kzalloc(&net->kernel->mem, sizeof(*net->vlan));
	if (!net->vlan)
		return -ENOMEM;
	net->vlan->name_type = VLAN_NAME_TYPE_RAW_PLUS_VID_NO_PAD;
	return 0;
}

static void vlan_net_exit(struct net *net)
{
	kfree(&net->kernel->mem, net->vlan);
	net->vlan = NULL;
}

static const struct pernet_operations vlan_pernet = {
	.name = "8021q",
	.init = vlan_net_init,
	.exit = vlan_net_exit,
};

static void vlan_exit(struct kernel *k)
{
	rtnl_link_unregister(k, &vlan_link_ops);
	unregister_netdevice_notifier(k, vlan_device_event);
}

static int vlan_init(struct kernel *k)
{
	int err = register_netdevice_notifier(k, vlan_device_event, 0);

	if (err)
		return err;
	err = rtnl_link_register(k, &vlan_link_ops);
	if (err)
		unregister_netdevice_notifier(k, vlan_device_event);
	return err;
}

const struct net_proto vlan_proto = {
	.name = "8021q",
	.init_func = vlan_init,
	.exit_func = vlan_exit,
	.pernet = &vlan_pernet,
};
