// SPDX-License-Identifier: GPL-2.0-only
/*
 * What can be done with a call in each state, what a line lacks, what is refused
 * at once, and how many calls there can be.
 */
#include "kselftest_harness.h"
#include "tline_test.h"

#define S(x)	TLINE_CALLSTATE_##x
#define F(x)	TLINE_CALLFEATURE_##x
#define N(a)	((int)(sizeof(a) / sizeof((a)[0])))

/* Of every call that is not over. */
#define LIVE	(F(SECURECALL) | F(SETCALLPARAMS) | F(RELEASEUSERUSERINFO) | F(SETMEDIACONTROL) | \
		 F(SETTERMINAL) | F(SETTREATMENT) | F(SETQOS) | F(SETCALLDATA))
/* Of every line. */
#define ALWAYS	"forward setterminal devspecific devspecificfeature set_mediacontrol"

FIXTURE(features) {
	struct sim sim;
	int a;
	int b;
};

FIXTURE_SETUP(features)
{
	sim_create_down(&self->sim, 2);
	self->a = app_open();
	self->b = app_open();
}

FIXTURE_TEARDOWN(features)
{
	sim_destroy(&self->sim);
}

static struct tline_line_caps line_caps(struct line *line)
{
	struct tline_line_caps caps;

	if (ioctl(line->fd, TLINE_IOC_LINE_CAPS, &caps))
		memset(&caps, 0xff, sizeof(caps));
	return caps;
}

static struct tline_address_caps address_caps(struct line *line)
{
	struct tline_ioc_address_caps arg = { .address = 0 };

	if (ioctl(line->fd, TLINE_IOC_ADDRESS_CAPS, &arg) || arg.result)
		memset(&arg, 0xff, sizeof(arg));
	return arg.caps;
}

static struct tline_ioc_line_status line_status(struct line *line)
{
	struct tline_ioc_line_status st;

	if (ioctl(line->fd, TLINE_IOC_LINE_STATUS, &st))
		memset(&st, 0xff, sizeof(st));
	return st;
}

static bool features_are(struct line *line, __u32 call, __u32 state, __u32 features)
{
	struct tline_ioc_call_status st = call_status(line, call);

	if (st.state == state && st.features == features)
		return true;
	fprintf(stderr, "# state %#x, features %#x\n", st.state, st.features);
	return false;
}

/* ------------------------------------------------------------------------------ by state */

/* 5.3: the feature bits of a call in each state. */
TEST_F(features, by_state)
{
	struct line la, lb;
	__u32 call, in;

	sim_live(&self->sim);
	la = line_open(&self->sim, 0, self->a, NONE, 0);
	lb = line_open(&self->sim, 1, self->b, OWNER, VOICE);
	ASSERT_EQ(0, makecall(&la, "", &call));
	EXPECT_TRUE(features_are(&la, call, S(DIALTONE), LIVE | F(DIAL) | F(DROP)));
	ASSERT_EQ(0, deallocate(&la, call));

	/* The line's worker may still be at it, closing the call before. */
	ASSERT_EQ(0, makecall(&la, "201", &call));
	EXPECT_TRUE(call_reaches(self->a, call, S(DIALING)));
	EXPECT_TRUE(features_are(&la, call, S(DIALING), LIVE | F(DIAL) | F(DROP)));
	sim_step(&self->sim, 150);
	EXPECT_TRUE(features_are(&la, call, S(PROCEEDING), LIVE | F(DROP) | F(COMPLETETRANSF) | F(ADDTOCONF)));
	sim_step(&self->sim, 50);
	EXPECT_TRUE(features_are(&la, call, S(RINGBACK),
				 LIVE | F(DROP) | F(COMPLETETRANSF) | F(COMPLETECALL) |
				 F(ADDTOCONF) | F(SENDUSERUSER)));
	in = offered(&lb);
	EXPECT_TRUE(features_are(&lb, in, S(OFFERING), LIVE | F(ACCEPT) | F(ANSWER) | F(DROP) |
				 F(REDIRECT) | F(SENDUSERUSER)));
	EXPECT_EQ(0, do_op(&lb, TLINE_OP_ACCEPT, in));
	EXPECT_TRUE(features_are(&lb, in, S(ACCEPTED),
				 LIVE | F(ANSWER) | F(DROP) | F(SENDUSERUSER)));
	EXPECT_EQ(0, do_op(&lb, TLINE_OP_ANSWER, in));
	EXPECT_TRUE(features_are(&lb, in, S(CONNECTED),
				 LIVE | F(DROP) | F(HOLD) | F(BLINDTRANSFER) | F(SETUPTRANSFER) |
				 F(COMPLETETRANSF) | F(SWAPHOLD) | F(SENDUSERUSER) | F(PARK) |
				 F(SETUPCONF) | F(PREPAREADDCONF) | F(ADDTOCONF) |
				 F(GENERATETONE) | F(MONITORMEDIA) | F(MONITORTONES) |
				 F(GATHERDIGITS) | F(GENERATEDIGITS) | F(MONITORDIGITS)));
	EXPECT_EQ(0, do_op(&lb, TLINE_OP_HOLD, in));
	EXPECT_TRUE(features_are(&lb, in, S(ONHOLD), LIVE | F(UNHOLD) | F(SWAPHOLD) | F(DROP) |
				 F(COMPLETETRANSF) | F(ADDTOCONF)));
	EXPECT_EQ(0, do_op(&la, TLINE_OP_DROP, call));
	EXPECT_TRUE(features_are(&la, call, S(IDLE), 0));
	EXPECT_TRUE(features_are(&lb, in, S(DISCONNECTED), F(DROP)));
}

