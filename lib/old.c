// SPDX-License-Identifier: LGPL-2.1-or-later
/*
 * What programs of older API versions are told instead of what is newer than they
 * are.  The kernel does the rest: LINE_CREATE, LINE_REMOVE and LINE_APPNEWCALL.
 */
#include "internal.h"

#define V1_4	TLINE_API_VERSION_1_4
#define V2_0	TLINE_API_VERSION_2_0

#define DISCONNECTS_OF_2_0	(LINEDISCONNECTMODE_NUMBERCHANGED |	\
				 LINEDISCONNECTMODE_OUTOFORDER |	\
				 LINEDISCONNECTMODE_TEMPFAILURE |	\
				 LINEDISCONNECTMODE_QOSUNAVAIL |	\
				 LINEDISCONNECTMODE_BLOCKED |		\
				 LINEDISCONNECTMODE_DONOTDISTURB |	\
				 LINEDISCONNECTMODE_CANCELLED)

/* Modes of call states: the first row that fits. */
static const struct {
	DWORD state;
	DWORD modes;
	DWORD since;
	DWORD instead;
} modes[] = {
	{ LINECALLSTATE_OFFERING,	~0u,				V1_4, 0 },
	{ LINECALLSTATE_CONNECTED,	~0u,				V1_4, 0 },
	{ LINECALLSTATE_CONNECTED,	LINECONNECTEDMODE_ACTIVEHELD,	V2_0,
	  LINECONNECTEDMODE_ACTIVE },
	{ LINECALLSTATE_CONNECTED,	LINECONNECTEDMODE_INACTIVEHELD,	V2_0,
	  LINECONNECTEDMODE_INACTIVE },
	{ LINECALLSTATE_CONNECTED,	LINECONNECTEDMODE_CONFIRMED,	V2_0,
	  LINECONNECTEDMODE_ACTIVE },
	{ LINECALLSTATE_DISCONNECTED,	LINEDISCONNECTMODE_NODIALTONE,	V1_4,
	  LINEDISCONNECTMODE_UNKNOWN },
	{ LINECALLSTATE_DISCONNECTED,	DISCONNECTS_OF_2_0,		V2_0,
	  LINEDISCONNECTMODE_UNKNOWN },
};

/* Bits of messages that do not exist before 1.4; the change becomes a REINIT, or nothing. */
#define LINE_REINITS		(LINEDEVSTATE_CAPSCHANGE | LINEDEVSTATE_TRANSLATECHANGE)
#define LINE_NOTHINGS		(LINEDEVSTATE_CONFIGCHANGE | LINEDEVSTATE_COMPLCANCEL | \
				 LINEDEVSTATE_REMOVED)
#define ADDRESS_REINITS		LINEADDRESSSTATE_CAPSCHANGE
/* The same of 2.0. */
#define CALL_NOTHINGS		(LINECALLINFOSTATE_TREATMENT | LINECALLINFOSTATE_QOS | \
				 LINECALLINFOSTATE_CALLDATA)

DWORD tl_state_mode_for(DWORD version, DWORD state, DWORD mode)
{
	size_t i;

	for (i = 0; i < TL_ARRAY_SIZE(modes); i++) {
		if (modes[i].state == state && modes[i].modes & mode && version < modes[i].since)
			return modes[i].instead;
	}
	return mode;
}

DWORD tl_reason_for(DWORD version, DWORD reason)
{
	DWORD newer = 0;

	if (version < V1_4)
		newer = LINECALLREASON_INTRUDE | LINECALLREASON_PARKED;
	if (version < V2_0)
		newer |= LINECALLREASON_CAMPEDON | LINECALLREASON_ROUTEREQUEST;
	return reason & newer ? LINECALLREASON_UNAVAIL : reason;
}

DWORD tl_origin_for(DWORD version, DWORD origin)
{
	return version < V1_4 && origin & LINECALLORIGIN_INBOUND ? LINECALLORIGIN_UNAVAIL : origin;
}

/* Nobody can ask for what he does not know, and REINIT cannot be turned off. */
void tl_status_masks_for(DWORD version, DWORD *line_states, DWORD *address_states)
{
	if (version >= V1_4)
		return;
	*line_states |= LINE_REINITS;
	*address_states |= ADDRESS_REINITS;
}

void tl_status_masks_told(DWORD version, DWORD *line_states, DWORD *address_states)
{
	if (version >= V1_4)
		return;
	*line_states &= ~(DWORD)LINE_REINITS;
	*address_states &= ~(DWORD)ADDRESS_REINITS;
}

/*
 * The program is to start again, and then finds out everything else, too.  It is
 * about no line.  @message, @change: what it does not know, or 0
 */
static void make_reinit(LINEMESSAGE *m, DWORD message, DWORD change)
{
	*m = (LINEMESSAGE){
		.dwMessageID = LINE_LINEDEVSTATE,
		.dwParam1 = LINEDEVSTATE_REINIT,
		.dwParam2 = message,
		.dwParam3 = change,
	};
}

static bool line_state_for_1_3(LINEMESSAGE *m)
{
	if (m->dwParam1 & LINE_REINITS)
		make_reinit(m, LINE_LINEDEVSTATE, (DWORD)m->dwParam1 & LINE_REINITS);
	else
		m->dwParam1 &= ~(DWORD_PTR)LINE_NOTHINGS;
	return m->dwParam1;
}

static bool address_state_for_1_3(LINEMESSAGE *m)
{
	if (m->dwParam2 & ADDRESS_REINITS)
		make_reinit(m, LINE_LINEDEVSTATE, LINEDEVSTATE_CAPSCHANGE);
	return true;
}

static bool call_info_for_1_x(LINEMESSAGE *m)
{
	m->dwParam1 &= ~(DWORD_PTR)CALL_NOTHINGS;
	return m->dwParam1;
}

/* The parameter was not in use then. */
static bool clear_tick(LINEMESSAGE *m)
{
	m->dwParam3 = 0;
	return true;
}

static const struct {
	DWORD before;
	DWORD message;
	bool (*translate)(LINEMESSAGE *m);	/* false: nothing is left of it */
} translations[] = {
	{ V1_4, LINE_LINEDEVSTATE,	line_state_for_1_3 },
	{ V1_4, LINE_ADDRESSSTATE,	address_state_for_1_3 },
	{ V2_0, LINE_CALLINFO,		call_info_for_1_x },
	{ V2_0, LINE_GATHERDIGITS,	clear_tick },
	{ V2_0, LINE_GENERATE,		clear_tick },
	{ V2_0, LINE_MONITORDIGITS,	clear_tick },
	{ V2_0, LINE_MONITORMEDIA,	clear_tick },
	{ V2_0, LINE_MONITORTONE,	clear_tick },
};

/* @version: of the line that the message is about; false: it is not for such a program */
bool tl_message_for(DWORD version, LINEMESSAGE *m)
{
	size_t i;

	if (m->dwMessageID == LINE_LINEDEVSTATE && m->dwParam1 & LINEDEVSTATE_REINIT)
		make_reinit(m, 0, 0);
	if (version >= V2_0)
		return true;
	if (m->dwMessageID == LINE_CALLSTATE)
		m->dwParam2 = tl_state_mode_for(version, (DWORD)m->dwParam1, (DWORD)m->dwParam2);
	for (i = 0; i < TL_ARRAY_SIZE(translations); i++) {
		if (translations[i].message == m->dwMessageID && version < translations[i].before)
			return translations[i].translate(m);
	}
	return true;
}
