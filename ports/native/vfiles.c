/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The trees of kernel/proc as files of the host's, so that read, lseek, getdents, mmap, dup and
 * the rest work natively:
 *
 *   open for reading   a memfd with the text as it was at that moment
 *   open for writing   one end of a socketpair: each write is one message, taken from the other
 *                      end before the next call of any program is served (vfiles_drain)
 *   open a directory   a directory below a private one in /tmp that mirrors it: names only
 *   stat and others    answered from kernel/proc
 *
 * Two things cannot be had this way: what a write was refused for (EINVAL, say) does not reach a
 * program that wrote natively, and chdir to a directory that the host has not is the host's to
 * refuse.
 */
#include "ports/native/paths.h"

#include "net/core/net_namespace.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <stdlib.h>
#include <sys/epoll.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/sysmacros.h>
#include <unistd.h>

#define LINKS_MAX 8
#define WRITE_MAX 65536
#define VDEV makedev(0, 0xfe) /* st_dev of our files; no file system of the host's has it */

/** A setting opened for writing. */
struct writer {
	struct native_watch watch; /* our end */
	struct list_head node;
	struct native *n;
	struct proc_req req; /* holds a reference of its net */
	s64 pos;
	char path[];
};

struct vfiles {
	char root[64]; /* the private directory; "": none yet */
	struct list_head writers;
};

/* ---- set-up ---- */

static struct vfiles *vfiles_get(struct native *n)
{
	if (!n->vfiles) {
		n->vfiles = kzalloc(&n->k->mem, sizeof(*n->vfiles));
		if (n->vfiles)
			INIT_LIST_HEAD(&n->vfiles->writers);
	}
	return n->vfiles;
}

/*
 * The private directory, made when first needed; in memory where there is such a place, since
 * sysctl(8) trusts that "." and ".." are listed first. 0 or a negative errno.
 */
static int make_root(struct vfiles *vf)
{
	const char *places[] = { getenv("XDG_RUNTIME_DIR"), "/dev/shm", "/tmp" };

	for (u32 i = 0; i < ARRAY_SIZE(places) && !*vf->root; i++) {
		if (!places[i] || strlen(places[i]) > sizeof(vf->root) - 16)
			continue;
		snprintf(vf->root, sizeof(vf->root), "%.40s/kernlet-XXXXXX", places[i]);
		if (!mkdtemp(vf->root))
			vf->root[0] = '\0';
	}
	return *vf->root ? 0 : -errno;
}

static int remove_one(const char *path, const struct stat *st, int type, struct FTW *ftw)
{
	return remove(path);
}

static void writer_free(struct writer *w)
{
	list_del(&w->node);
	net_put(w->req.net);
	native_unwatch(w->n, &w->watch);
	native_free_later(w->n, &w->watch);
}

void vfiles_end(struct native *n)
{
	struct vfiles *vf = n->vfiles;
	struct writer *w, *next;

	if (!vf)
		return;
	list_for_each_entry_safe (w, next, &vf->writers, node)
		writer_free(w);
	if (*vf->root)
		nftw(vf->root, remove_one, 16, FTW_DEPTH | FTW_PHYS | FTW_MOUNT);
	kfree(&n->k->mem, vf);
	n->vfiles = NULL;
}

/* ---- reading ---- */

/* A read-only descriptor on @text: the memfd itself would be writable. */
static int text_fd(const char *name, const struct seq_file *text, u32 mode)
{
	char self[48];
	int fd = memfd_create(name, MFD_CLOEXEC), ro;

	if (fd < 0)
		return -errno;
	if (text->count && write(fd, text->buf, text->count) != (ssize_t)text->count) {
		close(fd);
		return -ENOMEM;
	}
	fchmod(fd, mode);
	snprintf(self, sizeof(self), "/proc/self/fd/%d", fd);
	ro = open(self, O_RDONLY | O_CLOEXEC);
	if (ro < 0)
		return fd;
	close(fd);
	return ro;
}

