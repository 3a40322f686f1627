/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * SIOC* requests about devices, in both layouts, and the texts of /proc/net, /proc/sys/net and
 * /sys/class/net as a program reads them. What is expected was read from Linux 6.18.
 */
#include "unit.h"

#include "util.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/ethtool.h>
#include <linux/if.h>
#include <linux/sockios.h>
#include <stdio.h>

static long sioc(struct unit *u, int fd, unsigned cmd, struct ifreq *ifr)
{
	return u_call(u, __NR_ioctl, fd, cmd, (long)ifr, 0, 0, 0);
}

static struct ifreq named(const char *name)
{
	struct ifreq ifr;

	memset(&ifr, 0, sizeof(ifr));
	strcpy(ifr.ifr_name, name);
	return ifr;
}

static void loopback_answers(void **state)
{
	struct unit *u = *state;
	int fd = u_socket(u, NETLINK_ROUTE);
	struct ifreq ifr = named("lo");

	assert_int_equal(sioc(u, fd, SIOCGIFINDEX, &ifr), 0);
	assert_int_equal(ifr.ifr_ifindex, 1);
	assert_int_equal(sioc(u, fd, SIOCGIFFLAGS, &ifr), 0);
	assert_int_equal(ifr.ifr_flags, IFF_LOOPBACK);
	assert_int_equal(sioc(u, fd, SIOCGIFMTU, &ifr), 0);
	assert_int_equal(ifr.ifr_mtu, 65536);
	assert_int_equal(sioc(u, fd, SIOCGIFTXQLEN, &ifr), 0);
	assert_int_equal(ifr.ifr_qlen, 1000);
	assert_int_equal(sioc(u, fd, SIOCGIFMETRIC, &ifr), 0);
	assert_int_equal(ifr.ifr_metric, 0);
	assert_int_equal(sioc(u, fd, SIOCGIFHWADDR, &ifr), 0);
	assert_int_equal(ifr.ifr_hwaddr.sa_family, 772);
	assert_int_equal(sioc(u, fd, SIOCGIFSLAVE, &ifr), -EINVAL);
	memset(ifr.ifr_name, 'x', IFNAMSIZ);
	ifr.ifr_ifindex = 1;
	assert_int_equal(sioc(u, fd, SIOCGIFNAME, &ifr), 0);
	assert_string_equal(ifr.ifr_name, "lo");
	ifr.ifr_ifindex = 99;
	assert_int_equal(sioc(u, fd, SIOCGIFNAME, &ifr), -ENODEV);
}

static void aliases_mean_their_device(void **state)
{
	struct unit *u = *state;
	int fd = u_socket(u, NETLINK_ROUTE);
	struct ifreq ifr = named("lo:1");

	assert_int_equal(sioc(u, fd, SIOCGIFINDEX, &ifr), 0);
	assert_int_equal(ifr.ifr_ifindex, 1);
	assert_string_equal(ifr.ifr_name, "lo:1");
}

static void refusals_come_in_order(void **state)
{
	struct unit *u = *state;
	int fd = u_socket(u, NETLINK_ROUTE);
	struct ifreq ifr = named("none");

	assert_int_equal(sioc(u, fd, SIOCGIFFLAGS, &ifr), -ENODEV);
	assert_int_equal(sioc(u, fd, SIOCSIFFLAGS, &ifr), -ENODEV);
	assert_int_equal(sioc(u, fd, SIOCGIFFLAGS, (struct ifreq *)16), -EFAULT);
	assert_int_equal(sioc(u, fd, SIOCGIFMEM, &ifr), -ENOTTY);
	assert_int_equal(sioc(u, fd, 0x1234, &ifr), -ENOTTY);
	assert_int_equal(sioc(u, fd, SIOCSIFMETRIC, (ifr = named("lo"), &ifr)), -EOPNOTSUPP);
	assert_int_equal(sioc(u, fd, SIOCDEVPRIVATE, &ifr), -EOPNOTSUPP);
	assert_int_equal(sioc(u, fd, SIOCADDMULTI, &ifr), -EINVAL);
	assert_int_equal(sioc(u, fd, SIOCBRADDIF, &ifr), -EOPNOTSUPP);
	ifr.ifr_qlen = -1;
	assert_int_equal(sioc(u, fd, SIOCSIFTXQLEN, &ifr), -EINVAL);
}

