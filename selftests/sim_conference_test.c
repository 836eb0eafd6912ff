// SPDX-License-Identifier: GPL-2.0-only
/*
 * Conferences on the simulator: how they begin, grow, shrink and end, state by state
 * (tapi-semantics 5.2), and who hears whom.
 *
 * App a has line 0 ("200"), the one that confers; app b has lines 1 to 3 ("201" to
 * "203"), the far ends.
 */
#include "kselftest_harness.h"
#include "tline_test.h"

#define S(x)	TLINE_CALLSTATE_##x
#define ACTIVE	TLINE_CONNECTEDMODE_ACTIVE
#define DTMF	TLINE_DIGITMODE_DTMF
#define FAR	3

FIXTURE(conf) {
	struct sim sim;
	int a;
	int b;
	struct line la;
	struct line far[FAR];
	__u32 parent;
	__u32 call[FAR];	/* of line 0 */
	__u32 in[FAR];		/* of the far ends */
};

typedef FIXTURE_DATA(conf) fixture;

FIXTURE_SETUP(conf)
{
	int i;

	sim_create_down(&self->sim, FAR + 1);
	sim_set(&self->sim, 0, "max_calls", "8");
	sim_set(&self->sim, 0, "max_conference", "4");
	sim_live(&self->sim);
	self->a = app_open();
	self->b = app_open();
	self->la = line_open(&self->sim, 0, self->a, OWNER, VOICE);
	for (i = 0; i < FAR; i++)
		self->far[i] = line_open(&self->sim, i + 1, self->b, OWNER, VOICE);
}

FIXTURE_TEARDOWN(conf)
{
	sim_destroy(&self->sim);
}

static bool state_is(int app, __u32 call, __u32 state, __u32 mode)
{
	struct tline_message m;

	/* What is known of calls comes along with their states, and is looked at elsewhere. */
	while (message_of(app, TLINE_MSG_CALLSTATE, &m)) {
		if (m.handle == call && m.p1 == state && m.p2 == mode)
			return true;
		fprintf(stderr, "# call %#x state %#llx mode %#llx, not call %#x state %#x mode %#x\n",
			m.handle, (unsigned long long)m.p1, (unsigned long long)m.p2, call, state,
			mode);
		return false;
	}
	return false;
}

/* Set up a conference with @call, to which @dest is to be added. */
static __s32 setup(fixture *self, __u32 call, const char *dest, __u32 flags, __u32 *consult)
{
	struct tline_call_params params = { .flags = flags };
	struct tline_request rq = {
		.op = TLINE_OP_SETUPCONFERENCE, .call = call, .args = (uintptr_t)&params,
		.args_size = sizeof(params), .arg = { 3 },
	};
	int id;

	snprintf(params.dest.number, sizeof(params.dest.number), "%s", dest);
	id = submit(&self->la, &rq);
	if (id < 0)
		return id;
	self->parent = rq.new_call;
	*consult = rq.new_call2;
	return reply(self->a, id, NULL);
}

static __s32 prepare(fixture *self, const char *dest, __u32 flags, __u32 *consult)
{
	struct tline_call_params params = { .flags = flags };
	struct tline_request rq = {
		.op = TLINE_OP_PREPAREADDTOCONFERENCE, .call = self->parent,
		.args = (uintptr_t)&params, .args_size = sizeof(params),
	};
	int id;

	snprintf(params.dest.number, sizeof(params.dest.number), "%s", dest);
	id = submit(&self->la, &rq);
	if (id < 0)
		return id;
	*consult = rq.new_call;
	return reply(self->a, id, NULL);
}

static __s32 both(fixture *self, __u32 op, __u32 call, __u32 call2, __u32 mode, __u32 *made)
{
	struct tline_request rq = { .op = op, .call = call, .call2 = call2, .arg = { mode } };
	int id = submit(&self->la, &rq);

	if (made)
		*made = rq.new_call;
	return id < 0 ? id : reply(self->a, id, NULL);
}

static __s32 add(fixture *self, __u32 call)
{
	return both(self, TLINE_OP_ADDTOCONFERENCE, self->parent, call, 0, NULL);
}

