// SPDX-License-Identifier: GPL-2.0-only
/*
 * What the core makes of conferences: whose handle of the parent a member's state names, and
 * the list of a conference's calls.  How conferences come and go is in sim_conference_test.c.
 */
#include "kselftest_harness.h"
#include "tline_test.h"

#define S(x)	TLINE_CALLSTATE_##x
#define ROOM	8

FIXTURE(conference) {
	struct sim sim;
	struct line line;		/* who confers, with lines 1 and 2 */
	struct line far;		/* line 1 */
	__u32 parent;
	__u32 call[2];
	__u32 in;
	__u32 ids[ROOM];
};

typedef FIXTURE_DATA(conference) fixture;

FIXTURE_SETUP(conference)
{
	sim_create_down(&self->sim, 3);
	sim_set(&self->sim, 0, "max_calls", "8");
	sim_set(&self->sim, 0, "max_conference", "4");
	sim_live(&self->sim);
	self->line = line_open(&self->sim, 0, app_open_as("first", V2_2), OWNER, VOICE);
	self->far = line_open(&self->sim, 1, app_open(), OWNER, VOICE);
	connect_call(&self->sim, &self->line, &self->far, 1, &self->call[0], &self->in);
	drain(self->line.app);
}

FIXTURE_TEARDOWN(conference)
{
	EXPECT_TRUE(balanced(self->line.app));
	sim_destroy(&self->sim);
}

/* A conference of the call that there is; its second party is only being called. */
static bool setup(fixture *self)
{
	struct tline_call_params params = { 0 };
	struct tline_request rq = {
		.op = TLINE_OP_SETUPCONFERENCE, .call = self->call[0], .args = (uintptr_t)&params,
		.args_size = sizeof(params), .arg = { 3 },
	};
	int id;

	snprintf(params.dest.number, sizeof(params.dest.number), "%s", self->sim.number[2]);
	id = submit(&self->line, &rq);
	self->parent = rq.new_call;
	self->call[1] = rq.new_call2;
	return id > 0 && !reply(self->line.app, id, NULL);
}

/* Mode of the next CALLSTATE with @state; *@call is its handle. */
static __u64 mode_of(int app, __u32 state, __u32 *call)
{
	struct tline_message m;

	while (message_of(app, TLINE_MSG_CALLSTATE, &m))
		if (m.p1 == state) {
			*call = m.handle;
			return m.p2;
		}
	return ~0ULL;
}

/* TLINE_IOC_CONF_CALLS with @room: handles or the TLINE_ERR_, *@count as told, or -errno. */
static int conf_calls(struct line *line, __u32 call, __u32 *ids, __u32 room, __u32 *count)
{
	struct tline_ioc_conf_calls arg = {
		.call = call, .count = room, .calls = (uintptr_t)ids,
	};
	int err = ioctl(line->fd, TLINE_IOC_CONF_CALLS, &arg) ? -errno : arg.result;

	*count = arg.count;
	return err;
}

static __u32 handles(int app)
{
	struct tline_ioc_app_info info;

	return ioctl(app, TLINE_IOC_APP_INFO, &info) ? 0 : info.handles;
}

static bool in(__u32 id, const __u32 *ids, __u32 n)
{
	while (n--)
		if (ids[n] == id)
			return true;
	return false;
}

/* Everybody hears of the parent by his own handle, in messages only. */
TEST_F(conference, each_reader_has_its_own_parent)
{
	struct line mon = { .app = app_open() };
	__u32 watched, call, parent;

	/* Its handles have other numbers than the owner's. */
	line_open(&self->sim, 2, mon.app, NONE, 0);
	mon = line_open(&self->sim, 0, mon.app, MONITOR, 0);
	ASSERT_EQ(1, new_calls(&mon, &watched, 1));
	ASSERT_TRUE(setup(self));
	parent = offered(&mon);
	EXPECT_NE(0, parent);
	EXPECT_NE(self->parent, parent);
	EXPECT_EQ(parent, mode_of(mon.app, S(CONFERENCED), &call));
	EXPECT_EQ(watched, call);
	EXPECT_EQ(self->parent, mode_of(self->line.app, S(CONFERENCED), &call));
	EXPECT_EQ(self->call[0], call);
	EXPECT_EQ(S(CONFERENCED), call_status(&mon, watched).state);
	EXPECT_EQ(0, call_status(&mon, watched).mode);
	EXPECT_EQ(0, call_status(&self->line, self->call[0]).mode);
	/* The sibling's states have the modes they always had. */
	EXPECT_EQ(TLINE_DIALTONEMODE_NORMAL, mode_of(self->line.app, S(DIALTONE), &call));
}

/* Without a handle of the parent there is none to name. */
TEST_F(conference, parent_that_a_reader_has_given_up)
{
	struct line mon = line_open(&self->sim, 0, app_open(), MONITOR, 0);
	struct line far = line_open(&self->sim, 2, app_open(), OWNER, VOICE);
	struct tline_request add = { .op = TLINE_OP_ADDTOCONFERENCE };
	__u32 parent, call, in;
	int id;

	ASSERT_TRUE(setup(self));
	parent = offered(&mon);
	ASSERT_EQ(0, deallocate(&mon, parent));
	sim_step(&self->sim, 1000);
	in = offered(&far);
	ASSERT_EQ(0, do_op(&far, TLINE_OP_ANSWER, in));
	drain(mon.app);
	add.call = self->parent;
	add.call2 = self->call[1];
	id = submit(&self->line, &add);
	ASSERT_EQ(0, reply(self->line.app, id, NULL));
	EXPECT_EQ(0, mode_of(mon.app, S(CONFERENCED), &call));
	EXPECT_NE(0, call);
}

