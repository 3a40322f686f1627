/* SPDX-License-Identifier: LGPL-2.1-or-later */
#ifndef KERNLET_NATIVE_RUN_DIR_H
#define KERNLET_NATIVE_RUN_DIR_H

/* run_dir.c */
/** In a mount namespace of one's own: make /run/netns an empty directory that nobody else sees. */
void spawn_private_run(void);

#endif
