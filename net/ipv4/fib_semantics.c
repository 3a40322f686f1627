/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * fib_info: what routes mean. All routes with the same hops, preferred source, metrics, protocol,
 * scope and type in one table share one, found by hash; a route refers to it by number.
 *
 * A gateway is checked by looking it up, which costs more than all the rest of adding a route. So
 * the last answers are kept (fib_memo): a request equal to one of them gets the same fib_info as
 * long as nothing happened that could let its gateway resolve differently, that is no change of a
 * device, address or rule, and of no route that covers the gateway.
 */
#include "net/ipv4/ip_fib.h"
#include "net/ipv4/fib_nexthop.h"
#include "net/ipv4/inetdevice.h"

const struct fib_prop fib_props[RTN_MAX + 1] = {
	[RTN_UNSPEC] = { 0, RT_SCOPE_NOWHERE },
	[RTN_UNICAST] = { 0, RT_SCOPE_UNIVERSE },
	[RTN_LOCAL] = { 0, RT_SCOPE_HOST },
	[RTN_BROADCAST] = { 0, RT_SCOPE_LINK },
	[RTN_ANYCAST] = { 0, RT_SCOPE_LINK },
	[RTN_MULTICAST] = { 0, RT_SCOPE_UNIVERSE },
	[RTN_BLACKHOLE] = { -EINVAL, RT_SCOPE_UNIVERSE },
	[RTN_UNREACHABLE] = { -EHOSTUNREACH, RT_SCOPE_UNIVERSE },
	[RTN_PROHIBIT] = { -EACCES, RT_SCOPE_UNIVERSE },
	[RTN_THROW] = { -EAGAIN, RT_SCOPE_UNIVERSE },
	[RTN_NAT] = { -EINVAL, RT_SCOPE_NOWHERE },
	[RTN_XRESOLVE] = { -EINVAL, RT_SCOPE_NOWHERE },
};

/* ---- numbers ------------------------------------------------------------------------------ */

/* A free slot holds the next free number, shifted and tagged so that it is no pointer. */
static void set_free_slot(struct fib_info_table *t, u32 id)
{
	t->by_id[id] = (struct fib_info *)((uintptr_t)t->free << 1 | 1);
	t->free = id;
}

static int number_take(struct net *net, struct fib_info *fi)
{
	struct fib_info_table *t = &net->ipv4->fib_infos;

	if (!t->free) {
		u32 cap = t->cap ? t->cap * 2 : 16;
		struct fib_info **p = krealloc(&net->kernel->mem, t->by_id, cap * sizeof(*p));

		if (!p)
			return -ENOMEM;
		t->by_id = p;
		for (u32 i = cap - 1; i >= max(t->cap, 1u); i--)
			set_free_slot(t, i);
		t->cap = cap;
	}
	fi->id = t->free;
	t->free = (uintptr_t)t->by_id[fi->id] >> 1;
	t->by_id[fi->id] = fi;
	return 0;
}

/* ---- groups ------------------------------------------------------------------------------- */

static struct fib_group *group_find(const struct htable *t, u32 key)
{
	struct fib_group *g;

	htable_for_each_possible (t, g, node, hash_u32(key))
		if (g->key == key)
			return g;
	return NULL;
}

static int group_join(struct net *net, struct htable *t, u32 key, struct list_head *member,
		      u32 flags)
{
	struct fib_group *g = group_find(t, key);

	if (!g) {
		g = kzalloc(&net->kernel->mem, sizeof(*g));
		if (!g)
			return -ENOMEM;
		g->key = key;
		INIT_LIST_HEAD(&g->members);
		if (htable_insert(t, &g->node, hash_u32(key))) {
			kfree(&net->kernel->mem, g);
			return -ENOMEM;
		}
	}
	g->maybe |= flags;
	list_add(member, &g->members);
	return 0;
}

