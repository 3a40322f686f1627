/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The forwarding database in messages: RTM_NEWNEIGH, DELNEIGH and GETNEIGH of family AF_BRIDGE, as
 * the bridge serves them for itself and for its ports (net/core/rtnl_fdb.c brings them here).
 */
#include "net/bridge/br_private.h"

#include "net/core/neighbour.h"

#define NOTIFY_SETTABLE (FDB_NOTIFY_BIT | FDB_NOTIFY_INACTIVE_BIT)

/* ---- one entry as a message ---- */

static u32 fdb_nlmsg_size(void)
{
	return NLMSG_ALIGN(sizeof(struct ndmsg)) + nla_total_size(ETH_ALEN) +
	       2 * nla_total_size(4) + nla_total_size(2) +
	       nla_total_size(sizeof(struct nda_cacheinfo)) + nla_total_size(0) + nla_total_size(1);
}

static u8 ndm_flags_of(const struct net_bridge_fdb_entry *f)
{
	u8 flags = 0;

	flags |= f->flags & BR_FDB_OFFLOADED ? NTF_OFFLOADED : 0;
	flags |= f->flags & BR_FDB_ADDED_BY_EXT_LEARN ? NTF_EXT_LEARNED : 0;
	flags |= f->flags & BR_FDB_STICKY ? NTF_STICKY : 0;
	return flags;
}

static int put_activity(struct sk_buff *skb, const struct net_bridge_fdb_entry *f)
{
	u8 bits = FDB_NOTIFY_BIT |
		  (f->flags & BR_FDB_NOTIFY_INACTIVE ? FDB_NOTIFY_INACTIVE_BIT : 0);
	struct nlattr *nest;

	if (!(f->flags & BR_FDB_NOTIFY))
		return 0;
	nest = nla_nest_start(skb, NDA_FDB_EXT_ATTRS);
	if (!nest || nla_put_u8(skb, NFEA_ACTIVITY_NOTIFY, bits))
		return -EMSGSIZE;
	nla_nest_end(skb, nest);
	return 0;
}

static int put_entry(struct sk_buff *skb, const struct net_bridge *br,
		     const struct net_bridge_fdb_entry *f)
{
	u64 now = ktime_get(br->dev->kernel), tick = NSEC_PER_SEC / USER_HZ;
	struct nda_cacheinfo ci = { .ndm_used = (now - f->used) / tick,
				    .ndm_updated = (now - f->updated) / tick };

	if (nla_put(skb, NDA_LLADDR, ETH_ALEN, f->addr) ||
	    nla_put_u32(skb, NDA_MASTER, br->dev->ifindex) ||
	    nla_put_u32(skb, NDA_FLAGS_EXT, f->flags & BR_FDB_LOCKED ? NTF_EXT_LOCKED : 0) ||
	    nla_put(skb, NDA_CACHEINFO, sizeof(ci), &ci))
		return -EMSGSIZE;
	if (f->vlan_id && nla_put_u16(skb, NDA_VLAN, f->vlan_id))
		return -EMSGSIZE;
	return put_activity(skb, f);
}

static int fdb_fill_info(struct sk_buff *skb, const struct net_bridge *br,
			 const struct net_bridge_fdb_entry *f, u32 portid, u32 seq, int type,
			 int flags)
{
	struct nlmsghdr *nlh = nlmsg_put(skb, portid, seq, type, sizeof(struct ndmsg), flags);
	struct ndmsg *ndm;

	if (!nlh)
		return -EMSGSIZE;
	ndm = nlmsg_data(nlh);
	ndm->ndm_family = AF_BRIDGE;
	ndm->ndm_ifindex = f->dst ? f->dst->dev->ifindex : br->dev->ifindex;
	ndm->ndm_state = fdb_to_nud(br, f);
	ndm->ndm_flags = ndm_flags_of(f);
	if (put_entry(skb, br, f)) {
		nlmsg_cancel(skb, nlh);
		return -EMSGSIZE;
	}
	nlmsg_end(skb, nlh);
	return 0;
}

