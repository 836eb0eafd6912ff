// SPDX-License-Identifier: GPL-2.0-only
/*
 * What the windows shim does apart from TAPI: text, formats, events, threads.
 */
#include "kselftest_harness.h"

#define TLINE_NO_PRINTF		/* the harness needs the C library's */
#include "tline/windows-shim/process.h"
#include "tline/windows-shim/tchar.h"
#include "tline/tapi.h"

#include <unistd.h>

/* -------------------------------------------------------------- formats */

/* The upper halves of the arguments are not zero. */
static int format(char *out, const char *text, ...)
{
	va_list args;
	int num;

	va_start(args, text);
	num = tline_vsnprintfA(out, 100, text, args);
	va_end(args);
	return num;
}

TEST(long_has_32_bits)
{
	const unsigned long dirty = 0xdead0000ffffffffUL;
	char out[100];

	EXPECT_EQ(2, format(out, "%ld", dirty));
	EXPECT_STREQ("-1", out);
	format(out, "%lu %lx %08lX %#lx", dirty, dirty, dirty - 1, dirty);
	EXPECT_STREQ("4294967295 ffffffff FFFFFFFE 0xffffffff", out);
	format(out, "%ld %ld %ld %ld %ld %ld", dirty, dirty, dirty, dirty, dirty, dirty);
	EXPECT_STREQ("-1 -1 -1 -1 -1 -1", out);
	format(out, "%I64x %lld %Id %zu", dirty, -5LL, (intptr_t)-7, (size_t)9);
	EXPECT_STREQ("dead0000ffffffff -5 -7 9", out);
	format(out, "%hd %hhu %hu", 0x1ffff, 0x101, 0x10002);
	EXPECT_STREQ("-1 1 2", out);
}

TEST(directives)
{
	char out[100];

	format(out, "[%5d] [%-5d] [%05d] [%+d] [%.3u] [%*d] [%-*d]", 1, 2, 3, 4, 5, 4, 6, 4, 7);
	EXPECT_STREQ("[    1] [2    ] [00003] [+4] [005] [   6] [7   ]", out);
	format(out, "%i %o %X %% %c%c %.2f %p", -8, 8, 255, 'o', 'k', 1.005, (void *)0x10);
	EXPECT_STREQ("-8 10 FF % ok 1.00 0x10", out);
	format(out, "[%6s] [%-6s] [%.2s] [%s]", "abc", "abc", "abc", (char *)NULL);
	EXPECT_STREQ("[   abc] [abc   ] [ab] [(null)]", out);
	EXPECT_EQ(0, format(out, "%"));
	EXPECT_STREQ("", out);
}

TEST(strings_of_both_forms)
{
	WCHAR wide[100];
	char out[100], back[100];

	format(out, "%s %hs %ls %ws %S %C", "a", "b", u"c", u"d", u"ü😀", u'ß');
	EXPECT_STREQ("a b c d ü😀 ß", out);
	EXPECT_EQ(13, wsprintfW(wide, u"%s %ls %hs %S %c %ld", u"電", u"話", "c", "d", u'ü', -12L));
	EXPECT_EQ(19, WideCharToMultiByte(CP_UTF8, 0, wide, -1, NULL, 0, NULL, NULL));
	WideCharToMultiByte(CP_UTF8, 0, wide, -1, back, sizeof(back), NULL, NULL);
	EXPECT_STREQ("電 話 c d ü -12", back);
}

TEST(room)
{
	WCHAR wide[4] = { 1, 1, 1, 1 };
	char out[4] = "xxx";

	EXPECT_EQ(5, tline_snprintfA(out, 4, "%s", "12345"));
	EXPECT_STREQ("123", out);
	EXPECT_EQ(5, tline_snprintfA(NULL, 0, "%s", "12345"));
	EXPECT_EQ(5, tline_snprintfW(wide, 3, u"%s", u"12345"));
	EXPECT_EQ(0, lstrcmpW(u"12", wide));
	EXPECT_EQ(1, wide[3]);
	EXPECT_EQ(3, wsprintfA(out, "%u", 123));
	EXPECT_STREQ("123", out);
}

/* -------------------------------------------------------------- text */

