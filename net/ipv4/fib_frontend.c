/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The door of IPv4 routing: RTM_NEWROUTE, RTM_DELROUTE, dumps; and the routes that follow by
 * themselves from addresses and devices. The ioctls are in fib_ioctl.c.
 */
#include "net/core/neighbour.h"
#include "net/ipv4/inetdevice.h"
#include "net/ipv4/ip_fib.h"

#include <linux/lwtunnel.h>

const struct nla_policy rtm_ipv4_policy[KRTA_MAX + 1] = {
	[RTA_UNSPEC] = { .strict_start_type = RTA_DPORT + 1 },
	[RTA_DST] = { .type = NLA_U32 },
	[RTA_SRC] = { .type = NLA_U32 },
	[RTA_IIF] = { .type = NLA_U32 },
	[RTA_OIF] = { .type = NLA_U32 },
	[RTA_GATEWAY] = { .type = NLA_U32 },
	[RTA_PRIORITY] = { .type = NLA_U32 },
	[RTA_PREFSRC] = { .type = NLA_U32 },
	[RTA_METRICS] = { .type = NLA_NESTED },
	[RTA_MULTIPATH] = { .len = sizeof(struct rtnexthop) },
	[RTA_FLOW] = { .type = NLA_U32 },
	[RTA_ENCAP_TYPE] = { .type = NLA_U16 },
	[RTA_ENCAP] = { .type = NLA_NESTED },
	[RTA_UID] = { .type = NLA_U32 },
	[RTA_MARK] = { .type = NLA_U32 },
	[RTA_TABLE] = { .type = NLA_U32 },
	[RTA_IP_PROTO] = { .type = NLA_U8 },
	[RTA_SPORT] = { .type = NLA_U16 },
	[RTA_DPORT] = { .type = NLA_U16 },
	[RTA_NH_ID] = { .type = NLA_U32 },
};

/* ---- requests ------------------------------------------------------------------------------ */

static int refuse(struct netlink_ext_ack *extack, const char *msg)
{
	NL_SET_ERR_MSG(extack, msg);
	return -EINVAL;
}

struct seen {
	bool gw, via;
};

static int config_attr(struct fib_config *cfg, struct nlattr *a, struct seen *seen,
		       struct netlink_ext_ack *extack)
{
	switch (nla_type(a)) {
	case RTA_DST:
		cfg->dst = nla_get_be32(a);
		return 0;
	case RTA_OIF:
		cfg->oif = nla_get_s32(a);
		return 0;
	case RTA_GATEWAY:
		seen->gw = true;
		cfg->gw.ipv4 = nla_get_be32(a);
		if (cfg->gw.ipv4)
			cfg->gw.family = AF_INET;
		return 0;
	case RTA_VIA:
		seen->via = true;
		return fib_gw_from_via(&cfg->gw, a, extack);
	case RTA_PRIORITY:
		cfg->priority = nla_get_u32(a);
		return 0;
	case RTA_PREFSRC:
		cfg->prefsrc = nla_get_be32(a);
		return 0;
	case RTA_METRICS:
		cfg->mx = nla_data(a);
		cfg->mx_len = nla_len(a);
		return 0;
	case RTA_MULTIPATH:
		cfg->mp = nla_data(a);
		cfg->mp_len = nla_len(a);
		return lwtunnel_valid_encap_type_attr(cfg->mp, cfg->mp_len, extack);
	case RTA_FLOW:
		cfg->flow = nla_get_u32(a);
		return 0;
	case RTA_TABLE:
		cfg->table = nla_get_u32(a);
		return 0;
	case RTA_ENCAP:
		cfg->encap = a;
		return 0;
	case RTA_ENCAP_TYPE:
		cfg->encap_type = nla_get_u16(a);
		return lwtunnel_valid_encap_type(cfg->encap_type, extack);
	case RTA_NH_ID:
		cfg->nh_id = nla_get_u32(a);
		return 0;
	}
	return 0;
}

