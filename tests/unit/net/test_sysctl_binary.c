// SPDX-License-Identifier: LGPL-2.1-or-later
/* _sysctl: settings by number, in both layouts, and each refusal. */
#include "util.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/capability.h>
#include <linux/sysctl.h>
#include <sys/mman.h>

#define NR_SYSCTL_I386 149

static int forward[] = { CTL_NET, NET_IPV4, NET_IPV4_FORWARD };
static int ttl[] = { CTL_NET, NET_IPV4, NET_IPV4_DEFAULT_TTL };
static int ports[] = { CTL_NET, NET_IPV4, NET_IPV4_LOCAL_PORT_RANGE };
static int lo_rp[] = { CTL_NET, NET_IPV4, NET_IPV4_CONF, 1, NET_IPV4_CONF_RP_FILTER };
static int node[] = { CTL_KERN, KERN_NODENAME };
static int ostype[] = { CTL_KERN, KERN_OSTYPE };

static long call(struct unit *u, int *name, int nlen, void *old, size_t *oldlen, void *new,
		 size_t newlen)
{
	struct __sysctl_args a = { name, nlen, old, oldlen, new, newlen };

	return kernlet_syscall(u->t, SYS__sysctl, (long)&a, 0, 0, 0, 0, 0);
}

#define CALL(u, name, ...) call(u, name, sizeof(name) / sizeof(*(name)), __VA_ARGS__)

static void test_numbers(void **state)
{
	struct unit *u = *state;
	int v[4] = { -1, -1, -1, -1 }, one = 1, range[2] = { 2000, 3000 };
	size_t len = sizeof(v);

	assert_int_equal(CALL(u, forward, v, &len, &one, sizeof(one)), 0);
	assert_int_equal(len, 4);
	assert_int_equal(v[0], 0);
	assert_int_equal(v[1], -1);
	len = sizeof(v);
	assert_int_equal(CALL(u, forward, v, &len, NULL, 0), 0);
	assert_int_equal(v[0], 1);
	len = sizeof(v);
	assert_int_equal(CALL(u, ports, v, &len, range, sizeof(range)), 0);
	assert_int_equal(len, 8);
	assert_int_equal(v[0], 32768);
	assert_int_equal(v[1], 60999);
	/* room for one of two */
	len = 7;
	assert_int_equal(CALL(u, ports, v, &len, NULL, 0), 0);
	assert_int_equal(len, 4);
	assert_int_equal(v[0], 2000);
	assert_int_equal(v[1], 60999);
	/* nothing asked: nothing told */
	len = 0;
	assert_int_equal(CALL(u, ports, v, &len, NULL, 0), 0);
	assert_int_equal(len, 0);
	assert_int_equal(CALL(u, ports, NULL, NULL, NULL, 0), 0);
}

static void test_devices(void **state)
{
	struct unit *u = *state;
	int v = 2;
	size_t len = sizeof(v);

	assert_int_equal(CALL(u, lo_rp, NULL, NULL, &v, sizeof(v)), 0);
	v = 0;
	assert_int_equal(CALL(u, lo_rp, &v, &len, NULL, 0), 0);
	assert_int_equal(v, 2);
	lo_rp[3] = NET_PROTO_CONF_DEFAULT;
	assert_int_equal(CALL(u, lo_rp, &v, &len, NULL, 0), 0);
	assert_int_equal(v, 0);
	lo_rp[3] = 77;
	assert_int_equal(CALL(u, lo_rp, &v, &len, NULL, 0), -ENOTDIR);
	lo_rp[3] = 1;
}

static void test_strings(void **state)
{
	struct unit *u = *state;
	char text[80];
	size_t len = sizeof(text);

	assert_int_equal(CALL(u, ostype, text, &len, NULL, 0), 0);
	assert_int_equal(len, 5);
	assert_string_equal(text, "Linux");
	assert_int_equal(CALL(u, node, NULL, NULL, "gate\n", 5), 0);
	len = sizeof(text);
	assert_int_equal(CALL(u, node, text, &len, NULL, 0), 0);
	assert_string_equal(text, "gate");
	len = 3;
	assert_int_equal(CALL(u, node, text, &len, NULL, 0), 0);
	assert_int_equal(len, 3);
	assert_int_equal(CALL(u, ostype, NULL, NULL, "BSD", 3), -EPERM);
}

