/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Generic netlink: families known by name that share NETLINK_GENERIC. Family "nlctrl" tells
 * programs which there are, and what each command takes.
 *
 *   nlmsghdr (type = family id) | genlmsghdr (cmd, version) | family header | attributes
 *
 * A family is const and static; its number and those of its groups are given at registration.
 */
#ifndef KERNLET_NET_NETLINK_GENETLINK_H
#define KERNLET_NET_NETLINK_GENETLINK_H

/* clang-format off */

#include "net/netlink/af_netlink.h"

#include <linux/genetlink.h>

/* genl_op.validate */
#define GENL_DONT_VALIDATE_STRICT BIT(0)	/* doit: parse leniently */
#define GENL_DONT_VALIDATE_DUMP BIT(1)		/* dumpit: do not parse at all */
#define GENL_DONT_VALIDATE_DUMP_STRICT BIT(2)	/* dumpit: parse leniently */

/** What a handler sees of a request. */
struct genl_info {
	struct net *net;
	u32 snd_portid, snd_seq;
	u32 family_id;
	const struct nlmsghdr *nlhdr;
	const struct genlmsghdr *genlhdr;
	struct nlattr **attrs;		/* by op->maxattr; NULL when it has none */
	struct netlink_ext_ack *extack;
};

/** One row a command and kind: flags has GENL_CMD_CAP_DO or GENL_CMD_CAP_DUMP, and permissions. */
struct genl_op {
	u8 cmd, flags, validate;
	u16 maxattr;
	const struct nla_policy *policy;
	int (*doit)(struct sk_buff *skb, struct genl_info *info);
	/** @attrs as parsed; the cursor (NL_CB_CTX) must hold all that dumpit needs of them. */
	int (*start)(struct netlink_callback *cb, const struct genl_info *info);
	int (*dumpit)(struct sk_buff *skb, struct netlink_callback *cb);
	int (*done)(struct netlink_callback *cb);
};

struct genl_multicast_group {
	const char *name;
	u8 flags;
};

struct genl_family {
	const char *name;
	u32 version, hdrsize, maxattr;
	bool netnsok;			/* in all namespaces, not the initial one only */
	u8 resv_start_op;		/* from this command on headers are checked strictly */
	const struct genl_op *ops;
	u32 n_ops;
	const struct genl_multicast_group *mcgrps;
	u32 n_mcgrps;
	u16 fixed_id;			/* 0: the next free one */
};

/** 0, -EEXIST (name or id taken) or -ENOMEM. */
int genl_register_family(struct kernel *k, const struct genl_family *family) __must_check;
void genl_unregister_family(struct kernel *k, const struct genl_family *family);

/** Begin a message of @family_id; the family's header follows, zeroed. NULL: no room. */
void *genlmsg_put(struct sk_buff *skb, u32 portid, u32 seq, u32 family_id,
		  const struct genl_family *family, int flags, u8 cmd) __must_check;
/** End / forget what genlmsg_put() began (@hdr: its result). */
void genlmsg_end(struct sk_buff *skb, const struct genl_family *family, void *hdr);
void genlmsg_cancel(struct sk_buff *skb, const struct genl_family *family, void *hdr);
/** @skb (taken over) to whoever asked. */
int genlmsg_reply(struct sk_buff *skb, const struct genl_info *info);
/** @skb (taken over) to the subscribers of @family's group number @group (from 0) in @net. */
int genlmsg_multicast_netns(struct net *net, const struct genl_family *family, struct sk_buff *skb,
			    u32 portid, u32 group);

#endif
