// SPDX-License-Identifier: GPL-2.0-only
/*
 * Locations and calling cards: what the files may say, what is made of it, and
 * what programs write.  Neither lines nor the plug-in are needed.
 */
#include <sys/wait.h>

#include "kselftest_harness.h"
#include "lib_fake_kernel.h"
#include "lib_places.h"

#define V22	0x00020002
#define HOME	"[location Home]\nid = 1\ncountry = 1\narea = 425\n"
#define RULES	"same-area-rule = G\nlong-distance-rule = 1FG\ninternational-rule = 011EFG\n"

static const char *places_read(bool user)
{
	static char text[4096];
	FILE *file = fopen(places.file[user], "r");

	memset(text, 0, sizeof(text));
	if (file) {
		if (!fread(text, 1, sizeof(text) - 1, file))
			text[0] = 0;
		fclose(file);
	}
	return text;
}

FIXTURE(files)
{
	struct tl_locations l;
};

FIXTURE_SETUP(files)
{
	places_start();
	memset(&self->l, 0, sizeof(self->l));
}

FIXTURE_TEARDOWN(files)
{
	tl_locations_free(&self->l);
	places_stop();
}

TEST_F(files, without_files_there_is_a_default)
{
	ASSERT_EQ(0, tl_locations_load(&self->l));
	ASSERT_EQ(1, self->l.num_locations);
	EXPECT_STREQ("Default", self->l.locations[0].entry.name);
	EXPECT_EQ(0, self->l.locations[0].entry.id);
	EXPECT_EQ(1, self->l.locations[0].country);
	EXPECT_STREQ("", self->l.locations[0].area);
	EXPECT_EQ(0, self->l.num_cards);
}

TEST_F(files, everything)
{
	const struct tl_location *l;
	const struct tl_card *c;

	places_write(true,
		     "# where I am\r\n"
		     "  current = Office \r\n"
		     HOME
		     "; a hotel\n"
		     "[ location  Office ]\n"
		     "\tid=7\n"
		     "country = 49\n"
		     "area = 30\n"
		     "outside = 0,\n"
		     "outside-long-distance = 0W\n"
		     "cancel-call-waiting = #43#\n"
		     "toll-prefixes = 976,555\n"
		     "card = Travel\n"
		     "dialing = pulse\n"
		     "same-area-rule = G\n"
		     "[card Travel]\n"
		     "id = 3\n"
		     "number = 12345\n"
		     "pin = 99#\n"
		     "hidden = yes\n"
		     "long-distance-rule = 0800$HW1FG\n"
		     "international-rule = 0800@H,I?EFG", 0600);
	ASSERT_EQ(0, tl_locations_load(&self->l)) TH_LOG("%s", tlineTranslateError());
	ASSERT_EQ(2, self->l.num_locations);
	ASSERT_EQ(1, self->l.num_cards);
	EXPECT_EQ(1, self->l.current);
	l = &self->l.locations[1];
	EXPECT_STREQ("Office", l->entry.name);
	EXPECT_EQ(7, l->entry.id);
	EXPECT_EQ(49, l->country);
	EXPECT_STREQ("30", l->area);
	EXPECT_STREQ("0,", l->outside);
	EXPECT_STREQ("0W", l->outside_far);
	EXPECT_STREQ("#43#", l->cancel);
	EXPECT_STREQ("976,555", l->toll);
	EXPECT_STREQ("Travel", l->card);
	EXPECT_TRUE(l->pulse);
	EXPECT_STREQ("G", l->entry.rule[TL_RULE_SAME_AREA]);
	c = &self->l.cards[0];
	EXPECT_STREQ("12345", c->number);
	EXPECT_STREQ("99#", c->pin);
	EXPECT_TRUE(c->hidden);
	EXPECT_STREQ("", c->entry.rule[TL_RULE_SAME_AREA]);
	EXPECT_STREQ("0800@H,I?EFG", c->entry.rule[TL_RULE_INTERNATIONAL]);
}

