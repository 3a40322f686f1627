/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * --root: who programs believe to be.
 *
 * Where the host allows a user namespace, programs are root in it, but only one id is mapped:
 * becoming another user, as daemons do at start, is refused there. So ids, groups and
 * capabilities are kept here, by Linux's rules, for each process; children begin with their
 * parent's. What the kernel sees of a task (task->uid, ->cap_effective) follows.
 */
#include "ports/native/native.h"

#include <fcntl.h>
#include <linux/capability.h>
#include <linux/prctl.h>
#include <sys/stat.h>
#include <unistd.h>

#define GROUPS_MAX 65536
#define CAPS_ALL ((1ull << (CAP_LAST_CAP + 1)) - 1)
#define UNCHANGED 0xffffffffu

enum { REAL, EFFECTIVE, SAVED, FS, NR_IDS };

struct native_ident {
	u32 uid[NR_IDS], gid[NR_IDS];
	u64 permitted, effective, inheritable;
	bool keep_caps;
	u32 n_groups;
	u32 *groups;
};

void native_ident_free(struct native *n, struct native_proc *p)
{
	if (p->ident)
		kfree(&n->k->mem, p->ident->groups);
	kfree(&n->k->mem, p->ident);
	p->ident = NULL;
}

static bool copy_groups(struct native *n, struct native_ident *to, const struct native_ident *from)
{
	if (!from->n_groups)
		return true;
	to->groups = kmemdup(&n->k->mem, from->groups, from->n_groups * sizeof(u32));
	to->n_groups = to->groups ? from->n_groups : 0;
	return to->groups;
}

int native_ident_create(struct native *n, struct native_proc *p, const struct native_proc *parent)
{
	struct native_ident *id = kzalloc(&n->k->mem, sizeof(*id));

	if (!id)
		return -ENOMEM;
	p->ident = id;
	if (!parent || !parent->ident) {
		id->permitted = id->effective = CAPS_ALL;
		return 0;
	}
	*id = *parent->ident;
	id->groups = NULL;
	id->n_groups = 0;
	return copy_groups(n, id, parent->ident) ? 0 : -ENOMEM;
}

void native_ident_apply(struct native_task *nt, u32 flags)
{
	struct native_ident *id = nt->proc->ident;

	if (!id)
		return;
	nt->task->uid = id->uid[EFFECTIVE];
	nt->task->gid = id->gid[EFFECTIVE];
	nt->task->cap_effective = flags & NATIVE_DROP_NET_ADMIN ? 0 : id->effective;
}

/* All threads: the C library changes the ids of all of them. */
static void apply_to_all(struct native_call *c)
{
	struct native_task *nt;

	list_for_each_entry (nt, &c->task->proc->tasks, node)
		native_ident_apply(nt, c->flags);
}

static bool has(const struct native_ident *id, int cap)
{
	return id->effective >> cap & 1;
}

/* ---- numbers: i386 has calls with 16-bit ids ---- */

static bool is_16bit(const struct native_call *c, const char *name)
{
	size_t len = strlen(name);

	return c->abi == ABI_I386 && strcmp(name + len - 2, "32");
}

static u32 id_arg(const struct native_call *c, const char *name, int i)
{
	u32 v = c->args[i];

	if (!is_16bit(c, name))
		return v;
	return (u16)v == 0xffff ? UNCHANGED : (u16)v;
}

static bool is_uid_call(const char *name)
{
	return strstr(name, "uid");
}

static u32 *ids_of(struct native_ident *id, const char *name)
{
	return is_uid_call(name) ? id->uid : id->gid;
}

/* ---- set*id ---- */

/* Capabilities follow the user ids, unless the program asked to keep them. */
static void caps_follow(struct native_ident *id, const u32 *old)
{
	bool was_root = !old[REAL] || !old[EFFECTIVE] || !old[SAVED];
	bool is_root = !id->uid[REAL] || !id->uid[EFFECTIVE] || !id->uid[SAVED];

	if (was_root && !is_root && !id->keep_caps)
		id->permitted = id->effective = 0;
	if (!old[EFFECTIVE] && id->uid[EFFECTIVE])
		id->effective = 0;
	if (old[EFFECTIVE] && !id->uid[EFFECTIVE])
		id->effective = id->permitted;
}

