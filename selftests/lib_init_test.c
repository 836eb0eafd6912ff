// SPDX-License-Identifier: GPL-2.0-only
/*
 * How libtline starts and how its messages come, on the real kernel: the callback of
 * old programs, completion ports, older API versions, shutting down while others wait;
 * and the priorities that outlive the kernel's lists.
 */
#include "lib_phone.h"

#include <pthread.h>
#include <sys/stat.h>

#define MAX_HEARD	64

/* What the callback has heard. */
static LINEMESSAGE heard[MAX_HEARD];
static int num_heard;
static void (*then)(const LINEMESSAGE *m);

static void CALLBACK callback(DWORD device, DWORD message, DWORD_PTR instance, DWORD_PTR p1,
			      DWORD_PTR p2, DWORD_PTR p3)
{
	LINEMESSAGE *m = &heard[num_heard];

	if (num_heard < MAX_HEARD - 1)
		num_heard++;
	*m = (LINEMESSAGE){ device, message, instance, p1, p2, p3 };
	if (then)
		then(m);
}

/* Pumps until a message has come; NULL if it does not. */
static const LINEMESSAGE *pump_until(DWORD message, DWORD_PTR p1)
{
	const LINEMESSAGE *m;

	while (tlineDispatch(0, WAIT_MS) == 1) {
		m = &heard[num_heard - 1];
		if (m->dwMessageID == message && m->dwParam1 == p1)
			return m;
	}
	return NULL;
}

static HLINEAPP start(DWORD version, DWORD mechanism, HANDLE port, DWORD key)
{
	LINEINITIALIZEEXPARAMS params = {
		.dwTotalSize = sizeof(params),
		.dwOptions = mechanism,
		.Handles.hCompletionPort = port,
		.dwCompletionKey = key,
	};
	HLINEAPP app;
	DWORD num;

	must("lineInitializeEx", lineInitializeEx(&app, NULL, callback, "test", &num, &version,
						  &params));
	return app;
}

static HLINEAPP start_event(DWORD version)
{
	return start(version, LINEINITIALIZEEXOPTION_USEEVENT, NULL, 0);
}

FIXTURE(init)
{
	struct sim sim;
	HLINEAPP app;
	HLINE line;
	HCALL call;
};

FIXTURE_SETUP(init)
{
	sim_create(&self->sim, 2);
	num_heard = 0;
	then = NULL;
}

FIXTURE_TEARDOWN(init)
{
	sim_destroy(&self->sim);
}

/* ----------------------------------------------------------------- an old program's callback */

static LONG in_callback;

static void answer_drop_deallocate(const LINEMESSAGE *m)
{
	if (m->dwMessageID != LINE_CALLSTATE)
		return;
	if (m->dwParam1 == S(OFFERING))
		in_callback = lineAnswer(m->hDevice, NULL, 0);
	else if (m->dwParam1 == S(CONNECTED))
		in_callback = lineDrop(m->hDevice, NULL, 0);
	else if (m->dwParam1 == S(IDLE))
		in_callback = lineDeallocateCall(m->hDevice);
}

/*
 * lineInitialize and a callback: everything happens inside it; it opens with a version that
 * was never negotiated, of media mode UNKNOWN only.
 */
TEST_F(init, a_program_of_1995)
{
	const LINEMESSAGE *m;
	DWORD num;

	ASSERT_EQ(0, lineInitialize(&self->app, NULL, callback, NULL, &num));
	EXPECT_LT(self->sim.line[1], num);
	ASSERT_EQ(0, lineOpen(self->app, self->sim.line[0], &self->line, V1_3, 0, 99,
			      LINECALLPRIVILEGE_OWNER, LINEMEDIAMODE_UNKNOWN |
			      LINEMEDIAMODE_INTERACTIVEVOICE, NULL));
	then = answer_drop_deallocate;
	sim_set(&self->sim, 0, "incoming", "555,Eve");
	m = pump_until(LINE_CALLSTATE, S(OFFERING));
	ASSERT_NE(NULL, m);
	self->call = m->hDevice;
	EXPECT_EQ(99, m->dwCallbackInstance);
	EXPECT_EQ(LINECALLPRIVILEGE_OWNER, m->dwParam3);
	EXPECT_LT(0, in_callback);
	EXPECT_NE(NULL, pump_until(LINE_REPLY, in_callback));
	sim_step(&self->sim, 1000);
	ASSERT_NE(NULL, pump_until(LINE_CALLSTATE, S(CONNECTED)));
	EXPECT_LT(0, in_callback);
	sim_step(&self->sim, 1000);
	m = pump_until(LINE_CALLSTATE, S(IDLE));
	ASSERT_NE(NULL, m);
	EXPECT_EQ(self->call, m->hDevice);
	EXPECT_EQ(0, in_callback);
	EXPECT_EQ(LINEERR_INVALCALLHANDLE, lineDeallocateCall(self->call));
	EXPECT_EQ(LINEERR_INVALCALLHANDLE, lineDrop(self->call, NULL, 0));
	EXPECT_EQ(0, lineShutdown(self->app));
	EXPECT_EQ(LINEERR_INVALAPPHANDLE, tlineDispatch(0, 0));
}

