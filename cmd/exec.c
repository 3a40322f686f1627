// SPDX-License-Identifier: LGPL-2.1-or-later
/* kernlet exec: run a program on a kernel that stays. */
#include "cmd/cmd.h"
#include "ports/native/spawn.h"

#include <unistd.h>

static int hand_over(struct front *f, struct native_spawn *sp, bool trace)
{
	struct wire_msg m = { .op = WIRE_ATTACH, .a = sp->flags, .b = sp->pid };
	int fds[WIRE_FDS] = { sp->listener, 2 };
	int err = wire_send(f->conn, &m, fds, trace ? 2 : 1);

	close(sp->listener);
	if (err || wire_recv(f->conn, &m, fds) <= 0)
		return complain("the kernel ended while the program was being started");
	return m.op == WIRE_OK ? 0 : complain("%s", m.text);
}

/* What the kernel's programs share: namespaces, and whether it has a host name of its own. */
static u32 ask_shared(struct front *f, int fds[WIRE_FDS])
{
	struct wire_msg m = { .op = WIRE_NAMESPACES };

	if (wire_send(f->conn, &m, NULL, 0) || wire_recv(f->conn, &m, fds) <= 0)
		return 0;
	return m.a & NATIVE_UTS;
}

static int start(struct front *f, struct native_spawn *sp, bool trace)
{
	char text[500];
	int err = native_spawn(sp), code;

	if (sp->host_stuck)
		complain("%s", native_host_stuck);
	if (!err) {
		code = hand_over(f, sp, trace);
		if (code) {
			kill(sp->pid, SIGKILL);
			return code;
		}
		err = native_spawn_go(sp);
	}
	if (!err)
		return 0;
	native_spawn_explain(sp, err, text, sizeof(text));
	complain("%s", text);
	if (sp->failed != SPAWN_EXEC)
		return EXIT_KERNLET;
	return err == -ENOENT ? EXIT_NOT_FOUND : EXIT_CANNOT_EXECUTE;
}

int verb_exec(int argc, char **argv)
{
	struct front f = { .conn = -1, .ours = true };
	struct options o;
	int err = parse_options(&o, OPT_NAME | OPT_PROGRAM, argc, argv);
	char mark[64];
	int ns[WIRE_FDS] = { -1, -1, -1 };
	const char *const env[] = { mark, NULL };
	struct native_spawn sp = {
		.argv = o.argv,
		.flags = o.flags,
		.sigmask = &f.old_mask,
		.env = env,

	};

	/* Every other status may be the program's. */
	if (err)
		return EXIT_KERNLET;
	if (o.help)
		return show_help(argv[0]);
	if (!o.argv)
		return complain("run what on '%s'? usage: kernlet exec NAME PROGRAM [ARGS...]",
				o.name);
	f.conn = name_connect(o.name, false);
	if (f.conn < 0)
		return EXIT_KERNLET;
	sp.flags |= ask_shared(&f, ns);
	if (!(o.flags & NATIVE_INET_HOST) && (o.flags & NATIVE_ROOT || !geteuid()))
		sp.join = ns;
	name_mark(mark, sizeof(mark), o.name);
	front_signals(&f);
	err = start(&f, &sp, o.trace);
	if (err)
		return err;
	f.pid = sp.pid;
	return front_wait(&f);
}