static void changes_need_privilege(void **state)
{
	struct unit *u = *state;
	struct kernlet_task_config cfg = {
		.size = sizeof(cfg), .pid = 77, .uid = 1000, .caps_dropped = ~0ull
	};
	struct ifreq ifr = named("none");
	struct kernlet_task *user;
	int fd;

	assert_int_equal(kernlet_task_create(u->k, &cfg, &user), 0);
	u_arm_guard();
	fd = (int)kernlet_syscall(user, __NR_socket, AF_NETLINK, SOCK_RAW, 0, 0, 0, 0);
	assert_true(fd >= 0);
	assert_int_equal(kernlet_syscall(user, __NR_ioctl, fd, SIOCSIFFLAGS, (long)&ifr, 0, 0, 0),
			 -EPERM);
	assert_int_equal(kernlet_syscall(user, __NR_ioctl, fd, SIOCGIFFLAGS, (long)&ifr, 0, 0, 0),
			 -ENODEV);
	kernlet_task_exit(user);
}

static void settings_take_effect(void **state)
{
	struct unit *u = *state;
	int fd = u_socket(u, NETLINK_ROUTE);
	struct ifreq ifr = named("lo");

	ifr.ifr_flags = IFF_UP;
	assert_int_equal(sioc(u, fd, SIOCSIFFLAGS, &ifr), 0);
	assert_int_equal(sioc(u, fd, SIOCGIFFLAGS, &ifr), 0);
	assert_int_equal(ifr.ifr_flags, IFF_UP | IFF_LOOPBACK | IFF_RUNNING);
	ifr.ifr_mtu = 1500;
	assert_int_equal(sioc(u, fd, SIOCSIFMTU, &ifr), 0);
	ifr.ifr_qlen = 7;
	assert_int_equal(sioc(u, fd, SIOCSIFTXQLEN, &ifr), 0);
	assert_int_equal(sioc(u, fd, SIOCGIFMTU, &ifr), 0);
	assert_int_equal(ifr.ifr_mtu, 1500);
	ifr.ifr_mtu = -1;
	assert_int_equal(sioc(u, fd, SIOCSIFMTU, &ifr), -EINVAL);
}

static void ethtool_asks_for_the_link(void **state)
{
	struct unit *u = *state;
	int fd = u_socket(u, NETLINK_ROUTE);
	struct ethtool_value v = { .cmd = ETHTOOL_GLINK, .data = 9 };
	struct ethtool_drvinfo info = { .cmd = ETHTOOL_GDRVINFO };
	struct ifreq ifr = named("lo");

	ifr.ifr_data = (void *)&v;
	assert_int_equal(sioc(u, fd, SIOCETHTOOL, &ifr), 0);
	assert_int_equal(v.data, 0);
	ifr.ifr_data = (void *)&info;
	assert_int_equal(sioc(u, fd, SIOCETHTOOL, &ifr), -EOPNOTSUPP);
	ifr.ifr_data = (void *)8;
	assert_int_equal(sioc(u, fd, SIOCETHTOOL, &ifr), -EFAULT);
}

/* ---- files ---- */

static long slurp(struct unit *u, const char *path, char *buf, size_t size)
{
	long n, fd = u_call(u, __NR_openat, AT_FDCWD, u_path(path), O_RDONLY, 0, 0, 0);

	if (fd < 0)
		return fd;
	n = u_call(u, __NR_read, fd, (long)buf, size - 1, 0, 0, 0);
	u_call(u, __NR_close, fd, 0, 0, 0, 0, 0);
	if (n >= 0)
		buf[n] = 0;
	return n;
}

