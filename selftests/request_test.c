// SPDX-License-Identifier: GPL-2.0-only
/*
 * The life of a request: every edge of design section 4, with a provider that
 * answers, is slow, never answers, or answers wrongly; and the promises about it.
 */
#include "kselftest_harness.h"
#include "phone.h"

#define MS(n)		((n) * 1000000ULL)
#define PENDING		TLINE_REQUEST_PENDING
#define READY		TLINE_REQUEST_DONE

FIXTURE(request) {
	struct phone p;
};

FIXTURE_SETUP(request)
{
	sim_create_down(&self->p.sim, 2);
	sim_set(&self->p.sim, 0, "without", "park");
	phone_up(&self->p, V2_2);
}

FIXTURE_TEARDOWN(request)
{
	EXPECT_TRUE(balanced(self->p.books));
	EXPECT_TRUE(balanced(self->p.far_app));
	phone_down(&self->p);
}

static int hold(struct phone *p)
{
	return submit_op(&p->line, TLINE_OP_HOLD, p->call);
}

static int hold_within(struct phone *p, __u64 timeout_ns)
{
	struct tline_request rq = {
		.op = TLINE_OP_HOLD, .call = p->call, .timeout_ns = timeout_ns,
	};

	return submit(&p->line, &rq);
}

/* One hold that the provider keeps; the log begins after it. */
static int parked_hold(struct phone *p)
{
	int id;

	sim_set(&p->sim, 0, "park", "1");
	id = hold(p);
	if (sim_num(&p->sim, 0, "parked") != 1)
		return 0;
	sim_log_clear(&p->sim, 0);
	p->before = counters(p->books);
	return id;
}

static struct tline_ioc_app_info info(int app)
{
	struct tline_ioc_app_info info;

	if (ioctl(app, TLINE_IOC_APP_INFO, &info))
		_exit(1);
	return info;
}

/* ------------------------------------------------------------------ ended by the provider */

/* PENDING ── provider completes ── DONE ── read ── freed, with the state asked in each. */
TEST_F(request, completed_by_the_provider)
{
	struct phone *p = &self->p;
	int id = parked_hold(p);
	struct tline_message m;
	__s32 result = 1;

	ASSERT_LT(0, id);
	EXPECT_EQ(PENDING, request_state(p->app, id, &result));
	EXPECT_EQ(0, result);
	EXPECT_EQ(1, info(p->app).requests);
	EXPECT_EQ(0, info(p->app).unread);
	EXPECT_TRUE(silent(p->app));

	sim_set(&p->sim, 0, "park", "0");
	EXPECT_EQ(READY, request_state(p->app, id, &result));
	EXPECT_EQ(0, result);
	EXPECT_EQ(0, info(p->app).requests);
	EXPECT_EQ(1, info(p->app).unread);
	EXPECT_EQ(1, ended(p, REASON(DONE)));

	ASSERT_TRUE(message(p->app, &m));
	EXPECT_EQ(TLINE_MSG_REPLY, m.type);
	EXPECT_EQ(id, m.p1);
	EXPECT_EQ(0, m.p2);
	EXPECT_EQ(REASON(DONE), m.p3);
	EXPECT_EQ(TLINE_OP_HOLD, m.cookie);
	EXPECT_EQ(0x1000, m.instance);
	EXPECT_EQ(0, request_state(p->app, id, NULL));
	EXPECT_EQ(0, info(p->app).unread);
	EXPECT_TRUE(call_reaches(p->app, p->call, STATE(ONHOLD)));
	EXPECT_EQ(0, leftover(p->app, TLINE_MSG_REPLY));
}

/* The provider may complete before submit has returned. */
TEST_F(request, completed_before_submit_returns)
{
	struct phone *p = &self->p;
	__s32 result = 1;
	int id = hold(p);

	ASSERT_LT(0, id);
	EXPECT_EQ(READY, request_state(p->app, id, &result));
	EXPECT_EQ(0, result);
	EXPECT_EQ(0, counters(p->books).pending);
	EXPECT_EQ(1, ended(p, REASON(DONE)));
	EXPECT_EQ(1, replies(p->app, &id, 1, 0, REASON(DONE)));
	EXPECT_EQ(0, leftover(p->app, TLINE_MSG_REPLY));
}

