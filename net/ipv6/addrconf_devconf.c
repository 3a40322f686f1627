/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Settings of IPv6: defaults, RTM_GETNETCONF, and what follows from a change.
 */
#include "net/ipv6/addrconf.h"
#include "net/ipv6/route.h"

/* ---- defaults of 6.18 ---- */

static const struct ipv6_devconf devconf_default = {
	.v = {
		[DEVCONF_HOPLIMIT] = 64,
		[DEVCONF_MTU6] = IPV6_MIN_MTU,
		[DEVCONF_ACCEPT_RA] = 1,
		[DEVCONF_ACCEPT_REDIRECTS] = 1,
		[DEVCONF_AUTOCONF] = 1,
		[DEVCONF_DAD_TRANSMITS] = 1,
		[DEVCONF_RTR_SOLICITS] = -1,
		[DEVCONF_RTR_SOLICIT_INTERVAL] = 4 * HZ,
		[DEVCONF_RTR_SOLICIT_DELAY] = HZ,
		[DEVCONF_TEMP_VALID_LFT] = 604800,
		[DEVCONF_TEMP_PREFERED_LFT] = 86400,
		[DEVCONF_REGEN_MAX_RETRY] = 3,
		[DEVCONF_MAX_DESYNC_FACTOR] = 600,
		[DEVCONF_MAX_ADDRESSES] = 16,
		[DEVCONF_ACCEPT_RA_DEFRTR] = 1,
		[DEVCONF_ACCEPT_RA_PINFO] = 1,
		[DEVCONF_ACCEPT_RA_RTR_PREF] = 1,
		[DEVCONF_RTR_PROBE_INTERVAL] = 60 * HZ,
		[DEVCONF_ACCEPT_DAD] = 1,
		[DEVCONF_MLDV1_UNSOLICITED_REPORT_INTERVAL] = 10 * HZ,
		[DEVCONF_MLDV2_UNSOLICITED_REPORT_INTERVAL] = HZ,
		[DEVCONF_SUPPRESS_FRAG_NDISC] = 1,
		[DEVCONF_ACCEPT_RA_MTU] = 1,
		[DEVCONF_ACCEPT_RA_MIN_HOP_LIMIT] = 1,
		[DEVCONF_RTR_SOLICIT_MAX_INTERVAL] = 3600 * HZ,
		[DEVCONF_ENHANCED_DAD] = 1,
		[DEVCONF_RA_DEFRTR_METRIC] = IP6_RT_PRIO_USER,
		[DEVCONF_IOAM6_ID] = 0xffff,
		[DEVCONF_IOAM6_ID_WIDE] = -1,
		[DEVCONF_NDISC_EVICT_NOCARRIER] = 1,
	},
	.extra = { 2, 0, 0 },
};

void ipv6_devconf_init(struct net *net)
{
	struct netns_ipv6 *n = net->ipv6;

	n->all = n->dflt = devconf_default;
	cnf6(n->all, ACCEPT_DAD) = 0;
}

/* ---- RTM_*NETCONF ---- */

static bool shows(int type, int attr)
{
	return type == NETCONFA_ALL || type == attr;
}

static int put_conf(struct sk_buff *skb, int type, const struct ipv6_devconf *cnf)
{
	static const struct {
		u8 attr, index;
	} rows[] = {
		{ NETCONFA_FORWARDING, DEVCONF_FORWARDING },
		{ NETCONFA_MC_FORWARDING, DEVCONF_MC_FORWARDING },
		{ NETCONFA_PROXY_NEIGH, DEVCONF_PROXY_NDP },
		{ NETCONFA_IGNORE_ROUTES_WITH_LINKDOWN, DEVCONF_IGNORE_ROUTES_WITH_LINKDOWN },
	};

	for (u32 i = 0; i < ARRAY_SIZE(rows); i++)
		if (shows(type, rows[i].attr) &&
		    nla_put_s32(skb, rows[i].attr, cnf->v[rows[i].index]))
			return -EMSGSIZE;
	return 0;
}

static int fill_devconf(struct sk_buff *skb, int ifindex, const struct ipv6_devconf *cnf,
			u32 portid, u32 seq, int event, u32 flags, int type)
{
	struct nlmsghdr *nlh = nlmsg_put(skb, portid, seq, event, sizeof(struct netconfmsg), flags);

	if (!nlh)
		return -EMSGSIZE;
	((struct netconfmsg *)nlmsg_data(nlh))->ncm_family = AF_INET6;
	if (nla_put_s32(skb, NETCONFA_IFINDEX, ifindex) || (cnf && put_conf(skb, type, cnf))) {
		nlmsg_cancel(skb, nlh);
		return -EMSGSIZE;
	}
	nlmsg_end(skb, nlh);
	return 0;
}

