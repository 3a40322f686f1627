/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The meaning of a route: what was asked is checked here, in Linux's order, and becomes a
 * fib6_info; and the ways in (message, ioctl, address) that add and delete one.
 */
#include "net/ipv6/route.h"

#include "net/core/tcp_cong.h"
#include "net/ipv4/ipv6_stub.h"
#include "net/ipv4/nexthop.h"
#include "net/ipv6/addrconf.h"

#include <linux/sockios.h>

/* ---- hops ---- */

static const struct inet6_dev *hop_idev(const struct fib6_meta *m)
{
	return __in6_dev_get(m->k.dev);
}

/* Local and anycast routes do not care for carrier. */
static bool follows_device(const struct fib6_meta *m)
{
	return !(m->k.flags & (RTF_LOCAL | RTF_ANYCAST)) && hop_idev(m);
}

/* Only a hop of several can be dead: a route of one hop goes with its device. */
u32 fib6_nh_flags(const struct fib6_info *rt)
{
	const struct fib6_meta *m = rt->meta;
	u32 flags = m->k.nh_flags & RTNH_F_ONLINK;

	/* What its nexthop was when it was made: it does not outlive its device's carrier. */
	if (m->k.nh)
		return m->k.nh_flags;
	if (!follows_device(m))
		return flags;
	flags |= hop_idev(m)->nh_flags & RTNH_F_LINKDOWN;
	if (rt->p.bits[1] & FIB6_MULTI && hop_idev(m)->nh_flags & RTNH_F_DEAD)
		flags |= RTNH_F_DEAD | RTNH_F_LINKDOWN;
	if (flags & RTNH_F_LINKDOWN && ip6_ignore_linkdown(m->k.dev))
		flags |= RTNH_F_DEAD;
	return flags;
}

bool fib6_nh_dead(const struct fib6_info *rt)
{
	return fib6_nh_flags(rt) & RTNH_F_DEAD;
}

/* What would run in a circle by way of the loopback device is refused instead. */
static bool runs_in_circle(u32 flags, const struct net_device *dev, const struct in6_addr *dst)
{
	return dev->flags & IFF_LOOPBACK && !(ipv6_addr_type(dst) & IPV6_ADDR_LOOPBACK) &&
	       !(flags & (RTF_ANYCAST | RTF_LOCAL));
}

/* An onlink gateway may be anything but what the main table knows to be elsewhere. */
static int check_nh_onlink(struct net *net, struct fib6_config *cfg, const struct net_device *dev,
			   struct netlink_ext_ack *extack)
{
	struct flowi6 fl6 = { .oif = cfg->ifindex, .daddr = cfg->gateway, .saddr = cfg->prefsrc };
	struct fib6_info *rt = fib6_table_lookup(net, net->ipv6->main, cfg->ifindex, &fl6,
						 RT6_LOOKUP_F_IGNORE_LINKSTATE);

	if (!rt || rt->meta->k.flags & RTF_REJECT || ipv6_addr_any(&rt->p.addr))
		return 0;
	if (rt->meta->k.type == RTN_UNICAST && rt->meta->k.dev == dev)
		return 0;
	NL_SET_ERR_MSG(extack, "Nexthop has invalid gateway or device mismatch");
	return -EINVAL;
}

static bool usable_for_gw(const struct fib6_info *rt, const struct net_device *dev)
{
	return rt && !(rt->meta->k.flags & RTF_REJECT) && !rt->meta->k.has_gw &&
	       (!dev || dev == rt->meta->k.dev);
}

/* The gateway must be a neighbour, by the table of the route or else by the rules. */
static int check_nh(struct net *net, struct fib6_config *cfg, struct net_device **dev)
{
	struct flowi6 by_table = { .oif = cfg->ifindex,
				   .daddr = cfg->gateway,
				   .saddr = cfg->prefsrc };
	struct flowi6 by_rules = { .oif = cfg->ifindex, .daddr = cfg->gateway };
	struct fib6_table *t = cfg->table ? fib6_get_table(net, cfg->table) : NULL;
	struct fib6_info *rt = NULL;

	if (t)
		rt = fib6_table_lookup(net, t, cfg->ifindex, &by_table,
				       RT6_LOOKUP_F_IFACE | RT6_LOOKUP_F_IGNORE_LINKSTATE);
	if (!usable_for_gw(rt, *dev))
		rt = fib6_lookup(net, cfg->ifindex, &by_rules, RT6_LOOKUP_F_IFACE);
	if (!usable_for_gw(rt, *dev))
		return -EHOSTUNREACH;
	*dev = rt->meta->k.dev;
	return 0;
}

