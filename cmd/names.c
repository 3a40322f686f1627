// SPDX-License-Identifier: LGPL-2.1-or-later
/*
 * Where kernels that stay are found: NAME.sock in $XDG_RUNTIME_DIR/kernlet, or in
 * /tmp/kernlet-UID. The directory must be ours and closed to others.
 */
#include "cmd/cmd.h"

#include <ctype.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

static bool usable(const char *dir)
{
	struct stat st;

	return !lstat(dir, &st) && S_ISDIR(st.st_mode) && st.st_uid == geteuid();
}

int names_dir(char *path, size_t size)
{
	const char *run = getenv("XDG_RUNTIME_DIR");
	struct stat st;

	if (run && *run == '/' && strlen(run) < 45 && usable(run))
		snprintf(path, size, "%s/kernlet", run);
	else
		snprintf(path, size, "/tmp/kernlet-%u", geteuid());
	if (mkdir(path, 0700) && errno != EEXIST)
		return complain("%s: cannot make this directory: %s", path, strerror(errno));
	if (lstat(path, &st))
		return complain("%s: %s", path, strerror(errno));
	if (!S_ISDIR(st.st_mode) || st.st_uid != geteuid() || st.st_mode & 077)
		return complain(
			"%s: must be a directory of yours with mode 0700; remove it, or set "
			"XDG_RUNTIME_DIR",
			path);
	return 0;
}

bool name_ok(const char *name)
{
	bool ok = *name && *name != '-' && *name != '.' && strlen(name) <= 40;

	for (const char *p = name; *p; p++)
		ok &= isalnum((unsigned char)*p) || strchr("-_.", *p);
	if (!ok)
		complain("'%s': a kernel's name has 1 to 40 letters, digits, '-', '_' and '.'",
			 name);
	return ok;
}

int name_connect(const char *name, bool quiet)
{
	struct sockaddr_un a = { .sun_family = AF_UNIX };
	char dir[60];
	int fd;

	if (names_dir(dir, sizeof(dir)))
		return -1;
	snprintf(a.sun_path, sizeof(a.sun_path), "%s/%.40s.sock", dir, name);
	fd = socket(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0);
	if (fd >= 0 && !connect(fd, (struct sockaddr *)&a, sizeof(a)))
		return fd;
	if (fd >= 0)
		close(fd);
	if (!quiet)
		complain("no kernel '%s' is up; `kernlet ps` lists them, `kernlet up %s` boots one",
			 name, name);
	return -1;
}

void name_mark(char *text, size_t size, const char *name)
{
	snprintf(text, size, "KERNLET_NAME=%.40s", name);
}
