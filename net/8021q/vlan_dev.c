/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The VLAN device itself: it opens only on a real device that is up (unless loosely bound), has no
 * carrier of its own, and its MTU never passes the real device's.
 */
#include "net/8021q/vlan.h"

/* ---- priorities ---- */

void vlan_dev_set_ingress_priority(struct net_device *dev, u32 skb_prio, u16 vlan_prio)
{
	struct vlan_dev_priv *vlan = vlan_dev_priv(dev);
	u32 *slot = &vlan->ingress_priority_map[vlan_prio & 7];

	vlan->nr_ingress_mappings += !!skb_prio - !!*slot;
	*slot = skb_prio;
}

int vlan_dev_set_egress_priority(struct net_device *dev, u32 skb_prio, u16 vlan_prio)
{
	struct vlan_dev_priv *vlan = vlan_dev_priv(dev);
	struct vlan_priority_map **head = &vlan->egress_priority_map[skb_prio & 0xf], *mp;
	u16 qos = vlan_prio << VLAN_PRIO_SHIFT & VLAN_PRIO_MASK;

	for (mp = *head; mp && mp->priority != skb_prio; mp = mp->next)
		;
	if (!mp) {
		mp = kzalloc(&dev->kernel->mem, sizeof(*mp));
		if (!mp)
			return -ENOBUFS;
		mp->priority = skb_prio;
		mp->next = *head;
		*head = mp;
	}
	vlan->nr_egress_mappings += !!qos - !!mp->vlan_qos;
	mp->vlan_qos = qos;
	return 0;
}

void vlan_dev_free_egress_priority(struct net_device *dev)
{
	struct vlan_dev_priv *vlan = vlan_dev_priv(dev);
	struct vlan_priority_map *mp;

	for (u32 i = 0; i < ARRAY_SIZE(vlan->egress_priority_map); i++) {
		while ((mp = vlan->egress_priority_map[i])) {
			vlan->egress_priority_map[i] = mp->next;
			kfree(&dev->kernel->mem, mp);
		}
	}
}

/* ---- flags and address ---- */

int vlan_dev_change_flags(struct net_device *dev, u32 flags, u32 mask)
{
	struct vlan_dev_priv *vlan = vlan_dev_priv(dev);

	if (mask & ~VLAN_FLAGS_ALL)
		return -EINVAL;
	vlan->flags = (vlan->flags & ~mask) | (flags & mask);
	return 0;
}

static bool same_addr(const struct net_device *a, const struct net_device *b)
{
	return !memcmp(a->dev_addr, b->dev_addr, ETH_ALEN);
}

bool vlan_dev_inherit_address(struct net_device *dev, struct net_device *real_dev)
{
	if (dev->addr_assign_type != NET_ADDR_STOLEN)
		return false;
	memcpy(dev->dev_addr, real_dev->dev_addr, ETH_ALEN);
	call_netdevice_notifiers(NETDEV_CHANGEADDR, dev);
	return true;
}

static int vlan_dev_set_mac_address(struct net_device *dev, const void *addr)
{
	struct net_device *real_dev = vlan_dev_priv(dev)->real_dev;
	int err;

	if (!is_valid_ether_addr(addr))
		return -EADDRNOTAVAIL;
	if (netif_running(dev)) {
		if (memcmp(addr, real_dev->dev_addr, ETH_ALEN)) {
			err = dev_uc_add(real_dev, addr);
			if (err)
				return err;
		}
		if (!same_addr(dev, real_dev))
			dev_uc_del(real_dev, dev->dev_addr);
	}
	memcpy(dev->dev_addr, addr, ETH_ALEN);
	return 0;
}

/* ---- filters: what we listen to, the real device must hear ---- */

struct synced_addr {
	struct list_head list;
	bool wanted;
	u8 addr[MAX_ADDR_LEN];
};

typedef int (*filter_fn)(struct net_device *dev, const u8 *addr);

static struct synced_addr *find_synced(const struct list_head *synced, const u8 *addr)
{
	struct synced_addr *s;

	list_for_each_entry (s, synced, list) {
		if (!memcmp(s->addr, addr, ETH_ALEN))
			return s;
	}
	return NULL;
}

