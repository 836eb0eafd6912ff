// SPDX-License-Identifier: GPL-2.0-only
/*
 * Address translation with the world's countries, by the plug-in and libphonenumber:
 * what is dialled from where, and what lineGetCountry says.
 */
#include "kselftest_harness.h"
#include "lib_places.h"

#define V22	0x00020002
#define CANON	LINETRANSLATERESULT_CANONICAL
#define LOCAL	(CANON | LINETRANSLATERESULT_LOCAL)
#define FAR	(CANON | LINETRANSLATERESULT_LONGDISTANCE)
#define ABROAD	(CANON | LINETRANSLATERESULT_INTERNATIONAL)
#define TOLL	LINETRANSLATERESULT_INTOLLLIST
#define NOTOLL	LINETRANSLATERESULT_NOTINTOLLLIST
#define TONE	LINETRANSLATERESULT_DIALDIALTONE
#define O(name)	LINETRANSLATEOPTION_##name

FIXTURE(translation)
{
	char buf[2048];
	LINETRANSLATEOUTPUT *out;
};

FIXTURE_SETUP(translation)
{
	places_start();
	self->out = (void *)self->buf;
	self->out->dwTotalSize = sizeof(self->buf);
}

FIXTURE_TEARDOWN(translation)
{
	places_stop();
}

static LONG translate(LINETRANSLATEOUTPUT *out, const char *address, DWORD card, DWORD options)
{
	return lineTranslateAddress(0, 0, V22, address, card, options, out);
}

