// SPDX-License-Identifier: LGPL-2.1-or-later
/*
 * Calls: the synchronous functions.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "internal.h"

/* The structures of these ioctls begin with the call. */
#define CHECK_FIRST(type) \
	_Static_assert(offsetof(struct type, call) == 0, "call is the first member")

CHECK_FIRST(tline_ioc_call_info);
CHECK_FIRST(tline_ioc_call_status);
CHECK_FIRST(tline_ioc_privilege);
CHECK_FIRST(tline_ioc_handoff);
CHECK_FIRST(tline_ioc_deallocate);
CHECK_FIRST(tline_ioc_set_call);
CHECK_FIRST(tline_ioc_digits);

/* @result: the member of @arg that holds the kernel's answer */
static LONG line_call_ioctl(struct tl_line *line, uint32_t call, unsigned long cmd, void *arg,
			    const __s32 *result)
{
	memcpy(arg, &call, sizeof(call));
	if (tl_ioctl(line->fd, cmd, arg) < 0)
		return tl_error(errno, LINEERR_INVALCALLHANDLE);
	return *result;
}

static LONG call_ioctl(HCALL handle, unsigned long cmd, void *arg, const __s32 *result)
{
	struct tl_line *line;
	uint32_t call;
	LONG rc;

	rc = tl_call_get(handle, LINEERR_INVALCALLHANDLE, &line, &call);
	if (rc)
		return rc;
	rc = line_call_ioctl(line, call, cmd, arg, result);
	tl_line_put(line);
	return rc;
}

LONG lineDeallocateCall(HCALL hCall)
{
	struct tline_ioc_deallocate arg = { 0 };
	LONG rc = call_ioctl(hCall, TLINE_IOC_DEALLOCATE, &arg, &arg.result);

	if (!rc || rc == LINEERR_INVALCALLHANDLE)
		tl_call_forget(hCall);
	return rc;
}

LONG lineSetCallPrivilege(HCALL hCall, DWORD dwCallPrivilege)
{
	struct tline_ioc_privilege arg = { .privilege = dwCallPrivilege };
	LONG rc = call_ioctl(hCall, TLINE_IOC_SET_PRIVILEGE, &arg, &arg.result);

	if (!rc && dwCallPrivilege == LINECALLPRIVILEGE_NONE)
		tl_call_forget(hCall);
	return rc;
}

static LONG handoff(HCALL call, const void *file, DWORD media_mode, bool wide)
{
	struct tline_ioc_handoff arg = { .media_mode = file ? 0 : media_mode };
	LONG rc = 0;

	/* No program has a name that is empty or longer than the kernel's. */
	if (file)
		rc = tl_read_text(arg.module, sizeof(arg.module), file, TL_UNTIL_NUL, wide,
				  LINEERR_TARGETNOTFOUND);
	if (file && !*arg.module)
		rc = LINEERR_TARGETNOTFOUND;
	return rc ? rc : call_ioctl(call, TLINE_IOC_HANDOFF, &arg, &arg.result);
}

LONG lineHandoff(HCALL hCall, LPCSTR lpszFileName, DWORD dwMediaMode)
{
	return handoff(hCall, lpszFileName, dwMediaMode, false);
}

__typeof__(lineHandoff) lineHandoffA TL_ALIAS(lineHandoff);

LONG lineHandoffW(HCALL hCall, LPCWSTR lpszFileName, DWORD dwMediaMode)
{
	return handoff(hCall, lpszFileName, dwMediaMode, true);
}

static LONG set_call(HCALL call, unsigned long cmd, DWORD value)
{
	struct tline_ioc_set_call arg = { .value = value };

	return call_ioctl(call, cmd, &arg, &arg.result);
}

LONG lineSetAppSpecific(HCALL hCall, DWORD dwAppSpecific)
{
	return set_call(hCall, TLINE_IOC_SET_APPSPECIFIC, dwAppSpecific);
}

LONG lineSetMediaMode(HCALL hCall, DWORD dwMediaModes)
{
	return set_call(hCall, TLINE_IOC_SET_MEDIAMODE, dwMediaModes);
}

LONG lineMonitorDigits(HCALL hCall, DWORD dwDigitModes)
{
	return set_call(hCall, TLINE_IOC_MONITOR_DIGITS, dwDigitModes);
}

/* No digits or no mode: only end what is being sent. */
static LONG generate_digits(HCALL call, DWORD mode, const void *digits, DWORD duration, bool wide)
{
	struct tline_ioc_digits arg = { .mode = mode, .duration = duration };
	LONG rc = 0;

	if (!mode)
		arg.mode = LINEDIGITMODE_DTMF;
	else if (digits)
		rc = tl_read_text(arg.digits, sizeof(arg.digits), digits, TL_UNTIL_NUL, wide,
				  LINEERR_INVALPARAM);
	return rc ? rc : call_ioctl(call, TLINE_IOC_GENERATE_DIGITS, &arg, &arg.result);
}

LONG lineGenerateDigits(HCALL hCall, DWORD dwDigitMode, LPCSTR lpszDigits, DWORD dwDuration)
{
	return generate_digits(hCall, dwDigitMode, lpszDigits, dwDuration, false);
}

__typeof__(lineGenerateDigits) lineGenerateDigitsA TL_ALIAS(lineGenerateDigits);

LONG lineGenerateDigitsW(HCALL hCall, DWORD dwDigitMode, LPCWSTR lpszDigits, DWORD dwDuration)
{
	return generate_digits(hCall, dwDigitMode, lpszDigits, dwDuration, true);
}

