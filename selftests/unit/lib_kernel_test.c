// SPDX-License-Identifier: GPL-2.0-only
/*
 * The library above a kernel that the test plays (lib_fake_kernel.h).
 */
#include <dirent.h>
#include <pthread.h>

#include "kselftest_harness.h"
#include "lib_fake_kernel.h"

static LONG init_app(HLINEAPP *app, DWORD version)
{
	LINEINITIALIZEEXPARAMS params = {
		.dwTotalSize = sizeof(params),
		.dwOptions = LINEINITIALIZEEXOPTION_USEEVENT,
	};
	DWORD num_lines;

	return lineInitializeEx(app, NULL, NULL, "test", &num_lines, &version, &params);
}

static int num_fds(void)
{
	DIR *dir = opendir("/proc/self/fd");
	int num = 0;

	while (readdir(dir))
		num++;
	closedir(dir);
	return num;
}

FIXTURE(lib)
{
	int fds;
	HLINEAPP app;
	HLINE line;
	uint32_t kid;	/* the kernel's id of the line */
	LINEMESSAGE m;
};

static HLINE open_line(HLINEAPP app, DWORD device, DWORD version, DWORD_PTR instance)
{
	HLINE line = 0;

	if (lineOpen(app, device, &line, version, 0, instance, LINECALLPRIVILEGE_MONITOR, 0, NULL))
		abort();
	return line;
}

FIXTURE_SETUP(lib)
{
	fake_start();
	self->fds = num_fds();
	ASSERT_EQ(0, init_app(&self->app, TLINE_API_VERSION_MAX));
	self->line = open_line(self->app, 0, 0x00020000, 42);
	self->kid = fake.opened.handle;
}

FIXTURE_TEARDOWN(lib)
{
	lineShutdown(self->app);
	EXPECT_EQ(self->fds, num_fds());
	fake_stop();
}

/* -------------------------------------------------------------- the application */

TEST_F(lib, initialize)
{
	LINEINITIALIZEEXPARAMS params = { .dwTotalSize = sizeof(params), .dwOptions = 2 };
	DWORD num, version = 0x7fffffff;
	HLINEAPP app;
	char name[TLINE_NAME_LEN + 1];

	ASSERT_EQ(0, lineInitializeEx(&app, NULL, NULL, NULL, &num, &version, &params));
	EXPECT_EQ(NUM_LINES, num);
	EXPECT_EQ(TLINE_API_VERSION_MAX, version);
	EXPECT_EQ(TLINE_API_VERSION_MAX, fake.setup.api_version);
	EXPECT_STREQ(program_invocation_short_name, fake.setup.module);
	EXPECT_STREQ(program_invocation_short_name, fake.setup.name);
	EXPECT_EQ(tlineGetFd(app), (int)(intptr_t)params.Handles.hEvent);
	EXPECT_EQ(0, lineShutdown(app));
	EXPECT_EQ(LINEERR_INVALAPPHANDLE, lineShutdown(app));
	EXPECT_EQ(LINEERR_INVALAPPHANDLE, tlineGetFd(app));
	EXPECT_EQ(LINEERR_INVALAPPHANDLE, lineShutdown(self->line));

	params.dwOptions = LINEINITIALIZEEXOPTION_USEEVENT;
	params.dwTotalSize--;
	EXPECT_EQ(LINEERR_STRUCTURETOOSMALL, lineInitializeEx(&app, NULL, NULL, "x", &num,
							      &version, &params));
	params.dwTotalSize++;
	memset(name, 'x', sizeof(name));
	name[TLINE_NAME_LEN] = '\0';
	EXPECT_EQ(LINEERR_INVALAPPNAME, lineInitializeEx(&app, NULL, NULL, name, &num, &version,
							 &params));
	version = 0x00010000;
	EXPECT_EQ(LINEERR_INCOMPATIBLEAPIVERSION, init_app(&app, version));
	setenv("TLINE_DEVDIR", "/nonexistent", 1);
	EXPECT_EQ(LINEERR_NODRIVER, init_app(&app, 0x00020000));
}

TEST(uninitialized)
{
	LINEMESSAGE m;

	EXPECT_EQ(LINEERR_UNINITIALIZED, lineShutdown(1));
	EXPECT_EQ(LINEERR_UNINITIALIZED, lineClose(1));
	EXPECT_EQ(LINEERR_UNINITIALIZED, lineDrop(1, NULL, 0));
	EXPECT_EQ(LINEERR_UNINITIALIZED, lineGetMessage(1, &m, 0));
}

TEST_F(lib, timeouts)
{
	EXPECT_EQ(LINEERR_OPERATIONFAILED, lineGetMessage(self->app, &self->m, 0));
	EXPECT_EQ(LINEERR_OPERATIONFAILED, lineGetMessage(self->app, &self->m, 20));
	EXPECT_EQ(LINEERR_INVALPOINTER, lineGetMessage(self->app, NULL, 0));
	EXPECT_EQ(LINEERR_INVALAPPHANDLE, lineGetMessage(self->line, &self->m, 0));
}

