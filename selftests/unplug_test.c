// SPDX-License-Identifier: GPL-2.0-only
/*
 * Lines that go away under the apps that use them (promise P7): unplugged one by
 * one, taken away with their provider, or only closed by force.
 */
#include "kselftest_harness.h"
#include "phone.h"

#include <pthread.h>
#include <sched.h>

#define DEAD_LINE(e)	((e) == ENODEV || (e) == ENOTCONN)

/* What an app reads until nothing is left. */
struct story {
	int replies, closes, removes;	/* messages of each kind */
	int gone;			/* replies with OPERATIONFAILED, device gone */
	int too_late;			/* anything but REMOVE after one of these */
	__u32 last_type;
	__u64 removed;			/* id of the line */
};

static struct story read_story(int app)
{
	struct story s = { 0 };
	struct tline_message m;

	while (!silent(app) && message(app, &m)) {
		s.too_late += (s.removes || s.closes) && m.type != TLINE_MSG_REMOVE;
		s.replies += m.type == TLINE_MSG_REPLY;
		s.closes += m.type == TLINE_MSG_CLOSE;
		s.removes += m.type == TLINE_MSG_REMOVE;
		if (m.type == TLINE_MSG_REPLY && (__s32)m.p2 == FAILED &&
		    m.p3 == REASON(DEVICE_GONE))
			s.gone++;
		if (m.type == TLINE_MSG_REMOVE)
			s.removed = m.p1;
		s.last_type = m.type;
	}
	return s;
}

/* ------------------------------------------------- what both ways to go have in common */

FIXTURE(gone) {
	struct phone p;
};

FIXTURE_VARIANT(gone) {
	int line;		/* -1: the exchange */
	const char *attr;
	const char *value;
};

FIXTURE_VARIANT_ADD(gone, line) { .line = 0, .attr = "unplug", .value = "1" };
FIXTURE_VARIANT_ADD(gone, provider) { .line = -1, .attr = "live", .value = "0" };

FIXTURE_SETUP(gone)
{
	sim_create_down(&self->p.sim, 2);
	phone_up(&self->p, V2_2);
}

FIXTURE_TEARDOWN(gone)
{
	EXPECT_TRUE(balanced(self->p.books));
	EXPECT_TRUE(balanced(self->p.far_app));
	EXPECT_EQ(0, counters(self->p.books).pending);
	phone_down(&self->p);
}

#define TAKE_AWAY()	sim_set(&self->p.sim, variant->line, variant->attr, "%s", variant->value)

/* P7: requests OPERATIONFAILED (device gone), calls gone, LINE_CLOSE then LINE_REMOVE. */
TEST_F(gone, p7_everything_completes_in_order)
{
	struct phone *p = &self->p;
	int bystander = app_open(), lamp[2];
	struct story s;
	struct line mon;
	__u32 call;

	/* The last open to be closed is not the one whose requests are pending. */
	mon = monitor(p, &call);
	ASSERT_TRUE(park(p));
	lamp[0] = submit_lamp(&p->line);
	lamp[1] = submit_lamp(&mon);
	ASSERT_LT(0, lamp[0]);
	ASSERT_LT(0, lamp[1]);
	EXPECT_EQ(PARKED + 2, sim_num(&p->sim, 0, "parked"));
	sim_log_clear(&p->sim, 0);
	TAKE_AWAY();
	EXPECT_EQ(PARKED + 2, ended(p, REASON(DEVICE_GONE)));
	EXPECT_EQ(0, counters(p->books).calls);
	EXPECT_EQ(0, counters(p->books).opens);

	s = read_story(p->app);
	EXPECT_EQ(PARKED + 1, s.replies);
	EXPECT_EQ(PARKED + 1, s.gone);
	EXPECT_EQ(1, s.closes);
	EXPECT_EQ(1 + (variant->line < 0), s.removes);
	s = read_story(mon.app);
	EXPECT_EQ(1, s.replies);
	EXPECT_EQ(1, s.gone);
	EXPECT_EQ(1, s.closes);
	/* Every app is told, whether it had the line open or not. */
	s = read_story(bystander);
	EXPECT_EQ(1 + (variant->line < 0), s.removes);
	EXPECT_EQ(TLINE_MSG_REMOVE, s.last_type);
	/* And the provider was not asked any more. */
	EXPECT_STREQ("", sim_log(&p->sim, 0));
	leave(&mon);
	close(bystander);
}

