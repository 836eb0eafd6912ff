// SPDX-License-Identifier: GPL-2.0-only
/*
 * Supplementary services: transfer, conference, park, forwarding, completion, digits
 * gathered, tones, and what a line is asked about its devices.
 */
#include <stdlib.h>
#include <string.h>

#include "compliance.h"

#define ROOM	4096

/* ---------------------------------------------------------------- three parties */

/* A consultation call to the third party, which answers by itself. */
static HCALL consult_third(struct talk *t)
{
	HCALL consult = 0;

	phone_forget(t->near);
	MUST_DO(t->near, lineSetupTransfer(t->call, &consult, NULL));
	must_reach(t->near, consult, STATE(DIALTONE) | STATE(DIALING));
	MUST_DO(t->near, lineDial(consult, subject.third, 0));
	must_reach(t->near, consult, STATE(CONNECTED));
	return consult;
}

static void transfer(void)
{
	struct talk t;
	HCALL consult;

	need_feature(LINECALLFEATURE_COMPLETETRANSF, "transfer");
	t = talk();
	consult = consult_third(&t);
	MUST_DO(t.near, lineCompleteTransfer(t.call, consult, NULL, LINETRANSFERMODE_TRANSFER));
	must_reach(t.near, t.call, STATE(IDLE));
	must_reach(t.near, consult, STATE(IDLE));
	if (t.far)
		EXPECT(state_of(t.peer) == STATE(CONNECTED), "the party that was transferred is %s",
		       state_name(state_of(t.peer)));
}

static void blind_transfer(void)
{
	struct talk t;

	need_feature(LINECALLFEATURE_BLINDTRANSFER, "blind transfer");
	t = talk();
	MUST_DO(t.near, lineBlindTransfer(t.call, subject.third, 0));
	must_reach(t.near, t.call, STATE(IDLE));
	if (t.far)
		EXPECT(!(state_of(t.peer) & (STATE(IDLE) | STATE(DISCONNECTED))),
		       "the party that was transferred is %s",
		       state_name(state_of(t.peer)));
}

static void swap(void)
{
	struct talk t;
	HCALL consult;

	need_feature(LINECALLFEATURE_SWAPHOLD, "swapping of calls");
	t = talk();
	consult = consult_third(&t);
	phone_forget(t.near);
	MUST_DO(t.near, lineSwapHold(consult, t.call));
	must_reach(t.near, t.call, STATE(CONNECTED));
	must_reach(t.near, consult, STATE(ONHOLD) | STATE(ONHOLDPENDTRANSFER));
}

static DWORD member_of(const struct phone *p, HCALL call)
{
	size_t i;
	DWORD parent = 0;

	for (i = 0; i < p->num; i++)
		if (p->heard[i].m.dwMessageID == LINE_CALLSTATE && p->heard[i].m.hDevice == call)
			parent = p->heard[i].m.dwParam1 == STATE(CONFERENCED) ? p->heard[i].m.dwParam2 : 0;
	return parent;
}

static void conference_begins(void)
{
	struct talk t;
	HCALL parent = 0, consult = 0;
	LONG rc;

	need_feature(LINECALLFEATURE_SETUPCONF, "conferences");
	t = talk();
	phone_forget(t.near);
	MUST_DO(t.near, lineSetupConference(t.call, 0, &parent, &consult, 3, NULL));
	EXPECT(parent && consult && parent != consult, "handles %#x and %#x", parent, consult);
	must_reach(t.near, parent, STATE(ONHOLDPENDCONF));
	must_reach(t.near, consult, STATE(DIALTONE) | STATE(DIALING) | STATE(CONNECTED));
	must_reach(t.near, t.call, STATE(CONFERENCED));
	rc = result_of(t.near, lineAddToConference(parent, t.call));
	EXPECT(rc == LINEERR_INVALCALLHANDLE, "adding a member again: %s", error_name(rc));
	EXPECT(member_of(t.near, t.call) == parent, "CONFERENCED names %#x, the conference is %#x",
	       member_of(t.near, t.call), parent);
	phone_forget(t.near);
	MUST_DO(t.near, lineDrop(parent, NULL, 0));
	must_reach(t.near, parent, STATE(IDLE));
}