static int open_text(const struct proc_req *r, const struct vpath *v, u32 mode)
{
	struct seq_file m;
	int err;

	seq_init(&m, &r->kernel->mem);
	err = proc_read(r, v->path, &m);
	if (!err)
		err = text_fd(v->path, &m, mode);
	seq_free(&m);
	return err;
}

/* ---- writing ---- */

/* Take one write. False: none waits. */
static bool take_write(struct writer *w, u8 *buf)
{
	ssize_t n = recv(w->watch.fd, buf, WRITE_MAX, MSG_DONTWAIT);
	long done;

	if (n <= 0)
		return false;
	done = proc_write(&w->req, w->path, buf, n, w->pos);
	w->pos += done > 0 ? done : 0;
	return true;
}

static void take_writes(struct writer *w)
{
	u8 *buf = kmalloc(&w->n->k->mem, WRITE_MAX);

	while (buf && take_write(w, buf))
		;
	kfree(&w->n->k->mem, buf);
}

static void writer_event(struct native *n, struct native_watch *watch, u32 events)
{
	struct writer *w = container_of(watch, struct writer, watch);

	take_writes(w);
	if (events & (EPOLLHUP | EPOLLERR))
		writer_free(w);
}

void vfiles_drain(struct native *n)
{
	struct writer *w;

	if (!n->vfiles)
		return;
	list_for_each_entry (w, &n->vfiles->writers, node)
		take_writes(w);
}

/* What the program may read from the descriptor that it writes to. */
static void preload(const struct writer *w, bool readable)
{
	struct seq_file m;

	seq_init(&m, &w->n->k->mem);
	if (readable && !proc_read(&w->req, w->path, &m) && m.count)
		send(w->watch.fd, m.buf, m.count, MSG_DONTWAIT | MSG_NOSIGNAL);
	seq_free(&m);
	shutdown(w->watch.fd, SHUT_WR);
}

/* The program's end, or a negative errno. */
static int open_writer(struct native *n, const struct proc_req *r, const struct vpath *v, bool rdwr)
{
	struct vfiles *vf = vfiles_get(n);
	size_t len = strlen(v->path) + 1;
	struct writer *w;
	int fds[2];

	w = vf ? kzalloc(&n->k->mem, sizeof(*w) + len) : NULL;
	if (!w)
		return -ENOMEM;
	if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, fds)) {
		kfree(&n->k->mem, w);
		return -errno;
	}
	w->n = n;
	w->req = *r;
	net_get(w->req.net);
	memcpy(w->path, v->path, len);
	w->watch = (struct native_watch) { .fn = writer_event, .fd = fds[0] };
	list_add_tail(&w->node, &vf->writers);
	preload(w, rdwr);
	if (native_watch_add(n, &w->watch, EPOLLIN)) {
		writer_free(w);
		close(fds[1]);
		return -ENOMEM;
	}
	return fds[1];
}

/* ---- directories ---- */

static int make_dirs(char *path)
{
	for (char *p = path + 1; *p; p++) {
		if (*p != '/')
			continue;
		*p = '\0';
		if (mkdir(path, 0755) && errno != EEXIST) {
			*p = '/';
			return -errno;
		}
		*p = '/';
	}
	return mkdir(path, 0755) && errno != EEXIST ? -errno : 0;
}

/* The host directory that mirrors the directory @v, made if need be. */
static int mirror_path(struct native *n, const struct vpath *v, char *host, size_t size)
{
	struct vfiles *vf = vfiles_get(n);
	int err = vf ? make_root(vf) : -ENOMEM;

	if (err)
		return err;
	if ((size_t)snprintf(host, size, "%s/%llu%s", vf->root, (unsigned long long)v->net->ino,
			     v->path) >= size)
		return -ENAMETOOLONG;
	return make_dirs(host);
}

bool vfiles_unmirror(struct native *n, const char *host, const char **ret_path, u64 *ret_ino)
{
	const struct vfiles *vf = n->vfiles;
	size_t len = vf ? strlen(vf->root) : 0;
	char *end;

	if (!len || strncmp(host, vf->root, len) || host[len] != '/')
		return false;
	*ret_ino = strtoull(host + len + 1, &end, 10);
	*ret_path = *end ? end : "/";
	return true;
}

