// SPDX-License-Identifier: LGPL-2.1-or-later
/*
 * Files of the host as files of the kernel, and how paths of a program become them.
 *
 *   path --(cwd or directory's path in front)--> clean, absolute --> openat2(root, IN_ROOT)
 *
 * The root folder is never left: the host itself resolves every link inside of it. A file that is
 * not ready puts the task on its wait queue; host_wait() asks the host for all of those at once.
 */
#include "ports/i386/hostfs.h"

#include "kernel/proc.h"

#include <fcntl.h>
#include <linux/openat2.h>
#include <poll.h>
#include <stdlib.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <unistd.h>

#define MAX_PIECES 256

/* ---- paths ---- */

/* Drop doubled slashes and "."; ".." stays, since only the host knows what is a link. */
static int join(char out[PATH_MAX], const char *base, const char *path)
{
	int n = *path == '/' ? snprintf(out, PATH_MAX, "%s", path)
			     : snprintf(out, PATH_MAX, "%s/%s", base, path);

	return n >= PATH_MAX ? -ENAMETOOLONG : 0;
}

int host_full_path(struct task *t, int dirfd, const char *path, char out[PATH_MAX])
{
	struct file *f;
	int err;

	if (*path == '/' || dirfd == AT_FDCWD)
		return join(out, process_of(t)->cwd, path);
	f = fget(t, dirfd);
	if (!f)
		return -EBADF;
	if (f->f_op != &host_file_ops || !((struct host_file *)f->private_data)->path)
		err = -ENOTDIR;
	else
		err = join(out, ((struct host_file *)f->private_data)->path, path);
	file_put(f);
	return err;
}

int host_open_full(struct machine *m, const char *full, int flags, u32 mode)
{
	const char *rel = full + strspn(full, "/");
	struct open_how how = { .flags = (u32)flags | O_CLOEXEC,
				.mode = flags & (O_CREAT | __O_TMPFILE) ? mode & 07777 : 0,
				.resolve = RESOLVE_IN_ROOT };
	long fd = syscall(SYS_openat2, m->root_fd, *rel ? rel : ".", &how, sizeof(how));

	return fd < 0 ? -errno : (int)fd;
}

int host_open(struct task *t, int dirfd, const char *path, int flags, u32 mode)
{
	char full[PATH_MAX];
	int err;

	/* The host's /proc/self is ourselves. */
	if (!strcmp(path, "/proc/self/exe"))
		path = process_of(t)->exe;
	err = *path ? host_full_path(t, dirfd, path, full) : -ENOENT;
	return err ? err : host_open_full(process_of(t)->machine, full, flags, mode);
}

int host_open_parent(struct task *t, int dirfd, const char *path, char last[NAME_MAX + 1])
{
	char full[PATH_MAX], *slash, *end;
	int err = *path ? host_full_path(t, dirfd, path, full) : -ENOENT;

	if (err)
		return err;
	for (end = full + strlen(full); end > full + 1 && end[-1] == '/';)
		*--end = 0;
	slash = strrchr(full, '/');
	if (strlen(slash + 1) > NAME_MAX)
		return -ENAMETOOLONG;
	strcpy(last, slash[1] ? slash + 1 : ".");
	*slash = 0;
	return host_open_full(process_of(t)->machine, full, O_PATH | O_DIRECTORY, 0);
}

void host_init_cwd(struct process *p)
{
	char *cwd = getcwd(NULL, 0);
	int fd = cwd ? host_open_full(p->machine, cwd, O_PATH | O_DIRECTORY, 0) : -1;

	snprintf(p->cwd, sizeof(p->cwd), "%s", fd < 0 ? "/" : cwd);
	if (fd >= 0)
		close(fd);
	free(cwd);
}

void host_identity(struct process *p)
{
	p->uid = p->euid = p->suid = getuid();
	p->gid = p->egid = p->sgid = getgid();
}

/* ---- files ---- */

struct file *host_file_create(struct kernel *k, int fd, u32 flags)
{
	struct host_file *h = kzalloc(&k->mem, sizeof(*h));
	struct file *f = h ? file_alloc(k, &host_file_ops, h, flags) : NULL;
	struct stat st;

