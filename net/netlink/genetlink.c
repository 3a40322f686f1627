// SPDX-License-Identifier: LGPL-2.1-or-later
/*
 * Generic netlink: the families and the road of a request to its handler. See genetlink.h; the
 * family that describes the others is in genl_ctrl.c.
 */
#include "net/netlink/genetlink_internal.h"

#include <linux/capability.h>

/* Numbers below are reserved: nlctrl, and two families that always had theirs. */
#define FIRST_DYNAMIC_ID (GENL_MIN_ID + 3)
#define FIRST_DYNAMIC_GROUP 2

/* ---- families ---- */

struct genl_registered *genl_find(struct kernel *k, u32 id)
{
	return idvec_find(&k->genl->families, id);
}

struct genl_registered *genl_find_name(struct kernel *k, const char *name)
{
	const struct idvec *v = &k->genl->families;

	for (u32 i = 0; i < v->n; i++) {
		struct genl_registered *r = v->e[i].ptr;

		if (!strcmp(name, r->family->name))
			return r;
	}
	return NULL;
}

int genl_register_family(struct kernel *k, const struct genl_family *family)
{
	struct genl_core *core = k->genl;
	struct genl_registered *r;
	int err;

	if (genl_find_name(k, family->name))
		return -EEXIST;
	r = kzalloc(&k->mem, sizeof(*r));
	if (!r)
		return -ENOMEM;
	r->family = family;
	r->id = family->fixed_id ? family->fixed_id : core->next_id;
	/* The controller's group has its family's number. */
	r->mcgrp_offset = family->fixed_id ? family->fixed_id : core->next_group;
	err = idvec_insert(&core->families, &k->mem, r->id, r);
	if (err) {
		kfree(&k->mem, r);
		return err;
	}
	if (!family->fixed_id) {
		core->next_id++;
		core->next_group += family->n_mcgrps;
	}
	return 0;
}

static struct genl_registered *registered_as(struct kernel *k, const struct genl_family *family)
{
	const struct idvec *v = &k->genl->families;

	for (u32 i = 0; i < v->n; i++) {
		struct genl_registered *r = v->e[i].ptr;

		if (r->family == family)
			return r;
	}
	return NULL;
}

void genl_unregister_family(struct kernel *k, const struct genl_family *family)
{
	struct genl_registered *r = registered_as(k, family);

	if (!r)
		return;
	for (u32 i = 0; k->init_net && k->init_net->genl_sock && i < family->n_mcgrps; i++)
		netlink_clear_multicast_users(k->init_net->genl_sock, r->mcgrp_offset + i);
	idvec_remove(&k->genl->families, r->id);
	kfree(&k->mem, r);
}

const struct genl_op *genl_find_op(const struct genl_family *f, u8 cmd, u8 how)
{
	for (u32 i = 0; i < f->n_ops; i++)
		if (f->ops[i].cmd == cmd && f->ops[i].flags & how)
			return &f->ops[i];
	return NULL;
}

/* ---- messages ---- */

void *genlmsg_put(struct sk_buff *skb, u32 portid, u32 seq, u32 family_id,
		  const struct genl_family *family, int flags, u8 cmd)
{
	struct nlmsghdr *nlh =
		nlmsg_put(skb, portid, seq, family_id, GENL_HDRLEN + family->hdrsize, flags);
	struct genlmsghdr *h;

	if (!nlh)
		return NULL;
	h = nlmsg_data(nlh);
	h->cmd = cmd;
	h->version = family->version;
	return (u8 *)h + GENL_HDRLEN;
}

static struct nlmsghdr *header_of(void *hdr)
{
	return (struct nlmsghdr *)((u8 *)hdr - GENL_HDRLEN - NLMSG_HDRLEN);
}

void genlmsg_end(struct sk_buff *skb, const struct genl_family *family, void *hdr)
{
	nlmsg_end(skb, header_of(hdr));
}

void genlmsg_cancel(struct sk_buff *skb, const struct genl_family *family, void *hdr)
{
	if (hdr)
		nlmsg_cancel(skb, header_of(hdr));
}

