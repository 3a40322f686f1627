/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Life of IPv6 on a device, and of its addresses.
 *
 * An address owns one reference to its local route, which enters the table when the address is no
 * longer tentative. The route of its prefix is shared by all addresses of that prefix on the
 * device and leaves with the last of them.
 */
#include "net/ipv6/addrconf.h"

#include "net/ipv6/route.h"

static const struct in6_addr interfacelocal_allnodes = { .s6_addr = { 0xff, 1, [15] = 1 } };
static const struct in6_addr linklocal_allnodes = { .s6_addr = { 0xff, 2, [15] = 1 } };
static const struct in6_addr linklocal_allrouters = { .s6_addr = { 0xff, 2, [15] = 2 } };

/* ---- devices ---- */

static bool is_tunnel(const struct net_device *dev)
{
	return dev->flags & IFF_LOOPBACK || dev->type == ARPHRD_TUNNEL ||
	       dev->type == ARPHRD_TUNNEL6 || dev->type == ARPHRD_SIT || dev->type == ARPHRD_NONE;
}

static void idev_settings(struct inet6_dev *idev)
{
	struct net_device *dev = idev->dev;

	idev->cnf = dev->net->ipv6->dflt;
	if (idev->cnf.secret_set)
		cnf6(idev->cnf, ADDR_GEN_MODE) = IN6_ADDR_GEN_MODE_STABLE_PRIVACY;
	cnf6(idev->cnf, MTU6) = dev->mtu;
	if (dev->flags & (IFF_NOARP | IFF_LOOPBACK))
		cnf6(idev->cnf, ACCEPT_DAD) = -1;
	if (is_tunnel(dev))
		cnf6(idev->cnf, USE_TEMPADDR) = -1;
}

/* Each device joins two groups, and has one of them filtered by its hardware. */
void addrconf_parts_reserve(struct kernel *k)
{
	dev_parts_reserve(k, sizeof(struct inet6_dev));
	dev_parts_reserve(k, 2 * sizeof(struct ifmcaddr6));
	dev_parts_reserve(k, sizeof(struct netdev_hw_addr));
}

static struct inet6_dev *ipv6_add_dev(struct net_device *dev, int *ret_err)
{
	struct kernel *k = dev->kernel;
	struct inet6_dev *idev;

	*ret_err = -EINVAL;
	if (dev->mtu < IPV6_MIN_MTU)
		return NULL;
	*ret_err = -ENOMEM;
	idev = dev_part_alloc(dev, sizeof(*idev));
	if (!idev)
		return NULL;
	idev->dev = dev;
	INIT_LIST_HEAD(&idev->addr_list);
	INIT_LIST_HEAD(&idev->mc_list);
	htable_init(&idev->groups, &k->mem);
	INIT_LIST_HEAD(&idev->ac_list);
	idev_settings(idev);
	idev->tstamp = ktime_get(k);
	if (netif_running(dev) && addrconf_link_ready(dev))
		idev->if_flags |= IF_READY;
	dev->ip6_ptr = idev;
	inet6_netconf_notify_devconf(dev->net, RTM_NEWNETCONF, NETCONFA_ALL, dev->ifindex,
				     &idev->cnf);
	if (__ipv6_dev_mc_inc(idev, &interfacelocal_allnodes) ||
	    __ipv6_dev_mc_inc(idev, &linklocal_allnodes))
		goto free_idev;
	if (cnf6(idev->cnf, FORWARDING) && dev->flags & IFF_MULTICAST &&
	    __ipv6_dev_mc_inc(idev, &linklocal_allrouters))
		goto free_idev;
	return idev;

free_idev:
	dev->ip6_ptr = NULL;
	ipv6_mc_destroy_dev(idev);
	dev_part_free(dev, idev, sizeof(*idev));
	return NULL;
}

struct inet6_dev *ipv6_find_idev(struct net_device *dev, int *ret_err)
{
	struct inet6_dev *idev = __in6_dev_get(dev);

	if (!idev)
		idev = ipv6_add_dev(dev, ret_err);
	if (idev && dev->flags & IFF_UP)
		ipv6_mc_up(idev);
	return idev;
}

