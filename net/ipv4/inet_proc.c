/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * /proc/net/{tcp,udp,udplite,raw,icmp}: the AF_INET sockets that their protocol's tables hold, as
 * netstat reads them; and /proc/net/sockstat. Queues are empty: there is no packet path.
 */
#include "net/ipv4/inet_proc.h"

#include "kernel/proc.h"
#include "net/ipv4/af_inet.h"

#define TCP_STATE_LISTEN 10
#define TCP_STATE_CLOSE 7
#define TCP_STATE_ESTABLISHED 1

void inet_seq_tail(struct seq_file *m, struct sock *sk, int state, int refs)
{
	unsigned long long cookie = sock_gen_cookie(sk);

	seq_printf(m, " %02X %08X:%08X %02X:%08lX %08X %5u %8d %llu %d %016llx", state, 0, 0, 0,
		   0ul, 0, sk->sk_uid, 0, cookie, refs, cookie);
}

int inet_seq_state(const struct sock *sk, bool listening, bool connected)
{
	if (listening)
		return TCP_STATE_LISTEN;
	return connected ? TCP_STATE_ESTABLISHED : TCP_STATE_CLOSE;
}

bool inet_seq_shows(const struct sock *sk, int protocol, bool listening, u16 num)
{
	if (protocol == INET_SEQ_RAW)
		return sk->sk_type == SOCK_RAW;
	if (sk->sk_type == SOCK_RAW || sk->sk_protocol != protocol)
		return false;
	return protocol == IPPROTO_TCP ? listening : num != 0;
}

static bool shows(const struct sock *sk, int protocol)
{
	return sk->sk_family == AF_INET &&
	       inet_seq_shows(sk, protocol, inet_sk(sk)->listening, inet_sk(sk)->num);
}

/* What a line says of one socket, from "  sl" to the columns that protocols differ in. */
static void show_sock(struct seq_file *m, struct inet_sock *is, u32 slot, int width)
{
	struct sock *sk = &is->sk;

	seq_printf(m, "%*u: %08X:%04X %08X:%04X", width, slot, is->rcv_saddr, is->num, is->daddr,
		   be16toh(is->dport));
	inet_seq_tail(m, sk, inet_seq_state(sk, is->listening, is->daddr != 0),
		      is->listening ? 1 : 2);
}

static void show_sockets(struct seq_file *m, struct net *net, int protocol, int width, u32 pad)
{
	struct sock *sk;
	u32 slot = 0;

	list_for_each_entry (sk, &net->socks, sk_node) {
		size_t start = m->count;

		if (!shows(sk, protocol))
			continue;
		show_sock(m, inet_sk(sk), slot++, width);
		seq_puts(m, protocol == IPPROTO_TCP ? " 100 0 0 10 0" : " 0");
		seq_pad_to(m, start + pad, '\n');
	}
}

#define COLUMNS \
	"local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode"

static void tcp_show(struct seq_file *m, struct net *net)
{
	seq_printf(m, "%-149s\n", "  sl  " COLUMNS);
	show_sockets(m, net, IPPROTO_TCP, 4, 149);
}

static void udp_show(struct seq_file *m, struct net *net)
{
	seq_printf(m, "%-127s\n", "   sl  " COLUMNS " ref pointer drops");
	show_sockets(m, net, IPPROTO_UDP, 5, 127);
}

static void udplite_show(struct seq_file *m, struct net *net)
{
	seq_printf(m, "%-127s\n", "   sl  " COLUMNS " ref pointer drops");
	show_sockets(m, net, IPPROTO_UDPLITE, 5, 127);
}

static void raw_show(struct seq_file *m, struct net *net)
{
	seq_puts(m, "  sl  " COLUMNS " ref pointer drops\n");
	show_sockets(m, net, INET_SEQ_RAW, 4, 0);
}

static void icmp_show(struct seq_file *m, struct net *net)
{
	seq_printf(m, "%-127s\n", "  sl  " COLUMNS " ref pointer drops");
	show_sockets(m, net, IPPROTO_ICMP, 5, 127);
}

static void sockstat_show(struct seq_file *m, struct net *net)
{
	u32 used = 0, tcp = 0, listening = 0, udp = 0, raw = 0;
	struct sock *sk;

	list_for_each_entry (sk, &net->socks, sk_node) {
		used++;
		if (sk->sk_family == AF_INET || sk->sk_family == AF_INET6)
			tcp += sk->sk_type == SOCK_STREAM && sk->sk_protocol == IPPROTO_TCP;
		if (sk->sk_family != AF_INET)
			continue;
		raw += sk->sk_type == SOCK_RAW;
		listening += inet_sk(sk)->listening;
		udp += shows(sk, IPPROTO_UDP);
	}
	seq_printf(m, "sockets: used %u\n", used);
	seq_printf(m, "TCP: inuse %u orphan 0 tw 0 alloc %u mem 0\n", listening, tcp);
	seq_printf(m, "UDP: inuse %u mem 0\nUDPLITE: inuse 0\nRAW: inuse %u\n", udp, raw);
	seq_puts(m, "FRAG: inuse 0 memory 0\n");
}

static const struct proc_net_row inet_proc_rows[] = {
	{ "tcp", tcp_show }, { "udp", udp_show },   { "udplite", udplite_show },
	{ "raw", raw_show }, { "icmp", icmp_show }, { "sockstat", sockstat_show },
};

static int inet_proc_init(struct kernel *k)
{
	return proc_net_register(k, inet_proc_rows, ARRAY_SIZE(inet_proc_rows));
}

static void inet_proc_exit(struct kernel *k)
{
	proc_net_unregister(k, inet_proc_rows);
}

const struct net_proto inet_proc_proto = {
	.name = "inet-proc",
	.init_func = inet_proc_init,
	.exit_func = inet_proc_exit,
};
