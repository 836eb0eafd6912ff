/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The table, written down from the documents: design section 5 (Documentation/
 * termination.rst) and the chapters of TAPI's reference that it follows, cited as
 * "tapi 4.1" and so on.  Exactly one rule of each kind must fit each combination.
 */
#ifndef TABLE_RULES_H
#define TABLE_RULES_H

#include "table.h"

#define W(x)		BIT(x)
#define APP_ENDS	(W(SHUTDOWN) | W(EXIT) | W(KILL))
#define LINE_ENDS	(W(CLOSE) | W(IOC_CLOSE))
#define APP_CLOSES	(LINE_ENDS | APP_ENDS)
#define CLOSES		(APP_CLOSES | W(FORCED))
#define DEVICE_GOES	(W(UNPLUG) | W(UNLOAD))
#define OLD		W(API_1_4)
#define NEW		(W(API_2_0) | W(API_2_2))
#define REASON(x)	TLINE_REASON_##x

/* What the provider sees; what becomes of requests; what is left. */
static const struct fate_rule fate_rules[] = {
	/* subject	ways	kind		api	sole	only	idle */
	{ W(CALL) | W(NEW_CALL), CLOSES, W(DROPS), 0,	YES,	YES,	NO,
	  "drop close_call", REASON(CALL_CLOSED), GONE,
	  "tapi 4.1: TSPI_lineDrop, then immediately on its return TSPI_lineCloseCall" },
	{ W(CALL) | W(NEW_CALL), CLOSES, W(DROPS_ON_CLOSE), 0, YES, YES, NO,
	  "drop_on_close close_call", REASON(CALL_CLOSED), GONE,
	  "tapi 4.2: which one is called depends on the provider" },
	{ W(CALL) | W(NEW_CALL), CLOSES, W(LEAVES), 0,	YES,	YES,	NO,
	  "close_call", REASON(CALL_CLOSED), GONE,
	  "tapi 4.2: with CLOSEDROP=0 skip the drop of row 1 and only CloseCall" },
	{ W(CALL) | W(NEW_CALL), CLOSES, 0,	0,	YES,	YES,	YES,
	  "close_call", REASON(CALL_CLOSED), GONE,
	  "tapi 4.2: call already IDLE: nothing to drop; go directly to the handle rules" },

	{ W(CALL) | W(NEW_CALL), CLOSES, W(DROPS), 0,	YES,	NO,	NO,
	  "drop", 0, ENDING,
	  "tapi 4.1: TSPI_lineDrop only; provider must eventually report IDLE" },
	{ W(CALL) | W(NEW_CALL), CLOSES, W(DROPS_ON_CLOSE), 0, YES, NO,	NO,
	  "drop_on_close", 0, ENDING,
	  "tapi 4.1: DropOnClose only; provider must eventually report IDLE" },
	{ W(CALL) | W(NEW_CALL), CLOSES, W(LEAVES), 0,	YES,	NO,	NO,
	  "", 0, STAYS,
	  "section 5: off = TAPI 2.x's distributed control: no drop" },
	{ W(CALL) | W(NEW_CALL), CLOSES, 0,	0,	YES,	NO,	YES,
	  "", 0, STAYS,
	  "tapi 4.2: call already IDLE: nothing to drop" },

	{ W(CALL) | W(NEW_CALL), CLOSES, 0,	0,	NO,	YES,	0,
	  "close_call", REASON(CALL_CLOSED), GONE,
	  "tapi 4.1: TSPI_lineCloseCall only; must be abandoned" },
	{ W(CALL) | W(NEW_CALL), CLOSES, 0,	0,	NO,	NO,	0,
	  "", 0, STAYS,
	  "tapi 4.1: nothing at all; stay intact and run to normal completion" },

	{ W(CALL), W(DEALLOCATE), 0,		OLD,	YES,	0,	NO,
	  "", 0, REFUSED,
	  "tapi 4.4: sole owner, not IDLE, < 2.0: INVALCALLSTATE" },
	{ W(CALL), W(DEALLOCATE), 0,		NEW,	YES,	YES,	NO,
	  "close_call", REASON(CALL_CLOSED), GONE,
	  "tapi 4.4: does not touch the physical call; when the last handle goes: CloseCall" },
	{ W(CALL), W(DEALLOCATE), 0,		NEW,	YES,	NO,	NO,
	  "", 0, STAYS,
	  "tapi 4.4: call continues, ownerless if monitors remain" },
	{ W(CALL), W(DEALLOCATE), 0,		0,	YES,	YES,	YES,
	  "close_call", REASON(CALL_CLOSED), GONE,
	  "tapi 4.4: sole owner, IDLE: 0; when the last handle goes: CloseCall" },
	{ W(CALL), W(DEALLOCATE), 0,		0,	YES,	NO,	YES,
	  "", 0, STAYS,
	  "tapi 4.4: sole owner, IDLE: 0" },
	{ W(CALL), W(DEALLOCATE), 0,		0,	NO,	YES,	0,
	  "close_call", REASON(CALL_CLOSED), GONE,
	  "tapi 4.1: when the last monitor has called lineDeallocateCall: CloseCall" },
	{ W(CALL), W(DEALLOCATE), 0,		0,	NO,	NO,	0,
	  "", 0, STAYS,
	  "tapi 4.4: monitor, or other owners exist: 0; the others' handles are valid" },
	{ W(NEW_CALL), W(DEALLOCATE), 0,	0,	0,	0,	0,
	  "", 0, STAYS,
	  "tapi 4.10: lineDeallocateCall: the handle it names, no other" },

	{ W(CALL) | W(NEW_CALL), DEVICE_GOES, 0, 0,	0,	0,	0,
	  "", REASON(DEVICE_GONE), GONE,
	  "P7: completes everything: requests OPERATIONFAILED, calls gone" },

	{ W(LINE),	CLOSES,	0,		0,	0,	YES,	0,
	  "close", REASON(LINE_CLOSED), GONE,
	  "tapi 3.4: it was the last open: TSPI_lineClose, each with OPERATIONFAILED" },
	{ W(LINE),	CLOSES,	0,		0,	0,	NO,	0,
	  "", 0, STAYS,
	  "tapi 3.4: other apps still have the line open: no indication, runs on" },
	{ W(LINE),	W(DEALLOCATE), 0,	0,	0,	0,	0,
	  "", 0, STAYS,
	  "tapi 3.4: they hang on the line" },
	{ W(LINE),	DEVICE_GOES, 0,		0,	0,	0,	0,
	  "", REASON(DEVICE_GONE), GONE,
	  "P7: a provider that goes away completes everything" },
};

