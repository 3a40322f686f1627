/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * See fib_rules.h: the list and the lookup. Messages are in fib_rules_msg.c.
 */
#include "net/core/dev.h"
#include "net/core/fib_rules_internal.h"
#include "net/socket.h"

/* ---- the list ------------------------------------------------------------------------------ */

static void move_rules(struct fib_rule_list *l, u32 to, u32 from, u32 n)
{
	memmove(&l->slot[to], &l->slot[from], n * sizeof(l->slot[0]));
	memmove(&l->probe[to], &l->probe[from], n * sizeof(l->probe[0]));
}

static void move_gap(struct fib_rule_list *l, u32 to)
{
	u32 room = l->cap - l->n;

	if (to < l->gap)
		move_rules(l, to + room, to, l->gap - to);
	else if (to > l->gap)
		move_rules(l, l->gap, l->gap + room, to - l->gap);
	l->gap = to;
}

static int reserve_slot(struct fib_rules_ops *ops)
{
	struct kmem *m = &ops->net->kernel->mem;
	struct fib_rule_list *l = &ops->rules;
	u32 cap = l->cap ? l->cap * 2 : 4;
	struct fib_rule_probe *probe;
	struct fib_rule **slot;

	if (l->n < l->cap)
		return 0;
	slot = krealloc(m, l->slot, cap * sizeof(*slot));
	if (!slot)
		return -ENOMEM;
	l->slot = slot;
	probe = krealloc(m, l->probe, cap * sizeof(*probe));
	if (!probe)
		return -ENOMEM;
	l->probe = probe;
	l->gap = l->n;
	l->cap = cap;
	return 0;
}

u32 fib_rules_upper_bound(const struct fib_rules_ops *ops, u32 pref)
{
	u32 lo = 0, n = ops->rules.n;

	while (n) {
		u32 half = n / 2;

		if (fib_rule_at(ops, lo + half)->pref <= pref) {
			lo += half + 1;
			n -= half + 1;
		} else {
			n = half;
		}
	}
	return lo;
}

static void probe_ports(struct fib_rule_probe *p, u8 word, const struct fib_rule_port *port)
{
	if (port->start && port->mask)
		fib_rule_probe_add(p, word, port->mask, port->start, 0);
	else if (port->start)
		fib_rule_probe_add(p, word, ~0u, port->start, port->end - port->start);
}

static struct fib_rule_probe make_probe(const struct fib_rules_ops *ops, const struct fib_rule *r)
{
	struct fib_rule_probe p = { .n = 0 };

	if (r->flags & FIB_RULE_INVERT)
		return p;
	fib_rule_probe_add(&p, FIB_WORD_MARK, r->mark_mask, r->mark, 0);
	if (ops->probe)
		ops->probe(r, &p);
	if (r->uid_set)
		fib_rule_probe_add(&p, FIB_WORD_UID, ~0u, r->uid_start, r->uid_end - r->uid_start);
	probe_ports(&p, FIB_WORD_SPORT, &r->sport);
	probe_ports(&p, FIB_WORD_DPORT, &r->dport);
	fib_rule_probe_add(&p, FIB_WORD_IIF, r->iifindex ? ~0u : 0, r->iifindex, 0);
	fib_rule_probe_add(&p, FIB_WORD_OIF, r->oifindex ? ~0u : 0, r->oifindex, 0);
	fib_rule_probe_add(&p, FIB_WORD_PROTO, r->ip_proto ? ~0u : 0, r->ip_proto, 0);
	return p;
}

int fib_rules_insert(struct fib_rules_ops *ops, struct fib_rule *rule)
{
	struct fib_rule_list *l = &ops->rules;

	if (reserve_slot(ops))
		return -ENOMEM;
	move_gap(l, fib_rules_upper_bound(ops, rule->pref));
	l->probe[l->gap] = make_probe(ops, rule);
	l->slot[l->gap++] = rule;
	l->n++;
	ops->seq++;
	return 0;
}

