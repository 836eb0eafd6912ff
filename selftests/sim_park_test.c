// SPDX-License-Identifier: GPL-2.0-only
/* Parking and pickup on the simulator. */
#include "kselftest_harness.h"
#include "service.h"

#define DIRECTED	TLINE_PARKMODE_DIRECTED
#define NONDIRECTED	TLINE_PARKMODE_NONDIRECTED

FIXTURE(park) {
	struct service s;
	__u32 call;		/* line 0 has called line 1, which parks it */
	__u32 in;
};

FIXTURE_SETUP(park)
{
	struct service *s = &self->s;

	sim_create_down(&s->sim, LINES);
	sim_set(&s->sim, 1, "park_timeout", "20000");
	sim_set(&s->sim, 2, "pickup_group", "sales");
	sim_set(&s->sim, 3, "pickup_group", "sales");
	service_live(s);
	connect_call(&s->sim, &s->line[0], &s->line[1], 1, &self->call, &self->in);
	drain(s->app[0]);
	drain(s->app[1]);
}

FIXTURE_TEARDOWN(park)
{
	sim_destroy(&self->s.sim);
}

/* Park with TLINE_REQUEST_KEEP; the place goes to @place. */
static __s32 park_somewhere(struct line *line, __u32 call, struct tline_dest *place)
{
	struct tline_request rq = {
		.op = TLINE_OP_PARK, .call = call, .flags = TLINE_REQUEST_KEEP,
		.arg = { NONDIRECTED },
	};
	struct tline_ioc_output out = { .size = sizeof(*place), .data = (uintptr_t)place };
	int id = submit(line, &rq);
	__s32 err;

	if (id < 0)
		return id;
	err = reply(line->app, id, NULL);
	out.id = id;
	if (!err && (ioctl(line->app, TLINE_IOC_OUTPUT, &out) || out.size != sizeof(*place)))
		return -errno;
	return err;
}

/* The exchange chooses the place; the parked party hears nothing, and is found there. */
TEST_F(park, non_directed)
{
	struct service *s = &self->s;
	struct tline_call_info info;
	struct tline_dest place;
	__u32 made;

	ASSERT_EQ(0, park_somewhere(&s->line[1], self->in, &place));
	EXPECT_STREQ("*701", place.number);
	EXPECT_EQ(S(IDLE), call_state(&s->line[1], self->in));
	EXPECT_TRUE(silent(s->app[0]));
	EXPECT_EQ(S(CONNECTED), call_state(&s->line[0], self->call));

	EXPECT_EQ(TLINE_ERR_INVALADDRESS,
		  ask_dest(&s->line[2], TLINE_OP_UNPARK, 0, 0, "*702", NULL));
	ASSERT_EQ(0, ask_dest(&s->line[2], TLINE_OP_UNPARK, 0, 0, place.number, &made));
	EXPECT_TRUE(in_state(s, 2, made, S(CONNECTED), TLINE_CONNECTEDMODE_ACTIVE));
	info = call_info(&s->line[2], made);
	EXPECT_EQ(REASON(UNPARK), info.reason);
	EXPECT_STREQ("200", info.party[TLINE_PARTY_CALLER].number);
	EXPECT_STREQ("202", call_info(&s->line[0], self->call).party[TLINE_PARTY_CONNECTED].number);
	/* It is there no longer. */
	EXPECT_EQ(TLINE_ERR_INVALADDRESS,
		  ask_dest(&s->line[3], TLINE_OP_UNPARK, 0, 0, place.number, NULL));
	/* And an ordinary call. */
	EXPECT_EQ(0, do_op(&s->line[0], TLINE_OP_DROP, self->call));
	EXPECT_TRUE(in_state(s, 2, made, S(DISCONNECTED), MODE(NORMAL)));
}

