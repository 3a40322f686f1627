/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * RTM_NEWADDR, RTM_DELADDR, RTM_GETADDR of AF_INET.
 */
#include "net/core/rtnetlink.h"
#include "net/ipv4/inetdevice.h"
#include "net/ipv4/ip_fib.h"

static const struct nla_policy ifa_ipv4_policy[IFA_MAX + 1] = {
	[IFA_LOCAL] = { .type = NLA_U32 },
	[IFA_ADDRESS] = { .type = NLA_U32 },
	[IFA_BROADCAST] = { .type = NLA_U32 },
	[IFA_LABEL] = { .type = NLA_STRING, .len = IFNAMSIZ - 1 },
	[IFA_CACHEINFO] = { .len = sizeof(struct ifa_cacheinfo) },
	[IFA_FLAGS] = { .type = NLA_U32 },
	[IFA_RT_PRIORITY] = { .type = NLA_U32 },
	[IFA_TARGET_NETNSID] = { .type = NLA_S32 },
	[IFA_PROTO] = { .type = NLA_U8 },
};

/* ---- one address as a message -------------------------------------------------------------- */

struct fill_args {
	u32 portid, seq;
	int event;
	u32 flags;
	int netnsid; /* -1: none */
};

static u32 left(u32 lifetime, u64 age)
{
	return lifetime > age ? lifetime - age : 0;
}

static int put_cacheinfo(struct sk_buff *skb, const struct in_ifaddr *ifa)
{
	struct kernel *k = ifa->ifa_dev->dev->kernel;
	u64 age = (ktime_get(k) - ifa->ifa_tstamp) / NSEC_PER_SEC;
	struct ifa_cacheinfo ci = {
		.ifa_prefered = INFINITY_LIFE_TIME,
		.ifa_valid = INFINITY_LIFE_TIME,
		.cstamp = (ifa->ifa_cstamp - k->boot_ns) / (NSEC_PER_SEC / USER_HZ),
		.tstamp = (ifa->ifa_tstamp - k->boot_ns) / (NSEC_PER_SEC / USER_HZ),
	};

	if (!(ifa->ifa_flags & IFA_F_PERMANENT)) {
		ci.ifa_prefered = ifa->ifa_preferred_lft;
		ci.ifa_valid = ifa->ifa_valid_lft;
		if (ci.ifa_prefered != INFINITY_LIFE_TIME) {
			ci.ifa_prefered = left(ci.ifa_prefered, age);
			if (ci.ifa_valid != INFINITY_LIFE_TIME)
				ci.ifa_valid = left(ci.ifa_valid, age);
		}
	}
	return nla_put(skb, IFA_CACHEINFO, sizeof(ci), &ci);
}

static int fill_ifaddr(struct sk_buff *skb, struct in_ifaddr *ifa, const struct fill_args *a)
{
	struct nlmsghdr *nlh =
		nlmsg_put(skb, a->portid, a->seq, a->event, sizeof(struct ifaddrmsg), a->flags);
	struct ifaddrmsg *ifm;

	if (!nlh)
		return -EMSGSIZE;
	ifm = nlmsg_data(nlh);
	ifm->ifa_family = AF_INET;
	ifm->ifa_prefixlen = ifa->ifa_prefixlen;
	ifm->ifa_flags = ifa->ifa_flags;
	ifm->ifa_scope = ifa->ifa_scope;
	ifm->ifa_index = ifa->ifa_dev->dev->ifindex;
	if ((a->netnsid >= 0 && nla_put_s32(skb, IFA_TARGET_NETNSID, a->netnsid)) ||
	    (ifa->ifa_address && nla_put_in_addr(skb, IFA_ADDRESS, ifa->ifa_address)) ||
	    (ifa->ifa_local && nla_put_in_addr(skb, IFA_LOCAL, ifa->ifa_local)) ||
	    (ifa->ifa_broadcast && nla_put_in_addr(skb, IFA_BROADCAST, ifa->ifa_broadcast)) ||
	    (ifa->ifa_label[0] && nla_put_string(skb, IFA_LABEL, ifa->ifa_label)) ||
	    (ifa->ifa_proto && nla_put_u8(skb, IFA_PROTO, ifa->ifa_proto)) ||
	    nla_put_u32(skb, IFA_FLAGS, ifa->ifa_flags) ||
	    (ifa->ifa_rt_priority && nla_put_u32(skb, IFA_RT_PRIORITY, ifa->ifa_rt_priority)) ||
	    put_cacheinfo(skb, ifa)) {
		nlmsg_cancel(skb, nlh);
		return -EMSGSIZE;
	}
	nlmsg_end(skb, nlh);
	return 0;
}

