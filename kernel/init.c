/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Boot and shutdown: the index of the system.
 *
 * initcalls[] runs top to bottom; a failing step undoes those above it, and kernel_destroy()
 * undoes all, bottom to top. Each protocol's own list is net/protocols.c, walked by sock_init.
 */
#include "kernel/init.h"

#include "kernel/file.h"
#include "kernel/proc.h"
#include "kernel/sysctl.h"

#include <stdio.h>
#include <stdlib.h>

static int tasks_init(struct kernel *k)
{
	INIT_LIST_HEAD(&k->tasks);
	htable_init(&k->pids, &k->mem);
	return 0;
}

static void tasks_exit(struct kernel *k)
{
	htable_destroy(&k->pids);
}

static void timers_exit(struct kernel *k)
{
	kfree(&k->mem, k->timers.heap);
}

static int uts_init(struct kernel *k)
{
	snprintf(k->hostname, sizeof(k->hostname), "%s",
		 k->cfg.hostname ? k->cfg.hostname : "kernlet");
	snprintf(k->domainname, sizeof(k->domainname), "(none)");
	k->boot_ns = ktime_get(k);
	k->rng = k->cfg.seed;
	return 0;
}

/* Tasks go before the sockets' room does: they hold files and namespaces. */
static void tasks_end(struct kernel *k)
{
	while (!list_empty(&k->tasks))
		task_destroy(list_first_entry(&k->tasks, struct task, node));
}

static const struct initcall initcalls[] = {
	{ "timers", NULL, timers_exit },     { "uts", uts_init, NULL },
	{ "proc", proc_init, proc_exit },    { "sysctl", sysctl_init, sysctl_exit },
	{ "tasks", tasks_init, tasks_exit }, { "sockets", sock_init, sock_exit },
	{ "end-of-tasks", NULL, tasks_end },
};

static void unwind(struct kernel *k)
{
	k->dying = true;
	while (k->inited) {
		const struct initcall *c = &initcalls[--k->inited];

		if (c->exit)
			c->exit(k);
	}
}

int kernel_create(const struct kernel_config *cfg, struct kernel **ret_k)
{
	struct kernel *k = calloc(1, sizeof(*k));
	int err = 0;

	if (!k)
		return -ENOMEM;
	kmem_init(&k->mem, cfg->mem_limit);
	if (cfg->no_spare_memory)
		k->mem.spare_max = 0;
	k->cfg = *cfg;
	k->port = cfg->port;
	k->port_data = cfg->port_data;
	INIT_LIST_HEAD(&k->net_list);
	for (; !err && k->inited < ARRAY_SIZE(initcalls); k->inited += !err)
		if (initcalls[k->inited].init)
			err = initcalls[k->inited].init(k);
	if (err) {
		kernel_destroy(k);
		return err;
	}
	*ret_k = k;
	return 0;
}

void kernel_destroy(struct kernel *k)
{
	if (!k)
		return;
	unwind(k);
	kmem_destroy(&k->mem);
	free(k);
}