/* A call of one's own: the reply comes to the callback before all else, as it was read. */
TEST_F(init, order_in_the_callback)
{
	const LINEMESSAGE *m;
	LONG id;

	self->app = start(V2_2, LINEINITIALIZEEXOPTION_USEHIDDENWINDOW, NULL, 0);
	self->line = open_as(self->app, self->sim.line[0], V2_2, LINECALLPRIVILEGE_NONE);
	id = lineMakeCall(self->line, &self->call, self->sim.number[1], 0, NULL);
	ASSERT_LT(0, id);
	EXPECT_EQ(0, num_heard);
	ASSERT_EQ(1, tlineDispatch(self->app, WAIT_MS));
	EXPECT_EQ(LINE_REPLY, heard[0].dwMessageID);
	EXPECT_EQ(id, heard[0].dwParam1);
	EXPECT_EQ(0, heard[0].dwParam2);
	EXPECT_EQ(1, num_heard);
	m = pump_until(LINE_CALLSTATE, S(DIALING));
	ASSERT_NE(NULL, m);
	EXPECT_EQ(self->call, m->hDevice);
	EXPECT_EQ(0, lineClose(self->line));
	EXPECT_EQ(0, lineShutdown(self->app));
}

static HLINEAPP app_to_shut_down;

static void shut_down(const LINEMESSAGE *m)
{
	in_callback = lineShutdown(app_to_shut_down);
}

/* What comes after it is not heard. */
TEST_F(init, shutdown_in_the_callback)
{
	self->app = start(V2_2, LINEINITIALIZEEXOPTION_USEHIDDENWINDOW, NULL, 0);
	self->line = open_as(self->app, self->sim.line[0], V2_2, LINECALLPRIVILEGE_OWNER);
	app_to_shut_down = self->app;
	in_callback = -1;
	then = shut_down;
	sim_set(&self->sim, 0, "incoming", "555,Eve");
	EXPECT_EQ(1, tlineDispatch(self->app, WAIT_MS));
	EXPECT_EQ(0, in_callback);
	EXPECT_EQ(LINEERR_INVALAPPHANDLE, tlineDispatch(self->app, INFINITE));
	EXPECT_EQ(LINEERR_INVALAPPHANDLE, tlineDispatch(0, INFINITE));
	EXPECT_EQ(1, num_heard);
}

/* -------------------------------------------------------------------------- completion ports */

static LINEMESSAGE *from_port(HANDLE port, DWORD *key, DWORD message, DWORD_PTR p1)
{
	LINEMESSAGE *m;

	while (!tlineGetQueuedMessage(port, key, &m, WAIT_MS)) {
		if (m->dwMessageID == message && m->dwParam1 == p1)
			return m;
		free(m);
	}
	return NULL;
}

