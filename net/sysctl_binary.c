/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * _sysctl(2): settings by number. Linux dropped it in 5.5; here it goes on, over the same tree as
 * /proc/sys.
 *
 *   numbers -> path (sysctl_binary_tables.c) -> the text of the file <-> ints or a string
 *
 * Numbers are read from and written to the file's text, so ranges, permissions and what a new
 * value sets going are those of the file. Names that are not known are ENOTDIR.
 */
#include "net/sysctl_binary.h"

#include "kernel/kernel.h"
#include "kernel/proc.h"
#include "kernel/syscall.h"
#include "kernel/task.h"
#include "kernel/uaccess.h"
#include "net/core/dev.h"
#include "net/net.h"

#include <fcntl.h>
#include <linux/capability.h>
#include <linux/sysctl.h>
#include <linux/utsname.h>
#include <stdio.h>
#include <stdlib.h>

/* The longest text of a setting, as in Linux. */
#define TEXT_MAX 256

/** The call's arguments, in 64 bits whatever the program's are. */
struct sysctl_args {
	uptr name, oldval, oldlenp, newval;
	int nlen;
	u64 newlen, oldlen;
};

/** Where a value is, and what it looks like. */
struct sysctl_place {
	struct proc_req req;
	const struct bin_table *row;
	char path[160];
};

static int get_args(struct task *t, struct sysctl_args *a, uptr from)
{
	u32 size = user_ptr_size(t);
	/* name, nlen (an int, padded to a long), oldval, oldlenp, newval, newlen */
	u64 v[6];
	int err = 0;

	for (u32 i = 0; i < ARRAY_SIZE(v) && !err; i++)
		err = get_user_long(t, &v[i], from + i * size);
	if (err)
		return err;
	*a = (struct sysctl_args) { .name = v[0],
				    .nlen = (int)v[1],
				    .oldval = v[2],
				    .oldlenp = v[3],
				    .newval = v[4],
				    .newlen = v[5] };
	if (a->oldval && !a->oldlenp)
		return -EFAULT;
	return a->oldlenp ? get_user_long(t, &a->oldlen, a->oldlenp) : 0;
}

static const char *device_name(const struct net *net, int number)
{
	const struct net_device *dev;

	if (number == NET_PROTO_CONF_ALL)
		return "all";
	if (number == NET_PROTO_CONF_DEFAULT)
		return "default";
	dev = dev_get_by_index(net, number);
	return dev ? dev->name : NULL;
}

/* The row of @number in @table, and its word; NULL when there is none. */
static const struct bin_table *find_row(const struct net *net, const struct bin_table *table,
					int number, const char **ret_word)
{
	for (const struct bin_table *row = table; row->kind != BIN_END; row++) {
		if (row->kind != BIN_DEVS && row->ctl_name != number)
			continue;
		*ret_word = row->kind == BIN_DEVS ? device_name(net, number) : row->procname;
		return row->kind == BIN_DEVS && !*ret_word ? NULL : row;
	}
	return NULL;
}

static int find_place(const struct net *net, const int *name, int nlen, struct sysctl_place *p)
{
	const struct bin_table *table = bin_root;
	const char *word = NULL;
	size_t at = (size_t)snprintf(p->path, sizeof(p->path), "/proc/sys");

	for (int i = 0; i < nlen; i++) {
		p->row = table ? find_row(net, table, name[i], &word) : NULL;
		if (!p->row)
			return -ENOTDIR;
		if (word && at < sizeof(p->path))
			at += (size_t)snprintf(p->path + at, sizeof(p->path) - at, "/%s", word);
		table = p->row->child;
	}
	return table || at >= sizeof(p->path) ? -ENOTDIR : 0;
}

static const char *uts_name(const struct kernel *k, const struct bin_table *row)
{
	switch (row->extra) {
	case UTS_OSTYPE:
		return "Linux";
	case UTS_OSRELEASE:
		return KERNLET_RELEASE;
	case UTS_VERSION:
		return KERNLET_UTS_VERSION;
	case UTS_NODENAME:
		return k->hostname;
	default:
		return k->domainname;
	}
}

/* The text of the setting, NUL-terminated; what does not fit is not there. */
static int get_text(struct task *t, const struct sysctl_place *p, char text[TEXT_MAX])
{
	struct seq_file m;
	size_t n;
	int err;

	if (p->row->kind == BIN_UTS) {
		snprintf(text, TEXT_MAX, "%s\n", uts_name(t->kernel, p->row));
		return 0;
	}
	seq_init(&m, &t->kernel->mem);
	err = proc_read(&p->req, p->path, &m);
	if (!err) {
		n = min(m.count, (size_t)TEXT_MAX - 1);
		memcpy(text, m.buf, n);
		text[n] = '\0';
	}
	seq_free(&m);
	return err;
}

