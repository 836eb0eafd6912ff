// SPDX-License-Identifier: GPL-2.0-only
/*
 * Which messages go to whom, in which order, and which of them can be masked.
 *
 * App a does things on line 0, app b looks on; line 1 is the other end.  The apps
 * are there after the lines: no TLINE_MSG_CREATE is in their way.
 */
#include <pthread.h>

#include "kselftest_harness.h"
#include "tline_test.h"

#define S(x)	TLINE_CALLSTATE_##x
#define D(x)	TLINE_DEVSTATE_##x
#define A(x)	TLINE_ADDRESSSTATE_##x

FIXTURE(message) {
	struct sim sim;
	int a;
	int b;
};

FIXTURE_SETUP(message)
{
	sim_create(&self->sim, 2);
	self->a = app_open();
	self->b = app_open();
}

FIXTURE_TEARDOWN(message)
{
	sim_destroy(&self->sim);
}

static bool state_is(int app, __u32 call, __u32 state, __u32 mode, __u32 privilege)
{
	return next_is(app, TLINE_MSG_CALLSTATE, call, state, mode, privilege);
}

static bool reply_is(int app, int id, __s32 result, __u32 reason)
{
	return next_is(app, TLINE_MSG_REPLY, 0, id, (__u32)result, reason);
}

/* APPNEWCALL next; the call's handle, or 0. */
static __u32 new_call(struct line *line, __u32 privilege)
{
	struct tline_message m;

	if (silent(line->app) || !message(line->app, &m) || m.type != TLINE_MSG_APPNEWCALL ||
	    m.handle != line->handle || m.p3 != privilege)
		return 0;
	return m.p2;
}

static __s32 set_masks(struct line *line, __u32 line_states, __u32 address_states)
{
	struct tline_ioc_status_messages arg = {
		.line_states = line_states, .address_states = address_states,
	};

	return ioctl(line->fd, TLINE_IOC_SET_STATUS_MESSAGES, &arg) ? -errno : arg.result;
}

static bool masks_are(struct line *line, __u32 line_states, __u32 address_states)
{
	struct tline_ioc_status_messages arg;

	return !ioctl(line->fd, TLINE_IOC_GET_STATUS_MESSAGES, &arg) &&
	       arg.line_states == line_states && arg.address_states == address_states;
}

static bool line_state_is(struct line *line, __u32 state, __u32 p2, __u32 p3)
{
	return next_is(line->app, TLINE_MSG_LINEDEVSTATE, line->handle, state, p2, p3);
}

static bool address_state_is(struct line *line, __u32 address, __u32 state)
{
	return next_is(line->app, TLINE_MSG_ADDRESSSTATE, line->handle, address, state, 0);
}

/* ---------------------------------------------------------------------- messages of calls */

/* 2.7: an incoming call: APPNEWCALL and CALLSTATE, adjacent, to owner and monitors. */
TEST_F(message, incoming)
{
	struct line own = line_open(&self->sim, 0, self->a, OWNER, VOICE);
	struct line mon = line_open(&self->sim, 0, self->b, MONITOR, 0);
	int app = app_open();
	struct line none = line_open(&self->sim, 0, app, NONE, 0);
	struct line modem = line_open(&self->sim, 0, app, OWNER, TLINE_MEDIAMODE_DATAMODEM);
	__u32 call, seen;

	sim_set(&self->sim, 0, "incoming", "5550100");
	call = new_call(&own, OWNER);
	ASSERT_NE(0, call);
	EXPECT_TRUE(state_is(self->a, call, S(OFFERING), TLINE_OFFERINGMODE_ACTIVE, OWNER));
	seen = new_call(&mon, MONITOR);
	ASSERT_NE(0, seen);
	EXPECT_TRUE(state_is(self->b, seen, S(OFFERING), TLINE_OFFERINGMODE_ACTIVE, MONITOR));
	/* A change of state goes to every handle, and says nothing of privileges. */
	EXPECT_EQ(0, do_op(&own, TLINE_OP_ACCEPT, call));
	EXPECT_TRUE(state_is(self->a, call, S(ACCEPTED), 0, 0));
	EXPECT_TRUE(state_is(self->b, seen, S(ACCEPTED), 0, 0));
	EXPECT_TRUE(silent(self->a) && silent(self->b) && silent(app));
	EXPECT_NE(none.handle, modem.handle);
}

