// SPDX-License-Identifier: LGPL-2.1-or-later
/*
 * From the kernel's structures to TAPI's: lines and addresses.
 */
#include <stdio.h>
#include <string.h>

#include "internal.h"

static LINEDIALPARAMS dial_params(const struct tline_dial_params *in)
{
	return (LINEDIALPARAMS){
		.dwDialPause = in->pause,
		.dwDialSpeed = in->speed,
		.dwDigitDuration = in->duration,
		.dwWaitForDialtone = in->wait_dialtone,
	};
}

static uint64_t fnv1a(uint64_t hash, const char *text, size_t max)
{
	size_t i;

	for (i = 0; i < max && text[i]; i++)
		hash = (hash ^ (unsigned char)text[i]) * 0x100000001b3ull;
	return hash;
}

/*
 * The permanent GUID of a line: a custom one (version 8) of its provider and
 * serial, the same after every start; zero for a line without a serial.
 */
static GUID line_guid(const struct tline_line_caps *caps)
{
	uint64_t high, low;
	GUID guid = { 0 };

	if (!caps->serial[0])
		return guid;
	high = fnv1a(0xcbf29ce484222325ull, caps->provider, sizeof(caps->provider));
	high = fnv1a(high ^ '/', caps->serial, sizeof(caps->serial));
	low = fnv1a(high, caps->serial, sizeof(caps->serial));
	guid.Data1 = (uint32_t)(high >> 32);
	guid.Data2 = (uint16_t)(high >> 16);
	guid.Data3 = (uint16_t)((high & 0x0fff) | 0x8000);
	memcpy(guid.Data4, &low, sizeof(guid.Data4));
	guid.Data4[0] = (uint8_t)((guid.Data4[0] & 0x3f) | 0x80);
	return guid;
}

static const struct tl_data_member dev_caps_data[] = {
	{ offsetof(LINEDEVCAPS, dwDevSpecificSize), TLINE_DATA_LINE_DEVSPECIFIC },
};

LONG tl_fill_dev_caps(LPLINEDEVCAPS out, DWORD version, const struct tline_line_caps *caps,
		      const struct tl_data *data, bool wide)
{
	LINEDEVCAPS header = {
		.dwPermanentLineID = caps->permanent_id,
		.dwStringFormat = tl_string_format(wide),
		.dwAddressModes = caps->address_modes,
		.dwNumAddresses = caps->num_addresses,
		.dwBearerModes = caps->bearer_modes,
		.dwMaxRate = caps->max_rate,
		.dwMediaModes = caps->media_modes,
		.dwGenerateToneModes = caps->generate_tone_modes,
		.dwGenerateToneMaxNumFreq = caps->generate_tone_max_freq,
		.dwGenerateDigitModes = caps->generate_digit_modes,
		.dwMonitorToneMaxNumFreq = caps->monitor_tone_max_freq,
		.dwMonitorToneMaxNumEntries = caps->monitor_tone_max_entries,
		.dwMonitorDigitModes = caps->monitor_digit_modes,
		.dwGatherDigitsMinTimeout = caps->gather_digits_min_timeout,
		.dwGatherDigitsMaxTimeout = caps->gather_digits_max_timeout,
		.dwMedCtlDigitMaxListSize = caps->medctl_digit_max,
		.dwMedCtlMediaMaxListSize = caps->medctl_media_max,
		.dwMedCtlToneMaxListSize = caps->medctl_tone_max,
		.dwMedCtlCallStateMaxListSize = caps->medctl_callstate_max,
		.dwDevCapFlags = caps->flags,
		.dwMaxNumActiveCalls = caps->max_active_calls,
		.dwAnswerMode = caps->answer_mode,
		.dwRingModes = caps->ring_modes,
		.dwLineStates = caps->line_states,
		.dwUUIAcceptSize = caps->uui_accept,
		.dwUUIAnswerSize = caps->uui_answer,
		.dwUUIMakeCallSize = caps->uui_makecall,
		.dwUUIDropSize = caps->uui_drop,
		.dwUUISendUserUserInfoSize = caps->uui_send,
		.dwUUICallInfoSize = caps->uui_callinfo,
		.MinDialParams = dial_params(&caps->dial_min),
		.MaxDialParams = dial_params(&caps->dial_max),
		.DefaultDialParams = dial_params(&caps->dial_default),
		.dwNumTerminals = caps->num_terminals,
		.dwLineFeatures = caps->line_features,
		.dwSettableDevStatus = caps->settable_status,
		.PermanentLineGuid = line_guid(caps),
	};
	struct tl_pack pack;
	LONG rc;

	rc = tl_pack_begin(&pack, out, &header, tl_struct_size(TL_DEVCAPS, version));
	if (rc)
		return rc;
	pack.wide = wide;
	tl_pack_string(&pack, offsetof(LINEDEVCAPS, dwLineNameSize), caps->name,
		       sizeof(caps->name));
	tl_pack_string(&pack, offsetof(LINEDEVCAPS, dwProviderInfoSize), caps->provider,
		       sizeof(caps->provider));
	tl_pack_string(&pack, offsetof(LINEDEVCAPS, dwSwitchInfoSize), caps->switch_info,
		       sizeof(caps->switch_info));
	tl_pack_terminals(&pack, &header, &data->item[TLINE_DATA_TERMINAL_CAPS]);
	tl_pack_data(&pack, data, dev_caps_data, TL_ARRAY_SIZE(dev_caps_data));
	tl_pack_classes(&pack, offsetof(LINEDEVCAPS, dwDeviceClassesSize),
			&data->item[TLINE_DATA_DEVICES]);
	tl_pack_end(&pack);
	return 0;
}