/** A mirror directory being brought up to date. */
struct mirror {
	const struct proc_req *r;
	const char *path;
	int dir;
	struct seq_file names; /* each with its NUL */
};

static void mirror_child(void *arg, const char *name, enum proc_kind kind)
{
	struct mirror *m = arg;
	char path[PATH_MAX];
	struct seq_file to;
	int fd;

	seq_write(&m->names, name, strlen(name) + 1);
	if (kind == PROC_DIR) {
		mkdirat(m->dir, name, 0755);
		return;
	}
	if (kind == PROC_LINK) {
		seq_init(&to, &m->r->kernel->mem);
		snprintf(path, sizeof(path), "%s/%s", m->path, name);
		if (!proc_readlink(m->r, path, &to)) {
			seq_putc(&to, '\0');
			if (!seq_error(&to) && symlinkat(to.buf, m->dir, name) && errno != EEXIST)
				m->names.err = -errno;
		}
		seq_free(&to);
		return;
	}
	fd = openat(m->dir, name, O_CREAT | O_RDONLY | O_CLOEXEC, 0444);
	if (fd >= 0)
		close(fd);
}

static bool is_listed(const struct seq_file *names, const char *name)
{
	for (size_t i = 0; i < names->count; i += strlen(names->buf + i) + 1)
		if (!strcmp(names->buf + i, name))
			return true;
	return false;
}

