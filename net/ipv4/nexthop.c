/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Nexthop objects: made, found, ended; what devices and namespaces do to them. See nexthop.h.
 *
 * An end is told in this order: the object, the routes by it (IPv6 only; IPv4 routes go silently),
 * then the groups that it was in, each as what is left of it.
 */
#include "net/ipv4/fib_nexthop.h"
#include "net/ipv4/nexthop_internal.h"

#include "net/socket.h"

struct nexthop *nexthop_find_by_id(const struct net *net, u32 id)
{
	struct idtree_node *n = net->nexthop ? idtree_find(&net->nexthop->tree, id) : NULL;

	return n ? container_of(n, struct nexthop, by_id) : NULL;
}

void nh_base_seq_inc(struct net *net)
{
	if (!++net->nexthop->seq)
		net->nexthop->seq++;
}

/* ---- life ---------------------------------------------------------------------------------- */

struct nexthop *nexthop_alloc(struct net *net, const struct nh_config *cfg)
{
	struct nexthop *nh = kzalloc(&net->kernel->mem, sizeof(*nh));

	if (!nh)
		return NULL;
	nh->net = net;
	nh->refs = 1;
	nh->by_id.id = cfg->id;
	nh->protocol = cfg->protocol;
	INIT_LIST_HEAD(&nh->fi_list);
	INIT_LIST_HEAD(&nh->f6i_list);
	INIT_LIST_HEAD(&nh->grp_list);
	return nh;
}

static void info_free(struct net *net, struct nh_info *nhi)
{
	lwtstate_put(net, nhi->hop.lws);
	kfree(&net->kernel->mem, nhi);
}

void nexthop_put(struct nexthop *nh)
{
	struct kmem *m = &nh->net->kernel->mem;

	if (--nh->refs)
		return;
	if (nh->is_group)
		nexthop_group_free(nh->net, nh->group);
	else
		info_free(nh->net, nh->info);
	kfree(m, nh);
}

/* ---- creation ------------------------------------------------------------------------------ */

static int build_encap(struct nh_info *nhi, const struct nh_config *cfg,
		       struct netlink_ext_ack *extack)
{
	return cfg->encap ? lwtunnel_build_state(cfg->nl.net, cfg->encap_type, cfg->encap,
						 cfg->family, &nhi->hop.lws, extack)
			  : 0;
}

static int create_ipv4(struct net *net, struct nh_info *nhi, const struct nh_config *cfg,
		       struct netlink_ext_ack *extack)
{
	int err = build_encap(nhi, cfg, extack);

	if (err || nhi->fdb)
		return err;
	return fib_check_nh(net, &nhi->hop, 0, 0, extack);
}

static int create_ipv6(struct net *net, struct nh_info *nhi, const struct nh_config *cfg,
		       struct netlink_ext_ack *extack)
{
	const struct ipv6_stub *stub = net->kernel->inet ? net->kernel->inet->ipv6_stub : NULL;
	struct nh6_way way = {
		.oif = cfg->oif, .flags = cfg->flags, .gw = cfg->gw.ipv6, .has_gw = cfg->gw.family
	};
	int err;

	if (nhi->fdb) {
		/* Its gateway is shown even when it is all zeroes. */
		nhi->hop.gw.family = AF_INET6;
		return 0;
	}
	if (!stub)
		return -EAFNOSUPPORT;
	err = stub->nexthop_init(net, &way, extack);
	if (err)
		return err;
	nhi->hop.gw.family = way.has_gw ? AF_INET6 : 0;
	nhi->hop.flags = way.flags;
	nhi->hop.dev = way.dev;
	nhi->hop.oif = way.dev->ifindex;
	return way.reject ? 0 : build_encap(nhi, cfg, extack);
}

static struct nh_info *info_alloc(struct nexthop *nh, const struct nh_config *cfg)
{
	struct nh_info *nhi = kzalloc(&nh->net->kernel->mem, sizeof(*nhi));

	if (!nhi)
		return NULL;
	INIT_LIST_HEAD(&nhi->in_dev);
	nhi->parent = nh;
	nhi->family = cfg->family;
	nhi->reject = cfg->blackhole;
	nhi->fdb = cfg->fdb;
	INIT_LIST_HEAD(&nhi->hop.in_dev);
	nhi->hop.oif = cfg->oif;
	nhi->hop.gw = cfg->gw;
	nhi->hop.flags = cfg->flags;
	nhi->hop.scope = RT_SCOPE_LINK;
	nhi->hop.weight = 1;
	return nhi;
}

static int create_single(struct net *net, struct nh_config *cfg, struct nexthop **ret_nh,
			 struct netlink_ext_ack *extack)
{
	struct nexthop *nh = nexthop_alloc(net, cfg);
	int err;

