// SPDX-License-Identifier: GPL-2.0-only
/*
 * What the simulator's lines have beside calls, and what goes with calls: data, quality of
 * service, treatment, terminals, status, the extension and the buttons, answering modes.
 */
#include "kselftest_harness.h"
#include "service.h"

#define TERM(x)	TLINE_TERMMODE_##x

FIXTURE(device) {
	struct service s;
};

FIXTURE_SETUP(device)
{
	struct service *s = &self->s;

	sim_create_down(&s->sim, LINES);
	sim_set(&s->sim, 0, "terminals", "phone headset");
	sim_set(&s->sim, 0, "addresses", "2");
	sim_set(&s->sim, 0, "devices", "comm/datamodem=/dev/ttyS1 wave/in=0");
	sim_set(&s->sim, 1, "max_active", "2");
	sim_set(&s->sim, 1, "answer_mode", "drop");
	sim_set(&s->sim, 2, "max_active", "2");
	sim_set(&s->sim, 2, "answer_mode", "hold");
	service_live(s);
	service_watch(s, 0);
	drain(s->app[0]);
}

FIXTURE_TEARDOWN(device)
{
	sim_destroy(&self->s.sim);
}

static struct tline_line_caps caps_of(struct line *line)
{
	struct tline_line_caps caps;

	if (ioctl(line->fd, TLINE_IOC_LINE_CAPS, &caps))
		memset(&caps, 0xff, sizeof(caps));
	return caps;
}

/* Bytes behind an operation on @call. */
static __s32 ask_bytes(struct line *line, __u32 op, __u32 call, __u32 arg0, const void *bytes,
		       __u32 size)
{
	struct tline_request rq = { .op = op, .call = call, .arg = { arg0 } };

	return ask(line, &rq, bytes, size, NULL);
}

/* The item has this text. */
static bool data_is(struct line *line, __u32 kind, __u32 object, const char *text)
{
	char got[2048] = "";
	int size = data_of(line, kind, object, got, sizeof(got));

	if (size == (int)strlen(text) && !memcmp(got, text, size))
		return true;
	fprintf(stderr, "# %d bytes '%.*s', not '%s'\n", size, size > 0 ? size : 0, got, text);
	return false;
}

/* ------------------------------------------------------------------------ what goes with calls */

/* Call data is the call's, at both ends, and follows a transfer. */
TEST_F(device, call_data)
{
	struct service *s = &self->s;
	struct tline_request transfer = { .op = TLINE_OP_SETUPTRANSFER };
	struct tline_call_params params = { .dest.number = "202" };
	static char big[1025];
	__u32 call, in, third;

	connect_call(&s->sim, &s->line[0], &s->line[1], 1, &call, &in);
	EXPECT_EQ(TLINE_ERR_INVALPARAM,
		  ask_bytes(&s->line[0], TLINE_OP_SETCALLDATA, call, 0, big, sizeof(big)));
	EXPECT_EQ(0, ask_bytes(&s->line[0], TLINE_OP_SETCALLDATA, call, 0, "customer 7", 10));
	EXPECT_TRUE(data_is(&s->line[0], TLINE_DATA_CALL_DATA, call, "customer 7"));
	EXPECT_TRUE(data_is(&s->line[1], TLINE_DATA_CALL_DATA, in, "customer 7"));
	/* Line 1 transfers line 0 to line 2. */
	transfer.call = in;
	ASSERT_EQ(0, ask(&s->line[1], &transfer, &params, sizeof(params), NULL));
	sim_step(&s->sim, 1000);
	third = offered(&s->line[2]);
	EXPECT_TRUE(data_is(&s->line[2], TLINE_DATA_CALL_DATA, third, ""));
	ASSERT_EQ(0, do_op(&s->line[2], TLINE_OP_ANSWER, third));
	transfer = (struct tline_request){
		.op = TLINE_OP_COMPLETETRANSFER, .call = in, .call2 = transfer.new_call,
		.arg = { TLINE_TRANSFERMODE_TRANSFER },
	};
	ASSERT_EQ(0, ask(&s->line[1], &transfer, NULL, 0, NULL));
	EXPECT_TRUE(data_is(&s->line[2], TLINE_DATA_CALL_DATA, third, "customer 7"));
}

