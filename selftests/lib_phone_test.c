// SPDX-License-Identifier: GPL-2.0-only
/*
 * libtline on the real kernel: programs that dial, answer, watch and hang up, as
 * <tapi.h> lets them, on the lines of the simulator.  What the library does by
 * itself is in unit/lib_*_test.c.
 */
#include "lib_phone.h"

#include <pthread.h>
#include <sched.h>

/* ------------------------------------------------------------------- starting and ending */

/* lineInitializeEx: the handle of USEEVENT is the descriptor that tlineGetFd() returns. */
TEST_F(phone, initialize)
{
	LINEINITIALIZEEXPARAMS params = { .dwTotalSize = sizeof(params) };
	DWORD num = 0, version = 0x7fffffff;
	HLINEAPP app = 0;

	EXPECT_EQ(LINEERR_INVALPARAM,
		  lineInitializeEx(&app, NULL, NULL, "x", &num, &version, &params));
	EXPECT_EQ(LINEERR_INVALPOINTER,
		  lineInitializeEx(&app, NULL, NULL, "x", &num, &version, NULL));
	params.dwOptions = LINEINITIALIZEEXOPTION_USEEVENT;
	params.dwTotalSize--;
	EXPECT_EQ(LINEERR_STRUCTURETOOSMALL,
		  lineInitializeEx(&app, NULL, NULL, "x", &num, &version, &params));
	EXPECT_EQ(0, app);
	params.dwTotalSize++;
	ASSERT_EQ(0, lineInitializeEx(&app, NULL, NULL, "x", &num, &version, &params));
	EXPECT_NE(0, app);
	EXPECT_NE(self->app, app);
	EXPECT_LT(self->sim.line[LINES - 1], num);
	EXPECT_EQ(V2_2, version);
	EXPECT_EQ(sizeof(params), params.dwUsedSize);
	EXPECT_EQ(tlineGetFd(app), (int)(intptr_t)params.Handles.hEvent);
	EXPECT_EQ(0, lineShutdown(app));
	EXPECT_EQ(LINEERR_INVALAPPHANDLE, lineShutdown(app));
	EXPECT_EQ(LINEERR_INVALAPPHANDLE, tlineGetFd(app));
	version = V1_3 - 1;
	EXPECT_EQ(LINEERR_INCOMPATIBLEAPIVERSION, initialize("x", &app, &num, &version));
}

/* lineNegotiateAPIVersion: the highest version both know, whatever the program hopes for. */
TEST_F(phone, negotiate)
{
	DWORD device = self->sim.line[0], version = 0;
	LINEEXTENSIONID ext;

	memset(&ext, 0xff, sizeof(ext));
	EXPECT_EQ(0, lineNegotiateAPIVersion(self->app, device, V1_3, 0xffffffff, &version, &ext));
	EXPECT_EQ(V2_2, version);
	/* The simulator's extension (Documentation/simulator.rst) */
	EXPECT_EQ(0x746c696e, ext.dwExtensionID0);
	EXPECT_EQ(0x74000001, ext.dwExtensionID3);
	EXPECT_EQ(0, lineNegotiateAPIVersion(self->app, device, V1_3, 0x00010fff, &version, &ext));
	EXPECT_EQ(V1_4, version);
	version = 7;
	EXPECT_EQ(LINEERR_INCOMPATIBLEAPIVERSION,
		  lineNegotiateAPIVersion(self->app, device, 0x00020003, 0xffffffff, &version, &ext));
	EXPECT_EQ(LINEERR_BADDEVICEID,
		  lineNegotiateAPIVersion(self->app, 99999, V1_3, V2_2, &version, &ext));
	EXPECT_EQ(7, version);
}

/* lineSetAppPriority, lineGetAppPriority: of a program that need not run, for one media mode. */
TEST_F(phone, priorities)
{
	static const char name[] = "lib_phone_test";
	VARSTRING ext = { .dwTotalSize = sizeof(ext) };
	DWORD prio = 7;

	EXPECT_EQ(LINEERR_INVALPOINTER, lineSetAppPriority(NULL, VOICE, NULL, 0, NULL, 1));
	EXPECT_EQ(LINEERR_INVALAPPNAME, lineSetAppPriority("", VOICE, NULL, 0, NULL, 1));
	EXPECT_EQ(LINEERR_INVALMEDIAMODE, lineSetAppPriority(name, VOICE * 3, NULL, 0, NULL, 1));
	EXPECT_EQ(LINEERR_INVALPARAM, lineSetAppPriority(name, VOICE, NULL, 0, NULL, 2));
	EXPECT_EQ(LINEERR_INVALREQUESTMODE, lineSetAppPriority(name, 0, NULL, 0, NULL, 1));
	EXPECT_EQ(LINEERR_INVALPOINTER, lineGetAppPriority(name, VOICE, NULL, 0, NULL, NULL));
	EXPECT_EQ(0, lineGetAppPriority(name, VOICE, NULL, 0, &ext, &prio));
	EXPECT_EQ(0, prio);
	EXPECT_EQ(sizeof(ext), ext.dwUsedSize);
	EXPECT_EQ(0, lineSetAppPriority(name, VOICE, NULL, 0, NULL, 1));
	EXPECT_EQ(0, lineGetAppPriority(name, VOICE, NULL, 0, NULL, &prio));
	EXPECT_EQ(1, prio);
	EXPECT_EQ(0, lineSetAppPriority(name, VOICE, NULL, 0, NULL, 0));
	EXPECT_EQ(0, lineGetAppPriority(name, VOICE, NULL, 0, NULL, &prio));
	EXPECT_EQ(0, prio);
}