static int gw_is_local(struct net *net, struct fib6_config *cfg, const struct net_device *dev,
		       struct netlink_ext_ack *extack)
{
	bool skip_dev = !(ipv6_addr_type(&cfg->gateway) & IPV6_ADDR_LINKLOCAL);

	if (!ipv6_chk_addr_and_flags(net, &cfg->gateway, dev, skip_dev, false, 0))
		return 0;
	NL_SET_ERR_MSG(extack, "Gateway can not be a local address");
	return -EINVAL;
}

static int check_gw_type(struct net *net, struct fib6_config *cfg, struct net_device **dev,
			 struct netlink_ext_ack *extack)
{
	u32 type = ipv6_addr_type(&cfg->gateway);

	if (type == (IPV6_ADDR_LINKLOCAL | IPV6_ADDR_UNICAST))
		return 0;
	if (!(type & (IPV6_ADDR_UNICAST | IPV6_ADDR_MAPPED))) {
		NL_SET_ERR_MSG(extack, "Invalid gateway address");
		return -EINVAL;
	}
	return cfg->flags & RTNH_F_ONLINK ? check_nh_onlink(net, cfg, *dev, extack)
					  : check_nh(net, cfg, dev);
}

static int validate_gw(struct net *net, struct fib6_config *cfg, struct net_device **dev,
		       struct netlink_ext_ack *extack)
{
	bool given = *dev;
	int err = given ? gw_is_local(net, cfg, *dev, extack) : 0;

	if (!err)
		err = check_gw_type(net, cfg, dev, extack);
	if (err)
		return err;
	if (!*dev) {
		NL_SET_ERR_MSG(extack, "Egress device not specified");
		return -EINVAL;
	}
	if ((*dev)->flags & IFF_LOOPBACK) {
		NL_SET_ERR_MSG(extack, "Egress device can not be loopback device for this route");
		return -EINVAL;
	}
	return given ? 0 : gw_is_local(net, cfg, *dev, extack);
}

static int check_onlink(const struct net_device *dev, struct netlink_ext_ack *extack)
{
	if (!dev) {
		NL_SET_ERR_MSG(extack, "Nexthop device required for onlink");
		return -ENODEV;
	}
	if (!(dev->flags & IFF_UP)) {
		NL_SET_ERR_MSG(extack, "Nexthop device is not up");
		return -ENETDOWN;
	}
	return 0;
}

static int check_device(const struct fib6_config *cfg, const struct net_device *dev,
			struct netlink_ext_ack *extack)
{
	if (!__in6_dev_get(dev))
		return -ENODEV;
	if (cnf6(dev->ip6_ptr->cnf, DISABLE_IPV6)) {
		NL_SET_ERR_MSG(extack, "IPv6 is disabled on nexthop device");
		return -EACCES;
	}
	if (!(dev->flags & IFF_UP) && !cfg->ignore_dev_down) {
		NL_SET_ERR_MSG(extack, "Nexthop device is not up");
		return -ENETDOWN;
	}
	return 0;
}

static int build_encap(struct net *net, const struct fib6_config *cfg, struct fib6_key *key,
		       struct netlink_ext_ack *extack)
{
	if (!cfg->encap)
		return 0;
	if (cfg->encap_type == LWTUNNEL_ENCAP_NONE) {
		NL_SET_ERR_MSG(extack, "LWT encap type not specified");
		return -EINVAL;
	}
	return lwtunnel_build_state(net, cfg->encap_type, cfg->encap, AF_INET6, &key->lws, extack);
}