/* 2.7, 6.4: below 2.0 no APPNEWCALL: a new call is a CALLSTATE that gives a privilege. */
TEST_F(message, incoming_below_2_0)
{
	struct line own = line_open_version(&self->sim, 0, self->a, OWNER, VOICE,
					    TLINE_API_VERSION_MIN);
	struct line mon = line_open_version(&self->sim, 0, self->b, MONITOR, 0, V1_4);
	struct tline_message m;

	sim_set(&self->sim, 0, "incoming", "5550100");
	ASSERT_TRUE(message(self->a, &m));
	EXPECT_EQ(TLINE_MSG_CALLSTATE, m.type);
	EXPECT_EQ(S(OFFERING), m.p1);
	EXPECT_EQ(OWNER, m.p3);
	EXPECT_EQ(S(OFFERING), call_state(&own, m.handle));
	ASSERT_TRUE(message(self->b, &m));
	EXPECT_EQ(TLINE_MSG_CALLSTATE, m.type);
	EXPECT_EQ(MONITOR, m.p3);
	EXPECT_EQ(S(OFFERING), call_state(&mon, m.handle));
	EXPECT_TRUE(silent(self->a) && silent(self->b));
}

/* B.5, 2.7, 3.5.3: an outgoing call: its maker's reply first; to monitors UNKNOWN first. */
TEST_F(message, outgoing)
{
	struct line mon = line_open(&self->sim, 0, self->b, MONITOR, 0);
	struct line old = line_open_version(&self->sim, 0, app_open(), MONITOR, 0, V1_4);
	struct line owner = line_open(&self->sim, 0, app_open(), OWNER, VOICE);
	struct line a = line_open(&self->sim, 0, self->a, NONE, 0);
	struct tline_message m;
	__u32 call, seen;
	int id;

	id = submit_makecall(&a, "", &call);
	ASSERT_GT(id, 0);
	EXPECT_TRUE(reply_is(self->a, id, 0, TLINE_REASON_DONE));
	EXPECT_TRUE(state_is(self->a, call, S(DIALTONE), TLINE_DIALTONEMODE_NORMAL, OWNER));
	seen = new_call(&mon, MONITOR);
	ASSERT_NE(0, seen);
	EXPECT_TRUE(state_is(self->b, seen, S(UNKNOWN), 0, MONITOR));
	EXPECT_TRUE(state_is(self->b, seen, S(DIALTONE), TLINE_DIALTONEMODE_NORMAL, 0));
	ASSERT_TRUE(message(old.app, &m));
	EXPECT_EQ(TLINE_MSG_CALLSTATE, m.type);
	EXPECT_EQ(S(UNKNOWN), m.p1);
	EXPECT_EQ(MONITOR, m.p3);
	EXPECT_TRUE(state_is(old.app, m.handle, S(DIALTONE), TLINE_DIALTONEMODE_NORMAL, 0));
	/* Ownership of an outgoing call is never routed (2.5). */
	EXPECT_TRUE(silent(owner.app));
}

