// SPDX-License-Identifier: GPL-2.0-only
/*
 * A provider that hangs inside an operation: "Nobody waits for a provider."  What is done to the
 * line meanwhile takes effect at once, and is told to the provider in order when it comes back; no
 * other line notices.  P3.
 */
#include <linux/delay.h>
#include <linux/module.h>
#include <linux/slab.h>

#include "scene.h"

#define LAMP	TLINE_OP_SETLINEDEVSTATUS

/* The users of a line that hangs: who got it stuck, and another one with a call of his own. */
enum { STUCK, OTHER };

struct hang {
	struct scene *s;
	u32 stuck_call;
	u32 call;
	int pending;
};

static void hang_lamp(struct hang *h)
{
	submit(&h->s->open[STUCK], LAMP, 0);
}

static void hang_command(struct hang *h)
{
	struct tline_ioc_status_messages st = { TLINE_DEVSTATE_RINGING };

	user_ioctl(h->s->open[STUCK].file, TLINE_IOC_SET_STATUS_MESSAGES, &st);
}

static void hang_close_call(struct hang *h)
{
	deallocate(&h->s->open[STUCK], h->stuck_call);
}

static void hang_cancel(struct hang *h)
{
	int id = submit(&h->s->open[STUCK], LAMP, 0);

	prog_cancel(h->s->open[STUCK].prog, id, TLINE_CANCEL_ASK);
}

static void hang_force(struct hang *h)
{
	int id = submit(&h->s->open[STUCK], LAMP, 0);

	prog_cancel(h->s->open[STUCK].prog, id, TLINE_CANCEL_FORCE);
}

/* A deadline that passes before the provider was told of the request tells it nothing. */
static void hang_deadline(struct hang *h)
{
	struct fake_line *fl = &h->s->line[0];
	u32 ms;

	for (ms = 1; READ_ONCE(fl->hang_at) && ms < STUCK_MS; ms *= 2) {
		submit_timed(&h->s->open[STUCK], LAMP, 0, ms * NSEC_PER_MSEC);
		msleep(2 * ms);
	}
}

/**
 * struct place - one where a provider can hang
 * @name: for the report
 * @at: the operation
 * @how: what brings it there
 * @own: it runs in the thread that did it, not in the line's worker
 * @either: that is not certain: a deadline may pass while the submitter still delivers
 */
struct place {
	const char *name;
	u32 at;
	void (*how)(struct hang *h);
	bool own;
	bool either;
};

static const struct place places[] = {
	{ "a request", FAKE_REQUEST, hang_lamp, true },
	{ "a command", FAKE_COMMAND, hang_command, true },
	{ "close_call", FAKE_CLOSE_CALL, hang_close_call },
	{ "cancel", FAKE_CANCEL, hang_cancel },
	{ "a forced cancel", FAKE_FORCE, hang_force },
	{ "the cancel of a deadline", FAKE_FORCE, hang_deadline, .either = true },
};

static void place_desc(const struct place *p, char *desc)
{
	strscpy(desc, p->name, KUNIT_PARAM_DESC_SIZE);
}

KUNIT_ARRAY_PARAM(place, places, place_desc);

static void hang_thread(void *arg)
{
	struct hang *h = arg;
	const struct place *p = h->s->test->param_value;

	p->how(h);
}

/* Until the provider hangs, as the parameter says. */
static struct hang *get_stuck(struct kunit *test)
{
	const struct place *p = test->param_value;
	struct hang *h = kunit_kzalloc(test, sizeof(*h), GFP_KERNEL);
	struct scene *s = test->priv;
	struct fake_line *fl = &s->line[0];
	struct thread *t;

	KUNIT_ASSERT_NOT_NULL(test, h);
	h->s = s;
	open_new(prog_new(s, V2_2), fl, OWNER);
	open_new(prog_new(s, V2_2), fl, OWNER);
	h->stuck_call = scene_call(s, &s->open[STUCK]);
	h->call = scene_call(s, &s->open[OTHER]);
	h->pending = submit(&s->open[OTHER], TLINE_OP_HOLD, h->call);
	fake_log(test, fl);
	fake_hang(fl, p->at);
	t = thread_start(s, hang_thread, h);
	KUNIT_ASSERT_TRUE(test, fake_hangs(fl));
	if (p->own)
		KUNIT_EXPECT_TRUE(test, thread_runs(t));
	else if (!p->either)
		KUNIT_EXPECT_TRUE(test, thread_ends(t));
	return h;
}

