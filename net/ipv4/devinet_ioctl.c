/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The SIOC[GS]IF* ioctls of IPv4 addresses: what ifconfig speaks. An alias ("eth0:1") is an address
 * whose label has that name.
 */
#include <linux/capability.h>
#include <linux/sockios.h>

#include "kernel/task.h"
#include "kernel/uaccess.h"
#include "net/ipv4/inetdevice.h"

/** Length of the classful mask of @addr: 0 for 0.0.0.0, -1 for what is no unicast address. */
static int inet_abc_len(__be32 addr)
{
	u32 h = be32toh(addr);

	if (ipv4_is_zeronet(addr) || ipv4_is_lbcast(addr))
		return 0;
	if (!(h >> 31))
		return 8;
	if (h >> 30 == 2)
		return 16;
	if (h >> 29 == 6)
		return 24;
	return h >> 28 == 0xf ? 32 : -1;
}

static struct sockaddr_in get_sin(const struct ifreq *ifr)
{
	struct sockaddr_in sin;

	memcpy(&sin, &ifr->ifr_addr, sizeof(sin));
	return sin;
}

/** By label and, for 4.4BSD-style callers, address; else by label alone. */
static struct in_ifaddr *find_ifa(struct in_device *in_dev, const char *label,
				  const struct sockaddr_in *want)
{
	struct in_ifaddr *ifa;

	if (want)
		list_for_each_entry (ifa, &in_dev->ifa_list, node)
			if (!strcmp(label, ifa->ifa_label) &&
			    want->sin_addr.s_addr == ifa->ifa_local)
				return ifa;
	list_for_each_entry (ifa, &in_dev->ifa_list, node)
		if (!strcmp(label, ifa->ifa_label))
			return ifa;
	return NULL;
}

static int get_ioctl(u32 cmd, struct ifreq *ifr, const struct in_ifaddr *ifa)
{
	struct sockaddr_in sin = { .sin_family = AF_INET };

	switch (cmd) {
	case SIOCGIFADDR:
		sin.sin_addr.s_addr = ifa->ifa_local;
		break;
	case SIOCGIFBRDADDR:
		sin.sin_addr.s_addr = ifa->ifa_broadcast;
		break;
	case SIOCGIFDSTADDR:
		sin.sin_addr.s_addr = ifa->ifa_address;
		break;
	default:
		sin.sin_addr.s_addr = ifa->ifa_mask;
	}
	memcpy(&ifr->ifr_addr, &sin, sizeof(sin));
	return 0;
}

/** Give @ifa, which is on no list, to its device. */
static int insert(struct in_ifaddr *ifa)
{
	return inet_insert_ifa(ifa, NULL, 0, NULL);
}

static int set_addr(struct in_device *in_dev, struct in_ifaddr *ifa, const char *label, __be32 addr)
{
	struct net_device *dev = in_dev->dev;
	int len = inet_abc_len(addr);

	if (len < 0)
		return -EINVAL;
	if (!ifa) {
		ifa = inet_alloc_ifa(in_dev);
		if (!ifa)
			return -ENOBUFS;
		memcpy(ifa->ifa_label, label, IFNAMSIZ);
	} else {
		if (ifa->ifa_local == addr)
			return 0;
		inet_del_ifa(ifa, false, NULL, 0);
		ifa->ifa_broadcast = 0;
		ifa->ifa_scope = 0;
	}
	ifa->ifa_address = ifa->ifa_local = addr;
	ifa->ifa_prefixlen = dev->flags & IFF_POINTOPOINT ? 32 : len;
	ifa->ifa_mask = inet_make_mask(ifa->ifa_prefixlen);
	if (!(dev->flags & IFF_POINTOPOINT) && dev->flags & IFF_BROADCAST &&
	    ifa->ifa_prefixlen < 31)
		ifa->ifa_broadcast = addr | ~ifa->ifa_mask;
	inet_set_lifetime(ifa, INFINITY_LIFE_TIME, INFINITY_LIFE_TIME);
	in_dev->cnf.state = ~0ull;
	if (ipv4_is_loopback(addr))
		ifa->ifa_scope = RT_SCOPE_HOST;
	return insert(ifa);
}

static int set_netmask(struct in_ifaddr *ifa, __be32 mask)
{
	struct net_device *dev = ifa->ifa_dev->dev;
	__be32 old = ifa->ifa_mask;

	if (bad_mask(mask, 0))
		return -EINVAL;
	if (old == mask)
		return 0;
	inet_del_ifa(ifa, false, NULL, 0);
	ifa->ifa_mask = mask;
	ifa->ifa_prefixlen = inet_mask_len(mask);
	/* The broadcast address follows, unless somebody chose it freely. */
	if (dev->flags & IFF_BROADCAST && ifa->ifa_prefixlen < 31 &&
	    ifa->ifa_broadcast == (ifa->ifa_local | ~old))
		ifa->ifa_broadcast = ifa->ifa_local | ~mask;
	return insert(ifa);
}

