// SPDX-License-Identifier: GPL-2.0-only
/*
 * Who becomes the owner of an incoming call, and how ownership is handed on.
 *
 * Line 0 has two addresses ("200", "200x1") and room for several calls at a time;
 * calls from outside come in on address 0, and line 1 can dial either.
 */
#include "kselftest_harness.h"
#include "tline_test.h"

#define UNKNOWN		TLINE_MEDIAMODE_UNKNOWN
#define MODEM		TLINE_MEDIAMODE_DATAMODEM
#define FAX		TLINE_MEDIAMODE_G3FAX
#define AUTOVOICE	TLINE_MEDIAMODE_AUTOMATEDVOICE
#define SINGLEADDRESS	TLINE_OPENOPTION_SINGLEADDRESS

/* The priority lists are the machine's: names of our own, taken off afterwards. */
static const char * const modules[] = { "routing-a", "routing-b", "routing-c" };
static const __u32 listed_modes[] = { UNKNOWN, VOICE, MODEM, FAX };

#define MOD_A	modules[0]
#define MOD_B	modules[1]
#define MOD_C	modules[2]

static int set_priority(int app, const char *module, __u32 media, __u32 priority)
{
	struct tline_ioc_priority arg = { .media_mode = media, .priority = priority };

	snprintf(arg.module, sizeof(arg.module), "%s", module);
	return ioctl(app, TLINE_IOC_SET_PRIORITY, &arg) ? -errno : 0;
}

static int get_priority(int app, const char *module, __u32 media)
{
	struct tline_ioc_priority arg = { .media_mode = media, .priority = 99 };

	snprintf(arg.module, sizeof(arg.module), "%s", module);
	return ioctl(app, TLINE_IOC_GET_PRIORITY, &arg) ? -errno : (int)arg.priority;
}

/* The messages of a new incoming call, and nothing else; its handle, or 0. */
static __u32 got_call(struct line *line, __u32 privilege)
{
	struct tline_message m;

	if (silent(line->app) || !message(line->app, &m) || m.type != TLINE_MSG_APPNEWCALL ||
	    m.handle != line->handle || m.p3 != privilege)
		return 0;
	if (!next_is(line->app, TLINE_MSG_CALLSTATE, m.p2, TLINE_CALLSTATE_OFFERING,
		     TLINE_OFFERINGMODE_ACTIVE, privilege))
		return 0;
	return silent(line->app) ? m.p2 : 0;
}

/* The provider has been told last that owners want these media modes. */
static bool detection_is(struct sim *sim, __u32 modes)
{
	char want[64], *last = NULL, *at = (char *)sim_get(sim, 0, "log");

	snprintf(want, sizeof(want), "set_media_detection call=0 arg=%x", modes);
	while ((at = strstr(at, "set_media_detection")))
		last = at++;
	return last && !strncmp(last, want, strlen(want)) &&
	       (last[strlen(want)] == '\n' || !last[strlen(want)]);
}

FIXTURE(routing) {
	struct sim sim;
	int a;
	int b;
	int c;
};

FIXTURE_SETUP(routing)
{
	sim_create_down(&self->sim, 2);
	sim_set(&self->sim, 0, "addresses", "2");
	sim_set(&self->sim, 0, "max_calls", "8");
	sim_set(&self->sim, 0, "max_active", "8");
	sim_live(&self->sim);
	self->a = app_open_as(MOD_A, V2_2);
	self->b = app_open_as(MOD_B, V2_2);
	self->c = app_open_as(MOD_C, V2_2);
}

FIXTURE_TEARDOWN(routing)
{
	int i, m;

	for (i = 0; i < 3; i++)
		for (m = 0; m < 4; m++)
			EXPECT_EQ(0, set_priority(self->a, modules[i], listed_modes[m], 0));
	sim_destroy(&self->sim);
}

static void incoming(struct sim *sim, __u32 media)
{
	sim_set(sim, 0, "incoming", "5550100 media=%x", media);
}

