// SPDX-License-Identifier: LGPL-2.1-or-later
/*
 * Requests: a datagram is split into messages, each handled in turn and answered.
 *
 *   NLMSG_ERROR | errno | header of the request [ its payload ] | TLVs of the ext-ack
 *
 * The payload is repeated for refusals only, and not with NETLINK_CAP_ACK; TLVs are for sockets
 * that asked with NETLINK_EXT_ACK.
 */
#include "net/netlink/netlink_internal.h"

size_t netlink_ack_tlv_len(const struct netlink_sock *nlk, int err,
			   const struct netlink_ext_ack *extack)
{
	size_t len = 0;

	if (!extack || !(nlk->flags & NETLINK_F_EXT_ACK))
		return 0;
	if (extack->_msg)
		len += nla_total_size(strlen(extack->_msg) + 1);
	if (extack->cookie_len)
		len += nla_total_size(extack->cookie_len);
	if (!err)
		return len;
	if (extack->bad_attr)
		len += nla_total_size(sizeof(u32));
	if (extack->policy)
		len += netlink_policy_dump_attr_size_estimate(extack->policy);
	if (extack->miss_type)
		len += nla_total_size(sizeof(u32));
	if (extack->miss_nest)
		len += nla_total_size(sizeof(u32));
	return len;
}

static bool inside(const struct nlmsghdr *nlh, const void *p)
{
	const u8 *at = p;

	return at >= (const u8 *)nlmsg_data(nlh) &&
	       at - (const u8 *)nlh < (ptrdiff_t)nlh->nlmsg_len;
}

static int put_offset(struct sk_buff *skb, int type, const struct nlmsghdr *nlh, const void *p)
{
	return p && inside(nlh, p) ? nla_put_u32(skb, type, (const u8 *)p - (const u8 *)nlh) : 0;
}

/* The caller has made room (netlink_ack_tlv_len); a TLV that does not fit is left out whole. */
void netlink_ack_tlv_fill(struct sk_buff *skb, const struct nlmsghdr *nlh, int err,
			  const struct netlink_ext_ack *extack)
{
	if (extack->_msg && nla_put_string(skb, NLMSGERR_ATTR_MSG, extack->_msg))
		return;
	if (extack->cookie_len &&
	    nla_put(skb, NLMSGERR_ATTR_COOKIE, extack->cookie_len, extack->cookie))
		return;
	if (!err || put_offset(skb, NLMSGERR_ATTR_OFFS, nlh, extack->bad_attr))
		return;
	if (extack->policy)
		(void)!netlink_policy_dump_write_attr(skb, extack->policy, NLMSGERR_ATTR_POLICY,
						      NULL, NULL);
	if (extack->miss_type && nla_put_u32(skb, NLMSGERR_ATTR_MISS_TYPE, extack->miss_type))
		return;
	(void)!put_offset(skb, NLMSGERR_ATTR_MISS_NEST, nlh, extack->miss_nest);
}

/* Build the acknowledgement of @nlh; NULL: no memory. */
static struct sk_buff *build_ack(const struct sk_buff *in_skb, const struct nlmsghdr *nlh, int err,
				 const struct netlink_ext_ack *extack)
{
	struct netlink_sock *nlk = nlk_sk(NETLINK_CB(in_skb).sk);
	bool whole = err && !(nlk->flags & NETLINK_F_CAP_ACK);
	u32 echoed = whole ? nlmsg_len(nlh) : 0;
	size_t tlvs = netlink_ack_tlv_len(nlk, err, extack);
	u32 flags = (whole ? 0 : NLM_F_CAPPED) | (tlvs ? NLM_F_ACK_TLVS : 0);
	struct sk_buff *skb =
		nlmsg_new(nlk->sk.kernel, sizeof(struct nlmsgerr) + NLMSG_ALIGN(echoed) + tlvs);
	struct nlmsghdr *rep;
	struct nlmsgerr *e;
	u8 *tail;

	if (!skb)
		return NULL;
	rep = nlmsg_put(skb, NETLINK_CB(in_skb).portid, nlh->nlmsg_seq, NLMSG_ERROR, sizeof(*e),
			flags);
	if (!rep) {
		kfree_skb(skb);
		return NULL;
	}
	e = nlmsg_data(rep);
	e->error = err;
	e->msg = *nlh;
	if (echoed) {
		tail = skb_put(skb, NLMSG_ALIGN(echoed));
		memcpy(tail, nlmsg_data(nlh), echoed);
		memset(tail + echoed, 0, NLMSG_ALIGN(echoed) - echoed);
	}
	if (tlvs)
		netlink_ack_tlv_fill(skb, nlh, err, extack);
	nlmsg_end(skb, rep);
	return skb;
}

void netlink_ack(struct sk_buff *in_skb, struct nlmsghdr *nlh, int err,
		 const struct netlink_ext_ack *extack)
{
	struct sk_buff *skb = build_ack(in_skb, nlh, err, extack);

	if (!skb) {
		sk_error_report(NETLINK_CB(in_skb).sk, ENOBUFS);
		return;
	}
	nlmsg_unicast(in_skb->sk, skb, NETLINK_CB(in_skb).portid);
}

static void forget(struct netlink_ext_ack *e)
{
	memset(e, 0, offsetof(struct netlink_ext_ack, _msg_buf));
}

int netlink_rcv_skb(struct sk_buff *skb, int (*cb)(struct sk_buff *skb, struct nlmsghdr *nlh,
						   struct netlink_ext_ack *extack))
{
	struct netlink_ext_ack extack;
	struct nlmsghdr *nlh;
	int err;

	while (skb->len >= NLMSG_HDRLEN) {
		nlh = (struct nlmsghdr *)skb->data;
		if (nlh->nlmsg_len < NLMSG_HDRLEN || skb->len < nlh->nlmsg_len)
			return 0;
		err = 0;
		forget(&extack);
		/* Only requests are handled; control messages mean nothing to us. */
		if (nlh->nlmsg_flags & NLM_F_REQUEST && nlh->nlmsg_type >= NLMSG_MIN_TYPE)
			err = cb(skb, nlh, &extack);
		if (err != -EINTR && (nlh->nlmsg_flags & NLM_F_ACK || err))
			netlink_ack(skb, nlh, err, &extack);
		skb_pull(skb, min(NLMSG_ALIGN(nlh->nlmsg_len), skb->len));
	}
	return 0;
}