/* The same for a call that is still being created: it goes with its creator. */
static const struct fate_rule creation_rules[] = {
	{ W(NEW_CALL), CLOSES, 0, 0, 0, 0, 0,
	  "close_call", REASON(CALL_CLOSED), GONE,
	  "tapi 3.5: closes before validation: CloseCall on the pending handle" },
	{ W(NEW_CALL), W(DEALLOCATE), 0, 0, 0, 0, 0,
	  "", 0, STAYS,
	  "tapi 4.10: lineDeallocateCall: the handle it names, no other" },
	{ W(NEW_CALL), DEVICE_GOES, 0, 0, 0, 0, 0,
	  "", REASON(DEVICE_GONE), GONE,
	  "P7: a provider that goes away completes everything" },
};

static const struct told_rule told_rules[] = {
	{ LINE_ENDS, NEW, 0, 0, true,
	  "tapi 3.6: lineClose, >= 2.0: every positive id is always answered" },
	{ LINE_ENDS, OLD, 0, 0, false,
	  "tapi 4.3: outstanding asynchronous replies are suppressed" },
	{ APP_ENDS, 0, 0, 0, false,
	  "tapi 4.6: asynchronous requests cancelled (no replies)" },
	{ W(DEALLOCATE), NEW, 0, 0, true,
	  "tapi 3.6: lineDeallocateCall, >= 2.0: all replies still delivered" },
	{ W(DEALLOCATE), OLD, W(ON_CALL) | W(DROPPING), W(GONE) | W(STAYS), false,
	  "tapi 3.6: lineDeallocateCall, < 2.0, requests outstanding on it: replies dropped" },
	{ W(DEALLOCATE), OLD, W(ON_CALL) | W(DROPPING), W(REFUSED), true,
	  "tapi 3.1: every accepted id gets exactly one reply" },
	{ W(DEALLOCATE), OLD, W(CREATING) | W(ON_LINE) | W(NOTHING), 0, true,
	  "tapi 3.1: every accepted id gets exactly one reply" },
	{ W(FORCED) | DEVICE_GOES, 0, 0, 0, true,
	  "tapi 4.7: first completes all outstanding, then sends LINE_CLOSE" },
};

