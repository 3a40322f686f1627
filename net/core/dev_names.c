/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Names of network devices: one name each, any number of alternative ones, all in one table per
 * namespace (net->dev_name), so that a lookup is one hash whatever it names.
 *
 * A pattern such as "veth%d" takes the lowest free number. Where the search begins is remembered
 * per pattern (net->name_hint): all numbers below it are taken; a name that goes lowers it.
 */
#include "net/core/dev_internal.h"

#include <linux/netdevice.h>

#include <ctype.h>

/* As Linux: how many numbers a pattern can give out. */
#define MAX_NUMBERED 32768

static u32 name_hash(const char *name)
{
	return hash_bytes(name, strlen(name), 0);
}

static struct netdev_name_node *name_lookup(const struct net *net, const char *name)
{
	struct netdev_name_node *n;
	u32 h = name_hash(name);

	htable_for_each_possible (&net->dev_name, n, hash, h)
		if (!strcmp(n->name, name))
			return n;
	return NULL;
}

struct net_device *dev_get_by_name(const struct net *net, const char *name)
{
	struct netdev_name_node *n = name_lookup(net, name);

	return n ? n->dev : NULL;
}

bool netdev_name_in_use(const struct net *net, const char *name)
{
	return name_lookup(net, name) != NULL;
}

bool dev_valid_name(const char *name)
{
	if (!*name || strnlen(name, IFNAMSIZ) == IFNAMSIZ)
		return false;
	if (!strcmp(name, ".") || !strcmp(name, ".."))
		return false;
	for (; *name; name++)
		if (*name == '/' || *name == ':' || isspace((unsigned char)*name))
			return false;
	return true;
}

/* ---- numbered names ---- */

static u32 *hint_find(struct net *net, const char *prefix, size_t len)
{
	for (u32 i = 0; i < ARRAY_SIZE(net->name_hint); i++) {
		const char *p = net->name_hint[i].prefix;

		if (*p && strlen(p) == len && !memcmp(p, prefix, len))
			return &net->name_hint[i].from;
	}
	return NULL;
}

static u32 *hint_get(struct net *net, const char *prefix, size_t len)
{
	u32 *from = hint_find(net, prefix, len);
	u32 i;

	if (from || !len)
		return from;
	i = net->name_hint_next++ % ARRAY_SIZE(net->name_hint);
	memcpy(net->name_hint[i].prefix, prefix, len);
	net->name_hint[i].prefix[len] = '\0';
	net->name_hint[i].from = 0;
	return &net->name_hint[i].from;
}

/* @name is free again: a pattern that gives it must look there. */
static void hint_release(struct net *net, const char *name)
{
	size_t len = strlen(name), digits = len;
	unsigned long v = 0;

	while (digits && isdigit((unsigned char)name[digits - 1]))
		digits--;
	/* "a10" may come from "a%d" as 10 and from "a1%d" as 0: try each split. */
	for (; digits < len; digits++) {
		u32 *from = hint_find(net, name, digits);

		if (!from)
			continue;
		if (name[digits] == '0' && digits + 1 < len)
			continue;
		v = 0;
		for (size_t i = digits; i < len && v < MAX_NUMBERED; i++)
			v = v * 10 + (name[i] - '0');
		if (v < *from)
			*from = v;
	}
}

/*
 * @n in decimal behind the @at bytes of @name that are there, and @suffix behind that; what does
 * not fit is cut, as Linux cuts it.
 */
static void name_number(char *name, size_t at, u32 n, const char *suffix)
{
	char digits[10];
	int d = 0;

	do
		digits[d++] = '0' + n % 10;
	while (n /= 10);
	while (d && at < IFNAMSIZ - 1)
		name[at++] = digits[--d];
	while (*suffix && at < IFNAMSIZ - 1)
		name[at++] = *suffix++;
	name[at] = '\0';
}

/* @pattern is a valid name with a % in it. The lowest free name into @out: 0, -EINVAL (not exactly one %d) or -ENFILE. */
static int dev_alloc_name(struct net *net, const char *pattern, char *out)
{
	const char *p = strchr(pattern, '%');
	char name[IFNAMSIZ], suffix[IFNAMSIZ];
	size_t prefix = p - pattern;
	u32 *hint, i;

	if (p[1] != 'd' || strchr(p + 2, '%'))
		return -EINVAL;
	memcpy(name, pattern, prefix);
	strcpy(suffix, p + 2);
	hint = *suffix ? NULL : hint_get(net, name, prefix);
	for (i = hint ? *hint : 0; i < MAX_NUMBERED; i++) {
		name_number(name, prefix, i, suffix);
		if (!netdev_name_in_use(net, name))
			break;
	}
	if (hint)
		*hint = i;
	if (i == MAX_NUMBERED)
		return -ENFILE;
	strcpy(out, name);
	return 0;
}