static u32 ifaddr_msg_size(void)
{
	return NLMSG_ALIGN(sizeof(struct ifaddrmsg)) + 3 * nla_total_size(4) +
	       nla_total_size(IFNAMSIZ) + nla_total_size(4) +
	       nla_total_size(sizeof(struct ifa_cacheinfo)) + nla_total_size(4) + nla_total_size(1);
}

void rtmsg_ifa(int event, struct in_ifaddr *ifa, const struct nlmsghdr *nlh, u32 portid)
{
	struct fill_args a = { portid, nlh ? nlh->nlmsg_seq : 0, event, 0, -1 };
	struct net_device *dev = ifa->ifa_dev->dev;
	bool echo = nlh && nlh->nlmsg_flags & NLM_F_ECHO;
	struct sk_buff *skb;

	if (!echo && !rtnl_has_listeners(dev->net, RTNLGRP_IPV4_IFADDR))
		return;
	skb = nlmsg_new(dev->kernel, ifaddr_msg_size());
	if (!skb || fill_ifaddr(skb, ifa, &a)) {
		kfree_skb(skb);
		rtnl_set_sk_err(dev->net, RTNLGRP_IPV4_IFADDR, -ENOBUFS);
		return;
	}
	rtnl_notify(skb, dev->net, portid, RTNLGRP_IPV4_IFADDR, nlh);
}

/* ---- adding -------------------------------------------------------------------------------- */

static int validate_newaddr(const struct ifaddrmsg *ifm, struct nlattr **tb, u32 *valid,
			    u32 *preferred, struct netlink_ext_ack *extack)
{
	struct ifa_cacheinfo ci;

	if (ifm->ifa_prefixlen > 32) {
		NL_SET_ERR_MSG(extack, "ipv4: Invalid prefix length");
		return -EINVAL;
	}
	if (!tb[IFA_LOCAL]) {
		NL_SET_ERR_MSG(extack, "ipv4: Local address is not supplied");
		return -EINVAL;
	}
	*valid = *preferred = INFINITY_LIFE_TIME;
	if (!tb[IFA_CACHEINFO])
		return 0;
	memcpy(&ci, nla_data(tb[IFA_CACHEINFO]), sizeof(ci));
	if (!ci.ifa_valid || ci.ifa_prefered > ci.ifa_valid) {
		NL_SET_ERR_MSG(extack, "ipv4: address lifetime invalid");
		return -EINVAL;
	}
	*valid = ci.ifa_valid;
	*preferred = ci.ifa_prefered;
	return 0;
}

static int ifa_from_msg(struct net *net, const struct ifaddrmsg *ifm, struct nlattr **tb,
			struct in_ifaddr **ret_ifa, struct netlink_ext_ack *extack)
{
	struct net_device *dev = dev_get_by_index(net, ifm->ifa_index);
	struct in_device *in_dev;
	struct in_ifaddr *ifa;

