// SPDX-License-Identifier: GPL-2.0-only
/*
 * What is listened for in a call, made in it, and done upon it: media modes, tones, media control.
 * Who hears what, what the provider is told, and that it is told of the end.
 */
#include <linux/module.h>

#include "scene.h"

#define MSG(x)		TLINE_MSG_##x
#define MEDIA(x)	TLINE_MEDIAMODE_##x
#define ERR(x)		((long)TLINE_ERR_##x)
#define NO_CALL		0x7fffffff

/* A connected call of the first open; a monitor of another program has a handle on it, too. */
static int detect_init(struct kunit *test)
{
	int err = scene_init(test);
	struct scene *s = test->priv;
	struct tline_ioc_new_calls arg = { .select = TLINE_CALLSELECT_LINE, .count = 1 };
	u32 calls[2];

	if (err)
		return err;
	calls[0] = scene_call(s, open_new(prog_new(s, V2_2), s->line, OWNER));
	KUNIT_ASSERT_EQ(test, 0L, user_ioctl_data(open_new(prog_new(s, V2_2), s->line,
							   MONITOR)->file,
						  TLINE_IOC_GET_NEW_CALLS, &arg, &arg.calls,
						  &calls[1], sizeof(calls[1])));
	KUNIT_ASSERT_EQ(test, 1U, arg.count);
	leftover(&s->prog[0], 0);
	s->line->arg = kunit_kmalloc(test, sizeof(calls), GFP_KERNEL);
	KUNIT_ASSERT_NOT_NULL(test, s->line->arg);
	memcpy(s->line->arg, calls, sizeof(calls));
	fake_log(test, s->line);
	s->line->quiet = 0;
	return 0;
}

/* The handle of the owner (0) or the monitor (1). */
static u32 call_of(const struct scene *s, int who)
{
	return ((u32 *)s->line->arg)[who];
}

/* The next message of a program is this one; its first parameter is @p1. */
static void expect_message(struct kunit *test, int who, u32 type, u64 p1)
{
	struct scene *s = test->priv;
	struct tline_message m = { .type = U32_MAX };

	KUNIT_EXPECT_TRUE(test, message(&s->prog[who], &m));
	KUNIT_EXPECT_EQ(test, type, m.type);
	KUNIT_EXPECT_EQ(test, p1, m.p1);
	KUNIT_EXPECT_EQ(test, call_of(s, who), m.handle);
	if (type != MSG(CALLINFO))
		KUNIT_EXPECT_NE(test, 0ULL, m.p3);
}

static void expect_silence(struct kunit *test)
{
	struct scene *s = test->priv;
	struct tline_message m = { };

	KUNIT_EXPECT_FALSE_MSG(test, message(&s->prog[0], &m), "owner: %u", m.type);
	KUNIT_EXPECT_FALSE_MSG(test, message(&s->prog[1], &m), "monitor: %u", m.type);
}

/* ------------------------------------------------------------------ media modes */

static long monitor_media(struct open *o, u32 call, u32 modes)
{
	struct tline_ioc_set_call arg = { .call = call, .value = modes };

	return user_ioctl(o->file, TLINE_IOC_MONITOR_MEDIA, &arg) ?: arg.result;
}

static u32 media_listened_for(struct kunit *test)
{
	struct tline_ioc_call_info *info = kunit_kzalloc(test, sizeof(*info), GFP_KERNEL);
	struct scene *s = test->priv;

	KUNIT_ASSERT_NOT_NULL(test, info);
	info->call = call_of(s, 0);
	KUNIT_EXPECT_EQ(test, 0L, user_ioctl(s->open[0].file, TLINE_IOC_CALL_INFO, info));
	return info->info.monitor_media_modes;
}

static void media_is_heard_by_who_asked(struct kunit *test)
{
	struct scene *s = test->priv;
	struct fake_line *fl = s->line;
	u32 id = fl->new_call;

	KUNIT_EXPECT_EQ(test, 0L, monitor_media(&s->open[0], call_of(s, 0), MEDIA(G3FAX)));
	KUNIT_EXPECT_STREQ(test, "command:monitor_media", fake_log(test, fl));
	KUNIT_EXPECT_EQ(test, (u32)MEDIA(G3FAX), fl->last.arg[0]);
	expect_message(test, 1, MSG(CALLINFO), TLINE_CALLINFOSTATE_MONITORMODES);
	KUNIT_EXPECT_EQ(test, 0L, monitor_media(&s->open[1], call_of(s, 1),
						MEDIA(G3FAX) | MEDIA(TDD)));
	KUNIT_EXPECT_STREQ(test, "command:monitor_media", fake_log(test, fl));
	KUNIT_EXPECT_EQ(test, (u32)(MEDIA(G3FAX) | MEDIA(TDD)), fl->last.arg[0]);
	KUNIT_EXPECT_EQ(test, (u32)(MEDIA(G3FAX) | MEDIA(TDD)), media_listened_for(test));
	expect_message(test, 0, MSG(CALLINFO), TLINE_CALLINFOSTATE_MONITORMODES);

	tline_call_media(fl->line, id, MEDIA(G3FAX));
	tline_call_media(fl->line, id, MEDIA(TDD));
	tline_call_media(fl->line, id, VOICE);
	expect_message(test, 0, MSG(MONITORMEDIA), MEDIA(G3FAX));
	expect_message(test, 1, MSG(MONITORMEDIA), MEDIA(G3FAX));
	expect_message(test, 1, MSG(MONITORMEDIA), MEDIA(TDD));
	expect_silence(test);

	/* The same union: nothing is told. */
	KUNIT_EXPECT_EQ(test, 0L, monitor_media(&s->open[0], call_of(s, 0), MEDIA(TDD)));
	KUNIT_EXPECT_STREQ(test, "", fake_log(test, fl));
	/* A handle that goes takes its wish along. */
	KUNIT_EXPECT_EQ(test, 0, deallocate(&s->open[1], call_of(s, 1)));
	KUNIT_EXPECT_STREQ(test, "command:monitor_media", fake_log(test, fl));
	KUNIT_EXPECT_EQ(test, (u32)MEDIA(TDD), fl->last.arg[0]);
	KUNIT_EXPECT_EQ(test, 0L, monitor_media(&s->open[0], call_of(s, 0), 0));
	fake_log(test, fl);
	KUNIT_EXPECT_EQ(test, 0U, fl->last.arg[0]);
	leftover(&s->prog[0], 0);
	tline_call_media(fl->line, id, MEDIA(TDD));
	expect_silence(test);
}

