// SPDX-License-Identifier: GPL-2.0-only
/*
 * How calls, lines and programs end (Documentation/termination.rst), and what is left:
 * nothing.
 */
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "compliance.h"

/* Nothing is on the line, seen by somebody else. */
static void line_is_free(void)
{
	struct phone *p = phone_open(subject.line->id, V2_2, LINECALLPRIVILEGE_NONE);
	double until = limit();

	lineSetStatusMessages(p->line, LINEDEVSTATE_NUMCALLS, 0);
	while (calls_on(p->line) && now() < until)
		phone_read(p, now() + 0.1);
	EXPECT(!calls_on(p->line),
	       "%u calls are left on the line after %g s", calls_on(p->line), subject.seconds);
}

static void far_end_hears(struct talk *t)
{
	if (t->far)
		must_reach(t->far, t->peer, STATE(DISCONNECTED) | STATE(IDLE));
}

static void drops(void)
{
	if (!(subject.caps.flags & LINEDEVCAPFLAGS_CLOSEDROP))
		not_applicable("the line leaves calls alone (no CLOSEDROP)");
}

static void close_drops(void)
{
	struct talk t;

	drops();
	t = talk();
	EXPECT_RC(lineClose(t.near->line), 0);
	EXPECT_RC(lineDrop(t.call, NULL, 0), LINEERR_INVALCALLHANDLE);
	EXPECT_RC(lineDeallocateCall(t.call), LINEERR_INVALCALLHANDLE);
	EXPECT_RC(lineClose(t.near->line), LINEERR_INVALLINEHANDLE);
	far_end_hears(&t);
	line_is_free();
}

static void shutdown_drops(void)
{
	struct talk t;

	drops();
	t = talk();
	EXPECT_RC(lineShutdown(t.near->app), 0);
	t.near->shut = true;
	EXPECT_RC(lineShutdown(t.near->app), LINEERR_INVALAPPHANDLE);
	far_end_hears(&t);
	line_is_free();
}

/* A program that holds a connected call, until it is killed. */
static pid_t program_with_a_call(int *ready)
{
	pid_t pid;
	int fds[2];

	EXPECT(!pipe(fds), "pipe: %s", strerror(errno));
	pid = fork();
	EXPECT(pid >= 0, "fork: %s", strerror(errno));
	if (!pid) {
		struct phone *p = phone_open(subject.line->id, V2_2, OWNER);
		HCALL call = 0;
		LONG rc = result_of(p, lineMakeCall(p->line, &call, subject.number, 0, NULL));
		char ok = !rc && hear_state(p, call, STATE(CONNECTED));

		if (write(fds[1], &ok, 1) == 1)
			pause();
		_exit(0);
	}
	close(fds[1]);
	*ready = fds[0];
	return pid;
}

static void kill_drops(void)
{
	const struct heard *h = NULL;
	struct phone *far = NULL;
	char connected = 0;
	HCALL peer = 0;
	pid_t pid;
	int ready;

	drops();
	if (subject.peer)
		far = phone_open(subject.peer->id, V2_2, OWNER);
	pid = program_with_a_call(&ready);
	if (far)
		h = hear(far, LINE_APPNEWCALL, far->line);
	if (h) {
		peer = h->m.dwParam2;
		lineAnswer(peer, NULL, 0);
	}
	if (read(ready, &connected, 1) != 1)
		connected = 0;
	close(ready);
	kill(pid, SIGKILL);
	waitpid(pid, NULL, 0);
	EXPECT(connected, "the program was not connected within %g s", subject.seconds);
	if (far)
		must_reach(far, peer, STATE(DISCONNECTED) | STATE(IDLE));
	line_is_free();
}

static void monitor_hears_idle(void)
{
	struct phone *m;
	struct talk t;
	HCALL call;

	drops();
	t = talk();
	m = phone_open(subject.line->id, V2_2, MONITOR);
	call = handle_on(m);
	EXPECT_RC(lineClose(t.near->line), 0);
	must_reach(m, call, STATE(IDLE));
	EXPECT(state_of(call) == STATE(IDLE), "the monitor's handle is of no use after IDLE");
	EXPECT_RC(lineDeallocateCall(call), 0);
	line_is_free();
}