/* One line for each: where one is, what is called, what is dialled. */
static const struct {
	const char *place;
	const char *address;
	DWORD options;
	const char *dialled;
	DWORD results;
} rows[] = {
	/* North America */
	{ "country = 1\narea = 425\n", "+1 (425) 555-0100", 0, "T5550100", LOCAL | NOTOLL },
	{ "country = 1\narea = 425\n", "+1 (206) 555-0100", 0, "T12065550100", FAR },
	{ "country = 1\narea = 425\n", "+44 (20) 7946 0958", 0, "T011442079460958", ABROAD },
	{ "country = 1\narea = 425\n", "+1 (425) 555-0100", O(FORCELD), "T14255550100",
	  FAR | NOTOLL },
	{ "country = 1\narea = 425\n", "+1 (206) 555-0100", O(FORCELOCAL), "T2065550100", LOCAL },
	{ "country = 1\narea = 425\n", "+44 (20) 7946 0958", O(FORCELOCAL), "T011442079460958",
	  ABROAD },
	{ "country = 1\narea = 425\ntoll-prefixes = 976,555\n", "+1 (425) 555-0100", 0,
	  "T14255550100", FAR | TOLL },
	{ "country = 1\narea = 425\ntoll-prefixes = 976,555\n", "+1 (425) 555-0100", O(FORCELOCAL),
	  "T5550100", LOCAL | TOLL },
	{ "country = 1\narea = 425\ntoll-prefixes = 976,555\n", "+1 (206) 555-0100", 0,
	  "T12065550100", FAR },
	{ "country = 1124\narea = 416\n", "+1 (416) 555-0100", 0, "T5550100", LOCAL | NOTOLL },
	{ "country = 1124\narea = 416\n", "+49 (30) 123456", 0, "T0114930123456", ABROAD },
	{ "country = 1\n", "+1 (425) 555-0100", 0, "T14255550100", FAR },
	/* the way out, call waiting, pulse */
	{ "country = 1\narea = 425\noutside = 9,\noutside-long-distance = 8W\n",
	  "+1 (425) 555-0100", 0, "T9,5550100", LOCAL | NOTOLL },
	{ "country = 1\narea = 425\noutside = 9,\noutside-long-distance = 8W\n",
	  "+1 (206) 555-0100", 0, "T8W12065550100", FAR | TONE },
	{ "country = 1\narea = 425\noutside = 9,\noutside-long-distance = 8W\n",
	  "+44 (20) 7946 0958", 0, "T8W011442079460958", ABROAD | TONE },
	{ "country = 1\narea = 425\ncancel-call-waiting = *70,\noutside = 9\n",
	  "+1 (425) 555-0100", O(CANCELCALLWAITING), "T*70,95550100", LOCAL | NOTOLL },
	{ "country = 1\narea = 425\ncancel-call-waiting = *70,\n", "+1 (425) 555-0100", 0,
	  "T5550100", LOCAL | NOTOLL },
	{ "country = 1\narea = 425\n", "+1 (425) 555-0100", O(CANCELCALLWAITING), "T5550100",
	  LOCAL | NOTOLL },
	{ "country = 1\narea = 425\ndialing = pulse\n", "+1 (425) 555-0100", 0, "P5550100",
	  LOCAL | NOTOLL },
	/* rules of one's own */
	{ "country = 1\narea = 425\nsame-area-rule = FG\n", "+1 (425) 555-0100", 0, "T4255550100",
	  LOCAL | NOTOLL },
	{ "country = 1\narea = 425\nlong-distance-rule = 10101FG\n", "+1 (206) 555-0100", 0,
	  "T101012065550100", FAR },
	{ "country = 1\narea = 425\ninternational-rule = 1010W011EFG\n", "+44 (20) 7946 0958", 0,
	  "T1010W011442079460958", ABROAD | TONE },
	/* Europe: with an area code between neighbours, or without */
	{ "country = 49\narea = 30\n", "+49 (30) 123456", 0, "T123456", LOCAL },
	{ "country = 49\narea = 30\n", "+49 (89) 123456", 0, "T089123456", FAR },
	{ "country = 49\narea = 30\n", "+1 (425) 555-0100", 0, "T0014255550100", ABROAD },
	{ "country = 44\narea = 20\n", "+44 (20) 7946 0958", 0, "T79460958", LOCAL },
	{ "country = 44\narea = 20\n", "+44 (161) 496 0958", 0, "T01614960958", FAR },
	{ "country = 44\narea = 20\n", "+353 (1) 234 5678", 0, "T0035312345678", ABROAD },
	{ "country = 33\narea = 1\n", "+33 (1) 42 68 53 00", 0, "T0142685300", LOCAL },
	{ "country = 33\narea = 1\n", "+33 (4) 91 00 00 00", 0, "T0491000000", FAR },
	{ "country = 41\narea = 44\n", "+41 (44) 668 18 00", 0, "T0446681800", LOCAL },
	{ "country = 39\narea = 06\n", "+39 (06) 6982 1234", 0, "T0669821234", LOCAL },
	{ "country = 39\narea = 06\n", "+39 (02) 1234 5678", 0, "T0212345678", FAR },
	{ "country = 39336\narea = 06\n", "+39 (06) 6982 1234", 0, "T0669821234", LOCAL },
	{ "country = 47\n", "+47 22 34 56 78", 0, "T22345678", LOCAL },
	{ "country = 45\n", "+45 32 12 34 56", 0, "T32123456", LOCAL },
	{ "country = 43\narea = 1\n", "+43 (1) 234567890", 0, "T234567890", LOCAL },
	{ "country = 43\narea = 1\n", "+43 (662) 123456", 0, "T0662123456", FAR },
	/* elsewhere */
	{ "country = 7\narea = 495\n", "+7 (812) 123-45-67", 0, "T88121234567", FAR },
	{ "country = 7\narea = 495\n", "+49 (30) 123456", 0, "T8W104930123456", ABROAD | TONE },
	{ "country = 61\narea = 2\n", "+61 (2) 9876 5432", 0, "T98765432", LOCAL },
	{ "country = 61\narea = 2\n", "+61 (3) 9876 5432", 0, "T0398765432", FAR },
	{ "country = 61\narea = 2\n", "+81 (3) 1234 5678", 0, "T001181312345678", ABROAD },
	{ "country = 81\narea = 3\n", "+81 (3) 1234 5678", 0, "T12345678", LOCAL },
	{ "country = 81\narea = 3\n", "+81 (6) 1234 5678", 0, "T0612345678", FAR },
	{ "country = 81\narea = 3\n", "+1 (425) 555-0100", 0, "T01014255550100", ABROAD },
	{ "country = 55\narea = 11\ninternational-rule = 0021EFG\n", "+1 (425) 555-0100", 0,
	  "T002114255550100", ABROAD },
	/* how numbers are written */
	{ "country = 1\narea = 425\n", "+1 (425) 555.01/00", 0, "T5550100", LOCAL | NOTOLL },
	{ "country = 1\narea = 425\n", "+1 (425) 555-0100,,12#", 0, "T5550100,,12#",
	  LOCAL | NOTOLL },
	{ "country = 1\narea = 425\n", "+1 () 5550100", 0, "T15550100", FAR },
	{ "country = 1\narea = 425\n", "+1 (425) 555-0100\r\n+1 (425) 555-0199", 0, "T5550100",
	  LOCAL | NOTOLL },
	{ "country = 1\narea = 425\n", "+1 (425) 5W5@5$0?1:00", 0, "T5W5@5$0?1:00",
	  LOCAL | NOTOLL | TONE | LINETRANSLATERESULT_DIALQUIET |
	  LINETRANSLATERESULT_DIALBILLING | LINETRANSLATERESULT_DIALPROMPT |
	  LINETRANSLATERESULT_VOICEDETECT },
	{ "country = 1\narea = 425\n", "+999 1234", 0, "T0119991234", ABROAD },
	/* what is not canonical is left alone */
	{ "country = 1\narea = 425\noutside = 9\n", "555-0100", 0, "555-0100", 0 },
	{ "country = 1\narea = 425\ncancel-call-waiting = *70,\n", "555 0100w1",
	  O(CANCELCALLWAITING), "555 0100w1", TONE },
	{ "country = 1\narea = 425\n", "sip:ada@example.org", 0, "sip:ada@example.org",
	  LINETRANSLATERESULT_DIALQUIET | LINETRANSLATERESULT_VOICEDETECT },
};

