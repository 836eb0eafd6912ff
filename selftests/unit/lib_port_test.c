// SPDX-License-Identifier: GPL-2.0-only
/*
 * How messages reach a program: the hidden window and its pump, completion ports,
 * and what all mechanisms of lineInitializeEx() have in common.  The kernel is
 * played by the test (lib_fake_kernel.h).
 */
#include <dirent.h>
#include <pthread.h>

#include "kselftest_harness.h"
#include "lib_fake_kernel.h"

#define HIDDENWINDOW	LINEINITIALIZEEXOPTION_USEHIDDENWINDOW
#define EVENT		LINEINITIALIZEEXOPTION_USEEVENT
#define PORT		LINEINITIALIZEEXOPTION_USECOMPLETIONPORT

static struct {
	int calls;
	DWORD device;
	DWORD message;
	DWORD_PTR instance;
	DWORD_PTR p1, p2, p3;
	pthread_t thread;
	void (*then)(void);	/* inside the callback */
} heard;

static void CALLBACK callback(DWORD device, DWORD message, DWORD_PTR instance, DWORD_PTR p1,
			      DWORD_PTR p2, DWORD_PTR p3)
{
	heard.calls++;
	heard.device = device;
	heard.message = message;
	heard.instance = instance;
	heard.p1 = p1;
	heard.p2 = p2;
	heard.p3 = p3;
	heard.thread = pthread_self();
	if (heard.then)
		heard.then();
}

static void send_create(DWORD id)
{
	send_message((struct tline_message){ .type = LINE_CREATE, .p1 = id });
}

static LONG start(DWORD mechanism, LINECALLBACK function, HANDLE port, DWORD key, HLINEAPP *app)
{
	LINEINITIALIZEEXPARAMS params = {
		.dwTotalSize = sizeof(params),
		.dwOptions = mechanism,
		.Handles.hCompletionPort = port,
		.dwCompletionKey = key,
	};
	DWORD num_lines, version = TLINE_API_VERSION_MAX;

	return lineInitializeEx(app, NULL, function, "test", &num_lines, &version, &params);
}

/* Another application: a FIFO of its own; what is sent goes to the last one. */
static HLINEAPP more(DWORD mechanism, HANDLE port, DWORD key)
{
	HLINEAPP app = 0;

	new_fifo();
	if (start(mechanism, callback, port, key, &app))
		abort();
	return app;
}

FIXTURE(port)
{
	HLINEAPP app;
	HANDLE port;
};

FIXTURE_SETUP(port)
{
	memset(&heard, 0, sizeof(heard));
	fake_start();
}

FIXTURE_TEARDOWN(port)
{
	fake_stop();
}

/* ------------------------------------------------------------- lineInitializeEx */

TEST_F(port, mechanisms_are_checked)
{
	LINEINITIALIZEEXPARAMS params = { .dwTotalSize = sizeof(params) - 1, .dwOptions = EVENT };
	DWORD num, version = TLINE_API_VERSION_MAX;

	EXPECT_EQ(LINEERR_INVALPARAM, start(0, callback, NULL, 0, &self->app));
	EXPECT_EQ(LINEERR_INVALPARAM, start(4, callback, NULL, 0, &self->app));
	EXPECT_EQ(LINEERR_INVALPARAM, start(EVENT | LINEINITIALIZEEXOPTION_CALLHUBTRACKING,
					    callback, NULL, 0, &self->app));
	EXPECT_EQ(LINEERR_INVALPOINTER, start(HIDDENWINDOW, NULL, NULL, 0, &self->app));
	EXPECT_EQ(LINEERR_INVALPARAM, start(PORT, NULL, NULL, 0, &self->app));
	EXPECT_EQ(LINEERR_INVALPARAM, start(PORT, NULL, (HANDLE)(uintptr_t)-1, 0, &self->app));
	EXPECT_EQ(LINEERR_STRUCTURETOOSMALL, lineInitializeEx(&self->app, NULL, callback, "x",
							      &num, &version, &params));
	EXPECT_EQ(LINEERR_INVALPOINTER, lineInitializeEx(NULL, NULL, callback, "x", &num,
							 &version, NULL));
	EXPECT_EQ(LINEERR_INVALPOINTER, lineInitializeEx(&self->app, NULL, callback, "x", NULL,
							 &version, NULL));
	EXPECT_EQ(LINEERR_INVALPOINTER, lineInitializeEx(&self->app, NULL, callback, "x", &num,
							 NULL, NULL));
	EXPECT_EQ(LINEERR_INVALPOINTER, lineInitialize(NULL, NULL, callback, "x", &num));
	EXPECT_EQ(LINEERR_INVALPOINTER, lineInitialize(&self->app, NULL, NULL, "x", &num));
	EXPECT_EQ(0, self->app);
}