/* The order for each app: its completions, then CLOSE, then REMOVE, and nothing else. */
TEST_F(gone, completions_come_before_the_close)
{
	struct phone *p = &self->p;
	struct story s;
	struct line mon;
	__u32 call;

	mon = monitor(p, &call);
	ASSERT_TRUE(park(p));
	ASSERT_LT(0, submit_lamp(&p->line));
	TAKE_AWAY();
	s = read_story(p->app);
	EXPECT_EQ(PARKED + 1, s.gone);
	EXPECT_EQ(0, s.too_late);
	s = read_story(mon.app);
	EXPECT_EQ(0, s.too_late);
	leave(&mon);
}

/* tapi-semantics 4.7: older apps hear LINEDEVSTATE(REMOVED) and CLOSE, no REMOVE. */
TEST_F(gone, an_old_app)
{
	struct phone *p = &self->p;
	int app = app_open_as("old", V1_4), lamp;
	struct line old = line_open_version(&p->sim, 0, app, MONITOR, 0, V1_4);
	struct tline_message m;

	sim_set(&p->sim, 0, "park", "1");
	lamp = submit_lamp(&old);
	drain(app);
	TAKE_AWAY();
	/* What a forced close ends is answered, whatever the version. */
	ASSERT_TRUE(message(app, &m));
	EXPECT_EQ(TLINE_MSG_REPLY, m.type);
	EXPECT_EQ(lamp, m.p1);
	ASSERT_TRUE(message(app, &m));
	EXPECT_EQ(TLINE_MSG_LINEDEVSTATE, m.type);
	EXPECT_EQ(TLINE_DEVSTATE_REMOVED, m.p1);
	ASSERT_TRUE(message(app, &m));
	EXPECT_EQ(TLINE_MSG_CLOSE, m.type);
	EXPECT_EQ(old.handle, m.handle);
	EXPECT_TRUE(silent(app));
	line_close(&old);
	close(app);
}

