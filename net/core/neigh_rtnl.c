/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * RTM_NEWNEIGH, RTM_DELNEIGH, RTM_GETNEIGH: neighbours and proxies as programs see and set them.
 *
 * A dump walks the buckets of its own namespace's hash; the cursor is (table, bucket, place in the
 * bucket). As on Linux the order is the hash's, so it means nothing, and a table that grows under
 * a dump may show an entry twice.
 */
#include "net/core/neighbour.h"
#include "net/core/rtnetlink.h"

/* clang-format off */
const struct nla_policy nda_policy[NDA_MAX + 1] = {
	[NDA_UNSPEC]        = { .strict_start_type = NDA_NH_ID },
	[NDA_DST]           = { .type = NLA_BINARY, .len = MAX_ADDR_LEN },
	[NDA_LLADDR]        = { .type = NLA_BINARY, .len = MAX_ADDR_LEN },
	[NDA_CACHEINFO]     = { .len = sizeof(struct nda_cacheinfo) },
	[NDA_PROBES]        = { .type = NLA_U32 },
	[NDA_VLAN]          = { .type = NLA_U16 },
	[NDA_PORT]          = { .type = NLA_U16 },
	[NDA_VNI]           = { .type = NLA_U32 },
	[NDA_IFINDEX]       = { .type = NLA_U32 },
	[NDA_MASTER]        = { .type = NLA_U32 },
	[NDA_PROTOCOL]      = { .type = NLA_U8 },
	[NDA_NH_ID]         = { .type = NLA_U32 },
	[NDA_FLAGS_EXT]     = NLA_POLICY_MASK(NLA_U32, NTF_EXT_MASK),
	[NDA_FDB_EXT_ATTRS] = { .type = NLA_NESTED },
};
/* clang-format on */

/* ---- one entry as a message ---- */

static u32 neigh_nlmsg_size(void)
{
	return NLMSG_ALIGN(sizeof(struct ndmsg)) + 2 * nla_total_size(MAX_ADDR_LEN) +
	       nla_total_size(sizeof(struct nda_cacheinfo)) + 2 * nla_total_size(4) +
	       nla_total_size(1);
}

static int put_protocol_and_ext(struct sk_buff *skb, u8 protocol, u32 flags)
{
	if (protocol && nla_put_u8(skb, NDA_PROTOCOL, protocol))
		return -EMSGSIZE;
	if (flags >> NTF_EXT_SHIFT && nla_put_u32(skb, NDA_FLAGS_EXT, flags >> NTF_EXT_SHIFT))
		return -EMSGSIZE;
	return 0;
}

static u32 ticks_since(s64 now, s64 then)
{
	return (now - then) / (s64)(NSEC_PER_SEC / USER_HZ);
}

static int put_neigh(struct sk_buff *skb, const struct neighbour *n)
{
	s64 now = ktime_get(n->tbl->kernel);
	struct nda_cacheinfo ci = {
		.ndm_used = ticks_since(now, n->used),
		.ndm_confirmed = ticks_since(now, n->confirmed),
		.ndm_updated = ticks_since(now, n->updated),
		.ndm_refcnt = n->refcnt - 1,
	};

	if (nla_put(skb, NDA_DST, n->tbl->ops->key_len, n->primary_key))
		return -EMSGSIZE;
	if (n->nud_state & NUD_VALID && nla_put(skb, NDA_LLADDR, n->dev->addr_len, n->ha))
		return -EMSGSIZE;
	if (nla_put_u32(skb, NDA_PROBES, n->probes) || nla_put(skb, NDA_CACHEINFO, sizeof(ci), &ci))
		return -EMSGSIZE;
	return put_protocol_and_ext(skb, n->protocol, n->flags);
}

static int neigh_fill_info(struct sk_buff *skb, const struct neighbour *n, u32 portid, u32 seq,
			   int type, int flags)
{
	struct nlmsghdr *nlh = nlmsg_put(skb, portid, seq, type, sizeof(struct ndmsg), flags);
	struct ndmsg *ndm;

	if (!nlh)
		return -EMSGSIZE;
	ndm = nlmsg_data(nlh);
	ndm->ndm_family = n->tbl->ops->family;
	ndm->ndm_flags = n->flags & NTF_OLD_MASK;
	ndm->ndm_type = n->type;
	ndm->ndm_ifindex = n->dev->ifindex;
	ndm->ndm_state = n->nud_state;
	if (put_neigh(skb, n)) {
		nlmsg_cancel(skb, nlh);
		return -EMSGSIZE;
	}
	nlmsg_end(skb, nlh);
	return 0;
}

