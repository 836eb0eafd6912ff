// SPDX-License-Identifier: GPL-2.0-only
/*
 * Agent functions from one program to another: what the handler is asked, what it
 * answers, and what the asker gets of it.
 */
#include "lib_phone.h"

#define TYPE(x)		LINEPROXYREQUEST_##x
#define NUM_TYPES	20
#define API_2_0		0x00020000

FIXTURE(agent) {
	struct sim sim;
	HLINEAPP app;		/* asks */
	HLINEAPP acd;		/* handles everything */
	HLINE line;
	HLINE served;
	DWORD device;
};

/* lineOpen() as a proxy for @num types from @first on. */
static LONG serve(HLINEAPP app, DWORD device, DWORD first, DWORD num, HLINE *line)
{
	struct {
		LINECALLPARAMS params;
		DWORD types[32];
	} in = {
		.params.dwTotalSize = sizeof(in),
		.params.dwDevSpecificSize = num * sizeof(DWORD),
		.params.dwDevSpecificOffset = sizeof(LINECALLPARAMS),
	};
	DWORD i;

	for (i = 0; i < num; i++)
		in.types[i] = first + i;
	return lineOpen(app, device, line, V2_2, 0, 0x77,
			LINECALLPRIVILEGE_NONE | LINEOPENOPTION_PROXY, 0, &in.params);
}

FIXTURE_SETUP(agent)
{
	sim_create(&self->sim, 2);
	self->device = self->sim.line[0];
	self->app = program("Agent");
	self->acd = program("ACD");
	must("serve", serve(self->acd, self->device, 1, NUM_TYPES, &self->served));
	self->line = open_as(self->app, self->device, V2_2, LINECALLPRIVILEGE_NONE);
}

FIXTURE_TEARDOWN(agent)
{
	lineShutdown(self->app);
	lineShutdown(self->acd);
	sim_destroy(&self->sim);
}

/* The request that the handler gets next, of this type; or NULL. */
static LINEPROXYREQUEST *request_of(HLINEAPP acd, DWORD type)
{
	LINEPROXYREQUEST *request;
	LINEMESSAGE m;

	if (!message_named(acd, LINE_PROXYREQUEST, &m))
		return NULL;
	request = (LINEPROXYREQUEST *)m.dwParam1;
	if (m.dwCallbackInstance != 0x77 || m.dwParam2 || m.dwParam3 ||
	    request->dwRequestType != type) {
		fprintf(stderr, "# request %u, expected %u\n", request->dwRequestType, type);
		return NULL;
	}
	return request;
}

/* UTF-16 at @data is the ASCII @text, and its NUL. */
static bool wide_is(const void *data, DWORD size, const char *text)
{
	WCHAR unit;
	size_t i;

	if (size != (strlen(text) + 1) * sizeof(unit))
		return false;
	for (i = 0; i <= strlen(text); i++) {
		memcpy(&unit, (const char *)data + i * sizeof(unit), sizeof(unit));
		if (unit != (WCHAR)text[i])
			return false;
	}
	return true;
}

/* The pair at @pair, with offsets from @base. */
static bool string_is(const void *base, const void *pair, const char *text)
{
	DWORD where[2];

	memcpy(where, pair, sizeof(where));
	return where[0] == strlen(text) + 1 && !strcmp((const char *)base + where[1], text);
}

static bool wide_string_is(const void *base, const void *pair, const char *text)
{
	DWORD where[2];

	memcpy(where, pair, sizeof(where));
	return wide_is((const char *)base + where[1], where[0], text);
}

/* Append UTF-16 to a structure that the handler fills, and have @pair tell of it. */
static void put_wide(void *base, void *pair, const WCHAR *text)
{
	DWORD head[3], where[2] = { 0 };
	size_t units = 0;

	memcpy(head, base, sizeof(head));
	while (text[units++])
		;
	where[0] = units * sizeof(*text);
	where[1] = head[2];
	memcpy((char *)base + where[1], text, where[0]);
	memcpy(pair, where, sizeof(where));
	head[2] += where[0];
	head[1] = head[2];
	memcpy(base, head, sizeof(head));
}

/* --------------------------------------------------------------- what is asked for */

#define ANSWERED(rc, request, result) do {					\
		LONG _rq = (rc);						\
		LINEPROXYREQUEST *_r = (request);				\
										\
		ASSERT_GT(_rq, 0);						\
		ASSERT_NE(NULL, _r);						\
		EXPECT_EQ(0, lineProxyResponse(self->served, _r, result));	\
		EXPECT_EQ((LONG)(result), reply_of(self->app, _rq));		\
	} while (0)