static void second_owner_keeps_the_call(void)
{
	struct talk t = talk();
	struct phone *second = phone_open(subject.line->id, V2_2, OWNER);
	HCALL call = handle_on(second);

	EXPECT_RC(lineSetCallPrivilege(call, OWNER), 0);
	EXPECT_RC(lineClose(t.near->line), 0);
	EXPECT(state_of(call) == STATE(CONNECTED), "the call is %s", state_name(state_of(call)));
	if (t.far)
		EXPECT(state_of(t.peer) == STATE(CONNECTED),
		       "the far end is %s", state_name(state_of(t.peer)));
	MUST_DO(second, lineDrop(call, NULL, 0));
	must_reach(second, call, STATE(IDLE));
}

static void monitor_leaves(void)
{
	struct talk t = talk();
	struct phone *m = phone_open(subject.line->id, V2_2, MONITOR);

	handle_on(m);
	EXPECT_RC(lineClose(m->line), 0);
	EXPECT(state_of(t.call) == STATE(CONNECTED),
	       "the call is %s", state_name(state_of(t.call)));
}

#define MANY	16

/* However far the requests have come: a reply for each that was accepted. */
static void close_completes(void)
{
	struct phone *p = phone_open(subject.line->id, V2_2, OWNER);
	HCALL call[MANY];
	LONG id[MANY];
	size_t i;

	for (i = 0; i < MANY; i++)
		id[i] = lineMakeCall(p->line, &call[i], NULL, 0, NULL);
	EXPECT_RC(lineClose(p->line), 0);
	for (i = 0; i < MANY; i++) {
		LONG rc = result_of(p, id[i]);

		EXPECT(id[i] < 0 || !rc || rc < 0, "request %zu: result %d", i, rc);
	}
	line_is_free();
}

/* Pending on a call that is closed: all fail at once, and the provider's word comes too late. */
static void close_completes_what_a_call_has(void)
{
	struct talk t = talk();
	LONG id[2];
	size_t i;

	id[0] = lineHold(t.call);
	id[1] = lineSecureCall(t.call);
	EXPECT_RC(lineClose(t.near->line), 0);
	for (i = 0; i < ARRAY_SIZE(id); i++) {
		LONG rc = result_of(t.near, id[i]);

		EXPECT(rc <= 0, "request %zu: result %d", i, rc);
	}
	line_is_free();
}

static void last_reference(void)
{
	int app = raw_app(), line = raw_line(O_RDWR), copy;
	struct tline_ioc_counters before = counters(), c;

	EXPECT_RC(raw_bind(line, app, OWNER, NULL), 0);
	copy = dup(line);
	EXPECT(copy >= 0, "dup: %s", strerror(errno));
	/* The bench closes @line once more; the number may be anybody's then. */
	EXPECT(dup2(app, line) == line, "dup2: %s", strerror(errno));
	c = counters();
	EXPECT(c.opens == before.opens + 1, "closing one of two copies closed the line");
	close(copy);
	c = counters();
	EXPECT(c.opens == before.opens, "%llu opens after the last copy was closed, %llu before",
	       (unsigned long long)c.opens, (unsigned long long)before.opens);
}

static void given_up_while_made(void)
{
	struct phone *p = phone_open(subject.line->id, V2_2, OWNER);
	HCALL call = 0;
	LONG id = lineMakeCall(p->line, &call, subject.number, 0, NULL);

	EXPECT(id > 0, "lineMakeCall: %s", error_name(id));
	EXPECT_RC(lineShutdown(p->app), 0);
	p->shut = true;
	EXPECT(!call, "a handle was written although there was no reply");
	line_is_free();
}

static const struct rule rules[] = {
	{ "end-1", "lineClose by the sole owner ends the call; the line is free",
	  NEED_CALL, close_drops },
	{ "end-2", "so does lineShutdown", NEED_CALL, shutdown_drops },
	{ "end-3", "so does kill -9", NEED_CALL, kill_drops },
	{ "end-4", "a monitor that is left hears IDLE, and cleans up",
	  NEED_CALL, monitor_hears_idle },
	{ "end-5", "with a second owner the call goes on", NEED_CALL, second_owner_keeps_the_call },
	{ "end-6", "a monitor that leaves changes nothing", NEED_CALL, monitor_leaves },
	{ "end-7", "lineClose completes what is pending: a reply for each request",
	  0, close_completes },
	{ "end-8", "the same of what is pending on a call",
	  NEED_CALL, close_completes_what_a_call_has },
	{ "end-9", "a line is closed with the last copy of its file", 0, last_reference },
	{ "end-10", "a program that ends while a call is made leaves none",
	  NEED_CALL, given_up_while_made },
};

RULE_GROUP(end_rules, "Ends", rules);
