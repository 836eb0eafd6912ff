// SPDX-License-Identifier: GPL-2.0-only
/*
 * Calls as a provider reports them: what may follow what, who gets a call that the provider
 * brings, what a request that creates calls leaves.  P5, P6.
 */
#include <linux/module.h>

#include "scene.h"

static int call_init(struct kunit *test)
{
	int err = scene_init(test);
	struct scene *s = test->priv;

	if (!err)
		open_new(prog_new(s, V2_2), &s->line[0], OWNER);
	return err;
}

/* ------------------------------------------------------------------ states */

/* How to get a new outgoing call into a state. */
static const u32 ways[][4] = {
	{ STATE(DIALTONE) },
	{ STATE(DIALTONE), STATE(DIALING) },
	{ STATE(DIALING), STATE(PROCEEDING) },
	{ STATE(PROCEEDING), STATE(RINGBACK) },
	{ STATE(PROCEEDING), STATE(BUSY) },
	{ STATE(PROCEEDING), STATE(SPECIALINFO) },
	{ STATE(RINGBACK), STATE(CONNECTED) },
	{ STATE(CONNECTED), STATE(ONHOLD) },
	{ STATE(CONNECTED), STATE(ONHOLDPENDTRANSFER) },
	{ STATE(CONNECTED), STATE(ONHOLDPENDCONF) },
	{ STATE(CONNECTED), STATE(CONFERENCED) },
	{ STATE(CONNECTED), STATE(DISCONNECTED) },
	{ STATE(CONNECTED), STATE(UNKNOWN) },
	{ STATE(OFFERING), STATE(ACCEPTED) },
	{ STATE(OFFERING) },
	{ STATE(CONNECTED), STATE(DISCONNECTED), STATE(IDLE) },
};

/* Impossible in a state, by TAPI's definitions of the states (calls.rst has the whole table). */
static const struct {
	u32 from;
	u32 to;
} impossible[] = {
	{ STATE(DIALTONE), STATE(OFFERING) | STATE(ACCEPTED) | STATE(ONHOLD) },
	{ STATE(DIALING), STATE(OFFERING) | STATE(DIALTONE) | STATE(ONHOLD) },
	{ STATE(PROCEEDING), STATE(DIALTONE) | STATE(DIALING) | STATE(OFFERING) },
	{ STATE(RINGBACK), STATE(DIALTONE) | STATE(DIALING) | STATE(PROCEEDING) },
	{ STATE(CONNECTED), STATE(OFFERING) | STATE(ACCEPTED) | STATE(DIALTONE) | STATE(DIALING) |
			    STATE(PROCEEDING) | STATE(RINGBACK) | STATE(BUSY) },
	{ STATE(ONHOLD), STATE(DIALTONE) | STATE(DIALING) | STATE(RINGBACK) | STATE(BUSY) },
	{ STATE(DISCONNECTED), 0xffff & ~(STATE(IDLE) | STATE(DISCONNECTED)) },
	{ STATE(ACCEPTED), STATE(OFFERING) | STATE(DIALTONE) | STATE(RINGBACK) },
	{ STATE(IDLE), 0xffff & ~STATE(IDLE) },
};

/* A call in the state that a row of @ways leads to. */
static u32 call_in(struct scene *s, const u32 *way)
{
	struct fake_line *fl = &s->line[0];
	u32 call, i;
	int id = submit_makecall(s->open, &call);

	tline_complete(fl->line, fake_last(fl), 0);
	for (i = 0; i < 4 && way[i]; i++)
		tline_call_state(fl->line, fl->new_call, way[i], 0);
	KUNIT_EXPECT_EQ(s->test, REASON(DONE), reply(s->prog, id, NULL));
	KUNIT_EXPECT_EQ(s->test, way[i - 1], call_state(s->open, call));
	leftover(s->prog, 0);
	return call;
}

static void expect_refused(struct scene *s, u32 call, u32 from, u32 to)
{
	struct fake_line *fl = &s->line[0];
	u64 before = counters(fl).refused_upcalls;
	struct tline_message m;

	tline_call_state(fl->line, fl->new_call, to, 0);
	KUNIT_EXPECT_EQ_MSG(s->test, before + 1, counters(fl).refused_upcalls, "%#x after %#x",
			    to, from);
	KUNIT_EXPECT_EQ_MSG(s->test, from, call_state(s->open, call), "after %#x", to);
	KUNIT_EXPECT_FALSE(s->test, message(s->prog, &m));
}

