/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * /proc/net/snmp and /proc/net/netstat: what IPv4 and its protocols count. There is no packet path,
 * so every counter is zero, as those of a namespace that has seen no packet; what is no counter
 * (forwarding, the default time to live, the retransmission timeout's bounds) is shown as it is.
 */
#include <stdio.h>

#include "kernel/proc.h"
#include "net/ipv4/inetdevice.h"
#include "net/ipv4/netns_ipv4.h"
#include "net/socket.h"

/* A line of names and a line of values: @first, then zeros for the rest of @names. */
static void show_group(struct seq_file *m, const char *group, const char *names, const char *first)
{
	u32 total = 1, given = *first ? 1 : 0;

	for (const char *p = names; *p; p++)
		total += *p == ' ';
	for (const char *p = first; *p; p++)
		given += *p == ' ';
	seq_printf(m, "%s: %s\n%s:", group, names, group);
	if (*first)
		seq_printf(m, " %s", first);
	while (given++ < total)
		seq_puts(m, " 0");
	seq_putc(m, '\n');
}

static const char ip_names[] =
	"Forwarding DefaultTTL InReceives InHdrErrors InAddrErrors ForwDatagrams "
	"InUnknownProtos InDiscards InDelivers OutRequests OutDiscards OutNoRoutes "
	"ReasmTimeout ReasmReqds ReasmOKs ReasmFails FragOKs FragFails FragCreates "
	"OutTransmits";

static const char icmp_names[] =
	"InMsgs InErrors InCsumErrors InDestUnreachs InTimeExcds InParmProbs InSrcQuenchs "
	"InRedirects InEchos InEchoReps InTimestamps InTimestampReps InAddrMasks "
	"InAddrMaskReps OutMsgs OutErrors OutRateLimitGlobal OutRateLimitHost OutDestUnreachs "
	"OutTimeExcds OutParmProbs OutSrcQuenchs OutRedirects OutEchos OutEchoReps "
	"OutTimestamps OutTimestampReps OutAddrMasks OutAddrMaskReps";

static const char tcp_names[] =
	"RtoAlgorithm RtoMin RtoMax MaxConn ActiveOpens PassiveOpens AttemptFails EstabResets "
	"CurrEstab InSegs OutSegs RetransSegs InErrs OutRsts InCsumErrors";

static const char udp_names[] =
	"InDatagrams NoPorts InErrors OutDatagrams RcvbufErrors SndbufErrors InCsumErrors "
	"IgnoredMulti MemErrors";

static const char tcp_ext_names[] =
	"SyncookiesSent SyncookiesRecv SyncookiesFailed EmbryonicRsts PruneCalled RcvPruned "
	"OfoPruned OutOfWindowIcmps LockDroppedIcmps ArpFilter TW TWRecycled TWKilled "
	"PAWSActive PAWSEstab BeyondWindow TSEcrRejected PAWSOldAck PAWSTimewait DelayedACKs "
	"DelayedACKLocked DelayedACKLost ListenOverflows ListenDrops TCPHPHits TCPPureAcks "
	"TCPHPAcks TCPRenoRecovery TCPSackRecovery TCPSACKReneging TCPSACKReorder "
	"TCPRenoReorder TCPTSReorder TCPFullUndo TCPPartialUndo TCPDSACKUndo TCPLossUndo "
	"TCPLostRetransmit TCPRenoFailures TCPSackFailures TCPLossFailures TCPFastRetrans "
	"TCPSlowStartRetrans TCPTimeouts TCPLossProbes TCPLossProbeRecovery "
	"TCPRenoRecoveryFail TCPSackRecoveryFail TCPRcvCollapsed TCPBacklogCoalesce "
	"TCPDSACKOldSent TCPDSACKOfoSent TCPDSACKRecv TCPDSACKOfoRecv TCPAbortOnData "
	"TCPAbortOnClose TCPAbortOnMemory TCPAbortOnTimeout TCPAbortOnLinger TCPAbortFailed "
	"TCPMemoryPressures TCPMemoryPressuresChrono TCPSACKDiscard TCPDSACKIgnoredOld "
	"TCPDSACKIgnoredNoUndo TCPSpuriousRTOs TCPMD5NotFound TCPMD5Unexpected TCPMD5Failure "
	"TCPSackShifted TCPSackMerged TCPSackShiftFallback TCPBacklogDrop PFMemallocDrop "
	"TCPMinTTLDrop TCPDeferAcceptDrop IPReversePathFilter TCPTimeWaitOverflow "
	"TCPReqQFullDoCookies TCPReqQFullDrop TCPRetransFail TCPRcvCoalesce TCPOFOQueue "
	"TCPOFODrop TCPOFOMerge TCPChallengeACK TCPSYNChallenge TCPFastOpenActive "
	"TCPFastOpenActiveFail TCPFastOpenPassive TCPFastOpenPassiveFail "
	"TCPFastOpenListenOverflow TCPFastOpenCookieReqd TCPFastOpenBlackhole "
	"TCPSpuriousRtxHostQueues BusyPollRxPackets TCPAutoCorking TCPFromZeroWindowAdv "
	"TCPToZeroWindowAdv TCPWantZeroWindowAdv TCPSynRetrans TCPOrigDataSent "
	"TCPHystartTrainDetect TCPHystartTrainCwnd TCPHystartDelayDetect TCPHystartDelayCwnd "
	"TCPACKSkippedSynRecv TCPACKSkippedPAWS TCPACKSkippedSeq TCPACKSkippedFinWait2 "
	"TCPACKSkippedTimeWait TCPACKSkippedChallenge TCPWinProbe TCPKeepAlive TCPMTUPFail "
	"TCPMTUPSuccess TCPDelivered TCPDeliveredCE TCPAckCompressed TCPZeroWindowDrop "
	"TCPRcvQDrop TCPWqueueTooBig TCPFastOpenPassiveAltKey TcpTimeoutRehash "
	"TcpDuplicateDataRehash TCPDSACKRecvSegs TCPDSACKIgnoredDubious TCPMigrateReqSuccess "
	"TCPMigrateReqFailure TCPPLBRehash TCPAORequired TCPAOBad TCPAOKeyNotFound TCPAOGood "
	"TCPAODroppedIcmps";

static const char ip_ext_names[] =
	"InNoRoutes InTruncatedPkts InMcastPkts OutMcastPkts InBcastPkts OutBcastPkts "
	"InOctets OutOctets InMcastOctets OutMcastOctets InBcastOctets OutBcastOctets "
	"InCsumErrors InNoECTPkts InECT1Pkts InECT0Pkts InCEPkts ReasmOverlaps";

static const char mptcp_ext_names[] =
	"MPCapableSYNRX MPCapableSYNTX MPCapableSYNACKRX MPCapableACKRX MPCapableFallbackACK "
	"MPCapableFallbackSYNACK MPCapableSYNTXDrop MPCapableSYNTXDisabled "
	"MPCapableEndpAttempt MPFallbackTokenInit MPTCPRetrans MPJoinNoTokenFound MPJoinSynRx "
	"MPJoinSynBackupRx MPJoinSynAckRx MPJoinSynAckBackupRx MPJoinSynAckHMacFailure "
	"MPJoinAckRx MPJoinAckHMacFailure MPJoinRejected MPJoinSynTx MPJoinSynTxCreatSkErr "
	"MPJoinSynTxBindErr MPJoinSynTxConnectErr DSSNotMatching DSSCorruptionFallback "
	"DSSCorruptionReset InfiniteMapTx InfiniteMapRx DSSNoMatchTCP DataCsumErr "
	"OFOQueueTail OFOQueue OFOMerge NoDSSInWindow DuplicateData AddAddr AddAddrTx "
	"AddAddrTxDrop EchoAdd EchoAddTx EchoAddTxDrop PortAdd AddAddrDrop MPJoinPortSynRx "
	"MPJoinPortSynAckRx MPJoinPortAckRx MismatchPortSynRx MismatchPortAckRx RmAddr "
	"RmAddrDrop RmAddrTx RmAddrTxDrop RmSubflow MPPrioTx MPPrioRx MPFailTx MPFailRx "
	"MPFastcloseTx MPFastcloseRx MPRstTx MPRstRx SubflowStale SubflowRecover SndWndShared "
	"RcvWndShared RcvWndConflictUpdate RcvWndConflict MPCurrEstab Blackhole "
	"MPCapableDataFallback MD5SigFallback DssFallback SimultConnectFallback "
	"FallbackFailed WinProbe";

static void snmp_show(struct seq_file *m, struct net *net)
{
	char first[24];

	/* 1: a router, 2: a host. */
	snprintf(first, sizeof(first), "%d %d", IPV4_DEVCONF_ALL(net, FORWARDING) ? 1 : 2,
		 net->ipv4->sysctl_ip_default_ttl);
	show_group(m, "Ip", ip_names, first);
	show_group(m, "Icmp", icmp_names, "");
	show_group(m, "Tcp", tcp_names, "1 200 120000 -1");
	show_group(m, "Udp", udp_names, "");
	show_group(m, "UdpLite", udp_names, "");
}

static void netstat_show(struct seq_file *m, struct net *net)
{
	show_group(m, "TcpExt", tcp_ext_names, "");
	show_group(m, "IpExt", ip_ext_names, "");
	show_group(m, "MPTcpExt", mptcp_ext_names, "");
}

/* Membership by source is not kept, so there is nothing to list. */
static void mcfilter_show(struct seq_file *m, struct net *net)
{
	seq_puts(m, "Idx Device        MCA        SRC    INC    EXC\n");
}

static const struct proc_net_row rows[] = {
	{ "snmp", snmp_show },
	{ "netstat", netstat_show },
	{ "mcfilter", mcfilter_show },
};

static int snmp_proc_init(struct kernel *k)
{
	return proc_net_register(k, rows, ARRAY_SIZE(rows));
}

static void snmp_proc_exit(struct kernel *k)
{
	proc_net_unregister(k, rows);
}

const struct net_proto snmp_proc_proto = {
	.name = "snmp-proc",
	.init_func = snmp_proc_init,
	.exit_func = snmp_proc_exit,
};
