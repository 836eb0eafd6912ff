// SPDX-License-Identifier: LGPL-2.1-or-later
/*
 * The agent functions of TAPI 2.2: agents, their sessions, groups and queues, by
 * the handles and ids that the handler has given them.
 */
#include <string.h>

#include "agent.h"

/* Only numbers are asked with and nothing is answered. */
static LONG ask_numbers(HLINE line, DWORD type, const DWORD *numbers, uint32_t size)
{
	struct tl_submit submit = { 0 };

	return tl_agent_ask(line, type, numbers, size, &submit);
}

LONG lineSetAgentStateEx(HLINE hLine, HAGENT hAgent, DWORD dwAgentState, DWORD dwNextAgentState)
{
	const DWORD numbers[] = { hAgent, dwAgentState, dwNextAgentState };

	return ask_numbers(hLine, LINEPROXYREQUEST_SETAGENTSTATEEX, numbers, sizeof(numbers));
}

LONG lineSetAgentMeasurementPeriod(HLINE hLine, HAGENT hAgent, DWORD dwMeasurementPeriod)
{
	const DWORD numbers[] = { hAgent, dwMeasurementPeriod };

	return ask_numbers(hLine, LINEPROXYREQUEST_SETAGENTMEASUREMENTPERIOD, numbers,
			   sizeof(numbers));
}

LONG lineSetAgentSessionState(HLINE hLine, HAGENTSESSION hAgentSession, DWORD dwAgentSessionState,
			      DWORD dwNextAgentSessionState)
{
	const DWORD numbers[] = { hAgentSession, dwAgentSessionState, dwNextAgentSessionState };

	return ask_numbers(hLine, LINEPROXYREQUEST_SETAGENTSESSIONSTATE, numbers, sizeof(numbers));
}

LONG lineSetQueueMeasurementPeriod(HLINE hLine, DWORD dwQueueID, DWORD dwMeasurementPeriod)
{
	const DWORD numbers[] = { dwQueueID, dwMeasurementPeriod };

	return ask_numbers(hLine, LINEPROXYREQUEST_SETQUEUEMEASUREMENTPERIOD, numbers,
			   sizeof(numbers));
}

/*
 * ---------------------------------------------------------------------------
 * Creating
 */

/* The union, with strings behind it. */
static void start_args(struct tl_agent_args *args, const void *fixed, size_t size)
{
	args->size = (uint32_t)(sizeof(LINEPROXYREQUEST) - TL_PROXY_UNION);
	memset(args->bytes, 0, args->size);
	memcpy(args->bytes, fixed, size);
}

static LONG create_agent(HLINE line, const void *id, const void *pin, LPHAGENT out, bool wide)
{
	static const struct tlineproxy_createagent fixed;
	struct tl_agent_args args;
	LONG rc;

	start_args(&args, &fixed, sizeof(fixed));
	rc = tl_agent_add_string(&args, offsetof(struct tlineproxy_createagent, dwAgentIDSize), id,
				 wide);
	if (!rc)
		rc = tl_agent_add_string(&args,
					 offsetof(struct tlineproxy_createagent, dwAgentPINSize),
					 pin, wide);
	return rc ? rc : tl_agent_ask_handle(line, LINEPROXYREQUEST_CREATEAGENT, &args, out);
}

LONG lineCreateAgent(HLINE hLine, LPCSTR lpszAgentID, LPCSTR lpszAgentPIN, LPHAGENT lphAgent)
{
	return create_agent(hLine, lpszAgentID, lpszAgentPIN, lphAgent, false);
}

__typeof__(lineCreateAgent) lineCreateAgentA TL_ALIAS(lineCreateAgent);

LONG lineCreateAgentW(HLINE hLine, LPCWSTR lpszAgentID, LPCWSTR lpszAgentPIN, LPHAGENT lphAgent)
{
	return create_agent(hLine, lpszAgentID, lpszAgentPIN, lphAgent, true);
}

static LONG create_session(HLINE line, HAGENT agent, const void *pin, DWORD address,
			   const GUID *group, LPHAGENTSESSION out, bool wide)
{
	struct tlineproxy_createagentsession fixed = {
		.hAgent = agent, .dwWorkingAddressID = address,
	};
	struct tl_agent_args args;
	LONG rc;

	if (!group)
		return LINEERR_INVALPOINTER;
	fixed.GroupID = *group;
	start_args(&args, &fixed, sizeof(fixed));
	rc = tl_agent_add_string(&args,
				 offsetof(struct tlineproxy_createagentsession, dwAgentPINSize),
				 pin, wide);
	return rc ? rc : tl_agent_ask_handle(line, LINEPROXYREQUEST_CREATEAGENTSESSION, &args,
					     out);
}

LONG lineCreateAgentSession(HLINE hLine, HAGENT hAgent, LPCSTR lpszAgentPIN,
			    DWORD dwWorkingAddressID, LPGUID lpGroupID,
			    LPHAGENTSESSION lphAgentSession)
{
	return create_session(hLine, hAgent, lpszAgentPIN, dwWorkingAddressID, lpGroupID,
			      lphAgentSession, false);
}

__typeof__(lineCreateAgentSession) lineCreateAgentSessionA TL_ALIAS(lineCreateAgentSession);

LONG lineCreateAgentSessionW(HLINE hLine, HAGENT hAgent, LPCWSTR lpszAgentPIN,
			     DWORD dwWorkingAddressID, LPGUID lpGroupID,
			     LPHAGENTSESSION lphAgentSession)
{
	return create_session(hLine, hAgent, lpszAgentPIN, dwWorkingAddressID, lpGroupID,
			      lphAgentSession, true);
}