static int pneigh_fill_info(struct sk_buff *skb, const struct pneigh_entry *n, u32 portid, u32 seq,
			    int type, int flags)
{
	struct nlmsghdr *nlh = nlmsg_put(skb, portid, seq, type, sizeof(struct ndmsg), flags);
	struct ndmsg *ndm;

	if (!nlh)
		return -EMSGSIZE;
	ndm = nlmsg_data(nlh);
	ndm->ndm_family = n->tbl->ops->family;
	ndm->ndm_flags = (n->flags & NTF_OLD_MASK) | NTF_PROXY;
	ndm->ndm_type = RTN_UNICAST;
	ndm->ndm_ifindex = n->dev ? n->dev->ifindex : 0;
	ndm->ndm_state = NUD_NONE;
	if (nla_put(skb, NDA_DST, n->tbl->ops->key_len, n->key) ||
	    put_protocol_and_ext(skb, n->protocol, n->flags)) {
		nlmsg_cancel(skb, nlh);
		return -EMSGSIZE;
	}
	nlmsg_end(skb, nlh);
	return 0;
}

void neigh_notify(struct neighbour *n, int type, int flags)
{
	struct net *net = dev_net(n->dev);
	struct sk_buff *skb;

	if (!rtnl_has_listeners(net, RTNLGRP_NEIGH))
		return;
	skb = nlmsg_new(net->kernel, neigh_nlmsg_size());
	if (!skb || neigh_fill_info(skb, n, 0, 0, type, flags)) {
		kfree_skb(skb);
		rtnl_set_sk_err(net, RTNLGRP_NEIGH, -ENOBUFS);
		return;
	}
	rtnl_notify(skb, net, 0, RTNLGRP_NEIGH, NULL);
}

/* ---- RTM_NEWNEIGH ---- */

/** A parsed RTM_NEWNEIGH. */
struct neigh_req {
	struct net *net;
	const struct nlmsghdr *nlh;
	u8 state; /* ndm_state's low byte: NUD_* */
	u32 ndm_flags; /* NTF_* with the extended ones shifted */
	struct net_device *dev;
	struct neigh_table *tbl;
	const u8 *dst, *lladdr;
	u8 protocol;
	struct netlink_ext_ack *extack;
};

static int parse_new(struct sk_buff *skb, struct neigh_req *r)
{
	struct nlattr *tb[NDA_MAX + 1];
	const struct ndmsg *ndm = nlmsg_data(r->nlh);
	int err = nlmsg_parse_deprecated(r->nlh, sizeof(*ndm), tb, NDA_MAX, nda_policy, r->extack);

	if (err < 0)
		return err;
	if (!tb[NDA_DST]) {
		NL_SET_ERR_MSG(r->extack, "Network address not specified");
		return -EINVAL;
	}
	r->state = ndm->ndm_state;
	r->ndm_flags = ndm->ndm_flags;
	if (tb[NDA_FLAGS_EXT])
		r->ndm_flags |= nla_get_u32(tb[NDA_FLAGS_EXT]) << NTF_EXT_SHIFT;
	if (ndm->ndm_ifindex) {
		r->dev = dev_get_by_index(r->net, ndm->ndm_ifindex);
		if (!r->dev)
			return -ENODEV;
		if (tb[NDA_LLADDR] && nla_len(tb[NDA_LLADDR]) < r->dev->addr_len) {
			NL_SET_ERR_MSG(r->extack, "Invalid link address");
			return -EINVAL;
		}
	}
	r->tbl = neigh_find_table(r->net->kernel, ndm->ndm_family);
	if (!r->tbl)
		return -EAFNOSUPPORT;
	if (nla_len(tb[NDA_DST]) < r->tbl->ops->key_len) {
		NL_SET_ERR_MSG(r->extack, "Invalid network address");
		return -EINVAL;
	}
	r->dst = nla_data(tb[NDA_DST]);
	r->lladdr = tb[NDA_LLADDR] ? nla_data(tb[NDA_LLADDR]) : NULL;
	r->protocol = tb[NDA_PROTOCOL] ? nla_get_u8(tb[NDA_PROTOCOL]) : 0;
	return 0;
}