	if (!f) {
		kfree(&k->mem, h);
		close(fd);
		return NULL;
	}
	h->fd = fd;
	h->waits = !fstat(fd, &st) && !S_ISREG(st.st_mode) && !S_ISDIR(st.st_mode);
	h->is_socket = S_ISSOCK(st.st_mode);
	init_waitqueue_head(&h->wait);
	list_add_tail(&h->node, &((struct machine *)k->port_data)->host_files);
	return f;
}

int host_file_fd(const struct file *f)
{
	return f->f_op == &host_file_ops ? ((struct host_file *)f->private_data)->fd : -1;
}

static void host_release(struct kernel *k, struct file *f)
{
	struct host_file *h = f->private_data;

	list_del(&h->node);
	wait_queue_destroy(&h->wait);
	close(h->fd);
	kfree(&k->mem, h->path);
	kfree(&k->mem, h);
}

static short ready_now(const struct host_file *h, short events)
{
	struct pollfd p = { .fd = h->fd, .events = events };

	return !h->waits ? events : poll(&p, 1, 0) > 0 ? p.revents : 0;
}

/* The guest's pieces as pieces of ours, up to the first byte that cannot be touched. */
static int pin_pieces(struct mm *mm, struct iov_iter *it, bool write, struct iovec v[MAX_PIECES])
{
	u32 n = 0;
	u64 left = it->count;

	for (u32 i = 0; i < it->n && n < MAX_PIECES && left; i++) {
		u64 want = min(it->iov[i].len, left), got;

		if (!want)
			continue;
		got = it->iov[i].base >> 32 ? 0 : mm_pin(mm, (u32)it->iov[i].base, want, write);
		if (got)
			v[n++] = (struct iovec) { mm->ram + it->iov[i].base, got };
		left -= got;
		if (got < want)
			break;
	}
	return n || !it->count ? (int)n : -EFAULT;
}

static long transfer(struct task *t, struct file *f, struct iov_iter *it, bool writing)
{
	struct host_file *h = f->private_data;
	struct iovec v[MAX_PIECES];
	long ret;
	int n;

	if (!ready_now(h, writing ? POLLOUT : POLLIN)) {
		if (f->f_flags & O_NONBLOCK)
			return -EAGAIN;
		return park(t, &h->wait, WAIT_FOREVER, 0);
	}
	n = pin_pieces(process_of(t)->mm, it, !writing, v);
	if (n < 0)
		return n;
	ret = writing ? writev(h->fd, v, n) : readv(h->fd, v, n);
	return ret < 0 ? -errno : ret;
}

static long host_read(struct task *t, struct file *f, struct iov_iter *to, s64 *pos)
{
	return transfer(t, f, to, false);
}

static long host_write(struct task *t, struct file *f, struct iov_iter *from, s64 *pos)
{
	const struct guest_siginfo info = { .signo = SIGPIPE, .code = SI_USER };
	long ret = transfer(t, f, from, true);

	if (ret == -EPIPE)
		signal_send(process_of(t), thread_of(t), &info);
	return ret;
}

static u32 host_poll(struct task *t, struct file *f)
{
	struct host_file *h = f->private_data;

	if (t && wait_add(t, &h->wait))
		return POLLERR;
	return (u32)(u16)ready_now(h, POLLIN | POLLOUT | POLLPRI | POLLRDHUP);
}

static s64 host_llseek(struct file *f, s64 offset, int whence)
{
	off_t ret = lseek(host_file_fd(f), (off_t)offset, whence);

	return ret < 0 ? -errno : ret;
}

/* Terminals and how much can be read; all are structures without pointers, the same for 386. */
static const struct {
	u32 cmd, size;
	bool in, out;
} ioctls[] = {
	{ TCGETS, 36, false, true },	{ TCSETS, 36, true, false },
	{ TCSETSW, 36, true, false },	{ TCSETSF, 36, true, false },
	{ TCSBRK, 0, false, false },	{ TCFLSH, 0, false, false },
	{ TIOCGPGRP, 4, false, true },	{ TIOCSPGRP, 4, true, false },
	{ TIOCGSID, 4, false, true },	{ TIOCGWINSZ, 8, false, true },
	{ TIOCSWINSZ, 8, true, false }, { FIONREAD, 4, false, true },
	{ TIOCOUTQ, 4, false, true },
};

static long tty_group(struct task *t, u32 cmd, uptr arg)
{
	/* The host's terminal belongs to the host's groups: ours are not known there. */
	if (cmd == TIOCGPGRP)
		return put_user(t, arg, process_of(t)->pgid);
	return 0;
}

