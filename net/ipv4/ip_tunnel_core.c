/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The encapsulations "ip" and "ip6" of routes: key and addresses of an outer header, for devices
 * that take them from the route (geneve, vxlan, gre, erspan in their collecting mode), and the
 * options of those. Stored and shown; there is no packet path.
 *
 *   struct tun_info | geneve_opt data geneve_opt data ...      or one vxlan_opt, or one erspan_opt
 */
#include "net/core/lwtunnel.h"

#define IP_TUNNEL_OPTS_MAX 255

/* LWTUNNEL_IP_FLAGS, in host order: what says that options follow. */
#define TUNNEL_GENEVE_OPT 0x0800
#define TUNNEL_VXLAN_OPT 0x1000
#define TUNNEL_ERSPAN_OPT 0x4000
#define TUNNEL_GTP_OPT 0x8000
#define TUNNEL_OPTIONS_PRESENT \
	(TUNNEL_GENEVE_OPT | TUNNEL_VXLAN_OPT | TUNNEL_ERSPAN_OPT | TUNNEL_GTP_OPT)

#define VXLAN_GBP_MASK 0x0048ffff
#define ERSPAN_HWID_MASK 0x3f

struct tun_info {
	__be64 id;
	struct in6_addr dst, src; /* IPv4: the first four bytes */
	u16 flags;
	u8 tos, ttl;
	u32 opts_len;
	u8 opts[];
};

struct geneve_opt {
	__be16 class;
	u8 type, words; /* of data behind it */
};

struct vxlan_opt {
	u32 gbp;
};

struct erspan_opt {
	__be32 index;
	u8 ver, dir, hwid, pad;
};

static const struct nla_policy ip_tun_policy[LWTUNNEL_IP_MAX + 1] = {
	[LWTUNNEL_IP_UNSPEC] = { .strict_start_type = LWTUNNEL_IP_OPTS },
	[LWTUNNEL_IP_ID] = { .type = NLA_U64 },
	[LWTUNNEL_IP_DST] = { .type = NLA_U32 },
	[LWTUNNEL_IP_SRC] = { .type = NLA_U32 },
	[LWTUNNEL_IP_TTL] = { .type = NLA_U8 },
	[LWTUNNEL_IP_TOS] = { .type = NLA_U8 },
	[LWTUNNEL_IP_FLAGS] = { .type = NLA_U16 },
	[LWTUNNEL_IP_OPTS] = { .type = NLA_NESTED },
};

static const struct nla_policy ip6_tun_policy[LWTUNNEL_IP6_MAX + 1] = {
	[LWTUNNEL_IP6_UNSPEC] = { .strict_start_type = LWTUNNEL_IP6_OPTS },
	[LWTUNNEL_IP6_ID] = { .type = NLA_U64 },
	[LWTUNNEL_IP6_DST] = { .len = sizeof(struct in6_addr) },
	[LWTUNNEL_IP6_SRC] = { .len = sizeof(struct in6_addr) },
	[LWTUNNEL_IP6_HOPLIMIT] = { .type = NLA_U8 },
	[LWTUNNEL_IP6_TC] = { .type = NLA_U8 },
	[LWTUNNEL_IP6_FLAGS] = { .type = NLA_U16 },
	[LWTUNNEL_IP6_OPTS] = { .type = NLA_NESTED },
};

static const struct nla_policy ip_opts_policy[LWTUNNEL_IP_OPTS_MAX + 1] = {
	[LWTUNNEL_IP_OPTS_GENEVE] = { .type = NLA_NESTED },
	[LWTUNNEL_IP_OPTS_VXLAN] = { .type = NLA_NESTED },
	[LWTUNNEL_IP_OPTS_ERSPAN] = { .type = NLA_NESTED },
};

static const struct nla_policy geneve_opt_policy[LWTUNNEL_IP_OPT_GENEVE_MAX + 1] = {
	[LWTUNNEL_IP_OPT_GENEVE_CLASS] = { .type = NLA_U16 },
	[LWTUNNEL_IP_OPT_GENEVE_TYPE] = { .type = NLA_U8 },
	[LWTUNNEL_IP_OPT_GENEVE_DATA] = { .type = NLA_BINARY, .len = 127 },
};