static void drop_unwanted(struct net_device *real_dev, struct list_head *synced, filter_fn del)
{
	struct synced_addr *s, *next;

	list_for_each_entry_safe (s, next, synced, list) {
		if (s->wanted)
			continue;
		del(real_dev, s->addr);
		list_del(&s->list);
		kfree(&real_dev->kernel->mem, s);
	}
}

/* Make the real device hold what is on @list, and no longer what is not. */
static void sync_filter(struct net_device *real_dev, const struct list_head *list,
			struct list_head *synced, filter_fn add, filter_fn del)
{
	const struct netdev_hw_addr *ha;
	struct synced_addr *s;

	list_for_each_entry (s, synced, list)
		s->wanted = false;
	list_for_each_entry (ha, list, list) {
		s = find_synced(synced, ha->addr);
		if (!s) {
			s = kzalloc(&real_dev->kernel->mem, sizeof(*s));
			if (!s || add(real_dev, ha->addr)) {
				/* No memory: tried again at the next change. */
				kfree(&real_dev->kernel->mem, s);
				continue;
			}
			memcpy(s->addr, ha->addr, sizeof(s->addr));
			list_add_tail(&s->list, synced);
		}
		s->wanted = true;
	}
	drop_unwanted(real_dev, synced, del);
}

static void vlan_dev_set_rx_mode(struct net_device *dev)
{
	struct vlan_dev_priv *vlan = vlan_dev_priv(dev);

	sync_filter(vlan->real_dev, &dev->mc_list, &vlan->mc_synced, dev_mc_add, dev_mc_del);
	sync_filter(vlan->real_dev, &dev->uc_list, &vlan->uc_synced, dev_uc_add, dev_uc_del);
}

static void unsync_filters(struct net_device *dev)
{
	struct list_head none = LIST_HEAD_INIT(none);
	struct vlan_dev_priv *vlan = vlan_dev_priv(dev);

	sync_filter(vlan->real_dev, &none, &vlan->mc_synced, dev_mc_add, dev_mc_del);
	sync_filter(vlan->real_dev, &none, &vlan->uc_synced, dev_uc_add, dev_uc_del);
}

/* ---- the device ---- */

static int vlan_dev_init(struct net_device *dev)
{
	struct net_device *real_dev = vlan_dev_priv(dev)->real_dev;
	static const u8 zero[ETH_ALEN];

	dev->carrier_ok = false;
	dev->flags = real_dev->flags &
		     ~(IFF_UP | IFF_PROMISC | IFF_ALLMULTI | IFF_MASTER | IFF_SLAVE);
	dev->carrier_ok = real_dev->carrier_ok &&
			  !(vlan_dev_priv(dev)->flags & VLAN_FLAG_BRIDGE_BINDING);
	dev->dormant = real_dev->dormant;
	dev->gso_max_size = real_dev->gso_max_size;
	dev->gso_max_segs = real_dev->gso_max_segs;
	dev->tso_max_size = real_dev->tso_max_size;
	dev->tso_max_segs = real_dev->tso_max_segs;
	dev->gso_ipv4_max_size = real_dev->gso_ipv4_max_size;
	if (!memcmp(dev->dev_addr, zero, ETH_ALEN)) {
		memcpy(dev->dev_addr, real_dev->dev_addr, ETH_ALEN);
		dev->addr_assign_type = NET_ADDR_STOLEN;
	}
	if (!memcmp(dev->broadcast, zero, ETH_ALEN))
		memcpy(dev->broadcast, real_dev->broadcast, ETH_ALEN);
	dev->hard_header_len = real_dev->hard_header_len + VLAN_HLEN;
	return 0;
}

static int open_filters(struct net_device *dev, struct net_device *real_dev)
{
	int err;

	if (!same_addr(dev, real_dev) && !vlan_dev_inherit_address(dev, real_dev)) {
		err = dev_uc_add(real_dev, dev->dev_addr);
		if (err)
			return err;
	}
	if (dev->flags & IFF_ALLMULTI) {
		err = dev_set_allmulti(real_dev, 1);
		if (err)
			goto del_unicast;
	}
	if (dev->flags & IFF_PROMISC) {
		err = dev_set_promiscuity(real_dev, 1);
		if (err)
			goto clear_allmulti;
	}
	return 0;
clear_allmulti:
	if (dev->flags & IFF_ALLMULTI)
		dev_set_allmulti(real_dev, -1);
del_unicast:
	if (!same_addr(dev, real_dev))
		dev_uc_del(real_dev, dev->dev_addr);
	return err;
}