/* Open files stay safe: every ioctl says so. */
TEST_F(gone, every_ioctl_of_an_open_file)
{
	struct tline_request rq = { .op = TLINE_OP_HOLD, .call = self->p.call };
	struct tline_ioc_submit submit = {
		.requests = (uintptr_t)&rq, .count = 1, .request_size = sizeof(rq),
	};
	static const unsigned long cmds[] = {
		TLINE_IOC_LINE_CAPS, TLINE_IOC_ADDRESS_CAPS, TLINE_IOC_CLOSE,
		TLINE_IOC_LINE_STATUS, TLINE_IOC_ADDRESS_STATUS, TLINE_IOC_SET_STATUS_MESSAGES,
		TLINE_IOC_GET_STATUS_MESSAGES, TLINE_IOC_GET_NEW_CALLS, TLINE_IOC_CALL_INFO,
		TLINE_IOC_CALL_STATUS, TLINE_IOC_SET_PRIVILEGE, TLINE_IOC_HANDOFF,
		TLINE_IOC_DEALLOCATE, TLINE_IOC_SET_APPSPECIFIC, TLINE_IOC_SET_MEDIAMODE,
		TLINE_IOC_MONITOR_DIGITS, TLINE_IOC_GENERATE_DIGITS, TLINE_IOC_SET_DEVCONFIG,
		TLINE_IOC_GET_DEVCONFIG, TLINE_IOC_SET_NUM_RINGS, TLINE_IOC_GET_NUM_RINGS,
		TLINE_IOC_MONITOR_MEDIA, TLINE_IOC_GENERATE_TONE,
	};
	struct tline_ioc_open bind = { .api_version = V2_2, .privileges = MONITOR };
	struct tline_ioc_opens opens = { .entry_size = sizeof(struct tline_open_info) };
	struct phone *p = &self->p;
	unsigned int i;
	char path[64];
	union {
		struct tline_ioc_call_info info;
		char bytes[4096];
	} arg;

	TAKE_AWAY();
	for (i = 0; i < ARRAY_SIZE(cmds); i++) {
		memset(&arg, 0, sizeof(arg));
		errno = 0;
		EXPECT_EQ(-1, ioctl(p->line.fd, cmds[i], &arg));
		EXPECT_TRUE(DEAD_LINE(errno)) {
			TH_LOG("ioctl %#lx: %s", cmds[i], strerror(errno));
		}
	}
	EXPECT_EQ(-1, ioctl(p->line.fd, TLINE_IOC_SUBMIT, &submit));
	EXPECT_TRUE(DEAD_LINE(errno));
	/* Nobody has it open, and its books can still be read. */
	EXPECT_EQ(0, ioctl(p->line.fd, TLINE_IOC_OPENS, &opens));
	EXPECT_EQ(0, opens.count);
	EXPECT_LT(0, counters(p->line.fd).completed);
	/* Neither can the file be bound again, nor one that never was. */
	bind.app_fd = p->app;
	EXPECT_EQ(-1, ioctl(p->line.fd, TLINE_IOC_OPEN, &bind));
	EXPECT_EQ(EISCONN, errno);
	EXPECT_EQ(-1, ioctl(p->books, TLINE_IOC_OPEN, &bind));
	EXPECT_EQ(ENODEV, errno);
	snprintf(path, sizeof(path), "/dev/tline/line%d", p->sim.line[0]);
	EXPECT_EQ(-1, open(path, O_RDWR));
	EXPECT_TRUE(errno == ENOENT || errno == ENXIO || errno == ENODEV);
}

struct poller {
	struct pollfd pfd;
	pid_t tid;
	int ret;
};

static void *poll_line(void *arg)
{
	struct poller *poller = arg;

	__atomic_store_n(&poller->tid, syscall(SYS_gettid), __ATOMIC_RELEASE);
	/* No time-out: poll looks once more when that is over. */
	poller->ret = poll(&poller->pfd, 1, -1);
	return NULL;
}

/* P7: poll of a line's file says HUP, and who sleeps in it wakes up. */
TEST_F_TIMEOUT(gone, poll_says_hup, 30)
{
	struct phone *p = &self->p;
	struct poller poller = { .pfd = { .fd = p->line.fd, .events = POLLIN } };
	struct pollfd unbound = { .fd = p->books, .events = POLLIN };
	pthread_t thread;

	EXPECT_EQ(0, poll(&unbound, 1, 0));
	ASSERT_EQ(0, pthread_create(&thread, NULL, poll_line, &poller));
	while (!__atomic_load_n(&poller.tid, __ATOMIC_ACQUIRE))
		sched_yield();
	wait_asleep(poller.tid, SYS_poll);
	TAKE_AWAY();
	pthread_join(thread, NULL);
	EXPECT_EQ(1, poller.ret);
	EXPECT_EQ(POLLHUP | POLLERR, poller.pfd.revents);
	EXPECT_EQ(1, poll(&unbound, 1, 0));
	EXPECT_EQ(POLLHUP | POLLERR, unbound.revents);
	/* The app lives on. */
	EXPECT_EQ(1, leftover(p->app, TLINE_MSG_CLOSE));
	EXPECT_TRUE(silent(p->app));
}

