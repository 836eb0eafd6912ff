// SPDX-License-Identifier: GPL-2.0-only
/*
 * Answers of a provider to requests: P1, P4.  "The core never trusts an answer: unknown ids,
 * impossible transitions, double answers are counted, traced and ignored."
 */
#include <linux/module.h>

#include "scene.h"

static int answer_init(struct kunit *test)
{
	int err = scene_init(test);
	struct scene *s = test->priv;

	if (!err)
		open_new(prog_new(s, V2_2), &s->line[0], OWNER);
	return err;
}

#define LAMP	TLINE_OP_SETLINEDEVSTATUS

/* One completion with this result and reason, and no other message. */
static void expect_one_reply(struct kunit *test, struct prog *u, int id, s32 result, u32 reason)
{
	struct tline_message m;
	s32 got = 1;

	KUNIT_ASSERT_GT(test, id, 0);
	KUNIT_EXPECT_EQ(test, reason, reply(u, id, &got));
	KUNIT_EXPECT_EQ(test, result, got);
	KUNIT_EXPECT_FALSE(test, message(u, &m));
}

static void answer_completes_once(struct kunit *test)
{
	struct scene *s = test->priv;
	struct fake_line *fl = &s->line[0];
	int id = submit(s->open, LAMP, 0);

	tline_complete(fl->line, fake_last(fl), 0);
	expect_one_reply(test, s->prog, id, 0, REASON(DONE));
	KUNIT_EXPECT_EQ(test, 0ULL, counters(fl).late);
}

static void second_answer_is_counted_and_changes_nothing(struct kunit *test)
{
	struct scene *s = test->priv;
	struct fake_line *fl = &s->line[0];
	int id = submit(s->open, LAMP, 0);

	tline_complete(fl->line, fake_last(fl), 0);
	tline_complete(fl->line, fake_last(fl), FAILED);
	expect_one_reply(test, s->prog, id, 0, REASON(DONE));
	KUNIT_EXPECT_EQ(test, 1ULL, counters(fl).late);
}

static void answer_with_an_unknown_id_is_counted(struct kunit *test)
{
	static const u32 ids[] = { 0, 1, 63, 64, 0x7fffffff, 0x80000000, 0xffffffff };
	struct scene *s = test->priv;
	struct fake_line *fl = &s->line[0];
	u32 i;

	for (i = 0; i < ARRAY_SIZE(ids); i++) {
		tline_complete(fl->line, ids[i], 0);
		KUNIT_EXPECT_EQ_MSG(test, (u64)i + 1, counters(fl).late, "id %#x", ids[i]);
	}
}

/* Each bit of the id counts: index and generation alike. */
static void answer_with_an_id_beside_the_right_one_is_counted(struct kunit *test)
{
	struct scene *s = test->priv;
	struct fake_line *fl = &s->line[0];
	int id = submit(s->open, LAMP, 0);
	u32 right = fake_last(fl), bit;

	for (bit = 0; bit < 32; bit++)
		tline_complete(fl->line, right ^ BIT(bit), 0);
	KUNIT_EXPECT_EQ(test, 32ULL, counters(fl).late);
	KUNIT_EXPECT_EQ(test, 1ULL, counters(fl).pending);
	tline_complete(fl->line, right, 0);
	expect_one_reply(test, s->prog, id, 0, REASON(DONE));
}

/* "not reused soon": an answer that comes two hundred requests late meets none of them. */
static void answer_of_a_stale_generation_meets_no_later_request(struct kunit *test)
{
	struct scene *s = test->priv;
	struct fake_line *fl = &s->line[0];
	u32 stale, i;
	int id;

	submit(s->open, LAMP, 0);
	stale = fake_last(fl);
	tline_complete(fl->line, stale, 0);
	for (i = 0; i < 200; i++) {
		id = submit(s->open, LAMP, 0);
		tline_complete(fl->line, stale, 0);
		KUNIT_ASSERT_EQ(test, 1ULL, counters(fl).pending);
		tline_complete(fl->line, fake_last(fl), 0);
		KUNIT_ASSERT_EQ(test, REASON(DONE), reply(s->prog, id, NULL));
	}
	KUNIT_EXPECT_EQ(test, 200ULL, counters(fl).late);
}

static void answer_after_the_call_was_closed_is_counted(struct kunit *test)
{
	struct scene *s = test->priv;
	struct fake_line *fl = &s->line[0];
	u32 call = scene_call(s, s->open);
	int id = submit(s->open, TLINE_OP_HOLD, call);
	u32 hold = fake_last(fl);

	KUNIT_EXPECT_EQ(test, 0, deallocate(s->open, call));
	KUNIT_EXPECT_STREQ(test, "request:hold close_call", fake_log(test, fl));
	tline_complete(fl->line, hold, 0);
	KUNIT_EXPECT_EQ(test, 1ULL, counters(fl).late);
	expect_one_reply(test, s->prog, id, FAILED, REASON(CALL_CLOSED));
}