TEST_F(translation, numbers)
{
	char text[512];

	for (size_t i = 0; i < TL_ARRAY_SIZE(rows); i++) {
		snprintf(text, sizeof(text), "[location Here]\nid = 1\n%s", rows[i].place);
		places_write(true, text, 0600);
		EXPECT_EQ(0, translate(self->out, rows[i].address, 0, rows[i].options))
			TH_LOG("%s from %s: %s", rows[i].address, rows[i].place,
			       tlineTranslateError());
		EXPECT_STREQ(rows[i].dialled, STRING(self->buf, self->out, DialableString))
			TH_LOG("%s from %s", rows[i].address, rows[i].place);
		EXPECT_STREQ(rows[i].dialled, STRING(self->buf, self->out, DisplayableString));
		EXPECT_EQ(rows[i].results, self->out->dwTranslateResults)
			TH_LOG("%s from %s", rows[i].address, rows[i].place);
		EXPECT_EQ(self->out->dwNeededSize, self->out->dwUsedSize);
	}
}

TEST_F(translation, wrong_numbers)
{
	static const char *const wrong[] = {
		"", "+", "+1", "+1 ", "+1  5550100", "+14255550100", "+1(425) 5550100",
		"+1 (425)5550100", "+1 (425 5550100", "+1 425) 5550100", "+1 (425)  ",
		"+1 (42a) 5550100", "+1 (425) 555x0100", "+1 (425) 555(0100", "+01 (425) 5550100",
		"+0 5550100", "+1234 5550100", "+1 (1234567890123456) 1", "+1 (425) -",
		"+1 (425) 1-800-FLOWERS", "+1\t5550100", "|sub",
		"\r\n5550100", "+1 (425) |1", "+one 5",
	};
	char huge[1024];

	places_write(true, "[location Here]\nid = 1\ncountry = 1\narea = 425\n", 0600);
	for (size_t i = 0; i < TL_ARRAY_SIZE(wrong); i++) {
		EXPECT_EQ(LINEERR_INVALADDRESS, translate(self->out, wrong[i], 0, 0))
			TH_LOG("%s", wrong[i]);
	}
	memset(huge, '5', sizeof(huge));
	huge[sizeof(huge) - 1] = 0;
	EXPECT_EQ(LINEERR_INVALADDRESS, translate(self->out, huge, 0, 0));
	memcpy(huge, "+1 ", 3);
	EXPECT_EQ(LINEERR_INVALADDRESS, translate(self->out, huge, 0, 0));
	memcpy(huge, "+1 5|", 5);
	EXPECT_EQ(LINEERR_INVALADDRESS, translate(self->out, huge, 0, 0));
}

