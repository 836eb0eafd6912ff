// SPDX-License-Identifier: GPL-2.0-only
/*
 * Application priorities: what the functions refuse, and the file that keeps them.
 */
#include "kselftest_harness.h"
#include "lib_fake_kernel.h"

#define VOICE	LINEMEDIAMODE_INTERACTIVEVOICE
#define FAX	LINEMEDIAMODE_G3FAX
#define HEADER	"# Which program gets calls first; see tline(8).\n"

FIXTURE(priority)
{
	char text[8192];
};

static const char *file(const char *name)
{
	static char path[128];

	snprintf(path, sizeof(path), "%s/conf/%s", fake.dir, name);
	return path;
}

static void write_file(const char *text)
{
	FILE *f = fopen(file("priority"), "w");

	if (!f || fputs(text, f) < 0 || fclose(f))
		abort();
}

static const char *read_file(struct _test_data_priority *self)
{
	FILE *f = fopen(file("priority"), "r");
	size_t len;

	if (!f)
		return NULL;
	len = fread(self->text, 1, sizeof(self->text) - 1, f);
	self->text[len] = '\0';
	fclose(f);
	return self->text;
}

FIXTURE_SETUP(priority)
{
	fake_start();
	setenv("TLINE_CONFDIR", file(""), 1);
}

FIXTURE_TEARDOWN(priority)
{
	EXPECT_NE(0, access(file("priority.new"), F_OK));
	chmod(file(""), 0755);
	unlink(file("priority"));
	rmdir(file(""));
	fake_stop();
}

static LONG set(const char *name, DWORD mode, DWORD request, DWORD priority)
{
	return lineSetAppPriority(name, mode, NULL, request, NULL, priority);
}

static LONG set_wide(const WCHAR *name, DWORD mode)
{
	LINEEXTENSIONID ext = { 1, 2, 3, 4 };

	return lineSetAppPriorityW(name, mode, &ext, 0, NULL, 1);
}

TEST_F(priority, what_is_refused)
{
	static const WCHAR lone[] = { 'a', 0xd800, 0 };
	VARSTRING small = { .dwTotalSize = sizeof(small) - 1 };
	char name[TLINE_NAME_LEN + 1];
	DWORD place = 7;

	EXPECT_EQ(LINEERR_INVALPOINTER, set(NULL, VOICE, 0, 1));
	EXPECT_EQ(LINEERR_INVALPARAM, set("a", VOICE, 0, 2));
	EXPECT_EQ(LINEERR_INVALMEDIAMODE, set("a", VOICE | FAX, 0, 1));
	EXPECT_EQ(LINEERR_INVALMEDIAMODE, set("a", 1, 0, 1));
	EXPECT_EQ(LINEERR_INVALMEDIAMODE, set("a", 0x01000000, 0, 1));
	EXPECT_EQ(LINEERR_INVALREQUESTMODE, set("a", 0, 0, 1));
	EXPECT_EQ(LINEERR_INVALREQUESTMODE, set("a", 0, LINEREQUESTMODE_MEDIACALL, 1));
	EXPECT_EQ(LINEERR_INVALREQUESTMODE, set("a", 0, 3, 0));
	EXPECT_EQ(LINEERR_INVALAPPNAME, set("", VOICE, 0, 1));
	EXPECT_EQ(LINEERR_INVALAPPNAME, set("/usr/bin/a", VOICE, 0, 1));
	EXPECT_EQ(LINEERR_INVALAPPNAME, set("a\nb", VOICE, 0, 1));
	EXPECT_EQ(LINEERR_INVALAPPNAME, set(" a", VOICE, 0, 1));
	EXPECT_EQ(LINEERR_INVALAPPNAME, set("a ", VOICE, 0, 0));
	EXPECT_EQ(LINEERR_INVALAPPNAME, set_wide(lone, VOICE));
	memset(name, 'x', sizeof(name));
	name[TLINE_NAME_LEN] = '\0';
	EXPECT_EQ(LINEERR_INVALAPPNAME, set(name, VOICE, 0, 1));
	EXPECT_EQ(NULL, read_file(self));
	EXPECT_EQ(0, fake.num_priorities);

	EXPECT_EQ(LINEERR_INVALPOINTER, lineGetAppPriority("a", VOICE, NULL, 0, NULL, NULL));
	EXPECT_EQ(LINEERR_INVALPOINTER, lineGetAppPriority(NULL, VOICE, NULL, 0, NULL, &place));
	EXPECT_EQ(LINEERR_INVALMEDIAMODE, lineGetAppPriority("a", 6, NULL, 0, NULL, &place));
	EXPECT_EQ(LINEERR_INVALREQUESTMODE, lineGetAppPriority("a", 0, NULL, 2, NULL, &place));
	EXPECT_EQ(LINEERR_STRUCTURETOOSMALL,
		  lineGetAppPriority("a", VOICE, NULL, 0, &small, &place));
	EXPECT_EQ(7, place);
	setenv("TLINE_DEVDIR", "/nonexistent", 1);
	EXPECT_EQ(LINEERR_NODRIVER, lineGetAppPriority("a", VOICE, NULL, 0, NULL, &place));
	EXPECT_EQ(LINEERR_NODRIVER, set("a", VOICE, 0, 1));
	EXPECT_EQ(NULL, read_file(self));
}