static const struct tl_data_member address_caps_data[] = {
	{ offsetof(LINEADDRESSCAPS, dwDevSpecificSize), TLINE_DATA_ADDRESS_DEVSPECIFIC },
};

/* @data: the address's, and TLINE_DATA_DEVICES of its line */
LONG tl_fill_address_caps(LPLINEADDRESSCAPS out, DWORD version, DWORD device,
			  const struct tline_address_caps *caps, const struct tl_data *data,
			  bool wide)
{
	LINEADDRESSCAPS header = {
		.dwLineDeviceID = device,
		.dwAddressSharing = caps->sharing,
		.dwAddressStates = caps->address_states,
		.dwCallInfoStates = caps->call_info_states,
		.dwCallerIDFlags = caps->caller_id_flags,
		.dwCalledIDFlags = caps->called_id_flags,
		.dwConnectedIDFlags = caps->connected_id_flags,
		.dwRedirectionIDFlags = caps->redirection_id_flags,
		.dwRedirectingIDFlags = caps->redirecting_id_flags,
		.dwCallStates = caps->call_states,
		.dwDialToneModes = caps->dialtone_modes,
		.dwBusyModes = caps->busy_modes,
		.dwSpecialInfo = caps->special_info,
		.dwDisconnectModes = caps->disconnect_modes,
		.dwMaxNumActiveCalls = caps->max_active_calls,
		.dwMaxNumOnHoldCalls = caps->max_onhold_calls,
		.dwMaxNumOnHoldPendingCalls = caps->max_onhold_pending_calls,
		.dwMaxNumConference = caps->max_conference,
		.dwMaxNumTransConf = caps->max_trans_conf,
		.dwAddrCapFlags = caps->flags,
		.dwCallFeatures = caps->call_features,
		.dwRemoveFromConfCaps = caps->remove_from_conf_caps,
		.dwRemoveFromConfState = caps->remove_from_conf_state,
		.dwTransferModes = caps->transfer_modes,
		.dwParkModes = caps->park_modes,
		.dwForwardModes = caps->forward_modes,
		.dwMaxForwardEntries = caps->max_forward_entries,
		.dwMaxSpecificEntries = caps->max_specific_entries,
		.dwMinFwdNumRings = caps->min_forward_rings,
		.dwMaxFwdNumRings = caps->max_forward_rings,
		.dwMaxCallCompletions = caps->max_call_completions,
		.dwCallCompletionConds = caps->completion_conds,
		.dwCallCompletionModes = caps->completion_modes,
		.dwNumCompletionMessages = caps->num_completion_messages,
		.dwAddressFeatures = caps->address_features,
		.dwPredictiveAutoTransferStates = caps->predictive_states,
		.dwMaxCallDataSize = caps->max_call_data_size,
		.dwCallFeatures2 = caps->call_features2,
		.dwMaxNoAnswerTimeout = caps->max_no_answer_timeout,
		.dwConnectedModes = caps->connected_modes,
		.dwOfferingModes = caps->offering_modes,
		.dwAvailableMediaModes = caps->media_modes,
	};
	struct tl_pack pack;
	LONG rc;

	rc = tl_pack_begin(&pack, out, &header, tl_struct_size(TL_ADDRESSCAPS, version));
	if (rc)
		return rc;
	pack.wide = wide;
	tl_pack_string(&pack, offsetof(LINEADDRESSCAPS, dwAddressSize), caps->number,
		       sizeof(caps->number));
	tl_pack_data(&pack, data, address_caps_data, TL_ARRAY_SIZE(address_caps_data));
	tl_pack_messages(&pack, &header, &data->item[TLINE_DATA_COMPLETION_MESSAGES]);
	tl_pack_classes(&pack, offsetof(LINEADDRESSCAPS, dwDeviceClassesSize),
			&data->item[TLINE_DATA_DEVICES]);
	if (version >= TLINE_API_VERSION_2_0)
		tl_pack_treatments(&pack, &header, &data->item[TLINE_DATA_TREATMENTS],
				   caps->num_treatments);
	tl_pack_end(&pack);
	return 0;
}

