// SPDX-License-Identifier: GPL-2.0-only
/*
 * Every upcall of tline-provider.h with arguments that make no sense: "counted in struct
 * tline_ioc_counters and ignored".  And with those that do, so that it is the arguments.
 */
#include <linux/module.h>

#include "scene.h"

/* A connected call whose owner listens to everything. */
static int upcall_init(struct kunit *test)
{
	struct tline_ioc_status_messages st = { 0x01ffffff, 0x1ff };
	struct tline_ioc_set_call digits = { .value = TLINE_DIGITMODE_DTMF };
	struct tline_ioc_set_call media = { .value = VOICE };
	int err = scene_init(test);
	struct scene *s = test->priv;
	struct open *o;

	if (err)
		return err;
	o = open_new(prog_new(s, V2_2), &s->line[0], OWNER);
	digits.call = scene_call(s, o);
	KUNIT_EXPECT_EQ(test, 0L, user_ioctl(o->file, TLINE_IOC_MONITOR_DIGITS, &digits));
	KUNIT_EXPECT_EQ(test, 0, digits.result);
	media.call = digits.call;
	KUNIT_EXPECT_EQ(test, 0L, user_ioctl(o->file, TLINE_IOC_MONITOR_MEDIA, &media));
	KUNIT_EXPECT_EQ(test, 0, media.result);
	KUNIT_EXPECT_EQ(test, 0L, user_ioctl(o->file, TLINE_IOC_SET_STATUS_MESSAGES, &st));
	return leftover(s->prog, 0);
}

/**
 * struct upcall - an upcall
 * @what: its name and what is wrong
 * @fn: makes it
 * @call: id of the call (CALL: the scene's) or request
 * @a: first argument
 * @b: second one
 * @type: message that comes of it, if it makes sense; NOTHING: none does
 */
struct upcall {
	const char *what;
	void (*fn)(struct fake_line *fl, u32 call, u32 a, u32 b);
	u32 call;
	u32 a;
	u32 b;
	u32 type;
};

#define CALL		1	/* no id: they have a generation above their index */
#define REFUSED		0x8000
#define LATE		0x8001
#define NOTHING		0x8002

static const struct tline_call_info some_info = { .rate = 9600, .call_id = 7 };

static void state(struct fake_line *fl, u32 call, u32 a, u32 b)
{
	tline_call_state(fl->line, call, a, b);
}

static void info(struct fake_line *fl, u32 call, u32 a, u32 b)
{
	tline_call_set_info(fl->line, call, a, &some_info);
}

static void priv(struct fake_line *fl, u32 call, u32 a, u32 b)
{
	tline_call_set_priv(fl->line, call, fl);
}

static void digit(struct fake_line *fl, u32 call, u32 a, u32 b)
{
	tline_call_digit(fl->line, call, a, b);
}

static void generated(struct fake_line *fl, u32 call, u32 a, u32 b)
{
	tline_call_generated(fl->line, call, a);
}

static void answer(struct fake_line *fl, u32 id, u32 a, u32 b)
{
	tline_complete_value(fl->line, id, a, b);
}

static void media(struct fake_line *fl, u32 call, u32 a, u32 b)
{
	tline_call_media(fl->line, call, a);
}

static void tone(struct fake_line *fl, u32 call, u32 a, u32 b)
{
	tline_call_tone(fl->line, call, a, b);
}

static void specific(struct fake_line *fl, u32 call, u32 a, u32 b)
{
	tline_devspecific(fl->line, call, a, 1, 2, 3);
}

static void status(struct fake_line *fl, u32 call, u32 a, u32 b)
{
	tline_line_status(fl->line, a, b);
}

static void data(struct fake_line *fl, u32 call, u32 a, u32 b)
{
	tline_set_data(fl->line, a, call, "data", b);
}

static void line(struct fake_line *fl, u32 call, u32 a, u32 b)
{
	tline_line_state(fl->line, a, b, 0);
}

static void address(struct fake_line *fl, u32 call, u32 a, u32 b)
{
	tline_address_state(fl->line, a, b);
}