static void group_leave(struct net *net, struct htable *t, u32 key, struct list_head *member)
{
	struct fib_group *g = group_find(t, key);

	if (list_empty(member))
		return;
	list_del(member);
	if (!list_empty(&g->members))
		return;
	htable_remove(t, &g->node);
	kfree(&net->kernel->mem, g);
}

/* ---- memo --------------------------------------------------------------------------------- */

/** A plain request: what makes two of them the same. */
struct fib_memo {
	u32 table, flags, oif, flow;
	__be32 gw, prefsrc;
	u8 protocol, scope, type, pad;
	struct fib_info *fi;
};

/** Can the answer to @cfg be kept? Only one IPv4 gateway, and nothing else to compare. */
static bool memo_key(const struct fib_config *cfg, struct fib_memo *key)
{
	if (cfg->gw.family != AF_INET || cfg->mx || cfg->mp || cfg->nh_id || cfg->encap)
		return false;
	*key = (struct fib_memo) {
		cfg->table,    cfg->flags, cfg->oif,  cfg->flow, cfg->gw.ipv4, cfg->prefsrc,
		cfg->protocol, cfg->scope, cfg->type, 0,	 NULL,
	};
	return true;
}

static u32 memo_slot(const struct fib_memo *key)
{
	return hash_u64((u64)key->gw << 32 | (key->table ^ key->oif << 8)) % FIB_MEMO;
}

static struct fib_info *memo_find(struct net *net, const struct fib_memo *key)
{
	struct fib_info_table *t = &net->ipv4->fib_infos;
	const struct fib_memo *m = t->memo ? &t->memo[memo_slot(key)] : NULL;

	return m && m->fi && !memcmp(m, key, offsetof(struct fib_memo, fi)) ? m->fi : NULL;
}

static void memo_keep(struct net *net, const struct fib_memo *key, struct fib_info *fi)
{
	struct fib_info_table *t = &net->ipv4->fib_infos;
	u32 slot = memo_slot(key);

	if (!t->memo)
		t->memo = kcalloc(&net->kernel->mem, FIB_MEMO, sizeof(*t->memo));
	if (!t->memo)
		return;
	t->memo[slot] = *key;
	t->memo[slot].fi = fi;
	t->memo_gw[slot] = be32toh(key->gw);
}

void fib_memo_touch(struct net *net, u32 prefix, u8 plen)
{
	struct fib_info_table *t = &net->ipv4->fib_infos;
	u32 mask = plen_to_mask(plen), hit = 0;

	if (!t->memo)
		return;
	for (u32 i = 0; i < FIB_MEMO; i++)
		hit |= !((t->memo_gw[i] ^ prefix) & mask);
	for (u32 i = 0; hit && i < FIB_MEMO; i++)
		if (!((t->memo_gw[i] ^ prefix) & mask))
			t->memo[i].fi = NULL;
}

void fib_memo_flush(struct net *net)
{
	fib_memo_touch(net, 0, 0);
}

static void memo_forget(struct net *net, const struct fib_info *fi)
{
	struct fib_info_table *t = &net->ipv4->fib_infos;

	for (u32 i = 0; t->memo && i < FIB_MEMO; i++)
		if (t->memo[i].fi == fi)
			t->memo[i].fi = NULL;
}

/* ---- sharing ------------------------------------------------------------------------------- */

static u32 info_hash(const struct fib_info *fi)
{
	u32 h = hash_u64((u64)fi->prefsrc << 32 | fi->tb_id) ^
		hash_u32(fi->nhs << 24 | fi->protocol << 16 | fi->scope << 8 | fi->type);

	if (fi->nexthop)
		return hash_u64((u64)h << 32 | nexthop_id(fi->nexthop));
	for (u32 i = 0; i < fi->nhs; i++) {
		const struct fib_nh *nh = &fi->nh[i];

		h = hash_u64((u64)h << 32 | (nh->oif ^ (u32)nh->gw.family << 24));
		h = nh->gw.family == AF_INET6 ? hash_bytes(&nh->gw.ipv6, 16, h)
					      : hash_u64((u64)h << 32 | nh->gw.ipv4);
	}
	return h;
}

