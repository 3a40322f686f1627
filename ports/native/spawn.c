/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Starting a program behind the filter. See spawn.h. */
#include "ports/native/spawn.h"

#include "ports/native/native.h"
#include "ports/native/run_dir.h"

#include <fcntl.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <sched.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <sys/wait.h>
#include <unistd.h>

struct report {
	enum spawn_stage stage; /* SPAWN_OK: the filter stands */
	int err;
	int listener; /* the child's number */
	u32 flags; /* NATIVE_*, as it came out */
	bool host_stuck; /* the host's network did not answer: no namespace of it was asked for */
};

/* How long the host's network may be busy before we go on without a namespace of it. */
#define HOST_PATIENCE_S 3

/* ---- in the child ---- */

static bool write_file(const char *path, const char *text)
{
	int fd = open(path, O_WRONLY | O_CLOEXEC);
	bool ok = fd >= 0 && write(fd, text, strlen(text)) == (ssize_t)strlen(text);

	if (fd >= 0)
		close(fd);
	return ok;
}

static bool map_ids(uid_t uid, gid_t gid)
{
	char map[32];

	write_file("/proc/self/setgroups", "deny");
	snprintf(map, sizeof(map), "0 %u 1", gid);
	if (!write_file("/proc/self/gid_map", map))
		return false;
	snprintf(map, sizeof(map), "0 %u 1", uid);
	return write_file("/proc/self/uid_map", map);
}

/* Whether a user namespace can be had is tried in a child: a half-made one cannot be left. */
static bool userns_works(uid_t uid, gid_t gid)
{
	pid_t pid = fork();
	int status;

	if (pid == 0)
		_exit(unshare(CLONE_NEWUSER | CLONE_NEWNS) || !map_ids(uid, gid));
	return pid > 0 && waitpid(pid, &status, 0) == pid && status == 0;
}

static void on_alarm(int sig)
{
}

/*
 * The host makes a network namespace under the lock that each change of its network takes. Where
 * that is never let go of, who waits for it waits for ever, and no signal ends him. Whoever reads a
 * carrier waits for the same lock, but can be interrupted.
 */
static bool host_network_answers(void)
{
	struct sigaction act = { .sa_handler = on_alarm }, old_act;
	struct itimerval limit = { .it_value.tv_sec = HOST_PATIENCE_S }, off = { 0 };
	int fd = open("/sys/class/net/lo/carrier", O_RDONLY | O_CLOEXEC);
	sigset_t alarm_only, old_mask;
	char c;
	bool ok;

	if (fd < 0)
		return true;
	sigemptyset(&alarm_only);
	sigaddset(&alarm_only, SIGALRM);
	sigaction(SIGALRM, &act, &old_act);
	sigprocmask(SIG_UNBLOCK, &alarm_only, &old_mask);
	setitimer(ITIMER_REAL, &limit, NULL);
	ok = read(fd, &c, 1) >= 0 || errno != EINTR;
	setitimer(ITIMER_REAL, &off, NULL);
	sigprocmask(SIG_SETMASK, &old_mask, NULL);
	sigaction(SIGALRM, &old_act, NULL);
	close(fd);
	return ok;
}

/* An empty network namespace of the host's, unless the user does without. */
static u32 enter_netns(struct report *r)
{
	const char *wanted = getenv("KERNLET_HOST_NETNS");

	if (wanted && !strcmp(wanted, "no"))
		return NATIVE_NO_NETNS;
	r->host_stuck = !host_network_answers();
	if (r->host_stuck)
		return NATIVE_NO_NETNS;
	return unshare(CLONE_NEWNET) ? 0 : NATIVE_NETNS;
}

/*
 * --root wants a user namespace. Whoever may, also stands in an empty network namespace of the
 * host's: should a call ever slip by, there is nothing to reach.
 */
static u32 enter_namespaces(u32 flags, struct report *r)
{
	uid_t uid = geteuid();
	gid_t gid = getegid();
	u32 had = 0;

	if (flags & NATIVE_ROOT && uid && userns_works(uid, gid) &&
	    !unshare(CLONE_NEWUSER | CLONE_NEWNS) && map_ids(uid, gid))
		had |= NATIVE_USERNS;
	if (!(flags & NATIVE_INET_HOST))
		had |= enter_netns(r);
	if (had & NATIVE_USERNS || (!uid && !unshare(CLONE_NEWNS)))
		spawn_private_run();
	return had;
}

