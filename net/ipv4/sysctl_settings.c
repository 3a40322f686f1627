/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * net.ipv4 settings that are kept, checked and shown as Linux does, and that nothing here acts on:
 * they tune traffic, fragments and protocols above IP. Programs that set them at start (sysctl.conf,
 * container managers, daemons) find them in every namespace with the defaults of 6.18.
 *
 *   I(name, default, min, max)   signed, several white-space separated words are an error
 *   U(name, default, min, max)   unsigned
 */
#include "kernel/sysctl.h"
#include "net/core/net_namespace.h"
#include "net/socket.h"

#include <limits.h>

/* clang-format off */
#define SETTINGS(I, U) \
	U(icmp_echo_enable_probe, 0, 0, 1) \
	U(icmp_echo_ignore_all, 0, 0, 1) \
	U(icmp_echo_ignore_broadcasts, 1, 0, 1) \
	U(icmp_errors_use_inbound_ifaddr, 0, 0, 1) \
	U(icmp_ignore_bogus_error_responses, 1, 0, 1) \
	I(icmp_msgs_burst, 50, 0, INT_MAX) \
	I(icmp_msgs_per_sec, 1000, 0, INT_MAX) \
	I(icmp_ratelimit, 1000, 0, INT_MAX) \
	I(icmp_ratemask, 6168, INT_MIN, INT_MAX) \
	U(igmp_link_local_mcast_reports, 1, 0, 255) \
	I(igmp_max_memberships, 20, INT_MIN, INT_MAX) \
	I(igmp_max_msf, 10, INT_MIN, INT_MAX) \
	I(igmp_qrv, 2, 1, INT_MAX) \
	U(ip_autobind_reuse, 0, 0, 1) \
	U(ip_dynaddr, 0, 0, 255) \
	U(ip_early_demux, 1, 0, 255) \
	U(ip_forward_update_priority, 1, 0, 1) \
	U(ip_forward_use_pmtu, 0, 0, 255) \
	U(ip_no_pmtu_disc, 0, 0, 255) \
	U(ipfrag_high_thresh, 4194304, 3145728, UINT_MAX) \
	I(ipfrag_low_thresh, 3145728, 0, 4194304) \
	I(ipfrag_max_dist, 64, 0, INT_MAX) \
	I(ipfrag_time, 30, -2147483, 2147483) \
	U(raw_l3mdev_accept, 1, 0, 1) \
	U(tcp_abort_on_overflow, 0, 0, 255) \
	I(tcp_adv_win_scale, 1, -31, 31) \
	U(tcp_app_win, 31, 0, 31) \
	U(tcp_autocorking, 1, 0, 1) \
	U(tcp_backlog_ack_defer, 1, 0, 1) \
	I(tcp_base_mss, 1024, INT_MIN, INT_MAX) \
	I(tcp_challenge_ack_limit, INT_MAX, INT_MIN, INT_MAX) \
	U(tcp_child_ehash_entries, 0, 0, 16777216) \
	U(tcp_comp_sack_delay_ns, 1000000, 0, UINT_MAX) \
	U(tcp_comp_sack_nr, 44, 0, 255) \
	U(tcp_comp_sack_slack_ns, 100000, 0, UINT_MAX) \
	U(tcp_dsack, 1, 0, 255) \
	U(tcp_early_demux, 1, 0, 255) \
	U(tcp_early_retrans, 3, 0, 4) \
	U(tcp_ecn, 2, 0, 2) \
	U(tcp_ecn_fallback, 1, 0, 1) \
	U(tcp_ecn_option, 2, 0, 2) \
	U(tcp_ecn_option_beacon, 3, 0, 3) \
	U(tcp_fack, 0, 0, 255) \
	I(tcp_fastopen, 1, INT_MIN, INT_MAX) \
	I(tcp_fastopen_blackhole_timeout_sec, 0, 0, INT_MAX) \
	I(tcp_fin_timeout, 60, -8589934, 8589934) \
	U(tcp_frto, 2, 0, 255) \
	U(tcp_fwmark_accept, 0, 0, 255) \
	I(tcp_invalid_ratelimit, 500, 0, INT_MAX) \
	I(tcp_keepalive_intvl, 75, -2147483, 2147483) \
	U(tcp_keepalive_probes, 9, 0, 255) \
	I(tcp_keepalive_time, 7200, -2147483, 2147483) \
	U(tcp_l3mdev_accept, 0, 0, 1) \
	I(tcp_limit_output_bytes, 4194304, INT_MIN, INT_MAX) \
	I(tcp_max_reordering, 300, 1, INT_MAX) \
	I(tcp_max_syn_backlog, 2048, INT_MIN, INT_MAX) \
	I(tcp_max_tw_buckets, 131072, INT_MIN, INT_MAX) \
	U(tcp_migrate_req, 0, 0, 1) \
	I(tcp_min_rtt_wlen, 300, 0, 86400) \
	I(tcp_min_snd_mss, 48, 48, 65535) \
	U(tcp_min_tso_segs, 2, 1, 255) \
	U(tcp_moderate_rcvbuf, 1, 0, 255) \
	I(tcp_mtu_probe_floor, 48, 48, 65535) \
	U(tcp_mtu_probing, 0, 0, 255) \
	U(tcp_no_metrics_save, 0, 0, 255) \
	U(tcp_no_ssthresh_metrics_save, 1, 0, 1) \
	U(tcp_notsent_lowat, UINT_MAX, 0, UINT_MAX) \
	U(tcp_orphan_retries, 0, 0, 255) \
	I(tcp_pacing_ca_ratio, 120, 0, 1000) \
	I(tcp_pacing_ss_ratio, 200, 0, 1000) \
	U(tcp_pingpong_thresh, 1, 1, 255) \
	I(tcp_plb_cong_thresh, 128, 0, 256) \
	U(tcp_plb_enabled, 0, 0, 1) \
	U(tcp_plb_idle_rehash_rounds, 3, 0, 31) \
	U(tcp_plb_rehash_rounds, 12, 0, 31) \
	U(tcp_plb_suspend_rto_sec, 60, 0, 255) \
	U(tcp_probe_interval, 600, 0, 4294967) \
	I(tcp_probe_threshold, 8, INT_MIN, INT_MAX) \
	U(tcp_recovery, 1, 0, 255) \
	U(tcp_reflect_tos, 0, 0, 1) \
	I(tcp_reordering, 3, 1, 300) \
	U(tcp_retrans_collapse, 1, 0, 255) \
	U(tcp_retries1, 3, 0, 255) \
	U(tcp_retries2, 15, 0, 255) \
	U(tcp_rfc1337, 0, 0, 255) \
	I(tcp_rto_max_ms, 120000, 1000, 120000) \
	I(tcp_rto_min_us, 200000, 1, INT_MAX) \
	U(tcp_sack, 1, 0, 255) \
	U(tcp_shrink_window, 0, 0, 1) \
	U(tcp_slow_start_after_idle, 1, 0, 255) \
	U(tcp_stdurg, 0, 0, 255) \
	U(tcp_syn_linear_timeouts, 4, 0, 127) \
	U(tcp_syn_retries, 6, 1, 127) \
	U(tcp_synack_retries, 5, 0, 255) \
	U(tcp_syncookies, 1, 0, 255) \
	U(tcp_thin_linear_timeouts, 0, 0, 255) \
	U(tcp_timestamps, 1, 0, 255) \
	U(tcp_tso_rtt_log, 9, 0, 255) \
	U(tcp_tso_win_divisor, 3, 0, 255) \
	U(tcp_tw_reuse, 2, 0, 2) \
	U(tcp_tw_reuse_delay, 1000, 1, 60000) \
	U(tcp_window_scaling, 1, 0, 255) \
	U(tcp_workaround_signed_windows, 0, 0, 255) \
	U(udp_child_hash_entries, 0, 0, 65536) \
	U(udp_early_demux, 1, 0, 255) \
	U(udp_l3mdev_accept, 0, 0, 1) \
	I(udp_rmem_min, 4096, 1, INT_MAX) \
	I(udp_wmem_min, 4096, 1, INT_MAX) \
	I(xfrm4_gc_thresh, 32768, INT_MIN, INT_MAX)

