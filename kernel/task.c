/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Tasks: creation, lookup by pid, end. See task.h.
 *
 * A task holds a reference on its files table and on its namespace. The namespace is counted
 * through net_ref/net_unref, which net/ sets in the kernel, since this room knows no struct net.
 */
#include "kernel/kernel.h"

#include "kernel/file.h"

#include <stdio.h>

struct task *task_find(struct kernel *k, s32 pid)
{
	struct task *t;

	htable_for_each_possible (&k->pids, t, by_pid, hash_u32(pid))
		if (t->pid == pid)
			return t;
	return NULL;
}

void task_set_net(struct task *t, struct net *net)
{
	struct net *old = t->net;

	t->net = net;
	if (net)
		t->kernel->net_ref(net);
	if (old)
		t->kernel->net_unref(old);
}

static void task_fill(struct task *t, struct kernel *k, const struct task_config *cfg)
{
	t->kernel = k;
	t->pid = cfg->pid;
	t->tgid = cfg->tgid ? cfg->tgid : cfg->pid;
	t->ppid = cfg->ppid;
	t->uid = cfg->uid;
	t->gid = cfg->gid;
	t->cap_effective = cfg->caps;
	snprintf(t->comm, sizeof(t->comm), "%s", cfg->comm ? cfg->comm : "");
	INIT_LIST_HEAD(&t->waits);
	timer_setup(&t->timeout, task_timeout_fired);
}

struct task *task_create(struct kernel *k, const struct task_config *cfg)
{
	struct task *t;

	if (cfg->pid <= 0 || task_find(k, cfg->pid))
		return NULL;
	t = kzalloc(&k->mem, sizeof(*t));
	if (!t)
		return NULL;
	task_fill(t, k, cfg);
	t->files = cfg->share_files ? files_get(cfg->share_files->files) : files_create(k);
	if (!t->files)
		goto free_task;
	if (htable_insert(&k->pids, &t->by_pid, hash_u32(t->pid)))
		goto put_files;
	list_add_tail(&t->node, &k->tasks);
	k->n_tasks++;
	task_set_net(t, cfg->net ? cfg->net : k->init_net);
	return t;

put_files:
	files_put(k, t->files);
free_task:
	kfree(&k->mem, t);
	return NULL;
}

void task_destroy(struct task *t)
{
	struct kernel *k;

	if (!t)
		return;
	k = t->kernel;
	task_unpark(t);
	list_del(&t->node);
	htable_remove(&k->pids, &t->by_pid);
	k->n_tasks--;
	files_put(k, t->files);
	task_set_net(t, NULL);
	kfree(&k->mem, t);
}
