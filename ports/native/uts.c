/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* --hostname: uname(2) tells the kernel's host name instead of the host's; the rest stays. */
#include "ports/native/native.h"

#include <sys/utsname.h>

const char *const native_uts_names[] = { "uname", "sethostname", "setdomainname", NULL };

long native_uts_call(struct native *n, struct native_call *c, const char *name)
{
	struct user_iov to = { c->args[0], sizeof(struct utsname) };
	struct utsname u;

	if (strcmp(name, "uname"))
		return gate_enter(c->task->task, c->abi, c->nr, c->args);
	if (uname(&u))
		return -errno;
	snprintf(u.nodename, sizeof(u.nodename), "%s", n->k->hostname);
	snprintf(u.domainname, sizeof(u.domainname), "%s", n->k->domainname);
	return native_copy_to_user(c->task->task, &to, 1, &u);
}
