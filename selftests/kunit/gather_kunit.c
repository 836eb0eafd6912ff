// SPDX-License-Identifier: GPL-2.0-only
/*
 * Digits gathered: every way in which that ends.  Those that time brings are in time_kunit.c.
 */
#include <linux/module.h>

#include "scene.h"

#define DTMF	TLINE_DIGITMODE_DTMF
#define PULSE	TLINE_DIGITMODE_PULSE
#define TERM(x)	TLINE_GATHERTERM_##x

/* A connected call on line 0, and room for digits. */
static struct {
	struct open *o;
	struct fake_line *fl;
	u32 call;		/* handle */
	u32 id;			/* the provider's */
	char digits[TLINE_MAX_GATHER + 1];
} t;

static int gather_init(struct kunit *test)
{
	int err = scene_init(test);
	struct scene *s = test->priv;

	if (err)
		return err;
	memset(&t, 0, sizeof(t));
	t.fl = &s->line[0];
	t.o = open_new(prog_new(s, V2_2), t.fl, OWNER);
	t.call = scene_call(s, t.o);
	t.id = t.fl->new_call;
	return 0;
}

static int gather(struct open *o, u32 call, u32 modes, u32 count, const char *termination)
{
	struct tline_gather arg = { .modes = modes, .count = count };

	strscpy(arg.termination, termination, sizeof(arg.termination));
	return submit_gather(o, call, &arg, 0);
}

static void press(const char *digits, u32 mode)
{
	while (*digits)
		tline_call_digit(t.fl->line, t.id, *digits++, mode);
}

/* Another call, which a second program owns, too. */
static struct open *co_owner(struct scene *s, u32 *call)
{
	struct open *o = open_new(prog_new(s, V2_2), t.fl, OWNER | MONITOR);
	struct tline_ioc_privilege own = { .privilege = OWNER };

	t.call = scene_call(s, t.o);
	t.id = t.fl->new_call;
	*call = own.call = offered(o->prog);
	KUNIT_ASSERT_EQ(s->test, 0L, user_ioctl(o->file, TLINE_IOC_SET_PRIVILEGE, &own));
	KUNIT_ASSERT_EQ(s->test, 0, own.result);
	leftover(o->prog, 0);
	leftover(t.o->prog, 0);
	return o;
}

/* Ended with @result and @reason, and the digits @digits kept. */
static void expect_failed(struct kunit *test, struct prog *u, int id, u32 reason,
			  const char *digits)
{
	u32 size = 0;
	s32 result;

	KUNIT_EXPECT_EQ(test, reason, reply(u, id, &result));
	KUNIT_EXPECT_EQ(test, FAILED, result);
	KUNIT_EXPECT_EQ(test, 0L, output_take(u, id, t.digits, TLINE_MAX_GATHER, &size));
	t.digits[size] = 0;
	KUNIT_EXPECT_STREQ(test, digits, t.digits);
}

static void gathering_ends_with_the_last_digit(struct kunit *test)
{
	int id = gather(t.o, t.call, DTMF, 3, "#");

	press("12", DTMF);
	KUNIT_EXPECT_EQ(test, 1ULL, counters(t.fl).pending);
	press("D4", DTMF);
	KUNIT_EXPECT_EQ(test, TERM(BUFFERFULL), gathered(t.o->prog, id, t.digits));
	KUNIT_EXPECT_STREQ(test, "12D", t.digits);
	KUNIT_EXPECT_EQ(test, 0ULL, counters(t.fl).refused_upcalls);
}

static void gathering_ends_with_a_digit_that_says_so(struct kunit *test)
{
	int id = gather(t.o, t.call, DTMF, 8, "*#");

	press("1#2", DTMF);
	KUNIT_EXPECT_EQ(test, TERM(TERMDIGIT), gathered(t.o->prog, id, t.digits));
	KUNIT_EXPECT_STREQ(test, "1#", t.digits);
	/* The last one there is room for, and says so. */
	id = gather(t.o, t.call, DTMF, 2, "#");
	press("1#", DTMF);
	KUNIT_EXPECT_EQ(test, TERM(TERMDIGIT), gathered(t.o->prog, id, t.digits));
	KUNIT_EXPECT_STREQ(test, "1#", t.digits);
}

