// SPDX-License-Identifier: LGPL-2.1-or-later
/* kernlet up: a kernel that stays, as a daemon with a socket under its name. */
#include "cmd/cmd.h"

#include <fcntl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

static int listen_as(const char *name, struct sockaddr_un *a)
{
	char dir[60];
	int fd, err;

	err = names_dir(dir, sizeof(dir));
	if (err)
		return -1;
	a->sun_family = AF_UNIX;
	snprintf(a->sun_path, sizeof(a->sun_path), "%s/%.40s.sock", dir, name);
	fd = name_connect(name, true);
	if (fd >= 0) {
		close(fd);
		complain("a kernel '%s' is up already; `kernlet down %s` ends it", name, name);
		return -1;
	}
	unlink(a->sun_path);
	fd = socket(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0);
	if (fd >= 0 && !bind(fd, (struct sockaddr *)a, sizeof(*a)) && !listen(fd, 64))
		return fd;
	complain("%s: %s", a->sun_path, strerror(errno));
	if (fd >= 0)
		close(fd);
	return -1;
}

static void daemonize(void)
{
	int null = open("/dev/null", O_RDWR);

	setsid();
	if (chdir("/"))
		return;
	for (int fd = 0; fd < 3; fd++)
		dup2(null, fd);
	if (null > 2)
		close(null);
}

/* In the daemon: @ready is told once, then the kernel serves. */
static int serve(const struct options *o, int listen_fd, int ready, const char *path)
{
	struct server_start s = { .opt = o, .conn = ready, .listen_fd = listen_fd };
	int code;

	daemonize();
	code = server_main(&s);
	unlink(path);
	return code;
}

int verb_up(int argc, char **argv)
{
	struct sockaddr_un a;
	struct options o;
	struct wire_msg m;
	int err = parse_options(&o, OPT_NAME | OPT_BOOT, argc, argv), fd, sv[2], fds[WIRE_FDS];
	pid_t pid;

	if (err)
		return err;
	if (o.help)
		return show_help(argv[0]);
	if (o.argv)
		return complain(
			"'%s': kernlet up takes one name; `kernlet exec %s ...` runs programs",
			o.argv[0], o.name);
	fd = listen_as(o.name, &a);
	if (fd < 0)
		return EXIT_KERNLET;
	if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, sv))
		return complain("cannot start: %s", strerror(errno));
	pid = fork();
	if (pid == 0) {
		close(sv[0]);
		_exit(serve(&o, fd, sv[1], a.sun_path));
	}
	close(sv[1]);
	if (pid < 0 || wire_recv(sv[0], &m, fds) <= 0)
		return complain("the kernel process could not be started");
	return m.op == WIRE_OK ? 0 : complain("%s", m.text);
}