void fdb_notify(struct net_bridge *br, const struct net_bridge_fdb_entry *f, int type)
{
	struct net *net = dev_net(br->dev);
	struct sk_buff *skb;

	if (!rtnl_has_listeners(net, RTNLGRP_NEIGH))
		return;
	skb = nlmsg_new(net->kernel, fdb_nlmsg_size());
	if (!skb || fdb_fill_info(skb, br, f, 0, 0, type, 0)) {
		kfree_skb(skb);
		rtnl_set_sk_err(net, RTNLGRP_NEIGH, -ENOBUFS);
		return;
	}
	rtnl_notify(skb, net, 0, RTNLGRP_NEIGH, NULL);
}

/* ---- RTM_GETNEIGH ---- */

/* Entries of port @filter_dev; without it those of the bridge itself, after its own filters. */
int br_fdb_dump(struct sk_buff *skb, struct netlink_callback *cb, struct net_device *dev,
		struct net_device *filter_dev, int *idx)
{
	const struct ndo_fdb_dump_context *ctx = NL_CB_CTX(cb, struct ndo_fdb_dump_context);
	struct net_bridge *br = netdev_priv(dev);
	struct net_bridge_port *p = NULL;
	struct net_bridge_fdb_entry *f;
	int err;

	if (!netif_is_bridge_master(dev))
		return 0;
	if (!filter_dev) {
		err = ndo_dflt_fdb_dump(skb, cb, dev, NULL, idx);
		if (err < 0)
			return err;
	} else if (filter_dev != dev) {
		p = br_port_get(filter_dev);
		if (!p || p->br != br)
			return 0;
	}
	list_for_each_entry (f, fdb_own(br, p), dst_list) {
		if ((u64)*idx >= ctx->fdb_idx) {
			err = fdb_fill_info(skb, br, f, NETLINK_CB(cb->skb).portid,
					    cb->nlh->nlmsg_seq, RTM_NEWNEIGH, NLM_F_MULTI);
			if (err < 0)
				return err;
		}
		++*idx;
	}
	return 0;
}

int br_fdb_get(struct sk_buff *skb, struct nlattr **tb, struct net_device *dev, const u8 *addr,
	       u16 vid, u32 portid, u32 seq, struct netlink_ext_ack *extack)
{
	struct net_bridge *br = netdev_priv(dev);
	const struct net_bridge_fdb_entry *f = br_fdb_find(br, addr, vid);

	if (!f) {
		NL_SET_ERR_MSG(extack, "Fdb entry not found");
		return -ENOENT;
	}
	return fdb_fill_info(skb, br, f, portid, seq, RTM_NEWNEIGH, 0);
}

/* ---- RTM_NEWNEIGH ---- */

/** One request to add, for one VLAN or several. */
struct fdb_req {
	const struct ndmsg *ndm;
	struct net_bridge *br;
	struct net_bridge_port *p; /* NULL: the bridge itself */
	struct net_bridge_vlan_group *vg;
	const u8 *addr;
	u16 nlh_flags;
	bool dont_refresh;
	u8 activity; /* FDB_NOTIFY_* */
	struct netlink_ext_ack *extack;
};

static bool set_flag(struct net_bridge_fdb_entry *f, u32 flag, bool on)
{
	if (!(f->flags & flag) == !on)
		return false;
	f->flags ^= flag;
	return true;
}

static bool set_activity(struct net_bridge_fdb_entry *f, u8 bits)
{
	bool modified = bits & FDB_NOTIFY_INACTIVE_BIT && set_flag(f, BR_FDB_NOTIFY_INACTIVE, true);

	if (bits & FDB_NOTIFY_BIT)
		return set_flag(f, BR_FDB_NOTIFY, true) || modified;
	if (!set_flag(f, BR_FDB_NOTIFY, false))
		return modified;
	f->flags &= ~BR_FDB_NOTIFY_INACTIVE;
	return true;
}

static void set_state(struct net_bridge *br, struct net_bridge_fdb_entry *f, u16 state)
{
	bool fixed = state & (NUD_PERMANENT | NUD_NOARP);

	set_flag(f, BR_FDB_LOCAL, state & NUD_PERMANENT);
	if (!set_flag(f, BR_FDB_STATIC, fixed))
		return;
	if (fixed)
		fdb_add_hw_addr(br, f->addr);
	else
		fdb_del_hw_addr(br, f->addr);
}

