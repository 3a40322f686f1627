/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Numbers of Linux 6.18's rtnetlink that the headers of Debian 12 (6.1) do not have yet. Each is
 * guarded by the header's own maximum where there is one, so a newer header wins.
 */
#ifndef KERNLET_UAPI_RTNETLINK_MORE_H
#define KERNLET_UAPI_RTNETLINK_MORE_H

#include <linux/if_link.h>
#include <linux/neighbour.h>

/* enum IFLA_* past IFLA_ALLMULTI (6.1). */
#define KIFLA_DEVLINK_PORT 62
#define KIFLA_GSO_IPV4_MAX_SIZE 63
#define KIFLA_GRO_IPV4_MAX_SIZE 64
#define KIFLA_DPLL_PIN 65
#define KIFLA_MAX_PACING_OFFLOAD_HORIZON 66
#define KIFLA_NETNS_IMMUTABLE 67
#define KIFLA_HEADROOM 68
#define KIFLA_TAILROOM 69
#define KIFLA_MAX 69

/* NDA_FLAGS_EXT: the entry stays valid without the kernel's own probes (6.17). */
#ifndef NTF_EXT_EXT_VALIDATED
#define NTF_EXT_EXT_VALIDATED (1 << 2)
#endif

/* Memberships are announced since 6.13. */
#define KRTM_NEWMULTICAST 56
#define KRTM_DELMULTICAST 57
#define KRTM_NEWANYCAST 60
#define KRTM_DELANYCAST 61
#define KRTNLGRP_IPV4_MCADDR 37
#define KRTNLGRP_IPV6_MCADDR 38
#define KRTNLGRP_IPV6_ACADDR 39

#endif