#define DTMF		TLINE_DIGITMODE_DTMF
#define DEV(x)		TLINE_DEVSTATE_##x
#define ADDR(x)		TLINE_ADDRESSSTATE_##x
#define MSG(x)		TLINE_MSG_##x

static const struct upcall upcalls[] = {
	{ "state", state, CALL, STATE(ONHOLD), 0, MSG(CALLSTATE) },
	{ "state of call 0", state, 0, STATE(CONNECTED), 0, REFUSED },
	{ "state of no call", state, 0x7fffffff, STATE(CONNECTED), 0, REFUSED },
	{ "state of a negative call", state, 0xffffffff, STATE(CONNECTED), 0, REFUSED },
	{ "info", info, CALL, TLINE_CALLINFOSTATE_RATE, 0, MSG(CALLINFO) },
	{ "info of call 0", info, 0, TLINE_CALLINFOSTATE_RATE, 0, REFUSED },
	{ "info of no call", info, 0x7fffffff, TLINE_CALLINFOSTATE_RATE, 0, REFUSED },
	{ "no info", info, CALL, 0, 0, NOTHING },
	{ "priv", priv, CALL, 0, 0, NOTHING },
	{ "priv of call 0", priv, 0, 0, 0, REFUSED },
	{ "priv of no call", priv, 0x7fffffff, 0, 0, REFUSED },
	{ "digit", digit, CALL, '0', DTMF, MSG(MONITORDIGITS) },
	{ "digit #", digit, CALL, '#', DTMF, MSG(MONITORDIGITS) },
	{ "digit D", digit, CALL, 'D', DTMF, MSG(MONITORDIGITS) },
	{ "digit nobody listens to", digit, CALL, '0', TLINE_DIGITMODE_PULSE, NOTHING },
	{ "digit of call 0", digit, 0, '0', DTMF, REFUSED },
	{ "digit of no call", digit, 0x7fffffff, '0', DTMF, REFUSED },
	{ "digit NUL", digit, CALL, 0, DTMF, REFUSED },
	{ "digit E", digit, CALL, 'E', DTMF, REFUSED },
	{ "digit in lower case", digit, CALL, 'a', DTMF, REFUSED },
	{ "digit beyond a byte", digit, CALL, 0x100 + '1', DTMF, REFUSED },
	{ "digit of 32 bits", digit, CALL, 0xffffffff, DTMF, REFUSED },
	{ "digit A as a pulse", digit, CALL, 'A', TLINE_DIGITMODE_PULSE, REFUSED },
	{ "digit of no mode", digit, CALL, '0', 0, REFUSED },
	{ "digit of two modes", digit, CALL, '0', DTMF | TLINE_DIGITMODE_PULSE, REFUSED },
	{ "digit of an unknown mode", digit, CALL, '0', BIT(3), REFUSED },
	{ "digit of all modes", digit, CALL, '0', 0xffffffff, REFUSED },
	{ "generated, an old tag", generated, CALL, 99, 0, NOTHING },
	{ "generated by call 0", generated, 0, 1, 0, REFUSED },
	{ "generated by no call", generated, 0x7fffffff, 1, 0, REFUSED },
	{ "answer to request 0", answer, 0, 0, 0, LATE },
	{ "answer to no request", answer, 0x7fffffff, 0, 0, LATE },
	{ "media", media, CALL, VOICE, 0, MSG(MONITORMEDIA) },
	{ "media nobody listens for", media, CALL, TLINE_MEDIAMODE_TDD, 0, NOTHING },
	{ "media of call 0", media, 0, VOICE, 0, REFUSED },
	{ "media of no call", media, 0x7fffffff, VOICE, 0, REFUSED },
	{ "no media", media, CALL, 0, 0, REFUSED },
	{ "two media", media, CALL, VOICE | TLINE_MEDIAMODE_TDD, 0, REFUSED },
	{ "unknown media", media, CALL, 1, 0, REFUSED },
	{ "media beyond the last", media, CALL, BIT(16), 0, REFUSED },
	{ "tone of no list", tone, CALL, 99, 0, NOTHING },
	{ "tone of call 0", tone, 0, 1, 0, REFUSED },
	{ "tone of no call", tone, 0x7fffffff, 1, 0, REFUSED },
	{ "device specific, of the line", specific, 0, false, 0, MSG(DEVSPECIFIC) },
	{ "device specific, of a call", specific, CALL, false, 0, MSG(DEVSPECIFIC) },
	{ "a feature, of a call", specific, CALL, true, 0, MSG(DEVSPECIFICFEATURE) },
	{ "a feature, of no call", specific, 0x7fffffff, true, 0, REFUSED },
	{ "completions", status, 0, TLINE_STATUS_COMPLETIONS, 9, MSG(LINEDEVSTATE) },
	{ "signal", status, 0, TLINE_STATUS_SIGNAL, 0xffff, MSG(LINEDEVSTATE) },
	{ "signal as it was", status, 0, TLINE_STATUS_SIGNAL, 0, NOTHING },
	{ "signal too strong", status, 0, TLINE_STATUS_SIGNAL, 0x10000, REFUSED },
	{ "battery too full", status, 0, TLINE_STATUS_BATTERY, 0x10000, REFUSED },
	{ "roam mode", status, 0, TLINE_STATUS_ROAMMODE, TLINE_ROAMMODE_HOME, MSG(LINEDEVSTATE) },
	{ "unknown roam mode", status, 0, TLINE_STATUS_ROAMMODE, BIT(5), REFUSED },
	{ "unknown status", status, 0, TLINE_STATUS_ITEMS, 0, REFUSED },
	{ "data of a call", data, CALL, TLINE_DATA_CALL_DATA, 4, MSG(CALLINFO) },
	{ "data of no call", data, 0x7fffffff, TLINE_DATA_CALL_DATA, 4, REFUSED },
	{ "ringing", line, 0, DEV(RINGING), 1, MSG(LINEDEVSTATE) },
	{ "rings no more", line, 0, DEV(RINGING), 0, NOTHING },
	{ "no line state", line, 0, 0, 0, NOTHING },
	{ "OPEN", line, 0, DEV(OPEN), 0, REFUSED },
	{ "CLOSE", line, 0, DEV(CLOSE), 0, REFUSED },
	{ "NUMCALLS", line, 0, DEV(NUMCALLS), 0, REFUSED },
	{ "REMOVED", line, 0, DEV(REMOVED), 0, REFUSED },
	{ "OPEN among others", line, 0, DEV(RINGING) | DEV(OPEN), 1, REFUSED },
	{ "unknown line state", line, 0, 0x02000000, 0, REFUSED },
	{ "all line states", line, 0, 0xffffffff, 0, REFUSED },
	{ "address state", address, 0, 0, ADDR(FORWARD), MSG(ADDRESSSTATE) },
	{ "no address state", address, 0, 0, 0, NOTHING },
	{ "state of no address", address, 0, 1, ADDR(FORWARD), REFUSED },
	{ "state of address -1", address, 0, 0xffffffff, ADDR(FORWARD), REFUSED },
	{ "INUSEZERO", address, 0, 0, ADDR(INUSEZERO), REFUSED },
	{ "INUSEONE", address, 0, 0, ADDR(INUSEONE), REFUSED },
	{ "INUSEMANY", address, 0, 0, ADDR(INUSEMANY), REFUSED },
	{ "address NUMCALLS", address, 0, 0, ADDR(NUMCALLS), REFUSED },
	{ "unknown address state", address, 0, 0, BIT(9), REFUSED },
};

