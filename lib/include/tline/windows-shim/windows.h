/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The few things of <windows.h> that programs with TAPI use besides TAPI, so that
 * they need not be rewritten.  It is no more than that: no windows, no registry.
 * Documentation/library.rst tells how to build with it.
 *
 * LONG and DWORD have 32 bits.  The printf family is replaced by one that takes
 * them with %ld, %lu and %lx, unless TLINE_NO_PRINTF is defined.
 */
#ifndef TLINE_WINDOWS_H
#define TLINE_WINDOWS_H

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#ifdef __cplusplus
#include <cstdio>	/* not later: it would undo what stands for printf */
#endif

#include "../tapi-types.h"

#ifdef __cplusplus
extern "C" {
#endif

#define VOID		void
#define CONST		const
#define FAR
#define NEAR
#define PASCAL
#define APIENTRY
#define APIPRIVATE
#define WINBASEAPI
#define __stdcall
#define __cdecl
#define __int64		long long

#ifndef TRUE
#define TRUE		1
#define FALSE		0
#endif
#ifndef MAX_PATH
#define MAX_PATH	260
#endif

typedef int BOOL, INT, *LPINT, *PBOOL, *LPBOOL;
typedef unsigned int UINT, *PUINT;
typedef char CHAR, *PCHAR, *PSTR;
typedef unsigned char UCHAR, *PUCHAR, BOOLEAN;
typedef int16_t SHORT;
typedef uint16_t USHORT;
typedef uint32_t ULONG, *PULONG;
typedef int64_t LONGLONG;
typedef uint64_t ULONGLONG, DWORDLONG;
typedef BYTE *PBYTE, *LPBYTE;
typedef WORD *PWORD, *LPWORD;
typedef DWORD *PDWORD;
typedef LONG *PLONG, *LPLONG;
typedef void *PVOID;
typedef const void *LPCVOID;
typedef const char *PCSTR;
typedef WCHAR *PWSTR;
typedef const WCHAR *PCWSTR;
typedef uintptr_t ULONG_PTR, *PULONG_PTR, UINT_PTR, *PDWORD_PTR;
typedef intptr_t LONG_PTR, INT_PTR, LPARAM, LRESULT;
typedef size_t SIZE_T;
typedef HANDLE *LPHANDLE, *PHANDLE, HLOCAL, HGLOBAL, HMODULE, HDC, HMENU;

#ifdef UNICODE
typedef WCHAR TCHAR;
#define TLINE_AW(name)	name##W
#ifdef __cplusplus
#if __SIZEOF_WCHAR_T__ == 2
#define TLINE_TEXT(x)	L##x
#endif
#endif
#ifndef TLINE_TEXT
#define TLINE_TEXT(x)	u##x
#endif
#else
typedef char TCHAR;
#define TLINE_AW(name)	name##A
#define TLINE_TEXT(x)	x
#endif
#define TEXT(x)		TLINE_TEXT(x)
typedef TCHAR *PTCHAR, *LPTSTR, *PTSTR;
typedef const TCHAR *LPCTSTR, *PCTSTR;

#define LOBYTE(w)		((BYTE)((uintptr_t)(w) & 0xff))
#define HIBYTE(w)		((BYTE)((uintptr_t)(w) >> 8 & 0xff))
#define LOWORD(l)		((WORD)((uintptr_t)(l) & 0xffff))
#define HIWORD(l)		((WORD)((uintptr_t)(l) >> 16 & 0xffff))
#define MAKEWORD(low, high)	((WORD)(LOBYTE(low) | LOBYTE(high) << 8))
#define MAKELONG(low, high)	((LONG)(LOWORD(low) | (DWORD)LOWORD(high) << 16))
#define UNREFERENCED_PARAMETER(x)	((void)(x))

#define ZeroMemory(to, size)		memset(to, 0, size)
#define FillMemory(to, size, byte)	memset(to, byte, size)
#define CopyMemory(to, from, size)	memcpy(to, from, size)
#define MoveMemory(to, from, size)	memmove(to, from, size)

/*
 * Memory.  What libtline has allocated is freed with LocalFree(), too.
 */
#define LMEM_FIXED		0x0000
#define LMEM_ZEROINIT		0x0040
#define LPTR			(LMEM_FIXED | LMEM_ZEROINIT)
#define GMEM_FIXED		LMEM_FIXED
#define GMEM_MOVEABLE		0x0002
#define GMEM_ZEROINIT		LMEM_ZEROINIT
#define GPTR			LPTR
#define GHND			(GMEM_MOVEABLE | GMEM_ZEROINIT)
#define HEAP_ZERO_MEMORY	0x0008

static inline HLOCAL LocalAlloc(UINT flags, SIZE_T size)
{
	return flags & LMEM_ZEROINIT ? calloc(1, size) : malloc(size);
}

static inline HLOCAL LocalReAlloc(HLOCAL memory, SIZE_T size, UINT flags)
{
	(void)flags;
	return realloc(memory, size);
}

static inline HLOCAL LocalFree(HLOCAL memory)
{
	free(memory);
	return NULL;
}

static inline LPVOID GlobalLock(HGLOBAL memory)
{
	return memory;
}

static inline BOOL GlobalUnlock(HGLOBAL memory)
{
	(void)memory;
	return FALSE;
}

#define GlobalAlloc			LocalAlloc
#define GlobalReAlloc			LocalReAlloc
#define GlobalFree			LocalFree

static inline HANDLE GetProcessHeap(void)
{
	return NULL;
}

static inline LPVOID HeapAlloc(HANDLE heap, DWORD flags, SIZE_T size)
{
	(void)heap;
	return flags & HEAP_ZERO_MEMORY ? calloc(1, size) : malloc(size);
}

static inline LPVOID HeapReAlloc(HANDLE heap, DWORD flags, LPVOID memory, SIZE_T size)
{
	(void)heap;
	(void)flags;
	return realloc(memory, size);
}

static inline BOOL HeapFree(HANDLE heap, DWORD flags, LPVOID memory)
{
	(void)heap;
	(void)flags;
	free(memory);
	return TRUE;
}

/*
 * Errors are errno's.
 */
#define NO_ERROR		0
#define ERROR_SUCCESS		0
#define GetLastError()		((DWORD)errno)
#define SetLastError(error)	((void)(errno = (int)(error)))

/*
 * The message loop.  The only messages are those of TAPI to the hidden window:
 * GetMessage() and PeekMessage() call the callback, and what they return stands
 * for that.  GetMessage() also ends, as by PostQuitMessage(), when the thread has
 * no application left from which a message could come.
 */
typedef struct tagPOINT {
	LONG x;
	LONG y;
} POINT;

typedef struct tagMSG {
	HWND hwnd;
	UINT message;
	WPARAM wParam;
	LPARAM lParam;
	DWORD time;
	POINT pt;
} MSG, *PMSG, *LPMSG;

#define WM_NULL			0x0000
#define WM_QUIT			0x0012
#define WM_USER			0x0400
#define PM_NOREMOVE		0
#define PM_REMOVE		1

BOOL GetMessage(LPMSG msg, HWND hwnd, UINT first, UINT last);
BOOL PeekMessage(LPMSG msg, HWND hwnd, UINT first, UINT last, UINT flags);
void PostQuitMessage(int code);

static inline BOOL TranslateMessage(const MSG *msg)
{
	(void)msg;
	return FALSE;
}

static inline LRESULT DispatchMessage(const MSG *msg)
{
	(void)msg;
	return 0;
}

/*
 * Things to wait for: events, threads, and the hEvent of lineInitializeEx().
 * Completion ports hold TAPI's messages only.
 */
#define WAIT_OBJECT_0		0
#define WAIT_TIMEOUT		0x102
#define WAIT_FAILED		0xffffffff
#define MAXIMUM_WAIT_OBJECTS	64
#define INVALID_HANDLE_VALUE	((HANDLE)(intptr_t)-1)

typedef struct _SECURITY_ATTRIBUTES SECURITY_ATTRIBUTES, *LPSECURITY_ATTRIBUTES;
typedef struct _OVERLAPPED OVERLAPPED, *LPOVERLAPPED;
typedef DWORD (WINAPI *LPTHREAD_START_ROUTINE)(LPVOID arg);

HANDLE CreateEvent(LPSECURITY_ATTRIBUTES security, BOOL manual, BOOL set, const void *name);
BOOL SetEvent(HANDLE event);
BOOL ResetEvent(HANDLE event);
HANDLE CreateThread(LPSECURITY_ATTRIBUTES security, SIZE_T stack, LPTHREAD_START_ROUTINE start,
		    LPVOID arg, DWORD flags, LPDWORD id);
DWORD WaitForSingleObject(HANDLE object, DWORD timeout);
DWORD WaitForMultipleObjects(DWORD num, const HANDLE *objects, BOOL all, DWORD timeout);
HANDLE CreateIoCompletionPort(HANDLE file, HANDLE port, ULONG_PTR key, DWORD threads);
BOOL GetQueuedCompletionStatus(HANDLE port, LPDWORD bytes, PULONG_PTR key,
			       LPOVERLAPPED *overlapped, DWORD timeout);
BOOL CloseHandle(HANDLE object);

/* On what lineGetID() returns for comm classes. */
BOOL ReadFile(HANDLE file, LPVOID data, DWORD size, LPDWORD done, LPOVERLAPPED overlapped);
BOOL WriteFile(HANDLE file, LPCVOID data, DWORD size, LPDWORD done, LPOVERLAPPED overlapped);

typedef struct tline_critical_section {
	uint64_t mutex[8];
} CRITICAL_SECTION, *LPCRITICAL_SECTION;

void InitializeCriticalSection(LPCRITICAL_SECTION section);
void EnterCriticalSection(LPCRITICAL_SECTION section);
void LeaveCriticalSection(LPCRITICAL_SECTION section);
void DeleteCriticalSection(LPCRITICAL_SECTION section);

void Sleep(DWORD ms);
DWORD GetTickCount(void);
DWORD GetCurrentThreadId(void);
DWORD GetCurrentProcessId(void);
#define GetModuleHandle(name)	((HMODULE)NULL)
#define ExitProcess(code)	exit((int)(code))

/*
 * Strings.  In the A forms they are UTF-8, in the W forms UTF-16.
 */
#define CP_ACP			0
#define CP_UTF8			65001

int MultiByteToWideChar(UINT page, DWORD flags, LPCSTR text, int size, LPWSTR out, int room);
int WideCharToMultiByte(UINT page, DWORD flags, LPCWSTR text, int size, LPSTR out, int room,
			LPCSTR replacement, LPBOOL replaced);

int lstrlenW(LPCWSTR text);
LPWSTR lstrcpyW(LPWSTR to, LPCWSTR from);
LPWSTR lstrcatW(LPWSTR to, LPCWSTR from);
LPSTR lstrcpynA(LPSTR to, LPCSTR from, int room);
LPWSTR lstrcpynW(LPWSTR to, LPCWSTR from, int room);
int lstrcmpW(LPCWSTR a, LPCWSTR b);
int lstrcmpiA(LPCSTR a, LPCSTR b);
int lstrcmpiW(LPCWSTR a, LPCWSTR b);
#define lstrlenA(text)		((int)strlen(text))
#define lstrcpyA(to, from)	strcpy(to, from)
#define lstrcatA(to, from)	strcat(to, from)
#define lstrcmpA(a, b)		strcmp(a, b)

/*
 * Formats: l is for 32 bits, ll and I64 for 64; %s is a string of the function's
 * form, %S of the other one, %hs is one of char, %ls and %ws are of WCHAR.
 */
int wsprintfA(LPSTR out, LPCSTR format, ...);
int wsprintfW(LPWSTR out, LPCWSTR format, ...);
int wvsprintfA(LPSTR out, LPCSTR format, va_list args);
int wvsprintfW(LPWSTR out, LPCWSTR format, va_list args);
int tline_snprintfA(char *out, size_t room, const char *format, ...);
int tline_snprintfW(WCHAR *out, size_t room, const WCHAR *format, ...);
int tline_vsnprintfA(char *out, size_t room, const char *format, va_list args);
int tline_vsnprintfW(WCHAR *out, size_t room, const WCHAR *format, va_list args);
int tline_fprintfA(FILE *file, const char *format, ...);
int tline_fprintfW(FILE *file, const WCHAR *format, ...);
int tline_vfprintfA(FILE *file, const char *format, va_list args);
int tline_vfprintfW(FILE *file, const WCHAR *format, va_list args);
int tline_printfA(const char *format, ...);
int tline_printfW(const WCHAR *format, ...);
#define _snprintf		tline_snprintfA
#define _vsnprintf		tline_vsnprintfA

#ifndef TLINE_NO_PRINTF
#undef printf
#undef fprintf
#undef sprintf
#undef snprintf
#define printf			tline_printfA
#define fprintf			tline_fprintfA
#define sprintf			wsprintfA
#define snprintf		tline_snprintfA
#endif

/* To the standard error. */
void OutputDebugStringA(LPCSTR text);
void OutputDebugStringW(LPCWSTR text);
int MessageBoxA(HWND hwnd, LPCSTR text, LPCSTR title, UINT type);
int MessageBoxW(HWND hwnd, LPCWSTR text, LPCWSTR title, UINT type);

#define MB_OK			0x00
#define MB_ICONERROR		0x10
#define MB_ICONSTOP		0x10
#define MB_ICONEXCLAMATION	0x30
#define MB_ICONINFORMATION	0x40
#define IDOK			1

#define lstrlen			TLINE_AW(lstrlen)
#define lstrcpy			TLINE_AW(lstrcpy)
#define lstrcat			TLINE_AW(lstrcat)
#define lstrcpyn		TLINE_AW(lstrcpyn)
#define lstrcmp			TLINE_AW(lstrcmp)
#define lstrcmpi		TLINE_AW(lstrcmpi)
#define wsprintf		TLINE_AW(wsprintf)
#define wvsprintf		TLINE_AW(wvsprintf)
#define OutputDebugString	TLINE_AW(OutputDebugString)
#define MessageBox		TLINE_AW(MessageBox)

#ifdef __cplusplus
}
#endif

#endif /* TLINE_WINDOWS_H */