static void media_that_is_refused(struct kunit *test)
{
	struct scene *s = test->priv;
	struct fake_line *fl = s->line;

	KUNIT_EXPECT_EQ(test, ERR(INVALCALLHANDLE), monitor_media(s->open, NO_CALL, VOICE));
	KUNIT_EXPECT_EQ(test, ERR(INVALMEDIAMODE), monitor_media(s->open, call_of(s, 0), 1));
	KUNIT_EXPECT_EQ(test, ERR(INVALMEDIAMODE),
			monitor_media(s->open, call_of(s, 0), BIT(16) | VOICE));
	tline_call_state(fl->line, fl->new_call, STATE(DISCONNECTED), 0);
	KUNIT_EXPECT_EQ(test, ERR(INVALCALLSTATE), monitor_media(s->open, call_of(s, 0), VOICE));
	tline_call_state(fl->line, fl->new_call, STATE(IDLE), 0);
	KUNIT_EXPECT_EQ(test, ERR(INVALCALLSTATE), monitor_media(s->open, call_of(s, 0), VOICE));
	KUNIT_EXPECT_STREQ(test, "", fake_log(test, fl));
}

/* "Monitoring ends at IDLE." */
static void nothing_is_heard_after_idle(struct kunit *test)
{
	static const struct tline_tone tone = { .app_specific = 5 };
	struct tline_ioc_tones arg = {
		.call = call_of(test->priv, 0), .count = 1, .tone_size = sizeof(tone),
	};
	struct scene *s = test->priv;
	struct fake_line *fl = s->line;
	struct tline_tone tones = tone;

	KUNIT_EXPECT_EQ(test, 0L, user_ioctl_data(s->open->file, TLINE_IOC_MONITOR_TONES, &arg,
						  &arg.tones, &tones, sizeof(tones)));
	fake_log(test, fl);
	KUNIT_EXPECT_EQ(test, 0L, monitor_media(s->open, call_of(s, 0), VOICE));
	tline_call_state(fl->line, fl->new_call, STATE(IDLE), 0);
	leftover(&s->prog[0], 0);
	leftover(&s->prog[1], 0);
	tline_call_media(fl->line, fl->new_call, VOICE);
	tline_call_tone(fl->line, fl->new_call, 1, 5);
	expect_silence(test);
	KUNIT_EXPECT_EQ(test, 0ULL, counters(fl).refused_upcalls);
}

/* ------------------------------------------------------------------ tones */

static long monitor_tones(struct open *o, u32 call, u32 count, const struct tline_tone *tones)
{
	struct tline_ioc_tones arg = {
		.call = call, .count = count, .tone_size = sizeof(*tones),
	};
	struct tline_tone copy[TLINE_MAX_TONES] = { };

	memcpy(copy, tones, count * sizeof(*tones));
	return user_ioctl_data(o->file, TLINE_IOC_MONITOR_TONES, &arg, &arg.tones, copy,
			       sizeof(copy)) ?: arg.result;
}

static const struct tline_tone tones[] = {
	{ .app_specific = 7, .duration = 100, .frequency = { 440 } },
	{ .app_specific = 8, .frequency = { 0, 350, 440 } },
	{ .app_specific = 9, .duration = 3000 },
	{ .app_specific = 10, .frequency = { 1, 2, 3 } },
};

static void expect_list(struct kunit *test, u32 number, u32 count, const struct tline_tone *list)
{
	struct scene *s = test->priv;
	struct fake_line *fl = s->line;

	KUNIT_EXPECT_EQ(test, number, fl->last.arg[0]);
	KUNIT_EXPECT_EQ(test, fl->new_call, fl->last.call);
	KUNIT_EXPECT_EQ(test, (u32)(count * sizeof(*list)), fl->last.args_size);
	KUNIT_EXPECT_EQ(test, !count, !fl->last.args);
	KUNIT_EXPECT_EQ(test, 0, memcmp(fl->args, list, count * sizeof(*list)));
}

/* A list for each handle; what is heard goes to whose list it is on. */
static void tone_is_heard_by_who_asked(struct kunit *test)
{
	struct scene *s = test->priv;
	struct fake_line *fl = s->line;
	u32 id = fl->new_call;

	KUNIT_EXPECT_EQ(test, 0L, monitor_tones(&s->open[0], call_of(s, 0), 2, tones));
	KUNIT_EXPECT_STREQ(test, "command:monitor_tones", fake_log(test, fl));
	expect_list(test, 1, 2, tones);
	KUNIT_EXPECT_EQ(test, 0L, monitor_tones(&s->open[1], call_of(s, 1), 1, tones));
	KUNIT_EXPECT_STREQ(test, "command:monitor_tones", fake_log(test, fl));
	expect_list(test, 2, 1, tones);

	tline_call_tone(fl->line, id, 1, 7);
	tline_call_tone(fl->line, id, 2, 7);
	tline_call_tone(fl->line, id, 1, 8);
	/* On no list, or of none. */
	tline_call_tone(fl->line, id, 2, 8);
	tline_call_tone(fl->line, id, 1, 9);
	tline_call_tone(fl->line, id, 3, 7);
	tline_call_tone(fl->line, id, 0, 7);
	expect_message(test, 0, MSG(MONITORTONE), 7);
	expect_message(test, 0, MSG(MONITORTONE), 8);
	expect_message(test, 1, MSG(MONITORTONE), 7);
	expect_silence(test);

	/* In place of the one before, under its number. */
	KUNIT_EXPECT_EQ(test, 0L, monitor_tones(&s->open[0], call_of(s, 0), 1, tones + 2));
	fake_log(test, fl);
	expect_list(test, 1, 1, tones + 2);
	tline_call_tone(fl->line, id, 1, 7);
	tline_call_tone(fl->line, id, 1, 9);
	expect_message(test, 0, MSG(MONITORTONE), 9);
	expect_silence(test);
}