static bool same_gw(const struct fib_gw *a, const struct fib_gw *b)
{
	if (a->family != b->family)
		return false;
	if (a->family == AF_INET)
		return a->ipv4 == b->ipv4;
	return !a->family || !memcmp(&a->ipv6, &b->ipv6, sizeof(a->ipv6));
}

static bool same_hops(const struct fib_info *a, const struct fib_info *b)
{
	for (u32 i = 0; i < a->nhs; i++) {
		const struct fib_nh *x = &a->nh[i], *y = &b->nh[i];

		if (x->oif != y->oif || x->scope != y->scope || x->weight != y->weight ||
		    x->tclassid != y->tclassid || x->lws != y->lws || !same_gw(&x->gw, &y->gw) ||
		    (x->flags ^ y->flags) &
			    ~(RTNH_F_DEAD | RTNH_F_LINKDOWN | RTNH_F_OFFLOAD | RTNH_F_TRAP))
			return false;
	}
	return true;
}

static bool same_metrics(const u32 *a, const u32 *b)
{
	static const u32 none[RTAX_MAX];

	return !memcmp(a ? a : none, b ? b : none, sizeof(none));
}

static bool same_info(const struct fib_info *a, const struct fib_info *b)
{
	return a->nhs == b->nhs && a->nexthop == b->nexthop && a->protocol == b->protocol &&
	       a->scope == b->scope && a->prefsrc == b->prefsrc && a->type == b->type &&
	       a->tb_id == b->tb_id &&
	       !((a->flags ^ b->flags) &
		 ~(RTNH_F_DEAD | RTNH_F_LINKDOWN | RTNH_F_OFFLOAD | RTNH_F_TRAP)) &&
	       !a->pfsrc_removed && same_metrics(a->metrics, b->metrics) && same_hops(a, b);
}

static struct fib_info *find_same(struct net *net, const struct fib_info *fi, u32 hash)
{
	struct fib_info *old;

	htable_for_each_possible (&net->ipv4->fib_infos.hash, old, hash, hash)
		if (same_info(old, fi))
			return old;
	return NULL;
}

/* ---- life ---------------------------------------------------------------------------------- */

void fib_infos_init(struct net *net)
{
	struct fib_info_table *t = &net->ipv4->fib_infos;

	htable_init(&t->hash, &net->kernel->mem);
	htable_init(&t->by_prefsrc, &net->kernel->mem);
	htable_init(&t->by_dev, &net->kernel->mem);
}

void fib_infos_exit(struct net *net)
{
	struct fib_info_table *t = &net->ipv4->fib_infos;

	kfree(&net->kernel->mem, t->by_id);
	kfree(&net->kernel->mem, t->memo);
	htable_destroy(&t->hash);
	htable_destroy(&t->by_prefsrc);
	htable_destroy(&t->by_dev);
}

static void free_info(struct fib_info *fi)
{
	struct kmem *m = &fi->net->kernel->mem;

	for (u32 i = 0; i < fi->nhs; i++) {
		if (fi->nh[i].tclassid)
			fi->net->ipv4->fib_num_tclassid_users--;
		lwtstate_put(fi->net, fi->nh[i].lws);
	}
	if (fi->nexthop) {
		list_del(&fi->in_nexthop);
		nexthop_put(fi->nexthop);
	}
	kfree(m, fi->metrics);
	kfree(m, fi);
}

static void leave_groups(struct fib_info *fi)
{
	struct fib_info_table *t = &fi->net->ipv4->fib_infos;

	if (fi->prefsrc)
		group_leave(fi->net, &t->by_prefsrc, fi->prefsrc, &fi->in_prefsrc);
	for (u32 i = 0; i < fi->nhs; i++)
		if (fi->nh[i].dev)
			group_leave(fi->net, &t->by_dev, fi->nh[i].dev->ifindex, &fi->nh[i].in_dev);
}

