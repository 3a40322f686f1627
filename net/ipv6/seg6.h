/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Segment routing headers, as the two encapsulations that carry one check them.
 */
#ifndef KERNLET_NET_IPV6_SEG6_H
#define KERNLET_NET_IPV6_SEG6_H

#include <linux/seg6.h>

#include "net/net.h"

#define IPV6_SRCRT_TYPE_4 4

/** A header with one segment. */
#define SEG6_SRH_MIN (sizeof(struct ipv6_sr_hdr) + sizeof(struct in6_addr))

/** Is the routing header of @len bytes (SEG6_SRH_MIN at least) at @srh consistent? */
bool seg6_validate_srh(const void *srh, int len);

#endif
