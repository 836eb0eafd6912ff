// SPDX-License-Identifier: GPL-2.0-only
/*
 * Who is told what, in which order.
 */
#include <pthread.h>

#include "compliance.h"

/* @b comes right after @a among what @p has heard. */
static bool adjacent(const struct heard *a, const struct heard *b)
{
	return b == a + 1;
}

static void new_call_of_another(void)
{
	struct phone *m = phone_open(subject.line->id, V2_2, MONITOR);
	struct phone *p = phone_open(subject.line->id, V2_2, OWNER);
	const struct heard *new_call, *h;
	HCALL call;

	dial(p, NULL);
	new_call = must_hear(m, LINE_APPNEWCALL, m->line);
	call = new_call->m.dwParam2;
	EXPECT(new_call->m.dwParam3 == MONITOR,
	       "LINE_APPNEWCALL with privilege %#lx", (unsigned long)new_call->m.dwParam3);
	must_hear(m, LINE_CALLSTATE, call);
	new_call = hear(m, LINE_APPNEWCALL, m->line);
	h = hear(m, LINE_CALLSTATE, call);
	EXPECT(adjacent(new_call, h), "LINE_CALLSTATE does not follow LINE_APPNEWCALL");
	EXPECT(h->m.dwParam1 == STATE(UNKNOWN) && h->m.dwParam3 == MONITOR,
	       "%s with privilege %#lx",
	       state_name(h->m.dwParam1), (unsigned long)h->m.dwParam3);
	must_reach(m, call, ~(STATE(UNKNOWN) | STATE(IDLE)));
}

static void reply_before_states(void)
{
	struct phone *p = phone_open(subject.line->id, V2_2, OWNER);
	HCALL call = dial(p, NULL);
	const struct heard *reply, *state;

	must_reach(p, call, ~STATE(IDLE));
	reply = must_hear(p, LINE_REPLY, 0);
	state = must_hear(p, LINE_CALLSTATE, call);
	EXPECT(reply < state, "the first LINE_CALLSTATE came before the LINE_REPLY");
	EXPECT(state->m.dwParam3 == OWNER,
	       "the first LINE_CALLSTATE has privilege %#lx", (unsigned long)state->m.dwParam3);
}

static void incoming_in_order(void)
{
	struct phone *near = phone_open(subject.line->id, V2_2, OWNER);
	struct talk t = incoming(near);
	const struct heard *new_call = hear(near, LINE_APPNEWCALL, near->line);
	const struct heard *state = hear(near, LINE_CALLSTATE, t.call);

	EXPECT(adjacent(new_call, state), "LINE_CALLSTATE does not follow LINE_APPNEWCALL");
	EXPECT(new_call->m.dwParam3 == OWNER && state->m.dwParam3 == OWNER,
	       "privileges %#lx and %#lx",
	       (unsigned long)new_call->m.dwParam3, (unsigned long)state->m.dwParam3);
}

static void old_programs_get_no_new_call(void)
{
	struct phone *near = phone_open(subject.line->id, V1_4, OWNER);
	struct phone *far = phone_open(subject.peer->id, V2_2, OWNER);
	const struct heard *state;

	dial(far, subject.address.number);
	state = must_hear(near, LINE_CALLSTATE, 0);
	EXPECT(state->m.dwParam3 == OWNER,
	       "the first LINE_CALLSTATE has privilege %#lx", (unsigned long)state->m.dwParam3);
	phone_drain(near);
	for (state = near->heard; state < near->heard + near->num; state++)
		EXPECT(state->m.dwMessageID != LINE_APPNEWCALL,
		       "a program below 2.0 got LINE_APPNEWCALL");
}

static void masks(void)
{
	struct phone *p = phone_open(subject.line->id, V2_2, LINECALLPRIVILEGE_NONE);
	struct phone *other;
	DWORD lines, addresses;

	EXPECT_RC(lineGetStatusMessages(p->line, &lines, &addresses), 0);
	EXPECT(lines == LINEDEVSTATE_REINIT && !addresses,
	       "at first %#x and %#x are on", lines, addresses);
	EXPECT_RC(lineSetStatusMessages(p->line, 0x80000000, 0), LINEERR_INVALLINESTATE);
	EXPECT_RC(lineSetStatusMessages(p->line, 0, 0x80000000), LINEERR_INVALADDRESSSTATE);
	EXPECT_RC(lineSetStatusMessages(p->line, 0, 0), 0);
	EXPECT_RC(lineGetStatusMessages(p->line, &lines, &addresses), 0);
	EXPECT(lines & LINEDEVSTATE_REINIT, "REINIT can be turned off");
	other = phone_open(subject.line->id, V2_2, MONITOR);
	phone_drain(p);
	EXPECT(p->num == p->from,
	       "a message that is off: LINE_%s", tlineMessageName(p->heard[p->from].m.dwMessageID));
	EXPECT_RC(lineSetStatusMessages(p->line, LINEDEVSTATE_CLOSE | LINEDEVSTATE_OPEN, 0), 0);
	phone_shutdown(other);
	EXPECT(must_hear(p, LINE_LINEDEVSTATE, p->line)->m.dwParam1 == LINEDEVSTATE_CLOSE,
	       "another state than CLOSE");
}