static int join_groups(struct fib_info *fi)
{
	struct fib_info_table *t = &fi->net->ipv4->fib_infos;

	if (fi->prefsrc && group_join(fi->net, &t->by_prefsrc, fi->prefsrc, &fi->in_prefsrc, 0))
		return -ENOBUFS;
	for (u32 i = 0; i < fi->nhs; i++)
		if (fi->nh[i].dev && group_join(fi->net, &t->by_dev, fi->nh[i].dev->ifindex,
						&fi->nh[i].in_dev, fi->nh[i].flags))
			return -ENOBUFS;
	return 0;
}

/** @fi is new: give it a number and put it where it is found. */
static int publish(struct fib_info *fi, u32 hash)
{
	struct fib_info_table *t = &fi->net->ipv4->fib_infos;

	if (join_groups(fi))
		goto leave_groups;
	if (htable_insert(&t->hash, &fi->hash, hash))
		goto leave_groups;
	if (number_take(fi->net, fi))
		goto unhash;
	if (fi->nexthop)
		list_add(&fi->in_nexthop, &fi->nexthop->fi_list);
	fi->treeref = 1;
	t->count++;
	return 0;

unhash:
	htable_remove(&t->hash, &fi->hash);
leave_groups:
	leave_groups(fi);
	return -ENOBUFS;
}

void fib_release_info(struct fib_info *fi)
{
	struct fib_info_table *t = &fi->net->ipv4->fib_infos;

	if (--fi->treeref)
		return;
	memo_forget(fi->net, fi);
	htable_remove(&t->hash, &fi->hash);
	leave_groups(fi);
	set_free_slot(t, fi->id);
	t->count--;
	free_info(fi);
}

/* ---- creation ------------------------------------------------------------------------------ */

static int refuse(struct netlink_ext_ack *extack, const char *msg)
{
	NL_SET_ERR_MSG(extack, msg);
	return -EINVAL;
}

static int check_config(const struct fib_config *cfg, u32 *ret_nhs, struct netlink_ext_ack *extack)
{
	if (cfg->type > RTN_MAX)
		return -EINVAL;
	if (fib_props[cfg->type].scope > cfg->scope)
		return refuse(extack, "Invalid scope");
	if (cfg->flags & (RTNH_F_DEAD | RTNH_F_LINKDOWN))
		return refuse(extack, "Invalid rtm_flags - can not contain DEAD or LINKDOWN");
	if (cfg->nh_id && !nexthop_find_by_id(cfg->nlinfo.net, cfg->nh_id))
		return refuse(extack, "Nexthop id does not exist");
	*ret_nhs = !cfg->nh_id;
	if (!cfg->mp)
		return 0;
	*ret_nhs = fib_count_nexthops(cfg->mp, cfg->mp_len, extack);
	return *ret_nhs ? 0 : -EINVAL;
}

static struct fib_info *alloc_info(const struct fib_config *cfg, u32 nhs)
{
	struct net *net = cfg->nlinfo.net;
	struct fib_info *fi = kzalloc(&net->kernel->mem, sizeof(*fi) + nhs * sizeof(fi->nh[0]));

	if (!fi)
		return NULL;
	INIT_LIST_HEAD(&fi->in_prefsrc);
	INIT_LIST_HEAD(&fi->in_nexthop);
	fi->net = net;
	fi->protocol = cfg->protocol;
	fi->scope = cfg->scope;
	fi->flags = cfg->flags;
	fi->prefsrc = cfg->prefsrc;
	fi->type = cfg->type;
	fi->tb_id = cfg->table;
	fi->nhs = nhs;
	for (u32 i = 0; i < nhs; i++) {
		INIT_LIST_HEAD(&fi->nh[i].in_dev);
		fi->nh[i].parent = fi;
	}
	return fi;
}

