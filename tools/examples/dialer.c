// SPDX-License-Identifier: GPL-2.0-only
// dialer DEVICE NUMBER: make a call; it ends when the other end hangs up, or with this program.
#include <stdio.h>
#include <stdlib.h>
#include <tapi.h>

int main(int argc, char **argv)
{
	LINEINITIALIZEEXPARAMS params = {
		.dwTotalSize = sizeof(params), .dwOptions = LINEINITIALIZEEXOPTION_USEEVENT,
	};
	DWORD devices, version = 0x00020002;
	LINEMESSAGE m = { 0 };
	HLINEAPP app;
	HLINE line;
	HCALL call;
	LONG rc;

	if (argc != 3)
		return fprintf(stderr, "usage: dialer DEVICE NUMBER\n"), 2;
	setvbuf(stdout, NULL, _IOLBF, 0);
	rc = lineInitializeEx(&app, NULL, NULL, "dialer", &devices, &version, &params);
	if (!rc)
		rc = lineOpen(app, atoi(argv[1]), &line, version, 0, 0, LINECALLPRIVILEGE_NONE,
			      0, NULL);
	if (!rc)
		rc = lineMakeCall(line, &call, argv[2], 0, NULL);
	while (rc >= 0 && m.dwParam1 != LINECALLSTATE_IDLE && !lineGetMessage(app, &m, INFINITE)) {
		if (m.dwMessageID == LINE_REPLY && m.dwParam2)
			rc = m.dwParam2;
		if (m.dwMessageID == LINE_CALLSTATE)
			puts(tlineCallStateName(m.dwParam1));
		if (m.dwMessageID == LINE_CALLSTATE && m.dwParam1 == LINECALLSTATE_DISCONNECTED)
			lineDrop(call, NULL, 0);
	}
	if (rc < 0)
		fprintf(stderr, "dialer: %s\n", tlineStrError(rc));
	lineShutdown(app);
	return rc < 0;
}
