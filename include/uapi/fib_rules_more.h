/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Attributes of routing rules in Linux 6.18 that the headers of Debian 12 (6.1) lack.
 */
#ifndef KERNLET_UAPI_FIB_RULES_MORE_H
#define KERNLET_UAPI_FIB_RULES_MORE_H

#include <linux/fib_rules.h>

#define KFRA_DSCP 25
#define KFRA_FLOWLABEL 26
#define KFRA_FLOWLABEL_MASK 27
#define KFRA_SPORT_MASK 28
#define KFRA_DPORT_MASK 29
#define KFRA_DSCP_MASK 30
#define KFRA_MAX 30

#endif
