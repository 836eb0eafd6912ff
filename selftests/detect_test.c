// SPDX-License-Identifier: GPL-2.0-only
/*
 * Tones that are made and heard, media modes, media control: as apps on the simulator see them.
 */
#include "kselftest_harness.h"
#include "tline_test.h"

#define N(a)		(sizeof(a) / sizeof((a)[0]))
#define CUSTOM		TLINE_TONEMODE_CUSTOM
#define BEEP		TLINE_TONEMODE_BEEP
#define DTMF		TLINE_DIGITMODE_DTMF
#define FAX		TLINE_MEDIAMODE_G3FAX
#define BAD		((__u64)-4096)

/* A call from a to b, and at b's a program that looks on with a file opened read-only. */
FIXTURE(detect) {
	struct sim sim;
	struct line a, b, mon;
	__u32 call, in, seen;
};

FIXTURE_SETUP(detect)
{
	struct tline_ioc_open arg = { .api_version = V2_2, .privileges = MONITOR };

	sim_create(&self->sim, 2);
	self->a = line_open(&self->sim, 0, app_open(), OWNER, VOICE);
	self->b = line_open(&self->sim, 1, app_open(), OWNER, VOICE);
	self->mon.app = app_open();
	ASSERT_EQ(0, line_try(&self->sim, 1, O_RDONLY, self->mon.app, &arg, &self->mon.fd));
	self->mon.handle = arg.handle;
	connect_call(&self->sim, &self->a, &self->b, 1, &self->call, &self->in);
	self->seen = offered(&self->mon);
	drain(self->a.app);
	drain(self->b.app);
	drain(self->mon.app);
	sim_log_clear(&self->sim, 0);
	sim_log_clear(&self->sim, 1);
}

FIXTURE_TEARDOWN(detect)
{
	sim_destroy(&self->sim);
}

static long do_tones(int fd, __u32 call, const struct tline_tone *tones, __u32 count)
{
	struct tline_ioc_tones arg = {
		.call = call, .count = count, .tones = (uintptr_t)tones,
		.tone_size = sizeof(*tones),
	};

	return ioctl(fd, TLINE_IOC_MONITOR_TONES, &arg) ? -errno : arg.result;
}

static long make_tone(int fd, __u32 call, __u32 mode, __u32 frequency, __u32 ms)
{
	struct tline_ioc_tone arg = { .call = call, .mode = mode, .duration = ms };

	if (mode == CUSTOM) {
		arg.count = 1;
		arg.tones[0] = (struct tline_generate_tone) { frequency, 100, 0, 0x8000 };
	}
	return ioctl(fd, TLINE_IOC_GENERATE_TONE, &arg) ? -errno : arg.result;
}

static long set_media(int fd, __u32 call, __u32 modes)
{
	struct tline_ioc_set_call arg = { .call = call, .value = modes };

	return ioctl(fd, TLINE_IOC_MONITOR_MEDIA, &arg) ? -errno : arg.result;
}

static bool told(struct line *line, __u32 type, __u32 call, __u64 p1)
{
	struct tline_message m = { 0 };

	return !silent(line->app) && message(line->app, &m) && m.type == type &&
	       m.handle == call && m.p1 == p1;
}

/* ------------------------------------------------------------------------------ tones */

/* Each hears what is on its own list, under its own name; a monitor may listen. */
TEST_F(detect, tones)
{
	static const struct tline_tone mine[] = { { 1, 0, { 440 } }, { 2, 0, { 1000 } } };
	static const struct tline_tone theirs[] = { { 77, 0, { 440 } } };

	EXPECT_EQ(0, do_tones(self->b.fd, self->in, mine, 2));
	EXPECT_EQ(0, do_tones(self->mon.fd, self->seen, theirs, 1));
	EXPECT_STREQ("command:monitor_tones command:monitor_tones", sim_log(&self->sim, 1));
	EXPECT_EQ(0, make_tone(self->a.fd, self->call, CUSTOM, 440, 200));
	sim_step(&self->sim, 1000);
	EXPECT_TRUE(told(&self->a, TLINE_MSG_GENERATE, self->call, TLINE_GENERATETERM_DONE));
	EXPECT_TRUE(told(&self->b, TLINE_MSG_MONITORTONE, self->in, 1));
	EXPECT_TRUE(told(&self->mon, TLINE_MSG_MONITORTONE, self->seen, 77));
	EXPECT_EQ(0, make_tone(self->a.fd, self->call, CUSTOM, 1000, 200));
	sim_step(&self->sim, 1000);
	EXPECT_TRUE(told(&self->b, TLINE_MSG_MONITORTONE, self->in, 2));
	EXPECT_TRUE(silent(self->mon.app));
	/* No list, nothing heard. */
	EXPECT_EQ(0, do_tones(self->b.fd, self->in, NULL, 0));
	EXPECT_EQ(0, make_tone(self->a.fd, self->call, CUSTOM, 440, 200));
	sim_step(&self->sim, 1000);
	EXPECT_TRUE(silent(self->b.app));
	EXPECT_TRUE(told(&self->mon, TLINE_MSG_MONITORTONE, self->seen, 77));
}