/*
 * The provider that answers "during" does as TAPI tells it to (4.5, 4.9): it completes
 * what is pending, with OPERATIONFAILED, before its drop, close-call or close returns.
 */
static const struct answer_rule answer_rules[] = {
	{ W(APP), W(BEFORE), 0, "done", "", 0, false,
	  "section 4: the first who ends it wins" },
	{ W(APP), W(DURING), YES, "", "", 1, false,
	  "section 5: all end before close-call is issued; P4: changes only a counter" },
	{ W(APP), W(DURING), NO, "refused", "", 0, false,
	  "tapi 4.1: provider may terminate them, each completes exactly once" },
	{ W(APP), W(AFTER), YES, "", "", 1, false,
	  "P4: a provider's late answer changes nothing but a counter" },
	{ W(APP), W(AFTER), NO, "", "done", 0, false,
	  "tapi 4.1: stay intact and run to normal completion" },
	{ W(APP), W(TWICE), YES, "", "", 2, false,
	  "P4: a provider's late or double answer changes nothing but a counter" },
	{ W(APP), W(TWICE), NO, "", "done", 1, false,
	  "P4: a provider's double answer changes nothing but a counter" },
	{ W(APP), W(NEVER), YES, "", "", 0, false,
	  "P1: exactly one completion comes, whatever the provider does" },
	{ W(APP), W(NEVER), NO, "", "", 0, true,
	  "section 5: untouched: they run on" },

	{ W(CORE), W(BEFORE) | W(DURING), 0, "", "", 0, false,
	  "tapi 4.1: core does not wait for the completion of the drop's own id" },
	{ W(CORE), W(AFTER), YES, "", "", 1, false,
	  "section 5: all end, the drop's own too, before close-call is issued" },
	{ W(CORE), W(AFTER), NO, "", "", 0, false,
	  "tapi 4.1: each still completes exactly once" },
	{ W(CORE), W(TWICE), YES, "", "", 2, false,
	  "P4: a provider's late or double answer changes nothing but a counter" },
	{ W(CORE), W(TWICE), NO, "", "", 1, false,
	  "P4: a provider's double answer changes nothing but a counter" },
	{ W(CORE), W(NEVER), YES, "", "", 0, false,
	  "section 5: all end, the drop's own too, before close-call is issued" },
	{ W(CORE), W(NEVER), NO, "", "", 0, true,
	  "section 5: an owed IDLE that does not come is written by the core" },
};

static const struct idle_rule idle_rules[] = {
	{ W(DROPS), W(BEFORE) | W(DURING), "idle", "",
	  "tapi 4.5: result normally IDLE, LINE_CALLSTATE to all handles" },
	{ W(DROPS), W(AFTER) | W(TWICE), "", "idle",
	  "tapi 4.1: provider must eventually report IDLE so that monitors can clean up" },
	{ W(DROPS_ON_CLOSE), W(BEFORE) | W(DURING) | W(AFTER) | W(TWICE), "idle", "",
	  "tapi 4.2: TSPI_lineDropOnClose, synchronous, no request id" },
	/* In its time, which may be at once: the limit is a short one. */
	{ W(DROPS) | W(DROPS_ON_CLOSE), W(NEVER), "disconnected idle", "",
	  "section 5: written by the core (DISCONNECTED, then IDLE)" },
};

static const struct info_rule info_rules[] = {
	{ APP_CLOSES | W(DEALLOCATE), W(ENDING) | W(STAYS), YES, NO, "owner-",
	  "tapi 4.3: remaining apps get LINE_CALLINFO(NUMOWNERDECR)" },
	{ APP_CLOSES | W(DEALLOCATE), W(ENDING) | W(STAYS), NO, NO, "monitors",
	  "tapi 4.3: remaining apps get LINE_CALLINFO(NUMMONITORS)" },
	{ APP_CLOSES | W(DEALLOCATE), W(ENDING) | W(STAYS), 0, YES, "",
	  "tapi 2.3: not sent after the call went IDLE" },
	{ W(DEALLOCATE), W(REFUSED), 0, 0, "",
	  "section 1, P11: refused: nothing has happened" },
	{ APP_CLOSES | W(DEALLOCATE), W(GONE), 0, 0, "",
	  "P6: a call nobody holds does not exist" },
	/* One after the other: who is still there hears of those who went before. */
	{ W(FORCED) | DEVICE_GOES, 0, 0, 0, "~",
	  "tapi 4.7: all handles of the line are dead afterwards" },
};

