/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * ioctl(2) on sockets.
 *
 *   the family's own (SIOCGIFADDR, SIOCADDRT ...: sock->ops->ioctl)
 *   -> sock_ioctl: whole-stack requests (SIOCGIFCONF, bridges, vlans)
 *      -> dev_ioctl: one table row a request about a device
 *
 * The order of checks is Linux's: the argument is copied in (EFAULT), a privilege that the
 * request needs is asked for (EPERM), then the device is looked up (ENODEV).
 */
#include "net/core/dev_ioctl.h"

#include "kernel/uaccess.h"
#include "net/core/dev.h"
#include "net/core/rtnetlink.h"
#include "net/core/sock.h"
#include "net/ipv4/inetdevice.h"
#include "net/socket.h"

#include <linux/capability.h>
#include <linux/if_bridge.h>
#include <linux/ioctl.h>
#include <linux/sockios.h>

#define IFREQ_SHORT 32 /* of i386 */

int get_user_ifreq(struct task *t, struct kifreq *ifr, uptr arg)
{
	memset(ifr, 0, sizeof(*ifr));
	if (copy_from_user(t, &ifr->ifr, arg, ifreq_size(t)))
		return -EFAULT;
	if (user_ptr_size(t) == 4)
		ifr->data = get_u32(&ifr->ifr.ifr_ifru);
	else
		ifr->data = get_u64(&ifr->ifr.ifr_ifru);
	return 0;
}

int put_user_ifreq(struct task *t, const struct kifreq *ifr, uptr arg)
{
	return copy_to_user(t, arg, &ifr->ifr, ifreq_size(t));
}

/* ---- one request, one function ---- */

static int get_flags(struct task *t, struct net_device *dev, struct kifreq *r)
{
	r->ifr.ifr_flags = (short)dev_get_flags(dev);
	return 0;
}

static int get_metric(struct task *t, struct net_device *dev, struct kifreq *r)
{
	r->ifr.ifr_metric = 0;
	return 0;
}

static int get_mtu(struct task *t, struct net_device *dev, struct kifreq *r)
{
	r->ifr.ifr_mtu = (int)dev->mtu;
	return 0;
}

static int get_slave(struct task *t, struct net_device *dev, struct kifreq *r)
{
	return -EINVAL;
}

/* No device here has memory, ports or interrupts: the map is all zero, in the ABI's size. */
static int get_map(struct task *t, struct net_device *dev, struct kifreq *r)
{
	memset(&r->ifr.ifr_ifru, 0, user_ptr_size(t) == 4 ? 13 : offsetof(struct ifmap, port) + 1);
	return 0;
}

static int get_index(struct task *t, struct net_device *dev, struct kifreq *r)
{
	r->ifr.ifr_ifindex = dev->ifindex;
	return 0;
}

static int get_qlen(struct task *t, struct net_device *dev, struct kifreq *r)
{
	r->ifr.ifr_qlen = (int)dev->tx_queue_len;
	return 0;
}

/* The rest of sa_data stays what the program passed, unless the device has no address at all. */
static int get_hwaddr(struct task *t, struct net_device *dev, struct kifreq *r)
{
	struct sockaddr *sa = &r->ifr.ifr_hwaddr;

	if (dev->addr_len)
		memcpy(sa->sa_data, dev->dev_addr, min((size_t)dev->addr_len, sizeof(sa->sa_data)));
	else
		memset(sa->sa_data, 0, sizeof(sa->sa_data));
	sa->sa_family = dev->type;
	return 0;
}

static int set_flags(struct task *t, struct net_device *dev, struct kifreq *r)
{
	return dev_change_flags(dev, (u32)(s32)r->ifr.ifr_flags, NULL);
}

static int set_metric(struct task *t, struct net_device *dev, struct kifreq *r)
{
	return -EOPNOTSUPP;
}

static int set_mtu(struct task *t, struct net_device *dev, struct kifreq *r)
{
	return dev_set_mtu_ext(dev, r->ifr.ifr_mtu, NULL);
}

static int set_hwaddr(struct task *t, struct net_device *dev, struct kifreq *r)
{
	if (dev->addr_len > sizeof(struct sockaddr))
		return -EINVAL;
	if (!dev->netdev_ops->ndo_set_mac_address)
		return -EOPNOTSUPP;
	if (r->ifr.ifr_hwaddr.sa_family != dev->type)
		return -EINVAL;
	return dev_set_mac_address(dev, r->ifr.ifr_hwaddr.sa_data, NULL);
}

