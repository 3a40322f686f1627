/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * VLANs of a bridge in messages: IFLA_BRIDGE_VLAN_INFO inside links, and RTM_NEWVLAN, DELVLAN and
 * GETVLAN with their notifications. Neighbouring VLANs with equal settings travel as one range.
 */
#include "net/bridge/br_private.h"

/* ---- checks that both kinds of requests share ---- */

bool br_vlan_valid_id(u16 vid, struct netlink_ext_ack *extack)
{
	if (vid > 0 && vid < VLAN_VID_MASK)
		return true;
	NL_SET_ERR_MSG(extack, "bridge: Vlan id is invalid");
	return false;
}

static bool refuse(struct netlink_ext_ack *extack, const char *msg)
{
	NL_SET_ERR_MSG(extack, msg);
	return false;
}

bool br_vlan_valid_range(const struct bridge_vlan_info *cur, const struct bridge_vlan_info *last,
			 struct netlink_ext_ack *extack)
{
	if (cur->flags & BRIDGE_VLAN_INFO_PVID)
		return refuse(extack, "bridge: Pvid isn't allowed in a range");
	if (last && cur->flags & BRIDGE_VLAN_INFO_RANGE_BEGIN)
		return refuse(extack, "bridge: Range cannot have a start inside another range");
	if (!last && cur->flags & BRIDGE_VLAN_INFO_RANGE_END)
		return refuse(extack, "bridge: Vlan range end without start");
	if (last && !(cur->flags & BRIDGE_VLAN_INFO_RANGE_END))
		return refuse(extack, "bridge: End of vlan range is missing RANGE_END flag");
	if (last && cur->vid <= last->vid)
		return refuse(extack, "bridge: End vlan id is less than or equal to start vlan id");
	return true;
}

/* ---- IFLA_BRIDGE_VLAN_INFO ---- */

static u16 shown_flags(const struct net_bridge_vlan_group *vg, const struct net_bridge_vlan *v)
{
	return (v->vid == vg->pvid ? BRIDGE_VLAN_INFO_PVID : 0) |
	       (v->flags & BRIDGE_VLAN_INFO_UNTAGGED);
}

static int put_info(struct sk_buff *skb, u16 vid, u16 flags)
{
	struct bridge_vlan_info info = { .vid = vid, .flags = flags };

	return nla_put(skb, IFLA_BRIDGE_VLAN_INFO, sizeof(info), &info);
}

static int put_range(struct sk_buff *skb, u16 start, u16 end, u16 flags)
{
	if (start == end)
		return put_info(skb, start, flags);
	if (put_info(skb, start, flags | BRIDGE_VLAN_INFO_RANGE_BEGIN))
		return -EMSGSIZE;
	return put_info(skb, end, flags | BRIDGE_VLAN_INFO_RANGE_END);
}

int br_fill_ifvlaninfo(struct sk_buff *skb, const struct net_bridge_vlan_group *vg, bool compressed)
{
	u16 start = 0, end = 0, flags = 0;
	const struct net_bridge_vlan *v;
	u32 i;

	br_vlan_for_each(vg, i, v)
	{
		u16 f = shown_flags(vg, v);

		if (!br_vlan_should_use(v))
			continue;
		if (start && (!compressed || v->vid != end + 1 || f != flags)) {
			if (put_range(skb, start, end, flags))
				return -EMSGSIZE;
			start = 0;
		}
		if (!start) {
			start = v->vid;
			flags = f;
		}
		end = v->vid;
	}
	return start ? put_range(skb, start, end, flags) : 0;
}

static int vlan_info(struct net_bridge *br, struct net_bridge_port *p, int cmd, u16 vid, u16 flags,
		     bool *changed, struct netlink_ext_ack *extack)
{
	int err = 0;

	*changed = false;
	if (cmd == RTM_SETLINK) {
		if (p)
			err = nbp_vlan_add(p, vid, flags, changed, extack);
		else
			err = br_vlan_add(br, vid, flags | BRIDGE_VLAN_INFO_BRENTRY, changed,
					  extack);
	} else if (p) {
		*changed = !nbp_vlan_delete(p, vid);
		if (flags & BRIDGE_VLAN_INFO_MASTER && !br_vlan_delete(br, vid))
			*changed = true;
	} else {
		*changed = !br_vlan_delete(br, vid);
	}
	return err;
}

