/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * /proc/sys: the number formats (the expected values are what Linux 6.18 answered to the same
 * writes), directories found by callback, modes and permissions.
 *
 *   net/demo/          rows over one struct demo a namespace
 *   net/demo/dev/a/    rows over the struct demo that find() knows by the name "a"
 */
#include "unit.h"

#include "kernel/kernel.h"
#include "kernel/sysctl.h"

#include <fcntl.h>
#include <linux/capability.h>
#include <stdio.h>

struct demo {
	s32 i, range, vec[3], secs, ms, cs;
	u32 u;
	u8 b;
	bool flag;
	char name[8];
	s32 refuse;
};

static struct kernel k;
static struct demo top, dev_a;
static struct net *const net = (struct net *)&top; /* only ever compared */

static void *demo_object(struct net *n)
{
	return n == net ? &top : NULL;
}

static void *demo_find(struct net *n, const char *name)
{
	return !strcmp(name, "a") ? &dev_a : NULL;
}

static void demo_list(struct net *n, ctl_emit_fn emit, void *arg)
{
	emit(arg, "a");
}

static int refuse_changed(const struct ctl_req *r, const void *old)
{
	return *(s32 *)r->data == 13 ? -EPERM : 0;
}

static int custom_get(const struct ctl_req *r, struct seq_file *m)
{
	seq_printf(m, "<%s>\n", r->name ? r->name : "-");
	return 0;
}

static const struct ctl_table demo_rows[] = {
	{ "i", 0644, SYSCTL_INT_ROW(struct demo, i) },
	{ "range", 0644, SYSCTL_INT_MINMAX_ROW(struct demo, range), .min = 0, .max = 10 },
	{ "vec", 0644, SYSCTL_INT_MINMAX_ROW(struct demo, vec), .n = 3, .min = 1, .max = 1 << 30 },
	{ "secs", 0644, SYSCTL_FIELD(SYSCTL_JIFFIES, struct demo, secs, s32) },
	{ "ms", 0644, SYSCTL_FIELD(SYSCTL_MS_JIFFIES, struct demo, ms, s32) },
	{ "cs", 0644, SYSCTL_FIELD(SYSCTL_USERHZ_JIFFIES, struct demo, cs, s32) },
	{ "u", 0644, SYSCTL_UINT_ROW(struct demo, u) },
	{ "b", 0644, SYSCTL_U8_ROW(struct demo, b), .min = 1, .max = 255 },
	{ "flag", 0644, SYSCTL_BOOL_ROW(struct demo, flag) },
	{ "name", 0644, SYSCTL_STRING_ROW(struct demo, name) },
	{ "refuse", 0644, SYSCTL_INT_ROW(struct demo, refuse), .changed = refuse_changed },
	{ "who", 0444, SYSCTL_CUSTOM, .get = custom_get },
	{ "flush", 0200, SYSCTL_INT_ROW(struct demo, i) },
	{ "first", 0644, SYSCTL_INT_ROW(struct demo, i), .flags = SYSCTL_F_INIT_NET },
	{ "guarded", 0644, SYSCTL_INT_ROW(struct demo, i), .flags = SYSCTL_F_RO_OTHERS },
};

static const struct ctl_dir demo_dir = { "net/demo", demo_rows, ARRAY_SIZE(demo_rows),
					 .object = demo_object };
static const struct ctl_dir demo_devs = { "net/demo/dev", demo_rows, ARRAY_SIZE(demo_rows),
					  .find = demo_find, .list = demo_list };

static struct proc_req req(u64 caps)
{
	return (struct proc_req) {
		.kernel = &k, .net = net, .caps = caps, .uid = 1000, .gid = 1000
	};
}

static long put(const char *path, const char *text, s64 pos)
{
	struct proc_req r = req(BIT_ULL(CAP_NET_ADMIN));

	return proc_write(&r, path, text, strlen(text), pos);
}

static void assert_text(const char *path, const char *want)
{
	struct proc_req r = req(0);
	struct seq_file m;

	seq_init(&m, &k.mem);
	assert_int_equal(proc_read(&r, path, &m), 0);
	assert_int_equal(m.count, strlen(want));
	assert_memory_equal(m.buf, want, m.count);
	seq_free(&m);
}