TEST_F(priority, get)
{
	static const WCHAR name[] = { 'a', 0 };
	VARSTRING ext = { .dwTotalSize = sizeof(ext) };
	DWORD place = 7;

	EXPECT_EQ(0, lineGetAppPriority("a", VOICE, NULL, 0, &ext, &place));
	EXPECT_EQ(3, place);
	EXPECT_EQ(sizeof(ext), ext.dwUsedSize);
	EXPECT_EQ(sizeof(ext), ext.dwNeededSize);
	EXPECT_EQ(0, ext.dwStringSize);
	EXPECT_EQ(STRINGFORMAT_ASCII, ext.dwStringFormat);
	EXPECT_EQ(0, lineGetAppPriorityW(name, 0, NULL, LINEREQUESTMODE_MAKECALL, &ext, &place));
	EXPECT_EQ(STRINGFORMAT_UNICODE, ext.dwStringFormat);
}

/* The kernel hears of each, and the file keeps them in their order. */
TEST_F(priority, set)
{
	static const WCHAR wide[] = { 'f', 0xfc, 'r', 0 };

	EXPECT_EQ(0, set("phone", VOICE, 0, 1));
	EXPECT_STREQ(HEADER "INTERACTIVEVOICE phone\n", read_file(self));
	EXPECT_EQ(0, set("my answering machine", VOICE, 99, 1));
	EXPECT_EQ(0, set("dialer", 0, LINEREQUESTMODE_MAKECALL, 1));
	EXPECT_EQ(0, set_wide(wide, FAX));
	EXPECT_STREQ(HEADER
		     "INTERACTIVEVOICE my answering machine\n"
		     "INTERACTIVEVOICE phone\n"
		     "MAKECALL dialer\n"
		     "G3FAX f\xc3\xbcr\n", read_file(self));
	EXPECT_EQ(0, set("phone", VOICE, 0, 1));
	EXPECT_EQ(0, set("dialer", 0, LINEREQUESTMODE_MAKECALL, 0));
	EXPECT_EQ(0, set("nobody", FAX, 0, 0));
	EXPECT_STREQ(HEADER
		     "INTERACTIVEVOICE phone\n"
		     "INTERACTIVEVOICE my answering machine\n"
		     "G3FAX f\xc3\xbcr\n", read_file(self));
	ASSERT_EQ(7, fake.num_priorities);
	EXPECT_STREQ("my answering machine", fake.priorities[1].module);
	EXPECT_EQ(VOICE, fake.priorities[1].media_mode);
	EXPECT_EQ(1, fake.priorities[1].priority);
	EXPECT_EQ(0, fake.priorities[2].media_mode);
	EXPECT_EQ(0, fake.priorities[6].priority);
}

/* What a person wrote stays where it is. */
TEST_F(priority, comments_stay)
{
	mkdir(file(""), 0755);
	write_file("# ours\n\n  DATAMODEM\tppp  \nG3FAX fax\n# end");
	EXPECT_EQ(0, set("phone", VOICE, 0, 1));
	EXPECT_EQ(0, set("scan", FAX, 0, 1));
	EXPECT_EQ(0, set("ppp", LINEMEDIAMODE_DATAMODEM, 0, 0));
	EXPECT_STREQ("# ours\n\nG3FAX scan\nG3FAX fax\n# end\nINTERACTIVEVOICE phone\n",
		     read_file(self));
}

