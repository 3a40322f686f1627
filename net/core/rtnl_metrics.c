/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * What routes of all families put into their messages alike: RTA_METRICS and RTA_CACHEINFO.
 */
#include "net/core/rtnetlink.h"

#include "net/core/tcp_cong.h"

#include <limits.h>

#define NSEC_PER_USER_TICK ((s64)(NSEC_PER_SEC / USER_HZ))

/* One metric that is not zero; *@n counts those that a program sees. */
static int put_metric(struct sk_buff *skb, int type, u32 value, u32 *n)
{
	const char *name;
	int err;

	switch (type) {
	case RTAX_CC_ALGO:
		name = tcp_ca_name_by_key(value);
		if (!name)
			return 0;
		err = nla_put_string(skb, type, name);
		break;
	case RTAX_FEATURES:
		value &= KRTAX_FEATURE_MASK;
		if (!value)
			return 0;
		fallthrough;
	default:
		err = nla_put_u32(skb, type, value);
		break;
	}
	*n += !err;
	return err;
}

int rtnetlink_put_metrics(struct sk_buff *skb, const u32 *metrics)
{
	struct nlattr *nest = nla_nest_start_noflag(skb, RTA_METRICS);
	u32 n = 0;

	if (!nest)
		return -ENOBUFS;
	for (int type = 1; type <= RTAX_MAX; type++) {
		if (metrics[type - 1] && put_metric(skb, type, metrics[type - 1], &n)) {
			nla_nest_cancel(skb, nest);
			return -EMSGSIZE;
		}
	}
	if (n)
		nla_nest_end(skb, nest);
	else
		nla_nest_cancel(skb, nest);
	return 0;
}

int rtnl_put_cacheinfo(struct sk_buff *skb, u32 id, s64 expires, u32 error)
{
	struct rta_cacheinfo ci = { .rta_error = error, .rta_id = id };
	s64 ticks = (expires < 0 ? -expires : expires) / NSEC_PER_USER_TICK;

	if (ticks > INT_MAX)
		ticks = INT_MAX;
	ci.rta_expires = expires < 0 ? -ticks : ticks;
	return nla_put(skb, RTA_CACHEINFO, sizeof(ci), &ci);
}