/* -------------------------------------------------------------------------------- calls */

/* lineSetMediaMode: what the call is now known to be; the owner may say so. */
TEST_F(phone, media_mode)
{
	LINECALLINFO info = { .dwTotalSize = sizeof(info) };

	connect_phone(self);
	EXPECT_EQ(LINEERR_INVALMEDIAMODE, lineSetMediaMode(self->call, 0));
	EXPECT_EQ(0, lineSetMediaMode(self->call, LINEMEDIAMODE_DATAMODEM));
	EXPECT_EQ(0, lineGetCallInfo(self->call, &info));
	EXPECT_EQ(LINEMEDIAMODE_DATAMODEM, info.dwMediaMode);
	EXPECT_STREQ("CONNECTED", tlineCallStateName(LINECALLSTATE_CONNECTED));
}

/* tapi-semantics 2.6: reply, then the states; lphCall is written with the reply. */
TEST_F(phone, dialer)
{
	HCALL call = 0xdead;
	LONG id, drop;

	id = lineMakeCall(self->line, &call, self->sim.number[1], 0, NULL);
	ASSERT_LT(0, id);
	EXPECT_EQ(0xdead, call);
	EXPECT_TRUE(hears(self->app, LINE_REPLY, 0, id, 0, 0));
	EXPECT_NE(0xdead, call);
	EXPECT_TRUE(hears_state(self->app, call, S(DIALTONE), LINEDIALTONEMODE_NORMAL,
				LINECALLPRIVILEGE_OWNER));
	EXPECT_TRUE(reaches(self->app, call, S(DIALING)));
	sim_step(&self->sim, 1000);
	EXPECT_TRUE(reaches(self->app, call, S(PROCEEDING)));
	EXPECT_TRUE(reaches(self->app, call, S(RINGBACK)));
	sim_set(&self->sim, 0, "park", "1");
	drop = lineDrop(call, NULL, 0);
	ASSERT_LT(0, drop);
	EXPECT_NE(id, drop);
	EXPECT_TRUE(nothing(self->app));
	sim_set(&self->sim, 0, "park", "0");
	EXPECT_TRUE(hears(self->app, LINE_REPLY, 0, drop, 0, 0));
	EXPECT_TRUE(hears_state(self->app, call, S(IDLE), 0, 0));
	EXPECT_TRUE(nothing(self->app));
	EXPECT_EQ(0, lineDeallocateCall(call));
	EXPECT_EQ(LINEERR_INVALCALLHANDLE, lineDeallocateCall(call));
	EXPECT_STREQ("", sim_get(&self->sim, 0, "calls"));
}

/* A call that failed has no handle: lphCall stays as it was. */
TEST_F(phone, makecall_fails)
{
	HCALL call = 0xdead;
	LONG id;

	sim_set(&self->sim, 0, "fault", "makecall:fail=%#x", LINEERR_RESOURCEUNAVAIL);
	id = lineMakeCall(self->line, &call, self->sim.number[1], 0, NULL);
	ASSERT_LT(0, id);
	EXPECT_TRUE(hears(self->app, LINE_REPLY, 0, id, (DWORD_PTR)LINEERR_RESOURCEUNAVAIL, 0));
	EXPECT_TRUE(nothing(self->app));
	EXPECT_EQ(0xdead, call);
	/* Refused at once: no request, no reply. */
	EXPECT_EQ(LINEERR_INVALPOINTER,
		  lineMakeCall(self->line, NULL, self->sim.number[1], 0, NULL));
	EXPECT_EQ(LINEERR_INVALLINEHANDLE,
		  lineMakeCall(self->call, &call, self->sim.number[1], 0, NULL));
	EXPECT_TRUE(nothing(self->app));
}