static void add_mroute(struct net_device *dev)
{
	struct fib6_config cfg = {
		.table = RT6_TABLE_LOCAL,
		.metric = IP6_RT_PRIO_ADDRCONF,
		.ifindex = dev->ifindex,
		.dst_len = 8,
		.dst.s6_addr = { 0xff },
		.flags = RTF_UP,
		.type = RTN_MULTICAST,
		.protocol = RTPROT_KERNEL,
		.nl.net = dev->net,
	};

	ip6_route_add(&cfg, NULL);
}

struct inet6_dev *addrconf_add_dev(struct net_device *dev, int *ret_err)
{
	struct inet6_dev *idev = ipv6_find_idev(dev, ret_err);

	if (!idev)
		return NULL;
	if (cnf6(idev->cnf, DISABLE_IPV6)) {
		*ret_err = -EACCES;
		return NULL;
	}
	if (!(dev->flags & IFF_LOOPBACK))
		add_mroute(dev);
	return idev;
}

/* ---- finding addresses ---- */

struct inet6_ifaddr *ipv6_get_ifaddr(struct net *net, const struct in6_addr *addr,
				     const struct net_device *dev, bool strict)
{
	struct inet6_ifaddr *ifp;

	htable_for_each_possible (&net->ipv6->addrs, ifp, hash, ipv6_addr_hash(addr)) {
		if (!ipv6_addr_equal(&ifp->addr, addr))
			continue;
		if (!dev || ifp->idev->dev == dev ||
		    !(ifp->scope & (IPV6_ADDR_LINKLOCAL | IPV6_ADDR_LOOPBACK) || strict))
			return ifp;
	}
	return NULL;
}

/* An optimistic address counts as no tentative one. */
static u32 effective_flags(const struct inet6_ifaddr *ifp)
{
	return ifp->flags & IFA_F_OPTIMISTIC ? ifp->flags & ~IFA_F_TENTATIVE : ifp->flags;
}

bool ipv6_chk_addr_and_flags(struct net *net, const struct in6_addr *addr,
			     const struct net_device *dev, bool skip_dev, bool strict,
			     u32 banned_flags)
{
	struct inet6_ifaddr *ifp;

	if (skip_dev)
		dev = NULL;
	htable_for_each_possible (&net->ipv6->addrs, ifp, hash, ipv6_addr_hash(addr)) {
		if (!ipv6_addr_equal(&ifp->addr, addr) || effective_flags(ifp) & banned_flags)
			continue;
		if (!dev || ifp->idev->dev == dev ||
		    !(ifp->scope & (IPV6_ADDR_LINKLOCAL | IPV6_ADDR_LOOPBACK) || strict))
			return true;
	}
	return false;
}

bool ipv6_chk_addr(struct net *net, const struct in6_addr *addr, const struct net_device *dev,
		   bool strict)
{
	return ipv6_chk_addr_and_flags(net, addr, dev, !dev, strict, IFA_F_TENTATIVE);
}

bool ipv6_chk_prefix(const struct in6_addr *addr, const struct net_device *dev)
{
	const struct inet6_dev *idev = __in6_dev_get(dev);
	struct inet6_ifaddr *ifp;

	if (idev)
		list_for_each_entry (ifp, &idev->addr_list, node)
			if (ipv6_prefix_equal(addr, &ifp->addr, ifp->prefix_len))
				return true;
	return false;
}

int ipv6_get_lladdr(struct net_device *dev, struct in6_addr *addr, u32 banned_flags)
{
	const struct inet6_dev *idev = __in6_dev_get(dev);
	struct inet6_ifaddr *ifp;

	if (!idev)
		return -EADDRNOTAVAIL;
	list_for_each_entry_reverse (ifp, &idev->addr_list, node) {
		if (ifp->scope > IPV6_ADDR_LINKLOCAL)
			break;
		if (ifp->scope == IPV6_ADDR_LINKLOCAL && !(ifp->flags & banned_flags)) {
			*addr = ifp->addr;
			return 0;
		}
	}
	return -EADDRNOTAVAIL;
}

/* ---- adding ---- */

static int refuse(struct netlink_ext_ack *extack, const char *msg, int err)
{
	NL_SET_ERR_MSG(extack, msg);
	return err;
}

static int may_add(const struct inet6_dev *idev, const struct ifa6_config *cfg,
		   struct netlink_ext_ack *extack)
{
	u32 type = ipv6_addr_type(cfg->pfx);

