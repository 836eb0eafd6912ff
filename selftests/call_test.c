// SPDX-License-Identifier: GPL-2.0-only
/*
 * The life of calls on the simulator: dialling, progress, hold, digits, what is
 * known of a call, what can be done with it, and the limits.
 *
 * App a has line 0 ("200"), app b line 1 ("201"); line 2 ("202") is a far end that
 * does what its script says.
 */
#include "kselftest_harness.h"
#include "tline_test.h"

#define S(x)	TLINE_CALLSTATE_##x
#define F(x)	TLINE_CALLFEATURE_##x
#define MODE(x)	TLINE_DISCONNECTMODE_##x
#define DTMF	TLINE_DIGITMODE_DTMF
#define DTMFEND	TLINE_DIGITMODE_DTMFEND
#define PULSE	TLINE_DIGITMODE_PULSE
#define ACTIVE	TLINE_CONNECTEDMODE_ACTIVE
#define N(a)	((int)(sizeof(a) / sizeof((a)[0])))

FIXTURE(call) {
	struct sim sim;
	int a;
	int b;
	struct line la;
	struct line lb;
};

FIXTURE_SETUP(call)
{
	sim_create(&self->sim, 3);
	self->a = app_open_as("caller", V2_2);
	self->b = app_open_as("callee", V2_2);
	self->la = line_open(&self->sim, 0, self->a, OWNER, VOICE);
	self->lb = line_open(&self->sim, 1, self->b, OWNER, VOICE);
}

FIXTURE_TEARDOWN(call)
{
	sim_destroy(&self->sim);
}

static bool state_is(int app, __u32 call, __u32 state, __u32 mode, __u32 privilege)
{
	return next_is(app, TLINE_MSG_CALLSTATE, call, state, mode, privilege);
}

/* Submit an operation and wait: its result, or the refusal. */
static __s32 do_args(struct line *line, __u32 op, __u32 call, const void *args, __u32 size)
{
	struct tline_request rq = {
		.op = op, .call = call, .args = (uintptr_t)args, .args_size = size,
	};
	int id = submit(line, &rq);

	return id > 0 ? reply(line->app, id, NULL) : id;
}

static __s32 dial(struct line *line, __u32 call, const char *number)
{
	struct tline_dest dest = { 0 };

	snprintf(dest.number, sizeof(dest.number), "%s", number);
	return do_args(line, TLINE_OP_DIAL, call, &dest, sizeof(dest));
}

/* ------------------------------------------------------------------------------ progress */

/* 5.2: an outgoing call, state by state; the far end's; the end on both sides. */
TEST_F(call, progress)
{
	struct tline_message m;
	__u32 call, in;
	int id;

	id = submit_makecall(&self->la, "201", &call);
	ASSERT_GT(id, 0);
	EXPECT_EQ(0, reply(self->a, id, NULL));
	EXPECT_TRUE(state_is(self->a, call, S(DIALTONE), TLINE_DIALTONEMODE_NORMAL, OWNER));
	EXPECT_TRUE(next_is(self->a, TLINE_MSG_CALLINFO, call,
			    TLINE_CALLINFOSTATE_CALLID | TLINE_CALLINFOSTATE_CALLERID |
			    TLINE_CALLINFOSTATE_CALLEDID, 0, 0));
	EXPECT_TRUE(state_is(self->a, call, S(DIALING), 0, 0));
	sim_step(&self->sim, 149);
	EXPECT_TRUE(silent(self->a));
	sim_step(&self->sim, 1);
	EXPECT_TRUE(state_is(self->a, call, S(PROCEEDING), 0, 0));
	EXPECT_TRUE(silent(self->b));
	sim_step(&self->sim, 50);
	EXPECT_TRUE(state_is(self->a, call, S(RINGBACK), 0, 0));

	ASSERT_TRUE(message(self->b, &m));
	EXPECT_EQ(TLINE_MSG_APPNEWCALL, m.type);
	in = m.p2;
	EXPECT_TRUE(state_is(self->b, in, S(OFFERING), TLINE_OFFERINGMODE_ACTIVE, OWNER));
	EXPECT_EQ(0, do_op(&self->lb, TLINE_OP_ACCEPT, in));
	EXPECT_TRUE(state_is(self->b, in, S(ACCEPTED), 0, 0));
	EXPECT_EQ(S(RINGBACK), call_state(&self->la, call));
	EXPECT_EQ(0, do_op(&self->lb, TLINE_OP_ANSWER, in));
	EXPECT_TRUE(state_is(self->b, in, S(CONNECTED), ACTIVE, 0));
	EXPECT_TRUE(state_is(self->a, call, S(CONNECTED), ACTIVE, 0));
	drain(self->a);
	drain(self->b);

	EXPECT_EQ(0, do_op(&self->lb, TLINE_OP_DROP, in));
	EXPECT_TRUE(state_is(self->b, in, S(IDLE), 0, 0));
	EXPECT_TRUE(state_is(self->a, call, S(DISCONNECTED), MODE(NORMAL), 0));
	/* B.10: DISCONNECTED: drop leads to IDLE, of which drop is refused. */
	EXPECT_EQ(0, do_op(&self->la, TLINE_OP_DROP, call));
	EXPECT_TRUE(state_is(self->a, call, S(IDLE), 0, 0));
	EXPECT_EQ(TLINE_ERR_INVALCALLSTATE, do_op(&self->la, TLINE_OP_DROP, call));
	EXPECT_TRUE(silent(self->a) && silent(self->b));
}

