// SPDX-License-Identifier: GPL-2.0-only
/*
 * Call completion on the simulator: line 0 ("200") calls line 1 ("201"), which is busy
 * with line 2.
 */
#include "kselftest_harness.h"
#include "service.h"

#define COMPL(x)	TLINE_CALLCOMPLMODE_##x

FIXTURE(complete) {
	struct service s;
	__u32 call;	/* of line 0, BUSY */
	__u32 with;	/* what line 1 is busy with */
	__u32 far;	/* its other end */
};

typedef FIXTURE_DATA(complete) fixture;

FIXTURE_SETUP(complete)
{
	struct service *s = &self->s;

	sim_create_down(&s->sim, LINES);
	sim_set(&s->sim, 1, "addresses", "2");
	service_live(s);
	connect_call(&s->sim, &s->line[1], &s->line[2], 2, &self->with, &self->far);
	self->call = call_to(s, 0, "201", 1000);
	ASSERT_EQ(S(BUSY), call_state(&s->line[0], self->call));
	service_watch(s, 0);
	drain(s->app[0]);
	drain(s->app[1]);
}

FIXTURE_TEARDOWN(complete)
{
	sim_destroy(&self->s.sim);
}

static __s32 complete_call(struct line *line, __u32 call, __u32 mode, __u32 message, __u32 *id)
{
	struct tline_request rq = {
		.op = TLINE_OP_COMPLETECALL, .call = call, .arg = { mode, message },
	};

	return ask(line, &rq, NULL, 0, id);
}

static __u32 outstanding(struct line *line)
{
	struct tline_ioc_line_status st;

	return ioctl(line->fd, TLINE_IOC_LINE_STATUS, &st) ? ~0 : st.num_completions;
}

/* Line 1 is free again. */
static void hang_up(fixture *self)
{
	if (do_op(&self->s.line[1], TLINE_OP_DROP, self->with))
		abort();
	drain(self->s.app[1]);
	sim_step(&self->s.sim, 1000);
}

/* The call waits, BUSY, and then rings. */
TEST_F(complete, camp_on)
{
	struct service *s = &self->s;
	__u32 id, in;

	ASSERT_EQ(0, complete_call(&s->line[0], self->call, COMPL(CAMPON), 0, &id));
	EXPECT_NE(0, id);
	EXPECT_EQ(1, outstanding(&s->line[0]));
	sim_step(&s->sim, 60000);
	EXPECT_EQ(S(BUSY), call_state(&s->line[0], self->call));
	hang_up(self);
	EXPECT_EQ(S(RINGBACK), call_state(&s->line[0], self->call));
	EXPECT_EQ(0, outstanding(&s->line[0]));
	in = offered(&s->line[1]);
	EXPECT_EQ(REASON(CAMPEDON), call_info(&s->line[1], in).reason);
	EXPECT_EQ(0, do_op(&s->line[1], TLINE_OP_ANSWER, in));
	EXPECT_EQ(S(CONNECTED), call_state(&s->line[0], self->call));
}

/* Who waits and hangs up waits no longer. */
TEST_F(complete, camp_on_given_up)
{
	struct service *s = &self->s;
	__u32 id;

	ASSERT_EQ(0, complete_call(&s->line[0], self->call, COMPL(CAMPON), 0, &id));
	EXPECT_EQ(TLINE_ERR_INVALCALLSTATE,
		  complete_call(&s->line[0], self->call, COMPL(CAMPON), 0, NULL));
	EXPECT_EQ(0, do_op(&s->line[0], TLINE_OP_DROP, self->call));
	EXPECT_EQ(0, outstanding(&s->line[0]));
	hang_up(self);
	EXPECT_TRUE(silent(s->app[1]));
	EXPECT_EQ(TLINE_ERR_INVALCOMPLETIONID,
		  ask_op(&s->line[0], TLINE_OP_UNCOMPLETECALL, 0, id, 0));
}