static void *get_message_forever(void *arg)
{
	HLINEAPP app = *(HLINEAPP *)arg;
	LINEMESSAGE m;

	return (void *)(intptr_t)lineGetMessage(app, &m, INFINITE);
}

TEST_F(lib, shutdown_wakes)
{
	pthread_t thread;
	void *result;

	ASSERT_EQ(0, pthread_create(&thread, NULL, get_message_forever, &self->app));
	usleep(20000);	/* it sleeps, or will find the app gone: the same to it */
	EXPECT_EQ(0, lineShutdown(self->app));
	ASSERT_EQ(0, pthread_join(thread, &result));
	EXPECT_EQ(LINEERR_INVALAPPHANDLE, (LONG)(intptr_t)result);
	EXPECT_EQ(1, fake.shutdowns);
	EXPECT_EQ(LINEERR_INVALLINEHANDLE, lineClose(self->line));
}

TEST_F(lib, readable_only_while_there_are_messages)
{
	struct pollfd pfd = { .fd = tlineGetFd(self->app), .events = POLLIN };

	EXPECT_EQ(0, poll(&pfd, 1, 0));
	send_message((struct tline_message){ .type = LINE_CREATE, .p1 = 4 });
	send_message((struct tline_message){ .type = LINE_CREATE, .p1 = 5 });
	for (DWORD i = 4; i < 6; i++) {
		EXPECT_EQ(1, poll(&pfd, 1, 0));
		ASSERT_EQ(0, lineGetMessage(self->app, &self->m, 0));
		EXPECT_EQ(LINE_CREATE, self->m.dwMessageID);
		EXPECT_EQ(i, self->m.dwParam1);
	}
	EXPECT_EQ(0, poll(&pfd, 1, 0));
}

/* ----------------------------------------------------------------------- lines */

TEST_F(lib, versions_of_lines)
{
	LINEEXTENSIONID ext;
	DWORD version;

	EXPECT_EQ(0, lineNegotiateAPIVersion(self->app, 0, 0x00010003, 0x10000000, &version, &ext));
	EXPECT_EQ(TLINE_API_VERSION_MAX, version);
	EXPECT_EQ(0, lineNegotiateAPIVersion(self->app, 2, 0x00010003, 0x10000000, &version, &ext));
	EXPECT_EQ(TLINE_API_VERSION_1_4, version);
	EXPECT_EQ(LINEERR_INCOMPATIBLEAPIVERSION,
		  lineNegotiateAPIVersion(self->app, 2, 0x00020000, 0x10000000, &version, &ext));
	EXPECT_EQ(LINEERR_NODEVICE, lineNegotiateAPIVersion(self->app, NUM_LINES - 1, 0x00010003,
							    0x00020000, &version, &ext));
	EXPECT_EQ(LINEERR_BADDEVICEID, lineNegotiateAPIVersion(self->app, NUM_LINES, 0x00010003,
							       0x00020000, &version, &ext));
}

TEST_F(lib, open_refusals)
{
	LINECALLPARAMS params = { .dwTotalSize = sizeof(params) };
	HLINE line = 0;

	EXPECT_EQ(LINEERR_NODEVICE, lineOpen(self->app, 3, &line, 0x00020000, 0, 0, 1, 0, NULL));
	EXPECT_EQ(LINEERR_BADDEVICEID, lineOpen(self->app, 4, &line, 0x00020000, 0, 0, 1, 0, NULL));
	EXPECT_EQ(LINEERR_INVALPRIVSELECT, lineOpen(self->app, 0, &line, 0x00020000, 0, 0, 0, 0,
						    NULL));
	EXPECT_EQ(LINEERR_INVALPRIVSELECT, lineOpen(self->app, 0, &line, 0x00020000, 0, 0, 8, 0,
						    NULL));
	EXPECT_EQ(LINEERR_INVALPRIVSELECT, lineOpen(self->app, 0, &line, 0x00020000, 0, 0, 3, 0,
						    NULL));
	EXPECT_EQ(LINEERR_INCOMPATIBLEAPIVERSION, lineOpen(self->app, 0, &line, 0x00030000, 0, 0,
							   1, 0, NULL));
	EXPECT_EQ(LINEERR_INCOMPATIBLEEXTVERSION, lineOpen(self->app, 0, &line, 0x00020000, 1, 0,
							   1, 0, NULL));
	EXPECT_EQ(LINEERR_INVALADDRESSID,
		  lineOpen(self->app, 0, &line, 0x00020000, 0, 0,
			   LINECALLPRIVILEGE_MONITOR | LINEOPENOPTION_SINGLEADDRESS, 0, &params));
	fake.refuse = LINEERR_ALLOCATED;
	EXPECT_EQ(LINEERR_ALLOCATED, lineOpen(self->app, 0, &line, 0x00020000, 0, 0, 1, 0, NULL));
	EXPECT_EQ(0, line);
}

