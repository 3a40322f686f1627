/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * --trace: one line a call, its arguments by the kinds that kernel/syscalls.tbl names, and the
 * netlink messages that it carried.
 *
 *   ip[4711] sendmsg(3, 0x7ffc.., 0) = 40 [RTM_NEWLINK len=40 flags=0x605 seq=17]
 */
#include "ports/native/native.h"

#include <string.h>

#define SHOWN_BYTES 2048
#define SHOWN_MESSAGES 4

/* ---- names ---- */

static const char *family_name(u64 v)
{
	switch ((int)v) {
	case AF_UNIX:
		return "AF_UNIX";
	case AF_INET:
		return "AF_INET";
	case AF_INET6:
		return "AF_INET6";
	case AF_NETLINK:
		return "AF_NETLINK";
	case AF_PACKET:
		return "AF_PACKET";
	default:
		return NULL;
	}
}

static const char *type_name(u64 v)
{
	static const char *const names[] = { NULL,	 "SOCK_STREAM", "SOCK_DGRAM",
					     "SOCK_RAW", "SOCK_RDM",	"SOCK_SEQPACKET" };

	return (v & 0xf) < ARRAY_SIZE(names) ? names[v & 0xf] : NULL;
}

static const char *message_name(u16 type)
{
	static const char *const control[] = { NULL, "NLMSG_NOOP", "NLMSG_ERROR", "NLMSG_DONE",
					       "NLMSG_OVERRUN" };
	/* Four a group from RTM_BASE on: NEW, DEL, GET, SET. */
	static const char *const routes[] = {
		"RTM_NEWLINK",
		"RTM_DELLINK",
		"RTM_GETLINK",
		"RTM_SETLINK",
		"RTM_NEWADDR",
		"RTM_DELADDR",
		"RTM_GETADDR",
		NULL,
		"RTM_NEWROUTE",
		"RTM_DELROUTE",
		"RTM_GETROUTE",
		NULL,
		"RTM_NEWNEIGH",
		"RTM_DELNEIGH",
		"RTM_GETNEIGH",
		NULL,
		"RTM_NEWRULE",
		"RTM_DELRULE",
		"RTM_GETRULE",
		NULL,
		"RTM_NEWQDISC",
		"RTM_DELQDISC",
		"RTM_GETQDISC",
		NULL,
		"RTM_NEWTCLASS",
		"RTM_DELTCLASS",
		"RTM_GETTCLASS",
		NULL,
		"RTM_NEWTFILTER",
		"RTM_DELTFILTER",
		"RTM_GETTFILTER",
		NULL,
		"RTM_NEWACTION",
		"RTM_DELACTION",
		"RTM_GETACTION",
		NULL,
		"RTM_NEWPREFIX",
		NULL,
		NULL,
		NULL,
		NULL,
		NULL,
		"RTM_GETMULTICAST",
		NULL,
		NULL,
		NULL,
		"RTM_GETANYCAST",
		NULL,
		"RTM_NEWNEIGHTBL",
		NULL,
		"RTM_GETNEIGHTBL",
		"RTM_SETNEIGHTBL",
		"RTM_NEWNDUSEROPT",
		NULL,
		NULL,
		NULL,
		"RTM_NEWADDRLABEL",
		"RTM_DELADDRLABEL",
		"RTM_GETADDRLABEL",
		NULL,
		NULL,
		NULL,
		"RTM_GETDCB",
		"RTM_SETDCB",
		"RTM_NEWNETCONF",
		"RTM_DELNETCONF",
		"RTM_GETNETCONF",
		NULL,
		"RTM_NEWMDB",
		"RTM_DELMDB",
		"RTM_GETMDB",
		NULL,
		"RTM_NEWNSID",
		"RTM_DELNSID",
		"RTM_GETNSID",
		NULL,
		"RTM_NEWSTATS",
		NULL,
		"RTM_GETSTATS",
		"RTM_SETSTATS",
		NULL,
		NULL,
		NULL,
		NULL,
		"RTM_NEWCHAIN",
		"RTM_DELCHAIN",
		"RTM_GETCHAIN",
		NULL,
		"RTM_NEWNEXTHOP",
		"RTM_DELNEXTHOP",
		"RTM_GETNEXTHOP",
		NULL,
		"RTM_NEWLINKPROP",
		"RTM_DELLINKPROP",
		"RTM_GETLINKPROP",
		NULL,
	};

	if (type < ARRAY_SIZE(control))
		return control[type];
	if (type >= RTM_BASE && type - RTM_BASE < (int)ARRAY_SIZE(routes))
		return routes[type - RTM_BASE];
	return NULL;
}

/* ---- arguments ---- */

static bool is_kind(const char *p, size_t len, const char *kind)
{
	return len == strlen(kind) && !strncmp(p, kind, len);
}

