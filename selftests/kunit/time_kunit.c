// SPDX-License-Identifier: GPL-2.0-only
/*
 * When things happen: deadlines and owed IDLEs, in the virtual time of User Mode Linux, where it
 * can be said exactly.  It moves only when nothing runs, so hours pass in no time, and what takes
 * time is what was meant to.
 */
#include <linux/hrtimer.h>
#include <linux/jiffies.h>
#include <linux/ktime.h>
#include <linux/module.h>
#include <linux/slab.h>

#include "scene.h"

#define LAMP		TLINE_OP_SETLINEDEVSTATUS
#define SEC(n)		((u64)(n) * NSEC_PER_SEC)
#define MSEC(n)		((u64)(n) * NSEC_PER_MSEC)
/* KUnit gives a test 300 seconds; longer times are in time_test.c. */
#define LONG		SEC(200)
/* What reading the clock costs there, some times. */
#define EXACT_NS	5000
#define JIFFY_NS	(NSEC_PER_SEC / HZ)
/* A timer of jiffies has come at the latest: the kernel's own are an eighth late at most. */
#define LATEST(ns)	((ns) + (ns) / 8 + 2 * JIFFY_NS)

static void pass(u64 ns)
{
	ktime_t t = ns_to_ktime(ns);

	set_current_state(TASK_UNINTERRUPTIBLE);
	schedule_hrtimeout(&t, HRTIMER_MODE_REL);
}

static int time_init(struct kunit *test)
{
	u64 before, work = 0;
	int err = scene_init(test);
	struct scene *s = test->priv;
	u32 i;

	if (err)
		return err;
	open_new(prog_new(s, V2_2), &s->line[0], OWNER);
	/* Timers have their full resolution from the first tick on. */
	pass(SEC(1));
	before = ktime_get_ns();
	/* Computing takes no time here; elsewhere these tests would mean nothing. */
	for (i = 0; i < 10000000; i++)
		OPTIMIZER_HIDE_VAR(work);
	KUNIT_EXPECT_LT_MSG(test, ktime_get_ns() - before, MSEC(1), "the time is not virtual");
	return 0;
}

#define EXPECT_AT(test, when, m, slack)					\
	do {								\
		u64 when_ = (when), at_ = (m).time_ns;			\
									\
		KUNIT_EXPECT_GE_MSG(test, at_, when_, "too early");	\
		KUNIT_EXPECT_LE_MSG(test, at_, when_ + (slack), "too late");	\
	} while (0)

/* ------------------------------------------------------------------ deadlines */

static const u64 timeouts[] = {
	1, 1000, MSEC(1), MSEC(10) - 1, MSEC(10), MSEC(10) + 1, SEC(1), SEC(30), LONG,
};

static void deadline_is_kept_to_the_microsecond(struct kunit *test)
{
	struct scene *s = test->priv;
	struct tline_message m;
	u64 from;
	u32 i;
	int id;

	for (i = 0; i < ARRAY_SIZE(timeouts); i++) {
		from = ktime_get_ns();
		id = submit_timed(s->open, LAMP, 0, timeouts[i]);
		pass(timeouts[i] + JIFFY_NS);
		KUNIT_ASSERT_TRUE(test, message_of(s->prog, TLINE_MSG_REPLY, &m));
		KUNIT_EXPECT_EQ(test, (u64)id, m.p1);
		KUNIT_EXPECT_EQ(test, (u64)REASON(TIMEDOUT), m.p3);
		EXPECT_AT(test, from + timeouts[i], m, EXACT_NS);
	}
}

static void deadline_beyond_all_time_never_comes(struct kunit *test)
{
	static const u64 never[] = { U64_MAX, KTIME_MAX, (u64)KTIME_MAX + 1, KTIME_MAX - 1 };
	struct scene *s = test->priv;
	u32 i;

	for (i = 0; i < ARRAY_SIZE(never); i++)
		KUNIT_EXPECT_GT(test, submit_timed(s->open, LAMP, 0, never[i]), 0);
	pass(LONG);
	KUNIT_EXPECT_EQ(test, (u64)ARRAY_SIZE(never), counters(&s->line[0]).pending);
	/* And stands in no other's way. */
	KUNIT_EXPECT_GT(test, submit_timed(s->open, LAMP, 0, SEC(1)), 0);
	pass(SEC(2));
	KUNIT_EXPECT_EQ(test, 1ULL, counters(&s->line[0]).by_reason[REASON(TIMEDOUT)]);
}

