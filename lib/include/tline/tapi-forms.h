/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The two forms of the functions that take or give strings: A with UTF-8, W with
 * UTF-16 in the byte order of the machine.  Included by <tapi.h>, which tells what
 * they do.  A name without suffix is the A form, or the W form if the program
 * defines UNICODE before it includes <tapi.h>.
 */
#ifndef TLINE_TAPI_FORMS_H
#define TLINE_TAPI_FORMS_H

LONG WINAPI lineInitializeExA(LPHLINEAPP lphLineApp, HINSTANCE hInstance, LINECALLBACK lpfnCallback,
			      LPCSTR lpszFriendlyAppName, LPDWORD lpdwNumDevs,
			      LPDWORD lpdwAPIVersion,
			      LPLINEINITIALIZEEXPARAMS lpLineInitializeExParams);
LONG WINAPI lineInitializeExW(LPHLINEAPP lphLineApp, HINSTANCE hInstance, LINECALLBACK lpfnCallback,
			      LPCWSTR lpszFriendlyAppName, LPDWORD lpdwNumDevs,
			      LPDWORD lpdwAPIVersion,
			      LPLINEINITIALIZEEXPARAMS lpLineInitializeExParams);
LONG WINAPI lineGetDevCapsA(HLINEAPP hLineApp, DWORD dwDeviceID, DWORD dwAPIVersion,
			    DWORD dwExtVersion, LPLINEDEVCAPS lpLineDevCaps);
LONG WINAPI lineGetDevCapsW(HLINEAPP hLineApp, DWORD dwDeviceID, DWORD dwAPIVersion,
			    DWORD dwExtVersion, LPLINEDEVCAPS lpLineDevCaps);
LONG WINAPI lineGetAddressCapsA(HLINEAPP hLineApp, DWORD dwDeviceID, DWORD dwAddressID,
				DWORD dwAPIVersion, DWORD dwExtVersion,
				LPLINEADDRESSCAPS lpAddressCaps);
LONG WINAPI lineGetAddressCapsW(HLINEAPP hLineApp, DWORD dwDeviceID, DWORD dwAddressID,
				DWORD dwAPIVersion, DWORD dwExtVersion,
				LPLINEADDRESSCAPS lpAddressCaps);
LONG WINAPI lineGetAppPriorityA(LPCSTR lpszAppFilename, DWORD dwMediaMode,
				LPLINEEXTENSIONID lpExtensionID, DWORD dwRequestMode,
				LPVARSTRING lpExtensionName, LPDWORD lpdwPriority);
LONG WINAPI lineGetAppPriorityW(LPCWSTR lpszAppFilename, DWORD dwMediaMode,
				LPLINEEXTENSIONID lpExtensionID, DWORD dwRequestMode,
				LPVARSTRING lpExtensionName, LPDWORD lpdwPriority);
LONG WINAPI lineSetAppPriorityA(LPCSTR lpszAppFilename, DWORD dwMediaMode,
				LPLINEEXTENSIONID lpExtensionID, DWORD dwRequestMode,
				LPCSTR lpszExtensionName, DWORD dwPriority);
LONG WINAPI lineSetAppPriorityW(LPCWSTR lpszAppFilename, DWORD dwMediaMode,
				LPLINEEXTENSIONID lpExtensionID, DWORD dwRequestMode,
				LPCWSTR lpszExtensionName, DWORD dwPriority);
LONG WINAPI lineOpenA(HLINEAPP hLineApp, DWORD dwDeviceID, LPHLINE lphLine, DWORD dwAPIVersion,
		      DWORD dwExtVersion, DWORD_PTR dwCallbackInstance, DWORD dwPrivileges,
		      DWORD dwMediaModes, LPLINECALLPARAMS const lpCallParams);
LONG WINAPI lineOpenW(HLINEAPP hLineApp, DWORD dwDeviceID, LPHLINE lphLine, DWORD dwAPIVersion,
		      DWORD dwExtVersion, DWORD_PTR dwCallbackInstance, DWORD dwPrivileges,
		      DWORD dwMediaModes, LPLINECALLPARAMS const lpCallParams);
