/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The message of NETLINK_FIB_LOOKUP, which no header of the system describes.
 */
#ifndef KERNLET_NET_IPV4_FIB_NETLINK_H
#define KERNLET_NET_IPV4_FIB_NETLINK_H

#include "net/net.h"

struct fib_result_nl {
	__be32 fl_addr;
	u32 fl_mark;
	u8 fl_tos, fl_scope;
	u8 tb_id_in; /* the table to ask */
	/* The answer. */
	u8 tb_id, prefixlen, nh_sel, type, scope;
	s32 err; /* 0, -ENOENT (no such table), -EAGAIN (no route), or what the route's type says */
};

#endif