/* Both ends of a call at one port. */
TEST_F(init, two_programs_at_a_port)
{
	HANDLE port = tlineCreatePort();
	LINEMESSAGE *m;
	HLINEAPP far;
	HLINE far_line;
	DWORD key = 0;
	HCALL peer;
	LONG id;

	ASSERT_NE(NULL, port);
	self->app = start(V2_2, LINEINITIALIZEEXOPTION_USECOMPLETIONPORT, port, 0xa);
	far = start(V2_2, LINEINITIALIZEEXOPTION_USECOMPLETIONPORT, port, 0xb);
	self->line = open_as(self->app, self->sim.line[0], V2_2, LINECALLPRIVILEGE_NONE);
	far_line = open_as(far, self->sim.line[1], V2_2, LINECALLPRIVILEGE_OWNER);
	id = lineMakeCall(self->line, &self->call, self->sim.number[1], 0, NULL);
	m = from_port(port, &key, LINE_REPLY, id);
	ASSERT_NE(NULL, m);
	EXPECT_EQ(0xa, key);
	free(m);
	sim_step(&self->sim, 1000);
	m = from_port(port, &key, LINE_CALLSTATE, S(OFFERING));
	ASSERT_NE(NULL, m);
	EXPECT_EQ(0xb, key);
	peer = m->hDevice;
	free(m);
	ASSERT_LT(0, lineAnswer(peer, NULL, 0));
	sim_step(&self->sim, 1000);
	for (int i = 0; i < 2; i++) {
		m = from_port(port, &key, LINE_CALLSTATE, S(CONNECTED));
		ASSERT_NE(NULL, m);
		EXPECT_EQ(m->hDevice == peer ? 0xb : 0xa, key);
		free(m);
	}
	EXPECT_EQ(LINEERR_INUSE, tlineClosePort(port));
	EXPECT_EQ(0, lineShutdown(self->app));
	m = from_port(port, &key, LINE_CALLSTATE, S(DISCONNECTED));
	ASSERT_NE(NULL, m);
	EXPECT_EQ(0xb, key);
	free(m);
	EXPECT_EQ(0, lineClose(far_line));
	EXPECT_EQ(0, lineShutdown(far));
	EXPECT_EQ(LINEERR_INVALAPPHANDLE, tlineGetQueuedMessage(port, &key, &m, INFINITE));
	EXPECT_EQ(0, tlineClosePort(port));
}

/* ------------------------------------------------------------ shutting down while others wait */

static struct {
	HLINEAPP app;
	HANDLE port;
} waiting;

static void *wait_for_message(void *arg)
{
	LINEMESSAGE m;

	return (void *)(intptr_t)lineGetMessage(waiting.app, &m, INFINITE);
}

static void *wait_at_port(void *arg)
{
	LINEMESSAGE *m;

	return (void *)(intptr_t)tlineGetQueuedMessage(waiting.port, NULL, &m, INFINITE);
}

static void *shut_down_app(void *arg)
{
	return (void *)(intptr_t)lineShutdown(waiting.app);
}

static LONG result_of(pthread_t thread)
{
	void *result;

	pthread_join(thread, &result);
	return (LONG)(intptr_t)result;
}

/* Whether the others sleep already or will find it gone: the same to them. */
TEST_F(init, shutdown_wakes_all)
{
	pthread_t threads[3];
	int i, round;

	waiting.port = tlineCreatePort();
	for (round = 0; round < 10; round++) {
		waiting.app = start_event(V2_2);
		for (i = 0; i < 3; i++)
			ASSERT_EQ(0, pthread_create(&threads[i], NULL, wait_for_message, NULL));
		EXPECT_EQ(0, lineShutdown(waiting.app));
		for (i = 0; i < 3; i++)
			EXPECT_EQ(LINEERR_INVALAPPHANDLE, result_of(threads[i]));

		waiting.app = start(V2_2, LINEINITIALIZEEXOPTION_USECOMPLETIONPORT, waiting.port,
				    0);
		for (i = 0; i < 3; i++)
			ASSERT_EQ(0, pthread_create(&threads[i], NULL, wait_at_port, NULL));
		EXPECT_EQ(0, lineShutdown(waiting.app));
		for (i = 0; i < 3; i++)
			EXPECT_EQ(LINEERR_INVALAPPHANDLE, result_of(threads[i]));

		waiting.app = start(V2_2, LINEINITIALIZEEXOPTION_USEHIDDENWINDOW, NULL, 0);
		ASSERT_EQ(0, pthread_create(&threads[0], NULL, shut_down_app, NULL));
		EXPECT_EQ(LINEERR_INVALAPPHANDLE,
			  tlineDispatch(round & 1 ? 0 : waiting.app, INFINITE));
		EXPECT_EQ(0, result_of(threads[0]));
	}
	EXPECT_EQ(0, tlineClosePort(waiting.port));
}