static void end_by_none(struct scene *s)
{
	monitor_tones(&s->open[1], call_of(s, 1), 0, tones);
}

static void end_by_deallocating(struct scene *s)
{
	deallocate(&s->open[1], call_of(s, 1));
}

static void end_by_closing(struct scene *s)
{
	open_close(&s->open[1]);
}

static void end_by_shutdown(struct scene *s)
{
	prog_shutdown(&s->prog[1]);
}

static const struct end {
	const char *what;
	void (*fn)(struct scene *s);
} ends[] = {
	{ "no tones", end_by_none },
	{ "deallocate", end_by_deallocating },
	{ "close", end_by_closing },
	{ "shutdown", end_by_shutdown },
};

static void end_desc(const struct end *e, char *desc)
{
	strscpy(desc, e->what, KUNIT_PARAM_DESC_SIZE);
}

KUNIT_ARRAY_PARAM(end, ends, end_desc);

/* However the list ends, the provider is told; and the list of the other handle stays. */
static void end_of_a_list_is_told(struct kunit *test)
{
	const struct end *e = test->param_value;
	struct scene *s = test->priv;
	struct fake_line *fl = s->line;

	KUNIT_EXPECT_EQ(test, 0L, monitor_tones(&s->open[0], call_of(s, 0), 1, tones));
	KUNIT_EXPECT_EQ(test, 0L, monitor_tones(&s->open[1], call_of(s, 1), 1, tones));
	fake_log(test, fl);
	fl->quiet = ~FAKE_COMMAND;
	e->fn(s);
	KUNIT_EXPECT_NOT_NULL(test, strstr(fake_log(test, fl), "command:monitor_tones"));
	if (e->fn == end_by_none || e->fn == end_by_deallocating)
		expect_list(test, 2, 0, NULL);
	leftover(&s->prog[0], 0);
	tline_call_tone(fl->line, fl->new_call, 2, 7);
	KUNIT_EXPECT_EQ(test, 0U, leftover(&s->prog[0], MSG(MONITORTONE)));
	tline_call_tone(fl->line, fl->new_call, 1, 7);
	expect_message(test, 0, MSG(MONITORTONE), 7);
}

/* A call that is closed: first its list goes, then the call, by the id that it had. */
static void list_goes_before_its_call(struct kunit *test)
{
	struct scene *s = test->priv;
	struct fake_line *fl = s->line;

	KUNIT_EXPECT_EQ(test, 0, deallocate(&s->open[1], call_of(s, 1)));
	KUNIT_EXPECT_EQ(test, 0L, monitor_tones(&s->open[0], call_of(s, 0), 1, tones));
	fake_log(test, fl);
	tline_call_state(fl->line, fl->new_call, STATE(IDLE), 0);
	KUNIT_EXPECT_EQ(test, 0, deallocate(&s->open[0], call_of(s, 0)));
	KUNIT_EXPECT_STREQ(test, "command:monitor_tones close_call", fake_log(test, fl));
}

static void listen_once(void *arg)
{
	struct scene *s = arg;

	monitor_tones(&s->open[0], call_of(s, 0), 1, tones);
}

/*
 * The provider hangs in the first list.  What comes and goes meanwhile it need not hear of, and
 * the end of what it knows it does.
 */
static void lists_wait_for_a_provider_that_hangs(struct kunit *test)
{
	struct scene *s = test->priv;
	struct fake_line *fl = s->line;
	struct thread *t;
	int i;

	fake_hang(fl, FAKE_COMMAND);
	t = thread_start(s, listen_once, s);
	KUNIT_ASSERT_TRUE(test, fake_hangs(fl));
	for (i = 0; i < 50; i++) {
		KUNIT_EXPECT_EQ(test, 0L, monitor_tones(&s->open[0], call_of(s, 0), 0, tones));
		KUNIT_EXPECT_EQ(test, 0L, monitor_tones(&s->open[0], call_of(s, 0), 2, tones));
		KUNIT_EXPECT_EQ(test, 0L, monitor_tones(&s->open[1], call_of(s, 1), 2, tones));
		KUNIT_EXPECT_EQ(test, 0L, monitor_tones(&s->open[1], call_of(s, 1), 1, tones));
		KUNIT_EXPECT_EQ(test, 0L, monitor_tones(&s->open[1], call_of(s, 1), 0, tones));
	}
	KUNIT_EXPECT_EQ(test, 0L, monitor_tones(&s->open[0], call_of(s, 0), 1, tones + 1));
	fake_release(fl);
	KUNIT_EXPECT_TRUE(test, thread_ends(t));
	/* The first one, its end, and the last one. */
	KUNIT_EXPECT_STREQ(test,
			   "command:monitor_tones command:monitor_tones command:monitor_tones",
			   fake_log(test, fl));
	expect_list(test, fl->last.arg[0], 1, tones + 1);
	tline_call_tone(fl->line, fl->new_call, fl->last.arg[0], 8);
	expect_message(test, 0, MSG(MONITORTONE), 8);
}

