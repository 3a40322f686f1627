/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * What rtnetlink refuses about links, addresses and neighbours, and what it says then.
 *
 *   lo (1)   d0 (2) 10.0.0.1/24   br0 (3) <- p0 (5) ==== p1 (4)   d0.5 (6) on d0
 */
#include "rows.h"

#include <linux/if.h>

#define NEW (NLM_F_CREATE | NLM_F_EXCL)
#define MAKE NLM_F_CREATE
#define DUMP NLM_F_DUMP
/* ifinfomsg, ifaddrmsg, ndmsg of one device */
#define L(i) "b0 b0 w0 d" #i " d0 d0"
#define LF(f, i) "b" #f " b0 w0 d" #i " d0 d0"
#define A4(i) "b2 b18 b0 b0 d" #i
#define A6(i) "ba b40 b0 b0 d" #i
#define N(f, i, state, flags) "b" #f " b0 w0 d" #i " w" #state " b" #flags " b0"

static const struct row stage[] = {
	{ RTM_NEWLINK, NEW, L(0), "3='d0' 18{1='dummy'}", 0, NULL },
	{ RTM_NEWLINK, NEW, L(0), "3='br0' 18{1='bridge'}", 0, NULL },
	{ RTM_NEWLINK, NEW, L(0),
	  "3='p0' 10=d3 18{1='veth' 2{1=x00000000000000000000000000000000}}", 0, NULL },
	{ RTM_NEWLINK, NEW, L(0), "3='d0.5' 5=d2 18{1='vlan' 2{1=w5}}", 0, NULL },
	{ RTM_NEWLINK, 0, "b0 b0 w0 d2 d1 d1", "", 0, NULL },
	{ RTM_NEWLINK, 0, "b0 b0 w0 d5 d1 d1", "", 0, NULL },
	{ RTM_NEWADDR, NEW, A4(2), "2=x0a000001", 0, NULL },
};