/* ---------------------------------------------------------------------------- API versions */

/* LINE_CREATE and LINE_REMOVE as each version has them. */
TEST_F(init, lines_that_come_and_go)
{
	HLINEAPP old = start_event(V1_3), middle = start_event(V1_4), new = start_event(V2_0);
	DWORD device = self->sim.line[1], id;
	HLINE old_line = open_as(old, device, V1_3, LINECALLPRIVILEGE_NONE);
	HLINE middle_line = open_as(middle, device, V1_4, LINECALLPRIVILEGE_NONE);
	HLINE new_line = open_as(new, device, V2_0, LINECALLPRIVILEGE_NONE);
	LINEMESSAGE m;

	sim_set(&self->sim, 1, "unplug", "1");
	EXPECT_TRUE(hears(old, LINE_CLOSE, old_line, 0, 0, 0));
	EXPECT_TRUE(nothing(old));
	EXPECT_TRUE(hears(middle, LINE_LINEDEVSTATE, middle_line, LINEDEVSTATE_REMOVED, 0, 0));
	EXPECT_TRUE(hears(middle, LINE_CLOSE, middle_line, 0, 0, 0));
	EXPECT_TRUE(nothing(middle));
	EXPECT_TRUE(hears(new, LINE_CLOSE, new_line, 0, 0, 0));
	EXPECT_TRUE(hears(new, LINE_REMOVE, 0, device, 0, 0));
	EXPECT_TRUE(nothing(new));

	sim_set(&self->sim, 1, "unplug", "0");
	ASSERT_EQ(0, lineGetMessage(new, &m, WAIT_MS));
	EXPECT_EQ(LINE_CREATE, m.dwMessageID);
	id = (DWORD)m.dwParam1;
	EXPECT_NE(device, id);
	EXPECT_TRUE(hears(middle, LINE_CREATE, 0, id, 0, 0));
	EXPECT_TRUE(hears(old, LINE_LINEDEVSTATE, 0, LINEDEVSTATE_REINIT, LINE_CREATE, id));
}

/* The tick of LINE_GENERATE and LINE_MONITORDIGITS came with 2.0. */
TEST_F(init, ticks)
{
	static const DWORD versions[] = { V1_4, V2_0 };
	HLINEAPP far = start_event(V2_2);
	HLINE far_line = open_as(far, self->sim.line[1], V2_2, LINECALLPRIVILEGE_OWNER);
	LINEMESSAGE m;
	HCALL peer;
	int i;

	EXPECT_NE(0, far_line);
	self->app = start_event(V2_2);
	for (i = 0; i < 2; i++) {
		self->line = open_as(self->app, self->sim.line[0], versions[i],
				     LINECALLPRIVILEGE_NONE);
		ASSERT_EQ(0, reply_of(self->app, lineMakeCall(self->line, &self->call,
							      self->sim.number[1], 0, NULL)));
		sim_step(&self->sim, 1000);
		ASSERT_TRUE(message_named(far, LINE_APPNEWCALL, &m));
		peer = (HCALL)m.dwParam2;
		ASSERT_EQ(0, reply_of(far, lineAnswer(peer, NULL, 0)));
		sim_step(&self->sim, 1000);
		ASSERT_TRUE(reaches(self->app, self->call, S(CONNECTED)));
		ASSERT_EQ(0, lineMonitorDigits(self->call, LINEDIGITMODE_DTMF));
		ASSERT_EQ(0, lineGenerateDigits(peer, LINEDIGITMODE_DTMF, "5", 0));
		ASSERT_EQ(0, lineGenerateDigits(self->call, LINEDIGITMODE_DTMF, "6", 0));
		sim_step(&self->sim, 1000);
		ASSERT_TRUE(message_named(self->app, LINE_MONITORDIGITS, &m));
		EXPECT_EQ('5', m.dwParam1);
		EXPECT_EQ(i == 0, m.dwParam3 == 0);
		ASSERT_TRUE(message_named(self->app, LINE_GENERATE, &m));
		EXPECT_EQ(i == 0, m.dwParam3 == 0);
		EXPECT_EQ(0, lineClose(self->line));
		EXPECT_TRUE(reaches(far, peer, S(DISCONNECTED)));
		ASSERT_EQ(0, reply_of(far, lineDrop(peer, NULL, 0)));
		EXPECT_EQ(0, lineDeallocateCall(peer));
		sim_step(&self->sim, 1000);
	}
}

