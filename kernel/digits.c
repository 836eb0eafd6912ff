// SPDX-License-Identifier: GPL-2.0-only
/*
 * Digits of a call: sent for one owner at a time, heard by whoever asked.
 */
#include <linux/kernel.h>
#include <linux/ktime.h>
#include <linux/slab.h>
#include <linux/string.h>

#include "tline-priv.h"
#include "trace.h"

#define DIGIT_MODES	(TLINE_DIGITMODE_PULSE | TLINE_DIGITMODE_DTMF | TLINE_DIGITMODE_DTMFEND)
#define DIGITS		"0123456789ABCDabcd*#,"
#define PULSE_DIGITS	"0123456789,!"
#define HEARD_DIGITS	"0123456789ABCD*#"
#define HEARD_PULSES	"0123456789"

/* TAPI's tick: milliseconds since boot in 32 bits. */
static u32 tick(void)
{
	return ktime_to_ms(ktime_get());
}

static void generated(struct tline_handle *h, u32 why)
{
	tline_open_event_locked(h->open, TLINE_MSG_GENERATE, h->id, why, 0, tick());
}

/* The union over all handles, for the provider and for CALLINFO. */
static void monitor_union(struct tline_call *call)
{
	struct tline_line *line = call->line;
	struct tline_handle *h;
	u32 modes = 0;

	list_for_each_entry(h, &call->handles, call_node)
		modes |= h->digit_modes;
	if (modes == call->info.monitor_digit_modes)
		return;
	call->info.monitor_digit_modes = modes;
	if (list_empty(&call->digits_out.node) && call->life == TLINE_CALL_LIVE) {
		tline_call_hold(call);
		tline_outbox_add_locked(line, &call->digits_out, TLINE_OUT_CALL_DIGITS);
	}
}

/* @h (maybe NULL) leaves, or the call ends: nothing is sent or heard for it. */
void tline_call_end_digits_locked(struct tline_call *call, struct tline_handle *h)
{
	if (h && call->generator == h) {
		call->generator = NULL;
		call->generate_tag++;
	}
	if (call->info.monitor_digit_modes)
		monitor_union(call);
}

int tline_call_monitor_digits(struct tline_open *open, struct tline_ioc_set_call *arg)
{
	struct tline_line *line = open->line;
	struct tline_handle *h;
	int err;

	arg->reserved = 0;
	err = tline_open_begin(open);
	if (err)
		return err;
	h = tline_handle_find_locked(open, arg->call);
	arg->result = 0;
	if (!h)
		arg->result = TLINE_ERR_INVALCALLHANDLE;
	else if (h->call->state & (TLINE_CALLSTATE_IDLE | TLINE_CALLSTATE_DISCONNECTED))
		arg->result = TLINE_ERR_INVALCALLSTATE;
	else if (arg->value & ~(line->caps->monitor_digit_modes & DIGIT_MODES))
		arg->result = TLINE_ERR_INVALDIGITMODE;
	else if (!(line->cmd_mask & BIT(TLINE_CMD_MONITOR_DIGITS)))
		arg->result = TLINE_ERR_OPERATIONUNAVAIL;
	if (!arg->result) {
		h->digit_modes = arg->value;
		monitor_union(h->call);
	}
	tline_open_end(open, NULL);
	tline_outbox_run(line);
	return 0;
}

static s32 check_digits(const struct tline_line *line, const struct tline_handle *h,
			const struct tline_ioc_digits *arg)
{
	const char *allowed = arg->mode == TLINE_DIGITMODE_PULSE ? PULSE_DIGITS : DIGITS;

	if (!h)
		return TLINE_ERR_INVALCALLHANDLE;
	if (h->privilege != TLINE_CALLPRIVILEGE_OWNER)
		return TLINE_ERR_NOTOWNER;
	if (!(tline_state_features(h->call->state) & TLINE_CALLFEATURE_GENERATEDIGITS))
		return TLINE_ERR_INVALCALLSTATE;
	/* Nothing to send: TAPI's way to cancel, whatever the mode. */
	if (arg->digits[0] && (!is_power_of_2(arg->mode) || arg->mode & ~DIGIT_MODES ||
			       !(arg->mode & line->caps->generate_digit_modes)))
		return TLINE_ERR_INVALDIGITMODE;
	if (strspn(arg->digits, allowed) != strlen(arg->digits))
		return TLINE_ERR_INVALDIGITS;
	return line->cmd_mask & BIT(TLINE_CMD_GENERATE_DIGITS) ? 0 : TLINE_ERR_OPERATIONUNAVAIL;
}

