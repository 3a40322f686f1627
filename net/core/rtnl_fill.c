/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * One link as a message, and the announcements of links.
 *
 * Which attributes there are, their order and padding are those of Linux 6.18 to the byte: dumps
 * are compared. Each static function below writes a run of attributes; rtnl_fill_ifinfo() is the
 * order of the runs.
 */
#include "net/core/rtnl_internal.h"

/* Everything of fixed size with headers, and the biggest IFLA_LINKINFO (a bridge in a bridge). */
#define IF_NLMSG_BASE_SIZE 2560

#define PUT(expr)                         \
	do {                              \
		if (expr)                 \
			return -EMSGSIZE; \
	} while (0)

static int fill_names_and_state(struct sk_buff *skb, const struct net_device *dev)
{
	u8 operstate = netif_running(dev) ? dev->operstate : IF_OPER_DOWN;

	PUT(nla_put_string(skb, IFLA_IFNAME, dev->name));
	PUT(nla_put_u32(skb, IFLA_TXQLEN, dev->tx_queue_len));
	PUT(nla_put_u8(skb, IFLA_OPERSTATE, operstate));
	PUT(nla_put_u8(skb, IFLA_LINKMODE, dev->link_mode));
	PUT(nla_put_u8(skb, KIFLA_NETNS_IMMUTABLE, dev->netns_immutable));
	PUT(nla_put_u32(skb, IFLA_MTU, dev->mtu));
	PUT(nla_put_u32(skb, IFLA_MIN_MTU, dev->min_mtu));
	PUT(nla_put_u32(skb, IFLA_MAX_MTU, dev->max_mtu));
	PUT(nla_put_u32(skb, IFLA_GROUP, dev->group));
	PUT(nla_put_u32(skb, IFLA_PROMISCUITY, dev->promiscuity));
	PUT(nla_put_u32(skb, IFLA_ALLMULTI, dev->allmulti));
	return 0;
}

static int fill_queues_and_offload(struct sk_buff *skb, const struct net_device *dev)
{
	PUT(nla_put_u32(skb, IFLA_NUM_TX_QUEUES, dev->num_tx_queues));
	PUT(nla_put_u32(skb, IFLA_GSO_MAX_SEGS, dev->gso_max_segs));
	PUT(nla_put_u32(skb, IFLA_GSO_MAX_SIZE, dev->gso_max_size));
	PUT(nla_put_u32(skb, IFLA_GRO_MAX_SIZE, dev->gro_max_size));
	PUT(nla_put_u32(skb, KIFLA_GSO_IPV4_MAX_SIZE, dev->gso_ipv4_max_size));
	PUT(nla_put_u32(skb, KIFLA_GRO_IPV4_MAX_SIZE, dev->gro_ipv4_max_size));
	PUT(nla_put_u32(skb, IFLA_TSO_MAX_SIZE, dev->tso_max_size));
	PUT(nla_put_u32(skb, IFLA_TSO_MAX_SEGS, dev->tso_max_segs));
	PUT(nla_put_u32(skb, KIFLA_MAX_PACING_OFFLOAD_HORIZON, 0));
	PUT(nla_put_u32(skb, IFLA_NUM_RX_QUEUES, dev->num_rx_queues));
	return 0;
}

static int fill_carrier(struct sk_buff *skb, const struct net_device *dev)
{
	if (dev->master)
		PUT(nla_put_u32(skb, IFLA_MASTER, dev->master->ifindex));
	PUT(nla_put_u8(skb, IFLA_CARRIER, netif_carrier_ok(dev)));
	if (dev->ifalias)
		PUT(nla_put_string(skb, IFLA_IFALIAS, dev->ifalias));
	PUT(nla_put_u32(skb, IFLA_CARRIER_CHANGES,
			dev->carrier_up_count + dev->carrier_down_count));
	PUT(nla_put_u32(skb, IFLA_CARRIER_UP_COUNT, dev->carrier_up_count));
	PUT(nla_put_u32(skb, IFLA_CARRIER_DOWN_COUNT, dev->carrier_down_count));
	PUT(nla_put_u16(skb, KIFLA_HEADROOM, dev->needed_headroom));
	PUT(nla_put_u16(skb, KIFLA_TAILROOM, dev->needed_tailroom));
	PUT(nla_put_u8(skb, IFLA_PROTO_DOWN, dev->proto_down));
	return 0;
}