static int add_proxy(const struct neigh_req *r)
{
	if (r->ndm_flags & (NTF_MANAGED | NTF_EXT_VALIDATED)) {
		NL_SET_ERR_MSG(r->extack, "Invalid NTF_* flag combination");
		return -EINVAL;
	}
	return pneigh_create(r->tbl, r->net, r->dst, r->dev, r->ndm_flags, r->protocol,
			     r->state & NUD_PERMANENT);
}

/* Externally validated entries must have an address. */
static bool validated_state_ok(const struct neigh_req *r, u8 kept)
{
	u8 state = r->ndm_flags & (NTF_USE | NTF_MANAGED) ? kept : r->state;

	return !(r->ndm_flags & NTF_EXT_VALIDATED) || state & NUD_VALID;
}

static int create_new(const struct neigh_req *r, struct neighbour **ret_n)
{
	bool permanent = r->state & NUD_PERMANENT;

	if (!(r->nlh->nlmsg_flags & NLM_F_CREATE))
		return -ENOENT;
	if (permanent && r->ndm_flags & NTF_MANAGED) {
		NL_SET_ERR_MSG(r->extack, "Invalid NTF_* flag for permanent entry");
		return -EINVAL;
	}
	if (!validated_state_ok(r, NUD_NONE)) {
		NL_SET_ERR_MSG(r->extack, "Cannot create externally validated neighbor with an "
					  "invalid state");
		return -EINVAL;
	}
	return neigh_create(r->tbl, r->dst, r->dev,
			    r->ndm_flags & (NTF_EXT_LEARNED | NTF_MANAGED | NTF_EXT_VALIDATED),
			    permanent || r->ndm_flags & (NTF_EXT_LEARNED | NTF_EXT_VALIDATED),
			    ret_n);
}

static int check_existing(const struct neigh_req *r, const struct neighbour *n)
{
	if (r->nlh->nlmsg_flags & NLM_F_EXCL)
		return -EEXIST;
	if (!validated_state_ok(r, n->nud_state & ~NUD_PERMANENT)) {
		NL_SET_ERR_MSG(r->extack, "Cannot mark neighbor as externally validated with an "
					  "invalid state");
		return -EINVAL;
	}
	return 0;
}

static u32 update_flags_of(const struct neigh_req *r, bool replace)
{
	u32 f = NEIGH_UPDATE_F_ADMIN;

	if (replace)
		f |= NEIGH_UPDATE_F_OVERRIDE | NEIGH_UPDATE_F_OVERRIDE_ISROUTER;
	if (r->ndm_flags & NTF_EXT_LEARNED)
		f |= NEIGH_UPDATE_F_EXT_LEARNED;
	if (r->ndm_flags & NTF_ROUTER)
		f |= NEIGH_UPDATE_F_ISROUTER;
	if (r->ndm_flags & NTF_MANAGED)
		f |= NEIGH_UPDATE_F_MANAGED;
	if (r->ndm_flags & NTF_USE)
		f |= NEIGH_UPDATE_F_USE;
	if (r->ndm_flags & NTF_EXT_VALIDATED)
		f |= NEIGH_UPDATE_F_EXT_VALIDATED;
	return f;
}

static int add_entry(const struct neigh_req *r)
{
	struct neighbour *n = neigh_lookup(r->tbl, r->dst, r->dev);
	bool replace = true;
	int err;

	if (n) {
		err = check_existing(r, n);
		if (err)
			goto release;
		replace = r->nlh->nlmsg_flags & NLM_F_REPLACE;
	} else {
		err = create_new(r, &n);
		if (err)
			return err;
	}
	if (r->protocol)
		n->protocol = r->protocol;
	err = neigh_update(n, r->lladdr, r->state, update_flags_of(r, replace), 0, r->extack);
	if (!err && r->ndm_flags & (NTF_USE | NTF_MANAGED))
		neigh_event_send(n, NULL);
release:
	neigh_release(n);
	return err;
}

static int neigh_add(struct sk_buff *skb, struct nlmsghdr *nlh, struct netlink_ext_ack *extack)
{
	struct neigh_req r = { .net = sock_net(skb->sk), .nlh = nlh, .extack = extack };
	int err = parse_new(skb, &r);

	if (err)
		return err;
	if (r.ndm_flags & NTF_PROXY)
		return add_proxy(&r);
	if (!r.dev) {
		NL_SET_ERR_MSG(extack, "Device not specified");
		return -EINVAL;
	}
	if (r.tbl->ops->allow_add && !r.tbl->ops->allow_add(r.dev, extack))
		return -EINVAL;
	return add_entry(&r);
}

