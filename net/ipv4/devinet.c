/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * IPv4 addresses: devices gain and lose them, the oldest secondary takes over from a primary,
 * lifetimes end. Messages are in devinet_msg.c, settings in devinet_conf.c, ioctls in
 * devinet_ioctl.c; the routes that follow from an address are the routing room's (fib_inetaddr_*).
 *
 * Order is what programs see: an address is announced first, then its routes appear; a removed
 * one is announced while it is off the list already, then its routes go.
 */
#include <stdio.h>

#include "net/core/neighbour.h"
#include "net/ipv4/igmp.h"
#include "net/ipv4/inetdevice.h"
#include "net/ipv4/ip_fib.h"

#define IPV6ONLY_FLAGS                                                                            \
	(IFA_F_NODAD | IFA_F_OPTIMISTIC | IFA_F_DADFAILED | IFA_F_HOMEADDRESS | IFA_F_TENTATIVE | \
	 IFA_F_MANAGETEMPADDR | IFA_F_STABLE_PRIVACY)

/* ---- finding ----------------------------------------------------------------------------- */

static u32 hash_subnet(__be32 network, __be32 mask)
{
	return hash_u64((u64)network << 32 | mask);
}

static u32 hash_dev_addr(const struct in_device *in_dev, __be32 local)
{
	return hash_u64((u64)in_dev->dev->ifindex << 32 | local);
}

struct in_device *inetdev_by_index(struct net *net, int ifindex)
{
	struct net_device *dev = dev_get_by_index(net, ifindex);

	return dev ? __in_dev_get(dev) : NULL;
}

static struct ifa_subnet *find_subnet(const struct in_device *in_dev, __be32 network, __be32 mask)
{
	struct ifa_subnet *s;

	htable_for_each_possible (&in_dev->subnets, s, node, hash_subnet(network, mask))
		if (s->network == network && s->mask == mask)
			return s;
	return NULL;
}

struct in_ifaddr *inet_ifa_byprefix(const struct in_device *in_dev, __be32 prefix, __be32 mask)
{
	struct ifa_subnet *s = find_subnet(in_dev, prefix & mask, mask);

	return s ? list_first_entry(&s->members, struct in_ifaddr, in_subnet) : NULL;
}

struct in_ifaddr *inet_lookup_ifaddr(struct net *net, __be32 addr)
{
	struct in_ifaddr *ifa;

	htable_for_each_possible (&net->ipv4->ifa_by_local, ifa, by_local, hash_u32(addr))
		if (ifa->ifa_local == addr)
			return ifa;
	return NULL;
}

struct in_ifaddr *inet_find_dev_addr(const struct in_device *in_dev, __be32 local,
				     const struct in_ifaddr *after)
{
	struct netns_ipv4 *n = in_dev->dev->net->ipv4;
	struct in_ifaddr *ifa;
	bool seen = !after;

	htable_for_each_possible (&n->ifa_by_dev, ifa, by_dev, hash_dev_addr(in_dev, local)) {
		if (seen && ifa->ifa_dev == in_dev && ifa->ifa_local == local)
			return ifa;
		seen |= ifa == after;
	}
	return NULL;
}

bool inet_dev_has_addr(const struct in_device *in_dev, __be32 local)
{
	return inet_find_dev_addr(in_dev, local, NULL);
}

static __be32 select_dev_addr(const struct in_device *in_dev, __be32 dst, int scope)
{
	int localnet = IN_DEV_ORCONF(in_dev, ROUTE_LOCALNET) ? RT_SCOPE_LINK : RT_SCOPE_HOST;
	struct in_ifaddr *ifa;
	__be32 addr = 0;

	list_for_each_entry (ifa, &in_dev->ifa_list, node) {
		if (ifa->ifa_flags & IFA_F_SECONDARY)
			break;
		if (min((int)ifa->ifa_scope, localnet) > scope)
			continue;
		if (!dst || inet_ifa_match(dst, ifa))
			return ifa->ifa_local;
		if (!addr)
			addr = ifa->ifa_local;
	}
	return addr;
}