static int set_hwbroadcast(struct task *t, struct net_device *dev, struct kifreq *r)
{
	const struct sockaddr *sa = &r->ifr.ifr_hwaddr;

	if (sa->sa_family != dev->type)
		return -EINVAL;
	memcpy(dev->broadcast, sa->sa_data, min((size_t)dev->addr_len, sizeof(sa->sa_data)));
	call_netdevice_notifiers(NETDEV_CHANGEADDR, dev);
	return 0;
}

static int set_map(struct task *t, struct net_device *dev, struct kifreq *r)
{
	return -EOPNOTSUPP;
}

static int add_multi(struct task *t, struct net_device *dev, struct kifreq *r)
{
	if (!dev->netdev_ops->ndo_set_rx_mode || r->ifr.ifr_hwaddr.sa_family != AF_UNSPEC)
		return -EINVAL;
	return dev_mc_add_global(dev, (const u8 *)r->ifr.ifr_hwaddr.sa_data);
}

static int del_multi(struct task *t, struct net_device *dev, struct kifreq *r)
{
	if (!dev->netdev_ops->ndo_set_rx_mode || r->ifr.ifr_hwaddr.sa_family != AF_UNSPEC)
		return -EINVAL;
	return dev_mc_del_global(dev, (const u8 *)r->ifr.ifr_hwaddr.sa_data);
}

static int set_qlen(struct task *t, struct net_device *dev, struct kifreq *r)
{
	if (r->ifr.ifr_qlen < 0)
		return -EINVAL;
	return dev_change_tx_queue_len(dev, r->ifr.ifr_qlen);
}

static int set_name(struct task *t, struct net_device *dev, struct kifreq *r)
{
	r->ifr.ifr_newname[IFNAMSIZ - 1] = '\0';
	return dev_change_name(dev, r->ifr.ifr_newname);
}

static int not_supported(struct task *t, struct net_device *dev, struct kifreq *r)
{
	return -EOPNOTSUPP;
}

/* ADD or remove the port whose index is given to or from the bridge that is named. */
static int change_port(struct net_device *dev, struct kifreq *r, bool add)
{
	struct net_device *port;

	if (!(dev->priv_flags & IFF_EBRIDGE_PRIV))
		return -EOPNOTSUPP;
	port = dev_get_by_index(dev_net(dev), r->ifr.ifr_ifindex);
	if (!port)
		return -EINVAL;
	return add ? dev->netdev_ops->ndo_add_slave(dev, port, NULL)
		   : dev->netdev_ops->ndo_del_slave(dev, port);
}

static int add_port(struct task *t, struct net_device *dev, struct kifreq *r)
{
	return change_port(dev, r, true);
}

static int del_port(struct task *t, struct net_device *dev, struct kifreq *r)
{
	return change_port(dev, r, false);
}

struct dev_ioctl_row {
	u32 cmd;
	bool admin; /* needs CAP_NET_ADMIN */
	bool answers; /* the ifreq is copied back */
	int (*fn)(struct task *t, struct net_device *dev, struct kifreq *r);
};

/* clang-format off */
static const struct dev_ioctl_row rows[] = {
	{ SIOCGIFHWADDR,	false, true,  get_hwaddr },
	{ SIOCGIFFLAGS,		false, true,  get_flags },
	{ SIOCGIFMETRIC,	false, true,  get_metric },
	{ SIOCGIFMTU,		false, true,  get_mtu },
	{ SIOCGIFSLAVE,		false, true,  get_slave },
	{ SIOCGIFMAP,		false, true,  get_map },
	{ SIOCGIFINDEX,		false, true,  get_index },
	{ SIOCGIFTXQLEN,	false, true,  get_qlen },
	{ SIOCSIFNAME,		true,  true,  set_name },
	{ SIOCGMIIPHY,		true,  true,  not_supported },
	{ SIOCGMIIREG,		true,  true,  not_supported },
	{ SIOCSIFMAP,		true,  false, set_map },
	{ SIOCSIFTXQLEN,	true,  false, set_qlen },
	{ SIOCSIFFLAGS,		true,  false, set_flags },
	{ SIOCSIFMETRIC,	true,  false, set_metric },
	{ SIOCSIFMTU,		true,  false, set_mtu },
	{ SIOCSIFHWADDR,	true,  false, set_hwaddr },
	{ SIOCSIFSLAVE,		true,  false, get_slave },
	{ SIOCADDMULTI,		true,  false, add_multi },
	{ SIOCDELMULTI,		true,  false, del_multi },
	{ SIOCSIFHWBROADCAST,	true,  false, set_hwbroadcast },
	{ SIOCSMIIREG,		true,  false, not_supported },
	{ SIOCBONDENSLAVE,	true,  false, not_supported },
	{ SIOCBONDRELEASE,	true,  false, not_supported },
	{ SIOCBONDSETHWADDR,	true,  false, not_supported },
	{ SIOCBONDCHANGEACTIVE,	true,  false, not_supported },
	{ SIOCBONDSLAVEINFOQUERY, false, false, not_supported },
	{ SIOCBONDINFOQUERY,	false, false, not_supported },
	{ SIOCBRADDIF,		true,  false, add_port },
	{ SIOCBRDELIF,		true,  false, del_port },
	{ SIOCSHWTSTAMP,	true,  false, not_supported },
	{ SIOCGHWTSTAMP,	false, true,  not_supported },
	{ SIOCWANDEV,		false, true,  not_supported },
};
/* clang-format on */

