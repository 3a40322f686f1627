/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Parameters of neighbour tables: RTM_GETNEIGHTBL, RTM_SETNEIGHTBL (`ip ntable`), and the values
 * behind /proc/sys/net/ipv{4,6}/neigh.
 *
 * A dump sends each table (its first message has the counters and defaults) and then each device of
 * the asking namespace, newest first; a dump that is continued repeats the table's own message, as
 * Linux does.
 */
#include <stdlib.h>

#include "kernel/sysctl.h"
#include "net/core/neighbour.h"
#include "net/core/rtnetlink.h"

/* What Linux charges for a full Ethernet frame: unres_qlen counts in these. */
#define FRAME_TRUESIZE 2090u

static const struct {
	u8 attr;
	u8 var;
	bool msecs;
} parm_attrs[] = {
	/* In the order in which they are sent; QUEUE_LEN and REACHABLE_TIME have rules of their own. */
	{ NDTPA_PROXY_QLEN, NEIGH_VAR_PROXY_QLEN, false },
	{ NDTPA_APP_PROBES, NEIGH_VAR_APP_PROBES, false },
	{ NDTPA_UCAST_PROBES, NEIGH_VAR_UCAST_PROBES, false },
	{ NDTPA_MCAST_PROBES, NEIGH_VAR_MCAST_PROBES, false },
	{ NDTPA_MCAST_REPROBES, NEIGH_VAR_MCAST_REPROBES, false },
	{ NDTPA_BASE_REACHABLE_TIME, NEIGH_VAR_BASE_REACHABLE_TIME, true },
	{ NDTPA_GC_STALETIME, NEIGH_VAR_GC_STALETIME, true },
	{ NDTPA_DELAY_PROBE_TIME, NEIGH_VAR_DELAY_PROBE_TIME, true },
	{ NDTPA_RETRANS_TIME, NEIGH_VAR_RETRANS_TIME, true },
	{ NDTPA_ANYCAST_DELAY, NEIGH_VAR_ANYCAST_DELAY, true },
	{ NDTPA_PROXY_DELAY, NEIGH_VAR_PROXY_DELAY, true },
	{ NDTPA_LOCKTIME, NEIGH_VAR_LOCKTIME, true },
	{ NDTPA_INTERVAL_PROBE_TIME_MS, NEIGH_VAR_INTERVAL_PROBE_TIME_MS, true },
};

/* ---- writing messages ---- */

static int put_jiffies(struct sk_buff *skb, int type, u32 v)
{
	return nla_put_u64_64bit(skb, type, jiffies_to_msecs(v), NDTPA_PAD);
}

static int put_parms(struct sk_buff *skb, const struct neigh_parms *p)
{
	u32 bytes = NEIGH_VAR(p, QUEUE_LEN_BYTES);

	if (p->dev && nla_put_u32(skb, NDTPA_IFINDEX, p->dev->ifindex))
		return -EMSGSIZE;
	if (nla_put_u32(skb, NDTPA_REFCNT, p->refcnt) ||
	    nla_put_u32(skb, NDTPA_QUEUE_LENBYTES, bytes) ||
	    nla_put_u32(skb, NDTPA_QUEUE_LEN, bytes / FRAME_TRUESIZE))
		return -EMSGSIZE;
	for (u32 i = 0; i < ARRAY_SIZE(parm_attrs); i++) {
		u32 v = p->data[parm_attrs[i].var];

		if (parm_attrs[i].attr == NDTPA_BASE_REACHABLE_TIME &&
		    put_jiffies(skb, NDTPA_REACHABLE_TIME, p->reachable_time))
			return -EMSGSIZE;
		if (parm_attrs[i].msecs ? put_jiffies(skb, parm_attrs[i].attr, v)
					: nla_put_u32(skb, parm_attrs[i].attr, v))
			return -EMSGSIZE;
	}
	return 0;
}

static int put_parms_nest(struct sk_buff *skb, const struct neigh_parms *p)
{
	struct nlattr *nest = nla_nest_start_noflag(skb, NDTA_PARMS);

	if (!nest || put_parms(skb, p))
		return -EMSGSIZE;
	nla_nest_end(skb, nest);
	return 0;
}

