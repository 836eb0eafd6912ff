// SPDX-License-Identifier: GPL-2.0-only
/*
 * Who may do what with a call: handles, privileges, counts, and who hears of them.
 *
 * App a owns the calls of line 0, app b looks on; line 1 is the other end.
 */
#include <sys/mman.h>

#include "kselftest_harness.h"
#include "tline_test.h"

#define NUMOWNERINCR	TLINE_CALLINFOSTATE_NUMOWNERINCR
#define NUMOWNERDECR	TLINE_CALLINFOSTATE_NUMOWNERDECR
#define NUMMONITORS	TLINE_CALLINFOSTATE_NUMMONITORS
#define OFFERING	TLINE_CALLSTATE_OFFERING
#define CONNECTED	TLINE_CALLSTATE_CONNECTED
#define IDLE		TLINE_CALLSTATE_IDLE

FIXTURE(privilege) {
	struct sim sim;
	int a;
	int b;
};

FIXTURE_SETUP(privilege)
{
	sim_create_down(&self->sim, 2);
	sim_set(&self->sim, 0, "addresses", "2");
	sim_set(&self->sim, 0, "max_calls", "8");
	sim_set(&self->sim, 0, "max_active", "8");
	sim_live(&self->sim);
	self->a = app_open();
	self->b = app_open();
}

FIXTURE_TEARDOWN(privilege)
{
	sim_destroy(&self->sim);
}

/* A call comes in from outside and is offered to @line. */
static __u32 ring(struct sim *sim, struct line *line)
{
	__u32 call;

	sim_set(sim, 0, "incoming", "5550100");
	call = offered(line);
	drain(line->app);
	return call;
}

/* A handle for the only other call there is, without messages. */
static __u32 only_new_call(struct line *line)
{
	__u32 call;

	return new_calls(line, &call, 1) == 1 ? call : 0;
}

static bool callinfo_is(struct line *line, __u32 call, __u32 changed)
{
	return next_is(line->app, TLINE_MSG_CALLINFO, call, changed, 0, 0);
}

static bool counts_are(struct line *line, __u32 call, __u32 owners, __u32 monitors)
{
	struct tline_call_info info = call_info(line, call);

	if (info.num_owners == owners && info.num_monitors == monitors)
		return true;
	fprintf(stderr, "# %u owners, %u monitors\n", info.num_owners, info.num_monitors);
	return false;
}

static __u32 handles(int app)
{
	struct tline_ioc_app_info info;

	return ioctl(app, TLINE_IOC_APP_INFO, &info) ? ~0 : info.handles;
}

static __s32 set_call(struct line *line, unsigned long cmd, __u32 call, __u32 value)
{
	struct tline_ioc_set_call arg = { .call = call, .value = value };

	return ioctl(line->fd, cmd, &arg) ? -errno : arg.result;
}

static __s32 send_digits(struct line *line, __u32 call, const char *digits)
{
	struct tline_ioc_digits arg = { .call = call, .mode = TLINE_DIGITMODE_DTMF };

	snprintf(arg.digits, sizeof(arg.digits), "%s", digits);
	return ioctl(line->fd, TLINE_IOC_GENERATE_DIGITS, &arg) ? -errno : arg.result;
}

/* Handles for the calls on an address, or on whatever @select says. */
static __s32 select_calls(struct line *line, __u32 select, __u32 address, __u32 *calls, __u32 *n)
{
	struct tline_ioc_new_calls arg = {
		.select = select, .address = address, .calls = (uintptr_t)calls, .count = *n,
	};

	if (ioctl(line->fd, TLINE_IOC_GET_NEW_CALLS, &arg))
		return -errno;
	*n = arg.count;
	return arg.result;
}

/* ------------------------------------------------------------------------- get new calls */