/* tapi-semantics 2.5, 2.7: an owner is offered the call, accepts it and answers it. */
TEST_F(phone, answering_machine)
{
	HCALL call, in;
	LINEMESSAGE m;
	LONG id;

	ASSERT_EQ(0, reply_of(self->app, lineMakeCall(self->line, &call, self->sim.number[1], 0,
						      NULL)));
	sim_step(&self->sim, 1000);
	ASSERT_EQ(0, lineGetMessage(self->far_app, &m, WAIT_MS));
	EXPECT_EQ(LINE_APPNEWCALL, m.dwMessageID);
	EXPECT_EQ(self->far, m.hDevice);
	EXPECT_EQ(self->sim.line[1] + 0x100, m.dwCallbackInstance);
	EXPECT_EQ(0, m.dwParam1);
	EXPECT_EQ(LINECALLPRIVILEGE_OWNER, m.dwParam3);
	in = (HCALL)m.dwParam2;
	EXPECT_TRUE(hears_state(self->far_app, in, S(OFFERING), LINEOFFERINGMODE_ACTIVE,
				LINECALLPRIVILEGE_OWNER));
	EXPECT_EQ(LINECALLPRIVILEGE_OWNER, privilege_of(in));
	id = lineAccept(in, NULL, 0);
	ASSERT_LT(0, id);
	EXPECT_TRUE(hears(self->far_app, LINE_REPLY, 0, id, 0, 0));
	EXPECT_TRUE(hears_state(self->far_app, in, S(ACCEPTED), 0, 0));
	id = lineAnswer(in, NULL, 0);
	ASSERT_LT(0, id);
	EXPECT_TRUE(hears(self->far_app, LINE_REPLY, 0, id, 0, 0));
	EXPECT_TRUE(hears_state(self->far_app, in, S(CONNECTED), LINECONNECTEDMODE_ACTIVE, 0));
	EXPECT_TRUE(reaches(self->app, call, S(CONNECTED)));
	EXPECT_EQ(LINEERR_INVALCALLSTATE, reply_of(self->far_app, lineAnswer(in, NULL, 0)));
	/* The caller hangs up. */
	EXPECT_EQ(0, reply_of(self->app, lineDrop(call, NULL, 0)));
	EXPECT_TRUE(reaches(self->far_app, in, S(DISCONNECTED)));
	EXPECT_EQ(0, reply_of(self->far_app, lineDrop(in, NULL, 0)));
	EXPECT_TRUE(reaches(self->far_app, in, S(IDLE)));
	EXPECT_EQ(0, lineDeallocateCall(in));
}

/* lineGenerateDigits is heard by who monitors digits; LINE_GENERATE tells that they are sent. */
TEST_F(phone, digits)
{
	static const char sent[] = "12#";
	LINEMESSAGE m;
	int i;

	connect_phone(self);
	EXPECT_EQ(LINEERR_INVALDIGITMODE, lineMonitorDigits(self->peer, 0x80));
	ASSERT_EQ(0, lineMonitorDigits(self->peer, LINEDIGITMODE_DTMF));
	ASSERT_EQ(0, lineGenerateDigits(self->call, LINEDIGITMODE_DTMF, sent, 0));
	sim_step(&self->sim, 1000);
	for (i = 0; sent[i]; i++) {
		ASSERT_EQ(0, lineGetMessage(self->far_app, &m, WAIT_MS));
		EXPECT_EQ(LINE_MONITORDIGITS, m.dwMessageID);
		EXPECT_EQ(self->peer, m.hDevice);
		EXPECT_EQ(sent[i], m.dwParam1);
		EXPECT_EQ(LINEDIGITMODE_DTMF, m.dwParam2);
	}
	EXPECT_TRUE(nothing(self->far_app));
	ASSERT_EQ(0, lineGetMessage(self->app, &m, WAIT_MS));
	EXPECT_EQ(LINE_GENERATE, m.dwMessageID);
	EXPECT_EQ(self->call, m.hDevice);
	EXPECT_EQ(LINEGENERATETERM_DONE, m.dwParam1);
	/* Not heard any more. */
	ASSERT_EQ(0, lineMonitorDigits(self->peer, 0));
	ASSERT_EQ(0, lineGenerateDigits(self->call, LINEDIGITMODE_DTMF, sent, 0));
	sim_step(&self->sim, 1000);
	EXPECT_TRUE(message_named(self->app, LINE_GENERATE, &m));
	EXPECT_TRUE(nothing(self->far_app));
}

/* The states of hold; operations follow each other on one call. */
TEST_F(phone, hold)
{
	connect_phone(self);
	EXPECT_EQ(LINEERR_INVALCALLSTATE, reply_of(self->app, lineUnhold(self->call)));
	ASSERT_EQ(0, reply_of(self->app, lineHold(self->call)));
	EXPECT_TRUE(hears_state(self->app, self->call, S(ONHOLD), 0, 0));
	EXPECT_EQ(S(ONHOLD), state_of(self->call));
	ASSERT_EQ(0, reply_of(self->app, lineUnhold(self->call)));
	EXPECT_TRUE(hears_state(self->app, self->call, S(CONNECTED), LINECONNECTEDMODE_ACTIVE, 0));
	EXPECT_EQ(S(CONNECTED), state_of(self->call));
	EXPECT_TRUE(nothing(self->app));
}