static const struct nla_policy vxlan_opt_policy[LWTUNNEL_IP_OPT_VXLAN_MAX + 1] = {
	[LWTUNNEL_IP_OPT_VXLAN_GBP] = { .type = NLA_U32 },
};

static const struct nla_policy erspan_opt_policy[LWTUNNEL_IP_OPT_ERSPAN_MAX + 1] = {
	[LWTUNNEL_IP_OPT_ERSPAN_VER] = { .type = NLA_U8 },
	[LWTUNNEL_IP_OPT_ERSPAN_INDEX] = { .type = NLA_U32 },
	[LWTUNNEL_IP_OPT_ERSPAN_DIR] = { .type = NLA_U8 },
	[LWTUNNEL_IP_OPT_ERSPAN_HWID] = { .type = NLA_U8 },
};

static const struct tun_info *tun_info(const struct lwtunnel_state *lws)
{
	return (const struct tun_info *)lws->data;
}

/* ---- options, parsed: each parser appends to @o and says what flag goes with it ---- */

struct opts {
	u8 buf[IP_TUNNEL_OPTS_MAX + sizeof(struct geneve_opt) + 128];
	u32 len;
	u16 flag; /* TUNNEL_*_OPT of what is there; 0: nothing yet */
};

static int parse_geneve(const struct nlattr *nla, struct opts *o, struct netlink_ext_ack *extack)
{
	struct nlattr *tb[LWTUNNEL_IP_OPT_GENEVE_MAX + 1];
	struct geneve_opt opt;
	int len;
	int err = nla_parse_nested(tb, LWTUNNEL_IP_OPT_GENEVE_MAX, nla, geneve_opt_policy, extack);

	if (err)
		return err;
	if (!tb[LWTUNNEL_IP_OPT_GENEVE_CLASS] || !tb[LWTUNNEL_IP_OPT_GENEVE_TYPE] ||
	    !tb[LWTUNNEL_IP_OPT_GENEVE_DATA])
		return -EINVAL;
	len = nla_len(tb[LWTUNNEL_IP_OPT_GENEVE_DATA]);
	if (len % 4)
		return -EINVAL;
	opt.class = nla_get_be16(tb[LWTUNNEL_IP_OPT_GENEVE_CLASS]);
	opt.type = nla_get_u8(tb[LWTUNNEL_IP_OPT_GENEVE_TYPE]);
	opt.words = len / 4;
	memcpy(o->buf + o->len, &opt, sizeof(opt));
	memcpy(o->buf + o->len + sizeof(opt), nla_data(tb[LWTUNNEL_IP_OPT_GENEVE_DATA]), len);
	o->len += sizeof(opt) + len;
	o->flag = TUNNEL_GENEVE_OPT;
	return o->len > IP_TUNNEL_OPTS_MAX ? -EINVAL : 0;
}

static int parse_vxlan(const struct nlattr *nla, struct opts *o, struct netlink_ext_ack *extack)
{
	struct nlattr *tb[LWTUNNEL_IP_OPT_VXLAN_MAX + 1];
	struct vxlan_opt opt;
	int err = nla_parse_nested(tb, LWTUNNEL_IP_OPT_VXLAN_MAX, nla, vxlan_opt_policy, extack);

	if (err)
		return err;
	if (!tb[LWTUNNEL_IP_OPT_VXLAN_GBP])
		return -EINVAL;
	opt.gbp = nla_get_u32(tb[LWTUNNEL_IP_OPT_VXLAN_GBP]) & VXLAN_GBP_MASK;
	memcpy(o->buf, &opt, sizeof(opt));
	o->len = sizeof(opt);
	o->flag = TUNNEL_VXLAN_OPT;
	return 0;
}