static int fill_addresses(struct sk_buff *skb, const struct net_device *dev)
{
	if (!dev->addr_len)
		return 0;
	PUT(nla_put(skb, IFLA_ADDRESS, dev->addr_len, dev->dev_addr));
	PUT(nla_put(skb, IFLA_BROADCAST, dev->addr_len, dev->broadcast));
	return 0;
}

/* The old form has the same fields in the same order (up to its end), cut to 32 bits. */
static int fill_stats(struct sk_buff *skb, const struct net_device *dev)
{
	u32 old[sizeof(struct rtnl_link_stats) / sizeof(u32)];
	u64 new[sizeof(struct rtnl_link_stats64) / sizeof(u64)];
	struct rtnl_link_stats64 s;

	dev_get_stats(dev, &s);
	memcpy(new, &s, sizeof(new));
	for (u32 i = 0; i < ARRAY_SIZE(old); i++)
		old[i] = new[i];
	PUT(nla_put_64bit(skb, IFLA_STATS64, sizeof(s), &s, IFLA_PAD));
	PUT(nla_put(skb, IFLA_STATS, sizeof(old), old));
	return 0;
}

/* No program can attach an XDP filter here: never attached. */
static int fill_xdp(struct sk_buff *skb)
{
	struct nlattr *nest = nla_nest_start_noflag(skb, IFLA_XDP);

	PUT(!nest);
	PUT(nla_put_u8(skb, IFLA_XDP_ATTACHED, XDP_ATTACHED_NONE));
	nla_nest_end(skb, nest);
	return 0;
}

static int fill_link_info(struct sk_buff *skb, const struct net_device *dev)
{
	const struct rtnl_link_ops *ops = dev->rtnl_link_ops;
	struct nlattr *data;

	PUT(nla_put_string(skb, IFLA_INFO_KIND, ops->kind));
	if (ops->fill_xstats)
		PUT(ops->fill_xstats(skb, dev) < 0);
	if (!ops->fill_info)
		return 0;
	data = nla_nest_start_noflag(skb, IFLA_INFO_DATA);
	PUT(!data);
	PUT(ops->fill_info(skb, dev) < 0);
	nla_nest_end(skb, data);
	return 0;
}

static int fill_slave_info(struct sk_buff *skb, const struct net_device *dev)
{
	const struct rtnl_link_ops *ops = dev->master->rtnl_link_ops;
	struct nlattr *data;

	PUT(nla_put_string(skb, IFLA_INFO_SLAVE_KIND, ops->kind));
	if (!ops->fill_slave_info)
		return 0;
	data = nla_nest_start_noflag(skb, IFLA_INFO_SLAVE_DATA);
	PUT(!data);
	PUT(ops->fill_slave_info(skb, dev->master, dev) < 0);
	nla_nest_end(skb, data);
	return 0;
}

static int fill_linkinfo(struct sk_buff *skb, const struct net_device *dev)
{
	bool slave = dev->master && dev->master->rtnl_link_ops;
	struct nlattr *nest;

	if (!dev->rtnl_link_ops && !slave)
		return 0;
	nest = nla_nest_start_noflag(skb, IFLA_LINKINFO);
	PUT(!nest);
	if (dev->rtnl_link_ops)
		PUT(fill_link_info(skb, dev));
	if (slave)
		PUT(fill_slave_info(skb, dev));
	nla_nest_end(skb, nest);
	return 0;
}

static int fill_move(struct sk_buff *skb, const struct link_fill *f)
{
	if (f->new_nsid)
		PUT(nla_put_s32(skb, IFLA_NEW_NETNSID, *f->new_nsid));
	if (f->new_ifindex)
		PUT(nla_put_s32(skb, IFLA_NEW_IFINDEX, f->new_ifindex));
	return 0;
}

static int fill_perm_addr(struct sk_buff *skb, const struct net_device *dev)
{
	static const u8 zero[MAX_ADDR_LEN];

	if (memcmp(dev->perm_addr, zero, dev->addr_len))
		PUT(nla_put(skb, IFLA_PERM_ADDRESS, dev->addr_len, dev->perm_addr));
	return 0;
}

/* The device at the other end or below, and its namespace when that is another one. */
static int fill_iflink(struct sk_buff *skb, const struct net_device *dev, struct net *src_net)
{
	const struct rtnl_link_ops *ops = dev->rtnl_link_ops;
	struct net *link_net = ops && ops->get_link_net ? ops->get_link_net(dev) : dev->net;
	int iflink = dev_get_iflink(dev);
	bool abroad = !net_eq(link_net, dev->net);

	if (abroad)
		PUT(nla_put_s32(skb, IFLA_LINK_NETNSID, peernet2id_alloc(src_net, link_net)));
	if (abroad || iflink != dev->ifindex)
		PUT(nla_put_u32(skb, IFLA_LINK, iflink));
	return 0;
}