/* ------------------------------------------------------------------------- invalid states */

static const struct invalid {
	__u32 state;
	__u32 op;
} invalid[] = {
	{ S(DIALTONE), TLINE_OP_ACCEPT }, { S(DIALTONE), TLINE_OP_ANSWER },
	{ S(DIALTONE), TLINE_OP_HOLD }, { S(DIALTONE), TLINE_OP_SENDUSERUSERINFO },
	{ S(OFFERING), TLINE_OP_HOLD }, { S(OFFERING), TLINE_OP_UNHOLD },
	{ S(OFFERING), TLINE_OP_BLINDTRANSFER }, { S(OFFERING), TLINE_OP_SETUPTRANSFER },
	{ S(OFFERING), TLINE_OP_COMPLETECALL },
	{ S(ACCEPTED), TLINE_OP_ACCEPT }, { S(ACCEPTED), TLINE_OP_REDIRECT },
	{ S(CONNECTED), TLINE_OP_ACCEPT }, { S(CONNECTED), TLINE_OP_ANSWER },
	{ S(CONNECTED), TLINE_OP_UNHOLD }, { S(CONNECTED), TLINE_OP_REDIRECT },
	{ S(CONNECTED), TLINE_OP_REMOVEFROMCONFERENCE },
	{ S(ONHOLD), TLINE_OP_HOLD }, { S(ONHOLD), TLINE_OP_ANSWER },
	{ S(ONHOLD), TLINE_OP_BLINDTRANSFER }, { S(ONHOLD), TLINE_OP_PARK },
	{ S(DISCONNECTED), TLINE_OP_DIAL }, { S(DISCONNECTED), TLINE_OP_HOLD },
	{ S(DISCONNECTED), TLINE_OP_ANSWER }, { S(DISCONNECTED), TLINE_OP_SETCALLPARAMS },
	{ S(IDLE), TLINE_OP_DROP }, { S(IDLE), TLINE_OP_DIAL }, { S(IDLE), TLINE_OP_ANSWER },
	{ S(IDLE), TLINE_OP_HOLD }, { S(IDLE), TLINE_OP_UNHOLD },
};

/* Arguments of an operation that must have some. */
static __u32 args_size(__u32 op)
{
	switch (op) {
	case TLINE_OP_DIAL:
	case TLINE_OP_REDIRECT:
	case TLINE_OP_BLINDTRANSFER:
		return sizeof(struct tline_dest);
	case TLINE_OP_SENDUSERUSERINFO:
		return sizeof(struct tline_uui);
	case TLINE_OP_SETCALLPARAMS:
		return sizeof(struct tline_call_params);
	default:
		return 0;
	}
}

