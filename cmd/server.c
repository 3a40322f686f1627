// SPDX-License-Identifier: LGPL-2.1-or-later
/*
 * The kernel process: one kernel, one loop, the fronts that talk to it.
 *
 *   run: parent of the program, subreaper of all that descends from it; ends with it.
 *   up:  serves fronts that connect; ends when told to.
 *
 * It stays out of the terminal's way: a process group of its own, all signals blocked.
 */
#include "cmd/cmd.h"
#include "ports/native/spawn.h"

#include <fcntl.h>
#include <stdlib.h>
#include <sys/epoll.h>
#include <sys/prctl.h>
#include <sys/signalfd.h>
#include <sys/wait.h>
#include <unistd.h>

struct server {
	struct native *n;
	const struct server_start *start;
	struct native_watch sig, listen, conn; /* conn: of the front that started us */
	pid_t script, program; /* running now; 0: none */
	struct list_head clients;
	int ns[SPAWN_NS]; /* that programs share; -1 until the first has made them */
	struct rlimit nofile; /* for programs; ours is raised: each of their sockets is one */
	int code;
};

/** A front that connected (`exec`, `ps`, `down`). */
struct client {
	struct native_watch watch;
	struct list_head node; /* on server.clients */
	struct server *s;
};

static void tell(struct server *s, const struct wire_msg *m)
{
	if (s->conn.fd >= 0)
		wire_send(s->conn.fd, m, NULL, 0);
}

/* ---- programs (run) ---- */

static int start_program(struct server *s, char *const *argv, pid_t *ret_pid)
{
	static const char *const env[] = { "KERNLET_NAME=run", NULL };
	const struct options *o = s->start->opt;
	struct native_spawn sp = {
		.argv = argv,
		.flags = o->flags,
		.pgrp = s->start->pgrp,
		.sigmask = s->start->sigmask,
		.nofile = &s->nofile,
		.env = env,
	};
	struct wire_msg m = { .op = WIRE_FAILED, .b = EXIT_KERNLET };
	int err;

	native_sched_roam(s->n);
	err = native_spawn(&sp);
	if (sp.host_stuck)
		complain("%s", native_host_stuck);
	if (!err)
		err = native_attach(s->n, sp.listener, sp.pid, sp.flags,
				    o->trace ? fdopen(fcntl(2, F_DUPFD_CLOEXEC, 3), "w") : NULL);
	if (!err)
		err = native_spawn_go(&sp);
	if (!err) {
		*ret_pid = sp.pid;
		m = (struct wire_msg) { .op = WIRE_STARTED, .a = sp.pid };
		tell(s, &m);
		return 0;
	}
	native_spawn_explain(&sp, err, m.text, sizeof(m.text));
	if (sp.failed == SPAWN_EXEC)
		m.b = err == -ENOENT ? EXIT_NOT_FOUND : EXIT_CANNOT_EXECUTE;
	tell(s, &m);
	s->code = m.b;
	return err;
}

static int start_next(struct server *s, bool script)
{
	const struct options *o = s->start->opt;
	char *sh[] = { "sh", "-e", (char *)o->script, NULL };

	return script ? start_program(s, sh, &s->script) : start_program(s, o->argv, &s->program);
}

/* The script or the program ended: go on with the program, or end. */
static void main_ended(struct server *s, pid_t pid, int status)
{
	struct wire_msg m = { .op = WIRE_EXITED, .a = pid, .b = status };
	bool go_on = pid == s->script && !status && s->start->opt->argv;

	if (pid == s->script)
		s->script = 0;
	else
		s->program = 0;
	if (go_on && !start_next(s, false))
		return;
	if (!go_on)
		tell(s, &m);
	s->n->stop = true;
}

static void reap(struct server *s)
{
	int status;
	pid_t pid;

	while ((pid = waitpid(-1, &status, WNOHANG | WUNTRACED)) > 0) {
		struct wire_msg m = { .op = WIRE_STOPPED, .a = pid };

		if (pid != s->script && pid != s->program)
			continue;
		if (WIFSTOPPED(status)) {
			m.b = WSTOPSIG(status);
			tell(s, &m);
		} else {
			main_ended(s, pid, status);
		}
	}
}

static void signal_event(struct native *n, struct native_watch *w, u32 events)
{
	struct server *s = container_of(w, struct server, sig);
	struct signalfd_siginfo si;

	while (read(w->fd, &si, sizeof(si)) == sizeof(si)) {
		if (si.ssi_signo == SIGCHLD)
			reap(s);
		else if (si.ssi_signo == SIGTERM)
			n->stop = true;
	}
}

