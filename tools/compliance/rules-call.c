// SPDX-License-Identifier: GPL-2.0-only
/*
 * Calls: made, answered, held, brought together, and ended.
 */
#include <string.h>

#include "compliance.h"

static void is_connected(void)
{
	struct talk t = talk();

	if (t.far)
		EXPECT(state_of(t.peer) == STATE(CONNECTED),
		       "the far end is %s", state_name(state_of(t.peer)));
	EXPECT(calls_on(t.near->line) == 1, "%u calls on the line", calls_on(t.near->line));
}

/* The far end ends by itself, or tells that we have gone. */
static void far_end_gone(struct phone *far, HCALL call)
{
	must_reach(far, call, STATE(DISCONNECTED) | STATE(IDLE));
}

static void drop(void)
{
	struct talk t = talk();

	MUST_DO(t.near, lineDrop(t.call, NULL, 0));
	must_reach(t.near, t.call, STATE(IDLE));
	if (t.far)
		far_end_gone(t.far, t.peer);
	EXPECT(!calls_on(t.near->line), "%u calls on the line", calls_on(t.near->line));
	EXPECT(state_of(t.call) == STATE(IDLE), "the handle is of no use after IDLE");
	EXPECT_RC(lineDeallocateCall(t.call), 0);
}

static void far_end_hangs_up(void)
{
	struct talk t = talk();

	MUST_DO(t.far, lineDrop(t.peer, NULL, 0));
	must_reach(t.near, t.call, STATE(DISCONNECTED) | STATE(IDLE));
	if (state_of(t.call) == STATE(IDLE))
		return;
	MUST_DO(t.near, lineDrop(t.call, NULL, 0));
	must_reach(t.near, t.call, STATE(IDLE));
}

static void rejected(void)
{
	struct talk t = ring();

	MUST_DO(t.far, lineDrop(t.peer, NULL, 0));
	must_reach(t.far, t.peer, STATE(IDLE));
	must_reach(t.near, t.call, STATE(DISCONNECTED) | STATE(BUSY) | STATE(IDLE));
}

static void caller_gives_up(void)
{
	struct talk t = ring();

	MUST_DO(t.near, lineDrop(t.call, NULL, 0));
	must_reach(t.near, t.call, STATE(IDLE));
	must_reach(t.far, t.peer, STATE(IDLE) | STATE(DISCONNECTED));
}

static void answered_here(void)
{
	struct phone *near = phone_open(subject.line->id, V2_2, OWNER);
	struct talk t = incoming(near);

	if (features_of(t.call) & LINECALLFEATURE_ACCEPT && state_of(t.call) == STATE(OFFERING)) {
		MUST_DO(near, lineAccept(t.call, NULL, 0));
		must_reach(near, t.call, STATE(ACCEPTED) | STATE(CONNECTED));
	}
	MUST_DO(near, lineAnswer(t.call, NULL, 0));
	must_reach(near, t.call, STATE(CONNECTED));
	must_reach(t.far, t.peer, STATE(CONNECTED));
}

static void busy(void)
{
	struct phone *p = phone_open(subject.line->id, V2_2, OWNER);
	HCALL call = dial(p, subject.busy);
	const struct heard *h = hear_state(p, call, STATE(BUSY) | STATE(DISCONNECTED));

	EXPECT(h,
	       "the call became neither BUSY nor DISCONNECTED; it is %s", state_name(state_of(call)));
	EXPECT(h->m.dwParam1 == STATE(BUSY) || h->m.dwParam2 == LINEDISCONNECTMODE_BUSY,
	       "DISCONNECTED with mode %s", tlineCallStateModeName(h->m.dwParam1, h->m.dwParam2));
}

static void held(void)
{
	struct talk t;

	need_feature(LINECALLFEATURE_HOLD, "hold");
	t = talk();
	MUST_DO(t.near, lineHold(t.call));
	must_reach(t.near, t.call, STATE(ONHOLD));
	EXPECT(state_of(t.call) == STATE(ONHOLD), "the call is %s", state_name(state_of(t.call)));
	phone_forget(t.near);
	MUST_DO(t.near, lineUnhold(t.call));
	must_reach(t.near, t.call, STATE(CONNECTED));
}

/* A consultation that ends brings the first call back. */
static void consultation(void)
{
	struct talk t;
	HCALL consult = 0;

	need_feature(LINECALLFEATURE_SETUPTRANSFER, "consultation calls");
	t = talk();
	phone_forget(t.near);
	MUST_DO(t.near, lineSetupTransfer(t.call, &consult, NULL));
	must_reach(t.near, t.call, STATE(ONHOLDPENDTRANSFER) | STATE(ONHOLD));
	must_reach(t.near, consult, STATE(DIALTONE) | STATE(DIALING) | STATE(CONNECTED));
	phone_forget(t.near);
	MUST_DO(t.near, lineDrop(consult, NULL, 0));
	must_reach(t.near, consult, STATE(IDLE));
	if (!(subject.address.flags & LINEADDRCAPFLAGS_AUTORECONNECT))
		MUST_DO(t.near, lineUnhold(t.call));
	must_reach(t.near, t.call, STATE(CONNECTED));
}

