// SPDX-License-Identifier: LGPL-2.1-or-later
/* The command: its verbs, its help, its complaints. */
#include "cmd/cmd.h"

#include "kernlet.h"

#include <stdarg.h>
#include <stdio.h>

#define BOOT_HELP                                                                                    \
	"  --hostname NAME       the host name that programs see (default: the host's)\n"            \
	"  --mem-limit SIZE      most memory the kernel may use, as 64M or 2G (default: no limit)\n" \
	"  --seed NUMBER         make the kernel's random numbers repeatable\n"                      \
	"  --classic-netlink     netlink protocol numbers of Linux 2.2\n"
#define PROGRAM_HELP                                                                                   \
	"  --root                programs believe that they are root\n"                                \
	"  --inet host           traffic of inet sockets is the host's; the network's set-up is not\n" \
	"  --cap-drop net_admin  programs may look at the kernel's network, not change it\n"           \
	"  --trace               print each call that the kernel answers, to stderr\n"

/* clang-format off */
const struct verb verbs[] = {
	{ "run", verb_run, "run [OPTIONS] [--] PROGRAM [ARGS...]",
	  "boot a kernel, run PROGRAM and all its children on it, end with its exit status",
	  "  --script FILE         run the shell script FILE first (or alone)\n"
	  "  --cpu 386             run programs for the 386 on an emulated one, not on the host's\n"
	  "  --rootfs DIR          with --cpu 386: DIR is the root folder of the programs\n"
	  PROGRAM_HELP BOOT_HELP },
	{ "up", verb_up, "up [OPTIONS] NAME", "boot a kernel that stays, to be used by many",
	  BOOT_HELP },
	{ "exec", verb_exec, "exec [OPTIONS] NAME [--] PROGRAM [ARGS...]",
	  "run PROGRAM on the kernel NAME", PROGRAM_HELP },
	{ "down", verb_down, "down NAME", "end the kernel NAME and the programs on it", "" },
	{ "ps", verb_ps, "ps [-j]", "list the kernels that stay",
	  "  -j, --json            as JSON, with all counters\n" },
	{ "syscalls", verb_syscalls, "syscalls [OPTIONS] [NAME|NUMBER ...]",
	  "print system calls: numbers, first and last release, who serves them, entry point",
	  "  --abi i386|x86-64     the calls of one machine, by number\n"
	  "  -j, --json            as JSON\n" },
	{ "idt", verb_idt, "idt [-j]", "print the 256 vectors of the 386 machine and their gates",
	  "  -j, --json            as JSON, every vector\n" },
	{ NULL },
};
/* clang-format on */

static void __printf(1, 0) say(const char *fmt, va_list ap)
{
	fflush(stdout);
	fputs("kernlet: ", stderr);
	vfprintf(stderr, fmt, ap);
	fputc('\n', stderr);
}

int complain(const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	say(fmt, ap);
	va_end(ap);
	return EXIT_KERNLET;
}

int usage_error(const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	say(fmt, ap);
	va_end(ap);
	return EXIT_USAGE;
}

static const struct verb *find_verb(const char *name)
{
	for (const struct verb *v = verbs; v->name; v++)
		if (!strcmp(v->name, name))
			return v;
	return NULL;
}

int show_help(const char *verb)
{
	const struct verb *v = find_verb(verb);

	printf("usage: kernlet %s\n\n%s\n", v->usage, v->summary);
	if (*v->help)
		printf("\n%s", v->help);
	return 0;
}

static int overview(FILE *f)
{
	fputs("usage: kernlet VERB [OPTIONS] ...\n\n"
	      "Linux-compatible kernels in user space, for unmodified programs.\n\n",
	      f);
	for (const struct verb *v = verbs; v->name; v++)
		fprintf(f, "  kernlet %-44s %s\n", v->usage, v->summary);
	fputs("\n`kernlet VERB --help` tells the options of a verb; see also kernlet(1).\n", f);
	return 0;
}

int main(int argc, char **argv)
{
	const struct verb *v;

	if (argc < 2) {
		overview(stderr);
		return EXIT_USAGE;
	}
	if (!strcmp(argv[1], "--help") || !strcmp(argv[1], "-h") || !strcmp(argv[1], "help"))
		return argc > 2 && find_verb(argv[2]) ? show_help(argv[2]) : overview(stdout);
	if (!strcmp(argv[1], "--version")) {
		printf("kernlet %d.%d.%d\n", KERNLET_VERSION / 10000, KERNLET_VERSION / 100 % 100,
		       KERNLET_VERSION % 100);
		return 0;
	}
	v = find_verb(argv[1]);
	if (!v)
		return usage_error("'%s' is not a verb; `kernlet --help` lists them", argv[1]);
	return v->run(argc - 1, argv + 1);
}