static void upcall_desc(const struct upcall *u, char *desc)
{
	strscpy(desc, u->what, KUNIT_PARAM_DESC_SIZE);
}

KUNIT_ARRAY_PARAM(upcall, upcalls, upcall_desc);

static void upcall_makes_sense_or_is_counted(struct kunit *test)
{
	const struct upcall *u = test->param_value;
	struct scene *s = test->priv;
	struct fake_line *fl = &s->line[0];
	struct tline_ioc_counters c;
	struct tline_message m;

	u->fn(fl, u->call == CALL ? fl->new_call : u->call, u->a, u->b);
	c = counters(fl);
	KUNIT_EXPECT_EQ(test, u->type == REFUSED ? 1ULL : 0ULL, c.refused_upcalls);
	KUNIT_EXPECT_EQ(test, u->type == LATE ? 1ULL : 0ULL, c.late);
	if (u->type < REFUSED) {
		KUNIT_ASSERT_TRUE(test, message(s->prog, &m));
		KUNIT_EXPECT_EQ(test, u->type, m.type);
		leftover(s->prog, 0);
	}
	KUNIT_EXPECT_FALSE(test, message(s->prog, &m));
}

/* The provider cannot write what is the core's own, whatever it says has changed. */
static void info_of_the_core_cannot_be_changed(struct kunit *test)
{
	struct scene *s = test->priv;
	struct fake_line *fl = &s->line[0];
	struct tline_ioc_call_info *before, *after;
	struct tline_call_info *bad;
	struct tline_message m;

	bad = kunit_kzalloc(test, sizeof(*bad), GFP_KERNEL);
	before = kunit_kzalloc(test, sizeof(*before), GFP_KERNEL);
	after = kunit_kzalloc(test, sizeof(*after), GFP_KERNEL);
	KUNIT_ASSERT_TRUE(test, bad && before && after);
	tline_call_state(fl->line, fl->new_call, STATE(ONHOLD), 0);
	KUNIT_ASSERT_TRUE(test, message_of(s->prog, TLINE_MSG_CALLSTATE, &m));
	before->call = m.handle;
	KUNIT_EXPECT_EQ(test, 0L, user_ioctl(s->open->file, TLINE_IOC_CALL_INFO, before));
	memset(bad, 0xa5, sizeof(*bad));
	tline_call_set_info(fl->line, fl->new_call, U32_MAX, bad);
	after->call = m.handle;
	KUNIT_EXPECT_EQ(test, 0L, user_ioctl(s->open->file, TLINE_IOC_CALL_INFO, after));
#define KEPT(x)	KUNIT_EXPECT_EQ(test, before->info.x, after->info.x)
	KEPT(line);
	KEPT(address);
	KEPT(call_states);
	KEPT(monitor_digit_modes);
	KEPT(monitor_media_modes);
	KEPT(num_owners);
	KEPT(num_monitors);
	KEPT(param_flags);
	KUNIT_EXPECT_EQ(test, 0xa5a5a5a5, after->info.rate);
	KUNIT_EXPECT_STREQ(test, before->info.app_name, after->info.app_name);
	KUNIT_EXPECT_STREQ(test, before->info.comment, after->info.comment);
}

