// SPDX-License-Identifier: GPL-2.0-only
/*
 * Media control: what is to happen to the media stream upon digits, media modes,
 * tones and call states.  The core checks the list and passes it on.
 */
#include <linux/err.h>
#include <linux/kernel.h>
#include <linux/nospec.h>
#include <linux/slab.h>
#include <linux/string.h>

#include "tline-priv.h"

#define ACTIONS		(2 * TLINE_MEDIACONTROL_VOLUMENORMAL - 1)
#define STATES		0xffff

typedef const struct tline_media_control *entry_t;
typedef const struct tline_line_caps *caps_t;

static bool digit_valid(caps_t caps, entry_t c)
{
	return c->value && c->value < 0x80 && strchr(TLINE_DIGITS, c->value) && c->modes &&
	       !(c->modes & ~TLINE_DIGITMODES_ALL) && !c->duration;
}

static bool media_valid(caps_t caps, entry_t c)
{
	return c->value && !(c->value & ~(caps->media_modes & TLINE_MEDIAMODES_ALL)) && !c->modes;
}

static bool tone_valid(caps_t caps, entry_t c)
{
	return tline_frequencies(c->frequency) <= caps->monitor_tone_max_freq && !c->modes;
}

static bool callstate_valid(caps_t caps, entry_t c)
{
	return c->value && !(c->value & ~STATES) && !c->modes && !c->duration;
}

/* By trigger: where the line says how many there may be, what is valid, the error. */
static const struct {
	size_t max;
	bool (*valid)(caps_t caps, entry_t c);
	s32 err;
} triggers[] = {
	[TLINE_TRIGGER_DIGIT] = { offsetof(struct tline_line_caps, medctl_digit_max),
				  digit_valid, TLINE_ERR_INVALDIGITLIST },
	[TLINE_TRIGGER_MEDIA] = { offsetof(struct tline_line_caps, medctl_media_max),
				  media_valid, TLINE_ERR_INVALMEDIALIST },
	[TLINE_TRIGGER_TONE] = { offsetof(struct tline_line_caps, medctl_tone_max),
				 tone_valid, TLINE_ERR_INVALTONELIST },
	[TLINE_TRIGGER_CALLSTATE] = { offsetof(struct tline_line_caps, medctl_callstate_max),
				      callstate_valid, TLINE_ERR_INVALCALLSTATELIST },
};

/* Entries of a kind that does not exist, or with more than their kind has. */
static bool malformed(entry_t c, u32 count)
{
	for (; count--; c++)
		if (!c->trigger || c->trigger >= ARRAY_SIZE(triggers) ||
		    (c->trigger != TLINE_TRIGGER_TONE && tline_frequencies(c->frequency)))
			return true;
	return false;
}

static s32 check_list(caps_t caps, entry_t c, u32 count)
{
	u32 n[ARRAY_SIZE(triggers)] = { 0 };

	for (; count--; c++) {
		u32 t = array_index_nospec(c->trigger, ARRAY_SIZE(triggers));

		if (++n[t] > *(const u32 *)((const u8 *)caps + triggers[t].max) ||
		    !triggers[t].valid(caps, c) || !is_power_of_2(c->action) ||
		    c->action & ~ACTIONS)
			return triggers[t].err;
	}
	return 0;
}

/* What @arg is about: the place for its list, and its call, if it is one. */
static s32 find_object(struct tline_open *open, const struct tline_ioc_media_control *arg,
		       struct tline_cmd ***slot, struct tline_call **call)
{
	struct tline_line *line = open->line;
	struct tline_handle *h;

	switch (arg->select) {
	case TLINE_CALLSELECT_LINE:
		*slot = &line->control;
		return 0;
	case TLINE_CALLSELECT_ADDRESS:
		if (arg->address >= line->num_addresses)
			return TLINE_ERR_INVALADDRESSID;
		*slot = &line->addresses[array_index_nospec(arg->address,
							    line->num_addresses)].control;
		return 0;
	case TLINE_CALLSELECT_CALL:
		h = tline_handle_find_locked(open, arg->call);
		if (!h)
			return TLINE_ERR_INVALCALLHANDLE;
		if (h->privilege != TLINE_CALLPRIVILEGE_OWNER)
			return TLINE_ERR_NOTOWNER;
		*call = h->call;
		*slot = &h->call->control;
		return 0;
	default:
		return TLINE_ERR_INVALCALLSELECT;
	}
}

static s32 set_control(struct tline_open *open, const struct tline_ioc_media_control *arg,
		       struct tline_cmd **cmd)
{
	struct tline_line *line = open->line;
	struct tline_blob *list = (*cmd)->args;
	struct tline_call *call = NULL;
	struct tline_cmd **slot;
	s32 err = find_object(open, arg, &slot, &call);

	if (!err && list)
		err = check_list(line->caps, (entry_t)list->data, arg->count);
	if (err)
		return err;
	if (!(line->cmd_mask & BIT(TLINE_CMD_SET_MEDIACONTROL)))
		return TLINE_ERR_OPERATIONUNAVAIL;
	(*cmd)->arg[0] = arg->select;
	(*cmd)->arg[1] = arg->select == TLINE_CALLSELECT_ADDRESS ? arg->address : 0;
	tline_cmd_add_locked(line, call, slot, *cmd);
	*cmd = NULL;
	return 0;
}

int tline_open_set_mediacontrol(struct tline_open *open, struct tline_ioc_media_control *arg)
{
	struct tline_blob *list;
	struct tline_cmd *cmd;
	int err;

	if (arg->control_size != sizeof(struct tline_media_control) ||
	    arg->count > TLINE_MAX_CONTROLS)
		return -EINVAL;
	if (!open->writable)
		return -EPERM;
	list = tline_blob_from_user(arg->controls, arg->count * arg->control_size);
	if (IS_ERR(list))
		return PTR_ERR(list);
	cmd = tline_cmd_alloc(TLINE_CMD_SET_MEDIACONTROL, list);
	if (!cmd)
		return -ENOMEM;
	err = list && malformed((entry_t)list->data, arg->count) ? -EINVAL : tline_open_begin(open);
	if (!err) {
		arg->result = set_control(open, arg, &cmd);
		tline_open_end(open, NULL);
		tline_outbox_run(open->line);
	}
	tline_cmd_free(cmd);
	return err;
}
