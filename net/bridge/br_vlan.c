/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * VLANs of a bridge and of its ports.
 *
 *   port entry (vid) -- brvlan --> master entry (vid), counted: one for each port entry, and one
 *                                  when the bridge itself takes part (BRENTRY)
 *
 * A master entry without BRENTRY is only a context for its ports: it is not counted, shown or used.
 * A group keeps its entries by vid; the pvid is the VLAN of untagged packets.
 */
#include "net/bridge/br_private.h"

static u64 vid_key(u16 vid)
{
	return vid + 1ull;
}

struct net_bridge_vlan *br_vlan_find(const struct net_bridge_vlan_group *vg, u16 vid)
{
	return vg ? idvec_find(&vg->vlans, vid_key(vid)) : NULL;
}

static struct net_bridge *bridge_of(const struct net_bridge_vlan *v)
{
	return br_vlan_is_master(v) ? v->br : v->port->br;
}

static struct kmem *mem_of(const struct net_bridge_vlan *v)
{
	return &bridge_of(v)->dev->kernel->mem;
}

static struct net_bridge_vlan_group *group_of(const struct net_bridge_vlan *v)
{
	return br_vlan_is_master(v) ? br_vlan_group(v->br) : nbp_vlan_group(v->port);
}

/* ---- pvid and flags ---- */

static void delete_pvid(struct net_bridge_vlan_group *vg, u16 vid)
{
	if (vg->pvid == vid)
		vg->pvid = 0;
}

static bool flags_would_change(const struct net_bridge_vlan *v, u16 flags)
{
	bool is_pvid = group_of(v)->pvid == v->vid;

	return is_pvid != !!(flags & BRIDGE_VLAN_INFO_PVID) ||
	       (flags ^ v->flags) & BRIDGE_VLAN_INFO_UNTAGGED;
}

static void flags_commit(struct net_bridge_vlan *v, u16 flags)
{
	struct net_bridge_vlan_group *vg = group_of(v);

	if (flags & BRIDGE_VLAN_INFO_PVID) {
		vg->pvid = v->vid;
		vg->pvid_state = v->state;
	} else {
		delete_pvid(vg, v->vid);
	}
	v->flags = (v->flags & ~BRIDGE_VLAN_INFO_UNTAGGED) | (flags & BRIDGE_VLAN_INFO_UNTAGGED);
}

/* ---- VLAN devices whose carrier the bridge decides (bridge_binding) ---- */

static bool any_port_up(const struct net_bridge *br, u16 vid)
{
	const struct net_bridge_port *p;

	list_for_each_entry (p, &br->port_list, list) {
		if (netif_running(p->dev) && netif_oper_up(p->dev) &&
		    br_vlan_find(nbp_vlan_group(p), vid))
			return true;
	}
	return false;
}

void br_vlan_update_bound(struct net_bridge *br)
{
	const struct vlan_info *vi = br->dev->vlan_info;
	struct net_device *dev;
	u32 i;

	if (!vi)
		return;
	idvec_for_each_from (&vi->devs, i, dev, 0) {
		const struct vlan_dev_priv *vlan = vlan_dev_priv(dev);

		if (!(vlan->flags & VLAN_FLAG_BRIDGE_BINDING) ||
		    dev->reg_state != NETREG_REGISTERED)
			continue;
		if (netif_carrier_ok(br->dev) && any_port_up(br, vlan->vlan_id))
			netif_carrier_on(dev);
		else
			netif_carrier_off(dev);
	}
}

/* ---- entries ---- */

static void put_master(struct net_bridge_vlan *masterv)
{
	if (--masterv->refcnt)
		return;
	idvec_remove(&br_vlan_group(masterv->br)->vlans, vid_key(masterv->vid));
	kfree(mem_of(masterv), masterv);
}

/* The master of @vid with a reference, made when there is none. */
static struct net_bridge_vlan *get_master(struct net_bridge *br, u16 vid,
					  struct netlink_ext_ack *extack)
{
	struct net_bridge_vlan *masterv = br_vlan_find(br_vlan_group(br), vid);
	bool changed;

