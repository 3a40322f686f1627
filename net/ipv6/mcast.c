/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Groups a device listens to, and anycast addresses it answers for. Both are counted: the same
 * solicited-node group may stand for several addresses.
 */
#include "net/ipv6/addrconf.h"
#include "net/ipv6/route.h"

/* ---- groups ---- */

static struct ifmcaddr6 *group_find(struct inet6_dev *idev, const struct in6_addr *addr)
{
	struct ifmcaddr6 *mc;

	htable_for_each_possible (&idev->groups, mc, hash, ipv6_addr_hash(addr))
		if (ipv6_addr_equal(&mc->addr, addr))
			return mc;
	return NULL;
}

/* The link-layer group; false where the device has none. */
static bool mc_map(const struct net_device *dev, const struct in6_addr *addr, u8 *mac)
{
	if (dev->type != ARPHRD_ETHER && dev->type != ARPHRD_FDDI && dev->type != ARPHRD_IEEE802)
		return false;
	mac[0] = mac[1] = 0x33;
	memcpy(mac + 2, &addr->s6_addr[12], 4);
	return true;
}

/* Interface-local groups never reach the wire. */
static void group_added(struct ifmcaddr6 *mc)
{
	u8 mac[MAX_ADDR_LEN] = { 0 };

	if ((mc->addr.s6_addr[1] & 15) < IPV6_ADDR_SCOPE_LINKLOCAL || mc->dev_mc)
		return;
	mc->dev_mc = true;
	if (mc_map(mc->idev->dev, &mc->addr, mac) && dev_mc_add(mc->idev->dev, mac)) {
		mc->dev_mc = false;
		mc->idev->mc_pending = true;
	}
}

static void group_dropped(struct ifmcaddr6 *mc)
{
	u8 mac[MAX_ADDR_LEN] = { 0 };

	if (!mc->dev_mc)
		return;
	mc->dev_mc = false;
	if (mc_map(mc->idev->dev, &mc->addr, mac))
		dev_mc_del(mc->idev->dev, mac);
}

int __ipv6_dev_mc_inc(struct inet6_dev *idev, const struct in6_addr *addr)
{
	struct ifmcaddr6 *mc = group_find(idev, addr);

	if (idev->dead)
		return -ENODEV;
	if (mc) {
		mc->users++;
		return 0;
	}
	mc = dev_part_alloc(idev->dev, sizeof(*mc));
	if (!mc)
		return -ENOMEM;
	htable_insert(&idev->groups, &mc->hash, ipv6_addr_hash(addr));
	mc->idev = idev;
	mc->addr = *addr;
	mc->users = 1;
	mc->cstamp = ktime_get(idev->dev->kernel);
	list_add(&mc->node, &idev->mc_list);
	group_added(mc);
	inet6_ifmcaddr_notify(mc, KRTM_NEWMULTICAST);
	return 0;
}

static void group_free(struct ifmcaddr6 *mc)
{
	struct inet6_dev *idev = mc->idev;

	list_del(&mc->node);
	htable_remove(&idev->groups, &mc->hash);
	dev_part_free(idev->dev, mc, sizeof(*mc));
}

int __ipv6_dev_mc_dec(struct inet6_dev *idev, const struct in6_addr *addr)
{
	struct ifmcaddr6 *mc = group_find(idev, addr);

	if (!mc)
		return -ENOENT;
	if (--mc->users)
		return 0;
	group_dropped(mc);
	inet6_ifmcaddr_notify(mc, KRTM_DELMULTICAST);
	group_free(mc);
	return 0;
}

void ipv6_mc_up(struct inet6_dev *idev)
{
	struct ifmcaddr6 *mc;

	if (!idev->mc_pending)
		return;
	idev->mc_pending = false;
	list_for_each_entry (mc, &idev->mc_list, node)
		group_added(mc);
}

void ipv6_mc_down(struct inet6_dev *idev)
{
	struct ifmcaddr6 *mc;

	list_for_each_entry (mc, &idev->mc_list, node)
		group_dropped(mc);
	idev->mc_pending = true;
}