/* lineSwapHold takes two calls of one line. */
TEST_F(phone, swap)
{
	HCALL second = 0;

	connect_phone(self);
	sim_set(&self->sim, 2, "script", "answer=0");
	ASSERT_EQ(0, reply_of(self->app, lineHold(self->call)));
	ASSERT_EQ(0, reply_of(self->app, lineMakeCall(self->line, &second, self->sim.number[2], 0,
						      NULL)));
	sim_step(&self->sim, 1000);
	ASSERT_TRUE(reaches(self->app, second, S(CONNECTED)));
	EXPECT_EQ(S(ONHOLD), state_of(self->call));
	EXPECT_EQ(LINEERR_INVALCALLHANDLE, lineSwapHold(second, 0));
	EXPECT_EQ(LINEERR_INVALCALLHANDLE, lineSwapHold(second, self->peer));
	ASSERT_EQ(0, reply_of(self->app, lineSwapHold(second, self->call)));
	EXPECT_TRUE(reaches(self->app, second, S(ONHOLD)));
	EXPECT_TRUE(reaches(self->app, self->call, S(CONNECTED)));
	EXPECT_EQ(S(ONHOLD), state_of(second));
	EXPECT_EQ(S(CONNECTED), state_of(self->call));
}

/* -------------------------------------------------------------------------- privileges */

/* tapi-semantics 2.6: a monitor hears of an outgoing call as UNKNOWN first. */
TEST_F(phone, monitor)
{
	HLINEAPP app = program("Monitor");
	HLINE line = open_as(app, self->sim.line[0], V2_2, LINECALLPRIVILEGE_MONITOR);
	LINEMESSAGE m;
	HCALL seen;

	ring(self);
	ASSERT_EQ(0, lineGetMessage(app, &m, WAIT_MS));
	EXPECT_EQ(LINE_APPNEWCALL, m.dwMessageID);
	EXPECT_EQ(line, m.hDevice);
	EXPECT_EQ(LINECALLPRIVILEGE_MONITOR, m.dwParam3);
	seen = (HCALL)m.dwParam2;
	EXPECT_NE(self->call, seen);
	EXPECT_TRUE(hears_state(app, seen, S(UNKNOWN), 0, LINECALLPRIVILEGE_MONITOR));
	EXPECT_TRUE(hears_state(app, seen, S(DIALTONE), LINEDIALTONEMODE_NORMAL, 0));
	EXPECT_TRUE(reaches(app, seen, S(RINGBACK)));
	EXPECT_EQ(LINEERR_NOTOWNER, reply_of(app, lineDrop(seen, NULL, 0)));
	/* It may look no further once it has let go. */
	EXPECT_EQ(0, lineDeallocateCall(seen));
	EXPECT_EQ(LINEERR_INVALCALLHANDLE, lineDrop(seen, NULL, 0));
	EXPECT_EQ(S(RINGBACK), state_of(self->call));
}

/* lineGetNewCalls: handles for calls that are there; lineSetCallPrivilege makes an owner. */
TEST_F(phone, new_calls)
{
	LINECALLLIST small = { .dwTotalSize = sizeof(small) };
	HLINEAPP app = program("Late");
	HCALL call = 0;
	HLINE line;

	connect_phone(self);
	line = open_as(app, self->sim.line[0], V2_2, LINECALLPRIVILEGE_OWNER);
	/* No room: none is handed out, and dwNeededSize tells. */
	EXPECT_EQ(0, lineGetNewCalls(line, 0, LINECALLSELECT_LINE, &small));
	EXPECT_EQ(0, small.dwCallsNumEntries);
	EXPECT_EQ(sizeof(small) + sizeof(HCALL), small.dwNeededSize);
	EXPECT_EQ(sizeof(small), small.dwUsedSize);
	small.dwTotalSize--;
	EXPECT_EQ(LINEERR_STRUCTURETOOSMALL, lineGetNewCalls(line, 0, LINECALLSELECT_LINE, &small));

	ASSERT_EQ(1, get_new_calls(line, &call));
	EXPECT_NE(self->call, call);
	EXPECT_EQ(0, get_new_calls(line, &call));
	EXPECT_EQ(LINECALLPRIVILEGE_MONITOR, privilege_of(call));
	EXPECT_EQ(LINEERR_INVALCALLPRIVILEGE, lineSetCallPrivilege(call, 0x80));
	EXPECT_EQ(LINEERR_INVALCALLSTATE,
		  lineSetCallPrivilege(self->call, LINECALLPRIVILEGE_MONITOR));
	EXPECT_EQ(0, lineSetCallPrivilege(call, LINECALLPRIVILEGE_OWNER));
	EXPECT_EQ(LINECALLPRIVILEGE_OWNER, privilege_of(call));
	/* Now the first owner may step back, and NONE is the end of its handle. */
	EXPECT_EQ(0, lineSetCallPrivilege(self->call, LINECALLPRIVILEGE_MONITOR));
	EXPECT_EQ(LINECALLPRIVILEGE_MONITOR, privilege_of(self->call));
	EXPECT_EQ(0, lineSetCallPrivilege(self->call, LINECALLPRIVILEGE_NONE));
	EXPECT_EQ(LINEERR_INVALCALLHANDLE,
		  lineSetCallPrivilege(self->call, LINECALLPRIVILEGE_NONE));
	EXPECT_EQ(0, reply_of(app, lineDrop(call, NULL, 0)));
	EXPECT_EQ(S(IDLE), state_of(call));
}