/* Answered with an error, at once from inside the operation, and later. */
TEST_F(request, refused_by_the_provider)
{
	struct phone *p = &self->p;
	__s32 result;
	int id;

	sim_set(&p->sim, 0, "fault", "hold:fail=0x%x", TLINE_ERR_RESOURCEUNAVAIL);
	id = hold(p);
	ASSERT_LT(0, id);
	EXPECT_EQ(READY, request_state(p->app, id, &result));
	EXPECT_EQ(TLINE_ERR_RESOURCEUNAVAIL, result);
	EXPECT_EQ(1, replies(p->app, &id, 1, TLINE_ERR_RESOURCEUNAVAIL, REASON(REFUSED)));
	id = parked_hold(p);
	ASSERT_LT(0, id);
	sim_set(&p->sim, 0, "park", "0");
	EXPECT_EQ(1, replies(p->app, &id, 1, TLINE_ERR_RESOURCEUNAVAIL, REASON(REFUSED)));
	EXPECT_EQ(1, ended(p, REASON(REFUSED)));
	EXPECT_EQ(STATE(CONNECTED), call_state(&p->line, p->call));
	EXPECT_TRUE(silent(p->app));
}

/* The operation itself returns an error: a completion like any other. */
TEST_F(request, refused_by_the_return_value)
{
	struct phone *p = &self->p;
	struct line line;
	__u32 call;
	int id;

	ASSERT_EQ(0, deallocate(&p->line, p->call));
	line = line_open(&p->sim, 0, p->app, OWNER, VOICE);
	sim_log_clear(&p->sim, 0);
	id = submit_makecall(&line, "12?3", &call);
	ASSERT_LT(0, id);
	EXPECT_EQ(1, replies(p->app, &id, 1, TLINE_ERR_DIALPROMPT, REASON(REFUSED)));
	/* The handle goes with it, and the provider has one place to clean up. */
	EXPECT_EQ(0, call_state(&line, call));
	EXPECT_STREQ("request:makecall close_call", sim_log(&p->sim, 0));
	EXPECT_EQ(0, counters(p->books).calls);
	line_close(&line);
}

/* A refused submit: a negative code, and nothing else ever follows. */
TEST_F(request, refused_by_submit)
{
	struct phone *p = &self->p;
	__u64 submitted = counters(p->books).submitted;

	EXPECT_EQ(TLINE_ERR_INVALCALLSTATE, submit_op(&p->line, TLINE_OP_UNHOLD, p->call));
	EXPECT_EQ(TLINE_ERR_INVALCALLHANDLE, submit_op(&p->line, TLINE_OP_HOLD, p->call + 1));
	EXPECT_STREQ("", sim_log(&p->sim, 0));
	EXPECT_EQ(submitted, counters(p->books).submitted);
	EXPECT_EQ(0, info(p->app).requests);
	EXPECT_TRUE(silent(p->app));
}

/* ------------------------------------------------------------------------- cancelling */

/* Cancel (ask): the provider is told, the request still pending; its answer counts. */
TEST_F(request, cancel_ask)
{
	struct phone *p = &self->p;
	int id = parked_hold(p);

	ASSERT_LT(0, id);
	EXPECT_EQ(0, cancel(p->app, id, TLINE_CANCEL_ASK));
	EXPECT_STREQ("cancel", sim_log(&p->sim, 0));
	EXPECT_NE(NULL, strstr(sim_get(&p->sim, 0, "log"), "force=0"));
	EXPECT_EQ(PENDING, request_state(p->app, id, NULL));
	EXPECT_EQ(1, counters(p->books).pending);
	EXPECT_TRUE(silent(p->app));
	sim_set(&p->sim, 0, "park", "0");
	EXPECT_EQ(1, replies(p->app, &id, 1, 0, REASON(DONE)));
	EXPECT_EQ(0, counters(p->books).late);
	EXPECT_EQ(0, leftover(p->app, TLINE_MSG_REPLY));
}

