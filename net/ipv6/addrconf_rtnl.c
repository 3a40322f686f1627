/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * RTM_NEWADDR, RTM_DELADDR, RTM_GETADDR of IPv6, and the ioctls that do the same.
 */
#include "kernel/uaccess.h"
#include "net/ipv6/addrconf.h"
#include "net/ipv6/route.h"

#include <linux/capability.h>

static const struct nla_policy ifa_ipv6_policy[IFA_MAX + 1] = {
	[IFA_ADDRESS] = { .len = sizeof(struct in6_addr) },
	[IFA_LOCAL] = { .len = sizeof(struct in6_addr) },
	[IFA_CACHEINFO] = { .len = sizeof(struct ifa_cacheinfo) },
	[IFA_FLAGS] = { .len = sizeof(u32) },
	[IFA_RT_PRIORITY] = { .len = sizeof(u32) },
	[IFA_TARGET_NETNSID] = { .type = NLA_S32 },
	[IFA_PROTO] = { .type = NLA_U8 },
};

static int refuse(struct netlink_ext_ack *extack, const char *msg, int err)
{
	NL_SET_ERR_MSG(extack, msg);
	return err;
}

/* ---- messages ---- */

u32 ipv6_cstamp(struct kernel *k, u64 ns)
{
	return (ns - k->boot_ns) / (NSEC_PER_SEC / USER_HZ);
}

int put_cacheinfo(struct sk_buff *skb, struct kernel *k, u64 cstamp, u64 tstamp, u32 preferred,
		  u32 valid)
{
	struct ifa_cacheinfo ci = {
		.ifa_prefered = preferred,
		.ifa_valid = valid,
		.cstamp = ipv6_cstamp(k, cstamp),
		.tstamp = ipv6_cstamp(k, tstamp),
	};

	return nla_put(skb, IFA_CACHEINFO, sizeof(ci), &ci);
}

static u32 seconds_left(u32 lft, u64 gone)
{
	return lft > gone ? lft - gone : 0;
}

static int put_lifetimes(struct sk_buff *skb, const struct inet6_ifaddr *ifp)
{
	struct kernel *k = ifp->idev->dev->kernel;
	u32 preferred = INFINITY_LIFE_TIME, valid = INFINITY_LIFE_TIME;
	u64 gone = (ktime_get(k) - ifp->tstamp) / NSEC_PER_SEC;

	if (!(ifp->flags & IFA_F_PERMANENT && ifp->prefered_lft == INFINITY_LIFE_TIME)) {
		preferred = ifp->prefered_lft;
		valid = ifp->valid_lft;
		if (preferred != INFINITY_LIFE_TIME) {
			preferred = seconds_left(preferred, gone);
			if (valid != INFINITY_LIFE_TIME)
				valid = seconds_left(valid, gone);
		}
	}
	return put_cacheinfo(skb, k, ifp->cstamp, ifp->tstamp, preferred, valid);
}

static int put_addr(struct sk_buff *skb, const struct inet6_ifaddr *ifp)
{
	if (ipv6_addr_any(&ifp->peer_addr))
		return nla_put_in6_addr(skb, IFA_ADDRESS, &ifp->addr);
	return nla_put_in6_addr(skb, IFA_LOCAL, &ifp->addr) ||
	       nla_put_in6_addr(skb, IFA_ADDRESS, &ifp->peer_addr);
}

struct fill {
	u32 portid, seq;
	int event, flags, netnsid;
};

static int fill_ifaddr(struct sk_buff *skb, const struct inet6_ifaddr *ifp, const struct fill *f)
{
	struct nlmsghdr *nlh =
		nlmsg_put(skb, f->portid, f->seq, f->event, sizeof(struct ifaddrmsg), f->flags);
	struct ifaddrmsg *ifm;

	if (!nlh)
		return -EMSGSIZE;
	ifm = nlmsg_data(nlh);
	*ifm = (struct ifaddrmsg) { .ifa_family = AF_INET6,
				    .ifa_prefixlen = ifp->prefix_len,
				    .ifa_flags = ifp->flags,
				    .ifa_scope = ipv6_rt_scope(ifp->scope),
				    .ifa_index = ifp->idev->dev->ifindex };
	if ((f->netnsid >= 0 && nla_put_s32(skb, IFA_TARGET_NETNSID, f->netnsid)) ||
	    put_addr(skb, ifp) ||
	    (ifp->rt_priority && nla_put_u32(skb, IFA_RT_PRIORITY, ifp->rt_priority)) ||
	    put_lifetimes(skb, ifp) || nla_put_u32(skb, IFA_FLAGS, ifp->flags) ||
	    (ifp->ifa_proto && nla_put_u8(skb, IFA_PROTO, ifp->ifa_proto))) {
		nlmsg_cancel(skb, nlh);
		return -EMSGSIZE;
	}
	nlmsg_end(skb, nlh);
	return 0;
}