static void store(struct native_call *c, const char *name, u32 r, u32 e, u32 s)
{
	struct native_ident *id = c->task->proc->ident;
	u32 *v = ids_of(id, name), old[NR_IDS];

	memcpy(old, id->uid, sizeof(old));
	v[REAL] = r;
	v[EFFECTIVE] = v[FS] = e;
	v[SAVED] = s;
	if (is_uid_call(name))
		caps_follow(id, old);
	apply_to_all(c);
}

static bool may_set(const struct native_ident *id, const char *name)
{
	return has(id, is_uid_call(name) ? CAP_SETUID : CAP_SETGID);
}

static long do_setid(struct native *n, struct native_call *c, const char *name)
{
	struct native_ident *id = c->task->proc->ident;
	u32 *v = ids_of(id, name), new = id_arg(c, name, 0);

	if (new == UNCHANGED)
		return -EINVAL;
	if (may_set(id, name))
		store(c, name, new, new, new);
	else if (new == v[REAL] || new == v[SAVED])
		store(c, name, v[REAL], new, v[SAVED]);
	else
		return -EPERM;
	return 0;
}

static bool is_one_of(u32 new, const u32 *v, u32 n)
{
	for (u32 i = 0; i < n; i++)
		if (v[i] == new)
			return true;
	return new == UNCHANGED;
}

static long do_setreid(struct native *n, struct native_call *c, const char *name)
{
	struct native_ident *id = c->task->proc->ident;
	u32 *v = ids_of(id, name), r = id_arg(c, name, 0), e = id_arg(c, name, 1), s = v[SAVED];
	u32 new_r = r == UNCHANGED ? v[REAL] : r, new_e = e == UNCHANGED ? v[EFFECTIVE] : e;

	if (!may_set(id, name) && (!is_one_of(r, v, SAVED) || !is_one_of(e, v, FS)))
		return -EPERM;
	if (r != UNCHANGED || (e != UNCHANGED && e != v[REAL]))
		s = new_e;
	store(c, name, new_r, new_e, s);
	return 0;
}

static long do_setresid(struct native *n, struct native_call *c, const char *name)
{
	struct native_ident *id = c->task->proc->ident;
	u32 *v = ids_of(id, name), new[3];

	for (int i = 0; i < 3; i++) {
		new[i] = id_arg(c, name, i);
		if (!may_set(id, name) && !is_one_of(new[i], v, FS))
			return -EPERM;
	}
	for (int i = 0; i < 3; i++)
		new[i] = new[i] == UNCHANGED ? v[i] : new[i];
	store(c, name, new[REAL], new[EFFECTIVE], new[SAVED]);
	return 0;
}

static long do_setfsid(struct native *n, struct native_call *c, const char *name)
{
	struct native_ident *id = c->task->proc->ident;
	u32 *v = ids_of(id, name), new = id_arg(c, name, 0), old = v[FS];

	if (new != UNCHANGED && (may_set(id, name) || is_one_of(new, v, NR_IDS)))
		v[FS] = new;
	return old;
}

/* ---- get*id ---- */

static long do_getid(struct native *n, struct native_call *c, const char *name)
{
	const u32 *v = ids_of(c->task->proc->ident, name);

	return v[name[3] == 'e' ? EFFECTIVE : REAL];
}

static long do_getresid(struct native *n, struct native_call *c, const char *name)
{
	const u32 *v = ids_of(c->task->proc->ident, name);

	for (int i = 0; i < 3; i++) {
		u16 half = v[i];
		struct user_iov to = { c->args[i], is_16bit(c, name) ? 2 : 4 };

		if (native_copy_to_user(c->task->task, &to, 1,
					to.len == 2 ? (const void *)&half : &v[i]))
			return -EFAULT;
	}
	return 0;
}

/* ---- groups ---- */

static long do_setgroups(struct native *n, struct native_call *c, const char *name)
{
	struct native_ident *id = c->task->proc->ident;
	u32 nr = c->args[0], *g = NULL;
	struct user_iov from = { c->args[1], (u64)nr * 4 };

	if (!has(id, CAP_SETGID))
		return -EPERM;
	if (nr > GROUPS_MAX)
		return -EINVAL;
	/* The 16-bit form is for programs of 1995: it only sets none. */
	if (is_16bit(c, name) && nr)
		return -ENOSYS;
	if (nr) {
		g = kmalloc(&n->k->mem, nr * sizeof(u32));
		if (!g)
			return -ENOMEM;
		if (native_copy_from_user(c->task->task, g, &from, 1)) {
			kfree(&n->k->mem, g);
			return -EFAULT;
		}
	}
	kfree(&n->k->mem, id->groups);
	id->groups = g;
	id->n_groups = nr;
	return 0;
}