/*
 * Digits that the provider has not been given yet are replaced where they are, so
 * that a call has one entry in the outbox at most.  Returns what is not needed.
 */
static struct tline_generate *queue_digits(struct tline_call *call, struct tline_generate *gen)
{
	if (call->generate) {
		call->generate->tag = gen->tag;
		call->generate->digits = gen->digits;
		return gen;
	}
	call->generate = gen;
	gen->call = tline_call_hold(call);
	tline_outbox_add_locked(call->line, &gen->out, TLINE_OUT_GENERATE);
	return NULL;
}

int tline_call_generate_digits(struct tline_open *open, struct tline_ioc_digits *arg)
{
	struct tline_line *line = open->line;
	struct tline_generate *gen;
	struct tline_handle *h;
	struct tline_call *call;
	int err;

	if (strnlen(arg->digits, sizeof(arg->digits)) == sizeof(arg->digits))
		return -EINVAL;
	if (!open->writable)
		return -EPERM;
	gen = kzalloc(sizeof(*gen), GFP_KERNEL_ACCOUNT);
	if (!gen)
		return -ENOMEM;
	err = tline_open_begin(open);
	if (err)
		goto free;
	h = tline_handle_find_locked(open, arg->call);
	arg->result = check_digits(line, h, arg);
	if (!arg->result) {
		call = h->call;
		/* One at a time over all owners: the earlier one hears of it. */
		if (call->generator)
			generated(call->generator, TLINE_GENERATETERM_CANCEL);
		call->generator = arg->digits[0] ? h : NULL;
		gen->tag = ++call->generate_tag;
		gen->digits = *arg;
		gen = queue_digits(call, gen);
	}
	tline_open_end(open, NULL);
	tline_outbox_run(line);
free:
	kfree(gen);
	return err;
}

/* ------------------------------------------------------------ the provider's reports */

void tline_call_generated(struct tline_line *line, u32 id, u32 tag)
{
	struct tline_call *call;
	unsigned long flags;

	spin_lock_irqsave(&line->lock, flags);
	call = tline_call_reported_locked(line, id, "generated");
	/* Another tag: digits that have been replaced, or whose sender has gone. */
	if (call && call->generator && call->generate_tag == tag) {
		generated(call->generator, TLINE_GENERATETERM_DONE);
		call->generator = NULL;
	}
	spin_unlock_irqrestore(&line->lock, flags);
}
EXPORT_SYMBOL_NS_GPL(tline_call_generated, TLINE);

static bool heard_valid(u32 digit, u32 mode)
{
	const char *of = mode == TLINE_DIGITMODE_PULSE ? HEARD_PULSES : HEARD_DIGITS;

	return is_power_of_2(mode) && mode & DIGIT_MODES && digit && digit < 0x80 &&
	       strchr(of, digit);
}

void tline_call_digit(struct tline_line *line, u32 id, u32 digit, u32 mode)
{
	struct tline_call *call;
	struct tline_handle *h;
	unsigned long flags;

	spin_lock_irqsave(&line->lock, flags);
	call = tline_call_reported_locked(line, id, "digit");
	if (call && !heard_valid(digit, mode)) {
		line->counters.refused_upcalls++;
		trace_tline_refused(line, "digit", id);
	} else if (call && call->life == TLINE_CALL_LIVE && !(call->state & TLINE_CALLSTATE_IDLE)) {
		list_for_each_entry(h, &call->handles, call_node)
			if (h->digit_modes & mode)
				tline_open_event_locked(h->open, TLINE_MSG_MONITORDIGITS, h->id,
							digit, mode, tick());
	}
	spin_unlock_irqrestore(&line->lock, flags);
}
EXPORT_SYMBOL_NS_GPL(tline_call_digit, TLINE);