TEST_F(agent, states_and_activities)
{
	LINEPROXYREQUEST *r;
	LONG rq;

	rq = lineSetAgentState(self->line, 0, LINEAGENTSTATE_READY, LINEAGENTSTATE_NOTREADY);
	r = request_of(self->acd, TYPE(SETAGENTSTATE));
	ASSERT_NE(NULL, r);
	EXPECT_EQ(0, r->SetAgentState.dwAddressID);
	EXPECT_EQ(LINEAGENTSTATE_READY, r->SetAgentState.dwAgentState);
	EXPECT_EQ(LINEAGENTSTATE_NOTREADY, r->SetAgentState.dwNextAgentState);
	EXPECT_EQ(V2_2, r->dwClientAppAPIVersion);
	EXPECT_GE(r->dwSize, sizeof(*r));
	EXPECT_TRUE(wide_string_is(r, &r->dwClientUserNameSize, "root") ||
		    wide_string_is(r, &r->dwClientUserNameSize, "0"));
	EXPECT_GT(r->dwClientMachineNameSize, 2);
	EXPECT_LE(r->dwClientMachineNameOffset + r->dwClientMachineNameSize, r->dwSize);
	ANSWERED(rq, r, 0);

	rq = lineSetAgentActivity(self->line, 0, 9);
	r = request_of(self->acd, TYPE(SETAGENTACTIVITY));
	ASSERT_NE(NULL, r);
	EXPECT_EQ(9, r->SetAgentActivity.dwActivityID);
	ANSWERED(rq, r, (DWORD)LINEERR_INVALAGENTACTIVITY);

	rq = lineSetAgentStateEx(self->line, 3, 4, 5);
	r = request_of(self->acd, TYPE(SETAGENTSTATEEX));
	ASSERT_NE(NULL, r);
	EXPECT_EQ(3, r->SetAgentStateEx.hAgent);
	EXPECT_EQ(4, r->SetAgentStateEx.dwAgentState);
	EXPECT_EQ(5, r->SetAgentStateEx.dwNextAgentState);
	ANSWERED(rq, r, 0);

	rq = lineSetAgentMeasurementPeriod(self->line, 3, 60);
	r = request_of(self->acd, TYPE(SETAGENTMEASUREMENTPERIOD));
	ASSERT_NE(NULL, r);
	EXPECT_EQ(3, r->SetAgentMeasurementPeriod.hAgent);
	EXPECT_EQ(60, r->SetAgentMeasurementPeriod.dwMeasurementPeriod);
	ANSWERED(rq, r, 0);

	rq = lineSetAgentSessionState(self->line, 6, 7, 8);
	r = request_of(self->acd, TYPE(SETAGENTSESSIONSTATE));
	ASSERT_NE(NULL, r);
	EXPECT_EQ(6, r->SetAgentSessionState.hAgentSession);
	EXPECT_EQ(7, r->SetAgentSessionState.dwAgentSessionState);
	EXPECT_EQ(8, r->SetAgentSessionState.dwNextAgentSessionState);
	ANSWERED(rq, r, (DWORD)LINEERR_INVALAGENTSESSIONSTATE);

	rq = lineSetQueueMeasurementPeriod(self->line, 11, 120);
	r = request_of(self->acd, TYPE(SETQUEUEMEASUREMENTPERIOD));
	ASSERT_NE(NULL, r);
	EXPECT_EQ(11, r->SetQueueMeasurementPeriod.dwQueueID);
	EXPECT_EQ(120, r->SetQueueMeasurementPeriod.dwMeasurementPeriod);
	ANSWERED(rq, r, 0);
}

TEST_F(agent, groups_to_log_in_to)
{
	struct {
		LINEAGENTGROUPLIST list;
		LINEAGENTGROUPENTRY entry[2];
	} in = {
		.list = {
			.dwTotalSize = sizeof(in), .dwNumEntries = 2,
			.dwListSize = sizeof(in.entry), .dwListOffset = sizeof(in.list),
		},
		.entry = {
			{ .GroupID.dwGroupID1 = 1 },
			{ .GroupID.dwGroupID4 = 4, .dwNameSize = 9, .dwNameOffset = ~0u },
		},
	};
	LINEAGENTGROUPENTRY *entry;
	LINEPROXYREQUEST *r;
	LONG rq;

	rq = lineSetAgentGroup(self->line, 0, &in.list);
	r = request_of(self->acd, TYPE(SETAGENTGROUP));
	ASSERT_NE(NULL, r);
	ASSERT_EQ(2, r->SetAgentGroup.GroupList.dwNumEntries);
	entry = (void *)((char *)&r->SetAgentGroup.GroupList +
			 r->SetAgentGroup.GroupList.dwListOffset);
	EXPECT_EQ(1, entry[0].GroupID.dwGroupID1);
	EXPECT_EQ(4, entry[1].GroupID.dwGroupID4);
	EXPECT_EQ(0, entry[1].dwNameSize);
	ANSWERED(rq, r, 0);

	rq = lineSetAgentGroup(self->line, 0, NULL);
	r = request_of(self->acd, TYPE(SETAGENTGROUP));
	ASSERT_NE(NULL, r);
	EXPECT_EQ(0, r->SetAgentGroup.GroupList.dwNumEntries);
	ANSWERED(rq, r, 0);

	in.list.dwNumEntries = 3;
	EXPECT_EQ(LINEERR_INVALPARAM, lineSetAgentGroup(self->line, 0, &in.list));
	in.list.dwNumEntries = ~0u / sizeof(*in.entry);
	EXPECT_EQ(LINEERR_INVALPARAM, lineSetAgentGroup(self->line, 0, &in.list));
	in.list.dwNumEntries = 2;
	in.list.dwListOffset++;
	EXPECT_EQ(LINEERR_INVALPARAM, lineSetAgentGroup(self->line, 0, &in.list));
	in.list.dwTotalSize = sizeof(in.list) - 1;
	EXPECT_EQ(LINEERR_STRUCTURETOOSMALL, lineSetAgentGroup(self->line, 0, &in.list));
}

