/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * SOL_PACKET: memberships and the switches of packet sockets. Rings and fanout groups need a
 * packet path; they are refused as by a kernel that does not know them.
 */
#include "net/core/dev.h"
#include "net/packet/af_packet.h"

#include <limits.h>

static int dev_membership(struct net_device *dev, const struct packet_mclist *m, int what)
{
	switch (m->type) {
	case PACKET_MR_MULTICAST:
		return what > 0 ? dev_mc_add(dev, m->addr) : dev_mc_del(dev, m->addr);
	case PACKET_MR_PROMISC:
		return dev_set_promiscuity(dev, what);
	case PACKET_MR_ALLMULTI:
		return dev_set_allmulti(dev, what);
	case PACKET_MR_UNICAST:
		return what > 0 ? dev_uc_add(dev, m->addr) : dev_uc_del(dev, m->addr);
	default:
		return 0;
	}
}

static struct packet_mclist *find_membership(struct packet_sock *po, const struct packet_mreq *req)
{
	struct packet_mclist *m;

	list_for_each_entry (m, &po->mclist, node)
		if (m->ifindex == req->mr_ifindex && m->type == req->mr_type &&
		    m->alen == req->mr_alen && !memcmp(m->addr, req->mr_address, m->alen))
			return m;
	return NULL;
}

static int packet_mc_add(struct packet_sock *po, const struct packet_mreq *req)
{
	struct kernel *k = po->sk.kernel;
	struct net_device *dev = dev_get_by_index(sock_net(&po->sk), req->mr_ifindex);
	struct packet_mclist *m;
	int err;

	if (!dev)
		return -ENODEV;
	if (req->mr_alen != dev->addr_len)
		return -EINVAL;
	m = find_membership(po, req);
	if (m) {
		m->count++;
		return 0;
	}
	m = kzalloc(&k->mem, sizeof(*m));
	if (!m)
		return -ENOBUFS;
	m->ifindex = req->mr_ifindex;
	m->type = req->mr_type;
	m->alen = req->mr_alen;
	m->count = 1;
	memcpy(m->addr, req->mr_address, m->alen);
	err = dev_membership(dev, m, 1);
	if (err) {
		kfree(&k->mem, m);
		return err;
	}
	list_add(&m->node, &po->mclist);
	return 0;
}

static void free_membership(struct packet_sock *po, struct packet_mclist *m)
{
	struct net_device *dev = dev_get_by_index(sock_net(&po->sk), m->ifindex);

	if (dev)
		dev_membership(dev, m, -1);
	list_del(&m->node);
	kfree(&po->sk.kernel->mem, m);
}

static void packet_mc_drop(struct packet_sock *po, const struct packet_mreq *req)
{
	struct packet_mclist *m = find_membership(po, req);

	if (m && !--m->count)
		free_membership(po, m);
}

void packet_flush_mclist(struct packet_sock *po, int ifindex)
{
	struct packet_mclist *m, *n;

	list_for_each_entry_safe (m, n, &po->mclist, node)
		if (!ifindex || m->ifindex == ifindex)
			free_membership(po, m);
}

static int change_membership(struct task *t, struct packet_sock *po, int name, uptr val, int len)
{
	struct packet_mreq req = { 0 };
	int err;

	if (len < (int)sizeof(req))
		return -EINVAL;
	if (copy_from_user(t, &req, val, sizeof(req)))
		return -EFAULT;
	if (req.mr_alen > sizeof(req.mr_address))
		return -EINVAL;
	if (name == PACKET_DROP_MEMBERSHIP) {
		packet_mc_drop(po, &req);
		return 0;
	}
	err = packet_mc_add(po, &req);
	return err;
}

/* ---- the switches ---- */

struct int_option {
	int name;
	u32 offset;
	bool longer; /* more than an int may be passed; else exactly one */
	bool flag; /* any value but 0 is 1 */
	bool raw_only; /* SOCK_RAW sockets only */
	int min, max;
};

