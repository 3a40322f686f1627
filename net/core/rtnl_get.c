/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * RTM_GETLINK: one link, or a dump of all in order of their numbers.
 */
#include "net/core/rtnl_internal.h"

/* ---- one ---- */

static bool header_is_clean(const struct ifinfomsg *ifm)
{
	return !ifm->__ifi_pad && !ifm->ifi_type && !ifm->ifi_flags && !ifm->ifi_change;
}

static int getlink_parse(struct sk_buff *skb, struct nlmsghdr *nlh, struct nlattr **tb,
			 struct netlink_ext_ack *extack)
{
	int err;

	if (nlmsg_len(nlh) < (int)sizeof(struct ifinfomsg)) {
		NL_SET_ERR_MSG(extack, "Invalid header for get link");
		return -EINVAL;
	}
	if (!netlink_strict_get_check(skb))
		return nlmsg_parse_deprecated(nlh, sizeof(struct ifinfomsg), tb, KIFLA_MAX,
					      ifla_policy, extack);
	if (!header_is_clean(nlmsg_data(nlh))) {
		NL_SET_ERR_MSG(extack, "Invalid values in header for get link request");
		return -EINVAL;
	}
	err = nlmsg_parse_deprecated_strict(nlh, sizeof(struct ifinfomsg), tb, KIFLA_MAX,
					    ifla_policy, extack);
	if (err)
		return err;
	for (int i = 0; i <= KIFLA_MAX; i++) {
		if (!tb[i] || i == IFLA_IFNAME || i == IFLA_ALT_IFNAME || i == IFLA_EXT_MASK ||
		    i == IFLA_TARGET_NETNSID)
			continue;
		NL_SET_ERR_MSG(extack, "Unsupported attribute in get link request");
		return -EINVAL;
	}
	return 0;
}

static int getlink_reply(struct sk_buff *skb, const struct nlmsghdr *nlh, struct nlattr **tb,
			 struct net *tgt_net)
{
	const struct ifinfomsg *ifm = nlmsg_data(nlh);
	struct link_fill f = {
		.type = RTM_NEWLINK,
		.portid = NETLINK_CB(skb).portid,
		.seq = nlh->nlmsg_seq,
		.src_net = sock_net(skb->sk),
		.tgt_netnsid = tb[IFLA_TARGET_NETNSID] ? nla_get_s32(tb[IFLA_TARGET_NETNSID]) : -1,
		.ext_filter_mask = tb[IFLA_EXT_MASK] ? nla_get_u32(tb[IFLA_EXT_MASK]) : 0,
	};
	struct net_device *dev;
	struct sk_buff *nskb;

	if (ifm->ifi_index > 0)
		dev = dev_get_by_index(tgt_net, ifm->ifi_index);
	else if (tb[IFLA_IFNAME] || tb[IFLA_ALT_IFNAME])
		dev = rtnl_dev_get(tgt_net, tb);
	else
		return -EINVAL;
	if (!dev)
		return -ENODEV;
	nskb = nlmsg_new(dev->kernel, if_nlmsg_size(dev, f.ext_filter_mask));
	if (!nskb)
		return -ENOBUFS;
	linkwatch_sync_dev(dev);
	if (rtnl_fill_ifinfo(nskb, dev, &f)) {
		kfree_skb(nskb);
		return -EMSGSIZE;
	}
	return rtnl_unicast(nskb, sock_net(skb->sk), f.portid);
}

int rtnl_getlink(struct sk_buff *skb, struct nlmsghdr *nlh, struct netlink_ext_ack *extack)
{
	struct net *net = sock_net(skb->sk);
	struct nlattr *tb[KIFLA_MAX + 1];
	int err = getlink_parse(skb, nlh, tb, extack);

	if (err < 0)
		return err;
	err = rtnl_ensure_unique_netns(tb, extack, true);
	if (err < 0)
		return err;
	if (!tb[IFLA_TARGET_NETNSID])
		return getlink_reply(skb, nlh, tb, net);
	err = rtnl_get_net_ns_capable(skb->sk, nla_get_s32(tb[IFLA_TARGET_NETNSID]), &net);
	if (err)
		return err;
	err = getlink_reply(skb, nlh, tb, net);
	net_put(net);
	return err;
}

/* ---- all ---- */

/* What a request wants to see. Parsed again for each pass, as nothing may be kept of a request. */
struct link_filter {
	struct net *net; /* not counted unless tgt_netnsid is set */
	int tgt_netnsid;
	u32 ext_filter_mask;
	int master_idx; /* 0: any; -1: without a master */
	const struct rtnl_link_ops *kind_ops;
};

struct link_cursor {
	u64 next_ifindex;
};

static int dump_parse(const struct nlmsghdr *nlh, bool strict, struct nlattr **tb,
		      struct netlink_ext_ack *extack)
{
	const struct ifinfomsg *ifm = nlmsg_data(nlh);
	int hdrlen = sizeof(*ifm);

