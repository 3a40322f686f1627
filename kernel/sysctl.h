/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * /proc/sys: a registry of const tables. Nothing is stored per namespace or device: a directory
 * knows how to find the object that its rows describe, and a row is an offset into that object.
 *
 *   ctl_dir "net/ipv4/conf" --find(net, "eth0")--> struct ipv4_devconf
 *      rows[]: { "forwarding", 0644, SYSCTL_INT, offset } --------^
 *
 * A room that has settings writes one table and one ctl_dir, and registers it in its init_func:
 *
 *   static void *ipv4_object(struct net *net) { return net->ipv4; }
 *   static const struct ctl_table ipv4_rows[] = {
 *           { "ip_default_ttl", 0644, SYSCTL_U8_ROW(struct netns_ipv4, sysctl_ip_default_ttl), .min = 1, .max = 255 },
 *           { "ip_forward", 0644, SYSCTL_INT_ROW(struct netns_ipv4, sysctl_ip_forward), .changed = ip_forward_changed },
 *   };
 *   static const struct ctl_dir ipv4_dir = { "net/ipv4", ipv4_rows, ARRAY_SIZE(ipv4_rows), .object = ipv4_object };
 *   err = register_sysctl(k, &ipv4_dir);
 *
 * Numbers are read and written exactly as Linux's proc_dointvec and its kin do: several values
 * are split by white space, decimal, 0x and 0 prefixes are known, a short vector changes its
 * first elements only, and what cannot be parsed is -EINVAL.
 */
#ifndef KERNLET_KERNEL_SYSCTL_H
#define KERNLET_KERNEL_SYSCTL_H

/* clang-format off */

#include "kernel/proc.h"
#include "kernel/seq_file.h"

struct kernel;
struct net;

enum sysctl_kind {
	SYSCTL_CUSTOM,		/* .get and .set do it all */
	SYSCTL_INT,		/* s32, any value */
	SYSCTL_INT_MINMAX,	/* s32 in min..max */
	SYSCTL_UINT,		/* u32, any value; one number only */
	SYSCTL_UINT_MINMAX,	/* u32 in min..max */
	SYSCTL_U8,		/* u8 in min..max; max 0: 255 */
	SYSCTL_BOOL,		/* bool */
	SYSCTL_ULONG,		/* unsigned long in min..max; max 0: no limit */
	SYSCTL_JIFFIES,		/* s32 in jiffies (1/HZ), seconds in the text */
	SYSCTL_MS_JIFFIES,	/* s32 in jiffies, milliseconds in the text */
	SYSCTL_USERHZ_JIFFIES,	/* s32 in jiffies, hundredths of a second in the text */
	SYSCTL_STRING,		/* char[size], NUL-terminated */
};

struct ctl_table;

/** One access: who, where, and the row and object that were found. */
struct ctl_req {
	const struct proc_req *who;
	struct net *net;
	const struct ctl_table *row;
	void *object;		/* what ctl_dir.object or .find returned; NULL: has none */
	const char *name;	/* ctl_dir.find directories: the device's name; else NULL */
	void *data;		/* object + row->offset */
};

struct ctl_table {
	const char *procname;
	u16 mode;		/* 0644, 0444, 0200 ... */
	u8 kind;		/* enum sysctl_kind */
	u8 flags;		/* SYSCTL_F_* */
	u16 n;			/* elements of a vector; 0: 1 */
	u16 size;		/* of a string, in bytes */
	u32 offset;		/* of the value in the object */
	s64 min, max;
	/** SYSCTL_CUSTOM: append the text, newline included. A negative errno refuses the read. */
	int (*get)(const struct ctl_req *r, struct seq_file *m);
	/** SYSCTL_CUSTOM: take @n bytes (@buf is NUL-terminated too). Bytes taken or a negative errno. */
	long (*set)(const struct ctl_req *r, const char *buf, size_t n);
	/**
	 * After a number was written, also when it stayed the same: @old points to the former
	 * value(s). A negative errno puts the old value back and is the write's answer. May be NULL.
	 */
	int (*changed)(const struct ctl_req *r, const void *old);
	long extra;		/* for the room's own hooks (an index, say) */
};

#define SYSCTL_F_INIT_NET BIT(0)	/* exists in the first namespace only */
#define SYSCTL_F_RO_OTHERS BIT(1)	/* read-only (0444) in all but the first */

/* Kind and place of a member of the object, type-checked. */
#define SYSCTL_FIELD(_kind, obj, member, type)                                           \
	.kind = _kind,                                                                   \
	.offset = offsetof(obj, member) +                                                \
		  0 * sizeof(char[1 - 2 * !(sizeof(((obj *)0)->member) % sizeof(type) == 0)])
#define SYSCTL_INT_ROW(obj, m) SYSCTL_FIELD(SYSCTL_INT, obj, m, s32)
#define SYSCTL_INT_MINMAX_ROW(obj, m) SYSCTL_FIELD(SYSCTL_INT_MINMAX, obj, m, s32)
#define SYSCTL_UINT_ROW(obj, m) SYSCTL_FIELD(SYSCTL_UINT, obj, m, u32)
#define SYSCTL_UINT_MINMAX_ROW(obj, m) SYSCTL_FIELD(SYSCTL_UINT_MINMAX, obj, m, u32)
#define SYSCTL_U8_ROW(obj, m) SYSCTL_FIELD(SYSCTL_U8, obj, m, u8)
#define SYSCTL_BOOL_ROW(obj, m) SYSCTL_FIELD(SYSCTL_BOOL, obj, m, bool)
#define SYSCTL_STRING_ROW(obj, m) \
	SYSCTL_FIELD(SYSCTL_STRING, obj, m, char), .size = sizeof(((obj *)0)->m)

/** Where a dynamic directory lists its children. */
typedef void (*ctl_emit_fn)(void *arg, const char *name);

struct ctl_dir {
	const char *path;		/* below /proc/sys, without slashes around: "net/ipv4/conf" */
	const struct ctl_table *rows;
	u32 n;
	/** Fixed directory: the object in @net, or NULL when @net lacks it. Unset: rows need none. */
	void *(*object)(struct net *net);
	/** Dynamic directory (rows stand in path/<name>/): the object called @name, or NULL. */
	void *(*find)(struct net *net, const char *name);
	/** Dynamic directory: call @emit once for each name there is. */
	void (*list)(struct net *net, ctl_emit_fn emit, void *arg);
};

/** Add @dir (const, static). Several may share a path. 0 or -ENOMEM. */
int register_sysctl(struct kernel *k, const struct ctl_dir *dir) __must_check;
void unregister_sysctl(struct kernel *k, const struct ctl_dir *dir);

/* For ports: use proc_read(), proc_write() and the others of kernel/proc.h on "/proc/sys/...". */

int sysctl_init(struct kernel *k);
void sysctl_exit(struct kernel *k);

#endif
