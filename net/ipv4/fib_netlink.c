/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * NETLINK_FIB_LOOKUP: one table is asked for one address. The request is a struct fib_result_nl
 * behind a netlink header; the answer is the same message with the result filled in, the error
 * included. What is too short is not answered at all.
 */
#include "net/ipv4/fib_netlink.h"

#include "net/ipv4/ip_fib.h"
#include "net/netlink/af_netlink.h"
#include "net/socket.h"

static void look_up(struct net *net, struct fib_result_nl *frn)
{
	const struct flowi4 fl = {
		.mark = frn->fl_mark,
		.daddr = frn->fl_addr,
		.tos = frn->fl_tos & INET_DSCP_MASK,
		.scope = frn->fl_scope,
	};
	struct fib_table *tb = fib_get_table(net, frn->tb_id_in);
	struct fib_result res;

	frn->err = -ENOENT;
	if (!tb)
		return;
	frn->tb_id = tb->id;
	frn->err = fib_table_lookup(tb, &fl, &res, 0);
	if (frn->err)
		return;
	frn->prefixlen = res.prefixlen;
	frn->nh_sel = res.nh_sel;
	frn->type = res.type;
	frn->scope = res.scope;
}

static void fib_netlink_input(struct sk_buff *request)
{
	struct net *net = sock_net(request->sk);
	const struct nlmsghdr *nlh = (const struct nlmsghdr *)request->data;
	struct fib_result_nl frn;
	struct sk_buff *skb;
	void *payload;

	if (request->len < nlmsg_total_size(sizeof(frn)) || request->len < nlh->nlmsg_len ||
	    nlmsg_len(nlh) < (int)sizeof(frn))
		return;
	skb = skb_copy_expand(request, 0);
	if (!skb)
		return;
	payload = nlmsg_data((struct nlmsghdr *)skb->data);
	memcpy(&frn, payload, sizeof(frn));
	look_up(net, &frn);
	memcpy(payload, &frn, sizeof(frn));
	nlmsg_unicast(net->ipv4->fibnl, skb, NETLINK_CB(request).portid);
}

static const struct netlink_kernel_cfg fib_netlink_cfg = { .input = fib_netlink_input };

static int fib_netlink_net_init(struct net *net)
{
	net->ipv4->fibnl = netlink_kernel_create(net, NETLINK_FIB_LOOKUP, &fib_netlink_cfg);
	return net->ipv4->fibnl ? 0 : -ENOMEM;
}

static void fib_netlink_net_exit(struct net *net)
{
	if (net->ipv4 && net->ipv4->fibnl)
		netlink_kernel_release(net->ipv4->fibnl);
	if (net->ipv4)
		net->ipv4->fibnl = NULL;
}

static const struct pernet_operations fib_netlink_pernet = {
	.name = "fib-netlink",
	.init = fib_netlink_net_init,
	.exit = fib_netlink_net_exit,
};

const struct net_proto fib_netlink_proto = {
	.name = "fib-netlink",
	.pernet = &fib_netlink_pernet,
};
