/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * /sys/class/net and /sys/devices/virtual/net: the attributes of devices.
 *
 *   /sys/class/net/eth0 -> ../../devices/virtual/net/eth0
 *   /sys/devices/virtual/net/eth0/{mtu, address, ..., statistics/rx_bytes, queues/tx-0}
 *
 * One table row an attribute. Writing follows netdev_store(): CAP_NET_ADMIN first (EPERM), then
 * the number (EINVAL, ERANGE), then what the device says.
 */
#include "kernel/proc.h"
#include "net/core/dev.h"
#include "net/core/net-sysfs.h"
#include "net/core/rtnetlink.h"
#include "net/socket.h"

#include <linux/capability.h>
#include <linux/ethtool.h>
#include <stdio.h>
#include <stdlib.h>

/* Where in a device's directory a path leads. */
struct place {
	struct net_device *dev;
	char name[IFNAMSIZ];
	const char *rest; /* behind the device: "" or "mtu" or "statistics/rx_bytes" */
};

struct dev_attribute {
	const char *name;
	u16 mode;
	int (*show)(const struct net_device *dev, struct seq_file *m);
	/** A number. 0 or a negative errno. */
	int (*store)(struct net_device *dev, unsigned long v);
	/** A text, in place of a number. */
	int (*store_text)(struct net_device *dev, const char *s, size_t n);
};

/* ---- showing ---- */

#define SHOW(attr, fmt, value)                                                   \
	static int attr##_show(const struct net_device *dev, struct seq_file *m) \
	{                                                                        \
		seq_printf(m, fmt "\n", value);                                  \
		return 0;                                                        \
	}

SHOW(addr_assign_type, "%d", dev->addr_assign_type)
SHOW(addr_len, "%d", dev->addr_len)
SHOW(carrier_changes, "%u", dev->carrier_up_count + dev->carrier_down_count)
SHOW(carrier_up_count, "%u", dev->carrier_up_count)
SHOW(carrier_down_count, "%u", dev->carrier_down_count)
SHOW(dev_id, "0x%x", 0)
SHOW(dev_port, "%d", 0)
SHOW(flags, "0x%x", dev->flags)
SHOW(gro_flush_timeout, "%d", 0)
SHOW(group, "%d", dev->group)
SHOW(ifindex, "%d", dev->ifindex)
SHOW(iflink, "%d", dev_get_iflink(dev))
SHOW(link_mode, "%d", dev->link_mode)
SHOW(mtu, "%u", dev->mtu)
SHOW(napi_defer_hard_irqs, "%d", 0)
SHOW(proto_down, "%d", dev->proto_down)
SHOW(threaded, "%d", 0)
SHOW(tx_queue_len, "%u", dev->tx_queue_len)
SHOW(type, "%d", dev->type)

static void show_mac(struct seq_file *m, const u8 *addr, u32 len)
{
	for (u32 i = 0; i < len; i++)
		seq_printf(m, i ? ":%02x" : "%02x", addr[i]);
	seq_putc(m, '\n');
}

static int address_show(const struct net_device *dev, struct seq_file *m)
{
	show_mac(m, dev->dev_addr, dev->addr_len);
	return 0;
}

static int broadcast_show(const struct net_device *dev, struct seq_file *m)
{
	show_mac(m, dev->broadcast, dev->addr_len);
	return 0;
}

static int name_assign_type_show(const struct net_device *dev, struct seq_file *m)
{
	if (!dev->name_assign_type)
		return -EINVAL;
	seq_printf(m, "%d\n", dev->name_assign_type);
	return 0;
}

static int carrier_show(const struct net_device *dev, struct seq_file *m)
{
	if (!netif_running(dev))
		return -EINVAL;
	seq_printf(m, "%d\n", netif_carrier_ok(dev));
	return 0;
}

static int dormant_show(const struct net_device *dev, struct seq_file *m)
{
	if (!netif_running(dev))
		return -EINVAL;
	seq_printf(m, "%d\n", dev->dormant);
	return 0;
}

static int testing_show(const struct net_device *dev, struct seq_file *m)
{
	if (!netif_running(dev))
		return -EINVAL;
	seq_printf(m, "%d\n", dev->operstate == IF_OPER_TESTING);
	return 0;
}

static int operstate_show(const struct net_device *dev, struct seq_file *m)
{
	static const char *const names[] = { "unknown", "notpresent", "down", "lowerlayerdown",
					     "testing", "dormant",    "up" };
	u8 state = netif_running(dev) ? dev->operstate : IF_OPER_DOWN;

	if (state >= ARRAY_SIZE(names))
		return -EINVAL;
	seq_printf(m, "%s\n", names[state]);
	return 0;
}

