/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * RTM_NEWNSID, RTM_GETNSID and their announcements: the numbers by which a namespace knows
 * others. A number is given when a program asks, or when a message must name a namespace
 * (peernet2id_alloc); it ends with the namespace that it names.
 */
#include "net/core/rtnl_internal.h"

#include "net/core/nsfs.h"

#include <linux/net_namespace.h>

static const struct nla_policy rtnl_net_policy[NETNSA_MAX + 1] = {
	[NETNSA_NSID] = { .type = NLA_S32 },
	[NETNSA_PID] = { .type = NLA_U32 },
	[NETNSA_FD] = { .type = NLA_U32 },
	[NETNSA_TARGET_NSID] = { .type = NLA_S32 },
};

/* One number as a message. */
struct nsid_fill {
	int cmd;
	u32 portid, seq;
	int flags;
	int nsid;
	bool add_ref; /* the asker's own number for it, too */
	int ref_nsid;
};

#define NSID_MSG_SIZE (NLMSG_ALIGN(sizeof(struct rtgenmsg)) + 2 * (NLA_HDRLEN + 4))

static int nsid_fill(struct sk_buff *skb, const struct nsid_fill *f)
{
	struct nlmsghdr *nlh =
		nlmsg_put(skb, f->portid, f->seq, f->cmd, sizeof(struct rtgenmsg), f->flags);

	if (!nlh)
		return -EMSGSIZE;
	if (nla_put_s32(skb, NETNSA_NSID, f->nsid) ||
	    (f->add_ref && nla_put_s32(skb, NETNSA_CURRENT_NSID, f->ref_nsid))) {
		nlmsg_cancel(skb, nlh);
		return -EMSGSIZE;
	}
	nlmsg_end(skb, nlh);
	return 0;
}

void rtnl_net_notifyid(struct net *net, int cmd, int id, u32 portid, const struct nlmsghdr *nlh)
{
	const struct nsid_fill f = {
		.cmd = cmd,
		.portid = portid,
		.seq = nlh ? nlh->nlmsg_seq : 0,
		.nsid = id,
	};
	struct sk_buff *skb;

	if (!net->rtnl || (!nlh && !rtnl_has_listeners(net, RTNLGRP_NSID)))
		return;
	skb = nlmsg_new(net->kernel, NSID_MSG_SIZE);
	if (!skb || nsid_fill(skb, &f)) {
		kfree_skb(skb);
		rtnl_set_sk_err(net, RTNLGRP_NSID, -ENOBUFS);
		return;
	}
	rtnl_notify(skb, net, portid, RTNLGRP_NSID, nlh);
}

/* The namespace that a request names by pid or descriptor, or (@by_nsid) number; referenced. */
static int peer_net(struct sk_buff *skb, struct nlattr **tb, bool by_nsid, struct net **ret_peer,
		    const struct nlattr **ret_nla, struct netlink_ext_ack *extack)
{
	const struct nlattr *nla;
	int err;

	if ((nla = tb[NETNSA_PID])) {
		err = get_net_ns_by_pid(skb, nla_get_u32(nla), ret_peer);
	} else if ((nla = tb[NETNSA_FD])) {
		err = get_net_ns_by_fd(skb, nla_get_u32(nla), ret_peer);
	} else if (by_nsid && (nla = tb[NETNSA_NSID])) {
		*ret_peer = get_net_ns_by_id(sock_net(skb->sk), nla_get_s32(nla));
		err = *ret_peer ? 0 : -ENOENT;
	} else {
		NL_SET_ERR_MSG(extack, "Peer netns reference is missing");
		return -EINVAL;
	}
	if (err) {
		NL_SET_BAD_ATTR(extack, nla);
		NL_SET_ERR_MSG(extack, "Peer netns reference is invalid");
	}
	*ret_nla = nla;
	return err;
}

int rtnl_net_newid(struct sk_buff *skb, struct nlmsghdr *nlh, struct netlink_ext_ack *extack)
{
	struct net *net = sock_net(skb->sk), *peer;
	struct nlattr *tb[NETNSA_MAX + 1];
	const struct nlattr *nla;
	int nsid, err;

	err = nlmsg_parse_deprecated(nlh, sizeof(struct rtgenmsg), tb, NETNSA_MAX, rtnl_net_policy,
				     extack);
	if (err < 0)
		return err;
	if (!tb[NETNSA_NSID]) {
		NL_SET_ERR_MSG(extack, "nsid is missing");
		return -EINVAL;
	}
	nsid = nla_get_s32(tb[NETNSA_NSID]);
	err = peer_net(skb, tb, false, &peer, &nla, extack);
	if (err)
		return err;
	if (peernet2id(net, peer) >= 0) {
		err = -EEXIST;
		NL_SET_ERR_MSG_ATTR(extack, nla, "Peer netns already has a nsid assigned");
		goto put_peer;
	}
	nsid = alloc_netid(net, peer, nsid);
	if (nsid == -EEXIST)
		NL_SET_ERR_MSG_ATTR(extack, tb[NETNSA_NSID], "The specified nsid is already used");
	if (nsid >= 0)
		rtnl_net_notifyid(net, RTM_NEWNSID, nsid, NETLINK_CB(skb).portid, nlh);
	err = nsid < 0 ? nsid : 0;
put_peer:
	net_put(peer);
	return err;
}

