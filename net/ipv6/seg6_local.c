/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The encapsulation "seg6local" of IPv6 routes: what a node does with a packet whose segment is
 * one of its own (RFC 8986). A behaviour is a row of behaviours[]: what it must be told and what
 * it may be told; an attribute is a row of params[]: how it is read and shown.
 *
 * There is no packet path, so counters stay at zero, as those of a kernel that sees no packet.
 * Behaviours of tables that belong to a VRF are refused as without VRF devices; End.BPF as without
 * any program.
 */
#include <linux/seg6_local.h>

#include "net/core/lwtunnel.h"
#include "net/ipv6/seg6.h"

#define ATTR(name) BIT(SEG6_LOCAL_##name)

#define FLAVOR_PSP BIT(SEG6_LOCAL_FLV_OP_PSP)
#define FLAVOR_NEXT_CSID BIT(SEG6_LOCAL_FLV_OP_NEXT_CSID)

/* Lengths in bits of a compressed segment's parts, when not given. */
#define LCBLOCK_DEFAULT 32
#define LCNODE_FN_DEFAULT 16

struct seg6_local_lwt {
	u32 action, attrs; /* bit n: attribute n was given */
	u32 table, iif, oif;
	__be32 nh4;
	struct in6_addr nh6;
	u32 flavors;
	u8 lcblock_bits, lcnode_fn_bits;
	u16 srh_len;
	u8 srh[];
};

struct behaviour {
	u32 action;
	u32 required, optional; /* ATTR() */
	u32 flavors;
	bool vrf; /* of a table that belongs to a VRF device */
	bool vrf_or_table;
};

static const struct behaviour behaviours[] = {
	{ SEG6_LOCAL_ACTION_END, 0, ATTR(COUNTERS) | ATTR(FLAVORS), FLAVOR_PSP | FLAVOR_NEXT_CSID },
	{ SEG6_LOCAL_ACTION_END_X, ATTR(NH6), ATTR(COUNTERS) | ATTR(FLAVORS) | ATTR(OIF),
	  FLAVOR_NEXT_CSID },
	{ SEG6_LOCAL_ACTION_END_T, ATTR(TABLE), ATTR(COUNTERS) },
	{ SEG6_LOCAL_ACTION_END_DX2, ATTR(OIF), ATTR(COUNTERS) },
	{ SEG6_LOCAL_ACTION_END_DX6, ATTR(NH6), ATTR(COUNTERS) },
	{ SEG6_LOCAL_ACTION_END_DX4, ATTR(NH4), ATTR(COUNTERS) },
	{ SEG6_LOCAL_ACTION_END_DT4, ATTR(VRFTABLE), ATTR(COUNTERS), .vrf = true },
	{ SEG6_LOCAL_ACTION_END_DT6, 0, ATTR(COUNTERS) | ATTR(TABLE) | ATTR(VRFTABLE),
	  .vrf_or_table = true },
	{ SEG6_LOCAL_ACTION_END_DT46, ATTR(VRFTABLE), ATTR(COUNTERS), .vrf = true },
	{ SEG6_LOCAL_ACTION_END_B6, ATTR(SRH), ATTR(COUNTERS) },
	{ SEG6_LOCAL_ACTION_END_B6_ENCAP, ATTR(SRH), ATTR(COUNTERS) },
	{ SEG6_LOCAL_ACTION_END_BPF, ATTR(BPF), ATTR(COUNTERS) },
};

static const struct nla_policy seg6_local_policy[SEG6_LOCAL_MAX + 1] = {
	[SEG6_LOCAL_ACTION] = { .type = NLA_U32 },
	[SEG6_LOCAL_SRH] = { .type = NLA_BINARY },
	[SEG6_LOCAL_TABLE] = { .type = NLA_U32 },
	[SEG6_LOCAL_VRFTABLE] = { .type = NLA_U32 },
	[SEG6_LOCAL_NH4] = NLA_POLICY_EXACT_LEN(sizeof(struct in_addr)),
	[SEG6_LOCAL_NH6] = NLA_POLICY_EXACT_LEN(sizeof(struct in6_addr)),
	[SEG6_LOCAL_IIF] = { .type = NLA_U32 },
	[SEG6_LOCAL_OIF] = { .type = NLA_U32 },
	[SEG6_LOCAL_BPF] = { .type = NLA_NESTED },
	[SEG6_LOCAL_COUNTERS] = { .type = NLA_NESTED },
	[SEG6_LOCAL_FLAVORS] = { .type = NLA_NESTED },
};