static int parse_erspan(const struct nlattr *nla, struct opts *o, struct netlink_ext_ack *extack)
{
	struct nlattr *tb[LWTUNNEL_IP_OPT_ERSPAN_MAX + 1];
	struct erspan_opt opt = { .index = 0 };
	int err = nla_parse_nested(tb, LWTUNNEL_IP_OPT_ERSPAN_MAX, nla, erspan_opt_policy, extack);

	if (err)
		return err;
	if (!tb[LWTUNNEL_IP_OPT_ERSPAN_VER])
		return -EINVAL;
	opt.ver = nla_get_u8(tb[LWTUNNEL_IP_OPT_ERSPAN_VER]);
	if (opt.ver == 1 && tb[LWTUNNEL_IP_OPT_ERSPAN_INDEX]) {
		opt.index = nla_get_be32(tb[LWTUNNEL_IP_OPT_ERSPAN_INDEX]);
	} else if (opt.ver == 2 && tb[LWTUNNEL_IP_OPT_ERSPAN_DIR] &&
		   tb[LWTUNNEL_IP_OPT_ERSPAN_HWID]) {
		opt.dir = nla_get_u8(tb[LWTUNNEL_IP_OPT_ERSPAN_DIR]) & 1;
		opt.hwid = nla_get_u8(tb[LWTUNNEL_IP_OPT_ERSPAN_HWID]) & ERSPAN_HWID_MASK;
	} else {
		return -EINVAL;
	}
	memcpy(o->buf, &opt, sizeof(opt));
	o->len = sizeof(opt);
	o->flag = TUNNEL_ERSPAN_OPT;
	return 0;
}

/* Of geneve as many as fit, of the others one; never two kinds. */
static int parse_opts(const struct nlattr *attr, struct opts *o, struct netlink_ext_ack *extack)
{
	const struct nlattr *nla;
	int rem, err;

	o->len = o->flag = 0;
	if (!attr)
		return 0;
	err = __nla_validate(nla_data(attr), nla_len(attr), LWTUNNEL_IP_OPTS_MAX, ip_opts_policy,
			     NL_VALIDATE_STRICT, extack);
	if (err)
		return err;
	nla_for_each_nested (nla, attr, rem) {
		int type = nla_type(nla);

		if (o->flag && (type != LWTUNNEL_IP_OPTS_GENEVE || o->flag != TUNNEL_GENEVE_OPT))
			return -EINVAL;
		if (type == LWTUNNEL_IP_OPTS_GENEVE)
			err = parse_geneve(nla, o, extack);
		else if (type == LWTUNNEL_IP_OPTS_VXLAN)
			err = parse_vxlan(nla, o, extack);
		else
			err = parse_erspan(nla, o, extack);
		if (err)
			return err;
	}
	return 0;
}

/* ---- states ---- */

static struct lwtunnel_state *tun_state(struct net *net, u16 type, const struct tun_info *key,
					const struct opts *o)
{
	struct lwtunnel_state *lws = lwtunnel_state_alloc(net, type, sizeof(*key) + o->len);
	struct tun_info *info;

	if (!lws)
		return NULL;
	info = (struct tun_info *)lws->data;
	*info = *key;
	info->flags = (info->flags & ~TUNNEL_OPTIONS_PRESENT) | o->flag;
	info->opts_len = o->len;
	memcpy(info->opts, o->buf, o->len);
	return lws;
}

static int ip_tun_build_state(struct net *net, const struct nlattr *encap, u32 family,
			      struct lwtunnel_state **ret_lws, struct netlink_ext_ack *extack)
{
	struct nlattr *tb[LWTUNNEL_IP_MAX + 1];
	struct tun_info key;
	struct opts o;
	int err;

	memset(&key, 0, sizeof(key));
	err = nla_parse_nested_deprecated(tb, LWTUNNEL_IP_MAX, encap, ip_tun_policy, extack);
	if (!err)
		err = parse_opts(tb[LWTUNNEL_IP_OPTS], &o, extack);
	if (err)
		return err;
	if (tb[LWTUNNEL_IP_ID])
		key.id = nla_get_u64(tb[LWTUNNEL_IP_ID]);
	if (tb[LWTUNNEL_IP_DST])
		key.dst.s6_addr32[0] = nla_get_in_addr(tb[LWTUNNEL_IP_DST]);
	if (tb[LWTUNNEL_IP_SRC])
		key.src.s6_addr32[0] = nla_get_in_addr(tb[LWTUNNEL_IP_SRC]);
	if (tb[LWTUNNEL_IP_TTL])
		key.ttl = nla_get_u8(tb[LWTUNNEL_IP_TTL]);
	if (tb[LWTUNNEL_IP_TOS])
		key.tos = nla_get_u8(tb[LWTUNNEL_IP_TOS]);
	if (tb[LWTUNNEL_IP_FLAGS])
		key.flags = be16toh(nla_get_be16(tb[LWTUNNEL_IP_FLAGS]));
	*ret_lws = tun_state(net, LWTUNNEL_ENCAP_IP, &key, &o);
	return *ret_lws ? 0 : -ENOMEM;
}