/* A provider that gives up when asked: its own error, not "cancelled". */
TEST_F(request, cancel_ask_is_obeyed)
{
	struct phone *p = &self->p;
	int id;

	sim_set(&p->sim, 0, "fault", "hold:delay=5000");
	id = hold(p);
	ASSERT_LT(0, id);
	EXPECT_EQ(PENDING, request_state(p->app, id, NULL));
	EXPECT_EQ(0, cancel(p->app, id, TLINE_CANCEL_ASK));
	EXPECT_EQ(1, replies(p->app, &id, 1, FAILED, REASON(REFUSED)));
	sim_step(&p->sim, 10000);
	EXPECT_EQ(0, counters(p->books).late);
	EXPECT_EQ(STATE(CONNECTED), call_state(&p->line, p->call));
	EXPECT_TRUE(silent(p->app));
}

/* Cancel (force): DONE(OPERATIONFAILED, cancelled) now; the provider told to forget it. */
TEST_F(request, cancel_force)
{
	struct phone *p = &self->p;
	int id = parked_hold(p);

	ASSERT_LT(0, id);
	EXPECT_EQ(0, cancel(p->app, id, TLINE_CANCEL_FORCE));
	EXPECT_EQ(0, counters(p->books).pending);
	EXPECT_EQ(1, ended(p, REASON(CANCELLED)));
	EXPECT_EQ(EALREADY, cancel(p->app, id, TLINE_CANCEL_FORCE));
	EXPECT_EQ(EALREADY, cancel(p->app, id, TLINE_CANCEL_ASK));
	EXPECT_EQ(1, replies(p->app, &id, 1, FAILED, REASON(CANCELLED)));
	EXPECT_STREQ("cancel", sim_log(&p->sim, 0));
	EXPECT_NE(NULL, strstr(sim_get(&p->sim, 0, "log"), "force=1"));
	sim_set(&p->sim, 0, "park", "0");
	EXPECT_EQ(1, counters(p->books).late);
	EXPECT_EQ(STATE(CONNECTED), call_state(&p->line, p->call));
	EXPECT_TRUE(silent(p->app));
	EXPECT_EQ(ENOENT, cancel(p->app, id, TLINE_CANCEL_FORCE));
}

/* Asked first, then forced: one completion. */
TEST_F(request, cancel_ask_then_force)
{
	struct phone *p = &self->p;
	int id = parked_hold(p);

	ASSERT_LT(0, id);
	EXPECT_EQ(0, cancel(p->app, id, TLINE_CANCEL_ASK));
	EXPECT_STREQ("cancel", sim_log(&p->sim, 0));
	EXPECT_EQ(0, cancel(p->app, id, TLINE_CANCEL_FORCE));
	EXPECT_STREQ("cancel cancel", sim_log(&p->sim, 0));
	EXPECT_EQ(1, replies(p->app, &id, 1, FAILED, REASON(CANCELLED)));
	EXPECT_TRUE(silent(p->app));
}

/* Cancelling what creates a call takes the call away, too; monitors never heard of it. */
TEST_F(request, cancel_a_creation)
{
	struct phone *p = &self->p;
	struct line mon = line_open(&p->sim, 0, app_open(), MONITOR, 0);
	__u32 call;
	int id;

	ASSERT_EQ(0, deallocate(&p->line, p->call));
	sim_set(&p->sim, 0, "park", "1");
	id = submit_makecall(&p->line, p->sim.number[1], &call);
	ASSERT_LT(0, id);
	sim_log_clear(&p->sim, 0);
	drain(mon.app);
	EXPECT_EQ(0, cancel(p->app, id, TLINE_CANCEL_FORCE));
	EXPECT_EQ(1, replies(p->app, &id, 1, FAILED, REASON(CANCELLED)));
	/* Which of the two comes first is said nowhere; each comes once. */
	EXPECT_TRUE(!strcmp("close_call cancel", sim_log(&p->sim, 0)) ||
		    !strcmp("cancel close_call", sim_log(&p->sim, 0)));
	EXPECT_EQ(TLINE_ERR_INVALCALLHANDLE, submit_op(&p->line, TLINE_OP_DROP, call));
	EXPECT_TRUE(silent(mon.app));
	leave(&mon);
}

