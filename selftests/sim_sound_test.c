// SPDX-License-Identifier: GPL-2.0-only
/*
 * What the ends of a call hear of each other on the simulator, on its clock: tones, silence,
 * media modes.  Line 0 talks to line 1.  What the core does with it is in detect_test.c.
 */
#include "kselftest_harness.h"
#include "service.h"

#define TONE(x)	TLINE_TONEMODE_##x

FIXTURE(sound) {
	struct service s;
	__u32 call;
	__u32 in;
};

typedef FIXTURE_DATA(sound) fixture;

FIXTURE_SETUP(sound)
{
	struct service *s = &self->s;

	sim_create_down(&s->sim, LINES);
	service_live(s);
	connect_call(&s->sim, &s->line[0], &s->line[1], 1, &self->call, &self->in);
	drain(s->app[0]);
	drain(s->app[1]);
}

FIXTURE_TEARDOWN(sound)
{
	sim_destroy(&self->s.sim);
}

static bool makes(fixture *self, __u32 mode, __u32 duration, __u32 f1, __u32 f2)
{
	struct tline_ioc_tone arg = {
		.call = self->call, .mode = mode, .duration = duration,
		.count = mode == TONE(CUSTOM) ? 1 + !!f2 : 0,
		.tones = { { .frequency = f1 }, { .frequency = f2 } },
	};

	return !ioctl(self->s.line[0].fd, TLINE_IOC_GENERATE_TONE, &arg) && !arg.result;
}

static bool listens(fixture *self, const struct tline_tone *tones, __u32 count)
{
	struct tline_ioc_tones arg = {
		.call = self->in, .count = count, .tones = (uintptr_t)tones,
		.tone_size = sizeof(*tones),
	};

	return !ioctl(self->s.line[1].fd, TLINE_IOC_MONITOR_TONES, &arg) && !arg.result;
}

/* The tones that line 1 has heard, by what it calls them: "12". */
static const char *heard(fixture *self)
{
	static char names[16];
	struct tline_message m;
	size_t n = 0;

	/* Everything that there is to tell has been told. */
	sim_num(&self->s.sim, 1, "parked");
	while (!silent(self->s.app[1]) && message(self->s.app[1], &m)) {
		if (m.type == TLINE_MSG_MONITORTONE && n < sizeof(names) - 1)
			names[n++] = '0' + m.p1;
	}
	names[n] = 0;
	return names;
}

/* Every mode has its frequencies and its length; a tone has to last, and to be just that. */
TEST_F(sound, tones)
{
	static const struct tline_tone list[] = {
		{ 1, 1000, { 440, 480 } }, { 2, 100, { 620, 480 } }, { 3, 500, { 1400 } },
		{ 4, 0, { 12000 } }, { 5, 200, { 700, 900 } }, { 6, 100, { 440 } },
	};
	static const struct {
		__u32 mode, duration, f1, f2;
		long ms;
		const char *heard;
	} rows[] = {
		{ TONE(RINGBACK), 0, 0, 0, 2000, "1" }, { TONE(RINGBACK), 999, 0, 0, 999, "" },
		{ TONE(BUSY), 0, 0, 0, 2000, "2" }, { TONE(BEEP), 0, 0, 0, 500, "3" },
		{ TONE(BEEP), 400, 0, 0, 400, "" }, { TONE(BILLING), 0, 0, 0, 300, "4" },
		{ TONE(CUSTOM), 200, 900, 700, 200, "5" }, { TONE(CUSTOM), 200, 900, 0, 200, "" },
		{ TONE(CUSTOM), 100, 440, 0, 100, "6" },
	};
	struct tline_message m;
	size_t i;

	ASSERT_TRUE(listens(self, list, ARRAY_SIZE(list)));
	for (i = 0; i < ARRAY_SIZE(rows); i++) {
		ASSERT_TRUE(makes(self, rows[i].mode, rows[i].duration, rows[i].f1, rows[i].f2));
		sim_step(&self->s.sim, rows[i].ms - 1);
		EXPECT_TRUE(silent(self->s.app[0]));
		sim_step(&self->s.sim, 1);
		EXPECT_STREQ(rows[i].heard, heard(self)) {
			TH_LOG("tone %zu", i);
		}
		ASSERT_TRUE(message_of(self->s.app[0], TLINE_MSG_GENERATE, &m));
		EXPECT_EQ(TLINE_GENERATETERM_DONE, m.p1);
	}
	/* No list, nothing heard. */
	ASSERT_TRUE(listens(self, NULL, 0));
	ASSERT_TRUE(makes(self, TONE(BEEP), 0, 0, 0));
	sim_step(&self->s.sim, 1000);
	EXPECT_STREQ("", heard(self));
}

