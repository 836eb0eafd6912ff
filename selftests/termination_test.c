// SPDX-License-Identifier: GPL-2.0-only
/*
 * How calls and open lines end: design section 5, row by row, for every way in
 * which a line can be closed, with requests that the provider sits on.
 */
#include "kselftest_harness.h"
#include "phone.h"

/* Every way to close a line: two that leave the app registered, and its end. */
enum way { CLOSE_FD, IOC_CLOSE, CLOSE_APP, SHUTDOWN, EXIT, KILL };

static bool app_lives(enum way way)
{
	return way == CLOSE_FD || way == IOC_CLOSE;
}

/* A process that has the last references of both files, and ends. */
static void end_process(int *app, struct line *line, bool by_signal)
{
	int go[2];
	pid_t pid;
	char c;

	if (pipe(go))
		_exit(1);
	pid = fork();
	if (!pid) {
		close(go[1]);
		_exit(read(go[0], &c, 1) ? 1 : 0);
	}
	close(go[0]);
	close_fd(app);
	line_close(line);
	if (by_signal)
		kill(pid, SIGKILL);
	close(go[1]);
	waitpid(pid, NULL, 0);
}

static int end(enum way way, int *app, struct line *line)
{
	switch (way) {
	case CLOSE_FD:
		line_close(line);
		return 0;
	case IOC_CLOSE:
		return ioctl(line->fd, TLINE_IOC_CLOSE);
	case CLOSE_APP:
		close_fd(app);
		return 0;
	case SHUTDOWN:
		return ioctl(*app, TLINE_IOC_SHUTDOWN);
	default:
		end_process(app, line, way == KILL);
		return 0;
	}
}

/* ------------------------------------------------------------------ the four rows */

FIXTURE(row) {
	struct phone p;
};

FIXTURE_VARIANT(row) {
	enum way way;
};

FIXTURE_VARIANT_ADD(row, close) { .way = CLOSE_FD };
FIXTURE_VARIANT_ADD(row, ioc_close) { .way = IOC_CLOSE };
FIXTURE_VARIANT_ADD(row, close_app) { .way = CLOSE_APP };
FIXTURE_VARIANT_ADD(row, shutdown) { .way = SHUTDOWN };
FIXTURE_VARIANT_ADD(row, exit) { .way = EXIT };
FIXTURE_VARIANT_ADD(row, kill) { .way = KILL };

FIXTURE_SETUP(row)
{
	sim_create_down(&self->p.sim, 2);
	phone_up(&self->p, V2_2);
}

FIXTURE_TEARDOWN(row)
{
	phone_down(&self->p);
}

/* Section 5 row 1, P3: drop, then close-call at once; all requests fail, the drop's too. */
TEST_F(row, sole_owner_with_the_only_handle)
{
	struct phone *p = &self->p;
	struct tline_ioc_counters c;

	ASSERT_TRUE(park(p));
	ASSERT_EQ(0, end(variant->way, &p->app, &p->line));
	c = counters(p->books);
	EXPECT_EQ(0, c.pending);
	EXPECT_EQ(0, c.calls);
	EXPECT_EQ(p->before.submitted + 1, c.submitted);
	EXPECT_EQ(PARKED + 1, ended(p, REASON(CALL_CLOSED)));
	EXPECT_TRUE(balanced(p->books));
	EXPECT_TRUE(balanced(p->far_app));
	EXPECT_STREQ("request:drop close_call close", sim_log(&p->sim, 0));
	EXPECT_TRUE(call_reaches(p->far_app, p->peer, STATE(DISCONNECTED)));
	if (app_lives(variant->way)) {
		EXPECT_EQ(PARKED, replies(p->app, p->ids, PARKED, FAILED, REASON(CALL_CLOSED)));
		EXPECT_TRUE(silent(p->app));
	}
	/* P4: the provider's own answers change a counter, nothing else. */
	sim_set(&p->sim, 0, "park", "0");
	EXPECT_EQ(c.late + PARKED + 1, counters(p->books).late);
	EXPECT_EQ(c.completed, counters(p->books).completed);
	if (app_lives(variant->way))
		EXPECT_TRUE(silent(p->app));
}

