/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* See fib_nexthop.h. */
#include "net/ipv4/fib_nexthop.h"
#include "net/ipv4/inetdevice.h"

static int refuse(struct netlink_ext_ack *extack, const char *msg)
{
	NL_SET_ERR_MSG(extack, msg);
	return -EINVAL;
}

/* ---- parsing ------------------------------------------------------------------------------- */

int fib_gw_from_via(struct fib_gw *gw, const struct nlattr *nla, struct netlink_ext_ack *extack)
{
	int alen = nla_len(nla) - (int)sizeof(u16);
	const u8 *addr = (const u8 *)nla_data(nla) + sizeof(u16);

	if (alen < 0)
		return refuse(extack, "Invalid attribute length for RTA_VIA");
	switch (get_u16(nla_data(nla))) {
	case AF_INET:
		if (alen != sizeof(gw->ipv4))
			return refuse(extack, "Invalid IPv4 address in RTA_VIA");
		gw->family = AF_INET;
		gw->ipv4 = get_u32(addr);
		return 0;
	case AF_INET6:
		if (alen != sizeof(gw->ipv6))
			return refuse(extack, "Invalid IPv6 address in RTA_VIA");
		gw->family = AF_INET6;
		memcpy(&gw->ipv6, addr, sizeof(gw->ipv6));
		return 0;
	}
	return refuse(extack, "Unsupported address family in RTA_VIA");
}

u32 fib_count_nexthops(const struct rtnexthop *rtnh, int rem, struct netlink_ext_ack *extack)
{
	u32 n = 0;

	for (; rtnh_ok(rtnh, rem); rtnh = rtnh_next(rtnh, &rem))
		n++;
	if (rem > 0) {
		NL_SET_ERR_MSG(extack, "Invalid nexthop configuration - extra data after nexthops");
		return 0;
	}
	return n;
}

static int parse_hop_gw(const struct nlattr *attrs, int len, struct fib_config *hop,
			struct netlink_ext_ack *extack)
{
	const struct nlattr *gw = nla_find(attrs, len, RTA_GATEWAY);
	const struct nlattr *via = nla_find(attrs, len, RTA_VIA);

	if (gw && via)
		return refuse(extack, "Nexthop configuration can not contain both GATEWAY and VIA");
	if (via)
		return fib_gw_from_via(&hop->gw, via, extack);
	if (!gw)
		return 0;
	if (nla_len(gw) < (int)sizeof(__be32))
		return refuse(extack, "Invalid IPv4 address in RTA_GATEWAY");
	hop->gw.ipv4 = nla_get_in_addr(gw);
	if (hop->gw.ipv4)
		hop->gw.family = AF_INET;
	return 0;
}

int fib_parse_hop(const struct rtnexthop *rtnh, struct fib_config *hop,
		  struct netlink_ext_ack *extack)
{
	const struct nlattr *attrs = (const struct nlattr *)(rtnh + 1);
	int len = rtnh->rtnh_len - (int)NLA_ALIGN(sizeof(*rtnh)), err;
	const struct nlattr *a;

	*hop = (struct fib_config) { .oif = rtnh->rtnh_ifindex };
	if (len <= 0)
		return 0;
	err = parse_hop_gw(attrs, len, hop, extack);
	if (err)
		return err;
	a = nla_find(attrs, len, RTA_FLOW);
	if (a) {
		if (nla_len(a) < (int)sizeof(u32))
			return refuse(extack, "Invalid RTA_FLOW");
		hop->flow = nla_get_u32(a);
	}
	hop->encap = nla_find(attrs, len, RTA_ENCAP);
	a = nla_find(attrs, len, RTA_ENCAP_TYPE);
	if (a && nla_len(a) >= (int)sizeof(u16))
		hop->encap_type = nla_get_u16(a);
	return 0;
}

int fib_nh_init(struct fib_nh *nh, const struct fib_config *cfg, u32 weight,
		struct netlink_ext_ack *extack)
{
	int err;

