/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Links of family AF_BRIDGE: RTM_GETLINK, SETLINK and DELLINK go to the ndo_bridge_* of the master
 * (MASTER, or no flag at all) and of the device itself (SELF).
 */
#include <linux/if_bridge.h>

#include "net/core/dev.h"
#include "net/core/rtnetlink.h"

/* ---- RTM_GETLINK ---- */

static int refuse(struct netlink_ext_ack *extack, const char *msg)
{
	NL_SET_ERR_MSG(extack, msg);
	return -EINVAL;
}

static int valid_getlink(const struct nlmsghdr *nlh, bool strict, u32 *filter,
			 struct netlink_ext_ack *extack)
{
	const struct ifinfomsg *ifm = nlmsg_data(nlh);
	struct nlattr *tb[KIFLA_MAX + 1];
	int err;

	if (strict && nlmsg_len(nlh) < (int)sizeof(*ifm))
		return refuse(extack, "Invalid header for bridge link dump");
	if (strict && (ifm->__ifi_pad || ifm->ifi_type || ifm->ifi_flags || ifm->ifi_change ||
		       ifm->ifi_index))
		return refuse(extack, "Invalid values in header for bridge link dump request");
	err = __nlmsg_parse(nlh, sizeof(*ifm), tb, KIFLA_MAX, ifla_policy,
			    strict ? NL_VALIDATE_DEPRECATED_STRICT : NL_VALIDATE_LIBERAL, extack);
	if (err < 0)
		return err;
	for (int i = 0; i <= KIFLA_MAX; i++) {
		if (tb[i] && i == IFLA_EXT_MASK)
			*filter = nla_get_u32(tb[i]);
		else if (tb[i] && strict)
			return refuse(extack, "Unsupported attribute in bridge link dump request");
	}
	return 0;
}

struct getlink_ctx {
	u64 ifindex; /* device to go on with */
	bool self; /* its master was asked already */
};

static int ask(const struct net_device *who, struct net_device *dev, struct sk_buff *skb,
	       struct netlink_callback *cb, u32 filter)
{
	int err;

	if (!who || !who->netdev_ops->ndo_bridge_getlink)
		return 0;
	err = who->netdev_ops->ndo_bridge_getlink(skb, NETLINK_CB(cb->skb).portid,
						  cb->nlh->nlmsg_seq, dev, filter, NLM_F_MULTI);
	return err == -EOPNOTSUPP || err > 0 ? 0 : err;
}

static int rtnl_bridge_getlink(struct sk_buff *skb, struct netlink_callback *cb)
{
	struct getlink_ctx *c = NL_CB_CTX(cb, struct getlink_ctx);
	struct net *net = sock_net(skb->sk);
	struct net_device *dev;
	u32 filter = 0, i;
	int err = valid_getlink(cb->nlh, cb->strict_check, &filter, cb->extack);

	if (err < 0 && cb->strict_check)
		return err;
	idvec_for_each_from (&net->dev_by_index, i, dev, c->ifindex) {
		if (dev->ifindex != (s64)c->ifindex)
			c->self = false;
		c->ifindex = dev->ifindex;
		if (!c->self) {
			err = ask(dev->master, dev, skb, cb, filter);
			if (err < 0)
				return skb->len ? (int)skb->len : err;
			c->self = true;
		}
		err = ask(dev, dev, skb, cb, filter);
		if (err < 0)
			return skb->len ? (int)skb->len : err;
	}
	c->ifindex = ~0ull;
	return skb->len;
}

/* ---- RTM_SETLINK, RTM_DELLINK ---- */

/** A parsed request; flags shrink as they are served. */
struct bridge_req {
	struct net_device *dev;
	struct nlattr *flags_attr;
	u16 flags; /* BRIDGE_FLAGS_* */
};

static int parse(struct sk_buff *skb, struct nlmsghdr *nlh, struct bridge_req *r,
		 struct netlink_ext_ack *extack)
{
	const struct ifinfomsg *ifm = nlmsg_data(nlh);
	struct nlattr *spec, *attr;
	int rem;