static int check_config(const struct fib_config *cfg, const struct seen *seen,
			struct netlink_ext_ack *extack)
{
	if (cfg->dst_len > 32)
		return refuse(extack, "Invalid prefix length");
	if (be32toh(cfg->dst) & ~plen_to_mask(cfg->dst_len))
		return refuse(extack, "Invalid prefix for given prefix length");
	if (cfg->nh_id && (cfg->oif || cfg->gw.family || cfg->encap || cfg->mp))
		return refuse(extack,
			      "Nexthop specification and nexthop id are mutually exclusive");
	if (seen->gw && seen->via)
		return refuse(extack, "Nexthop configuration can not contain both GATEWAY and VIA");
	return 0;
}

static int rtm_to_fib_config(struct sk_buff *skb, struct nlmsghdr *nlh, struct fib_config *cfg,
			     struct netlink_ext_ack *extack)
{
	struct nlattr *tb[KRTA_MAX + 1];
	const struct rtmsg *rtm;
	struct seen seen = { 0 };
	struct nlattr *a;
	int rem, err;

	/* No text for a cut header, unlike elsewhere. */
	if (nlmsg_len(nlh) < (int)sizeof(*rtm))
		return -EINVAL;
	err = nlmsg_parse_deprecated(nlh, sizeof(*rtm), tb, KRTA_MAX, rtm_ipv4_policy, extack);
	if (err)
		return err;
	rtm = nlmsg_data(nlh);
	if (rtm->rtm_tos & ~INET_DSCP_MASK)
		return refuse(extack, "Invalid dsfield (tos): ECN bits must be 0");
	*cfg = (struct fib_config) {
		.tos = rtm->rtm_tos,
		.dst_len = rtm->rtm_dst_len,
		.table = rtm->rtm_table,
		.protocol = rtm->rtm_protocol,
		.scope = rtm->rtm_scope,
		.type = rtm->rtm_type,
		.flags = rtm->rtm_flags,
		.nlflags = nlh->nlmsg_flags,
		.nlinfo = { .nlh = nlh,
			    .net = sock_net(skb->sk),
			    .portid = NETLINK_CB(skb).portid },
	};
	if (cfg->type > RTN_MAX)
		return refuse(extack, "Invalid route type");
	nlmsg_for_each_attr (a, nlh, sizeof(*rtm), rem) {
		err = config_attr(cfg, a, &seen, extack);
		if (err)
			return err;
	}
	if (!cfg->table)
		cfg->table = RT_TABLE_MAIN;
	return check_config(cfg, &seen, extack);
}

static int inet_rtm_newroute(struct sk_buff *skb, struct nlmsghdr *nlh,
			     struct netlink_ext_ack *extack)
{
	struct fib_config cfg;
	struct fib_table *tb;
	int err = rtm_to_fib_config(skb, nlh, &cfg, extack);

	if (err)
		return err;
	tb = fib_new_table(cfg.nlinfo.net, cfg.table);
	err = tb ? fib_table_insert(tb, &cfg, extack) : -ENOBUFS;
	if (!err && cfg.type == RTN_LOCAL)
		cfg.nlinfo.net->ipv4->fib_has_custom_local = true;
	return err;
}

static int inet_rtm_delroute(struct sk_buff *skb, struct nlmsghdr *nlh,
			     struct netlink_ext_ack *extack)
{
	struct fib_config cfg;
	struct fib_table *tb;
	int err = rtm_to_fib_config(skb, nlh, &cfg, extack);

	if (err)
		return err;
	if (cfg.nh_id && !nexthop_find_by_id(cfg.nlinfo.net, cfg.nh_id))
		return refuse(extack, "Nexthop id does not exist");
	tb = fib_get_table(cfg.nlinfo.net, cfg.table);
	if (!tb) {
		NL_SET_ERR_MSG(extack, "FIB table does not exist");
		return -ESRCH;
	}
	return fib_table_delete(tb, &cfg, extack);
}

/* ---- dumps --------------------------------------------------------------------------------- */

struct fib_filter {
	u32 table_id, flags;
	u8 protocol, type;
	bool set;
	struct net_device *dev;
};

/** Where a dump goes on: at the entry after the @nth of those equal to (@key, @prio). */
struct fib_dump_ctx {
	u64 key;
	u32 bucket; /* 0: not begun */
	u32 table, prio, nth;
	bool in_table;
};

