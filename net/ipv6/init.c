/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * IPv6 brings itself up: in a kernel (messages, device events, settings) and in each namespace
 * (tables, labels, settings).
 */
#include "net/ipv4/ipv6_stub.h"
#include "net/ipv6/addrconf.h"
#include "net/ipv6/af_inet6.h"
#include "net/ipv6/route.h"
#include "net/socket.h"

/* ---- a namespace ---- */

static void sysctl_defaults(struct ipv6_sysctl *s)
{
	*s = (struct ipv6_sysctl) {
		.max_size = INT32_MAX,
		.gc_thresh = 1024,
		.gc_min_interval = HZ / 2,
		.gc_timeout = 60 * HZ,
		.gc_interval = 30 * HZ,
		.mtu_expires = 600 * HZ,
		.gc_elasticity = 9,
		.min_advmss = IPV6_MIN_MTU - 20 - 40,
		.auto_flowlabels = 1,
		.flowlabel_consistency = 1,
		.idgen_delay = HZ,
		.idgen_retries = 3,
		.fib_multipath_hash_fields = 7,
		.max_dst_opts_number = 8,
		.max_hbh_opts_number = 8,
		.max_dst_opts_length = INT32_MAX,
		.max_hbh_opts_length = INT32_MAX,
	};
}

static void gc_timer(struct kernel *k, struct timer *t)
{
	fib6_run_gc(container_of(t, struct netns_ipv6, gc)->net);
}

static int inet6_net_init(struct net *net)
{
	struct kmem *mem = &net->kernel->mem;
	struct netns_ipv6 *n = kzalloc(mem, sizeof(*n));
	int err;

	if (!n)
		return -ENOMEM;
	net->ipv6 = n;
	n->net = net;
	htable_init(&n->addrs, mem);
	htable_init(&n->prefixes, mem);
	htable_init(&n->bound_ports, mem);
	INIT_LIST_HEAD(&n->timed);
	timer_setup(&n->verify, addrconf_verify_timer);
	timer_setup(&n->gc, gc_timer);
	sysctl_defaults(&n->sysctl);
	ipv6_devconf_init(net);
	err = fib6_net_init(net);
	if (!err)
		err = fib6_rules_net_init(net);
	return err ? err : ipv6_addr_label_net_init(net);
}

static void inet6_net_exit(struct net *net)
{
	struct netns_ipv6 *n = net->ipv6;

	if (!n)
		return;
	timer_del(net->kernel, &n->verify);
	timer_del(net->kernel, &n->gc);
	ipv6_addr_label_net_exit(net);
	fib6_rules_net_exit(net);
	fib6_net_exit(net);
	htable_destroy(&n->addrs);
	htable_destroy(&n->prefixes);
	htable_destroy(&n->bound_ports);
	kfree(&net->kernel->mem, n);
	net->ipv6 = NULL;
}

static const struct pernet_operations inet6_pernet = {
	.name = "inet6",
	.init = inet6_net_init,
	.exit = inet6_net_exit,
};

/* ---- a kernel ---- */

/* clang-format off */
static const struct rtnl_msg_handler handlers[] = {
	{ .protocol = PF_INET6, .msgtype = RTM_GETLINK, .dumpit = inet6_dump_ifinfo },
	{ .protocol = PF_INET6, .msgtype = RTM_NEWADDR, .doit = inet6_rtm_newaddr },
	{ .protocol = PF_INET6, .msgtype = RTM_DELADDR, .doit = inet6_rtm_deladdr },
	{ .protocol = PF_INET6, .msgtype = RTM_GETADDR, .doit = inet6_rtm_getaddr,
	  .dumpit = inet6_dump_ifaddr },
	{ .protocol = PF_INET6, .msgtype = RTM_GETMULTICAST, .dumpit = inet6_dump_ifmcaddr },
	{ .protocol = PF_INET6, .msgtype = RTM_GETANYCAST, .dumpit = inet6_dump_ifacaddr },
	{ .protocol = PF_INET6, .msgtype = RTM_GETNETCONF, .doit = inet6_netconf_get_devconf,
	  .dumpit = inet6_netconf_dump_devconf },
	{ .protocol = PF_INET6, .msgtype = RTM_NEWROUTE, .doit = inet6_rtm_newroute },
	{ .protocol = PF_INET6, .msgtype = RTM_DELROUTE, .doit = inet6_rtm_delroute },
	{ .protocol = PF_INET6, .msgtype = RTM_GETROUTE, .doit = inet6_rtm_getroute,
	  .dumpit = inet6_dump_fib, .flags = RTNL_FLAG_DUMP_SPLIT_NLM_DONE },
};
/* clang-format on */

static int inet6_init(struct kernel *k)
{
	int err = rtnl_register_many(k, handlers, ARRAY_SIZE(handlers));

	if (err)
		return err;
	err = rtnl_register_many(k, addrlabel_handlers, addrlabel_handler_count);
	if (err)
		goto unregister_handlers;
	err = rtnl_af_register(k, &inet6_af_ops);
	if (err)
		goto unregister_labels;
	err = ipv6_sysctl_register(k);
	if (err)
		goto unregister_labels;
	err = register_netdevice_notifier(k, addrconf_notify, 0);
	if (err)
		goto unregister_sysctl;
	addrconf_parts_reserve(k);
	err = inet6_family_register(k);
	if (err)
		goto unregister_notifier;
	k->inet->ipv6_stub = &ipv6_stub;
	return 0;

unregister_notifier:
	unregister_netdevice_notifier(k, addrconf_notify);
unregister_sysctl:
	ipv6_sysctl_unregister(k);

unregister_labels:
	rtnl_unregister_many(k, addrlabel_handlers, addrlabel_handler_count);
unregister_handlers:
	rtnl_unregister_many(k, handlers, ARRAY_SIZE(handlers));
	return err;
}

static void inet6_exit(struct kernel *k)
{
	inet6_family_unregister(k);
	k->inet->ipv6_stub = NULL;
	unregister_netdevice_notifier(k, addrconf_notify);
	ipv6_sysctl_unregister(k);
	rtnl_unregister_many(k, addrlabel_handlers, addrlabel_handler_count);
	rtnl_unregister_many(k, handlers, ARRAY_SIZE(handlers));
}

const struct net_proto inet6_proto = {
	.name = "inet6",
	.init_func = inet6_init,
	.exit_func = inet6_exit,
	.pernet = &inet6_pernet,
};