static void answer_after_a_forced_cancel_is_counted(struct kunit *test)
{
	struct scene *s = test->priv;
	struct fake_line *fl = &s->line[0];
	int id = submit(s->open, LAMP, 0);
	u32 lamp = fake_last(fl);

	KUNIT_EXPECT_EQ(test, 0, prog_cancel(s->prog, id, TLINE_CANCEL_FORCE));
	tline_complete(fl->line, lamp, 0);
	KUNIT_EXPECT_EQ(test, 1ULL, counters(fl).late);
	expect_one_reply(test, s->prog, id, FAILED, REASON(CANCELLED));
	KUNIT_EXPECT_STREQ(test, "open request:setlinedevstatus force", fake_log(test, fl));
}

/* The line's last open goes, then the answer comes: nobody is there who could get it. */
static void answer_after_the_line_was_closed_is_counted(struct kunit *test)
{
	struct scene *s = test->priv;
	struct fake_line *fl = &s->line[0];
	int id = submit(s->open, LAMP, 0);

	open_close(s->open);
	tline_complete(fl->line, fake_last(fl), 0);
	KUNIT_EXPECT_EQ(test, 1ULL, counters(fl).late);
	expect_one_reply(test, s->prog, id, FAILED, REASON(LINE_CLOSED));
	KUNIT_EXPECT_STREQ(test, "open request:setlinedevstatus close", fake_log(test, fl));
}

/* "0, or a negative TLINE_ERR_ (anything else counts as OPERATIONFAILED)"; P11. */
static const struct result {
	s32 given;
	s32 got;
} results[] = {
	{ 0, 0 },
	{ TLINE_ERR_INVALCALLSTATE, TLINE_ERR_INVALCALLSTATE },
	{ TLINE_ERR_ALLOCATED, TLINE_ERR_ALLOCATED },
	{ TLINE_ERR_OPERATIONFAILED, TLINE_ERR_OPERATIONFAILED },
	{ 1, FAILED },
	{ INT_MAX, FAILED },
	{ -1, FAILED },
	{ -EINVAL, FAILED },
	{ -MAX_ERRNO, FAILED },
	{ INT_MIN, FAILED },
	{ INT_MIN + 0x10000, FAILED },
};

static void result_that_is_no_lineerr_counts_as_operationfailed(struct kunit *test)
{
	struct scene *s = test->priv;
	struct fake_line *fl = &s->line[0];
	u32 i;
	s32 got;
	int id;

	for (i = 0; i < ARRAY_SIZE(results); i++) {
		id = submit(s->open, LAMP, 0);
		tline_complete(fl->line, fake_last(fl), results[i].given);
		KUNIT_EXPECT_EQ(test, results[i].given ? REASON(REFUSED) : REASON(DONE),
				reply(s->prog, id, &got));
		KUNIT_EXPECT_EQ_MSG(test, results[i].got, got, "answer %d", results[i].given);
	}
}

/* The same of an operation that returns it, which needs no answer. */
static void operation_that_returns_an_error_has_answered(struct kunit *test)
{
	struct scene *s = test->priv;
	struct fake_line *fl = &s->line[0];
	int ret, id;
	u32 i;
	s32 got;

	fl->arg = &ret;
	fl->hook = fake_returns;
	for (i = 1; i < ARRAY_SIZE(results); i++) {
		ret = results[i].given;
		id = submit(s->open, LAMP, 0);
		KUNIT_EXPECT_EQ(test, REASON(REFUSED), reply(s->prog, id, &got));
		KUNIT_EXPECT_EQ_MSG(test, results[i].got, got, "returned %d", ret);
		tline_complete(fl->line, fake_last(fl), 0);
		KUNIT_EXPECT_EQ(test, (u64)i, counters(fl).late);
	}
	KUNIT_EXPECT_FALSE(test, reply(s->prog, id, NULL));
}

static int answers_and_returns(struct fake_line *fl, enum fake_told told, const struct tline_rq *rq)
{
	fake_answers(fl, told, rq);
	return told == FAKE_REQUEST ? TLINE_ERR_NOMEM : 0;
}

/* "double answers are counted": the second one is what it returns. */
static void operation_that_answers_and_returns_an_error_answers_twice(struct kunit *test)
{
	struct scene *s = test->priv;
	struct fake_line *fl = &s->line[0];
	int id;

	fl->hook = answers_and_returns;
	id = submit(s->open, LAMP, 0);
	expect_one_reply(test, s->prog, id, 0, REASON(DONE));
	KUNIT_EXPECT_EQ(test, 1ULL, counters(fl).late);
}

static void answer_inside_the_operation_is_an_answer(struct kunit *test)
{
	struct scene *s = test->priv;
	struct fake_line *fl = &s->line[0];
	u32 i;
	int id;

	fl->hook = fake_answers;
	for (i = 0; i < 50; i++) {
		id = submit(s->open, LAMP, 0);
		expect_one_reply(test, s->prog, id, 0, REASON(DONE));
	}
	KUNIT_EXPECT_EQ(test, 0ULL, counters(fl).late);
}