static void impossible_state_is_counted_and_the_old_one_kept(struct kunit *test)
{
	struct scene *s = test->priv;
	u32 i, j, bit, call, n = 0;

	for (i = 0; i < ARRAY_SIZE(ways); i++) {
		u32 from = ways[i][2] ?: ways[i][1] ?: ways[i][0];

		for (j = 0; j < ARRAY_SIZE(impossible) && impossible[j].from != from; j++)
			;
		if (j == ARRAY_SIZE(impossible))
			continue;
		call = call_in(s, ways[i]);
		for (bit = 0; bit < 16; bit++)
			if (impossible[j].to & BIT(bit))
				expect_refused(s, call, from, BIT(bit));
		deallocate(s->open, call);
		n++;
	}
	KUNIT_EXPECT_EQ(test, (u32)ARRAY_SIZE(impossible), n);
}

static void state_that_is_none_is_counted(struct kunit *test)
{
	static const u32 none[] = {
		0, BIT(16), BIT(23), BIT(24), BIT(31), 0xffffffff,
		STATE(CONNECTED) | STATE(ONHOLD), STATE(IDLE) | STATE(DISCONNECTED),
	};
	struct scene *s = test->priv;
	u32 call = scene_call(s, s->open), i;

	for (i = 0; i < ARRAY_SIZE(none); i++)
		expect_refused(s, call, STATE(CONNECTED), none[i]);
}

/* Every state of the table can be had, so that the tests above refuse the right ones. */
static void each_state_can_be_reported(struct kunit *test)
{
	struct scene *s = test->priv;
	u32 i, seen = 0;

	for (i = 0; i < ARRAY_SIZE(ways); i++) {
		u32 call = call_in(s, ways[i]);

		seen |= call_state(s->open, call);
		KUNIT_EXPECT_EQ(test, 0, deallocate(s->open, call));
	}
	KUNIT_EXPECT_EQ(test, 0xffffU, seen);
	KUNIT_EXPECT_EQ(test, 0ULL, counters(&s->line[0]).refused_upcalls);
}

static void repeating_the_state_is_nothing(struct kunit *test)
{
	struct scene *s = test->priv;
	struct fake_line *fl = &s->line[0];
	u32 call = scene_call(s, s->open);
	struct tline_message m;

	tline_call_state(fl->line, fl->new_call, STATE(CONNECTED), 0);
	KUNIT_EXPECT_FALSE(test, message(s->prog, &m));
	tline_call_state(fl->line, fl->new_call, STATE(CONNECTED), TLINE_CONNECTEDMODE_INACTIVE);
	KUNIT_ASSERT_TRUE(test, message(s->prog, &m));
	KUNIT_EXPECT_EQ(test, (u32)TLINE_MSG_CALLSTATE, m.type);
	KUNIT_EXPECT_EQ(test, (u64)TLINE_CONNECTEDMODE_INACTIVE, m.p2);
	KUNIT_EXPECT_FALSE(test, message(s->prog, &m));
	KUNIT_EXPECT_EQ(test, 0ULL, counters(fl).refused_upcalls);
	KUNIT_EXPECT_EQ(test, STATE(CONNECTED), call_state(s->open, call));
}

/* P5: states before the answer are kept back; the latest one follows it. */
static void states_before_the_answer_come_after_it(struct kunit *test)
{
	struct scene *s = test->priv;
	struct fake_line *fl = &s->line[0];
	struct tline_message m;
	u32 call;
	int id = submit_makecall(s->open, &call);

	tline_line_flush(fl->line);
	tline_call_state(fl->line, fl->new_call, STATE(DIALTONE), 0);
	tline_call_state(fl->line, fl->new_call, STATE(DIALING), 0);
	KUNIT_EXPECT_FALSE(test, message(s->prog, &m));
	KUNIT_EXPECT_EQ(test, 0U, call_state(s->open, call));
	tline_complete(fl->line, fake_last(fl), 0);
	KUNIT_ASSERT_TRUE(test, message(s->prog, &m));
	KUNIT_EXPECT_EQ(test, (u32)TLINE_MSG_REPLY, m.type);
	KUNIT_EXPECT_EQ(test, (u64)id, m.p1);
	KUNIT_ASSERT_TRUE(test, message(s->prog, &m));
	KUNIT_EXPECT_EQ(test, (u32)TLINE_MSG_CALLSTATE, m.type);
	KUNIT_EXPECT_EQ(test, call, m.handle);
	KUNIT_EXPECT_EQ(test, (u64)STATE(DIALING), m.p1);
	KUNIT_EXPECT_FALSE(test, message(s->prog, &m));
}