TEST_F(translation, subaddress_and_name_are_dialled_not_shown)
{
	places_write(true, "[location Here]\nid = 1\ncountry = 1\narea = 425\n", 0600);
	ASSERT_EQ(0, translate(self->out, "+1 (425) 555-0100 | 12 ^ Ada W.\r\n+1 5", 0, 0));
	EXPECT_STREQ("T5550100| 12 ^ Ada W.", STRING(self->buf, self->out, DialableString));
	EXPECT_STREQ("T5550100", STRING(self->buf, self->out, DisplayableString));
	EXPECT_EQ(LOCAL | NOTOLL, self->out->dwTranslateResults);
	ASSERT_EQ(0, translate(self->out, "5550100|12", 0, 0));
	EXPECT_STREQ("5550100|12", STRING(self->buf, self->out, DialableString));
	EXPECT_STREQ("5550100", STRING(self->buf, self->out, DisplayableString));
}

TEST_F(translation, countries_of_both_ends)
{
	places_write(true, "[location Here]\nid = 1\ncountry = 1124\narea = 416\n", 0600);
	ASSERT_EQ(0, translate(self->out, "+49 (30) 123456", 0, 0));
	EXPECT_EQ(1, self->out->dwCurrentCountry);
	EXPECT_EQ(49, self->out->dwDestCountry);
	ASSERT_EQ(0, translate(self->out, "123456", 0, 0));
	EXPECT_EQ(1, self->out->dwCurrentCountry);
	EXPECT_EQ(0, self->out->dwDestCountry);
}

#define CARDS \
	"[location Here]\nid = 1\ncountry = 1\narea = 425\noutside = 9,\n" \
	"outside-long-distance = 8,\ncard = Travel\n" \
	"[card Travel]\nid = 3\nnumber = 12345\npin = 99#\n" \
	"long-distance-rule = 18005550199$H,0FG\ninternational-rule = 18005550199@HI01EFG\n" \
	"[card Carrier]\nid = 4\nhidden = yes\nlong-distance-rule = 10101FG\n"

TEST_F(translation, calling_cards)
{
	static const struct {
		const char *address;
		DWORD card, options;
		const char *dialled, *shown;
		DWORD results;
	} cards[] = {
		{ "+1 (206) 555-0100", 0, 0, "T8,18005550199$12345,02065550100",
		  "T8,18005550199$[Travel],02065550100", FAR | LINETRANSLATERESULT_DIALBILLING },
		{ "+49 (30) 123456", 0, 0, "T8,18005550199@1234599#014930123456",
		  "T8,18005550199@[Travel][Travel]014930123456",
		  ABROAD | LINETRANSLATERESULT_DIALQUIET },
		{ "+1 (425) 555-0100", 0, 0, "T9,5550100", "T9,5550100", LOCAL | NOTOLL },
		{ "+1 (206) 555-0100", 4, O(CARDOVERRIDE), "T8,101012065550100",
		  "T8,101012065550100", FAR },
		{ "+1 (206) 555-0100", 0, O(CARDOVERRIDE), "T8,12065550100", "T8,12065550100",
		  FAR },
		/* A card without a word for it is overridden by none. */
		{ "+1 (206) 555-0100", 4, 0, "T8,18005550199$12345,02065550100",
		  "T8,18005550199$[Travel],02065550100", FAR | LINETRANSLATERESULT_DIALBILLING },
	};

	places_write(true, CARDS, 0600);
	for (size_t i = 0; i < TL_ARRAY_SIZE(cards); i++) {
		EXPECT_EQ(0, translate(self->out, cards[i].address, cards[i].card,
				       cards[i].options)) TH_LOG("row %zu", i);
		EXPECT_STREQ(cards[i].dialled, STRING(self->buf, self->out, DialableString));
		EXPECT_STREQ(cards[i].shown, STRING(self->buf, self->out, DisplayableString));
		EXPECT_EQ(cards[i].results, self->out->dwTranslateResults) TH_LOG("row %zu", i);
	}
	EXPECT_EQ(LINEERR_INVALCARD,
		  translate(self->out, "+1 (206) 555-0100", 5, O(CARDOVERRIDE)));
}