/* clang-format off */
#define OPT(name, member) name, offsetof(struct packet_sock, member)
static const struct int_option options[] = {
	{ OPT(PACKET_COPY_THRESH, copy_thresh), .min = INT_MIN, .max = INT_MAX },
	{ OPT(PACKET_AUXDATA, auxdata), .longer = true, .flag = true, .min = INT_MIN, .max = INT_MAX },
	{ OPT(PACKET_ORIGDEV, origdev), .longer = true, .flag = true, .min = INT_MIN, .max = INT_MAX },
	{ OPT(PACKET_VERSION, tp_version), .min = TPACKET_V1, .max = TPACKET_V3 },
	{ OPT(PACKET_RESERVE, tp_reserve), .min = 0, .max = INT_MAX },
	{ OPT(PACKET_LOSS, tp_loss), .flag = true, .min = INT_MIN, .max = INT_MAX },
	{ OPT(PACKET_VNET_HDR, vnet_hdr), .longer = true, .flag = true, .raw_only = true, .min = INT_MIN, .max = INT_MAX },
	{ OPT(PACKET_TIMESTAMP, tp_tstamp), .min = INT_MIN, .max = INT_MAX },
	{ OPT(PACKET_TX_HAS_OFF, tx_has_off), .flag = true, .min = INT_MIN, .max = INT_MAX },
	{ OPT(PACKET_QDISC_BYPASS, qdisc_bypass), .flag = true, .min = INT_MIN, .max = INT_MAX },
	{ OPT(PACKET_IGNORE_OUTGOING, ignore_outgoing), .flag = true, .min = 0, .max = 1 },
	{ OPT(PACKET_VNET_HDR_SZ, vnet_hdr_sz), .longer = true, .raw_only = true, .min = 0, .max = 12 },
};
/* clang-format on */

static const struct int_option *find_option(int name)
{
	for (u32 i = 0; i < ARRAY_SIZE(options); i++)
		if (options[i].name == name)
			return &options[i];
	return NULL;
}

static s32 *option_value(struct packet_sock *po, const struct int_option *o)
{
	return (s32 *)((char *)po + o->offset);
}

int packet_setsockopt(struct task *t, struct socket *sock, int level, int name, uptr val, int len)
{
	const struct int_option *o = find_option(name);
	struct packet_sock *po = pkt_sk(sock);
	int v;

	if (level != SOL_PACKET)
		return -ENOPROTOOPT;
	if (name == PACKET_ADD_MEMBERSHIP || name == PACKET_DROP_MEMBERSHIP)
		return change_membership(t, po, name, val, len);
	if (!o)
		return -ENOPROTOOPT;
	if (o->raw_only && sock->type != SOCK_RAW)
		return -EINVAL;
	if (o->longer ? len < (int)sizeof(v) : len != (int)sizeof(v))
		return -EINVAL;
	if (get_user(t, v, val))
		return -EFAULT;
	if (v < o->min || v > o->max)
		return -EINVAL;
	if (name == PACKET_VNET_HDR_SZ && v != 0 && v != 10 && v != 12)
		return -EINVAL;
	*option_value(po, o) = o->flag ? !!v : v;
	if (name == PACKET_VNET_HDR)
		po->vnet_hdr_sz = v ? 10 : 0;
	if (name == PACKET_VNET_HDR_SZ)
		po->vnet_hdr = v != 0;
	return 0;
}

/* Counts since the last time that somebody asked. */
static int get_statistics(struct task *t, struct packet_sock *po, uptr val, uptr len)
{
	struct tpacket_stats_v3 s = { .tp_packets = po->tp_packets + po->tp_drops,
				      .tp_drops = po->tp_drops };
	int err = sock_opt_return(t, val, len, &s,
				  po->tp_version == TPACKET_V3 ? sizeof(s)
							       : sizeof(struct tpacket_stats));

	if (!err)
		po->tp_packets = po->tp_drops = 0;
	return err;
}

/* Bytes of the header of the ring version that the program names. */
static int get_hdrlen(struct task *t, uptr val, uptr lenp)
{
	static const int sizes[] = { sizeof(struct tpacket_hdr), sizeof(struct tpacket2_hdr),
				     sizeof(struct tpacket3_hdr) };
	int len, version;

	if (get_user(t, len, lenp))
		return -EFAULT;
	if (len < (int)sizeof(int))
		return -EINVAL;
	if (get_user(t, version, val))
		return -EFAULT;
	if (version < 0 || version >= (int)ARRAY_SIZE(sizes))
		return -EINVAL;
	return sock_opt_return(t, val, lenp, &sizes[version], sizeof(int));
}

int packet_getsockopt(struct task *t, struct socket *sock, int level, int name, uptr val, uptr lenp)
{
	const struct int_option *o = find_option(name);
	struct packet_sock *po = pkt_sk(sock);
	int len, zero = 0;

	if (level != SOL_PACKET)
		return -ENOPROTOOPT;
	if (get_user(t, len, lenp))
		return -EFAULT;
	if (len < 0)
		return -EINVAL;
	switch (name) {
	case PACKET_STATISTICS:
		return get_statistics(t, po, val, lenp);
	case PACKET_HDRLEN:
		return get_hdrlen(t, val, lenp);
	case PACKET_FANOUT: /* in no group */
		return sock_opt_return(t, val, lenp, &zero, sizeof(zero));
	case PACKET_ROLLOVER_STATS:
		return -EINVAL;
	}
	if (!o)
		return -ENOPROTOOPT;
	return sock_opt_return(t, val, lenp, option_value(po, o), sizeof(s32));
}
