// SPDX-License-Identifier: GPL-2.0-only
/*
 * Forwarding on the simulator: line 0 ("200") calls line 1 ("201"), which forwards to
 * line 2 ("202") and others.
 */
#include "kselftest_harness.h"
#include "service.h"

#define FWD(x)	TLINE_FORWARDMODE_##x
#define RING_MS	6000

FIXTURE(forward) {
	struct service s;
};

FIXTURE_SETUP(forward)
{
	sim_create_down(&self->s.sim, LINES);
	sim_set(&self->s.sim, 1, "addresses", "2");
	service_live(&self->s);
}

FIXTURE_TEARDOWN(forward)
{
	sim_destroy(&self->s.sim);
}

static __s32 set_rules(struct line *line, __u32 address, const struct tline_forward *rules, int n,
		       __u32 rings)
{
	struct tline_request rq = { .op = TLINE_OP_FORWARD, .arg = { address, rings } };

	return ask(line, &rq, n ? rules : NULL, n * sizeof(*rules), NULL);
}

/* One rule for all addresses. */
static __s32 forward(struct line *line, __u32 mode, const char *caller, const char *dest)
{
	struct tline_forward rule = { .mode = mode };

	snprintf(rule.caller, sizeof(rule.caller), "%s", caller);
	snprintf(rule.dest, sizeof(rule.dest), "%s", dest);
	return set_rules(line, TLINE_ADDRESS_ANY, &rule, 1, 3);
}

/* The call that @line is offered came from "200", by way of "201", for this reason. */
static bool arrived(struct line *line, __u32 reason, __u32 *call)
{
	struct tline_call_info info;

	*call = offered(line);
	info = call_info(line, *call);
	if (info.reason == reason && !strcmp(info.party[TLINE_PARTY_CALLER].number, "200") &&
	    !strcmp(info.party[TLINE_PARTY_CALLED].number, "202") &&
	    !strcmp(info.party[TLINE_PARTY_REDIRECTING].number, "201"))
		return true;
	fprintf(stderr, "# reason %#x, %s called %s by way of %s\n", info.reason,
		info.party[TLINE_PARTY_CALLER].number, info.party[TLINE_PARTY_CALLED].number,
		info.party[TLINE_PARTY_REDIRECTING].number);
	return false;
}

TEST_F(forward, unconditional)
{
	struct service *s = &self->s;
	struct tline_call_info info;
	__u32 call, in;

	ASSERT_EQ(0, forward(&s->line[1], FWD(UNCOND), "", "202"));
	call = call_to(s, 0, "201", 1000);
	ASSERT_TRUE(arrived(&s->line[2], REASON(FWDUNCOND), &in));
	EXPECT_TRUE(silent(s->app[1]));
	EXPECT_EQ(S(RINGBACK), call_state(&s->line[0], call));
	info = call_info(&s->line[0], call);
	EXPECT_STREQ("202", info.party[TLINE_PARTY_REDIRECTION].number);
	EXPECT_EQ(0, do_op(&s->line[2], TLINE_OP_ANSWER, in));
	EXPECT_EQ(S(CONNECTED), call_state(&s->line[0], call));
	/* No rules: no forwarding. */
	EXPECT_EQ(0, do_op(&s->line[2], TLINE_OP_DROP, in));
	EXPECT_EQ(0, do_op(&s->line[0], TLINE_OP_DROP, call));
	ASSERT_EQ(0, set_rules(&s->line[1], TLINE_ADDRESS_ANY, NULL, 0, 0));
	call_to(s, 0, "201", 1000);
	EXPECT_NE(0, offered(&s->line[1]));
}

/* One from the network is not a caller with a line, but forwarded as well. */
TEST_F(forward, from_the_network)
{
	struct service *s = &self->s;

	ASSERT_EQ(0, forward(&s->line[1], FWD(UNCOND), "", "202"));
	sim_set(&s->sim, 1, "incoming", "5550100");
	sim_step(&s->sim, 1000);
	EXPECT_EQ(REASON(FWDUNCOND),
		  call_info(&s->line[2], offered(&s->line[2])).reason);
}

