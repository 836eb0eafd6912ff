// SPDX-License-Identifier: GPL-2.0-only
/*
 * UTF-16: the conversions, the structures that hold it, and the W forms above a
 * kernel that the test plays.
 */
#include <uchar.h>

#include "kselftest_harness.h"
#include "lib_fake_kernel.h"

static const struct tl_data no_data;

#define V20	0x00020000
#define V22	0x00020002

#define UNITS(text)	(sizeof(text) / sizeof(WCHAR) - 1)

/* -------------------------------------------------------------- the conversions */

static const struct pair {
	const char *utf8;
	const WCHAR *utf16;
	size_t units;
} pairs[] = {
#define PAIR(text)	{ u8##text, u##text, UNITS(u##text) }
	PAIR(""), PAIR("100"), PAIR("\x7f"), PAIR("Ü"), PAIR("߿"), PAIR("ࠀ"), PAIR("電話"), PAIR("￿"),
	PAIR("😀"), PAIR("\U00010000"), PAIR("\U0001d800"), PAIR("\U0010dfff"),
	PAIR("\U0010ffff"), PAIR("a😀b電c"),
#undef PAIR
};

TEST(both_ways)
{
	for (size_t i = 0; i < TL_ARRAY_SIZE(pairs); i++) {
		const struct pair *p = &pairs[i];
		WCHAR wide[16] = { 0 };
		char text[32];

		ASSERT_EQ(p->units, tl_to_wide(wide, 16, p->utf8, 32));
		EXPECT_EQ(0, memcmp(wide, p->utf16, p->units * sizeof(WCHAR)));
		EXPECT_EQ(p->units, tl_to_wide(NULL, 0, p->utf8, 32));
		ASSERT_EQ(0, tl_from_wide(text, sizeof(text), p->utf16, TL_UNTIL_NUL, -1));
		EXPECT_STREQ(p->utf8, text);
		/* Without a NUL, and with no byte more than needed. */
		ASSERT_EQ(0, tl_from_wide(text, strlen(p->utf8) + 1, p->utf16,
					  p->units * sizeof(WCHAR), -1));
		EXPECT_STREQ(p->utf8, text);
		EXPECT_EQ(p->units ? -1 : 0, tl_from_wide(text, strlen(p->utf8) + !p->units,
							  p->utf16, TL_UNTIL_NUL, -1));
	}
}

TEST(odd_addresses)
{
	char memory[2 * sizeof(u"12") + 1], text[8];

	memcpy(memory + 1, u"12", sizeof(u"12"));
	ASSERT_EQ(0, tl_from_wide(text, sizeof(text), memory + 1, TL_UNTIL_NUL, -1));
	EXPECT_STREQ("12", text);
	ASSERT_EQ(2, tl_to_wide(memory + 1, 2, "34", 3));
	EXPECT_EQ(0, memcmp(memory + 1, u"34", 4));
}

TEST(half_a_pair_is_refused)
{
	static const WCHAR bad[][4] = {
		{ 0xd800 }, { 0xdbff, '1' }, { 0xdc00 }, { '1', 0xdfff }, { 0xd800, 0xd800 },
		{ 0xdc00, 0xd800 }, { 0xd83d, 0, 0xde00 },
	};
	char text[16];

	for (size_t i = 0; i < TL_ARRAY_SIZE(bad); i++)
		EXPECT_EQ(-7, tl_from_wide(text, sizeof(text), bad[i], TL_UNTIL_NUL, -7));
	/* The second half is behind the end. */
	EXPECT_EQ(-7, tl_from_wide(text, sizeof(text), u"😀", sizeof(WCHAR), -7));
}

TEST(half_a_unit_is_none)
{
	char text[8];

	ASSERT_EQ(0, tl_from_wide(text, sizeof(text), u"12", 3, -1));
	EXPECT_STREQ("1", text);
}

