// SPDX-License-Identifier: LGPL-2.1-or-later
/* kernlet ps: the kernels that stay. */
#include "cmd/cmd.h"

#include <dirent.h>
#include <stdlib.h>
#include <unistd.h>

/* The number behind "key": in @json, which our own kernel process wrote. */
static unsigned long long value(const char *json, const char *key)
{
	char want[40];
	const char *p;

	snprintf(want, sizeof(want), "\"%s\":", key);
	p = strstr(json, want);
	return p ? strtoull(p + strlen(want), NULL, 10) : 0;
}

static void print_row(const char *name, const char *json)
{
	printf("%-24s %8llu %8llus %9llu %8llu %9llu %9lluK\n", name, value(json, "pid"),
	       value(json, "uptime"), value(json, "programs"), value(json, "sockets"),
	       value(json, "calls"), (value(json, "memory") + 1023) / 1024);
}

/* True when a kernel answered under @name. */
static bool show(const char *name, bool json, bool first)
{
	struct wire_msg m = { .op = WIRE_STATS };
	int fd = name_connect(name, true), fds[WIRE_FDS];
	bool ok;

	if (fd < 0)
		return false;
	ok = !wire_send(fd, &m, NULL, 0) && wire_recv(fd, &m, fds) > 0;
	close(fd);
	if (ok && json)
		printf("%s%s", first ? "" : ",\n ", m.text);
	else if (ok)
		print_row(name, m.text);
	return ok;
}

static int is_socket(const struct dirent *d)
{
	size_t len = strlen(d->d_name);

	return len > 5 && len < 48 && !strcmp(d->d_name + len - 5, ".sock");
}

int verb_ps(int argc, char **argv)
{
	struct options o;
	struct dirent **list;
	char dir[60], name[48];
	int err = parse_options(&o, OPT_JSON, argc, argv), n;
	bool first = true;

	if (err)
		return err;
	if (o.help)
		return show_help(argv[0]);
	if (o.argv)
		return usage_error("'%s': kernlet ps takes no argument", o.argv[0]);
	err = names_dir(dir, sizeof(dir));
	if (err)
		return err;
	n = scandir(dir, &list, is_socket, alphasort);
	if (o.json)
		printf("[");
	else
		printf("%-24s %8s %9s %9s %8s %9s %10s\n", "NAME", "PID", "UPTIME", "PROGRAMS",
		       "SOCKETS", "CALLS", "MEMORY");
	for (int i = 0; i < n; i++) {
		snprintf(name, sizeof(name), "%.*s", (int)strlen(list[i]->d_name) - 5,
			 list[i]->d_name);
		if (show(name, o.json, first))
			first = false;
		free(list[i]);
	}
	if (n >= 0)
		free(list);
	if (o.json)
		puts("]");
	return 0;
}