	if (cfg->encap && cfg->encap_type == LWTUNNEL_ENCAP_NONE)
		return refuse(extack, "LWT encap type not specified");
	if (cfg->encap) {
		err = lwtunnel_build_state(nh->parent->net, cfg->encap_type, cfg->encap, AF_INET,
					   &nh->lws, extack);
		if (err)
			return err;
	}
	nh->oif = cfg->oif;
	nh->gw = cfg->gw;
	nh->flags = cfg->flags;
	nh->weight = weight;
	nh->tclassid = cfg->flow;
	if (nh->tclassid)
		nh->parent->net->ipv4->fib_num_tclassid_users++;
	return 0;
}

static int check_first_hop(const struct fib_nh *nh, const struct fib_config *cfg,
			   struct netlink_ext_ack *extack)
{
	if (cfg->oif && nh->oif != cfg->oif)
		return refuse(extack, "Nexthop device index does not match RTA_OIF");
	if (cfg->gw.family &&
	    (cfg->gw.family != nh->gw.family ||
	     (cfg->gw.family == AF_INET && cfg->gw.ipv4 != nh->gw.ipv4) ||
	     (cfg->gw.family == AF_INET6 && memcmp(&cfg->gw.ipv6, &nh->gw.ipv6, 16))))
		return refuse(extack, "Nexthop gateway does not match RTA_GATEWAY or RTA_VIA");
	if (cfg->flow && nh->tclassid != cfg->flow)
		return refuse(extack, "Nexthop class id does not match RTA_FLOW");
	return 0;
}

int fib_get_nhs(struct fib_info *fi, const struct fib_config *cfg, struct netlink_ext_ack *extack)
{
	const struct rtnexthop *rtnh = cfg->mp;
	int rem = cfg->mp_len, err;

	for (u32 i = 0; i < fi->nhs; i++, rtnh = rtnh_next(rtnh, &rem)) {
		struct fib_config hop;

		if (rtnh->rtnh_flags & (RTNH_F_DEAD | RTNH_F_LINKDOWN))
			return refuse(
				extack,
				"Invalid flags for nexthop - can not contain DEAD or LINKDOWN");
		err = fib_parse_hop(rtnh, &hop, extack);
		if (err)
			return err;
		hop.flags = (cfg->flags & ~0xffu) | rtnh->rtnh_flags;
		err = fib_nh_init(&fi->nh[i], &hop, rtnh->rtnh_hops + 1, extack);
		if (err)
			return err;
	}
	return check_first_hop(&fi->nh[0], cfg, extack);
}

/* ---- checking ------------------------------------------------------------------------------ */

static void mark_linkdown(struct fib_nh *nh)
{
	if (!netif_carrier_ok(nh->dev))
		nh->flags |= RTNH_F_LINKDOWN;
}

static int check_onlink(struct net *net, struct fib_nh *nh, u8 scope,
			struct netlink_ext_ack *extack)
{
	struct net_device *dev;

	if (scope >= RT_SCOPE_LINK)
		return refuse(extack, "Nexthop has invalid scope");
	dev = dev_get_by_index(net, nh->oif);
	if (!dev) {
		NL_SET_ERR_MSG(extack, "Nexthop device required for onlink");
		return -ENODEV;
	}
	if (!(dev->flags & IFF_UP)) {
		NL_SET_ERR_MSG(extack, "Nexthop device is not up");
		return -ENETDOWN;
	}
	if (inet_addr_type_dev(net, dev, nh->gw.ipv4) != RTN_UNICAST)
		return refuse(extack, "Nexthop has invalid gateway");
	nh->dev = dev;
	nh->scope = RT_SCOPE_LINK;
	mark_linkdown(nh);
	return 0;
}

static int check_gw4(struct net *net, struct fib_nh *nh, u32 table, u8 scope,
		     struct netlink_ext_ack *extack)
{
	struct flowi4 fl = {
		.daddr = nh->gw.ipv4,
		.scope = max(scope + 1, RT_SCOPE_LINK),
		.oif = nh->oif,
		.iif = LOOPBACK_IFINDEX,
	};
	struct fib_table *tb = NULL;
	struct fib_result res;
	int err = 0;

