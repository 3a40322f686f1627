/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Duplicate address detection (RFC 4862): the time an address is tentative, and who is told when.
 *
 *   PREDAD -(at once)-> DAD: wait 0..rtr_solicit_delay, then dad_transmits times retrans_time
 *                        \-> nobody answered: completed      -> local route, RTM_NEWADDR
 *                        \-> answered (ERRDAD -> POSTDAD)     -> dadfailed, or the address goes
 *
 * Addresses that need none (nodad, loopback, NOARP devices) are completed at once, though not
 * inside the request: Linux does it in a work queue, and so the answer comes before it.
 */
#include "net/core/neighbour.h"
#include "net/ipv6/addrconf.h"

#define TENTATIVE_FLAGS (IFA_F_TENTATIVE | IFA_F_OPTIMISTIC | IFA_F_DADFAILED)

static struct net *ifp_net(const struct inet6_ifaddr *ifp)
{
	return idev_net(ifp->idev);
}

/*
 * Without memory the address stays tentative until the device comes up again. Work without delay
 * is long due (0), so that it is done before anything else, however coarse the port's clock is.
 */
static void mod_dad_work(struct inet6_ifaddr *ifp, u64 jiffies)
{
	struct kernel *k = ifp_net(ifp)->kernel;

	(void)!timer_mod(k, &ifp->dad, jiffies ? ktime_get(k) + jiffies_to_ns(jiffies) : 0);
}

void addrconf_del_dad_work(struct inet6_ifaddr *ifp)
{
	timer_del(ifp_net(ifp)->kernel, &ifp->dad);
}

/* Is it the only link-local address of its device in use? */
static bool lonely_lladdr(const struct inet6_ifaddr *ifp)
{
	const struct inet6_ifaddr *it;

	list_for_each_entry_reverse (it, &ifp->idev->addr_list, node) {
		if (it->scope > IPV6_ADDR_LINKLOCAL)
			break;
		if (it != ifp && it->scope == IPV6_ADDR_LINKLOCAL &&
		    (it->flags & (IFA_F_PERMANENT | TENTATIVE_FLAGS)) == IFA_F_PERMANENT)
			return false;
	}
	return true;
}

static bool accepts_ra(const struct inet6_dev *idev)
{
	s32 ra = cnf6(idev->cnf, ACCEPT_RA);

	return cnf6(idev->cnf, FORWARDING) ? ra == 2 : ra;
}

static void dad_completed(struct inet6_ifaddr *ifp)
{
	struct inet6_dev *idev = ifp->idev;

	addrconf_del_dad_work(ifp);
	ipv6_ifa_notify(RTM_NEWADDR, ifp);
	/* With its first link-local address a host asks for routers. */
	if (ifp->scope == IPV6_ADDR_LINKLOCAL && lonely_lladdr(ifp) && accepts_ra(idev) &&
	    cnf6(idev->cnf, RTR_SOLICITS) && !(idev->dev->flags & IFF_LOOPBACK) &&
	    idev->dev->type != ARPHRD_TUNNEL)
		idev->if_flags |= IF_RS_SENT;
}

static void dad_success(struct inet6_ifaddr *ifp)
{
	ifp->flags &= ~TENTATIVE_FLAGS;
	dad_completed(ifp);
}

static void dad_kick(struct inet6_ifaddr *ifp)
{
	struct inet6_dev *idev = ifp->idev;
	s32 most = cnf6(idev->cnf, RTR_SOLICIT_DELAY);
	u32 delay = 0;

	if (!(ifp->flags & IFA_F_OPTIMISTIC))
		delay = get_random_u32(idev->dev->kernel) % (u32)(most > 0 ? most : 1);
	ifp->dad_probes = cnf6(idev->cnf, DAD_TRANSMITS);
	mod_dad_work(ifp, delay);
}

static bool needs_no_dad(const struct inet6_ifaddr *ifp)
{
	const struct inet6_dev *idev = ifp->idev;

	return idev->dev->flags & (IFF_NOARP | IFF_LOOPBACK) ||
	       (cnf6(ifp_net(ifp)->ipv6->all, ACCEPT_DAD) < 1 && cnf6(idev->cnf, ACCEPT_DAD) < 1) ||
	       !(ifp->flags & IFA_F_TENTATIVE) || ifp->flags & IFA_F_NODAD;
}