/* Try all that the table forbids in the state that the call is in; how many there were. */
static int try_invalid(struct line *line, __u32 call)
{
	static struct tline_call_params zero;
	__u32 state = call_state(line, call);
	int i, n = 0;

	for (i = 0; i < N(invalid); i++) {
		struct tline_request rq = { .op = invalid[i].op, .call = call };

		if (invalid[i].state != state)
			continue;
		rq.args_size = args_size(rq.op);
		rq.args = rq.args_size ? (uintptr_t)&zero : 0;
		if (submit(line, &rq) != TLINE_ERR_INVALCALLSTATE || rq.id ||
		    call_state(line, call) != state) {
			fprintf(stderr, "# operation %u in state %#x: %#x\n", rq.op, state,
				rq.result);
			return -1;
		}
		n++;
	}
	return n;
}

/* 3.3: each operation has its states; in others it is refused at once, untold. */
TEST_F(features, invalid_states)
{
	struct line la, lb;
	__u32 call, in;

	sim_live(&self->sim);
	la = line_open(&self->sim, 0, self->a, NONE, 0);
	lb = line_open(&self->sim, 1, self->b, OWNER, VOICE);
	ASSERT_EQ(0, makecall(&la, "", &call));
	sim_log_clear(&self->sim, 0);
	EXPECT_EQ(4, try_invalid(&la, call));
	EXPECT_STREQ("", sim_log(&self->sim, 0));
	ASSERT_EQ(0, deallocate(&la, call));

	ASSERT_EQ(0, makecall(&la, "201", &call));
	sim_step(&self->sim, 1000);
	in = offered(&lb);
	drain(self->b);
	sim_log_clear(&self->sim, 1);
	EXPECT_EQ(5, try_invalid(&lb, in));
	EXPECT_EQ(0, do_op(&lb, TLINE_OP_ACCEPT, in));
	EXPECT_EQ(2, try_invalid(&lb, in));
	EXPECT_EQ(0, do_op(&lb, TLINE_OP_ANSWER, in));
	EXPECT_EQ(5, try_invalid(&lb, in));
	EXPECT_EQ(0, do_op(&lb, TLINE_OP_HOLD, in));
	EXPECT_EQ(4, try_invalid(&lb, in));
	EXPECT_EQ(0, do_op(&la, TLINE_OP_DROP, call));
	EXPECT_EQ(4, try_invalid(&lb, in));
	EXPECT_EQ(0, do_op(&lb, TLINE_OP_DROP, in));
	EXPECT_EQ(5, try_invalid(&lb, in));
	EXPECT_STREQ("request:accept request:answer request:hold request:drop",
		     sim_log(&self->sim, 1));
	EXPECT_EQ(4, counters(lb.fd).submitted);
}

/* ---------------------------------------------------------------------- what a line lacks */

