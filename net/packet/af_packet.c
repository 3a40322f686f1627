/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * AF_PACKET sockets.
 *
 *   net->packet->sklist: packet_sock -> packet_sock ...   each bound to one device, or all
 *
 * Everything but traffic: a send is checked as Linux checks it (ENXIO, ENETDOWN, EMSGSIZE, EINVAL)
 * and then finds no room on the device (ENOBUFS), since devices move no packets yet.
 */
#include "net/packet/af_packet.h"

#include "kernel/proc.h"
#include "net/core/dev.h"
#include "net/ipv4/af_inet.h"

#include <linux/capability.h>
#include <linux/sockios.h>

#define VLAN_HLEN 4

/* ---- binding ---- */

static int packet_do_bind(struct packet_sock *po, const char *name, int ifindex, __be16 proto)
{
	struct net *net = sock_net(&po->sk);
	struct net_device *dev = NULL;

	if (name || ifindex) {
		dev = name ? dev_get_by_name(net, name) : dev_get_by_index(net, ifindex);
		if (!dev)
			return -ENODEV;
	}
	po->running = false;
	po->num = proto;
	po->ifindex = dev ? dev->ifindex : 0;
	if (!proto)
		return 0;
	if (!dev || netif_running(dev))
		po->running = true;
	else
		sk_error_report(&po->sk, ENETDOWN);
	return 0;
}

static int packet_bind(struct task *t, struct socket *sock, const struct sockaddr *a, int len)
{
	const struct sockaddr_ll *sll = (const struct sockaddr_ll *)a;
	struct packet_sock *po = pkt_sk(sock);

	if (len < (int)sizeof(*sll) || sll->sll_family != AF_PACKET)
		return -EINVAL;
	return packet_do_bind(po, NULL, sll->sll_ifindex,
			      sll->sll_protocol ? sll->sll_protocol : po->num);
}

/* The device's name stands in sa_data of SOCK_PACKET sockets. */
static int packet_bind_spkt(struct task *t, struct socket *sock, const struct sockaddr *a, int len)
{
	char name[sizeof(a->sa_data) + 1] = "";

	if (len != (int)sizeof(*a))
		return -EINVAL;
	memcpy(name, a->sa_data, sizeof(a->sa_data));
	return packet_do_bind(pkt_sk(sock), name, 0, pkt_sk(sock)->num);
}

static int packet_getname(struct task *t, struct socket *sock, struct sockaddr_storage *a, int peer)
{
	struct sockaddr_ll *sll = (struct sockaddr_ll *)a;
	const struct packet_sock *po = pkt_sk(sock);
	const struct net_device *dev;

	if (peer)
		return -EOPNOTSUPP;
	memset(a, 0, sizeof(*a));
	sll->sll_family = AF_PACKET;
	sll->sll_ifindex = po->ifindex;
	sll->sll_protocol = po->num;
	dev = dev_get_by_index(sock_net(&po->sk), po->ifindex);
	if (dev) {
		sll->sll_hatype = dev->type;
		sll->sll_halen = dev->addr_len;
		memcpy(sll->sll_addr, dev->dev_addr, dev->addr_len);
	}
	return (int)(offsetof(struct sockaddr_ll, sll_addr) + sll->sll_halen);
}

static int packet_getname_spkt(struct task *t, struct socket *sock, struct sockaddr_storage *a,
			       int peer)
{
	const struct net_device *dev;
	struct sockaddr *sa = (struct sockaddr *)a;

	if (peer)
		return -EOPNOTSUPP;
	memset(sa, 0, sizeof(*sa));
	sa->sa_family = AF_PACKET;
	dev = dev_get_by_index(sock_net(sock->sk), pkt_sk(sock)->ifindex);
	if (dev)
		memcpy(sa->sa_data, dev->name, strnlen(dev->name, sizeof(sa->sa_data)));
	return sizeof(*sa);
}

/* ---- traffic ---- */

/* @len bytes with @reserve of link header in them, out of @dev. */
static long packet_xmit(struct packet_sock *po, const struct net_device *dev, u64 len, u32 reserve)
{
	int err;

	if (!netif_running(dev))
		return -ENETDOWN;
	if (len > (u64)dev->mtu + reserve + VLAN_HLEN)
		return -EMSGSIZE;
	err = sock_error(&po->sk);
	if (err)
		return err;
	if (len < reserve)
		return -EINVAL;
	return -ENOBUFS;
}

