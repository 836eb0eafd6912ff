/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The structures of agents and proxies.  Included by <tapi.h>; see tapi-struct.h
 * for what holds for all structures.
 */
#ifndef TLINE_TAPI_AGENT_H
#define TLINE_TAPI_AGENT_H

#pragma pack(push, 1)

typedef struct lineagentactivityentry_tag {
	DWORD dwID;
	DWORD dwNameSize, dwNameOffset;
} LINEAGENTACTIVITYENTRY, *LPLINEAGENTACTIVITYENTRY;

typedef struct lineagentactivitylist_tag {
	DWORD dwTotalSize;
	DWORD dwNeededSize;
	DWORD dwUsedSize;
	DWORD dwNumEntries;
	DWORD dwListSize, dwListOffset;
} LINEAGENTACTIVITYLIST, *LPLINEAGENTACTIVITYLIST;

typedef struct lineagentcaps_tag {
	DWORD dwTotalSize;
	DWORD dwNeededSize;
	DWORD dwUsedSize;
	DWORD dwAgentHandlerInfoSize, dwAgentHandlerInfoOffset;
	DWORD dwCapsVersion;
	DWORD dwFeatures;
	DWORD dwStates;
	DWORD dwNextStates;
	DWORD dwMaxNumGroupEntries;
	DWORD dwAgentStatusMessages;
	DWORD dwNumAgentExtensionIDs;
	DWORD dwAgentExtensionIDListSize, dwAgentExtensionIDListOffset;
	GUID ProxyGUID;
} LINEAGENTCAPS, *LPLINEAGENTCAPS;

typedef struct lineagentgroupentry_tag {
	struct {
		DWORD dwGroupID1;
		DWORD dwGroupID2;
		DWORD dwGroupID3;
		DWORD dwGroupID4;
	} GroupID;
	DWORD dwNameSize, dwNameOffset;
} LINEAGENTGROUPENTRY, *LPLINEAGENTGROUPENTRY;

typedef struct lineagentgrouplist_tag {
	DWORD dwTotalSize;
	DWORD dwNeededSize;
	DWORD dwUsedSize;
	DWORD dwNumEntries;
	DWORD dwListSize, dwListOffset;
} LINEAGENTGROUPLIST, *LPLINEAGENTGROUPLIST;

typedef struct lineagentstatus_tag {
	DWORD dwTotalSize;
	DWORD dwNeededSize;
	DWORD dwUsedSize;
	DWORD dwNumEntries;
	DWORD dwGroupListSize, dwGroupListOffset;
	DWORD dwState;
	DWORD dwNextState;
	DWORD dwActivityID;
	DWORD dwActivitySize, dwActivityOffset;
	DWORD dwAgentFeatures;
	DWORD dwValidStates;
	DWORD dwValidNextStates;
} LINEAGENTSTATUS, *LPLINEAGENTSTATUS;

typedef struct lineagententry_tag {
	HAGENT hAgent;
	DWORD dwNameSize, dwNameOffset;
	DWORD dwIDSize, dwIDOffset;
	DWORD dwPINSize, dwPINOffset;
} LINEAGENTENTRY, *LPLINEAGENTENTRY;

typedef struct lineagentlist_tag {
	DWORD dwTotalSize;
	DWORD dwNeededSize;
	DWORD dwUsedSize;
	DWORD dwNumEntries;
	DWORD dwListSize, dwListOffset;
} LINEAGENTLIST, *LPLINEAGENTLIST;

typedef struct lineagentinfo_tag {
	DWORD dwTotalSize;
	DWORD dwNeededSize;
	DWORD dwUsedSize;
	DWORD dwAgentState;
	DWORD dwNextAgentState;
	DWORD dwMeasurementPeriod;
	CURRENCY cyOverallCallRate;
	DWORD dwNumberOfACDCalls;
	DWORD dwNumberOfIncomingCalls;
	DWORD dwNumberOfOutgoingCalls;
	DWORD dwTotalACDTalkTime;
	DWORD dwTotalACDCallTime;
	DWORD dwTotalACDWrapUpTime;
} LINEAGENTINFO, *LPLINEAGENTINFO;

