// SPDX-License-Identifier: GPL-2.0-only
/*
 * Call states: what may follow what, and what an owner can do in each.  TAPI has
 * no fixed state machine; this is the widest one that keeps its hard rules (IDLE
 * is final, an established call does not ring again).  Pure tables, no locks.
 */
#include <linux/bits.h>
#include <linux/bitops.h>
#include <linux/kernel.h>

#include "tline-priv.h"

#define S(x)	TLINE_CALLSTATE_##x
#define F(x)	TLINE_CALLFEATURE_##x

/* A state that has no more than one bit is a row: bit number = index. */
#define STATES		16
#define ONHOLDS		(S(ONHOLD) | S(ONHOLDPENDTRANSFER) | S(ONHOLDPENDCONF))
#define ENDS		(S(DISCONNECTED) | S(IDLE))
#define ANY_STATE	(BIT(STATES) - 1)
#define PROGRESS	(S(RINGBACK) | S(CONNECTED) | S(BUSY) | S(SPECIALINFO) | ENDS)

#define ACTIVE		TLINE_ACTIVE
#define HELD		TLINE_ONHOLD
#define PENDING		TLINE_ONHOLD_PENDING
#define NONE		(-1)

struct state_row {
	const char *name;
	u32 next;
	u32 features;
	int activity;
};

#define FEATURES_DIAL		(F(DIAL) | F(DROP))
#define FEATURES_CONNECTED						\
	(F(DROP) | F(HOLD) | F(BLINDTRANSFER) | F(PARK) | F(SETUPTRANSFER) |	\
	 F(SETUPCONF) | F(PREPAREADDCONF) | F(ADDTOCONF) | F(COMPLETETRANSF) |	\
	 F(SWAPHOLD) | F(SENDUSERUSER) | F(GATHERDIGITS) | F(GENERATEDIGITS) |	\
	 F(GENERATETONE) | F(MONITORDIGITS) | F(MONITORMEDIA) | F(MONITORTONES))
#define FEATURES_HELD	(F(UNHOLD) | F(SWAPHOLD) | F(DROP))
/* Possible in every state that is not the end. */
#define FEATURES_LIVE							\
	(F(SECURECALL) | F(SETCALLPARAMS) | F(SETMEDIACONTROL) | F(SETTERMINAL) |	\
	 F(RELEASEUSERUSERINFO) | F(SETTREATMENT) | F(SETQOS) | F(SETCALLDATA))

static const struct state_row rows[STATES] = {
	[0] = { "IDLE", 0, 0, NONE },
	[1] = { "OFFERING", S(ACCEPTED) | S(CONNECTED) | ENDS | S(UNKNOWN),
		F(ACCEPT) | F(ANSWER) | F(DROP) | F(REDIRECT) | F(SENDUSERUSER) | FEATURES_LIVE,
		ACTIVE },
	[2] = { "ACCEPTED", S(CONNECTED) | ENDS | S(UNKNOWN),
		F(ANSWER) | F(DROP) | F(SENDUSERUSER) | FEATURES_LIVE, ACTIVE },
	[3] = { "DIALTONE", S(DIALING) | S(PROCEEDING) | PROGRESS | S(UNKNOWN),
		FEATURES_DIAL | FEATURES_LIVE, ACTIVE },
	[4] = { "DIALING", S(PROCEEDING) | PROGRESS | S(UNKNOWN),
		FEATURES_DIAL | FEATURES_LIVE, ACTIVE },
	[5] = { "RINGBACK", S(CONNECTED) | S(BUSY) | S(SPECIALINFO) | S(CONFERENCED) | ENDS |
		S(UNKNOWN),
		F(DROP) | F(COMPLETECALL) | F(COMPLETETRANSF) | F(ADDTOCONF) |
		F(SENDUSERUSER) | FEATURES_LIVE, ACTIVE },
	[6] = { "BUSY", S(DIALTONE) | S(RINGBACK) | S(CONNECTED) | ENDS | S(UNKNOWN),
		F(DROP) | F(COMPLETECALL) | F(COMPLETETRANSF) | FEATURES_LIVE, ACTIVE },
	[7] = { "SPECIALINFO", S(DIALTONE) | S(RINGBACK) | S(CONNECTED) | ENDS | S(UNKNOWN),
		F(DROP) | FEATURES_LIVE, ACTIVE },
	[8] = { "CONNECTED", S(CONNECTED) | ONHOLDS | S(CONFERENCED) | ENDS | S(UNKNOWN),
		FEATURES_CONNECTED | FEATURES_LIVE, ACTIVE },
	[9] = { "PROCEEDING", PROGRESS | S(CONFERENCED) | S(UNKNOWN),
		F(DROP) | F(COMPLETETRANSF) | F(ADDTOCONF) | FEATURES_LIVE, ACTIVE },
	[10] = { "ONHOLD", ONHOLDS | S(OFFERING) | S(CONNECTED) | S(CONFERENCED) | ENDS |
		S(UNKNOWN), FEATURES_HELD | F(COMPLETETRANSF) | F(ADDTOCONF) | FEATURES_LIVE,
		HELD },
	[11] = { "CONFERENCED", S(CONNECTED) | S(ONHOLD) | S(ONHOLDPENDTRANSFER) | ENDS |
		S(UNKNOWN), F(REMOVEFROMCONF) | F(DROP) | FEATURES_LIVE, ACTIVE },
	[12] = { "ONHOLDPENDCONF", ONHOLDS | S(OFFERING) | S(CONNECTED) | S(CONFERENCED) | ENDS |
		S(UNKNOWN), FEATURES_HELD | F(ADDTOCONF) | FEATURES_LIVE, PENDING },
	[13] = { "ONHOLDPENDTRANSFER", ONHOLDS | S(OFFERING) | S(CONNECTED) | S(CONFERENCED) |
		ENDS | S(UNKNOWN), FEATURES_HELD | F(COMPLETETRANSF) | FEATURES_LIVE, PENDING },
	[14] = { "DISCONNECTED", S(IDLE), F(DROP), ACTIVE },
	[15] = { "UNKNOWN", ANY_STATE, F(DROP) | FEATURES_LIVE, ACTIVE },
};

bool tline_state_valid(u32 state)
{
	return state & ANY_STATE && is_power_of_2(state & ANY_STATE);
}

/* A provider's own substates are in bits 24 to 31 beside a predefined one. */
static const struct state_row *row_of(u32 state)
{
	return &rows[__ffs(state & ANY_STATE)];
}

bool tline_state_may_follow(u32 from, u32 to)
{
	if (!tline_state_valid(to))
		return false;
	if (!from)
		return !(to & S(IDLE));
	return row_of(from)->next & to;
}

u32 tline_state_features(u32 state)
{
	return tline_state_valid(state) ? row_of(state)->features : 0;
}

int tline_state_activity(u32 state)
{
	return tline_state_valid(state) ? row_of(state)->activity : NONE;
}

const char *tline_state_name(u32 state)
{
	return tline_state_valid(state) ? row_of(state)->name : "NONE";
}
