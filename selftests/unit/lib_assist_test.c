// SPDX-License-Identifier: GPL-2.0-only
/*
 * Assisted telephony: what is asked of the kernel, and how texts go through.
 */
#include "kselftest_harness.h"
#include "lib_fake_kernel.h"

#define MAKECALL	LINEREQUESTMODE_MAKECALL
#define MEDIACALL	LINEREQUESTMODE_MEDIACALL
#define DROP		LINEREQUESTMODE_DROP

FIXTURE(assist)
{
	HLINEAPP app;
	LINEREQMAKECALL request;
	LINEREQMAKECALLW wide;
};

FIXTURE_SETUP(assist)
{
	LINEINITIALIZEEXPARAMS params = {
		.dwTotalSize = sizeof(params),
		.dwOptions = LINEINITIALIZEEXOPTION_USEEVENT,
	};
	DWORD num, version = TLINE_API_VERSION_MAX;

	fake_start();
	ASSERT_EQ(0, lineInitializeEx(&self->app, NULL, NULL, NULL, &num, &version, &params));
	memset(&self->request, 0x55, sizeof(self->request));
	memset(&self->wide, 0x55, sizeof(self->wide));
}

FIXTURE_TEARDOWN(assist)
{
	lineShutdown(self->app);
	fake_stop();
}

static LONG reg(HLINEAPP app, DWORD modes, DWORD enable)
{
	return lineRegisterRequestRecipient(app, 0x1234, modes, enable);
}

TEST_F(assist, recipient)
{
	EXPECT_EQ(LINEERR_INVALREQUESTMODE, reg(self->app, 0, 1));
	EXPECT_EQ(LINEERR_INVALREQUESTMODE, reg(self->app, MEDIACALL, 1));
	EXPECT_EQ(LINEERR_INVALREQUESTMODE, reg(self->app, MAKECALL | 8, 1));
	EXPECT_EQ(LINEERR_INVALAPPHANDLE, reg(self->app + 1, MAKECALL, 1));
	EXPECT_EQ(0, fake.recipient.modes);
	EXPECT_EQ(0, reg(self->app, MAKECALL | MEDIACALL | DROP, 7));
	EXPECT_EQ(TLINE_REQUESTMODE_MAKECALL, fake.recipient.modes);
	EXPECT_EQ(1, fake.recipient.enable);
	EXPECT_EQ(0x1234, fake.recipient.instance);
	EXPECT_EQ(0, reg(self->app, MAKECALL, 0));
	EXPECT_EQ(0, fake.recipient.enable);
}

TEST_F(assist, told)
{
	LINEMESSAGE m;

	send_message((struct tline_message){
		.type = LINE_REQUEST, .instance = 0x1234, .p1 = MAKECALL,
	});
	ASSERT_EQ(0, lineGetMessage(self->app, &m, 0));
	EXPECT_EQ(LINE_REQUEST, m.dwMessageID);
	EXPECT_EQ(0, m.hDevice);
	EXPECT_EQ(0x1234, m.dwCallbackInstance);
	EXPECT_EQ(MAKECALL, m.dwParam1);
}

TEST_F(assist, request_and_take)
{
	static const WCHAR dest[] = { '+', '4', '9', ' ', '(', '3', '0', ')', 0 };
	static const WCHAR party[] = { 0x416, 0xd83d, 0xde00, 0 };

	EXPECT_EQ(0, tapiRequestMakeCall("+1 (425) 5550100", "app", "J\xc3\xb6rg", "urgent"));
	EXPECT_STREQ("+1 (425) 5550100", fake.assist.dest);
	EXPECT_STREQ("app", fake.assist.app);
	EXPECT_STREQ("J\xc3\xb6rg", fake.assist.party);
	EXPECT_STREQ("urgent", fake.assist.comment);
	ASSERT_EQ(0, lineGetRequest(self->app, MAKECALL, &self->request));
	EXPECT_STREQ("+1 (425) 5550100", self->request.szDestAddress);
	EXPECT_STREQ("app", self->request.szAppName);
	EXPECT_STREQ("J\xc3\xb6rg", self->request.szCalledParty);
	EXPECT_STREQ("urgent", self->request.szComment);

	EXPECT_EQ(0, tapiRequestMakeCallW(dest, NULL, party, NULL));
	EXPECT_STREQ("+49 (30)", fake.assist.dest);
	EXPECT_STREQ("", fake.assist.app);
	EXPECT_STREQ("\xd0\x96\xf0\x9f\x98\x80", fake.assist.party);
	ASSERT_EQ(0, lineGetRequestW(self->app, MAKECALL, &self->wide));
	EXPECT_EQ(0, memcmp(dest, self->wide.szDestAddress, sizeof(dest)));
	EXPECT_EQ(0, memcmp(party, self->wide.szCalledParty, sizeof(party)));
	EXPECT_EQ(0, self->wide.szComment[0]);
	EXPECT_EQ(0, self->wide.szComment[TAPIMAXCOMMENTSIZE - 1]);
}

