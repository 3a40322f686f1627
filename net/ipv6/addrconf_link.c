/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * IPv6's part of a link: the AF_INET6 nest of IFLA_AF_SPEC, and RTM_NEWLINK messages of that family
 * (IFLA_PROTINFO), which say that a device's IPv6 state changed.
 */
#include "net/core/neighbour.h"
#include "net/ipv6/addrconf.h"

#include <linux/if_link.h>

/* Counters of IPv6 and ICMPv6 per device; each nest begins with their number. */
#define IPSTATS_MIB_MAX 38
#define ICMP6_MIB_MAX 7

static int put_cacheinfo6(struct sk_buff *skb, const struct inet6_dev *idev)
{
	struct kernel *k = idev->dev->kernel;
	const struct neigh_table *tbl = neigh_tbl(k, NEIGH_ND_TABLE);
	const struct neigh_parms *p = tbl ? neigh_parms_of(tbl, idev->dev) : NULL;
	struct ifla_cacheinfo ci = {
		.max_reasm_len = 65535,
		.tstamp = ipv6_cstamp(k, idev->tstamp),
		.reachable_time = p ? jiffies_to_msecs(p->reachable_time) : 30000,
		.retrans_time = p ? jiffies_to_msecs(NEIGH_VAR(p, RETRANS_TIME)) : 1000,
	};

	return nla_put(skb, IFLA_INET6_CACHEINFO, sizeof(ci), &ci);
}

/* No packets flow yet, so every counter is zero. */
static int put_stats(struct sk_buff *skb, int attr, u64 n)
{
	struct nlattr *a = nla_reserve(skb, attr, n * sizeof(u64));

	if (!a)
		return -EMSGSIZE;
	memset(nla_data(a), 0, n * sizeof(u64));
	memcpy(nla_data(a), &n, sizeof(n));
	return 0;
}

/* What is kept in jiffies is told in milliseconds. */
static int put_conf(struct sk_buff *skb, const struct ipv6_devconf *cnf)
{
	static const u8 times[] = {
		DEVCONF_RTR_SOLICIT_INTERVAL,
		DEVCONF_RTR_SOLICIT_MAX_INTERVAL,
		DEVCONF_RTR_SOLICIT_DELAY,
		DEVCONF_RTR_PROBE_INTERVAL,
		DEVCONF_MLDV1_UNSOLICITED_REPORT_INTERVAL,
		DEVCONF_MLDV2_UNSOLICITED_REPORT_INTERVAL,
	};
	struct nlattr *a = nla_reserve(skb, IFLA_INET6_CONF, sizeof(cnf->v));
	s32 *v;

	if (!a)
		return -EMSGSIZE;
	v = nla_data(a);
	memcpy(v, cnf->v, sizeof(cnf->v));
	for (u32 i = 0; i < ARRAY_SIZE(times); i++)
		v[times[i]] = jiffies_to_msecs(v[times[i]]);
	return 0;
}

static int fill_attrs(struct sk_buff *skb, const struct inet6_dev *idev, u32 ext_filter_mask)
{
	if (nla_put_u32(skb, IFLA_INET6_FLAGS, idev->if_flags) || put_cacheinfo6(skb, idev) ||
	    put_conf(skb, &idev->cnf))
		return -EMSGSIZE;
	if (ext_filter_mask & RTEXT_FILTER_SKIP_STATS)
		return 0;
	if (put_stats(skb, IFLA_INET6_STATS, IPSTATS_MIB_MAX) ||
	    put_stats(skb, IFLA_INET6_ICMP6STATS, ICMP6_MIB_MAX) ||
	    nla_put_in6_addr(skb, IFLA_INET6_TOKEN, &idev->token) ||
	    nla_put_u8(skb, IFLA_INET6_ADDR_GEN_MODE, cnf6(idev->cnf, ADDR_GEN_MODE)))
		return -EMSGSIZE;
	return idev->ra_mtu ? nla_put_u32(skb, IFLA_INET6_RA_MTU, idev->ra_mtu) : 0;
}

static size_t attrs_size(void)
{
	return nla_total_size(4) + nla_total_size(sizeof(struct ifla_cacheinfo)) +
	       nla_total_size(DEVCONF6_MAX * 4) + nla_total_size(IPSTATS_MIB_MAX * 8) +
	       nla_total_size(ICMP6_MIB_MAX * 8) + nla_total_size(16) + nla_total_size(1) +
	       nla_total_size(4);
}

/* ---- IFLA_AF_SPEC ---- */

static size_t get_link_af_size(const struct net_device *dev, u32 ext_filter_mask)
{
	return dev->ip6_ptr ? attrs_size() : 0;
}