/* Unplugged with lists that the provider is still to be told of, and of whose end. */
static void lists_of_a_line_that_goes(struct kunit *test)
{
	struct scene *s = test->priv;
	struct fake_line *fl = s->line;
	struct thread *t, *unplug;

	KUNIT_EXPECT_EQ(test, 0L, monitor_tones(&s->open[1], call_of(s, 1), 1, tones));
	fake_hang(fl, FAKE_COMMAND);
	t = thread_start(s, listen_once, s);
	KUNIT_ASSERT_TRUE(test, fake_hangs(fl));
	KUNIT_EXPECT_EQ(test, 0L, monitor_tones(&s->open[0], call_of(s, 0), 2, tones));
	KUNIT_EXPECT_EQ(test, 0L, monitor_tones(&s->open[1], call_of(s, 1), 0, tones));
	KUNIT_EXPECT_EQ(test, 0L, monitor_tones(&s->open[1], call_of(s, 1), 2, tones));
	unplug = thread_start(s, (void (*)(void *))tline_line_unregister, fl->line);
	fl->plugged = false;
	fake_release(fl);
	KUNIT_EXPECT_TRUE(test, thread_ends(t));
	KUNIT_EXPECT_TRUE(test, thread_ends(unplug));
	KUNIT_EXPECT_EQ(test, (long)-ENODEV, monitor_tones(&s->open[0], call_of(s, 0), 1, tones));
}

static void tones_that_are_refused(struct kunit *test)
{
	struct scene *s = test->priv;
	struct fake_line *fl = s->line;
	struct tline_ioc_tones arg = { .call = call_of(s, 0), .count = 1 };
	struct tline_tone many[4] = { };

	KUNIT_EXPECT_EQ(test, ERR(INVALCALLHANDLE), monitor_tones(s->open, NO_CALL, 1, tones));
	KUNIT_EXPECT_EQ(test, ERR(INVALTONE), monitor_tones(s->open, call_of(s, 0), 4, many));
	KUNIT_EXPECT_EQ(test, ERR(INVALTONE), monitor_tones(s->open, call_of(s, 0), 1, tones + 3));
	KUNIT_EXPECT_EQ(test, (long)-EINVAL,
			user_ioctl(s->open->file, TLINE_IOC_MONITOR_TONES, &arg));
	arg.tone_size = sizeof(tones[0]) + 1;
	KUNIT_EXPECT_EQ(test, (long)-EINVAL,
			user_ioctl(s->open->file, TLINE_IOC_MONITOR_TONES, &arg));
	arg.tone_size = sizeof(tones[0]);
	KUNIT_EXPECT_EQ(test, (long)-EFAULT,
			user_ioctl(s->open->file, TLINE_IOC_MONITOR_TONES, &arg));
	arg.count = TLINE_MAX_TONES + 1;
	KUNIT_EXPECT_EQ(test, (long)-EINVAL,
			user_ioctl(s->open->file, TLINE_IOC_MONITOR_TONES, &arg));
	KUNIT_EXPECT_STREQ(test, "", fake_log(test, fl));
	KUNIT_EXPECT_EQ(test, 0L, monitor_tones(s->open, call_of(s, 0), 3, tones));
	tline_call_state(fl->line, fl->new_call, STATE(IDLE), 0);
	KUNIT_EXPECT_EQ(test, ERR(INVALCALLSTATE),
			monitor_tones(s->open, call_of(s, 0), 1, tones));
}

/* ------------------------------------------------------------------ making tones */

static long generate_tone(struct open *o, struct tline_ioc_tone arg)
{
	return user_ioctl(o->file, TLINE_IOC_GENERATE_TONE, &arg) ?: arg.result;
}

static long generate_digits(struct open *o, u32 call, const char *digits)
{
	struct tline_ioc_digits arg = { .call = call, .mode = TLINE_DIGITMODE_DTMF };

	strscpy(arg.digits, digits, sizeof(arg.digits));
	return user_ioctl(o->file, TLINE_IOC_GENERATE_DIGITS, &arg) ?: arg.result;
}

static long own(struct open *o, u32 call)
{
	struct tline_ioc_privilege arg = { .call = call, .privilege = OWNER };

	return user_ioctl(o->file, TLINE_IOC_SET_PRIVILEGE, &arg) ?: arg.result;
}

/* 3.8: digits or a tone, one at a time over all owners. */
static void tone_ends_what_is_being_made(struct kunit *test)
{
	struct tline_ioc_tone beep = { .mode = TLINE_TONEMODE_BEEP };
	struct tline_ioc_tone end = { .mode = 0 };
	struct scene *s = test->priv;
	struct fake_line *fl = s->line;
	u32 tag;

	KUNIT_ASSERT_EQ(test, 0L, own(&s->open[1], call_of(s, 1)));
	leftover(&s->prog[0], 0);
	beep.call = call_of(s, 1);
	end.call = call_of(s, 0);
	KUNIT_EXPECT_EQ(test, 0L, generate_digits(&s->open[0], call_of(s, 0), "1"));
	KUNIT_EXPECT_EQ(test, 0L, generate_tone(&s->open[1], beep));
	expect_message(test, 0, MSG(GENERATE), TLINE_GENERATETERM_CANCEL);
	KUNIT_EXPECT_STREQ(test, "command:generate_digits command:generate_tone",
			   fake_log(test, fl));
	KUNIT_EXPECT_EQ(test, (u32)TLINE_TONEMODE_BEEP, ((struct tline_ioc_tone *)fl->args)->mode);
	tag = fl->last.arg[0];
	tline_call_generated(fl->line, fl->new_call, tag - 1);
	expect_silence(test);
	tline_call_generated(fl->line, fl->new_call, tag);
	expect_message(test, 1, MSG(GENERATE), TLINE_GENERATETERM_DONE);
	tline_call_generated(fl->line, fl->new_call, tag);
	expect_silence(test);

	KUNIT_EXPECT_EQ(test, 0L, generate_tone(&s->open[1], beep));
	KUNIT_EXPECT_EQ(test, 0L, generate_digits(&s->open[0], call_of(s, 0), "2"));
	expect_message(test, 1, MSG(GENERATE), TLINE_GENERATETERM_CANCEL);
	KUNIT_EXPECT_EQ(test, 0L, generate_tone(&s->open[0], end));
	expect_message(test, 0, MSG(GENERATE), TLINE_GENERATETERM_CANCEL);
	fake_log(test, fl);
	tline_call_generated(fl->line, fl->new_call, fl->last.arg[0]);
	expect_silence(test);
}

