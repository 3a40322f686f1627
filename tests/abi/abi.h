/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * One scenario, every port, the host as the oracle: a scenario makes system calls through
 * abi_call() and writes down what it sees with note(); the harness runs it on the host's own
 * kernel, in a network namespace of its own, and on kernlet, and compares the two texts.
 */
#ifndef KERNLET_TESTS_ABI_H
#define KERNLET_TESTS_ABI_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct abi;

/** A system call on the kernel under test: its result or a negative errno. */
long abi_call(struct abi *a, long nr, long b, long c, long d, long e, long f, long g);
/** The process id that the task under test has (the same on both sides). */
int abi_pid(const struct abi *a);
/** Give the host ms to do what it does later; kernlet does it at once. */
void abi_pause(const struct abi *a, unsigned ms);
/** Append a line to what was seen. */
void note(struct abi *a, const char *fmt, ...) __attribute__((format(printf, 2, 3)));
/** Append bytes as hex to the current line's end. */
void note_bytes(struct abi *a, const char *what, const void *p, size_t n);
/** Give up all privileges (on the host: of this process, which runs one scenario only). */
void abi_drop_privileges(struct abi *a);

struct abi_scenario {
	const char *name;
	void (*run)(struct abi *a);
};

/** Run them all; 0 when equal everywhere, 77 when the host cannot serve as the oracle. */
int abi_main(const struct abi_scenario *s, size_t n, int argc, char **argv);

#endif