LONG WINAPI lineGetAddressIDA(HLINE hLine, LPDWORD lpdwAddressID, DWORD dwAddressMode,
			      LPCSTR lpsAddress, DWORD dwSize);
LONG WINAPI lineGetAddressIDW(HLINE hLine, LPDWORD lpdwAddressID, DWORD dwAddressMode,
			      LPCWSTR lpsAddress, DWORD dwSize);
LONG WINAPI lineGetAddressStatusA(HLINE hLine, DWORD dwAddressID,
				  LPLINEADDRESSSTATUS lpAddressStatus);
LONG WINAPI lineGetAddressStatusW(HLINE hLine, DWORD dwAddressID,
				  LPLINEADDRESSSTATUS lpAddressStatus);
LONG WINAPI lineGetLineDevStatusA(HLINE hLine, LPLINEDEVSTATUS lpLineDevStatus);
LONG WINAPI lineGetLineDevStatusW(HLINE hLine, LPLINEDEVSTATUS lpLineDevStatus);
LONG WINAPI lineGetIDA(HLINE hLine, DWORD dwAddressID, HCALL hCall, DWORD dwSelect,
		       LPVARSTRING lpDeviceID, LPCSTR lpszDeviceClass);
LONG WINAPI lineGetIDW(HLINE hLine, DWORD dwAddressID, HCALL hCall, DWORD dwSelect,
		       LPVARSTRING lpDeviceID, LPCWSTR lpszDeviceClass);
LONG WINAPI lineGetDevConfigA(DWORD dwDeviceID, LPVARSTRING lpDeviceConfig, LPCSTR lpszDeviceClass);
LONG WINAPI lineGetDevConfigW(DWORD dwDeviceID, LPVARSTRING lpDeviceConfig,
			      LPCWSTR lpszDeviceClass);
LONG WINAPI lineSetDevConfigA(DWORD dwDeviceID, LPVOID const lpDeviceConfig, DWORD dwSize,
			      LPCSTR lpszDeviceClass);
LONG WINAPI lineSetDevConfigW(DWORD dwDeviceID, LPVOID const lpDeviceConfig, DWORD dwSize,
			      LPCWSTR lpszDeviceClass);
LONG WINAPI lineGetIconA(DWORD dwDeviceID, LPCSTR lpszDeviceClass, LPHICON lphIcon);
LONG WINAPI lineGetIconW(DWORD dwDeviceID, LPCWSTR lpszDeviceClass, LPHICON lphIcon);
LONG WINAPI lineConfigDialogA(DWORD dwDeviceID, HWND hwndOwner, LPCSTR lpszDeviceClass);
LONG WINAPI lineConfigDialogW(DWORD dwDeviceID, HWND hwndOwner, LPCWSTR lpszDeviceClass);
LONG WINAPI lineConfigDialogEditA(DWORD dwDeviceID, HWND hwndOwner, LPCSTR lpszDeviceClass,
				  LPVOID const lpDeviceConfigIn, DWORD dwSize,
				  LPVARSTRING lpDeviceConfigOut);
LONG WINAPI lineConfigDialogEditW(DWORD dwDeviceID, HWND hwndOwner, LPCWSTR lpszDeviceClass,
				  LPVOID const lpDeviceConfigIn, DWORD dwSize,
				  LPVARSTRING lpDeviceConfigOut);
LONG WINAPI lineForwardA(HLINE hLine, DWORD bAllAddresses, DWORD dwAddressID,
			 LPLINEFORWARDLIST const lpForwardList, DWORD dwNumRingsNoAnswer,
			 LPHCALL lphConsultCall, LPLINECALLPARAMS const lpCallParams);