	if (!nh)
		return -ENOMEM;
	if (cfg->blackhole)
		cfg->oif = net->loopback_dev->ifindex;
	nh->info = info_alloc(nh, cfg);
	if (!nh->info) {
		kfree(&net->kernel->mem, nh);
		return -ENOMEM;
	}
	err = cfg->family == AF_INET ? create_ipv4(net, nh->info, cfg, extack)
				     : create_ipv6(net, nh->info, cfg, extack);
	if (err) {
		nexthop_put(nh);
		return err;
	}
	nh->flags = nh->info->fdb ? cfg->flags : nh->info->hop.flags;
	if (nh->info->hop.dev)
		list_add(&nh->info->in_dev, &nh->info->hop.dev->nexthops);
	*ret_nh = nh;
	return 0;
}

int nexthop_create(struct net *net, struct nh_config *cfg, struct nexthop **ret_nh,
		   struct netlink_ext_ack *extack)
{
	return cfg->grp ? nexthop_create_group(net, cfg, ret_nh)
			: create_single(net, cfg, ret_nh, extack);
}

/* ---- end ----------------------------------------------------------------------------------- */

/** The routes by @nh go: IPv4's in silence, IPv6's told one by one. */
static void remove_routes(struct nexthop *nh)
{
	const struct ipv6_stub *stub = nh->net->kernel->inet ? nh->net->kernel->inet->ipv6_stub
							     : NULL;
	struct fib_info *fi;

	list_for_each_entry (fi, &nh->fi_list, in_nexthop)
		fi->flags |= RTNH_F_DEAD;
	if (!list_empty(&nh->fi_list) && nh->net->nexthop->batch)
		nh->net->nexthop->have_dead = true;
	else if (!list_empty(&nh->fi_list))
		fib_flush(nh->net, false);
	if (!list_empty(&nh->f6i_list))
		stub->nexthop_gone(nh->net, nh);
}

void __remove_nexthop(struct nexthop *nh, const struct nl_info *info)
{
	remove_routes(nh);
	if (nh->is_group) {
		remove_nexthop_group(nh);
		return;
	}
	list_del(&nh->info->in_dev);
	remove_nexthop_from_groups(nh, info);
}

void remove_nexthop(struct nexthop *nh, const struct nl_info *info)
{
	struct net *net = nh->net;

	idtree_remove(&net->nexthop->tree, &nh->by_id);
	if (info)
		nexthop_notify(RTM_DELNEXTHOP, nh, info);
	__remove_nexthop(nh, info);
	nh_base_seq_inc(net);
	nexthop_put(nh);
}

/* ---- asked by routes ----------------------------------------------------------------------- */

u32 nexthop_num_path(const struct nexthop *nh)
{
	return nh->is_group ? nh->group->n : 1;
}

struct fib_nh *nexthop_hop(const struct nexthop *nh, u32 i)
{
	return nh->is_group ? &nh->group->e[i].nh->info->hop : &nh->info->hop;
}

bool nexthop_is_blackhole(const struct nexthop *nh)
{
	if (!nh->is_group)
		return nh->info->reject;
	return nh->group->n == 1 && nh->group->e[0].nh->info->reject;
}

bool nexthop_uses_dev(const struct nexthop *nh, const struct net_device *dev)
{
	for (u32 i = 0; i < nexthop_num_path(nh); i++)
		if (nexthop_hop(nh, i)->dev == dev)
			return true;
	return false;
}

struct nh_way6 nexthop_way6(const struct nexthop *nh, u32 i)
{
	const struct nh_info *nhi = nh->is_group ? nh->group->e[i].nh->info : nh->info;

	return (struct nh_way6) { .dev = nhi->hop.dev,
				  .gw = nhi->hop.gw.family ? &nhi->hop.gw.ipv6 : NULL,
				  .flags = nhi->hop.flags,
				  .reject = nhi->reject,
				  .lws = nhi->hop.lws };
}

static int refuse(struct netlink_ext_ack *extack, const char *msg)
{
	NL_SET_ERR_MSG(extack, msg);
	return -EINVAL;
}

static int check_scope(const struct fib_nh *hop, u8 scope, struct netlink_ext_ack *extack)
{
	if (scope == RT_SCOPE_HOST && hop->gw.family)
		return refuse(extack, "Route with host scope can not have a gateway");
	if (hop->flags & RTNH_F_ONLINK && scope >= RT_SCOPE_LINK)
		return refuse(extack, "Scope mismatch with nexthop");
	return 0;
}