__be32 inet_select_addr(const struct net_device *dev, __be32 dst, int scope)
{
	struct in_device *in_dev = __in_dev_get(dev);
	struct net_device *other;
	struct in_ifaddr *ifa;
	__be32 addr = in_dev ? select_dev_addr(in_dev, dst, scope) : 0;
	u32 i;

	if (addr)
		return addr;
	for_each_netdev (dev->net, i, other) {
		in_dev = __in_dev_get(other);
		if (!in_dev)
			continue;
		list_for_each_entry (ifa, &in_dev->ifa_list, node) {
			if (ifa->ifa_flags & IFA_F_SECONDARY)
				break;
			if (ifa->ifa_scope != RT_SCOPE_LINK && ifa->ifa_scope <= scope)
				return ifa->ifa_local;
		}
	}
	return 0;
}

/* ---- the list and its indexes ------------------------------------------------------------- */

struct in_ifaddr *inet_alloc_ifa(struct in_device *in_dev)
{
	struct in_ifaddr *ifa = kzalloc(&in_dev->dev->kernel->mem, sizeof(*ifa));

	if (!ifa)
		return NULL;
	INIT_LIST_HEAD(&ifa->node);
	INIT_LIST_HEAD(&ifa->in_subnet);
	ifa->ifa_dev = in_dev;
	ifa->ifa_valid_lft = ifa->ifa_preferred_lft = INFINITY_LIFE_TIME;
	return ifa;
}

void inet_free_ifa(struct in_ifaddr *ifa)
{
	kfree(&ifa->ifa_dev->dev->kernel->mem, ifa);
}

/** The node after which a primary of @scope belongs: behind all of its scope or a greater one. */
static struct list_head *primary_place(struct in_device *in_dev, u8 scope)
{
	struct in_ifaddr *p = in_dev->last_primary;

	while (p && p->ifa_scope < scope)
		p = p->node.prev == &in_dev->ifa_list ? NULL : list_prev_entry(p, node);
	return p ? &p->node : &in_dev->ifa_list;
}

static void list_insert_ifa(struct in_device *in_dev, struct in_ifaddr *ifa)
{
	if (ifa->ifa_flags & IFA_F_SECONDARY) {
		list_add_tail(&ifa->node, &in_dev->ifa_list);
		return;
	}
	list_add(&ifa->node, primary_place(in_dev, ifa->ifa_scope));
	if (!in_dev->last_primary || ifa->node.prev == &in_dev->last_primary->node)
		in_dev->last_primary = ifa;
}

static void list_remove_ifa(struct in_device *in_dev, struct in_ifaddr *ifa)
{
	if (ifa == in_dev->last_primary)
		in_dev->last_primary =
			ifa->node.prev == &in_dev->ifa_list ? NULL : list_prev_entry(ifa, node);
	list_del(&ifa->node);
}

static struct ifa_subnet *subnet_create(struct in_device *in_dev, const struct in_ifaddr *ifa)
{
	struct kmem *m = &in_dev->dev->kernel->mem;
	struct ifa_subnet *s = kzalloc(m, sizeof(*s));

	if (!s)
		return NULL;
	INIT_LIST_HEAD(&s->members);
	s->mask = ifa->ifa_mask;
	s->network = ifa->ifa_address & ifa->ifa_mask;
	if (htable_insert(&in_dev->subnets, &s->node, hash_subnet(s->network, s->mask))) {
		kfree(m, s);
		return NULL;
	}
	return s;
}

static void subnet_leave(struct in_device *in_dev, struct in_ifaddr *ifa)
{
	struct ifa_subnet *s = ifa->subnet;

	list_del(&ifa->in_subnet);
	ifa->subnet = NULL;
	if (!list_empty(&s->members))
		return;
	htable_remove(&in_dev->subnets, &s->node);
	kfree(&in_dev->dev->kernel->mem, s);
}