LONG WINAPI lineForwardW(HLINE hLine, DWORD bAllAddresses, DWORD dwAddressID,
			 LPLINEFORWARDLIST const lpForwardList, DWORD dwNumRingsNoAnswer,
			 LPHCALL lphConsultCall, LPLINECALLPARAMS const lpCallParams);
LONG WINAPI lineMakeCallA(HLINE hLine, LPHCALL lphCall, LPCSTR lpszDestAddress, DWORD dwCountryCode,
			  LPLINECALLPARAMS const lpCallParams);
LONG WINAPI lineMakeCallW(HLINE hLine, LPHCALL lphCall, LPCWSTR lpszDestAddress,
			  DWORD dwCountryCode, LPLINECALLPARAMS const lpCallParams);
LONG WINAPI linePickupA(HLINE hLine, DWORD dwAddressID, LPHCALL lphCall, LPCSTR lpszDestAddress,
			LPCSTR lpszGroupID);
LONG WINAPI linePickupW(HLINE hLine, DWORD dwAddressID, LPHCALL lphCall, LPCWSTR lpszDestAddress,
			LPCWSTR lpszGroupID);
LONG WINAPI lineUnparkA(HLINE hLine, DWORD dwAddressID, LPHCALL lphCall, LPCSTR lpszDestAddress);
LONG WINAPI lineUnparkW(HLINE hLine, DWORD dwAddressID, LPHCALL lphCall, LPCWSTR lpszDestAddress);
LONG WINAPI lineDialA(HCALL hCall, LPCSTR lpszDestAddress, DWORD dwCountryCode);
LONG WINAPI lineDialW(HCALL hCall, LPCWSTR lpszDestAddress, DWORD dwCountryCode);
LONG WINAPI lineParkA(HCALL hCall, DWORD dwParkMode, LPCSTR lpszDirAddress,
		      LPVARSTRING lpNonDirAddress);
LONG WINAPI lineParkW(HCALL hCall, DWORD dwParkMode, LPCWSTR lpszDirAddress,
		      LPVARSTRING lpNonDirAddress);
LONG WINAPI lineRedirectA(HCALL hCall, LPCSTR lpszDestAddress, DWORD dwCountryCode);
LONG WINAPI lineRedirectW(HCALL hCall, LPCWSTR lpszDestAddress, DWORD dwCountryCode);
LONG WINAPI lineBlindTransferA(HCALL hCall, LPCSTR lpszDestAddress, DWORD dwCountryCode);
LONG WINAPI lineBlindTransferW(HCALL hCall, LPCWSTR lpszDestAddress, DWORD dwCountryCode);
LONG WINAPI lineSetupTransferA(HCALL hCall, LPHCALL lphConsultCall,
			       LPLINECALLPARAMS const lpCallParams);
LONG WINAPI lineSetupTransferW(HCALL hCall, LPHCALL lphConsultCall,
			       LPLINECALLPARAMS const lpCallParams);
LONG WINAPI lineSetupConferenceA(HCALL hCall, HLINE hLine, LPHCALL lphConfCall,
				 LPHCALL lphConsultCall, DWORD dwNumParties,
				 LPLINECALLPARAMS const lpCallParams);
LONG WINAPI lineSetupConferenceW(HCALL hCall, HLINE hLine, LPHCALL lphConfCall,
				 LPHCALL lphConsultCall, DWORD dwNumParties,
				 LPLINECALLPARAMS const lpCallParams);
LONG WINAPI linePrepareAddToConferenceA(HCALL hConfCall, LPHCALL lphConsultCall,
					LPLINECALLPARAMS const lpCallParams);
LONG WINAPI linePrepareAddToConferenceW(HCALL hConfCall, LPHCALL lphConsultCall,
					LPLINECALLPARAMS const lpCallParams);
