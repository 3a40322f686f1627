/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * net.ipv4.conf.*: settings of each device, of new devices ("default") and of all, as sysctls,
 * as RTM_*NETCONF, and as the inet part of a link's IFLA_AF_SPEC.
 */
#include <linux/netconf.h>

#include "kernel/sysctl.h"
#include "net/core/rtnetlink.h"
#include "net/ipv4/inetdevice.h"

#define SETTING(attr) [IPV4_DEVCONF_##attr - 1]

static const struct ipv4_devconf conf_initial = {
	.data = {
		SETTING(ACCEPT_REDIRECTS) = 1,
		SETTING(SEND_REDIRECTS) = 1,
		SETTING(SECURE_REDIRECTS) = 1,
		SETTING(SHARED_MEDIA) = 1,
		SETTING(IGMPV2_UNSOLICITED_REPORT_INTERVAL) = 10000,
		SETTING(IGMPV3_UNSOLICITED_REPORT_INTERVAL) = 1000,
		SETTING(ARP_EVICT_NOCARRIER) = 1,
	},
};

void devinet_conf_init(struct net *net)
{
	net->ipv4->devconf_all = conf_initial;
	net->ipv4->devconf_dflt = conf_initial;
	IPV4_DEVCONF_DFLT(net, ACCEPT_SOURCE_ROUTE) = 1;
}

/* ---- RTM_*NETCONF -------------------------------------------------------------------------- */

static const struct nla_policy netconf_policy[NETCONFA_MAX + 1] = {
	[NETCONFA_IFINDEX] = { .len = sizeof(int) },
	[NETCONFA_FORWARDING] = { .len = sizeof(int) },
	[NETCONFA_RP_FILTER] = { .len = sizeof(int) },
	[NETCONFA_PROXY_NEIGH] = { .len = sizeof(int) },
	[NETCONFA_IGNORE_ROUTES_WITH_LINKDOWN] = { .len = sizeof(int) },
};

/** What of the settings a message shows, in its order. */
static const struct {
	int type, attr;
} netconf_attrs[] = {
	{ NETCONFA_FORWARDING, IPV4_DEVCONF_FORWARDING },
	{ NETCONFA_RP_FILTER, IPV4_DEVCONF_RP_FILTER },
	{ NETCONFA_MC_FORWARDING, IPV4_DEVCONF_MC_FORWARDING },
	{ NETCONFA_BC_FORWARDING, IPV4_DEVCONF_BC_FORWARDING },
	{ NETCONFA_PROXY_NEIGH, IPV4_DEVCONF_PROXY_ARP },
	{ NETCONFA_IGNORE_ROUTES_WITH_LINKDOWN, IPV4_DEVCONF_IGNORE_ROUTES_WITH_LINKDOWN },
};

struct netconf_args {
	u32 portid, seq;
	int event;
	u32 flags;
	int type; /* NETCONFA_*: only that one, or NETCONFA_ALL */
};

static int fill_netconf(struct sk_buff *skb, int ifindex, const struct ipv4_devconf *cnf,
			const struct netconf_args *a)
{
	struct nlmsghdr *nlh =
		nlmsg_put(skb, a->portid, a->seq, a->event, sizeof(struct netconfmsg), a->flags);
	struct netconfmsg *ncm;

	if (!nlh)
		return -EMSGSIZE;
	ncm = nlmsg_data(nlh);
	ncm->ncm_family = AF_INET;
	if (nla_put_s32(skb, NETCONFA_IFINDEX, ifindex))
		goto cancel;
	for (u32 i = 0; cnf && i < ARRAY_SIZE(netconf_attrs); i++)
		if ((a->type == NETCONFA_ALL || a->type == netconf_attrs[i].type) &&
		    nla_put_s32(skb, netconf_attrs[i].type, cnf->data[netconf_attrs[i].attr - 1]))
			goto cancel;
	nlmsg_end(skb, nlh);
	return 0;

cancel:
	nlmsg_cancel(skb, nlh);
	return -EMSGSIZE;
}

static u32 netconf_msg_size(void)
{
	return NLMSG_ALIGN(sizeof(struct netconfmsg)) +
	       (ARRAY_SIZE(netconf_attrs) + 1) * nla_total_size(4);
}

void inet_netconf_notify_devconf(struct net *net, int event, int type, int ifindex,
				 const struct ipv4_devconf *cnf)
{
	struct netconf_args a = { .event = event, .type = type };
	struct sk_buff *skb;

	if (!rtnl_has_listeners(net, RTNLGRP_IPV4_NETCONF))
		return;
	skb = nlmsg_new(net->kernel, netconf_msg_size());
	if (!skb || fill_netconf(skb, ifindex, cnf, &a)) {
		kfree_skb(skb);
		rtnl_set_sk_err(net, RTNLGRP_IPV4_NETCONF, -ENOBUFS);
		return;
	}
	rtnl_notify(skb, net, 0, RTNLGRP_IPV4_NETCONF, NULL);
}

