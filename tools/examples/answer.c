// SPDX-License-Identifier: GPL-2.0-only
/*
 * answer DEVICE: an answering machine.  It answers every call, takes a code of up to four
 * digits (ended by '#', or by five seconds of silence), says what it was, and hangs up.
 *
 * The messages come to a callback, as in programs of TAPI 1.x: tlineDispatch() is the loop that a
 * window's messages have elsewhere.
 */
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <tapi.h>

#define DIGITS	4

/* A call that is being served; the machine has one at a time. */
static struct {
	HCALL call;
	char digits[DIGITS + 1];
} guest;

static volatile sig_atomic_t stopped;

static void stop(int sig)
{
	(void)sig;
	stopped = 1;
}

static void complain(const char *function, LONG rc)
{
	if (rc < 0)
		fprintf(stderr, "answer: %s: %s\n", function, tlineStrError(rc));
}

static void say_who_calls(HCALL call)
{
	struct {
		LINECALLINFO info;
		char room[1024];
	} u = { .info.dwTotalSize = sizeof(u) };

	if (lineGetCallInfo(call, &u.info))
		return;
	printf("call from %s\n", u.info.dwCallerIDFlags & LINECALLPARTYID_ADDRESS ?
	       (char *)&u + u.info.dwCallerIDOffset : "an unknown number");
}

static void call_state(HCALL call, DWORD state)
{
	switch (state) {
	case LINECALLSTATE_OFFERING:
		say_who_calls(call);
		guest.call = call;
		complain("lineAnswer", lineAnswer(call, NULL, 0));
		break;
	case LINECALLSTATE_CONNECTED:
		complain("lineGatherDigits",
			 lineGatherDigits(call, LINEDIGITMODE_DTMF, guest.digits, DIGITS,
					  "#", 5000, 5000));
		break;
	case LINECALLSTATE_DISCONNECTED:
		complain("lineDrop", lineDrop(call, NULL, 0));
		break;
	case LINECALLSTATE_IDLE:
		puts("call ended");
		lineDeallocateCall(call);
		guest.call = 0;
		break;
	}
}

static void digits_gathered(HCALL call, DWORD why)
{
	if (why == LINEGATHERTERM_CANCEL)
		return;
	printf("code '%.*s'%s\n", DIGITS, guest.digits,
	       why & (LINEGATHERTERM_FIRSTTIMEOUT | LINEGATHERTERM_INTERTIMEOUT) ? ", then silence" : "");
	complain("lineDrop", lineDrop(call, NULL, 0));
}

static void CALLBACK callback(DWORD device, DWORD message, DWORD_PTR instance, DWORD_PTR p1,
			      DWORD_PTR p2, DWORD_PTR p3)
{
	(void)instance;
	(void)p3;
	switch (message) {
	case LINE_CALLSTATE:
		call_state(device, p1);
		break;
	case LINE_GATHERDIGITS:
		digits_gathered(device, p1);
		break;
	case LINE_REPLY:
		complain("a request", (LONG)p2);
		break;
	case LINE_CLOSE:
		puts("the line was closed");
		stopped = 1;
		break;
	}
}

int main(int argc, char **argv)
{
	DWORD devices;
	HLINEAPP app;
	HLINE line;
	LONG rc;

	if (argc != 2) {
		fprintf(stderr, "usage: answer DEVICE\n");
		return 2;
	}
	setvbuf(stdout, NULL, _IOLBF, 0);
	signal(SIGINT, stop);
	signal(SIGTERM, stop);
	rc = lineInitialize(&app, NULL, callback, "answer", &devices);
	if (!rc)
		rc = lineOpen(app, atoi(argv[1]), &line, 0x00020002, 0, 0, LINECALLPRIVILEGE_OWNER,
			      LINEMEDIAMODE_INTERACTIVEVOICE, NULL);
	if (rc) {
		complain("the line", rc);
		return 1;
	}
	puts("ready");
	while (!stopped)
		tlineDispatch(app, 200);
	lineShutdown(app);
	return 0;
}