/* Line 1 calls @number; line 0 rings. */
static struct line call_from_line1(struct sim *sim, int app, const char *number, __u32 *call)
{
	struct line line = line_open(sim, 1, app, NONE, 0);
	int id = submit_makecall(&line, number, call);

	if (id <= 0 || reply(app, id, NULL))
		*call = 0;
	sim_step(sim, 1000);
	drain(app);
	return line;
}

/* ------------------------------------------------------------------------ media modes */

/* tapi-semantics 2.5 rule 2: one media mode: whoever is open as owner for it. */
TEST_F(routing, by_media_mode)
{
	struct line voice = line_open(&self->sim, 0, self->a, OWNER, VOICE | AUTOVOICE);
	struct line modem = line_open(&self->sim, 0, self->b, OWNER, MODEM);
	__u32 call;

	incoming(&self->sim, MODEM);
	call = got_call(&modem, OWNER);
	EXPECT_NE(0, call);
	EXPECT_TRUE(silent(self->a));
	EXPECT_EQ(MODEM, call_info(&modem, call).media_mode);
	EXPECT_EQ(1, call_info(&modem, call).num_owners);
	EXPECT_EQ(0, call_info(&modem, call).num_monitors);
	EXPECT_EQ(OWNER, call_status(&modem, call).privilege);

	incoming(&self->sim, AUTOVOICE);
	EXPECT_NE(0, got_call(&voice, OWNER));
	EXPECT_TRUE(silent(self->b));
}

/* 2.5: apps without an entry: the first to open the line is first. */
TEST_F(routing, unlisted_first_open)
{
	struct line b = line_open(&self->sim, 0, self->b, OWNER, VOICE);
	struct line a = line_open(&self->sim, 0, self->a, OWNER, VOICE);

	incoming(&self->sim, VOICE);
	EXPECT_NE(0, got_call(&b, OWNER));
	EXPECT_TRUE(silent(self->a));

	/* Who was first has left. */
	line_close(&b);
	incoming(&self->sim, VOICE);
	EXPECT_NE(0, got_call(&a, OWNER));
}

/* 2.5: the priority list of the mode; 1 is the highest, what was is one lower. */
TEST_F(routing, priority_list)
{
	struct line a = line_open(&self->sim, 0, self->a, OWNER, VOICE);
	struct line b = line_open(&self->sim, 0, self->b, OWNER, VOICE);
	struct line c = line_open(&self->sim, 0, self->c, OWNER, VOICE);

	EXPECT_EQ(0, get_priority(self->a, MOD_B, VOICE));
	EXPECT_EQ(0, set_priority(self->a, MOD_B, VOICE, 1));
	incoming(&self->sim, VOICE);
	EXPECT_NE(0, got_call(&b, OWNER));

	EXPECT_EQ(0, set_priority(self->a, MOD_C, VOICE, 1));
	EXPECT_EQ(1, get_priority(self->a, MOD_C, VOICE));
	EXPECT_EQ(2, get_priority(self->a, MOD_B, VOICE));
	EXPECT_EQ(0, get_priority(self->a, MOD_A, VOICE));
	incoming(&self->sim, VOICE);
	EXPECT_NE(0, got_call(&c, OWNER));

	/* Inserting again moves it up: a lower entry is removed. */
	EXPECT_EQ(0, set_priority(self->a, MOD_B, VOICE, 1));
	EXPECT_EQ(1, get_priority(self->a, MOD_B, VOICE));
	EXPECT_EQ(2, get_priority(self->a, MOD_C, VOICE));
	incoming(&self->sim, VOICE);
	EXPECT_NE(0, got_call(&b, OWNER));

	/* Off the list: the other listed one, then the first open. */
	EXPECT_EQ(0, set_priority(self->a, MOD_B, VOICE, 0));
	EXPECT_EQ(0, get_priority(self->a, MOD_B, VOICE));
	incoming(&self->sim, VOICE);
	EXPECT_NE(0, got_call(&c, OWNER));
	EXPECT_EQ(0, set_priority(self->a, MOD_C, VOICE, 0));
	EXPECT_EQ(0, set_priority(self->a, MOD_C, VOICE, 0));	/* absent: no error */
	incoming(&self->sim, VOICE);
	EXPECT_NE(0, got_call(&a, OWNER));
	EXPECT_TRUE(silent(self->a) && silent(self->b) && silent(self->c));
}