static int put_config(struct sk_buff *skb, const struct neigh_table *tbl)
{
	const struct htable *hash = &sock_net(skb->sk)->neigh->hash[tbl->index];
	s64 now = ktime_get(tbl->kernel);
	struct ndt_config ndc = {
		.ndtc_key_len = tbl->ops->key_len,
		.ndtc_entry_size = tbl->ops->entry_size,
		.ndtc_entries = tbl->entries,
		.ndtc_last_flush = (now - tbl->last_flush) / (s64)NSEC_PER_MSEC,
		.ndtc_last_rand = (now - tbl->last_rand) / (s64)NSEC_PER_MSEC,
		.ndtc_hash_mask = max(hash->mask, HTABLE_SMALL - 1u),
	};

	return nla_put(skb, NDTA_CONFIG, sizeof(ndc), &ndc);
}

static int put_stats(struct sk_buff *skb, const struct neigh_table *tbl)
{
	const struct neigh_stats *s = &tbl->stats;
	struct ndt_stats ndst = {
		.ndts_allocs = s->allocs,
		.ndts_destroys = s->destroys,
		.ndts_hash_grows = s->hash_grows,
		.ndts_res_failed = s->res_failed,
		.ndts_lookups = s->lookups,
		.ndts_hits = s->hits,
		.ndts_rcv_probes_mcast = s->rcv_probes_mcast,
		.ndts_rcv_probes_ucast = s->rcv_probes_ucast,
		.ndts_periodic_gc_runs = s->periodic_gc_runs,
		.ndts_forced_gc_runs = s->forced_gc_runs,
		.ndts_table_fulls = s->table_fulls,
	};

	return nla_put_64bit(skb, NDTA_STATS, sizeof(ndst), &ndst, NDTA_PAD);
}

static int put_table(struct sk_buff *skb, const struct neigh_table *tbl)
{
	if (nla_put_u64_64bit(skb, NDTA_GC_INTERVAL, jiffies_to_msecs(tbl->gc_interval),
			      NDTA_PAD) ||
	    nla_put_u32(skb, NDTA_THRESH1, tbl->gc_thresh1) ||
	    nla_put_u32(skb, NDTA_THRESH2, tbl->gc_thresh2) ||
	    nla_put_u32(skb, NDTA_THRESH3, tbl->gc_thresh3))
		return -EMSGSIZE;
	return put_config(skb, tbl) ? -EMSGSIZE : put_stats(skb, tbl);
}

/* The message of @p: of the whole table when @p are its defaults, else of one device. */
static int fill_info(struct sk_buff *skb, struct netlink_callback *cb,
		     const struct neigh_table *tbl, const struct neigh_parms *p)
{
	struct nlmsghdr *nlh = nlmsg_put(skb, NETLINK_CB(cb->skb).portid, cb->nlh->nlmsg_seq,
					 RTM_NEWNEIGHTBL, sizeof(struct ndtmsg), NLM_F_MULTI);

	if (!nlh)
		return -EMSGSIZE;
	((struct ndtmsg *)nlmsg_data(nlh))->ndtm_family = tbl->ops->family;
	if (nla_put_string(skb, NDTA_NAME, tbl->ops->id) || (!p->dev && put_table(skb, tbl)) ||
	    put_parms_nest(skb, p)) {
		nlmsg_cancel(skb, nlh);
		return -EMSGSIZE;
	}
	nlmsg_end(skb, nlh);
	return 0;
}

/* ---- RTM_GETNEIGHTBL ---- */

static int valid_dump(const struct nlmsghdr *nlh, struct netlink_ext_ack *extack)
{
	const struct ndtmsg *ndtm = nlmsg_data(nlh);
	const char *msg = NULL;

	if (nlmsg_len(nlh) < (int)sizeof(*ndtm))
		msg = "Invalid header for neighbor table dump request";
	else if (ndtm->ndtm_pad1 || ndtm->ndtm_pad2)
		msg = "Invalid values in header for neighbor table dump request";
	else if (nlmsg_attrlen(nlh, sizeof(*ndtm)) > 0)
		msg = "Invalid data after header in neighbor table dump request";
	if (!msg)
		return 0;
	NL_SET_ERR_MSG(extack, msg);
	return -EINVAL;
}

