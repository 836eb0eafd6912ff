// SPDX-License-Identifier: GPL-2.0-only
/*
 * acd DEVICE: a call centre with one agent.  Other programs log the agent in to a group, and set and
 * ask its state, with TAPI's agent functions; this is the program that carries them out
 * (LINEOPENOPTION_PROXY), and tells the others of every change.  However it ends, whoever waits for
 * an answer gets one.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <tapi.h>

#define STATES	(LINEAGENTSTATE_LOGGEDOFF | LINEAGENTSTATE_NOTREADY | LINEAGENTSTATE_READY | \
		 LINEAGENTSTATE_BUSYACD | LINEAGENTSTATE_WORKINGAFTERCALL)
#define COUNT(array)	(sizeof(array) / sizeof((array)[0]))

static HLINEAPP app;
static HLINE line;

static const char *const groups[] = { "sales", "service" };	/* by number, from 1 on */

static DWORD agent_state = LINEAGENTSTATE_LOGGEDOFF;
static DWORD agent_group;	/* 0: logged in to none */

static void tell(DWORD what)
{
	lineProxyMessage(line, 0, LINE_AGENTSTATUS, 0, what, agent_state);
	printf("state %#x, group %u\n", agent_state, agent_group);
}

/* The requests: each returns 0 or a LINEERR. */

static LONG set_group(LINEPROXYREQUEST *rq)
{
	const LINEAGENTGROUPLIST *list = &rq->SetAgentGroup.GroupList;
	LINEAGENTGROUPENTRY entry;
	DWORD group = 0;

	if (list->dwNumEntries > 1)
		return LINEERR_INVALAGENTGROUP;
	if (list->dwNumEntries) {
		memcpy(&entry, (const char *)list + list->dwListOffset, sizeof(entry));
		group = entry.GroupID.dwGroupID1;
		if (!group || group > COUNT(groups))
			return LINEERR_INVALAGENTGROUP;
	}
	agent_group = group;
	agent_state = group ? LINEAGENTSTATE_NOTREADY : LINEAGENTSTATE_LOGGEDOFF;
	tell(LINEAGENTSTATUS_GROUP | LINEAGENTSTATUS_STATE);
	return 0;
}

static LONG set_state(LINEPROXYREQUEST *rq)
{
	DWORD state = rq->SetAgentState.dwAgentState;

	if (!state || state & (state - 1) ||
	    !(state & (agent_group ? STATES : LINEAGENTSTATE_LOGGEDOFF)))
		return LINEERR_INVALAGENTSTATE;
	agent_state = state;
	if (state == LINEAGENTSTATE_LOGGEDOFF)
		agent_group = 0;
	tell(LINEAGENTSTATUS_STATE);
	return 0;
}

/* Behind what is in use of a structure; returns where. */
static DWORD append(void *base, const void *data, size_t size)
{
	DWORD *head = base, at = head[2];	/* dwTotalSize, dwNeededSize, dwUsedSize */

	memcpy((char *)base + at, data, size);
	head[1] = head[2] = at + (DWORD)size;
	return at;
}

/* Names are UTF-16. */
static DWORD append_groups(void *base, DWORD first, DWORD num)
{
	LINEAGENTGROUPENTRY entries[COUNT(groups)] = { 0 };
	DWORD at = append(base, entries, num * sizeof(*entries)), i, len;
	WCHAR name[16] = { 0 };

	for (i = 0; i < num; i++) {
		for (len = 0; groups[first - 1 + i][len]; len++)
			name[len] = (WCHAR)groups[first - 1 + i][len];
		name[len++] = 0;
		entries[i].GroupID.dwGroupID1 = first + i;
		entries[i].dwNameSize = len * (DWORD)sizeof(*name);
		entries[i].dwNameOffset = append(base, name, entries[i].dwNameSize);
	}
	memcpy((char *)base + at, entries, num * sizeof(*entries));
	return at;
}