static int set_dstaddr(struct in_ifaddr *ifa, __be32 addr)
{
	if (ifa->ifa_address == addr)
		return 0;
	if (inet_abc_len(addr) < 0)
		return -EINVAL;
	inet_del_ifa(ifa, false, NULL, 0);
	ifa->ifa_address = addr;
	return insert(ifa);
}

static int set_brdaddr(struct in_ifaddr *ifa, __be32 addr)
{
	if (ifa->ifa_broadcast == addr)
		return 0;
	inet_del_ifa(ifa, false, NULL, 0);
	ifa->ifa_broadcast = addr;
	return insert(ifa);
}

static int set_ioctl(u32 cmd, struct in_device *in_dev, struct in_ifaddr *ifa, struct ifreq *ifr)
{
	__be32 addr = get_sin(ifr).sin_addr.s_addr;

	switch (cmd) {
	case SIOCSIFADDR:
		return in_dev ? set_addr(in_dev, ifa, ifr->ifr_name, addr) : -ENOBUFS;
	case SIOCSIFBRDADDR:
		return set_brdaddr(ifa, addr);
	case SIOCSIFDSTADDR:
		return set_dstaddr(ifa, addr);
	case SIOCSIFNETMASK:
		return set_netmask(ifa, addr);
	}
	return -EINVAL;
}

static int check_ioctl(struct task *t, u32 cmd, const struct ifreq *ifr)
{
	switch (cmd) {
	case SIOCGIFADDR:
	case SIOCGIFBRDADDR:
	case SIOCGIFDSTADDR:
	case SIOCGIFNETMASK:
		return 0;
	case SIOCSIFADDR:
	case SIOCSIFBRDADDR:
	case SIOCSIFDSTADDR:
	case SIOCSIFNETMASK:
		if (!capable(t, CAP_NET_ADMIN))
			return -EPERM;
		return get_sin(ifr).sin_family == AF_INET ? 0 : -EINVAL;
	case SIOCSIFFLAGS:
		return capable(t, CAP_NET_ADMIN) ? 0 : -EPERM;
	}
	return -EINVAL;
}

/** Taking an alias down removes its address; a plain name is the device's own business. */
static int set_flags(struct net_device *dev, struct in_ifaddr *ifa, const struct ifreq *ifr,
		     bool alias)
{
	if (!alias)
		return dev_change_flags(dev, (u16)ifr->ifr_flags, NULL);
	if (!ifa)
		return -EADDRNOTAVAIL;
	if (!(ifr->ifr_flags & IFF_UP))
		inet_del_ifa(ifa, true, NULL, 0);
	return 0;
}

int devinet_ioctl(struct task *t, struct net *net, u32 cmd, struct ifreq *ifr)
{
	struct sockaddr_in sin = get_sin(ifr);
	struct in_ifaddr *ifa = NULL;
	struct in_device *in_dev;
	char name[IFNAMSIZ], *colon;
	struct net_device *dev;
	int err = check_ioctl(t, cmd, ifr);
	bool get = cmd == SIOCGIFADDR || cmd == SIOCGIFBRDADDR || cmd == SIOCGIFDSTADDR ||
		   cmd == SIOCGIFNETMASK;

	if (err)
		return err;
	ifr->ifr_name[IFNAMSIZ - 1] = 0;
	memcpy(name, ifr->ifr_name, IFNAMSIZ);
	colon = strchr(name, ':');
	if (colon)
		*colon = 0;
	dev = dev_get_by_name(net, name);
	if (!dev)
		return -ENODEV;
	in_dev = __in_dev_get(dev);
	if (in_dev)
		ifa = find_ifa(in_dev, ifr->ifr_name,
			       get && sin.sin_family == AF_INET ? &sin : NULL);
	if (cmd == SIOCSIFFLAGS)
		return set_flags(dev, ifa, ifr, colon);
	if (!ifa && cmd != SIOCSIFADDR)
		return -EADDRNOTAVAIL;
	return get ? get_ioctl(cmd, ifr, ifa) : set_ioctl(cmd, in_dev, ifa, ifr);
}

int inet_gifconf(struct task *t, struct net_device *dev, uptr buf, int len, int size)
{
	struct in_device *in_dev = __in_dev_get(dev);
	struct in_ifaddr *ifa;
	int done = 0;

	if (!in_dev)
		return 0;
	list_for_each_entry (ifa, &in_dev->ifa_list, node) {
		struct sockaddr_in sin = { .sin_family = AF_INET,
					   .sin_addr.s_addr = ifa->ifa_local };
		struct ifreq ifr;

		if (!buf) {
			done += size;
			continue;
		}
		if (len < size)
			break;
		memset(&ifr, 0, sizeof(ifr));
		memcpy(ifr.ifr_name, ifa->ifa_label, IFNAMSIZ);
		memcpy(&ifr.ifr_addr, &sin, sizeof(sin));
		if (copy_to_user(t, buf + done, &ifr, size))
			return -EFAULT;
		len -= size;
		done += size;
	}
	return done;
}