/* What one end sends is what the other receives, from the beginning and when it changes. */
TEST_F(device, quality_of_service)
{
	struct service *s = &self->s;
	struct {
		struct tline_call_params params;
		struct tline_item item;
		char bytes[8];
	} args = {
		.params = { .items_size = 16, .dest.number = "201" },
		.item = { .kind = TLINE_DATA_SENDING_FLOWSPEC, .size = 4 }, .bytes = "fast",
	};
	struct tline_request rq = { .op = TLINE_OP_MAKECALL };
	__u32 in;

	ASSERT_EQ(0, ask(&s->line[0], &rq, &args, sizeof(args), NULL));
	EXPECT_TRUE(data_is(&s->line[0], TLINE_DATA_SENDING_FLOWSPEC, rq.new_call, "fast"));
	sim_step(&s->sim, 1000);
	in = offered(&s->line[1]);
	EXPECT_TRUE(data_is(&s->line[1], TLINE_DATA_RECEIVING_FLOWSPEC, in, "fast"));
	EXPECT_TRUE(data_is(&s->line[1], TLINE_DATA_SENDING_FLOWSPEC, in, ""));
	memcpy(args.bytes, "slow", 4);
	args.item.kind = TLINE_DATA_RECEIVING_FLOWSPEC;
	EXPECT_EQ(0, ask_bytes(&s->line[0], TLINE_OP_SETCALLQUALITYOFSERVICE, rq.new_call, 0,
			       &args.item, 16));
	EXPECT_TRUE(data_is(&s->line[1], TLINE_DATA_SENDING_FLOWSPEC, in, "slow"));
	EXPECT_TRUE(data_is(&s->line[1], TLINE_DATA_RECEIVING_FLOWSPEC, in, "fast"));
}

TEST_F(device, treatment)
{
	struct service *s = &self->s;
	struct tline_call_params params = { .treatment = TLINE_CALLTREATMENT_MUSIC };
	struct tline_treatment list[8];
	__u32 call;

	EXPECT_EQ(4 * sizeof(list[0]),
		  data_of(&s->line[0], TLINE_DATA_TREATMENTS, 0, list, sizeof(list)));
	EXPECT_EQ(TLINE_CALLTREATMENT_MUSIC, list[3].id);
	EXPECT_STREQ("Music", list[3].name);
	ASSERT_EQ(0, makecall_params(&s->line[0], &params, &call));
	EXPECT_EQ(TLINE_CALLTREATMENT_MUSIC, call_info(&s->line[0], call).treatment);
	EXPECT_EQ(0, ask_op(&s->line[0], TLINE_OP_SETCALLTREATMENT, call,
			    TLINE_CALLTREATMENT_BUSY, 0));
	EXPECT_EQ(TLINE_CALLTREATMENT_BUSY, call_info(&s->line[0], call).treatment);
	EXPECT_EQ(TLINE_ERR_INVALPARAM,
		  ask_op(&s->line[0], TLINE_OP_SETCALLTREATMENT, call, 5, 0));
	EXPECT_EQ(TLINE_CALLTREATMENT_BUSY, call_info(&s->line[0], call).treatment);
	params.treatment = 99;
	EXPECT_EQ(TLINE_ERR_INVALCALLPARAMS, makecall_params(&s->line[3], &params, &call));
}

/* ------------------------------------------------------------------------------- terminals */

static __s32 set_terminal(struct line *line, __u32 call, __u32 address, __u32 terminal,
			  __u32 modes, __u32 enable)
{
	struct tline_set_terminal t = {
		.address = address, .terminal = terminal, .modes = modes, .enable = enable,
	};

	return ask_bytes(line, TLINE_OP_SETTERMINAL, call, 0, &t, sizeof(t));
}

/* The two terminals' modes of a line, address or call. */
static bool terms_are(struct line *line, __u32 kind, __u32 object, __u32 phone, __u32 headset)
{
	__u32 modes[2] = { ~0, ~0 };

	if (data_of(line, kind, object, modes, sizeof(modes)) == sizeof(modes) &&
	    modes[0] == phone && modes[1] == headset)
		return true;
	fprintf(stderr, "# kind %u: %#x %#x\n", kind, modes[0], modes[1]);
	return false;
}

