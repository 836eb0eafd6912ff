// SPDX-License-Identifier: LGPL-2.1-or-later
/*
 * Calls: the asynchronous functions.
 */
#include <errno.h>
#include <string.h>

#include "internal.h"

/* LINEADDRESSMODE_DIALABLEADDR: the kernel takes the address's id. */
static LONG resolve_address(struct tl_line *line, struct tl_params *params)
{
	struct tline_line_caps caps;

	if (params->address_mode != LINEADDRESSMODE_DIALABLEADDR)
		return 0;
	if (tl_ioctl(line->fd, TLINE_IOC_LINE_CAPS, &caps) < 0)
		return tl_error(errno, LINEERR_INVALLINEHANDLE);
	params->call.address_mode = LINEADDRESSMODE_ADDRESSID;
	return tl_find_address(line->fd, caps.num_addresses, params->orig_address,
			       &params->call.address);
}

/*
 * Operations that make a call as LINECALLPARAMS says.  @dest: where to; NULL: to
 * dwTargetAddress, if there is one.
 */
LONG tl_submit_params(struct tl_line *line, uint32_t call, const LINECALLPARAMS *in,
		      const struct tline_dest *dest, struct tl_submit *submit)
{
	struct tl_params params;
	LONG rc;

	rc = tl_read_params(in, line->api_version, &params, submit->wide);
	if (!rc)
		rc = resolve_address(line, &params);
	if (rc)
		return rc;
	if (dest)
		params.call.dest = *dest;
	else
		memcpy(params.call.dest.number, params.target, sizeof(params.target));
	submit->args = &params.call;
	submit->args_size = tl_params_size(&params);
	return tl_submit_line(line, call, submit);
}

static LONG make_call(HLINE handle, LPHCALL out, const void *address, DWORD country,
		      const LINECALLPARAMS *in, bool wide)
{
	struct tl_submit submit = { .op = TLINE_OP_MAKECALL, .new_call = out, .wide = wide };
	struct tline_dest dest;
	struct tl_line *line;
	LONG rc;

	if (!out)
		return LINEERR_INVALPOINTER;
	rc = tl_line_get(handle, &line);
	if (rc)
		return rc;
	/* No destination: the call waits for lineDial(). */
	rc = tl_read_dest(address ? address : u"", country, &dest, wide);
	if (!rc)
		rc = tl_submit_params(line, 0, in, &dest, &submit);
	tl_line_put(line);
	return rc;
}

LONG lineMakeCall(HLINE hLine, LPHCALL lphCall, LPCSTR lpszDestAddress, DWORD dwCountryCode,
		  LPLINECALLPARAMS const lpCallParams)
{
	return make_call(hLine, lphCall, lpszDestAddress, dwCountryCode, lpCallParams, false);
}

__typeof__(lineMakeCall) lineMakeCallA TL_ALIAS(lineMakeCall);

LONG lineMakeCallW(HLINE hLine, LPHCALL lphCall, LPCWSTR lpszDestAddress, DWORD dwCountryCode,
		   LPLINECALLPARAMS const lpCallParams)
{
	return make_call(hLine, lphCall, lpszDestAddress, dwCountryCode, lpCallParams, true);
}

/* A consultation call beside another one; @error: its handle is none */
LONG tl_submit_consult(HCALL handle, LONG error, DWORD op, LPHCALL consult,
		       const LINECALLPARAMS *in, bool wide)
{
	struct tl_submit submit = { .op = op, .new_call = consult, .wide = wide };
	struct tl_line *line;
	uint32_t call;
	LONG rc;

	if (!consult)
		return LINEERR_INVALPOINTER;
	rc = tl_call_get(handle, error, &line, &call);
	if (rc)
		return rc;
	rc = tl_submit_params(line, call, in, NULL, &submit);
	tl_line_put(line);
	return rc;
}

/* With ONESTEPTRANSFER, dwTargetAddress says where the consultation call goes. */
LONG lineSetupTransfer(HCALL hCall, LPHCALL lphConsultCall, LPLINECALLPARAMS const lpCallParams)
{
	return tl_submit_consult(hCall, LINEERR_INVALCALLHANDLE, TLINE_OP_SETUPTRANSFER,
				 lphConsultCall, lpCallParams, false);
}

__typeof__(lineSetupTransfer) lineSetupTransferA TL_ALIAS(lineSetupTransfer);

LONG lineSetupTransferW(HCALL hCall, LPHCALL lphConsultCall, LPLINECALLPARAMS const lpCallParams)
{
	return tl_submit_consult(hCall, LINEERR_INVALCALLHANDLE, TLINE_OP_SETUPTRANSFER,
				 lphConsultCall, lpCallParams, true);
}

LONG lineCompleteTransfer(HCALL hCall, HCALL hConsultCall, LPHCALL lphConfCall,
			  DWORD dwTransferMode)
{
	const bool conference = dwTransferMode == LINETRANSFERMODE_CONFERENCE;
	const struct tl_submit submit = {
		.op = TLINE_OP_COMPLETETRANSFER,
		.arg = { dwTransferMode },
		.call2 = hConsultCall,
		.call2_error = LINEERR_INVALCONSULTCALLHANDLE,
		.new_call = conference ? lphConfCall : NULL,
	};

	if (conference && !lphConfCall)
		return LINEERR_INVALPOINTER;
	if (!hConsultCall)
		return LINEERR_INVALCONSULTCALLHANDLE;
	return tl_submit_call(hCall, &submit);
}

