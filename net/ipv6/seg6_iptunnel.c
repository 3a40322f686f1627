/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The encapsulation "seg6" of routes: a segment routing header (RFC 8754) that a packet is put
 * behind, and whether the header goes into the packet or around it.
 */
#include <linux/seg6_iptunnel.h>

#include "net/core/lwtunnel.h"
#include "net/ipv6/seg6.h"

static const struct nla_policy seg6_iptunnel_policy[SEG6_IPTUNNEL_MAX + 1] = {
	[SEG6_IPTUNNEL_SRH] = { .type = NLA_BINARY },
};

/* Are the TLVs behind the segments whole, from @at to @len? */
static bool tlvs_fit(const u8 *srh, int at, int len)
{
	while (at < len) {
		if (len - at < (int)sizeof(struct sr6_tlv))
			return false;
		at += (int)sizeof(struct sr6_tlv) + srh[at + 1];
	}
	return at == len;
}

bool seg6_validate_srh(const void *p, int len)
{
	struct ipv6_sr_hdr srh;

	memcpy(&srh, p, sizeof(srh));
	if (srh.type != IPV6_SRCRT_TYPE_4 || (srh.hdrlen + 1) << 3 != len)
		return false;
	if (srh.segments_left > srh.first_segment || srh.first_segment > srh.hdrlen / 2 - 1)
		return false;
	return tlvs_fit(p, (int)sizeof(srh) + (srh.first_segment + 1) * 16, len);
}

static int seg6_build_state(struct net *net, const struct nlattr *encap, u32 family,
			    struct lwtunnel_state **ret_lws, struct netlink_ext_ack *extack)
{
	struct nlattr *tb[SEG6_IPTUNNEL_MAX + 1];
	const u8 *tuninfo;
	int len, mode, err;

	if (family != AF_INET && family != AF_INET6)
		return -EINVAL;
	err = nla_parse_nested_deprecated(tb, SEG6_IPTUNNEL_MAX, encap, seg6_iptunnel_policy,
					  extack);
	if (err)
		return err;
	if (!tb[SEG6_IPTUNNEL_SRH])
		return -EINVAL;
	tuninfo = nla_data(tb[SEG6_IPTUNNEL_SRH]);
	len = nla_len(tb[SEG6_IPTUNNEL_SRH]);
	if (len < (int)(sizeof(mode) + SEG6_SRH_MIN))
		return -EINVAL;
	mode = (int)get_u32(tuninfo);
	if (mode < SEG6_IPTUN_MODE_INLINE || mode > SEG6_IPTUN_MODE_L2ENCAP_RED ||
	    (mode == SEG6_IPTUN_MODE_INLINE && family != AF_INET6))
		return -EINVAL;
	if (!seg6_validate_srh(tuninfo + sizeof(mode), len - (int)sizeof(mode)))
		return -EINVAL;
	*ret_lws = lwtunnel_state_alloc(net, LWTUNNEL_ENCAP_SEG6, len);
	if (!*ret_lws)
		return -ENOMEM;
	memcpy((*ret_lws)->data, tuninfo, len);
	return 0;
}

static int seg6_fill_encap(struct sk_buff *skb, const struct lwtunnel_state *lws)
{
	return nla_put(skb, SEG6_IPTUNNEL_SRH, lws->len, lws->data);
}

static u32 seg6_encap_size(const struct lwtunnel_state *lws)
{
	return nla_total_size(lws->len);
}

const struct lwtunnel_encap_ops seg6_iptun_ops = {
	.build_state = seg6_build_state,
	.fill_encap = seg6_fill_encap,
	.encap_size = seg6_encap_size,
};