static int parse_get(struct sk_buff *skb, const struct nlmsghdr *nlh, struct nlattr **tb,
		     struct netlink_ext_ack *extack)
{
	int err;

	if (nlmsg_len(nlh) < (int)sizeof(struct netconfmsg)) {
		NL_SET_ERR_MSG(extack, "ipv4: Invalid header for netconf get request");
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
				       "ipv4: Unsupported attribute in netconf get request");
			err = -EINVAL;
		}
	return err;
}

static const struct ipv4_devconf *conf_by_index(struct net *net, int ifindex)
{
	struct in_device *in_dev;

	if (ifindex == NETCONFA_IFINDEX_ALL)
		return &net->ipv4->devconf_all;
	if (ifindex == NETCONFA_IFINDEX_DEFAULT)
		return &net->ipv4->devconf_dflt;
	in_dev = inetdev_by_index(net, ifindex);
	return in_dev ? &in_dev->cnf : NULL;
}

static int inet_netconf_get_devconf(struct sk_buff *skb, struct nlmsghdr *nlh,
				    struct netlink_ext_ack *extack)
{
	struct net *net = sock_net(skb->sk);
	struct netconf_args a = { NETLINK_CB(skb).portid, nlh->nlmsg_seq, RTM_NEWNETCONF, 0,
				  NETCONFA_ALL };
	struct nlattr *tb[NETCONFA_MAX + 1];
	const struct ipv4_devconf *cnf;
	struct sk_buff *answer;
	int ifindex, err;

	err = parse_get(skb, nlh, tb, extack);
	if (err)
		return err;
	if (!tb[NETCONFA_IFINDEX])
		return -EINVAL;
	ifindex = nla_get_s32(tb[NETCONFA_IFINDEX]);
	cnf = conf_by_index(net, ifindex);
	if (!cnf)
		return -ENODEV;
	answer = nlmsg_new(net->kernel, netconf_msg_size());
	if (!answer)
		return -ENOBUFS;
	err = fill_netconf(answer, ifindex, cnf, &a);
	if (err) {
		kfree_skb(answer);
		return err;
	}
	return rtnl_unicast(answer, net, a.portid);
}

struct netconf_ctx {
	u64 next; /* ifindex; DUMP_ALL, DUMP_DEFAULT, DUMP_END */
};

#define DUMP_ALL (1ull << 32)
#define DUMP_DEFAULT (DUMP_ALL + 1)
#define DUMP_END (DUMP_ALL + 2)

static int check_dump(struct netlink_callback *cb)
{
	if (nlmsg_len(cb->nlh) < (int)sizeof(struct netconfmsg)) {
		NL_SET_ERR_MSG(cb->extack, "ipv4: Invalid header for netconf dump request");
		return -EINVAL;
	}
	if (nlmsg_attrlen(cb->nlh, sizeof(struct netconfmsg))) {
		NL_SET_ERR_MSG(cb->extack,
			       "ipv4: Invalid data after header in netconf dump request");
		return -EINVAL;
	}
	return 0;
}

static int dump_conf(struct sk_buff *skb, struct netlink_callback *cb, int ifindex,
		     const struct ipv4_devconf *cnf)
{
	struct netconf_args a = { NETLINK_CB(cb->skb).portid, cb->nlh->nlmsg_seq, RTM_NEWNETCONF,
				  NLM_F_MULTI, NETCONFA_ALL };
	struct nlmsghdr *nlh = (struct nlmsghdr *)skb_tail_pointer(skb);

	if (fill_netconf(skb, ifindex, cnf, &a))
		return -EMSGSIZE;
	nl_dump_check_consistent(cb, nlh);
	return 0;
}