TEST_F(forward, busy)
{
	struct service *s = &self->s;
	__u32 own, call, in;

	ASSERT_EQ(0, forward(&s->line[1], FWD(BUSY), "", "202"));
	ASSERT_EQ(0, makecall(&s->line[1], "", &own));
	call = call_to(s, 0, "201", 1000);
	ASSERT_TRUE(arrived(&s->line[2], REASON(FWDBUSY), &in));
	EXPECT_EQ(0, do_op(&s->line[0], TLINE_OP_DROP, call));
	/* BUSYNA is that, too. */
	ASSERT_EQ(0, forward(&s->line[1], FWD(BUSYNA), "", "202"));
	call_to(s, 0, "201", 1000);
	EXPECT_TRUE(arrived(&s->line[2], REASON(FWDBUSY), &in));
}

/* Three rings, and no fourth. */
TEST_F(forward, no_answer)
{
	struct service *s = &self->s;
	__u32 call, rings, in;

	ASSERT_EQ(0, forward(&s->line[1], FWD(NOANSW), "", "202"));
	call = call_to(s, 0, "201", 200);
	rings = offered(&s->line[1]);
	sim_step(&s->sim, 3 * RING_MS - 1);
	EXPECT_EQ(S(OFFERING), call_state(&s->line[1], rings));
	sim_step(&s->sim, 1);
	EXPECT_EQ(S(IDLE), call_state(&s->line[1], rings));
	sim_step(&s->sim, 50);
	ASSERT_TRUE(arrived(&s->line[2], REASON(FWDNOANSWER), &in));
	EXPECT_EQ(S(RINGBACK), call_state(&s->line[0], call));
	EXPECT_EQ(0, do_op(&s->line[2], TLINE_OP_ANSWER, in));
	EXPECT_EQ(S(CONNECTED), call_state(&s->line[0], call));
}

/* The exchange's own party that does not answer is no exception. */
TEST_F(forward, no_answer_by_script)
{
	struct service *s = &self->s;
	__u32 in;

	sim_set(&s->sim, 1, "script", "noanswer");
	ASSERT_EQ(0, forward(&s->line[1], FWD(BUSYNA), "", "202"));
	call_to(s, 0, "201", 200 + 3 * RING_MS + 50);
	EXPECT_TRUE(arrived(&s->line[2], REASON(FWDNOANSWER), &in));
}

/* Of several rules, the one that is most about the caller. */
TEST_F(forward, kinds_of_callers)
{
	static const struct tline_forward rules[] = {
		{ .mode = FWD(UNCOND), .dest = "9999" },
		{ .mode = FWD(UNCONDEXTERNAL), .dest = "203" },
		{ .mode = FWD(UNCONDSPECIFIC), .caller = "200", .dest = "202" },
		{ .mode = FWD(UNCONDSPECIFIC), .caller = "203", .dest = "9999" },
	};
	struct service *s = &self->s;
	__u32 call, in;

	ASSERT_EQ(0, set_rules(&s->line[1], 0, rules, 4, 0));
	call = call_to(s, 0, "201", 1000);
	ASSERT_TRUE(arrived(&s->line[2], REASON(FWDUNCOND), &in));
	EXPECT_EQ(0, do_op(&s->line[0], TLINE_OP_DROP, call));
	sim_set(&s->sim, 1, "incoming", "5550100");
	sim_step(&s->sim, 1000);
	EXPECT_NE(0, offered(&s->line[3]));
	/* The other address has no rules. */
	call_to(s, 0, "201x1", 1000);
	EXPECT_NE(0, offered(&s->line[1]));
}

TEST_F(forward, do_not_disturb)
{
	struct service *s = &self->s;
	__u32 call;

	ASSERT_EQ(0, forward(&s->line[1], FWD(UNCOND), "", ""));
	call = call_to(s, 0, "201", 1000);
	EXPECT_TRUE(in_state(s, 0, call, S(DISCONNECTED), MODE(DONOTDISTURB)));
	EXPECT_TRUE(silent(s->app[1]));
}