static const struct nla_policy counters_policy[SEG6_LOCAL_CNT_MAX + 1] = {
	[SEG6_LOCAL_CNT_PACKETS] = { .type = NLA_U64 },
	[SEG6_LOCAL_CNT_BYTES] = { .type = NLA_U64 },
	[SEG6_LOCAL_CNT_ERRORS] = { .type = NLA_U64 },
};

static const struct nla_policy flavors_policy[SEG6_LOCAL_FLV_MAX + 1] = {
	[SEG6_LOCAL_FLV_OPERATION] = { .type = NLA_U32 },
	[SEG6_LOCAL_FLV_LCBLOCK_BITS] = { .type = NLA_U8 },
	[SEG6_LOCAL_FLV_LCNODE_FN_BITS] = { .type = NLA_U8 },
};

static const struct nla_policy bpf_policy[SEG6_LOCAL_BPF_PROG_MAX + 1] = {
	[SEG6_LOCAL_BPF_PROG] = { .type = NLA_U32 },
	[SEG6_LOCAL_BPF_PROG_NAME] = { .type = NLA_NUL_STRING, .len = 256 },
};

/* ---- attributes, read: room for the header is there already ---- */

static int read_srh(const struct nlattr *nla, struct seg6_local_lwt *s, const struct behaviour *b,
		    struct netlink_ext_ack *extack)
{
	if (nla_len(nla) < (int)SEG6_SRH_MIN || !seg6_validate_srh(nla_data(nla), nla_len(nla)))
		return -EINVAL;
	s->srh_len = nla_len(nla);
	memcpy(s->srh, nla_data(nla), s->srh_len);
	return 0;
}

static int read_table(const struct nlattr *nla, struct seg6_local_lwt *s, const struct behaviour *b,
		      struct netlink_ext_ack *extack)
{
	s->table = nla_get_u32(nla);
	return 0;
}

static int read_nh4(const struct nlattr *nla, struct seg6_local_lwt *s, const struct behaviour *b,
		    struct netlink_ext_ack *extack)
{
	s->nh4 = nla_get_in_addr(nla);
	return 0;
}

static int read_nh6(const struct nlattr *nla, struct seg6_local_lwt *s, const struct behaviour *b,
		    struct netlink_ext_ack *extack)
{
	s->nh6 = nla_get_in6_addr(nla);
	return 0;
}

static int read_oif(const struct nlattr *nla, struct seg6_local_lwt *s, const struct behaviour *b,
		    struct netlink_ext_ack *extack)
{
	s->oif = nla_get_u32(nla);
	return 0;
}

/* No program is ever loaded, so no descriptor is one's. */
static int read_bpf(const struct nlattr *nla, struct seg6_local_lwt *s, const struct behaviour *b,
		    struct netlink_ext_ack *extack)
{
	struct nlattr *tb[SEG6_LOCAL_BPF_PROG_MAX + 1];
	int err = nla_parse_nested_deprecated(tb, SEG6_LOCAL_BPF_PROG_MAX, nla, bpf_policy, NULL);

	if (err)
		return err;
	return tb[SEG6_LOCAL_BPF_PROG] && tb[SEG6_LOCAL_BPF_PROG_NAME] ? -EBADF : -EINVAL;
}

static int read_counters(const struct nlattr *nla, struct seg6_local_lwt *s,
			 const struct behaviour *b, struct netlink_ext_ack *extack)
{
	struct nlattr *tb[SEG6_LOCAL_CNT_MAX + 1];
	int err = nla_parse_nested_deprecated(tb, SEG6_LOCAL_CNT_MAX, nla, counters_policy, NULL);

	if (err)
		return err;
	return tb[SEG6_LOCAL_CNT_PACKETS] && tb[SEG6_LOCAL_CNT_BYTES] && tb[SEG6_LOCAL_CNT_ERRORS]
		       ? 0
		       : -EINVAL;
}

/* Whole bytes, and room for the other part. */
static bool csid_part_ok(u8 bits)
{
	return bits && bits <= 120 && !(bits & 7);
}

static int read_csid(struct nlattr **tb, struct seg6_local_lwt *s, struct netlink_ext_ack *extack)
{
	u8 block = LCBLOCK_DEFAULT, fn = LCNODE_FN_DEFAULT;

	if (tb[SEG6_LOCAL_FLV_LCBLOCK_BITS])
		block = nla_get_u8(tb[SEG6_LOCAL_FLV_LCBLOCK_BITS]);
	if (tb[SEG6_LOCAL_FLV_LCNODE_FN_BITS])
		fn = nla_get_u8(tb[SEG6_LOCAL_FLV_LCNODE_FN_BITS]);
	if (block + fn > 128 || !csid_part_ok(block) || !csid_part_ok(fn)) {
		NL_SET_ERR_MSG(extack, "Invalid Locator Block/Node Function lengths");
		return -EINVAL;
	}
	s->lcblock_bits = block;
	s->lcnode_fn_bits = fn;
	return 0;
}

