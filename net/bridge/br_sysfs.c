/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * /sys/class/net/<bridge>/bridge and /sys/class/net/<port>/brport: what brctl shows and sets.
 * Times are in hundredths of a second.
 */
#include "kernel/seq_file.h"
#include "net/bridge/br_private.h"
#include "net/core/net-sysfs.h"

typedef unsigned long long ull;

static void show_id(struct seq_file *m, const struct bridge_id *id)
{
	seq_printf(m, "%.2x%.2x.%.2x%.2x%.2x%.2x%.2x%.2x\n", id->prio[0], id->prio[1], id->addr[0],
		   id->addr[1], id->addr[2], id->addr[3], id->addr[4], id->addr[5]);
}

/* One row's function: @br is what the row is about. */
#define SHOW_BRIDGE(name, fmt, ...)                                     \
	static void name##_show(const void *object, struct seq_file *m) \
	{                                                               \
		const struct net_bridge *br = object;                   \
		seq_printf(m, fmt "\n", __VA_ARGS__);                   \
	}
#define SHOW_PORT(name, fmt, ...)                                              \
	static void port_##name##_show(const void *object, struct seq_file *m) \
	{                                                                      \
		const struct net_bridge_port *p = object;                      \
		seq_printf(m, fmt "\n", __VA_ARGS__);                          \
	}

SHOW_BRIDGE(forward_delay, "%llu", (ull)jiffies_to_clock_t(br->forward_delay))
SHOW_BRIDGE(hello_time, "%llu", (ull)jiffies_to_clock_t(br->hello_time))
SHOW_BRIDGE(max_age, "%llu", (ull)jiffies_to_clock_t(br->max_age))
SHOW_BRIDGE(ageing_time, "%llu", (ull)jiffies_to_clock_t(br->ageing_time))
SHOW_BRIDGE(stp_state, "%d", br->stp_enabled)
SHOW_BRIDGE(priority, "%d", br->bridge_id.prio[0] << 8 | br->bridge_id.prio[1])
SHOW_BRIDGE(root_port, "%d", br->root_port)
SHOW_BRIDGE(root_path_cost, "%u", br->root_path_cost)
SHOW_BRIDGE(topology_change, "%d", br->topology_change)
SHOW_BRIDGE(topology_change_detected, "%d", br->topology_change_detected)
SHOW_BRIDGE(hello_timer, "%llu", (ull)br_timer_value(br, &br->hello_timer))
SHOW_BRIDGE(tcn_timer, "%llu", (ull)br_timer_value(br, &br->tcn_timer))
SHOW_BRIDGE(topology_change_timer, "%llu", (ull)br_timer_value(br, &br->topology_change_timer))
SHOW_BRIDGE(gc_timer, "%llu", (ull)br_timer_value(br, &br->gc_timer))
SHOW_BRIDGE(group_addr, "%02x:%02x:%02x:%02x:%02x:%02x", br->group_addr[0], br->group_addr[1],
	    br->group_addr[2], br->group_addr[3], br->group_addr[4], br->group_addr[5])
SHOW_BRIDGE(group_fwd_mask, "0x%x", br->group_fwd_mask)
SHOW_BRIDGE(vlan_protocol, "0x%04x", be16toh(br->vlan_proto))
SHOW_BRIDGE(default_pvid, "%u", br->default_pvid)

static void bridge_id_show(const void *object, struct seq_file *m)
{
	show_id(m, &((const struct net_bridge *)object)->bridge_id);
}

static void root_id_show(const void *object, struct seq_file *m)
{
	show_id(m, &((const struct net_bridge *)object)->designated_root);
}

static int forward_delay_store(void *object, unsigned long v)
{
	return br_set_forward_delay(object, v);
}

static int hello_time_store(void *object, unsigned long v)
{
	return br_set_hello_time(object, v);
}

static int max_age_store(void *object, unsigned long v)
{
	return br_set_max_age(object, v);
}

static int ageing_time_store(void *object, unsigned long v)
{
	br_set_ageing_time(object, v);
	return 0;
}

static int stp_state_store(void *object, unsigned long v)
{
	br_stp_set_enabled(object, v);
	return 0;
}

