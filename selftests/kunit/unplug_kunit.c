// SPDX-License-Identifier: GPL-2.0-only
/*
 * A line or provider that goes, at every bad moment: P7.  "When it returns no operation is running
 * and none will be called."
 */
#include <linux/module.h>
#include <linux/poll.h>
#include <linux/workqueue.h>

#include "scene.h"

static int unplug_init(struct kunit *test)
{
	int err = scene_init(test);
	struct scene *s = test->priv;

	if (!err)
		open_new(prog_new(s, V2_2), &s->line[0], OWNER);
	return err;
}

#define LAMP	TLINE_OP_SETLINEDEVSTATUS

/* The completions of @ids, then CLOSE, REMOVE and nothing. */
static void expect_gone(struct kunit *test, struct prog *p, const int *ids, u32 n, u32 handle)
{
	struct tline_message m;
	u32 i;

	for (i = 0; i < n; i++)
		KUNIT_EXPECT_EQ_MSG(test, REASON(DEVICE_GONE), reply(p, ids[i], NULL),
				    "request %u", i);
	KUNIT_ASSERT_TRUE(test, message_of(p, TLINE_MSG_CLOSE, &m));
	KUNIT_EXPECT_EQ(test, handle, m.handle);
	KUNIT_ASSERT_TRUE(test, message(p, &m));
	KUNIT_EXPECT_EQ(test, (u32)TLINE_MSG_REMOVE, m.type);
	KUNIT_EXPECT_FALSE(test, message(p, &m));
}

static void pending_requests_end_with_device_gone(struct kunit *test)
{
	struct scene *s = test->priv;
	struct fake_line *fl = &s->line[0];
	u32 call = scene_call(s, s->open), handle = s->open->handle, none;
	int ids[] = {
		submit(s->open, LAMP, 0), submit(s->open, TLINE_OP_HOLD, call),
		submit_makecall(s->open, &none), submit(s->open, TLINE_OP_DROP, call),
	};
	/* Those of the line first, then call by call. */
	int order[] = { ids[0], ids[1], ids[3], ids[2] };

	fake_log(test, fl);
	scene_unplug(s, fl);
	expect_gone(test, s->prog, order, ARRAY_SIZE(order), handle);
	KUNIT_EXPECT_STREQ(test, "", fake_log(test, fl));
	KUNIT_EXPECT_EQ(test, 4ULL, counters(fl).by_reason[REASON(DEVICE_GONE)]);
}

static void files_of_a_line_that_went_are_safe(struct kunit *test)
{
	struct scene *s = test->priv;
	struct tline_ioc_status_messages st = { };
	u32 call = scene_call(s, s->open);

	scene_unplug(s, &s->line[0]);
	KUNIT_EXPECT_EQ(test, -ENODEV, submit(s->open, LAMP, 0));
	KUNIT_EXPECT_EQ(test, -ENODEV, submit(s->open, TLINE_OP_HOLD, call));
	KUNIT_EXPECT_EQ(test, (long)-ENODEV,
			user_ioctl(s->open->file, TLINE_IOC_SET_STATUS_MESSAGES, &st));
	KUNIT_EXPECT_EQ(test, 0U, call_state(s->open, call));
	KUNIT_EXPECT_EQ(test, (__force u32)(EPOLLHUP | EPOLLERR),
			(__force u32)vfs_poll(s->open->file, NULL));
}