/* The way out: device and gateway, into @key. */
static int nh_init(struct net *net, struct fib6_config *cfg, struct fib6_key *key,
		   struct netlink_ext_ack *extack)
{
	struct net_device *dev = NULL;
	int err;

	if (cfg->ifindex) {
		dev = dev_get_by_index(net, cfg->ifindex);
		if (!__in6_dev_get(dev))
			return -ENODEV;
	}
	if (cfg->flags & RTNH_F_ONLINK) {
		err = check_onlink(dev, extack);
		if (err)
			return err;
		key->nh_flags = RTNH_F_ONLINK;
	}
	if (cfg->flags & RTF_REJECT) {
		key->dev = net->loopback_dev;
		key->flags = RTF_REJECT | RTF_NONEXTHOP;
		return __in6_dev_get(key->dev) ? 0 : -ENODEV;
	}
	if (cfg->flags & RTF_GATEWAY) {
		err = validate_gw(net, cfg, &dev, extack);
		if (err)
			return err;
		key->gw = cfg->gateway;
		key->has_gw = 1;
	}
	key->dev = dev;
	err = check_device(cfg, dev, extack);
	if (!err && runs_in_circle(cfg->flags, dev, &cfg->dst))
		key->flags = RTF_REJECT | RTF_NONEXTHOP;
	/* The carrier may have gone a moment ago, before its event. */
	if (!err && !netif_carrier_ok(dev))
		dev->ip6_ptr->nh_flags |= RTNH_F_LINKDOWN;
	if (err || key->flags & RTF_REJECT)
		return err;
	return build_encap(net, cfg, key, extack);
}

/* An IPv4 route's gateway is checked like one of ours. */
static int check_gw_for_ipv4(struct net *net, const struct in6_addr *gw, u32 table, u32 flags,
			     s32 *oif, struct net_device **ret_dev, struct netlink_ext_ack *extack)
{
	struct fib6_config cfg = {
		.table = table,
		.ifindex = *oif,
		.flags = RTF_GATEWAY | (flags & RTNH_F_ONLINK),
		.gateway = *gw,
	};
	struct fib6_key key = { .dev = NULL };
	int err = nh_init(net, &cfg, &key, extack);

	if (err)
		return err;
	*oif = key.dev->ifindex;
	*ret_dev = key.dev;
	return 0;
}

static int nexthop_init(struct net *net, struct nh6_way *way, struct netlink_ext_ack *extack)
{
	struct fib6_config cfg = {
		.ifindex = way->oif,
		.flags = (way->has_gw ? RTF_GATEWAY : 0) | (way->flags & RTNH_F_ONLINK),
		.gateway = way->gw,
	};
	struct fib6_key key = { .dev = NULL };
	int err = nh_init(net, &cfg, &key, extack);

	if (err)
		return err;
	way->dev = key.dev;
	way->has_gw = key.has_gw;
	way->reject = key.flags & RTF_REJECT;
	way->flags = key.nh_flags;
	return 0;
}

const struct ipv6_stub ipv6_stub = {
	.check_gw = check_gw_for_ipv4,
	.nexthop_init = nexthop_init,
	.nexthop_gone = fib6_nexthop_gone,
	.nexthop_changed = fib6_nexthop_changed,
};

/* ---- metrics ---- */

static int metric_value(const struct nlattr *nla, int type, u32 *ret_val,
			struct netlink_ext_ack *extack)
{
	static const u32 most[RTAX_MAX + 1] = {
		[RTAX_ADVMSS] = 65535 - 40, [RTAX_MTU] = 65535 - 15, [RTAX_HOPLIMIT] = 255
	};
	u32 val;

	if (nla_len(nla) != sizeof(u32)) {
		NL_SET_ERR_MSG_ATTR(extack, nla, "Invalid attribute in metrics");
		return -EINVAL;
	}
	val = nla_get_u32(nla);
	if (most[type])
		val = min(val, most[type]);
	if (type == RTAX_FEATURES && val & ~KRTAX_FEATURE_MASK) {
		NL_SET_ERR_MSG(extack, "Unknown flag set in feature mask in metrics attribute");
		return -EINVAL;
	}
	*ret_val = val;
	return 0;
}

