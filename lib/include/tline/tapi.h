/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * TAPI 2.x on tline: the telephony API that programs know, for lines of the
 * kernel.  Documentation/library.rst tells what holds for all of them.
 *
 * Functions return LINEERR_ codes, which are negative.  A synchronous function
 * returns 0 on success.  An asynchronous one returns a request id above 0, and
 * exactly one LINE_REPLY message with that id follows.
 *
 * Strings are UTF-8, or UTF-16 with UNICODE (tapi-forms.h).  Sizes are bytes, times
 * and durations milliseconds (dwNoAnswerTimeout: seconds), frequencies hertz, rates
 * bits per second.  Every function may be called from any thread.
 *
 * Every function may fail with LINEERR_UNINITIALIZED (the program has no application),
 * LINEERR_INVALAPPHANDLE, INVALLINEHANDLE or INVALCALLHANDLE (no such handle, or not
 * any more), INVALPOINTER (NULL where something must be), NOMEM, RESOURCEUNAVAIL,
 * OPERATIONFAILED and OPERATIONUNAVAIL (the line cannot do it); one that changes a
 * call with NOTOWNER and INVALCALLSTATE; one with a device id with BADDEVICEID (there
 * never was one) and NODEVICE (it was removed); one that fills a structure with
 * STRUCTURETOOSMALL; one that takes text with INVALPARAM, or with the error of what
 * the text is, if it is too long or no UTF-16.  Documentation/tapi.rst has all
 * functions, with what each does here.
 */
#ifndef TLINE_TAPI_H
#define TLINE_TAPI_H

#include "tapi-types.h"
#include "tapi-const.h"
#include "tapi-struct.h"
#include "tapi-agent.h"