TEST_F(translation, arguments)
{
	LINETRANSLATEOUTPUT *out = self->out;
	const char *to = "+1 (425) 555-0100";

	EXPECT_EQ(LINEERR_INVALPOINTER, translate(out, NULL, 0, 0));
	EXPECT_EQ(LINEERR_INVALPOINTER, translate(NULL, to, 0, 0));
	EXPECT_EQ(LINEERR_INVALPARAM, translate(out, to, 0, 0x10));
	EXPECT_EQ(LINEERR_INVALPARAM, translate(out, to, 0, O(FORCELD) | O(FORCELOCAL)));
	EXPECT_EQ(LINEERR_UNINITIALIZED, lineTranslateAddress(77, 0, V22, to, 0, 0, out));
	EXPECT_EQ(LINEERR_INVALAPPHANDLE, lineTranslateAddress(0, 0, 0x10004, to, 0, 0, out));
	EXPECT_EQ(LINEERR_INCOMPATIBLEAPIVERSION,
		  lineTranslateAddress(0, 0, 0x10002, to, 0, 0, out));
	out->dwTotalSize = sizeof(*out) - 1;
	EXPECT_EQ(LINEERR_STRUCTURETOOSMALL, translate(out, to, 0, 0));
	out->dwTotalSize = sizeof(*out);
	EXPECT_EQ(0, translate(out, to, 0, 0));
	EXPECT_EQ(0, out->dwDialableStringSize);
	EXPECT_EQ(sizeof(*out), out->dwUsedSize);
	EXPECT_LT(sizeof(*out), out->dwNeededSize);
	EXPECT_EQ(FAR, out->dwTranslateResults);
	/* Only a program of 3.0 knows this bit. */
	EXPECT_EQ(0, lineTranslateAddress(0, 0, 0x30000, "5550100", 0, 0, out));
	EXPECT_EQ(LINETRANSLATERESULT_NOTRANSLATION, out->dwTranslateResults);
}

TEST_F(translation, no_way_abroad_without_a_carrier)
{
	places_write(true, "[location Rio]\nid = 1\ncountry = 55\narea = 21\n", 0600);
	EXPECT_EQ(LINEERR_OPERATIONFAILED, translate(self->out, "+1 (425) 555-0100", 0, 0));
	EXPECT_NE(NULL, strstr(tlineTranslateError(), "choose by international-rule"));
	EXPECT_EQ(0, translate(self->out, "+55 (21) 2345-6789", 0, 0));
	EXPECT_STREQ("T23456789", STRING(self->buf, self->out, DialableString));
	EXPECT_STREQ("", tlineTranslateError());
}

TEST_F(translation, no_such_country)
{
	places_write(true, "[location Nowhere]\nid = 1\ncountry = 999\n", 0600);
	EXPECT_EQ(LINEERR_INIFILECORRUPT, translate(self->out, "+1 (425) 555-0100", 0, 0));
	EXPECT_STREQ("location 'Nowhere': there is no country 999", tlineTranslateError());
}