static bool valid_prefsrc(const struct fib_config *cfg)
{
	struct net *net = cfg->nlinfo.net;
	u32 tb_id = cfg->table == RT_TABLE_MAIN ? RT_TABLE_LOCAL : cfg->table;

	if (cfg->type == RTN_LOCAL && cfg->dst && cfg->prefsrc == cfg->dst)
		return true;
	return inet_addr_type_table(net, cfg->prefsrc, tb_id) == RTN_LOCAL ||
	       (tb_id != RT_TABLE_LOCAL && inet_addr_type(net, cfg->prefsrc) == RTN_LOCAL);
}

static int check_host_scope(struct fib_info *fi, struct netlink_ext_ack *extack)
{
	struct fib_nh *nh = &fi->nh[0];

	if (fi->nhs != 1)
		return refuse(extack, "Route with host scope can not have multiple nexthops");
	if (nh->gw.family)
		return refuse(extack, "Route with host scope can not have a gateway");
	nh->scope = RT_SCOPE_NOWHERE;
	nh->dev = dev_get_by_index(fi->net, nh->oif);
	return nh->dev ? 0 : -ENODEV;
}

static int check_hops(const struct fib_config *cfg, struct fib_info *fi,
		      struct netlink_ext_ack *extack)
{
	u32 linkdown = 0;
	int err;

	for (u32 i = 0; i < fi->nhs; i++) {
		err = fib_check_nh(fi->net, &fi->nh[i], cfg->table, cfg->scope, extack);
		if (err)
			return err;
		linkdown += !!(fi->nh[i].flags & RTNH_F_LINKDOWN);
	}
	if (linkdown == fi->nhs)
		fi->flags |= RTNH_F_LINKDOWN;
	return 0;
}

static int check_info(const struct fib_config *cfg, struct fib_info *fi,
		      struct netlink_ext_ack *extack)
{
	int err;

	if (fib_props[cfg->type].error) {
		if (cfg->gw.family || cfg->oif || cfg->mp)
			return refuse(
				extack,
				"Gateway, device and multipath can not be specified for this route type");
		return 0;
	}
	if (cfg->type < RTN_UNICAST || cfg->type > RTN_MULTICAST)
		return refuse(extack, "Invalid route type");
	if (cfg->scope > RT_SCOPE_HOST)
		return refuse(extack, "Invalid scope");
	if (fi->nexthop)
		err = fib_check_nexthop(fi->nexthop, cfg->scope, extack);
	else
		err = cfg->scope == RT_SCOPE_HOST ? check_host_scope(fi, extack)
						  : check_hops(cfg, fi, extack);
	if (err)
		return err;
	if (fi->prefsrc && !valid_prefsrc(cfg))
		return refuse(extack, "Invalid prefsrc address");
	fib_rebalance(fi);
	return 0;
}

static int init_hops(struct fib_info *fi, const struct fib_config *cfg,
		     struct netlink_ext_ack *extack)
{
	if (cfg->mp)
		return fib_get_nhs(fi, cfg, extack);
	if (!cfg->nh_id)
		return fib_nh_init(&fi->nh[0], cfg, 1, extack);
	fi->nexthop = nexthop_find_by_id(fi->net, cfg->nh_id);
	nexthop_get(fi->nexthop);
	return 0;
}

static int create_checked(struct fib_config *cfg, u32 nhs, struct fib_info **ret_fi,
			  struct netlink_ext_ack *extack)
{
	struct fib_info *fi = alloc_info(cfg, nhs), *old;
	u32 hash;
	int err;

	if (!fi)
		return -ENOBUFS;
	err = fib_metrics_create(fi->net->kernel, cfg, &fi->metrics, extack);
	if (!err)
		err = init_hops(fi, cfg, extack);
	if (!err)
		err = check_info(cfg, fi, extack);
	if (err)
		goto free_fi;
	hash = info_hash(fi);
	old = find_same(fi->net, fi, hash);
	if (old) {
		free_info(fi);
		old->treeref++;
		*ret_fi = old;
		return 0;
	}
	err = publish(fi, hash);
	if (err)
		goto free_fi;
	*ret_fi = fi;
	return 0;

free_fi:
	free_info(fi);
	return err;
}