static int valid_dump_req(struct net *net, struct netlink_callback *cb, struct fib_filter *f)
{
	struct netlink_ext_ack *extack = cb->extack;
	struct nlattr *tb[KRTA_MAX + 1];
	const struct rtmsg *rtm;
	int err;

	if (nlmsg_len(cb->nlh) < (int)sizeof(*rtm))
		return refuse(extack, "Invalid header for FIB dump request");
	rtm = nlmsg_data(cb->nlh);
	if (rtm->rtm_dst_len || rtm->rtm_src_len || rtm->rtm_tos || rtm->rtm_scope)
		return refuse(extack, "Invalid values in header for FIB dump request");
	if (rtm->rtm_flags & ~(RTM_F_CLONED | RTM_F_PREFIX))
		return refuse(extack, "Invalid flags for FIB dump request");
	f->flags = rtm->rtm_flags;
	f->protocol = rtm->rtm_protocol;
	f->type = rtm->rtm_type;
	f->table_id = rtm->rtm_table;
	err = nlmsg_parse_deprecated_strict(cb->nlh, sizeof(*rtm), tb, KRTA_MAX, rtm_ipv4_policy,
					    extack);
	if (err)
		return err;
	for (int i = 0; i <= KRTA_MAX; i++) {
		if (!tb[i])
			continue;
		if (i == RTA_TABLE) {
			f->table_id = nla_get_u32(tb[i]);
		} else if (i == RTA_OIF) {
			f->dev = dev_get_by_index(net, nla_get_s32(tb[i]));
			if (!f->dev)
				return -ENODEV;
		} else {
			return refuse(extack, "Unsupported attribute in dump request");
		}
	}
	f->set = f->flags || f->protocol || f->type || f->table_id || f->dev;
	if (f->set)
		cb->answer_flags = NLM_F_DUMP_FILTERED;
	return 0;
}

static bool wanted(const struct fib_filter *f, const struct fib_entry *e, const struct fib_info *fi)
{
	return !f->set || ((!f->type || fib_entry_type(e) == f->type) &&
			   (!f->protocol || fi->protocol == f->protocol) &&
			   (!f->dev || fib_info_uses_dev(fi, f->dev)));
}

/** The last route that was written, to copy from when the next differs in its prefix alone. */
struct last_msg {
	const struct nlmsghdr *nlh;
	const struct fib_entry *e;
};

#define DST_OFFSET (NLMSG_HDRLEN + NLMSG_ALIGN(sizeof(struct rtmsg)) + 8 + NLA_HDRLEN)

static bool copy_last(struct sk_buff *skb, const struct last_msg *last, const struct fib_entry *e)
{
	__be32 dst = htobe32(fib_entry_addr(e));
	u32 len;
	u8 *p;

	if (!last->nlh || last->e->info != e->info || last->e->prio != e->prio ||
	    (last->e->key ^ e->key) & (0xfful << FIB_KEY_SHIFT | 0xf) || !fib_entry_plen(e) ||
	    !fib_entry_plen(last->e))
		return false;
	len = last->nlh->nlmsg_len;
	if (skb_tailroom(skb) < len)
		return false;
	p = memcpy(skb_put(skb, len), last->nlh, len);
	((struct rtmsg *)(p + NLMSG_HDRLEN))->rtm_dst_len = fib_entry_plen(e);
	memcpy(p + DST_OFFSET, &dst, sizeof(dst));
	return true;
}

static int dump_entry(struct sk_buff *skb, struct netlink_callback *cb, struct fib_table *tb,
		      const struct fib_entry *e, const struct fib_info *fi,
		      const struct fib_filter *f, struct last_msg *last)
{
	const struct nlmsghdr *at = (const struct nlmsghdr *)skb_tail_pointer(skb);

	if (!copy_last(skb, last, e)) {
		struct fib_rt_info r = fib_rt_info(tb->id, e);
		int err = fib_dump_info(
			skb, NETLINK_CB(cb->skb).portid, cb->nlh->nlmsg_seq, RTM_NEWROUTE, &r, fi,
			NLM_F_MULTI | (f->set || cb->strict_check ? NLM_F_DUMP_FILTERED : 0));

		if (err)
			return err;
	}
	*last = (struct last_msg) { at, e };
	return 0;
}