static void gathering_hears_the_modes_it_asked_for(struct kunit *test)
{
	int id = gather(t.o, t.call, PULSE, 2, "");

	press("12", DTMF);
	press("34", PULSE);
	KUNIT_EXPECT_EQ(test, TERM(BUFFERFULL), gathered(t.o->prog, id, t.digits));
	KUNIT_EXPECT_STREQ(test, "34", t.digits);
	id = gather(t.o, t.call, PULSE | DTMF, 2, "");
	press("5", DTMF);
	press("6", PULSE);
	KUNIT_EXPECT_EQ(test, TERM(BUFFERFULL), gathered(t.o->prog, id, t.digits));
	KUNIT_EXPECT_STREQ(test, "56", t.digits);
}

static void most_digits_there_can_be(struct kunit *test)
{
	int id = gather(t.o, t.call, DTMF, TLINE_MAX_GATHER, "#"), i;

	for (i = 0; i < TLINE_MAX_GATHER; i++)
		press("7", DTMF);
	KUNIT_EXPECT_EQ(test, TERM(BUFFERFULL), gathered(t.o->prog, id, t.digits));
	KUNIT_EXPECT_EQ(test, (size_t)TLINE_MAX_GATHER, strlen(t.digits));
}

/* The provider listens for what handles and the gathering want together. */
static void provider_is_told_the_union(struct kunit *test)
{
	struct tline_ioc_set_call monitor = { .call = t.call, .value = PULSE };
	int id;

	t.fl->quiet = 0;
	id = gather(t.o, t.call, DTMF, 1, "");
	KUNIT_EXPECT_STREQ(test, "command:monitor_digits", fake_log(test, t.fl));
	KUNIT_EXPECT_EQ(test, DTMF, t.fl->last.arg[0]);
	KUNIT_EXPECT_EQ(test, t.id, t.fl->last.call);
	user_ioctl(t.o->file, TLINE_IOC_MONITOR_DIGITS, &monitor);
	KUNIT_EXPECT_STREQ(test, "command:monitor_digits", fake_log(test, t.fl));
	KUNIT_EXPECT_EQ(test, DTMF | PULSE, t.fl->last.arg[0]);
	press("1", DTMF);
	KUNIT_EXPECT_STREQ(test, "command:monitor_digits", fake_log(test, t.fl));
	KUNIT_EXPECT_EQ(test, PULSE, t.fl->last.arg[0]);
	KUNIT_EXPECT_EQ(test, TERM(BUFFERFULL), gathered(t.o->prog, id, t.digits));
	/* What is listened for anyway needs no word; and who listens hears what is gathered. */
	id = gather(t.o, t.call, PULSE, 1, "");
	press("2", PULSE);
	KUNIT_EXPECT_EQ(test, TERM(BUFFERFULL), gathered(t.o->prog, id, t.digits));
	KUNIT_EXPECT_STREQ(test, "", fake_log(test, t.fl));
	press("3", PULSE);
	KUNIT_EXPECT_EQ(test, 1U, leftover(t.o->prog, TLINE_MSG_MONITORDIGITS));
	t.fl->quiet = FAKE_COMMAND;
}

/* TAPI: one at a time over all owners; the earlier app has what there was. */
static void new_gathering_ends_the_one_before(struct kunit *test)
{
	struct scene *s = test->priv;
	u32 theirs;
	struct open *other = co_owner(s, &theirs);
	int id = gather(t.o, t.call, DTMF, 5, ""), second;

	press("12", DTMF);
	second = gather(other, theirs, DTMF, 2, "");
	KUNIT_ASSERT_GT(test, second, 0);
	KUNIT_EXPECT_EQ(test, TERM(CANCEL), gathered(t.o->prog, id, t.digits));
	KUNIT_EXPECT_STREQ(test, "12", t.digits);
	press("34", DTMF);
	KUNIT_EXPECT_EQ(test, TERM(BUFFERFULL), gathered(other->prog, second, t.digits));
	KUNIT_EXPECT_STREQ(test, "34", t.digits);
	KUNIT_EXPECT_EQ(test, 0U, leftover(t.o->prog, TLINE_MSG_REPLY));
}