/* A list ends with the program, whatever ends it. */
TEST_F(detect, list_of_a_program_that_is_killed)
{
	static const struct tline_tone tone = { .app_specific = 1, .frequency = { 440 } };
	int ready[2], status;
	pid_t pid;
	char c;

	ASSERT_EQ(0, pipe(ready));
	pid = fork();
	if (!pid) {
		struct line line = line_open(&self->sim, 1, app_open(), MONITOR, 0);
		__u32 call;

		if (new_calls(&line, &call, 1) != 1 || do_tones(line.fd, call, &tone, 1) ||
		    write(ready[1], "x", 1) != 1)
			_exit(1);
		for (;;)
			pause();
	}
	ASSERT_EQ(1, read(ready[0], &c, 1));
	sim_log_clear(&self->sim, 1);
	kill(pid, SIGKILL);
	ASSERT_EQ(pid, waitpid(pid, &status, 0));
	EXPECT_STREQ("command:monitor_tones", sim_log(&self->sim, 1));
}

TEST_F(detect, tones_refused)
{
	static const struct tline_tone tones[TLINE_MAX_TONES + 1];
	struct tline_ioc_tones arg = {
		.call = self->in, .count = 1, .tones = (uintptr_t)tones,
	};
	unsigned int size;

	for (size = 0; size < 2 * sizeof(tones[0]); size++) {
		if (size == sizeof(tones[0]))
			continue;
		arg.tone_size = size;
		EXPECT_EQ(-1, ioctl(self->b.fd, TLINE_IOC_MONITOR_TONES, &arg));
		EXPECT_EQ(EINVAL, errno);
	}
	EXPECT_EQ(-EINVAL, do_tones(self->b.fd, self->in, tones, TLINE_MAX_TONES + 1));
	EXPECT_EQ(-EINVAL, do_tones(self->b.fd, self->in, tones, ~0U));
	EXPECT_EQ(-EFAULT, do_tones(self->b.fd, self->in, NULL, 1));
	EXPECT_EQ(-EFAULT, do_tones(self->b.fd, self->in, (void *)(uintptr_t)BAD, 1));
	EXPECT_EQ(TLINE_ERR_INVALCALLHANDLE, do_tones(self->b.fd, self->in + 1, tones, 1));
	EXPECT_EQ(TLINE_ERR_INVALCALLHANDLE, do_tones(self->b.fd, self->b.handle, tones, 1));
	EXPECT_STREQ("", sim_log(&self->sim, 1));
	EXPECT_EQ(0, do_op(&self->b, TLINE_OP_DROP, self->in));
	EXPECT_EQ(TLINE_ERR_INVALCALLSTATE, do_tones(self->b.fd, self->in, tones, 1));
}

/* ----------------------------------------------------------------------- making tones */

/* 3.8: digits or a tone, one at a time over all owners; who is interrupted hears of it. */
TEST_F(detect, one_at_a_time)
{
	struct line other = line_open(&self->sim, 0, app_open(), OWNER, VOICE);
	struct tline_ioc_digits digits = { .mode = DTMF, .digits = "123" };
	__u32 theirs;

	ASSERT_EQ(1, new_calls(&other, &theirs, 1));
	ASSERT_EQ(0, set_privilege(&other, theirs, OWNER));
	drain(self->a.app);
	EXPECT_EQ(0, make_tone(self->a.fd, self->call, BEEP, 0, 0));
	digits.call = theirs;
	ASSERT_EQ(0, ioctl(other.fd, TLINE_IOC_GENERATE_DIGITS, &digits));
	EXPECT_EQ(0, digits.result);
	EXPECT_TRUE(told(&self->a, TLINE_MSG_GENERATE, self->call, TLINE_GENERATETERM_CANCEL));
	EXPECT_EQ(0, make_tone(self->a.fd, self->call, BEEP, 0, 0));
	EXPECT_TRUE(told(&other, TLINE_MSG_GENERATE, theirs, TLINE_GENERATETERM_CANCEL));
	EXPECT_EQ(0, make_tone(other.fd, theirs, 0, 0, 0));
	EXPECT_TRUE(told(&self->a, TLINE_MSG_GENERATE, self->call, TLINE_GENERATETERM_CANCEL));
	sim_step(&self->sim, 10000);
	EXPECT_TRUE(silent(self->a.app) && silent(other.app));
}

