// SPDX-License-Identifier: GPL-2.0-only
/*
 * Where one is, for programs: lineTranslateDialog() at a terminal, and
 * tapiGetLocationInfo().
 */
#include "kselftest_harness.h"
#include "lib_places.h"
#include "lib_terminal.h"

#define VERSION	TLINE_API_VERSION_MAX
#define FILE_TEXT							\
	"current = Home\n"						\
	"[location Home]\nid = 1\ncountry = 1\narea = 425\n"			\
	"[location Office]\nid = 2\ncountry = 49\narea = 30\noutside = 0,\n"

FIXTURE(dialog)
{
	struct terminal terminal;
};

FIXTURE_SETUP(dialog)
{
	places_start();
	places_write(false, FILE_TEXT, 0644);
}

FIXTURE_TEARDOWN(dialog)
{
	places_stop();
}

TEST_F(dialog, location_info)
{
	WCHAR country[8], city[8];
	char code[8], area[8];

	ASSERT_EQ(0, tapiGetLocationInfo(code, area));
	EXPECT_STREQ("1", code);
	EXPECT_STREQ("425", area);
	ASSERT_EQ(0, tapiGetLocationInfoW(country, city));
	EXPECT_EQ(0, memcmp(u"1", country, sizeof(u"1")));
	EXPECT_EQ(0, memcmp(u"425", city, sizeof(u"425")));
	EXPECT_EQ(TAPIERR_INVALPOINTER, tapiGetLocationInfo(NULL, area));
	EXPECT_EQ(TAPIERR_INVALPOINTER, tapiGetLocationInfo(code, NULL));
	EXPECT_EQ(TAPIERR_INVALPOINTER, tapiGetLocationInfoW(NULL, city));
	places_write(false, "nonsense\n", 0644);
	EXPECT_EQ(TAPIERR_REQUESTFAILED, tapiGetLocationInfo(code, area));
	EXPECT_STREQ("1", code);
}

TEST_F(dialog, choose_a_location)
{
	char code[8], area[8];
	LONG rc;

	at_terminal(&self->terminal, "3\nx\n2\n");
	rc = lineTranslateDialog(0, 0, VERSION, NULL, "100");
	leave_terminal(&self->terminal);
	EXPECT_EQ(0, rc);
	EXPECT_NE(NULL, strstr(self->terminal.said, "* 1  Home, +1 425\n  2  Office, +49 30\n"));
	EXPECT_NE(NULL, strstr(self->terminal.said, "100 is dialled: "));
	ASSERT_EQ(0, tapiGetLocationInfo(code, area));
	EXPECT_STREQ("49", code);
	EXPECT_STREQ("30", area);
	at_terminal(&self->terminal, "\n");
	rc = lineTranslateDialogW(0, 0, VERSION, NULL, NULL);
	leave_terminal(&self->terminal);
	EXPECT_EQ(0, rc);
	EXPECT_NE(NULL, strstr(self->terminal.said, "  1  Home, +1 425\n* 2  Office, +49 30\n"));
	EXPECT_EQ(NULL, strstr(self->terminal.said, "dialled"));
}

TEST_F(dialog, refusals)
{
	static const WCHAR lone[] = { '1', 0xd800, 0 };
	LONG rc[3];
	int null = open("/dev/null", O_RDONLY), in = dup(0);

	dup2(null, 0);
	EXPECT_EQ(LINEERR_OPERATIONUNAVAIL, lineTranslateDialog(0, 0, VERSION, NULL, "100"));
	dup2(in, 0);
	at_terminal(&self->terminal, "\004");
	rc[0] = lineTranslateDialog(0, 0, VERSION, NULL, "100");
	rc[1] = lineTranslateDialogW(0, 0, VERSION, NULL, lone);
	rc[2] = lineTranslateDialog(12345, 0, VERSION, NULL, "100");
	leave_terminal(&self->terminal);
	EXPECT_EQ(LINEERR_USERCANCELLED, rc[0]);
	EXPECT_EQ(LINEERR_INVALADDRESS, rc[1]);
	EXPECT_NE(0, rc[2]);
	EXPECT_EQ(LINEERR_INCOMPATIBLEAPIVERSION, lineTranslateDialog(0, 0, 1, NULL, "100"));
	places_write(false, "nonsense\n", 0644);
	EXPECT_EQ(LINEERR_INIFILECORRUPT, lineTranslateDialog(0, 0, VERSION, NULL, "100"));
}

TEST_HARNESS_MAIN
