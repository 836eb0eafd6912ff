// SPDX-License-Identifier: LGPL-2.1-or-later
/*
 * From the kernel's structures to TAPI's: calls.
 */
#include <string.h>
#include <time.h>

#include "internal.h"

/* Where a party's flags stand in LINECALLINFO; number and name follow them. */
static const size_t party_members[TLINE_PARTY_COUNT] = {
	[TLINE_PARTY_CALLER]		= offsetof(LINECALLINFO, dwCallerIDFlags),
	[TLINE_PARTY_CALLED]		= offsetof(LINECALLINFO, dwCalledIDFlags),
	[TLINE_PARTY_CONNECTED]		= offsetof(LINECALLINFO, dwConnectedIDFlags),
	[TLINE_PARTY_REDIRECTION]	= offsetof(LINECALLINFO, dwRedirectionIDFlags),
	[TLINE_PARTY_REDIRECTING]	= offsetof(LINECALLINFO, dwRedirectingIDFlags),
};

#define PARTY_NUMBER	(offsetof(LINECALLINFO, dwCallerIDSize) - \
			 offsetof(LINECALLINFO, dwCallerIDFlags))
#define PARTY_NAME	(offsetof(LINECALLINFO, dwCallerIDNameSize) - \
			 offsetof(LINECALLINFO, dwCallerIDFlags))

static void pack_party(struct tl_pack *pack, size_t member, const struct tline_party *party)
{
	memcpy((char *)pack->header + member, &party->flags, sizeof(party->flags));
	if (party->flags & TLINE_CALLPARTYID_ADDRESS)
		tl_pack_string(pack, member + PARTY_NUMBER, party->number, sizeof(party->number));
	if (party->flags & TLINE_CALLPARTYID_NAME)
		tl_pack_string(pack, member + PARTY_NAME, party->name, sizeof(party->name));
}

static const struct tl_data_member call_info_data[] = {
	{ offsetof(LINECALLINFO, dwHighLevelCompSize), TLINE_DATA_HIGHLEVELCOMP },
	{ offsetof(LINECALLINFO, dwLowLevelCompSize), TLINE_DATA_LOWLEVELCOMP },
	{ offsetof(LINECALLINFO, dwChargingInfoSize), TLINE_DATA_CHARGINGINFO },
	{ offsetof(LINECALLINFO, dwTerminalModesSize), TLINE_DATA_CALL_TERMINALS },
	{ offsetof(LINECALLINFO, dwDevSpecificSize), TLINE_DATA_CALL_DEVSPECIFIC },
	{ offsetof(LINECALLINFO, dwCallDataSize), TLINE_DATA_CALL_DATA },
	{ offsetof(LINECALLINFO, dwSendingFlowspecSize), TLINE_DATA_SENDING_FLOWSPEC },
	{ offsetof(LINECALLINFO, dwReceivingFlowspecSize), TLINE_DATA_RECEIVING_FLOWSPEC },
};