TEST_F(detect, making_is_refused)
{
	static const struct {
		struct tline_ioc_tone arg;
		long err;
	} bad[] = {
		{ { .mode = CUSTOM }, TLINE_ERR_INVALTONE },
		{ { .mode = CUSTOM, .count = TLINE_MAX_FREQUENCIES }, TLINE_ERR_INVALTONE },
		{ { .mode = CUSTOM, .count = 1, .tones = { { .volume = 0x10000 } } },
		  TLINE_ERR_INVALTONE },
		{ { .mode = CUSTOM, .count = TLINE_MAX_FREQUENCIES + 1 }, -EINVAL },
		{ { .mode = CUSTOM, .count = 1, .tones = { { 0 }, { .volume = 1 } } }, -EINVAL },
		{ { .mode = CUSTOM | BEEP }, TLINE_ERR_INVALTONEMODE },
		{ { .mode = 0x20 }, TLINE_ERR_INVALTONEMODE },
		{ { .mode = BEEP, .count = 1 }, -EINVAL },
		{ { .mode = BEEP, .reserved = 1 }, -EINVAL },
		{ { .mode = 0, .tones = { { 1 } } }, -EINVAL },
	};
	struct tline_ioc_tone arg;
	unsigned int i;
	long err;

	for (i = 0; i < N(bad); i++) {
		arg = bad[i].arg;
		arg.call = self->call;
		err = ioctl(self->a.fd, TLINE_IOC_GENERATE_TONE, &arg) ? -errno : arg.result;
		EXPECT_EQ(bad[i].err, err) {
			TH_LOG("tone %u", i);
		}
	}
	EXPECT_EQ(TLINE_ERR_INVALCALLHANDLE, make_tone(self->a.fd, self->call + 1, BEEP, 0, 0));
	EXPECT_EQ(-EPERM, make_tone(self->mon.fd, self->seen, BEEP, 0, 0));
	EXPECT_STREQ("", sim_log(&self->sim, 0));
	EXPECT_STREQ("", sim_log(&self->sim, 1));
	EXPECT_EQ(0, do_op(&self->a, TLINE_OP_HOLD, self->call));
	EXPECT_EQ(TLINE_ERR_INVALCALLSTATE, make_tone(self->a.fd, self->call, BEEP, 0, 0));
}

/* ------------------------------------------------------------------------ media modes */

/* Any handle may listen; the provider is told the union, the other apps that it changed. */
TEST_F(detect, media)
{
	EXPECT_EQ(0, set_media(self->b.fd, self->in, FAX));
	EXPECT_TRUE(told(&self->mon, TLINE_MSG_CALLINFO, self->seen,
			 TLINE_CALLINFOSTATE_MONITORMODES));
	EXPECT_EQ(0, set_media(self->mon.fd, self->seen, VOICE));
	EXPECT_EQ(FAX | VOICE, call_info(&self->b, self->in).monitor_media_modes);
	EXPECT_STREQ("command:monitor_media command:monitor_media", sim_log(&self->sim, 1));
	EXPECT_NE(NULL, strstr(sim_get(&self->sim, 1, "log"), "arg=24"));
	EXPECT_EQ(0, deallocate(&self->mon, self->seen));
	EXPECT_EQ(FAX, call_info(&self->b, self->in).monitor_media_modes);
	EXPECT_EQ(TLINE_ERR_INVALMEDIAMODE, set_media(self->b.fd, self->in, 1));
	EXPECT_EQ(TLINE_ERR_INVALMEDIAMODE, set_media(self->b.fd, self->in, 0x10000 | FAX));
	EXPECT_EQ(TLINE_ERR_INVALCALLHANDLE, set_media(self->b.fd, self->in + 1, FAX));
	EXPECT_EQ(FAX, call_info(&self->b, self->in).monitor_media_modes);
	EXPECT_EQ(0, do_op(&self->b, TLINE_OP_DROP, self->in));
	EXPECT_EQ(TLINE_ERR_INVALCALLSTATE, set_media(self->b.fd, self->in, FAX));
}

/* ---------------------------------------------------------------------- media control */

static long control(int fd, __u32 select, __u32 object, const void *list, __u32 count)
{
	struct tline_ioc_media_control arg = {
		.select = select, .address = object, .call = object, .count = count,
		.controls = (uintptr_t)list, .control_size = sizeof(struct tline_media_control),
	};

	return ioctl(fd, TLINE_IOC_SET_MEDIACONTROL, &arg) ? -errno : arg.result;
}

#define LINE	TLINE_CALLSELECT_LINE
#define ADDRESS	TLINE_CALLSELECT_ADDRESS
#define CALL	TLINE_CALLSELECT_CALL
#define START	TLINE_MEDIACONTROL_START

