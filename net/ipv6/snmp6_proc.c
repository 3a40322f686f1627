/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * /proc/net/snmp6: what IPv6 and its protocols count (see net/ipv4/snmp_proc.c: all zero), and the
 * tables of source filters and flow labels, of which programs can make none here.
 */
#include "kernel/proc.h"
#include "net/ipv6/addrconf.h"
#include "net/socket.h"

static const char *const counters[] = {
	"Ip6InReceives",
	"Ip6InHdrErrors",
	"Ip6InTooBigErrors",
	"Ip6InNoRoutes",
	"Ip6InAddrErrors",
	"Ip6InUnknownProtos",
	"Ip6InTruncatedPkts",
	"Ip6InDiscards",
	"Ip6InDelivers",
	"Ip6OutForwDatagrams",
	"Ip6OutRequests",
	"Ip6OutDiscards",
	"Ip6OutNoRoutes",
	"Ip6ReasmTimeout",
	"Ip6ReasmReqds",
	"Ip6ReasmOKs",
	"Ip6ReasmFails",
	"Ip6FragOKs",
	"Ip6FragFails",
	"Ip6FragCreates",
	"Ip6InMcastPkts",
	"Ip6OutMcastPkts",
	"Ip6InOctets",
	"Ip6OutOctets",
	"Ip6InMcastOctets",
	"Ip6OutMcastOctets",
	"Ip6InBcastOctets",
	"Ip6OutBcastOctets",
	"Ip6InNoECTPkts",
	"Ip6InECT1Pkts",
	"Ip6InECT0Pkts",
	"Ip6InCEPkts",
	"Ip6OutTransmits",
	"Icmp6InMsgs",
	"Icmp6InErrors",
	"Icmp6OutMsgs",
	"Icmp6OutErrors",
	"Icmp6InCsumErrors",
	"Icmp6OutRateLimitHost",
	"Icmp6InDestUnreachs",
	"Icmp6InPktTooBigs",
	"Icmp6InTimeExcds",
	"Icmp6InParmProblems",
	"Icmp6InEchos",
	"Icmp6InEchoReplies",
	"Icmp6InGroupMembQueries",
	"Icmp6InGroupMembResponses",
	"Icmp6InGroupMembReductions",
	"Icmp6InRouterSolicits",
	"Icmp6InRouterAdvertisements",
	"Icmp6InNeighborSolicits",
	"Icmp6InNeighborAdvertisements",
	"Icmp6InRedirects",
	"Icmp6InMLDv2Reports",
	"Icmp6OutDestUnreachs",
	"Icmp6OutPktTooBigs",
	"Icmp6OutTimeExcds",
	"Icmp6OutParmProblems",
	"Icmp6OutEchos",
	"Icmp6OutEchoReplies",
	"Icmp6OutGroupMembQueries",
	"Icmp6OutGroupMembResponses",
	"Icmp6OutGroupMembReductions",
	"Icmp6OutRouterSolicits",
	"Icmp6OutRouterAdvertisements",
	"Icmp6OutNeighborSolicits",
	"Icmp6OutNeighborAdvertisements",
	"Icmp6OutRedirects",
	"Icmp6OutMLDv2Reports",
	"Udp6InDatagrams",
	"Udp6NoPorts",
	"Udp6InErrors",
	"Udp6OutDatagrams",
	"Udp6RcvbufErrors",
	"Udp6SndbufErrors",
	"Udp6InCsumErrors",
	"Udp6IgnoredMulti",
	"Udp6MemErrors",
	"UdpLite6InDatagrams",
	"UdpLite6NoPorts",
	"UdpLite6InErrors",
	"UdpLite6OutDatagrams",
	"UdpLite6RcvbufErrors",
	"UdpLite6SndbufErrors",
	"UdpLite6InCsumErrors",
	"UdpLite6MemErrors",
};

static void snmp6_show(struct seq_file *m, struct net *net)
{
	for (u32 i = 0; i < ARRAY_SIZE(counters); i++)
		seq_printf(m, "%-32s\t0\n", counters[i]);
}

static void mcfilter6_show(struct seq_file *m, struct net *net)
{
	seq_puts(m, "Idx Device                Multicast Address"
		    "                   Source Address    INC    EXC\n");
}

static void flowlabel_show(struct seq_file *m, struct net *net)
{
	seq_puts(m, "Label S Owner  Users  Linger Expires  Dst                              Opt\n");
}

static const struct proc_net_row rows[] = {
	{ "snmp6", snmp6_show },
	{ "mcfilter6", mcfilter6_show },
	{ "ip6_flowlabel", flowlabel_show },
};

static int snmp6_proc_init(struct kernel *k)
{
	return proc_net_register(k, rows, ARRAY_SIZE(rows));
}

static void snmp6_proc_exit(struct kernel *k)
{
	proc_net_unregister(k, rows);
}

const struct net_proto snmp6_proc_proto = {
	.name = "snmp6-proc",
	.init_func = snmp6_proc_init,
	.exit_func = snmp6_proc_exit,
};
