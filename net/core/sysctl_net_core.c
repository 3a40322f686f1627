/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* /proc/sys/net/core: rows, defaults and the per-namespace part; see net_core.h. */
#include "kernel/sysctl.h"
#include "net/core/net_core.h"
#include "net/core/sock.h"

#include <limits.h>

#define INT(m) SYSCTL_INT_ROW(struct netns_core, m)
#define MINMAX(m) SYSCTL_INT_MINMAX_ROW(struct netns_core, m)
#define ONCE .flags = SYSCTL_F_INIT_NET
#define SHARED .flags = SYSCTL_F_RO_OTHERS

static void *core_object(struct net *net)
{
	return net->core;
}

static void *first_object(struct net *net)
{
	return net->kernel->init_net->core;
}

/* A queueing discipline that does not exist cannot be the default. */
static int default_qdisc_changed(const struct ctl_req *r, const void *old)
{
	static const char *const known[] = { "pfifo_fast", "pfifo", "bfifo", "noqueue" };

	for (u32 i = 0; i < ARRAY_SIZE(known); i++)
		if (!strcmp(r->data, known[i]))
			return 0;
	return -ENOENT;
}

/* clang-format off */
static const struct ctl_table netns_core_rows[] = {
	{ "somaxconn", 0644, MINMAX(sysctl_somaxconn), .min = 0, .max = INT_MAX },
	{ "optmem_max", 0644, MINMAX(sysctl_optmem_max), .min = 0, .max = INT_MAX },
	{ "txrehash", 0644, SYSCTL_U8_ROW(struct netns_core, sysctl_txrehash), .max = 1 },
	{ "tstamp_allow_data", 0644, SYSCTL_U8_ROW(struct netns_core, sysctl_tstamp_allow_data), .max = 1 },
	{ "xfrm_aevent_etime", 0644, SYSCTL_UINT_ROW(struct netns_core, sysctl_xfrm_aevent_etime) },
	{ "xfrm_aevent_rseqth", 0644, SYSCTL_UINT_ROW(struct netns_core, sysctl_xfrm_aevent_rseqth) },
	{ "xfrm_larval_drop", 0644, INT(sysctl_xfrm_larval_drop) },
	{ "xfrm_acq_expires", 0644, INT(sysctl_xfrm_acq_expires) },
};

static const struct ctl_table net_core_rows[] = {
	{ "wmem_max", 0644, MINMAX(sysctl_wmem_max), SHARED, .min = SOCK_MIN_SNDBUF, .max = INT_MAX },
	{ "rmem_max", 0644, MINMAX(sysctl_rmem_max), SHARED, .min = SOCK_MIN_RCVBUF, .max = INT_MAX },
	{ "wmem_default", 0644, MINMAX(sysctl_wmem_default), SHARED, .min = SOCK_MIN_SNDBUF, .max = INT_MAX },
	{ "rmem_default", 0644, MINMAX(sysctl_rmem_default), SHARED, .min = SOCK_MIN_RCVBUF, .max = INT_MAX },
	{ "mem_pcpu_rsv", 0644, MINMAX(mem_pcpu_rsv), ONCE, .min = 1, .max = INT_MAX },
	{ "dev_weight", 0644, MINMAX(dev_weight), ONCE, .min = 1, .max = INT_MAX },
	{ "dev_weight_rx_bias", 0644, MINMAX(dev_weight_rx_bias), ONCE, .min = 1, .max = INT_MAX },
	{ "dev_weight_tx_bias", 0644, MINMAX(dev_weight_tx_bias), ONCE, .min = 1, .max = INT_MAX },
	{ "netdev_max_backlog", 0644, INT(netdev_max_backlog), ONCE },
	{ "netdev_tstamp_prequeue", 0644, INT(netdev_tstamp_prequeue), ONCE },
	{ "message_cost", 0644, SYSCTL_FIELD(SYSCTL_JIFFIES, struct netns_core, message_cost, s32), ONCE },
	{ "message_burst", 0644, INT(message_burst), ONCE },
	{ "busy_poll", 0644, MINMAX(busy_poll), ONCE, .min = 0, .max = INT_MAX },
	{ "busy_read", 0644, MINMAX(busy_read), ONCE, .min = 0, .max = INT_MAX },
	{ "default_qdisc", 0644, SYSCTL_STRING_ROW(struct netns_core, default_qdisc), ONCE,
	  .changed = default_qdisc_changed },
	{ "netdev_budget", 0644, INT(netdev_budget), ONCE },
	{ "warnings", 0644, INT(warnings), ONCE },
	{ "max_skb_frags", 0644, MINMAX(max_skb_frags), ONCE, .min = 1, .max = 17 },
	{ "netdev_budget_usecs", 0644, SYSCTL_UINT_ROW(struct netns_core, netdev_budget_usecs), ONCE },
	{ "fb_tunnels_only_for_init_net", 0644, MINMAX(fb_tunnels_only_for_init_net), ONCE, .min = 0, .max = 2 },
	{ "devconf_inherit_init_net", 0644, MINMAX(devconf_inherit_init_net), ONCE, .min = 0, .max = 3 },
	{ "high_order_alloc_disable", 0644, MINMAX(high_order_alloc_disable), ONCE, .min = 0, .max = 1 },
	{ "gro_normal_batch", 0644, MINMAX(gro_normal_batch), ONCE, .min = 1, .max = INT_MAX },
	{ "netdev_unregister_timeout_secs", 0644, MINMAX(netdev_unregister_timeout_secs), ONCE, .min = 1, .max = INT_MAX },
	{ "skb_defer_max", 0644, MINMAX(skb_defer_max), ONCE, .min = 0, .max = INT_MAX },
};

