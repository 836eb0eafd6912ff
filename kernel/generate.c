// SPDX-License-Identifier: GPL-2.0-only
/*
 * Digits to be sent, tones to be made: for one owner of a call at a time, who hears
 * how it ended.
 */
#include <linux/kernel.h>
#include <linux/slab.h>
#include <linux/string.h>

#include "tline-priv.h"

#define DIGITS		"0123456789ABCDabcd*#,"
#define PULSE_DIGITS	"0123456789,!"
#define MAX_VOLUME	0xffff

/**
 * struct what - something that can be generated
 * @cmd: enum tline_command
 * @feature: TLINE_CALLFEATURE_ that stands for it
 * @size: of the ioctl's structure, which the provider gets, too
 * @check: 0 or a TLINE_ERR_, by the capabilities of the line
 */
struct what {
	u32 cmd;
	u32 feature;
	u32 size;
	s32 (*check)(const struct tline_line_caps *caps, const void *arg);
};

static s32 check_digits(const struct tline_line_caps *caps, const void *p)
{
	const struct tline_ioc_digits *arg = p;
	const char *allowed = arg->mode == TLINE_DIGITMODE_PULSE ? PULSE_DIGITS : DIGITS;

	/* Nothing to send: TAPI's way to cancel, whatever the mode. */
	if (arg->digits[0] && (!is_power_of_2(arg->mode) || arg->mode & ~TLINE_DIGITMODES_ALL ||
			       !(arg->mode & caps->generate_digit_modes)))
		return TLINE_ERR_INVALDIGITMODE;
	if (strspn(arg->digits, allowed) != strlen(arg->digits))
		return TLINE_ERR_INVALDIGITS;
	return 0;
}

static s32 check_tone(const struct tline_line_caps *caps, const void *p)
{
	const struct tline_ioc_tone *arg = p;
	u32 i;

	if (!arg->mode)
		return 0;
	if (!is_power_of_2(arg->mode) || !(arg->mode & caps->generate_tone_modes))
		return TLINE_ERR_INVALTONEMODE;
	if (arg->mode == TLINE_TONEMODE_CUSTOM &&
	    (!arg->count || arg->count > caps->generate_tone_max_freq))
		return TLINE_ERR_INVALTONE;
	for (i = 0; i < arg->count; i++)
		if (arg->tones[i].volume > MAX_VOLUME)
			return TLINE_ERR_INVALTONE;
	return 0;
}

static const struct what digits = {
	.cmd		= TLINE_CMD_GENERATE_DIGITS,
	.feature	= TLINE_CALLFEATURE_GENERATEDIGITS,
	.size		= sizeof(struct tline_ioc_digits),
	.check		= check_digits,
};

static const struct what tone = {
	.cmd		= TLINE_CMD_GENERATE_TONE,
	.feature	= TLINE_CALLFEATURE_GENERATETONE,
	.size		= sizeof(struct tline_ioc_tone),
	.check		= check_tone,
};

static void generated(struct tline_call *call, u32 why)
{
	struct tline_handle *h = call->generator;

	if (h)
		tline_open_event_locked(h->open, TLINE_MSG_GENERATE, h->id, why, 0, tline_tick());
	call->generator = NULL;
}

void tline_call_end_generate_locked(struct tline_call *call, const struct tline_handle *h)
{
	if (!h || call->generator != h)
		return;
	call->generator = NULL;
	call->generate_tag++;
}

static s32 check(const struct tline_line *line, const struct tline_handle *h,
		 const struct what *what, const void *arg)
{
	s32 err;

	if (!h)
		return TLINE_ERR_INVALCALLHANDLE;
	if (h->privilege != TLINE_CALLPRIVILEGE_OWNER)
		return TLINE_ERR_NOTOWNER;
	if (!(tline_state_features(h->call->state) & what->feature))
		return TLINE_ERR_INVALCALLSTATE;
	err = what->check(line->caps, arg);
	if (err)
		return err;
	return line->cmd_mask & BIT(what->cmd) ? 0 : TLINE_ERR_OPERATIONUNAVAIL;
}

/* Begin @what, or only end what is being generated.  0 and the @result, or an errno. */
static int generate(struct tline_open *open, const struct what *what, u32 id, const void *arg,
		    bool begin, s32 *result)
{
	struct tline_line *line = open->line;
	struct tline_handle *h;
	struct tline_call *call;
	struct tline_blob *args;
	struct tline_cmd *cmd;
	int err;

	if (!open->writable)
		return -EPERM;
	args = tline_blob_alloc(what->size);
	if (!args)
		return -ENOMEM;
	memcpy(args->data, arg, what->size);
	cmd = tline_cmd_alloc(what->cmd, args);
	if (!cmd)
		return -ENOMEM;
	err = tline_open_begin(open);
	if (err)
		goto free;
	h = tline_handle_find_locked(open, id);
	*result = check(line, h, what, arg);
	if (!*result) {
		call = h->call;
		/* One at a time over all owners: the earlier one hears of it. */
		generated(call, TLINE_GENERATETERM_CANCEL);
		call->generator = begin ? h : NULL;
		cmd->arg[0] = ++call->generate_tag;
		tline_cmd_add_locked(line, call, &call->generate, cmd);
		cmd = NULL;
	}
	tline_open_end(open, NULL);
	tline_outbox_run(line);
free:
	tline_cmd_free(cmd);
	return err;
}

int tline_call_generate_digits(struct tline_open *open, struct tline_ioc_digits *arg)
{
	if (strnlen(arg->digits, sizeof(arg->digits)) == sizeof(arg->digits))
		return -EINVAL;
	return generate(open, &digits, arg->call, arg, arg->digits[0], &arg->result);
}

int tline_call_generate_tone(struct tline_open *open, struct tline_ioc_tone *arg)
{
	u32 used = arg->mode == TLINE_TONEMODE_CUSTOM ? arg->count : 0;

	if (arg->reserved || arg->count > ARRAY_SIZE(arg->tones) || arg->count != used ||
	    memchr_inv(arg->tones + used, 0, (ARRAY_SIZE(arg->tones) - used) * sizeof(*arg->tones)))
		return -EINVAL;
	return generate(open, &tone, arg->call, arg, arg->mode, &arg->result);
}

void tline_call_generated(struct tline_line *line, u32 id, u32 tag)
{
	struct tline_call *call;
	unsigned long flags;

	spin_lock_irqsave(&line->lock, flags);
	call = tline_call_reported_locked(line, id, "generated");
	/* Another tag: what has been replaced, or whose owner has gone. */
	if (call && call->generate_tag == tag)
		generated(call, TLINE_GENERATETERM_DONE);
	spin_unlock_irqrestore(&line->lock, flags);
}
EXPORT_SYMBOL_NS_GPL(tline_call_generated, TLINE);
