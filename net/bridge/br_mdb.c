/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The multicast database: which ports (and whether the bridge itself) want a group.
 *
 *   net_bridge.mdb_hash, mdb_list -> net_bridge_mdb_entry (group, vlan) -> port groups
 *
 * Entries come from programs only, until reports can arrive. A temporary one goes after the
 * membership interval, a permanent one with its port; a group that nobody wants any more goes too.
 */
#include "net/bridge/br_private.h"

static u32 mdb_hash(const struct br_ip *group)
{
	return hash_bytes(&group->u, sizeof(group->u), group->vid << 16 | group->proto);
}

struct net_bridge_mdb_entry *br_mdb_find(const struct net_bridge *br, const struct br_ip *group)
{
	struct net_bridge_mdb_entry *mp;
	u32 h = mdb_hash(group);

	htable_for_each_possible (&br->mdb_hash, mp, hash, h) {
		if (mp->group.proto == group->proto && mp->group.vid == group->vid &&
		    !memcmp(&mp->group.u, &group->u, sizeof(group->u)))
			return mp;
	}
	return NULL;
}

static void mdb_put(struct net_bridge_mdb_entry *mp)
{
	struct net_bridge *br = mp->br;

	if (!list_empty(&mp->ports) || mp->host_joined)
		return;
	list_del(&mp->list);
	htable_remove(&br->mdb_hash, &mp->hash);
	kfree(&br->dev->kernel->mem, mp);
}

/* Find or make the entry of @group. A table that is full stops snooping, as on Linux. */
static int mdb_get(struct net_bridge *br, const struct br_ip *group,
		   struct net_bridge_mdb_entry **ret_mp)
{
	struct kmem *mem = &br->dev->kernel->mem;
	struct net_bridge_mdb_entry *mp = br_mdb_find(br, group);

	if (!mp) {
		if (br->mdb_hash.n >= br->mcast.hash_max) {
			br_multicast_toggle(br, false);
			return -E2BIG;
		}
		mp = kzalloc(mem, sizeof(*mp));
		if (!mp)
			return -ENOMEM;
		mp->br = br;
		mp->group = *group;
		INIT_LIST_HEAD(&mp->ports);
		if (htable_insert(&br->mdb_hash, &mp->hash, mdb_hash(group))) {
			kfree(mem, mp);
			return -ENOMEM;
		}
		list_add(&mp->list, &br->mdb_list);
	}
	*ret_mp = mp;
	return 0;
}

/* ---- ports ---- */

void br_mdb_del_pg(struct net_bridge_port_group *pg)
{
	struct net_bridge_mdb_entry *mp = pg->mp;

	br_del_timer(mp->br, &pg->timer);
	list_del(&pg->list);
	pg->port->mdb_n_entries--;
	br_mdb_notify(mp, pg, RTM_DELMDB);
	kfree(&mp->br->dev->kernel->mem, pg);
	mdb_put(mp);
}

static void pg_expired(struct kernel *k, struct timer *t)
{
	br_mdb_del_pg(container_of(t, struct net_bridge_port_group, timer));
}

static struct net_bridge_port_group *find_pg(const struct net_bridge_mdb_entry *mp,
					     const struct net_bridge_port *p)
{
	struct net_bridge_port_group *pg;

	list_for_each_entry (pg, &mp->ports, list) {
		if (pg->port == p)
			return pg;
	}
	return NULL;
}

static int replace_pg(struct net_bridge_port_group *pg, const struct br_mdb_config *cfg,
		      struct netlink_ext_ack *extack)
{
	struct net_bridge *br = pg->mp->br;

	if (!(cfg->nlflags & NLM_F_REPLACE)) {
		NL_SET_ERR_MSG(extack, cfg->group.proto
					       ? "bridge: (*, G) group is already joined by port"
					       : "bridge: Group is already joined by port");
		return -EEXIST;
	}
	pg->permanent = cfg->permanent;
	pg->rt_protocol = cfg->rt_protocol;
	if (pg->permanent)
		br_del_timer(br, &pg->timer);
	else if (!br_mod_timer(br, &pg->timer, br->mcast.membership_interval))
		return -ENOMEM;
	br_mdb_notify(pg->mp, pg, RTM_NEWMDB);
	return 0;
}

