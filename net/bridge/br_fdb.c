/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The forwarding database: which port an address (and VLAN) is behind.
 *
 *   local:   an address of the bridge or of a port; goes with it
 *   static:  put there by a program; stays
 *   dynamic: learned; goes after ageing_time without being seen
 *
 * An entry is found by (address, VLAN) in a hash that grows; the list, newest first, is the order
 * of dumps. Static addresses are also given to ports that are not promiscuous.
 */
#include "net/bridge/br_private.h"

static u64 hold_time(const struct net_bridge *br)
{
	u32 jiffies = br->topology_change ? br->forward_delay : br->ageing_time;

	return jiffies_to_ns(jiffies);
}

static u64 now_ns(const struct net_bridge *br)
{
	return ktime_get(br->dev->kernel);
}

static bool has_expired(const struct net_bridge *br, const struct net_bridge_fdb_entry *f)
{
	return !(f->flags & (BR_FDB_STATIC | BR_FDB_ADDED_BY_EXT_LEARN)) &&
	       f->updated + hold_time(br) <= now_ns(br);
}

u8 fdb_to_nud(const struct net_bridge *br, const struct net_bridge_fdb_entry *f)
{
	if (f->flags & BR_FDB_LOCAL)
		return NUD_PERMANENT;
	if (f->flags & BR_FDB_STATIC)
		return NUD_NOARP;
	return has_expired(br, f) ? NUD_STALE : NUD_REACHABLE;
}

static u32 fdb_hash(const u8 *addr, u16 vid)
{
	return hash_bytes(addr, ETH_ALEN, vid);
}

struct net_bridge_fdb_entry *br_fdb_find(const struct net_bridge *br, const u8 *addr, u16 vid)
{
	u32 h = fdb_hash(addr, vid);
	struct net_bridge_fdb_entry *f;

	htable_for_each_possible (&br->fdb_hash, f, hash, h) {
		if (f->vlan_id == vid && !memcmp(f->addr, addr, ETH_ALEN))
			return f;
	}
	return NULL;
}

/* ---- filters of ports that do not hear all ---- */

void fdb_add_hw_addr(struct net_bridge *br, const u8 *addr)
{
	struct net_bridge_port *p, *undo;

	if (!br->picky_cnt)
		return;
	list_for_each_entry (p, &br->port_list, list) {
		if (!(p->flags & BR_PROMISC) && dev_uc_add(p->dev, addr))
			goto undo;
	}
	return;
undo:
	list_for_each_entry (undo, &br->port_list, list) {
		if (undo == p)
			return;
		if (!(undo->flags & BR_PROMISC))
			dev_uc_del(undo->dev, addr);
	}
}

void fdb_del_hw_addr(struct net_bridge *br, const u8 *addr)
{
	struct net_bridge_port *p;

	if (!br->picky_cnt)
		return;
	list_for_each_entry (p, &br->port_list, list) {
		if (!(p->flags & BR_PROMISC))
			dev_uc_del(p->dev, addr);
	}
}

int br_fdb_sync_static(struct net_bridge *br, struct net_bridge_port *p)
{
	struct net_bridge_fdb_entry *f, *undo;
	int err;

	list_for_each_entry (f, &br->fdb_list, list) {
		err = f->flags & BR_FDB_STATIC ? dev_uc_add(p->dev, f->addr) : 0;
		if (err)
			goto undo;
	}
	return 0;
undo:
	list_for_each_entry (undo, &br->fdb_list, list) {
		if (undo == f)
			break;
		if (undo->flags & BR_FDB_STATIC)
			dev_uc_del(p->dev, undo->addr);
	}
	return err;
}

void br_fdb_unsync_static(struct net_bridge *br, struct net_bridge_port *p)
{
	struct net_bridge_fdb_entry *f;

	list_for_each_entry (f, &br->fdb_list, list) {
		if (f->flags & BR_FDB_STATIC)
			dev_uc_del(p->dev, f->addr);
	}
}

/* ---- entries ---- */

