/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * RTM_NEWLINK: make a link, or change the one that is meant.
 *
 *   parse -> (there already?) changelink -> do_setlink
 *        \-> create: rtnl_create_link -> ops->newlink -> rtnl_configure_link -> master
 *
 * A creation that fails leaves nothing behind.
 */
#include "net/core/rtnl_internal.h"

#include <linux/netdevice.h>
#include <stdio.h>

#define RTNL_MAX_TYPE 50
#define RTNL_SLAVE_MAX_TYPE 44
#define MAX_QUEUES 4096
#define KIND_LEN 64

/* One request, parsed. */
struct newlink {
	struct sk_buff *skb;
	struct nlmsghdr *nlh;
	const struct ifinfomsg *ifm;
	struct nlattr *tb[KIFLA_MAX + 1];
	struct nlattr *linkinfo[IFLA_INFO_MAX + 1];
	struct nlattr *attr[RTNL_MAX_TYPE + 1];
	struct nlattr *slave_attr[RTNL_SLAVE_MAX_TYPE + 1];
	struct nlattr **data; /* attr, or NULL when there is no IFLA_INFO_DATA */
	const struct rtnl_link_ops *ops; /* of IFLA_INFO_KIND, or NULL */
	struct net *tgt_net, *link_net, *peer_net; /* referenced or NULL */
	struct netlink_ext_ack *extack;
};

static const struct nla_policy ifla_info_policy[IFLA_INFO_MAX + 1] = {
	[IFLA_INFO_KIND] = { .type = NLA_STRING },
	[IFLA_INFO_DATA] = { .type = NLA_NESTED },
	[IFLA_INFO_SLAVE_KIND] = { .type = NLA_STRING },
	[IFLA_INFO_SLAVE_DATA] = { .type = NLA_NESTED },
};

/* ---- a device ---- */

static void apply_attrs(struct net_device *dev, struct nlattr **tb)
{
	if (tb[IFLA_ADDRESS]) {
		nla_memcpy(dev->dev_addr, tb[IFLA_ADDRESS], MAX_ADDR_LEN);
		dev->addr_assign_type = NET_ADDR_SET;
	}
	if (tb[IFLA_BROADCAST])
		nla_memcpy(dev->broadcast, tb[IFLA_BROADCAST], MAX_ADDR_LEN);
	if (tb[IFLA_TXQLEN])
		dev->tx_queue_len = nla_get_u32(tb[IFLA_TXQLEN]);
	if (tb[IFLA_OPERSTATE])
		rtnl_set_operstate(dev, nla_get_u8(tb[IFLA_OPERSTATE]));
	if (tb[IFLA_LINKMODE])
		dev->link_mode = nla_get_u8(tb[IFLA_LINKMODE]);
	if (tb[IFLA_GROUP])
		dev->group = nla_get_s32(tb[IFLA_GROUP]);
	if (tb[IFLA_GSO_MAX_SIZE]) {
		dev->gso_max_size = nla_get_u32(tb[IFLA_GSO_MAX_SIZE]);
		if (dev->gso_max_size <= 65536)
			dev->gso_ipv4_max_size = dev->gso_max_size;
	}
	if (tb[IFLA_GSO_MAX_SEGS])
		dev->gso_max_segs = nla_get_u32(tb[IFLA_GSO_MAX_SEGS]);
	if (tb[IFLA_GRO_MAX_SIZE]) {
		dev->gro_max_size = nla_get_u32(tb[IFLA_GRO_MAX_SIZE]);
		if (dev->gro_max_size <= 65536)
			dev->gro_ipv4_max_size = dev->gro_max_size;
	}
	if (tb[KIFLA_GSO_IPV4_MAX_SIZE])
		dev->gso_ipv4_max_size = nla_get_u32(tb[KIFLA_GSO_IPV4_MAX_SIZE]);
	if (tb[KIFLA_GRO_IPV4_MAX_SIZE])
		dev->gro_ipv4_max_size = nla_get_u32(tb[KIFLA_GRO_IPV4_MAX_SIZE]);
}

