/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * SIOCETHTOOL: what virtual devices answer to ethtool. Everything else is EOPNOTSUPP, as for a
 * driver without the operation.
 */
#include "kernel/uaccess.h"
#include "net/core/dev.h"
#include "net/core/dev_ioctl.h"
#include "net/core/net-sysfs.h"
#include "net/core/rtnetlink.h"

#include <linux/capability.h>
#include <linux/ethtool.h>
#include <stdio.h>

#define ETOOSMALL 525 /* Linux's own, never meant for programs but seen by them */

/* What the kinds tell of themselves; a kind that is missing here names its rtnl_link_ops. */
static const struct {
	const char *kind, *driver, *version, *fw;
} drivers[] = {
	{ "bridge", "bridge", "2.3", "N/A" },
	{ "vlan", "802.1Q VLAN Support", "1.8", "N/A" },
	{ "veth", "veth", "1.0", "" },
	{ "dummy", "dummy", NULL, "" },
};

static const char *dev_kind(const struct net_device *dev)
{
	return dev->rtnl_link_ops ? dev->rtnl_link_ops->kind : "";
}

int dev_get_link_settings(const struct net_device *dev, struct dev_link_settings *s)
{
	const char *kind = dev_kind(dev);
	struct net_device *lower;

	if (!strcmp(kind, "veth")) {
		*s = (struct dev_link_settings) { SPEED_10000, DUPLEX_FULL, PORT_TP,
						  AUTONEG_DISABLE };
		return 0;
	}
	if (!strcmp(kind, "bridge")) {
		struct dev_link_settings port;

		*s = (struct dev_link_settings) { SPEED_UNKNOWN, DUPLEX_UNKNOWN, PORT_OTHER,
						  AUTONEG_DISABLE };
		list_for_each_entry (lower, &dev->lower, master_node)
			if (netif_running(lower) && netif_oper_up(lower) &&
			    !dev_get_link_settings(lower, &port) && port.speed > s->speed)
				s->speed = port.speed;
		return 0;
	}
	if (!strcmp(kind, "vlan")) {
		lower = dev_get_by_index(dev_net(dev), dev_get_iflink(dev));
		return lower ? dev_get_link_settings(lower, s) : -EOPNOTSUPP;
	}
	return -EOPNOTSUPP;
}

static int get_drvinfo(struct task *t, struct net_device *dev, uptr data)
{
	struct ethtool_drvinfo info = { .cmd = ETHTOOL_GDRVINFO };
	const char *kind = dev_kind(dev);

	if (!*kind)
		return -EOPNOTSUPP;
	snprintf(info.driver, sizeof(info.driver), "%s", kind);
	snprintf(info.version, sizeof(info.version), "%s", KERNLET_RELEASE);
	for (u32 i = 0; i < ARRAY_SIZE(drivers); i++) {
		if (strcmp(drivers[i].kind, kind))
			continue;
		snprintf(info.driver, sizeof(info.driver), "%s", drivers[i].driver);
		if (drivers[i].version)
			snprintf(info.version, sizeof(info.version), "%s", drivers[i].version);
		snprintf(info.fw_version, sizeof(info.fw_version), "%s", drivers[i].fw);
	}
	if (!strcmp(kind, "bridge"))
		strcpy(info.bus_info, "N/A");
	return copy_to_user(t, data, &info, sizeof(info));
}

static int get_link(struct task *t, struct net_device *dev, uptr data)
{
	struct ethtool_value v = { .cmd = ETHTOOL_GLINK };

	v.data = netif_running(dev) && (dev->flags & IFF_LOOPBACK || netif_carrier_ok(dev));
	return copy_to_user(t, data, &v, sizeof(v));
}

static int get_settings(struct task *t, struct net_device *dev, uptr data)
{
	struct ethtool_cmd cmd = { .cmd = ETHTOOL_GSET };
	struct dev_link_settings s;
	int err = dev_get_link_settings(dev, &s);

	if (err)
		return err;
	cmd.speed = (u16)s.speed;
	cmd.speed_hi = (u16)((u32)s.speed >> 16);
	cmd.duplex = s.duplex;
	cmd.port = s.port;
	cmd.autoneg = s.autoneg;
	return copy_to_user(t, data, &cmd, sizeof(cmd));
}

/*
 * The handshake: a program that names another number of mask words than we use (4) is told ours,
 * negated, and asks again.
 */
