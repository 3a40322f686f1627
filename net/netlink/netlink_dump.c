// SPDX-License-Identifier: LGPL-2.1-or-later
/*
 * Dumps: answers too long for one message, produced while the program reads.
 *
 *   request -> start -> [ dump fills one skb -> queued ] ... as room becomes free ... -> DONE
 *
 * One skb holds what the largest receive so far could take (or a page's worth), and a part is
 * produced whenever half of the receive buffer is free. The request stays referenced until the
 * end, since the callback reads it.
 */
#include "net/netlink/netlink_internal.h"

#include <limits.h>

/* dump_done_errno while there may be more. */
#define NOT_DONE INT_MAX

/* An empty skb for the next part. */
static struct sk_buff *alloc_part(struct netlink_sock *nlk)
{
	u32 least = max(nlk->cb.min_dump_alloc, (u32)NLMSG_GOODSIZE);
	struct sk_buff *skb = NULL;

	if (least < nlk->max_recvmsg_len)
		skb = alloc_skb(nlk->sk.kernel, nlk->max_recvmsg_len);
	return skb ? skb : alloc_skb(nlk->sk.kernel, least);
}

/* Append NLMSG_DONE with the result, and what the ext-ack says. The caller knows it fits. */
static int put_done(struct netlink_sock *nlk, struct sk_buff *skb,
		    const struct netlink_ext_ack *extack)
{
	struct netlink_callback *cb = &nlk->cb;
	size_t tlvs = netlink_ack_tlv_len(nlk, nlk->dump_done_errno, extack);
	struct nlmsghdr *nlh = nlmsg_put(skb, NETLINK_CB(cb->skb).portid, cb->nlh->nlmsg_seq,
					 NLMSG_DONE, sizeof(s32), NLM_F_MULTI | cb->answer_flags);

	if (!nlh)
		return -ENOBUFS;
	nl_dump_check_consistent(cb, nlh);
	memcpy(nlmsg_data(nlh), &nlk->dump_done_errno, sizeof(s32));
	if (!tlvs)
		return 0;
	nlh->nlmsg_flags |= NLM_F_ACK_TLVS;
	if (skb_tailroom(skb) >= tlvs) {
		netlink_ack_tlv_fill(skb, cb->nlh, nlk->dump_done_errno, extack);
		nlmsg_end(skb, nlh);
	}
	return 0;
}

static int queue_part(struct netlink_sock *nlk, struct sk_buff *skb)
{
	skb = netlink_filter(&nlk->sk, skb);
	if (!skb)
		return 0;
	return netlink_sendskb(nlk, skb) < 0 ? -ENOBUFS : 0;
}

void netlink_dump_stop(struct netlink_sock *nlk)
{
	if (!nlk->cb_running)
		return;
	nlk->cb_running = false;
	if (nlk->cb.done)
		nlk->cb.done(&nlk->cb);
	kfree_skb(nlk->cb.skb);
	nlk->cb.skb = NULL;
}

/* Let the callback fill @skb. */
static void fill_part(struct netlink_sock *nlk, struct sk_buff *skb, struct netlink_ext_ack *extack)
{
	if (nlk->dump_done_errno <= 0)
		return;
	nlk->cb.extack = extack;
	nlk->dump_done_errno = nlk->cb.dump(skb, &nlk->cb);
	/* What did not fit comes first in the next part. */
	if (nlk->dump_done_errno == -EMSGSIZE && skb->len)
		nlk->dump_done_errno = skb->len;
	nlk->cb.extack = NULL;
}

int netlink_dump(struct netlink_sock *nlk)
{
	struct netlink_ext_ack extack = { ._msg = NULL };
	struct sk_buff *skb;
	u32 rmem;
	int err;

	if (!nlk->cb_running)
		return -EINVAL;
	rmem = sk_rmem(&nlk->sk);
	skb = alloc_part(nlk);
	if (!skb)
		return -ENOBUFS;
	if (rmem && rmem + skb->truesize >= (u32)nlk->sk.sk_rcvbuf) {
		err = -ENOBUFS;
		goto free_part;
	}
	skb->sk = &nlk->sk;
	fill_part(nlk, skb, &extack);
	if (nlk->dump_done_errno > 0 || skb_tailroom(skb) < nlmsg_total_size(sizeof(s32)))
		return queue_part(nlk, skb);
	err = put_done(nlk, skb, &extack);
	if (err)
		goto free_part;
	err = queue_part(nlk, skb);
	netlink_dump_stop(nlk);
	return err;
free_part:
	kfree_skb(skb);
	return err;
}

int netlink_dump_start(struct sock *ssk, struct sk_buff *skb, const struct nlmsghdr *nlh,
		       const struct netlink_dump_control *control)
{
	struct netlink_sock *nlk =
		netlink_lookup(ssk->net, ssk->sk_protocol, NETLINK_CB(skb).portid);
	struct netlink_callback *cb;
	int err;

	if (!nlk)
		return -ECONNREFUSED;
	if (nlk->cb_running)
		return -EBUSY;
	cb = &nlk->cb;
	*cb = (struct netlink_callback) {
		.dump = control->dump,
		.done = control->done,
		.nlh = nlh,
		.data = control->data,
		.min_dump_alloc = control->min_dump_alloc,
		.flags = control->flags,
		.skb = skb,
		.strict_check = netlink_strict_get_check(skb),
	};
	if (control->start) {
		cb->extack = control->extack;
		err = control->start(cb);
		cb->extack = NULL;
		if (err)
			return err;
	}
	skb_get(skb);
	nlk->cb_running = true;
	nlk->dump_done_errno = NOT_DONE;
	err = netlink_dump(nlk);
	return err ? err : -EINTR;
}
