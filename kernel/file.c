/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Files and descriptor tables, and the calls that work on descriptors alone: read, write,
 * readv, writev, close, dup, dup2, dup3, fcntl, ioctl. See file.h.
 */
#include "kernel/file.h"

#include "kernel/kernel.h"
#include "kernel/syscall.h"

#include <fcntl.h>

struct fd_slot {
	struct file *file;
	bool cloexec;
};

struct files {
	u32 refs;
	u32 n; /* slots in the array */
	u32 lowest; /* no free descriptor below this one */
	struct fd_slot *fd;
};

struct files *files_create(struct kernel *k)
{
	struct files *fs = kzalloc(&k->mem, sizeof(*fs));

	if (fs)
		fs->refs = 1;
	return fs;
}

struct files *files_get(struct files *fs)
{
	fs->refs++;
	return fs;
}

void files_put(struct kernel *k, struct files *fs)
{
	if (--fs->refs)
		return;
	for (u32 i = 0; i < fs->n; i++)
		if (fs->fd[i].file)
			file_put(fs->fd[i].file);
	kfree(&k->mem, fs->fd);
	kfree(&k->mem, fs);
}

struct files *files_dup(struct kernel *k, const struct files *fs)
{
	struct files *copy = files_create(k);

	if (!copy || !fs->n)
		return copy;
	copy->fd = kmalloc(&k->mem, fs->n * sizeof(*copy->fd));
	if (!copy->fd) {
		kfree(&k->mem, copy);
		return NULL;
	}
	memcpy(copy->fd, fs->fd, fs->n * sizeof(*copy->fd));
	copy->n = fs->n;
	copy->lowest = fs->lowest;
	for (u32 i = 0; i < copy->n; i++)
		if (copy->fd[i].file)
			file_get(copy->fd[i].file);
	return copy;
}

struct file *file_alloc(struct kernel *k, const struct file_operations *ops, void *priv, u32 flags)
{
	struct file *f = kzalloc(&k->mem, sizeof(*f));

	if (!f)
		return NULL;
	f->kernel = k;
	f->f_op = ops;
	f->private_data = priv;
	f->f_flags = flags;
	f->refs = 1;
	k->n_files++;
	return f;
}

void file_put(struct file *f)
{
	struct kernel *k = f->kernel;

	if (--f->refs)
		return;
	if (f->f_op->release)
		f->f_op->release(k, f);
	k->n_files--;
	kfree(&k->mem, f);
}

static struct fd_slot *slot_of(struct task *t, int fd)
{
	struct files *fs = t->files;

	return fd >= 0 && (u32)fd < fs->n && fs->fd[fd].file ? &fs->fd[fd] : NULL;
}

struct file *fget(struct task *t, int fd)
{
	struct fd_slot *s;

	if (t->kernel->port->fget)
		return t->kernel->port->fget(t, fd);
	s = slot_of(t, fd);
	return s ? file_get(s->file) : NULL;
}

/* Make slot @fd exist. -EMFILE or -ENOMEM. */
static int files_grow(struct kernel *k, struct files *fs, u32 fd)
{
	u32 n = fs->n ? fs->n : 8;
	struct fd_slot *p;

	if (fd < fs->n)
		return 0;
	if (fd >= MAX_FDS)
		return -EMFILE;
	while (n <= fd)
		n *= 2;
	p = krealloc(&k->mem, fs->fd, n * sizeof(*p));
	if (!p)
		return -ENOMEM;
	memset(p + fs->n, 0, (n - fs->n) * sizeof(*p));
	fs->fd = p;
	fs->n = n;
	return 0;
}

/* Put @f (its reference goes over) into the lowest free slot from @from on. */
static int install_from(struct task *t, struct file *f, u32 from, bool cloexec)
{
	struct files *fs = t->files;
	u32 fd = max(from, fs->lowest);
	int err;

	while (fd < fs->n && fs->fd[fd].file)
		fd++;
	err = files_grow(t->kernel, fs, fd);
	if (err)
		return err;
	fs->fd[fd] = (struct fd_slot) { f, cloexec };
	if (from <= fs->lowest)
		fs->lowest = fd + 1;
	return fd;
}

int fd_install(struct task *t, struct file *f, int flags)
{
	if (t->kernel->port->fd_install)
		return t->kernel->port->fd_install(t, f, flags);
	return install_from(t, f, 0, flags & O_CLOEXEC);
}

int fd_close(struct task *t, int fd)
{
	struct fd_slot *s;
	struct file *f;

	if (t->kernel->port->fd_close)
		return t->kernel->port->fd_close(t, fd);
	s = slot_of(t, fd);
	if (!s)
		return -EBADF;
	f = s->file;
	*s = (struct fd_slot) { 0 };
	t->files->lowest = min(t->files->lowest, (u32)fd);
	file_put(f);
	return 0;
}

void files_close_on_exec(struct task *t)
{
	for (u32 i = 0; i < t->files->n; i++)
		if (t->files->fd[i].file && t->files->fd[i].cloexec)
			fd_close(t, (int)i);
}

SYSCALL_DEFINE1(close, int, fd)
{
	return fd_close(t, fd);
}