/* From any of its calls, the parent first; who has handles keeps them. */
TEST_F(conference, calls)
{
	__u32 count, from[2];
	int i;

	ASSERT_TRUE(setup(self));
	from[0] = self->parent;
	from[1] = self->call[0];
	for (i = 0; i < 2; i++) {
		EXPECT_EQ(0, conf_calls(&self->line, from[i], self->ids, ROOM, &count));
		EXPECT_EQ(2, count);
		EXPECT_EQ(self->parent, self->ids[0]);
		EXPECT_EQ(self->call[0], self->ids[1]);
	}
	/* The consultation is none of it yet. */
	EXPECT_EQ(TLINE_ERR_NOCONFERENCE,
		  conf_calls(&self->line, self->call[1], self->ids, ROOM, &count));
	EXPECT_EQ(0, count);
	EXPECT_EQ(TLINE_ERR_INVALCALLHANDLE, conf_calls(&self->line, 0, self->ids, ROOM, &count));
	EXPECT_EQ(TLINE_ERR_INVALCALLHANDLE,
		  conf_calls(&self->far, self->parent, self->ids, ROOM, &count));
	EXPECT_EQ(TLINE_ERR_NOCONFERENCE,
		  conf_calls(&self->far, self->in, self->ids, ROOM, &count));
}

/* Of calls that it has no handles on, an app gets monitors' ones, all or none. */
TEST_F(conference, calls_of_a_newcomer)
{
	struct line other = line_open(&self->sim, 0, app_open_as("second", V2_2), OWNER, VOICE);
	__u32 theirs, count, before;
	struct tline_message m;

	ASSERT_EQ(0, handoff(&self->line, self->call[0], "second", 0));
	theirs = offered(&other);
	ASSERT_TRUE(setup(self));
	drain(other.app);
	drain(self->line.app);
	before = handles(other.app);

	EXPECT_EQ(TLINE_ERR_STRUCTURETOOSMALL, conf_calls(&other, theirs, self->ids, 1, &count));
	EXPECT_EQ(2, count);
	EXPECT_EQ(-EFAULT, conf_calls(&other, theirs, (void *)8, ROOM, &count));
	EXPECT_EQ(before, handles(other.app));
	drain(self->line.app);

	ASSERT_EQ(0, conf_calls(&other, theirs, self->ids, ROOM, &count));
	ASSERT_EQ(2, count);
	EXPECT_EQ(before + 1, handles(other.app));
	EXPECT_EQ(theirs, self->ids[1]);
	EXPECT_EQ(OWNER, call_status(&other, theirs).privilege);
	EXPECT_EQ(MONITOR, call_status(&other, self->ids[0]).privilege);
	EXPECT_EQ(S(ONHOLDPENDCONF), call_state(&other, self->ids[0]));
	/* The others hear of one more monitor; who asked hears nothing. */
	ASSERT_TRUE(message(self->line.app, &m));
	EXPECT_EQ(TLINE_MSG_CALLINFO, m.type);
	EXPECT_EQ(self->parent, m.handle);
	EXPECT_EQ(TLINE_CALLINFOSTATE_NUMMONITORS, m.p1);
	EXPECT_TRUE(silent(self->line.app));
	EXPECT_TRUE(silent(other.app));
	/* Once more: there is nothing to be made. */
	EXPECT_EQ(0, conf_calls(&other, self->ids[0], self->ids, ROOM, &count));
	EXPECT_EQ(before + 1, handles(other.app));
	EXPECT_TRUE(in(theirs, self->ids, count));
}

/* When the parent has ended there is no conference. */
TEST_F(conference, ended)
{
	__u32 count;

	ASSERT_TRUE(setup(self));
	EXPECT_EQ(0, do_op(&self->line, TLINE_OP_UNHOLD, self->parent));
	EXPECT_EQ(S(CONNECTED), call_state(&self->line, self->call[0]));
	EXPECT_EQ(TLINE_ERR_NOCONFERENCE,
		  conf_calls(&self->line, self->call[0], self->ids, ROOM, &count));
	EXPECT_EQ(0, deallocate(&self->line, self->parent));
	EXPECT_EQ(TLINE_ERR_INVALCALLHANDLE,
		  conf_calls(&self->line, self->parent, self->ids, ROOM, &count));
}

/* A call cannot be added to itself, though its state is right for both. */
TEST_F(conference, of_a_call_with_itself)
{
	struct tline_request rq = {
		.op = TLINE_OP_ADDTOCONFERENCE, .call = self->call[0], .call2 = self->call[0],
	};
	__u64 before;

	ASSERT_EQ(0, do_op(&self->line, TLINE_OP_HOLD, self->call[0]));
	before = counters(self->line.fd).submitted;
	EXPECT_EQ((__s32)TLINE_ERR_INVALCALLHANDLE, submit(&self->line, &rq));
	EXPECT_EQ(before, counters(self->line.fd).submitted);
	EXPECT_EQ(S(ONHOLD), call_state(&self->line, self->call[0]));
}

TEST_HARNESS_MAIN