struct neightbl_ctx {
	u32 table;
	u32 idx; /* devices of this table already sent */
};

/* Devices of one table. Returns -EMSGSIZE when @skb is full. */
static int dump_devices(struct sk_buff *skb, struct netlink_callback *cb,
			const struct neigh_table *tbl)
{
	struct neightbl_ctx *c = NL_CB_CTX(cb, struct neightbl_ctx);
	struct net *net = sock_net(skb->sk);
	struct neigh_parms *p;
	u32 idx = 0;

	list_for_each_entry (p, &tbl->parms_list, list) {
		if (!p->dev || dev_net(p->dev) != net)
			continue;
		if (idx >= c->idx && fill_info(skb, cb, tbl, p)) {
			c->idx = idx;
			return -EMSGSIZE;
		}
		idx++;
	}
	return 0;
}

static int neightbl_dump_info(struct sk_buff *skb, struct netlink_callback *cb)
{
	struct neightbl_ctx *c = NL_CB_CTX(cb, struct neightbl_ctx);
	int family = ((const struct rtgenmsg *)nlmsg_data(cb->nlh))->rtgen_family;
	int err = cb->strict_check ? valid_dump(cb->nlh, cb->extack) : 0;

	if (err)
		return err;
	for (; c->table < NEIGH_NR_TABLES; c->table++, c->idx = 0) {
		struct neigh_table *tbl = neigh_tbl(skb->kernel, c->table);

		if (!tbl || (family && tbl->ops->family != family))
			continue;
		neigh_table_age(tbl);
		if (fill_info(skb, cb, tbl, &tbl->parms) || dump_devices(skb, cb, tbl))
			break;
	}
	return skb->len;
}

/* ---- RTM_SETNEIGHTBL ---- */

/* clang-format off */
static const struct nla_policy neightbl_policy[NDTA_MAX + 1] = {
	[NDTA_NAME]        = { .type = NLA_STRING },
	[NDTA_THRESH1]     = { .type = NLA_U32 },
	[NDTA_THRESH2]     = { .type = NLA_U32 },
	[NDTA_THRESH3]     = { .type = NLA_U32 },
	[NDTA_GC_INTERVAL] = { .type = NLA_U64 },
	[NDTA_PARMS]       = { .type = NLA_NESTED },
};

static const struct nla_policy parm_policy[NDTPA_MAX + 1] = {
	[NDTPA_IFINDEX]                = { .type = NLA_U32 },
	[NDTPA_QUEUE_LEN]              = { .type = NLA_U32 },
	[NDTPA_QUEUE_LENBYTES]         = { .type = NLA_U32 },
	[NDTPA_PROXY_QLEN]             = { .type = NLA_U32 },
	[NDTPA_APP_PROBES]             = { .type = NLA_U32 },
	[NDTPA_UCAST_PROBES]           = { .type = NLA_U32 },
	[NDTPA_MCAST_PROBES]           = { .type = NLA_U32 },
	[NDTPA_MCAST_REPROBES]         = { .type = NLA_U32 },
	[NDTPA_BASE_REACHABLE_TIME]    = { .type = NLA_U64 },
	[NDTPA_GC_STALETIME]           = { .type = NLA_U64 },
	[NDTPA_DELAY_PROBE_TIME]       = { .type = NLA_U64 },
	[NDTPA_RETRANS_TIME]           = { .type = NLA_U64 },
	[NDTPA_ANYCAST_DELAY]          = { .type = NLA_U64 },
	[NDTPA_PROXY_DELAY]            = { .type = NLA_U64 },
	[NDTPA_LOCKTIME]               = { .type = NLA_U64 },
	[NDTPA_INTERVAL_PROBE_TIME_MS] = { .type = NLA_U64 },
};
/* clang-format on */