/* Nothing to gather: the one before ends, and so does this one, at once. */
static void gathering_nothing_only_ends(struct kunit *test)
{
	int id = gather(t.o, t.call, DTMF, 5, ""), none;

	press("1", DTMF);
	none = gather(t.o, t.call, 0, 0, "");
	KUNIT_ASSERT_GT(test, none, 0);
	KUNIT_EXPECT_EQ(test, TERM(CANCEL), gathered(t.o->prog, id, t.digits));
	KUNIT_EXPECT_STREQ(test, "1", t.digits);
	KUNIT_EXPECT_EQ(test, TERM(CANCEL), gathered(t.o->prog, none, t.digits));
	KUNIT_EXPECT_STREQ(test, "", t.digits);
	none = gather(t.o, t.call, 0, 0, "");
	KUNIT_EXPECT_EQ(test, TERM(CANCEL), gathered(t.o->prog, none, t.digits));
}

static void gathering_ends_when_the_call_does(struct kunit *test)
{
	int id = gather(t.o, t.call, DTMF, 5, "");
	struct tline_message m;

	press("1", DTMF);
	tline_call_state(t.fl->line, t.id, STATE(DISCONNECTED), TLINE_DISCONNECTMODE_NORMAL);
	press("2", DTMF);
	tline_call_state(t.fl->line, t.id, STATE(IDLE), 0);
	press("3", DTMF);
	KUNIT_EXPECT_EQ(test, TERM(CANCEL), gathered(t.o->prog, id, t.digits));
	KUNIT_EXPECT_STREQ(test, "12", t.digits);
	/* P5: nothing about the call comes after its IDLE. */
	KUNIT_ASSERT_TRUE(test, message(t.o->prog, &m));
	KUNIT_EXPECT_EQ(test, (u32)TLINE_MSG_CALLSTATE, m.type);
	KUNIT_EXPECT_EQ(test, (u64)STATE(IDLE), m.p1);
	KUNIT_EXPECT_EQ(test, TLINE_ERR_INVALCALLSTATE, gather(t.o, t.call, DTMF, 5, ""));
}

static void gathering_ends_with_its_handle(struct kunit *test)
{
	struct scene *s = test->priv;
	u32 theirs;
	struct open *other;
	int id = gather(t.o, t.call, DTMF, 5, "");

	press("1", DTMF);
	KUNIT_EXPECT_EQ(test, 0, deallocate(t.o, t.call));
	expect_failed(test, t.o->prog, id, REASON(CALL_CLOSED), "1");
	/* Also when the call goes on with somebody else: who has no handle hears nothing. */
	other = co_owner(s, &theirs);
	id = gather(t.o, t.call, DTMF, 5, "");
	KUNIT_EXPECT_EQ(test, 0, deallocate(t.o, t.call));
	press("2", DTMF);
	expect_failed(test, t.o->prog, id, REASON(CALL_CLOSED), "");
	/* But not with another's. */
	id = gather(other, theirs, DTMF, 1, "");
	press("3", DTMF);
	KUNIT_EXPECT_EQ(test, TERM(BUFFERFULL), gathered(other->prog, id, t.digits));
	KUNIT_EXPECT_STREQ(test, "3", t.digits);
}

static void gathering_ends_with_line_and_program(struct kunit *test)
{
	struct scene *s = test->priv;
	u32 theirs;
	struct open *other = co_owner(s, &theirs);
	int id = gather(t.o, t.call, DTMF, 5, "");

	open_close(t.o);
	expect_failed(test, t.o->prog, id, REASON(CALL_CLOSED), "");
	id = gather(other, theirs, DTMF, 5, "");
	KUNIT_EXPECT_EQ(test, 1ULL, counters(t.fl).pending);
	prog_exit(other->prog);
	press("1", DTMF);
	KUNIT_EXPECT_EQ(test, 0ULL, counters(t.fl).pending);
}