LONG tl_fill_call_info(LPLINECALLINFO out, DWORD version, HLINE line,
		       const struct tline_call_info *info, const struct tl_data *data, bool wide)
{
	LINECALLINFO header = {
		.hLine = line,
		.dwLineDeviceID = info->line,
		.dwAddressID = info->address,
		.dwBearerMode = info->bearer_mode,
		.dwRate = info->rate,
		.dwMediaMode = info->media_mode,
		.dwAppSpecific = info->app_specific,
		.dwCallID = info->call_id,
		.dwRelatedCallID = info->related_call_id,
		.dwCallParamFlags = info->param_flags,
		.dwCallStates = info->call_states | LINECALLSTATE_UNKNOWN,
		.dwMonitorDigitModes = info->monitor_digit_modes,
		.dwMonitorMediaModes = info->monitor_media_modes,
		.DialParams = {
			.dwDialPause = info->dial.pause,
			.dwDialSpeed = info->dial.speed,
			.dwDigitDuration = info->dial.duration,
			.dwWaitForDialtone = info->dial.wait_dialtone,
		},
		.dwOrigin = tl_origin_for(version, info->origin),
		.dwReason = tl_reason_for(version, info->reason),
		.dwCompletionID = info->completion_id,
		.dwNumOwners = info->num_owners,
		.dwNumMonitors = info->num_monitors,
		.dwCountryCode = info->country,
		.dwTrunk = info->trunk,
		.dwCallTreatment = info->treatment,
	};
	struct tl_pack pack;
	DWORD uui_size = info->uui.size;
	size_t i;
	LONG rc;

	rc = tl_pack_begin(&pack, out, &header, tl_struct_size(TL_CALLINFO, version));
	if (rc)
		return rc;
	pack.wide = wide;
	for (i = 0; i < TLINE_PARTY_COUNT; i++)
		pack_party(&pack, party_members[i], &info->party[i]);
	tl_pack_string(&pack, offsetof(LINECALLINFO, dwAppNameSize), info->app_name,
		       sizeof(info->app_name));
	tl_pack_string(&pack, offsetof(LINECALLINFO, dwDisplayableAddressSize),
		       info->displayable, sizeof(info->displayable));
	tl_pack_string(&pack, offsetof(LINECALLINFO, dwCalledPartySize), info->called_party,
		       sizeof(info->called_party));
	tl_pack_string(&pack, offsetof(LINECALLINFO, dwCommentSize), info->comment,
		       sizeof(info->comment));
	tl_pack_string(&pack, offsetof(LINECALLINFO, dwDisplaySize), info->display,
		       sizeof(info->display));
	if (uui_size > sizeof(info->uui.data))
		uui_size = sizeof(info->uui.data);
	tl_pack_bytes(&pack, offsetof(LINECALLINFO, dwUserUserInfoSize), info->uui.data,
		      uui_size);
	tl_pack_data(&pack, data, call_info_data, TL_ARRAY_SIZE(call_info_data));
	tl_pack_end(&pack);
	return 0;
}

/* UTC, as on other systems. */
static SYSTEMTIME system_time(uint64_t ns)
{
	time_t seconds = (time_t)(ns / 1000000000);
	SYSTEMTIME out;
	struct tm tm;

	gmtime_r(&seconds, &tm);
	out.wYear = (WORD)(tm.tm_year + 1900);
	out.wMonth = (WORD)(tm.tm_mon + 1);
	out.wDayOfWeek = (WORD)tm.tm_wday;
	out.wDay = (WORD)tm.tm_mday;
	out.wHour = (WORD)tm.tm_hour;
	out.wMinute = (WORD)tm.tm_min;
	out.wSecond = (WORD)tm.tm_sec;
	out.wMilliseconds = (WORD)(ns / 1000000 % 1000);
	return out;
}

static const struct tl_data_member call_status_data[] = {
	{ offsetof(LINECALLSTATUS, dwDevSpecificSize), TLINE_DATA_CALL_DEVSPECIFIC },
};

LONG tl_fill_call_status(LPLINECALLSTATUS out, DWORD version,
			 const struct tline_ioc_call_status *status, const struct tl_data *data)
{
	LINECALLSTATUS header = {
		.dwCallState = status->state,
		.dwCallStateMode = tl_state_mode_for(version, status->state, status->mode),
		.dwCallPrivilege = status->privilege,
		.dwCallFeatures = status->features,
		.dwCallFeatures2 = status->features2,
		.tStateEntryTime = system_time(status->state_time_ns),
	};
	struct tl_pack pack;
	LONG rc;

	rc = tl_pack_begin(&pack, out, &header, tl_struct_size(TL_CALLSTATUS, version));
	if (rc)
		return rc;
	tl_pack_data(&pack, data, call_status_data, TL_ARRAY_SIZE(call_status_data));
	tl_pack_end(&pack);
	return 0;
}

LONG tl_fill_call_list(LPLINECALLLIST out, const HCALL *calls, DWORD num)
{
	LINECALLLIST header = { 0 };
	struct tl_pack pack;
	LONG rc;

	rc = tl_pack_begin(&pack, out, &header, sizeof(header));
	if (rc)
		return rc;
	tl_pack_bytes(&pack, offsetof(LINECALLLIST, dwCallsSize), calls, num * sizeof(*calls));
	if (header.dwCallsSize)
		header.dwCallsNumEntries = num;
	tl_pack_end(&pack);
	return 0;
}