static void var_set(struct neigh_parms *p, u32 var, u32 v)
{
	p->data[var] = v;
	p->data_state |= BIT(var);
	if (var == NEIGH_VAR_BASE_REACHABLE_TIME)
		p->reachable_time = neigh_rand_reach_time(p->tbl->kernel, v);
}

static int set_parms(struct neigh_table *tbl, struct net *net, const struct nlattr *nest,
		     struct netlink_ext_ack *extack)
{
	struct nlattr *tb[NDTPA_MAX + 1];
	struct net_device *dev = NULL;
	struct neigh_parms *p;
	int err = nla_parse_nested_deprecated(tb, NDTPA_MAX, nest, parm_policy, extack);

	if (err < 0)
		return err;
	if (tb[NDTPA_IFINDEX] && nla_get_u32(tb[NDTPA_IFINDEX])) {
		dev = dev_get_by_index(net, nla_get_u32(tb[NDTPA_IFINDEX]));
		if (!dev)
			return -ENOENT;
	}
	p = neigh_parms_find(tbl, net, dev);
	if (!p)
		return -ENOENT;
	if (tb[NDTPA_QUEUE_LEN])
		var_set(p, NEIGH_VAR_QUEUE_LEN_BYTES,
			nla_get_u32(tb[NDTPA_QUEUE_LEN]) * FRAME_TRUESIZE);
	if (tb[NDTPA_QUEUE_LENBYTES])
		var_set(p, NEIGH_VAR_QUEUE_LEN_BYTES, nla_get_u32(tb[NDTPA_QUEUE_LENBYTES]));
	for (u32 i = 0; i < ARRAY_SIZE(parm_attrs); i++) {
		const struct nlattr *a = tb[parm_attrs[i].attr];

		if (a)
			var_set(p, parm_attrs[i].var,
				parm_attrs[i].msecs ? msecs_to_jiffies(nla_get_u64(a))
						    : nla_get_u32(a));
	}
	return 0;
}

static struct neigh_table *find_named(struct kernel *k, int family, const struct nlattr *name)
{
	for (int i = 0; i < NEIGH_NR_TABLES; i++) {
		struct neigh_table *tbl = neigh_tbl(k, i);

		if (tbl && (!family || tbl->ops->family == family) &&
		    !nla_strcmp(name, tbl->ops->id))
			return tbl;
	}
	return NULL;
}

static int neightbl_set(struct sk_buff *skb, struct nlmsghdr *nlh, struct netlink_ext_ack *extack)
{
	struct net *net = sock_net(skb->sk);
	struct nlattr *tb[NDTA_MAX + 1];
	struct neigh_table *tbl;
	int err = nlmsg_parse_deprecated(nlh, sizeof(struct ndtmsg), tb, NDTA_MAX, neightbl_policy,
					 extack);

	if (err < 0)
		return err;
	if (!tb[NDTA_NAME])
		return -EINVAL;
	tbl = find_named(net->kernel, ((const struct ndtmsg *)nlmsg_data(nlh))->ndtm_family,
			 tb[NDTA_NAME]);
	if (!tbl)
		return -ENOENT;
	err = tb[NDTA_PARMS] ? set_parms(tbl, net, tb[NDTA_PARMS], extack) : 0;
	if (err)
		return err;
	if ((tb[NDTA_THRESH1] || tb[NDTA_THRESH2] || tb[NDTA_THRESH3] || tb[NDTA_GC_INTERVAL]) &&
	    net != net->kernel->init_net)
		return -ENOENT;
	if (tb[NDTA_THRESH1])
		tbl->gc_thresh1 = nla_get_u32(tb[NDTA_THRESH1]);
	if (tb[NDTA_THRESH2])
		tbl->gc_thresh2 = nla_get_u32(tb[NDTA_THRESH2]);
	if (tb[NDTA_THRESH3])
		tbl->gc_thresh3 = nla_get_u32(tb[NDTA_THRESH3]);
	if (tb[NDTA_GC_INTERVAL])
		tbl->gc_interval = msecs_to_jiffies(nla_get_u64(tb[NDTA_GC_INTERVAL]));
	neigh_table_kick(tbl);
	return 0;
}