static int process_range(struct net_bridge *br, struct net_bridge_port *p, int cmd,
			 const struct bridge_vlan_info *first, u16 last_vid, bool *changed,
			 struct netlink_ext_ack *extack)
{
	int rtm = cmd == RTM_SETLINK ? RTM_NEWVLAN : RTM_DELVLAN, err = 0;
	u16 change_start = 0, v;

	for (v = first->vid; v <= last_vid; v++) {
		bool now_changed;

		err = vlan_info(br, p, cmd, v, first->flags, &now_changed, extack);
		if (err)
			break;
		*changed |= now_changed;
		if (now_changed) {
			change_start = change_start ? change_start : v;
		} else if (change_start) {
			br_vlan_notify(br, p, change_start, v - 1, rtm);
			change_start = 0;
		}
	}
	if (change_start)
		br_vlan_notify(br, p, change_start, v - 1, rtm);
	return err;
}

int br_process_vlan_info(struct net_bridge *br, struct net_bridge_port *p, int cmd,
			 const struct bridge_vlan_info *cur, struct bridge_vlan_info *range,
			 bool *changed, struct netlink_ext_ack *extack)
{
	const struct bridge_vlan_info *last = range->vid ? range : NULL;
	bool now_changed = false;
	int err;

	if (!br_vlan_valid_id(cur->vid, extack))
		return -EINVAL;
	if ((last || cur->flags & BRIDGE_VLAN_INFO_RANGE_BEGIN) &&
	    !br_vlan_valid_range(cur, last, extack))
		return -EINVAL;
	if (cur->flags & BRIDGE_VLAN_INFO_RANGE_BEGIN) {
		*range = *cur;
		return 0;
	}
	if (last) {
		err = process_range(br, p, cmd, range, cur->vid, changed, extack);
		*range = (struct bridge_vlan_info) { 0 };
		return err;
	}
	err = vlan_info(br, p, cmd, cur->vid, cur->flags, &now_changed, extack);
	*changed |= now_changed;
	if (*changed)
		br_vlan_notify(br, p, cur->vid, 0, cmd == RTM_SETLINK ? RTM_NEWVLAN : RTM_DELVLAN);
	return err;
}

/* ---- RTM_*VLAN: one range as a message ---- */

static int put_options(struct sk_buff *skb, const struct net_bridge_vlan *v)
{
	if (nla_put_u8(skb, BRIDGE_VLANDB_ENTRY_STATE, v->state) ||
	    nla_put_u8(skb, BRIDGE_VLANDB_ENTRY_NEIGH_SUPPRESS_6_18, v->neigh_suppress) ||
	    nla_put_u8(skb, BRIDGE_VLANDB_ENTRY_MCAST_ROUTER, v->mcast_router))
		return -EMSGSIZE;
	return 0;
}

/* Packets are not counted until there are packets. */
static int put_stats(struct sk_buff *skb)
{
	static const u8 types[] = { BRIDGE_VLANDB_STATS_RX_BYTES, BRIDGE_VLANDB_STATS_RX_PACKETS,
				    BRIDGE_VLANDB_STATS_TX_BYTES, BRIDGE_VLANDB_STATS_TX_PACKETS };
	struct nlattr *nest = nla_nest_start(skb, BRIDGE_VLANDB_ENTRY_STATS);

	if (!nest)
		return -EMSGSIZE;
	for (u32 i = 0; i < ARRAY_SIZE(types); i++) {
		if (nla_put_u64_64bit(skb, types[i], 0, BRIDGE_VLANDB_STATS_PAD))
			return -EMSGSIZE;
	}
	nla_nest_end(skb, nest);
	return 0;
}

/* @v: whose options all of the range share; NULL: none (a deletion). */
static int fill_vids(struct sk_buff *skb, u16 vid, u16 vid_range, const struct net_bridge_vlan *v,
		     u16 flags, bool stats)
{
	struct bridge_vlan_info info = {
		.vid = vid,
		.flags = flags & (BRIDGE_VLAN_INFO_UNTAGGED | BRIDGE_VLAN_INFO_PVID),
	};
	struct nlattr *nest = nla_nest_start(skb, BRIDGE_VLANDB_ENTRY);

	if (!nest || nla_put(skb, BRIDGE_VLANDB_ENTRY_INFO, sizeof(info), &info))
		goto cancel;
	if (vid_range && vid < vid_range && !(flags & BRIDGE_VLAN_INFO_PVID) &&
	    nla_put_u16(skb, BRIDGE_VLANDB_ENTRY_RANGE, vid_range))
		goto cancel;
	if (v && (put_options(skb, v) || (stats && put_stats(skb))))
		goto cancel;
	nla_nest_end(skb, nest);
	return 0;
cancel:
	if (nest)
		nla_nest_cancel(skb, nest);
	return -EMSGSIZE;
}