static long host_ioctl(struct task *t, struct file *f, u32 cmd, uptr arg)
{
	int fd = host_file_fd(f), on;
	u8 buf[64];

	if (cmd == FIONBIO) {
		if (get_user(t, on, arg))
			return -EFAULT;
		f->f_flags = on ? f->f_flags | O_NONBLOCK : f->f_flags & ~(u32)O_NONBLOCK;
		return 0;
	}
	if ((cmd == TIOCGPGRP || cmd == TIOCSPGRP) && isatty(fd))
		return tty_group(t, cmd, arg);
	for (u32 i = 0; i < ARRAY_SIZE(ioctls); i++) {
		if (ioctls[i].cmd != cmd)
			continue;
		if (ioctls[i].in && copy_from_user(t, buf, arg, ioctls[i].size))
			return -EFAULT;
		if (ioctl(fd, cmd, ioctls[i].size ? (void *)buf : (void *)(uintptr_t)arg) < 0)
			return -errno;
		return ioctls[i].out ? copy_to_user(t, arg, buf, ioctls[i].size) : 0;
	}
	return -ENOTTY;
}

const struct file_operations host_file_ops = {
	.name = "host",
	.read = host_read,
	.write = host_write,
	.llseek = host_llseek,
	.poll = host_poll,
	.ioctl = host_ioctl,
	.release = host_release,
};

/* ---- waiting ---- */

#define MAX_POLLED 1024

void host_wait(struct machine *m, u64 when)
{
	struct pollfd p[MAX_POLLED];
	struct host_file *of[MAX_POLLED], *h;
	u64 now = machine_now(m);
	struct timespec ts = { 0 };
	u32 n = 0;

	list_for_each_entry (h, &m->host_files, node) {
		if (!wq_has_sleeper(&h->wait) || n == MAX_POLLED)
			continue;
		p[n] = (struct pollfd) { .fd = h->fd, .events = POLLIN | POLLOUT | POLLPRI };
		p[n].events = h->poll_events ? h->poll_events : POLLIN | POLLPRI;
		of[n++] = h;
	}
	if (!n && !when)
		return;
	if (when > now) {
		u64 left = min(when - now, 3600 * NSEC_PER_SEC);

		ts = (struct timespec) { left / NSEC_PER_SEC, left % NSEC_PER_SEC };
	}
	/* The tick ends such a sleep early, which costs nothing but another look. */
	if (ppoll(p, n, &ts, NULL) <= 0)
		return;
	for (u32 i = 0; i < n; i++)
		if (p[i].revents)
			wake_up(&of[i]->wait);
}

/* ---- open ---- */

int host_file_set_path(struct kernel *k, struct file *f, const char *full)
{
	struct host_file *h = f->private_data;
	size_t n = strlen(full) + 1;

	h->path = kmalloc(&k->mem, n);
	if (!h->path)
		return -ENOMEM;
	memcpy(h->path, full, n);
	return 0;
}

static long open_host_file(struct task *t, const char *full, int flags, u32 mode)
{
	struct process *p = process_of(t);
	struct file *f;
	struct stat st;
	int fd = host_open_full(p->machine, full, flags | O_NOCTTY, mode & ~p->umask), ret = 0;

	if (fd < 0)
		return fd;
	f = host_file_create(t->kernel, fd,
			     (u32)flags &
				     ~(u32)(O_CREAT | O_EXCL | O_TRUNC | O_CLOEXEC | O_NOCTTY));
	if (!f)
		return -ENOMEM;
	if (!fstat(fd, &st) && S_ISDIR(st.st_mode))
		ret = host_file_set_path(t->kernel, f, full);
	if (!ret)
		ret = fd_install(t, f, flags & O_CLOEXEC);
	if (ret < 0)
		file_put(f);
	return ret;
}

#define GUEST_O_LARGEFILE 0100000

/* What kernel/open.c asks: our own trees first, then the host's files. */
long i386_open(struct task *t, int dirfd, const char *path, int flags, u32 mode)
{
	char full[PATH_MAX];
	int err = *path ? host_full_path(t, dirfd, path, full) : -ENOENT;

	if (err)
		return err;
	return open_host_file(t, full, flags & ~GUEST_O_LARGEFILE, mode);
}