static long set_text(struct task *t, const struct sysctl_place *p, const char *text, size_t n)
{
	char *field = p->row->extra == UTS_NODENAME ? t->kernel->hostname : t->kernel->domainname;

	if (p->row->kind != BIN_UTS)
		return proc_write(&p->req, p->path, text, n, 0);
	if (p->row->extra < UTS_NODENAME)
		return -EPERM;
	if (!capable(t, CAP_SYS_ADMIN))
		return -EPERM;
	snprintf(field, __NEW_UTS_LEN + 1, "%.*s", (int)strcspn(text, "\n"), text);
	return (long)n;
}

/* Does the call read or write, and may it? */
static int check_access(const struct sysctl_args *a, const struct sysctl_place *p)
{
	bool reads = a->oldval && a->oldlen, writes = a->newval && a->newlen;

	if (p->row->kind == BIN_UTS || (!reads && !writes))
		return 0;
	return proc_may_open(&p->req, p->path,
			     reads && writes ? O_RDWR
			     : writes	     ? O_WRONLY
					     : O_RDONLY);
}

/* Bytes copied to the program, or a negative errno. */
static long read_string(struct task *t, const struct sysctl_args *a, char *text)
{
	size_t n = min(strlen(text), (size_t)a->oldlen);

	if (copy_to_user(t, a->oldval, text, n))
		return -EFAULT;
	if (!n || text[n - 1] != '\n')
		return (long)n;
	if (put_user(t, a->oldval + n - 1, '\0'))
		return -EFAULT;
	return (long)n - 1;
}

static long write_string(struct task *t, const struct sysctl_args *a, const struct sysctl_place *p)
{
	char text[TEXT_MAX];
	long ret;

	if (a->newlen > sizeof(text))
		return -EINVAL;
	memset(text, 0, sizeof(text));
	if (copy_from_user(t, text, a->newval, a->newlen))
		return -EFAULT;
	ret = set_text(t, p, text, strnlen(text, a->newlen));
	return ret < 0 ? ret : 0;
}

static long read_ints(struct task *t, const struct sysctl_args *a, char *text)
{
	u64 room = a->oldlen / sizeof(s32), n = 0;
	char *end;

	for (; n < room; n++, text = end) {
		s32 v = (s32)strtoll(text, &end, 0);

		if (end == text)
			break;
		if (put_user(t, a->oldval + n * sizeof(v), v))
			return -EFAULT;
	}
	return (long)(n * sizeof(s32));
}

static long write_ints(struct task *t, const struct sysctl_args *a, const struct sysctl_place *p)
{
	u64 n = a->newlen / sizeof(s32);
	char text[TEXT_MAX] = "";
	size_t at = 0;
	long ret;

	for (u64 i = 0; i < n && at < sizeof(text); i++) {
		s32 v;

		if (get_user(t, v, a->newval + i * sizeof(v)))
			return -EFAULT;
		at += (size_t)snprintf(text + at, sizeof(text) - at, "%d\t", v);
	}
	if (at >= sizeof(text))
		return -EINVAL;
	ret = set_text(t, p, text, at);
	return ret < 0 ? ret : 0;
}

static long access_value(struct task *t, const struct sysctl_args *a, const struct sysctl_place *p)
{
	bool string = p->row->kind == BIN_STRING || p->row->kind == BIN_UTS;
	char text[TEXT_MAX];
	long ret = 0, err;

	if (a->oldval && a->oldlen) {
		ret = get_text(t, p, text);
		if (ret)
			return ret;
		ret = string ? read_string(t, a, text) : read_ints(t, a, text);
	}
	if (ret < 0 || !a->newval || !a->newlen)
		return ret;
	err = string ? write_string(t, a, p) : write_ints(t, a, p);
	return err ? err : ret;
}

static long do_sysctl(struct task *t, const struct sysctl_args *a)
{
	struct sysctl_place p = { .req = { .kernel = t->kernel,
					   .net = t->net,
					   .caps = t->cap_effective,
					   .uid = t->uid,
					   .gid = t->gid } };
	int name[CTL_MAXNAME], err;

	if (a->nlen <= 0 || a->nlen > CTL_MAXNAME)
		return -ENOTDIR;
	if (copy_from_user(t, name, a->name, (size_t)a->nlen * sizeof(*name)))
		return -EFAULT;
	err = find_place(t->net, name, a->nlen, &p);
	if (!err)
		err = check_access(a, &p);
	return err ? err : access_value(t, a, &p);
}

SYSCALL_DEFINE1(sysctl, uptr, args)
{
	struct sysctl_args a;
	long ret = get_args(t, &a, args);

	if (ret)
		return ret;
	ret = do_sysctl(t, &a);
	if (ret < 0 || !a.oldlenp)
		return ret;
	a.oldlen = (u64)ret;
	return copy_to_user(t, a.oldlenp, &a.oldlen, user_ptr_size(t));
}
