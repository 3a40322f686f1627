/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What fib_rules.c (the list) and fib_rules_msg.c (RTM_*RULE) share. */
#ifndef KERNLET_NET_CORE_FIB_RULES_INTERNAL_H
#define KERNLET_NET_CORE_FIB_RULES_INTERNAL_H

#include "net/core/fib_rules.h"

/** Index behind the last rule whose preference is at most @pref. */
u32 fib_rules_upper_bound(const struct fib_rules_ops *ops, u32 pref);
/** 0 or -ENOMEM. */
int fib_rules_insert(struct fib_rules_ops *ops, struct fib_rule *rule) __must_check;
void fib_rules_remove(struct fib_rules_ops *ops, u32 at);

extern const struct rtnl_msg_handler fib_rules_handlers[];
extern const u32 fib_rules_handler_count;

#endif