static int inet_netconf_dump_devconf(struct sk_buff *skb, struct netlink_callback *cb)
{
	struct netconf_ctx *c = NL_CB_CTX(cb, struct netconf_ctx);
	struct net *net = sock_net(cb->skb->sk);
	struct net_device *dev;
	u32 i;

	if (cb->strict_check && check_dump(cb))
		return -EINVAL;
	cb->seq = net->ipv4->dev_addr_genid + net->dev_base_seq;
	if (!cb->seq)
		cb->seq = 0x80000000;
	if (c->next < DUMP_ALL) {
		idvec_for_each_from (&net->dev_by_index, i, dev, c->next) {
			struct in_device *in_dev = __in_dev_get(dev);

			c->next = dev->ifindex;
			if (in_dev && dump_conf(skb, cb, dev->ifindex, &in_dev->cnf))
				return skb->len;
		}
		c->next = DUMP_ALL;
	}
	if (c->next == DUMP_ALL) {
		if (dump_conf(skb, cb, NETCONFA_IFINDEX_ALL, &net->ipv4->devconf_all))
			return skb->len;
		c->next = DUMP_DEFAULT;
	}
	if (c->next == DUMP_DEFAULT) {
		if (dump_conf(skb, cb, NETCONFA_IFINDEX_DEFAULT, &net->ipv4->devconf_dflt))
			return skb->len;
		c->next = DUMP_END;
	}
	return skb->len;
}

/* ---- writing a setting --------------------------------------------------------------------- */

/** Forwarding of everything was switched. */
static void forward_change(struct net *net)
{
	s32 on = IPV4_DEVCONF_ALL(net, FORWARDING);
	struct net_device *dev;
	u32 i;

	IPV4_DEVCONF_ALL(net, ACCEPT_REDIRECTS) = !on;
	IPV4_DEVCONF_DFLT(net, FORWARDING) = on;
	inet_netconf_notify_devconf(net, RTM_NEWNETCONF, NETCONFA_FORWARDING, NETCONFA_IFINDEX_ALL,
				    &net->ipv4->devconf_all);
	inet_netconf_notify_devconf(net, RTM_NEWNETCONF, NETCONFA_FORWARDING,
				    NETCONFA_IFINDEX_DEFAULT, &net->ipv4->devconf_dflt);
	for_each_netdev (net, i, dev) {
		struct in_device *in_dev = __in_dev_get(dev);

		if (!in_dev)
			continue;
		IPV4_DEVCONF(in_dev->cnf, FORWARDING) = on;
		in_dev->cnf.state |= BIT_ULL(IPV4_DEVCONF_FORWARDING - 1);
		inet_netconf_notify_devconf(net, RTM_NEWNETCONF, NETCONFA_FORWARDING, dev->ifindex,
					    &in_dev->cnf);
	}
}

/** "default" reaches the devices whose own value nobody has written. */
static void copy_default(struct net *net, int i)
{
	struct net_device *dev;
	u32 n;

	for_each_netdev (net, n, dev) {
		struct in_device *in_dev = __in_dev_get(dev);

		if (in_dev && !(in_dev->cnf.state & BIT_ULL(i)))
			in_dev->cnf.data[i] = net->ipv4->devconf_dflt.data[i];
	}
}

static int conf_ifindex(struct net *net, const struct ipv4_devconf *cnf)
{
	if (cnf == &net->ipv4->devconf_all)
		return NETCONFA_IFINDEX_ALL;
	if (cnf == &net->ipv4->devconf_dflt)
		return NETCONFA_IFINDEX_DEFAULT;
	return container_of(cnf, struct in_device, cnf)->dev->ifindex;
}

/** cnf->data[attr - 1] was written; it was @old before. */
static void conf_changed(struct net *net, struct ipv4_devconf *cnf, int attr, s32 old)
{
	static const struct {
		int attr, type;
	} told[] = {
		{ IPV4_DEVCONF_BC_FORWARDING, NETCONFA_BC_FORWARDING },
		{ IPV4_DEVCONF_RP_FILTER, NETCONFA_RP_FILTER },
		{ IPV4_DEVCONF_PROXY_ARP, NETCONFA_PROXY_NEIGH },
		{ IPV4_DEVCONF_IGNORE_ROUTES_WITH_LINKDOWN, NETCONFA_IGNORE_ROUTES_WITH_LINKDOWN },
	};
	bool changed = cnf->data[attr - 1] != old;

	if (attr == IPV4_DEVCONF_FORWARDING) {
		if (changed && cnf == &net->ipv4->devconf_all)
			forward_change(net);
		else if (changed)
			inet_netconf_notify_devconf(net, RTM_NEWNETCONF, NETCONFA_FORWARDING,
						    conf_ifindex(net, cnf), cnf);
		return;
	}
	cnf->state |= BIT_ULL(attr - 1);
	if (cnf == &net->ipv4->devconf_dflt)
		copy_default(net, attr - 1);
	for (u32 i = 0; changed && i < ARRAY_SIZE(told); i++)
		if (told[i].attr == attr)
			inet_netconf_notify_devconf(net, RTM_NEWNETCONF, told[i].type,
						    conf_ifindex(net, cnf), cnf);
}

