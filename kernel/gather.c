// SPDX-License-Identifier: GPL-2.0-only
/*
 * Digits gathered for an owner of a call: an operation of the core's own, made of
 * the digits that the provider reports anyway.  A call has one such request at
 * most; it ends like any other, or with what the digits bring.
 */
#include <linux/kernel.h>
#include <linux/ktime.h>
#include <linux/string.h>

#include "tline-priv.h"

#define GATHER_MODES	(TLINE_DIGITMODE_PULSE | TLINE_DIGITMODE_DTMF)

static const struct tline_gather *wanted(const struct tline_op *op)
{
	return (const void *)op->args->data;
}

static bool timeout_valid(const struct tline_line_caps *caps, u32 ms)
{
	return !ms || (ms >= caps->gather_digits_min_timeout &&
		       ms <= caps->gather_digits_max_timeout);
}

s32 tline_gather_check_locked(const struct tline_line *line, const struct tline_gather *gather)
{
	const struct tline_line_caps *caps = line->caps;
	bool dtmf = gather->modes & TLINE_DIGITMODE_DTMF;
	const char *digits = dtmf ? TLINE_DIGITS : TLINE_PULSE_DIGITS;

	/* Nothing to gather: TAPI's way to cancel, whatever else it says. */
	if (!gather->count)
		return 0;
	if (!gather->modes || gather->modes & ~(caps->monitor_digit_modes & GATHER_MODES))
		return TLINE_ERR_INVALDIGITMODE;
	if (strspn(gather->termination, digits) != strlen(gather->termination))
		return TLINE_ERR_INVALDIGITS;
	if (!timeout_valid(caps, gather->first_timeout) ||
	    !timeout_valid(caps, gather->inter_timeout))
		return TLINE_ERR_INVALTIMEOUT;
	return gather->count > TLINE_MAX_GATHER ? TLINE_ERR_INVALPARAM : 0;
}

u32 tline_gather_modes_locked(const struct tline_call *call)
{
	return call->gather ? wanted(call->gather)->modes : 0;
}

/* The next digit has to come in time, and all before the request's deadline. */
static void expect_digit(struct tline_op *op, u32 ms)
{
	ktime_t at = op->output->deadline;

	if (ms)
		at = min(at, ktime_add_ms(ktime_get(), ms));
	tline_op_set_timer_locked(op, at);
}

static void gathered(struct tline_op *op, u32 term)
{
	tline_op_finish_locked(op, 0, TLINE_REASON_DONE, term);
}

/*
 * One at a time over all owners: the earlier one hears of it.
 * Modelled by begin() in selftests/model/gather.pml.
 */
void tline_gather_begin_locked(struct tline_op *op)
{
	struct tline_call *call = op->call;
	u32 before = tline_digit_modes_locked(call);

	tline_gather_cancel_locked(call);
	if (!wanted(op)->count) {
		gathered(op, TLINE_GATHERTERM_CANCEL);
		return;
	}
	call->gather = op;
	op->output->deadline = op->timer.expires ?: KTIME_MAX;
	expect_digit(op, wanted(op)->first_timeout);
	tline_digit_modes_tell_locked(call, before);
}

/* However it has ended. */
void tline_gather_ended_locked(struct tline_op *op)
{
	struct tline_call *call = op->call;
	u32 before = tline_digit_modes_locked(call);

	if (call->gather != op)
		return;
	call->gather = NULL;
	tline_digit_modes_tell_locked(call, before);
}

void tline_gather_cancel_locked(struct tline_call *call)
{
	if (call->gather)
		gathered(call->gather, TLINE_GATHERTERM_CANCEL);
}

/* Nobody hears digits of a call that he has no handle on any more. */
void tline_handle_end_gather_locked(struct tline_handle *h)
{
	struct tline_op *op = h->call->gather;

	if (op && op->app == h->open->app && op->handle == h->id)
		tline_op_finish_locked(op, TLINE_ERR_OPERATIONFAILED, TLINE_REASON_CALL_CLOSED, 0);
}

void tline_gather_digit_locked(struct tline_call *call, u32 digit, u32 mode)
{
	struct tline_op *op = call->gather;
	struct tline_output *out;

	if (!op || !(wanted(op)->modes & mode))
		return;
	out = op->output;
	out->data[out->size++] = digit;
	if (strchr(wanted(op)->termination, digit))
		gathered(op, TLINE_GATHERTERM_TERMDIGIT);
	else if (out->size == out->room)
		gathered(op, TLINE_GATHERTERM_BUFFERFULL);
	else
		expect_digit(op, wanted(op)->inter_timeout);
}

/*
 * Its timer has fired; a digit that came at the same time may have put it off.
 * Modelled by expired() in selftests/model/gather.pml.
 */
void tline_gather_expired_locked(struct tline_op *op)
{
	ktime_t now = ktime_get();

	if (op->done || now < op->timer.expires)
		return;
	if (now >= op->output->deadline)
		tline_op_abandon_locked(op, TLINE_REASON_TIMEDOUT);
	else
		gathered(op, op->output->size ? TLINE_GATHERTERM_INTERTIMEOUT :
						TLINE_GATHERTERM_FIRSTTIMEOUT);
}
