/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * What IPv6 does when something happens to a device: it appears, comes up, gets or loses its
 * carrier, changes its MTU or name, goes down, goes away. The order of steps is that of Linux,
 * since each has its notification.
 */
#include "net/ipv6/addrconf.h"
#include "net/ipv6/route.h"

static const struct in6_addr loopback_addr = { .s6_addr = { [15] = 1 } };

bool addrconf_link_ready(const struct net_device *dev)
{
	return netif_oper_up(dev) && !(dev->qdisc && !strcmp(dev->qdisc, "noop"));
}

/* ---- link-local addresses ---- */

int ipv6_generate_eui64(u8 *eui, const struct net_device *dev)
{
	if (dev->addr_len != ETH_ALEN ||
	    (dev->type != ARPHRD_ETHER && dev->type != ARPHRD_FDDI && dev->type != ARPHRD_IEEE802))
		return -1;
	memcpy(eui, dev->dev_addr, 3);
	eui[3] = 0xff;
	eui[4] = 0xfe;
	memcpy(eui + 5, dev->dev_addr + 3, 3);
	eui[0] ^= 2;
	return 0;
}

static bool optimistic_allowed(const struct inet6_dev *idev)
{
	return cnf6(idev_net(idev)->ipv6->all, OPTIMISTIC_DAD) || cnf6(idev->cnf, OPTIMISTIC_DAD);
}

void addrconf_add_linklocal(struct inet6_dev *idev, const struct in6_addr *addr, u32 flags)
{
	struct ifa6_config cfg = {
		.pfx = addr,
		.plen = 64,
		.ifa_flags = flags | IFA_F_PERMANENT,
		.valid_lft = INFINITY_LIFE_TIME,
		.preferred_lft = INFINITY_LIFE_TIME,
		.scope = IPV6_ADDR_LINKLOCAL,
		.ifa_proto = IFAPROT_KERNEL_LL,
	};
	struct inet6_ifaddr *ifp;

	if (optimistic_allowed(idev) && !cnf6(idev->cnf, FORWARDING))
		cfg.ifa_flags |= IFA_F_OPTIMISTIC;
	if (ipv6_add_addr(idev, &cfg, NULL, &ifp))
		return;
	addrconf_prefix_route(&ifp->addr, ifp->prefix_len, 0, idev->dev, 0, 0);
	addrconf_dad_start(ifp);
}

static void random_secret(struct inet6_dev *idev)
{
	if (idev->cnf.secret_set)
		return;
	get_random_bytes(idev->dev->kernel, &idev->cnf.secret, sizeof(idev->cnf.secret));
	idev->cnf.secret_set = true;
}

void addrconf_addr_gen(struct inet6_dev *idev, bool prefix_route)
{
	struct in6_addr addr = { .s6_addr = { 0xfe, 0x80 } };

	switch (cnf6(idev->cnf, ADDR_GEN_MODE)) {
	case IN6_ADDR_GEN_MODE_RANDOM:
		random_secret(idev);
		fallthrough;
	case IN6_ADDR_GEN_MODE_STABLE_PRIVACY:
		if (!ipv6_generate_stable_address(&addr, 0, idev))
			addrconf_add_linklocal(idev, &addr, IFA_F_STABLE_PRIVACY);
		else if (prefix_route)
			addrconf_prefix_route(&addr, 64, 0, idev->dev, 0, 0);
		break;
	case IN6_ADDR_GEN_MODE_EUI64:
		if (!ipv6_generate_eui64(&addr.s6_addr[8], idev->dev))
			addrconf_add_linklocal(idev, &addr, 0);
		else if (prefix_route)
			addrconf_prefix_route(&addr, 64, 0, idev->dev, 0, 0);
		break;
	}
}

/* ::1 needs no detection. */
static void init_loopback(struct net_device *dev)
{
	struct ifa6_config cfg = {
		.pfx = &loopback_addr,
		.plen = 128,
		.ifa_flags = IFA_F_PERMANENT,
		.valid_lft = INFINITY_LIFE_TIME,
		.preferred_lft = INFINITY_LIFE_TIME,
		.scope = IPV6_ADDR_LOOPBACK,
		.ifa_proto = IFAPROT_KERNEL_LO,
	};
	struct inet6_ifaddr *ifp;
	int err;
	struct inet6_dev *idev = ipv6_find_idev(dev, &err);

	if (!idev || ipv6_add_addr(idev, &cfg, NULL, &ifp))
		return;
	ifp->flags &= ~IFA_F_TENTATIVE;
	addrconf_del_dad_work(ifp);
	ipv6_ifa_notify(RTM_NEWADDR, ifp);
}

static bool is_autoconfigured_type(u16 type)
{
	switch (type) {
	case ARPHRD_ETHER:
	case ARPHRD_FDDI:
	case ARPHRD_ARCNET:
	case ARPHRD_INFINIBAND:
	case ARPHRD_IEEE1394:
	case ARPHRD_TUNNEL6:
	case ARPHRD_6LOWPAN:
	case ARPHRD_TUNNEL:
	case ARPHRD_NONE:
	case ARPHRD_RAWIP:
		return true;
	}
	return false;
}