static long packet_sendmsg(struct task *t, struct socket *sock, struct kmsghdr *m, u64 len)
{
	const struct sockaddr_ll *to = (const struct sockaddr_ll *)m->name;
	struct packet_sock *po = pkt_sk(sock);
	const int fixed = offsetof(struct sockaddr_ll, sll_addr);
	int ifindex = po->ifindex;
	struct net_device *dev;

	if (to) {
		if (m->namelen < (int)sizeof(*to) || m->namelen < to->sll_halen + fixed)
			return -EINVAL;
		ifindex = to->sll_ifindex;
	}
	dev = dev_get_by_index(sock_net(&po->sk), ifindex);
	if (to && dev && sock->type == SOCK_DGRAM && m->namelen < dev->addr_len + fixed)
		return -EINVAL;
	if (!dev)
		return -ENXIO;
	return packet_xmit(po, dev, len, sock->type == SOCK_RAW ? dev->hard_header_len : 0);
}

static long packet_sendmsg_spkt(struct task *t, struct socket *sock, struct kmsghdr *m, u64 len)
{
	struct sockaddr_pkt to = { 0 };
	struct net_device *dev;

	if (!m->name)
		return -ENOTCONN;
	if (m->namelen < (int)sizeof(struct sockaddr))
		return -EINVAL;
	memcpy(&to, m->name, min((size_t)m->namelen, sizeof(to)));
	to.spkt_device[sizeof(to.spkt_device) - 1] = '\0';
	dev = dev_get_by_name(sock_net(sock->sk), (const char *)to.spkt_device);
	if (!dev)
		return -ENODEV;
	return packet_xmit(pkt_sk(sock), dev, len, dev->hard_header_len);
}

static long packet_recvmsg(struct task *t, struct socket *sock, struct kmsghdr *m, u64 len,
			   int flags)
{
	struct sockaddr_ll *from = (struct sockaddr_ll *)m->name;
	struct sk_buff *skb;
	u32 copied;
	int err;

	if (flags & ~(MSG_PEEK | MSG_DONTWAIT | MSG_TRUNC | MSG_ERRQUEUE))
		return -EINVAL;
	if (flags & MSG_ERRQUEUE)
		return -EAGAIN;
	err = skb_recv_datagram(t, sock->sk, flags, m->nonblock, &skb);
	if (err)
		return err;
	copied = (u32)min((u64)skb->len, len);
	if (copied < skb->len)
		m->flags |= MSG_TRUNC;
	err = copy_to_iter(t, skb->data, copied, &m->iter);
	if (!err && from) {
		*from = (struct sockaddr_ll) { .sll_family = AF_PACKET,
					       .sll_protocol = skb->protocol,
					       .sll_pkttype = skb->pkt_type };
		m->namelen = sizeof(*from);
	}
	copied = flags & MSG_TRUNC ? skb->len : copied;
	kfree_skb(skb);
	return err ? err : (long)copied;
}

/* ---- life ---- */

static int packet_release(struct kernel *k, struct socket *sock)
{
	struct packet_sock *po = pkt_sk(sock);

	if (!sock->sk)
		return 0;
	packet_flush_mclist(po, 0);
	list_del(&po->node);
	sock->sk->sk_socket = NULL;
	sock_put(sock->sk);
	sock->sk = NULL;
	return 0;
}

static const struct proto_ops packet_ops = {
	.family = PF_PACKET,
	.release = packet_release,
	.bind = packet_bind,
	.connect = sock_no_connect,
	.socketpair = sock_no_socketpair,
	.accept = sock_no_accept,
	.getname = packet_getname,
	.poll = datagram_poll,
	.ioctl = inet_ioctl,
	.listen = sock_no_listen,
	.shutdown = sock_no_shutdown,
	.setsockopt = packet_setsockopt,
	.getsockopt = packet_getsockopt,
	.sendmsg = packet_sendmsg,
	.recvmsg = packet_recvmsg,
};

/* SOCK_PACKET, of Linux 2.0. */
static const struct proto_ops packet_ops_spkt = {
	.family = PF_PACKET,
	.release = packet_release,
	.bind = packet_bind_spkt,
	.connect = sock_no_connect,
	.socketpair = sock_no_socketpair,
	.accept = sock_no_accept,
	.getname = packet_getname_spkt,
	.poll = datagram_poll,
	.ioctl = inet_ioctl,
	.listen = sock_no_listen,
	.shutdown = sock_no_shutdown,
	.sendmsg = packet_sendmsg_spkt,
	.recvmsg = packet_recvmsg,
};