/* ---- RTM_DELNEIGH ---- */

static int delete_entry(struct neigh_table *tbl, const void *dst, struct net_device *dev,
			u32 portid, struct netlink_ext_ack *extack)
{
	struct neighbour *n = neigh_lookup(tbl, dst, dev);
	int err;

	if (!n)
		return -ENOENT;
	err = neigh_update(n, NULL, NUD_FAILED, NEIGH_UPDATE_F_OVERRIDE | NEIGH_UPDATE_F_ADMIN,
			   portid, extack);
	n->refcnt--; /* the hash still has its own */
	neigh_remove_one(n);
	return err;
}

static int neigh_delete(struct sk_buff *skb, struct nlmsghdr *nlh, struct netlink_ext_ack *extack)
{
	struct net *net = sock_net(skb->sk);
	const struct ndmsg *ndm = nlmsg_data(nlh);
	struct net_device *dev = NULL;
	struct neigh_table *tbl;
	const struct nlattr *dst;

	if (nlmsg_len(nlh) < (int)sizeof(*ndm))
		return -EINVAL;
	dst = nla_find(nlmsg_attrdata(nlh, sizeof(*ndm)), nlmsg_attrlen(nlh, sizeof(*ndm)),
		       NDA_DST);
	if (!dst) {
		NL_SET_ERR_MSG(extack, "Network address not specified");
		return -EINVAL;
	}
	if (ndm->ndm_ifindex) {
		dev = dev_get_by_index(net, ndm->ndm_ifindex);
		if (!dev)
			return -ENODEV;
	}
	tbl = neigh_find_table(net->kernel, ndm->ndm_family);
	if (!tbl)
		return -EAFNOSUPPORT;
	if (nla_len(dst) < tbl->ops->key_len) {
		NL_SET_ERR_MSG(extack, "Invalid network address");
		return -EINVAL;
	}
	if (ndm->ndm_flags & NTF_PROXY)
		return pneigh_delete(tbl, net, nla_data(dst), dev);
	if (!dev)
		return -EINVAL;
	return delete_entry(tbl, nla_data(dst), dev, NETLINK_CB(skb).portid, extack);
}

/* ---- RTM_GETNEIGH: one ---- */

static int refuse(struct netlink_ext_ack *extack, const char *msg)
{
	NL_SET_ERR_MSG(extack, msg);
	return -EINVAL;
}

static int valid_get_req(const struct nlmsghdr *nlh, struct nlattr **tb,
			 struct netlink_ext_ack *extack)
{
	const struct ndmsg *ndm = nlmsg_data(nlh);
	int err;

	if (nlmsg_len(nlh) < (int)sizeof(*ndm))
		return refuse(extack, "Invalid header for neighbor get request");
	if (ndm->ndm_pad1 || ndm->ndm_pad2 || ndm->ndm_state || ndm->ndm_type)
		return refuse(extack, "Invalid values in header for neighbor get request");
	if (ndm->ndm_flags & ~NTF_PROXY)
		return refuse(extack, "Invalid flags in header for neighbor get request");
	if (!(ndm->ndm_flags & NTF_PROXY) && !ndm->ndm_ifindex)
		return refuse(extack, "No device specified");
	err = nlmsg_parse_deprecated_strict(nlh, sizeof(*ndm), tb, NDA_MAX, nda_policy, extack);
	if (err < 0)
		return err;
	for (int i = 0; i <= NDA_MAX; i++) {
		if (i == NDA_DST && !tb[i]) {
			NL_SET_ERR_ATTR_MISS(extack, NULL, NDA_DST);
			return -EINVAL;
		}
		if (i != NDA_DST && tb[i])
			return refuse(extack, "Unsupported attribute in neighbor get request");
	}
	return 0;
}

static int fill_found(struct sk_buff *skb, struct neigh_table *tbl, struct net *net,
		      const void *dst, struct net_device *dev, bool proxy, u32 portid, u32 seq,
		      struct netlink_ext_ack *extack)
{
	struct pneigh_entry *pn;
	struct neighbour *n;
	int err;