TEST_F(agent, created)
{
	static const WCHAR id[] = { 'J', 0xfc, 'r', 'g', 0 };
	GUID group = { .Data1 = 5 };
	HAGENTSESSION session = 0;
	LINEPROXYREQUEST *r;
	HAGENT agent = 0;
	LONG rq;

	rq = lineCreateAgent(self->line, "Jane", "1234", &agent);
	r = request_of(self->acd, TYPE(CREATEAGENT));
	ASSERT_NE(NULL, r);
	EXPECT_TRUE(wide_string_is(r, &r->CreateAgent.dwAgentIDSize, "Jane"));
	EXPECT_TRUE(wide_string_is(r, &r->CreateAgent.dwAgentPINSize, "1234"));
	r->CreateAgent.hAgent = 99;
	EXPECT_EQ(0, agent);
	ANSWERED(rq, r, 0);
	EXPECT_EQ(99, agent);

	rq = lineCreateAgentW(self->line, id, NULL, &agent);
	r = request_of(self->acd, TYPE(CREATEAGENT));
	ASSERT_NE(NULL, r);
	ASSERT_EQ(sizeof(id), r->CreateAgent.dwAgentIDSize);
	EXPECT_EQ(0, memcmp((char *)r + r->CreateAgent.dwAgentIDOffset, id, sizeof(id)));
	EXPECT_EQ(0, r->CreateAgent.dwAgentPINSize);
	r->CreateAgent.hAgent = 1;
	ANSWERED(rq, r, (DWORD)LINEERR_INVALAGENTID);
	EXPECT_EQ(99, agent);

	rq = lineCreateAgentSession(self->line, 99, "1", 7, &group, &session);
	r = request_of(self->acd, TYPE(CREATEAGENTSESSION));
	ASSERT_NE(NULL, r);
	EXPECT_EQ(99, r->CreateAgentSession.hAgent);
	EXPECT_EQ(5, r->CreateAgentSession.GroupID.Data1);
	EXPECT_EQ(7, r->CreateAgentSession.dwWorkingAddressID);
	EXPECT_TRUE(wide_string_is(r, &r->CreateAgentSession.dwAgentPINSize, "1"));
	r->CreateAgentSession.hAgentSession = 55;
	ANSWERED(rq, r, 0);
	EXPECT_EQ(55, session);

	EXPECT_EQ(LINEERR_INVALPOINTER, lineCreateAgent(self->line, "Jane", "1234", NULL));
	EXPECT_EQ(LINEERR_INVALPOINTER,
		  lineCreateAgentSession(self->line, 99, "1", 7, NULL, &session));
}

TEST_F(agent, specific)
{
	LINEPROXYREQUEST *r;
	char bytes[8] = "ask";
	LONG rq;

	rq = lineAgentSpecific(self->line, 0, 2, bytes, sizeof(bytes));
	r = request_of(self->acd, TYPE(AGENTSPECIFIC));
	ASSERT_NE(NULL, r);
	EXPECT_EQ(2, r->AgentSpecific.dwAgentExtensionIDIndex);
	EXPECT_EQ(sizeof(bytes), r->AgentSpecific.dwSize);
	EXPECT_STREQ("ask", (char *)r->AgentSpecific.Params);
	strcpy((char *)r->AgentSpecific.Params, "answer");
	ANSWERED(rq, r, 0);
	EXPECT_STREQ("answer", bytes);

	/* More than was asked for does not arrive. */
	rq = lineAgentSpecific(self->line, 0, 2, bytes, 4);
	r = request_of(self->acd, TYPE(AGENTSPECIFIC));
	ASSERT_NE(NULL, r);
	r->AgentSpecific.dwSize = ~0u;
	memset(r->AgentSpecific.Params, 'x', sizeof(bytes));
	ANSWERED(rq, r, 0);
	EXPECT_EQ('\0', bytes[6]);

	ANSWERED(lineAgentSpecific(self->line, 0, 0, NULL, 0),
		 request_of(self->acd, TYPE(AGENTSPECIFIC)), 0);
	EXPECT_EQ(LINEERR_INVALPOINTER, lineAgentSpecific(self->line, 0, 0, NULL, 1));
	EXPECT_EQ(LINEERR_INVALPARAM, lineAgentSpecific(self->line, 0, 0, bytes, 16384));
}

