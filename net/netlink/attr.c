// SPDX-License-Identifier: LGPL-2.1-or-later
/* See attr.h: building messages, and reading single attributes. Validation is in policy.c. */
#include "net/netlink/attr.h"

#include <stdarg.h>
#include <stdio.h>

void nl_set_err_msg_fmt(struct netlink_ext_ack *extack, const char *fmt, ...)
{
	va_list ap;

	if (!extack)
		return;
	va_start(ap, fmt);
	vsnprintf(extack->_msg_buf, sizeof(extack->_msg_buf), fmt, ap);
	va_end(ap);
	extack->_msg = extack->_msg_buf;
}

struct sk_buff *nlmsg_new(struct kernel *k, u32 payload)
{
	return alloc_skb(k, nlmsg_total_size(payload));
}

struct sk_buff *nlmsg_new_small(struct kernel *k)
{
	struct sk_buff *skb = alloc_skb(k, SKB_BLOCK_ROOM);

	if (skb)
		skb->truesize = skb_truesize(nlmsg_total_size(NLMSG_DEFAULT_SIZE));
	return skb;
}

struct nlmsghdr *nlmsg_put(struct sk_buff *skb, u32 portid, u32 seq, int type, int payload,
			   int flags)
{
	u32 total = nlmsg_total_size(payload);
	struct nlmsghdr *nlh;

	if (skb_tailroom(skb) < total)
		return NULL;
	nlh = skb_put(skb, total);
	memset(nlmsg_data(nlh), 0, total - NLMSG_HDRLEN);
	nlh->nlmsg_len = NLMSG_HDRLEN + payload;
	nlh->nlmsg_type = type;
	nlh->nlmsg_flags = flags;
	nlh->nlmsg_seq = seq;
	nlh->nlmsg_pid = portid;
	return nlh;
}

struct nlattr *nla_reserve(struct sk_buff *skb, int type, int len)
{
	int total = nla_total_size(len), padding = total - NLA_HDRLEN - len;
	struct nlattr *a;

	if (skb_tailroom(skb) < (u32)total)
		return NULL;
	a = skb_put(skb, total);
	a->nla_type = type;
	a->nla_len = NLA_HDRLEN + len;
	if (padding)
		memset((u8 *)a + a->nla_len, 0, padding);
	return a;
}

int nla_put(struct sk_buff *skb, int type, int len, const void *data)
{
	struct nlattr *a = nla_reserve(skb, type, len);

	if (!a)
		return -EMSGSIZE;
	if (len)
		memcpy(nla_data(a), data, len);
	return 0;
}

int nla_put_string(struct sk_buff *skb, int type, const char *s)
{
	return nla_put(skb, type, strlen(s) + 1, s);
}

struct nlattr *nla_nest_start_noflag(struct sk_buff *skb, int type)
{
	return nla_reserve(skb, type, 0);
}

struct nlattr *nla_nest_start(struct sk_buff *skb, int type)
{
	return nla_nest_start_noflag(skb, type | NLA_F_NESTED);
}

struct nlattr *nla_find(const struct nlattr *head, int len, int type)
{
	const struct nlattr *a;
	int rem;

	nla_for_each_attr (a, head, len, rem)
		if (nla_type(a) == type)
			return (struct nlattr *)a;
	return NULL;
}

int nla_strcmp(const struct nlattr *a, const char *s)
{
	int len = strlen(s), alen = nla_len(a);
	const char *p = nla_data(a);

	while (alen > 0 && !p[alen - 1])
		alen--;
	return alen != len ? alen - len : memcmp(p, s, len);
}

long nla_strscpy(char *dst, const struct nlattr *a, size_t dstsize)
{
	size_t len = nla_len(a);
	const char *src = nla_data(a);

	if (!dstsize)
		return -E2BIG;
	if (len && !src[len - 1])
		len--;
	if (len < dstsize) {
		memcpy(dst, src, len);
		memset(dst + len, 0, dstsize - len);
		return len;
	}
	memcpy(dst, src, dstsize - 1);
	dst[dstsize - 1] = '\0';
	return -E2BIG;
}

int nla_memcpy(void *dst, const struct nlattr *a, int n)
{
	int len = min(n, nla_len(a));

	memcpy(dst, nla_data(a), len);
	if (n > len)
		memset((u8 *)dst + len, 0, n - len);
	return len;
}