static int vlan_dev_open(struct net_device *dev)
{
	struct vlan_dev_priv *vlan = vlan_dev_priv(dev);
	struct net_device *real_dev = vlan->real_dev;
	int err;

	if (!netif_running(real_dev) && !(vlan->flags & VLAN_FLAG_LOOSE_BINDING))
		return -ENETDOWN;
	err = open_filters(dev, real_dev);
	if (err) {
		netif_carrier_off(dev);
		return err;
	}
	memcpy(vlan->real_dev_addr, real_dev->dev_addr, ETH_ALEN);
	if (netif_carrier_ok(real_dev) && !(vlan->flags & VLAN_FLAG_BRIDGE_BINDING))
		netif_carrier_on(dev);
	return 0;
}

static int vlan_dev_stop(struct net_device *dev)
{
	struct vlan_dev_priv *vlan = vlan_dev_priv(dev);
	struct net_device *real_dev = vlan->real_dev;

	unsync_filters(dev);
	if (dev->flags & IFF_ALLMULTI)
		dev_set_allmulti(real_dev, -1);
	if (dev->flags & IFF_PROMISC)
		dev_set_promiscuity(real_dev, -1);
	if (!same_addr(dev, real_dev))
		dev_uc_del(real_dev, dev->dev_addr);
	if (!(vlan->flags & VLAN_FLAG_BRIDGE_BINDING))
		netif_carrier_off(dev);
	return 0;
}

static int vlan_dev_change_mtu(struct net_device *dev, int new_mtu)
{
	if ((u32)new_mtu > vlan_dev_priv(dev)->real_dev->mtu)
		return -ERANGE;
	dev->mtu = new_mtu;
	return 0;
}

static void vlan_dev_change_rx_flags(struct net_device *dev, int change)
{
	struct net_device *real_dev = vlan_dev_priv(dev)->real_dev;

	if (!netif_running(dev))
		return;
	if (change & IFF_ALLMULTI)
		dev_set_allmulti(real_dev, dev->flags & IFF_ALLMULTI ? 1 : -1);
	if (change & IFF_PROMISC)
		dev_set_promiscuity(real_dev, dev->flags & IFF_PROMISC ? 1 : -1);
}

static int vlan_dev_get_iflink(const struct net_device *dev)
{
	return vlan_dev_priv(dev)->real_dev->ifindex;
}

static const struct net_device_ops vlan_netdev_ops = {
	.ndo_init = vlan_dev_init,
	.ndo_open = vlan_dev_open,
	.ndo_stop = vlan_dev_stop,
	.ndo_validate_addr = eth_validate_addr,
	.ndo_set_mac_address = vlan_dev_set_mac_address,
	.ndo_change_mtu = vlan_dev_change_mtu,
	.ndo_change_rx_flags = vlan_dev_change_rx_flags,
	.ndo_set_rx_mode = vlan_dev_set_rx_mode,
	.ndo_get_iflink = vlan_dev_get_iflink,
};

void vlan_setup(struct net_device *dev)
{
	ether_setup(dev);
	INIT_LIST_HEAD(&vlan_dev_priv(dev)->mc_synced);
	INIT_LIST_HEAD(&vlan_dev_priv(dev)->uc_synced);
	dev->priv_flags |= IFF_802_1Q_VLAN_PRIV | IFF_NO_QUEUE_PRIV | IFF_UNICAST_FLT_PRIV;
	dev->needs_no_queue = true;
	dev->netdev_ops = &vlan_netdev_ops;
	dev->priv_destructor = vlan_dev_free_egress_priority;
	dev->min_mtu = 0;
	dev->max_mtu = 65535;
	memset(dev->broadcast, 0, ETH_ALEN);
}