/* Row 2: drop only; what is pending is the provider's affair; IDLE comes, then close-call. */
TEST_F(row, sole_owner_while_others_monitor)
{
	struct phone *p = &self->p;
	__u32 call;
	struct line mon = monitor(p, &call);

	ASSERT_NE(0, call);
	ASSERT_TRUE(park(p));
	ASSERT_EQ(0, end(variant->way, &p->app, &p->line));
	EXPECT_STREQ("request:drop", sim_log(&p->sim, 0));
	EXPECT_EQ(PARKED + 1, counters(p->books).pending);
	EXPECT_EQ(p->before.completed, counters(p->books).completed);
	EXPECT_TRUE(balanced(p->books));
	EXPECT_EQ(TLINE_CALLINFOSTATE_NUMOWNERDECR, info_of(&mon));
	EXPECT_TRUE(silent(mon.app));

	sim_set(&p->sim, 0, "release", "all");
	EXPECT_EQ(PARKED + 1, ended(p, REASON(DONE)));
	EXPECT_EQ(0, counters(p->books).pending);
	if (app_lives(variant->way)) {
		EXPECT_EQ(PARKED, replies(p->app, p->ids, PARKED, 0, REASON(DONE)));
		EXPECT_TRUE(silent(p->app));
	}
	EXPECT_TRUE(call_reaches(mon.app, call, STATE(ONHOLD)));
	EXPECT_TRUE(call_reaches(mon.app, call, STATE(IDLE)));
	EXPECT_EQ(0, counters(p->books).owed_idle);
	EXPECT_EQ(0, deallocate(&mon, call));
	EXPECT_STREQ("request:drop close_call", sim_log(&p->sim, 0));
	leave(&mon);
	EXPECT_STREQ("request:drop close_call close", sim_log(&p->sim, 0));
}

/* Row 3: the closing one only monitors, nobody owns: close-call only, all requests fail. */
TEST_F(row, last_monitor_of_a_call_without_owner)
{
	struct phone *p = &self->p;
	__u32 call;
	struct line mon = monitor(p, &call);

	ASSERT_TRUE(park(p));
	ASSERT_EQ(0, deallocate(&p->line, p->call));
	EXPECT_EQ(TLINE_CALLINFOSTATE_NUMOWNERDECR, info_of(&mon));
	EXPECT_EQ(PARKED, counters(p->books).pending);
	EXPECT_STREQ("", sim_log(&p->sim, 0));
	EXPECT_TRUE(silent(p->app));

	ASSERT_EQ(0, end(variant->way, &mon.app, &mon));
	EXPECT_EQ(0, counters(p->books).pending);
	EXPECT_EQ(0, counters(p->books).calls);
	EXPECT_EQ(PARKED, ended(p, REASON(CALL_CLOSED)));
	EXPECT_EQ(p->before.submitted, counters(p->books).submitted);
	EXPECT_TRUE(balanced(p->books));
	EXPECT_STREQ("close_call", sim_log(&p->sim, 0));
	/* From 2.0 on deallocating does not cost the replies (tapi-semantics 3.6). */
	EXPECT_EQ(PARKED, replies(p->app, p->ids, PARKED, FAILED, REASON(CALL_CLOSED)));
	EXPECT_TRUE(call_reaches(p->far_app, p->peer, STATE(DISCONNECTED)));
	leave(&mon);
}

