// SPDX-License-Identifier: GPL-2.0-only
/* Tones that are listened for or made, and media control. */
#include "actor.h"

int act_monitor_tones(const struct action *a)
{
	static const struct tline_tone tones[] = {
		{ 1, 100, { 440, 480 } }, { 2, 50, { 1400 } }, { 3, 200, { 0 } },
		{ 4, 10, { 480, 620 } },
	};
	struct tline_ioc_tones arg = {
		.count = rnd(&me.rng, ARRAY_LEN(tones) + 1), .tones = (uintptr_t)tones,
		.tone_size = sizeof(tones[0]),
	};
	struct my_line *line = my_call(TLINE_CALLSTATE_CONNECTED, &arg.call);

	if (!arg.call)
		return SKIP;
	me.what = arg.call;
	return outcome(ioctl(line->fd, TLINE_IOC_MONITOR_TONES, &arg), &arg.result);
}

int act_generate_tone(const struct action *a)
{
	static const __u32 modes[] = {
		0, TLINE_TONEMODE_RINGBACK, TLINE_TONEMODE_BUSY, TLINE_TONEMODE_BEEP,
		TLINE_TONEMODE_CUSTOM,
	};
	struct tline_ioc_tone arg = {
		.mode = modes[rnd(&me.rng, ARRAY_LEN(modes))], .duration = rnd(&me.rng, 400),
	};
	struct my_line *line = my_call(TLINE_CALLSTATE_CONNECTED, &arg.call);

	if (!arg.call)
		return SKIP;
	if (arg.mode == TLINE_TONEMODE_CUSTOM) {
		arg.count = 2;
		arg.tones[0].frequency = 440;
		arg.tones[1].frequency = 480;
	}
	me.what = arg.call;
	return outcome(ioctl(line->fd, TLINE_IOC_GENERATE_TONE, &arg), &arg.result);
}

static const struct tline_media_control controls[] = {
	{ .trigger = TLINE_TRIGGER_DIGIT, .action = TLINE_MEDIACONTROL_PAUSE, .value = '1',
	  .modes = TLINE_DIGITMODE_DTMF },
	{ .trigger = TLINE_TRIGGER_CALLSTATE, .action = TLINE_MEDIACONTROL_START,
	  .value = TLINE_CALLSTATE_CONNECTED },
	{ .trigger = TLINE_TRIGGER_MEDIA, .action = TLINE_MEDIACONTROL_RESET,
	  .value = TLINE_MEDIAMODE_DATAMODEM, .duration = 20 },
	{ .trigger = TLINE_TRIGGER_TONE, .action = TLINE_MEDIACONTROL_RESUME, .duration = 50,
	  .frequency = { 440, 480 } },
};

int act_media_control(const struct action *a)
{
	struct tline_ioc_media_control arg = {
		.select = a->op, .count = rnd(&me.rng, ARRAY_LEN(controls) + 1),
		.controls = (uintptr_t)controls, .control_size = sizeof(controls[0]),
	};
	struct my_line *line = my_line();

	if (a->op == TLINE_CALLSELECT_CALL) {
		line = my_call(TLINE_CALLSTATE_CONNECTED, &arg.call);
		if (!arg.call)
			return SKIP;
	}
	if (!line)
		return SKIP;
	me.what = arg.call ?: line->handle;
	return outcome(ioctl(line->fd, TLINE_IOC_SET_MEDIACONTROL, &arg), &arg.result);
}