/* B.15, 2.4: monitor handles for all calls without one; a second time none. */
TEST_F(privilege, new_calls)
{
	struct line a = line_open(&self->sim, 0, self->a, OWNER, VOICE);
	__u32 owned[2] = { ring(&self->sim, &a), ring(&self->sim, &a) }, got[4];
	struct line b = line_open(&self->sim, 0, self->b, OWNER | MONITOR, VOICE);

	/* The open itself brings no message and no handle (2.1). */
	EXPECT_TRUE(silent(self->b));
	EXPECT_EQ(1, handles(self->b));
	ASSERT_EQ(2, new_calls(&b, got, 4));
	EXPECT_NE(got[0], got[1]);
	EXPECT_EQ(MONITOR, call_status(&b, got[0]).privilege);
	EXPECT_EQ(MONITOR, call_status(&b, got[1]).privilege);
	EXPECT_EQ(OFFERING, call_state(&b, got[0]));
	EXPECT_TRUE(counts_are(&b, got[0], 1, 1));
	/* 2.3: the others hear of it, the caller does not. */
	EXPECT_TRUE(callinfo_is(&a, owned[0], NUMMONITORS));
	EXPECT_TRUE(callinfo_is(&a, owned[1], NUMMONITORS));
	EXPECT_TRUE(silent(self->a) && silent(self->b));

	EXPECT_EQ(0, new_calls(&b, got, 4));
	EXPECT_TRUE(silent(self->a) && silent(self->b));
	EXPECT_EQ(0, new_calls(&a, got, 4));
	/* From now on as any other handle: no privilege is news. */
	EXPECT_EQ(0, reply(self->a, submit_op(&a, TLINE_OP_ACCEPT, owned[0]), NULL));
	EXPECT_TRUE(next_is(self->b, TLINE_MSG_CALLSTATE, got[0], TLINE_CALLSTATE_ACCEPTED, 0, 0));
}

/* 2.4: too little room: none is created, and the number needed is told. */
TEST_F(privilege, new_calls_all_or_none)
{
	struct line a = line_open(&self->sim, 0, self->a, OWNER, VOICE);
	__u32 got[3] = { 7, 7, 7 }, n = 2;
	struct line b;
	int i;

	for (i = 0; i < 3; i++)
		ring(&self->sim, &a);
	b = line_open(&self->sim, 0, self->b, NONE, 0);
	EXPECT_EQ(TLINE_ERR_STRUCTURETOOSMALL,
		  select_calls(&b, TLINE_CALLSELECT_LINE, 0, got, &n));
	EXPECT_EQ(3, n);
	EXPECT_EQ(7, got[0]);
	EXPECT_EQ(1, handles(self->b));
	EXPECT_TRUE(silent(self->a));
	EXPECT_EQ(0, select_calls(&b, TLINE_CALLSELECT_LINE, 0, got, &n));
	EXPECT_EQ(3, n);
	EXPECT_EQ(4, handles(self->b));
}