typedef struct lineagentsession_tag {
	HAGENTSESSION hAgentSession;
	HAGENT hAgent;
	GUID GroupID;
	DWORD dwWorkingAddressID;
} LINEAGENTSESSIONENTRY, *LPLINEAGENTSESSIONENTRY;

typedef struct lineagentsessionlist_tag {
	DWORD dwTotalSize;
	DWORD dwNeededSize;
	DWORD dwUsedSize;
	DWORD dwNumEntries;
	DWORD dwListSize, dwListOffset;
} LINEAGENTSESSIONLIST, *LPLINEAGENTSESSIONLIST;

typedef struct lineagentsessioninfo_tag {
	DWORD dwTotalSize;
	DWORD dwNeededSize;
	DWORD dwUsedSize;
	DWORD dwAgentSessionState;
	DWORD dwNextAgentSessionState;
	DATE dateSessionStartTime;
	DWORD dwSessionDuration;
	DWORD dwNumberOfCalls;
	DWORD dwTotalTalkTime;
	DWORD dwAverageTalkTime;
	DWORD dwTotalCallTime;
	DWORD dwAverageCallTime;
	DWORD dwTotalWrapUpTime;
	DWORD dwAverageWrapUpTime;
	CURRENCY cyACDCallRate;
	DWORD dwLongestTimeToAnswer;
	DWORD dwAverageTimeToAnswer;
} LINEAGENTSESSIONINFO, *LPLINEAGENTSESSIONINFO;

typedef struct linequeueentry_tag {
	DWORD dwQueueID;
	DWORD dwNameSize, dwNameOffset;
} LINEQUEUEENTRY, *LPLINEQUEUEENTRY;

typedef struct linequeuelist_tag {
	DWORD dwTotalSize;
	DWORD dwNeededSize;
	DWORD dwUsedSize;
	DWORD dwNumEntries;
	DWORD dwListSize, dwListOffset;
} LINEQUEUELIST, *LPLINEQUEUELIST;

typedef struct linequeueinfo_tag {
	DWORD dwTotalSize;
	DWORD dwNeededSize;
	DWORD dwUsedSize;
	DWORD dwMeasurementPeriod;
	DWORD dwTotalCallsQueued;
	DWORD dwCurrentCallsQueued;
	DWORD dwTotalCallsAbandoned;
	DWORD dwTotalCallsFlowedIn;
	DWORD dwTotalCallsFlowedOut;
	DWORD dwLongestEverWaitTime;
	DWORD dwCurrentLongestWaitTime;
	DWORD dwAverageWaitTime;
	DWORD dwFinalDisposition;
} LINEQUEUEINFO, *LPLINEQUEUEINFO;

typedef struct lineproxyrequestlist_tag {
	DWORD dwTotalSize;
	DWORD dwNeededSize;
	DWORD dwUsedSize;
	DWORD dwNumEntries;
	DWORD dwListSize, dwListOffset;
} LINEPROXYREQUESTLIST, *LPLINEPROXYREQUESTLIST;

/*
 * What LINE_PROXYREQUEST brings, by dwRequestType.  C++ allows no new types in a
 * union without name, hence names for them.  Strings are UTF-16.
 */
struct tlineproxy_setagentgroup {
	DWORD dwAddressID;
	LINEAGENTGROUPLIST GroupList;
};

struct tlineproxy_setagentstate {
	DWORD dwAddressID;
	DWORD dwAgentState;
	DWORD dwNextAgentState;
};

struct tlineproxy_setagentactivity {
	DWORD dwAddressID;
	DWORD dwActivityID;
};

struct tlineproxy_getagentcaps {
	DWORD dwAddressID;
	LINEAGENTCAPS AgentCaps;
};

struct tlineproxy_getagentstatus {
	DWORD dwAddressID;
	LINEAGENTSTATUS AgentStatus;
};

struct tlineproxy_agentspecific {
	DWORD dwAddressID;
	DWORD dwAgentExtensionIDIndex;
	DWORD dwSize;
	BYTE Params[1];
};