/* 2.5: each media mode has a list of its own. */
TEST_F(routing, priority_is_per_mode)
{
	struct line a = line_open(&self->sim, 0, self->a, OWNER, VOICE | MODEM);
	struct line b = line_open(&self->sim, 0, self->b, OWNER, VOICE | MODEM);

	EXPECT_EQ(0, set_priority(self->a, MOD_B, MODEM, 1));
	EXPECT_EQ(0, get_priority(self->a, MOD_B, VOICE));
	incoming(&self->sim, VOICE);
	EXPECT_NE(0, got_call(&a, OWNER));
	incoming(&self->sim, MODEM);
	EXPECT_NE(0, got_call(&b, OWNER));
}

/* 2.5: a program may be listed before it runs. */
TEST_F(routing, listed_before_it_starts)
{
	struct line a = line_open(&self->sim, 0, self->a, OWNER, VOICE);
	struct line b;
	int late;

	close(self->b);
	EXPECT_EQ(0, set_priority(self->a, MOD_B, VOICE, 1));
	incoming(&self->sim, VOICE);
	EXPECT_NE(0, got_call(&a, OWNER));	/* listed, but not there */

	late = app_open_as(MOD_B, V2_2);
	b = line_open(&self->sim, 0, late, OWNER, VOICE);
	incoming(&self->sim, VOICE);
	EXPECT_NE(0, got_call(&b, OWNER));
	EXPECT_TRUE(silent(self->a));
}

/* SET_PRIORITY: one mode, priority 0 or 1, a name; for the administrator only. */
TEST_F(routing, priority_refusals)
{
	int status;
	pid_t pid;

	EXPECT_EQ(-EINVAL, set_priority(self->a, MOD_A, VOICE, 2));
	EXPECT_EQ(-EINVAL, set_priority(self->a, MOD_A, VOICE | MODEM, 1));
	EXPECT_EQ(-EINVAL, set_priority(self->a, MOD_A, 1, 1));
	EXPECT_EQ(-EINVAL, set_priority(self->a, MOD_A, 0x10000, 1));
	EXPECT_EQ(-EINVAL, set_priority(self->a, "", VOICE, 1));
	EXPECT_EQ(-EINVAL, get_priority(self->a, MOD_A, VOICE | MODEM));
	EXPECT_EQ(0, get_priority(self->a, MOD_A, VOICE));

	pid = fork();
	if (!pid) {
		if (setuid(65534))
			_exit(9);
		if (set_priority(self->a, MOD_A, VOICE, 1) != -EPERM)
			_exit(1);
		_exit(get_priority(self->a, MOD_A, VOICE) ? 2 : 0);
	}
	ASSERT_EQ(pid, waitpid(pid, &status, 0));
	EXPECT_EQ(0, status);
	EXPECT_EQ(0, get_priority(self->a, MOD_A, VOICE));
}

/* ----------------------------------------------------------------------- unknown modes */

/* 2.5 rule 3: UNKNOWN, alone or with others, goes to who is open for UNKNOWN. */
TEST_F(routing, unknown_has_an_owner)
{
	struct line voice = line_open(&self->sim, 0, self->a, OWNER, VOICE);
	struct line probe = line_open(&self->sim, 0, self->b, OWNER, UNKNOWN);
	__u32 call;

	incoming(&self->sim, UNKNOWN | VOICE | FAX);
	call = got_call(&probe, OWNER);
	ASSERT_NE(0, call);
	EXPECT_EQ(UNKNOWN | VOICE | FAX, call_info(&probe, call).media_mode);
	incoming(&self->sim, UNKNOWN);
	call = got_call(&probe, OWNER);
	ASSERT_NE(0, call);
	EXPECT_EQ(UNKNOWN, call_info(&probe, call).media_mode);
	EXPECT_TRUE(silent(self->a));

	/* Rule 2: a known mode is not the UNKNOWN program's affair. */
	incoming(&self->sim, VOICE);
	EXPECT_NE(0, got_call(&voice, OWNER));
	EXPECT_TRUE(silent(self->b));
}

