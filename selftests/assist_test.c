// SPDX-License-Identifier: GPL-2.0-only
/*
 * Assisted telephony: who is asked to make calls for others, and what becomes of
 * what was asked when that one goes.
 */
#include "kselftest_harness.h"
#include "tline_test.h"

#define MAKECALL	TLINE_REQUESTMODE_MAKECALL
#define NOBODY		65534

/* The priority list is the machine's: names of our own, taken off afterwards. */
static const char * const modules[] = { "assist-a", "assist-b" };

static int set_priority(int app, const char *module, __u32 priority)
{
	struct tline_ioc_priority arg = { .priority = priority };

	snprintf(arg.module, sizeof(arg.module), "%s", module);
	return ioctl(app, TLINE_IOC_SET_PRIORITY, &arg) ? -errno : 0;
}

static int get_priority(int app, const char *module)
{
	struct tline_ioc_priority arg = { .priority = 99 };

	snprintf(arg.module, sizeof(arg.module), "%s", module);
	return ioctl(app, TLINE_IOC_GET_PRIORITY, &arg) ? -errno : (int)arg.priority;
}

static int recipient(int app, __u32 enable, __u64 instance)
{
	struct tline_ioc_recipient arg = {
		.modes = MAKECALL, .enable = enable, .instance = instance,
	};

	return ioctl(app, TLINE_IOC_RECIPIENT, &arg) ? -errno : 0;
}

/* Become another user, for as long as one likes. */
static int be(uid_t uid)
{
	return setresuid(-1, 0, -1) || setresuid(uid, uid, 0);
}

/* 0, TLINE_ERR_ or -errno. */
static int ask(int app, const char *dest)
{
	struct tline_ioc_assist arg = { .mode = MAKECALL };

	snprintf(arg.dest, sizeof(arg.dest), "%s", dest);
	strcpy(arg.app, "asker");
	strcpy(arg.party, "whom");
	strcpy(arg.comment, "why");
	return ioctl(app, TLINE_IOC_ASSIST, &arg) ? -errno : arg.result;
}

static int take(int app, struct tline_ioc_assist *arg)
{
	memset(arg, 0, sizeof(*arg));
	arg->mode = MAKECALL;
	return ioctl(app, TLINE_IOC_ASSIST_TAKE, arg) ? -errno : arg->result;
}

static bool takes(int app, const char *dest)
{
	struct tline_ioc_assist what;

	return !take(app, &what) && what.mode == MAKECALL && !strcmp(what.dest, dest) &&
	       !strcmp(what.app, "asker") && !strcmp(what.party, "whom") &&
	       !strcmp(what.comment, "why");
}

/* The next message tells registration @instance that a call is asked for. */
static bool told(int app, __u64 instance)
{
	struct tline_message m;

	return message(app, &m) && m.type == TLINE_MSG_REQUEST && !m.handle &&
	       m.instance == instance && m.p1 == MAKECALL && !m.p2 && !m.p3;
}

FIXTURE(assist) {
	int a;
	int b;
	int asker;
	struct tline_ioc_assist what;
};

FIXTURE_SETUP(assist)
{
	self->a = app_open_as(modules[0], V2_2);
	self->b = app_open_as(modules[1], V2_2);
	self->asker = app_open();
}

FIXTURE_TEARDOWN(assist)
{
	int i;

	for (i = 0; i < 2; i++)
		EXPECT_EQ(0, set_priority(self->asker, modules[i], 0));
}

TEST_F(assist, nobody)
{
	EXPECT_EQ(ask(self->asker, "1"), TLINE_ERR_NOTREGISTERED);
	EXPECT_EQ(take(self->a, &self->what), TLINE_ERR_NOTREGISTERED);
	EXPECT_EQ(recipient(self->a, 0, 0), 0);
}

/* What is asked is taken in that order, each once. */
TEST_F(assist, asked_and_taken)
{
	ASSERT_EQ(recipient(self->a, 1, 77), 0);
	EXPECT_EQ(take(self->a, &self->what), TLINE_ERR_NOREQUEST);
	EXPECT_EQ(ask(self->asker, "1"), 0);
	EXPECT_EQ(ask(self->b, "2"), 0);
	EXPECT_TRUE(told(self->a, 77));
	EXPECT_TRUE(told(self->a, 77));
	EXPECT_TRUE(silent(self->a) && silent(self->b) && silent(self->asker));

	EXPECT_EQ(take(self->b, &self->what), TLINE_ERR_NOTREGISTERED);
	EXPECT_TRUE(takes(self->a, "1"));
	EXPECT_TRUE(takes(self->a, "2"));
	EXPECT_EQ(take(self->a, &self->what), TLINE_ERR_NOREQUEST);
}

