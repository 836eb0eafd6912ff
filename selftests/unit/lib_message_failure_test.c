// SPDX-License-Identifier: GPL-2.0-only
/*
 * Messages without memory, and when system calls fail, in each way that a program may take them:
 * none is lost, and none stays behind while a program waits for it.
 */
#include "kselftest_harness.h"
#include "lib_fake_kernel.h"
#include "lib_failing.h"

/* An application, and the message that it has taken. */
static struct {
	HLINEAPP app;
	uint32_t line;		/* the kernel's id of a line that it monitors ... */
	HLINE proxy;		/* ... and one for which it serves agents */
	uint32_t proxy_line;
	HANDLE port;
	bool sent;
	LINEMESSAGE message;
} reader;

static void callback(DWORD device, DWORD message, DWORD_PTR instance, DWORD_PTR p1, DWORD_PTR p2,
		     DWORD_PTR p3)
{
	reader.message = (LINEMESSAGE){ .dwMessageID = message, .dwParam1 = p1, .dwParam2 = p2 };
}

static LONG initialize(DWORD mechanism)
{
	LINEINITIALIZEEXPARAMS params = {
		.dwTotalSize = sizeof(params),
		.dwOptions = mechanism,
		.Handles.hCompletionPort = reader.port,
	};
	DWORD num, version = TLINE_API_VERSION_MAX;

	return lineInitializeEx(&reader.app, NULL, callback, "test", &num, &version, &params);
}

static LONG serve(void)
{
	struct {
		LINECALLPARAMS params;
		DWORD type;
	} in = {
		.params.dwTotalSize = sizeof(in),
		.params.dwDevSpecificSize = sizeof(in.type),
		.params.dwDevSpecificOffset = sizeof(in.params),
		.type = LINEPROXYREQUEST_SETAGENTSTATE,
	};

	return lineOpen(reader.app, 0, &reader.proxy, TLINE_API_VERSION_MAX, 0, 43,
			LINECALLPRIVILEGE_NONE | LINEOPENOPTION_PROXY, 0, &in.params);
}

static void start(DWORD mechanism)
{
	HLINE line;

	fake_start();
	memset(&reader, 0, sizeof(reader));
	if (mechanism == LINEINITIALIZEEXOPTION_USECOMPLETIONPORT)
		reader.port = tlineCreatePort();
	if (initialize(mechanism) ||
	    lineOpen(reader.app, 0, &line, TLINE_API_VERSION_MAX, 0, 42, LINECALLPRIVILEGE_MONITOR,
		     0, NULL))
		abort();
	reader.line = fake.opened.handle;
	if (serve())
		abort();
	reader.proxy_line = fake.opened.handle;
}

static void stop(void)
{
	if (lineShutdown(reader.app) || (reader.port && tlineClosePort(reader.port)))
		abort();
	fake_stop();
}

/* -------------------------------------------------------------- each way to take a message */

static LONG take_event(void)
{
	return lineGetMessage(reader.app, &reader.message, 0);
}

static LONG take_own_window(void)
{
	LONG rc = tlineDispatch(reader.app, 0);

	return rc == 1 ? 0 : rc ? rc : LINEERR_OPERATIONFAILED;
}

static LONG take_window(void)
{
	LONG rc = tlineDispatch(0, 0);

	return rc == 1 ? 0 : rc ? rc : LINEERR_OPERATIONFAILED;
}

static LONG take_port(void)
{
	LINEMESSAGE *m;
	LONG rc = tlineGetQueuedMessage(reader.port, NULL, &m, 0);

	if (!rc) {
		reader.message = *m;
		free(m);
	}
	return rc;
}

/* Messages that need memory.  One is sent, and taken however often it takes. */

static void send_call(void)
{
	if (!reader.sent)
		send_new_call(reader.line, ++fake.next_id);
	reader.sent = true;
}

static void call_taken(void)
{
	if (!reader.sent || reader.message.dwMessageID != LINE_APPNEWCALL ||
	    lineDeallocateCall((HCALL)reader.message.dwParam2))
		abort();
	reader.sent = false;
}

static void send_request(void)
{
	static const DWORD numbers[3];

	if (reader.sent)
		return;
	fake.proxied = (struct tline_ioc_proxy_take){
		.id = 7, .type = LINEPROXYREQUEST_SETAGENTSTATE, .size = sizeof(numbers),
		.data = (uintptr_t)numbers,
	};
	send_message((struct tline_message){
		.type = LINE_PROXYREQUEST, .handle = reader.proxy_line, .instance = 43, .p1 = 7,
	});
	reader.sent = true;
}

static void request_taken(void)
{
	if (!reader.sent || reader.message.dwMessageID != LINE_PROXYREQUEST ||
	    lineProxyResponse(reader.proxy, (void *)reader.message.dwParam1, 0))
		abort();
	reader.sent = false;
}