/* If the kernel refuses, nothing has changed. */
TEST_F(priority, kernel_refuses)
{
	EXPECT_EQ(0, set("phone", VOICE, 0, 1));
	fake.priority_errno = EPERM;
	EXPECT_EQ(LINEERR_OPERATIONFAILED, set("other", VOICE, 0, 1));
	EXPECT_EQ(EPERM, errno);
	EXPECT_EQ(LINEERR_OPERATIONFAILED, set("phone", VOICE, 0, 0));
	EXPECT_STREQ(HEADER "INTERACTIVEVOICE phone\n", read_file(self));
}

TEST_F(priority, file_cannot_be_written)
{
	setenv("TLINE_CONFDIR", "/dev/null", 1);
	EXPECT_EQ(LINEERR_OPERATIONFAILED, set("phone", VOICE, 0, 1));
	setenv("TLINE_CONFDIR", "/nonexistent/tline", 1);
	EXPECT_EQ(LINEERR_OPERATIONFAILED, set("phone", VOICE, 0, 1));
	EXPECT_EQ(ENOENT, errno);
	EXPECT_EQ(0, fake.num_priorities);
}

static int entries;

static void CALLBACK count(DWORD mode, LPCSTR program, void *arg)
{
	static const char *const names[] = { "b", "a", "c d" };
	static const DWORD modes[] = { VOICE, VOICE, 0 };

	if (arg != &entries || entries >= 3 || strcmp(names[entries], program) ||
	    modes[entries] != mode)
		abort();
	entries++;
}

TEST_F(priority, load)
{
	DWORD line = 0;

	EXPECT_EQ(0, tlineLoadPriorities(&line));
	EXPECT_EQ(0, fake.num_priorities);
	mkdir(file(""), 0755);
	write_file("INTERACTIVEVOICE b\n#\nINTERACTIVEVOICE a\nMAKECALL c d\n");
	EXPECT_EQ(0, tlineReadPriorities(count, &entries, NULL));
	EXPECT_EQ(3, entries);
	EXPECT_EQ(LINEERR_INVALPOINTER, tlineReadPriorities(NULL, NULL, NULL));
	EXPECT_EQ(0, tlineLoadPriorities(NULL));
	ASSERT_EQ(3, fake.num_priorities);
	EXPECT_STREQ("c d", fake.priorities[0].module);
	EXPECT_STREQ("a", fake.priorities[1].module);
	EXPECT_STREQ("b", fake.priorities[2].module);
	EXPECT_EQ(1, fake.priorities[2].priority);
	fake.priority_errno = EPERM;
	EXPECT_EQ(LINEERR_OPERATIONFAILED, tlineLoadPriorities(&line));
}

TEST_F(priority, corrupt_files)
{
	static const char *const lines[] = {
		"INTERACTIVEVOICE", "INTERACTIVEVOICE ", "VOICE a", "INTERACTIVEVOICE|G3FAX a",
		"0 a", "1 a", "makecal a", "INTERACTIVEVOICE a/b", "INTERACTIVEVOICE a\x01", "a",
		"INTERACTIVEVOICEINTERACTIVEVOICEINTERACTIVEVOICE a",
		"MAKECALL 0123456789012345678901234567890123456789012345678901234567890123",
	};
	char text[200];
	DWORD line;
	FILE *f;

	mkdir(file(""), 0755);
	for (size_t i = 0; i < TL_ARRAY_SIZE(lines); i++) {
		snprintf(text, sizeof(text), "G3FAX fax\n%s\n", lines[i]);
		write_file(text);
		line = 0;
		EXPECT_EQ(LINEERR_INIFILECORRUPT, tlineLoadPriorities(&line)) {
			TH_LOG("'%s' is taken", lines[i]);
		}
		EXPECT_EQ(2, line);
		EXPECT_EQ(LINEERR_INIFILECORRUPT, set("a", VOICE, 0, 1));
		EXPECT_STREQ(text, read_file(self));
	}
	f = fopen(file("priority"), "w");
	fwrite("G3FAX a\0b", 1, 9, f);
	fclose(f);
	EXPECT_EQ(LINEERR_INIFILECORRUPT, tlineLoadPriorities(&line));
	f = fopen(file("priority"), "w");
	for (int i = 0; i < 5000; i++)
		fputs("#\n", f);
	fclose(f);
	EXPECT_EQ(LINEERR_INIFILECORRUPT, tlineLoadPriorities(&line));
	EXPECT_EQ(0, fake.num_priorities);
}

TEST_HARNESS_MAIN