	if (!masterv) {
		if (br_vlan_add(br, vid, 0, &changed, extack))
			return NULL;
		masterv = br_vlan_find(br_vlan_group(br), vid);
	}
	masterv->refcnt++;
	return masterv;
}

static int add_locals(struct net_bridge_vlan *v)
{
	struct net_bridge_port *p = br_vlan_is_master(v) ? NULL : v->port;
	struct net_bridge *br = bridge_of(v);
	const struct net_device *dev = p ? p->dev : br->dev;
	int err = 0;

	if (!br_opt_get(br, BROPT_FDB_LOCAL_VLAN_0))
		err = br_fdb_add_local(br, p, dev->dev_addr, v->vid);
	return err == -EINVAL ? 0 : err; /* an address that cannot be forwarded to has no entry */
}

static int link_to_master(struct net_bridge_vlan *v, u16 flags, struct netlink_ext_ack *extack)
{
	struct net_bridge *br = v->port->br;
	bool changed;
	int err;

	if (flags & BRIDGE_VLAN_INFO_MASTER) {
		err = br_vlan_add(br, v->vid, flags | BRIDGE_VLAN_INFO_BRENTRY, &changed, extack);
		if (err)
			return err;
		if (changed)
			br_vlan_notify(br, NULL, v->vid, 0, RTM_NEWVLAN);
	}
	v->brvlan = get_master(br, v->vid, extack);
	return v->brvlan ? 0 : -ENOMEM;
}

/* Put @v (its flags say whether it is a master) into its group. On failure @v is the caller's. */
static int vlan_insert(struct net_bridge_vlan *v, u16 flags, struct netlink_ext_ack *extack)
{
	struct net_bridge_vlan_group *vg = group_of(v);
	struct net_bridge_port *p = br_vlan_is_master(v) ? NULL : v->port;
	int err = p ? link_to_master(v, flags, extack) : 0;

	if (err)
		return err;
	v->state = BR_STATE_FORWARDING;
	v->mcast_router = MDB_RTR_TYPE_TEMP_QUERY;
	if (br_vlan_should_use(v)) {
		err = add_locals(v);
		if (err)
			goto put_master;
	}
	err = idvec_insert(&vg->vlans, mem_of(v), vid_key(v->vid), v);
	if (err)
		goto delete_locals;
	if (br_vlan_should_use(v))
		vg->num_vlans++;
	flags_commit(v, flags);
	if (p)
		br_vlan_update_bound(p->br);
	return 0;
delete_locals:
	if (br_vlan_should_use(v))
		br_fdb_find_delete_local(bridge_of(v), p,
					 p ? p->dev->dev_addr : v->br->dev->dev_addr, v->vid);
put_master:
	if (p)
		put_master(v->brvlan);
	return err;
}

static void vlan_remove(struct net_bridge_vlan *v)
{
	struct net_bridge_vlan_group *vg = group_of(v);
	struct net_bridge_vlan *masterv = v;
	struct net_bridge *br = bridge_of(v);

	delete_pvid(vg, v->vid);
	if (br_vlan_should_use(v)) {
		v->flags &= ~BRIDGE_VLAN_INFO_BRENTRY;
		vg->num_vlans--;
	}
	if (!br_vlan_is_master(v)) {
		masterv = v->brvlan;
		idvec_remove(&vg->vlans, vid_key(v->vid));
		kfree(mem_of(v), v);
	}
	put_master(masterv);
	br_vlan_update_bound(br);
}

/* ---- of the bridge ---- */

static int add_existing(struct net_bridge *br, struct net_bridge_vlan *v, u16 flags, bool *changed)
{
	bool becomes_brentry = !br_vlan_is_brentry(v), would_change = false;
	int err;

	if (becomes_brentry && !(flags & BRIDGE_VLAN_INFO_BRENTRY))
		return -EINVAL;
	if (becomes_brentry) {
		err = br_fdb_add_local(br, NULL, br->dev->dev_addr, v->vid);
		if (err == -ENOMEM)
			return err;
		v->refcnt++;
		v->flags |= BRIDGE_VLAN_INFO_BRENTRY;
		br_vlan_group(br)->num_vlans++;
	} else {
		would_change = flags_would_change(v, flags);
	}
	flags_commit(v, flags);
	*changed = becomes_brentry || would_change;
	return 0;
}