	if (type == IPV6_ADDR_ANY)
		return refuse(extack, "ipv6: Invalid address", -EADDRNOTAVAIL);
	if (type & IPV6_ADDR_MULTICAST && !(cfg->ifa_flags & IFA_F_MCAUTOJOIN))
		return refuse(
			extack,
			"ipv6: Cannot assign multicast address without \"IFA_F_MCAUTOJOIN\" flag",
			-EADDRNOTAVAIL);
	if (!(idev->dev->flags & IFF_LOOPBACK) && type & IPV6_ADDR_LOOPBACK &&
	    !(type & IPV6_ADDR_MULTICAST))
		return refuse(extack, "ipv6: Cannot assign loopback address on this device",
			      -EADDRNOTAVAIL);
	if (idev->dead)
		return refuse(extack, "ipv6: device is going away", -ENODEV);
	if (cnf6(idev->cnf, DISABLE_IPV6))
		return refuse(extack, "ipv6: IPv6 is disabled on this device", -EACCES);
	return 0;
}

/* Wider scopes first; among equals the newest first. */
static void link_to_device(struct inet6_dev *idev, struct inet6_ifaddr *ifp)
{
	u32 scope = ipv6_addr_src_scope(&ifp->addr);
	struct inet6_ifaddr *it;

	list_for_each_entry (it, &idev->addr_list, node)
		if (scope >= ipv6_addr_src_scope(&it->addr))
			break;
	list_add_tail(&ifp->node, &it->node);
}

static bool same_on_device(const struct inet6_dev *idev, const struct in6_addr *addr)
{
	struct inet6_ifaddr *ifp;

	htable_for_each_possible (&idev_net(idev)->ipv6->addrs, ifp, hash, ipv6_addr_hash(addr))
		if (ifp->idev == idev && ipv6_addr_equal(&ifp->addr, addr))
			return true;
	return false;
}

/* ---- prefixes ---- */

static u32 prefix_hash(const struct inet6_dev *idev, const struct in6_addr *pfx, u32 plen)
{
	return ipv6_addr_hash(pfx) ^ hash_u32((u32)idev->dev->ifindex << 8 | plen);
}

static int prefix_join(struct inet6_ifaddr *ifp)
{
	struct net *net = idev_net(ifp->idev);
	struct ifa6_prefix *p;
	struct in6_addr pfx;
	u32 h;

	ipv6_addr_prefix(&pfx, &ifp->addr, ifp->prefix_len);
	h = prefix_hash(ifp->idev, &pfx, ifp->prefix_len);
	htable_for_each_possible (&net->ipv6->prefixes, p, hash, h)
		if (p->idev == ifp->idev && p->plen == ifp->prefix_len &&
		    ipv6_addr_equal(&p->addr, &pfx))
			goto found;
	p = kzalloc(&net->kernel->mem, sizeof(*p));
	if (!p)
		return -ENOMEM;
	if (htable_insert(&net->ipv6->prefixes, &p->hash, h)) {
		kfree(&net->kernel->mem, p);
		return -ENOMEM;
	}
	INIT_LIST_HEAD(&p->members);
	p->idev = ifp->idev;
	p->addr = pfx;
	p->plen = ifp->prefix_len;
found:
	list_add(&ifp->in_prefix, &p->members);
	ifp->prefix = p;
	return 0;
}

static void prefix_leave(struct inet6_ifaddr *ifp)
{
	struct net *net = idev_net(ifp->idev);
	struct ifa6_prefix *p = ifp->prefix;

	if (!p)
		return;
	list_del(&ifp->in_prefix);
	ifp->prefix = NULL;
	if (!list_empty(&p->members))
		return;
	htable_remove(&net->ipv6->prefixes, &p->hash);
	kfree(&net->kernel->mem, p);
}

/* ---- one address ---- */

static struct inet6_ifaddr *alloc_addr(struct inet6_dev *idev, const struct ifa6_config *cfg)
{
	struct kernel *k = idev->dev->kernel;
	struct inet6_ifaddr *ifp = kzalloc(&k->mem, sizeof(*ifp));