static int may_add(const struct fdb_req *r)
{
	u16 state = r->ndm->ndm_state;

	if (r->p && !(state & (NUD_PERMANENT | NUD_NOARP)) && r->p->state != BR_STATE_LEARNING &&
	    r->p->state != BR_STATE_FORWARDING)
		return -EPERM;
	if (!r->p && !(state & NUD_PERMANENT))
		return -EINVAL;
	if (r->ndm->ndm_flags & NTF_STICKY && state & NUD_PERMANENT)
		return -EINVAL;
	if (r->activity & ~NOTIFY_SETTABLE || r->activity == FDB_NOTIFY_INACTIVE_BIT)
		return -EINVAL;
	return 0;
}

static int find_or_create(const struct fdb_req *r, u16 vid, struct net_bridge_fdb_entry **ret_f,
			  bool *modified)
{
	struct net_bridge_fdb_entry *f = br_fdb_find(r->br, r->addr, vid);

	if (!f) {
		if (!(r->nlh_flags & NLM_F_CREATE))
			return -ENOENT;
		f = fdb_create(r->br, r->p, r->addr, vid, BR_FDB_ADDED_BY_USER);
		if (!f)
			return -ENOMEM;
		*modified = true;
	} else {
		if (r->nlh_flags & NLM_F_EXCL)
			return -EEXIST;
		*modified = f->dst != r->p;
		fdb_set_dst(r->br, f, r->p);
		f->flags |= BR_FDB_ADDED_BY_USER;
		fdb_user_owned(r->br, f);
	}
	*ret_f = f;
	return 0;
}

static int add_entry(const struct fdb_req *r, u16 vid)
{
	struct net_bridge_fdb_entry *f;
	bool modified;
	int err = may_add(r);

	if (err)
		return err;
	err = find_or_create(r, vid, &f, &modified);
	if (err)
		return err;
	if (fdb_to_nud(r->br, f) != r->ndm->ndm_state) {
		set_state(r->br, f, r->ndm->ndm_state);
		modified = true;
	}
	modified |= set_flag(f, BR_FDB_STICKY, r->ndm->ndm_flags & NTF_STICKY);
	modified |= set_flag(f, BR_FDB_LOCKED, false);
	modified |= set_activity(f, r->activity);
	f->used = ktime_get(r->br->dev->kernel);
	if (modified) {
		if (!r->dont_refresh)
			f->updated = f->used;
		fdb_notify(r->br, f, RTM_NEWNEIGH);
	}
	return 0;
}

static bool should_learn(const struct net_bridge_port *p)
{
	return p->flags & BR_LEARNING &&
	       (p->state == BR_STATE_LEARNING || p->state == BR_STATE_FORWARDING);
}

static int add_one(const struct fdb_req *r, u16 vid, bool *notified)
{
	int err = 0;

	if (r->ndm->ndm_flags & NTF_USE) {
		if (!r->p)
			return -EINVAL;
		if (!should_learn(r->p))
			return 0;
		br_fdb_update(r->br, r->p, r->addr, vid, BR_FDB_ADDED_BY_USER);
	} else if (r->ndm->ndm_flags & NTF_EXT_LEARNED) {
		if (!r->p && !(r->ndm->ndm_state & NUD_PERMANENT)) {
			NL_SET_ERR_MSG(r->extack,
				       "bridge: FDB entry towards bridge must be permanent");
			return -EINVAL;
		}
		err = br_fdb_external_learn_add(r->br, r->p, r->addr, vid);
	} else {
		err = add_entry(r, vid);
	}
	if (!err)
		*notified = true;
	return err;
}

static int find_target(struct net_device *dev, struct net_bridge **ret_br,
		       struct net_bridge_port **ret_p, struct net_bridge_vlan_group **ret_vg)
{
	if (netif_is_bridge_master(dev)) {
		*ret_p = NULL;
		*ret_br = netdev_priv(dev);
		*ret_vg = br_vlan_group(*ret_br);
		return 0;
	}
	*ret_p = br_port_get(dev);
	if (!*ret_p)
		return -EINVAL;
	*ret_br = (*ret_p)->br;
	*ret_vg = nbp_vlan_group(*ret_p);
	return 0;
}

