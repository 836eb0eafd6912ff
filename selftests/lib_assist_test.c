// SPDX-License-Identifier: GPL-2.0-only
/*
 * Assisted telephony from program to program: who is asked, who gets what was asked, and
 * the call that comes of it.
 */
#include "lib_phone.h"

#define MAKECALL	LINEREQUESTMODE_MAKECALL

static LONG want(const char *dest)
{
	return tapiRequestMakeCall(dest, "address book", "Eve", "about the weather");
}

/* What the program is asked next; "" with the error in *@rc. */
static const char *asked(HLINEAPP app, LONG *rc)
{
	static LINEREQMAKECALL request;

	memset(&request, 0, sizeof(request));
	*rc = lineGetRequest(app, MAKECALL, &request);
	if (!*rc && (strcmp(request.szAppName, "address book") ||
		     strcmp(request.szCalledParty, "Eve") ||
		     strcmp(request.szComment, "about the weather")))
		return "wrong names";
	return request.szDestAddress;
}

static LONG reg(HLINEAPP app, DWORD instance, DWORD enable)
{
	return lineRegisterRequestRecipient(app, instance, MAKECALL, enable);
}

static bool hears_request(HLINEAPP app, DWORD instance)
{
	LINEMESSAGE m;

	return !lineGetMessage(app, &m, WAIT_MS) && m.dwMessageID == LINE_REQUEST && !m.hDevice &&
	       m.dwCallbackInstance == instance && m.dwParam1 == MAKECALL;
}

TEST_F(phone, nobody_is_registered)
{
	LONG rc;

	EXPECT_EQ(TAPIERR_NOREQUESTRECIPIENT, want("1"));
	EXPECT_STREQ("", asked(self->app, &rc));
	EXPECT_EQ(LINEERR_NOTREGISTERED, rc);
	ASSERT_EQ(0, reg(self->app, 1, 1));
	EXPECT_STREQ("", asked(self->app, &rc));
	EXPECT_EQ(LINEERR_NOREQUEST, rc);
	ASSERT_EQ(0, reg(self->app, 1, 0));
	EXPECT_EQ(TAPIERR_NOREQUESTRECIPIENT, want("1"));
	EXPECT_TRUE(nothing(self->app));
}

/* The dialer makes the call that an address book asks for. */
TEST_F(phone, the_call_is_made)
{
	LINEREQMAKECALLW request;
	LINEMESSAGE m;

	ASSERT_EQ(0, reg(self->app, 7, 1));
	ASSERT_EQ(0, want(self->sim.number[1]));
	ASSERT_TRUE(hears_request(self->app, 7));
	ASSERT_EQ(0, lineGetRequestW(self->app, MAKECALL, &request));
	EXPECT_EQ('E', request.szCalledParty[0]);
	ASSERT_EQ(0, reply_of(self->app, lineMakeCallW(self->line, &self->call,
						       request.szDestAddress, 0, NULL)));
	sim_step(&self->sim, 1000);
	EXPECT_TRUE(message_named(self->far_app, LINE_APPNEWCALL, &m));
	EXPECT_EQ(LINEERR_NOREQUEST, lineGetRequestW(self->app, MAKECALL, &request));
}

/* In the order of asking; and what is not fetched is the next program's. */
TEST_F(phone, who_is_asked)
{
	char number[16];
	LONG rc;
	int i;

	ASSERT_EQ(0, reg(self->app, 1, 1));
	ASSERT_EQ(0, reg(self->far_app, 2, 1));
	for (i = 0; i < 3; i++) {
		snprintf(number, sizeof(number), "%d", 100 + i);
		ASSERT_EQ(0, want(number));
		EXPECT_TRUE(hears_request(self->app, 1));
	}
	EXPECT_TRUE(nothing(self->far_app));
	EXPECT_STREQ("", asked(self->far_app, &rc));
	EXPECT_EQ(LINEERR_NOREQUEST, rc);
	EXPECT_STREQ("100", asked(self->app, &rc));
	EXPECT_EQ(0, lineShutdown(self->app));
	EXPECT_TRUE(hears_request(self->far_app, 2));
	EXPECT_TRUE(hears_request(self->far_app, 2));
	EXPECT_TRUE(nothing(self->far_app));
	EXPECT_STREQ("101", asked(self->far_app, &rc));
	EXPECT_STREQ("102", asked(self->far_app, &rc));
	EXPECT_STREQ("", asked(self->far_app, &rc));
	EXPECT_EQ(LINEERR_NOREQUEST, rc);
}

/* The list of media mode 0 goes by the name of the program: this one is a program of its own. */
TEST_F(phone, the_first_of_the_list_is_asked)
{
	int other = app_open_as("preferred", V2_2);
	struct tline_ioc_recipient arg = { .modes = MAKECALL, .enable = 1, .instance = 5 };
	struct tline_message m;

	ASSERT_EQ(0, reg(self->app, 1, 1));
	ASSERT_EQ(0, ioctl(other, TLINE_IOC_RECIPIENT, &arg));
	ASSERT_EQ(0, lineSetAppPriority("preferred", 0, NULL, MAKECALL, NULL, 1));
	EXPECT_EQ(0, want("1"));
	EXPECT_TRUE(nothing(self->app));
	EXPECT_TRUE(message_of(other, TLINE_MSG_REQUEST, &m));
	EXPECT_EQ(5, m.instance);
	ASSERT_EQ(0, lineSetAppPriority("preferred", 0, NULL, MAKECALL, NULL, 0));
	EXPECT_EQ(0, want("2"));
	EXPECT_TRUE(hears_request(self->app, 1));
	close(other);
	EXPECT_TRUE(hears_request(self->app, 1));
}

TEST_F(phone, too_many_requests)
{
	LONG rc;
	int i;

	ASSERT_EQ(0, reg(self->app, 1, 1));
	for (i = 0; i < TLINE_MAX_ASSISTS; i++)
		ASSERT_EQ(0, want("1"));
	EXPECT_EQ(TAPIERR_REQUESTQUEUEFULL, want("1"));
	EXPECT_STREQ("1", asked(self->app, &rc));
	EXPECT_EQ(0, want("2"));
	EXPECT_EQ(TAPIERR_REQUESTQUEUEFULL, want("3"));
}

TEST_HARNESS_MAIN