/* B.4, P5: before the completion nobody hears of the call, and no handle works. */
TEST_F(message, nothing_before_completion)
{
	struct line a = line_open(&self->sim, 0, self->a, NONE, 0);
	struct line mon = line_open(&self->sim, 0, self->b, MONITOR, 0), late;
	struct tline_ioc_call_info info = { 0 };
	__u32 call, seen, calls[2];
	int id;

	sim_set(&self->sim, 0, "park", "1");
	sim_set(&self->sim, 0, "fault", "makecall:badstate");
	id = submit_makecall(&a, "", &call);
	ASSERT_GT(id, 0);
	EXPECT_EQ(1, sim_num(&self->sim, 0, "parked"));
	EXPECT_NE(0, call);
	EXPECT_TRUE(silent(self->a) && silent(self->b));
	EXPECT_EQ(TLINE_ERR_INVALCALLHANDLE, call_status(&a, call).result);
	info.call = call;
	EXPECT_EQ(0, ioctl(a.fd, TLINE_IOC_CALL_INFO, &info));
	EXPECT_EQ(TLINE_ERR_INVALCALLHANDLE, info.result);
	EXPECT_EQ(TLINE_ERR_INVALCALLHANDLE, submit_op(&a, TLINE_OP_DROP, call));
	EXPECT_EQ(TLINE_ERR_INVALCALLHANDLE, deallocate(&a, call));
	EXPECT_EQ(TLINE_ERR_INVALCALLHANDLE, set_privilege(&a, call, MONITOR));
	EXPECT_EQ(0, new_calls(&mon, calls, 2));
	EXPECT_EQ(0, counters(a.fd).calls);
	/* A monitor that comes now will hear of it, too. */
	late = line_open(&self->sim, 0, app_open(), MONITOR, 0);
	EXPECT_EQ(0, new_calls(&late, calls, 2));

	/* The provider even tells a state before it completes: CONNECTED. */
	sim_set(&self->sim, 0, "park", "0");
	EXPECT_TRUE(reply_is(self->a, id, 0, TLINE_REASON_DONE));
	EXPECT_TRUE(state_is(self->a, call, S(CONNECTED), 0, OWNER));
	seen = new_call(&mon, MONITOR);
	EXPECT_TRUE(state_is(self->b, seen, S(UNKNOWN), 0, MONITOR));
	EXPECT_TRUE(state_is(self->b, seen, S(CONNECTED), 0, 0));
	seen = new_call(&late, MONITOR);
	EXPECT_TRUE(state_is(late.app, seen, S(UNKNOWN), 0, MONITOR));
	EXPECT_TRUE(state_is(late.app, seen, S(CONNECTED), 0, 0));
	EXPECT_EQ(1, counters(a.fd).calls);
}

/* B.4, 3.5.4: a creation that failed: its reply and nothing else, for nobody. */
TEST_F(message, creation_that_failed)
{
	struct line a = line_open(&self->sim, 0, self->a, NONE, 0);
	struct line mon = line_open(&self->sim, 0, self->b, MONITOR, 0);
	__u32 call, calls[2];
	int id;

	sim_set(&self->sim, 0, "fault", "makecall:fail=0x80000048");
	sim_log_clear(&self->sim, 0);
	id = submit_makecall(&a, "", &call);
	ASSERT_GT(id, 0);
	EXPECT_TRUE(reply_is(self->a, id, FAILED, TLINE_REASON_REFUSED));
	EXPECT_TRUE(silent(self->a) && silent(self->b));
	EXPECT_EQ(TLINE_ERR_INVALCALLHANDLE, call_status(&a, call).result);
	EXPECT_EQ(TLINE_ERR_INVALCALLHANDLE, deallocate(&a, call));
	EXPECT_EQ(0, new_calls(&mon, calls, 2));
	EXPECT_EQ(0, counters(a.fd).calls_total);
	/* Appendix C 4: close_call for the failed handle, exactly once. */
	EXPECT_STREQ("request:makecall close_call", sim_log(&self->sim, 0));
}