struct net_bridge_fdb_entry *fdb_create(struct net_bridge *br, struct net_bridge_port *source,
					const u8 *addr, u16 vid, u32 flags)
{
	bool learned = !(flags & (BR_FDB_ADDED_BY_USER | BR_FDB_LOCAL));
	struct kmem *mem = &br->dev->kernel->mem;
	struct net_bridge_fdb_entry *f;

	if (learned && br->fdb_max_learned && br->fdb_n_learned >= br->fdb_max_learned)
		return NULL;
	f = kzalloc(mem, sizeof(*f));
	if (!f)
		return NULL;
	memcpy(f->addr, addr, ETH_ALEN);
	f->vlan_id = vid;
	f->dst = source;
	f->flags = flags | (learned ? BR_FDB_DYNAMIC_LEARNED : 0);
	f->updated = f->used = now_ns(br);
	if (htable_insert(&br->fdb_hash, &f->hash, fdb_hash(addr, vid))) {
		kfree(mem, f);
		return NULL;
	}
	br->fdb_n_learned += learned;
	list_add(&f->list, &br->fdb_list);
	list_add(&f->dst_list, fdb_own(br, source));
	return f;
}

void fdb_set_dst(struct net_bridge *br, struct net_bridge_fdb_entry *f, struct net_bridge_port *dst)
{
	if (f->dst == dst)
		return;
	f->dst = dst;
	list_del(&f->dst_list);
	list_add(&f->dst_list, fdb_own(br, dst));
}

/* No longer one that was only learned. */
void fdb_user_owned(struct net_bridge *br, struct net_bridge_fdb_entry *f)
{
	if (f->flags & BR_FDB_DYNAMIC_LEARNED) {
		f->flags &= ~BR_FDB_DYNAMIC_LEARNED;
		br->fdb_n_learned--;
	}
}

void fdb_delete(struct net_bridge *br, struct net_bridge_fdb_entry *f)
{
	if (f->flags & BR_FDB_STATIC)
		fdb_del_hw_addr(br, f->addr);
	list_del(&f->list);
	list_del(&f->dst_list);
	htable_remove(&br->fdb_hash, &f->hash);
	fdb_user_owned(br, f);
	fdb_notify(br, f, RTM_DELNEIGH);
	kfree(&br->dev->kernel->mem, f);
}

/* ---- local addresses ---- */

/* Delete a local entry of @p, unless another port or the bridge has the same address. */
static void fdb_delete_local(struct net_bridge *br, const struct net_bridge_port *p,
			     struct net_bridge_fdb_entry *f)
{
	const struct net_bridge_vlan *v;
	struct net_bridge_port *other;
	u16 vid = f->vlan_id;

	list_for_each_entry (other, &br->port_list, list) {
		if (other != p && !memcmp(other->dev->dev_addr, f->addr, ETH_ALEN) &&
		    (!vid || br_vlan_find(nbp_vlan_group(other), vid))) {
			fdb_set_dst(br, f, other);
			f->flags &= ~BR_FDB_ADDED_BY_USER;
			return;
		}
	}
	v = br_vlan_find(br_vlan_group(br), vid);
	if (p && !memcmp(br->dev->dev_addr, f->addr, ETH_ALEN) &&
	    (!vid || (v && br_vlan_should_use(v)))) {
		fdb_set_dst(br, f, NULL);
		f->flags &= ~BR_FDB_ADDED_BY_USER;
		return;
	}
	fdb_delete(br, f);
}

static bool is_own_local(const struct net_bridge_fdb_entry *f, const struct net_bridge_port *p)
{
	return f && f->dst == p &&
	       (f->flags & (BR_FDB_LOCAL | BR_FDB_ADDED_BY_USER)) == BR_FDB_LOCAL;
}

void br_fdb_find_delete_local(struct net_bridge *br, const struct net_bridge_port *p,
			      const u8 *addr, u16 vid)
{
	struct net_bridge_fdb_entry *f = br_fdb_find(br, addr, vid);

	if (is_own_local(f, p))
		fdb_delete_local(br, p, f);
}

int br_fdb_add_local(struct net_bridge *br, struct net_bridge_port *source, const u8 *addr, u16 vid)
{
	struct net_bridge_fdb_entry *f;

	if (!is_valid_ether_addr(addr))
		return -EINVAL;
	f = br_fdb_find(br, addr, vid);
	if (f) {
		if (f->flags & BR_FDB_LOCAL)
			return 0; /* several ports may share an address: the first one has it */
		fdb_delete(br, f);
	}
	f = fdb_create(br, source, addr, vid, BR_FDB_LOCAL | BR_FDB_STATIC);
	if (!f)
		return -ENOMEM;
	fdb_add_hw_addr(br, addr);
	fdb_notify(br, f, RTM_NEWNEIGH);
	return 0;
}

static bool vlans_have_locals(const struct net_bridge *br, const struct net_bridge_vlan_group *vg)
{
	return vg && vg->num_vlans && !br_opt_get(br, BROPT_FDB_LOCAL_VLAN_0);
}