/* lineHandoff: by program and by media mode, and what it refuses. */
TEST_F(phone, handoff)
{
	HLINEAPP app = program("Target");
	LINEMESSAGE m;
	HLINE line;
	HCALL call;

	connect_phone(self);
	EXPECT_EQ(LINEERR_TARGETNOTFOUND, lineHandoff(self->call, "nobody", 0));
	EXPECT_EQ(LINEERR_TARGETNOTFOUND, lineHandoff(self->call, "", 0));
	EXPECT_EQ(LINEERR_TARGETNOTFOUND,
		  lineHandoff(self->call, NULL, LINEMEDIAMODE_DATAMODEM));
	EXPECT_EQ(LINEERR_TARGETSELF,
		  lineHandoff(self->call, NULL, LINEMEDIAMODE_INTERACTIVEVOICE));
	EXPECT_EQ(LINEERR_INVALMEDIAMODE, lineHandoff(self->call, NULL, 0));
	/* To one's own program: done already. */
	EXPECT_EQ(0, lineHandoff(self->call, "lib_phone_test", 0));
	ASSERT_EQ(0, lineOpen(app, self->sim.line[0], &line, V2_2, 0, 0, LINECALLPRIVILEGE_OWNER,
			      LINEMEDIAMODE_DATAMODEM, NULL));
	EXPECT_EQ(0, lineHandoff(self->call, NULL, LINEMEDIAMODE_DATAMODEM));
	ASSERT_EQ(0, lineGetMessage(app, &m, WAIT_MS));
	EXPECT_EQ(LINE_APPNEWCALL, m.dwMessageID);
	EXPECT_EQ(line, m.hDevice);
	EXPECT_EQ(LINECALLPRIVILEGE_OWNER, m.dwParam3);
	call = (HCALL)m.dwParam2;
	EXPECT_TRUE(hears_state(app, call, S(CONNECTED), LINECONNECTEDMODE_ACTIVE,
				LINECALLPRIVILEGE_OWNER));
	EXPECT_EQ(LINECALLPRIVILEGE_OWNER, privilege_of(self->call));
	EXPECT_EQ(0, lineSetCallPrivilege(call, LINECALLPRIVILEGE_MONITOR));
	EXPECT_EQ(LINEERR_NOTOWNER, lineHandoff(call, "lib_phone_test", 0));
}

/* ------------------------------------------------------------------------------ messages */

/* The descriptor is readable exactly while there is a message. */
TEST_F(phone, waiting)
{
	struct pollfd pfd = { .fd = tlineGetFd(self->app), .events = POLLIN };
	LINEMESSAGE m = { .dwMessageID = 77 };
	HCALL call;
	LONG id;

	ASSERT_LE(0, pfd.fd);
	EXPECT_EQ(0, poll(&pfd, 1, 0));
	EXPECT_EQ(LINEERR_OPERATIONFAILED, lineGetMessage(self->app, &m, 0));
	EXPECT_EQ(LINEERR_OPERATIONFAILED, lineGetMessage(self->app, &m, 1));
	EXPECT_EQ(77, m.dwMessageID);
	EXPECT_EQ(LINEERR_INVALPOINTER, lineGetMessage(self->app, NULL, 0));
	sim_set(&self->sim, 0, "park", "1");
	id = lineMakeCall(self->line, &call, "", 0, NULL);
	ASSERT_LT(0, id);
	EXPECT_EQ(1, sim_num(&self->sim, 0, "parked"));
	EXPECT_EQ(0, poll(&pfd, 1, 0));
	sim_set(&self->sim, 0, "park", "0");
	EXPECT_EQ(1, poll(&pfd, 1, WAIT_MS));
	EXPECT_EQ(POLLIN, pfd.revents);
	EXPECT_TRUE(hears(self->app, LINE_REPLY, 0, id, 0, 0));
	skip(self->app);
	EXPECT_EQ(0, poll(&pfd, 1, 0));
}

struct reader {
	HLINEAPP app;
	pid_t tid;
	LONG rc;
};

static void *read_one(void *p)
{
	struct reader *r = p;
	LINEMESSAGE m;

	__atomic_store_n(&r->tid, (pid_t)syscall(SYS_gettid), __ATOMIC_RELEASE);
	r->rc = lineGetMessage(r->app, &m, INFINITE);
	return NULL;
}