static int add_pg(struct net_bridge_mdb_entry *mp, const struct br_mdb_config *cfg,
		  struct netlink_ext_ack *extack)
{
	struct net_bridge_port_group *pg = find_pg(mp, cfg->p);
	struct net_bridge *br = mp->br;
	struct kmem *mem = &br->dev->kernel->mem;

	if (pg)
		return replace_pg(pg, cfg, extack);
	if (cfg->p->mdb_max_entries && cfg->p->mdb_n_entries >= cfg->p->mdb_max_entries) {
		NL_SET_ERR_MSG_FMT(extack,
				   "bridge: Port is already in %u groups, and mcast_max_groups=%u",
				   cfg->p->mdb_n_entries, cfg->p->mdb_max_entries);
		return -E2BIG;
	}
	pg = kzalloc(mem, sizeof(*pg));
	if (!pg)
		return -ENOMEM;
	pg->mp = mp;
	pg->port = cfg->p;
	pg->permanent = cfg->permanent;
	pg->rt_protocol = cfg->rt_protocol;
	timer_setup(&pg->timer, pg_expired);
	if (!pg->permanent && !br_mod_timer(br, &pg->timer, br->mcast.membership_interval)) {
		kfree(mem, pg);
		return -ENOMEM;
	}
	list_add(&pg->list, &mp->ports);
	cfg->p->mdb_n_entries++;
	br_mdb_notify(mp, pg, RTM_NEWMDB);
	return 0;
}

/* ---- what programs ask for ---- */

int br_mdb_add_one(struct net_bridge *br, const struct br_mdb_config *cfg,
		   struct netlink_ext_ack *extack)
{
	struct net_bridge_mdb_entry *mp;
	int err = mdb_get(br, &cfg->group, &mp);

	if (err)
		return err;
	if (cfg->p) {
		err = add_pg(mp, cfg, extack);
	} else if (mp->host_joined) {
		NL_SET_ERR_MSG(extack, "bridge: Group is already joined by host");
		err = -EEXIST;
	} else {
		mp->host_joined = true;
		br_mdb_notify(mp, NULL, RTM_NEWMDB);
	}
	mdb_put(mp); /* if nobody joined after all */
	return err;
}

int br_mdb_del_one(struct net_bridge *br, const struct br_mdb_config *cfg)
{
	struct net_bridge_mdb_entry *mp = br_mdb_find(br, &cfg->group);
	struct net_bridge_port_group *pg;

	if (!mp)
		return -EINVAL;
	if (!cfg->p) {
		if (!mp->host_joined)
			return -EINVAL;
		mp->host_joined = false;
		br_mdb_notify(mp, NULL, RTM_DELMDB);
		mdb_put(mp);
		return 0;
	}
	pg = find_pg(mp, cfg->p);
	if (!pg)
		return -EINVAL;
	br_mdb_del_pg(pg);
	return 0;
}

/* ---- ports and the bridge go ---- */

void br_mdb_flush_port(struct net_bridge_port *p, bool permanent_too)
{
	struct net_bridge_mdb_entry *mp, *next;

	if (!p->mdb_n_entries)
		return;
	list_for_each_entry_safe (mp, next, &p->br->mdb_list, list) {
		struct net_bridge_port_group *pg = find_pg(mp, p);

		if (pg && (permanent_too || !pg->permanent))
			br_mdb_del_pg(pg);
	}
}

void br_mdb_flush(struct net_bridge *br)
{
	struct net_bridge_mdb_entry *mp, *next;

	list_for_each_entry_safe (mp, next, &br->mdb_list, list) {
		mp->host_joined = true; /* keeps @mp while its ports go */
		while (!list_empty(&mp->ports))
			br_mdb_del_pg(
				list_first_entry(&mp->ports, struct net_bridge_port_group, list));
		mp->host_joined = false;
		mdb_put(mp);
	}
	htable_destroy(&br->mdb_hash);
}
