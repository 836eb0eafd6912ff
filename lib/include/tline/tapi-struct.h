/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The structures of TAPI.  Included by <tapi.h>.
 *
 * Those with dwNeededSize are filled by the library within the dwTotalSize bytes
 * that the caller has set: LINEERR_STRUCTURETOOSMALL if not even the fixed part
 * fits, which depends on the API version; otherwise a variable part that does
 * not fit has size and offset 0, and dwNeededSize is above dwUsedSize.  Offsets
 * count from the start of the outermost structure.
 *
 * Strings in them are UTF-8 if an A function fills or reads them, UTF-16 if it
 * is a W function; sizes are bytes in both.
 */
#ifndef TLINE_TAPI_STRUCT_H
#define TLINE_TAPI_STRUCT_H

#pragma pack(push, 1)

typedef struct linemessage_tag {
	DWORD hDevice;
	DWORD dwMessageID;
	DWORD_PTR dwCallbackInstance;
	DWORD_PTR dwParam1;
	DWORD_PTR dwParam2;
	DWORD_PTR dwParam3;
} LINEMESSAGE, *LPLINEMESSAGE;

typedef struct varstring_tag {
	DWORD dwTotalSize;
	DWORD dwNeededSize;
	DWORD dwUsedSize;
	DWORD dwStringFormat;
	DWORD dwStringSize, dwStringOffset;
} VARSTRING, *LPVARSTRING;

typedef struct linecalllist_tag {
	DWORD dwTotalSize;
	DWORD dwNeededSize;
	DWORD dwUsedSize;
	DWORD dwCallsNumEntries;
	DWORD dwCallsSize, dwCallsOffset;
} LINECALLLIST, *LPLINECALLLIST;

typedef struct linedialparams_tag {
	DWORD dwDialPause;
	DWORD dwDialSpeed;
	DWORD dwDigitDuration;
	DWORD dwWaitForDialtone;
} LINEDIALPARAMS, *LPLINEDIALPARAMS;

typedef struct linecallstatus_tag {
	DWORD dwTotalSize;
	DWORD dwNeededSize;
	DWORD dwUsedSize;
	DWORD dwCallState;
	DWORD dwCallStateMode;
	DWORD dwCallPrivilege;
	DWORD dwCallFeatures;
	DWORD dwDevSpecificSize, dwDevSpecificOffset;
	DWORD dwCallFeatures2;
	SYSTEMTIME tStateEntryTime;
} LINECALLSTATUS, *LPLINECALLSTATUS;