/* lineShutdown wakes a thread that waits in lineGetMessage: INVALAPPHANDLE. */
TEST_F(phone, shutdown)
{
	struct reader r = { .app = self->app };
	LINEMESSAGE m;
	pthread_t thread;

	connect_phone(self);
	ASSERT_EQ(0, pthread_create(&thread, NULL, read_one, &r));
	while (!__atomic_load_n(&r.tid, __ATOMIC_ACQUIRE))
		sched_yield();
	wait_asleep(r.tid, SYS_poll);
	EXPECT_EQ(0, lineShutdown(self->app));
	ASSERT_EQ(0, pthread_join(thread, NULL));
	EXPECT_EQ(LINEERR_INVALAPPHANDLE, r.rc);
	/* With it went all it had: the other end is told. */
	EXPECT_EQ(LINEERR_INVALAPPHANDLE, lineGetMessage(self->app, &m, 0));
	EXPECT_EQ(LINEERR_INVALLINEHANDLE, lineClose(self->line));
	EXPECT_EQ(LINEERR_INVALCALLHANDLE, lineHold(self->call));
	EXPECT_TRUE(reaches(self->far_app, self->peer, S(DISCONNECTED)));
}

/* ------------------------------------------------------------------------------ requests */

static LONG reply_ex(HLINEAPP app, LINEMESSAGE *m, TLINEMESSAGEEX *ex)
{
	LONG rc;

	*ex = (TLINEMESSAGEEX) { .dwTotalSize = sizeof(*ex) };
	do
		rc = tlineGetMessageEx(app, m, ex, WAIT_MS);
	while (!rc && m->dwMessageID != LINE_REPLY);
	return rc;
}

/* Design 4: cancelled by force, a request completes now; asked, when the line answers. */
TEST_F(phone, cancel)
{
	LINEMESSAGE m;
	TLINEMESSAGEEX ex;
	LONG id, second;

	connect_phone(self);
	ASSERT_EQ(0, tlineSetCookie(self->line, 0x123456789abcdef0ull));
	sim_set(&self->sim, 0, "park", "1");
	id = lineHold(self->call);
	ASSERT_LT(0, id);
	ASSERT_EQ(0, tlineSetCookie(self->line, 2));
	second = lineSecureCall(self->call);
	ASSERT_LT(0, second);
	EXPECT_EQ(0, tlineCancel(self->app, second, 0));
	EXPECT_EQ(2, sim_num(&self->sim, 0, "parked"));
	EXPECT_TRUE(nothing(self->app));
	EXPECT_EQ(0, tlineCancel(self->app, id, 1));
	ASSERT_EQ(0, reply_ex(self->app, &m, &ex));
	EXPECT_EQ(id, m.dwParam1);
	EXPECT_EQ(LINEERR_OPERATIONFAILED, (LONG)m.dwParam2);
	EXPECT_EQ(TLINEREASON_CANCELLED, ex.dwReason);
	EXPECT_STREQ("HOLD", tlineName(TLINENAMES_OPERATION, ex.dwOperation));
	EXPECT_EQ(0x123456789abcdef0ull, ex.qwCookie);
	EXPECT_EQ(LINEERR_NOREQUEST, tlineCancel(self->app, id, 1));
	/* Requests belong to their program. */
	EXPECT_EQ(LINEERR_NOREQUEST, tlineCancel(self->far_app, second, 1));
	sim_set(&self->sim, 0, "park", "0");
	ASSERT_EQ(0, reply_ex(self->app, &m, &ex));
	EXPECT_EQ(second, m.dwParam1);
	EXPECT_EQ(0, m.dwParam2);
	EXPECT_EQ(TLINEREASON_DONE, ex.dwReason);
	EXPECT_EQ(2, ex.qwCookie);
}

/* Design 4: a deadline ends a request that the line never answers. */
TEST_F(phone, deadline)
{
	HCALL call = 0xdead;
	LINEMESSAGE m;
	TLINEMESSAGEEX ex = { .dwTotalSize = sizeof(ex) - 1 };
	LONG id;

	sim_set(&self->sim, 0, "fault", "makecall:never");
	ASSERT_EQ(0, tlineSetDeadline(self->line, 5));
	id = lineMakeCall(self->line, &call, self->sim.number[1], 0, NULL);
	ASSERT_LT(0, id);
	EXPECT_EQ(LINEERR_STRUCTURETOOSMALL, tlineGetMessageEx(self->app, &m, &ex, WAIT_MS));
	ASSERT_EQ(0, reply_ex(self->app, &m, &ex));
	EXPECT_EQ(id, m.dwParam1);
	EXPECT_EQ(LINEERR_OPERATIONFAILED, (LONG)m.dwParam2);
	EXPECT_EQ(TLINEREASON_TIMEDOUT, ex.dwReason);
	EXPECT_NE(0, ex.qwTime);
	EXPECT_EQ(0xdead, call);
	/* No deadline again. */
	ASSERT_EQ(0, tlineSetDeadline(self->line, 0));
	sim_set(&self->sim, 0, "fault", "none");
	EXPECT_EQ(0, reply_of(self->app, lineMakeCall(self->line, &call, "", 0, NULL)));
	EXPECT_EQ(S(DIALTONE), state_of(call));
}