	if (!ifp)
		return NULL;
	ifp->idev = idev;
	ifp->addr = *cfg->pfx;
	if (cfg->peer_pfx)
		ifp->peer_addr = *cfg->peer_pfx;
	ifp->scope = cfg->scope;
	ifp->prefix_len = cfg->plen;
	ifp->rt_priority = cfg->rt_priority;
	ifp->ifa_proto = cfg->ifa_proto;
	ifp->flags = cfg->ifa_flags | (cfg->ifa_flags & IFA_F_NODAD ? 0 : IFA_F_TENTATIVE);
	ifp->valid_lft = cfg->valid_lft;
	ifp->prefered_lft = cfg->preferred_lft;
	ifp->cstamp = ifp->tstamp = ktime_get(k);
	INIT_LIST_HEAD(&ifp->node);
	INIT_LIST_HEAD(&ifp->timed);
	INIT_LIST_HEAD(&ifp->in_prefix);
	return ifp;
}

static void free_addr(struct inet6_ifaddr *ifp)
{
	struct net *net = idev_net(ifp->idev);

	addrconf_del_dad_work(ifp);
	list_del(&ifp->timed);
	prefix_leave(ifp);
	fib6_info_release(net->ipv6, ifp->rt);
	kfree(&net->kernel->mem, ifp);
}

int ipv6_add_addr(struct inet6_dev *idev, const struct ifa6_config *cfg,
		  struct netlink_ext_ack *extack, struct inet6_ifaddr **ret_ifp)
{
	struct net *net = idev_net(idev);
	struct inet6_ifaddr *ifp;
	int err = may_add(idev, cfg, extack);

	if (err)
		return err;
	ifp = alloc_addr(idev, cfg);
	if (!ifp)
		return -ENOBUFS;
	err = addrconf_f6i_alloc(net, idev, cfg->pfx, false, &ifp->rt);
	if (err)
		goto free_ifp;
	err = addrconf_dad_init(ifp);
	if (err)
		goto free_ifp;
	if (same_on_device(idev, &ifp->addr)) {
		err = refuse(extack, "ipv6: address already assigned", -EEXIST);
		goto free_ifp;
	}
	err = prefix_join(ifp);
	if (!err)
		err = htable_insert(&net->ipv6->addrs, &ifp->hash, ipv6_addr_hash(&ifp->addr));
	if (err)
		goto free_ifp;
	link_to_device(idev, ifp);
	ipv6_addr_timed_update(ifp);
	net->ipv6->addr_genid++;
	*ret_ifp = ifp;
	return 0;

free_ifp:
	free_addr(ifp);
	return err;
}

void ipv6_addr_timed_update(struct inet6_ifaddr *ifp)
{
	bool timed = !(ifp->flags & IFA_F_PERMANENT && ifp->prefered_lft == INFINITY_LIFE_TIME);

	list_del(&ifp->timed);
	if (timed)
		list_add_tail(&ifp->timed, &idev_net(ifp->idev)->ipv6->timed);
}

/* ---- routes of prefixes ---- */

void addrconf_prefix_route(const struct in6_addr *pfx, u32 plen, u32 metric, struct net_device *dev,
			   u64 expires, u32 flags)
{
	struct fib6_config cfg = {
		.table = RT6_TABLE_MAIN,
		.metric = metric ? metric : IP6_RT_PRIO_ADDRCONF,
		.ifindex = dev->ifindex,
		.expires = expires,
		.dst = *pfx,
		.dst_len = plen,
		.flags = RTF_UP | flags,
		.protocol = RTPROT_KERNEL,
		.type = RTN_UNICAST,
		.nl.net = dev->net,
	};

	ip6_route_add(&cfg, NULL);
}

struct fib6_info *addrconf_get_prefix_route(const struct in6_addr *pfx, u32 plen,
					    const struct net_device *dev, u32 flags, u32 noflags,
					    bool no_gw)
{
	struct in6_addr prefix;
	struct fib6_info *rt;

	ipv6_addr_prefix(&prefix, pfx, plen);
	for (rt = fib6_locate(dev->net->ipv6->main, &prefix, plen, NULL, 0); rt; rt = rt->next) {
		const struct fib6_key *k = &rt->meta->k;

		if (k->dev == dev && !(no_gw && k->has_gw) && (k->flags & flags) == flags &&
		    !(k->flags & noflags))
			return rt;
	}
	return NULL;
}

enum cleanup_prefix_rt_t check_cleanup_prefix_route(struct inet6_ifaddr *ifp, u64 *expires)
{
	enum cleanup_prefix_rt_t action = CLEANUP_PREFIX_RT_DEL;
	struct inet6_ifaddr *it;
	u64 end;

