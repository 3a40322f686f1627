/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * RTA_METRICS of IPv4 routes: parsed, checked and clamped into an array of RTAX_MAX values.
 */
#include "net/core/rtnetlink.h"
#include "net/core/tcp_cong.h"
#include "net/ipv4/ip_fib.h"

static int metric_value(const struct nlattr *a, u32 *ret_v, struct netlink_ext_ack *extack)
{
	if (nla_type(a) == RTAX_CC_ALGO) {
		char name[TCP_CA_NAME_MAX];

		nla_strscpy(name, a, sizeof(name));
		*ret_v = tcp_ca_key_by_name(name, NULL);
		if (!*ret_v) {
			NL_SET_ERR_MSG(extack, "Unknown tcp congestion algorithm");
			return -EINVAL;
		}
		return 0;
	}
	if (nla_len(a) != sizeof(u32)) {
		NL_SET_ERR_MSG_ATTR(extack, a, "Invalid attribute in metrics");
		return -EINVAL;
	}
	*ret_v = nla_get_u32(a);
	if (nla_type(a) == RTAX_FEATURES && *ret_v & ~KRTAX_FEATURE_MASK) {
		NL_SET_ERR_MSG(extack, "Unknown flag set in feature mask in metrics attribute");
		return -EINVAL;
	}
	return 0;
}

static u32 clamp_metric(int type, u32 v)
{
	switch (type) {
	case RTAX_ADVMSS:
		return min(v, 65535u - 40);
	case RTAX_MTU:
		return min(v, 65535u - 15);
	case RTAX_HOPLIMIT:
		return min(v, 255u);
	}
	return v;
}

int fib_metrics_create(struct kernel *k, const struct fib_config *cfg, u32 **ret_metrics,
		       struct netlink_ext_ack *extack)
{
	const struct nlattr *a;
	u32 *metrics, v;
	int rem, err;

	*ret_metrics = NULL;
	if (!cfg->mx)
		return 0;
	metrics = kcalloc(&k->mem, RTAX_MAX, sizeof(u32));
	if (!metrics)
		return -ENOMEM;
	nla_for_each_attr (a, cfg->mx, cfg->mx_len, rem) {
		if (!nla_type(a))
			continue;
		if (nla_type(a) > RTAX_MAX) {
			NL_SET_ERR_MSG(extack, "Invalid metric type");
			err = -EINVAL;
			goto free_metrics;
		}
		err = metric_value(a, &v, extack);
		if (err)
			goto free_metrics;
		metrics[nla_type(a) - 1] = clamp_metric(nla_type(a), v);
	}
	*ret_metrics = metrics;
	return 0;

free_metrics:
	kfree(&k->mem, metrics);
	return err;
}

bool fib_metrics_match(const struct fib_config *cfg, const struct fib_info *fi)
{
	const struct nlattr *a;
	int rem;

	if (!cfg->mx)
		return true;
	nla_for_each_attr (a, cfg->mx, cfg->mx_len, rem) {
		int type = nla_type(a);
		u32 v;

		if (!type)
			continue;
		if (type > RTAX_MAX)
			return false;
		if (type == RTAX_CC_ALGO) {
			char name[TCP_CA_NAME_MAX];

			nla_strscpy(name, a, sizeof(name));
			v = tcp_ca_key_by_name(name, NULL);
		} else {
			if (nla_len(a) != sizeof(u32))
				return false;
			v = nla_get_u32(a);
		}
		if ((fi->metrics ? fi->metrics[type - 1] : 0) != v)
			return false;
	}
	return true;
}
