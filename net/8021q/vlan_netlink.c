/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Link kind "vlan": IFLA_VLAN_* in requests and answers.
 */
#include "net/8021q/vlan.h"

/* clang-format off */
static const struct nla_policy vlan_policy[IFLA_VLAN_MAX + 1] = {
	[IFLA_VLAN_ID]          = { .type = NLA_U16 },
	[IFLA_VLAN_FLAGS]       = { .len = sizeof(struct ifla_vlan_flags) },
	[IFLA_VLAN_EGRESS_QOS]  = { .type = NLA_NESTED },
	[IFLA_VLAN_INGRESS_QOS] = { .type = NLA_NESTED },
	[IFLA_VLAN_PROTOCOL]    = { .type = NLA_U16 },
};

static const struct nla_policy vlan_map_policy[IFLA_VLAN_QOS_MAX + 1] = {
	[IFLA_VLAN_QOS_MAPPING] = { .len = sizeof(struct ifla_vlan_qos_mapping) },
};
/* clang-format on */

/* ---- requests ---- */

static int check_qos_map(const struct nlattr *map)
{
	if (!map)
		return 0;
	return __nla_validate(nla_data(map), nla_len(map), IFLA_VLAN_QOS_MAX, vlan_map_policy,
			      NL_VALIDATE_LIBERAL, NULL);
}

static int check_address(const struct nlattr *addr, struct netlink_ext_ack *extack)
{
	if (!addr)
		return 0;
	if (nla_len(addr) != ETH_ALEN) {
		NL_SET_ERR_MSG(extack, "8021q: Invalid link address");
		return -EINVAL;
	}
	if (!is_valid_ether_addr(nla_data(addr))) {
		NL_SET_ERR_MSG(extack, "8021q: Invalid link address");
		return -EADDRNOTAVAIL;
	}
	return 0;
}

static int check_tag(struct nlattr **data, struct netlink_ext_ack *extack)
{
	if (data[IFLA_VLAN_PROTOCOL]) {
		__be16 proto = nla_get_be16(data[IFLA_VLAN_PROTOCOL]);

		if (proto != htobe16(ETH_P_8021Q) && proto != htobe16(ETH_P_8021AD)) {
			NL_SET_ERR_MSG(extack, "8021q: Invalid VLAN protocol");
			return -EPROTONOSUPPORT;
		}
	}
	if (data[IFLA_VLAN_ID] && nla_get_u16(data[IFLA_VLAN_ID]) >= VLAN_VID_MASK) {
		NL_SET_ERR_MSG(extack, "8021q: Invalid VLAN id");
		return -ERANGE;
	}
	return 0;
}

static struct ifla_vlan_flags get_flags(const struct nlattr *a)
{
	struct ifla_vlan_flags f;

	memcpy(&f, nla_data(a), sizeof(f));
	return f;
}

static int vlan_validate(struct nlattr **tb, struct nlattr **data, struct netlink_ext_ack *extack)
{
	struct ifla_vlan_flags f;
	int err = check_address(tb[IFLA_ADDRESS], extack);

	if (err)
		return err;
	if (!data) {
		NL_SET_ERR_MSG(extack, "8021q: VLAN properties not specified");
		return -EINVAL;
	}
	err = check_tag(data, extack);
	if (err)
		return err;
	if (data[IFLA_VLAN_FLAGS]) {
		f = get_flags(data[IFLA_VLAN_FLAGS]);
		if (f.flags & f.mask & ~VLAN_FLAGS_ALL) {
			NL_SET_ERR_MSG(extack, "8021q: Invalid VLAN flags");
			return -EINVAL;
		}
	}
	err = check_qos_map(data[IFLA_VLAN_INGRESS_QOS]);
	if (err < 0) {
		NL_SET_ERR_MSG(extack, "8021q: Invalid ingress VLAN QOS map");
		return err;
	}
	err = check_qos_map(data[IFLA_VLAN_EGRESS_QOS]);
	if (err < 0)
		NL_SET_ERR_MSG(extack, "8021q: Invalid egress VLAN QOS map");
	return err;
}

static bool get_mapping(const struct nlattr *a, struct ifla_vlan_qos_mapping *m)
{
	if (nla_type(a) != IFLA_VLAN_QOS_MAPPING)
		return false;
	memcpy(m, nla_data(a), sizeof(*m));
	return true;
}

static int vlan_changelink(struct net_device *dev, struct nlattr **tb, struct nlattr **data,
			   struct netlink_ext_ack *extack)
{
	struct ifla_vlan_qos_mapping m;
	struct ifla_vlan_flags f;
	const struct nlattr *a;
	int rem, err;

	if (data[IFLA_VLAN_FLAGS]) {
		f = get_flags(data[IFLA_VLAN_FLAGS]);
		err = vlan_dev_change_flags(dev, f.flags, f.mask);
		if (err)
			return err;
	}
	if (data[IFLA_VLAN_INGRESS_QOS]) {
		nla_for_each_nested (a, data[IFLA_VLAN_INGRESS_QOS], rem) {
			if (get_mapping(a, &m))
				vlan_dev_set_ingress_priority(dev, m.to, m.from);
		}
	}
	if (data[IFLA_VLAN_EGRESS_QOS]) {
		nla_for_each_nested (a, data[IFLA_VLAN_EGRESS_QOS], rem) {
			if (!get_mapping(a, &m))
				continue;
			err = vlan_dev_set_egress_priority(dev, m.from, m.to);
			if (err)
				return err;
		}
	}
	return 0;
}