static long spill(struct unit *u, const char *path, const char *text)
{
	long n, fd = u_call(u, __NR_open, u_path(path), O_WRONLY | O_TRUNC, 0, 0, 0, 0);

	if (fd < 0)
		return fd;
	n = u_call(u, __NR_write, fd, (long)text, strlen(text), 0, 0, 0);
	u_call(u, __NR_close, fd, 0, 0, 0, 0, 0);
	return n;
}

static void assert_file(struct unit *u, const char *path, const char *want)
{
	char buf[8192];

	assert_true(slurp(u, path, buf, sizeof(buf)) >= 0);
	assert_string_equal(buf, want);
}

static void proc_net_shows_devices(void **state)
{
	struct unit *u = *state;

	assert_file(u, "/proc/net/dev",
		    "Inter-|   Receive                                                |  Transmit\n"
		    " face |bytes    packets errs drop fifo frame compressed multicast|"
		    "bytes    packets errs drop fifo colls carrier compressed\n"
		    "    lo:       0       0    0    0    0     0          0         0"
		    "        0       0    0    0    0     0       0          0\n");
	assert_file(u, "/proc/self/net/psched", "000003e8 00000040 000f4240 3b9aca00\n");
	assert_file(u, "/proc//net/./dev_mcast", "");
	assert_file(u, "/proc/net/packet",
		    "sk               RefCnt Type Proto  Iface R Rmem   User   Inode\n");
}

static long member(struct unit *u, int fd, int name, uint32_t group, int ifindex)
{
	struct {
		uint32_t group, address;
		int ifindex;
	} mr = { htobe32(group), 0, ifindex };

	return u_call(u, __NR_setsockopt, fd, 0, name, (long)&mr, sizeof(mr), 0);
}

static void groups_are_joined_and_shown(void **state)
{
	enum { JOIN = 35, LEAVE = 36 }; /* IP_ADD_MEMBERSHIP, IP_DROP_MEMBERSHIP */
	struct unit *u = *state;
	int fd = kernlet_socket(u->t, AF_INET, SOCK_DGRAM, 0);
	struct ifreq ifr = named("lo");

	assert_true(fd >= 0);
	ifr.ifr_flags = IFF_UP;
	assert_int_equal(sioc(u, fd, SIOCSIFFLAGS, &ifr), 0);
	assert_int_equal(member(u, fd, JOIN, 0xef010203, 1), 0);
	assert_int_equal(member(u, fd, JOIN, 0xef010203, 1), -EADDRINUSE);
	assert_int_equal(member(u, fd, JOIN, 0x09010203, 1), -EINVAL);
	assert_int_equal(member(u, fd, JOIN, 0xef010203, 77), -ENODEV);
	assert_int_equal(member(u, fd, LEAVE, 0xef010209, 1), -EADDRNOTAVAIL);
	assert_file(u, "/proc/net/igmp",
		    "Idx\tDevice    : Count Querier\tGroup    Users Timer\tReporter\n"
		    "1\tlo        :     2      V3\n"
		    "\t\t\t\t030201EF     1 0:00000000\t\t0\n"
		    "\t\t\t\t010000E0     1 0:00000000\t\t0\n");
	assert_int_equal(u_call(u, __NR_close, fd, 0, 0, 0, 0, 0), 0);
	assert_file(u, "/proc/net/igmp",
		    "Idx\tDevice    : Count Querier\tGroup    Users Timer\tReporter\n"
		    "1\tlo        :     1      V3\n"
		    "\t\t\t\t010000E0     1 0:00000000\t\t0\n");
}

static void sockets_are_shown(void **state)
{
	struct unit *u = *state;
	int fd = kernlet_socket(u->t, AF_INET, SOCK_RAW, 255);
	char buf[1024];

	assert_true(fd >= 0);
	assert_true(slurp(u, "/proc/net/raw", buf, sizeof(buf)) > 0);
	assert_non_null(strstr(buf, "\n   0: 00000000:00FF 00000000:0000 07 00000000:00000000 "
				    "00:00000000 00000000     0        0 "));
	assert_file(u, "/proc/net/sockstat",
		    "sockets: used 1\nTCP: inuse 0 orphan 0 tw 0 alloc 0 mem 0\n"
		    "UDP: inuse 0 mem 0\nUDPLITE: inuse 0\nRAW: inuse 1\n"
		    "FRAG: inuse 0 memory 0\n");
}

