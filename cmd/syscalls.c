// SPDX-License-Identifier: LGPL-2.1-or-later
/* kernlet syscalls: the table that the gate, the filter and the documents are made from. */
#include "cmd/cmd.h"

static const char *const servers[] = { "none", "host", "kernel" };

static void number(char *text, size_t size, int nr)
{
	if (nr < 0)
		snprintf(text, size, "-");
	else
		snprintf(text, size, "%d", nr);
}

static void print_row(const struct syscall_desc *d)
{
	char i386[12], x86_64[12];

	number(i386, sizeof(i386), d->nr[ABI_I386]);
	number(x86_64, sizeof(x86_64), d->nr[ABI_X86_64]);
	printf("%-28s %5s %6s  %-10s %-7s %s\n", d->name, i386, x86_64,
	       d->since && *d->since ? d->since : "-", servers[d->server], d->note ? d->note : "");
}

static void print_json(const struct syscall_desc *d, bool first)
{
	printf("%s\n  {\"name\":\"%s\",\"i386\":%d,\"x86_64\":%d,\"since\":\"%s\",\"served\":\"%s\"}",
	       first ? "" : ",", d->name, d->nr[ABI_I386], d->nr[ABI_X86_64],
	       d->since ? d->since : "", servers[d->server]);
}

int verb_syscalls(int argc, char **argv)
{
	struct options o;
	int err = parse_options(&o, OPT_JSON, argc, argv);

	if (err)
		return err;
	if (o.help)
		return show_help(argv[0]);
	if (o.argv)
		return usage_error("'%s': kernlet syscalls takes no argument", o.argv[0]);
	if (o.json)
		putchar('[');
	else
		printf("%-28s %5s %6s  %-10s %-7s %s\n", "NAME", "I386", "X86-64", "SINCE",
		       "SERVED", "NOTE");
	for (u32 i = 0; i < syscall_desc_count; i++) {
		if (o.json)
			print_json(&syscall_descs[i], !i);
		else
			print_row(&syscall_descs[i]);
	}
	if (o.json)
		puts("\n]");
	return 0;
}