static int read_flavors(const struct nlattr *nla, struct seg6_local_lwt *s,
			const struct behaviour *b, struct netlink_ext_ack *extack)
{
	struct nlattr *tb[SEG6_LOCAL_FLV_MAX + 1];
	int err = nla_parse_nested_deprecated(tb, SEG6_LOCAL_FLV_MAX, nla, flavors_policy, NULL);

	if (err)
		return err;
	if (!tb[SEG6_LOCAL_FLV_OPERATION])
		return -EINVAL;
	s->flavors = nla_get_u32(tb[SEG6_LOCAL_FLV_OPERATION]);
	if (s->flavors & ~b->flavors) {
		NL_SET_ERR_MSG(extack, "Unsupported Flavor operation(s)");
		return -EOPNOTSUPP;
	}
	return s->flavors & FLAVOR_NEXT_CSID ? read_csid(tb, s, extack) : 0;
}

/* ---- attributes, shown ---- */

static int put_srh(struct sk_buff *skb, const struct seg6_local_lwt *s)
{
	return nla_put(skb, SEG6_LOCAL_SRH, s->srh_len, s->srh);
}

static int put_table(struct sk_buff *skb, const struct seg6_local_lwt *s)
{
	return nla_put_u32(skb, SEG6_LOCAL_TABLE, s->table);
}

static int put_nh4(struct sk_buff *skb, const struct seg6_local_lwt *s)
{
	return nla_put_in_addr(skb, SEG6_LOCAL_NH4, s->nh4);
}

static int put_nh6(struct sk_buff *skb, const struct seg6_local_lwt *s)
{
	return nla_put_in6_addr(skb, SEG6_LOCAL_NH6, &s->nh6);
}

static int put_oif(struct sk_buff *skb, const struct seg6_local_lwt *s)
{
	return nla_put_u32(skb, SEG6_LOCAL_OIF, s->oif);
}

static int put_counters(struct sk_buff *skb, const struct seg6_local_lwt *s)
{
	struct nlattr *nest = nla_nest_start(skb, SEG6_LOCAL_COUNTERS);

	if (!nest || nla_put_u64_64bit(skb, SEG6_LOCAL_CNT_PACKETS, 0, SEG6_LOCAL_CNT_PAD) ||
	    nla_put_u64_64bit(skb, SEG6_LOCAL_CNT_BYTES, 0, SEG6_LOCAL_CNT_PAD) ||
	    nla_put_u64_64bit(skb, SEG6_LOCAL_CNT_ERRORS, 0, SEG6_LOCAL_CNT_PAD))
		return -EMSGSIZE;
	nla_nest_end(skb, nest);
	return 0;
}

static int put_flavors(struct sk_buff *skb, const struct seg6_local_lwt *s)
{
	struct nlattr *nest = nla_nest_start(skb, SEG6_LOCAL_FLAVORS);

	if (!nest || nla_put_u32(skb, SEG6_LOCAL_FLV_OPERATION, s->flavors))
		return -EMSGSIZE;
	if (s->flavors & FLAVOR_NEXT_CSID &&
	    (nla_put_u8(skb, SEG6_LOCAL_FLV_LCBLOCK_BITS, s->lcblock_bits) ||
	     nla_put_u8(skb, SEG6_LOCAL_FLV_LCNODE_FN_BITS, s->lcnode_fn_bits)))
		return -EMSGSIZE;
	nla_nest_end(skb, nest);
	return 0;
}

static const struct param {
	int (*read)(const struct nlattr *nla, struct seg6_local_lwt *s, const struct behaviour *b,
		    struct netlink_ext_ack *extack);
	int (*put)(struct sk_buff *skb, const struct seg6_local_lwt *s);
} params[SEG6_LOCAL_MAX + 1] = {
	[SEG6_LOCAL_SRH] = { read_srh, put_srh },
	[SEG6_LOCAL_TABLE] = { read_table, put_table },
	[SEG6_LOCAL_NH4] = { read_nh4, put_nh4 },
	[SEG6_LOCAL_NH6] = { read_nh6, put_nh6 },
	[SEG6_LOCAL_OIF] = { read_oif, put_oif },
	[SEG6_LOCAL_BPF] = { read_bpf, NULL },
	[SEG6_LOCAL_VRFTABLE] = { read_table, NULL },
	[SEG6_LOCAL_COUNTERS] = { read_counters, put_counters },
	[SEG6_LOCAL_FLAVORS] = { read_flavors, put_flavors },
};