static int fill_link_af(struct sk_buff *skb, const struct net_device *dev, u32 ext_filter_mask)
{
	if (!dev->ip6_ptr)
		return -ENODATA;
	return fill_attrs(skb, dev->ip6_ptr, ext_filter_mask);
}

static const struct nla_policy af_policy[IFLA_INET6_MAX + 1] = {
	[IFLA_INET6_ADDR_GEN_MODE] = { .type = NLA_U8 },
	[IFLA_INET6_TOKEN] = { .len = sizeof(struct in6_addr) },
	[IFLA_INET6_RA_MTU] = NLA_POLICY_REJECT("IFLA_INET6_RA_MTU can not be set"),
};

static bool mode_allowed(const struct net_device *dev, u8 mode)
{
	if (mode > IN6_ADDR_GEN_MODE_RANDOM)
		return false;
	if (!dev || mode != IN6_ADDR_GEN_MODE_STABLE_PRIVACY)
		return true;
	return dev->ip6_ptr->cnf.secret_set || dev->net->ipv6->dflt.secret_set;
}

static int validate_link_af(const struct net_device *dev, const struct nlattr *attr,
			    struct netlink_ext_ack *extack)
{
	struct nlattr *tb[IFLA_INET6_MAX + 1];
	int err;

	if (dev && !dev->ip6_ptr)
		return -EAFNOSUPPORT;
	err = nla_parse_nested_deprecated(tb, IFLA_INET6_MAX, attr, af_policy, extack);
	if (err)
		return err;
	if (!tb[IFLA_INET6_TOKEN] && !tb[IFLA_INET6_ADDR_GEN_MODE])
		return -EINVAL;
	if (tb[IFLA_INET6_ADDR_GEN_MODE] &&
	    !mode_allowed(dev, nla_get_u8(tb[IFLA_INET6_ADDR_GEN_MODE])))
		return -EINVAL;
	return 0;
}

static int check_token(const struct inet6_dev *idev, struct netlink_ext_ack *extack)
{
	s32 ra = cnf6(idev->cnf, ACCEPT_RA);
	const char *msg = NULL;

	if (idev->dev->flags & IFF_LOOPBACK)
		msg = "ipv6: Device is loopback";
	else if (idev->dev->flags & IFF_NOARP)
		msg = "ipv6: Device does not do neighbour discovery";
	else if (cnf6(idev->cnf, FORWARDING) ? ra != 2 : !ra)
		msg = "ipv6: Router advertisement is disabled on device";
	else if (!cnf6(idev->cnf, RTR_SOLICITS))
		msg = "ipv6: Router solicitation is disabled on device";
	if (!msg)
		return 0;
	NL_SET_ERR_MSG(extack, msg);
	return -EINVAL;
}

static int set_token(struct inet6_dev *idev, const struct in6_addr *token,
		     struct netlink_ext_ack *extack)
{
	struct in6_addr lladdr;
	int err = check_token(idev, extack);

	if (err)
		return err;
	memcpy(&idev->token.s6_addr[8], &token->s6_addr[8], 8);
	if (!ipv6_addr_any(token) && idev->if_flags & IF_READY &&
	    !ipv6_get_lladdr(idev->dev, &lladdr, IFA_F_TENTATIVE | IFA_F_OPTIMISTIC))
		idev->if_flags |= IF_RS_SENT;
	inet6_ifinfo_notify(RTM_NEWLINK, idev);
	addrconf_verify(idev_net(idev));
	return 0;
}

static int set_link_af(struct net_device *dev, const struct nlattr *attr,
		       struct netlink_ext_ack *extack)
{
	struct nlattr *tb[IFLA_INET6_MAX + 1];
	struct in6_addr token;
	int err;

	if (!dev->ip6_ptr)
		return -EAFNOSUPPORT;
	err = nla_parse_nested_deprecated(tb, IFLA_INET6_MAX, attr, NULL, NULL);
	if (err)
		return err;
	if (tb[IFLA_INET6_TOKEN] && nla_len(tb[IFLA_INET6_TOKEN]) >= (int)sizeof(token)) {
		token = nla_get_in6_addr(tb[IFLA_INET6_TOKEN]);
		err = set_token(dev->ip6_ptr, &token, extack);
		if (err)
			return err;
	}
	if (tb[IFLA_INET6_ADDR_GEN_MODE])
		cnf6(dev->ip6_ptr->cnf, ADDR_GEN_MODE) = nla_get_u8(tb[IFLA_INET6_ADDR_GEN_MODE]);
	return 0;
}