static int speed_show(const struct net_device *dev, struct seq_file *m)
{
	struct dev_link_settings s;

	if (!netif_running(dev) || dev_get_link_settings(dev, &s))
		return -EINVAL;
	seq_printf(m, "%d\n", s.speed);
	return 0;
}

static int duplex_show(const struct net_device *dev, struct seq_file *m)
{
	struct dev_link_settings s;

	if (!netif_running(dev) || dev_get_link_settings(dev, &s))
		return -EINVAL;
	seq_puts(m, s.duplex == DUPLEX_HALF   ? "half\n"
		    : s.duplex == DUPLEX_FULL ? "full\n"
					      : "unknown\n");
	return 0;
}

static int ifalias_show(const struct net_device *dev, struct seq_file *m)
{
	if (dev->ifalias)
		seq_printf(m, "%s\n", dev->ifalias);
	return 0;
}

static int uevent_show(const struct net_device *dev, struct seq_file *m)
{
	const char *type = dev->priv_flags & IFF_EBRIDGE_PRIV	    ? "bridge"
			   : dev->priv_flags & IFF_802_1Q_VLAN_PRIV ? "vlan"
								    : NULL;

	if (type)
		seq_printf(m, "DEVTYPE=%s\n", type);
	seq_printf(m, "INTERFACE=%s\nIFINDEX=%d\n", dev->name, dev->ifindex);
	return 0;
}

/* ---- storing ---- */

static int carrier_store(struct net_device *dev, unsigned long v)
{
	if (!netif_running(dev))
		return -EINVAL;
	return dev_change_carrier(dev, v);
}

static int flags_store(struct net_device *dev, unsigned long v)
{
	return dev_change_flags(dev, (u32)v, NULL);
}

static int netdev_group_store(struct net_device *dev, unsigned long v)
{
	dev->group = (s32)v;
	return 0;
}

static int mtu_store(struct net_device *dev, unsigned long v)
{
	return dev_set_mtu_ext(dev, (int)v, NULL);
}

static int proto_down_store(struct net_device *dev, unsigned long v)
{
	return dev_change_proto_down(dev, v);
}

static int tx_queue_len_store(struct net_device *dev, unsigned long v)
{
	return dev_change_tx_queue_len(dev, v);
}

static int ifalias_store(struct net_device *dev, const char *s, size_t n)
{
	if (n && s[n - 1] == '\n')
		n--;
	return dev_set_alias(dev, s, n);
}

#define RO(attr)                         \
	{                                \
#attr, 0444, attr##_show \
	}
#define RW(attr)                                       \
	{                                              \
#attr, 0644, attr##_show, attr##_store \
	}

/* clang-format off */
static const struct dev_attribute attributes[] = {
	RO(addr_assign_type), RO(addr_len), RO(address), RO(broadcast),
	RW(carrier), RO(carrier_changes), RO(carrier_down_count), RO(carrier_up_count),
	RO(dev_id), RO(dev_port), RO(dormant), RO(duplex), RW(flags), RO(gro_flush_timeout),
	{ "ifalias", 0644, ifalias_show, .store_text = ifalias_store },
	RO(ifindex), RO(iflink), RO(link_mode), RW(mtu), RO(name_assign_type),
	RO(napi_defer_hard_irqs), { "netdev_group", 0644, group_show, netdev_group_store },
	RO(operstate), RW(proto_down), RO(speed), RO(testing), RO(threaded), RW(tx_queue_len),
	RO(type), RO(uevent),
};

#define STAT(name) { #name, offsetof(struct rtnl_link_stats64, name) }
static const struct {
	const char *name;
	u32 offset;
} statistics[] = {
	STAT(collisions), STAT(multicast), STAT(rx_bytes), STAT(rx_compressed),
	STAT(rx_crc_errors), STAT(rx_dropped), STAT(rx_errors), STAT(rx_fifo_errors),
	STAT(rx_frame_errors), STAT(rx_length_errors), STAT(rx_missed_errors),
	STAT(rx_nohandler), STAT(rx_over_errors), STAT(rx_packets), STAT(tx_aborted_errors),
	STAT(tx_bytes), STAT(tx_carrier_errors), STAT(tx_compressed), STAT(tx_dropped),
	STAT(tx_errors), STAT(tx_fifo_errors), STAT(tx_heartbeat_errors), STAT(tx_packets),
	STAT(tx_window_errors),
};
/* clang-format on */

/* ---- the two trees ---- */