static u32 ifaddr_msgsize(void)
{
	return NLMSG_ALIGN(sizeof(struct ifaddrmsg)) + 2 * nla_total_size(16) +
	       nla_total_size(sizeof(struct ifa_cacheinfo)) + nla_total_size(4) +
	       nla_total_size(1) + nla_total_size(4);
}

void inet6_ifa_notify(int event, struct inet6_ifaddr *ifp)
{
	struct net *net = idev_net(ifp->idev);
	struct fill f = { .event = event, .netnsid = -1 };
	struct sk_buff *skb;

	if (!rtnl_has_listeners(net, RTNLGRP_IPV6_IFADDR))
		return;
	skb = nlmsg_new(net->kernel, ifaddr_msgsize());
	if (!skb || fill_ifaddr(skb, ifp, &f)) {
		if (skb)
			nlmsg_free(skb);
		rtnl_set_sk_err(net, RTNLGRP_IPV6_IFADDR, -ENOBUFS);
		return;
	}
	rtnl_notify(skb, net, 0, RTNLGRP_IPV6_IFADDR, NULL);
}

/* ---- decoding ---- */

/* IFA_LOCAL is the address and IFA_ADDRESS its peer, unless they are the same. */
static const struct in6_addr *extract_addr(const struct nlattr *addr, const struct nlattr *local,
					   struct in6_addr buf[2], const struct in6_addr **ret_peer)
{
	*ret_peer = NULL;
	if (addr)
		buf[0] = nla_get_in6_addr(addr);
	if (!local)
		return addr ? &buf[0] : NULL;
	buf[1] = nla_get_in6_addr(local);
	if (addr && !ipv6_addr_equal(&buf[0], &buf[1]))
		*ret_peer = &buf[0];
	return &buf[1];
}

/* Seconds to an end: expiry in ns and RTF_EXPIRES, or the address is permanent. */
static u64 lifetimes_to_flags(struct ifa6_config *cfg, u32 *ret_rtf)
{
	u64 expires = 0;

	*ret_rtf = 0;
	if (cfg->valid_lft != INFINITY_LIFE_TIME) {
		expires = cfg->valid_lft * NSEC_PER_SEC;
		*ret_rtf = RTF_EXPIRES;
	} else {
		cfg->ifa_flags |= IFA_F_PERMANENT;
	}
	if (!cfg->preferred_lft)
		cfg->ifa_flags |= IFA_F_DEPRECATED;
	return expires;
}

/* ---- add ---- */

static int check_add(const struct ifa6_config *cfg, struct netlink_ext_ack *extack)
{
	if (cfg->plen > 128)
		return refuse(extack, "ipv6: Invalid prefix length", -EINVAL);
	if (cfg->ifa_flags & IFA_F_MANAGETEMPADDR && cfg->plen != 64)
		return refuse(
			extack,
			"ipv6: address with \"mngtmpaddr\" flag must have a prefix length of 64",
			-EINVAL);
	return 0;
}

static int autojoin(struct inet6_dev *idev, const struct ifa6_config *cfg,
		    struct netlink_ext_ack *extack)
{
	if (!(cfg->ifa_flags & IFA_F_MCAUTOJOIN))
		return 0;
	if (!ipv6_addr_is_multicast(cfg->pfx) || __ipv6_dev_mc_inc(idev, cfg->pfx))
		return refuse(extack, "ipv6: Multicast auto join failed", -EINVAL);
	return 0;
}

/* Reserve the timer that ends lifetimes, so that only the request can fail. */
static int reserve_verify(struct net *net, const struct ifa6_config *cfg)
{
	struct netns_ipv6 *n = net->ipv6;

	if (cfg->valid_lft == INFINITY_LIFE_TIME && cfg->preferred_lft == INFINITY_LIFE_TIME)
		return 0;
	if (timer_pending(&n->verify))
		return 0;
	return timer_mod(net->kernel, &n->verify, ktime_get(net->kernel) + NSEC_PER_SEC);
}

