/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * RTM_DELLINK, the alternative names (RTM_NEW/DELLINKPROP), and what all messages about links
 * share: attribute policy, which device and which namespace a request means.
 */
#include "net/core/rtnl_internal.h"

#include "net/core/nsfs.h"

#include <linux/capability.h>

/* L1_CACHE_ALIGN(128 + MAX_HEADER): the least that a packet offloaded in parts may be told to be. */
#define MAX_TCP_HEADER 192
#define MAX_PHYS_ITEM_ID_LEN 32

/* clang-format off */
const struct nla_policy ifla_policy[KIFLA_MAX + 1] = {
	[IFLA_UNSPEC]			= { .strict_start_type = KIFLA_DPLL_PIN },
	[IFLA_IFNAME]			= { .type = NLA_STRING, .len = IFNAMSIZ - 1 },
	[IFLA_ADDRESS]			= { .type = NLA_BINARY, .len = MAX_ADDR_LEN },
	[IFLA_BROADCAST]		= { .type = NLA_BINARY, .len = MAX_ADDR_LEN },
	[IFLA_MAP]			= { .len = sizeof(struct rtnl_link_ifmap) },
	[IFLA_MTU]			= { .type = NLA_U32 },
	[IFLA_LINK]			= { .type = NLA_U32 },
	[IFLA_MASTER]			= { .type = NLA_U32 },
	[IFLA_CARRIER]			= { .type = NLA_U8 },
	[IFLA_TXQLEN]			= { .type = NLA_U32 },
	[IFLA_WEIGHT]			= { .type = NLA_U32 },
	[IFLA_OPERSTATE]		= { .type = NLA_U8 },
	[IFLA_LINKMODE]			= { .type = NLA_U8 },
	[IFLA_LINKINFO]			= { .type = NLA_NESTED },
	[IFLA_NET_NS_PID]		= { .type = NLA_U32 },
	[IFLA_NET_NS_FD]		= { .type = NLA_U32 },
	/* Not NLA_STRING: an empty one removes the alias. */
	[IFLA_IFALIAS]			= { .type = NLA_BINARY, .len = IFALIASZ - 1 },
	[IFLA_VFINFO_LIST]		= { .type = NLA_NESTED },
	[IFLA_VF_PORTS]			= { .type = NLA_NESTED },
	[IFLA_PORT_SELF]		= { .type = NLA_NESTED },
	[IFLA_AF_SPEC]			= { .type = NLA_NESTED },
	[IFLA_EXT_MASK]			= { .type = NLA_U32 },
	[IFLA_PROMISCUITY]		= { .type = NLA_U32 },
	[IFLA_NUM_TX_QUEUES]		= { .type = NLA_U32 },
	[IFLA_NUM_RX_QUEUES]		= { .type = NLA_U32 },
	[IFLA_GSO_MAX_SEGS]		= { .type = NLA_U32 },
	[IFLA_GSO_MAX_SIZE]		= NLA_POLICY_MIN(NLA_U32, MAX_TCP_HEADER + 1),
	[IFLA_PHYS_PORT_ID]		= { .type = NLA_BINARY, .len = MAX_PHYS_ITEM_ID_LEN },
	[IFLA_CARRIER_CHANGES]		= { .type = NLA_U32 },
	[IFLA_PHYS_SWITCH_ID]		= { .type = NLA_BINARY, .len = MAX_PHYS_ITEM_ID_LEN },
	[IFLA_LINK_NETNSID]		= { .type = NLA_S32 },
	[IFLA_PROTO_DOWN]		= { .type = NLA_U8 },
	[IFLA_XDP]			= { .type = NLA_NESTED },
	[IFLA_EVENT]			= { .type = NLA_U32 },
	[IFLA_GROUP]			= { .type = NLA_U32 },
	[IFLA_TARGET_NETNSID]		= { .type = NLA_S32 },
	[IFLA_CARRIER_UP_COUNT]		= { .type = NLA_U32 },
	[IFLA_CARRIER_DOWN_COUNT]	= { .type = NLA_U32 },
	[IFLA_MIN_MTU]			= { .type = NLA_U32 },
	[IFLA_MAX_MTU]			= { .type = NLA_U32 },
	[IFLA_PROP_LIST]		= { .type = NLA_NESTED },
	[IFLA_ALT_IFNAME]		= { .type = NLA_STRING, .len = ALTIFNAMSIZ - 1 },
	[IFLA_PERM_ADDRESS]		= { .type = NLA_REJECT },
	[IFLA_PROTO_DOWN_REASON]	= { .type = NLA_NESTED },
	[IFLA_NEW_IFINDEX]		= NLA_POLICY_MIN(NLA_S32, 1),
	[IFLA_PARENT_DEV_NAME]		= { .type = NLA_NUL_STRING },
	[IFLA_GRO_MAX_SIZE]		= { .type = NLA_U32 },
	[IFLA_TSO_MAX_SIZE]		= { .type = NLA_REJECT },
	[IFLA_TSO_MAX_SEGS]		= { .type = NLA_REJECT },
	[IFLA_ALLMULTI]			= { .type = NLA_REJECT },
	[KIFLA_GSO_IPV4_MAX_SIZE]	= NLA_POLICY_MIN(NLA_U32, MAX_TCP_HEADER + 1),
	[KIFLA_GRO_IPV4_MAX_SIZE]	= { .type = NLA_U32 },
	[KIFLA_NETNS_IMMUTABLE]		= { .type = NLA_REJECT },
	[KIFLA_HEADROOM]		= { .type = NLA_REJECT },
	[KIFLA_TAILROOM]		= { .type = NLA_REJECT },
};
/* clang-format on */

