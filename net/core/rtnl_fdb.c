/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Forwarding databases: RTM_NEWNEIGH, DELNEIGH and GETNEIGH of family AF_BRIDGE.
 *
 * Entries belong to the master of a port (NTF_MASTER, or no flag at all) or to the device itself
 * (NTF_SELF). A device without a database of its own has its address filters instead.
 */
#include "net/core/dev.h"
#include "net/core/neighbour.h"
#include "net/core/rtnetlink.h"

static int refuse(struct netlink_ext_ack *extack, const char *msg)
{
	NL_SET_ERR_MSG(extack, msg);
	return -EINVAL;
}

static bool is_bridge_port(const struct net_device *dev)
{
	return dev->priv_flags & IFF_BRIDGE_PORT_PRIV;
}

/* ---- entries of devices without a database ---- */

static int fill_filter_entry(struct sk_buff *skb, const struct net_device *dev, const u8 *addr,
			     u16 vid, u32 portid, u32 seq, int type, int nlflags, u16 state)
{
	struct nlmsghdr *nlh = nlmsg_put(skb, portid, seq, type, sizeof(struct ndmsg), nlflags);
	struct ndmsg *ndm;

	if (!nlh)
		return -EMSGSIZE;
	ndm = nlmsg_data(nlh);
	ndm->ndm_family = AF_BRIDGE;
	ndm->ndm_flags = NTF_SELF;
	ndm->ndm_ifindex = dev->ifindex;
	ndm->ndm_state = state;
	if (nla_put(skb, NDA_LLADDR, dev->addr_len, addr) ||
	    (vid && nla_put_u16(skb, NDA_VLAN, vid))) {
		nlmsg_cancel(skb, nlh);
		return -EMSGSIZE;
	}
	nlmsg_end(skb, nlh);
	return 0;
}

static void fdb_self_notify(struct net_device *dev, const u8 *addr, u16 vid, int type, u16 state)
{
	struct net *net = dev_net(dev);
	struct sk_buff *skb;

	if (!rtnl_has_listeners(net, RTNLGRP_NEIGH))
		return;
	skb = nlmsg_new(net->kernel, NLMSG_ALIGN(sizeof(struct ndmsg)) +
					     nla_total_size(MAX_ADDR_LEN) + nla_total_size(2));
	if (!skb || fill_filter_entry(skb, dev, addr, vid, 0, 0, type, 0, state)) {
		kfree_skb(skb);
		rtnl_set_sk_err(net, RTNLGRP_NEIGH, -ENOBUFS);
		return;
	}
	rtnl_notify(skb, net, 0, RTNLGRP_NEIGH, NULL);
}

static bool in_list(const struct list_head *list, const u8 *addr)
{
	const struct netdev_hw_addr *ha;

	list_for_each_entry (ha, list, list) {
		if (!memcmp(ha->addr, addr, ETH_ALEN))
			return true;
	}
	return false;
}

static int dflt_fdb_add(const struct ndmsg *ndm, struct nlattr **tb, struct net_device *dev,
			const u8 *addr, u16 vid, u16 nlh_flags)
{
	bool multicast = addr[0] & 1;

	if ((ndm->ndm_state && !(ndm->ndm_state & NUD_PERMANENT)) || tb[NDA_FLAGS_EXT] || vid)
		return -EINVAL;
	if (in_list(multicast ? &dev->mc_list : &dev->uc_list, addr))
		return nlh_flags & NLM_F_EXCL ? -EEXIST : 0;
	return multicast ? dev_mc_add(dev, addr) : dev_uc_add(dev, addr);
}

static int dflt_fdb_del(const struct ndmsg *ndm, struct net_device *dev, const u8 *addr)
{
	if (!(ndm->ndm_state & NUD_PERMANENT))
		return -EINVAL;
	return addr[0] & 1 ? dev_mc_del(dev, addr) : dev_uc_del(dev, addr);
}