static void number_of_calls(void)
{
	struct phone *p = phone_open(subject.line->id, V2_2, LINECALLPRIVILEGE_NONE);
	struct phone *owner = phone_open(subject.line->id, V2_2, OWNER);

	EXPECT_RC(lineSetStatusMessages(p->line, LINEDEVSTATE_NUMCALLS, LINEADDRESSSTATE_NUMCALLS),
		  0);
	dial(owner, NULL);
	EXPECT(must_hear(p, LINE_LINEDEVSTATE, p->line)->m.dwParam1 & LINEDEVSTATE_NUMCALLS,
	       "another state than NUMCALLS");
	EXPECT(must_hear(p, LINE_ADDRESSSTATE, p->line)->m.dwParam2 & LINEADDRESSSTATE_NUMCALLS,
	       "another state than NUMCALLS");
}

static void an_empty_queue(void)
{
	struct phone *p = phone_open(subject.line->id, V2_2, LINECALLPRIVILEGE_NONE);
	LINEMESSAGE m;

	phone_drain(p);
	EXPECT_RC(lineGetMessage(p->app, &m, 0), LINEERR_OPERATIONFAILED);
	EXPECT_RC(lineGetMessage(p->line, &m, 0), LINEERR_INVALAPPHANDLE);
	EXPECT_RC(lineGetMessage(p->app, NULL, 0), LINEERR_INVALPOINTER);
}

static void *wait_for_message(void *arg)
{
	LINEMESSAGE m;

	return (void *)(intptr_t)lineGetMessage(*(HLINEAPP *)arg, &m, INFINITE);
}

static void shutdown_wakes(void)
{
	struct phone *p = phone_open(subject.line->id, V2_2, LINECALLPRIVILEGE_NONE);
	pthread_t thread;
	void *rc;

	phone_drain(p);
	EXPECT(!pthread_create(&thread, NULL, wait_for_message, &p->app), "no thread");
	phone_shutdown(p);
	pthread_join(thread, &rc);
	EXPECT((intptr_t)rc == LINEERR_INVALAPPHANDLE,
	       "lineGetMessage returned %s", error_name((intptr_t)rc));
}

static void app_specific_is_shared(void)
{
	struct talk t = talk();
	struct phone *m = phone_open(subject.line->id, V2_2, MONITOR);

	handle_on(m);
	phone_forget(m);
	phone_forget(t.near);
	EXPECT_RC(lineSetAppSpecific(t.call, 4711), 0);
	EXPECT(must_hear(m, LINE_CALLINFO, 0)->m.dwParam1 == LINECALLINFOSTATE_APPSPECIFIC,
	       "another LINE_CALLINFO");
	phone_drain(t.near);
	EXPECT(t.near->num == t.near->from, "who set it was told of it");
}

static const struct rule rules[] = {
	{ "message-1", "a monitor sees another's new call: LINE_APPNEWCALL, UNKNOWN, then the real state",
	  0, new_call_of_another },
	{ "message-2", "the reply comes before the first state of the call that it made",
	  0, reply_before_states },
	{ "message-3", "an incoming call: LINE_APPNEWCALL, then LINE_CALLSTATE with the privilege",
	  NEED_PEER, incoming_in_order },
	{ "message-4", "below 2.0 there is no LINE_APPNEWCALL",
	  NEED_PEER, old_programs_get_no_new_call },
	{ "message-5", "status messages are off at first, but REINIT, which cannot be; unknown bits are refused",
	  0, masks },
	{ "message-6", "the number of calls is told to whoever asked, also with NONE",
	  0, number_of_calls },
	{ "message-7", "lineGetMessage on an empty queue is OPERATIONFAILED", 0, an_empty_queue },
	{ "message-8", "lineShutdown wakes who waits: INVALAPPHANDLE", 0, shutdown_wakes },
	{ "message-9", "lineSetAppSpecific is told to the others",
	  NEED_CALL, app_specific_is_shared },
};

RULE_GROUP(message_rules, "Messages", rules);