/* 2.5 rule 4: the first mode in TAPI's order that somebody serves. */
TEST_F(routing, unknown_default_order)
{
	struct line fax = line_open(&self->sim, 0, self->a, OWNER, FAX | AUTOVOICE);
	struct line modem = line_open(&self->sim, 0, self->b, OWNER, MODEM);
	struct line voice = line_open(&self->sim, 0, self->c, OWNER, VOICE);

	incoming(&self->sim, UNKNOWN);
	EXPECT_NE(0, got_call(&voice, OWNER));
	line_close(&voice);
	drain(self->c);
	incoming(&self->sim, UNKNOWN);
	EXPECT_NE(0, got_call(&modem, OWNER));
	incoming(&self->sim, UNKNOWN | FAX);
	EXPECT_NE(0, got_call(&fax, OWNER));
	/* DATAMODEM comes before AUTOMATEDVOICE. */
	incoming(&self->sim, UNKNOWN | AUTOVOICE | MODEM);
	EXPECT_NE(0, got_call(&modem, OWNER));
	EXPECT_TRUE(silent(self->a));
}

/* 2.5 rule 4: the flags of the modes tried in vain are cleared. */
TEST_F(routing, unknown_strikes_off)
{
	struct line fax = line_open(&self->sim, 0, self->a, OWNER, FAX);
	__u32 call;

	incoming(&self->sim, UNKNOWN | VOICE | MODEM | FAX | AUTOVOICE);
	call = got_call(&fax, OWNER);
	ASSERT_NE(0, call);
	/* Voice and modem were tried before; automated voice would have come after. */
	EXPECT_EQ(UNKNOWN | FAX | AUTOVOICE, call_info(&fax, call).media_mode);
}

/* ---------------------------------------------------------------------- one address only */

/* B.26: SINGLEADDRESS is no owner of calls on another address; a monitor it is. */
TEST_F(routing, single_address)
{
	struct tline_ioc_open arg = {
		.api_version = V2_2, .privileges = OWNER | MONITOR | SINGLEADDRESS,
		.media_modes = VOICE, .address = 1,
	};
	struct line one = { .app = self->a }, any, caller;
	__u32 call, made;

	ASSERT_EQ(0, line_try(&self->sim, 0, O_RDWR, self->a, &arg, &one.fd));
	one.handle = arg.handle;
	any = line_open(&self->sim, 0, self->b, OWNER, VOICE);

	incoming(&self->sim, VOICE);		/* address 0 */
	call = got_call(&any, OWNER);
	ASSERT_NE(0, call);
	EXPECT_EQ(0, call_info(&any, call).address);
	EXPECT_NE(0, got_call(&one, MONITOR));

	caller = call_from_line1(&self->sim, self->c, "200x1", &made);
	ASSERT_NE(0, made);
	call = got_call(&one, OWNER);		/* it opened first */
	ASSERT_NE(0, call);
	EXPECT_EQ(1, call_info(&one, call).address);
	EXPECT_TRUE(silent(self->b));
	line_close(&caller);
}

/* 2.1: SINGLEADDRESS names an address that exists; without MONITOR it sees no other. */
TEST_F(routing, single_address_alone)
{
	struct tline_ioc_open arg = {
		.api_version = V2_2, .privileges = OWNER | SINGLEADDRESS,
		.media_modes = VOICE, .address = 2,
	};
	struct tline_open_info info = { 0 };
	struct tline_ioc_opens opens = {
		.opens = (uintptr_t)&info, .count = 1, .entry_size = sizeof(info),
	};
	int fd;

	EXPECT_EQ(TLINE_ERR_INVALADDRESSID, line_try(&self->sim, 0, O_RDWR, self->a, &arg, &fd));
	arg.address = 1;
	ASSERT_EQ(0, line_try(&self->sim, 0, O_RDWR, self->a, &arg, &fd));
	ASSERT_EQ(0, ioctl(fd, TLINE_IOC_OPENS, &opens));
	EXPECT_EQ(1, opens.count);
	EXPECT_EQ(1, info.address);
	EXPECT_EQ(VOICE, info.media_modes);
	EXPECT_STREQ(MOD_A, info.module);

	incoming(&self->sim, VOICE);
	EXPECT_TRUE(silent(self->a));
	EXPECT_EQ(0, counters(fd).calls_total);
}