/* The call ends; when both are free, the exchange calls back and then the other line. */
TEST_F(complete, call_back)
{
	struct service *s = &self->s;
	struct tline_call_info info;
	__u32 id, own, back, in;

	ASSERT_EQ(0, complete_call(&s->line[0], self->call, COMPL(CALLBACK), 0, &id));
	EXPECT_EQ(S(IDLE), call_state(&s->line[0], self->call));
	EXPECT_EQ(1, outstanding(&s->line[0]));
	ASSERT_EQ(0, makecall(&s->line[0], "", &own));
	hang_up(self);
	EXPECT_EQ(1, outstanding(&s->line[0]));
	drain(s->app[0]);
	EXPECT_EQ(0, do_op(&s->line[0], TLINE_OP_DROP, own));
	sim_step(&s->sim, 1000);
	back = offered(&s->line[0]);
	info = call_info(&s->line[0], back);
	EXPECT_EQ(REASON(CALLCOMPLETION), info.reason);
	EXPECT_EQ(id, info.completion_id);
	EXPECT_STREQ("201", info.party[TLINE_PARTY_CALLER].number);
	EXPECT_EQ(0, outstanding(&s->line[0]));
	EXPECT_TRUE(silent(s->app[1]));
	EXPECT_EQ(0, do_op(&s->line[0], TLINE_OP_ANSWER, back));
	EXPECT_EQ(S(CONNECTED), call_state(&s->line[0], back));
	sim_step(&s->sim, 1000);
	in = offered(&s->line[1]);
	EXPECT_STREQ("200", call_info(&s->line[1], in).party[TLINE_PARTY_CALLER].number);
	EXPECT_EQ(0, do_op(&s->line[1], TLINE_OP_ANSWER, in));
	EXPECT_EQ(0, do_op(&s->line[1], TLINE_OP_DROP, in));
	EXPECT_EQ(S(DISCONNECTED), call_state(&s->line[0], back));
}

/* Nobody answered: that is to be tried again when the line has been in use. */
TEST_F(complete, call_back_after_no_answer)
{
	struct service *s = &self->s;
	__u32 call, in, with, far;

	hang_up(self);
	EXPECT_EQ(0, do_op(&s->line[0], TLINE_OP_DROP, self->call));
	call = call_to(s, 0, "201", 1000);
	offered(&s->line[1]);
	EXPECT_EQ(TLINE_ERR_INVALCALLSTATE,
		  complete_call(&s->line[0], call, COMPL(CAMPON), 0, NULL));
	ASSERT_EQ(0, complete_call(&s->line[0], call, COMPL(CALLBACK), 0, NULL));
	sim_step(&s->sim, 60000);
	EXPECT_EQ(1, outstanding(&s->line[0]));
	EXPECT_EQ(0, do_op(&s->line[2], TLINE_OP_DROP, self->far));
	connect_call(&s->sim, &s->line[1], &s->line[2], 2, &with, &far);
	drain(s->app[0]);
	EXPECT_EQ(0, do_op(&s->line[1], TLINE_OP_DROP, with));
	sim_step(&s->sim, 1000);
	in = offered(&s->line[0]);
	EXPECT_EQ(REASON(CALLCOMPLETION), call_info(&s->line[0], in).reason);
}

/* It appears beside the call that there is. */
TEST_F(complete, intrude)
{
	struct service *s = &self->s;
	struct tline_message m;

	ASSERT_EQ(0, complete_call(&s->line[0], self->call, COMPL(INTRUDE), 0, NULL));
	sim_step(&s->sim, 1000);
	EXPECT_EQ(S(CONNECTED), call_state(&s->line[0], self->call));
	ASSERT_TRUE(message_of(s->app[1], TLINE_MSG_APPNEWCALL, &m));
	EXPECT_TRUE(in_state(s, 1, m.p2, S(CONNECTED), TLINE_CONNECTEDMODE_ACTIVE));
	EXPECT_EQ(REASON(INTRUDE), call_info(&s->line[1], m.p2).reason);
	EXPECT_EQ(S(CONNECTED), call_state(&s->line[1], self->with));
	EXPECT_EQ(0, outstanding(&s->line[0]));
	EXPECT_EQ(0, do_op(&s->line[0], TLINE_OP_DROP, self->call));
	EXPECT_EQ(S(DISCONNECTED), call_state(&s->line[1], m.p2));
	EXPECT_EQ(S(CONNECTED), call_state(&s->line[1], self->with));
}