/** Position @it where the dump stopped. */
static struct fib_entry *dump_resume(struct fib_table *tb, const struct fib_dump_ctx *c,
				     struct fib_iter *it)
{
	struct fib_entry *e;

	fib_tree_lower_bound(&tb->tree, c->key, c->prio, it);
	e = fib_iter_get(it);
	for (u32 i = 0; i < c->nth && e && fib_key_eq(e->key, c->key) && e->prio == c->prio; i++)
		e = fib_iter_next(it);
	return e;
}

static int fib_table_dump(struct fib_table *tb, struct sk_buff *skb, struct netlink_callback *cb,
			  struct fib_dump_ctx *c, const struct fib_filter *f)
{
	struct last_msg last = { 0 };
	struct fib_iter it;
	struct fib_entry *e;

	for (e = dump_resume(tb, c, &it); e; e = fib_iter_next(&it)) {
		const struct fib_info *fi = fib_entry_info(tb->net, e);

		if (!fib_key_eq(e->key, c->key) || e->prio != c->prio) {
			c->key = e->key;
			c->prio = e->prio;
			c->nth = 0;
		}
		if (wanted(f, e, fi) && dump_entry(skb, cb, tb, e, fi, f, &last))
			return -EMSGSIZE;
		c->nth++;
	}
	return 0;
}

static void dump_ctx_table(struct fib_dump_ctx *c, u32 bucket, u32 table)
{
	if (c->in_table && c->table == table)
		return;
	*c = (struct fib_dump_ctx) { .bucket = bucket, .table = table, .in_table = true };
}

/** Every table, by the low byte of its number; the newest first where that is the same. */
static void dump_tables(struct net *net, struct sk_buff *skb, struct netlink_callback *cb,
			struct fib_dump_ctx *c, const struct fib_filter *f)
{
	const struct idvec *v = &net->ipv4->fib_buckets;

	for (u32 i = idvec_lower_bound(v, c->bucket); i < v->n; i++) {
		struct fib_table *tb = v->e[i].ptr;

		if (v->e[i].id == c->bucket)
			while (tb && c->in_table && tb->id != c->table)
				tb = tb->next;
		for (; tb; tb = tb->next) {
			dump_ctx_table(c, v->e[i].id, tb->id);
			if (fib_table_dump(tb, skb, cb, c, f))
				return;
		}
		c->bucket = v->e[i].id + 1;
		c->in_table = false;
	}
}

static int inet_dump_fib(struct sk_buff *skb, struct netlink_callback *cb)
{
	struct fib_dump_ctx *c = NL_CB_CTX(cb, struct fib_dump_ctx);
	struct net *net = sock_net(cb->skb->sk);
	struct fib_filter f = { 0 };
	struct fib_table *tb;
	bool none;

	if (cb->strict_check) {
		int err = valid_dump_req(net, cb, &f);

		if (err)
			return err;
	} else if (nlmsg_len(cb->nlh) >= (int)sizeof(struct rtmsg)) {
		f.flags = ((struct rtmsg *)nlmsg_data(cb->nlh))->rtm_flags &
			  (RTM_F_PREFIX | RTM_F_CLONED);
	}
	/* IPv4 has no prefix routes to show, and cloned ones live in no table of ours. */
	none = cb->strict_check && f.flags & RTM_F_CLONED;
	if (f.flags & RTM_F_PREFIX)
		return skb->len;
	if (!f.table_id) {
		if (!none)
			dump_tables(net, skb, cb, c, &f);
		return skb->len;
	}
	tb = fib_get_table(net, f.table_id);
	if (!tb) {
		if (((struct rtmsg *)nlmsg_data(cb->nlh))->rtm_family != PF_INET)
			return skb->len;
		NL_SET_ERR_MSG(cb->extack, "ipv4: FIB table does not exist");
		return -ENOENT;
	}
	dump_ctx_table(c, 0, tb->id);
	if (!none)
		fib_table_dump(tb, skb, cb, c, &f);
	return skb->len;
}

/* ---- what follows from addresses ------------------------------------------------------------ */