/* Row 4: others own the call: the provider sees nothing, and the requests run on. */
TEST_F(row, one_of_two_owners)
{
	struct phone *p = &self->p;
	__u32 call;
	struct line other = co_owner(p, &call);

	ASSERT_NE(0, call);
	ASSERT_TRUE(park(p));
	ASSERT_EQ(0, end(variant->way, &p->app, &p->line));
	EXPECT_STREQ("", sim_log(&p->sim, 0));
	EXPECT_EQ(PARKED, counters(p->books).pending);
	EXPECT_TRUE(balanced(p->books));
	EXPECT_EQ(TLINE_CALLINFOSTATE_NUMOWNERDECR, info_of(&other));
	EXPECT_TRUE(silent(other.app));

	sim_set(&p->sim, 0, "park", "0");
	EXPECT_EQ(PARKED, ended(p, REASON(DONE)));
	EXPECT_EQ(0, counters(p->books).late);
	if (app_lives(variant->way)) {
		EXPECT_EQ(PARKED, replies(p->app, p->ids, PARKED, 0, REASON(DONE)));
		EXPECT_TRUE(silent(p->app));
	}
	EXPECT_TRUE(call_reaches(other.app, call, STATE(ONHOLD)));
	EXPECT_EQ(0, leftover(p->far_app, TLINE_MSG_CALLSTATE));
	leave(&other);
	EXPECT_STREQ("request:drop close_call close", sim_log(&p->sim, 0));
}

/* Row 4 again: a monitor closes beside the owner. */
TEST_F(row, a_monitor_beside_the_owner)
{
	struct phone *p = &self->p;
	__u32 call;
	struct line mon = monitor(p, &call);

	ASSERT_TRUE(park(p));
	ASSERT_EQ(0, end(variant->way, &mon.app, &mon));
	EXPECT_STREQ("", sim_log(&p->sim, 0));
	EXPECT_EQ(PARKED, counters(p->books).pending);
	EXPECT_EQ(TLINE_CALLINFOSTATE_NUMMONITORS, info_of(&p->line));
	EXPECT_TRUE(silent(p->app));
	sim_set(&p->sim, 0, "park", "0");
	EXPECT_EQ(PARKED, replies(p->app, p->ids, PARKED, 0, REASON(DONE)));
	leave(&mon);
}

/* P6: the line is free at once, whatever the provider still sits on. */
TEST_F(row, p6_the_line_is_free_at_once)
{
	struct phone *p = &self->p;
	struct line again;
	__u32 call;
	int app = app_open(), id;

	ASSERT_TRUE(park(p));
	ASSERT_EQ(0, end(variant->way, &p->app, &p->line));
	EXPECT_EQ(0, counters(p->books).opens);
	again = line_open(&p->sim, 0, app, OWNER, VOICE);
	EXPECT_EQ(0, new_calls(&again, &call, 1));
	id = submit_makecall(&again, p->sim.number[1], &call);
	ASSERT_LT(0, id);
	EXPECT_EQ(1, counters(p->books).pending);
	EXPECT_STREQ("request:drop close_call close open request:makecall", sim_log(&p->sim, 0));
	sim_set(&p->sim, 0, "park", "0");
	EXPECT_EQ(0, reply(app, id, NULL));
	EXPECT_TRUE(call_reaches(app, call, STATE(DIALING)));
	line_close(&again);
	close(app);
}

/* Section 5: a request that creates a call ends with its creator; monitors hear nothing. */
TEST_F(row, a_call_that_is_being_created)
{
	struct phone *p = &self->p;
	struct line mon;
	__u32 call, none;
	int id;

	ASSERT_EQ(0, deallocate(&p->line, p->call));
	mon = monitor(p, &none);
	sim_set(&p->sim, 0, "park", "1");
	id = submit_makecall(&p->line, p->sim.number[1], &call);
	ASSERT_LT(0, id);
	EXPECT_EQ(0, call_state(&p->line, call));
	sim_log_clear(&p->sim, 0);
	p->before = counters(p->books);
	EXPECT_EQ(0, p->before.calls);

	ASSERT_EQ(0, end(variant->way, &p->app, &p->line));
	EXPECT_STREQ("close_call", sim_log(&p->sim, 0));
	EXPECT_EQ(0, counters(p->books).pending);
	EXPECT_EQ(1, ended(p, REASON(CALL_CLOSED)));
	if (app_lives(variant->way)) {
		EXPECT_EQ(1, replies(p->app, &id, 1, FAILED, REASON(CALL_CLOSED)));
		EXPECT_TRUE(silent(p->app));
	}
	sim_set(&p->sim, 0, "park", "0");
	EXPECT_EQ(p->before.late + 1, counters(p->books).late);
	EXPECT_TRUE(silent(mon.app));
	leave(&mon);
}