/* Whatever a provider still says: the line is there as long as somebody has its file open. */
static void upcalls_after_unregister_change_nothing(struct kunit *test)
{
	static const struct tline_call_info info = { .media_mode = VOICE };
	struct scene *s = test->priv;
	struct fake_line *fl = &s->line[0];
	struct tline_message m;
	u32 id = 0, request;

	scene_call(s, s->open);
	submit(s->open, LAMP, 0);
	request = fake_last(fl);
	scene_unplug(s, fl);
	while (message(s->prog, &m))
		;
	tline_complete(fl->line, request, 0);
	tline_call_state(fl->line, fl->new_call, STATE(IDLE), 0);
	tline_call_set_info(fl->line, fl->new_call, U32_MAX, &info);
	tline_call_set_priv(fl->line, fl->new_call, NULL);
	tline_call_digit(fl->line, fl->new_call, '1', TLINE_DIGITMODE_DTMF);
	tline_call_generated(fl->line, fl->new_call, 1);
	tline_line_state(fl->line, TLINE_DEVSTATE_RINGING, 1, 0);
	tline_address_state(fl->line, 0, TLINE_ADDRESSSTATE_FORWARD);
	KUNIT_EXPECT_EQ(test, -ENODEV, fake_call_new(fl, STATE(OFFERING), &id));
	KUNIT_EXPECT_EQ(test, 0U, id);
	KUNIT_EXPECT_FALSE(test, message(s->prog, &m));
	KUNIT_EXPECT_EQ(test, 1ULL, counters(fl).late);
	KUNIT_EXPECT_EQ(test, 5ULL, counters(fl).refused_upcalls);
}

/* ------------------------------------------------------------------ an operation is running */

static void unplugger(void *arg)
{
	struct fake_line *fl = arg;

	tline_line_unregister(fl->line);
	fl->plugged = false;
}

static void lamp(void *arg)
{
	submit(arg, LAMP, 0);
}

/* The line is being taken away, as far as that goes while its operation runs. */
static bool goes(struct open *o)
{
	unsigned long until = jiffies + msecs_to_jiffies(STUCK_MS);

	while (!vfs_poll(o->file, NULL)) {
		if (time_after(jiffies, until))
			return false;
		schedule_timeout_uninterruptible(1);
	}
	return true;
}

static void unregister_waits_for_the_operation_that_runs(struct kunit *test)
{
	struct scene *s = test->priv;
	struct fake_line *fl = &s->line[0];
	struct thread *t, *u;

	fake_hang(fl, FAKE_REQUEST);
	t = thread_start(s, lamp, s->open);
	KUNIT_ASSERT_TRUE(test, fake_hangs(fl));
	u = thread_start(s, unplugger, fl);
	KUNIT_EXPECT_TRUE(test, goes(s->open));
	KUNIT_EXPECT_TRUE(test, thread_runs(u));
	KUNIT_EXPECT_TRUE(test, fl->plugged);
	fake_release(fl);
	KUNIT_EXPECT_TRUE(test, thread_ends(u));
	KUNIT_EXPECT_TRUE(test, thread_ends(t));
	KUNIT_EXPECT_STREQ(test, "open request:setlinedevstatus", fake_log(test, fl));
	KUNIT_EXPECT_EQ(test, 1ULL, counters(fl).by_reason[REASON(DEVICE_GONE)]);
}

/* Its answer still counts: everything ends after the last operation has returned. */
static void operation_may_answer_while_its_line_goes(struct kunit *test)
{
	struct scene *s = test->priv;
	struct fake_line *fl = &s->line[0];
	struct thread *t, *u;

	fl->hook = fake_answers;
	fake_hang(fl, FAKE_REQUEST);
	t = thread_start(s, lamp, s->open);
	KUNIT_ASSERT_TRUE(test, fake_hangs(fl));
	u = thread_start(s, unplugger, fl);
	KUNIT_EXPECT_TRUE(test, goes(s->open));
	fake_release(fl);
	KUNIT_EXPECT_TRUE(test, thread_ends(u));
	KUNIT_EXPECT_TRUE(test, thread_ends(t));
	KUNIT_EXPECT_EQ(test, 1ULL, counters(fl).by_reason[REASON(DONE)]);
	KUNIT_EXPECT_EQ(test, 0ULL, counters(fl).late);
}

static int brings_a_call(struct fake_line *fl, enum fake_told told, const struct tline_rq *rq)
{
	u32 id;

	if (told == FAKE_REQUEST)
		*(int *)fl->arg = fake_call_new(fl, STATE(OFFERING), &id);
	return 0;
}

