/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * RTM_SETLINK, and the part of RTM_NEWLINK that changes a link that is there.
 *
 * do_setlink() applies attributes in Linux's order, which programs see: one that is refused ends
 * the request with what came before it done.
 */
#include "net/core/rtnl_internal.h"

#define GSO_MAX_SEGS 65535u
#define GRO_MAX_SIZE (8 * 65535u)

static int too_big(const struct nlattr *a, u32 limit, const char *msg,
		   struct netlink_ext_ack *extack)
{
	if (!a || nla_get_u32(a) <= limit)
		return 0;
	NL_SET_ERR_MSG(extack, msg);
	return -EINVAL;
}

static int validate_af_spec(struct net_device *dev, const struct nlattr *spec,
			    struct netlink_ext_ack *extack)
{
	const struct nlattr *af;
	int rem, err;

	nla_for_each_nested (af, spec, rem) {
		const struct rtnl_af_ops *ops = rtnl_af_lookup(dev->kernel, nla_type(af));

		if (!ops)
			return -EAFNOSUPPORT;
		if (!ops->set_link_af)
			return -EOPNOTSUPP;
		err = ops->validate_link_af ? ops->validate_link_af(dev, af, extack) : 0;
		if (err < 0)
			return err;
	}
	return 0;
}

int validate_linkmsg(struct net_device *dev, struct nlattr **tb, struct netlink_ext_ack *extack)
{
	if ((tb[IFLA_ADDRESS] && nla_len(tb[IFLA_ADDRESS]) < dev->addr_len) ||
	    (tb[IFLA_BROADCAST] && nla_len(tb[IFLA_BROADCAST]) < dev->addr_len))
		return -EINVAL;
	if (too_big(tb[IFLA_GSO_MAX_SIZE], dev->tso_max_size, "too big gso_max_size", extack) ||
	    too_big(tb[IFLA_GSO_MAX_SEGS], min(GSO_MAX_SEGS, dev->tso_max_segs),
		    "too big gso_max_segs", extack) ||
	    too_big(tb[IFLA_GRO_MAX_SIZE], GRO_MAX_SIZE, "too big gro_max_size", extack) ||
	    too_big(tb[KIFLA_GSO_IPV4_MAX_SIZE], dev->tso_max_size, "too big gso_ipv4_max_size",
		    extack) ||
	    too_big(tb[KIFLA_GRO_IPV4_MAX_SIZE], GRO_MAX_SIZE, "too big gro_ipv4_max_size", extack))
		return -EINVAL;
	return tb[IFLA_AF_SPEC] ? validate_af_spec(dev, tb[IFLA_AF_SPEC], extack) : 0;
}

u32 rtnl_dev_combine_flags(const struct net_device *dev, const struct ifinfomsg *ifm)
{
	u32 now = (dev->flags & ~(IFF_PROMISC | IFF_ALLMULTI)) |
		  (dev->gflags & (IFF_PROMISC | IFF_ALLMULTI));

	/* An old program leaves the mask zero and means all flags. */
	if (!ifm->ifi_change)
		return ifm->ifi_flags;
	return (ifm->ifi_flags & ifm->ifi_change) | (now & ~ifm->ifi_change);
}

void rtnl_set_operstate(struct net_device *dev, u8 transition)
{
	u8 s = dev->operstate;

	switch (transition) {
	case IF_OPER_UP:
		if ((s == IF_OPER_DORMANT || s == IF_OPER_TESTING || s == IF_OPER_UNKNOWN) &&
		    !dev->dormant)
			s = IF_OPER_UP;
		break;
	case IF_OPER_TESTING:
	case IF_OPER_DORMANT:
		if (netif_oper_up(dev))
			s = transition;
		break;
	default:
		break;
	}
	if (s == dev->operstate)
		return;
	dev->operstate = s;
	netdev_state_change(dev);
}