/* Nothing is left of an application whose start has failed, its window included. */
TEST_F(port, failed_start)
{
	setenv("TLINE_DEVDIR", "/nonexistent", 1);
	EXPECT_EQ(LINEERR_NODRIVER, start(HIDDENWINDOW, callback, NULL, 0, &self->app));
	EXPECT_EQ(LINEERR_UNINITIALIZED, tlineDispatch(0, 0));
	self->port = tlineCreatePort();
	EXPECT_EQ(LINEERR_NODRIVER, start(PORT, NULL, self->port, 0, &self->app));
	EXPECT_EQ(0, tlineClosePort(self->port));
}

TEST_F(port, old_initialize)
{
	DWORD num = 0;

	ASSERT_EQ(0, lineInitialize(&self->app, NULL, callback, NULL, &num));
	EXPECT_EQ(NUM_LINES, num);
	EXPECT_EQ(TLINE_API_VERSION_1_4, fake.setup.api_version);
	EXPECT_STREQ(program_invocation_short_name, fake.setup.name);
	send_create(7);
	EXPECT_EQ(1, tlineDispatch(self->app, 0));
	EXPECT_EQ(LINE_CREATE, heard.message);
	EXPECT_EQ(0, lineShutdown(self->app));
}

/* Without parameters, too, it is the hidden window. */
TEST_F(port, no_parameters)
{
	DWORD num, version = TLINE_API_VERSION_MAX;

	ASSERT_EQ(0, lineInitializeEx(&self->app, NULL, callback, "x", &num, &version, NULL));
	send_create(7);
	EXPECT_EQ(1, tlineDispatch(0, 0));
	EXPECT_EQ(7, heard.p1);
	EXPECT_EQ(0, lineShutdown(self->app));
}

/* ------------------------------------------------------------- the hidden window */

TEST_F(port, callback_gets_what_was_read)
{
	self->app = more(HIDDENWINDOW, NULL, 0);
	EXPECT_EQ(0, tlineDispatch(self->app, 0));
	EXPECT_EQ(0, tlineDispatch(0, 10));
	send_message((struct tline_message){
		.type = LINE_LINEDEVSTATE, .instance = 42, .p1 = 1, .p2 = 2, .p3 = 3,
	});
	send_create(8);
	EXPECT_EQ(1, tlineDispatch(self->app, INFINITE));
	EXPECT_EQ(1, heard.calls);
	EXPECT_EQ(0, heard.device);
	EXPECT_EQ(LINE_LINEDEVSTATE, heard.message);
	EXPECT_EQ(42, heard.instance);
	EXPECT_EQ(1, heard.p1);
	EXPECT_EQ(2, heard.p2);
	EXPECT_EQ(3, heard.p3);
	EXPECT_EQ(1, tlineDispatch(0, INFINITE));
	EXPECT_EQ(2, heard.calls);
	EXPECT_EQ(8, heard.p1);
	EXPECT_EQ(0, tlineDispatch(0, 0));
	EXPECT_EQ(2, heard.calls);
	EXPECT_EQ(0, lineShutdown(self->app));
}