/* A request that is done, unread, keeps its result; one cancelled stays cancelled. */
TEST_F(gone, what_was_done_stays_done)
{
	struct phone *p = &self->p;
	int done, cancelled, dispatched;

	done = submit_op(&p->line, TLINE_OP_RELEASEUSERUSERINFO, p->call);
	sim_set(&p->sim, 0, "fault", "hold:delay=1000");
	cancelled = submit_op(&p->line, TLINE_OP_HOLD, p->call);
	EXPECT_EQ(0, cancel(p->app, cancelled, TLINE_CANCEL_FORCE));
	dispatched = submit_op(&p->line, TLINE_OP_HOLD, p->call);
	EXPECT_EQ(TLINE_REQUEST_PENDING, request_state(p->app, dispatched, NULL));
	TAKE_AWAY();
	EXPECT_EQ(TLINE_REQUEST_DONE, request_state(p->app, dispatched, NULL));
	EXPECT_EQ(EALREADY, cancel(p->app, dispatched, TLINE_CANCEL_FORCE));
	EXPECT_EQ(1, replies(p->app, &done, 1, 0, REASON(DONE)));
	EXPECT_EQ(1, replies(p->app, &cancelled, 1, FAILED, REASON(CANCELLED)));
	EXPECT_EQ(1, replies(p->app, &dispatched, 1, FAILED, REASON(DEVICE_GONE)));
	EXPECT_EQ(0, leftover(p->app, TLINE_MSG_REPLY));
}

/* A call that is being created goes, too: its creator has the completion, no call. */
TEST_F(gone, a_call_that_is_being_created)
{
	struct phone *p = &self->p;
	struct tline_ioc_app_info info;
	__u32 call;
	int id;

	ASSERT_EQ(0, deallocate(&p->line, p->call));
	sim_set(&p->sim, 0, "park", "1");
	id = submit_makecall(&p->line, p->sim.number[1], &call);
	ASSERT_LT(0, id);
	TAKE_AWAY();
	EXPECT_EQ(1, replies(p->app, &id, 1, FAILED, REASON(DEVICE_GONE)));
	ASSERT_EQ(0, ioctl(p->app, TLINE_IOC_APP_INFO, &info));
	EXPECT_EQ(0, info.handles);
	EXPECT_EQ(0, info.requests);
}

static void *wait_for_hold(void *arg)
{
	struct phone *p = arg;
	struct tline_request rq = { .op = TLINE_OP_HOLD, .call = p->call };
	struct tline_ioc_submit submit = {
		.requests = (uintptr_t)&rq, .count = 1, .request_size = sizeof(rq),
		.flags = TLINE_SUBMIT_WAIT,
	};

	if (ioctl(p->line.fd, TLINE_IOC_SUBMIT, &submit))
		return (void *)(long)-errno;
	return rq.result == FAILED ? (void *)(long)rq.reason : NULL;
}

/* Under somebody who waits for a completion. */
TEST_F(gone, under_submit_wait)
{
	struct phone *p = &self->p;
	pthread_t thread;
	void *reason = NULL;

	sim_set(&p->sim, 0, "park", "1");
	ASSERT_EQ(0, pthread_create(&thread, NULL, wait_for_hold, p));
	while (sim_num(&p->sim, 0, "parked") != 1)
		sched_yield();
	TAKE_AWAY();
	pthread_join(thread, &reason);
	EXPECT_EQ(REASON(DEVICE_GONE), (long)reason);
	EXPECT_EQ(0, leftover(p->app, TLINE_MSG_REPLY));
}

/* All requests of a full queue, in batches. */
TEST_F(gone, a_thousand_requests)
{
	static int ids[1000];
	struct phone *p = &self->p;

	sim_set(&p->sim, 0, "park", "1");
	ASSERT_EQ(1000, submit_many(&p->line, TLINE_OP_SECURECALL, p->call, 1000, ids));
	p->before = counters(p->books);
	TAKE_AWAY();
	EXPECT_EQ(1000, ended(p, REASON(DEVICE_GONE)));
	EXPECT_EQ(1000, replies(p->app, ids, 1000, FAILED, REASON(DEVICE_GONE)));
}