static int choose_mtu(struct net_device *dev, const struct net_device *real_dev,
		      const struct nlattr *asked)
{
	if (!asked)
		dev->mtu = real_dev->mtu;
	return dev->mtu > real_dev->mtu ? -EINVAL : 0;
}

static int vlan_newlink(struct net_device *dev, struct rtnl_newlink_params *p,
			struct netlink_ext_ack *extack)
{
	struct vlan_dev_priv *vlan = vlan_dev_priv(dev);
	struct nlattr **data = p->data;
	int err;

	if (!data[IFLA_VLAN_ID]) {
		NL_SET_ERR_MSG(extack, "8021q: VLAN id not specified");
		return -EINVAL;
	}
	if (!p->tb[IFLA_LINK]) {
		NL_SET_ERR_MSG(extack, "8021q: link not specified");
		return -EINVAL;
	}
	vlan->real_dev = dev_get_by_index(p->link_net, nla_get_u32(p->tb[IFLA_LINK]));
	if (!vlan->real_dev) {
		NL_SET_ERR_MSG(extack, "8021q: link does not exist");
		return -ENODEV;
	}
	vlan->vlan_proto = data[IFLA_VLAN_PROTOCOL] ? nla_get_be16(data[IFLA_VLAN_PROTOCOL])
						    : htobe16(ETH_P_8021Q);
	vlan->vlan_id = nla_get_u16(data[IFLA_VLAN_ID]);
	vlan->flags = VLAN_FLAG_REORDER_HDR;
	err = vlan_check_real_dev(vlan->real_dev, vlan->vlan_proto, vlan->vlan_id, extack);
	if (err)
		return err;
	err = choose_mtu(dev, vlan->real_dev, p->tb[IFLA_MTU]);
	if (err)
		return err;
	err = vlan_changelink(dev, p->tb, data, extack);
	if (!err)
		err = register_vlan_dev(dev, extack);
	if (err)
		vlan_dev_free_egress_priority(dev);
	return err;
}

/* ---- answers ---- */

static int put_ingress(struct sk_buff *skb, const struct vlan_dev_priv *vlan)
{
	struct nlattr *nest = nla_nest_start_noflag(skb, IFLA_VLAN_INGRESS_QOS);

	if (!nest)
		return -EMSGSIZE;
	for (u32 i = 0; i < ARRAY_SIZE(vlan->ingress_priority_map); i++) {
		struct ifla_vlan_qos_mapping m = { .from = i, .to = vlan->ingress_priority_map[i] };

		if (m.to && nla_put(skb, IFLA_VLAN_QOS_MAPPING, sizeof(m), &m))
			return -EMSGSIZE;
	}
	nla_nest_end(skb, nest);
	return 0;
}

static int put_egress(struct sk_buff *skb, const struct vlan_dev_priv *vlan)
{
	struct nlattr *nest = nla_nest_start_noflag(skb, IFLA_VLAN_EGRESS_QOS);

	if (!nest)
		return -EMSGSIZE;
	for (u32 i = 0; i < ARRAY_SIZE(vlan->egress_priority_map); i++) {
		const struct vlan_priority_map *mp = vlan->egress_priority_map[i];

		for (; mp; mp = mp->next) {
			struct ifla_vlan_qos_mapping m = {
				.from = mp->priority,
				.to = mp->vlan_qos >> VLAN_PRIO_SHIFT,
			};

			if (m.to && nla_put(skb, IFLA_VLAN_QOS_MAPPING, sizeof(m), &m))
				return -EMSGSIZE;
		}
	}
	nla_nest_end(skb, nest);
	return 0;
}

static int vlan_fill_info(struct sk_buff *skb, const struct net_device *dev)
{
	const struct vlan_dev_priv *vlan = vlan_dev_priv(dev);
	struct ifla_vlan_flags f = { .flags = vlan->flags, .mask = ~0u };

	if (nla_put_be16(skb, IFLA_VLAN_PROTOCOL, vlan->vlan_proto) ||
	    nla_put_u16(skb, IFLA_VLAN_ID, vlan->vlan_id))
		return -EMSGSIZE;
	if (vlan->flags && nla_put(skb, IFLA_VLAN_FLAGS, sizeof(f), &f))
		return -EMSGSIZE;
	if (vlan->nr_ingress_mappings && put_ingress(skb, vlan))
		return -EMSGSIZE;
	if (vlan->nr_egress_mappings && put_egress(skb, vlan))
		return -EMSGSIZE;
	return 0;
}

static struct net *vlan_get_link_net(const struct net_device *dev)
{
	return dev_net(vlan_dev_priv(dev)->real_dev);
}

const struct rtnl_link_ops vlan_link_ops = {
	.kind = "vlan",
	.priv_size = sizeof(struct vlan_dev_priv),
	.maxtype = IFLA_VLAN_MAX,
	.policy = vlan_policy,
	.setup = vlan_setup,
	.validate = vlan_validate,
	.newlink = vlan_newlink,
	.changelink = vlan_changelink,
	.dellink = unregister_vlan_dev,
	.fill_info = vlan_fill_info,
	.get_link_net = vlan_get_link_net,
};