static struct nlmsghdr *put_header(struct sk_buff *skb, u32 portid, u32 seq, int type, int flags,
				   s32 ifindex)
{
	struct nlmsghdr *nlh = nlmsg_put(skb, portid, seq, type, sizeof(struct br_vlan_msg), flags);
	struct br_vlan_msg *bvm;

	if (!nlh)
		return NULL;
	bvm = nlmsg_data(nlh);
	bvm->family = AF_BRIDGE;
	bvm->ifindex = ifindex;
	return nlh;
}

void br_vlan_notify(const struct net_bridge *br, const struct net_bridge_port *p, u16 vid,
		    u16 vid_range, int cmd)
{
	const struct net_bridge_vlan_group *vg = p ? nbp_vlan_group(p) : br_vlan_group(br);
	const struct net_device *dev = p ? p->dev : br->dev;
	const struct net_bridge_vlan *v = NULL;
	struct net *net = dev_net(dev);
	struct nlmsghdr *nlh;
	struct sk_buff *skb;
	u16 flags = 0;

	if (!rtnl_has_listeners(net, RTNLGRP_BRVLAN))
		return;
	if (cmd == RTM_NEWVLAN) {
		v = br_vlan_find(vg, vid);
		if (!v || !br_vlan_should_use(v))
			return;
		flags = shown_flags(vg, v);
	}
	skb = nlmsg_new(net->kernel, 128);
	nlh = skb ? put_header(skb, 0, 0, cmd, 0, dev->ifindex) : NULL;
	if (!nlh || fill_vids(skb, vid, vid_range, v, flags, false)) {
		kfree_skb(skb);
		rtnl_set_sk_err(net, RTNLGRP_BRVLAN, -ENOBUFS);
		return;
	}
	nlmsg_end(skb, nlh);
	rtnl_notify(skb, net, 0, RTNLGRP_BRVLAN, NULL);
}

/* ---- RTM_GETVLAN ---- */

struct br_vlan_dump_ctx {
	u64 ifindex; /* device to go on with */
	u32 vid; /* first VLAN of it not yet sent */
};

static bool can_enter_range(const struct net_bridge_vlan *v, const struct net_bridge_vlan *end)
{
	return v->vid == end->vid + 1 && v->flags == end->flags && v->state == end->state &&
	       v->neigh_suppress == end->neigh_suppress && v->mcast_router == end->mcast_router;
}

static int dump_ranges(struct sk_buff *skb, struct br_vlan_dump_ctx *c,
		       const struct net_bridge_vlan_group *vg, bool stats)
{
	const struct net_bridge_vlan *v, *start = NULL, *end = NULL;
	u32 i;

	idvec_for_each_from (&vg->vlans, i, v, c->vid + 1) {
		if (!br_vlan_should_use(v))
			continue;
		if (start && (stats || v->vid == vg->pvid || !can_enter_range(v, end))) {
			if (fill_vids(skb, start->vid, end->vid, start, shown_flags(vg, start),
				      stats))
				return -EMSGSIZE;
			start = NULL;
		}
		if (!start) {
			start = v;
			c->vid = v->vid;
		}
		end = v;
	}
	if (start && fill_vids(skb, start->vid, end->vid, start, shown_flags(vg, start), stats))
		return -EMSGSIZE;
	return 0;
}

