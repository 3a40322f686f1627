/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The neighbour table of IPv6: what neighbour discovery knows of an address when its entry is
 * made, and which devices have entries at all. Asking on the wire waits for the packet path.
 */
#include "net/core/neighbour.h"
#include "net/core/rtnetlink.h"
#include "net/ipv6/addrconf.h"
#include "net/socket.h"

static bool ndisc_is_multicast(const u8 *key)
{
	return key[0] == 0xff;
}

static void ndisc_mc_map(const u8 *addr, const struct net_device *dev, u8 *ha)
{
	if (dev->type == ARPHRD_ETHER) {
		ha[0] = ha[1] = 0x33;
		memcpy(ha + 2, addr + 12, 4);
	} else {
		memcpy(ha, dev->broadcast, dev->addr_len);
	}
}

static void ndisc_solicit(struct neighbour *n, struct sk_buff *skb)
{
	u32 ucast = NEIGH_VAR(n->parms, UCAST_PROBES), app = NEIGH_VAR(n->parms, APP_PROBES);

	(void)skb;
	if (n->probes >= ucast && n->probes < ucast + app)
		neigh_app_ns(n);
}

static const struct neigh_ops ndisc_ops = { .solicit = ndisc_solicit };

static bool has_header(const struct net_device *dev)
{
	return dev->type == ARPHRD_ETHER || dev->type == ARPHRD_LOOPBACK || dev->hard_header_len;
}

static int ndisc_constructor(struct neighbour *n)
{
	struct net_device *dev = n->dev;
	bool multicast = ndisc_is_multicast(n->primary_key);

	n->type = multicast ? RTN_MULTICAST : RTN_UNICAST;
	n->ops = &ndisc_ops;
	if (!has_header(dev)) {
		n->nud_state = NUD_NOARP;
	} else if (multicast) {
		n->nud_state = NUD_NOARP;
		ndisc_mc_map(n->primary_key, dev, n->ha);
	} else if (dev->flags & (IFF_NOARP | IFF_LOOPBACK)) {
		n->nud_state = NUD_NOARP;
		memcpy(n->ha, dev->dev_addr, dev->addr_len);
		if (dev->flags & IFF_LOOPBACK)
			n->type = RTN_LOCAL;
	} else if (dev->flags & IFF_POINTOPOINT) {
		n->nud_state = NUD_NOARP;
		memcpy(n->ha, dev->broadcast, dev->addr_len);
	}
	return 0;
}

static bool ndisc_allow_add(const struct net_device *dev, struct netlink_ext_ack *extack)
{
	const struct inet6_dev *idev = dev->ip6_ptr;

	if (idev && !cnf6(idev->cnf, DISABLE_IPV6))
		return true;
	NL_SET_ERR_MSG(extack, "IPv6 is disabled on this device");
	return false;
}

static struct in6_addr solicited_node(const u8 *addr)
{
	struct in6_addr group = { .s6_addr = { 0xff, 2, [11] = 1, 0xff } };

	memcpy(group.s6_addr + 13, addr + 13, 3);
	return group;
}

/* Who asks for a proxied address asks its solicited-node group, so we must be in it. */
static int ndisc_pconstructor(struct pneigh_entry *n)
{
	struct in6_addr group = solicited_node(n->key);

	if (!n->dev || !n->dev->ip6_ptr)
		return -EINVAL;
	return __ipv6_dev_mc_inc(n->dev->ip6_ptr, &group);
}

static void ndisc_pdestructor(struct pneigh_entry *n)
{
	struct in6_addr group = solicited_node(n->key);

	if (n->dev && n->dev->ip6_ptr)
		__ipv6_dev_mc_dec(n->dev->ip6_ptr, &group);
}

static const struct neigh_table_ops nd_table_ops = {
	.family = AF_INET6,
	.key_len = 16,
	.entry_size = 344,
	.id = "ndisc_cache",
	.min_mtu = 1280,
	.data = {
		[NEIGH_VAR_MCAST_PROBES] = 3,
		[NEIGH_VAR_UCAST_PROBES] = 3,
		[NEIGH_VAR_RETRANS_TIME] = HZ,
		[NEIGH_VAR_BASE_REACHABLE_TIME] = 30 * HZ,
		[NEIGH_VAR_DELAY_PROBE_TIME] = 5 * HZ,
		[NEIGH_VAR_INTERVAL_PROBE_TIME_MS] = 5 * HZ,
		[NEIGH_VAR_GC_STALETIME] = 60 * HZ,
		[NEIGH_VAR_QUEUE_LEN_BYTES] = 212992,
		[NEIGH_VAR_PROXY_QLEN] = 64,
		[NEIGH_VAR_ANYCAST_DELAY] = HZ,
		[NEIGH_VAR_PROXY_DELAY] = 8 * HZ / 10,
	},
	.constructor = ndisc_constructor,
	.allow_add = ndisc_allow_add,
	.is_multicast = ndisc_is_multicast,
	.pconstructor = ndisc_pconstructor,
	.pdestructor = ndisc_pdestructor,
};

static int ndisc_netdev_event(struct kernel *k, unsigned long event,
			      struct netdev_notifier_info *info)
{
	const struct inet6_dev *idev = info->dev->ip6_ptr;

	/* Entries may be kept while the carrier is away (ndisc_evict_nocarrier). */
	if (event == NETDEV_CHANGE && !(info->flags_changed & IFF_NOARP) &&
	    !(idev && cnf6(idev->cnf, NDISC_EVICT_NOCARRIER) &&
	      cnf6(dev_net(info->dev)->ipv6->all, NDISC_EVICT_NOCARRIER)))
		return 0;
	return neigh_netdev_event(neigh_tbl(k, NEIGH_ND_TABLE), event, info);
}

static int ndisc_tbl_init(struct kernel *k)
{
	int err = neigh_table_init(k, NEIGH_ND_TABLE, &nd_table_ops);

	if (err)
		return err;
	/* After the addresses of the device have reacted. */
	err = register_netdevice_notifier(k, ndisc_netdev_event, -5);
	if (err)
		neigh_table_clear(k, NEIGH_ND_TABLE);
	return err;
}

static void ndisc_tbl_exit(struct kernel *k)
{
	unregister_netdevice_notifier(k, ndisc_netdev_event);
	neigh_table_clear(k, NEIGH_ND_TABLE);
}

const struct net_proto ndisc_tbl_proto = {
	.name = "ndisc",
	.init_func = ndisc_tbl_init,
	.exit_func = ndisc_tbl_exit,
};
