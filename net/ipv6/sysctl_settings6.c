/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * net.ipv6 settings that are kept, checked and shown as Linux does, and that nothing here acts on,
 * as net/ipv4/sysctl_settings.c has them for net.ipv4.
 */
#include "kernel/sysctl.h"
#include "lib/jiffies.h"
#include "net/core/net_namespace.h"
#include "net/socket.h"

#include <limits.h>

#define IOAM6_ID_MAX 0xffffffu
#define IOAM6_ID_WIDE_MAX 0xffffffffffffffll

struct netns_ipv6_settings {
	u8 echo_ignore_all, echo_ignore_anycast, echo_ignore_multicast, error_anycast_as_unicast;
	s32 icmp_ratelimit, frag_time, xfrm_gc_thresh;
	u32 ioam6_id;
	unsigned long ioam6_id_wide, frag_high_thresh, frag_low_thresh;
};

static const struct netns_ipv6_settings defaults = {
	.icmp_ratelimit = HZ / 10,
	.frag_time = 60 * HZ,
	.xfrm_gc_thresh = 32768,
	.ioam6_id = IOAM6_ID_MAX,
	.ioam6_id_wide = IOAM6_ID_WIDE_MAX,
	.frag_high_thresh = 4194304,
	.frag_low_thresh = 3145728,
};

/* clang-format off */
#define AT(kind, member, type) SYSCTL_FIELD(kind, struct netns_ipv6_settings, member, type)

static const struct ctl_table icmp_rows[] = {
	{ "ratelimit", 0644, AT(SYSCTL_MS_JIFFIES, icmp_ratelimit, s32) },
	{ "echo_ignore_all", 0644, AT(SYSCTL_U8, echo_ignore_all, u8) },
	{ "echo_ignore_multicast", 0644, AT(SYSCTL_U8, echo_ignore_multicast, u8) },
	{ "echo_ignore_anycast", 0644, AT(SYSCTL_U8, echo_ignore_anycast, u8) },
	{ "error_anycast_as_unicast", 0644, AT(SYSCTL_U8, error_anycast_as_unicast, u8), .max = 1 },
};

static const struct ctl_table rows[] = {
	{ "ioam6_id", 0644, AT(SYSCTL_UINT_MINMAX, ioam6_id, u32), .max = IOAM6_ID_MAX },
	{ "ioam6_id_wide", 0644, AT(SYSCTL_ULONG, ioam6_id_wide, unsigned long),
	  .max = IOAM6_ID_WIDE_MAX },
	{ "ip6frag_high_thresh", 0644, AT(SYSCTL_ULONG, frag_high_thresh, unsigned long),
	  .min = 3145728, .max = LONG_MAX },
	{ "ip6frag_low_thresh", 0644, AT(SYSCTL_ULONG, frag_low_thresh, unsigned long),
	  .max = 4194304 },
	{ "ip6frag_time", 0644, AT(SYSCTL_JIFFIES, frag_time, s32) },
	{ "xfrm6_gc_thresh", 0644, AT(SYSCTL_INT, xfrm_gc_thresh, s32) },
};
/* clang-format on */

static void *object(struct net *net)
{
	return net->ipv6_settings;
}

static const struct ctl_dir dirs[] = {
	{ "net/ipv6", rows, ARRAY_SIZE(rows), .object = object },
	{ "net/ipv6/icmp", icmp_rows, ARRAY_SIZE(icmp_rows), .object = object },
};

static int settings6_net_init(struct net *net)
{
	net->ipv6_settings = kmemdup(&net->kernel->mem, &defaults, sizeof(defaults));
	return net->ipv6_settings ? 0 : -ENOMEM;
}

static void settings6_net_exit(struct net *net)
{
	kfree(&net->kernel->mem, net->ipv6_settings);
	net->ipv6_settings = NULL;
}

static int settings6_init(struct kernel *k)
{
	int err = register_sysctl(k, &dirs[0]);

	if (err)
		return err;
	err = register_sysctl(k, &dirs[1]);
	if (err)
		unregister_sysctl(k, &dirs[0]);
	return err;
}

static void settings6_exit(struct kernel *k)
{
	unregister_sysctl(k, &dirs[1]);
	unregister_sysctl(k, &dirs[0]);
}

static const struct pernet_operations settings6_pernet = {
	.name = "ipv6-settings",
	.init = settings6_net_init,
	.exit = settings6_net_exit,
};

const struct net_proto ipv6_settings_proto = {
	.name = "ipv6-settings",
	.init_func = settings6_init,
	.exit_func = settings6_exit,
	.pernet = &settings6_pernet,
};