int do_set_master(struct net_device *dev, int ifindex, struct netlink_ext_ack *extack)
{
	struct net_device *master = dev->master;
	int err;

	if (master) {
		if (master->ifindex == ifindex)
			return 0;
		if (!master->netdev_ops->ndo_del_slave)
			return -EOPNOTSUPP;
		err = master->netdev_ops->ndo_del_slave(master, dev);
		if (err)
			return err;
	}
	if (!ifindex)
		return 0;
	master = dev_get_by_index(dev->net, ifindex);
	if (!master)
		return -EINVAL;
	if (!master->netdev_ops->ndo_add_slave)
		return -EOPNOTSUPP;
	return master->netdev_ops->ndo_add_slave(master, dev, extack);
}

/* ---- the steps of do_setlink(): each 0 or a negative errno, adding to *@status ---- */

struct setlink {
	struct net *tgt_net;
	const struct ifinfomsg *ifm;
	struct nlattr **tb;
	char ifname[IFNAMSIZ]; /* "": none given */
	struct netlink_ext_ack *extack;
};

static int set_netns(struct net_device *dev, const struct setlink *s, int *status)
{
	const struct nlattr *idx = s->tb[IFLA_NEW_IFINDEX];
	int err;

	if (net_eq(s->tgt_net, dev->net))
		return 0;
	err = dev_change_net_namespace(dev, s->tgt_net, *s->ifname ? s->ifname : NULL,
				       idx ? nla_get_s32(idx) : 0, s->extack);
	if (!err)
		*status |= DO_SETLINK_MODIFIED;
	return err;
}

static int set_link_layer(struct net_device *dev, const struct setlink *s, int *status)
{
	struct nlattr **tb = s->tb;
	int err;

	if (tb[IFLA_MAP])
		return -EOPNOTSUPP;
	if (tb[IFLA_ADDRESS]) {
		err = dev_set_mac_address(dev, nla_data(tb[IFLA_ADDRESS]), s->extack);
		if (err)
			return err;
		*status |= DO_SETLINK_MODIFIED;
	}
	if (tb[IFLA_MTU]) {
		err = dev_set_mtu_ext(dev, nla_get_u32(tb[IFLA_MTU]), s->extack);
		if (err < 0)
			return err;
		*status |= DO_SETLINK_MODIFIED;
	}
	return 0;
}

static int set_names(struct net_device *dev, const struct setlink *s, int *status)
{
	struct nlattr **tb = s->tb;
	int err;

	if (tb[IFLA_GROUP]) {
		dev->group = nla_get_s32(tb[IFLA_GROUP]);
		*status |= DO_SETLINK_NOTIFY;
	}
	/* Chosen by number and yet a name: that is the new one. */
	if (s->ifm->ifi_index > 0 && *s->ifname) {
		err = dev_change_name(dev, s->ifname);
		if (err < 0)
			return err;
		*status |= DO_SETLINK_MODIFIED;
	}
	if (tb[IFLA_IFALIAS]) {
		err = dev_set_alias(dev, nla_data(tb[IFLA_IFALIAS]), nla_len(tb[IFLA_IFALIAS]));
		if (err < 0)
			return err;
		*status |= DO_SETLINK_NOTIFY;
	}
	if (tb[IFLA_BROADCAST]) {
		nla_memcpy(dev->broadcast, tb[IFLA_BROADCAST], dev->addr_len);
		call_netdevice_notifiers(NETDEV_CHANGEADDR, dev);
	}
	return 0;
}

static int set_flags_and_master(struct net_device *dev, const struct setlink *s, int *status)
{
	struct nlattr **tb = s->tb;
	int err;

	if (s->ifm->ifi_flags || s->ifm->ifi_change) {
		err = dev_change_flags(dev, rtnl_dev_combine_flags(dev, s->ifm), s->extack);
		if (err < 0)
			return err;
	}
	if (tb[IFLA_MASTER]) {
		err = do_set_master(dev, nla_get_u32(tb[IFLA_MASTER]), s->extack);
		if (err)
			return err;
		*status |= DO_SETLINK_MODIFIED;
	}
	if (tb[IFLA_CARRIER]) {
		err = dev_change_carrier(dev, nla_get_u8(tb[IFLA_CARRIER]));
		if (err)
			return err;
		*status |= DO_SETLINK_MODIFIED;
	}
	if (tb[IFLA_TXQLEN]) {
		err = dev_change_tx_queue_len(dev, nla_get_u32(tb[IFLA_TXQLEN]));
		if (err)
			return err;
		*status |= DO_SETLINK_MODIFIED;
	}
	return 0;
}