/* ---- which device, which namespace ---- */

struct net_device *rtnl_dev_get(struct net *net, struct nlattr **tb)
{
	char name[ALTIFNAMSIZ];

	if (tb[IFLA_IFNAME])
		nla_strscpy(name, tb[IFLA_IFNAME], IFNAMSIZ);
	else if (tb[IFLA_ALT_IFNAME])
		nla_strscpy(name, tb[IFLA_ALT_IFNAME], ALTIFNAMSIZ);
	else
		return NULL;
	return dev_get_by_name(net, name);
}

int rtnl_ensure_unique_netns(struct nlattr **tb, struct netlink_ext_ack *extack, bool nsid_only)
{
	int n = !!tb[IFLA_NET_NS_PID] + !!tb[IFLA_NET_NS_FD];

	if (nsid_only) {
		if (!n)
			return 0;
		NL_SET_ERR_MSG(extack, "specified netns attribute not supported");
		return -EOPNOTSUPP;
	}
	if (n + !!tb[IFLA_TARGET_NETNSID] <= 1)
		return 0;
	NL_SET_ERR_MSG(extack, "multiple netns identifying attributes specified");
	return -EINVAL;
}

int rtnl_link_get_net(struct sk_buff *skb, struct nlattr **tb, struct net **ret_net)
{
	struct net *net = NULL;
	int err = 0;

	if (tb[IFLA_TARGET_NETNSID]) {
		net = get_net_ns_by_id(sock_net(skb->sk), nla_get_s32(tb[IFLA_TARGET_NETNSID]));
		err = net ? 0 : -EINVAL;
	} else if (tb[IFLA_NET_NS_PID]) {
		err = get_net_ns_by_pid(skb, nla_get_u32(tb[IFLA_NET_NS_PID]), &net);
	} else if (tb[IFLA_NET_NS_FD]) {
		err = get_net_ns_by_fd(skb, nla_get_u32(tb[IFLA_NET_NS_FD]), &net);
	} else {
		net = net_get(sock_net(skb->sk));
	}
	if (err)
		return err;
	if (!netlink_net_capable(skb, CAP_NET_ADMIN)) {
		net_put(net);
		return -EPERM;
	}
	*ret_net = net;
	return 0;
}

int rtnl_get_net_ns_capable(struct sock *sk, int id, struct net **ret_net)
{
	struct net *net = get_net_ns_by_id(sock_net(sk), id);

	if (!net)
		return -EINVAL;
	*ret_net = net;
	return 0;
}

/* ---- RTM_DELLINK ---- */

void rtnl_link_kill(struct net_device *dev, struct list_head *head)
{
	if (dev->rtnl_link_ops && dev->rtnl_link_ops->dellink)
		dev->rtnl_link_ops->dellink(dev, head);
	else
		unregister_netdevice_queue(dev, head);
}

static int delete_link(struct net_device *dev, u32 portid, const struct nlmsghdr *nlh)
{
	struct list_head kill = LIST_HEAD_INIT(kill);

	if (!dev->rtnl_link_ops)
		return -EOPNOTSUPP;
	rtnl_link_kill(dev, &kill);
	unregister_netdevice_many_notify(&kill, portid, nlh);
	return 0;
}

static int delete_group(struct net *net, s32 group)
{
	struct list_head kill = LIST_HEAD_INIT(kill);
	struct net_device *dev;
	bool found = false;
	u32 i;

	if (!group)
		return -EPERM;
	for_each_netdev (net, i, dev) {
		if (dev->group != group)
			continue;
		found = true;
		if (!dev->rtnl_link_ops)
			return -EOPNOTSUPP;
	}
	if (!found)
		return -ENODEV;
	for_each_netdev (net, i, dev)
		if (dev->group == group)
			rtnl_link_kill(dev, &kill);
	unregister_netdevice_many(&kill);
	return 0;
}