void devinet_conf_set(struct net *net, struct ipv4_devconf *cnf, int attr, s32 value)
{
	s32 old = cnf->data[attr - 1];

	cnf->data[attr - 1] = value;
	conf_changed(net, cnf, attr, old);
}

/* ---- IFLA_AF_SPEC -------------------------------------------------------------------------- */

static size_t inet_get_link_af_size(const struct net_device *dev, u32 ext_filter_mask)
{
	return __in_dev_get(dev) ? nla_total_size(NET_IPV4_CONF_MAX * 4) : 0;
}

static int inet_fill_link_af(struct sk_buff *skb, const struct net_device *dev, u32 ext_filter_mask)
{
	struct in_device *in_dev = __in_dev_get(dev);

	if (!in_dev)
		return -ENODATA;
	return nla_put(skb, IFLA_INET_CONF, sizeof(in_dev->cnf.data), in_dev->cnf.data);
}

static const struct nla_policy inet_af_policy[IFLA_INET_MAX + 1] = {
	[IFLA_INET_CONF] = { .type = NLA_NESTED },
};

static int inet_validate_link_af(const struct net_device *dev, const struct nlattr *nla,
				 struct netlink_ext_ack *extack)
{
	struct nlattr *tb[IFLA_INET_MAX + 1], *a;
	int err, rem;

	if (dev && !__in_dev_get(dev))
		return -EAFNOSUPPORT;
	err = nla_parse_nested_deprecated(tb, IFLA_INET_MAX, nla, inet_af_policy, extack);
	if (err || !tb[IFLA_INET_CONF])
		return err;
	nla_for_each_nested (a, tb[IFLA_INET_CONF], rem)
		if (nla_len(a) < 4 || nla_type(a) <= 0 || nla_type(a) > NET_IPV4_CONF_MAX)
			return -EINVAL;
	return 0;
}

static int inet_set_link_af(struct net_device *dev, const struct nlattr *nla,
			    struct netlink_ext_ack *extack)
{
	struct in_device *in_dev = __in_dev_get(dev);
	struct nlattr *tb[IFLA_INET_MAX + 1], *a;
	int rem;

	if (!in_dev)
		return -EAFNOSUPPORT;
	if (nla_parse_nested_deprecated(tb, IFLA_INET_MAX, nla, NULL, NULL))
		return -EINVAL;
	if (!tb[IFLA_INET_CONF])
		return 0;
	nla_for_each_nested (a, tb[IFLA_INET_CONF], rem) {
		in_dev->cnf.data[nla_type(a) - 1] = nla_get_s32(a);
		in_dev->cnf.state |= BIT_ULL(nla_type(a) - 1);
	}
	return 0;
}

static const struct rtnl_af_ops inet_af_ops = {
	.family = AF_INET,
	.get_link_af_size = inet_get_link_af_size,
	.fill_link_af = inet_fill_link_af,
	.validate_link_af = inet_validate_link_af,
	.set_link_af = inet_set_link_af,
};

/* ---- sysctls ------------------------------------------------------------------------------- */

static void *conf_find(struct net *net, const char *name)
{
	struct net_device *dev;

	if (!strcmp(name, "all"))
		return &net->ipv4->devconf_all;
	if (!strcmp(name, "default"))
		return &net->ipv4->devconf_dflt;
	dev = dev_get_by_name(net, name);
	return dev && !strcmp(dev->name, name) && __in_dev_get(dev) ? &__in_dev_get(dev)->cnf
								    : NULL;
}

static void conf_list(struct net *net, ctl_emit_fn emit, void *arg)
{
	struct net_device *dev;
	u32 i;

	emit(arg, "all");
	emit(arg, "default");
	for_each_netdev (net, i, dev)
		if (__in_dev_get(dev))
			emit(arg, dev->name);
}

static int conf_written(const struct ctl_req *r, const void *old)
{
	if (r->row->extra == IPV4_DEVCONF_FORWARDING && r->object == &r->net->ipv4->devconf_all &&
	    *(s32 *)r->data == *(const s32 *)old)
		return 0;
	conf_changed(r->net, r->object, r->row->extra, *(const s32 *)old);
	return 0;
}