static bool set_u32(u32 *field, const struct nlattr *a, int *status)
{
	if (!a || *field == nla_get_u32(a))
		return false;
	*field = nla_get_u32(a);
	*status |= DO_SETLINK_MODIFIED;
	return true;
}

/* The general size rules the IPv4 one while it fits what an IPv4 packet can say. */
static void set_offload(struct net_device *dev, const struct setlink *s, int *status)
{
	struct nlattr **tb = s->tb;

	if (set_u32(&dev->gso_max_size, tb[IFLA_GSO_MAX_SIZE], status) &&
	    dev->gso_max_size <= 65536)
		dev->gso_ipv4_max_size = dev->gso_max_size;
	set_u32(&dev->gso_max_segs, tb[IFLA_GSO_MAX_SEGS], status);
	if (set_u32(&dev->gro_max_size, tb[IFLA_GRO_MAX_SIZE], status) &&
	    dev->gro_max_size <= 65536)
		dev->gro_ipv4_max_size = dev->gro_max_size;
	set_u32(&dev->gso_ipv4_max_size, tb[KIFLA_GSO_IPV4_MAX_SIZE], status);
	set_u32(&dev->gro_ipv4_max_size, tb[KIFLA_GRO_IPV4_MAX_SIZE], status);
}

static int set_state(struct net_device *dev, const struct setlink *s, int *status)
{
	struct nlattr **tb = s->tb;

	set_offload(dev, s, status);
	if (tb[IFLA_OPERSTATE])
		rtnl_set_operstate(dev, nla_get_u8(tb[IFLA_OPERSTATE]));
	if (tb[IFLA_LINKMODE]) {
		if (dev->link_mode != nla_get_u8(tb[IFLA_LINKMODE]))
			*status |= DO_SETLINK_NOTIFY;
		dev->link_mode = nla_get_u8(tb[IFLA_LINKMODE]);
	}
	return 0;
}

/* Virtual functions and port profiles: no kind here has them. */
static int set_vf(const struct setlink *s)
{
	const struct nlattr *attr;
	int rem;

	if (s->tb[IFLA_VFINFO_LIST]) {
		nla_for_each_nested (attr, s->tb[IFLA_VFINFO_LIST], rem) {
			if (nla_type(attr) != IFLA_VF_INFO || nla_len(attr) < NLA_HDRLEN)
				return -EINVAL;
			return -EOPNOTSUPP;
		}
	}
	return s->tb[IFLA_VF_PORTS] || s->tb[IFLA_PORT_SELF] ? -EOPNOTSUPP : 0;
}

static int set_proto_down(struct net_device *dev, const struct setlink *s, int *status)
{
	const struct nlattr *on = s->tb[IFLA_PROTO_DOWN];

	if (!on && !s->tb[IFLA_PROTO_DOWN_REASON])
		return 0;
	if (!(dev->priv_flags & IFF_CHANGE_PROTO_DOWN_PRIV)) {
		NL_SET_ERR_MSG(s->extack, "Protodown not supported by device");
		return -EOPNOTSUPP;
	}
	if (on && dev->proto_down != !!nla_get_u8(on))
		dev_change_proto_down(dev, nla_get_u8(on));
	*status |= DO_SETLINK_NOTIFY;
	return 0;
}

static int set_af(struct net_device *dev, const struct setlink *s, int *status)
{
	const struct nlattr *af;
	int rem, err;

	if (!s->tb[IFLA_AF_SPEC])
		return 0;
	nla_for_each_nested (af, s->tb[IFLA_AF_SPEC], rem) {
		err = rtnl_af_lookup(dev->kernel, nla_type(af))->set_link_af(dev, af, s->extack);
		if (err < 0)
			return err;
		*status |= DO_SETLINK_NOTIFY;
	}
	return 0;
}