int inet6_addr_add(struct net *net, int ifindex, struct ifa6_config *cfg,
		   struct netlink_ext_ack *extack)
{
	struct net_device *dev = dev_get_by_index(net, ifindex);
	struct inet6_ifaddr *ifp;
	struct inet6_dev *idev;
	u64 expires;
	u32 rtf;
	int err = check_add(cfg, extack);

	if (err)
		return err;
	if (!dev)
		return -ENODEV;
	idev = addrconf_add_dev(dev, &err);
	if (!idev)
		return refuse(extack, "ipv6: IPv6 is disabled on this device", err);
	err = autojoin(idev, cfg, extack);
	if (err)
		return err;
	cfg->scope = ipv6_addr_type(cfg->pfx) & IPV6_ADDR_SCOPE_MASK;
	expires = lifetimes_to_flags(cfg, &rtf);
	err = reserve_verify(net, cfg);
	if (!err)
		err = ipv6_add_addr(idev, cfg, extack, &ifp);
	if (err) {
		if (cfg->ifa_flags & IFA_F_MCAUTOJOIN)
			__ipv6_dev_mc_dec(idev, cfg->pfx);
		return err;
	}
	if (!(cfg->ifa_flags & IFA_F_NOPREFIXROUTE))
		addrconf_prefix_route(&ifp->addr, cfg->plen, ifp->rt_priority, dev, expires, rtf);
	if (!(ifp->flags & (IFA_F_OPTIMISTIC | IFA_F_NODAD)))
		ipv6_ifa_notify(0, ifp);
	addrconf_dad_start(ifp);
	addrconf_verify(net);
	return 0;
}

/* ---- change ---- */

static int modify_prefix_route(struct net *net, struct inet6_ifaddr *ifp, u64 expires, u32 rtf,
			       bool peer)
{
	const struct in6_addr *pfx = peer ? &ifp->peer_addr : &ifp->addr;
	struct net_device *dev = ifp->idev->dev;
	struct fib6_info *rt =
		addrconf_get_prefix_route(pfx, ifp->prefix_len, dev, 0, RTF_DEFAULT, true);

	if (!rt)
		return -ENOENT;
	if (rt->metric != (ifp->rt_priority ? ifp->rt_priority : IP6_RT_PRIO_ADDRCONF)) {
		ip6_del_rt(net, rt, false);
		addrconf_prefix_route(pfx, ifp->prefix_len, ifp->rt_priority, dev, expires, rtf);
		return 0;
	}
	if (!fib6_set_expires(net->ipv6, rt, rtf ? ktime_get(net->kernel) + expires : 0) && rtf)
		(void)!fib6_start_gc(net->ipv6);
	return 0;
}

static void modify_routes(struct net *net, struct inet6_ifaddr *ifp, const struct ifa6_config *cfg,
			  bool had_prefixroute, u64 expires, u32 rtf)
{
	bool peer = !ipv6_addr_any(&ifp->peer_addr);
	int err = -ENOENT;
	u64 when;

	if (cfg->ifa_flags & IFA_F_NOPREFIXROUTE) {
		enum cleanup_prefix_rt_t action = CLEANUP_PREFIX_RT_NOP;

		if (had_prefixroute)
			action = check_cleanup_prefix_route(ifp, &when);
		if (action != CLEANUP_PREFIX_RT_NOP)
			cleanup_prefix_route(ifp, when, action == CLEANUP_PREFIX_RT_DEL, false);
		return;
	}
	if (had_prefixroute)
		err = modify_prefix_route(net, ifp, expires, rtf, false);
	if (err == -ENOENT)
		addrconf_prefix_route(&ifp->addr, ifp->prefix_len, ifp->rt_priority, ifp->idev->dev,
				      expires, rtf);
	if (had_prefixroute && peer)
		err = modify_prefix_route(net, ifp, expires, rtf, true);
	if (err == -ENOENT && peer)
		addrconf_prefix_route(&ifp->peer_addr, ifp->prefix_len, ifp->rt_priority,
				      ifp->idev->dev, expires, rtf);
}

