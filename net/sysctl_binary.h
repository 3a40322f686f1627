/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The numbers by which _sysctl(2) names what /proc/sys names with words.
 *
 *   { CTL_NET, NET_IPV4, NET_IPV4_CONF, 2, NET_IPV4_CONF_RP_FILTER }
 *       -> "/proc/sys/net/ipv4/conf/eth0/rp_filter", one or more ints
 */
#ifndef KERNLET_NET_SYSCTL_BINARY_H
#define KERNLET_NET_SYSCTL_BINARY_H

#include "lib/types.h"

enum bin_kind {
	BIN_END, /* ends a table */
	BIN_DIR,
	BIN_INTS, /* int[] */
	BIN_STRING,
	BIN_UTS, /* a name of the machine; extra: which */
	BIN_DEVS, /* any number: a device's index, or NET_PROTO_CONF_ALL, _DEFAULT; then its table */
};

enum bin_uts { UTS_OSTYPE, UTS_OSRELEASE, UTS_VERSION, UTS_NODENAME, UTS_DOMAINNAME };

struct bin_table {
	int ctl_name;
	u8 kind; /* enum bin_kind */
	u8 extra;
	const char *procname; /* NULL for BIN_DEVS */
	const struct bin_table *child;
};

extern const struct bin_table bin_root[];

#endif