TEST_F(device, terminals)
{
	static const __u32 media = TERM(MEDIATOLINE) | TERM(MEDIAFROMLINE);
	struct line *line = &self->s.line[0];
	struct tline_terminal_caps caps[4];
	struct tline_message m;
	__u32 call;

	EXPECT_EQ(2, caps_of(line).num_terminals);
	EXPECT_EQ(0, caps_of(&self->s.line[1]).num_terminals);
	EXPECT_EQ(2 * sizeof(caps[0]),
		  data_of(line, TLINE_DATA_TERMINAL_CAPS, 0, caps, sizeof(caps)));
	EXPECT_EQ(TLINE_TERMDEV_HEADSET, caps[1].device);
	ASSERT_EQ(0, makecall(line, "", &call));
	EXPECT_TRUE(terms_are(line, TLINE_DATA_CALL_TERMINALS, call, 0xff, 0));
	drain(line->app);

	/* The call alone. */
	EXPECT_EQ(0, set_terminal(line, call, 0, 1, media, 1));
	EXPECT_TRUE(terms_are(line, TLINE_DATA_CALL_TERMINALS, call, 0xff, media));
	EXPECT_TRUE(terms_are(line, TLINE_DATA_ADDRESS_TERMINALS, 0, 0xff, 0));
	/* The other address, which the call is not on. */
	EXPECT_EQ(0, set_terminal(line, 0, 1, 0, TERM(RINGER), 0));
	EXPECT_TRUE(terms_are(line, TLINE_DATA_ADDRESS_TERMINALS, 1, 0xff & ~TERM(RINGER), 0));
	EXPECT_TRUE(terms_are(line, TLINE_DATA_ADDRESS_TERMINALS, 0, 0xff, 0));
	EXPECT_TRUE(terms_are(line, TLINE_DATA_CALL_TERMINALS, call, 0xff, media));
	ASSERT_TRUE(message_of(line->app, TLINE_MSG_ADDRESSSTATE, &m));
	EXPECT_EQ(1, m.p1);
	EXPECT_EQ(TLINE_ADDRESSSTATE_TERMINALS, m.p2);
	/* The line, with all that is on it. */
	EXPECT_EQ(0, set_terminal(line, 0, TLINE_ADDRESS_ANY, 0, TERM(LAMPS), 0));
	EXPECT_TRUE(dev_state(&self->s, 0, DEV(TERMINALS), 0));
	EXPECT_TRUE(terms_are(line, TLINE_DATA_LINE_TERMINALS, 0, 0xff & ~TERM(LAMPS), 0));
	EXPECT_TRUE(terms_are(line, TLINE_DATA_CALL_TERMINALS, call, 0xff & ~TERM(LAMPS), media));

	EXPECT_EQ(TLINE_ERR_INVALTERMINALID, set_terminal(line, 0, 0, 2, media, 1));
	EXPECT_EQ(TLINE_ERR_INVALTERMINALMODE, set_terminal(line, 0, 0, 1, TERM(LAMPS), 1));
	EXPECT_EQ(TLINE_ERR_INVALTERMINALMODE, set_terminal(line, 0, 0, 1, 0, 1));
	EXPECT_EQ(TLINE_ERR_INVALADDRESSID, set_terminal(line, 0, 2, 1, media, 1));
}

/* ------------------------------------------------------------------------- devices and status */

TEST_F(device, devices)
{
	static const char expected[] = "comm/datamodem\0/dev/ttyS1\0wave/in\0000";
	char got[128];

	EXPECT_EQ(sizeof(expected),
		  data_of(&self->s.line[0], TLINE_DATA_DEVICES, 0, got, sizeof(got)));
	EXPECT_EQ(0, memcmp(expected, got, sizeof(expected)));
	EXPECT_EQ(0, data_of(&self->s.line[1], TLINE_DATA_DEVICES, 0, got, sizeof(got)));
}

