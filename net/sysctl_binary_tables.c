/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * What each number of <linux/sysctl.h> is called in /proc/sys: of the settings that there are.
 */
#include "net/sysctl_binary.h"

#include <linux/sysctl.h>

#define INTS(nr, name)                      \
	{                                   \
		nr, BIN_INTS, 0, name, NULL \
	}
#define DIR(nr, name, table)                \
	{                                   \
		nr, BIN_DIR, 0, name, table \
	}
#define DEVS(table)                         \
	{                                   \
		0, BIN_DEVS, 0, NULL, table \
	}
#define UTS(nr, which)                         \
	{                                      \
		nr, BIN_UTS, which, NULL, NULL \
	}

/* clang-format off */
static const struct bin_table bin_kern[] = {
	UTS(KERN_OSTYPE, UTS_OSTYPE),
	UTS(KERN_OSRELEASE, UTS_OSRELEASE),
	UTS(KERN_VERSION, UTS_VERSION),
	UTS(KERN_NODENAME, UTS_NODENAME),
	UTS(KERN_DOMAINNAME, UTS_DOMAINNAME),
	{ 0 }
};

static const struct bin_table bin_net_core[] = {
	INTS(NET_CORE_WMEM_MAX, "wmem_max"),
	INTS(NET_CORE_RMEM_MAX, "rmem_max"),
	INTS(NET_CORE_WMEM_DEFAULT, "wmem_default"),
	INTS(NET_CORE_RMEM_DEFAULT, "rmem_default"),
	INTS(NET_CORE_MAX_BACKLOG, "netdev_max_backlog"),
	INTS(NET_CORE_MSG_COST, "message_cost"),
	INTS(NET_CORE_MSG_BURST, "message_burst"),
	INTS(NET_CORE_OPTMEM_MAX, "optmem_max"),
	INTS(NET_CORE_DEV_WEIGHT, "dev_weight"),
	INTS(NET_CORE_SOMAXCONN, "somaxconn"),
	INTS(NET_CORE_BUDGET, "netdev_budget"),
	INTS(NET_CORE_AEVENT_ETIME, "xfrm_aevent_etime"),
	INTS(NET_CORE_AEVENT_RSEQTH, "xfrm_aevent_rseqth"),
	INTS(NET_CORE_WARNINGS, "warnings"),
	{ 0 }
};

static const struct bin_table bin_ipv4_conf_dev[] = {
	INTS(NET_IPV4_CONF_FORWARDING, "forwarding"),
	INTS(NET_IPV4_CONF_MC_FORWARDING, "mc_forwarding"),
	INTS(NET_IPV4_CONF_PROXY_ARP, "proxy_arp"),
	INTS(NET_IPV4_CONF_ACCEPT_REDIRECTS, "accept_redirects"),
	INTS(NET_IPV4_CONF_SECURE_REDIRECTS, "secure_redirects"),
	INTS(NET_IPV4_CONF_SEND_REDIRECTS, "send_redirects"),
	INTS(NET_IPV4_CONF_SHARED_MEDIA, "shared_media"),
	INTS(NET_IPV4_CONF_RP_FILTER, "rp_filter"),
	INTS(NET_IPV4_CONF_ACCEPT_SOURCE_ROUTE, "accept_source_route"),
	INTS(NET_IPV4_CONF_BOOTP_RELAY, "bootp_relay"),
	INTS(NET_IPV4_CONF_LOG_MARTIANS, "log_martians"),
	INTS(NET_IPV4_CONF_TAG, "tag"),
	INTS(NET_IPV4_CONF_ARPFILTER, "arp_filter"),
	INTS(NET_IPV4_CONF_MEDIUM_ID, "medium_id"),
	INTS(NET_IPV4_CONF_NOXFRM, "disable_xfrm"),
	INTS(NET_IPV4_CONF_NOPOLICY, "disable_policy"),
	INTS(NET_IPV4_CONF_FORCE_IGMP_VERSION, "force_igmp_version"),
	INTS(NET_IPV4_CONF_ARP_ANNOUNCE, "arp_announce"),
	INTS(NET_IPV4_CONF_ARP_IGNORE, "arp_ignore"),
	INTS(NET_IPV4_CONF_PROMOTE_SECONDARIES, "promote_secondaries"),
	INTS(NET_IPV4_CONF_ARP_ACCEPT, "arp_accept"),
	INTS(NET_IPV4_CONF_ARP_NOTIFY, "arp_notify"),
	INTS(NET_IPV4_CONF_ARP_EVICT_NOCARRIER, "arp_evict_nocarrier"),
	{ 0 }
};