static int packet_create(struct net *net, struct task *t, struct socket *sock, int protocol,
			 bool kern)
{
	struct packet_sock *po;

	if (!kern && !capable(t, CAP_NET_RAW))
		return -EPERM;
	if (sock->type != SOCK_DGRAM && sock->type != SOCK_RAW && sock->type != SOCK_PACKET)
		return -ESOCKTNOSUPPORT;
	po = (struct packet_sock *)sk_alloc(net, sizeof(*po), PF_PACKET, sock->type, protocol,
					    kern);
	if (!po)
		return -ENOBUFS;
	INIT_LIST_HEAD(&po->mclist);
	po->num = (__be16)protocol;
	po->running = po->num != 0;
	po->sk.sk_socket = sock;
	list_add_tail(&po->node, &net->packet->sklist);
	sock->sk = &po->sk;
	sock->ops = sock->type == SOCK_PACKET ? &packet_ops_spkt : &packet_ops;
	return 0;
}

/* ---- devices that come and go ---- */

static void packet_dev_event(struct packet_sock *po, unsigned long event,
			     const struct net_device *dev)
{
	if (event == NETDEV_UNREGISTER)
		packet_flush_mclist(po, dev->ifindex);
	if (po->ifindex != dev->ifindex)
		return;
	if (event == NETDEV_UP) {
		po->running = po->num != 0;
		return;
	}
	if (po->running)
		sk_error_report(&po->sk, ENETDOWN);
	po->running = false;
	if (event == NETDEV_UNREGISTER)
		po->ifindex = -1;
}

static int packet_notifier(struct kernel *k, unsigned long event, struct netdev_notifier_info *info)
{
	struct netns_packet *np = dev_net(info->dev)->packet;
	struct packet_sock *po;

	if (event != NETDEV_UP && event != NETDEV_DOWN && event != NETDEV_UNREGISTER)
		return 0;
	if (np)
		list_for_each_entry (po, &np->sklist, node)
			packet_dev_event(po, event, info->dev);
	return 0;
}

static void packet_seq_show(struct seq_file *m, struct net *net)
{
	struct packet_sock *po;

	seq_puts(m, "sk               RefCnt Type Proto  Iface R Rmem   User   Inode\n");
	list_for_each_entry (po, &net->packet->sklist, node)
		seq_printf(m, "%016llx %-6d %-4d %04x   %-5d %1d %-6u %-6u %-6llu\n",
			   (unsigned long long)sock_gen_cookie(&po->sk), (int)po->sk.refs + 1,
			   po->sk.sk_type, be16toh(po->num), po->ifindex, po->running,
			   po->sk.sk_rmem_alloc, po->sk.sk_peercred.uid,
			   (unsigned long long)sock_gen_cookie(&po->sk));
}

static const struct proc_net_row packet_proc_rows[] = {
	{ "packet", packet_seq_show },
};

static const struct net_proto_family packet_family = {
	.family = PF_PACKET,
	.create = packet_create,
};

static int packet_net_init(struct net *net)
{
	net->packet = kzalloc(&net->kernel->mem, sizeof(*net->packet));
	if (!net->packet)
		return -ENOMEM;
	INIT_LIST_HEAD(&net->packet->sklist);
	return 0;
}

static void packet_net_exit(struct net *net)
{
	kfree(&net->kernel->mem, net->packet);
	net->packet = NULL;
}

static int packet_init(struct kernel *k)
{
	int err = sock_register(k, &packet_family);

	if (err)
		return err;
	err = register_netdevice_notifier(k, packet_notifier, 0);
	if (err)
		goto unregister_family;
	err = proc_net_register(k, packet_proc_rows, ARRAY_SIZE(packet_proc_rows));
	if (err)
		goto unregister_notifier;
	return 0;

unregister_notifier:
	unregister_netdevice_notifier(k, packet_notifier);
unregister_family:
	sock_unregister(k, PF_PACKET);
	return err;
}

static void packet_exit(struct kernel *k)
{
	proc_net_unregister(k, packet_proc_rows);
	unregister_netdevice_notifier(k, packet_notifier);
	sock_unregister(k, PF_PACKET);
}

static const struct pernet_operations packet_pernet = {
	.name = "packet",
	.init = packet_net_init,
	.exit = packet_net_exit,
};

const struct net_proto packet_proto = {
	.name = "packet",
	.init_func = packet_init,
	.exit_func = packet_exit,
	.pernet = &packet_pernet,
};