static void set_peer(struct inet6_ifaddr *ifp, const struct in6_addr *peer)
{
	if (!peer || ipv6_addr_equal(&ifp->peer_addr, peer))
		return;
	if (!ipv6_addr_any(&ifp->peer_addr))
		cleanup_prefix_route(ifp, 0, true, true);
	ifp->peer_addr = *peer;
}

static int addr_modify(struct net *net, struct inet6_ifaddr *ifp, struct ifa6_config *cfg)
{
	const u32 mutable = IFA_F_DEPRECATED | IFA_F_PERMANENT | IFA_F_NODAD | IFA_F_HOMEADDRESS |
			    IFA_F_MANAGETEMPADDR | IFA_F_NOPREFIXROUTE;
	bool had_prefixroute;
	u64 expires;
	u32 rtf;
	int err;

	if (cfg->ifa_flags & IFA_F_MANAGETEMPADDR &&
	    (ifp->flags & IFA_F_TEMPORARY || ifp->prefix_len != 64))
		return -EINVAL;
	err = reserve_verify(net, cfg);
	if (err)
		return err;
	if (!(ifp->flags & IFA_F_TENTATIVE) || ifp->flags & IFA_F_DADFAILED)
		cfg->ifa_flags &= ~IFA_F_OPTIMISTIC;
	expires = lifetimes_to_flags(cfg, &rtf);
	set_peer(ifp, cfg->peer_pfx);
	had_prefixroute = ifp->flags & IFA_F_PERMANENT && !(ifp->flags & IFA_F_NOPREFIXROUTE);
	ifp->flags = (ifp->flags & ~mutable) | cfg->ifa_flags;
	ifp->tstamp = ktime_get(net->kernel);
	ifp->valid_lft = cfg->valid_lft;
	ifp->prefered_lft = cfg->preferred_lft;
	ifp->ifa_proto = cfg->ifa_proto;
	if (cfg->rt_priority)
		ifp->rt_priority = cfg->rt_priority;
	ipv6_addr_timed_update(ifp);
	if (!(ifp->flags & IFA_F_TENTATIVE))
		ipv6_ifa_notify(0, ifp);
	modify_routes(net, ifp, cfg, had_prefixroute, expires, rtf);
	addrconf_verify(net);
	return 0;
}

static void decode_config(struct nlattr **tb, const struct ifaddrmsg *ifm, struct ifa6_config *cfg)
{
	struct ifa_cacheinfo ci;

	cfg->plen = ifm->ifa_prefixlen;
	cfg->rt_priority = tb[IFA_RT_PRIORITY] ? nla_get_u32(tb[IFA_RT_PRIORITY]) : 0;
	cfg->ifa_proto = tb[IFA_PROTO] ? nla_get_u8(tb[IFA_PROTO]) : 0;
	cfg->valid_lft = cfg->preferred_lft = INFINITY_LIFE_TIME;
	if (tb[IFA_CACHEINFO]) {
		nla_memcpy(&ci, tb[IFA_CACHEINFO], sizeof(ci));
		cfg->valid_lft = ci.ifa_valid;
		cfg->preferred_lft = ci.ifa_prefered;
	}
	cfg->ifa_flags = tb[IFA_FLAGS] ? nla_get_u32(tb[IFA_FLAGS]) : ifm->ifa_flags;
	cfg->ifa_flags &= IFA_F_NODAD | IFA_F_HOMEADDRESS | IFA_F_MANAGETEMPADDR |
			  IFA_F_NOPREFIXROUTE | IFA_F_MCAUTOJOIN | IFA_F_OPTIMISTIC;
}

