/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The door of rtnetlink: one kernel socket per namespace, and one table [family][message type] of
 * what answers a message.
 *
 *   datagram -> rtnetlink_rcv -> (message) rtnetlink_rcv_msg -> doit | dump of the family,
 *                                                          or else of PF_UNSPEC
 *
 * Rules: everything but GET needs CAP_NET_ADMIN; a message that nobody answers is EOPNOTSUPP; a
 * message without even a family byte is silently accepted.
 */
#include "net/core/rtnl_internal.h"

#include <linux/capability.h>

#define RTM_NR_MSGTYPES_ (RTM_MAX + 1 - RTM_BASE)
/* 6.18's last group; the headers here may be older. */
#define RTNLGRP_MAX_ 39

enum rtnl_kind { RTNL_KIND_NEW, RTNL_KIND_DEL, RTNL_KIND_GET, RTNL_KIND_SET };

/* ---- tables ---- */

static int handler_check(const struct rtnl_msg_handler *h)
{
	return h->protocol >= 0 && h->protocol <= RTNL_FAMILY_MAX && h->msgtype >= RTM_BASE &&
	       h->msgtype <= RTM_MAX;
}

int rtnl_register_many(struct kernel *k, const struct rtnl_msg_handler *h, u32 n)
{
	struct rtnl_core *rtnl = k->rtnl;

	for (u32 i = 0; i < n; i++) {
		const struct rtnl_msg_handler ***tab = &rtnl->handlers[h[i].protocol];

		if (!handler_check(&h[i]))
			goto unregister;
		if (!*tab)
			*tab = kcalloc(&k->mem, RTM_NR_MSGTYPES_, sizeof(**tab));
		if (!*tab)
			goto unregister;
		(*tab)[h[i].msgtype - RTM_BASE] = &h[i];
		continue;
	unregister:
		rtnl_unregister_many(k, h, i);
		return -ENOMEM;
	}
	return 0;
}

void rtnl_unregister_many(struct kernel *k, const struct rtnl_msg_handler *h, u32 n)
{
	if (!k->rtnl)
		return;
	for (u32 i = 0; i < n; i++) {
		const struct rtnl_msg_handler **tab = k->rtnl->handlers[h[i].protocol];

		if (tab && tab[h[i].msgtype - RTM_BASE] == &h[i])
			tab[h[i].msgtype - RTM_BASE] = NULL;
	}
}

static const struct rtnl_msg_handler *rtnl_get_link(const struct rtnl_core *rtnl, u32 family,
						    int type)
{
	if (family > RTNL_FAMILY_MAX)
		family = PF_UNSPEC;
	return rtnl->handlers[family] ? rtnl->handlers[family][type - RTM_BASE] : NULL;
}

int rtnl_link_register(struct kernel *k, const struct rtnl_link_ops *ops)
{
	struct rtnl_core *rtnl = k->rtnl;

	if (rtnl_link_ops_get(k, ops->kind))
		return -EEXIST;
	if (rtnl->n_link_ops == RTNL_LINK_OPS_MAX)
		return -ENOMEM;
	rtnl->link_ops[rtnl->n_link_ops++] = ops;
	return 0;
}

void rtnl_link_unregister(struct kernel *k, const struct rtnl_link_ops *ops)
{
	struct rtnl_core *rtnl = k->rtnl;

	for (u32 i = 0; rtnl && i < rtnl->n_link_ops; i++)
		if (rtnl->link_ops[i] == ops)
			rtnl->link_ops[i] = rtnl->link_ops[--rtnl->n_link_ops];
}

const struct rtnl_link_ops *rtnl_link_ops_get(const struct kernel *k, const char *kind)
{
	for (u32 i = 0; i < k->rtnl->n_link_ops; i++)
		if (!strcmp(k->rtnl->link_ops[i]->kind, kind))
			return k->rtnl->link_ops[i];
	return NULL;
}

/* IFLA_AF_SPEC lists them in order of registration. */
int rtnl_af_register(struct kernel *k, const struct rtnl_af_ops *ops)
{
	struct rtnl_core *rtnl = k->rtnl;

	if (rtnl->n_af_ops == RTNL_AF_OPS_MAX)
		return -ENOMEM;
	rtnl->af_ops[rtnl->n_af_ops++] = ops;
	return 0;
}

const struct rtnl_af_ops *rtnl_af_lookup(const struct kernel *k, int family)
{
	for (u32 i = 0; i < k->rtnl->n_af_ops; i++)
		if (k->rtnl->af_ops[i]->family == family)
			return k->rtnl->af_ops[i];
	return NULL;
}

/* ---- sending ---- */

struct sock *net_rtnl(const struct net *net)
{
	return net->rtnl;
}

void rtnl_notify(struct sk_buff *skb, struct net *net, u32 portid, u32 group,
		 const struct nlmsghdr *nlh)
{
	bool report = nlh && (nlh->nlmsg_flags & NLM_F_ECHO);

	nlmsg_notify(net->rtnl, skb, portid, group, report);
}

