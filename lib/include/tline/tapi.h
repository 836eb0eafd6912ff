/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * TAPI 2.x on tline: the telephony API that programs know, for lines of the
 * kernel.  Documentation/library.rst tells what differs from other systems.
 *
 * Functions return LINEERR_ codes, which are negative.  A synchronous function
 * returns 0 on success.  An asynchronous one returns a request id above 0, and
 * exactly one LINE_REPLY message with that id follows.
 *
 * Strings are UTF-8.  Every function may be called from any thread.
 */
#ifndef TLINE_TAPI_H
#define TLINE_TAPI_H

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/* A program that has these types already defines TAPI_NO_BASE_TYPES. */
#ifndef TAPI_NO_BASE_TYPES
typedef uint8_t BYTE;
typedef uint16_t WORD;
typedef uint32_t DWORD, *LPDWORD;
typedef int32_t LONG;
typedef uintptr_t DWORD_PTR;
typedef void *LPVOID, *HANDLE, *HINSTANCE;
typedef char *LPSTR;
typedef const char *LPCSTR;

typedef struct _GUID {
	uint32_t Data1;
	uint16_t Data2;
	uint16_t Data3;
	uint8_t Data4[8];
} GUID, *LPGUID;

typedef struct _SYSTEMTIME {
	WORD wYear;
	WORD wMonth;
	WORD wDayOfWeek;
	WORD wDay;
	WORD wHour;
	WORD wMinute;
	WORD wSecond;
	WORD wMilliseconds;
} SYSTEMTIME, *LPSYSTEMTIME;

#ifndef INFINITE
#define INFINITE	0xffffffff
#endif
#endif /* TAPI_NO_BASE_TYPES */

#ifndef CALLBACK
#define CALLBACK
#endif
#ifndef WINAPI
#define WINAPI
#endif

/* The newest version of TAPI that the library speaks. */
#ifndef TAPI_CURRENT_VERSION
#define TAPI_CURRENT_VERSION	0x00020002
#endif

/* Handles are numbers, unique in the process and never 0. */
typedef DWORD HLINEAPP, *LPHLINEAPP;
typedef DWORD HLINE, *LPHLINE;
typedef DWORD HCALL, *LPHCALL;

#include "tapi-const.h"

typedef void (*LINECALLBACK)(DWORD hDevice, DWORD dwMessage, DWORD_PTR dwInstance,
			     DWORD_PTR dwParam1, DWORD_PTR dwParam2, DWORD_PTR dwParam3);

/*
 * Structures.  Those with dwNeededSize are filled by the library within the
 * dwTotalSize bytes that the caller has set: LINEERR_STRUCTURETOOSMALL if not
 * even the fixed part fits, which depends on the API version; otherwise a
 * variable part that does not fit has size and offset 0, and dwNeededSize is
 * above dwUsedSize.  Offsets count from the start of the outermost structure.
 */
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

typedef struct lineproxyrequestlist_tag {
	DWORD dwTotalSize;
	DWORD dwNeededSize;
	DWORD dwUsedSize;
	DWORD dwNumEntries;
	DWORD dwListSize, dwListOffset;
} LINEPROXYREQUESTLIST, *LPLINEPROXYREQUESTLIST;
typedef struct lineinitializeexparams_tag {
	DWORD dwTotalSize;
	DWORD dwNeededSize;
	DWORD dwUsedSize;
	DWORD dwOptions;
	union {
		HANDLE hEvent;	/* the file descriptor of tlineGetFd() */
		HANDLE hCompletionPort;
	} Handles;
	DWORD dwCompletionKey;
} LINEINITIALIZEEXPARAMS, *LPLINEINITIALIZEEXPARAMS;

#pragma pack(pop)

/*
 * The application.  lineInitializeEx() knows LINEINITIALIZEEXOPTION_USEEVENT;
 * for the other mechanisms it returns LINEERR_INVALPARAM.
 */
LONG WINAPI lineInitializeEx(LPHLINEAPP lphLineApp, HINSTANCE hInstance, LINECALLBACK lpfnCallback,
			     LPCSTR lpszFriendlyAppName, LPDWORD lpdwNumDevs,
			     LPDWORD lpdwAPIVersion,
			     LPLINEINITIALIZEEXPARAMS lpLineInitializeExParams);
