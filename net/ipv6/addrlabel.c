/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Address labels (RFC 6724, section 2.1): the policy table of source address selection, as a short
 * sorted array; and RTM_*ADDRLABEL.
 *
 * Order: longer prefixes first; among equal ones those bound to a device first, then the newest.
 */
#include "net/ipv6/addrconf.h"

#include <linux/if_addrlabel.h>

struct addrlabel6 {
	struct in6_addr prefix;
	u32 prefixlen;
	int ifindex;
	u32 type; /* IPV6_ADDR_MAPPED ...: only such addresses match; 0: any */
	u32 label;
};

#define TYPES (IPV6_ADDR_MAPPED | IPV6_ADDR_COMPATv4 | IPV6_ADDR_LOOPBACK)

static bool matches(const struct addrlabel6 *p, const struct in6_addr *addr, u32 type, int ifindex)
{
	return (!p->ifindex || p->ifindex == ifindex) && (!p->type || p->type == type) &&
	       ipv6_prefix_equal(addr, &p->prefix, p->prefixlen);
}

static const struct addrlabel6 *find_label(struct net *net, const struct in6_addr *addr, u32 type,
					   int ifindex)
{
	struct netns_ipv6 *n = net->ipv6;

	for (u32 i = 0; i < n->n_labels; i++)
		if (matches(&n->labels[i], addr, type, ifindex))
			return &n->labels[i];
	return NULL;
}

u32 ipv6_addr_label(struct net *net, const struct in6_addr *addr, u32 type, int ifindex)
{
	const struct addrlabel6 *p = find_label(net, addr, type & TYPES, ifindex);

	return p ? p->label : IPV6_ADDR_LABEL_DEFAULT;
}

static int make_label(struct addrlabel6 *p, const struct in6_addr *prefix, u32 plen, int ifindex,
		      u32 label)
{
	u32 type = ipv6_addr_type(prefix) & TYPES;

	if (type == IPV6_ADDR_MAPPED && plen > 96)
		return -EINVAL;
	if ((type == IPV6_ADDR_MAPPED || type == IPV6_ADDR_COMPATv4) && plen != 96)
		type = 0;
	if (type == IPV6_ADDR_LOOPBACK && plen != 128)
		type = 0;
	*p = (struct addrlabel6) {
		.prefixlen = plen, .ifindex = ifindex, .type = type, .label = label
	};
	ipv6_addr_prefix(&p->prefix, prefix, plen);
	return 0;
}

static bool same_place(const struct addrlabel6 *a, const struct addrlabel6 *b)
{
	return a->prefixlen == b->prefixlen && a->ifindex == b->ifindex &&
	       ipv6_addr_equal(&a->prefix, &b->prefix);
}

static int add_label(struct netns_ipv6 *n, const struct addrlabel6 *new, bool replace)
{
	struct addrlabel6 *v;
	u32 i;

	for (i = 0; i < n->n_labels; i++) {
		const struct addrlabel6 *p = &n->labels[i];

		if (same_place(p, new)) {
			if (!replace)
				return -EEXIST;
			n->labels[i] = *new;
			n->label_seq++;
			return 0;
		}
		if (p->prefixlen < new->prefixlen ||
		    (p->prefixlen == new->prefixlen && !p->ifindex))
			break;
	}
	v = krealloc(&n->net->kernel->mem, n->labels, (n->n_labels + 1) * sizeof(*v));
	if (!v)
		return -ENOMEM;
	n->labels = v;
	memmove(&v[i + 1], &v[i], (n->n_labels - i) * sizeof(*v));
	v[i] = *new;
	n->n_labels++;
	n->label_seq++;
	return 0;
}

static int del_label(struct netns_ipv6 *n, const struct addrlabel6 *old)
{
	for (u32 i = 0; i < n->n_labels; i++) {
		if (!same_place(&n->labels[i], old))
			continue;
		n->n_labels--;
		memmove(&n->labels[i], &n->labels[i + 1], (n->n_labels - i) * sizeof(*old));
		return 0;
	}
	return -ESRCH;
}

