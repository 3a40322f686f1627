/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Packet sockets: all but their traffic. What is expected was read from Linux 6.18. */
#include "unit.h"

#include "util.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/if_ether.h>
#include <linux/if_packet.h>
#include <net/if.h>
#include <sys/ioctl.h>

static int packet(struct unit *u, int type, int protocol)
{
	int fd = kernlet_socket(u->t, AF_PACKET, type, protocol);

	assert_true(fd >= 0);
	return fd;
}

static long bind_to(struct unit *u, int fd, int ifindex)
{
	struct sockaddr_ll a = { .sll_family = AF_PACKET, .sll_ifindex = ifindex };

	return u_call(u, __NR_bind, fd, (long)&a, sizeof(a), 0, 0, 0);
}

static long lo_up(struct unit *u, bool up)
{
	int fd = u_socket(u, NETLINK_ROUTE);
	struct ifreq ifr = { .ifr_name = "lo", .ifr_flags = up ? IFF_UP : 0 };

	return u_call(u, __NR_ioctl, fd, SIOCSIFFLAGS, (long)&ifr, 0, 0, 0);
}

static long get_int(struct unit *u, int fd, int name, int in)
{
	socklen_t len = sizeof(in);
	long err = u_call(u, __NR_getsockopt, fd, SOL_PACKET, name, (long)&in, (long)&len, 0);

	return err ? err : in;
}

static void made_by_privilege_and_type(void **state)
{
	struct unit *u = *state;
	struct kernlet_task_config cfg = { .size = sizeof(cfg), .pid = 9, .caps_dropped = ~0ull };
	struct kernlet_task *user;

	assert_int_equal(u_call(u, __NR_socket, AF_PACKET, SOCK_STREAM, 0, 0, 0, 0),
			 -ESOCKTNOSUPPORT);
	assert_int_equal(u_call(u, __NR_socket, AF_PACKET, SOCK_SEQPACKET, 0, 0, 0, 0),
			 -ESOCKTNOSUPPORT);
	assert_int_equal(kernlet_task_create(u->k, &cfg, &user), 0);
	assert_int_equal(kernlet_syscall(user, __NR_socket, AF_PACKET, SOCK_RAW, 0, 0, 0, 0),
			 -EPERM);
	kernlet_task_exit(user);
}

static void names_tell_the_device(void **state)
{
	struct unit *u = *state;
	int fd = packet(u, SOCK_RAW, htobe16(ETH_P_ALL));
	struct sockaddr_ll a;
	socklen_t len = sizeof(a);

	assert_int_equal(u_call(u, __NR_getsockname, fd, (long)&a, (long)&len, 0, 0, 0), 0);
	assert_int_equal(len, 12);
	assert_int_equal(a.sll_protocol, htobe16(ETH_P_ALL));
	assert_int_equal(bind_to(u, fd, 77), -ENODEV);
	assert_int_equal(bind_to(u, fd, 1), 0);
	len = sizeof(a);
	assert_int_equal(u_call(u, __NR_getsockname, fd, (long)&a, (long)&len, 0, 0, 0), 0);
	assert_int_equal(len, 18);
	assert_int_equal(a.sll_hatype, 772);
	assert_int_equal(a.sll_halen, 6);
	assert_int_equal(a.sll_protocol, htobe16(ETH_P_ALL));
	assert_int_equal(u_call(u, __NR_getpeername, fd, (long)&a, (long)&len, 0, 0, 0),
			 -EOPNOTSUPP);
	assert_int_equal(u_call(u, __NR_bind, fd, (long)&a, 19, 0, 0, 0), -EINVAL);
	assert_int_equal(u_call(u, __NR_listen, fd, 1, 0, 0, 0, 0), -EOPNOTSUPP);
}

static void sends_are_refused_by_state(void **state)
{
	struct unit *u = *state;
	int raw = packet(u, SOCK_RAW, htobe16(ETH_P_ALL)), dgram = packet(u, SOCK_DGRAM, 0);
	static char data[70000];

	assert_int_equal(u_call(u, __NR_sendto, dgram, (long)data, 1, 0, 0, 0), -ENXIO);
	assert_int_equal(bind_to(u, raw, 1), 0);
	assert_int_equal(u_call(u, __NR_sendto, raw, (long)data, 60, 0, 0, 0), -ENETDOWN);
	assert_int_equal(lo_up(u, true), 0);
	/* The error of the bind, once. */
	assert_int_equal(u_call(u, __NR_sendto, raw, (long)data, 60, 0, 0, 0), -ENETDOWN);
	assert_int_equal(u_call(u, __NR_sendto, raw, (long)data, 1, 0, 0, 0), -EINVAL);
	assert_int_equal(u_call(u, __NR_sendto, raw, (long)data, sizeof(data), 0, 0, 0), -EMSGSIZE);
	assert_int_equal(u_call(u, __NR_sendto, raw, (long)data, 60, 0, 0, 0), -ENOBUFS);
}