struct net_device *rtnl_create_link(struct net *net, const char *ifname, u8 name_assign_type,
				    const struct rtnl_link_ops *ops, struct nlattr **tb,
				    struct netlink_ext_ack *extack, int *ret_err)
{
	u32 own = ops->get_num_queues ? ops->get_num_queues(net->kernel) : 1;
	u32 tx = tb[IFLA_NUM_TX_QUEUES] ? nla_get_u32(tb[IFLA_NUM_TX_QUEUES]) : own;
	u32 rx = tb[IFLA_NUM_RX_QUEUES] ? nla_get_u32(tb[IFLA_NUM_RX_QUEUES]) : own;
	struct net_device *dev;
	int err;

	*ret_err = -EINVAL;
	if (tx < 1 || tx > MAX_QUEUES) {
		NL_SET_ERR_MSG(extack, "Invalid number of transmit queues");
		return NULL;
	}
	if (rx < 1 || rx > MAX_QUEUES) {
		NL_SET_ERR_MSG(extack, "Invalid number of receive queues");
		return NULL;
	}
	*ret_err = -ENOMEM;
	dev = alloc_netdev_mqs(net, ops->priv_size, ifname, name_assign_type, ops->setup, tx, rx);
	if (!dev)
		return NULL;
	dev->rtnl_link_ops = ops;
	err = validate_linkmsg(dev, tb, extack);
	if (!err && tb[IFLA_MTU])
		err = dev_validate_mtu(dev, nla_get_u32(tb[IFLA_MTU]), extack);
	if (err) {
		free_netdev(dev);
		*ret_err = err;
		return NULL;
	}
	if (tb[IFLA_MTU])
		dev->mtu = nla_get_u32(tb[IFLA_MTU]);
	apply_attrs(dev, tb);
	*ret_err = 0;
	return dev;
}

int rtnl_configure_link(struct net_device *dev, const struct ifinfomsg *ifm, u32 portid,
			const struct nlmsghdr *nlh)
{
	u32 old = dev->flags, changed;
	int err;

	if (ifm && (ifm->ifi_flags || ifm->ifi_change)) {
		err = __dev_change_flags(dev, rtnl_dev_combine_flags(dev, ifm), NULL);
		if (err < 0)
			return err;
	}
	changed = old ^ dev->flags;
	if (!dev->rtnl_link_initialized) {
		dev->rtnl_link_initialized = true;
		changed = ~0u;
	}
	__dev_notify_flags(dev, old, changed, portid, nlh);
	return 0;
}

static void undo_create(struct net_device *dev)
{
	struct list_head kill = LIST_HEAD_INIT(kill);

	rtnl_link_kill(dev, &kill);
	unregister_netdevice_many(&kill);
}

static int newlink_create(struct newlink *r)
{
	struct rtnl_newlink_params params = {
		.src_net = sock_net(r->skb->sk),
		.link_net = r->link_net ? r->link_net : sock_net(r->skb->sk),
		.peer_net = r->peer_net	  ? r->peer_net
			    : r->link_net ? r->link_net
					  : sock_net(r->skb->sk),
		.tb = r->tb,
		.data = r->data,
		.nlh = r->nlh,
		.portid = NETLINK_CB(r->skb).portid,
	};
	bool echo = r->nlh->nlmsg_flags & NLM_F_ECHO;
	const struct rtnl_link_ops *ops = r->ops;
	u8 assign_type = NET_NAME_USER;
	struct net_device *dev;
	char ifname[IFNAMSIZ];
	int err;

	if (!ops->setup)
		return -EOPNOTSUPP;
	if (r->tb[IFLA_IFNAME]) {
		nla_strscpy(ifname, r->tb[IFLA_IFNAME], sizeof(ifname));
	} else {
		snprintf(ifname, sizeof(ifname), "%.13s%%d", ops->kind);
		assign_type = NET_NAME_ENUM;
	}
	dev = rtnl_create_link(r->tgt_net, ifname, assign_type, ops, r->tb, r->extack, &err);
	if (!dev)
		return err;
	dev->ifindex = r->ifm->ifi_index;
	err = ops->newlink ? ops->newlink(dev, &params, r->extack) : register_netdevice(dev);
	if (err < 0) {
		free_netdev(dev);
		return err;
	}
	err = rtnl_configure_link(dev, r->ifm, echo ? params.portid : 0, echo ? r->nlh : NULL);
	if (!err && r->tb[IFLA_MASTER])
		err = do_set_master(dev, nla_get_u32(r->tb[IFLA_MASTER]), r->extack);
	if (err)
		undo_create(dev);
	return err;
}