/* ------------------------------------------------------------------ calls that come */

static void new_call_that_nobody_wants_does_not_exist(struct kunit *test)
{
	struct scene *s = test->priv;
	struct fake_line *fl = &s->line[1];
	u32 id = 0;

	KUNIT_EXPECT_EQ(test, -ENOENT, fake_call_new(fl, STATE(OFFERING), &id));
	/* Open, but for other calls. */
	open_new(s->prog, fl, TLINE_CALLPRIVILEGE_NONE);
	KUNIT_EXPECT_EQ(test, -ENOENT, fake_call_new(fl, STATE(OFFERING), &id));
	KUNIT_EXPECT_EQ(test, 0ULL, counters(fl).calls_total);
	KUNIT_EXPECT_STREQ(test, "open", fake_log(test, fl));
	/* A monitor is somebody. */
	open_new(s->prog, fl, MONITOR);
	KUNIT_EXPECT_EQ(test, 0, fake_call_new(fl, STATE(OFFERING), &id));
	KUNIT_EXPECT_EQ(test, 1ULL, counters(fl).calls);
	KUNIT_EXPECT_NE(test, 0U, id);
}

static void new_call_makes_sense_or_is_refused(struct kunit *test)
{
	static const u32 none[] = { 0, STATE(IDLE), STATE(OFFERING) | STATE(CONNECTED), BIT(16) };
	static const struct tline_call_info info = { .media_mode = VOICE };
	struct scene *s = test->priv;
	struct fake_line *fl = &s->line[0];
	u32 i, id = 77;

	for (i = 0; i < ARRAY_SIZE(none); i++)
		KUNIT_EXPECT_EQ(test, -EINVAL, fake_call_new(fl, none[i], &id));
	KUNIT_EXPECT_EQ(test, -EINVAL, tline_call_new(fl->line, 1, STATE(OFFERING), 0, &info, NULL,
						      &id));
	KUNIT_EXPECT_EQ(test, -EINVAL, tline_call_new(fl->line, U32_MAX, STATE(OFFERING), 0, &info,
						      NULL, &id));
	KUNIT_EXPECT_EQ(test, 77U, id);
	KUNIT_EXPECT_EQ(test, 0U, offered(s->prog));
	KUNIT_EXPECT_EQ(test, 0ULL, counters(fl).calls_total);
}

/* UNKNOWN alone; the modes that somebody might want are struck off until one is found. */
static void new_call_without_a_media_mode_is_of_an_unknown_one(struct kunit *test)
{
	static const struct tline_call_info none;
	struct scene *s = test->priv;
	struct fake_line *fl = &s->line[0];
	struct tline_ioc_call_info *arg = kunit_kzalloc(test, sizeof(*arg), GFP_KERNEL);
	u32 id;

	KUNIT_ASSERT_NOT_NULL(test, arg);
	KUNIT_ASSERT_EQ(test, 0, tline_call_new(fl->line, 0, STATE(OFFERING), 0, &none, NULL, &id));
	fl->calls++;
	arg->call = offered(s->prog);
	KUNIT_ASSERT_EQ(test, 0L, user_ioctl(s->open->file, TLINE_IOC_CALL_INFO, arg));
	KUNIT_EXPECT_EQ(test, (u32)TLINE_MEDIAMODE_UNKNOWN, arg->info.media_mode);
}