int ipv6_addr_label_net_init(struct net *net)
{
	static const struct {
		struct in6_addr prefix;
		u8 plen, label;
	} defaults[] = {
		{ { .s6_addr = { 0 } }, 0, 1 },
		{ { .s6_addr = { 0xfc } }, 7, 5 },
		{ { .s6_addr = { 0xfe, 0xc0 } }, 10, 11 },
		{ { .s6_addr = { 0x20, 0x02 } }, 16, 2 },
		{ { .s6_addr = { 0x3f, 0xfe } }, 16, 12 },
		{ { .s6_addr = { 0x20, 0x01 } }, 32, 6 },
		{ { .s6_addr = { 0x20, 0x01, 0, 0x10 } }, 28, 7 },
		{ { .s6_addr = { [10] = 0xff, [11] = 0xff } }, 96, 4 },
		{ { .s6_addr = { 0 } }, 96, 3 },
		{ { .s6_addr = { [15] = 1 } }, 128, 0 },
	};
	struct addrlabel6 p;
	int err = 0;

	for (u32 i = 0; i < ARRAY_SIZE(defaults) && !err; i++) {
		err = make_label(&p, &defaults[i].prefix, defaults[i].plen, 0, defaults[i].label);
		if (!err)
			err = add_label(net->ipv6, &p, false);
	}
	return err;
}

void ipv6_addr_label_net_exit(struct net *net)
{
	kfree(&net->kernel->mem, net->ipv6->labels);
	net->ipv6->labels = NULL;
	net->ipv6->n_labels = 0;
}

/* ---- messages ---- */

static const struct nla_policy ifal_policy[IFAL_MAX + 1] = {
	[IFAL_ADDRESS] = { .len = sizeof(struct in6_addr) },
	[IFAL_LABEL] = { .len = sizeof(u32) },
};

static int refuse(struct netlink_ext_ack *extack, const char *msg)
{
	NL_SET_ERR_MSG(extack, msg);
	return -EINVAL;
}

static int addrlabel_newdel(struct sk_buff *skb, struct nlmsghdr *nlh,
			    struct netlink_ext_ack *extack)
{
	struct net *net = sock_net(skb->sk);
	const struct ifaddrlblmsg *ifal = nlmsg_data(nlh);
	struct nlattr *tb[IFAL_MAX + 1];
	struct addrlabel6 p;
	struct in6_addr prefix;
	u32 label;
	int err = nlmsg_parse_deprecated(nlh, sizeof(*ifal), tb, IFAL_MAX, ifal_policy, extack);

	if (err < 0)
		return err;
	if (ifal->ifal_family != AF_INET6 || ifal->ifal_prefixlen > 128 || !tb[IFAL_ADDRESS] ||
	    !tb[IFAL_LABEL])
		return -EINVAL;
	prefix = nla_get_in6_addr(tb[IFAL_ADDRESS]);
	label = nla_get_u32(tb[IFAL_LABEL]);
	if (label == IPV6_ADDR_LABEL_DEFAULT)
		return -EINVAL;
	if (nlh->nlmsg_type == RTM_DELADDRLABEL) {
		p = (struct addrlabel6) { .prefixlen = ifal->ifal_prefixlen,
					  .ifindex = ifal->ifal_index };
		ipv6_addr_prefix(&p.prefix, &prefix, p.prefixlen);
		return del_label(net->ipv6, &p);
	}
	if (ifal->ifal_index && !dev_get_by_index(net, ifal->ifal_index))
		return -EINVAL;
	err = make_label(&p, &prefix, ifal->ifal_prefixlen, ifal->ifal_index, label);
	return err ? err : add_label(net->ipv6, &p, nlh->nlmsg_flags & NLM_F_REPLACE);
}

static int fill_label(struct sk_buff *skb, const struct netns_ipv6 *n, const struct addrlabel6 *p,
		      u32 portid, u32 seq, u32 flags)
{
	struct nlmsghdr *nlh =
		nlmsg_put(skb, portid, seq, RTM_NEWADDRLABEL, sizeof(struct ifaddrlblmsg), flags);
	struct ifaddrlblmsg *ifal;

	if (!nlh)
		return -EMSGSIZE;
	ifal = nlmsg_data(nlh);
	*ifal = (struct ifaddrlblmsg) { .ifal_family = AF_INET6,
					.ifal_prefixlen = p->prefixlen,
					.ifal_index = p->ifindex,
					.ifal_seq = n->label_seq };
	if (nla_put_in6_addr(skb, IFAL_ADDRESS, &p->prefix) ||
	    nla_put_u32(skb, IFAL_LABEL, p->label)) {
		nlmsg_cancel(skb, nlh);
		return -EMSGSIZE;
	}
	nlmsg_end(skb, nlh);
	return 0;
}

static int parse_get(struct sk_buff *skb, const struct nlmsghdr *nlh, struct nlattr **tb,
		     struct netlink_ext_ack *extack)
{
	const struct ifaddrlblmsg *ifal = nlmsg_data(nlh);
	int err;