static int dump_dev(const struct net_device *dev, struct sk_buff *skb, struct netlink_callback *cb,
		    u32 dump_flags)
{
	struct br_vlan_dump_ctx *c = NL_CB_CTX(cb, struct br_vlan_dump_ctx);
	const struct net_bridge_port *p = br_port_get(dev);
	const struct net_bridge_vlan_group *vg;
	struct nlmsghdr *nlh;
	int err;

	if (!p && !netif_is_bridge_master(dev))
		return -EINVAL;
	/* Options of a VLAN as a whole belong to multicast snooping, which there is none yet of. */
	if (dump_flags & BRIDGE_VLANDB_DUMPF_GLOBAL)
		return p ? 0 : -EOPNOTSUPP;
	vg = p ? nbp_vlan_group(p) : br_vlan_group(netdev_priv(dev));
	if (!vg)
		return 0;
	nlh = put_header(skb, NETLINK_CB(cb->skb).portid, cb->nlh->nlmsg_seq, RTM_NEWVLAN,
			 NLM_F_MULTI, dev->ifindex);
	if (!nlh)
		return -EMSGSIZE;
	err = dump_ranges(skb, c, vg, dump_flags & BRIDGE_VLANDB_DUMPF_STATS);
	if (!err)
		c->vid = 0;
	nlmsg_end(skb, nlh);
	return err;
}

static int br_vlan_rtm_dump(struct sk_buff *skb, struct netlink_callback *cb)
{
	static const struct nla_policy policy[BRIDGE_VLANDB_DUMP_MAX + 1] = {
		[BRIDGE_VLANDB_DUMP_FLAGS] = { .type = NLA_U32 },
	};
	struct br_vlan_dump_ctx *c = NL_CB_CTX(cb, struct br_vlan_dump_ctx);
	struct net *net = sock_net(skb->sk);
	struct nlattr *tb[BRIDGE_VLANDB_DUMP_MAX + 1];
	const struct br_vlan_msg *bvm = nlmsg_data(cb->nlh);
	struct net_device *dev;
	u32 flags = 0, i;
	int err =
		nlmsg_parse(cb->nlh, sizeof(*bvm), tb, BRIDGE_VLANDB_DUMP_MAX, policy, cb->extack);

	if (err < 0)
		return err;
	if (tb[BRIDGE_VLANDB_DUMP_FLAGS])
		flags = nla_get_u32(tb[BRIDGE_VLANDB_DUMP_FLAGS]);
	if (bvm->ifindex) {
		dev = dev_get_by_index(net, bvm->ifindex);
		if (!dev)
			return -ENODEV;
		err = dump_dev(dev, skb, cb, flags);
		return err == -EMSGSIZE ? (int)skb->len : err;
	}
	idvec_for_each_from (&net->dev_by_index, i, dev, c->ifindex) {
		c->ifindex = dev->ifindex;
		if (dump_dev(dev, skb, cb, flags) == -EMSGSIZE)
			return skb->len;
	}
	c->ifindex = ~0ull;
	return skb->len;
}

/* ---- RTM_NEWVLAN, RTM_DELVLAN ---- */

/* clang-format off */
static const struct nla_policy entry_policy[BRIDGE_VLANDB_ENTRY_MAX_6_18 + 1] = {
	[BRIDGE_VLANDB_ENTRY_INFO]         = NLA_POLICY_EXACT_LEN(sizeof(struct bridge_vlan_info)),
	[BRIDGE_VLANDB_ENTRY_RANGE]        = { .type = NLA_U16 },
	[BRIDGE_VLANDB_ENTRY_STATE]        = { .type = NLA_U8 },
	[BRIDGE_VLANDB_ENTRY_TUNNEL_INFO]  = { .type = NLA_NESTED },
	[BRIDGE_VLANDB_ENTRY_MCAST_ROUTER] = { .type = NLA_U8 },
	[BRIDGE_VLANDB_ENTRY_MCAST_N_GROUPS_6_18]   = { .type = NLA_REJECT },
	[BRIDGE_VLANDB_ENTRY_MCAST_MAX_GROUPS_6_18] = { .type = NLA_U32 },
	[BRIDGE_VLANDB_ENTRY_NEIGH_SUPPRESS_6_18]   = NLA_POLICY_MAX(NLA_U8, 1),
};
/* clang-format on */

/* What one BRIDGE_VLANDB_ENTRY is about. */
struct vlan_entry_req {
	struct net_bridge *br;
	struct net_bridge_port *p;
	struct net_bridge_vlan_group *vg;
	struct bridge_vlan_info first; /* RANGE_BEGIN when last_vid is another */
	u16 last_vid;
	struct nlattr *tb[BRIDGE_VLANDB_ENTRY_MAX_6_18 + 1];
	struct netlink_ext_ack *extack;
};