/* B.9, P5: IDLE is final, whatever the provider says then. */
TEST_F(message, idle_is_final)
{
	struct line own = line_open(&self->sim, 0, self->a, OWNER, VOICE);
	struct line mon = line_open(&self->sim, 0, self->b, MONITOR, 0);
	__u32 call, seen;
	__u64 refused;

	sim_set(&self->sim, 0, "incoming", "5550100");
	call = offered(&own);
	seen = offered(&mon);
	EXPECT_EQ(0, do_op(&own, TLINE_OP_DROP, call));
	EXPECT_TRUE(call_reaches(self->a, call, S(IDLE)));
	EXPECT_TRUE(call_reaches(self->b, seen, S(IDLE)));
	EXPECT_TRUE(silent(self->a) && silent(self->b));

	/* An impossible state comes with the refusal of this request. */
	refused = counters(own.fd).refused_upcalls;
	sim_set(&self->sim, 0, "fault", "securecall:badstate");
	EXPECT_EQ(TLINE_ERR_INVALCALLSTATE, do_op(&own, TLINE_OP_SECURECALL, call));
	EXPECT_EQ(refused + 1, counters(own.fd).refused_upcalls);
	EXPECT_EQ(S(IDLE), call_state(&own, call));
	EXPECT_EQ(S(IDLE), call_state(&mon, seen));
	EXPECT_TRUE(silent(self->a) && silent(self->b));
}

/* 6.2.4: what the provider learns of a call goes to every handle. */
TEST_F(message, call_info)
{
	struct line a = line_open(&self->sim, 0, self->a, NONE, 0);
	struct line mon = line_open(&self->sim, 0, self->b, MONITOR, 0);
	__u32 changed = TLINE_CALLINFOSTATE_CALLID | TLINE_CALLINFOSTATE_CALLERID;
	__u32 call, seen;

	ASSERT_GT(submit_makecall(&a, "", &call), 0);
	seen = offered(&mon);
	EXPECT_TRUE(state_is(self->b, seen, S(UNKNOWN), 0, MONITOR));
	EXPECT_TRUE(state_is(self->b, seen, S(DIALTONE), TLINE_DIALTONEMODE_NORMAL, 0));
	EXPECT_TRUE(next_is(self->b, TLINE_MSG_CALLINFO, seen, changed, 0, 0));
	EXPECT_TRUE(call_reaches(self->a, call, S(DIALTONE)));
	EXPECT_TRUE(next_is(self->a, TLINE_MSG_CALLINFO, call, changed, 0, 0));
	EXPECT_TRUE(silent(self->a) && silent(self->b));
}

/* ------------------------------------------------------------------ numbers and instances */

/* Design 3: one queue for all lines of an app: sequence numbers, instances, cookies. */
TEST_F(message, one_queue)
{
	struct line l0 = line_open(&self->sim, 0, self->a, OWNER, VOICE);
	struct line l1 = line_open(&self->sim, 1, self->a, OWNER, VOICE);
	struct tline_request rq = { .op = TLINE_OP_ANSWER, .cookie = 0xfedcba9876543210 };
	struct tline_message m;
	__u64 seq = 0, time = 0, replies = 0;
	__u32 call = 0;
	int n;

	sim_set(&self->sim, 1, "incoming", "5550100");
	sim_set(&self->sim, 0, "incoming", "5550100");
	while (!silent(self->a) && message(self->a, &m)) {
		EXPECT_EQ(++seq, m.seq);
		EXPECT_GE(m.time_ns, time);
		time = m.time_ns;
		EXPECT_EQ(seq <= 2 ? 0x1001 : 0x1000, m.instance);
		EXPECT_EQ(0, m.cookie);
		call = m.handle;
	}
	EXPECT_EQ(4, seq);
	rq.call = call;
	ASSERT_GT(submit(&l0, &rq), 0);
	for (n = 0; !silent(self->a) && message(self->a, &m); n++) {
		EXPECT_EQ(++seq, m.seq);
		EXPECT_EQ(0x1000, m.instance);
		if (m.type != TLINE_MSG_REPLY)
			continue;
		replies++;
		EXPECT_EQ(0, m.handle);
		EXPECT_EQ(rq.cookie, m.cookie);
		EXPECT_EQ(0, n);	/* before the states that it causes */
	}
	EXPECT_EQ(1, replies);
	EXPECT_GT(n, 1);
	line_close(&l1);
}