/* Who has registered first is asked; who registers again keeps its place. */
TEST_F(assist, first_registered)
{
	ASSERT_EQ(recipient(self->b, 1, 2), 0);
	ASSERT_EQ(recipient(self->a, 1, 1), 0);
	ASSERT_EQ(recipient(self->b, 1, 3), 0);
	EXPECT_EQ(ask(self->asker, "1"), 0);
	EXPECT_TRUE(told(self->b, 3));
	EXPECT_TRUE(silent(self->a));
	EXPECT_EQ(take(self->a, &self->what), TLINE_ERR_NOREQUEST);
}

/* tapi-semantics 2.5: media mode 0 is the list of assisted telephony. */
TEST_F(assist, priority_list)
{
	ASSERT_EQ(recipient(self->a, 1, 1), 0);
	ASSERT_EQ(recipient(self->b, 1, 2), 0);
	EXPECT_EQ(get_priority(self->a, modules[1]), 0);
	ASSERT_EQ(set_priority(self->a, modules[1], 1), 0);
	EXPECT_EQ(get_priority(self->a, modules[1]), 1);
	EXPECT_EQ(ask(self->asker, "1"), 0);
	EXPECT_TRUE(told(self->b, 2));

	/* What has been asked for stays whose it is. */
	ASSERT_EQ(set_priority(self->a, modules[0], 1), 0);
	EXPECT_EQ(get_priority(self->a, modules[1]), 2);
	EXPECT_EQ(ask(self->asker, "2"), 0);
	EXPECT_TRUE(told(self->a, 1));
	EXPECT_TRUE(takes(self->a, "2"));
	EXPECT_TRUE(takes(self->b, "1"));
	EXPECT_TRUE(silent(self->a) && silent(self->b));
}

/* What it has not taken goes to the next one, or nowhere if there is none. */
TEST_F(assist, unregistered)
{
	ASSERT_EQ(recipient(self->a, 1, 1), 0);
	ASSERT_EQ(recipient(self->b, 1, 2), 0);
	EXPECT_EQ(ask(self->asker, "1"), 0);
	EXPECT_EQ(ask(self->asker, "2"), 0);
	EXPECT_EQ(ask(self->asker, "3"), 0);
	EXPECT_TRUE(takes(self->a, "1"));
	EXPECT_TRUE(silent(self->b));

	ASSERT_EQ(recipient(self->a, 0, 0), 0);
	EXPECT_EQ(take(self->a, &self->what), TLINE_ERR_NOTREGISTERED);
	EXPECT_TRUE(told(self->b, 2));
	EXPECT_TRUE(told(self->b, 2));
	EXPECT_TRUE(takes(self->b, "2"));

	ASSERT_EQ(recipient(self->b, 0, 0), 0);
	ASSERT_EQ(recipient(self->b, 1, 2), 0);
	EXPECT_EQ(take(self->b, &self->what), TLINE_ERR_NOREQUEST);
}

/* The same when it dies, by shutdown, close and SIGKILL. */
TEST_F(assist, dead)
{
	int ready[2], gone[2], status;
	char c;
	pid_t pid;

	ASSERT_EQ(recipient(self->a, 1, 1), 0);
	EXPECT_EQ(ask(self->asker, "1"), 0);
	ASSERT_EQ(recipient(self->b, 1, 2), 0);
	ASSERT_EQ(ioctl(self->a, TLINE_IOC_SHUTDOWN), 0);
	EXPECT_TRUE(told(self->b, 2));
	EXPECT_EQ(recipient(self->a, 1, 1), -ESHUTDOWN);
	EXPECT_EQ(take(self->a, &self->what), TLINE_ERR_NOTREGISTERED);

	ASSERT_EQ(pipe(ready) | pipe(gone), 0);
	pid = fork();
	if (!pid) {
		int app = app_open();

		close(self->b);
		c = recipient(app, 1, 3) ? 'n' : 'y';
		if (write(ready[1], &c, 1) != 1)
			_exit(1);
		pause();
		_exit(0);
	}
	ASSERT_EQ(read(ready[0], &c, 1), 1);
	ASSERT_EQ(c, 'y');
	close(self->b);				/* the child has its "1" */
	EXPECT_EQ(ask(self->asker, "2"), 0);

	self->a = app_open();
	ASSERT_EQ(recipient(self->a, 1, 4), 0);
	EXPECT_TRUE(silent(self->a));
	kill(pid, SIGKILL);
	ASSERT_EQ(waitpid(pid, &status, 0), pid);
	EXPECT_TRUE(told(self->a, 4));
	EXPECT_TRUE(told(self->a, 4));
	EXPECT_TRUE(takes(self->a, "1"));
	EXPECT_TRUE(takes(self->a, "2"));
}

