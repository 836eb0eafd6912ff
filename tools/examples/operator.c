// SPDX-License-Identifier: GPL-2.0-only
/*
 * operator DEVICE NUMBER: a switchboard.  It answers every call, asks NUMBER whether it wants it (a
 * consultation call), and puts the two together when that has answered.  If NUMBER is busy or rejects
 * it, the caller is told so by being hung up on.
 */
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <tapi.h>

static HLINEAPP app;
static const char *target;

/* The caller, the consultation call, and what was asked of them last. */
static struct {
	HCALL caller;
	HCALL consult;
	LONG setup;
	LONG transfer;
} board;

static void stop(int sig)
{
	(void)sig;
	lineShutdown(app);
}

static LONG complain(const char *function, LONG rc)
{
	if (rc < 0)
		fprintf(stderr, "operator: %s: %s\n", function, tlineStrError(rc));
	return rc;
}

static void hang_up(HCALL call)
{
	if (call)
		complain("lineDrop", lineDrop(call, NULL, 0));
}

static void caller_state(DWORD state)
{
	switch (state) {
	case LINECALLSTATE_OFFERING:
		complain("lineAnswer", lineAnswer(board.caller, NULL, 0));
		break;
	case LINECALLSTATE_CONNECTED:
		/* Again after a consultation that came to nothing. */
		if (board.setup) {
			hang_up(board.caller);
			break;
		}
		puts("consulting");
		board.setup = complain("lineSetupTransfer",
				       lineSetupTransfer(board.caller, &board.consult, NULL));
		break;
	case LINECALLSTATE_DISCONNECTED:
		hang_up(board.caller);
		hang_up(board.consult);
		break;
	case LINECALLSTATE_IDLE:
		puts("free");
		lineDeallocateCall(board.caller);
		board.caller = board.setup = board.transfer = 0;
		break;
	}
}

static void consult_state(DWORD state)
{
	switch (state) {
	case LINECALLSTATE_DIALTONE:
		complain("lineDial", lineDial(board.consult, target, 0));
		break;
	case LINECALLSTATE_CONNECTED:
		puts("transferring");
		board.transfer = complain("lineCompleteTransfer",
					  lineCompleteTransfer(board.caller, board.consult, NULL,
							       LINETRANSFERMODE_TRANSFER));
		break;
	case LINECALLSTATE_BUSY:
	case LINECALLSTATE_SPECIALINFO:
	case LINECALLSTATE_DISCONNECTED:
		puts("not wanted");
		hang_up(board.consult);
		break;
	case LINECALLSTATE_IDLE:
		lineDeallocateCall(board.consult);
		board.consult = 0;
		break;
	}
}

static void new_call(HCALL call)
{
	if (board.caller)
		lineDrop(call, NULL, 0);	/* one at a time */
	else
		board.caller = call;
}

static void handle(const LINEMESSAGE *m)
{
	switch (m->dwMessageID) {
	case LINE_APPNEWCALL:
		new_call(m->dwParam2);
		break;
	case LINE_CALLSTATE:
		if (m->hDevice == board.caller)
			caller_state(m->dwParam1);
		else if (m->hDevice == board.consult)
			consult_state(m->dwParam1);
		else if (m->dwParam1 == LINECALLSTATE_IDLE)
			lineDeallocateCall(m->hDevice);
		break;
	case LINE_REPLY:
		if (complain("a request", (LONG)m->dwParam2) < 0 &&
		    (LONG)m->dwParam1 == board.setup)
			hang_up(board.caller);
		else if (!m->dwParam2 && (LONG)m->dwParam1 == board.transfer)
			puts("transferred");
		break;
	}
}

int main(int argc, char **argv)
{
	LINEINITIALIZEEXPARAMS params = {
		.dwTotalSize = sizeof(params),
		.dwOptions = LINEINITIALIZEEXOPTION_USEEVENT,
	};
	DWORD devices, version = 0x00020002;
	LINEMESSAGE m;
	HLINE line;
	LONG rc;

	if (argc != 3) {
		fprintf(stderr, "usage: operator DEVICE NUMBER\n");
		return 2;
	}
	target = argv[2];
	setvbuf(stdout, NULL, _IOLBF, 0);
	rc = lineInitializeEx(&app, NULL, NULL, "operator", &devices, &version, &params);
	if (!rc)
		rc = lineOpen(app, atoi(argv[1]), &line, version, 0, 0, LINECALLPRIVILEGE_OWNER,
			      LINEMEDIAMODE_INTERACTIVEVOICE, NULL);
	if (complain("the line", rc) < 0)
		return 1;
	signal(SIGINT, stop);
	signal(SIGTERM, stop);
	puts("ready");
	while (!lineGetMessage(app, &m, INFINITE))
		handle(&m);
	return 0;
}
