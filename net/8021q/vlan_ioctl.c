/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * SIOCGIFVLAN and SIOCSIFVLAN: how vconfig made VLANs before there was netlink.
 */
#include <linux/capability.h>
#include <stdio.h>

#include "kernel/uaccess.h"
#include "net/8021q/vlan.h"

/** One call: who asks, for what, and the device that device1 names. */
struct vlan_call {
	struct task *t;
	struct net *net;
	struct vlan_ioctl_args args;
	struct net_device *dev;
	uptr arg;
};

static void make_name(char *name, size_t size, u32 type, const struct net_device *real_dev, u16 vid)
{
	switch (type) {
	case VLAN_NAME_TYPE_RAW_PLUS_VID:
		snprintf(name, size, "%.15s.%.4i", real_dev->name, vid);
		break;
	case VLAN_NAME_TYPE_PLUS_VID_NO_PAD:
		snprintf(name, size, "vlan%i", vid);
		break;
	case VLAN_NAME_TYPE_RAW_PLUS_VID_NO_PAD:
		snprintf(name, size, "%.15s.%i", real_dev->name, vid);
		break;
	default:
		snprintf(name, size, "vlan%.4i", vid);
	}
}

static int add_vlan(struct vlan_call *c)
{
	struct net_device *real_dev = c->dev, *dev;
	struct vlan_dev_priv *vlan;
	char name[IFNAMSIZ + 8];
	u16 vid = c->args.u.VID;
	int err;

	if (vid >= VLAN_VID_MASK)
		return -ERANGE;
	err = vlan_check_real_dev(real_dev, htobe16(ETH_P_8021Q), vid, NULL);
	if (err < 0)
		return err;
	make_name(name, sizeof(name), c->net->vlan->name_type, real_dev, vid);
	if (strlen(name) >= IFNAMSIZ)
		name[IFNAMSIZ - 1] = '\0';
	dev = alloc_netdev(c->net, sizeof(*vlan), name, NET_NAME_UNKNOWN, vlan_setup);
	if (!dev)
		return -ENOBUFS;
	dev->rtnl_link_ops = &vlan_link_ops;
	dev->mtu = real_dev->mtu;
	vlan = vlan_dev_priv(dev);
	vlan->real_dev = real_dev;
	vlan->vlan_proto = htobe16(ETH_P_8021Q);
	vlan->vlan_id = vid;
	vlan->flags = VLAN_FLAG_REORDER_HDR;
	err = register_vlan_dev(dev, NULL);
	if (err)
		free_netdev(dev);
	return err;
}

static int del_vlan(struct vlan_call *c)
{
	struct list_head list = LIST_HEAD_INIT(list);

	unregister_vlan_dev(c->dev, &list);
	unregister_netdevice_many(&list);
	return 0;
}

static int set_ingress(struct vlan_call *c)
{
	vlan_dev_set_ingress_priority(c->dev, c->args.u.skb_priority, c->args.vlan_qos);
	return 0;
}

static int set_egress(struct vlan_call *c)
{
	return vlan_dev_set_egress_priority(c->dev, c->args.u.skb_priority, c->args.vlan_qos);
}

static int set_flag(struct vlan_call *c)
{
	return vlan_dev_change_flags(c->dev, c->args.vlan_qos ? c->args.u.flag : 0, c->args.u.flag);
}

static int set_name_type(struct vlan_call *c)
{
	if (c->args.u.name_type >= VLAN_NAME_TYPE_HIGHEST)
		return -EINVAL;
	c->net->vlan->name_type = c->args.u.name_type;
	return 0;
}

static int get_realdev_name(struct vlan_call *c)
{
	const struct net_device *real_dev = vlan_dev_priv(c->dev)->real_dev;

	memset(c->args.u.device2, 0, sizeof(c->args.u.device2));
	memcpy(c->args.u.device2, real_dev->name, IFNAMSIZ);
	return copy_to_user(c->t, c->arg, &c->args, sizeof(c->args));
}

static int get_vid(struct vlan_call *c)
{
	c->args.u.VID = vlan_dev_priv(c->dev)->vlan_id;
	return copy_to_user(c->t, c->arg, &c->args, sizeof(c->args));
}

static const struct {
	int (*call)(struct vlan_call *c);
	bool dev; /* device1 must exist */
	bool vlan; /* and be a VLAN */
	bool admin;
} calls[] = {
	[ADD_VLAN_CMD] = { add_vlan, true, false, true },
	[DEL_VLAN_CMD] = { del_vlan, true, true, true },
	[SET_VLAN_INGRESS_PRIORITY_CMD] = { set_ingress, true, true, true },
	[SET_VLAN_EGRESS_PRIORITY_CMD] = { set_egress, true, true, true },
	[SET_VLAN_NAME_TYPE_CMD] = { set_name_type, false, false, true },
	[SET_VLAN_FLAG_CMD] = { set_flag, true, true, true },
	[GET_VLAN_REALDEV_NAME_CMD] = { get_realdev_name, true, true, false },
	[GET_VLAN_VID_CMD] = { get_vid, true, true, false },
};

int vlan_ioctl(struct task *t, struct net *net, uptr arg)
{
	struct vlan_call c = { .t = t, .net = net, .arg = arg };
	u32 cmd;

	if (copy_from_user(t, &c.args, arg, sizeof(c.args)))
		return -EFAULT;
	c.args.device1[sizeof(c.args.device1) - 1] = '\0';
	c.args.u.device2[sizeof(c.args.u.device2) - 1] = '\0';
	cmd = c.args.cmd;
	if (cmd >= ARRAY_SIZE(calls) || !calls[cmd].call)
		return -EOPNOTSUPP;
	if (calls[cmd].dev) {
		c.dev = dev_get_by_name(net, c.args.device1);
		if (!c.dev)
			return -ENODEV;
		if (calls[cmd].vlan && !is_vlan_dev(c.dev))
			return -EINVAL;
	}
	if (calls[cmd].admin && !capable(t, CAP_NET_ADMIN))
		return -EPERM;
	return calls[cmd].call(&c);
}
