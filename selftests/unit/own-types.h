/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The base types of a program that has its own, for "make headers": unlike ours in
 * every way that the same sizes allow.
 */
#ifndef OWN_TYPES_H
#define OWN_TYPES_H

typedef char CHAR, *LPSTR, *PSTR;
typedef const char *LPCSTR;
typedef unsigned char BYTE, *PBYTE;
typedef unsigned short WORD;
typedef unsigned int DWORD, *LPDWORD;
typedef int LONG, BOOL;
typedef unsigned long DWORD_PTR, WPARAM;
typedef void *LPVOID;
typedef struct handle *HANDLE;
typedef struct instance *HINSTANCE;
typedef struct window *HWND;
typedef struct icon *HICON;
typedef short WCHAR, *LPWSTR;
typedef const WCHAR *LPCWSTR;
typedef double DATE;

typedef struct own_guid {
	DWORD Data1;
	WORD Data2;
	WORD Data3;
	BYTE Data4[8];
} GUID, *LPGUID;

typedef struct own_time {
	WORD wYear, wMonth, wDayOfWeek, wDay, wHour, wMinute, wSecond, wMilliseconds;
} SYSTEMTIME, *LPSYSTEMTIME;

typedef struct own_currency {
	DWORD Lo;
	LONG Hi;
} CURRENCY;

#define CALLBACK
#define WINAPI

#endif /* OWN_TYPES_H */