/* Two lines that forward to each other, and one to itself. */
TEST_F(forward, loops_end)
{
	struct service *s = &self->s;
	__u32 call;

	ASSERT_EQ(0, forward(&s->line[1], FWD(UNCOND), "", "202"));
	ASSERT_EQ(0, forward(&s->line[2], FWD(UNCOND), "", "201"));
	call = call_to(s, 0, "201", 1000);
	EXPECT_TRUE(in_state(s, 0, call, S(DISCONNECTED), MODE(UNREACHABLE)));
	ASSERT_EQ(0, forward(&s->line[3], FWD(UNCOND), "", "203"));
	EXPECT_EQ(0, do_op(&s->line[0], TLINE_OP_DROP, call));
	call = call_to(s, 0, "203", 1000);
	EXPECT_TRUE(in_state(s, 0, call, S(DISCONNECTED), MODE(UNREACHABLE)));
}

/* What is in force can be read, and that it changed is told. */
TEST_F(forward, status)
{
	static const struct tline_forward rule = { .mode = FWD(BUSY), .dest = "202" };
	struct service *s = &self->s;
	struct tline_forward got[2];
	struct tline_message m;

	service_watch(s, 1);
	drain(s->app[1]);
	ASSERT_EQ(0, set_rules(&s->line[1], 1, &rule, 1, 0));
	ASSERT_TRUE(message_of(s->app[1], TLINE_MSG_ADDRESSSTATE, &m));
	EXPECT_EQ(1, m.p1);
	EXPECT_EQ(TLINE_ADDRESSSTATE_FORWARD, m.p2);
	EXPECT_EQ(sizeof(rule), data_of(&s->line[1], TLINE_DATA_FORWARD, 1, got, sizeof(got)));
	EXPECT_EQ(0, memcmp(&rule, &got[0], sizeof(rule)));
	EXPECT_EQ(0, data_of(&s->line[1], TLINE_DATA_FORWARD, 0, got, sizeof(got)));
	/* The exchange keeps them while the line is away. */
	sim_set(&s->sim, 1, "unplug", "1");
	sim_set(&s->sim, 1, "unplug", "0");
	s->sim.line[1] = sim_num(&s->sim, 1, "id");
	s->line[1] = line_open(&s->sim, 1, s->app[1], OWNER, VOICE);
	EXPECT_EQ(sizeof(rule), data_of(&s->line[1], TLINE_DATA_FORWARD, 1, got, sizeof(got)));
}

TEST_F(forward, refusals)
{
	static const struct {
		struct tline_forward rule;
		__u32 address;
		__s32 err;
	} bad[] = {
		{ { .mode = 0, .dest = "202" }, 0, TLINE_ERR_INVALPARAM },
		{ { .mode = 3, .dest = "202" }, 0, TLINE_ERR_INVALPARAM },
		{ { .mode = FWD(UNKNOWN), .dest = "202" }, 0, TLINE_ERR_INVALPARAM },
		{ { .mode = FWD(BUSYSPECIFIC), .dest = "202" }, 0, TLINE_ERR_INVALPARAM },
		{ { .mode = FWD(BUSY), .dest = "2;" }, 0, TLINE_ERR_INVALADDRESS },
		{ { .mode = FWD(BUSY), .dest = "x" }, 0, TLINE_ERR_INVALADDRESS },
		{ { .mode = FWD(BUSY), .dest = "202" }, 2, TLINE_ERR_INVALADDRESSID },
	};
	struct service *s = &self->s;
	static struct tline_forward many[17];
	struct tline_forward got;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(bad); i++)
		EXPECT_EQ(bad[i].err,
			  set_rules(&s->line[1], bad[i].address, &bad[i].rule, 1, 0)) {
			TH_LOG("rule %zu", i);
		}
	for (i = 0; i < ARRAY_SIZE(many); i++)
		many[i] = (struct tline_forward){ .mode = FWD(BUSY), .dest = "202" };
	EXPECT_EQ(TLINE_ERR_INVALPARAM, set_rules(&s->line[1], 0, many, 17, 0));
	EXPECT_EQ(0, data_of(&s->line[1], TLINE_DATA_FORWARD, 0, &got, sizeof(got)));
	EXPECT_EQ(0, set_rules(&s->line[1], 0, many, 16, 0));
}

TEST_HARNESS_MAIN