int inet6_rtm_newaddr(struct sk_buff *skb, struct nlmsghdr *nlh, struct netlink_ext_ack *extack)
{
	struct net *net = sock_net(skb->sk);
	const struct ifaddrmsg *ifm = nlmsg_data(nlh);
	struct nlattr *tb[IFA_MAX + 1];
	struct ifa6_config cfg = { .plen = 0 };
	struct inet6_ifaddr *ifp;
	struct in6_addr buf[2];
	struct net_device *dev;
	struct inet6_dev *idev;
	int err = nlmsg_parse_deprecated(nlh, sizeof(*ifm), tb, IFA_MAX, ifa_ipv6_policy, extack);

	if (err < 0)
		return err;
	cfg.pfx = extract_addr(tb[IFA_ADDRESS], tb[IFA_LOCAL], buf, &cfg.peer_pfx);
	if (!cfg.pfx)
		return -EINVAL;
	decode_config(tb, ifm, &cfg);
	if (!cfg.valid_lft || cfg.preferred_lft > cfg.valid_lft)
		return refuse(extack, "ipv6: address lifetime invalid", -EINVAL);
	dev = dev_get_by_index(net, ifm->ifa_index);
	if (!dev)
		return refuse(extack, "ipv6: Unable to find the interface", -ENODEV);
	idev = ipv6_find_idev(dev, &err);
	if (!idev)
		return err;
	if (!cnf6(net->ipv6->all, OPTIMISTIC_DAD) && !cnf6(idev->cnf, OPTIMISTIC_DAD))
		cfg.ifa_flags &= ~IFA_F_OPTIMISTIC;
	if (cfg.ifa_flags & IFA_F_NODAD && cfg.ifa_flags & IFA_F_OPTIMISTIC)
		return refuse(extack,
			      "ipv6: IFA_F_NODAD and IFA_F_OPTIMISTIC are mutually exclusive",
			      -EINVAL);
	ifp = ipv6_get_ifaddr(net, cfg.pfx, dev, true);
	if (!ifp)
		return inet6_addr_add(net, ifm->ifa_index, &cfg, extack);
	if (nlh->nlmsg_flags & NLM_F_EXCL || !(nlh->nlmsg_flags & NLM_F_REPLACE))
		return refuse(extack, "ipv6: address already assigned", -EEXIST);
	return addr_modify(net, ifp, &cfg);
}

/* ---- delete ---- */

static struct inet6_ifaddr *find_on(struct inet6_dev *idev, const struct in6_addr *pfx, u32 plen)
{
	struct inet6_ifaddr *ifp;

	htable_for_each_possible (&idev_net(idev)->ipv6->addrs, ifp, hash, ipv6_addr_hash(pfx))
		if (ifp->idev == idev && ifp->prefix_len == plen &&
		    ipv6_addr_equal(pfx, &ifp->addr))
			return ifp;
	return NULL;
}

int inet6_addr_del(struct net *net, int ifindex, u32 ifa_flags, const struct in6_addr *pfx,
		   u32 plen, struct netlink_ext_ack *extack)
{
	struct net_device *dev = dev_get_by_index(net, ifindex);
	struct inet6_ifaddr *ifp;

	if (plen > 128)
		return refuse(extack, "ipv6: Invalid prefix length", -EINVAL);
	if (!dev)
		return refuse(extack, "ipv6: Unable to find the interface", -ENODEV);
	if (!dev->ip6_ptr)
		return refuse(extack, "ipv6: IPv6 is disabled on this device", -ENXIO);
	ifp = find_on(dev->ip6_ptr, pfx, plen);
	if (!ifp)
		return refuse(extack, "ipv6: address not found", -EADDRNOTAVAIL);
	ipv6_del_addr(ifp);
	addrconf_verify(net);
	if (ipv6_addr_is_multicast(pfx))
		__ipv6_dev_mc_dec(dev->ip6_ptr, pfx);
	return 0;
}

int inet6_rtm_deladdr(struct sk_buff *skb, struct nlmsghdr *nlh, struct netlink_ext_ack *extack)
{
	const struct ifaddrmsg *ifm = nlmsg_data(nlh);
	struct nlattr *tb[IFA_MAX + 1];
	const struct in6_addr *pfx, *peer;
	struct in6_addr buf[2];
	u32 flags;
	int err = nlmsg_parse_deprecated(nlh, sizeof(*ifm), tb, IFA_MAX, ifa_ipv6_policy, extack);

	if (err < 0)
		return err;
	pfx = extract_addr(tb[IFA_ADDRESS], tb[IFA_LOCAL], buf, &peer);
	if (!pfx)
		return -EINVAL;
	flags = tb[IFA_FLAGS] ? nla_get_u32(tb[IFA_FLAGS]) : ifm->ifa_flags;
	return inet6_addr_del(sock_net(skb->sk), ifm->ifa_index, flags & IFA_F_MANAGETEMPADDR, pfx,
			      ifm->ifa_prefixlen, extack);
}

/* ---- ioctl ---- */

