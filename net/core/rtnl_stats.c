/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * RTM_GETSTATS: counters of one link or of all, without the rest of the link.
 *
 * The request's filter_mask picks blocks; IFLA_STATS_LINK_64 is the one that every link has.
 */
#include "net/core/rtnl_internal.h"

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

static int stats_fill(struct sk_buff *skb, const struct net_device *dev, u32 portid, u32 seq,
		      u32 mask, int flags)
{
	struct nlmsghdr *nlh =
		nlmsg_put(skb, portid, seq, RTM_NEWSTATS, sizeof(struct if_stats_msg), flags);
	struct rtnl_link_stats64 s;
	struct if_stats_msg *ifsm;

	if (!nlh)
		return -EMSGSIZE;
	ifsm = nlmsg_data(nlh);
	ifsm->ifindex = dev->ifindex;
	ifsm->filter_mask = mask;
	if (mask & IFLA_STATS_FILTER_BIT(IFLA_STATS_LINK_64)) {
		dev_get_stats(dev, &s);
		if (nla_put_64bit(skb, IFLA_STATS_LINK_64, sizeof(s), &s, IFLA_STATS_UNSPEC)) {
			nlmsg_cancel(skb, nlh);
			return -EMSGSIZE;
		}
	}
	nlmsg_end(skb, nlh);
	return 0;
}

int rtnl_stats_get(struct sk_buff *skb, struct nlmsghdr *nlh, struct netlink_ext_ack *extack)
{
	const struct if_stats_msg *ifsm = nlmsg_data(nlh);
	struct net *net = sock_net(skb->sk);
	struct net_device *dev;
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
	nskb = nlmsg_new(net->kernel,
			 sizeof(*ifsm) + nla_total_size_64bit(sizeof(struct rtnl_link_stats64)));
	if (!nskb)
		return -ENOBUFS;
	err = stats_fill(nskb, dev, NETLINK_CB(skb).portid, nlh->nlmsg_seq, ifsm->filter_mask, 0);
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
	idvec_for_each_from (&net->dev_by_index, i, dev, cur->next_ifindex) {
		err = stats_fill(skb, dev, NETLINK_CB(cb->skb).portid, cb->nlh->nlmsg_seq,
				 ifsm->filter_mask, NLM_F_MULTI);
		if (err)
			break;
		cur->next_ifindex = (u64)dev->ifindex + 1;
	}
	if (skb->len)
		nl_dump_check_consistent(cb, (struct nlmsghdr *)skb->data);
	return err && skb->len ? (int)skb->len : err;
}