static struct fib_config magic_config(u8 type, __be32 dst, u8 dst_len, struct in_ifaddr *ifa,
				      u32 metric)
{
	struct net_device *dev = ifa->ifa_dev->dev;

	return (struct fib_config) {
		.protocol = RTPROT_KERNEL,
		.type = type,
		.dst = dst,
		.dst_len = dst_len,
		.priority = metric,
		.prefsrc = ifa->ifa_local,
		.oif = dev->ifindex,
		.nlflags = NLM_F_CREATE | NLM_F_APPEND,
		.table = type == RTN_UNICAST ? RT_TABLE_MAIN : RT_TABLE_LOCAL,
		.scope = type == RTN_LOCAL ? RT_SCOPE_HOST : RT_SCOPE_LINK,
		.nlinfo = { .net = dev->net },
	};
}

/** 0, also when the route is there already, or -ENOMEM. With @l it is recorded, not announced. */
static int magic_add(u8 type, __be32 dst, u8 dst_len, struct in_ifaddr *ifa, u32 metric,
		     struct fib_added_list *l)
{
	struct fib_config cfg = magic_config(type, dst, dst_len, ifa, metric);
	struct fib_table *tb = fib_new_table(cfg.nlinfo.net, cfg.table);
	int err;

	if (!tb)
		return -ENOMEM;
	cfg.added = l;
	err = fib_table_insert(tb, &cfg, NULL);
	return err == -ENOMEM || err == -ENOBUFS ? -ENOMEM : 0;
}

/** A route that is gone already is as well. */
static void magic_del(u8 type, __be32 dst, u8 dst_len, struct in_ifaddr *ifa, u32 metric)
{
	struct fib_config cfg = magic_config(type, dst, dst_len, ifa, metric);
	struct fib_table *tb = fib_get_table(cfg.nlinfo.net, cfg.table);

	if (tb && fib_table_delete(tb, &cfg, NULL))
		return;
}

static u8 subnet_type(const struct net_device *dev)
{
	return dev->flags & IFF_LOOPBACK ? RTN_LOCAL : RTN_UNICAST;
}

/** Has the address a route to its subnet? */
static bool has_prefix(const struct in_ifaddr *ifa, __be32 prefix)
{
	return !ipv4_is_zeronet(prefix) && (prefix != ifa->ifa_local || ifa->ifa_prefixlen < 32);
}

static int add_routes(struct in_ifaddr *ifa, struct fib_added_list *l)
{
	struct net_device *dev = ifa->ifa_dev->dev;
	__be32 mask = ifa->ifa_mask, prefix = ifa->ifa_address & mask;
	struct in_ifaddr *prim = ifa;
	int err;

	if (ifa->ifa_flags & IFA_F_SECONDARY)
		prim = inet_ifa_byprefix(ifa->ifa_dev, prefix, mask);
	if (!prim)
		return 0;
	err = magic_add(RTN_LOCAL, ifa->ifa_local, 32, prim, 0, l);
	if (err || !(dev->flags & IFF_UP))
		return err;
	if (ifa->ifa_broadcast && !ipv4_is_lbcast(ifa->ifa_broadcast))
		err = magic_add(RTN_BROADCAST, ifa->ifa_broadcast, 32, prim, 0, l);
	if (err || ifa->ifa_flags & IFA_F_SECONDARY || !has_prefix(ifa, prefix))
		return err;
	if (!(ifa->ifa_flags & IFA_F_NOPREFIXROUTE))
		err = magic_add(subnet_type(dev), prefix, ifa->ifa_prefixlen, prim,
				ifa->ifa_rt_priority, l);
	if (!err && ifa->ifa_prefixlen < 31)
		err = magic_add(RTN_BROADCAST, prefix | ~mask, 32, prim, 0, l);
	return err;
}

void fib_add_ifaddr(struct in_ifaddr *ifa)
{
	/* Nobody asked, so nobody can be told that memory is short. */
	if (add_routes(ifa, NULL))
		return;
}

int fib_add_ifaddr_quietly(struct in_ifaddr *ifa, struct fib_added_list *l)
{
	int err;

	l->n = 0;
	err = add_routes(ifa, l);
	if (err)
		fib_added_undo(l);
	return err;
}

