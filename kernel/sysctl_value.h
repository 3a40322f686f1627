/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Values of /proc/sys as text: how each enum sysctl_kind is written and read. Private to
 * kernel/sysctl.c.
 */
#ifndef KERNLET_KERNEL_SYSCTL_VALUE_H
#define KERNLET_KERNEL_SYSCTL_VALUE_H

#include "kernel/sysctl.h"

/** Bytes that the value(s) of @row take in the object. */
size_t sysctl_value_size(const struct ctl_table *row);
/** Append the value(s) at @data, newline included. */
void sysctl_value_show(const struct ctl_table *row, const void *data, struct seq_file *m);
/**
 * Store the text @buf of @n bytes (NUL-terminated too), written at @pos. Returns the bytes taken,
 * -EINVAL or -ERANGE; as on Linux, elements before the one that is refused stay changed.
 */
long sysctl_value_store(const struct ctl_table *row, void *data, const char *buf, size_t n,
			s64 pos);

#endif