static const struct {
	const char *text;
	const char *error;	/* after the file's name */
} bad[] = {
	{ "nonsense\n", ":1: not [location NAME]" },
	{ "\n\n= 1\n", ":3: not " },
	{ "[place Home]\n", ":1: not " },
	{ "[location]\n", ":1: not " },
	{ "[location ]\n", ":1: " },
	{ "[location Home\n", ":1: not " },
	{ "[location A\tB]\nid = 1\n", ":1: a name is 1 to" },
	{ "[location A\377]\nid = 1\n", ":1: a name is 1 to" },
	{ "[card 1234567890123456789012345678901234567890123456789012345678901234]\n",
	  ":1: a name is 1 to 63" },
	{ "area = 425\n", ":1: before the first section" },
	{ "current =\n", ":1: a name is 1 to" },
	{ "current = A\ncurrent = A\n", ":2: 'current' has been in line 1" },
	{ "current = Away\n" HOME, ":1: there is no location 'Away'" },
	{ "[location Home]\ncountry = 1\n", ":1: location 'Home' has no id" },
	{ "[location Home]\nid = 1\n[card X]\nid = 1\n", ":1: location 'Home' has no country" },
	{ HOME "city = 425\n", ":5: a location has no 'city'" },
	{ HOME "number = 425\n", ":5: a location has no 'number'" },
	{ HOME "area = 206\n", ":5: area has been given above" },
	{ HOME "toll-prefixes = 976;555\n", ":5: toll-prefixes has no ';' in it" },
	{ HOME "outside = 9x\n", ":5: outside has no 'x' in it" },
	{ HOME "same-area-rule = HG\n", ":5: same-area-rule has no 'H' in it" },
	{ HOME "dialing = loud\n", ":5: dialing is tone|pulse" },
	{ HOME "dialing = \n", ":5: dialing is tone|pulse" },
	{ HOME "card = Travel\n", ":1: there is no card 'Travel'" },
	{ HOME HOME, ":5: location 'Home' has been in line 1" },
	{ HOME "[location Other]\nid = 1\ncountry = 1\n", ":5: location 'Other' has the id of 'Home', 1" },
	{ "[location Home]\nid = 1\ncountry = US\n", ":3: country is a number" },
	{ "[location Home]\nid = 1\ncountry = -1\n", ":3: country is a number" },
	{ "[location Home]\nid = 1\ncountry = 4294967297\n", ":3: country is a number" },
	{ "[location Home]\nid =\ncountry = 1\n", ":2: id is a number" },
	{ "[location Home]\nid = 1\ncountry = 0\n", ":1: there is no country 0" },
	{ "[location Home]\nid = 1\ncountry = 1000000\n", ":1: there is no country 1000000" },
	{ "[location Home]\nid = 1\ncountry = 1\narea = 1234567890123456\n", ":4: area has up to 15" },
	{ "[card A]\nid = 0\n", ":1: card 0 is direct dialling" },
	{ "[card A]\nid = 1\nnumber = 12-34\n", ":3: number has no '-' in it" },
	{ "[card A]\nid = 1\nhidden = maybe\n", ":3: hidden is no|yes" },
	{ "[card A]\nid = 1\nsame-area-rule = HG\n", ":1: card 'A' has no number (H)" },
	{ "[card A]\nid = 1\nnumber = 1\nsame-area-rule = HIG\n", ":1: card 'A' has no number (H) or pin" },
};

TEST_F(files, mistakes_are_told_with_their_line)
{
	char want[512];

	for (size_t i = 0; i < TL_ARRAY_SIZE(bad); i++) {
		places_write(true, bad[i].text, 0600);
		snprintf(want, sizeof(want), "%s%s", places.file[1], bad[i].error);
		EXPECT_EQ(LINEERR_INIFILECORRUPT, tl_locations_load(&self->l))
			TH_LOG("%s", bad[i].text);
		EXPECT_EQ(0, strncmp(want, tlineTranslateError(), strlen(want)))
			TH_LOG("%s\ngave %s\nnot  %s", bad[i].text, tlineTranslateError(), want);
		tl_locations_free(&self->l);
	}
}

TEST_F(files, no_text_and_too_much_of_it)
{
	char *huge = calloc(1, 300000);

	EXPECT_EQ(LINEERR_INIFILECORRUPT,
		  tl_locations_parse(&self->l, "id = 1\0x", 8, true, false));
	memset(huge, '#', 300000 - 1);
	places_write(true, huge, 0600);
	EXPECT_EQ(LINEERR_INIFILECORRUPT, tl_locations_load(&self->l));
	free(huge);
	unlink(places.file[1]);
	ASSERT_EQ(0, mkdir(places.file[1], 0700));
	EXPECT_EQ(LINEERR_INIFILECORRUPT, tl_locations_load(&self->l));
	ASSERT_EQ(0, rmdir(places.file[1]));
}

TEST_F(files, too_many_sections)
{
	static const char *const section[] = { "location", "card" };
	size_t i, k, room = 200000, len;
	char *text = malloc(room), want[32];

	for (i = 0; i < 2; i++) {
		len = 0;
		for (k = 1; k <= 1000; k++)
			len += snprintf(text + len, room - len, "[%s %zu]\nid = %zu\n%s", section[i],
					k, k, i ? "" : "country = 1\n");
		places_write(true, text, 0600);
		EXPECT_EQ(0, tl_locations_load(&self->l)) TH_LOG("%s", tlineTranslateError());
		EXPECT_EQ(1000, i ? self->l.num_cards : self->l.num_locations);
		tl_locations_free(&self->l);
		snprintf(text + len, room - len, "[%s more]\n", section[i]);
		places_write(true, text, 0600);
		EXPECT_EQ(LINEERR_INIFILECORRUPT, tl_locations_load(&self->l));
		snprintf(want, sizeof(want), "more than 1000 %ss", section[i]);
		EXPECT_NE(NULL, strstr(tlineTranslateError(), want))
			TH_LOG("%s", tlineTranslateError());
		tl_locations_free(&self->l);
	}
	free(text);
}