void fib_rules_remove(struct fib_rules_ops *ops, u32 at)
{
	struct fib_rule_list *l = &ops->rules;

	move_gap(l, at + 1);
	l->gap--;
	l->n--;
	ops->seq++;
}

/* ---- life ---------------------------------------------------------------------------------- */

int fib_rules_register(const struct fib_rules_ops *tmpl, struct net *net,
		       struct fib_rules_ops **ret_ops)
{
	struct fib_rules_ops *ops = kmemdup(&net->kernel->mem, tmpl, sizeof(*tmpl));

	if (!ops)
		return -ENOMEM;
	ops->net = net;
	list_add_tail(&ops->node, &net->rules->ops);
	*ret_ops = ops;
	return 0;
}

void fib_rules_unregister(struct fib_rules_ops *ops)
{
	struct kmem *m;

	if (!ops)
		return;
	m = &ops->net->kernel->mem;
	for (u32 i = 0; i < ops->rules.n; i++)
		kfree(m, fib_rule_at(ops, i));
	kfree(m, ops->rules.slot);
	kfree(m, ops->rules.probe);
	list_del(&ops->node);
	kfree(m, ops);
}

int fib_default_rule_add(struct fib_rules_ops *ops, u32 pref, u32 table)
{
	struct fib_rule *r = kzalloc(&ops->net->kernel->mem, ops->rule_size);

	if (!r)
		return -ENOMEM;
	r->ops = ops;
	r->action = FR_ACT_TO_TBL;
	r->pref = pref;
	r->table = table;
	r->proto = RTPROT_KERNEL;
	r->suppress_ifgroup = r->suppress_prefixlen = -1;
	r->uid_end = ~0u;
	if (fib_rules_insert(ops, r)) {
		kfree(&ops->net->kernel->mem, r);
		return -ENOMEM;
	}
	return 0;
}

/* ---- lookup -------------------------------------------------------------------------------- */

static bool rule_matches(const struct fib_rules_ops *ops, const struct fib_rule *r,
			 const struct flowi_common *c, const void *flow)
{
	bool hit = (!r->iifindex || r->iifindex == c->iif) &&
		   (!r->oifindex || r->oifindex == c->oif) &&
		   !((r->mark ^ c->mark) & r->mark_mask) &&
		   (!r->tun_id || r->tun_id == c->tun_id) && !r->l3mdev && c->uid >= r->uid_start &&
		   c->uid <= r->uid_end && (!r->ip_proto || r->ip_proto == c->proto) &&
		   fib_rule_port_match(&r->sport, c->sport) &&
		   fib_rule_port_match(&r->dport, c->dport) && ops->match(r, flow);

	return r->flags & FIB_RULE_INVERT ? !hit : hit;
}

static bool passes(const struct fib_rule_probe *p, const u32 *word)
{
	bool pass = true;

	for (u32 i = 0; i < FIB_RULE_TESTS; i++) {
		const struct fib_rule_test *t = &p->test[i];

		pass &= (word[p->word[i]] & t->mask) - t->low <= t->span;
	}
	return pass;
}

/** The first rule from @i on that may match. */
static u32 next_candidate(const struct fib_rule_list *l, u32 i, const u32 *word)
{
	const struct fib_rule_probe *behind = l->probe + (l->cap - l->n);

	for (; i < l->gap; i++)
		if (passes(&l->probe[i], word))
			return i;
	for (; i < l->n; i++)
		if (passes(&behind[i], word))
			return i;
	return i;
}

static void fill_words(struct flowi_common *c)
{
	c->word[FIB_WORD_IIF] = c->iif;
	c->word[FIB_WORD_OIF] = c->oif;
	c->word[FIB_WORD_MARK] = c->mark;
	c->word[FIB_WORD_UID] = c->uid;
	c->word[FIB_WORD_PROTO] = c->proto;
	c->word[FIB_WORD_SPORT] = be16toh(c->sport);
	c->word[FIB_WORD_DPORT] = be16toh(c->dport);
}