/* A number is never cut; names are, but no character is. */
TEST_F(assist, lengths)
{
	char dest[TAPIMAXDESTADDRESSSIZE + 1] = "", name[200];

	memset(dest, '1', TAPIMAXDESTADDRESSSIZE - 1);
	EXPECT_EQ(0, tapiRequestMakeCallA(dest, NULL, NULL, NULL));
	EXPECT_EQ(0, lineGetRequestA(self->app, MAKECALL, &self->request));
	EXPECT_STREQ(dest, self->request.szDestAddress);
	dest[TAPIMAXDESTADDRESSSIZE - 1] = '1';
	EXPECT_EQ(TAPIERR_INVALDESTADDRESS, tapiRequestMakeCall(dest, NULL, NULL, NULL));

	for (size_t i = 0; i + 4 < sizeof(name); i += 4)
		memcpy(name + i, "\xf0\x9f\x98\x80", 5);
	EXPECT_EQ(0, tapiRequestMakeCall("1", name, name + 4, name));
	EXPECT_EQ(TLINE_NAME_LEN - 4, strlen(fake.assist.app));
	EXPECT_EQ(TLINE_TEXT_LEN - 4, strlen(fake.assist.comment));
	EXPECT_EQ(0, lineGetRequest(self->app, MAKECALL, &self->request));
	EXPECT_EQ(36, strlen(self->request.szAppName));
	EXPECT_EQ(76, strlen(self->request.szComment));
	EXPECT_EQ(0, lineGetRequestW(self->app, MAKECALL, &self->wide));
	EXPECT_EQ(0xd83d, self->wide.szAppName[28]);
	EXPECT_EQ(0xde00, self->wide.szAppName[29]);
	EXPECT_EQ(0, self->wide.szAppName[30]);

	/* What the kernel has is more than the structure holds: whole pairs only. */
	memset(fake.assist.app, 'x', 1);
	for (size_t i = 1; i + 4 < TLINE_NAME_LEN; i += 3)
		memcpy(fake.assist.app + i, "\xe2\x82\xac", 4);
	EXPECT_EQ(0, lineGetRequest(self->app, MAKECALL, &self->request));
	EXPECT_EQ(37, strlen(self->request.szAppName));
	memset(fake.assist.app, 'x', TLINE_NAME_LEN);
	memcpy(fake.assist.app + 38, "\xf0\x9f\x98\x80", 5);
	EXPECT_EQ(0, lineGetRequestW(self->app, MAKECALL, &self->wide));
	EXPECT_EQ('x', self->wide.szAppName[37]);
	EXPECT_EQ(0, self->wide.szAppName[38]);
}

TEST_F(assist, refusals)
{
	static const WCHAR lone[] = { '1', 0xdc00, 0 };

	EXPECT_EQ(LINEERR_INVALPOINTER, lineGetRequest(self->app, MAKECALL, NULL));
	EXPECT_EQ(LINEERR_INVALPOINTER, lineGetRequestW(self->app, MAKECALL, NULL));
	EXPECT_EQ(LINEERR_INVALREQUESTMODE, lineGetRequest(self->app, 0, &self->request));
	EXPECT_EQ(LINEERR_INVALREQUESTMODE, lineGetRequest(self->app, 3, &self->request));
	EXPECT_EQ(LINEERR_INVALREQUESTMODE, lineGetRequest(self->app, DROP, &self->request));
	EXPECT_EQ(LINEERR_NOTREGISTERED, lineGetRequest(self->app, MEDIACALL, &self->request));
	EXPECT_EQ(LINEERR_INVALAPPHANDLE, lineGetRequest(0, MAKECALL, &self->request));
	EXPECT_EQ(0x55, self->request.szDestAddress[0]);

	EXPECT_EQ(TAPIERR_INVALPOINTER, tapiRequestMakeCall(NULL, "a", "b", "c"));
	EXPECT_EQ(TAPIERR_INVALDESTADDRESS, tapiRequestMakeCall("", "a", "b", "c"));
	EXPECT_EQ(TAPIERR_INVALDESTADDRESS, tapiRequestMakeCallW(lone, NULL, NULL, NULL));
	EXPECT_EQ(TAPIERR_REQUESTFAILED, tapiRequestMakeCallW(u"1", lone, NULL, NULL));
	EXPECT_EQ(0, fake.assist.mode);

	fake.assist_result = LINEERR_NOTREGISTERED;
	EXPECT_EQ(TAPIERR_NOREQUESTRECIPIENT, tapiRequestMakeCall("1", NULL, NULL, NULL));
	EXPECT_EQ(LINEERR_NOTREGISTERED, lineGetRequest(self->app, MAKECALL, &self->request));
	fake.assist_result = LINEERR_NOREQUEST;
	EXPECT_EQ(LINEERR_NOREQUEST, lineGetRequestW(self->app, MAKECALL, &self->wide));
	EXPECT_EQ(TAPIERR_REQUESTFAILED, tapiRequestMakeCall("1", NULL, NULL, NULL));
	fake.assist_result = LINEERR_RESOURCEUNAVAIL;
	EXPECT_EQ(TAPIERR_REQUESTQUEUEFULL, tapiRequestMakeCall("1", NULL, NULL, NULL));
	EXPECT_EQ(0x55, self->request.szDestAddress[0]);
	setenv("TLINE_DEVDIR", "/nonexistent", 1);
	EXPECT_EQ(TAPIERR_REQUESTFAILED, tapiRequestMakeCall("1", NULL, NULL, NULL));
}

/* Of 16-bit systems. */
TEST_F(assist, media_calls)
{
	EXPECT_EQ(TAPIERR_REQUESTFAILED, tapiRequestMediaCall(NULL, 0, "wave", "", 0, 0, "1", "",
							      "", ""));
	EXPECT_EQ(TAPIERR_REQUESTFAILED, tapiRequestMediaCallW(NULL, 0, NULL, NULL, 0, 0, NULL,
							       NULL, NULL, NULL));
	EXPECT_EQ(TAPIERR_REQUESTFAILED, tapiRequestDrop(NULL, 0));
}

TEST_HARNESS_MAIN
