/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The multicast database in messages: RTM_NEWMDB, DELMDB and GETMDB (`bridge mdb`).
 */
#include "net/bridge/br_private.h"

/* Of Linux 6.7, which the headers here may not know. */
#ifndef MDBA_GET_ENTRY_MAX
#define MDBA_GET_ENTRY 1
#define MDBA_GET_ENTRY_ATTRS 2
#define MDBA_GET_ENTRY_MAX 2
#endif

/* ---- one entry as a message ---- */

static u64 timer_of(const struct net_bridge_mdb_entry *mp, const struct net_bridge_port_group *pg)
{
	return pg ? br_timer_value(mp->br, &pg->timer) : 0;
}

/* With IGMPv3 or MLDv2 a group may have sources; those of programs exclude none. */
static bool has_mode(const struct net_bridge_mdb_entry *mp)
{
	return (mp->group.proto == htobe16(ETH_P_IP) && mp->br->mcast.igmp_version == 3) ||
	       (mp->group.proto == htobe16(ETH_P_IPV6) && mp->br->mcast.mld_version == 2);
}

static int put_entry(struct sk_buff *skb, const struct net_bridge_mdb_entry *mp,
		     const struct net_bridge_port_group *pg)
{
	struct br_mdb_entry e = {
		.ifindex = pg ? pg->port->dev->ifindex : mp->br->dev->ifindex,
		.state = pg && pg->permanent ? MDB_PERMANENT : MDB_TEMPORARY,
		.vid = mp->group.vid,
		.addr.proto = mp->group.proto,
	};
	struct nlattr *info = nla_nest_start_noflag(skb, MDBA_MDB_ENTRY_INFO);
	void *room;

	_Static_assert(sizeof(e.addr.u) == sizeof(mp->group.u), "one address");
	memcpy(&e.addr.u, &mp->group.u, sizeof(e.addr.u));
	if (!info || skb_tailroom(skb) < sizeof(e))
		return -EMSGSIZE;
	room = skb_put(skb, sizeof(e));
	memcpy(room, &e, sizeof(e));
	if (nla_put_u32(skb, MDBA_MDB_EATTR_TIMER, timer_of(mp, pg)) ||
	    (pg && nla_put_u8(skb, MDBA_MDB_EATTR_RTPROT, pg->rt_protocol)) ||
	    (pg && has_mode(mp) && nla_put_u8(skb, MDBA_MDB_EATTR_GROUP_MODE, MCAST_EXCLUDE)))
		return -EMSGSIZE;
	nla_nest_end(skb, info);
	return 0;
}

static struct nlmsghdr *put_header(struct sk_buff *skb, u32 portid, u32 seq, int type, int flags,
				   u8 family, u32 ifindex)
{
	struct nlmsghdr *nlh = nlmsg_put(skb, portid, seq, type, sizeof(struct br_port_msg), flags);
	struct br_port_msg *bpm;

	if (!nlh)
		return NULL;
	bpm = nlmsg_data(nlh);
	bpm->family = family;
	bpm->ifindex = ifindex;
	return nlh;
}

static int fill_notify(struct sk_buff *skb, const struct net_bridge_mdb_entry *mp,
		       const struct net_bridge_port_group *pg, int type)
{
	struct nlmsghdr *nlh = put_header(skb, 0, 0, type, 0, AF_BRIDGE, mp->br->dev->ifindex);
	struct nlattr *mdb = nlh ? nla_nest_start_noflag(skb, MDBA_MDB) : NULL;
	struct nlattr *entry = mdb ? nla_nest_start_noflag(skb, MDBA_MDB_ENTRY) : NULL;

	if (!entry || put_entry(skb, mp, pg))
		return -EMSGSIZE;
	nla_nest_end(skb, entry);
	nla_nest_end(skb, mdb);
	nlmsg_end(skb, nlh);
	return 0;
}