static long do_getgroups(struct native *n, struct native_call *c, const char *name)
{
	struct native_ident *id = c->task->proc->ident;
	struct user_iov to = { c->args[1], id->n_groups * 4ull };

	if ((s32)c->args[0] < 0)
		return -EINVAL;
	if (!c->args[0] || !id->n_groups)
		return id->n_groups;
	if ((u32)c->args[0] < id->n_groups || is_16bit(c, name))
		return -EINVAL;
	if (native_copy_to_user(c->task->task, &to, 1, id->groups))
		return -EFAULT;
	return id->n_groups;
}

/* ---- capabilities ---- */

#define CAP_VERSION_3 0x20080522

struct cap_header {
	u32 version;
	s32 pid;
};

struct cap_data {
	u32 effective, permitted, inheritable;
};

/* 0, 1 (version was asked for: answered), or a negative errno. */
static int cap_header(struct native_call *c, struct cap_header *h)
{
	struct user_iov v = { c->args[0], sizeof(*h) };

	if (native_copy_from_user(c->task->task, h, &v, 1))
		return -EFAULT;
	if (h->version == CAP_VERSION_3 || h->version == 0x20071026)
		return 0;
	h->version = CAP_VERSION_3;
	v.len = sizeof(h->version);
	if (native_copy_to_user(c->task->task, &v, 1, h))
		return -EFAULT;
	return c->args[1] ? -EINVAL : 1;
}

static long do_capget(struct native *n, struct native_call *c, const char *name)
{
	struct native_ident *id = c->task->proc->ident;
	struct user_iov v = { c->args[1], 2 * sizeof(struct cap_data) };
	struct cap_header h;
	struct cap_data d[2];
	int err = cap_header(c, &h);

	if (err)
		return min(err, 0);
	for (int i = 0; i < 2; i++)
		d[i] = (struct cap_data) { id->effective >> 32 * i, id->permitted >> 32 * i,
					   id->inheritable >> 32 * i };
	if (!c->args[1])
		return 0;
	return native_copy_to_user(c->task->task, &v, 1, d);
}

static long do_capset(struct native *n, struct native_call *c, const char *name)
{
	struct native_ident *id = c->task->proc->ident;
	struct user_iov v = { c->args[1], 2 * sizeof(struct cap_data) };
	struct cap_header h;
	struct cap_data d[2];
	u64 effective, permitted;
	int err = cap_header(c, &h);

	if (err)
		return min(err, 0);
	if (native_copy_from_user(c->task->task, d, &v, 1))
		return -EFAULT;
	effective = (d[0].effective | (u64)d[1].effective << 32) & CAPS_ALL;
	permitted = (d[0].permitted | (u64)d[1].permitted << 32) & CAPS_ALL;
	if (permitted & ~id->permitted || effective & ~permitted)
		return -EPERM;
	id->effective = effective;
	id->permitted = permitted;
	id->inheritable = (d[0].inheritable | (u64)d[1].inheritable << 32) & CAPS_ALL;
	apply_to_all(c);
	return 0;
}

/* ---- the rest ---- */

static long do_prctl(struct native *n, struct native_call *c, const char *name)
{
	struct native_ident *id = c->task->proc->ident;

	switch ((int)c->args[0]) {
	case PR_SET_KEEPCAPS:
		id->keep_caps = c->args[1];
		return 0;
	case PR_GET_KEEPCAPS:
		return id->keep_caps;
	case PR_CAPBSET_DROP:
	case PR_SET_SECUREBITS:
		return 0;
	case PR_CAPBSET_READ:
		return c->args[1] <= CAP_LAST_CAP ? 1 : -EINVAL;
	default:
		return -ENOTSUP;
	}
}

