// SPDX-License-Identifier: GPL-2.0-only
/*
 * Long times as a program sees them: deadlines of hours, and the simulator's rings, answers and
 * no answers with its own clock ("auto").  For virtual time: see run.
 */
#include "kselftest_harness.h"
#include "tline_test.h"

#include <time.h>

#define SEC(n)		((__u64)(n) * 1000000000)
#define MSEC(n)		((__u64)(n) * 1000000)
#define HOUR		SEC(3600)
#define DAY		(24 * HOUR)
#define STATE(x)	TLINE_CALLSTATE_##x
#define LAMP		TLINE_OP_SETLINEDEVSTATUS
/* A deadline is the core's; what the simulator does has the grain of its timer, jiffies. */
#define EXACT		20000
#define GRAIN(ns)	((ns) / 8 + MSEC(30))

static __u64 now(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_MONOTONIC, &ts);
	return SEC(ts.tv_sec) + ts.tv_nsec;
}

/* Two lines whose clock runs by itself. */
FIXTURE(time) {
	struct sim sim;
	int app, far_app;
	struct line line, far;
};

FIXTURE_SETUP(time)
{
	sim_create(&self->sim, 2);
	sim_set(&self->sim, -1, "clock", "auto");
	self->app = app_open();
	self->far_app = app_open();
	self->line = line_open(&self->sim, 0, self->app, OWNER, VOICE);
	self->far = line_open(&self->sim, 1, self->far_app, OWNER, VOICE);
}

FIXTURE_TEARDOWN(time)
{
	line_close(&self->line);
	line_close(&self->far);
	close(self->app);
	close(self->far_app);
	sim_destroy(&self->sim);
}

/* The next message of @type with @p1 (0: any), however long it takes: when it happened. */
static __u64 when(int app, __u32 type, __u64 p1, struct tline_message *m)
{
	struct pollfd pfd = { .fd = app, .events = POLLIN };

	for (;;) {
		poll(&pfd, 1, -1);
		if (read(app, m, sizeof(*m)) != sizeof(*m))
			return 0;
		if (m->type == type && (!p1 || m->p1 == p1))
			return m->time_ns;
	}
}

#define EXPECT_AT(expected, at, late)				\
	do {							\
		__u64 expected_ = (expected), at_ = (at);	\
								\
		EXPECT_LE(expected_, at_);			\
		EXPECT_GE(expected_ + (late), at_);		\
	} while (0)

/* Of what has @ms of the simulator's clock between it. */
#define EXPECT_MS(ms, from, to)	EXPECT_AT((from) + MSEC(ms) - MSEC(10), to, MSEC(10) + GRAIN(MSEC(ms)))

static int submit_timed(struct line *line, __u64 timeout)
{
	struct tline_request rq = { .op = LAMP, .timeout_ns = timeout };

	return submit(line, &rq);
}

/* ------------------------------------------------------------------ deadlines */

TEST_F_TIMEOUT(time, deadlines_of_hours_are_kept_to_the_microsecond, 200000)
{
	static const __u64 timeouts[] = { DAY, HOUR, 6 * HOUR, 12 * HOUR, 1, 2 * HOUR };
	static const __u64 sorted[] = { 1, HOUR, 2 * HOUR, 6 * HOUR, 12 * HOUR, DAY };
	struct tline_message m;
	__u64 from = now();
	unsigned int i;

	sim_set(&self->sim, 0, "fault", "never");
	for (i = 0; i < 6; i++)
		ASSERT_LT(0, submit_timed(&self->line, timeouts[i]));
	for (i = 0; i < 6; i++) {
		EXPECT_AT(from + sorted[i], when(self->app, TLINE_MSG_REPLY, 0, &m), EXACT);
		EXPECT_EQ(TLINE_REASON_TIMEDOUT, m.p3);
	}
}

TEST_F_TIMEOUT(time, waiting_for_a_day_takes_a_day, 200000)
{
	struct tline_request rq = { .op = LAMP, .timeout_ns = DAY };
	struct tline_ioc_submit arg = {
		.requests = (uintptr_t)&rq, .count = 1, .request_size = sizeof(rq),
		.flags = TLINE_SUBMIT_WAIT,
	};
	__u64 from = now();

	sim_set(&self->sim, 0, "fault", "never");
	EXPECT_EQ(0, ioctl(self->line.fd, TLINE_IOC_SUBMIT, &arg));
	EXPECT_EQ(TLINE_REASON_TIMEDOUT, rq.reason);
	EXPECT_AT(from + DAY, now(), EXACT);
}

/* A poll that gives up earlier loses nothing; one that does not wakes in time. */
TEST_F_TIMEOUT(time, polling_wakes_at_the_deadline, 200000)
{
	struct pollfd pfd = { .fd = self->app, .events = POLLIN };
	__u64 from = now();

	sim_set(&self->sim, 0, "fault", "never");
	ASSERT_LT(0, submit_timed(&self->line, HOUR));
	EXPECT_EQ(0, poll(&pfd, 1, 3500 * 1000));
	EXPECT_EQ(1, poll(&pfd, 1, 3500 * 1000));
	EXPECT_AT(from + HOUR, now(), EXACT);
}

TEST_F_TIMEOUT(time, answer_that_is_delayed_beyond_the_deadline_is_late, 200000)
{
	struct tline_message m;
	__u64 from = now();
	int id;

	sim_set(&self->sim, 0, "fault", "delay=7200000");
	id = submit_timed(&self->line, HOUR);
	ASSERT_LT(0, id);
	EXPECT_AT(from + HOUR, when(self->app, TLINE_MSG_REPLY, id, &m), EXACT);
	EXPECT_EQ(TLINE_REASON_TIMEDOUT, m.p3);
	EXPECT_EQ(0, counters(self->line.fd).late);
	/* As it was promised, two hours after it began. */
	sleep(3601);
	while (!counters(self->line.fd).late && now() < from + 3 * HOUR)
		sleep(60);
	EXPECT_EQ(1, counters(self->line.fd).late);
	EXPECT_AT(from + 2 * HOUR, now(), HOUR / 4 + SEC(61));
}