static void ipv4_settings_have_linux_limits(void **state)
{
	struct unit *u = *state;

	assert_file(u, "/proc/sys/net/ipv4/tcp_rmem", "4096\t131072\t33554432\n");
	assert_int_equal(spill(u, "/proc/sys/net/ipv4/tcp_reordering", "301"), -EINVAL);
	assert_int_equal(spill(u, "/proc/sys/net/ipv4/tcp_reordering", "300"), 3);
	assert_file(u, "/proc/sys/net/ipv4/tcp_reordering", "300\n");
	assert_file(u, "/proc/sys/net/ipv4/route/min_pmtu", "552\n");
}

static void sys_class_net_shows_devices(void **state)
{
	struct unit *u = *state;
	char buf[64];

	assert_file(u, "/sys/class/net/lo/mtu", "65536\n");
	assert_file(u, "/sys/class/net/lo/flags", "0x8\n");
	assert_file(u, "/sys/class/net/lo/operstate", "down\n");
	assert_file(u, "/sys/class/net/lo/address", "00:00:00:00:00:00\n");
	assert_file(u, "/sys/class/net/lo/type", "772\n");
	assert_file(u, "/sys/class/net/lo/ifalias", "");
	assert_file(u, "/sys/class/net/lo/uevent", "INTERFACE=lo\nIFINDEX=1\n");
	assert_file(u, "/sys/devices/virtual/net/lo/statistics/rx_bytes", "0\n");
	assert_int_equal(slurp(u, "/sys/class/net/lo/carrier", buf, sizeof(buf)), -EINVAL);
	assert_int_equal(slurp(u, "/sys/class/net/lo/speed", buf, sizeof(buf)), -EINVAL);
	assert_int_equal(slurp(u, "/sys/class/net/none/mtu", buf, sizeof(buf)), -ENOENT);
	assert_int_equal(slurp(u, "/sys/class/net/lo/none", buf, sizeof(buf)), -ENOENT);
}

static void sys_class_net_changes_devices(void **state)
{
	struct unit *u = *state;

	assert_int_equal(spill(u, "/sys/class/net/lo/mtu", "1400\n"), 5);
	assert_file(u, "/sys/class/net/lo/mtu", "1400\n");
	assert_int_equal(spill(u, "/sys/class/net/lo/mtu", "14x"), -EINVAL);
	assert_int_equal(spill(u, "/sys/class/net/lo/ifalias", "hello\n"), 6);
	assert_file(u, "/sys/class/net/lo/ifalias", "hello\n");
	assert_int_equal(spill(u, "/sys/class/net/lo/flags", "0x9"), 3);
	assert_file(u, "/sys/class/net/lo/operstate", "unknown\n");
	assert_int_equal(spill(u, "/sys/class/net/lo/carrier", "0"), -EOPNOTSUPP);
}

static void settings_bound_sockets(void **state)
{
	struct unit *u = *state;
	int fd = u_socket(u, NETLINK_ROUTE), v = 0;
	socklen_t len = sizeof(v);

	assert_file(u, "/proc/sys/net/core/rmem_max", "4194304\n");
	assert_int_equal(spill(u, "/proc/sys/net/core/rmem_max", "2303"), -EINVAL);
	assert_int_equal(spill(u, "/proc/sys/net/core/rmem_max", "100000"), 6);
	assert_int_equal(u_setopt(u, fd, SOL_SOCKET, SO_RCVBUF, 150000), 0);
	assert_int_equal(
		u_call(u, __NR_getsockopt, fd, SOL_SOCKET, SO_RCVBUF, (long)&v, (long)&len, 0), 0);
	assert_int_equal(v, 200000);
	assert_int_equal(spill(u, "/proc/sys/net/core/default_qdisc", "nonsense"), -ENOENT);
	assert_file(u, "/proc/sys/net/core/default_qdisc", "pfifo_fast\n");
}