/* ------------------------------------------------------------------------------- the end */

/* Design 5: closing the line of a live call drops it; the handles die with it. */
TEST_F(phone, close_drops)
{
	DWORD states, addresses;
	HCALL again = 0;
	HLINE line;
	LONG hold;

	connect_phone(self);
	sim_set(&self->sim, 0, "park", "1");
	hold = lineHold(self->call);
	ASSERT_LT(0, hold);
	EXPECT_EQ(0, lineClose(self->line));
	EXPECT_EQ(LINEERR_OPERATIONFAILED, reply_of(self->app, hold));
	sim_set(&self->sim, 0, "park", "0");
	EXPECT_TRUE(reaches(self->far_app, self->peer, S(DISCONNECTED)));
	EXPECT_EQ(LINEERR_INVALLINEHANDLE, lineClose(self->line));
	EXPECT_EQ(LINEERR_INVALLINEHANDLE, lineGetStatusMessages(self->line, &states, &addresses));
	EXPECT_EQ(LINEERR_INVALLINEHANDLE, tlineSetDeadline(self->line, 1));
	EXPECT_EQ(LINEERR_INVALLINEHANDLE, get_new_calls(self->line, &again));
	EXPECT_EQ(LINEERR_INVALCALLHANDLE, lineHold(self->call));
	EXPECT_EQ(LINEERR_INVALCALLHANDLE, lineDeallocateCall(self->call));
	EXPECT_EQ(0, state_of(self->call));
	/* A handle of another kind is none, either. */
	EXPECT_EQ(LINEERR_INVALLINEHANDLE, lineClose(self->peer));
	EXPECT_EQ(LINEERR_INVALCALLHANDLE, lineHold(self->far));
	EXPECT_EQ(LINEERR_INVALAPPHANDLE, lineShutdown(self->far));
	/* New handles are new numbers. */
	line = open_as(self->app, self->sim.line[0], V2_2, LINECALLPRIVILEGE_OWNER);
	EXPECT_NE(self->line, line);
	EXPECT_NE(self->call, line);
}

/* tapi-semantics 4.4: from 2.0 on a live call may be given up; its replies still come. */
TEST_F(phone, deallocate)
{
	LINEMESSAGE m;
	TLINEMESSAGEEX ex;
	LONG id;

	connect_phone(self);
	sim_set(&self->sim, 0, "park", "1");
	id = lineHold(self->call);
	ASSERT_LT(0, id);
	EXPECT_EQ(0, lineDeallocateCall(self->call));
	EXPECT_EQ(LINEERR_INVALCALLHANDLE, lineDeallocateCall(self->call));
	ASSERT_EQ(0, reply_ex(self->app, &m, &ex));
	EXPECT_EQ(id, m.dwParam1);
	EXPECT_EQ(LINEERR_OPERATIONFAILED, (LONG)m.dwParam2);
	EXPECT_EQ(TLINEREASON_CALLCLOSED, ex.dwReason);
	EXPECT_TRUE(nothing(self->app));
}

/* tapi-semantics 4.4, 4.7: a line of version 1.4: no LINE_APPNEWCALL, no giving up live calls. */
TEST_F(phone, old_program)
{
	HLINEAPP app = program("Old");
	HLINE line = open_as(app, self->sim.line[2], V1_4, LINECALLPRIVILEGE_OWNER);
	LINEMESSAGE m;
	HCALL call;

	sim_set(&self->sim, 2, "incoming", "5550100");
	ASSERT_EQ(0, lineGetMessage(app, &m, WAIT_MS));
	EXPECT_EQ(LINE_CALLSTATE, m.dwMessageID);
	EXPECT_EQ(S(OFFERING), m.dwParam1);
	EXPECT_EQ(LINECALLPRIVILEGE_OWNER, m.dwParam3);
	call = m.hDevice;
	EXPECT_EQ(0, reply_of(app, lineAnswer(call, NULL, 0)));
	EXPECT_TRUE(hears_state(app, call, S(CONNECTED), LINECONNECTEDMODE_ACTIVE, 0));
	EXPECT_EQ(LINEERR_INVALCALLSTATE, lineDeallocateCall(call));
	/* And no replies after lineClose. */
	sim_set(&self->sim, 2, "park", "1");
	EXPECT_LT(0, lineHold(call));
	skip(app);
	EXPECT_EQ(0, lineClose(line));
	EXPECT_TRUE(nothing(app));
	sim_set(&self->sim, 2, "park", "0");
	EXPECT_EQ(0, sim_num(&self->sim, 2, "parked"));
	EXPECT_TRUE(nothing(app));
}