/* B.1, B.3: a submit gives an id from 1 on, or an error; a reply to each id, no other. */
TEST_F(message, replies)
{
	struct line a = line_open(&self->sim, 0, self->a, NONE, 0);
	struct tline_message m;
	int id[8], i, n = 0, seen;
	__u32 call;

	for (i = 0; i < 8; i++) {
		/* All but the first are refused by message, the bad handle at once. */
		id[i] = submit_makecall(&a, "", &call);
		EXPECT_GT(id[i], 0);
		EXPECT_EQ(TLINE_ERR_INVALCALLHANDLE, submit_op(&a, TLINE_OP_DROP, 0xffff));
	}
	while (!silent(self->a) && message(self->a, &m)) {
		if (m.type != TLINE_MSG_REPLY)
			continue;
		EXPECT_LE((__s32)m.p2, 0);
		for (i = 0, seen = 0; i < 8; i++)
			seen += id[i] == (int)m.p1;
		EXPECT_EQ(1, seen);
		n++;
	}
	EXPECT_EQ(8, n);
}

static void *read_one(void *arg)
{
	struct tline_message m;

	return (void *)(long)(read(*(int *)arg, &m, sizeof(m)) < 0 ? errno : 0);
}

/* B.16, B.17: EAGAIN if empty; ready as long as there is one; shutdown wakes a reader. */
TEST_F(message, reading)
{
	struct line own = line_open(&self->sim, 0, self->a, OWNER, VOICE);
	struct pollfd p = { .fd = self->a, .events = POLLIN };
	int app = open("/dev/tline/app", O_RDWR);
	struct tline_message m[4];
	pthread_t reader;
	void *result;

	EXPECT_EQ(-1, read(self->a, m, sizeof(m)));
	EXPECT_EQ(EAGAIN, errno);
	EXPECT_EQ(0, poll(&p, 1, 0));
	sim_set(&self->sim, 0, "incoming", "5550100");
	EXPECT_EQ(1, poll(&p, 1, 0));
	EXPECT_EQ(sizeof(m[0]), read(self->a, m, sizeof(m[0])));
	EXPECT_EQ(1, poll(&p, 1, 0));
	EXPECT_EQ(POLLIN, p.revents);
	EXPECT_EQ(sizeof(m[0]), read(self->a, m, sizeof(m)));
	EXPECT_EQ(0, poll(&p, 1, 0));

	ASSERT_EQ(0, pthread_create(&reader, NULL, read_one, &app));
	EXPECT_EQ(0, ioctl(app, TLINE_IOC_SHUTDOWN));
	ASSERT_EQ(0, pthread_join(reader, &result));
	EXPECT_EQ(ESHUTDOWN, (long)result);
	line_close(&own);
}

/* --------------------------------------------------------------- states of line and address */

static int ring_mode(struct line *line)
{
	struct tline_ioc_line_status st;

	return ioctl(line->fd, TLINE_IOC_LINE_STATUS, &st) ? -1 : (int)st.ring_mode;
}