static int dump_list(struct sk_buff *skb, struct netlink_callback *cb, const struct net_device *dev,
		     const struct list_head *list, int *idx)
{
	const struct ndo_fdb_dump_context *ctx = NL_CB_CTX(cb, struct ndo_fdb_dump_context);
	const struct netdev_hw_addr *ha;
	int err;

	list_for_each_entry (ha, list, list) {
		if ((u64)*idx >= ctx->fdb_idx) {
			err = fill_filter_entry(skb, dev, ha->addr, 0, NETLINK_CB(cb->skb).portid,
						cb->nlh->nlmsg_seq, RTM_NEWNEIGH, NLM_F_MULTI,
						NUD_PERMANENT);
			if (err)
				return err;
		}
		++*idx;
	}
	return 0;
}

int ndo_dflt_fdb_dump(struct sk_buff *skb, struct netlink_callback *cb, struct net_device *dev,
		      struct net_device *filter_dev, int *idx)
{
	int err;

	if (dev->type != ARPHRD_ETHER)
		return -EINVAL;
	err = dump_list(skb, cb, dev, &dev->uc_list, idx);
	return err ? err : dump_list(skb, cb, dev, &dev->mc_list, idx);
}

/* ---- RTM_NEWNEIGH, RTM_DELNEIGH ---- */

struct fdb_req {
	struct ndmsg *ndm;
	struct nlattr *tb[NDA_MAX + 1];
	struct net_device *dev;
	const u8 *addr;
	u16 vid;
	struct nlmsghdr *nlh;
	struct netlink_ext_ack *extack;
};

static int parse_vid(const struct nlattr *a, u16 *vid, struct netlink_ext_ack *extack)
{
	if (!a)
		return 0;
	if (nla_len(a) != sizeof(u16))
		return refuse(extack, "invalid vlan attribute size");
	*vid = nla_get_u16(a);
	if (!*vid || *vid >= 0xfff)
		return refuse(extack, "invalid vlan id");
	return 0;
}

/* @bulk: the database parses the rest itself, and no address is named. */
static int parse(struct sk_buff *skb, struct fdb_req *r, bool bulk, const char *not_ethernet)
{
	const struct nlattr *addr;
	int err = __nlmsg_parse(r->nlh, sizeof(*r->ndm), r->tb, NDA_MAX, NULL,
				bulk ? NL_VALIDATE_STRICT : NL_VALIDATE_LIBERAL, r->extack);

	if (err < 0)
		return err;
	r->ndm = nlmsg_data(r->nlh);
	if (!r->ndm->ndm_ifindex)
		return refuse(r->extack, "invalid ifindex");
	r->dev = dev_get_by_index(sock_net(skb->sk), r->ndm->ndm_ifindex);
	if (!r->dev) {
		NL_SET_ERR_MSG(r->extack, "unknown ifindex");
		return -ENODEV;
	}
	if (!bulk) {
		addr = r->tb[NDA_LLADDR];
		if (!addr || nla_len(addr) != ETH_ALEN)
			return refuse(r->extack, "invalid address");
		r->addr = nla_data(addr);
		err = parse_vid(r->tb[NDA_VLAN], &r->vid, r->extack);
		if (err)
			return err;
	}
	return r->dev->type != ARPHRD_ETHER ? refuse(r->extack, not_ethernet) : 0;
}

static bool for_master(const struct fdb_req *r)
{
	return (!r->ndm->ndm_flags || r->ndm->ndm_flags & NTF_MASTER) && is_bridge_port(r->dev);
}

static int rtnl_fdb_add(struct sk_buff *skb, struct nlmsghdr *nlh, struct netlink_ext_ack *extack)
{
	struct fdb_req r = { .nlh = nlh, .extack = extack };
	const struct net_device_ops *ops;
	bool notified = false;
	int err = parse(skb, &r, false, "FDB add only supported for Ethernet devices");

	if (err)
		return err;
	err = -EOPNOTSUPP;
	if (for_master(&r)) {
		ops = r.dev->master->netdev_ops;
		if (ops->ndo_fdb_add)
			err = ops->ndo_fdb_add(r.ndm, r.tb, r.dev, r.addr, r.vid, nlh->nlmsg_flags,
					       &notified, extack);
		if (err)
			return err;
		r.ndm->ndm_flags &= ~NTF_MASTER;
	}
	if (!(r.ndm->ndm_flags & NTF_SELF))
		return err;
	notified = false;
	ops = r.dev->netdev_ops;
	if (ops->ndo_fdb_add)
		err = ops->ndo_fdb_add(r.ndm, r.tb, r.dev, r.addr, r.vid, nlh->nlmsg_flags,
				       &notified, extack);
	else
		err = dflt_fdb_add(r.ndm, r.tb, r.dev, r.addr, r.vid, nlh->nlmsg_flags);
	if (!err && !notified)
		fdb_self_notify(r.dev, r.addr, r.vid, RTM_NEWNEIGH, r.ndm->ndm_state);
	if (!err)
		r.ndm->ndm_flags &= ~NTF_SELF;
	return err;
}

