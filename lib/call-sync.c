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

LONG tl_call_ioctl(HCALL handle, unsigned long cmd, void *arg, const __s32 *result)
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
	LONG rc = tl_call_ioctl(hCall, TLINE_IOC_DEALLOCATE, &arg, &arg.result);

	if (!rc || rc == LINEERR_INVALCALLHANDLE)
		tl_call_forget(hCall);
	return rc;
}

LONG lineSetCallPrivilege(HCALL hCall, DWORD dwCallPrivilege)
{
	struct tline_ioc_privilege arg = { .privilege = dwCallPrivilege };
	LONG rc = tl_call_ioctl(hCall, TLINE_IOC_SET_PRIVILEGE, &arg, &arg.result);

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
	return rc ? rc : tl_call_ioctl(call, TLINE_IOC_HANDOFF, &arg, &arg.result);
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

LONG tl_set_call(HCALL call, unsigned long cmd, DWORD value)
{
	struct tline_ioc_set_call arg = { .value = value };

	return tl_call_ioctl(call, cmd, &arg, &arg.result);
}

LONG lineSetAppSpecific(HCALL hCall, DWORD dwAppSpecific)
{
	return tl_set_call(hCall, TLINE_IOC_SET_APPSPECIFIC, dwAppSpecific);
}

LONG lineSetMediaMode(HCALL hCall, DWORD dwMediaModes)
{
	return tl_set_call(hCall, TLINE_IOC_SET_MEDIAMODE, dwMediaModes);
}

static LONG get_call_info(HCALL handle, LPLINECALLINFO out, bool wide)
{
	struct tline_ioc_call_info arg = { 0 };
	struct tl_data data = { 0 };
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
		rc = tl_data_of_call(&data, line->fd, call);
	if (!rc)
		rc = tl_fill_call_info(out, line->api_version, line->id.handle, &arg.info, &data,
				       wide);
	tl_data_free(&data);
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
	struct tl_data data = { 0 };
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
		rc = tl_data_get(&data, line->fd, TLINE_DATA_CALL_DEVSPECIFIC,
				 TLINE_DATA_CALL_DEVSPECIFIC, call, LINEERR_INVALCALLHANDLE);
	if (!rc)
		rc = tl_fill_call_status(lpCallStatus, line->api_version, &arg, &data);
	tl_data_free(&data);
	tl_line_put(line);
	return rc;
}
