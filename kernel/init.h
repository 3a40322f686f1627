/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The steps of boot that live in rooms above this one: declared here by name only, so that
 * kernel/ includes nothing of net/.
 */
#ifndef KERNLET_KERNEL_INIT_H
#define KERNLET_KERNEL_INIT_H

#include "kernel/kernel.h"

/* net/socket.c: all protocols in order, then init_net with all their parts of it. */
int sock_init(struct kernel *k);
void sock_exit(struct kernel *k);

#endif