static int priority_store(void *object, unsigned long v)
{
	br_stp_set_bridge_priority(object, v);
	return 0;
}

static int flush_store(void *object, unsigned long v)
{
	struct net_bridge_fdb_flush_desc desc = { .flags_mask = BR_FDB_STATIC };

	br_fdb_flush(object, &desc);
	return 0;
}

SHOW_PORT(path_cost, "%d", p->path_cost)
SHOW_PORT(priority, "%d", p->priority)
SHOW_PORT(port_id, "0x%x", p->port_id)
SHOW_PORT(port_no, "0x%x", p->port_no)
SHOW_PORT(designated_port, "%d", p->designated_port)
SHOW_PORT(designated_cost, "%d", p->designated_cost)
SHOW_PORT(state, "%d", p->state)
SHOW_PORT(change_ack, "%d", p->topology_change_ack)
SHOW_PORT(config_pending, "%d", p->config_pending)
SHOW_PORT(message_age_timer, "%llu", (ull)br_timer_value(p->br, &p->message_age_timer))
SHOW_PORT(forward_delay_timer, "%llu", (ull)br_timer_value(p->br, &p->forward_delay_timer))
SHOW_PORT(hold_timer, "%llu", (ull)br_timer_value(p->br, &p->hold_timer))

static void port_designated_root_show(const void *object, struct seq_file *m)
{
	show_id(m, &((const struct net_bridge_port *)object)->designated_root);
}

static void port_designated_bridge_show(const void *object, struct seq_file *m)
{
	show_id(m, &((const struct net_bridge_port *)object)->designated_bridge);
}

static int port_path_cost_store(void *object, unsigned long v)
{
	return br_stp_set_path_cost(object, v);
}

static int port_priority_store(void *object, unsigned long v)
{
	return br_stp_set_port_priority(object, v);
}

#define RO(attr)                               \
	{                                      \
#attr, 0444, attr##_show, NULL \
	}
#define RW(attr)                                       \
	{                                              \
#attr, 0644, attr##_show, attr##_store \
	}
#define PORT_RO(attr)                                 \
	{                                             \
#attr, 0444, port_##attr##_show, NULL \
	}
#define PORT_RW(attr)                                                \
	{                                                            \
#attr, 0644, port_##attr##_show, port_##attr##_store \
	}

/* clang-format off */
static const struct dev_sysfs_row bridge_rows[] = {
	RW(ageing_time), RO(bridge_id), RO(default_pvid), { "flush", 0200, NULL, flush_store },
	RW(forward_delay), RO(gc_timer), RO(group_addr), RO(group_fwd_mask), RW(hello_time),
	RO(hello_timer), RW(max_age), RW(priority), RO(root_id), RO(root_path_cost), RO(root_port),
	RW(stp_state), RO(tcn_timer), RO(topology_change), RO(topology_change_detected),
	RO(topology_change_timer), RO(vlan_protocol),
};

static const struct dev_sysfs_row port_rows[] = {
	PORT_RO(change_ack), PORT_RO(config_pending), PORT_RO(designated_bridge),
	PORT_RO(designated_cost), PORT_RO(designated_port), PORT_RO(designated_root),
	PORT_RO(forward_delay_timer), PORT_RO(hold_timer), PORT_RO(message_age_timer),
	PORT_RW(path_cost), PORT_RO(port_id), PORT_RO(port_no), PORT_RW(priority), PORT_RO(state),
};
/* clang-format on */

static void *bridge_object(const struct net_device *dev)
{
	return netif_is_bridge_master(dev) ? netdev_priv(dev) : NULL;
}

static void *port_object(const struct net_device *dev)
{
	return netif_is_bridge_port(dev) ? br_port_get(dev) : NULL;
}

const struct dev_sysfs_group br_sysfs_group = {
	"bridge",
	bridge_object,
	bridge_rows,
	ARRAY_SIZE(bridge_rows),
};

const struct dev_sysfs_group br_port_sysfs_group = {
	"brport",
	port_object,
	port_rows,
	ARRAY_SIZE(port_rows),
};