	if (nlmsg_len(nlh) < (int)sizeof(*ifm))
		return -EINVAL;
	if (ifm->ifi_family != AF_BRIDGE)
		return -EPFNOSUPPORT;
	r->dev = dev_get_by_index(sock_net(skb->sk), ifm->ifi_index);
	if (!r->dev) {
		NL_SET_ERR_MSG(extack, "unknown ifindex");
		return -ENODEV;
	}
	spec = nla_find(nlmsg_attrdata(nlh, sizeof(*ifm)), nlmsg_attrlen(nlh, sizeof(*ifm)),
			IFLA_AF_SPEC);
	if (!spec)
		return 0;
	nla_for_each_nested (attr, spec, rem) {
		bool is_flags = nla_type(attr) == IFLA_BRIDGE_FLAGS;

		if ((is_flags || nla_type(attr) == IFLA_BRIDGE_MODE) && nla_len(attr) < 2)
			return -EINVAL;
		if (is_flags && !r->flags_attr) {
			r->flags_attr = attr;
			r->flags = nla_get_u16(attr);
		}
	}
	return 0;
}

static int bridge_notify(struct net_device *dev)
{
	struct net *net = dev_net(dev);
	struct sk_buff *skb;
	int err;

	if (!dev->netdev_ops->ndo_bridge_getlink || !rtnl_has_listeners(net, RTNLGRP_LINK))
		return 0;
	skb = nlmsg_new(net->kernel, NLMSG_DEFAULT_SIZE);
	err = skb ? dev->netdev_ops->ndo_bridge_getlink(skb, 0, 0, dev, 0, 0) : -ENOMEM;
	if (err < 0 || !skb->len) {
		kfree_skb(skb);
		if (err < 0)
			rtnl_set_sk_err(net, RTNLGRP_LINK, err);
		return err;
	}
	rtnl_notify(skb, net, 0, RTNLGRP_LINK, NULL);
	return 0;
}

static int call_one(const struct net_device *who, struct net_device *dev, struct nlmsghdr *nlh,
		    u16 flags, struct netlink_ext_ack *extack)
{
	const struct net_device_ops *ops = who ? who->netdev_ops : NULL;

	if (nlh->nlmsg_type == RTM_DELLINK)
		return ops && ops->ndo_bridge_dellink ? ops->ndo_bridge_dellink(dev, nlh, flags)
						      : -EOPNOTSUPP;
	return ops && ops->ndo_bridge_setlink ? ops->ndo_bridge_setlink(dev, nlh, flags, extack)
					      : -EOPNOTSUPP;
}

static int rtnl_bridge_change(struct sk_buff *skb, struct nlmsghdr *nlh,
			      struct netlink_ext_ack *extack)
{
	struct bridge_req r = { 0 };
	int err = parse(skb, nlh, &r, extack);

	if (err)
		return err;
	if (!r.flags || r.flags & BRIDGE_FLAGS_MASTER) {
		err = call_one(r.dev->master, r.dev, nlh, r.flags, extack);
		if (err)
			goto out;
		r.flags &= ~BRIDGE_FLAGS_MASTER;
	}
	if (r.flags & BRIDGE_FLAGS_SELF) {
		err = call_one(r.dev, r.dev, nlh, r.flags, extack);
		if (!err) {
			r.flags &= ~BRIDGE_FLAGS_SELF;
			err = bridge_notify(r.dev);
		}
	}
out:
	/* The acknowledgement shows which of them were not served. */
	if (r.flags_attr)
		memcpy(nla_data(r.flags_attr), &r.flags, sizeof(r.flags));
	return err;
}

static const struct rtnl_msg_handler handlers[] = {
	{ PF_BRIDGE, RTM_GETLINK, .dumpit = rtnl_bridge_getlink },
	{ PF_BRIDGE, RTM_SETLINK, .doit = rtnl_bridge_change },
	{ PF_BRIDGE, RTM_DELLINK, .doit = rtnl_bridge_change },
};

int rtnl_bridge_init(struct kernel *k)
{
	return rtnl_register_many(k, handlers, ARRAY_SIZE(handlers));
}

void rtnl_bridge_exit(struct kernel *k)
{
	rtnl_unregister_many(k, handlers, ARRAY_SIZE(handlers));
}
