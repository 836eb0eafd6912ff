// SPDX-License-Identifier: GPL-2.0-only
/*
 * The files of locations and of priorities without memory, and with a file system that refuses:
 * the error is the right one, the files are what they were, nothing lies beside them, and the same
 * call then succeeds.
 */
#include "kselftest_harness.h"
#include "lib_fake_kernel.h"
#include "lib_failing.h"
#include "lib_places.h"

#define V22	0x00020002
#define VOICE	LINEMEDIAMODE_INTERACTIVEVOICE
#define HOME	"[location Home]\nid = 1\ncountry = 1\narea = 425\nsame-area-rule = G\n"
#define CARD	"[card Travel]\nid = 3\nnumber = 12345\n"

struct row {
	struct failing_call c;
	const char *before;	/* the user's locations, or the priorities */
	const char *after;
};

static HLINEAPP app;
static const struct row *row;
static char was[4096];		/* all files before the call */
static int why;			/* its errno */

static bool is_priority(const struct row *r)
{
	return strstr(r->c.name, "Priorit");
}

static const char *priority_file(void)
{
	static char path[320];

	snprintf(path, sizeof(path), "%s/etc/priority", places.dir);
	return path;
}

static void write_files(void)
{
	FILE *file;

	places_write(false, HOME CARD, 0600);
	places_write(true, is_priority(row) ? NULL : row->before, 0600);
	unlink(priority_file());
	if (!is_priority(row) || !row->before)
		return;
	file = fopen(priority_file(), "w");
	if (!file || fputs(row->before, file) < 0 || fclose(file))
		abort();
}

/* Names, modes and contents of all files in a folder. */
static size_t list_files(const char *folder, char *out, size_t room)
{
	char path[400];
	struct dirent **found;
	struct stat st;
	size_t len = 0;
	int i, num;
	FILE *file;

	snprintf(path, sizeof(path), "%s/%s", places.dir, folder);
	num = scandir(path, &found, NULL, alphasort);
	for (i = 0; i < num; i++) {
		snprintf(path, sizeof(path), "%s/%s/%s", places.dir, folder, found[i]->d_name);
		free(found[i]);
		if (lstat(path, &st) || S_ISDIR(st.st_mode))
			continue;
		len += snprintf(out + len, room - len, "%s %o:\n", path, st.st_mode);
		file = fopen(path, "r");
		if (!file)
			continue;
		len += fread(out + len, 1, room - len - 1, file);
		out[len] = '\0';
		fclose(file);
	}
	if (num >= 0)
		free(found);
	return len;
}

static void list_all(char *out, size_t room)
{
	size_t len = list_files("etc", out, room);

	list_files("user/tline", out + len, room - len);
}

static void prepare(void)
{
	fake.num_priorities = 0;
	write_files();
	list_all(was, sizeof(was));
}

static LONG done(LONG rc)
{
	why = errno;
	return rc;
}

/* -------------------------------------------------------------- the functions */

static LONG set_location(void)
{
	return done(lineSetCurrentLocation(app, 1));
}

static LONG add_toll(void)
{
	return done(lineSetTollList(app, 0, "+1 (425) 976-0100", LINETOLLLISTOPTION_ADD));
}

static LONG translate(void)
{
	char buf[2048];
	LINETRANSLATEOUTPUT *out = (void *)buf;

	out->dwTotalSize = sizeof(buf);
	return done(lineTranslateAddress(app, 0, V22, "+1 (425) 555-0100", 0, 0, out));
}

static LONG get_caps(void)
{
	char buf[2048];
	LINETRANSLATECAPS *caps = (void *)buf;

	caps->dwTotalSize = sizeof(buf);
	return done(lineGetTranslateCaps(app, V22, caps));
}

static LONG set_priority(void)
{
	return done(lineSetAppPriority("phone", VOICE, NULL, 0, NULL, 1));
}

static LONG clear_priority(void)
{
	return done(lineSetAppPriority("fax", LINEMEDIAMODE_G3FAX, NULL, 0, NULL, 0));
}

static LONG load_priorities(void)
{
	return done(tlineLoadPriorities(NULL));
}

static void CALLBACK ignore(DWORD mode, LPCSTR program, void *arg)
{
}

static LONG read_priorities(void)
{
	return done(tlineReadPriorities(ignore, NULL, NULL));
}