	if (!dev) {
		NL_SET_ERR_MSG(extack, "ipv4: Device not found");
		return -ENODEV;
	}
	in_dev = __in_dev_get(dev);
	ifa = in_dev ? inet_alloc_ifa(in_dev) : NULL;
	if (!ifa)
		return -ENOBUFS;
	in_dev->cnf.state = ~0ull;
	ifa->ifa_prefixlen = ifm->ifa_prefixlen;
	ifa->ifa_mask = inet_make_mask(ifm->ifa_prefixlen);
	ifa->ifa_flags = tb[IFA_FLAGS] ? nla_get_u32(tb[IFA_FLAGS]) : ifm->ifa_flags;
	ifa->ifa_scope = ifm->ifa_scope;
	ifa->ifa_local = nla_get_in_addr(tb[IFA_LOCAL]);
	ifa->ifa_address = tb[IFA_ADDRESS] ? nla_get_in_addr(tb[IFA_ADDRESS]) : ifa->ifa_local;
	if (tb[IFA_BROADCAST])
		ifa->ifa_broadcast = nla_get_in_addr(tb[IFA_BROADCAST]);
	if (tb[IFA_LABEL])
		nla_strscpy(ifa->ifa_label, tb[IFA_LABEL], IFNAMSIZ);
	else
		memcpy(ifa->ifa_label, dev->name, IFNAMSIZ);
	if (tb[IFA_RT_PRIORITY])
		ifa->ifa_rt_priority = nla_get_u32(tb[IFA_RT_PRIORITY]);
	if (tb[IFA_PROTO])
		ifa->ifa_proto = nla_get_u8(tb[IFA_PROTO]);
	*ret_ifa = ifa;
	return 0;
}

/** The address on the device that @ifa would be a second time, or NULL. */
static struct in_ifaddr *find_matching(const struct in_ifaddr *ifa)
{
	struct in_ifaddr *old = NULL;

	while ((old = inet_find_dev_addr(ifa->ifa_dev, ifa->ifa_local, old)))
		if (old->ifa_mask == ifa->ifa_mask && inet_ifa_match(old->ifa_address, ifa))
			return old;
	return NULL;
}

static int replace_addr(struct in_ifaddr *old, const struct in_ifaddr *with,
			const struct nlmsghdr *nlh, u32 portid, u32 valid, u32 preferred)
{
	if (old->ifa_rt_priority != with->ifa_rt_priority) {
		int err = fib_modify_prefix_metric(old, with->ifa_rt_priority);

		if (err)
			return err;
		old->ifa_rt_priority = with->ifa_rt_priority;
	}
	old->ifa_proto = with->ifa_proto;
	inet_set_lifetime(old, valid, preferred);
	inet_arm_lifetime(old);
	rtmsg_ifa(RTM_NEWADDR, old, nlh, portid);
	return 0;
}

static int inet_rtm_newaddr(struct sk_buff *skb, struct nlmsghdr *nlh,
			    struct netlink_ext_ack *extack)
{
	u32 valid, preferred, portid = NETLINK_CB(skb).portid;
	struct in_ifaddr *ifa, *old;
	struct nlattr *tb[IFA_MAX + 1];
	const struct ifaddrmsg *ifm;
	int err;

	err = nlmsg_parse_deprecated(nlh, sizeof(*ifm), tb, IFA_MAX, ifa_ipv4_policy, extack);
	if (err)
		return err;
	ifm = nlmsg_data(nlh);
	err = validate_newaddr(ifm, tb, &valid, &preferred, extack);
	/* No address at all is taken for one that needs nothing to be done. */
	if (!err && !nla_get_in_addr(tb[IFA_LOCAL]))
		return 0;
	if (!err)
		err = ifa_from_msg(sock_net(skb->sk), ifm, tb, &ifa, extack);
	if (err)
		return err;
	old = find_matching(ifa);
	if (!old) {
		inet_set_lifetime(ifa, valid, preferred);
		return inet_insert_ifa(ifa, nlh, portid, extack);
	}
	if (nlh->nlmsg_flags & NLM_F_EXCL || !(nlh->nlmsg_flags & NLM_F_REPLACE)) {
		NL_SET_ERR_MSG(extack, "ipv4: Address already assigned");
		err = -EEXIST;
	} else {
		err = replace_addr(old, ifa, nlh, portid, valid, preferred);
	}
	inet_free_ifa(ifa);
	return err;
}

/* ---- deleting ------------------------------------------------------------------------------ */

static bool deladdr_matches(const struct in_ifaddr *ifa, const struct ifaddrmsg *ifm,
			    struct nlattr **tb)
{
	if (tb[IFA_LOCAL] && ifa->ifa_local != nla_get_in_addr(tb[IFA_LOCAL]))
		return false;
	if (tb[IFA_LABEL] && nla_strcmp(tb[IFA_LABEL], ifa->ifa_label))
		return false;
	return !tb[IFA_ADDRESS] || (ifm->ifa_prefixlen == ifa->ifa_prefixlen &&
				    inet_ifa_match(nla_get_in_addr(tb[IFA_ADDRESS]), ifa));
}