LONG WINAPI lineInitializeExA(LPHLINEAPP lphLineApp, HINSTANCE hInstance, LINECALLBACK lpfnCallback,
			      LPCSTR lpszFriendlyAppName, LPDWORD lpdwNumDevs,
			      LPDWORD lpdwAPIVersion,
			      LPLINEINITIALIZEEXPARAMS lpLineInitializeExParams);
LONG WINAPI lineShutdown(HLINEAPP hLineApp);
LONG WINAPI lineGetMessage(HLINEAPP hLineApp, LPLINEMESSAGE lpMessage, DWORD dwTimeout);
LONG WINAPI lineNegotiateAPIVersion(HLINEAPP hLineApp, DWORD dwDeviceID, DWORD dwAPILowVersion,
				    DWORD dwAPIHighVersion, LPDWORD lpdwAPIVersion,
				    LPLINEEXTENSIONID lpExtensionID);
LONG WINAPI lineGetDevCaps(HLINEAPP hLineApp, DWORD dwDeviceID, DWORD dwAPIVersion,
			   DWORD dwExtVersion, LPLINEDEVCAPS lpLineDevCaps);
LONG WINAPI lineGetDevCapsA(HLINEAPP hLineApp, DWORD dwDeviceID, DWORD dwAPIVersion,
			    DWORD dwExtVersion, LPLINEDEVCAPS lpLineDevCaps);
LONG WINAPI lineGetAddressCaps(HLINEAPP hLineApp, DWORD dwDeviceID, DWORD dwAddressID,
			       DWORD dwAPIVersion, DWORD dwExtVersion,
			       LPLINEADDRESSCAPS lpAddressCaps);
LONG WINAPI lineGetAddressCapsA(HLINEAPP hLineApp, DWORD dwDeviceID, DWORD dwAddressID,
				DWORD dwAPIVersion, DWORD dwExtVersion,
				LPLINEADDRESSCAPS lpAddressCaps);
LONG WINAPI lineGetAppPriority(LPCSTR lpszAppFilename, DWORD dwMediaMode,
			       LPLINEEXTENSIONID lpExtensionID, DWORD dwRequestMode,
			       LPVARSTRING lpExtensionName, LPDWORD lpdwPriority);
LONG WINAPI lineGetAppPriorityA(LPCSTR lpszAppFilename, DWORD dwMediaMode,
				LPLINEEXTENSIONID lpExtensionID, DWORD dwRequestMode,
				LPVARSTRING lpExtensionName, LPDWORD lpdwPriority);
LONG WINAPI lineSetAppPriority(LPCSTR lpszAppFilename, DWORD dwMediaMode,
			       LPLINEEXTENSIONID lpExtensionID, DWORD dwRequestMode,
			       LPCSTR lpszExtensionName, DWORD dwPriority);
LONG WINAPI lineSetAppPriorityA(LPCSTR lpszAppFilename, DWORD dwMediaMode,
				LPLINEEXTENSIONID lpExtensionID, DWORD dwRequestMode,
				LPCSTR lpszExtensionName, DWORD dwPriority);

/*
 * Lines and addresses.
 *
 * lineOpen() with OWNER needs write permission for the line's node; MONITOR and
 * NONE do with read permission, but then cannot make calls.  What the file
 * system denies is LINEERR_ALLOCATED, with the reason in errno.
 */
LONG WINAPI lineOpen(HLINEAPP hLineApp, DWORD dwDeviceID, LPHLINE lphLine, DWORD dwAPIVersion,
		     DWORD dwExtVersion, DWORD_PTR dwCallbackInstance, DWORD dwPrivileges,
		     DWORD dwMediaModes, LPLINECALLPARAMS const lpCallParams);
LONG WINAPI lineOpenA(HLINEAPP hLineApp, DWORD dwDeviceID, LPHLINE lphLine, DWORD dwAPIVersion,
		      DWORD dwExtVersion, DWORD_PTR dwCallbackInstance, DWORD dwPrivileges,
		      DWORD dwMediaModes, LPLINECALLPARAMS const lpCallParams);