typedef struct linecallinfo_tag {
	DWORD dwTotalSize;
	DWORD dwNeededSize;
	DWORD dwUsedSize;
	HLINE hLine;
	DWORD dwLineDeviceID;
	DWORD dwAddressID;
	DWORD dwBearerMode;
	DWORD dwRate;
	DWORD dwMediaMode;
	DWORD dwAppSpecific;
	DWORD dwCallID;
	DWORD dwRelatedCallID;
	DWORD dwCallParamFlags;
	DWORD dwCallStates;
	DWORD dwMonitorDigitModes;
	DWORD dwMonitorMediaModes;
	LINEDIALPARAMS DialParams;
	DWORD dwOrigin;
	DWORD dwReason;
	DWORD dwCompletionID;
	DWORD dwNumOwners;
	DWORD dwNumMonitors;
	DWORD dwCountryCode;
	DWORD dwTrunk;
	DWORD dwCallerIDFlags;
	DWORD dwCallerIDSize, dwCallerIDOffset;
	DWORD dwCallerIDNameSize, dwCallerIDNameOffset;
	DWORD dwCalledIDFlags;
	DWORD dwCalledIDSize, dwCalledIDOffset;
	DWORD dwCalledIDNameSize, dwCalledIDNameOffset;
	DWORD dwConnectedIDFlags;
	DWORD dwConnectedIDSize, dwConnectedIDOffset;
	DWORD dwConnectedIDNameSize, dwConnectedIDNameOffset;
	DWORD dwRedirectionIDFlags;
	DWORD dwRedirectionIDSize, dwRedirectionIDOffset;
	DWORD dwRedirectionIDNameSize, dwRedirectionIDNameOffset;
	DWORD dwRedirectingIDFlags;
	DWORD dwRedirectingIDSize, dwRedirectingIDOffset;
	DWORD dwRedirectingIDNameSize, dwRedirectingIDNameOffset;
	DWORD dwAppNameSize, dwAppNameOffset;
	DWORD dwDisplayableAddressSize, dwDisplayableAddressOffset;
	DWORD dwCalledPartySize, dwCalledPartyOffset;
	DWORD dwCommentSize, dwCommentOffset;
	DWORD dwDisplaySize, dwDisplayOffset;
	DWORD dwUserUserInfoSize, dwUserUserInfoOffset;
	DWORD dwHighLevelCompSize, dwHighLevelCompOffset;
	DWORD dwLowLevelCompSize, dwLowLevelCompOffset;
	DWORD dwChargingInfoSize, dwChargingInfoOffset;
	DWORD dwTerminalModesSize, dwTerminalModesOffset;
	DWORD dwDevSpecificSize, dwDevSpecificOffset;
	DWORD dwCallTreatment;
	DWORD dwCallDataSize, dwCallDataOffset;
	DWORD dwSendingFlowspecSize, dwSendingFlowspecOffset;
	DWORD dwReceivingFlowspecSize, dwReceivingFlowspecOffset;
	DWORD dwCallerIDAddressType;
	DWORD dwCalledIDAddressType;
	DWORD dwConnectedIDAddressType;
	DWORD dwRedirectionIDAddressType;
	DWORD dwRedirectingIDAddressType;
} LINECALLINFO, *LPLINECALLINFO;

typedef struct linecallparams_tag {
	DWORD dwTotalSize;
	DWORD dwBearerMode;
	DWORD dwMinRate;
	DWORD dwMaxRate;
	DWORD dwMediaMode;
	DWORD dwCallParamFlags;
	DWORD dwAddressMode;
	DWORD dwAddressID;
	LINEDIALPARAMS DialParams;
	DWORD dwOrigAddressSize, dwOrigAddressOffset;
	DWORD dwDisplayableAddressSize, dwDisplayableAddressOffset;
	DWORD dwCalledPartySize, dwCalledPartyOffset;
	DWORD dwCommentSize, dwCommentOffset;
	DWORD dwUserUserInfoSize, dwUserUserInfoOffset;
	DWORD dwHighLevelCompSize, dwHighLevelCompOffset;
	DWORD dwLowLevelCompSize, dwLowLevelCompOffset;
	DWORD dwDevSpecificSize, dwDevSpecificOffset;
	DWORD dwPredictiveAutoTransferStates;
	DWORD dwTargetAddressSize, dwTargetAddressOffset;
	DWORD dwSendingFlowspecSize, dwSendingFlowspecOffset;
	DWORD dwReceivingFlowspecSize, dwReceivingFlowspecOffset;
	DWORD dwDeviceClassSize, dwDeviceClassOffset;
	DWORD dwDeviceConfigSize, dwDeviceConfigOffset;
	DWORD dwCallDataSize, dwCallDataOffset;
	DWORD dwNoAnswerTimeout;
	DWORD dwCallingPartyIDSize, dwCallingPartyIDOffset;
	DWORD dwAddressType;
} LINECALLPARAMS, *LPLINECALLPARAMS;

typedef struct lineaddressstatus_tag {
	DWORD dwTotalSize;
	DWORD dwNeededSize;
	DWORD dwUsedSize;
	DWORD dwNumInUse;
	DWORD dwNumActiveCalls;
	DWORD dwNumOnHoldCalls;
	DWORD dwNumOnHoldPendCalls;
	DWORD dwAddressFeatures;
	DWORD dwNumRingsNoAnswer;
	DWORD dwForwardNumEntries;
	DWORD dwForwardSize, dwForwardOffset;
	DWORD dwTerminalModesSize, dwTerminalModesOffset;
	DWORD dwDevSpecificSize, dwDevSpecificOffset;
} LINEADDRESSSTATUS, *LPLINEADDRESSSTATUS;