/* clang-format off */
static const struct row links[] = {
	{ RTM_NEWLINK, NEW, L(0), "3='x' 18{1='dummy'} 1=x0011", -EINVAL, NULL },
	{ RTM_NEWLINK, NEW, L(0), "3='x' 18{1='veth'} 1=x0011", -EINVAL, NULL },
	{ RTM_NEWLINK, NEW, L(0), "3='x' 18{1='veth'} 1=x010000000001", -EADDRNOTAVAIL, NULL },
	{ RTM_NEWLINK, NEW, L(0), "3='x' 18{1='dummy'} 1=x010000000001", -EADDRNOTAVAIL, NULL },
	{ RTM_NEWLINK, NEW, L(0), "3='x' 18{1='veth'} 4=d10", -EINVAL, NULL },
	{ RTM_NEWLINK, NEW, L(0), "3='x' 18{1='nosuch'}", -EOPNOTSUPP, "Unknown device type" },
	{ RTM_NEWLINK, NEW, L(0), "3='x' 18{1='dummy'} 31=d0", -EINVAL, "Invalid number of transmit queues" },
	{ RTM_NEWLINK, NEW, L(0), "3='x' 18{1='dummy'} 32=d1001", -EINVAL, "Invalid number of receive queues" },
	{ RTM_NEWLINK, NEW, L(ffffffff), "18{1='dummy'}", -EINVAL, "ifindex can't be negative" },
	{ RTM_NEWLINK, NEW, L(0), "3='a/b' 18{1='dummy'}", -EINVAL, NULL },
	{ RTM_NEWLINK, NEW, L(0), "3='x%s' 18{1='dummy'}", -EINVAL, NULL },
	{ RTM_NEWLINK, NEW, L(0), "3='d0' 18{1='dummy'}", -EEXIST, NULL },
	{ RTM_NEWLINK, NLM_F_REPLACE, L(2), "", -EOPNOTSUPP, NULL },
	{ RTM_NEWLINK, 0, L(2), "18{1='veth' 2{}}", -EOPNOTSUPP, NULL },
	{ RTM_NEWLINK, 0, L(2), "18{4='bridge' 5{1=b1}}", -EOPNOTSUPP, NULL },
	{ RTM_NEWLINK, MAKE, L(0), "3='x' 14=x00 18{1='dummy'}", -ERANGE, "Attribute failed policy validation" },
	{ RTM_NEWLINK, MAKE, L(0), "3='x' 12=x00 18{1='dummy'}", -EOPNOTSUPP, NULL },
	{ RTM_NEWLINK, 0, L(0), "3='nosuch'", -ENODEV, NULL },
	{ RTM_NEWLINK, NEW, L(0), "18{1='dummy'} 19=d1 28=d0", -EINVAL, "multiple netns identifying attributes specified" },
	{ RTM_NEWLINK, NEW, L(0), "18{1='dummy'} 19=d270f", -ESRCH, NULL },
	{ RTM_NEWLINK, NEW, L(0), "18{1='dummy'} 28=d3e7", -EBADF, NULL },
	{ RTM_NEWLINK, NEW, L(0), "18{1='dummy'} 46=d63", -EINVAL, NULL },
	{ RTM_NEWLINK, NEW, L(0), "18{1='dummy'} 37=d63", -EINVAL, "Unknown network namespace id" },
	{ RTM_SETLINK, 0, L(0), "", -EINVAL, NULL },
	{ RTM_SETLINK, 0, L(63), "", -ENODEV, NULL },
	{ RTM_SETLINK, 0, L(5), "4=d10", -EINVAL, "mtu less than device minimum" },
	{ RTM_SETLINK, 0, L(5), "4=d10000", -EINVAL, "mtu greater than device maximum" },
	{ RTM_SETLINK, 0, L(2), "1=x0011", -EINVAL, NULL },
	{ RTM_SETLINK, 0, L(2), "10=d63", -EINVAL, NULL },
	{ RTM_SETLINK, 0, L(2), "10=d1", -EOPNOTSUPP, NULL },
	{ RTM_SETLINK, 0, L(3), "10=d3", -ELOOP, "Can not enslave a bridge to a bridge" },
	{ RTM_SETLINK, 0, L(1), "10=d3", -EINVAL, NULL },
	{ RTM_SETLINK, 0, L(2), "39=b1", -EOPNOTSUPP, "Protodown not supported by device" },
	{ RTM_SETLINK, 0, L(2), "26{63{}}", -EAFNOSUPPORT, NULL },
	{ RTM_SETLINK, 0, L(2), "26{10{}}", -EINVAL, NULL },
	{ RTM_SETLINK, 0, L(2), "26{10{8=b9}}", -EINVAL, NULL },
	{ RTM_SETLINK, 0, L(2), "26{10{8=b2}}", -EINVAL, NULL },
	{ RTM_SETLINK, 0, L(2), "26{10{9=d500}}", -EINVAL, "IFLA_INET6_RA_MTU can not be set" },
	{ RTM_SETLINK, 0, L(2), "26{10{7=x00000000000000000000000000000001}}", -EINVAL, "ipv6: Device does not do neighbour discovery" },
	{ RTM_SETLINK, 0, L(1), "26{10{7=x00000000000000000000000000000001}}", -EINVAL, "ipv6: Device is loopback" },
	{ RTM_SETLINK, 0, L(2), "26{2{1{99=d1}}}", -EINVAL, NULL },
	{ RTM_SETLINK, 0, L(2), "26{2{1{1=w1}}}", -EINVAL, NULL },
	{ RTM_SETLINK, 0, L(2), "13=d1001", 0, NULL },
	{ RTM_DELLINK, 0, L(0), "", -EINVAL, NULL },
	{ RTM_DELLINK, 0, L(63), "", -ENODEV, NULL },
	{ RTM_DELLINK, 0, L(1), "", -EOPNOTSUPP, NULL },
	{ RTM_DELLINK, 0, L(0), "27=d63", -ENODEV, NULL },
	{ RTM_GETLINK, 0, L(0), "", -EINVAL, NULL },
	{ RTM_GETLINK, 0, L(63), "", -ENODEV, NULL },
	{ RTM_GETLINK, 0, L(2), "46=d63", -EINVAL, NULL },
	{ RTM_GETLINK, STRICT, "b0 b0 w0 d2 d0 d5", "", -EINVAL, "Invalid values in header for get link request" },
	{ RTM_GETLINK, STRICT, L(2), "4=d5", -EINVAL, "Unsupported attribute in get link request" },
	{ RTM_GETLINK, STRICT | DUMP, "b0", "", -EINVAL, "Invalid header for link dump" },
	{ RTM_GETLINK, STRICT | DUMP, "b0 b0 w0 d0 d1 d0", "", -EINVAL, "Invalid values in header for link dump request" },
	{ RTM_GETLINK, STRICT | DUMP, L(2), "", -EINVAL, "Filter by device index not supported for link dumps" },
	{ RTM_GETLINK, STRICT | DUMP, L(0), "4=d5", -EINVAL, "Unsupported attribute in link dump request" },
	{ RTM_GETLINK, STRICT | DUMP, L(0), "46=d63", -EINVAL, "Invalid target network namespace id" },
	{ RTM_GETLINK, DUMP, L(0), "", 1, NULL },
	{ RTM_GETLINK, STRICT | DUMP, LF(a, 0), "4=d5", -EINVAL, "ipv6: Invalid data after header" },
	{ RTM_GETLINK, STRICT | DUMP, LF(a, 2), "", -EINVAL, "ipv6: Invalid values in header for dump request" },
};