/* How N deadlines can lie, of which the core keeps the first one only in its timer. */
static u32 in_order(u32 i, u32 n)
{
	return i;
}

static u32 backwards(u32 i, u32 n)
{
	return n - 1 - i;
}

static u32 from_both_ends(u32 i, u32 n)
{
	return i & 1 ? n - 1 - i / 2 : i / 2;
}

static u32 scattered(u32 i, u32 n)
{
	return i * 2654435761u % n;	/* odd, and n a power of two: each once */
}

static u32 at_once(u32 i, u32 n)
{
	return 0;
}

static u32 in_heaps(u32 i, u32 n)
{
	return i % 7;
}

static const struct order {
	const char *name;
	u32 (*place)(u32 i, u32 n);
} orders[] = {
	{ "in order", in_order },
	{ "backwards", backwards },
	{ "from both ends", from_both_ends },
	{ "scattered", scattered },
	{ "at once", at_once },
	{ "in heaps", in_heaps },
};

static void order_desc(const struct order *o, char *desc)
{
	strscpy(desc, o->name, KUNIT_PARAM_DESC_SIZE);
}

KUNIT_ARRAY_PARAM(order, orders, order_desc);

#define DEADLINES	TLINE_MAX_REQUESTS
#define BATCH		64

/* All that one app may have pending; the cookie says which it is. */
static void submit_all(struct kunit *test, const struct order *o, u64 first)
{
	struct tline_request *rq = kunit_kcalloc(test, BATCH, sizeof(*rq), GFP_KERNEL);
	struct scene *s = test->priv;
	u32 i, j;

	KUNIT_ASSERT_NOT_NULL(test, rq);
	for (i = 0; i < DEADLINES; i += BATCH) {
		for (j = 0; j < BATCH; j++) {
			u64 place = o->place(i + j, DEADLINES);

			rq[j] = (struct tline_request) {
				.op = LAMP,
				.cookie = place,
				.timeout_ns = first + MSEC(place) - ktime_get_ns(),
			};
		}
		KUNIT_ASSERT_EQ(test, 0L, user_submit(s->open, rq, BATCH, 0));
	}
}

static void thousands_of_deadlines_pass_in_order_each_at_its_time(struct kunit *test)
{
	struct scene *s = test->priv;
	u64 first = ktime_get_ns() + SEC(10), last = 0;
	struct tline_message m;
	u32 n = 0, wrong = 0;

	submit_all(test, test->param_value, first);
	KUNIT_EXPECT_EQ(test, (u64)DEADLINES, counters(&s->line[0]).pending);
	pass(SEC(10) + MSEC(DEADLINES) + JIFFY_NS);
	for (; message_of(s->prog, TLINE_MSG_REPLY, &m); n++) {
		/* Computed from a clock that was read a little earlier each time. */
		wrong += m.time_ns + EXACT_NS < first + MSEC(m.cookie) ||
			 m.time_ns > first + MSEC(m.cookie) + DEADLINES * EXACT_NS / 16;
		wrong += m.p3 != REASON(TIMEDOUT) || m.cookie < last;
		last = m.cookie;
	}
	KUNIT_EXPECT_EQ(test, (u32)DEADLINES, n);
	KUNIT_EXPECT_EQ(test, 0U, wrong);
	KUNIT_EXPECT_EQ(test, 0ULL, counters(&s->line[0]).pending);
}