TEST_F(lib, open_passes_on)
{
	LINECALLPARAMS params = {
		.dwTotalSize = sizeof(params),
		.dwAddressMode = LINEADDRESSMODE_ADDRESSID,
		.dwAddressID = 1,
	};
	DWORD privileges = LINECALLPRIVILEGE_OWNER | LINEOPENOPTION_SINGLEADDRESS;
	HLINE line;

	ASSERT_EQ(0, lineOpen(self->app, 1, &line, 0x00020001, 0, 7, privileges,
			      LINEMEDIAMODE_DATAMODEM, &params));
	EXPECT_EQ(0x00020001, fake.opened.api_version);
	EXPECT_EQ(privileges, fake.opened.privileges);
	EXPECT_EQ(LINEMEDIAMODE_DATAMODEM, fake.opened.media_modes);
	EXPECT_EQ(1, fake.opened.address);
	EXPECT_EQ(7, fake.opened.instance);
	EXPECT_EQ(tlineGetFd(self->app), fake.opened.app_fd);
}

TEST_F(lib, mapper)
{
	LINECALLPARAMS params = {
		.dwTotalSize = sizeof(params),
		.dwMediaMode = LINEMEDIAMODE_DATAMODEM,
	};
	HLINE line;

	ASSERT_EQ(0, lineOpen(self->app, LINEMAPPER, &line, 0x00020000, 0, 0, 2, 0, &params));
	EXPECT_EQ(1, fake.opened_device);
	params.dwMediaMode = LINEMEDIAMODE_VIDEO;
	EXPECT_EQ(LINEERR_LINEMAPPERFAILED, lineOpen(self->app, LINEMAPPER, &line, 0x00020000, 0,
						     0, 2, 0, &params));
	params.dwMediaMode = 0;
	params.dwMinRate = 9601;
	EXPECT_EQ(LINEERR_LINEMAPPERFAILED, lineOpen(self->app, LINEMAPPER, &line, 0x00020000, 0,
						     0, 2, 0, &params));
}

TEST_F(lib, addresses_by_number)
{
	DWORD address = 9;

	EXPECT_EQ(0, lineGetAddressID(self->line, &address, LINEADDRESSMODE_DIALABLEADDR, "100x1",
				      6));
	EXPECT_EQ(1, address);
	EXPECT_EQ(0, lineGetAddressID(self->line, &address, LINEADDRESSMODE_DIALABLEADDR, "100x1",
				      3));
	EXPECT_EQ(0, address);
	EXPECT_EQ(LINEERR_INVALADDRESS, lineGetAddressID(self->line, &address,
							 LINEADDRESSMODE_DIALABLEADDR, "9", 2));
	EXPECT_EQ(LINEERR_INVALADDRESSMODE, lineGetAddressID(self->line, &address,
							     LINEADDRESSMODE_ADDRESSID, "100", 4));
}

/* ----------------------------------------------------------- requests and replies */

TEST_F(lib, make_call)
{
	const struct tline_call_params *args = (void *)fake.args;
	TLINEMESSAGEEX ex = { .dwTotalSize = sizeof(ex) };
	HCALL call = 0;
	LONG id;

	EXPECT_EQ(0, tlineSetCookie(self->line, 0x123456789abcdefull));
	EXPECT_EQ(0, tlineSetDeadline(self->line, 1500));
	id = lineMakeCall(self->line, &call, "101", 49, NULL);
	ASSERT_LT(0, id);
	EXPECT_EQ(TLINE_OP_MAKECALL, fake.request.op);
	EXPECT_EQ(1500000000, fake.request.timeout_ns);
	EXPECT_STREQ("101", args->dest.number);
	EXPECT_EQ(49, args->dest.country);
	EXPECT_EQ(0, call);

	send_reply(0);
	ASSERT_EQ(0, tlineGetMessageEx(self->app, &self->m, &ex, 0));
	EXPECT_EQ(LINE_REPLY, self->m.dwMessageID);
	EXPECT_EQ(0, self->m.hDevice);
	EXPECT_EQ(42, self->m.dwCallbackInstance);
	EXPECT_EQ(id, self->m.dwParam1);
	EXPECT_EQ(0, self->m.dwParam2);
	EXPECT_EQ(0, self->m.dwParam3);
	EXPECT_EQ(TLINE_OP_MAKECALL, ex.dwOperation);
	EXPECT_EQ(TLINEREASON_DONE, ex.dwReason);
	EXPECT_EQ(0x123456789abcdefull, ex.qwCookie);
	ASSERT_NE(0, call);

	send_state(fake.request.new_call, LINECALLSTATE_DIALTONE, 1, LINECALLPRIVILEGE_OWNER);
	ASSERT_EQ(0, lineGetMessage(self->app, &self->m, 0));
	EXPECT_EQ(call, self->m.hDevice);
	ASSERT_LT(0, lineDrop(call, NULL, 0));
	EXPECT_EQ(0, fake.request.args_size);
}