TEST(wrong_utf8_is_replaced)
{
	static const struct {
		const char *utf8;
		const WCHAR *utf16;
	} bad[] = {
		{ "a\x80z", u"a\xfffdz" }, { "\xc3", u"\xfffd" }, { "\xc3z", u"\xfffdz" },
		{ "\xc0\x80", u"\xfffd\xfffd" }, { "\xe0\x80\x80", u"\xfffd\xfffd\xfffd" },
		{ "\xed\xa0\x80", u"\xfffd\xfffd\xfffd" }, { "\xff", u"\xfffd" },
		{ "\xf4\x90\x80\x80", u"\xfffd\xfffd\xfffd\xfffd" }, { "\xf8", u"\xfffd" },
	};

	for (size_t i = 0; i < TL_ARRAY_SIZE(bad); i++) {
		WCHAR wide[8] = { 0 };
		size_t units = tl_to_wide(wide, 7, bad[i].utf8, 8);

		EXPECT_EQ(0, memcmp(wide, bad[i].utf16, (units + 1) * sizeof(WCHAR)))
			TH_LOG("text %zu", i);
	}
}

TEST(copies)
{
	char *text;

	ASSERT_EQ(0, tl_dup_text(&text, u"a電😀", true, -1));
	EXPECT_STREQ("a電😀", text);
	free(text);
	ASSERT_EQ(0, tl_dup_text(&text, "narrow", false, -1));
	EXPECT_STREQ("narrow", text);
	free(text);
	ASSERT_EQ(0, tl_dup_text(&text, NULL, true, -1));
	EXPECT_EQ(NULL, text);
	EXPECT_EQ(-7, tl_dup_text(&text, (WCHAR[]){ 0xd800, 0 }, true, -7));
	EXPECT_EQ(NULL, text);
}

/* -------------------------------------------------------------- structures */

static const struct tline_call_info call_info = {
	.party = {
		[TLINE_PARTY_CALLER] = {
			.flags = TLINE_CALLPARTYID_ADDRESS | TLINE_CALLPARTYID_NAME,
			.number = "101", .name = "Jürgen 😀",
		},
	},
	.comment = "c",
	.uui = { .size = 3, .data = { 'a', 0, 'b' } },
};

static void *structure_alloc(DWORD total)
{
	DWORD *mem = malloc(total);

	memset(mem, 0xee, total);
	mem[0] = total;
	return mem;
}

static bool has_text(const void *base, size_t member, const void *text, size_t size)
{
	DWORD pair[2];

	memcpy(pair, (const char *)base + member, sizeof(pair));
	return pair[0] == size && !memcmp((const char *)base + pair[1], text, size);
}

