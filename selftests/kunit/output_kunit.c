// SPDX-License-Identifier: GPL-2.0-only
/*
 * Outputs of requests: kept for whoever said that it wants them, until it takes them.
 */
#include <linux/module.h>

#include "scene.h"

#define BYTES	TLINE_OP_DEVSPECIFIC

static const char said[] = "as many bytes as came in";

static int output_init(struct kunit *test)
{
	int err = scene_init(test);
	struct scene *s = test->priv;

	if (!err)
		open_new(prog_new(s, V2_2), &s->line[0], OWNER);
	return err;
}

/* A request with the bytes of @said; with TLINE_SUBMIT_WAIT it is complete. */
static struct tline_request submit_bytes(struct open *o, u32 flags, u32 submit_flags)
{
	struct tline_request rq = {
		.op = BYTES, .flags = flags, .args = (unsigned long)said, .args_size = sizeof(said),
	};

	KUNIT_ASSERT_EQ(o->prog->scene->test, 0L, user_submit(o, &rq, 1, submit_flags));
	KUNIT_ASSERT_NE(o->prog->scene->test, 0U, rq.id);
	return rq;
}

/* A request that is done, its completion read. */
static u32 kept(struct open *o, const char *data, u32 size)
{
	struct kunit *test = o->prog->scene->test;
	u32 id = submit_bytes(o, TLINE_REQUEST_KEEP, 0).id;

	tline_complete_data(o->fl->line, fake_last(o->fl), 0, data, size);
	KUNIT_ASSERT_EQ(test, REASON(DONE), reply(o->prog, id, NULL));
	return id;
}

/* TLINE_REQUEST_, 0: there is no such request. */
static u32 state_of(struct prog *u, u32 id)
{
	struct tline_ioc_request_state arg = { .id = id };

	return user_ioctl(u->app, TLINE_IOC_REQUEST_STATE, &arg) ? 0 : arg.state;
}

static struct tline_ioc_app_info info(struct prog *u)
{
	struct tline_ioc_app_info info;

	KUNIT_ASSERT_EQ(u->scene->test, 0L, user_ioctl(u->app, TLINE_IOC_APP_INFO, &info));
	return info;
}

static void output_is_kept_until_it_is_taken(struct kunit *test)
{
	struct scene *s = test->priv;
	char got[sizeof(said)] = "";
	u32 id = submit_bytes(s->open, TLINE_REQUEST_KEEP, 0).id, size;

	KUNIT_EXPECT_EQ(test, -EBUSY, output_take(s->prog, id, got, sizeof(got), &size));
	tline_complete_data(s->line[0].line, fake_last(&s->line[0]), 0, "answer", 6);
	KUNIT_EXPECT_EQ(test, 1U, info(s->prog).unread);
	KUNIT_EXPECT_EQ(test, REASON(DONE), reply(s->prog, id, NULL));
	KUNIT_EXPECT_EQ(test, TLINE_REQUEST_DONE, state_of(s->prog, id));
	KUNIT_EXPECT_EQ(test, 0U, info(s->prog).unread);
	KUNIT_EXPECT_EQ(test, 0U, info(s->prog).requests);
	KUNIT_EXPECT_EQ(test, -EALREADY, prog_cancel(s->prog, id, TLINE_CANCEL_FORCE));
	KUNIT_EXPECT_EQ(test, 0L, output_take(s->prog, id, got, sizeof(got), &size));
	KUNIT_EXPECT_EQ(test, 6U, size);
	KUNIT_EXPECT_STREQ(test, "answer", got);
	KUNIT_EXPECT_EQ(test, 0U, state_of(s->prog, id));
	KUNIT_EXPECT_EQ(test, -ENOENT, output_take(s->prog, id, got, sizeof(got), &size));
	KUNIT_EXPECT_EQ(test, 0U, leftover(s->prog, TLINE_MSG_REPLY));
}

static void output_that_nobody_wants_is_dropped(struct kunit *test)
{
	struct scene *s = test->priv;
	u32 id = submit_bytes(s->open, 0, 0).id, size;

	tline_complete_data(s->line[0].line, fake_last(&s->line[0]), 0, "answer", 6);
	KUNIT_EXPECT_EQ(test, -ENOENT, output_take(s->prog, id, NULL, 0, &size));
	KUNIT_EXPECT_EQ(test, REASON(DONE), reply(s->prog, id, NULL));
	KUNIT_EXPECT_EQ(test, 0U, state_of(s->prog, id));
}

static void output_of_an_operation_that_has_none_is_malformed(struct kunit *test)
{
	struct scene *s = test->priv;
	struct tline_request rq = { .op = TLINE_OP_SETLINEDEVSTATUS, .flags = TLINE_REQUEST_KEEP };

	KUNIT_EXPECT_EQ(test, (long)-EINVAL, user_submit(s->open, &rq, 1, 0));
	rq = (struct tline_request) { .op = BYTES, .flags = TLINE_REQUEST_KEEP << 1 };
	KUNIT_EXPECT_EQ(test, (long)-EINVAL, user_submit(s->open, &rq, 1, 0));
	KUNIT_EXPECT_EQ(test, 0ULL, counters(&s->line[0]).submitted);
}