static int setup(void **state)
{
	memset(&k, 0, sizeof(k));
	memset(&top, 0, sizeof(top));
	memset(&dev_a, 0, sizeof(dev_a));
	kmem_init(&k.mem, 0);
	assert_int_equal(proc_init(&k), 0);
	assert_int_equal(sysctl_init(&k), 0);
	assert_int_equal(register_sysctl(&k, &demo_dir), 0);
	assert_int_equal(register_sysctl(&k, &demo_devs), 0);
	return 0;
}

static int teardown(void **state)
{
	unregister_sysctl(&k, &demo_devs);
	unregister_sysctl(&k, &demo_dir);
	sysctl_exit(&k);
	proc_exit(&k);
	assert_int_equal(k.mem.used, 0);
	return 0;
}

struct
try {
	const char *text;
	long ret;
	const char *after;
};

static void check_tries(const char *path, const struct try *t, u32 n)
{
	for (u32 i = 0; i < n; i++) {
		assert_int_equal(put(path, t[i].text, 0), t[i].ret);
		assert_text(path, t[i].after);
	}
}

static void signed_numbers_are_parsed_as_linux_does(void **state)
{
	static const struct try tries[] = {
		{ "5\n", 2, "5\n" },
		{ "5", 1, "5\n" },
		{ " \t7 \n", 5, "7\n" },
		{ "0x10\n", 5, "16\n" },
		{ "010", 3, "8\n" },
		{ "0x", -EINVAL, "8\n" },
		{ "-3", 2, "-3\n" },
		{ "-", -EINVAL, "-3\n" },
		{ "", 0, "-3\n" },
		{ "\n", -EINVAL, "-3\n" },
		{ "  ", -EINVAL, "-3\n" },
		{ "5 6\n", 2, "5\n" },
		{ "5a", -EINVAL, "5\n" },
		{ "a", -EINVAL, "5\n" },
		{ "2147483647", 10, "2147483647\n" },
		{ "2147483648", -EINVAL, "2147483647\n" },
		{ "-2147483648", 11, "-2147483648\n" },
		{ "-2147483649", -EINVAL, "-2147483648\n" },
		{ "99999999999999999999999", -EINVAL, "-2147483648\n" },
		{ "1,2", -EINVAL, "-2147483648\n" },
		{ "+4", -EINVAL, "-2147483648\n" },
		{ "0000000000000000000000004", -EINVAL, "-2147483648\n" },
		{ "8\v", -EINVAL, "-2147483648\n" },
		{ "08", -EINVAL, "-2147483648\n" },
		{ "0x1g", -EINVAL, "-2147483648\n" },
	};

	check_tries("/proc/sys/net/demo/i", tries, ARRAY_SIZE(tries));
	assert_int_equal(put("/proc/sys/net/demo/i", "9", 1), 1);
	assert_text("/proc/sys/net/demo/i", "-2147483648\n");
}

static void ranges_and_vectors(void **state)
{
	static const struct try range[] = {
		{ "10", 2, "10\n" },
		{ "11", -EINVAL, "10\n" },
		{ "-1", -EINVAL, "10\n" },
	};
	static const struct try vec[] = {
		{ "7 8 9", 5, "7\t8\t9\n" },	 { "100 200", 7, "100\t200\t9\n" },
		{ "100", 3, "100\t200\t9\n" },	 { "5 4 3", 5, "5\t4\t3\n" },
		{ "1 a", -EINVAL, "1\t4\t3\n" }, { "6000\t7000\n", 10, "6000\t7000\t3\n" },
		{ "1 2 3 4\n", 6, "1\t2\t3\n" },
	};

	check_tries("/proc/sys/net/demo/range", range, ARRAY_SIZE(range));
	check_tries("/proc/sys/net/demo/vec", vec, ARRAY_SIZE(vec));
}