TEST_F(port, other_mechanisms_have_no_pump)
{
	LINEMESSAGE m;

	self->app = more(EVENT, NULL, 0);
	EXPECT_EQ(LINEERR_OPERATIONUNAVAIL, tlineDispatch(self->app, 0));
	EXPECT_EQ(LINEERR_INVALAPPHANDLE, tlineDispatch(0, 0));
	EXPECT_EQ(0, lineShutdown(self->app));

	self->port = tlineCreatePort();
	self->app = more(PORT, self->port, 0);
	send_create(1);
	EXPECT_EQ(LINEERR_OPERATIONUNAVAIL, tlineDispatch(self->app, 0));
	EXPECT_EQ(LINEERR_OPERATIONUNAVAIL, lineGetMessage(self->app, &m, 0));
	EXPECT_EQ(0, lineShutdown(self->app));
	EXPECT_EQ(0, tlineClosePort(self->port));

	self->app = more(HIDDENWINDOW, NULL, 0);
	send_create(1);
	EXPECT_EQ(LINEERR_OPERATIONUNAVAIL, lineGetMessage(self->app, &m, 0));
	EXPECT_EQ(1, tlineDispatch(self->app, 0));
	EXPECT_EQ(0, lineShutdown(self->app));
	EXPECT_EQ(LINEERR_INVALAPPHANDLE, tlineDispatch(self->app, 0));
}

static void *dispatch_elsewhere(void *arg)
{
	HLINEAPP app = *(HLINEAPP *)arg;
	LONG of_app = tlineDispatch(app, INFINITE), of_thread = tlineDispatch(0, INFINITE);

	if (of_app != LINEERR_OPERATIONUNAVAIL)
		return (void *)(intptr_t)of_app;
	return (void *)(intptr_t)of_thread;
}

TEST_F(port, callbacks_run_in_the_thread_that_initialized)
{
	pthread_t thread;
	void *result;

	self->app = more(HIDDENWINDOW, NULL, 0);
	send_create(1);
	ASSERT_EQ(0, pthread_create(&thread, NULL, dispatch_elsewhere, &self->app));
	ASSERT_EQ(0, pthread_join(thread, &result));
	EXPECT_EQ(LINEERR_INVALAPPHANDLE, (LONG)(intptr_t)result);
	EXPECT_EQ(0, heard.calls);
	EXPECT_EQ(1, tlineDispatch(0, 0));
	EXPECT_TRUE(pthread_equal(pthread_self(), heard.thread));
	EXPECT_EQ(0, lineShutdown(self->app));
}

TEST_F(port, a_thread_pumps_all_its_applications)
{
	HLINEAPP other;

	self->app = more(HIDDENWINDOW, NULL, 0);
	send_create(1);
	other = more(HIDDENWINDOW, NULL, 0);
	send_create(2);
	EXPECT_EQ(1, tlineDispatch(0, INFINITE));
	EXPECT_EQ(1, tlineDispatch(0, INFINITE));
	EXPECT_EQ(2, heard.calls);
	EXPECT_EQ(0, tlineDispatch(0, 0));
	send_create(3);
	EXPECT_EQ(0, tlineDispatch(self->app, 0));
	EXPECT_EQ(1, tlineDispatch(other, 0));
	EXPECT_EQ(3, heard.p1);
	EXPECT_EQ(0, lineShutdown(self->app));
	send_create(4);
	EXPECT_EQ(1, tlineDispatch(0, 0));
	EXPECT_EQ(0, lineShutdown(other));
	EXPECT_EQ(LINEERR_INVALAPPHANDLE, tlineDispatch(0, INFINITE));
}

static HLINEAPP inside_app;
static LONG inside;

static void shut_down_inside(void)
{
	inside = lineShutdown(inside_app);
}

static void dispatch_inside(void)
{
	heard.then = shut_down_inside;
	inside = tlineDispatch(0, 0);
}