#define ROUTE_SETTINGS(I, U) \
	I(min_adv_mss, 256, INT_MIN, INT_MAX) \
	I(min_pmtu, 552, 68, INT_MAX) \
	I(mtu_expires, 600, -8589934, 8589934)

#define FIELD(name, value, low, high) u32 name;
struct netns_ipv4_settings {
	SETTINGS(FIELD, FIELD)
	ROUTE_SETTINGS(FIELD, FIELD)
	s32 tcp_rmem[3], tcp_wmem[3];
};

#define DEFAULT(name, value, low, high) .name = (u32)(value),
static const struct netns_ipv4_settings defaults = {
	SETTINGS(DEFAULT, DEFAULT)
	ROUTE_SETTINGS(DEFAULT, DEFAULT)
	.tcp_rmem = { 4096, 131072, 33554432 },
	.tcp_wmem = { 4096, 16384, 4194304 },
};

#define INT_ROW(name, value, low, high) \
	{ #name, 0644, SYSCTL_INT_MINMAX_ROW(struct netns_ipv4_settings, name), .min = low, .max = high },
#define UINT_ROW(name, value, low, high) \
	{ #name, 0644, SYSCTL_UINT_MINMAX_ROW(struct netns_ipv4_settings, name), .min = low, .max = high },
static const struct ctl_table rows[] = {
	SETTINGS(INT_ROW, UINT_ROW)
	{ "tcp_rmem", 0644, SYSCTL_INT_MINMAX_ROW(struct netns_ipv4_settings, tcp_rmem), .n = 3, .min = 1, .max = INT_MAX },
	{ "tcp_wmem", 0644, SYSCTL_INT_MINMAX_ROW(struct netns_ipv4_settings, tcp_wmem), .n = 3, .min = 1, .max = INT_MAX },
};
static const struct ctl_table route_rows[] = {
	ROUTE_SETTINGS(INT_ROW, UINT_ROW)
};
/* clang-format on */

static void *object(struct net *net)
{
	return net->ipv4_settings;
}

static const struct ctl_dir dirs[] = {
	{ "net/ipv4", rows, ARRAY_SIZE(rows), .object = object },
	{ "net/ipv4/route", route_rows, ARRAY_SIZE(route_rows), .object = object },
};

static int settings_net_init(struct net *net)
{
	net->ipv4_settings = kmemdup(&net->kernel->mem, &defaults, sizeof(defaults));
	return net->ipv4_settings ? 0 : -ENOMEM;
}

static void settings_net_exit(struct net *net)
{
	kfree(&net->kernel->mem, net->ipv4_settings);
	net->ipv4_settings = NULL;
}

static int settings_init(struct kernel *k)
{
	int err = register_sysctl(k, &dirs[0]);

	if (err)
		return err;
	err = register_sysctl(k, &dirs[1]);
	if (err)
		unregister_sysctl(k, &dirs[0]);
	return err;
}

static void settings_exit(struct kernel *k)
{
	unregister_sysctl(k, &dirs[1]);
	unregister_sysctl(k, &dirs[0]);
}

static const struct pernet_operations settings_pernet = {
	.name = "ipv4-settings",
	.init = settings_net_init,
	.exit = settings_net_exit,
};

const struct net_proto ipv4_settings_proto = {
	.name = "ipv4-settings",
	.init_func = settings_init,
	.exit_func = settings_exit,
	.pernet = &settings_pernet,
};