/* Ids are an app's own: nobody cancels another's request; bad modes are EINVAL. */
TEST_F(request, cancel_of_what_is_not_ours)
{
	struct phone *p = &self->p;
	int id = parked_hold(p);

	ASSERT_LT(0, id);
	EXPECT_EQ(ENOENT, cancel(p->far_app, id, TLINE_CANCEL_FORCE));
	EXPECT_EQ(ENOENT, cancel(p->app, 0, TLINE_CANCEL_FORCE));
	EXPECT_EQ(ENOENT, cancel(p->app, id ^ 1, TLINE_CANCEL_FORCE));
	EXPECT_EQ(EINVAL, cancel(p->app, id, 2));
	EXPECT_EQ(PENDING, request_state(p->app, id, NULL));
	EXPECT_EQ(0, request_state(p->far_app, id, NULL));
	EXPECT_STREQ("", sim_log(&p->sim, 0));
}

/* -------------------------------------------------------------------------- deadlines */

/* Deadline of a request that the provider sits on; it is told to forget it. */
TEST_F(request, deadline)
{
	struct phone *p = &self->p;
	int id;

	sim_set(&p->sim, 0, "park", "1");
	id = hold_within(p, MS(20));
	ASSERT_LT(0, id);
	EXPECT_EQ(1, replies(p->app, &id, 1, FAILED, REASON(TIMEDOUT)));
	EXPECT_EQ(1, ended(p, REASON(TIMEDOUT)));
	EXPECT_EQ(0, counters(p->books).pending);
	EXPECT_STREQ("request:hold cancel", sim_log(&p->sim, 0));
	sim_set(&p->sim, 0, "park", "0");
	EXPECT_EQ(1, counters(p->books).late);
	EXPECT_EQ(STATE(CONNECTED), call_state(&p->line, p->call));
	EXPECT_TRUE(silent(p->app));
}

/* One that may have passed before the provider sees it: one completion all the same. */
TEST_F(request, deadline_at_once)
{
	struct phone *p = &self->p;
	int id;

	sim_set(&p->sim, 0, "fault", "never");
	id = hold_within(p, 1);
	ASSERT_LT(0, id);
	EXPECT_EQ(1, replies(p->app, &id, 1, FAILED, REASON(TIMEDOUT)));
	EXPECT_TRUE(!strcmp("", sim_log(&p->sim, 0)) ||
		    !strcmp("request:hold cancel", sim_log(&p->sim, 0)));
	EXPECT_EQ(0, counters(p->books).pending);
	EXPECT_TRUE(silent(p->app));
}

/* Each has its own: they end in the order of their deadlines, not of their submission. */
TEST_F(request, deadlines_in_order)
{
	static const unsigned int ms[] = { 300, 100, 200 };
	struct phone *p = &self->p;
	int id[3], sorted[3], i;

	sim_set(&p->sim, 0, "park", "1");
	for (i = 0; i < 3; i++)
		id[i] = hold_within(p, MS(ms[i]));
	sorted[0] = id[1];
	sorted[1] = id[2];
	sorted[2] = id[0];
	EXPECT_EQ(3, replies(p->app, sorted, 3, FAILED, REASON(TIMEDOUT)));
}