static const struct row rows[] = {
	{ { "lineSetCurrentLocation", set_location, prepare }, NULL, "current = Home\n" },
	{ { "lineSetCurrentLocation", set_location, prepare }, "# mine\n",
	  "current = Home\n# mine\n" },
	{ { "lineSetTollList", add_toll, prepare }, "# mine\n",
	  "# mine\n\n[location Home]\nid = 1\ncountry = 1\narea = 425\nsame-area-rule = G\n"
	  "toll-prefixes = 976\n" },
	{ { "lineTranslateAddress", translate, prepare }, HOME, HOME },
	{ { "lineGetTranslateCaps", get_caps, prepare }, HOME, HOME },
	{ { "lineSetAppPriority, first", set_priority, prepare }, NULL,
	  "# Which program gets calls first; see tline(8).\nINTERACTIVEVOICE phone\n" },
	{ { "lineSetAppPriority, one more", set_priority, prepare },
	  "G3FAX fax\nINTERACTIVEVOICE other\n",
	  "G3FAX fax\nINTERACTIVEVOICE phone\nINTERACTIVEVOICE other\n" },
	{ { "lineSetAppPriority, one less", clear_priority, prepare },
	  "G3FAX fax\nINTERACTIVEVOICE other\n", "INTERACTIVEVOICE other\n" },
	{ { "tlineLoadPriorities", load_priorities, prepare }, "G3FAX fax\n", "G3FAX fax\n" },
	{ { "tlineReadPriorities", read_priorities, prepare }, "G3FAX fax\n", "G3FAX fax\n" },
};

/* -------------------------------------------------------------- what is right */

static bool step_is(const char *step)
{
	return !strcmp(step, failing.step);
}

/* What cannot be read is told as a mistake, with the file; what cannot be written is not. */
static LONG wanted_of_locations(void)
{
	bool reads = step_is("fstat") || step_is("read");

	if (step_is("mkdir") && failing.err == EACCES)
		return 0;
	if (failing.err == ENOMEM)
		return LINEERR_NOMEM;
	if (step_is("ioctl"))
		return LINEERR_OPERATIONFAILED;
	if (!strstr(tlineTranslateError(), strerror(failing.err)))
		return 1;
	if (step_is("open"))
		reads = strstr(tlineTranslateError(), "locations.conf");
	return reads ? LINEERR_INIFILECORRUPT : LINEERR_OPERATIONFAILED;
}

/* The kernel is told last but for the new file's taking the place of the old one. */
static LONG wanted_of_priorities(void)
{
	if (fake.num_priorities && !step_is("renameat"))
		return 1;
	if (failing.err == ENOMEM)
		return LINEERR_NOMEM;
	if (step_is("fopen") || step_is("__getdelim"))
		return LINEERR_INIFILECORRUPT;
	return why == failing.err ? LINEERR_OPERATIONFAILED : 1;
}

static LONG wanted(const struct failing_call *c)
{
	LONG rc = is_priority(row) ? wanted_of_priorities() : wanted_of_locations();
	char is[4096] = "";

	if (step_is("readlink"))	/* of lib_fake_kernel.h */
		return 0;
	list_all(is, sizeof(is));
	return rc && strcmp(was, is) ? 2 : rc;
}

static LONG wanted_of_interrupted(const struct failing_call *c)
{
	return step_is("flock") || step_is("ioctl") ? 0 : wanted(c);
}

FIXTURE(failure)
{
	char is[4096];
};

FIXTURE_SETUP(failure)
{
	LINEINITIALIZEEXPARAMS params = {
		.dwTotalSize = sizeof(params), .dwOptions = LINEINITIALIZEEXOPTION_USEEVENT,
	};
	DWORD version = V22, num;

	places_start();
	fake_start();
	ASSERT_EQ(0, lineInitializeEx(&app, NULL, NULL, "test", &num, &version, &params));
}

FIXTURE_TEARDOWN(failure)
{
	lineShutdown(app);
	fake_stop();
	places_stop();
}

/* Each row, with each step failing that there is; then the file says what it should. */
static void fail_rows(struct __test_metadata *_metadata, FIXTURE_DATA(failure) *self,
		      enum failing_what what, int err,
		      LONG (*expected)(const struct failing_call *c))
{
	const char *surprise;
	char *name;

	for (row = rows; row < rows + TL_ARRAY_SIZE(rows); row++) {
		surprise = fail_each(&row->c, what, err, expected);
		EXPECT_EQ(NULL, surprise)
			TH_LOG("%s", surprise);
		list_all(self->is, sizeof(self->is));
		name = strstr(self->is, is_priority(row) ? "priority " : "user/tline/");
		EXPECT_TRUE(name && !strncmp(row->after, strchr(name, '\n') + 1, strlen(row->after)))
			TH_LOG("%s left %s", row->c.name, self->is);
	}
}

TEST_F(failure, without_memory)
{
	fail_rows(_metadata, self, FAIL_MEMORY, ENOMEM, wanted);
}

TEST_F(failure, with_a_file_system_that_refuses)
{
	static const int errors[] = { EIO, EDQUOT, ENOMEM, EACCES };
	size_t i;

	for (i = 0; i < TL_ARRAY_SIZE(errors); i++)
		fail_rows(_metadata, self, FAIL_SYSTEM, errors[i], wanted);
}

/* A signal does not end the waiting for others that write. */
TEST_F(failure, with_signals)
{
	fail_rows(_metadata, self, FAIL_SYSTEM, EINTR, wanted_of_interrupted);
}

TEST_HARNESS_MAIN