/* ---------------------------------------------------------------------- who hears of it */

/* 2.5 rule 1, 2.7: each MONITOR open; of OWNER opens the chosen one; NONE never. */
TEST_F(routing, monitors)
{
	struct line none = line_open(&self->sim, 0, self->a, NONE, 0);
	struct line owner = line_open(&self->sim, 0, self->b, OWNER | MONITOR, VOICE);
	struct line other = line_open(&self->sim, 0, self->c, OWNER, VOICE);
	int app = app_open(), app2 = app_open();
	struct line mon = line_open(&self->sim, 0, app, MONITOR, 0);
	struct line both = line_open(&self->sim, 0, app2, OWNER | MONITOR, MODEM);
	__u32 call;

	incoming(&self->sim, VOICE);
	call = got_call(&owner, OWNER);		/* and no second handle as a monitor */
	ASSERT_NE(0, call);
	EXPECT_NE(0, got_call(&mon, MONITOR));
	EXPECT_NE(0, got_call(&both, MONITOR));
	EXPECT_TRUE(silent(self->a));
	EXPECT_TRUE(silent(self->c));
	EXPECT_EQ(1, call_info(&owner, call).num_owners);
	EXPECT_EQ(2, call_info(&owner, call).num_monitors);
	EXPECT_EQ(0, call_state(&none, call));
	EXPECT_EQ(0, call_state(&other, call));
}

/* 2.5: the provider is told the union of the media modes of all owners. */
TEST_F(routing, provider_knows_the_union)
{
	struct line a = line_open(&self->sim, 0, self->a, OWNER, VOICE | FAX);
	struct line b, c;

	EXPECT_TRUE(detection_is(&self->sim, VOICE | FAX));
	b = line_open(&self->sim, 0, self->b, OWNER, MODEM);
	EXPECT_TRUE(detection_is(&self->sim, VOICE | FAX | MODEM));
	c = line_open(&self->sim, 0, self->c, MONITOR, AUTOVOICE);	/* means nothing */
	EXPECT_TRUE(detection_is(&self->sim, VOICE | FAX | MODEM));
	line_close(&a);
	EXPECT_TRUE(detection_is(&self->sim, MODEM));
	line_close(&b);
	line_close(&c);
	EXPECT_TRUE(detection_is(&self->sim, 0));
}

/*
 * 2.5, unowned calls: nobody has the line open for it: the call is not known to the
 * core, rings on, and is offered when somebody opens.
 */
TEST_F(routing, nobody)
{
	struct line none = line_open(&self->sim, 0, self->a, NONE, 0);
	struct line modem = line_open(&self->sim, 0, self->a, OWNER, MODEM);
	struct line voice, caller;
	__u32 made, call;

	caller = call_from_line1(&self->sim, self->c, "200", &made);
	ASSERT_NE(0, made);
	EXPECT_EQ(TLINE_CALLSTATE_RINGBACK, call_state(&caller, made));
	EXPECT_TRUE(silent(self->a));
	EXPECT_EQ(0, counters(none.fd).calls);
	EXPECT_EQ(0, counters(none.fd).calls_total);

	voice = line_open(&self->sim, 0, self->b, OWNER, VOICE);
	sim_get(&self->sim, 0, "log");
	sim_step(&self->sim, 0);
	call = got_call(&voice, OWNER);
	ASSERT_NE(0, call);
	EXPECT_TRUE(silent(self->a));
	EXPECT_EQ(1, counters(none.fd).calls_total);
	EXPECT_EQ(0, reply(self->b, submit_op(&voice, TLINE_OP_ANSWER, call), NULL));
	EXPECT_EQ(TLINE_CALLSTATE_CONNECTED, call_state(&caller, made));
	line_close(&modem);
}

