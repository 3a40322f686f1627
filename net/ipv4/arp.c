/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The neighbour table of IPv4: what ARP knows of an address when its entry is made, which devices
 * have entries at all, and the SIOC*ARP ioctls of old.
 *
 * Asking on the wire waits for the packet path; until then solicit() only asks user-space
 * resolvers (app_solicit), and what is not answered fails as it does on a silent network.
 */
#include "net/ipv4/arp.h"

#include <linux/capability.h>
#include <linux/sockios.h>

#include "kernel/uaccess.h"
#include "net/core/rtnetlink.h"
#include "net/ipv4/inetdevice.h"
#include "net/ipv4/ip_fib.h"
#include "net/socket.h"

static bool is_multicast(u32 addr)
{
	return (be32toh(addr) & 0xf0000000) == 0xe0000000;
}

static bool arp_is_multicast(const u8 *key)
{
	return is_multicast(get_u32(key));
}

static void arp_mc_map(u32 addr, const struct net_device *dev, u8 *ha)
{
	u32 a = be32toh(addr);
	u8 mac[ETH_ALEN] = { 0x01, 0x00, 0x5e, a >> 16 & 0x7f, a >> 8, a };

	if (dev->type == ARPHRD_ETHER)
		memcpy(ha, mac, sizeof(mac));
	else
		memcpy(ha, dev->broadcast, dev->addr_len);
}

static u32 probes_left(const struct neighbour *n, u32 after)
{
	return n->probes < after ? after - n->probes : 0;
}

static void arp_solicit(struct neighbour *n, struct sk_buff *skb)
{
	u32 ucast = NEIGH_VAR(n->parms, UCAST_PROBES), app = NEIGH_VAR(n->parms, APP_PROBES);

	(void)skb;
	if (!probes_left(n, ucast) && probes_left(n, ucast + app))
		neigh_app_ns(n);
}

static const struct neigh_ops arp_ops = { .solicit = arp_solicit };

/* Devices without a link-layer header need no addresses. */
static bool has_header(const struct net_device *dev)
{
	return dev->type == ARPHRD_ETHER || dev->type == ARPHRD_LOOPBACK || dev->hard_header_len;
}

static int arp_constructor(struct neighbour *n)
{
	struct net_device *dev = n->dev;
	u32 addr;

	if (dev->flags & (IFF_LOOPBACK | IFF_POINTOPOINT))
		memset(n->primary_key, 0, sizeof(addr)); /* one entry serves all addresses */
	addr = get_u32(n->primary_key);
	n->type = inet_addr_type_dev(dev_net(dev), dev, addr);
	n->ops = &arp_ops;
	if (!has_header(dev)) {
		n->nud_state = NUD_NOARP;
	} else if (n->type == RTN_MULTICAST) {
		n->nud_state = NUD_NOARP;
		arp_mc_map(addr, dev, n->ha);
	} else if (dev->flags & (IFF_NOARP | IFF_LOOPBACK)) {
		n->nud_state = NUD_NOARP;
		memcpy(n->ha, dev->dev_addr, dev->addr_len);
	} else if (n->type == RTN_BROADCAST || dev->flags & IFF_POINTOPOINT) {
		n->nud_state = NUD_NOARP;
		memcpy(n->ha, dev->broadcast, dev->addr_len);
	}
	return 0;
}

static const struct neigh_table_ops arp_table_ops = {
	.family = AF_INET,
	.key_len = 4,
	.entry_size = 336,
	.id = "arp_cache",
	.min_mtu = 68,
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
		[NEIGH_VAR_LOCKTIME] = HZ,
	},
	.constructor = arp_constructor,
	.is_multicast = arp_is_multicast,
};

static int arp_netdev_event(struct kernel *k, unsigned long event,
			    struct netdev_notifier_info *info)
{
	const struct in_device *in_dev = __in_dev_get(info->dev);

	/* Entries may be kept while the carrier is away (arp_evict_nocarrier). */
	if (event == NETDEV_CHANGE && !(info->flags_changed & IFF_NOARP) &&
	    !(in_dev && IN_DEV_ANDCONF(in_dev, ARP_EVICT_NOCARRIER)))
		return 0;
	return neigh_netdev_event(neigh_tbl(k, NEIGH_ARP_TABLE), event, info);
}