static void namespaces_have_their_own(void **state)
{
	struct unit *u = *state;
	char before[64] = "", after[64] = "";
	long fd;

	assert_true(u_call(u, __NR_readlink, u_path("/proc/self/ns/net"), (long)before, 63, 0, 0,
			   0) > 0);
	fd = u_call(u, __NR_open, u_path("/proc/self/ns/net"), O_RDONLY, 0, 0, 0, 0);
	assert_true(fd >= 0);
	assert_int_equal(u_call(u, __NR_unshare, 0x40000000, 0, 0, 0, 0, 0), 0);
	assert_int_equal(spill(u, "/proc/sys/net/core/rmem_max", "100000"), -EACCES);
	assert_int_equal(slurp(u, "/proc/sys/net/core/netdev_budget", after, 64), -ENOENT);
	assert_int_equal(spill(u, "/proc/sys/net/core/somaxconn", "5"), 1);
	assert_true(u_call(u, __NR_readlink, u_path("/proc/self/ns/net"), (long)after, 63, 0, 0,
			   0) > 0);
	assert_string_not_equal(before, after);
	assert_int_equal(u_call(u, __NR_setns, fd, 0x40000000, 0, 0, 0, 0), 0);
	assert_file(u, "/proc/sys/net/core/somaxconn", "4096\n");
	assert_string_equal(before, "net:[4026531840]");
}

static void texts_can_be_read_again(void **state)
{
	struct unit *u = *state;
	char buf[8] = "";
	long fd = u_call(u, __NR_open, u_path("/sys/class/net/lo/mtu"), O_RDWR, 0, 0, 0, 0);

	assert_true(fd >= 0);
	assert_int_equal(u_call(u, __NR_read, fd, (long)buf, 3, 0, 0, 0), 3);
	assert_int_equal(u_call(u, __NR_read, fd, (long)buf + 3, 3, 0, 0, 0), 3);
	assert_memory_equal(buf, "65536\n", 6);
	assert_int_equal(u_call(u, __NR_read, fd, (long)buf, 3, 0, 0, 0), 0);
	assert_int_equal(u_call(u, __NR_lseek, fd, 0, SEEK_SET, 0, 0, 0), 0);
	assert_int_equal(u_call(u, __NR_write, fd, (long)"1280", 4, 0, 0, 0), 4);
	assert_int_equal(u_call(u, __NR_lseek, fd, 0, SEEK_SET, 0, 0, 0), 0);
	assert_int_equal(u_call(u, __NR_read, fd, (long)buf, 8, 0, 0, 0), 5);
	assert_memory_equal(buf, "1280\n", 5);
	assert_int_equal(u_call(u, __NR_lseek, fd, -1, SEEK_SET, 0, 0, 0), -EINVAL);
	assert_int_equal(u_call(u, __NR_open, u_path("/etc/passwd"), O_RDONLY, 0, 0, 0, 0),
			 -ENOENT);
	assert_int_equal(u_call(u, __NR_open, 16, O_RDONLY, 0, 0, 0, 0), -EFAULT);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		U_TEST(loopback_answers),
		U_TEST(aliases_mean_their_device),
		U_TEST(refusals_come_in_order),
		U_TEST(changes_need_privilege),
		U_TEST(settings_take_effect),
		U_TEST(ethtool_asks_for_the_link),
		U_TEST(proc_net_shows_devices),
		U_TEST(groups_are_joined_and_shown),
		U_TEST(sockets_are_shown),
		U_TEST(ipv4_settings_have_linux_limits),
		U_TEST(sys_class_net_shows_devices),
		U_TEST(sys_class_net_changes_devices),
		U_TEST(settings_bound_sockets),
		U_TEST(namespaces_have_their_own),
		U_TEST(texts_can_be_read_again),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
