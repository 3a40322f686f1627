/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The port that refuses everything: see skeleton.c. */
#ifndef KERNLET_PORTS_SKELETON_SKELETON_H
#define KERNLET_PORTS_SKELETON_SKELETON_H

#include "kernel/port.h"

extern const struct port_ops skeleton_ops;

#endif