static void output_can_be_taken_again_with_more_room(struct kunit *test)
{
	struct scene *s = test->priv;
	char got[8] = "";
	u32 id = kept(s->open, "answer", 6), size;

	KUNIT_EXPECT_EQ(test, 0L, output_take(s->prog, id, got, 5, &size));
	KUNIT_EXPECT_EQ(test, 6U, size);
	KUNIT_EXPECT_STREQ(test, "", got);
	KUNIT_EXPECT_EQ(test, 0L, output_take(s->prog, id, got, 6, &size));
	KUNIT_EXPECT_STREQ(test, "answer", got);
	KUNIT_EXPECT_EQ(test, -ENOENT, output_take(s->prog, id, got, 6, &size));
}

/* Where user space cannot be written, nothing is lost. */
static void output_survives_a_bad_pointer(struct kunit *test)
{
	struct scene *s = test->priv;
	u32 id = kept(s->open, "answer", 6), size;
	struct tline_ioc_output arg = { .id = id, .size = 6, .data = 8 };
	char got[8] = "";

	KUNIT_EXPECT_EQ(test, (long)-EFAULT, user_ioctl(s->prog->app, TLINE_IOC_OUTPUT, &arg));
	KUNIT_EXPECT_EQ(test, 0L, output_take(s->prog, id, got, 6, &size));
	KUNIT_EXPECT_STREQ(test, "answer", got);
}

static void output_without_a_place_is_not_wanted(struct kunit *test)
{
	struct scene *s = test->priv;
	u32 id = kept(s->open, "answer", 6), size;

	KUNIT_EXPECT_EQ(test, 0L, output_take(s->prog, id, NULL, 0, &size));
	KUNIT_EXPECT_EQ(test, 6U, size);
	KUNIT_EXPECT_EQ(test, 0U, state_of(s->prog, id));
}

/* As much as came in is reserved, and not a byte more is taken. */
static void output_is_cut_to_its_room(struct kunit *test)
{
	struct scene *s = test->priv;
	char much[2 * sizeof(said)], got[2 * sizeof(said)] = "";
	u32 id, size;

	memset(much, 'x', sizeof(much));
	id = kept(s->open, much, sizeof(much));
	KUNIT_EXPECT_EQ(test, 0L, output_take(s->prog, id, got, sizeof(got), &size));
	KUNIT_EXPECT_EQ(test, (u32)sizeof(said), size);
	KUNIT_EXPECT_EQ(test, 0, memcmp(got, much, sizeof(said)));
	KUNIT_EXPECT_EQ(test, 0, got[sizeof(said)]);
}

static void output_of_a_failure_is_empty(struct kunit *test)
{
	struct scene *s = test->priv;
	u32 id = submit_bytes(s->open, TLINE_REQUEST_KEEP, 0).id, size = 1;
	s32 result;

	tline_complete_data(s->line[0].line, fake_last(&s->line[0]), FAILED, "answer", 6);
	KUNIT_EXPECT_EQ(test, REASON(REFUSED), reply(s->prog, id, &result));
	KUNIT_EXPECT_EQ(test, FAILED, result);
	KUNIT_EXPECT_EQ(test, 0L, output_take(s->prog, id, NULL, 0, &size));
	KUNIT_EXPECT_EQ(test, 0U, size);
}

/* The id is not used again while its completion is unread. */
static void output_may_be_taken_before_the_completion_is_read(struct kunit *test)
{
	struct scene *s = test->priv;
	char got[8] = "";
	u32 id = submit_bytes(s->open, TLINE_REQUEST_KEEP, 0).id, size;

	tline_complete_data(s->line[0].line, fake_last(&s->line[0]), 0, "answer", 6);
	KUNIT_EXPECT_EQ(test, 0L, output_take(s->prog, id, got, 6, &size));
	KUNIT_EXPECT_STREQ(test, "answer", got);
	KUNIT_EXPECT_EQ(test, -ENOENT, output_take(s->prog, id, got, 6, &size));
	KUNIT_EXPECT_EQ(test, TLINE_REQUEST_DONE, state_of(s->prog, id));
	KUNIT_EXPECT_EQ(test, 1U, info(s->prog).unread);
	KUNIT_EXPECT_EQ(test, REASON(DONE), reply(s->prog, id, NULL));
	KUNIT_EXPECT_EQ(test, 0U, state_of(s->prog, id));
	KUNIT_EXPECT_EQ(test, 0U, info(s->prog).unread);
}

/* The provider answers from inside the operation, with what it was given. */
static int echo(struct fake_line *fl, enum fake_told told, const struct tline_rq *rq)
{
	if (told == FAKE_REQUEST)
		tline_complete_data(fl->line, rq->id, 0, rq->args, rq->args_size);
	return 0;
}

