/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * For unit tests that talk to a kernel: one booted kernel with one privileged task a test,
 * netlink requests and answers, and a check at the end that nothing leaked.
 *
 *   static void test_x(void **state) { struct unit *u = *state; ... }
 *   const struct CMUnitTest tests[] = { U_TEST(test_x) };
 */
#ifndef KERNLET_TESTS_UTIL_H
#define KERNLET_TESTS_UTIL_H

#include "unit.h"

#include <kernlet.h>

#include <linux/netlink.h>
#include <linux/rtnetlink.h>
#include <sys/syscall.h>

struct unit {
	struct kernlet *k;
	struct kernlet_task *t; /* pid 1, all privileges */
	struct kernlet_stats start; /* before the test */
	uint32_t seq;
	/* The last answer. */
	char buf[65536];
	size_t len;
};

#define U_TEST(fn) cmocka_unit_test_setup_teardown(fn, u_setup, u_teardown)

static inline int u_boot(struct unit *u, const struct kernlet_config *cfg)
{
	if (kernlet_boot(cfg, &u->k) || kernlet_task_create(u->k, NULL, &u->t))
		return -1;
	kernlet_get_stats(u->k, &u->start);
	return 0;
}

static inline int u_setup(void **state)
{
	struct unit *u = calloc(1, sizeof(*u));

	*state = u;
	return u_boot(u, NULL);
}

/* With its task gone, a kernel must hold no file and no socket. */
static inline int u_teardown(void **state)
{
	struct unit *u = *state;
	struct kernlet_stats s;

	kernlet_task_exit(u->t);
	kernlet_get_stats(u->k, &s);
	kernlet_shutdown(u->k);
	free(u);
	return s.tasks || s.files || s.sockets;
}

/* cmocka takes SIGSEGV and SIGBUS before each test; calls with bad addresses want them back. */
static inline void u_arm_guard(void)
{
	kernlet_catch_faults();
}

static inline long u_call(struct unit *u, long nr, long a, long b, long c, long d, long e, long f)
{
	u_arm_guard();
	return kernlet_syscall(u->t, nr, a, b, c, d, e, f);
}

/*
 * A copy of @path where the kernel may read a page: it reads strings by the page, which a sanitizer
 * would take for reading past the end of a literal.
 */
static inline long u_path(const char *path)
{
	static char page[2][4096] __attribute__((aligned(4096)));

	strcpy(page[0], path);
	return (long)page[0];
}

/* A netlink socket of @protocol; the test fails when there is none. */
static inline int u_socket(struct unit *u, int protocol)
{
	int fd = kernlet_socket(u->t, AF_NETLINK, SOCK_RAW, protocol);

	assert_true(fd >= 0);
	return fd;
}

/* Bind @fd to @portid (0: any) and the groups of @mask. 0 or a negative errno. */
static inline long u_bind(struct unit *u, int fd, uint32_t portid, uint32_t mask)
{
	struct sockaddr_nl a = { .nl_family = AF_NETLINK, .nl_pid = portid, .nl_groups = mask };

	return u_call(u, __NR_bind, fd, (long)&a, sizeof(a), 0, 0, 0);
}

static inline long u_setopt(struct unit *u, int fd, int level, int name, int val)
{
	return u_call(u, __NR_setsockopt, fd, level, name, (long)&val, sizeof(val), 0);
}

/* ---- requests ---- */

struct req {
	struct nlmsghdr n;
	char body[8192];
};

/* Begin a request with a family header of @hdrlen bytes (may be NULL: zeroes). */
static inline void req_init(struct req *r, int type, int flags, const void *hdr, size_t hdrlen)
{
	memset(r, 0, sizeof(*r));
	r->n.nlmsg_len = NLMSG_LENGTH(hdrlen);
	r->n.nlmsg_type = type;
	r->n.nlmsg_flags = NLM_F_REQUEST | flags;
	if (hdr)
		memcpy(NLMSG_DATA(&r->n), hdr, hdrlen);
}