/* 3.5.7: overlap dialling: ';' says that more follows. */
TEST_F(call, overlap_dialling)
{
	__u32 call;

	ASSERT_EQ(0, makecall(&self->la, "", &call));
	sim_step(&self->sim, 1000);
	EXPECT_EQ(S(DIALTONE), call_state(&self->la, call));
	EXPECT_EQ(0, dial(&self->la, call, "2;"));
	EXPECT_EQ(S(DIALING), call_state(&self->la, call));
	sim_step(&self->sim, 1000);
	EXPECT_EQ(S(DIALING), call_state(&self->la, call));
	EXPECT_EQ(0, dial(&self->la, call, "0;"));
	EXPECT_EQ(0, dial(&self->la, call, "1"));
	sim_step(&self->sim, 100);
	EXPECT_EQ(S(PROCEEDING), call_state(&self->la, call));
	sim_step(&self->sim, 50);
	EXPECT_EQ(S(RINGBACK), call_state(&self->la, call));
	EXPECT_STREQ("201", call_info(&self->la, call).party[TLINE_PARTY_CALLED].number);
	EXPECT_NE(0, offered(&self->lb));
	/* Nothing can be added to a whole number. */
	EXPECT_EQ(TLINE_ERR_INVALCALLSTATE, dial(&self->la, call, "5"));
	EXPECT_EQ(S(RINGBACK), call_state(&self->la, call));
}

/* 3.5.7: an empty string ends dialling. */
TEST_F(call, overlap_ended_by_nothing)
{
	__u32 call;

	ASSERT_EQ(0, makecall(&self->la, "201;", &call));
	sim_step(&self->sim, 1000);
	EXPECT_EQ(S(DIALING), call_state(&self->la, call));
	EXPECT_TRUE(silent(self->b));
	EXPECT_EQ(0, dial(&self->la, call, ""));
	sim_step(&self->sim, 1000);
	EXPECT_EQ(S(RINGBACK), call_state(&self->la, call));
}

/* 5.1: how calls fail, each with its state and mode. */
TEST_F(call, far_ends)
{
	static const struct {
		const char *script;
		const char *number;
		long ms;
		__u32 state;
		__u32 mode;
	} far[] = {
		{ "busy", "202", 1000, S(BUSY), TLINE_BUSYMODE_STATION },
		{ "reject", "202", 1000, S(DISCONNECTED), MODE(REJECT) },
		{ "special", "202", 1000, S(SPECIALINFO), TLINE_SPECIALINFO_CUSTIRREG },
		{ "gone", "202", 1000, S(DISCONNECTED), MODE(OUTOFORDER) },
		{ "noanswer", "202", 1000, S(RINGBACK), 0 },
		{ "noanswer", "202", 200000, S(DISCONNECTED), MODE(NOANSWER) },
		{ "answer=300", "202", 499, S(RINGBACK), 0 },
		{ "answer=300", "202", 500, S(CONNECTED), ACTIVE },
		{ "app", "299", 1000, S(DISCONNECTED), MODE(BADADDRESS) },
	};
	struct tline_ioc_call_status st;
	__u32 call;
	int i;

	for (i = 0; i < N(far); i++) {
		sim_set(&self->sim, 2, "script", "%s", far[i].script);
		ASSERT_EQ(0, makecall(&self->la, far[i].number, &call));
		sim_step(&self->sim, far[i].ms);
		st = call_status(&self->la, call);
		EXPECT_EQ(far[i].state, st.state) {
			TH_LOG("script %s", far[i].script);
		}
		EXPECT_EQ(far[i].mode, st.mode);
		EXPECT_TRUE(call_reaches(self->a, call, far[i].state));
		EXPECT_EQ(0, do_op(&self->la, TLINE_OP_DROP, call));
		EXPECT_EQ(S(IDLE), call_state(&self->la, call));
		EXPECT_EQ(0, deallocate(&self->la, call));
	}
	EXPECT_EQ(0, counters(self->la.fd).calls);
	EXPECT_EQ(N(far), counters(self->la.fd).calls_total);
}

