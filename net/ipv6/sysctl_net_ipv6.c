/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * /proc/sys/net/ipv6: settings of devices (conf/all, conf/default, conf/<device>), of routes, and
 * of the family. Tables only; what follows from a write is addrconf_devconf.c.
 */
#include "kernel/sysctl.h"
#include "net/ipv6/addrconf.h"
#include "net/ipv6/ip6_fib.h"

/* ---- conf/ ---- */

static void *conf_find(struct net *net, const char *name)
{
	struct net_device *dev;

	if (!net->ipv6)
		return NULL;
	if (!strcmp(name, "all"))
		return &net->ipv6->all;
	if (!strcmp(name, "default"))
		return &net->ipv6->dflt;
	dev = dev_get_by_name(net, name);
	return dev && dev->ip6_ptr ? &dev->ip6_ptr->cnf : NULL;
}

static void conf_list(struct net *net, ctl_emit_fn emit, void *arg)
{
	struct net_device *dev;
	u32 i;

	if (!net->ipv6)
		return;
	emit(arg, "all");
	emit(arg, "default");
	for_each_netdev (net, i, dev)
		if (dev->ip6_ptr)
			emit(arg, dev->name);
}

#define CHANGED(name)                                                                  \
	static int name##_written(const struct ctl_req *r, const void *old)            \
	{                                                                              \
		int err;                                                               \
                                                                                       \
		rtnl_lock(r->net->kernel);                                             \
		err = addrconf_##name##_changed(r->net, r->object, *(const s32 *)old); \
		rtnl_unlock(r->net->kernel);                                           \
		return err;                                                            \
	}
CHANGED(forwarding)
CHANGED(disable)
CHANGED(proxy_ndp)
CHANGED(linkdown)
CHANGED(gen_mode)

/* No more than the device's own, no less than IPv6 needs. */
static int mtu_written(const struct ctl_req *r, const void *old)
{
	struct ipv6_devconf *cnf = r->object;
	const struct inet6_dev *idev;

	if (cnf6(*cnf, MTU6) < IPV6_MIN_MTU)
		return -EINVAL;
	if (cnf == &r->net->ipv6->all || cnf == &r->net->ipv6->dflt)
		return 0;
	idev = container_of(cnf, struct inet6_dev, cnf);
	return (u32)cnf6(*cnf, MTU6) > idev->dev->mtu ? -EINVAL : 0;
}

static int secret_get(const struct ctl_req *r, struct seq_file *m)
{
	const struct ipv6_devconf *cnf = r->object;

	if (!cnf->secret_set)
		return -EIO;
	for (u32 i = 0; i < 16; i += 2)
		seq_printf(m, "%02x%02x%c", cnf->secret.s6_addr[i], cnf->secret.s6_addr[i + 1],
			   i < 14 ? ':' : '\n');
	return 0;
}

static long secret_set(const struct ctl_req *r, const char *buf, size_t n)
{
	struct ipv6_devconf *cnf = r->object;
	struct in6_addr secret;

	if (cnf == &r->net->ipv6->all || !ipv6_addr_parse(buf, &secret))
		return -EIO;
	cnf->secret = secret;
	addrconf_secret_set(r->net, cnf);
	return n;
}

#define V(name) .offset = offsetof(struct ipv6_devconf, v[DEVCONF_##name])
#define INT(file, name)                         \
	{                                       \
		file, 0644, SYSCTL_INT, V(name) \
	}
#define RANGE(file, name, lo, hi)                                            \
	{                                                                    \
		file, 0644, SYSCTL_INT_MINMAX, V(name), .min = lo, .max = hi \
	}
#define SECONDS(file, name)                         \
	{                                           \
		file, 0644, SYSCTL_JIFFIES, V(name) \
	}
#define MILLISECONDS(file, name)                       \
	{                                              \
		file, 0644, SYSCTL_MS_JIFFIES, V(name) \
	}
#define HOOKED(file, name, fn)                                           \
	{                                                                \
		file, 0644, SYSCTL_INT, V(name), .changed = fn##_written \
	}
#define EXTRA(file, i, hi)                                                                        \
	{                                                                                         \
		file, 0644, SYSCTL_INT_MINMAX, .offset = offsetof(struct ipv6_devconf, extra[i]), \
					       .max = hi                                          \
	}

