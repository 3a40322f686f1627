/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Groups and anycast addresses as messages: RTM_GETMULTICAST and RTM_GETANYCAST dumps, and the
 * notifications of 6.13 and later.
 */
#include "net/ipv6/addrconf.h"

struct fill {
	u32 portid, seq;
	int event, flags;
	s32 netnsid; /* told to the reader; -1: not */
};

/* Either kind: @attr is IFA_MULTICAST or IFA_ANYCAST. */
static int fill_member(struct sk_buff *skb, const struct inet6_dev *idev,
		       const struct in6_addr *addr, int attr, u64 cstamp, u64 tstamp,
		       const struct fill *f)
{
	struct nlmsghdr *nlh =
		nlmsg_put(skb, f->portid, f->seq, f->event, sizeof(struct ifaddrmsg), f->flags);
	struct ifaddrmsg *ifm;

	if (!nlh)
		return -EMSGSIZE;
	ifm = nlmsg_data(nlh);
	*ifm = (struct ifaddrmsg) {
		.ifa_family = AF_INET6,
		.ifa_prefixlen = 128,
		.ifa_flags = IFA_F_PERMANENT,
		.ifa_scope = RT_SCOPE_UNIVERSE,
		.ifa_index = idev->dev->ifindex,
	};
	if ((f->netnsid >= 0 && nla_put_s32(skb, IFA_TARGET_NETNSID, f->netnsid)) ||
	    nla_put_in6_addr(skb, attr, addr) ||
	    put_cacheinfo(skb, idev->dev->kernel, cstamp, tstamp, INFINITY_LIFE_TIME,
			  INFINITY_LIFE_TIME)) {
		nlmsg_cancel(skb, nlh);
		return -EMSGSIZE;
	}
	nlmsg_end(skb, nlh);
	return 0;
}

static u32 member_msgsize(void)
{
	return NLMSG_ALIGN(sizeof(struct ifaddrmsg)) + nla_total_size(16) +
	       nla_total_size(sizeof(struct ifa_cacheinfo));
}

static void notify_member(const struct inet6_dev *idev, const struct in6_addr *addr, int attr,
			  u64 cstamp, u64 tstamp, int event, u32 group)
{
	struct net *net = idev_net(idev);
	struct fill f = { .event = event, .netnsid = -1 };
	struct sk_buff *skb;

	if (!rtnl_has_listeners(net, group))
		return;
	skb = nlmsg_new(net->kernel, member_msgsize());
	if (!skb || fill_member(skb, idev, addr, attr, cstamp, tstamp, &f)) {
		if (skb)
			nlmsg_free(skb);
		rtnl_set_sk_err(net, group, -ENOBUFS);
		return;
	}
	rtnl_notify(skb, net, 0, group, NULL);
}

void inet6_ifmcaddr_notify(const struct ifmcaddr6 *mc, int event)
{
	notify_member(mc->idev, &mc->addr, IFA_MULTICAST, mc->cstamp, mc->cstamp, event,
		      KRTNLGRP_IPV6_MCADDR);
}

void inet6_ifacaddr_notify(const struct ifacaddr6 *ac, int event)
{
	notify_member(ac->idev, &ac->addr, IFA_ANYCAST, ac->cstamp, ac->tstamp, event,
		      KRTNLGRP_IPV6_ACADDR);
}

/* ---- dumps ---- */

struct dump_ctx {
	u32 ifindex, done;
};

typedef int (*dump_one)(struct sk_buff *skb, const struct inet6_dev *idev, const struct fill *f,
			struct dump_ctx *ctx);

static int dump_groups(struct sk_buff *skb, const struct inet6_dev *idev, const struct fill *f,
		       struct dump_ctx *ctx)
{
	const struct ifmcaddr6 *mc;
	u32 i = 0;

	list_for_each_entry (mc, &idev->mc_list, node) {
		if (i++ < ctx->done)
			continue;
		if (fill_member(skb, idev, &mc->addr, IFA_MULTICAST, mc->cstamp, mc->cstamp, f))
			return -EMSGSIZE;
		ctx->done = i;
	}
	return 0;
}

static int dump_anycast(struct sk_buff *skb, const struct inet6_dev *idev, const struct fill *f,
			struct dump_ctx *ctx)
{
	const struct ifacaddr6 *ac;
	u32 i = 0;

	list_for_each_entry (ac, &idev->ac_list, node) {
		if (i++ < ctx->done)
			continue;
		if (fill_member(skb, idev, &ac->addr, IFA_ANYCAST, ac->cstamp, ac->tstamp, f))
			return -EMSGSIZE;
		ctx->done = i;
	}
	return 0;
}

static int dump_devices(struct sk_buff *skb, const struct inet6_dump_req *q, const struct fill *f,
			struct dump_ctx *ctx, dump_one fn)
{
	const struct net_device *dev;
	u32 i;

	if (q->ifindex && !dev_get_by_index(q->target, q->ifindex))
		return -ENODEV;
	idvec_for_each_from (&q->target->dev_by_index, i, dev, ctx->ifindex) {
		if (q->ifindex && dev->ifindex != q->ifindex)
			continue;
		ctx->ifindex = dev->ifindex;
		if (dev->ip6_ptr && fn(skb, dev->ip6_ptr, f, ctx))
			return -EMSGSIZE;
		ctx->done = 0;
		ctx->ifindex++;
	}
	return 0;
}

static int dump_members(struct sk_buff *skb, struct netlink_callback *cb, int event, dump_one fn)
{
	struct dump_ctx *ctx = NL_CB_CTX(cb, struct dump_ctx);
	struct net *net = sock_net(cb->skb->sk);
	struct inet6_dump_req q = { .target = net, .netnsid = -1, .flags = NLM_F_MULTI };
	int err = cb->strict_check ? inet6_valid_dump_req(cb, &q) : 0;
	struct fill f = { .portid = NETLINK_CB(cb->skb).portid,
			  .seq = cb->nlh->nlmsg_seq,
			  .event = event,
			  .flags = q.flags,
			  .netnsid = q.netnsid };

	if (err)
		return err;
	err = dump_devices(skb, &q, &f, ctx, fn);
	if (q.target != net)
		net_put(q.target);
	return err;
}

int inet6_dump_ifmcaddr(struct sk_buff *skb, struct netlink_callback *cb)
{
	return dump_members(skb, cb, RTM_GETMULTICAST, dump_groups);
}

int inet6_dump_ifacaddr(struct sk_buff *skb, struct netlink_callback *cb)
{
	return dump_members(skb, cb, RTM_GETANYCAST, dump_anycast);
}