TEST_F(lib, call_that_fails)
{
	HCALL call = 0;

	fake.refuse = LINEERR_INVALADDRESS;
	EXPECT_EQ(LINEERR_INVALADDRESS, lineMakeCall(self->line, &call, "101", 0, NULL));
	fake.refuse = 0;
	ASSERT_LT(0, lineMakeCall(self->line, &call, "101", 0, NULL));
	send_reply(LINEERR_CALLUNAVAIL);
	ASSERT_EQ(0, lineGetMessage(self->app, &self->m, 0));
	EXPECT_EQ(LINEERR_CALLUNAVAIL, (LONG)self->m.dwParam2);
	EXPECT_TRUE(self->m.dwParam2 == (DWORD_PTR)LINEERR_CALLUNAVAIL);
	EXPECT_EQ(0, call);
	EXPECT_EQ(LINEERR_INVALPOINTER, lineMakeCall(self->line, NULL, "101", 0, NULL));
	EXPECT_EQ(LINEERR_INVALLINEHANDLE, lineMakeCall(self->app, &call, "101", 0, NULL));
	EXPECT_EQ(LINEERR_NOREQUEST, tlineCancel(self->app, 1, 1));
}

static struct {
	HLINEAPP app;
	pthread_t thread;
	LINEMESSAGE m;
	LONG rc;
	bool done;
	bool done_early;
} reader;

static void *read_one(void *arg)
{
	reader.rc = lineGetMessage(reader.app, &reader.m, 5000);
	__atomic_store_n(&reader.done, true, __ATOMIC_SEQ_CST);
	return NULL;
}

static void start_reader(HLINEAPP app)
{
	memset(&reader, 0, sizeof(reader));
	reader.app = app;
	if (pthread_create(&reader.thread, NULL, read_one, NULL))
		abort();
}

/* The reader has taken the message and must not have returned it. */
static void reader_must_wait(void)
{
	struct pollfd pfd = { .fd = fake.fifo, .events = POLLIN };

	for (int i = 0; poll(&pfd, 1, 0) == 1; i++) {
		if (i == 5000)
			abort();
		usleep(1000);
	}
	usleep(20000);
	reader.done_early = __atomic_load_n(&reader.done, __ATOMIC_SEQ_CST);
}

static void reply_early(void)
{
	send_reply(0);
	reader_must_wait();
}

TEST_F(lib, reply_before_submit_returns)
{
	HCALL call = 0;
	LONG id;

	start_reader(self->app);
	fake.during = reply_early;
	id = lineMakeCall(self->line, &call, "101", 0, NULL);
	pthread_join(reader.thread, NULL);
	EXPECT_FALSE(reader.done_early);
	EXPECT_EQ(0, reader.rc);
	EXPECT_LT(0, id);
	EXPECT_EQ(id, reader.m.dwParam1);
	EXPECT_NE(0, call);
}

static struct {
	pthread_t thread;
	LINEMESSAGE m;
	LONG rc;
} later;

static void *read_later(void *arg)
{
	later.rc = lineGetMessage(reader.app, &later.m, 5000);
	return NULL;
}

/* The first reader has a message that it must not return yet; another one comes. */
static void second_reader_comes(void)
{
	send_reply(0);
	reader_must_wait();
	if (pthread_create(&later.thread, NULL, read_later, NULL))
		abort();
	usleep(20000);
}

TEST_F(lib, readers_take_turns)
{
	HCALL call = 0;
	LONG id;

	start_reader(self->app);
	fake.during = second_reader_comes;
	id = lineMakeCall(self->line, &call, "101", 0, NULL);
	pthread_join(reader.thread, NULL);
	EXPECT_EQ(0, reader.rc);
	EXPECT_EQ(LINE_REPLY, reader.m.dwMessageID);
	EXPECT_EQ(id, reader.m.dwParam1);
	send_state(fake.request.new_call, LINECALLSTATE_CONNECTED, 0, 0);
	pthread_join(later.thread, NULL);
	EXPECT_EQ(0, later.rc);
	EXPECT_EQ(LINE_CALLSTATE, later.m.dwMessageID);
	EXPECT_EQ(call, later.m.hDevice);
}

static void new_call_early(void)
{
	send_new_call(fake.opened.handle, 5000);
	reader_must_wait();
}

TEST_F(lib, message_before_open_returns)
{
	HLINE line;

	start_reader(self->app);
	fake.during = new_call_early;
	line = open_line(self->app, 1, 0x00020000, 42);
	pthread_join(reader.thread, NULL);
	EXPECT_FALSE(reader.done_early);
	EXPECT_EQ(0, reader.rc);
	EXPECT_EQ(line, reader.m.hDevice);
	EXPECT_LT(0, lineAnswer((HCALL)reader.m.dwParam2, NULL, 0));
	EXPECT_EQ(5000, fake.request.call);
}