/* P8, at the line's own limit; what ends makes room. */
static void calls_of_a_line_are_limited(struct kunit *test)
{
	struct scene *s = test->priv;
	struct fake_line *fl = &s->line[1];
	struct tline_line_config config = fake_config(fl);
	struct open *o;
	u32 id, call, i;

	scene_unplug(s, fl);
	scene_fput(&fl->books);
	config.max_calls = 3;
	scene_plug(s, fl, &config);
	o = open_new(s->prog, fl, OWNER);
	for (i = 0; i < 3; i++)
		KUNIT_EXPECT_EQ(test, 0, fake_call_new(fl, STATE(OFFERING), &id));
	KUNIT_EXPECT_EQ(test, -EBUSY, fake_call_new(fl, STATE(OFFERING), &id));
	KUNIT_EXPECT_EQ(test, TLINE_ERR_CALLUNAVAIL, submit_makecall(o, &call));
	KUNIT_EXPECT_EQ(test, 3ULL, counters(fl).calls);
	call = offered(s->prog);
	KUNIT_EXPECT_EQ(test, 0, deallocate(o, call));
	KUNIT_EXPECT_EQ(test, 0, fake_call_new(fl, STATE(OFFERING), &id));
	KUNIT_EXPECT_EQ(test, -EBUSY, fake_call_new(fl, STATE(OFFERING), &id));
}

/* A creation that is pending counts: it may succeed. */
static void pending_creations_count_as_calls(struct kunit *test)
{
	struct scene *s = test->priv;
	struct fake_line *fl = &s->line[1];
	struct tline_line_config config = fake_config(fl);
	struct open *o;
	u32 id, call;

	scene_unplug(s, fl);
	scene_fput(&fl->books);
	config.max_calls = 1;
	scene_plug(s, fl, &config);
	o = open_new(s->prog, fl, OWNER);
	KUNIT_EXPECT_GT(test, submit_makecall(o, &call), 0);
	KUNIT_EXPECT_EQ(test, -EBUSY, fake_call_new(fl, STATE(OFFERING), &id));
	tline_complete(fl->line, fake_last(fl), FAILED);
	KUNIT_EXPECT_EQ(test, 0, fake_call_new(fl, STATE(OFFERING), &id));
}

static int submit_uui(struct open *o, u32 op, u32 call, u32 size)
{
	static struct tline_uui uui;
	struct tline_request rq = {
		.op = op, .call = call, .args = (unsigned long)&uui, .args_size = sizeof(uui),
	};

	uui.size = size;
	return user_submit(o, &rq, 1, 0) ?: rq.result ?: rq.id;
}

/* Each operation has a limit of its own, which is the line's. */
static void user_user_information_is_as_long_as_the_line_allows(struct kunit *test)
{
	static const struct {
		u32 op;
		u32 state;
		u32 max;
	} rows[] = {
		{ TLINE_OP_ACCEPT, STATE(OFFERING), 1 },
		{ TLINE_OP_ANSWER, STATE(OFFERING), 2 },
		{ TLINE_OP_DROP, STATE(CONNECTED), 3 },
		{ TLINE_OP_SENDUSERUSERINFO, STATE(CONNECTED), 4 },
	};
	struct tline_line_caps caps = fake_caps;
	struct scene *s = test->priv;
	struct fake_line *fl = &s->line[1];
	struct tline_line_config config = fake_config(fl);
	struct open *o;
	u32 call, id, i;

	caps.uui_accept = 1;
	caps.uui_answer = 2;
	caps.uui_drop = 3;
	caps.uui_send = 4;
	config.caps = &caps;
	scene_unplug(s, fl);
	scene_fput(&fl->books);
	scene_plug(s, fl, &config);
	o = open_new(s->prog, fl, OWNER);
	for (i = 0; i < ARRAY_SIZE(rows); i++) {
		KUNIT_ASSERT_EQ(test, 0, fake_call_new(fl, rows[i].state, &id));
		call = offered(s->prog);
		KUNIT_EXPECT_EQ_MSG(test, TLINE_ERR_USERUSERINFOTOOBIG,
				    submit_uui(o, rows[i].op, call, rows[i].max + 1),
				    "operation %u", rows[i].op);
		KUNIT_EXPECT_GT(test, submit_uui(o, rows[i].op, call, rows[i].max), 0);
		tline_complete(fl->line, fake_last(fl), 0);
	}
	open_close(o);
	/* The line is not to outlive its capabilities. */
	scene_unplug(s, fl);
	scene_fput(&fl->books);
	config.caps = &fake_caps;
	scene_plug(s, fl, &config);
}

/* ------------------------------------------------------------------ requests that make calls */

static int submit_arg(struct open *o, u32 op, struct tline_request *rq)
{
	*rq = (struct tline_request) { .op = op };
	return user_submit(o, rq, 1, 0) ?: rq->result ?: rq->id;
}

