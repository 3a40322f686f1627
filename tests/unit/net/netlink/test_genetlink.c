// SPDX-License-Identifier: LGPL-2.1-or-later
/*
 * A generic netlink family of the test's own, from registration to its end. What nlctrl says of
 * itself is compared with the host in tests/abi.
 */
#include "util.h"

#include "kernel/kernel.h"
#include "net/netlink/genetlink.h"
#include "ports/embed/embed.h"

enum { ATTR_NUMBER = 1, ATTR_NEST, ATTR_MAX = ATTR_NEST };
enum { CMD_ECHO = 1, CMD_ADMIN };

static const struct genl_family unit_family;

static int echo(struct sk_buff *skb, struct genl_info *info)
{
	struct sk_buff *msg;
	void *hdr;

	if (!info->attrs[ATTR_NUMBER]) {
		NL_SET_ERR_ATTR_MISS(info->extack, NULL, ATTR_NUMBER);
		return -EINVAL;
	}
	msg = nlmsg_new(skb->kernel, 64);
	if (!msg)
		return -ENOMEM;
	hdr = genlmsg_put(msg, info->snd_portid, info->snd_seq, info->family_id, &unit_family, 0,
			  CMD_ECHO);
	assert_non_null(hdr);
	assert_int_equal(nla_put_u32(msg, ATTR_NUMBER, nla_get_u32(info->attrs[ATTR_NUMBER])), 0);
	genlmsg_end(msg, &unit_family, hdr);
	return genlmsg_reply(msg, info);
}

static int dump(struct sk_buff *skb, struct netlink_callback *cb)
{
	u32 *next = NL_CB_CTX(cb, u32);

	for (; *next < 3; ++*next) {
		void *hdr = genlmsg_put(skb, NETLINK_CB(cb->skb).portid, cb->nlh->nlmsg_seq,
					cb->nlh->nlmsg_type, &unit_family, NLM_F_MULTI, CMD_ECHO);

		if (!hdr || nla_put_u32(skb, ATTR_NUMBER, *next))
			return skb->len;
		genlmsg_end(skb, &unit_family, hdr);
	}
	return 0;
}

static int tell(struct sk_buff *skb, struct genl_info *info)
{
	struct sk_buff *msg = nlmsg_new(skb->kernel, 64);
	void *hdr = genlmsg_put(msg, 0, 0, info->family_id, &unit_family, 0, CMD_ADMIN);

	genlmsg_end(msg, &unit_family, hdr);
	genlmsg_multicast_netns(info->net, &unit_family, msg, 0, 1);
	return 0;
}

static const struct nla_policy inner[] = { [1] = { .type = NLA_U8 } };
static const struct nla_policy policy[ATTR_MAX + 1] = {
	[ATTR_NUMBER] = { .type = NLA_U32 },
	[ATTR_NEST] = NLA_POLICY_NESTED(inner),
};

static const struct genl_op ops[] = {
	{ .cmd = CMD_ECHO,
	  .flags = GENL_CMD_CAP_DO,
	  .policy = policy,
	  .maxattr = ATTR_MAX,
	  .doit = echo },
	{ .cmd = CMD_ECHO,
	  .flags = GENL_CMD_CAP_DUMP,
	  .policy = policy,
	  .maxattr = ATTR_MAX,
	  .dumpit = dump },
	{ .cmd = CMD_ADMIN, .flags = GENL_CMD_CAP_DO | GENL_ADMIN_PERM, .doit = tell },
};

static const struct genl_multicast_group groups[] = { { .name = "first" }, { .name = "second" } };

static const struct genl_family unit_family = {
	.name = "unit",
	.version = 3,
	.maxattr = ATTR_MAX,
	.netnsok = true,
	.ops = ops,
	.n_ops = ARRAY_SIZE(ops),
	.mcgrps = groups,
	.n_mcgrps = ARRAY_SIZE(groups),
};

#define UNIT_ID 19
#define SECOND_GROUP 3

static void begin(struct req *r, int family, int flags, int cmd)
{
	req_init(r, family, flags, (u8[]) { cmd, 1, 0, 0 }, 4);
}

static int setup(void **state)
{
	struct unit *u;
	int ret = u_setup(state);

	u = *state;
	return ret || genl_register_family(u->k->kernel, &unit_family);
}

static void test_it_is_listed(void **state)
{
	struct unit *u = *state;
	int fd = u_socket(u, NETLINK_GENERIC);
	const struct nlmsghdr *h = (void *)u->buf;
	struct req r;

	begin(&r, GENL_ID_CTRL, 0, CTRL_CMD_GETFAMILY);
	req_str(&r, CTRL_ATTR_FAMILY_NAME, "unit");
	assert_int_equal(u_send(u, fd, &r), 0);
	assert_true(u_recv(u, fd) > 0);
	assert_int_equal(*(u16 *)RTA_DATA(u_attr(h, 4, CTRL_ATTR_FAMILY_ID)), UNIT_ID);
	assert_int_equal(*(u32 *)RTA_DATA(u_attr(h, 4, CTRL_ATTR_VERSION)), 3);
	/* Two commands, the first of which can be done and dumped. */
	assert_int_equal(u_attr(h, 4, CTRL_ATTR_OPS)->rta_len, 4 + 2 * 20);
	assert_int_equal(*(u32 *)((char *)RTA_DATA(u_attr(h, 4, CTRL_ATTR_OPS)) + 16),
			 GENL_CMD_CAP_DO | GENL_CMD_CAP_DUMP | GENL_CMD_CAP_HASPOL);
	begin(&r, GENL_ID_CTRL, NLM_F_DUMP, CTRL_CMD_GETFAMILY);
	assert_int_equal(u_send(u, fd, &r), 0);
	assert_true(u_recv(u, fd) > 0);
	assert_int_equal(NLMSG_NEXT(h, (int) { 4096 })->nlmsg_type, GENL_ID_CTRL);
	assert_int_equal(genl_register_family(u->k->kernel, &unit_family), -EEXIST);
}