/* ---- changing ---- */

static int change_slave(struct newlink *r, struct net_device *dev, int *status)
{
	const struct nlattr *slave_data = r->linkinfo[IFLA_INFO_SLAVE_DATA];
	const struct rtnl_link_ops *m_ops = dev->master ? dev->master->rtnl_link_ops : NULL;
	struct nlattr **data = NULL;
	int err;

	if (!slave_data)
		return 0;
	if (!m_ops || !m_ops->slave_changelink)
		return -EOPNOTSUPP;
	if (m_ops->slave_maxtype > RTNL_SLAVE_MAX_TYPE)
		return -EINVAL;
	if (m_ops->slave_maxtype) {
		err = nla_parse_nested_deprecated(r->slave_attr, m_ops->slave_maxtype, slave_data,
						  m_ops->slave_policy, r->extack);
		if (err < 0)
			return err;
		data = r->slave_attr;
	}
	err = m_ops->slave_changelink(dev->master, dev, r->tb, data, r->extack);
	if (err < 0)
		return err;
	*status |= DO_SETLINK_NOTIFY;
	return 0;
}

static int changelink(struct newlink *r, struct net_device *dev)
{
	int status = 0, err;

	if (r->nlh->nlmsg_flags & NLM_F_EXCL)
		return -EEXIST;
	if (r->nlh->nlmsg_flags & NLM_F_REPLACE)
		return -EOPNOTSUPP;
	if (r->linkinfo[IFLA_INFO_DATA]) {
		if (!r->ops || r->ops != dev->rtnl_link_ops || !r->ops->changelink)
			return -EOPNOTSUPP;
		err = r->ops->changelink(dev, r->tb, r->data, r->extack);
		if (err < 0)
			return err;
		status |= DO_SETLINK_NOTIFY;
	}
	err = change_slave(r, dev, &status);
	if (err < 0)
		return err;
	return do_setlink(dev, r->tgt_net, r->ifm, r->tb, status, r->extack);
}

/* Every device of the group; those that move away do not end the walk. */
static int change_group(struct newlink *r, s32 group)
{
	struct net *net = sock_net(r->skb->sk);
	u64 next = 1;
	int err;

	for (;;) {
		u32 i = idvec_lower_bound(&net->dev_by_index, next);
		struct net_device *dev;

		if (i >= net->dev_by_index.n)
			return 0;
		dev = net->dev_by_index.e[i].ptr;
		next = (u64)dev->ifindex + 1;
		if (dev->group != group)
			continue;
		err = do_setlink(dev, r->tgt_net, r->ifm, r->tb, 0, r->extack);
		if (err < 0)
			return err;
	}
}

/* ---- the request ---- */

static int newlink_dispatch(struct newlink *r)
{
	struct net *net = sock_net(r->skb->sk);
	struct net_device *dev = NULL;
	bool specified = true;

	if (r->ifm->ifi_index > 0) {
		dev = dev_get_by_index(net, r->ifm->ifi_index);
	} else if (r->ifm->ifi_index < 0) {
		NL_SET_ERR_MSG(r->extack, "ifindex can't be negative");
		return -EINVAL;
	} else if (r->tb[IFLA_IFNAME] || r->tb[IFLA_ALT_IFNAME]) {
		dev = rtnl_dev_get(net, r->tb);
	} else {
		specified = false;
	}
	if (dev)
		return changelink(r, dev);
	if (!(r->nlh->nlmsg_flags & NLM_F_CREATE)) {
		if (specified || !r->tb[IFLA_GROUP])
			return -ENODEV;
		return change_group(r, nla_get_s32(r->tb[IFLA_GROUP]));
	}
	if (r->tb[IFLA_MAP] || r->tb[IFLA_PROTINFO])
		return -EOPNOTSUPP;
	if (!r->ops) {
		NL_SET_ERR_MSG(r->extack, "Unknown device type");
		return -EOPNOTSUPP;
	}
	return newlink_create(r);
}

