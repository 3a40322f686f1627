/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Lightweight tunnels: what a route puts around a packet (RTA_ENCAP), parsed and shown by its kind.
 *
 *   fib_nh, fib6_key --lws--> lwtunnel_state { type, bytes } <-- net->lwtunnels
 *
 * A state is immutable and exists once in a namespace: a kind brings what was asked into one form
 * (what means the same has the same bytes), so two hops have equal tunnels when they point to the
 * same state. A million routes through one tunnel hold one.
 *
 * A kind is one const struct lwtunnel_encap_ops and one line of the table in lwtunnel.c.
 */
#ifndef KERNLET_NET_CORE_LWTUNNEL_H
#define KERNLET_NET_CORE_LWTUNNEL_H

#include <linux/lwtunnel.h>

#include "lib/htable.h"
#include "net/core/net_namespace.h"
#include "net/netlink/attr.h"

struct lwtunnel_state {
	struct hnode hash; /* net->lwtunnels */
	u32 refs;
	u32 len; /* of data */
	u16 type; /* LWTUNNEL_ENCAP_* */
	u64 data[]; /* the kind's own struct, without holes */
};

struct lwtunnel_encap_ops {
	/** Check @encap (a nest) and make a state with lwtunnel_state_alloc(). -EINVAL, -ENOMEM ... */
	int (*build_state)(struct net *net, const struct nlattr *encap, u32 family,
			   struct lwtunnel_state **ret_lws, struct netlink_ext_ack *extack);
	/** The attributes inside the nest. 0 or a negative errno: no room. */
	int (*fill_encap)(struct sk_buff *skb, const struct lwtunnel_state *lws);
	/** How many bytes fill_encap() writes, at most. */
	u32 (*encap_size)(const struct lwtunnel_state *lws);
};

/* ---- for kinds ---- */

/** A state of @len zeroed bytes of data, of one reference, not yet known to anybody. */
struct lwtunnel_state *lwtunnel_state_alloc(struct net *net, u16 type, u32 len) __must_check;

extern const struct lwtunnel_encap_ops ip_tun_lwt_ops, ip6_tun_lwt_ops; /* net/ipv4 */
extern const struct lwtunnel_encap_ops mpls_iptun_ops; /* net/mpls */
extern const struct lwtunnel_encap_ops seg6_iptun_ops, seg6_local_ops; /* net/ipv6 */

/* ---- for routes ---- */

/** Is there such a kind? 0, -EINVAL (no such number) or -EOPNOTSUPP (not served here). */
int lwtunnel_valid_encap_type(u16 type, struct netlink_ext_ack *extack);
/** The same of each hop in an RTA_MULTIPATH. 0, -EINVAL (short attribute) or -EOPNOTSUPP. */
int lwtunnel_valid_encap_type_attr(const struct rtnexthop *rtnh, int remaining,
				   struct netlink_ext_ack *extack);
/**
 * The state that @encap (RTA_ENCAP) of kind @type describes, with a reference. -EINVAL,
 * -EOPNOTSUPP, -ERANGE, -ENODEV or -ENOMEM; the ext-ack says why.
 */
int lwtunnel_build_state(struct net *net, u16 type, const struct nlattr *encap, u32 family,
			 struct lwtunnel_state **ret_lws,
			 struct netlink_ext_ack *extack) __must_check;
/** The nest @encap_attr and the kind as @type_attr; nothing for NULL. 0 or -EMSGSIZE. */
int lwtunnel_fill_encap(struct sk_buff *skb, const struct lwtunnel_state *lws, int encap_attr,
			int type_attr) __must_check;
/** Room that the two attributes take. */
u32 lwtunnel_get_encap_size(const struct lwtunnel_state *lws);

static inline struct lwtunnel_state *lwtstate_get(struct lwtunnel_state *lws)
{
	if (lws)
		lws->refs++;
	return lws;
}
/** Drop a reference; NULL is harmless. */
void lwtstate_put(struct net *net, struct lwtunnel_state *lws);

#endif