	if (proxy) {
		pn = pneigh_lookup(tbl, net, dst, dev);
		if (!pn) {
			NL_SET_ERR_MSG(extack, "Proxy neighbour entry not found");
			return -ENOENT;
		}
		return pneigh_fill_info(skb, pn, portid, seq, RTM_NEWNEIGH, 0);
	}
	n = neigh_lookup(tbl, dst, dev);
	if (!n) {
		NL_SET_ERR_MSG(extack, "Neighbour entry not found");
		return -ENOENT;
	}
	err = neigh_fill_info(skb, n, portid, seq, RTM_NEWNEIGH, 0);
	neigh_release(n);
	return err;
}

static int neigh_get(struct sk_buff *in_skb, struct nlmsghdr *nlh, struct netlink_ext_ack *extack)
{
	struct net *net = sock_net(in_skb->sk);
	const struct ndmsg *ndm = nlmsg_data(nlh);
	u32 portid = NETLINK_CB(in_skb).portid;
	struct nlattr *tb[NDA_MAX + 1];
	struct net_device *dev = NULL;
	struct neigh_table *tbl;
	struct sk_buff *skb;
	int err = valid_get_req(nlh, tb, extack);

	if (err)
		return err;
	tbl = neigh_find_table(net->kernel, ndm->ndm_family);
	if (!tbl) {
		NL_SET_ERR_MSG(extack, "Unsupported family in header for neighbor get request");
		return -EAFNOSUPPORT;
	}
	if (nla_len(tb[NDA_DST]) != tbl->ops->key_len)
		return refuse(extack, "Invalid network address in neighbor get request");
	if (ndm->ndm_ifindex) {
		dev = dev_get_by_index(net, ndm->ndm_ifindex);
		if (!dev) {
			NL_SET_ERR_MSG(extack, "Unknown device ifindex");
			return -ENODEV;
		}
	}
	skb = nlmsg_new(net->kernel, neigh_nlmsg_size());
	if (!skb)
		return -ENOBUFS;
	err = fill_found(skb, tbl, net, nla_data(tb[NDA_DST]), dev, ndm->ndm_flags & NTF_PROXY,
			 portid, nlh->nlmsg_seq, extack);
	if (err) {
		kfree_skb(skb);
		return err;
	}
	return rtnl_unicast(skb, net, portid);
}

/* ---- RTM_GETNEIGH: dumps ---- */

struct neigh_dump_filter {
	s32 master_idx, dev_idx; /* 0: any; master -1: none */
};

struct neigh_dump_ctx {
	u32 table;
	u32 bucket;
	u32 idx; /* entries of this bucket already sent or passed over */
};

static bool filtered(const struct neigh_dump_filter *f, const struct net_device *dev)
{
	const struct net_device *master = dev ? dev->master : NULL;

	if (f->dev_idx && (!dev || dev->ifindex != f->dev_idx))
		return true;
	if (!f->master_idx)
		return false;
	if (f->master_idx == -1)
		return master;
	return !master || master->ifindex != f->master_idx;
}

static int dump_flags(const struct neigh_dump_filter *f)
{
	return NLM_F_MULTI | (f->dev_idx || f->master_idx ? NLM_F_DUMP_FILTERED : 0);
}

static int dump_table(struct neigh_table *tbl, struct sk_buff *skb, struct netlink_callback *cb,
		      const struct neigh_dump_filter *f)
{
	struct neigh_dump_ctx *c = NL_CB_CTX(cb, struct neigh_dump_ctx);
	struct htable *t = &sock_net(skb->sk)->neigh->hash[tbl->index];
	u32 portid = NETLINK_CB(cb->skb).portid;

	for (; c->bucket <= t->mask; c->bucket++, c->idx = 0) {
		u32 idx = 0;

		for (struct hnode *h = htable_bucket(t, c->bucket); h; h = h->next, idx++) {
			struct neighbour *n = container_of(h, struct neighbour, hash);

			if (idx < c->idx || filtered(f, n->dev))
				continue;
			if (neigh_fill_info(skb, n, portid, cb->nlh->nlmsg_seq, RTM_NEWNEIGH,
					    dump_flags(f))) {
				c->idx = idx;
				return -EMSGSIZE;
			}
		}
	}
	return 0;
}