LONG lineSwapHold(HCALL hActiveCall, HCALL hHeldCall)
{
	const struct tl_submit submit = {
		.op = TLINE_OP_SWAPHOLD,
		.call2 = hHeldCall,
		.call2_error = LINEERR_INVALCALLHANDLE,
	};

	return hHeldCall ? tl_submit_call(hActiveCall, &submit) : LINEERR_INVALCALLHANDLE;
}

/* Operations on a call that take nothing else. */
static LONG submit_plain(HCALL call, DWORD op)
{
	const struct tl_submit submit = { .op = op };

	return tl_submit_call(call, &submit);
}

LONG lineHold(HCALL hCall)
{
	return submit_plain(hCall, TLINE_OP_HOLD);
}

LONG lineUnhold(HCALL hCall)
{
	return submit_plain(hCall, TLINE_OP_UNHOLD);
}

LONG lineSecureCall(HCALL hCall)
{
	return submit_plain(hCall, TLINE_OP_SECURECALL);
}

LONG lineReleaseUserUserInfo(HCALL hCall)
{
	return submit_plain(hCall, TLINE_OP_RELEASEUSERUSERINFO);
}

/* Operations that take a destination. */
static LONG submit_dest(HCALL call, DWORD op, const void *text, DWORD country, bool wide)
{
	struct tline_dest dest;
	const struct tl_submit submit = { .op = op, .args = &dest, .args_size = sizeof(dest) };
	LONG rc = tl_read_dest(text, country, &dest, wide);

	return rc ? rc : tl_submit_call(call, &submit);
}

LONG lineDial(HCALL hCall, LPCSTR lpszDestAddress, DWORD dwCountryCode)
{
	return submit_dest(hCall, TLINE_OP_DIAL, lpszDestAddress, dwCountryCode, false);
}

__typeof__(lineDial) lineDialA TL_ALIAS(lineDial);

LONG lineDialW(HCALL hCall, LPCWSTR lpszDestAddress, DWORD dwCountryCode)
{
	return submit_dest(hCall, TLINE_OP_DIAL, lpszDestAddress, dwCountryCode, true);
}

LONG lineRedirect(HCALL hCall, LPCSTR lpszDestAddress, DWORD dwCountryCode)
{
	return submit_dest(hCall, TLINE_OP_REDIRECT, lpszDestAddress, dwCountryCode, false);
}

__typeof__(lineRedirect) lineRedirectA TL_ALIAS(lineRedirect);

LONG lineRedirectW(HCALL hCall, LPCWSTR lpszDestAddress, DWORD dwCountryCode)
{
	return submit_dest(hCall, TLINE_OP_REDIRECT, lpszDestAddress, dwCountryCode, true);
}

LONG lineBlindTransfer(HCALL hCall, LPCSTR lpszDestAddress, DWORD dwCountryCode)
{
	return submit_dest(hCall, TLINE_OP_BLINDTRANSFER, lpszDestAddress, dwCountryCode, false);
}

__typeof__(lineBlindTransfer) lineBlindTransferA TL_ALIAS(lineBlindTransfer);

LONG lineBlindTransferW(HCALL hCall, LPCWSTR lpszDestAddress, DWORD dwCountryCode)
{
	return submit_dest(hCall, TLINE_OP_BLINDTRANSFER, lpszDestAddress, dwCountryCode, true);
}

/* Operations that take user-user information; none of it means no argument. */
static LONG submit_uui(HCALL call, DWORD op, LPCSTR data, DWORD size)
{
	struct tline_uui uui;
	const struct tl_submit submit = {
		.op = op,
		.args = data && size ? &uui : NULL,
		.args_size = data && size ? sizeof(uui) : 0,
	};
	LONG rc = tl_read_uui(data, data ? size : 0, &uui);

	return rc ? rc : tl_submit_call(call, &submit);
}

LONG lineAccept(HCALL hCall, LPCSTR lpsUserUserInfo, DWORD dwSize)
{
	return submit_uui(hCall, TLINE_OP_ACCEPT, lpsUserUserInfo, dwSize);
}

LONG lineAnswer(HCALL hCall, LPCSTR lpsUserUserInfo, DWORD dwSize)
{
	return submit_uui(hCall, TLINE_OP_ANSWER, lpsUserUserInfo, dwSize);
}

LONG lineDrop(HCALL hCall, LPCSTR lpsUserUserInfo, DWORD dwSize)
{
	return submit_uui(hCall, TLINE_OP_DROP, lpsUserUserInfo, dwSize);
}

LONG lineSendUserUserInfo(HCALL hCall, LPCSTR lpsUserUserInfo, DWORD dwSize)
{
	if (!lpsUserUserInfo)
		return LINEERR_INVALPOINTER;
	if (!dwSize)
		return LINEERR_INVALPARAM;
	return submit_uui(hCall, TLINE_OP_SENDUSERUSERINFO, lpsUserUserInfo, dwSize);
}

LONG lineSetCallParams(HCALL hCall, DWORD dwBearerMode, DWORD dwMinRate, DWORD dwMaxRate,
		       LPLINEDIALPARAMS const lpDialParams)
{
	struct tline_call_params params = {
		.bearer_mode = dwBearerMode,
		.min_rate = dwMinRate,
		.max_rate = dwMaxRate,
	};
	const struct tl_submit submit = {
		.op = TLINE_OP_SETCALLPARAMS,
		.args = &params,
		.args_size = sizeof(params),
	};

	if (lpDialParams) {
		params.dial.pause = lpDialParams->dwDialPause;
		params.dial.speed = lpDialParams->dwDialSpeed;
		params.dial.duration = lpDialParams->dwDigitDuration;
		params.dial.wait_dialtone = lpDialParams->dwWaitForDialtone;
	}
	return tl_submit_call(hCall, &submit);
}