/* An answer in time: the deadline is gone with the request. */
TEST_F(request, deadline_is_kept)
{
	struct phone *p = &self->p;
	int id[2];

	sim_set(&p->sim, 0, "park", "1");
	id[0] = hold_within(p, MS(150));
	id[1] = hold_within(p, MS(300));
	sim_set(&p->sim, 0, "release", "1");
	EXPECT_EQ(1, replies(p->app, id, 1, 0, REASON(DONE)));
	/* The later one has passed, and hence the earlier one. */
	EXPECT_EQ(1, replies(p->app, id + 1, 1, FAILED, REASON(TIMEDOUT)));
	EXPECT_EQ(1, ended(p, REASON(TIMEDOUT)));
	EXPECT_EQ(1, ended(p, REASON(DONE)));
	EXPECT_EQ(0, leftover(p->app, TLINE_MSG_REPLY));
}

/* TLINE_SUBMIT_WAIT: results in the structures, no messages, whatever ended it. */
TEST_F(request, submit_wait)
{
	struct phone *p = &self->p;
	struct tline_request rq[3] = {
		{ .op = TLINE_OP_SECURECALL, .call = p->call },
		{ .op = TLINE_OP_HOLD, .call = p->call, .timeout_ns = MS(20) },
		{ .op = TLINE_OP_UNHOLD, .call = p->call },
	};
	struct tline_ioc_submit arg = {
		.requests = (uintptr_t)rq, .count = 3, .request_size = sizeof(rq[0]),
		.flags = TLINE_SUBMIT_WAIT,
	};

	sim_set(&p->sim, 0, "fault", "hold:never");
	ASSERT_EQ(0, ioctl(p->line.fd, TLINE_IOC_SUBMIT, &arg));
	EXPECT_EQ(3, arg.done);
	EXPECT_EQ(0, rq[0].result);
	EXPECT_EQ(REASON(DONE), rq[0].reason);
	EXPECT_EQ(FAILED, rq[1].result);
	EXPECT_EQ(REASON(TIMEDOUT), rq[1].reason);
	EXPECT_EQ(TLINE_ERR_INVALCALLSTATE, rq[2].result);
	EXPECT_EQ(0, rq[2].id);
	EXPECT_EQ(0, rq[2].reason);
	EXPECT_EQ(0, request_state(p->app, rq[0].id, NULL));
	EXPECT_EQ(0, info(p->app).requests);
	EXPECT_EQ(0, info(p->app).unread);
	EXPECT_EQ(0, leftover(p->app, TLINE_MSG_REPLY));
}

/* ------------------------------------------------------------------------ the promises */

/* P1, P4: answered twice: one completion, one count. */
TEST_F(request, p1_answered_twice)
{
	struct phone *p = &self->p;
	int id;

	sim_set(&p->sim, 0, "fault", "twice");
	id = hold(p);
	ASSERT_LT(0, id);
	EXPECT_EQ(1, replies(p->app, &id, 1, 0, REASON(DONE)));
	EXPECT_EQ(1, counters(p->books).late);
	EXPECT_EQ(1, ended(p, REASON(DONE)));
	EXPECT_EQ(0, leftover(p->app, TLINE_MSG_REPLY));
}

/* P1: never answered: pending until somebody ends it, then one completion. */
TEST_F(request, p1_never_answered)
{
	struct phone *p = &self->p;
	int id;

	sim_set(&p->sim, 0, "fault", "never");
	id = hold(p);
	sim_step(&p->sim, 3600000);
	EXPECT_EQ(PENDING, request_state(p->app, id, NULL));
	EXPECT_EQ(1, counters(p->books).pending);
	EXPECT_EQ(0, cancel(p->app, id, TLINE_CANCEL_FORCE));
	EXPECT_EQ(1, replies(p->app, &id, 1, FAILED, REASON(CANCELLED)));
	EXPECT_TRUE(silent(p->app));
}