static int del_via(const struct fdb_req *r, const struct net_device_ops *ops, bool bulk,
		   bool *notified)
{
	if (bulk)
		return ops->ndo_fdb_del_bulk ? ops->ndo_fdb_del_bulk(r->nlh, r->dev, r->extack)
					     : -EOPNOTSUPP;
	if (!ops->ndo_fdb_del)
		return -EOPNOTSUPP;
	return ops->ndo_fdb_del(r->ndm, (struct nlattr **)r->tb, r->dev, r->addr, r->vid, notified,
				r->extack);
}

static int rtnl_fdb_del(struct sk_buff *skb, struct nlmsghdr *nlh, struct netlink_ext_ack *extack)
{
	struct fdb_req r = { .nlh = nlh, .extack = extack };
	bool bulk = nlh->nlmsg_flags & NLM_F_BULK, notified = false;
	int err = parse(skb, &r, bulk, "FDB delete only supported for Ethernet devices");

	if (err)
		return err;
	err = -EOPNOTSUPP;
	if (for_master(&r)) {
		err = del_via(&r, r.dev->master->netdev_ops, bulk, &notified);
		if (err)
			return err;
		r.ndm->ndm_flags &= ~NTF_MASTER;
	}
	if (!(r.ndm->ndm_flags & NTF_SELF))
		return err;
	notified = false;
	if (bulk || r.dev->netdev_ops->ndo_fdb_del)
		err = del_via(&r, r.dev->netdev_ops, bulk, &notified);
	else
		err = dflt_fdb_del(r.ndm, r.dev, r.addr);
	if (!err && !bulk && !notified)
		fdb_self_notify(r.dev, r.addr, r.vid, RTM_DELNEIGH, r.ndm->ndm_state);
	if (!err)
		r.ndm->ndm_flags &= ~NTF_SELF;
	return err;
}

/* ---- RTM_GETNEIGH: dumps ---- */

static int valid_dump_strict(const struct nlmsghdr *nlh, s32 *br_idx, s32 *brport_idx,
			     struct netlink_ext_ack *extack)
{
	const struct ndmsg *ndm = nlmsg_data(nlh);
	struct nlattr *tb[NDA_MAX + 1];
	int err;

	if (nlmsg_len(nlh) < (int)sizeof(*ndm))
		return refuse(extack, "Invalid header for fdb dump request");
	if (ndm->ndm_pad1 || ndm->ndm_pad2 || ndm->ndm_state || ndm->ndm_flags || ndm->ndm_type)
		return refuse(extack, "Invalid values in header for fdb dump request");
	err = nlmsg_parse_deprecated_strict(nlh, sizeof(*ndm), tb, NDA_MAX, NULL, extack);
	if (err < 0)
		return err;
	*brport_idx = ndm->ndm_ifindex;
	for (int i = 0; i <= NDA_MAX; i++) {
		if (!tb[i])
			continue;
		if (i != NDA_IFINDEX && i != NDA_MASTER)
			return refuse(extack, "Unsupported attribute in fdb dump request");
		if (nla_len(tb[i]) != sizeof(u32))
			return refuse(extack,
				      i == NDA_MASTER
					      ? "Invalid MASTER attribute in fdb dump request"
					      : "Invalid IFINDEX attribute in fdb dump request");
		*(i == NDA_MASTER ? br_idx : brport_idx) = nla_get_s32(tb[i]);
	}
	return 0;
}

