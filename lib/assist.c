// SPDX-License-Identifier: LGPL-2.1-or-later
/*
 * Assisted telephony: a program that knows no more of telephony than one function
 * asks for a call, and the one that has registered for it makes the call.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "internal.h"
#include "locations.h"

#define REQUEST_MODES	(LINEREQUESTMODE_MAKECALL | LINEREQUESTMODE_MEDIACALL | \
			 LINEREQUESTMODE_DROP)

/*
 * Media calls belong to 16-bit systems: programs that register for them, too,
 * never hear of one.
 */
LONG lineRegisterRequestRecipient(HLINEAPP hLineApp, DWORD dwRegistrationInstance,
				  DWORD dwRequestMode, DWORD bEnable)
{
	struct tline_ioc_recipient arg = {
		.modes = TLINE_REQUESTMODE_MAKECALL,
		.enable = bEnable != 0,
		.instance = dwRegistrationInstance,
	};
	struct tl_app *app;
	LONG rc;

	if (!(dwRequestMode & LINEREQUESTMODE_MAKECALL) ||
	    dwRequestMode & ~(DWORD)REQUEST_MODES)
		return LINEERR_INVALREQUESTMODE;
	rc = tl_app_get(hLineApp, &app);
	if (rc)
		return rc;
	if (tl_ioctl(app->fd, TLINE_IOC_RECIPIENT, &arg) < 0)
		rc = tl_error(errno, LINEERR_INVALAPPHANDLE);
	tl_app_put(app);
	return rc;
}

/*
 * ---------------------------------------------------------------------------
 * Texts that need not be complete: no character is cut in two
 */
static void cut_text(char *out, size_t max, const char *text, size_t size)
{
	size_t len = strnlen(text, size);

	if (len >= max) {
		len = max - 1;
		while (len && (text[len] & 0xc0) == 0x80)
			len--;
	}
	memcpy(out, text, len);
	memset(out + len, 0, max - len);
}

static void cut_text_wide(WCHAR *out, size_t max, const char *text, size_t size)
{
	size_t len;

	memset(out, 0, max * sizeof(*out));
	len = tl_to_wide(out, max - 1, text, size);
	if (len >= max && (out[max - 2] & 0xfc00) == 0xd800)
		out[max - 2] = 0;
}

static void give(LINEREQMAKECALL *out, const struct tline_ioc_assist *what)
{
	cut_text(out->szDestAddress, sizeof(out->szDestAddress), what->dest, sizeof(what->dest));
	cut_text(out->szAppName, sizeof(out->szAppName), what->app, sizeof(what->app));
	cut_text(out->szCalledParty, sizeof(out->szCalledParty), what->party,
		 sizeof(what->party));
	cut_text(out->szComment, sizeof(out->szComment), what->comment, sizeof(what->comment));
}

static void give_wide(LINEREQMAKECALLW *out, const struct tline_ioc_assist *what)
{
	LINEREQMAKECALLW w;	/* the program's may start at an odd address */

	cut_text_wide(w.szDestAddress, TL_ARRAY_SIZE(w.szDestAddress), what->dest,
		      sizeof(what->dest));
	cut_text_wide(w.szAppName, TL_ARRAY_SIZE(w.szAppName), what->app, sizeof(what->app));
	cut_text_wide(w.szCalledParty, TL_ARRAY_SIZE(w.szCalledParty), what->party,
		      sizeof(what->party));
	cut_text_wide(w.szComment, TL_ARRAY_SIZE(w.szComment), what->comment,
		      sizeof(what->comment));
	memcpy(out, &w, sizeof(w));
}