/* P2: completions are never lost, however slow the reader; events are, and say so (P9). */
TEST_F(request, p2_completions_are_never_lost)
{
	enum { N = TLINE_DEF_EVENTS + 100 };
	struct phone *p = &self->p;
	struct tline_message m;
	int ids[N], i, done = 0;
	__u64 lost = 0, seq = info(p->app).seq, events = 0;

	for (i = 0; i < N; i++) {
		ids[i] = submit_op(&p->line, i % 2 ? TLINE_OP_UNHOLD : TLINE_OP_HOLD, p->call);
		ASSERT_LT(0, ids[i]);
	}
	while (!silent(p->app) && message(p->app, &m)) {
		if (m.type == TLINE_MSG_LOST) {
			lost += m.p1;
			/* It stands where the last of the lost ones stood. */
			EXPECT_EQ(seq + 1, m.seq);
			seq = m.seq;
			continue;
		}
		events += m.type == TLINE_MSG_CALLSTATE;
		EXPECT_TRUE(m.type != TLINE_MSG_REPLY || ids[done++] == (int)m.p1);
		/* Beside what fell out there is no gap. */
		EXPECT_TRUE(!lost || m.seq == seq + 1);
		seq = m.seq;
	}
	EXPECT_EQ(N, done);
	EXPECT_EQ(TLINE_DEF_EVENTS, events);
	EXPECT_EQ(N - TLINE_DEF_EVENTS, lost);
	EXPECT_EQ(info(p->app).lost, lost);
	EXPECT_EQ(info(p->app).seq, seq);
	EXPECT_EQ(0, info(p->app).unread);
}

/* P4: an answer and a state after close_call change nothing but counters. */
TEST_F(request, p4_late_answer)
{
	struct phone *p = &self->p;
	struct tline_ioc_counters c;
	int id;

	sim_set(&p->sim, 0, "fault", "hold:late");
	id = hold(p);
	EXPECT_EQ(1, replies(p->app, &id, 1, 0, REASON(DONE)));
	ASSERT_EQ(0, deallocate(&p->line, p->call));
	drain(p->app);
	c = counters(p->books);
	EXPECT_STREQ("request:hold close_call", sim_log(&p->sim, 0));
	EXPECT_EQ(c.late, counters(p->books).late);
	sim_step(&p->sim, 0);
	EXPECT_EQ(c.late + 1, counters(p->books).late);
	EXPECT_EQ(c.refused_upcalls + 1, counters(p->books).refused_upcalls);
	EXPECT_EQ(c.completed, counters(p->books).completed);
	EXPECT_EQ(0, counters(p->books).calls);
	EXPECT_TRUE(silent(p->app));
}

/* An impossible transition is counted, and not believed. */
TEST_F(request, impossible_state)
{
	struct phone *p = &self->p;
	struct tline_message m;

	sim_set(&p->sim, 0, "fault", "hold:badstate");
	ASSERT_LT(0, hold(p));
	EXPECT_EQ(1, counters(p->books).refused_upcalls);
	ASSERT_TRUE(message_of(p->app, TLINE_MSG_CALLSTATE, &m));
	EXPECT_EQ(STATE(ONHOLD), m.p1);
	EXPECT_EQ(0, leftover(p->app, TLINE_MSG_CALLSTATE));
}

/* P5: IDLE is final, whatever the provider reports. */
TEST_F(request, p5_idle_is_final)
{
	struct phone *p = &self->p;
	int id;

	ASSERT_EQ(0, reply(p->app, submit_op(&p->line, TLINE_OP_DROP, p->call), NULL));
	ASSERT_TRUE(call_reaches(p->app, p->call, STATE(IDLE)));
	sim_set(&p->sim, 0, "fault", "securecall:badstate");
	id = submit_op(&p->line, TLINE_OP_SECURECALL, p->call);
	EXPECT_EQ(1, replies(p->app, &id, 1, TLINE_ERR_INVALCALLSTATE, REASON(REFUSED)));
	EXPECT_EQ(1, counters(p->books).refused_upcalls);
	EXPECT_EQ(STATE(IDLE), call_state(&p->line, p->call));
	EXPECT_EQ(0, leftover(p->app, TLINE_MSG_CALLSTATE));
}