static void request_with_two_new_calls_makes_both(struct kunit *test)
{
	struct scene *s = test->priv;
	struct fake_line *fl = &s->line[0];
	struct tline_request rq;
	int id = submit_arg(s->open, TLINE_OP_SETUPCONFERENCE, &rq);

	tline_complete(fl->line, fake_last(fl), 0);
	tline_call_state(fl->line, fl->last.new_call, STATE(ONHOLDPENDCONF), 0);
	tline_call_state(fl->line, fl->last.new_call2, STATE(DIALTONE), 0);
	KUNIT_EXPECT_EQ(test, REASON(DONE), reply(s->prog, id, NULL));
	KUNIT_EXPECT_EQ(test, STATE(ONHOLDPENDCONF), call_state(s->open, rq.new_call));
	KUNIT_EXPECT_EQ(test, STATE(DIALTONE), call_state(s->open, rq.new_call2));
	KUNIT_EXPECT_EQ(test, 2ULL, counters(fl).calls);
}

static void request_with_two_new_calls_that_fails_closes_both(struct kunit *test)
{
	struct scene *s = test->priv;
	struct fake_line *fl = &s->line[0];
	struct tline_request rq;
	int id = submit_arg(s->open, TLINE_OP_SETUPCONFERENCE, &rq);

	tline_complete(fl->line, fake_last(fl), TLINE_ERR_CALLUNAVAIL);
	KUNIT_EXPECT_STREQ(test, "open request:setupconference close_call close_call",
			   fake_log(test, fl));
	KUNIT_EXPECT_EQ(test, REASON(REFUSED), reply(s->prog, id, NULL));
	KUNIT_EXPECT_EQ(test, 0U, call_state(s->open, rq.new_call));
	KUNIT_EXPECT_EQ(test, 0U, call_state(s->open, rq.new_call2));
}

/* forward may make a consultation call: it does if the provider attaches to it. */
static void optional_new_call_exists_if_the_provider_takes_it_up(struct kunit *test)
{
	struct scene *s = test->priv;
	struct fake_line *fl = &s->line[0];
	struct tline_request rq;
	int id = submit_arg(s->open, TLINE_OP_FORWARD, &rq);

	tline_line_flush(fl->line);
	tline_call_set_priv(fl->line, fl->new_call, fl);
	tline_complete(fl->line, fake_last(fl), 0);
	tline_call_state(fl->line, fl->new_call, STATE(DIALTONE), 0);
	KUNIT_EXPECT_EQ(test, REASON(DONE), reply(s->prog, id, NULL));
	KUNIT_EXPECT_EQ(test, STATE(DIALTONE), call_state(s->open, rq.new_call));
}

static void optional_new_call_that_is_not_taken_up_never_was(struct kunit *test)
{
	struct scene *s = test->priv;
	struct fake_line *fl = &s->line[0];
	struct tline_request rq;
	int id = submit_arg(s->open, TLINE_OP_FORWARD, &rq);

	tline_complete(fl->line, fake_last(fl), 0);
	/* Nothing to be closed. */
	fl->calls--;
	KUNIT_EXPECT_STREQ(test, "open request:forward", fake_log(test, fl));
	KUNIT_EXPECT_EQ(test, REASON(DONE), reply(s->prog, id, NULL));
	KUNIT_EXPECT_EQ(test, 0U, call_state(s->open, rq.new_call));
	tline_call_state(fl->line, fl->new_call, STATE(DIALTONE), 0);
	KUNIT_EXPECT_EQ(test, 1ULL, counters(fl).refused_upcalls);
}

/* ------------------------------------------------------------------ drop_on_close */

static void drop_on_close_replaces_the_drop(struct kunit *test)
{
	struct scene *s = test->priv;
	struct fake_line *fl = &s->line[0];
	u32 call;

	scene_call(s, s->open);
	open_close(s->open);
	KUNIT_EXPECT_STREQ(test, "request:drop close_call close", fake_log(test, fl));
	/* What a provider can do is looked at when a line is allocated. */
	scene_unplug(s, fl);
	scene_fput(&fl->books);
	s->ops.drop_on_close = fake_drop_on_close;
	scene_plug(s, fl, &(struct tline_line_config) {
		.num_addresses = 1, .caps = &fake_caps, .priv = fl,
	});
	open_new(s->prog, fl, OWNER);
	call = scene_call(s, s->open);
	KUNIT_EXPECT_NE(test, 0U, call);
	open_close(s->open);
	KUNIT_EXPECT_STREQ(test, "drop_on_close close_call close", fake_log(test, fl));
}