void br_fdb_changeaddr(struct net_bridge_port *p, const u8 *newaddr)
{
	struct net_bridge_vlan_group *vg = nbp_vlan_group(p);
	struct net_bridge *br = p->br;
	struct net_bridge_fdb_entry *f, *next;
	struct net_bridge_vlan *v;
	u32 i;

	list_for_each_entry_safe (f, next, &p->fdb_own, dst_list) {
		if (!is_own_local(f, p))
			continue;
		fdb_delete_local(br, p, f);
		if (!vlans_have_locals(br, vg))
			break;
	}
	/* An address that another entry holds, or no memory: the port goes without. */
	(void)!br_fdb_add_local(br, p, newaddr, 0);
	if (!vlans_have_locals(br, vg))
		return;
	br_vlan_for_each(vg, i, v)(void) !br_fdb_add_local(br, p, newaddr, v->vid);
}

void br_fdb_change_mac_address(struct net_bridge *br, const u8 *newaddr)
{
	struct net_bridge_vlan_group *vg = br_vlan_group(br);
	struct net_bridge_vlan *v;
	u32 i;

	br_fdb_find_delete_local(br, NULL, br->dev->dev_addr, 0);
	(void)!br_fdb_add_local(br, NULL, newaddr, 0);
	if (!vlans_have_locals(br, vg))
		return;
	br_vlan_for_each(vg, i, v)
	{
		if (!br_vlan_should_use(v))
			continue;
		br_fdb_find_delete_local(br, NULL, br->dev->dev_addr, v->vid);
		(void)!br_fdb_add_local(br, NULL, newaddr, v->vid);
	}
}

static void delete_locals_per_vlan(struct net_bridge *br, struct net_bridge_port *p)
{
	const struct net_bridge_vlan_group *vg = p ? nbp_vlan_group(p) : br_vlan_group(br);
	const u8 *addr = p ? p->dev->dev_addr : br->dev->dev_addr;
	struct net_bridge_vlan *v;
	u32 i;

	br_vlan_for_each(vg, i, v) br_fdb_find_delete_local(br, p, addr, v->vid);
}

static int insert_locals_per_vlan(struct net_bridge *br, struct net_bridge_port *p)
{
	const struct net_bridge_vlan_group *vg = p ? nbp_vlan_group(p) : br_vlan_group(br);
	const u8 *addr = p ? p->dev->dev_addr : br->dev->dev_addr;
	struct net_bridge_vlan *v;
	int err = 0;
	u32 i;

	br_vlan_for_each(vg, i, v)
	{
		if (!err && br_vlan_should_use(v))
			err = br_fdb_add_local(br, p, addr, v->vid);
	}
	return err;
}

int br_fdb_toggle_local_vlan_0(struct net_bridge *br, bool on, struct netlink_ext_ack *extack)
{
	struct net_bridge_port *p;
	int err = 0;

	if (!on) {
		list_for_each_entry (p, &br->port_list, list)
			err = err ? err : insert_locals_per_vlan(br, p);
		err = err ? err : insert_locals_per_vlan(br, NULL);
		if (!err)
			return 0;
		NL_SET_ERR_MSG(extack,
			       "bridge: fdb_local_vlan_0 toggle: FDB entry insertion failed");
	}
	list_for_each_entry (p, &br->port_list, list)
		delete_locals_per_vlan(br, p);
	delete_locals_per_vlan(br, NULL);
	return err;
}

/* ---- deleting many ---- */

static bool flush_matches(const struct net_bridge *br, const struct net_bridge_fdb_entry *f,
			  const struct net_bridge_fdb_flush_desc *desc)
{
	s32 ifindex = f->dst ? f->dst->dev->ifindex : br->dev->ifindex;

	return (!desc->vlan_id || desc->vlan_id == f->vlan_id) &&
	       (!desc->port_ifindex || desc->port_ifindex == ifindex) &&
	       (!desc->flags_mask || (f->flags & desc->flags_mask) == desc->flags);
}

void br_fdb_flush(struct net_bridge *br, const struct net_bridge_fdb_flush_desc *desc)
{
	struct net_bridge_fdb_entry *f, *next;

	list_for_each_entry_safe (f, next, &br->fdb_list, list) {
		if (flush_matches(br, f, desc))
			fdb_delete(br, f);
	}
}

static bool spared(const struct net_bridge_fdb_entry *f, u16 vid)
{
	return f->flags & BR_FDB_STATIC ||
	       (f->flags & (BR_FDB_ADDED_BY_EXT_LEARN | BR_FDB_OFFLOADED)) ==
		       BR_FDB_ADDED_BY_EXT_LEARN ||
	       (vid && f->vlan_id != vid);
}