/* A line closed by force: LINE_CLOSE, after which its handles are dead. */
TEST_F(phone, forced_close)
{
	connect_phone(self);
	sim_set(&self->sim, 0, "close", "1");
	EXPECT_TRUE(hears(self->app, LINE_CLOSE, self->line, 0, 0, 0));
	EXPECT_TRUE(nothing(self->app));
	EXPECT_EQ(LINEERR_INVALLINEHANDLE, tlineSetDeadline(self->line, 1));
	EXPECT_EQ(LINEERR_INVALLINEHANDLE, lineClose(self->line));
	EXPECT_EQ(LINEERR_INVALCALLHANDLE, lineHold(self->call));
	/* The line itself is there. */
	self->line = open_as(self->app, self->sim.line[0], V2_2, LINECALLPRIVILEGE_OWNER);
	EXPECT_EQ(0, lineClose(self->line));
}

/* P7: a line that is unplugged: requests complete, LINE_CLOSE, LINE_REMOVE; then NODEVICE. */
TEST_F(phone, unplug)
{
	DWORD device = self->sim.line[0], version;
	LINEDEVCAPS caps = { .dwTotalSize = sizeof(caps) };
	LINEEXTENSIONID ext;
	LINEMESSAGE m;
	TLINEMESSAGEEX ex;
	HLINE line = 7;
	LONG id;

	connect_phone(self);
	sim_set(&self->sim, 0, "park", "1");
	id = lineHold(self->call);
	ASSERT_LT(0, id);
	sim_set(&self->sim, 0, "unplug", "1");
	/* The kernel's handles are dead, though the program has not heard of it. */
	EXPECT_EQ(LINEERR_INVALCALLHANDLE, lineHold(self->call));
	ASSERT_EQ(0, reply_ex(self->app, &m, &ex));
	EXPECT_EQ(id, m.dwParam1);
	EXPECT_EQ(LINEERR_OPERATIONFAILED, (LONG)m.dwParam2);
	EXPECT_EQ(TLINEREASON_DEVICEGONE, ex.dwReason);
	EXPECT_EQ(0, tlineSetDeadline(self->line, 1));
	EXPECT_TRUE(hears(self->app, LINE_CLOSE, self->line, 0, 0, 0));
	EXPECT_EQ(LINEERR_INVALLINEHANDLE, tlineSetDeadline(self->line, 1));
	EXPECT_TRUE(hears(self->app, LINE_REMOVE, 0, device, 0, 0));
	EXPECT_TRUE(nothing(self->app));
	EXPECT_EQ(LINEERR_INVALLINEHANDLE, lineClose(self->line));
	EXPECT_EQ(LINEERR_NODEVICE,
		  lineOpen(self->app, device, &line, V2_2, 0, 0, LINECALLPRIVILEGE_NONE, 0, NULL));
	EXPECT_EQ(7, line);
	EXPECT_EQ(LINEERR_NODEVICE, lineGetDevCaps(self->app, device, V2_2, 0, &caps));
	EXPECT_EQ(LINEERR_NODEVICE,
		  lineNegotiateAPIVersion(self->app, device, V1_3, V2_2, &version, &ext));
	/* And who was at the other end hears of it. */
	EXPECT_TRUE(message_named(self->far_app, LINE_REMOVE, &m));
	EXPECT_EQ(device, m.dwParam1);
}

/* lineSetStatusMessages: the changes of a line that a program wants to hear of. */
TEST_F(phone, status_messages)
{
	DWORD states = 0, addresses = 7;
	HLINEAPP app = program("Watcher");
	HLINE watched = open_as(app, self->sim.line[0], V2_2, LINECALLPRIVILEGE_NONE), other;

	other = open_as(self->far_app, self->sim.line[0], V2_2, LINECALLPRIVILEGE_NONE);
	EXPECT_TRUE(nothing(app));
	EXPECT_EQ(LINEERR_INVALLINESTATE, lineSetStatusMessages(watched, 0x80000000, 0));
	ASSERT_EQ(0, lineSetStatusMessages(watched, LINEDEVSTATE_OPEN | LINEDEVSTATE_CLOSE, 0));
	EXPECT_EQ(0, lineGetStatusMessages(watched, &states, &addresses));
	EXPECT_EQ(LINEDEVSTATE_OPEN | LINEDEVSTATE_CLOSE,
		  states & (LINEDEVSTATE_OPEN | LINEDEVSTATE_CLOSE | LINEDEVSTATE_RINGING));
	EXPECT_EQ(0, addresses);
	EXPECT_EQ(0, lineClose(other));
	EXPECT_TRUE(hears(app, LINE_LINEDEVSTATE, watched, LINEDEVSTATE_CLOSE, 0, 0));
	other = open_as(self->far_app, self->sim.line[0], V2_2, LINECALLPRIVILEGE_NONE);
	EXPECT_TRUE(hears(app, LINE_LINEDEVSTATE, watched, LINEDEVSTATE_OPEN, 0, 0));
	ASSERT_EQ(0, lineSetStatusMessages(watched, 0, 0));
	EXPECT_EQ(0, lineClose(other));
	EXPECT_TRUE(nothing(app));
}

TEST_HARNESS_MAIN