/* ------------------------------------------------------------------ what an app says of it */

struct said {
	struct tline_call_params params;
	struct tline_item data;
	u8 bytes[8];
	struct tline_item config;
	u8 setting[8];
};

static struct said said = {
	.params.items_size = sizeof(struct said) - sizeof(struct tline_call_params),
	.data = { TLINE_DATA_CALL_DATA, 5 }, .bytes = "datum",
	.config = { TLINE_DATA_DEVICE_CONFIG, 8 }, .setting = "class\0x",
};

static long make(struct open *o, u32 op, u32 call, struct tline_request *rq)
{
	*rq = (struct tline_request) {
		.op = op, .call = call, .args = (unsigned long)&said, .args_size = sizeof(said),
	};
	return user_submit(o, rq, 1, 0) ?: rq->result;
}

/* The items of the parameters, as the provider has them while it is asked. */
static int look(struct fake_line *fl, enum fake_told told, const struct tline_rq *rq)
{
	const struct tline_call_params *p = rq ? rq->args : NULL;
	const struct tline_item *item;

	if (told != FAKE_REQUEST || rq->op != TLINE_OP_MAKECALL)
		return 0;
	item = tline_find_item(p + 1, p->items_size, TLINE_DATA_DEVICE_CONFIG);
	*(bool *)fl->arg = rq->args_size == sizeof(said) && item && item->size == 8 &&
			   !memcmp(item->data, said.setting, 8) &&
			   !tline_find_item(p + 1, p->items_size, TLINE_DATA_HIGHLEVELCOMP);
	return 0;
}

static void items_of_parameters_are_told_and_kept(struct kunit *test)
{
	struct scene *s = test->priv;
	struct fake_line *fl = &s->line[0];
	struct tline_ioc_data arg = { .kind = TLINE_DATA_CALL_DATA, .size = 8 };
	struct tline_request rq;
	bool told = false;
	char got[8] = "";

	fl->arg = &told;
	fl->hook = look;
	KUNIT_ASSERT_EQ(test, 0L, make(s->open, TLINE_OP_MAKECALL, 0, &rq));
	tline_complete(fl->line, fake_last(fl), 0);
	KUNIT_EXPECT_TRUE(test, told);
	arg.object = rq.new_call;
	KUNIT_EXPECT_EQ(test, 0L, user_ioctl_data(s->open->file, TLINE_IOC_DATA, &arg, &arg.data,
						  got, sizeof(got)));
	KUNIT_EXPECT_EQ(test, 0, arg.result);
	KUNIT_EXPECT_EQ(test, 5U, arg.size);
	KUNIT_EXPECT_STREQ(test, "datum", got);
	fl->hook = NULL;
	deallocate(s->open, rq.new_call);
}

/* Of two new calls the one that they are for: the consultation, not the conference. */
static void items_belong_to_the_consultation(struct kunit *test)
{
	struct scene *s = test->priv;
	struct fake_line *fl = &s->line[0];
	struct tline_ioc_data arg = { .kind = TLINE_DATA_CALL_DATA };
	struct tline_request rq;

	KUNIT_ASSERT_EQ(test, 0L, make(s->open, TLINE_OP_SETUPCONFERENCE, 0, &rq));
	tline_complete(fl->line, fake_last(fl), 0);
	arg.object = rq.new_call;
	user_ioctl(s->open->file, TLINE_IOC_DATA, &arg);
	KUNIT_EXPECT_EQ(test, 0U, arg.size);
	arg.object = rq.new_call2;
	user_ioctl(s->open->file, TLINE_IOC_DATA, &arg);
	KUNIT_EXPECT_EQ(test, 5U, arg.size);
	deallocate(s->open, rq.new_call);
	deallocate(s->open, rq.new_call2);
}