static void deadline_of_an_answered_request_is_nothing(struct kunit *test)
{
	struct scene *s = test->priv;
	struct fake_line *fl = &s->line[0];
	struct tline_message m;
	u64 from;
	int first, second;

	first = submit_timed(s->open, LAMP, 0, SEC(1));
	tline_complete(fl->line, fake_last(fl), 0);
	from = ktime_get_ns();
	second = submit_timed(s->open, LAMP, 0, SEC(2));
	pass(SEC(3));
	KUNIT_EXPECT_EQ(test, REASON(DONE), reply(s->prog, first, NULL));
	KUNIT_ASSERT_TRUE(test, message(s->prog, &m));
	KUNIT_EXPECT_EQ(test, (u64)second, m.p1);
	EXPECT_AT(test, from + SEC(2), m, EXACT_NS);
	KUNIT_EXPECT_EQ(test, 1ULL, counters(fl).by_reason[REASON(TIMEDOUT)]);
}

static void deadlines_of_two_apps_do_not_mix(struct kunit *test)
{
	struct scene *s = test->priv;
	struct open *other = open_new(prog_new(s, V2_2), &s->line[0], OWNER);
	u64 from = ktime_get_ns();
	struct tline_message m;

	submit_timed(s->open, LAMP, 0, SEC(7));
	submit_timed(other, LAMP, 0, SEC(3));
	pass(SEC(8));
	KUNIT_ASSERT_TRUE(test, message_of(s->prog, TLINE_MSG_REPLY, &m));
	EXPECT_AT(test, from + SEC(7), m, EXACT_NS);
	KUNIT_ASSERT_TRUE(test, message_of(other->prog, TLINE_MSG_REPLY, &m));
	EXPECT_AT(test, from + SEC(3), m, EXACT_NS);
}

static void deadline_dies_with_its_app(struct kunit *test)
{
	struct scene *s = test->priv;
	struct open *other = open_new(prog_new(s, V2_2), &s->line[0], OWNER);
	struct fake_line *fl = &s->line[0];

	submit_timed(other, LAMP, 0, SEC(5));
	prog_exit(other->prog);
	pass(SEC(10));
	KUNIT_EXPECT_EQ(test, 0ULL, counters(fl).by_reason[REASON(TIMEDOUT)]);
	KUNIT_EXPECT_EQ(test, 1ULL, counters(fl).pending);
}

static void waiting_ends_at_the_deadline(struct kunit *test)
{
	struct scene *s = test->priv;
	struct tline_request rq[3] = {
		{ .op = LAMP, .timeout_ns = SEC(5) },
		{ .op = LAMP, .timeout_ns = LONG },
		{ .op = LAMP, .timeout_ns = SEC(1) },
	};
	u64 from = ktime_get_ns(), took;
	u32 i;

	KUNIT_EXPECT_EQ(test, 0L, user_submit(s->open, rq, 3, TLINE_SUBMIT_WAIT));
	took = ktime_get_ns() - from;
	KUNIT_EXPECT_GE(test, took, LONG);
	KUNIT_EXPECT_LE(test, took, LONG + 4 * EXACT_NS);
	for (i = 0; i < 3; i++)
		KUNIT_EXPECT_EQ(test, (u32)REASON(TIMEDOUT), rq[i].reason);
}

/* ------------------------------------------------------------------ owed IDLEs */

static struct open *line_with_limit(struct kunit *test, u32 ms)
{
	struct scene *s = test->priv;
	struct fake_line *fl = &s->line[1];
	struct tline_line_config config = fake_config(fl);

	scene_unplug(s, fl);
	scene_fput(&fl->books);
	config.idle_limit_ms = ms;
	scene_plug(s, fl, &config);
	return open_new(prog_new(s, V2_2), fl, OWNER);
}

/* The next state that the monitor hears of is @state; when. */
static u64 hears(struct kunit *test, struct prog *p, u32 state)
{
	struct tline_message m = { };

	KUNIT_EXPECT_TRUE(test, message_of(p, TLINE_MSG_CALLSTATE, &m));
	KUNIT_EXPECT_EQ(test, (u64)state, m.p1);
	return m.time_ns;
}

static const u32 limits[] = { 1, 10, 1000, 30000, 200000, 0 };

static void limit_desc(const u32 *ms, char *desc)
{
	snprintf(desc, KUNIT_PARAM_DESC_SIZE, "%u ms", *ms);
}

KUNIT_ARRAY_PARAM(limit, limits, limit_desc);