static int ip6_tun_build_state(struct net *net, const struct nlattr *encap, u32 family,
			       struct lwtunnel_state **ret_lws, struct netlink_ext_ack *extack)
{
	struct nlattr *tb[LWTUNNEL_IP6_MAX + 1];
	struct tun_info key;
	struct opts o;
	int err;

	memset(&key, 0, sizeof(key));
	err = nla_parse_nested_deprecated(tb, LWTUNNEL_IP6_MAX, encap, ip6_tun_policy, extack);
	if (!err)
		err = parse_opts(tb[LWTUNNEL_IP6_OPTS], &o, extack);
	if (err)
		return err;
	if (tb[LWTUNNEL_IP6_ID])
		key.id = nla_get_u64(tb[LWTUNNEL_IP6_ID]);
	if (tb[LWTUNNEL_IP6_DST])
		key.dst = nla_get_in6_addr(tb[LWTUNNEL_IP6_DST]);
	if (tb[LWTUNNEL_IP6_SRC])
		key.src = nla_get_in6_addr(tb[LWTUNNEL_IP6_SRC]);
	if (tb[LWTUNNEL_IP6_HOPLIMIT])
		key.ttl = nla_get_u8(tb[LWTUNNEL_IP6_HOPLIMIT]);
	if (tb[LWTUNNEL_IP6_TC])
		key.tos = nla_get_u8(tb[LWTUNNEL_IP6_TC]);
	if (tb[LWTUNNEL_IP6_FLAGS])
		key.flags = be16toh(nla_get_be16(tb[LWTUNNEL_IP6_FLAGS]));
	*ret_lws = tun_state(net, LWTUNNEL_ENCAP_IP6, &key, &o);
	return *ret_lws ? 0 : -ENOMEM;
}

/* ---- shown ---- */

static int fill_geneve(struct sk_buff *skb, const struct tun_info *info)
{
	struct geneve_opt opt;

	for (u32 at = 0; at < info->opts_len; at += sizeof(opt) + opt.words * 4) {
		memcpy(&opt, info->opts + at, sizeof(opt));
		if (nla_put_be16(skb, LWTUNNEL_IP_OPT_GENEVE_CLASS, opt.class) ||
		    nla_put_u8(skb, LWTUNNEL_IP_OPT_GENEVE_TYPE, opt.type) ||
		    nla_put(skb, LWTUNNEL_IP_OPT_GENEVE_DATA, opt.words * 4,
			    info->opts + at + sizeof(opt)))
			return -EMSGSIZE;
	}
	return 0;
}

static int fill_vxlan(struct sk_buff *skb, const struct tun_info *info)
{
	struct vxlan_opt opt;

	memcpy(&opt, info->opts, sizeof(opt));
	return nla_put_u32(skb, LWTUNNEL_IP_OPT_VXLAN_GBP, opt.gbp);
}

static int fill_erspan(struct sk_buff *skb, const struct tun_info *info)
{
	struct erspan_opt opt;

	memcpy(&opt, info->opts, sizeof(opt));
	if (nla_put_u8(skb, LWTUNNEL_IP_OPT_ERSPAN_VER, opt.ver))
		return -EMSGSIZE;
	if (opt.ver == 1)
		return nla_put_be32(skb, LWTUNNEL_IP_OPT_ERSPAN_INDEX, opt.index);
	if (nla_put_u8(skb, LWTUNNEL_IP_OPT_ERSPAN_DIR, opt.dir))
		return -EMSGSIZE;
	return nla_put_u8(skb, LWTUNNEL_IP_OPT_ERSPAN_HWID, opt.hwid);
}