void ipv6_mc_destroy_dev(struct inet6_dev *idev)
{
	static const struct in6_addr allnodes = { .s6_addr = { 0xff, 2, [15] = 1 } };
	static const struct in6_addr allrouters = { .s6_addr = { 0xff, 2, [15] = 2 } };
	struct ifmcaddr6 *mc, *next;

	ipv6_mc_down(idev);
	__ipv6_dev_mc_dec(idev, &allnodes);
	if (cnf6(idev->cnf, FORWARDING))
		__ipv6_dev_mc_dec(idev, &allrouters);
	list_for_each_entry_safe (mc, next, &idev->mc_list, node)
		group_free(mc);
	htable_destroy(&idev->groups);
}

void addrconf_join_solict(struct net_device *dev, const struct in6_addr *addr)
{
	struct in6_addr group;

	if (dev->flags & (IFF_LOOPBACK | IFF_NOARP) || !dev->ip6_ptr)
		return;
	addrconf_addr_solict_mult(addr, &group);
	__ipv6_dev_mc_inc(dev->ip6_ptr, &group);
}

void addrconf_leave_solict(struct inet6_dev *idev, const struct in6_addr *addr)
{
	struct in6_addr group;

	if (idev->dev->flags & (IFF_LOOPBACK | IFF_NOARP))
		return;
	addrconf_addr_solict_mult(addr, &group);
	__ipv6_dev_mc_dec(idev, &group);
}

/* ---- anycast ---- */

static struct ifacaddr6 *anycast_find(struct inet6_dev *idev, const struct in6_addr *addr)
{
	struct ifacaddr6 *ac;

	list_for_each_entry (ac, &idev->ac_list, node)
		if (ipv6_addr_equal(&ac->addr, addr))
			return ac;
	return NULL;
}

int __ipv6_dev_ac_inc(struct inet6_dev *idev, const struct in6_addr *addr)
{
	struct net *net = idev_net(idev);
	struct ifacaddr6 *ac = anycast_find(idev, addr);
	int err;

	if (idev->dead)
		return -ENODEV;
	if (ac) {
		ac->users++;
		return 0;
	}
	ac = kzalloc(&net->kernel->mem, sizeof(*ac));
	if (!ac)
		return -ENOMEM;
	err = addrconf_f6i_alloc(net, idev, addr, true, &ac->rt);
	if (err) {
		kfree(&net->kernel->mem, ac);
		return err;
	}
	ac->idev = idev;
	ac->addr = *addr;
	ac->users = 1;
	ac->cstamp = ac->tstamp = ktime_get(net->kernel);
	list_add(&ac->node, &idev->ac_list);
	(void)!ip6_ins_rt(net, ac->rt);
	addrconf_join_solict(idev->dev, addr);
	inet6_ifacaddr_notify(ac, KRTM_NEWANYCAST);
	return 0;
}

static void anycast_free(struct ifacaddr6 *ac)
{
	struct net *net = idev_net(ac->idev);

	list_del(&ac->node);
	addrconf_leave_solict(ac->idev, &ac->addr);
	ip6_del_rt(net, ac->rt, false);
	inet6_ifacaddr_notify(ac, KRTM_DELANYCAST);
	fib6_info_release(net->ipv6, ac->rt);
	kfree(&net->kernel->mem, ac);
}

int __ipv6_dev_ac_dec(struct inet6_dev *idev, const struct in6_addr *addr)
{
	struct ifacaddr6 *ac = anycast_find(idev, addr);

	if (!ac)
		return -ENOENT;
	if (!--ac->users)
		anycast_free(ac);
	return 0;
}

void ipv6_ac_destroy_dev(struct inet6_dev *idev)
{
	struct ifacaddr6 *ac, *next;

	list_for_each_entry_safe (ac, next, &idev->ac_list, node)
		anycast_free(ac);
}

/* The subnet-router anycast address of @ifp's prefix; false where it has none (RFC 6164). */
static bool subnet_router(const struct inet6_ifaddr *ifp, struct in6_addr *addr)
{
	if (ifp->prefix_len >= 127)
		return false;
	ipv6_addr_prefix(addr, &ifp->addr, ifp->prefix_len);
	return !ipv6_addr_any(addr);
}

void addrconf_join_anycast(struct inet6_ifaddr *ifp)
{
	struct in6_addr addr;

	if (subnet_router(ifp, &addr))
		__ipv6_dev_ac_inc(ifp->idev, &addr);
}

void addrconf_leave_anycast(struct inet6_ifaddr *ifp)
{
	struct in6_addr addr;

	if (subnet_router(ifp, &addr))
		__ipv6_dev_ac_dec(ifp->idev, &addr);
}
