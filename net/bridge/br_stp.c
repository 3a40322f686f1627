/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Spanning tree: the states of ports, who is root, and the ids that say so.
 *
 *   DISABLED -> BLOCKING -> (no STP) FORWARDING
 *                        -> (STP) LISTENING -> LEARNING -> FORWARDING   each forward_delay later
 *
 * Until bridges can hear each other (the packet path), each one is its own root and every port of
 * it is designated; the functions keep their places for the day when that changes.
 */
#include "net/bridge/br_private.h"

#define BR_HOLD_TIME (1 * HZ)

static u16 make_port_id(u8 priority, u16 port_no)
{
	return (priority << BR_PORT_BITS) | (port_no & (BR_MAX_PORTS - 1));
}

bool br_is_root_bridge(const struct net_bridge *br)
{
	return !memcmp(&br->bridge_id, &br->designated_root, sizeof(br->bridge_id));
}

bool br_is_designated_port(const struct net_bridge_port *p)
{
	return !memcmp(&p->designated_bridge, &p->br->bridge_id, sizeof(p->designated_bridge)) &&
	       p->designated_port == p->port_id;
}

bool br_is_designated_for_some_port(const struct net_bridge *br)
{
	const struct net_bridge_port *p;

	list_for_each_entry (p, &br->port_list, list) {
		if (p->state != BR_STATE_DISABLED &&
		    !memcmp(&p->designated_bridge, &br->bridge_id, sizeof(br->bridge_id)))
			return true;
	}
	return false;
}

/* ---- states ---- */

void br_set_state(struct net_bridge_port *p, u8 state)
{
	p->state = state;
	if (p->br->stp_enabled != BR_KERNEL_STP)
		return;
	if (state == BR_STATE_BLOCKING)
		p->stp_xstats.transition_blk++;
	else if (state == BR_STATE_FORWARDING)
		p->stp_xstats.transition_fwd++;
}

void br_topology_change_detection(struct net_bridge *br)
{
	if (br->stp_enabled != BR_KERNEL_STP)
		return;
	if (br_is_root_bridge(br)) {
		br->topology_change = 1;
		br_mod_timer(br, &br->topology_change_timer,
			     br->bridge_forward_delay + br->bridge_max_age);
	} else if (!br->topology_change_detected) {
		br_mod_timer(br, &br->tcn_timer, br->bridge_hello_time);
	}
	br->topology_change_detected = 1;
}

static void make_blocking(struct net_bridge_port *p)
{
	if (p->state == BR_STATE_DISABLED || p->state == BR_STATE_BLOCKING)
		return;
	if (p->state == BR_STATE_FORWARDING || p->state == BR_STATE_LEARNING)
		br_topology_change_detection(p->br);
	br_set_state(p, BR_STATE_BLOCKING);
	br_ifinfo_notify(RTM_NEWLINK, NULL, p);
	br_del_timer(p->br, &p->forward_delay_timer);
}

static void make_forwarding(struct net_bridge_port *p)
{
	struct net_bridge *br = p->br;

	if (p->state != BR_STATE_BLOCKING)
		return;
	if (br->stp_enabled == BR_NO_STP || !br->forward_delay) {
		br_set_state(p, BR_STATE_FORWARDING);
		br_topology_change_detection(br);
		br_del_timer(br, &p->forward_delay_timer);
	} else if (br->stp_enabled == BR_KERNEL_STP) {
		br_set_state(p, BR_STATE_LISTENING);
	} else {
		br_set_state(p, BR_STATE_LEARNING);
	}
	br_ifinfo_notify(RTM_NEWLINK, NULL, p);
	/* Without memory for the timer the port must not wait for it. */
	if (br->forward_delay && !br_mod_timer(br, &p->forward_delay_timer, br->forward_delay))
		br_set_state(p, BR_STATE_FORWARDING);
}

/* Each port takes the state that its role asks for; carrier needs one that forwards. */
void br_port_state_selection(struct net_bridge *br)
{
	struct net_bridge_port *p;
	u32 live = 0;

	list_for_each_entry (p, &br->port_list, list) {
		if (p->state == BR_STATE_DISABLED)
			continue;
		if (br->stp_enabled != BR_USER_STP) {
			if (p->port_no == br->root_port) {
				p->config_pending = false;
				p->topology_change_ack = false;
				make_forwarding(p);
			} else if (br_is_designated_port(p)) {
				br_del_timer(br, &p->message_age_timer);
				make_forwarding(p);
			} else {
				p->config_pending = false;
				p->topology_change_ack = false;
				make_blocking(p);
			}
		}
		live += p->state == BR_STATE_FORWARDING;
	}
	if (live)
		netif_carrier_on(br->dev);
	else
		netif_carrier_off(br->dev);
}

/* ---- roles ---- */