static void pack_open(struct tl_pack *pack, char *entry, const struct tline_open_info *open,
		      const char *machine)
{
	char user[16];

	if (entry) {
		memcpy(entry + offsetof(LINEAPPINFO, dwMediaModes), &open->media_modes,
		       sizeof(open->media_modes));
		memcpy(entry + offsetof(LINEAPPINFO, dwAddressID), &open->address,
		       sizeof(open->address));
	}
	snprintf(user, sizeof(user), "%u", open->uid);
	tl_pack_entry_string(pack, entry, offsetof(LINEAPPINFO, dwMachineNameSize), machine,
			     strlen(machine));
	tl_pack_entry_string(pack, entry, offsetof(LINEAPPINFO, dwUserNameSize), user,
			     sizeof(user));
	tl_pack_entry_string(pack, entry, offsetof(LINEAPPINFO, dwModuleFilenameSize),
			     open->module, sizeof(open->module));
	tl_pack_entry_string(pack, entry, offsetof(LINEAPPINFO, dwFriendlyNameSize), open->name,
			     sizeof(open->name));
}

static const struct tl_data_member dev_status_data[] = {
	{ offsetof(LINEDEVSTATUS, dwTerminalModesSize), TLINE_DATA_LINE_TERMINALS },
	{ offsetof(LINEDEVSTATUS, dwDevSpecificSize), TLINE_DATA_LINE_DEVSPECIFIC },
};

LONG tl_fill_dev_status(LPLINEDEVSTATUS out, DWORD version,
			const struct tline_ioc_line_status *status,
			const struct tline_open_info *opens, DWORD num_opens, const char *machine,
			const struct tl_data *data, bool wide)
{
	LINEDEVSTATUS header = {
		.dwNumOpens = status->num_opens,
		.dwOpenMediaModes = status->open_media_modes,
		.dwNumActiveCalls = status->active_calls,
		.dwNumOnHoldCalls = status->onhold_calls,
		.dwNumOnHoldPendCalls = status->onhold_pending_calls,
		.dwLineFeatures = status->line_features,
		.dwNumCallCompletions = status->num_completions,
		.dwRingMode = status->ring_mode,
		.dwSignalLevel = status->signal,
		.dwBatteryLevel = status->battery,
		.dwRoamMode = status->roam_mode,
		.dwDevStatusFlags = status->status,
		.dwAvailableMediaModes = status->media_modes,
	};
	const size_t size = sizeof(LINEAPPINFO);
	struct tl_pack pack;
	char *entries;
	DWORD i;
	LONG rc;

	rc = tl_pack_begin(&pack, out, &header, tl_struct_size(TL_DEVSTATUS, version));
	if (rc)
		return rc;
	pack.wide = wide;
	if (version < TLINE_API_VERSION_2_0)
		num_opens = 0;
	entries = tl_pack_array(&pack, offsetof(LINEDEVSTATUS, dwAppInfoSize), num_opens * size);
	for (i = 0; i < num_opens; i++)
		pack_open(&pack, entries ? entries + i * size : NULL, &opens[i], machine);
	tl_pack_data(&pack, data, dev_status_data, TL_ARRAY_SIZE(dev_status_data));
	tl_pack_end(&pack);
	return 0;
}

static const struct tl_data_member address_status_data[] = {
	{ offsetof(LINEADDRESSSTATUS, dwTerminalModesSize), TLINE_DATA_ADDRESS_TERMINALS },
	{ offsetof(LINEADDRESSSTATUS, dwDevSpecificSize), TLINE_DATA_ADDRESS_DEVSPECIFIC },
};

LONG tl_fill_address_status(LPLINEADDRESSSTATUS out, DWORD version,
			    const struct tline_ioc_address_status *status,
			    const struct tl_data *data, bool wide)
{
	LINEADDRESSSTATUS header = {
		.dwNumInUse = status->num_in_use,
		.dwNumActiveCalls = status->active_calls,
		.dwNumOnHoldCalls = status->onhold_calls,
		.dwNumOnHoldPendCalls = status->onhold_pending_calls,
		.dwAddressFeatures = status->address_features,
	};
	struct tl_pack pack;
	LONG rc;

	rc = tl_pack_begin(&pack, out, &header, tl_struct_size(TL_ADDRESSSTATUS, version));
	if (rc)
		return rc;
	pack.wide = wide;
	tl_pack_forward(&pack, &header, &data->item[TLINE_DATA_FORWARD]);
	tl_pack_data(&pack, data, address_status_data, TL_ARRAY_SIZE(address_status_data));
	tl_pack_end(&pack);
	return 0;
}

LONG tl_fill_string(LPVARSTRING out, const char *text, size_t max, bool wide)
{
	VARSTRING header = { .dwStringFormat = tl_string_format(wide) };
	struct tl_pack pack;
	LONG rc;

	rc = tl_pack_begin(&pack, out, &header, sizeof(header));
	if (rc)
		return rc;
	pack.wide = wide;
	tl_pack_string(&pack, offsetof(VARSTRING, dwStringSize), text, max);
	tl_pack_end(&pack);
	return 0;
}

LONG tl_fill_bytes(LPVARSTRING out, const void *data, size_t size)
{
	VARSTRING header = { .dwStringFormat = STRINGFORMAT_BINARY };
	struct tl_pack pack;
	LONG rc;

	rc = tl_pack_begin(&pack, out, &header, sizeof(header));
	if (rc)
		return rc;
	tl_pack_bytes(&pack, offsetof(VARSTRING, dwStringSize), data, size);
	tl_pack_end(&pack);
	return 0;
}