TEST_F(translation, wide)
{
	static const WCHAR to[] = u"+1 (206) 555-0100 | 1 ^ Zo\u00eb";
	static const WCHAR dialled[] = u"T8,101012065550100| 1 ^ Zo\u00eb";
	static const WCHAR half[] = { '+', '1', ' ', '5', '^', 0xd800, 0 };
	WCHAR got[64] = { 0 };

	places_write(true, CARDS, 0600);
	ASSERT_EQ(0, lineTranslateAddressW(0, 0, V22, to, 4, O(CARDOVERRIDE), self->out));
	ASSERT_EQ(sizeof(dialled), self->out->dwDialableStringSize);
	memcpy(got, self->buf + self->out->dwDialableStringOffset, sizeof(dialled));
	EXPECT_EQ(0, memcmp(dialled, got, sizeof(dialled)));
	EXPECT_EQ(2 * sizeof("T8,101012065550100"), self->out->dwDisplayableStringSize);
	EXPECT_EQ(FAR, self->out->dwTranslateResults);
	EXPECT_EQ(LINEERR_INVALADDRESS, lineTranslateAddressW(0, 0, V22, half, 0, 0, self->out));
	EXPECT_EQ(LINEERR_INVALPOINTER, lineTranslateAddressW(0, 0, V22, NULL, 0, 0, self->out));
}

static LINECOUNTRYLIST *get_countries(DWORD id)
{
	LINECOUNTRYLIST *list = calloc(1, 65536);

	list->dwTotalSize = 65536;
	if (lineGetCountry(id, V22, list))
		abort();
	return list;
}

static const LINECOUNTRYENTRY *entries_of(const LINECOUNTRYLIST *list)
{
	return (const void *)((const char *)list + list->dwCountryListOffset);
}

TEST_F(translation, all_countries)
{
	LINECOUNTRYLIST *list = get_countries(0);
	const LINECOUNTRYENTRY *c = entries_of(list);
	DWORD main_of = 0;

	EXPECT_LT(240, list->dwNumCountries);
	EXPECT_EQ(list->dwNeededSize, list->dwUsedSize);
	EXPECT_EQ(list->dwNumCountries * 44, list->dwCountryListSize);
	for (DWORD i = 0; i < list->dwNumCountries; i++) {
		EXPECT_EQ(i + 1 < list->dwNumCountries ? c[i + 1].dwCountryID : 0,
			  c[i].dwNextCountryID);
		EXPECT_EQ(c[i].dwCountryCode, tl_calling_code(c[i].dwCountryID));
		EXPECT_LT(1, c[i].dwCountryNameSize);
		EXPECT_EQ('G', STRING(list, &c[i], SameAreaRule)[c[i].dwSameAreaRuleSize - 2]);
		EXPECT_NE(NULL, strstr(STRING(list, &c[i], LongDistanceRule), "FG"));
		EXPECT_TRUE(!c[i].dwInternationalRuleSize ||
			    strstr(STRING(list, &c[i], InternationalRule), "EFG"));
		EXPECT_EQ(NULL, strpbrk(STRING(list, &c[i], InternationalRule), "~+ "));
		main_of += c[i].dwCountryID == c[i].dwCountryCode;
	}
	/* As many main countries as calling codes of countries. */
	EXPECT_LT(200, main_of);
	free(list);
}

