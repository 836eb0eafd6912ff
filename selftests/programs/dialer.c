// SPDX-License-Identifier: GPL-2.0-only
/*
 * usage: dialer LINE NUMBER
 *
 * A program as they were written for TAPI 1.x: a callback, a message loop, all text
 * as TCHAR, everything global.  It dials, hangs up when somebody answers, and ends
 * when the call has.  Not a model for new programs: it shows that old ones work.
 */
#include <windows.h>
#include <tchar.h>
#include <tapi.h>

#define TAPI_LOW_VERSION	0x00010003
#define TAPI_HIGH_VERSION	0x00030001

HLINEAPP g_hLineApp;
HLINE g_hLine;
HCALL g_hCall;
LONG g_lMakeCall;
BOOL g_bInCallback;

VOID ShowError(LPCTSTR lpszWhat, LONG lError)
{
	TCHAR szText[128];

	wsprintf(szText, TEXT("%s failed: %ld (0x%08lx)"), lpszWhat, lError, lError);
	MessageBox(NULL, szText, TEXT("Dialer"), MB_OK | MB_ICONERROR);
}

VOID HangUp(VOID)
{
	LONG lResult = lineDrop(g_hCall, NULL, 0);

	if (lResult < 0)
		ShowError(TEXT("lineDrop"), lResult);
}

VOID OnCallState(HCALL hCall, DWORD dwState)
{
	LONG lResult;

	_tprintf(_T("state %lu\n"), dwState);
	switch (dwState) {
	case LINECALLSTATE_CONNECTED:
		HangUp();
		break;
	case LINECALLSTATE_BUSY:
	case LINECALLSTATE_DISCONNECTED:
		HangUp();
		break;
	case LINECALLSTATE_IDLE:
		lResult = lineDeallocateCall(hCall);
		_tprintf(_T("deallocate %ld, again %lx\n"), lResult, lineDeallocateCall(hCall));
		g_hCall = 0;
		PostQuitMessage(0);
		break;
	}
}

VOID FAR PASCAL LineCallback(DWORD hDevice, DWORD dwMsg, DWORD_PTR dwCallbackInstance,
			     DWORD_PTR dwParam1, DWORD_PTR dwParam2, DWORD_PTR dwParam3)
{
	if (g_bInCallback)
		_tprintf(_T("callback within callback\n"));
	g_bInCallback = TRUE;
	switch (dwMsg) {
	case LINE_REPLY:
		if ((LONG)dwParam1 == g_lMakeCall)
			_tprintf(_T("lineMakeCall: %ld\n"), (LONG)dwParam2);
		if ((LONG)dwParam2 < 0)
			PostQuitMessage(1);
		break;
	case LINE_CALLSTATE:
		if (dwCallbackInstance != 4711)
			_tprintf(_T("instance %lu\n"), (DWORD)dwCallbackInstance);
		OnCallState((HCALL)hDevice, (DWORD)dwParam1);
		break;
	}
	g_bInCallback = FALSE;
	UNREFERENCED_PARAMETER(dwParam3);
}

BOOL ShowLine(DWORD dwDevice)
{
	DWORD dwSize = sizeof(LINEDEVCAPS);
	LPLINEDEVCAPS lpCaps = NULL;
	LINEEXTENSIONID ExtensionID;
	DWORD dwVersion;
	LONG lResult;

	lResult = lineNegotiateAPIVersion(g_hLineApp, dwDevice, TAPI_LOW_VERSION,
					  TAPI_HIGH_VERSION, &dwVersion, &ExtensionID);
	if (lResult) {
		ShowError(TEXT("lineNegotiateAPIVersion"), lResult);
		return FALSE;
	}
	do {
		LocalFree(lpCaps);
		lpCaps = (LPLINEDEVCAPS)LocalAlloc(LPTR, dwSize);
		lpCaps->dwTotalSize = dwSize;
		lResult = lineGetDevCaps(g_hLineApp, dwDevice, dwVersion, 0, lpCaps);
		if (lResult) {
			ShowError(TEXT("lineGetDevCaps"), lResult);
			return FALSE;
		}
		dwSize = lpCaps->dwNeededSize;
	} while (lpCaps->dwNeededSize > lpCaps->dwTotalSize);
	_tprintf(_T("version %lx, line %s, %lu address, strings %lu\n"), dwVersion,
		 (LPTSTR)((LPBYTE)lpCaps + lpCaps->dwLineNameOffset), lpCaps->dwNumAddresses,
		 lpCaps->dwStringFormat);
	LocalFree(lpCaps);
	return TRUE;
}

BOOL Dial(DWORD dwDevice, LPCTSTR lpszNumber)
{
	LONG lResult;

	lResult = lineOpen(g_hLineApp, dwDevice, &g_hLine, TAPI_LOW_VERSION, 0, 4711,
			   LINECALLPRIVILEGE_NONE, 0, NULL);
	if (lResult) {
		ShowError(TEXT("lineOpen"), lResult);
		return FALSE;
	}
	lineSetStatusMessages(g_hLine, 0x1ffffff, 0x1ff);
	g_lMakeCall = lineMakeCall(g_hLine, &g_hCall, lpszNumber, 0, NULL);
	if (g_lMakeCall < 0) {
		ShowError(TEXT("lineMakeCall"), g_lMakeCall);
		return FALSE;
	}
	return TRUE;
}

int _tmain(int argc, TCHAR *argv[])
{
	DWORD dwNumDevs;
	LONG lResult;
	MSG msg;

	if (argc < 3)
		return 2;
	lResult = lineInitialize(&g_hLineApp, GetModuleHandle(NULL), LineCallback, NULL,
				 &dwNumDevs);
	if (lResult) {
		ShowError(TEXT("lineInitialize"), lResult);
		return 2;
	}
	if (!ShowLine(_ttoi(argv[1])) || !Dial(_ttoi(argv[1]), argv[2]))
		return 2;
	while (GetMessage(&msg, NULL, 0, 0)) {
		TranslateMessage(&msg);
		DispatchMessage(&msg);
	}
	lResult = lineClose(g_hLine);
	printf("lineClose %ld, lineDrop %lx\n", lResult, lineDrop(g_hCall, NULL, 0));
	lResult = lineShutdown(g_hLineApp);
	printf("lineShutdown %ld, end %lu\n", lResult, (DWORD)msg.wParam);
	return (int)msg.wParam;
}