int genlmsg_reply(struct sk_buff *skb, const struct genl_info *info)
{
	return nlmsg_unicast(info->net->genl_sock, skb, info->snd_portid);
}

int genlmsg_multicast_netns(struct net *net, const struct genl_family *family, struct sk_buff *skb,
			    u32 portid, u32 group)
{
	struct genl_registered *r = registered_as(net->kernel, family);

	if (!r || !net->genl_sock || group >= family->n_mcgrps) {
		kfree_skb(skb);
		return -EINVAL;
	}
	return netlink_broadcast(net->genl_sock, skb, portid, r->mcgrp_offset + group);
}

/* ---- requests ---- */

/* Newer commands are strict about what older ones never looked at. */
static int check_header(const struct genl_family *f, const struct nlmsghdr *nlh,
			struct netlink_ext_ack *extack)
{
	const struct genlmsghdr *h = nlmsg_data(nlh);
	u16 flags = nlh->nlmsg_flags;

	if (h->cmd < f->resv_start_op)
		return 0;
	if (h->reserved) {
		NL_SET_ERR_MSG(extack, "genlmsghdr.reserved field is not 0");
		return -EINVAL;
	}
	if ((flags & NLM_F_DUMP) == NLM_F_DUMP)
		flags &= ~NLM_F_DUMP;
	if (flags & ~(NLM_F_REQUEST | NLM_F_ACK | NLM_F_ECHO)) {
		NL_SET_ERR_MSG(extack, "ambiguous or reserved bits set in nlmsg_flags");
		return -EINVAL;
	}
	return 0;
}

/* Parse into a fresh array in info->attrs (NULL without attributes), which the caller frees. */
static int parse(struct kernel *k, struct genl_info *info, const struct genl_family *f,
		 const struct genl_op *op, bool lenient)
{
	int err;

	info->attrs = NULL;
	if (!op->maxattr)
		return 0;
	info->attrs = kcalloc(&k->mem, op->maxattr + 1, sizeof(info->attrs[0]));
	if (!info->attrs)
		return -ENOMEM;
	err = __nlmsg_parse(info->nlhdr, GENL_HDRLEN + f->hdrsize, info->attrs, op->maxattr,
			    op->policy, lenient ? NL_VALIDATE_LIBERAL : NL_VALIDATE_STRICT,
			    info->extack);
	if (err) {
		kfree(&k->mem, info->attrs);
		info->attrs = NULL;
	}
	return err;
}

static struct genl_info info_of(struct sk_buff *skb, const struct nlmsghdr *nlh,
				struct netlink_ext_ack *extack)
{
	return (struct genl_info) {
		.net = skb->sk->net,
		.snd_portid = NETLINK_CB(skb).portid,
		.snd_seq = nlh->nlmsg_seq,
		.family_id = nlh->nlmsg_type,
		.nlhdr = nlh,
		.genlhdr = nlmsg_data(nlh),
		.extack = extack,
	};
}

static int run_doit(struct sk_buff *skb, const struct nlmsghdr *nlh, const struct genl_family *f,
		    const struct genl_op *op, struct netlink_ext_ack *extack)
{
	struct genl_info info = info_of(skb, nlh, extack);
	int err = parse(skb->kernel, &info, f, op, op->validate & GENL_DONT_VALIDATE_STRICT);

	if (err)
		return err;
	err = op->doit(skb, &info);
	kfree(&skb->kernel->mem, info.attrs);
	return err;
}

struct dump_request {
	const struct genl_family *family;
	const struct genl_op *op;
};

static int start_dump(struct netlink_callback *cb)
{
	const struct dump_request *d = cb->data;
	struct genl_info info = info_of(cb->skb, cb->nlh, cb->extack);
	int err = 0;

	if (!(d->op->validate & GENL_DONT_VALIDATE_DUMP))
		err = parse(cb->skb->kernel, &info, d->family, d->op,
			    d->op->validate & GENL_DONT_VALIDATE_DUMP_STRICT);
	if (!err && d->op->start)
		err = d->op->start(cb, &info);
	kfree(&cb->skb->kernel->mem, info.attrs);
	/* @d is gone once start has run. */
	cb->data = NULL;
	return err;
}

