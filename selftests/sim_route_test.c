// SPDX-License-Identifier: GPL-2.0-only
/*
 * Where calls go on the simulator, and how they end there: calls that nobody can take, calls that
 * are sent on while they are on their way, and what becomes of both when the exchange goes down.
 */
#include "kselftest_harness.h"
#include "service.h"

FIXTURE(route) {
	struct service s;
};

FIXTURE_SETUP(route)
{
	struct service *s = &self->s;

	sim_create_down(&s->sim, LINES);
	sim_set(&s->sim, 0, "addresses", "2");
	sim_set(&s->sim, 0, "max_active", "2");
	sim_set(&s->sim, 3, "media_modes", "%d", VOICE);
	service_live(s);
}

FIXTURE_TEARDOWN(route)
{
	sim_destroy(&self->s.sim);
}

/* An address is known to others by its own number. */
TEST_F(route, from_an_address)
{
	struct tline_call_params params = {
		.address_mode = TLINE_ADDRESSMODE_ADDRESSID, .address = 1, .dest.number = "201",
	};
	struct service *s = &self->s;
	__u32 call, in;

	ASSERT_EQ(0, makecall_params(&s->line[0], &params, &call));
	sim_step(&s->sim, 1000);
	in = offered(&s->line[1]);
	EXPECT_STREQ("200x1", call_info(&s->line[1], in).party[TLINE_PARTY_CALLER].number);
	EXPECT_STREQ("200x1", call_info(&s->line[0], call).party[TLINE_PARTY_CALLER].number);
}

/* A media mode that the line called does not have. */
TEST_F(route, incompatible)
{
	struct tline_call_params params = {
		.media_mode = TLINE_MEDIAMODE_G3FAX, .dest.number = "203",
	};
	struct service *s = &self->s;
	__u32 call;

	ASSERT_EQ(0, makecall_params(&s->line[0], &params, &call));
	sim_step(&s->sim, 1000);
	EXPECT_TRUE(in_state(s, 0, call, S(DISCONNECTED), MODE(INCOMPATIBLE)));
	EXPECT_EQ(-EOPNOTSUPP, sim_try(&s->sim, 3, "incoming", "5550100 media=8"));
	EXPECT_TRUE(silent(s->app[3]));
	sim_set(&s->sim, 3, "incoming", "5550100 media=4");
	EXPECT_NE(0, offered(&s->line[3]));
}

/* What the line's attribute "calls" says of calls without a far end. */
TEST_F(route, calls_on_their_way)
{
	struct service *s = &self->s;
	__u32 call;
	char text[64];

	ASSERT_EQ(0, makecall(&s->line[0], "", &call));
	ASSERT_EQ(1, sscanf(sim_get(&s->sim, 0, "calls"), "%*u %63[^\n]", text));
	EXPECT_STREQ("DIALTONE peer=-", text);
	EXPECT_EQ(0, ask_dest(&s->line[0], TLINE_OP_DIAL, call, 0, "20;", NULL));
	ASSERT_EQ(1, sscanf(sim_get(&s->sim, 0, "calls"), "%*u %63[^\n]", text));
	EXPECT_STREQ("DIALING peer=20", text);
}

/* Who was connected cannot listen to an announcement. */
TEST_F(route, sent_on_to_an_announcement)
{
	struct service *s = &self->s;
	__u32 call, in;

	sim_set(&s->sim, 2, "script", "special");
	connect_call(&s->sim, &s->line[0], &s->line[1], 1, &call, &in);
	ASSERT_EQ(0, ask_dest(&s->line[1], TLINE_OP_BLINDTRANSFER, in, 0, "202", NULL));
	EXPECT_EQ(S(CONNECTED), call_state(&s->line[0], call));
	sim_step(&s->sim, 50);
	EXPECT_TRUE(in_state(s, 0, call, S(DISCONNECTED), MODE(UNREACHABLE)));
}

static __s32 complete_transfer(struct line *line, __u32 held, __u32 consult)
{
	struct tline_request rq = {
		.op = TLINE_OP_COMPLETETRANSFER, .call = held, .call2 = consult,
		.arg = { TLINE_TRANSFERMODE_TRANSFER },
	};

	return ask(line, &rq, NULL, 0, NULL);
}