int br_vlan_add(struct net_bridge *br, u16 vid, u16 flags, bool *changed,
		struct netlink_ext_ack *extack)
{
	struct net_bridge_vlan *v = br_vlan_find(br_vlan_group(br), vid);
	int err;

	*changed = false;
	if (v)
		return add_existing(br, v, flags, changed);
	v = kzalloc(&br->dev->kernel->mem, sizeof(*v));
	if (!v)
		return -ENOMEM;
	v->vid = vid;
	v->flags = (flags | BRIDGE_VLAN_INFO_MASTER) & ~BRIDGE_VLAN_INFO_PVID;
	v->br = br;
	v->refcnt = !!(flags & BRIDGE_VLAN_INFO_BRENTRY);
	err = vlan_insert(v, flags, extack);
	if (err)
		kfree(&br->dev->kernel->mem, v);
	*changed = !err;
	return err;
}

int br_vlan_delete(struct net_bridge *br, u16 vid)
{
	struct net_bridge_vlan *v = br_vlan_find(br_vlan_group(br), vid);

	if (!v || !br_vlan_is_brentry(v))
		return -ENOENT;
	br_fdb_find_delete_local(br, NULL, br->dev->dev_addr, vid);
	br_fdb_delete_by_port(br, NULL, vid, false);
	vlan_remove(v);
	return 0;
}

/* ---- of a port ---- */

int nbp_vlan_add(struct net_bridge_port *p, u16 vid, u16 flags, bool *changed,
		 struct netlink_ext_ack *extack)
{
	struct net_bridge_vlan *v = br_vlan_find(nbp_vlan_group(p), vid);
	struct kmem *mem = &p->dev->kernel->mem;
	int err;

	*changed = false;
	if (v) {
		*changed = flags_would_change(v, flags);
		flags_commit(v, flags);
		return 0;
	}
	v = kzalloc(mem, sizeof(*v));
	if (!v)
		return -ENOMEM;
	v->vid = vid;
	v->port = p;
	err = vlan_insert(v, flags, extack);
	if (err)
		kfree(mem, v);
	*changed = !err;
	return err;
}

int nbp_vlan_delete(struct net_bridge_port *p, u16 vid)
{
	struct net_bridge_vlan *v = br_vlan_find(nbp_vlan_group(p), vid);

	if (!v)
		return -ENOENT;
	br_fdb_find_delete_local(p->br, p, p->dev->dev_addr, vid);
	br_fdb_delete_by_port(p->br, p, vid, false);
	vlan_remove(v);
	return 0;
}

/* ---- groups ---- */

static struct net_bridge_vlan_group *group_create(struct kernel *k)
{
	return kzalloc(&k->mem, sizeof(struct net_bridge_vlan_group));
}

/* Delete all, telling of each unbroken range. A master that ports still use becomes a context. */
static void group_flush(struct net_bridge *br, struct net_bridge_port *p,
			struct net_bridge_vlan_group *vg)
{
	struct kmem *mem = &br->dev->kernel->mem;
	u16 start = 0, end = 0;

	vg->pvid = 0;
	while (vg->vlans.n) {
		struct net_bridge_vlan *v = vg->vlans.e[0].ptr;

		if (start && v->vid != end + 1) {
			br_vlan_notify(br, p, start, end, RTM_DELVLAN);
			start = 0;
		}
		if (!start)
			start = v->vid;
		end = v->vid;
		vlan_remove(v);
	}
	if (start)
		br_vlan_notify(br, p, start, end, RTM_DELVLAN);
	idvec_destroy(&vg->vlans, mem);
}