static const struct bin_table bin_ipv4_conf[] = { DEVS(bin_ipv4_conf_dev), { 0 } };

static const struct bin_table bin_neigh_dev[] = {
	INTS(NET_NEIGH_MCAST_SOLICIT, "mcast_solicit"),
	INTS(NET_NEIGH_UCAST_SOLICIT, "ucast_solicit"),
	INTS(NET_NEIGH_APP_SOLICIT, "app_solicit"),
	INTS(NET_NEIGH_RETRANS_TIME, "retrans_time"),
	INTS(NET_NEIGH_REACHABLE_TIME, "base_reachable_time"),
	INTS(NET_NEIGH_DELAY_PROBE_TIME, "delay_first_probe_time"),
	INTS(NET_NEIGH_GC_STALE_TIME, "gc_stale_time"),
	INTS(NET_NEIGH_UNRES_QLEN, "unres_qlen"),
	INTS(NET_NEIGH_PROXY_QLEN, "proxy_qlen"),
	INTS(NET_NEIGH_ANYCAST_DELAY, "anycast_delay"),
	INTS(NET_NEIGH_PROXY_DELAY, "proxy_delay"),
	INTS(NET_NEIGH_LOCKTIME, "locktime"),
	INTS(NET_NEIGH_GC_INTERVAL, "gc_interval"),
	INTS(NET_NEIGH_GC_THRESH1, "gc_thresh1"),
	INTS(NET_NEIGH_GC_THRESH2, "gc_thresh2"),
	INTS(NET_NEIGH_GC_THRESH3, "gc_thresh3"),
	INTS(NET_NEIGH_RETRANS_TIME_MS, "retrans_time_ms"),
	INTS(NET_NEIGH_REACHABLE_TIME_MS, "base_reachable_time_ms"),
	INTS(NET_NEIGH_INTERVAL_PROBE_TIME_MS, "interval_probe_time_ms"),
	{ 0 }
};

static const struct bin_table bin_neigh[] = { DEVS(bin_neigh_dev), { 0 } };

static const struct bin_table bin_ipv4_route[] = {
	INTS(NET_IPV4_ROUTE_FLUSH, "flush"),
	INTS(NET_IPV4_ROUTE_GC_THRESH, "gc_thresh"),
	INTS(NET_IPV4_ROUTE_MAX_SIZE, "max_size"),
	INTS(NET_IPV4_ROUTE_GC_MIN_INTERVAL, "gc_min_interval"),
	INTS(NET_IPV4_ROUTE_GC_MIN_INTERVAL_MS, "gc_min_interval_ms"),
	INTS(NET_IPV4_ROUTE_GC_TIMEOUT, "gc_timeout"),
	INTS(NET_IPV4_ROUTE_REDIRECT_LOAD, "redirect_load"),
	INTS(NET_IPV4_ROUTE_REDIRECT_NUMBER, "redirect_number"),
	INTS(NET_IPV4_ROUTE_REDIRECT_SILENCE, "redirect_silence"),
	INTS(NET_IPV4_ROUTE_ERROR_COST, "error_cost"),
	INTS(NET_IPV4_ROUTE_ERROR_BURST, "error_burst"),
	INTS(NET_IPV4_ROUTE_GC_ELASTICITY, "gc_elasticity"),
	INTS(NET_IPV4_ROUTE_MTU_EXPIRES, "mtu_expires"),
	INTS(NET_IPV4_ROUTE_MIN_PMTU, "min_pmtu"),
	INTS(NET_IPV4_ROUTE_MIN_ADVMSS, "min_adv_mss"),
	{ 0 }
};