SYSCALL_DEFINE1(dup, int, fd)
{
	struct file *f = fget(t, fd);
	int ret;

	if (!f)
		return -EBADF;
	ret = install_from(t, f, 0, false);
	if (ret < 0)
		file_put(f);
	return ret;
}

static long dup_to(struct task *t, int oldfd, int newfd, bool cloexec)
{
	struct file *f;
	int err;

	if (newfd < 0 || newfd >= MAX_FDS)
		return -EBADF;
	f = fget(t, oldfd);
	if (!f)
		return -EBADF;
	err = files_grow(t->kernel, t->files, newfd);
	if (err) {
		file_put(f);
		return err;
	}
	if (t->files->fd[newfd].file)
		file_put(t->files->fd[newfd].file);
	t->files->fd[newfd] = (struct fd_slot) { f, cloexec };
	return newfd;
}

SYSCALL_DEFINE2(dup2, int, oldfd, int, newfd)
{
	if (oldfd == newfd)
		return slot_of(t, oldfd) ? newfd : -EBADF;
	return dup_to(t, oldfd, newfd, false);
}

SYSCALL_DEFINE3(dup3, int, oldfd, int, newfd, int, flags)
{
	if (flags & ~O_CLOEXEC || oldfd == newfd)
		return -EINVAL;
	return dup_to(t, oldfd, newfd, flags & O_CLOEXEC);
}

#define SETFL_MASK (O_APPEND | O_NONBLOCK | O_DIRECT | O_NOATIME | O_ASYNC)

static long fcntl_dup(struct task *t, struct file *f, u64 arg, bool cloexec)
{
	int ret;

	if (arg >= MAX_FDS)
		return -EINVAL;
	ret = install_from(t, file_get(f), arg, cloexec);
	if (ret < 0)
		file_put(f);
	return ret;
}

static long do_fcntl(struct task *t, struct file *f, int fd, int cmd, u64 arg)
{
	struct fd_slot *s = slot_of(t, fd);

	switch (cmd) {
	case F_DUPFD:
		return fcntl_dup(t, f, arg, false);
	case F_DUPFD_CLOEXEC:
		return fcntl_dup(t, f, arg, true);
	case F_GETFD:
		return s && s->cloexec ? FD_CLOEXEC : 0;
	case F_SETFD:
		if (s)
			s->cloexec = arg & FD_CLOEXEC;
		return 0;
	case F_GETFL:
		return f->f_flags;
	case F_SETFL:
		f->f_flags = (f->f_flags & ~SETFL_MASK) | (arg & SETFL_MASK);
		return 0;
	default:
		return -EINVAL;
	}
}

SYSCALL_DEFINE3(fcntl, int, fd, int, cmd, u64, arg)
{
	struct file *f = fget(t, fd);
	long ret;

	if (!f)
		return -EBADF;
	ret = do_fcntl(t, f, fd, cmd, arg);
	file_put(f);
	return ret;
}

SYSCALL_DEFINE3(ioctl, int, fd, u32, cmd, uptr, arg)
{
	struct file *f = fget(t, fd);
	long ret;

	if (!f)
		return -EBADF;
	ret = f->f_op->ioctl ? f->f_op->ioctl(t, f, cmd, arg) : -ENOTTY;
	file_put(f);
	return ret;
}

static long file_transfer(struct task *t, int fd, struct iov_iter *it, bool writing)
{
	struct file *f = fget(t, fd);
	u32 mode;
	long ret;

	if (!f)
		return -EBADF;
	mode = f->f_flags & O_ACCMODE;
	if (mode == (writing ? O_RDONLY : O_WRONLY))
		ret = -EBADF;
	else if (writing)
		ret = f->f_op->write ? f->f_op->write(t, f, it, &f->pos) : -EINVAL;
	else
		ret = f->f_op->read ? f->f_op->read(t, f, it, &f->pos) : -EINVAL;
	file_put(f);
	return ret;
}

SYSCALL_DEFINE3(read, int, fd, uptr, buf, u64, count)
{
	struct iov_iter it;

	iov_iter_user(&it, buf, count);
	return file_transfer(t, fd, &it, false);
}

SYSCALL_DEFINE3(write, int, fd, uptr, buf, u64, count)
{
	struct iov_iter it;

	iov_iter_user(&it, buf, count);
	return file_transfer(t, fd, &it, true);
}

static long vector_transfer(struct task *t, int fd, uptr vec, u64 nr, bool writing)
{
	struct iov_iter it;
	void *heap = NULL;
	long ret;

	if (nr > UIO_MAXIOV)
		return -EINVAL;
	ret = import_iovec(t, vec, nr, &it, &heap);
	if (!ret)
		ret = file_transfer(t, fd, &it, writing);
	kfree(&t->kernel->mem, heap);
	return ret;
}

SYSCALL_DEFINE3(readv, int, fd, uptr, vec, u64, nr)
{
	return vector_transfer(t, fd, vec, nr, false);
}

SYSCALL_DEFINE3(writev, int, fd, uptr, vec, u64, nr)
{
	return vector_transfer(t, fd, vec, nr, true);
}
