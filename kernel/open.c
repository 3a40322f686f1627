/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * open, lseek and readlink for ports whose descriptors are the kernel's own: there is no file
 * system, only the trees of kernel/proc.
 *
 *   open -> clean the path -> /proc/self, /proc/PID -> that task's namespace -> proc_open
 *
 * A file is its text as it was when it was opened, or read again after lseek to 0, as on Linux.
 */
#include "kernel/file.h"
#include "kernel/kernel.h"
#include "kernel/proc.h"
#include "kernel/syscall.h"
#include "kernel/task.h"

#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>

/** An open text file. */
struct text_file {
	struct proc_req req;
	struct seq_file text;
	bool filled;
	char path[];
};

static int text_fill(struct text_file *tf)
{
	int err;

	seq_free(&tf->text);
	err = proc_read(&tf->req, tf->path, &tf->text);
	tf->filled = !err;
	return err;
}

static long text_read(struct task *t, struct file *f, struct iov_iter *to, s64 *pos)
{
	struct text_file *tf = f->private_data;
	u64 n;
	int err = 0;

	if ((f->f_flags & O_ACCMODE) == O_WRONLY)
		return -EBADF;
	if (!tf->filled || !*pos)
		err = text_fill(tf);
	if (err)
		return err;
	if ((u64)*pos >= tf->text.count)
		return 0;
	n = min(tf->text.count - (u64)*pos, to->count);
	err = copy_to_iter(t, tf->text.buf + *pos, n, to);
	if (err)
		return err;
	*pos += (s64)n;
	return (long)n;
}

static long text_write(struct task *t, struct file *f, struct iov_iter *from, s64 *pos)
{
	struct text_file *tf = f->private_data;
	u64 n = min(from->count, (u64)INT_MAX & ~4095ull);
	void *buf;
	long ret;

	if ((f->f_flags & O_ACCMODE) == O_RDONLY)
		return -EBADF;
	buf = kmalloc(&f->kernel->mem, n + 1);
	if (!buf)
		return -ENOMEM;
	ret = copy_from_iter(t, buf, n, from);
	if (!ret)
		ret = proc_write(&tf->req, tf->path, buf, n, *pos);
	kfree(&f->kernel->mem, buf);
	if (ret > 0)
		*pos += ret;
	return ret;
}

static void text_release(struct kernel *k, struct file *f)
{
	struct text_file *tf = f->private_data;

	seq_free(&tf->text);
	k->net_unref(tf->req.net);
	kfree(&k->mem, tf);
}

static s64 text_llseek(struct file *f, s64 offset, int whence)
{
	s64 pos = whence == SEEK_CUR ? f->pos : 0;

	if ((whence != SEEK_SET && whence != SEEK_CUR) ||
	    __builtin_add_overflow(pos, offset, &pos) || pos < 0)
		return -EINVAL;
	return f->pos = pos;
}

static const struct file_operations text_ops = {
	.name = "proc",
	.read = text_read,
	.write = text_write,
	.llseek = text_llseek,
	.release = text_release,
};

/* ---- paths ---- */

/* "/proc/PID/net/x" -> "/proc/net/x" of that task, and so on; @path is rewritten in place. */
static int resolve_pid(struct task *t, char *path, struct proc_req *r)
{
	struct task *of = t;
	char *rest, rest_copy[PATH_MAX];
	long pid;

	if (strncmp(path, "/proc/", 6))
		return 0;
	rest = path + 6;
	if (!strncmp(rest, "self/", 5)) {
		rest += 4;
	} else if (!strncmp(rest, "thread-self/", 12)) {
		rest += 11;
	} else {
		pid = strtol(path + 6, &rest, 10);
		if (rest == path + 6 || *rest != '/')
			return 0;
		of = task_find(t->kernel, (s32)pid);
		if (!of)
			return -ENOENT;
	}
	r->net = of->net;
	snprintf(rest_copy, sizeof(rest_copy), "%s", rest);
	if (!strncmp(rest_copy, "/ns/", 4))
		snprintf(path, PATH_MAX, "/proc/self%.*s", PATH_MAX - 16, rest_copy);
	else
		snprintf(path, PATH_MAX, "/proc%.*s", PATH_MAX - 16, rest_copy);
	return 0;
}

/* Drop doubled slashes, "." and ".."; relative paths start at "/". In place. */
static void clean(char *path)
{
	char in[PATH_MAX + 1], *out = path, *save, *part;

	snprintf(in, sizeof(in), "%s", path);
	for (part = strtok_r(in, "/", &save); part; part = strtok_r(NULL, "/", &save)) {
		if (!strcmp(part, "."))
			continue;
		if (!strcmp(part, "..")) {
			while (out > path && *--out != '/')
				;
			continue;
		}
		*out++ = '/';
		memcpy(out, part, strlen(part));
		out += strlen(part);
	}
	if (out == path)
		*out++ = '/';
	*out = '\0';
}

/* The clean path at guest address @from, and who asks for it. */
static int get_path(struct task *t, uptr from, char *path, struct proc_req *r)
{
	long n = strncpy_from_user(t, path, from, PATH_MAX);

	if (n <= 0)
		return n ? (int)n : -ENOENT;
	clean(path);
	*r = (struct proc_req) { .kernel = t->kernel,
				 .net = t->net,
				 .caps = t->cap_effective,
				 .uid = t->uid,
				 .gid = t->gid };
	return resolve_pid(t, path, r);
}