/* A monitor of the call of @o; when that closes, IDLE is owed. */
static struct open *monitored(struct kunit *test, u32 limit_ms, struct open **o)
{
	struct scene *s = test->priv;
	struct open *mon;

	*o = line_with_limit(test, limit_ms);
	mon = open_new(prog_new(s, V2_2), (*o)->fl, MONITOR);
	scene_call(s, *o);
	leftover(mon->prog, 0);
	return mon;
}

/* DISCONNECTED, then IDLE, at the limit; 0: after the 30 s that the core gives. */
static void owed_idle_is_written_at_the_limit(struct kunit *test)
{
	u32 ms = *(const u32 *)test->param_value;
	struct open *o, *mon = monitored(test, ms, &o);
	u64 limit = MSEC(ms ?: 30000), from, at;

	from = ktime_get_ns();
	open_close(o);
	KUNIT_EXPECT_STREQ(test, "request:drop", fake_log(test, mon->fl));
	pass(LATEST(limit));
	at = hears(test, mon->prog, STATE(DISCONNECTED));
	KUNIT_EXPECT_GE(test, at + JIFFY_NS, from + limit);
	KUNIT_EXPECT_LE(test, at, from + LATEST(limit));
	KUNIT_EXPECT_EQ(test, at, hears(test, mon->prog, STATE(IDLE)));
	KUNIT_EXPECT_EQ(test, 1ULL, counters(mon->fl).owed_idle);
}

static void idle_in_time_is_owed_no_more(struct kunit *test)
{
	struct open *o, *mon = monitored(test, 30000, &o);

	open_close(o);
	pass(SEC(29));
	tline_call_state(mon->fl->line, mon->fl->new_call, STATE(IDLE), 0);
	hears(test, mon->prog, STATE(IDLE));
	pass(SEC(60));
	KUNIT_EXPECT_EQ(test, 0U, leftover(mon->prog, TLINE_MSG_CALLSTATE));
	KUNIT_EXPECT_EQ(test, 0ULL, counters(mon->fl).owed_idle);
}

/* A state on the way is no IDLE; a call that the last monitor gives up owes nothing. */
static void only_idle_pays_the_debt(struct kunit *test)
{
	struct open *o, *mon = monitored(test, 30000, &o);
	struct scene *s = test->priv;

	open_close(o);
	pass(SEC(20));
	tline_call_state(mon->fl->line, mon->fl->new_call, STATE(DISCONNECTED), 0);
	hears(test, mon->prog, STATE(DISCONNECTED));
	pass(SEC(15));
	hears(test, mon->prog, STATE(IDLE));
	KUNIT_EXPECT_EQ(test, 1ULL, counters(mon->fl).owed_idle);

	o = open_new(o->prog, mon->fl, OWNER);
	scene_call(s, o);
	open_close(o);
	pass(SEC(20));
	open_close(mon);
	pass(SEC(20));
	KUNIT_EXPECT_EQ(test, 1ULL, counters(&s->line[1]).owed_idle);
}

#define DEBTS	100

/* Each by its own limit, though one timer serves all. */
static void many_debts_are_called_in_one_by_one(struct kunit *test)
{
	struct open *o = line_with_limit(test, 30000), *mon;
	u64 *from = kunit_kcalloc(test, DEBTS, sizeof(*from), GFP_KERNEL), at;
	struct scene *s = test->priv;
	u32 i;

	KUNIT_ASSERT_NOT_NULL(test, from);
	mon = open_new(prog_new(s, V2_2), o->fl, MONITOR);
	for (i = 0; i < DEBTS; i++) {
		scene_call(s, o);
		from[i] = ktime_get_ns();
		open_close(o);
		o = open_new(s->prog, mon->fl, OWNER);
		leftover(mon->prog, 0);
		pass(MSEC(70));
	}
	KUNIT_EXPECT_EQ(test, 0ULL, counters(mon->fl).owed_idle);
	pass(SEC(40));
	for (i = 0; i < DEBTS; i++) {
		hears(test, mon->prog, STATE(DISCONNECTED));
		at = hears(test, mon->prog, STATE(IDLE));
		KUNIT_EXPECT_GE(test, at + JIFFY_NS, from[i] + SEC(30));
		KUNIT_EXPECT_LE(test, at, from[i] + LATEST(SEC(30)));
	}
	KUNIT_EXPECT_EQ(test, (u64)DEBTS, counters(mon->fl).owed_idle);
}