/* Old programs send a struct ndmsg (perhaps with one attribute), which says nothing, or a link. */
static int valid_dump_legacy(const struct nlmsghdr *nlh, s32 *br_idx, s32 *brport_idx,
			     struct netlink_ext_ack *extack)
{
	const struct ifinfomsg *ifm = nlmsg_data(nlh);
	struct nlattr *tb[KIFLA_MAX + 1];

	if (nlmsg_len(nlh) == (int)sizeof(struct ndmsg) ||
	    nlmsg_len(nlh) == (int)sizeof(struct ndmsg) + NLA_HDRLEN + 4)
		return 0;
	if (nlmsg_parse_deprecated(nlh, sizeof(*ifm), tb, KIFLA_MAX, ifla_policy, extack) < 0)
		return -EINVAL;
	if (tb[IFLA_MASTER])
		*br_idx = nla_get_s32(tb[IFLA_MASTER]);
	*brport_idx = ifm->ifi_index;
	return 0;
}

/* Everything about one device: its entries at @master, then its own. */
static int dump_device(struct sk_buff *skb, struct netlink_callback *cb, struct net_device *dev,
		       struct net_device *master, int *idx)
{
	const struct net_device_ops *ops = dev->netdev_ops;
	int err;

	if (master && is_bridge_port(dev) && master->netdev_ops->ndo_fdb_dump) {
		err = master->netdev_ops->ndo_fdb_dump(skb, cb, master, dev, idx);
		if (err == -EMSGSIZE)
			return err;
	}
	return ops->ndo_fdb_dump ? ops->ndo_fdb_dump(skb, cb, dev, NULL, idx)
				 : ndo_dflt_fdb_dump(skb, cb, dev, NULL, idx);
}

static int rtnl_fdb_dump(struct sk_buff *skb, struct netlink_callback *cb)
{
	struct ndo_fdb_dump_context *ctx = NL_CB_CTX(cb, struct ndo_fdb_dump_context);
	struct net *net = sock_net(skb->sk);
	struct net_device *dev, *br = NULL;
	s32 br_idx = 0, brport_idx = 0;
	u32 i;
	int err = (cb->strict_check ? valid_dump_strict
				    : valid_dump_legacy)(cb->nlh, &br_idx, &brport_idx, cb->extack);

	if (err)
		return err;
	if (br_idx) {
		br = dev_get_by_index(net, br_idx);
		if (!br)
			return -ENODEV;
	}
	idvec_for_each_from (&net->dev_by_index, i, dev, ctx->ifindex) {
		int idx = 0;

		if (dev->ifindex != (s64)ctx->ifindex)
			ctx->fdb_idx = 0;
		ctx->ifindex = dev->ifindex;
		if ((brport_idx && dev->ifindex != brport_idx) ||
		    (br && dev != br && dev->master != br))
			continue;
		if (dump_device(skb, cb, dev, br ? br : dev->master, &idx) == -EMSGSIZE) {
			ctx->fdb_idx = idx;
			return skb->len;
		}
	}
	ctx->ifindex = ~0ull;
	return skb->len;
}

/* ---- RTM_GETNEIGH: one ---- */

struct fdb_get_req {
	s32 dev_idx, br_idx;
	const u8 *addr;
	u16 vid;
	u8 ndm_flags;
	struct nlattr *tb[NDA_MAX + 1];
};

static int valid_get(const struct nlmsghdr *nlh, struct fdb_get_req *r,
		     struct netlink_ext_ack *extack)
{
	const struct ndmsg *ndm = nlmsg_data(nlh);
	int err;