void br_mdb_notify(const struct net_bridge_mdb_entry *mp, const struct net_bridge_port_group *pg,
		   int type)
{
	struct net *net = dev_net(mp->br->dev);
	struct sk_buff *skb;

	if (!rtnl_has_listeners(net, RTNLGRP_MDB))
		return;
	skb = nlmsg_new(net->kernel, 128);
	if (!skb || fill_notify(skb, mp, pg, type)) {
		kfree_skb(skb);
		rtnl_set_sk_err(net, RTNLGRP_MDB, -ENOBUFS);
		return;
	}
	rtnl_notify(skb, net, 0, RTNLGRP_MDB, NULL);
}

/* ---- RTM_GETMDB ---- */

struct mdb_dump_ctx {
	u64 ifindex; /* device to go on with */
	u32 idx; /* members of its groups already sent */
};

/* All members of one group: the bridge first, then ports. */
static int dump_group(struct sk_buff *skb, struct mdb_dump_ctx *c, u32 *idx,
		      const struct net_bridge_mdb_entry *mp)
{
	struct nlattr *nest = nla_nest_start_noflag(skb, MDBA_MDB_ENTRY);
	const struct net_bridge_port_group *pg;
	bool any = false;

	if (!nest)
		return -EMSGSIZE;
	if (mp->host_joined && (*idx)++ >= c->idx) {
		if (put_entry(skb, mp, NULL))
			goto full;
		any = true;
	}
	list_for_each_entry (pg, &mp->ports, list) {
		struct nlattr *mark = (struct nlattr *)skb_tail_pointer(skb);

		if ((*idx)++ < c->idx)
			continue;
		if (put_entry(skb, mp, pg)) {
			nla_nest_cancel(skb, mark);
			goto full;
		}
		any = true;
	}
	if (any)
		nla_nest_end(skb, nest);
	else
		nla_nest_cancel(skb, nest);
	return 0;
full:
	c->idx = *idx - 1;
	if (any)
		nla_nest_end(skb, nest);
	else
		nla_nest_cancel(skb, nest);
	return -EMSGSIZE;
}

static int dump_bridge(struct sk_buff *skb, struct netlink_callback *cb,
		       const struct net_device *dev)
{
	struct mdb_dump_ctx *c = NL_CB_CTX(cb, struct mdb_dump_ctx);
	const struct net_bridge *br = netdev_priv(dev);
	const struct net_bridge_mdb_entry *mp;
	struct nlmsghdr *nlh = put_header(skb, NETLINK_CB(cb->skb).portid, cb->nlh->nlmsg_seq,
					  RTM_GETMDB, NLM_F_MULTI, 0, dev->ifindex);
	struct nlattr *nest;
	u32 idx = 0;
	int err = 0;

	if (!nlh)
		return -EMSGSIZE;
	if (br_opt_get(br, BROPT_MULTICAST_ENABLED)) {
		nest = nla_nest_start_noflag(skb, MDBA_MDB);
		if (!nest) {
			nlmsg_cancel(skb, nlh);
			return -EMSGSIZE;
		}
		list_for_each_entry (mp, &br->mdb_list, list) {
			err = dump_group(skb, c, &idx, mp);
			if (err)
				break;
		}
		nla_nest_end(skb, nest);
	}
	if (!err)
		c->idx = 0;
	nlmsg_end(skb, nlh);
	return err;
}

static int refuse(struct netlink_ext_ack *extack, const char *msg)
{
	NL_SET_ERR_MSG(extack, msg);
	return -EINVAL;
}

static int valid_dump(const struct nlmsghdr *nlh, struct netlink_ext_ack *extack)
{
	const struct br_port_msg *bpm = nlmsg_data(nlh);

	if (nlmsg_len(nlh) < (int)sizeof(*bpm))
		return refuse(extack, "Invalid header for mdb dump request");
	if (bpm->ifindex)
		return refuse(extack,
			      "Filtering by device index is not supported for mdb dump request");
	if (nlmsg_attrlen(nlh, sizeof(*bpm)) > 0)
		return refuse(extack, "Invalid data after header in mdb dump request");
	return 0;
}