/* A provider that hangs in the drop itself owes all the same. */
static void idle_is_written_for_a_provider_that_hangs(struct kunit *test)
{
	struct open *o = line_with_limit(test, 30000), *mon;
	struct scene *s = test->priv;

	mon = open_new(prog_new(s, V2_2), o->fl, MONITOR);
	scene_call(s, o);
	leftover(mon->prog, 0);
	fake_hang(o->fl, FAKE_REQUEST);
	open_close(o);
	KUNIT_ASSERT_TRUE(test, fake_hangs(mon->fl));
	pass(LATEST(SEC(30)));
	hears(test, mon->prog, STATE(DISCONNECTED));
	hears(test, mon->prog, STATE(IDLE));
	KUNIT_EXPECT_EQ(test, 1ULL, counters(mon->fl).owed_idle);
	fake_release(mon->fl);
}

/* ------------------------------------------------------------------ digits gathered */

#define DTMF	TLINE_DIGITMODE_DTMF
#define TERM(x)	TLINE_GATHERTERM_##x

/* The completion of a gathering: when, and what it says. */
static void expect_gathered(struct kunit *test, u64 when, u32 reason, u32 term)
{
	struct scene *s = test->priv;
	struct tline_message m;

	KUNIT_ASSERT_TRUE(test, message_of(s->prog, TLINE_MSG_REPLY, &m));
	KUNIT_EXPECT_EQ(test, reason | (u64)term << 32, m.p3);
	EXPECT_AT(test, when, m, EXACT_NS);
}

static void gathering_waits_so_long_for_a_digit(struct kunit *test)
{
	static const struct tline_gather digits = { DTMF, 3, 5000, 2000 };
	struct scene *s = test->priv;
	struct fake_line *fl = &s->line[0];
	u32 call = scene_call(s, s->open), i;
	u64 from = ktime_get_ns();

	submit_gather(s->open, call, &digits, 0);
	pass(SEC(6));
	expect_gathered(test, from + SEC(5), REASON(DONE), TERM(FIRSTTIMEOUT));

	/* Each digit has its own time, none the first one's. */
	submit_gather(s->open, call, &digits, 0);
	pass(SEC(4));
	for (i = 0; i < 2; i++) {
		from = ktime_get_ns();
		tline_call_digit(fl->line, fl->new_call, '1', DTMF);
		pass(MSEC(1900));
	}
	pass(SEC(1));
	expect_gathered(test, from + SEC(2), REASON(DONE), TERM(INTERTIMEOUT));

	/* It has ended, and its time has, too. */
	submit_gather(s->open, call, &digits, 0);
	from = ktime_get_ns();
	for (i = 0; i < 3; i++)
		tline_call_digit(fl->line, fl->new_call, '1', DTMF);
	expect_gathered(test, from, REASON(DONE), TERM(BUFFERFULL));
	pass(SEC(10));
	KUNIT_EXPECT_EQ(test, 0U, leftover(s->prog, TLINE_MSG_REPLY));
	KUNIT_EXPECT_EQ(test, 0ULL, counters(fl).by_reason[REASON(TIMEDOUT)]);
}

static void gathering_without_timeouts_waits_for_ever(struct kunit *test)
{
	static const struct tline_gather digits = { DTMF, 2 };
	struct scene *s = test->priv;
	struct fake_line *fl = &s->line[0];
	u32 call = scene_call(s, s->open);
	u64 from;

	submit_gather(s->open, call, &digits, 0);
	pass(SEC(100));
	tline_call_digit(fl->line, fl->new_call, '1', DTMF);
	pass(SEC(100));
	KUNIT_EXPECT_EQ(test, 1ULL, counters(fl).pending);
	from = ktime_get_ns();
	tline_call_digit(fl->line, fl->new_call, '1', DTMF);
	expect_gathered(test, from, REASON(DONE), TERM(BUFFERFULL));
}