static void state_early(void)
{
	send_state(fake.next_id, LINECALLSTATE_CONNECTED, 0, 0);
	reader_must_wait();
}

TEST_F(lib, message_before_new_calls_return)
{
	union {
		LINECALLLIST list;
		char mem[64];
	} calls = { .list = { .dwTotalSize = sizeof(calls) } };
	HCALL handles[2];

	fake.new_calls = 2;
	start_reader(self->app);
	fake.during = state_early;
	ASSERT_EQ(0, lineGetNewCalls(self->line, 0, LINECALLSELECT_LINE, &calls.list));
	pthread_join(reader.thread, NULL);
	EXPECT_FALSE(reader.done_early);
	ASSERT_EQ(2, calls.list.dwCallsNumEntries);
	memcpy(handles, calls.mem + calls.list.dwCallsOffset, sizeof(handles));
	EXPECT_EQ(handles[1], reader.m.hDevice);
	EXPECT_EQ(0, fake.probes);
}

TEST_F(lib, new_calls_without_room)
{
	LINECALLLIST list = { .dwTotalSize = sizeof(list) };

	fake.new_calls = 3;
	EXPECT_EQ(0, lineGetNewCalls(self->line, 0, LINECALLSELECT_LINE, &list));
	EXPECT_EQ(sizeof(list) + 12, list.dwNeededSize);
	EXPECT_EQ(sizeof(list), list.dwUsedSize);
	EXPECT_EQ(0, list.dwCallsNumEntries);
	list.dwTotalSize--;
	EXPECT_EQ(LINEERR_STRUCTURETOOSMALL, lineGetNewCalls(self->line, 0, 1, &list));
}

/* ---------------------------------------------------------------------- handles */

TEST_F(lib, new_call_and_its_end)
{
	HCALL call;

	send_new_call(self->kid, 7000);
	send_state(7000, LINECALLSTATE_OFFERING, 0, LINECALLPRIVILEGE_OWNER);
	ASSERT_EQ(0, lineGetMessage(self->app, &self->m, 0));
	EXPECT_EQ(LINE_APPNEWCALL, self->m.dwMessageID);
	EXPECT_EQ(self->line, self->m.hDevice);
	call = (HCALL)self->m.dwParam2;
	ASSERT_EQ(0, lineGetMessage(self->app, &self->m, 0));
	EXPECT_EQ(call, self->m.hDevice);
	EXPECT_EQ(0, lineDeallocateCall(call));
	EXPECT_EQ(7000, fake.deallocated);
	EXPECT_EQ(LINEERR_INVALCALLHANDLE, lineDeallocateCall(call));
	EXPECT_EQ(LINEERR_INVALCALLHANDLE, lineDrop(call, NULL, 0));
	/* what was under way for it is not delivered */
	send_state(7000, LINECALLSTATE_IDLE, 0, 0);
	send_message((struct tline_message){ .type = LINE_CREATE });
	ASSERT_EQ(0, lineGetMessage(self->app, &self->m, 0));
	EXPECT_EQ(LINE_CREATE, self->m.dwMessageID);
}

TEST_F(lib, call_without_announcement)
{
	HLINE old = open_line(self->app, 2, TLINE_API_VERSION_1_4, 42);

	EXPECT_NE(0, old);
	fake.known_call = 8000;
	fake.known_line = fake.opened.handle;
	send_state(8000, LINECALLSTATE_OFFERING, 0, LINECALLPRIVILEGE_OWNER);
	ASSERT_EQ(0, lineGetMessage(self->app, &self->m, 0));
	EXPECT_NE(0, self->m.hDevice);
	EXPECT_EQ(2, fake.probes);
	EXPECT_EQ(0, lineDeallocateCall(self->m.hDevice));
	EXPECT_EQ(8000, fake.deallocated);
}

TEST_F(lib, two_apps_with_the_same_ids)
{
	HLINEAPP other;
	HLINE line2;
	HCALL call1, call2;
	int fifo1 = fake.fifo;

	new_fifo();
	ASSERT_EQ(0, init_app(&other, 0x00020000));
	fake.next_id = 100;
	line2 = open_line(other, 0, 0x00020000, 42);
	ASSERT_EQ(self->kid, fake.opened.handle);
	EXPECT_NE(self->line, line2);
	send_new_call(self->kid, 9000);
	ASSERT_EQ(0, lineGetMessage(other, &self->m, 0));
	EXPECT_EQ(line2, self->m.hDevice);
	call2 = (HCALL)self->m.dwParam2;
	close(fake.fifo);
	fake.fifo = fifo1;
	send_new_call(self->kid, 9000);
	ASSERT_EQ(0, lineGetMessage(self->app, &self->m, 0));
	EXPECT_EQ(self->line, self->m.hDevice);
	call1 = (HCALL)self->m.dwParam2;
	EXPECT_NE(call1, call2);
	EXPECT_EQ(LINEERR_INVALCALLHANDLE, lineSwapHold(call1, call2));
	EXPECT_EQ(LINEERR_INVALCONSULTCALLHANDLE, lineCompleteTransfer(call1, call2, NULL, 1));
	EXPECT_EQ(0, lineShutdown(other));
	EXPECT_EQ(LINEERR_INVALCALLHANDLE, lineHold(call2));
	EXPECT_LT(0, lineHold(call1));
	EXPECT_EQ(0, lineGetMessage(self->app, &self->m, 0));	/* the fake's wake-up */
}