typedef struct linedevstatus_tag {
	DWORD dwTotalSize;
	DWORD dwNeededSize;
	DWORD dwUsedSize;
	DWORD dwNumOpens;
	DWORD dwOpenMediaModes;
	DWORD dwNumActiveCalls;
	DWORD dwNumOnHoldCalls;
	DWORD dwNumOnHoldPendCalls;
	DWORD dwLineFeatures;
	DWORD dwNumCallCompletions;
	DWORD dwRingMode;
	DWORD dwSignalLevel;
	DWORD dwBatteryLevel;
	DWORD dwRoamMode;
	DWORD dwDevStatusFlags;
	DWORD dwTerminalModesSize, dwTerminalModesOffset;
	DWORD dwDevSpecificSize, dwDevSpecificOffset;
	DWORD dwAvailableMediaModes;
	DWORD dwAppInfoSize, dwAppInfoOffset;
} LINEDEVSTATUS, *LPLINEDEVSTATUS;

typedef struct lineappinfo_tag {
	DWORD dwMachineNameSize, dwMachineNameOffset;
	DWORD dwUserNameSize, dwUserNameOffset;
	DWORD dwModuleFilenameSize, dwModuleFilenameOffset;
	DWORD dwFriendlyNameSize, dwFriendlyNameOffset;
	DWORD dwMediaModes;
	DWORD dwAddressID;
} LINEAPPINFO, *LPLINEAPPINFO;

typedef struct lineaddresscaps_tag {
	DWORD dwTotalSize;
	DWORD dwNeededSize;
	DWORD dwUsedSize;
	DWORD dwLineDeviceID;
	DWORD dwAddressSize, dwAddressOffset;
	DWORD dwDevSpecificSize, dwDevSpecificOffset;
	DWORD dwAddressSharing;
	DWORD dwAddressStates;
	DWORD dwCallInfoStates;
	DWORD dwCallerIDFlags;
	DWORD dwCalledIDFlags;
	DWORD dwConnectedIDFlags;
	DWORD dwRedirectionIDFlags;
	DWORD dwRedirectingIDFlags;
	DWORD dwCallStates;
	DWORD dwDialToneModes;
	DWORD dwBusyModes;
	DWORD dwSpecialInfo;
	DWORD dwDisconnectModes;
	DWORD dwMaxNumActiveCalls;
	DWORD dwMaxNumOnHoldCalls;
	DWORD dwMaxNumOnHoldPendingCalls;
	DWORD dwMaxNumConference;
	DWORD dwMaxNumTransConf;
	DWORD dwAddrCapFlags;
	DWORD dwCallFeatures;
	DWORD dwRemoveFromConfCaps;
	DWORD dwRemoveFromConfState;
	DWORD dwTransferModes;
	DWORD dwParkModes;
	DWORD dwForwardModes;
	DWORD dwMaxForwardEntries;
	DWORD dwMaxSpecificEntries;
	DWORD dwMinFwdNumRings;
	DWORD dwMaxFwdNumRings;
	DWORD dwMaxCallCompletions;
	DWORD dwCallCompletionConds;
	DWORD dwCallCompletionModes;
	DWORD dwNumCompletionMessages;
	DWORD dwCompletionMsgTextEntrySize;
	DWORD dwCompletionMsgTextSize, dwCompletionMsgTextOffset;
	DWORD dwAddressFeatures;
	DWORD dwPredictiveAutoTransferStates;
	DWORD dwNumCallTreatments;
	DWORD dwCallTreatmentListSize, dwCallTreatmentListOffset;
	DWORD dwDeviceClassesSize, dwDeviceClassesOffset;
	DWORD dwMaxCallDataSize;
	DWORD dwCallFeatures2;
	DWORD dwMaxNoAnswerTimeout;
	DWORD dwConnectedModes;
	DWORD dwOfferingModes;
	DWORD dwAvailableMediaModes;
} LINEADDRESSCAPS, *LPLINEADDRESSCAPS;