/* "The core trusts no provider to end its strings", nor to know its sizes. */
static void info_strings_are_ended_by_the_core(struct kunit *test)
{
	struct scene *s = test->priv;
	struct fake_line *fl = &s->line[0];
	struct tline_ioc_call_info *got;
	struct tline_call_info *bad;
	struct tline_message m;
	u32 i;

	bad = kunit_kzalloc(test, sizeof(*bad), GFP_KERNEL);
	got = kunit_kzalloc(test, sizeof(*got), GFP_KERNEL);
	KUNIT_ASSERT_TRUE(test, bad && got);
	memset(bad, 'x', sizeof(*bad));
	tline_call_set_info(fl->line, fl->new_call, U32_MAX, bad);
	KUNIT_ASSERT_TRUE(test, message_of(s->prog, TLINE_MSG_CALLINFO, &m));
	got->call = m.handle;
	KUNIT_EXPECT_EQ(test, 0L, user_ioctl(s->open->file, TLINE_IOC_CALL_INFO, got));
	for (i = 0; i < TLINE_PARTY_COUNT; i++) {
		KUNIT_EXPECT_EQ(test, (size_t)TLINE_NUMBER_LEN - 1,
				strnlen(got->info.party[i].number, TLINE_NUMBER_LEN));
		KUNIT_EXPECT_EQ(test, (size_t)TLINE_NAME_LEN - 1,
				strnlen(got->info.party[i].name, TLINE_NAME_LEN));
		KUNIT_EXPECT_EQ(test, 0U, got->info.party[i].reserved);
	}
	KUNIT_EXPECT_EQ(test, (size_t)TLINE_TEXT_LEN - 1,
			strnlen(got->info.display, TLINE_TEXT_LEN));
	KUNIT_EXPECT_EQ(test, (u32)TLINE_UUI_LEN, got->info.uui.size);
}