/* What is done to the line runs in a thread, so that being stuck is a failure, not the end. */
#define EXPECT_NOT_STUCK(h, fn)						\
	KUNIT_EXPECT_TRUE((h)->s->test, thread_ends(thread_start((h)->s, fn, h)))

static void come_back(struct hang *h)
{
	fake_release(&h->s->line[0]);
	tline_line_flush(h->s->line[0].line);
}

/* ------------------------------------------------------------------ the same line */

static void other_closes(void *arg)
{
	struct hang *h = arg;

	open_close(&h->s->open[OTHER]);
}

static void closing_waits_for_nobody(struct kunit *test)
{
	struct hang *h = get_stuck(test);
	struct scene *s = test->priv;
	struct prog *p = s->open[OTHER].prog;
	const char *log;

	EXPECT_NOT_STUCK(h, other_closes);
	/* Section 5's first row, in full. */
	KUNIT_EXPECT_EQ(test, REASON(CALL_CLOSED), reply(p, h->pending, NULL));
	KUNIT_EXPECT_EQ(test, 1ULL, counters(&s->line[0]).opens);
	come_back(h);
	log = fake_log(test, &s->line[0]);
	KUNIT_EXPECT_STREQ(test, "request:drop close_call", log + strlen(log) - 23);
}

static void other_exits(void *arg)
{
	struct hang *h = arg;
	struct scene *s = h->s;

	/* As exit and kill do: the app first, then the line. */
	prog_exit(s->open[OTHER].prog);
	open_close(&s->open[OTHER]);
}

static void exit_waits_for_nobody(struct kunit *test)
{
	struct hang *h = get_stuck(test);
	struct scene *s = test->priv;

	EXPECT_NOT_STUCK(h, other_exits);
	KUNIT_EXPECT_EQ(test, 1ULL, counters(&s->line[0]).opens);
	KUNIT_EXPECT_EQ(test, 2ULL, counters(&s->line[0]).by_reason[REASON(CALL_CLOSED)]);
	come_back(h);
}

static void other_shuts_down(void *arg)
{
	struct hang *h = arg;

	prog_shutdown(h->s->open[OTHER].prog);
}

static void shutdown_waits_for_nobody(struct kunit *test)
{
	struct hang *h = get_stuck(test);
	struct scene *s = test->priv;

	EXPECT_NOT_STUCK(h, other_shuts_down);
	KUNIT_EXPECT_EQ(test, 1ULL, counters(&s->line[0]).opens);
	come_back(h);
}

static void other_cancels(void *arg)
{
	struct hang *h = arg;

	prog_cancel(h->s->open[OTHER].prog, h->pending, TLINE_CANCEL_FORCE);
}

static void forced_cancel_waits_for_nobody(struct kunit *test)
{
	struct hang *h = get_stuck(test);
	struct scene *s = test->priv;

	EXPECT_NOT_STUCK(h, other_cancels);
	KUNIT_EXPECT_EQ(test, REASON(CANCELLED), reply(s->open[OTHER].prog, h->pending, NULL));
	come_back(h);
	KUNIT_EXPECT_TRUE(test, strstr(fake_log(test, &s->line[0]), "force"));
}

static void other_submits(void *arg)
{
	struct hang *h = arg;

	h->pending = submit(&h->s->open[OTHER], TLINE_OP_SECURECALL, h->call);
}

/* "Submit queues and returns"; it is told when the provider comes back. */
static void submitting_waits_for_nobody(struct kunit *test)
{
	struct hang *h = get_stuck(test);
	struct scene *s = test->priv;
	struct fake_line *fl = &s->line[0];
	const char *log;

	EXPECT_NOT_STUCK(h, other_submits);
	KUNIT_EXPECT_GT(test, h->pending, 0);
	come_back(h);
	log = fake_log(test, fl);
	KUNIT_EXPECT_STREQ(test, "request:securecall", log + strlen(log) - 18);
	tline_complete(fl->line, fake_last(fl), 0);
	KUNIT_EXPECT_EQ(test, REASON(DONE), reply(s->open[OTHER].prog, h->pending, NULL));
}

static void other_waits(void *arg)
{
	struct hang *h = arg;
	struct tline_request rq = {
		.op = TLINE_OP_SECURECALL, .call = h->call, .timeout_ns = 20 * NSEC_PER_MSEC,
	};

	if (!user_submit(&h->s->open[OTHER], &rq, 1, TLINE_SUBMIT_WAIT))
		h->pending = rq.reason;
}

static void deadlines_wait_for_nobody(struct kunit *test)
{
	struct hang *h = get_stuck(test);

	EXPECT_NOT_STUCK(h, other_waits);
	KUNIT_EXPECT_EQ(test, TLINE_REASON_TIMEDOUT, h->pending);
	come_back(h);
}