static const struct row stats[] = {
	{ RTM_GETSTATS, 0, "b0 b0 w0 d2 d0", "", -EINVAL, "Filter mask must be set for stats get" },
	{ RTM_GETSTATS, 0, "b0 b0 w0 d63 d1", "", -ENODEV, NULL },
	{ RTM_GETSTATS, 0, "b0 b0 w0 d0 d1", "", -EINVAL, NULL },
	{ RTM_GETSTATS, 0, "b0 b0", "", -EINVAL, "Invalid header for stats dump" },
	{ RTM_GETSTATS, STRICT, "b0 b0 w0 d2 d100", "", -EINVAL, "Invalid stats requested through filter mask" },
	{ RTM_GETSTATS, STRICT, "b0 b1 w0 d2 d1", "", -EINVAL, "Invalid values in header for stats dump request" },
	{ RTM_GETSTATS, DUMP, "b0 b0 w0 d0 d0", "", -EINVAL, "Filter mask must be set for stats dump" },
	{ RTM_GETSTATS, DUMP | STRICT, "b0 b0 w0 d2 d1", "", -EINVAL, "Invalid values in header for stats dump request" },
	{ RTM_GETSTATS, DUMP, "b0 b0 w0 d0 d1f", "", 1, NULL },
};

static const struct row addresses[] = {
	{ RTM_NEWADDR, NEW, A4(2), "", -EINVAL, "ipv4: Local address is not supplied" },
	{ RTM_NEWADDR, NEW, "b2 b21 b0 b0 d2", "2=x0a000002", -EINVAL, "ipv4: Invalid prefix length" },
	{ RTM_NEWADDR, NEW, A4(63), "2=x0a000002", -ENODEV, "ipv4: Device not found" },
	{ RTM_NEWADDR, NEW, A4(2), "2=x0a000001", -EEXIST, "ipv4: Address already assigned" },
	{ RTM_NEWADDR, NEW, A4(2), "2=x0a0002", -ERANGE, "Attribute failed policy validation" },
	{ RTM_NEWADDR, NEW, A4(2), "2=x0a000002 6=x0000000000000000", -ERANGE, "Attribute failed policy validation" },
	{ RTM_NEWADDR, NEW, A4(2), "2=x0a000002 6=x05000000010000000000000000000000", -EINVAL, "ipv4: address lifetime invalid" },
	{ RTM_NEWADDR, NEW, A4(2), "2=x0a000002 6=x00000000000000000000000000000000", -EINVAL, "ipv4: address lifetime invalid" },
	{ RTM_DELADDR, 0, A4(2), "2=x0a000009", -EADDRNOTAVAIL, "ipv4: Address not found" },
	{ RTM_DELADDR, 0, A4(63), "2=x0a000001", -ENODEV, "ipv4: Device not found" },
	{ RTM_GETADDR, DUMP | STRICT, "b2", "", -EINVAL, "ipv4: Invalid header for address dump request" },
	{ RTM_GETADDR, DUMP | STRICT, "b2 b5 b0 b0 d0", "", -EINVAL, "ipv4: Invalid values in header for address dump request" },
	{ RTM_GETADDR, DUMP | STRICT, A4(0), "", -EINVAL, "ipv4: Invalid values in header for address dump request" },
	{ RTM_GETADDR, DUMP | STRICT, "b2 b0 b0 b0 d0", "8=d1", -EINVAL, "ipv4: Unsupported attribute in dump request" },
	{ RTM_GETADDR, DUMP | STRICT, "b2 b0 b0 b0 d0", "10=d63", -EINVAL, "ipv4: Invalid target network namespace id" },
	{ RTM_GETADDR, DUMP | STRICT, "b2 b0 b0 b0 d63", "", -ENODEV, NULL },
	{ RTM_GETADDR, DUMP, "b2 b0 b0 b0 d0", "", 1, NULL },
	{ RTM_NEWADDR, NEW, A6(2), "1=x20010db8000000000000000000000001", 0, NULL },
	{ RTM_NEWADDR, NEW, A6(2), "1=x20010db8000000000000000000000001", -EEXIST, "ipv6: address already assigned" },
	{ RTM_NEWADDR, NEW, "ba b81 b0 b0 d2", "1=x20010db8000000000000000000000002", -EINVAL, "ipv6: Invalid prefix length" },
	{ RTM_NEWADDR, NEW, A6(63), "1=x20010db8000000000000000000000002", -ENODEV, "ipv6: Unable to find the interface" },
	{ RTM_NEWADDR, NEW, A6(2), "", -EINVAL, NULL },
	{ RTM_NEWADDR, NEW, A6(2), "1=x20010db8", -ERANGE, "Attribute failed policy validation" },
	{ RTM_NEWADDR, NEW, A6(2), "1=xff020000000000000000000000000001", -EADDRNOTAVAIL, "ipv6: Cannot assign multicast address without \"IFA_F_MCAUTOJOIN\" flag" },
	{ RTM_NEWADDR, NEW, A6(2), "1=x20010db8000000000000000000000002 6=x0500000001000000000000000000000000", -EINVAL, "ipv6: address lifetime invalid" },
	{ RTM_NEWADDR, NEW, A6(2), "1=x20010db8000000000000000000000002 8=d100", 0, NULL },
	{ RTM_DELADDR, 0, A6(2), "1=x20010db8000000000000000000000099", -EADDRNOTAVAIL, "ipv6: address not found" },
	{ RTM_DELADDR, 0, A6(63), "1=x20010db8000000000000000000000001", -ENODEV, "ipv6: Unable to find the interface" },
	{ RTM_DELADDR, 0, "ba b81 b0 b0 d2", "1=x20010db8000000000000000000000001", -EINVAL, "ipv6: Invalid prefix length" },
	{ RTM_DELADDR, 0, A6(2), "", -EINVAL, NULL },
	{ RTM_GETADDR, 0, A6(0), "", -EINVAL, NULL },
	{ RTM_GETADDR, 0, A6(0), "1=x20010db8000000000000000000000099", -EADDRNOTAVAIL, NULL },
	{ RTM_GETADDR, STRICT, "ba", "", -EINVAL, "ipv6: Invalid header for get address request" },
	{ RTM_GETADDR, STRICT, A6(0), "1=x20010db8000000000000000000000001", -EINVAL, "ipv6: Invalid values in header for get address request" },
	{ RTM_GETADDR, STRICT, "ba b0 b0 b0 d0", "1=x20010db8000000000000000000000001 8=d1", -EINVAL, "ipv6: Unsupported attribute in get address request" },
	{ RTM_GETADDR, DUMP | STRICT, "ba", "", -EINVAL, "ipv6: Invalid header for address dump request" },
	{ RTM_GETADDR, DUMP | STRICT, "ba b5 b0 b0 d0", "", -EINVAL, "ipv6: Invalid values in header for address dump request" },
	{ RTM_GETADDR, DUMP | STRICT, "ba b0 b0 b0 d0", "8=d1", -EINVAL, "ipv6: Unsupported attribute in dump request" },
	{ RTM_GETADDR, DUMP | STRICT, "ba b0 b0 b0 d0", "10=d63", -EINVAL, "ipv6: Invalid target network namespace id" },
	{ RTM_GETADDR, DUMP | STRICT, "ba b0 b0 b0 d63", "", -ENODEV, NULL },
	{ RTM_GETADDR, DUMP, "ba b0 b0 b0 d0", "", 1, NULL },
	{ RTM_GETMULTICAST, DUMP | STRICT, "ba b0 b0 b0 d63", "", -ENODEV, NULL },
	{ RTM_GETMULTICAST, DUMP | STRICT, "ba b0 b0 b0 d0", "8=d1", -EINVAL, "ipv6: Unsupported attribute in dump request" },
	{ RTM_GETMULTICAST, DUMP, "ba b0 b0 b0 d0", "", 1, NULL },
	{ RTM_GETANYCAST, DUMP, "ba b0 b0 b0 d0", "", 1, NULL },
};