static const struct opt_kind {
	u16 flag;
	int type;
	int (*fill)(struct sk_buff *skb, const struct tun_info *info);
} opt_kinds[] = {
	{ TUNNEL_GENEVE_OPT, LWTUNNEL_IP_OPTS_GENEVE, fill_geneve },
	{ TUNNEL_VXLAN_OPT, LWTUNNEL_IP_OPTS_VXLAN, fill_vxlan },
	{ TUNNEL_ERSPAN_OPT, LWTUNNEL_IP_OPTS_ERSPAN, fill_erspan },
};

static int fill_opts(struct sk_buff *skb, const struct tun_info *info, int type)
{
	const struct opt_kind *kind = opt_kinds;
	struct nlattr *nest, *inner;

	if (!(info->flags & TUNNEL_OPTIONS_PRESENT))
		return 0;
	nest = nla_nest_start_noflag(skb, type);
	if (!nest)
		return -EMSGSIZE;
	while (!(info->flags & kind->flag))
		kind++;
	inner = nla_nest_start_noflag(skb, kind->type);
	if (!inner || kind->fill(skb, info))
		return -EMSGSIZE;
	nla_nest_end(skb, inner);
	nla_nest_end(skb, nest);
	return 0;
}

static int ip_tun_fill_encap(struct sk_buff *skb, const struct lwtunnel_state *lws)
{
	const struct tun_info *info = tun_info(lws);

	if (nla_put_u64_64bit(skb, LWTUNNEL_IP_ID, info->id, LWTUNNEL_IP_PAD) ||
	    nla_put_in_addr(skb, LWTUNNEL_IP_DST, info->dst.s6_addr32[0]) ||
	    nla_put_in_addr(skb, LWTUNNEL_IP_SRC, info->src.s6_addr32[0]) ||
	    nla_put_u8(skb, LWTUNNEL_IP_TOS, info->tos) ||
	    nla_put_u8(skb, LWTUNNEL_IP_TTL, info->ttl) ||
	    nla_put_be16(skb, LWTUNNEL_IP_FLAGS, htobe16(info->flags)))
		return -EMSGSIZE;
	return fill_opts(skb, info, LWTUNNEL_IP_OPTS);
}

static int ip6_tun_fill_encap(struct sk_buff *skb, const struct lwtunnel_state *lws)
{
	const struct tun_info *info = tun_info(lws);

	if (nla_put_u64_64bit(skb, LWTUNNEL_IP6_ID, info->id, LWTUNNEL_IP6_PAD) ||
	    nla_put_in6_addr(skb, LWTUNNEL_IP6_DST, &info->dst) ||
	    nla_put_in6_addr(skb, LWTUNNEL_IP6_SRC, &info->src) ||
	    nla_put_u8(skb, LWTUNNEL_IP6_TC, info->tos) ||
	    nla_put_u8(skb, LWTUNNEL_IP6_HOPLIMIT, info->ttl) ||
	    nla_put_be16(skb, LWTUNNEL_IP6_FLAGS, htobe16(info->flags)))
		return -EMSGSIZE;
	return fill_opts(skb, info, LWTUNNEL_IP6_OPTS);
}

/* Options grow most as geneve's: four bytes of header become three attributes. */
static u32 tun_encap_size(const struct lwtunnel_state *lws)
{
	return nla_total_size(8) + 2 * nla_total_size(16) + 3 * nla_total_size(2) +
	       (tun_info(lws)->opts_len ? 2 * nla_total_size(0) : 0) + 6 * tun_info(lws)->opts_len;
}

const struct lwtunnel_encap_ops ip_tun_lwt_ops = {
	.build_state = ip_tun_build_state,
	.fill_encap = ip_tun_fill_encap,
	.encap_size = tun_encap_size,
};

const struct lwtunnel_encap_ops ip6_tun_lwt_ops = {
	.build_state = ip6_tun_build_state,
	.fill_encap = ip6_tun_fill_encap,
	.encap_size = tun_encap_size,
};