static void conference_of_three(void)
{
	union {
		LINECALLLIST list;
		char room[256];
	} u = { .list.dwTotalSize = sizeof(u) };
	HCALL parent = 0, consult = 0, first;
	struct talk t;

	need_feature(LINECALLFEATURE_ADDTOCONF, "parties to add to conferences");
	t = talk();
	EXPECT_RC(lineGetConfRelatedCalls(t.call, &u.list), LINEERR_NOCONFERENCE);
	MUST_DO(t.near, lineSetupConference(t.call, 0, &parent, &consult, 3, NULL));
	must_reach(t.near, consult, STATE(DIALTONE) | STATE(DIALING));
	MUST_DO(t.near, lineDial(consult, subject.third, 0));
	must_reach(t.near, consult, STATE(CONNECTED));
	MUST_DO(t.near, lineAddToConference(parent, consult));
	must_reach(t.near, consult, STATE(CONFERENCED));
	must_reach(t.near, parent, STATE(CONNECTED));
	EXPECT(member_of(t.near, consult) == parent, "CONFERENCED names %#x, the conference is %#x",
	       member_of(t.near, consult), parent);
	EXPECT_RC(lineGetConfRelatedCalls(consult, &u.list), 0);
	EXPECT(u.list.dwCallsNumEntries == 3, "%u related calls, not 3", u.list.dwCallsNumEntries);
	memcpy(&first, u.room + u.list.dwCallsOffset, sizeof(first));
	EXPECT(first == parent, "the first of the related calls is not the parent");
	phone_forget(t.near);
	MUST_DO(t.near, lineDrop(parent, NULL, 0));
	must_reach(t.near, parent, STATE(IDLE));
}

/* ---------------------------------------------------------- park, forward, complete */

static void park(void)
{
	union {
		VARSTRING string;
		char room[256];
	} u = { .string.dwTotalSize = sizeof(u) };
	struct talk t;
	HCALL call = 0;

	need_feature(LINECALLFEATURE_PARK, "park");
	if (!(subject.address.park_modes & LINEPARKMODE_NONDIRECTED))
		not_applicable("the line only parks where it is told to");
	t = talk();
	MUST_DO(t.near, linePark(t.call, LINEPARKMODE_NONDIRECTED, NULL, &u.string));
	must_reach(t.near, t.call, STATE(IDLE));
	EXPECT(u.string.dwStringSize, "the line does not say where the call is parked");
	MUST_DO(t.near, lineUnpark(t.near->line, 0, &call, u.room + u.string.dwStringOffset));
	must_reach(t.near, call, STATE(CONNECTED));
	if (t.far)
		EXPECT(state_of(t.peer) == STATE(CONNECTED), "the party that was parked is %s",
		       state_name(state_of(t.peer)));
}

static DWORD forwards(struct phone *p)
{
	union {
		LINEADDRESSSTATUS status;
		char room[ROOM];
	} u = { .status.dwTotalSize = sizeof(u) };

	EXPECT_RC(lineGetAddressStatus(p->line, 0, &u.status), 0);
	return u.status.dwForwardNumEntries;
}

static void forward(void)
{
	struct {
		LINEFORWARDLIST list;
		char dest[64];
	} u = {
		.list.dwTotalSize = sizeof(u),
		.list.dwNumEntries = 1,
		.list.ForwardList[0].dwForwardMode = LINEFORWARDMODE_UNCOND,
		.list.ForwardList[0].dwDestAddressOffset = sizeof(LINEFORWARDLIST),
	};
	struct phone *p = phone_open(subject.line->id, V2_2, OWNER), *far;
	HCALL consult = 0, call;

	if (!(subject.address.address_features & LINEADDRFEATURE_FORWARD))
		not_applicable("the line does not forward");
	snprintf(u.dest, sizeof(u.dest), "%s", subject.third);
	u.list.ForwardList[0].dwDestAddressSize = strlen(u.dest) + 1;
	EXPECT_RC(lineSetStatusMessages(p->line, 0, LINEADDRESSSTATE_FORWARD), 0);
	MUST_DO(p, lineForward(p->line, 0, 0, &u.list, 0, &consult, NULL));
	must_hear(p, LINE_ADDRESSSTATE, p->line);
	EXPECT(forwards(p) == 1, "%u rules in force, not 1", forwards(p));
	far = phone_open(subject.peer->id, V2_2, OWNER);
	call = dial(far, subject.address.number);
	must_reach(far, call, STATE(CONNECTED));
	phone_drain(p);
	EXPECT(!calls_on(p->line), "the call is here all the same");
	MUST_DO(p, lineForward(p->line, 0, 0, NULL, 0, &consult, NULL));
	must_hear(p, LINE_ADDRESSSTATE, p->line);
	EXPECT(!forwards(p), "%u rules are still in force", forwards(p));
}

