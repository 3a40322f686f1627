/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Ports: how a device becomes one and stops being one, and what the bridge derives from all of
 * them (MTU, promiscuity, numbers).
 */
#include "net/bridge/br_private.h"

/* ---- numbers and costs ---- */

/* What 802.1D wants for the speed; devices that do not tell theirs count as 10 Mbit/s. */
static u32 port_cost(const struct net_device *dev)
{
	int speed = dev->netdev_ops->ndo_get_speed ? dev->netdev_ops->ndo_get_speed(dev) : 0;

	if (is_vlan_dev(dev))
		return port_cost(vlan_dev_priv(dev)->real_dev);
	switch (speed) {
	case 10000:
		return 2;
	case 5000:
		return 3;
	case 2500:
		return 4;
	case 1000:
		return 5;
	case 100:
		return 19;
	}
	return speed > 10000 ? 1 : 100;
}

/* The lowest free port number, or -EXFULL. */
static int find_portno(const struct net_bridge *br)
{
	u64 used[BR_MAX_PORTS / 64] = { 1 }; /* 0 means "no port" */
	const struct net_bridge_port *p;

	list_for_each_entry (p, &br->port_list, list)
		used[p->port_no / 64] |= 1ull << p->port_no % 64;
	for (u32 i = 0; i < ARRAY_SIZE(used); i++) {
		if (~used[i])
			return i * 64 + __builtin_ctzll(~used[i]);
	}
	return -EXFULL;
}

void br_port_carrier_check(struct net_bridge_port *p, bool *notified)
{
	bool up = netif_running(p->dev) && netif_oper_up(p->dev);

	if (!(p->flags & BR_ADMIN_COST) && up)
		p->path_cost = port_cost(p->dev);
	*notified = false;
	if (!netif_running(p->br->dev))
		return;
	if (up && p->state == BR_STATE_DISABLED) {
		br_stp_enable_port(p);
		*notified = true;
	} else if (!up && p->state != BR_STATE_DISABLED) {
		br_stp_disable_port(p);
		*notified = true;
	}
}

/* ---- promiscuity ---- */

static void port_set_promisc(struct net_bridge_port *p)
{
	if (p->flags & BR_PROMISC || dev_set_promiscuity(p->dev, 1))
		return;
	br_fdb_unsync_static(p->br, p);
	p->flags |= BR_PROMISC;
	p->br->picky_cnt--;
}

static void port_clear_promisc(struct net_bridge_port *p)
{
	if (!(p->flags & BR_PROMISC) || !(p->dev->priv_flags & IFF_UNICAST_FLT_PRIV) ||
	    br_fdb_sync_static(p->br, p))
		return;
	dev_set_promiscuity(p->dev, -1);
	p->flags &= ~BR_PROMISC;
	p->br->picky_cnt++;
}

/* Ports that need not hear all need not be promiscuous: those that VLAN filtering pins down. */
void br_manage_promisc(struct net_bridge *br)
{
	bool all = br->dev->flags & IFF_PROMISC || !br_opt_get(br, BROPT_VLAN_ENABLED);
	struct net_bridge_port *p;

	list_for_each_entry (p, &br->port_list, list) {
		bool alone = br->auto_cnt == 0 || (br->auto_cnt == 1 && p->flags & BR_AUTO_MASK);

		if (!all && p->dev->priv_flags & IFF_UNICAST_FLT_PRIV && alone)
			port_clear_promisc(p);
		else
			port_set_promisc(p);
	}
}

static void update_port_count(struct net_bridge *br)
{
	struct net_bridge_port *p;
	u32 cnt = 0;

	list_for_each_entry (p, &br->port_list, list)
		cnt += !!(p->flags & BR_AUTO_MASK);
	if (br->auto_cnt == cnt)
		return;
	br->auto_cnt = cnt;
	br_manage_promisc(br);
}

void br_port_flags_change(struct net_bridge_port *p, u32 mask)
{
	if (mask & BR_AUTO_MASK)
		update_port_count(p->br);
}

static void delete_promisc(struct net_bridge_port *p)
{
	dev_set_allmulti(p->dev, -1);
	if (p->flags & BR_PROMISC)
		dev_set_promiscuity(p->dev, -1);
	else
		br_fdb_unsync_static(p->br, p);
}

/* ---- MTU and offload ---- */

#define BR_TSO_MAX_SIZE (8 * 65535u)