static const struct bin_table bin_ipv4[] = {
	DIR(NET_IPV4_CONF, "conf", bin_ipv4_conf),
	DIR(NET_IPV4_NEIGH, "neigh", bin_neigh),
	DIR(NET_IPV4_ROUTE, "route", bin_ipv4_route),
	INTS(NET_IPV4_FORWARD, "ip_forward"),
	INTS(NET_IPV4_DYNADDR, "ip_dynaddr"),
	INTS(NET_IPV4_TCP_TIMESTAMPS, "tcp_timestamps"),
	INTS(NET_IPV4_TCP_WINDOW_SCALING, "tcp_window_scaling"),
	INTS(NET_IPV4_TCP_SACK, "tcp_sack"),
	INTS(NET_IPV4_TCP_RETRANS_COLLAPSE, "tcp_retrans_collapse"),
	INTS(NET_IPV4_DEFAULT_TTL, "ip_default_ttl"),
	INTS(NET_IPV4_NO_PMTU_DISC, "ip_no_pmtu_disc"),
	INTS(NET_IPV4_NONLOCAL_BIND, "ip_nonlocal_bind"),
	INTS(NET_IPV4_TCP_SYN_RETRIES, "tcp_syn_retries"),
	INTS(NET_IPV4_IPFRAG_HIGH_THRESH, "ipfrag_high_thresh"),
	INTS(NET_IPV4_IPFRAG_LOW_THRESH, "ipfrag_low_thresh"),
	INTS(NET_IPV4_IPFRAG_TIME, "ipfrag_time"),
	INTS(NET_IPV4_IPFRAG_MAX_DIST, "ipfrag_max_dist"),
	INTS(NET_IPV4_TCP_KEEPALIVE_TIME, "tcp_keepalive_time"),
	INTS(NET_IPV4_TCP_KEEPALIVE_PROBES, "tcp_keepalive_probes"),
	INTS(NET_IPV4_TCP_KEEPALIVE_INTVL, "tcp_keepalive_intvl"),
	INTS(NET_IPV4_TCP_RETRIES1, "tcp_retries1"),
	INTS(NET_IPV4_TCP_RETRIES2, "tcp_retries2"),
	INTS(NET_IPV4_TCP_FIN_TIMEOUT, "tcp_fin_timeout"),
	INTS(NET_TCP_SYNCOOKIES, "tcp_syncookies"),
	INTS(NET_TCP_STDURG, "tcp_stdurg"),
	INTS(NET_TCP_RFC1337, "tcp_rfc1337"),
	INTS(NET_TCP_MAX_SYN_BACKLOG, "tcp_max_syn_backlog"),
	INTS(NET_IPV4_LOCAL_PORT_RANGE, "ip_local_port_range"),
	INTS(NET_IPV4_ICMP_ECHO_IGNORE_ALL, "icmp_echo_ignore_all"),
	INTS(NET_IPV4_ICMP_ECHO_IGNORE_BROADCASTS, "icmp_echo_ignore_broadcasts"),
	INTS(NET_IPV4_ICMP_IGNORE_BOGUS_ERROR_RESPONSES, "icmp_ignore_bogus_error_responses"),
	INTS(NET_IPV4_ICMP_ERRORS_USE_INBOUND_IFADDR, "icmp_errors_use_inbound_ifaddr"),
	INTS(NET_IPV4_ICMP_RATELIMIT, "icmp_ratelimit"),
	INTS(NET_IPV4_ICMP_RATEMASK, "icmp_ratemask"),
	INTS(NET_IPV4_IGMP_MAX_MEMBERSHIPS, "igmp_max_memberships"),
	INTS(NET_IPV4_IGMP_MAX_MSF, "igmp_max_msf"),
	INTS(NET_IPV4_INET_PEER_THRESHOLD, "inet_peer_threshold"),
	INTS(NET_IPV4_INET_PEER_MINTTL, "inet_peer_minttl"),
	INTS(NET_IPV4_INET_PEER_MAXTTL, "inet_peer_maxttl"),
	INTS(NET_TCP_ORPHAN_RETRIES, "tcp_orphan_retries"),
	INTS(NET_TCP_ABORT_ON_OVERFLOW, "tcp_abort_on_overflow"),
	INTS(NET_TCP_SYNACK_RETRIES, "tcp_synack_retries"),
	INTS(NET_TCP_MAX_ORPHANS, "tcp_max_orphans"),
	INTS(NET_TCP_MAX_TW_BUCKETS, "tcp_max_tw_buckets"),
	INTS(NET_TCP_FACK, "tcp_fack"),
	INTS(NET_TCP_REORDERING, "tcp_reordering"),
	INTS(NET_TCP_ECN, "tcp_ecn"),
	INTS(NET_TCP_DSACK, "tcp_dsack"),
	INTS(NET_TCP_MEM, "tcp_mem"),
	INTS(NET_TCP_WMEM, "tcp_wmem"),
	INTS(NET_TCP_RMEM, "tcp_rmem"),
	INTS(NET_TCP_APP_WIN, "tcp_app_win"),
	INTS(NET_TCP_ADV_WIN_SCALE, "tcp_adv_win_scale"),
	INTS(NET_TCP_TW_REUSE, "tcp_tw_reuse"),
	INTS(NET_TCP_FRTO, "tcp_frto"),
	INTS(NET_TCP_LOW_LATENCY, "tcp_low_latency"),
	INTS(NET_TCP_NO_METRICS_SAVE, "tcp_no_metrics_save"),
	INTS(NET_TCP_MODERATE_RCVBUF, "tcp_moderate_rcvbuf"),
	INTS(NET_TCP_TSO_WIN_DIVISOR, "tcp_tso_win_divisor"),
	{ NET_TCP_CONG_CONTROL, BIN_STRING, 0, "tcp_congestion_control", NULL },
	INTS(NET_TCP_MTU_PROBING, "tcp_mtu_probing"),
	INTS(NET_TCP_BASE_MSS, "tcp_base_mss"),
	INTS(NET_IPV4_TCP_WORKAROUND_SIGNED_WINDOWS, "tcp_workaround_signed_windows"),
	INTS(NET_TCP_SLOW_START_AFTER_IDLE, "tcp_slow_start_after_idle"),
	{ 0 }
};