static const struct nla_policy ifla_xdp_policy[IFLA_XDP_MAX + 1] = {
	[IFLA_XDP_FD] = { .type = NLA_S32 },	  [IFLA_XDP_EXPECTED_FD] = { .type = NLA_S32 },
	[IFLA_XDP_ATTACHED] = { .type = NLA_U8 }, [IFLA_XDP_FLAGS] = { .type = NLA_U32 },
	[IFLA_XDP_PROG_ID] = { .type = NLA_U32 },
};

/* There are no programs to attach; taking off the one that is not there is fine. */
static int set_xdp(const struct setlink *s, int *status)
{
	struct nlattr *xdp[IFLA_XDP_MAX + 1];
	u32 flags = 0;
	int err;

	if (!s->tb[IFLA_XDP])
		return 0;
	err = nla_parse_nested_deprecated(xdp, IFLA_XDP_MAX, s->tb[IFLA_XDP], ifla_xdp_policy,
					  NULL);
	if (err < 0)
		return err;
	if (xdp[IFLA_XDP_ATTACHED] || xdp[IFLA_XDP_PROG_ID])
		return -EINVAL;
	if (xdp[IFLA_XDP_FLAGS])
		flags = nla_get_u32(xdp[IFLA_XDP_FLAGS]);
	if (flags & ~XDP_FLAGS_MASK || __builtin_popcount(flags & XDP_FLAGS_MODES) > 1)
		return -EINVAL;
	if (!xdp[IFLA_XDP_FD])
		return 0;
	if (nla_get_s32(xdp[IFLA_XDP_FD]) >= 0 || flags & XDP_FLAGS_REPLACE)
		return -EINVAL;
	*status |= DO_SETLINK_NOTIFY;
	return 0;
}

static int setlink_steps(struct net_device *dev, const struct setlink *s, int *status)
{
	int err = set_netns(dev, s, status);

	if (!err)
		err = set_link_layer(dev, s, status);
	if (!err)
		err = set_names(dev, s, status);
	if (!err)
		err = set_flags_and_master(dev, s, status);
	if (!err)
		err = set_state(dev, s, status);
	if (!err)
		err = set_vf(s);
	if (!err)
		err = set_af(dev, s, status);
	if (!err)
		err = set_proto_down(dev, s, status);
	return err ? err : set_xdp(s, status);
}

int do_setlink(struct net_device *dev, struct net *tgt_net, const struct ifinfomsg *ifm,
	       struct nlattr **tb, int status, struct netlink_ext_ack *extack)
{
	struct setlink s = { .tgt_net = tgt_net, .ifm = ifm, .tb = tb, .extack = extack };
	int err = validate_linkmsg(dev, tb, extack);

	if (tb[IFLA_IFNAME])
		nla_strscpy(s.ifname, tb[IFLA_IFNAME], IFNAMSIZ);
	if (!err)
		err = setlink_steps(dev, &s, &status);
	if ((status & DO_SETLINK_NOTIFY) == DO_SETLINK_NOTIFY)
		netdev_state_change(dev);
	return err;
}

int rtnl_setlink(struct sk_buff *skb, struct nlmsghdr *nlh, struct netlink_ext_ack *extack)
{
	const struct ifinfomsg *ifm = nlmsg_data(nlh);
	struct net *net = sock_net(skb->sk), *tgt_net;
	struct nlattr *tb[KIFLA_MAX + 1];
	struct net_device *dev = NULL;
	int err;

	err = nlmsg_parse_deprecated(nlh, sizeof(*ifm), tb, KIFLA_MAX, ifla_policy, extack);
	if (err < 0)
		return err;
	err = rtnl_ensure_unique_netns(tb, extack, false);
	if (err < 0)
		return err;
	err = rtnl_link_get_net(skb, tb, &tgt_net);
	if (err)
		return err;
	if (ifm->ifi_index > 0)
		dev = dev_get_by_index(net, ifm->ifi_index);
	else if (tb[IFLA_IFNAME] || tb[IFLA_ALT_IFNAME])
		dev = rtnl_dev_get(net, tb);
	else
		err = -EINVAL;
	if (dev)
		err = do_setlink(dev, tgt_net, ifm, tb, 0, extack);
	else if (!err)
		err = -ENODEV;
	net_put(tgt_net);
	return err;
}
