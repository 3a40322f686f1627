/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * What every room of net/ includes first: the UAPI of sockets, in an order in which the system's
 * own headers agree with each other. Nothing here is retyped; what they lack is in include/uapi.
 */
#ifndef KERNLET_NET_NET_H
#define KERNLET_NET_NET_H

#include "lib/types.h"

#include <sys/socket.h>
#include <linux/if.h>
#include <linux/if_addr.h>
#include <linux/if_arp.h>
#include <linux/if_ether.h>
#include <linux/if_link.h>
#include <linux/in.h>
#include <linux/in6.h>
#include <linux/neighbour.h>
#include <linux/netlink.h>
#include <linux/rtnetlink.h>

#include "uapi/rtnetlink_more.h"

#endif
