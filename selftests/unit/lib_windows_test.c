// SPDX-License-Identifier: GPL-2.0-only
/*
 * What the windows shim does apart from TAPI: text, formats, events, threads.
 */
#include "kselftest_harness.h"

#define TLINE_NO_PRINTF		/* the harness needs the C library's */
#include "tline/windows-shim/process.h"
#include "tline/windows-shim/tchar.h"
#include "tline/tapi.h"

#include <dlfcn.h>
#include <fcntl.h>
#include <pthread.h>
#include <sys/resource.h>
#include <sys/time.h>
#include <unistd.h>

/* The main() that calls a program's wmain(). */
#define main main_of_wmain
#include "windows/wmain.c"
#undef main

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
	format(out, "%hd %hhd %hhu %hu", 0x1ffff, 0x1fe, 0x101, 0x10002);
	EXPECT_STREQ("-1 -2 1 2", out);
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

static char *all_of(FILE *file)
{
	static char text[200];

	rewind(file);
	text[fread(text, 1, sizeof(text) - 1, file)] = '\0';
	return text;
}

TEST(files_are_utf8)
{
	FILE *file = tmpfile();

	EXPECT_EQ(4, tline_fprintfA(file, "%ld %S", -1L, u"x"));
	EXPECT_EQ(5, tline_fprintfW(file, u" %s %S", u"ü", "y"));
	EXPECT_STREQ("-1 x ü y", all_of(file));
	fclose(file);
}