static const struct dev_attribute *find_attribute(const char *name)
{
	for (u32 i = 0; i < ARRAY_SIZE(attributes); i++)
		if (!strcmp(attributes[i].name, name))
			return &attributes[i];
	return NULL;
}

/* The counter that "statistics/<name>" means, or -1. */
static long find_statistic(const char *rest)
{
	const size_t n = strlen("statistics/");

	if (strncmp(rest, "statistics/", n))
		return -1;
	for (u32 i = 0; i < ARRAY_SIZE(statistics); i++)
		if (!strcmp(statistics[i].name, rest + n))
			return statistics[i].offset;
	return -1;
}

/* "queues/tx-0", "queues/rx-3": does @dev have it? */
static bool is_queue(const struct net_device *dev, const char *rest)
{
	u32 have, i, n = strlen("queues/");

	if (strncmp(rest, "queues/", n) || (rest[n] != 'r' && rest[n] != 't') ||
	    rest[n + 1] != 'x' || rest[n + 2] != '-')
		return false;
	have = rest[n] == 't' ? dev->real_num_tx_queues : dev->real_num_rx_queues;
	rest += n + 3;
	if (!*rest || (rest[0] == '0' && rest[1]))
		return false;
	for (i = 0; *rest >= '0' && *rest <= '9' && i < have; rest++)
		i = i * 10 + *rest - '0';
	return !*rest && i < have;
}

static int find_place(const struct proc_req *r, const char *path, struct place *at)
{
	const char *slash = strchrnul(path, '/');
	size_t n = slash - path;

	if (n >= sizeof(at->name))
		return -ENOENT;
	memcpy(at->name, path, n);
	at->name[n] = '\0';
	at->dev = dev_get_by_name(r->net, at->name);
	if (!at->dev || strcmp(at->dev->name, at->name)) /* altnames have no directory */
		return -ENOENT;
	at->rest = *slash ? slash + 1 : slash;
	return 0;
}

/* The port that "brif/<name>" of a bridge means, or NULL. */
static const struct net_device *port_of_bridge(const struct place *at)
{
	const struct net_device *port;

	if (!(at->dev->priv_flags & IFF_EBRIDGE_PRIV) || strncmp(at->rest, "brif/", 5))
		return NULL;
	port = dev_get_by_name(dev_net(at->dev), at->rest + 5);
	return port && port->master == at->dev ? port : NULL;
}

/* Does @upper stand directly on @lower? */
static bool is_upper(const struct net_device *upper, const struct net_device *lower)
{
	return lower->master == upper || (upper->priv_flags & IFF_802_1Q_VLAN_PRIV &&
					  dev_get_iflink(upper) == lower->ifindex);
}

/* The device that "upper_<name>" or "lower_<name>" means, or NULL. */
static const struct net_device *neighbour_of(const struct place *at)
{
	bool up = !strncmp(at->rest, "upper_", 6);
	const struct net_device *other;

	if (!up && strncmp(at->rest, "lower_", 6))
		return NULL;
	other = dev_get_by_name(dev_net(at->dev), at->rest + 6);
	if (!other || !(up ? is_upper(other, at->dev) : is_upper(at->dev, other)))
		return NULL;
	return other;
}

static bool is_link(const struct place *at)
{
	if (!strcmp(at->rest, "subsystem"))
		return true;
	if (port_of_bridge(at) || neighbour_of(at))
		return true;
	return !strcmp(at->rest, "master") && at->dev->master;
}

static bool is_directory(const struct place *at)
{
	return !*at->rest || !strcmp(at->rest, "statistics") || !strcmp(at->rest, "queues") ||
	       is_queue(at->dev, at->rest) ||
	       (!strcmp(at->rest, "brif") && at->dev->priv_flags & IFF_EBRIDGE_PRIV);
}

static void stat_as(struct proc_stat *st, enum proc_kind kind, u32 mode, u32 size)
{
	st->kind = kind;
	st->mode = mode;
	st->size = size;
}

static int place_stat(const struct place *at, struct proc_stat *st)
{
	const struct dev_attribute *attr = find_attribute(at->rest);
	const struct dev_sysfs_group *group = dev_sysfs_group_find(at->dev, at->rest);
	const struct dev_sysfs_row *row = group ? dev_sysfs_row_find(group, at->rest) : NULL;

	if (attr)
		stat_as(st, PROC_FILE, attr->mode, 4096);
	else if (row)
		stat_as(st, PROC_FILE, row->mode, 4096);
	else if (find_statistic(at->rest) >= 0)
		stat_as(st, PROC_FILE, 0444, 4096);
	else if (is_link(at))
		stat_as(st, PROC_LINK, 0777, 0);
	else if (is_directory(at) || (group && !strcmp(at->rest, group->name)))
		stat_as(st, PROC_DIR, 0755, 0);
	else
		return -ENOENT;
	return 0;
}