TEST_F(port, callback_shuts_down)
{
	self->app = more(HIDDENWINDOW, NULL, 0);
	inside_app = self->app;
	inside = -1;
	heard.then = shut_down_inside;
	send_create(1);
	EXPECT_EQ(1, tlineDispatch(0, INFINITE));
	EXPECT_EQ(0, inside);
	EXPECT_EQ(LINEERR_INVALAPPHANDLE, tlineDispatch(0, INFINITE));
}

TEST_F(port, callback_pumps_and_shuts_down)
{
	self->app = more(HIDDENWINDOW, NULL, 0);
	inside_app = self->app;
	heard.then = dispatch_inside;
	send_create(1);
	send_create(2);
	EXPECT_EQ(1, tlineDispatch(self->app, INFINITE));
	EXPECT_EQ(2, heard.calls);
	EXPECT_EQ(1, inside);
	EXPECT_EQ(LINEERR_INVALAPPHANDLE, tlineDispatch(self->app, INFINITE));
}

static HCALL the_call;

static void deallocate_inside(void)
{
	if (heard.message == LINE_CALLSTATE)
		inside = lineDeallocateCall((HCALL)heard.device);
	the_call = (HCALL)heard.device;
}

/* As old programs do, in the callback of IDLE. */
TEST_F(port, callback_deallocates)
{
	HLINE line = 0;

	self->app = more(HIDDENWINDOW, NULL, 0);
	ASSERT_EQ(0, lineOpen(self->app, 0, &line, 0x00010004, 0, 42, LINECALLPRIVILEGE_OWNER,
			      LINEMEDIAMODE_INTERACTIVEVOICE, NULL));
	fake.known_line = fake.opened.handle;
	fake.known_call = 777;
	inside = -1;
	heard.then = deallocate_inside;
	send_state(777, LINECALLSTATE_IDLE, 0, LINECALLPRIVILEGE_OWNER);
	EXPECT_EQ(1, tlineDispatch(0, INFINITE));
	EXPECT_EQ(0, inside);
	EXPECT_EQ(777, fake.deallocated);
	EXPECT_EQ(LINEERR_INVALCALLHANDLE, lineDeallocateCall(the_call));
	EXPECT_EQ(0, lineShutdown(self->app));
}

static void *shut_down(void *arg)
{
	usleep(20000);	/* the other one sleeps, or will find the app gone: the same to it */
	return (void *)(intptr_t)lineShutdown(*(HLINEAPP *)arg);
}

TEST_F(port, shutdown_ends_the_pump)
{
	pthread_t thread;
	void *result;

	for (int all = 0; all < 2; all++) {
		self->app = more(HIDDENWINDOW, NULL, 0);
		ASSERT_EQ(0, pthread_create(&thread, NULL, shut_down, &self->app));
		EXPECT_EQ(LINEERR_INVALAPPHANDLE, tlineDispatch(all ? 0 : self->app, INFINITE));
		ASSERT_EQ(0, pthread_join(thread, &result));
		EXPECT_EQ(0, (LONG)(intptr_t)result);
	}
	EXPECT_EQ(0, heard.calls);
}

/* --------------------------------------------------------------- completion ports */