static void digits(void)
{
	static const char text[] = "159*#";
	struct talk t;
	size_t i;

	need_feature(LINECALLFEATURE_GENERATEDIGITS, "digits to send");
	if (!(subject.caps.generate_digit_modes & LINEDIGITMODE_DTMF))
		not_applicable("the line sends no DTMF");
	t = talk();
	EXPECT_RC(lineMonitorDigits(t.peer, LINEDIGITMODE_DTMF), 0);
	EXPECT_RC(lineGenerateDigits(t.call, LINEDIGITMODE_DTMF, text, 0), 0);
	for (i = 0; text[i]; i++) {
		const struct heard *h = must_hear(t.far, LINE_MONITORDIGITS, t.peer);

		EXPECT((h->m.dwParam1 & 0xff) == (unsigned char)text[i],
		       "digit %zu is '%c', not '%c'", i,
		       (int)(h->m.dwParam1 & 0xff), text[i]);
		EXPECT(h->m.dwParam2 == LINEDIGITMODE_DTMF,
		       "digit mode %#lx", (unsigned long)h->m.dwParam2);
		t.far->from = h - t.far->heard + 1;
	}
	EXPECT(must_hear(t.near, LINE_GENERATE, t.call)->m.dwParam1 == LINEGENERATETERM_DONE,
	       "LINE_GENERATE does not say that it is done");
	EXPECT_RC(lineGenerateDigits(t.call, LINEDIGITMODE_DTMF, "X", 0), LINEERR_INVALDIGITS);
	EXPECT_RC(lineMonitorDigits(t.call, 0x80000000), LINEERR_INVALDIGITMODE);
}

static void new_digits_cancel_the_old(void)
{
	struct talk t;
	const struct heard *h;

	need_feature(LINECALLFEATURE_GENERATEDIGITS, "digits to send");
	t = talk();
	EXPECT_RC(lineGenerateDigits(t.call, LINEDIGITMODE_DTMF, "1111111111", 0), 0);
	EXPECT_RC(lineGenerateDigits(t.call, LINEDIGITMODE_DTMF, "2", 0), 0);
	h = must_hear(t.near, LINE_GENERATE, t.call);
	EXPECT(h->m.dwParam1 == LINEGENERATETERM_CANCEL,
	       "the first digits ended with %#lx", (unsigned long)h->m.dwParam1);
	t.near->from = h - t.near->heard + 1;
	h = must_hear(t.near, LINE_GENERATE, t.call);
	EXPECT(h->m.dwParam1 == LINEGENERATETERM_DONE,
	       "the second ones ended with %#lx", (unsigned long)h->m.dwParam1);
}

static LINECALLINFO *info_of(HCALL call)
{
	LINECALLINFO *info = xcalloc(1, 65536);

	info->dwTotalSize = 65536;
	EXPECT_RC(lineGetCallInfo(call, info), 0);
	return info;
}

static void who_calls(void)
{
	struct talk t = talk();
	LINECALLINFO *near = info_of(t.call), *far = info_of(t.peer);

	EXPECT(near->dwOrigin & LINECALLORIGIN_OUTBOUND, "origin of the call made: %s",
	       mask_text(TLINENAMES_CALLORIGIN, near->dwOrigin));
	EXPECT(!(far->dwOrigin & LINECALLORIGIN_OUTBOUND), "origin of the call received: %s",
	       mask_text(TLINENAMES_CALLORIGIN, far->dwOrigin));
	EXPECT(near->dwNumOwners == 1 && !near->dwNumMonitors,
	       "%u owners, %u monitors", near->dwNumOwners,
	       near->dwNumMonitors);
	if (far->dwCallerIDFlags & LINECALLPARTYID_ADDRESS)
		EXPECT(!strcmp((char *)far + far->dwCallerIDOffset, subject.address.number),
		       "the far end is called by '%s', not by '%s'", (char *)far + far->dwCallerIDOffset,
		       subject.address.number);
	EXPECT(near->dwMediaMode == VOICE,
	       "media mode %s", mask_text(TLINENAMES_MEDIAMODE, near->dwMediaMode));
}

static void partial_dialling(void)
{
	struct phone *p = phone_open(subject.line->id, V2_2, OWNER), *far;
	const struct heard *h;
	HCALL call;

	if (!(subject.address.flags & LINEADDRCAPFLAGS_PARTIALDIAL))
		not_applicable("the line takes no number in parts");
	far = phone_open(subject.peer->id, V2_2, OWNER);
	call = dial(p, NULL);
	must_reach(p, call, STATE(DIALTONE) | STATE(DIALING));
	MUST_DO(p, lineDial(call, subject.number, 0));
	h = must_hear(far, LINE_APPNEWCALL, far->line);
	must_reach(far, h->m.dwParam2, STATE(OFFERING) | STATE(ACCEPTED));
}

static const struct rule rules[] = {
	{ "call-1", "a call is made, answered and CONNECTED", NEED_CALL, is_connected },
	{ "call-2", "lineDrop brings IDLE, and the far end hears of it", NEED_CALL, drop },
	{ "call-3", "the far end hangs up: DISCONNECTED, lineDrop brings IDLE",
	  NEED_PEER, far_end_hangs_up },
	{ "call-4", "a call that is rejected ends at both ends", NEED_PEER, rejected },
	{ "call-5", "a caller gives up: the call rings no more", NEED_PEER, caller_gives_up },
	{ "call-6", "an incoming call is accepted, answered and CONNECTED",
	  NEED_PEER, answered_here },
	{ "call-7", "a busy number is told as busy", NEED_BUSY, busy },
	{ "call-8", "hold and unhold", NEED_CALL, held },
	{ "call-9", "a consultation call that ends gives the held call back",
	  NEED_CALL, consultation },
	{ "call-10", "digits sent at one end are heard at the other, in order", NEED_PEER, digits },
	{ "call-11", "new digits end those that are being sent: CANCEL, then DONE",
	  NEED_CALL, new_digits_cancel_the_old },
	{ "call-12", "who calls, who owns, what for: the same call seen from both ends",
	  NEED_PEER, who_calls },
	{ "call-13", "a call without a number waits for lineDial", NEED_PEER, partial_dialling },
};

RULE_GROUP(call_rules, "Calls", rules);
