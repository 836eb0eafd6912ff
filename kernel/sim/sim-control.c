// SPDX-License-Identifier: GPL-2.0-only
/*
 * Media control lists.  The exchange has no media stream to control: an action is
 * logged, and told as the extension's message SIM_EXT_MEDIACONTROL.  Everything here
 * needs the exchange's lock.
 */
#include <linux/slab.h>
#include <linux/string.h>

#include "sim.h"

void sim_controls_set(struct sim_controls **to, const struct tline_media_control *control,
		      u32 count)
{
	struct sim_controls *new = NULL;

	if (count) {
		new = kmalloc(struct_size(new, control, count), GFP_KERNEL_ACCOUNT);
		if (!new)
			return;
		new->count = count;
		memcpy(new->control, control, count * sizeof(*control));
	}
	kfree(*to);
	*to = new;
}

/* The list of the call, else of its address, else of the line. */
static const struct sim_controls *controls_of(const struct sim_call *call)
{
	const struct sim_line *line = call->line;

	if (call->controls)
		return call->controls;
	if (line->address && line->address[call->address].controls)
		return line->address[call->address].controls;
	return line->controls;
}

struct trigger {
	u32 kind;
	u32 value;
	u32 modes;
	u32 ms;
	const struct sim_sound *sound;
};

static bool triggers(const struct tline_media_control *c, const struct trigger *t)
{
	if (c->trigger != t->kind)
		return false;
	switch (c->trigger) {
	case TLINE_TRIGGER_DIGIT:
		return c->value == t->value && c->modes & t->modes;
	case TLINE_TRIGGER_TONE:
		return t->ms >= c->duration && sim_tone_matches(t->sound, c->frequency);
	default:
		return c->value & t->value;
	}
}

static void control(struct sim_call *call, const struct trigger *t)
{
	const struct sim_controls *list;
	u32 i;

	if (!call->line || !call->line->tl || !call->id)
		return;
	list = controls_of(call);
	for (i = 0; list && i < list->count; i++) {
		const struct tline_media_control *c = &list->control[i];

		if (!triggers(c, t))
			continue;
		sim_log(call->line, SIM_LOG_MEDIACONTROL, 0, call->id, c->action, 0, 0);
		tline_devspecific(call->line->tl, call->id, false, SIM_EXT_MEDIACONTROL,
				  c->action, c->trigger);
	}
}

void sim_control_digit(struct sim_call *call, char digit, u32 mode)
{
	struct trigger t = { .kind = TLINE_TRIGGER_DIGIT, .value = digit, .modes = mode };

	control(call, &t);
}

void sim_control_media(struct sim_call *call, u32 media)
{
	struct trigger t = { .kind = TLINE_TRIGGER_MEDIA, .value = media };

	control(call, &t);
}

void sim_control_state(struct sim_call *call, u32 state)
{
	struct trigger t = { .kind = TLINE_TRIGGER_CALLSTATE, .value = state };

	control(call, &t);
}

void sim_control_tone(struct sim_call *call, const struct sim_sound *sound, u32 ms)
{
	struct trigger t = { .kind = TLINE_TRIGGER_TONE, .ms = ms, .sound = sound };

	control(call, &t);
}