TEST_F(device, status)
{
	struct service *s = &self->s;
	struct tline_ioc_line_status st;

	sim_set(&s->sim, 0, "signal", "1000");
	EXPECT_TRUE(dev_state(s, 0, DEV(SIGNAL), 0));
	sim_set(&s->sim, 0, "battery", "2000");
	EXPECT_TRUE(dev_state(s, 0, DEV(BATTERY), 0));
	sim_set(&s->sim, 0, "roam_mode", "%d", TLINE_ROAMMODE_HOME);
	EXPECT_TRUE(dev_state(s, 0, DEV(ROAMMODE), 0));
	ASSERT_EQ(0, ioctl(s->line[0].fd, TLINE_IOC_LINE_STATUS, &st));
	EXPECT_EQ(1000, st.signal);
	EXPECT_EQ(2000, st.battery);
	EXPECT_EQ(TLINE_ROAMMODE_HOME, st.roam_mode);
}

TEST_F(device, ring_mode)
{
	struct service *s = &self->s;

	EXPECT_EQ(4, caps_of(&s->line[0]).ring_modes);
	sim_set(&s->sim, 0, "ring_mode", "3");
	sim_set(&s->sim, 0, "incoming", "5550100");
	EXPECT_TRUE(dev_state(s, 0, DEV(RINGING), 3));
}

/* What answering does to the call that there is. */
TEST_F(device, answer_mode)
{
	static const struct {
		int line;
		__u32 mode, state;
	} rows[] = {
		{ 1, TLINE_ANSWERMODE_DROP, S(IDLE) }, { 2, TLINE_ANSWERMODE_HOLD, S(ONHOLD) },
	};
	struct service *s = &self->s;
	__u32 first, second;
	size_t i;

	EXPECT_EQ(TLINE_ANSWERMODE_NONE, caps_of(&s->line[0]).answer_mode);
	for (i = 0; i < ARRAY_SIZE(rows); i++) {
		struct line *line = &s->line[rows[i].line];

		EXPECT_EQ(rows[i].mode, caps_of(line).answer_mode);
		sim_set(&s->sim, rows[i].line, "incoming", "5550100");
		first = offered(line);
		ASSERT_EQ(0, do_op(line, TLINE_OP_ANSWER, first));
		sim_set(&s->sim, rows[i].line, "incoming", "5550101");
		second = offered(line);
		ASSERT_EQ(0, do_op(line, TLINE_OP_ANSWER, second));
		EXPECT_EQ(rows[i].state, call_state(line, first));
		EXPECT_EQ(S(CONNECTED), call_state(line, second));
	}
}

/* --------------------------------------------------------------------------- the extension */

TEST_F(device, extension)
{
	struct service *s = &self->s;
	struct line *line = &s->line[0];
	struct tline_extension ext;
	struct tline_message m;

	EXPECT_EQ(sizeof(ext), data_of(line, TLINE_DATA_EXTENSION, 0, &ext, sizeof(ext)));
	EXPECT_EQ(0x746c696e, ext.id[0]);
	EXPECT_EQ(0x10000, ext.max_version);
	/* Write a note. */
	EXPECT_EQ(0, ask_bytes(line, TLINE_OP_DEVSPECIFIC, 0, 0, "\1out to lunch", 13));
	EXPECT_TRUE(data_is(line, TLINE_DATA_LINE_DEVSPECIFIC, 0, "out to lunch"));
	EXPECT_TRUE(dev_state(s, 0, DEV(DEVSPECIFIC), 0));
	/* It is still there when the line comes back. */
	sim_set(&s->sim, 0, "unplug", "1");
	sim_set(&s->sim, 0, "unplug", "0");
	s->sim.line[0] = sim_num(&s->sim, 0, "id");
	line_close(line);
	*line = line_open(&s->sim, 0, s->app[0], OWNER, VOICE);
	EXPECT_TRUE(data_is(line, TLINE_DATA_LINE_DEVSPECIFIC, 0, "out to lunch"));
	/* Too little room to read it. */
	EXPECT_EQ(TLINE_ERR_STRUCTURETOOSMALL,
		  ask_bytes(line, TLINE_OP_DEVSPECIFIC, 0, 0, "\2-----------", 12));
	/* Flash the lamp. */
	EXPECT_EQ(0, ask_bytes(line, TLINE_OP_DEVSPECIFIC, 0, 0, "\3\7", 2));
	ASSERT_TRUE(message_of(s->app[0], TLINE_MSG_DEVSPECIFIC, &m));
	EXPECT_EQ(line->handle, m.handle);
	EXPECT_EQ(3, m.p1);
	EXPECT_EQ(7, m.p2);

	EXPECT_EQ(TLINE_ERR_OPERATIONUNAVAIL,
		  ask_bytes(line, TLINE_OP_DEVSPECIFIC, 0, 0, "\4", 1));
	EXPECT_EQ(TLINE_ERR_OPERATIONUNAVAIL,
		  ask_bytes(line, TLINE_OP_DEVSPECIFIC, 0, 0, "\377", 1));
	EXPECT_EQ(TLINE_ERR_INVALPARAM, ask_bytes(line, TLINE_OP_DEVSPECIFIC, 0, 0, NULL, 0));
	EXPECT_EQ(TLINE_ERR_INVALADDRESSID,
		  ask_bytes(line, TLINE_OP_DEVSPECIFIC, 0, 2, "\3\7", 2));
}

