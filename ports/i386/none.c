// SPDX-License-Identifier: LGPL-2.1-or-later
/* The 386 machine of a build without Unicorn: it says so. */
#include "ports/i386/machine.h"

int cpu_available(void)
{
	return -ENOSYS;
}

int machine_main(const struct machine_config *cfg, char *error, size_t size)
{
	snprintf(error, size,
		 "--cpu 386: this build has no processor for it; "
		 "install libunicorn-dev and build again");
	return 125;
}