/* A mistake, not a file that is not there: nobody is to dial by the default. */
TEST_F(files, that_cannot_be_opened)
{
	places_write(true, "", 0600);
	places_write(true, NULL, 0);
	ASSERT_EQ(0, symlink(places.file[1], places.file[1]));
	EXPECT_EQ(LINEERR_INIFILECORRUPT, tl_locations_load(&self->l));
	EXPECT_NE(NULL, strstr(tlineTranslateError(), strerror(ELOOP)));
}

TEST_F(files, the_users_file_is_over_the_systems)
{
	places_write(false, "current = Far\n" HOME "dialing = pulse\n"
		     "[location Far]\nid = 2\ncountry = 44\n", 0644);
	ASSERT_EQ(0, tl_locations_load(&self->l));
	EXPECT_EQ(1, self->l.current);
	tl_locations_free(&self->l);

	/* Of a section all is replaced, and one more in the user's file is the current one. */
	places_write(true, "[location Home]\nid = 1\ncountry = 33\n", 0600);
	ASSERT_EQ(0, tl_locations_load(&self->l));
	ASSERT_EQ(2, self->l.num_locations);
	EXPECT_EQ(33, self->l.locations[0].country);
	EXPECT_STREQ("", self->l.locations[0].area);
	EXPECT_FALSE(self->l.locations[0].pulse);
	EXPECT_EQ(1, self->l.current);
	tl_locations_free(&self->l);

	places_write(true, "current = Home\n", 0600);
	ASSERT_EQ(0, tl_locations_load(&self->l));
	EXPECT_EQ(0, self->l.current);
	tl_locations_free(&self->l);

	/* Without a word of either it is the user's first. */
	places_write(false, HOME, 0644);
	places_write(true, "[location Far]\nid = 2\ncountry = 44\n", 0600);
	ASSERT_EQ(0, tl_locations_load(&self->l));
	EXPECT_EQ(1, self->l.current);
	tl_locations_free(&self->l);

	places_write(true, "[location Far]\nid = 1\ncountry = 44\n", 0600);
	EXPECT_EQ(LINEERR_INIFILECORRUPT, tl_locations_load(&self->l));
}

TEST_F(files, secrets_are_only_in_private_files)
{
	static const struct {
		const char *text;
		mode_t mode;
		LONG rc;
	} rows[] = {
		{ "[card A]\nid = 1\nnumber = 1234\n", 0600, 0 },
		{ "[card A]\nid = 1\nnumber = 1234\n", 0640, 0 },
		{ "[card A]\nid = 1\nnumber = 1234\n", 0644, LINEERR_INIFILECORRUPT },
		{ "[card A]\nid = 1\nnumber = 1234\n", 0660, LINEERR_INIFILECORRUPT },
		{ "[card A]\nid = 1\npin = 1234\n", 0604, LINEERR_INIFILECORRUPT },
		{ "[card A]\nid = 1\nsame-area-rule = 1010G\n", 0644, 0 },
	};

	for (size_t i = 0; i < TL_ARRAY_SIZE(rows); i++) {
		places_write(true, rows[i].text, rows[i].mode);
		EXPECT_EQ(rows[i].rc, tl_locations_load(&self->l)) TH_LOG("row %zu", i);
		EXPECT_EQ(!rows[i].rc, !strstr(tlineTranslateError(), "chmod 600") || !rows[i].rc);
		tl_locations_free(&self->l);
	}
}

TEST(text_is_edited_in_place)
{
	static const struct {
		const char *before;
		enum tl_section section;
		const char *name, *key, *value, *after;
	} rows[] = {
		{ "", TL_SECTION_NONE, NULL, "current", "A", "current = A\n" },
		{ "# mine\ncurrent=B\n", TL_SECTION_NONE, NULL, "current", "A",
		  "# mine\ncurrent = A\n" },
		{ "[card current]\ncurrent = B\n", TL_SECTION_NONE, NULL, "current", "A",
		  "current = A\n[card current]\ncurrent = B\n" },
		{ "#current = B\n", TL_SECTION_NONE, NULL, "current", "A",
		  "current = A\n#current = B\n" },
		{ "[location A]\nid = 1\n# area = 1\n  area=2 \n\n[location B]\narea = 3\n",
		  TL_SECTION_LOCATION, "A", "area", "4",
		  "[location A]\nid = 1\n# area = 1\narea = 4\n\n[location B]\narea = 3\n" },
		{ "[location A]\nid = 1\n\n# of B\n[location B]\narea = 3\n",
		  TL_SECTION_LOCATION, "A", "area", "4",
		  "[location A]\nid = 1\narea = 4\n\n# of B\n[location B]\narea = 3\n" },
		{ "[location A]\nid = 1", TL_SECTION_LOCATION, "A", "area", "4",
		  "[location A]\nid = 1\narea = 4\n" },
		{ "[location A]", TL_SECTION_LOCATION, "A", "id", "4", "[location A]\nid = 4\n" },
		{ "[card A]\nid = 1", TL_SECTION_LOCATION, "A", "id", "4",
		  "[card A]\nid = 1\n\n[location A]\nid = 4\n" },
		{ "", TL_SECTION_CARD, "A", "id", "4", "[card A]\nid = 4\n" },
	};

	for (size_t i = 0; i < TL_ARRAY_SIZE(rows); i++) {
		char *after = tl_text_set(rows[i].before, rows[i].section, rows[i].name, rows[i].key,
					  rows[i].value);

		EXPECT_STREQ(rows[i].after, after) TH_LOG("row %zu", i);
		free(after);
	}
}