/* ------------------------------------------------------------- what is answered */

static void fill_status(LINEAGENTSTATUS *status)
{
	static const WCHAR activity[] = { 'c', 0xe4, 'f', 0xe9, 0 };
	static const WCHAR sales[] = { 's', 'a', 'l', 'e', 's', 0 };
	LINEAGENTGROUPENTRY *entry;

	status->dwState = LINEAGENTSTATE_BUSYACD;
	status->dwActivityID = 3;
	status->dwNumEntries = 2;
	status->dwGroupListSize = 2 * sizeof(*entry);
	status->dwGroupListOffset = status->dwUsedSize;
	entry = (void *)((char *)status + status->dwUsedSize);
	memset(entry, 0, 2 * sizeof(*entry));
	entry[0].GroupID.dwGroupID2 = 22;
	entry[1].GroupID.dwGroupID2 = 33;
	status->dwUsedSize += 2 * sizeof(*entry);
	status->dwNeededSize = status->dwUsedSize;
	put_wide(status, &entry[1].dwNameSize, sales);
	put_wide(status, &status->dwActivitySize, activity);
}

TEST_F(agent, status_in_both_encodings)
{
	union {
		LINEAGENTSTATUS status;
		char room[512];
	} u;
	LINEAGENTGROUPENTRY *entry;
	LINEPROXYREQUEST *r;
	int wide;
	LONG rq;

	for (wide = 0; wide < 2; wide++) {
		memset(&u, 0xee, sizeof(u));
		u.status.dwTotalSize = sizeof(u);
		rq = (wide ? lineGetAgentStatusW : lineGetAgentStatus)(self->line, 0, &u.status);
		r = request_of(self->acd, TYPE(GETAGENTSTATUS));
		ASSERT_NE(NULL, r);
		EXPECT_EQ(sizeof(u.status), r->GetAgentStatus.AgentStatus.dwUsedSize);
		EXPECT_GT(r->GetAgentStatus.AgentStatus.dwTotalSize, 16000);
		fill_status(&r->GetAgentStatus.AgentStatus);
		EXPECT_EQ(0xeeeeeeee, u.status.dwState);
		ANSWERED(rq, r, 0);

		EXPECT_EQ(sizeof(u), u.status.dwTotalSize);
		EXPECT_EQ(u.status.dwNeededSize, u.status.dwUsedSize);
		EXPECT_EQ(LINEAGENTSTATE_BUSYACD, u.status.dwState);
		EXPECT_EQ(3, u.status.dwActivityID);
		ASSERT_EQ(2, u.status.dwNumEntries);
		ASSERT_EQ(2 * sizeof(*entry), u.status.dwGroupListSize);
		entry = (void *)(u.room + u.status.dwGroupListOffset);
		EXPECT_EQ(22, entry[0].GroupID.dwGroupID2);
		EXPECT_EQ(0, entry[0].dwNameSize);
		EXPECT_EQ(33, entry[1].GroupID.dwGroupID2);
		if (wide) {
			EXPECT_TRUE(wide_string_is(u.room, &entry[1].dwNameSize, "sales"));
			EXPECT_EQ(10, u.status.dwActivitySize);
		} else {
			EXPECT_TRUE(string_is(u.room, &entry[1].dwNameSize, "sales"));
			EXPECT_TRUE(string_is(u.room, &u.status.dwActivitySize,
					      "c\303\244f\303\251"));
		}
		EXPECT_EQ((char)0xee, u.room[u.status.dwUsedSize]);
	}
}