static const struct {
	DWORD mechanism;
	struct failing_call call;
} ways[] = {
#define WAY(mechanism, name, take) \
	{ \
		LINEINITIALIZEEXOPTION_##mechanism, { \
			name ", call", take, send_call, call_taken, \
			.dead = LINEERR_INVALAPPHANDLE, .keeps = sizeof(struct tl_call), \
		} \
	}, { \
		LINEINITIALIZEEXOPTION_##mechanism, { \
			name ", request", take, send_request, request_taken, \
			.dead = LINEERR_INVALAPPHANDLE, .keeps = sizeof(struct tl_call), \
		} \
	}
	WAY(USEEVENT, "lineGetMessage", take_event),
	WAY(USEHIDDENWINDOW, "tlineDispatch, app", take_own_window),
	WAY(USEHIDDENWINDOW, "tlineDispatch", take_window),
	WAY(USECOMPLETIONPORT, "tlineGetQueuedMessage", take_port),
#undef WAY
};

TEST(a_message_for_which_there_is_no_memory_comes_once_there_is)
{
	const char *why;
	size_t i;

	for (i = 0; i < TL_ARRAY_SIZE(ways); i++) {
		start(ways[i].mechanism);
		why = fail_each(&ways[i].call, FAIL_MEMORY, ENOMEM, fail_wanted);
		EXPECT_EQ(NULL, why)
			TH_LOG("%s", why);
		EXPECT_FALSE(reader.sent);
		stop();
	}
}

/* That of the application cannot be read only when it is dead. */
static LONG wanted(const struct failing_call *c)
{
	return strcmp(failing.step, "read") ? fail_wanted(c) : LINEERR_INVALAPPHANDLE;
}

TEST(a_message_that_cannot_be_read_is_not_lost)
{
	static const int errors[] = { EIO, ENOMEM, ENODEV, EMFILE };
	const char *why;
	size_t i, k;

	for (i = 0; i < TL_ARRAY_SIZE(ways); i++) {
		/* To take a request fails only with its line. */
		if (ways[i].call.prepare == send_request)
			continue;
		start(ways[i].mechanism);
		for (k = 0; k < TL_ARRAY_SIZE(errors); k++) {
			why = fail_each(&ways[i].call, FAIL_SYSTEM, errors[k], wanted);
			EXPECT_EQ(NULL, why)
				TH_LOG("%s", why);
		}
		stop();
	}
}

TEST(without_memory_the_descriptor_stays_readable)
{
	struct pollfd pfd = { .events = POLLIN };

	start(LINEINITIALIZEEXOPTION_USEEVENT);
	pfd.fd = tlineGetFd(reader.app);
	send_call();
	fail_nth(FAIL_MEMORY, 1, ENOMEM);
	EXPECT_EQ(LINEERR_NOMEM, take_event());
	EXPECT_TRUE(fail_end());
	EXPECT_EQ(1, poll(&pfd, 1, 0));
	EXPECT_EQ(0, take_event());
	call_taken();
	EXPECT_EQ(0, poll(&pfd, 1, 0));
	stop();
}

TEST(waiting_fails_as_poll_does)
{
	start(LINEINITIALIZEEXOPTION_USEEVENT);
	EXPECT_EQ(LINEERR_OPERATIONFAILED, take_event());
	fail_nth(FAIL_SYSTEM, 2, ENOMEM);
	EXPECT_EQ(LINEERR_NOMEM, lineGetMessage(reader.app, &reader.message, INFINITE));
	EXPECT_TRUE(fail_end());
	EXPECT_STREQ("poll", failing.step);
	send_call();
	EXPECT_EQ(0, lineGetMessage(reader.app, &reader.message, INFINITE));
	call_taken();
	stop();
}

/* -------------------------------------------------------------- ports that end meanwhile */

static void shut_down(void)
{
	if (lineShutdown(reader.app))
		abort();
}

TEST(who_was_woken_by_an_application_that_then_ended_learns_that_it_has)
{
	LINEMESSAGE *m;

	start(LINEINITIALIZEEXOPTION_USECOMPLETIONPORT);
	send_call();
	failing.woken = shut_down;
	EXPECT_EQ(LINEERR_INVALAPPHANDLE, tlineGetQueuedMessage(reader.port, NULL, &m, INFINITE));
	EXPECT_EQ(0, tlineClosePort(reader.port));
	fake_stop();
}

static void close_port(void)
{
	if (tlineClosePort(reader.port))
		abort();
}

TEST(no_application_begins_at_a_port_that_was_closed_meanwhile)
{
	int files;

	fake_start();
	files = open_files();
	reader.port = tlineCreatePort();
	fake.during = close_port;
	EXPECT_EQ(LINEERR_INVALPARAM, initialize(LINEINITIALIZEEXOPTION_USECOMPLETIONPORT));
	EXPECT_EQ(NULL, fake.during);
	EXPECT_EQ(files, open_files());
	reader.port = tlineCreatePort();
	EXPECT_EQ(0, initialize(LINEINITIALIZEEXOPTION_USECOMPLETIONPORT));
	shut_down();
	close_port();
	fake_stop();
}

TEST_HARNESS_MAIN