/* B.25, 6.3: all silent at first; an open hears what it asked for, NONE opens too. */
TEST_F(message, masks)
{
	struct line none = line_open(&self->sim, 0, self->a, NONE, 0);
	struct line deaf = line_open(&self->sim, 0, self->b, OWNER | MONITOR, VOICE);
	struct line other;
	__u32 call;

	other = line_open(&self->sim, 0, app_open(), NONE, 0);
	EXPECT_TRUE(silent(self->a));
	line_close(&other);
	EXPECT_TRUE(silent(self->a));

	EXPECT_EQ(0, set_masks(&none, D(OPEN) | D(CLOSE) | D(RINGING), 0));
	EXPECT_TRUE(masks_are(&none, D(OPEN) | D(CLOSE) | D(RINGING) | D(REINIT), 0));
	other = line_open(&self->sim, 0, app_open(), NONE, 0);
	EXPECT_TRUE(line_state_is(&none, D(OPEN), 0, 0));
	EXPECT_TRUE(silent(other.app));
	line_close(&other);
	EXPECT_TRUE(line_state_is(&none, D(CLOSE), 0, 0));

	/* Ring mode and count; that it stops is a status, and no message. */
	sim_set(&self->sim, 0, "incoming", "5550100");
	EXPECT_TRUE(line_state_is(&none, D(RINGING), 1, 0));
	sim_step(&self->sim, 6000);
	EXPECT_TRUE(line_state_is(&none, D(RINGING), 1, 1));
	EXPECT_EQ(1, ring_mode(&none));
	call = offered(&deaf);
	EXPECT_EQ(0, do_op(&deaf, TLINE_OP_ANSWER, call));
	EXPECT_EQ(0, ring_mode(&none));
	EXPECT_TRUE(silent(self->a));

	EXPECT_EQ(0, set_masks(&none, 0, 0));
	other = line_open(&self->sim, 0, other.app, NONE, 0);
	EXPECT_TRUE(silent(self->a));
	drain(self->b);
	EXPECT_TRUE(masks_are(&deaf, D(REINIT), 0));
}

/* 6.3: REINIT is always on; what does not exist is refused and changes nothing. */
TEST_F(message, mask_values)
{
	struct line a = line_open(&self->sim, 0, self->a, NONE, 0);

	EXPECT_TRUE(masks_are(&a, D(REINIT), 0));
	EXPECT_EQ(0, set_masks(&a, D(MSGWAITON), A(NUMCALLS) | A(OTHER)));
	EXPECT_EQ(TLINE_ERR_INVALLINESTATE, set_masks(&a, 0x02000000, 0));
	EXPECT_EQ(TLINE_ERR_INVALLINESTATE, set_masks(&a, 0x80000001, 0));
	EXPECT_EQ(TLINE_ERR_INVALADDRESSSTATE, set_masks(&a, 0, 0x200));
	EXPECT_TRUE(masks_are(&a, D(MSGWAITON) | D(REINIT), A(NUMCALLS) | A(OTHER)));
	EXPECT_EQ(0, set_masks(&a, 0x01ffffff, 0x1ff));
	EXPECT_TRUE(masks_are(&a, 0x01ffffff, 0x1ff));
}

/* 5.2: counts of active and held calls: NUMCALLS of the address and of the line. */
TEST_F(message, numcalls)
{
	struct line a = line_open(&self->sim, 0, self->a, OWNER, VOICE);
	struct line b = line_open(&self->sim, 0, self->b, NONE, 0);
	__u32 call;

	EXPECT_EQ(0, set_masks(&b, D(NUMCALLS), A(NUMCALLS)));
	sim_set(&self->sim, 0, "incoming", "5550100");
	call = offered(&a);
	EXPECT_TRUE(address_state_is(&b, 0, A(NUMCALLS)));
	EXPECT_TRUE(line_state_is(&b, D(NUMCALLS), 0, 0));
	/* Still active: nothing counted changes. */
	EXPECT_EQ(0, do_op(&a, TLINE_OP_ANSWER, call));
	EXPECT_TRUE(silent(self->b));
	EXPECT_EQ(0, do_op(&a, TLINE_OP_HOLD, call));
	EXPECT_TRUE(address_state_is(&b, 0, A(NUMCALLS)));
	EXPECT_TRUE(line_state_is(&b, D(NUMCALLS), 0, 0));
	EXPECT_EQ(0, do_op(&a, TLINE_OP_DROP, call));
	EXPECT_TRUE(address_state_is(&b, 0, A(NUMCALLS)));
	EXPECT_TRUE(line_state_is(&b, D(NUMCALLS), 0, 0));
	/* It was counted off when it went IDLE. */
	EXPECT_EQ(0, deallocate(&a, call));
	EXPECT_TRUE(silent(self->b));
}