void rtnl_set_sk_err(struct net *net, u32 group, int err)
{
	netlink_set_err(net->rtnl, 0, group, err);
}

int rtnl_unicast(struct sk_buff *skb, struct net *net, u32 portid)
{
	return nlmsg_unicast(net->rtnl, skb, portid);
}

/* ---- dumps of all families ---- */

int rtnl_dump_all(struct sk_buff *skb, struct netlink_callback *cb)
{
	const struct rtnl_core *rtnl = skb->kernel->rtnl;
	u32 start = cb->family ? cb->family : 1;
	int ret = 0;
	u32 family;

	for (family = start; family <= RTNL_FAMILY_MAX; family++) {
		const struct rtnl_msg_handler *h;

		if (family == PF_PACKET)
			continue;
		h = rtnl_get_link(rtnl, family, cb->nlh->nlmsg_type);
		if (!h || !h->dumpit)
			continue;
		if (family > start) {
			memset(cb->ctx, 0, sizeof(cb->ctx));
			cb->prev_seq = cb->seq = 0;
		}
		ret = h->dumpit(skb, cb);
		if (ret)
			break;
	}
	cb->family = family;
	return skb->len ? (int)skb->len : ret;
}

/* ---- receiving ---- */

/*
 * Dumps that have always sent NLMSG_DONE in a datagram of its own go on doing so: programs that
 * parse netlink by hand rely on it.
 */
static int split_dump(struct sk_buff *skb, struct netlink_callback *cb)
{
	const struct rtnl_msg_handler *h = cb->data;
	int err = h->dumpit(skb, cb);

	if (err < 0 && err != -EMSGSIZE)
		return err;
	return err ? err : (int)skb->len;
}

/* Room for the biggest link, lest it never fits. */
static u32 min_dump_alloc(const struct net *net, const struct nlmsghdr *nlh)
{
	struct net_device *dev;
	size_t n = 0;
	u32 i;

	if (nlh->nlmsg_type != RTM_GETLINK)
		return 0;
	for_each_netdev (net, i, dev)
		n = max(n, if_nlmsg_size(dev, 0));
	return nlmsg_total_size(n);
}

static int dump_msg(struct sk_buff *skb, struct nlmsghdr *nlh, u32 family,
		    struct netlink_ext_ack *extack)
{
	const struct rtnl_core *rtnl = skb->kernel->rtnl;
	const struct rtnl_msg_handler *h = rtnl_get_link(rtnl, family, nlh->nlmsg_type);
	struct netlink_dump_control c = { .dump = NULL };

	if (!h || !h->dumpit)
		h = rtnl_get_link(rtnl, PF_UNSPEC, nlh->nlmsg_type);
	if (!h || !h->dumpit)
		return -EOPNOTSUPP;
	c.dump = h->flags & RTNL_FLAG_DUMP_SPLIT_NLM_DONE ? split_dump : h->dumpit;
	c.data = (void *)h;
	c.flags = h->flags;
	c.extack = extack;
	c.min_dump_alloc = min_dump_alloc(sock_net(skb->sk), nlh);
	return netlink_dump_start(sock_net(skb->sk)->rtnl, skb, nlh, &c);
}

static int rtnetlink_rcv_msg(struct sk_buff *skb, struct nlmsghdr *nlh,
			     struct netlink_ext_ack *extack)
{
	const struct rtnl_core *rtnl = skb->kernel->rtnl;
	const struct rtnl_msg_handler *h;
	enum rtnl_kind kind = nlh->nlmsg_type & 3;
	u32 family;

	if (nlh->nlmsg_type > RTM_MAX)
		return -EOPNOTSUPP;
	if (nlmsg_len(nlh) < (int)sizeof(struct rtgenmsg))
		return 0;
	family = ((struct rtgenmsg *)nlmsg_data(nlh))->rtgen_family;
	if (kind != RTNL_KIND_GET && !netlink_net_capable(skb, CAP_NET_ADMIN))
		return -EPERM;
	if (kind == RTNL_KIND_GET && (nlh->nlmsg_flags & NLM_F_DUMP))
		return dump_msg(skb, nlh, family, extack);
	h = rtnl_get_link(rtnl, family, nlh->nlmsg_type);
	if (!h || !h->doit)
		h = rtnl_get_link(rtnl, PF_UNSPEC, nlh->nlmsg_type);
	if (!h || !h->doit)
		return -EOPNOTSUPP;
	if (kind == RTNL_KIND_DEL && (nlh->nlmsg_flags & NLM_F_BULK) &&
	    !(h->flags & RTNL_FLAG_BULK_DEL_SUPPORTED)) {
		NL_SET_ERR_MSG(extack, "Bulk delete is not supported");
		return -EOPNOTSUPP;
	}
	return h->doit(skb, nlh, extack);
}

