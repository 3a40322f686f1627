/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * IPv4 multicast groups: membership, KRTM_NEWMULTICAST and its dump, /proc/net/igmp. See igmp.h.
 */
#include "net/ipv4/igmp.h"

#include "kernel/proc.h"
#include "net/core/rtnetlink.h"
#include "net/ipv4/af_inet.h"
#include "net/ipv4/ip_fib.h"

#include <linux/if_arp.h>
#include <linux/igmp.h>

#define MC_ALL_HOSTS htobe32(0xe0000001)

/** A socket's membership. */
struct ip_mc_socklist {
	struct list_head node; /* inet_sock.mc_list, newest first */
	__be32 multiaddr;
	s32 ifindex;
};

/* ---- messages ---- */

struct fill {
	u32 portid, seq;
	int event, flags;
};

static int fill_group(struct sk_buff *skb, const struct in_device *in_dev,
		      const struct ip_mc_list *im, const struct fill *f)
{
	struct ifa_cacheinfo ci = { INFINITY_LIFE_TIME, INFINITY_LIFE_TIME, im->cstamp,
				    im->cstamp };
	struct nlmsghdr *nlh =
		nlmsg_put(skb, f->portid, f->seq, f->event, sizeof(struct ifaddrmsg), f->flags);
	struct ifaddrmsg *ifm;

	if (!nlh)
		return -EMSGSIZE;
	ifm = nlmsg_data(nlh);
	*ifm = (struct ifaddrmsg) {
		.ifa_family = AF_INET,
		.ifa_prefixlen = 32,
		.ifa_flags = IFA_F_PERMANENT,
		.ifa_scope = RT_SCOPE_UNIVERSE,
		.ifa_index = in_dev->dev->ifindex,
	};
	if (nla_put_in_addr(skb, IFA_MULTICAST, im->multiaddr) ||
	    nla_put(skb, IFA_CACHEINFO, sizeof(ci), &ci)) {
		nlmsg_cancel(skb, nlh);
		return -EMSGSIZE;
	}
	nlmsg_end(skb, nlh);
	return 0;
}

static void notify_group(const struct in_device *in_dev, const struct ip_mc_list *im, int event)
{
	const u32 size = NLMSG_ALIGN(sizeof(struct ifaddrmsg)) + nla_total_size(4) +
			 nla_total_size(sizeof(struct ifa_cacheinfo));
	struct net *net = dev_net(in_dev->dev);
	struct fill f = { .event = event };
	struct sk_buff *skb;

	if (!rtnl_has_listeners(net, KRTNLGRP_IPV4_MCADDR))
		return;
	skb = nlmsg_new(net->kernel, size);
	if (!skb || fill_group(skb, in_dev, im, &f)) {
		nlmsg_free(skb);
		rtnl_set_sk_err(net, KRTNLGRP_IPV4_MCADDR, -ENOBUFS);
		return;
	}
	rtnl_notify(skb, net, 0, KRTNLGRP_IPV4_MCADDR, NULL);
}

/* ---- groups of a device ---- */

/* Only Ethernet has link-layer addresses for groups. */
static bool map_group(const struct in_device *in_dev, __be32 group, u8 *ha)
{
	u32 a = be32toh(group);

	if (in_dev->dev->type != ARPHRD_ETHER)
		return false;
	memset(ha, 0, MAX_ADDR_LEN);
	memcpy(ha, (u8[]) { 0x01, 0x00, 0x5e, a >> 16 & 0x7f, a >> 8, a }, 6);
	return true;
}

static void filter_group(struct in_device *in_dev, struct ip_mc_list *im, bool on)
{
	u8 ha[MAX_ADDR_LEN];

	if (im->loaded == on)
		return;
	im->loaded = on;
	if (!map_group(in_dev, im->multiaddr, ha))
		return;
	if (!on)
		dev_mc_del(in_dev->dev, ha);
	else if (dev_mc_add(in_dev->dev, ha))
		im->loaded = false; /* no memory: tried again when the device goes up */
}