/*
 * ---------------------------------------------------------------------------
 * Looking
 */

/* A structure without variable parts. */
static bool finish_fixed(struct tl_request *rq, const struct tl_outcome *outcome,
			 LINEMESSAGE *message, DWORD fixed)
{
	static const struct tl_agent_layout layout;

	return tl_agent_finish(rq, outcome, message, fixed, &layout);
}

static bool finish_agent_info(struct tl_request *rq, const struct tl_outcome *outcome,
			      LINEMESSAGE *message)
{
	return finish_fixed(rq, outcome, message, sizeof(LINEAGENTINFO));
}

static bool finish_session_info(struct tl_request *rq, const struct tl_outcome *outcome,
				LINEMESSAGE *message)
{
	return finish_fixed(rq, outcome, message, sizeof(LINEAGENTSESSIONINFO));
}

static bool finish_queue_info(struct tl_request *rq, const struct tl_outcome *outcome,
			      LINEMESSAGE *message)
{
	return finish_fixed(rq, outcome, message, sizeof(LINEQUEUEINFO));
}

static bool finish_sessions(struct tl_request *rq, const struct tl_outcome *outcome,
			    LINEMESSAGE *message)
{
	static const struct tl_agent_layout layout = {
		TL_LAYOUT_LIST(LINEAGENTSESSIONLIST, dwNumEntries, List, LINEAGENTSESSIONENTRY),
	};

	return tl_agent_finish(rq, outcome, message, sizeof(LINEAGENTSESSIONLIST), &layout);
}

static bool finish_queues(struct tl_request *rq, const struct tl_outcome *outcome,
			  LINEMESSAGE *message)
{
	static const struct tl_agent_layout layout = {
		TL_LAYOUT_LIST(LINEQUEUELIST, dwNumEntries, List, LINEQUEUEENTRY),
		TL_LAYOUT_NAMES(LINEQUEUEENTRY),
	};

	return tl_agent_finish(rq, outcome, message, sizeof(LINEQUEUELIST), &layout);
}

LONG lineGetAgentInfo(HLINE hLine, HAGENT hAgent, LPLINEAGENTINFO lpAgentInfo)
{
	return tl_agent_ask_struct(hLine, LINEPROXYREQUEST_GETAGENTINFO, &hAgent, sizeof(hAgent),
				   lpAgentInfo, sizeof(*lpAgentInfo), finish_agent_info, false);
}

LONG lineGetAgentSessionInfo(HLINE hLine, HAGENTSESSION hAgentSession,
			     LPLINEAGENTSESSIONINFO lpAgentSessionInfo)
{
	return tl_agent_ask_struct(hLine, LINEPROXYREQUEST_GETAGENTSESSIONINFO, &hAgentSession,
				   sizeof(hAgentSession), lpAgentSessionInfo,
				   sizeof(*lpAgentSessionInfo), finish_session_info, false);
}

LONG lineGetAgentSessionList(HLINE hLine, HAGENT hAgent, LPLINEAGENTSESSIONLIST lpAgentSessionList)
{
	return tl_agent_ask_struct(hLine, LINEPROXYREQUEST_GETAGENTSESSIONLIST, &hAgent,
				   sizeof(hAgent), lpAgentSessionList, sizeof(*lpAgentSessionList),
				   finish_sessions, false);
}

LONG lineGetQueueInfo(HLINE hLine, DWORD dwQueueID, LPLINEQUEUEINFO lpLineQueueInfo)
{
	return tl_agent_ask_struct(hLine, LINEPROXYREQUEST_GETQUEUEINFO, &dwQueueID,
				   sizeof(dwQueueID), lpLineQueueInfo, sizeof(*lpLineQueueInfo),
				   finish_queue_info, false);
}

static LONG get_queues(HLINE line, const GUID *group, LPLINEQUEUELIST out, bool wide)
{
	if (!group)
		return LINEERR_INVALPOINTER;
	return tl_agent_ask_struct(line, LINEPROXYREQUEST_GETQUEUELIST, group, sizeof(*group), out,
				   sizeof(*out), finish_queues, wide);
}

LONG lineGetQueueList(HLINE hLine, LPGUID lpGroupID, LPLINEQUEUELIST lpQueueList)
{
	return get_queues(hLine, lpGroupID, lpQueueList, false);
}

__typeof__(lineGetQueueList) lineGetQueueListA TL_ALIAS(lineGetQueueList);

LONG lineGetQueueListW(HLINE hLine, LPGUID lpGroupID, LPLINEQUEUELIST lpQueueList)
{
	return get_queues(hLine, lpGroupID, lpQueueList, true);
}

static LONG get_groups(HLINE line, LPLINEAGENTGROUPLIST out, bool wide)
{
	return tl_agent_ask_struct(line, LINEPROXYREQUEST_GETGROUPLIST, NULL, 0, out, sizeof(*out),
				   tl_agent_finish_groups, wide);
}

LONG lineGetGroupList(HLINE hLine, LPLINEAGENTGROUPLIST lpGroupList)
{
	return get_groups(hLine, lpGroupList, false);
}

__typeof__(lineGetGroupList) lineGetGroupListA TL_ALIAS(lineGetGroupList);

LONG lineGetGroupListW(HLINE hLine, LPLINEAGENTGROUPLIST lpGroupList)
{
	return get_groups(hLine, lpGroupList, true);
}
