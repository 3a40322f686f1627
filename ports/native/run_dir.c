/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * /run/netns for programs: where `ip netns` keeps its names. The host's are not theirs.
 *
 * Where the host has that directory, an empty file system is laid over it. Where it has not, and
 * only the host's root could make it, the whole of /run is laid anew: an empty file system with
 * every entry of the old one bound into it.
 */
#include "ports/native/run_dir.h"

#include "lib/types.h"

#include <dirent.h>
#include <fcntl.h>
#include <stdio.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <unistd.h>

#define RUN "/run"
#define NAMES RUN "/netns"

static bool is_dir(const char *path)
{
	struct stat st;

	return !stat(path, &st) && S_ISDIR(st.st_mode);
}

static void bind_entry(int old, const char *name)
{
	char from[320], to[300], target[256];
	struct stat st;
	ssize_t len;

	snprintf(from, sizeof(from), "/proc/self/fd/%d/%s", old, name);
	snprintf(to, sizeof(to), RUN "/%s", name);
	if (fstatat(old, name, &st, AT_SYMLINK_NOFOLLOW))
		return;
	if (S_ISLNK(st.st_mode)) {
		len = readlinkat(old, name, target, sizeof(target) - 1);
		target[max(len, (ssize_t)0)] = 0;
		if (symlink(target, to))
			return;
	} else if (S_ISDIR(st.st_mode) ? !mkdir(to, 0755) : !mknod(to, S_IFREG | 0644, 0)) {
		mount(from, to, NULL, MS_BIND | MS_REC, NULL);
	}
}

static void lay_anew(void)
{
	int old = open(RUN, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	DIR *d = old < 0 ? NULL : fdopendir(dup(old));
	struct dirent *e;

	if (d && !mount("tmpfs", RUN, "tmpfs", MS_NOSUID | MS_NODEV, "mode=755")) {
		while ((e = readdir(d)))
			if (strcmp(e->d_name, ".") && strcmp(e->d_name, ".."))
				bind_entry(old, e->d_name);
		mkdir(NAMES, 0755);
	}
	if (d)
		closedir(d);
	if (old >= 0)
		close(old);
}

void spawn_private_run(void)
{
	mount(NULL, "/", NULL, MS_REC | MS_SLAVE, NULL);
	if (is_dir(NAMES))
		mount("tmpfs", NAMES, "tmpfs", MS_NOSUID | MS_NODEV, "mode=755");
	else
		lay_anew();
}