/** Put @ifa into every index. On failure it is in none. */
static int link_ifa(struct in_device *in_dev, struct in_ifaddr *ifa)
{
	struct netns_ipv4 *n = in_dev->dev->net->ipv4;
	struct ifa_subnet *s = find_subnet(in_dev, ifa->ifa_address & ifa->ifa_mask, ifa->ifa_mask);

	if (!s)
		s = subnet_create(in_dev, ifa);
	if (!s)
		return -ENOMEM;
	list_add_tail(&ifa->in_subnet, &s->members);
	ifa->subnet = s;
	if (htable_insert(&n->ifa_by_local, &ifa->by_local, hash_u32(ifa->ifa_local)))
		goto leave_subnet;
	if (htable_insert(&n->ifa_by_dev, &ifa->by_dev, hash_dev_addr(in_dev, ifa->ifa_local)))
		goto unhash_local;
	list_insert_ifa(in_dev, ifa);
	n->dev_addr_genid++;
	return 0;

unhash_local:
	htable_remove(&n->ifa_by_local, &ifa->by_local);
leave_subnet:
	subnet_leave(in_dev, ifa);
	return -ENOMEM;
}

static void unlink_ifa(struct in_device *in_dev, struct in_ifaddr *ifa)
{
	struct netns_ipv4 *n = in_dev->dev->net->ipv4;

	htable_remove(&n->ifa_by_local, &ifa->by_local);
	htable_remove(&n->ifa_by_dev, &ifa->by_dev);
	list_remove_ifa(in_dev, ifa);
	subnet_leave(in_dev, ifa);
	n->dev_addr_genid++;
}

/* ---- adding ------------------------------------------------------------------------------- */

/** May @ifa join the addresses of its subnet? Marks it secondary when it is not the first. */
static int check_subnet(struct in_device *in_dev, struct in_ifaddr *ifa,
			struct netlink_ext_ack *extack)
{
	struct in_ifaddr *first = inet_ifa_byprefix(in_dev, ifa->ifa_address, ifa->ifa_mask);
	struct in_ifaddr *same = NULL;

	if (!first)
		return 0;
	if (first->ifa_local != ifa->ifa_local && first->ifa_scope != ifa->ifa_scope) {
		NL_SET_ERR_MSG(extack, "ipv4: Invalid scope value");
		return -EINVAL;
	}
	while ((same = inet_find_dev_addr(in_dev, ifa->ifa_local, same))) {
		if (same->subnet != first->subnet)
			continue;
		NL_SET_ERR_MSG(extack, "ipv4: Address already assigned");
		return -EEXIST;
	}
	ifa->ifa_flags |= IFA_F_SECONDARY;
	return 0;
}

int inet_insert_ifa(struct in_ifaddr *ifa, const struct nlmsghdr *nlh, u32 portid,
		    struct netlink_ext_ack *extack)
{
	struct in_device *in_dev = ifa->ifa_dev;
	struct fib_added_list routes;
	int err = 0;

	if (!ifa->ifa_local)
		goto free_ifa;
	ifa->ifa_flags &= ~(IFA_F_SECONDARY | IPV6ONLY_FLAGS);
	err = check_subnet(in_dev, ifa, extack);
	if (!err)
		err = link_ifa(in_dev, ifa);
	if (err)
		goto free_ifa;
	err = fib_add_ifaddr_quietly(ifa, &routes);
	if (err)
		goto unlink;
	inet_arm_lifetime(ifa);
	rtmsg_ifa(RTM_NEWADDR, ifa, nlh, portid);
	fib_added_announce(&routes);
	fib_inetaddr_up(ifa);
	return 0;

unlink:
	unlink_ifa(in_dev, ifa);
free_ifa:
	inet_free_ifa(ifa);
	return err;
}

/* ---- removing ----------------------------------------------------------------------------- */

static void announce_gone(struct in_device *in_dev, struct in_ifaddr *ifa,
			  const struct nlmsghdr *nlh, u32 portid)
{
	rtmsg_ifa(RTM_DELADDR, ifa, nlh, portid);
	fib_inetaddr_down(ifa);
}