static int fill_af_spec(struct sk_buff *skb, const struct net_device *dev, u32 ext_filter_mask)
{
	const struct rtnl_core *rtnl = dev->kernel->rtnl;
	struct nlattr *nest = nla_nest_start_noflag(skb, IFLA_AF_SPEC);

	PUT(!nest);
	for (u32 i = 0; i < rtnl->n_af_ops; i++) {
		const struct rtnl_af_ops *ops = rtnl->af_ops[i];
		struct nlattr *af;
		int err;

		if (!ops->fill_link_af)
			continue;
		af = nla_nest_start_noflag(skb, ops->family);
		PUT(!af);
		err = ops->fill_link_af(skb, dev, ext_filter_mask);
		if (err == -ENODATA)
			nla_nest_cancel(skb, af);
		else if (err < 0)
			return -EMSGSIZE;
		else
			nla_nest_end(skb, af);
	}
	nla_nest_end(skb, nest);
	return 0;
}

static int fill_ifmap(struct sk_buff *skb)
{
	struct rtnl_link_ifmap map;

	memset(&map, 0, sizeof(map));
	PUT(nla_put_64bit(skb, IFLA_MAP, sizeof(map), &map, IFLA_PAD));
	return 0;
}

static int fill_altnames(struct sk_buff *skb, const struct net_device *dev)
{
	struct netdev_name_node *alt;
	struct nlattr *nest;

	if (list_empty(&dev->altnames))
		return 0;
	nest = nla_nest_start(skb, IFLA_PROP_LIST);
	PUT(!nest);
	list_for_each_entry (alt, &dev->altnames, list)
		PUT(nla_put_string(skb, IFLA_ALT_IFNAME, alt->name));
	nla_nest_end(skb, nest);
	return 0;
}

static int fill_empty_nest(struct sk_buff *skb, int type)
{
	struct nlattr *nest = nla_nest_start(skb, type);

	PUT(!nest);
	nla_nest_end(skb, nest);
	return 0;
}

static int fill_attrs(struct sk_buff *skb, struct net_device *dev, const struct link_fill *f)
{
	if (f->tgt_netnsid >= 0)
		PUT(nla_put_s32(skb, IFLA_TARGET_NETNSID, f->tgt_netnsid));
	PUT(fill_names_and_state(skb, dev));
	PUT(fill_queues_and_offload(skb, dev));
	PUT(fill_carrier(skb, dev));
	if (f->event != IFLA_EVENT_NONE)
		PUT(nla_put_u32(skb, IFLA_EVENT, f->event));
	PUT(fill_addresses(skb, dev));
	PUT(fill_stats(skb, dev));
	PUT(fill_xdp(skb));
	PUT(fill_linkinfo(skb, dev));
	PUT(fill_move(skb, f));
	PUT(fill_perm_addr(skb, dev));
	PUT(fill_iflink(skb, dev, f->src_net ? f->src_net : dev->net));
	PUT(nla_put_string(skb, IFLA_QDISC, dev->qdisc));
	PUT(fill_af_spec(skb, dev, f->ext_filter_mask));
	PUT(fill_ifmap(skb));
	PUT(fill_altnames(skb, dev));
	PUT(fill_empty_nest(skb, KIFLA_DEVLINK_PORT));
	PUT(fill_empty_nest(skb, KIFLA_DPLL_PIN));
	return 0;
}

int rtnl_fill_ifinfo(struct sk_buff *skb, struct net_device *dev, const struct link_fill *f)
{
	struct nlmsghdr *nlh =
		nlmsg_put(skb, f->portid, f->seq, f->type, sizeof(struct ifinfomsg), f->flags);
	struct ifinfomsg ifm = {
		.ifi_family = AF_UNSPEC,
		.ifi_type = dev->type,
		.ifi_index = dev->ifindex,
		.ifi_flags = dev_get_flags(dev),
		.ifi_change = f->change,
	};

	if (!nlh)
		return -EMSGSIZE;
	memcpy(nlmsg_data(nlh), &ifm, sizeof(ifm));
	if (fill_attrs(skb, dev, f)) {
		nlmsg_cancel(skb, nlh);
		return -EMSGSIZE;
	}
	nlmsg_end(skb, nlh);
	return 0;
}