static int open_text(const struct proc_req *r, const char *path, int flags, struct file **ret_f)
{
	struct kernel *k = r->kernel;
	size_t len = strlen(path) + 1;
	struct text_file *tf = kzalloc(&k->mem, sizeof(*tf) + len);

	if (!tf)
		return -ENOMEM;
	tf->req = *r;
	seq_init(&tf->text, &k->mem);
	memcpy(tf->path, path, len);
	*ret_f = file_alloc(k, &text_ops, tf, (u32)flags);
	if (!*ret_f) {
		kfree(&k->mem, tf);
		return -ENOMEM;
	}
	k->net_ref(r->net);
	return 0;
}

static int open_file(const struct proc_req *r, const char *path, int flags, struct file **ret_f)
{
	struct proc_stat st;
	int err = proc_stat(r, path, &st);

	if (err)
		return err;
	if (flags & O_CREAT && flags & O_EXCL)
		return -EEXIST;
	if (st.kind != PROC_DIR && flags & O_DIRECTORY)
		return -ENOTDIR;
	err = proc_may_open(r, path, flags);
	if (err)
		return err;
	if (st.kind == PROC_LINK)
		return proc_open_link(r, path, ret_f);
	return open_text(r, path, flags, ret_f);
}

/* Does one of our trees answer for @path, from whatever directory? Else it is the port's. */
static bool is_ours(struct task *t, const char *path)
{
	return *path == '/' && (proc_covers(t->kernel, path) || !strncmp(path, "/proc/self/n", 12));
}

/* A path of the port's files: 1, with the path as the program wrote it. */
static int get_port_path(struct task *t, uptr name, char *path)
{
	char tidy[PATH_MAX];
	long n = strncpy_from_user(t, path, name, PATH_MAX);

	if (n < 0)
		return (int)n;
	snprintf(tidy, sizeof(tidy), "%s", path);
	clean(tidy);
	return *path != '/' || !is_ours(t, tidy);
}

static long do_open(struct task *t, int dirfd, uptr name, int flags, u32 mode)
{
	struct proc_req r;
	char path[PATH_MAX];
	struct file *f;
	int err = t->kernel->port->open ? get_port_path(t, name, path) : 0;

	if (err)
		return err < 0 ? err : t->kernel->port->open(t, dirfd, path, flags, mode);
	err = get_path(t, name, path, &r);
	if (!err)
		err = open_file(&r, path, flags, &f);
	if (err)
		return err;
	err = fd_install(t, f, flags & O_CLOEXEC);
	if (err < 0)
		file_put(f);
	return err;
}

SYSCALL_DEFINE3(open, uptr, name, int, flags, u32, mode)
{
	return do_open(t, AT_FDCWD, name, flags, mode);
}

SYSCALL_DEFINE4(openat, int, dirfd, uptr, name, int, flags, u32, mode)
{
	return do_open(t, dirfd, name, flags, mode);
}

static long do_lseek(struct task *t, int fd, s64 offset, int whence)
{
	struct file *f = fget(t, fd);
	long ret;

	if (!f)
		return -EBADF;
	ret = f->f_op->llseek ? f->f_op->llseek(f, offset, whence) : -ESPIPE;
	file_put(f);
	return ret;
}

SYSCALL_DEFINE3(lseek, int, fd, s64, offset, int, whence)
{
	return do_lseek(t, fd, t->abi == ABI_I386 ? (s32)offset : offset, whence);
}

/* The 386's way to 64 bits of it: two halves in, the result through a pointer. */
SYSCALL_DEFINE5(llseek, int, fd, u32, high, u32, low, uptr, result, int, whence)
{
	s64 ret = do_lseek(t, fd, (s64)((u64)high << 32 | low), whence);

	return ret < 0 ? ret : put_user(t, result, ret);
}

static long port_readlink(struct task *t, int dirfd, const char *path, uptr buf, int size)
{
	char text[PATH_MAX];
	long n;

	if (size <= 0)
		return -EINVAL;
	n = t->kernel->port->readlink(t, dirfd, path, text, min((size_t)size, sizeof(text)));
	if (n > 0 && copy_to_user(t, buf, text, (size_t)n))
		return -EFAULT;
	return n;
}

static long do_readlink(struct task *t, int dirfd, uptr name, uptr buf, int size)
{
	struct proc_req r;
	char path[PATH_MAX];
	struct seq_file m;
	long ret = t->kernel->port->readlink ? get_port_path(t, name, path) : 0;

	if (ret)
		return ret < 0 ? ret : port_readlink(t, dirfd, path, buf, size);
	ret = get_path(t, name, path, &r);
	if (ret)
		return ret;
	if (size <= 0)
		return -EINVAL;
	seq_init(&m, &t->kernel->mem);
	ret = proc_readlink(&r, path, &m);
	if (!ret) {
		ret = (long)min(m.count, (size_t)size);
		if (copy_to_user(t, buf, m.buf, (size_t)ret))
			ret = -EFAULT;
	}
	seq_free(&m);
	return ret;
}

SYSCALL_DEFINE3(readlink, uptr, name, uptr, buf, int, size)
{
	return do_readlink(t, AT_FDCWD, name, buf, size);
}