/* 2.5, unowned calls: offered to monitors only, of whom one may take it. */
TEST_F(routing, monitor_takes_unowned)
{
	struct line mon = line_open(&self->sim, 0, self->a, MONITOR, 0);
	__u32 call;

	incoming(&self->sim, VOICE);
	call = got_call(&mon, MONITOR);
	ASSERT_NE(0, call);
	EXPECT_EQ(0, call_info(&mon, call).num_owners);
	EXPECT_EQ(TLINE_ERR_NOTOWNER, submit_op(&mon, TLINE_OP_ANSWER, call));
	EXPECT_EQ(0, set_privilege(&mon, call, OWNER));
	EXPECT_EQ(0, reply(self->a, submit_op(&mon, TLINE_OP_ANSWER, call), NULL));
	EXPECT_EQ(TLINE_CALLSTATE_CONNECTED, call_state(&mon, call));
}

/* P6: let go of while it rings, the call is gone here; it may be offered once more. */
TEST_F(routing, forgotten_while_ringing)
{
	struct line a = line_open(&self->sim, 0, self->a, OWNER, VOICE), b;
	__u32 call;

	incoming(&self->sim, VOICE);
	call = got_call(&a, OWNER);
	ASSERT_NE(0, call);
	sim_log_clear(&self->sim, 0);
	EXPECT_EQ(0, deallocate(&a, call));
	EXPECT_EQ(0, counters(a.fd).calls);
	EXPECT_STREQ("close_call", sim_log(&self->sim, 0));
	b = line_open(&self->sim, 0, self->b, MONITOR, 0);
	sim_get(&self->sim, 0, "log");
	sim_step(&self->sim, 0);
	EXPECT_NE(0, got_call(&a, OWNER));
	EXPECT_NE(0, got_call(&b, MONITOR));
	EXPECT_EQ(2, counters(a.fd).calls_total);
}

/* ------------------------------------------------------------------------------ hand-off */

/* B.14, 2.4: directed hand-off: new handle, told first; the caller stays owner. */
TEST_F(routing, handoff_directed)
{
	struct line a = line_open(&self->sim, 0, self->a, OWNER, VOICE);
	struct line b = line_open(&self->sim, 0, self->b, OWNER, FAX);
	struct line mon = line_open(&self->sim, 0, self->c, MONITOR, 0);
	__u32 call, seen, theirs;

	incoming(&self->sim, VOICE);
	call = got_call(&a, OWNER);
	seen = got_call(&mon, MONITOR);
	ASSERT_TRUE(call && seen);
	sim_log_clear(&self->sim, 0);

	/* The media modes that the target opened with do not matter. */
	EXPECT_EQ(0, handoff(&a, call, MOD_B, 0));
	theirs = got_call(&b, OWNER);
	ASSERT_NE(0, theirs);
	EXPECT_TRUE(next_is(self->c, TLINE_MSG_CALLINFO, seen, TLINE_CALLINFOSTATE_NUMOWNERINCR,
			    0, 0));
	EXPECT_TRUE(silent(self->a));
	EXPECT_EQ(OWNER, call_status(&a, call).privilege);
	EXPECT_EQ(2, call_info(&a, call).num_owners);
	EXPECT_EQ(1, call_info(&a, call).num_monitors);
	EXPECT_EQ(VOICE, call_info(&a, call).media_mode);

	/* Letting go then leaves the call to the target; the provider sees nothing. */
	EXPECT_EQ(0, deallocate(&a, call));
	EXPECT_TRUE(next_is(self->b, TLINE_MSG_CALLINFO, theirs, TLINE_CALLINFOSTATE_NUMOWNERDECR,
			    0, 0));
	EXPECT_STREQ("", sim_log(&self->sim, 0));
	EXPECT_EQ(0, reply(self->b, submit_op(&b, TLINE_OP_ANSWER, theirs), NULL));
}

