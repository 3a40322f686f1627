/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * net.core settings: what /proc/sys/net/core shows. Those that Linux keeps once for the machine
 * live in the first namespace (net_core_of).
 */
#ifndef KERNLET_NET_CORE_NET_CORE_H
#define KERNLET_NET_CORE_NET_CORE_H

#include "net/core/net_namespace.h"

struct netns_core {
	/* In each namespace. */
	s32 sysctl_somaxconn;
	s32 sysctl_optmem_max;
	u8 sysctl_txrehash;
	u8 sysctl_tstamp_allow_data;
	u32 sysctl_xfrm_aevent_etime, sysctl_xfrm_aevent_rseqth, sysctl_xfrm_acq_expires;
	s32 sysctl_xfrm_larval_drop;

	/* Once a kernel: only those of the first namespace count. */
	s32 sysctl_rmem_max, sysctl_wmem_max; /* bytes; ceilings of SO_RCVBUF, SO_SNDBUF */
	s32 sysctl_rmem_default, sysctl_wmem_default; /* bytes */
	s32 netdev_max_backlog, netdev_budget;
	u32 netdev_budget_usecs;
	s32 dev_weight, dev_weight_rx_bias, dev_weight_tx_bias;
	s32 netdev_tstamp_prequeue, netdev_unregister_timeout_secs;
	s32 message_cost, message_burst; /* jiffies, count */
	s32 busy_poll, busy_read;
	s32 fb_tunnels_only_for_init_net, devconf_inherit_init_net;
	s32 gro_normal_batch, high_order_alloc_disable, max_skb_frags, mem_pcpu_rsv;
	s32 skb_defer_max, warnings;
	char default_qdisc[16];
};

/** The machine-wide settings. */
static inline const struct netns_core *net_core_of(const struct kernel *k)
{
	return k->init_net->core;
}

#endif