static const struct row settings[] = {
	{ RTM_GETNETCONF, STRICT, "b2", "", -EINVAL, NULL },
	{ RTM_GETNETCONF, 0, "b2 b0 b0 b0", "", -EINVAL, NULL },
	{ RTM_GETNETCONF, 0, "b2 b0 b0 b0", "1=d63", -ENODEV, NULL },
	{ RTM_GETNETCONF, STRICT, "b2 b0 b0 b0", "1=d2 2=d1", -EINVAL, "ipv4: Unsupported attribute in netconf get request" },
	{ RTM_GETNETCONF, DUMP | STRICT, "b2 b0 b0 b0", "1=d1", -EINVAL, "ipv4: Invalid data after header in netconf dump request" },
	{ RTM_GETNETCONF, 0, "ba b0 b0 b0", "", -EINVAL, NULL },
	{ RTM_GETNETCONF, 0, "ba b0 b0 b0", "1=d63", -EINVAL, NULL },
	{ RTM_GETNETCONF, STRICT, "ba b0 b0 b0", "1=d2 2=d1", -EINVAL, "ipv6: Unsupported attribute in netconf get request" },
	{ RTM_GETNETCONF, DUMP | STRICT, "ba b0 b0 b0", "1=d1", -EINVAL, "ipv6: Invalid data after header in netconf dump request" },
	{ RTM_NEWADDRLABEL, NEW, "ba b0 b40 b0 d0 d0", "", -EINVAL, NULL },
	{ RTM_NEWADDRLABEL, NEW, "ba b0 b81 b0 d0 d0", "1=x20010db8000000000000000000000000 2=d5", -EINVAL, NULL },
	{ RTM_NEWADDRLABEL, NEW, "ba b0 b40 b0 d0 d0", "1=x20010db8000000000000000000000000 2=dffffffff", -EINVAL, NULL },
	{ RTM_NEWADDRLABEL, NEW, "ba b0 b40 b0 d63 d0", "1=x20010db8000000000000000000000000 2=d5", -EINVAL, NULL },
	{ RTM_NEWADDRLABEL, NEW, "ba b0 b61 b0 d0 d0", "1=x00000000000000000000ffff00000000 2=d4", -EINVAL, NULL },
	{ RTM_NEWADDRLABEL, NEW, "ba b0 b40 b0 d0 d0", "1=x20010db8000000000000000000000000 2=d5", 0, NULL },
	{ RTM_NEWADDRLABEL, NEW, "ba b0 b40 b0 d0 d0", "1=x20010db8000000000000000000000000 2=d5", -EEXIST, NULL },
	{ RTM_DELADDRLABEL, 0, "ba b0 b41 b0 d0 d0", "1=x20010db8000000000000000000000000 2=d5", -ESRCH, NULL },
	{ RTM_GETADDRLABEL, 0, "ba b0 b40 b0 d0 d0", "1=x20010db8000000000000000000000000", -EINVAL, NULL },
};