/* P8: so many and no more, and what is taken makes room. */
TEST_F(assist, bounded)
{
	int i;

	ASSERT_EQ(recipient(self->a, 1, 1), 0);
	for (i = 0; i < TLINE_MAX_ASSISTS; i++)
		ASSERT_EQ(ask(self->asker, "1"), 0);
	EXPECT_EQ(ask(self->asker, "2"), TLINE_ERR_RESOURCEUNAVAIL);
	EXPECT_TRUE(takes(self->a, "1"));
	EXPECT_EQ(ask(self->asker, "2"), 0);
}

/* One user cannot keep the others from asking. */
TEST_F(assist, one_user_has_enough)
{
	int i;

	ASSERT_EQ(recipient(self->a, 1, 1), 0);
	ASSERT_EQ(be(NOBODY), 0);
	for (i = 0; i < TLINE_MAX_USER_ASSISTS; i++)
		ASSERT_EQ(ask(self->asker, "1"), 0);
	EXPECT_EQ(ask(self->asker, "2"), TLINE_ERR_RESOURCEUNAVAIL);
	ASSERT_EQ(be(NOBODY - 1), 0);
	EXPECT_EQ(ask(self->asker, "3"), 0);
	/* What has gone to the next one counts as before. */
	ASSERT_EQ(recipient(self->b, 1, 2), 0);
	ASSERT_EQ(recipient(self->a, 0, 0), 0);
	ASSERT_EQ(be(NOBODY), 0);
	EXPECT_EQ(ask(self->asker, "2"), TLINE_ERR_RESOURCEUNAVAIL);
	EXPECT_TRUE(takes(self->b, "1"));
	EXPECT_EQ(ask(self->asker, "2"), 0);
	ASSERT_EQ(be(0), 0);
}

TEST_F(assist, malformed)
{
	struct tline_ioc_recipient r = { .modes = MAKECALL, .enable = 2 };
	struct tline_ioc_assist good = { .mode = MAKECALL }, bad;

	EXPECT_EQ(ioctl(self->a, TLINE_IOC_RECIPIENT, &r), -1);
	EXPECT_EQ(errno, EINVAL);
	r = (struct tline_ioc_recipient){ .modes = TLINE_REQUESTMODE_MEDIACALL, .enable = 1 };
	EXPECT_EQ(ioctl(self->a, TLINE_IOC_RECIPIENT, &r), -1);
	EXPECT_EQ(errno, EINVAL);

	ASSERT_EQ(recipient(self->a, 1, 1), 0);
#define BAD(change) do {						\
		bad = good;						\
		change;							\
		EXPECT_EQ(ioctl(self->b, TLINE_IOC_ASSIST, &bad), -1);	\
		EXPECT_EQ(errno, EINVAL);				\
	} while (0)
	BAD(bad.mode = 0);
	BAD(bad.mode = TLINE_REQUESTMODE_DROP);
	BAD(memset(bad.dest, 'x', sizeof(bad.dest)));
	BAD(memset(bad.app, 'x', sizeof(bad.app)));
	BAD(memset(bad.party, 'x', sizeof(bad.party)));
	BAD(memset(bad.comment, 'x', sizeof(bad.comment)));
	EXPECT_TRUE(silent(self->a));

	/* A result that cannot be written: it can still be taken. */
	EXPECT_EQ(ask(self->asker, "1"), 0);
	EXPECT_EQ(ioctl(self->a, TLINE_IOC_ASSIST_TAKE, NULL), -1);
	EXPECT_EQ(errno, EFAULT);
	EXPECT_TRUE(takes(self->a, "1"));
}

TEST_HARNESS_MAIN