TEST_F(files, current_location_is_written)
{
	struct stat st;

	EXPECT_EQ(LINEERR_INVALLOCATION, lineSetCurrentLocation(0, 5));
	EXPECT_EQ(0, lineSetCurrentLocation(0, 0));	/* the default: there is nothing to write */
	EXPECT_NE(0, access(places.file[1], F_OK));
	places_write(false, HOME "[location Far]\nid = 2\ncountry = 44\n", 0644);
	EXPECT_EQ(LINEERR_INVALLOCATION, lineSetCurrentLocation(0, 0));
	EXPECT_EQ(0, lineSetCurrentLocation(0, 2)) TH_LOG("%s", tlineTranslateError());
	EXPECT_STREQ("current = Far\n", places_read(true));
	ASSERT_EQ(0, stat(places.file[1], &st));
	EXPECT_EQ(0600, st.st_mode & 0777);
	ASSERT_EQ(0, tl_locations_load(&self->l));
	EXPECT_EQ(1, self->l.current);
	ASSERT_EQ(0, chmod(places.file[1], 0640));
	EXPECT_EQ(0, lineSetCurrentLocation(0, 1));
	EXPECT_STREQ("current = Home\n", places_read(true));
	ASSERT_EQ(0, stat(places.file[1], &st));
	EXPECT_EQ(0640, st.st_mode & 0777);
	places_write(true, "[locat", 0600);
	EXPECT_EQ(LINEERR_INIFILECORRUPT, lineSetCurrentLocation(0, 1));
	EXPECT_STREQ("[locat", places_read(true));
}

TEST_F(files, a_link_stays_one)
{
	char target[256];
	struct stat st;

	snprintf(target, sizeof(target), "%s/real", places.dir);
	places_write(false, HOME, 0644);
	places_write(true, "# mine\n", 0600);
	ASSERT_EQ(0, rename(places.file[1], target));
	ASSERT_EQ(0, symlink(target, places.file[1]));
	EXPECT_EQ(0, lineSetCurrentLocation(0, 1));
	ASSERT_EQ(0, lstat(places.file[1], &st));
	EXPECT_TRUE(S_ISLNK(st.st_mode));
	EXPECT_STREQ("current = Home\n# mine\n", places_read(true));
}

TEST_F(files, home_has_the_users_file)
{
	char path[256];

	unsetenv("XDG_CONFIG_HOME");
	setenv("HOME", places.dir, 1);
	places_write(false, HOME, 0644);
	EXPECT_EQ(0, lineSetCurrentLocation(0, 1)) TH_LOG("%s", tlineTranslateError());
	snprintf(path, sizeof(path), "%s/.config/tline/locations.conf", places.dir);
	EXPECT_EQ(0, access(path, R_OK));
	places_write(false, HOME "[location Far]\nid = 2\ncountry = 44\n", 0644);
	ASSERT_EQ(0, tl_locations_load(&self->l));
	EXPECT_EQ(0, self->l.current);
	/* As the specification of these folders has it. */
	setenv("XDG_CONFIG_HOME", "not/absolute", 1);
	EXPECT_STREQ(path, tl_locations_path(true));
	setenv("HOME", "", 1);
	EXPECT_STREQ("", tl_locations_path(true));
}

TEST_F(files, folders_that_cannot_be)
{
	char path[128];
	FILE *file;

	places_write(false, HOME, 0644);
	setenv("XDG_CONFIG_HOME", "/dev/null", 1);
	EXPECT_EQ(LINEERR_OPERATIONFAILED, lineSetCurrentLocation(0, 1));
	EXPECT_STREQ("/dev/null/tline/locations.conf: Not a directory", tlineTranslateError());
	/* A file is where the last one would be. */
	setenv("XDG_CONFIG_HOME", places.dir, 1);
	snprintf(path, sizeof(path), "%s/tline", places.dir);
	file = fopen(path, "w");
	fclose(file);
	EXPECT_EQ(LINEERR_OPERATIONFAILED, lineSetCurrentLocation(0, 1));
	EXPECT_EQ(0, strncmp(path, tlineTranslateError(), strlen(path)));
	EXPECT_NE(NULL, strstr(tlineTranslateError(), ": Not a directory"));
}