/* Nothing beyond dwTotalSize; what does not fit is told, not cut. */
TEST_F(agent, too_little_room)
{
	union {
		LINEAGENTSTATUS status;
		char room[512];
	} u;
	LINEPROXYREQUEST *r;
	DWORD size;
	LONG rq;

	memset(&u, 0, sizeof(u));
	u.status.dwTotalSize = sizeof(u.status) - 1;
	EXPECT_EQ(LINEERR_STRUCTURETOOSMALL, lineGetAgentStatus(self->line, 0, &u.status));
	EXPECT_EQ(LINEERR_INVALPOINTER, lineGetAgentStatus(self->line, 0, NULL));
	for (size = sizeof(u.status); size < sizeof(u.status) + 80; size++) {
		memset(&u, 0xee, sizeof(u));
		u.status.dwTotalSize = size;
		rq = lineGetAgentStatus(self->line, 0, &u.status);
		r = request_of(self->acd, TYPE(GETAGENTSTATUS));
		ASSERT_NE(NULL, r);
		fill_status(&r->GetAgentStatus.AgentStatus);
		ANSWERED(rq, r, 0);
		EXPECT_EQ(size, u.status.dwTotalSize);
		EXPECT_LE(u.status.dwUsedSize, size);
		EXPECT_EQ((char)0xee, u.room[size]);
		EXPECT_EQ(u.status.dwNumEntries ? 2 * sizeof(LINEAGENTGROUPENTRY) : 0,
			  u.status.dwGroupListSize);
		EXPECT_EQ(sizeof(u.status) + 48 + 8 + 7, u.status.dwNeededSize);
	}
}

TEST_F(agent, caps_without_a_line)
{
	static const WCHAR info[] = { 'A', 'C', 'D', 0 };
	union {
		LINEAGENTCAPS caps;
		char room[256];
	} u = { .caps.dwTotalSize = sizeof(u) };
	LINEPROXYREQUEST *r;
	LONG rq;

	ASSERT_EQ(0, lineClose(self->line));
	rq = lineGetAgentCaps(self->app, self->device, 0, V2_2, &u.caps);
	r = request_of(self->acd, TYPE(GETAGENTCAPS));
	ASSERT_NE(NULL, r);
	EXPECT_EQ(V2_2, r->dwClientAppAPIVersion);
	r->GetAgentCaps.AgentCaps.dwStates = LINEAGENTSTATE_READY;
	r->GetAgentCaps.AgentCaps.ProxyGUID.Data1 = 0x1234;
	put_wide(&r->GetAgentCaps.AgentCaps,
		 &r->GetAgentCaps.AgentCaps.dwAgentHandlerInfoSize, info);
	ANSWERED(rq, r, 0);
	EXPECT_EQ(LINEAGENTSTATE_READY, u.caps.dwStates);
	EXPECT_EQ(0x1234, u.caps.ProxyGUID.Data1);
	EXPECT_TRUE(string_is(&u, &u.caps.dwAgentHandlerInfoSize, "ACD"));

	/* Before 2.2 there is no GUID. */
	memset(&u, 0xee, sizeof(u));
	u.caps.dwTotalSize = 56;
	rq = lineGetAgentCapsW(self->app, self->device, 0, API_2_0, &u.caps);
	r = request_of(self->acd, TYPE(GETAGENTCAPS));
	ASSERT_NE(NULL, r);
	ANSWERED(rq, r, 0);
	EXPECT_EQ(56, u.caps.dwNeededSize);
	EXPECT_EQ(0xeeeeeeee, u.caps.ProxyGUID.Data1);

	u.caps.dwTotalSize = 56;
	EXPECT_EQ(LINEERR_STRUCTURETOOSMALL,
		  lineGetAgentCaps(self->app, self->device, 0, V2_2, &u.caps));
	EXPECT_EQ(LINEERR_INCOMPATIBLEAPIVERSION,
		  lineGetAgentCaps(self->app, self->device, 0, 0x10004, &u.caps));
	EXPECT_EQ(LINEERR_BADDEVICEID, lineGetAgentCaps(self->app, 12345, 0, V2_2, &u.caps));
	EXPECT_EQ(LINEERR_OPERATIONUNAVAIL,
		  lineGetAgentCaps(self->app, self->sim.line[1], 0, API_2_0, &u.caps));
}

/* The other structures, by what is in them: each once there and back. */
TEST_F(agent, lists_and_infos)
{
	static const WCHAR name[] = { 'n', 0 };
	union {
		LINEAGENTACTIVITYLIST activities;
		LINEAGENTGROUPLIST groups;
		LINEAGENTINFO agent;
		LINEAGENTSESSIONLIST sessions;
		LINEAGENTSESSIONINFO session;
		LINEQUEUELIST queues;
		LINEQUEUEINFO queue;
		char room[256];
	} u;
	GUID group = { .Data1 = 6 };
	LINEPROXYREQUEST *r;
	LONG rq;

#define ASK(call, type) do {						\
		memset(&u, 0, sizeof(u));				\
		u.queue.dwTotalSize = sizeof(u);			\
		rq = (call);						\
		r = request_of(self->acd, TYPE(type));			\
		ASSERT_NE(NULL, r);					\
	} while (0)
	/* One entry, with a name if there is a pair for it. */