static int run_dumpit(struct sk_buff *skb, const struct nlmsghdr *nlh, const struct genl_family *f,
		      const struct genl_op *op, struct netlink_ext_ack *extack)
{
	struct dump_request d = { f, op };
	struct netlink_dump_control c = {
		.start = start_dump,
		.dump = op->dumpit,
		.done = op->done,
		.data = &d,
		.extack = extack,
	};

	return netlink_dump_start(skb->sk, skb, nlh, &c);
}

static int genl_rcv_msg(struct sk_buff *skb, struct nlmsghdr *nlh, struct netlink_ext_ack *extack)
{
	struct genl_registered *r = genl_find(skb->kernel, nlh->nlmsg_type);
	const struct genlmsghdr *h = nlmsg_data(nlh);
	bool dump = (nlh->nlmsg_flags & NLM_F_DUMP) == NLM_F_DUMP;
	const struct genl_op *op;

	if (!r || !genl_visible(r, skb->sk->net))
		return -ENOENT;
	if (nlmsg_len(nlh) < (int)(GENL_HDRLEN + r->family->hdrsize))
		return -EINVAL;
	if (check_header(r->family, nlh, extack))
		return -EINVAL;
	op = genl_find_op(r->family, h->cmd, dump ? GENL_CMD_CAP_DUMP : GENL_CMD_CAP_DO);
	if (!op)
		return -EOPNOTSUPP;
	if (op->flags & (GENL_ADMIN_PERM | GENL_UNS_ADMIN_PERM) &&
	    !netlink_capable(skb, CAP_NET_ADMIN))
		return -EPERM;
	return dump ? run_dumpit(skb, nlh, r->family, op, extack)
		    : run_doit(skb, nlh, r->family, op, extack);
}

static void genl_rcv(struct sk_buff *skb)
{
	netlink_rcv_skb(skb, genl_rcv_msg);
}

/* ---- up and down ---- */

static int genl_net_init(struct net *net)
{
	const struct netlink_kernel_cfg cfg = {
		.groups = ALIGN_UP(max(net->kernel->genl->next_group, 17u), 64),
		.flags = NL_CFG_F_NONROOT_RECV,
		.input = genl_rcv,
	};

	/* Classic numbering has TAPBASE where NETLINK_GENERIC came to be. */
	if (net->kernel->cfg.classic_netlink)
		return 0;
	net->genl_sock = netlink_kernel_create(net, NETLINK_GENERIC, &cfg);
	return net->genl_sock ? 0 : -ENOMEM;
}

static void genl_net_exit(struct net *net)
{
	netlink_kernel_release(net->genl_sock);
	net->genl_sock = NULL;
}

static void genl_exit(struct kernel *k)
{
	struct genl_core *core = k->genl;

	for (u32 i = 0; i < core->families.n; i++)
		kfree(&k->mem, core->families.e[i].ptr);
	idvec_destroy(&core->families, &k->mem);
	kfree(&k->mem, core);
	k->genl = NULL;
}

static int genl_init(struct kernel *k)
{
	int err;

	k->genl = kzalloc(&k->mem, sizeof(*k->genl));
	if (!k->genl)
		return -ENOMEM;
	k->genl->next_id = FIRST_DYNAMIC_ID;
	k->genl->next_group = FIRST_DYNAMIC_GROUP;
	err = genl_register_family(k, &genl_ctrl_family);
	if (err)
		genl_exit(k);
	return err;
}

static const struct pernet_operations genl_pernet = {
	.name = "genetlink",
	.init = genl_net_init,
	.exit = genl_net_exit,
};

const struct net_proto genetlink_proto = {
	.name = "GENETLINK",
	.init_func = genl_init,
	.exit_func = genl_exit,
	.pernet = &genl_pernet,
};