	if (nlmsg_len(nlh) < (int)sizeof(*ifal))
		return refuse(extack, "ipv6: Invalid header for addrlabel get request");
	if (!netlink_strict_get_check(skb))
		return nlmsg_parse_deprecated(nlh, sizeof(*ifal), tb, IFAL_MAX, ifal_policy,
					      extack);
	if (ifal->__ifal_reserved || ifal->ifal_flags || ifal->ifal_seq)
		return refuse(extack, "ipv6: Invalid values in header for addrlabel get request");
	err = nlmsg_parse_deprecated_strict(nlh, sizeof(*ifal), tb, IFAL_MAX, ifal_policy, extack);
	if (!err && tb[IFAL_LABEL])
		err = refuse(extack, "ipv6: Unsupported attribute in addrlabel get request");
	return err;
}

static int addrlabel_get(struct sk_buff *in_skb, struct nlmsghdr *nlh,
			 struct netlink_ext_ack *extack)
{
	struct net *net = sock_net(in_skb->sk);
	u32 portid = NETLINK_CB(in_skb).portid;
	const struct ifaddrlblmsg *ifal = nlmsg_data(nlh);
	struct nlattr *tb[IFAL_MAX + 1];
	const struct addrlabel6 *p;
	struct in6_addr addr;
	struct sk_buff *skb;
	int err = parse_get(in_skb, nlh, tb, extack);

	if (err < 0)
		return err;
	if (ifal->ifal_family != AF_INET6 || ifal->ifal_prefixlen != 128 ||
	    (ifal->ifal_index && !dev_get_by_index(net, ifal->ifal_index)) || !tb[IFAL_ADDRESS])
		return -EINVAL;
	addr = nla_get_in6_addr(tb[IFAL_ADDRESS]);
	/* With its whole type, so that typed labels never match: as Linux answers. */
	p = find_label(net, &addr, ipv6_addr_type(&addr), ifal->ifal_index);
	if (!p)
		return -ESRCH;
	skb = nlmsg_new(net->kernel,
			NLMSG_ALIGN(sizeof(*ifal)) + nla_total_size(16) + nla_total_size(4));
	if (!skb)
		return -ENOBUFS;
	err = fill_label(skb, net->ipv6, p, portid, nlh->nlmsg_seq, 0);
	if (err) {
		nlmsg_free(skb);
		return err;
	}
	return rtnl_unicast(skb, net, portid);
}

static int check_dump(struct netlink_callback *cb)
{
	const struct ifaddrlblmsg *ifal = nlmsg_data(cb->nlh);

	if (!cb->strict_check)
		return 0;
	if (nlmsg_len(cb->nlh) < (int)sizeof(*ifal))
		return refuse(cb->extack, "ipv6: Invalid header for address label dump request");
	if (ifal->__ifal_reserved || ifal->ifal_prefixlen || ifal->ifal_flags || ifal->ifal_index ||
	    ifal->ifal_seq)
		return refuse(cb->extack,
			      "ipv6: Invalid values in header for address label dump request");
	if (nlmsg_attrlen(cb->nlh, sizeof(*ifal)))
		return refuse(cb->extack,
			      "ipv6: Invalid data after header for address label dump request");
	return 0;
}

static int addrlabel_dump(struct sk_buff *skb, struct netlink_callback *cb)
{
	u32 *next = NL_CB_CTX(cb, u32);
	const struct netns_ipv6 *n = sock_net(cb->skb->sk)->ipv6;
	int err = check_dump(cb);

	if (err)
		return err;
	for (; *next < n->n_labels; ++*next)
		if (fill_label(skb, n, &n->labels[*next], NETLINK_CB(cb->skb).portid,
			       cb->nlh->nlmsg_seq, NLM_F_MULTI))
			return -EMSGSIZE;
	return 0;
}

const struct rtnl_msg_handler addrlabel_handlers[] = {
	{ .protocol = PF_INET6, .msgtype = RTM_NEWADDRLABEL, .doit = addrlabel_newdel },
	{ .protocol = PF_INET6, .msgtype = RTM_DELADDRLABEL, .doit = addrlabel_newdel },
	{ .protocol = PF_INET6,
	  .msgtype = RTM_GETADDRLABEL,
	  .doit = addrlabel_get,
	  .dumpit = addrlabel_dump },
};
const u32 addrlabel_handler_count = ARRAY_SIZE(addrlabel_handlers);
