/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The gate and what it serves by itself, through the public API: numbers, errno, memory, time. */
#include <stdarg.h>
#include <setjmp.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "kernel/syscall.h"
#include "kernlet.h"

#include <asm/unistd.h>
#include <fcntl.h>
#include <linux/netlink.h>
#include <linux/utsname.h>
#include <poll.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <time.h>

struct world {
	struct kernlet *k;
	struct kernlet_task *t;
};

static int boot(void **state)
{
	struct kernlet_config cfg = { .size = sizeof(cfg),
				      .clock = KERNLET_CLOCK_VIRTUAL,
				      .seed = 1 };
	struct world *w = calloc(1, sizeof(*w));

	assert_int_equal(kernlet_boot(&cfg, &w->k), 0);
	assert_int_equal(kernlet_task_create(w->k, NULL, &w->t), 0);
	*state = w;
	return 0;
}

static int halt(void **state)
{
	struct world *w = *state;
	struct kernlet_stats st;

	kernlet_task_exit(w->t);
	kernlet_get_stats(w->k, &st);
	assert_int_equal(st.tasks, 0);
	assert_int_equal(st.files, 0);
	kernlet_shutdown(w->k);
	free(w);
	return 0;
}

/* cmocka takes the signals before each test. */
static long call(void **state, long nr, long a1, long a2, long a3)
{
	kernlet_catch_faults();
	return kernlet_syscall(((struct world *)*state)->t, nr, a1, a2, a3, 0, 0, 0);
}

#define SYS(nr, a, b, c) call(state, nr, (long)(a), (long)(b), (long)(c))

static void unknown_numbers_are_enosys(void **state)
{
	const long bad[] = {
		-1, 335 + 100, 512, 100000, INT32_MAX, INT64_MAX, INT64_MIN, 1L << 32
	};

	for (size_t i = 0; i < ARRAY_SIZE(bad); i++)
		assert_int_equal(SYS(bad[i], 0, 0, 0), -ENOSYS);
	/* The classic unimplemented ones, and calls that only a host could serve. */
	assert_int_equal(SYS(__NR_afs_syscall, 0, 0, 0), -ENOSYS);
	assert_int_equal(SYS(__NR_fork, 0, 0, 0), -ENOSYS);
}

static void every_number_of_both_machines_answers(void **state)
{
	struct world *w = *state;
	const u64 none[6] = { 0 }, hostile[6] = { ~0ull, ~0ull, ~0ull, ~0ull, ~0ull, ~0ull };

	kernlet_catch_faults();
	for (int abi = 0; abi < 2; abi++) {
		for (long nr = 0; nr < 600; nr++) {
			enum kernlet_abi kabi = abi ? KERNLET_I386 : KERNLET_X86_64;
			const struct syscall_desc *d =
				syscall_describe(abi ? ABI_I386 : ABI_X86_64, nr);
			long ret = kernlet_syscall_start(w->t, kabi, nr, none);

			if (!d || d->server != SERVED_KERNEL)
				assert_int_equal(ret, -ENOSYS);
			if (ret == KERNLET_PARKED) {
				kernlet_task_interrupt(w->t);
				assert_int_equal(kernlet_syscall_resume(w->t), -EINTR);
			}
			ret = kernlet_syscall_start(w->t, kabi, nr, hostile);
			if (ret == KERNLET_PARKED) {
				kernlet_task_interrupt(w->t);
				assert_int_equal(kernlet_syscall_resume(w->t), -EINTR);
			}
		}
	}
}

static void identity(void **state)
{
	struct world *w = *state;
	struct kernlet_task_config cfg = {
		.size = sizeof(cfg), .pid = 77, .tgid = 70, .uid = 5, .gid = 6
	};
	struct kernlet_task *t, *same;

	assert_int_equal(kernlet_task_create(w->k, &cfg, &t), 0);
	assert_int_equal(kernlet_task_create(w->k, &cfg, &same), -EEXIST);
	assert_int_equal(kernlet_syscall(t, __NR_getpid, 0, 0, 0, 0, 0, 0), 70);
	assert_int_equal(kernlet_syscall(t, __NR_gettid, 0, 0, 0, 0, 0, 0), 77);
	assert_int_equal(kernlet_syscall(t, __NR_getuid, 0, 0, 0, 0, 0, 0), 5);
	assert_int_equal(kernlet_syscall(t, __NR_getgid, 0, 0, 0, 0, 0, 0), 6);
	kernlet_task_exit(t);
}

static void names(void **state)
{
	struct new_utsname u;

	assert_int_equal(SYS(__NR_sethostname, "router1", 7, 0), 0);
	assert_int_equal(SYS(__NR_uname, &u, 0, 0), 0);
	assert_string_equal(u.nodename, "router1");
	assert_string_equal(u.sysname, "Linux");
	assert_int_equal(SYS(__NR_sethostname, "x", 65, 0), -EINVAL);
	assert_int_equal(SYS(__NR_sethostname, 8, 4, 0), -EFAULT);
	assert_int_equal(SYS(__NR_uname, 8, 0, 0), -EFAULT);
}

