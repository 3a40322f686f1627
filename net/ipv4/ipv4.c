/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * IPv4 comes up: ordered init of the kernel's part and of each namespace's, and its undoing.
 */
#include "kernel/sysctl.h"
#include "net/ipv4/af_inet.h"
#include "net/ipv4/inetdevice.h"
#include "net/ipv4/ip_fib.h"
#include "net/socket.h"

static void init_sysctls(struct netns_ipv4 *n)
{
	n->sysctl_ip_default_ttl = 64;
	n->sysctl_ping_group_range[0] = 1;
	n->sysctl_ping_group_range[1] = 0;
	n->sysctl_ip_local_port_range[0] = 32768;
	n->sysctl_ip_local_port_range[1] = 60999;
	n->sysctl_ip_unprivileged_port_start = 1024;
	n->sysctl_fib_multipath_hash_fields = 7;
	n->sysctl_fib_sync_mem = 512 * 1024;
	n->sysctl_nexthop_compat_mode = 1;
}

/** The seed that stands in for the setting while that is 0: one a kernel. */
static u32 rand_seed(const struct net *net)
{
	const struct net *first = net->kernel->init_net;

	return first && first->ipv4 ? first->ipv4->fib_multipath_rand_seed
				    : get_random_u32(net->kernel) | 1;
}

static int ipv4_net_init(struct net *net)
{
	struct kmem *m = &net->kernel->mem;
	struct netns_ipv4 *n = kzalloc(m, sizeof(*n));
	int err;

	if (!n)
		return -ENOMEM;
	n->fib_multipath_rand_seed = rand_seed(net);
	net->ipv4 = n;
	n->net = net;
	htable_init(&n->ifa_by_local, m);
	htable_init(&n->ifa_by_dev, m);
	htable_init(&n->bound_ports, m);
	timer_setup(&n->lifetimes, inet_lifetimes_expire);
	devinet_conf_init(net);
	init_sysctls(n);
	fib_infos_init(net);
	fib_tables_init(net);
	err = fib4_rules_init(net);
	if (err) {
		net->ipv4 = NULL;
		kfree(m, n);
	}
	return err;
}

static void ipv4_net_exit(struct net *net)
{
	struct netns_ipv4 *n = net->ipv4;

	if (!n)
		return;
	timer_del(net->kernel, &n->lifetimes);
	fib4_rules_exit(net);
	fib_tables_exit(net);
	fib_infos_exit(net);
	htable_destroy(&n->ifa_by_local);
	htable_destroy(&n->ifa_by_dev);
	htable_destroy(&n->bound_ports);
	kfree(&net->kernel->mem, n);
	net->ipv4 = NULL;
}

static int register_messages(struct kernel *k)
{
	int err = rtnl_register_many(k, devinet_rtnl_handlers, devinet_rtnl_handler_count);

	if (err)
		return err;
	err = rtnl_register_many(k, fib_rtnl_handlers, fib_rtnl_handler_count);
	if (err)
		rtnl_unregister_many(k, devinet_rtnl_handlers, devinet_rtnl_handler_count);
	return err;
}

static void unregister_messages(struct kernel *k)
{
	rtnl_unregister_many(k, fib_rtnl_handlers, fib_rtnl_handler_count);
	rtnl_unregister_many(k, devinet_rtnl_handlers, devinet_rtnl_handler_count);
}

/** Addresses first: routes follow them, at each event. */
static int register_notifiers(struct kernel *k)
{
	int err = register_netdevice_notifier(k, inetdev_event, 0);

	if (err)
		return err;
	err = register_netdevice_notifier(k, fib_netdev_event, 0);
	if (err)
		unregister_netdevice_notifier(k, inetdev_event);
	return err;
}

static void unregister_notifiers(struct kernel *k)
{
	unregister_netdevice_notifier(k, fib_netdev_event);
	unregister_netdevice_notifier(k, inetdev_event);
}

static int ipv4_init(struct kernel *k)
{
	int err;

	k->inet = kzalloc(&k->mem, sizeof(*k->inet));
	if (!k->inet)
		return -ENOMEM;
	dev_parts_reserve(k, sizeof(struct in_device));
	err = register_messages(k);
	if (err)
		goto free_inet;
	err = register_notifiers(k);
	if (err)
		goto unregister_messages;
	err = devinet_conf_register(k);
	if (err)
		goto unregister_notifiers;
	err = ipv4_sysctl_register(k);
	if (err)
		goto unregister_conf;
	err = inet_family_register(k);
	if (err)
		goto unregister_sysctl;
	return 0;

unregister_sysctl:
	ipv4_sysctl_unregister(k);
unregister_conf:
	devinet_conf_unregister(k);
unregister_notifiers:
	unregister_notifiers(k);
unregister_messages:
	unregister_messages(k);
free_inet:
	kfree(&k->mem, k->inet);
	k->inet = NULL;
	return err;
}

static void ipv4_exit(struct kernel *k)
{
	inet_family_unregister(k);
	ipv4_sysctl_unregister(k);
	devinet_conf_unregister(k);
	unregister_notifiers(k);
	unregister_messages(k);
	kfree(&k->mem, k->inet);
	k->inet = NULL;
}

static const struct pernet_operations ipv4_pernet = {
	.name = "ipv4",
	.init = ipv4_net_init,
	.exit = ipv4_net_exit,
};

const struct net_proto ipv4_proto = {
	.name = "ipv4",
	.init_func = ipv4_init,
	.exit_func = ipv4_exit,
	.pernet = &ipv4_pernet,
};