/* The front is gone (killed): so is the reason for all this. */
static void front_event(struct native *n, struct native_watch *w, u32 events)
{
	struct server *s = container_of(w, struct server, conn);
	pid_t main = s->script ? s->script : s->program;
	struct wire_msg m;
	int fds[WIRE_FDS];

	if (wire_recv(w->fd, &m, fds) <= 0) {
		native_unwatch(n, w);
		n->stop = true;
	} else if (m.op == WIRE_SIGNAL && main) {
		kill(main, m.a);
	}
}

/* ---- fronts that connect (up) ---- */

static void send_stats(struct server *s, int fd)
{
	struct wire_msg m = { .op = WIRE_STATS };
	struct native *n = s->n;
	struct kernel *k = n->k;

	snprintf(m.text, sizeof(m.text),
		 "{\"name\":\"%s\",\"pid\":%d,\"uptime\":%llu,\"programs\":%u,\"tasks\":%u,"
		 "\"files\":%u,\"sockets\":%u,\"host_sockets\":%u,\"namespaces\":%u,"
		 "\"memory\":%zu,\"memory_peak\":%zu,\"calls\":%llu,\"served\":%llu,"
		 "\"passed\":%llu,\"parked\":%llu,\"drained\":%llu}",
		 s->start->opt->name, getpid(),
		 (unsigned long long)((ktime_get(k) - k->boot_ns) / NSEC_PER_SEC), n->n_procs,
		 k->n_tasks, k->n_files, k->n_socks, n->n_socks, k->n_nets, k->mem.used,
		 k->mem.peak, (unsigned long long)n->stats.calls,
		 (unsigned long long)n->stats.served, (unsigned long long)n->stats.passed,
		 (unsigned long long)n->stats.parked, (unsigned long long)n->stats.drained);
	wire_send(fd, &m, NULL, 0);
}

/* What programs mount (names of namespaces, say) shall be there for the next. */
static void keep_namespaces(struct server *s, const struct wire_msg *m)
{
	if (s->ns[SPAWN_MNT] >= 0 || !(m->a & NATIVE_NETNS))
		return;
	if (native_spawn_namespaces(m->b, m->a, s->ns))
		s->ns[SPAWN_MNT] = -1;
	s->n->kept_mnt = s->ns[SPAWN_MNT];
	s->n->kept_user = s->ns[SPAWN_USER];
}

static void send_namespaces(struct server *s, int fd)
{
	const struct wire_msg m = { .op = WIRE_NAMESPACES, .a = s->start->opt->flags };
	u32 n = 0;

	if (s->ns[SPAWN_MNT] >= 0)
		n = s->ns[SPAWN_USER] >= 0 ? SPAWN_NS : SPAWN_USER;
	wire_send(fd, &m, s->ns, n);
}

static void refuse_client(struct client *c, enum spawn_stage stage, int err)
{
	const struct native_spawn sp = { .failed = stage, .argv = (char *const[]) { "it", NULL } };
	struct wire_msg m = { .op = WIRE_FAILED, .b = EXIT_KERNLET };

	native_spawn_explain(&sp, err, m.text, sizeof(m.text));
	wire_send(c->watch.fd, &m, NULL, 0);
}

static void attach_client(struct server *s, struct client *c, const struct wire_msg *m,
			  int fds[WIRE_FDS])
{
	const struct wire_msg ok = { .op = WIRE_OK };
	FILE *trace;
	int err = native_spawn_reachable(m->b);

	if (err) {
		refuse_client(c, SPAWN_REACH, err);
		return;
	}
	trace = fds[1] >= 0 ? fdopen(fds[1], "w") : NULL;
	err = native_attach(s->n, fds[0], m->b, m->a, trace);
	fds[0] = -1;
	if (trace)
		fds[1] = -1;
	if (err) {
		refuse_client(c, SPAWN_FORK, err);
		return;
	}
	keep_namespaces(s, m);
	wire_send(c->watch.fd, &ok, NULL, 0);
}

/* Fronts hear of it first, so that they do not take it for a crash. */
static void going_down(struct server *s)
{
	const struct wire_msg m = { .op = WIRE_DOWN };
	struct client *c;

	list_for_each_entry (c, &s->clients, node)
		wire_send(c->watch.fd, &m, NULL, 0);
	s->n->stop = true;
}