/* 5.2: the caller's patience; the call offered ends, too. */
TEST_F(call, no_answer_timeout)
{
	struct tline_call_params params = { .no_answer_timeout = 7, .dest.number = "201" };
	__u32 call, in;

	ASSERT_EQ(0, makecall_params(&self->la, &params, &call));
	sim_step(&self->sim, 200);
	in = offered(&self->lb);
	sim_step(&self->sim, 6999);
	EXPECT_EQ(S(RINGBACK), call_state(&self->la, call));
	sim_step(&self->sim, 1);
	EXPECT_EQ(S(DISCONNECTED), call_state(&self->la, call));
	EXPECT_EQ(MODE(NOANSWER), call_status(&self->la, call).mode);
	EXPECT_EQ(S(IDLE), call_state(&self->lb, in));
}

/* B.10: dropped while OFFERING: rejected; the caller goes: OFFERING becomes IDLE. */
TEST_F(call, reject_and_abandon)
{
	__u32 call, in;

	ASSERT_EQ(0, makecall(&self->la, "201", &call));
	sim_step(&self->sim, 200);
	in = offered(&self->lb);
	EXPECT_EQ(0, do_op(&self->lb, TLINE_OP_DROP, in));
	EXPECT_EQ(S(IDLE), call_state(&self->lb, in));
	EXPECT_EQ(S(DISCONNECTED), call_state(&self->la, call));
	EXPECT_EQ(MODE(REJECT), call_status(&self->la, call).mode);
	EXPECT_EQ(0, deallocate(&self->la, call));

	ASSERT_EQ(0, makecall(&self->la, "201", &call));
	sim_step(&self->sim, 200);
	in = offered(&self->lb);
	drain(self->b);
	EXPECT_EQ(0, do_op(&self->la, TLINE_OP_DROP, call));
	EXPECT_TRUE(state_is(self->b, in, S(IDLE), 0, 0));
}

/* B.24, 3.5.4: what cannot be dialled is refused whole; the line is untouched. */
TEST_F(call, bad_dial_strings)
{
	static const struct {
		const char *number;
		__s32 err;
	} bad[] = {
		{ "123?", TLINE_ERR_DIALPROMPT }, { "12$3", TLINE_ERR_DIALBILLING },
		{ "@", TLINE_ERR_DIALQUIET }, { "9W201", TLINE_ERR_DIALDIALTONE },
		{ "201:", TLINE_ERR_DIALVOICEDETECT },
		{ "201x", TLINE_ERR_INVALADDRESS }, { "2;01", TLINE_ERR_INVALADDRESS },
	};
	struct tline_message m;
	__u32 call;
	int i, id;

	for (i = 0; i < N(bad); i++) {
		id = submit_makecall(&self->la, bad[i].number, &call);
		ASSERT_GT(id, 0);
		ASSERT_TRUE(message(self->a, &m));
		EXPECT_EQ(TLINE_MSG_REPLY, m.type);
		EXPECT_EQ(bad[i].err, (__s32)m.p2) {
			TH_LOG("dialled %s", bad[i].number);
		}
		EXPECT_EQ(TLINE_REASON_REFUSED, m.p3);
		EXPECT_TRUE(silent(self->a));
		/* B.4: the handle is void. */
		EXPECT_EQ(0, call_state(&self->la, call));
		EXPECT_EQ(TLINE_ERR_INVALCALLHANDLE, deallocate(&self->la, call));
	}
	EXPECT_EQ(0, counters(self->la.fd).calls_total);
	EXPECT_STREQ("", sim_get(&self->sim, 0, "calls"));
	/* The same while overlap dialling: the call stays as it is. */
	ASSERT_EQ(0, makecall(&self->la, "20;", &call));
	EXPECT_EQ(TLINE_ERR_DIALPROMPT, dial(&self->la, call, "1?"));
	EXPECT_EQ(S(DIALING), call_state(&self->la, call));
	EXPECT_EQ(0, dial(&self->la, call, "1"));
	sim_step(&self->sim, 1000);
	EXPECT_EQ(S(RINGBACK), call_state(&self->la, call));
}

