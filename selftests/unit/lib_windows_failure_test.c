// SPDX-License-Identifier: GPL-2.0-only
/*
 * The windows shim without memory: each function fails as its model does, and puts nothing out.
 */
#include <sanitizer/lsan_interface.h>

#include "kselftest_harness.h"
#include "lib_failing.h"

#define TLINE_NO_PRINTF		/* the harness needs the C library's */
#include "tline/windows-shim/process.h"
#include "tline/windows-shim/tchar.h"

/* The main() that calls a program's wmain(). */
#define main main_of_wmain
#include "windows/wmain.c"
#undef main

WRAP_MEMORY(FILE *, open_memstream, NULL, (char **text, size_t *size), text, size)

/* It may be the one that notices. */
int __real_fclose(FILE *file);
int __wrap_fclose(FILE *file);
int __wrap_fclose(FILE *file)
{
	return __real_fclose(file) || step_fails(FAIL_MEMORY, "fclose") ? EOF : 0;
}

/* -------------------------------------------------------------- functions that fail */

static const WCHAR text[] = u"12 müde";
static FILE *file;		/* with two lines */

static LONG format(void)
{
	char out[16] = "untouched";
	int num = tline_snprintfA(out, sizeof(out), "%d", 12);

	return num == 2 ? 0 : num == -1 && !strcmp(out, "untouched") ? -ENOMEM : -1;
}

static LONG format_wide(void)
{
	WCHAR out[16] = u"untouched";
	int num = tline_snprintfW(out, 16, u"%d", 12);

	return num == 2 ? 0 : num == -1 && !lstrcmpW(out, u"untouched") ? -ENOMEM : -1;
}

static LONG to_file(void)
{
	return tline_fprintfW(file, u"") ? -ENOMEM : 0;
}

static LONG to_utf8(void)
{
	char out[16] = "untouched";
	int num = WideCharToMultiByte(CP_UTF8, 0, text, -1, out, sizeof(out), NULL, NULL);

	return num == 9 ? 0 : !num && !strcmp(out, "untouched") ? -ENOMEM : -1;
}

static LONG duplicate(void)
{
	LPWSTR copy = tline_wcsdup(text);
	bool right = copy && !lstrcmpW(text, copy);

	free(copy);
	return right ? 0 : copy ? -1 : -ENOMEM;
}

/* Nothing has been read as a number. */
static LONG to_number(void)
{
	LPWSTR end = NULL;
	long number = tline_wcstol(text, &end, 10);

	return number == 12 && end == text + 2 ? 0 : !number && end == text ? -ENOMEM : -1;
}

static LONG to_unsigned(void)
{
	LPWSTR end = NULL;
	unsigned long number = tline_wcstoul(text, &end, 10);

	return number == 12 && end == text + 2 ? 0 : !number && end == text ? -ENOMEM : -1;
}

static void to_start(void)
{
	rewind(file);
}

/* The line is still there. */
static LONG read_line(void)
{
	WCHAR out[16];

	if (tline_fgetws(out, 16, file))
		return lstrcmpW(u"erste\n", out) ? -1 : 0;
	return ftell(file) ? -1 : -ENOMEM;
}

static DWORD WINAPI nothing(LPVOID arg)
{
	return 0;
}

static LONG start_thread(void)
{
	HANDLE thread = CreateThread(NULL, 0, nothing, NULL, 0, NULL);

	if (!thread)
		return -errno;
	WaitForSingleObject(thread, INFINITE);
	CloseHandle(thread);
	return 0;
}

static void tell(void *event)
{
	SetEvent(event);
}

static LONG start_plain_thread(void)
{
	HANDLE event = CreateEvent(NULL, TRUE, FALSE, NULL);
	LONG rc;

	if (_beginthread(tell, 0, event) == (uintptr_t)-1)
		rc = -errno;
	else
		rc = WaitForSingleObject(event, INFINITE);
	CloseHandle(event);
	return rc;
}

static const struct failing_call calls[] = {
	{ "snprintf", format },
	{ "_snwprintf", format_wide },
	{ "fwprintf", to_file },
	{ "WideCharToMultiByte", to_utf8 },
	{ "wcsdup", duplicate },
	{ "wcstol", to_number },
	{ "wcstoul", to_unsigned },
	{ "fgetws", read_line, to_start },
	{ "CreateThread", start_thread },
	{ "_beginthread", start_plain_thread },
};

static LONG no_memory(const struct failing_call *c)
{
	return -ENOMEM;
}

TEST(without_memory)
{
	const char *why;
	size_t i;

	file = tmpfile();
	fputs("erste\nzweite\n", file);
	for (i = 0; i < TL_ARRAY_SIZE(calls); i++) {
		why = fail_each(&calls[i], FAIL_MEMORY, ENOMEM, no_memory);
		EXPECT_EQ(NULL, why)
			TH_LOG("%s", why);
	}
	fclose(file);
}

/* As with what is no UTF-16; the rest is printed. */
TEST(a_string_without_memory_is_a_question_mark)
{
	char out[16];

	fail_nth(FAIL_MEMORY, 2, ENOMEM);
	EXPECT_EQ(4, tline_snprintfA(out, sizeof(out), "%S|%d", u"abc", 12));
	EXPECT_TRUE(fail_end());
	EXPECT_STREQ("?|12", out);
	fail_nth(FAIL_MEMORY, 2, ENOMEM);
	EXPECT_EQ(4, tline_snprintfA(out, sizeof(out), "%C|%d", 'c', 12));
	EXPECT_TRUE(fail_end());
	EXPECT_STREQ("?|12", out);
}

/* -------------------------------------------------------------- waiting */

TEST(waiting_that_fails)
{
	HANDLE event = CreateEvent(NULL, TRUE, TRUE, NULL);

	fail_nth(FAIL_SYSTEM, 1, ENOMEM);
	EXPECT_EQ(WAIT_FAILED, WaitForSingleObject(event, INFINITE));
	EXPECT_EQ(ENOMEM, GetLastError());
	EXPECT_TRUE(fail_end());
	fail_nth(FAIL_SYSTEM, 1, EINTR);
	EXPECT_EQ(WAIT_OBJECT_0, WaitForSingleObject(event, INFINITE));
	EXPECT_TRUE(fail_end());
	EXPECT_TRUE(CloseHandle(event));
}

/* -------------------------------------------------------------- wmain() */

static int runs;

int wmain(int argc, WCHAR **argv)
{
	runs++;
	return 0;
}

/* What it had is left to the end of the program. */
TEST(programs_without_memory_for_their_arguments)
{
	char *argv[] = { "./program", "1", NULL }, said[200] = "";
	int nth;

	file = tmpfile();
	ASSERT_EQ(2, dup2(fileno(file), 2));
	__lsan_disable();
	for (nth = 1; nth <= 3; nth++) {
		fail_nth(FAIL_MEMORY, nth, ENOMEM);
		EXPECT_EQ(1, main_of_wmain(2, argv));
		EXPECT_TRUE(fail_end());
	}
	EXPECT_EQ(0, runs);
	EXPECT_EQ(0, main_of_wmain(2, argv));
	EXPECT_EQ(1, runs);
	__lsan_enable();
	rewind(file);
	EXPECT_NE(NULL, fgets(said, sizeof(said), file));
	EXPECT_STREQ("./program: Cannot allocate memory\n", said);
	fclose(file);
}

TEST_HARNESS_MAIN