/* ------------------------------------------------------------------ the simulator's clock */

TEST_F_TIMEOUT(time, clock_of_the_simulator_follows_the_time, 200000)
{
	long from = sim_num(&self->sim, -1, "time");
	__u64 began = now();

	sleep(10000);
	EXPECT_EQ((now() - began) / 1000000 - (sim_num(&self->sim, -1, "time") - from), 0);
}

TEST_F_TIMEOUT(time, dialling_takes_its_time, 200000)
{
	struct tline_message m;
	__u64 dialing, proceeding, ringback;
	__u32 call;

	ASSERT_LT(0, submit_makecall(&self->line, self->sim.number[1], &call));
	dialing = when(self->app, TLINE_MSG_CALLSTATE, STATE(DIALING), &m);
	proceeding = when(self->app, TLINE_MSG_CALLSTATE, STATE(PROCEEDING), &m);
	ringback = when(self->app, TLINE_MSG_CALLSTATE, STATE(RINGBACK), &m);
	EXPECT_MS(50 * strlen(self->sim.number[1]) > 300 ? 300 :
		  50 * strlen(self->sim.number[1]), dialing, proceeding);
	EXPECT_MS(50, proceeding, ringback);
}

/* "LINEDEVSTATE_RINGING with a count from 0 at once and every 6 s". */
TEST_F_TIMEOUT(time, line_rings_every_six_seconds_until_nobody_answered, 200000)
{
	struct tline_ioc_status_messages st = { .line_states = TLINE_DEVSTATE_RINGING };
	struct tline_message m;
	__u64 ringback, first = 0, at;
	__u32 call;
	int count;

	ASSERT_EQ(0, ioctl(self->far.fd, TLINE_IOC_SET_STATUS_MESSAGES, &st));
	ASSERT_LT(0, submit_makecall(&self->line, self->sim.number[1], &call));
	ringback = when(self->app, TLINE_MSG_CALLSTATE, STATE(RINGBACK), &m);
	for (count = 0; count < 30; count++) {
		at = when(self->far_app, TLINE_MSG_LINEDEVSTATE, TLINE_DEVSTATE_RINGING, &m);
		EXPECT_EQ(count, m.p3);
		/* Late each, but not later and later. */
		if (!count)
			first = at;
		EXPECT_AT(first + MSEC(6000 * count), at, GRAIN(MSEC(6000)));
	}
	/* "the network's own 180 s" */
	at = when(self->app, TLINE_MSG_CALLSTATE, STATE(DISCONNECTED), &m);
	EXPECT_EQ(TLINE_DISCONNECTMODE_NOANSWER, m.p2);
	EXPECT_MS(180000, ringback, at);
	EXPECT_MS(180000, ringback, when(self->far_app, TLINE_MSG_CALLSTATE, STATE(IDLE), &m));
}

TEST_F_TIMEOUT(time, no_answer_timeout_of_the_call_counts, 200000)
{
	struct tline_call_params params = { .no_answer_timeout = 25 };
	struct tline_message m;
	__u64 ringback;
	__u32 call;

	snprintf(params.dest.number, sizeof(params.dest.number), "%s", self->sim.number[1]);
	ASSERT_EQ(0, makecall_params(&self->line, &params, &call));
	ringback = when(self->app, TLINE_MSG_CALLSTATE, STATE(RINGBACK), &m);
	EXPECT_MS(25000, ringback, when(self->app, TLINE_MSG_CALLSTATE, STATE(DISCONNECTED), &m));
	EXPECT_EQ(TLINE_DISCONNECTMODE_NOANSWER, m.p2);
}

TEST_F_TIMEOUT(time, exchange_answers_after_so_many_milliseconds, 200000)
{
	struct tline_message m;
	__u64 ringback;
	__u32 call;

	sim_set(&self->sim, 1, "script", "answer=3600000");
	ASSERT_LT(0, submit_makecall(&self->line, self->sim.number[1], &call));
	ringback = when(self->app, TLINE_MSG_CALLSTATE, STATE(RINGBACK), &m);
	/* Before the network gives up, after an hour it would be too late. */
	EXPECT_MS(180000, ringback, when(self->app, TLINE_MSG_CALLSTATE, STATE(DISCONNECTED), &m));
	sim_set(&self->sim, 1, "script", "answer=100000");
	ASSERT_EQ(0, deallocate(&self->line, call));
	ASSERT_LT(0, submit_makecall(&self->line, self->sim.number[1], &call));
	ringback = when(self->app, TLINE_MSG_CALLSTATE, STATE(RINGBACK), &m);
	EXPECT_MS(100000, ringback, when(self->app, TLINE_MSG_CALLSTATE, STATE(CONNECTED), &m));
}

TEST_F_TIMEOUT(time, delayed_answer_comes_when_it_was_promised, 200000)
{
	struct tline_message m;
	__u64 from;
	int id;

	sim_set(&self->sim, 0, "fault", "delay=5000000");
	from = now();
	id = submit_lamp(&self->line);
	ASSERT_LT(0, id);
	EXPECT_MS(5000000, from, when(self->app, TLINE_MSG_REPLY, id, &m));
	EXPECT_EQ(TLINE_REASON_DONE, m.p3);
}

TEST_HARNESS_MAIN
