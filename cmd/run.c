// SPDX-License-Identifier: LGPL-2.1-or-later
/* kernlet run: a kernel for one program and its children. */
#include "cmd/cmd.h"
#include "ports/i386/machine.h"

#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

static pid_t fork_kernel(const struct options *o, struct front *f)
{
	pid_t group = getpgrp(), pid;
	int sv[2];

	if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, sv))
		return -1;
	pid = fork();
	if (pid == 0) {
		struct server_start s = {
			.opt = o,
			.conn = sv[1],
			.listen_fd = -1,
			.pgrp = group,
			.sigmask = &f->old_mask,
		};

		close(sv[0]);
		close(f->sigfd);
		_exit(server_main(&s));
	}
	close(sv[1]);
	f->conn = sv[0];
	return pid;
}

/* All in this process: nothing of the host's runs, so nothing has to be watched. */
static int run_on_386(const struct options *o)
{
	const struct machine_config mc = {
		.kernel = { .mem_limit = o->kernel.mem_limit,
			    .seed = o->kernel.seed,
			    .classic_netlink = o->kernel.classic_netlink,
			    .hostname = o->kernel.hostname },
		.rootfs = o->rootfs,
		.seed = o->kernel.seed,
		.seeded = o->kernel.seeded,
		.trace = o->trace,
		.root = o->flags & NATIVE_ROOT,
		.argv = o->argv,
		.envp = environ,
	};
	char error[512] = "";
	int code;

	if (o->script)
		return complain("--script: not with --cpu 386, where only programs for it run");
	code = machine_main(&mc, error, sizeof(error));
	if (*error)
		complain("%s", error);
	return code;
}

int verb_run(int argc, char **argv)
{
	struct front f = { .conn = -1 };
	struct options o;
	int err = parse_options(&o, OPT_BOOT | OPT_PROGRAM, argc, argv), code;
	pid_t pid;

	/* Every other status may be the program's. */
	if (err)
		return EXIT_KERNLET;
	if (o.help)
		return show_help(argv[0]);
	if (!o.argv && !o.script)
		return complain("run what? usage: kernlet run [OPTIONS] [--] PROGRAM [ARGS...]");
	if (o.script && access(o.script, R_OK))
		return complain("--script %s: %s", o.script, strerror(errno));
	if (o.rootfs && !o.cpu386)
		return complain("--rootfs %s: only with --cpu 386", o.rootfs);
	if (o.cpu386)
		return run_on_386(&o);
	front_signals(&f);
	pid = fork_kernel(&o, &f);
	if (pid < 0)
		return complain("cannot start the kernel process: %s", strerror(errno));
	code = front_wait(&f);
	/* It ends what the program left behind, then itself. */
	if (f.conn >= 0)
		waitpid(pid, NULL, 0);
	return code;
}