/* 6.2.3: line states go to each open by its own mask, with its own instance. */
TEST_F(message, masks_of_two_opens)
{
	struct line first = line_open(&self->sim, 0, self->a, NONE, 0);
	struct line second = line_open(&self->sim, 0, self->a, NONE, 0);
	struct tline_request rq = {
		.op = TLINE_OP_SETLINEDEVSTATUS, .arg = { TLINE_DEVSTATUSFLAGS_MSGWAIT, 1 },
	};
	struct tline_ioc_line_status st;
	struct line b = line_open(&self->sim, 0, self->b, NONE, 0);

	EXPECT_EQ(0, set_masks(&first, D(MSGWAITON), 0));
	EXPECT_EQ(0, set_masks(&second, D(MSGWAITON) | D(MSGWAITOFF), 0));
	EXPECT_EQ(0, reply(self->b, submit(&b, &rq), NULL));
	EXPECT_TRUE(line_state_is(&first, D(MSGWAITON), 0, 0));
	EXPECT_TRUE(line_state_is(&second, D(MSGWAITON), 0, 0));
	EXPECT_EQ(0, ioctl(b.fd, TLINE_IOC_LINE_STATUS, &st));
	EXPECT_EQ(TLINE_DEVSTATUSFLAGS_MSGWAIT, st.status & TLINE_DEVSTATUSFLAGS_MSGWAIT);
	EXPECT_EQ(3, st.num_opens);
	rq.arg[1] = 0;
	EXPECT_EQ(0, reply(self->b, submit(&b, &rq), NULL));
	EXPECT_TRUE(line_state_is(&second, D(MSGWAITOFF), 0, 0));
	EXPECT_TRUE(silent(self->a) && silent(self->b));
	EXPECT_EQ(0, ioctl(b.fd, TLINE_IOC_LINE_STATUS, &st));
	EXPECT_EQ(0, st.status & TLINE_DEVSTATUSFLAGS_MSGWAIT);
	EXPECT_EQ(TLINE_DEVSTATUSFLAGS_CONNECTED | TLINE_DEVSTATUSFLAGS_INSERVICE, st.status);
}

/* 6.3: what anybody wants is told to the provider, as advice. */
TEST_F(message, provider_knows_the_masks)
{
	struct line a = line_open(&self->sim, 0, self->a, NONE, 0);
	struct line b = line_open(&self->sim, 0, self->b, NONE, 0);

	sim_log_clear(&self->sim, 0);
	EXPECT_EQ(0, set_masks(&a, D(RINGING), 0));
	EXPECT_NE(NULL, strstr(sim_get(&self->sim, 0, "log"),
			       "set_status_messages call=0 arg=40002"));
	EXPECT_EQ(0, set_masks(&b, D(SIGNAL), 0));
	EXPECT_NE(NULL, strstr(sim_get(&self->sim, 0, "log"),
			       "set_status_messages call=0 arg=50002"));
	sim_log_clear(&self->sim, 0);
	line_close(&a);
	EXPECT_NE(NULL, strstr(sim_get(&self->sim, 0, "log"),
			       "set_status_messages call=0 arg=50000"));
}

/* ------------------------------------------------------------------- lines come and go */

