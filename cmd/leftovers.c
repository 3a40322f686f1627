// SPDX-License-Identifier: LGPL-2.1-or-later
/*
 * Ending what programs leave behind: SIGTERM, a moment in which the kernel still serves them,
 * SIGKILL.
 *
 * run:  all of them are our descendants, and orphans among them become our children.
 * exec: programs are children of their fronts or of nobody we know. Each has KERNLET_NAME=NAME in the
 *       environment it started with, and those that called the kernel are known to it.
 */
#include "cmd/cmd.h"

#include <dirent.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#define GRACE_MS 200
#define ROUND_MS 5

static ssize_t read_file(const char *path, char *text, size_t size)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	ssize_t len = fd < 0 ? -1 : read(fd, text, size - 1);

	if (fd >= 0)
		close(fd);
	text[max(len, (ssize_t)0)] = 0;
	return len;
}

static void signal_one(pid_t pid, int sig)
{
	kill(pid, sig);
	if (sig == SIGTERM)
		kill(pid, SIGCONT);
}

static u32 signal_children(int sig)
{
	char path[64], text[8192];
	u32 count = 0;

	snprintf(path, sizeof(path), "/proc/self/task/%d/children", getpid());
	read_file(path, text, sizeof(text));
	for (char *p = text, *end;; p = end) {
		long pid = strtol(p, &end, 10);

		if (end == p)
			return count;
		signal_one(pid, sig);
		count++;
	}
}

/* Does the environment that @pid started with hold @want (NAME=value)? */
static bool has_env(pid_t pid, const char *want)
{
	static char text[1 << 16];
	char path[64];
	ssize_t len;

	snprintf(path, sizeof(path), "/proc/%d/environ", pid);
	len = read_file(path, text, sizeof(text));
	for (char *p = text; p < text + len; p += strlen(p) + 1)
		if (!strcmp(p, want))
			return true;
	return false;
}

static u32 signal_marked(const char *mark, int sig)
{
	DIR *d = opendir("/proc");
	struct dirent *e;
	u32 count = 0;

	while (d && (e = readdir(d))) {
		pid_t pid = atoi(e->d_name);

		if (pid <= 0 || pid == getpid() || !has_env(pid, mark))
			continue;
		signal_one(pid, sig);
		count++;
	}
	if (d)
		closedir(d);
	return count;
}

static u32 signal_known(struct native *n, int sig)
{
	struct hnode *h;
	u32 i, count = 0;

	htable_for_each (&n->procs, i, h) {
		struct native_proc *p = container_of(h, struct native_proc, by_tgid);

		if (!syscall(SYS_pidfd_send_signal, p->watch.fd, sig, NULL, 0))
			count++;
		if (sig == SIGTERM)
			syscall(SYS_pidfd_send_signal, p->watch.fd, SIGCONT, NULL, 0);
	}
	return count;
}

static bool all_reaped(void)
{
	pid_t pid;

	while ((pid = waitpid(-1, NULL, WNOHANG)) > 0)
		;
	return pid < 0;
}

void leftovers_of_run(struct native *n)
{
	if (all_reaped())
		return;
	signal_children(SIGTERM);
	for (int left = GRACE_MS; left > 0 && !all_reaped(); left -= ROUND_MS)
		native_loop_once(n, ROUND_MS);
	while (!all_reaped()) {
		signal_children(SIGKILL);
		native_loop_once(n, 1);
	}
}

void leftovers_of_name(struct native *n, const char *mark)
{
	u32 left = signal_marked(mark, SIGTERM) + signal_known(n, SIGTERM);

	for (int ms = GRACE_MS; ms > 0 && left; ms -= ROUND_MS) {
		native_loop_once(n, ROUND_MS);
		left = signal_marked(mark, 0) + signal_known(n, 0);
	}
	if (!left)
		return;
	signal_marked(mark, SIGKILL);
	signal_known(n, SIGKILL);
}
