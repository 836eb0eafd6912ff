// SPDX-License-Identifier: GPL-2.0-only
/*
 * The W forms on the real kernel: what goes in as UTF-16 arrives, and what comes out
 * is UTF-16.  The conversions themselves are in unit/lib_wide_test.c.
 */
#include "lib_phone.h"

#define EXPECT_TEXT(base, type, name, text) \
	EXPECT_TRUE(has_text(base, offsetof(type, dw##name##Size), text, sizeof(text)))

/* At @member is a size, and behind it an offset from @base. */
static bool has_text_at(const void *base, const void *pair, const void *text, size_t size)
{
	DWORD place[2];

	memcpy(place, pair, sizeof(place));
	return place[0] == size && !memcmp((const char *)base + place[1], text, size);
}

static bool has_text(const void *base, size_t member, const void *text, size_t size)
{
	return has_text_at(base, (const char *)base + member, text, size);
}

static void wide(WCHAR *out, const char *text)
{
	do
		*out++ = *text;
	while (*text++);
}

/* Parameters with one text, in UTF-16. */
struct params {
	LINECALLPARAMS head;
	WCHAR text[64];
};

static LINECALLPARAMS *params_with(struct params *p, size_t member, const WCHAR *text, size_t size)
{
	DWORD pair[2] = { size, offsetof(struct params, text) };

	*p = (struct params) { .head.dwTotalSize = sizeof(*p) };
	memcpy(p->text, text, size);
	memcpy((char *)&p->head + member, pair, sizeof(pair));
	return &p->head;
}

TEST_F(phone, call_with_names)
{
	union {
		LINECALLINFO info;
		char room[2000];
	} u = { .info.dwTotalSize = sizeof(u) };
	struct params p;
	WCHAR number[16];

	wide(number, self->sim.number[1]);
	params_with(&p, offsetof(LINECALLPARAMS, dwCalledPartySize), u"Jürgen 電話 😀",
		    sizeof(u"Jürgen 電話 😀"));
	ASSERT_EQ(0, reply_of(self->app, lineMakeCallW(self->line, &self->call, number, 0,
						       &p.head)));
	ASSERT_EQ(0, lineGetCallInfoW(self->call, &u.info));
	EXPECT_TEXT(&u, LINECALLINFO, AppName, u"Dialer");
	EXPECT_TEXT(&u, LINECALLINFO, CalledParty, u"Jürgen 電話 😀");
	EXPECT_TRUE(has_text(&u, offsetof(LINECALLINFO, dwCalledIDSize), number,
			     2 * (strlen(self->sim.number[1]) + 1)));
	ASSERT_EQ(0, lineGetCallInfoA(self->call, &u.info));
	EXPECT_TEXT(&u, LINECALLINFO, CalledParty, "Jürgen 電話 😀");
}

TEST_F(phone, names_of_opens)
{
	union {
		LINEDEVSTATUS status;
		char room[2000];
	} u = { .status.dwTotalSize = sizeof(u) };
	HLINEAPP app;
	DWORD num, version = V2_2;
	LINEINITIALIZEEXPARAMS params = {
		.dwTotalSize = sizeof(params),
		.dwOptions = LINEINITIALIZEEXOPTION_USEEVENT,
	};
	const LINEAPPINFO *info;

	ASSERT_EQ(0, lineInitializeExW(&app, NULL, NULL, u"Zweites Büro", &num, &version,
				       &params));
	open_as(app, self->sim.line[0], V2_2, LINECALLPRIVILEGE_MONITOR);
	ASSERT_EQ(0, lineGetLineDevStatusW(self->line, &u.status));
	ASSERT_EQ(2 * sizeof(LINEAPPINFO), u.status.dwAppInfoSize);
	info = (const LINEAPPINFO *)(u.room + u.status.dwAppInfoOffset);
	EXPECT_TRUE(has_text_at(&u, &info[0].dwFriendlyNameSize, u"Dialer", sizeof(u"Dialer")) ||
		    has_text_at(&u, &info[1].dwFriendlyNameSize, u"Dialer", sizeof(u"Dialer")));
	EXPECT_TRUE(has_text_at(&u, &info[0].dwFriendlyNameSize, u"Zweites Büro",
				sizeof(u"Zweites Büro")) ||
		    has_text_at(&u, &info[1].dwFriendlyNameSize, u"Zweites Büro",
				sizeof(u"Zweites Büro")));
	EXPECT_TRUE(has_text_at(&u, &info[0].dwModuleFilenameSize, u"lib_utf16_test",
				sizeof(u"lib_utf16_test")));
	EXPECT_EQ(0, lineShutdown(app));
}

TEST_F(phone, handoff_by_name)
{
	HLINEAPP app = program("Target");
	HLINE line;

	connect_phone(self);
	EXPECT_EQ(LINEERR_TARGETNOTFOUND, lineHandoffW(self->call, u"nobody", 0));
	EXPECT_EQ(0, lineHandoffW(self->call, u"lib_utf16_test", 0));
	ASSERT_EQ(0, lineOpenW(app, self->sim.line[0], &line, V2_2, 0, 0, LINECALLPRIVILEGE_OWNER,
			       LINEMEDIAMODE_DATAMODEM, NULL));
	EXPECT_EQ(0, lineHandoffW(self->call, NULL, LINEMEDIAMODE_DATAMODEM));
}

TEST_F(phone, digits)
{
	LINEMESSAGE m;
	WCHAR got[4] = { 0 };

	connect_phone(self);
	ASSERT_EQ(0, lineGatherDigitsW(self->peer, LINEDIGITMODE_DTMF, got, 3, u"#", 0, 0));
	EXPECT_EQ(LINEERR_INVALPARAM, lineGenerateDigitsW(self->call, LINEDIGITMODE_DTMF,
							  (WCHAR[]){ '1', 0xd800, 0 }, 0));
	ASSERT_EQ(0, lineGenerateDigitsW(self->call, LINEDIGITMODE_DTMF, u"12#", 0));
	sim_step(&self->sim, 1000);
	ASSERT_TRUE(message_named(self->far_app, LINE_GATHERDIGITS, &m));
	EXPECT_EQ(LINEGATHERTERM_TERMDIGIT, m.dwParam1);
	EXPECT_EQ(0, memcmp(got, u"12#", 3 * sizeof(WCHAR)));
	EXPECT_EQ(0, got[3]);
}

TEST_F(phone, forward)
{
	struct {
		LINEFORWARDLIST list;
		WCHAR number[16];
	} in = { .list.dwTotalSize = sizeof(in), .list.dwNumEntries = 1 };
	union {
		LINEADDRESSSTATUS status;
		char room[1000];
	} u = { .status.dwTotalSize = sizeof(u) };
	LINEFORWARD *entry = &in.list.ForwardList[0];
	const LINEFORWARD *out;
	HCALL consult = 7;

	entry->dwForwardMode = LINEFORWARDMODE_UNCOND;
	entry->dwDestAddressOffset = offsetof(__typeof__(in), number);
	entry->dwDestAddressSize = 2 * (strlen(self->sim.number[2]) + 1);
	wide(in.number, self->sim.number[2]);
	ASSERT_EQ(0, reply_of(self->app, lineForwardW(self->line, 0, 0, &in.list, 3, &consult,
						      NULL)));
	ASSERT_EQ(0, lineGetAddressStatusW(self->line, 0, &u.status));
	ASSERT_EQ(1, u.status.dwForwardNumEntries);
	out = (const LINEFORWARD *)(u.room + u.status.dwForwardOffset);
	EXPECT_TRUE(has_text_at(&u, &out->dwDestAddressSize, in.number, entry->dwDestAddressSize));
}

TEST_F(phone, conference)
{
	union {
		LINECALLINFO info;
		char room[2000];
	} u = { .info.dwTotalSize = sizeof(u) };
	HCALL conference, consult;
	struct params p;

	connect_phone(self);
	params_with(&p, offsetof(LINECALLPARAMS, dwCommentSize), u"Köln", sizeof(u"Köln"));
	ASSERT_EQ(0, reply_of(self->app, lineSetupConferenceW(self->call, 0, &conference, &consult,
							      3, &p.head)));
	ASSERT_EQ(0, lineGetCallInfoW(consult, &u.info));
	EXPECT_TEXT(&u, LINECALLINFO, Comment, u"Köln");
}

TEST_F(phone, unpark_nothing)
{
	HCALL call;

	EXPECT_EQ(LINEERR_INVALADDRESS,
		  reply_of(self->app, lineUnparkW(self->line, 0, &call, u"999")));
	EXPECT_EQ(LINEERR_INVALADDRESS,
		  lineUnparkW(self->line, 0, &call, (WCHAR[]){ 0xdc00, 0 }));
}

TEST_HARNESS_MAIN