TEST_F(park, directed)
{
	struct service *s = &self->s;
	__u32 made, other, in;

	EXPECT_EQ(TLINE_ERR_INVALPARKMODE, ask_op(&s->line[1], TLINE_OP_PARK, self->in, 3, 0));
	EXPECT_EQ(TLINE_ERR_INVALADDRESS,
		  ask_op(&s->line[1], TLINE_OP_PARK, self->in, DIRECTED, 0));
	EXPECT_EQ(S(CONNECTED), call_state(&s->line[1], self->in));
	ASSERT_EQ(0, ask_dest(&s->line[1], TLINE_OP_PARK, self->in, DIRECTED, "33", NULL));
	/* One call at a time. */
	connect_call(&s->sim, &s->line[2], &s->line[3], 3, &other, &in);
	EXPECT_EQ(TLINE_ERR_RESOURCEUNAVAIL,
		  ask_dest(&s->line[3], TLINE_OP_PARK, in, DIRECTED, "33", NULL));
	EXPECT_EQ(S(CONNECTED), call_state(&s->line[3], in));
	EXPECT_EQ(0, ask_dest(&s->line[1], TLINE_OP_UNPARK, 0, 0, "33", &made));
	EXPECT_EQ(S(CONNECTED), call_state(&s->line[1], made));
}

/* The parked party hangs up: the place is free. */
TEST_F(park, given_up)
{
	struct service *s = &self->s;

	ASSERT_EQ(0, ask_dest(&s->line[1], TLINE_OP_PARK, self->in, DIRECTED, "33", NULL));
	EXPECT_EQ(0, do_op(&s->line[0], TLINE_OP_DROP, self->call));
	EXPECT_EQ(TLINE_ERR_INVALADDRESS,
		  ask_dest(&s->line[1], TLINE_OP_UNPARK, 0, 0, "33", NULL));
	sim_step(&s->sim, 60000);
	EXPECT_TRUE(silent(s->app[2]));
}

/* Nobody takes it: it rings where it was parked, as soon as there is room. */
TEST_F(park, comes_back)
{
	struct service *s = &self->s;
	struct tline_call_info info;
	__u32 busy, in;

	ASSERT_EQ(0, ask_dest(&s->line[1], TLINE_OP_PARK, self->in, DIRECTED, "33", NULL));
	drain(s->app[1]);
	ASSERT_EQ(0, makecall(&s->line[1], "", &busy));
	drain(s->app[1]);
	sim_step(&s->sim, 20000);
	EXPECT_TRUE(silent(s->app[1]));
	EXPECT_EQ(0, do_op(&s->line[1], TLINE_OP_DROP, busy));
	sim_step(&s->sim, 19999);
	drain(s->app[1]);
	sim_step(&s->sim, 1);
	in = offered(&s->line[1]);
	info = call_info(&s->line[1], in);
	EXPECT_EQ(REASON(REMINDER), info.reason);
	EXPECT_STREQ("200", info.party[TLINE_PARTY_CALLER].number);
	EXPECT_EQ(0, do_op(&s->line[1], TLINE_OP_ANSWER, in));
	EXPECT_EQ(S(CONNECTED), call_state(&s->line[0], self->call));
	EXPECT_EQ(TLINE_ERR_INVALADDRESS,
		  ask_dest(&s->line[2], TLINE_OP_UNPARK, 0, 0, "33", NULL));
}

/* Delayed, answered twice, failed: the output comes with the answer, or there is none. */
TEST_F(park, faults)
{
	struct service *s = &self->s;
	struct tline_dest place = { 0 };
	struct tline_ioc_output out = { .size = sizeof(place), .data = (uintptr_t)&place };
	struct tline_request rq = {
		.op = TLINE_OP_PARK, .call = self->in, .flags = TLINE_REQUEST_KEEP,
		.arg = { NONDIRECTED },
	};

	sim_set(&s->sim, 1, "fault", "park:fail=%#x", TLINE_ERR_RESOURCEUNAVAIL);
	EXPECT_EQ(TLINE_ERR_RESOURCEUNAVAIL,
		  ask_op(&s->line[1], TLINE_OP_PARK, self->in, NONDIRECTED, 0));
	EXPECT_EQ(S(CONNECTED), call_state(&s->line[1], self->in));
	sim_set(&s->sim, 1, "fault", "park:delay=100 park:twice");
	out.id = submit(&s->line[1], &rq);
	sim_step(&s->sim, 99);
	EXPECT_EQ(-1, ioctl(s->app[1], TLINE_IOC_OUTPUT, &out));
	EXPECT_EQ(EBUSY, errno);
	sim_step(&s->sim, 1);
	EXPECT_EQ(0, reply(s->app[1], out.id, NULL));
	EXPECT_EQ(0, ioctl(s->app[1], TLINE_IOC_OUTPUT, &out));
	EXPECT_STREQ("*701", place.number);
	EXPECT_EQ(1, counters(s->line[1].fd).late);
	EXPECT_EQ(S(IDLE), call_state(&s->line[1], self->in));
}