#define CONF_ROW_MODE(attr, name, _mode)                                                \
	{                                                                               \
		.procname = name, .mode = _mode, .kind = SYSCTL_INT,                    \
		.offset = offsetof(struct ipv4_devconf, data[IPV4_DEVCONF_##attr - 1]), \
		.changed = conf_written, .extra = IPV4_DEVCONF_##attr                   \
	}
#define CONF_ROW(attr, name) CONF_ROW_MODE(attr, name, 0644)

static const struct ctl_table conf_rows[] = {
	CONF_ROW(FORWARDING, "forwarding"),
	CONF_ROW_MODE(MC_FORWARDING, "mc_forwarding", 0444),
	CONF_ROW(BC_FORWARDING, "bc_forwarding"),
	CONF_ROW(ACCEPT_REDIRECTS, "accept_redirects"),
	CONF_ROW(SECURE_REDIRECTS, "secure_redirects"),
	CONF_ROW(SHARED_MEDIA, "shared_media"),
	CONF_ROW(RP_FILTER, "rp_filter"),
	CONF_ROW(SEND_REDIRECTS, "send_redirects"),
	CONF_ROW(ACCEPT_SOURCE_ROUTE, "accept_source_route"),
	CONF_ROW(ACCEPT_LOCAL, "accept_local"),
	CONF_ROW(SRC_VMARK, "src_valid_mark"),
	CONF_ROW(PROXY_ARP, "proxy_arp"),
	CONF_ROW(MEDIUM_ID, "medium_id"),
	CONF_ROW(BOOTP_RELAY, "bootp_relay"),
	CONF_ROW(LOG_MARTIANS, "log_martians"),
	CONF_ROW(TAG, "tag"),
	CONF_ROW(ARPFILTER, "arp_filter"),
	CONF_ROW(ARP_ANNOUNCE, "arp_announce"),
	CONF_ROW(ARP_IGNORE, "arp_ignore"),
	CONF_ROW(ARP_ACCEPT, "arp_accept"),
	CONF_ROW(ARP_NOTIFY, "arp_notify"),
	CONF_ROW(ARP_EVICT_NOCARRIER, "arp_evict_nocarrier"),
	CONF_ROW(PROXY_ARP_PVLAN, "proxy_arp_pvlan"),
	CONF_ROW(FORCE_IGMP_VERSION, "force_igmp_version"),
	CONF_ROW(IGMPV2_UNSOLICITED_REPORT_INTERVAL, "igmpv2_unsolicited_report_interval"),
	CONF_ROW(IGMPV3_UNSOLICITED_REPORT_INTERVAL, "igmpv3_unsolicited_report_interval"),
	CONF_ROW(IGNORE_ROUTES_WITH_LINKDOWN, "ignore_routes_with_linkdown"),
	CONF_ROW(DROP_GRATUITOUS_ARP, "drop_gratuitous_arp"),
	CONF_ROW(NOXFRM, "disable_xfrm"),
	CONF_ROW(NOPOLICY, "disable_policy"),
	CONF_ROW(PROMOTE_SECONDARIES, "promote_secondaries"),
	CONF_ROW(ROUTE_LOCALNET, "route_localnet"),
	CONF_ROW(DROP_UNICAST_IN_L2_MULTICAST, "drop_unicast_in_l2_multicast"),
};

static const struct ctl_dir conf_dir = {
	"net/ipv4/conf", conf_rows, ARRAY_SIZE(conf_rows), .find = conf_find, .list = conf_list,
};

static const struct ctl_table forward_row[] = {
	CONF_ROW(FORWARDING, "ip_forward"),
};

static void *conf_all(struct net *net)
{
	return &net->ipv4->devconf_all;
}

static const struct ctl_dir forward_dir = { "net/ipv4", forward_row, 1, .object = conf_all };

static const struct rtnl_msg_handler netconf_handlers[] = {
	{ PF_INET, RTM_GETNETCONF, inet_netconf_get_devconf, inet_netconf_dump_devconf,
	  RTNL_FLAG_DUMP_UNLOCKED },
};

int devinet_conf_register(struct kernel *k)
{
	int err = register_sysctl(k, &conf_dir);

	if (err)
		return err;
	err = register_sysctl(k, &forward_dir);
	if (err)
		goto unregister_conf;
	err = rtnl_register_many(k, netconf_handlers, ARRAY_SIZE(netconf_handlers));
	if (err)
		goto unregister_forward;
	err = rtnl_af_register(k, &inet_af_ops);
	if (err)
		goto unregister_netconf;
	return 0;

unregister_netconf:
	rtnl_unregister_many(k, netconf_handlers, ARRAY_SIZE(netconf_handlers));
unregister_forward:
	unregister_sysctl(k, &forward_dir);
unregister_conf:
	unregister_sysctl(k, &conf_dir);
	return err;
}

void devinet_conf_unregister(struct kernel *k)
{
	rtnl_unregister_many(k, netconf_handlers, ARRAY_SIZE(netconf_handlers));
	unregister_sysctl(k, &forward_dir);
	unregister_sysctl(k, &conf_dir);
}
