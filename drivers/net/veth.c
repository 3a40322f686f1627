/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * veth: two interfaces, each the other's wire.
 *
 *   dev <--peer--> peer       made together, deleted together; may live in two namespaces
 *
 * Each has carrier while both are up. The peer is made first; on any failure neither remains.
 */
#include "net/core/dev.h"
#include "net/core/rtnetlink.h"
#include "net/socket.h"

#include <linux/netdevice.h>
#include <linux/veth.h>

#define TSO_MAX_SIZE (8 * 65535)

struct veth_priv {
	struct net_device *peer; /* NULL before both are there, and once one goes */
};

static struct veth_priv *veth_priv(const struct net_device *dev)
{
	return netdev_priv(dev);
}

static int veth_open(struct net_device *dev)
{
	struct net_device *peer = veth_priv(dev)->peer;

	if (!peer)
		return -ENOTCONN;
	if (peer->flags & IFF_UP) {
		netif_carrier_on(dev);
		netif_carrier_on(peer);
	}
	return 0;
}

static int veth_stop(struct net_device *dev)
{
	struct net_device *peer = veth_priv(dev)->peer;

	netif_carrier_off(dev);
	if (peer)
		netif_carrier_off(peer);
	return 0;
}

static int veth_get_iflink(const struct net_device *dev)
{
	struct net_device *peer = veth_priv(dev)->peer;

	return peer ? peer->ifindex : 0;
}

static int veth_get_speed(const struct net_device *dev)
{
	return 10000;
}

/* Nothing to tell a filter that there is none of; but who asks may add addresses. */
static void veth_set_rx_mode(struct net_device *dev)
{
}

static const struct net_device_ops veth_netdev_ops = {
	.ndo_set_rx_mode = veth_set_rx_mode,
	.ndo_get_speed = veth_get_speed,
	.ndo_open = veth_open,
	.ndo_stop = veth_stop,
	.ndo_set_mac_address = eth_mac_addr,
	.ndo_get_iflink = veth_get_iflink,
};

static void veth_setup(struct net_device *dev)
{
	ether_setup(dev);
	dev->netdev_ops = &veth_netdev_ops;
	dev->priv_flags |= IFF_LIVE_ADDR_CHANGE_PRIV;
	dev->needs_no_queue = true;
	dev->max_mtu = ETH_MAX_MTU;
	dev->tso_max_size = TSO_MAX_SIZE;
}

static int veth_validate(struct nlattr **tb, struct nlattr **data, struct netlink_ext_ack *extack)
{
	if (tb[IFLA_ADDRESS]) {
		if (nla_len(tb[IFLA_ADDRESS]) != ETH_ALEN)
			return -EINVAL;
		if (!is_valid_ether_addr(nla_data(tb[IFLA_ADDRESS])))
			return -EADDRNOTAVAIL;
	}
	if (tb[IFLA_MTU]) {
		u32 mtu = nla_get_u32(tb[IFLA_MTU]);

		if (mtu < ETH_MIN_MTU || mtu > ETH_MAX_MTU)
			return -EINVAL;
	}
	return 0;
}

/* ---- making a pair ---- */

/* What the request says of the peer: attributes of its own, or those of the device. */
struct peer_spec {
	const struct ifinfomsg *ifm; /* NULL: not mentioned */
	struct nlattr **tb;
	struct nlattr *own_tb[KIFLA_MAX + 1];
};

static int peer_parse(struct peer_spec *p, struct rtnl_newlink_params *params,
		      struct netlink_ext_ack *extack)
{
	struct nlattr *nla = params->data ? params->data[VETH_INFO_PEER] : NULL;

	p->tb = params->tb;
	p->ifm = NULL;
	if (!nla)
		return 0;
	p->tb = p->own_tb;
	p->ifm = nla_data(nla);
	return rtnl_nla_parse_ifinfomsg(p->own_tb, nla, extack);
}