TEST_F(translation, countries)
{
	static const struct {
		DWORD id, code;
		const char *name, *same_area, *far, *abroad;
	} known[] = {
		{ 1, 1, "United States", "G", "1FG", "011EFG" },
		{ 1124, 1, "Canada", "G", "1FG", "011EFG" },
		{ 44, 44, "United Kingdom", "G", "0FG", "00EFG" },
		{ 44831, 44, "Guernsey", "G", "0FG", "00EFG" },
		{ 49, 49, "Germany", "G", "0FG", "00EFG" },
		{ 33, 33, "France", "0FG", "0FG", "00EFG" },
		{ 39, 39, "Italy", "FG", "FG", "00EFG" },
		{ 39336, 39, "Vatican City", "FG", "FG", "00EFG" },
		{ 47, 47, "Norway", "FG", "FG", "00EFG" },
		{ 7, 7, "Russia", "G", "8FG", "8W10EFG" },
		{ 55, 55, "Brazil", "G", "0FG", "" },
		{ 290999, 290, "Tristan da Cunha", "FG", "FG", "00EFG" },
	};

	for (size_t i = 0; i < TL_ARRAY_SIZE(known); i++) {
		LINECOUNTRYLIST *list = get_countries(known[i].id);
		const LINECOUNTRYENTRY *c = entries_of(list);

		ASSERT_EQ(1, list->dwNumCountries);
		EXPECT_EQ(known[i].id, c->dwCountryID);
		EXPECT_EQ(known[i].code, c->dwCountryCode);
		EXPECT_STREQ(known[i].name, STRING(list, c, CountryName));
		EXPECT_STREQ(known[i].same_area, STRING(list, c, SameAreaRule)) TH_LOG("%s", known[i].name);
		EXPECT_STREQ(known[i].far, STRING(list, c, LongDistanceRule)) TH_LOG("%s", known[i].name);
		EXPECT_STREQ(known[i].abroad, STRING(list, c, InternationalRule)) TH_LOG("%s", known[i].name);
		free(list);
	}
}

TEST_F(translation, country_arguments)
{
	LINECOUNTRYLIST list = { .dwTotalSize = sizeof(list) };

	EXPECT_EQ(0, lineGetCountry(1, V22, &list));
	EXPECT_EQ(1, list.dwNumCountries);
	EXPECT_EQ(0, list.dwCountryListSize);
	EXPECT_LT(sizeof(list) + sizeof(LINECOUNTRYENTRY), list.dwNeededSize);
	EXPECT_EQ(LINEERR_INVALCOUNTRYCODE, lineGetCountry(2, V22, &list));
	EXPECT_EQ(LINEERR_INVALCOUNTRYCODE, lineGetCountry(UINT32_MAX, V22, &list));
	EXPECT_EQ(LINEERR_INCOMPATIBLEAPIVERSION, lineGetCountry(1, 0, &list));
	EXPECT_EQ(LINEERR_INVALPOINTER, lineGetCountry(1, V22, NULL));
	list.dwTotalSize--;
	EXPECT_EQ(LINEERR_STRUCTURETOOSMALL, lineGetCountry(1, V22, &list));
}

TEST_F(translation, country_names_are_the_users)
{
	static const WCHAR name[] = u"Deutschland";
	LINECOUNTRYLIST *list;
	const LINECOUNTRYENTRY *c;

	setenv("LC_ALL", "de_DE.UTF-8", 1);
	list = get_countries(49);
	EXPECT_STREQ("Deutschland", STRING(list, entries_of(list), CountryName));
	ASSERT_EQ(0, lineGetCountryW(49, V22, list));
	c = entries_of(list);
	ASSERT_EQ(sizeof(name), c->dwCountryNameSize);
	EXPECT_EQ(0, memcmp(name, (char *)list + c->dwCountryNameOffset, sizeof(name)));
	free(list);
}

/* Rules of the location's own need no country; all else says what is missing. */
TEST_F(translation, without_the_plug_in)
{
	LINECOUNTRYLIST list = { .dwTotalSize = sizeof(list) };

	setenv("TLINE_PHONE", "/nonexistent/libtline-phone.so", 1);
	places_write(true, "[location Here]\nid = 1\ncountry = 1\narea = 425\nsame-area-rule = G\n",
		     0600);
	EXPECT_EQ(0, translate(self->out, "+1 (425) 555-0100", 0, 0));
	EXPECT_EQ(LINEERR_OPERATIONUNAVAIL, translate(self->out, "+1 (206) 555-0100", 0, 0));
	EXPECT_NE(NULL, strstr(tlineTranslateError(), "/nonexistent/"));
	EXPECT_EQ(LINEERR_OPERATIONUNAVAIL, lineGetCountry(1, V22, &list));
	EXPECT_EQ(0, lineSetCurrentLocation(0, 1));
	EXPECT_EQ(0, lineSetTollList(0, 0, "+1 (425) 976-0100", LINETOLLLISTOPTION_ADD));
}

TEST_HARNESS_MAIN