int fib_modify_prefix_metric(struct in_ifaddr *ifa, u32 metric)
{
	struct net_device *dev = ifa->ifa_dev->dev;
	__be32 prefix = ifa->ifa_address & ifa->ifa_mask;
	int err;

	if (!(dev->flags & IFF_UP) || ifa->ifa_flags & (IFA_F_SECONDARY | IFA_F_NOPREFIXROUTE) ||
	    !has_prefix(ifa, prefix))
		return 0;
	err = magic_add(subnet_type(dev), prefix, ifa->ifa_prefixlen, ifa, metric, NULL);
	if (!err)
		magic_del(subnet_type(dev), prefix, ifa->ifa_prefixlen, ifa, ifa->ifa_rt_priority);
	return err;
}

/* Which of a leaving address's routes another address still needs. */
enum { LOCAL_OK = BIT(0), BRD_OK = BIT(1), BRD0_OK = BIT(2), BRD1_OK = BIT(3) };

struct leaving {
	struct in_ifaddr *ifa;
	__be32 brd, any;
	u32 ok;
};

/** @other stays, and its routes name the same primary. */
static void still_needs(struct leaving *l, const struct in_ifaddr *other)
{
	const struct in_ifaddr *ifa = l->ifa;
	__be32 any1 = other->ifa_address & other->ifa_mask, brd1 = any1 | ~other->ifa_mask;

	if (ifa->ifa_local == other->ifa_local)
		l->ok |= LOCAL_OK;
	if (ifa->ifa_broadcast == other->ifa_broadcast)
		l->ok |= BRD_OK;
	if (l->brd == other->ifa_broadcast)
		l->ok |= BRD1_OK;
	if (l->any == other->ifa_broadcast)
		l->ok |= BRD0_OK;
	if (other->ifa_flags & IFA_F_SECONDARY || other->ifa_prefixlen >= 31 ||
	    ipv4_is_zeronet(any1))
		return;
	if (ifa->ifa_broadcast == brd1 || ifa->ifa_broadcast == any1)
		l->ok |= BRD_OK;
	if (l->brd == brd1 || l->brd == any1)
		l->ok |= BRD1_OK;
	if (l->any == brd1 || l->any == any1)
		l->ok |= BRD0_OK;
}

/**
 * Ask the addresses of one subnet, until all broadcasts are settled: @ifa's own address can only
 * be there once more in another subnet, and then as its primary or found among few.
 */
static void ask_subnet(struct leaving *l, const struct ifa_subnet *s)
{
	const u32 brds = BRD_OK | BRD0_OK | BRD1_OK;
	struct in_ifaddr *other;

	list_for_each_entry (other, &s->members, in_subnet) {
		if (other == l->ifa)
			continue;
		still_needs(l, other);
		if ((l->ok & brds) == brds && (l->ok & LOCAL_OK || s == l->ifa->subnet))
			return;
	}
}

/** Every address of the device whose routes prefer the source that @prim's do. */
static void ask_others(struct leaving *l, const struct in_ifaddr *prim,
		       const struct in_ifaddr *iprim)
{
	const struct in_device *in_dev = prim->ifa_dev;
	__be32 mask = prim->ifa_mask, net = prim->ifa_address & mask;
	const struct in_ifaddr *own = inet_ifa_byprefix(in_dev, net, mask);
	struct in_ifaddr *p = NULL;

	if (own && !iprim)
		ask_subnet(l, own->subnet);
	while ((p = inet_find_dev_addr(in_dev, prim->ifa_local, p))) {
		if (p->ifa_flags & IFA_F_SECONDARY || (own && p->subnet == own->subnet))
			continue;
		ask_subnet(l, p->subnet);
	}
}

static void withdraw(struct leaving *l, struct in_ifaddr *prim, bool subnet)
{
	struct in_ifaddr *ifa = l->ifa;
	struct net_device *dev = ifa->ifa_dev->dev;
	bool gone = list_empty(&ifa->node);

	if (!(l->ok & BRD_OK))
		magic_del(RTN_BROADCAST, ifa->ifa_broadcast, 32, prim, 0);
	if (subnet && ifa->ifa_prefixlen < 31) {
		if (!(l->ok & BRD1_OK))
			magic_del(RTN_BROADCAST, l->brd, 32, prim, 0);
		if (!(l->ok & BRD0_OK))
			magic_del(RTN_BROADCAST, l->any, 32, prim, 0);
	}
	if (l->ok & LOCAL_OK)
		return;
	magic_del(RTN_LOCAL, ifa->ifa_local, 32, prim, 0);
	/* The address is nobody's any more: routes that prefer it as source go too. */
	if (gone && inet_addr_type_dev(dev->net, dev, ifa->ifa_local) != RTN_LOCAL &&
	    fib_sync_down_addr(dev, ifa->ifa_local))
		fib_flush(dev->net, true);
}