LONG WINAPI lineGetCallInfoA(HCALL hCall, LPLINECALLINFO lpCallInfo);
LONG WINAPI lineGetCallInfoW(HCALL hCall, LPLINECALLINFO lpCallInfo);
LONG WINAPI lineHandoffA(HCALL hCall, LPCSTR lpszFileName, DWORD dwMediaMode);
LONG WINAPI lineHandoffW(HCALL hCall, LPCWSTR lpszFileName, DWORD dwMediaMode);
LONG WINAPI lineGatherDigitsA(HCALL hCall, DWORD dwDigitModes, LPSTR lpsDigits, DWORD dwNumDigits,
			      LPCSTR lpszTerminationDigits, DWORD dwFirstDigitTimeout,
			      DWORD dwInterDigitTimeout);
LONG WINAPI lineGatherDigitsW(HCALL hCall, DWORD dwDigitModes, LPWSTR lpsDigits, DWORD dwNumDigits,
			      LPCWSTR lpszTerminationDigits, DWORD dwFirstDigitTimeout,
			      DWORD dwInterDigitTimeout);
LONG WINAPI lineGenerateDigitsA(HCALL hCall, DWORD dwDigitMode, LPCSTR lpszDigits,
				DWORD dwDuration);
LONG WINAPI lineGenerateDigitsW(HCALL hCall, DWORD dwDigitMode, LPCWSTR lpszDigits,
				DWORD dwDuration);
LONG WINAPI lineTranslateAddressA(HLINEAPP hLineApp, DWORD dwDeviceID, DWORD dwAPIVersion,
				  LPCSTR lpszAddressIn, DWORD dwCard, DWORD dwTranslateOptions,
				  LPLINETRANSLATEOUTPUT lpTranslateOutput);
LONG WINAPI lineTranslateAddressW(HLINEAPP hLineApp, DWORD dwDeviceID, DWORD dwAPIVersion,
				  LPCWSTR lpszAddressIn, DWORD dwCard, DWORD dwTranslateOptions,
				  LPLINETRANSLATEOUTPUT lpTranslateOutput);
LONG WINAPI lineTranslateDialogA(HLINEAPP hLineApp, DWORD dwDeviceID, DWORD dwAPIVersion,
				 HWND hwndOwner, LPCSTR lpszAddressIn);
LONG WINAPI lineTranslateDialogW(HLINEAPP hLineApp, DWORD dwDeviceID, DWORD dwAPIVersion,
				 HWND hwndOwner, LPCWSTR lpszAddressIn);
LONG WINAPI lineGetTranslateCapsA(HLINEAPP hLineApp, DWORD dwAPIVersion,
				  LPLINETRANSLATECAPS lpTranslateCaps);
LONG WINAPI lineGetTranslateCapsW(HLINEAPP hLineApp, DWORD dwAPIVersion,
				  LPLINETRANSLATECAPS lpTranslateCaps);
LONG WINAPI lineGetCountryA(DWORD dwCountryID, DWORD dwAPIVersion,
			    LPLINECOUNTRYLIST lpLineCountryList);
LONG WINAPI lineGetCountryW(DWORD dwCountryID, DWORD dwAPIVersion,
			    LPLINECOUNTRYLIST lpLineCountryList);
LONG WINAPI lineSetTollListA(HLINEAPP hLineApp, DWORD dwDeviceID, LPCSTR lpszAddressIn,
			     DWORD dwTollListOption);
LONG WINAPI lineSetTollListW(HLINEAPP hLineApp, DWORD dwDeviceID, LPCWSTR lpszAddressIn,
			     DWORD dwTollListOption);
LONG WINAPI lineGetProviderListA(DWORD dwAPIVersion, LPLINEPROVIDERLIST lpProviderList);
LONG WINAPI lineGetProviderListW(DWORD dwAPIVersion, LPLINEPROVIDERLIST lpProviderList);
LONG WINAPI lineAddProviderA(LPCSTR lpszProviderFilename, HWND hwndOwner,
			     LPDWORD lpdwPermanentProviderID);
LONG WINAPI lineAddProviderW(LPCWSTR lpszProviderFilename, HWND hwndOwner,
			     LPDWORD lpdwPermanentProviderID);