static void dev_config(struct net_device *dev)
{
	struct inet6_dev *idev;
	int err;

	if (!is_autoconfigured_type(dev->type)) {
		idev = __in6_dev_get(dev);
		if (idev && dev->flags & IFF_UP && dev->flags & IFF_MULTICAST)
			ipv6_mc_up(idev);
		return;
	}
	idev = addrconf_add_dev(dev, &err);
	if (!idev)
		return;
	if (dev->type == ARPHRD_NONE && cnf6(idev->cnf, ADDR_GEN_MODE) == IN6_ADDR_GEN_MODE_EUI64)
		cnf6(idev->cnf, ADDR_GEN_MODE) = IN6_ADDR_GEN_MODE_RANDOM;
	addrconf_addr_gen(idev, false);
}

void addrconf_init_auto_addrs(struct net_device *dev)
{
	if (dev->type == ARPHRD_LOOPBACK)
		init_loopback(dev);
	else
		dev_config(dev);
}

/* ---- up ---- */

/* The routes of an address that stayed while the device was down. */
static int fixup_permanent_addr(struct inet6_dev *idev, struct inet6_ifaddr *ifp)
{
	struct net *net = idev_net(idev);
	struct fib6_info *rt;
	int err;

	if (!ifp->rt || !(ifp->rt->p.bits[1] & FIB6_LINKED)) {
		err = addrconf_f6i_alloc(net, idev, &ifp->addr, false, &rt);
		if (err)
			return err;
		fib6_info_release(net->ipv6, ifp->rt);
		ifp->rt = rt;
	}
	if (!(ifp->flags & IFA_F_NOPREFIXROUTE))
		addrconf_prefix_route(&ifp->addr, ifp->prefix_len, ifp->rt_priority, idev->dev, 0,
				      0);
	if (ifp->state == INET6_IFADDR_STATE_PREDAD)
		addrconf_dad_start(ifp);
	return 0;
}

static void permanent_addr(struct net_device *dev)
{
	struct inet6_dev *idev = __in6_dev_get(dev);
	struct inet6_ifaddr *ifp, *next;

	if (!idev)
		return;
	list_for_each_entry_safe (ifp, next, &idev->addr_list, node)
		if (ifp->flags & IFA_F_PERMANENT && fixup_permanent_addr(idev, ifp) < 0)
			ipv6_del_addr(ifp);
}

/* The device works from now on: addresses, detection, settings. */
static void become_ready(struct net_device *dev, bool run_pending)
{
	struct inet6_dev *idev;

	addrconf_init_auto_addrs(dev);
	idev = __in6_dev_get(dev);
	if (!idev)
		return;
	if (run_pending)
		addrconf_dad_run(idev, false);
	rt6_sync_up(dev, RTNH_F_DEAD);
	if ((u32)cnf6(idev->cnf, MTU6) != dev->mtu && dev->mtu >= IPV6_MIN_MTU) {
		rt6_mtu_change(dev, dev->mtu);
		cnf6(idev->cnf, MTU6) = dev->mtu;
	}
	idev->tstamp = ktime_get(dev->kernel);
	inet6_ifinfo_notify(RTM_NEWLINK, idev);
	if (dev->mtu < IPV6_MIN_MTU)
		addrconf_ifdown(dev, dev != dev->net->loopback_dev);
}

/* Routes made from now on have carrier when the device has. */
static void carrier_is_back(struct net_device *dev)
{
	if (dev->ip6_ptr && netif_carrier_ok(dev))
		dev->ip6_ptr->nh_flags &= ~RTNH_F_LINKDOWN;
}

static void event_up(struct net_device *dev)
{
	struct inet6_dev *idev = __in6_dev_get(dev);
	int err;

	if (idev && cnf6(idev->cnf, DISABLE_IPV6))
		return;
	carrier_is_back(dev);
	permanent_addr(dev);
	if (!addrconf_link_ready(dev))
		return;
	if (!idev)
		idev = ipv6_find_idev(dev, &err);
	if (idev)
		idev->if_flags |= IF_READY;
	become_ready(dev, idev);
}

static void event_change(struct net_device *dev, u32 flags_changed)
{
	struct inet6_dev *idev = __in6_dev_get(dev);

	if (idev && cnf6(idev->cnf, DISABLE_IPV6))
		return;
	if (!addrconf_link_ready(dev)) {
		rt6_sync_down_dev(dev, NETDEV_CHANGE);
		return;
	}
	if (idev && idev->if_flags & IF_READY) {
		ipv6_mc_up(idev);
		if (flags_changed & IFF_NOARP)
			addrconf_dad_run(idev, true);
		rt6_sync_up(dev, RTNH_F_LINKDOWN);
		return;
	}
	if (idev)
		idev->if_flags |= IF_READY;
	carrier_is_back(dev);
	become_ready(dev, true);
}