static LONG get_caps(LINEPROXYREQUEST *rq)
{
	LINEAGENTCAPS *caps = &rq->GetAgentCaps.AgentCaps;

	caps->dwFeatures = LINEAGENTFEATURE_SETAGENTGROUP | LINEAGENTFEATURE_SETAGENTSTATE |
			   LINEAGENTFEATURE_GETAGENTGROUP;
	caps->dwStates = STATES;
	caps->dwMaxNumGroupEntries = 1;
	caps->dwAgentStatusMessages = LINEAGENTSTATUS_GROUP | LINEAGENTSTATUS_STATE;
	return 0;
}

static LONG get_status(LINEPROXYREQUEST *rq)
{
	LINEAGENTSTATUS *status = &rq->GetAgentStatus.AgentStatus;

	status->dwState = agent_state;
	status->dwValidStates = agent_group ? STATES : LINEAGENTSTATE_LOGGEDOFF;
	if (agent_group) {
		status->dwNumEntries = 1;
		status->dwGroupListSize = sizeof(LINEAGENTGROUPENTRY);
		status->dwGroupListOffset = append_groups(status, agent_group, 1);
	}
	return 0;
}

static LONG get_groups(LINEPROXYREQUEST *rq)
{
	LINEAGENTGROUPLIST *list = &rq->GetAgentGroupList.GroupList;

	list->dwNumEntries = COUNT(groups);
	list->dwListSize = sizeof(LINEAGENTGROUPENTRY) * COUNT(groups);
	list->dwListOffset = append_groups(list, 1, COUNT(groups));
	return 0;
}

static const struct {
	DWORD type;
	LONG (*serve)(LINEPROXYREQUEST *rq);
} services[] = {
	{ LINEPROXYREQUEST_SETAGENTGROUP, set_group },
	{ LINEPROXYREQUEST_SETAGENTSTATE, set_state },
	{ LINEPROXYREQUEST_GETAGENTCAPS, get_caps },
	{ LINEPROXYREQUEST_GETAGENTSTATUS, get_status },
	{ LINEPROXYREQUEST_GETAGENTGROUPLIST, get_groups },
};

static void serve(LINEPROXYREQUEST *rq)
{
	LONG result = LINEERR_OPERATIONUNAVAIL;
	size_t i;

	for (i = 0; i < COUNT(services); i++)
		if (services[i].type == rq->dwRequestType)
			result = services[i].serve(rq);
	lineProxyResponse(line, rq, (DWORD)result);
}

static LONG open_line(DWORD device)
{
	struct {
		LINECALLPARAMS params;
		DWORD types[COUNT(services)];
	} in = { .params = { .dwTotalSize = sizeof(in), .dwDevSpecificSize = sizeof(in.types),
			     .dwDevSpecificOffset = sizeof(in.params) } };
	size_t i;

	for (i = 0; i < COUNT(services); i++)
		in.types[i] = services[i].type;
	return lineOpen(app, device, &line, 0x00020002, 0, 0,
			LINECALLPRIVILEGE_NONE | LINEOPENOPTION_PROXY, 0, &in.params);
}

int main(int argc, char **argv)
{
	LINEINITIALIZEEXPARAMS params = {
		.dwTotalSize = sizeof(params),
		.dwOptions = LINEINITIALIZEEXOPTION_USEEVENT,
	};
	DWORD devices, version = 0x00020002;
	LINEMESSAGE m;
	LONG rc;

	if (argc != 2) {
		fprintf(stderr, "usage: acd DEVICE\n");
		return 2;
	}
	setvbuf(stdout, NULL, _IOLBF, 0);
	rc = lineInitializeEx(&app, NULL, NULL, "acd", &devices, &version, &params);
	if (!rc)
		rc = open_line((DWORD)atoi(argv[1]));
	if (rc) {
		fprintf(stderr, "acd: %s\n", tlineStrError(rc));
		return 1;
	}
	puts("ready");
	while (!lineGetMessage(app, &m, INFINITE)) {
		if (m.dwMessageID == LINE_PROXYREQUEST)
			serve((LINEPROXYREQUEST *)m.dwParam1);
		else if (m.dwMessageID == LINE_CLOSE)
			break;
	}
	return 0;
}