TEST_F(port, messages_come_with_their_key)
{
	LINEMESSAGE *m = NULL;
	HLINEAPP other;
	DWORD key = 0;

	self->port = tlineCreatePort();
	ASSERT_NE(NULL, self->port);
	EXPECT_EQ(LINEERR_OPERATIONFAILED, tlineGetQueuedMessage(self->port, &key, &m, 10));
	self->app = more(PORT, self->port, 1001);
	send_create(1);
	other = more(PORT, self->port, 1002);
	EXPECT_EQ(0, tlineGetQueuedMessage(self->port, &key, &m, INFINITE));
	EXPECT_EQ(1001, key);
	EXPECT_EQ(1, m->dwParam1);
	free(m);
	send_create(2);
	send_create(3);
	for (DWORD i = 2; i < 4; i++) {
		EXPECT_EQ(0, tlineGetQueuedMessage(self->port, &key, &m, INFINITE));
		EXPECT_EQ(1002, key);
		EXPECT_EQ(LINE_CREATE, m->dwMessageID);
		EXPECT_EQ(i, m->dwParam1);
		free(m);
	}
	m = NULL;
	EXPECT_EQ(LINEERR_OPERATIONFAILED, tlineGetQueuedMessage(self->port, NULL, &m, 0));
	EXPECT_EQ(LINEERR_INVALPOINTER, tlineGetQueuedMessage(self->port, NULL, NULL, 0));
	EXPECT_EQ(LINEERR_INVALPARAM, tlineGetQueuedMessage(NULL, NULL, &m, 0));
	EXPECT_EQ(LINEERR_INVALPARAM, tlineGetQueuedMessage((HANDLE)(uintptr_t)other, NULL, &m, 0));
	EXPECT_EQ(NULL, m);
	EXPECT_EQ(LINEERR_INUSE, tlineClosePort(self->port));
	EXPECT_EQ(0, lineShutdown(self->app));
	EXPECT_EQ(LINEERR_INUSE, tlineClosePort(self->port));
	EXPECT_EQ(0, lineShutdown(other));
	EXPECT_EQ(LINEERR_INVALAPPHANDLE, tlineGetQueuedMessage(self->port, &key, &m, INFINITE));
	EXPECT_EQ(0, tlineClosePort(self->port));
	EXPECT_EQ(LINEERR_INVALPARAM, tlineClosePort(self->port));
	EXPECT_EQ(LINEERR_INVALPARAM, tlineGetQueuedMessage(self->port, &key, &m, INFINITE));
}

/* The port is the program's: after lineShutdown() it serves the next application. */
TEST_F(port, outlives_its_applications)
{
	LINEMESSAGE *m;

	self->port = tlineCreatePort();
	for (int i = 0; i < 3; i++) {
		self->app = more(PORT, self->port, 0);
		EXPECT_EQ(LINEERR_OPERATIONFAILED, tlineGetQueuedMessage(self->port, NULL, &m, 0));
		send_create(1);
		EXPECT_EQ(0, tlineGetQueuedMessage(self->port, NULL, &m, INFINITE));
		free(m);
		EXPECT_EQ(0, lineShutdown(self->app));
		EXPECT_EQ(LINEERR_INVALAPPHANDLE, tlineGetQueuedMessage(self->port, NULL, &m, 0));
	}
	EXPECT_EQ(0, tlineClosePort(self->port));
}

static void *wait_at_port(void *arg)
{
	LINEMESSAGE *m;

	return (void *)(intptr_t)tlineGetQueuedMessage(*(HANDLE *)arg, NULL, &m, INFINITE);
}

#define WAITERS	4

TEST_F(port, all_who_wait_return)
{
	pthread_t thread[WAITERS];
	void *result;

	for (int close = 0; close < 2; close++) {
		self->port = tlineCreatePort();
		if (!close)
			self->app = more(PORT, self->port, 0);
		for (int i = 0; i < WAITERS; i++)
			ASSERT_EQ(0, pthread_create(&thread[i], NULL, wait_at_port, &self->port));
		usleep(20000);	/* they sleep, or will find it over: the same to them */
		EXPECT_EQ(0, close ? tlineClosePort(self->port) : lineShutdown(self->app));
		for (int i = 0; i < WAITERS; i++) {
			ASSERT_EQ(0, pthread_join(thread[i], &result));
			EXPECT_EQ(close ? LINEERR_INVALPARAM : LINEERR_INVALAPPHANDLE,
				  (LONG)(intptr_t)result);
		}
		if (!close)
			EXPECT_EQ(0, tlineClosePort(self->port));
	}
}

/* Each message reaches one of those that wait, and none is read that nobody gets. */
static void *take_messages(void *arg)
{
	uintptr_t sum = 0;
	LINEMESSAGE *m;

	while (!tlineGetQueuedMessage(*(HANDLE *)arg, NULL, &m, INFINITE)) {
		sum += m->dwParam1;
		free(m);
		if (sum & 0x10000)
			break;
	}
	return (void *)sum;
}