/* ---------------------------------------------------------------------------------- hold */

static struct tline_ioc_line_status line_status(struct line *line)
{
	struct tline_ioc_line_status st;

	if (ioctl(line->fd, TLINE_IOC_LINE_STATUS, &st))
		memset(&st, 0xff, sizeof(st));
	return st;
}

static struct tline_ioc_address_status address_status(struct line *line)
{
	struct tline_ioc_address_status st = { .address = 0 };

	if (ioctl(line->fd, TLINE_IOC_ADDRESS_STATUS, &st))
		memset(&st, 0xff, sizeof(st));
	return st;
}

/* 5.2: hold, unhold, swap; the counts of the line and the address follow. */
TEST_F(call, hold_and_swap)
{
	struct tline_request swap = { .op = TLINE_OP_SWAPHOLD };
	__u32 first, second, in;

	sim_set(&self->sim, 2, "script", "answer=0");
	connect_call(&self->sim, &self->la, &self->lb, 1, &first, &in);
	EXPECT_EQ(0, do_op(&self->la, TLINE_OP_HOLD, first));
	EXPECT_TRUE(state_is(self->a, first, S(ONHOLD), 0, 0));
	EXPECT_EQ(S(CONNECTED), call_state(&self->lb, in));
	EXPECT_EQ(0, line_status(&self->la).active_calls);
	EXPECT_EQ(1, line_status(&self->la).onhold_calls);
	EXPECT_EQ(1, address_status(&self->la).onhold_calls);
	EXPECT_EQ(1, address_status(&self->la).num_in_use);
	EXPECT_EQ(0, do_op(&self->la, TLINE_OP_UNHOLD, first));
	EXPECT_TRUE(state_is(self->a, first, S(CONNECTED), ACTIVE, 0));
	EXPECT_EQ(0, do_op(&self->la, TLINE_OP_HOLD, first));

	ASSERT_EQ(0, makecall(&self->la, "202", &second));
	sim_step(&self->sim, 1000);
	EXPECT_EQ(S(CONNECTED), call_state(&self->la, second));
	EXPECT_EQ(1, line_status(&self->la).active_calls);
	EXPECT_EQ(1, line_status(&self->la).onhold_calls);
	/* One call at a time can be active: the provider's refusal. */
	EXPECT_EQ(TLINE_ERR_RESOURCEUNAVAIL, do_op(&self->la, TLINE_OP_UNHOLD, first));

	drain(self->a);
	swap.call = first;
	swap.call2 = second;
	EXPECT_EQ(TLINE_ERR_INVALCALLSTATE, submit(&self->la, &swap));
	swap.call = second;
	swap.call2 = second;
	EXPECT_EQ(TLINE_ERR_INVALCALLSTATE, submit(&self->la, &swap));
	swap.call2 = 0;
	EXPECT_EQ(TLINE_ERR_INVALCALLHANDLE, submit(&self->la, &swap));
	swap.call2 = first;
	EXPECT_EQ(0, reply(self->a, submit(&self->la, &swap), NULL));
	EXPECT_TRUE(state_is(self->a, second, S(ONHOLD), 0, 0));
	EXPECT_TRUE(state_is(self->a, first, S(CONNECTED), ACTIVE, 0));
	EXPECT_EQ(0, do_op(&self->la, TLINE_OP_DROP, second));
	EXPECT_EQ(S(IDLE), call_state(&self->la, second));
	EXPECT_EQ(0, line_status(&self->la).onhold_calls);
	EXPECT_EQ(S(CONNECTED), call_state(&self->lb, in));
}