/* What could not be read again is not written. */
TEST_F(files, full_to_the_brim)
{
	size_t max = 256 * 1024;
	char *full = malloc(max + 1);
	struct stat st;

	places_write(false, HOME, 0644);
	memset(full, '#', max);
	full[max] = '\0';
	places_write(true, full, 0600);
	free(full);
	ASSERT_EQ(0, tl_locations_load(&self->l)) TH_LOG("%s", tlineTranslateError());
	EXPECT_EQ(LINEERR_OPERATIONFAILED, lineSetCurrentLocation(0, 1));
	EXPECT_NE(NULL, strstr(tlineTranslateError(), "too large"));
	ASSERT_EQ(0, stat(places.file[1], &st));
	EXPECT_EQ(max, st.st_size);
}

TEST_F(files, nowhere_to_write)
{
	places_write(false, HOME, 0644);
	unsetenv("XDG_CONFIG_HOME");
	unsetenv("HOME");
	EXPECT_EQ(LINEERR_OPERATIONFAILED, lineSetCurrentLocation(0, 1));
	EXPECT_NE(NULL, strstr(tlineTranslateError(), "HOME is not set"));
}

TEST_F(files, toll_list)
{
	static const struct {
		const char *address;
		DWORD option;
		LONG rc;
		const char *list;
	} rows[] = {
		{ "+1 (425) 555-0100", LINETOLLLISTOPTION_ADD, 0, "555" },
		{ "+1 (425) 555-0199", LINETOLLLISTOPTION_ADD, 0, "555" },
		{ "+1 (425) 976-0100", LINETOLLLISTOPTION_ADD, 0, "555,976" },
		{ "+1 (425) 123-0100", LINETOLLLISTOPTION_REMOVE, 0, "555,976" },
		{ "+1 (425) 555-0100", LINETOLLLISTOPTION_REMOVE, 0, "976" },
		{ "+1 (206) 976-0100", LINETOLLLISTOPTION_REMOVE, LINEERR_INVALADDRESS, "976" },
		{ "+44 (425) 976-0100", LINETOLLLISTOPTION_REMOVE, LINEERR_INVALADDRESS, "976" },
		{ "976-0100", LINETOLLLISTOPTION_REMOVE, LINEERR_INVALADDRESS, "976" },
		{ "+1 (425) 97", LINETOLLLISTOPTION_ADD, LINEERR_INVALADDRESS, "976" },
		{ "+1 (425) 555-0100", 0, LINEERR_INVALPARAM, "976" },
		{ "+1 (425) 555-0100", 3, LINEERR_INVALPARAM, "976" },
		{ "+1 (425) 976-0100", LINETOLLLISTOPTION_REMOVE, 0, "" },
	};

	EXPECT_EQ(LINEERR_INVALPOINTER, lineSetTollList(0, 0, NULL, LINETOLLLISTOPTION_ADD));
	places_write(false, "# shared\n" HOME, 0644);
	for (size_t i = 0; i < TL_ARRAY_SIZE(rows); i++) {
		EXPECT_EQ(rows[i].rc, lineSetTollList(0, 0, rows[i].address, rows[i].option))
			TH_LOG("row %zu", i);
		ASSERT_EQ(0, tl_locations_load(&self->l)) TH_LOG("%s", tlineTranslateError());
		EXPECT_STREQ(rows[i].list, self->l.locations[0].toll) TH_LOG("row %zu", i);
		EXPECT_STREQ("425", self->l.locations[0].area);
		tl_locations_free(&self->l);
	}
	EXPECT_STREQ(HOME "toll-prefixes =\n", places_read(true));
	places_write(true, "[location Home]\nid = 1\ncountry = 44\narea = 425\n", 0600);
	EXPECT_EQ(LINEERR_INVALLOCATION,
		  lineSetTollList(0, 0, "+44 (425) 976-0100", LINETOLLLISTOPTION_ADD));
}

/* Each adds to what the others have written, and none writes over it. */
TEST_F(files, writers_wait_for_each_other)
{
	char address[32];
	pid_t pids[8];
	int status;

	places_write(true, HOME, 0600);
	for (int i = 0; i < 8; i++) {
		pids[i] = fork();
		if (pids[i])
			continue;
		snprintf(address, sizeof(address), "+1 (425) 5%d5-0100", i);
		_exit(!!lineSetTollList(0, 0, address, LINETOLLLISTOPTION_ADD));
	}
	for (int i = 0; i < 8; i++) {
		ASSERT_EQ(pids[i], waitpid(pids[i], &status, 0));
		EXPECT_EQ(0, status);
	}
	ASSERT_EQ(0, tl_locations_load(&self->l));
	EXPECT_EQ(8 * 4 - 1, strlen(self->l.locations[0].toll));
}

TEST_F(files, a_toll_list_makes_the_default_real)
{
	EXPECT_EQ(0, lineSetTollList(0, 0, "+1 976-0100", LINETOLLLISTOPTION_ADD))
		TH_LOG("%s", tlineTranslateError());
	EXPECT_STREQ("[location Default]\ntoll-prefixes = 976\nid = 0\ncountry = 1\n",
		     places_read(true));
}