static struct net_device *peer_create(struct net_device *dev, struct rtnl_newlink_params *params,
				      const struct peer_spec *p, struct netlink_ext_ack *extack,
				      int *ret_err)
{
	u8 assign_type = NET_NAME_ENUM;
	char ifname[IFNAMSIZ] = "veth%d";
	struct net_device *peer;

	if (p->ifm && p->tb[IFLA_IFNAME]) {
		nla_strscpy(ifname, p->tb[IFLA_IFNAME], sizeof(ifname));
		assign_type = NET_NAME_USER;
	}
	peer = rtnl_create_link(params->peer_net, ifname, assign_type, dev->rtnl_link_ops, p->tb,
				extack, ret_err);
	if (!peer)
		return NULL;
	if (!p->ifm || !p->tb[IFLA_ADDRESS])
		eth_hw_addr_random(peer);
	if (p->ifm && dev->ifindex)
		peer->ifindex = p->ifm->ifi_index;
	peer->tso_max_size = dev->tso_max_size;
	peer->tso_max_segs = dev->tso_max_segs;
	*ret_err = register_netdevice(peer);
	if (*ret_err < 0) {
		free_netdev(peer);
		return NULL;
	}
	netif_carrier_off(peer);
	*ret_err = rtnl_configure_link(peer, p->ifm, 0, NULL);
	if (*ret_err < 0) {
		unregister_netdevice(peer);
		return NULL;
	}
	return peer;
}

static int veth_newlink(struct net_device *dev, struct rtnl_newlink_params *params,
			struct netlink_ext_ack *extack)
{
	struct peer_spec p;
	struct net_device *peer;
	int err = peer_parse(&p, params, extack);

	if (err < 0)
		return err;
	peer = peer_create(dev, params, &p, extack, &err);
	if (!peer)
		return err;
	if (!params->tb[IFLA_ADDRESS])
		eth_hw_addr_random(dev);
	/* The peer may have taken the name: choose again. */
	if (params->tb[IFLA_IFNAME])
		nla_strscpy(dev->name, params->tb[IFLA_IFNAME], IFNAMSIZ);
	else
		strcpy(dev->name, "veth%d");
	err = register_netdevice(dev);
	if (err < 0) {
		unregister_netdevice(peer);
		return err;
	}
	netif_carrier_off(dev);
	veth_priv(dev)->peer = peer;
	veth_priv(peer)->peer = dev;
	return 0;
}

static void veth_dellink(struct net_device *dev, struct list_head *head)
{
	struct net_device *peer = veth_priv(dev)->peer;

	veth_priv(dev)->peer = NULL;
	unregister_netdevice_queue(dev, head);
	if (!peer)
		return;
	veth_priv(peer)->peer = NULL;
	unregister_netdevice_queue(peer, head);
}

static struct net *veth_get_link_net(const struct net_device *dev)
{
	struct net_device *peer = veth_priv(dev)->peer;

	return dev_net(peer ? peer : dev);
}

static u32 veth_get_num_queues(const struct kernel *k)
{
	u32 n = k->cfg.nr_cpus ? k->cfg.nr_cpus : 1;

	return min(n, 4096u);
}

static const struct nla_policy veth_policy[VETH_INFO_MAX + 1] = {
	[VETH_INFO_PEER] = { .len = sizeof(struct ifinfomsg) },
};

static const struct rtnl_link_ops veth_link_ops = {
	.kind = "veth",
	.priv_size = sizeof(struct veth_priv),
	.setup = veth_setup,
	.validate = veth_validate,
	.newlink = veth_newlink,
	.dellink = veth_dellink,
	.policy = veth_policy,
	.peer_type = VETH_INFO_PEER,
	.maxtype = VETH_INFO_MAX,
	.get_link_net = veth_get_link_net,
	.get_num_queues = veth_get_num_queues,
};

static int veth_init(struct kernel *k)
{
	return rtnl_link_register(k, &veth_link_ops);
}

static void veth_exit(struct kernel *k)
{
	rtnl_link_unregister(k, &veth_link_ops);
}

const struct net_proto veth_proto = {
	.name = "veth",
	.init_func = veth_init,
	.exit_func = veth_exit,
};
