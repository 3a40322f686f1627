/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What genetlink.c and its controller share: the families of one kernel. */
#ifndef KERNLET_NET_NETLINK_GENETLINK_INTERNAL_H
#define KERNLET_NET_NETLINK_GENETLINK_INTERNAL_H

#include "net/netlink/genetlink.h"

struct genl_registered {
	const struct genl_family *family;
	u32 id;
	u32 mcgrp_offset; /* netlink group of its first multicast group */
};

struct genl_core {
	struct idvec families; /* id -> struct genl_registered * */
	u32 next_id, next_group;
};

struct genl_registered *genl_find(struct kernel *k, u32 id);
struct genl_registered *genl_find_name(struct kernel *k, const char *name);
/** The row that serves @cmd as do or dump (GENL_CMD_CAP_DO / _DUMP), or NULL. */
const struct genl_op *genl_find_op(const struct genl_family *f, u8 cmd, u8 how);
static inline bool genl_visible(const struct genl_registered *r, const struct net *net)
{
	return r->family->netnsok || net == net->kernel->init_net;
}

/* genl_ctrl.c */
extern const struct genl_family genl_ctrl_family;

#endif