int fib_check_nexthop(const struct nexthop *nh, u8 scope, struct netlink_ext_ack *extack)
{
	if (nh->is_group ? nh->group->fdb : nh->info->fdb)
		return refuse(extack, "Route cannot point to a fdb nexthop");
	if (nh->is_group && scope == RT_SCOPE_HOST)
		return refuse(extack, "Route with host scope can not have multiple nexthops");
	return check_scope(nexthop_hop(nh, 0), scope, extack);
}

int fib6_check_nexthop(const struct nexthop *nh, struct netlink_ext_ack *extack)
{
	if (nh->is_group ? nh->group->has_v4 : nh->info->family == AF_INET)
		return refuse(extack, "IPv6 routes can not use an IPv4 nexthop");
	if (nh->is_group ? nh->group->fdb : nh->info->fdb)
		return refuse(extack, "Route cannot point to a fdb nexthop");
	return 0;
}

/* ---- devices ------------------------------------------------------------------------------- */

static void flush_dev(struct net_device *dev, unsigned long event)
{
	bool ending = event == NETDEV_UNREGISTER;
	struct netns_nexthop *n = dev->net->nexthop;
	struct nh_info *nhi, *next;

	if (list_empty(&dev->nexthops))
		return;
	n->batch = true;
	/* An end takes groups and routes along, but no other way out of this device. */
	list_for_each_entry_safe (nhi, next, &dev->nexthops, in_dev)
		if (!nhi->reject || ending)
			remove_nexthop(nhi->parent, NULL);
	n->batch = false;
	if (n->have_dead)
		fib_flush(dev->net, false);
	n->have_dead = false;
}

static int netdev_event(struct kernel *k, unsigned long event, struct netdev_notifier_info *info)
{
	struct net_device *dev = info->dev;

	switch (event) {
	case NETDEV_DOWN:
	case NETDEV_UNREGISTER:
		flush_dev(dev, event);
		break;
	case NETDEV_CHANGE:
		if (!(dev_get_flags(dev) & (IFF_RUNNING | IFF_LOWER_UP)))
			flush_dev(dev, event);
		break;
	}
	return 0;
}

/* ---- up and down --------------------------------------------------------------------------- */

static const struct rtnl_msg_handler handlers[] = {
	{ .msgtype = RTM_NEWNEXTHOP, .doit = rtm_new_nexthop },
	{ .msgtype = RTM_DELNEXTHOP, .doit = rtm_del_nexthop },
	{ .msgtype = RTM_GETNEXTHOP, .doit = rtm_get_nexthop, .dumpit = rtm_dump_nexthop },
	{ .msgtype = RTM_GETNEXTHOPBUCKET,
	  .doit = rtm_get_nexthop_bucket,
	  .dumpit = rtm_dump_nexthop_bucket },
	{ .protocol = PF_INET, .msgtype = RTM_NEWNEXTHOP, .doit = rtm_new_nexthop },
	{ .protocol = PF_INET, .msgtype = RTM_GETNEXTHOP, .dumpit = rtm_dump_nexthop },
	{ .protocol = PF_INET6, .msgtype = RTM_NEWNEXTHOP, .doit = rtm_new_nexthop },
	{ .protocol = PF_INET6, .msgtype = RTM_GETNEXTHOP, .dumpit = rtm_dump_nexthop },
};

static int nexthop_net_init(struct net *net)
{
	net->nexthop = kzalloc(&net->kernel->mem, sizeof(*net->nexthop));
	return net->nexthop ? 0 : -ENOMEM;
}

static void nexthop_net_exit(struct net *net)
{
	if (!net->nexthop)
		return;
	while (net->nexthop->tree.root)
		remove_nexthop(container_of(net->nexthop->tree.root, struct nexthop, by_id), NULL);
	kfree(&net->kernel->mem, net->nexthop);
	net->nexthop = NULL;
}

static int nexthop_init(struct kernel *k)
{
	int err = rtnl_register_many(k, handlers, ARRAY_SIZE(handlers));

	if (err)
		return err;
	/* Before IPv4's and IPv6's own, so that routes by nexthops go before other routes do. */
	err = register_netdevice_notifier(k, netdev_event, 0);
	if (err)
		rtnl_unregister_many(k, handlers, ARRAY_SIZE(handlers));
	return err;
}

static void nexthop_exit(struct kernel *k)
{
	unregister_netdevice_notifier(k, netdev_event);
	rtnl_unregister_many(k, handlers, ARRAY_SIZE(handlers));
}

static const struct pernet_operations nexthop_pernet = {
	.name = "nexthop",
	.init = nexthop_net_init,
	.exit = nexthop_net_exit,
};

const struct net_proto nexthop_proto = {
	.name = "nexthop",
	.init_func = nexthop_init,
	.exit_func = nexthop_exit,
	.pernet = &nexthop_pernet,
};