	*expires = ktime_get(ifp->idev->dev->kernel);
	list_for_each_entry (it, &ifp->prefix->members, in_prefix) {
		if (it == ifp)
			continue;
		if (it->flags & (IFA_F_PERMANENT | IFA_F_NOPREFIXROUTE))
			return CLEANUP_PREFIX_RT_NOP;
		action = CLEANUP_PREFIX_RT_EXPIRE;
		end = it->tstamp + it->valid_lft * NSEC_PER_SEC;
		*expires = max(*expires, end);
	}
	return action;
}

void cleanup_prefix_route(struct inet6_ifaddr *ifp, u64 expires, bool del_rt, bool del_peer)
{
	struct net *net = idev_net(ifp->idev);
	struct fib6_info *rt = addrconf_get_prefix_route(del_peer ? &ifp->peer_addr : &ifp->addr,
							 ifp->prefix_len, ifp->idev->dev, 0,
							 RTF_DEFAULT, true);

	if (!rt)
		return;
	if (del_rt) {
		ip6_del_rt(net, rt, false);
	} else if (!(rt->meta->k.flags & RTF_EXPIRES)) {
		/* Without memory it stays for good: the lesser evil. */
		if (!fib6_set_expires(net->ipv6, rt, expires))
			(void)!fib6_start_gc(net->ipv6);
	}
}

/* ---- what follows from an address ---- */

/* A route that finds no memory is missing until the device comes up again, as on Linux. */
void addrconf_ins_local_route(struct inet6_ifaddr *ifp)
{
	if (ifp->rt && !(ifp->rt->p.bits[1] & FIB6_LINKED))
		(void)!ip6_ins_rt(idev_net(ifp->idev), ifp->rt);
}

static void addr_is_up(struct net *net, struct inet6_ifaddr *ifp)
{
	struct inet6_dev *idev = ifp->idev;

	addrconf_ins_local_route(ifp);
	if (cnf6(idev->cnf, FORWARDING))
		addrconf_join_anycast(ifp);
	if (!ipv6_addr_any(&ifp->peer_addr))
		addrconf_prefix_route(&ifp->peer_addr, 128, ifp->rt_priority, idev->dev, 0, 0);
}

static void addr_is_gone(struct net *net, struct inet6_ifaddr *ifp)
{
	struct inet6_dev *idev = ifp->idev;
	struct fib6_info *rt;

	if (cnf6(idev->cnf, FORWARDING))
		addrconf_leave_anycast(ifp);
	addrconf_leave_solict(idev, &ifp->addr);
	if (!ipv6_addr_any(&ifp->peer_addr)) {
		rt = addrconf_get_prefix_route(&ifp->peer_addr, 128, idev->dev, 0, 0, false);
		if (rt)
			ip6_del_rt(net, rt, false);
	}
	if (ifp->rt)
		ip6_del_rt(net, ifp->rt, false);
}

void ipv6_ifa_notify(int event, struct inet6_ifaddr *ifp)
{
	struct net *net = idev_net(ifp->idev);

	inet6_ifa_notify(event ? event : RTM_NEWADDR, ifp);
	if (event == RTM_NEWADDR)
		addr_is_up(net, ifp);
	else if (event == RTM_DELADDR)
		addr_is_gone(net, ifp);
	net->ipv6->addr_genid++;
}

void inet6_ifa_free(struct inet6_ifaddr *ifp)
{
	list_del(&ifp->node);
	htable_remove(&idev_net(ifp->idev)->ipv6->addrs, &ifp->hash);
	free_addr(ifp);
}

void ipv6_del_addr(struct inet6_ifaddr *ifp)
{
	enum cleanup_prefix_rt_t action = CLEANUP_PREFIX_RT_NOP;
	u64 expires = 0;

	ifp->state = INET6_IFADDR_STATE_DEAD;
	if (ifp->flags & IFA_F_PERMANENT && !(ifp->flags & IFA_F_NOPREFIXROUTE))
		action = check_cleanup_prefix_route(ifp, &expires);
	list_del(&ifp->node);
	addrconf_del_dad_work(ifp);
	htable_remove(&idev_net(ifp->idev)->ipv6->addrs, &ifp->hash);
	ipv6_ifa_notify(RTM_DELADDR, ifp);
	if (action != CLEANUP_PREFIX_RT_NOP)
		cleanup_prefix_route(ifp, expires, action == CLEANUP_PREFIX_RT_DEL, false);
	rt6_remove_prefsrc(ifp);
	free_addr(ifp);
}