int fib_create_info(struct fib_config *cfg, struct fib_info **ret_fi,
		    struct netlink_ext_ack *extack)
{
	struct net *net = cfg->nlinfo.net;
	struct fib_memo key;
	bool plain = memo_key(cfg, &key);
	u32 nhs;
	int err;

	if (plain && (*ret_fi = memo_find(net, &key))) {
		(*ret_fi)->treeref++;
		return 0;
	}
	err = check_config(cfg, &nhs, extack);
	if (err)
		return err;
	err = create_checked(cfg, nhs, ret_fi, extack);
	if (!err && plain)
		memo_keep(net, &key, *ret_fi);
	return err;
}

/* ---- matching ------------------------------------------------------------------------------ */

/** A hop as RTA_MULTIPATH names it, against one of ours. 0 same, 1 other, or -EINVAL. */
static int match_hop(const struct rtnexthop *rtnh, const struct fib_nh *nh,
		     struct netlink_ext_ack *extack)
{
	struct fib_config hop;
	int err;

	if (rtnh->rtnh_ifindex && rtnh->rtnh_ifindex != nh->oif)
		return 1;
	err = fib_parse_hop(rtnh, &hop, extack);
	if (err)
		return err;
	if (hop.gw.family && !same_gw(&hop.gw, &nh->gw))
		return 1;
	return hop.flow && hop.flow != nh->tclassid;
}

/** A tunnel that cannot be built matches any: only the ext-ack tells. */
static bool match_encap(const struct fib_config *cfg, const struct fib_nh *nh,
			struct netlink_ext_ack *extack)
{
	struct net *net = cfg->nlinfo.net;
	struct lwtunnel_state *lws;
	bool same;

	if (!cfg->encap || cfg->encap_type == LWTUNNEL_ENCAP_NONE)
		return true;
	if (lwtunnel_build_state(net, cfg->encap_type, cfg->encap, AF_INET, &lws, extack))
		return true;
	same = lws == nh->lws;
	lwtstate_put(net, lws);
	return same;
}

int fib_nh_match(const struct fib_config *cfg, const struct fib_info *fi, u32 prio,
		 struct netlink_ext_ack *extack)
{
	const struct rtnexthop *rtnh = cfg->mp;
	const struct fib_nh *nh = &fi->nh[0];
	int rem = cfg->mp_len, err;

	if (cfg->priority && cfg->priority != prio)
		return 1;
	if (cfg->nh_id)
		return !fi->nexthop || nexthop_id(fi->nexthop) != cfg->nh_id;
	if (fi->nexthop)
		return cfg->oif || cfg->gw.family || cfg->mp;
	if (cfg->oif || cfg->gw.family)
		return !match_encap(cfg, nh, extack) || (cfg->flow && cfg->flow != nh->tclassid) ||
		       (cfg->oif && cfg->oif != nh->oif) ||
		       (cfg->gw.family && !same_gw(&cfg->gw, &nh->gw));
	if (!cfg->mp)
		return 0;
	for (u32 i = 0; i < fi->nhs; i++, rtnh = rtnh_next(rtnh, &rem)) {
		if (!rtnh_ok(rtnh, rem))
			return -EINVAL;
		err = match_hop(rtnh, &fi->nh[i], extack);
		if (err)
			return err;
	}
	return 0;
}

bool fib_info_uses_dev(const struct fib_info *fi, const struct net_device *dev)
{
	for (u32 i = 0; i < fib_info_num_path(fi); i++)
		if (fib_info_nh(fi, i)->dev == dev)
			return true;
	return false;
}

/* ---- events -------------------------------------------------------------------------------- */