/* Congestion control by name, as the number that rtnetlink_put_metrics() turns back. */
static int metric_cc_algo(const struct nlattr *nla, u32 *m, struct netlink_ext_ack *extack)
{
	char name[TCP_CA_NAME_MAX];
	bool ecn = false;
	u32 key = nla_strscpy(name, nla, sizeof(name)) > 0 ? tcp_ca_key_by_name(name, &ecn) : 0;

	if (!key) {
		NL_SET_ERR_MSG(extack, "Unknown tcp congestion algorithm");
		return -EINVAL;
	}
	m[RTAX_CC_ALGO - 1] = key;
	if (ecn)
		m[RTAX_FEATURES - 1] |= DST_FEATURE_ECN_CA;
	return 0;
}

static int parse_metrics(const struct nlattr *mx, int len, u32 *m, struct netlink_ext_ack *extack)
{
	const struct nlattr *nla;
	int rem, err;

	nla_for_each_attr (nla, mx, len, rem) {
		int type = nla_type(nla);

		if (!type)
			continue;
		if (type > RTAX_MAX) {
			NL_SET_ERR_MSG(extack, "Invalid metric type");
			return -EINVAL;
		}
		err = type == RTAX_CC_ALGO ? metric_cc_algo(nla, m, extack)
					   : metric_value(nla, type, &m[type - 1], extack);
		if (err)
			return err;
	}
	return 0;
}

static int metrics_init(struct net *net, const struct fib6_config *cfg, u32 **ret_metrics,
			struct netlink_ext_ack *extack)
{
	struct kmem *mem = &net->kernel->mem;
	u32 *m;
	int err;

	*ret_metrics = NULL;
	if (!cfg->mx)
		return 0;
	m = kcalloc(mem, RTAX_MAX, sizeof(u32));
	if (!m)
		return -ENOMEM;
	err = parse_metrics(cfg->mx, cfg->mx_len, m, extack);
	if (err)
		kfree(mem, m);
	else
		*ret_metrics = m;
	return err;
}

/* ---- from a request to a route ---- */

static int check_config(const struct fib6_config *cfg, struct netlink_ext_ack *extack)
{
	const char *msg = NULL;

	if (cfg->flags & RTF_PCPU)
		msg = "Userspace can not set RTF_PCPU";
	else if (cfg->flags & RTF_CACHE)
		msg = "Userspace can not set RTF_CACHE";
	else if (cfg->type > RTN_MAX)
		msg = "Invalid route type";
	else if (cfg->dst_len > 128)
		msg = "Invalid prefix length";
	else if (cfg->src_len > 128)
		msg = "Invalid source address length";
	else if (cfg->nh_id && cfg->src_len)
		msg = "Nexthops can not be used with source routing";
	if (!msg)
		return 0;
	NL_SET_ERR_MSG(extack, msg);
	return -EINVAL;
}

static int set_prefsrc(struct net *net, const struct fib6_config *cfg, struct fib6_key *key,
		       struct netlink_ext_ack *extack)
{
	if (ipv6_addr_any(&cfg->prefsrc))
		return 0;
	if (!ipv6_chk_addr(net, &cfg->prefsrc, key->nh ? nexthop_way6(key->nh, 0).dev : key->dev,
			   false)) {
		NL_SET_ERR_MSG(extack, "Invalid source address");
		return -EINVAL;
	}
	key->prefsrc = cfg->prefsrc;
	key->has_prefsrc = 1;
	return 0;
}

static int set_nexthop(struct net *net, const struct fib6_config *cfg, struct fib6_key *key,
		       struct netlink_ext_ack *extack)
{
	int err;

	key->nh = nexthop_find_by_id(net, cfg->nh_id);
	if (!key->nh) {
		NL_SET_ERR_MSG(extack, "Nexthop id does not exist");
		return -EINVAL;
	}
	err = fib6_check_nexthop(key->nh, extack);
	return err ? err : fib6_way_reserve(net);
}