static struct ip_mc_list *find_group(const struct in_device *in_dev, __be32 group)
{
	struct ip_mc_list *im;

	list_for_each_entry (im, &in_dev->mc_list, node)
		if (im->multiaddr == group)
			return im;
	return NULL;
}

bool ip_check_mc(const struct in_device *in_dev, __be32 group)
{
	return find_group(in_dev, group);
}

int ip_mc_inc_group(struct in_device *in_dev, __be32 group)
{
	struct kernel *k = in_dev->dev->kernel;
	struct ip_mc_list *im = find_group(in_dev, group);

	if (im) {
		im->users++;
		return 0;
	}
	im = kzalloc(&k->mem, sizeof(*im));
	if (!im)
		return -ENOMEM;
	im->multiaddr = group;
	im->users = 1;
	im->cstamp = ktime_clock_t(k);
	list_add(&im->node, &in_dev->mc_list);
	in_dev->mc_count++;
	filter_group(in_dev, im, true);
	notify_group(in_dev, im, KRTM_NEWMULTICAST);
	return 0;
}

void ip_mc_dec_group(struct in_device *in_dev, __be32 group)
{
	struct ip_mc_list *im = find_group(in_dev, group);

	if (!im || --im->users)
		return;
	list_del(&im->node);
	in_dev->mc_count--;
	filter_group(in_dev, im, false);
	notify_group(in_dev, im, KRTM_DELMULTICAST);
	kfree(&in_dev->dev->kernel->mem, im);
}

void ip_mc_up(struct in_device *in_dev)
{
	struct ip_mc_list *im;

	/* Without memory the device goes on without the group; nothing depends on it. */
	if (ip_mc_inc_group(in_dev, MC_ALL_HOSTS))
		return;
	list_for_each_entry (im, &in_dev->mc_list, node)
		filter_group(in_dev, im, true);
}

void ip_mc_down(struct in_device *in_dev)
{
	struct ip_mc_list *im;

	list_for_each_entry (im, &in_dev->mc_list, node)
		filter_group(in_dev, im, false);
	ip_mc_dec_group(in_dev, MC_ALL_HOSTS);
}

void ip_mc_destroy_dev(struct in_device *in_dev)
{
	ip_mc_down(in_dev);
	while (!list_empty(&in_dev->mc_list)) {
		struct ip_mc_list *im = list_first_entry(&in_dev->mc_list, struct ip_mc_list, node);

		im->users = 1;
		ip_mc_dec_group(in_dev, im->multiaddr);
	}
}

/* ---- memberships of sockets ---- */

/* By index, by a local address, or by the route to the group. */
static struct in_device *find_dev(struct net *net, const struct ip_mreqn *mr)
{
	struct flowi4 fl = { .daddr = mr->imr_multiaddr.s_addr };
	struct in_ifaddr *ifa;
	struct rtable rt;

	if (mr->imr_ifindex)
		return inetdev_by_index(net, mr->imr_ifindex);
	if (mr->imr_address.s_addr) {
		ifa = inet_lookup_ifaddr(net, mr->imr_address.s_addr);
		return ifa ? ifa->ifa_dev : NULL;
	}
	if (ip_route_output(net, &fl, &rt) || !rt.dev)
		return NULL;
	return __in_dev_get(rt.dev);
}

static struct ip_mc_socklist *find_membership(struct inet_sock *is, __be32 group, s32 ifindex)
{
	struct ip_mc_socklist *m;

	list_for_each_entry (m, &is->mc_list, node)
		if (m->multiaddr == group && (!ifindex || m->ifindex == ifindex))
			return m;
	return NULL;
}

