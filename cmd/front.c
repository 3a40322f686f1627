// SPDX-License-Identifier: LGPL-2.1-or-later
/*
 * The front: what the user's shell waits for. It passes signals on to the program, stops when
 * the program stops and goes on when it is continued, so that job control works as if the
 * program had been started directly.
 *
 * Signals from the terminal reach the program by themselves (it is in our process group, or has
 * taken the terminal over); those that somebody sent to us alone are passed on.
 */
#include "cmd/cmd.h"

#include <poll.h>
#include <sys/prctl.h>
#include <sys/signalfd.h>
#include <sys/wait.h>
#include <unistd.h>

static const int passed_on[] = { SIGHUP,  SIGINT,  SIGQUIT, SIGTERM, SIGUSR1,
				 SIGUSR2, SIGALRM, SIGTSTP, SIGCONT, SIGWINCH };

void front_signals(struct front *f)
{
	sigset_t set;

	sigemptyset(&set);
	sigaddset(&set, SIGCHLD);
	for (u32 i = 0; i < ARRAY_SIZE(passed_on); i++)
		sigaddset(&set, passed_on[i]);
	sigprocmask(SIG_BLOCK, &set, &f->old_mask);
	f->sigfd = signalfd(-1, &set, SFD_CLOEXEC | SFD_NONBLOCK);
}

static void pass_on(struct front *f, int sig)
{
	const struct wire_msg m = { .op = WIRE_SIGNAL, .a = sig };

	if (!f->pid)
		return;
	if (f->ours || f->conn < 0)
		kill(f->pid, sig);
	else
		wire_send(f->conn, &m, NULL, 0);
}

/* Our program stopped: so do we, and the shell takes the terminal back. */
static void stop_too(int sig)
{
	(void)sig;
	kill(getpid(), SIGSTOP);
}

static int status_code(int status)
{
	return WIFSIGNALED(status) ? 128 + WTERMSIG(status) : WEXITSTATUS(status);
}

/* Reap. True when the program has ended, with *ret_code set. */
static bool children(struct front *f, int *ret_code)
{
	int status;
	pid_t pid;

	while ((pid = waitpid(-1, &status, WNOHANG | WUNTRACED)) > 0) {
		if (pid != f->pid)
			continue;
		if (WIFSTOPPED(status)) {
			stop_too(WSTOPSIG(status));
			continue;
		}
		*ret_code = status_code(status);
		return true;
	}
	return false;
}

static bool signals(struct front *f, int *ret_code)
{
	struct signalfd_siginfo si;

	while (read(f->sigfd, &si, sizeof(si)) == sizeof(si)) {
		if (si.ssi_signo == SIGCHLD) {
			if (children(f, ret_code))
				return true;
		} else if (si.ssi_code <= 0 || si.ssi_signo == SIGCONT) {
			pass_on(f, si.ssi_signo);
		}
	}
	return false;
}

static void kernel_gone(struct front *f)
{
	close(f->conn);
	f->conn = -1;
	if (f->pid && !f->down)
		complain(
			"the kernel process has died: its programs now get ENOSYS for network calls");
}

/* One message of the kernel process. True: the program has ended (or never began). */
static bool message(struct front *f, int *ret_code)
{
	struct wire_msg m;
	int fds[WIRE_FDS];

	if (wire_recv(f->conn, &m, fds) <= 0) {
		kernel_gone(f);
		if (f->pid)
			return false;
		*ret_code = complain("the kernel process ended before the program began");
		return true;
	}
	switch (m.op) {
	case WIRE_STARTED:
		f->pid = m.a;
		return false;
	case WIRE_STOPPED:
		stop_too(m.b);
		return false;
	case WIRE_EXITED:
		*ret_code = status_code(m.b);
		return true;
	case WIRE_FAILED:
		complain("%s", m.text);
		*ret_code = m.b;
		return true;
	case WIRE_DOWN:
		f->down = true;
		return false;
	default:
		return false;
	}
}

int front_wait(struct front *f)
{
	int code = EXIT_KERNLET;

	/* Should the kernel process die, its programs become our children and we see them end. */
	prctl(PR_SET_CHILD_SUBREAPER, !f->ours);
	for (;;) {
		struct pollfd p[2] = { { f->sigfd, POLLIN, 0 }, { f->conn, POLLIN, 0 } };

		if (poll(p, f->conn >= 0 ? 2 : 1, -1) < 0)
			continue;
		if (f->conn >= 0 && p[1].revents && message(f, &code))
			return code;
		if (p[0].revents && signals(f, &code))
			return code;
	}
}