static int parse_entry(struct vlan_entry_req *r, const struct nlattr *attr)
{
	struct bridge_vlan_info end;
	int err = nla_parse_nested(r->tb, BRIDGE_VLANDB_ENTRY_MAX_6_18, attr, entry_policy,
				   r->extack);

	if (err)
		return err;
	if (!r->tb[BRIDGE_VLANDB_ENTRY_INFO]) {
		NL_SET_ERR_MSG(r->extack, "bridge: Missing vlan entry info");
		return -EINVAL;
	}
	memcpy(&r->first, nla_data(r->tb[BRIDGE_VLANDB_ENTRY_INFO]), sizeof(r->first));
	r->last_vid = r->first.vid;
	if (r->first.flags & (BRIDGE_VLAN_INFO_RANGE_BEGIN | BRIDGE_VLAN_INFO_RANGE_END)) {
		NL_SET_ERR_MSG(r->extack, "bridge: Old-style vlan ranges are not allowed when "
					  "using RTM vlan calls");
		return -EINVAL;
	}
	if (!br_vlan_valid_id(r->first.vid, r->extack))
		return -EINVAL;
	if (!r->tb[BRIDGE_VLANDB_ENTRY_RANGE])
		return 0;
	end.vid = r->last_vid = nla_get_u16(r->tb[BRIDGE_VLANDB_ENTRY_RANGE]);
	end.flags = r->first.flags | BRIDGE_VLAN_INFO_RANGE_END;
	if (!br_vlan_valid_id(end.vid, r->extack) ||
	    !br_vlan_valid_range(&end, &r->first, r->extack))
		return -EINVAL;
	return 0;
}

static int apply_entry(struct vlan_entry_req *r, int cmd, bool *changed)
{
	struct bridge_vlan_info range = { 0 }, cur = r->first;
	int err;

	if (r->last_vid == r->first.vid)
		return br_process_vlan_info(r->br, r->p, cmd, &cur, &range, changed, r->extack);
	range = r->first;
	range.flags |= BRIDGE_VLAN_INFO_RANGE_BEGIN;
	cur.vid = r->last_vid;
	cur.flags |= BRIDGE_VLAN_INFO_RANGE_END;
	err = br_process_vlan_info(r->br, r->p, cmd, &cur, &range, changed, r->extack);
	return err;
}

static int check_options(const struct vlan_entry_req *r)
{
	const struct nlattr *state = r->tb[BRIDGE_VLANDB_ENTRY_STATE];
	const struct nlattr *router = r->tb[BRIDGE_VLANDB_ENTRY_MCAST_ROUTER];

	if (state && nla_get_u8(state) > BR_STATE_BLOCKING) {
		NL_SET_ERR_MSG(r->extack, "bridge: Invalid vlan state");
		return -EINVAL;
	}
	if (state && r->br->stp_enabled == BR_KERNEL_STP) {
		NL_SET_ERR_MSG(r->extack, "bridge: Can't modify vlan state when using kernel STP");
		return -EBUSY;
	}
	if (router && nla_get_u8(router) > MDB_RTR_TYPE_PERM)
		return -EINVAL;
	return r->tb[BRIDGE_VLANDB_ENTRY_TUNNEL_INFO] ? -EOPNOTSUPP : 0;
}

static bool set_u8(u8 *field, const struct nlattr *a)
{
	if (!a || *field == nla_get_u8(a))
		return false;
	*field = nla_get_u8(a);
	return true;
}

static bool usable(const struct vlan_entry_req *r, u16 vid)
{
	const struct net_bridge_vlan *v = br_vlan_find(r->vg, vid);

	return v && br_vlan_should_use(v);
}

static int check_range(const struct vlan_entry_req *r)
{
	if (!usable(r, r->first.vid)) {
		NL_SET_ERR_MSG(r->extack, "bridge: Vlan range start doesn't exist, can't process "
					  "options");
		return -ENOENT;
	}
	if (!usable(r, r->last_vid)) {
		NL_SET_ERR_MSG(r->extack, "bridge: Vlan range end doesn't exist, can't process "
					  "options");
		return -ENOENT;
	}
	return 0;
}