static int devices_stat(const struct proc_req *r, const char *path, struct proc_stat *st)
{
	struct place at;
	int err;

	if (!*path) {
		st->kind = PROC_DIR;
		st->mode = 0755;
		return 0;
	}
	err = find_place(r, path, &at);
	return err ? err : place_stat(&at, st);
}

static int class_stat(const struct proc_req *r, const char *path, struct proc_stat *st)
{
	int err = devices_stat(r, path, st);

	if (!err && *path && !strchr(path, '/')) {
		st->kind = PROC_LINK;
		st->mode = 0777;
	}
	return err;
}

static void emit_devices(const struct proc_req *r, enum proc_kind kind, proc_emit_fn emit,
			 void *arg)
{
	const struct net_device *dev;
	u32 i;

	for_each_netdev (r->net, i, dev)
		emit(arg, dev->name, kind);
}

static void emit_queues(const struct net_device *dev, proc_emit_fn emit, void *arg)
{
	char name[32];

	for (u32 i = 0; i < dev->real_num_rx_queues; i++) {
		snprintf(name, sizeof(name), "rx-%u", i);
		emit(arg, name, PROC_DIR);
	}
	for (u32 i = 0; i < dev->real_num_tx_queues; i++) {
		snprintf(name, sizeof(name), "tx-%u", i);
		emit(arg, name, PROC_DIR);
	}
}

static void emit_ports(const struct net_device *bridge, proc_emit_fn emit, void *arg)
{
	const struct net_device *port;
	u32 i;

	for_each_netdev (dev_net(bridge), i, port)
		if (port->master == bridge)
			emit(arg, port->name, PROC_LINK);
}

static void emit_neighbours(const struct net_device *dev, proc_emit_fn emit, void *arg)
{
	const struct net_device *other;
	char name[IFNAMSIZ + 8];
	u32 i;

	for_each_netdev (dev_net(dev), i, other) {
		if (!is_upper(other, dev) && !is_upper(dev, other))
			continue;
		snprintf(name, sizeof(name), "%s_%s", is_upper(other, dev) ? "upper" : "lower",
			 other->name);
		emit(arg, name, PROC_LINK);
	}
}

/* A device's own directory. */
static void emit_device(const struct net_device *dev, proc_emit_fn emit, void *arg)
{
	for (u32 i = 0; i < ARRAY_SIZE(attributes); i++)
		emit(arg, attributes[i].name, PROC_FILE);
	emit(arg, "queues", PROC_DIR);
	emit(arg, "statistics", PROC_DIR);
	emit(arg, "subsystem", PROC_LINK);
	if (dev->master)
		emit(arg, "master", PROC_LINK);
	emit_neighbours(dev, emit, arg);
	if (dev->priv_flags & IFF_EBRIDGE_PRIV)
		emit(arg, "brif", PROC_DIR);
	for (u32 i = 0; dev_sysfs_groups[i]; i++)
		if (dev_sysfs_groups[i]->object(dev))
			emit(arg, dev_sysfs_groups[i]->name, PROC_DIR);
}

static int devices_readdir(const struct proc_req *r, const char *path, proc_emit_fn emit, void *arg)
{
	const struct dev_sysfs_group *group;
	struct place at;
	int err;

	if (!*path) {
		emit_devices(r, PROC_DIR, emit, arg);
		return 0;
	}
	err = find_place(r, path, &at);
	if (err)
		return err;
	group = dev_sysfs_group_find(at.dev, at.rest);
	if (!*at.rest)
		emit_device(at.dev, emit, arg);
	else if (!strcmp(at.rest, "statistics"))
		for (u32 i = 0; i < ARRAY_SIZE(statistics); i++)
			emit(arg, statistics[i].name, PROC_FILE);
	else if (!strcmp(at.rest, "queues"))
		emit_queues(at.dev, emit, arg);
	else if (!strcmp(at.rest, "brif"))
		emit_ports(at.dev, emit, arg);
	else if (group)
		for (u32 i = 0; i < group->n; i++)
			emit(arg, group->rows[i].name, PROC_FILE);
	return 0;
}

static int class_readdir(const struct proc_req *r, const char *path, proc_emit_fn emit, void *arg)
{
	if (*path)
		return devices_readdir(r, path, emit, arg);
	emit_devices(r, PROC_LINK, emit, arg);
	return 0;
}