/* Line 0 is connected with far end 0. */
static void connect_first(fixture *self)
{
	connect_call(&self->sim, &self->la, &self->far[0], 1, &self->call[0], &self->in[0]);
	drain(self->a);
	drain(self->b);
}

/* Far end @i, called by line 0, answers. */
static void answer(fixture *self, int i)
{
	sim_step(&self->sim, 1000);
	self->in[i] = offered(&self->far[i]);
	if (do_op(&self->far[i], TLINE_OP_ANSWER, self->in[i]))
		self->in[i] = 0;
}

/* A conference of line 0 and @n far ends. */
static bool confer(fixture *self, int n)
{
	char number[8];
	int i;

	connect_first(self);
	for (i = 1; i < n; i++) {
		snprintf(number, sizeof(number), "%s", self->sim.number[i + 1]);
		if (i == 1 ? setup(self, self->call[0], number, 0, &self->call[1]) :
			     prepare(self, number, 0, &self->call[i]))
			return false;
		answer(self, i);
		if (!self->in[i] || add(self, self->call[i]))
			return false;
	}
	drain(self->a);
	drain(self->b);
	return true;
}

/* What the calls of line 0 are in; 0 ends the list. */
static bool states(fixture *self, __u32 parent, __u32 first, __u32 second, __u32 third)
{
	__u32 got[] = {
		call_state(&self->la, self->parent), call_state(&self->la, self->call[0]),
		self->call[1] ? call_state(&self->la, self->call[1]) : 0,
		self->call[2] ? call_state(&self->la, self->call[2]) : 0,
	};

	if (got[0] == parent && got[1] == first && got[2] == second && got[3] == third)
		return true;
	fprintf(stderr, "# parent %#x, calls %#x %#x %#x\n", got[0], got[1], got[2], got[3]);
	return false;
}

/* 5.2: setup, add; CONFERENCED names the parent. */
TEST_F(conf, setup_and_add)
{
	struct tline_call_info info;

	connect_first(self);
	ASSERT_EQ(0, setup(self, self->call[0], self->sim.number[2], 0, &self->call[1]));
	EXPECT_TRUE(state_is(self->a, self->call[0], S(CONFERENCED), self->parent));
	EXPECT_TRUE(state_is(self->a, self->parent, S(ONHOLDPENDCONF), 0));
	EXPECT_TRUE(state_is(self->a, self->call[1], S(DIALTONE), TLINE_DIALTONEMODE_NORMAL));
	info = call_info(&self->la, self->parent);
	EXPECT_EQ(TLINE_CALLORIGIN_CONFERENCE, info.origin);
	EXPECT_EQ(call_info(&self->la, self->call[0]).call_id, info.related_call_id);
	EXPECT_EQ(info.call_id, call_info(&self->la, self->call[1]).related_call_id);
	answer(self, 1);
	EXPECT_TRUE(states(self, S(ONHOLDPENDCONF), S(CONFERENCED), S(CONNECTED), 0));
	drain(self->a);
	ASSERT_EQ(0, add(self, self->call[1]));
	EXPECT_TRUE(state_is(self->a, self->call[1], S(CONFERENCED), self->parent));
	EXPECT_TRUE(state_is(self->a, self->parent, S(CONNECTED), ACTIVE));
	/* The far ends notice nothing. */
	EXPECT_EQ(S(CONNECTED), call_state(&self->far[0], self->in[0]));
	EXPECT_EQ(S(CONNECTED), call_state(&self->far[1], self->in[1]));
}

/* lineSetupConference without a call: the first party is added as all others are. */
TEST_F(conf, setup_without_a_call)
{
	ASSERT_EQ(0, setup(self, 0, "201", 0, &self->call[0]));
	answer(self, 0);
	EXPECT_TRUE(states(self, S(ONHOLDPENDCONF), S(CONNECTED), 0, 0));
	ASSERT_EQ(0, add(self, self->call[0]));
	EXPECT_TRUE(states(self, S(CONNECTED), S(CONFERENCED), 0, 0));
	ASSERT_EQ(0, prepare(self, "202", 0, &self->call[1]));
	answer(self, 1);
	ASSERT_EQ(0, add(self, self->call[1]));
	EXPECT_TRUE(states(self, S(CONNECTED), S(CONFERENCED), S(CONFERENCED), 0));
}