	if (nh->flags & RTNH_F_ONLINK)
		return check_onlink(net, nh, scope, extack);
	if (table && table != RT_TABLE_MAIN)
		tb = fib_get_table(net, table);
	if (tb)
		err = fib_table_lookup(tb, &fl, &res, FIB_LOOKUP_IGNORE_LINKSTATE);
	if (!tb || err)
		err = fib_lookup(net, &fl, &res, FIB_LOOKUP_IGNORE_LINKSTATE);
	if (err) {
		NL_SET_ERR_MSG(extack, "Nexthop has invalid gateway");
		return err;
	}
	if (res.type != RTN_UNICAST && res.type != RTN_LOCAL)
		return refuse(extack, "Nexthop has invalid gateway");
	nh->scope = res.scope;
	nh->oif = res.nh->oif;
	nh->dev = res.nh->dev;
	if (!nh->dev)
		return refuse(extack, "No egress device for nexthop gateway");
	mark_linkdown(nh);
	return nh->dev->flags & IFF_UP ? 0 : -ENETDOWN;
}

static int check_gw6(struct net *net, struct fib_nh *nh, u32 table, struct netlink_ext_ack *extack)
{
	const struct ipv6_stub *stub = net->kernel->inet->ipv6_stub;
	int err;

	if (!stub) {
		NL_SET_ERR_MSG(extack, "IPv6 support not enabled in kernel");
		return -EAFNOSUPPORT;
	}
	err = stub->check_gw(net, &nh->gw.ipv6, table, nh->flags, &nh->oif, &nh->dev, extack);
	if (err)
		return err;
	nh->oif = nh->dev->ifindex;
	nh->scope = RT_SCOPE_LINK;
	return 0;
}

static int check_no_gw(struct net *net, struct fib_nh *nh, struct netlink_ext_ack *extack)
{
	struct in_device *in_dev;

	if (nh->flags & (RTNH_F_PERVASIVE | RTNH_F_ONLINK))
		return refuse(extack,
			      "Invalid flags for nexthop - PERVASIVE and ONLINK can not be set");
	in_dev = inetdev_by_index(net, nh->oif);
	if (!in_dev)
		return -ENODEV;
	if (!(in_dev->dev->flags & IFF_UP)) {
		NL_SET_ERR_MSG(extack, "Device for nexthop is not up");
		return -ENETDOWN;
	}
	nh->dev = in_dev->dev;
	nh->scope = RT_SCOPE_HOST;
	mark_linkdown(nh);
	return 0;
}

int fib_check_nh(struct net *net, struct fib_nh *nh, u32 table, u8 scope,
		 struct netlink_ext_ack *extack)
{
	if (nh->gw.family == AF_INET)
		return check_gw4(net, nh, table, scope, extack);
	if (nh->gw.family == AF_INET6)
		return check_gw6(net, nh, table, extack);
	return check_no_gw(net, nh, extack);
}

/* ---- balancing ----------------------------------------------------------------------------- */

static bool carries(const struct fib_nh *nh)
{
	if (nh->flags & RTNH_F_DEAD || !nh->dev)
		return false;
	return !(nh->flags & RTNH_F_LINKDOWN && ip_ignore_linkdown(nh->dev));
}

void fib_rebalance(struct fib_info *fi)
{
	u64 total = 0, w = 0;

	if (fi->nhs < 2)
		return;
	for (u32 i = 0; i < fi->nhs; i++)
		if (carries(&fi->nh[i]))
			total += fi->nh[i].weight;
	for (u32 i = 0; i < fi->nhs; i++) {
		struct fib_nh *nh = &fi->nh[i];

		if (!carries(nh)) {
			nh->upper_bound = -1;
			continue;
		}
		w += nh->weight;
		nh->upper_bound = (s32)(((w << 31) + total / 2) / total - 1);
	}
}