static int process_options(const struct vlan_entry_req *r)
{
	int err = check_range(r);

	if (!err)
		err = check_options(r);
	if (err)
		return err;
	for (u16 vid = r->first.vid; vid <= r->last_vid; vid++) {
		struct net_bridge_vlan *v = br_vlan_find(r->vg, vid);
		const struct nlattr *suppress = r->tb[BRIDGE_VLANDB_ENTRY_NEIGH_SUPPRESS_6_18];
		bool changed;

		if (!v || !br_vlan_should_use(v)) {
			NL_SET_ERR_MSG(r->extack, "bridge: Vlan in range doesn't exist, can't "
						  "process options");
			return -ENOENT;
		}
		changed = set_u8(&v->state, r->tb[BRIDGE_VLANDB_ENTRY_STATE]);
		changed |= set_u8(&v->mcast_router, r->tb[BRIDGE_VLANDB_ENTRY_MCAST_ROUTER]);
		if (suppress && r->p && v->neigh_suppress != !!nla_get_u8(suppress)) {
			v->neigh_suppress = !v->neigh_suppress;
			changed = true;
		}
		if (changed)
			br_vlan_notify(r->br, r->p, vid, 0, RTM_NEWVLAN);
	}
	return 0;
}

static int process_one(struct net_device *dev, const struct nlattr *attr, int type,
		       struct netlink_ext_ack *extack)
{
	struct vlan_entry_req r = { .p = br_port_get(dev), .extack = extack };
	int cmd = type == RTM_NEWVLAN ? RTM_SETLINK : RTM_DELLINK;
	bool changed = false;
	int err;

	r.br = r.p ? r.p->br : netdev_priv(dev);
	r.vg = r.p ? nbp_vlan_group(r.p) : br_vlan_group(r.br);
	err = parse_entry(&r, attr);
	if (err)
		return err;
	if (type != RTM_NEWVLAN || !(r.first.flags & BRIDGE_VLAN_INFO_ONLY_OPTS)) {
		err = apply_entry(&r, cmd, &changed);
		if (changed)
			br_ifinfo_notify(cmd, r.br, r.p);
		if (err)
			return err;
	}
	return type == RTM_NEWVLAN ? process_options(&r) : 0;
}

static int br_vlan_rtm_process(struct sk_buff *skb, struct nlmsghdr *nlh,
			       struct netlink_ext_ack *extack)
{
	const struct br_vlan_msg *bvm = nlmsg_data(nlh);
	struct nlattr *tb[BRIDGE_VLANDB_MAX + 1];
	const struct nlattr *attr;
	struct net_device *dev;
	bool any = false;
	int rem, err = nlmsg_parse(nlh, sizeof(*bvm), tb, BRIDGE_VLANDB_MAX, NULL, extack);

	if (err < 0)
		return err;
	dev = dev_get_by_index(sock_net(skb->sk), bvm->ifindex);
	if (!dev)
		return -ENODEV;
	if (!netif_is_bridge_master(dev) && !netif_is_bridge_port(dev)) {
		NL_SET_ERR_MSG(extack, "bridge: The device is not a valid bridge or bridge port");
		return -EINVAL;
	}
	nlmsg_for_each_attr (attr, nlh, sizeof(*bvm), rem) {
		if (nla_type(attr) == BRIDGE_VLANDB_ENTRY)
			err = process_one(dev, attr, nlh->nlmsg_type, extack);
		else if (nla_type(attr) == BRIDGE_VLANDB_GLOBAL_OPTIONS)
			err = -EOPNOTSUPP; /* multicast snooping per VLAN: none yet */
		else
			continue;
		any = true;
		if (err)
			break;
	}
	if (!any) {
		NL_SET_ERR_MSG(extack, "bridge: No vlans found to process");
		err = -EINVAL;
	}
	return err;
}

static const struct rtnl_msg_handler handlers[] = {
	{ PF_BRIDGE, RTM_NEWVLAN, .doit = br_vlan_rtm_process },
	{ PF_BRIDGE, RTM_DELVLAN, .doit = br_vlan_rtm_process },
	{ PF_BRIDGE, RTM_GETVLAN, .dumpit = br_vlan_rtm_dump },
};

int br_vlan_rtnl_init(struct kernel *k)
{
	return rtnl_register_many(k, handlers, ARRAY_SIZE(handlers));
}

void br_vlan_rtnl_uninit(struct kernel *k)
{
	rtnl_unregister_many(k, handlers, ARRAY_SIZE(handlers));
}