/* 3.5, 5.2: a consultation call: the first call is held, the new one belongs to it. */
TEST_F(call, consultation_transfer)
{
	struct tline_request rq = { .op = TLINE_OP_SETUPTRANSFER };
	struct tline_request done = {
		.op = TLINE_OP_COMPLETETRANSFER, .arg = { TLINE_TRANSFERMODE_TRANSFER },
	};
	__u32 first, in, consult;

	sim_set(&self->sim, 2, "script", "answer=0");
	connect_call(&self->sim, &self->la, &self->lb, 1, &first, &in);
	rq.call = first;
	ASSERT_EQ(0, reply(self->a, submit(&self->la, &rq), NULL));
	consult = rq.new_call;
	EXPECT_TRUE(state_is(self->a, first, S(ONHOLDPENDTRANSFER), 0, 0));
	EXPECT_TRUE(state_is(self->a, consult, S(DIALTONE), TLINE_DIALTONEMODE_NORMAL, OWNER));
	EXPECT_EQ(call_info(&self->la, first).call_id,
		  call_info(&self->la, consult).related_call_id);
	EXPECT_EQ(1, line_status(&self->la).onhold_pending_calls);
	EXPECT_EQ(0, dial(&self->la, consult, "202"));
	sim_step(&self->sim, 1000);
	EXPECT_EQ(S(CONNECTED), call_state(&self->la, consult));
	done.call = first;
	done.call2 = first;
	EXPECT_EQ(TLINE_ERR_INVALCALLSTATE, submit(&self->la, &done));
	done.call2 = consult;
	EXPECT_EQ(0, reply(self->a, submit(&self->la, &done), NULL));
	EXPECT_EQ(S(IDLE), call_state(&self->la, first));
	EXPECT_EQ(S(IDLE), call_state(&self->la, consult));
	EXPECT_EQ(S(CONNECTED), call_state(&self->lb, in));
	EXPECT_STREQ("202", call_info(&self->lb, in).party[TLINE_PARTY_CONNECTED].number);
}

/* -------------------------------------------------------------------------------- digits */

static __s32 send_digits(struct line *line, __u32 call, __u32 mode, const char *digits)
{
	struct tline_ioc_digits arg = { .call = call, .mode = mode };

	snprintf(arg.digits, sizeof(arg.digits), "%s", digits);
	return ioctl(line->fd, TLINE_IOC_GENERATE_DIGITS, &arg) ? -errno : arg.result;
}

static __s32 monitor_digits(struct line *line, __u32 call, __u32 modes)
{
	struct tline_ioc_set_call arg = { .call = call, .value = modes };

	return ioctl(line->fd, TLINE_IOC_MONITOR_DIGITS, &arg) ? -errno : arg.result;
}

/* The next messages are these digits, and no more. */
static bool heard(int app, __u32 call, const char *digits, __u32 mode)
{
	struct tline_message m = { 0 };

	for (; *digits; digits++) {
		if (silent(app) || !message(app, &m) || m.type != TLINE_MSG_MONITORDIGITS ||
		    m.handle != call || m.p1 != *digits || m.p2 != mode) {
			fprintf(stderr, "# message %u (%#llx, %#llx), expected digit '%c'\n", m.type,
				(long long)m.p1, (long long)m.p2, *digits);
			return false;
		}
		/* The tick: ms since boot in 32 bits. */
		if ((__u32)(m.time_ns / 1000000) - (__u32)m.p3 > 1000)
			return false;
	}
	return silent(app);
}

static bool generated(int app, __u32 call, __u32 why)
{
	struct tline_message m;

	return !silent(app) && message(app, &m) && m.type == TLINE_MSG_GENERATE &&
	       m.handle == call && m.p1 == why;
}