/* The consultation ends before anybody is added: all is as it was. */
TEST_F(conf, consultation_dropped)
{
	connect_first(self);
	ASSERT_EQ(0, setup(self, self->call[0], "202", 0, &self->call[1]));
	drain(self->a);
	EXPECT_EQ(0, do_op(&self->la, TLINE_OP_DROP, self->call[1]));
	EXPECT_TRUE(state_is(self->a, self->call[1], S(IDLE), 0));
	EXPECT_TRUE(state_is(self->a, self->parent, S(IDLE), 0));
	EXPECT_TRUE(state_is(self->a, self->call[0], S(CONNECTED), ACTIVE));
	EXPECT_EQ(S(CONNECTED), call_state(&self->far[0], self->in[0]));
}

TEST_F(conf, parent_taken_back)
{
	connect_first(self);
	ASSERT_EQ(0, setup(self, self->call[0], "202", 0, &self->call[1]));
	EXPECT_EQ(0, do_op(&self->la, TLINE_OP_UNHOLD, self->parent));
	EXPECT_TRUE(states(self, S(IDLE), S(CONNECTED), S(IDLE), 0));
}

/* With two members there is a conference to go back to. */
TEST_F(conf, prepare_taken_back)
{
	ASSERT_TRUE(confer(self, 2));
	ASSERT_EQ(0, prepare(self, "203", 0, &self->call[2]));
	EXPECT_TRUE(states(self, S(ONHOLDPENDCONF), S(CONFERENCED), S(CONFERENCED), S(DIALING)));
	EXPECT_EQ(0, do_op(&self->la, TLINE_OP_UNHOLD, self->parent));
	EXPECT_TRUE(states(self, S(CONNECTED), S(CONFERENCED), S(CONFERENCED), S(IDLE)));
	EXPECT_EQ(0, deallocate(&self->la, self->call[2]));
	ASSERT_EQ(0, prepare(self, "203", 0, &self->call[2]));
	EXPECT_EQ(0, do_op(&self->la, TLINE_OP_DROP, self->call[2]));
	EXPECT_TRUE(states(self, S(CONNECTED), S(CONFERENCED), S(CONFERENCED), S(IDLE)));
}

/* Without hold: nobody notices until the new party has answered. */
TEST_F(conf, no_hold)
{
	static const __u32 flag = TLINE_CALLPARAMFLAGS_NOHOLDCONFERENCE;

	connect_first(self);
	EXPECT_EQ(TLINE_ERR_INVALCALLPARAMS, setup(self, self->call[0], "", flag, &self->call[1]));
	ASSERT_EQ(0, setup(self, self->call[0], "202", flag, &self->call[1]));
	EXPECT_TRUE(states(self, S(ONHOLDPENDCONF), S(CONNECTED), S(DIALING), 0));
	drain(self->a);
	answer(self, 1);
	EXPECT_TRUE(states(self, S(CONNECTED), S(CONFERENCED), S(CONFERENCED), 0));
	ASSERT_EQ(0, prepare(self, "203", flag, &self->call[2]));
	EXPECT_TRUE(states(self, S(CONNECTED), S(CONFERENCED), S(CONFERENCED), S(DIALING)));
	answer(self, 2);
	EXPECT_TRUE(states(self, S(CONNECTED), S(CONFERENCED), S(CONFERENCED), S(CONFERENCED)));
}

TEST_F(conf, no_hold_fails)
{
	static const __u32 flag = TLINE_CALLPARAMFLAGS_NOHOLDCONFERENCE;

	sim_set(&self->sim, 2, "script", "busy");
	connect_first(self);
	ASSERT_EQ(0, setup(self, self->call[0], "202", flag, &self->call[1]));
	sim_step(&self->sim, 1000);
	EXPECT_TRUE(states(self, S(IDLE), S(CONNECTED), S(BUSY), 0));
}