	if (nlmsg_len(nlh) < (int)sizeof(*ndm))
		return refuse(extack, "Invalid header for fdb get request");
	if (ndm->ndm_pad1 || ndm->ndm_pad2 || ndm->ndm_state || ndm->ndm_type)
		return refuse(extack, "Invalid values in header for fdb get request");
	if (ndm->ndm_flags & ~(NTF_MASTER | NTF_SELF))
		return refuse(extack, "Invalid flags in header for fdb get request");
	err = nlmsg_parse_deprecated_strict(nlh, sizeof(*ndm), r->tb, NDA_MAX, nda_policy, extack);
	if (err < 0)
		return err;
	r->ndm_flags = ndm->ndm_flags;
	r->dev_idx = ndm->ndm_ifindex;
	for (int i = 0; i <= NDA_MAX; i++) {
		if (r->tb[i] && i != NDA_MASTER && i != NDA_LLADDR && i != NDA_VLAN && i != NDA_VNI)
			return refuse(extack, "Unsupported attribute in fdb get request");
	}
	if (r->tb[NDA_MASTER])
		r->br_idx = nla_get_s32(r->tb[NDA_MASTER]);
	if (r->tb[NDA_LLADDR]) {
		if (nla_len(r->tb[NDA_LLADDR]) != ETH_ALEN)
			return refuse(extack, "Invalid address in fdb get request");
		r->addr = nla_data(r->tb[NDA_LLADDR]);
	}
	err = parse_vid(r->tb[NDA_VLAN], &r->vid, extack);
	if (err)
		return err;
	return r->addr ? 0 : refuse(extack, "Missing lookup address for fdb get request");
}

/* The device whose database is meant. */
static int find_database(struct net *net, const struct fdb_get_req *r, struct net_device **ret_dev,
			 struct netlink_ext_ack *extack)
{
	struct net_device *dev = NULL;

	if (r->dev_idx) {
		dev = dev_get_by_index(net, r->dev_idx);
		if (!dev) {
			NL_SET_ERR_MSG(extack, "Unknown device ifindex");
			return -ENODEV;
		}
	}
	if (r->br_idx && dev)
		return refuse(extack, "Master and device are mutually exclusive");
	if (r->br_idx) {
		dev = dev_get_by_index(net, r->br_idx);
		if (!dev)
			return refuse(extack, "Invalid master ifindex");
	} else if (!dev) {
		NL_SET_ERR_MSG(extack, "No device specified");
		return -ENODEV;
	} else if (!r->ndm_flags || r->ndm_flags & NTF_MASTER) {
		if (!is_bridge_port(dev))
			return refuse(extack, "Device is not a bridge port");
		dev = dev->master;
	}
	*ret_dev = dev;
	return 0;
}

static int rtnl_fdb_get(struct sk_buff *in_skb, struct nlmsghdr *nlh,
			struct netlink_ext_ack *extack)
{
	struct net *net = sock_net(in_skb->sk);
	u32 portid = NETLINK_CB(in_skb).portid;
	struct fdb_get_req r = { 0 };
	struct net_device *dev;
	struct sk_buff *skb;
	int err = valid_get(nlh, &r, extack);

	if (err)
		return err;
	err = find_database(net, &r, &dev, extack);
	if (err)
		return err;
	if (!dev->netdev_ops->ndo_fdb_get) {
		NL_SET_ERR_MSG(extack, "Fdb get operation not supported by device");
		return -EOPNOTSUPP;
	}
	skb = nlmsg_new(net->kernel, NLMSG_DEFAULT_SIZE);
	if (!skb)
		return -ENOBUFS;
	err = dev->netdev_ops->ndo_fdb_get(skb, r.tb, dev, r.addr, r.vid, portid, nlh->nlmsg_seq,
					   extack);
	if (err) {
		kfree_skb(skb);
		return err;
	}
	return rtnl_unicast(skb, net, portid);
}

static const struct rtnl_msg_handler handlers[] = {
	{ PF_BRIDGE, RTM_NEWNEIGH, .doit = rtnl_fdb_add },
	{ PF_BRIDGE, RTM_DELNEIGH, .doit = rtnl_fdb_del, .flags = RTNL_FLAG_BULK_DEL_SUPPORTED },
	{ PF_BRIDGE, RTM_GETNEIGH, .doit = rtnl_fdb_get, .dumpit = rtnl_fdb_dump },
};

int rtnl_fdb_init(struct kernel *k)
{
	return rtnl_register_many(k, handlers, ARRAY_SIZE(handlers));
}

void rtnl_fdb_exit(struct kernel *k)
{
	rtnl_unregister_many(k, handlers, ARRAY_SIZE(handlers));
}