static void test_refusals(void **state)
{
	struct unit *u = *state;
	int deep[CTL_MAXNAME + 1] = { CTL_NET }, v = 0, bad[300] = { 0 };
	struct kernlet_task_config cfg = { .size = sizeof(cfg),
					   .caps_dropped = 1ull << CAP_NET_ADMIN,
					   .uid = 1000 };
	struct kernlet_task *nobody;
	size_t len = sizeof(v);
	struct __sysctl_args a = { forward, 3, NULL, NULL, &v, sizeof(v) };

	kernlet_catch_faults();
	assert_int_equal(call(u, forward, 0, &v, &len, NULL, 0), -ENOTDIR);
	assert_int_equal(call(u, forward, -1, &v, &len, NULL, 0), -ENOTDIR);
	assert_int_equal(call(u, deep, CTL_MAXNAME + 1, &v, &len, NULL, 0), -ENOTDIR);
	assert_int_equal(call(u, forward, 2, &v, &len, NULL, 0), -ENOTDIR); /* a directory */
	assert_int_equal(call(u, (int *)16, 3, &v, &len, NULL, 0), -EFAULT);
	assert_int_equal(call(u, forward, 3, &v, NULL, NULL, 0), -EFAULT);
	assert_int_equal(call(u, forward, 3, &v, (size_t *)16, NULL, 0), -EFAULT);
	assert_int_equal(call(u, forward, 3, (void *)16, &len, NULL, 0), -EFAULT);
	assert_int_equal(call(u, forward, 3, NULL, NULL, (void *)16, 4), -EFAULT);
	assert_int_equal(call(u, forward, 3, NULL, NULL, bad, sizeof(bad)), -EINVAL);
	assert_int_equal(CALL(u, node, NULL, NULL, bad, sizeof(bad)), -EINVAL);
	assert_int_equal(kernlet_syscall(u->t, SYS__sysctl, 16, 0, 0, 0, 0, 0), -EFAULT);
	v = 300; /* out of the setting's range */
	assert_int_equal(CALL(u, ttl, NULL, NULL, &v, sizeof(v)), -EINVAL);
	assert_int_equal(kernlet_task_create(u->k, &cfg, &nobody), 0);
	assert_int_equal(kernlet_syscall(nobody, SYS__sysctl, (long)&a, 0, 0, 0, 0, 0), -EACCES);
	kernlet_task_exit(nobody);
}

static void test_i386(void **state)
{
	struct unit *u = *state;
	uint32_t *low = mmap(NULL, 4096, PROT_READ | PROT_WRITE,
			     MAP_PRIVATE | MAP_ANONYMOUS | MAP_32BIT, -1, 0);
	uint32_t at = (uint32_t)(uintptr_t)low;
	const uint64_t args[6] = { at };

	assert_ptr_not_equal(low, MAP_FAILED);
	/* args at 0, name at 16, old value at 32, its length at 40, new value at 48 */
	memcpy(low, (uint32_t[]) { at + 64, 3, at + 128, at + 160, at + 192, 4 }, 24);
	memcpy(low + 16, ttl, sizeof(ttl));
	low[40] = 4;
	low[41] = 0xdeadbeef;
	low[48] = 99;
	assert_int_equal(kernlet_syscall_abi(u->t, KERNLET_I386, NR_SYSCTL_I386, args), 0);
	assert_int_equal(low[32], 64);
	assert_int_equal(low[40], 4);
	assert_int_equal(low[41], 0xdeadbeef);
	assert_int_equal(kernlet_syscall_abi(u->t, KERNLET_I386, NR_SYSCTL_I386, args), 0);
	assert_int_equal(low[32], 99);
	munmap(low, 4096);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		U_TEST(test_numbers),  U_TEST(test_devices), U_TEST(test_strings),
		U_TEST(test_refusals), U_TEST(test_i386),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