/* ------------------------------------------------------------------------------- priorities */

#define PRIORITY_FILE	"/etc/tline/priority"

static DWORD place_of(const char *name, DWORD mode)
{
	DWORD place = 0;

	must("lineGetAppPriority", lineGetAppPriority(name, mode, NULL, LINEREQUESTMODE_MAKECALL,
						      NULL, &place));
	return place;
}

/* What the kernel forgets, as when the module is loaded again. */
static void forget(const char *name, DWORD mode)
{
	struct tline_ioc_priority arg = { .media_mode = mode };
	int app = app_open();

	strcpy(arg.module, name);
	if (ioctl(app, TLINE_IOC_SET_PRIORITY, &arg) < 0)
		must("TLINE_IOC_SET_PRIORITY", LINEERR_OPERATIONFAILED);
	close(app);
}

TEST_F(init, priorities_are_kept)
{
	static const char *const names[] = { "first", "second", "third" };
	DWORD line = 0;
	int mode, i;

	for (mode = 0; mode <= LINEMEDIAMODE_G3FAX; mode += LINEMEDIAMODE_G3FAX) {
		unlink(PRIORITY_FILE);
		for (i = 2; i >= 0; i--)
			ASSERT_EQ(0, lineSetAppPriority(names[i], mode, NULL,
							LINEREQUESTMODE_MAKECALL, NULL, 1));
		for (i = 0; i < 3; i++)
			EXPECT_EQ(i + 1, place_of(names[i], mode));
		for (i = 0; i < 3; i++) {
			forget(names[i], mode);
			EXPECT_EQ(0, place_of(names[i], mode));
		}
		EXPECT_EQ(0, tlineLoadPriorities(&line));
		EXPECT_EQ(4, line);
		for (i = 0; i < 3; i++)
			EXPECT_EQ(i + 1, place_of(names[i], mode));
		for (i = 0; i < 3; i++) {
			EXPECT_EQ(0, lineSetAppPriority(names[i], mode, NULL,
							LINEREQUESTMODE_MAKECALL, NULL, 0));
			EXPECT_EQ(0, place_of(names[i], mode));
		}
		EXPECT_EQ(0, tlineLoadPriorities(&line));
		EXPECT_EQ(1, line);
	}
	unlink(PRIORITY_FILE);
}

/* A full list, or no right: neither the kernel nor the file changes. */
TEST_F(init, priorities_that_are_refused)
{
	char name[16];
	DWORD line = 0;
	int i;

	unlink(PRIORITY_FILE);
	for (i = 0; i < 32; i++) {
		snprintf(name, sizeof(name), "program%d", i);
		ASSERT_EQ(0, lineSetAppPriority(name, LINEMEDIAMODE_TDD, NULL, 0, NULL, 1));
	}
	EXPECT_EQ(LINEERR_RESOURCEUNAVAIL,
		  lineSetAppPriority("one more", LINEMEDIAMODE_TDD, NULL, 0, NULL, 1));
	EXPECT_EQ(0, tlineLoadPriorities(&line));
	EXPECT_EQ(33, line);
	for (i = 0; i < 32; i++) {
		snprintf(name, sizeof(name), "program%d", i);
		ASSERT_EQ(0, lineSetAppPriority(name, LINEMEDIAMODE_TDD, NULL, 0, NULL, 0));
	}
	unlink(PRIORITY_FILE);
	ASSERT_EQ(0, seteuid(65534));
	EXPECT_EQ(LINEERR_OPERATIONFAILED,
		  lineSetAppPriority("mine", LINEMEDIAMODE_TDD, NULL, 0, NULL, 1));
	ASSERT_EQ(0, seteuid(0));
	EXPECT_EQ(0, place_of("mine", LINEMEDIAMODE_TDD));
	EXPECT_NE(0, access(PRIORITY_FILE, F_OK));
}

TEST_HARNESS_MAIN
