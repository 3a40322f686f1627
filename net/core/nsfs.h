/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Namespaces as programs name them: by the pid of somebody inside, or by a descriptor of
 * /proc/PID/ns/net (an "nsfs" file, which keeps its namespace alive).
 */
#ifndef KERNLET_NET_CORE_NSFS_H
#define KERNLET_NET_CORE_NSFS_H

#include "kernel/file.h"
#include "net/core/net_namespace.h"

struct sk_buff;

/** An open namespace file with one reference; it holds one of @net. NULL: no memory. */
struct file *netns_file_create(struct net *net) __must_check;
/** The namespace behind @f (not counted), or NULL when it is another kind of file. */
struct net *netns_from_file(const struct file *f);

/** For the sender of the request @skb: referenced namespace of @pid. -ESRCH. */
int get_net_ns_by_pid(const struct sk_buff *skb, s32 pid, struct net **ret_net) __must_check;
/** The namespace behind the sender's descriptor @fd. -EBADF, -EINVAL (another kind of file). */
int get_net_ns_by_fd(const struct sk_buff *skb, int fd, struct net **ret_net) __must_check;

#endif
