/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Names of TCP congestion controls: all that routes need of them (RTAX_CC_ALGO) is a number that
 * fits among the other metrics, and the way back to the name.
 */
#ifndef KERNLET_NET_CORE_TCP_CONG_H
#define KERNLET_NET_CORE_TCP_CONG_H

#include "lib/types.h"

#define TCP_CA_NAME_MAX 16
/** Feature bit that the kernel itself sets in RTAX_FEATURES: the algorithm needs ECN. */
#define DST_FEATURE_ECN_CA (1u << 31)

/** 0: no such algorithm. *@ret_ecn (may be NULL): does it need ECN? */
u32 tcp_ca_key_by_name(const char *name, bool *ret_ecn);
/** NULL: no such number. */
const char *tcp_ca_name_by_key(u32 key);

#endif
