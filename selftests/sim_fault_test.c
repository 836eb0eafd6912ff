// SPDX-License-Identifier: GPL-2.0-only
/*
 * The simulator's faults and its log, where no test of the core needs them.
 */
#include "kselftest_harness.h"
#include "phone.h"

FIXTURE(fault) {
	struct phone p;
};

FIXTURE_SETUP(fault)
{
	sim_create_down(&self->p.sim, 2);
	phone_up(&self->p, V2_2);
}

FIXTURE_TEARDOWN(fault)
{
	phone_down(&self->p);
}

/* With a request's name: the next state after each such request, and no other one. */
TEST_F(fault, dropmsg_of_a_request)
{
	struct phone *p = &self->p;
	int i;

	sim_set(&p->sim, 0, "fault", "hold:dropmsg");
	for (i = 0; i < 2; i++) {
		EXPECT_EQ(0, do_op(&p->line, TLINE_OP_HOLD, p->call));
		EXPECT_EQ(STATE(CONNECTED), call_state(&p->line, p->call));
		EXPECT_EQ(0, leftover(p->app, TLINE_MSG_CALLSTATE));
		sim_set(&p->sim, 0, "hangup", "1");
		EXPECT_EQ(STATE(DISCONNECTED), call_state(&p->line, p->call));
		EXPECT_EQ(0, do_op(&p->line, TLINE_OP_DROP, p->call));
		EXPECT_EQ(STATE(IDLE), call_state(&p->line, p->call));
		connect_call(&p->sim, &p->line, &p->far, 1, &p->call, &p->peer);
		drain(p->app);
	}
}

/* Each state has one that cannot follow it: not believed, and counted. */
TEST_F(fault, badstate)
{
	static const struct {
		const char *dest, *script;
		__u32 state;
	} rows[] = {
		{ "", "app", STATE(DIALTONE) }, { "201", "busy", STATE(BUSY) },
		{ "201", "special", STATE(SPECIALINFO) },
	};
	struct phone *p = &self->p;
	__u32 call;
	size_t i;

	EXPECT_EQ(0, do_op(&p->line, TLINE_OP_DROP, p->call));
	sim_set(&p->sim, 0, "fault", "securecall:badstate");
	for (i = 0; i < ARRAY_SIZE(rows); i++) {
		sim_set(&p->sim, 1, "script", "%s", rows[i].script);
		ASSERT_EQ(0, makecall(&p->line, rows[i].dest, &call));
		sim_step(&p->sim, 1000);
		drain(p->app);
		EXPECT_EQ(0, do_op(&p->line, TLINE_OP_SECURECALL, call));
		EXPECT_EQ(rows[i].state, call_state(&p->line, call));
		EXPECT_EQ(0, leftover(p->app, TLINE_MSG_CALLSTATE));
		EXPECT_EQ(i + 1, counters(p->books).refused_upcalls);
		EXPECT_EQ(0, do_op(&p->line, TLINE_OP_DROP, call));
	}
}

/* A parked request meets the faults that there are when it is released; this one loses it. */
TEST_F(fault, never_after_parking)
{
	struct phone *p = &self->p;
	__u32 reason;

	ASSERT_TRUE(park(p));
	sim_set(&p->sim, 0, "fault", "securecall:never");
	sim_set(&p->sim, 0, "park", "0");
	EXPECT_EQ(0, reply(p->app, p->ids[0], NULL));
	EXPECT_EQ(0, reply(p->app, p->ids[2], NULL));
	EXPECT_EQ(1, counters(p->books).pending);
	EXPECT_EQ(TLINE_REQUEST_PENDING, request_state(p->app, p->ids[1], NULL));
	sim_step(&p->sim, 1000000);
	EXPECT_EQ(1, counters(p->books).pending);
	EXPECT_EQ(0, cancel(p->app, p->ids[1], TLINE_CANCEL_FORCE));
	EXPECT_EQ(FAILED, reply(p->app, p->ids[1], &reason));
	EXPECT_EQ(REASON(CANCELLED), reason);
	EXPECT_EQ(0, counters(p->books).pending);
}

/* The log shows as much of its end as fits, and says how much came before that. */
TEST_F(fault, long_log)
{
	struct phone *p = &self->p;
	unsigned int id, last = 0, shown = 0, dropped = 0, i;
	char *line, *save = NULL;

	for (i = 0; i < 200; i++)
		ASSERT_EQ(0, do_op(&p->line, TLINE_OP_SECURECALL, p->call));
	line = strtok_r((char *)sim_get(&p->sim, 0, "log"), "\n", &save);
	ASSERT_EQ(1, sscanf(line, "... %u lines dropped", &dropped));
	while ((line = strtok_r(NULL, "\n", &save))) {
		ASSERT_EQ(1, sscanf(line, "request securecall id=%u", &id));
		EXPECT_TRUE(!shown++ || id > last);
		last = id;
	}
	EXPECT_EQ(200, shown + dropped);
	EXPECT_LT(60, shown);
}

TEST_HARNESS_MAIN