static void other_asks(void *arg)
{
	struct hang *h = arg;
	struct tline_ioc_line_status st = { };
	struct tline_line_caps caps = { };
	struct file *file = h->s->open[OTHER].file;

	if (user_ioctl(file, TLINE_IOC_LINE_STATUS, &st) ||
	    user_ioctl(file, TLINE_IOC_LINE_CAPS, &caps) ||
	    call_state(&h->s->open[OTHER], h->call) != STATE(CONNECTED))
		return;
	h->pending = st.num_opens;
}

static void queries_wait_for_nobody(struct kunit *test)
{
	struct hang *h = get_stuck(test);

	EXPECT_NOT_STUCK(h, other_asks);
	KUNIT_EXPECT_EQ(test, 2, h->pending);
	come_back(h);
}

static void provider_closes(void *arg)
{
	struct hang *h = arg;

	tline_line_close(h->s->line[0].line);
}

/* LINE_CLOSE by the provider, from another of its threads. */
static void forced_close_waits_for_nobody(struct kunit *test)
{
	struct hang *h = get_stuck(test);
	struct scene *s = test->priv;
	struct tline_message m;

	EXPECT_NOT_STUCK(h, provider_closes);
	KUNIT_EXPECT_EQ(test, 0ULL, counters(&s->line[0]).opens);
	KUNIT_EXPECT_EQ(test, 0ULL, counters(&s->line[0]).calls);
	KUNIT_EXPECT_EQ(test, REASON(CALL_CLOSED), reply(s->open[OTHER].prog, h->pending, NULL));
	KUNIT_EXPECT_TRUE(test, message_of(s->open[OTHER].prog, TLINE_MSG_CLOSE, &m));
	KUNIT_EXPECT_TRUE(test, message_of(s->open[STUCK].prog, TLINE_MSG_CLOSE, &m));
	come_back(h);
}

static void provider_reports(void *arg)
{
	struct hang *h = arg;
	struct fake_line *fl = &h->s->line[0];
	u32 i;

	for (i = 0; i < fl->requests; i++)
		tline_complete(fl->line, fl->request[i], 0);
	tline_call_state(fl->line, fl->new_call, STATE(ONHOLD), 0);
}

/* Its interrupts go on, and what they report arrives. */
static void upcalls_wait_for_nobody(struct kunit *test)
{
	struct hang *h = get_stuck(test);
	struct scene *s = test->priv;

	EXPECT_NOT_STUCK(h, provider_reports);
	KUNIT_EXPECT_EQ(test, REASON(DONE), reply(s->open[OTHER].prog, h->pending, NULL));
	KUNIT_EXPECT_EQ(test, STATE(ONHOLD), call_state(&s->open[OTHER], h->call));
	come_back(h);
}

/* What is said of a call whose close_call has not been delivered is no mistake. */
static void reports_of_a_call_whose_end_was_not_told_are_nothing(struct kunit *test)
{
	struct hang *h = get_stuck(test);
	struct scene *s = test->priv;
	struct fake_line *fl = &s->line[0];
	u64 before;

	EXPECT_NOT_STUCK(h, other_closes);
	before = counters(fl).refused_upcalls;
	tline_call_state(fl->line, fl->new_call, STATE(IDLE), 0);
	tline_call_digit(fl->line, fl->new_call, '1', TLINE_DIGITMODE_DTMF);
	KUNIT_EXPECT_EQ(test, before, counters(fl).refused_upcalls);
	come_back(h);
	tline_call_state(fl->line, fl->new_call, STATE(IDLE), 0);
	KUNIT_EXPECT_EQ(test, before + 1, counters(fl).refused_upcalls);
}

/* ------------------------------------------------------------------ bounds, other lines */

static void other_opens_and_closes(void *arg)
{
	struct hang *h = arg;
	u32 i, call;

	for (i = 0; i < 200; i++) {
		h->pending = submit_makecall(&h->s->open[OTHER], &call);
		if (h->pending <= 0)
			return;
		prog_cancel(h->s->open[OTHER].prog, h->pending, TLINE_CANCEL_FORCE);
	}
}

/* P8: what is queued for a provider that hangs is bounded, whatever its users do. */
static void what_is_queued_for_it_is_bounded(struct kunit *test)
{
	struct hang *h = get_stuck(test);
	struct scene *s = test->priv;
	struct fake_line *fl = &s->line[0];
	u32 before = fl->requests;

	EXPECT_NOT_STUCK(h, other_opens_and_closes);
	come_back(h);
	/* It never hears of what was over before it could. */
	KUNIT_EXPECT_LE(test, fl->requests - before, 2U);
}

