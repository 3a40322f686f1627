// SPDX-License-Identifier: LGPL-2.1-or-later
/* The harness: see abi.h. Each run is a child process that sends its text through a pipe. */
#include "abi.h"

#include <errno.h>
#include <grp.h>
#include <kernlet.h>
#include <sched.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/utsname.h>
#include <sys/wait.h>
#include <unistd.h>

#define SKIPPED 77

struct abi {
	struct kernlet *k; /* NULL: the host */
	struct kernlet_task *t;
	FILE *out;
	int pid;
};

int abi_pid(const struct abi *a)
{
	return a->pid;
}

void abi_pause(const struct abi *a, unsigned ms)
{
	if (!a->k)
		usleep(ms * 1000);
}

long abi_call(struct abi *a, long nr, long b, long c, long d, long e, long f, long g)
{
	long ret;

	if (a->k)
		return kernlet_syscall(a->t, nr, b, c, d, e, f, g);
	ret = syscall(nr, b, c, d, e, f, g);
	return ret < 0 ? -errno : ret;
}

void note(struct abi *a, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	vfprintf(a->out, fmt, ap);
	va_end(ap);
	fputc('\n', a->out);
}

void note_bytes(struct abi *a, const char *what, const void *p, size_t n)
{
	const unsigned char *b = p;

	fprintf(a->out, "%s", what);
	for (size_t i = 0; i < n; i++)
		fprintf(a->out, "%s%02x", i % 4 ? "" : " ", b[i]);
	fputc('\n', a->out);
}

static int new_task(struct abi *a, bool privileged)
{
	struct kernlet_task_config cfg = { .size = sizeof(cfg), .pid = a->pid };

	if (!privileged) {
		cfg.uid = cfg.gid = 65534;
		cfg.caps_dropped = ~0ull;
	}
	return kernlet_task_create(a->k, &cfg, &a->t);
}

void abi_drop_privileges(struct abi *a)
{
	if (a->k) {
		kernlet_task_exit(a->t);
		if (new_task(a, false))
			note(a, "no task");
	} else if (setgroups(0, NULL) || setresgid(65534, 65534, 65534) ||
		   setresuid(65534, 65534, 65534)) {
		note(a, "cannot drop privileges");
	}
}

/* tools/host-network.sh says "no" where asking for a namespace would not end. */
static bool host_answers(void)
{
	const char *wanted = getenv("KERNLET_HOST_NETNS");

	return !wanted || strcmp(wanted, "no");
}

static int child(const struct abi_scenario *s, bool on_host, FILE *out, int pid)
{
	struct abi a = { .out = out, .pid = pid ? pid : getpid() };

	/* The same descriptors are free on both sides. */
	close(STDIN_FILENO);
	if (on_host) {
		if (!host_answers() || unshare(CLONE_NEWNET))
			return SKIPPED;
	} else if (kernlet_boot(NULL, &a.k) || new_task(&a, true)) {
		return 1;
	}
	s->run(&a);
	if (fflush(out))
		return 1;
	kernlet_shutdown(a.k);
	return 0;
}

/* Text of one run, with the child's status in *status. kernlet's task gets the pid that the host's had. */
static char *text_of(const struct abi_scenario *s, bool on_host, int *status, int *host_pid)
{
	size_t n = 0, cap = 1 << 24;
	char *text = calloc(1, cap);
	FILE *tmp = tmpfile();
	pid_t pid;

	if (!tmp || !text)
		exit(1);
	pid = fork();
	if (!pid)
		_exit(child(s, on_host, tmp, on_host ? 0 : *host_pid));
	if (on_host)
		*host_pid = pid;
	waitpid(pid, status, 0);
	rewind(tmp);
	n = fread(text, 1, cap - 1, tmp);
	text[n] = 0;
	fclose(tmp);
	return text;
}

static char *next_line(char **p)
{
	return *p ? strsep(p, "\n") : NULL;
}

static int compare(const char *name, char *host, char *ours)
{
	int bad = 0, at = 0;

	while (host || ours) {
		char *h = next_line(&host), *o = next_line(&ours);

		at++;
		if (h && o && !strcmp(h, o))
			continue;
		if (bad++ < 60)
			printf("%s:%d\n  host    %s\n  kernlet %s\n", name, at, h ? h : "(end)",
			       o ? o : "(end)");
	}
	return bad;
}

static int run_one(const struct abi_scenario *s)
{
	int hs, ks, bad, pid;
	char *host = text_of(s, true, &hs, &pid), *ours = text_of(s, false, &ks, &pid);

	if (WIFEXITED(hs) && WEXITSTATUS(hs) == SKIPPED) {
		free(host);
		free(ours);
		return -1;
	}
	if (getenv("ABI_SHOW"))
		printf("%s---- kernlet:\n%s", host, ours);
	bad = hs || ks ? 1 : compare(s->name, host, ours);
	printf("%s: %s\n", s->name, hs || ks ? "died" : bad ? "DIFFERS" : "ok");
	free(host);
	free(ours);
	return bad;
}

int abi_main(const struct abi_scenario *s, size_t n, int argc, char **argv)
{
	struct utsname u;
	int bad = 0, ret;

	uname(&u);
	if (atoi(u.release) < 6 ||
	    (atoi(u.release) == 6 && atoi(strchr(u.release, '.') + 1) < 18)) {
		printf("skipped: the host runs Linux %s, the oracle is 6.18\n", u.release);
		return SKIPPED;
	}
	for (size_t i = 0; i < n; i++) {
		if (argc > 1 && strcmp(argv[1], s[i].name))
			continue;
		ret = run_one(&s[i]);
		if (ret < 0) {
			printf("skipped: no network namespace for us here\n");
			return SKIPPED;
		}
		bad += ret;
	}
	return bad != 0;
}