int dev_prep_valid_name(struct net *net, const char *want, char *out, int dup_errno)
{
	if (!dev_valid_name(want))
		return -EINVAL;
	if (strchr(want, '%'))
		return dev_alloc_name(net, want, out);
	if (netdev_name_in_use(net, want))
		return -dup_errno;
	if (out != want)
		strcpy(out, want);
	return 0;
}

/* ---- the table ---- */

static int node_add(struct net *net, struct netdev_name_node *n)
{
	return htable_insert(&net->dev_name, &n->hash, name_hash(n->name));
}

static void node_del(struct net *net, struct netdev_name_node *n)
{
	htable_remove(&net->dev_name, &n->hash);
	hint_release(net, n->name);
}

int netdev_names_add(struct net_device *dev)
{
	struct netdev_name_node *alt;
	int err;

	dev->name_node.dev = dev;
	dev->name_node.name = dev->name;
	err = node_add(dev->net, &dev->name_node);
	if (err)
		return err;
	/* The table is there now: nothing below can fail. */
	list_for_each_entry (alt, &dev->altnames, list)
		err = node_add(dev->net, alt);
	return err;
}

void netdev_names_del(struct net_device *dev)
{
	struct netdev_name_node *alt;

	list_for_each_entry (alt, &dev->altnames, list)
		node_del(dev->net, alt);
	node_del(dev->net, &dev->name_node);
}

/* The device has left the table; its alternative names end. */
void netdev_altnames_flush(struct net_device *dev)
{
	struct netdev_name_node *alt, *tmp;

	list_for_each_entry_safe (alt, tmp, &dev->altnames, list) {
		list_del(&alt->list);
		kfree(&dev->kernel->mem, (char *)alt->name);
		kfree(&dev->kernel->mem, alt);
	}
}

int netdev_name_node_alt_create(struct net_device *dev, const char *name)
{
	struct kmem *m = &dev->kernel->mem;
	struct netdev_name_node *n;

	if (netdev_name_in_use(dev->net, name))
		return -EEXIST;
	n = kzalloc(m, sizeof(*n));
	if (!n)
		return -ENOMEM;
	n->dev = dev;
	n->name = kstrdup(m, name);
	if (!n->name || node_add(dev->net, n)) {
		kfree(m, (char *)n->name);
		kfree(m, n);
		return -ENOMEM;
	}
	list_add_tail(&n->list, &dev->altnames);
	return 0;
}

int netdev_name_node_alt_destroy(struct net_device *dev, const char *name)
{
	struct kmem *m = &dev->kernel->mem;
	struct netdev_name_node *n = name_lookup(dev->net, name);

	if (!n)
		return -ENOENT;
	/* The main name is not an alternative one, nor is another device's. */
	if (n == &dev->name_node || n->dev != dev)
		return -EINVAL;
	node_del(dev->net, n);
	list_del(&n->list);
	kfree(m, (char *)n->name);
	kfree(m, n);
	return 0;
}

/* Give the registered @dev the name @name, which is free. The table never shrinks: no failure. */
static void name_replace(struct net_device *dev, const char *name)
{
	int err;

	node_del(dev->net, &dev->name_node);
	memcpy(dev->name, name, IFNAMSIZ);
	err = node_add(dev->net, &dev->name_node);
	(void)err;
}

int dev_change_name(struct net_device *dev, const char *newname)
{
	char old[IFNAMSIZ], new[IFNAMSIZ] = "";
	u8 old_type = dev->name_assign_type;
	int err;

	if (!strncmp(newname, dev->name, IFNAMSIZ))
		return 0;
	err = dev_prep_valid_name(dev->net, newname, new, EEXIST);
	if (err < 0)
		return err;
	memcpy(old, dev->name, IFNAMSIZ);
	name_replace(dev, new);
	dev->name_assign_type = NET_NAME_RENAMED;
	err = call_netdevice_notifiers(NETDEV_CHANGENAME, dev);
	if (!err)
		return 0;
	name_replace(dev, old);
	dev->name_assign_type = old_type;
	call_netdevice_notifiers(NETDEV_CHANGENAME, dev);
	return err;
}

int dev_set_alias(struct net_device *dev, const char *alias, size_t len)
{
	char *s = NULL;

	if (len >= IFALIASZ)
		return -EINVAL;
	if (len) {
		s = kzalloc(&dev->kernel->mem, len + 1);
		if (!s)
			return -ENOMEM;
		memcpy(s, alias, len);
	}
	kfree(&dev->kernel->mem, dev->ifalias);
	dev->ifalias = s;
	return len;
}
