/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * What scenarios of random rtnetlink requests share: repeatable chance, the building of a request,
 * asking it with every answer and notification written down, and the links it is asked about.
 *
 *   lo (1)    v1 (2) ==== v0 (3)      no link-local addresses of their own
 *
 * What the two kernels cannot have in common, time stamps and counts of users, is masked.
 */
#ifndef KERNLET_TESTS_ABI_STAGE_H
#define KERNLET_TESTS_ABI_STAGE_H

#include "abi.h"

#include <linux/netlink.h>
#include <sys/syscall.h>

#define C(nr, b, c, d, e, f, g) \
	abi_call(a, nr, (long)(b), (long)(c), (long)(d), (long)(e), (long)(f), (long)(g))
#define N(x) (sizeof(x) / sizeof((x)[0]))
#define PICK(pool) (pool)[rnd(N(pool))]

struct req {
	struct nlmsghdr n;
	unsigned char body[2000];
};

/* ---- chance ---- */

/** Begin the sequence that rnd() gives with seed. */
void rnd_start(uint64_t seed);
/** 0 to n - 1. */
uint32_t rnd(uint32_t n);
/** Nonzero once in n times. */
int one_in(uint32_t n);
/** Flags of a request that adds or changes, the sensible ones more often than others. */
int modify_flags(void);

/* ---- requests ---- */

/** Begin a request; returns its family's header, zeroed. */
void *start(struct req *r, int type, int flags, size_t header);
/** Append an attribute; data may be NULL: n zeroes, or with n = 0 the start of a nest. */
struct nlattr *attr(struct req *r, int type, const void *data, size_t n);
/** Append an attribute of four bytes in host order. */
void u32(struct req *r, int type, uint32_t v);
/** End a nest that attr() began. */
void end(struct req *r, struct nlattr *nest);
/** Make a length or a type wrong, or cut off the end. */
void metrics(struct req *r);
void strangers(struct req *r);
void damage(struct req *r);

/* ---- asking ---- */

/** A socket of NETLINK_ROUTE with extended and capped acknowledgements, bound to groups if any. */
int open_socket(struct abi *a, uint32_t groups, bool strict);
/** Write down all that waits on fd, one line a message. */
void read_all(struct abi *a, int fd, const char *what);
/** Ask on fd; write down the request, the answers and what mon is told. */
void ask(struct abi *a, int fd, int mon, struct req *r);

/* ---- the links ---- */

/** Write a setting of the kernel under test; path is whole: "/proc/sys/net/...". */
void write_sysctl(struct abi *a, const char *path, const char *value);
/** Make v0 and v1, and set all three links up. */
void stage(struct abi *a, int fd, int mon);
/** Set a link up or down, and wait until the host has acted on carriers, once a second. */
void link_up(struct abi *a, int fd, int mon, int index, bool up);

#endif