static u32 devconf_msgsize(int type)
{
	u32 n = type == NETCONFA_ALL ? 5 : 2;

	return NLMSG_ALIGN(sizeof(struct netconfmsg)) + n * nla_total_size(4);
}

void inet6_netconf_notify_devconf(struct net *net, int event, int type, int ifindex,
				  const struct ipv6_devconf *cnf)
{
	struct sk_buff *skb;

	if (!rtnl_has_listeners(net, RTNLGRP_IPV6_NETCONF))
		return;
	skb = nlmsg_new(net->kernel, devconf_msgsize(type));
	if (!skb || fill_devconf(skb, ifindex, cnf, 0, 0, event, 0, type)) {
		if (skb)
			nlmsg_free(skb);
		rtnl_set_sk_err(net, RTNLGRP_IPV6_NETCONF, -ENOBUFS);
		return;
	}
	rtnl_notify(skb, net, 0, RTNLGRP_IPV6_NETCONF, NULL);
}

static const struct nla_policy netconf_policy[NETCONFA_MAX + 1] = {
	[NETCONFA_IFINDEX] = { .len = sizeof(int) },
	[NETCONFA_FORWARDING] = { .len = sizeof(int) },
	[NETCONFA_PROXY_NEIGH] = { .len = sizeof(int) },
	[NETCONFA_IGNORE_ROUTES_WITH_LINKDOWN] = { .len = sizeof(int) },
};

static int parse_get(struct sk_buff *skb, const struct nlmsghdr *nlh, struct nlattr **tb,
		     struct netlink_ext_ack *extack)
{
	int err;

	if (nlmsg_len(nlh) < (int)sizeof(struct netconfmsg)) {
		NL_SET_ERR_MSG(extack, "ipv6: Invalid header for netconf get request");
		return -EINVAL;
	}
	if (!netlink_strict_get_check(skb))
		return nlmsg_parse_deprecated(nlh, sizeof(struct netconfmsg), tb, NETCONFA_MAX,
					      netconf_policy, extack);
	err = nlmsg_parse_deprecated_strict(nlh, sizeof(struct netconfmsg), tb, NETCONFA_MAX,
					    netconf_policy, extack);
	for (int i = 0; !err && i <= NETCONFA_MAX; i++)
		if (tb[i] && i != NETCONFA_IFINDEX) {
			NL_SET_ERR_MSG(extack,
				       "ipv6: Unsupported attribute in netconf get request");
			err = -EINVAL;
		}
	return err;
}

static const struct ipv6_devconf *conf_of(struct net *net, int ifindex)
{
	const struct net_device *dev;

	if (ifindex == NETCONFA_IFINDEX_ALL)
		return &net->ipv6->all;
	if (ifindex == NETCONFA_IFINDEX_DEFAULT)
		return &net->ipv6->dflt;
	dev = dev_get_by_index(net, ifindex);
	return dev && dev->ip6_ptr ? &dev->ip6_ptr->cnf : NULL;
}

int inet6_netconf_get_devconf(struct sk_buff *in_skb, struct nlmsghdr *nlh,
			      struct netlink_ext_ack *extack)
{
	struct net *net = sock_net(in_skb->sk);
	u32 portid = NETLINK_CB(in_skb).portid;
	struct nlattr *tb[NETCONFA_MAX + 1];
	const struct ipv6_devconf *cnf;
	struct sk_buff *skb;
	int ifindex, err = parse_get(in_skb, nlh, tb, extack);

	if (err < 0)
		return err;
	if (!tb[NETCONFA_IFINDEX])
		return -EINVAL;
	ifindex = nla_get_s32(tb[NETCONFA_IFINDEX]);
	cnf = conf_of(net, ifindex);
	if (!cnf)
		return -EINVAL;
	skb = nlmsg_new(net->kernel, devconf_msgsize(NETCONFA_ALL));
	if (!skb)
		return -ENOBUFS;
	err = fill_devconf(skb, ifindex, cnf, portid, nlh->nlmsg_seq, RTM_NEWNETCONF, 0,
			   NETCONFA_ALL);
	if (err) {
		nlmsg_free(skb);
		return err;
	}
	return rtnl_unicast(skb, net, portid);
}

struct dump_ctx {
	u32 ifindex, all_default;
};

static int dump_conf(struct sk_buff *skb, struct netlink_callback *cb, int ifindex,
		     const struct ipv6_devconf *cnf)
{
	struct nlmsghdr *nlh = (void *)skb_tail_pointer(skb);

	if (fill_devconf(skb, ifindex, cnf, NETLINK_CB(cb->skb).portid, cb->nlh->nlmsg_seq,
			 RTM_NEWNETCONF, NLM_F_MULTI, NETCONFA_ALL))
		return -EMSGSIZE;
	nl_dump_check_consistent(cb, nlh);
	return 0;
}