/* What a command puts out is as long as what it was given. */
TEST_F(device, extension_reads)
{
	struct line *line = &self->s.line[0];
	char bytes[32] = "\2", got[32] = "";
	struct tline_request rq = {
		.op = TLINE_OP_DEVSPECIFIC, .flags = TLINE_REQUEST_KEEP,
		.args = (uintptr_t)bytes, .args_size = sizeof(bytes),
	};
	struct tline_ioc_output out = { .size = sizeof(got), .data = (uintptr_t)got };

	EXPECT_EQ(0, ask_bytes(line, TLINE_OP_DEVSPECIFIC, 0, 0, "\1here", 5));
	out.id = submit(line, &rq);
	ASSERT_EQ(0, reply(line->app, out.id, NULL));
	ASSERT_EQ(0, ioctl(line->app, TLINE_IOC_OUTPUT, &out));
	EXPECT_EQ(sizeof(bytes), out.size);
	EXPECT_STREQ("\2here", got);
}

/* PHONEBUTTONFUNCTION_ MSGWAITON, DONOTDISTURB and one that there is not */
TEST_F(device, buttons)
{
	struct service *s = &self->s;
	struct line *line = &s->line[0];
	struct tline_forward rule = { 0 };
	struct tline_message m;
	__u32 call;

	EXPECT_EQ(TLINE_ERR_INVALFEATURE,
		  ask_bytes(line, TLINE_OP_DEVSPECIFICFEATURE, 0, 1, NULL, 0));
	EXPECT_EQ(0, ask_bytes(line, TLINE_OP_DEVSPECIFICFEATURE, 0, 8, NULL, 0));
	EXPECT_TRUE(dev_state(s, 0, DEV(MSGWAITON), 0));
	ASSERT_TRUE(message_of(s->app[0], TLINE_MSG_DEVSPECIFICFEATURE, &m));
	EXPECT_EQ(8, m.p1);
	EXPECT_EQ(0, ask_bytes(line, TLINE_OP_DEVSPECIFICFEATURE, 0, 0x1a, NULL, 0));
	EXPECT_EQ(sizeof(rule), data_of(line, TLINE_DATA_FORWARD, 0, &rule, sizeof(rule)));
	EXPECT_EQ(TLINE_FORWARDMODE_UNCOND, rule.mode);
	call = call_to(s, 1, "200", 1000);
	EXPECT_TRUE(in_state(s, 1, call, S(DISCONNECTED), MODE(DONOTDISTURB)));
	/* Pressed again, it is off. */
	EXPECT_EQ(0, ask_bytes(line, TLINE_OP_DEVSPECIFICFEATURE, 0, 0x1a, NULL, 0));
	EXPECT_EQ(0, data_of(line, TLINE_DATA_FORWARD, 0, &rule, sizeof(rule)));
}

TEST_HARNESS_MAIN
