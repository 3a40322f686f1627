/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * What the SIOC* ioctls refuse, on sockets of the family that serves them.
 *
 *   lo (1)   d0 (2)   br0 (3)   d0.5 (4) on d0
 */
#include "rows.h"

#include <linux/if.h>
#include <linux/if_arp.h>
#include <linux/if_vlan.h>
#include <linux/sockios.h>

#define NEW (NLM_F_CREATE | NLM_F_EXCL)
#define L(i) "b0 b0 w0 d" #i " d0 d0"
#define N_OF(rows) (sizeof(rows) / sizeof((rows)[0]))

static const struct row stage[] = {
	{ RTM_NEWLINK, NEW, L(0), "3='d0' 18{1='dummy'}", 0, NULL },
	{ RTM_NEWLINK, NEW, L(0), "3='br0' 18{1='bridge'}", 0, NULL },
	{ RTM_NEWLINK, NEW, L(0), "3='d0.5' 5=d2 18{1='vlan' 2{1=w5}}", 0, NULL },
	{ RTM_NEWLINK, 0, "b0 b0 w0 d3 d1 d1", "", 0, NULL },
};

/* An address of three parts: family, port, IPv4 address; a number; or 16 bytes of hardware. */
struct ifr_row {
	unsigned long cmd;
	const char *name;
	unsigned short family; /* of the address in the union */
	unsigned addr; /* its IPv4 address, host order; else the first int of the union */
	int err;
	int err_user; /* what a user without privileges gets */
};

/* clang-format off */
static const struct ifr_row ifreqs[] = {
	{ SIOCGIFADDR, "nosuch", 0, 0, -ENODEV, -ENODEV },
	{ SIOCGIFADDR, "d0", 0, 0, -EADDRNOTAVAIL, -EADDRNOTAVAIL },
	{ SIOCSIFADDR, "d0", AF_INET6, 0x0a000001, -EINVAL, -EPERM },
	{ SIOCSIFADDR, "d0", AF_INET, 0xe0000001, -EINVAL, -EPERM },
	{ SIOCSIFADDR, "nosuch", AF_INET, 0x0a000001, -ENODEV, -EPERM },
	{ SIOCSIFNETMASK, "d0", AF_INET, 0xffffff00, -EADDRNOTAVAIL, -EPERM },
	{ SIOCSIFADDR, "d0", AF_INET, 0x0a000001, 0, -EPERM },
	{ SIOCSIFNETMASK, "d0", AF_INET, 0xff00ff00, -EINVAL, -EPERM },
	{ SIOCSIFDSTADDR, "d0", AF_INET, 0xe0000001, -EINVAL, -EPERM },
	{ SIOCSIFFLAGS, "d0:1", 0, 0, -EADDRNOTAVAIL, -EPERM },
	{ SIOCSIFFLAGS, "nosuch", 0, 0, -ENODEV, -EPERM },
	{ SIOCGIFINDEX, "nosuch", 0, 0, -ENODEV, -ENODEV },
	{ SIOCGIFNAME, "", 0, 0, -ENODEV, -ENODEV },
	{ SIOCSIFMTU, "br0", 20, 0, -EINVAL, -EPERM },
	{ SIOCSIFHWADDR, "lo", 1, 0, -EINVAL, -EPERM },
	{ SIOCSIFHWADDR, "d0", 9, 0, -EINVAL, -EPERM },
	{ SIOCSIFHWBROADCAST, "d0", 9, 0, -EINVAL, -EPERM },
	{ SIOCSIFMAP, "d0", 0, 0, -EOPNOTSUPP, -EPERM },
	{ SIOCADDMULTI, "lo", 0, 0, -EINVAL, -EPERM },
	{ SIOCADDMULTI, "d0", 9, 0, -EINVAL, -EPERM },
	{ SIOCDELMULTI, "d0", 0, 0, -ENOENT, -EPERM },
	{ SIOCDELMULTI, "d0", 9, 0, -EINVAL, -EPERM },
	{ SIOCSIFTXQLEN, "d0", 0xffff, 0xffffffff, -EINVAL, -EPERM },
	{ SIOCSIFNAME, "d0", 0, 0, -EINVAL, -EPERM },
	{ SIOCBRADDIF, "d0", 0, 0, -EOPNOTSUPP, -EPERM },
	{ SIOCBRADDIF, "br0", 99, 0, -EINVAL, -EPERM },
	{ SIOCBRDELIF, "br0", 2, 0, -EINVAL, -EPERM },
	{ SIOCBRDELBR, "nosuch", 0, 0, -ENXIO, -EPERM },
	{ SIOCBRDELBR, "d0", 0, 0, -EPERM, -EPERM },
	{ SIOCBRDELBR, "br0", 0, 0, -EBUSY, -EPERM },
	{ SIOCBRADDBR, "br0", 0, 0, -EEXIST, -EPERM },
};