static void begin_tone(void *arg)
{
	struct scene *s = arg;

	generate_tone(s->open, (struct tline_ioc_tone) { .call = call_of(s, 0),
							 .mode = TLINE_TONEMODE_BEEP });
}

/* A provider that hangs is given the latest, and no tag that is old counts. */
static void tones_wait_for_a_provider_that_hangs(struct kunit *test)
{
	struct scene *s = test->priv;
	struct fake_line *fl = s->line;
	struct thread *t;
	int i;

	fake_hang(fl, FAKE_COMMAND);
	t = thread_start(s, begin_tone, s);
	KUNIT_ASSERT_TRUE(test, fake_hangs(fl));
	for (i = 0; i < 50; i++) {
		begin_tone(s);
		KUNIT_EXPECT_EQ(test, 0L, generate_digits(s->open, call_of(s, 0), "1"));
	}
	fake_release(fl);
	KUNIT_EXPECT_TRUE(test, thread_ends(t));
	KUNIT_EXPECT_STREQ(test, "command:generate_tone command:generate_digits",
			   fake_log(test, fl));
	KUNIT_EXPECT_EQ(test, 101U, fl->last.arg[0]);
	KUNIT_EXPECT_EQ(test, 100U, leftover(&s->prog[0], MSG(GENERATE)));
}

#define TONE(error, ...) { #__VA_ARGS__, error, { __VA_ARGS__ } }

static const struct bad_tone {
	const char *what;
	long err;
	struct tline_ioc_tone arg;
} bad_tones[] = {
	TONE(ERR(INVALTONEMODE), .mode = TLINE_TONEMODE_BUSY),
	TONE(ERR(INVALTONEMODE), .mode = TLINE_TONEMODE_BEEP | TLINE_TONEMODE_BUSY),
	TONE(ERR(INVALTONEMODE), .mode = 0x80000000),
	TONE(ERR(INVALTONE), .mode = TLINE_TONEMODE_CUSTOM),
	TONE(ERR(INVALTONE), .mode = TLINE_TONEMODE_CUSTOM, .count = 3),
	TONE(ERR(INVALTONE), .mode = TLINE_TONEMODE_CUSTOM, .count = 1, .tones[0].volume = 0x10000),
	TONE(-EINVAL, .mode = TLINE_TONEMODE_CUSTOM, .count = 9),
	TONE(-EINVAL, .mode = TLINE_TONEMODE_CUSTOM, .count = 0xffffffff),
	TONE(-EINVAL, .mode = TLINE_TONEMODE_CUSTOM, .count = 1, .tones[1].frequency = 1),
	TONE(-EINVAL, .mode = TLINE_TONEMODE_BEEP, .count = 1),
	TONE(-EINVAL, .mode = TLINE_TONEMODE_BEEP, .tones[7].volume = 1),
	TONE(-EINVAL, .mode = TLINE_TONEMODE_BEEP, .reserved = 1),
};

static void bad_tone_desc(const struct bad_tone *b, char *desc)
{
	strscpy(desc, b->what, KUNIT_PARAM_DESC_SIZE);
}

KUNIT_ARRAY_PARAM(bad_tone, bad_tones, bad_tone_desc);

static void tone_that_is_refused(struct kunit *test)
{
	const struct bad_tone *b = test->param_value;
	struct tline_ioc_tone arg = b->arg;
	struct scene *s = test->priv;

	arg.call = call_of(s, 0);
	KUNIT_EXPECT_EQ(test, b->err, generate_tone(s->open, arg));
	KUNIT_EXPECT_STREQ(test, "", fake_log(test, s->line));
}

static void tone_needs_an_owner_and_a_connection(struct kunit *test)
{
	struct tline_ioc_tone arg = {
		.mode = TLINE_TONEMODE_CUSTOM, .count = 2, .tones = { { 440 }, { 350, 1, 2, 0xffff } },
	};
	struct scene *s = test->priv;
	struct fake_line *fl = s->line;

	arg.call = NO_CALL;
	KUNIT_EXPECT_EQ(test, ERR(INVALCALLHANDLE), generate_tone(s->open, arg));
	arg.call = call_of(s, 1);
	KUNIT_EXPECT_EQ(test, ERR(NOTOWNER), generate_tone(&s->open[1], arg));
	arg.call = call_of(s, 0);
	KUNIT_EXPECT_EQ(test, 0L, generate_tone(s->open, arg));
	tline_call_state(fl->line, fl->new_call, STATE(ONHOLD), 0);
	KUNIT_EXPECT_EQ(test, ERR(INVALCALLSTATE), generate_tone(s->open, arg));
}

/* ------------------------------------------------------------------ media control */

#define CONTROLS	8

static long set_control(struct open *o, u32 select, u32 object, u32 count,
			const struct tline_media_control *list)
{
	struct tline_media_control copy[CONTROLS] = { };
	struct tline_ioc_media_control arg = {
		.select = select, .address = object, .call = object, .count = count,
		.control_size = sizeof(*list),
	};

	memcpy(copy, list, count * sizeof(*list));
	return user_ioctl_data(o->file, TLINE_IOC_SET_MEDIACONTROL, &arg, &arg.controls, copy,
			       sizeof(copy)) ?: arg.result;
}