static inline struct rtattr *req_attr(struct req *r, int type, const void *data, size_t len)
{
	struct rtattr *a = (struct rtattr *)((char *)r + NLMSG_ALIGN(r->n.nlmsg_len));

	a->rta_type = type;
	a->rta_len = RTA_LENGTH(len);
	if (len && data)
		memcpy(RTA_DATA(a), data, len);
	r->n.nlmsg_len = NLMSG_ALIGN(r->n.nlmsg_len) + RTA_ALIGN(a->rta_len);
	return a;
}

static inline void req_u32(struct req *r, int type, uint32_t v)
{
	req_attr(r, type, &v, sizeof(v));
}

static inline void req_str(struct req *r, int type, const char *s)
{
	req_attr(r, type, s, strlen(s) + 1);
}

static inline struct rtattr *req_nest(struct req *r, int type)
{
	return req_attr(r, type, NULL, 0);
}

static inline void req_nest_end(struct req *r, struct rtattr *nest)
{
	nest->rta_len = (char *)r + r->n.nlmsg_len - (char *)nest;
}

/* Send; 0 or a negative errno. */
static inline long u_send(struct unit *u, int fd, struct req *r)
{
	long ret;

	r->n.nlmsg_seq = ++u->seq;
	ret = u_call(u, __NR_sendto, fd, (long)r, r->n.nlmsg_len, 0, 0, 0);
	return ret < 0 ? ret : 0;
}

/* One datagram into u->buf, without waiting: its length or a negative errno. */
static inline long u_recv(struct unit *u, int fd)
{
	long ret = u_call(u, __NR_recvfrom, fd, (long)u->buf, sizeof(u->buf), MSG_DONTWAIT, 0, 0);

	u->len = ret > 0 ? ret : 0;
	return ret;
}

/* Send with NLM_F_ACK and return what the acknowledgement says: 0 or a negative errno. */
static inline int u_request(struct unit *u, int fd, struct req *r)
{
	const struct nlmsghdr *n = (const struct nlmsghdr *)u->buf;
	long ret;

	r->n.nlmsg_flags |= NLM_F_ACK;
	ret = u_send(u, fd, r);
	while (!ret) {
		ret = u_recv(u, fd);
		if (ret > 0 && n->nlmsg_type == NLMSG_ERROR && n->nlmsg_seq == u->seq)
			return ((const struct nlmsgerr *)NLMSG_DATA(n))->error;
		ret = ret > 0 ? 0 : ret;
	}
	return ret;
}

/* An attribute of type @type behind @hdrlen bytes of family header in @n, or NULL. */
static inline const struct rtattr *u_attr(const struct nlmsghdr *n, size_t hdrlen, int type)
{
	const struct rtattr *a = (const void *)((const char *)NLMSG_DATA(n) + NLMSG_ALIGN(hdrlen));
	int len = (int)n->nlmsg_len - (int)NLMSG_SPACE(hdrlen);

	for (; RTA_OK(a, len); a = RTA_NEXT(a, len))
		if ((a->rta_type & NLA_TYPE_MASK) == type)
			return a;
	return NULL;
}

/* The ext-ack text of the acknowledgement in u->buf, or "". */
static inline const char *u_extack(const struct unit *u)
{
	const struct nlmsghdr *n = (const struct nlmsghdr *)u->buf;
	const struct nlmsgerr *e = NLMSG_DATA(n);
	size_t hdr = sizeof(*e);
	const struct rtattr *a;

	if (!(n->nlmsg_flags & NLM_F_ACK_TLVS))
		return "";
	if (!(n->nlmsg_flags & NLM_F_CAPPED))
		hdr += e->msg.nlmsg_len - NLMSG_HDRLEN;
	a = u_attr(n, hdr, NLMSGERR_ATTR_MSG);
	return a ? RTA_DATA(a) : "";
}

#endif