/* Bridged: somebody else has answered, and talks; an owner here may still come in. */
static void call_that_is_active_elsewhere_can_be_answered(struct kunit *test)
{
	struct scene *s = test->priv;
	struct fake_line *fl = &s->line[0];
	u32 call = scene_call(s, s->open);
	struct tline_ioc_call_status st = { .call = call };
	int id;

	KUNIT_EXPECT_EQ(test, TLINE_ERR_INVALCALLSTATE, submit(s->open, TLINE_OP_ANSWER, call));
	tline_call_state(fl->line, fl->new_call, STATE(CONNECTED), TLINE_CONNECTEDMODE_INACTIVE);
	user_ioctl(s->open->file, TLINE_IOC_CALL_STATUS, &st);
	KUNIT_EXPECT_NE(test, 0U, st.features & TLINE_CALLFEATURE_ANSWER);
	id = submit(s->open, TLINE_OP_ANSWER, call);
	KUNIT_ASSERT_GT(test, id, 0);
	tline_complete(fl->line, fake_last(fl), 0);
	KUNIT_EXPECT_EQ(test, REASON(DONE), reply(s->prog, id, NULL));
	tline_call_state(fl->line, fl->new_call, STATE(CONNECTED), TLINE_CONNECTEDMODE_ACTIVE);
	KUNIT_EXPECT_EQ(test, TLINE_ERR_INVALCALLSTATE, submit(s->open, TLINE_OP_ANSWER, call));
}

/* Members and parent end in any order; what no call is, is no parent. */
static void parent_of_a_conference_is_looked_up(struct kunit *test)
{
	struct scene *s = test->priv;
	struct fake_line *fl = &s->line[0];
	u32 member = scene_call(s, s->open), member_id = fl->new_call;
	u32 parent = scene_call(s, s->open), parent_id = fl->new_call;
	struct tline_message m;

	tline_call_state(fl->line, member_id, STATE(CONFERENCED), parent_id);
	KUNIT_ASSERT_TRUE(test, message_of(s->prog, TLINE_MSG_CALLSTATE, &m));
	KUNIT_EXPECT_EQ(test, member, m.handle);
	KUNIT_EXPECT_EQ(test, (u64)parent, m.p2);
	KUNIT_EXPECT_EQ(test, 0, deallocate(s->open, parent));
	KUNIT_EXPECT_EQ(test, STATE(CONFERENCED), call_state(s->open, member));
	tline_call_state(fl->line, member_id, STATE(CONNECTED), 0);
	tline_call_state(fl->line, member_id, STATE(CONFERENCED), parent_id);
	tline_call_state(fl->line, member_id, STATE(CONNECTED), 0);
	tline_call_state(fl->line, member_id, STATE(CONFERENCED), 0xffffffff);
	while (message_of(s->prog, TLINE_MSG_CALLSTATE, &m))
		if (m.p1 == STATE(CONFERENCED))
			KUNIT_EXPECT_EQ(test, 0ULL, m.p2);
	KUNIT_EXPECT_EQ(test, 0ULL, counters(fl).refused_upcalls);
}

static struct kunit_case call_cases[] = {
	KUNIT_CASE(each_state_can_be_reported),
	KUNIT_CASE(impossible_state_is_counted_and_the_old_one_kept),
	KUNIT_CASE(state_that_is_none_is_counted),
	KUNIT_CASE(repeating_the_state_is_nothing),
	KUNIT_CASE(states_before_the_answer_come_after_it),
	KUNIT_CASE(new_call_that_nobody_wants_does_not_exist),
	KUNIT_CASE(new_call_makes_sense_or_is_refused),
	KUNIT_CASE(new_call_without_a_media_mode_is_of_an_unknown_one),
	KUNIT_CASE(calls_of_a_line_are_limited),
	KUNIT_CASE(pending_creations_count_as_calls),
	KUNIT_CASE(user_user_information_is_as_long_as_the_line_allows),
	KUNIT_CASE(request_with_two_new_calls_makes_both),
	KUNIT_CASE(request_with_two_new_calls_that_fails_closes_both),
	KUNIT_CASE(optional_new_call_exists_if_the_provider_takes_it_up),
	KUNIT_CASE(optional_new_call_that_is_not_taken_up_never_was),
	KUNIT_CASE(drop_on_close_replaces_the_drop),
	KUNIT_CASE(items_of_parameters_are_told_and_kept),
	KUNIT_CASE(items_belong_to_the_consultation),
	KUNIT_CASE(call_that_is_active_elsewhere_can_be_answered),
	KUNIT_CASE(parent_of_a_conference_is_looked_up),
	{ }
};

static struct kunit_suite call_suite = {
	.name = "tline_call",
	.suite_init = scene_suite_init,
	.suite_exit = scene_suite_exit,
	.init = call_init,
	.exit = scene_exit,
	.test_cases = call_cases,
};

kunit_test_suites(&call_suite);