int br_vlan_init(struct net_bridge *br)
{
	br->vlgrp = group_create(br->dev->kernel);
	if (!br->vlgrp)
		return -ENOMEM;
	br->vlan_proto = htobe16(ETH_P_8021Q);
	br->default_pvid = 1;
	return 0;
}

void br_vlan_flush(struct net_bridge *br)
{
	group_flush(br, NULL, br->vlgrp);
	kfree(&br->dev->kernel->mem, br->vlgrp);
	br->vlgrp = NULL;
}

int nbp_vlan_init(struct net_bridge_port *p, struct netlink_ext_ack *extack)
{
	u16 pvid = p->br->default_pvid;
	bool changed;
	int err;

	p->vlgrp = group_create(p->dev->kernel);
	if (!p->vlgrp)
		return -ENOMEM;
	if (!pvid)
		return 0;
	err = nbp_vlan_add(p, pvid, BRIDGE_VLAN_INFO_PVID | BRIDGE_VLAN_INFO_UNTAGGED, &changed,
			   extack);
	if (err) {
		idvec_destroy(&p->vlgrp->vlans, &p->dev->kernel->mem);
		kfree(&p->dev->kernel->mem, p->vlgrp);
		p->vlgrp = NULL;
		return err;
	}
	br_vlan_notify(p->br, p, pvid, 0, RTM_NEWVLAN);
	return 0;
}

void nbp_vlan_flush(struct net_bridge_port *p)
{
	group_flush(p->br, p, p->vlgrp);
	kfree(&p->dev->kernel->mem, p->vlgrp);
	p->vlgrp = NULL;
}

/* ---- settings ---- */

static void recalculate_group_addr(struct net_bridge *br)
{
	bool provider = br_opt_get(br, BROPT_VLAN_ENABLED) &&
			br->vlan_proto == htobe16(ETH_P_8021AD);

	if (!br_opt_get(br, BROPT_GROUP_ADDR_SET))
		br->group_addr[5] = provider ? 0x08 : 0x00;
}

void br_vlan_filter_toggle(struct net_bridge *br, bool on)
{
	if (br_opt_get(br, BROPT_VLAN_ENABLED) == on)
		return;
	br_opt_toggle(br, BROPT_VLAN_ENABLED, on);
	br_manage_promisc(br);
	recalculate_group_addr(br);
	if (!on)
		br_opt_toggle(br, BROPT_MCAST_VLAN_SNOOPING_ENABLED, false);
}

void br_vlan_set_proto(struct net_bridge *br, __be16 proto)
{
	br->vlan_proto = proto;
	recalculate_group_addr(br);
}

int br_vlan_set_stats(struct net_bridge *br, u8 val)
{
	if (val > 1)
		return -EINVAL;
	br_opt_toggle(br, BROPT_VLAN_STATS_ENABLED, val);
	return 0;
}

int br_vlan_set_stats_per_port(struct net_bridge *br, u8 val)
{
	const struct net_bridge_port *p;

	list_for_each_entry (p, &br->port_list, list) {
		if (nbp_vlan_group(p)->num_vlans)
			return -EBUSY;
	}
	if (val > 1)
		return -EINVAL;
	br_opt_toggle(br, BROPT_VLAN_STATS_PER_PORT, val);
	return 0;
}

/* ---- the default pvid ---- */

/* Is @vid still what the default made it: pvid and untagged? */
static bool is_default_pvid(const struct net_bridge_vlan_group *vg, u16 vid)
{
	const struct net_bridge_vlan *v = br_vlan_find(vg, vid);

	return vid == vg->pvid && v && br_vlan_should_use(v) &&
	       v->flags & BRIDGE_VLAN_INFO_UNTAGGED;
}

static void disable_default_pvid(struct net_bridge *br)
{
	u16 pvid = br->default_pvid;
	struct net_bridge_port *p;

	if (is_default_pvid(br_vlan_group(br), pvid) && !br_vlan_delete(br, pvid))
		br_vlan_notify(br, NULL, pvid, 0, RTM_DELVLAN);
	list_for_each_entry (p, &br->port_list, list) {
		if (is_default_pvid(nbp_vlan_group(p), pvid) && !nbp_vlan_delete(p, pvid))
			br_vlan_notify(br, p, pvid, 0, RTM_DELVLAN);
	}
	br->default_pvid = 0;
}