static void gathering_ends_when_it_is_cancelled(struct kunit *test)
{
	static const u32 modes[] = { TLINE_CANCEL_ASK, TLINE_CANCEL_FORCE };
	u32 i;
	int id;

	for (i = 0; i < ARRAY_SIZE(modes); i++) {
		id = gather(t.o, t.call, DTMF, 5, "");
		press("1", DTMF);
		KUNIT_EXPECT_EQ(test, 0, prog_cancel(t.o->prog, id, modes[i]));
		press("2", DTMF);
		expect_failed(test, t.o->prog, id, REASON(CANCELLED), "1");
	}
	/* It is the core's affair: the provider has heard of none. */
	KUNIT_EXPECT_STREQ(test, "", fake_log(test, t.fl));
}

static void gathering_ends_when_the_line_goes(struct kunit *test)
{
	int id = gather(t.o, t.call, DTMF, 5, "");

	press("1", DTMF);
	scene_unplug(test->priv, t.fl);
	expect_failed(test, t.o->prog, id, REASON(DEVICE_GONE), "1");
}

/* An answer that a provider invents is counted. */
static void no_provider_answers_for_it(struct kunit *test)
{
	int id = gather(t.o, t.call, DTMF, 1, ""), i;

	for (i = 0; i < 256; i++)
		tline_complete(t.fl->line, i, 0);
	KUNIT_EXPECT_EQ(test, 1ULL, counters(t.fl).pending);
	KUNIT_EXPECT_EQ(test, 256ULL, counters(t.fl).late);
	press("1", DTMF);
	KUNIT_EXPECT_EQ(test, TERM(BUFFERFULL), gathered(t.o->prog, id, t.digits));
}

static void digits_that_nobody_keeps_end_it_all_the_same(struct kunit *test)
{
	struct tline_gather arg = { .modes = DTMF, .count = 2 };
	struct tline_request rq = {
		.op = TLINE_OP_GATHERDIGITS, .call = t.call, .args = (unsigned long)&arg,
		.args_size = sizeof(arg),
	};
	u32 size;

	KUNIT_ASSERT_EQ(test, 0L, user_submit(t.o, &rq, 1, 0));
	press("12", DTMF);
	KUNIT_EXPECT_EQ(test, REASON(DONE), reply(t.o->prog, rq.id, NULL));
	KUNIT_EXPECT_EQ(test, -ENOENT, output_take(t.o->prog, rq.id, NULL, 0, &size));
}

static const struct refused {
	const char *what;
	s32 err;
	struct tline_gather arg;
} refused[] = {
	{ "no mode", TLINE_ERR_INVALDIGITMODE, { .count = 1 } },
	{ "DTMFEND", TLINE_ERR_INVALDIGITMODE, { DTMF | TLINE_DIGITMODE_DTMFEND, 1 } },
	{ "unknown mode", TLINE_ERR_INVALDIGITMODE, { 0x80000000, 1 } },
	{ "no digit", TLINE_ERR_INVALDIGITS, { DTMF, 1, 0, 0, "#x" } },
	{ "no pulse", TLINE_ERR_INVALDIGITS, { PULSE, 1, 0, 0, "#" } },
	{ "first too short", TLINE_ERR_INVALTIMEOUT, { DTMF, 1, 99 } },
	{ "first too long", TLINE_ERR_INVALTIMEOUT, { DTMF, 1, 60001 } },
	{ "inter too short", TLINE_ERR_INVALTIMEOUT, { DTMF, 1, 0, 1 } },
	{ "inter too long", TLINE_ERR_INVALTIMEOUT, { DTMF, 1, 0, 0xffffffff } },
	{ "too many", TLINE_ERR_INVALPARAM, { DTMF, TLINE_MAX_GATHER + 1 } },
	{ "endless", -EINVAL, { DTMF, 1, 0, 0, "11111111111111111111" } },
};