static void unsigned_numbers_take_one(void **state)
{
	static const struct try u8s[] = {
		{ "5", 1, "5\n" },	     { "256", -EINVAL, "5\n" },
		{ "-1", -EINVAL, "5\n" },    { "0", -EINVAL, "5\n" },
		{ "300 1", -EINVAL, "5\n" }, { "7 x", 3, "7\n" },
		{ "7x", -EINVAL, "7\n" },    { "", 0, "7\n" },
		{ "\n", -EINVAL, "7\n" },
	};
	static const struct try u32s[] = {
		{ "4294967295", 10, "4294967295\n" },
		{ "4294967296", -EINVAL, "4294967295\n" },
		{ "5 6", 3, "5\n" },
		{ "-1", -EINVAL, "5\n" },
	};
	static const struct try flags[] = { { "2", 1, "1\n" }, { "0", 1, "0\n" } };

	check_tries("/proc/sys/net/demo/b", u8s, ARRAY_SIZE(u8s));
	check_tries("/proc/sys/net/demo/u", u32s, ARRAY_SIZE(u32s));
	check_tries("/proc/sys/net/demo/flag", flags, ARRAY_SIZE(flags));
}

/* As Linux 6.1 at 250 Hz answered, each number written and read back. */
static void times_are_rounded_to_ticks(void **state)
{
	static const struct {
		const char *file, *written, *read; /* NULL: refused */
	} rows[] = {
		{ "secs", "70", "70\n" },
		{ "secs", "-1", "-1\n" },
		{ "secs", "8589934", "8589934\n" },
		{ "secs", "8589935", NULL },
		{ "ms", "1", "4\n" },
		{ "ms", "1001", "1004\n" },
		{ "ms", "-1", NULL },
		{ "ms", "2147483647", "2147483648\n" },
		{ "cs", "1", "0\n" },
		{ "cs", "50", "50\n" },
		{ "cs", "999", "998\n" },
		{ "cs", "-1", "-0\n" },
		{ "cs", "2147483647", "429496728\n" },
	};
	char path[64];

	for (u32 i = 0; i < ARRAY_SIZE(rows); i++) {
		snprintf(path, sizeof(path), "/proc/sys/net/demo/%s", rows[i].file);
		if (!rows[i].read) {
			assert_int_equal(put(path, rows[i].written, 0), -EINVAL);
			continue;
		}
		assert_int_equal(put(path, rows[i].written, 0), strlen(rows[i].written));
		assert_text(path, rows[i].read);
	}
	assert_int_equal(put("/proc/sys/net/demo/secs", "70", 0), 2);
	assert_int_equal(dev_a.secs, 0);
	assert_int_equal(top.secs, 70 * HZ);
}

static void strings_end_at_a_newline_and_continue(void **state)
{
	static const struct try tries[] = {
		{ "abc\ndef", 7, "abc\n" },
		{ "0123456789", 10, "0123456\n" },
		{ "", 0, "\n" },
	};

	check_tries("/proc/sys/net/demo/name", tries, ARRAY_SIZE(tries));
	assert_int_equal(put("/proc/sys/net/demo/name", "ab", 0), 2);
	assert_int_equal(put("/proc/sys/net/demo/name", "cd\n", 2), 3);
	assert_text("/proc/sys/net/demo/name", "abcd\n");
}

static void a_hook_may_refuse(void **state)
{
	assert_int_equal(put("/proc/sys/net/demo/refuse", "12", 0), 2);
	assert_int_equal(put("/proc/sys/net/demo/refuse", "13", 0), -EPERM);
	assert_text("/proc/sys/net/demo/refuse", "12\n");
}

static void directories_are_found_by_name(void **state)
{
	struct proc_req r = req(0);
	struct proc_stat st;

	assert_int_equal(put("/proc/sys/net/demo/dev/a/i", "4", 0), 1);
	assert_int_equal(dev_a.i, 4);
	assert_text("/proc/sys/net/demo/dev/a/who", "<a>\n");
	assert_text("/proc/sys/net/demo/who", "<->\n");
	assert_int_equal(put("/proc/sys/net/demo/dev/b/i", "4", 0), -ENOENT);
	assert_int_equal(put("/proc/sys/net/demo/dev/a", "4", 0), -EISDIR);
	assert_int_equal(put("/proc/sys/net/demo/none", "4", 0), -ENOENT);
	assert_int_equal(proc_stat(&r, "/proc/sys/net", &st), 0);
	assert_int_equal(st.kind, PROC_DIR);
	assert_int_equal(proc_stat(&r, "/proc/sys/net/de", &st), -ENOENT);
	assert_int_equal(proc_stat(&r, "/proc/sys/net/demo/i/x", &st), -ENOENT);
	assert_false(proc_covers(&k, "/proc/sys/network"));
	assert_true(proc_covers(&k, "/proc/sys/net/nothing"));
}