const struct rtnl_af_ops inet6_af_ops = {
	.family = AF_INET6,
	.get_link_af_size = get_link_af_size,
	.fill_link_af = fill_link_af,
	.validate_link_af = validate_link_af,
	.set_link_af = set_link_af,
};

/* ---- RTM_NEWLINK of AF_INET6 ---- */

static int put_device(struct sk_buff *skb, const struct net_device *dev)
{
	int iflink = dev_get_iflink(dev);
	u8 operstate = netif_running(dev) ? dev->operstate : IF_OPER_DOWN;

	if (nla_put_string(skb, IFLA_IFNAME, dev->name) ||
	    (dev->addr_len && nla_put(skb, IFLA_ADDRESS, dev->addr_len, dev->dev_addr)) ||
	    nla_put_u32(skb, IFLA_MTU, dev->mtu) ||
	    (dev->ifindex != iflink && nla_put_u32(skb, IFLA_LINK, iflink)))
		return -EMSGSIZE;
	return nla_put_u8(skb, IFLA_OPERSTATE, operstate);
}

static int fill_ifinfo(struct sk_buff *skb, const struct inet6_dev *idev, u32 portid, u32 seq,
		       int event, u32 flags)
{
	const struct net_device *dev = idev->dev;
	struct nlmsghdr *nlh = nlmsg_put(skb, portid, seq, event, sizeof(struct ifinfomsg), flags);
	struct ifinfomsg *hdr;
	struct nlattr *nest;

	if (!nlh)
		return -EMSGSIZE;
	hdr = nlmsg_data(nlh);
	hdr->ifi_family = AF_INET6;
	hdr->ifi_type = dev->type;
	hdr->ifi_index = dev->ifindex;
	hdr->ifi_flags = dev_get_flags(dev);
	if (put_device(skb, dev))
		goto cancel;
	nest = nla_nest_start_noflag(skb, IFLA_PROTINFO);
	if (!nest || fill_attrs(skb, idev, 0))
		goto cancel;
	nla_nest_end(skb, nest);
	nlmsg_end(skb, nlh);
	return 0;

cancel:
	nlmsg_cancel(skb, nlh);
	return -EMSGSIZE;
}

void inet6_ifinfo_notify(int event, struct inet6_dev *idev)
{
	struct net *net = idev_net(idev);
	struct sk_buff *skb;
	u32 size = NLMSG_ALIGN(sizeof(struct ifinfomsg)) + nla_total_size(IFNAMSIZ) +
		   nla_total_size(MAX_ADDR_LEN) + 3 * nla_total_size(4) + nla_total_size(1) +
		   nla_total_size(attrs_size());

	if (!rtnl_has_listeners(net, RTNLGRP_IPV6_IFINFO))
		return;
	skb = nlmsg_new(net->kernel, size);
	if (!skb || fill_ifinfo(skb, idev, 0, 0, event, 0)) {
		if (skb)
			nlmsg_free(skb);
		rtnl_set_sk_err(net, RTNLGRP_IPV6_IFINFO, -ENOBUFS);
		return;
	}
	rtnl_notify(skb, net, 0, RTNLGRP_IPV6_IFINFO, NULL);
}

static int check_dump(struct netlink_callback *cb)
{
	const struct ifinfomsg *ifm = nlmsg_data(cb->nlh);
	const char *msg = NULL;

	if (!cb->strict_check)
		return 0;
	if (nlmsg_len(cb->nlh) < (int)sizeof(*ifm))
		msg = "ipv6: Invalid header for link dump request";
	else if (nlmsg_attrlen(cb->nlh, sizeof(*ifm)))
		msg = "ipv6: Invalid data after header";
	else if (ifm->__ifi_pad || ifm->ifi_type || ifm->ifi_flags || ifm->ifi_change ||
		 ifm->ifi_index)
		msg = "ipv6: Invalid values in header for dump request";
	if (!msg)
		return 0;
	NL_SET_ERR_MSG(cb->extack, msg);
	return -EINVAL;
}

int inet6_dump_ifinfo(struct sk_buff *skb, struct netlink_callback *cb)
{
	u32 *next = NL_CB_CTX(cb, u32);
	struct net *net = sock_net(cb->skb->sk);
	const struct net_device *dev;
	int err = check_dump(cb);
	u32 i;

	if (err)
		return err;
	idvec_for_each_from (&net->dev_by_index, i, dev, *next) {
		*next = dev->ifindex;
		if (dev->ip6_ptr && fill_ifinfo(skb, dev->ip6_ptr, NETLINK_CB(cb->skb).portid,
						cb->nlh->nlmsg_seq, RTM_NEWLINK, NLM_F_MULTI))
			return -EMSGSIZE;
		++*next;
	}
	return 0;
}