#define START	TLINE_MEDIACONTROL_START
#define DTMF	TLINE_DIGITMODE_DTMF
#define DIGIT(...) { TLINE_TRIGGER_DIGIT, START, ##__VA_ARGS__ }
#define MODE(...) { TLINE_TRIGGER_MEDIA, START, ##__VA_ARGS__ }
#define TONES(...) { TLINE_TRIGGER_TONE, START, ##__VA_ARGS__ }
#define STATES(...) { TLINE_TRIGGER_CALLSTATE, START, ##__VA_ARGS__ }

static const struct tline_media_control controls[] = {
	DIGIT(.value = '#', .modes = DTMF),
	STATES(.value = STATE(CONNECTED) | STATE(IDLE)),
	MODE(.value = MEDIA(G3FAX) | MEDIA(TDD), .duration = 100),
	{ TLINE_TRIGGER_TONE, TLINE_MEDIACONTROL_VOLUMENORMAL, 3, .frequency = { 440, 0, 350 } },
	DIGIT(.value = 'D', .modes = DTMF | TLINE_DIGITMODE_PULSE),
};

static void control_is_passed_on(struct kunit *test)
{
	struct scene *s = test->priv;
	struct fake_line *fl = s->line;
	u32 n = ARRAY_SIZE(controls);

	KUNIT_EXPECT_EQ(test, 0L, set_control(s->open, TLINE_CALLSELECT_LINE, 0, n, controls));
	KUNIT_EXPECT_STREQ(test, "command:set_mediacontrol", fake_log(test, fl));
	KUNIT_EXPECT_EQ(test, (u32)TLINE_CALLSELECT_LINE, fl->last.arg[0]);
	KUNIT_EXPECT_EQ(test, 0U, fl->last.call);
	KUNIT_EXPECT_EQ(test, (u32)sizeof(controls), fl->last.args_size);
	KUNIT_EXPECT_EQ(test, 0, memcmp(fl->args, controls, sizeof(controls)));

	KUNIT_EXPECT_EQ(test, 0L, set_control(&s->open[1], TLINE_CALLSELECT_ADDRESS, 0, 1, controls));
	fake_log(test, fl);
	KUNIT_EXPECT_EQ(test, (u32)TLINE_CALLSELECT_ADDRESS, fl->last.arg[0]);
	KUNIT_EXPECT_EQ(test, 0U, fl->last.arg[1]);

	KUNIT_EXPECT_EQ(test, 0L, set_control(s->open, TLINE_CALLSELECT_CALL, call_of(s, 0), 0,
					      controls));
	fake_log(test, fl);
	KUNIT_EXPECT_EQ(test, (u32)TLINE_CALLSELECT_CALL, fl->last.arg[0]);
	KUNIT_EXPECT_EQ(test, fl->new_call, fl->last.call);
	KUNIT_EXPECT_EQ(test, 0U, fl->last.args_size);
	KUNIT_EXPECT_NULL(test, fl->last.args);
}

static void control_of_what_there_is_not(struct kunit *test)
{
	struct tline_ioc_media_control arg = { .select = TLINE_CALLSELECT_LINE, .count = 1 };
	struct scene *s = test->priv;
	struct file *file = s->open->file;

	KUNIT_EXPECT_EQ(test, ERR(INVALCALLSELECT), set_control(s->open, 0, 0, 0, controls));
	KUNIT_EXPECT_EQ(test, ERR(INVALCALLSELECT),
			set_control(s->open, TLINE_CALLSELECT_DEVICEID, 0, 0, controls));
	KUNIT_EXPECT_EQ(test, ERR(INVALADDRESSID),
			set_control(s->open, TLINE_CALLSELECT_ADDRESS, 1, 0, controls));
	KUNIT_EXPECT_EQ(test, ERR(INVALCALLHANDLE),
			set_control(s->open, TLINE_CALLSELECT_CALL, NO_CALL, 0, controls));
	KUNIT_EXPECT_EQ(test, ERR(NOTOWNER), set_control(&s->open[1], TLINE_CALLSELECT_CALL,
							 call_of(s, 1), 0, controls));
	KUNIT_EXPECT_EQ(test, (long)-EINVAL, user_ioctl(file, TLINE_IOC_SET_MEDIACONTROL, &arg));
	arg.control_size = sizeof(controls[0]);
	KUNIT_EXPECT_EQ(test, (long)-EFAULT, user_ioctl(file, TLINE_IOC_SET_MEDIACONTROL, &arg));
	arg.count = TLINE_MAX_CONTROLS + 1;
	KUNIT_EXPECT_EQ(test, (long)-EINVAL, user_ioctl(file, TLINE_IOC_SET_MEDIACONTROL, &arg));
	KUNIT_EXPECT_STREQ(test, "", fake_log(test, s->line));
}

static const struct bad_control {
	const char *what;
	long err;
	struct tline_media_control c;
} bad_controls[] = {
	{ "digit E", ERR(INVALDIGITLIST), DIGIT(.value = 'E', .modes = DTMF) },
	{ "digit NUL", ERR(INVALDIGITLIST), DIGIT(.modes = DTMF) },
	{ "digit beyond a byte", ERR(INVALDIGITLIST), DIGIT(.value = 0x131, .modes = DTMF) },
	{ "digit of no mode", ERR(INVALDIGITLIST), DIGIT(.value = '1') },
	{ "digit of an unknown mode", ERR(INVALDIGITLIST), DIGIT(.value = '1', .modes = 8) },
	{ "digit that lasts", ERR(INVALDIGITLIST), DIGIT(.value = '1', .modes = 2, .duration = 1) },
	{ "digit without action", ERR(INVALDIGITLIST),
	  { .trigger = TLINE_TRIGGER_DIGIT, .value = '1', .modes = 2 } },
	{ "no media", ERR(INVALMEDIALIST), MODE() },
	{ "unknown media", ERR(INVALMEDIALIST), MODE(.value = BIT(16)) },
	{ "media with digit modes", ERR(INVALMEDIALIST), MODE(.value = VOICE, .modes = 2) },
	{ "media with two actions", ERR(INVALMEDIALIST),
	  { TLINE_TRIGGER_MEDIA, START | TLINE_MEDIACONTROL_NONE, VOICE } },
	{ "three frequencies", ERR(INVALTONELIST), TONES(.frequency = { 1, 2, 3 }) },
	{ "tone with digit modes", ERR(INVALTONELIST), TONES(.modes = 1) },
	{ "tone with unknown action", ERR(INVALTONELIST), { TLINE_TRIGGER_TONE, BIT(11) } },
	{ "no state", ERR(INVALCALLSTATELIST), STATES() },
	{ "unknown state", ERR(INVALCALLSTATELIST), STATES(.value = BIT(16)) },
	{ "state that lasts", ERR(INVALCALLSTATELIST), STATES(.value = 1, .duration = 1) },
	{ "state with a tone", -EINVAL, STATES(.value = 1, .frequency = { 1 }) },
	{ "digit with a tone", -EINVAL, DIGIT(.value = '1', .modes = 2, .frequency = { 0, 0, 1 }) },
	{ "no trigger", -EINVAL, { .action = START } },
	{ "unknown trigger", -EINVAL, { .trigger = 5, .action = START } },
	{ "trigger of 32 bits", -EINVAL, { .trigger = 0xffffffff, .action = START } },
};