LONG WINAPI lineClose(HLINE hLine);
LONG WINAPI lineGetAddressID(HLINE hLine, LPDWORD lpdwAddressID, DWORD dwAddressMode,
			     LPCSTR lpsAddress, DWORD dwSize);
LONG WINAPI lineGetAddressIDA(HLINE hLine, LPDWORD lpdwAddressID, DWORD dwAddressMode,
			      LPCSTR lpsAddress, DWORD dwSize);
LONG WINAPI lineGetAddressStatus(HLINE hLine, DWORD dwAddressID,
				 LPLINEADDRESSSTATUS lpAddressStatus);
LONG WINAPI lineGetAddressStatusA(HLINE hLine, DWORD dwAddressID,
				  LPLINEADDRESSSTATUS lpAddressStatus);
LONG WINAPI lineGetLineDevStatus(HLINE hLine, LPLINEDEVSTATUS lpLineDevStatus);
LONG WINAPI lineGetLineDevStatusA(HLINE hLine, LPLINEDEVSTATUS lpLineDevStatus);
LONG WINAPI lineGetNewCalls(HLINE hLine, DWORD dwAddressID, DWORD dwSelect,
			    LPLINECALLLIST lpCallList);
LONG WINAPI lineGetStatusMessages(HLINE hLine, LPDWORD lpdwLineStates, LPDWORD lpdwAddressStates);
LONG WINAPI lineSetStatusMessages(HLINE hLine, DWORD dwLineStates, DWORD dwAddressStates);
LONG WINAPI lineSetLineDevStatus(HLINE hLine, DWORD dwStatusToChange, DWORD fStatus);

/*
 * Calls, asynchronous.  *lphCall and *lphConsultCall are written when the
 * LINE_REPLY is delivered, and only if it reports success.
 */
LONG WINAPI lineMakeCall(HLINE hLine, LPHCALL lphCall, LPCSTR lpszDestAddress, DWORD dwCountryCode,
			 LPLINECALLPARAMS const lpCallParams);
LONG WINAPI lineMakeCallA(HLINE hLine, LPHCALL lphCall, LPCSTR lpszDestAddress, DWORD dwCountryCode,
			  LPLINECALLPARAMS const lpCallParams);
LONG WINAPI lineDial(HCALL hCall, LPCSTR lpszDestAddress, DWORD dwCountryCode);
LONG WINAPI lineDialA(HCALL hCall, LPCSTR lpszDestAddress, DWORD dwCountryCode);
LONG WINAPI lineAccept(HCALL hCall, LPCSTR lpsUserUserInfo, DWORD dwSize);
LONG WINAPI lineAnswer(HCALL hCall, LPCSTR lpsUserUserInfo, DWORD dwSize);
LONG WINAPI lineDrop(HCALL hCall, LPCSTR lpsUserUserInfo, DWORD dwSize);
LONG WINAPI lineHold(HCALL hCall);
LONG WINAPI lineUnhold(HCALL hCall);
LONG WINAPI lineSwapHold(HCALL hActiveCall, HCALL hHeldCall);
LONG WINAPI lineRedirect(HCALL hCall, LPCSTR lpszDestAddress, DWORD dwCountryCode);
LONG WINAPI lineRedirectA(HCALL hCall, LPCSTR lpszDestAddress, DWORD dwCountryCode);
LONG WINAPI lineBlindTransfer(HCALL hCall, LPCSTR lpszDestAddress, DWORD dwCountryCode);
LONG WINAPI lineBlindTransferA(HCALL hCall, LPCSTR lpszDestAddress, DWORD dwCountryCode);
LONG WINAPI lineSetupTransfer(HCALL hCall, LPHCALL lphConsultCall,
			      LPLINECALLPARAMS const lpCallParams);
LONG WINAPI lineSetupTransferA(HCALL hCall, LPHCALL lphConsultCall,
			       LPLINECALLPARAMS const lpCallParams);