/* Those of the first program of a kernel: what it mounted, the next one sees. */
static u32 join_namespaces(const int *fds)
{
	char *cwd = getcwd(NULL, 0);
	u32 had = NATIVE_NETNS;

	if (fds[SPAWN_USER] >= 0 && !setns(fds[SPAWN_USER], CLONE_NEWUSER))
		had |= NATIVE_USERNS;
	if (setns(fds[SPAWN_NET], CLONE_NEWNET))
		had &= ~NATIVE_NETNS;
	/* That went to the root directory. */
	if (!setns(fds[SPAWN_MNT], CLONE_NEWNS) && cwd && chdir(cwd))
		had |= 0;
	free(cwd);
	return had;
}

static int install_filter(u32 flags)
{
	struct sock_filter insns[FILTER_MAX];
	struct sock_fprog prog = { .len = filter_build(insns, flags), .filter = insns };
	/* No sandbox: programs need no protection of the processor's from themselves. */
	u32 how = SECCOMP_FILTER_FLAG_NEW_LISTENER | SECCOMP_FILTER_FLAG_WAIT_KILLABLE_RECV |
		  SECCOMP_FILTER_FLAG_SPEC_ALLOW;
	int fd = syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER, how, &prog);

	/* Not privileged here: then no set-user-id program may be started either. */
	if (fd < 0 && errno == EACCES) {
		prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
		fd = syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER, how, &prog);
	}
	return fd < 0 ? -errno : fd;
}

static void child(struct native_spawn *s, int sync)
{
	struct report r = { .stage = SPAWN_OK };
	char go;

	if (s->pgrp)
		setpgid(0, s->pgrp);
	if (s->nofile)
		setrlimit(RLIMIT_NOFILE, s->nofile);
	for (int sig = 1; sig < 32; sig++)
		if (sig != SIGKILL && sig != SIGSTOP && s->reset_signals)
			signal(sig, SIG_DFL);
	if (!geteuid())
		s->flags &= ~NATIVE_ROOT;
	for (const char *const *e = s->env; e && *e; e++)
		putenv((char *)*e);
	if (s->join && s->join[SPAWN_MNT] >= 0 && s->join[SPAWN_NET] >= 0)
		r.flags = s->flags | join_namespaces(s->join);
	else
		r.flags = s->flags | enter_namespaces(s->flags, &r);
	r.listener = install_filter(r.flags);
	if (r.listener < 0) {
		r.err = r.listener;
		r.stage = SPAWN_FILTER;
	}
	if (write(sync, &r, sizeof(r)) != sizeof(r) || r.err || read(sync, &go, 1) != 1)
		_exit(125);
	close(r.listener);
	sigprocmask(SIG_SETMASK, s->sigmask, NULL);
	execvp(s->argv[0], s->argv);
	r = (struct report) { .stage = SPAWN_EXEC, .err = -errno };
	if (write(sync, &r, sizeof(r)) < 0)
		_exit(125);
	_exit(r.err == -ENOENT ? 127 : 126);
}

/* ---- in the parent ---- */

static int take_listener(pid_t pid, int fd)
{
	int pidfd = syscall(SYS_pidfd_open, pid, 0);
	int ret;

	if (pidfd < 0)
		return -errno;
	ret = syscall(SYS_pidfd_getfd, pidfd, fd, 0);
	ret = ret < 0 ? -errno : ret;
	close(pidfd);
	return ret;
}

int native_spawn_reachable(pid_t pid)
{
	int pidfd = syscall(SYS_pidfd_open, pid, 0);
	int fd, err = 0;

	if (pidfd < 0)
		return -errno;
	fd = syscall(SYS_pidfd_getfd, pidfd, 0, 0);
	if (fd >= 0)
		close(fd);
	else if (errno == EPERM)
		err = -EPERM;
	close(pidfd);
	return err;
}