/* A tone that is cut short was as long as it was. */
TEST_F(sound, replaced)
{
	static const struct tline_tone list[] = {
		{ 1, 300, { 1400 } }, { 2, 301, { 1400 } }, { 3, 0, { 12000 } },
	};

	ASSERT_TRUE(listens(self, list, ARRAY_SIZE(list)));
	ASSERT_TRUE(makes(self, TONE(BEEP), 5000, 0, 0));
	sim_step(&self->s.sim, 300);
	ASSERT_TRUE(makes(self, TONE(BILLING), 0, 0, 0));
	EXPECT_STREQ("1", heard(self));
	ASSERT_TRUE(makes(self, 0, 0, 0, 0));
	EXPECT_STREQ("3", heard(self));
	sim_step(&self->s.sim, 10000);
	EXPECT_STREQ("", heard(self));
}

/* No frequency at all is silence: told once, when it has lasted. */
TEST_F(sound, silence)
{
	static const struct tline_tone list[] = { { 7, 1000, { 0 } } };

	ASSERT_TRUE(listens(self, list, 1));
	sim_step(&self->s.sim, 900);
	ASSERT_TRUE(makes(self, TONE(BEEP), 500, 0, 0));
	sim_step(&self->s.sim, 1499);
	EXPECT_STREQ("", heard(self));
	sim_step(&self->s.sim, 1);
	EXPECT_STREQ("7", heard(self));
	sim_step(&self->s.sim, 5000);
	EXPECT_STREQ("", heard(self));
}

/* Somebody else who begins to listen for silence does not make it begin anew. */
TEST_F(sound, silence_for_two)
{
	static const struct tline_tone one[] = { { 7, 1000, { 0 } } };
	static const struct tline_tone other[] = { { 8, 600, { 0 } } };
	struct service *s = &self->s;
	struct line watch = line_open(&s->sim, 1, app_open_as("watch", V2_2), MONITOR, 0);
	struct tline_ioc_tones arg = {
		.count = 1, .tones = (uintptr_t)other, .tone_size = sizeof(*other),
	};
	struct tline_message m;

	ASSERT_EQ(1, new_calls(&watch, &arg.call, 1));
	ASSERT_TRUE(listens(self, one, 1));
	sim_step(&s->sim, 500);
	ASSERT_EQ(0, ioctl(watch.fd, TLINE_IOC_MONITOR_TONES, &arg));
	ASSERT_EQ(0, arg.result);
	sim_step(&s->sim, 500);
	EXPECT_STREQ("7", heard(self));
	EXPECT_EQ(0, leftover(watch.app, TLINE_MSG_MONITORTONE));
	sim_step(&s->sim, 100);
	ASSERT_TRUE(message_of(watch.app, TLINE_MSG_MONITORTONE, &m));
	EXPECT_EQ(8, m.p1);
	line_close(&watch);
	close(watch.app);
}