static void going_down_is_reported(void **state)
{
	struct unit *u = *state;
	int fd = packet(u, SOCK_DGRAM, htobe16(ETH_P_IP)), err = 0;
	socklen_t len = sizeof(err);
	char c;

	assert_int_equal(lo_up(u, true), 0);
	assert_int_equal(bind_to(u, fd, 1), 0);
	assert_int_equal(u_call(u, __NR_recvfrom, fd, (long)&c, 1, MSG_DONTWAIT, 0, 0), -EAGAIN);
	assert_int_equal(lo_up(u, false), 0);
	assert_int_equal(
		u_call(u, __NR_getsockopt, fd, SOL_SOCKET, SO_ERROR, (long)&err, (long)&len, 0), 0);
	assert_int_equal(err, ENETDOWN);
}

static void options_are_checked(void **state)
{
	struct unit *u = *state;
	int fd = packet(u, SOCK_DGRAM, 0);
	struct tpacket_stats st = { 9, 9 };
	socklen_t len = sizeof(st);

	assert_int_equal(u_setopt(u, fd, SOL_PACKET, PACKET_VERSION, 3), -EINVAL);
	assert_int_equal(u_setopt(u, fd, SOL_PACKET, PACKET_VERSION, TPACKET_V2), 0);
	assert_int_equal(get_int(u, fd, PACKET_VERSION, 0), TPACKET_V2);
	assert_int_equal(u_setopt(u, fd, SOL_PACKET, PACKET_AUXDATA, 5), 0);
	assert_int_equal(get_int(u, fd, PACKET_AUXDATA, 0), 1);
	assert_int_equal(u_setopt(u, fd, SOL_PACKET, PACKET_VNET_HDR, 1), -EINVAL);
	assert_int_equal(u_setopt(u, fd, SOL_PACKET, 99, 1), -ENOPROTOOPT);
	assert_int_equal(u_setopt(u, fd, 0, 99, 1), -ENOPROTOOPT);
	assert_int_equal(get_int(u, fd, PACKET_HDRLEN, TPACKET_V1), 32);
	assert_int_equal(get_int(u, fd, PACKET_HDRLEN, TPACKET_V3), 48);
	assert_int_equal(get_int(u, fd, PACKET_HDRLEN, 3), -EINVAL);
	assert_int_equal(get_int(u, fd, PACKET_RX_RING, 0), -ENOPROTOOPT);
	assert_int_equal(u_call(u, __NR_getsockopt, fd, SOL_PACKET, PACKET_STATISTICS, (long)&st,
				(long)&len, 0),
			 0);
	assert_int_equal(st.tp_packets, 0);
	assert_int_equal(len, 8);
}

static void memberships_are_counted(void **state)
{
	struct unit *u = *state;
	int fd = packet(u, SOCK_DGRAM, 0);
	struct packet_mreq m = { 1, PACKET_MR_PROMISC, 6, { 0 } },
			   far = { 9, PACKET_MR_PROMISC, 6, { 0 } };
	struct packet_mreq wrong = { 1, PACKET_MR_PROMISC, 5, { 0 } };
	struct ifreq ifr = { .ifr_name = "lo" };

	assert_int_equal(u_call(u, __NR_setsockopt, fd, SOL_PACKET, PACKET_ADD_MEMBERSHIP,
				(long)&far, sizeof(far), 0),
			 -ENODEV);
	assert_int_equal(u_call(u, __NR_setsockopt, fd, SOL_PACKET, PACKET_ADD_MEMBERSHIP,
				(long)&wrong, sizeof(wrong), 0),
			 -EINVAL);
	for (int i = 0; i < 2; i++)
		assert_int_equal(u_call(u, __NR_setsockopt, fd, SOL_PACKET, PACKET_ADD_MEMBERSHIP,
					(long)&m, sizeof(m), 0),
				 0);
	assert_int_equal(u_call(u, __NR_setsockopt, fd, SOL_PACKET, PACKET_DROP_MEMBERSHIP,
				(long)&far, sizeof(far), 0),
			 0);
	assert_int_equal(u_call(u, __NR_ioctl, fd, SIOCGIFFLAGS, (long)&ifr, 0, 0, 0), 0);
	assert_int_equal(ifr.ifr_flags & IFF_PROMISC, 0); /* shown only when asked for by flag */
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		U_TEST(made_by_privilege_and_type), U_TEST(names_tell_the_device),
		U_TEST(sends_are_refused_by_state), U_TEST(going_down_is_reported),
		U_TEST(options_are_checked),	    U_TEST(memberships_are_counted),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