static const struct dev_ioctl_row *find_row(u32 cmd)
{
	static const struct dev_ioctl_row private = { 0, false, true, not_supported };

	for (u32 i = 0; i < ARRAY_SIZE(rows); i++)
		if (rows[i].cmd == cmd)
			return &rows[i];
	return cmd >= SIOCDEVPRIVATE && cmd <= SIOCDEVPRIVATE + 15 ? &private : NULL;
}

static int ifname(struct task *t, struct net *net, struct kifreq *r, uptr arg)
{
	struct net_device *dev = dev_get_by_index(net, r->ifr.ifr_ifindex);

	if (!dev)
		return -ENODEV;
	memset(r->ifr.ifr_name, 0, IFNAMSIZ);
	strcpy(r->ifr.ifr_name, dev->name);
	return put_user_ifreq(t, r, arg);
}

int dev_ioctl(struct task *t, struct net *net, u32 cmd, uptr arg)
{
	const struct dev_ioctl_row *row = find_row(cmd);
	struct net_device *dev;
	struct kifreq r;
	char *colon;
	int err;

	if (_IOC_TYPE(cmd) != 0x89)
		return -ENOTTY;
	if (get_user_ifreq(t, &r, arg))
		return -EFAULT;
	if (cmd == SIOCGIFNAME)
		return ifname(t, net, &r, arg);
	r.ifr.ifr_name[IFNAMSIZ - 1] = '\0';
	colon = strchr(r.ifr.ifr_name, ':');
	if (colon) /* "eth0:1" is an alias: the device is what stands before */
		*colon = '\0';
	if (cmd == SIOCETHTOOL)
		return dev_ethtool(t, net, r.ifr.ifr_name, r.data);
	if (!row)
		return -ENOTTY;
	if (row->admin && !capable(t, CAP_NET_ADMIN))
		return -EPERM;
	dev = dev_get_by_name(net, r.ifr.ifr_name);
	if (!dev)
		return -ENODEV;
	rtnl_lock(t->kernel);
	err = row->fn(t, dev, &r);
	rtnl_unlock(t->kernel);
	if (err || !row->answers)
		return err;
	if (colon)
		*colon = ':';
	return put_user_ifreq(t, &r, arg);
}

/* SIOCGIFCONF: the addresses of all devices as ifreqs, or with no buffer the room they take. */
static int dev_ifconf(struct task *t, struct net *net, uptr arg)
{
	u32 psize = user_ptr_size(t);
	struct net_device *dev;
	int len, total = 0, done;
	uptr buf;
	u32 i;

	if (get_user(t, len, arg) || get_user_long(t, &buf, arg + psize))
		return -EFAULT;
	for_each_netdev (net, i, dev) {
		done = inet_gifconf(t, dev, buf ? buf + total : 0, buf ? len - total : 0,
				    ifreq_size(t));
		if (done < 0)
			return -EFAULT;
		total += done;
	}
	return put_user(t, arg, total);
}

/* ---- the socket's door ---- */

int sock_ioctl(struct task *t, struct socket *sock, u32 cmd, uptr arg)
{
	struct net *net = sock_net(sock->sk);

	switch (cmd) {
	case SIOCGIFCONF:
		return dev_ifconf(t, net, arg);
	case SIOCGIFVLAN:
	case SIOCSIFVLAN:
		return vlan_ioctl(t, net, arg);
	case SIOCGIFBR:
	case SIOCSIFBR:
	case SIOCBRADDBR:
	case SIOCBRDELBR:
		return br_ioctl(t, net, cmd, arg);
	}
	return dev_ioctl(t, net, cmd, arg);
}