int fib_sync_down_addr(struct net_device *dev, __be32 local)
{
	struct fib_group *g = local ? group_find(&dev->net->ipv4->fib_infos.by_prefsrc, local)
				    : NULL;
	struct fib_info *fi;
	int n = 0;

	if (!g)
		return 0;
	list_for_each_entry (fi, &g->members, in_prefsrc) {
		if (fi->tb_id != RT_TABLE_MAIN)
			continue;
		fi->flags |= RTNH_F_DEAD;
		fi->pfsrc_removed = true;
		n++;
	}
	return n;
}

/** One hop's device went. True when the hop no longer carries anything. */
static bool hop_down(struct fib_nh *nh, struct net_device *dev, unsigned long event, int scope)
{
	if (nh->flags & RTNH_F_DEAD)
		return true;
	if (nh->dev != dev || nh->scope == scope)
		return false;
	if (event != NETDEV_CHANGE)
		nh->flags |= RTNH_F_DEAD;
	nh->flags |= RTNH_F_LINKDOWN;
	return true;
}

static bool info_down(struct fib_info *fi, struct net_device *dev, unsigned long event, int scope)
{
	u32 dead = 0;

	for (u32 i = 0; i < fi->nhs; i++) {
		dead += hop_down(&fi->nh[i], dev, event, scope);
		if (event == NETDEV_UNREGISTER && fi->nh[i].dev == dev) {
			dead = fi->nhs;
			break;
		}
	}
	if (dead == fi->nhs) {
		if (event != NETDEV_CHANGE)
			fi->flags |= RTNH_F_DEAD;
		fi->flags |= RTNH_F_LINKDOWN;
	}
	fib_rebalance(fi);
	return dead == fi->nhs;
}

int fib_sync_down_dev(struct net_device *dev, unsigned long event, bool force)
{
	struct fib_group *g = group_find(&dev->net->ipv4->fib_infos.by_dev, dev->ifindex);
	const struct fib_info *prev = NULL;
	struct fib_nh *nh;
	int n = 0;

	fib_memo_flush(dev->net);
	if (!g)
		return 0;
	g->maybe |= RTNH_F_DEAD | RTNH_F_LINKDOWN;
	list_for_each_entry (nh, &g->members, in_dev) {
		if (nh->parent == prev)
			continue;
		prev = nh->parent;
		n += info_down(nh->parent, dev, event, force ? -1 : RT_SCOPE_NOWHERE);
	}
	return n;
}

static bool info_up(struct fib_info *fi, struct net_device *dev, u32 nh_flags)
{
	u32 alive = 0;

	for (u32 i = 0; i < fi->nhs; i++) {
		struct fib_nh *nh = &fi->nh[i];

		if (!(nh->flags & nh_flags)) {
			alive++;
			continue;
		}
		if (nh->dev != dev || !(dev->flags & IFF_UP) || !__in_dev_get(dev))
			continue;
		alive++;
		nh->flags &= ~nh_flags;
	}
	if (alive)
		fi->flags &= ~nh_flags;
	fib_rebalance(fi);
	return alive;
}

int fib_sync_up(struct net_device *dev, u32 nh_flags)
{
	struct fib_group *g = group_find(&dev->net->ipv4->fib_infos.by_dev, dev->ifindex);
	const struct fib_info *prev = NULL;
	struct fib_nh *nh;
	int n = 0;

	fib_memo_flush(dev->net);
	if (!g || !(dev->flags & IFF_UP))
		return 0;
	if (nh_flags & RTNH_F_DEAD && dev_get_flags(dev) & (IFF_RUNNING | IFF_LOWER_UP))
		nh_flags |= RTNH_F_LINKDOWN;
	if (!(g->maybe & nh_flags))
		return 0;
	g->maybe &= ~nh_flags;
	list_for_each_entry (nh, &g->members, in_dev) {
		if (nh->parent != prev)
			n += info_up(nh->parent, dev, nh_flags);
		prev = nh->parent;
		g->maybe |= nh->flags;
	}
	return n;
}