static void completion(void)
{
	struct phone *p;
	DWORD id = 0;
	HCALL call;
	LONG rc;

	need_feature(LINECALLFEATURE_COMPLETECALL, "call completion");
	if (!(subject.address.completion_modes & LINECALLCOMPLMODE_CALLBACK))
		not_applicable("the line does not call back");
	p = phone_open(subject.line->id, V2_2, OWNER);
	call = dial(p, subject.busy);
	must_reach(p, call, STATE(BUSY));
	rc = result_of(p, lineCompleteCall(call, &id, 0x80000000, 0));
	EXPECT(rc == LINEERR_INVALCALLCOMPLMODE, "a mode that is none: %s", error_name(rc));
	MUST_DO(p, lineCompleteCall(call, &id, LINECALLCOMPLMODE_CALLBACK, 0));
	must_reach(p, call, STATE(IDLE));
	MUST_DO(p, lineUncompleteCall(p->line, id));
	rc = result_of(p, lineUncompleteCall(p->line, id));
	EXPECT(rc == LINEERR_INVALCOMPLETIONID, "taking it back again: %s", error_name(rc));
}

/* ------------------------------------------------------------------- digits and tones */

static void gather(void)
{
	char digits[8] = "", again[8] = "";
	const struct heard *h;
	struct talk t;

	need_feature(LINECALLFEATURE_GATHERDIGITS, "digits to gather");
	t = talk();
	EXPECT_RC(lineGatherDigits(t.call, LINEDIGITMODE_DTMF, digits, 0, NULL, 0, 0),
		  LINEERR_INVALPARAM);
	EXPECT_RC(lineGatherDigits(t.call, 0x80000000, digits, 4, NULL, 0, 0),
		  LINEERR_INVALDIGITMODE);
	EXPECT_RC(lineGatherDigits(t.call, LINEDIGITMODE_DTMF, again, 4, "#", 0, 0), 0);
	/* A new one ends it. */
	EXPECT_RC(lineGatherDigits(t.call, LINEDIGITMODE_DTMF, digits, 4, "#", 0, 0), 0);
	h = must_hear(t.near, LINE_GATHERDIGITS, t.call);
	EXPECT(h->m.dwParam1 == LINEGATHERTERM_CANCEL,
	       "the first one ended with %#lx", (unsigned long)h->m.dwParam1);
	t.near->from = h - t.near->heard + 1;
	EXPECT_RC(lineGenerateDigits(t.peer, LINEDIGITMODE_DTMF, "12#", 0), 0);
	h = must_hear(t.near, LINE_GATHERDIGITS, t.call);
	EXPECT(h->m.dwParam1 == LINEGATHERTERM_TERMDIGIT,
	       "the second one ended with %#lx", (unsigned long)h->m.dwParam1);
	EXPECT(!strcmp(digits, "12#"), "'%.7s' was gathered, not '12#'", digits);
}

static void gather_waits_no_longer(void)
{
	char digits[8] = "x";
	DWORD wait = subject.caps.gather_digits_min_timeout;
	const struct heard *h;
	struct talk t;

	need_feature(LINECALLFEATURE_GATHERDIGITS, "digits to gather");
	if (!subject.caps.gather_digits_max_timeout)
		not_applicable("the line gathers without timeouts");
	t = talk();
	EXPECT_RC(lineGatherDigits(t.call, LINEDIGITMODE_DTMF, digits, 4, NULL,
				   subject.caps.gather_digits_max_timeout + 1, 0), LINEERR_INVALTIMEOUT);
	EXPECT_RC(lineGatherDigits(t.call, LINEDIGITMODE_DTMF, digits, 4, NULL, wait ? wait : 1, 0),
		  0);
	h = must_hear(t.near, LINE_GATHERDIGITS, t.call);
	EXPECT(h->m.dwParam1 == LINEGATHERTERM_FIRSTTIMEOUT,
	       "it ended with %#lx", (unsigned long)h->m.dwParam1);
	EXPECT(!digits[0], "'%.7s' was gathered from silence", digits);
}

static void tone(void)
{
	struct talk t;

	need_feature(LINECALLFEATURE_GENERATETONE, "tones to make");
	t = talk();
	EXPECT_RC(lineGenerateTone(t.call, 0x80000000, 100, 0, NULL), LINEERR_INVALTONEMODE);
	if (!(subject.caps.generate_tone_modes & LINETONEMODE_BEEP))
		return;
	EXPECT_RC(lineGenerateTone(t.call, LINETONEMODE_BEEP, 100, 0, NULL), 0);
	EXPECT(must_hear(t.near, LINE_GENERATE, t.call)->m.dwParam1 == LINEGENERATETERM_DONE,
	       "LINE_GENERATE does not say that it is done");
}

/* --------------------------------------------------------------- the line's devices */