static int fail(struct native_spawn *s, enum spawn_stage stage, int err)
{
	s->failed = stage;
	if (s->sync >= 0)
		close(s->sync);
	if (s->pid > 0) {
		kill(s->pid, SIGKILL);
		waitpid(s->pid, NULL, 0);
	}
	return err;
}

int native_spawn(struct native_spawn *s)
{
	struct report r;
	int sv[2];

	s->pid = 0;
	s->sync = -1;
	s->failed = SPAWN_OK;
	if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, sv))
		return fail(s, SPAWN_FORK, -errno);
	s->pid = fork();
	if (s->pid == 0) {
		close(sv[0]);
		child(s, sv[1]);
	}
	close(sv[1]);
	s->sync = sv[0];
	if (s->pid < 0)
		return fail(s, SPAWN_FORK, -errno);
	if (read(s->sync, &r, sizeof(r)) != sizeof(r))
		return fail(s, SPAWN_FORK, -EIO);
	if (r.stage != SPAWN_OK)
		return fail(s, r.stage, r.err);
	s->flags = r.flags;
	s->host_stuck = r.host_stuck;
	s->listener = take_listener(s->pid, r.listener);
	if (s->listener < 0)
		return fail(s, SPAWN_TAKE, s->listener);
	return 0;
}

int native_spawn_go(struct native_spawn *s)
{
	struct report r = { .err = 0 };
	ssize_t n;

	if (write(s->sync, "g", 1) != 1)
		return fail(s, SPAWN_FORK, -EIO);
	n = read(s->sync, &r, sizeof(r));
	if (n == sizeof(r))
		return fail(s, SPAWN_EXEC, r.err);
	close(s->sync);
	s->sync = -1;
	return 0;
}

int native_spawn_namespaces(pid_t pid, u32 flags, int fds[SPAWN_NS])
{
	static const char *const names[] = { "mnt", "net", "user" };
	char path[48];

	for (int i = 0; i < SPAWN_NS; i++) {
		fds[i] = -1;
		if (i == SPAWN_USER && !(flags & NATIVE_USERNS))
			continue;
		snprintf(path, sizeof(path), "/proc/%d/ns/%s", pid, names[i]);
		fds[i] = open(path, O_RDONLY | O_CLOEXEC);
		if (fds[i] < 0)
			return -errno;
	}
	return 0;
}

const char native_host_stuck[] =
	"the host's own network does not answer (something holds its lock), so programs get no "
	"network namespaces; set KERNLET_HOST_NETNS=no to go without at once";

static const char *filter_advice(int err)
{
	switch (err) {
	case -EBUSY:
		return "this program already runs on a kernlet kernel (or under another supervisor "
		       "that uses seccomp notification), and the host allows one; leave it first";
	case -EINVAL:
		return "the host's kernel has no seccomp user notification with "
		       "WAIT_KILLABLE_RECV; Linux 5.19 or newer is needed";
	case -ENOSYS:
		return "the host's kernel, or the container it runs in, has no seccomp; "
		       "Linux 5.19 or newer with CONFIG_SECCOMP_FILTER is needed";
	default:
		return "the host refused the seccomp filter; if this is a container, allow it the "
		       "seccomp call";
	}
}

void native_spawn_explain(const struct native_spawn *s, int err, char *text, size_t size)
{
	switch (s->failed) {
	case SPAWN_FILTER:
		snprintf(text, size, "%s (%s)", filter_advice(err), strerrorname_np(-err));
		break;
	case SPAWN_TAKE:
		snprintf(
			text, size,
			"the host does not let this process reach into its own programs (%s); "
			"Linux 5.6 or newer is needed, and kernel.yama.ptrace_scope must be 0 or 1",
			strerrorname_np(-err));
		break;
	case SPAWN_REACH:
		snprintf(text, size,
			 "the host does not let the kernel reach into a program that it did not "
			 "start; use `kernlet run`, or set kernel.yama.ptrace_scope to 0");
		break;
	case SPAWN_EXEC:
		snprintf(text, size, "cannot run '%s': %s", s->argv[0], strerror(-err));
		break;
	default:
		snprintf(text, size, "cannot start '%s': %s", s->argv[0], strerror(-err));
	}
}