/* P5: the creator hears of its new call after the completion, monitors after it, too. */
TEST_F(request, p5_nothing_before_the_completion)
{
	struct phone *p = &self->p;
	struct line mon = line_open(&p->sim, 0, app_open(), MONITOR, 0);
	struct tline_message m;
	__u32 call, seen;
	int id;

	ASSERT_EQ(0, deallocate(&p->line, p->call));
	drain(p->app);
	drain(mon.app);
	/* Reports a state of the call before the call exists. */
	sim_set(&p->sim, 0, "fault", "makecall:badstate");
	sim_set(&p->sim, 0, "park", "1");
	id = submit_makecall(&p->line, p->sim.number[1], &call);
	ASSERT_LT(0, id);
	EXPECT_EQ(TLINE_ERR_INVALCALLHANDLE, submit_op(&p->line, TLINE_OP_DROP, call));
	EXPECT_EQ(0, new_calls(&mon, &seen, 1));
	EXPECT_TRUE(silent(p->app));
	EXPECT_TRUE(silent(mon.app));
	sim_set(&p->sim, 0, "park", "0");
	ASSERT_TRUE(message(p->app, &m));
	EXPECT_EQ(TLINE_MSG_REPLY, m.type);
	EXPECT_EQ(id, m.p1);
	ASSERT_TRUE(message(p->app, &m));
	EXPECT_EQ(TLINE_MSG_CALLSTATE, m.type);
	EXPECT_EQ(call, m.handle);
	EXPECT_EQ(OWNER, m.p3);
	ASSERT_TRUE(message(mon.app, &m));
	EXPECT_EQ(TLINE_MSG_APPNEWCALL, m.type);
	seen = m.p2;
	ASSERT_TRUE(message(mon.app, &m));
	EXPECT_EQ(TLINE_MSG_CALLSTATE, m.type);
	EXPECT_EQ(seen, m.handle);
	EXPECT_EQ(STATE(UNKNOWN), m.p1);
	leave(&mon);
}

/* P8: an app has TLINE_MAX_REQUESTS requests, pending or unread, and not one more. */
TEST_F(request, p8_requests_are_bounded)
{
	struct phone *p = &self->p;
	static int ids[TLINE_MAX_REQUESTS];
	int one;

	sim_set(&p->sim, 0, "park", "1");
	ASSERT_EQ(TLINE_MAX_REQUESTS,
		  submit_many(&p->line, TLINE_OP_SECURECALL, p->call, TLINE_MAX_REQUESTS, ids));
	EXPECT_EQ(TLINE_MAX_REQUESTS, info(p->app).requests);
	EXPECT_EQ(TLINE_ERR_REQUESTOVERRUN, hold(p));
	EXPECT_EQ(TLINE_MAX_REQUESTS, counters(p->books).pending);
	/* Done is not enough, the message has to be read. */
	EXPECT_EQ(0, cancel(p->app, ids[7], TLINE_CANCEL_FORCE));
	EXPECT_EQ(TLINE_ERR_REQUESTOVERRUN, hold(p));
	EXPECT_EQ(1, replies(p->app, &ids[7], 1, FAILED, REASON(CANCELLED)));
	one = hold(p);
	EXPECT_LT(0, one);
	sim_set(&p->sim, 0, "park", "0");
	EXPECT_EQ(TLINE_MAX_REQUESTS, info(p->app).unread);
	EXPECT_EQ(0, counters(p->books).pending);
}