TEST_F(lib, closed_by_force)
{
	HCALL call;

	send_new_call(self->kid, 7000);
	ASSERT_EQ(0, lineGetMessage(self->app, &self->m, 0));
	call = (HCALL)self->m.dwParam2;
	send_message((struct tline_message){ .type = LINE_CLOSE, .handle = self->kid,
					     .instance = 42 });
	ASSERT_EQ(0, lineGetMessage(self->app, &self->m, 0));
	EXPECT_EQ(LINE_CLOSE, self->m.dwMessageID);
	EXPECT_EQ(self->line, self->m.hDevice);
	EXPECT_EQ(LINEERR_INVALLINEHANDLE, lineClose(self->line));
	EXPECT_EQ(LINEERR_INVALCALLHANDLE, lineDrop(call, NULL, 0));
}

TEST_F(lib, close_with_a_pending_request)
{
	HCALL call = 0;
	LONG id;

	id = lineMakeCall(self->line, &call, "101", 0, NULL);
	ASSERT_LT(0, id);
	EXPECT_EQ(0, lineClose(self->line));
	EXPECT_EQ(1, fake.closes);
	EXPECT_EQ(LINEERR_INVALLINEHANDLE, lineClose(self->line));
	send_reply(LINEERR_OPERATIONFAILED);
	ASSERT_EQ(0, lineGetMessage(self->app, &self->m, 0));
	EXPECT_EQ(id, self->m.dwParam1);
	EXPECT_EQ(LINEERR_OPERATIONFAILED, (LONG)self->m.dwParam2);
	EXPECT_EQ(0, call);
}

TEST_F(lib, success_of_a_closed_line)
{
	HCALL call = 0;

	ASSERT_LT(0, lineMakeCall(self->line, &call, "101", 0, NULL));
	send_reply(0);	/* in the queue before the line is closed */
	EXPECT_EQ(0, lineClose(self->line));
	ASSERT_EQ(0, lineGetMessage(self->app, &self->m, 0));
	EXPECT_EQ(0, call);
}

TEST_F(lib, old_lines_have_no_replies_after_close)
{
	HLINE old = open_line(self->app, 2, TLINE_API_VERSION_1_4, 42);
	HCALL call = 0;

	ASSERT_LT(0, lineMakeCall(old, &call, "101", 0, NULL));
	EXPECT_EQ(0, lineClose(old));	/* the leak sanitizer looks for the request */
	send_reply(0);			/* had been in the queue */
	EXPECT_EQ(LINEERR_OPERATIONFAILED, lineGetMessage(self->app, &self->m, 0));
	EXPECT_EQ(0, call);
}

static HLINE line_to_close;

static void close_line_early(void)
{
	lineClose(line_to_close);
}

TEST_F(lib, line_closed_during_submit)
{
	HCALL call = 0;

	line_to_close = self->line;
	fake.during = close_line_early;
	EXPECT_LT(0, lineMakeCall(self->line, &call, "101", 0, NULL));
	send_reply(LINEERR_OPERATIONFAILED);
	ASSERT_EQ(0, lineGetMessage(self->app, &self->m, 0));
	EXPECT_EQ(0, call);

	line_to_close = open_line(self->app, 2, TLINE_API_VERSION_1_4, 42);
	fake.during = close_line_early;
	EXPECT_LT(0, lineMakeCall(line_to_close, &call, "101", 0, NULL));
	send_reply(LINEERR_OPERATIONFAILED);
	EXPECT_EQ(LINEERR_OPERATIONFAILED, lineGetMessage(self->app, &self->m, 0));
}

/* Each message kind's handle; CONFERENCED names the conference call. */
TEST_F(lib, conference_call_in_a_message)
{
	HCALL conference;

	send_new_call(self->kid, 7000);
	ASSERT_EQ(0, lineGetMessage(self->app, &self->m, 0));
	conference = (HCALL)self->m.dwParam2;
	send_new_call(self->kid, 7001);
	ASSERT_EQ(0, lineGetMessage(self->app, &self->m, 0));
	send_state(7001, LINECALLSTATE_CONFERENCED, 7000, 0);
	ASSERT_EQ(0, lineGetMessage(self->app, &self->m, 0));
	EXPECT_EQ(conference, self->m.dwParam2);
	EXPECT_EQ(0, lineDeallocateCall(conference));
	send_state(7001, LINECALLSTATE_CONFERENCED, 7000, 0);
	ASSERT_EQ(0, lineGetMessage(self->app, &self->m, 0));
	EXPECT_EQ(0, self->m.dwParam2);
}