static LONG take(HLINEAPP handle, DWORD mode, struct tline_ioc_assist *what)
{
	struct tl_app *app;
	LONG rc;

	*what = (struct tline_ioc_assist){ .mode = TLINE_REQUESTMODE_MAKECALL };
	if (mode != LINEREQUESTMODE_MAKECALL)
		return mode == LINEREQUESTMODE_MEDIACALL ? LINEERR_NOTREGISTERED :
							   LINEERR_INVALREQUESTMODE;
	rc = tl_app_get(handle, &app);
	if (rc)
		return rc;
	if (tl_ioctl(app->fd, TLINE_IOC_ASSIST_TAKE, what) < 0)
		rc = tl_error(errno, LINEERR_INVALAPPHANDLE);
	else
		rc = what->result;
	tl_app_put(app);
	return rc;
}

LONG lineGetRequest(HLINEAPP hLineApp, DWORD dwRequestMode, LPVOID lpRequestBuffer)
{
	struct tline_ioc_assist what;
	LONG rc;

	if (!lpRequestBuffer)
		return LINEERR_INVALPOINTER;
	rc = take(hLineApp, dwRequestMode, &what);
	if (!rc)
		give(lpRequestBuffer, &what);
	return rc;
}

__typeof__(lineGetRequest) lineGetRequestA TL_ALIAS(lineGetRequest);

LONG lineGetRequestW(HLINEAPP hLineApp, DWORD dwRequestMode, LPVOID lpRequestBuffer)
{
	struct tline_ioc_assist what;
	LONG rc;

	if (!lpRequestBuffer)
		return LINEERR_INVALPOINTER;
	rc = take(hLineApp, dwRequestMode, &what);
	if (!rc)
		give_wide(lpRequestBuffer, &what);
	return rc;
}

/*
 * ---------------------------------------------------------------------------
 * To ask for calls: these functions need no application, and have errors of
 * their own
 */
static LONG read_text(char *out, size_t max, const void *text, bool wide)
{
	char *copy;
	LONG rc;

	rc = tl_dup_text(&copy, text, wide, TAPIERR_REQUESTFAILED);
	if (rc)
		return TAPIERR_REQUESTFAILED;
	if (copy)
		cut_text(out, max, copy, max);
	free(copy);
	return 0;
}

static LONG assist(struct tline_ioc_assist *what)
{
	LONG rc = 0;
	int fd;

	if (tl_open_app_node(&fd))
		return TAPIERR_REQUESTFAILED;
	if (tl_ioctl(fd, TLINE_IOC_ASSIST, what) < 0)
		rc = TAPIERR_REQUESTFAILED;
	else if (what->result == LINEERR_NOTREGISTERED)
		rc = TAPIERR_NOREQUESTRECIPIENT;
	else if (what->result == LINEERR_RESOURCEUNAVAIL)
		rc = TAPIERR_REQUESTQUEUEFULL;
	else if (what->result)
		rc = TAPIERR_REQUESTFAILED;
	close(fd);
	return rc;
}

/* Names and comment are for people and may be cut; the number may not. */
static LONG request_call(const void *dest, const void *app, const void *party, const void *comment,
			 bool wide)
{
	struct tline_ioc_assist what = { .mode = TLINE_REQUESTMODE_MAKECALL };
	LONG rc;

	if (!dest)
		return TAPIERR_INVALPOINTER;
	rc = tl_read_text(what.dest, TAPIMAXDESTADDRESSSIZE, dest, TL_UNTIL_NUL, wide,
			  TAPIERR_INVALDESTADDRESS);
	if (!rc && !*what.dest)
		rc = TAPIERR_INVALDESTADDRESS;
	if (!rc)
		rc = read_text(what.app, sizeof(what.app), app, wide);
	if (!rc)
		rc = read_text(what.party, sizeof(what.party), party, wide);
	if (!rc)
		rc = read_text(what.comment, sizeof(what.comment), comment, wide);
	return rc ? rc : assist(&what);
}

LONG tapiRequestMakeCall(LPCSTR lpszDestAddress, LPCSTR lpszAppName, LPCSTR lpszCalledParty,
			 LPCSTR lpszComment)
{
	return request_call(lpszDestAddress, lpszAppName, lpszCalledParty, lpszComment, false);
}