TEST_F(files, current_location_for_assisted_telephony)
{
	char area[8];
	DWORD code;

	places_write(true, "[location Yukon]\nid = 1\ncountry = 1124\narea = 867\n", 0600);
	ASSERT_EQ(0, tl_current_location(&code, area, sizeof(area)));
	EXPECT_EQ(1, code);
	EXPECT_STREQ("867", area);
	EXPECT_EQ(LINEERR_OPERATIONFAILED, tl_current_location(&code, area, 3));
}

#define CAPS_FILE \
	"current = Far\n" \
	HOME "outside = 9,\ntoll-prefixes = 976\n" \
	"[location Far]\nid = 2\ncountry = 1124\nsame-area-rule = G\ncard = Caf\303\251\n" \
	"outside-long-distance = 8\ncancel-call-waiting = *70,\ndialing = pulse\n" \
	"[card Caf\303\251]\nid = 4\nnumber = 12345\nlong-distance-rule = 1HG\n" \
	"[card Secret]\nid = 5\nhidden = yes\n"

TEST_F(files, translate_caps)
{
	char buf[2048];
	LINETRANSLATECAPS *caps = (void *)buf;
	LINELOCATIONENTRY *l;
	LINECARDENTRY *c;

	places_write(true, CAPS_FILE, 0600);
	places_write(false, "[card Plain]\nid = 6\nsame-area-rule = 1010G\n", 0644);
	caps->dwTotalSize = sizeof(buf);
	ASSERT_EQ(0, lineGetTranslateCaps(0, V22, caps)) TH_LOG("%s", tlineTranslateError());
	EXPECT_EQ(caps->dwNeededSize, caps->dwUsedSize);
	EXPECT_EQ(2, caps->dwNumLocations);
	EXPECT_EQ(2 * 68, caps->dwLocationListSize);
	EXPECT_EQ(2, caps->dwCurrentLocationID);
	EXPECT_EQ(4, caps->dwCurrentPreferredCardID);
	l = (void *)(buf + caps->dwLocationListOffset);
	EXPECT_EQ(1, l[0].dwPermanentLocationID);
	EXPECT_STREQ("Home", STRING(buf, &l[0], LocationName));
	EXPECT_EQ(1, l[0].dwCountryCode);
	EXPECT_EQ(1, l[0].dwCountryID);
	EXPECT_STREQ("425", STRING(buf, &l[0], CityCode));
	EXPECT_EQ(0, l[0].dwPreferredCardID);
	EXPECT_STREQ("9,", STRING(buf, &l[0], LocalAccessCode));
	EXPECT_STREQ("", STRING(buf, &l[0], LongDistanceAccessCode));
	EXPECT_STREQ("976", STRING(buf, &l[0], TollPrefixList));
	EXPECT_EQ(0, l[0].dwOptions);
	EXPECT_EQ(1, l[1].dwCountryCode);
	EXPECT_EQ(1124, l[1].dwCountryID);
	EXPECT_EQ(4, l[1].dwPreferredCardID);
	EXPECT_STREQ("8", STRING(buf, &l[1], LongDistanceAccessCode));
	EXPECT_STREQ("*70,", STRING(buf, &l[1], CancelCallWaiting));
	EXPECT_EQ(LINELOCATIONOPTION_PULSEDIAL, l[1].dwOptions);
	ASSERT_EQ(3, caps->dwNumCards);
	EXPECT_EQ(3 * 44, caps->dwCardListSize);
	c = (void *)(buf + caps->dwCardListOffset);
	EXPECT_EQ(0, c[0].dwPermanentCardID);
	EXPECT_STREQ("None (Direct Dial)", STRING(buf, &c[0], CardName));
	EXPECT_EQ(LINECARDOPTION_PREDEFINED, c[0].dwOptions);
	EXPECT_EQ(6, c[1].dwPermanentCardID);
	EXPECT_EQ(LINECARDOPTION_PREDEFINED, c[1].dwOptions);
	EXPECT_STREQ("1010G", STRING(buf, &c[1], SameAreaRule));
	EXPECT_EQ(4, c[2].dwPermanentCardID);
	EXPECT_EQ(5, c[2].dwCardNumberDigits);
	EXPECT_STREQ("Caf\303\251", STRING(buf, &c[2], CardName));
	EXPECT_STREQ("1HG", STRING(buf, &c[2], LongDistanceRule));
	EXPECT_EQ(0, c[2].dwOptions);
	for (size_t i = 0; i + 5 <= caps->dwUsedSize; i++)
		EXPECT_NE(0, memcmp(buf + i, "12345", 5));
}