static int fill_key(struct net *net, struct fib6_config *cfg, struct fib6_key *key,
		    struct netlink_ext_ack *extack)
{
	int err;

	key->protocol = cfg->protocol ? cfg->protocol : RTPROT_BOOT;
	key->type = cfg->type ? cfg->type : RTN_UNICAST;
	key->flags = cfg->flags & ~(RTF_GATEWAY | RTNH_F_ONLINK);
	if (!(cfg->flags & RTF_EXPIRES))
		key->flags &= ~RTF_EXPIRES;
	ipv6_addr_prefix(&key->src, &cfg->src, cfg->src_len);
	key->src_plen = cfg->src_len;
	err = cfg->nh_id ? set_nexthop(net, cfg, key, extack) : nh_init(net, cfg, key, extack);
	return err ? err : set_prefsrc(net, cfg, key, extack);
}

static int make_route(struct net *net, struct fib6_config *cfg, const struct fib6_key *key,
		      u32 *metrics, struct fib6_info **ret_rt)
{
	struct netns_ipv6 *n = net->ipv6;
	bool expires = key->flags & RTF_EXPIRES;
	struct fib6_meta *m =
		fib6_meta_get(n, key, metrics, expires ? ktime_get(net->kernel) + cfg->expires : 0);

	if (!m)
		return -ENOMEM;
	*ret_rt = fib6_info_alloc(n, m, &cfg->dst, cfg->dst_len, cfg->metric);
	if (!*ret_rt) {
		fib6_meta_put(n, m);
		return -ENOMEM;
	}
	if (expires && fib6_start_gc(n)) {
		fib6_info_release(n, *ret_rt);
		return -ENOMEM;
	}
	return 0;
}

int ip6_route_info_create(struct fib6_config *cfg, struct netlink_ext_ack *extack, u32 weight,
			  struct fib6_info **ret_rt)
{
	struct net *net = cfg->nl.net;
	struct fib6_key key = { .weight = weight };
	u32 *metrics;
	int err = check_config(cfg, extack);

	if (err)
		return err;
	key.table = fib6_new_table(net, cfg->table);
	if (!key.table)
		return -ENOBUFS;
	err = metrics_init(net, cfg, &metrics, extack);
	if (err)
		return err;
	err = fill_key(net, cfg, &key, extack);
	if (err) {
		lwtstate_put(net, key.lws);
		kfree(&net->kernel->mem, metrics);
		return err;
	}
	return make_route(net, cfg, &key, metrics, ret_rt);
}

/* ---- ways in ---- */

int ip6_route_add(struct fib6_config *cfg, struct netlink_ext_ack *extack)
{
	struct fib6_info *rt;
	int err = ip6_route_info_create(cfg, extack, 1, &rt);

	if (err)
		return err;
	err = fib6_add(rt, &cfg->nl, extack);
	fib6_info_release(cfg->nl.net->ipv6, rt);
	return err;
}

int ip6_ins_rt(struct net *net, struct fib6_info *rt)
{
	struct nl_info info = { .net = net };

	return fib6_add(rt, &info, NULL);
}

int ip6_del_rt(struct net *net, struct fib6_info *rt, bool skip_notify)
{
	struct nl_info info = { .net = net, .skip_notify = skip_notify };

	return fib6_del(rt, &info);
}

static bool del_matches(const struct fib6_config *cfg, const struct fib6_info *rt)
{
	const struct fib6_key *k = &rt->meta->k;

	if (k->nh && cfg->nh_id && nexthop_id(k->nh) != cfg->nh_id)
		return false;
	if (cfg->metric && cfg->metric != rt->metric)
		return false;
	if (cfg->protocol && cfg->protocol != k->protocol)
		return false;
	/* With an object, neither gateway nor device is looked at. */
	if (k->nh || cfg->nh_id)
		return k->nh;
	if (cfg->ifindex && (!k->dev || k->dev->ifindex != cfg->ifindex))
		return false;
	return !(cfg->flags & RTF_GATEWAY) || ipv6_addr_equal(&cfg->gateway, &k->gw);
}