static void become_designated_port(struct net_bridge_port *p)
{
	const struct net_bridge *br = p->br;

	p->designated_root = br->designated_root;
	p->designated_cost = br->root_path_cost;
	p->designated_bridge = br->bridge_id;
	p->designated_port = p->port_id;
}

static void configuration_update(struct net_bridge *br)
{
	struct net_bridge_port *p;

	br->root_port = 0;
	br->designated_root = br->bridge_id;
	br->root_path_cost = 0;
	list_for_each_entry (p, &br->port_list, list) {
		if (p->state != BR_STATE_DISABLED)
			become_designated_port(p);
	}
}

static void become_root_bridge(struct net_bridge *br)
{
	br->max_age = br->bridge_max_age;
	br->hello_time = br->bridge_hello_time;
	br->forward_delay = br->bridge_forward_delay;
	br_topology_change_detection(br);
	br_del_timer(br, &br->tcn_timer);
	if (netif_running(br->dev)) {
		br_config_bpdu_generation(br);
		br_mod_timer(br, &br->hello_timer, br->hello_time);
	}
}

static void reconfigure(struct net_bridge *br, bool wasroot)
{
	configuration_update(br);
	br_port_state_selection(br);
	if (br_is_root_bridge(br) && !wasroot)
		become_root_bridge(br);
}

/* ---- configuration messages ---- */

/* The message itself waits for the packet path; its pace is kept. */
void br_transmit_config(struct net_bridge_port *p)
{
	if (timer_pending(&p->hold_timer)) {
		p->config_pending = true;
		return;
	}
	p->topology_change_ack = false;
	p->config_pending = false;
	if (p->br->stp_enabled == BR_KERNEL_STP)
		br_mod_timer(p->br, &p->hold_timer, BR_HOLD_TIME);
}

void br_config_bpdu_generation(struct net_bridge *br)
{
	struct net_bridge_port *p;

	list_for_each_entry (p, &br->port_list, list) {
		if (p->state != BR_STATE_DISABLED && br_is_designated_port(p))
			br_transmit_config(p);
	}
}

/* ---- up and down ---- */

void br_init_port(struct net_bridge_port *p)
{
	p->port_id = make_port_id(p->priority, p->port_no);
	become_designated_port(p);
	br_set_state(p, BR_STATE_BLOCKING);
	p->topology_change_ack = false;
	p->config_pending = false;
}

void br_stp_enable_port(struct net_bridge_port *p)
{
	br_init_port(p);
	br_port_state_selection(p->br);
	br_ifinfo_notify(RTM_NEWLINK, NULL, p);
}

void br_stp_disable_port(struct net_bridge_port *p)
{
	struct net_bridge *br = p->br;
	bool wasroot = br_is_root_bridge(br);

	become_designated_port(p);
	br_set_state(p, BR_STATE_DISABLED);
	p->topology_change_ack = false;
	p->config_pending = false;
	br_ifinfo_notify(RTM_NEWLINK, NULL, p);
	br_stp_port_timer_del(p);
	if (!p->backup_port)
		br_fdb_delete_by_port(br, p, 0, false);
	br_mdb_flush_port(p, false);
	reconfigure(br, wasroot);
}

void br_stp_enable_bridge(struct net_bridge *br)
{
	struct net_bridge_port *p;

	if (br->stp_enabled == BR_KERNEL_STP)
		br_mod_timer(br, &br->hello_timer, br->hello_time);
	br_mod_timer(br, &br->gc_timer, HZ / 10);
	br_config_bpdu_generation(br);
	list_for_each_entry (p, &br->port_list, list) {
		if (netif_running(p->dev) && netif_oper_up(p->dev))
			br_stp_enable_port(p);
	}
}

void br_stp_disable_bridge(struct net_bridge *br)
{
	struct net_bridge_port *p;

	list_for_each_entry (p, &br->port_list, list) {
		if (p->state != BR_STATE_DISABLED)
			br_stp_disable_port(p);
	}
	br->topology_change = 0;
	br->topology_change_detected = 0;
	br_del_timer(br, &br->hello_timer);
	br_del_timer(br, &br->topology_change_timer);
	br_del_timer(br, &br->tcn_timer);
	br_del_timer(br, &br->gc_timer);
}

/* ---- ids ---- */

void br_stp_change_bridge_id(struct net_bridge *br, const u8 *addr)
{
	bool wasroot = br_is_root_bridge(br);
	struct net_bridge_port *p;
	u8 old[ETH_ALEN], new[ETH_ALEN];

	memcpy(new, addr, ETH_ALEN);
	memcpy(old, br->bridge_id.addr, ETH_ALEN);
	br_fdb_change_mac_address(br, new);
	memcpy(br->bridge_id.addr, new, ETH_ALEN);
	memcpy(br->dev->dev_addr, new, ETH_ALEN);
	list_for_each_entry (p, &br->port_list, list) {
		if (!memcmp(p->designated_bridge.addr, old, ETH_ALEN))
			memcpy(p->designated_bridge.addr, new, ETH_ALEN);
		if (!memcmp(p->designated_root.addr, old, ETH_ALEN))
			memcpy(p->designated_root.addr, new, ETH_ALEN);
	}
	reconfigure(br, wasroot);
}