TEST(wide_text)
{
	WCHAR out[32];
	LPWSTR end;

	EXPECT_EQ(3, lstrlenW(u"abc"));
	EXPECT_EQ(0, lstrlenW(NULL));
	lstrcatW(lstrcpyW(out, u"ab"), u"cd");
	EXPECT_EQ(0, lstrcmpW(u"abcd", out));
	EXPECT_EQ(0, lstrcmpiW(u"ABcd", out));
	EXPECT_LT(lstrcmpW(u"abc", out), 0);
	EXPECT_GT(lstrcmpW(u"b", out), 0);
	EXPECT_EQ(0, tline_wcsncmp(u"abX", out, 2));
	EXPECT_EQ(out + 2, tline_wcschr(out, 'c'));
	EXPECT_EQ(NULL, tline_wcschr(out, 'x'));
	EXPECT_EQ(out + 4, tline_wcsrchr(out, 0));
	EXPECT_EQ(out + 1, tline_wcsstr(out, u"bc"));
	EXPECT_EQ(NULL, tline_wcsstr(out, u"ca"));
	lstrcpynW(out, u"12345", 4);
	EXPECT_EQ(0, lstrcmpW(u"123", out));
	EXPECT_EQ(0x12, tline_wcstoul(u"12 x", &end, 16));
	EXPECT_EQ(' ', *end);
	EXPECT_EQ(-7, tline_wcstol(u"-7", NULL, 10));
	end = tline_wcsdup(u"copy");
	EXPECT_EQ(0, lstrcmpW(u"copy", end));
	free(end);
}

TEST(conversions)
{
	WCHAR wide[8];
	char narrow[8];

	EXPECT_EQ(4, MultiByteToWideChar(CP_UTF8, 0, "ü😀", -1, NULL, 0));
	EXPECT_EQ(4, MultiByteToWideChar(CP_UTF8, 0, "ü😀", -1, wide, 4));
	EXPECT_EQ(0, lstrcmpW(u"ü😀", wide));
	EXPECT_EQ(0, MultiByteToWideChar(CP_UTF8, 0, "ü😀", -1, wide, 3));
	EXPECT_EQ(2, MultiByteToWideChar(CP_ACP, 0, "abc", 2, wide, 8));
	EXPECT_EQ(7, WideCharToMultiByte(CP_UTF8, 0, u"ü😀", -1, NULL, 0, NULL, NULL));
	EXPECT_EQ(7, WideCharToMultiByte(CP_UTF8, 0, u"ü😀", -1, narrow, 8, NULL, NULL));
	EXPECT_STREQ("ü😀", narrow);
	EXPECT_EQ(0, WideCharToMultiByte(CP_UTF8, 0, u"ü😀", -1, narrow, 6, NULL, NULL));
	EXPECT_EQ(0, WideCharToMultiByte(CP_UTF8, 0, (WCHAR[]){ 0xd800, 0 }, -1, narrow, 8, NULL,
					 NULL));
}

/* -------------------------------------------------------------- things to wait for */

TEST(events)
{
	HANDLE manual = CreateEvent(NULL, TRUE, FALSE, NULL);
	HANDLE once = CreateEvent(NULL, FALSE, TRUE, NULL);
	HANDLE both[] = { manual, once };

	ASSERT_NE(NULL, manual);
	ASSERT_NE(NULL, once);
	EXPECT_EQ(WAIT_TIMEOUT, WaitForSingleObject(manual, 0));
	EXPECT_EQ(WAIT_OBJECT_0 + 1, WaitForMultipleObjects(2, both, FALSE, INFINITE));
	EXPECT_EQ(WAIT_TIMEOUT, WaitForMultipleObjects(2, both, FALSE, 1));
	EXPECT_TRUE(SetEvent(manual));
	EXPECT_EQ(WAIT_OBJECT_0, WaitForSingleObject(manual, INFINITE));
	EXPECT_EQ(WAIT_OBJECT_0, WaitForSingleObject(manual, 0));
	EXPECT_EQ(WAIT_TIMEOUT, WaitForMultipleObjects(2, both, TRUE, 1));
	EXPECT_TRUE(SetEvent(once));
	EXPECT_EQ(WAIT_OBJECT_0, WaitForMultipleObjects(2, both, TRUE, 1));
	EXPECT_TRUE(ResetEvent(manual));
	EXPECT_TRUE(ResetEvent(manual));
	EXPECT_EQ(WAIT_TIMEOUT, WaitForSingleObject(manual, 0));
	EXPECT_TRUE(CloseHandle(manual));
	EXPECT_TRUE(CloseHandle(once));
	EXPECT_EQ(WAIT_FAILED, WaitForSingleObject(manual, 0));
	EXPECT_EQ(EBADF, GetLastError());
	EXPECT_FALSE(CloseHandle(manual));
}