#define ENTRY(list, entry_type, member, value) ({			\
		entry_type *_e = (void *)((char *)&(list) + sizeof(list)); \
									\
		memset(_e, 0, sizeof(*_e));				\
		_e->member = value;					\
		(list).dwNumEntries = 1;				\
		(list).dwListSize = sizeof(*_e);			\
		(list).dwListOffset = sizeof(list);			\
		(list).dwUsedSize = sizeof(list) + sizeof(*_e);		\
		(list).dwNeededSize = (list).dwUsedSize;		\
		_e;							\
	})
#define FIRST(list, entry_type)	((entry_type *)(u.room + (list).dwListOffset))

	ASK(lineGetAgentActivityList(self->line, 0, &u.activities), GETAGENTACTIVITYLIST);
	put_wide(&r->GetAgentActivityList.ActivityList,
		 &ENTRY(r->GetAgentActivityList.ActivityList, LINEAGENTACTIVITYENTRY, dwID,
			31)->dwNameSize, name);
	ANSWERED(rq, r, 0);
	ASSERT_EQ(1, u.activities.dwNumEntries);
	EXPECT_EQ(31, FIRST(u.activities, LINEAGENTACTIVITYENTRY)->dwID);
	EXPECT_TRUE(string_is(&u, &FIRST(u.activities, LINEAGENTACTIVITYENTRY)->dwNameSize, "n"));

	ASK(lineGetAgentGroupList(self->line, 0, &u.groups), GETAGENTGROUPLIST);
	ENTRY(r->GetAgentGroupList.GroupList, LINEAGENTGROUPENTRY, GroupID.dwGroupID1, 32);
	ANSWERED(rq, r, 0);
	ASSERT_EQ(1, u.groups.dwNumEntries);
	EXPECT_EQ(32, FIRST(u.groups, LINEAGENTGROUPENTRY)->GroupID.dwGroupID1);

	ASK(lineGetGroupListW(self->line, &u.groups), GETGROUPLIST);
	put_wide(&r->GetGroupList.GroupList,
		 &ENTRY(r->GetGroupList.GroupList, LINEAGENTGROUPENTRY, GroupID.dwGroupID1,
			33)->dwNameSize, name);
	ANSWERED(rq, r, 0);
	ASSERT_EQ(1, u.groups.dwNumEntries);
	EXPECT_EQ(33, FIRST(u.groups, LINEAGENTGROUPENTRY)->GroupID.dwGroupID1);
	EXPECT_TRUE(wide_string_is(&u, &FIRST(u.groups, LINEAGENTGROUPENTRY)->dwNameSize, "n"));

	ASK(lineGetAgentInfo(self->line, 41, &u.agent), GETAGENTINFO);
	EXPECT_EQ(41, r->GetAgentInfo.hAgent);
	r->GetAgentInfo.AgentInfo.dwTotalACDWrapUpTime = 34;
	ANSWERED(rq, r, 0);
	EXPECT_EQ(34, u.agent.dwTotalACDWrapUpTime);
	EXPECT_EQ(sizeof(u.agent), u.agent.dwUsedSize);

	ASK(lineGetAgentSessionList(self->line, 42, &u.sessions), GETAGENTSESSIONLIST);
	EXPECT_EQ(42, r->GetAgentSessionList.hAgent);
	ENTRY(r->GetAgentSessionList.SessionList, LINEAGENTSESSIONENTRY, dwWorkingAddressID, 35);
	ANSWERED(rq, r, 0);
	ASSERT_EQ(1, u.sessions.dwNumEntries);
	EXPECT_EQ(35, FIRST(u.sessions, LINEAGENTSESSIONENTRY)->dwWorkingAddressID);

	ASK(lineGetAgentSessionInfo(self->line, 43, &u.session), GETAGENTSESSIONINFO);
	EXPECT_EQ(43, r->GetAgentSessionInfo.hAgentSession);
	r->GetAgentSessionInfo.SessionInfo.dwAverageTimeToAnswer = 36;
	ANSWERED(rq, r, 0);
	EXPECT_EQ(36, u.session.dwAverageTimeToAnswer);

	ASK(lineGetQueueList(self->line, &group, &u.queues), GETQUEUELIST);
	EXPECT_EQ(6, r->GetQueueList.GroupID.Data1);
	put_wide(&r->GetQueueList.QueueList,
		 &ENTRY(r->GetQueueList.QueueList, LINEQUEUEENTRY, dwQueueID, 37)->dwNameSize,
		 name);
	ANSWERED(rq, r, 0);
	ASSERT_EQ(1, u.queues.dwNumEntries);
	EXPECT_EQ(37, FIRST(u.queues, LINEQUEUEENTRY)->dwQueueID);
	EXPECT_TRUE(string_is(&u, &FIRST(u.queues, LINEQUEUEENTRY)->dwNameSize, "n"));

	ASK(lineGetQueueInfo(self->line, 44, &u.queue), GETQUEUEINFO);
	EXPECT_EQ(44, r->GetQueueInfo.dwQueueID);
	r->GetQueueInfo.QueueInfo.dwFinalDisposition = 38;
	ANSWERED(rq, r, 0);
	EXPECT_EQ(38, u.queue.dwFinalDisposition);

	EXPECT_EQ(LINEERR_INVALPOINTER, lineGetQueueList(self->line, NULL, &u.queues));
}