	if (!strict) {
		/* Old iproute2 sends only the family byte, padded to four. */
		if (nlmsg_len(nlh) < hdrlen)
			hdrlen = sizeof(struct rtgenmsg);
		return nlmsg_parse_deprecated(nlh, hdrlen, tb, KIFLA_MAX, ifla_policy, extack);
	}
	if (nlmsg_len(nlh) < hdrlen) {
		NL_SET_ERR_MSG(extack, "Invalid header for link dump");
		return -EINVAL;
	}
	if (!header_is_clean(ifm)) {
		NL_SET_ERR_MSG(extack, "Invalid values in header for link dump request");
		return -EINVAL;
	}
	if (ifm->ifi_index) {
		NL_SET_ERR_MSG(extack, "Filter by device index not supported for link dumps");
		return -EINVAL;
	}
	return nlmsg_parse_deprecated_strict(nlh, hdrlen, tb, KIFLA_MAX, ifla_policy, extack);
}

static const struct rtnl_link_ops *linkinfo_to_kind_ops(const struct kernel *k,
							const struct nlattr *nla)
{
	struct nlattr *info[IFLA_INFO_MAX + 1];
	char kind[64];

	if (nla_parse_nested_deprecated(info, IFLA_INFO_MAX, nla, NULL, NULL) < 0 ||
	    !info[IFLA_INFO_KIND])
		return NULL;
	nla_strscpy(kind, info[IFLA_INFO_KIND], sizeof(kind));
	return rtnl_link_ops_get(k, kind);
}

static int dump_filter(struct sk_buff *skb, struct netlink_callback *cb, struct link_filter *f)
{
	struct nlattr *tb[KIFLA_MAX + 1];
	int err = dump_parse(cb->nlh, cb->strict_check, tb, cb->extack);

	if (err < 0)
		return cb->strict_check ? err : 0;
	for (int i = 0; i <= KIFLA_MAX; i++) {
		if (!tb[i])
			continue;
		switch (i) {
		case IFLA_TARGET_NETNSID:
			err = rtnl_get_net_ns_capable(skb->sk, nla_get_s32(tb[i]), &f->net);
			if (err) {
				NL_SET_ERR_MSG(cb->extack, "Invalid target network namespace id");
				return err;
			}
			f->tgt_netnsid = nla_get_s32(tb[i]);
			break;
		case IFLA_EXT_MASK:
			f->ext_filter_mask = nla_get_u32(tb[i]);
			break;
		case IFLA_MASTER:
			f->master_idx = nla_get_s32(tb[i]);
			break;
		case IFLA_LINKINFO:
			f->kind_ops = linkinfo_to_kind_ops(skb->kernel, tb[i]);
			break;
		default:
			if (!cb->strict_check)
				break;
			NL_SET_ERR_MSG(cb->extack, "Unsupported attribute in link dump request");
			return -EINVAL;
		}
	}
	return 0;
}

static bool dump_wants(const struct link_filter *f, const struct net_device *dev)
{
	if (f->master_idx == -1 && dev->master)
		return false;
	if (f->master_idx && f->master_idx != -1 &&
	    (!dev->master || dev->master->ifindex != f->master_idx))
		return false;
	return !f->kind_ops || dev->rtnl_link_ops == f->kind_ops;
}

static int dump_links(struct sk_buff *skb, struct netlink_callback *cb,
		      const struct link_filter *filter)
{
	struct link_cursor *cur = NL_CB_CTX(cb, struct link_cursor);
	const struct link_fill f = {
		.type = RTM_NEWLINK,
		.portid = NETLINK_CB(cb->skb).portid,
		.seq = cb->nlh->nlmsg_seq,
		.flags = NLM_F_MULTI |
			 (filter->master_idx || filter->kind_ops ? NLM_F_DUMP_FILTERED : 0),
		.ext_filter_mask = filter->ext_filter_mask,
		.src_net = sock_net(skb->sk),
		.tgt_netnsid = filter->tgt_netnsid,
	};
	struct net_device *dev;
	int err = 0;
	u32 i;

	cb->seq = filter->net->dev_base_seq;
	idvec_for_each_from (&filter->net->dev_by_index, i, dev, cur->next_ifindex) {
		if (dump_wants(filter, dev)) {
			err = rtnl_fill_ifinfo(skb, dev, &f);
			if (err)
				break;
		}
		cur->next_ifindex = (u64)dev->ifindex + 1;
	}
	if (skb->len)
		nl_dump_check_consistent(cb, (struct nlmsghdr *)skb->data);
	/* What did not fit comes with the next pass; one that never fits is an error. */
	return err && skb->len ? (int)skb->len : err;
}

int rtnl_dump_ifinfo(struct sk_buff *skb, struct netlink_callback *cb)
{
	struct link_filter filter = { .net = sock_net(skb->sk), .tgt_netnsid = -1 };
	int err = dump_filter(skb, cb, &filter);

	if (!err)
		err = dump_links(skb, cb, &filter);
	if (filter.tgt_netnsid >= 0)
		net_put(filter.net);
	return err;
}
