// SPDX-License-Identifier: LGPL-2.1-or-later
/* kernlet down: end a kernel that stays, and the programs on it. */
#include "cmd/cmd.h"

#include <unistd.h>

int verb_down(int argc, char **argv)
{
	struct wire_msg m = { .op = WIRE_DOWN };
	struct options o;
	int err = parse_options(&o, OPT_NAME, argc, argv), fd, fds[WIRE_FDS];

	if (err)
		return err;
	if (o.help)
		return show_help(argv[0]);
	fd = name_connect(o.name, false);
	if (fd < 0)
		return EXIT_KERNLET;
	wire_send(fd, &m, NULL, 0);
	/* It hangs up when it is done. */
	while (wire_recv(fd, &m, fds) > 0)
		;
	close(fd);
	return 0;
}