/* All hops of a multipath route, told in one message. */
static int del_with_siblings(struct fib6_config *cfg, struct fib6_info *rt)
{
	struct nl_info *info = &cfg->nl;
	struct fib6_info *first, *last, *it, *next;
	struct rt6_fill f = { .event = RTM_DELROUTE, .portid = info->portid };
	struct sk_buff *skb = NULL;

	if (!cfg->delete_all_nh || !fib6_siblings(rt, &first, &last))
		return fib6_del(rt, info);
	f.seq = info->nlh ? info->nlh->nlmsg_seq : 0;
	if (rtnl_has_listeners(info->net, RTNLGRP_IPV6_ROUTE) || info->nlh)
		skb = nlmsg_new(info->net->kernel, rt6_nlmsg_size(rt));
	if (skb && rt6_fill_node(info->net, skb, rt, &f)) {
		nlmsg_free(skb);
		skb = NULL;
	}
	info->skip_notify = skb;
	for (it = first; it; it = next) {
		next = it == last ? NULL : fib6_next_sibling(it);
		fib6_del(it, info);
	}
	if (skb)
		rtnl_notify(skb, info->net, info->portid, RTNLGRP_IPV6_ROUTE, info->nlh);
	return 0;
}

/* Without a default route a table has a refusal at its root, which cannot be deleted. */
static bool names_null_entry(const struct fib6_config *cfg)
{
	static const struct in6_addr any;
	const struct net_device *lo = cfg->nl.net->loopback_dev;

	return !cfg->dst_len && (!cfg->metric || cfg->metric == ~0u) &&
	       (!cfg->protocol || cfg->protocol == RTPROT_KERNEL) &&
	       (!cfg->ifindex || (lo && cfg->ifindex == lo->ifindex)) &&
	       (!(cfg->flags & RTF_GATEWAY) || ipv6_addr_equal(&cfg->gateway, &any));
}

int ip6_route_del(struct fib6_config *cfg, struct netlink_ext_ack *extack)
{
	struct fib6_table *t = fib6_get_table(cfg->nl.net, cfg->table);
	struct in6_addr dst, src;
	struct fib6_info *rt;
	int src_len;

	if (!t) {
		NL_SET_ERR_MSG(extack, "FIB table does not exist");
		return -ESRCH;
	}
	if (cfg->flags & RTF_CACHE || cfg->dst_len > 128 || cfg->src_len > 128)
		return -ESRCH;
	ipv6_addr_prefix(&dst, &cfg->dst, cfg->dst_len);
	ipv6_addr_prefix(&src, &cfg->src, cfg->src_len);
	/* Where no route asks for a source, Linux does not look at the request's either. */
	src_len = fib6_has_sources(t, &dst, cfg->dst_len) ? cfg->src_len : 0;
	rt = fib6_locate(t, &dst, cfg->dst_len, &src, src_len);
	if (!rt && !src_len && names_null_entry(cfg))
		return -ENOENT;
	for (; rt; rt = rt->next)
		if (del_matches(cfg, rt))
			return cfg->flags & RTF_GATEWAY ? fib6_del(rt, &cfg->nl)
							: del_with_siblings(cfg, rt);
	return -ESRCH;
}

int ipv6_route_ioctl(struct net *net, u32 cmd, const struct in6_rtmsg *m)
{
	struct fib6_config cfg = {
		.table = RT6_TABLE_MAIN,
		.ifindex = m->rtmsg_ifindex,
		.metric = m->rtmsg_metric ? m->rtmsg_metric : IP6_RT_PRIO_USER,
		.expires = (u64)m->rtmsg_info * (NSEC_PER_SEC / USER_HZ),
		.dst_len = m->rtmsg_dst_len,
		.src_len = m->rtmsg_src_len,
		.flags = m->rtmsg_flags,
		.type = m->rtmsg_type,
		.dst = m->rtmsg_dst,
		.src = m->rtmsg_src,
		.gateway = m->rtmsg_gateway,
		.nl.net = net,
	};

	return cmd == SIOCADDRT ? ip6_route_add(&cfg, NULL) : ip6_route_del(&cfg, NULL);
}