static int join_group(struct inet_sock *is, const struct ip_mreqn *mr)
{
	struct kmem *mem = &is->sk.kernel->mem;
	struct in_device *in_dev;
	struct ip_mc_socklist *m;
	int err;

	if (!ipv4_is_multicast(mr->imr_multiaddr.s_addr))
		return -EINVAL;
	in_dev = find_dev(sock_net(&is->sk), mr);
	if (!in_dev)
		return -ENODEV;
	if (find_membership(is, mr->imr_multiaddr.s_addr, in_dev->dev->ifindex))
		return -EADDRINUSE;
	m = kzalloc(mem, sizeof(*m));
	if (!m)
		return -ENOBUFS;
	m->multiaddr = mr->imr_multiaddr.s_addr;
	m->ifindex = in_dev->dev->ifindex;
	err = ip_mc_inc_group(in_dev, m->multiaddr);
	if (err) {
		kfree(mem, m);
		return err;
	}
	list_add(&m->node, &is->mc_list);
	return 0;
}

static void drop_membership(struct inet_sock *is, struct ip_mc_socklist *m)
{
	struct in_device *in_dev = inetdev_by_index(sock_net(&is->sk), m->ifindex);

	if (in_dev)
		ip_mc_dec_group(in_dev, m->multiaddr);
	list_del(&m->node);
	kfree(&is->sk.kernel->mem, m);
}

static int leave_group(struct inet_sock *is, const struct ip_mreqn *mr)
{
	struct in_device *in_dev = find_dev(sock_net(&is->sk), mr);
	struct ip_mc_socklist *m;
	s32 ifindex = in_dev ? in_dev->dev->ifindex : 0;

	if (!in_dev && !mr->imr_ifindex && !mr->imr_address.s_addr)
		return -ENODEV;
	m = find_membership(is, mr->imr_multiaddr.s_addr,
			    mr->imr_ifindex ? mr->imr_ifindex : ifindex);
	if (!m)
		return -EADDRNOTAVAIL;
	drop_membership(is, m);
	return 0;
}

int ip_mc_setsockopt(struct task *t, struct inet_sock *is, int name, uptr val, int len)
{
	struct ip_mreqn mr = { 0 };
	int err;

	if (len < (int)sizeof(struct ip_mreq))
		return -EINVAL;
	if (copy_from_user(t, &mr, val,
			   len >= (int)sizeof(mr) ? sizeof(mr) : sizeof(struct ip_mreq)))
		return -EFAULT;
	rtnl_lock(t->kernel);
	err = name == IP_ADD_MEMBERSHIP ? join_group(is, &mr) : leave_group(is, &mr);
	rtnl_unlock(t->kernel);
	return err;
}

void ip_mc_drop_socket(struct inet_sock *is)
{
	while (!list_empty(&is->mc_list))
		drop_membership(is, list_first_entry(&is->mc_list, struct ip_mc_socklist, node));
}

/* ---- the dump ---- */

struct dump_ctx {
	u32 ifindex, done;
};

static int dump_dev(struct sk_buff *skb, const struct in_device *in_dev, const struct fill *f,
		    struct dump_ctx *ctx)
{
	const struct ip_mc_list *im;
	u32 i = 0;

	list_for_each_entry (im, &in_dev->mc_list, node) {
		if (i++ < ctx->done)
			continue;
		if (fill_group(skb, in_dev, im, f))
			return -EMSGSIZE;
		ctx->done = i;
	}
	return 0;
}

static int check_strict(struct netlink_callback *cb, struct fill *f, int *ret_ifindex)
{
	const struct ifaddrmsg *ifm = nlmsg_data(cb->nlh);
	const char *msg = NULL;

	if (nlmsg_len(cb->nlh) < (int)sizeof(*ifm))
		msg = "ipv4: Invalid header for address dump request";
	else if (ifm->ifa_prefixlen || ifm->ifa_flags || ifm->ifa_scope)
		msg = "ipv4: Invalid values in header for address dump request";
	else if (nlmsg_attrlen(cb->nlh, sizeof(*ifm)) > 0)
		msg = "ipv4: Unsupported attribute in dump request";
	if (msg) {
		NL_SET_ERR_MSG(cb->extack, msg);
		return -EINVAL;
	}
	*ret_ifindex = ifm->ifa_index;
	if (*ret_ifindex) {
		cb->answer_flags |= NLM_F_DUMP_FILTERED;
		f->flags |= NLM_F_DUMP_FILTERED;
	}
	return 0;
}