/* Design 6: an operation that the provider lacks switches off its bits, and is refused. */
TEST_F(features, without_call_operations)
{
	static const __u32 lacks = F(HOLD) | F(PARK) | F(SWAPHOLD) | F(GATHERDIGITS) |
				   F(GENERATEDIGITS) | F(MONITORDIGITS);
	struct tline_ioc_digits digits = { .mode = TLINE_DIGITMODE_DTMF, .digits = "1" };
	struct tline_ioc_set_call monitor = { .value = TLINE_DIGITMODE_DTMF };
	struct line la, lb;
	__u32 call, in;

	sim_set(&self->sim, 1, "without",
		"hold swaphold generate_digits monitor_digits uncompletecall pickup "
		"park");
	sim_live(&self->sim);
	la = line_open(&self->sim, 0, self->a, NONE, 0);
	lb = line_open(&self->sim, 1, self->b, OWNER, VOICE);
	EXPECT_EQ(lacks, address_caps(&la).call_features & lacks);
	EXPECT_EQ(0, address_caps(&lb).call_features & lacks);
	EXPECT_EQ(address_caps(&la).call_features & ~lacks, address_caps(&lb).call_features);
	EXPECT_NE(0, address_caps(&la).call_features2 & TLINE_CALLFEATURE2_PARKDIRECT);
	EXPECT_EQ(0, address_caps(&lb).call_features2 & TLINE_CALLFEATURE2_PARKDIRECT);

	connect_call(&self->sim, &la, &lb, 1, &call, &in);
	EXPECT_EQ(0, call_status(&lb, in).features & lacks);
	EXPECT_EQ(lacks, call_status(&la, call).features & lacks);
	sim_log_clear(&self->sim, 1);
	EXPECT_EQ(TLINE_ERR_OPERATIONUNAVAIL, submit_op(&lb, TLINE_OP_HOLD, in));
	digits.call = in;
	EXPECT_EQ(0, ioctl(lb.fd, TLINE_IOC_GENERATE_DIGITS, &digits));
	EXPECT_EQ(TLINE_ERR_OPERATIONUNAVAIL, digits.result);
	monitor.call = in;
	EXPECT_EQ(0, ioctl(lb.fd, TLINE_IOC_MONITOR_DIGITS, &monitor));
	EXPECT_EQ(TLINE_ERR_OPERATIONUNAVAIL, monitor.result);
	EXPECT_STREQ("", sim_log(&self->sim, 1));
	EXPECT_EQ(0, do_op(&lb, TLINE_OP_DROP, in));
	/* B.28 and others: of the line, too. */
	EXPECT_EQ(TLINE_ERR_OPERATIONUNAVAIL, submit_op(&lb, TLINE_OP_UNCOMPLETECALL, 0));
	EXPECT_EQ(TLINE_ERR_OPERATIONUNAVAIL, submit_op(&lb, TLINE_OP_PICKUP, 0));
	/* TAPI's order of checks: the state comes first. */
	EXPECT_EQ(TLINE_ERR_INVALCALLSTATE, submit_op(&lb, TLINE_OP_HOLD, in));
}

TEST_F(features, without_makecall)
{
	struct line la;
	__u32 call;

	sim_set(&self->sim, 0, "without", "makecall setlinedevstatus " ALWAYS);
	sim_live(&self->sim);
	la = line_open(&self->sim, 0, self->a, OWNER, VOICE);
	EXPECT_EQ(0, line_caps(&la).line_features);
	EXPECT_EQ(0, line_status(&la).line_features);
	EXPECT_EQ(0, address_caps(&la).address_features & TLINE_ADDRFEATURE_MAKECALL);
	EXPECT_EQ(TLINE_ERR_OPERATIONUNAVAIL, submit_makecall(&la, "201", &call));
	EXPECT_EQ(0, call);
	/* It can be called all the same. */
	sim_set(&self->sim, 0, "incoming", "5550100");
	EXPECT_EQ(0, do_op(&la, TLINE_OP_ANSWER, offered(&la)));
}

/* ------------------------------------------------------------------------ call parameters */

/* lineMakeCall: parameters that the line cannot do are refused at once. */
TEST_F(features, bad_call_params)
{
	static const struct {
		struct tline_call_params params;
		__s32 err;
	} bad[] = {
		{ { .bearer_mode = 3 }, TLINE_ERR_INVALBEARERMODE },
		{ { .bearer_mode = TLINE_BEARERMODE_MULTIUSE }, TLINE_ERR_INVALBEARERMODE },
		{ { .media_mode = VOICE | TLINE_MEDIAMODE_G3FAX }, TLINE_ERR_INVALMEDIAMODE },
		{ { .media_mode = TLINE_MEDIAMODE_TDD }, TLINE_ERR_INVALMEDIAMODE },
		{ { .min_rate = 64001 }, TLINE_ERR_INVALRATE },
		{ { .min_rate = 9600, .max_rate = 2400 }, TLINE_ERR_INVALRATE },
		{ { .address_mode = TLINE_ADDRESSMODE_ADDRESSID, .address = 1 },
		  TLINE_ERR_INVALADDRESSID },
		{ { .address_mode = 4 }, TLINE_ERR_INVALADDRESSMODE },
		{ { .flags = 0x100 }, TLINE_ERR_INVALCALLPARAMS },
	};
	struct tline_call_params params;
	struct line la;
	__u32 call;
	int i;

	sim_set(&self->sim, 0, "media_modes", "%#x", VOICE | TLINE_MEDIAMODE_G3FAX);
	sim_live(&self->sim);
	drain(self->a);
	la = line_open(&self->sim, 0, self->a, NONE, 0);
	sim_log_clear(&self->sim, 0);
	for (i = 0; i < N(bad); i++) {
		params = bad[i].params;
		EXPECT_EQ(bad[i].err, makecall_params(&la, &params, &call)) {
			TH_LOG("parameters %d", i);
		}
		EXPECT_EQ(0, call);
	}
	EXPECT_STREQ("", sim_log(&self->sim, 0));
	EXPECT_EQ(0, counters(la.fd).submitted);
	EXPECT_TRUE(silent(self->a));
}