typedef struct linedevcaps_tag {
	DWORD dwTotalSize;
	DWORD dwNeededSize;
	DWORD dwUsedSize;
	DWORD dwProviderInfoSize, dwProviderInfoOffset;
	DWORD dwSwitchInfoSize, dwSwitchInfoOffset;
	DWORD dwPermanentLineID;
	DWORD dwLineNameSize, dwLineNameOffset;
	DWORD dwStringFormat;
	DWORD dwAddressModes;
	DWORD dwNumAddresses;
	DWORD dwBearerModes;
	DWORD dwMaxRate;
	DWORD dwMediaModes;
	DWORD dwGenerateToneModes;
	DWORD dwGenerateToneMaxNumFreq;
	DWORD dwGenerateDigitModes;
	DWORD dwMonitorToneMaxNumFreq;
	DWORD dwMonitorToneMaxNumEntries;
	DWORD dwMonitorDigitModes;
	DWORD dwGatherDigitsMinTimeout;
	DWORD dwGatherDigitsMaxTimeout;
	DWORD dwMedCtlDigitMaxListSize;
	DWORD dwMedCtlMediaMaxListSize;
	DWORD dwMedCtlToneMaxListSize;
	DWORD dwMedCtlCallStateMaxListSize;
	DWORD dwDevCapFlags;
	DWORD dwMaxNumActiveCalls;
	DWORD dwAnswerMode;
	DWORD dwRingModes;
	DWORD dwLineStates;
	DWORD dwUUIAcceptSize;
	DWORD dwUUIAnswerSize;
	DWORD dwUUIMakeCallSize;
	DWORD dwUUIDropSize;
	DWORD dwUUISendUserUserInfoSize;
	DWORD dwUUICallInfoSize;
	LINEDIALPARAMS MinDialParams;
	LINEDIALPARAMS MaxDialParams;
	LINEDIALPARAMS DefaultDialParams;
	DWORD dwNumTerminals;
	DWORD dwTerminalCapsSize, dwTerminalCapsOffset;
	DWORD dwTerminalTextEntrySize;
	DWORD dwTerminalTextSize, dwTerminalTextOffset;
	DWORD dwDevSpecificSize, dwDevSpecificOffset;
	DWORD dwLineFeatures;
	DWORD dwSettableDevStatus;
	DWORD dwDeviceClassesSize, dwDeviceClassesOffset;
	GUID PermanentLineGuid;
	DWORD dwAddressTypes;
	GUID ProtocolGuid;
	DWORD dwAvailableTracking;
} LINEDEVCAPS, *LPLINEDEVCAPS;

typedef struct lineforward_tag {
	DWORD dwForwardMode;
	DWORD dwCallerAddressSize, dwCallerAddressOffset;
	DWORD dwDestCountryCode;
	DWORD dwDestAddressSize, dwDestAddressOffset;
	DWORD dwCallerAddressType;
	DWORD dwDestAddressType;
} LINEFORWARD, *LPLINEFORWARD;

typedef struct lineforwardlist_tag {
	DWORD dwTotalSize;
	DWORD dwNumEntries;
	LINEFORWARD ForwardList[1];
} LINEFORWARDLIST, *LPLINEFORWARDLIST;

typedef struct linegeneratetone_tag {
	DWORD dwFrequency;
	DWORD dwCadenceOn;
	DWORD dwCadenceOff;
	DWORD dwVolume;
} LINEGENERATETONE, *LPLINEGENERATETONE;

typedef struct linemonitortone_tag {
	DWORD dwAppSpecific;
	DWORD dwDuration;
	DWORD dwFrequency1;
	DWORD dwFrequency2;
	DWORD dwFrequency3;
} LINEMONITORTONE, *LPLINEMONITORTONE;

typedef struct linecalltreatmententry_tag {
	DWORD dwCallTreatmentID;
	DWORD dwCallTreatmentNameSize, dwCallTreatmentNameOffset;
} LINECALLTREATMENTENTRY, *LPLINECALLTREATMENTENTRY;