struct tlineproxy_getagentactivitylist {
	DWORD dwAddressID;
	LINEAGENTACTIVITYLIST ActivityList;
};

struct tlineproxy_getagentgrouplist {
	DWORD dwAddressID;
	LINEAGENTGROUPLIST GroupList;
};

struct tlineproxy_createagent {
	HAGENT hAgent;
	DWORD dwAgentIDSize, dwAgentIDOffset;
	DWORD dwAgentPINSize, dwAgentPINOffset;
};

struct tlineproxy_setagentstateex {
	HAGENT hAgent;
	DWORD dwAgentState;
	DWORD dwNextAgentState;
};

struct tlineproxy_setagentmeasurementperiod {
	HAGENT hAgent;
	DWORD dwMeasurementPeriod;
};

struct tlineproxy_getagentinfo {
	HAGENT hAgent;
	LINEAGENTINFO AgentInfo;
};

struct tlineproxy_createagentsession {
	HAGENTSESSION hAgentSession;
	DWORD dwAgentPINSize, dwAgentPINOffset;
	HAGENT hAgent;
	GUID GroupID;
	DWORD dwWorkingAddressID;
};

struct tlineproxy_getagentsessionlist {
	HAGENT hAgent;
	LINEAGENTSESSIONLIST SessionList;
};

struct tlineproxy_getagentsessioninfo {
	HAGENTSESSION hAgentSession;
	LINEAGENTSESSIONINFO SessionInfo;
};

struct tlineproxy_setagentsessionstate {
	HAGENTSESSION hAgentSession;
	DWORD dwAgentSessionState;
	DWORD dwNextAgentSessionState;
};

struct tlineproxy_getqueuelist {
	GUID GroupID;
	LINEQUEUELIST QueueList;
};

struct tlineproxy_setqueuemeasurementperiod {
	DWORD dwQueueID;
	DWORD dwMeasurementPeriod;
};

struct tlineproxy_getqueueinfo {
	DWORD dwQueueID;
	LINEQUEUEINFO QueueInfo;
};

struct tlineproxy_getgrouplist {
	LINEAGENTGROUPLIST GroupList;
};

typedef struct lineproxyrequest_tag {
	DWORD dwSize;
	DWORD dwClientMachineNameSize, dwClientMachineNameOffset;
	DWORD dwClientUserNameSize, dwClientUserNameOffset;
	DWORD dwClientAppAPIVersion;
	DWORD dwRequestType;	/* LINEPROXYREQUEST_ */
	__extension__ union {
		struct tlineproxy_setagentgroup SetAgentGroup;
		struct tlineproxy_setagentstate SetAgentState;
		struct tlineproxy_setagentactivity SetAgentActivity;
		struct tlineproxy_getagentcaps GetAgentCaps;
		struct tlineproxy_getagentstatus GetAgentStatus;
		struct tlineproxy_agentspecific AgentSpecific;
		struct tlineproxy_getagentactivitylist GetAgentActivityList;
		struct tlineproxy_getagentgrouplist GetAgentGroupList;
		struct tlineproxy_createagent CreateAgent;
		struct tlineproxy_setagentstateex SetAgentStateEx;
		struct tlineproxy_setagentmeasurementperiod SetAgentMeasurementPeriod;
		struct tlineproxy_getagentinfo GetAgentInfo;
		struct tlineproxy_createagentsession CreateAgentSession;
		struct tlineproxy_getagentsessionlist GetAgentSessionList;
		struct tlineproxy_getagentsessioninfo GetAgentSessionInfo;
		struct tlineproxy_setagentsessionstate SetAgentSessionState;
		struct tlineproxy_getqueuelist GetQueueList;
		struct tlineproxy_setqueuemeasurementperiod SetQueueMeasurementPeriod;
		struct tlineproxy_getqueueinfo GetQueueInfo;
		struct tlineproxy_getgrouplist GetGroupList;
	};
} LINEPROXYREQUEST, *LPLINEPROXYREQUEST;

#pragma pack(pop)

#endif /* TLINE_TAPI_AGENT_H */