LONG WINAPI lineGetRequestA(HLINEAPP hLineApp, DWORD dwRequestMode, LPVOID lpRequestBuffer);
LONG WINAPI lineGetRequestW(HLINEAPP hLineApp, DWORD dwRequestMode, LPVOID lpRequestBuffer);
LONG WINAPI tapiRequestMakeCallA(LPCSTR lpszDestAddress, LPCSTR lpszAppName, LPCSTR lpszCalledParty,
				 LPCSTR lpszComment);
LONG WINAPI tapiRequestMakeCallW(LPCWSTR lpszDestAddress, LPCWSTR lpszAppName,
				 LPCWSTR lpszCalledParty, LPCWSTR lpszComment);
LONG WINAPI tapiRequestMediaCallA(HWND hwnd, WPARAM wRequestID, LPCSTR lpszDeviceClass,
				  LPCSTR lpDeviceID, DWORD dwSize, DWORD dwSecure,
				  LPCSTR lpszDestAddress, LPCSTR lpszAppName,
				  LPCSTR lpszCalledParty, LPCSTR lpszComment);
LONG WINAPI tapiRequestMediaCallW(HWND hwnd, WPARAM wRequestID, LPCWSTR lpszDeviceClass,
				  LPCWSTR lpDeviceID, DWORD dwSize, DWORD dwSecure,
				  LPCWSTR lpszDestAddress, LPCWSTR lpszAppName,
				  LPCWSTR lpszCalledParty, LPCWSTR lpszComment);
LONG WINAPI tapiGetLocationInfoA(LPSTR lpszCountryCode, LPSTR lpszCityCode);
LONG WINAPI tapiGetLocationInfoW(LPWSTR lpszCountryCode, LPWSTR lpszCityCode);
LONG WINAPI lineGetAgentActivityListA(HLINE hLine, DWORD dwAddressID,
				      LPLINEAGENTACTIVITYLIST lpAgentActivityList);
LONG WINAPI lineGetAgentActivityListW(HLINE hLine, DWORD dwAddressID,
				      LPLINEAGENTACTIVITYLIST lpAgentActivityList);
LONG WINAPI lineGetAgentCapsA(HLINEAPP hLineApp, DWORD dwDeviceID, DWORD dwAddressID,
			      DWORD dwAppAPIVersion, LPLINEAGENTCAPS lpAgentCaps);
LONG WINAPI lineGetAgentCapsW(HLINEAPP hLineApp, DWORD dwDeviceID, DWORD dwAddressID,
			      DWORD dwAppAPIVersion, LPLINEAGENTCAPS lpAgentCaps);
LONG WINAPI lineGetAgentGroupListA(HLINE hLine, DWORD dwAddressID,
				   LPLINEAGENTGROUPLIST lpAgentGroupList);
LONG WINAPI lineGetAgentGroupListW(HLINE hLine, DWORD dwAddressID,
				   LPLINEAGENTGROUPLIST lpAgentGroupList);
LONG WINAPI lineGetAgentStatusA(HLINE hLine, DWORD dwAddressID, LPLINEAGENTSTATUS lpAgentStatus);
LONG WINAPI lineGetAgentStatusW(HLINE hLine, DWORD dwAddressID, LPLINEAGENTSTATUS lpAgentStatus);
LONG WINAPI lineCreateAgentA(HLINE hLine, LPCSTR lpszAgentID, LPCSTR lpszAgentPIN,
			     LPHAGENT lphAgent);
LONG WINAPI lineCreateAgentW(HLINE hLine, LPCWSTR lpszAgentID, LPCWSTR lpszAgentPIN,
			     LPHAGENT lphAgent);
LONG WINAPI lineCreateAgentSessionA(HLINE hLine, HAGENT hAgent, LPCSTR lpszAgentPIN,
				    DWORD dwWorkingAddressID, LPGUID lpGroupID,
				    LPHAGENTSESSION lphAgentSession);
