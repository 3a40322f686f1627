/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The encapsulation "mpls" of routes: the labels pushed in front of a packet, outermost first, as
 * they stand in the packet (time to live and class zero, the last one marked as the bottom).
 */
#include <linux/mpls.h>
#include <linux/mpls_iptunnel.h>

#include "net/core/lwtunnel.h"

#define MAX_NEW_LABELS 30

#define LABEL_IMPLICIT_NULL 3

/* What becomes of the packet's time to live. */
enum { TTL_PROP_DEFAULT, TTL_PROP_ENABLED, TTL_PROP_DISABLED };

struct mpls_encap {
	u8 labels, ttl_propagate, default_ttl, pad;
	__be32 label[];
};

static const struct nla_policy mpls_iptunnel_policy[MPLS_IPTUNNEL_MAX + 1] = {
	[MPLS_IPTUNNEL_DST] = { .len = sizeof(u32) },
	[MPLS_IPTUNNEL_TTL] = { .type = NLA_U8 },
};

/* Why the label stack entry @entry cannot be pushed, or NULL. */
static const char *entry_fault(u32 entry, bool bottom)
{
	if (entry & MPLS_LS_TTL_MASK)
		return "TTL in label must be 0";
	if (entry & MPLS_LS_TC_MASK)
		return "Traffic class in label must be 0";
	if (!!(entry & MPLS_LS_S_MASK) != bottom)
		return bottom ? "BOS bit must be set in first label"
			      : "BOS bit not set in first label";
	if ((entry & MPLS_LS_LABEL_MASK) >> MPLS_LS_LABEL_SHIFT == LABEL_IMPLICIT_NULL)
		return "Implicit NULL Label (3) can not be used in encapsulation";
	return NULL;
}

static int check_labels(const struct nlattr *nla, struct netlink_ext_ack *extack)
{
	int len = nla_len(nla), n = len / 4;
	const char *fault;

	if (len & 3 || n > 255) {
		NL_SET_ERR_MSG_ATTR(extack, nla, "Invalid length for labels attribute");
		return -EINVAL;
	}
	if (n > MAX_NEW_LABELS) {
		NL_SET_ERR_MSG(extack, "Too many labels");
		return -EINVAL;
	}
	for (int i = n - 1; i >= 0; i--) {
		fault = entry_fault(be32toh(get_u32((u8 *)nla_data(nla) + i * 4)), i == n - 1);
		if (fault) {
			NL_SET_ERR_MSG_ATTR(extack, nla, fault);
			return -EINVAL;
		}
	}
	return 0;
}

static int mpls_build_state(struct net *net, const struct nlattr *encap, u32 family,
			    struct lwtunnel_state **ret_lws, struct netlink_ext_ack *extack)
{
	struct nlattr *tb[MPLS_IPTUNNEL_MAX + 1];
	struct lwtunnel_state *lws;
	struct mpls_encap *en;
	int err = nla_parse_nested_deprecated(tb, MPLS_IPTUNNEL_MAX, encap, mpls_iptunnel_policy,
					      extack);

	if (err)
		return err;
	if (!tb[MPLS_IPTUNNEL_DST]) {
		NL_SET_ERR_MSG(extack, "MPLS_IPTUNNEL_DST attribute is missing");
		return -EINVAL;
	}
	err = check_labels(tb[MPLS_IPTUNNEL_DST], extack);
	if (err)
		return err;
	lws = lwtunnel_state_alloc(net, LWTUNNEL_ENCAP_MPLS,
				   sizeof(*en) + nla_len(tb[MPLS_IPTUNNEL_DST]));
	if (!lws)
		return -ENOMEM;
	en = (struct mpls_encap *)lws->data;
	en->labels = nla_len(tb[MPLS_IPTUNNEL_DST]) / 4;
	memcpy(en->label, nla_data(tb[MPLS_IPTUNNEL_DST]), en->labels * 4);
	if (tb[MPLS_IPTUNNEL_TTL]) {
		en->default_ttl = nla_get_u8(tb[MPLS_IPTUNNEL_TTL]);
		en->ttl_propagate = en->default_ttl ? TTL_PROP_DISABLED : TTL_PROP_ENABLED;
	}
	*ret_lws = lws;
	return 0;
}

static int mpls_fill_encap(struct sk_buff *skb, const struct lwtunnel_state *lws)
{
	const struct mpls_encap *en = (const struct mpls_encap *)lws->data;

	if (nla_put(skb, MPLS_IPTUNNEL_DST, en->labels * 4, en->label))
		return -EMSGSIZE;
	if (en->ttl_propagate == TTL_PROP_DEFAULT)
		return 0;
	return nla_put_u8(skb, MPLS_IPTUNNEL_TTL, en->default_ttl);
}

static u32 mpls_encap_size(const struct lwtunnel_state *lws)
{
	const struct mpls_encap *en = (const struct mpls_encap *)lws->data;

	return nla_total_size(en->labels * 4) + nla_total_size(1);
}

const struct lwtunnel_encap_ops mpls_iptun_ops = {
	.build_state = mpls_build_state,
	.fill_encap = mpls_fill_encap,
	.encap_size = mpls_encap_size,
};