#ifdef __cplusplus
extern "C" {
#endif

/*
 * The application.  lineInitialize() is the way of 1.x: messages come to the
 * callback, when the thread that called it runs tlineDispatch().  What
 * lineInitializeEx() takes is in LINEINITIALIZEEXPARAMS.
 */
LONG WINAPI lineInitialize(LPHLINEAPP lphLineApp, HINSTANCE hInstance, LINECALLBACK lpfnCallback,
			   LPCSTR lpszAppName, LPDWORD lpdwNumDevs);
LONG WINAPI lineInitializeEx(LPHLINEAPP lphLineApp, HINSTANCE hInstance, LINECALLBACK lpfnCallback,
			     LPCSTR lpszFriendlyAppName, LPDWORD lpdwNumDevs,
			     LPDWORD lpdwAPIVersion,
			     LPLINEINITIALIZEEXPARAMS lpLineInitializeExParams);
LONG WINAPI lineShutdown(HLINEAPP hLineApp);
LONG WINAPI lineGetMessage(HLINEAPP hLineApp, LPLINEMESSAGE lpMessage, DWORD dwTimeout);
LONG WINAPI lineNegotiateAPIVersion(HLINEAPP hLineApp, DWORD dwDeviceID, DWORD dwAPILowVersion,
				    DWORD dwAPIHighVersion, LPDWORD lpdwAPIVersion,
				    LPLINEEXTENSIONID lpExtensionID);
LONG WINAPI lineNegotiateExtVersion(HLINEAPP hLineApp, DWORD dwDeviceID, DWORD dwAPIVersion,
				    DWORD dwExtLowVersion, DWORD dwExtHighVersion,
				    LPDWORD lpdwExtVersion);
LONG WINAPI lineGetDevCaps(HLINEAPP hLineApp, DWORD dwDeviceID, DWORD dwAPIVersion,
			   DWORD dwExtVersion, LPLINEDEVCAPS lpLineDevCaps);
LONG WINAPI lineGetAddressCaps(HLINEAPP hLineApp, DWORD dwDeviceID, DWORD dwAddressID,
			       DWORD dwAPIVersion, DWORD dwExtVersion,
			       LPLINEADDRESSCAPS lpAddressCaps);
LONG WINAPI lineGetAppPriority(LPCSTR lpszAppFilename, DWORD dwMediaMode,
			       LPLINEEXTENSIONID lpExtensionID, DWORD dwRequestMode,
			       LPVARSTRING lpExtensionName, LPDWORD lpdwPriority);
LONG WINAPI lineSetAppPriority(LPCSTR lpszAppFilename, DWORD dwMediaMode,
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
LONG WINAPI lineClose(HLINE hLine);
LONG WINAPI lineGetAddressID(HLINE hLine, LPDWORD lpdwAddressID, DWORD dwAddressMode,
			     LPCSTR lpsAddress, DWORD dwSize);
LONG WINAPI lineGetAddressStatus(HLINE hLine, DWORD dwAddressID,
				 LPLINEADDRESSSTATUS lpAddressStatus);
LONG WINAPI lineGetLineDevStatus(HLINE hLine, LPLINEDEVSTATUS lpLineDevStatus);
LONG WINAPI lineGetNewCalls(HLINE hLine, DWORD dwAddressID, DWORD dwSelect,
			    LPLINECALLLIST lpCallList);
LONG WINAPI lineGetID(HLINE hLine, DWORD dwAddressID, HCALL hCall, DWORD dwSelect,
		      LPVARSTRING lpDeviceID, LPCSTR lpszDeviceClass);
LONG WINAPI lineGetStatusMessages(HLINE hLine, LPDWORD lpdwLineStates, LPDWORD lpdwAddressStates);
LONG WINAPI lineSetStatusMessages(HLINE hLine, DWORD dwLineStates, DWORD dwAddressStates);
LONG WINAPI lineGetNumRings(HLINE hLine, DWORD dwAddressID, LPDWORD lpdwNumRings);
LONG WINAPI lineSetNumRings(HLINE hLine, DWORD dwAddressID, DWORD dwNumRings);
LONG WINAPI lineGetDevConfig(DWORD dwDeviceID, LPVARSTRING lpDeviceConfig, LPCSTR lpszDeviceClass);
LONG WINAPI lineSetDevConfig(DWORD dwDeviceID, LPVOID const lpDeviceConfig, DWORD dwSize,
			     LPCSTR lpszDeviceClass);
LONG WINAPI lineGetIcon(DWORD dwDeviceID, LPCSTR lpszDeviceClass, LPHICON lphIcon);
LONG WINAPI lineConfigDialog(DWORD dwDeviceID, HWND hwndOwner, LPCSTR lpszDeviceClass);
LONG WINAPI lineConfigDialogEdit(DWORD dwDeviceID, HWND hwndOwner, LPCSTR lpszDeviceClass,
				 LPVOID const lpDeviceConfigIn, DWORD dwSize,
				 LPVARSTRING lpDeviceConfigOut);

/* Lines and addresses, asynchronous. */
LONG WINAPI lineForward(HLINE hLine, DWORD bAllAddresses, DWORD dwAddressID,
			LPLINEFORWARDLIST const lpForwardList, DWORD dwNumRingsNoAnswer,
			LPHCALL lphConsultCall, LPLINECALLPARAMS const lpCallParams);
LONG WINAPI lineUncompleteCall(HLINE hLine, DWORD dwCompletionID);
LONG WINAPI lineSetTerminal(HLINE hLine, DWORD dwAddressID, HCALL hCall, DWORD dwSelect,
			    DWORD dwTerminalModes, DWORD dwTerminalID, DWORD bEnable);
LONG WINAPI lineSetLineDevStatus(HLINE hLine, DWORD dwStatusToChange, DWORD fStatus);
LONG WINAPI lineDevSpecific(HLINE hLine, DWORD dwAddressID, HCALL hCall, LPVOID lpParams,
			    DWORD dwSize);
LONG WINAPI lineDevSpecificFeature(HLINE hLine, DWORD dwFeature, LPVOID lpParams, DWORD dwSize);

/*
 * Calls, asynchronous.  What a pointer leads to (a call's handle, a completion
 * id, an address) is written when the LINE_REPLY is delivered, and only if it
 * reports success.
 */
LONG WINAPI lineMakeCall(HLINE hLine, LPHCALL lphCall, LPCSTR lpszDestAddress, DWORD dwCountryCode,
			 LPLINECALLPARAMS const lpCallParams);
LONG WINAPI linePickup(HLINE hLine, DWORD dwAddressID, LPHCALL lphCall, LPCSTR lpszDestAddress,
		       LPCSTR lpszGroupID);
LONG WINAPI lineUnpark(HLINE hLine, DWORD dwAddressID, LPHCALL lphCall, LPCSTR lpszDestAddress);
LONG WINAPI lineDial(HCALL hCall, LPCSTR lpszDestAddress, DWORD dwCountryCode);
LONG WINAPI lineAccept(HCALL hCall, LPCSTR lpsUserUserInfo, DWORD dwSize);
LONG WINAPI lineAnswer(HCALL hCall, LPCSTR lpsUserUserInfo, DWORD dwSize);
LONG WINAPI lineDrop(HCALL hCall, LPCSTR lpsUserUserInfo, DWORD dwSize);
LONG WINAPI lineHold(HCALL hCall);
LONG WINAPI lineUnhold(HCALL hCall);
LONG WINAPI lineSwapHold(HCALL hActiveCall, HCALL hHeldCall);
LONG WINAPI linePark(HCALL hCall, DWORD dwParkMode, LPCSTR lpszDirAddress,
		     LPVARSTRING lpNonDirAddress);
LONG WINAPI lineRedirect(HCALL hCall, LPCSTR lpszDestAddress, DWORD dwCountryCode);
LONG WINAPI lineBlindTransfer(HCALL hCall, LPCSTR lpszDestAddress, DWORD dwCountryCode);
LONG WINAPI lineSetupTransfer(HCALL hCall, LPHCALL lphConsultCall,
			      LPLINECALLPARAMS const lpCallParams);
LONG WINAPI lineCompleteTransfer(HCALL hCall, HCALL hConsultCall, LPHCALL lphConfCall,
				 DWORD dwTransferMode);
LONG WINAPI lineSetupConference(HCALL hCall, HLINE hLine, LPHCALL lphConfCall,
				LPHCALL lphConsultCall, DWORD dwNumParties,
				LPLINECALLPARAMS const lpCallParams);
LONG WINAPI linePrepareAddToConference(HCALL hConfCall, LPHCALL lphConsultCall,
				       LPLINECALLPARAMS const lpCallParams);
LONG WINAPI lineAddToConference(HCALL hConfCall, HCALL hConsultCall);
LONG WINAPI lineRemoveFromConference(HCALL hCall);
LONG WINAPI lineCompleteCall(HCALL hCall, LPDWORD lpdwCompletionID, DWORD dwCompletionMode,
			     DWORD dwMessageID);
LONG WINAPI lineSecureCall(HCALL hCall);
LONG WINAPI lineSendUserUserInfo(HCALL hCall, LPCSTR lpsUserUserInfo, DWORD dwSize);
LONG WINAPI lineReleaseUserUserInfo(HCALL hCall);
LONG WINAPI lineSetCallData(HCALL hCall, LPVOID lpCallData, DWORD dwSize);
LONG WINAPI lineSetCallParams(HCALL hCall, DWORD dwBearerMode, DWORD dwMinRate, DWORD dwMaxRate,
			      LPLINEDIALPARAMS const lpDialParams);
LONG WINAPI lineSetCallQualityOfService(HCALL hCall, LPVOID lpSendingFlowspec,
					DWORD dwSendingFlowspecSize, LPVOID lpReceivingFlowspec,
					DWORD dwReceivingFlowspecSize);
LONG WINAPI lineSetCallTreatment(HCALL hCall, DWORD dwTreatment);

/* Calls, synchronous. */
LONG WINAPI lineDeallocateCall(HCALL hCall);
LONG WINAPI lineGetCallInfo(HCALL hCall, LPLINECALLINFO lpCallInfo);
LONG WINAPI lineGetCallStatus(HCALL hCall, LPLINECALLSTATUS lpCallStatus);
LONG WINAPI lineGetConfRelatedCalls(HCALL hCall, LPLINECALLLIST lpCallList);
LONG WINAPI lineSetCallPrivilege(HCALL hCall, DWORD dwCallPrivilege);
LONG WINAPI lineHandoff(HCALL hCall, LPCSTR lpszFileName, DWORD dwMediaMode);
LONG WINAPI lineSetAppSpecific(HCALL hCall, DWORD dwAppSpecific);
LONG WINAPI lineSetMediaMode(HCALL hCall, DWORD dwMediaModes);

/*
 * Digits, tones and media.  lineGatherDigits(), lineGenerateDigits() and
 * lineGenerateTone() return at once; LINE_GATHERDIGITS or LINE_GENERATE tells of
 * their end.  lpsDigits has room for dwNumDigits characters, without a NUL, and
 * belongs to the library until then.
 */
LONG WINAPI lineMonitorDigits(HCALL hCall, DWORD dwDigitModes);
LONG WINAPI lineMonitorMedia(HCALL hCall, DWORD dwMediaModes);
LONG WINAPI lineMonitorTones(HCALL hCall, LPLINEMONITORTONE const lpToneList, DWORD dwNumEntries);
LONG WINAPI lineGatherDigits(HCALL hCall, DWORD dwDigitModes, LPSTR lpsDigits, DWORD dwNumDigits,
			     LPCSTR lpszTerminationDigits, DWORD dwFirstDigitTimeout,
			     DWORD dwInterDigitTimeout);
LONG WINAPI lineGenerateDigits(HCALL hCall, DWORD dwDigitMode, LPCSTR lpszDigits, DWORD dwDuration);
LONG WINAPI lineGenerateTone(HCALL hCall, DWORD dwToneMode, DWORD dwDuration, DWORD dwNumTones,
			     LPLINEGENERATETONE const lpTones);
LONG WINAPI lineSetMediaControl(HLINE hLine, DWORD dwAddressID, HCALL hCall, DWORD dwSelect,
				LPLINEMEDIACONTROLDIGIT const lpDigitList, DWORD dwDigitNumEntries,
				LPLINEMEDIACONTROLMEDIA const lpMediaList, DWORD dwMediaNumEntries,
				LPLINEMEDIACONTROLTONE const lpToneList, DWORD dwToneNumEntries,
				LPLINEMEDIACONTROLCALLSTATE const lpCallStateList,
				DWORD dwCallStateNumEntries);

/* Locations and the translation of addresses, synchronous. */
LONG WINAPI lineTranslateAddress(HLINEAPP hLineApp, DWORD dwDeviceID, DWORD dwAPIVersion,
				 LPCSTR lpszAddressIn, DWORD dwCard, DWORD dwTranslateOptions,
				 LPLINETRANSLATEOUTPUT lpTranslateOutput);
LONG WINAPI lineTranslateDialog(HLINEAPP hLineApp, DWORD dwDeviceID, DWORD dwAPIVersion,
				HWND hwndOwner, LPCSTR lpszAddressIn);
LONG WINAPI lineGetTranslateCaps(HLINEAPP hLineApp, DWORD dwAPIVersion,
				 LPLINETRANSLATECAPS lpTranslateCaps);
LONG WINAPI lineGetCountry(DWORD dwCountryID, DWORD dwAPIVersion,
			   LPLINECOUNTRYLIST lpLineCountryList);
LONG WINAPI lineSetCurrentLocation(HLINEAPP hLineApp, DWORD dwLocation);
LONG WINAPI lineSetTollList(HLINEAPP hLineApp, DWORD dwDeviceID, LPCSTR lpszAddressIn,
			    DWORD dwTollListOption);

/* Providers, synchronous. */
LONG WINAPI lineGetProviderList(DWORD dwAPIVersion, LPLINEPROVIDERLIST lpProviderList);
LONG WINAPI lineAddProvider(LPCSTR lpszProviderFilename, HWND hwndOwner,
			    LPDWORD lpdwPermanentProviderID);
LONG WINAPI lineConfigProvider(HWND hwndOwner, DWORD dwPermanentProviderID);
LONG WINAPI lineRemoveProvider(DWORD dwPermanentProviderID, HWND hwndOwner);

/*
 * Assisted telephony.  lpRequestBuffer: a LINEREQMAKECALL or LINEREQMEDIACALL.
 * The tapi functions return 0 or a TAPIERR_.
 */
LONG WINAPI lineRegisterRequestRecipient(HLINEAPP hLineApp, DWORD dwRegistrationInstance,
					 DWORD dwRequestMode, DWORD bEnable);
LONG WINAPI lineGetRequest(HLINEAPP hLineApp, DWORD dwRequestMode, LPVOID lpRequestBuffer);
LONG WINAPI tapiRequestMakeCall(LPCSTR lpszDestAddress, LPCSTR lpszAppName, LPCSTR lpszCalledParty,
				LPCSTR lpszComment);
LONG WINAPI tapiRequestMediaCall(HWND hwnd, WPARAM wRequestID, LPCSTR lpszDeviceClass,
				 LPCSTR lpDeviceID, DWORD dwSize, DWORD dwSecure,
				 LPCSTR lpszDestAddress, LPCSTR lpszAppName, LPCSTR lpszCalledParty,
				 LPCSTR lpszComment);
LONG WINAPI tapiRequestDrop(HWND hwnd, WPARAM wRequestID);
LONG WINAPI tapiGetLocationInfo(LPSTR lpszCountryCode, LPSTR lpszCityCode);

/*
 * Agents, asynchronous.  A program that opened the line with LINEOPENOPTION_PROXY
 * carries them out.
 */
LONG WINAPI lineAgentSpecific(HLINE hLine, DWORD dwAddressID, DWORD dwAgentExtensionIDIndex,
			      LPVOID lpParams, DWORD dwSize);
LONG WINAPI lineGetAgentActivityList(HLINE hLine, DWORD dwAddressID,
				     LPLINEAGENTACTIVITYLIST lpAgentActivityList);
LONG WINAPI lineGetAgentCaps(HLINEAPP hLineApp, DWORD dwDeviceID, DWORD dwAddressID,
			     DWORD dwAppAPIVersion, LPLINEAGENTCAPS lpAgentCaps);
LONG WINAPI lineGetAgentGroupList(HLINE hLine, DWORD dwAddressID,
				  LPLINEAGENTGROUPLIST lpAgentGroupList);
LONG WINAPI lineGetAgentStatus(HLINE hLine, DWORD dwAddressID, LPLINEAGENTSTATUS lpAgentStatus);
LONG WINAPI lineSetAgentActivity(HLINE hLine, DWORD dwAddressID, DWORD dwActivityID);
LONG WINAPI lineSetAgentGroup(HLINE hLine, DWORD dwAddressID,
			      LPLINEAGENTGROUPLIST lpAgentGroupList);
LONG WINAPI lineSetAgentState(HLINE hLine, DWORD dwAddressID, DWORD dwAgentState,
			      DWORD dwNextAgentState);
LONG WINAPI lineCreateAgent(HLINE hLine, LPCSTR lpszAgentID, LPCSTR lpszAgentPIN,
			    LPHAGENT lphAgent);
LONG WINAPI lineCreateAgentSession(HLINE hLine, HAGENT hAgent, LPCSTR lpszAgentPIN,
				   DWORD dwWorkingAddressID, LPGUID lpGroupID,
				   LPHAGENTSESSION lphAgentSession);
LONG WINAPI lineGetAgentInfo(HLINE hLine, HAGENT hAgent, LPLINEAGENTINFO lpAgentInfo);
LONG WINAPI lineGetAgentSessionInfo(HLINE hLine, HAGENTSESSION hAgentSession,
				    LPLINEAGENTSESSIONINFO lpAgentSessionInfo);
LONG WINAPI lineGetAgentSessionList(HLINE hLine, HAGENT hAgent,
				    LPLINEAGENTSESSIONLIST lpAgentSessionList);
LONG WINAPI lineSetAgentMeasurementPeriod(HLINE hLine, HAGENT hAgent, DWORD dwMeasurementPeriod);
LONG WINAPI lineSetAgentSessionState(HLINE hLine, HAGENTSESSION hAgentSession,
				     DWORD dwAgentSessionState, DWORD dwNextAgentSessionState);
LONG WINAPI lineSetAgentStateEx(HLINE hLine, HAGENT hAgent, DWORD dwAgentState,
				DWORD dwNextAgentState);
LONG WINAPI lineGetGroupList(HLINE hLine, LPLINEAGENTGROUPLIST lpGroupList);
LONG WINAPI lineGetQueueInfo(HLINE hLine, DWORD dwQueueID, LPLINEQUEUEINFO lpLineQueueInfo);
LONG WINAPI lineGetQueueList(HLINE hLine, LPGUID lpGroupID, LPLINEQUEUELIST lpQueueList);
LONG WINAPI lineSetQueueMeasurementPeriod(HLINE hLine, DWORD dwQueueID, DWORD dwMeasurementPeriod);

/*
 * What a proxy calls, synchronous.  lpProxyRequest is the one that came with
 * LINE_PROXYREQUEST; lineProxyResponse() takes it back.
 */
LONG WINAPI lineProxyMessage(HLINE hLine, HCALL hCall, DWORD dwMsg, DWORD dwParam1, DWORD dwParam2,
			     DWORD dwParam3);
LONG WINAPI lineProxyResponse(HLINE hLine, LPLINEPROXYREQUEST lpProxyRequest, DWORD dwResult);
LONG WINAPI lineGetProxyStatus(HLINEAPP hLineApp, DWORD dwDeviceID, DWORD dwAppAPIVersion,
			       LPLINEPROXYREQUESTLIST lpProxyRequestList);

#include "tapi-forms.h"
#include "tapi-linux.h"

#ifdef __cplusplus
}
#endif

#endif /* TLINE_TAPI_H */