/* A removed party is on hold; of two members one is no conference. */
TEST_F(conf, remove)
{
	ASSERT_TRUE(confer(self, 3));
	EXPECT_EQ(0, do_op(&self->la, TLINE_OP_REMOVEFROMCONFERENCE, self->call[1]));
	EXPECT_TRUE(state_is(self->a, self->call[1], S(ONHOLD), 0));
	EXPECT_TRUE(states(self, S(CONNECTED), S(CONFERENCED), S(ONHOLD), S(CONFERENCED)));
	drain(self->a);
	EXPECT_EQ(0, do_op(&self->la, TLINE_OP_REMOVEFROMCONFERENCE, self->call[0]));
	EXPECT_TRUE(state_is(self->a, self->call[0], S(ONHOLD), 0));
	EXPECT_TRUE(state_is(self->a, self->parent, S(IDLE), 0));
	EXPECT_TRUE(state_is(self->a, self->call[2], S(CONNECTED), ACTIVE));
	EXPECT_EQ(S(CONNECTED), call_state(&self->far[1], self->in[1]));
}

/* A far end hangs up. */
TEST_F(conf, member_leaves)
{
	ASSERT_TRUE(confer(self, 2));
	EXPECT_EQ(0, do_op(&self->far[1], TLINE_OP_DROP, self->in[1]));
	EXPECT_TRUE(state_is(self->a, self->call[1], S(DISCONNECTED), TLINE_DISCONNECTMODE_NORMAL));
	EXPECT_TRUE(state_is(self->a, self->parent, S(IDLE), 0));
	EXPECT_TRUE(state_is(self->a, self->call[0], S(CONNECTED), ACTIVE));
}

/* A conference on hold leaves a call on hold. */
TEST_F(conf, member_leaves_on_hold)
{
	ASSERT_TRUE(confer(self, 2));
	EXPECT_EQ(0, do_op(&self->la, TLINE_OP_HOLD, self->parent));
	EXPECT_TRUE(states(self, S(ONHOLD), S(CONFERENCED), S(CONFERENCED), 0));
	EXPECT_EQ(0, do_op(&self->la, TLINE_OP_DROP, self->call[1]));
	EXPECT_TRUE(states(self, S(IDLE), S(ONHOLD), S(IDLE), 0));
}

/* LINEADDRCAPFLAGS_CONFDROP */
TEST_F(conf, parent_dropped)
{
	int i;

	ASSERT_TRUE(confer(self, 3));
	EXPECT_EQ(0, do_op(&self->la, TLINE_OP_DROP, self->parent));
	EXPECT_TRUE(states(self, S(IDLE), S(IDLE), S(IDLE), S(IDLE)));
	for (i = 0; i < FAR; i++)
		EXPECT_EQ(S(DISCONNECTED), call_state(&self->far[i], self->in[i]));
}

/* The line is closed: everybody is let go, and nothing is owed. */
TEST_F(conf, closed)
{
	int i;

	ASSERT_TRUE(confer(self, 3));
	line_close(&self->la);
	EXPECT_EQ(0, counters(self->a).pending);
	EXPECT_STREQ("", sim_get(&self->sim, 0, "calls"));
	for (i = 0; i < FAR; i++)
		EXPECT_EQ(S(DISCONNECTED), call_state(&self->far[i], self->in[i]));
}

/* Line 0 leaves its calls to a parallel telephone. */
static void without_closedrop(fixture *self)
{
	sim_set(&self->sim, -1, "live", "0");
	sim_set(&self->sim, 0, "closedrop", "0");
	sim_live(&self->sim);
	drain(self->a);
	drain(self->b);
	self->la = line_open(&self->sim, 0, self->a, OWNER, VOICE);
	self->far[0] = line_open(&self->sim, 1, self->b, OWNER, VOICE);
	self->far[1] = line_open(&self->sim, 2, self->b, OWNER, VOICE);
}

/* There, too, the parent takes its members along, and they are told. */
TEST_F(conf, parent_let_go_of)
{
	without_closedrop(self);
	ASSERT_TRUE(confer(self, 2));
	EXPECT_EQ(0, deallocate(&self->la, self->parent));
	EXPECT_TRUE(call_reaches(self->a, self->call[0], S(IDLE)));
	EXPECT_TRUE(call_reaches(self->a, self->call[1], S(IDLE)));
	EXPECT_TRUE(call_reaches(self->b, self->in[0], S(DISCONNECTED)));
}