typedef struct linetermcaps_tag {
	DWORD dwTermDev;
	DWORD dwTermModes;
	DWORD dwTermSharing;
} LINETERMCAPS, *LPLINETERMCAPS;

typedef struct lineextensionid_tag {
	DWORD dwExtensionID0;
	DWORD dwExtensionID1;
	DWORD dwExtensionID2;
	DWORD dwExtensionID3;
} LINEEXTENSIONID, *LPLINEEXTENSIONID;

typedef struct linemediacontroldigit_tag {
	DWORD dwDigit;
	DWORD dwDigitModes;
	DWORD dwMediaControl;
} LINEMEDIACONTROLDIGIT, *LPLINEMEDIACONTROLDIGIT;

typedef struct linemediacontrolmedia_tag {
	DWORD dwMediaModes;
	DWORD dwDuration;
	DWORD dwMediaControl;
} LINEMEDIACONTROLMEDIA, *LPLINEMEDIACONTROLMEDIA;

typedef struct linemediacontroltone_tag {
	DWORD dwAppSpecific;
	DWORD dwDuration;
	DWORD dwFrequency1;
	DWORD dwFrequency2;
	DWORD dwFrequency3;
	DWORD dwMediaControl;
} LINEMEDIACONTROLTONE, *LPLINEMEDIACONTROLTONE;

typedef struct linemediacontrolcallstate_tag {
	DWORD dwCallStates;
	DWORD dwMediaControl;
} LINEMEDIACONTROLCALLSTATE, *LPLINEMEDIACONTROLCALLSTATE;

typedef struct lineinitializeexparams_tag {
	DWORD dwTotalSize;
	DWORD dwNeededSize;
	DWORD dwUsedSize;
	DWORD dwOptions;
	union {
		HANDLE hEvent;		/* out: the file descriptor of tlineGetFd() */
		HANDLE hCompletionPort;	/* in: of tlineCreatePort() */
	} Handles;
	DWORD dwCompletionKey;
} LINEINITIALIZEEXPARAMS, *LPLINEINITIALIZEEXPARAMS;

typedef struct linetranslateoutput_tag {
	DWORD dwTotalSize;
	DWORD dwNeededSize;
	DWORD dwUsedSize;
	DWORD dwDialableStringSize, dwDialableStringOffset;
	DWORD dwDisplayableStringSize, dwDisplayableStringOffset;
	DWORD dwCurrentCountry;
	DWORD dwDestCountry;
	DWORD dwTranslateResults;
} LINETRANSLATEOUTPUT, *LPLINETRANSLATEOUTPUT;

typedef struct linetranslatecaps_tag {
	DWORD dwTotalSize;
	DWORD dwNeededSize;
	DWORD dwUsedSize;
	DWORD dwNumLocations;
	DWORD dwLocationListSize, dwLocationListOffset;
	DWORD dwCurrentLocationID;
	DWORD dwNumCards;
	DWORD dwCardListSize, dwCardListOffset;
	DWORD dwCurrentPreferredCardID;
} LINETRANSLATECAPS, *LPLINETRANSLATECAPS;

typedef struct linelocationentry_tag {
	DWORD dwPermanentLocationID;
	DWORD dwLocationNameSize, dwLocationNameOffset;
	DWORD dwCountryCode;
	DWORD dwCityCodeSize, dwCityCodeOffset;
	DWORD dwPreferredCardID;
	DWORD dwLocalAccessCodeSize, dwLocalAccessCodeOffset;
	DWORD dwLongDistanceAccessCodeSize, dwLongDistanceAccessCodeOffset;
	DWORD dwTollPrefixListSize, dwTollPrefixListOffset;
	DWORD dwCountryID;
	DWORD dwOptions;
	DWORD dwCancelCallWaitingSize, dwCancelCallWaitingOffset;
} LINELOCATIONENTRY, *LPLINELOCATIONENTRY;