/* ---------------------------------------------------------------- refusals, and ends */

TEST_F(agent, refused)
{
	HLINE other = open_as(self->app, self->sim.line[1], V2_2, LINECALLPRIVILEGE_NONE), line;
	LINEPROXYREQUEST *r;
	LONG rq;

	EXPECT_EQ(LINEERR_OPERATIONUNAVAIL, lineSetAgentState(other, 0, 1, 0));
	EXPECT_EQ(LINEERR_INVALADDRESSID, lineSetAgentState(self->line, 1, 1, 0));
	EXPECT_EQ(LINEERR_INVALLINEHANDLE, lineSetAgentState(0x12345, 0, 1, 0));
	EXPECT_EQ(LINEERR_INVALLINEHANDLE, lineGetGroupList(0x12345, &(LINEAGENTGROUPLIST){
		  .dwTotalSize = sizeof(LINEAGENTGROUPLIST) }));

	EXPECT_EQ(LINEERR_NOTREGISTERED, serve(self->app, self->device, 5, 1, &line));
	EXPECT_EQ(LINEERR_INVALPARAM, serve(self->app, self->sim.line[1], 0, 1, &line));
	EXPECT_EQ(LINEERR_INVALPARAM, serve(self->app, self->sim.line[1], 21, 1, &line));
	EXPECT_EQ(LINEERR_INVALPARAM, serve(self->app, self->sim.line[1], 1, 0, &line));
	EXPECT_EQ(LINEERR_INVALPARAM,
		  lineOpen(self->app, self->sim.line[1], &line, V2_2, 0, 0,
			   LINECALLPRIVILEGE_NONE | LINEOPENOPTION_PROXY, 0, NULL));

	/* Each request is answered once, on its line. */
	rq = lineSetAgentState(self->line, 0, 1, 0);
	r = request_of(self->acd, TYPE(SETAGENTSTATE));
	ASSERT_NE(NULL, r);
	EXPECT_EQ(LINEERR_INVALPOINTER, lineProxyResponse(self->served, NULL, 0));
	EXPECT_EQ(LINEERR_INVALPARAM, lineProxyResponse(self->served, (void *)&self, 0));
	EXPECT_EQ(LINEERR_INVALPARAM, lineProxyResponse(self->line, r, 0));
	EXPECT_EQ(LINEERR_INVALPARAM, lineProxyResponse(self->served, r, 5));
	EXPECT_TRUE(nothing(self->app));
	ANSWERED(rq, r, 0);
	EXPECT_EQ(LINEERR_INVALPARAM, lineProxyResponse(self->served, r, 0));
}

TEST_F(agent, status_of_proxies)
{
	union {
		LINEPROXYREQUESTLIST list;
		char room[24 + NUM_TYPES * sizeof(DWORD)];
	} u = { .list.dwTotalSize = sizeof(u) };
	DWORD *types = (DWORD *)(u.room + 24), i;

	ASSERT_EQ(0, lineGetProxyStatus(self->app, self->device, V2_2, &u.list));
	ASSERT_EQ(NUM_TYPES, u.list.dwNumEntries);
	EXPECT_EQ(24, u.list.dwListOffset);
	for (i = 0; i < NUM_TYPES; i++)
		EXPECT_EQ(i + 1, types[i]);
	u.list.dwTotalSize--;
	ASSERT_EQ(0, lineGetProxyStatus(self->app, self->device, V2_2, &u.list));
	EXPECT_EQ(0, u.list.dwNumEntries);
	EXPECT_EQ(sizeof(u), u.list.dwNeededSize);
	ASSERT_EQ(0, lineGetProxyStatus(self->app, self->sim.line[1], V2_2, &u.list));
	EXPECT_EQ(0, u.list.dwNumEntries);
	EXPECT_EQ(24, u.list.dwNeededSize);
	EXPECT_EQ(LINEERR_BADDEVICEID, lineGetProxyStatus(self->app, 12345, V2_2, &u.list));
	EXPECT_EQ(LINEERR_INCOMPATIBLEAPIVERSION,
		  lineGetProxyStatus(self->app, self->device, API_2_0, &u.list));
	EXPECT_EQ(LINEERR_INVALPOINTER,
		  lineGetProxyStatus(self->app, self->device, V2_2, NULL));
}