int addrconf_add_ifaddr(struct net *net, struct task *t, uptr arg)
{
	struct in6_ifreq ireq;
	struct ifa6_config cfg = {
		.pfx = &ireq.ifr6_addr,
		.ifa_flags = IFA_F_PERMANENT,
		.preferred_lft = INFINITY_LIFE_TIME,
		.valid_lft = INFINITY_LIFE_TIME,
	};

	if (!capable(t, CAP_NET_ADMIN))
		return -EPERM;
	if (copy_from_user(t, &ireq, arg, sizeof(ireq)))
		return -EFAULT;
	cfg.plen = ireq.ifr6_prefixlen;
	return inet6_addr_add(net, ireq.ifr6_ifindex, &cfg, NULL);
}

int addrconf_del_ifaddr(struct net *net, struct task *t, uptr arg)
{
	struct in6_ifreq ireq;

	if (!capable(t, CAP_NET_ADMIN))
		return -EPERM;
	if (copy_from_user(t, &ireq, arg, sizeof(ireq)))
		return -EFAULT;
	return inet6_addr_del(net, ireq.ifr6_ifindex, 0, &ireq.ifr6_addr, ireq.ifr6_prefixlen,
			      NULL);
}

/* ---- get ---- */

static int parse_get(struct sk_buff *skb, const struct nlmsghdr *nlh, struct nlattr **tb,
		     struct netlink_ext_ack *extack)
{
	const struct ifaddrmsg *ifm = nlmsg_data(nlh);
	int err;

	if (nlmsg_len(nlh) < (int)sizeof(*ifm))
		return refuse(extack, "ipv6: Invalid header for get address request", -EINVAL);
	if (!netlink_strict_get_check(skb))
		return nlmsg_parse_deprecated(nlh, sizeof(*ifm), tb, IFA_MAX, ifa_ipv6_policy,
					      extack);
	if (ifm->ifa_prefixlen || ifm->ifa_flags || ifm->ifa_scope)
		return refuse(extack, "ipv6: Invalid values in header for get address request",
			      -EINVAL);
	err = nlmsg_parse_deprecated_strict(nlh, sizeof(*ifm), tb, IFA_MAX, ifa_ipv6_policy,
					    extack);
	for (int i = 0; !err && i <= IFA_MAX; i++)
		if (tb[i] && i != IFA_TARGET_NETNSID && i != IFA_ADDRESS && i != IFA_LOCAL)
			err = refuse(extack, "ipv6: Unsupported attribute in get address request",
				     -EINVAL);
	return err;
}

int inet6_rtm_getaddr(struct sk_buff *in_skb, struct nlmsghdr *nlh, struct netlink_ext_ack *extack)
{
	struct net *net = sock_net(in_skb->sk), *target;
	const struct ifaddrmsg *ifm = nlmsg_data(nlh);
	struct fill f = { .portid = NETLINK_CB(in_skb).portid,
			  .seq = nlh->nlmsg_seq,
			  .event = RTM_NEWADDR,
			  .netnsid = -1 };
	struct nlattr *tb[IFA_MAX + 1];
	const struct in6_addr *addr, *peer;
	struct inet6_ifaddr *ifp;
	struct in6_addr buf[2];
	struct sk_buff *skb;
	int err = parse_get(in_skb, nlh, tb, extack);

	if (err < 0)
		return err;
	if (tb[IFA_TARGET_NETNSID])
		f.netnsid = nla_get_s32(tb[IFA_TARGET_NETNSID]);
	target = tb[IFA_TARGET_NETNSID] ? get_net_ns_by_id(net, f.netnsid) : net_get(net);
	if (!target)
		return -EINVAL;
	addr = extract_addr(tb[IFA_ADDRESS], tb[IFA_LOCAL], buf, &peer);
	err = -EINVAL;
	if (!addr)
		goto put_net;
	ifp = ipv6_get_ifaddr(target, addr,
			      ifm->ifa_index ? dev_get_by_index(target, ifm->ifa_index) : NULL,
			      true);
	err = -EADDRNOTAVAIL;
	if (!ifp)
		goto put_net;
	skb = nlmsg_new(net->kernel, ifaddr_msgsize());
	err = -ENOBUFS;
	if (!skb)
		goto put_net;
	err = fill_ifaddr(skb, ifp, &f);
	if (err)
		nlmsg_free(skb);
	else
		err = rtnl_unicast(skb, net, f.portid);
put_net:
	net_put(target);
	return err;
}

/* ---- dump ---- */

struct dump_ctx {
	u32 ifindex; /* device to go on with */
	u32 done; /* of its addresses, how many are through */
};