/* B.14, 2.4: a target that has a handle keeps it, and is told though an owner already. */
TEST_F(routing, handoff_to_a_holder)
{
	struct line a = line_open(&self->sim, 0, self->a, OWNER, VOICE);
	struct line b = line_open(&self->sim, 0, self->b, OWNER | MONITOR, FAX);
	struct line mon = line_open(&self->sim, 0, self->c, MONITOR, 0);
	__u32 call, held, seen;

	incoming(&self->sim, VOICE);
	call = got_call(&a, OWNER);
	held = got_call(&b, MONITOR);
	seen = got_call(&mon, MONITOR);
	ASSERT_TRUE(call && held && seen);

	EXPECT_EQ(0, handoff(&a, call, MOD_B, 0));
	EXPECT_TRUE(next_is(self->b, TLINE_MSG_CALLSTATE, held, TLINE_CALLSTATE_OFFERING,
			    TLINE_OFFERINGMODE_ACTIVE, OWNER));
	EXPECT_TRUE(next_is(self->c, TLINE_MSG_CALLINFO, seen,
			    TLINE_CALLINFOSTATE_NUMOWNERINCR | TLINE_CALLINFOSTATE_NUMMONITORS,
			    0, 0));
	EXPECT_EQ(2, call_info(&a, call).num_owners);
	EXPECT_EQ(1, call_info(&a, call).num_monitors);

	EXPECT_EQ(0, handoff(&a, call, MOD_B, 0));
	EXPECT_TRUE(next_is(self->b, TLINE_MSG_CALLSTATE, held, TLINE_CALLSTATE_OFFERING,
			    TLINE_OFFERINGMODE_ACTIVE, OWNER));
	EXPECT_EQ(2, call_info(&a, call).num_owners);
	EXPECT_TRUE(silent(self->a) && silent(self->b) && silent(self->c));
}

/* B.14, 2.4: to oneself by name: fine, and nothing happens; others of that name: too. */
TEST_F(routing, handoff_to_self)
{
	int twin = app_open_as(MOD_A, V2_2);
	struct line first = line_open(&self->sim, 0, twin, OWNER, FAX);
	struct line a = line_open(&self->sim, 0, self->a, OWNER, VOICE);
	__u32 call;

	incoming(&self->sim, VOICE);
	call = got_call(&a, OWNER);
	ASSERT_NE(0, call);
	EXPECT_EQ(0, handoff(&a, call, MOD_A, 0));
	EXPECT_TRUE(silent(self->a));
	EXPECT_TRUE(silent(twin));
	EXPECT_EQ(1, call_info(&a, call).num_owners);
	line_close(&first);
}

/* B.14, 2.4: by media mode: the one of highest priority; oneself and nobody are errors. */
TEST_F(routing, handoff_by_mode)
{
	struct line a = line_open(&self->sim, 0, self->a, OWNER, VOICE);
	struct line b = line_open(&self->sim, 0, self->b, OWNER, FAX);
	struct line c = line_open(&self->sim, 0, self->c, OWNER, FAX | UNKNOWN);
	__u32 call;

	incoming(&self->sim, VOICE);
	call = got_call(&a, OWNER);
	ASSERT_NE(0, call);
	EXPECT_EQ(TLINE_ERR_TARGETSELF, handoff(&a, call, NULL, VOICE));
	EXPECT_EQ(TLINE_ERR_TARGETNOTFOUND, handoff(&a, call, NULL, MODEM));
	EXPECT_EQ(TLINE_ERR_INVALMEDIAMODE, handoff(&a, call, NULL, 0));
	EXPECT_EQ(TLINE_ERR_INVALMEDIAMODE, handoff(&a, call, NULL, FAX | MODEM));
	EXPECT_EQ(TLINE_ERR_INVALMEDIAMODE, handoff(&a, call, NULL, 0x10000));
	EXPECT_TRUE(silent(self->a) && silent(self->b) && silent(self->c));

	EXPECT_EQ(0, set_priority(self->a, MOD_C, FAX, 1));
	EXPECT_EQ(0, handoff(&a, call, NULL, FAX));
	EXPECT_NE(0, got_call(&c, OWNER));
	EXPECT_TRUE(silent(self->b));
	EXPECT_EQ(0, set_priority(self->a, MOD_C, FAX, 0));
	EXPECT_EQ(0, handoff(&a, call, NULL, FAX));
	EXPECT_NE(0, got_call(&b, OWNER));
	EXPECT_EQ(3, call_info(&a, call).num_owners);
	EXPECT_EQ(VOICE, call_info(&a, call).media_mode);
}