static const struct bin_table bin_ipv6_conf_dev[] = {
	INTS(NET_IPV6_FORWARDING, "forwarding"),
	INTS(NET_IPV6_HOP_LIMIT, "hop_limit"),
	INTS(NET_IPV6_MTU, "mtu"),
	INTS(NET_IPV6_ACCEPT_RA, "accept_ra"),
	INTS(NET_IPV6_ACCEPT_REDIRECTS, "accept_redirects"),
	INTS(NET_IPV6_AUTOCONF, "autoconf"),
	INTS(NET_IPV6_DAD_TRANSMITS, "dad_transmits"),
	INTS(NET_IPV6_RTR_SOLICITS, "router_solicitations"),
	INTS(NET_IPV6_RTR_SOLICIT_INTERVAL, "router_solicitation_interval"),
	INTS(NET_IPV6_RTR_SOLICIT_DELAY, "router_solicitation_delay"),
	INTS(NET_IPV6_USE_TEMPADDR, "use_tempaddr"),
	INTS(NET_IPV6_TEMP_VALID_LFT, "temp_valid_lft"),
	INTS(NET_IPV6_TEMP_PREFERED_LFT, "temp_prefered_lft"),
	INTS(NET_IPV6_REGEN_MAX_RETRY, "regen_max_retry"),
	INTS(NET_IPV6_MAX_DESYNC_FACTOR, "max_desync_factor"),
	INTS(NET_IPV6_MAX_ADDRESSES, "max_addresses"),
	INTS(NET_IPV6_FORCE_MLD_VERSION, "force_mld_version"),
	INTS(NET_IPV6_ACCEPT_RA_DEFRTR, "accept_ra_defrtr"),
	INTS(NET_IPV6_ACCEPT_RA_PINFO, "accept_ra_pinfo"),
	INTS(NET_IPV6_ACCEPT_RA_RTR_PREF, "accept_ra_rtr_pref"),
	INTS(NET_IPV6_RTR_PROBE_INTERVAL, "router_probe_interval"),
	INTS(NET_IPV6_ACCEPT_RA_RT_INFO_MAX_PLEN, "accept_ra_rt_info_max_plen"),
	INTS(NET_IPV6_PROXY_NDP, "proxy_ndp"),
	INTS(NET_IPV6_ACCEPT_SOURCE_ROUTE, "accept_source_route"),
	INTS(NET_IPV6_ACCEPT_RA_FROM_LOCAL, "accept_ra_from_local"),
	INTS(NET_IPV6_ACCEPT_RA_RT_INFO_MIN_PLEN, "accept_ra_rt_info_min_plen"),
	INTS(NET_IPV6_RA_DEFRTR_METRIC, "ra_defrtr_metric"),
	{ 0 }
};