static int parse_ext_attrs(struct nlattr **tb, struct fdb_req *r)
{
	static const struct nla_policy policy[NFEA_MAX + 1] = {
		[NFEA_ACTIVITY_NOTIFY] = { .type = NLA_U8 },
		[NFEA_DONT_REFRESH] = { .type = NLA_FLAG },
	};
	struct nlattr *nfea[NFEA_MAX + 1];
	int err;

	if (tb[NDA_FLAGS_EXT] && nla_len(tb[NDA_FLAGS_EXT]) >= 4 &&
	    nla_get_u32(tb[NDA_FLAGS_EXT]) & NTF_EXT_LOCKED) {
		NL_SET_ERR_MSG(r->extack, "bridge: Cannot add FDB entry with \"locked\" flag set");
		return -EINVAL;
	}
	if (!tb[NDA_FDB_EXT_ATTRS])
		return 0;
	err = nla_parse_nested(nfea, NFEA_MAX, tb[NDA_FDB_EXT_ATTRS], policy, r->extack);
	if (err)
		return err;
	r->dont_refresh = nfea[NFEA_DONT_REFRESH];
	if (nfea[NFEA_ACTIVITY_NOTIFY])
		r->activity = nla_get_u8(nfea[NFEA_ACTIVITY_NOTIFY]);
	return 0;
}

int br_fdb_add(struct ndmsg *ndm, struct nlattr **tb, struct net_device *dev, const u8 *addr,
	       u16 vid, u16 nlh_flags, bool *notified, struct netlink_ext_ack *extack)
{
	static const u8 zero[ETH_ALEN];
	struct fdb_req r = { .ndm = ndm, .addr = addr, .nlh_flags = nlh_flags, .extack = extack };
	struct net_bridge_vlan *v;
	int err;
	u32 i;

	if (!(ndm->ndm_state & (NUD_PERMANENT | NUD_NOARP | NUD_REACHABLE)) ||
	    !memcmp(addr, zero, ETH_ALEN) || find_target(dev, &r.br, &r.p, &r.vg))
		return -EINVAL;
	err = parse_ext_attrs(tb, &r);
	if (err)
		return err;
	if (vid) {
		v = br_vlan_find(r.vg, vid);
		if (!v || !br_vlan_should_use(v))
			return -EINVAL;
		return add_one(&r, vid, notified);
	}
	err = add_one(&r, 0, notified);
	/* Who names no VLAN means all of the port's. */
	br_vlan_for_each(r.vg, i, v)
	{
		if (!err && br_vlan_should_use(v))
			err = add_one(&r, v->vid, notified);
	}
	return err;
}

/* ---- RTM_DELNEIGH ---- */

static int delete_one(struct net_bridge *br, const struct net_bridge_port *p, const u8 *addr,
		      u16 vid, bool *notified)
{
	struct net_bridge_fdb_entry *f = br_fdb_find(br, addr, vid);

	if (!f || f->dst != p)
		return -ENOENT;
	fdb_delete(br, f);
	*notified = true;
	return 0;
}

int br_fdb_delete(struct ndmsg *ndm, struct nlattr **tb, struct net_device *dev, const u8 *addr,
		  u16 vid, bool *notified, struct netlink_ext_ack *extack)
{
	struct net_bridge_vlan_group *vg;
	struct net_bridge_vlan *v;
	struct net_bridge_port *p;
	struct net_bridge *br;
	int err;
	u32 i;

	if (find_target(dev, &br, &p, &vg))
		return -EINVAL;
	if (vid)
		return delete_one(br, p, addr, vid, notified);
	err = delete_one(br, p, addr, 0, notified);
	br_vlan_for_each(vg, i, v)
	{
		if (br_vlan_should_use(v))
			err &= delete_one(br, p, addr, v->vid, notified);
	}
	return err;
}

/* clang-format off */
static const struct nla_policy bulk_policy[NDA_MAX + 1] = {
	[NDA_VLAN]           = NLA_POLICY_RANGE(NLA_U16, 1, VLAN_N_VID - 2),
	[NDA_IFINDEX]        = NLA_POLICY_MIN(NLA_S32, 1),
	[NDA_NDM_STATE_MASK] = { .type = NLA_U16 },
	[NDA_NDM_FLAGS_MASK] = { .type = NLA_U8 },
};
/* clang-format on */