static bool use_optimistic(const struct inet6_ifaddr *ifp)
{
	const struct ipv6_devconf *all = &ifp_net(ifp)->ipv6->all, *cnf = &ifp->idev->cnf;

	return (cnf6(*all, OPTIMISTIC_DAD) || cnf6(*cnf, OPTIMISTIC_DAD)) &&
	       (cnf6(*all, USE_OPTIMISTIC) || cnf6(*cnf, USE_OPTIMISTIC));
}

static void dad_begin(struct inet6_ifaddr *ifp)
{
	addrconf_join_solict(ifp->idev->dev, &ifp->addr);
	if (needs_no_dad(ifp)) {
		dad_success(ifp);
		return;
	}
	if (!(ifp->idev->if_flags & IF_READY)) {
		addrconf_dad_stop(ifp, false);
		return;
	}
	if (ifp->flags & IFA_F_OPTIMISTIC)
		addrconf_ins_local_route(ifp);
	dad_kick(ifp);
	if (ifp->flags & IFA_F_OPTIMISTIC && use_optimistic(ifp))
		ipv6_ifa_notify(RTM_NEWADDR, ifp);
}

/* One more question goes out, or all were in vain: the address is ours. */
static void dad_probe(struct inet6_ifaddr *ifp)
{
	struct net_device *dev = ifp->idev->dev;
	const struct neigh_table *tbl = neigh_tbl(dev->kernel, NEIGH_ND_TABLE);
	const struct neigh_parms *parms = tbl ? neigh_parms_of(tbl, dev) : NULL;
	u32 retrans;

	if (!ifp->dad_probes) {
		dad_success(ifp);
		return;
	}
	ifp->dad_probes--;
	retrans = parms ? NEIGH_VAR(parms, RETRANS_TIME) : HZ;
	mod_dad_work(ifp, max(retrans, HZ / 100u));
}

static void dad_timer(struct kernel *k, struct timer *t)
{
	struct inet6_ifaddr *ifp = container_of(t, struct inet6_ifaddr, dad);

	switch (ifp->state) {
	case INET6_IFADDR_STATE_PREDAD:
		ifp->state = INET6_IFADDR_STATE_DAD;
		dad_begin(ifp);
		break;
	case INET6_IFADDR_STATE_DAD:
		if (ifp->idev->dead || !(ifp->idev->if_flags & IF_READY))
			break;
		dad_probe(ifp);
		break;
	case INET6_IFADDR_STATE_ERRDAD:
		ifp->state = INET6_IFADDR_STATE_POSTDAD;
		addrconf_dad_stop(ifp, true);
		break;
	}
}

int addrconf_dad_init(struct inet6_ifaddr *ifp)
{
	struct kernel *k = ifp_net(ifp)->kernel;

	timer_setup(&ifp->dad, dad_timer);
	return timer_mod(k, &ifp->dad, ktime_get(k));
}

void addrconf_dad_start(struct inet6_ifaddr *ifp)
{
	ifp->state = INET6_IFADDR_STATE_PREDAD;
	mod_dad_work(ifp, 0);
}

void addrconf_dad_stop(struct inet6_ifaddr *ifp, bool failed)
{
	if (failed)
		ifp->flags |= IFA_F_DADFAILED;
	if (!(ifp->flags & IFA_F_PERMANENT) && failed) {
		ipv6_del_addr(ifp);
		return;
	}
	addrconf_del_dad_work(ifp);
	ifp->flags |= IFA_F_TENTATIVE;
	if (failed) {
		ifp->flags &= ~IFA_F_OPTIMISTIC;
		ipv6_ifa_notify(0, ifp);
	}
}

void addrconf_dad_failure(struct inet6_ifaddr *ifp)
{
	if (ifp->state != INET6_IFADDR_STATE_DAD)
		return;
	ifp->state = INET6_IFADDR_STATE_ERRDAD;
	mod_dad_work(ifp, 0);
}

void addrconf_dad_run(struct inet6_dev *idev, bool restart)
{
	struct inet6_ifaddr *ifp;

	list_for_each_entry (ifp, &idev->addr_list, node) {
		if (!restart &&
		    !(ifp->flags & IFA_F_TENTATIVE && ifp->state == INET6_IFADDR_STATE_DAD))
			continue;
		if (restart)
			ifp->state = INET6_IFADDR_STATE_PREDAD;
		dad_kick(ifp);
	}
}
