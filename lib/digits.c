// SPDX-License-Identifier: LGPL-2.1-or-later
/*
 * Digits: monitored, generated, gathered.
 */
#include <string.h>

#include "internal.h"

LONG lineMonitorDigits(HCALL hCall, DWORD dwDigitModes)
{
	return tl_set_call(hCall, TLINE_IOC_MONITOR_DIGITS, dwDigitModes);
}

/* No digits or no mode: only end what is being sent. */
static LONG generate(HCALL call, DWORD mode, const void *digits, DWORD duration, bool wide)
{
	struct tline_ioc_digits arg = { .mode = mode, .duration = duration };
	LONG rc = 0;

	if (!mode)
		arg.mode = LINEDIGITMODE_DTMF;
	else if (digits)
		rc = tl_read_text(arg.digits, sizeof(arg.digits), digits, TL_UNTIL_NUL, wide,
				  LINEERR_INVALPARAM);
	return rc ? rc : tl_call_ioctl(call, TLINE_IOC_GENERATE_DIGITS, &arg, &arg.result);
}

LONG lineGenerateDigits(HCALL hCall, DWORD dwDigitMode, LPCSTR lpszDigits, DWORD dwDuration)
{
	return generate(hCall, dwDigitMode, lpszDigits, dwDuration, false);
}

__typeof__(lineGenerateDigits) lineGenerateDigitsA TL_ALIAS(lineGenerateDigits);

LONG lineGenerateDigitsW(HCALL hCall, DWORD dwDigitMode, LPCWSTR lpszDigits, DWORD dwDuration)
{
	return generate(hCall, dwDigitMode, lpszDigits, dwDuration, true);
}

/*
 * ---------------------------------------------------------------------------
 * lineGatherDigits(): for the kernel a request like others, whose completion
 * becomes LINE_GATHERDIGITS.  Its timeouts are its only deadline.
 */
static void put_digits(const struct tl_request *rq, const char *digits, DWORD num)
{
	DWORD i;

	for (i = 0; i < rq->target_size && i <= num; i++) {
		char digit = i < num ? digits[i] : '\0';

		if (rq->wide)
			((LPWSTR)rq->target)[i] = (WCHAR)digit;
		else
			((LPSTR)rq->target)[i] = digit;
	}
}

/*
 * A program that has given up the call hears no more of it, and does not keep the
 * buffer for it.
 */
static bool gathered(struct tl_request *rq, const struct tl_outcome *outcome, LINEMESSAGE *out)
{
	if (!rq->target || !tl_handle_find_locked(rq->about, TL_CALL))
		return false;
	put_digits(rq, outcome->data, outcome->size);
	out->hDevice = rq->about;
	out->dwMessageID = LINE_GATHERDIGITS;
	out->dwParam1 = outcome->result ? LINEGATHERTERM_CANCEL : outcome->value;
	out->dwParam2 = 0;
	out->dwParam3 = outcome->tick;
	return true;
}

/* No buffer: only end what is being gathered. */
static LONG gather(HCALL call, struct tline_gather *args, void *digits, const void *termination,
		   bool wide)
{
	const struct tl_submit submit = {
		.op = TLINE_OP_GATHERDIGITS,
		.args = args,
		.args_size = sizeof(*args),
		.no_deadline = true,
		.finish = gathered,
		.target = digits,
		.target_size = args->count,
		.wide = wide,
		.output_size = digits ? args->count : 0,
	};
	LONG rc = 0;

	if (!digits)
		*args = (struct tline_gather){ .modes = LINEDIGITMODE_DTMF };
	else if (!args->count || args->count > TLINE_MAX_GATHER)
		rc = LINEERR_INVALPARAM;
	else if (termination)
		rc = tl_read_text(args->termination, sizeof(args->termination), termination,
				  TL_UNTIL_NUL, wide, LINEERR_INVALDIGITS);
	if (!rc)
		rc = tl_submit_call(call, &submit);
	return rc > 0 ? 0 : rc;
}

LONG lineGatherDigits(HCALL hCall, DWORD dwDigitModes, LPSTR lpsDigits, DWORD dwNumDigits,
		      LPCSTR lpszTerminationDigits, DWORD dwFirstDigitTimeout,
		      DWORD dwInterDigitTimeout)
{
	struct tline_gather args = {
		.modes = dwDigitModes,
		.count = dwNumDigits,
		.first_timeout = dwFirstDigitTimeout,
		.inter_timeout = dwInterDigitTimeout,
	};

	return gather(hCall, &args, lpsDigits, lpszTerminationDigits, false);
}

__typeof__(lineGatherDigits) lineGatherDigitsA TL_ALIAS(lineGatherDigits);

LONG lineGatherDigitsW(HCALL hCall, DWORD dwDigitModes, LPWSTR lpsDigits, DWORD dwNumDigits,
		       LPCWSTR lpszTerminationDigits, DWORD dwFirstDigitTimeout,
		       DWORD dwInterDigitTimeout)
{
	struct tline_gather args = {
		.modes = dwDigitModes,
		.count = dwNumDigits,
		.first_timeout = dwFirstDigitTimeout,
		.inter_timeout = dwInterDigitTimeout,
	};

	return gather(hCall, &args, lpsDigits, lpszTerminationDigits, true);
}