static const struct rtnl_msg_handler handlers[] = {
	{ PF_UNSPEC, RTM_GETNEIGHTBL, .dumpit = neightbl_dump_info },
	{ PF_UNSPEC, RTM_SETNEIGHTBL, .doit = neightbl_set },
};

/* ---- sysctls ---- */

struct neigh_parms *neigh_parms_find(struct neigh_table *tbl, struct net *net,
				     const struct net_device *dev)
{
	if (dev)
		return neigh_parms_of(tbl, dev);
	return net == tbl->kernel->init_net ? &tbl->parms : NULL;
}

/* A value was written: devices of init_net that have none of their own follow "default". */
static int var_written(const struct ctl_req *r, const void *old)
{
	struct neigh_parms *p = r->object, *other;
	u32 var = (r->row->offset - offsetof(struct neigh_parms, data)) / sizeof(p->data[0]);

	(void)old;
	var_set(p, var, p->data[var]);
	if (p->dev)
		return 0;
	list_for_each_entry (other, &p->tbl->parms_list, list) {
		if (other->dev && dev_net(other->dev) == r->net && !(other->data_state & BIT(var)))
			other->data[var] = p->data[var];
	}
	return 0;
}

static int unres_qlen_get(const struct ctl_req *r, struct seq_file *m)
{
	const struct neigh_parms *p = r->object;

	seq_printf(m, "%u\n", NEIGH_VAR(p, QUEUE_LEN_BYTES) / FRAME_TRUESIZE);
	return 0;
}

static long unres_qlen_set(const struct ctl_req *r, const char *buf, size_t n)
{
	char *end;
	long v = strtol(buf, &end, 0);

	if (end == buf || v < 0 || v > (long)(INT32_MAX / FRAME_TRUESIZE))
		return -EINVAL;
	var_set(r->object, NEIGH_VAR_QUEUE_LEN_BYTES, v * FRAME_TRUESIZE);
	return n;
}

#define VAR(name, attr, knd, least)                                                            \
	{                                                                                      \
		.procname = name, .mode = 0644, .kind = knd,                                   \
		.offset = offsetof(struct neigh_parms, data) + NEIGH_VAR_##attr * sizeof(u32), \
		.min = least, .max = INT32_MAX, .changed = var_written                         \
	}

/* clang-format off */
static const struct ctl_table neigh_rows[] = {
	VAR("mcast_solicit", MCAST_PROBES, SYSCTL_INT_MINMAX, 0),
	VAR("ucast_solicit", UCAST_PROBES, SYSCTL_INT_MINMAX, 0),
	VAR("app_solicit", APP_PROBES, SYSCTL_INT_MINMAX, 0),
	VAR("mcast_resolicit", MCAST_REPROBES, SYSCTL_INT_MINMAX, 0),
	VAR("retrans_time", RETRANS_TIME, SYSCTL_USERHZ_JIFFIES, 0),
	VAR("base_reachable_time", BASE_REACHABLE_TIME, SYSCTL_JIFFIES, 0),
	VAR("delay_first_probe_time", DELAY_PROBE_TIME, SYSCTL_JIFFIES, 0),
	VAR("interval_probe_time_ms", INTERVAL_PROBE_TIME_MS, SYSCTL_MS_JIFFIES, 1),
	VAR("gc_stale_time", GC_STALETIME, SYSCTL_JIFFIES, 0),
	VAR("unres_qlen_bytes", QUEUE_LEN_BYTES, SYSCTL_INT_MINMAX, 0),
	VAR("proxy_qlen", PROXY_QLEN, SYSCTL_INT_MINMAX, 0),
	VAR("anycast_delay", ANYCAST_DELAY, SYSCTL_USERHZ_JIFFIES, 0),
	VAR("proxy_delay", PROXY_DELAY, SYSCTL_USERHZ_JIFFIES, 0),
	VAR("locktime", LOCKTIME, SYSCTL_USERHZ_JIFFIES, 0),
	{ "unres_qlen", 0644, SYSCTL_CUSTOM, .get = unres_qlen_get, .set = unres_qlen_set },
	VAR("retrans_time_ms", RETRANS_TIME, SYSCTL_MS_JIFFIES, 0),
	VAR("base_reachable_time_ms", BASE_REACHABLE_TIME, SYSCTL_MS_JIFFIES, 0),
};