/* 6.1, 6.2: digits sent on one end are heard on the other by who asked, as it asked. */
TEST_F(call, digits_heard)
{
	struct line mon = line_open(&self->sim, 1, app_open(), NONE, 0);
	__u32 call, in, seen;

	connect_call(&self->sim, &self->la, &self->lb, 1, &call, &in);
	ASSERT_EQ(1, new_calls(&mon, &seen, 1));
	drain(self->b);
	EXPECT_EQ(0, send_digits(&self->la, call, DTMF, "5"));
	sim_step(&self->sim, 1000);
	EXPECT_TRUE(silent(self->b));		/* nobody asked */
	EXPECT_TRUE(generated(self->a, call, TLINE_GENERATETERM_DONE));

	EXPECT_EQ(0, monitor_digits(&self->lb, in, DTMF));
	EXPECT_EQ(DTMF, call_info(&mon, seen).monitor_digit_modes);
	EXPECT_EQ(0, monitor_digits(&mon, seen, DTMFEND));
	EXPECT_EQ(DTMF | DTMFEND, call_info(&self->lb, in).monitor_digit_modes);
	EXPECT_NE(NULL, strstr(sim_get(&self->sim, 1, "log"), "arg=6"));
	drain(self->b);
	drain(mon.app);
	EXPECT_EQ(0, send_digits(&self->la, call, DTMF, "19*#aD"));
	sim_step(&self->sim, 1000);
	EXPECT_TRUE(heard(self->b, in, "19*#AD", DTMF));
	EXPECT_TRUE(heard(mon.app, seen, "19*#AD", DTMFEND));
	EXPECT_TRUE(generated(self->a, call, TLINE_GENERATETERM_DONE));

	EXPECT_EQ(0, monitor_digits(&self->lb, in, PULSE));
	EXPECT_EQ(0, monitor_digits(&mon, seen, 0));
	drain(self->b);
	drain(mon.app);
	EXPECT_EQ(0, send_digits(&self->la, call, PULSE, "42"));
	sim_step(&self->sim, 1000);
	EXPECT_TRUE(heard(self->b, in, "42", PULSE));
	EXPECT_TRUE(silent(mon.app));
	/* What the far end of a call sends. */
	EXPECT_EQ(0, monitor_digits(&self->lb, in, DTMF));
	sim_set(&self->sim, 1, "digits", "7A");
	EXPECT_TRUE(heard(self->b, in, "7A", DTMF));
	/* A handle that goes takes its wish along. */
	EXPECT_EQ(0, monitor_digits(&mon, seen, DTMFEND));
	EXPECT_EQ(0, deallocate(&mon, seen));
	EXPECT_EQ(DTMF, call_info(&self->lb, in).monitor_digit_modes);
}

/* 3.8: one generation per call over all owners: a new one cancels, the earlier hears. */
TEST_F(call, generate_one_per_call)
{
	struct line other = line_open(&self->sim, 0, app_open(), NONE, 0);
	__u32 call, in, theirs;

	connect_call(&self->sim, &self->la, &self->lb, 1, &call, &in);
	ASSERT_EQ(1, new_calls(&other, &theirs, 1));
	ASSERT_EQ(0, set_privilege(&other, theirs, OWNER));
	drain(self->a);
	ASSERT_EQ(0, monitor_digits(&self->lb, in, DTMF));

	EXPECT_EQ(0, send_digits(&self->la, call, DTMF, "123456"));
	sim_step(&self->sim, 60);		/* the first digit is on */
	EXPECT_EQ(0, send_digits(&other, theirs, DTMF, "9"));
	EXPECT_TRUE(generated(self->a, call, TLINE_GENERATETERM_CANCEL));
	sim_step(&self->sim, 10000);
	EXPECT_TRUE(heard(self->b, in, "19", DTMF));
	EXPECT_TRUE(generated(other.app, theirs, TLINE_GENERATETERM_DONE));
	EXPECT_TRUE(silent(self->a) && silent(other.app));

	/* Nothing to send, whatever the mode: only cancel. */
	EXPECT_EQ(0, send_digits(&self->la, call, DTMF, "55555"));
	sim_step(&self->sim, 60);
	EXPECT_EQ(0, send_digits(&other, theirs, 0, ""));
	EXPECT_TRUE(generated(self->a, call, TLINE_GENERATETERM_CANCEL));
	sim_step(&self->sim, 10000);
	EXPECT_TRUE(heard(self->b, in, "5", DTMF));
	EXPECT_TRUE(silent(self->a) && silent(other.app));
	EXPECT_EQ(0, counters(self->la.fd).refused_upcalls);
}