/* An array that cannot be written: EFAULT, and nothing happened. */
TEST_F(privilege, new_calls_fault)
{
	struct line a = line_open(&self->sim, 0, self->a, OWNER, VOICE);
	struct line b = line_open(&self->sim, 0, self->b, NONE, 0);
	__u32 call = ring(&self->sim, &a), n = 4;
	void *page = mmap(NULL, 4096, PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	ASSERT_NE(MAP_FAILED, page);
	EXPECT_EQ(-EFAULT, select_calls(&b, TLINE_CALLSELECT_LINE, 0, page, &n));
	EXPECT_EQ(1, handles(self->b));
	EXPECT_TRUE(counts_are(&a, call, 1, 0));
}

/* 2.4: by address; bad selects are telephony's refusals. */
TEST_F(privilege, new_calls_select)
{
	struct line a = line_open(&self->sim, 0, self->a, OWNER, VOICE);
	struct line other = line_open(&self->sim, 1, self->b, NONE, 0);
	struct line b = line_open(&self->sim, 0, self->b, NONE, 0);
	__u32 got[4], n = 4, made;
	int id;

	ring(&self->sim, &a);
	id = submit_makecall(&other, "200x1", &made);
	ASSERT_EQ(0, reply(self->b, id, NULL));
	sim_step(&self->sim, 1000);
	EXPECT_EQ(0, select_calls(&b, TLINE_CALLSELECT_ADDRESS, 1, got, &n));
	ASSERT_EQ(1, n);
	EXPECT_EQ(1, call_info(&b, got[0]).address);
	n = 4;
	EXPECT_EQ(0, select_calls(&b, TLINE_CALLSELECT_LINE, 99, got, &n));
	ASSERT_EQ(1, n);
	EXPECT_EQ(0, call_info(&b, got[0]).address);

	EXPECT_EQ(TLINE_ERR_INVALADDRESSID,
		  select_calls(&b, TLINE_CALLSELECT_ADDRESS, 2, got, &n));
	EXPECT_EQ(TLINE_ERR_INVALCALLSELECT, select_calls(&b, TLINE_CALLSELECT_CALL, 0, got, &n));
	EXPECT_EQ(TLINE_ERR_INVALCALLSELECT, select_calls(&b, 0, 0, got, &n));
	EXPECT_EQ(TLINE_ERR_INVALCALLSELECT,
		  select_calls(&b, TLINE_CALLSELECT_LINE | TLINE_CALLSELECT_ADDRESS, 0, got, &n));
}

/* -------------------------------------------------------------------------- set privilege */

/* B.8, 2.4: a monitor becomes an owner at any time; the others hear, it does not. */
TEST_F(privilege, monitor_to_owner)
{
	struct line a = line_open(&self->sim, 0, self->a, OWNER, VOICE);
	struct line b = line_open(&self->sim, 0, self->b, NONE, 0);
	__u32 call = ring(&self->sim, &a), seen = only_new_call(&b);

	ASSERT_NE(0, seen);
	drain(self->a);
	EXPECT_EQ(0, set_privilege(&b, seen, OWNER));
	EXPECT_TRUE(callinfo_is(&a, call, NUMOWNERINCR | NUMMONITORS));
	EXPECT_TRUE(silent(self->a) && silent(self->b));
	EXPECT_EQ(OWNER, call_status(&b, seen).privilege);
	EXPECT_EQ(OWNER, call_status(&a, call).privilege);
	EXPECT_TRUE(counts_are(&a, call, 2, 0));

	/* Again: nothing changes. */
	EXPECT_EQ(0, set_privilege(&b, seen, OWNER));
	EXPECT_TRUE(silent(self->a) && silent(self->b));

	/* Back, since there is another owner. */
	EXPECT_EQ(0, set_privilege(&b, seen, MONITOR));
	EXPECT_TRUE(callinfo_is(&a, call, NUMOWNERDECR | NUMMONITORS));
	EXPECT_EQ(0, set_privilege(&b, seen, MONITOR));
	EXPECT_TRUE(silent(self->a) && silent(self->b));
	EXPECT_TRUE(counts_are(&b, seen, 1, 1));
}

static const __u32 versions[] = { TLINE_API_VERSION_MIN, V1_4, V2_0, V2_2 };

/* B.7, 2.4: a sole owner does not step down before IDLE, whatever its version. */
TEST_F(privilege, sole_owner_stays)
{
	struct tline_message m;
	struct line a;
	__u32 call;
	int i;

	for (i = 0; i < 4; i++) {
		a = line_open_version(&self->sim, 0, self->a, OWNER, VOICE, versions[i]);
		sim_set(&self->sim, 0, "incoming", "5550100");
		ASSERT_EQ(1, counters(a.fd).calls);
		/* Below 2.0 the CALLSTATE alone brings the handle. */
		ASSERT_TRUE(message_of(self->a, TLINE_MSG_CALLSTATE, &m));
		call = m.handle;
		EXPECT_EQ(TLINE_ERR_INVALCALLSTATE, set_privilege(&a, call, MONITOR));
		EXPECT_EQ(OWNER, call_status(&a, call).privilege);

		EXPECT_EQ(0, reply(self->a, submit_op(&a, TLINE_OP_DROP, call), NULL));
		EXPECT_EQ(IDLE, call_state(&a, call));
		EXPECT_EQ(0, set_privilege(&a, call, MONITOR));
		EXPECT_EQ(MONITOR, call_status(&a, call).privilege);
		line_close(&a);
		drain(self->a);
	}
}

/* 2.4: exactly one privilege; NONE lets go of the handle. */
TEST_F(privilege, set_privilege_values)
{
	struct line a = line_open(&self->sim, 0, self->a, OWNER, VOICE);
	struct line b = line_open(&self->sim, 0, self->b, NONE, 0);
	__u32 call = ring(&self->sim, &a), seen = only_new_call(&b);
	static const __u32 bad[] = { 0, 3, 6, 7, 8, 0x80000000 };
	int i;

	ASSERT_NE(0, seen);
	drain(self->a);
	for (i = 0; i < 6; i++) {
		EXPECT_EQ(TLINE_ERR_INVALCALLPRIVILEGE, set_privilege(&b, seen, bad[i]));
		EXPECT_EQ(MONITOR, call_status(&b, seen).privilege);
	}
	EXPECT_EQ(TLINE_ERR_INVALCALLHANDLE, set_privilege(&b, 0, OWNER));
	EXPECT_EQ(TLINE_ERR_INVALCALLHANDLE, set_privilege(&b, b.handle, OWNER));
	EXPECT_EQ(0, set_privilege(&b, seen, NONE));
	EXPECT_EQ(TLINE_ERR_INVALCALLHANDLE, set_privilege(&b, seen, MONITOR));
	EXPECT_TRUE(callinfo_is(&a, call, NUMMONITORS));
	EXPECT_TRUE(counts_are(&a, call, 1, 0));
}

/* P12: a read-only open can monitor; it takes a read-write open to own. */
TEST_F(privilege, read_only_open)
{
	struct tline_ioc_open arg = { .api_version = V2_2, .privileges = OWNER, .media_modes = VOICE };
	struct line a = line_open(&self->sim, 0, self->a, OWNER, VOICE);
	struct line ro = { .app = self->b };
	__u32 call = ring(&self->sim, &a), seen;

	EXPECT_EQ(-EPERM, line_try(&self->sim, 0, O_RDONLY, self->b, &arg, &ro.fd));
	arg.privileges = MONITOR;
	ASSERT_EQ(0, line_try(&self->sim, 0, O_RDONLY, self->b, &arg, &ro.fd));
	seen = only_new_call(&ro);
	ASSERT_NE(0, seen);
	EXPECT_EQ(-EPERM, set_privilege(&ro, seen, OWNER));
	EXPECT_EQ(MONITOR, call_status(&ro, seen).privilege);
	EXPECT_EQ(-EPERM, submit_op(&ro, TLINE_OP_DROP, seen));
	EXPECT_EQ(-EPERM, set_call(&ro, TLINE_IOC_SET_APPSPECIFIC, seen, 1));
	EXPECT_EQ(-EPERM, set_call(&ro, TLINE_IOC_SET_MEDIAMODE, seen, VOICE));
	EXPECT_EQ(-EPERM, send_digits(&ro, seen, "1"));
	EXPECT_EQ(0, set_call(&ro, TLINE_IOC_MONITOR_DIGITS, seen, TLINE_DIGITMODE_DTMF));
	EXPECT_EQ(OFFERING, call_state(&a, call));
	EXPECT_EQ(0, deallocate(&ro, seen));
}

/* ----------------------------------------------------------------------------- deallocate */

/* B.7, 2.6: a sole owner lets go of a live call from 2.0 on, not before. */
TEST_F(privilege, deallocate_by_version)
{
	struct tline_message m;
	struct line a;
	__s32 want;
	int i;

	for (i = 0; i < 4; i++) {
		want = versions[i] < V2_0 ? TLINE_ERR_INVALCALLSTATE : 0;
		a = line_open_version(&self->sim, 0, self->a, OWNER, VOICE, versions[i]);
		sim_set(&self->sim, 0, "incoming", "5550100");
		ASSERT_TRUE(message_of(self->a, TLINE_MSG_CALLSTATE, &m));
		ASSERT_EQ(0, reply(self->a, submit_op(&a, TLINE_OP_ANSWER, m.handle), NULL));
		EXPECT_EQ(CONNECTED, call_state(&a, m.handle));
		EXPECT_EQ(want, deallocate(&a, m.handle));
		EXPECT_EQ(want ? CONNECTED : 0, call_state(&a, m.handle));
		/* Privilege NONE is the same thing. */
		if (want)
			EXPECT_EQ(want, set_privilege(&a, m.handle, NONE));
		EXPECT_EQ(want ? 1 : 0, counters(a.fd).calls);
		line_close(&a);
		drain(self->a);
	}
}

/* 2.6, 5.5: below 2.0: allowed in IDLE, with another owner, and to monitors. */
TEST_F(privilege, deallocate_below_2_0)
{
	struct line a = line_open_version(&self->sim, 0, self->a, OWNER, VOICE, V1_4);
	struct line b = line_open_version(&self->sim, 0, self->b, NONE, 0, V1_4);
	struct tline_message m;
	__u32 call, seen;

	sim_set(&self->sim, 0, "incoming", "5550100");
	ASSERT_TRUE(message_of(self->a, TLINE_MSG_CALLSTATE, &m));
	call = m.handle;
	seen = only_new_call(&b);
	EXPECT_EQ(0, deallocate(&b, seen));
	EXPECT_EQ(TLINE_ERR_INVALCALLHANDLE, deallocate(&b, seen));

	seen = only_new_call(&b);
	ASSERT_NE(0, seen);
	EXPECT_EQ(TLINE_ERR_INVALCALLSTATE, deallocate(&a, call));
	EXPECT_EQ(0, set_privilege(&b, seen, OWNER));
	EXPECT_EQ(0, deallocate(&a, call));
	EXPECT_EQ(TLINE_ERR_INVALCALLSTATE, deallocate(&b, seen));
	EXPECT_EQ(0, reply(self->b, submit_op(&b, TLINE_OP_DROP, seen), NULL));
	EXPECT_EQ(0, deallocate(&b, seen));
	EXPECT_EQ(0, counters(b.fd).calls);
}

/* 2.6: left to its monitors, the call goes on; one of them may take it over. */
TEST_F(privilege, ownerless)
{
	struct line a = line_open(&self->sim, 0, self->a, OWNER, VOICE);
	struct line b = line_open(&self->sim, 0, self->b, MONITOR, 0);
	__u32 call = ring(&self->sim, &a), seen = offered(&b);

	ASSERT_EQ(0, reply(self->a, submit_op(&a, TLINE_OP_ANSWER, call), NULL));
	drain(self->b);
	sim_log_clear(&self->sim, 0);
	EXPECT_EQ(0, deallocate(&a, call));
	EXPECT_TRUE(callinfo_is(&b, seen, NUMOWNERDECR));
	EXPECT_TRUE(silent(self->b));
	EXPECT_TRUE(counts_are(&b, seen, 0, 1));
	EXPECT_EQ(CONNECTED, call_state(&b, seen));
	EXPECT_STREQ("", sim_log(&self->sim, 0));
	EXPECT_EQ(TLINE_ERR_NOTOWNER, submit_op(&b, TLINE_OP_DROP, seen));
	EXPECT_EQ(0, set_privilege(&b, seen, OWNER));
	EXPECT_EQ(0, reply(self->b, submit_op(&b, TLINE_OP_DROP, seen), NULL));
	EXPECT_EQ(IDLE, call_state(&b, seen));
}

/* 1.2, 5.5: a handle let go of is dead for everything. */
TEST_F(privilege, dead_handle)
{
	struct line a = line_open(&self->sim, 0, self->a, OWNER, VOICE);
	__u32 call = ring(&self->sim, &a);
	struct tline_ioc_call_info info = { .call = call };

	EXPECT_EQ(0, deallocate(&a, call));
	EXPECT_EQ(TLINE_ERR_INVALCALLHANDLE, call_status(&a, call).result);
	EXPECT_EQ(0, ioctl(a.fd, TLINE_IOC_CALL_INFO, &info));
	EXPECT_EQ(TLINE_ERR_INVALCALLHANDLE, info.result);
	EXPECT_EQ(0, info.info.media_mode);
	EXPECT_EQ(TLINE_ERR_INVALCALLHANDLE, submit_op(&a, TLINE_OP_ANSWER, call));
	EXPECT_EQ(TLINE_ERR_INVALCALLHANDLE, deallocate(&a, call));
	EXPECT_EQ(TLINE_ERR_INVALCALLHANDLE, handoff(&a, call, "x", 0));
	EXPECT_EQ(TLINE_ERR_INVALCALLHANDLE, set_call(&a, TLINE_IOC_SET_APPSPECIFIC, call, 1));
	EXPECT_EQ(TLINE_ERR_INVALCALLHANDLE, set_call(&a, TLINE_IOC_MONITOR_DIGITS, call, 2));
	EXPECT_EQ(TLINE_ERR_INVALCALLHANDLE, send_digits(&a, call, "1"));
	EXPECT_TRUE(silent(self->a));
}

/* ------------------------------------------------------------------------ owner's privilege */

struct own_op {
	__u32 op;
	__u32 args_size;
};

/* B.6, 2.2: what changes the call is its owner's; a monitor is refused at once. */
TEST_F(privilege, notowner)
{
	static const struct own_op ops[] = {
		{ TLINE_OP_DIAL, sizeof(struct tline_dest) }, { TLINE_OP_ACCEPT },
		{ TLINE_OP_ANSWER }, { TLINE_OP_DROP }, { TLINE_OP_HOLD }, { TLINE_OP_UNHOLD },
		{ TLINE_OP_SWAPHOLD }, { TLINE_OP_REDIRECT, sizeof(struct tline_dest) },
		{ TLINE_OP_BLINDTRANSFER, sizeof(struct tline_dest) },
		{ TLINE_OP_SETUPTRANSFER }, { TLINE_OP_COMPLETETRANSFER },
		{ TLINE_OP_SETUPCONFERENCE }, { TLINE_OP_PREPAREADDTOCONFERENCE },
		{ TLINE_OP_ADDTOCONFERENCE }, { TLINE_OP_REMOVEFROMCONFERENCE },
		{ TLINE_OP_PARK }, { TLINE_OP_COMPLETECALL }, { TLINE_OP_SECURECALL },
		{ TLINE_OP_SENDUSERUSERINFO, sizeof(struct tline_uui) },
		{ TLINE_OP_RELEASEUSERUSERINFO },
		{ TLINE_OP_SETCALLPARAMS, sizeof(struct tline_call_params) },
		{ TLINE_OP_SETCALLDATA }, { TLINE_OP_SETCALLQUALITYOFSERVICE, sizeof(struct tline_item) },
		{ TLINE_OP_SETCALLTREATMENT },
	};
	struct line a = line_open(&self->sim, 0, self->a, OWNER, VOICE);
	struct line b = line_open(&self->sim, 0, self->b, NONE, 0);
	__u32 call = ring(&self->sim, &a), seen = only_new_call(&b);
	static const struct tline_item item = { .kind = TLINE_DATA_SENDING_FLOWSPEC };
	static struct tline_call_params zero;
	struct tline_ioc_counters before;
	int i;

	ASSERT_NE(0, seen);
	drain(self->a);
	sim_log_clear(&self->sim, 0);
	before = counters(a.fd);
	for (i = 0; i < (int)(sizeof(ops) / sizeof(ops[0])); i++) {
		struct tline_request rq = {
			.op = ops[i].op, .call = seen, .args_size = ops[i].args_size,
			.args = ops[i].args_size ? (uintptr_t)&zero : 0,
		};

		if (rq.op == TLINE_OP_SETCALLQUALITYOFSERVICE)
			rq.args = (uintptr_t)&item;
		EXPECT_EQ(TLINE_ERR_NOTOWNER, submit(&b, &rq)) {
			TH_LOG("operation %u", ops[i].op);
		}
		EXPECT_EQ(0, rq.id);
	}
	EXPECT_EQ(TLINE_ERR_NOTOWNER, set_call(&b, TLINE_IOC_SET_APPSPECIFIC, seen, 1));
	EXPECT_EQ(TLINE_ERR_NOTOWNER, set_call(&b, TLINE_IOC_SET_MEDIAMODE, seen, VOICE));
	EXPECT_EQ(TLINE_ERR_NOTOWNER, handoff(&b, seen, "x", 0));
	EXPECT_EQ(TLINE_ERR_NOTOWNER, send_digits(&b, seen, "1"));

	EXPECT_EQ(OFFERING, call_state(&b, seen));
	EXPECT_EQ(before.submitted, counters(a.fd).submitted);
	EXPECT_STREQ("", sim_log(&self->sim, 0));
	EXPECT_TRUE(silent(self->a) && silent(self->b));
	/* Listening is a monitor's right. */
	EXPECT_EQ(0, set_call(&b, TLINE_IOC_MONITOR_DIGITS, seen, TLINE_DIGITMODE_DTMF));
	EXPECT_STREQ("command:monitor_digits", sim_log(&self->sim, 0));
	EXPECT_EQ(call, call_status(&a, call).call);
}

/* 2.2, 6.2: the number that the apps share: the others hear of its change. */
TEST_F(privilege, app_specific)
{
	struct line a = line_open(&self->sim, 0, self->a, OWNER, VOICE);
	struct line b = line_open(&self->sim, 0, self->b, NONE, 0);
	__u32 call = ring(&self->sim, &a), seen = only_new_call(&b);

	ASSERT_NE(0, seen);
	drain(self->a);
	EXPECT_EQ(0, set_call(&a, TLINE_IOC_SET_APPSPECIFIC, call, 0xfedcba98));
	EXPECT_TRUE(callinfo_is(&b, seen, TLINE_CALLINFOSTATE_APPSPECIFIC));
	EXPECT_EQ(0xfedcba98, call_info(&b, seen).app_specific);
	EXPECT_TRUE(silent(self->a));
}

/* 2.8: one media mode, or UNKNOWN with any others; the others hear of it. */
TEST_F(privilege, media_mode)
{
	struct line a = line_open(&self->sim, 0, self->a, OWNER, VOICE);
	struct line b = line_open(&self->sim, 0, self->b, NONE, 0);
	__u32 call = ring(&self->sim, &a), seen = only_new_call(&b);
	static const __u32 bad[] = { 0, VOICE | TLINE_MEDIAMODE_G3FAX, 1, 0x10000, 0x10002 };
	int i;

	ASSERT_NE(0, seen);
	drain(self->a);
	for (i = 0; i < 5; i++)
		EXPECT_EQ(TLINE_ERR_INVALMEDIAMODE,
			  set_call(&a, TLINE_IOC_SET_MEDIAMODE, call, bad[i]));
	EXPECT_EQ(VOICE, call_info(&a, call).media_mode);
	EXPECT_TRUE(silent(self->b));
	EXPECT_EQ(0, set_call(&a, TLINE_IOC_SET_MEDIAMODE, call, TLINE_MEDIAMODE_G3FAX));
	EXPECT_TRUE(callinfo_is(&b, seen, TLINE_CALLINFOSTATE_MEDIAMODE));
	EXPECT_EQ(0, set_call(&a, TLINE_IOC_SET_MEDIAMODE, call,
			      TLINE_MEDIAMODE_UNKNOWN | VOICE | TLINE_MEDIAMODE_G3FAX));
	EXPECT_EQ(TLINE_MEDIAMODE_UNKNOWN | VOICE | TLINE_MEDIAMODE_G3FAX,
		  call_info(&b, seen).media_mode);
	EXPECT_TRUE(silent(self->a));
}

/* --------------------------------------------------------------------------------- counts */

/* 2.3: lineOpen counts nothing, lineClose does: the others hear how. */
TEST_F(privilege, counts_and_close)
{
	struct line a = line_open(&self->sim, 0, self->a, OWNER, VOICE);
	struct line b = line_open(&self->sim, 0, self->b, MONITOR, 0);
	int app = app_open();
	struct line c = line_open(&self->sim, 0, app, OWNER, TLINE_MEDIAMODE_G3FAX);
	__u32 call = ring(&self->sim, &a), seen = offered(&b), third = only_new_call(&c);

	ASSERT_TRUE(seen && third);
	EXPECT_EQ(0, set_privilege(&c, third, OWNER));
	EXPECT_TRUE(counts_are(&c, third, 2, 1));
	drain(self->a);
	drain(self->b);
	line_close(&b);
	EXPECT_TRUE(callinfo_is(&a, call, NUMMONITORS));
	EXPECT_TRUE(callinfo_is(&c, third, NUMMONITORS));
	EXPECT_TRUE(counts_are(&a, call, 2, 0));
	line_close(&c);
	EXPECT_TRUE(callinfo_is(&a, call, NUMOWNERDECR));
	EXPECT_TRUE(counts_are(&a, call, 1, 0));
	EXPECT_EQ(OFFERING, call_state(&a, call));
	EXPECT_TRUE(silent(self->a));
}

/* B.9, 2.3: no more CALLINFO once the call is IDLE. */
TEST_F(privilege, no_counts_after_idle)
{
	struct line a = line_open(&self->sim, 0, self->a, OWNER, VOICE);
	struct line b = line_open(&self->sim, 0, self->b, NONE, 0);
	__u32 call = ring(&self->sim, &a), seen = only_new_call(&b);

	ASSERT_NE(0, seen);
	EXPECT_EQ(0, reply(self->a, submit_op(&a, TLINE_OP_DROP, call), NULL));
	EXPECT_EQ(IDLE, call_state(&b, seen));
	drain(self->a);
	drain(self->b);
	EXPECT_EQ(0, set_privilege(&b, seen, OWNER));
	EXPECT_EQ(0, set_call(&b, TLINE_IOC_SET_APPSPECIFIC, seen, 5));
	EXPECT_EQ(0, deallocate(&b, seen));
	EXPECT_TRUE(silent(self->a));
	EXPECT_EQ(5, call_info(&a, call).app_specific);
	EXPECT_TRUE(counts_are(&a, call, 1, 0));
}

/* 1.2: two opens of one app: a handle each, counted each, messages to each. */
TEST_F(privilege, two_opens_of_an_app)
{
	struct line own = line_open(&self->sim, 0, self->a, OWNER, VOICE);
	struct line mon = line_open(&self->sim, 0, self->a, MONITOR, 0);
	struct tline_message m;
	__u32 owned, seen;

	sim_set(&self->sim, 0, "incoming", "5550100");
	ASSERT_TRUE(message_of(self->a, TLINE_MSG_APPNEWCALL, &m));
	EXPECT_EQ(own.handle, m.handle);
	EXPECT_EQ(OWNER, m.p3);
	owned = m.p2;
	ASSERT_TRUE(message_of(self->a, TLINE_MSG_APPNEWCALL, &m));
	EXPECT_EQ(mon.handle, m.handle);
	EXPECT_EQ(MONITOR, m.p3);
	seen = m.p2;
	EXPECT_NE(owned, seen);
	EXPECT_TRUE(counts_are(&own, owned, 1, 1));
	drain(self->a);

	/* A handle belongs to the open that got it. */
	EXPECT_EQ(0, call_state(&mon, owned));
	EXPECT_EQ(TLINE_ERR_INVALCALLHANDLE, submit_op(&mon, TLINE_OP_ANSWER, owned));
	EXPECT_EQ(TLINE_ERR_INVALCALLHANDLE, deallocate(&mon, owned));

	EXPECT_EQ(0, reply(self->a, submit_op(&own, TLINE_OP_ACCEPT, owned), NULL));
	EXPECT_TRUE(next_is(self->a, TLINE_MSG_CALLSTATE, owned, TLINE_CALLSTATE_ACCEPTED, 0, 0));
	EXPECT_TRUE(next_is(self->a, TLINE_MSG_CALLSTATE, seen, TLINE_CALLSTATE_ACCEPTED, 0, 0));
	/* 2.3: a change is no news to the app that made it, on either open. */
	EXPECT_EQ(0, set_privilege(&mon, seen, OWNER));
	EXPECT_TRUE(silent(self->a));
	EXPECT_TRUE(counts_are(&own, owned, 2, 0));
	line_close(&own);
	EXPECT_TRUE(counts_are(&mon, seen, 1, 0));
	EXPECT_EQ(TLINE_CALLSTATE_ACCEPTED, call_state(&mon, seen));
}

/* 2.3: several owners: each acts, each hears what the others' requests did. */
TEST_F(privilege, two_owners)
{
	struct line a = line_open(&self->sim, 0, self->a, OWNER, VOICE);
	struct line b = line_open(&self->sim, 0, self->b, NONE, 0);
	__u32 call = ring(&self->sim, &a), theirs = only_new_call(&b);

	ASSERT_EQ(0, set_privilege(&b, theirs, OWNER));
	drain(self->a);
	EXPECT_EQ(0, reply(self->b, submit_op(&b, TLINE_OP_ANSWER, theirs), NULL));
	EXPECT_TRUE(next_is(self->a, TLINE_MSG_CALLSTATE, call, CONNECTED,
			    TLINE_CONNECTEDMODE_ACTIVE, 0));
	EXPECT_TRUE(next_is(self->b, TLINE_MSG_CALLSTATE, theirs, CONNECTED,
			    TLINE_CONNECTEDMODE_ACTIVE, 0));
	drain(self->a);
	drain(self->b);
	EXPECT_EQ(0, reply(self->a, submit_op(&a, TLINE_OP_HOLD, call), NULL));
	EXPECT_TRUE(next_is(self->b, TLINE_MSG_CALLSTATE, theirs, TLINE_CALLSTATE_ONHOLD, 0, 0));
	EXPECT_EQ(0, reply(self->b, submit_op(&b, TLINE_OP_DROP, theirs), NULL));
	EXPECT_TRUE(next_is(self->a, TLINE_MSG_CALLSTATE, call, TLINE_CALLSTATE_ONHOLD, 0, 0));
	EXPECT_TRUE(next_is(self->a, TLINE_MSG_CALLSTATE, call, IDLE, 0, 0));
}

/* B.29: two answers at once: a reply each, one success at most, one state. */
TEST_F(privilege, racing_answers)
{
	struct line a = line_open(&self->sim, 0, self->a, OWNER, VOICE);
	struct line b = line_open(&self->sim, 0, self->b, NONE, 0);
	__u32 call, theirs, reason;
	int id, id2, hangup;

	for (hangup = 0; hangup < 2; hangup++) {
		call = ring(&self->sim, &a);
		theirs = only_new_call(&b);
		ASSERT_EQ(0, set_privilege(&b, theirs, OWNER));
		sim_set(&self->sim, 0, "park", "1");
		id = submit_op(&a, TLINE_OP_ANSWER, call);
		id2 = submit_op(&b, TLINE_OP_ANSWER, theirs);
		ASSERT_TRUE(id > 0 && id2 > 0);
		EXPECT_EQ(2, sim_num(&self->sim, 0, "parked"));
		if (hangup)
			sim_set(&self->sim, 0, "hangup", "1");
		sim_set(&self->sim, 0, "park", "0");
		EXPECT_EQ(hangup ? TLINE_ERR_INVALCALLSTATE : 0, reply(self->a, id, &reason));
		EXPECT_EQ(hangup ? TLINE_REASON_REFUSED : TLINE_REASON_DONE, reason);
		EXPECT_EQ(TLINE_ERR_INVALCALLSTATE, reply(self->b, id2, &reason));
		EXPECT_EQ(TLINE_REASON_REFUSED, reason);
		EXPECT_EQ(hangup ? IDLE : CONNECTED, call_state(&a, call));
		EXPECT_EQ(hangup ? IDLE : CONNECTED, call_state(&b, theirs));
		EXPECT_EQ(0, deallocate(&b, theirs));
		EXPECT_EQ(0, deallocate(&a, call));
		EXPECT_EQ(0, counters(a.fd).pending);
		EXPECT_TRUE(balanced(a.fd));
	}
}

TEST_HARNESS_MAIN