TEST_F(detect, control)
{
	static const struct tline_media_control list[] = {
		{ TLINE_TRIGGER_DIGIT, START, '#', DTMF },
		{ TLINE_TRIGGER_MEDIA, TLINE_MEDIACONTROL_PAUSE, FAX, .duration = 100 },
		{ TLINE_TRIGGER_TONE, TLINE_MEDIACONTROL_RESET, 5, .frequency = { 440 } },
		{ TLINE_TRIGGER_CALLSTATE, START, TLINE_CALLSTATE_CONNECTED },
	};
	struct tline_ioc_media_control arg = {
		.select = LINE, .count = 1, .controls = (uintptr_t)list,
	};
	struct line other = line_open(&self->sim, 0, app_open(), MONITOR, 0);
	__u32 seen;

	ASSERT_EQ(1, new_calls(&other, &seen, 1));
	EXPECT_EQ(0, control(self->a.fd, LINE, 0, list, N(list)));
	EXPECT_EQ(0, control(other.fd, ADDRESS, 0, list, 1));
	EXPECT_EQ(0, control(self->a.fd, CALL, self->call, list, N(list)));
	EXPECT_EQ(0, control(self->a.fd, CALL, self->call, NULL, 0));
	EXPECT_STREQ("command:set_mediacontrol command:set_mediacontrol "
		     "command:set_mediacontrol command:set_mediacontrol", sim_log(&self->sim, 0));
	sim_log_clear(&self->sim, 0);
	EXPECT_EQ(TLINE_ERR_NOTOWNER, control(other.fd, CALL, seen, list, 1));
	EXPECT_EQ(-EPERM, control(self->mon.fd, LINE, 0, list, 1));
	EXPECT_EQ(TLINE_ERR_INVALCALLHANDLE, control(self->a.fd, CALL, self->call + 1, list, 1));
	EXPECT_EQ(TLINE_ERR_INVALADDRESSID, control(self->a.fd, ADDRESS, 1, list, 1));
	EXPECT_EQ(TLINE_ERR_INVALCALLSELECT, control(self->a.fd, LINE | CALL, 0, list, 1));
	EXPECT_EQ(TLINE_ERR_INVALCALLSELECT, control(self->a.fd, 0, 0, list, 1));
	EXPECT_EQ(-EINVAL, control(self->a.fd, LINE, 0, list, TLINE_MAX_CONTROLS + 1));
	EXPECT_EQ(-EFAULT, control(self->a.fd, LINE, 0, NULL, 1));
	EXPECT_EQ(-EFAULT, control(self->a.fd, LINE, 0, (void *)(uintptr_t)BAD, 1));
	EXPECT_EQ(-1, ioctl(self->a.fd, TLINE_IOC_SET_MEDIACONTROL, &arg));
	EXPECT_EQ(EINVAL, errno);
	EXPECT_STREQ("", sim_log(&self->sim, 0));
}

TEST_F(detect, control_lists_refused)
{
	static const struct {
		struct tline_media_control c;
		long err;
	} bad[] = {
		{ { TLINE_TRIGGER_DIGIT, START, 'a', DTMF }, TLINE_ERR_INVALDIGITLIST },
		{ { TLINE_TRIGGER_DIGIT, START, '1', 0x10 }, TLINE_ERR_INVALDIGITLIST },
		{ { TLINE_TRIGGER_DIGIT, 0, '1', DTMF }, TLINE_ERR_INVALDIGITLIST },
		{ { TLINE_TRIGGER_MEDIA, START, 0x80000000 }, TLINE_ERR_INVALMEDIALIST },
		{ { TLINE_TRIGGER_MEDIA, START | 1, FAX }, TLINE_ERR_INVALMEDIALIST },
		{ { TLINE_TRIGGER_TONE, 0x800, 1 }, TLINE_ERR_INVALTONELIST },
		{ { TLINE_TRIGGER_TONE, START, 1, DTMF }, TLINE_ERR_INVALTONELIST },
		{ { TLINE_TRIGGER_CALLSTATE, START, 0 }, TLINE_ERR_INVALCALLSTATELIST },
		{ { TLINE_TRIGGER_CALLSTATE, START, 0x10000 }, TLINE_ERR_INVALCALLSTATELIST },
		{ { TLINE_TRIGGER_CALLSTATE, START, 1, .frequency = { 1 } }, -EINVAL },
		{ { 0, START, 1 }, -EINVAL },
		{ { 5, START, 1 }, -EINVAL },
	};
	unsigned int i;

	for (i = 0; i < N(bad); i++) {
		EXPECT_EQ(bad[i].err, control(self->a.fd, LINE, 0, &bad[i].c, 1)) {
			TH_LOG("entry %u", i);
		}
	}
	EXPECT_STREQ("", sim_log(&self->sim, 0));
}

TEST_HARNESS_MAIN