#define THRESH(name, field) \
	{ name, 0644, SYSCTL_INT_MINMAX, .offset = offsetof(struct neigh_table, field), \
	  .min = 0, .max = INT32_MAX }
static const struct ctl_table table_rows[] = {
	{ "gc_interval", 0644, SYSCTL_JIFFIES, .offset = offsetof(struct neigh_table, gc_interval) },
	THRESH("gc_thresh1", gc_thresh1),
	THRESH("gc_thresh2", gc_thresh2),
	THRESH("gc_thresh3", gc_thresh3),
};
/* clang-format on */

static void *find_parms(struct net *net, int index, const char *name)
{
	struct neigh_table *tbl = neigh_tbl(net->kernel, index);
	struct net_device *dev;

	if (!tbl)
		return NULL;
	if (!strcmp(name, "default"))
		return neigh_parms_find(tbl, net, NULL);
	dev = dev_get_by_name(net, name);
	return dev ? neigh_parms_of(tbl, dev) : NULL;
}

static void list_parms(struct net *net, int index, ctl_emit_fn emit, void *arg)
{
	struct neigh_table *tbl = neigh_tbl(net->kernel, index);
	struct net_device *dev;
	u32 i;

	if (!tbl)
		return;
	/* "default" is listed by the directory of the thresholds. */
	for_each_netdev (net, i, dev) {
		if (neigh_parms_of(tbl, dev))
			emit(arg, dev->name);
	}
}

/* The hooks carry no index, so each family has its own three. */
#define FAMILY_HOOKS(fam, index)                                                            \
	static void *fam##_find(struct net *net, const char *name)                          \
	{                                                                                   \
		return find_parms(net, index, name);                                        \
	}                                                                                   \
	static void fam##_list(struct net *net, ctl_emit_fn emit, void *arg)                \
	{                                                                                   \
		list_parms(net, index, emit, arg);                                          \
	}                                                                                   \
	static void *fam##_table(struct net *net)                                           \
	{                                                                                   \
		return net == net->kernel->init_net ? neigh_tbl(net->kernel, index) : NULL; \
	}
FAMILY_HOOKS(arp, NEIGH_ARP_TABLE)
FAMILY_HOOKS(nd, NEIGH_ND_TABLE)

static const struct ctl_dir dirs[] = {
	{ "net/ipv4/neigh", neigh_rows, ARRAY_SIZE(neigh_rows), .find = arp_find,
	  .list = arp_list },
	{ "net/ipv4/neigh/default", table_rows, ARRAY_SIZE(table_rows), .object = arp_table },
	{ "net/ipv6/neigh", neigh_rows, ARRAY_SIZE(neigh_rows), .find = nd_find, .list = nd_list },
	{ "net/ipv6/neigh/default", table_rows, ARRAY_SIZE(table_rows), .object = nd_table },
};

/* ---- life ---- */

int neigh_param_init(struct kernel *k)
{
	int err = rtnl_register_many(k, handlers, ARRAY_SIZE(handlers));

	for (u32 i = 0; !err && i < ARRAY_SIZE(dirs); i++) {
		err = register_sysctl(k, &dirs[i]);
		if (err) {
			while (i)
				unregister_sysctl(k, &dirs[--i]);
			rtnl_unregister_many(k, handlers, ARRAY_SIZE(handlers));
		}
	}
	return err;
}

void neigh_param_exit(struct kernel *k)
{
	for (u32 i = ARRAY_SIZE(dirs); i;)
		unregister_sysctl(k, &dirs[--i]);
	rtnl_unregister_many(k, handlers, ARRAY_SIZE(handlers));
}