static int br_mdb_dump(struct sk_buff *skb, struct netlink_callback *cb)
{
	struct mdb_dump_ctx *c = NL_CB_CTX(cb, struct mdb_dump_ctx);
	struct net *net = sock_net(skb->sk);
	struct net_device *dev;
	u32 i;
	int err = cb->strict_check ? valid_dump(cb->nlh, cb->extack) : 0;

	if (err)
		return err;
	idvec_for_each_from (&net->dev_by_index, i, dev, c->ifindex) {
		if (dev->ifindex != (s64)c->ifindex)
			c->idx = 0;
		c->ifindex = dev->ifindex;
		if (netif_is_bridge_master(dev) && dump_bridge(skb, cb, dev))
			return skb->len;
	}
	c->ifindex = ~0ull;
	return skb->len;
}

/* ---- RTM_GETMDB of one group ---- */

static int validate_get_entry(const struct nlattr *attr, struct netlink_ext_ack *extack)
{
	struct br_mdb_entry e;

	if (nla_len(attr) != sizeof(e))
		return refuse(extack, "Invalid attribute length");
	memcpy(&e, nla_data(attr), sizeof(e));
	if (e.ifindex)
		return refuse(extack, "Entry ifindex cannot be specified");
	if (e.state)
		return refuse(extack, "Entry state cannot be specified");
	if (e.flags)
		return refuse(extack, "Entry flags cannot be specified");
	if (e.vid >= VLAN_VID_MASK)
		return refuse(extack, "Invalid entry VLAN id");
	if (e.addr.proto && e.addr.proto != htobe16(ETH_P_IP) &&
	    e.addr.proto != htobe16(ETH_P_IPV6))
		return refuse(extack, "Unknown entry protocol");
	return 0;
}

static const struct nla_policy get_policy[MDBA_GET_ENTRY_MAX + 1] = {
	[MDBA_GET_ENTRY] =
		NLA_POLICY_VALIDATE_FN(NLA_BINARY, validate_get_entry, sizeof(struct br_mdb_entry)),
	[MDBA_GET_ENTRY_ATTRS] = { .type = NLA_NESTED },
};

static void entry_group(const struct br_mdb_entry *e, struct br_ip *group)
{
	size_t n = e->addr.proto == htobe16(ETH_P_IP)	  ? 4
		   : e->addr.proto == htobe16(ETH_P_IPV6) ? 16
							  : ETH_ALEN;

	memset(group, 0, sizeof(*group));
	memcpy(&group->u, &e->addr.u, n);
	group->proto = e->addr.proto;
	group->vid = e->vid;
}

/* Groups have no sources here, so an entry of one source is none that could be found. */
static int find_group(const struct net_bridge *br, struct nlattr **tb,
		      const struct net_bridge_mdb_entry **ret_mp, struct netlink_ext_ack *extack)
{
	static const struct nla_policy policy[MDBE_ATTR_SOURCE + 1] = {
		[MDBE_ATTR_SOURCE] = { .type = NLA_BINARY, .len = sizeof(struct in6_addr) },
	};
	struct nlattr *attrs[MDBE_ATTR_SOURCE + 1] = { NULL };
	struct br_mdb_entry e;
	struct br_ip group;
	int err = 0;

	if (tb[MDBA_GET_ENTRY_ATTRS])
		err = nla_parse_nested(attrs, MDBE_ATTR_SOURCE, tb[MDBA_GET_ENTRY_ATTRS], policy,
				       extack);
	if (err)
		return err;
	memcpy(&e, nla_data(tb[MDBA_GET_ENTRY]), sizeof(e));
	entry_group(&e, &group);
	*ret_mp = attrs[MDBE_ATTR_SOURCE] ? NULL : br_mdb_find(br, &group);
	if (*ret_mp && ((*ret_mp)->host_joined || !list_empty(&(*ret_mp)->ports)))
		return 0;
	NL_SET_ERR_MSG(extack, "bridge: MDB entry not found");
	return -ENOENT;
}