static int get_link_ksettings(struct task *t, struct net_device *dev, uptr data)
{
	enum { WORDS = 4 };
	union {
		struct ethtool_link_settings base;
		u8 room[sizeof(struct ethtool_link_settings) + 3 * WORDS * sizeof(u32)]; /* masks */
	} out = { .room = { 0 } };
	struct ethtool_link_settings in;
	struct dev_link_settings s;

	if (dev_get_link_settings(dev, &s))
		return -EOPNOTSUPP;
	if (copy_from_user(t, &in, data, sizeof(in)))
		return -EFAULT;
	out.base.cmd = ETHTOOL_GLINKSETTINGS;
	if (in.link_mode_masks_nwords != WORDS) {
		out.base.link_mode_masks_nwords = -WORDS;
		return copy_to_user(t, data, &out.base, sizeof(out.base));
	}
	out.base.link_mode_masks_nwords = WORDS;
	out.base.speed = (u32)s.speed;
	out.base.duplex = s.duplex;
	out.base.port = s.port;
	out.base.autoneg = s.autoneg;
	return copy_to_user(t, data, out.room, sizeof(out.room));
}

static int get_perm_addr(struct task *t, struct net_device *dev, uptr data)
{
	struct ethtool_perm_addr a;

	if (copy_from_user(t, &a, data, sizeof(a)))
		return -EFAULT;
	if (a.size < dev->addr_len)
		return -ETOOSMALL;
	a.size = dev->addr_len;
	if (copy_to_user(t, data, &a, sizeof(a)))
		return -EFAULT;
	return copy_to_user(t, data + sizeof(a), dev->perm_addr, a.size);
}

/* Requests that anybody may make; all others need CAP_NET_ADMIN, also when nobody serves them. */
static const u8 for_everyone[] = {
	ETHTOOL_GSET,	    ETHTOOL_GDRVINFO,	   ETHTOOL_GMSGLVL,	ETHTOOL_GLINK,
	ETHTOOL_GCOALESCE,  ETHTOOL_GRINGPARAM,	   ETHTOOL_GPAUSEPARAM, ETHTOOL_GRXCSUM,
	ETHTOOL_GTXCSUM,    ETHTOOL_GSG,	   ETHTOOL_GSSET_INFO,	ETHTOOL_GSTRINGS,
	ETHTOOL_GSTATS,	    ETHTOOL_GPHYSTATS,	   ETHTOOL_GTSO,	ETHTOOL_GPERMADDR,
	ETHTOOL_GUFO,	    ETHTOOL_GGSO,	   ETHTOOL_GGRO,	ETHTOOL_GFLAGS,
	ETHTOOL_GPFLAGS,    ETHTOOL_GRXFH,	   ETHTOOL_GRXRINGS,	ETHTOOL_GRXCLSRLCNT,
	ETHTOOL_GRXCLSRULE, ETHTOOL_GRXCLSRLALL,   ETHTOOL_GRXFHINDIR,	ETHTOOL_GRSSH,
	ETHTOOL_GFEATURES,  ETHTOOL_GCHANNELS,	   ETHTOOL_GET_TS_INFO, ETHTOOL_GEEE,
	ETHTOOL_GTUNABLE,   ETHTOOL_GLINKSETTINGS, ETHTOOL_GFECPARAM,
};

static bool is_for_everyone(u32 cmd)
{
	for (u32 i = 0; i < ARRAY_SIZE(for_everyone); i++)
		if (for_everyone[i] == cmd)
			return true;
	return false;
}

int dev_ethtool(struct task *t, struct net *net, const char *name, uptr data)
{
	struct net_device *dev;
	u32 cmd;

	if (get_user(t, cmd, data))
		return -EFAULT;
	dev = dev_get_by_name(net, name);
	if (!dev)
		return -ENODEV;
	if (!is_for_everyone(cmd) && !capable(t, CAP_NET_ADMIN))
		return -EPERM;
	switch (cmd) {
	case ETHTOOL_GDRVINFO:
		return get_drvinfo(t, dev, data);
	case ETHTOOL_GLINK:
		return get_link(t, dev, data);
	case ETHTOOL_GSET:
		return get_settings(t, dev, data);
	case ETHTOOL_GLINKSETTINGS:
		return get_link_ksettings(t, dev, data);
	case ETHTOOL_GPERMADDR:
		return get_perm_addr(t, dev, data);
	default:
		return -EOPNOTSUPP;
	}
}
