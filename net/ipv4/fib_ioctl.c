/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * SIOCADDRT and SIOCDELRT: what route(8) speaks.
 */
#include <linux/capability.h>
#include <linux/route.h>
#include <linux/sockios.h>

#include "kernel/task.h"
#include "kernel/uaccess.h"
#include "net/ipv4/inetdevice.h"
#include "net/ipv4/ip_fib.h"

/** struct rtentry, as far as IPv4 reads it, whatever the program's word size. */
struct rt_request {
	struct sockaddr_in dst, gateway, genmask;
	u16 flags, irtt;
	s16 metric;
	uptr dev;
	u64 mtu, window;
};

struct rtentry32 {
	u32 rt_pad1;
	u8 rt_dst[16], rt_gateway[16], rt_genmask[16];
	u16 rt_flags;
	s16 rt_pad2;
	u32 rt_pad3;
	u8 rt_tos, rt_class;
	s16 rt_pad4;
	s16 rt_metric;
	u32 rt_dev, rt_mtu, rt_window;
	u16 rt_irtt;
};

struct rtentry64 {
	u64 rt_pad1;
	u8 rt_dst[16], rt_gateway[16], rt_genmask[16];
	u16 rt_flags;
	s16 rt_pad2;
	u64 rt_pad3;
	u8 rt_tos, rt_class;
	s16 rt_pad4[3];
	s16 rt_metric;
	u64 rt_dev, rt_mtu, rt_window;
	u16 rt_irtt;
};

#define FROM_RTENTRY(q, e)                                 \
	do {                                               \
		memcpy(&(q)->dst, (e).rt_dst, 16);         \
		memcpy(&(q)->gateway, (e).rt_gateway, 16); \
		memcpy(&(q)->genmask, (e).rt_genmask, 16); \
		(q)->flags = (e).rt_flags;                 \
		(q)->metric = (e).rt_metric;               \
		(q)->dev = (e).rt_dev;                     \
		(q)->mtu = (e).rt_mtu;                     \
		(q)->window = (e).rt_window;               \
		(q)->irtt = (e).rt_irtt;                   \
	} while (0)

static int get_request(struct task *t, struct rt_request *q, uptr arg)
{
	struct rtentry32 e32;
	struct rtentry64 e64;

	if (user_ptr_size(t) == 4) {
		if (get_user(t, e32, arg))
			return -EFAULT;
		FROM_RTENTRY(q, e32);
		return 0;
	}
	if (get_user(t, e64, arg))
		return -EFAULT;
	FROM_RTENTRY(q, e64);
	return 0;
}

static int get_destination(const struct rt_request *q, struct fib_config *cfg)
{
	__be32 mask = q->genmask.sin_addr.s_addr;

	if (q->dst.sin_family != AF_INET)
		return -EAFNOSUPPORT;
	cfg->dst = q->dst.sin_addr.s_addr;
	cfg->dst_len = 32;
	if (q->flags & RTF_HOST)
		return 0;
	if (q->genmask.sin_family != AF_INET && (mask || q->genmask.sin_family))
		return -EAFNOSUPPORT;
	if (bad_mask(mask, cfg->dst))
		return -EINVAL;
	cfg->dst_len = inet_mask_len(mask);
	return 0;
}

static int get_device(struct task *t, struct net *net, const struct rt_request *q,
		      struct fib_config *cfg)
{
	char label[IFNAMSIZ] = "", name[IFNAMSIZ], *colon;
	struct net_device *dev;
	struct in_ifaddr *ifa;

	if (!q->dev)
		return 0;
	if (copy_from_user(t, label, q->dev, IFNAMSIZ - 1))
		return -EFAULT;
	memcpy(name, label, IFNAMSIZ);
	colon = strchr(name, ':');
	if (colon)
		*colon = 0;
	dev = dev_get_by_name(net, name);
	if (!dev)
		return -ENODEV;
	cfg->oif = dev->ifindex;
	if (!colon)
		return 0;
	if (!__in_dev_get(dev))
		return -ENODEV;
	list_for_each_entry (ifa, &__in_dev_get(dev)->ifa_list, node) {
		if (strcmp(ifa->ifa_label, label))
			continue;
		cfg->prefsrc = ifa->ifa_local;
		return 0;
	}
	return -ENODEV;
}