static int fill_group(struct sk_buff *skb, const struct net_bridge_mdb_entry *mp, u32 portid,
		      u32 seq)
{
	struct nlmsghdr *nlh =
		put_header(skb, portid, seq, RTM_NEWMDB, 0, AF_BRIDGE, mp->br->dev->ifindex);
	struct nlattr *mdb = nlh ? nla_nest_start_noflag(skb, MDBA_MDB) : NULL;
	struct nlattr *entry = mdb ? nla_nest_start_noflag(skb, MDBA_MDB_ENTRY) : NULL;
	const struct net_bridge_port_group *pg;

	if (!entry || (mp->host_joined && put_entry(skb, mp, NULL)))
		return -EMSGSIZE;
	list_for_each_entry (pg, &mp->ports, list)
		if (put_entry(skb, mp, pg))
			return -EMSGSIZE;
	nla_nest_end(skb, entry);
	nla_nest_end(skb, mdb);
	nlmsg_end(skb, nlh);
	return 0;
}

static u32 group_size(const struct net_bridge_mdb_entry *mp)
{
	const struct net_bridge_port_group *pg;
	u32 n = mp->host_joined;

	list_for_each_entry (pg, &mp->ports, list)
		n++;
	return 64 + n * 64;
}

static int br_mdb_get(struct sk_buff *in_skb, struct nlmsghdr *nlh, struct netlink_ext_ack *extack)
{
	struct net *net = sock_net(in_skb->sk);
	u32 portid = NETLINK_CB(in_skb).portid;
	struct nlattr *tb[MDBA_GET_ENTRY_MAX + 1];
	const struct br_port_msg *bpm = nlmsg_data(nlh);
	const struct net_bridge_mdb_entry *mp;
	const struct net_device *dev;
	struct sk_buff *skb;
	int err = nlmsg_parse(nlh, sizeof(*bpm), tb, MDBA_GET_ENTRY_MAX, get_policy, extack);

	if (err)
		return err;
	if (!bpm->ifindex)
		return refuse(extack, "Invalid ifindex");
	dev = dev_get_by_index(net, bpm->ifindex);
	if (!dev) {
		NL_SET_ERR_MSG(extack, "Device doesn't exist");
		return -ENODEV;
	}
	if (NL_REQ_ATTR_CHECK(extack, NULL, tb, MDBA_GET_ENTRY))
		return refuse(extack, "Missing MDBA_GET_ENTRY attribute");
	if (!netif_is_bridge_master(dev)) {
		NL_SET_ERR_MSG(extack, "Device does not support MDB operations");
		return -EOPNOTSUPP;
	}
	err = find_group(netdev_priv(dev), tb, &mp, extack);
	if (err)
		return err;
	skb = nlmsg_new(net->kernel, group_size(mp));
	if (!skb)
		return -ENOMEM;
	err = fill_group(skb, mp, portid, nlh->nlmsg_seq);
	if (err) {
		kfree_skb(skb);
		return err;
	}
	return rtnl_unicast(skb, net, portid);
}

/* ---- RTM_NEWMDB, RTM_DELMDB ---- */

static int validate_ip(const struct br_mdb_entry *e, struct netlink_ext_ack *extack)
{
	static const struct in6_addr all_nodes = { .s6_addr = { 0xff, 2, [15] = 1 } };
	u32 ip4 = be32toh(e->addr.u.ip4);

	if (e->addr.proto == htobe16(ETH_P_IP)) {
		if (ip4 && ip4 >> 28 != 0xe)
			return refuse(extack,
				      "IPv4 entry group address is not multicast or 0.0.0.0");
		if (ip4 >> 8 == 0xe00000)
			return refuse(extack, "IPv4 entry group address is local multicast");
	} else if (e->addr.proto == htobe16(ETH_P_IPV6)) {
		if (!memcmp(&e->addr.u.ip6, &all_nodes, sizeof(all_nodes)))
			return refuse(extack, "IPv6 entry group address is link-local all nodes");
	} else if (e->addr.proto) {
		return refuse(extack, "Unknown entry protocol");
	} else if (!(e->addr.u.mac_addr[0] & 1)) {
		return refuse(extack, "L2 entry group is not multicast");
	}
	return 0;
}