/* The format itself; a string in the arguments becomes "?". */
TEST(formats_that_are_no_utf16)
{
	const WCHAR lone[] = { 'a', 0xd800, 0 };
	FILE *file = tmpfile();
	WCHAR wide[4] = { 1 };

	EXPECT_EQ(-1, tline_snprintfW(wide, 4, lone));
	EXPECT_EQ(1, wide[0]);
	EXPECT_EQ(-1, tline_fprintfW(file, lone));
	EXPECT_STREQ("", all_of(file));
	EXPECT_EQ(1, tline_snprintfW(wide, 4, u"%s", lone));
	EXPECT_EQ(0, lstrcmpW(u"?", wide));
	fclose(file);
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

TEST(parts_of_wide_text)
{
	const WCHAR text[] = u"path/to/file";
	WCHAR out[6] = { 9, 9, 9, 9, 9, 9 };
	LPWSTR end;

	EXPECT_EQ(text + 7, tline_wcsrchr(text, '/'));
	EXPECT_EQ(NULL, tline_wcsrchr(text, 'x'));
	EXPECT_EQ(-8, tline_wcstol(u" -010,", &end, 8));
	EXPECT_EQ(',', *end);
	/* As strncpy() does: NULs up to the end, or none. */
	EXPECT_EQ(&out[0], tline_wcsncpy(out, u"ab", 5));
	EXPECT_EQ(0, memcmp(out, (WCHAR[]){ 'a', 'b', 0, 0, 0, 9 }, sizeof(out)));
	EXPECT_EQ(&out[0], tline_wcsncpy(out, u"12345", 3));
	EXPECT_EQ(0, memcmp(out, (WCHAR[]){ '1', '2', '3', 0, 0, 9 }, sizeof(out)));
}

TEST(narrow_text)
{
	char out[6] = "xxxxx";

	EXPECT_EQ(&out[0], lstrcpynA(out, "12345", 4));
	EXPECT_STREQ("123", out);
	EXPECT_EQ(&out[0], lstrcpynA(out, "ab", 6));
	EXPECT_STREQ("ab", out);
	EXPECT_EQ(&out[0], lstrcpynA(out, "z", 0));
	EXPECT_STREQ("ab", out);
	EXPECT_EQ(0, lstrcmpiA("MODEM", "modem"));
	EXPECT_LT(lstrcmpiA("a", "B"), 0);
	EXPECT_GT(lstrcmpiA("b", "A"), 0);
}

static bool next_line_is(FILE *file, int room, LPCWSTR line)
{
	WCHAR out[8];

	return tline_fgetws(out, room, file) == out && !lstrcmpW(line, out);
}

/* No more than fits, and no character is divided; what never becomes one is wrong by bytes. */
TEST(lines_of_a_file)
{
	FILE *file = tmpfile();
	WCHAR out[8];

	fputs("kurz\n"
	      "größer üb\n"
	      "12345😀\n"
	      "\xf0\x9f\x98", file);
	rewind(file);
	EXPECT_TRUE(next_line_is(file, 8, u"kurz\n"));
	EXPECT_TRUE(next_line_is(file, 6, u"grö"));
	EXPECT_TRUE(next_line_is(file, 7, u"ßer "));
	EXPECT_TRUE(next_line_is(file, 8, u"üb\n"));
	EXPECT_TRUE(next_line_is(file, 8, u"12345"));
	EXPECT_TRUE(next_line_is(file, 8, u"😀\n"));
	EXPECT_TRUE(next_line_is(file, 8, u"\ufffd\ufffd\ufffd"));
	EXPECT_EQ(NULL, tline_fgetws(out, 8, file));
	fclose(file);
}

TEST(messages_to_the_standard_error)
{
	FILE *file = tmpfile();

	fflush(stderr);
	ASSERT_EQ(2, dup2(fileno(file), 2));
	OutputDebugStringA("ä\n");
	OutputDebugStringW(u"電 %d\n");
	EXPECT_EQ(IDOK, MessageBoxA(NULL, "failed: 5%", "Dialer", MB_OK));
	EXPECT_EQ(IDOK, MessageBoxA(NULL, "failed", NULL, MB_ICONSTOP));
	EXPECT_EQ(IDOK, MessageBoxW(NULL, u"müde: 5%", u"Dialer", MB_OK));
	EXPECT_EQ(IDOK, MessageBoxW(NULL, u"müde", NULL, MB_ICONSTOP));
	EXPECT_STREQ("ä\n電 %d\nDialer: failed: 5%\nError: failed\nDialer: müde: 5%\n"
		     "Error: müde\n", all_of(file));
	fclose(file);
}

static WCHAR **wide_arguments;

int wmain(int argc, WCHAR **argv)
{
	wide_arguments = argv;
	return 10 * argc;
}

TEST(arguments_are_wide)
{
	char *argv[] = { "./program", "ü😀", "", "\xff", NULL };

	EXPECT_EQ(40, main_of_wmain(4, argv));
	EXPECT_EQ(0, lstrcmpW(u"./program", wide_arguments[0]));
	EXPECT_EQ(0, lstrcmpW(u"ü😀", wide_arguments[1]));
	EXPECT_EQ(0, lstrcmpW(u"", wide_arguments[2]));
	EXPECT_EQ(0, lstrcmpW(u"\ufffd", wide_arguments[3]));
	EXPECT_EQ(NULL, wide_arguments[4]);
}

TEST(conversions)
{
	BOOL replaced = 7;
	WCHAR wide[8];
	char narrow[8];

	EXPECT_EQ(4, MultiByteToWideChar(CP_UTF8, 0, "ü😀", -1, NULL, 0));
	EXPECT_EQ(4, MultiByteToWideChar(CP_UTF8, 0, "ü😀", -1, wide, 4));
	EXPECT_EQ(0, lstrcmpW(u"ü😀", wide));
	EXPECT_EQ(0, MultiByteToWideChar(CP_UTF8, 0, "ü😀", -1, wide, 3));
	EXPECT_EQ(2, MultiByteToWideChar(CP_ACP, 0, "abc", 2, wide, 8));
	EXPECT_EQ(7, WideCharToMultiByte(CP_UTF8, 0, u"ü😀", -1, NULL, 0, NULL, NULL));
	EXPECT_EQ(7, WideCharToMultiByte(CP_UTF8, 0, u"ü😀", -1, narrow, 8, NULL, &replaced));
	EXPECT_STREQ("ü😀", narrow);
	EXPECT_EQ(FALSE, replaced);
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

TEST(what_events_there_are_not)
{
	HANDLE many[MAXIMUM_WAIT_OBJECTS + 1], event = CreateEvent(NULL, TRUE, TRUE, NULL);
	int i;

	for (i = 0; i <= MAXIMUM_WAIT_OBJECTS; i++)
		many[i] = event;
	EXPECT_EQ(NULL, CreateEvent(NULL, TRUE, TRUE, "shared"));
	EXPECT_EQ(ENOTSUP, GetLastError());
	for (i = 0; i < 2; i++) {
		SetLastError(0);
		EXPECT_EQ(WAIT_FAILED, WaitForMultipleObjects(0, many, i, 0));
		EXPECT_EQ(EINVAL, GetLastError());
		SetLastError(0);
		EXPECT_EQ(WAIT_FAILED,
			  WaitForMultipleObjects(MAXIMUM_WAIT_OBJECTS + 1, many, i, 0));
		EXPECT_EQ(EINVAL, GetLastError());
		EXPECT_EQ(WAIT_OBJECT_0,
			  WaitForMultipleObjects(MAXIMUM_WAIT_OBJECTS, many, i, 0));
	}
	EXPECT_TRUE(CloseHandle(event));
}

static void count_alarm(int number)
{
	static int alarms;

	/* None is left when the test ends. */
	if (++alarms == 3)
		setitimer(ITIMER_REAL, &(struct itimerval){ 0 }, NULL);
}

/* Signals interrupt it, but do not end it. */
TEST(sleep_is_long_enough)
{
	struct itimerval soon = { { 0, 1000 }, { 0, 1000 } };
	struct sigaction action = { .sa_handler = count_alarm };
	struct itimerval left;
	DWORD start;

	sigaction(SIGALRM, &action, NULL);
	setitimer(ITIMER_REAL, &soon, NULL);
	start = GetTickCount();
	Sleep(50);
	EXPECT_LE(50, GetTickCount() - start);
	getitimer(ITIMER_REAL, &left);
	EXPECT_EQ(0, left.it_interval.tv_usec);
	start = GetTickCount();
	Sleep(1001);
	EXPECT_LE(1001, GetTickCount() - start);
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

TEST(files_are_read_and_written)
{
	int pipes[2];
	DWORD done;
	char text[8] = "";

	ASSERT_EQ(0, pipe(pipes));
	EXPECT_TRUE(WriteFile((HANDLE)(intptr_t)pipes[1], "hello", 5, &done, NULL));
	EXPECT_EQ(5, done);
	SetLastError(0);
	EXPECT_FALSE(WriteFile((HANDLE)(intptr_t)pipes[1], "!", 1, &done, (LPOVERLAPPED)text));
	EXPECT_EQ(ENOTSUP, GetLastError());
	EXPECT_EQ(0, done);
	SetLastError(0);
	EXPECT_FALSE(ReadFile((HANDLE)(intptr_t)pipes[0], text, 7, &done, (LPOVERLAPPED)text));
	EXPECT_EQ(ENOTSUP, GetLastError());
	EXPECT_TRUE(ReadFile((HANDLE)(intptr_t)pipes[0], text, 7, &done, NULL));
	EXPECT_EQ(5, done);
	EXPECT_STREQ("hello", text);
	EXPECT_TRUE(CloseHandle((HANDLE)(intptr_t)pipes[0]));
	EXPECT_TRUE(CloseHandle((HANDLE)(intptr_t)pipes[1]));
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

/* With standard input closed, that is where the next descriptor would be. */
TEST(threads_end_without_standard_input)
{
	int number = 0;
	HANDLE thread;

	close(0);
	thread = CreateThread(NULL, 0, add, &number, 0, NULL);
	EXPECT_EQ(WAIT_OBJECT_0, WaitForSingleObject(thread, 10000));
	EXPECT_EQ(1, number);
	EXPECT_TRUE(CloseHandle(thread));
}

static DWORD WINAPI wait_for(LPVOID event)
{
	return WaitForSingleObject(event, INFINITE);
}

/* Other programs, which it may start, do not get its descriptors. */
TEST(threads_keep_their_descriptors)
{
	HANDLE event = CreateEvent(NULL, TRUE, FALSE, NULL), thread;
	int fd;

	thread = CreateThread(NULL, 0, wait_for, event, 0, NULL);
	ASSERT_NE(NULL, thread);
	for (fd = (int)(intptr_t)event; fcntl(fd, F_GETFD) >= 0; fd++)
		EXPECT_EQ(FD_CLOEXEC, fcntl(fd, F_GETFD));
	EXPECT_LE(3, fd - (int)(intptr_t)event);
	EXPECT_TRUE(SetEvent(event));
	EXPECT_EQ(WAIT_OBJECT_0, WaitForSingleObject(thread, INFINITE));
	EXPECT_TRUE(CloseHandle(thread));
	EXPECT_TRUE(CloseHandle(event));
}

static DWORD WINAPI tell_id(LPVOID arg)
{
	*(DWORD *)arg = GetCurrentThreadId();
	return 0;
}

TEST(threads_have_ids)
{
	DWORD id = 0, own = 0;
	HANDLE thread = CreateThread(NULL, 0, tell_id, &own, 0, &id);

	ASSERT_NE(NULL, thread);
	EXPECT_EQ(WAIT_OBJECT_0, WaitForSingleObject(thread, INFINITE));
	EXPECT_EQ(own, id);
	EXPECT_EQ(GetCurrentThreadId(), GetCurrentThreadId());
	EXPECT_NE(own, GetCurrentThreadId());
	EXPECT_EQ(getpid(), GetCurrentProcessId());
	EXPECT_TRUE(CloseHandle(thread));
}

static void set_event_plain(void *event)
{
	SetEvent(event);
}

static bool no_threads;

int pthread_create(pthread_t *thread, const pthread_attr_t *attr, void *(*start)(void *), void *arg)
{
	__typeof__(pthread_create) *real = (__typeof__(real))dlsym(RTLD_NEXT, "pthread_create");

	return no_threads ? EAGAIN : real(thread, attr, start, arg);
}

static int next_descriptor(void)
{
	int fd = dup(0);

	close(fd);
	return fd;
}

/* How it fails with so many descriptors to be had; none of them is lost. */
static int error_of_thread(int descriptors)
{
	struct rlimit was, limit;
	int first = next_descriptor(), number = 0, error;
	HANDLE thread;

	getrlimit(RLIMIT_NOFILE, &was);
	limit = was;
	limit.rlim_cur = first + descriptors;
	setrlimit(RLIMIT_NOFILE, &limit);
	thread = CreateThread(NULL, 0, add, &number, 0, NULL);
	error = errno;
	if (!thread && (uintptr_t)-1 != _beginthread(set_event_plain, 0, NULL))
		error = -1;
	setrlimit(RLIMIT_NOFILE, &was);
	if (thread) {
		WaitForSingleObject(thread, INFINITE);
		CloseHandle(thread);
		return number == 1 ? 0 : -1;
	}
	return next_descriptor() == first && !number ? error : -1;
}

static unsigned int set_event(void *event)
{
	SetEvent(event);
	return 0;
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

TEST(threads_that_cannot_be)
{
	int number = 0;

	EXPECT_EQ(EMFILE, error_of_thread(0));
	EXPECT_EQ(EMFILE, error_of_thread(1));
	no_threads = true;
	EXPECT_EQ(EAGAIN, error_of_thread(2));
	no_threads = false;
	EXPECT_EQ(0, error_of_thread(2));
	/* Not to be started yet. */
	EXPECT_EQ(NULL, CreateThread(NULL, 0, add, &number, 4, NULL));
	EXPECT_EQ(ENOTSUP, GetLastError());
	EXPECT_EQ(0, number);
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
	EXPECT_EQ(NULL, CreateIoCompletionPort((HANDLE)1, NULL, 0, 0));
	EXPECT_EQ(ENOTSUP, GetLastError());
	SetLastError(0);
	EXPECT_EQ(NULL, CreateIoCompletionPort(INVALID_HANDLE_VALUE, port, 0, 0));
	EXPECT_EQ(ENOTSUP, GetLastError());
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
	PostQuitMessage(6);
	EXPECT_TRUE(PeekMessage(&msg, NULL, 0, 0, PM_REMOVE));
	EXPECT_EQ(WM_QUIT, msg.message);
	EXPECT_EQ(6, msg.wParam);
	EXPECT_FALSE(PeekMessage(&msg, NULL, 0, 0, PM_REMOVE));
	/* No application: nothing can ever come. */
	EXPECT_FALSE(GetMessage(&msg, NULL, 0, 0));
}

TEST_HARNESS_MAIN
