// SPDX-License-Identifier: LGPL-2.1-or-later
/* --trace: one line a call, its arguments by the kinds that kernel/syscalls.tbl names. */
#include "ports/i386/machine.h"

static bool is_kind(const char *p, size_t len, const char *kind)
{
	return len == strlen(kind) && !strncmp(p, kind, len);
}

static void print_string(struct task *t, uptr at)
{
	char text[33];
	long n = strncpy_from_user(t, text, at, sizeof(text));

	if (n == -EFAULT) {
		fprintf(stderr, "%#llx", (unsigned long long)at);
		return;
	}
	fputc('"', stderr);
	for (u32 i = 0; i < 32 && text[i]; i++)
		fputc(text[i] >= ' ' && text[i] < 127 ? text[i] : '.', stderr);
	fputs(n < 0 ? "\"..." : "\"", stderr);
}

static void print_arg(struct task *t, const char *p, size_t len, u32 v)
{
	static const char *const plain[] = { "fd", "int", "cnt", "len", "ms", "long" };

	if (is_kind(p, len, "str")) {
		print_string(t, v);
		return;
	}
	for (u32 i = 0; i < ARRAY_SIZE(plain); i++) {
		if (!is_kind(p, len, plain[i]))
			continue;
		fprintf(stderr, "%d", (s32)v);
		return;
	}
	fprintf(stderr, v ? "%#x" : "%u", v);
}

void machine_trace(struct thread *t, long ret)
{
	const u64 *a = t->task->args;
	const struct syscall_desc *d = syscall_describe(ABI_I386, t->task->nr);
	const char *p = d ? d->args : "";

	fprintf(stderr, "%s[%d] ", t->task->comm, t->task->pid);
	if (d)
		fprintf(stderr, "%s(", d->name);
	else
		fprintf(stderr, "syscall_%u(", t->task->nr);
	for (u32 i = 0; *p && i < 6; i++) {
		size_t len = strcspn(p, ",");

		if (i)
			fputs(", ", stderr);
		print_arg(t->task, p, len, (u32)a[i]);
		p += len + (p[len] == ',');
	}
	if (ret == -ERESTARTSYS)
		fputs(") = ? ERESTARTSYS\n", stderr);
	else if (ret < 0 && ret >= -4095)
		fprintf(stderr, ") = -1 %s\n", strerrorname_np((int)-ret));
	else
		fprintf(stderr, ") = %#lx\n", ret & 0xffffffff);
}
