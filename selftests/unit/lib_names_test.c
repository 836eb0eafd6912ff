// SPDX-License-Identifier: GPL-2.0-only
/*
 * Names of numbers, and numbers of names.
 */
#include <string.h>

#include "kselftest_harness.h"
#include "names.h"

TEST(every_family_has_names)
{
	for (int i = 0; i < TLINENAMES_COUNT; i++) {
		EXPECT_NE(0, tl_families[i].num)
			TH_LOG("family %d", i);
	}
}

TEST(there_and_back)
{
	for (int i = 0; i < TLINENAMES_COUNT; i++) {
		for (size_t k = 0; k < tl_families[i].num; k++) {
			const struct tl_name *name = &tl_families[i].names[k];
			char buffer[64];
			DWORD value;

			EXPECT_STREQ(name->name, tlineName(i, name->value));
			ASSERT_EQ(0, tlineParseNames(i, name->name, &value, NULL));
			EXPECT_EQ(name->value, value);
			if (tl_families[i].is_mask)
				EXPECT_STREQ(name->name, tlineMaskNames(i, name->value, buffer,
									sizeof(buffer)));
		}
	}
}

TEST(errors_have_sentences)
{
	for (size_t k = 0; k < tl_families[TLINENAMES_ERROR].num; k++) {
		const struct tl_name *name = &tl_families[TLINENAMES_ERROR].names[k];

		EXPECT_STREQ(name->text, tlineStrError((LONG)name->value));
	}
	EXPECT_STREQ("success", tlineStrError(0));
	EXPECT_STREQ("an error of the line's provider", tlineStrError((LONG)0xc0000001));
	EXPECT_STREQ("an error without a name", tlineStrError((LONG)0x80000004));
}

TEST(unknown)
{
	EXPECT_EQ(NULL, tlineName(TLINENAMES_CALLSTATE, 3));
	EXPECT_EQ(NULL, tlineName(-1, 1));
	EXPECT_EQ(NULL, tlineName(TLINENAMES_COUNT, 1));
	EXPECT_EQ(NULL, tlineCallStateModeName(LINECALLSTATE_IDLE, 1));
	EXPECT_STREQ("BUSY", tlineCallStateModeName(LINECALLSTATE_DISCONNECTED,
						    LINEDISCONNECTMODE_BUSY));
	EXPECT_STREQ("LOST", tlineMessageName(TLINE_LOST));
	EXPECT_STREQ("TIMEDOUT", tlineReasonName(TLINEREASON_TIMEDOUT));
	EXPECT_STREQ("MAKECALL", tlineName(TLINENAMES_OPERATION, TLINE_OP_MAKECALL));
}

TEST(masks)
{
	char buffer[64], tiny[8];

	EXPECT_STREQ("0", tlineMaskNames(TLINENAMES_MEDIAMODE, 0, buffer, sizeof(buffer)));
	EXPECT_STREQ("INTERACTIVEVOICE|DATAMODEM|0x80000001",
		     tlineMaskNames(TLINENAMES_MEDIAMODE, 0x80000015, buffer, sizeof(buffer)));
	EXPECT_STREQ("INTERAC", tlineMaskNames(TLINENAMES_MEDIAMODE, 0x80000015, tiny,
					       sizeof(tiny)));
	EXPECT_TRUE(tlineMaskNames(TLINENAMES_MEDIAMODE, 4, tiny, 0) == tiny);
}

TEST(parsing)
{
	const char *bad = NULL;
	DWORD value = 0;

	EXPECT_EQ(0, tlineParseNames(TLINENAMES_MEDIAMODE, "interactivevoice|DataModem,0x20",
				     &value, &bad));
	EXPECT_EQ(0x34, value);
	EXPECT_EQ(LINEERR_INVALPARAM, tlineParseNames(TLINENAMES_MEDIAMODE, "DATAMODEM|X|1",
						      &value, &bad));
	EXPECT_STREQ("X|1", bad);
	EXPECT_EQ(0x34, value);
	EXPECT_EQ(LINEERR_INVALPARAM, tlineParseNames(TLINENAMES_MEDIAMODE, "", &value, &bad));
	EXPECT_EQ(LINEERR_INVALPARAM, tlineParseNames(TLINENAMES_MEDIAMODE, "4|", &value, &bad));
	EXPECT_EQ(LINEERR_INVALPARAM, tlineParseNames(TLINENAMES_MEDIAMODE, "0x100000000", &value,
						      NULL));
	EXPECT_EQ(LINEERR_INVALPARAM, tlineParseNames(TLINENAMES_MEDIAMODE, "-1", &value, NULL));
	EXPECT_EQ(LINEERR_INVALPARAM, tlineParseNames(TLINENAMES_CALLTREATMENT, "BUSY|MUSIC",
						      &value, &bad));
	EXPECT_EQ(LINEERR_INVALPOINTER, tlineParseNames(TLINENAMES_MEDIAMODE, NULL, &value, NULL));
}

TEST_HARNESS_MAIN