/* clang-format off */
static const struct ctl_table conf_rows[] = {
	RANGE("accept_dad", ACCEPT_DAD, INT32_MIN, INT32_MAX),
	INT("accept_ra", ACCEPT_RA),
	INT("accept_ra_defrtr", ACCEPT_RA_DEFRTR),
	INT("accept_ra_from_local", ACCEPT_RA_FROM_LOCAL),
	INT("accept_ra_min_hop_limit", ACCEPT_RA_MIN_HOP_LIMIT),
	INT("accept_ra_min_lft", ACCEPT_RA_MIN_LFT),
	INT("accept_ra_mtu", ACCEPT_RA_MTU),
	INT("accept_ra_pinfo", ACCEPT_RA_PINFO),
	INT("accept_ra_rt_info_max_plen", ACCEPT_RA_RT_INFO_MAX_PLEN),
	INT("accept_ra_rt_info_min_plen", ACCEPT_RA_RT_INFO_MIN_PLEN),
	INT("accept_ra_rtr_pref", ACCEPT_RA_RTR_PREF),
	INT("accept_redirects", ACCEPT_REDIRECTS),
	INT("accept_source_route", ACCEPT_SOURCE_ROUTE),
	RANGE("accept_untracked_na", ACCEPT_UNTRACKED_NA, 0, 2),
	HOOKED("addr_gen_mode", ADDR_GEN_MODE, gen_mode),
	INT("autoconf", AUTOCONF),
	INT("dad_transmits", DAD_TRANSMITS),
	HOOKED("disable_ipv6", DISABLE_IPV6, disable),
	INT("disable_policy", DISABLE_POLICY),
	INT("drop_unicast_in_l2_multicast", DROP_UNICAST_IN_L2_MULTICAST),
	INT("drop_unsolicited_na", DROP_UNSOLICITED_NA),
	INT("enhanced_dad", ENHANCED_DAD),
	{ "force_forwarding", 0644, SYSCTL_INT_MINMAX,
	  .offset = offsetof(struct ipv6_devconf, v[DEVCONF6_FORCE_FORWARDING]), .max = 1 },
	INT("force_mld_version", FORCE_MLD_VERSION),
	INT("force_tllao", FORCE_TLLAO),
	HOOKED("forwarding", FORWARDING, forwarding),
	RANGE("hop_limit", HOPLIMIT, 1, 255),
	HOOKED("ignore_routes_with_linkdown", IGNORE_ROUTES_WITH_LINKDOWN, linkdown),
	RANGE("ioam6_enabled", IOAM6_ENABLED, 0, 1),
	RANGE("ioam6_id", IOAM6_ID, 0, 0xffff),
	{ "ioam6_id_wide", 0644, SYSCTL_UINT, V(IOAM6_ID_WIDE) },
	INT("keep_addr_on_down", KEEP_ADDR_ON_DOWN),
	INT("max_addresses", MAX_ADDRESSES),
	INT("max_desync_factor", MAX_DESYNC_FACTOR),
	{ "mc_forwarding", 0444, SYSCTL_INT, V(MC_FORWARDING) },
	MILLISECONDS("mldv1_unsolicited_report_interval", MLDV1_UNSOLICITED_REPORT_INTERVAL),
	MILLISECONDS("mldv2_unsolicited_report_interval", MLDV2_UNSOLICITED_REPORT_INTERVAL),
	HOOKED("mtu", MTU6, mtu),
	RANGE("ndisc_evict_nocarrier", NDISC_EVICT_NOCARRIER, 0, 1),
	INT("ndisc_notify", NDISC_NOTIFY),
	RANGE("ndisc_tclass", NDISC_TCLASS, 0, 255),
	INT("optimistic_dad", OPTIMISTIC_DAD),
	HOOKED("proxy_ndp", PROXY_NDP, proxy_ndp),
	{ "ra_defrtr_metric", 0644, SYSCTL_UINT_MINMAX, V(RA_DEFRTR_METRIC), .min = 1, .max = UINT32_MAX },
	EXTRA("ra_honor_pio_life", 1, 1),
	EXTRA("ra_honor_pio_pflag", 2, 1),
	INT("regen_max_retry", REGEN_MAX_RETRY),
	EXTRA("regen_min_advance", 0, INT32_MAX),
	SECONDS("router_probe_interval", RTR_PROBE_INTERVAL),
	SECONDS("router_solicitation_delay", RTR_SOLICIT_DELAY),
	SECONDS("router_solicitation_interval", RTR_SOLICIT_INTERVAL),
	SECONDS("router_solicitation_max_interval", RTR_SOLICIT_MAX_INTERVAL),
	RANGE("router_solicitations", RTR_SOLICITS, -1, INT32_MAX),
	INT("rpl_seg_enabled", RPL_SEG_ENABLED),
	INT("seg6_enabled", SEG6_ENABLED),
	INT("seg6_require_hmac", SEG6_REQUIRE_HMAC),
	{ "stable_secret", 0600, SYSCTL_CUSTOM, .get = secret_get, .set = secret_set },
	INT("suppress_frag_ndisc", SUPPRESS_FRAG_NDISC),
	INT("temp_prefered_lft", TEMP_PREFERED_LFT),
	INT("temp_valid_lft", TEMP_VALID_LFT),
	INT("use_oif_addrs_only", USE_OIF_ADDRS_ONLY),
	INT("use_optimistic", USE_OPTIMISTIC),
	INT("use_tempaddr", USE_TEMPADDR),
};
/* clang-format on */