static void no_call_comes_while_the_line_goes(struct kunit *test)
{
	struct scene *s = test->priv;
	struct fake_line *fl = &s->line[0];
	struct thread *t, *u;
	int err = 1;

	fl->hook = brings_a_call;
	fl->arg = &err;
	fake_hang(fl, FAKE_REQUEST);
	t = thread_start(s, lamp, s->open);
	KUNIT_ASSERT_TRUE(test, fake_hangs(fl));
	u = thread_start(s, unplugger, fl);
	KUNIT_EXPECT_TRUE(test, goes(s->open));
	fake_release(fl);
	KUNIT_EXPECT_TRUE(test, thread_ends(u));
	KUNIT_EXPECT_TRUE(test, thread_ends(t));
	KUNIT_EXPECT_EQ(test, -ENODEV, err);
	KUNIT_EXPECT_EQ(test, 0ULL, counters(fl).calls_total);
}

/* What is queued behind the operation that runs is not delivered any more. */
static void nothing_is_told_once_the_line_goes(struct kunit *test)
{
	struct scene *s = test->priv;
	struct fake_line *fl = &s->line[0];
	u32 call = scene_call(s, s->open), i;
	struct thread *t, *u;

	fake_hang(fl, FAKE_REQUEST);
	t = thread_start(s, lamp, s->open);
	KUNIT_ASSERT_TRUE(test, fake_hangs(fl));
	for (i = 0; i < 100; i++)
		KUNIT_EXPECT_GT(test, submit(s->open, TLINE_OP_SECURECALL, call), 0);
	KUNIT_EXPECT_EQ(test, 0, deallocate(s->open, call));
	u = thread_start(s, unplugger, fl);
	KUNIT_EXPECT_TRUE(test, goes(s->open));
	fake_release(fl);
	KUNIT_EXPECT_TRUE(test, thread_ends(u));
	KUNIT_EXPECT_TRUE(test, thread_ends(t));
	KUNIT_EXPECT_STREQ(test, "request:setlinedevstatus", fake_log(test, fl));
	KUNIT_EXPECT_EQ(test, 100ULL, counters(fl).by_reason[REASON(CALL_CLOSED)]);
}

/* The process is in the middle of an operation of one line; another line goes. */
static void unregister_waits_for_no_other_line(struct kunit *test)
{
	struct scene *s = test->priv;
	struct fake_line *fl = &s->line[0], *other = &s->line[1];
	struct open *o = open_new(s->prog, other, OWNER);
	struct tline_message m;
	struct thread *u;
	int id = submit(o, LAMP, 0);

	fake_hang(fl, FAKE_REQUEST);
	thread_start(s, lamp, s->open);
	KUNIT_ASSERT_TRUE(test, fake_hangs(fl));
	u = thread_start(s, unplugger, other);
	KUNIT_EXPECT_TRUE(test, thread_ends(u));
	KUNIT_EXPECT_EQ(test, REASON(DEVICE_GONE), reply(s->prog, id, NULL));
	KUNIT_EXPECT_TRUE(test, message_of(s->prog, TLINE_MSG_REMOVE, &m));
	fake_release(fl);
}

/* ------------------------------------------------------------------ other moments */

struct unplug_work {
	struct work_struct work;
	struct fake_line *fl;
};

static void unplug_work(struct work_struct *work)
{
	unplugger(container_of(work, struct unplug_work, work)->fl);
}

static void line_may_go_from_a_work_item(struct kunit *test)
{
	struct scene *s = test->priv;
	struct unplug_work w = { .fl = &s->line[0] };
	int id = submit(s->open, LAMP, 0);
	u32 handle = s->open->handle;

	INIT_WORK_ONSTACK(&w.work, unplug_work);
	schedule_work(&w.work);
	flush_work(&w.work);
	destroy_work_on_stack(&w.work);
	expect_gone(test, s->prog, &id, 1, handle);
}

/* One call, and all of its lines go. */
static void provider_takes_its_lines_along(struct kunit *test)
{
	struct scene *s = test->priv;
	int id[SCENE_LINES];
	u32 i;

	for (i = 0; i < SCENE_LINES; i++)
		id[i] = submit(i ? open_new(s->prog, &s->line[i], OWNER) : s->open, LAMP, 0);
	tline_provider_unregister(&s->provider);
	s->registered = false;
	for (i = 0; i < SCENE_LINES; i++) {
		s->line[i].plugged = false;
		KUNIT_EXPECT_EQ(test, REASON(DEVICE_GONE), reply(s->prog, id[i], NULL));
		KUNIT_EXPECT_EQ(test, 1ULL, counters(&s->line[i]).completed);
	}
	KUNIT_EXPECT_EQ(test, 1U, leftover(s->prog, TLINE_MSG_REMOVE));
}