typedef struct linecardentry_tag {
	DWORD dwPermanentCardID;
	DWORD dwCardNameSize, dwCardNameOffset;
	DWORD dwCardNumberDigits;
	DWORD dwSameAreaRuleSize, dwSameAreaRuleOffset;
	DWORD dwLongDistanceRuleSize, dwLongDistanceRuleOffset;
	DWORD dwInternationalRuleSize, dwInternationalRuleOffset;
	DWORD dwOptions;
} LINECARDENTRY, *LPLINECARDENTRY;

typedef struct linecountrylist_tag {
	DWORD dwTotalSize;
	DWORD dwNeededSize;
	DWORD dwUsedSize;
	DWORD dwNumCountries;
	DWORD dwCountryListSize, dwCountryListOffset;
} LINECOUNTRYLIST, *LPLINECOUNTRYLIST;

typedef struct linecountryentry_tag {
	DWORD dwCountryID;
	DWORD dwCountryCode;
	DWORD dwNextCountryID;
	DWORD dwCountryNameSize, dwCountryNameOffset;
	DWORD dwSameAreaRuleSize, dwSameAreaRuleOffset;
	DWORD dwLongDistanceRuleSize, dwLongDistanceRuleOffset;
	DWORD dwInternationalRuleSize, dwInternationalRuleOffset;
} LINECOUNTRYENTRY, *LPLINECOUNTRYENTRY;

typedef struct lineproviderlist_tag {
	DWORD dwTotalSize;
	DWORD dwNeededSize;
	DWORD dwUsedSize;
	DWORD dwNumProviders;
	DWORD dwProviderListSize, dwProviderListOffset;
} LINEPROVIDERLIST, *LPLINEPROVIDERLIST;

typedef struct lineproviderentry_tag {
	DWORD dwPermanentProviderID;
	DWORD dwProviderFilenameSize, dwProviderFilenameOffset;
} LINEPROVIDERENTRY, *LPLINEPROVIDERENTRY;

typedef struct linereqmakecall_tag {
	char szDestAddress[TAPIMAXDESTADDRESSSIZE];
	char szAppName[TAPIMAXAPPNAMESIZE];
	char szCalledParty[TAPIMAXCALLEDPARTYSIZE];
	char szComment[TAPIMAXCOMMENTSIZE];
} LINEREQMAKECALL, *LPLINEREQMAKECALL;

typedef struct linereqmakecallW_tag {
	WCHAR szDestAddress[TAPIMAXDESTADDRESSSIZE];
	WCHAR szAppName[TAPIMAXAPPNAMESIZE];
	WCHAR szCalledParty[TAPIMAXCALLEDPARTYSIZE];
	WCHAR szComment[TAPIMAXCOMMENTSIZE];
} LINEREQMAKECALLW, *LPLINEREQMAKECALLW;

typedef struct linereqmediacall_tag {
	HWND hWnd;
	WPARAM wRequestID;
	char szDeviceClass[TAPIMAXDEVICECLASSSIZE];
	unsigned char ucDeviceID[TAPIMAXDEVICEIDSIZE];
	DWORD dwSize;
	DWORD dwSecure;
	char szDestAddress[TAPIMAXDESTADDRESSSIZE];
	char szAppName[TAPIMAXAPPNAMESIZE];
	char szCalledParty[TAPIMAXCALLEDPARTYSIZE];
	char szComment[TAPIMAXCOMMENTSIZE];
} LINEREQMEDIACALL, *LPLINEREQMEDIACALL;

typedef struct linereqmediacallW_tag {
	HWND hWnd;
	WPARAM wRequestID;
	WCHAR szDeviceClass[TAPIMAXDEVICECLASSSIZE];
	unsigned char ucDeviceID[TAPIMAXDEVICEIDSIZE];
	DWORD dwSize;
	DWORD dwSecure;
	WCHAR szDestAddress[TAPIMAXDESTADDRESSSIZE];
	WCHAR szAppName[TAPIMAXAPPNAMESIZE];
	WCHAR szCalledParty[TAPIMAXCALLEDPARTYSIZE];
	WCHAR szComment[TAPIMAXCOMMENTSIZE];
} LINEREQMEDIACALLW, *LPLINEREQMEDIACALLW;

#pragma pack(pop)

#endif /* TLINE_TAPI_STRUCT_H */