/* lineGenerateDigits, lineMonitorDigits: refusals. */
TEST_F(call, digit_refusals)
{
	__u32 call, in;

	ASSERT_EQ(0, makecall(&self->la, "201", &call));
	EXPECT_EQ(TLINE_ERR_INVALCALLSTATE, send_digits(&self->la, call, DTMF, "1"));
	EXPECT_EQ(0, deallocate(&self->la, call));
	connect_call(&self->sim, &self->la, &self->lb, 1, &call, &in);
	sim_log_clear(&self->sim, 0);
	EXPECT_EQ(TLINE_ERR_INVALDIGITMODE, send_digits(&self->la, call, 0, "1"));
	EXPECT_EQ(TLINE_ERR_INVALDIGITMODE, send_digits(&self->la, call, DTMF | PULSE, "1"));
	EXPECT_EQ(TLINE_ERR_INVALDIGITMODE, send_digits(&self->la, call, DTMFEND, "1"));
	EXPECT_EQ(TLINE_ERR_INVALDIGITMODE, send_digits(&self->la, call, 8, "1"));
	EXPECT_EQ(TLINE_ERR_INVALDIGITS, send_digits(&self->la, call, DTMF, "12x"));
	EXPECT_EQ(TLINE_ERR_INVALDIGITS, send_digits(&self->la, call, PULSE, "A"));
	EXPECT_EQ(TLINE_ERR_INVALDIGITMODE, monitor_digits(&self->la, call, 8));
	EXPECT_STREQ("", sim_log(&self->sim, 0));
	EXPECT_EQ(0, do_op(&self->la, TLINE_OP_DROP, call));
	EXPECT_EQ(TLINE_ERR_INVALCALLSTATE, send_digits(&self->la, call, DTMF, "1"));
	EXPECT_EQ(TLINE_ERR_INVALCALLSTATE, monitor_digits(&self->la, call, DTMF));
}

/* ------------------------------------------------------------------------ what is known */

/* 7.3, 5.4: ids of the parties, origin, reason, the same call id at both ends. */
TEST_F(call, call_information)
{
	struct tline_call_params params = {
		.dest.number = "201", .displayable = "The callee", .called_party = "Bob",
		.comment = "about nothing",
	};
	struct tline_call_info out, in;
	__u32 call, theirs;

	ASSERT_EQ(0, makecall_params(&self->la, &params, &call));
	sim_step(&self->sim, 1000);
	theirs = offered(&self->lb);
	in = call_info(&self->lb, theirs);
	EXPECT_STREQ("", in.app_name);
	EXPECT_EQ(0, do_op(&self->lb, TLINE_OP_ANSWER, theirs));
	out = call_info(&self->la, call);
	in = call_info(&self->lb, theirs);

	EXPECT_EQ(self->sim.line[0], out.line);
	EXPECT_EQ(TLINE_CALLORIGIN_OUTBOUND, out.origin);
	EXPECT_EQ(TLINE_CALLREASON_DIRECT, out.reason);
	EXPECT_EQ(TLINE_BEARERMODE_VOICE, out.bearer_mode);
	EXPECT_EQ(VOICE, out.media_mode);
	EXPECT_EQ(64000, out.rate);
	EXPECT_EQ(0xffffffff, out.trunk);
	EXPECT_STREQ("caller", out.app_name);
	EXPECT_STREQ("The callee", out.displayable);
	EXPECT_STREQ("Bob", out.called_party);
	EXPECT_STREQ("about nothing", out.comment);
	EXPECT_STREQ("201", out.party[TLINE_PARTY_CALLED].number);
	EXPECT_STREQ("201", out.party[TLINE_PARTY_CONNECTED].number);
	/* 7.3: the core adds UNKNOWN to the states that may come. */
	EXPECT_EQ(0xffff, out.call_states);

	EXPECT_EQ(self->sim.line[1], in.line);
	EXPECT_NE(0, in.call_id);
	EXPECT_EQ(in.call_id, out.call_id);
	EXPECT_EQ(TLINE_CALLORIGIN_INTERNAL, in.origin);
	EXPECT_STREQ("200", in.party[TLINE_PARTY_CALLER].number);
	EXPECT_EQ(TLINE_CALLPARTYID_ADDRESS | TLINE_CALLPARTYID_NAME,
		  in.party[TLINE_PARTY_CALLER].flags);
	EXPECT_STREQ("201", in.party[TLINE_PARTY_CALLED].number);
	EXPECT_STREQ("callee", in.app_name);
	EXPECT_STREQ("", in.displayable);
}