/* 7.3: zero means the default; dial parameters out of range are clamped. */
TEST_F(features, default_call_params)
{
	struct tline_call_params params = { .dial = { .pause = 1, .speed = 9999 } };
	struct tline_line_caps caps;
	struct tline_call_info info;
	struct line la;
	__u32 call;

	sim_live(&self->sim);
	la = line_open(&self->sim, 0, self->a, NONE, 0);
	caps = line_caps(&la);
	ASSERT_EQ(0, makecall_params(&la, &params, &call));
	info = call_info(&la, call);
	EXPECT_EQ(TLINE_BEARERMODE_VOICE, info.bearer_mode);
	EXPECT_EQ(VOICE, info.media_mode);
	EXPECT_EQ(caps.max_rate, info.rate);
	EXPECT_EQ(10, caps.dial_min.pause);
	EXPECT_EQ(10, info.dial.pause);
	EXPECT_EQ(500, info.dial.speed);
	EXPECT_EQ(caps.dial_default.duration, info.dial.duration);
	EXPECT_NE(0, info.dial.duration);
}

/* B.27, 2.1: what lineOpen refuses. */
TEST_F(features, open_refusals)
{
	static const struct {
		struct tline_ioc_open arg;
		__s32 err;
	} bad[] = {
		{ { .privileges = 0 }, TLINE_ERR_INVALPRIVSELECT },
		{ { .privileges = 8 }, TLINE_ERR_INVALPRIVSELECT },
		{ { .privileges = NONE | MONITOR }, TLINE_ERR_INVALPRIVSELECT },
		{ { .privileges = OWNER }, TLINE_ERR_INVALMEDIAMODE },
		{ { .privileges = OWNER, .media_modes = TLINE_MEDIAMODE_G3FAX },
		  TLINE_ERR_INVALMEDIAMODE },
		{ { .privileges = OWNER | MONITOR, .media_modes = VOICE | 0x10000 },
		  TLINE_ERR_INVALMEDIAMODE },
		{ { .privileges = MONITOR, .api_version = 0x10002 },
		  TLINE_ERR_INCOMPATIBLEAPIVERSION },
		{ { .privileges = MONITOR, .api_version = V2_2 + 1 },
		  TLINE_ERR_INCOMPATIBLEAPIVERSION },
	};
	struct tline_ioc_open arg;
	int i, fd;

	sim_set(&self->sim, 0, "media_modes", "%#x", VOICE);
	sim_live(&self->sim);
	for (i = 0; i < N(bad); i++) {
		arg = bad[i].arg;
		arg.api_version = arg.api_version ?: V2_2;
		EXPECT_EQ(bad[i].err, line_try(&self->sim, 0, O_RDWR, self->a, &arg, &fd)) {
			TH_LOG("open %d", i);
		}
		EXPECT_EQ(0, arg.handle);
	}
	/* Media modes mean nothing without OWNER; UNKNOWN can always be served. */
	arg = (struct tline_ioc_open){
		.api_version = V2_2, .privileges = MONITOR, .media_modes = 0x10000,
	};
	EXPECT_EQ(0, line_try(&self->sim, 0, O_RDWR, self->a, &arg, &fd));
	arg.privileges = OWNER;
	arg.media_modes = TLINE_MEDIAMODE_UNKNOWN;
	EXPECT_EQ(0, line_try(&self->sim, 0, O_RDWR, self->a, &arg, &fd));
	EXPECT_EQ(2, counters(fd).opens);
}