__typeof__(tapiRequestMakeCall) tapiRequestMakeCallA TL_ALIAS(tapiRequestMakeCall);

LONG tapiRequestMakeCallW(LPCWSTR lpszDestAddress, LPCWSTR lpszAppName, LPCWSTR lpszCalledParty,
			  LPCWSTR lpszComment)
{
	return request_call(lpszDestAddress, lpszAppName, lpszCalledParty, lpszComment, true);
}

/* As on all 32-bit systems. */
LONG tapiRequestMediaCall(HWND hwnd, WPARAM wRequestID, LPCSTR lpszDeviceClass, LPCSTR lpDeviceID,
			  DWORD dwSize, DWORD dwSecure, LPCSTR lpszDestAddress, LPCSTR lpszAppName,
			  LPCSTR lpszCalledParty, LPCSTR lpszComment)
{
	(void)hwnd;
	(void)wRequestID;
	(void)lpszDeviceClass;
	(void)lpDeviceID;
	(void)dwSize;
	(void)dwSecure;
	(void)lpszDestAddress;
	(void)lpszAppName;
	(void)lpszCalledParty;
	(void)lpszComment;
	return TAPIERR_REQUESTFAILED;
}

__typeof__(tapiRequestMediaCall) tapiRequestMediaCallA TL_ALIAS(tapiRequestMediaCall);

LONG tapiRequestMediaCallW(HWND hwnd, WPARAM wRequestID, LPCWSTR lpszDeviceClass,
			   LPCWSTR lpDeviceID, DWORD dwSize, DWORD dwSecure,
			   LPCWSTR lpszDestAddress, LPCWSTR lpszAppName, LPCWSTR lpszCalledParty,
			   LPCWSTR lpszComment)
{
	(void)lpszDeviceClass;
	(void)lpDeviceID;
	(void)lpszDestAddress;
	(void)lpszAppName;
	(void)lpszCalledParty;
	(void)lpszComment;
	return tapiRequestMediaCall(hwnd, wRequestID, NULL, NULL, dwSize, dwSecure, NULL, NULL,
				    NULL, NULL);
}

/* Both have room for 8 characters, the NUL included. */
#define CODE_LEN	8

static LONG location_info(char country[CODE_LEN], char city[CODE_LEN])
{
	DWORD code;

	if (tl_current_location(&code, city, CODE_LEN))
		return TAPIERR_REQUESTFAILED;
	snprintf(country, CODE_LEN, "%u", code);
	return 0;
}

LONG tapiGetLocationInfo(LPSTR lpszCountryCode, LPSTR lpszCityCode)
{
	char country[CODE_LEN], city[CODE_LEN];
	LONG rc;

	if (!lpszCountryCode || !lpszCityCode)
		return TAPIERR_INVALPOINTER;
	rc = location_info(country, city);
	if (rc)
		return rc;
	strcpy(lpszCountryCode, country);
	strcpy(lpszCityCode, city);
	return 0;
}

__typeof__(tapiGetLocationInfo) tapiGetLocationInfoA TL_ALIAS(tapiGetLocationInfo);

LONG tapiGetLocationInfoW(LPWSTR lpszCountryCode, LPWSTR lpszCityCode)
{
	char country[CODE_LEN], city[CODE_LEN];
	LONG rc;

	if (!lpszCountryCode || !lpszCityCode)
		return TAPIERR_INVALPOINTER;
	rc = location_info(country, city);
	if (rc)
		return rc;
	tl_to_wide(lpszCountryCode, CODE_LEN, country, CODE_LEN);
	lpszCountryCode[strlen(country)] = 0;
	tl_to_wide(lpszCityCode, CODE_LEN, city, CODE_LEN);
	lpszCityCode[strlen(city)] = 0;
	return 0;
}

LONG tapiRequestDrop(HWND hwnd, WPARAM wRequestID)
{
	(void)hwnd;
	(void)wRequestID;
	return TAPIERR_REQUESTFAILED;
}