static int dump_proxies(struct neigh_table *tbl, struct sk_buff *skb, struct netlink_callback *cb,
			const struct neigh_dump_filter *f)
{
	struct neigh_dump_ctx *c = NL_CB_CTX(cb, struct neigh_dump_ctx);
	struct net *net = sock_net(skb->sk);

	for (; c->bucket <= PNEIGH_HASHMASK; c->bucket++, c->idx = 0) {
		struct pneigh_entry *n;
		u32 idx = 0;

		list_for_each_entry (n, &net->neigh->proxies[tbl->index][c->bucket], list) {
			if (idx++ < c->idx || filtered(f, n->dev))
				continue;
			if (pneigh_fill_info(skb, n, NETLINK_CB(cb->skb).portid, cb->nlh->nlmsg_seq,
					     RTM_NEWNEIGH, dump_flags(f))) {
				c->idx = idx - 1;
				return -EMSGSIZE;
			}
		}
	}
	return 0;
}

static int valid_dump_header(const struct nlmsghdr *nlh, struct netlink_ext_ack *extack)
{
	const struct ndmsg *ndm = nlmsg_data(nlh);

	if (nlmsg_len(nlh) < (int)sizeof(*ndm))
		return refuse(extack, "Invalid header for neighbor dump request");
	if (ndm->ndm_pad1 || ndm->ndm_pad2 || ndm->ndm_ifindex || ndm->ndm_state || ndm->ndm_type)
		return refuse(extack, "Invalid values in header for neighbor dump request");
	if (ndm->ndm_flags & ~NTF_PROXY)
		return refuse(extack, "Invalid flags in header for neighbor dump request");
	return 0;
}

static int valid_dump_req(const struct nlmsghdr *nlh, bool strict, struct neigh_dump_filter *f,
			  struct netlink_ext_ack *extack)
{
	struct nlattr *tb[NDA_MAX + 1];
	int err = strict ? valid_dump_header(nlh, extack) : 0;

	if (err)
		return err;
	err = __nlmsg_parse(nlh, sizeof(struct ndmsg), tb, NDA_MAX, nda_policy,
			    strict ? NL_VALIDATE_DEPRECATED_STRICT : NL_VALIDATE_LIBERAL, extack);
	if (err < 0)
		return err;
	for (int i = 0; i <= NDA_MAX; i++) {
		if (!tb[i])
			continue;
		if (i == NDA_IFINDEX)
			f->dev_idx = nla_get_s32(tb[i]);
		else if (i == NDA_MASTER)
			f->master_idx = nla_get_s32(tb[i]);
		else if (strict)
			return refuse(extack, "Unsupported attribute in neighbor dump request");
	}
	return 0;
}

static int neigh_dump_info(struct sk_buff *skb, struct netlink_callback *cb)
{
	struct neigh_dump_ctx *c = NL_CB_CTX(cb, struct neigh_dump_ctx);
	const struct ndmsg *ndm = nlmsg_data(cb->nlh);
	bool proxy = nlmsg_len(cb->nlh) >= (int)sizeof(*ndm) && ndm->ndm_flags == NTF_PROXY;
	struct neigh_dump_filter f = { 0 };
	int err = valid_dump_req(cb->nlh, cb->strict_check, &f, cb->extack);

	if (err < 0 && cb->strict_check)
		return err;
	for (; c->table < NEIGH_NR_TABLES; c->table++, c->bucket = c->idx = 0) {
		struct neigh_table *tbl = neigh_tbl(skb->kernel, c->table);

		if (!tbl || (ndm->ndm_family && tbl->ops->family != ndm->ndm_family))
			continue;
		err = proxy ? dump_proxies(tbl, skb, cb, &f) : dump_table(tbl, skb, cb, &f);
		if (err)
			return skb->len ? (int)skb->len : err;
	}
	return 0;
}

static const struct rtnl_msg_handler handlers[] = {
	{ PF_UNSPEC, RTM_NEWNEIGH, .doit = neigh_add },
	{ PF_UNSPEC, RTM_DELNEIGH, .doit = neigh_delete },
	{ PF_UNSPEC, RTM_GETNEIGH, .doit = neigh_get, .dumpit = neigh_dump_info,
	  .flags = RTNL_FLAG_DUMP_UNLOCKED },
};

int neigh_rtnl_init(struct kernel *k)
{
	return rtnl_register_many(k, handlers, ARRAY_SIZE(handlers));
}

void neigh_rtnl_exit(struct kernel *k)
{
	rtnl_unregister_many(k, handlers, ARRAY_SIZE(handlers));
}