/* 7.3: caller ids: from outside, replaced, withheld. */
TEST_F(call, caller_id)
{
	struct tline_call_params params = { .dest.number = "201", .calling = "5559999" };
	struct tline_party party;
	__u32 call, in;

	sim_set(&self->sim, 1, "incoming", "+4930123456,Alice");
	in = offered(&self->lb);
	party = call_info(&self->lb, in).party[TLINE_PARTY_CALLER];
	EXPECT_STREQ("+4930123456", party.number);
	EXPECT_STREQ("Alice", party.name);
	EXPECT_EQ(TLINE_CALLPARTYID_ADDRESS | TLINE_CALLPARTYID_NAME, party.flags);
	EXPECT_EQ(TLINE_CALLORIGIN_EXTERNAL, call_info(&self->lb, in).origin);
	EXPECT_EQ(0, do_op(&self->lb, TLINE_OP_DROP, in));

	ASSERT_EQ(0, makecall_params(&self->la, &params, &call));
	sim_step(&self->sim, 1000);
	in = offered(&self->lb);
	EXPECT_STREQ("5559999", call_info(&self->lb, in).party[TLINE_PARTY_CALLER].number);
	EXPECT_EQ(0, do_op(&self->la, TLINE_OP_DROP, call));

	params.flags = TLINE_CALLPARAMFLAGS_BLOCKID;
	ASSERT_EQ(0, makecall_params(&self->la, &params, &call));
	sim_step(&self->sim, 1000);
	in = offered(&self->lb);
	party = call_info(&self->lb, in).party[TLINE_PARTY_CALLER];
	EXPECT_EQ(TLINE_CALLPARTYID_BLOCKED, party.flags);
	EXPECT_STREQ("", party.number);
	EXPECT_STREQ("", party.name);
}

/* User-user information travels with requests and by itself, unchanged. */
TEST_F(call, user_user_information)
{
	struct tline_call_params params = {
		.dest.number = "201", .uui = { .size = 4, .data = { 0, 1, 0xff, 0 } },
	};
	struct tline_uui uui = { .size = TLINE_UUI_LEN };
	__u32 call, in;

	ASSERT_EQ(0, makecall_params(&self->la, &params, &call));
	sim_step(&self->sim, 1000);
	in = offered(&self->lb);
	drain(self->a);
	drain(self->b);
	EXPECT_EQ(4, call_info(&self->lb, in).uui.size);
	EXPECT_EQ(0, memcmp(params.uui.data, call_info(&self->lb, in).uui.data, TLINE_UUI_LEN));

	memset(uui.data, 'u', sizeof(uui.data));
	EXPECT_EQ(0, do_args(&self->lb, TLINE_OP_ANSWER, in, &uui, sizeof(uui)));
	EXPECT_TRUE(next_is(self->a, TLINE_MSG_CALLINFO, call, TLINE_CALLINFOSTATE_USERUSERINFO,
			    0, 0));
	EXPECT_EQ(TLINE_UUI_LEN, call_info(&self->la, call).uui.size);
	EXPECT_EQ('u', call_info(&self->la, call).uui.data[TLINE_UUI_LEN - 1]);
	drain(self->b);

	uui.size = 1;
	EXPECT_EQ(0, do_args(&self->la, TLINE_OP_SENDUSERUSERINFO, call, &uui, sizeof(uui)));
	EXPECT_TRUE(next_is(self->b, TLINE_MSG_CALLINFO, in, TLINE_CALLINFOSTATE_USERUSERINFO,
			    0, 0));
	EXPECT_EQ(1, call_info(&self->lb, in).uui.size);
	EXPECT_EQ(0, do_op(&self->lb, TLINE_OP_RELEASEUSERUSERINFO, in));
	EXPECT_EQ(0, call_info(&self->lb, in).uui.size);
	/* Longer than there is room is malformed. */
	uui.size = TLINE_UUI_LEN + 1;
	EXPECT_EQ(-EINVAL, do_args(&self->la, TLINE_OP_DROP, call, &uui, sizeof(uui)));
}

TEST_HARNESS_MAIN
