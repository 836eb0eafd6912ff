/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The types of TAPI.  Included by <tapi.h>.
 *
 * A program that has base types of its own defines TAPI_NO_BASE_TYPES; then it
 * has all of them, DWORD and LONG with 32 bits.
 */
#ifndef TLINE_TAPI_TYPES_H
#define TLINE_TAPI_TYPES_H

#include <stddef.h>
#include <stdint.h>

#ifndef TAPI_NO_BASE_TYPES
typedef uint8_t BYTE;
typedef uint16_t WORD;
typedef uint32_t DWORD, *LPDWORD;
typedef int32_t LONG;
typedef uintptr_t DWORD_PTR, WPARAM;
typedef void *LPVOID, *HANDLE, *HINSTANCE, *HWND, *HICON;
typedef char *LPSTR;
typedef const char *LPCSTR;

/*
 * 16 bits, so that u"text" is a string of them.  L"text" is one, too, if the
 * program is compiled with -fshort-wchar.
 */
#if defined(__cplusplus) && defined(__SIZEOF_WCHAR_T__) && __SIZEOF_WCHAR_T__ == 2
typedef wchar_t WCHAR;
#elif defined(__cplusplus)
typedef char16_t WCHAR;
#else
typedef uint16_t WCHAR;
#endif
typedef WCHAR *LPWSTR;
typedef const WCHAR *LPCWSTR;

typedef struct _GUID {
	uint32_t Data1;
	uint16_t Data2;
	uint16_t Data3;
	uint8_t Data4[8];
} GUID, *LPGUID;

typedef struct _SYSTEMTIME {
	WORD wYear;
	WORD wMonth;
	WORD wDayOfWeek;
	WORD wDay;
	WORD wHour;
	WORD wMinute;
	WORD wSecond;
	WORD wMilliseconds;
} SYSTEMTIME, *LPSYSTEMTIME;

/* A number with four decimal places: 10000 is 1 */
typedef union tagCY {
	struct {
		uint32_t Lo;
		int32_t Hi;
	} s;
	int64_t int64;
} CY, CURRENCY;

/* Days since 30 December 1899 */
typedef double DATE;

#ifndef INFINITE
#define INFINITE	0xffffffff
#endif
#endif /* TAPI_NO_BASE_TYPES */

#ifndef CALLBACK
#define CALLBACK
#endif
#ifndef WINAPI
#define WINAPI
#endif

/* The newest version of TAPI that the library speaks. */
#ifndef TAPI_CURRENT_VERSION
#define TAPI_CURRENT_VERSION	0x00020002
#endif

/* Handles are numbers, unique in the process and never 0. */
typedef DWORD HLINEAPP, *LPHLINEAPP;
typedef DWORD HLINE, *LPHLINE;
typedef DWORD HCALL, *LPHCALL;
typedef HICON *LPHICON;

/* Those of agents are the proxy's to choose. */
typedef DWORD HAGENT, *LPHAGENT;
typedef DWORD HAGENTSESSION, *LPHAGENTSESSION;

typedef void (CALLBACK *LINECALLBACK)(DWORD hDevice, DWORD dwMessage, DWORD_PTR dwInstance,
				      DWORD_PTR dwParam1, DWORD_PTR dwParam2, DWORD_PTR dwParam3);

/* Base types of other sizes would change every structure below. */
typedef char tapi_assert_dword[sizeof(DWORD) == 4 && sizeof(LONG) == 4 ? 1 : -1];
typedef char tapi_assert_wchar[sizeof(WCHAR) == 2 && sizeof(WORD) == 2 ? 1 : -1];

#endif /* TLINE_TAPI_TYPES_H */