static const struct row neighbours[] = {
	{ RTM_NEWNEIGH, NEW, N(2, 2, 80, 0), "2=x020000000001", -EINVAL, "Network address not specified" },
	{ RTM_NEWNEIGH, NEW, N(2, 63, 80, 0), "1=x0a000002", -ENODEV, NULL },
	{ RTM_NEWNEIGH, NEW, N(2, 2, 80, 0), "1=x0a000002 2=x0200", -EINVAL, "Invalid link address" },
	{ RTM_NEWNEIGH, NEW, N(2, 2, 80, 0), "1=x0a00 2=x020000000001", -EINVAL, "Invalid network address" },
	{ RTM_NEWNEIGH, NEW, N(63, 2, 80, 0), "1=x0a000002 2=x020000000001", -EAFNOSUPPORT, NULL },
	{ RTM_NEWNEIGH, NEW, N(2, 0, 80, 0), "1=x0a000002 2=x020000000001", -EINVAL, "Device not specified" },
	{ RTM_NEWNEIGH, 0, N(2, 2, 80, 0), "1=x0a000002 2=x020000000001", -ENOENT, NULL },
	{ RTM_NEWNEIGH, NEW, N(2, 2, 80, 0), "1=x0a000002 2=x020000000001 15=d1", -EINVAL, "Invalid NTF_* flag for permanent entry" },
	{ RTM_NEWNEIGH, NEW, N(2, 2, 0, 8), "1=x0a000002 15=d1", -EINVAL, "Invalid NTF_* flag combination" },
	{ RTM_NEWNEIGH, NEW, N(2, 2, 0, 0), "1=x0a000002 15=d4", -EINVAL, "Cannot create externally validated neighbor with an invalid state" },
	{ RTM_NEWNEIGH, NEW, N(2, 5, 80, 0), "1=x0a000003 2=x020000000001", 0, NULL },
	{ RTM_NEWNEIGH, NEW, N(2, 5, 80, 0), "1=x0a000003 2=x020000000001", -EEXIST, NULL },
	{ RTM_NEWNEIGH, MAKE | NLM_F_REPLACE, N(2, 5, 0, 0), "1=x0a000003 15=d4", -EINVAL, "Cannot mark neighbor as externally validated with an invalid state" },
	{ RTM_DELNEIGH, 0, "b2 b0", "", -EINVAL, NULL },
	{ RTM_DELNEIGH, 0, N(2, 2, 0, 0), "", -EINVAL, "Network address not specified" },
	{ RTM_DELNEIGH, 0, N(2, 63, 0, 0), "1=x0a000002", -ENODEV, NULL },
	{ RTM_DELNEIGH, 0, N(63, 2, 0, 0), "1=x0a000002", -EAFNOSUPPORT, NULL },
	{ RTM_DELNEIGH, 0, N(2, 2, 0, 0), "1=x0a00", -EINVAL, "Invalid network address" },
	{ RTM_DELNEIGH, 0, N(2, 2, 0, 8), "1=x0a000002", -ENOENT, NULL },
	{ RTM_DELNEIGH, 0, N(2, 0, 0, 0), "1=x0a000002", -EINVAL, NULL },
	{ RTM_DELNEIGH, 0, N(2, 2, 0, 0), "1=x0a000002", -ENOENT, NULL },
	{ RTM_GETNEIGH, 0, "b2", "", -EINVAL, "Invalid header for neighbor get request" },
	{ RTM_GETNEIGH, 0, N(2, 2, 5, 0), "1=x0a000002", -EINVAL, "Invalid values in header for neighbor get request" },
	{ RTM_GETNEIGH, 0, N(2, 2, 0, 2), "1=x0a000002", -EINVAL, "Invalid flags in header for neighbor get request" },
	{ RTM_GETNEIGH, 0, N(2, 0, 0, 0), "1=x0a000002", -EINVAL, "No device specified" },
	{ RTM_GETNEIGH, 0, N(2, 2, 0, 0), "", -EINVAL, NULL },
	{ RTM_GETNEIGH, 0, N(2, 2, 0, 0), "1=x0a000002 4=d1", -EINVAL, "Unsupported attribute in neighbor get request" },
	{ RTM_GETNEIGH, 0, N(63, 2, 0, 0), "1=x0a000002", -EAFNOSUPPORT, "Unsupported family in header for neighbor get request" },
	{ RTM_GETNEIGH, 0, N(2, 2, 0, 0), "1=x0a00", -EINVAL, "Invalid network address in neighbor get request" },
	{ RTM_GETNEIGH, 0, N(2, 63, 0, 0), "1=x0a000002", -ENODEV, "Unknown device ifindex" },
	{ RTM_GETNEIGH, 0, N(2, 2, 0, 0), "1=x0a000002", -ENOENT, "Neighbour entry not found" },
	{ RTM_GETNEIGH, 0, N(2, 2, 0, 8), "1=x0a000002", -ENOENT, "Proxy neighbour entry not found" },
	{ RTM_GETNEIGH, DUMP | STRICT, "b2", "", -EINVAL, "Invalid header for neighbor dump request" },
	{ RTM_GETNEIGH, DUMP | STRICT, N(2, 2, 0, 0), "", -EINVAL, "Invalid values in header for neighbor dump request" },
	{ RTM_GETNEIGH, DUMP | STRICT, N(2, 0, 0, 0), "1=x0a000002", -EINVAL, "Unsupported attribute in neighbor dump request" },
	{ RTM_GETNEIGH, DUMP, N(2, 0, 0, 0), "", 1, NULL },
	{ RTM_SETNEIGHTBL, 0, "b2 b0 w0", "", -EINVAL, NULL },
	{ RTM_SETNEIGHTBL, 0, "b2 b0 w0", "1='nosuch'", -ENOENT, NULL },
	{ RTM_SETNEIGHTBL, 0, "b2 b0 w0", "1='arp_cache' 6{1=d63}", -ENOENT, NULL },
	{ RTM_GETNEIGHTBL, DUMP | STRICT, "b2", "", -EINVAL, "Invalid header for neighbor table dump request" },
	{ RTM_GETNEIGHTBL, DUMP | STRICT, "b2 b1 w0", "", -EINVAL, "Invalid values in header for neighbor table dump request" },
	{ RTM_GETNEIGHTBL, DUMP, "b2 b0 w0", "", 1, NULL },
};

