/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* --trace: one line a call, its arguments by the kinds that kernel/syscalls.tbl names. */
#include "ports/native/native.h"

#include <string.h>

static void print_args(FILE *f, const struct syscall_desc *d, const u64 *a)
{
	const char *p = d->args ? d->args : "";

	for (u32 i = 0; *p && i < 6; i++) {
		size_t len = strcspn(p, ",");
		bool hex = !strncmp(p, "hex", len) || !strncmp(p, "ptr", len) ||
			   !strncmp(p, "buf", len) || !strncmp(p, "msghdr", len);

		if (!strncmp(p, "void", len))
			return;
		if (hex)
			fprintf(f, "%s%#llx", i ? ", " : "", (unsigned long long)a[i]);
		else
			fprintf(f, "%s%d", i ? ", " : "", (int)a[i]);
		p += len + (p[len] == ',');
	}
}

void native_trace(struct native_call *c, long ret)
{
	const struct syscall_desc *d = syscall_describe(c->abi, c->nr);
	FILE *f = c->trace;

	if (!d)
		return;
	fprintf(f, "%s[%d] %s(", c->task ? c->task->task->comm : "?", c->tid, d->name);
	print_args(f, d, c->args);
	if (ret < 0)
		fprintf(f, ") = -1 %s\n",
			ret == -ERESTARTSYS ? "ERESTARTSYS" : strerrorname_np(-ret));
	else
		fprintf(f, ") = %ld\n", ret);
	fflush(f);
}