static u32 mtu_min(const struct net_bridge *br)
{
	const struct net_bridge_port *p;
	u32 mtu = 0;

	list_for_each_entry (p, &br->port_list, list) {
		if (!mtu || p->dev->mtu < mtu)
			mtu = p->dev->mtu;
	}
	return mtu ? mtu : ETH_DATA_LEN;
}

void br_mtu_auto_adjust(struct net_bridge *br)
{
	if (br_opt_get(br, BROPT_MTU_SET_BY_USER))
		return;
	dev_set_mtu_ext(br->dev, mtu_min(br), NULL);
	br_opt_toggle(br, BROPT_MTU_SET_BY_USER, false); /* our own change was no wish */
}

/* The bridge takes what every port can offload; without ports, anything. */
static void set_gso_limits(struct net_bridge *br)
{
	u32 size = BR_TSO_MAX_SIZE, segs = UINT16_MAX;
	const struct net_bridge_port *p;

	list_for_each_entry (p, &br->port_list, list) {
		size = min(size, p->dev->tso_max_size);
		segs = min(segs, p->dev->tso_max_segs);
	}
	br->dev->tso_max_size = size;
	br->dev->tso_max_segs = segs;
}

/* ---- backup ports ---- */

static void backup_clear(struct net_bridge_port *p)
{
	struct net_bridge_port *other;

	if (p->backup_port) {
		p->backup_port->backup_redirected_cnt--;
		p->backup_port = NULL;
	}
	if (!p->backup_redirected_cnt)
		return;
	list_for_each_entry (other, &p->br->port_list, list) {
		if (other->backup_port == p)
			other->backup_port = NULL;
	}
	p->backup_redirected_cnt = 0;
}

int nbp_backup_change(struct net_bridge_port *p, struct net_device *backup)
{
	struct net_bridge_port *backup_p = NULL;

	if (backup) {
		backup_p = br_port_get(backup);
		if (!backup_p)
			return -ENOENT;
		if (backup_p->br != p->br)
			return -EINVAL;
	}
	if (p == backup_p)
		return -EINVAL;
	if (p->backup_port == backup_p)
		return 0;
	if (p->backup_port)
		p->backup_port->backup_redirected_cnt--;
	if (backup_p)
		backup_p->backup_redirected_cnt++;
	p->backup_port = backup_p;
	return 0;
}

/* ---- coming ---- */

static struct net_bridge_port *new_nbp(struct net_bridge *br, struct net_device *dev, int *ret_err)
{
	struct net_bridge_port *p;
	int no = find_portno(br);

	if (no < 0) {
		*ret_err = no;
		return NULL;
	}
	p = kzalloc(&dev->kernel->mem, sizeof(*p));
	if (!p) {
		*ret_err = -ENOMEM;
		return NULL;
	}
	p->br = br;
	p->dev = dev;
	p->path_cost = port_cost(dev);
	p->priority = 0x8000 >> BR_PORT_BITS;
	p->port_no = no;
	p->flags = BR_LEARNING | BR_FLOOD | BR_MCAST_FLOOD | BR_BCAST_FLOOD;
	p->multicast_router = MDB_RTR_TYPE_TEMP_QUERY;
	p->multicast_eht_hosts_limit = 512;
	INIT_LIST_HEAD(&p->list);
	INIT_LIST_HEAD(&p->fdb_own);
	br_init_port(p);
	p->state = BR_STATE_DISABLED;
	br_stp_port_timer_init(p);
	return p;
}

static int may_be_port(const struct net_device *dev, struct netlink_ext_ack *extack)
{
	if (dev->flags & IFF_LOOPBACK || dev->type != ARPHRD_ETHER || dev->addr_len != ETH_ALEN ||
	    !is_valid_ether_addr(dev->dev_addr))
		return -EINVAL;
	if (netif_is_bridge_master(dev)) {
		NL_SET_ERR_MSG(extack, "Can not enslave a bridge to a bridge");
		return -ELOOP;
	}
	return dev->master ? -EBUSY : 0;
}

