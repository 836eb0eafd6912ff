// SPDX-License-Identifier: GPL-2.0-only
/*
 * Digits of a call, heard by whoever asked, one by one (here) or gathered (gather.c).
 */
#include <linux/kernel.h>
#include <linux/string.h>

#include "tline-priv.h"
#include "trace.h"

u32 tline_digit_modes_locked(const struct tline_call *call)
{
	return call->info.monitor_digit_modes | tline_gather_modes_locked(call);
}

void tline_digit_modes_tell_locked(struct tline_call *call, u32 before)
{
	struct tline_line *line = call->line;

	if (tline_digit_modes_locked(call) == before || call->life != TLINE_CALL_LIVE ||
	    !list_empty(&call->digits_out.node))
		return;
	tline_call_hold(call);
	tline_outbox_add_locked(line, &call->digits_out, TLINE_OUT_CALL_DIGITS);
	tline_outbox_kick_locked(line);
}

/* The union over all handles, for the provider and for CALLINFO. */
static void monitor_union(struct tline_call *call, const struct tline_app *except)
{
	u32 before = tline_digit_modes_locked(call), modes = 0;
	struct tline_handle *h;

	list_for_each_entry(h, &call->handles, call_node)
		modes |= h->digit_modes;
	if (modes == call->info.monitor_digit_modes)
		return;
	call->info.monitor_digit_modes = modes;
	tline_call_info_event_locked(call, TLINE_CALLINFOSTATE_MONITORMODES, except);
	tline_digit_modes_tell_locked(call, before);
}

void tline_handle_end_digits_locked(struct tline_handle *h)
{
	if (h->digit_modes)
		monitor_union(h->call, h->open->app);
}

int tline_call_monitor_digits(struct tline_open *open, struct tline_ioc_set_call *arg)
{
	static const struct tline_listen digits = {
		.cmd		= TLINE_CMD_MONITOR_DIGITS,
		.all		= TLINE_DIGITMODES_ALL,
		.caps		= offsetof(struct tline_line_caps, monitor_digit_modes),
		.modes		= offsetof(struct tline_handle, digit_modes),
		.bad_modes	= TLINE_ERR_INVALDIGITMODE,
		.changed	= monitor_union,
	};

	return tline_call_listen(open, arg, &digits);
}

static bool heard_valid(u32 digit, u32 mode)
{
	const char *of = mode == TLINE_DIGITMODE_PULSE ? TLINE_PULSE_DIGITS : TLINE_DIGITS;

	return is_power_of_2(mode) && mode & TLINE_DIGITMODES_ALL && digit && digit < 0x80 &&
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
	} else if (call && tline_call_going(call)) {
		list_for_each_entry(h, &call->handles, call_node)
			if (h->digit_modes & mode)
				tline_open_event_locked(h->open, TLINE_MSG_MONITORDIGITS, h->id,
							digit, mode, tline_tick());
		tline_gather_digit_locked(call, digit, mode);
	}
	spin_unlock_irqrestore(&line->lock, flags);
}
EXPORT_SYMBOL_NS_GPL(tline_call_digit, TLINE);