/* P9: what a status query says is true for the sequence number that it carries. */
TEST_F(request, p9_snapshot_then_stream)
{
	struct phone *p = &self->p;
	struct tline_ioc_call_status st = { .call = p->call };
	struct tline_message m;
	__u64 seq = 0;

	ASSERT_LT(0, hold(p));
	ASSERT_EQ(0, ioctl(p->line.fd, TLINE_IOC_CALL_STATUS, &st));
	EXPECT_EQ(STATE(ONHOLD), st.state);
	EXPECT_EQ(info(p->app).seq, st.seq);
	ASSERT_LT(0, submit_op(&p->line, TLINE_OP_UNHOLD, p->call));
	while (message_of(p->app, TLINE_MSG_CALLSTATE, &m)) {
		seq = m.seq;
		if (m.p1 == STATE(CONNECTED))
			break;
		EXPECT_EQ(STATE(ONHOLD), m.p1);
		EXPECT_LE(seq, st.seq);
	}
	EXPECT_GT(seq, st.seq);
}

/* P10: the books balance at every stage, of the line and of all lines. */
TEST_F(request, p10_books_balance)
{
	struct phone *p = &self->p;
	struct tline_ioc_counters c;
	int ids[8], i;

	c = counters(p->books);
	sim_set(&p->sim, 0, "park", "1");
	for (i = 0; i < 8; i++) {
		ids[i] = submit_op(&p->line, TLINE_OP_SECURECALL, p->call);
		EXPECT_TRUE(balanced(p->books) && balanced(p->far_app));
		EXPECT_EQ(i + 1, counters(p->books).pending);
		EXPECT_EQ(c.submitted + i + 1, counters(p->books).submitted);
	}
	EXPECT_EQ(0, cancel(p->app, ids[0], TLINE_CANCEL_FORCE));
	EXPECT_TRUE(balanced(p->books) && balanced(p->far_app));
	EXPECT_EQ(7, counters(p->books).pending);
	sim_set(&p->sim, 0, "release", "3");	/* the one cancelled, and two more */
	EXPECT_TRUE(balanced(p->books) && balanced(p->far_app));
	EXPECT_EQ(5, counters(p->books).pending);
	EXPECT_EQ(1, counters(p->books).late);
	line_close(&p->line);
	EXPECT_TRUE(balanced(p->books) && balanced(p->far_app));
	EXPECT_EQ(0, counters(p->books).pending);
	EXPECT_EQ(c.by_reason[REASON(DONE)] + 2, counters(p->books).by_reason[REASON(DONE)]);
	EXPECT_EQ(1, counters(p->books).by_reason[REASON(CANCELLED)]);
	EXPECT_EQ(6, counters(p->books).by_reason[REASON(CALL_CLOSED)]);
	EXPECT_EQ(c.submitted + 9, counters(p->books).submitted);
}

/* P11: a misuse is an errno and changes nothing; telephony says no with a LINEERR. */
TEST_F(request, p11_refusals_are_clear)
{
	struct phone *p = &self->p;
	struct tline_request bad[] = {
		{ .op = 0 },
		{ .op = TLINE_OP_COUNT },
		{ .op = TLINE_OP_HOLD, .call = p->call, .flags = 1 },
		{ .op = TLINE_OP_HOLD, .call = p->call, .arg = { 1 } },
		{ .op = TLINE_OP_HOLD, .call = p->call, .call2 = p->call },
		{ .op = TLINE_OP_HOLD, .call = p->call, .args = 1, .args_size = 4 },
	};
	__u64 submitted = counters(p->books).submitted;
	struct tline_request rq = { .op = TLINE_OP_COMPLETECALL, .call = p->call };
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(bad); i++)
		EXPECT_EQ(-EINVAL, submit(&p->line, &bad[i]));
	/* In TAPI's order: handle, owner, state, and only then the operation. */
	EXPECT_EQ(TLINE_ERR_INVALCALLSTATE, submit(&p->line, &rq));
	EXPECT_EQ(TLINE_ERR_OPERATIONUNAVAIL, submit_op(&p->line, TLINE_OP_PARK, p->call));
	EXPECT_EQ(submitted, counters(p->books).submitted);
	EXPECT_STREQ("", sim_log(&p->sim, 0));
	EXPECT_TRUE(silent(p->app));
}

TEST_HARNESS_MAIN