static struct nlattr *put_metric(struct nlattr *a, int type, u32 v)
{
	a->nla_type = type;
	a->nla_len = NLA_HDRLEN + sizeof(v);
	memcpy(nla_data(a), &v, sizeof(v));
	return (struct nlattr *)((u8 *)a + nla_total_size(sizeof(v)));
}

/** @room: for three attributes of a u32. */
static void get_metrics(const struct rt_request *q, struct fib_config *cfg, u32 *room)
{
	struct nlattr *first = (struct nlattr *)room, *a = first;

	if (q->flags & RTF_MTU)
		a = put_metric(a, RTAX_ADVMSS, q->mtu - 40);
	if (q->flags & RTF_WINDOW)
		a = put_metric(a, RTAX_WINDOW, q->window);
	if (q->flags & RTF_IRTT)
		a = put_metric(a, RTAX_RTT, q->irtt << 3);
	if (a == first)
		return;
	cfg->mx = first;
	cfg->mx_len = (u8 *)a - (u8 *)first;
}

static int get_config(struct task *t, struct net *net, u32 cmd, const struct rt_request *q,
		      struct fib_config *cfg)
{
	__be32 gw = q->gateway.sin_family == AF_INET ? q->gateway.sin_addr.s_addr : 0;
	int err = get_destination(q, cfg);

	if (err)
		return err;
	if (cmd != SIOCDELRT) {
		cfg->nlflags = NLM_F_CREATE;
		cfg->protocol = RTPROT_BOOT;
	}
	if (q->metric)
		cfg->priority = q->metric - 1;
	if (q->flags & RTF_REJECT) {
		cfg->scope = RT_SCOPE_HOST;
		cfg->type = RTN_UNREACHABLE;
		return 0;
	}
	cfg->scope = RT_SCOPE_NOWHERE;
	cfg->type = RTN_UNICAST;
	err = get_device(t, net, q, cfg);
	if (err)
		return err;
	if (gw) {
		cfg->gw.ipv4 = gw;
		cfg->gw.family = AF_INET;
		if (q->flags & RTF_GATEWAY && inet_addr_type_table(net, gw, 0) == RTN_UNICAST)
			cfg->scope = RT_SCOPE_UNIVERSE;
	}
	if (cmd == SIOCDELRT)
		return 0;
	if (q->flags & RTF_GATEWAY && !gw)
		return -EINVAL;
	if (cfg->scope == RT_SCOPE_NOWHERE)
		cfg->scope = RT_SCOPE_LINK;
	return 0;
}

int ip_rt_ioctl(struct task *t, struct net *net, u32 cmd, uptr arg)
{
	struct fib_config cfg = { .table = RT_TABLE_MAIN, .nlinfo = { .net = net } };
	struct rt_request q;
	struct fib_table *tb;
	u32 metrics[6];
	int err;

	if (cmd != SIOCADDRT && cmd != SIOCDELRT)
		return -EINVAL;
	if (!capable(t, CAP_NET_ADMIN))
		return -EPERM;
	if (get_request(t, &q, arg))
		return -EFAULT;
	err = get_config(t, net, cmd, &q, &cfg);
	if (err)
		return err;
	if (cmd == SIOCDELRT) {
		tb = fib_get_table(net, cfg.table);
		return tb ? fib_table_delete(tb, &cfg, NULL) : -ESRCH;
	}
	get_metrics(&q, &cfg, metrics);
	tb = fib_new_table(net, cfg.table);
	return tb ? fib_table_insert(tb, &cfg, NULL) : -ENOBUFS;
}