static const struct farewell_rule farewell_rules[] = {
	{ APP_CLOSES | W(DEALLOCATE), 0, "",
	  "tapi 6.1: LINE_CLOSE: the app whose line was closed by force" },
	{ W(FORCED), 0, "CLOSE",
	  "tapi 4.7: LINE_CLOSE to every open, after the completions" },
	{ DEVICE_GOES, OLD, "REMOVED CLOSE",
	  "tapi 4.7: older apps with the line open: LINEDEVSTATE(REMOVED), LINE_CLOSE" },
	{ DEVICE_GOES, NEW, "CLOSE",
	  "tapi 4.7: LINE_CLOSE on each open hLine, then LINE_REMOVE to all apps >= 2.0" },
};

#define DROPPED	"disconnected"

static const struct physical_rule physical_rules[] = {
	{ 0, 0, 0, 0, 0, YES, DROPPED,
	  "tapi 4.10: lineDrop: the physical call ends" },
	{ W(GONE), DEVICE_GOES, 0, 0, 0, NO, DROPPED,
	  "tapi 4.7: calls end with DISCONNECTED(OUTOFORDER)" },
	{ W(GONE), CLOSES | W(DEALLOCATE), W(DROPS) | W(DROPS_ON_CLOSE), 0, 0, NO, DROPPED,
	  "tapi 4.9: active call: drop it if CLOSEDROP" },
	{ W(GONE), CLOSES | W(DEALLOCATE), W(LEAVES), 0, 0, NO, "connected",
	  "tapi 4.9: else leave to the external agent" },
	{ W(ENDING), 0, W(DROPS), W(BEFORE) | W(DURING) | W(AFTER) | W(TWICE), 0, NO, DROPPED,
	  "tapi 4.10: lineClose: dropped if SO" },
	{ W(ENDING), 0, W(DROPS), W(NEVER), 0, NO, "connected",
	  "section 5: the core writes IDLE, more it cannot do" },
	{ W(ENDING), 0, W(DROPS_ON_CLOSE), 0, 0, NO, DROPPED,
	  "tapi 4.10: lineClose: dropped if SO" },
	{ W(STAYS) | W(REFUSED), 0, 0, W(AFTER) | W(TWICE), W(DROPPING), NO, DROPPED,
	  "tapi 4.1: run to normal completion" },
	{ W(STAYS) | W(REFUSED), 0, 0, W(BEFORE) | W(DURING) | W(NEVER), W(DROPPING), NO,
	  "connected", "tapi 4.10: the physical call is unchanged" },
	{ W(STAYS) | W(REFUSED), 0, 0, 0, W(NOTHING) | W(ON_CALL) | W(CREATING) | W(ON_LINE),
	  NO, "connected", "tapi 4.10: the physical call is unchanged" },
};

static const struct impossible impossible[] = {
	{ DEVICE_GOES, 0, W(DURING) | W(AFTER) | W(TWICE), 0, 0,
	  "nothing is asked of a provider that goes, and it cannot answer any more" },
	{ CLOSES | W(DEALLOCATE), 0, W(DURING), NO, 0,
	  "closing makes the provider do nothing from inside which it could answer" },
	{ CLOSES | W(DEALLOCATE), W(NOTHING), W(BEFORE), 0, 0,
	  "no request: nothing can be answered before" },
	{ DEVICE_GOES, W(NOTHING), W(BEFORE), 0, 0,
	  "no request: nothing can be answered before" },
	{ CLOSES | W(DEALLOCATE), W(NOTHING), W(DURING), YES, NO,
	  "no request and no drop: nothing can be answered" },
	{ CLOSES | W(DEALLOCATE), W(NOTHING), W(AFTER) | W(TWICE), 0, NO,
	  "no request and no drop: nothing can be answered" },
};

#endif /* TABLE_RULES_H */