/* The media mode that one end sets is what the other detects. */
TEST_F(sound, media)
{
	struct tline_ioc_set_call listen = { .call = self->in, .value = TLINE_MEDIAMODE_G3FAX };
	struct tline_ioc_set_call set = { .call = self->call };
	struct tline_message m;

	ASSERT_EQ(0, ioctl(self->s.line[1].fd, TLINE_IOC_MONITOR_MEDIA, &listen));
	ASSERT_EQ(0, listen.result);
	drain(self->s.app[1]);
	set.value = TLINE_MEDIAMODE_TDD;
	ASSERT_EQ(0, ioctl(self->s.line[0].fd, TLINE_IOC_SET_MEDIAMODE, &set));
	ASSERT_EQ(0, set.result);
	set.value = TLINE_MEDIAMODE_G3FAX;
	ASSERT_EQ(0, ioctl(self->s.line[0].fd, TLINE_IOC_SET_MEDIAMODE, &set));
	ASSERT_TRUE(message_of(self->s.app[1], TLINE_MSG_MONITORMEDIA, &m));
	EXPECT_EQ(self->in, m.handle);
	EXPECT_EQ(TLINE_MEDIAMODE_G3FAX, m.p1);
	EXPECT_EQ(0, leftover(self->s.app[1], TLINE_MSG_MONITORMEDIA));
	/* Who holds the call does not listen. */
	ASSERT_EQ(0, do_op(&self->s.line[1], TLINE_OP_HOLD, self->in));
	ASSERT_EQ(0, ioctl(self->s.line[0].fd, TLINE_IOC_SET_MEDIAMODE, &set));
	ASSERT_EQ(0, do_op(&self->s.line[0], TLINE_OP_SECURECALL, self->call));
	EXPECT_EQ(0, leftover(self->s.app[1], TLINE_MSG_MONITORMEDIA));
}

/* A list of media control: each trigger does its action, which is logged and told. */
TEST_F(sound, media_control)
{
	static const struct tline_media_control list[] = {
		{ TLINE_TRIGGER_DIGIT, TLINE_MEDIACONTROL_PAUSE, '5', TLINE_DIGITMODE_DTMF },
		{ TLINE_TRIGGER_MEDIA, TLINE_MEDIACONTROL_RATEUP, TLINE_MEDIAMODE_TDD },
		{ TLINE_TRIGGER_TONE, TLINE_MEDIACONTROL_START, 0, 0, 100, { 1400 } },
		{ TLINE_TRIGGER_CALLSTATE, TLINE_MEDIACONTROL_RESET, S(DISCONNECTED) },
	};
	struct tline_ioc_media_control arg = {
		.select = TLINE_CALLSELECT_LINE, .count = 4, .controls = (uintptr_t)list,
		.control_size = sizeof(list[0]),
	};
	struct tline_ioc_set_call media = { .call = self->call, .value = TLINE_MEDIAMODE_TDD };
	struct service *s = &self->s;
	static const __u32 actions[] = {
		TLINE_MEDIACONTROL_PAUSE, TLINE_MEDIACONTROL_START, TLINE_MEDIACONTROL_RATEUP,
		TLINE_MEDIACONTROL_RESET,
	};
	struct tline_message m;
	size_t i;

	ASSERT_EQ(0, ioctl(s->line[1].fd, TLINE_IOC_SET_MEDIACONTROL, &arg));
	ASSERT_EQ(0, arg.result);
	sim_log_clear(&s->sim, 1);
	sim_set(&s->sim, 1, "digits", "4");
	sim_set(&s->sim, 1, "digits", "5");
	ASSERT_TRUE(makes(self, TONE(BEEP), 100, 0, 0));
	sim_step(&s->sim, 100);
	ASSERT_EQ(0, ioctl(s->line[0].fd, TLINE_IOC_SET_MEDIAMODE, &media));
	ASSERT_EQ(0, do_op(&s->line[0], TLINE_OP_DROP, self->call));
	for (i = 0; i < ARRAY_SIZE(actions); i++) {
		ASSERT_TRUE(message_of(s->app[1], TLINE_MSG_DEVSPECIFIC, &m));
		EXPECT_EQ(self->in, m.handle);
		EXPECT_EQ(4, m.p1);
		EXPECT_EQ(actions[i], m.p2);
	}
	EXPECT_NE(NULL, strstr(sim_get(&s->sim, 1, "log"), "mediacontrol call="));
	EXPECT_EQ(0, leftover(s->app[1], TLINE_MSG_DEVSPECIFIC));
}

TEST_HARNESS_MAIN