static int dellink_in(struct net *net, struct sk_buff *skb, struct nlmsghdr *nlh,
		      struct nlattr **tb)
{
	const struct ifinfomsg *ifm = nlmsg_data(nlh);
	bool echo = nlh->nlmsg_flags & NLM_F_ECHO;
	bool named = ifm->ifi_index > 0 || tb[IFLA_IFNAME] || tb[IFLA_ALT_IFNAME];
	struct net_device *dev;

	if (ifm->ifi_index > 0)
		dev = dev_get_by_index(net, ifm->ifi_index);
	else
		dev = rtnl_dev_get(net, tb);
	if (dev)
		return delete_link(dev, echo ? NETLINK_CB(skb).portid : 0, echo ? nlh : NULL);
	if (named)
		return -ENODEV;
	if (tb[IFLA_GROUP])
		return delete_group(net, nla_get_u32(tb[IFLA_GROUP]));
	return -EINVAL;
}

int rtnl_dellink(struct sk_buff *skb, struct nlmsghdr *nlh, struct netlink_ext_ack *extack)
{
	struct net *net = sock_net(skb->sk);
	struct nlattr *tb[KIFLA_MAX + 1];
	int err = nlmsg_parse_deprecated(nlh, sizeof(struct ifinfomsg), tb, KIFLA_MAX, ifla_policy,
					 extack);

	if (err < 0)
		return err;
	err = rtnl_ensure_unique_netns(tb, extack, true);
	if (err < 0)
		return err;
	if (!tb[IFLA_TARGET_NETNSID])
		return dellink_in(net, skb, nlh, tb);
	err = rtnl_get_net_ns_capable(skb->sk, nla_get_s32(tb[IFLA_TARGET_NETNSID]), &net);
	if (err)
		return err;
	err = dellink_in(net, skb, nlh, tb);
	net_put(net);
	return err;
}

/* ---- RTM_NEWLINKPROP, RTM_DELLINKPROP ---- */

static int alt_ifname(int cmd, struct net_device *dev, const struct nlattr *attr, bool *changed,
		      struct netlink_ext_ack *extack)
{
	char name[ALTIFNAMSIZ];
	int err = __nla_validate(attr, attr->nla_len, KIFLA_MAX, ifla_policy,
				 NL_VALIDATE_DEPRECATED_STRICT, extack);

	if (err)
		return err;
	nla_strscpy(name, attr, sizeof(name));
	if (cmd == RTM_NEWLINKPROP)
		err = netdev_name_node_alt_create(dev, name);
	else
		err = netdev_name_node_alt_destroy(dev, name);
	if (!err)
		*changed = true;
	return err;
}

static int linkprop(int cmd, struct sk_buff *skb, struct nlmsghdr *nlh,
		    struct netlink_ext_ack *extack)
{
	const struct ifinfomsg *ifm = nlmsg_data(nlh);
	struct nlattr *tb[KIFLA_MAX + 1], *attr;
	struct net_device *dev;
	bool changed = false;
	int err, rem;

	err = nlmsg_parse(nlh, sizeof(*ifm), tb, KIFLA_MAX, ifla_policy, extack);
	if (!err)
		err = rtnl_ensure_unique_netns(tb, extack, true);
	if (err)
		return err;
	if (ifm->ifi_index > 0)
		dev = dev_get_by_index(sock_net(skb->sk), ifm->ifi_index);
	else if (tb[IFLA_IFNAME] || tb[IFLA_ALT_IFNAME])
		dev = rtnl_dev_get(sock_net(skb->sk), tb);
	else
		return -EINVAL;
	if (!dev)
		return -ENODEV;
	if (!tb[IFLA_PROP_LIST])
		return 0;
	nla_for_each_nested (attr, tb[IFLA_PROP_LIST], rem) {
		if (nla_type(attr) != IFLA_ALT_IFNAME)
			continue;
		err = alt_ifname(cmd, dev, attr, &changed, extack);
		if (err)
			return err;
	}
	if (changed)
		netdev_state_change(dev);
	return 0;
}

int rtnl_newlinkprop(struct sk_buff *skb, struct nlmsghdr *nlh, struct netlink_ext_ack *extack)
{
	return linkprop(RTM_NEWLINKPROP, skb, nlh, extack);
}

int rtnl_dellinkprop(struct sk_buff *skb, struct nlmsghdr *nlh, struct netlink_ext_ack *extack)
{
	return linkprop(RTM_DELLINKPROP, skb, nlh, extack);
}