/* ------------------------------------------------------- one line, and coming back */

FIXTURE(unplug) {
	struct phone p;
};

FIXTURE_SETUP(unplug)
{
	sim_create_down(&self->p.sim, 2);
	phone_up(&self->p, V2_2);
}

FIXTURE_TEARDOWN(unplug)
{
	phone_down(&self->p);
}

static __u32 far_end(struct phone *p, __u64 *mode)
{
	struct tline_message m;

	if (!message_of(p->far_app, TLINE_MSG_CALLSTATE, &m))
		return 0;
	*mode = m.p2;
	return m.p1;
}

/* The far end of a connected call, or of one on hold, sees it disconnected. */
TEST_F(unplug, a_call_on_hold)
{
	struct phone *p = &self->p;
	__u64 mode = 0;

	ASSERT_EQ(0, reply(p->app, submit_op(&p->line, TLINE_OP_HOLD, p->call), NULL));
	sim_set(&p->sim, 0, "unplug", "1");
	EXPECT_EQ(STATE(DISCONNECTED), far_end(p, &mode));
	EXPECT_EQ(TLINE_DISCONNECTMODE_OUTOFORDER, mode);
	EXPECT_EQ(0, reply(p->far_app, submit_op(&p->far, TLINE_OP_DROP, p->peer), NULL));
	EXPECT_EQ(STATE(IDLE), call_state(&p->far, p->peer));
}

/* An IDLE call is only its handles: they go. */
TEST_F(unplug, an_idle_call)
{
	struct phone *p = &self->p;
	struct tline_ioc_app_info info;

	ASSERT_EQ(0, reply(p->app, submit_op(&p->line, TLINE_OP_DROP, p->call), NULL));
	ASSERT_TRUE(call_reaches(p->app, p->call, STATE(IDLE)));
	sim_set(&p->sim, 0, "unplug", "1");
	ASSERT_EQ(0, ioctl(p->app, TLINE_IOC_APP_INFO, &info));
	EXPECT_EQ(0, info.handles);
	EXPECT_EQ(0, leftover(p->app, TLINE_MSG_CALLSTATE));
	EXPECT_EQ(0, counters(p->books).calls);
}

/* A call that rings: the caller is told, the answer that was under way fails. */
TEST_F(unplug, an_offered_call)
{
	struct phone *p = &self->p;
	__u32 call, peer;
	__u64 mode = 0;
	int id;

	ASSERT_EQ(0, reply(p->app, submit_op(&p->line, TLINE_OP_DROP, p->call), NULL));
	ASSERT_EQ(0, deallocate(&p->line, p->call));
	ASSERT_EQ(0, reply(p->far_app, submit_op(&p->far, TLINE_OP_DROP, p->peer), NULL));
	ASSERT_EQ(0, deallocate(&p->far, p->peer));
	id = submit_makecall(&p->far, p->sim.number[0], &peer);
	ASSERT_EQ(0, reply(p->far_app, id, NULL));
	sim_step(&p->sim, 1000);
	call = offered(&p->line);
	ASSERT_EQ(STATE(OFFERING), call_state(&p->line, call));
	sim_set(&p->sim, 0, "park", "1");
	id = submit_op(&p->line, TLINE_OP_ANSWER, call);
	ASSERT_LT(0, id);
	drain(p->far_app);
	sim_set(&p->sim, 0, "unplug", "1");
	EXPECT_EQ(1, replies(p->app, &id, 1, FAILED, REASON(DEVICE_GONE)));
	EXPECT_EQ(STATE(DISCONNECTED), far_end(p, &mode));
	EXPECT_EQ(TLINE_DISCONNECTMODE_OUTOFORDER, mode);
}