/* All addresses of one device; -EMSGSIZE: no room, ctx says how far. */
static int dump_device(struct sk_buff *skb, struct netlink_callback *cb, struct inet6_dev *idev,
		       const struct fill *f, struct dump_ctx *ctx)
{
	struct inet6_ifaddr *ifp;
	u32 i = 0;

	list_for_each_entry (ifp, &idev->addr_list, node) {
		struct nlmsghdr *nlh = (void *)skb_tail_pointer(skb);

		if (i++ < ctx->done)
			continue;
		if (fill_ifaddr(skb, ifp, f))
			return -EMSGSIZE;
		nl_dump_check_consistent(cb, nlh);
		ctx->done = i;
	}
	ctx->done = 0;
	return 0;
}

int inet6_valid_dump_req(struct netlink_callback *cb, struct inet6_dump_req *q)
{
	const struct ifaddrmsg *ifm = nlmsg_data(cb->nlh);
	struct nlattr *tb[IFA_MAX + 1];
	int err;

	if (nlmsg_len(cb->nlh) < (int)sizeof(*ifm))
		return refuse(cb->extack, "ipv6: Invalid header for address dump request", -EINVAL);
	if (ifm->ifa_prefixlen || ifm->ifa_flags || ifm->ifa_scope)
		return refuse(cb->extack, "ipv6: Invalid values in header for address dump request",
			      -EINVAL);
	q->ifindex = ifm->ifa_index;
	if (q->ifindex) {
		cb->answer_flags |= NLM_F_DUMP_FILTERED;
		q->flags |= NLM_F_DUMP_FILTERED;
	}
	err = nlmsg_parse_deprecated_strict(cb->nlh, sizeof(*ifm), tb, IFA_MAX, ifa_ipv6_policy,
					    cb->extack);
	for (int i = 0; !err && i <= IFA_MAX; i++)
		if (tb[i] && i != IFA_TARGET_NETNSID)
			err = refuse(cb->extack, "ipv6: Unsupported attribute in dump request",
				     -EINVAL);
	if (err || !tb[IFA_TARGET_NETNSID])
		return err;
	q->netnsid = nla_get_s32(tb[IFA_TARGET_NETNSID]);
	q->target = get_net_ns_by_id(q->target, q->netnsid);
	if (!q->target)
		return refuse(cb->extack, "ipv6: Invalid target network namespace id", -EINVAL);
	return 0;
}

static int dump_devices(struct sk_buff *skb, struct netlink_callback *cb, struct net *net,
			const struct fill *f, struct dump_ctx *ctx)
{
	struct net_device *dev;
	u32 i;
	int err;

	idvec_for_each_from (&net->dev_by_index, i, dev, ctx->ifindex) {
		ctx->ifindex = dev->ifindex;
		err = dev->ip6_ptr ? dump_device(skb, cb, dev->ip6_ptr, f, ctx) : 0;
		if (err)
			return err;
		ctx->ifindex++;
	}
	return 0;
}

int inet6_dump_ifaddr(struct sk_buff *skb, struct netlink_callback *cb)
{
	struct dump_ctx *ctx = NL_CB_CTX(cb, struct dump_ctx);
	struct net *net = sock_net(cb->skb->sk);
	struct inet6_dump_req q = { .target = net, .netnsid = -1, .flags = NLM_F_MULTI };
	int err = cb->strict_check ? inet6_valid_dump_req(cb, &q) : 0;
	struct fill f = { .portid = NETLINK_CB(cb->skb).portid,
			  .seq = cb->nlh->nlmsg_seq,
			  .event = RTM_NEWADDR,
			  .flags = q.flags,
			  .netnsid = q.netnsid };
	struct net_device *dev;

	if (err)
		return err;
	cb->seq = q.target->ipv6->addr_genid + q.target->dev_base_seq;
	if (!cb->seq)
		cb->seq = 0x80000000;
	if (q.ifindex) {
		dev = dev_get_by_index(q.target, q.ifindex);
		err = !dev			      ? -ENODEV
		      : dev->ip6_ptr && !ctx->ifindex ? dump_device(skb, cb, dev->ip6_ptr, &f, ctx)
						      : 0;
		if (!err)
			ctx->ifindex = 1;
	} else {
		err = dump_devices(skb, cb, q.target, &f, ctx);
	}
	if (q.target != net)
		net_put(q.target);
	return err;
}
