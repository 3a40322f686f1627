/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * --root: who programs believe to be.
 */
#include "ports/native/native.h"

const char *const native_ident_names[] = { NULL };

bool native_ident_call(struct native *n, struct native_call *c, const char *name)
{
	return false;
}

void native_ident_free(struct native *n, struct native_proc *p)
{
}