/* What is refused ends nothing. */
static void malformed_gathering_is_refused(struct kunit *test)
{
	int id = gather(t.o, t.call, DTMF, 1, "");
	u32 i;

	for (i = 0; i < ARRAY_SIZE(refused); i++)
		KUNIT_EXPECT_EQ_MSG(test, refused[i].err,
				    submit_gather(t.o, t.call, &refused[i].arg, 0), "%s",
				    refused[i].what);
	KUNIT_EXPECT_EQ(test, TLINE_ERR_INVALCALLHANDLE, gather(t.o, t.call + 1, DTMF, 1, ""));
	press("1", DTMF);
	KUNIT_EXPECT_EQ(test, TERM(BUFFERFULL), gathered(t.o->prog, id, t.digits));
}

static void monitor_gathers_nothing(struct kunit *test)
{
	struct scene *s = test->priv;
	struct open *mon = open_new(prog_new(s, V2_2), t.fl, MONITOR);
	u32 watched;

	t.call = scene_call(s, t.o);
	watched = offered(mon->prog);
	KUNIT_EXPECT_EQ(test, TLINE_ERR_NOTOWNER, gather(mon, watched, DTMF, 1, ""));
}

/* A provider that reports no digits: no line of it gathers any. */
static void provider_without_digits_cannot_gather(struct kunit *test)
{
	struct scene *s = test->priv;
	struct tline_line_config config = fake_config(t.fl);
	struct tline_ioc_call_status st = { };

	scene_unplug(s, t.fl);
	open_close(t.o);
	scene_fput(&t.fl->books);
	s->ops.command[TLINE_CMD_MONITOR_DIGITS] = NULL;
	t.fl->calls = 0;
	scene_plug(s, t.fl, &config);
	t.o = open_new(s->prog, t.fl, OWNER);
	t.call = st.call = scene_call(s, t.o);
	KUNIT_EXPECT_EQ(test, TLINE_ERR_OPERATIONUNAVAIL, gather(t.o, t.call, DTMF, 1, ""));
	KUNIT_EXPECT_EQ(test, 0L, user_ioctl(t.o->file, TLINE_IOC_CALL_STATUS, &st));
	KUNIT_EXPECT_EQ(test, 0U, st.features & TLINE_CALLFEATURE_GATHERDIGITS);
}

static struct kunit_case gather_cases[] = {
	KUNIT_CASE(gathering_ends_with_the_last_digit),
	KUNIT_CASE(gathering_ends_with_a_digit_that_says_so),
	KUNIT_CASE(gathering_hears_the_modes_it_asked_for),
	KUNIT_CASE(most_digits_there_can_be),
	KUNIT_CASE(provider_is_told_the_union),
	KUNIT_CASE(new_gathering_ends_the_one_before),
	KUNIT_CASE(gathering_nothing_only_ends),
	KUNIT_CASE(gathering_ends_when_the_call_does),
	KUNIT_CASE(gathering_ends_with_its_handle),
	KUNIT_CASE(gathering_ends_with_line_and_program),
	KUNIT_CASE(gathering_ends_when_it_is_cancelled),
	KUNIT_CASE(gathering_ends_when_the_line_goes),
	KUNIT_CASE(no_provider_answers_for_it),
	KUNIT_CASE(digits_that_nobody_keeps_end_it_all_the_same),
	KUNIT_CASE(malformed_gathering_is_refused),
	KUNIT_CASE(monitor_gathers_nothing),
	KUNIT_CASE(provider_without_digits_cannot_gather),
	{ }
};

static struct kunit_suite gather_suite = {
	.name = "tline_gather",
	.suite_init = scene_suite_init,
	.suite_exit = scene_suite_exit,
	.init = gather_init,
	.exit = scene_exit,
	.test_cases = gather_cases,
};

kunit_test_suites(&gather_suite);
