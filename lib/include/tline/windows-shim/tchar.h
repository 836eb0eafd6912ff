/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Text that is UTF-8, or UTF-16 with UNICODE (or _UNICODE), under one name.
 */
#ifndef TLINE_TCHAR_H
#define TLINE_TCHAR_H

#if defined(_UNICODE) && !defined(UNICODE)
#define UNICODE
#endif

#include "windows.h"

#ifdef __cplusplus
extern "C" {
#endif

#define _T(x)			TLINE_TEXT(x)
#define _TEXT(x)		TLINE_TEXT(x)

typedef TCHAR _TCHAR;

LPWSTR tline_wcsncpy(LPWSTR to, LPCWSTR from, size_t room);
LPWSTR tline_wcschr(LPCWSTR text, WCHAR c);
LPWSTR tline_wcsrchr(LPCWSTR text, WCHAR c);
LPWSTR tline_wcsstr(LPCWSTR text, LPCWSTR part);
int tline_wcsncmp(LPCWSTR a, LPCWSTR b, size_t max);
LPWSTR tline_wcsdup(LPCWSTR text);
long tline_wcstol(LPCWSTR text, LPWSTR *end, int base);
unsigned long tline_wcstoul(LPCWSTR text, LPWSTR *end, int base);
LPWSTR tline_fgetws(LPWSTR out, int room, FILE *file);

#ifdef UNICODE
int wmain(int argc, WCHAR **argv);
#define _tmain			wmain
#define _tprintf		tline_printfW
#define _ftprintf		tline_fprintfW
#define _stprintf		wsprintfW
#define _sntprintf		tline_snprintfW
#define _vstprintf		wvsprintfW
#define _vsntprintf		tline_vsnprintfW
#define _vftprintf		tline_vfprintfW
#define _putts(text)		tline_printfW(u"%s\n", text)
#define _fputts(text, file)	tline_fprintfW(file, u"%s", text)
#define _fgetts			tline_fgetws
#define _tcslen(text)		((size_t)lstrlenW(text))
#define _tcscpy			lstrcpyW
#define _tcscat			lstrcatW
#define _tcsncpy		tline_wcsncpy
#define _tcscmp			lstrcmpW
#define _tcsncmp		tline_wcsncmp
#define _tcsicmp		lstrcmpiW
#define _tcschr			tline_wcschr
#define _tcsrchr		tline_wcsrchr
#define _tcsstr			tline_wcsstr
#define _tcsdup			tline_wcsdup
#define _tcstol			tline_wcstol
#define _tcstoul		tline_wcstoul
#else
#define _tmain			main
#define _tprintf		tline_printfA
#define _ftprintf		tline_fprintfA
#define _stprintf		wsprintfA
#define _sntprintf		tline_snprintfA
#define _vstprintf		wvsprintfA
#define _vsntprintf		tline_vsnprintfA
#define _vftprintf		tline_vfprintfA
#define _putts			puts
#define _fputts			fputs
#define _fgetts			fgets
#define _tcslen			strlen
#define _tcscpy			strcpy
#define _tcscat			strcat
#define _tcsncpy		strncpy
#define _tcscmp			strcmp
#define _tcsncmp		strncmp
#define _tcsicmp		lstrcmpiA
#define _tcschr			strchr
#define _tcsrchr		strrchr
#define _tcsstr			strstr
#define _tcsdup			strdup
#define _tcstol			strtol
#define _tcstoul		strtoul
#endif
#define _ttoi(text)		((int)_tcstol(text, NULL, 10))
#define _ttol(text)		((LONG)_tcstol(text, NULL, 10))

#ifdef __cplusplus
}
#endif

#endif /* TLINE_TCHAR_H */