/* ---- states ---- */

static const struct behaviour *find_behaviour(u32 action)
{
	for (u32 i = 0; i < ARRAY_SIZE(behaviours); i++)
		if (behaviours[i].action == action)
			return &behaviours[i];
	return NULL;
}

/* Those of @mask that are there; with @must they all have to be. */
static int read_params(struct nlattr **tb, u32 mask, bool must, struct seg6_local_lwt *s,
		       const struct behaviour *b, struct netlink_ext_ack *extack)
{
	int err;

	for (u32 i = SEG6_LOCAL_SRH; i <= SEG6_LOCAL_MAX; i++) {
		if (!(mask & BIT(i)))
			continue;
		if (!tb[i] && must)
			return -EINVAL;
		if (!tb[i])
			continue;
		err = params[i].read(tb[i], s, b, extack);
		if (err)
			return err;
		s->attrs |= BIT(i);
	}
	return 0;
}

/* Without VRF devices no table belongs to one. */
static int check_table(const struct seg6_local_lwt *s, const struct behaviour *b,
		       struct netlink_ext_ack *extack)
{
	bool table = s->attrs & ATTR(TABLE), vrf = s->attrs & ATTR(VRFTABLE);

	if (b->vrf_or_table && table == vrf)
		NL_SET_ERR_MSG(extack, "table or vrftable must be specified");
	return b->vrf || (b->vrf_or_table && (table == vrf || vrf)) ? -EINVAL : 0;
}

static int seg6_local_build_state(struct net *net, const struct nlattr *encap, u32 family,
				  struct lwtunnel_state **ret_lws, struct netlink_ext_ack *extack)
{
	struct nlattr *tb[SEG6_LOCAL_MAX + 1];
	const struct behaviour *b;
	struct lwtunnel_state *lws;
	struct seg6_local_lwt *s;
	int err;

	if (family != AF_INET6)
		return -EINVAL;
	err = nla_parse_nested_deprecated(tb, SEG6_LOCAL_MAX, encap, seg6_local_policy, extack);
	if (err)
		return err;
	b = tb[SEG6_LOCAL_ACTION] ? find_behaviour(nla_get_u32(tb[SEG6_LOCAL_ACTION])) : NULL;
	if (!b)
		return -EINVAL;
	lws = lwtunnel_state_alloc(net, LWTUNNEL_ENCAP_SEG6_LOCAL,
				   sizeof(*s) + (b->required & ATTR(SRH) && tb[SEG6_LOCAL_SRH]
							 ? (u32)nla_len(tb[SEG6_LOCAL_SRH])
							 : 0));
	if (!lws)
		return -ENOMEM;
	s = (struct seg6_local_lwt *)lws->data;
	s->action = b->action;
	err = read_params(tb, b->required, true, s, b, extack);
	if (!err)
		err = read_params(tb, b->optional, false, s, b, extack);
	if (!err)
		err = check_table(s, b, extack);
	if (err)
		kfree(&net->kernel->mem, lws);
	else
		*ret_lws = lws;
	return err;
}

static int seg6_local_fill_encap(struct sk_buff *skb, const struct lwtunnel_state *lws)
{
	const struct seg6_local_lwt *s = (const struct seg6_local_lwt *)lws->data;

	if (nla_put_u32(skb, SEG6_LOCAL_ACTION, s->action))
		return -EMSGSIZE;
	for (u32 i = SEG6_LOCAL_SRH; i <= SEG6_LOCAL_MAX; i++)
		if (s->attrs & BIT(i) && params[i].put(skb, s))
			return -EMSGSIZE;
	return 0;
}

static u32 seg6_local_encap_size(const struct lwtunnel_state *lws)
{
	const struct seg6_local_lwt *s = (const struct seg6_local_lwt *)lws->data;

	return nla_total_size(4) + nla_total_size(s->srh_len) + 4 * nla_total_size(4) +
	       nla_total_size(16) + nla_total_size(3 * nla_total_size_64bit(8)) +
	       nla_total_size(3 * nla_total_size(4));
}

const struct lwtunnel_encap_ops seg6_local_ops = {
	.build_state = seg6_local_build_state,
	.fill_encap = seg6_local_fill_encap,
	.encap_size = seg6_local_encap_size,
};