LONG WINAPI lineCreateAgentSessionW(HLINE hLine, HAGENT hAgent, LPCWSTR lpszAgentPIN,
				    DWORD dwWorkingAddressID, LPGUID lpGroupID,
				    LPHAGENTSESSION lphAgentSession);
LONG WINAPI lineGetGroupListA(HLINE hLine, LPLINEAGENTGROUPLIST lpGroupList);
LONG WINAPI lineGetGroupListW(HLINE hLine, LPLINEAGENTGROUPLIST lpGroupList);
LONG WINAPI lineGetQueueListA(HLINE hLine, LPGUID lpGroupID, LPLINEQUEUELIST lpQueueList);
LONG WINAPI lineGetQueueListW(HLINE hLine, LPGUID lpGroupID, LPLINEQUEUELIST lpQueueList);

#ifdef UNICODE
#define lineInitializeEx			lineInitializeExW
#define lineGetDevCaps				lineGetDevCapsW
#define lineGetAddressCaps			lineGetAddressCapsW
#define lineGetAppPriority			lineGetAppPriorityW
#define lineSetAppPriority			lineSetAppPriorityW
#define lineOpen				lineOpenW
#define lineGetAddressID			lineGetAddressIDW
#define lineGetAddressStatus			lineGetAddressStatusW
#define lineGetLineDevStatus			lineGetLineDevStatusW
#define lineGetID				lineGetIDW
#define lineGetDevConfig			lineGetDevConfigW
#define lineSetDevConfig			lineSetDevConfigW
#define lineGetIcon				lineGetIconW
#define lineConfigDialog			lineConfigDialogW
#define lineConfigDialogEdit			lineConfigDialogEditW
#define lineForward				lineForwardW
#define lineMakeCall				lineMakeCallW
#define linePickup				linePickupW
#define lineUnpark				lineUnparkW
#define lineDial				lineDialW
#define linePark				lineParkW
#define lineRedirect				lineRedirectW
#define lineBlindTransfer			lineBlindTransferW
#define lineSetupTransfer			lineSetupTransferW
#define lineSetupConference			lineSetupConferenceW
#define linePrepareAddToConference		linePrepareAddToConferenceW
#define lineGetCallInfo				lineGetCallInfoW
#define lineHandoff				lineHandoffW
#define lineGatherDigits			lineGatherDigitsW
#define lineGenerateDigits			lineGenerateDigitsW
#define lineTranslateAddress			lineTranslateAddressW
#define lineTranslateDialog			lineTranslateDialogW
#define lineGetTranslateCaps			lineGetTranslateCapsW
#define lineGetCountry				lineGetCountryW
#define lineSetTollList				lineSetTollListW
#define lineGetProviderList			lineGetProviderListW
#define lineAddProvider				lineAddProviderW
#define lineGetRequest				lineGetRequestW
#define tapiRequestMakeCall			tapiRequestMakeCallW
#define tapiRequestMediaCall			tapiRequestMediaCallW
#define tapiGetLocationInfo			tapiGetLocationInfoW
#define lineGetAgentActivityList		lineGetAgentActivityListW
#define lineGetAgentCaps			lineGetAgentCapsW
#define lineGetAgentGroupList			lineGetAgentGroupListW
#define lineGetAgentStatus			lineGetAgentStatusW
#define lineCreateAgent				lineCreateAgentW
#define lineCreateAgentSession			lineCreateAgentSessionW
#define lineGetGroupList			lineGetGroupListW
#define lineGetQueueList			lineGetQueueListW
#define LINEREQMAKECALL				LINEREQMAKECALLW
#define LPLINEREQMAKECALL			LPLINEREQMAKECALLW
#define LINEREQMEDIACALL			LINEREQMEDIACALLW
#define LPLINEREQMEDIACALL			LPLINEREQMEDIACALLW
#endif /* UNICODE */

#endif /* TLINE_TAPI_FORMS_H */
