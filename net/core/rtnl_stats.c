/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * RTM_GETSTATS: counters of one link or of all, without the rest of the link.
 *
 * The request's filter_mask picks blocks; IFLA_STATS_LINK_64 is the one that every link has.
 */
#include "net/core/rtnl_internal.h"

/* All blocks with their headers. */
#define STATS_MAX_SIZE (64 + sizeof(struct rtnl_link_stats64))
#define OFFLOAD_XSTATS_VALID                                    \
	(IFLA_STATS_FILTER_BIT(IFLA_OFFLOAD_XSTATS_CPU_HIT) |   \
	 IFLA_STATS_FILTER_BIT(IFLA_OFFLOAD_XSTATS_HW_S_INFO) | \
	 IFLA_STATS_FILTER_BIT(IFLA_OFFLOAD_XSTATS_L3_STATS))

/* One answer. */
struct stats_fill {
	u32 portid, seq;
	u32 mask; /* of blocks: IFLA_STATS_FILTER_BIT() */
	u32 offload_mask; /* of parts of the offload block */
	int flags;
};

static int stats_check(const struct nlmsghdr *nlh, bool strict, bool dump,
		       struct netlink_ext_ack *extack)
{
	const struct if_stats_msg *ifsm = nlmsg_data(nlh);

	if (nlmsg_len(nlh) < (int)sizeof(*ifsm)) {
		NL_SET_ERR_MSG(extack, "Invalid header for stats dump");
		return -EINVAL;
	}
	if (!strict)
		return 0;
	/* Only stats requests that are dumps must not name a device. */
	if (ifsm->pad1 || ifsm->pad2 || (dump && ifsm->ifindex)) {
		NL_SET_ERR_MSG(extack, "Invalid values in header for stats dump request");
		return -EINVAL;
	}
	if (ifsm->filter_mask >= IFLA_STATS_FILTER_BIT(IFLA_STATS_MAX + 1)) {
		NL_SET_ERR_MSG(extack, "Invalid stats requested through filter mask");
		return -EINVAL;
	}
	return 0;
}

/* clang-format off */
static const struct nla_policy stats_filter_policy[IFLA_STATS_MAX + 1] = {
	[IFLA_STATS_LINK_OFFLOAD_XSTATS] = NLA_POLICY_MASK(NLA_U32, OFFLOAD_XSTATS_VALID),
};

static const struct nla_policy stats_get_policy[IFLA_STATS_GETSET_MAX + 1] = {
	[IFLA_STATS_UNSPEC]	 = { .strict_start_type = 1 },
	[IFLA_STATS_GET_FILTERS] = NLA_POLICY_NESTED(stats_filter_policy),
};
/* clang-format on */

/* Which blocks a request wants, and which parts of the hardware's. */
static int stats_parse(const struct nlmsghdr *nlh, struct stats_fill *f,
		       struct netlink_ext_ack *extack)
{
	const struct if_stats_msg *ifsm = nlmsg_data(nlh);
	struct nlattr *tb[IFLA_STATS_GETSET_MAX + 1], *filter[IFLA_STATS_MAX + 1];
	const struct nlattr *offload;
	int err;

	f->mask = ifsm->filter_mask;
	f->offload_mask = OFFLOAD_XSTATS_VALID;
	err = nlmsg_parse(nlh, sizeof(*ifsm), tb, IFLA_STATS_GETSET_MAX, stats_get_policy, extack);
	if (err || !tb[IFLA_STATS_GET_FILTERS])
		return err;
	err = nla_parse_nested(filter, IFLA_STATS_MAX, tb[IFLA_STATS_GET_FILTERS],
			       stats_filter_policy, extack);
	if (err)
		return err;
	offload = filter[IFLA_STATS_LINK_OFFLOAD_XSTATS];
	if (!offload)
		return 0;
	if (!(f->mask & IFLA_STATS_FILTER_BIT(IFLA_STATS_LINK_OFFLOAD_XSTATS))) {
		NL_SET_ERR_MSG(extack, "Offload filter specified without offload stats");
		return -EINVAL;
	}
	f->offload_mask = nla_get_u32(offload);
	return 0;
}

static int fill_link_64(struct sk_buff *skb, const struct net_device *dev)
{
	struct rtnl_link_stats64 s;

	dev_get_stats(dev, &s);
	return nla_put_64bit(skb, IFLA_STATS_LINK_64, sizeof(s), &s, IFLA_STATS_UNSPEC);
}