static void device_ids(void)
{
	union {
		VARSTRING string;
		char room[256];
	} u = { .string.dwTotalSize = sizeof(u) };
	struct phone *p = phone_open(subject.line->id, V2_2, LINECALLPRIVILEGE_NONE);
	DWORD id;

	EXPECT_RC(lineGetID(p->line, 0, 0, LINECALLSELECT_LINE, &u.string, "tapi/line"), 0);
	EXPECT(u.string.dwStringSize == sizeof(id), "%u bytes of device id", u.string.dwStringSize);
	memcpy(&id, u.room + u.string.dwStringOffset, sizeof(id));
	EXPECT(id == subject.line->id, "device id %u, not %u", id, subject.line->id);
	EXPECT_RC(lineGetID(p->line, 0, 0, LINECALLSELECT_LINE, &u.string, "no/such"),
		  LINEERR_INVALDEVICECLASS);
	EXPECT_RC(lineGetDevConfig(subject.line->id, &u.string, "no/such"),
		  LINEERR_INVALDEVICECLASS);
}

static void rings(void)
{
	struct phone *p = phone_open(subject.line->id, V2_2, LINECALLPRIVILEGE_NONE);
	struct phone *q = phone_open(subject.line->id, V2_2, LINECALLPRIVILEGE_NONE);
	DWORD n = 0;

	EXPECT_RC(lineGetNumRings(p->line, 0, &n), 0);
	EXPECT(n == 0xffffffff, "%u rings, though nobody wished any", n);
	EXPECT_RC(lineSetNumRings(p->line, 0, 5), 0);
	EXPECT_RC(lineSetNumRings(q->line, 0, 3), 0);
	EXPECT_RC(lineGetNumRings(p->line, 0, &n), 0);
	EXPECT(n == 3, "%u rings, not the least of 5 and 3", n);
	EXPECT_RC(lineClose(q->line), 0);
	EXPECT_RC(lineGetNumRings(p->line, 0, &n), 0);
	EXPECT(n == 5, "%u rings after who wished 3 has gone", n);
	EXPECT_RC(lineSetNumRings(p->line, subject.caps.num_addresses, 1), LINEERR_INVALADDRESSID);
}

static void call_data(void)
{
	union {
		LINECALLINFO info;
		char room[65536];
	} *u = xcalloc(1, sizeof(*u));
	char data[] = "twenty bytes of data";
	struct talk t;
	LONG rc;

	need_feature(LINECALLFEATURE_SETCALLDATA, "call data");
	t = talk();
	phone_forget(t.near);
	MUST_DO(t.near, lineSetCallData(t.call, data, sizeof(data)));
	must_hear(t.near, LINE_CALLINFO, t.call);
	u->info.dwTotalSize = sizeof(*u);
	EXPECT_RC(lineGetCallInfo(t.call, &u->info), 0);
	EXPECT(u->info.dwCallDataSize == sizeof(data) &&
	       !memcmp(u->room + u->info.dwCallDataOffset, data, sizeof(data)),
	       "%u bytes come back, or other ones", u->info.dwCallDataSize);
	rc = result_of(t.near,
		       lineSetCallData(t.call, u->room, subject.address.max_call_data_size + 1));
	EXPECT(rc < 0, "more than the line takes was accepted");
	free(u);
}

static const struct rule rules[] = {
	{ "service-1", "a call is transferred after consultation",
	  NEED_CALL | NEED_THIRD, transfer },
	{ "service-2", "a call is transferred without consultation",
	  NEED_CALL | NEED_THIRD, blind_transfer },
	{ "service-3", "calls are swapped", NEED_CALL | NEED_THIRD, swap },
	{ "service-4", "a conference begins: parent, consultation, CONFERENCED with its parent; the drop ends it",
	  NEED_CALL, conference_begins },
	{ "service-5", "a conference of three, and its related calls",
	  NEED_CALL | NEED_THIRD, conference_of_three },
	{ "service-6", "a call is parked and taken back", NEED_CALL, park },
	{ "service-7", "calls are forwarded, until that is cancelled",
	  NEED_PEER | NEED_THIRD, forward },
	{ "service-8", "call completion is asked for, and taken back once", NEED_BUSY, completion },
	{ "service-9", "digits are gathered, one request at a time", NEED_PEER, gather },
	{ "service-10", "digits are waited for no longer than was said",
	  NEED_CALL, gather_waits_no_longer },
	{ "service-11", "a tone is made", NEED_CALL, tone },
	{ "service-12", "the line's device id, and classes that it has not", 0, device_ids },
	{ "service-13", "the least number of rings that anybody wishes, as long as it is open",
	  0, rings },
	{ "service-14", "call data is set and read", NEED_CALL, call_data },
};

RULE_GROUP(service_rules, "Services", rules);
