// SPDX-License-Identifier: LGPL-2.1-or-later
/*
 * kernlet syscalls: the table that the gate, the filter and the documents are made from. All of it,
 * or the calls that are named, by name or by number; with --abi, one machine's, by number.
 */
#include "cmd/cmd.h"

#include <stdlib.h>

#define ABI_ANY ABI_MAX
#define ANY_NUMBER (-1)
#define NO_NUMBER (-2) /* that any call has */

/* What is shown: of which machine, and the call asked for. */
struct choice {
	u32 abi; /* enum abi, or ABI_ANY */
	const char *name; /* NULL: all, or by number */
	long nr; /* ANY_NUMBER: all, or by name */
};

static const char *const servers[] = { "none", "host", "kernel" };

static bool has_number(const struct syscall_desc *d, u32 abi, long nr)
{
	return abi == ABI_ANY ? d->nr[ABI_I386] == nr || d->nr[ABI_X86_64] == nr : d->nr[abi] == nr;
}

static bool chosen(const struct syscall_desc *d, const struct choice *c)
{
	if (c->abi != ABI_ANY && d->nr[c->abi] < 0)
		return false;
	if (c->name)
		return !strcmp(d->name, c->name);
	return c->nr == ANY_NUMBER || has_number(d, c->abi, c->nr);
}

static const char *or_dash(const char *text)
{
	return text && *text ? text : "-";
}

static const char *number(char text[static 12], int nr)
{
	snprintf(text, 12, nr < 0 ? "-" : "%d", nr);
	return text;
}

static void print_row(const struct syscall_desc *d)
{
	char i386[12], x86_64[12];

	printf("%-28s %5s %6s  %-13s %-7s %-7s %s", d->name, number(i386, d->nr[ABI_I386]),
	       number(x86_64, d->nr[ABI_X86_64]), or_dash(d->since), or_dash(d->until),
	       servers[d->server], or_dash(d->entry));
	if (*d->note)
		printf("%*s %s", (int)(24 - strlen(or_dash(d->entry))), "", d->note);
	putchar('\n');
}

static void print_json(const struct syscall_desc *d, bool first)
{
	printf("%s\n  {\"name\":\"%s\",\"i386\":%d,\"x86_64\":%d,\"since\":\"%s\",\"until\":\"%s\","
	       "\"served\":\"%s\",\"entry\":\"%s\",\"note\":\"%s\"}",
	       first ? "" : ",", d->name, d->nr[ABI_I386], d->nr[ABI_X86_64], d->since, d->until,
	       servers[d->server], d->entry ? d->entry : "", d->note);
}

static int by_number(const void *a, const void *b, void *abi)
{
	const struct syscall_desc *const *x = a, *const *y = b;

	return (*x)->nr[*(u32 *)abi] - (*y)->nr[*(u32 *)abi];
}

/* Print what @c chooses; returns how many calls that are. */
static u32 print_chosen(const struct choice *c, bool json, bool first)
{
	const struct syscall_desc **rows = calloc(syscall_desc_count, sizeof(*rows));
	u32 abi = c->abi, n = 0;

	if (!rows)
		return 0;
	for (u32 i = 0; i < syscall_desc_count; i++)
		if (chosen(&syscall_descs[i], c))
			rows[n++] = &syscall_descs[i];
	if (abi != ABI_ANY)
		qsort_r(rows, n, sizeof(*rows), by_number, &abi);
	for (u32 i = 0; i < n; i++) {
		if (json)
			print_json(rows[i], first && !i);
		else
			print_row(rows[i]);
	}
	free(rows);
	return n;
}

/* A call by @text: its name, or its number in any base that C knows. */
static struct choice choice_of(u32 abi, const char *text)
{
	char *end;
	long nr = strtol(text, &end, 0);

	if (*text && !*end)
		return (struct choice) { abi, NULL, nr < 0 ? NO_NUMBER : nr };
	return (struct choice) { abi, text, ANY_NUMBER };
}

static int print_named(const struct options *o)
{
	int status = 0;
	bool first = true;

	for (char **arg = o->argv; *arg; arg++) {
		struct choice c = choice_of(o->abi, *arg);

		if (print_chosen(&c, o->json, first)) {
			first = false;
			continue;
		}
		complain("'%s': no system call %s%s%s; `kernlet syscalls` lists them", *arg,
			 c.name ? "has this name" : "has this number",
			 o->abi == ABI_ANY ? "" : " on ",
			 o->abi == ABI_I386	? "i386"
			 : o->abi == ABI_X86_64 ? "x86-64"
						: "");
		status = 1;
	}
	return status;
}

int verb_syscalls(int argc, char **argv)
{
	const struct choice all = { .nr = ANY_NUMBER };
	struct choice c = all;
	struct options o;
	int status = parse_options(&o, OPT_JSON | OPT_ABI, argc, argv);

	if (status)
		return status;
	if (o.help)
		return show_help(argv[0]);
	c.abi = o.abi;
	if (o.json)
		putchar('[');
	else
		printf("%-28s %5s %6s  %-13s %-7s %-7s %-24s %s\n", "NAME", "I386", "X86-64",
		       "SINCE", "UNTIL", "SERVED", "ENTRY", "NOTE");
	if (o.argv)
		status = print_named(&o);
	else
		print_chosen(&c, o.json, true);
	if (o.json)
		puts("\n]");
	return status;
}