/* Requests of a line run on while anybody has it open, and end with the last open. */
TEST_F(row, requests_of_the_line)
{
	struct phone *p = &self->p;
	struct line other;
	int app = app_open(), id[2];
	__u32 none;

	ASSERT_EQ(0, deallocate(&p->line, p->call));
	other = line_open(&p->sim, 0, app, OWNER, VOICE);
	sim_set(&p->sim, 0, "park", "1");
	id[0] = submit_lamp(&p->line);
	id[1] = submit_lamp(&other);
	sim_log_clear(&p->sim, 0);
	p->before = counters(p->books);

	ASSERT_EQ(0, end(variant->way, &p->app, &p->line));
	EXPECT_STREQ("", sim_log(&p->sim, 0));
	EXPECT_EQ(2, counters(p->books).pending);
	line_close(&other);
	EXPECT_STREQ("close", sim_log(&p->sim, 0));
	EXPECT_EQ(0, counters(p->books).pending);
	EXPECT_EQ(2, ended(p, REASON(LINE_CLOSED)));
	EXPECT_TRUE(balanced(p->books));
	EXPECT_EQ(1, replies(app, id + 1, 1, FAILED, REASON(LINE_CLOSED)));
	if (app_lives(variant->way))
		EXPECT_EQ(1, replies(p->app, id, 1, FAILED, REASON(LINE_CLOSED)));
	other = line_open(&p->sim, 0, app, OWNER, VOICE);
	EXPECT_EQ(0, new_calls(&other, &none, 1));
	line_close(&other);
	close(app);
}

/* A call that is IDLE already is not dropped (tapi-semantics 4.2). */
TEST_F(row, an_idle_call)
{
	struct phone *p = &self->p;

	ASSERT_EQ(0, reply(p->app, submit_op(&p->line, TLINE_OP_DROP, p->call), NULL));
	ASSERT_EQ(STATE(IDLE), call_state(&p->line, p->call));
	sim_log_clear(&p->sim, 0);
	ASSERT_EQ(0, end(variant->way, &p->app, &p->line));
	EXPECT_STREQ("close_call close", sim_log(&p->sim, 0));
}

/* Batches: many requests end as few do, all of them, in order. */
TEST_F(row, a_hundred_requests)
{
	struct phone *p = &self->p;
	int ids[100];

	sim_set(&p->sim, 0, "park", "1");
	ASSERT_EQ(100, submit_many(&p->line, TLINE_OP_SECURECALL, p->call, 100, ids));
	EXPECT_EQ(100, sim_num(&p->sim, 0, "parked"));
	EXPECT_EQ(100, counters(p->books).pending);
	sim_log_clear(&p->sim, 0);
	p->before = counters(p->books);
	ASSERT_EQ(0, end(variant->way, &p->app, &p->line));
	EXPECT_EQ(0, counters(p->books).pending);
	EXPECT_EQ(101, ended(p, REASON(CALL_CLOSED)));
	EXPECT_STREQ("request:drop close_call close", sim_log(&p->sim, 0));
	if (app_lives(variant->way)) {
		EXPECT_EQ(100, replies(p->app, ids, 100, FAILED, REASON(CALL_CLOSED)));
		EXPECT_TRUE(silent(p->app));
	}
}

TEST_HARNESS_MAIN