static int parse_kind(struct newlink *r)
{
	const struct rtnl_link_ops *ops;
	char kind[KIND_LEN];
	int err;

	if (!r->linkinfo[IFLA_INFO_KIND])
		return 0;
	nla_strscpy(kind, r->linkinfo[IFLA_INFO_KIND], sizeof(kind));
	r->ops = ops = rtnl_link_ops_get(r->skb->kernel, kind);
	if (!ops)
		return 0;
	if (ops->maxtype > RTNL_MAX_TYPE)
		return -EINVAL;
	if (ops->maxtype && r->linkinfo[IFLA_INFO_DATA]) {
		err = nla_parse_nested_deprecated(
			r->attr, ops->maxtype, r->linkinfo[IFLA_INFO_DATA], ops->policy, r->extack);
		if (err < 0)
			return err;
		r->data = r->attr;
	}
	return ops->validate ? ops->validate(r->tb, r->data, r->extack) : 0;
}

int rtnl_nla_parse_ifinfomsg(struct nlattr **tb, const struct nlattr *nla,
			     struct netlink_ext_ack *extack)
{
	const struct ifinfomsg *ifm = nla_data(nla);

	if (ifm->ifi_index < 0) {
		NL_SET_ERR_MSG_ATTR(extack, nla, "ifindex can't be negative");
		return -EINVAL;
	}
	return nla_parse_deprecated(tb, KIFLA_MAX, (const struct nlattr *)(ifm + 1),
				    nla_len(nla) - (int)sizeof(*ifm), ifla_policy, extack);
}

/* Where the other end shall live, when the request says so. */
static int parse_peer_net(struct newlink *r)
{
	const struct rtnl_link_ops *ops = r->ops;
	struct nlattr *tb[KIFLA_MAX + 1];
	int err;

	if (!ops || !ops->peer_type || !r->data || !r->data[ops->peer_type])
		return 0;
	err = rtnl_nla_parse_ifinfomsg(tb, r->data[ops->peer_type], r->extack);
	if (err >= 0 && ops->validate)
		err = ops->validate(tb, NULL, r->extack);
	if (err < 0)
		return err;
	if (!tb[IFLA_NET_NS_PID] && !tb[IFLA_NET_NS_FD])
		return 0;
	tb[IFLA_TARGET_NETNSID] = NULL;
	return rtnl_link_get_net(r->skb, tb, &r->peer_net);
}

static int parse_nets(struct newlink *r)
{
	int err = parse_peer_net(r);

	if (!err)
		err = rtnl_link_get_net(r->skb, r->tb, &r->tgt_net);
	if (err)
		return err;
	if (!r->tb[IFLA_LINK_NETNSID])
		return 0;
	r->link_net = get_net_ns_by_id(r->tgt_net, nla_get_s32(r->tb[IFLA_LINK_NETNSID]));
	if (r->link_net)
		return 0;
	NL_SET_ERR_MSG(r->extack, "Unknown network namespace id");
	return -EINVAL;
}

static int newlink_parse(struct newlink *r)
{
	int err = nlmsg_parse_deprecated(r->nlh, sizeof(*r->ifm), r->tb, KIFLA_MAX, ifla_policy,
					 r->extack);

	if (err < 0)
		return err;
	err = rtnl_ensure_unique_netns(r->tb, r->extack, false);
	if (err < 0)
		return err;
	if (r->tb[IFLA_LINKINFO]) {
		err = nla_parse_nested_deprecated(r->linkinfo, IFLA_INFO_MAX, r->tb[IFLA_LINKINFO],
						  ifla_info_policy, NULL);
		if (err < 0)
			return err;
	}
	err = parse_kind(r);
	return err < 0 ? err : parse_nets(r);
}

int rtnl_newlink(struct sk_buff *skb, struct nlmsghdr *nlh, struct netlink_ext_ack *extack)
{
	struct newlink r = {
		.skb = skb,
		.nlh = nlh,
		.ifm = nlmsg_data(nlh),
		.extack = extack,
	};
	int err = newlink_parse(&r);

	if (err >= 0)
		err = newlink_dispatch(&r);
	net_put(r.peer_net);
	net_put(r.link_net);
	net_put(r.tgt_net);
	return err;
}
