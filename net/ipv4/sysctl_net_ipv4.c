/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* net.ipv4.*: the settings that belong to the namespace as a whole; conf/ is in devinet_conf.c. */
#include "kernel/sysctl.h"
#include "net/ipv4/af_inet.h"
#include "net/ipv4/inetdevice.h"

/** The lower end stays below the upper one, and both are ports. */
static int port_range_changed(const struct ctl_req *r, const void *old)
{
	const s32 *range = r->data;

	return range[0] >= 1 && range[1] <= 65535 && range[0] <= range[1] &&
			       range[0] >= r->net->ipv4->sysctl_ip_unprivileged_port_start
		       ? 0
		       : -EINVAL;
}

static int unprivileged_changed(const struct ctl_req *r, const void *old)
{
	return *(s32 *)r->data <= r->net->ipv4->sysctl_ip_local_port_range[0] ? 0 : -EINVAL;
}

static const struct ctl_table rows[] = {
	{ "ip_default_ttl", 0644, SYSCTL_INT_MINMAX_ROW(struct netns_ipv4, sysctl_ip_default_ttl),
	  .min = 1, .max = 255 },
	{ "ip_nonlocal_bind", 0644,
	  SYSCTL_INT_MINMAX_ROW(struct netns_ipv4, sysctl_ip_nonlocal_bind), .min = 0, .max = 1 },
	{ "ip_unprivileged_port_start", 0644,
	  SYSCTL_INT_MINMAX_ROW(struct netns_ipv4, sysctl_ip_unprivileged_port_start), .min = 0,
	  .max = 65535, .changed = unprivileged_changed },
	{ "ip_local_port_range", 0644,
	  SYSCTL_INT_MINMAX_ROW(struct netns_ipv4, sysctl_ip_local_port_range), .n = 2, .min = 1,
	  .max = 65535, .changed = port_range_changed },
	{ "ping_group_range", 0644, SYSCTL_INT_ROW(struct netns_ipv4, sysctl_ping_group_range),
	  .n = 2 },
	{ "fib_multipath_use_neigh", 0644,
	  SYSCTL_INT_MINMAX_ROW(struct netns_ipv4, sysctl_fib_multipath_use_neigh), .min = 0,
	  .max = 1 },
	{ "fib_multipath_hash_policy", 0644,
	  SYSCTL_INT_MINMAX_ROW(struct netns_ipv4, sysctl_fib_multipath_hash_policy), .min = 0,
	  .max = 3 },
	{ "fib_multipath_hash_fields", 0644,
	  SYSCTL_UINT_MINMAX_ROW(struct netns_ipv4, sysctl_fib_multipath_hash_fields), .min = 1,
	  .max = 0xfff },
	{ "fib_multipath_hash_seed", 0644,
	  SYSCTL_UINT_ROW(struct netns_ipv4, sysctl_fib_multipath_hash_seed) },
	{ "fib_notify_on_flag_change", 0644,
	  SYSCTL_INT_MINMAX_ROW(struct netns_ipv4, sysctl_fib_notify_on_flag_change), .min = 0,
	  .max = 2 },
	{ "fib_sync_mem", 0644, SYSCTL_INT_MINMAX_ROW(struct netns_ipv4, sysctl_fib_sync_mem),
	  .min = 64 * 1024, .max = 64 * 1024 * 1024, .flags = SYSCTL_F_INIT_NET },
	{ "nexthop_compat_mode", 0644,
	  SYSCTL_INT_MINMAX_ROW(struct netns_ipv4, sysctl_nexthop_compat_mode), .min = 0,
	  .max = 1 },
	{ "fwmark_reflect", 0644, SYSCTL_INT_ROW(struct netns_ipv4, sysctl_fwmark_reflect) },
};

/** route/flush: there is no cache of routes to empty. */
static int flush_get(const struct ctl_req *r, struct seq_file *m)
{
	return -EINVAL;
}

static long flush_set(const struct ctl_req *r, const char *buf, size_t n)
{
	return n;
}

static const struct ctl_table route_rows[] = {
	{ "flush", 0200, SYSCTL_CUSTOM, .get = flush_get, .set = flush_set },
};

static void *object(struct net *net)
{
	return net->ipv4;
}

static const struct ctl_dir dir = { "net/ipv4", rows, ARRAY_SIZE(rows), .object = object };

static const struct ctl_dir route_dir = { "net/ipv4/route", route_rows, ARRAY_SIZE(route_rows) };

int ipv4_sysctl_register(struct kernel *k)
{
	int err = register_sysctl(k, &dir);

	if (err)
		return err;
	err = register_sysctl(k, &route_dir);
	if (err)
		unregister_sysctl(k, &dir);
	return err;
}

void ipv4_sysctl_unregister(struct kernel *k)
{
	unregister_sysctl(k, &route_dir);
	unregister_sysctl(k, &dir);
}