static int validate_entry(const struct nlattr *attr, struct netlink_ext_ack *extack)
{
	struct br_mdb_entry e;
	int err;

	if (nla_len(attr) != sizeof(e))
		return refuse(extack, "Invalid attribute length");
	memcpy(&e, nla_data(attr), sizeof(e));
	if (!e.ifindex)
		return refuse(extack, "Zero entry ifindex is not allowed");
	err = validate_ip(&e, extack);
	if (err)
		return err;
	if (e.state != MDB_PERMANENT && e.state != MDB_TEMPORARY)
		return refuse(extack, "Unknown entry state");
	if (e.vid >= VLAN_VID_MASK)
		return refuse(extack, "Invalid entry VLAN id");
	return 0;
}

static const struct nla_policy mdba_policy[MDBA_SET_ENTRY_MAX + 1] = {
	[MDBA_SET_ENTRY_UNSPEC] = { .strict_start_type = MDBA_SET_ENTRY_ATTRS + 1 },
	[MDBA_SET_ENTRY] =
		NLA_POLICY_VALIDATE_FN(NLA_BINARY, validate_entry, sizeof(struct br_mdb_entry)),
	[MDBA_SET_ENTRY_ATTRS] = { .type = NLA_NESTED },
};

/* The port that the entry names; NULL is the bridge itself. */
static int find_port(struct net_bridge *br, u32 ifindex, struct net_bridge_port **ret_p,
		     struct netlink_ext_ack *extack)
{
	const struct net_device *dev;

	*ret_p = NULL;
	if (ifindex == (u32)br->dev->ifindex)
		return 0;
	dev = dev_get_by_index(dev_net(br->dev), ifindex);
	if (!dev) {
		NL_SET_ERR_MSG(extack, "bridge: Port net device doesn't exist");
		return -ENODEV;
	}
	*ret_p = br_port_get(dev);
	if (!*ret_p)
		return refuse(extack, "bridge: Net device is not a bridge port");
	if ((*ret_p)->br != br)
		return refuse(extack, "bridge: Port belongs to a different bridge device");
	return 0;
}

static int config_init(struct net_bridge *br, const struct br_mdb_entry *e, struct nlattr **tb,
		       struct br_mdb_config *cfg, struct netlink_ext_ack *extack)
{
	int err = find_port(br, e->ifindex, &cfg->p, extack);

	if (err)
		return err;
	if (e->addr.proto == htobe16(ETH_P_IP) && !e->addr.u.ip4)
		return refuse(extack, "bridge: IPv4 entry group address 0.0.0.0 is not allowed");
	if (tb[MDBA_SET_ENTRY_ATTRS] && nla_len(tb[MDBA_SET_ENTRY_ATTRS]) > 0) {
		/* Sources need the filters of IGMPv3 and MLDv2. */
		NL_SET_ERR_MSG_ATTR(extack, tb[MDBA_SET_ENTRY_ATTRS],
				    "Attributes of multicast entries are not supported");
		return -EOPNOTSUPP;
	}
	entry_group(e, &cfg->group);
	cfg->permanent = e->state == MDB_PERMANENT;
	cfg->rt_protocol = RTPROT_STATIC;
	return 0;
}

static int may_add(const struct net_bridge *br, const struct br_mdb_config *cfg,
		   struct netlink_ext_ack *extack)
{
	bool l2 = !cfg->group.proto;