TEST_F(agent, messages)
{
	EXPECT_EQ(0, lineProxyMessage(self->served, 0, LINE_AGENTSTATUS, 0,
				      LINEAGENTSTATUS_STATE, LINEAGENTSTATE_READY));
	EXPECT_TRUE(hears(self->app, LINE_AGENTSTATUS, self->line, 0, LINEAGENTSTATUS_STATE,
			  LINEAGENTSTATE_READY));
	EXPECT_EQ(LINEERR_INVALPARAM, lineProxyMessage(self->served, 0, LINE_CALLSTATE, 0, 0, 0));
	EXPECT_EQ(LINEERR_INVALPARAM,
		  lineProxyMessage(self->line, 0, LINE_AGENTSTATUS, 0, 0, 0));
	EXPECT_EQ(LINEERR_INVALLINEHANDLE,
		  lineProxyMessage(0x12345, 0, LINE_AGENTSTATUS, 0, 0, 0));
	EXPECT_EQ(0, lineClose(self->served));
	EXPECT_TRUE(hears(self->app, LINE_PROXYSTATUS, self->line, LINEPROXYSTATUS_CLOSE,
			  TYPE(SETAGENTGROUP), 0));
}

/* The handler's line is closed: the asker is answered, and requests can still be given back. */
TEST_F(agent, handler_closes)
{
	LONG taken = lineSetAgentState(self->line, 0, 1, 0), waiting;
	LINEPROXYREQUEST *r = request_of(self->acd, TYPE(SETAGENTSTATE));

	waiting = lineSetAgentActivity(self->line, 0, 1);
	ASSERT_NE(NULL, r);
	ASSERT_EQ(0, lineClose(self->served));
	EXPECT_EQ(LINEERR_OPERATIONFAILED, reply_of(self->app, taken));
	EXPECT_EQ(LINEERR_OPERATIONFAILED, reply_of(self->app, waiting));
	EXPECT_EQ(LINEERR_INVALLINEHANDLE,
		  lineProxyResponse(self->served, r, LINEERR_OPERATIONFAILED));
	EXPECT_TRUE(nothing(self->acd));
}

/* Messages were lost, TLINE_LOST says; the requests that they told of come all the same. */
TEST_F(agent, more_than_the_queue_holds)
{
	enum { N = 300 };
	int asked = 0, lost = 0, i;
	LINEMESSAGE m;

	for (i = 0; i < N; i++)
		ASSERT_GT(lineSetAgentState(self->line, 0, i, 0), 0);
	while (!lineGetMessage(self->acd, &m, 0)) {
		LINEPROXYREQUEST *r = (LINEPROXYREQUEST *)m.dwParam1;

		lost += m.dwMessageID == TLINE_LOST;
		if (m.dwMessageID != LINE_PROXYREQUEST)
			continue;
		asked++;
		EXPECT_EQ(self->served, m.hDevice);
		EXPECT_EQ(0x77, m.dwCallbackInstance);
		EXPECT_EQ(0, lineProxyResponse(self->served, r, 0));
	}
	EXPECT_EQ(1, lost);
	EXPECT_EQ(N, asked);
	for (i = 0; i < N; i++)
		EXPECT_TRUE(!lineGetMessage(self->app, &m, WAIT_MS) &&
			    m.dwMessageID == LINE_REPLY && !m.dwParam2);
	EXPECT_TRUE(nothing(self->app));
}

/* The asker has given up: to the handler that is all the same. */
TEST_F(agent, asker_gives_up)
{
	LONG rq = lineSetAgentState(self->line, 0, 1, 0);
	LINEPROXYREQUEST *r = request_of(self->acd, TYPE(SETAGENTSTATE));

	ASSERT_NE(NULL, r);
	ASSERT_EQ(0, tlineCancel(self->app, rq, 1));
	EXPECT_EQ(LINEERR_OPERATIONFAILED, reply_of(self->app, rq));
	EXPECT_EQ(0, lineProxyResponse(self->served, r, 0));
	EXPECT_TRUE(nothing(self->app));

	/* Before the handler has read of it: it never does. */
	rq = lineSetAgentState(self->line, 0, 1, 0);
	ASSERT_EQ(0, tlineCancel(self->app, rq, 1));
	EXPECT_EQ(LINEERR_OPERATIONFAILED, reply_of(self->app, rq));
	EXPECT_TRUE(nothing(self->acd));
}

TEST_HARNESS_MAIN