/** The subnet's other addresses go with their primary. */
static void drop_secondaries(struct in_device *in_dev, struct in_ifaddr *prim,
			     const struct nlmsghdr *nlh, u32 portid)
{
	while (prim->in_subnet.next != &prim->subnet->members) {
		struct in_ifaddr *sec = list_next_entry(prim, in_subnet);

		unlink_ifa(in_dev, sec);
		announce_gone(in_dev, sec, nlh, portid);
		inet_free_ifa(sec);
	}
}

/** The routes of all the subnet's secondaries name the primary that leaves: take them away. */
static void withdraw_routes(struct in_ifaddr *prim)
{
	struct in_ifaddr *ifa = prim;

	while (ifa->in_subnet.next != &prim->subnet->members) {
		ifa = list_next_entry(ifa, in_subnet);
		fib_del_ifaddr(ifa, prim);
	}
}

static void promote(struct in_device *in_dev, struct in_ifaddr *ifa, const struct nlmsghdr *nlh,
		    u32 portid)
{
	struct in_ifaddr *next = ifa;

	list_remove_ifa(in_dev, ifa);
	ifa->ifa_flags &= ~IFA_F_SECONDARY;
	list_insert_ifa(in_dev, ifa);
	in_dev->dev->net->ipv4->dev_addr_genid++;
	rtmsg_ifa(RTM_NEWADDR, ifa, nlh, portid);
	fib_add_ifaddr(ifa);
	fib_inetaddr_up(ifa);
	while (next->in_subnet.next != &ifa->subnet->members) {
		next = list_next_entry(next, in_subnet);
		fib_add_ifaddr(next);
	}
}

void inet_del_ifa(struct in_ifaddr *ifa, bool destroy, const struct nlmsghdr *nlh, u32 portid)
{
	struct in_device *in_dev = ifa->ifa_dev;
	struct in_ifaddr *heir = NULL;

	if (!in_dev->dead && !(ifa->ifa_flags & IFA_F_SECONDARY)) {
		if (!IN_DEV_ORCONF(in_dev, PROMOTE_SECONDARIES)) {
			drop_secondaries(in_dev, ifa, nlh, portid);
		} else if (ifa->in_subnet.next != &ifa->subnet->members) {
			heir = list_next_entry(ifa, in_subnet);
			withdraw_routes(ifa);
		}
	}
	unlink_ifa(in_dev, ifa);
	announce_gone(in_dev, ifa, nlh, portid);
	if (heir)
		promote(in_dev, heir, nlh, portid);
	if (destroy)
		inet_free_ifa(ifa);
}

/* ---- lifetimes ---------------------------------------------------------------------------- */

void inet_set_lifetime(struct in_ifaddr *ifa, u32 valid, u32 preferred)
{
	ifa->ifa_flags &= ~(IFA_F_PERMANENT | IFA_F_DEPRECATED);
	ifa->ifa_valid_lft = valid;
	ifa->ifa_preferred_lft = preferred;
	if (valid == INFINITY_LIFE_TIME)
		ifa->ifa_flags |= IFA_F_PERMANENT;
	if (!preferred)
		ifa->ifa_flags |= IFA_F_DEPRECATED;
	ifa->ifa_tstamp = ktime_get(ifa->ifa_dev->dev->kernel);
	if (!ifa->ifa_cstamp)
		ifa->ifa_cstamp = ifa->ifa_tstamp;
}

/** When the state of @ifa changes next (ns); ~0: never. */
static u64 next_change(const struct in_ifaddr *ifa)
{
	u64 when = WAIT_FOREVER;

	if (ifa->ifa_flags & IFA_F_PERMANENT && ifa->ifa_preferred_lft == INFINITY_LIFE_TIME)
		return when;
	if (ifa->ifa_valid_lft != INFINITY_LIFE_TIME)
		when = ifa->ifa_tstamp + ifa->ifa_valid_lft * NSEC_PER_SEC;
	if (ifa->ifa_preferred_lft != INFINITY_LIFE_TIME && !(ifa->ifa_flags & IFA_F_DEPRECATED))
		when = min(when, ifa->ifa_tstamp + ifa->ifa_preferred_lft * NSEC_PER_SEC);
	return when;
}