/* Memory of exactly the size, whose end the address sanitizer watches. */
TEST_F(files, translate_caps_of_any_size)
{
	LINETRANSLATECAPS *caps = calloc(1, 2048), *full = caps;
	DWORD needed, total;

	places_write(true, CAPS_FILE, 0600);
	caps->dwTotalSize = 2048;
	ASSERT_EQ(0, lineGetTranslateCaps(0, V22, caps));
	needed = caps->dwNeededSize;
	for (total = 4; total <= needed; total++) {
		caps = malloc(total);
		memset(caps, 0xee, total);
		caps->dwTotalSize = total;
		if (total < sizeof(*caps)) {
			EXPECT_EQ(LINEERR_STRUCTURETOOSMALL, lineGetTranslateCaps(0, V22, caps));
			free(caps);
			continue;
		}
		EXPECT_EQ(0, lineGetTranslateCaps(0, V22, caps));
		EXPECT_EQ(needed, caps->dwNeededSize);
		EXPECT_LE(caps->dwUsedSize, total);
		EXPECT_EQ(2, caps->dwNumLocations);
		free(caps);
	}
	free(full);
}

static bool wide_is(const char *base, DWORD size, DWORD offset, const WCHAR *want, size_t want_size)
{
	return size == want_size && !memcmp(base + offset, want, size);
}

