/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The command `kernlet`: one file a verb, and what they share.
 *
 *   run:  front (front.c) --fork--> kernel process (server.c) --fork--> program
 *   up:   daemon (server.c)         exec: front --fork--> program, its listener to the daemon
 *
 * The front waits, passes signals on and gives the program's exit status; it also tells when the
 * kernel process has died. Exit status: the program's own, 128 + signal, 127 (not found), 126
 * (cannot be executed), 125 (kernlet itself failed).
 */
#ifndef KERNLET_CMD_CMD_H
#define KERNLET_CMD_CMD_H

#include "ports/native/native.h"

#include <signal.h>

#define EXIT_USAGE 2
#define EXIT_KERNLET 125
#define EXIT_CANNOT_EXECUTE 126
#define EXIT_NOT_FOUND 127

struct verb {
	const char *name;
	int (*run)(int argc, char **argv); /* argv[0] is the verb; returns the exit status */
	const char *usage; /* "run [OPTIONS] [--] PROGRAM [ARGS...]" */
	const char *summary;
	const char *help; /* the options, one a line */
};

/* main.c */
extern const struct verb verbs[];
/** Print "kernlet: ..." to stderr. Returns EXIT_KERNLET, so that it can end a verb. */
int complain(const char *fmt, ...) __printf(1, 2);
/** As complain(), for a command line that makes no sense. Returns EXIT_USAGE. */
int usage_error(const char *fmt, ...) __printf(1, 2);
/** Print the help of a verb to stdout; returns 0. */
int show_help(const char *verb);

int verb_run(int argc, char **argv);
int verb_up(int argc, char **argv);
int verb_exec(int argc, char **argv);
int verb_down(int argc, char **argv);
int verb_ps(int argc, char **argv);
int verb_syscalls(int argc, char **argv);
int verb_idt(int argc, char **argv);

/* options.c */
struct options {
	struct native_config kernel; /* what is booted */
	u32 flags; /* NATIVE_* of the programs */
	bool trace, help, json;
	u32 abi; /* enum abi that is asked about; ABI_MAX: every one */
	const char *script;
	bool cpu386; /* programs run on the machine of ports/i386 */
	const char *rootfs; /* its root folder, or NULL */
	const char *name; /* of a kernel that stays */
	char **argv; /* the program, or NULL */
};

#define OPT_BOOT BIT(0) /* options that describe a kernel */
#define OPT_PROGRAM BIT(1) /* options that describe how programs run */
#define OPT_NAME BIT(2) /* a kernel's name comes first */
#define OPT_JSON BIT(3)
#define OPT_ABI BIT(4)
/** 0, or an exit status after a complaint; o->help is set when help was asked for. */
int parse_options(struct options *o, u32 accept, int argc, char **argv);

/* wire.c: what fronts and kernel processes say to each other */
enum wire_op {
	WIRE_STARTED = 1, /* a: pid */
	WIRE_STOPPED, /* a: pid, b: signal */
	WIRE_EXITED, /* b: wait status */
	WIRE_FAILED, /* b: exit status, text */
	WIRE_SIGNAL, /* a: signal */
	WIRE_ATTACH, /* a: NATIVE_* flags, b: pid; descriptors: listener, and where to trace */
	WIRE_OK,
	WIRE_DOWN,
	WIRE_NAMESPACES, /* asked; answered with a: NATIVE_UTS, descriptors (SPAWN_MNT ...) */
	WIRE_STATS, /* asked, and answered with text (JSON) */
};

#define WIRE_FDS 3

struct wire_msg {
	s32 op, a, b;
	char text[1000];
};

/** Send @m with @nfds descriptors. 0 or -1. */
int wire_send(int fd, const struct wire_msg *m, const int *fds, u32 nfds);
/** Receive; descriptors into @fds (-1 when absent). 1, 0 (ended) or -1. */
int wire_recv(int fd, struct wire_msg *m, int fds[WIRE_FDS]);

/* names.c: where kernels that stay are found */
/** The directory of the sockets, made and checked. 0, or an exit status after a complaint. */
int names_dir(char *path, size_t size);
/** Is @name fit for a kernel? Complains when not. */
bool name_ok(const char *name);
/** Connect to the kernel @name. A descriptor, or -1 after a complaint (unless @quiet). */
int name_connect(const char *name, bool quiet);

/** What programs on the kernel @name have in their environment: KERNLET_NAME=NAME. */
void name_mark(char *text, size_t size, const char *name);

/* leftovers.c */
/** End all descendants of this process. */
void leftovers_of_run(struct native *n);
/** End all programs that know @n, or have @mark in their environment. */
void leftovers_of_name(struct native *n, const char *mark);

/* server.c: the kernel process */
struct server_start {
	const struct options *opt;
	int conn; /* of the front that started it; -1: none */
	int listen_fd; /* where other fronts connect; -1: none */
	pid_t pgrp; /* of the front */
	const sigset_t *sigmask; /* for programs */
};
/** Boot, start the program if there is one, serve until the end. Returns an exit status. */
int server_main(const struct server_start *s);

/* front.c: the process that the user's shell waits for */
struct front {
	int conn; /* to the kernel process; -1 once it is gone */
	pid_t pid; /* of the program; 0 before it started */
	bool ours; /* it is our child */
	bool down; /* the kernel process is gone */
	int sigfd;
	sigset_t old_mask;
};
/** Block and take over the signals to be passed on. */
void front_signals(struct front *f);
/** Wait until the program has ended; returns the exit status of the command. */
int front_wait(struct front *f);

#endif