static const struct row databases[] = {
	{ RTM_NEWNEIGH, NEW, N(7, 0, 80, 4), "2=x020000000001", -EINVAL, "invalid ifindex" },
	{ RTM_NEWNEIGH, NEW, N(7, 63, 80, 4), "2=x020000000001", -ENODEV, "unknown ifindex" },
	{ RTM_NEWNEIGH, NEW, N(7, 5, 80, 4), "2=x0200", -EINVAL, "invalid address" },
	{ RTM_NEWNEIGH, NEW, N(7, 5, 80, 4), "2=x020000000001 5=w1fff", -EINVAL, "invalid vlan id" },
	{ RTM_NEWNEIGH, NEW, N(7, 5, 80, 4), "2=x000000000000", -EINVAL, NULL },
	{ RTM_NEWNEIGH, NEW, N(7, 5, 0, 4), "2=x020000000001", -EINVAL, NULL },
	{ RTM_NEWNEIGH, NEW, N(7, 5, 80, 44), "2=x020000000001", -EINVAL, NULL },
	{ RTM_NEWNEIGH, NEW, N(7, 3, 40, 2), "2=x020000000001", -EINVAL, NULL },
	{ RTM_NEWNEIGH, NEW, N(7, 3, 40, 12), "2=x020000000001", -EINVAL, "bridge: FDB entry towards bridge must be permanent" },
	{ RTM_NEWNEIGH, NEW, N(7, 3, 40, 3), "2=x020000000001", -EINVAL, NULL },
	{ RTM_NEWNEIGH, NEW, N(7, 5, 80, 4), "2=x020000000001 15=d2", -EINVAL, "bridge: Cannot add FDB entry with \"locked\" flag set" },
	{ RTM_NEWNEIGH, NEW, N(7, 5, 80, 4), "2=x020000000001 5=w5", -EINVAL, NULL },
	{ RTM_NEWNEIGH, NEW, N(7, 2, 40, 2), "2=x020000000001", -EINVAL, NULL },
	{ RTM_NEWNEIGH, NEW, N(7, 5, 80, 4), "2=x020000000001", 0, NULL },
	{ RTM_NEWNEIGH, NEW, N(7, 5, 80, 4), "2=x020000000001", -EEXIST, NULL },
	{ RTM_NEWNEIGH, 0, N(7, 5, 80, 4), "2=x020000000002", -ENOENT, NULL },
	{ RTM_DELNEIGH, 0, N(7, 5, 0, 4), "2=x020000000009", -ENOENT, NULL },
	{ RTM_DELNEIGH, 0, N(7, 63, 0, 4), "2=x020000000009", -ENODEV, "unknown ifindex" },
	{ RTM_DELNEIGH, 0, N(7, 0, 0, 4), "2=x020000000009", -EINVAL, "invalid ifindex" },
	{ RTM_DELNEIGH, 0, N(7, 5, 0, 4), "2=x0200", -EINVAL, "invalid address" },
	{ RTM_DELNEIGH, 0, N(7, 2, 40, 2), "2=x020000000009", -EINVAL, NULL },
	{ RTM_DELNEIGH, 0, N(7, 2, 80, 2), "2=x020000000009", -ENOENT, NULL },
	{ RTM_DELNEIGH, 0x200, N(7, 3, 0, 2), "8=d63", -ENODEV, "bridge: Unknown flush device ifindex" },
	{ RTM_DELNEIGH, 0x200, N(7, 3, 0, 2), "8=d2", -EINVAL, "bridge: Flush device is not a bridge or bridge port" },
	{ RTM_DELNEIGH, 0x200, N(7, 3, 0, 82), "", -EINVAL, "Unsupported fdb flush ndm flag bits set" },
	{ RTM_DELNEIGH, 0x200, N(7, 3, 2, 2), "", -EINVAL, "Unsupported fdb flush ndm state bits set" },
	{ RTM_DELNEIGH, 0x200, N(7, 2, 0, 2), "", -EOPNOTSUPP, NULL },
	{ RTM_GETNEIGH, 0, N(7, 63, 0, 2), "2=x020000000001", -ENODEV, "Unknown device ifindex" },
	{ RTM_GETNEIGH, 0, N(7, 0, 0, 2), "2=x020000000001", -ENODEV, "No device specified" },
	{ RTM_GETNEIGH, 0, N(7, 2, 0, 2), "2=x020000000001", -EOPNOTSUPP, "Fdb get operation not supported by device" },
	{ RTM_GETNEIGH, 0, N(7, 2, 0, 4), "2=x020000000001", -EINVAL, "Device is not a bridge port" },
	{ RTM_GETNEIGH, 0, N(7, 5, 0, 4), "9=d3 2=x020000000001", -EINVAL, "Master and device are mutually exclusive" },
	{ RTM_GETNEIGH, 0, N(7, 0, 0, 4), "9=d63 2=x020000000001", -EINVAL, "Invalid master ifindex" },
	{ RTM_GETNEIGH, 0, N(7, 5, 0, 4), "", -EINVAL, "Missing lookup address for fdb get request" },
	{ RTM_GETNEIGH, 0, N(7, 5, 0, 4), "2=x020000000077", -ENOENT, "Fdb entry not found" },
	{ RTM_GETNEIGH, DUMP, N(7, 0, 0, 0), "", 1, NULL },
	{ RTM_GETLINK, DUMP, LF(7, 0), "", 1, NULL },
	{ RTM_SETLINK, 0, "b7", "", -EINVAL, NULL },
	{ RTM_SETLINK, 0, LF(7, 63), "26{0=w1}", -ENODEV, "unknown ifindex" },
	{ RTM_SETLINK, 0, LF(7, 2), "26{0=w1}", -EOPNOTSUPP, NULL },
	{ RTM_DELLINK, 0, LF(7, 63), "26{0=w1}", -ENODEV, "unknown ifindex" },
};
/* clang-format on */

#define N_OF(rows) (sizeof(rows) / sizeof((rows)[0]))
#define PLAY(rows)                                     \
	static void rows##_are_refused(void **state)   \
	{                                              \
		rows_play(*state, stage, N_OF(stage)); \
		rows_play(*state, rows, N_OF(rows));   \
	}

PLAY(links)
PLAY(stats)
PLAY(addresses)
PLAY(settings)
PLAY(neighbours)
PLAY(databases)

int main(void)
{
	const struct CMUnitTest tests[] = {
		U_TEST(links_are_refused),	U_TEST(stats_are_refused),
		U_TEST(addresses_are_refused),	U_TEST(settings_are_refused),
		U_TEST(neighbours_are_refused), U_TEST(databases_are_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