/* A page that is there followed by one that is not: copies may end at the edge, never past it. */
static void page_ends(void **state)
{
	char *p = mmap(NULL, 8192, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	struct new_utsname *u;

	assert_true(p != MAP_FAILED);
	assert_int_equal(munmap(p + 4096, 4096), 0);
	u = (void *)(p + 4096 - sizeof(*u));
	assert_int_equal(SYS(__NR_uname, u, 0, 0), 0);
	assert_int_equal(SYS(__NR_uname, (char *)u + 1, 0, 0), -EFAULT);
	assert_int_equal(SYS(__NR_uname, 0xffff800000000000ull, 0, 0), -EFAULT);
	assert_int_equal(SYS(__NR_uname, 0x8000000000000000ull, 0, 0), -EFAULT);
	munmap(p, 4096);
}

static void descriptors(void **state)
{
	struct world *w = *state;
	int fd = kernlet_socket(w->t, AF_NETLINK, SOCK_RAW, NETLINK_USERSOCK), fd2;

	assert_true(fd >= 0);
	assert_int_equal(SYS(__NR_close, 99, 0, 0), -EBADF);
	assert_int_equal(SYS(__NR_close, -1, 0, 0), -EBADF);
	fd2 = kernlet_dup(w->t, fd);
	assert_int_equal(fd2, fd + 1);
	assert_int_equal(SYS(__NR_dup2, fd, 40, 0), 40);
	assert_int_equal(SYS(__NR_dup2, fd, fd, 0), fd);
	assert_int_equal(SYS(__NR_dup2, 39, 39, 0), -EBADF);
	assert_int_equal(SYS(__NR_dup3, fd, fd, 0), -EINVAL);
	assert_int_equal(SYS(__NR_dup3, fd, 41, 12345), -EINVAL);
	assert_int_equal(SYS(__NR_dup2, fd, 70000, 0), -EBADF);
	assert_int_equal(SYS(__NR_fcntl, fd, F_DUPFD, 10), 10);
	assert_int_equal(SYS(__NR_fcntl, fd, F_SETFD, FD_CLOEXEC), 0);
	assert_int_equal(SYS(__NR_fcntl, fd, F_GETFD, 0), FD_CLOEXEC);
	assert_int_equal(SYS(__NR_fcntl, fd2, F_GETFD, 0), 0);
	assert_int_equal(SYS(__NR_fcntl, fd, F_SETFL, O_NONBLOCK), 0);
	assert_true(SYS(__NR_fcntl, fd2, F_GETFL, 0) & O_NONBLOCK);
	assert_int_equal(SYS(__NR_close, fd, 0, 0), 0);
	assert_int_equal(SYS(__NR_close, fd, 0, 0), -EBADF);
	assert_int_equal(kernlet_dup(w->t, fd2), fd); /* the lowest free one */
}

static void sleeping_jumps_a_virtual_clock(void **state)
{
	struct world *w = *state;
	struct timespec ts = { 3600, 5 };
	u64 before = kernlet_now(w->k, CLOCK_MONOTONIC);

	assert_int_equal(SYS(__NR_nanosleep, &ts, 0, 0), 0);
	assert_int_equal(kernlet_now(w->k, CLOCK_MONOTONIC) - before, 3600 * NSEC_PER_SEC + 5);
	ts.tv_nsec = 1000000000;
	assert_int_equal(SYS(__NR_nanosleep, &ts, 0, 0), -EINVAL);
	assert_int_equal(SYS(__NR_nanosleep, 8, 0, 0), -EFAULT);
}

static void an_interrupted_sleep_tells_what_is_left(void **state)
{
	struct world *w = *state;
	struct timespec ts = { 10, 0 }, rem = { 0 };
	u64 args[6] = { (u64)&ts, (u64)&rem };

	assert_int_equal(kernlet_syscall_start(w->t, KERNLET_X86_64, __NR_nanosleep, args),
			 KERNLET_PARKED);
	assert_false(kernlet_task_runnable(w->t));
	assert_int_equal(kernlet_syscall_resume(w->t), KERNLET_PARKED);
	kernlet_advance(w->k, 4 * NSEC_PER_SEC);
	kernlet_task_interrupt(w->t);
	assert_int_equal(kernlet_syscall_resume(w->t), -EINTR);
	assert_int_equal(rem.tv_sec, 6);
	assert_int_equal(kernlet_syscall_resume(w->t), -EINVAL);
}

static void poll_waits_and_times_out(void **state)
{
	struct world *w = *state;
	struct pollfd p[3] = { { .fd = 50, .events = POLLIN }, { .fd = -1, .events = POLLIN } };
	int fd = kernlet_socket(w->t, AF_NETLINK, SOCK_RAW, NETLINK_USERSOCK);
	u64 before = kernlet_now(w->k, CLOCK_MONOTONIC);

	assert_int_equal(kernlet_poll(w->t, p, 2, -1), 1);
	assert_int_equal(p[0].revents, POLLNVAL);
	assert_int_equal(p[1].revents, 0);
	p[0] = (struct pollfd) { .fd = fd, .events = POLLIN };
	assert_int_equal(kernlet_poll(w->t, p, 1, 250), 0);
	assert_int_equal(kernlet_now(w->k, CLOCK_MONOTONIC) - before, 250 * NSEC_PER_MSEC);
	p[0].events = POLLIN | POLLOUT;
	assert_int_equal(kernlet_poll(w->t, p, 1, -1), 1);
	assert_int_equal(p[0].revents, POLLOUT);
	assert_int_equal(SYS(__NR_poll, 8, 1, 0), -EFAULT);
}

static void waiting_for_what_never_comes_is_edeadlk(void **state)
{
	struct world *w = *state;
	int fd = kernlet_socket(w->t, AF_NETLINK, SOCK_RAW, NETLINK_USERSOCK);
	struct pollfd p = { .fd = fd, .events = POLLIN };

	assert_int_equal(SYS(__NR_poll, &p, 1, -1), -EDEADLK);
	assert_int_equal(SYS(__NR_getpid, 0, 0, 0), 1); /* and the task goes on */
}

static void libc_convention(void **state)
{
	(void)state;
	errno = 0;
	assert_int_equal(kernlet_libc_result(-ENOENT), -1);
	assert_int_equal(errno, ENOENT);
	assert_int_equal(kernlet_libc_result(-4095), -1);
	assert_int_equal(kernlet_libc_result(-4096), -4096);
	assert_int_equal(kernlet_libc_result(17), 17);
}

static void two_kernels_never_see_each_other(void **state)
{
	struct world *w = *state;
	struct new_utsname a, b;
	struct kernlet_task *t2;
	struct kernlet *k2;

	assert_int_equal(kernlet_boot(NULL, &k2), 0);
	assert_int_equal(kernlet_task_create(k2, NULL, &t2), 0);
	assert_int_equal(SYS(__NR_sethostname, "one", 3, 0), 0);
	assert_int_equal(kernlet_syscall(t2, __NR_sethostname, (long)"two", 3, 0, 0, 0, 0), 0);
	assert_int_equal(SYS(__NR_uname, &a, 0, 0), 0);
	assert_int_equal(kernlet_syscall(t2, __NR_uname, (long)&b, 0, 0, 0, 0, 0), 0);
	assert_string_equal(a.nodename, "one");
	assert_string_equal(b.nodename, "two");
	assert_true(kernlet_socket(w->t, AF_NETLINK, SOCK_RAW, NETLINK_USERSOCK) >= 0);
	assert_int_equal(kernlet_syscall(t2, __NR_close, 0, 0, 0, 0, 0, 0), -EBADF);
	kernlet_shutdown(k2);
}

static void bad_configs_are_refused(void **state)
{
	struct kernlet_config cfg = { .size = sizeof(cfg) + 8 };
	struct kernlet_task_config tc = { .size = sizeof(tc), .pid = -3 };
	struct world *w = *state;
	struct kernlet_task *t;
	struct kernlet *k = NULL;
	char longname[80];

	assert_int_equal(kernlet_boot(&cfg, &k), -EINVAL);
	cfg.size = sizeof(cfg);
	memset(longname, 'x', sizeof(longname));
	longname[79] = 0;
	cfg.hostname = longname;
	assert_int_equal(kernlet_boot(&cfg, &k), -EINVAL);
	cfg.hostname = NULL;
	cfg.mem_limit = 100;
	assert_int_equal(kernlet_boot(&cfg, &k), -ENOMEM);
	assert_null(k);
	assert_int_equal(kernlet_task_create(w->k, &tc, &t), -EINVAL);
}

/* Every allocation of a boot fails once: each time the boot fails whole, or does without. */
static void boot_survives_no_memory_anywhere(void **state)
{
	struct world *w = *state;
	struct kernlet_stats st;
	struct kernlet *k;
	size_t need;

	kernlet_get_stats(w->k, &st);
	need = st.mem_peak;
	for (size_t limit = 1; limit < need + 4096; limit += limit < 4096 ? 61 : 509) {
		struct kernlet_config cfg = { .size = sizeof(cfg), .mem_limit = limit };
		int err = kernlet_boot(&cfg, &k);

		assert_true(err == 0 || err == -ENOMEM);
		if (!err)
			kernlet_shutdown(k);
	}
}

#define T(f) cmocka_unit_test_setup_teardown(f, boot, halt)

int main(void)
{
	const struct CMUnitTest tests[] = {
		T(unknown_numbers_are_enosys),
		T(every_number_of_both_machines_answers),
		T(identity),
		T(names),
		T(page_ends),
		T(descriptors),
		T(sleeping_jumps_a_virtual_clock),
		T(an_interrupted_sleep_tells_what_is_left),
		T(poll_waits_and_times_out),
		T(waiting_for_what_never_comes_is_edeadlk),
		T(libc_convention),
		T(two_kernels_never_see_each_other),
		T(bad_configs_are_refused),
		T(boot_survives_no_memory_anywhere),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