/* What is no object of a program's is none of the system's either: 0 is not standard input. */
TEST(handles_that_are_none)
{
	const HANDLE none[] = { NULL, INVALID_HANDLE_VALUE, CreateEvent(NULL, FALSE, TRUE, NULL) };
	int pipes[2], was = dup(0);
	DWORD done;
	char c;

	ASSERT_EQ(0, pipe(pipes));
	ASSERT_EQ(0, dup2(pipes[0], 0));
	ASSERT_EQ(8, write(pipes[1], "12345678", 8));
	ASSERT_TRUE(CloseHandle(none[2]));
	for (size_t i = 0; i < 3; i++) {
		EXPECT_EQ(WAIT_FAILED, WaitForSingleObject(none[i], 0));
		EXPECT_FALSE(ResetEvent(none[i]));
		EXPECT_FALSE(SetEvent(none[i]));
		EXPECT_FALSE(ReadFile(none[i], &c, 1, &done, NULL));
		EXPECT_FALSE(CloseHandle(none[i]));
	}
	EXPECT_EQ(1, read(0, &c, 1));
	EXPECT_EQ('1', c);
	ASSERT_EQ(0, dup2(was, 0));
	close(was);
	close(pipes[0]);
	close(pipes[1]);
}

/* With standard input closed, the first event does not look like a failure. */
TEST(no_handle_is_null)
{
	HANDLE event;

	close(0);
	event = CreateEvent(NULL, TRUE, TRUE, NULL);
	EXPECT_NE(NULL, event);
	EXPECT_EQ(WAIT_OBJECT_0, WaitForSingleObject(event, 0));
	EXPECT_TRUE(CloseHandle(event));
}

static DWORD WINAPI add(LPVOID arg)
{
	*(int *)arg += 1;
	return 0;
}

TEST(threads)
{
	int number = 0;
	HANDLE thread = CreateThread(NULL, 0, add, &number, 0, NULL);

	ASSERT_NE(NULL, thread);
	EXPECT_EQ(WAIT_OBJECT_0, WaitForSingleObject(thread, INFINITE));
	EXPECT_EQ(1, number);
	EXPECT_TRUE(CloseHandle(thread));
}

static unsigned int set_event(void *event)
{
	SetEvent(event);
	return 0;
}

static void set_event_plain(void *event)
{
	SetEvent(event);
}

TEST(threads_of_the_runtime)
{
	HANDLE event = CreateEvent(NULL, FALSE, FALSE, NULL), thread;

	thread = (HANDLE)_beginthreadex(NULL, 0, set_event, event, 0, NULL);
	ASSERT_NE(NULL, thread);
	EXPECT_EQ(WAIT_OBJECT_0, WaitForSingleObject(event, INFINITE));
	EXPECT_EQ(WAIT_OBJECT_0, WaitForSingleObject(thread, INFINITE));
	EXPECT_TRUE(CloseHandle(thread));
	ASSERT_NE((uintptr_t)-1, _beginthread(set_event_plain, 0, event));
	EXPECT_EQ(WAIT_OBJECT_0, WaitForSingleObject(event, INFINITE));
	EXPECT_TRUE(CloseHandle(event));
}

TEST(critical_sections_may_be_entered_again)
{
	CRITICAL_SECTION section;

	InitializeCriticalSection(&section);
	EnterCriticalSection(&section);
	EnterCriticalSection(&section);
	LeaveCriticalSection(&section);
	LeaveCriticalSection(&section);
	DeleteCriticalSection(&section);
}

TEST(completion_ports)
{
	HANDLE port = CreateIoCompletionPort(INVALID_HANDLE_VALUE, NULL, 0, 0);
	LPOVERLAPPED overlapped;
	ULONG_PTR key;
	DWORD bytes;

	ASSERT_NE(NULL, port);
	EXPECT_FALSE(GetQueuedCompletionStatus(port, &bytes, &key, &overlapped, 0));
	EXPECT_EQ(ETIMEDOUT, GetLastError());
	EXPECT_EQ(NULL, overlapped);
	EXPECT_TRUE(CloseHandle(port));
	EXPECT_FALSE(GetQueuedCompletionStatus(port, &bytes, &key, &overlapped, 0));
	EXPECT_EQ(EBADF, GetLastError());
}

/* -------------------------------------------------------------- the loop */

TEST(loop_ends)
{
	MSG msg;

	PostQuitMessage(5);
	EXPECT_TRUE(PeekMessage(&msg, NULL, 0, 0, PM_NOREMOVE));
	EXPECT_EQ(WM_QUIT, msg.message);
	EXPECT_FALSE(GetMessage(&msg, NULL, 0, 0));
	EXPECT_EQ(WM_QUIT, msg.message);
	EXPECT_EQ(5, msg.wParam);
	EXPECT_FALSE(PeekMessage(&msg, NULL, 0, 0, PM_REMOVE));
	/* No application: nothing can ever come. */
	EXPECT_FALSE(GetMessage(&msg, NULL, 0, 0));
}

TEST_HARNESS_MAIN