/* The smallest address of all ports. Returns whether it changed. */
bool br_stp_recalculate_bridge_id(struct net_bridge *br)
{
	static const u8 none[ETH_ALEN];
	const u8 *addr = none;
	const struct net_bridge_port *p;

	if (br->dev->addr_assign_type == NET_ADDR_SET)
		return false;
	list_for_each_entry (p, &br->port_list, list) {
		if (addr == none || memcmp(p->dev->dev_addr, addr, ETH_ALEN) < 0)
			addr = p->dev->dev_addr;
	}
	if (!memcmp(br->bridge_id.addr, addr, ETH_ALEN))
		return false;
	br_stp_change_bridge_id(br, addr);
	return true;
}

static void set_prio(struct bridge_id *id, u16 prio)
{
	id->prio[0] = prio >> 8;
	id->prio[1] = prio;
}

void br_stp_set_bridge_priority(struct net_bridge *br, u16 newprio)
{
	bool wasroot = br_is_root_bridge(br);
	struct net_bridge_port *p;

	list_for_each_entry (p, &br->port_list, list) {
		if (p->state != BR_STATE_DISABLED && br_is_designated_port(p))
			set_prio(&p->designated_bridge, newprio);
	}
	set_prio(&br->bridge_id, newprio);
	reconfigure(br, wasroot);
}

int br_stp_set_port_priority(struct net_bridge_port *p, u32 newprio)
{
	struct net_bridge *br = p->br;
	u16 id;

	if (newprio > BR_MAX_PORT_PRIORITY)
		return -ERANGE;
	id = make_port_id(newprio, p->port_no);
	if (br_is_designated_port(p))
		p->designated_port = id;
	p->port_id = id;
	p->priority = newprio;
	if (!memcmp(&br->bridge_id, &p->designated_bridge, sizeof(br->bridge_id)) &&
	    p->port_id < p->designated_port) {
		become_designated_port(p);
		br_port_state_selection(br);
	}
	return 0;
}

int br_stp_set_path_cost(struct net_bridge_port *p, u32 cost)
{
	if (cost < 1 || cost > BR_MAX_PATH_COST)
		return -ERANGE;
	p->flags |= BR_ADMIN_COST;
	p->path_cost = cost;
	configuration_update(p->br);
	br_port_state_selection(p->br);
	return 0;
}

/* ---- settings ---- */

void br_stp_set_enabled(struct net_bridge *br, u32 val)
{
	if (!val) {
		br->stp_enabled = BR_NO_STP;
		return;
	}
	if (br->stp_enabled != BR_NO_STP)
		return;
	if (br->bridge_forward_delay < 2 * HZ)
		br->bridge_forward_delay = 2 * HZ;
	else if (br->bridge_forward_delay > 30 * HZ)
		br->bridge_forward_delay = 30 * HZ;
	if (br_is_root_bridge(br))
		br->forward_delay = br->bridge_forward_delay;
	br->stp_enabled = BR_KERNEL_STP;
	if (netif_running(br->dev))
		br_mod_timer(br, &br->hello_timer, br->hello_time);
	br_config_bpdu_generation(br);
	br_port_state_selection(br);
}

int br_set_forward_delay(struct net_bridge *br, u32 val)
{
	u32 t = clock_t_to_jiffies(val);

	if (br->stp_enabled != BR_NO_STP && (t < 2 * HZ || t > 30 * HZ))
		return -ERANGE;
	br->bridge_forward_delay = t;
	if (br_is_root_bridge(br))
		br->forward_delay = t;
	return 0;
}

int br_set_hello_time(struct net_bridge *br, u32 val)
{
	u32 t = clock_t_to_jiffies(val);

	if (t < 1 * HZ || t > 10 * HZ)
		return -ERANGE;
	br->bridge_hello_time = t;
	if (br_is_root_bridge(br))
		br->hello_time = t;
	return 0;
}

int br_set_max_age(struct net_bridge *br, u32 val)
{
	u32 t = clock_t_to_jiffies(val);

	if (t < 6 * HZ || t > 40 * HZ)
		return -ERANGE;
	br->bridge_max_age = t;
	if (br_is_root_bridge(br))
		br->max_age = t;
	return 0;
}

void br_set_ageing_time(struct net_bridge *br, u32 val)
{
	br->ageing_time = clock_t_to_jiffies(val);
	br_mod_timer(br, &br->gc_timer, 0);
}