static u32 fdb_flags_of(u16 ndm_state, u8 ndm_flags)
{
	u32 flags = 0;

	flags |= ndm_state & NUD_PERMANENT ? BR_FDB_LOCAL : 0;
	flags |= ndm_state & NUD_NOARP ? BR_FDB_STATIC : 0;
	flags |= ndm_flags & NTF_USE ? BR_FDB_ADDED_BY_USER : 0;
	flags |= ndm_flags & NTF_EXT_LEARNED ? BR_FDB_ADDED_BY_EXT_LEARN : 0;
	flags |= ndm_flags & NTF_OFFLOADED ? BR_FDB_OFFLOADED : 0;
	flags |= ndm_flags & NTF_STICKY ? BR_FDB_STICKY : 0;
	return flags;
}

static int check_flush_device(const struct net_bridge *br, s32 ifindex,
			      struct netlink_ext_ack *extack)
{
	const struct net_device *dev = dev_get_by_index(dev_net(br->dev), ifindex);
	const char *msg = NULL;

	if (!dev) {
		NL_SET_ERR_MSG(extack, "bridge: Unknown flush device ifindex");
		return -ENODEV;
	}
	if (!netif_is_bridge_master(dev) && !netif_is_bridge_port(dev))
		msg = "bridge: Flush device is not a bridge or bridge port";
	else if (netif_is_bridge_master(dev) && dev != br->dev)
		msg = "bridge: Flush bridge device does not match target bridge device";
	else if (netif_is_bridge_port(dev) && br_port_get(dev)->br != br)
		msg = "bridge: Port belongs to a different bridge device";
	if (!msg)
		return 0;
	NL_SET_ERR_MSG(extack, msg);
	return -EINVAL;
}

static int flush_desc(const struct ndmsg *ndm, struct nlattr **tb,
		      struct net_bridge_fdb_flush_desc *desc, struct netlink_ext_ack *extack)
{
	u8 flags = ndm->ndm_flags & ~(NTF_MASTER | NTF_SELF);

	if (tb[NDA_VLAN])
		desc->vlan_id = nla_get_u16(tb[NDA_VLAN]);
	if (flags & ~(NTF_USE | NTF_EXT_LEARNED | NTF_STICKY | NTF_OFFLOADED)) {
		NL_SET_ERR_MSG(extack, "Unsupported fdb flush ndm flag bits set");
		return -EINVAL;
	}
	if (ndm->ndm_state & ~(NUD_PERMANENT | NUD_NOARP)) {
		NL_SET_ERR_MSG(extack, "Unsupported fdb flush ndm state bits set");
		return -EINVAL;
	}
	desc->flags = fdb_flags_of(ndm->ndm_state, flags);
	if (tb[NDA_NDM_STATE_MASK])
		desc->flags_mask |= fdb_flags_of(nla_get_u16(tb[NDA_NDM_STATE_MASK]), 0);
	if (tb[NDA_NDM_FLAGS_MASK])
		desc->flags_mask |= fdb_flags_of(0, nla_get_u8(tb[NDA_NDM_FLAGS_MASK]));
	return 0;
}

int br_fdb_delete_bulk(struct nlmsghdr *nlh, struct net_device *dev, struct netlink_ext_ack *extack)
{
	struct net_bridge_fdb_flush_desc desc = { 0 };
	struct net_bridge_vlan_group *vg;
	struct nlattr *tb[NDA_MAX + 1];
	struct net_bridge_port *p;
	struct net_bridge *br;
	int err = nlmsg_parse(nlh, sizeof(struct ndmsg), tb, NDA_MAX, bulk_policy, extack);

	if (err)
		return err;
	if (find_target(dev, &br, &p, &vg)) {
		NL_SET_ERR_MSG(extack, "bridge: Device is not a bridge port");
		return -EINVAL;
	}
	err = flush_desc(nlmsg_data(nlh), tb, &desc, extack);
	if (err)
		return err;
	if (tb[NDA_IFINDEX]) {
		desc.port_ifindex = nla_get_s32(tb[NDA_IFINDEX]);
		err = check_flush_device(br, desc.port_ifindex, extack);
		if (err)
			return err;
	} else if (p) {
		desc.port_ifindex = p->dev->ifindex;
	}
	br_fdb_flush(br, &desc);
	return 0;
}