/* Who was to join at once is somebody else's call now: there is nothing to join. */
TEST_F(conf, consultation_let_go_of)
{
	without_closedrop(self);
	connect_first(self);
	ASSERT_EQ(0, setup(self, self->call[0], "202", TLINE_CALLPARAMFLAGS_NOHOLDCONFERENCE,
			   &self->call[1]));
	sim_step(&self->sim, 1000);
	self->in[1] = offered(&self->far[1]);
	EXPECT_EQ(0, deallocate(&self->la, self->call[1]));
	EXPECT_TRUE(call_reaches(self->a, self->parent, S(IDLE)));
	EXPECT_EQ(S(CONNECTED), call_state(&self->la, self->call[0]));
	EXPECT_EQ(0, do_op(&self->far[1], TLINE_OP_ANSWER, self->in[1]));
	EXPECT_EQ(S(IDLE), call_state(&self->la, self->parent));
	EXPECT_EQ(S(CONNECTED), call_state(&self->far[1], self->in[1]));
}

TEST_F(conf, unplugged)
{
	int i;

	ASSERT_TRUE(confer(self, 3));
	sim_set(&self->sim, 0, "unplug", "1");
	for (i = 0; i < FAR; i++)
		EXPECT_EQ(S(DISCONNECTED), call_state(&self->far[i], self->in[i]));
	sim_set(&self->sim, 0, "unplug", "0");
	EXPECT_STREQ("", sim_get(&self->sim, 0, "calls"));
}

/* A far end's line goes. */
TEST_F(conf, member_unplugged)
{
	ASSERT_TRUE(confer(self, 3));
	sim_set(&self->sim, 2, "unplug", "1");
	EXPECT_TRUE(states(self, S(CONNECTED), S(CONFERENCED), S(DISCONNECTED), S(CONFERENCED)));
}

/* Both results of completing a transfer; this is the other one. */
TEST_F(conf, transfer_makes_a_conference)
{
	struct tline_call_params params = { .dest.number = "202" };
	struct tline_request rq = {
		.op = TLINE_OP_SETUPTRANSFER, .args = (uintptr_t)&params,
		.args_size = sizeof(params),
	};
	int id;

	connect_first(self);
	rq.call = self->call[0];
	id = submit(&self->la, &rq);
	ASSERT_EQ(0, reply(self->a, id, NULL));
	self->call[1] = rq.new_call;
	sim_step(&self->sim, 1000);
	/* It still rings. */
	EXPECT_EQ(TLINE_ERR_INVALCALLSTATE,
		  both(self, TLINE_OP_COMPLETETRANSFER, self->call[0], self->call[1],
		       TLINE_TRANSFERMODE_CONFERENCE, NULL));
	self->in[1] = offered(&self->far[1]);
	ASSERT_EQ(0, do_op(&self->far[1], TLINE_OP_ANSWER, self->in[1]));
	drain(self->a);
	ASSERT_EQ(0, both(self, TLINE_OP_COMPLETETRANSFER, self->call[0], self->call[1],
			  TLINE_TRANSFERMODE_CONFERENCE, &self->parent));
	EXPECT_TRUE(state_is(self->a, self->call[0], S(CONFERENCED), self->parent));
	EXPECT_TRUE(state_is(self->a, self->call[1], S(CONFERENCED), self->parent));
	EXPECT_TRUE(state_is(self->a, self->parent, S(CONNECTED), ACTIVE));
	/* It grows as any other. */
	ASSERT_EQ(0, prepare(self, "203", 0, &self->call[2]));
	answer(self, 2);
	EXPECT_EQ(0, add(self, self->call[2]));
	EXPECT_TRUE(states(self, S(CONNECTED), S(CONFERENCED), S(CONFERENCED), S(CONFERENCED)));
}

