// SPDX-License-Identifier: GPL-2.0-only
/*
 * Owners and monitors (tapi-semantics of lineOpen, lineSetCallPrivilege, lineHandoff).
 */
#include <errno.h>
#include <string.h>

#include "compliance.h"

static void privileges_of_open(void)
{
	static const DWORD bad[] = { 0, 8, LINECALLPRIVILEGE_NONE | OWNER,
				    LINECALLPRIVILEGE_NONE | MONITOR };
	struct phone *p = phone_open(subject.line->id, V2_2, LINECALLPRIVILEGE_NONE);
	HLINE line;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(bad); i++) {
		LONG rc = lineOpen(p->app, p->device, &line, V2_2, 0, 0, bad[i], VOICE, NULL);

		EXPECT(rc == LINEERR_INVALPRIVSELECT, "privileges %#x: %s", bad[i], error_name(rc));
	}
}

static void media_modes_of_open(void)
{
	struct phone *p = phone_open(subject.line->id, V2_2, LINECALLPRIVILEGE_NONE);
	DWORD lacking = TLINE_MEDIAMODES_ALL & ~subject.caps.media_modes;
	HLINE line;

	EXPECT_RC(lineOpen(p->app, p->device, &line, V2_2, 0, 0, OWNER, 0, NULL),
		  LINEERR_INVALMEDIAMODE);
	EXPECT_RC(lineOpen(p->app, p->device, &line, V2_2, 0, 0, OWNER, 0x80000000, NULL),
		  LINEERR_INVALMEDIAMODE);
	if (lacking)
		EXPECT_RC(lineOpen(p->app, p->device, &line, V2_2, 0, 0, OWNER, lacking & -lacking,
				   NULL),
			  LINEERR_INVALMEDIAMODE);
	EXPECT_RC(lineOpen(p->app, p->device, &line, V2_2, 0, 0, MONITOR, 0x80000000, NULL), 0);
}

static void single_address(void)
{
	struct phone *p = phone_open(subject.line->id, V2_2, LINECALLPRIVILEGE_NONE);
	LINECALLPARAMS params = {
		.dwTotalSize = sizeof(params),
		.dwAddressMode = LINEADDRESSMODE_ADDRESSID,
		.dwAddressID = subject.caps.num_addresses,
	};
	HLINE line;

	EXPECT_RC(lineOpen(p->app, p->device, &line, V2_2, 0, 0,
			   OWNER | LINEOPENOPTION_SINGLEADDRESS, VOICE, &params),
		  LINEERR_INVALADDRESSID);
	params.dwAddressID = 0;
	EXPECT_RC(lineOpen(p->app, p->device, &line, V2_2, 0, 0,
			   OWNER | LINEOPENOPTION_SINGLEADDRESS, VOICE, &params), 0);
}

static void new_calls_give_monitor_handles(void)
{
	struct talk t = talk();
	struct phone *late = phone_open(subject.line->id, V2_2, OWNER);
	LINECALLLIST none = { .dwTotalSize = sizeof(none) };
	HCALL call = handle_on(late);

	EXPECT(privilege_of(call) == MONITOR, "privilege %#x", privilege_of(call));
	EXPECT_RC(lineGetNewCalls(late->line, 0, LINECALLSELECT_LINE, &none), 0);
	EXPECT(!none.dwCallsNumEntries,
	       "%u handles more at the second time", none.dwCallsNumEntries);
	EXPECT(state_of(t.call) == STATE(CONNECTED),
	       "the call is %s", state_name(state_of(t.call)));
}

static void monitor_changes_nothing(void)
{
	struct talk t = talk();
	struct phone *m = phone_open(subject.line->id, V2_2, MONITOR);
	HCALL call = handle_on(m);

	EXPECT_RC(lineDrop(call, NULL, 0), LINEERR_NOTOWNER);
	EXPECT_RC(lineHold(call), LINEERR_NOTOWNER);
	EXPECT_RC(lineBlindTransfer(call, "1", 0), LINEERR_NOTOWNER);
	EXPECT_RC(lineSetAppSpecific(call, 1), LINEERR_NOTOWNER);
	EXPECT_RC(lineSetMediaMode(call, VOICE), LINEERR_NOTOWNER);
	EXPECT_RC(lineGenerateDigits(call, LINEDIGITMODE_DTMF, "1", 0), LINEERR_NOTOWNER);
	EXPECT_RC(lineHandoff(call, NULL, VOICE), LINEERR_NOTOWNER);
	EXPECT(state_of(t.call) == STATE(CONNECTED),
	       "the call is %s", state_name(state_of(t.call)));
}

static void monitor_may_listen(void)
{
	struct phone *m;

	if (!subject.caps.monitor_digit_modes)
		not_applicable("the line hears no digits");
	talk();
	m = phone_open(subject.line->id, V2_2, MONITOR);
	EXPECT_RC(lineMonitorDigits(handle_on(m),
				    subject.caps.monitor_digit_modes & LINEDIGITMODE_DTMF), 0);
}

static void sole_owner_stays(void)
{
	struct talk t = talk();

	EXPECT_RC(lineSetCallPrivilege(t.call, MONITOR), LINEERR_INVALCALLSTATE);
	EXPECT_RC(lineSetCallPrivilege(t.call, 8), LINEERR_INVALCALLPRIVILEGE);
	EXPECT(privilege_of(t.call) == OWNER, "privilege %#x", privilege_of(t.call));
}

