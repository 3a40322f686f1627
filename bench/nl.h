/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Raw netlink for the benchmarks, through the host's socket calls or through a kernel in this
 * process: the same messages, the same loop, two kernels.
 *
 *     bench_x host      in an empty namespace of the host's kernel (bench/run sees to that)
 *     bench_x kernlet
 *
 * Each figure is one line `name<TAB>value<TAB>unit`; bench/run pairs them.
 */
#ifndef KERNLET_BENCH_NL_H
#define KERNLET_BENCH_NL_H

#include <linux/if.h>
#include <linux/if_link.h>
#include <linux/netlink.h>
#include <linux/rtnetlink.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/socket.h>

/** Where the calls go; chosen by nl_main() from the command line. */
extern bool nl_on_host;

/** An open netlink socket of the kernel under test; ends the program when it cannot be had. */
int nl_open(int protocol, uint32_t groups, int rcvbuf);
void nl_close(int fd);
long nl_send(int fd, const void *buf, size_t n);
/** To all subscribers of @groups. */
long nl_multicast(int fd, uint32_t groups, const void *buf, size_t n);
/** @flags: MSG_*. Bytes, or a negative errno. */
long nl_recv(int fd, void *buf, size_t n, int flags);

/** A message being built: room for the small requests of the benchmarks. */
struct nl_req {
	struct nlmsghdr n;
	char body[1000];
};

/** Start a request whose family header is @size bytes, zeroed; returns that header. */
void *nl_start(struct nl_req *r, int type, int flags, size_t size);
void nl_put(struct nl_req *r, int type, const void *data, size_t len);
void nl_put_u32(struct nl_req *r, int type, uint32_t v);
void nl_put_str(struct nl_req *r, int type, const char *s);
struct rtattr *nl_nest(struct nl_req *r, int type);
void nl_nest_end(struct nl_req *r, struct rtattr *nest);

/** Send with NLM_F_ACK and read the acknowledgement: 0 or a negative errno. */
int nl_request(int fd, struct nl_req *r);
/** As nl_request(), but any refusal ends the program. */
void nl_must(int fd, struct nl_req *r, const char *what);
/** Requests to be sent in one call. Zeroed at first. */
struct nl_batch {
	uint32_t n;
	size_t len;
	char buf[64 * 256];
};
/** Add @r; the 64th sends them all, and asks for its own acknowledgement only. */
void nl_batch_add(int fd, struct nl_batch *b, const struct nl_req *r);
/** Send what is there. */
void nl_batch_flush(int fd, struct nl_batch *b);
/** Dump: number of messages seen, NLMSG_DONE not counted. */
uint64_t nl_dump(int fd, int type, int family, size_t header);

/* Ready-made requests. */
void nl_link_up(int fd, int index);
int nl_link_index(int fd, const char *name);
void nl_veth_add(int fd, const char *a, const char *b);
void nl_bridge_add(int fd, const char *name);
void nl_link_del(int fd, const char *name);

/** Seconds that passed, or, with BENCH_CPU in the environment, that this process computed. */
double nl_now(void);
/** Memory that the kernel under test holds, bytes. */
uint64_t nl_memory(void);
void nl_figure(const char *name, double value, const char *unit);

/** What each bench_*.c provides. @scale: how big, 100 = as documented. */
void bench(int scale);

#endif