/* A line that has all the calls it may have has none for a parent; the transfer can be done. */
TEST_F(conf, transfer_without_room_for_a_parent)
{
	struct tline_request rq = { .op = TLINE_OP_SETUPTRANSFER };
	struct tline_call_params params = { .dest.number = "202" };
	__u32 parent;
	int id;

	sim_set(&self->sim, -1, "live", "0");
	sim_set(&self->sim, 0, "max_calls", "2");
	sim_live(&self->sim);
	self->la = line_open(&self->sim, 0, self->a, OWNER, VOICE);
	self->far[0] = line_open(&self->sim, 1, self->b, OWNER, VOICE);
	self->far[1] = line_open(&self->sim, 2, self->b, OWNER, VOICE);
	connect_first(self);
	rq.call = self->call[0];
	rq.args = (uintptr_t)&params;
	rq.args_size = sizeof(params);
	id = submit(&self->la, &rq);
	ASSERT_EQ(0, reply(self->a, id, NULL));
	self->call[1] = rq.new_call;
	answer(self, 1);
	EXPECT_EQ(TLINE_ERR_CALLUNAVAIL,
		  both(self, TLINE_OP_COMPLETETRANSFER, self->call[0], self->call[1],
		       TLINE_TRANSFERMODE_CONFERENCE, &parent));
	EXPECT_EQ(0, call_state(&self->la, parent));
	EXPECT_EQ(S(ONHOLDPENDTRANSFER), call_state(&self->la, self->call[0]));
	EXPECT_EQ(S(CONNECTED), call_state(&self->la, self->call[1]));
	EXPECT_EQ(0, both(self, TLINE_OP_COMPLETETRANSFER, self->call[0], self->call[1],
			  TLINE_TRANSFERMODE_TRANSFER, NULL));
	EXPECT_EQ(S(CONNECTED), call_state(&self->far[1], self->in[1]));
}

/* What is refused changes nothing. */
TEST_F(conf, refusals)
{
	__u32 call;

	ASSERT_TRUE(confer(self, 2));
	EXPECT_EQ(TLINE_ERR_INVALCONFCALLHANDLE,
		  both(self, TLINE_OP_PREPAREADDTOCONFERENCE, self->call[0] + 100, 0, 0, NULL));
	ASSERT_EQ(0, prepare(self, "203", 0, &self->call[2]));
	/* Not yet: it only dials. */
	EXPECT_EQ(TLINE_ERR_INVALCALLSTATE, add(self, self->call[2]));
	answer(self, 2);
	ASSERT_EQ(0, add(self, self->call[2]));
	/* Four parties is all that this line can do. */
	EXPECT_EQ(TLINE_ERR_CONFERENCEFULL, prepare(self, "201", 0, &call));
	EXPECT_EQ(0, call_state(&self->la, call));
	/* A conference is not transferred. */
	EXPECT_EQ(TLINE_ERR_INVALCALLSTATE,
		  both(self, TLINE_OP_SETUPTRANSFER, self->parent, 0, 0, NULL));
	EXPECT_TRUE(states(self, S(CONNECTED), S(CONFERENCED), S(CONFERENCED), S(CONFERENCED)));
	/* An ordinary call has nothing to be added to. */
	EXPECT_EQ(0, do_op(&self->la, TLINE_OP_DROP, self->parent));
	ASSERT_EQ(0, makecall(&self->la, "", &call));
	EXPECT_NE(0, setup(self, call, "", 0, &self->call[0]));
}

/* A refused parent: the request fails, and its calls are gone. */
TEST_F(conf, faults)
{
	int id;

	connect_first(self);
	sim_set(&self->sim, 0, "fault", "setupconference:fail=0x80000048");
	EXPECT_EQ(FAILED, setup(self, self->call[0], "202", 0, &self->call[1]));
	EXPECT_EQ(0, call_state(&self->la, self->parent));
	EXPECT_EQ(0, call_state(&self->la, self->call[1]));
	EXPECT_EQ(S(CONNECTED), call_state(&self->la, self->call[0]));
	sim_set(&self->sim, 0, "fault", "none");
	/* Parked, and its line closed: two calls end unseen. */
	sim_set(&self->sim, 0, "park", "1");
	id = submit_op(&self->la, TLINE_OP_SETUPCONFERENCE, self->call[0]);
	ASSERT_GT(id, 0);
	sim_log_clear(&self->sim, 0);
	line_close(&self->la);
	EXPECT_EQ(FAILED, reply(self->a, id, NULL));
	EXPECT_STREQ("request:drop close_call close_call close_call close",
		     sim_log(&self->sim, 0));
	sim_set(&self->sim, 0, "park", "0");
	EXPECT_EQ(0, counters(self->a).pending);
}

static bool monitors(struct line *line, __u32 call)
{
	struct tline_ioc_set_call arg = { .call = call, .value = DTMF };

	return !ioctl(line->fd, TLINE_IOC_MONITOR_DIGITS, &arg) && !arg.result;
}