static bool heard_info(struct phone *p, DWORD bits)
{
	size_t i;

	phone_drain(p);
	for (i = p->from; i < p->num; i++)
		if (p->heard[i].m.dwMessageID == LINE_CALLINFO && p->heard[i].m.dwParam1 & bits)
			return true;
	return false;
}

static void monitor_becomes_owner(void)
{
	struct talk t = talk();
	struct phone *m = phone_open(subject.line->id, V2_2, MONITOR);
	HCALL call = handle_on(m);
	const DWORD told = LINECALLINFOSTATE_NUMOWNERINCR | LINECALLINFOSTATE_NUMMONITORS;

	phone_forget(t.near);
	phone_forget(m);
	EXPECT_RC(lineSetCallPrivilege(call, OWNER), 0);
	EXPECT(privilege_of(call) == OWNER && privilege_of(t.call) == OWNER,
	       "privileges %#x and %#x",
	       privilege_of(call), privilege_of(t.call));
	EXPECT(heard_info(t.near, told), "the other owner got no LINE_CALLINFO");
	EXPECT(!heard_info(m, told), "who did it got a LINE_CALLINFO");
	/* Two owners: one may step down. */
	EXPECT_RC(lineSetCallPrivilege(t.call, MONITOR), 0);
}

static void handoff(void)
{
	struct talk t = talk_from(phone_named("compliance-first", subject.line->id, V2_2, OWNER));
	struct phone *second = phone_named("compliance-second", subject.line->id, V2_2, OWNER);
	const struct heard *h;

	EXPECT_RC(lineHandoff(t.call, "no-such-program", 0), LINEERR_TARGETNOTFOUND);
	EXPECT_RC(lineHandoff(t.call, NULL, 0), LINEERR_INVALMEDIAMODE);
	phone_forget(second);
	EXPECT_RC(lineHandoff(t.call, program_invocation_short_name, 0), 0);
	h = hear(second, LINE_CALLSTATE, 0);
	if (!h)
		h = hear(t.near, LINE_CALLSTATE, t.call);
	EXPECT(h && h->m.dwParam3 == OWNER,
	       "the target got no LINE_CALLSTATE with its new privilege");
	EXPECT(privilege_of(t.call) == OWNER,
	       "who handed off has privilege %#x", privilege_of(t.call));
}

static void handoff_to_oneself(void)
{
	struct talk t = talk();

	EXPECT_RC(lineHandoff(t.call, NULL, VOICE), LINEERR_TARGETSELF);
}

static void give_up_by_version(void)
{
	struct talk old = talk_from(phone_open(subject.line->id, V1_4, OWNER));
	struct talk t;

	EXPECT_RC(lineDeallocateCall(old.call), LINEERR_INVALCALLSTATE);
	bench_clear();
	t = talk();
	EXPECT_RC(lineDeallocateCall(t.call), 0);
	EXPECT_RC(lineDeallocateCall(t.call), LINEERR_INVALCALLHANDLE);
}

static void incoming_goes_to_owner(void)
{
	struct phone *owner = phone_open(subject.line->id, V2_2, OWNER);
	struct phone *monitor = phone_open(subject.line->id, V2_2, MONITOR);
	struct phone *none = phone_open(subject.line->id, V2_2, LINECALLPRIVILEGE_NONE);
	struct talk t = incoming(owner);
	const struct heard *h = must_hear(monitor, LINE_APPNEWCALL, monitor->line);

	EXPECT(privilege_of(t.call) == OWNER, "the owner's privilege is %#x", privilege_of(t.call));
	EXPECT(privilege_of(h->m.dwParam2) == MONITOR, "the monitor's privilege is %#x",
	       privilege_of(h->m.dwParam2));
	phone_drain(none);
	EXPECT(none->num == none->from, "an open with NONE was told");
}

static const struct rule rules[] = {
	{ "role-1", "lineOpen takes NONE, MONITOR, OWNER or both, nothing else",
	  0, privileges_of_open },
	{ "role-2", "an owner names media modes that the line has", 0, media_modes_of_open },
	{ "role-3", "SINGLEADDRESS needs an address of the line", 0, single_address },
	{ "role-4", "lineGetNewCalls gives monitor handles, once",
	  NEED_CALL, new_calls_give_monitor_handles },
	{ "role-5", "a monitor changes nothing: NOTOWNER", NEED_CALL, monitor_changes_nothing },
	{ "role-6", "a monitor may listen", NEED_CALL, monitor_may_listen },
	{ "role-7", "the sole owner of a live call stays its owner", NEED_CALL, sole_owner_stays },
	{ "role-8", "a monitor becomes an owner at any time, the others are told",
	  NEED_CALL, monitor_becomes_owner },
	{ "role-9", "lineHandoff makes another program an owner, and takes nothing away",
	  NEED_CALL, handoff },
	{ "role-10", "lineHandoff to the best program finds that it is the caller",
	  NEED_CALL, handoff_to_oneself },
	{ "role-11", "lineDeallocateCall of a live call by its sole owner: not below 2.0",
	  NEED_CALL, give_up_by_version },
	{ "role-12", "an incoming call is offered to the owner, seen by monitors, told to nobody else",
	  NEED_PEER, incoming_goes_to_owner },
};

RULE_GROUP(role_rules, "Owners and monitors", rules);