static void collect(void *arg, const char *name, enum proc_kind kind)
{
	strcat(arg, name);
	strcat(arg, kind == PROC_DIR ? "/ " : " ");
}

static void listings_name_each_child_once(void **state)
{
	struct proc_req r = req(0);
	char names[256] = "";

	assert_int_equal(proc_readdir(&r, "/proc/sys/net", collect, names), 0);
	assert_string_equal(names, "demo/ ");
	names[0] = 0;
	assert_int_equal(proc_readdir(&r, "/proc/sys/net/demo", collect, names), 0);
	assert_string_equal(names,
			    "i range vec secs ms cs u b flag name refuse who flush guarded dev/ ");
	names[0] = 0;
	assert_int_equal(proc_readdir(&r, "/proc/sys/net/demo/dev", collect, names), 0);
	assert_string_equal(names, "a/ ");
	assert_int_equal(proc_readdir(&r, "/proc/sys/net/demo/i", collect, names), -ENOTDIR);
}

static void permissions_follow_the_administrator(void **state)
{
	struct proc_req user = req(0), admin = req(BIT_ULL(CAP_NET_ADMIN));
	struct seq_file m;

	seq_init(&m, &k.mem);
	assert_int_equal(proc_may_open(&user, "/proc/sys/net/demo/i", O_RDONLY), 0);
	assert_int_equal(proc_may_open(&user, "/proc/sys/net/demo/i", O_WRONLY), -EACCES);
	assert_int_equal(proc_may_open(&admin, "/proc/sys/net/demo/i", O_RDWR), 0);
	assert_int_equal(proc_may_open(&admin, "/proc/sys/net/demo/flush", O_RDONLY), -EACCES);
	assert_int_equal(proc_may_open(&admin, "/proc/sys/net/demo/guarded", O_WRONLY), -EACCES);
	assert_int_equal(proc_may_open(&admin, "/proc/sys/net/demo", O_WRONLY), -EISDIR);
	assert_int_equal(proc_may_open(&admin, "/proc/sys/net/demo/first", O_RDONLY), -ENOENT);
	assert_int_equal(proc_write(&user, "/proc/sys/net/demo/i", "1", 1, 0), -EPERM);
	assert_int_equal(proc_read(&admin, "/proc/sys/net/demo/flush", &m), -EPERM);
	k.init_net = net;
	assert_int_equal(proc_may_open(&admin, "/proc/sys/net/demo/guarded", O_WRONLY), 0);
	assert_int_equal(proc_may_open(&admin, "/proc/sys/net/demo/first", O_RDONLY), 0);
	seq_free(&m);
}

static void memory_runs_out_cleanly(void **state)
{
	struct proc_req r = req(BIT_ULL(CAP_NET_ADMIN));
	struct seq_file m;

	seq_init(&m, &k.mem);
	kmem_fail(&k.mem, 1, 1);
	assert_int_equal(proc_read(&r, "/proc/sys/net/demo/i", &m), -ENOMEM);
	kmem_fail(&k.mem, 1, 1);
	assert_int_equal(proc_write(&r, "/proc/sys/net/demo/i", "1", 1, 0), -ENOMEM);
	assert_int_equal(top.i, 0);
	seq_free(&m);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(signed_numbers_are_parsed_as_linux_does, setup,
						teardown),
		cmocka_unit_test_setup_teardown(ranges_and_vectors, setup, teardown),
		cmocka_unit_test_setup_teardown(unsigned_numbers_take_one, setup, teardown),
		cmocka_unit_test_setup_teardown(times_are_rounded_to_ticks, setup, teardown),
		cmocka_unit_test_setup_teardown(strings_end_at_a_newline_and_continue, setup,
						teardown),
		cmocka_unit_test_setup_teardown(a_hook_may_refuse, setup, teardown),
		cmocka_unit_test_setup_teardown(directories_are_found_by_name, setup, teardown),
		cmocka_unit_test_setup_teardown(listings_name_each_child_once, setup, teardown),
		cmocka_unit_test_setup_teardown(permissions_follow_the_administrator, setup,
						teardown),
		cmocka_unit_test_setup_teardown(memory_runs_out_cleanly, setup, teardown),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