void inet_arm_lifetime(struct in_ifaddr *ifa)
{
	struct netns_ipv4 *n = ifa->ifa_dev->dev->net->ipv4;
	u64 when = next_change(ifa);

	if (when == WAIT_FOREVER || (timer_pending(&n->lifetimes) && n->lifetimes.when <= when))
		return;
	/* Without memory for the timer the change waits for the next address that has a lifetime. */
	if (timer_mod(ifa->ifa_dev->dev->kernel, &n->lifetimes, when))
		return;
}

/** One address is due: it goes, or is deprecated. True when it went. */
static bool age_ifa(struct in_ifaddr *ifa, u64 now)
{
	if (ifa->ifa_valid_lft != INFINITY_LIFE_TIME &&
	    now >= ifa->ifa_tstamp + ifa->ifa_valid_lft * NSEC_PER_SEC) {
		inet_del_ifa(ifa, true, NULL, 0);
		return true;
	}
	ifa->ifa_flags |= IFA_F_DEPRECATED;
	rtmsg_ifa(RTM_NEWADDR, ifa, NULL, 0);
	return false;
}

static struct in_ifaddr *find_due(struct net *net, u64 now, u64 *ret_next)
{
	struct hnode *h;
	u32 i;

	*ret_next = WAIT_FOREVER;
	htable_for_each (&net->ipv4->ifa_by_local, i, h) {
		struct in_ifaddr *ifa = container_of(h, struct in_ifaddr, by_local);
		u64 when = next_change(ifa);

		if (when <= now)
			return ifa;
		*ret_next = min(*ret_next, when);
	}
	return NULL;
}

/** Age the due addresses of one device in list order; what it removes may take others along. */
static void age_device(struct in_device *in_dev, u64 now)
{
	struct in_ifaddr *ifa;

again:
	list_for_each_entry (ifa, &in_dev->ifa_list, node)
		if (next_change(ifa) <= now && age_ifa(ifa, now))
			goto again;
}

void inet_lifetimes_expire(struct kernel *k, struct timer *t)
{
	struct netns_ipv4 *n = container_of(t, struct netns_ipv4, lifetimes);
	u64 now = ktime_get(k), next;
	struct in_ifaddr *ifa;

	while ((ifa = find_due(n->net, now, &next)))
		age_device(ifa->ifa_dev, now);
	if (next != WAIT_FOREVER && timer_mod(k, t, next))
		return;
}

/* ---- devices ------------------------------------------------------------------------------ */

static int inetdev_create(struct net_device *dev)
{
	struct in_device *in_dev = dev_part_alloc(dev, sizeof(*in_dev));

	if (!in_dev)
		return -ENOMEM;
	in_dev->dev = dev;
	INIT_LIST_HEAD(&in_dev->ifa_list);
	INIT_LIST_HEAD(&in_dev->mc_list);
	htable_init(&in_dev->subnets, &dev->kernel->mem);
	in_dev->cnf = dev->net->ipv4->devconf_dflt;
	in_dev->cnf.state = 0;
	dev->ip_ptr = in_dev;
	inet_netconf_notify_devconf(dev->net, RTM_NEWNETCONF, NETCONFA_ALL, dev->ifindex,
				    &in_dev->cnf);
	if (netif_running(dev))
		ip_mc_up(in_dev);
	return 0;
}

static void inetdev_destroy(struct in_device *in_dev)
{
	struct net_device *dev = in_dev->dev;

	in_dev->dead = true;
	ip_mc_destroy_dev(in_dev);
	while (!list_empty(&in_dev->ifa_list))
		inet_del_ifa(list_first_entry(&in_dev->ifa_list, struct in_ifaddr, node), true,
			     NULL, 0);
	neigh_ifdown(neigh_tbl(dev->kernel, NEIGH_ARP_TABLE), dev);
	dev->ip_ptr = NULL;
	inet_netconf_notify_devconf(dev->net, RTM_DELNETCONF, 0, dev->ifindex, NULL);
	htable_destroy(&in_dev->subnets);
	dev_part_free(dev, in_dev, sizeof(*in_dev));
}