/* What the mirror has and the directory has no more. */
static void drop_old(struct mirror *m)
{
	int copy = openat(m->dir, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	DIR *d = copy < 0 ? NULL : fdopendir(copy);
	struct dirent *e;

	while (d && (e = readdir(d)))
		if (strcmp(e->d_name, ".") && strcmp(e->d_name, "..") &&
		    !is_listed(&m->names, e->d_name) && unlinkat(m->dir, e->d_name, 0))
			unlinkat(m->dir, e->d_name, AT_REMOVEDIR);
	if (d)
		closedir(d);
}

static int open_dir(struct native *n, const struct proc_req *r, const struct vpath *v)
{
	struct mirror m = { .r = r, .path = v->path };
	char host[PATH_MAX];
	int err = mirror_path(n, v, host, sizeof(host));

	if (err)
		return err;
	m.dir = open(host, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (m.dir < 0)
		return -errno;
	seq_init(&m.names, &n->k->mem);
	err = proc_readdir(r, v->path, mirror_child, &m);
	if (!err)
		err = seq_error(&m.names);
	if (!err)
		drop_old(&m);
	seq_free(&m.names);
	if (err)
		close(m.dir);
	return err ? err : m.dir;
}

/* ---- the calls ---- */

/* Go where the links at the end of @v lead. 0, -ELOOP or as proc_stat(). */
static int follow(struct native *n, struct native_call *c, const struct proc_req *r,
		  struct vpath *v, struct proc_stat *st)
{
	struct seq_file m;
	char target[PATH_MAX];
	int err;

	for (int i = 0; i < LINKS_MAX; i++) {
		err = proc_stat(r, v->path, st);
		if (err || st->kind != PROC_LINK)
			return err;
		seq_init(&m, &n->k->mem);
		err = proc_readlink(r, v->path, &m);
		if (!err)
			snprintf(target, sizeof(target), "%.*s/../%.*s", (int)(sizeof(target) / 2),
				 v->path, (int)m.count, m.buf);
		seq_free(&m);
		if (err)
			return err;
		if (!vpath_resolve(n, c, -1, target, v))
			return -ENOENT;
	}
	return -ELOOP;
}

static bool open_call(struct path_call *pc, const struct proc_req *r)
{
	struct proc_stat st;
	int flags, acc, err;

	err = path_open_flags(pc, &flags);
	if (err)
		return path_answer(pc->c, err);
	if (flags & O_NOFOLLOW) {
		err = proc_stat(r, pc->v.path, &st);
		if (!err && st.kind == PROC_LINK)
			err = -ELOOP;
	}
	if (!err)
		err = follow(pc->n, pc->c, r, &pc->v, &st);
	if (!err && flags & O_CREAT && flags & O_EXCL)
		err = -EEXIST;
	if (!err && st.kind != PROC_DIR && (flags & O_DIRECTORY || pc->v.slash))
		err = -ENOTDIR;
	if (!err && st.kind == PROC_DIR && flags & O_CREAT)
		err = -EISDIR;
	acc = flags & O_PATH ? O_RDONLY : flags & O_ACCMODE;
	if (!err && !(flags & O_PATH))
		err = proc_may_open(r, pc->v.path, acc);
	if (err)
		return path_answer(pc->c, err);
	if (st.kind == PROC_DIR)
		return path_give(pc->c, open_dir(pc->n, r, &pc->v), flags);
	if (acc == O_RDONLY)
		return path_give(pc->c, open_text(r, &pc->v, st.mode), flags);
	return path_give(pc->c, open_writer(pc->n, r, &pc->v, acc == O_RDWR), flags);
}

static void fill_stat(const struct proc_stat *ps, struct stat *st, u64 boot_ns)
{
	static const u32 types[] = {
		[PROC_FILE] = S_IFREG, [PROC_DIR] = S_IFDIR, [PROC_LINK] = S_IFLNK
	};

	*st = (struct stat) {
		.st_dev = VDEV,
		.st_ino = ps->ino,
		.st_mode = types[ps->kind] | ps->mode,
		.st_nlink = ps->kind == PROC_DIR ? 2 : 1,
		.st_size = ps->size,
		.st_blksize = 4096,
		.st_atim.tv_sec = boot_ns / NSEC_PER_SEC,
		.st_mtim.tv_sec = boot_ns / NSEC_PER_SEC,
		.st_ctim.tv_sec = boot_ns / NSEC_PER_SEC,
	};
}

static bool stat_call(struct path_call *pc, const struct proc_req *r)
{
	struct proc_stat ps;
	struct stat st;
	int err;

	if (path_is_nofollow(pc) && !pc->v.slash)
		err = proc_stat(r, pc->v.path, &ps);
	else
		err = follow(pc->n, pc->c, r, &pc->v, &ps);
	if (!err && pc->v.slash && ps.kind != PROC_DIR)
		err = -ENOTDIR;
	if (err)
		return path_answer(pc->c, err);
	fill_stat(&ps, &st, ktime_get_real(pc->n->k) - ktime_get(pc->n->k) + pc->n->k->boot_ns);
	return path_answer_stat(pc, &st);
}

static bool access_call(struct path_call *pc, const struct proc_req *r)
{
	int want = (int)pc->a[0];
	struct proc_stat st;
	int err = follow(pc->n, pc->c, r, &pc->v, &st);

	if (want & ~(R_OK | W_OK | X_OK))
		err = -EINVAL;
	if (!err && want & X_OK && st.kind == PROC_FILE)
		err = -EACCES;
	if (!err && want & R_OK)
		err = proc_may_open(r, pc->v.path, O_RDONLY);
	if (!err && want & W_OK && st.kind == PROC_FILE)
		err = proc_may_open(r, pc->v.path, O_WRONLY);
	return path_answer(pc->c, err);
}

static bool readlink_call(struct path_call *pc, const struct proc_req *r)
{
	struct seq_file m;
	long ret;

	seq_init(&m, &pc->n->k->mem);
	ret = proc_readlink(r, pc->v.path, &m);
	if (!ret) {
		ret = (long)min(m.count, (size_t)pc->a[1]);
		if (copy_to_user(pc->c->task->task, pc->a[0], m.buf, ret))
			ret = -EFAULT;
	}
	seq_free(&m);
	return path_answer(pc->c, ret);
}

bool vfile_call(struct path_call *pc)
{
	struct proc_req r = vpath_req(pc->c, pc->v.net);

	/* Files of the host's that we have none of our own for would show the host's network. */
	switch (pc->op) {
	case PATH_OPEN:
	case PATH_OPENAT2:
		return open_call(pc, &r);
	case PATH_ACCESS:
		return access_call(pc, &r);
	case PATH_READLINK:
		return readlink_call(pc, &r);
	default:
		return stat_call(pc, &r);
	}
}