/* A line that comes back is a new one, with a new id; files of the old one stay dead. */
TEST_F(unplug, replug)
{
	struct phone *p = &self->p;
	int old = p->sim.line[0], app = app_open(), id;
	struct tline_message m;
	struct line again;
	__u32 call;

	sim_set(&p->sim, 0, "unplug", "1");
	EXPECT_EQ(-1, sim_num(&p->sim, 0, "id"));
	ASSERT_TRUE(message(app, &m));
	EXPECT_EQ(TLINE_MSG_REMOVE, m.type);
	EXPECT_EQ(old, m.p1);
	sim_set(&p->sim, 0, "unplug", "0");
	p->sim.line[0] = sim_num(&p->sim, 0, "id");
	EXPECT_LT(old, p->sim.line[0]);
	ASSERT_TRUE(message(app, &m));
	EXPECT_EQ(TLINE_MSG_CREATE, m.type);
	EXPECT_EQ(p->sim.line[0], m.p1);
	EXPECT_TRUE(silent(app));

	EXPECT_EQ(-1, ioctl(p->line.fd, TLINE_IOC_CLOSE));
	EXPECT_EQ(ENOTCONN, errno);
	again = line_open(&p->sim, 0, app, OWNER, VOICE);
	EXPECT_EQ(1, counters(again.fd).opens);
	EXPECT_EQ(0, counters(again.fd).submitted);
	id = submit_makecall(&again, p->sim.number[1], &call);
	EXPECT_EQ(0, reply(app, id, NULL));
	EXPECT_EQ(1, counters(again.fd).calls);
	line_close(&again);
	close(app);
}

/* The books of all lines keep those of the lines that have gone. */
TEST_F(unplug, p10_books_of_a_line_that_is_gone)
{
	struct phone *p = &self->p;
	struct tline_ioc_counters all = counters(p->app), line;

	ASSERT_TRUE(park(p));
	sim_set(&p->sim, 0, "unplug", "1");
	line = counters(p->books);
	EXPECT_EQ(PARKED, line.by_reason[REASON(DEVICE_GONE)]);
	EXPECT_TRUE(balanced(p->books));
	EXPECT_TRUE(balanced(p->app));
	EXPECT_LE(all.submitted + PARKED, counters(p->app).submitted);
	EXPECT_LE(all.by_reason[REASON(DEVICE_GONE)] + PARKED,
		  counters(p->app).by_reason[REASON(DEVICE_GONE)]);
}

/* ---------------------------------------------------------------- closed by force */

/* tapi-semantics 4.7: completions, then LINE_CLOSE to every open; then it can be reopened. */
TEST_F(unplug, closed_by_force)
{
	struct phone *p = &self->p;
	struct line mon, again;
	struct story s;
	__u32 call;

	mon = monitor(p, &call);
	ASSERT_TRUE(park(p));
	ASSERT_LT(0, submit_lamp(&p->line));
	sim_log_clear(&p->sim, 0);
	sim_set(&p->sim, 0, "close", "1");
	EXPECT_EQ(0, counters(p->books).pending);
	EXPECT_EQ(0, counters(p->books).calls);
	EXPECT_EQ(0, counters(p->books).opens);
	EXPECT_EQ(0, ended(p, REASON(DEVICE_GONE)));
	EXPECT_EQ(1, ended(p, REASON(LINE_CLOSED)));
	EXPECT_STREQ("request:drop close_call close", sim_log(&p->sim, 0));
	s = read_story(p->app);
	EXPECT_EQ(PARKED + 1, s.replies);
	EXPECT_EQ(1, s.closes);
	EXPECT_EQ(0, s.removes);
	EXPECT_EQ(0, s.too_late);
	s = read_story(mon.app);
	EXPECT_EQ(1, s.closes);
	EXPECT_EQ(0, s.too_late);
	/* The handle is dead, the file free for nothing but close(2). */
	EXPECT_EQ(-ENOTCONN, submit_op(&p->line, TLINE_OP_HOLD, p->call));
	again = line_open(&p->sim, 0, p->app, OWNER, VOICE);
	EXPECT_EQ(1, counters(p->books).opens);
	line_close(&again);
	leave(&mon);
}

TEST_HARNESS_MAIN
