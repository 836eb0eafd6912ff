// SPDX-License-Identifier: GPL-2.0-only
/*
 * Notifications of netlink when a provider reports faster than they can be sent.
 */
#include <linux/module.h>
#include <linux/net.h>
#include <linux/stop_machine.h>
#include <linux/tline_netlink.h>
#include <net/genetlink.h>
#include <net/sock.h>

#include "scene.h"

#define CHANGES		1024	/* changes that wait to be sent, at most */
#define TOO_MANY	5
#define ROOM		4096

static struct {
	struct fake_line *fl;
	u32 call;
	struct socket *sock;
	struct nlmsghdr *nlh;	/* what came last */
	int len;
} t;

static bool receive(void)
{
	struct msghdr msg = { };
	struct kvec vec = { .iov_base = t.nlh, .iov_len = ROOM };

	t.len = kernel_recvmsg(t.sock, &msg, &vec, 1, ROOM, 0);
	return t.len > 0;
}

static struct nlattr *attr(u32 type)
{
	return nla_find(nlmsg_attrdata(t.nlh, GENL_HDRLEN), nlmsg_attrlen(t.nlh, GENL_HDRLEN), type);
}

/* The family has one group. */
static u32 group_of_events(struct kunit *test)
{
	struct {
		struct nlmsghdr nlh;
		struct genlmsghdr genl;
		struct nlattr nla;
		char name[8];
	} rq = {
		.nlh = { sizeof(rq), GENL_ID_CTRL, NLM_F_REQUEST },
		.genl = { CTRL_CMD_GETFAMILY, 1 },
		.nla = { NLA_HDRLEN + sizeof(TLINE_FAMILY_NAME), CTRL_ATTR_FAMILY_NAME },
		.name = TLINE_FAMILY_NAME,
	};
	struct kvec vec = { .iov_base = &rq, .iov_len = sizeof(rq) };
	struct nlattr *groups, *id;
	struct msghdr msg = { };

	KUNIT_ASSERT_GT(test, kernel_sendmsg(t.sock, &msg, &vec, 1, sizeof(rq)), 0);
	KUNIT_ASSERT_TRUE(test, receive());
	groups = attr(CTRL_ATTR_MCAST_GROUPS);
	KUNIT_ASSERT_NOT_NULL(test, groups);
	id = nla_find_nested(nla_data(groups), CTRL_ATTR_MCAST_GRP_ID);
	KUNIT_ASSERT_NOT_NULL(test, id);
	return nla_get_u32(id);
}

static void listen(struct kunit *test)
{
	u32 group;

	t.nlh = kunit_kzalloc(test, ROOM, GFP_KERNEL);
	KUNIT_ASSERT_NOT_NULL(test, t.nlh);
	KUNIT_ASSERT_EQ(test, 0, sock_create_kern(&init_net, PF_NETLINK, SOCK_RAW, NETLINK_GENERIC,
						  &t.sock));
	sock_set_rcvbuf(t.sock->sk, 2 * CHANGES * ROOM);
	t.sock->sk->sk_rcvtimeo = msecs_to_jiffies(STUCK_MS);
	group = group_of_events(test);
	KUNIT_ASSERT_EQ(test, 0, t.sock->ops->setsockopt(t.sock, SOL_NETLINK,
							 NETLINK_ADD_MEMBERSHIP,
							 KERNEL_SOCKPTR(&group), sizeof(group)));
}

static int netlink_init(struct kunit *test)
{
	int err = scene_init(test);
	struct scene *s = test->priv;

	if (err)
		return err;
	memset(&t, 0, sizeof(t));
	t.fl = &s->line[0];
	open_new(prog_new(s, V2_2), t.fl, OWNER);
	scene_call(s, s->open);
	t.call = t.fl->new_call;
	listen(test);
	return 0;
}

static void netlink_exit(struct kunit *test)
{
	if (t.sock)
		sock_release(t.sock);
	t.sock = NULL;
	scene_exit(test);
}

static u32 state_of(u32 change)
{
	return change % 2 ? STATE(CONNECTED) : STATE(ONHOLD);
}

/* While every processor is in here, nothing is sent. */
static int report(void *data)
{
	u32 i;

	for (i = 0; i < CHANGES + TOO_MANY; i++)
		tline_call_state(t.fl->line, t.call, state_of(i), 0);
	return 0;
}

/* The oldest ones are not told, and the next one says how many. */
static void changes_that_are_too_many_are_counted(struct kunit *test)
{
	u32 i;

	KUNIT_ASSERT_EQ(test, 0, stop_machine(report, NULL, NULL));
	for (i = TOO_MANY; i < CHANGES + TOO_MANY; i++) {
		KUNIT_ASSERT_TRUE(test, receive());
		KUNIT_ASSERT_EQ(test, t.call, nla_get_u32(attr(TLINE_A_CALL_ID)));
		KUNIT_ASSERT_EQ(test, state_of(i), nla_get_u32(attr(TLINE_A_CALL_STATE)));
		KUNIT_ASSERT_EQ(test, i == TOO_MANY, !!attr(TLINE_A_CALL_LOST));
		if (i == TOO_MANY)
			KUNIT_EXPECT_EQ(test, (u64)TOO_MANY, nla_get_u64(attr(TLINE_A_CALL_LOST)));
	}
	t.sock->sk->sk_rcvtimeo = 1;
	KUNIT_EXPECT_FALSE(test, receive());
}

static struct kunit_case netlink_cases[] = {
	KUNIT_CASE(changes_that_are_too_many_are_counted),
	{ }
};

static struct kunit_suite netlink_suite = {
	.name = "tline_netlink",
	.suite_init = scene_suite_init,
	.suite_exit = scene_suite_exit,
	.init = netlink_init,
	.exit = netlink_exit,
	.test_cases = netlink_cases,
};

kunit_test_suites(&netlink_suite);