#define WIDE(s, member, want) \
	wide_is(buf, (s)->dw##member##Size, (s)->dw##member##Offset, want, sizeof(want))

TEST_F(files, translate_caps_wide)
{
	char buf[4096];
	LINETRANSLATECAPS *caps = (void *)buf;
	LINELOCATIONENTRY *l;
	LINECARDENTRY *c;

	places_write(true, CAPS_FILE, 0600);
	caps->dwTotalSize = sizeof(buf);
	ASSERT_EQ(0, lineGetTranslateCapsW(0, V22, caps));
	ASSERT_EQ(2, caps->dwNumCards);
	l = (void *)(buf + caps->dwLocationListOffset);
	EXPECT_TRUE(WIDE(&l[0], LocationName, u"Home"));
	EXPECT_TRUE(WIDE(&l[0], CityCode, u"425"));
	EXPECT_TRUE(WIDE(&l[0], TollPrefixList, u"976"));
	EXPECT_TRUE(WIDE(&l[1], CancelCallWaiting, u"*70,"));
	c = (void *)(buf + caps->dwCardListOffset);
	EXPECT_TRUE(WIDE(&c[1], CardName, u"Caf\u00e9"));
	EXPECT_TRUE(WIDE(&c[1], LongDistanceRule, u"1HG"));
	EXPECT_EQ(0, lineSetTollListW(0, 0, u"+1 5550100", LINETOLLLISTOPTION_ADD));
	EXPECT_NE(NULL, strstr(places_read(true), "\ntoll-prefixes = 555\n"));
	EXPECT_EQ(LINEERR_INVALPOINTER, lineSetTollListW(0, 0, NULL, LINETOLLLISTOPTION_ADD));
}

/* Above a kernel that knows four lines. */
FIXTURE(registered)
{
	char buf[2048];
	LINETRANSLATECAPS *caps;
	LINETRANSLATEOUTPUT *out;
	HLINEAPP app;
};

FIXTURE_SETUP(registered)
{
	LINEINITIALIZEEXPARAMS params = {
		.dwTotalSize = sizeof(params), .dwOptions = LINEINITIALIZEEXOPTION_USEEVENT,
	};
	DWORD version = V22, num;

	places_start();
	fake_start();
	places_write(true, CAPS_FILE, 0600);
	ASSERT_EQ(0, lineInitializeEx(&self->app, NULL, NULL, "test", &num, &version, &params));
	self->caps = (void *)self->buf;
	self->caps->dwTotalSize = sizeof(self->buf);
	self->out = (void *)self->buf;
}

FIXTURE_TEARDOWN(registered)
{
	lineShutdown(self->app);
	fake_stop();
	places_stop();
}

TEST_F(registered, old_programs_get_short_entries)
{
	const LINECARDENTRY *c;
	const char *l;

	ASSERT_EQ(0, lineGetTranslateCaps(self->app, 0x00010003, self->caps));
	EXPECT_EQ(2 * 28, self->caps->dwLocationListSize);
	EXPECT_EQ(2 * 12, self->caps->dwCardListSize);
	l = self->buf + self->caps->dwLocationListOffset + 28;
	EXPECT_EQ(2, ((const LINELOCATIONENTRY *)l)->dwPermanentLocationID);
	EXPECT_STREQ("Far", STRING(self->buf, (const LINELOCATIONENTRY *)l, LocationName));
	c = (void *)(self->buf + self->caps->dwCardListOffset + 12);
	EXPECT_EQ(4, c->dwPermanentCardID);
	EXPECT_STREQ("Caf\303\251", STRING(self->buf, c, CardName));
	EXPECT_EQ(self->caps->dwNeededSize, self->caps->dwUsedSize);
	EXPECT_EQ(LINEERR_INVALAPPHANDLE, lineGetTranslateCaps(0, 0x00010003, self->caps));
}

TEST_F(registered, lines_and_handles)
{
	static const char to[] = "5550100";
	HLINEAPP app = self->app;

	EXPECT_EQ(0, lineTranslateAddress(app, 3, V22, to, 0, 0, self->out));
	EXPECT_EQ(LINEERR_BADDEVICEID, lineTranslateAddress(app, 4, V22, to, 0, 0, self->out));
	EXPECT_EQ(LINEERR_BADDEVICEID, lineTranslateAddress(0, 4, V22, to, 0, 0, self->out));
	EXPECT_EQ(0, lineTranslateAddress(app, 0, 0x00010003, to, 0, 0, self->out));
	EXPECT_EQ(LINEERR_INVALAPPHANDLE,
		  lineTranslateAddress(0, 0, 0x00010003, to, 0, 0, self->out));
	EXPECT_EQ(LINEERR_BADDEVICEID, lineSetTollList(app, 4, "+1 5550100", 1));
	EXPECT_EQ(LINEERR_INVALAPPHANDLE, lineTranslateAddress(app + 1, 0, V22, to, 0, 0, self->out));
	EXPECT_EQ(LINEERR_INVALAPPHANDLE, lineSetCurrentLocation(app + 1, 1));
	EXPECT_EQ(0, lineSetCurrentLocation(app, 1));
	EXPECT_EQ(0, strncmp(places_read(true), "current = Home\n", 15));
}

#define TEN	"0123456789"
#define FIFTY	TEN TEN TEN TEN TEN
#define HUNDRED	FIFTY FIFTY

/* 512 bytes can be dialled, with the NUL, and no part is left out. */
TEST_F(files, what_is_too_long_to_dial)
{
	static const struct {
		const char *rule;
		const char *address;
		LONG rc;
	} rows[] = {
		{ "GGGGG", "+1 (425) " HUNDRED, 0 },
		{ "GGGGG1234567890", "+1 (425) " HUNDRED, 0 },
		{ "GGGGG12345678901", "+1 (425) " HUNDRED, LINEERR_INVALADDRESS },
		{ "GGGGGG", "+1 (425) " HUNDRED, LINEERR_INVALADDRESS },
		{ "GGGG", "+1 (425) " HUNDRED "|" HUNDRED, 0 },
		/* "T", 410 digits, and 100 or 101 bytes that are not shown */
		{ "GGGG1234567890", "+1 (425) " HUNDRED "|" FIFTY FIFTY, LINEERR_INVALADDRESS },
		{ "GGGG123456789", "+1 (425) " HUNDRED "|" FIFTY FIFTY, 0 },
		{ "G", HUNDRED HUNDRED HUNDRED HUNDRED HUNDRED TEN "1", 0 },
		{ "G", HUNDRED HUNDRED HUNDRED HUNDRED HUNDRED TEN "12", LINEERR_INVALADDRESS },
		{ "G", HUNDRED HUNDRED "|" HUNDRED HUNDRED HUNDRED TEN, 0 },
		{ "G", HUNDRED HUNDRED "|" HUNDRED HUNDRED HUNDRED TEN "1", LINEERR_INVALADDRESS },
	};
	char text[256], buf[4096];
	LINETRANSLATEOUTPUT *out = (void *)buf;

	for (size_t i = 0; i < TL_ARRAY_SIZE(rows); i++) {
		snprintf(text, sizeof(text), HOME "same-area-rule = %s\n", rows[i].rule);
		places_write(true, text, 0600);
		out->dwTotalSize = sizeof(buf);
		EXPECT_EQ(rows[i].rc, lineTranslateAddress(0, 0, V22, rows[i].address, 0, 0, out))
			TH_LOG("row %zu: %s", i, tlineTranslateError());
	}
}

TEST_F(files, versions_and_handles)
{
	char buf[2048];
	LINETRANSLATECAPS *caps = (void *)buf;

	caps->dwTotalSize = sizeof(buf);
	EXPECT_EQ(0, lineGetTranslateCaps(0, 0x00030001, caps));
	EXPECT_EQ(0, lineGetTranslateCaps(0, 0x00990000, caps));
	EXPECT_EQ(LINEERR_INCOMPATIBLEAPIVERSION, lineGetTranslateCaps(0, 0x00010002, caps));
	EXPECT_EQ(LINEERR_INCOMPATIBLEAPIVERSION, lineGetTranslateCaps(0, 0, caps));
	EXPECT_EQ(LINEERR_UNINITIALIZED, lineGetTranslateCaps(77, V22, caps));
	EXPECT_EQ(LINEERR_INVALPOINTER, lineGetTranslateCaps(0, V22, NULL));
	EXPECT_EQ(LINEERR_UNINITIALIZED, lineSetCurrentLocation(77, 0));
	EXPECT_EQ(LINEERR_UNINITIALIZED,
		  lineSetTollList(77, 0, "+1 976-0100", LINETOLLLISTOPTION_ADD));
}

TEST_HARNESS_MAIN
