/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Routing rules: an ordered list a family, which names the table to look up.
 *
 *   net->rules -> fib_rules_ops (AF_INET) -> [0: local] [32766: main] [32767: default]
 *              -> fib_rules_ops (AF_INET6) -> ...
 *
 * The list is an array with a gap at the place of the last insertion, ordered by preference, then
 * age; so ten thousand rules are added one by one at the cost of a search each. A family embeds
 * struct fib_rule as the first member of its own rule and fills in the callbacks.
 *
 * Beside each rule stand its two most telling selectors as ranges of words of the flow (a probe):
 * a lookup runs along these 28 bytes a rule and looks at a rule itself only when both agree.
 */
#ifndef KERNLET_NET_CORE_FIB_RULES_H
#define KERNLET_NET_CORE_FIB_RULES_H

#include "net/core/rtnetlink.h"
#include "uapi/fib_rules_more.h"

struct fib_rule_port {
	u16 start, end; /* host order; start 0: any */
	u16 mask;
};

struct fib_rule {
	struct fib_rules_ops *ops;
	u32 pref, table, target, flags;
	u8 action, l3mdev, proto, ip_proto;
	s32 iifindex, oifindex; /* 0: any; -1: named, but there is no such device */
	char iifname[IFNAMSIZ], oifname[IFNAMSIZ];
	u32 mark, mark_mask;
	__be64 tun_id;
	s32 suppress_ifgroup, suppress_prefixlen;
	u32 uid_start, uid_end; /* 0 .. ~0: any */
	bool uid_set;
	struct fib_rule_port sport, dport;
	struct fib_rule *ctarget; /* of FR_ACT_GOTO; NULL: unresolved */
};

/** A flow as words in host order, for probes. */
enum fib_word {
	FIB_WORD_IIF,
	FIB_WORD_OIF,
	FIB_WORD_MARK,
	FIB_WORD_UID,
	FIB_WORD_PROTO,
	FIB_WORD_SPORT,
	FIB_WORD_DPORT,
	FIB_WORD_CLASS, /* TOS; IPv6: traffic class and flow label as in the header */
	FIB_WORD_SRC,
	FIB_WORD_DST = FIB_WORD_SRC + 4,
	FIB_WORDS = FIB_WORD_DST + 4
};

/** What every family's lookups are matched by. */
struct flowi_common {
	s32 iif, oif;
	u32 mark, uid;
	u8 proto;
	__be16 sport, dport;
	__be64 tun_id;
	u32 word[FIB_WORDS]; /* the family fills those from FIB_WORD_CLASS on */
};

/** (word & mask) is in low .. low + span; all zero: anything. */
struct fib_rule_test {
	u32 mask, low, span;
};
#define FIB_RULE_TESTS 2
struct fib_rule_probe {
	struct fib_rule_test test[FIB_RULE_TESTS];
	u8 word[FIB_RULE_TESTS]; /* FIB_WORD_* */
	u8 n;
};

/** A list with a gap at [gap, gap + cap - n). */
struct fib_rule_list {
	struct fib_rule **slot;
	struct fib_rule_probe
		*probe; /* of slot[i], which it agrees with whenever the rule matches */
	u32 n, cap, gap;
};

struct fib_rules_ops {
	int family;
	u32 rule_size, addr_size;
	u32 nlgroup; /* RTNLGRP_* */
	/** The family's selectors. */
	bool (*match)(const struct fib_rule *rule, const void *flow);
	/** Add tests that any flow which @match accepts would pass. May be NULL. */
	void (*probe)(const struct fib_rule *rule, struct fib_rule_probe *p);
	/** What the rule says: 0, -EAGAIN (next rule) or an error. */
	int (*action)(struct fib_rule *rule, const void *flow, void *result, u32 flags);
	/** Is the result of @rule not wanted after all? May be NULL. */
	bool (*suppress)(struct fib_rule *rule, void *result);
	/** Take the family's attributes; may refuse. Called last, so it may also act. */
	int (*configure)(struct fib_rule *rule, const struct fib_rule_hdr *frh, struct nlattr **tb,
			 struct netlink_ext_ack *extack);
	/** The rule goes (never fails) after a program's request. May be NULL. */
	void (*deleted)(struct fib_rule *rule);
	bool (*compare)(const struct fib_rule *rule, const struct fib_rule_hdr *frh,
			struct nlattr **tb);
	int (*fill)(const struct fib_rule *rule, struct sk_buff *skb, struct fib_rule_hdr *frh);

	/* Kept by fib_rules.c. */
	struct net *net;
	struct list_head node;
	struct fib_rule_list rules;
	u32 unresolved, nr_goto, nr_named;
	u32 seq; /* changes: dumps compare it */
};

struct netns_rules {
	struct list_head ops;
};

static inline u32 fib_rules_count(const struct fib_rules_ops *ops)
{
	return ops->rules.n;
}
static inline struct fib_rule *fib_rule_at(const struct fib_rules_ops *ops, u32 i)
{
	const struct fib_rule_list *l = &ops->rules;

	return l->slot[i < l->gap ? i : i + l->cap - l->n];
}

/** One more test for @p, while there is room; the first are the ones that should tell most. */
static inline void fib_rule_probe_add(struct fib_rule_probe *p, u8 word, u32 mask, u32 low,
				      u32 span)
{
	if (!mask || p->n == FIB_RULE_TESTS)
		return;
	p->test[p->n] = (struct fib_rule_test) { mask, low & mask, span };
	p->word[p->n++] = word;
}

/** A copy of @tmpl for @net, not yet holding rules. 0 or -ENOMEM. */
int fib_rules_register(const struct fib_rules_ops *tmpl, struct net *net,
		       struct fib_rules_ops **ret_ops) __must_check;
/** Free @ops and its rules. NULL is harmless. */
void fib_rules_unregister(struct fib_rules_ops *ops);
/** One of the rules that are there from the start. 0 or -ENOMEM. */
int fib_default_rule_add(struct fib_rules_ops *ops, u32 pref, u32 table) __must_check;
/**
 * Ask the rules in turn. @common is what all families match; @flow and @result are the family's.
 * 0 with *@ret_rule set, -ESRCH (no rule answers), or what a rule says.
 */
int fib_rules_lookup(struct fib_rules_ops *ops, struct flowi_common *common, const void *flow,
		     void *result, u32 flags, struct fib_rule **ret_rule);
static inline bool fib_rule_port_match(const struct fib_rule_port *p, __be16 port)
{
	u16 v = be16toh(port);

	if (!p->start)
		return true;
	if (p->mask)
		return !((v ^ p->start) & p->mask);
	return v >= p->start && v <= p->end;
}

extern const struct net_proto fib_rules_proto;

#endif