static void other_line_works(void *arg)
{
	struct hang *h = arg;
	struct scene *s = h->s;
	struct fake_line *fl = &s->line[1];
	struct tline_request rq = { .op = LAMP };
	struct open *o = &s->open[2];

	h->pending = 0;
	fl->hook = fake_answers;
	if (!user_submit(o, &rq, 1, TLINE_SUBMIT_WAIT) && rq.reason == REASON(DONE))
		h->pending++;
	open_close(o);
	h->pending += !counters(fl).opens;
}

static void other_lines_do_not_notice(struct kunit *test)
{
	struct hang *h = get_stuck(test);
	struct scene *s = test->priv;

	open_new(s->open[OTHER].prog, &s->line[1], OWNER);
	EXPECT_NOT_STUCK(h, other_line_works);
	KUNIT_EXPECT_EQ(test, 2, h->pending);
	KUNIT_EXPECT_STREQ(test, "open request:setlinedevstatus close",
			   fake_log(test, &s->line[1]));
	come_back(h);
}

/* Each line that hangs occupies a worker; they must not run out. */
#define MANY	300

struct many {
	struct fake_line fl[MANY];
	struct open open[MANY];
	u32 lines;
};

/* One more line, whose worker gets stuck in "cancel"; false: nobody delivers that. */
static bool one_more_hangs(struct scene *s, struct many *m)
{
	struct fake_line *fl = &m->fl[m->lines];
	struct tline_line_config config = fake_config(fl);
	int id;

	fake_init(fl);
	scene_plug(s, fl, &config);
	m->open[m->lines] = *open_new(s->prog, fl, OWNER);
	memset(s->open, 0, sizeof(s->open));
	id = submit(&m->open[m->lines++], LAMP, 0);
	tline_line_flush(fl->line);
	fake_hang(fl, FAKE_CANCEL);
	return !prog_cancel(s->prog, id, TLINE_CANCEL_ASK) && fake_hangs(fl);
}

static void many_lines_that_hang_stop_no_other(struct kunit *test)
{
	struct many *m = kvzalloc(sizeof(*m), GFP_KERNEL);
	struct scene *s = test->priv;
	u32 i;

	KUNIT_ASSERT_NOT_NULL(test, m);
	prog_new(s, V2_2);
	while (m->lines < MANY && one_more_hangs(s, m))
		;
	KUNIT_EXPECT_EQ_MSG(test, (u32)MANY, m->lines, "the next one is told nothing");
	for (i = 0; i < m->lines; i++)
		fake_release(&m->fl[i]);
	for (i = 0; i < m->lines; i++)
		open_close(&m->open[i]);
	tline_provider_unregister(&s->provider);
	s->registered = false;
	for (i = 0; i < SCENE_LINES; i++)
		s->line[i].plugged = false;
	for (i = 0; i < m->lines; i++)
		scene_fput(&m->fl[i].books);
	kvfree(m);
}

static struct kunit_case hang_cases[] = {
	KUNIT_CASE_PARAM(closing_waits_for_nobody, place_gen_params),
	KUNIT_CASE_PARAM(exit_waits_for_nobody, place_gen_params),
	KUNIT_CASE_PARAM(shutdown_waits_for_nobody, place_gen_params),
	KUNIT_CASE_PARAM(forced_cancel_waits_for_nobody, place_gen_params),
	KUNIT_CASE_PARAM(submitting_waits_for_nobody, place_gen_params),
	KUNIT_CASE_PARAM(deadlines_wait_for_nobody, place_gen_params),
	KUNIT_CASE_PARAM(queries_wait_for_nobody, place_gen_params),
	KUNIT_CASE_PARAM(forced_close_waits_for_nobody, place_gen_params),
	KUNIT_CASE_PARAM(upcalls_wait_for_nobody, place_gen_params),
	KUNIT_CASE_PARAM(reports_of_a_call_whose_end_was_not_told_are_nothing, place_gen_params),
	KUNIT_CASE_PARAM(what_is_queued_for_it_is_bounded, place_gen_params),
	KUNIT_CASE_PARAM(other_lines_do_not_notice, place_gen_params),
	KUNIT_CASE(many_lines_that_hang_stop_no_other),
	{ }
};

static struct kunit_suite hang_suite = {
	.name = "tline_hang",
	.suite_init = scene_suite_init,
	.suite_exit = scene_suite_exit,
	.init = scene_init,
	.exit = scene_exit,
	.test_cases = hang_cases,
};

kunit_test_suites(&hang_suite);