static const struct bin_table bin_ipv6_conf[] = { DEVS(bin_ipv6_conf_dev), { 0 } };

static const struct bin_table bin_ipv6_route[] = {
	INTS(NET_IPV6_ROUTE_FLUSH, "flush"),
	INTS(NET_IPV6_ROUTE_GC_THRESH, "gc_thresh"),
	INTS(NET_IPV6_ROUTE_MAX_SIZE, "max_size"),
	INTS(NET_IPV6_ROUTE_GC_MIN_INTERVAL, "gc_min_interval"),
	INTS(NET_IPV6_ROUTE_GC_TIMEOUT, "gc_timeout"),
	INTS(NET_IPV6_ROUTE_GC_INTERVAL, "gc_interval"),
	INTS(NET_IPV6_ROUTE_GC_ELASTICITY, "gc_elasticity"),
	INTS(NET_IPV6_ROUTE_MTU_EXPIRES, "mtu_expires"),
	INTS(NET_IPV6_ROUTE_MIN_ADVMSS, "min_adv_mss"),
	INTS(NET_IPV6_ROUTE_GC_MIN_INTERVAL_MS, "gc_min_interval_ms"),
	{ 0 }
};

static const struct bin_table bin_ipv6_icmp[] = {
	INTS(NET_IPV6_ICMP_RATELIMIT, "ratelimit"),
	INTS(NET_IPV6_ICMP_ECHO_IGNORE_ALL, "echo_ignore_all"),
	{ 0 }
};

static const struct bin_table bin_ipv6[] = {
	DIR(NET_IPV6_CONF, "conf", bin_ipv6_conf),
	DIR(NET_IPV6_NEIGH, "neigh", bin_neigh),
	DIR(NET_IPV6_ROUTE, "route", bin_ipv6_route),
	DIR(NET_IPV6_ICMP, "icmp", bin_ipv6_icmp),
	INTS(NET_IPV6_BINDV6ONLY, "bindv6only"),
	INTS(NET_IPV6_IP6FRAG_HIGH_THRESH, "ip6frag_high_thresh"),
	INTS(NET_IPV6_IP6FRAG_LOW_THRESH, "ip6frag_low_thresh"),
	INTS(NET_IPV6_IP6FRAG_TIME, "ip6frag_time"),
	INTS(NET_IPV6_IP6FRAG_SECRET_INTERVAL, "ip6frag_secret_interval"),
	INTS(NET_IPV6_MLD_MAX_MSF, "mld_max_msf"),
	{ 0 }
};

static const struct bin_table bin_unix[] = {
	INTS(NET_UNIX_MAX_DGRAM_QLEN, "max_dgram_qlen"),
	{ 0 }
};

static const struct bin_table bin_net[] = {
	DIR(NET_CORE, "core", bin_net_core),
	DIR(NET_UNIX, "unix", bin_unix),
	DIR(NET_IPV4, "ipv4", bin_ipv4),
	DIR(NET_IPV6, "ipv6", bin_ipv6),
	{ 0 }
};

const struct bin_table bin_root[] = {
	DIR(CTL_KERN, "kernel", bin_kern),
	DIR(CTL_NET, "net", bin_net),
	{ 0 }
};
/* clang-format on */