/* 2.4: the target has the same line open as an owner; the caller owns the call. */
TEST_F(routing, handoff_refusals)
{
	struct line a = line_open(&self->sim, 0, self->a, OWNER, VOICE);
	struct line mon = line_open(&self->sim, 0, self->b, MONITOR, 0);
	struct line elsewhere = line_open(&self->sim, 1, self->c, OWNER, VOICE);
	__u32 call, seen;

	incoming(&self->sim, VOICE);
	call = got_call(&a, OWNER);
	seen = got_call(&mon, MONITOR);
	ASSERT_TRUE(call && seen);
	EXPECT_EQ(TLINE_ERR_TARGETNOTFOUND, handoff(&a, call, MOD_B, 0));
	EXPECT_EQ(TLINE_ERR_TARGETNOTFOUND, handoff(&a, call, MOD_C, 0));
	EXPECT_EQ(TLINE_ERR_TARGETNOTFOUND, handoff(&a, call, "routing", VOICE));
	EXPECT_EQ(TLINE_ERR_NOTOWNER, handoff(&mon, seen, MOD_A, 0));
	EXPECT_EQ(TLINE_ERR_INVALCALLHANDLE, handoff(&a, call + 1, MOD_A, 0));
	EXPECT_EQ(TLINE_ERR_INVALCALLHANDLE, handoff(&a, 0, MOD_A, 0));
	EXPECT_EQ(1, call_info(&a, call).num_owners);
	EXPECT_TRUE(silent(self->a) && silent(self->b) && silent(self->c));
	line_close(&elsewhere);
}

/* 2.4, 2.8: the owner of an UNKNOWN call clears a mode, and hands off to the next one. */
TEST_F(routing, probing_and_handoff)
{
	struct line a = line_open(&self->sim, 0, self->a, OWNER, UNKNOWN);
	struct line b = line_open(&self->sim, 0, self->b, OWNER | MONITOR, FAX);
	struct tline_ioc_set_call arg = { .value = UNKNOWN | FAX };
	__u32 call, held;

	incoming(&self->sim, UNKNOWN | VOICE | FAX);
	call = got_call(&a, OWNER);
	held = got_call(&b, MONITOR);
	ASSERT_TRUE(call && held);
	sim_log_clear(&self->sim, 0);
	arg.call = call;
	ASSERT_EQ(0, ioctl(a.fd, TLINE_IOC_SET_MEDIAMODE, &arg));
	EXPECT_EQ(0, arg.result);
	EXPECT_TRUE(next_is(self->b, TLINE_MSG_CALLINFO, held, TLINE_CALLINFOSTATE_MEDIAMODE,
			    0, 0));
	EXPECT_EQ(UNKNOWN | FAX, call_info(&b, held).media_mode);
	EXPECT_STREQ("command:set_mediamode", sim_log(&self->sim, 0));

	EXPECT_EQ(0, handoff(&a, call, NULL, FAX));
	EXPECT_TRUE(next_is(self->b, TLINE_MSG_CALLSTATE, held, TLINE_CALLSTATE_OFFERING,
			    TLINE_OFFERINGMODE_ACTIVE, OWNER));
	EXPECT_EQ(0, set_privilege(&a, call, MONITOR));
	EXPECT_TRUE(next_is(self->b, TLINE_MSG_CALLINFO, held,
			    TLINE_CALLINFOSTATE_NUMOWNERDECR | TLINE_CALLINFOSTATE_NUMMONITORS,
			    0, 0));
	EXPECT_TRUE(silent(self->a));
}

TEST_HARNESS_MAIN
