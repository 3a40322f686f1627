// SPDX-License-Identifier: LGPL-2.1-or-later
/*
 * Namespaces: made by running every protocol's pernet init in the order of protocols[], ended in
 * reverse. See net_namespace.h. A namespace that ends first gives up devices and sockets
 * (pre_exit of all), then its parts.
 *
 *   net A --netns_ids--> { 0: net B, 3: net C }     A's numbers for others; each keeps its own
 */
#include "net/core/net_namespace.h"

#include "net/core/rtnetlink.h"
#include "net/socket.h"

#define INIT_NET_INO 4026531840ull
#define FIRST_NET_INO 4026532000ull

static void pernet_exit(struct net *net, u32 n)
{
	u32 i;

	for (i = n; i-- > 0;)
		if (protocols[i]->pernet && protocols[i]->pernet->pre_exit)
			protocols[i]->pernet->pre_exit(net);
	for (i = n; i-- > 0;)
		if (protocols[i]->pernet && protocols[i]->pernet->exit)
			protocols[i]->pernet->exit(net);
}

/* Nobody numbers @net any more. */
static void forget_ids_of(struct net *net)
{
	struct net *other;
	int id;

	for_each_net (other, net->kernel) {
		id = peernet2id(other, net);
		if (id < 0)
			continue;
		idvec_remove(&other->netns_ids, id + 1);
		if (other != net)
			rtnl_net_notifyid(other, RTM_DELNSID, id, 0, NULL);
	}
}

static void net_free(struct net *net)
{
	struct kernel *k = net->kernel;

	idvec_destroy(&net->netns_ids, &k->mem);
	idvec_destroy(&net->dev_by_index, &k->mem);
	htable_destroy(&net->dev_name);
	kfree(&k->mem, net);
}

static int pernet_init(struct net *net)
{
	u32 i;
	int err;

	for (i = 0; protocols[i]; i++) {
		const struct pernet_operations *ops = protocols[i]->pernet;

		err = ops && ops->init ? ops->init(net) : 0;
		if (err) {
			pernet_exit(net, i + 1);
			return err;
		}
	}
	return 0;
}

int net_create(struct kernel *k, struct net **ret_net)
{
	struct net *net = kzalloc(&k->mem, sizeof(*net));
	int err;

	if (!net)
		return -ENOMEM;
	net->kernel = k;
	net->refs = 1;
	net->cookie = ++k->net_cookies;
	net->ino = net->cookie == 1 ? INIT_NET_INO : FIRST_NET_INO + net->cookie;
	htable_init(&net->dev_name, &k->mem);
	INIT_LIST_HEAD(&net->socks);
	list_add_tail(&net->node, &k->net_list);
	k->n_nets++;
	if (!k->init_net)
		k->init_net = net;
	err = pernet_init(net);
	if (err) {
		forget_ids_of(net);
		list_del(&net->node);
		k->n_nets--;
		if (k->init_net == net)
			k->init_net = NULL;
		net_free(net);
		return err;
	}
	*ret_net = net;
	return 0;
}

static u32 count_protocols(void)
{
	u32 n = 0;

	while (protocols[n])
		n++;
	return n;
}

void net_put(struct net *net)
{
	struct kernel *k;

	if (!net || --net->refs)
		return;
	k = net->kernel;
	net->dead = true;
	forget_ids_of(net);
	pernet_exit(net, count_protocols());
	list_del(&net->node);
	k->n_nets--;
	if (k->init_net == net)
		k->init_net = NULL;
	net_free(net);
}

int peernet2id(const struct net *net, const struct net *peer)
{
	for (u32 i = 0; i < net->netns_ids.n; i++)
		if (net->netns_ids.e[i].ptr == peer)
			return net->netns_ids.e[i].id - 1;
	return NETNSA_NSID_NOT_ASSIGNED;
}

/* The lowest number that @net has not given away. */
static u32 lowest_free_id(const struct net *net)
{
	u32 i;

	for (i = 0; i < net->netns_ids.n && net->netns_ids.e[i].id == i + 1; i++)
		;
	return i;
}

int alloc_netid(struct net *net, struct net *peer, int want)
{
	int id = want >= 0 ? want : (int)lowest_free_id(net);
	int err = idvec_insert(&net->netns_ids, &net->kernel->mem, (u64)id + 1, peer);

	return err ? err : id;
}

int peernet2id_alloc(struct net *net, struct net *peer)
{
	int id = peernet2id(net, peer);

	if (id >= 0 || peer->dead)
		return id;
	id = alloc_netid(net, peer, -1);
	if (id < 0)
		return NETNSA_NSID_NOT_ASSIGNED;
	rtnl_net_notifyid(net, RTM_NEWNSID, id, 0, NULL);
	return id;
}

struct net *get_net_ns_by_id(struct net *net, int id)
{
	struct net *peer = id < 0 ? NULL : idvec_find(&net->netns_ids, (u64)id + 1);

	return peer && !peer->dead ? net_get(peer) : NULL;
}