/* It appears where it was dialled to. */
TEST_F(complete, intrude_upon_an_address)
{
	struct service *s = &self->s;
	struct tline_message m;
	__u32 call;

	EXPECT_EQ(0, do_op(&s->line[0], TLINE_OP_DROP, self->call));
	call = call_to(s, 0, "201|1", 1000);
	ASSERT_EQ(0, complete_call(&s->line[0], call, COMPL(INTRUDE), 0, NULL));
	sim_step(&s->sim, 50);
	ASSERT_TRUE(message_of(s->app[1], TLINE_MSG_APPNEWCALL, &m));
	EXPECT_EQ(1, call_info(&s->line[1], m.p2).address);
}

/* The line hangs up before that: it is called. */
TEST_F(complete, intrude_upon_nobody)
{
	struct service *s = &self->s;
	__u32 in;

	ASSERT_EQ(0, complete_call(&s->line[0], self->call, COMPL(INTRUDE), 0, NULL));
	EXPECT_EQ(0, do_op(&s->line[1], TLINE_OP_DROP, self->with));
	drain(s->app[1]);
	sim_step(&s->sim, 50);
	EXPECT_EQ(S(RINGBACK), call_state(&s->line[0], self->call));
	in = offered(&s->line[1]);
	EXPECT_EQ(S(OFFERING), call_state(&s->line[1], in));
	EXPECT_EQ(REASON(CAMPEDON), call_info(&s->line[1], in).reason);
	EXPECT_EQ(0, outstanding(&s->line[0]));
}

static void intrusion_is_cancelled(struct __test_metadata *_metadata, fixture *self, __u32 call,
				   __u32 id)
{
	struct service *s = &self->s;

	sim_step(&s->sim, 50);
	EXPECT_TRUE(dev_state(s, 0, DEV(COMPLCANCEL), id));
	EXPECT_EQ(S(BUSY), call_state(&s->line[0], call));
	EXPECT_EQ(0, outstanding(&s->line[0]));
	EXPECT_EQ(0, leftover(s->app[1], TLINE_MSG_APPNEWCALL));
}

/* Or is secured before that. */
TEST_F(complete, intrude_upon_a_call_secured_meanwhile)
{
	struct service *s = &self->s;
	__u32 id;

	ASSERT_EQ(0, complete_call(&s->line[0], self->call, COMPL(INTRUDE), 0, &id));
	ASSERT_EQ(0, do_op(&s->line[1], TLINE_OP_SECURECALL, self->with));
	intrusion_is_cancelled(_metadata, self, self->call, id);
}

/* Or there is nobody for such calls. */
TEST_F(complete, intrude_with_other_media)
{
	struct tline_call_params params = {
		.media_mode = TLINE_MEDIAMODE_DATAMODEM, .dest.number = "201",
	};
	struct service *s = &self->s;
	__u32 id, call;

	EXPECT_EQ(0, do_op(&s->line[0], TLINE_OP_DROP, self->call));
	ASSERT_EQ(0, makecall_params(&s->line[0], &params, &call));
	sim_step(&s->sim, 1000);
	ASSERT_EQ(0, complete_call(&s->line[0], call, COMPL(INTRUDE), 0, &id));
	intrusion_is_cancelled(_metadata, self, call, id);
}

TEST_F(complete, no_intrusion_upon_a_secure_call)
{
	struct service *s = &self->s;

	ASSERT_EQ(0, do_op(&s->line[1], TLINE_OP_SECURECALL, self->with));
	EXPECT_EQ(FAILED, complete_call(&s->line[0], self->call, COMPL(INTRUDE), 0, NULL));
	EXPECT_EQ(S(BUSY), call_state(&s->line[0], self->call));
}

/* A message lights the lamp. */
TEST_F(complete, message)
{
	struct service *s = &self->s;
	char text[4][TLINE_NAME_LEN];

	service_watch(s, 1);
	drain(s->app[1]);
	EXPECT_EQ(sizeof(text), data_of(&s->line[0], TLINE_DATA_COMPLETION_MESSAGES, 0, text,
					sizeof(text)));
	EXPECT_STREQ("Please call back", text[0]);
	EXPECT_EQ(TLINE_ERR_INVALMESSAGEID,
		  complete_call(&s->line[0], self->call, COMPL(MESSAGE), 4, NULL));
	sim_log_clear(&s->sim, 1);
	ASSERT_EQ(0, complete_call(&s->line[0], self->call, COMPL(MESSAGE), 3, NULL));
	EXPECT_EQ(S(IDLE), call_state(&s->line[0], self->call));
	EXPECT_TRUE(dev_state(s, 1, DEV(MSGWAITON), 0));
	EXPECT_STREQ("message 3", sim_get(&s->sim, 1, "log"));
	EXPECT_EQ(0, outstanding(&s->line[0]));
}