static int devices_readlink(const struct proc_req *r, const char *path, struct seq_file *m)
{
	struct place at;
	int err = find_place(r, path, &at);

	if (err)
		return err;
	if (!strcmp(at.rest, "subsystem"))
		seq_puts(m, "../../../../class/net");
	else if (port_of_bridge(&at))
		seq_printf(m, "../../%s/brport", port_of_bridge(&at)->name);
	else
		seq_printf(m, "../%s",
			   (neighbour_of(&at) ? neighbour_of(&at) : at.dev->master)->name);
	return 0;
}

static int class_readlink(const struct proc_req *r, const char *path, struct seq_file *m)
{
	if (strchr(path, '/'))
		return devices_readlink(r, path, m);
	seq_printf(m, "../../devices/virtual/net/%s", path);
	return 0;
}

static int devices_read(const struct proc_req *r, const char *path, struct seq_file *m)
{
	struct rtnl_link_stats64 stats = { 0 };
	const struct dev_sysfs_group *group;
	const struct dev_attribute *attr;
	const struct dev_sysfs_row *row;
	struct place at;
	long offset;
	int err = find_place(r, path, &at);

	if (err)
		return err;
	attr = find_attribute(at.rest);
	if (attr)
		return attr->show(at.dev, m);
	group = dev_sysfs_group_find(at.dev, at.rest);
	if (group) {
		row = dev_sysfs_row_find(group, at.rest);
		if (!row->show)
			return -EIO;
		row->show(group->object(at.dev), m);
		return 0;
	}
	offset = find_statistic(at.rest);
	dev_get_stats(at.dev, &stats);
	seq_printf(m, "%llu\n", (unsigned long long)get_u64((const u8 *)&stats + offset));
	return 0;
}

/* kstrtoul(): one number, an optional newline, nothing else. */
static int parse_ulong(const char *s, unsigned long *ret)
{
	char *end;

	if (*s == '+')
		s++;
	if (*s < '0' || *s > '9')
		return -EINVAL;
	errno = 0;
	*ret = strtoul(s, &end, 0);
	if (*end == '\n')
		end++;
	if (*end)
		return -EINVAL;
	return errno == ERANGE ? -ERANGE : 0;
}

/* A number for a file of another room's directory. */
static int group_store(const struct place *at, const char *buf)
{
	const struct dev_sysfs_group *group = dev_sysfs_group_find(at->dev, at->rest);
	const struct dev_sysfs_row *row = group ? dev_sysfs_row_find(group, at->rest) : NULL;
	unsigned long v;
	int err;

	if (!row || !row->store)
		return -EIO;
	err = parse_ulong(buf, &v);
	return err ? err : row->store(group->object(at->dev), v);
}

static int attribute_store(const struct place *at, const char *buf, size_t n)
{
	const struct dev_attribute *attr = find_attribute(at->rest);
	unsigned long v;
	int err;

	if (!attr)
		return group_store(at, buf);
	if (attr->store_text)
		return attr->store_text(at->dev, buf, n);
	if (!attr->store)
		return -EIO;
	err = parse_ulong(buf, &v);
	return err ? err : attr->store(at->dev, v);
}

static long devices_write(const struct proc_req *r, const char *path, const char *buf, size_t n,
			  s64 pos)
{
	struct place at;
	int err = find_place(r, path, &at);

	if (err)
		return err;
	if (!(r->caps & BIT_ULL(CAP_NET_ADMIN)))
		return -EPERM;
	rtnl_lock(r->kernel);
	err = attribute_store(&at, buf, n);
	rtnl_unlock(r->kernel);
	return err < 0 ? err : (long)n;
}

static const struct proc_tree class_tree = {
	.prefix = "/sys/class/net",
	.stat = class_stat,
	.readdir = class_readdir,
	.read = devices_read,
	.write = devices_write,
	.readlink = class_readlink,
};

static const struct proc_tree devices_tree = {
	.prefix = "/sys/devices/virtual/net",
	.stat = devices_stat,
	.readdir = devices_readdir,
	.read = devices_read,
	.write = devices_write,
	.readlink = devices_readlink,
};

static int net_sysfs_init(struct kernel *k)
{
	int err = proc_register_tree(k, &class_tree);

	if (err)
		return err;
	err = proc_register_tree(k, &devices_tree);
	if (err)
		proc_unregister_tree(k, &class_tree);
	return err;
}

static void net_sysfs_exit(struct kernel *k)
{
	proc_unregister_tree(k, &devices_tree);
	proc_unregister_tree(k, &class_tree);
}

const struct net_proto net_sysfs_proto = {
	.name = "net-sysfs",
	.init_func = net_sysfs_init,
	.exit_func = net_sysfs_exit,
};