static int check_dump(struct netlink_callback *cb)
{
	const char *msg = NULL;

	if (!cb->strict_check)
		return 0;
	if (nlmsg_len(cb->nlh) < (int)sizeof(struct netconfmsg))
		msg = "ipv6: Invalid header for netconf dump request";
	else if (nlmsg_attrlen(cb->nlh, sizeof(struct netconfmsg)))
		msg = "ipv6: Invalid data after header in netconf dump request";
	if (!msg)
		return 0;
	NL_SET_ERR_MSG(cb->extack, msg);
	return -EINVAL;
}

int inet6_netconf_dump_devconf(struct sk_buff *skb, struct netlink_callback *cb)
{
	struct dump_ctx *ctx = NL_CB_CTX(cb, struct dump_ctx);
	struct net *net = sock_net(cb->skb->sk);
	const struct net_device *dev;
	int err = check_dump(cb);
	u32 i;

	if (err)
		return err;
	cb->seq = net->ipv6->addr_genid + net->dev_base_seq;
	cb->seq = cb->seq ? cb->seq : 0x80000000;
	idvec_for_each_from (&net->dev_by_index, i, dev, ctx->ifindex) {
		ctx->ifindex = dev->ifindex;
		if (dev->ip6_ptr && dump_conf(skb, cb, dev->ifindex, &dev->ip6_ptr->cnf))
			return -EMSGSIZE;
		ctx->ifindex++;
	}
	if (!ctx->all_default && dump_conf(skb, cb, NETCONFA_IFINDEX_ALL, &net->ipv6->all))
		return -EMSGSIZE;
	ctx->all_default = 1;
	return dump_conf(skb, cb, NETCONFA_IFINDEX_DEFAULT, &net->ipv6->dflt);
}

/* ---- what follows from a write ---- */

static void routers_groups(struct inet6_dev *idev)
{
	static const struct in6_addr groups[] = {
		{ .s6_addr = { 0xff, 2, [15] = 2 } },
		{ .s6_addr = { 0xff, 1, [15] = 2 } },
		{ .s6_addr = { 0xff, 5, [15] = 2 } },
	};

	for (u32 i = 0; i < ARRAY_SIZE(groups); i++)
		if (cnf6(idev->cnf, FORWARDING))
			__ipv6_dev_mc_inc(idev, &groups[i]);
		else
			__ipv6_dev_mc_dec(idev, &groups[i]);
}

void dev_forward_change(struct inet6_dev *idev)
{
	struct inet6_ifaddr *ifp;

	if (idev->dev->flags & IFF_MULTICAST)
		routers_groups(idev);
	list_for_each_entry (ifp, &idev->addr_list, node) {
		if (ifp->flags & IFA_F_TENTATIVE)
			continue;
		if (cnf6(idev->cnf, FORWARDING))
			addrconf_join_anycast(ifp);
		else
			addrconf_leave_anycast(ifp);
	}
	inet6_netconf_notify_devconf(idev_net(idev), RTM_NEWNETCONF, NETCONFA_FORWARDING,
				     idev->dev->ifindex, &idev->cnf);
}

static struct inet6_dev *idev_of(struct ipv6_devconf *cnf)
{
	return container_of(cnf, struct inet6_dev, cnf);
}

/* One setting of every device follows "all"; @fn for those where it changed from or to 0. */
static void change_all(struct net *net, int index, s32 val, void (*fn)(struct inet6_dev *idev))
{
	struct net_device *dev;
	u32 i;

	for_each_netdev (net, i, dev) {
		struct inet6_dev *idev = dev->ip6_ptr;
		bool changed;

		if (!idev)
			continue;
		changed = !idev->cnf.v[index] != !val;
		idev->cnf.v[index] = val;
		if (changed && fn)
			fn(idev);
	}
}

static void notify_special(struct net *net, int type, int ifindex, const struct ipv6_devconf *cnf)
{
	inet6_netconf_notify_devconf(net, RTM_NEWNETCONF, type, ifindex, cnf);
}

int addrconf_forwarding_changed(struct net *net, struct ipv6_devconf *cnf, s32 old)
{
	struct netns_ipv6 *n = net->ipv6;
	s32 val = cnf6(*cnf, FORWARDING);
	bool changed = !old != !val;

	if (cnf == &n->dflt) {
		if (changed)
			notify_special(net, NETCONFA_FORWARDING, NETCONFA_IFINDEX_DEFAULT, cnf);
		return 0;
	}
	if (cnf == &n->all) {
		bool dflt_changed = !cnf6(n->dflt, FORWARDING) != !val;

		cnf6(n->dflt, FORWARDING) = val;
		if (dflt_changed)
			notify_special(net, NETCONFA_FORWARDING, NETCONFA_IFINDEX_DEFAULT,
				       &n->dflt);
		change_all(net, DEVCONF_FORWARDING, val, dev_forward_change);
		if (changed)
			notify_special(net, NETCONFA_FORWARDING, NETCONFA_IFINDEX_ALL, cnf);
	} else if (changed) {
		dev_forward_change(idev_of(cnf));
	}
	if (val)
		rt6_purge_dflt_routers(net);
	return 0;
}