/* The path as this process can name it: relative to the program's root, directory or descriptor. */
static int program_path(struct native_call *c, int dirfd, uptr addr, char *out, size_t size)
{
	char path[4096];
	long len = strncpy_from_user(c->task->task, path, addr, sizeof(path));

	if (len < 0)
		return len;
	if (path[0] == '/')
		snprintf(out, size, "/proc/%d/root%s", c->tid, path);
	else if (dirfd == AT_FDCWD)
		snprintf(out, size, "/proc/%d/cwd/%s", c->tid, path);
	else
		snprintf(out, size, "/proc/%d/fd/%d/%s", c->tid, dirfd, path);
	return 0;
}

/* A file keeps its owner, but it must be there. */
static long chown_path(struct native_call *c, int dirfd, uptr addr, bool follow)
{
	char path[4200];
	struct stat st;
	int err = program_path(c, dirfd, addr, path, sizeof(path));

	if (err)
		return err;
	return fstatat(AT_FDCWD, path, &st, follow ? 0 : AT_SYMLINK_NOFOLLOW) ? -errno : 0;
}

static long do_chown(struct native *n, struct native_call *c, const char *name)
{
	return chown_path(c, AT_FDCWD, c->args[0], true);
}

static long do_lchown(struct native *n, struct native_call *c, const char *name)
{
	return chown_path(c, AT_FDCWD, c->args[0], false);
}

static long do_fchown(struct native *n, struct native_call *c, const char *name)
{
	int fd = native_grab_fd(c->task, c->args[0]);

	if (fd < 0)
		return fd;
	close(fd);
	return 0;
}

static long do_fchownat(struct native *n, struct native_call *c, const char *name)
{
	char first;
	struct user_iov v = { c->args[1], 1 };

	if (c->args[4] & AT_EMPTY_PATH && !native_copy_from_user(c->task->task, &first, &v, 1) &&
	    !first)
		return do_fchown(n, c, name);
	return chown_path(c, c->args[0], c->args[1], !(c->args[4] & AT_SYMLINK_NOFOLLOW));
}

const char *const native_ident_names[] = {
	"getuid",     "geteuid",     "getgid",	    "getegid",	   "getresuid",	  "getresgid",
	"setuid",     "setgid",	     "setreuid",    "setregid",	   "setresuid",	  "setresgid",
	"setfsuid",   "setfsgid",    "getgroups",   "setgroups",   "capget",	  "capset",
	"chown",      "lchown",	     "fchown",	    "fchownat",	   "prctl",	  "getuid32",
	"geteuid32",  "getgid32",    "getegid32",   "getresuid32", "getresgid32", "setuid32",
	"setgid32",   "setreuid32",  "setregid32",  "setresuid32", "setresgid32", "setfsuid32",
	"setfsgid32", "getgroups32", "setgroups32", "chown32",	   "lchown32",	  "fchown32",
	NULL,
};

/* By the name's beginning; longer ones first. */
static const struct {
	const char *prefix;
	long (*fn)(struct native *n, struct native_call *c, const char *name);
} handlers[] = {
	{ "getresuid", do_getresid },  { "getresgid", do_getresid }, { "setresuid", do_setresid },
	{ "setresgid", do_setresid },  { "setreuid", do_setreid },   { "setregid", do_setreid },
	{ "setfsuid", do_setfsid },    { "setfsgid", do_setfsid },   { "getgroups", do_getgroups },
	{ "setgroups", do_setgroups }, { "capget", do_capget },	     { "capset", do_capset },
	{ "prctl", do_prctl },	       { "fchownat", do_fchownat },  { "fchown", do_fchown },
	{ "lchown", do_lchown },       { "chown", do_chown },	     { "setuid", do_setid },
	{ "setgid", do_setid },	       { "getuid", do_getid },	     { "geteuid", do_getid },
	{ "getgid", do_getid },	       { "getegid", do_getid },
};

bool native_ident_call(struct native *n, struct native_call *c, const char *name, long *ret)
{
	if (!c->task->proc->ident)
		return false;
	for (u32 i = 0; i < ARRAY_SIZE(handlers); i++) {
		if (strncmp(name, handlers[i].prefix, strlen(handlers[i].prefix)))
			continue;
		*ret = handlers[i].fn(n, c, name);
		/* prctl does much else, which is the host's. */
		return *ret != -ENOTSUP;
	}
	return false;
}