static bool sends(struct line *line, __u32 call, const char *digits)
{
	struct tline_ioc_digits arg = { .call = call, .mode = DTMF };

	snprintf(arg.digits, sizeof(arg.digits), "%s", digits);
	return !ioctl(line->fd, TLINE_IOC_GENERATE_DIGITS, &arg) && !arg.result;
}

/* Everybody hears everybody but themselves. */
TEST_F(conf, digits)
{
	struct tline_message m;

	ASSERT_TRUE(confer(self, 2));
	ASSERT_TRUE(monitors(&self->la, self->parent));
	ASSERT_TRUE(monitors(&self->far[0], self->in[0]));
	ASSERT_TRUE(monitors(&self->far[1], self->in[1]));
	ASSERT_TRUE(sends(&self->far[0], self->in[0], "5"));
	sim_step(&self->sim, 1000);
	ASSERT_TRUE(message_of(self->a, TLINE_MSG_MONITORDIGITS, &m));
	EXPECT_EQ(self->parent, m.handle);
	EXPECT_EQ('5', m.p1);
	ASSERT_TRUE(message_of(self->b, TLINE_MSG_MONITORDIGITS, &m));
	EXPECT_EQ(self->in[1], m.handle);
	EXPECT_EQ(0, leftover(self->b, TLINE_MSG_MONITORDIGITS));
	/* The exchange plays the first far end. */
	sim_set(&self->sim, 0, "digits", "7");
	ASSERT_TRUE(message_of(self->a, TLINE_MSG_MONITORDIGITS, &m));
	EXPECT_EQ('7', m.p1);
	/* From the parent: to all. */
	ASSERT_TRUE(sends(&self->la, self->parent, "6"));
	sim_step(&self->sim, 1000);
	EXPECT_EQ(2, leftover(self->b, TLINE_MSG_MONITORDIGITS));
	EXPECT_EQ(0, leftover(self->a, TLINE_MSG_MONITORDIGITS));
}

static bool tone(struct line *line, __u32 call, __u32 ms)
{
	struct tline_ioc_tone arg = {
		.call = call, .mode = TLINE_TONEMODE_BEEP, .duration = ms,
	};

	return !ioctl(line->fd, TLINE_IOC_GENERATE_TONE, &arg) && !arg.result;
}

/* It is quiet when nobody makes a sound any more, in whatever order they stop. */
TEST_F(conf, silence)
{
	static const struct tline_tone silence = { 7, 1000 };
	struct tline_ioc_tones listen = {
		.count = 1, .tones = (uintptr_t)&silence, .tone_size = sizeof(silence),
	};
	struct tline_message m;

	ASSERT_TRUE(confer(self, 2));
	listen.call = self->parent;
	ASSERT_EQ(0, ioctl(self->la.fd, TLINE_IOC_MONITOR_TONES, &listen));
	ASSERT_EQ(0, listen.result);
	ASSERT_TRUE(tone(&self->far[0], self->in[0], 5000));
	ASSERT_TRUE(tone(&self->far[1], self->in[1], 100));
	sim_step(&self->sim, 5999);
	EXPECT_EQ(0, leftover(self->a, TLINE_MSG_MONITORTONE));
	sim_step(&self->sim, 1);
	ASSERT_TRUE(message_of(self->a, TLINE_MSG_MONITORTONE, &m));
	EXPECT_EQ(7, m.p1);
}

/* User-user information, too. */
TEST_F(conf, user_user_information)
{
	struct tline_uui uui = { .size = 2, .data = "hi" };
	struct tline_request rq = {
		.op = TLINE_OP_SENDUSERUSERINFO, .args = (uintptr_t)&uui, .args_size = sizeof(uui),
	};
	int id, i;

	ASSERT_TRUE(confer(self, 2));
	rq.call = self->parent;
	id = submit(&self->la, &rq);
	ASSERT_EQ(0, reply(self->a, id, NULL));
	for (i = 0; i < 2; i++) {
		uui = call_info(&self->far[i], self->in[i]).uui;
		EXPECT_EQ(2, uui.size);
		EXPECT_EQ(0, memcmp("hi", uui.data, 2));
	}
}

TEST_HARNESS_MAIN
