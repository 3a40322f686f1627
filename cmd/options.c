// SPDX-License-Identifier: LGPL-2.1-or-later
/* Options of the verbs that boot kernels or run programs. */
#include "cmd/cmd.h"

#include <ctype.h>
#include <getopt.h>
#include <stdlib.h>

enum {
	OPTION_ROOT = 256,
	OPTION_INET,
	OPTION_CAP_DROP,
	OPTION_SCRIPT,
	OPTION_HOSTNAME,
	OPTION_MEM_LIMIT,
	OPTION_SEED,
	OPTION_CLASSIC,
	OPTION_TRACE,
	OPTION_ABI,
	OPTION_CPU,
	OPTION_ROOTFS,
};

static const struct option longs[] = {
	{ "root", no_argument, NULL, OPTION_ROOT },
	{ "inet", required_argument, NULL, OPTION_INET },
	{ "cap-drop", required_argument, NULL, OPTION_CAP_DROP },
	{ "script", required_argument, NULL, OPTION_SCRIPT },
	{ "hostname", required_argument, NULL, OPTION_HOSTNAME },
	{ "mem-limit", required_argument, NULL, OPTION_MEM_LIMIT },
	{ "seed", required_argument, NULL, OPTION_SEED },
	{ "classic-netlink", no_argument, NULL, OPTION_CLASSIC },
	{ "trace", no_argument, NULL, OPTION_TRACE },
	{ "abi", required_argument, NULL, OPTION_ABI },
	{ "cpu", required_argument, NULL, OPTION_CPU },
	{ "rootfs", required_argument, NULL, OPTION_ROOTFS },
	{ "json", no_argument, NULL, 'j' },
	{ "help", no_argument, NULL, 'h' },
	{ NULL },
};

/* Does a verb that accepts the groups @accept know option @c? */
static bool allowed(int c, u32 accept)
{
	switch (c) {
	case 'h':
		return true;
	case 'j':
		return accept & OPT_JSON;
	case OPTION_ABI:
		return accept & OPT_ABI;
	case OPTION_SCRIPT:
	case OPTION_CPU:
	case OPTION_ROOTFS:
		return (accept & OPT_BOOT) && (accept & OPT_PROGRAM);
	case OPTION_ROOT:
	case OPTION_INET:
	case OPTION_CAP_DROP:
	case OPTION_TRACE:
		return accept & OPT_PROGRAM;
	default:
		return accept & OPT_BOOT;
	}
}

static bool parse_size(const char *text, size_t *ret)
{
	char *end;
	unsigned long long v = strtoull(text, &end, 0);
	static const char units[] = "KMGT";
	const char *u = *end ? strchr(units, toupper((unsigned char)*end)) : NULL;
	int shift = u ? 10 * (u - units + 1) : 0;

	if (end == text || *text == '-' || (*end && (!u || end[1])) || (v << shift) >> shift != v)
		return false;
	*ret = v << shift;
	return true;
}

static int parse_seed(struct options *o, const char *text)
{
	char *end;

	o->kernel.seed = strtoull(text, &end, 0);
	if (end == text || *end)
		return usage_error("--seed %s: not a number", text);
	o->kernel.seeded = true;
	return 0;
}

static int parse_abi(struct options *o, const char *text)
{
	static const char *const names[ABI_MAX] = { [ABI_X86_64] = "x86-64", [ABI_I386] = "i386" };

	for (u32 i = 0; i < ABI_MAX; i++) {
		if (!strcmp(text, names[i])) {
			o->abi = i;
			return 0;
		}
	}
	return usage_error("--abi %s: 'i386' or 'x86-64' is needed", text);
}

static int apply(struct options *o, int c, const char *arg)
{
	switch (c) {
	case OPTION_ROOT:
		o->flags |= NATIVE_ROOT;
		return 0;
	case OPTION_INET:
		if (strcmp(arg, "host"))
			return usage_error("--inet %s: the one value there is is 'host'", arg);
		o->flags |= NATIVE_INET_HOST;
		return 0;
	case OPTION_CAP_DROP:
		if (strcmp(arg, "net_admin"))
			return usage_error("--cap-drop %s: the one value there is is 'net_admin'",
					   arg);
		o->flags |= NATIVE_DROP_NET_ADMIN;
		return 0;
	case OPTION_SCRIPT:
		o->script = arg;
		return 0;
	case OPTION_HOSTNAME:
		if (!*arg || strlen(arg) > 64)
			return usage_error("--hostname %s: 1 to 64 characters are needed", arg);
		o->kernel.hostname = arg;
		o->flags |= NATIVE_UTS;
		return 0;
	case OPTION_MEM_LIMIT:
		if (!parse_size(arg, &o->kernel.mem_limit))
			return usage_error("--mem-limit %s: write a size such as 64M or 2G", arg);
		return 0;
	case OPTION_SEED:
		return parse_seed(o, arg);
	case OPTION_CLASSIC:
		o->kernel.classic_netlink = true;
		return 0;
	case OPTION_TRACE:
		o->trace = true;
		return 0;
	case OPTION_ABI:
		return parse_abi(o, arg);
	case OPTION_CPU:
		if (strcmp(arg, "386"))
			return usage_error("--cpu %s: the one value there is is '386'", arg);
		o->cpu386 = true;
		return 0;
	case OPTION_ROOTFS:
		o->rootfs = arg;
		return 0;
	case 'j':
		o->json = true;
		return 0;
	default:
		o->help = true;
		return 0;
	}
}

int parse_options(struct options *o, u32 accept, int argc, char **argv)
{
	int c, err;

	*o = (struct options) { .abi = ABI_MAX };
	opterr = 0;
	optind = 1;
	/* A program's own options come after its name. */
	while ((c = getopt_long(argc, argv, accept & OPT_PROGRAM ? "+hj" : "hj", longs, NULL)) !=
	       -1) {
		const char *text = argv[optind - 1];

		if (c == '?' && optopt >= 256)
			return usage_error("%s: a value is missing; see `kernlet %s --help`", text,
					   argv[0]);
		if (c == '?' || !allowed(c, accept))
			return usage_error(
				"%s: `kernlet %s` has no such option; see `kernlet %s --help`",
				text, argv[0], argv[0]);
		err = apply(o, c, optarg);
		if (err)
			return err;
		if (o->help)
			return 0;
	}
	if (accept & OPT_NAME) {
		o->name = argv[optind];
		if (!o->name)
			return usage_error("which kernel? usage: kernlet %s ... NAME ...", argv[0]);
		if (!name_ok(o->name))
			return EXIT_USAGE;
		optind++;
		if (argv[optind] && !strcmp(argv[optind], "--"))
			optind++;
	}
	o->argv = argv[optind] ? argv + optind : NULL;
	return 0;
}