static void rtnetlink_rcv(struct sk_buff *skb)
{
	struct kernel *k = skb->kernel;

	rtnl_lock(k);
	netlink_rcv_skb(skb, rtnetlink_rcv_msg);
	rtnl_unlock(k);
}

/* ---- the room itself ---- */

static int rtnetlink_event(struct kernel *k, unsigned long event, struct netdev_notifier_info *info)
{
	switch (event) {
	case NETDEV_REBOOT:
	case NETDEV_CHANGEMTU:
	case NETDEV_CHANGEADDR:
	case NETDEV_CHANGENAME:
	case NETDEV_FEAT_CHANGE:
	case NETDEV_POST_TYPE_CHANGE:
	case NETDEV_NOTIFY_PEERS:
	case NETDEV_CHANGEUPPER:
	case NETDEV_RESEND_IGMP:
	case NETDEV_CHANGEINFODATA:
	case NETDEV_CHANGE_TX_QUEUE_LEN:
		rtmsg_ifinfo_event(info->dev, event);
		break;
	default:
		break;
	}
	return 0;
}

static const struct rtnl_msg_handler rtnetlink_handlers[] = {
	{ .msgtype = RTM_NEWLINK, .doit = rtnl_newlink },
	{ .msgtype = RTM_DELLINK, .doit = rtnl_dellink },
	{ .msgtype = RTM_GETLINK,
	  .doit = rtnl_getlink,
	  .dumpit = rtnl_dump_ifinfo,
	  .flags = RTNL_FLAG_DUMP_SPLIT_NLM_DONE },
	{ .msgtype = RTM_SETLINK, .doit = rtnl_setlink },
	{ .msgtype = RTM_GETADDR, .dumpit = rtnl_dump_all },
	{ .msgtype = RTM_GETROUTE, .dumpit = rtnl_dump_all },
	{ .msgtype = RTM_GETNETCONF, .dumpit = rtnl_dump_all },
	{ .msgtype = RTM_GETSTATS, .doit = rtnl_stats_get, .dumpit = rtnl_stats_dump },
	{ .msgtype = RTM_NEWNSID, .doit = rtnl_net_newid },
	{ .msgtype = RTM_GETNSID, .doit = rtnl_net_getid, .dumpit = rtnl_net_dumpid },
	{ .msgtype = RTM_NEWLINKPROP, .doit = rtnl_newlinkprop },
	{ .msgtype = RTM_DELLINKPROP, .doit = rtnl_dellinkprop },
};

int rtnetlink_init(struct kernel *k)
{
	int err;

	k->rtnl = kzalloc(&k->mem, sizeof(*k->rtnl));
	if (!k->rtnl)
		return -ENOMEM;
	err = rtnl_register_many(k, rtnetlink_handlers, ARRAY_SIZE(rtnetlink_handlers));
	if (!err)
		err = register_netdevice_notifier(k, rtnetlink_event, 0);
	if (err)
		rtnetlink_exit(k);
	return err;
}

void rtnetlink_exit(struct kernel *k)
{
	if (!k->rtnl)
		return;
	unregister_netdevice_notifier(k, rtnetlink_event);
	for (u32 i = 0; i <= RTNL_FAMILY_MAX; i++)
		kfree(&k->mem, k->rtnl->handlers[i]);
	kfree(&k->mem, k->rtnl);
	k->rtnl = NULL;
}

/* What multicast routing reports are packets of others: only for the privileged. */
static int rtnetlink_bind(struct net *net, struct task *t, int group)
{
	if (group != RTNLGRP_IPV4_MROUTE_R && group != RTNLGRP_IPV6_MROUTE_R)
		return 0;
	return t && !capable(t, CAP_NET_ADMIN) ? -EPERM : 0;
}

static const struct netlink_kernel_cfg rtnetlink_cfg = {
	.groups = RTNLGRP_MAX_,
	.flags = NL_CFG_F_NONROOT_RECV,
	.input = rtnetlink_rcv,
	.bind = rtnetlink_bind,
};

static int rtnetlink_net_init(struct net *net)
{
	net->rtnl = netlink_kernel_create(net, NETLINK_ROUTE, &rtnetlink_cfg);
	return net->rtnl ? 0 : -ENOMEM;
}

static void rtnetlink_net_exit(struct net *net)
{
	if (net->rtnl)
		netlink_kernel_release(net->rtnl);
	net->rtnl = NULL;
}

const struct pernet_operations rtnetlink_pernet = {
	.name = "rtnetlink",
	.init = rtnetlink_net_init,
	.exit = rtnetlink_net_exit,
};

const struct net_proto rtnetlink_proto = {
	.name = "rtnetlink",
	.init_func = rtnetlink_init,
	.exit_func = rtnetlink_exit,
	.pernet = &rtnetlink_pernet,
};