static void dev_disable_change(struct inet6_dev *idev)
{
	if (cnf6(idev->cnf, DISABLE_IPV6))
		addrconf_ifdown(idev->dev, false);
	else
		addrconf_device_up(idev->dev);
}

int addrconf_disable_changed(struct net *net, struct ipv6_devconf *cnf, s32 old)
{
	struct netns_ipv6 *n = net->ipv6;
	s32 val = cnf6(*cnf, DISABLE_IPV6);

	if (cnf == &n->dflt)
		return 0;
	if (cnf == &n->all) {
		cnf6(n->dflt, DISABLE_IPV6) = val;
		change_all(net, DEVCONF_DISABLE_IPV6, val, dev_disable_change);
	} else if (!old != !val) {
		dev_disable_change(idev_of(cnf));
	}
	return 0;
}

static int conf_ifindex(const struct net *net, struct ipv6_devconf *cnf)
{
	if (cnf == &net->ipv6->all)
		return NETCONFA_IFINDEX_ALL;
	if (cnf == &net->ipv6->dflt)
		return NETCONFA_IFINDEX_DEFAULT;
	return idev_of(cnf)->dev->ifindex;
}

int addrconf_proxy_ndp_changed(struct net *net, struct ipv6_devconf *cnf, s32 old)
{
	if (cnf6(*cnf, PROXY_NDP) != old)
		notify_special(net, NETCONFA_PROXY_NEIGH, conf_ifindex(net, cnf), cnf);
	return 0;
}

int addrconf_linkdown_changed(struct net *net, struct ipv6_devconf *cnf, s32 old)
{
	struct netns_ipv6 *n = net->ipv6;
	s32 val = cnf6(*cnf, IGNORE_ROUTES_WITH_LINKDOWN);
	const int type = NETCONFA_IGNORE_ROUTES_WITH_LINKDOWN;
	bool changed = !old != !val;

	if (cnf != &n->all) {
		if (changed)
			notify_special(net, type, conf_ifindex(net, cnf), cnf);
		return 0;
	}
	cnf6(n->dflt, IGNORE_ROUTES_WITH_LINKDOWN) = val;
	change_all(net, DEVCONF_IGNORE_ROUTES_WITH_LINKDOWN, val, NULL);
	if (changed)
		notify_special(net, type, NETCONFA_IFINDEX_ALL, cnf);
	return 0;
}

static bool stable_privacy_ready(const struct net *net, const struct ipv6_devconf *cnf, s32 mode)
{
	return mode != IN6_ADDR_GEN_MODE_STABLE_PRIVACY || cnf->secret_set ||
	       net->ipv6->dflt.secret_set;
}

int addrconf_gen_mode_changed(struct net *net, struct ipv6_devconf *cnf, s32 old)
{
	struct netns_ipv6 *n = net->ipv6;
	s32 mode = cnf6(*cnf, ADDR_GEN_MODE);
	struct net_device *dev;
	u32 i;

	if (mode < 0 || mode > IN6_ADDR_GEN_MODE_RANDOM || !stable_privacy_ready(net, cnf, mode))
		return -EINVAL;
	if (cnf == &n->dflt)
		return 0;
	if (cnf != &n->all) {
		if (mode != old)
			addrconf_init_auto_addrs(idev_of(cnf)->dev);
		return 0;
	}
	cnf6(n->dflt, ADDR_GEN_MODE) = mode;
	for_each_netdev (net, i, dev) {
		if (!dev->ip6_ptr || cnf6(dev->ip6_ptr->cnf, ADDR_GEN_MODE) == mode)
			continue;
		cnf6(dev->ip6_ptr->cnf, ADDR_GEN_MODE) = mode;
		addrconf_init_auto_addrs(dev);
	}
	return 0;
}

void addrconf_secret_set(struct net *net, struct ipv6_devconf *cnf)
{
	struct net_device *dev;
	u32 i;

	cnf->secret_set = true;
	if (cnf != &net->ipv6->dflt) {
		cnf6(*cnf, ADDR_GEN_MODE) = IN6_ADDR_GEN_MODE_STABLE_PRIVACY;
		return;
	}
	for_each_netdev (net, i, dev)
		if (dev->ip6_ptr)
			cnf6(dev->ip6_ptr->cnf, ADDR_GEN_MODE) = IN6_ADDR_GEN_MODE_STABLE_PRIVACY;
}