#define EXPECT_TEXT(type, base, name, text) \
	EXPECT_TRUE(has_text(base, offsetof(type, dw##name##Size), text, sizeof(text)))

TEST(filled_structures)
{
	LINECALLINFO *info = structure_alloc(1000);

	ASSERT_EQ(0, tl_fill_call_info(info, V22, 1, &call_info, &no_data, true));
	EXPECT_TEXT(LINECALLINFO, info, CallerID, u"101");
	EXPECT_TEXT(LINECALLINFO, info, CallerIDName, u"Jürgen 😀");
	EXPECT_TEXT(LINECALLINFO, info, Comment, u"c");
	EXPECT_TEXT(LINECALLINFO, info, UserUserInfo, ((const char[3]){ 'a', 0, 'b' }));
	EXPECT_EQ(0, info->dwCalledIDSize);
	free(info);
}

/* Every size from the fixed part to all of it: complete texts or none. */
TEST(nothing_is_cut)
{
	LINECALLINFO *info = structure_alloc(1000);
	DWORD fixed = tl_struct_size(TL_CALLINFO, V22), needed, total;

	ASSERT_EQ(0, tl_fill_call_info(info, V22, 1, &call_info, &no_data, true));
	needed = info->dwNeededSize;
	EXPECT_EQ(needed, info->dwUsedSize);
	free(info);
	for (total = fixed; total <= needed; total++) {
		info = structure_alloc(total);
		ASSERT_EQ(0, tl_fill_call_info(info, V22, 1, &call_info, &no_data, true));
		EXPECT_EQ(needed, info->dwNeededSize);
		EXPECT_LE(info->dwUsedSize, total);
		EXPECT_TRUE(!info->dwCallerIDNameSize ? !info->dwCallerIDNameOffset :
			    has_text(info, offsetof(LINECALLINFO, dwCallerIDNameSize),
				     u"Jürgen 😀", sizeof(u"Jürgen 😀")));
		EXPECT_EQ(total == needed, info->dwUsedSize == needed);
		free(info);
	}
}

TEST(format_of_strings)
{
	static const struct tline_line_caps line = { .name = "100" };
	LINEDEVCAPS *caps = structure_alloc(1000);

	ASSERT_EQ(0, tl_fill_dev_caps(caps, V22, &line, &no_data, true));
	EXPECT_EQ(STRINGFORMAT_UNICODE, caps->dwStringFormat);
	EXPECT_TEXT(LINEDEVCAPS, caps, LineName, u"100");
	ASSERT_EQ(0, tl_fill_dev_caps(caps, V22, &line, &no_data, false));
	EXPECT_EQ(STRINGFORMAT_ASCII, caps->dwStringFormat);
	EXPECT_TEXT(LINEDEVCAPS, caps, LineName, "100");
	free(caps);
}

static void put(LINECALLPARAMS *p, size_t member, DWORD offset, const void *data, DWORD size)
{
	DWORD pair[2] = { size, offset };

	memcpy((char *)p + member, pair, sizeof(pair));
	memcpy((char *)p + offset, data, size);
}

TEST(call_params)
{
	LINECALLPARAMS *p = calloc(1, 300);
	struct tl_params out;

	p->dwTotalSize = 300;
	put(p, offsetof(LINECALLPARAMS, dwCalledPartySize), 201, u"Jürgen", sizeof(u"Jürgen"));
	put(p, offsetof(LINECALLPARAMS, dwCommentSize), 230, u"no NUL", 2 * UNITS(u"no NUL"));
	put(p, offsetof(LINECALLPARAMS, dwUserUserInfoSize), 250, "ab", 2);
	put(p, offsetof(LINECALLPARAMS, dwTargetAddressSize), 292, u"102", sizeof(u"102"));
	ASSERT_EQ(0, tl_read_params(p, V20, &out, true));
	EXPECT_STREQ("Jürgen", out.call.called_party);
	EXPECT_STREQ("no NUL", out.call.comment);
	EXPECT_STREQ("102", out.target);
	EXPECT_EQ(2, out.call.uui.size);
	EXPECT_EQ(0, memcmp("ab", out.call.uui.data, 2));
	put(p, offsetof(LINECALLPARAMS, dwCommentSize), 230, u"\xd800", 2);
	EXPECT_EQ(LINEERR_INVALCALLPARAMS, tl_read_params(p, V20, &out, true));
	free(p);
}

/* -------------------------------------------------------------- functions */

FIXTURE(wide)
{
	HLINEAPP app;
	HLINE line;
	HCALL call;
};

FIXTURE_SETUP(wide)
{
	LINEINITIALIZEEXPARAMS params = {
		.dwTotalSize = sizeof(params),
		.dwOptions = LINEINITIALIZEEXOPTION_USEEVENT,
	};
	DWORD num, version = V20;
	LINEMESSAGE m;

	fake_start();
	ASSERT_EQ(0, lineInitializeExW(&self->app, NULL, NULL, u"Wähler", &num, &version, &params));
	ASSERT_EQ(0, lineOpenW(self->app, 0, &self->line, V20, 0, 42, LINECALLPRIVILEGE_OWNER,
			       LINEMEDIAMODE_INTERACTIVEVOICE, NULL));
	ASSERT_LT(0, lineMakeCallW(self->line, &self->call, u"+49 (30) 123", 49, NULL));
	send_reply(0);
	ASSERT_EQ(0, lineGetMessage(self->app, &m, 0));
}

FIXTURE_TEARDOWN(wide)
{
	lineShutdown(self->app);
	fake_stop();
}

TEST_F(wide, initialize)
{
	LINEINITIALIZEEXPARAMS params = { .dwTotalSize = sizeof(params), .dwOptions = 2 };
	WCHAR name[TLINE_NAME_LEN + 1];
	DWORD num, version = V20;
	HLINEAPP app;

	EXPECT_STREQ("Wähler", fake.setup.name);
	for (size_t i = 0; i < TLINE_NAME_LEN; i++)
		name[i] = 'x';
	name[TLINE_NAME_LEN] = 0;
	EXPECT_EQ(LINEERR_INVALAPPNAME, lineInitializeExW(&app, NULL, NULL, name, &num, &version,
							  &params));
	ASSERT_EQ(0, lineInitializeExW(&app, NULL, NULL, NULL, &num, &version, &params));
	EXPECT_STREQ(program_invocation_short_name, fake.setup.name);
	EXPECT_EQ(0, lineShutdown(app));
}

TEST_F(wide, make_call)
{
	const struct tline_call_params *args = (const void *)fake.args;

	EXPECT_EQ(TLINE_OP_MAKECALL, fake.request.op);
	EXPECT_STREQ("+49 (30) 123", args->dest.number);
	EXPECT_EQ(49, args->dest.country);
	EXPECT_LT(0, lineMakeCallW(self->line, &self->call, NULL, 0, NULL));
	EXPECT_STREQ("", args->dest.number);
	EXPECT_EQ(LINEERR_INVALADDRESS, lineMakeCallW(self->line, &self->call,
						      (WCHAR[]){ '1', 0xdc00, 0 }, 0, NULL));
}

TEST_F(wide, destinations)
{
	static const struct {
		LONG (WINAPI *function)(HCALL call, LPCWSTR dest, DWORD country);
		DWORD op;
	} functions[] = {
		{ lineDialW, TLINE_OP_DIAL },
		{ lineRedirectW, TLINE_OP_REDIRECT },
		{ lineBlindTransferW, TLINE_OP_BLINDTRANSFER },
	};
	const struct tline_dest *dest = (const void *)fake.args;

	for (size_t i = 0; i < TL_ARRAY_SIZE(functions); i++) {
		EXPECT_LT(0, functions[i].function(self->call, u"*21#", 7));
		EXPECT_EQ(functions[i].op, fake.request.op);
		EXPECT_STREQ("*21#", dest->number);
		EXPECT_EQ(7, dest->country);
		EXPECT_EQ(LINEERR_INVALPOINTER, functions[i].function(self->call, NULL, 0));
	}
}

TEST_F(wide, setup_transfer)
{
	const struct tline_call_params *args = (const void *)fake.args;
	LINECALLPARAMS *p = calloc(1, 200);
	HCALL consult;

	p->dwTotalSize = 200;
	put(p, offsetof(LINECALLPARAMS, dwTargetAddressSize), 180, u"102", sizeof(u"102"));
	EXPECT_LT(0, lineSetupTransferW(self->call, &consult, p));
	EXPECT_EQ(TLINE_OP_SETUPTRANSFER, fake.request.op);
	EXPECT_STREQ("102", args->dest.number);
	free(p);
}

/* The size is in bytes, and there need not be a NUL. */
TEST_F(wide, address_id)
{
	DWORD address = 99;

	EXPECT_EQ(0, lineGetAddressIDW(self->line, &address, LINEADDRESSMODE_DIALABLEADDR,
				       u"100x1 and more", 10));
	EXPECT_EQ(1, address);
	EXPECT_EQ(LINEERR_INVALADDRESS, lineGetAddressIDW(self->line, &address,
							  LINEADDRESSMODE_DIALABLEADDR,
							  u"100x1", 8));
	EXPECT_EQ(LINEERR_INVALPOINTER, lineGetAddressIDW(self->line, &address,
							  LINEADDRESSMODE_DIALABLEADDR, NULL, 0));
}

TEST_F(wide, caps)
{
	LINEADDRESSCAPS *address = structure_alloc(1000);
	LINEDEVCAPS *line = structure_alloc(1000);

	ASSERT_EQ(0, lineGetDevCapsW(self->app, 0, V20, 0, line));
	EXPECT_EQ(STRINGFORMAT_UNICODE, line->dwStringFormat);
	ASSERT_EQ(0, lineGetAddressCapsW(self->app, 0, 1, V20, 0, address));
	EXPECT_TEXT(LINEADDRESSCAPS, address, Address, u"100x1");
	ASSERT_EQ(0, lineGetAddressCapsA(self->app, 0, 1, V20, 0, address));
	EXPECT_TEXT(LINEADDRESSCAPS, address, Address, "100x1");
	free(address);
	free(line);
}

TEST_HARNESS_MAIN