LONG WINAPI lineCompleteTransfer(HCALL hCall, HCALL hConsultCall, LPHCALL lphConfCall,
				 DWORD dwTransferMode);
LONG WINAPI lineSecureCall(HCALL hCall);
LONG WINAPI lineSendUserUserInfo(HCALL hCall, LPCSTR lpsUserUserInfo, DWORD dwSize);
LONG WINAPI lineReleaseUserUserInfo(HCALL hCall);
LONG WINAPI lineSetCallParams(HCALL hCall, DWORD dwBearerMode, DWORD dwMinRate, DWORD dwMaxRate,
			      LPLINEDIALPARAMS const lpDialParams);

/* Calls, synchronous. */
LONG WINAPI lineDeallocateCall(HCALL hCall);
LONG WINAPI lineGetCallInfo(HCALL hCall, LPLINECALLINFO lpCallInfo);
LONG WINAPI lineGetCallInfoA(HCALL hCall, LPLINECALLINFO lpCallInfo);
LONG WINAPI lineGetCallStatus(HCALL hCall, LPLINECALLSTATUS lpCallStatus);
LONG WINAPI lineSetCallPrivilege(HCALL hCall, DWORD dwCallPrivilege);
LONG WINAPI lineHandoff(HCALL hCall, LPCSTR lpszFileName, DWORD dwMediaMode);
LONG WINAPI lineHandoffA(HCALL hCall, LPCSTR lpszFileName, DWORD dwMediaMode);
LONG WINAPI lineSetAppSpecific(HCALL hCall, DWORD dwAppSpecific);
LONG WINAPI lineSetMediaMode(HCALL hCall, DWORD dwMediaModes);
LONG WINAPI lineMonitorDigits(HCALL hCall, DWORD dwDigitModes);
LONG WINAPI lineGenerateDigits(HCALL hCall, DWORD dwDigitMode, LPCSTR lpszDigits, DWORD dwDuration);
LONG WINAPI lineGenerateDigitsA(HCALL hCall, DWORD dwDigitMode, LPCSTR lpszDigits,
				DWORD dwDuration);

/*
 * ---------------------------------------------------------------------------
 * What Linux adds
 */

/* Message: p1 events were lost at this place, because the program read too slowly. */
#define TLINE_LOST			0x1000

/* Why a request ended, a number */
#define TLINEREASON_DONE		1	/* carried out */
#define TLINEREASON_REFUSED		2	/* the line answered with an error */
#define TLINEREASON_CANCELLED		3	/* tlineCancel() with force */
#define TLINEREASON_TIMEDOUT		4	/* tlineSetDeadline() */
#define TLINEREASON_CALLCLOSED		5	/* its call was closed */
#define TLINEREASON_LINECLOSED		6	/* its line was closed */
#define TLINEREASON_DEVICEGONE		7	/* the line went away */

typedef struct tlinemessageex_tag {
	DWORD dwTotalSize;	/* in: sizeof(TLINEMESSAGEEX) */
	DWORD dwReason;		/* of a LINE_REPLY: TLINEREASON_ */
	DWORD dwOperation;	/* of a LINE_REPLY: see TLINENAMES_OPERATION; 0: line closed */
	DWORD dwValue;		/* of a LINE_REPLY: the request's output number, if any */
	uint64_t qwSequence;	/* number of the message in its application */
	uint64_t qwTime;	/* CLOCK_MONOTONIC, ns, when it happened */
	uint64_t qwCookie;	/* of a LINE_REPLY: tlineSetCookie() at the time of the request */
} TLINEMESSAGEEX, *LPTLINEMESSAGEEX;

/*
 * The file descriptor that is readable while a message waits, for poll() and
 * the like; HUP once the application is shut down.  It is the library's: not to
 * be read, nor closed.  A LINEERR_ on failure.
 */
int tlineGetFd(HLINEAPP hLineApp);

/* lineGetMessage() that tells more of the message; lpMessageEx may be NULL. */
LONG tlineGetMessageEx(HLINEAPP hLineApp, LPLINEMESSAGE lpMessage, LPTLINEMESSAGEEX lpMessageEx,
		       DWORD dwTimeout);