/* 6.1, 6.4, B.22: CREATE and REMOVE by the version of the app, lines open or not. */
TEST_F(message, create_and_remove)
{
	int now = app_open_as("now", V2_2), v14 = app_open_as("v14", V1_4);
	int v13 = app_open_as("v13", TLINE_API_VERSION_MIN);
	struct line old = line_open_version(&self->sim, 0, v14, NONE, 0, V1_4);
	struct line cur = line_open(&self->sim, 0, now, NONE, 0), gone = cur;
	struct tline_line_caps caps;
	__u32 removed = self->sim.line[0], id;
	char path[64];

	EXPECT_EQ(0, set_masks(&old, D(REMOVED), 0));
	drain(now);
	sim_set(&self->sim, 0, "unplug", "1");
	/* Of 2.0 on: LINE_CLOSE, then LINE_REMOVE. */
	EXPECT_TRUE(next_is(now, TLINE_MSG_CLOSE, cur.handle, 0, 0, 0));
	EXPECT_TRUE(next_is(now, TLINE_MSG_REMOVE, 0, removed, 0, 0));
	EXPECT_TRUE(next_is(self->b, TLINE_MSG_REMOVE, 0, removed, 0, 0));
	EXPECT_TRUE(line_state_is(&old, D(REMOVED), 0, 0));
	EXPECT_TRUE(next_is(v14, TLINE_MSG_CLOSE, old.handle, 0, 0, 0));
	EXPECT_TRUE(silent(now) && silent(v14) && silent(v13) && silent(self->b));
	EXPECT_EQ(-1, ioctl(gone.fd, TLINE_IOC_LINE_CAPS, &caps));
	EXPECT_EQ(ENODEV, errno);
	snprintf(path, sizeof(path), "/dev/tline/line%u", removed);
	EXPECT_EQ(-1, access(path, F_OK));

	sim_set(&self->sim, 0, "unplug", "0");
	id = sim_num(&self->sim, 0, "id");
	EXPECT_NE(removed, id);		/* 1.1: not used again while apps know of it */
	EXPECT_EQ(self->sim.line[1], sim_num(&self->sim, 1, "id"));
	EXPECT_TRUE(next_is(now, TLINE_MSG_CREATE, 0, id, 0, 0));
	EXPECT_TRUE(next_is(v14, TLINE_MSG_CREATE, 0, id, 0, 0));
	EXPECT_TRUE(next_is(v13, TLINE_MSG_LINEDEVSTATE, 0, D(REINIT), TLINE_MSG_CREATE, id));
	EXPECT_TRUE(silent(now) && silent(v14) && silent(v13));
}

/* B.21: LINE_CLOSE: every completion before it; then all handles are dead. */
TEST_F(message, forced_close)
{
	struct line a = line_open(&self->sim, 0, self->a, OWNER, VOICE);
	struct line other = line_open(&self->sim, 1, self->a, NONE, 0);
	struct tline_ioc_call_status st = { 0 };
	struct tline_message m;
	__u32 call;
	int id;

	sim_set(&self->sim, 0, "incoming", "5550100");
	call = offered(&a);
	drain(self->a);
	sim_set(&self->sim, 0, "park", "1");
	id = submit_op(&a, TLINE_OP_ANSWER, call);
	ASSERT_GT(id, 0);
	sim_set(&self->sim, 0, "close", "1");
	EXPECT_TRUE(reply_is(self->a, id, FAILED, TLINE_REASON_CALL_CLOSED));
	ASSERT_TRUE(message(self->a, &m));
	EXPECT_EQ(TLINE_MSG_CLOSE, m.type);
	EXPECT_EQ(a.handle, m.handle);
	EXPECT_EQ(0x1000, m.instance);
	EXPECT_TRUE(silent(self->a));
	st.call = call;
	EXPECT_EQ(-1, ioctl(a.fd, TLINE_IOC_CALL_STATUS, &st));
	EXPECT_EQ(ENOTCONN, errno);
	EXPECT_EQ(-1, ioctl(a.fd, TLINE_IOC_CLOSE));
	EXPECT_EQ(ENOTCONN, errno);
	/* The line stays; so do the app's other lines. */
	EXPECT_GT(submit_makecall(&other, "", &call), 0);
	a = line_open(&self->sim, 0, app_open(), OWNER, VOICE);
	EXPECT_EQ(1, counters(a.fd).opens);
}

TEST_HARNESS_MAIN
