/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Programs that use libtline: what they open, and what they hear.  Each test has two
 * of them, with a line each.
 */
#ifndef LIB_PHONE_H
#define LIB_PHONE_H

#include "kselftest_harness.h"
#include "tline_test.h"

#include <tline/tapi.h>

#define V1_3		0x00010003
#define S(x)		LINECALLSTATE_##x
#define LINES		3
#define NO_REPLY	(-2)	/* of reply_of(): not a LINEERR */

static inline void must(const char *what, LONG rc)
{
	if (rc >= 0)
		return;
	fprintf(stderr, "# %s: %s\n", what, tlineStrError(rc));
	_exit(1);
}

static inline LONG initialize(const char *name, HLINEAPP *app, DWORD *num, DWORD *version)
{
	LINEINITIALIZEEXPARAMS params = {
		.dwTotalSize = sizeof(params),
		.dwOptions = LINEINITIALIZEEXOPTION_USEEVENT,
	};

	return lineInitializeEx(app, NULL, NULL, name, num, version, &params);
}

static inline HLINEAPP program(const char *name)
{
	DWORD num, version = V2_2;
	HLINEAPP app;

	must("lineInitializeEx", initialize(name, &app, &num, &version));
	return app;
}

static inline HLINE open_as(HLINEAPP app, DWORD device, DWORD version, DWORD privileges)
{
	HLINE line;

	must("lineOpen", lineOpen(app, device, &line, version, 0, device + 0x100, privileges,
				  LINEMEDIAMODE_INTERACTIVEVOICE, NULL));
	return line;
}

static inline bool nothing(HLINEAPP app)
{
	LINEMESSAGE m;

	return lineGetMessage(app, &m, 0) == LINEERR_OPERATIONFAILED;
}

static inline void skip(HLINEAPP app)
{
	LINEMESSAGE m;

	while (!lineGetMessage(app, &m, 0))
		;
}

/* True if this is the next message; otherwise it is printed. */
static inline bool hears(HLINEAPP app, DWORD message, DWORD device, DWORD_PTR p1, DWORD_PTR p2,
		  DWORD_PTR p3)
{
	LINEMESSAGE m;
	LONG rc = lineGetMessage(app, &m, WAIT_MS);

	if (rc) {
		fprintf(stderr, "# no %s: %s\n", tlineMessageName(message), tlineStrError(rc));
		return false;
	}
	if (m.dwMessageID == message && m.hDevice == device && m.dwParam1 == p1 &&
	    m.dwParam2 == p2 && m.dwParam3 == p3)
		return true;
	fprintf(stderr, "# message %u %#x (%#lx, %#lx, %#lx), expected %u %#x (%#lx, %#lx, %#lx)\n",
		m.dwMessageID, m.hDevice, m.dwParam1, m.dwParam2, m.dwParam3,
		message, device, p1, p2, p3);
	return false;
}

static inline bool hears_state(HLINEAPP app, HCALL call, DWORD state, DWORD mode, DWORD privilege)
{
	return hears(app, LINE_CALLSTATE, call, state, mode, privilege);
}

/* Skips other messages. */
static inline bool message_named(HLINEAPP app, DWORD message, LINEMESSAGE *m)
{
	while (!lineGetMessage(app, m, WAIT_MS))
		if (m->dwMessageID == message)
			return true;
	return false;
}

static inline bool reaches(HLINEAPP app, HCALL call, DWORD state)
{
	LINEMESSAGE m;

	while (message_named(app, LINE_CALLSTATE, &m))
		if (m.hDevice == call && m.dwParam1 == state)
			return true;
	return false;
}

/* Result of an asynchronous function, refused or carried out; skips other messages. */
static inline LONG reply_of(HLINEAPP app, LONG request)
{
	LINEMESSAGE m;

	if (request <= 0)
		return request ? request : NO_REPLY;
	while (message_named(app, LINE_REPLY, &m))
		if (m.dwParam1 == (DWORD_PTR)request)
			return (LONG)m.dwParam2;
	return NO_REPLY;
}

static inline DWORD state_of(HCALL call)
{
	LINECALLSTATUS status = { .dwTotalSize = sizeof(status) };

	return lineGetCallStatus(call, &status) ? 0 : status.dwCallState;
}

static inline DWORD privilege_of(HCALL call)
{
	LINECALLSTATUS status = { .dwTotalSize = sizeof(status) };

	return lineGetCallStatus(call, &status) ? 0 : status.dwCallPrivilege;
}

/* The number of calls, of which the first one goes to *@call; or a LINEERR. */
static inline LONG get_new_calls(HLINE line, HCALL *call)
{
	union {
		LINECALLLIST list;
		char room[256];
	} u = { .list.dwTotalSize = sizeof(u) };
	LONG rc = lineGetNewCalls(line, 0, LINECALLSELECT_LINE, &u.list);

	if (rc)
		return rc;
	if (u.list.dwCallsNumEntries)
		memcpy(call, u.room + u.list.dwCallsOffset, sizeof(*call));
	return u.list.dwCallsNumEntries;
}

FIXTURE(phone) {
	struct sim sim;
	HLINEAPP app;		/* has line 0 */
	HLINEAPP far_app;	/* has line 1 */
	HLINE line;
	HLINE far;
	HCALL call;
	HCALL peer;
};

typedef FIXTURE_DATA(phone) fixture;

FIXTURE_SETUP(phone)
{
	sim_create(&self->sim, LINES);
	self->app = program("Dialer");
	self->far_app = program("Answering machine");
	self->line = open_as(self->app, self->sim.line[0], V2_2, LINECALLPRIVILEGE_OWNER);
	self->far = open_as(self->far_app, self->sim.line[1], V2_2, LINECALLPRIVILEGE_OWNER);
}

FIXTURE_TEARDOWN(phone)
{
	sim_destroy(&self->sim);
}

/* Line 0 calls line 1, which rings. */
static inline void ring(fixture *self)
{
	LINEMESSAGE m;

	must("lineMakeCall", reply_of(self->app, lineMakeCall(self->line, &self->call,
							      self->sim.number[1], 0, NULL)));
	sim_step(&self->sim, 1000);
	if (!message_named(self->far_app, LINE_APPNEWCALL, &m))
		must("LINE_APPNEWCALL", LINEERR_OPERATIONFAILED);
	self->peer = (HCALL)m.dwParam2;
}

static inline void connect_phone(fixture *self)
{
	ring(self);
	must("lineAnswer", reply_of(self->far_app, lineAnswer(self->peer, NULL, 0)));
	sim_step(&self->sim, 1000);
	if (!reaches(self->app, self->call, S(CONNECTED)) ||
	    !reaches(self->far_app, self->peer, S(CONNECTED)))
		must("CONNECTED", LINEERR_OPERATIONFAILED);
	skip(self->app);
	skip(self->far_app);
}

#endif /* LIB_PHONE_H */