static void output_of_a_request_that_was_waited_for_is_kept(struct kunit *test)
{
	struct scene *s = test->priv;
	char got[sizeof(said)] = "";
	struct tline_request rq;
	u32 size;

	s->line[0].hook = echo;
	rq = submit_bytes(s->open, TLINE_REQUEST_KEEP, TLINE_SUBMIT_WAIT);
	KUNIT_EXPECT_EQ(test, REASON(DONE), rq.reason);
	KUNIT_EXPECT_EQ(test, TLINE_REQUEST_DONE, state_of(s->prog, rq.id));
	KUNIT_EXPECT_EQ(test, 0U, info(s->prog).unread);
	KUNIT_EXPECT_EQ(test, 0L, output_take(s->prog, rq.id, got, sizeof(got), &size));
	KUNIT_EXPECT_STREQ(test, said, got);
	KUNIT_EXPECT_EQ(test, 0U, state_of(s->prog, rq.id));
	KUNIT_EXPECT_EQ(test, 0U, leftover(s->prog, TLINE_MSG_REPLY));
}

static void output_is_there_when_the_line_has_gone(struct kunit *test)
{
	struct scene *s = test->priv;
	char got[8] = "";
	u32 id = kept(s->open, "answer", 6), size;
	u32 ended = submit_bytes(s->open, TLINE_REQUEST_KEEP, 0).id;

	scene_unplug(s, &s->line[0]);
	open_close(s->open);
	KUNIT_EXPECT_EQ(test, 0L, output_take(s->prog, id, got, 6, &size));
	KUNIT_EXPECT_STREQ(test, "answer", got);
	KUNIT_EXPECT_EQ(test, REASON(DEVICE_GONE), reply(s->prog, ended, NULL));
	KUNIT_EXPECT_EQ(test, 0L, output_take(s->prog, ended, got, 6, &size));
	KUNIT_EXPECT_EQ(test, 0U, size);
}

/* It belongs to the app that asked, and goes with it, whatever has become of it. */
static void output_goes_with_its_app(struct kunit *test)
{
	struct scene *s = test->priv;
	struct prog *other = prog_new(s, V2_2);
	u32 id = kept(s->open, "answer", 6), size;

	submit_bytes(s->open, TLINE_REQUEST_KEEP, 0);
	submit_bytes(s->open, TLINE_REQUEST_KEEP, 0);
	tline_complete_data(s->line[0].line, fake_last(&s->line[0]), 0, "unread", 6);
	KUNIT_EXPECT_EQ(test, -ENOENT, output_take(other, id, NULL, 0, &size));
	prog_shutdown(s->prog);
	KUNIT_EXPECT_EQ(test, -ENOENT, output_take(s->prog, id, NULL, 0, &size));
	prog_exit(s->prog);
	KUNIT_EXPECT_EQ(test, 0ULL, counters(&s->line[0]).pending);
}

/* What is not taken counts: an app cannot have more than it may. */
static void outputs_count_against_the_limit(struct kunit *test)
{
	struct scene *s = test->priv;
	struct tline_request rq;
	u32 id = 0, n, size;

	s->line[0].hook = echo;
	for (n = 0; n < TLINE_MAX_REQUESTS; n++)
		id = submit_bytes(s->open, TLINE_REQUEST_KEEP, TLINE_SUBMIT_WAIT).id;
	rq = (struct tline_request) { .op = BYTES };
	KUNIT_EXPECT_EQ(test, 0L, user_submit(s->open, &rq, 1, 0));
	KUNIT_EXPECT_EQ(test, TLINE_ERR_REQUESTOVERRUN, rq.result);
	KUNIT_EXPECT_EQ(test, 0L, output_take(s->prog, id, NULL, 0, &size));
	KUNIT_EXPECT_GT(test, submit(s->open, BYTES, 0), 0);
}

static struct kunit_case output_cases[] = {
	KUNIT_CASE(output_is_kept_until_it_is_taken),
	KUNIT_CASE(output_that_nobody_wants_is_dropped),
	KUNIT_CASE(output_of_an_operation_that_has_none_is_malformed),
	KUNIT_CASE(output_can_be_taken_again_with_more_room),
	KUNIT_CASE(output_survives_a_bad_pointer),
	KUNIT_CASE(output_without_a_place_is_not_wanted),
	KUNIT_CASE(output_is_cut_to_its_room),
	KUNIT_CASE(output_of_a_failure_is_empty),
	KUNIT_CASE(output_may_be_taken_before_the_completion_is_read),
	KUNIT_CASE(output_of_a_request_that_was_waited_for_is_kept),
	KUNIT_CASE(output_is_there_when_the_line_has_gone),
	KUNIT_CASE(output_goes_with_its_app),
	KUNIT_CASE(outputs_count_against_the_limit),
	{ }
};

static struct kunit_suite output_suite = {
	.name = "tline_output",
	.suite_init = scene_suite_init,
	.suite_exit = scene_suite_exit,
	.init = output_init,
	.exit = scene_exit,
	.test_cases = output_cases,
};

kunit_test_suites(&output_suite);