static const struct ctl_dir netns_core_dir = {
	"net/core", netns_core_rows, ARRAY_SIZE(netns_core_rows), .object = core_object,
};
static const struct ctl_dir net_core_dir = {
	"net/core", net_core_rows, ARRAY_SIZE(net_core_rows), .object = first_object,
};

static const struct netns_core core_defaults = {
	.sysctl_somaxconn = 4096,
	.sysctl_optmem_max = 128 << 10,
	.sysctl_txrehash = 1,
	.sysctl_tstamp_allow_data = 1,
	.sysctl_xfrm_aevent_etime = 10,
	.sysctl_xfrm_aevent_rseqth = 2,
	.sysctl_xfrm_acq_expires = 30,
	.sysctl_xfrm_larval_drop = 1,
	.sysctl_rmem_max = SK_RMEM_MAX,
	.sysctl_wmem_max = SK_WMEM_MAX,
	.sysctl_rmem_default = SK_RMEM_DEFAULT,
	.sysctl_wmem_default = SK_WMEM_DEFAULT,
	.netdev_max_backlog = 1000,
	.netdev_budget = 300,
	.netdev_budget_usecs = 8000,
	.dev_weight = 64,
	.dev_weight_rx_bias = 1,
	.dev_weight_tx_bias = 1,
	.netdev_tstamp_prequeue = 1,
	.netdev_unregister_timeout_secs = 10,
	.message_cost = 5 * HZ,
	.message_burst = 10,
	.gro_normal_batch = 8,
	.max_skb_frags = 17,
	.mem_pcpu_rsv = 256,
	.skb_defer_max = 64,
	.default_qdisc = "pfifo_fast",
};
/* clang-format on */

static int sysctl_core_net_init(struct net *net)
{
	net->core = kmemdup(&net->kernel->mem, &core_defaults, sizeof(core_defaults));
	return net->core ? 0 : -ENOMEM;
}

static void sysctl_core_net_exit(struct net *net)
{
	kfree(&net->kernel->mem, net->core);
	net->core = NULL;
}

static int sysctl_core_init(struct kernel *k)
{
	int err = register_sysctl(k, &netns_core_dir);

	if (err)
		return err;
	err = register_sysctl(k, &net_core_dir);
	if (err)
		unregister_sysctl(k, &netns_core_dir);
	return err;
}

static void sysctl_core_exit(struct kernel *k)
{
	unregister_sysctl(k, &net_core_dir);
	unregister_sysctl(k, &netns_core_dir);
}

static const struct pernet_operations sysctl_core_pernet = {
	.name = "net-core",
	.init = sysctl_core_net_init,
	.exit = sysctl_core_net_exit,
};

const struct net_proto sysctl_core_proto = {
	.name = "sysctl-core",
	.init_func = sysctl_core_init,
	.exit_func = sysctl_core_exit,
	.pernet = &sysctl_core_pernet,
};