/* A transfer to whom nobody has called yet: who is transferred calls. */
TEST_F(route, transferred_while_proceeding)
{
	struct tline_request rq = { .op = TLINE_OP_SETUPTRANSFER };
	struct tline_call_params params = { .dest.number = "202" };
	struct service *s = &self->s;
	struct tline_call_info info;
	__u32 call, in, third;

	connect_call(&s->sim, &s->line[0], &s->line[1], 1, &call, &in);
	rq.call = call;
	ASSERT_EQ(0, ask(&s->line[0], &rq, &params, sizeof(params), NULL));
	sim_step(&s->sim, 150);
	ASSERT_EQ(S(PROCEEDING), call_state(&s->line[0], rq.new_call));
	ASSERT_EQ(0, complete_transfer(&s->line[0], call, rq.new_call));
	EXPECT_EQ(S(IDLE), call_state(&s->line[0], call));
	EXPECT_EQ(S(IDLE), call_state(&s->line[0], rq.new_call));
	EXPECT_TRUE(silent(s->app[2]));
	sim_step(&s->sim, 50);
	third = offered(&s->line[2]);
	info = call_info(&s->line[2], third);
	EXPECT_EQ(REASON(TRANSFER), info.reason);
	EXPECT_STREQ("201", info.party[TLINE_PARTY_CALLER].number);
	EXPECT_STREQ("200", info.party[TLINE_PARTY_REDIRECTING].number);
	EXPECT_EQ(S(CONNECTED), call_state(&s->line[1], in));
	ASSERT_EQ(0, do_op(&s->line[2], TLINE_OP_ANSWER, third));
	EXPECT_STREQ("202", call_info(&s->line[1], in).party[TLINE_PARTY_CONNECTED].number);
}

/* A call that the far end has sent on has nobody at its other end, until that one is called. */
TEST_F(route, transferred_while_sent_on)
{
	struct service *s = &self->s;
	__u32 call, in, other, far, third;

	connect_call(&s->sim, &s->line[0], &s->line[1], 1, &call, &in);
	ASSERT_EQ(0, do_op(&s->line[0], TLINE_OP_HOLD, call));
	connect_call(&s->sim, &s->line[0], &s->line[2], 2, &other, &far);
	ASSERT_EQ(0, ask_dest(&s->line[1], TLINE_OP_BLINDTRANSFER, in, 0, "203", NULL));
	EXPECT_EQ(TLINE_ERR_INVALCALLSTATE, complete_transfer(&s->line[0], call, other));
	EXPECT_EQ(S(ONHOLD), call_state(&s->line[0], call));
	EXPECT_EQ(S(CONNECTED), call_state(&s->line[0], other));
	sim_step(&s->sim, 50);
	third = offered(&s->line[3]);
	ASSERT_EQ(0, complete_transfer(&s->line[0], call, other));
	ASSERT_EQ(0, do_op(&s->line[3], TLINE_OP_ANSWER, third));
	EXPECT_STREQ("203", call_info(&s->line[2], far).party[TLINE_PARTY_CONNECTED].number);
	EXPECT_STREQ("202", call_info(&s->line[3], third).party[TLINE_PARTY_CONNECTED].number);
}

/* A caller of the network that is being forwarded when the exchange goes down is gone with it. */
TEST_F(route, down_while_forwarding)
{
	static const struct tline_forward rule = {
		.mode = TLINE_FORWARDMODE_UNCOND, .dest = "202",
	};
	struct tline_request rq = { .op = TLINE_OP_FORWARD };
	struct service *s = &self->s;
	int i;

	ASSERT_EQ(0, ask(&s->line[1], &rq, &rule, sizeof(rule), NULL));
	sim_set(&s->sim, 1, "incoming", "5550100");
	sim_set(&s->sim, -1, "live", "0");
	for (i = 0; i < LINES; i++)
		line_close(&s->line[i]);
	service_live(s);
	sim_step(&s->sim, 10000);
	EXPECT_TRUE(silent(s->app[2]));
	EXPECT_STREQ("", sim_get(&s->sim, 2, "calls"));
}

TEST_HARNESS_MAIN
