/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Directories below a device's in /sys/class/net that other rooms fill; see net-sysfs.h. */
#include "net/core/net-sysfs.h"

const struct dev_sysfs_group *const dev_sysfs_groups[] = {
	&br_sysfs_group,
	&br_port_sysfs_group,
	NULL,
};

const struct dev_sysfs_group *dev_sysfs_group_find(const struct net_device *dev, const char *path)
{
	for (u32 i = 0; dev_sysfs_groups[i]; i++) {
		const struct dev_sysfs_group *g = dev_sysfs_groups[i];
		size_t n = strlen(g->name);

		if (!strncmp(path, g->name, n) && (!path[n] || path[n] == '/') && g->object(dev))
			return g;
	}
	return NULL;
}

const struct dev_sysfs_row *dev_sysfs_row_find(const struct dev_sysfs_group *g, const char *path)
{
	const char *name = path + strlen(g->name);

	if (*name++ != '/')
		return NULL;
	for (u32 i = 0; i < g->n; i++)
		if (!strcmp(g->rows[i].name, name))
			return &g->rows[i];
	return NULL;
}