/* ---- ioctls ---- */

/* The device that a datagram to @ip would leave through. */
static struct net_device *route_device(struct net *net, u32 ip, int *ret_err)
{
	struct flowi4 fl = { .daddr = ip };
	struct rtable rt;

	*ret_err = ip_route_output(net, &fl, &rt);
	if (!*ret_err && !rt.dev)
		*ret_err = -EINVAL;
	return *ret_err ? NULL : rt.dev;
}

static struct net_device *dev_by_hwaddr(struct net *net, const struct sockaddr *ha)
{
	struct net_device *dev;
	u32 i;

	for_each_netdev (net, i, dev)
		if (dev->type == ha->sa_family && dev->addr_len <= sizeof(ha->sa_data) &&
		    !memcmp(dev->dev_addr, ha->sa_data, dev->addr_len))
			return dev;
	return NULL;
}

/* A published mask of nothing: answer for everybody, on one device or on all. */
static int arp_set_proxy(struct net *net, struct net_device *dev, bool on)
{
	if (!dev) {
		IPV4_DEVCONF_ALL(net, PROXY_ARP) = on;
		return 0;
	}
	if (!__in_dev_get(dev))
		return -ENXIO;
	IPV4_DEVCONF(dev->ip_ptr->cnf, PROXY_ARP) = on;
	dev->ip_ptr->cnf.state |= BIT_ULL(IPV4_DEVCONF_PROXY_ARP - 1);
	return 0;
}

static int arp_publish(struct net *net, const struct arpreq *r, struct net_device *dev, u32 ip)
{
	u32 mask = get_u32(r->arp_netmask.sa_data + 2);

	if (mask && mask != ~0u)
		return -EINVAL;
	if (!dev && r->arp_flags & ATF_COM) {
		dev = dev_by_hwaddr(net, &r->arp_ha);
		if (!dev)
			return -ENODEV;
	}
	if (!mask)
		return arp_set_proxy(net, dev, true);
	return pneigh_create(neigh_tbl(net->kernel, NEIGH_ARP_TABLE), net, &ip, dev, 0, 0,
			     r->arp_flags & ATF_PERM);
}

static int arp_unpublish(struct net *net, const struct arpreq *r, struct net_device *dev, u32 ip)
{
	u32 mask = get_u32(r->arp_netmask.sa_data + 2);

	if (mask == ~0u)
		return pneigh_delete(neigh_tbl(net->kernel, NEIGH_ARP_TABLE), net, &ip, dev);
	return mask ? -EINVAL : arp_set_proxy(net, dev, false);
}

static int arp_req_set(struct net *net, const struct arpreq *r, struct net_device *dev, u32 ip)
{
	struct neigh_table *tbl = neigh_tbl(net->kernel, NEIGH_ARP_TABLE);
	struct neighbour *n;
	u32 flags = r->arp_flags | (r->arp_flags & ATF_PERM ? ATF_COM : 0);
	int err;

	if (r->arp_flags & ATF_PUBL)
		return arp_publish(net, r, dev, ip);
	if (!dev) {
		dev = route_device(net, ip, &err);
		if (!dev)
			return err;
	}
	if (r->arp_ha.sa_family && r->arp_ha.sa_family != dev->type)
		return -EINVAL;
	n = __neigh_lookup(tbl, &ip, dev, true);
	if (!n)
		return -ENOBUFS;
	err = neigh_update(n, flags & ATF_COM ? (const u8 *)r->arp_ha.sa_data : NULL,
			   flags & ATF_PERM ? NUD_PERMANENT : NUD_STALE,
			   NEIGH_UPDATE_F_OVERRIDE | NEIGH_UPDATE_F_ADMIN, 0, NULL);
	neigh_release(n);
	return err;
}