int fib_rules_lookup(struct fib_rules_ops *ops, struct flowi_common *common, const void *flow,
		     void *result, u32 flags, struct fib_rule **ret_rule)
{
	u32 i = 0;

	fill_words(common);
	while ((i = next_candidate(&ops->rules, i, common->word)) < ops->rules.n) {
		struct fib_rule *r = fib_rule_at(ops, i++);
		int err;

		if (!rule_matches(ops, r, common, flow) || r->action == FR_ACT_NOP)
			continue;
		if (r->action == FR_ACT_GOTO) {
			/* Targets lie behind, and the first of a preference is the target. */
			if (r->ctarget)
				i = fib_rules_upper_bound(ops, r->target - 1);
			continue;
		}
		err = ops->action(r, flow, result, flags);
		if (!err && ops->suppress && ops->suppress(r, result))
			continue;
		if (err == -EAGAIN)
			continue;
		*ret_rule = r;
		return err;
	}
	return -ESRCH;
}

/* ---- devices ------------------------------------------------------------------------------- */

static bool attach_name(const char *name, s32 *ifindex, const struct net_device *dev, bool there)
{
	if (there && *ifindex == -1 && !strcmp(dev->name, name))
		*ifindex = dev->ifindex;
	else if (!there && *ifindex == dev->ifindex)
		*ifindex = -1;
	else
		return false;
	return true;
}

static void attach_rules(const struct net_device *dev, bool there)
{
	struct fib_rules_ops *ops;

	list_for_each_entry (ops, &dev->net->rules->ops, node) {
		struct fib_rule_list *l = &ops->rules;

		for (u32 i = 0; ops->nr_named && i < l->n; i++) {
			struct fib_rule *r = fib_rule_at(ops, i);
			bool in = attach_name(r->iifname, &r->iifindex, dev, there);
			bool out = attach_name(r->oifname, &r->oifindex, dev, there);

			if (in || out)
				l->probe[i < l->gap ? i : i + l->cap - l->n] = make_probe(ops, r);
		}
	}
}

static int rules_event(struct kernel *k, unsigned long event, struct netdev_notifier_info *info)
{
	switch (event) {
	case NETDEV_REGISTER:
		attach_rules(info->dev, true);
		break;
	case NETDEV_CHANGENAME:
		attach_rules(info->dev, false);
		attach_rules(info->dev, true);
		break;
	case NETDEV_UNREGISTER:
		attach_rules(info->dev, false);
		break;
	}
	return 0;
}

static int fib_rules_net_init(struct net *net)
{
	net->rules = kzalloc(&net->kernel->mem, sizeof(*net->rules));
	if (!net->rules)
		return -ENOMEM;
	INIT_LIST_HEAD(&net->rules->ops);
	return 0;
}

static void fib_rules_net_exit(struct net *net)
{
	kfree(&net->kernel->mem, net->rules);
	net->rules = NULL;
}

static int fib_rules_init(struct kernel *k)
{
	int err = rtnl_register_many(k, fib_rules_handlers, fib_rules_handler_count);

	if (err)
		return err;
	err = register_netdevice_notifier(k, rules_event, 0);
	if (err)
		rtnl_unregister_many(k, fib_rules_handlers, fib_rules_handler_count);
	return err;
}

static void fib_rules_exit(struct kernel *k)
{
	unregister_netdevice_notifier(k, rules_event);
	rtnl_unregister_many(k, fib_rules_handlers, fib_rules_handler_count);
}

static const struct pernet_operations fib_rules_pernet = {
	.name = "fib_rules",
	.init = fib_rules_net_init,
	.exit = fib_rules_net_exit,
};

const struct net_proto fib_rules_proto = {
	.name = "fib_rules",
	.init_func = fib_rules_init,
	.exit_func = fib_rules_exit,
	.pernet = &fib_rules_pernet,
};