/** lo has 127.0.0.1/8 whenever it is up. */
static void add_loopback_addr(struct in_device *in_dev)
{
	struct in_ifaddr *ifa = inet_alloc_ifa(in_dev);

	if (!ifa)
		return;
	ifa->ifa_local = ifa->ifa_address = htobe32(INADDR_LOOPBACK);
	ifa->ifa_prefixlen = 8;
	ifa->ifa_mask = inet_make_mask(8);
	ifa->ifa_scope = RT_SCOPE_HOST;
	memcpy(ifa->ifa_label, in_dev->dev->name, IFNAMSIZ);
	inet_set_lifetime(ifa, INFINITY_LIFE_TIME, INFINITY_LIFE_TIME);
	in_dev->cnf.state = ~0ull;
	/* It is there already when lo goes up a second time. */
	if (inet_insert_ifa(ifa, NULL, 0, NULL))
		return;
}

/**
 * A renamed device renames its labels: the first becomes the plain name, the others keep what
 * stood behind the colon, or get their number there.
 */
static void rename_label(struct in_ifaddr *ifa, const char *name, int nth)
{
	char old[IFNAMSIZ + 12], *dot;
	size_t room;

	memcpy(old, ifa->ifa_label, IFNAMSIZ);
	memcpy(ifa->ifa_label, name, IFNAMSIZ);
	if (nth == 1)
		return;
	dot = strchr(old, ':');
	if (!dot) {
		snprintf(old, sizeof(old), ":%d", nth);
		dot = old;
	}
	room = IFNAMSIZ - 1 - strlen(dot);
	strcpy(ifa->ifa_label + min(strlen(name), room), dot);
}

static void rename_labels(struct in_device *in_dev)
{
	struct in_ifaddr *ifa;
	int named = 0;

	list_for_each_entry (ifa, &in_dev->ifa_list, node) {
		rename_label(ifa, in_dev->dev->name, ++named);
		rtmsg_ifa(RTM_NEWADDR, ifa, NULL, 0);
	}
}

#define IPV4_MIN_MTU 68

static void inetdev_changename(struct in_device *in_dev)
{
	struct net_device *dev = in_dev->dev;

	rename_labels(in_dev);
	inet_netconf_notify_devconf(dev->net, RTM_DELNETCONF, 0, dev->ifindex, NULL);
	inet_netconf_notify_devconf(dev->net, RTM_NEWNETCONF, NETCONFA_ALL, dev->ifindex,
				    &in_dev->cnf);
}

static int event_without_ip(unsigned long event, struct net_device *dev)
{
	int err;

	if (event != NETDEV_REGISTER && !(event == NETDEV_CHANGEMTU && dev->mtu >= IPV4_MIN_MTU))
		return 0;
	err = inetdev_create(dev);
	if (err)
		return err;
	if (event == NETDEV_REGISTER && dev->flags & IFF_LOOPBACK) {
		IPV4_DEVCONF(__in_dev_get(dev)->cnf, NOXFRM) = 1;
		IPV4_DEVCONF(__in_dev_get(dev)->cnf, NOPOLICY) = 1;
	}
	return 0;
}

int inetdev_event(struct kernel *k, unsigned long event, struct netdev_notifier_info *info)
{
	struct net_device *dev = info->dev;
	struct in_device *in_dev = __in_dev_get(dev);

	if (!in_dev)
		return event_without_ip(event, dev);
	switch (event) {
	case NETDEV_UP:
		if (dev->mtu < IPV4_MIN_MTU)
			break;
		if (dev->flags & IFF_LOOPBACK)
			add_loopback_addr(in_dev);
		ip_mc_up(in_dev);
		break;
	case NETDEV_DOWN:
		ip_mc_down(in_dev);
		break;
	case NETDEV_CHANGEMTU:
		if (dev->mtu < IPV4_MIN_MTU)
			inetdev_destroy(in_dev);
		break;
	case NETDEV_UNREGISTER:
		inetdev_destroy(in_dev);
		break;
	case NETDEV_CHANGENAME:
		inetdev_changename(in_dev);
		break;
	}
	return 0;
}