static const struct {
	unsigned long cmd;
	unsigned short pa_family;
	unsigned addr;
	unsigned short ha_family;
	int flags;
	unsigned mask;
	const char *dev;
	int err, err_user;
} arps[] = {
	{ SIOCSARP, AF_INET6, 0, 0, 0, 0, "", -EPFNOSUPPORT, -EPERM },
	{ SIOCSARP, AF_INET, 0x0a000002, 0, ATF_NETMASK, ~0u, "", -EINVAL, -EPERM },
	{ SIOCSARP, AF_INET, 0x0a000002, 0, 0, 0, "nosuch", -ENODEV, -EPERM },
	{ SIOCSARP, AF_INET, 0x0a000002, 9, ATF_COM, 0, "d0", -EINVAL, -EPERM },
	{ SIOCSARP, AF_INET, 0x0a000002, 0, ATF_PUBL | ATF_NETMASK, 0xffffff00, "d0", -EINVAL, -EPERM },
	{ SIOCSARP, AF_INET, 0x0a000002, 9, ATF_PUBL | ATF_COM, 0, "", -ENODEV, -EPERM },
	{ SIOCSARP, AF_INET, 0xc0000202, 0, ATF_COM, 0, "", -ENETUNREACH, -EPERM },
	{ SIOCDARP, AF_INET, 0x0a000002, 0, 0, 0, "d0", -ENXIO, -EPERM },
	{ SIOCDARP, AF_INET, 0xc0000202, 0, 0, 0, "", -ENETUNREACH, -EPERM },
	{ SIOCDARP, AF_INET, 0x0a000002, 0, ATF_PUBL, 0, "d0", -ENOENT, -EPERM },
	{ SIOCDARP, AF_INET, 0x0a000002, 0, ATF_PUBL | ATF_NETMASK, 0xffffff00, "d0", -EINVAL, -EPERM },
	{ SIOCGARP, AF_INET, 0x0a000002, 0, 0, 0, "", -ENODEV, -ENODEV },
	{ SIOCGARP, AF_INET, 0x0a000002, 0, 0, 0, "d0", -ENXIO, -ENXIO },
	{ SIOCSARP, AF_INET, 0x0a000002, 0, ATF_PUBL | ATF_NETMASK, 0, "d0", 0, -EPERM },
	{ SIOCDARP, AF_INET, 0x0a000002, 0, ATF_PUBL | ATF_NETMASK, 0, "", 0, -EPERM },
};

static const struct {
	int cmd;
	const char *dev;
	int value, err, err_user;
} vlans[] = {
	{ 99, "d0", 0, -EOPNOTSUPP, -EOPNOTSUPP },
	{ ADD_VLAN_CMD, "nosuch", 5, -ENODEV, -ENODEV },
	{ ADD_VLAN_CMD, "d0", 5000, -ERANGE, -EPERM },
	{ ADD_VLAN_CMD, "d0", 5, -EEXIST, -EPERM },
	{ DEL_VLAN_CMD, "d0", 0, -EINVAL, -EINVAL },
	{ SET_VLAN_NAME_TYPE_CMD, "", 99, -EINVAL, -EPERM },
	{ SET_VLAN_FLAG_CMD, "d0.5", 0x80, -EINVAL, -EPERM },
	{ GET_VLAN_VID_CMD, "d0", 0, -EINVAL, -EINVAL },
	{ GET_VLAN_REALDEV_NAME_CMD, "d0.5", 0, 0, 0 },
};
/* clang-format on */

