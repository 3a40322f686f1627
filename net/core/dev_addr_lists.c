/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Link-layer addresses that a device takes in besides its own: multicast groups (mc_list) and
 * further unicast addresses (uc_list), each counted by its users.
 */
#include "net/core/dev.h"

/* The two lists of a device share its table. */
static u32 addr_hash(const struct net_device *dev, const struct list_head *list, const u8 *addr)
{
	return hash_bytes(addr, dev->addr_len, list == &dev->uc_list);
}

static struct netdev_hw_addr *addr_find(struct net_device *dev, struct list_head *list,
					const u8 *addr)
{
	struct netdev_hw_addr *ha;

	htable_for_each_possible (&dev->hw_addrs, ha, hash, addr_hash(dev, list, addr))
		if (ha->unicast == (list == &dev->uc_list) &&
		    !memcmp(ha->addr, addr, dev->addr_len))
			return ha;
	return NULL;
}

static void addr_free(struct net_device *dev, struct netdev_hw_addr *ha)
{
	list_del(&ha->list);
	htable_remove(&dev->hw_addrs, &ha->hash);
	dev_part_free(dev, ha, sizeof(*ha));
}

static int addr_add(struct net_device *dev, struct list_head *list, const u8 *addr)
{
	struct netdev_hw_addr *ha = addr_find(dev, list, addr);

	if (ha) {
		ha->refcount++;
		return 0;
	}
	ha = dev_part_alloc(dev, sizeof(*ha));
	if (!ha)
		return -ENOMEM;
	memcpy(ha->addr, addr, dev->addr_len);
	ha->unicast = list == &dev->uc_list;
	ha->refcount = 1;
	list_add_tail(&ha->list, list);
	htable_insert(&dev->hw_addrs, &ha->hash, addr_hash(dev, list, addr));
	dev_set_rx_mode(dev);
	return 0;
}

static int addr_del(struct net_device *dev, struct list_head *list, const u8 *addr)
{
	struct netdev_hw_addr *ha = addr_find(dev, list, addr);

	if (!ha)
		return -ENOENT;
	if (--ha->refcount)
		return 0;
	addr_free(dev, ha);
	dev_set_rx_mode(dev);
	return 0;
}

static void addr_flush(struct net_device *dev, struct list_head *list)
{
	struct netdev_hw_addr *ha, *tmp;

	list_for_each_entry_safe (ha, tmp, list, list)
		addr_free(dev, ha);
}

int dev_mc_add(struct net_device *dev, const u8 *addr)
{
	return addr_add(dev, &dev->mc_list, addr);
}

int dev_mc_del(struct net_device *dev, const u8 *addr)
{
	return addr_del(dev, &dev->mc_list, addr);
}

/* What programs ask for by SIOCADDMULTI counts once, however often they do. */
int dev_mc_add_global(struct net_device *dev, const u8 *addr)
{
	struct netdev_hw_addr *ha = addr_find(dev, &dev->mc_list, addr);
	int err;

	if (ha && ha->global)
		return 0;
	err = dev_mc_add(dev, addr);
	if (!err)
		addr_find(dev, &dev->mc_list, addr)->global = true;
	return err;
}

int dev_mc_del_global(struct net_device *dev, const u8 *addr)
{
	struct netdev_hw_addr *ha = addr_find(dev, &dev->mc_list, addr);

	if (!ha || !ha->global)
		return -ENOENT;
	ha->global = false;
	return dev_mc_del(dev, addr);
}

int dev_uc_add(struct net_device *dev, const u8 *addr)
{
	return addr_add(dev, &dev->uc_list, addr);
}

int dev_uc_del(struct net_device *dev, const u8 *addr)
{
	return addr_del(dev, &dev->uc_list, addr);
}

void dev_mc_flush(struct net_device *dev)
{
	addr_flush(dev, &dev->mc_list);
}

void dev_uc_flush(struct net_device *dev)
{
	addr_flush(dev, &dev->uc_list);
}