/* Linux puts the request's own type into what it answers; so do we. */
static int inet_dump_ifmcaddr(struct sk_buff *skb, struct netlink_callback *cb)
{
	struct dump_ctx *ctx = NL_CB_CTX(cb, struct dump_ctx);
	struct net *net = sock_net(cb->skb->sk);
	struct fill f = { .portid = NETLINK_CB(cb->skb).portid,
			  .seq = cb->nlh->nlmsg_seq,
			  .event = RTM_GETMULTICAST,
			  .flags = NLM_F_MULTI };
	const struct net_device *dev;
	int only = 0, err = 0;
	u32 i;

	if (cb->strict_check)
		err = check_strict(cb, &f, &only);
	if (err)
		return err;
	if (only && !dev_get_by_index(net, only))
		return -ENODEV;
	idvec_for_each_from (&net->dev_by_index, i, dev, ctx->ifindex) {
		if (only && dev->ifindex != only)
			continue;
		ctx->ifindex = dev->ifindex;
		if (dev->ip_ptr && dump_dev(skb, dev->ip_ptr, &f, ctx))
			return -EMSGSIZE;
		ctx->done = 0;
		ctx->ifindex++;
	}
	return 0;
}

/* ---- /proc/net/igmp ---- */

static const char *querier(const struct in_device *in_dev)
{
	static const char *const names[] = { "V3", "V1", "V2", "V3" };
	s32 v = max(IN_DEV_CONF_GET(in_dev, FORCE_IGMP_VERSION),
		    IPV4_DEVCONF_ALL(dev_net(in_dev->dev), FORCE_IGMP_VERSION));

	return names[v >= 0 && v <= 3 ? v : 0];
}

/* No timer runs and nobody was reported to: the last columns are zero. */
static void igmp_show(struct seq_file *m, struct net *net)
{
	const struct net_device *dev;
	const struct ip_mc_list *im;
	u32 i;

	seq_puts(m, "Idx\tDevice    : Count Querier\tGroup    Users Timer\tReporter\n");
	for_each_netdev (net, i, dev) {
		const struct in_device *in_dev = __in_dev_get(dev);

		if (!in_dev || list_empty(&in_dev->mc_list))
			continue;
		seq_printf(m, "%d\t%-10s: %5u %7s\n", dev->ifindex, dev->name, in_dev->mc_count,
			   querier(in_dev));
		list_for_each_entry (im, &in_dev->mc_list, node)
			seq_printf(m, "\t\t\t\t%08X %5u %d:%08X\t\t%d\n", im->multiaddr, im->users,
				   0, 0, 0);
	}
}

static const struct proc_net_row igmp_proc_rows[] = {
	{ "igmp", igmp_show },
};

static const struct rtnl_msg_handler igmp_handlers[] = {
	{ PF_INET, RTM_GETMULTICAST, .dumpit = inet_dump_ifmcaddr },
};

static int igmp_init(struct kernel *k)
{
	int err = proc_net_register(k, igmp_proc_rows, ARRAY_SIZE(igmp_proc_rows));

	if (err)
		return err;
	err = rtnl_register_many(k, igmp_handlers, ARRAY_SIZE(igmp_handlers));
	if (err)
		proc_net_unregister(k, igmp_proc_rows);
	return err;
}

static void igmp_exit(struct kernel *k)
{
	rtnl_unregister_many(k, igmp_handlers, ARRAY_SIZE(igmp_handlers));
	proc_net_unregister(k, igmp_proc_rows);
}

const struct net_proto igmp_proto = {
	.name = "igmp",
	.init_func = igmp_init,
	.exit_func = igmp_exit,
};