static void output_number_travels_with_its_answer(struct kunit *test)
{
	struct scene *s = test->priv;
	struct fake_line *fl = &s->line[0];
	int id = submit(s->open, LAMP, 0);
	struct tline_message m;

	tline_complete_value(fl->line, fake_last(fl), 0, 0xdeadbeef);
	KUNIT_ASSERT_TRUE(test, message_of(s->prog, TLINE_MSG_REPLY, &m));
	KUNIT_EXPECT_EQ(test, (u64)id, m.p1);
	KUNIT_EXPECT_EQ(test, 0xdeadbeefULL << 32 | REASON(DONE), m.p3);
}

/* A creation that fails leaves nothing but a close_call, once; then the id is dead. */
static void failed_creation_is_closed_once(struct kunit *test)
{
	struct scene *s = test->priv;
	struct fake_line *fl = &s->line[0];
	u32 call;
	int id = submit_makecall(s->open, &call);

	KUNIT_EXPECT_NE(test, 0U, fl->new_call);
	tline_complete(fl->line, fake_last(fl), TLINE_ERR_CALLUNAVAIL);
	KUNIT_EXPECT_STREQ(test, "open request:makecall close_call", fake_log(test, fl));
	tline_call_state(fl->line, fl->new_call, STATE(CONNECTED), 0);
	KUNIT_EXPECT_EQ(test, 1ULL, counters(fl).refused_upcalls);
	KUNIT_EXPECT_EQ(test, 0U, call_state(s->open, call));
	expect_one_reply(test, s->prog, id, TLINE_ERR_CALLUNAVAIL, REASON(REFUSED));
}

/* Its own drop has an id like any request; the provider may answer it once. */
static void drop_of_the_core_is_answered_once(struct kunit *test)
{
	struct scene *s = test->priv;
	struct fake_line *fl = &s->line[0];
	struct open *mon = open_new(prog_new(s, V2_2), fl, MONITOR);
	u32 call = scene_call(s, s->open), drop;

	open_close(s->open);
	KUNIT_EXPECT_STREQ(test, "request:drop", fake_log(test, fl));
	drop = fake_last(fl);
	KUNIT_EXPECT_EQ(test, 1ULL, counters(fl).pending);
	tline_complete(fl->line, drop, 0);
	KUNIT_EXPECT_EQ(test, 0ULL, counters(fl).pending);
	KUNIT_EXPECT_EQ(test, 0ULL, counters(fl).late);
	tline_complete(fl->line, drop, 0);
	KUNIT_EXPECT_EQ(test, 1ULL, counters(fl).late);
	KUNIT_EXPECT_NE(test, 0U, call);
	KUNIT_EXPECT_EQ(test, 0U, leftover(mon->prog, TLINE_MSG_REPLY));
}

/* A drop that was refused has been answered, too. */
static void refused_drop_of_the_core_is_not_answered_again(struct kunit *test)
{
	struct scene *s = test->priv;
	struct fake_line *fl = &s->line[0];
	int ret = TLINE_ERR_OPERATIONFAILED;

	open_new(prog_new(s, V2_2), fl, MONITOR);
	scene_call(s, s->open);
	fl->arg = &ret;
	fl->hook = fake_returns;
	open_close(s->open);
	KUNIT_EXPECT_STREQ(test, "request:drop", fake_log(test, fl));
	KUNIT_EXPECT_EQ(test, 0ULL, counters(fl).pending);
	tline_complete(fl->line, fake_last(fl), 0);
	KUNIT_EXPECT_EQ(test, 1ULL, counters(fl).late);
}

static struct kunit_case answer_cases[] = {
	KUNIT_CASE(answer_completes_once),
	KUNIT_CASE(second_answer_is_counted_and_changes_nothing),
	KUNIT_CASE(answer_with_an_unknown_id_is_counted),
	KUNIT_CASE(answer_with_an_id_beside_the_right_one_is_counted),
	KUNIT_CASE(answer_of_a_stale_generation_meets_no_later_request),
	KUNIT_CASE(answer_after_the_call_was_closed_is_counted),
	KUNIT_CASE(answer_after_a_forced_cancel_is_counted),
	KUNIT_CASE(answer_after_the_line_was_closed_is_counted),
	KUNIT_CASE(result_that_is_no_lineerr_counts_as_operationfailed),
	KUNIT_CASE(operation_that_returns_an_error_has_answered),
	KUNIT_CASE(operation_that_answers_and_returns_an_error_answers_twice),
	KUNIT_CASE(answer_inside_the_operation_is_an_answer),
	KUNIT_CASE(output_number_travels_with_its_answer),
	KUNIT_CASE(failed_creation_is_closed_once),
	KUNIT_CASE(drop_of_the_core_is_answered_once),
	KUNIT_CASE(refused_drop_of_the_core_is_not_answered_again),
	{ }
};

static struct kunit_suite answer_suite = {
	.name = "tline_answer",
	.suite_init = scene_suite_init,
	.suite_exit = scene_suite_exit,
	.init = answer_init,
	.exit = scene_exit,
	.test_cases = answer_cases,
};

kunit_test_suites(&answer_suite);

MODULE_DESCRIPTION("The tline core against a fake provider");
MODULE_LICENSE("GPL");
MODULE_IMPORT_NS(TLINE);