/*
 * Cancel a request: ask the line to hurry (fForce 0), or complete it now,
 * whatever the line does.  LINEERR_NOREQUEST: there is no such request any more.
 */
LONG tlineCancel(HLINEAPP hLineApp, DWORD dwRequestID, DWORD fForce);

/*
 * Deadline and cookie of every later request of a line.  A request not complete
 * dwMilliseconds after its start fails with LINEERR_OPERATIONFAILED and
 * TLINEREASON_TIMEDOUT; 0 is no deadline.
 */
LONG tlineSetDeadline(HLINE hLine, DWORD dwMilliseconds);
LONG tlineSetCookie(HLINE hLine, uint64_t qwCookie);

/* A sentence about a LINEERR_ code; never NULL. */
const char *tlineStrError(LONG lError);

/* Families of names */
enum {
	TLINENAMES_ERROR,
	TLINENAMES_MESSAGE,
	TLINENAMES_REASON,
	TLINENAMES_OPERATION,
	TLINENAMES_CALLSTATE,
	TLINENAMES_DIALTONEMODE,
	TLINENAMES_BUSYMODE,
	TLINENAMES_SPECIALINFO,
	TLINENAMES_CONNECTEDMODE,
	TLINENAMES_OFFERINGMODE,
	TLINENAMES_DISCONNECTMODE,
	TLINENAMES_MEDIAMODE,
	TLINENAMES_BEARERMODE,
	TLINENAMES_CALLPRIVILEGE,
	TLINENAMES_CALLORIGIN,
	TLINENAMES_CALLREASON,
	TLINENAMES_CALLPARTYID,
	TLINENAMES_CALLPARAMFLAGS,
	TLINENAMES_CALLINFOSTATE,
	TLINENAMES_CALLFEATURE,
	TLINENAMES_CALLFEATURE2,
	TLINENAMES_CALLTREATMENT,
	TLINENAMES_DEVSTATE,
	TLINENAMES_DEVSTATUSFLAGS,
	TLINENAMES_DEVCAPFLAGS,
	TLINENAMES_LINEFEATURE,
	TLINENAMES_ADDRESSSTATE,
	TLINENAMES_ADDRESSMODE,
	TLINENAMES_ADDRESSSHARING,
	TLINENAMES_ADDRCAPFLAGS,
	TLINENAMES_ADDRFEATURE,
	TLINENAMES_ANSWERMODE,
	TLINENAMES_DIGITMODE,
	TLINENAMES_TONEMODE,
	TLINENAMES_GENERATETERM,
	TLINENAMES_TRANSFERMODE,
	TLINENAMES_FORWARDMODE,
	TLINENAMES_PARKMODE,
	TLINENAMES_REMOVEFROMCONF,
	TLINENAMES_CALLCOMPLCOND,
	TLINENAMES_CALLCOMPLMODE,
	TLINENAMES_ROAMMODE,
	TLINENAMES_COUNT
};

/* TAPI's name of a number, without its prefix ("CONNECTED"), or NULL. */
const char *tlineName(int nFamily, DWORD dwValue);

/*
 * The names of all bits of a mask, joined by '|'; a remainder without names as
 * hexadecimal number, "0" if there is no bit.  Cut off at cbBuffer bytes, the
 * NUL included.  Returns lpszBuffer.
 */
char *tlineMaskNames(int nFamily, DWORD dwMask, char *lpszBuffer, size_t cbBuffer);

/*
 * The reverse of both: names, in any case, or numbers, joined by '|' or ','.
 * LINEERR_INVALPARAM if one is unknown; then *lpszBad (if lpszBad is not NULL)
 * points to it.
 */
LONG tlineParseNames(int nFamily, const char *lpszText, LPDWORD lpdwMask, const char **lpszBad);

/* Shortcuts of tlineName(). */
const char *tlineCallStateName(DWORD dwCallState);
const char *tlineCallStateModeName(DWORD dwCallState, DWORD dwCallStateMode);
const char *tlineMessageName(DWORD dwMessageID);
const char *tlineReasonName(DWORD dwReason);

#ifdef __cplusplus
}
#endif

#endif /* TLINE_TAPI_H */