/* No hardware counts anything here; the block says so. */
static int fill_offload(struct sk_buff *skb, u32 mask)
{
	struct nlattr *block = nla_nest_start_noflag(skb, IFLA_STATS_LINK_OFFLOAD_XSTATS);
	struct nlattr *info, *l3;

	if (!block)
		return -EMSGSIZE;
	if (mask & IFLA_STATS_FILTER_BIT(IFLA_OFFLOAD_XSTATS_HW_S_INFO)) {
		info = nla_nest_start(skb, IFLA_OFFLOAD_XSTATS_HW_S_INFO);
		l3 = info ? nla_nest_start(skb, IFLA_OFFLOAD_XSTATS_L3_STATS) : NULL;
		if (!l3 || nla_put_u8(skb, IFLA_OFFLOAD_XSTATS_HW_S_INFO_REQUEST, 0) ||
		    nla_put_u8(skb, IFLA_OFFLOAD_XSTATS_HW_S_INFO_USED, 0))
			return -EMSGSIZE;
		nla_nest_end(skb, l3);
		nla_nest_end(skb, info);
	}
	nla_nest_end(skb, block);
	return 0;
}

static int fill_blocks(struct sk_buff *skb, const struct net_device *dev,
		       const struct stats_fill *f)
{
	struct nlattr *af;

	if (f->mask & IFLA_STATS_FILTER_BIT(IFLA_STATS_LINK_64) && fill_link_64(skb, dev))
		return -EMSGSIZE;
	if (f->mask & IFLA_STATS_FILTER_BIT(IFLA_STATS_LINK_OFFLOAD_XSTATS) &&
	    fill_offload(skb, f->offload_mask))
		return -EMSGSIZE;
	if (f->mask & IFLA_STATS_FILTER_BIT(IFLA_STATS_AF_SPEC)) {
		af = nla_nest_start_noflag(skb, IFLA_STATS_AF_SPEC);
		if (!af)
			return -EMSGSIZE;
		nla_nest_end(skb, af);
	}
	return 0;
}

static int stats_fill(struct sk_buff *skb, const struct net_device *dev, const struct stats_fill *f)
{
	struct nlmsghdr *nlh = nlmsg_put(skb, f->portid, f->seq, RTM_NEWSTATS,
					 sizeof(struct if_stats_msg), f->flags);
	struct if_stats_msg *ifsm;

	if (!nlh)
		return -EMSGSIZE;
	ifsm = nlmsg_data(nlh);
	ifsm->ifindex = dev->ifindex;
	ifsm->filter_mask = f->mask;
	if (fill_blocks(skb, dev, f)) {
		nlmsg_cancel(skb, nlh);
		return -EMSGSIZE;
	}
	nlmsg_end(skb, nlh);
	return 0;
}

int rtnl_stats_get(struct sk_buff *skb, struct nlmsghdr *nlh, struct netlink_ext_ack *extack)
{
	const struct if_stats_msg *ifsm = nlmsg_data(nlh);
	struct net *net = sock_net(skb->sk);
	struct net_device *dev;
	struct stats_fill f = { .portid = NETLINK_CB(skb).portid, .seq = nlh->nlmsg_seq };
	struct sk_buff *nskb;
	int err = stats_check(nlh, netlink_strict_get_check(skb), false, extack);

	if (err)
		return err;
	if (!ifsm->ifindex)
		return -EINVAL;
	dev = dev_get_by_index(net, ifsm->ifindex);
	if (!dev)
		return -ENODEV;
	if (!ifsm->filter_mask) {
		NL_SET_ERR_MSG(extack, "Filter mask must be set for stats get");
		return -EINVAL;
	}
	err = stats_parse(nlh, &f, extack);
	if (err)
		return err;
	nskb = nlmsg_new(net->kernel, sizeof(*ifsm) + STATS_MAX_SIZE);
	if (!nskb)
		return -ENOBUFS;
	err = stats_fill(nskb, dev, &f);
	if (err) {
		kfree_skb(nskb);
		return err;
	}
	return rtnl_unicast(nskb, net, NETLINK_CB(skb).portid);
}

struct stats_cursor {
	u64 next_ifindex;
};

int rtnl_stats_dump(struct sk_buff *skb, struct netlink_callback *cb)
{
	struct stats_cursor *cur = NL_CB_CTX(cb, struct stats_cursor);
	const struct if_stats_msg *ifsm = nlmsg_data(cb->nlh);
	struct stats_fill f = {
		.portid = NETLINK_CB(cb->skb).portid,
		.seq = cb->nlh->nlmsg_seq,
		.flags = NLM_F_MULTI,
	};
	struct net *net = sock_net(skb->sk);
	struct net_device *dev;
	int err;
	u32 i;

	cb->seq = net->dev_base_seq;
	err = stats_check(cb->nlh, cb->strict_check, true, cb->extack);
	if (err)
		return err;
	if (!ifsm->filter_mask) {
		NL_SET_ERR_MSG(cb->extack, "Filter mask must be set for stats dump");
		return -EINVAL;
	}
	err = stats_parse(cb->nlh, &f, cb->extack);
	if (err)
		return err;
	idvec_for_each_from (&net->dev_by_index, i, dev, cur->next_ifindex) {
		err = stats_fill(skb, dev, &f);
		if (err)
			break;
		cur->next_ifindex = (u64)dev->ifindex + 1;
	}
	if (skb->len)
		nl_dump_check_consistent(cb, (struct nlmsghdr *)skb->data);
	return err && skb->len ? (int)skb->len : err;
}