static void test_it_answers(void **state)
{
	struct unit *u = *state;
	int fd = u_socket(u, NETLINK_GENERIC), count = 0, left;
	const struct nlmsghdr *h = (void *)u->buf;
	struct req r;

	begin(&r, UNIT_ID, 0, CMD_ECHO);
	req_u32(&r, ATTR_NUMBER, 4242);
	assert_int_equal(u_send(u, fd, &r), 0);
	assert_int_equal(u_recv(u, fd), 28);
	assert_int_equal(*(u32 *)RTA_DATA(u_attr(h, 4, ATTR_NUMBER)), 4242);
	begin(&r, UNIT_ID, 0, CMD_ECHO);
	assert_int_equal(u_request(u, fd, &r), -EINVAL);
	begin(&r, UNIT_ID, 0, 77);
	assert_int_equal(u_request(u, fd, &r), -EOPNOTSUPP);
	begin(&r, UNIT_ID + 1, 0, CMD_ECHO);
	assert_int_equal(u_request(u, fd, &r), -ENOENT);
	begin(&r, UNIT_ID, NLM_F_DUMP, CMD_ECHO);
	assert_int_equal(u_send(u, fd, &r), 0);
	left = u_recv(u, fd);
	for (; NLMSG_OK(h, left) && h->nlmsg_type == UNIT_ID; h = NLMSG_NEXT(h, left))
		assert_int_equal(*(u32 *)RTA_DATA(u_attr(h, 4, ATTR_NUMBER)), count++);
	assert_int_equal(count, 3);
	assert_int_equal(h->nlmsg_type, NLMSG_DONE);
}

static void test_groups_and_privilege(void **state)
{
	struct unit *u = *state;
	struct kernlet_task_config cfg = { .size = sizeof(cfg), .caps_dropped = ~0ull };
	int fd = u_socket(u, NETLINK_GENERIC), listener = u_socket(u, NETLINK_GENERIC);
	struct kernlet_task *all = u->t, *poor;
	struct req r;

	/* A socket without a name hears nothing from the kernel, as on Linux. */
	assert_int_equal(u_bind(u, listener, 0, 0), 0);
	assert_int_equal(u_setopt(u, listener, SOL_NETLINK, NETLINK_ADD_MEMBERSHIP, SECOND_GROUP),
			 0);
	assert_int_equal(u_setopt(u, listener, SOL_NETLINK, NETLINK_ADD_MEMBERSHIP, 9999), -EINVAL);
	begin(&r, UNIT_ID, 0, CMD_ADMIN);
	assert_int_equal(u_request(u, fd, &r), 0);
	assert_int_equal(u_recv(u, listener), 20);
	assert_int_equal(kernlet_task_create(u->k, &cfg, &poor), 0);
	u->t = poor;
	fd = u_socket(u, NETLINK_GENERIC);
	assert_int_equal(u_request(u, fd, &r), -EPERM);
	begin(&r, UNIT_ID, 0, CMD_ECHO);
	req_u32(&r, ATTR_NUMBER, 1);
	assert_int_equal(u_request(u, fd, &r), 0);
	u->t = all;
	kernlet_task_exit(poor);
	/* With the family its groups end. */
	genl_unregister_family(u->k->kernel, &unit_family);
	begin(&r, UNIT_ID, 0, CMD_ADMIN);
	fd = u_socket(u, NETLINK_GENERIC);
	assert_int_equal(u_request(u, fd, &r), -ENOENT);
}

static void test_policies(void **state)
{
	struct unit *u = *state;
	int fd = u_socket(u, NETLINK_GENERIC), left, described = 0;
	const struct nlmsghdr *h = (void *)u->buf;
	struct req r;

	begin(&r, GENL_ID_CTRL, NLM_F_DUMP, CTRL_CMD_GETPOLICY);
	req_str(&r, CTRL_ATTR_FAMILY_NAME, "unit");
	assert_int_equal(u_send(u, fd, &r), 0);
	left = u_recv(u, fd);
	assert_true(left > 0);
	for (; NLMSG_OK(h, left) && h->nlmsg_type == GENL_ID_CTRL; h = NLMSG_NEXT(h, left))
		described += !!u_attr(h, 4, CTRL_ATTR_POLICY);
	/* The number, the nest, and what is in the nest. */
	assert_int_equal(described, 3);
}

static void test_registration_without_memory(void **state)
{
	struct unit *u = *state;
	struct kernel *k = u->k->kernel;
	size_t used;

	genl_unregister_family(k, &unit_family);
	used = k->mem.used;
	kernlet_fail_alloc(u->k, 1, 1);
	assert_int_equal(genl_register_family(k, &unit_family), -ENOMEM);
	kernlet_fail_alloc(u->k, 0, 0);
	assert_int_equal(k->mem.used, used);
	genl_unregister_family(k, &unit_family);
}

#define TEST(fn) cmocka_unit_test_setup_teardown(fn, setup, u_teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_it_is_listed),
		TEST(test_it_answers),
		TEST(test_groups_and_privilege),
		TEST(test_policies),
		TEST(test_registration_without_memory),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