static int arp_req_delete(struct net *net, const struct arpreq *r, struct net_device *dev, u32 ip)
{
	struct neigh_table *tbl = neigh_tbl(net->kernel, NEIGH_ARP_TABLE);
	struct neighbour *n;
	int err;

	if (r->arp_flags & ATF_PUBL)
		return arp_unpublish(net, r, dev, ip);
	if (!dev) {
		dev = route_device(net, ip, &err);
		if (!dev)
			return err;
	}
	err = -ENXIO;
	n = neigh_lookup(tbl, &ip, dev);
	if (!n)
		return err;
	if (n->nud_state & ~NUD_NOARP)
		err = neigh_update(n, NULL, NUD_FAILED,
				   NEIGH_UPDATE_F_OVERRIDE | NEIGH_UPDATE_F_ADMIN, 0, NULL);
	n->refcnt--;
	neigh_remove_one(n);
	return err;
}

static u32 state_to_flags(u8 state)
{
	if (state & NUD_PERMANENT)
		return ATF_PERM | ATF_COM;
	return state & NUD_VALID ? ATF_COM : 0;
}

static int arp_req_get(struct net *net, struct arpreq *r, struct net_device *dev, u32 ip)
{
	struct neighbour *n = neigh_lookup(neigh_tbl(net->kernel, NEIGH_ARP_TABLE), &ip, dev);
	int err = -ENXIO;

	if (!n)
		return -ENXIO;
	if (!(n->nud_state & NUD_NOARP)) {
		memcpy(r->arp_ha.sa_data, n->ha,
		       min((size_t)dev->addr_len, sizeof(r->arp_ha.sa_data)));
		r->arp_flags = state_to_flags(n->nud_state);
		r->arp_ha.sa_family = dev->type;
		memcpy(r->arp_dev, dev->name, sizeof(r->arp_dev));
		err = 0;
	}
	neigh_release(n);
	return err;
}

int arp_ioctl(struct task *t, struct net *net, u32 cmd, uptr arg)
{
	struct net_device *dev = NULL;
	struct arpreq r;
	u32 ip;
	int err;

	if (cmd != SIOCGARP && !capable(t, CAP_NET_ADMIN))
		return -EPERM;
	if (get_user(t, r, arg))
		return -EFAULT;
	if (r.arp_pa.sa_family != AF_INET)
		return -EPFNOSUPPORT;
	if (!(r.arp_flags & ATF_PUBL) && r.arp_flags & (ATF_NETMASK | ATF_DONTPUB))
		return -EINVAL;
	if (!(r.arp_flags & ATF_NETMASK))
		memset(r.arp_netmask.sa_data + 2, 0xff, 4);
	ip = get_u32(r.arp_pa.sa_data + 2);
	r.arp_dev[sizeof(r.arp_dev) - 1] = '\0';
	if (r.arp_dev[0] || cmd == SIOCGARP) {
		dev = dev_get_by_name(net, r.arp_dev);
		if (!dev)
			return -ENODEV;
		if (!r.arp_ha.sa_family)
			r.arp_ha.sa_family = dev->type;
		if (r.arp_flags & ATF_COM && r.arp_ha.sa_family != dev->type)
			return -EINVAL;
	}
	if (cmd == SIOCSARP)
		return arp_req_set(net, &r, dev, ip);
	if (cmd == SIOCDARP)
		return arp_req_delete(net, &r, dev, ip);
	err = arp_req_get(net, &r, dev, ip);
	return err ? err : copy_to_user(t, arg, &r, sizeof(r));
}

/* ---- life ---- */

static int arp_init(struct kernel *k)
{
	int err = neigh_table_init(k, NEIGH_ARP_TABLE, &arp_table_ops);

	if (err)
		return err;
	err = register_netdevice_notifier(k, arp_netdev_event, 0);
	if (err)
		neigh_table_clear(k, NEIGH_ARP_TABLE);
	return err;
}

static void arp_exit(struct kernel *k)
{
	unregister_netdevice_notifier(k, arp_netdev_event);
	neigh_table_clear(k, NEIGH_ARP_TABLE);
}

const struct net_proto arp_proto = {
	.name = "arp",
	.init_func = arp_init,
	.exit_func = arp_exit,
};