/* The old file is of the old line, whatever gets the line's number and name. */
static void line_that_comes_again_is_another_one(struct kunit *test)
{
	struct scene *s = test->priv;
	struct fake_line *fl = &s->line[0];
	struct tline_line_config config = fake_config(fl);
	struct file *old;
	u32 i, id = tline_line_id(fl->line);

	config.name = "again";
	for (i = 0; i < 20; i++) {
		scene_unplug(s, fl);
		old = fl->books;
		scene_plug(s, fl, &config);
		KUNIT_EXPECT_NE(test, id, tline_line_id(fl->line));
		id = tline_line_id(fl->line);
		scene_fput(&old);
		KUNIT_EXPECT_EQ(test, -ENODEV, submit(s->open, LAMP, 0));
	}
	KUNIT_EXPECT_GT(test, submit(open_new(prog_new(s, V2_2), fl, OWNER), LAMP, 0), 0);
}

/* Programs submit and close, the provider answers, while the line goes: nothing is lost. */
static void answerer(void *arg)
{
	struct fake_line *fl = arg;
	u32 i, id;

	for (i = 0; i < 400; i++) {
		id = READ_ONCE(fl->requests);
		if (id)
			tline_complete(fl->line, fl->request[(id - 1) % FAKE_REQUESTS], 0);
		cond_resched();
	}
}

static void submitter(void *arg)
{
	struct open *o = arg;
	u32 i, call;

	for (i = 0; i < 40; i++) {
		submit(o, LAMP, 0);
		submit_makecall(o, &call);
		if (i % 4 == 3)
			deallocate(o, call);
	}
}

static void line_goes_under_fire(struct kunit *test)
{
	struct scene *s = test->priv;
	struct fake_line *fl = &s->line[0];
	struct open *second = open_new(prog_new(s, V2_2), fl, OWNER | MONITOR);
	struct thread *t[5];
	struct tline_ioc_counters c;
	u32 i;

	t[0] = thread_start(s, submitter, s->open);
	t[1] = thread_start(s, submitter, second);
	t[2] = thread_start(s, answerer, fl);
	t[3] = thread_start(s, answerer, fl);
	schedule_timeout_uninterruptible(1);
	t[4] = thread_start(s, unplugger, fl);
	for (i = 0; i < ARRAY_SIZE(t); i++)
		KUNIT_EXPECT_TRUE(test, thread_ends(t[i]));
	c = counters(fl);
	KUNIT_EXPECT_GT(test, c.submitted, 0ULL);
	KUNIT_EXPECT_EQ(test, c.submitted, c.completed);
	KUNIT_EXPECT_EQ(test, -ENODEV, submit(second, LAMP, 0));
}

static struct kunit_case unplug_cases[] = {
	KUNIT_CASE(pending_requests_end_with_device_gone),
	KUNIT_CASE(files_of_a_line_that_went_are_safe),
	KUNIT_CASE(upcalls_after_unregister_change_nothing),
	KUNIT_CASE(unregister_waits_for_the_operation_that_runs),
	KUNIT_CASE(operation_may_answer_while_its_line_goes),
	KUNIT_CASE(no_call_comes_while_the_line_goes),
	KUNIT_CASE(nothing_is_told_once_the_line_goes),
	KUNIT_CASE(unregister_waits_for_no_other_line),
	KUNIT_CASE(line_may_go_from_a_work_item),
	KUNIT_CASE(provider_takes_its_lines_along),
	KUNIT_CASE(line_that_comes_again_is_another_one),
	KUNIT_CASE(line_goes_under_fire),
	{ }
};

static struct kunit_suite unplug_suite = {
	.name = "tline_unplug",
	.suite_init = scene_suite_init,
	.suite_exit = scene_suite_exit,
	.init = unplug_init,
	.exit = scene_exit,
	.test_cases = unplug_cases,
};

kunit_test_suites(&unplug_suite);