/** The first of the list that matches; through the hash when only one can. */
static struct in_ifaddr *find_to_delete(struct in_device *in_dev, const struct ifaddrmsg *ifm,
					struct nlattr **tb)
{
	struct in_ifaddr *ifa = NULL, *only = NULL;
	u32 found = 0;

	if (tb[IFA_LOCAL]) {
		__be32 local = nla_get_in_addr(tb[IFA_LOCAL]);

		while ((ifa = inet_find_dev_addr(in_dev, local, ifa)))
			if (deladdr_matches(ifa, ifm, tb) && ++found)
				only = ifa;
		if (found <= 1)
			return only;
	}
	list_for_each_entry (ifa, &in_dev->ifa_list, node)
		if (deladdr_matches(ifa, ifm, tb))
			return ifa;
	return NULL;
}

static int inet_rtm_deladdr(struct sk_buff *skb, struct nlmsghdr *nlh,
			    struct netlink_ext_ack *extack)
{
	struct nlattr *tb[IFA_MAX + 1];
	const struct ifaddrmsg *ifm;
	struct in_device *in_dev;
	struct in_ifaddr *ifa;
	int err;

	err = nlmsg_parse_deprecated(nlh, sizeof(*ifm), tb, IFA_MAX, ifa_ipv4_policy, extack);
	if (err)
		return err;
	ifm = nlmsg_data(nlh);
	in_dev = inetdev_by_index(sock_net(skb->sk), ifm->ifa_index);
	if (!in_dev) {
		NL_SET_ERR_MSG(extack, "ipv4: Device not found");
		return -ENODEV;
	}
	ifa = find_to_delete(in_dev, ifm, tb);
	if (!ifa) {
		NL_SET_ERR_MSG(extack, "ipv4: Address not found");
		return -EADDRNOTAVAIL;
	}
	inet_del_ifa(ifa, true, nlh, NETLINK_CB(skb).portid);
	return 0;
}

/* ---- dumping ------------------------------------------------------------------------------- */

struct dump_ctx {
	u64 ifindex; /* first device not finished */
	u32 done; /* addresses of it that were sent */
	u32 genid; /* at is valid while the addresses are of this generation */
	struct in_ifaddr *at;
};

struct dump_filter {
	int ifindex;
	struct net *net; /* counted when netnsid is given */
	struct fill_args fill;
};

static int valid_dump_req(struct netlink_callback *cb, struct net *net, struct dump_filter *f)
{
	struct netlink_ext_ack *extack = cb->extack;
	struct nlattr *tb[IFA_MAX + 1];
	const struct ifaddrmsg *ifm;
	int err;

	if (nlmsg_len(cb->nlh) < (int)sizeof(*ifm)) {
		NL_SET_ERR_MSG(extack, "ipv4: Invalid header for address dump request");
		return -EINVAL;
	}
	ifm = nlmsg_data(cb->nlh);
	if (ifm->ifa_prefixlen || ifm->ifa_flags || ifm->ifa_scope) {
		NL_SET_ERR_MSG(extack, "ipv4: Invalid values in header for address dump request");
		return -EINVAL;
	}
	f->ifindex = ifm->ifa_index;
	if (f->ifindex) {
		cb->answer_flags |= NLM_F_DUMP_FILTERED;
		f->fill.flags |= NLM_F_DUMP_FILTERED;
	}
	err = nlmsg_parse_deprecated_strict(cb->nlh, sizeof(*ifm), tb, IFA_MAX, ifa_ipv4_policy,
					    extack);
	if (err)
		return err;
	for (int i = 0; i <= IFA_MAX; i++) {
		if (!tb[i])
			continue;
		if (i != IFA_TARGET_NETNSID) {
			NL_SET_ERR_MSG(extack, "ipv4: Unsupported attribute in dump request");
			return -EINVAL;
		}
		f->fill.netnsid = nla_get_s32(tb[i]);
		f->net = get_net_ns_by_id(net, f->fill.netnsid);
		if (!f->net) {
			NL_SET_ERR_MSG(extack, "ipv4: Invalid target network namespace id");
			return -EINVAL;
		}
	}
	return 0;
}

