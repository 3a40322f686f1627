/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* See tcp_cong.h. The list is what a usual 6.18 kernel has built in. */
#include "net/core/tcp_cong.h"

static const struct {
	const char *name;
	bool ecn;
} algorithms[] = { { "reno", false }, { "bbr", false }, { "cubic", false } };

u32 tcp_ca_key_by_name(const char *name, bool *ret_ecn)
{
	for (u32 i = 0; i < ARRAY_SIZE(algorithms); i++) {
		if (strcmp(name, algorithms[i].name))
			continue;
		if (ret_ecn)
			*ret_ecn = algorithms[i].ecn;
		return i + 1;
	}
	return 0;
}

const char *tcp_ca_name_by_key(u32 key)
{
	return key && key <= ARRAY_SIZE(algorithms) ? algorithms[key - 1].name : NULL;
}