	if (!netif_running(br->dev))
		return refuse(extack, "bridge: Bridge device is not running");
	if (!br_opt_get(br, BROPT_MULTICAST_ENABLED))
		return refuse(extack, "bridge: Bridge's multicast processing is disabled");
	if (!cfg->p && !l2 && cfg->permanent)
		return refuse(extack, "bridge: Flags are not allowed for host groups");
	if (l2 && !cfg->permanent)
		return refuse(extack, "bridge: Only permanent L2 entries allowed");
	if (cfg->p && cfg->p->state == BR_STATE_DISABLED && !cfg->permanent)
		return refuse(extack, "bridge: Port is in disabled state and entry is not "
				      "permanent");
	return 0;
}

static int apply(struct net_bridge *br, const struct br_mdb_config *cfg, bool add,
		 struct netlink_ext_ack *extack)
{
	return add ? br_mdb_add_one(br, cfg, extack) : br_mdb_del_one(br, cfg);
}

/* Who names no VLAN where VLANs are filtered means all of the port's. */
static int apply_vlans(struct net_bridge *br, struct br_mdb_config *cfg, bool add,
		       struct netlink_ext_ack *extack)
{
	struct net_bridge_vlan_group *vg = cfg->p ? nbp_vlan_group(cfg->p) : br_vlan_group(br);
	struct net_bridge_vlan *v;
	int err = -EINVAL;
	u32 i;

	if (!br_opt_get(br, BROPT_VLAN_ENABLED) || !vg || cfg->group.vid)
		return apply(br, cfg, add, extack);
	br_vlan_for_each(vg, i, v)
	{
		cfg->group.vid = v->vid;
		err = apply(br, cfg, add, extack);
		if (err && add)
			break;
	}
	return err;
}

static int br_mdb_change(struct sk_buff *skb, struct nlmsghdr *nlh, struct netlink_ext_ack *extack)
{
	struct br_mdb_config cfg = { .nlflags = nlh->nlmsg_flags };
	bool add = nlh->nlmsg_type == RTM_NEWMDB;
	struct nlattr *tb[MDBA_SET_ENTRY_MAX + 1];
	const struct br_port_msg *bpm = nlmsg_data(nlh);
	struct br_mdb_entry e;
	struct net_device *dev;
	int err = nlmsg_parse_deprecated(nlh, sizeof(*bpm), tb, MDBA_SET_ENTRY_MAX, mdba_policy,
					 extack);

	if (err)
		return err;
	if (!bpm->ifindex)
		return refuse(extack, "Invalid ifindex");
	dev = dev_get_by_index(sock_net(skb->sk), bpm->ifindex);
	if (!dev) {
		NL_SET_ERR_MSG(extack, "Device doesn't exist");
		return -ENODEV;
	}
	if (NL_REQ_ATTR_CHECK(extack, NULL, tb, MDBA_SET_ENTRY))
		return refuse(extack, "Missing MDBA_SET_ENTRY attribute");
	if (!netif_is_bridge_master(dev)) {
		NL_SET_ERR_MSG(extack, "Device does not support MDB operations");
		return -EOPNOTSUPP;
	}
	memcpy(&e, nla_data(tb[MDBA_SET_ENTRY]), sizeof(e));
	err = config_init(netdev_priv(dev), &e, tb, &cfg, extack);
	if (!err && add)
		err = may_add(netdev_priv(dev), &cfg, extack);
	return err ? err : apply_vlans(netdev_priv(dev), &cfg, add, extack);
}

static const struct rtnl_msg_handler handlers[] = {
	{ PF_BRIDGE, RTM_GETMDB, .doit = br_mdb_get, .dumpit = br_mdb_dump },
	{ PF_BRIDGE, RTM_NEWMDB, .doit = br_mdb_change },
	{ PF_BRIDGE, RTM_DELMDB, .doit = br_mdb_change },
};

int br_mdb_rtnl_init(struct kernel *k)
{
	return rtnl_register_many(k, handlers, ARRAY_SIZE(handlers));
}

void br_mdb_rtnl_uninit(struct kernel *k)
{
	rtnl_unregister_many(k, handlers, ARRAY_SIZE(handlers));
}
