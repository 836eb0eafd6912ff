// SPDX-License-Identifier: GPL-2.0-only
//
// usage: modem LINE
//
// A program as they were written for TAPI 2.0, in C++: messages by event, a modem
// from lineGetID.  It answers one call, greets with the modem, prints what that
// says, and hangs up.  Not a model for new programs: it shows that old ones work.

#include <windows.h>
#include <tapi.h>

#include <iostream>
#include <string>

typedef struct tagCOMMID {
	HANDLE hComm;
	char szDeviceName[1];
} COMMID, *LPCOMMID;

class CModem {
public:
	explicit CModem(DWORD dwDevice) : m_dwDevice(dwDevice) {}
	bool Open();
	void Run();
	void Close();

private:
	void OnMessage(const LINEMESSAGE &Message);
	void OnCallState(DWORD dwState);
	void Talk();

	DWORD m_dwDevice;
	HLINEAPP m_hLineApp = 0;
	HLINE m_hLine = 0;
	HCALL m_hCall = 0;
	HANDLE m_hMessages = NULL;
	HANDLE m_hEnd = NULL;
	LONG m_lAnswer = 0;
};

static bool Check(const char *lpszWhat, LONG lResult)
{
	if (lResult >= 0)
		return true;
	printf("%s: %lx\n", lpszWhat, lResult);
	return false;
}

bool CModem::Open()
{
	LINEINITIALIZEEXPARAMS Params;
	DWORD dwNumDevs, dwVersion = 0x00030001, dwNegotiated;

	ZeroMemory(&Params, sizeof(Params));
	Params.dwTotalSize = sizeof(Params);
	Params.dwOptions = LINEINITIALIZEEXOPTION_USEEVENT;
	if (!Check("lineInitializeEx", lineInitializeEx(&m_hLineApp, NULL, NULL, "Modem",
							&dwNumDevs, &dwVersion, &Params)))
		return false;
	m_hMessages = Params.Handles.hEvent;
	m_hEnd = CreateEvent(NULL, FALSE, FALSE, NULL);
	if (!Check("lineNegotiateAPIVersion",
		   lineNegotiateAPIVersion(m_hLineApp, m_dwDevice, 0x00010003, 0x00030001,
					   &dwNegotiated, NULL)))
		return false;
	return Check("lineOpen", lineOpen(m_hLineApp, m_dwDevice, &m_hLine, dwNegotiated, 0,
					  (DWORD_PTR)this,
					  LINECALLPRIVILEGE_OWNER | LINECALLPRIVILEGE_MONITOR,
					  LINEMEDIAMODE_INTERACTIVEVOICE, NULL));
}

void CModem::Talk()
{
	DWORD dwSize = sizeof(VARSTRING), dwDone;
	LPVARSTRING lpID = NULL;
	char szText[32] = "";

	do {
		GlobalFree(lpID);
		lpID = (LPVARSTRING)GlobalAlloc(GPTR, dwSize);
		lpID->dwTotalSize = dwSize;
		if (!Check("lineGetID", lineGetID(0, 0, m_hCall, LINECALLSELECT_CALL, lpID,
						  "comm/datamodem"))) {
			GlobalFree(lpID);
			return;
		}
		dwSize = lpID->dwNeededSize;
	} while (lpID->dwNeededSize > lpID->dwTotalSize);

	LPCOMMID lpComm = (LPCOMMID)((LPSTR)lpID + lpID->dwStringOffset);
	HANDLE hComm = lpComm->hComm;
	std::cout << "modem " << lpComm->szDeviceName << std::endl;
	GlobalFree(lpID);
	if (!WriteFile(hComm, "hello\n", 6, &dwDone, NULL) || dwDone != 6)
		printf("WriteFile: %lu\n", GetLastError());
	if (!ReadFile(hComm, szText, sizeof(szText) - 1, &dwDone, NULL))
		printf("ReadFile: %lu\n", GetLastError());
	std::cout << "it says " << szText << std::flush;
	CloseHandle(hComm);
}

void CModem::OnCallState(DWORD dwState)
{
	switch (dwState) {
	case LINECALLSTATE_OFFERING:
		m_lAnswer = lineAnswer(m_hCall, NULL, 0);
		Check("lineAnswer", m_lAnswer);
		break;
	case LINECALLSTATE_CONNECTED:
		Talk();
		Check("lineDrop", lineDrop(m_hCall, NULL, 0));
		break;
	case LINECALLSTATE_IDLE:
		Check("lineDeallocateCall", lineDeallocateCall(m_hCall));
		SetEvent(m_hEnd);
		break;
	}
}

void CModem::OnMessage(const LINEMESSAGE &Message)
{
	CModem *pThis = (CModem *)Message.dwCallbackInstance;

	switch (Message.dwMessageID) {
	case LINE_REPLY:
		if ((LONG)Message.dwParam1 == m_lAnswer)
			std::cout << "answered: " << (LONG)Message.dwParam2 << std::endl;
		break;
	case LINE_CALLSTATE:
		pThis->m_hCall = Message.hDevice;
		pThis->OnCallState((DWORD)Message.dwParam1);
		break;
	}
}

void CModem::Run()
{
	HANDLE Handles[2] = { m_hMessages, m_hEnd };
	LINEMESSAGE Message;

	while (WaitForMultipleObjects(2, Handles, FALSE, INFINITE) == WAIT_OBJECT_0) {
		if (lineGetMessage(m_hLineApp, &Message, 0) == 0)
			OnMessage(Message);
	}
}

void CModem::Close()
{
	Check("lineClose", lineClose(m_hLine));
	Check("lineShutdown", lineShutdown(m_hLineApp));
	CloseHandle(m_hEnd);
	std::cout << "end" << std::endl;
}

int main(int argc, char *argv[])
{
	CModem Modem(argc > 1 ? strtoul(argv[1], NULL, 10) : 0);

	if (!Modem.Open())
		return 1;
	std::cout << "ready" << std::endl;
	Modem.Run();
	Modem.Close();
	return 0;
}