size_t if_nlmsg_size(const struct net_device *dev, u32 ext_filter_mask)
{
	const struct rtnl_core *rtnl = dev->kernel->rtnl;
	size_t n = IF_NLMSG_BASE_SIZE;
	struct netdev_name_node *alt;

	for (u32 i = 0; i < rtnl->n_af_ops; i++) {
		n += NLA_HDRLEN;
		if (rtnl->af_ops[i]->get_link_af_size)
			n += rtnl->af_ops[i]->get_link_af_size(dev, ext_filter_mask);
	}
	list_for_each_entry (alt, &dev->altnames, list)
		n += NLA_HDRLEN + NLA_ALIGN(strlen(alt->name) + 1);
	if (dev->ifalias)
		n += NLA_HDRLEN + NLA_ALIGN(strlen(dev->ifalias) + 1);
	return n;
}

/* ---- announcements ---- */

/* Building the message numbers the other end's namespace, which NSID listeners hear of. */
static void number_link_net(const struct net_device *dev)
{
	const struct rtnl_link_ops *ops = dev->rtnl_link_ops;
	struct net *link_net = ops && ops->get_link_net ? ops->get_link_net(dev) : dev->net;

	if (!net_eq(link_net, dev->net))
		peernet2id_alloc(dev->net, link_net);
}

static struct sk_buff *build_skb(struct net_device *dev, const struct link_fill *f, bool wanted)
{
	struct sk_buff *skb;

	if (!wanted && !rtnl_has_listeners(dev->net, RTNLGRP_LINK)) {
		number_link_net(dev);
		return NULL;
	}
	skb = nlmsg_new(dev->kernel, if_nlmsg_size(dev, 0));
	if (!skb || rtnl_fill_ifinfo(skb, dev, f)) {
		kfree_skb(skb);
		rtnl_set_sk_err(dev->net, RTNLGRP_LINK, -ENOBUFS);
		return NULL;
	}
	return skb;
}

struct sk_buff *rtmsg_ifinfo_build_skb(int type, struct net_device *dev, u32 change, u32 event,
				       u32 portid, u32 seq)
{
	const struct link_fill f = {
		.type = type,
		.portid = portid,
		.seq = seq,
		.change = change,
		.event = event,
		.tgt_netnsid = -1,
	};

	return build_skb(dev, &f, portid != 0);
}

void rtmsg_ifinfo_send(struct sk_buff *skb, struct net_device *dev, u32 portid,
		       const struct nlmsghdr *nlh)
{
	rtnl_notify(skb, dev->net, portid, RTNLGRP_LINK, nlh);
}

void rtmsg_ifinfo(int type, struct net_device *dev, u32 change, u32 portid,
		  const struct nlmsghdr *nlh)
{
	struct sk_buff *skb;

	if (dev->reg_state != NETREG_REGISTERED)
		return;
	skb = rtmsg_ifinfo_build_skb(type, dev, change, IFLA_EVENT_NONE, portid,
				     nlh ? nlh->nlmsg_seq : 0);
	if (skb)
		rtmsg_ifinfo_send(skb, dev, portid, nlh);
}

static u32 rtnl_get_event(unsigned long event)
{
	switch (event) {
	case NETDEV_REBOOT:
		return IFLA_EVENT_REBOOT;
	case NETDEV_FEAT_CHANGE:
		return IFLA_EVENT_FEATURES;
	case NETDEV_NOTIFY_PEERS:
		return IFLA_EVENT_NOTIFY_PEERS;
	case NETDEV_RESEND_IGMP:
		return IFLA_EVENT_IGMP_RESEND;
	case NETDEV_CHANGEINFODATA:
		return IFLA_EVENT_BONDING_OPTIONS;
	default:
		return IFLA_EVENT_NONE;
	}
}

void rtmsg_ifinfo_event(struct net_device *dev, unsigned long event)
{
	struct sk_buff *skb;

	if (dev->reg_state != NETREG_REGISTERED)
		return;
	skb = rtmsg_ifinfo_build_skb(RTM_NEWLINK, dev, 0, rtnl_get_event(event), 0, 0);
	if (skb)
		rtmsg_ifinfo_send(skb, dev, 0, NULL);
}

void rtmsg_ifinfo_newnet(struct net_device *dev, int new_nsid, int new_ifindex)
{
	const struct link_fill f = {
		.type = RTM_DELLINK,
		.change = ~0u,
		.tgt_netnsid = -1,
		.new_nsid = &new_nsid,
		.new_ifindex = new_ifindex,
	};
	struct sk_buff *skb = build_skb(dev, &f, false);

	if (skb)
		rtmsg_ifinfo_send(skb, dev, 0, NULL);
}