static void client_event(struct native *n, struct native_watch *w, u32 events)
{
	struct client *c = container_of(w, struct client, watch);
	struct wire_msg m;
	int fds[WIRE_FDS];

	if (wire_recv(w->fd, &m, fds) <= 0) {
		list_del(&c->node);
		native_unwatch(n, w);
		native_free_later(n, w);
		return;
	}
	if (m.op == WIRE_ATTACH && fds[0] >= 0)
		attach_client(c->s, c, &m, fds);
	else if (m.op == WIRE_NAMESPACES)
		send_namespaces(c->s, w->fd);
	else if (m.op == WIRE_STATS)
		send_stats(c->s, w->fd);
	else if (m.op == WIRE_DOWN)
		going_down(c->s);
	for (int i = 0; i < WIRE_FDS; i++)
		if (fds[i] >= 0)
			close(fds[i]);
}

static void accept_event(struct native *n, struct native_watch *w, u32 events)
{
	struct server *s = container_of(w, struct server, listen);
	int fd = accept4(w->fd, NULL, NULL, SOCK_CLOEXEC);
	socklen_t len = sizeof(struct ucred);
	struct ucred peer;
	struct client *c;

	if (fd < 0)
		return;
	c = kzalloc(&n->k->mem, sizeof(*c));
	if (!c || getsockopt(fd, SOL_SOCKET, SO_PEERCRED, &peer, &len) || peer.uid != geteuid()) {
		kfree(&n->k->mem, c);
		close(fd);
		return;
	}
	c->s = s;
	c->watch = (struct native_watch) { .fn = client_event, .fd = fd };
	if (native_watch_add(n, &c->watch, EPOLLIN)) {
		close(fd);
		kfree(&n->k->mem, c);
		return;
	}
	list_add_tail(&c->node, &s->clients);
}

/* ---- the process ---- */

static int set_up(struct server *s)
{
	sigset_t all;
	int null = open("/dev/null", O_RDWR | O_CLOEXEC);

	sigfillset(&all);
	sigprocmask(SIG_BLOCK, &all, NULL);
	s->sig = (struct native_watch) { .fn = signal_event,
					 .fd = signalfd(-1, &all, SFD_CLOEXEC | SFD_NONBLOCK) };
	s->listen = (struct native_watch) { .fn = accept_event, .fd = s->start->listen_fd };
	s->conn = (struct native_watch) { .fn = front_event, .fd = s->start->conn };
	if (s->sig.fd < 0 || null < 0 || native_watch_add(s->n, &s->sig, EPOLLIN) ||
	    (s->listen.fd >= 0 && native_watch_add(s->n, &s->listen, EPOLLIN)) ||
	    (s->conn.fd >= 0 && native_watch_add(s->n, &s->conn, EPOLLIN)))
		return -errno;
	close(null);
	return 0;
}

/* Told to whoever ran `kernlet up`; from then on it stands alone. */
static void booted(struct server *s)
{
	struct wire_msg m = { .op = WIRE_OK };

	tell(s, &m);
	native_unwatch(s->n, &s->conn);
}

static void raise_limit(struct server *s)
{
	struct rlimit more;

	getrlimit(RLIMIT_NOFILE, &s->nofile);
	more = s->nofile;
	more.rlim_cur = more.rlim_max;
	setrlimit(RLIMIT_NOFILE, &more);
}

static void end_clients(struct server *s)
{
	while (!list_empty(&s->clients)) {
		struct client *c = list_first_entry(&s->clients, struct client, node);

		list_del(&c->node);
		close(c->watch.fd);
		kfree(&s->n->k->mem, c);
	}
}

int server_main(const struct server_start *start)
{
	struct server s = { .start = start, .ns = { -1, -1, -1 } };
	struct wire_msg m = { .op = WIRE_FAILED, .b = EXIT_KERNLET };
	char mark[64];
	int err;

	INIT_LIST_HEAD(&s.clients);
	setpgid(0, 0);
	prctl(PR_SET_CHILD_SUBREAPER, 1);
	prctl(PR_SET_NAME, "kernlet-kernel");
	raise_limit(&s);
	err = native_create(&start->opt->kernel, &s.n);
	if (!err)
		err = set_up(&s);
	if (err) {
		s.conn.fd = start->conn;
		snprintf(m.text, sizeof(m.text), "the kernel cannot boot: %s", strerror(-err));
		tell(&s, &m);
		return EXIT_KERNLET;
	}
	if (start->listen_fd >= 0)
		booted(&s);
	else
		err = start_next(&s, start->opt->script != NULL);
	if (!err)
		native_loop(s.n);
	if (start->listen_fd < 0) {
		leftovers_of_run(s.n);
	} else {
		name_mark(mark, sizeof(mark), start->opt->name);
		leftovers_of_name(s.n, mark);
	}
	end_clients(&s);
	native_destroy(s.n);
	return s.code;
}