/* --------------------------------------------------------------------------------- limits */

/* P8: calls of a line are limited, those that are still being made included. */
TEST_F(features, max_calls)
{
	struct tline_ioc_address_status st = { .address = 0 };
	static __u32 calls[TLINE_MAX_CALLS];
	struct line la, lb;
	__u32 call, other;
	int i, id = 0;

	sim_set(&self->sim, 0, "max_calls", "%d", TLINE_MAX_CALLS);
	sim_set(&self->sim, 0, "max_active", "%d", TLINE_MAX_CALLS);
	sim_live(&self->sim);
	la = line_open(&self->sim, 0, self->a, OWNER, VOICE);
	lb = line_open(&self->sim, 1, self->b, NONE, 0);
	EXPECT_NE(0, line_status(&la).line_features & TLINE_LINEFEATURE_MAKECALL);
	sim_set(&self->sim, 0, "park", "1");
	for (i = 0; i < TLINE_MAX_CALLS; i++) {
		id = submit_makecall(&la, "", &calls[i]);
		ASSERT_GT(id, 0);
	}
	EXPECT_EQ(TLINE_ERR_CALLUNAVAIL, submit_makecall(&la, "", &call));
	EXPECT_EQ(0, call);
	EXPECT_EQ(0, line_status(&la).line_features & TLINE_LINEFEATURE_MAKECALL);
	EXPECT_EQ(0, line_status(&la).media_modes);
	EXPECT_EQ(0, ioctl(la.fd, TLINE_IOC_ADDRESS_STATUS, &st));
	EXPECT_EQ(0, st.address_features & TLINE_ADDRFEATURE_MAKECALL);
	/* 3.5.2: what is pending is not counted as active. */
	EXPECT_EQ(0, line_status(&la).active_calls);
	EXPECT_EQ(0, st.active_calls);
	/* A call that comes in finds no place: its caller hears BUSY. */
	ASSERT_EQ(0, makecall(&lb, "200", &other));
	sim_step(&self->sim, 1000);
	EXPECT_EQ(S(BUSY), call_state(&lb, other));

	sim_set(&self->sim, 0, "park", "0");
	EXPECT_EQ(0, reply(self->a, id, NULL));
	EXPECT_EQ(TLINE_MAX_CALLS, line_status(&la).active_calls);
	EXPECT_EQ(TLINE_MAX_CALLS, counters(la.fd).calls);
	/* P6: an IDLE call counts until it is let go of, and no longer. */
	EXPECT_EQ(0, do_op(&la, TLINE_OP_DROP, calls[7]));
	EXPECT_EQ(TLINE_ERR_CALLUNAVAIL, submit_makecall(&la, "", &call));
	EXPECT_EQ(0, deallocate(&la, calls[7]));
	EXPECT_EQ(0, makecall(&la, "", &call));
	EXPECT_EQ(TLINE_MAX_CALLS + 1, counters(la.fd).calls_total);
}

/* One call can be active at a time: the provider's own limit, a refusal by message. */
TEST_F(features, max_active)
{
	__u32 call, other, reason;
	struct line la;
	int id;

	sim_live(&self->sim);
	la = line_open(&self->sim, 0, self->a, NONE, 0);
	EXPECT_EQ(1, line_caps(&la).max_active_calls);
	ASSERT_EQ(0, makecall(&la, "", &call));
	id = submit_makecall(&la, "", &other);
	ASSERT_GT(id, 0);
	EXPECT_EQ(TLINE_ERR_CALLUNAVAIL, reply(self->a, id, &reason));
	EXPECT_EQ(TLINE_REASON_REFUSED, reason);
	EXPECT_EQ(0, call_state(&la, other));
	EXPECT_EQ(S(DIALTONE), call_state(&la, call));
	EXPECT_EQ(1, counters(la.fd).by_reason[TLINE_REASON_REFUSED]);
}

TEST_HARNESS_MAIN