static bool is_address(const char *p, size_t len)
{
	static const char *const kinds[] = { "ptr", "buf", "iov", "msghdr", "hex", "flags", "str" };

	for (u32 i = 0; i < ARRAY_SIZE(kinds); i++)
		if (is_kind(p, len, kinds[i]))
			return true;
	return false;
}

static void print_arg(FILE *f, const char *p, size_t len, u64 v)
{
	const char *name = NULL;

	if (is_kind(p, len, "family"))
		name = family_name(v);
	else if (is_kind(p, len, "socktype"))
		name = type_name(v);
	if (name)
		fputs(name, f);
	else if (!is_address(p, len))
		fprintf(f, "%d", (int)v);
	else if (v)
		fprintf(f, "%#llx", (unsigned long long)v);
	else
		fputc('0', f);
}

static void print_args(FILE *f, const struct syscall_desc *d, const u64 *a)
{
	const char *p = d->args ? d->args : "";

	for (u32 i = 0; *p && i < 6; i++) {
		size_t len = strcspn(p, ",");

		if (is_kind(p, len, "void"))
			return;
		if (i)
			fputs(", ", f);
		print_arg(f, p, len, a[i]);
		p += len + (p[len] == ',');
	}
}

/* ---- messages ---- */

static void print_messages(FILE *f, const u8 *data, u32 len)
{
	const struct nlmsghdr *h = (const struct nlmsghdr *)data;

	fputs(" [", f);
	for (u32 shown = 0; len >= sizeof(*h) && h->nlmsg_len >= sizeof(*h); shown++) {
		const char *name = message_name(h->nlmsg_type);
		u32 step = NLMSG_ALIGN(h->nlmsg_len);

		if (shown == SHOWN_MESSAGES) {
			fputs(" ...", f);
			break;
		}
		fputs(shown ? ", " : "", f);
		if (name)
			fputs(name, f);
		else
			fprintf(f, "type=%u", h->nlmsg_type);
		fprintf(f, " len=%u flags=%#x seq=%u", h->nlmsg_len, h->nlmsg_flags, h->nlmsg_seq);
		if (h->nlmsg_type == NLMSG_ERROR && len >= sizeof(*h) + 4)
			fprintf(f, " error=%d", (s32)get_u32(data + sizeof(*h)));
		if (step >= len)
			break;
		data += step;
		len -= step;
		h = (const struct nlmsghdr *)data;
	}
	fputc(']', f);
}

/* Where the first piece of a msghdr of @abi lies. False: not readable. */
static bool first_piece(struct task *t, uptr msg, struct user_iov *out)
{
	u32 word = user_ptr_size(t);
	u64 vec, count, base, len;

	if (get_user_long(t, &vec, msg + 2 * word) || get_user_long(t, &count, msg + 3 * word) ||
	    !count || get_user_long(t, &base, vec) || get_user_long(t, &len, vec + word))
		return false;
	*out = (struct user_iov) { base, len };
	return true;
}

static void print_payload(FILE *f, struct native_call *c, const struct syscall_desc *d, long ret)
{
	struct task *t = c->task->task;
	struct user_iov v = { c->args[1], 0 };
	u8 data[SHOWN_BYTES] __attribute__((aligned(8)));

	if (!c->sock || !c->sock->sk || c->sock->sk->sk_family != AF_NETLINK || ret <= 0)
		return;
	if (!strcmp(d->name, "sendmsg") || !strcmp(d->name, "recvmsg")) {
		if (!first_piece(t, c->args[1], &v))
			return;
	} else if (!strcmp(d->name, "sendto") || !strcmp(d->name, "recvfrom")) {
		v.len = c->args[2];
	} else {
		return;
	}
	v.len = min(min(v.len, (u64)ret), (u64)sizeof(data));
	if (v.len && !native_copy_from_user(t, data, &v, 1))
		print_messages(f, data, v.len);
}

/* A task is met before its program has been executed: ask anew. */
static void refresh_comm(struct native_call *c)
{
	struct task *t = c->task->task;
	char path[48];
	FILE *f;

	snprintf(path, sizeof(path), "/proc/%d/comm", c->tid);
	f = fopen(path, "re");
	if (!f)
		return;
	if (fgets(t->comm, sizeof(t->comm), f))
		t->comm[strcspn(t->comm, "\n")] = 0;
	fclose(f);
}

void native_trace(struct native_call *c, long ret)
{
	const struct syscall_desc *d = syscall_describe(c->abi, c->nr);
	FILE *f = c->trace;

	if (!d || !c->task)
		return;
	refresh_comm(c);
	fprintf(f, "%s[%d] %s(", c->task->task->comm, c->task->task->pid, d->name);
	print_args(f, d, c->args);
	if (ret == -ERESTARTSYS)
		fputs(") = ? ERESTARTSYS", f);
	else if (ret < 0)
		fprintf(f, ") = -1 %s", strerrorname_np(-ret));
	else
		fprintf(f, ") = %ld", ret);
	print_payload(f, c, d, ret);
	fputc('\n', f);
	fflush(f);
}