/* The line called goes: LINEDEVSTATE_COMPLCANCEL with the id. */
TEST_F(complete, cancelled)
{
	struct service *s = &self->s;
	__u32 id;

	ASSERT_EQ(0, complete_call(&s->line[0], self->call, COMPL(CALLBACK), 0, &id));
	EXPECT_TRUE(dev_state(s, 0, DEV(NUMCOMPLETIONS), 0));
	sim_set(&s->sim, 1, "unplug", "1");
	EXPECT_TRUE(dev_state(s, 0, DEV(COMPLCANCEL), id));
	EXPECT_EQ(0, outstanding(&s->line[0]));
}

TEST_F(complete, uncomplete)
{
	struct service *s = &self->s;
	__u32 id;

	EXPECT_EQ(TLINE_ERR_INVALCOMPLETIONID,
		  ask_op(&s->line[0], TLINE_OP_UNCOMPLETECALL, 0, 1, 0));
	ASSERT_EQ(0, complete_call(&s->line[0], self->call, COMPL(CAMPON), 0, &id));
	/* Another line's. */
	EXPECT_EQ(TLINE_ERR_INVALCOMPLETIONID,
		  ask_op(&s->line[1], TLINE_OP_UNCOMPLETECALL, 0, id, 0));
	EXPECT_EQ(0, ask_op(&s->line[0], TLINE_OP_UNCOMPLETECALL, 0, id, 0));
	EXPECT_EQ(0, outstanding(&s->line[0]));
	hang_up(self);
	EXPECT_EQ(S(BUSY), call_state(&s->line[0], self->call));
	EXPECT_TRUE(silent(s->app[1]));
}

TEST_F(complete, limits)
{
	struct service *s = &self->s;
	__u32 call = self->call;
	int i;

	EXPECT_EQ(TLINE_ERR_INVALCALLCOMPLMODE, complete_call(&s->line[0], call, 3, 0, NULL));
	EXPECT_EQ(TLINE_ERR_INVALCALLCOMPLMODE, complete_call(&s->line[0], call, 0x10, 0, NULL));
	EXPECT_EQ(TLINE_ERR_INVALCALLCOMPLMODE, complete_call(&s->line[0], call, 0, 0, NULL));
	for (i = 0; i < 4; i++) {
		ASSERT_EQ(0, complete_call(&s->line[0], call, COMPL(CALLBACK), 0, NULL));
		EXPECT_EQ(0, deallocate(&s->line[0], call));
		call = call_to(s, 0, "201", 1000);
	}
	EXPECT_EQ(4, outstanding(&s->line[0]));
	EXPECT_EQ(TLINE_ERR_COMPLETIONOVERRUN,
		  complete_call(&s->line[0], call, COMPL(CALLBACK), 0, NULL));
	EXPECT_EQ(S(BUSY), call_state(&s->line[0], call));
}

/* A fault as with any other request. */
TEST_F(complete, faults)
{
	struct service *s = &self->s;
	__u32 id;

	sim_set(&s->sim, 0, "fault", "completecall:twice");
	ASSERT_EQ(0, complete_call(&s->line[0], self->call, COMPL(CAMPON), 0, &id));
	EXPECT_EQ(1, outstanding(&s->line[0]));
	EXPECT_EQ(1, counters(s->line[0].fd).late);
	sim_set(&s->sim, 0, "fault", "uncompletecall:fail=0x80000048");
	EXPECT_EQ(FAILED, ask_op(&s->line[0], TLINE_OP_UNCOMPLETECALL, 0, id, 0));
	EXPECT_EQ(1, outstanding(&s->line[0]));
}

TEST_HARNESS_MAIN