static const struct ctl_dir conf_dir = {
	.path = "net/ipv6/conf",
	.rows = conf_rows,
	.n = ARRAY_SIZE(conf_rows),
	.find = conf_find,
	.list = conf_list,
};

/* ---- route/ and the family ---- */

static void *family_object(struct net *net)
{
	return net->ipv6 ? &net->ipv6->sysctl : NULL;
}

static int flush_written(const struct ctl_req *r, const void *old)
{
	rtnl_lock(r->net->kernel);
	fib6_run_gc(r->net);
	rtnl_unlock(r->net->kernel);
	return 0;
}

#define S(kind, file, field, ...)                                                              \
	{                                                                                      \
		file, 0644, kind, .offset = offsetof(struct ipv6_sysctl, field), ##__VA_ARGS__ \
	}
#define S_RANGE(file, field, lo, hi) S(SYSCTL_INT_MINMAX, file, field, .min = lo, .max = hi)

/* clang-format off */
static const struct ctl_table route_rows[] = {
	{ "flush", 0200, SYSCTL_INT, .offset = offsetof(struct ipv6_sysctl, flush_delay),
	  .changed = flush_written },
	S(SYSCTL_INT, "gc_elasticity", gc_elasticity),
	S(SYSCTL_JIFFIES, "gc_interval", gc_interval),
	S(SYSCTL_JIFFIES, "gc_min_interval", gc_min_interval),
	S(SYSCTL_MS_JIFFIES, "gc_min_interval_ms", gc_min_interval),
	S(SYSCTL_INT, "gc_thresh", gc_thresh),
	S(SYSCTL_JIFFIES, "gc_timeout", gc_timeout),
	S(SYSCTL_INT, "max_size", max_size),
	S(SYSCTL_INT, "min_adv_mss", min_advmss),
	S(SYSCTL_JIFFIES, "mtu_expires", mtu_expires),
	S_RANGE("skip_notify_on_dev_down", skip_notify_on_dev_down, 0, 1),
};

static const struct ctl_table family_rows[] = {
	S(SYSCTL_INT, "anycast_src_echo_reply", anycast_src_echo_reply),
	S_RANGE("auto_flowlabels", auto_flowlabels, 0, 3),
	S(SYSCTL_INT, "bindv6only", bindv6only),
	S_RANGE("fib_multipath_hash_fields", fib_multipath_hash_fields, 1, 0xfff),
	S_RANGE("fib_multipath_hash_policy", fib_multipath_hash_policy, 0, 3),
	S_RANGE("fib_notify_on_flag_change", fib_notify_on_flag_change, 0, 2),
	S(SYSCTL_INT, "flowlabel_consistency", flowlabel_consistency),
	S_RANGE("flowlabel_reflect", flowlabel_reflect, 0, 7),
	S(SYSCTL_INT, "flowlabel_state_ranges", flowlabel_state_ranges),
	S(SYSCTL_INT, "fwmark_reflect", fwmark_reflect),
	S(SYSCTL_JIFFIES, "idgen_delay", idgen_delay),
	S(SYSCTL_INT, "idgen_retries", idgen_retries),
	S(SYSCTL_INT, "ip_nonlocal_bind", ip_nonlocal_bind),
	S(SYSCTL_INT, "max_dst_opts_length", max_dst_opts_length),
	S(SYSCTL_INT, "max_dst_opts_number", max_dst_opts_number),
	S(SYSCTL_INT, "max_hbh_length", max_hbh_opts_length),
	S(SYSCTL_INT, "max_hbh_opts_number", max_hbh_opts_number),
	S_RANGE("seg6_flowlabel", seg6_flowlabel, -1, 1),
};
/* clang-format on */

static const struct ctl_dir dirs[] = {
	{ .path = "net/ipv6/route",
	  .rows = route_rows,
	  .n = ARRAY_SIZE(route_rows),
	  .object = family_object },
	{ .path = "net/ipv6",
	  .rows = family_rows,
	  .n = ARRAY_SIZE(family_rows),
	  .object = family_object },
};

void ipv6_sysctl_unregister(struct kernel *k)
{
	unregister_sysctl(k, &conf_dir);
	for (u32 i = 0; i < ARRAY_SIZE(dirs); i++)
		unregister_sysctl(k, &dirs[i]);
}

int ipv6_sysctl_register(struct kernel *k)
{
	int err = register_sysctl(k, &conf_dir);

	for (u32 i = 0; i < ARRAY_SIZE(dirs) && !err; i++)
		err = register_sysctl(k, &dirs[i]);
	if (err)
		ipv6_sysctl_unregister(k);
	return err;
}