/* Everything that follows from the port being on the list. Fails only for its VLANs. */
static int settle_port(struct net_bridge_port *p, struct netlink_ext_ack *extack)
{
	struct netdev_notifier_info info = { .dev = p->br->dev,
					     .extack = extack,
					     .pre_addr = p->dev->dev_addr };
	struct net_bridge *br = p->br;
	int err;

	update_port_count(br);
	if (!(p->flags & BR_PROMISC) && p->dev->priv_flags & IFF_UNICAST_FLT_PRIV)
		(void)!br_fdb_sync_static(br, p);
	if (p->list.next == &br->port_list && p->list.prev == &br->port_list)
		br_features_changed(br);
	err = br_fdb_add_local(br, p, p->dev->dev_addr, 0);
	if (err == -ENOMEM)
		return err;
	if (br->dev->addr_assign_type != NET_ADDR_SET) {
		err = call_netdevice_notifiers_info(NETDEV_PRE_CHANGEADDR, &info);
		if (err)
			return err;
	}
	return nbp_vlan_init(p, extack);
}

static void unsettle_port(struct net_bridge_port *p)
{
	if (p->vlgrp)
		nbp_vlan_flush(p);
	br_fdb_delete_by_port(p->br, p, 0, true);
	list_del(&p->list);
	p->br->picky_cnt -= !(p->flags & BR_PROMISC);
	update_port_count(p->br);
}

int br_add_if(struct net_bridge *br, struct net_device *dev, struct netlink_ext_ack *extack)
{
	struct net_bridge_port *p;
	int err = may_be_port(dev, extack);
	bool changed_addr;

	if (err)
		return err;
	p = new_nbp(br, dev, &err);
	if (!p)
		return err;
	call_netdevice_notifiers(NETDEV_JOIN, dev);
	err = dev_set_allmulti(dev, 1);
	if (err)
		goto free_port;
	dev->br_port = p;
	dev->priv_flags |= IFF_BRIDGE_PORT_PRIV;
	err = netdev_master_upper_dev_link(dev, br->dev, extack);
	if (err)
		goto clear_allmulti;
	list_add(&p->list, &br->port_list);
	br->picky_cnt++;
	err = settle_port(p, extack);
	if (err)
		goto unsettle;
	changed_addr = br_stp_recalculate_bridge_id(br);
	if (netif_running(dev) && netif_oper_up(dev) && netif_running(br->dev))
		br_stp_enable_port(p);
	br_ifinfo_notify(RTM_NEWLINK, NULL, p);
	if (changed_addr)
		call_netdevice_notifiers(NETDEV_CHANGEADDR, br->dev);
	br_mtu_auto_adjust(br);
	set_gso_limits(br);
	return 0;
unsettle:
	unsettle_port(p);
	if (p->flags & BR_PROMISC)
		dev_set_promiscuity(dev, -1);
	netdev_upper_dev_unlink(dev, br->dev);
clear_allmulti:
	dev->priv_flags &= ~IFF_BRIDGE_PORT_PRIV;
	dev->br_port = NULL;
	dev_set_allmulti(dev, -1);
free_port:
	kfree(&dev->kernel->mem, p);
	return err;
}

/* ---- going ---- */

static void del_nbp(struct net_bridge_port *p)
{
	struct net_bridge *br = p->br;
	struct net_device *dev = p->dev;

	delete_promisc(p);
	br_stp_disable_port(p);
	br_ifinfo_notify(RTM_DELLINK, NULL, p);
	list_del(&p->list);
	br->picky_cnt -= !(p->flags & BR_PROMISC);
	nbp_vlan_flush(p);
	br_fdb_delete_by_port(br, p, 0, true);
	backup_clear(p);
	update_port_count(br);
	netdev_upper_dev_unlink(dev, br->dev);
	dev->priv_flags &= ~IFF_BRIDGE_PORT_PRIV;
	dev->br_port = NULL;
	br_mdb_flush_port(p, true);
	br_stp_port_timer_del(p);
	kfree(&dev->kernel->mem, p);
}

int br_del_if(struct net_bridge *br, struct net_device *dev)
{
	struct net_bridge_port *p = br_port_get(dev);

	if (!p || p->br != br)
		return -EINVAL;
	del_nbp(p);
	br_mtu_auto_adjust(br);
	set_gso_limits(br);
	if (br_stp_recalculate_bridge_id(br))
		call_netdevice_notifiers(NETDEV_CHANGEADDR, br->dev);
	if (list_empty(&br->port_list))
		br_features_changed(br);
	return 0;
}

void br_dev_delete(struct net_device *dev, struct list_head *head)
{
	struct net_bridge *br = netdev_priv(dev);
	struct net_bridge_port *p, *next;

	list_for_each_entry_safe (p, next, &br->port_list, list)
		del_nbp(p);
	br_fdb_delete_by_port(br, NULL, 0, true);
	br_del_timer(br, &br->gc_timer);
	unregister_netdevice_queue(dev, head);
}
