/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The bridge's timers: hello, topology change, forward delay, hold.
 *
 * Each handler runs inside rtnl_lock(), so that what it does to carriers is acted on at once.
 */
#include "net/bridge/br_private.h"

bool br_mod_timer(struct net_bridge *br, struct timer *t, u32 delay)
{
	struct kernel *k = br->dev->kernel;

	return !timer_mod(k, t, ktime_get(k) + jiffies_to_ns(delay));
}

void br_del_timer(struct net_bridge *br, struct timer *t)
{
	timer_del(br->dev->kernel, t);
}

u64 br_timer_value(const struct net_bridge *br, const struct timer *t)
{
	u64 now = ktime_get(br->dev->kernel);

	if (!timer_pending(t) || t->when <= now)
		return 0;
	return (t->when - now) / (NSEC_PER_SEC / USER_HZ);
}

/* ---- the bridge's ---- */

static void hello_expired(struct kernel *k, struct timer *t)
{
	struct net_bridge *br = container_of(t, struct net_bridge, hello_timer);

	if (!netif_running(br->dev))
		return;
	br_config_bpdu_generation(br);
	if (br->stp_enabled == BR_KERNEL_STP)
		br_mod_timer(br, t, br->hello_time);
}

static void tcn_expired(struct kernel *k, struct timer *t)
{
	struct net_bridge *br = container_of(t, struct net_bridge, tcn_timer);

	if (!br_is_root_bridge(br) && netif_running(br->dev))
		br_mod_timer(br, t, br->bridge_hello_time);
}

static void topology_change_expired(struct kernel *k, struct timer *t)
{
	struct net_bridge *br = container_of(t, struct net_bridge, topology_change_timer);

	br->topology_change_detected = 0;
	br->topology_change = 0;
}

void br_stp_timer_init(struct net_bridge *br)
{
	timer_setup(&br->hello_timer, hello_expired);
	timer_setup(&br->tcn_timer, tcn_expired);
	timer_setup(&br->topology_change_timer, topology_change_expired);
	timer_setup(&br->gc_timer, br_fdb_gc);
}

/* ---- a port's ---- */

static void forward_delay_expired(struct kernel *k, struct timer *t)
{
	struct net_bridge_port *p = container_of(t, struct net_bridge_port, forward_delay_timer);

	rtnl_lock(k);
	if (p->state == BR_STATE_LISTENING) {
		br_set_state(p, BR_STATE_LEARNING);
		br_mod_timer(p->br, t, p->br->forward_delay);
	} else if (p->state == BR_STATE_LEARNING) {
		br_set_state(p, BR_STATE_FORWARDING);
		if (br_is_designated_for_some_port(p->br))
			br_topology_change_detection(p->br);
		netif_carrier_on(p->br->dev);
	}
	br_ifinfo_notify(RTM_NEWLINK, NULL, p);
	rtnl_unlock(k);
}

static void hold_expired(struct kernel *k, struct timer *t)
{
	struct net_bridge_port *p = container_of(t, struct net_bridge_port, hold_timer);

	if (p->config_pending)
		br_transmit_config(p);
}

/* Only packets start it: the designated bridge of the link fell silent. */
static void message_age_expired(struct kernel *k, struct timer *t)
{
	struct net_bridge_port *p = container_of(t, struct net_bridge_port, message_age_timer);

	rtnl_lock(k);
	br_port_state_selection(p->br);
	rtnl_unlock(k);
}

void br_stp_port_timer_init(struct net_bridge_port *p)
{
	timer_setup(&p->message_age_timer, message_age_expired);
	timer_setup(&p->forward_delay_timer, forward_delay_expired);
	timer_setup(&p->hold_timer, hold_expired);
}

void br_stp_port_timer_del(struct net_bridge_port *p)
{
	br_del_timer(p->br, &p->message_age_timer);
	br_del_timer(p->br, &p->forward_delay_timer);
	br_del_timer(p->br, &p->hold_timer);
}