/* The answers of root and of a user; the user asks first, and must change nothing. */
static void both(struct unit *u, unsigned long cmd, void *arg, size_t n, int err, int err_user,
		 const char *what)
{
	struct kernlet_task_config cfg = { .size = sizeof(cfg),
					   .uid = 1000,
					   .caps_dropped = ~0ull };
	struct kernlet_task *user, *root = u->t;
	char copy[128];
	long got[2], fault;
	int fd;

	assert_int_equal(kernlet_task_create(u->k, &cfg, &user), 0);
	for (int i = 0; i < 2; i++) {
		u->t = i ? root : user;
		memcpy(copy, arg, n);
		fd = u_call(u, __NR_socket, AF_INET, SOCK_DGRAM, 0, 0, 0, 0);
		assert_true(fd >= 0);
		got[i] = u_call(u, __NR_ioctl, fd, cmd, (long)copy, 0, 0, 0);
		fault = u_call(u, __NR_ioctl, fd, cmd, 1, 0, 0, 0);
		assert_true(fault == -EFAULT || (!i && fault == -EPERM));
		u_call(u, __NR_close, fd, 0, 0, 0, 0, 0);
	}
	u->t = root;
	kernlet_task_exit(user);
	if (got[0] != err_user || got[1] != err)
		fail_msg("ioctl %#lx %s: user %ld, not %d; root %ld, not %d", cmd, what, got[0],
			 err_user, got[1], err);
}

static void ifreqs_are_refused(void **state)
{
	rows_play(*state, stage, N_OF(stage));
	for (size_t i = 0; i < N_OF(ifreqs); i++) {
		const struct ifr_row *row = &ifreqs[i];
		unsigned char ifr[40] = { 0 };
		uint32_t addr = __builtin_bswap32(row->addr);

		strcpy((char *)ifr, row->name);
		memcpy(ifr + 16, &row->family, 2);
		memcpy(ifr + (row->addr == ~0u ? 16 : 20), &addr, 4);
		both(*state, row->cmd, ifr, sizeof(ifr), row->err, row->err_user, row->name);
	}
}

static void arps_are_refused(void **state)
{
	static const struct row up[] = {
		{ RTM_NEWLINK, 0, "b0 b0 w0 d2 d1 d1", "", 0, NULL },
		{ RTM_NEWADDR, NEW, "b2 b18 b0 b0 d2", "2=x0a000001", 0, NULL },
	};

	rows_play(*state, stage, N_OF(stage));
	rows_play(*state, up, N_OF(up));
	for (size_t i = 0; i < N_OF(arps); i++) {
		uint32_t ip = __builtin_bswap32(arps[i].addr),
			 mask = __builtin_bswap32(arps[i].mask);
		struct arpreq r = { .arp_flags = arps[i].flags };

		r.arp_pa.sa_family = arps[i].pa_family;
		memcpy(r.arp_pa.sa_data + 2, &ip, 4);
		r.arp_ha.sa_family = arps[i].ha_family;
		memcpy(r.arp_netmask.sa_data + 2, &mask, 4);
		strcpy(r.arp_dev, arps[i].dev);
		both(*state, arps[i].cmd, &r, sizeof(r), arps[i].err, arps[i].err_user,
		     arps[i].dev);
	}
}

static void vlans_are_refused(void **state)
{
	rows_play(*state, stage, N_OF(stage));
	for (size_t i = 0; i < N_OF(vlans); i++) {
		struct vlan_ioctl_args a = { .cmd = vlans[i].cmd, .u.VID = vlans[i].value };

		strcpy(a.device1, vlans[i].dev);
		a.vlan_qos = vlans[i].cmd == SET_VLAN_FLAG_CMD;
		both(*state, SIOCSIFVLAN, &a, sizeof(a), vlans[i].err, vlans[i].err_user,
		     vlans[i].dev);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		U_TEST(ifreqs_are_refused),
		U_TEST(arps_are_refused),
		U_TEST(vlans_are_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