static void bad_control_desc(const struct bad_control *b, char *desc)
{
	strscpy(desc, b->what, KUNIT_PARAM_DESC_SIZE);
}

KUNIT_ARRAY_PARAM(bad_control, bad_controls, bad_control_desc);

static void control_that_is_refused(struct kunit *test)
{
	const struct bad_control *b = test->param_value;
	struct scene *s = test->priv;
	struct tline_media_control list[2] = { controls[0], b->c };

	KUNIT_EXPECT_EQ(test, b->err, set_control(s->open, TLINE_CALLSELECT_LINE, 0, 2, list));
	KUNIT_EXPECT_STREQ(test, "", fake_log(test, s->line));
}

/* Each kind has a limit of its own. */
static void control_with_too_many(struct kunit *test)
{
	static const struct {
		u32 index;
		u32 max;
		long err;
	} rows[] = {
		{ 0, 2, ERR(INVALDIGITLIST) },
		{ 1, 1, ERR(INVALCALLSTATELIST) },
		{ 2, 1, ERR(INVALMEDIALIST) },
		{ 3, 1, ERR(INVALTONELIST) },
	};
	struct scene *s = test->priv;
	struct tline_media_control list[3];
	u32 i, j;

	for (i = 0; i < ARRAY_SIZE(rows); i++) {
		for (j = 0; j < 3; j++)
			list[j] = controls[rows[i].index];
		KUNIT_EXPECT_EQ(test, 0L, set_control(s->open, TLINE_CALLSELECT_LINE, 0,
						      rows[i].max, list));
		KUNIT_EXPECT_EQ(test, rows[i].err, set_control(s->open, TLINE_CALLSELECT_LINE, 0,
							       rows[i].max + 1, list));
	}
}

static void begin_control(void *arg)
{
	struct scene *s = arg;

	set_control(s->open, TLINE_CALLSELECT_LINE, 0, 1, controls);
}

/* Of a line, an address and a call each, one list waits for a provider that hangs. */
static void controls_wait_for_a_provider_that_hangs(struct kunit *test)
{
	struct scene *s = test->priv;
	struct fake_line *fl = s->line;
	struct thread *t;
	int i;

	fake_hang(fl, FAKE_COMMAND);
	t = thread_start(s, begin_control, s);
	KUNIT_ASSERT_TRUE(test, fake_hangs(fl));
	for (i = 0; i < 20; i++) {
		KUNIT_EXPECT_EQ(test, 0L, set_control(s->open, TLINE_CALLSELECT_CALL,
						      call_of(s, 0), i % 3, controls));
		KUNIT_EXPECT_EQ(test, 0L, set_control(s->open, TLINE_CALLSELECT_ADDRESS, 0, 1,
						      controls));
		KUNIT_EXPECT_EQ(test, 0L, set_control(s->open, TLINE_CALLSELECT_LINE, 0, 2,
						      controls));
	}
	fake_release(fl);
	KUNIT_EXPECT_TRUE(test, thread_ends(t));
	KUNIT_EXPECT_STREQ(test, "command:set_mediacontrol command:set_mediacontrol "
				 "command:set_mediacontrol command:set_mediacontrol",
			   fake_log(test, fl));
	KUNIT_EXPECT_EQ(test, (u32)TLINE_CALLSELECT_LINE, fl->last.arg[0]);
	KUNIT_EXPECT_EQ(test, (u32)(2 * sizeof(controls[0])), fl->last.args_size);
}

/* ------------------------------------------------------------------ what a provider lacks */

static int bare_init(struct kunit *test)
{
	int err = scene_init_down(test);
	struct scene *s = test->priv;
	u32 cmd;

	if (err)
		return err;
	for (cmd = TLINE_CMD_MONITOR_MEDIA; cmd < TLINE_CMD_COUNT; cmd++)
		s->ops.command[cmd] = NULL;
	scene_up(s);
	return 0;
}