TEST_F(port, many_threads_share_the_messages)
{
	pthread_t thread[WAITERS];
	uintptr_t sum = 0;
	void *result;

	self->port = tlineCreatePort();
	self->app = more(PORT, self->port, 0);
	for (int i = 0; i < WAITERS; i++)
		ASSERT_EQ(0, pthread_create(&thread[i], NULL, take_messages, &self->port));
	for (DWORD i = 1; i <= 100; i++)
		send_create(i);
	for (int i = 0; i < WAITERS; i++)
		send_create(0x10000);	/* one ends one thread */
	for (int i = 0; i < WAITERS; i++) {
		ASSERT_EQ(0, pthread_join(thread[i], &result));
		sum += (uintptr_t)result;
	}
	EXPECT_EQ(5050 + WAITERS * 0x10000, sum);
	EXPECT_EQ(0, lineShutdown(self->app));
	EXPECT_EQ(0, tlineClosePort(self->port));
}

/* ------------------------------------------------------------------ lost messages */

static HLINE serve(HLINEAPP app)
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
	HLINE line = 0;

	if (lineOpen(app, 0, &line, 0x00020002, 0, 42,
		     LINECALLPRIVILEGE_NONE | LINEOPENOPTION_PROXY, 0, &in.params))
		abort();
	return line;
}

/* A request is there whose message is among the lost ones. */
static void lose_request(void)
{
	static const DWORD numbers[3];

	fake.proxied = (struct tline_ioc_proxy_take){
		.id = 7, .type = LINEPROXYREQUEST_SETAGENTSTATE, .size = sizeof(numbers),
		.data = (uintptr_t)numbers,
	};
	send_message((struct tline_message){ .type = TLINE_LOST, .p1 = 1 });
}

TEST_F(port, proxy_of_a_port_hears_of_lost_requests)
{
	HLINEAPP second;
	LINEMESSAGE *m;
	HLINE line;

	self->port = tlineCreatePort();
	self->app = more(PORT, self->port, 1);
	second = more(PORT, self->port, 2);
	line = serve(second);
	lose_request();
	ASSERT_EQ(0, tlineGetQueuedMessage(self->port, NULL, &m, 0));
	EXPECT_EQ(TLINE_LOST, m->dwMessageID);
	free(m);
	ASSERT_EQ(0, tlineGetQueuedMessage(self->port, NULL, &m, 0));
	EXPECT_EQ(LINE_PROXYREQUEST, m->dwMessageID);
	EXPECT_EQ(line, m->hDevice);
	free(m);
	EXPECT_EQ(LINEERR_OPERATIONFAILED, tlineGetQueuedMessage(self->port, NULL, &m, 0));
	/* Ended meanwhile, it is not asked any more. */
	lose_request();
	ASSERT_EQ(0, tlineGetQueuedMessage(self->port, NULL, &m, 0));
	free(m);
	EXPECT_EQ(0, lineShutdown(second));
	EXPECT_EQ(LINEERR_OPERATIONFAILED, tlineGetQueuedMessage(self->port, NULL, &m, 0));
	EXPECT_EQ(0, lineShutdown(self->app));
	EXPECT_EQ(0, tlineClosePort(self->port));
}

TEST_F(port, proxy_with_a_callback_hears_of_lost_requests)
{
	self->app = more(HIDDENWINDOW, NULL, 0);
	serve(self->app);
	lose_request();
	EXPECT_EQ(1, tlineDispatch(0, 0));
	EXPECT_EQ(TLINE_LOST, heard.message);
	EXPECT_EQ(1, tlineDispatch(0, 0));
	EXPECT_EQ(LINE_PROXYREQUEST, heard.message);
	EXPECT_EQ(0, tlineDispatch(0, 0));
	EXPECT_EQ(0, lineShutdown(self->app));
}

TEST_HARNESS_MAIN