#define DEFAULT_FLAGS (BRIDGE_VLAN_INFO_PVID | BRIDGE_VLAN_INFO_UNTAGGED)

static int move_bridge_pvid(struct net_bridge *br, u16 old, u16 pvid,
			    struct netlink_ext_ack *extack)
{
	struct net_bridge_vlan_group *vg = br_vlan_group(br);
	const struct net_bridge_vlan *v = br_vlan_find(vg, pvid);
	bool changed;
	int err;

	if ((old && !is_default_pvid(vg, old)) || (v && br_vlan_should_use(v)))
		return 0;
	err = br_vlan_add(br, pvid, DEFAULT_FLAGS | BRIDGE_VLAN_INFO_BRENTRY, &changed, extack);
	if (err)
		return err;
	/* Linux tells of the old one's end when there was nothing to delete. */
	if (br_vlan_delete(br, old))
		br_vlan_notify(br, NULL, old, 0, RTM_DELVLAN);
	br_vlan_notify(br, NULL, pvid, 0, RTM_NEWVLAN);
	return 0;
}

static int move_port_pvid(struct net_bridge_port *p, u16 old, u16 pvid,
			  struct netlink_ext_ack *extack)
{
	struct net_bridge_vlan_group *vg = nbp_vlan_group(p);
	bool changed;
	int err;

	if ((old && !is_default_pvid(vg, old)) || br_vlan_find(vg, pvid))
		return 0;
	err = nbp_vlan_add(p, pvid, DEFAULT_FLAGS, &changed, extack);
	if (err)
		return err;
	if (nbp_vlan_delete(p, old))
		br_vlan_notify(p->br, p, old, 0, RTM_DELVLAN);
	br_vlan_notify(p->br, p, pvid, 0, RTM_NEWVLAN);
	return 0;
}

int br_vlan_set_default_pvid(struct net_bridge *br, u16 pvid, struct netlink_ext_ack *extack)
{
	u16 old = br->default_pvid;
	struct net_bridge_port *p;
	int err;

	if (!pvid) {
		disable_default_pvid(br);
		return 0;
	}
	err = move_bridge_pvid(br, old, pvid, extack);
	if (err)
		return err;
	list_for_each_entry (p, &br->port_list, list) {
		err = move_port_pvid(p, old, pvid, extack);
		if (err)
			goto undo;
	}
	br->default_pvid = pvid;
	return 0;
undo:
	/* Those that moved move back; what memory now refuses stays without a pvid. */
	if (old) {
		list_for_each_entry (p, &br->port_list, list) {
			if (is_default_pvid(nbp_vlan_group(p), pvid))
				(void)!move_port_pvid(p, pvid, old, NULL);
		}
		(void)!move_bridge_pvid(br, pvid, old, NULL);
	}
	return err;
}

/* ---- events of the bridge's own device ---- */

int br_vlan_bridge_event(struct net_device *dev, unsigned long event)
{
	struct net_bridge *br = netdev_priv(dev);
	bool changed = false;
	int cmd = RTM_NEWVLAN, err = 0;

	if (event == NETDEV_REGISTER) {
		err = br_vlan_add(br, br->default_pvid, DEFAULT_FLAGS | BRIDGE_VLAN_INFO_BRENTRY,
				  &changed, NULL);
	} else if (event == NETDEV_UNREGISTER) {
		changed = !br_vlan_delete(br, br->default_pvid);
		cmd = RTM_DELVLAN;
	} else if (event == NETDEV_CHANGEUPPER || event == NETDEV_CHANGE || event == NETDEV_UP) {
		br_vlan_update_bound(br);
	}
	if (changed)
		br_vlan_notify(br, NULL, br->default_pvid, 0, cmd);
	return err;
}