static void what_a_provider_lacks_is_unavailable(struct kunit *test)
{
	static const u32 lacks = TLINE_CALLFEATURE_MONITORMEDIA | TLINE_CALLFEATURE_MONITORTONES |
				 TLINE_CALLFEATURE_GENERATETONE | TLINE_CALLFEATURE_SETMEDIACONTROL;
	struct tline_ioc_devconfig config = { .device_class = "wave" };
	struct tline_ioc_address_caps *caps = kunit_kzalloc(test, sizeof(*caps), GFP_KERNEL);
	struct tline_ioc_line_status st;
	struct scene *s = test->priv;
	struct open *o = open_new(prog_new(s, V2_2), s->line, OWNER);
	u32 call = scene_call(s, o);

	KUNIT_ASSERT_NOT_NULL(test, caps);
	KUNIT_EXPECT_EQ(test, 0L, user_ioctl(o->file, TLINE_IOC_ADDRESS_CAPS, caps));
	KUNIT_EXPECT_EQ(test, 0U, caps->caps.call_features & lacks);
	KUNIT_EXPECT_EQ(test, 0U, caps->caps.address_features & TLINE_ADDRFEATURE_SETMEDIACONTROL);
	KUNIT_EXPECT_NE(test, 0U, caps->caps.call_features & TLINE_CALLFEATURE_GATHERDIGITS);
	KUNIT_EXPECT_EQ(test, 0L, user_ioctl(o->file, TLINE_IOC_LINE_STATUS, &st));
	KUNIT_EXPECT_EQ(test, 0U, st.line_features & TLINE_LINEFEATURE_SETMEDIACONTROL);
	KUNIT_EXPECT_EQ(test, ERR(OPERATIONUNAVAIL), monitor_media(o, call, VOICE));
	KUNIT_EXPECT_EQ(test, ERR(OPERATIONUNAVAIL), monitor_tones(o, call, 1, tones));
	KUNIT_EXPECT_EQ(test, ERR(OPERATIONUNAVAIL),
			generate_tone(o, (struct tline_ioc_tone) { .call = call }));
	KUNIT_EXPECT_EQ(test, ERR(OPERATIONUNAVAIL),
			set_control(o, TLINE_CALLSELECT_LINE, 0, 1, controls));
	KUNIT_EXPECT_EQ(test, 0, tline_set_data(s->line->line, TLINE_DATA_DEVICES, 0, "wave\0x", 7));
	KUNIT_EXPECT_EQ(test, 0L, user_ioctl(o->file, TLINE_IOC_SET_DEVCONFIG, &config));
	KUNIT_EXPECT_EQ(test, TLINE_ERR_OPERATIONUNAVAIL, config.result);
	KUNIT_EXPECT_EQ(test, 0L, user_ioctl(o->file, TLINE_IOC_GET_DEVCONFIG, &config));
	KUNIT_EXPECT_EQ(test, TLINE_ERR_OPERATIONUNAVAIL, config.result);
}

static void what_a_provider_has_is_a_feature(struct kunit *test)
{
	struct tline_ioc_address_caps *caps = kunit_kzalloc(test, sizeof(*caps), GFP_KERNEL);
	struct tline_ioc_call_status st = { };
	struct tline_ioc_line_status ls;
	struct scene *s = test->priv;
	struct file *file = s->open->file;
	const u32 has = TLINE_CALLFEATURE_MONITORMEDIA | TLINE_CALLFEATURE_MONITORTONES |
			TLINE_CALLFEATURE_GENERATETONE | TLINE_CALLFEATURE_SETMEDIACONTROL |
			TLINE_CALLFEATURE_GATHERDIGITS;

	KUNIT_ASSERT_NOT_NULL(test, caps);
	st.call = call_of(s, 0);
	KUNIT_EXPECT_EQ(test, 0L, user_ioctl(file, TLINE_IOC_CALL_STATUS, &st));
	KUNIT_EXPECT_EQ(test, has, st.features & has);
	KUNIT_EXPECT_EQ(test, 0L, user_ioctl(file, TLINE_IOC_ADDRESS_CAPS, caps));
	KUNIT_EXPECT_EQ(test, has, caps->caps.call_features & has);
	KUNIT_EXPECT_NE(test, 0U, caps->caps.address_features & TLINE_ADDRFEATURE_SETMEDIACONTROL);
	KUNIT_EXPECT_EQ(test, 0L, user_ioctl(file, TLINE_IOC_LINE_STATUS, &ls));
	KUNIT_EXPECT_NE(test, 0U, ls.line_features & TLINE_LINEFEATURE_SETMEDIACONTROL);
}

static struct kunit_case detect_cases[] = {
	KUNIT_CASE(media_is_heard_by_who_asked),
	KUNIT_CASE(media_that_is_refused),
	KUNIT_CASE(nothing_is_heard_after_idle),
	KUNIT_CASE(tone_is_heard_by_who_asked),
	KUNIT_CASE_PARAM(end_of_a_list_is_told, end_gen_params),
	KUNIT_CASE(list_goes_before_its_call),
	KUNIT_CASE(lists_wait_for_a_provider_that_hangs),
	KUNIT_CASE(lists_of_a_line_that_goes),
	KUNIT_CASE(tones_that_are_refused),
	KUNIT_CASE(tone_ends_what_is_being_made),
	KUNIT_CASE(tones_wait_for_a_provider_that_hangs),
	KUNIT_CASE_PARAM(tone_that_is_refused, bad_tone_gen_params),
	KUNIT_CASE(tone_needs_an_owner_and_a_connection),
	KUNIT_CASE(control_is_passed_on),
	KUNIT_CASE(control_of_what_there_is_not),
	KUNIT_CASE_PARAM(control_that_is_refused, bad_control_gen_params),
	KUNIT_CASE(control_with_too_many),
	KUNIT_CASE(controls_wait_for_a_provider_that_hangs),
	KUNIT_CASE(what_a_provider_has_is_a_feature),
	{ }
};

static struct kunit_suite detect_suite = {
	.name = "tline_detect",
	.suite_init = scene_suite_init,
	.suite_exit = scene_suite_exit,
	.init = detect_init,
	.exit = scene_exit,
	.test_cases = detect_cases,
};

static struct kunit_case bare_cases[] = {
	KUNIT_CASE(what_a_provider_lacks_is_unavailable),
	{ }
};

static struct kunit_suite bare_suite = {
	.name = "tline_bare",
	.suite_init = scene_suite_init,
	.suite_exit = scene_suite_exit,
	.init = bare_init,
	.exit = scene_exit,
	.test_cases = bare_cases,
};

kunit_test_suites(&detect_suite, &bare_suite);