void br_fdb_delete_by_port(struct net_bridge *br, struct net_bridge_port *p, u16 vid, bool do_all)
{
	struct net_bridge_fdb_entry *f, *next;

	list_for_each_entry_safe (f, next, fdb_own(br, p), dst_list) {
		if (!do_all && spared(f, vid))
			continue;
		if (f->flags & BR_FDB_LOCAL)
			fdb_delete_local(br, p, f);
		else
			fdb_delete(br, f);
	}
}

/* Age the learned ones; those watched for activity are reported instead of deleted. */
void br_fdb_gc(struct kernel *k, struct timer *t)
{
	struct net_bridge *br = container_of(t, struct net_bridge, gc_timer);
	u64 hold = hold_time(br), now = ktime_get(k), delay = hold;
	struct net_bridge_fdb_entry *f, *next;

	list_for_each_entry_safe (f, next, &br->fdb_list, list) {
		bool stays = f->flags & (BR_FDB_STATIC | BR_FDB_ADDED_BY_EXT_LEARN);

		if (stays && !(f->flags & BR_FDB_NOTIFY))
			continue;
		if (f->updated + hold > now) {
			delay = min(delay, f->updated + hold - now);
		} else if (!stays) {
			fdb_delete(br, f);
		} else if (!(f->flags & BR_FDB_NOTIFY_INACTIVE)) {
			f->flags |= BR_FDB_NOTIFY_INACTIVE;
			fdb_notify(br, f, RTM_NEWNEIGH);
		}
	}
	(void)!timer_mod(k, t, now + max(delay, 10 * NSEC_PER_MSEC));
}

/* ---- learning ---- */

static void refresh(struct net_bridge *br, struct net_bridge_port *source,
		    struct net_bridge_fdb_entry *f, u32 flags)
{
	bool modified = f->flags & BR_FDB_NOTIFY_INACTIVE;

	f->flags &= ~BR_FDB_NOTIFY_INACTIVE;
	f->updated = now_ns(br);
	if (f->dst != source && !(f->flags & BR_FDB_STICKY)) {
		fdb_set_dst(br, f, source);
		f->flags &= ~(BR_FDB_ADDED_BY_EXT_LEARN | BR_FDB_LOCKED);
		modified = true;
	}
	if (flags & BR_FDB_ADDED_BY_USER) {
		f->flags |= BR_FDB_ADDED_BY_USER;
		fdb_user_owned(br, f);
	}
	if (modified)
		fdb_notify(br, f, RTM_NEWNEIGH);
}

void br_fdb_update(struct net_bridge *br, struct net_bridge_port *source, const u8 *addr, u16 vid,
		   u32 flags)
{
	struct net_bridge_fdb_entry *f;

	if (!hold_time(br))
		return; /* always flood */
	f = br_fdb_find(br, addr, vid);
	if (!f) {
		f = fdb_create(br, source, addr, vid, flags);
		if (f)
			fdb_notify(br, f, RTM_NEWNEIGH);
	} else if (!(f->flags & BR_FDB_LOCAL)) {
		refresh(br, source, f, flags);
	}
}

int br_fdb_external_learn_add(struct net_bridge *br, struct net_bridge_port *p, const u8 *addr,
			      u16 vid)
{
	struct net_bridge_fdb_entry *f = br_fdb_find(br, addr, vid);
	u32 own = BR_FDB_ADDED_BY_USER | (p ? 0 : BR_FDB_LOCAL);
	bool modified;

	if (!f) {
		f = fdb_create(br, p, addr, vid, BR_FDB_ADDED_BY_EXT_LEARN | own);
		if (!f)
			return -ENOMEM;
		fdb_notify(br, f, RTM_NEWNEIGH);
		return 0;
	}
	modified = f->dst != p || !(f->flags & BR_FDB_ADDED_BY_EXT_LEARN) ||
		   f->flags & BR_FDB_LOCKED;
	f->updated = now_ns(br);
	if (f->flags & BR_FDB_ADDED_BY_EXT_LEARN)
		f->used = f->updated;
	fdb_set_dst(br, f, p);
	f->flags = (f->flags | BR_FDB_ADDED_BY_EXT_LEARN | own) & ~BR_FDB_LOCKED;
	fdb_user_owned(br, f);
	if (modified)
		fdb_notify(br, f, RTM_NEWNEIGH);
	return 0;
}