/** Where to go on in @in_dev's list; the kept place when nothing changed since. */
static struct list_head *resume(struct in_device *in_dev, const struct dump_ctx *c)
{
	struct list_head *p = in_dev->ifa_list.next;

	if (c->at && c->genid == in_dev->dev->net->ipv4->dev_addr_genid)
		return &c->at->node;
	for (u32 i = 0; i < c->done && p != &in_dev->ifa_list; i++)
		p = p->next;
	return p;
}

static int dump_device(struct sk_buff *skb, struct netlink_callback *cb, struct in_device *in_dev,
		       struct dump_ctx *c, const struct dump_filter *f)
{
	struct list_head *p = resume(in_dev, c);

	for (; p != &in_dev->ifa_list; p = p->next, c->done++) {
		struct in_ifaddr *ifa = list_entry(p, struct in_ifaddr, node);
		struct nlmsghdr *nlh = (struct nlmsghdr *)skb_tail_pointer(skb);

		if (fill_ifaddr(skb, ifa, &f->fill)) {
			c->at = ifa;
			c->genid = in_dev->dev->net->ipv4->dev_addr_genid;
			return -EMSGSIZE;
		}
		nl_dump_check_consistent(cb, nlh);
	}
	c->done = 0;
	c->at = NULL;
	return 0;
}

static int dump_all(struct sk_buff *skb, struct netlink_callback *cb, struct dump_ctx *c,
		    const struct dump_filter *f)
{
	struct net_device *dev;
	u32 i;

	idvec_for_each_from (&f->net->dev_by_index, i, dev, c->ifindex) {
		struct in_device *in_dev = __in_dev_get(dev);

		if ((u64)dev->ifindex != c->ifindex) {
			c->done = 0;
			c->at = NULL;
		}
		c->ifindex = dev->ifindex;
		if (in_dev && dump_device(skb, cb, in_dev, c, f))
			return skb->len;
		c->ifindex = dev->ifindex + 1;
	}
	return skb->len;
}

static int dump_one(struct sk_buff *skb, struct netlink_callback *cb, struct dump_ctx *c,
		    const struct dump_filter *f)
{
	struct net_device *dev = dev_get_by_index(f->net, f->ifindex);

	if (!dev)
		return -ENODEV;
	if (c->ifindex || !__in_dev_get(dev))
		return skb->len;
	if (!dump_device(skb, cb, __in_dev_get(dev), c, f))
		c->ifindex = 1;
	return skb->len;
}

static int inet_dump_ifaddr(struct sk_buff *skb, struct netlink_callback *cb)
{
	struct net *net = sock_net(cb->skb->sk);
	struct dump_ctx *c = NL_CB_CTX(cb, struct dump_ctx);
	struct dump_filter f = {
		.net = net,
		.fill = { NETLINK_CB(cb->skb).portid, cb->nlh->nlmsg_seq, RTM_NEWADDR, NLM_F_MULTI,
			  -1 },
	};
	int err = cb->strict_check ? valid_dump_req(cb, net, &f) : 0;

	if (!err) {
		cb->seq = f.net->ipv4->dev_addr_genid + f.net->dev_base_seq;
		if (!cb->seq)
			cb->seq = 0x80000000;
		err = f.ifindex ? dump_one(skb, cb, c, &f) : dump_all(skb, cb, c, &f);
	}
	if (f.fill.netnsid >= 0)
		net_put(f.net);
	return err;
}

const struct rtnl_msg_handler devinet_rtnl_handlers[] = {
	{ PF_INET, RTM_NEWADDR, .doit = inet_rtm_newaddr },
	{ PF_INET, RTM_DELADDR, .doit = inet_rtm_deladdr },
	{ PF_INET, RTM_GETADDR, .dumpit = inet_dump_ifaddr,
	  .flags = RTNL_FLAG_DUMP_UNLOCKED | RTNL_FLAG_DUMP_SPLIT_NLM_DONE },
};
const u32 devinet_rtnl_handler_count = ARRAY_SIZE(devinet_rtnl_handlers);
