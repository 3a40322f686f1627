/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Namespaces as programs name them, and the calls that change a task's: setns and unshare.
 */
#include "net/core/nsfs.h"

#include "kernel/proc.h"
#include "kernel/syscall.h"
#include "kernel/task.h"
#include "net/core/skbuff.h"
#include "net/socket.h"

#include <linux/capability.h>
#include <linux/sched.h>

static void nsfs_release(struct kernel *k, struct file *f)
{
	net_put(f->private_data);
}

static const struct file_operations nsfs_ops = {
	.name = "nsfs",
	.release = nsfs_release,
};

struct file *netns_file_create(struct net *net)
{
	struct file *f = file_alloc(net->kernel, &nsfs_ops, net, 0);

	if (f)
		net_get(net);
	return f;
}

struct net *netns_from_file(const struct file *f)
{
	return f->f_op == &nsfs_ops ? f->private_data : NULL;
}

/* ---- for requests ---- */

static struct net *net_by_pid(struct kernel *k, struct task *asker, s32 pid)
{
	struct task *t;

	if (k->port->net_by_pid)
		return k->port->net_by_pid(asker, pid);
	t = task_find(k, pid);
	return t ? net_get(t->net) : NULL;
}

int get_net_ns_by_pid(const struct sk_buff *skb, s32 pid, struct net **ret_net)
{
	struct task *asker = task_find(skb->kernel, NETLINK_CB(skb).creds.pid);
	struct net *net = net_by_pid(skb->kernel, asker, pid);

	if (!net)
		return -ESRCH;
	*ret_net = net;
	return 0;
}

static int net_by_fd(struct task *t, int fd, struct net **ret_net)
{
	struct file *f;
	struct net *net;

	if (t->kernel->port->net_by_fd) {
		*ret_net = t->kernel->port->net_by_fd(t, fd);
		return *ret_net ? 0 : -EINVAL;
	}
	f = fget(t, fd);
	if (!f)
		return -EBADF;
	net = netns_from_file(f);
	if (net)
		*ret_net = net_get(net);
	file_put(f);
	return net ? 0 : -EINVAL;
}

int get_net_ns_by_fd(const struct sk_buff *skb, int fd, struct net **ret_net)
{
	struct task *asker = task_find(skb->kernel, NETLINK_CB(skb).creds.pid);

	return asker ? net_by_fd(asker, fd, ret_net) : -EBADF;
}

/* ---- system calls ---- */

SYSCALL_DEFINE2(setns, int, fd, int, nstype)
{
	struct net *net;
	int err = net_by_fd(t, fd, &net);

	if (err)
		return err;
	if (nstype && nstype != CLONE_NEWNET)
		err = -EINVAL;
	else if (!capable(t, CAP_SYS_ADMIN))
		err = -EPERM;
	else
		task_set_net(t, net);
	net_put(net);
	return err;
}

/* Of all that can be unshared only the network is ours; the rest is as in a kernel built without. */
SYSCALL_DEFINE1(unshare, u32, flags)
{
	struct net *net;
	int err;

	if (flags & ~CLONE_NEWNET)
		return -EINVAL;
	if (!flags)
		return 0;
	if (!capable(t, CAP_SYS_ADMIN))
		return -EPERM;
	err = net_create(t->kernel, &net);
	if (err)
		return err;
	task_set_net(t, net);
	net_put(net);
	return 0;
}

/* ---- /proc/PID/ns ---- */

static int nsfs_stat(const struct proc_req *r, const char *path, struct proc_stat *st)
{
	st->kind = *path ? PROC_LINK : PROC_DIR;
	st->mode = *path ? 0777 : 0511;
	return !*path || !strcmp(path, "net") ? 0 : -ENOENT;
}

static int nsfs_readdir(const struct proc_req *r, const char *path, proc_emit_fn emit, void *arg)
{
	emit(arg, "net", PROC_LINK);
	return 0;
}

static int nsfs_read(const struct proc_req *r, const char *path, struct seq_file *m)
{
	return -EINVAL;
}

static int nsfs_readlink(const struct proc_req *r, const char *path, struct seq_file *m)
{
	seq_printf(m, "net:[%llu]", (unsigned long long)r->net->ino);
	return 0;
}

static int nsfs_open_link(const struct proc_req *r, const char *path, struct file **ret_f)
{
	*ret_f = netns_file_create(r->net);
	return *ret_f ? 0 : -ENOMEM;
}

/* Of the task that asks; kernel/open.c brings other tasks' paths here, in their namespace. */
static const struct proc_tree nsfs_tree = {
	.prefix = "/proc/self/ns",
	.stat = nsfs_stat,
	.readdir = nsfs_readdir,
	.read = nsfs_read,
	.readlink = nsfs_readlink,
	.open_link = nsfs_open_link,
};

static int nsfs_init(struct kernel *k)
{
	return proc_register_tree(k, &nsfs_tree);
}

static void nsfs_exit(struct kernel *k)
{
	proc_unregister_tree(k, &nsfs_tree);
}

const struct net_proto nsfs_proto = {
	.name = "nsfs",
	.init_func = nsfs_init,
	.exit_func = nsfs_exit,
};