/* ------------------------------------------------------------------------------------ pickup */

/* Free line 1, and let a call from line 0 ring on line 2. */
static __u32 let_ring(struct service *s, __u32 in, __u32 call, __u32 *caller)
{
	if (do_op(&s->line[1], TLINE_OP_DROP, in) || do_op(&s->line[0], TLINE_OP_DROP, call))
		return 0;
	*caller = call_to(s, 0, "202", 1000);
	return offered(&s->line[2]);
}

TEST_F(park, pickup)
{
	static const struct {
		int by;
		const char *dest;
		__s32 err;
	} rows[] = {
		{ 1, "203", TLINE_ERR_OPERATIONFAILED },	/* nothing rings there */
		{ 1, "299", TLINE_ERR_INVALADDRESS },
		{ 1, "^nobody", TLINE_ERR_INVALGROUPID },
		{ 1, "202^nobody", TLINE_ERR_INVALGROUPID },
		{ 1, "", TLINE_ERR_OPERATIONFAILED },		/* not of its own group */
		{ 1, "202", 0 }, { 1, "^sales", 0 }, { 1, "202^sales", 0 }, { 3, "", 0 },
	};
	struct service *s = &self->s;
	struct tline_call_info info;
	__u32 caller = 0, rings = 0, made = 0;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(rows); i++) {
		TH_LOG("line %d, '%s'", rows[i].by, rows[i].dest);
		if (i == 0 || !rows[i - 1].err) {
			rings = let_ring(s, i ? made : self->in, i ? caller : self->call, &caller);
			if (!rings)
				break;
			drain(s->app[2]);
		}
		EXPECT_EQ(rows[i].err, ask_dest(&s->line[rows[i].by], TLINE_OP_PICKUP, 0, 0,
						rows[i].dest, &made));
		if (rows[i].err) {
			EXPECT_EQ(S(OFFERING), call_state(&s->line[2], rings));
			continue;
		}
		EXPECT_TRUE(next_is(s->app[2], TLINE_MSG_CALLSTATE, rings, S(DISCONNECTED),
				    MODE(PICKUP), 0));
		EXPECT_TRUE(next_is(s->app[2], TLINE_MSG_CALLSTATE, rings, S(IDLE), 0, 0));
		EXPECT_EQ(S(CONNECTED), call_state(&s->line[rows[i].by], made));
		EXPECT_EQ(S(CONNECTED), call_state(&s->line[0], caller));
		info = call_info(&s->line[rows[i].by], made);
		EXPECT_EQ(REASON(PICKUP), info.reason);
		EXPECT_STREQ("202", info.party[TLINE_PARTY_CALLED].number);
		EXPECT_STREQ("202", info.party[TLINE_PARTY_REDIRECTING].number);
		if (rows[i].by != 1)
			break;
	}
	EXPECT_EQ(ARRAY_SIZE(rows) - 1, i);
}

/* A line with a call of its own has no room for another. */
TEST_F(park, pickup_without_room)
{
	struct service *s = &self->s;
	__u32 made;

	sim_set(&s->sim, 2, "incoming", "5550100");
	offered(&s->line[2]);
	EXPECT_EQ(TLINE_ERR_CALLUNAVAIL,
		  ask_dest(&s->line[1], TLINE_OP_PICKUP, 0, 0, "202", &made));
	EXPECT_EQ(0, call_state(&s->line[1], made));
}

/* One that rings for nobody is there to be picked up, and then to nobody else. */
TEST_F(park, pickup_of_what_nobody_hears)
{
	struct service *s = &self->s;
	__u32 made;

	line_close(&s->line[2]);
	sim_set(&s->sim, 2, "incoming", "5550100");
	ASSERT_EQ(0, ask_dest(&s->line[3], TLINE_OP_PICKUP, 0, 0, "202", &made));
	EXPECT_TRUE(in_state(s, 3, made, S(CONNECTED), TLINE_CONNECTEDMODE_ACTIVE));
	s->line[2] = line_open(&s->sim, 2, s->app[2], OWNER, VOICE);
	sim_step(&s->sim, 10000);
	EXPECT_TRUE(silent(s->app[2]));
}

TEST_HARNESS_MAIN