void fib_del_ifaddr(struct in_ifaddr *ifa, struct in_ifaddr *iprim)
{
	struct in_device *in_dev = ifa->ifa_dev;
	struct in_ifaddr *prim = ifa;
	struct leaving l = { ifa, ifa->ifa_address | ~ifa->ifa_mask,
			     ifa->ifa_address & ifa->ifa_mask, 0 };
	bool subnet = false;

	if (ifa->ifa_flags & IFA_F_SECONDARY) {
		prim = inet_ifa_byprefix(in_dev, l.any, ifa->ifa_mask);
		if (!prim || (iprim && iprim != prim))
			return;
	} else if (has_prefix(ifa, l.any)) {
		if (!(ifa->ifa_flags & IFA_F_NOPREFIXROUTE))
			magic_del(subnet_type(in_dev->dev), l.any, ifa->ifa_prefixlen, prim, 0);
		subnet = true;
	}
	if (!in_dev->dead)
		ask_others(&l, prim, iprim);
	withdraw(&l, prim, subnet);
}

/* ---- events -------------------------------------------------------------------------------- */

static void fib_disable_ip(struct net_device *dev, unsigned long event, bool force)
{
	if (fib_sync_down_dev(dev, event, force))
		fib_flush(dev->net, false);
	neigh_ifdown(neigh_tbl(dev->kernel, NEIGH_ARP_TABLE), dev);
}

void fib_inetaddr_up(struct in_ifaddr *ifa)
{
	struct net_device *dev = ifa->ifa_dev->dev;

	fib_sync_up(dev, RTNH_F_DEAD);
	dev->net->ipv4->dev_addr_genid++;
}

void fib_inetaddr_down(struct in_ifaddr *ifa)
{
	struct net_device *dev = ifa->ifa_dev->dev;

	fib_memo_flush(dev->net);
	fib_del_ifaddr(ifa, NULL);
	dev->net->ipv4->dev_addr_genid++;
	if (list_empty(&ifa->ifa_dev->ifa_list))
		fib_disable_ip(dev, NETDEV_DOWN, true);
}

int fib_netdev_event(struct kernel *k, unsigned long event, struct netdev_notifier_info *info)
{
	struct net_device *dev = info->dev;
	struct in_device *in_dev = __in_dev_get(dev);
	struct in_ifaddr *ifa;

	if (event == NETDEV_UNREGISTER) {
		fib_disable_ip(dev, event, true);
		return 0;
	}
	if (!in_dev)
		return 0;
	switch (event) {
	case NETDEV_UP:
		list_for_each_entry (ifa, &in_dev->ifa_list, node)
			fib_add_ifaddr(ifa);
		fib_sync_up(dev, RTNH_F_DEAD);
		dev->net->ipv4->dev_addr_genid++;
		break;
	case NETDEV_DOWN:
		fib_disable_ip(dev, event, false);
		break;
	case NETDEV_CHANGE:
		if (dev_get_flags(dev) & (IFF_RUNNING | IFF_LOWER_UP))
			fib_sync_up(dev, RTNH_F_LINKDOWN);
		else
			fib_sync_down_dev(dev, event, false);
		break;
	}
	return 0;
}

const struct rtnl_msg_handler fib_rtnl_handlers[] = {
	{ PF_INET, RTM_NEWROUTE, .doit = inet_rtm_newroute },
	{ PF_INET, RTM_DELROUTE, .doit = inet_rtm_delroute },
	{ PF_INET, RTM_GETROUTE, .doit = inet_rtm_getroute, .dumpit = inet_dump_fib,
	  .flags = RTNL_FLAG_DUMP_UNLOCKED | RTNL_FLAG_DUMP_SPLIT_NLM_DONE },
};
const u32 fib_rtnl_handler_count = ARRAY_SIZE(fib_rtnl_handlers);