/* After the first digit there is no time to be kept: the first one's does not end it. */
static void gathering_without_a_second_timeout_waits_for_ever(struct kunit *test)
{
	static const struct tline_gather digits = { DTMF, 2, 5000 };
	struct scene *s = test->priv;
	struct fake_line *fl = &s->line[0];
	u32 call = scene_call(s, s->open);
	u64 from;

	submit_gather(s->open, call, &digits, 0);
	pass(SEC(4));
	tline_call_digit(fl->line, fl->new_call, '1', DTMF);
	pass(SEC(100));
	KUNIT_EXPECT_EQ(test, 1ULL, counters(fl).pending);
	from = ktime_get_ns();
	tline_call_digit(fl->line, fl->new_call, '1', DTMF);
	expect_gathered(test, from, REASON(DONE), TERM(BUFFERFULL));
}

/* The request's own deadline holds beside the digits' times, and is something else. */
static void gathering_has_a_deadline_like_any_request(struct kunit *test)
{
	static const struct tline_gather digits = { DTMF, 9, 5000, 2000 }, patient = { DTMF, 9 };
	struct scene *s = test->priv;
	struct fake_line *fl = &s->line[0];
	u32 call = scene_call(s, s->open), i;
	u64 from = ktime_get_ns(), deadline = from + SEC(3);

	submit_gather(s->open, call, &digits, SEC(3));
	for (i = 0; i < 3; i++) {
		pass(SEC(1) - JIFFY_NS);
		tline_call_digit(fl->line, fl->new_call, '1', DTMF);
	}
	pass(SEC(2));
	expect_gathered(test, deadline, REASON(TIMEDOUT), 0);

	from = ktime_get_ns();
	submit_gather(s->open, call, &patient, SEC(7));
	tline_call_digit(fl->line, fl->new_call, '1', DTMF);
	pass(SEC(10));
	expect_gathered(test, from + SEC(7), REASON(TIMEDOUT), 0);

	/* The times of digits come first. */
	from = ktime_get_ns();
	submit_gather(s->open, call, &digits, SEC(7));
	pass(SEC(10));
	expect_gathered(test, from + SEC(5), REASON(DONE), TERM(FIRSTTIMEOUT));
}

static struct kunit_case time_cases[] = {
	KUNIT_CASE(deadline_is_kept_to_the_microsecond),
	KUNIT_CASE(deadline_beyond_all_time_never_comes),
	KUNIT_CASE_PARAM(thousands_of_deadlines_pass_in_order_each_at_its_time, order_gen_params),
	KUNIT_CASE(deadline_of_an_answered_request_is_nothing),
	KUNIT_CASE(deadlines_of_two_apps_do_not_mix),
	KUNIT_CASE(deadline_dies_with_its_app),
	KUNIT_CASE(waiting_ends_at_the_deadline),
	KUNIT_CASE_PARAM(owed_idle_is_written_at_the_limit, limit_gen_params),
	KUNIT_CASE(idle_in_time_is_owed_no_more),
	KUNIT_CASE(only_idle_pays_the_debt),
	KUNIT_CASE(many_debts_are_called_in_one_by_one),
	KUNIT_CASE(idle_is_written_for_a_provider_that_hangs),
	KUNIT_CASE(gathering_waits_so_long_for_a_digit),
	KUNIT_CASE(gathering_without_timeouts_waits_for_ever),
	KUNIT_CASE(gathering_without_a_second_timeout_waits_for_ever),
	KUNIT_CASE(gathering_has_a_deadline_like_any_request),
	{ }
};

static struct kunit_suite time_suite = {
	.name = "tline_time",
	.suite_init = scene_suite_init,
	.suite_exit = scene_suite_exit,
	.init = time_init,
	.exit = scene_exit,
	.test_cases = time_cases,
};

kunit_test_suites(&time_suite);

MODULE_DESCRIPTION("Deadlines and other times of the tline core, in virtual time");
MODULE_LICENSE("GPL");
MODULE_IMPORT_NS(TLINE);