static int getid_parse(struct sk_buff *skb, const struct nlmsghdr *nlh, struct nlattr **tb,
		       struct netlink_ext_ack *extack)
{
	int err;

	if (!netlink_strict_get_check(skb))
		return nlmsg_parse_deprecated(nlh, sizeof(struct rtgenmsg), tb, NETNSA_MAX,
					      rtnl_net_policy, extack);
	err = nlmsg_parse_deprecated_strict(nlh, sizeof(struct rtgenmsg), tb, NETNSA_MAX,
					    rtnl_net_policy, extack);
	for (int i = 0; !err && i <= NETNSA_MAX; i++) {
		if (!tb[i] || i == NETNSA_PID || i == NETNSA_FD || i == NETNSA_NSID ||
		    i == NETNSA_TARGET_NSID)
			continue;
		NL_SET_ERR_MSG(extack, "Unsupported attribute in peer netns getid request");
		err = -EINVAL;
	}
	return err;
}

/* What @net, and @net's namespace number @target when it is given, call @peer. */
static int getid_numbers(struct sk_buff *skb, struct net *peer, const struct nlattr *target,
			 struct nsid_fill *f, struct netlink_ext_ack *extack)
{
	struct net *net = sock_net(skb->sk), *tgt;
	int err;

	if (!target) {
		f->nsid = peernet2id(net, peer);
		return 0;
	}
	err = rtnl_get_net_ns_capable(skb->sk, nla_get_s32(target), &tgt);
	if (err) {
		NL_SET_ERR_MSG_ATTR(extack, target, "Target netns reference is invalid");
		return err;
	}
	f->add_ref = true;
	f->ref_nsid = peernet2id(net, peer);
	f->nsid = peernet2id(tgt, peer);
	net_put(tgt);
	return 0;
}

int rtnl_net_getid(struct sk_buff *skb, struct nlmsghdr *nlh, struct netlink_ext_ack *extack)
{
	struct nsid_fill f = {
		.cmd = RTM_NEWNSID,
		.portid = NETLINK_CB(skb).portid,
		.seq = nlh->nlmsg_seq,
	};
	struct net *net = sock_net(skb->sk), *peer;
	struct nlattr *tb[NETNSA_MAX + 1];
	const struct nlattr *nla;
	struct sk_buff *msg;
	int err = getid_parse(skb, nlh, tb, extack);

	if (err < 0)
		return err;
	err = peer_net(skb, tb, true, &peer, &nla, extack);
	if (err)
		return err;
	err = getid_numbers(skb, peer, tb[NETNSA_TARGET_NSID], &f, extack);
	net_put(peer);
	if (err)
		return err;
	msg = nlmsg_new(net->kernel, NSID_MSG_SIZE);
	if (!msg)
		return -ENOMEM;
	err = nsid_fill(msg, &f);
	if (err) {
		kfree_skb(msg);
		return err;
	}
	return rtnl_unicast(msg, net, f.portid);
}

static int dump_parse(struct sk_buff *skb, struct netlink_callback *cb, struct net **ret_tgt)
{
	struct nlattr *tb[NETNSA_MAX + 1];
	int err;

	if (!cb->strict_check)
		return 0;
	err = nlmsg_parse_deprecated_strict(cb->nlh, sizeof(struct rtgenmsg), tb, NETNSA_MAX,
					    rtnl_net_policy, cb->extack);
	for (int i = 0; !err && i <= NETNSA_MAX; i++) {
		if (!tb[i])
			continue;
		if (i != NETNSA_TARGET_NSID) {
			NL_SET_ERR_MSG_ATTR(cb->extack, tb[i],
					    "Unsupported attribute in dump request");
			return -EINVAL;
		}
		err = rtnl_get_net_ns_capable(skb->sk, nla_get_s32(tb[i]), ret_tgt);
		if (err)
			NL_SET_ERR_MSG_ATTR(cb->extack, tb[i],
					    "Invalid target network namespace id");
	}
	return err;
}

struct nsid_cursor {
	u64 next; /* number + 1, as the table has it */
};

int rtnl_net_dumpid(struct sk_buff *skb, struct netlink_callback *cb)
{
	struct nsid_cursor *cur = NL_CB_CTX(cb, struct nsid_cursor);
	struct net *net = sock_net(skb->sk), *tgt = NULL, *peer;
	struct nsid_fill f = {
		.cmd = RTM_NEWNSID,
		.portid = NETLINK_CB(cb->skb).portid,
		.seq = cb->nlh->nlmsg_seq,
		.flags = NLM_F_MULTI,
	};
	const struct idvec *ids;
	int err = dump_parse(skb, cb, &tgt);
	u32 i;

	if (err)
		return err;
	f.add_ref = tgt != NULL;
	ids = &(tgt ? tgt : net)->netns_ids;
	idvec_for_each_from (ids, i, peer, cur->next) {
		f.nsid = ids->e[i].id - 1;
		f.ref_nsid = f.add_ref ? peernet2id(net, peer) : 0;
		err = nsid_fill(skb, &f);
		if (err)
			break;
		cur->next = ids->e[i].id + 1;
	}
	net_put(tgt);
	return err && skb->len ? (int)skb->len : err;
}