static LONG get_call_info(HCALL handle, LPLINECALLINFO out, bool wide)
{
	struct tline_ioc_call_info arg = { 0 };
	struct tl_line *line;
	uint32_t call;
	LONG rc;

	if (!out)
		return LINEERR_INVALPOINTER;
	rc = tl_call_get(handle, LINEERR_INVALCALLHANDLE, &line, &call);
	if (rc)
		return rc;
	rc = line_call_ioctl(line, call, TLINE_IOC_CALL_INFO, &arg, &arg.result);
	if (!rc)
		rc = tl_fill_call_info(out, line->api_version, line->id.handle, &arg.info, wide);
	tl_line_put(line);
	return rc;
}

LONG lineGetCallInfo(HCALL hCall, LPLINECALLINFO lpCallInfo)
{
	return get_call_info(hCall, lpCallInfo, false);
}

__typeof__(lineGetCallInfo) lineGetCallInfoA TL_ALIAS(lineGetCallInfo);

LONG lineGetCallInfoW(HCALL hCall, LPLINECALLINFO lpCallInfo)
{
	return get_call_info(hCall, lpCallInfo, true);
}

LONG lineGetCallStatus(HCALL hCall, LPLINECALLSTATUS lpCallStatus)
{
	struct tline_ioc_call_status arg = { 0 };
	struct tl_line *line;
	uint32_t call;
	LONG rc;

	if (!lpCallStatus)
		return LINEERR_INVALPOINTER;
	rc = tl_call_get(hCall, LINEERR_INVALCALLHANDLE, &line, &call);
	if (rc)
		return rc;
	rc = line_call_ioctl(line, call, TLINE_IOC_CALL_STATUS, &arg, &arg.result);
	if (!rc)
		rc = tl_fill_call_status(lpCallStatus, line->api_version, &arg);
	tl_line_put(line);
	return rc;
}

/*
 * ---------------------------------------------------------------------------
 * lineGetNewCalls()
 */

/*
 * Handles for the kernel's @ids, in their place.  Returns for how many there was
 * memory.
 */
static DWORD learn_calls_locked(struct tl_line *line, uint32_t *ids, DWORD num)
{
	DWORD i;

	for (i = 0; i < num; i++) {
		struct tl_id *known = tl_id_find_locked(line->app, ids[i]);
		struct tl_call *call;

		if (!known) {
			call = tl_call_reserve_locked(line);
			if (!call)
				break;
			tl_call_publish_locked(call, ids[i]);
			known = &call->id;
		}
		ids[i] = known->handle;
	}
	return i;
}

/* The next lineGetNewCalls() can have them. */
static void give_back(struct tl_line *line, const uint32_t *ids, DWORD num)
{
	DWORD i;

	for (i = 0; i < num; i++) {
		struct tline_ioc_deallocate arg = { .call = ids[i] };

		tl_ioctl(line->fd, TLINE_IOC_DEALLOCATE, &arg);
	}
}

/*
 * While the system call is under way, a reader of messages that meets one of
 * the new ids waits (tl_app.learning).  @arg->count: room, then number.
 */
static LONG get_new_calls(struct tl_line *line, struct tline_ioc_new_calls *arg, uint32_t *ids)
{
	struct tl_app *app = line->app;
	DWORD learned = 0;
	LONG rc;

	pthread_mutex_lock(&tl_lock);
	app->learning++;
	pthread_mutex_unlock(&tl_lock);

	if (tl_ioctl(line->fd, TLINE_IOC_GET_NEW_CALLS, arg) < 0)
		rc = tl_error(errno, LINEERR_INVALLINEHANDLE);
	else
		rc = arg->result;

	pthread_mutex_lock(&tl_lock);
	app->learning--;
	if (!rc && !line->open)
		rc = LINEERR_INVALLINEHANDLE;
	if (!rc)
		learned = learn_calls_locked(line, ids, arg->count);
	pthread_cond_broadcast(&tl_wake);
	pthread_mutex_unlock(&tl_lock);
	if (rc || learned == arg->count)
		return rc;
	give_back(line, ids + learned, arg->count - learned);
	arg->count = learned;
	return learned ? 0 : LINEERR_NOMEM;
}

/*
 * If there is no room for all the handles there will be none, and dwNeededSize
 * says how much is needed.
 */
LONG lineGetNewCalls(HLINE hLine, DWORD dwAddressID, DWORD dwSelect, LPLINECALLLIST lpCallList)
{
	struct tline_ioc_new_calls arg = { .select = dwSelect };
	struct tl_line *line;
	uint32_t *ids;
	DWORD room;
	LONG rc;

	if (!lpCallList)
		return LINEERR_INVALPOINTER;
	if (lpCallList->dwTotalSize < sizeof(*lpCallList))
		return LINEERR_STRUCTURETOOSMALL;
	room = (lpCallList->dwTotalSize - (DWORD)sizeof(*lpCallList)) / (DWORD)sizeof(HCALL);
	if (room > TLINE_MAX_CALLS)
		room = TLINE_MAX_CALLS;
	rc = tl_line_get(hLine, &line);
	if (rc)
		return rc;
	ids = calloc(room + 1, sizeof(*ids));
	if (!ids) {
		tl_line_put(line);
		return LINEERR_NOMEM;
	}
	if (dwSelect == LINECALLSELECT_ADDRESS)
		arg.address = dwAddressID;
	arg.calls = (uintptr_t)ids;
	arg.count = room;
	rc = get_new_calls(line, &arg, ids);
	if (!rc)
		rc = tl_fill_call_list(lpCallList, ids, arg.count);
	else if (rc == LINEERR_STRUCTURETOOSMALL)
		rc = tl_fill_call_list(lpCallList, NULL, arg.count);
	free(ids);
	tl_line_put(line);
	return rc;
}