/* Digits that were sent are reported once, and with the tag of the latest ones. */
static void generated_counts_for_its_own_tag_only(struct kunit *test)
{
	struct scene *s = test->priv;
	struct fake_line *fl = &s->line[0];
	struct tline_ioc_digits arg = { .mode = TLINE_DIGITMODE_DTMF, .digits = "123" };
	struct tline_message m;
	u32 tag;

	tline_call_state(fl->line, fl->new_call, STATE(CONNECTED), TLINE_CONNECTEDMODE_ACTIVE);
	KUNIT_ASSERT_TRUE(test, message_of(s->prog, TLINE_MSG_CALLSTATE, &m));
	arg.call = m.handle;
	KUNIT_EXPECT_EQ(test, 0L, user_ioctl(s->open->file, TLINE_IOC_GENERATE_DIGITS, &arg));
	KUNIT_ASSERT_EQ(test, 0, arg.result);
	tline_line_flush(fl->line);
	tag = fl->last.arg[0];
	tline_call_generated(fl->line, fl->new_call, tag + 1);
	tline_call_generated(fl->line, fl->new_call, tag - 1);
	KUNIT_EXPECT_FALSE(test, message(s->prog, &m));
	tline_call_generated(fl->line, fl->new_call, tag);
	tline_call_generated(fl->line, fl->new_call, tag);
	KUNIT_ASSERT_TRUE(test, message(s->prog, &m));
	KUNIT_EXPECT_EQ(test, (u32)TLINE_MSG_GENERATE, m.type);
	KUNIT_EXPECT_EQ(test, (u64)TLINE_GENERATETERM_DONE, m.p1);
	KUNIT_EXPECT_FALSE(test, message(s->prog, &m));
}

/* What was attached to a call comes with every operation on it, and is nobody else's. */
static void attached_object_comes_with_the_operations(struct kunit *test)
{
	struct scene *s = test->priv;
	struct fake_line *fl = &s->line[0];
	struct tline_message m;
	int mark;

	tline_call_set_priv(fl->line, fl->new_call, &mark);
	tline_call_state(fl->line, fl->new_call, STATE(ONHOLD), 0);
	KUNIT_ASSERT_TRUE(test, message_of(s->prog, TLINE_MSG_CALLSTATE, &m));
	KUNIT_EXPECT_GT(test, submit(s->open, TLINE_OP_UNHOLD, m.handle), 0);
	tline_line_flush(fl->line);
	KUNIT_EXPECT_PTR_EQ(test, (void *)&mark, fl->last.priv);
	KUNIT_EXPECT_EQ(test, fl->new_call, fl->last.call);
	KUNIT_EXPECT_EQ(test, 0, deallocate(s->open, m.handle));
	tline_line_flush(fl->line);
	KUNIT_EXPECT_EQ(test, 1U, fl->closed);
	KUNIT_EXPECT_PTR_EQ(test, (void *)&mark, fl->last.priv);
}

static struct kunit_case upcall_cases[] = {
	KUNIT_CASE_PARAM(upcall_makes_sense_or_is_counted, upcall_gen_params),
	KUNIT_CASE(info_of_the_core_cannot_be_changed),
	KUNIT_CASE(info_strings_are_ended_by_the_core),
	KUNIT_CASE(generated_counts_for_its_own_tag_only),
	KUNIT_CASE(attached_object_comes_with_the_operations),
	{ }
};

static struct kunit_suite upcall_suite = {
	.name = "tline_upcall",
	.suite_init = scene_suite_init,
	.suite_exit = scene_suite_exit,
	.init = upcall_init,
	.exit = scene_exit,
	.test_cases = upcall_cases,
};

kunit_test_suites(&upcall_suite);
