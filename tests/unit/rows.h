/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Tables of requests and what becomes of them, each request in a few words:
 *
 *   header      b7 w0 d2 ...       numbers of 1, 2, 4 or 8 bytes (b, w, d, q), in hex
 *   attributes  1=d2  4='name'  2=x00ff  5=x  18{ 1='veth' 2{ ... } }
 *               by decimal type: a number, text with its NUL, bytes, nothing, a nest
 *
 * Every row is played a second time for each allocation that it makes, with that one failing: it
 * may then say so, and nothing else may change.
 */
#ifndef KERNLET_TESTS_ROWS_H
#define KERNLET_TESTS_ROWS_H

#include "util.h"

#include <ctype.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>

enum { STRICT = 1 << 16 }; /* of row.flags: on a socket that checks strictly */

struct row {
	int type, flags;
	const char *header, *attrs;
	int err; /* 0 or a negative errno; > 0: a dump or an answer without an error */
	const char *text; /* of the extended acknowledgement; NULL: none */
};

/* A token like "d1f": its value in its width. Returns what is behind it. */
static inline const char *row_number(const char *s, unsigned char *out, size_t *n)
{
	static const char kinds[] = "bwdq";
	const char *kind = strchr(kinds, *s);
	uint64_t v;
	char *end;

	assert_non_null(kind);
	v = strtoull(s + 1, &end, 16);
	*n = 1u << (kind - kinds);
	memcpy(out, &v, *n);
	return end;
}

static inline const char *row_value(const char *s, struct req *r, int type)
{
	unsigned char b[512];
	size_t n = 0;

	if (*s == '\'') {
		for (s++; *s != '\''; s++)
			b[n++] = *s;
		b[n++] = 0;
		s++;
	} else if (*s == 'x') {
		for (s++; isxdigit((unsigned char)*s); s += 2) {
			char two[3] = { s[0], s[1] };

			b[n++] = strtoul(two, NULL, 16);
		}
	} else {
		s = row_number(s, b, &n);
	}
	req_attr(r, type, b, n);
	return s;
}

/* Up to the end or the closing brace. */
static inline const char *row_attrs(const char *s, struct req *r)
{
	while (*s && *s != '}') {
		struct rtattr *nest;
		char *end;
		int type;

		if (*s == ' ') {
			s++;
			continue;
		}
		type = strtol(s, &end, 10);
		assert_ptr_not_equal(s, end);
		if (*end == '=') {
			s = row_value(end + 1, r, type);
			continue;
		}
		assert_int_equal(*end, '{');
		nest = req_nest(r, type);
		s = row_attrs(end + 1, r);
		assert_int_equal(*s++, '}');
		req_nest_end(r, nest);
	}
	return s;
}

static inline void row_build(const struct row *row, struct req *r)
{
	unsigned char hdr[64];
	size_t len = 0, n;

	for (const char *s = row->header; *s;) {
		if (*s == ' ') {
			s++;
			continue;
		}
		s = row_number(s, hdr + len, &n);
		len += n;
	}
	req_init(r, row->type, (row->flags & 0xffff) | NLM_F_ACK, hdr, len);
	row_attrs(row->attrs, r);
}

/* 0, a negative errno, or 1 where messages came and no error: all is read. */
static inline int row_ask(struct unit *u, int fd, struct req *r, char *text)
{
	const struct nlmsghdr *n = (const struct nlmsghdr *)u->buf;
	int ret = 1;

	text[0] = 0;
	if (u_send(u, fd, r))
		return -ENOBUFS;
	while (u_recv(u, fd) > 0) {
		int left = u->len;

		for (n = (void *)u->buf; NLMSG_OK(n, (unsigned)left); n = NLMSG_NEXT(n, left)) {
			if (n->nlmsg_type != NLMSG_ERROR && n->nlmsg_type != NLMSG_DONE)
				continue;
			if (n->nlmsg_type == NLMSG_ERROR || *(int *)NLMSG_DATA(n))
				ret = *(int *)NLMSG_DATA(n);
			if (n->nlmsg_type == NLMSG_ERROR && (void *)n == u->buf)
				snprintf(text, 200, "%s", u_extack(u));
			else if (n->nlmsg_type == NLMSG_DONE && n->nlmsg_flags & NLM_F_ACK_TLVS &&
				 u_attr(n, sizeof(int), NLMSGERR_ATTR_MSG))
				snprintf(text, 200, "%s",
					 (char *)RTA_DATA(
						 u_attr(n, sizeof(int), NLMSGERR_ATTR_MSG)));
		}
	}
	return ret;
}

static inline int row_socket(struct unit *u, bool strict)
{
	int fd = u_socket(u, NETLINK_ROUTE);

	assert_int_equal(u_bind(u, fd, 0, 0), 0);
	u_setopt(u, fd, SOL_NETLINK, NETLINK_EXT_ACK, 1);
	u_setopt(u, fd, SOL_NETLINK, NETLINK_CAP_ACK, 1);
	if (strict)
		u_setopt(u, fd, SOL_NETLINK, NETLINK_GET_STRICT_CHK, 1);
	return fd;
}

/* Refused, or nothing to be said: with any allocation failing, that one's errno or the same. */
static inline void row_without_memory(struct unit *u, int fd, const struct row *row, struct req *r)
{
	struct kernlet_stats before, after;
	char text[200];

	for (int nth = 1; nth < 200; nth++) {
		int ret;

		kernlet_get_stats(u->k, &before);
		kernlet_fail_alloc(u->k, nth, 1);
		ret = row_ask(u, fd, r, text);
		kernlet_fail_alloc(u->k, 0, 0);
		kernlet_get_stats(u->k, &after);
		if (ret != row->err && ret != -ENOMEM && ret != -ENOBUFS && ret != 1)
			fail_msg("type %d [%s] [%s]: %d when allocation %d fails", row->type,
				 row->header, row->attrs, ret, nth);
		if (after.allocations - before.allocations < (uint64_t)nth)
			return;
	}
}

static inline void rows_play(struct unit *u, const struct row *rows, size_t n)
{
	int fd[2] = { row_socket(u, false), row_socket(u, true) }, bad = 0;

	for (size_t i = 0; i < n; i++) {
		const struct row *row = &rows[i];
		int s = fd[!!(row->flags & STRICT)], ret;
		char text[200];
		struct req r;

		row_build(row, &r);
		ret = row_ask(u, s, &r, text);
		if (ret == row->err && !strcmp(text, row->text ? row->text : "")) {
			if (ret < 0)
				row_without_memory(u, s, row, &r);
			continue;
		}
		bad++;
		print_message("row %zu: type %d [%s] [%s]: %d \"%s\", not %d \"%s\"\n", i,
			      row->type, row->header, row->attrs, ret, text, row->err,
			      row->text ? row->text : "");
	}
	assert_int_equal(bad, 0);
}

#endif