/* ----------------------------------------------- what each request tells the kernel */

TEST_F(lib, operations)
{
	HCALL call, held, consult = 0;

	send_new_call(self->kid, 7000);
	ASSERT_EQ(0, lineGetMessage(self->app, &self->m, 0));
	call = (HCALL)self->m.dwParam2;
	send_new_call(self->kid, 7001);
	ASSERT_EQ(0, lineGetMessage(self->app, &self->m, 0));
	held = (HCALL)self->m.dwParam2;

#define SENDS(function, code, bytes) do {				\
	EXPECT_LT(0, function) TH_LOG(#function);			\
	EXPECT_EQ(TLINE_OP_##code, fake.request.op) TH_LOG(#function);	\
	EXPECT_EQ(7000, fake.request.call) TH_LOG(#function);		\
	EXPECT_EQ((bytes), fake.request.args_size) TH_LOG(#function);	\
} while (0)

	SENDS(lineAccept(call, NULL, 0), ACCEPT, 0);
	SENDS(lineAnswer(call, "hi", 2), ANSWER, sizeof(struct tline_uui));
	SENDS(lineDrop(call, NULL, 5), DROP, 0);
	SENDS(lineHold(call), HOLD, 0);
	SENDS(lineUnhold(call), UNHOLD, 0);
	SENDS(lineSecureCall(call), SECURECALL, 0);
	SENDS(lineReleaseUserUserInfo(call), RELEASEUSERUSERINFO, 0);
	SENDS(lineSendUserUserInfo(call, "hi", 2), SENDUSERUSERINFO, sizeof(struct tline_uui));
	SENDS(lineDial(call, "1", 0), DIAL, sizeof(struct tline_dest));
	SENDS(lineRedirect(call, "1", 0), REDIRECT, sizeof(struct tline_dest));
	SENDS(lineBlindTransfer(call, "1", 0), BLINDTRANSFER, sizeof(struct tline_dest));
	SENDS(lineSetCallParams(call, 1, 2, 3, NULL), SETCALLPARAMS,
	      sizeof(struct tline_call_params));
	SENDS(lineSetupTransfer(call, &consult, NULL), SETUPTRANSFER,
	      sizeof(struct tline_call_params));
	SENDS(lineSwapHold(call, held), SWAPHOLD, 0);
	EXPECT_EQ(7001, fake.request.call2);
	SENDS(lineCompleteTransfer(call, held, NULL, LINETRANSFERMODE_TRANSFER), COMPLETETRANSFER,
	      0);
	EXPECT_EQ(7001, fake.request.call2);
	EXPECT_EQ(LINETRANSFERMODE_TRANSFER, fake.request.arg[0]);
#undef SENDS
	EXPECT_EQ(LINEERR_INVALPOINTER, lineCompleteTransfer(call, held, NULL, 2));
	EXPECT_EQ(LINEERR_INVALPOINTER, lineDial(call, NULL, 0));
	EXPECT_EQ(LINEERR_INVALPOINTER, lineSendUserUserInfo(call, NULL, 0));
	EXPECT_LT(0, lineSetLineDevStatus(self->line, LINEDEVSTATUSFLAGS_MSGWAIT, 7));
	EXPECT_EQ(LINEDEVSTATUSFLAGS_MSGWAIT, fake.request.arg[0]);
	EXPECT_EQ(1, fake.request.arg[1]);
	EXPECT_EQ(0, fake.request.call);
}

TEST_F(lib, call_parameters_with_dialling)
{
	LINEDIALPARAMS dial = {
		.dwDialPause = 1, .dwDialSpeed = 2, .dwDigitDuration = 3, .dwWaitForDialtone = 4,
	};
	const struct tline_call_params *args = (void *)fake.args;
	HCALL call;

	ASSERT_LT(0, lineMakeCall(self->line, &call, "1", 0, NULL));
	send_reply(0);
	ASSERT_EQ(0, lineGetMessage(self->app, &self->m, 0));
	ASSERT_LT(0, lineSetCallParams(call, LINEBEARERMODE_VOICE, 0, 0, &dial));
	EXPECT_EQ(1, args->dial.pause);
	EXPECT_EQ(2, args->dial.speed);
	EXPECT_EQ(3, args->dial.duration);
	EXPECT_EQ(4, args->dial.wait_dialtone);
}

TEST_F(lib, no_digit_mode_only_ends_what_is_being_sent)
{
	const struct tline_ioc_digits *told = (void *)fake.arg;
	HCALL call;

	ASSERT_LT(0, lineMakeCall(self->line, &call, "1", 0, NULL));
	send_reply(0);
	ASSERT_EQ(0, lineGetMessage(self->app, &self->m, 0));
	EXPECT_EQ(0, lineGenerateDigits(call, 0, "12", 0));
	EXPECT_EQ(LINEDIGITMODE_DTMF, told->mode);
	EXPECT_STREQ("", told->digits);
}

/* The program has the call from a message that was sent before the reply. */
TEST_F(lib, reply_about_a_call_that_a_message_has_brought)
{
	HCALL call = 0, brought;

	ASSERT_LT(0, lineMakeCall(self->line, &call, "1", 0, NULL));
	send_new_call(self->kid, fake.request.new_call);
	send_reply(0);
	ASSERT_EQ(0, lineGetMessage(self->app, &self->m, 0));
	EXPECT_EQ(LINE_APPNEWCALL, self->m.dwMessageID);
	brought = (HCALL)self->m.dwParam2;
	EXPECT_EQ(0, call);
	ASSERT_EQ(0, lineGetMessage(self->app, &self->m, 0));
	EXPECT_EQ(LINE_REPLY, self->m.dwMessageID);
	EXPECT_EQ(brought, call);
	EXPECT_EQ(0, lineDeallocateCall(call));
	EXPECT_EQ(LINEERR_INVALCALLHANDLE, lineDeallocateCall(brought));
}

TEST_F(lib, caps_of_an_address_that_is_not_there)
{
	LINEADDRESSCAPS caps = { .dwTotalSize = sizeof(caps) };

	EXPECT_EQ(LINEERR_INVALADDRESSID,
		  lineGetAddressCaps(self->app, 0, 2, TLINE_API_VERSION_MAX, 0, &caps));
	EXPECT_EQ(0, lineGetAddressCaps(self->app, 0, 1, TLINE_API_VERSION_MAX, 0, &caps));
}

/* No more memory is taken for it than there can be calls. */
TEST_F(lib, list_of_calls_that_claims_all_memory)
{
	union {
		LINECALLLIST list;
		char room[256];
	} out = { .list.dwTotalSize = 0xffffffff };

	fake.new_calls = 2;
	EXPECT_EQ(0, lineGetNewCalls(self->line, 0, LINECALLSELECT_LINE, &out.list));
	EXPECT_EQ(2, out.list.dwCallsNumEntries);
}

static DWORD ending;	/* an application, or a line */

static void end_app(void)
{
	if (lineShutdown(ending))
		abort();
}

static void end_line(void)
{
	if (lineClose(ending))
		abort();
}

TEST_F(lib, no_line_is_opened_by_an_application_that_ends_meanwhile)
{
	HLINE line = 0;

	ending = self->app;
	fake.during = end_app;
	EXPECT_EQ(LINEERR_INVALAPPHANDLE, lineOpen(self->app, 0, &line, TLINE_API_VERSION_MAX, 0, 0,
						   LINECALLPRIVILEGE_MONITOR, 0, NULL));
	EXPECT_EQ(0, line);
	EXPECT_EQ(self->fds, num_fds());
}

TEST_F(lib, folder_of_devices_with_too_long_a_name)
{
	char name[300];
	HLINEAPP app;

	memset(name, 'x', sizeof(name) - 1);
	name[sizeof(name) - 1] = '\0';
	setenv("TLINE_DEVDIR", name, 1);
	EXPECT_EQ(LINEERR_OPERATIONFAILED, init_app(&app, TLINE_API_VERSION_MAX));
	setenv("TLINE_DEVDIR", fake.dir, 1);
	EXPECT_EQ(0, init_app(&app, TLINE_API_VERSION_MAX));
	EXPECT_EQ(0, lineShutdown(app));
}

TEST_F(lib, origin_address_by_number)
{
	struct {
		LINECALLPARAMS params;
		char number[8];
	} p = {
		.params = {
			.dwTotalSize = sizeof(p),
			.dwAddressMode = LINEADDRESSMODE_DIALABLEADDR,
			.dwOrigAddressSize = 6,
			.dwOrigAddressOffset = sizeof(p.params),
		},
		.number = "100x1",
	};
	const struct tline_call_params *args = (void *)fake.args;
	HCALL call;

	EXPECT_LT(0, lineMakeCall(self->line, &call, NULL, 0, &p.params));
	EXPECT_EQ(TLINE_ADDRESSMODE_ADDRESSID, args->address_mode);
	EXPECT_EQ(1, args->address);
	EXPECT_EQ(0, args->dest.number[0]);
	ending = self->line;
	fake.during = end_line;
	fake.request.id = 0;
	EXPECT_EQ(LINEERR_INVALLINEHANDLE, lineMakeCall(self->line, &call, NULL, 0, &p.params));
	EXPECT_EQ(0, fake.request.id);
	self->line = open_line(self->app, 0, TLINE_API_VERSION_MAX, 42);
	strcpy(p.number, "none");
	EXPECT_EQ(LINEERR_INVALADDRESS, lineMakeCall(self->line, &call, NULL, 0, &p.params));
}

TEST_HARNESS_MAIN