static void event_mtu(struct net_device *dev)
{
	struct inet6_dev *idev = __in6_dev_get(dev);
	int err;

	if (dev->mtu < IPV6_MIN_MTU) {
		addrconf_ifdown(dev, dev != dev->net->loopback_dev);
		return;
	}
	if (idev) {
		rt6_mtu_change(dev, dev->mtu);
		cnf6(idev->cnf, MTU6) = dev->mtu;
		return;
	}
	idev = ipv6_find_idev(dev, &err);
	if (idev && idev->if_flags & IF_READY && !cnf6(idev->cnf, DISABLE_IPV6))
		event_up(dev);
}

void addrconf_device_up(struct net_device *dev)
{
	event_up(dev);
}

/* ---- down ---- */

static bool addr_is_local(const struct in6_addr *addr)
{
	return ipv6_addr_type(addr) & (IPV6_ADDR_LINKLOCAL | IPV6_ADDR_LOOPBACK);
}

static bool keeps_addresses(const struct inet6_dev *idev)
{
	s32 keep = cnf6(idev_net(idev)->ipv6->all, KEEP_ADDR_ON_DOWN);

	if (cnf6(idev->cnf, DISABLE_IPV6))
		return false;
	return (keep ? keep : cnf6(idev->cnf, KEEP_ADDR_ON_DOWN)) > 0;
}

static void addr_keep(struct inet6_ifaddr *ifp)
{
	struct inet6_dev *idev = ifp->idev;
	struct net *net = idev_net(idev);

	addrconf_del_dad_work(ifp);
	ifp->state = INET6_IFADDR_STATE_PREDAD;
	if (!(ifp->flags & IFA_F_NODAD))
		ifp->flags |= IFA_F_TENTATIVE;
	if (ifp->rt)
		ip6_del_rt(net, ifp->rt, false);
	fib6_info_release(net->ipv6, ifp->rt);
	ifp->rt = NULL;
	if (cnf6(idev->cnf, FORWARDING))
		addrconf_leave_anycast(ifp);
	addrconf_leave_solict(idev, &ifp->addr);
}

static void drop_addresses(struct inet6_dev *idev, bool keep)
{
	struct inet6_ifaddr *ifp, *next;

	list_for_each_entry_safe (ifp, next, &idev->addr_list, node) {
		if (keep && ifp->flags & IFA_F_PERMANENT && !addr_is_local(&ifp->addr)) {
			addr_keep(ifp);
			continue;
		}
		addrconf_del_dad_work(ifp);
		ifp->state = INET6_IFADDR_STATE_DEAD;
		ipv6_ifa_notify(RTM_DELADDR, ifp);
		inet6_ifa_free(ifp);
	}
}

void addrconf_ifdown(struct net_device *dev, bool unregister)
{
	struct inet6_dev *idev = __in6_dev_get(dev);
	bool was_ready, keep;

	rt6_disable_ip(dev, unregister ? NETDEV_UNREGISTER : NETDEV_DOWN);
	if (!idev)
		return;
	idev->dead |= unregister;
	keep = !unregister && keeps_addresses(idev);
	was_ready = idev->if_flags & IF_READY;
	if (!unregister)
		idev->if_flags &= ~(IF_RS_SENT | IF_RA_RCVD | IF_READY);
	drop_addresses(idev, keep);
	if (unregister) {
		ipv6_ac_destroy_dev(idev);
		ipv6_mc_destroy_dev(idev);
	} else if (was_ready) {
		ipv6_mc_down(idev);
	}
	idev->tstamp = ktime_get(dev->kernel);
	idev->ra_mtu = 0;
	if (!unregister)
		return;
	inet6_netconf_notify_devconf(dev->net, RTM_DELNETCONF, 0, dev->ifindex, NULL);
	dev->ip6_ptr = NULL;
	dev_part_free(dev, idev, sizeof(*idev));
}

/* ---- the notifier ---- */

static int event_register(struct net_device *dev)
{
	int err;

	if (dev->ip6_ptr || dev->mtu < IPV6_MIN_MTU)
		return 0;
	return ipv6_find_idev(dev, &err) ? 0 : err;
}

static void event_changename(struct net_device *dev)
{
	struct inet6_dev *idev = __in6_dev_get(dev);

	if (!idev)
		return;
	inet6_netconf_notify_devconf(dev->net, RTM_DELNETCONF, 0, dev->ifindex, NULL);
	inet6_netconf_notify_devconf(dev->net, RTM_NEWNETCONF, NETCONFA_ALL, dev->ifindex,
				     &idev->cnf);
}

int addrconf_notify(struct kernel *k, unsigned long event, struct netdev_notifier_info *info)
{
	struct net_device *dev = info->dev;

	switch (event) {
	case NETDEV_REGISTER:
		return event_register(dev);
	case NETDEV_CHANGEMTU:
		event_mtu(dev);
		break;
	case NETDEV_UP:
		event_up(dev);
		break;
	case NETDEV_CHANGE:
		event_change(dev, info->flags_changed);
		break;
	case NETDEV_DOWN:
		addrconf_ifdown(dev, false);
		break;
	case NETDEV_UNREGISTER:
		addrconf_ifdown(dev, true);
		break;
	case NETDEV_CHANGENAME:
		event_changename(dev);
		break;
	}
	return 0;
}
