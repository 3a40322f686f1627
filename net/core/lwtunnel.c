/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* See lwtunnel.h: the kinds there are, and one state for equal tunnels. */
#include "net/core/lwtunnel.h"

#include "net/socket.h"

/*
 * What is missing here is refused as by a kernel without its module: ILA, RPL, IOAM6 and XFRM
 * (of packets only), and BPF (programs are a subsystem that is not here).
 */
static const struct lwtunnel_encap_ops *const lwtun_encaps[LWTUNNEL_ENCAP_MAX + 1] = {
	[LWTUNNEL_ENCAP_MPLS] = &mpls_iptun_ops,       [LWTUNNEL_ENCAP_IP] = &ip_tun_lwt_ops,
	[LWTUNNEL_ENCAP_IP6] = &ip6_tun_lwt_ops,       [LWTUNNEL_ENCAP_SEG6] = &seg6_iptun_ops,
	[LWTUNNEL_ENCAP_SEG6_LOCAL] = &seg6_local_ops,
};

/* ---- states ---- */

static u32 state_hash(const struct lwtunnel_state *lws)
{
	return hash_bytes(lws->data, lws->len, lws->type);
}

static struct lwtunnel_state *find_same(struct net *net, const struct lwtunnel_state *lws, u32 h)
{
	struct lwtunnel_state *old;

	htable_for_each_possible (&net->lwtunnels, old, hash, h)
		if (old->type == lws->type && old->len == lws->len &&
		    !memcmp(old->data, lws->data, lws->len))
			return old;
	return NULL;
}

struct lwtunnel_state *lwtunnel_state_alloc(struct net *net, u16 type, u32 len)
{
	struct lwtunnel_state *lws = kzalloc(&net->kernel->mem, sizeof(*lws) + len);

	if (!lws)
		return NULL;
	lws->refs = 1;
	lws->len = len;
	lws->type = type;
	return lws;
}

void lwtstate_put(struct net *net, struct lwtunnel_state *lws)
{
	if (!lws || --lws->refs)
		return;
	htable_remove(&net->lwtunnels, &lws->hash);
	kfree(&net->kernel->mem, lws);
}

/* Take over @lws: known from now on, or gone in favour of its equal. */
static int intern(struct net *net, struct lwtunnel_state *lws, struct lwtunnel_state **ret_lws)
{
	u32 h = state_hash(lws);
	struct lwtunnel_state *old = find_same(net, lws, h);

	if (old) {
		kfree(&net->kernel->mem, lws);
		*ret_lws = lwtstate_get(old);
		return 0;
	}
	if (htable_insert(&net->lwtunnels, &lws->hash, h)) {
		kfree(&net->kernel->mem, lws);
		return -ENOMEM;
	}
	*ret_lws = lws;
	return 0;
}

int lwtunnel_build_state(struct net *net, u16 type, const struct nlattr *encap, u32 family,
			 struct lwtunnel_state **ret_lws, struct netlink_ext_ack *extack)
{
	struct lwtunnel_state *lws;
	int err;

	if (type == LWTUNNEL_ENCAP_NONE || type > LWTUNNEL_ENCAP_MAX) {
		NL_SET_ERR_MSG_ATTR(extack, encap, "Unknown LWT encapsulation type");
		return -EINVAL;
	}
	if (!lwtun_encaps[type]) {
		NL_SET_ERR_MSG_ATTR(extack, encap, "LWT encapsulation type not supported");
		return -EOPNOTSUPP;
	}
	err = lwtun_encaps[type]->build_state(net, encap, family, &lws, extack);
	return err ? err : intern(net, lws, ret_lws);
}

/* ---- kinds in requests ---- */

int lwtunnel_valid_encap_type(u16 type, struct netlink_ext_ack *extack)
{
	if (type == LWTUNNEL_ENCAP_NONE || type > LWTUNNEL_ENCAP_MAX) {
		NL_SET_ERR_MSG(extack, "Unknown lwt encapsulation type");
		return -EINVAL;
	}
	if (lwtun_encaps[type])
		return 0;
	NL_SET_ERR_MSG(extack, "lwt encapsulation type not supported");
	return -EOPNOTSUPP;
}

int lwtunnel_valid_encap_type_attr(const struct rtnexthop *rtnh, int remaining,
				   struct netlink_ext_ack *extack)
{
	while (remaining >= (int)sizeof(*rtnh) && rtnh->rtnh_len >= sizeof(*rtnh) &&
	       rtnh->rtnh_len <= remaining) {
		int len = rtnh->rtnh_len - (int)sizeof(*rtnh), step = NLA_ALIGN(rtnh->rtnh_len);
		const struct nlattr *a =
			len > 0 ? nla_find((const struct nlattr *)(rtnh + 1), len, RTA_ENCAP_TYPE)
				: NULL;

		if (a && nla_len(a) < (int)sizeof(u16)) {
			NL_SET_ERR_MSG(extack, "Invalid RTA_ENCAP_TYPE");
			return -EINVAL;
		}
		if (a && lwtunnel_valid_encap_type(nla_get_u16(a), extack))
			return -EOPNOTSUPP;
		rtnh = (const struct rtnexthop *)((const u8 *)rtnh + step);
		remaining -= step;
	}
	return 0;
}

/* ---- in messages ---- */

int lwtunnel_fill_encap(struct sk_buff *skb, const struct lwtunnel_state *lws, int encap_attr,
			int type_attr)
{
	struct nlattr *nest;

	if (!lws)
		return 0;
	nest = nla_nest_start_noflag(skb, encap_attr);
	if (!nest)
		return -EMSGSIZE;
	if (lwtun_encaps[lws->type]->fill_encap(skb, lws)) {
		nla_nest_cancel(skb, nest);
		return -EMSGSIZE;
	}
	nla_nest_end(skb, nest);
	if (nla_put_u16(skb, type_attr, lws->type)) {
		nla_nest_cancel(skb, nest);
		return -EMSGSIZE;
	}
	return 0;
}

u32 lwtunnel_get_encap_size(const struct lwtunnel_state *lws)
{
	if (!lws)
		return 0;
	return nla_total_size(lwtun_encaps[lws->type]->encap_size(lws)) + nla_total_size(2);
}

/* ---- life ---- */

static int lwtunnel_net_init(struct net *net)
{
	htable_init(&net->lwtunnels, &net->kernel->mem);
	return 0;
}

static void lwtunnel_net_exit(struct net *net)
{
	htable_destroy(&net->lwtunnels);
}

static const struct pernet_operations lwtunnel_pernet = {
	.name = "lwtunnel",
	.init = lwtunnel_net_init,
	.exit = lwtunnel_net_exit,
};

const struct net_proto lwtunnel_proto = {
	.name = "lwtunnel",
	.pernet = &lwtunnel_pernet,
};
